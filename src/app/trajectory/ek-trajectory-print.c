/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A course on paper, on one page across. Nothing is drawn before it stands in the audit. The preview is a window of
 * this program: that of GTK is a file that another program opens. */

#include "ek-trajectory-print.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-job.h"
#include "ek-message.h"
#include "ek-print-preview.h"
#include "ek-report-text.h"
#include "ek-types.h"
#include "ek-whose.h"

/* Of the words below a chart, in points. */
#define WORDS_SIZE 13
#define WORDS_SPACE 6.0
/* Of what stands at the edges of the page. */
#define EDGE_SIZE 9
#define EDGE_HEIGHT 18.0

typedef struct {
  gatomicrefcount count;
  GtkWidget *parent;        /* owned */
  EkSession *session;       /* owned */
  EkTrajectoryOrder *order; /* NULL: the chart is there already */
  char *patient_id;
  EkChart *chart;           /* NULL until it has been made */
  GPtrArray *words;         /* of utf8, or NULL */
  char *whose;              /* NULL until it has been read */
  GtkPrintContext *context; /* of the page that waits to be drawn */
  gboolean preview;
} Job;

static Job *
job_ref (Job *job)
{
  g_atomic_ref_count_inc (&job->count);
  return job;
}

static void
job_unref (gpointer data)
{
  Job *job = data;

  if (!g_atomic_ref_count_dec (&job->count))
    return;
  g_object_unref (job->parent);
  g_object_unref (job->session);
  g_clear_pointer (&job->order, ek_trajectory_order_free);
  g_free (job->patient_id);
  g_clear_pointer (&job->chart, ek_chart_unref);
  g_clear_pointer (&job->words, g_ptr_array_unref);
  g_free (job->whose);
  g_free (job);
}

static void
job_closure_unref (gpointer data, GClosure *closure)
{
  job_unref (data);
}

/* ---- The page ---- */

static double
draw_words (cairo_t *cr, GPtrArray *words, double width, double y, gboolean draw)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  /* The context may have another resolution than the screen: sizes are in its units. */
  pango_font_description_set_absolute_size (font, WORDS_SIZE * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  for (guint i = 0; words != NULL && i < words->len; i++)
    {
      int height;

      pango_layout_set_text (layout, g_ptr_array_index (words, i), -1);
      pango_layout_get_pixel_size (layout, NULL, &height);
      if (draw)
        {
          cairo_set_source_rgb (cr, 0, 0, 0);
          cairo_move_to (cr, 0, y + WORDS_SPACE);
          pango_cairo_show_layout (cr, layout);
        }
      y += WORDS_SPACE + height;
    }
  return y;
}

/* Whose course it is above, and which page of how many below: there is one. */
static void
draw_edges (const Job *job, cairo_t *cr, double width, double height)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  g_autofree char *foot = g_strdup_printf (_ ("Page %u of %u"), 1, 1);

  pango_font_description_set_absolute_size (font, EDGE_SIZE * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  /* Of a very long name the middle goes, never the birth date and the numbers behind it. */
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_text (layout, job->whose != NULL ? job->whose : "", -1);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, 0, 0);
  pango_cairo_show_layout (cr, layout);
  pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  pango_layout_set_text (layout, foot, -1);
  cairo_move_to (cr, 0, height - EDGE_HEIGHT + 4);
  pango_cairo_show_layout (cr, layout);
}

/* All on one page: a chart that needs more height than there is gets smaller. */
static void
draw_page (const Job *job, cairo_t *cr, double width, double height_with_edges)
{
  double height = height_with_edges - 2 * EDGE_HEIGHT;
  double words = draw_words (cr, job->words, width, 0, FALSE);
  double needed = ek_chart_get_natural_height (job->chart, width) + words;
  double scale = needed > height ? height / needed : 1;

  draw_edges (job, cr, width, height_with_edges);
  cairo_save (cr);
  cairo_translate (cr, 0, EDGE_HEIGHT);
  cairo_scale (cr, scale, scale);
  ek_chart_paint (job->chart, cr, width / scale, height / scale - words, EK_CHART_PRINT, NULL);
  draw_words (cr, job->words, width / scale, height / scale - words, TRUE);
  cairo_restore (cr);
}

/* ---- In the worker thread ---- */

