/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-trajectory-page.h"

#include <glib/gi18n-lib.h>

#include "ek-chart-brush.h"
#include "ek-chart-view.h"
#include "ek-facsimile.h"
#include "ek-focus-bin.h"
#include "ek-patient-chart-window.h"
#include "ek-point-popover.h"
#include "ek-series-list.h"
#include "ek-settings.h"
#include "ek-slices.h"
#include "ek-statistics-panel.h"
#include "ek-table-columns.h"
#include "ek-thinning.h"
#include "ek-trajectory-clipboard.h"
#include "ek-trajectory-export.h"
#include "ek-trajectory-options.h"
#include "ek-trajectory-print.h"
#include "ek-trajectory-table.h"
#include "ek-types.h"

/* What is shown of time, in the order of the list. */
enum { PERIOD_ALL, PERIOD_COURSE, PERIOD_YEAR, PERIOD_QUARTER, PERIOD_OTHER };

struct _EkTrajectoryPage {
  EkPatientView view;

  EkTrajectory *trajectory; /* or NULL */
  EkTrajectoryView shown;   /* how it is drawn; its keys are @keys */
  char **keys;              /* NULL: those that are drawn when nothing is chosen */
  char *focus;              /* key of the series the statistics are of, or NULL */
  GHashTable *remembered;   /* patient id → keys; until the program is locked */
  EkChartNavigation *navigation;
  EkTrajectoryTable *values;
  gboolean setting_period;
  EkSlices *slices; /* the statistics come in the frame after that of the chart */

  GtkStack *stack;
  GtkStack *views;
  GtkStack *chart_stack;
  AdwStatusPage *failure;
  EkChartView *chart;
  EkChartBrush *brush;
  GtkWidget *nothing_here;
  EkSeriesList *series;
  EkStatisticsPanel *statistics;
  GtkColumnView *table;
  GtkDropDown *range;
  GtkSpinner *busy;
};

G_DEFINE_FINAL_TYPE (EkTrajectoryPage, ek_trajectory_page, EK_TYPE_PATIENT_VIEW)

/* ---- Reading ---- */

/* What drawing needs is made in this thread too, so that the first picture comes at once. */
static void
load (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkPatientRequest *request = data;
  GError *error = NULL;
  EkTrajectory *trajectory = ek_trajectory_report_load (store, request->catalogue, request->patient_id,
                                                        request->language, &error);

  if (trajectory == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < trajectory->series->len; i++)
    ek_series_prepare (((EkTrajectorySeries *) g_ptr_array_index (trajectory->series, i))->series);
  g_task_return_pointer (task, trajectory, (GDestroyNotify) ek_trajectory_free);
}

static gboolean
concerns_trajectory (EkPatientView *view, const char *type)
{
  const EkRecordType *changed = ek_record_type_by_name (type);

  return changed != NULL && changed->flags & EK_RECORD_COURSE;
}

/* ---- The period ---- */

static gint64
now_ms (EkTrajectoryPage *self)
{
  return ek_clock_now (ek_session_get_clock (self->view.session));
}

/* There is nothing to be seen before the first value and after today. */
static EkChartRange
limits_of (EkTrajectoryPage *self, EkChart *chart)
{
  EkChartRange limits;

  ek_chart_get_extent (chart, &limits.from_ms, &limits.to_ms);
  limits.to_ms = MAX (limits.to_ms, now_ms (self));
  return limits;
}

static void
select_period (EkTrajectoryPage *self, guint period)
{
  self->setting_period = TRUE;
  gtk_drop_down_set_selected (self->range, period);
  self->setting_period = FALSE;
}

static void
apply_range (EkTrajectoryPage *self)
{
  guint period = gtk_drop_down_get_selected (self->range);
  gint64 now, from;

  if (self->trajectory == NULL || self->setting_period || period >= PERIOD_OTHER)
    return;
  now = now_ms (self);
  from = now - (period == PERIOD_YEAR ? 365 : 92) * EK_DAY_MS;
  if (period == PERIOD_COURSE)
    from = self->trajectory->course_ms;
  self->setting_period = TRUE;
  if (period == PERIOD_ALL || from == EK_INSTANT_NONE || from >= now)
    ek_chart_navigation_show_all (self->navigation);
  else
    {
      gint64 room = (now - from) / 30;

      ek_chart_navigation_set_range (self->navigation, (EkChartRange){ from - room, now + room }, EK_CHART_BEGINS);
    }
  self->setting_period = FALSE;
}

