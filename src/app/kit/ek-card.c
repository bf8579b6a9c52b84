/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-card.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-line-layout.h"

struct _EkCard {
  AdwBin parent_instance;

  GtkLabel *title;
  GtkButton *add;
  GtkListBox *list;
  GtkLabel *empty;
};

G_DEFINE_FINAL_TYPE (EkCard, ek_card, ADW_TYPE_BIN)

enum { ADD, LINE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_add (EkCard *self)
{
  g_signal_emit (self, signals[ADD], 0);
}

static void
on_row_activated (EkCard *self, GtkListBoxRow *row)
{
  GObject *data = g_object_get_data (G_OBJECT (row), "ek-data");

  if (data != NULL)
    g_signal_emit (self, signals[LINE], 0, data);
}

static void
ek_card_class_init (EkCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[ADD] = g_signal_new ("add", EK_TYPE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LINE] = g_signal_new ("line", EK_TYPE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_OBJECT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-card.ui");
  gtk_widget_class_bind_template_child (widget_class, EkCard, title);
  gtk_widget_class_bind_template_child (widget_class, EkCard, add);
  gtk_widget_class_bind_template_child (widget_class, EkCard, list);
  gtk_widget_class_bind_template_child (widget_class, EkCard, empty);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
ek_card_init (EkCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ek_accessible_tell_cuts (GTK_WIDGET (self));
}

/**
 * ek_card_new:
 * @title: the heading, translated
 *
 * Returns: (transfer floating): an empty card
 */
GtkWidget *
ek_card_new (const char *title)
{
  EkCard *self = g_object_new (EK_TYPE_CARD, NULL);

  gtk_label_set_text (self->title, title);
  ek_accessible_set_name (GTK_WIDGET (self->list), title);
  return GTK_WIDGET (self);
}

/**
 * ek_card_set_add:
 * @self: a card
 * @label: (nullable): what its button adds, translated; %NULL: nothing can be added, and there is no button
 *
 * Shows a button that emits "add".
 */
void
ek_card_set_add (EkCard *self, const char *label)
{
  gtk_widget_set_visible (GTK_WIDGET (self->add), label != NULL);
  if (label == NULL)
    return;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->add), label);
  ek_accessible_set_name (GTK_WIDGET (self->add), label);
}

/* Characters. A shorter text is not worth breaking; a longer one need not be measured with a character a line. */
#define SHORT 9

/**
 * ek_card_clear:
 * @self: a card
 * @empty_text: what to say while there is no line, translated
 */
void
ek_card_clear (EkCard *self, const char *empty_text)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  gtk_label_set_text (self->empty, empty_text);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (g_utf8_strlen (text, -1) > SHORT)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_width_chars (GTK_LABEL (label), SHORT);
    }
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
name_row (GtkWidget *row, const char *words[])
{
  g_autofree char *all = g_strdup ("");

  for (guint i = 0; i < 3; i++)
    if (words[i] != NULL && *words[i] != '\0')
      {
        /* Translators: between what is said of one person, problem or medicine: "Female, 34 years, nurse" */
        char *both = *all != '\0' ? g_strdup_printf (_ ("%s, %s"), all, words[i]) : g_strdup (words[i]);

        g_free (all);
        all = both;
      }
  ek_accessible_set_name (GTK_WIDGET (row), all);
}

/**
 * ek_card_append:
 * @self: a card
 * @data: (nullable): what "line" is emitted with; without, the line cannot be activated
 * @title: the line
 * @subtitle: (nullable): smaller, below it
 * @trailing: (nullable): at its end
 * @css_class: (nullable): a class for what stands at the end
 *
 * Adds a line.
 *
 * Returns: (transfer none): its row
 */
GtkWidget *
ek_card_append (EkCard *self, GObject *data, const char *title, const char *subtitle, const char *trailing,
                const char *css_class)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  gtk_widget_set_layout_manager (box, ek_line_layout_new (12));
  gtk_box_append (GTK_BOX (words), make_label (title, NULL));
  if (subtitle != NULL && *subtitle != '\0')
    {
      GtkWidget *label = make_label (subtitle, "secondary");

      gtk_widget_add_css_class (label, "caption");
      gtk_box_append (GTK_BOX (words), label);
    }
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  if (trailing != NULL && *trailing != '\0')
    {
      GtkWidget *label = make_label (trailing, css_class != NULL ? css_class : "secondary");

      gtk_label_set_wrap (GTK_LABEL (label), g_utf8_strlen (trailing, -1) > 28);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD);
      gtk_label_set_xalign (GTK_LABEL (label), 1);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_widget_add_css_class (label, "numeric");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), data != NULL);
  if (data != NULL)
    g_object_set_data_full (G_OBJECT (row), "ek-data", g_object_ref (data), g_object_unref);
  name_row (row, (const char *[]){ title, subtitle, trailing });
  gtk_list_box_append (self->list, row);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->list), TRUE);
  return row;
}
