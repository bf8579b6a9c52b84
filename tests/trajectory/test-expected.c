/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "ek-common-scale.h"
#include "ek-expected.h"
#include "ek-time.h"

#define WEEK(n) ((gint64) (n) *7 * EK_DAY_MS)

/* ---- Percentiles ---- */

static void
test_percentile (void)
{
  static double one[] = { 7 }, two[] = { 1, 3 }, eleven[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
  static double four[] = { 1, 2, 4, 8 };
  static const struct {
    double *values;
    guint n;
    double share, expected;
  } cases[] = {
    { one, 1, 0.1, 7 },     { one, 1, 0.5, 7 },     { one, 1, 1, 7 },          { two, 2, 0, 1 },
    { two, 2, 0.5, 2 },     { two, 2, 1, 3 },       { two, 2, 0.1, 1.2 },      { eleven, 11, 0.1, 1 },
    { eleven, 11, 0.5, 5 }, { eleven, 11, 0.9, 9 }, { eleven, 11, 0.25, 2.5 }, { four, 4, 0.5, 3 },
    { four, 4, 0.9, 6.8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (ek_percentile (cases[i].values, cases[i].n, cases[i].share), cases[i].expected,
                                    1e-12);
  g_assert_true (isnan (ek_percentile (one, 0, 0.5)));
}

/* The percentile in another style: the point of a polygon through the values by their ranks. */
static double
slow_percentile (const double *values, guint n, double share)
{
  double best = INFINITY;

  for (guint i = 0; i < n; i++)
    {
      guint below = 0, same = 0;
      double next = INFINITY;

      for (guint k = 0; k < n; k++)
        {
          below += values[k] < values[i];
          same += values[k] == values[i];
          if (values[k] > values[i])
            next = fmin (next, values[k]);
        }
      /* values[i] holds the ranks from below to below + same - 1 */
      if (share * (n - 1) >= below && share * (n - 1) <= below + same - 1)
        return values[i];
      if (share * (n - 1) > below + same - 1 && share * (n - 1) < below + same)
        best = values[i] + (share * (n - 1) - (below + same - 1)) * (next - values[i]);
    }
  return best;
}

/* ---- Courses ---- */

static void
add_course (EkExpected *expected, GRand *rand, guint n_weeks)
{
  g_autofree EkPoint *points = g_new0 (EkPoint, n_weeks);
  g_autofree gint64 *steps = g_new (gint64, n_weeks);

  for (guint i = 0; i < n_weeks; i++)
    {
      points[i].at_ms = WEEK (i);
      points[i].value = g_rand_int_range (rand, 0, 28);
      steps[i] = WEEK (i);
    }
  ek_expected_add_course (expected, points, n_weeks, WEEK (4), steps, n_weeks);
}

static void
test_fewest (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (EkExpected) expected = ek_expected_new (12);
  gint64 steps[12];
  guint least;

  for (guint i = 0; i < 12; i++)
    steps[i] = 1000 + WEEK (i);
  for (guint i = 0; i < 99; i++)
    add_course (expected, rand, 8);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GArray) points = ek_expected_points (expected, steps, 12, &least);

      /* 99 courses are hidden, 100 are shown as far as all hundred go */
      g_assert_cmpuint (points->len, ==, i == 0 ? 0 : i == 1 ? 5 : 5);
      g_assert_cmpuint (least, ==, i == 0 ? 0 : 99 + i);
      if (points->len > 0)
        g_assert_cmpint (g_array_index (points, EkExpectedPoint, 4).at_ms, ==, 1000 + WEEK (4));
      add_course (expected, rand, 5);
    }
  g_assert_cmpuint (ek_expected_get_n (expected), ==, 102);
  g_assert_cmpuint (ek_expected_get_step (expected, 6, NULL), ==, 99);
  g_assert_cmpuint (ek_expected_get_step (expected, 8, NULL), ==, 0);
  g_assert_cmpuint (ek_expected_get_step (expected, 4711, NULL), ==, 0);
  /* A patient seen once has no course. */
  add_course (expected, rand, 1);
  add_course (expected, rand, 0);
  g_assert_cmpuint (ek_expected_get_n (expected), ==, 102);
}

static void
test_line (void)
{
  /* Values at weeks 0, 2, 3 and, after a gap, 12 and 13. */
  static const EkPoint points[] = {
    { WEEK (0), 20, 0, 0 }, { WEEK (2), 10, 0, 0 }, { WEEK (3), 8, 0, 0 },
    { WEEK (12), 4, 0, 0 }, { WEEK (13), 2, 0, 0 },
  };
  static const struct {
    guint step;
    double value;
  } cases[] = {
    { 0, 20 }, { 1, 15 }, { 2, 10 }, { 3, 8 }, { 4, NAN }, { 11, NAN }, { 12, 4 }, { 13, 2 }, { 14, NAN },
  };
  g_autoptr (EkExpected) expected = ek_expected_new (20);
  gint64 steps[20];

  for (guint i = 0; i < 20; i++)
    steps[i] = WEEK (i);
  ek_expected_add_course (expected, points, G_N_ELEMENTS (points), WEEK (4), steps, 20);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkExpectedPoint limits;

      g_assert_cmpuint (ek_expected_get_step (expected, cases[i].step, &limits), ==, isnan (cases[i].value) ? 0 : 1);
      if (isnan (cases[i].value))
        g_assert_true (isnan (limits.low) && isnan (limits.middle) && isnan (limits.high));
      else
        g_assert_true (limits.low == cases[i].value && limits.high == cases[i].value);
    }
}

