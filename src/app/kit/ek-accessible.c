/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-accessible.h"

/**
 * ek_accessible_set_name:
 * @widget: a widget
 * @name: what a screen reader says
 *
 * Gives it a name of its own. Newer GTK names a button, a row or a check by the label inside, whatever name it has,
 * until that is taken back.
 */
void
ek_accessible_set_name (GtkWidget *widget, const char *name)
{
  if (gtk_get_minor_version () >= 10)
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * ek_accessible_name_buttons:
 * @widget: a widget of the toolkit that has buttons of its own inside
 *
 * Gives those buttons their tooltip as a name. GTK 4.8 and libadwaita 1.2 give icon buttons a description only, so
 * that a screen reader says nothing but "button".
 */
void
ek_accessible_name_buttons (GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  if (GTK_IS_BUTTON (widget) && tooltip != NULL)
    ek_accessible_set_name (widget, tooltip);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    ek_accessible_name_buttons (child);
}

static void
name_items (GtkWidget *widget)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) name = NULL;

  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton"))
    {
      g_object_get (widget, "text", &text, NULL);
      name = g_string_new (text);
      g_string_replace (name, "_", "", 0);
      ek_accessible_set_name (widget, name->str);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

static gboolean
on_mapped (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GObject *widget = g_value_get_object (&values[0]);

  if (GTK_IS_POPOVER_MENU (widget))
    name_items (GTK_WIDGET (widget));
  return G_SOURCE_CONTINUE;
}

/**
 * ek_accessible_name_menus:
 *
 * Gives the items of every menu their text as a name, from now on. GTK 4.18 takes it from a label that it has taken out
 * of the tree, so that a screen reader says nothing but "menu item"; GTK 4.8 says it and is left alone. To be called
 * once, in the main thread, after gtk_init().
 */
void
ek_accessible_name_menus (void)
{
  gpointer widgets = NULL;

  if (gtk_get_minor_version () < 10)
    return;
  /* its signals are there once its class is */
  widgets = g_type_class_ref (GTK_TYPE_WIDGET);
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_mapped, NULL, NULL);
  g_type_class_unref (widgets);
}

/* Whether it goes on beyond what its scrolled window shows. */
static gboolean
goes_beyond (GtkWidget *widget)
{
  GtkWidget *window = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return window != NULL && gtk_widget_compute_bounds (widget, window, &bounds) &&
    (bounds.origin.x < 0 || bounds.origin.x + bounds.size.width > gtk_widget_get_width (window) + 1);
}

/* Whether less of the text is seen than there is. */
static gboolean
is_cut (GtkLabel *label)
{
  int natural = 0;

  if (pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return TRUE;
  if (gtk_label_get_wrap (label))
    return FALSE;
  gtk_widget_measure (GTK_WIDGET (label), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural > gtk_widget_get_width (GTK_WIDGET (label)) || goes_beyond (GTK_WIDGET (label));
}

static gboolean
on_query_tooltip (GtkWidget *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer user_data)
{
  const char *text = gtk_label_get_text (GTK_LABEL (label));

  if (*text == '\0' || gtk_widget_get_tooltip_text (label) != NULL || !is_cut (GTK_LABEL (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/**
 * ek_accessible_tell_cut:
 * @label: a label that may have less room than its text needs
 *
 * Says the whole text to the pointer where it is cut. Asked only when the pointer rests there: a tooltip that is set
 * with each text would ask the display where the pointer is, again and again.
 */
void
ek_accessible_tell_cut (GtkLabel *label)
{
  g_signal_connect (label, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (label), TRUE);
}

/**
 * ek_accessible_tell_cuts:
 * @widget: a widget with labels inside
 *
 * The same for every label in it that ends in an ellipsis where there is no room and has no tooltip of its own.
 */
void
ek_accessible_tell_cuts (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_label_get_ellipsize (GTK_LABEL (widget)) != PANGO_ELLIPSIZE_NONE &&
      !gtk_widget_get_has_tooltip (widget))
    ek_accessible_tell_cut (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    ek_accessible_tell_cuts (child);
}
