/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-patient-chart-window.h"

#include <glib/gi18n-lib.h>

#include "ek-chart-view.h"
#include "ek-kept.h"
#include "ek-person.h"
#include "ek-trajectory-print.h"
#include "ek-types.h"

/* Read from across a desk. */
#define TEXT_FACTOR 1.3

struct _EkPatientChartWindow {
  AdwWindow parent_instance;

  EkSession *session;
  char *patient_id;
  char *name;           /* once it was asked for */
  GPtrArray *sentences; /* of utf8 */
  GPtrArray *covered;   /* of GtkWindow: what else the program shows, blank while this is open */
  GCancellable *cancellable;

  AdwWindowTitle *title;
  EkChartView *chart;
  GtkBox *words;
  GtkToggleButton *with_name;
};

G_DEFINE_FINAL_TYPE (EkPatientChartWindow, ek_patient_chart_window, ADW_TYPE_WINDOW)

/* ---- The name ---- */

static void
read_name (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (EkRecord) patient = ek_store_load (store, &ek_patient_type, data, &error);

  if (patient != NULL)
    g_task_return_pointer (task, ek_person_describe_record (patient), g_free);
  else
    g_task_return_error (task, error);
}

/* In the window, not in its title: that is seen by other programs. */
static void
show_name (EkPatientChartWindow *self)
{
  gboolean wanted = gtk_toggle_button_get_active (self->with_name) && self->name != NULL;

  adw_window_title_set_subtitle (self->title, wanted ? self->name : "");
}

static void
on_name (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkPatientChartWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  char *name = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    return;
  g_free (self->name);
  self->name = name;
  show_name (self);
}

static void
on_with_name (EkPatientChartWindow *self)
{
  if (gtk_toggle_button_get_active (self->with_name) && self->name == NULL)
    ek_session_read_async (self->session, read_name, g_strdup (self->patient_id), g_free, self->cancellable, on_name,
                           g_object_ref (self));
  show_name (self);
}

/* ---- What a person does ---- */

static void
full_screen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

/* Escape leaves the full screen first, and the window then. */
static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_close (GTK_WINDOW (widget));
}

static void
lock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (EkSession) session = g_object_ref (EK_PATIENT_CHART_WINDOW (widget)->session);

  ek_session_lock (session);
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkPatientChartWindow *self = EK_PATIENT_CHART_WINDOW (widget);

  ek_trajectory_print_patient (widget, self->session, self->patient_id, ek_chart_view_get_chart (self->chart),
                               self->sentences);
}

/* ---- What stands behind it ---- */

static GtkWidget *
content_of (GtkWindow *window)
{
  if (ADW_IS_APPLICATION_WINDOW (window))
    return adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  if (ADW_IS_WINDOW (window))
    return adw_window_get_content (ADW_WINDOW (window));
  return gtk_window_get_child (window);
}

static void
set_covered (GtkWindow *window, gboolean covered)
{
  GtkWidget *content = content_of (window);

  if (content == NULL)
    return;
  gtk_widget_set_child_visible (content, !covered);
  /* What asked to be drawn while out of sight is not asked for again by being shown: the window would stay blank. */
  gtk_widget_queue_resize (content);
  gtk_widget_queue_draw (gtk_widget_get_parent (content));
}

static void
release_window (gpointer data)
{
  set_covered (data, FALSE);
  g_object_unref (data);
}

/* A patient sees nothing of the other patients: every other window of the program is blank until this one closes. */
static void
cover_others (EkPatientChartWindow *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != (gpointer) self && GTK_IS_WINDOW (l->data) && gtk_widget_get_visible (l->data) &&
        gtk_window_get_transient_for (l->data) != GTK_WINDOW (self))
      {
        set_covered (l->data, TRUE);
        g_ptr_array_add (self->covered, g_object_ref (l->data));
      }
}

/* ---- Plumbing ---- */

static void
ek_patient_chart_window_dispose (GObject *object)
{
  EkPatientChartWindow *self = EK_PATIENT_CHART_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->covered, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ek_patient_chart_window_parent_class)->dispose (object);
}

static void
ek_patient_chart_window_finalize (GObject *object)
{
  EkPatientChartWindow *self = EK_PATIENT_CHART_WINDOW (object);

  g_object_unref (self->cancellable);
  g_free (self->patient_id);
  g_free (self->name);
  g_clear_pointer (&self->sentences, g_ptr_array_unref);
  G_OBJECT_CLASS (ek_patient_chart_window_parent_class)->finalize (object);
}

static void
ek_patient_chart_window_class_init (EkPatientChartWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (EK_TYPE_CHART_VIEW);
  G_OBJECT_CLASS (klass)->dispose = ek_patient_chart_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_patient_chart_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-patient-chart-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EkPatientChartWindow, title);
  gtk_widget_class_bind_template_child (widget_class, EkPatientChartWindow, chart);
  gtk_widget_class_bind_template_child (widget_class, EkPatientChartWindow, words);
  gtk_widget_class_bind_template_child (widget_class, EkPatientChartWindow, with_name);
  gtk_widget_class_bind_template_callback (widget_class, on_with_name);
  gtk_widget_class_install_action (widget_class, "shown.full-screen", NULL, full_screen_action);
  gtk_widget_class_install_action (widget_class, "shown.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "shown.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "shown.lock", NULL, lock_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "shown.lock", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "shown.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "shown.full-screen", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "shown.print", NULL);
}

static void
ek_patient_chart_window_init (EkPatientChartWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->covered = g_ptr_array_new_with_free_func (release_window);
}

static void
add_sentence (EkPatientChartWindow *self, const char *sentence)
{
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "shown-words");
  gtk_box_append (self->words, label);
}

/**
 * ek_patient_chart_window_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @patient_id: whose course
 * @trajectory: the course; not held on to
 * @view: which of its series, and what time; not held on to
 *
 * Opens the window. It shows the course as it is now, and goes when the program is locked. Everything else the program
 * shows is blank meanwhile.
 */
void
ek_patient_chart_window_show (GtkWidget *parent, EkSession *session, const char *patient_id, EkTrajectory *trajectory,
                              const EkTrajectoryView *view)
{
  GtkWindow *main_window = GTK_WINDOW (gtk_widget_get_root (parent));
  /* Not a dialog of the main window: it may stand on another screen and fill it. It still goes with that window. */
  EkPatientChartWindow *self = g_object_new (EK_TYPE_PATIENT_CHART_WINDOW, "application",
                                             gtk_window_get_application (main_window), NULL);
  g_autoptr (EkChart) chart = ek_trajectory_make_patient_chart (trajectory, view);

  g_signal_connect_object (main_window, "destroy", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
  self->session = g_object_ref (session);
  self->patient_id = g_strdup (patient_id);
  self->sentences = ek_trajectory_patient_words (trajectory, view);
  ek_chart_view_set_text_factor (self->chart, TEXT_FACTOR);
  ek_chart_view_set_chart (self->chart, chart);
  for (guint i = 0; i < self->sentences->len; i++)
    add_sentence (self, g_ptr_array_index (self->sentences, i));
  ek_kept_window (GTK_WIDGET (self), session, "window/chart", patient_id, NULL);
  cover_others (self);
  gtk_window_present (GTK_WINDOW (self));
}
