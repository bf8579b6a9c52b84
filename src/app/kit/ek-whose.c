/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-whose.h"

static GQuark
whose_quark (void)
{
  return g_quark_from_static_string ("ek-whose");
}

/**
 * ek_whose_set:
 * @widget: a part of a window
 * @text: (nullable): whose file it shows; %NULL: nobody's
 *
 * Notes whose it is for everything that is opened from inside @widget.
 */
void
ek_whose_set (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  g_object_set_qdata_full (G_OBJECT (widget), whose_quark (), g_strdup (text), g_free);
}

/**
 * ek_whose_find:
 * @widget: (nullable): where something is opened from
 *
 * Looks upwards in the window, then in the window it belongs to.
 *
 * Returns: (transfer none) (nullable): whose file it is
 */
const char *
ek_whose_find (GtkWidget *widget)
{
  while (widget != NULL)
    {
      const char *text = g_object_get_qdata (G_OBJECT (widget), whose_quark ());

      if (text != NULL && *text != '\0')
        return text;
      widget = GTK_IS_WINDOW (widget) ? GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (widget)))
                                      : gtk_widget_get_parent (widget);
    }
  return NULL;
}

static GtkWidget *
find_header (GtkWidget *widget)
{
  if (ADW_IS_HEADER_BAR (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_header (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Under the heading, in as many lines as large letters take: cut off, it would not say who it is. */
static GtkWidget *
make_title (GtkWindow *window, GtkWidget *former, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *heading = gtk_label_new (gtk_window_get_title (window)), *whose = gtk_label_new (text);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (heading, "title");
  gtk_widget_add_css_class (whose, "subtitle");
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_label_set_justify (GTK_LABEL (heading), GTK_JUSTIFY_CENTER);
  gtk_label_set_wrap (GTK_LABEL (whose), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (whose), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (whose), GTK_JUSTIFY_CENTER);
  if (ADW_IS_WINDOW_TITLE (former))
    g_object_bind_property (former, "title", heading, "label", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), whose);
  return box;
}

/**
 * ek_whose_name_window:
 * @window: a dialog with a header bar
 * @parent: where it was opened from
 *
 * Writes below the heading of the dialog whose file it is about. Where nobody's file is open nothing is written.
 */
void
ek_whose_name_window (GtkWindow *window, GtkWidget *parent)
{
  const char *text = ek_whose_find (parent);
  GtkWidget *header = find_header (GTK_WIDGET (window));
  GtkWidget *title = NULL;

  g_return_if_fail (header != NULL);

  if (text == NULL)
    return;
  ek_whose_set (GTK_WIDGET (window), text);
  title = make_title (window, adw_header_bar_get_title_widget (ADW_HEADER_BAR (header)), text);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), title);
}
