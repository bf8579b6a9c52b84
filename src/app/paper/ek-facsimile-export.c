/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-facsimile-export.h"

#include <glib/gi18n-lib.h>

#include "ek-file-chooser.h"
#include "ek-form-report.h"
#include "ek-job.h"
#include "ek-message.h"
#include "ek-print-preview.h"
#include "ek-types.h"

#define PAGE_WIDTH 595.28 /* of the drawn pages, in points */

typedef struct {
  GtkWidget *parent;  /* owned */
  EkSession *session; /* owned */
  EkCatalogue *catalogue;
  char *assessment_id;
  gint64 revision;
  char *path; /* of a file; NULL: for a printer */
} Order;

static Order *
order_new (GtkWidget *parent, EkSession *session, const char *assessment_id, gint64 revision)
{
  Order *order = g_new0 (Order, 1);

  order->parent = g_object_ref (parent);
  order->session = g_object_ref (session);
  order->catalogue = ek_session_get_catalogue (session);
  order->assessment_id = g_strdup (assessment_id);
  order->revision = revision;
  return order;
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->parent);
  g_object_unref (order->session);
  g_free (order->assessment_id);
  g_free (order->path);
  g_free (order);
}

/* ---- A file ---- */

static void
run_export (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  GError *error = NULL;
  g_autoptr (EkFormFacsimile) form = ek_form_facsimile_load (store, order->catalogue, order->assessment_id,
                                                             order->revision, &error);
  g_autoptr (GBytes) bytes = form != NULL ? ek_form_report_render (form, &error) : NULL;
  gboolean done = bytes != NULL &&
    ek_store_export (store, order->path, bytes, &ek_assessment_type, form->assessment_id, form->patient_id, "form pdf",
                     &error);

  ek_job_answer (task, done, error);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    ek_message_toast (parent,
                      _ ("Exported. The file is not encrypted: keep it where only those may read it who should."));
  else
    ek_message_error (parent, _ ("The form was not exported"), error);
}

static void
on_file (const char *path, gpointer user_data)
{
  Order *asked = user_data, *order;

  if (path == NULL || !ek_session_is_unlocked (asked->session))
    return;
  order = order_new (asked->parent, asked->session, asked->assessment_id, asked->revision);
  order->path = g_strdup (path);
  ek_session_write_async (asked->session, run_export, order, order_free, NULL, on_exported,
                          g_object_ref (asked->parent));
}

/**
 * ek_facsimile_export:
 * @parent: the widget it is asked from
 * @session: the session
 * @assessment_id: which form
 * @revision: as it was then; 0: as it is now
 *
 * Asks where to, then writes the form as a PDF.
 */
void
ek_facsimile_export (GtkWidget *parent, EkSession *session, const char *assessment_id, gint64 revision)
{
  static const char *const patterns[] = { "*.pdf", NULL };

  ek_file_chooser_show (parent, EK_FILE_CHOOSER_SAVE, _ ("Export the form"), "form.pdf", _ ("PDF"), patterns, on_file,
                        order_new (parent, session, assessment_id, revision), order_free);
}

/* ---- A printer ---- */

static void
run_print (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  GError *error = NULL;
  g_autoptr (EkFormFacsimile) form = ek_form_facsimile_load (store, order->catalogue, order->assessment_id,
                                                             order->revision, &error);

  if (form != NULL &&
      ek_store_audit (store, EK_AUDIT_PRINT, &ek_assessment_type, form->assessment_id, form->patient_id, "form",
                      &error))
    g_task_return_pointer (task, ek_form_report_record (form), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer user_data)
{
  GPtrArray *sheets = user_data;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double scale = gtk_print_context_get_width (context) / PAGE_WIDTH;

  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, g_ptr_array_index (sheets, (guint) page), 0, 0);
  cairo_paint (cr);
}

static void
sheets_closure_unref (gpointer data, GClosure *closure)
{
  g_ptr_array_unref (data);
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *sheets = g_task_propagate_pointer (G_TASK (result), &error);

  if (sheets == NULL)
    {
      ek_message_error (parent, _ ("The form could not be printed"), error);
      return;
    }
  /* Locked meanwhile: nothing of a patient is offered to whoever sits there now. */
  if (!ek_session_is_unlocked (EK_SESSION (source)))
    {
      g_ptr_array_unref (sheets);
      return;
    }
  operation = gtk_print_operation_new ();
  ek_print_preview_refuse (operation);
  gtk_print_operation_set_n_pages (operation, (int) sheets->len);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_job_name (operation, _ ("Form"));
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw_page), sheets, sheets_closure_unref, 0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (gtk_widget_get_root (parent)), &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    ek_message_error (parent, _ ("The form could not be printed"), error);
}

/**
 * ek_facsimile_print:
 * @parent: the widget it is asked from
 * @session: the session
 * @assessment_id: which form
 * @revision: as it was then; 0: as it is now
 *
 * Asks for a printer; that it was asked for is in the audit. Nothing is written to a file.
 */
void
ek_facsimile_print (GtkWidget *parent, EkSession *session, const char *assessment_id, gint64 revision)
{
  ek_session_write_async (session, run_print, order_new (parent, session, assessment_id, revision), order_free, NULL,
                          on_ready, g_object_ref (parent));
}