static gboolean
has_value_within (EkChart *chart, EkChartRange range)
{
  for (guint panel = 0; panel < ek_chart_get_n_panels (chart); panel++)
    {
      for (guint layer = 0; layer < ek_chart_get_n_layers (chart, panel); layer++)
        {
          EkSeries *series = ek_chart_get_layer (chart, panel, layer);
          guint length = ek_series_length (series);
          guint first = ek_first_at_or_after (ek_series_points (series), length, range.from_ms);

          if (first < length && ek_series_points (series)[first].at_ms <= range.to_ms)
            return TRUE;
        }
    }
  return FALSE;
}

static void
on_range_changed (EkTrajectoryPage *self)
{
  EkChart *chart = ek_chart_view_get_chart (self->chart);
  EkChartRange range = ek_chart_navigation_get_range (self->navigation);

  self->shown.from_ms = self->shown.to_ms = 0;
  if (!ek_chart_navigation_shows_all (self->navigation))
    {
      self->shown.from_ms = range.from_ms;
      self->shown.to_ms = range.to_ms;
    }
  gtk_widget_set_visible (self->nothing_here, chart != NULL && !has_value_within (chart, range));
  if (!self->setting_period)
    select_period (self, ek_chart_navigation_shows_all (self->navigation) ? PERIOD_ALL : PERIOD_OTHER);
}

static void
on_can_go_back (EkTrajectoryPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trajectory.back",
                                 ek_chart_navigation_can_go_back (self->navigation));
}

/* ---- Showing ---- */

static void
show_statistics (EkTrajectoryPage *self)
{
  const EkTrajectorySeries *series = NULL;

  if (self->trajectory != NULL && self->focus != NULL)
    series = ek_trajectory_find (self->trajectory, self->focus);
  ek_statistics_panel_set (self->statistics, self->trajectory, series, &self->shown);
}

static void
show_late (GtkWidget *widget, guint nth)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (widget);

  if (self->trajectory != NULL)
    show_statistics (self);
}

static void
set_focus (EkTrajectoryPage *self, const char *key)
{
  if (g_strcmp0 (self->focus, key) == 0)
    return;
  g_free (self->focus);
  self->focus = g_strdup (key);
  show_statistics (self);
}

/* The values are listed when they are looked at. */
static void
show_table (EkTrajectoryPage *self)
{
  gboolean looked_at = g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "table") == 0;

  ek_trajectory_table_set (self->values, looked_at ? self->trajectory : NULL, &self->shown);
}

static gboolean
is_anything_chosen (EkTrajectoryPage *self)
{
  return self->keys == NULL || self->keys[0] != NULL;
}

static void
set_actions_enabled (EkTrajectoryPage *self)
{
  static const char *const actions[] = {
    "trajectory.export",
    "trajectory.copy",
    "trajectory.print",
    "trajectory.show-patient",
  };
  gboolean enabled = self->trajectory != NULL && self->trajectory->series->len > 0 && is_anything_chosen (self);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], enabled);
}

/* The series the statistics are of, when nobody has asked for another one. */
static void
find_focus (EkTrajectoryPage *self, EkChart *chart)
{
  const EkTrajectorySeries *series = NULL;

  if (self->focus != NULL && ek_trajectory_find (self->trajectory, self->focus) != NULL)
    return;
  if (ek_chart_get_n_panels (chart) > 0 && ek_chart_get_n_layers (chart, 0) > 0)
    series = ek_trajectory_find_series (self->trajectory, ek_chart_get_layer (chart, 0, 0));
  g_free (self->focus);
  self->focus = series != NULL ? g_strdup (series->key) : NULL;
}

