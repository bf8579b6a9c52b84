/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trajectory page on a real session: choosing, looking closer, opening a value, listing, copying. */

#include <adwaita.h>
#include <string.h>

#include "app-fixture.h"
#include "ek-assess.h"
#include "ek-audit.h"
#include "ek-chart-view.h"
#include "ek-format.h"
#include "ek-json.h"
#include "ek-patient-chart-window.h"
#include "ek-point-popover.h"
#include "ek-series-list.h"
#include "ek-statistics-panel.h"
#include "ek-table-columns.h"
#include "ek-trajectory-clipboard.h"
#include "ek-trajectory-page.h"
#include "ek-trajectory-table.h"

#define NOW G_GINT64_CONSTANT (1795219200000)
#define DAY(n) ((gint64) (n) *EK_DAY_MS)

typedef struct {
  AppFixture *fixture;
  EkRecord *patient;
  GtkWidget *window;
  GtkWidget *page;
} Screen;

typedef struct {
  char *patient_id;
  EkCatalogue *catalogue;
} Given;

/* Five PHQ-9, the third with a dangerous ninth answer, and four nights. */
static void
give_forms (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  static const struct {
    int days_ago;
    const char *answers;
  } forms[] = {
    { 100, "[2,2,2,2,2,2,2,2,0]" }, { 70, "[2,2,2,2,2,2,0,0,0]" }, { 50, "[2,2,2,2,0,0,0,0,2]" },
    { 20, "[1,1,1,1,1,0,0,0,0]" },  { 6, "[1,0,0,0,0,0,0,0,0]" },
  };
  const Given *given = data;

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (JsonNode) answers = ek_json_parse (forms[i].answers, -1, NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) form = ek_assess_record (store, given->catalogue, given->patient_id, "phq9", answers,
                                                    NOW - DAY (forms[i].days_ago), 480, "self", "zh", NULL, &error);

      g_assert_no_error (error);
    }
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (EkRecord) night = ek_record_new (&ek_measurement_type, given->patient_id);
      g_autoptr (GError) error = NULL;

      ek_record_set_text (night, EK_MEASUREMENT_CODE, "93832-4");
      ek_record_set_text (night, EK_MEASUREMENT_TEXT, "Sleep");
      ek_record_set_text (night, EK_MEASUREMENT_UNIT, "h");
      ek_record_set_real (night, EK_MEASUREMENT_VALUE, 6 + i % 3);
      ek_record_set_instant (night, EK_MEASUREMENT_TAKEN, NOW - DAY (30 - 5 * i), 480);
      g_assert_true (ek_store_save (store, night, &error));
      g_assert_no_error (error);
    }
  g_task_return_boolean (task, TRUE);
}

