/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-import-dialog.h"

#include <glib/gi18n-lib.h>

#include "ek-assess.h"
#include "ek-danger.h"
#include "ek-file-chooser.h"
#include "ek-import-report.h"
#include "ek-message.h"

/* How often the bar moves. */
#define PROGRESS_INTERVAL_US 100000

struct _EkImportDialog {
  AdwWindow parent_instance;

  EkSession *session;
  char *path;
  GCancellable *cancellable;
  gboolean working;

  GtkStack *stack;
  GtkProgressBar *bar;
  GtkWidget *stop;
  AdwStatusPage *status;
  GtkWidget *preview_box;
  GtkWidget *go;
  GtkWidget *report_box;
  AdwStatusPage *failed;
};

G_DEFINE_FINAL_TYPE (EkImportDialog, ek_import_dialog, ADW_TYPE_WINDOW)

/* In the worker */

typedef struct {
  GWeakRef dialog;
  char *path;
  EkCatalogue *catalogue;
  gboolean preview;
  gint64 told; /* monotonic, µs */
} Job;

typedef struct {
  EkImportDialog *dialog;
  double fraction; /* below 0: not known */
} Step;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_weak_ref_clear (&job->dialog);
  g_free (job->path);
  g_free (job);
}

static gboolean
show_step (gpointer data)
{
  Step *step = data;

  if (step->fraction < 0)
    gtk_progress_bar_pulse (step->dialog->bar);
  else
    gtk_progress_bar_set_fraction (step->dialog->bar, step->fraction);
  return G_SOURCE_REMOVE;
}

static void
step_free (gpointer data)
{
  g_object_unref (((Step *) data)->dialog);
  g_free (data);
}

static void
on_progress (guint64 done, guint64 total, gpointer user_data)
{
  Job *job = user_data;
  gint64 now = g_get_monotonic_time ();
  EkImportDialog *dialog;
  Step *step;

  if (now - job->told < PROGRESS_INTERVAL_US)
    return;
  job->told = now;
  dialog = g_weak_ref_get (&job->dialog);
  if (dialog == NULL)
    return;
  step = g_new (Step, 1);
  *step = (Step){ dialog, total > 0 ? CLAMP ((double) done / total, 0, 1) : -1 };
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, show_step, step, step_free);
}

static void
import (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  EkFhirImportOptions options = {
    .cancellable = cancellable,
    .progress = on_progress,
    .progress_data = job,
    .received = ek_assess_received,
    .suspects = ek_danger_suspects,
    .preview = job->preview,
  };
  EkFhirReport *report = ek_fhir_import_file (store, job->catalogue, job->path, &options, &error);

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) ek_fhir_report_free);
  else
    g_task_return_error (task, error);
}

/* On the screen */

static void
show_report (EkImportDialog *self, EkFhirReport *report)
{
  gboolean preview = ek_fhir_report_is_preview (report);

  ek_import_report_fill (GTK_BOX (preview ? self->preview_box : self->report_box), report);
  gtk_stack_set_visible_child_name (self->stack, preview ? "preview" : "report");
  if (preview)
    gtk_widget_grab_focus (self->go);
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFhirReport) report = g_task_propagate_pointer (G_TASK (result), &error);

  self->working = FALSE;
  if (self->session == NULL)
    return;
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (report != NULL)
    {
      show_report (self, report);
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    adw_status_page_set_title (self->failed, _ ("Import stopped"));
  ek_message_describe (GTK_WIDGET (self->failed),
                       g_cancellable_is_cancelled (self->cancellable) ? _ ("Nothing was imported.") : error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
start (EkImportDialog *self, gboolean preview)
{
  Job *job = g_new0 (Job, 1);

  self->working = TRUE;
  adw_status_page_set_title (self->status, preview ? _ ("Reading the file…") : _ ("Importing…"));
  ek_message_describe (GTK_WIDGET (self->status),
                       preview ? _ ("What is in it is shown before anything is written.")
                               : _ ("Everything in the file is taken over, or nothing."));
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_widget_set_sensitive (self->stop, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "working");
  g_weak_ref_init (&job->dialog, self);
  job->path = g_strdup (self->path);
  job->catalogue = ek_session_get_catalogue (self->session);
  job->preview = preview;
  ek_session_long_async (self->session, import, job, job_free, self->cancellable, on_imported, g_object_ref (self));
}

static void
go_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkImportDialog *self = EK_IMPORT_DIALOG (widget);

  /* Only what was read before is agreed to. */
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "preview") && ek_session_is_unlocked (self->session))
    start (self, FALSE);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkImportDialog *self = EK_IMPORT_DIALOG (widget);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (self->stop, FALSE);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static gboolean