static void
draw (EkTrajectoryPage *self)
{
  g_autoptr (EkChart) chart = NULL;

  if (self->trajectory == NULL)
    return;
  ek_trajectory_options_fill (ek_settings_get (), &self->shown);
  self->shown.keys = (const char *const *) self->keys;
  chart = ek_trajectory_make_chart (self->trajectory, &self->shown);
  ek_chart_view_set_chart (self->chart, chart);
  ek_chart_brush_set_chart (self->brush, chart, self->navigation);
  ek_chart_navigation_set_limits (self->navigation, limits_of (self, chart));
  find_focus (self, chart);
  ek_slices_start (self->slices);
  show_table (self);
  set_actions_enabled (self);
  gtk_stack_set_visible_child_name (self->chart_stack, is_anything_chosen (self) ? "chart" : "nothing-chosen");
}

static void
forget_trajectory (EkTrajectoryPage *self)
{
  ek_chart_view_set_chart (self->chart, NULL);
  ek_chart_brush_set_chart (self->brush, NULL, NULL);
  ek_trajectory_table_set (self->values, NULL, NULL);
  ek_slices_stop (self->slices);
  ek_statistics_panel_set (self->statistics, NULL, NULL, NULL);
  g_clear_pointer (&self->trajectory, ek_trajectory_free);
  set_actions_enabled (self);
}

static void
show_read (EkPatientView *view, gpointer result)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (view);

  forget_trajectory (self);
  self->trajectory = result;
  ek_series_list_set_trajectory (self->series, self->trajectory, (const char *const *) self->keys);
  draw (self);
  gtk_stack_set_visible_child_name (self->stack, self->trajectory->series->len > 0 ? "content" : "empty");
}

static void
wipe (EkTrajectoryPage *self)
{
  forget_trajectory (self);
  ek_series_list_set_trajectory (self->series, NULL, NULL);
  g_clear_pointer (&self->focus, g_free);
  gtk_stack_set_visible_child_name (self->stack, "loading");
}

static void
fail (EkPatientView *view, const GError *error)
{
  wipe (EK_TRAJECTORY_PAGE (view));
  EK_PATIENT_VIEW_CLASS (ek_trajectory_page_parent_class)->fail (view, error);
}

/* What was chosen for a patient is known again when one comes back to that patient, until the program is locked. */
static void
clear (EkPatientView *view)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (view);

  wipe (self);
  g_clear_pointer (&self->keys, g_strfreev);
  if (view->patient_id == NULL)
    g_hash_table_remove_all (self->remembered);
  else
    self->keys = g_strdupv (g_hash_table_lookup (self->remembered, view->patient_id));
  ek_chart_navigation_forget (self->navigation);
  select_period (self, PERIOD_ALL);
}

/* ---- What a person does ---- */

static void
on_chosen (EkTrajectoryPage *self)
{
  g_strfreev (self->keys);
  self->keys = ek_series_list_is_usual (self->series) ? NULL : ek_series_list_get_keys (self->series);
  if (self->keys != NULL)
    g_hash_table_insert (self->remembered, g_strdup (self->view.patient_id), g_strdupv (self->keys));
  else
    g_hash_table_remove (self->remembered, self->view.patient_id);
  draw (self);
}

static void
on_show_main (EkTrajectoryPage *self)
{
  ek_series_list_choose (self->series, NULL);
}

static void
on_cursor_moved (EkTrajectoryPage *self)
{
  EkChart *chart = ek_chart_view_get_chart (self->chart);
  const EkTrajectorySeries *series;
  EkChartHit hit;

  if (self->trajectory == NULL || chart == NULL || !ek_chart_view_get_cursor (self->chart, &hit))
    return;
  series = ek_trajectory_find_series (self->trajectory, ek_chart_get_layer (chart, hit.panel, hit.layer));
  if (series != NULL)
    set_focus (self, series->key);
}

static void
on_value_activated (EkTrajectoryPage *self, guint panel, guint layer, guint index)
{
  EkChart *chart = ek_chart_view_get_chart (self->chart);
  const EkTrajectorySeries *series;
  g_autoptr (EkTrajectoryRow) row = NULL;
  EkChartHit hit;

  on_cursor_moved (self);
  if (self->trajectory == NULL || !ek_chart_view_get_cursor (self->chart, &hit))
    return;
  series = ek_trajectory_find_series (self->trajectory, ek_chart_get_layer (chart, panel, layer));
  row = series != NULL ? ek_trajectory_make_row (self->trajectory, series, index) : NULL;
  if (row != NULL)
    ek_point_popover_show (GTK_WIDGET (self->chart), &(GdkRectangle){ (int) hit.x - 4, (int) hit.y - 4, 8, 8 },
                           self->view.session, row);
}