static void
test_second_way (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (EkExpected) expected = ek_expected_new (2);
      guint n = g_rand_int_range (rand, 100, 300);
      g_autofree double *values = g_new (double, n);
      static const gint64 steps[] = { 0, WEEK (1) };
      EkExpectedPoint limits;

      for (guint i = 0; i < n; i++)
        {
          EkPoint points[2] = { { 0, 15, 0, 0 }, { WEEK (1), g_rand_int_range (rand, 0, 28), 0, 0 } };

          values[i] = points[1].value;
          ek_expected_add_course (expected, points, 2, WEEK (4), steps, 2);
        }
      g_assert_cmpuint (ek_expected_get_step (expected, 1, &limits), ==, n);
      g_assert_cmpfloat_with_epsilon (limits.low, slow_percentile (values, n, 0.1), 1e-9);
      g_assert_cmpfloat_with_epsilon (limits.middle, slow_percentile (values, n, 0.5), 1e-9);
      g_assert_cmpfloat_with_epsilon (limits.high, slow_percentile (values, n, 0.9), 1e-9);
    }
}

/* ---- The common scale ---- */

typedef struct {
  double low, high;
  const char *level;
} Band;

static EkCommonScale *
scale_of (const Band *bands, gboolean higher_is_worse)
{
  double low[8], high[8];
  const char *levels[8];
  guint n = 0;

  for (; bands[n].level != NULL; n++)
    {
      low[n] = bands[n].low;
      high[n] = bands[n].high;
      levels[n] = bands[n].level;
    }
  return ek_common_scale_new (low, high, levels, n, higher_is_worse);
}

static const Band phq9[] = {
  { 0, 4, "normal" },   { 5, 9, "mild" },     { 10, 14, "moderate" },
  { 15, 19, "severe" }, { 20, 27, "severe" }, { 0, 0, NULL },
};
static const Band holes[] = { { 10, 20, "severe" }, { 0, 9, "normal" }, { 0, 0, NULL } };
static const Band well_being[] = {
  /* lower is worse */
  { 0, 28, "severe" },
  { 29, 50, "moderate" },
  { 51, 100, "normal" },
  { 0, 0, NULL },
};
static const Band twisted[] = { { 0, 4, "mild" }, { 5, 9, "normal" }, { 10, 20, "severe" }, { 0, 0, NULL } };
static const Band single[] = { { 0, 0, "normal" }, { 1, 1, "severe" }, { 0, 0, NULL } };
static const Band unusable[] = { { NAN, NAN, "severe" }, { 0, 5, "grave" }, { 5, 1, "mild" }, { 0, 0, NULL } };

