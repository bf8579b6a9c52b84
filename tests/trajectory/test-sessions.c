/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ek-column-map.h"
#include "ek-chart.h"
#include "ek-time.h"

#define DAY(n) ((gint64) (n) *EK_DAY_MS)

/* Time between sessions is stretched; before the first and after the last it runs on. */
static void
test_numbers (void)
{
  const gint64 at[] = { DAY (110), DAY (0), DAY (10) };
  g_autoptr (EkSessionAxis) axis = ek_session_axis_new (at, 3, 0, DAY (110));
  static const struct {
    int day;
    double number;
  } cases[] = {
    { 0, 1 }, { 5, 1.5 }, { 10, 2 }, { 60, 2.5 }, { 110, 3 }, { 165, 4 }, { -55, 0 }, /* usually 55 days */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpfloat_with_epsilon (ek_session_axis_number (axis, DAY (cases[i].day)), cases[i].number, 1e-12);
      g_assert_cmpint (ABS (ek_session_axis_instant (axis, cases[i].number) - DAY (cases[i].day)), <=, 1);
    }
}

static void
test_one (void)
{
  const gint64 at = DAY (3);
  g_autoptr (EkSessionAxis) axis = ek_session_axis_new (&at, 1, DAY (3), DAY (3));

  g_assert_cmpfloat (ek_session_axis_number (axis, DAY (3)), ==, 1);
  g_assert_cmpfloat (ek_session_axis_number (axis, DAY (10)), ==, 2); /* a week */
  g_assert_cmpfloat (ek_session_axis_number (axis, DAY (-4)), ==, 0);
}

/* Two sessions at one instant keep a number each, and time never runs backwards. */
static void
test_equal (void)
{
  const gint64 at[] = { DAY (1), DAY (5), DAY (5), DAY (5), DAY (9) };
  g_autoptr (EkSessionAxis) axis = ek_session_axis_new (at, 5, DAY (0), DAY (10));
  EkColumnMap map = { DAY (1), DAY (9), 0, 400, axis };

  g_assert_cmpfloat (ek_session_axis_number (axis, DAY (5) - 1), <, 2);
  g_assert_cmpfloat (ek_session_axis_number (axis, DAY (5)), ==, 4);
  g_assert_cmpfloat (ek_session_axis_number (axis, DAY (9)), ==, 5);
  g_assert_cmpfloat (ek_column_map_number_x (&map, 3), ==, 200);
  g_assert_cmpint (ek_column_map_at (&map, 200), ==, DAY (5));
  g_assert_cmpint (ek_column_map_at (&map, 250), ==, DAY (5));
}

/* A long time before the first session, or after the last, does not push the sessions aside. */
static void
test_outside (void)
{
  gint64 at[10];
  g_autoptr (EkSessionAxis) axis = NULL;
  double before, after;

  for (guint i = 0; i < 10; i++)
    at[i] = DAY (7 * i);
  axis = ek_session_axis_new (at, 10, -DAY (3000), DAY (2000));
  before = 1 - ek_session_axis_number (axis, -DAY (3000));
  after = ek_session_axis_number (axis, DAY (2000)) - 10;
  g_assert_cmpfloat (before, <=, 5.001);
  g_assert_cmpfloat (after, <=, 5.001);
}

/* Rising, and back again to the millisecond, whatever the sessions. */
static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);

  for (guint round = 0; round < 100; round++)
    {
      guint n = (guint) g_rand_int_range (rand, 1, 60);
      g_autofree gint64 *at = g_new (gint64, n);
      g_autoptr (EkSessionAxis) axis = NULL;
      double before = -INFINITY;

      for (guint i = 0; i < n; i++)
        at[i] = DAY (g_rand_int_range (rand, 0, 300)) + g_rand_int_range (rand, 0, 2) * 3600000;
      axis = ek_session_axis_new (at, n, DAY (-30), DAY (400));
      for (gint64 t = DAY (-60); t < DAY (420); t += DAY (1) / 3 + 17)
        {
          double number = ek_session_axis_number (axis, t);
          gint64 back = ek_session_axis_instant (axis, number);

          g_assert_cmpfloat (number, >=, before);
          g_assert_cmpint (ABS (back - t), <=, 1);
          before = number;
        }
    }
}

/* The chart: without a session the axis is time; pan and zoom reckon along sessions. */
static void
test_chart (void)
{
  g_autoptr (EkChart) chart = ek_chart_new ();
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  const gint64 sessions[] = { DAY (0), DAY (10), DAY (110), EK_INSTANT_NONE };
  /* Of two sessions ten days apart, the hundred days after them take about as much room as those ten. */
  static const double middle[] = { 55, 55, 9.84, 10 };
  double x, width, times[3];
  EkChartHit hit;

  for (int day = 0; day <= 110; day += 10)
    ek_series_add (series, DAY (day), day % 27, 0, 0);
  ek_chart_add_panel (chart, series, 0, 27, TRUE);
  ek_chart_set_range (chart, DAY (0), DAY (110));
  ek_chart_set_axis (chart, EK_CHART_AXIS_SESSIONS);
  g_assert_true (ek_chart_get_plot (chart, 1000, 400, &x, &width));
  for (guint n = 0; n <= 3; n++)
    {
      ek_chart_set_sessions (chart, sessions, n);
      for (guint i = 0; i < 3; i++)
        times[i] = (double) (ek_chart_time_at (chart, 1000, 400, x + i * width / 2)) / (double) EK_DAY_MS;
      g_assert_cmpfloat_with_epsilon (times[0], 0, 0.01);
      g_assert_cmpfloat_with_epsilon (times[1], middle[n], 0.1);
      g_assert_cmpfloat_with_epsilon (times[2], 110, 0.01);
    }
  ek_chart_set_sessions (chart, sessions, 4); /* the one without an instant is left out */
  g_assert_true (ek_chart_locate (chart, 1000, 400, 0, 1, &hit));
  g_assert_cmpfloat_with_epsilon (hit.x, x + width / 2, 0.01);
  g_assert_true (ek_chart_hit (chart, 1000, 400, hit.x + 1, hit.y, &hit));
  g_assert_cmpuint (hit.index, ==, 1);
  ek_chart_set_axis (chart, EK_CHART_AXIS_TIME);
  g_assert_true (ek_chart_locate (chart, 1000, 400, 0, 1, &hit));
  g_assert_cmpfloat_with_epsilon (hit.x, x + width / 11, 0.01);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/sessions/numbers", test_numbers);
  g_test_add_func ("/trajectory/sessions/one", test_one);
  g_test_add_func ("/trajectory/sessions/equal", test_equal);
  g_test_add_func ("/trajectory/sessions/outside", test_outside);
  g_test_add_func ("/trajectory/sessions/random", test_random);
  g_test_add_func ("/trajectory/sessions/chart", test_chart);
  return g_test_run ();
}
