/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-navigation.h"
#include "ek-time.h"

#define DAY(n) ((gint64) (n) *EK_DAY_MS)

static const EkChartRange limits = { 0, 100 * EK_DAY_MS };

static void
assert_range (EkChartRange range, gint64 from_ms, gint64 to_ms)
{
  g_assert_cmpint (range.from_ms, ==, from_ms);
  g_assert_cmpint (range.to_ms, ==, to_ms);
}

static void
test_fit (void)
{
  static const struct {
    gint64 from, to, fitted_from, fitted_to;
  } rows[] = {
    { DAY (10), DAY (20), DAY (10), DAY (20) },
    { DAY (-10), DAY (20), DAY (0), DAY (30) }, /* moved, not cut */
    { DAY (90), DAY (120), DAY (70), DAY (100) },
    { DAY (-50), DAY (500), DAY (0), DAY (100) },
    { DAY (20), DAY (10), DAY (10), DAY (20) }, /* turned around */
    { DAY (50), DAY (50), DAY (50) - DAY (1) / 8, DAY (50) + DAY (1) / 8 },
    { DAY (100), DAY (100), DAY (100) - DAY (1) / 4, DAY (100) },
    { DAY (300), DAY (310), DAY (90), DAY (100) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_range (ek_chart_range_fit ((EkChartRange){ rows[i].from, rows[i].to }, limits), rows[i].fitted_from,
                  rows[i].fitted_to);
  /* Limits shorter than the shortest that can be read are shown as they are. */
  assert_range (ek_chart_range_fit ((EkChartRange){ 0, 5 }, (EkChartRange){ 0, 5 }), 0, 5);
}

static void
test_zoom (void)
{
  EkChartRange range = { DAY (20), DAY (60) };

  assert_range (ek_chart_range_zoom (range, DAY (30), 0.5, limits), DAY (25), DAY (45)); /* day 30 stays */
  assert_range (ek_chart_range_zoom (range, DAY (20), 0.5, limits), DAY (20), DAY (40));
  assert_range (ek_chart_range_zoom (range, DAY (60), 0.5, limits), DAY (40), DAY (60));
  assert_range (ek_chart_range_zoom (range, DAY (40), 1, limits), DAY (20), DAY (60));
  assert_range (ek_chart_range_zoom (range, DAY (40), 100, limits), DAY (0), DAY (100));
  assert_range (ek_chart_range_zoom (range, DAY (20), 2, limits), DAY (20), DAY (100));
  assert_range (ek_chart_range_zoom (range, DAY (60), 2, limits), DAY (0), DAY (80));
  g_assert_cmpint (ek_chart_range_span (ek_chart_range_zoom (range, DAY (40), 1e-12, limits)), ==, DAY (1) / 4);
  /* An anchor beyond what is shown counts as its edge. */
  assert_range (ek_chart_range_zoom (range, DAY (99), 0.5, limits), DAY (40), DAY (60));
}

/* In and out again at the same place is where one was, to the millisecond of rounding. */
static void
test_zoom_and_back (void)
{
  EkChartRange range = { DAY (33), DAY (61) };

  for (guint i = 0; i <= 28; i++)
    {
      gint64 anchor = DAY (33 + i);
      EkChartRange in = ek_chart_range_zoom (range, anchor, 1 / 1.2, limits);
      EkChartRange out = ek_chart_range_zoom (in, anchor, 1.2, limits);

      g_assert_cmpint (ABS (out.from_ms - range.from_ms), <=, 2);
      g_assert_cmpint (ABS (out.to_ms - range.to_ms), <=, 2);
      g_assert_cmpint (anchor, >=, in.from_ms);
      g_assert_cmpint (anchor, <=, in.to_ms);
    }
}

static void
test_pan (void)
{
  EkChartRange range = { DAY (20), DAY (60) };

  assert_range (ek_chart_range_pan (range, 0.25, limits), DAY (30), DAY (70));
  assert_range (ek_chart_range_pan (range, -0.25, limits), DAY (10), DAY (50));
  assert_range (ek_chart_range_pan (range, 5, limits), DAY (60), DAY (100));
  assert_range (ek_chart_range_pan (range, -1e300, limits), DAY (0), DAY (40));
  assert_range (ek_chart_range_pan (limits, 0.5, limits), DAY (0), DAY (100));
}

static void
test_drag (void)
{
  EkChartRange range = { DAY (20), DAY (60) };

  assert_range (ek_chart_range_drag (range, EK_CHART_PART_WINDOW, DAY (10), limits), DAY (30), DAY (70));
  assert_range (ek_chart_range_drag (range, EK_CHART_PART_WINDOW, DAY (90), limits), DAY (60), DAY (100));
  assert_range (ek_chart_range_drag (range, EK_CHART_PART_FROM, DAY (-10), limits), DAY (10), DAY (60));
  assert_range (ek_chart_range_drag (range, EK_CHART_PART_FROM, DAY (-90), limits), DAY (0), DAY (60));
  assert_range (ek_chart_range_drag (range, EK_CHART_PART_FROM, DAY (90), limits), DAY (60) - DAY (1) / 4, DAY (60));
  assert_range (ek_chart_range_drag (range, EK_CHART_PART_TO, DAY (90), limits), DAY (20), DAY (100));
  assert_range (ek_chart_range_drag (range, EK_CHART_PART_TO, DAY (-90), limits), DAY (20), DAY (20) + DAY (1) / 4);
  assert_range (ek_chart_range_drag (range, EK_CHART_PART_TO, G_MAXINT64, limits), DAY (20), DAY (100));
  assert_range (ek_chart_range_drag (range, EK_CHART_PART_FROM, G_MININT64 + 1, limits), DAY (0), DAY (60));
}

static void
test_reveal (void)
{
  EkChartRange range = { DAY (20), DAY (60) }, shown;

  assert_range (ek_chart_range_reveal (range, DAY (20), limits), DAY (20), DAY (60));
  assert_range (ek_chart_range_reveal (range, DAY (60), limits), DAY (20), DAY (60));
  shown = ek_chart_range_reveal (range, DAY (15), limits);
  g_assert_cmpint (shown.from_ms, <, DAY (15));
  g_assert_cmpint (ek_chart_range_span (shown), ==, DAY (40));
  shown = ek_chart_range_reveal (range, DAY (70), limits);
  g_assert_cmpint (shown.to_ms, >, DAY (70));
  g_assert_cmpint (ek_chart_range_span (shown), ==, DAY (40));
  assert_range (ek_chart_range_reveal (range, DAY (100), limits), DAY (60), DAY (100));
  assert_range (ek_chart_range_reveal (range, DAY (0), limits), DAY (0), DAY (40));
}

static void
count (guint *times)
{
  (*times)++;
}

static void
test_navigation (void)
{
  g_autoptr (EkChartNavigation) navigation = ek_chart_navigation_new ();
  guint changed = 0, back = 0;
  EkChartRange shown;

  g_signal_connect_swapped (navigation, "changed", G_CALLBACK (count), &changed);
  g_signal_connect_swapped (navigation, "notify::can-go-back", G_CALLBACK (count), &back);
  ek_chart_navigation_set_limits (navigation, limits);
  assert_range (ek_chart_navigation_get_range (navigation), DAY (0), DAY (100));
  g_assert_false (ek_chart_navigation_go_back (navigation));

  ek_chart_navigation_pan (navigation, 1, EK_CHART_BEGINS); /* nowhere to go: no step */
  g_assert_false (ek_chart_navigation_can_go_back (navigation));
  ek_chart_navigation_zoom (navigation, DAY (50), 0.5, EK_CHART_GOES_ON); /* of the movement that began above */
  g_assert_true (ek_chart_navigation_can_go_back (navigation));
  for (guint i = 0; i < 5; i++)
    ek_chart_navigation_zoom (navigation, DAY (50), 0.9, EK_CHART_GOES_ON);
  ek_chart_navigation_pan (navigation, 0.1, EK_CHART_BEGINS);
  g_assert_cmpuint (changed, ==, 8);
  g_assert_cmpuint (back, ==, 1);

  g_assert_true (ek_chart_navigation_go_back (navigation)); /* before the pan */
  shown = ek_chart_navigation_get_range (navigation);
  g_assert_cmpint (shown.from_ms + shown.to_ms, ==, DAY (100));
  g_assert_true (ek_chart_navigation_go_back (navigation)); /* before the zoom */
  g_assert_true (ek_chart_navigation_shows_all (navigation));
  g_assert_false (ek_chart_navigation_go_back (navigation));
  g_assert_cmpuint (back, ==, 2);
}

/* New values at the end: who saw all sees all, who looked closer stays where they look. */
static void
test_growing (void)
{
  g_autoptr (EkChartNavigation) navigation = ek_chart_navigation_new ();

  ek_chart_navigation_set_limits (navigation, limits);
  ek_chart_navigation_set_limits (navigation, (EkChartRange){ DAY (-10), DAY (110) });
  assert_range (ek_chart_navigation_get_range (navigation), DAY (-10), DAY (110));
  ek_chart_navigation_set_range (navigation, (EkChartRange){ DAY (5), DAY (15) }, EK_CHART_BEGINS);
  ek_chart_navigation_set_limits (navigation, limits);
  assert_range (ek_chart_navigation_get_range (navigation), DAY (5), DAY (15));
  ek_chart_navigation_set_limits (navigation, (EkChartRange){ DAY (40), DAY (100) });
  assert_range (ek_chart_navigation_get_range (navigation), DAY (40), DAY (50));
  ek_chart_navigation_forget (navigation);
  g_assert_true (ek_chart_navigation_shows_all (navigation));
  g_assert_false (ek_chart_navigation_can_go_back (navigation));
}

/* The way back is long, not endless; its oldest steps go first. */
static void
test_long_way_back (void)
{
  g_autoptr (EkChartNavigation) navigation = ek_chart_navigation_new ();
  guint steps = 0;

  ek_chart_navigation_set_limits (navigation, limits);
  for (int i = 0; i < 90; i++)
    ek_chart_navigation_set_range (navigation, (EkChartRange){ DAY (i), DAY (i + 5) }, EK_CHART_BEGINS);
  while (ek_chart_navigation_go_back (navigation))
    steps++;
  g_assert_cmpuint (steps, ==, 64);
  assert_range (ek_chart_navigation_get_range (navigation), DAY (25), DAY (30));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/chart-range/fit", test_fit);
  g_test_add_func ("/app/chart-range/zoom", test_zoom);
  g_test_add_func ("/app/chart-range/zoom-and-back", test_zoom_and_back);
  g_test_add_func ("/app/chart-range/pan", test_pan);
  g_test_add_func ("/app/chart-range/drag", test_drag);
  g_test_add_func ("/app/chart-range/reveal", test_reveal);
  g_test_add_func ("/app/chart-navigation/back", test_navigation);
  g_test_add_func ("/app/chart-navigation/growing", test_growing);
  g_test_add_func ("/app/chart-navigation/long-way-back", test_long_way_back);
  return g_test_run ();
}