static void
test_scale (void)
{
  static const struct {
    const Band *bands;
    gboolean higher_is_worse;
    double value, expected;
  } cases[] = {
    { phq9, TRUE, 0, 0 },          { phq9, TRUE, 2.5, 0.5 },       { phq9, TRUE, 4, 0.8 },
    { phq9, TRUE, 5, 1 },          { phq9, TRUE, 9, 1.8 },         { phq9, TRUE, 10, 2 },
    { phq9, TRUE, 15, 3 },         { phq9, TRUE, 21, 3.5 },        { phq9, TRUE, 27, 4 },
    { phq9, TRUE, -5, 0 },         { phq9, TRUE, 100, 4 },         { phq9, TRUE, INFINITY, 4 },
    { phq9, TRUE, -INFINITY, 0 },  { holes, TRUE, 0, 0 },          { holes, TRUE, 9, 1 },
    { holes, TRUE, 9.5, 2 },       { holes, TRUE, 10, 3 },         { holes, TRUE, 20, 4 },
    { well_being, FALSE, 100, 0 }, { well_being, FALSE, 51, 1 },   { well_being, FALSE, 50, 2 },
    { well_being, FALSE, 28, 3 },  { well_being, FALSE, 14, 3.5 }, { well_being, FALSE, 0, 4 },
    { well_being, FALSE, -1, 4 },  { twisted, TRUE, 0, 1 },        { twisted, TRUE, 9, 2 },
    { twisted, TRUE, 10, 3 },      { twisted, TRUE, 20, 4 },       { single, TRUE, 0, 1 },
    { single, TRUE, 0.5, 2 },      { single, TRUE, 1, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkCommonScale) scale = scale_of (cases[i].bands, cases[i].higher_is_worse);

      g_test_message ("%u: %g", i, cases[i].value);
      g_assert_cmpfloat_with_epsilon (ek_common_scale_map (scale, cases[i].value), cases[i].expected, 1e-12);
      g_assert_true (ek_common_scale_has_levels (scale));
    }
  g_assert_null (scale_of (unusable, TRUE));
  g_assert_null (ek_common_scale_new (NULL, NULL, NULL, 0, TRUE));
}

static void
test_scale_monotone (void)
{
  static const struct {
    const Band *bands;
    gboolean higher_is_worse;
  } all[] = {
    { phq9, TRUE },       { phq9, FALSE },   { holes, TRUE },    { holes, FALSE }, { well_being, FALSE },
    { well_being, TRUE }, { twisted, TRUE }, { twisted, FALSE }, { single, TRUE }, { single, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (EkCommonScale) scale = scale_of (all[i].bands, all[i].higher_is_worse);
      double before = all[i].higher_is_worse ? -1 : 5;

      for (double value = -10; value <= 110; value += 0.125)
        {
          double at = ek_common_scale_map (scale, value);

          g_assert_true (at >= 0 && at <= EK_COMMON_SCALE_TOP);
          g_assert_true (all[i].higher_is_worse ? at >= before : at <= before);
          before = at;
        }
      g_assert_true (isnan (ek_common_scale_map (scale, NAN)));
    }
}

static void
test_scale_range (void)
{
  g_autoptr (EkCommonScale) up = ek_common_scale_new_range (10, 30, TRUE);
  g_autoptr (EkCommonScale) down = ek_common_scale_new_range (10, 30, FALSE);

  g_assert_cmpfloat (ek_common_scale_map (up, 15), ==, 1);
  g_assert_cmpfloat (ek_common_scale_map (down, 15), ==, 3);
  g_assert_cmpfloat (ek_common_scale_map (down, 1000), ==, 0);
  g_assert_false (ek_common_scale_has_levels (up));
  g_assert_null (ek_common_scale_new_range (3, 2, TRUE));
  g_assert_null (ek_common_scale_new_range (NAN, 2, TRUE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/expected/percentile", test_percentile);
  g_test_add_func ("/trajectory/expected/fewest", test_fewest);
  g_test_add_func ("/trajectory/expected/line", test_line);
  g_test_add_func ("/trajectory/expected/second-way", test_second_way);
  g_test_add_func ("/trajectory/common-scale/values", test_scale);
  g_test_add_func ("/trajectory/common-scale/monotone", test_scale_monotone);
  g_test_add_func ("/trajectory/common-scale/range", test_scale_range);
  return g_test_run ();
}