typedef struct {
  EkTrajectoryOrder *order; /* or NULL */
  char *patient_id;
  gboolean audit;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_clear_pointer (&wanted->order, ek_trajectory_order_free);
  g_free (wanted->patient_id);
  g_free (wanted);
}

typedef struct {
  EkChart *chart; /* or NULL: it is there already */
  char *whose;
} Made;

static void
made_free (gpointer data)
{
  Made *made = data;

  g_clear_pointer (&made->chart, ek_chart_unref);
  g_free (made->whose);
  g_free (made);
}

static void
run (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  GError *error = NULL;
  Made *made = g_new0 (Made, 1);
  g_autoptr (EkRecord) patient = ek_store_load (store, &ek_patient_type, wanted->patient_id, &error);

  if (patient != NULL)
    made->whose = ek_report_whose (patient);
  if (patient != NULL && wanted->order != NULL)
    made->chart = ek_trajectory_order_chart (wanted->order, store, &error);
  if (error == NULL && wanted->audit)
    ek_store_audit (store, EK_AUDIT_PRINT, &ek_patient_type, wanted->patient_id, wanted->patient_id, "trajectory",
                    &error);
  if (error == NULL)
    {
      g_task_return_pointer (task, made, made_free);
      return;
    }
  made_free (made);
  g_task_return_error (task, error);
}

static void
start (Job *job, gboolean audit, GAsyncReadyCallback callback, gpointer user_data)
{
  Wanted *wanted = g_new (Wanted, 1);

  *wanted = (Wanted){ job->order != NULL && job->chart == NULL ? ek_trajectory_order_copy (job->order) : NULL,
                      g_strdup (job->patient_id), audit };
  if (audit)
    ek_session_write_async (job->session, run, wanted, wanted_free, NULL, callback, user_data);
  else
    ek_session_read_async (job->session, run, wanted, wanted_free, NULL, callback, user_data);
}

static gboolean
finish (Job *job, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) reason = NULL;
  Made *made = g_task_propagate_pointer (G_TASK (result), &reason);

  if (made != NULL && made->chart != NULL)
    job->chart = g_steal_pointer (&made->chart);
  if (made != NULL)
    {
      g_free (job->whose);
      job->whose = g_steal_pointer (&made->whose);
      made_free (made);
    }
  if (reason == NULL)
    return job->chart != NULL;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* ---- Printing ---- */

static Job *
job_of (GtkPrintOperation *operation)
{
  return g_object_get_data (G_OBJECT (operation), "ek-print-job");
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkPrintOperation) operation = user_data;
  g_autoptr (GError) error = NULL;
  Job *job = job_of (operation);
  g_autoptr (GtkPrintContext) context = g_steal_pointer (&job->context);

  if (finish (job, result, &error))
    draw_page (job, gtk_print_context_get_cairo_context (context), gtk_print_context_get_width (context),
               gtk_print_context_get_height (context));
  else
    {
      gtk_print_operation_cancel (operation);
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        ek_message_error (job->parent, _ ("Nothing was printed"), error);
    }
  gtk_print_operation_draw_page_finish (operation);
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, Job *job)
{
  /* The preview draws by itself. */
  if (job->preview)
    return;
  gtk_print_operation_set_defer_drawing (operation);
  job->context = g_object_ref (context);
  start (job, TRUE, on_ready, g_object_ref (operation));
}

/* ---- The preview ---- */

