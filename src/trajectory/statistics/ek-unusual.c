/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-unusual.h"

#include <math.h>

#include "ek-time.h"

/* Two control charts of the same day means. Weight 0.2 and width 2.962, slack 0.5 and decision 5: while nothing changes
 * each gives a false signal about once in 500 days (Lucas JM, Saccucci MS. Technometrics 1990;32:1–12; Hawkins DM,
 * Olwell DH. Cumulative Sum Charts and Charting for Quality Improvement. Springer 1998), more often where the baseline
 * is short. */
const EkUnusualRule EK_UNUSUAL_RULE = {
  .fewest_days = 8,
  .most_days = 28,
  .window_days = 56,
  .weight = 0.2,
  .width = 2.962,
  .slack = 0.5,
  .decision = 5,
};

typedef struct {
  gint64 day; /* since 1970, of the patient's clock */
  double mean;
  guint last;   /* index of the last value of the day */
  gint64 at_ms; /* its instant */
} Day;

/* The state of both charts after a day. */
typedef struct {
  double fading;  /* what is left of the limits' shortfall at the beginning: 1 before the first day */
  double average; /* distance from the mean in standard deviations */
  double above, below;
} Charts;

static gint64
day_number (gint64 at_ms, int offset_minutes)
{
  gint64 local = at_ms + offset_minutes * EK_MINUTE_MS;

  return local >= 0 ? local / EK_DAY_MS : -((-local + EK_DAY_MS - 1) / EK_DAY_MS);
}

static GArray *
make_days (EkSeries *series, gint64 from_ms, int offset_minutes)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (Day));
  const EkPoint *points = ek_series_points (series);
  guint length = ek_series_length (series), n = 0;

  for (guint i = 0; i < length; i++)
    {
      gint64 number = day_number (points[i].at_ms, offset_minutes);
      Day *day = days->len > 0 ? &g_array_index (days, Day, days->len - 1) : NULL;

      if (points[i].at_ms < from_ms)
        continue;
      if (day == NULL || day->day != number)
        {
          Day fresh = { number, 0, i, points[i].at_ms };

          g_array_append_val (days, fresh);
          day = &g_array_index (days, Day, days->len - 1);
          n = 0;
        }
      n++;
      day->mean += (points[i].value - day->mean) / n;
      day->last = i;
      day->at_ms = points[i].at_ms;
    }
  return days;
}

static guint
baseline_length (GArray *days, const EkUnusualRule *rule)
{
  guint n = rule->fewest_days;
  gint64 first;

  if (days->len < MAX (rule->fewest_days, 2))
    return 0;
  first = g_array_index (days, Day, 0).day;
  while (n < days->len && n < rule->most_days && g_array_index (days, Day, n).day < first + (gint64) rule->window_days)
    n++;
  return n;
}

static void
describe_usual (GArray *days, guint n, EkUsual *usual)
{
  double mean = 0, squares = 0;

  *usual =
    (EkUsual){ .n_days = n, .mean = NAN, .deviation = NAN, .from_ms = EK_INSTANT_NONE, .to_ms = EK_INSTANT_NONE };
  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    {
      double value = g_array_index (days, Day, i).mean, step = value - mean;

      mean += step / (i + 1);
      squares += step * (value - mean);
    }
  usual->mean = mean;
  usual->deviation = sqrt (squares / (n - 1));
  usual->from_ms = g_array_index (days, Day, 0).at_ms;
  usual->to_ms = g_array_index (days, Day, n - 1).at_ms;
  usual->n_judged = days->len - n;
}

/* One day further; @distance is its distance from the mean in standard deviations. */
static EkUnusualChart
step (Charts *charts, const EkUnusualRule *rule, double distance, gboolean *high)
{
  double weight = rule->weight, limit;
  EkUnusualChart outside = 0;

  charts->fading *= (1 - weight) * (1 - weight);
  charts->average += weight * (distance - charts->average);
  charts->above = MAX (0.0, charts->above + distance - rule->slack);
  charts->below = MAX (0.0, charts->below - distance - rule->slack);
  limit = rule->width * sqrt (weight / (2 - weight) * (1 - charts->fading));
  if (fabs (charts->average) > limit)
    outside |= EK_UNUSUAL_AVERAGE;
  if (MAX (charts->above, charts->below) > rule->decision)
    outside |= EK_UNUSUAL_SUM;
  *high = outside & EK_UNUSUAL_AVERAGE ? charts->average > 0 : charts->above > charts->below;
  return outside;
}

/**
 * ek_unusual_find:
 * @series: the values
 * @from_ms: the first value at or after this begins the baseline; %EK_INSTANT_NONE: the first of all
 * @offset_minutes: of the patient's clock from UTC, which says where a day ends
 * @rule: parameters; %EK_UNUSUAL_RULE unless there is a reason
 * @usual: (out): what was taken for usual
 *
 * Finds where the course left what is usual for this person. The values of a day count as their mean, which takes out
 * what recurs within a day. The first days are the baseline: those of the first eight weeks, at least 8 and at most 28;
 * with fewer than 8 nothing is judged. Later days are followed by two control charts, an exponentially weighted moving
 * average (Roberts SW. Technometrics 1959;1:239–250) and a two-sided cumulative sum (Page ES. Biometrika 1954;41:
 * 100–115), as was proposed for day means of self-reports (Smit AC, Schat E, Ceulemans E. Assessment 2023;30:
 * 1354–1368). Marked is the first day outside the limits of either; the next mark needs a day inside both between, or
 * the other direction. After a gap the charts begin anew, since nothing is known of the days between.
 *
 * It says that a course is unusual for a person and in which direction. It predicts nothing: the published predictive
 * values for relapse are low.
 *
 * Returns: (transfer full) (element-type EkUnusual): by time
 */
GArray *
ek_unusual_find (EkSeries *series, gint64 from_ms, int offset_minutes, const EkUnusualRule *rule, EkUsual *usual)
{
  g_autoptr (GArray) days = make_days (series, from_ms, offset_minutes);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (EkUnusual));
  gint64 gap_ms = ek_series_gap (series);
  Charts charts = { .fading = 1 };
  gboolean was_outside = FALSE, was_high = FALSE;

  describe_usual (days, baseline_length (days, rule), usual);
  if (usual->n_days == 0 || !(usual->deviation > 0))
    return found;
  for (guint i = usual->n_days; i < days->len; i++)
    {
      const Day *day = &g_array_index (days, Day, i), *before = day - 1;
      gboolean high = FALSE;
      EkUnusualChart outside;

      if (day->at_ms - before->at_ms > MAX (gap_ms, EK_DAY_MS))
        {
          charts = (Charts){ .fading = 1 };
          was_outside = FALSE;
        }
      outside = step (&charts, rule, (day->mean - usual->mean) / usual->deviation, &high);
      if (outside && (!was_outside || high != was_high))
        g_array_append_val (found, ((EkUnusual){ day->last, day->at_ms, high, outside }));
      was_outside = outside != 0;
      was_high = high;
    }
  return found;
}