static void
iterate_until (gboolean (*condition) (gpointer data), gpointer data)
{
  gint64 end = g_get_monotonic_time () + APP_PATIENCE;

  while (!condition (data))
    {
      if (g_get_monotonic_time () > end)
        g_error ("it did not come about");
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static gpointer
find_child (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = find_child (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Whether somebody sees it, not whether it is there. */
static gboolean
find_text (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (find_text (child, text))
        return TRUE;
    }
  return FALSE;
}

static EkChart *
chart_of (Screen *self)
{
  return ek_chart_view_get_chart (find_child (self->page, EK_TYPE_CHART_VIEW));
}

static gboolean
has_chart (gpointer data)
{
  return chart_of (data) != NULL;
}

static void
screen_open (Screen *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  Given given;

  self->fixture = app_fixture_new ();
  self->patient = app_add_patient (self->fixture, "张伟", "1986-04-02");
  given = (Given){ (char *) ek_record_get_id (self->patient), ek_session_get_catalogue (self->fixture->session) };
  ek_session_write_async (self->fixture->session, give_forms, &given, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  self->window = gtk_window_new ();
  self->page = ek_trajectory_page_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1100, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), self->page);
  gtk_window_present (GTK_WINDOW (self->window));
  ek_patient_view_set_patient (EK_PATIENT_VIEW (self->page), self->fixture->session, given.patient_id);
  iterate_until (has_chart, self);
}

static void
screen_close (Screen *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_iterate ();
  g_object_unref (self->patient);
  app_fixture_free (self->fixture);
}

/* ---- Choosing ---- */

static void
test_choice (void)
{
  static const char *const two[] = { "phq9", "phq9#9", NULL }, *const none[] = { NULL };
  Screen self;
  EkSeriesList *list;
  g_auto (GStrv) usual = NULL, chosen = NULL;

  screen_open (&self);
  list = find_child (self.page, EK_TYPE_SERIES_LIST);
  usual = ek_series_list_get_keys (list);
  g_assert_true (g_strv_contains ((const char *const *) usual, "phq9"));
  g_assert_true (ek_series_list_is_usual (list));
  g_assert_cmpuint (ek_chart_get_n_panels (chart_of (&self)), ==, g_strv_length (usual));

  ek_series_list_choose (list, two);
  chosen = ek_series_list_get_keys (list);
  g_assert_true (g_strv_equal ((const char *const *) chosen, two));
  g_assert_cmpuint (ek_chart_get_n_panels (chart_of (&self)), ==, 2);
  g_assert_cmpuint (ek_series_length (ek_chart_get_series (chart_of (&self), 1)), ==, 5);

  /* Nothing chosen: nothing leaves either. */
  ek_series_list_choose (list, none);
  g_assert_cmpuint (ek_chart_get_n_panels (chart_of (&self)), ==, 0);
  g_assert_true (find_text (self.page, "Nothing is chosen"));
  ek_series_list_choose (list, NULL);
  g_assert_true (ek_series_list_is_usual (list));
  screen_close (&self);
}

/* What was chosen for a patient is there again for that patient, not for another, and not after the lock. */
static void
test_remembered (void)
{
  static const char *const one[] = { "phq9#1", NULL };
  Screen self;
  g_autoptr (EkRecord) other = NULL;
  EkPatientView *view;
  EkSeriesList *list;
  const char *id;

  screen_open (&self);
  other = app_add_patient (self.fixture, "李娜", "1990-01-01");
  view = EK_PATIENT_VIEW (self.page);
  id = ek_record_get_id (self.patient);
  list = find_child (self.page, EK_TYPE_SERIES_LIST);
  ek_series_list_choose (list, one);
  ek_patient_view_set_patient (view, self.fixture->session, ek_record_get_id (other));
  g_assert_null (chart_of (&self));
  ek_patient_view_set_patient (view, self.fixture->session, id);
  iterate_until (has_chart, &self);
  g_assert_cmpuint (ek_chart_get_n_panels (chart_of (&self)), ==, 1);
  g_assert_false (ek_series_list_is_usual (list));

  ek_patient_view_set_patient (view, self.fixture->session, NULL);
  ek_patient_view_set_patient (view, self.fixture->session, id);
  iterate_until (has_chart, &self);
  g_assert_true (ek_series_list_is_usual (list));
  screen_close (&self);
}

/* ---- Time ---- */

static void
test_period (void)
{
  static const char *const scores[] = { "phq9", NULL };
  Screen self;
  EkChartView *view;
  EkChartNavigation *navigation;
  EkChartRange all, shown;
  gint64 from, to;

  screen_open (&self);
  view = find_child (self.page, EK_TYPE_CHART_VIEW);
  navigation = ek_chart_view_get_navigation (view);
  all = ek_chart_navigation_get_limits (navigation);
  g_assert_cmpint (all.from_ms, <=, NOW - DAY (100));
  g_assert_cmpint (all.to_ms, >=, NOW);
  g_assert_false (find_text (self.page, "Nothing was measured in this period"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), "chart.zoom-in", NULL));
  shown = ek_chart_navigation_get_range (navigation);
  g_assert_cmpint (ek_chart_range_span (shown), <, ek_chart_range_span (all));
  ek_chart_get_range (chart_of (&self), &from, &to);
  g_assert_cmpint (from, ==, shown.from_ms);
  g_assert_cmpint (to, ==, shown.to_ms);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), "chart.back", NULL));
  g_assert_true (ek_chart_navigation_shows_all (navigation));

  /* Between two forms there is nothing, and that is said. */
  ek_series_list_choose (find_child (self.page, EK_TYPE_SERIES_LIST), scores);
  ek_chart_navigation_set_range (navigation, (EkChartRange){ NOW - DAY (95), NOW - DAY (75) }, EK_CHART_BEGINS);
  g_assert_true (find_text (self.page, "Nothing was measured in this period"));
  g_assert_true (gtk_widget_activate_action (self.page, "trajectory.zoom-all", NULL));
  g_assert_false (find_text (self.page, "Nothing was measured in this period"));

  /* The keys walk out of what is shown, and what is shown follows. */
  ek_chart_navigation_set_range (navigation, (EkChartRange){ NOW - DAY (30), NOW }, EK_CHART_BEGINS);
  ek_chart_view_set_cursor (view, 0, 0, 0);
  shown = ek_chart_navigation_get_range (navigation);
  g_assert_cmpint (shown.from_ms, <=, NOW - DAY (100));
  g_assert_cmpint (shown.to_ms, <, NOW - DAY (60));
  screen_close (&self);
}