static void
on_row_activated (EkTrajectoryPage *self, guint position)
{
  g_autoptr (EkTrajectoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->values), position);

  if (item != NULL && ek_trajectory_item_get_assessment (item) != NULL)
    ek_facsimile_show (GTK_WIDGET (self), self->view.session, ek_trajectory_item_get_assessment (item));
}

static EkTrajectoryOrder *
make_order (EkTrajectoryPage *self)
{
  return ek_trajectory_order_new (self->view.session, self->view.patient_id, &self->shown);
}

static void
export_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (widget);

  if (self->trajectory != NULL)
    ek_trajectory_export (widget, self->view.session, make_order (self), g_variant_get_string (parameter, NULL),
                          self->busy);
}

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (widget);
  gboolean with_picture = g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "chart") == 0;

  if (self->trajectory != NULL)
    ek_trajectory_copy (widget, self->view.session, make_order (self), with_picture);
}

static void
print_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (widget);

  if (self->trajectory != NULL)
    ek_trajectory_print (widget, self->view.session, make_order (self));
}

static void
show_patient_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (widget);

  if (self->trajectory != NULL)
    ek_patient_chart_window_show (widget, self->view.session, self->view.patient_id, self->trajectory, &self->shown);
}

/* What the patient was being shown. */
static gboolean
reopen (EkPatientView *view, const char *place, const char *target)
{
  if (!g_str_equal (place, "window/chart"))
    return FALSE;
  show_patient_action (GTK_WIDGET (view), NULL, NULL);
  return TRUE;
}

/* The same as the keys of the chart, for those who press buttons. */
static void
chart_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autofree char *name = g_strconcat ("chart.", strchr (action_name, '.') + 1, NULL);

  gtk_widget_activate_action (GTK_WIDGET (EK_TRAJECTORY_PAGE (widget)->chart), name, NULL);
}

/* ---- The table ---- */

static const char *
cell_text (gpointer item, guint cell, const char **css_class)
{
  if (cell == EK_TRAJECTORY_REMARK && ek_trajectory_item_is_critical (item))
    *css_class = "risk-high";
  return ek_trajectory_item_get_cell (item, cell);
}

static void
on_order (EkTrajectoryPage *self)
{
  guint cell = EK_TRAJECTORY_DATE;
  gboolean descending = TRUE;

  ek_table_columns_get_order (self->table, &cell, &descending);
  ek_trajectory_table_sort (self->values, cell, descending);
  /* Who sorts wants to see what comes first. */
  ek_table_columns_show_top (self->table);
}

static void
make_columns (EkTrajectoryPage *self)
{
  static const EkTableColumn columns[] = {
    { EK_TRAJECTORY_DATE, N_ ("Date"), EK_TABLE_DATE | EK_TABLE_SORTS },
    { EK_TRAJECTORY_SCORE, N_ ("Score"), EK_TABLE_SORTS },
    { EK_TRAJECTORY_VALUE, N_ ("Value"), EK_TABLE_NUMBER | EK_TABLE_SORTS },
    { EK_TRAJECTORY_SEVERITY, N_ ("Severity"), EK_TABLE_EXPANDS | EK_TABLE_SORTS },
    { EK_TRAJECTORY_REMARK, N_ ("Remark"), EK_TABLE_EXPANDS | EK_TABLE_SORTS },
    { EK_TRAJECTORY_ENTERED_BY, N_ ("Entered by"), EK_TABLE_EXPANDS | EK_TABLE_SHORTENS },
    { EK_TRAJECTORY_MODE, N_ ("How it came in"), EK_TABLE_EXPANDS | EK_TABLE_SHORTENS },
    { EK_TRAJECTORY_VERSION, N_ ("Definition"), EK_TABLE_PLAIN },
  };

  ek_table_columns_add (self->table, columns, G_N_ELEMENTS (columns), cell_text);
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed", G_CALLBACK (on_order), self,
                           G_CONNECT_SWAPPED);
}

