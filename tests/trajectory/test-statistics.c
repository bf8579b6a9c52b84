/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ek-statistics.h"
#include "ek-time.h"

#define DAY(n) ((gint64) (n) *EK_DAY_MS)

static const EkCriteria phq9 = { TRUE, 10, 5, 6 };
static const EkCriteria gad7 = { TRUE, 8, NAN, 4 };
static const EkCriteria from_ten = { TRUE, NAN, NAN, NAN, 0, 10 };
static const EkCriteria well_being = { FALSE, 28, 51, 10 }; /* lower is worse, as in the WHO-5 */

/* Values a week apart, as a list of words. */
static EkSeries *
weekly (const char *values)
{
  EkSeries *series = ek_series_new ("x", "x", NULL);
  g_auto (GStrv) words = g_strsplit (values, " ", -1);

  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    g_assert_true (ek_series_add (series, DAY (7 * i), g_ascii_strtod (words[i], NULL), 0, i));
  return series;
}

static void
test_reliable_amount (void)
{
  /* The amounts are those of the publications, to the decimals they print. */
  static const struct {
    double sd, r, amount, precision;
  } cases[] = {
    { 5.5, 0.89, 5.06, 0.005 }, { 5.5, 0.84, 6.10, 0.005 }, { 5.5, 0.86, 5.7, 0.05 },
    { 4.5, 0.92, 3.53, 0.005 }, { 4.5, 0.83, 5.14, 0.005 }, { 1, 0, 2.7718585822512662, 1e-12 },
  };
  static const struct {
    double sd, r;
  } impossible[] = {
    { 0, 0.8 }, { -1, 0.8 }, { NAN, 0.8 }, { INFINITY, 0.8 }, { 5, 1 }, { 5, 1.2 }, { 5, -0.1 }, { 5, NAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (ek_reliable_change_amount (cases[i].sd, cases[i].r), cases[i].amount,
                                    cases[i].precision);
  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    g_assert_true (isnan (ek_reliable_change_amount (impossible[i].sd, impossible[i].r)));
}

static void
test_classify (void)
{
  static const struct {
    const EkCriteria *criteria;
    double from, to;
    EkReliableChange expected;
  } cases[] = {
    { &phq9, 18, 12, EK_CHANGE_IMPROVED }, /* exactly the amount counts */
    { &phq9, 18, 13, EK_CHANGE_NONE },
    { &phq9, 12, 18, EK_CHANGE_DETERIORATED },
    { &phq9, 12, 17, EK_CHANGE_NONE },
    { &phq9, 12, 12, EK_CHANGE_NONE },
    { &phq9, NAN, 12, EK_CHANGE_UNKNOWN },
    { &gad7, 5.5, 1.5, EK_CHANGE_IMPROVED },
    { &gad7, 0.3, 4.3, EK_CHANGE_DETERIORATED }, /* 4.3 − 0.3 is not 4 in binary */
    { &well_being, 30, 40, EK_CHANGE_IMPROVED },
    { &well_being, 40, 30, EK_CHANGE_DETERIORATED },
    { &EK_CRITERIA_NONE, 20, 0, EK_CHANGE_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (ek_reliable_change_classify (cases[i].from, cases[i].to, cases[i].criteria), ==,
                     cases[i].expected);
}

static void
test_limits (void)
{
  static const struct {
    const EkCriteria *criteria;
    double value;
    gboolean is_case, is_remission;
  } cases[] = {
    { &phq9, 10, TRUE, FALSE },
    { &phq9, 9, FALSE, FALSE },
    { &phq9, 5, FALSE, FALSE },
    { &phq9, 4, FALSE, TRUE },
    { &gad7, 8, TRUE, FALSE },
    { &gad7, 7, FALSE, FALSE },
    { &gad7, 0, FALSE, FALSE },
    { &well_being, 28, TRUE, FALSE },
    { &well_being, 29, FALSE, FALSE },
    { &well_being, 51, FALSE, FALSE },
    { &well_being, 52, FALSE, TRUE },
    { &EK_CRITERIA_NONE, 27, FALSE, FALSE },
    { &EK_CRITERIA_NONE, -1, FALSE, FALSE },
    { &phq9, NAN, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (ek_criteria_is_case (cases[i].criteria, cases[i].value), ==, cases[i].is_case);
      g_assert_cmpint (ek_criteria_is_remission (cases[i].criteria, cases[i].value), ==, cases[i].is_remission);
    }
}

typedef enum { RESPONSE = 1, REMISSION = 2, RECOVERY = 4, RELIABLE_RECOVERY = 8, RELAPSE = 16, CASE_NOW = 32 } Outcome;

static void
test_course (void)
{
  static const struct {
    const EkCriteria *criteria;
    const char *values;
    double change, change_previous, percent;
    guint outcome, rises;
  } cases[] = {
    { &phq9, "18 15 12 9", -9, -3, 50, RESPONSE | RECOVERY | RELIABLE_RECOVERY, 0 },
    { &phq9, "18 15 12 10", -8, -2, 800 / 18.0, CASE_NOW, 0 },
    { &phq9, "12 9", -3, -3, 25, RECOVERY, 0 }, /* below the limit, but not reliably better */
    { &phq9, "18 4", -14, -14, 1400 / 18.0, RESPONSE | REMISSION | RECOVERY | RELIABLE_RECOVERY, 0 },
    { &phq9, "18 4 12", -6, 8, 600 / 18.0, RELAPSE | CASE_NOW, 1 }, /* a case again after a remission */
    { &phq9, "18 6 12", -6, 6, 600 / 18.0, CASE_NOW, 1 },           /* never in remission: no relapse */
    { &phq9, "4 12", 8, 8, -200, CASE_NOW, 1 },                     /* a first illness is no relapse */
    { &phq9, "4 12 4 12", 8, 8, -200, RELAPSE | CASE_NOW, 1 },
    { &phq9, "8 4", -4, -4, 50, REMISSION, 0 }, /* nothing there to respond with */
    { &phq9, "10 5", -5, -5, 50, RESPONSE | RECOVERY, 0 },
    { &phq9, "18 4 12 9", -9, -3, 50, RESPONSE | RECOVERY | RELIABLE_RECOVERY, 0 },
    { &phq9, "5 6 8 11", 6, 3, -120, CASE_NOW, 3 },
    { &phq9, "5 6 6 8 11", 6, 3, -120, CASE_NOW, 2 }, /* a standstill ends a run of rises */
    { &phq9, "0 3", 3, 3, NAN, REMISSION, 1 },        /* no per cent of nothing */
    { &phq9, "18", NAN, NAN, NAN, CASE_NOW, 0 },
    { &phq9, "9 9", 0, 0, 0, 0, 0 },
    { &well_being, "20 60", 40, 40, NAN, REMISSION | RECOVERY | RELIABLE_RECOVERY, 0 }, /* a rise has no half */
    { &well_being, "60 40 20", -40, -20, NAN, CASE_NOW, 2 },
    { &well_being, "20 60 40 20", 0, -20, NAN, RELAPSE | CASE_NOW, 2 },
    { &from_ten, "30 20", -10, -10, 50, RESPONSE, 0 }, /* half of what can fall, as of the K10 */
    { &from_ten, "30 21", -9, -9, 45, 0, 0 },
    { &from_ten, "10 12", 2, 2, NAN, 0, 1 },
    { &EK_CRITERIA_NONE, "18 3", -15, -15, 1500 / 18.0, RESPONSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkSeries) series = weekly (cases[i].values);
      EkCourse course;
      guint outcome;

      g_test_message ("%s", cases[i].values);
      g_assert_true (ek_course_compute (series, EK_INSTANT_NONE, cases[i].criteria, &course));
      outcome = (course.response ? RESPONSE : 0) | (course.remission ? REMISSION : 0) |
        (course.recovery ? RECOVERY : 0) | (course.reliable_recovery ? RELIABLE_RECOVERY : 0) |
        (course.relapse ? RELAPSE : 0) | (course.case_now ? CASE_NOW : 0);
      g_assert_cmpuint (outcome, ==, cases[i].outcome);
      g_assert_cmpuint (course.rises, ==, cases[i].rises);
      g_assert_cmpuint (course.n, ==, ek_series_length (series));
      g_assert_true (isnan (cases[i].change) ? isnan (course.change) : course.change == cases[i].change);
      g_assert_true (isnan (cases[i].change_previous) ? isnan (course.change_previous)
                                                      : course.change_previous == cases[i].change_previous);
      g_assert_true (isnan (cases[i].percent) ? isnan (course.percent)
                                              : fabs (course.percent - cases[i].percent) < 1e-9);
    }
}

static void
test_course_baseline (void)
{
  g_autoptr (EkSeries) series = weekly ("3 18 16 12");
  EkCourse course;

  g_assert_true (ek_course_compute (series, DAY (1), &phq9, &course));
  g_assert_cmpfloat (course.baseline, ==, 18);
  g_assert_cmpint (course.baseline_at, ==, DAY (7));
  g_assert_cmpint (course.last_at, ==, DAY (21));
  g_assert_cmpfloat (course.best, ==, 12);
  g_assert_cmpfloat (course.worst, ==, 18);
  g_assert_false (course.relapse); /* the remission was before this course */
  g_assert_cmpint (course.reliable, ==, EK_CHANGE_IMPROVED);
  g_assert_cmpint (course.reliable_previous, ==, EK_CHANGE_NONE);

  g_assert_false (ek_course_compute (series, DAY (100), &phq9, &course));
  g_assert_cmpuint (course.n, ==, 0);
  g_assert_true (isnan (course.baseline));
  g_assert_cmpint (course.last_at, ==, EK_INSTANT_NONE);
}

static void
test_trend (void)
{
  g_autoptr (EkSeries) line = weekly ("18 16 14 12 10"), noisy = weekly ("1 3 2 5");
  g_autoptr (EkSeries) one = weekly ("5"), none = weekly ("");
  g_autoptr (EkSeries) same_day = ek_series_new ("x", "x", NULL), far = ek_series_new ("x", "x", NULL);
  double slope = 0, error = 0;

  g_assert_true (ek_trend_per_week (line, G_MININT64, G_MAXINT64, &slope, &error));
  g_assert_cmpfloat_with_epsilon (slope, -2, 1e-9);
  g_assert_cmpfloat_with_epsilon (error, 0, 1e-6);
  /* By hand: Sxy = 5.5, Sxx = 5, Syy = 8.75, residual 2.7, error √(2.7 / 2 / 5). */
  g_assert_true (ek_trend_per_week (noisy, G_MININT64, G_MAXINT64, &slope, &error));
  g_assert_cmpfloat_with_epsilon (slope, 1.1, 1e-9);
  g_assert_cmpfloat_with_epsilon (error, sqrt (0.27), 1e-9);
  g_assert_true (ek_trend_per_week (noisy, DAY (7), DAY (14), &slope, &error));
  g_assert_cmpfloat_with_epsilon (slope, -1, 1e-9);
  g_assert_true (isnan (error));
  g_assert_false (ek_trend_per_week (one, G_MININT64, G_MAXINT64, &slope, NULL));
  g_assert_false (ek_trend_per_week (none, G_MININT64, G_MAXINT64, &slope, NULL));

  ek_series_add (same_day, DAY (3), 1, 0, 0);
  ek_series_add (same_day, DAY (3), 9, 0, 0);
  g_assert_false (ek_trend_per_week (same_day, G_MININT64, G_MAXINT64, &slope, NULL));

  /* Far from 1970 the same line has the same slope. */
  for (int i = 0; i < 5; i++)
    ek_series_add (far, G_GINT64_CONSTANT (253000000000000) + DAY (7 * i), 18 - 2 * i, 0, 0);
  g_assert_true (ek_trend_per_week (far, G_MININT64, G_MAXINT64, &slope, NULL));
  g_assert_cmpfloat_with_epsilon (slope, -2, 1e-9);
}

static void
test_time_between (void)
{
  g_autoptr (EkSeries) series = weekly ("0 10 10 0"), gapped = ek_series_new ("x", "x", NULL);
  gint64 observed = 0;

  /* half of the rise, half of the fall */
  g_assert_cmpint (ek_time_between (series, 5, 10, &observed), ==, DAY (7));
  g_assert_cmpint (observed, ==, DAY (21));
  g_assert_cmpint (ek_time_between (series, 10, INFINITY, NULL), ==, DAY (7));
  g_assert_cmpint (ek_time_between (series, -INFINITY, 5, NULL), ==, DAY (7));
  g_assert_cmpint (ek_time_between (series, 20, 30, NULL), ==, 0);

  /* What lies in a gap was not seen. */
  ek_series_set_interval (gapped, DAY (7));
  ek_series_add (gapped, DAY (0), 12, 0, 0);
  ek_series_add (gapped, DAY (7), 12, 0, 0);
  ek_series_add (gapped, DAY (70), 12, 0, 0);
  ek_series_add (gapped, DAY (77), 12, 0, 0);
  g_assert_cmpint (ek_time_between (gapped, 10, 15, &observed), ==, DAY (14));
  g_assert_cmpint (observed, ==, DAY (14));
}

static void
test_moments (void)
{
  static const EkCriteria lenient = { TRUE, 10, 5, 6, 25 };
  static const struct {
    const EkCriteria *criteria;
    const char *values, *expected;
  } cases[] = {
    { &phq9, "18 15 12 9 4 3", "response 3, remission 4" },
    { &phq9, "18 4", "response 1, remission 1" },
    { &phq9, "18 9 11 8 10", "response 1" }, /* lost and met again without a relapse: once */
    { &phq9, "18 4 12 9 4 11", "response 1, remission 1, relapse 2, response 3, remission 4, relapse 5" },
    { &phq9, "18 4 10", "response 1, remission 1, relapse 2" }, /* exactly the limit is a case */
    { &phq9, "18 4 9", "response 1, remission 1" },
    { &phq9, "4 3 2", "" },             /* never a case: nothing responded or remitted */
    { &phq9, "4 12 4", "remission 2" }, /* a first illness is no relapse */
    { &phq9, "4 12 4 12", "remission 2, relapse 3" },
    { &phq9, "0 0 0", "" },
    { &phq9, "", "" },
    { &phq9, "18", "" },
    { &lenient, "20 16 15 14", "response 2" },
    { &well_being, "20 30 60 25", "remission 2, relapse 3" },
    { &EK_CRITERIA_NONE, "18 9", "response 1" },
  };
  static const char *const words[] = { "response", "remission", "relapse" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkSeries) series = weekly (cases[i].values);
      g_autoptr (GArray) moments = ek_course_moments (series, EK_INSTANT_NONE, cases[i].criteria);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint k = 0; k < moments->len; k++)
        {
          EkMoment moment = g_array_index (moments, EkMoment, k);

          g_assert_cmpint (moment.at_ms, ==, DAY (7 * moment.index));
          g_string_append_printf (text, "%s%s %u", k > 0 ? ", " : "", words[moment.kind], moment.index);
        }
      g_test_message ("%s", cases[i].values);
      g_assert_cmpstr (text->str, ==, cases[i].expected);
    }
}

static void
test_moments_baseline (void)
{
  g_autoptr (EkSeries) series = weekly ("4 20 16 9 4");
  g_autoptr (GArray) moments = ek_course_moments (series, DAY (14), &phq9);

  /* What came before the baseline is another course. */
  g_assert_cmpuint (moments->len, ==, 2);
  g_assert_cmpint (g_array_index (moments, EkMoment, 0).kind, ==, EK_MOMENT_RESPONSE);
  g_assert_cmpuint (g_array_index (moments, EkMoment, 0).index, ==, 4);
}

/* Minute by minute along the line. */
static void
walk_bands (EkSeries *series, gint64 from_ms, gint64 to_ms, const double *lows, guint n_bands, double *minutes)
{
  const EkPoint *points = ek_series_points (series);

  for (guint k = 0; k < n_bands; k++)
    minutes[k] = 0;
  for (guint i = 0; i + 1 < ek_series_length (series); i++)
    for (gint64 at = points[i].at_ms; at < points[i + 1].at_ms; at += EK_MINUTE_MS)
      {
        double t = (at + 30000 - points[i].at_ms) / (double) (points[i + 1].at_ms - points[i].at_ms);
        double value = points[i].value + t * (points[i + 1].value - points[i].value);
        guint band = n_bands - 1;

        if (points[i + 1].at_ms - points[i].at_ms > ek_series_gap (series) || at < from_ms || at >= to_ms)
          continue;
        while (band > 0 && value < lows[band])
          band--;
        minutes[band]++;
      }
}

static void
test_bands (void)
{
  static const double lows[] = { 0, 5, 10, 15, 20 };
  static const struct {
    const char *values;
    gint64 from, to;
  } cases[] = {
    { "18 15 12 9 4 3", EK_INSTANT_NONE, G_MAXINT64 },
    { "18 15 12 9 4 3", DAY (3), DAY (30) },
    { "10 10 10", EK_INSTANT_NONE, G_MAXINT64 },
    { "0 27 0 27", DAY (1), G_MAXINT64 },
    { "-3 3", EK_INSTANT_NONE, G_MAXINT64 },
    { "18 15", DAY (20), DAY (30) },
    { "18 15", DAY (5), DAY (3) },
    { "18", EK_INSTANT_NONE, G_MAXINT64 },
    { "", EK_INSTANT_NONE, G_MAXINT64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkSeries) series = weekly (cases[i].values);
      double inside[5], minutes[5], sum = 0;
      gint64 whole, observed = ek_time_in_bands (series, cases[i].from, cases[i].to, lows, 5, inside, &whole);

      g_test_message ("%s from %ld", cases[i].values, (long) (cases[i].from / EK_DAY_MS));
      walk_bands (series, cases[i].from, cases[i].to, lows, 5, minutes);
      for (guint k = 0; k < 5; k++)
        {
          g_assert_cmpfloat_with_epsilon (inside[k] / EK_MINUTE_MS, minutes[k], 8);
          sum += inside[k];
        }
      g_assert_cmpfloat_with_epsilon (sum, observed, 10);
      g_assert_cmpint (observed, ==, whole); /* weekly values: no gap */
    }
}

static void
test_bands_gap (void)
{
  static const double lows[] = { 0, 10 };
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  double inside[2];
  gint64 whole;

  ek_series_set_interval (series, DAY (7));
  ek_series_add (series, DAY (0), 4, 0, 0);
  ek_series_add (series, DAY (7), 4, 0, 1);
  ek_series_add (series, DAY (37), 14, 0, 2);
  ek_series_add (series, DAY (44), 14, 0, 3);
  g_assert_cmpint (ek_time_in_bands (series, EK_INSTANT_NONE, G_MAXINT64, lows, 2, inside, &whole), ==, DAY (14));
  g_assert_cmpint (whole, ==, DAY (44));
  g_assert_cmpfloat (inside[0], ==, DAY (7));
  g_assert_cmpfloat (inside[1], ==, DAY (7));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/statistics/reliable-amount", test_reliable_amount);
  g_test_add_func ("/trajectory/statistics/classify", test_classify);
  g_test_add_func ("/trajectory/statistics/limits", test_limits);
  g_test_add_func ("/trajectory/statistics/course", test_course);
  g_test_add_func ("/trajectory/statistics/course-baseline", test_course_baseline);
  g_test_add_func ("/trajectory/statistics/trend", test_trend);
  g_test_add_func ("/trajectory/statistics/time-between", test_time_between);
  g_test_add_func ("/trajectory/statistics/moments", test_moments);
  g_test_add_func ("/trajectory/statistics/moments-baseline", test_moments_baseline);
  g_test_add_func ("/trajectory/statistics/bands", test_bands);
  g_test_add_func ("/trajectory/statistics/bands-gap", test_bands_gap);
  return g_test_run ();
}
