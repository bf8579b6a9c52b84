/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "ek-chart-brush.h"
#include "ek-chart-view.h"
#include "ek-chart-walk.h"
#include "ek-time.h"

#define DAY(n) ((gint64) (n) *EK_DAY_MS)

typedef struct {
  guint panel, layer, index, times;
} Activated;

static void
on_activated (EkChartView *view, guint panel, guint layer, guint index, gpointer user_data)
{
  Activated *activated = user_data;

  *activated = (Activated){ panel, layer, index, activated->times + 1 };
}

/* Three panels: values on days 0 10 20 30, none, and on days 8 21. */
static GtkWidget *
make_view (void)
{
  static const int first[] = { 0, 10, 20, 30 }, third[] = { 8, 21 };
  GtkWidget *view = g_object_new (EK_TYPE_CHART_VIEW, NULL);
  g_autoptr (EkChart) chart = ek_chart_new ();
  g_autoptr (EkSeries) a = ek_series_new ("a", "A", NULL), b = ek_series_new ("b", "B", NULL);
  g_autoptr (EkSeries) c = ek_series_new ("c", "C", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    ek_series_add (a, DAY (first[i]), i, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (third); i++)
    ek_series_add (c, DAY (third[i]), i, 0, 0);
  ek_chart_add_panel (chart, a, 0, 27, TRUE);
  ek_chart_add_panel (chart, b, 0, 27, TRUE);
  ek_chart_add_panel (chart, c, 0, 27, TRUE);
  ek_chart_view_set_chart (EK_CHART_VIEW (view), chart);
  return g_object_ref_sink (view);
}

static void
assert_cursor (GtkWidget *view, guint panel, guint index)
{
  EkChartHit hit;

  g_assert_true (ek_chart_view_get_cursor (EK_CHART_VIEW (view), &hit));
  g_assert_cmpuint (hit.panel, ==, panel);
  g_assert_cmpuint (hit.index, ==, index);
}

static void
test_keyboard (void)
{
  static const struct {
    const char *action;
    guint panel, index;
  } steps[] = {
    { "chart.next-value", 0, 3 }, /* the first key finds the newest value */
    { "chart.next-value", 0, 3 },     { "chart.previous-value", 0, 2 },
    { "chart.next-score", 2, 1 }, /* over the panel without values, to the value nearest in time */
    { "chart.next-score", 2, 1 },     { "chart.previous-value", 2, 0 },
    { "chart.previous-value", 2, 0 }, { "chart.previous-score", 0, 1 },
    { "chart.last-value", 0, 3 },     { "chart.first-value", 0, 0 },
    { "chart.previous-value", 0, 0 }, { "chart.previous-score", 0, 0 },
  };
  g_autoptr (GtkWidget) view = make_view ();
  Activated activated = { 0 };

  g_signal_connect (view, "value-activated", G_CALLBACK (on_activated), &activated);
  g_assert_true (gtk_widget_activate_action (view, "chart.open-value", NULL));
  g_assert_cmpuint (activated.times, ==, 0); /* nothing is pointed out yet */
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_assert_true (gtk_widget_activate_action (view, steps[i].action, NULL));
      assert_cursor (view, steps[i].panel, steps[i].index);
    }
  ek_chart_view_set_cursor (EK_CHART_VIEW (view), 2, 0, 1);
  g_assert_true (gtk_widget_activate_action (view, "chart.open-value", NULL));
  g_assert_cmpuint (activated.times, ==, 1);
  g_assert_cmpuint (activated.panel, ==, 2);
  g_assert_cmpuint (activated.index, ==, 1);

  ek_chart_view_set_cursor (EK_CHART_VIEW (view), 2, 0, 2); /* there is no such value */
  assert_cursor (view, 2, 1);
  g_assert_true (gtk_widget_activate_action (view, "chart.dismiss", NULL));
  g_assert_false (ek_chart_view_get_cursor (EK_CHART_VIEW (view), NULL));
}

/* A panel of two series and one of a single one: the keys go through all three, at the same time as near as there is a
 * value. */
