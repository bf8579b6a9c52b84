/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Before words or a definition are kept, the person sees what is wrong with the file and how it will look. */

#include "ek-wording-dialog.h"

#include <glib/gi18n-lib.h>

#include "ek-card.h"
#include "ek-definitions.h"
#include "ek-file-chooser.h"
#include "ek-format.h"
#include "ek-instrument-detail.h"
#include "ek-message.h"

/* Items shown as they will be; the others are in the same file. */
#define PREVIEW_ITEMS 6

struct _EkWordingDialog {
  AdwWindow parent_instance;

  EkSession *session;
  GCancellable *cancellable;
  char *path;
  EkWording *wording; /* NULL until it was read */
  EkWordingImported imported;
  gpointer user_data;
  GDestroyNotify destroy;

  GtkStack *stack;
  GtkLabel *working_text;
  GtkBox *preview;
  GtkScrolledWindow *scrolled;
  GtkLabel *verdict;
  GtkWidget *buttons;
  GtkWidget *import;
  GtkWidget *again;
  AdwStatusPage *failed;
  AdwStatusPage *done;
  GtkWidget *done_close;
};

G_DEFINE_FINAL_TYPE (EkWordingDialog, ek_wording_dialog, ADW_TYPE_WINDOW)

/* In the workers */

typedef struct {
  EkSession *session; /* not owned: it outlives its jobs */
  EkCatalogue *catalogue;
  EkWording *wording;
  char *path;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->wording, ek_wording_unref);
  g_free (job->path);
  g_free (job);
}

static void
work_check (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  g_autofree char *today = ek_instant_format_date (now, ek_clock_offset (clock, now));
  EkWording *wording = ek_wording_load (job->catalogue, job->path, today, &error);

  if (wording != NULL)
    g_task_return_pointer (task, wording, (GDestroyNotify) ek_wording_unref);
  else
    g_task_return_error (task, error);
}

static void
work_import (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (EkDefinition) definition = ek_definitions_import (store, job->wording, &error);

  if (definition != NULL && ek_session_read_instruments (job->session, store, &error))
    g_task_return_pointer (task, g_strdup (definition->version), g_free);
  else
    g_task_return_error (task, error);
}

/* The preview */

static void
add_problems (EkWordingDialog *self, gboolean blocking)
{
  GtkWidget *card = ek_card_new (blocking ? _ ("Must be mended first") : _ ("To know"));
  gboolean any = FALSE;

  ek_card_clear (EK_CARD (card), "");
  for (guint i = 0; i < ek_wording_get_n_problems (self->wording); i++)
    {
      const EkWordingProblem *problem = ek_wording_get_problem (self->wording, i);

      if (problem->blocks != blocking)
        continue;
      ek_card_append (EK_CARD (card), NULL, problem->message, problem->place, blocking ? _ ("error") : _ ("warning"),
                      blocking ? "overdue" : "verify");
      any = TRUE;
    }
  if (any)
    gtk_box_append (self->preview, card);
  else
    g_object_unref (g_object_ref_sink (card));
}

static void
add_licence (EkWordingDialog *self)
{
  const EkWordingLicence *licence = ek_wording_get_licence (self->wording);
  const struct {
    const char *title, *value;
  } rows[] = {
    { _ ("Rights holder"), licence->holder },
    { _ ("Licence number"), licence->number },
    { _ ("Valid until"), licence->valid_until },
    { _ ("Entered by"), licence->entered_by },
    { _ ("Note"), licence->note },
  };
  GtkWidget *card = ek_card_new (_ ("Licence, kept with the words"));

  ek_card_clear (EK_CARD (card), "");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    ek_card_append (EK_CARD (card), NULL, rows[i].title, NULL, rows[i].value != NULL ? rows[i].value : "–", NULL);
  gtk_box_append (self->preview, card);
}

static void
add_title (EkWordingDialog *self, EkInstrument *instrument)
{
  const char *language = ek_format_language ();
  GtkWidget *card = ek_card_new (ek_instrument_get_abbreviation (instrument));
  const char *instructions = ek_instrument_get_instructions (instrument, language);
  g_autofree char *version = NULL;

  if (ek_wording_get_kind (self->wording) == EK_WORDING_WORDS)
    version = g_strdup_printf (_ ("Words for version %s of the structure. Scoring stays as it is."),
                               ek_instrument_get_version (instrument));
  else
    version = g_strdup_printf (_ ("A whole definition, version %s, with scoring of its own."),
                               ek_instrument_get_version (instrument));
  ek_card_clear (EK_CARD (card), "");
  ek_card_append (EK_CARD (card), NULL, ek_instrument_get_title (instrument, language), version, NULL, NULL);
  if (instructions != NULL && ek_wording_is_good (self->wording))
    ek_card_append (EK_CARD (card), NULL, instructions, NULL, NULL, NULL);
  gtk_box_append (self->preview, card);
}