/* ---- The table ---- */

static EkTrajectory *
load_trajectory (Screen *self, EkStore *store)
{
  g_autoptr (GError) error = NULL;
  EkTrajectory *trajectory = ek_trajectory_report_load (store, ek_session_get_catalogue (self->fixture->session),
                                                        ek_record_get_id (self->patient), "en", &error);

  g_assert_no_error (error);
  return trajectory;
}

static void
read_table (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, load_trajectory (data, store), (GDestroyNotify) ek_trajectory_free);
}

static EkTrajectory *
get_trajectory (Screen *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  ek_session_read_async (self->fixture->session, read_table, self, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
assert_cells (EkTrajectoryTable *table, EkTrajectoryCell cell, const char *wanted)
{
  g_autoptr (GString) cells = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (table)); i++)
    {
      g_autoptr (EkTrajectoryItem) item = g_list_model_get_item (G_LIST_MODEL (table), i);

      g_string_append_printf (cells, "%s%s", i > 0 ? " " : "", ek_trajectory_item_get_cell (item, cell));
    }
  g_assert_cmpstr (cells->str, ==, wanted);
}

static void
test_table (void)
{
  static const char *const keys[] = { "phq9", NULL };
  Screen self;
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (EkTrajectoryTable) table = ek_trajectory_table_new ();
  EkTrajectoryView view = EK_TRAJECTORY_VIEW_DEFAULT;

  screen_open (&self);
  trajectory = get_trajectory (&self);
  view.keys = keys;
  ek_trajectory_table_set (table, trajectory, &view);
  assert_cells (table, EK_TRAJECTORY_VALUE, "1 5 10 12 16"); /* newest first */
  ek_trajectory_table_sort (table, EK_TRAJECTORY_DATE, FALSE);
  assert_cells (table, EK_TRAJECTORY_VALUE, "16 12 10 5 1");
  ek_trajectory_table_sort (table, EK_TRAJECTORY_VALUE, TRUE);
  assert_cells (table, EK_TRAJECTORY_VALUE, "16 12 10 5 1");
  ek_trajectory_table_sort (table, EK_TRAJECTORY_REMARK, TRUE);
  assert_cells (table, EK_TRAJECTORY_VALUE, "10 1 5 12 16"); /* the critical one, then newest first */
  ek_trajectory_table_sort (table, EK_TRAJECTORY_SEVERITY, FALSE);
  assert_cells (table, EK_TRAJECTORY_VALUE, "1 5 10 12 16");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (table), 5));
  ek_trajectory_table_set (table, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (table)), ==, 0);
  screen_close (&self);
}

static const char *
no_text (gpointer item, guint cell, const char **css_class)
{
  return NULL;
}

