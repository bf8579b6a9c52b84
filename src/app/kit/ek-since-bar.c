/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-since-bar.h"

#include <glib/gi18n-lib.h>

#include "ek-line-layout.h"

/* Characters in a line of text, in the narrowest window. */
#define LEAST 12

struct _EkSinceBar {
  AdwBin parent_instance;

  GtkWidget *box;
  GtkBox *lines;
  GtkWidget *heading;
};

G_DEFINE_FINAL_TYPE (EkSinceBar, ek_since_bar, ADW_TYPE_BIN)

static GtkWidget *
wrapped (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), LEAST);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
ek_since_bar_class_init (EkSinceBarClass *klass)
{
}

static void
ek_since_bar_init (EkSinceBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->box, ek_line_layout_new (12));
  self->lines = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 2));
  gtk_widget_set_hexpand (GTK_WIDGET (self->lines), TRUE);
  gtk_widget_add_css_class (self->box, "since");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->lines));
  adw_bin_set_child (ADW_BIN (self), self->box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ek_since_bar_new:
 * @action: what brings the draft up to date
 *
 * Returns: (transfer floating): a bar that is hidden
 */
GtkWidget *
ek_since_bar_new (const char *action)
{
  EkSinceBar *self = g_object_new (EK_TYPE_SINCE_BAR, NULL);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Bring up to date"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), button);
  return GTK_WIDGET (self);
}

static void
append_all (EkSinceBar *self, const GPtrArray *texts, const char *css_class)
{
  for (guint i = 0; i < texts->len; i++)
    gtk_box_append (self->lines, wrapped (g_ptr_array_index (texts, i), css_class));
}

/**
 * ek_since_bar_show:
 * @self: a bar
 * @since: (nullable): what has changed; %NULL or empty hides the bar
 *
 * What nobody has looked at stands first, and then what differs: it is why the draft cannot be signed.
 */
void
ek_since_bar_show (EkSinceBar *self, const EkSince *since)
{
  GtkWidget *child = NULL;
  g_autofree char *recorded = NULL;

  g_return_if_fail (EK_IS_SINCE_BAR (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  gtk_widget_set_visible (GTK_WIDGET (self), !ek_since_is_empty (since));
  if (ek_since_is_empty (since))
    return;
  gtk_box_append (
    self->lines,
    wrapped (since->unread->len > 0 ? _ ("Somebody must look at this before. Nothing is signed until then.")
               : since->differs->len > 0
               ? _ ("The file says something else now. This cannot be signed before it is brought up to date.")
               : _ ("Recorded since this was drafted"),
             "heading"));
  append_all (self, since->unread, "overdue");
  append_all (self, since->differs, "overdue");
  if (since->recorded->len == 0)
    return;
  g_ptr_array_add (since->recorded, NULL);
  recorded = g_strjoinv (" · ", (char **) since->recorded->pdata);
  g_ptr_array_set_size (since->recorded, since->recorded->len - 1);
  gtk_box_append (self->lines, wrapped (recorded, NULL));
}