static guint
count_problems (EkWording *wording, gboolean blocking)
{
  guint n = 0;

  for (guint i = 0; i < ek_wording_get_n_problems (wording); i++)
    n += ek_wording_get_problem (wording, i)->blocks == blocking;
  return n;
}

static char *
verdict_text (EkWording *wording)
{
  guint n_errors = count_problems (wording, TRUE), n_warnings = count_problems (wording, FALSE);

  if (n_errors > 0)
    return g_strdup_printf (ngettext ("%u thing must be mended before this can be imported. Mend it in the file, save "
                                      "it, and check again.",
                                      "%u things must be mended before this can be imported. Mend them in the file, "
                                      "save it, and check again.",
                                      n_errors),
                            n_errors);
  if (n_warnings > 0)
    return g_strdup_printf (ngettext ("This can be imported. Read %u warning first.",
                                      "This can be imported. Read %u warnings first.", n_warnings),
                            n_warnings);
  return g_strdup (_ ("This can be imported."));
}

static void
show_preview (EkWordingDialog *self)
{
  EkInstrument *result = ek_wording_get_result (self->wording);
  EkInstrument *instrument = result != NULL ? result : ek_wording_get_structure (self->wording);
  gboolean good = ek_wording_is_good (self->wording);
  g_autofree char *verdict = verdict_text (self->wording);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->preview))) != NULL)
    gtk_box_remove (self->preview, child);
  gtk_label_set_text (self->verdict, verdict);
  if (instrument != NULL)
    add_title (self, instrument);
  add_problems (self, TRUE);
  add_problems (self, FALSE);
  if (good && ek_wording_get_kind (self->wording) == EK_WORDING_WORDS)
    add_licence (self);
  if (good)
    ek_instrument_detail_add_items (self->preview, _ ("As it will be shown"), result, PREVIEW_ITEMS);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wording.import", good);
  gtk_widget_set_visible (self->import, good);
  gtk_widget_set_visible (self->again, !good);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  gtk_stack_set_visible_child_name (self->stack, "preview");
  gtk_widget_grab_focus (good ? self->import : self->again);
}

static void
show_failure (EkWordingDialog *self, const char *title, const GError *error)
{
  adw_status_page_set_title (self->failed, title);
  ek_message_describe (GTK_WIDGET (self->failed), error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkWordingDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  EkWording *wording = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->session == NULL)
    {
      g_clear_pointer (&wording, ek_wording_unref);
      return;
    }
  g_clear_pointer (&self->wording, ek_wording_unref);
  self->wording = wording;
  if (wording != NULL)
    show_preview (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_failure (self, _ ("The file cannot be read"), error);
}

static void
start_check (EkWordingDialog *self)
{
  Job *job = g_new0 (Job, 1);

  job->session = self->session;
  job->catalogue = ek_session_get_catalogue (self->session);
  job->path = g_strdup (self->path);
  gtk_label_set_text (self->working_text, _ ("Checking the file…"));
  gtk_stack_set_visible_child_name (self->stack, "working");
  ek_session_long_async (self->session, work_check, job, job_free, self->cancellable, on_checked, g_object_ref (self));
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkWordingDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *version = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = NULL;

  if (self->session == NULL)
    return;
  if (version == NULL)
    {
      show_failure (self, _ ("Nothing was imported"), error);
      return;
    }
  text = g_strdup_printf (_ ("It is kept as version %s and is given from now on. Forms that were answered before stay "
                             "as they are. If something is wrong with it, withdraw this version."),
                          version);
  ek_message_describe (GTK_WIDGET (self->done), text);
  gtk_stack_set_visible_child_name (self->stack, "done");
  gtk_widget_grab_focus (self->done_close);
  if (self->imported != NULL)
    self->imported (ek_instrument_get_id (ek_wording_get_result (self->wording)), self->user_data);
}

/* Actions */

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkWordingDialog *self = EK_WORDING_DIALOG (widget);
  Job *job;

  if (self->wording == NULL || !ek_wording_is_good (self->wording))
    return;
  job = g_new0 (Job, 1);
  job->session = self->session;
  job->wording = ek_wording_ref (self->wording);
  gtk_widget_action_set_enabled (widget, "wording.import", FALSE);
  gtk_label_set_text (self->working_text, _ ("Importing…"));
  gtk_stack_set_visible_child_name (self->stack, "working");
  ek_session_write_async (self->session, work_import, job, job_free, NULL, on_imported, g_object_ref (self));
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start_check (EK_WORDING_DIALOG (widget));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/* Plumbing */

static void
ek_wording_dialog_dispose (GObject *object)
{
  EkWordingDialog *self = EK_WORDING_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  if (self->destroy != NULL)
    g_steal_pointer (&self->destroy) (self->user_data);
  self->imported = NULL;
  G_OBJECT_CLASS (ek_wording_dialog_parent_class)->dispose (object);
}

static void
ek_wording_dialog_finalize (GObject *object)
{
  EkWordingDialog *self = EK_WORDING_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->wording, ek_wording_unref);
  g_free (self->path);
  G_OBJECT_CLASS (ek_wording_dialog_parent_class)->finalize (object);
}