static void
on_draw_preview (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  const Job *job = user_data;
  GtkPageSetup *setup = g_object_get_data (G_OBJECT (area), "ek-page-setup");
  double paper_width = gtk_page_setup_get_paper_width (setup, GTK_UNIT_POINTS);
  double paper_height = gtk_page_setup_get_paper_height (setup, GTK_UNIT_POINTS);
  double scale = MIN (width / paper_width, height / paper_height);

  if (job->chart == NULL)
    return;
  cairo_translate (cr, (width - paper_width * scale) / 2, (height - paper_height * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, paper_width, paper_height);
  cairo_fill (cr);
  cairo_translate (cr, gtk_page_setup_get_left_margin (setup, GTK_UNIT_POINTS),
                   gtk_page_setup_get_top_margin (setup, GTK_UNIT_POINTS));
  draw_page (job, cr, gtk_page_setup_get_page_width (setup, GTK_UNIT_POINTS),
             gtk_page_setup_get_page_height (setup, GTK_UNIT_POINTS));
}

static gboolean
on_escape (GtkWidget *window, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

static void
show_preview (Job *job, GtkPageSetup *setup)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *area = gtk_drawing_area_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_object_set_data_full (G_OBJECT (area), "ek-page-setup", g_object_ref (setup), g_object_unref);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), on_draw_preview, job_ref (job), job_unref);
  gtk_widget_set_vexpand (area, TRUE);
  gtk_widget_set_margin_top (area, 18);
  gtk_widget_set_margin_bottom (area, 18);
  gtk_widget_set_margin_start (area, 18);
  gtk_widget_set_margin_end (area, 18);
  ek_accessible_set_name (GTK_WIDGET (area), _ ("The page as it is printed"));
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), area);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Print preview"));
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 720);
  ek_whose_name_window (GTK_WINDOW (window), job->parent);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (job->parent)));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (on_escape, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  gtk_window_present (GTK_WINDOW (window));
}

typedef struct {
  Job *job;
  GtkPageSetup *setup;
} Previewing;

static void
on_preview_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Previewing *previewing = user_data;
  g_autoptr (GError) error = NULL;

  if (finish (previewing->job, result, &error) && ek_session_is_unlocked (previewing->job->session))
    show_preview (previewing->job, previewing->setup);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ek_message_error (previewing->job->parent, _ ("The preview could not be made"), error);
  job_unref (previewing->job);
  g_object_unref (previewing->setup);
  g_free (previewing);
}

/* Instead of that of GTK, which writes the page to a file for another program. The operation is told that the preview
 * is over at once: ours needs nothing more of it. */
static gboolean
on_preview (GtkPrintOperation *operation, GtkPrintOperationPreview *preview, GtkPrintContext *context,
            GtkWindow *parent, Job *job)
{
  Previewing *previewing = g_new (Previewing, 1);

  job->preview = TRUE;
  *previewing = (Previewing){ job_ref (job), g_object_ref (gtk_print_context_get_page_setup (context)) };
  start (job, FALSE, on_preview_ready, previewing);
  ek_print_preview_end (preview, context);
  return TRUE;
}

static void
run_operation (Job *job)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GError) error = NULL;

  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_allow_async (operation, TRUE);
  /* The name of a job is seen by others: it names no patient. */
  gtk_print_operation_set_job_name (operation, _ ("Trajectory"));
  g_object_set_data_full (G_OBJECT (operation), "ek-print-job", job, job_unref);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw_page), job_ref (job), job_closure_unref, 0);
  g_signal_connect_data (operation, "preview", G_CALLBACK (on_preview), job_ref (job), job_closure_unref, 0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (gtk_widget_get_root (job->parent)),
                               &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    ek_message_error (job->parent, _ ("The course could not be printed"), error);
}

static Job *
job_new (GtkWidget *parent, EkSession *session)
{
  Job *job = g_new0 (Job, 1);

  g_atomic_ref_count_init (&job->count);
  job->parent = g_object_ref (parent);
  job->session = g_object_ref (session);
  return job;
}

/**
 * ek_trajectory_print:
 * @parent: the widget it is asked from
 * @session: the session
 * @order: (transfer full): whose course, and how it is drawn
 *
 * Asks for the printer and the page, then prints the chart on one page, headed by the patient's name. Written to the
 * audit before anything is drawn.
 */
void
ek_trajectory_print (GtkWidget *parent, EkSession *session, EkTrajectoryOrder *order)
{
  Job *job = job_new (parent, session);

  job->order = order;
  job->patient_id = g_strdup (order->patient_id);
  run_operation (job);
}

/**
 * ek_trajectory_print_patient:
 * @parent: the widget it is asked from
 * @session: the session
 * @patient_id: whose course, for the audit
 * @chart: (transfer none): as it is to be printed
 * @words: (element-type utf8): sentences below it
 *
 * Prints what the patient is shown.
 */
void
ek_trajectory_print_patient (GtkWidget *parent, EkSession *session, const char *patient_id, EkChart *chart,
                             GPtrArray *words)
{
  Job *job = job_new (parent, session);

  job->patient_id = g_strdup (patient_id);
  job->chart = ek_chart_ref (chart);
  job->words = g_ptr_array_ref (words);
  run_operation (job);
}