ek_import_dialog_close_request (GtkWindow *window)
{
  EkImportDialog *self = EK_IMPORT_DIALOG (window);

  if (self->working)
    g_cancellable_cancel (self->cancellable);
  return GTK_WINDOW_CLASS (ek_import_dialog_parent_class)->close_request (window);
}

static void
ek_import_dialog_dispose (GObject *object)
{
  EkImportDialog *self = EK_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ek_import_dialog_parent_class)->dispose (object);
}

static void
ek_import_dialog_finalize (GObject *object)
{
  g_clear_object (&EK_IMPORT_DIALOG (object)->cancellable);
  g_clear_pointer (&EK_IMPORT_DIALOG (object)->path, g_free);
  G_OBJECT_CLASS (ek_import_dialog_parent_class)->finalize (object);
}

static void
ek_import_dialog_class_init (EkImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_import_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_import_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = ek_import_dialog_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EkImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, EkImportDialog, bar);
  gtk_widget_class_bind_template_child (widget_class, EkImportDialog, stop);
  gtk_widget_class_bind_template_child (widget_class, EkImportDialog, status);
  gtk_widget_class_bind_template_child (widget_class, EkImportDialog, preview_box);
  gtk_widget_class_bind_template_child (widget_class, EkImportDialog, go);
  gtk_widget_class_bind_template_child (widget_class, EkImportDialog, report_box);
  gtk_widget_class_bind_template_child (widget_class, EkImportDialog, failed);
  gtk_widget_class_install_action (widget_class, "import.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "import.go", NULL, go_action);
  gtk_widget_class_install_action (widget_class, "import.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "import.close", NULL);
}

static void
ek_import_dialog_init (EkImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * ek_import_dialog_show:
 * @parent: a widget of the window it belongs to
 * @session: the session, unlocked
 * @path: a FHIR R4 Bundle or NDJSON file
 *
 * Says what is in the file and what would become of it, and imports it, all or nothing, when the person says so.
 * Closing the dialog stops what runs.
 */
void
ek_import_dialog_show (GtkWidget *parent, EkSession *session, const char *path)
{
  EkImportDialog *self = g_object_new (EK_TYPE_IMPORT_DIALOG, "transient-for", gtk_widget_get_root (parent), "modal",
                                       TRUE, NULL);

  self->session = g_object_ref (session);
  self->path = g_strdup (path);
  start (self, TRUE);
  gtk_window_present (GTK_WINDOW (self));
}

/* Choosing */

typedef struct {
  GtkWidget *parent;
  EkSession *session;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_object_unref (choice->parent);
  g_object_unref (choice->session);
  g_free (choice);
}

static void
on_chosen (const char *path, gpointer user_data)
{
  Choice *choice = user_data;

  if (path != NULL && ek_session_is_unlocked (choice->session))
    ek_import_dialog_show (choice->parent, choice->session, path);
}

/**
 * ek_import_dialog_choose:
 * @parent: a widget of the window it belongs to
 * @session: the session, unlocked
 *
 * Lets the person choose the file first.
 */
void
ek_import_dialog_choose (GtkWidget *parent, EkSession *session)
{
  static const char *const patterns[] = { "*.json", "*.ndjson", "*.jsonl", NULL };
  Choice *choice = g_new (Choice, 1);

  *choice = (Choice){ g_object_ref (parent), g_object_ref (session) };
  ek_file_chooser_show (parent, EK_FILE_CHOOSER_OPEN, _ ("Import from the hospital"), NULL,
                        _ ("FHIR files (JSON, NDJSON)"), patterns, on_chosen, choice, choice_free);
}
