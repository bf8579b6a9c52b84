/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-trajectory-export.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-file-chooser.h"
#include "ek-format.h"
#include "ek-job.h"
#include "ek-message.h"
#include "ek-trajectory-report.h"
#include "ek-types.h"

/* Pictures for a screen, twice as sharp; a page as wide as A4 across, as high as the chart needs. */
#define PICTURE_WIDTH 1200.0
#define PICTURE_SCALE    2.0
#define PAGE_WIDTH     842.0
#define PAGE_HEIGHT    595.0

typedef struct {
  const char  *id, *file_name, *pattern;
  EkImageKind  kind;
  gboolean     is_table;
} Format;

static const Format formats[] = {
  { "png", "trajectory.png", "*.png", EK_IMAGE_PNG, FALSE },
  { "svg", "trajectory.svg", "*.svg", EK_IMAGE_SVG, FALSE },
  { "pdf", "trajectory.pdf", "*.pdf", EK_IMAGE_PDF, FALSE },
  { "csv", "trajectory.csv", "*.csv", EK_IMAGE_PNG, TRUE },
};

typedef struct {
  GtkWidget    *parent;       /* owned */
  GtkSpinner   *busy;         /* owned */
  EkSession    *session;      /* owned */
  EkCatalogue  *catalogue;
  char         *patient_id;
  char         *language;
  char         *path;
  const Format *format;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_object (&export->parent);
  g_clear_object (&export->busy);
  g_clear_object (&export->session);
  g_free (export->patient_id);
  g_free (export->language);
  g_free (export->path);
  g_free (export);
}

/* ---- In the worker thread ---- */

/* A picture that leaves the program says whose it is and of when: without that it ends in the wrong file. */
static char *
title_of (const Export  *export,
          EkStore       *store,
          GError       **error)
{
  g_autoptr(EkRecord) patient = ek_store_load (store, &ek_patient_type, export->patient_id, error);
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  g_autofree char *today = ek_format_date (now, ek_clock_offset (clock, now));
  const char *name, *birth;

  if (patient == NULL)
    return NULL;
  name = ek_record_get_text (patient, EK_PATIENT_NAME);
  birth = ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE);
  return birth != NULL ? g_strdup_printf ("%s · %s · %s", name, birth, today)
                       : g_strdup_printf ("%s · %s", name, today);
}

static GBytes *
render (const Export  *export,
        EkStore       *store,
        GError       **error)
{
  gboolean page = export->format->kind == EK_IMAGE_PDF;
  double width = page ? PAGE_WIDTH : PICTURE_WIDTH, height;
  g_autofree char *title = NULL;
  g_autoptr(EkChart) chart = NULL;

  if (export->format->is_table)
    {
      char *csv = ek_trajectory_report_csv (store, export->catalogue, export->patient_id, export->language, error);

      return csv != NULL ? g_bytes_new_take (csv, strlen (csv)) : NULL;
    }
  title = title_of (export, store, error);
  if (title == NULL)
    return NULL;
  chart = ek_trajectory_report_chart (store, export->catalogue, export->patient_id, export->language, error);
  if (chart == NULL)
    return NULL;
  ek_chart_set_title (chart, title);
  height = ek_chart_get_natural_height (chart, width);
  return ek_chart_render (chart, export->format->kind, width, page ? MAX (height, PAGE_HEIGHT) : height, PICTURE_SCALE,
                          EK_CHART_PRINT, error);
}

/* The file and the audit row stand or fall together: nothing leaves without being written down, and nothing is written
 * down that did not leave. */
static gboolean
write_audited (const Export  *export,
               EkStore       *store,
               GBytes        *bytes,
               GError       **error)
{
  g_autofree char *detail = g_strdup_printf ("trajectory %s", export->format->id);

  if (!ek_store_begin (store, error))
    return FALSE;
  if (!ek_store_audit (store, EK_AUDIT_EXPORT, &ek_patient_type, export->patient_id, export->patient_id, detail, error)
      || !ek_file_replace (export->path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0600, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  if (ek_store_commit (store, error))
    return TRUE;
  g_unlink (export->path);
  return FALSE;
}

static void
run (GTask        *task,
     EkStore      *store,
     gpointer      data,
     GCancellable *cancellable)
{
  const Export *export = data;
  GError *error = NULL;
  g_autoptr(GBytes) bytes = render (export, store, &error);
  gboolean done = bytes != NULL && write_audited (export, store, bytes, &error);

  ek_job_answer (task, done, error);
}

/* ---- In the window ---- */

static void
set_busy (GtkSpinner *busy,
          gboolean    is_busy)
{
  gtk_widget_set_visible (GTK_WIDGET (busy), is_busy);
  gtk_spinner_set_spinning (busy, is_busy);
}

typedef struct { GtkWidget *parent; GtkSpinner *busy; } Answered;

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answered *answered = user_data;
  g_autoptr(GError) error = NULL;

  set_busy (answered->busy, FALSE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    ek_message_toast (answered->parent,
                      _("Exported. The file is not encrypted: keep it where only those may read it who should."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ek_message_error (answered->parent, _("The chart was not exported"), error);
  g_object_unref (answered->parent);
  g_object_unref (answered->busy);
  g_free (answered);
}

static void
on_file (const char *path,
         gpointer    user_data)
{
  Export *export = user_data;
  Export *job;
  Answered *answered;

  if (path == NULL)
    return;
  job = g_new0 (Export, 1);
  job->catalogue = ek_session_get_catalogue (export->session);
  job->patient_id = g_strdup (export->patient_id);
  job->language = g_strdup (export->language);
  job->path = g_strdup (path);
  job->format = export->format;
  answered = g_new (Answered, 1);
  *answered = (Answered) { g_object_ref (export->parent), g_object_ref (export->busy) };
  set_busy (export->busy, TRUE);
  ek_session_write_async (export->session, run, job, export_free, NULL, on_done, answered);
}

/**
 * ek_trajectory_export:
 * @parent: the widget it is asked from
 * @session: the session
 * @patient_id: whose trajectory
 * @format: "png", "svg", "pdf" or "csv"
 * @busy: shown while it is being written
 *
 * Asks where to, then writes the trajectory as it stands in the record, on paper's colours, with the patient's name and
 * the day on it (not in a CSV). Written to the audit. The person is told how it went.
 */
void
ek_trajectory_export (GtkWidget  *parent,
                      EkSession  *session,
                      const char *patient_id,
                      const char *format,
                      GtkSpinner *busy)
{
  const char *patterns[] = { NULL, NULL };
  Export *export = NULL;

  g_return_if_fail (patient_id != NULL);

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
  export->patient_id = g_strdup (patient_id);
  export->language = g_strdup (ek_format_language ());
  patterns[0] = export->format->pattern;
  ek_file_chooser_show (parent, EK_FILE_CHOOSER_SAVE, _("Export the trajectory"), export->format->file_name,
                        export->format->is_table ? _("Tables") : _("Pictures and pages"), patterns, on_file,
                        export, export_free);
}