static void
test_layers (void)
{
  static const struct {
    const char *action;
    guint panel, layer, index;
  } steps[] = {
    { "chart.next-value", 0, 0, 3 },     { "chart.next-score", 0, 1, 1 },
    { "chart.next-score", 1, 0, 2 }, /* day 20 for day 21 */
    { "chart.first-value", 1, 0, 0 },    { "chart.previous-score", 0, 1, 0 },
    { "chart.previous-score", 0, 0, 1 }, /* day 8 is nearer to day 10 than to day 0 */
    { "chart.previous-score", 0, 0, 1 },
  };
  static const int first[] = { 0, 10, 20, 30 }, second[] = { 8, 21 };
  g_autoptr (GtkWidget) view = g_object_ref_sink (g_object_new (EK_TYPE_CHART_VIEW, NULL));
  g_autoptr (EkChart) chart = ek_chart_new ();
  g_autoptr (EkSeries) a = ek_series_new ("a", "A", NULL), b = ek_series_new ("b", "B", NULL);
  guint panel = ek_chart_add_overlay (chart, "Severity");
  EkChartHit hit;

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    ek_series_add (a, DAY (first[i]), i, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (second); i++)
    ek_series_add (b, DAY (second[i]), i, 0, 0);
  g_assert_cmpuint (ek_chart_overlay_add (chart, panel, a, NULL), ==, 0);
  g_assert_cmpuint (ek_chart_overlay_add (chart, panel, b, NULL), ==, 1);
  ek_chart_add_panel (chart, a, 0, 27, TRUE);
  ek_chart_view_set_chart (EK_CHART_VIEW (view), chart);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_assert_true (gtk_widget_activate_action (view, steps[i].action, NULL));
      g_assert_true (ek_chart_view_get_cursor (EK_CHART_VIEW (view), &hit));
      g_assert_cmpuint (hit.panel, ==, steps[i].panel);
      g_assert_cmpuint (hit.layer, ==, steps[i].layer);
      g_assert_cmpuint (hit.index, ==, steps[i].index);
    }
}