static void
ek_wording_dialog_class_init (EkWordingDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_wording_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_wording_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-wording-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, working_text);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, scrolled);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, verdict);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, buttons);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, import);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, again);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, failed);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, done);
  gtk_widget_class_bind_template_child (widget_class, EkWordingDialog, done_close);
  gtk_widget_class_install_action (widget_class, "wording.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "wording.again", NULL, again_action);
  gtk_widget_class_install_action (widget_class, "wording.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "wording.close", NULL);
}

static void
ek_wording_dialog_init (EkWordingDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * ek_wording_dialog_show:
 * @parent: a widget of the window it belongs to
 * @session: the session, unlocked
 * @path: a file: the structure filled in, or a definition
 * @imported: (nullable): told when it was imported
 * @user_data: for @imported
 * @destroy: (nullable): frees @user_data
 *
 * Checks the file, shows what is wrong and how it will look, and imports it when the person says so.
 */
void
ek_wording_dialog_show (GtkWidget *parent, EkSession *session, const char *path, EkWordingImported imported,
                        gpointer user_data, GDestroyNotify destroy)
{
  EkWordingDialog *self = g_object_new (EK_TYPE_WORDING_DIALOG, "transient-for", gtk_widget_get_root (parent), "modal",
                                        TRUE, NULL);

  self->session = g_object_ref (session);
  self->path = g_strdup (path);
  self->imported = imported;
  self->user_data = user_data;
  self->destroy = destroy;
  g_signal_connect_object (session, "locked", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
  start_check (self);
  gtk_window_present (GTK_WINDOW (self));
}

typedef struct {
  GtkWidget *parent;
  EkSession *session;
  EkWordingImported imported;
  gpointer user_data;
  GDestroyNotify destroy;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_object_unref (choice->parent);
  g_object_unref (choice->session);
  if (choice->destroy != NULL)
    choice->destroy (choice->user_data);
  g_free (choice);
}

static void
on_chosen (const char *path, gpointer user_data)
{
  Choice *choice = user_data;

  if (path != NULL && ek_session_is_unlocked (choice->session))
    ek_wording_dialog_show (choice->parent, choice->session, path, choice->imported, choice->user_data,
                            g_steal_pointer (&choice->destroy));
}

/**
 * ek_wording_dialog_choose:
 * @parent: a widget of the window it belongs to
 * @session: the session, unlocked
 * @imported: (nullable): told when something was imported
 * @user_data: for @imported
 * @destroy: (nullable): frees @user_data
 *
 * Lets the person choose the file first.
 */
void
ek_wording_dialog_choose (GtkWidget *parent, EkSession *session, EkWordingImported imported, gpointer user_data,
                          GDestroyNotify destroy)
{
  static const char *const patterns[] = { "*.csv", "*.json", "*.txt", NULL };
  Choice *choice = g_new (Choice, 1);

  *choice = (Choice){ g_object_ref (parent), g_object_ref (session), imported, user_data, destroy };
  ek_file_chooser_show (parent, EK_FILE_CHOOSER_OPEN, _ ("Import words or a definition"), NULL,
                        _ ("Tables (CSV) and definitions (JSON)"), patterns, on_chosen, choice, choice_free);
}
