/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-trajectory-export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-file-chooser.h"
#include "ek-job.h"
#include "ek-message.h"
#include "ek-types.h"

typedef struct {
  const char *id, *file_name, *pattern;
  EkImageKind kind;
  gboolean is_table;
} Format;

static const Format formats[] = {
  { "png", "trajectory.png", "*.png", EK_IMAGE_PNG, FALSE },
  { "svg", "trajectory.svg", "*.svg", EK_IMAGE_SVG, FALSE },
  { "pdf", "trajectory.pdf", "*.pdf", EK_IMAGE_PDF, FALSE },
  { "csv", "trajectory.csv", "*.csv", EK_IMAGE_PNG, TRUE },
};

typedef struct {
  GtkWidget *parent;        /* owned */
  GtkSpinner *busy;         /* owned */
  EkSession *session;       /* owned */
  EkTrajectoryOrder *order; /* owned */
  char *path;
  const Format *format;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_object (&export->parent);
  g_clear_object (&export->busy);
  g_clear_object (&export->session);
  ek_trajectory_order_free (export->order);
  g_free (export->path);
  g_free (export);
}

/* ---- In the worker thread ---- */

static GBytes *
render (const Export *export, EkStore *store, GError **error)
{
  char *csv;

  if (!export->format->is_table)
    return ek_trajectory_order_render (export->order, store, export->format->kind, error);
  csv = ek_trajectory_order_csv (export->order, store, error);
  return csv != NULL ? g_bytes_new_take (csv, strlen (csv)) : NULL;
}

static gboolean
write_audited (const Export *export, EkStore *store, GBytes *bytes, GError **error)
{
  const char *patient_id = export->order->patient_id;
  g_autofree char *detail = g_strdup_printf ("trajectory %s", export->format->id);

  return ek_store_export (store, export->path, bytes, &ek_patient_type, patient_id, patient_id, detail, error);
}

static void
run (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Export *export = data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = render (export, store, &error);
  gboolean done = bytes != NULL && write_audited (export, store, bytes, &error);

  ek_job_answer (task, done, error);
}

/* ---- In the window ---- */

static void
set_busy (GtkSpinner *busy, gboolean is_busy)
{
  gtk_widget_set_visible (GTK_WIDGET (busy), is_busy);
  gtk_spinner_set_spinning (busy, is_busy);
}

typedef struct {
  GtkWidget *parent;
  GtkSpinner *busy;
} Answered;

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answered *answered = user_data;
  g_autoptr (GError) error = NULL;

  set_busy (answered->busy, FALSE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    ek_message_toast (answered->parent,
                      _ ("Exported. The file is not encrypted: keep it where only those may read it who should."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ek_message_error (answered->parent, _ ("The chart was not exported"), error);
  g_object_unref (answered->parent);
  g_object_unref (answered->busy);
  g_free (answered);
}

static void
on_file (const char *path, gpointer user_data)
{
  Export *export = user_data;
  Export *job;
  Answered *answered;

  if (path == NULL)
    return;
  job = g_new0 (Export, 1);
  job->order = ek_trajectory_order_copy (export->order);
  job->path = g_strdup (path);
  job->format = export->format;
  answered = g_new (Answered, 1);
  *answered = (Answered){ g_object_ref (export->parent), g_object_ref (export->busy) };
  set_busy (export->busy, TRUE);
  ek_session_write_async (export->session, run, job, export_free, NULL, on_done, answered);
}

/**
 * ek_trajectory_export:
 * @parent: the widget it is asked from
 * @session: the session
 * @order: (transfer full): whose trajectory, and how it is drawn
 * @format: "png", "svg", "pdf" or "csv"
 * @busy: shown while it is being written
 *
 * Asks where to, then writes the trajectory as it stands in the record, on paper's colours, with the patient's name and
 * the day on it (not in a CSV). Written to the audit. The person is told how it went.
 */
void
ek_trajectory_export (GtkWidget *parent, EkSession *session, EkTrajectoryOrder *order, const char *format,
                      GtkSpinner *busy)
{
  const char *patterns[] = { NULL, NULL };
  Export *export = NULL;

  g_return_if_fail (order != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats) && export == NULL; i++)
    {
      if (!g_str_equal (formats[i].id, format))
        continue;
      export = g_new0 (Export, 1);
      export->format = &formats[i];
    }
  g_return_if_fail (export != NULL);

  export->parent = g_object_ref (parent);
  export->busy = g_object_ref (busy);
  export->session = g_object_ref (session);
  export->order = order;
  patterns[0] = export->format->pattern;
  ek_file_chooser_show (parent, EK_FILE_CHOOSER_SAVE, _ ("Export the trajectory"), export->format->file_name,
                        export->format->is_table ? _ ("Tables") : _ ("Pictures and pages"), patterns, on_file, export,
                        export_free);
}