/* Against looking at every value. */
static void
test_nearest (void)
{
  g_autoptr (EkSeries) series = ek_series_new ("a", "A", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  const EkPoint *points;

  for (guint i = 0; i < 200; i++)
    ek_series_add (series, g_rand_int_range (rand, 0, 300), i, 0, 0); /* many at the same instant */
  points = ek_series_points (series);
  for (gint64 at = -5; at < 310; at++)
    {
      guint best = 0, found = ek_chart_walk_nearest (series, at);

      for (guint i = 1; i < 200; i++)
        {
          if (ABS (points[i].at_ms - at) <= ABS (points[best].at_ms - at))
            best = i;
        }
      g_assert_cmpint (ABS (points[found].at_ms - at), ==, ABS (points[best].at_ms - at));
    }
}

/* Without a navigation the keys for time do nothing; with one the chart follows it. */
static void
test_time (void)
{
  g_autoptr (GtkWidget) view = make_view ();
  g_autoptr (EkChartNavigation) navigation = ek_chart_navigation_new ();
  EkChartRange shown;
  gint64 from, to;

  g_assert_true (gtk_widget_activate_action (view, "chart.zoom-in", NULL));
  ek_chart_navigation_set_limits (navigation, (EkChartRange){ DAY (0), DAY (40) });
  ek_chart_view_set_navigation (EK_CHART_VIEW (view), navigation);
  g_assert_true (gtk_widget_activate_action (view, "chart.zoom-in", NULL));
  shown = ek_chart_navigation_get_range (navigation);
  g_assert_cmpint (ek_chart_range_span (shown), <, DAY (40));
  ek_chart_get_range (ek_chart_view_get_chart (EK_CHART_VIEW (view)), &from, &to);
  g_assert_cmpint (from, ==, shown.from_ms);
  g_assert_cmpint (to, ==, shown.to_ms);
  g_assert_true (gtk_widget_activate_action (view, "chart.page-later", NULL));
  g_assert_cmpint (ek_chart_navigation_get_range (navigation).to_ms, ==, DAY (40));
  g_assert_true (gtk_widget_activate_action (view, "chart.zoom-all", NULL));
  g_assert_true (ek_chart_navigation_shows_all (navigation));
  g_assert_true (gtk_widget_activate_action (view, "chart.back", NULL));
  g_assert_false (ek_chart_navigation_shows_all (navigation));
}

/* The strip below moves what the chart shows, and nothing when it has no chart. */
static void
test_brush (void)
{
  static const struct {
    const char *action;
    int from, to;
  } steps[] = {
    { "brush.last", 20, 40 }, { "brush.page-earlier", 2, 22 }, { "brush.later", 4, 24 },
    { "brush.first", 0, 20 }, { "brush.earlier", 0, 20 },      { "brush.page-later", 18, 38 },
  };
  g_autoptr (GtkWidget) view = make_view (), brush = g_object_ref_sink (g_object_new (EK_TYPE_CHART_BRUSH, NULL));
  g_autoptr (EkChartNavigation) navigation = ek_chart_navigation_new ();
  EkChartRange shown;

  g_assert_true (gtk_widget_activate_action (brush, "brush.later", NULL));
  ek_chart_navigation_set_limits (navigation, (EkChartRange){ DAY (0), DAY (40) });
  ek_chart_brush_set_chart (EK_CHART_BRUSH (brush), ek_chart_view_get_chart (EK_CHART_VIEW (view)), navigation);
  ek_chart_navigation_set_range (navigation, (EkChartRange){ DAY (10), DAY (30) }, EK_CHART_BEGINS);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_assert_true (gtk_widget_activate_action (brush, steps[i].action, NULL));
      shown = ek_chart_navigation_get_range (navigation);
      g_assert_cmpint (shown.from_ms, ==, DAY (steps[i].from));
      g_assert_cmpint (shown.to_ms, ==, DAY (steps[i].to));
    }
  g_assert_true (gtk_widget_activate_action (brush, "brush.narrower", NULL));
  g_assert_cmpint (ek_chart_range_span (ek_chart_navigation_get_range (navigation)), ==, DAY (16));
  g_assert_true (gtk_widget_activate_action (brush, "brush.wider", NULL));
  g_assert_cmpint (ek_chart_range_span (ek_chart_navigation_get_range (navigation)), ==, DAY (20));
  ek_chart_brush_set_chart (EK_CHART_BRUSH (brush), NULL, NULL);
  g_assert_true (gtk_widget_activate_action (brush, "brush.first", NULL));
  g_assert_cmpint (ek_chart_navigation_get_range (navigation).from_ms, >, 0);
}

static void
test_without_chart (void)
{
  g_autoptr (GtkWidget) view = g_object_ref_sink (g_object_new (EK_TYPE_CHART_VIEW, NULL));

  g_assert_true (gtk_widget_activate_action (view, "chart.next-value", NULL));
  g_assert_false (ek_chart_view_get_cursor (EK_CHART_VIEW (view), NULL));
  g_assert_null (ek_chart_view_get_chart (EK_CHART_VIEW (view)));
}

static void
test_forgets (void)
{
  g_autoptr (GtkWidget) view = make_view ();

  ek_chart_view_set_cursor (EK_CHART_VIEW (view), 0, 0, 1);
  ek_chart_view_set_chart (EK_CHART_VIEW (view), NULL);
  g_assert_false (ek_chart_view_get_cursor (EK_CHART_VIEW (view), NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  g_test_add_func ("/app/chart-view/keyboard", test_keyboard);
  g_test_add_func ("/app/chart-view/brush", test_brush);
  g_test_add_func ("/app/chart-view/layers", test_layers);
  g_test_add_func ("/app/chart-view/nearest", test_nearest);
  g_test_add_func ("/app/chart-view/time", test_time);
  g_test_add_func ("/app/chart-view/without-chart", test_without_chart);
  g_test_add_func ("/app/chart-view/forgets", test_forgets);
  return g_test_run ();
}
