/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "ek-time.h"
#include "ek-unusual.h"

#define DAY(n) ((gint64) (n) *EK_DAY_MS)
#define MONDAY G_GINT64_CONSTANT (1767571200000) /* 2026-01-05T00:00:00Z */
#define MOST_DAYS 400

/* Values a day apart; "-" is a day without one. */
static EkSeries *
daily (const char *values)
{
  EkSeries *series = ek_series_new ("x", "x", NULL);
  g_auto (GStrv) words = g_strsplit (values, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && strcmp (words[i], "-") != 0)
      g_assert_true (ek_series_add (series, MONDAY + DAY (i), g_ascii_strtod (words[i], NULL), 0, i));
  return series;
}

static char *
describe (EkSeries *series, gint64 from_ms, EkUsual *usual)
{
  g_autoptr (GArray) found = ek_unusual_find (series, from_ms, 0, &EK_UNUSUAL_RULE, usual);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    {
      EkUnusual one = g_array_index (found, EkUnusual, i);

      g_string_append_printf (text, "%s%s %u", i > 0 ? ", " : "", one.high ? "high" : "low", one.index);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_cases (void)
{
#define WEEKS_OF_BASELINE "1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 " /* 28 days */
  static const struct {
    const char *values, *expected;
    guint n_days;
  } cases[] = {
    { "", "", 0 },
    { "5", "", 0 },
    { "1 9 1 9 1 9 1", "", 0 }, /* seven days: nothing is judged */
    { "1 2 1 2 1 2 1 2", "", 8 },
    { "3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 30 30", "", 28 }, /* no spread: nothing can be said */
    { WEEKS_OF_BASELINE "2 1 2 1 2 1", "", 28 },
    { WEEKS_OF_BASELINE "9 9", "high 28", 28 },
    { WEEKS_OF_BASELINE "-9 -9", "low 28", 28 },
    { WEEKS_OF_BASELINE "9 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9", "high 28, low 39, high 55", 28 },
    { WEEKS_OF_BASELINE "9 - - - - - - - 9", "high 28, high 29", 28 }, /* begun anew after a gap */
    /* Many small steps that no single day shows: the sum finds them. */
    { WEEKS_OF_BASELINE "2 2 2 2 2 2 2 2 2 2 2 2 2", "high 38", 28 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkSeries) series = daily (cases[i].values);
      EkUsual usual;
      g_autofree char *text = describe (series, EK_INSTANT_NONE, &usual);

      g_test_message ("%s", cases[i].values);
      g_assert_cmpuint (usual.n_days, ==, cases[i].n_days);
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_day_means (void)
{
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  g_autoptr (GArray) found = NULL;
  EkUsual usual;

  /* Three values a day, the third after midnight UTC but the same evening in China; the days' means are 10, 11, 10 … */
  for (int day = 0; day < 40; day++)
    for (int k = 0; k < 3; k++)
      ek_series_add (series, MONDAY + DAY (day) + (k * 7 - 7) * EK_HOUR_MS,
                     10 + day % 2 + (k - 1) * 6 + (day == 35 ? 20 : 0), 0, 0);
  found = ek_unusual_find (series, EK_INSTANT_NONE, 480, &EK_UNUSUAL_RULE, &usual);
  g_assert_cmpuint (usual.n_days, ==, 28);
  g_assert_cmpfloat_with_epsilon (usual.mean, 10.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (usual.deviation, sqrt (28 * 0.25 / 27), 1e-9);
  g_assert_cmpuint (found->len, ==, 1);
  /* the last value of that day */
  g_assert_cmpuint (g_array_index (found, EkUnusual, 0).index, ==, 35 * 3 + 2);
  g_assert_cmpuint (usual.n_judged, ==, 12);
}

static void
test_baseline (void)
{
  g_autoptr (EkSeries) weekly = ek_series_new ("x", "x", NULL), before = daily ("50 50 50 50 50 1 2 1 2 1 2 1 2 1 2");
  EkUsual usual;

  /* A form a week: the eight weeks of the window hold eight of them. */
  for (int week = 0; week < 30; week++)
    ek_series_add (weekly, MONDAY + DAY (7 * week), week % 3, 0, 0);
  g_array_unref (ek_unusual_find (weekly, EK_INSTANT_NONE, 0, &EK_UNUSUAL_RULE, &usual));
  g_assert_cmpuint (usual.n_days, ==, 8);
  g_assert_cmpint (usual.to_ms, ==, MONDAY + DAY (49));
  /* What came before the beginning does not count. */
  g_array_unref (ek_unusual_find (before, MONDAY + DAY (5), 0, &EK_UNUSUAL_RULE, &usual));
  g_assert_cmpint (usual.from_ms, ==, MONDAY + DAY (5));
  g_assert_cmpfloat_with_epsilon (usual.mean, 1.5, 1e-9);
}

/* The same in another style: whole arrays, the average as a weighted sum over all days, the cumulative sum as the
 * greatest of all sums that end today. */
static guint
slow_find (const double *value, guint n, guint n_base, guint *at, gboolean *high)
{
  double mean = 0, variance = 0, z[MOST_DAYS];
  gboolean was = FALSE, was_high = FALSE;
  guint count = 0;

  for (guint i = 0; i < n_base; i++)
    mean += value[i] / n_base;
  for (guint i = 0; i < n_base; i++)
    variance += pow (value[i] - mean, 2) / (n_base - 1);
  for (guint i = n_base; i < n; i++)
    z[i] = (value[i] - mean) / sqrt (variance);
  for (guint i = n_base; i < n; i++)
    {
      double average = 0, spread = 0, up = 0, down = 0, sum_up = 0, sum_down = 0;
      gboolean by_average, is, is_high;

      for (guint k = n_base; k <= i; k++)
        {
          average += 0.2 * pow (0.8, i - k) * z[k];
          spread += pow (0.2 * pow (0.8, i - k), 2);
        }
      for (guint k = i + 1; k > n_base; k--)
        {
          sum_up += z[k - 1] - 0.5;
          sum_down += -z[k - 1] - 0.5;
          up = fmax (up, sum_up);
          down = fmax (down, sum_down);
        }
      by_average = fabs (average) > 2.962 * sqrt (spread);
      is = by_average || up > 5 || down > 5;
      is_high = by_average ? average > 0 : up > down;
      if (is && !(was && was_high == is_high))
        {
          at[count] = i;
          high[count++] = is_high;
        }
      was = is;
      was_high = is_high;
    }
  return count;
}

static void
test_second_way (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260105);
  guint total = 0;

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
      g_autoptr (GArray) found = NULL;
      double value[MOST_DAYS], level = 0;
      guint at[MOST_DAYS], n = g_rand_int_range (rand, 29, 200), n_slow;
      gboolean high[MOST_DAYS];
      EkUsual usual;

      for (guint i = 0; i < n; i++)
        {
          level += g_rand_int_range (rand, 0, 40) == 0 ? g_rand_double_range (rand, -3, 3) : 0;
          value[i] = level + g_rand_double_range (rand, -1, 1) + g_rand_double_range (rand, -1, 1);
          ek_series_add (series, MONDAY + DAY (i), value[i], 0, i);
        }
      found = ek_unusual_find (series, EK_INSTANT_NONE, 0, &EK_UNUSUAL_RULE, &usual);
      n_slow = slow_find (value, n, 28, at, high);
      g_assert_cmpuint (found->len, ==, n_slow);
      total += n_slow;
      for (guint i = 0; i < n_slow; i++)
        {
          g_assert_cmpuint (g_array_index (found, EkUnusual, i).index, ==, at[i]);
          g_assert_cmpint (g_array_index (found, EkUnusual, i).high, ==, high[i]);
        }
    }
  g_assert_cmpuint (total, >, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/unusual/cases", test_cases);
  g_test_add_func ("/trajectory/unusual/day-means", test_day_means);
  g_test_add_func ("/trajectory/unusual/baseline", test_baseline);
  g_test_add_func ("/trajectory/unusual/second-way", test_second_way);
  return g_test_run ();
}