/* The head pressed last is the one that counts, also when others were pressed before. */
static void
test_order (void)
{
  static const EkTableColumn columns[] = {
    { 0, "A", EK_TABLE_SORTS },
    { 3, "B", EK_TABLE_SORTS },
    { 5, "C", EK_TABLE_SORTS },
    { 6, "D", EK_TABLE_PLAIN },
  };
  static const struct {
    guint column;
    GtkSortType type;
    guint cell;
  } presses[] = {
    { 1, GTK_SORT_ASCENDING, 3 },  { 1, GTK_SORT_DESCENDING, 3 }, { 0, GTK_SORT_ASCENDING, 0 },
    { 2, GTK_SORT_DESCENDING, 5 }, { 1, GTK_SORT_ASCENDING, 3 },
  };
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_column_view_new (NULL));
  GtkColumnView *view = GTK_COLUMN_VIEW (widget);
  guint cell = 99;
  gboolean descending;

  ek_table_columns_add (view, columns, G_N_ELEMENTS (columns), no_text);
  g_assert_false (ek_table_columns_get_order (view, &cell, &descending));
  for (guint i = 0; i < G_N_ELEMENTS (presses); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view),
                                                                      presses[i].column);

      gtk_column_view_sort_by_column (view, column, presses[i].type);
      g_assert_true (ek_table_columns_get_order (view, &cell, &descending));
      g_assert_cmpuint (cell, ==, presses[i].cell);
      g_assert_cmpint (descending, ==, presses[i].type == GTK_SORT_DESCENDING);
    }
}

/* ---- One value ---- */

typedef struct {
  GtkWidget *popover;
  const char *text;
} Awaited;

static gboolean
says (gpointer data)
{
  return find_text (((Awaited *) data)->popover, ((Awaited *) data)->text);
}

static void
test_point (void)
{
  Screen self;
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (EkTrajectoryRow) row = NULL;
  EkInstrument *phq9;
  EkItem *item;
  Awaited answer;

  screen_open (&self);
  trajectory = get_trajectory (&self);
  row = ek_trajectory_make_row (trajectory, ek_trajectory_find (trajectory, "phq9"), 2);
  g_assert_cmpfloat (row->value, ==, 10);
  answer.popover = ek_point_popover_show (find_child (self.page, EK_TYPE_CHART_VIEW), &(GdkRectangle){ 100, 100, 8, 8 },
                                          self.fixture->session, row);
  g_assert_true (find_text (answer.popover, "10"));
  g_assert_true (find_text (answer.popover, "王安澜"));
  phq9 = ek_catalogue_find (ek_session_get_catalogue (self.fixture->session), "phq9", NULL);
  item = ek_instrument_find_item (phq9, "9");
  answer.text = ek_item_get_text (item, ek_format_language ()); /* the words of the dangerous question come in */
  iterate_until (says, &answer);
  g_assert_true (find_text (answer.popover, ek_option_label (ek_item_get_option (item, 2), ek_format_language ())));
  screen_close (&self);
}

/* ---- Statistics ---- */

static void
test_statistics (void)
{
  Screen self;
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (GPtrArray) statistics = NULL;
  const EkTrajectorySeries *series;
  GtkWidget *panel;

  screen_open (&self);
  trajectory = get_trajectory (&self);
  series = ek_trajectory_find (trajectory, "phq9");
  statistics = ek_trajectory_statistics (trajectory, series, NULL);
  panel = g_object_ref_sink (g_object_new (EK_TYPE_STATISTICS_PANEL, NULL));
  ek_statistics_panel_set (EK_STATISTICS_PANEL (panel), trajectory, series, NULL);
  g_assert_cmpuint (statistics->len, >, 0);
  for (guint i = 0; i < statistics->len; i++)
    {
      const EkTrajectoryStatistic *statistic = g_ptr_array_index (statistics, i);

      g_assert_true (find_text (panel, statistic->label));
      g_assert_true (find_text (panel, statistic->value));
      if (statistic->known != NULL)
        g_assert_true (find_text (panel, statistic->known));
    }
  ek_statistics_panel_set (EK_STATISTICS_PANEL (panel), NULL, NULL, NULL);
  g_assert_false (find_text (panel, ((EkTrajectoryStatistic *) g_ptr_array_index (statistics, 0))->value));
  g_object_unref (panel);
  screen_close (&self);
}