/* ---- Plumbing ---- */

static void
ek_trajectory_page_dispose (GObject *object)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (object);

  if (self->trajectory != NULL)
    forget_trajectory (self);
  g_clear_pointer (&self->slices, ek_slices_free);
  g_clear_object (&self->values);
  g_clear_object (&self->navigation);
  G_OBJECT_CLASS (ek_trajectory_page_parent_class)->dispose (object);
}

static void
ek_trajectory_page_finalize (GObject *object)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (object);

  g_strfreev (self->keys);
  g_free (self->focus);
  g_hash_table_unref (self->remembered);
  G_OBJECT_CLASS (ek_trajectory_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-trajectory-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, views);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, chart_stack);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, failure);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, chart);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, brush);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, nothing_here);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, series);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, statistics);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, table);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, range);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, busy);
  gtk_widget_class_bind_template_callback (widget_class, on_value_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_cursor_moved);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_show_main);
  gtk_widget_class_bind_template_callback (widget_class, set_focus);
  gtk_widget_class_bind_template_callback (widget_class, show_table);
  gtk_widget_class_bind_template_callback (widget_class, apply_range);
}

static void
ek_trajectory_page_class_init (EkTrajectoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  g_type_ensure (EK_TYPE_CHART_BRUSH);
  g_type_ensure (EK_TYPE_CHART_VIEW);
  g_type_ensure (EK_TYPE_FOCUS_BIN);
  g_type_ensure (EK_TYPE_SERIES_LIST);
  g_type_ensure (EK_TYPE_STATISTICS_PANEL);
  G_OBJECT_CLASS (klass)->dispose = ek_trajectory_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_trajectory_page_finalize;
  view_class->read = load;
  view_class->result_free = (GDestroyNotify) ek_trajectory_free;
  view_class->show = show_read;
  view_class->fail = fail;
  view_class->clear = clear;
  view_class->reopen = reopen;
  view_class->concerns = concerns_trajectory;
  view_class->when_mapped = TRUE; /* a form being answered changes the record many times */
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "trajectory.export", "s", export_action);
  gtk_widget_class_install_action (widget_class, "trajectory.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "trajectory.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "trajectory.show-patient", NULL, show_patient_action);
  gtk_widget_class_install_action (widget_class, "trajectory.zoom-in", NULL, chart_action);
  gtk_widget_class_install_action (widget_class, "trajectory.zoom-out", NULL, chart_action);
  gtk_widget_class_install_action (widget_class, "trajectory.zoom-all", NULL, chart_action);
  gtk_widget_class_install_action (widget_class, "trajectory.back", NULL, chart_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "trajectory.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "trajectory.print", NULL);
}

static void
ek_trajectory_page_init (EkTrajectoryPage *self)
{
  GActionGroup *options = ek_trajectory_options_actions (ek_settings_get ());
  GtkSelectionModel *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->view.failed = self->failure;
  self->slices = ek_slices_new (GTK_WIDGET (self), 1, show_late);
  self->shown = EK_TRAJECTORY_VIEW_DEFAULT;
  self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->navigation = ek_chart_navigation_new ();
  ek_chart_view_set_navigation (self->chart, self->navigation);
  g_signal_connect_object (self->navigation, "changed", G_CALLBACK (on_range_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->navigation, "notify::can-go-back", G_CALLBACK (on_can_go_back), self,
                           G_CONNECT_SWAPPED);
  on_can_go_back (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "draw", options);
  g_object_unref (options);
  ek_trajectory_options_follow (ek_settings_get (), G_CALLBACK (draw), self);
  self->values = ek_trajectory_table_new ();
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->values))));
  gtk_column_view_set_model (self->table, selection);
  g_object_unref (selection);
  make_columns (self);
  set_actions_enabled (self);
}

/**
 * ek_trajectory_page_new:
 *
 * Returns: (transfer floating): the page, without a patient
 */
GtkWidget *
ek_trajectory_page_new (void)
{
  return g_object_new (EK_TYPE_TRAJECTORY_PAGE, NULL);
}
