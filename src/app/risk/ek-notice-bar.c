/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-notice-bar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-form-dialog.h"
#include "ek-line-layout.h"
#include "ek-notice.h"
#include "ek-seen.h"

/* The others follow when these are done: the page below must still be seen. */
#define SHOWN 2
/* Characters in a line of text, in the narrowest window. */
#define LEAST 12

struct _EkNoticeBar {
  EkPatientView view;

  GtkBox *lines;
  GPtrArray *found; /* of EkRecord, with their words: also those that are not among the lines; or NULL */
};

G_DEFINE_FINAL_TYPE (EkNoticeBar, ek_notice_bar, EK_TYPE_PATIENT_VIEW)

static gboolean
is_shown_here (EkRecord *notice)
{
  const char *kind = ek_record_get_text (notice, EK_NOTICE_KIND);

  return g_strcmp0 (kind, "linked") != 0 && g_strcmp0 (kind, "possible-duplicate") != 0;
}

static void
read_notices (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkPatientRequest *wanted = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) open = ek_notice_list_open (store, wanted->patient_id, &error);
  GPtrArray *found;

  if (open == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < open->len; i++)
    if (is_shown_here (open->pdata[i]))
      {
        g_object_set_data_full (open->pdata[i], "words", ek_notice_text (store, wanted->catalogue, open->pdata[i]),
                                g_free);
        g_ptr_array_add (found, g_object_ref (open->pdata[i]));
      }
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

/* ---- Saying what was done ---- */

static gboolean
close_notice (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) notice = ek_order_load (order, store, &ek_notice_type, error);

  return notice != NULL &&
    ek_seen_close (store, NULL, notice, ek_order_get (order, "found"), ek_order_get (order, "note"), NULL, error);
}

static void
on_save (EkFormDialog *form, EkNoticeBar *self)
{
  EkRecord *notice = g_object_get_data (G_OBJECT (form), "notice");
  EkOrder *order = ek_order_new (close_notice, self->view.session, self->view.patient_id, ek_record_get_id (notice));

  ek_order_set_revision (order, ek_record_get_revision (notice));
  ek_form_dialog_order (form, self->view.session, order);
}

/* What was seen in one that may hide a danger; nothing is chosen beforehand. */
static void
ask_found (EkFormDialog *form)
{
  const EkChoice *choices = ek_notice_type.fields[EK_NOTICE_FOUND].choices;
  g_autoptr (GPtrArray) ids = g_ptr_array_new (), labels = g_ptr_array_new ();

  g_ptr_array_add (ids, (gpointer) "");
  g_ptr_array_add (labels, (gpointer) _ ("Not said yet"));
  for (; choices->id != NULL; choices++)
    {
      g_ptr_array_add (ids, (gpointer) choices->id);
      g_ptr_array_add (labels, (gpointer) _ (choices->label));
    }
  g_ptr_array_add (ids, NULL);
  g_ptr_array_add (labels, NULL);
  ek_form_dialog_add_choice (form, "found", _ ("What was seen"), (const char *const *) ids->pdata,
                             (const char *const *) labels->pdata, NULL);
}

static void
look_at (EkNoticeBar *self, EkRecord *notice)
{
  EkFormDialog *form = ek_form_dialog_new (GTK_WIDGET (self), _ ("To be looked at"), _ ("_Done"));

  g_object_set_data_full (G_OBJECT (form), "notice", g_object_ref (notice), g_object_unref);
  ek_form_dialog_set_hint (form, g_object_get_data (G_OBJECT (notice), "words"));
  if (ek_notice_may_hide_danger (notice))
    ask_found (form);
  ek_form_dialog_add_note (form, "note",
                           ek_notice_may_hide_danger (notice)
                             ? _ ("What was seen and done: why there is no danger, or what the danger is")
                             : _ ("What was done about it"),
                           NULL);
  g_signal_connect_object (form, "save", G_CALLBACK (on_save), self, 0);
  ek_form_dialog_keep (form, self->view.session, "notice", self->view.patient_id, ek_record_get_id (notice));
  gtk_window_present (GTK_WINDOW (form));
}

static void
on_look (GtkButton *button, EkNoticeBar *self)
{
  look_at (self, g_object_get_data (G_OBJECT (button), "notice"));
}

/* What somebody was writing about a notice that is open still. */
static gboolean
reopen (EkPatientView *view, const char *place, const char *target)
{
  EkNoticeBar *self = EK_NOTICE_BAR (view);

  for (guint i = 0; self->found != NULL && i < self->found->len; i++)
    if (g_strcmp0 (ek_record_get_id (self->found->pdata[i]), target) == 0)
      {
        look_at (self, self->found->pdata[i]);
        return TRUE;
      }
  return FALSE;
}

/* ---- Showing ---- */

static GtkWidget *
label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), LEAST);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

/* Its first line; the answers that came stand in the dialog. */
static void
add_line (EkNoticeBar *self, EkRecord *notice)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-information-symbolic");
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Look at it…"));
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (notice), "words"));

  text[strcspn (text, "\n")] = '\0';
  gtk_widget_set_layout_manager (line, ek_line_layout_new (12));
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), label_new (text));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "notice", g_object_ref (notice), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_look), self, 0);
  gtk_box_append (GTK_BOX (line), button);
  gtk_box_append (self->lines, line);
}

static void
clear_lines (EkNoticeBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
}

static void
show_notices (EkPatientView *view, gpointer result)
{
  EkNoticeBar *self = EK_NOTICE_BAR (view);
  g_autoptr (GPtrArray) found = result;

  clear_lines (self);
  for (guint i = 0; i < found->len && i < SHOWN; i++)
    add_line (self, found->pdata[i]);
  if (found->len > SHOWN)
    {
      g_autofree char *more =
        g_strdup_printf (ngettext ("%u more to be looked at", "%u more to be looked at", found->len - SHOWN),
                         found->len - SHOWN);

      gtk_box_append (self->lines, label_new (more));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), found->len > 0);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  self->found = g_steal_pointer (&found);
}

/* Not being able to look is itself something to be told. */
static void
show_failure (EkPatientView *view, const GError *error)
{
  EkNoticeBar *self = EK_NOTICE_BAR (view);

  clear_lines (self);
  gtk_box_append (self->lines, label_new (error->message));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
wipe (EkPatientView *view)
{
  clear_lines (EK_NOTICE_BAR (view));
  g_clear_pointer (&EK_NOTICE_BAR (view)->found, g_ptr_array_unref);
  gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
}

static gboolean
concerns (EkPatientView *view, const char *type)
{
  return g_str_equal (type, ek_notice_type.name);
}

static void
ek_notice_bar_dispose (GObject *object)
{
  g_clear_pointer (&EK_NOTICE_BAR (object)->found, g_ptr_array_unref);
  G_OBJECT_CLASS (ek_notice_bar_parent_class)->dispose (object);
}

static void
ek_notice_bar_class_init (EkNoticeBarClass *klass)
{
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_notice_bar_dispose;
  view_class->read = read_notices;
  view_class->reopen = reopen;
  view_class->result_free = (GDestroyNotify) g_ptr_array_unref;
  view_class->show = show_notices;
  view_class->fail = show_failure;
  view_class->clear = wipe;
  view_class->concerns = concerns;
}

static void
ek_notice_bar_init (EkNoticeBar *self)
{
  self->lines = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->lines), "join-bar");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->lines));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ek_notice_bar_new:
 *
 * Returns: (transfer floating): a bar that shows nothing yet
 */
GtkWidget *
ek_notice_bar_new (void)
{
  return g_object_new (EK_TYPE_NOTICE_BAR, NULL);
}