/* ---- For the patient ---- */

static GtkWidget *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

static void
test_patient_window (void)
{
  Screen self;
  g_autoptr (EkTrajectory) trajectory = NULL;
  EkTrajectoryView view = EK_TRAJECTORY_VIEW_DEFAULT;
  GtkWidget *window;
  Awaited name;

  screen_open (&self);
  trajectory = get_trajectory (&self);
  ek_patient_chart_window_show (self.page, self.fixture->session, ek_record_get_id (self.patient), trajectory, &view);
  window = find_window (EK_TYPE_PATIENT_CHART_WINDOW);
  g_assert_nonnull (window);
  app_iterate ();
  g_assert_nonnull (ek_chart_view_get_chart (find_child (window, EK_TYPE_CHART_VIEW)));
  g_assert_false (find_text (window, "张伟"));
  g_assert_null (strstr (gtk_window_get_title (GTK_WINDOW (window)), "张伟"));
  gtk_toggle_button_set_active (find_child (window, GTK_TYPE_TOGGLE_BUTTON), TRUE);
  name = (Awaited){ window, "张伟" };
  iterate_until (says, &name);
  g_assert_null (strstr (gtk_window_get_title (GTK_WINDOW (window)), "张伟")); /* other programs see that */
  gtk_toggle_button_set_active (find_child (window, GTK_TYPE_TOGGLE_BUTTON), FALSE);
  g_assert_false (find_text (window, "张伟"));
  gtk_window_destroy (GTK_WINDOW (window));
  screen_close (&self);
}

/* ---- The clipboard ---- */

static void
count_exports (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) entries = ek_audit_list (ek_store_get_database (store), data, 0, 100, NULL);
  int n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += ((EkAuditEntry *) g_ptr_array_index (entries, i))->action == EK_AUDIT_EXPORT;
  g_task_return_int (task, n);
}

static int
n_exports (Screen *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  ek_session_read_async (self->fixture->session, count_exports, (gpointer) ek_record_get_id (self->patient), NULL, NULL,
                         app_store_result, &result);
  app_wait ((gpointer *) &result);
  return (int) g_task_propagate_int (G_TASK (result), NULL);
}

static gboolean
is_ours (gpointer data)
{
  return gdk_clipboard_get_content (data) != NULL;
}

static void
test_clipboard (void)
{
  Screen self;
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  EkTrajectoryView view = EK_TRAJECTORY_VIEW_DEFAULT;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  screen_open (&self);
  gdk_clipboard_set_content (clipboard, NULL);
  g_assert_cmpint (n_exports (&self), ==, 0);
  ek_trajectory_copy (self.page, self.fixture->session,
                      ek_trajectory_order_new (self.fixture->session, ek_record_get_id (self.patient), &view), TRUE);
  iterate_until (is_ours, clipboard);
  g_assert_cmpint (n_exports (&self), ==, 1);
  g_assert_true (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_TEXTURE));
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, &error));
  lines = g_strsplit (g_value_get_string (&value), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >=, 6);
  g_assert_null (strstr (g_value_get_string (&value), "张伟")); /* the table names nobody */

  ek_session_lock (self.fixture->session);
  g_assert_null (gdk_clipboard_get_content (clipboard));
  screen_close (&self);
}

int
main (int argc, char *argv[])
{
  app_init (&argc, &argv);
  g_test_add_func ("/app/trajectory/choice", test_choice);
  g_test_add_func ("/app/trajectory/remembered", test_remembered);
  g_test_add_func ("/app/trajectory/period", test_period);
  g_test_add_func ("/app/trajectory/table", test_table);
  g_test_add_func ("/app/trajectory/order", test_order);
  g_test_add_func ("/app/trajectory/point", test_point);
  g_test_add_func ("/app/trajectory/statistics", test_statistics);
  g_test_add_func ("/app/trajectory/patient-window", test_patient_window);
  g_test_add_func ("/app/trajectory/clipboard", test_clipboard);
  return g_test_run ();
}
