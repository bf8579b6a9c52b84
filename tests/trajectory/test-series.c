/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ek-series.h"
#include "ek-time.h"

#define DAY(n) ((gint64) (n) *EK_DAY_MS)

static void
test_refused (void)
{
  static const struct {
    gint64 at_ms;
    double value;
    gboolean accepted;
  } cases[] = {
    { 0, 0, TRUE },
    { 0, -3.5, TRUE },
    { 0, 1e300, TRUE },
    { 0, NAN, FALSE },
    { 0, INFINITY, FALSE },
    { 0, -INFINITY, FALSE },
    { EK_INSTANT_NONE, 1, FALSE },
    { G_MAXINT64, 1, FALSE },
    { -G_GINT64_CONSTANT (62135596800001), 1, FALSE },
    { -G_GINT64_CONSTANT (62135596800000), 1, TRUE },
    { G_GINT64_CONSTANT (253402300799999), 1, TRUE },
    { G_GINT64_CONSTANT (253402300800000), 1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkSeries) series = ek_series_new ("phq9", "PHQ-9", NULL);

      g_assert_cmpint (ek_series_add (series, cases[i].at_ms, cases[i].value, 0, 0), ==, cases[i].accepted);
      g_assert_cmpuint (ek_series_length (series), ==, cases[i].accepted ? 1 : 0);
      g_assert_cmpint (ek_series_points (series) != NULL, ==, cases[i].accepted);
    }
}

static void
test_order (void)
{
  static const struct {
    int day;
    guint tag;
  } added[] = {
    { 5, 0 }, { 1, 1 }, { 5, 2 }, { 3, 3 }, { 1, 4 }, { 5, 5 }, { -2, 6 },
  };
  static const guint expected[] = { 6, 1, 4, 3, 0, 2, 5 };
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  const EkPoint *points;

  for (guint i = 0; i < G_N_ELEMENTS (added); i++)
    g_assert_true (ek_series_add (series, DAY (added[i].day), 0, 0, added[i].tag));
  points = ek_series_points (series);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (points[i].tag, ==, expected[i]);

  /* And again after more was added in between. */
  g_assert_true (ek_series_add (series, DAY (2), 0, EK_POINT_CRITICAL, 7));
  points = ek_series_points (series);
  g_assert_cmpuint (points[3].tag, ==, 7);
  g_assert_cmpint (points[3].flags, ==, EK_POINT_CRITICAL);
}

static void
test_gap (void)
{
  static const struct {
    const char *days;
    gint64 interval;
    gint64 gap;
  } cases[] = {
    { "", 0, 0 },
    { "4", 0, 0 },
    { "4 4 4", 0, 0 },
    { "0 7", 0, DAY (14) },
    { "0 7 14 21 60", 0, DAY (14) },
    { "0 7 14 21 60", DAY (30), DAY (60) },
    { "0 0 1 1 2 2 9", 0, DAY (2) },
    { "", DAY (14), DAY (28) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
      g_auto (GStrv) days = g_strsplit (cases[i].days, " ", -1);

      for (guint j = 0; days[j] != NULL && *days[j] != '\0'; j++)
        ek_series_add (series, DAY (g_ascii_strtoll (days[j], NULL, 10)), 1, 0, 0);
      ek_series_set_interval (series, cases[i].interval);
      g_assert_cmpint (ek_series_gap (series), ==, cases[i].gap);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/series/refused", test_refused);
  g_test_add_func ("/trajectory/series/order", test_order);
  g_test_add_func ("/trajectory/series/gap", test_gap);
  return g_test_run ();
}
