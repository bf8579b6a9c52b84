/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-statistics.h"

#include <math.h>

#include "ek-time.h"

#define WEEK_MS (7.0 * (double) EK_DAY_MS)

/* Sums of decimals: 5.5 − 0.1 is a hair under 5.4, and a threshold must not turn on that hair. */
#define HAIR 1e-9

const EkCriteria EK_CRITERIA_NONE = { TRUE, NAN, NAN, NAN, 0, 0 };

/**
 * ek_reliable_change_amount:
 * @standard_deviation: of the score in the reference group, above 0
 * @reliability: of the score, 0 to below 1
 *
 * The least change that measurement error alone makes unlikely (5 %, two-sided): 1.96 · SD · √2 · √(1 − r).
 * Source: Jacobson NS, Truax P. Clinical significance. J Consult Clin Psychol 1991;59:12–19.
 *
 * Returns: the amount in units of the score; NAN when a parameter is outside its range
 */
double
ek_reliable_change_amount (double standard_deviation, double reliability)
{
  if (!(standard_deviation > 0) || !isfinite (standard_deviation) || !(reliability >= 0) || !(reliability < 1))
    return NAN;
  return 1.96 * standard_deviation * sqrt (2.0) * sqrt (1.0 - reliability);
}

/* How much worse @to is than @from; negative is better. */
static double
worsening (const EkCriteria *criteria, double from, double to)
{
  return criteria->higher_is_worse ? to - from : from - to;
}

/**
 * ek_reliable_change_classify:
 * @from: the earlier score
 * @to: the later score
 * @criteria: direction and the reliable amount
 *
 * A change counts as reliable from the amount on ("6 or more" for the PHQ-9 in NHS Talking Therapies), not only beyond
 * it.
 *
 * Returns: the kind of change; %EK_CHANGE_UNKNOWN when a score or the amount is not a number
 */
EkReliableChange
ek_reliable_change_classify (double from, double to, const EkCriteria *criteria)
{
  double worse = worsening (criteria, from, to);

  if (isnan (worse) || !(criteria->reliable > 0))
    return EK_CHANGE_UNKNOWN;
  if (worse >= criteria->reliable - HAIR)
    return EK_CHANGE_DETERIORATED;
  if (-worse >= criteria->reliable - HAIR)
    return EK_CHANGE_IMPROVED;
  return EK_CHANGE_NONE;
}

/**
 * ek_criteria_is_case:
 * @criteria: what the instrument says
 * @value: a score
 *
 * PHQ-9 ≥ 10 and GAD-7 ≥ 8 are cases (NHS Talking Therapies manual); where lower is worse, at or below the limit.
 *
 * Returns: %TRUE for a case; %FALSE also when the instrument has no limit
 */
gboolean
ek_criteria_is_case (const EkCriteria *criteria, double value)
{
  return worsening (criteria, criteria->caseness, value) >= -HAIR; /* FALSE with NAN */
}

/**
 * ek_criteria_is_remission:
 * @criteria: what the instrument says
 * @value: a score
 *
 * PHQ-9 < 5 is remission (Kroenke K et al. J Gen Intern Med 2001;16:606–613): strictly better than the limit.
 *
 * Returns: %TRUE for remission; %FALSE also when the instrument has no limit
 */
gboolean
ek_criteria_is_remission (const EkCriteria *criteria, double value)
{
  return worsening (criteria, criteria->remission, value) < -HAIR;
}

/* How much better in per cent of the baseline, counted from the least score there can be: on a scale that begins at 10
 * a fall from 30 to 20 is one by half (Obermeier M et al. BMC Psychiatry 2011;11:113). NAN when nothing can fall, and
 * where lower is worse: nobody has said what half of a rise would be. */
static double
percent_better (const EkCriteria *criteria, double baseline, double value)
{
  double above = baseline - criteria->lowest;

  return criteria->higher_is_worse && above > HAIR ? 100.0 * (baseline - value) / above : NAN;
}

/* Who was no case at baseline had nothing to respond with: 4 → 2 is a fall by half, and noise. */
static gboolean
is_response (const EkCriteria *criteria, double baseline, double value)
{
  if (!isnan (criteria->caseness) && !ek_criteria_is_case (criteria, baseline))
    return FALSE;
  return percent_better (criteria, baseline, value) >= (criteria->response > 0 ? criteria->response : 50.0) - HAIR;
}

static void
course_clear (EkCourse *course)
{
  *course = (EkCourse){
    .baseline = NAN,
    .last = NAN,
    .previous = NAN,
    .best = NAN,
    .worst = NAN,
    .baseline_at = EK_INSTANT_NONE,
    .last_at = EK_INSTANT_NONE,
    .change = NAN,
    .change_previous = NAN,
    .percent = NAN,
  };
}

static void
course_judge (EkCourse *course, const EkCriteria *criteria)
{
  course->case_at_baseline = ek_criteria_is_case (criteria, course->baseline);
  course->case_now = ek_criteria_is_case (criteria, course->last);
  course->remission = ek_criteria_is_remission (criteria, course->last);
  if (course->n < 2)
    return;

  course->change = course->last - course->baseline;
  course->change_previous = course->last - course->previous;
  course->reliable = ek_reliable_change_classify (course->baseline, course->last, criteria);
  course->reliable_previous = ek_reliable_change_classify (course->previous, course->last, criteria);
  course->percent = percent_better (criteria, course->baseline, course->last);
  course->response = is_response (criteria, course->baseline, course->last);
  course->recovery = course->case_at_baseline && !course->case_now;
  course->reliable_recovery = course->recovery && course->reliable == EK_CHANGE_IMPROVED;
}

/**
 * ek_course_compute:
 * @series: the scores
 * @baseline_at_ms: the first value at or after this is the baseline; %EK_INSTANT_NONE takes the first of all
 * @criteria: what the instrument says
 * @course: (out): what was found; cleared when %FALSE is returned
 *
 * Response: a case at baseline and at least 50 % better than then, or what the instrument says; an instrument without a
 * limit has no cases to ask for. Remission: better than the instrument's limit. Recovery: a case at baseline and not
 * now; reliable recovery: that, and reliably improved. Relapse: a case again after a case and a remission within this
 * course; a first illness is none. Sources: NHS Talking Therapies manual (recovery, reliable improvement); Rush AJ et
 * al. Neuropsychopharmacology 2006;31:1841–1853 (response, remission, relapse).
 *
 * Returns: %FALSE when there is no value from the baseline on
 */
gboolean
ek_course_compute (EkSeries *series, gint64 baseline_at_ms, const EkCriteria *criteria, EkCourse *course)
{
  const EkPoint *points = ek_series_points (series);
  guint length = ek_series_length (series);
  gboolean was_in_remission = FALSE, is_case;

  g_return_val_if_fail (criteria != NULL && course != NULL, FALSE);

  course_clear (course);
  for (guint i = 0; i < length; i++)
    {
      double value = points[i].value;

      if (points[i].at_ms < baseline_at_ms)
        continue;
      if (course->n == 0)
        {
          course->baseline = course->best = course->worst = value;
          course->baseline_at = points[i].at_ms;
        }
      else
        {
          course->previous = course->last;
          course->rises = worsening (criteria, course->previous, value) > HAIR ? course->rises + 1 : 0;
        }
      course->last = value;
      course->last_at = points[i].at_ms;
      if (worsening (criteria, course->best, value) < 0)
        course->best = value;
      if (worsening (criteria, course->worst, value) > 0)
        course->worst = value;
      is_case = ek_criteria_is_case (criteria, value);
      course->relapse = was_in_remission && is_case;
      course->ever_case = course->ever_case || is_case;
      was_in_remission = was_in_remission || (course->ever_case && ek_criteria_is_remission (criteria, value));
      course->n++;
    }
  if (course->n == 0)
    return FALSE;
  course_judge (course, criteria);
  return TRUE;
}

/**
 * ek_course_moments:
 * @series: the scores
 * @baseline_at_ms: the first value at or after this is the baseline; %EK_INSTANT_NONE takes the first of all
 * @criteria: what the instrument says
 *
 * The values with which response, remission and relapse were met, as ek_course_compute() defines them. Each is found
 * once until a relapse, after which response and remission can be met again and are found again. A score that was never
 * a case can be below the limit of remission without one being marked: nothing remitted, and what comes then is no
 * relapse.
 *
 * Returns: (transfer full) (element-type EkMoment): by time; of one value, response before remission
 */
GArray *
ek_course_moments (EkSeries *series, gint64 baseline_at_ms, const EkCriteria *criteria)
{
  GArray *moments = g_array_new (FALSE, FALSE, sizeof (EkMoment));
  const EkPoint *points = ek_series_points (series);
  gboolean response = FALSE, remission = FALSE, well = FALSE, was_case = isnan (criteria->caseness);
  double baseline = NAN;

  for (guint i = 0; i < ek_series_length (series); i++)
    {
      double value = points[i].value;
      gboolean is_case = ek_criteria_is_case (criteria, value);

      if (points[i].at_ms < baseline_at_ms)
        continue;
      if (isnan (baseline))
        baseline = value;
      if (well && is_case)
        {
          g_array_append_val (moments, ((EkMoment){ EK_MOMENT_RELAPSE, i, points[i].at_ms }));
          response = remission = well = FALSE;
        }
      was_case = was_case || is_case;
      well = well || (was_case && ek_criteria_is_remission (criteria, value));
      if (!response && is_response (criteria, baseline, value))
        {
          g_array_append_val (moments, ((EkMoment){ EK_MOMENT_RESPONSE, i, points[i].at_ms }));
          response = TRUE;
        }
      if (!remission && was_case && ek_criteria_is_remission (criteria, value))
        {
          g_array_append_val (moments, ((EkMoment){ EK_MOMENT_REMISSION, i, points[i].at_ms }));
          remission = TRUE;
        }
    }
  return moments;
}

/**
 * ek_trend_per_week:
 * @series: the values
 * @from_ms: first instant that counts
 * @to_ms: last instant that counts
 * @slope: (out): change per week in units of the value
 * @standard_error: (out) (optional): of the slope; NAN with two values, where nothing is left to judge it by
 *
 * The straight line of least squares. It describes what was, and predicts nothing.
 *
 * Returns: %FALSE with fewer than two values at different instants
 */
gboolean
ek_trend_per_week (EkSeries *series, gint64 from_ms, gint64 to_ms, double *slope, double *standard_error)
{
  const EkPoint *points = ek_series_points (series);
  guint length = ek_series_length (series);
  double n = 0, mean_x = 0, mean_y = 0, xx = 0, xy = 0, yy = 0, residual;
  gint64 origin = 0;

  /* Welford's updates: sums of squares of milliseconds since 1970 would lose every digit that matters. */
  for (guint i = 0; i < length; i++)
    {
      double x, y, dx, dy;

      if (points[i].at_ms < from_ms || points[i].at_ms > to_ms)
        continue;
      if (n == 0)
        origin = points[i].at_ms;
      n++;
      x = (double) (points[i].at_ms - origin) / WEEK_MS;
      y = points[i].value;
      dx = x - mean_x;
      dy = y - mean_y;
      mean_x += dx / n;
      mean_y += dy / n;
      xx += dx * (x - mean_x);
      xy += dx * (y - mean_y);
      yy += dy * (y - mean_y);
    }
  if (n < 2 || !(xx > 0))
    return FALSE;

  *slope = xy / xx;
  residual = MAX (0.0, yy - xy * xy / xx);
  if (standard_error != NULL)
    *standard_error = n > 2 ? sqrt (residual / (n - 2) / xx) : NAN;
  return TRUE;
}

/* The share of a straight way from @a to @b that lies in [low, high). */
static double
share_between (double a, double b, double low, double high)
{
  double from = MIN (a, b), to = MAX (a, b);

  if (from == to)
    return from >= low && from < high ? 1.0 : 0.0;
  return MAX (0.0, MIN (to, high) - MAX (from, low)) / (to - from);
}

/**
 * ek_time_between:
 * @series: the values
 * @low: values from here …
 * @high: … to below here count. For a severity band give the next band's low, so that no value falls between two bands,
 *   and INFINITY for the topmost
 * @observed_ms: (out) (optional): the time that was observed at all, in milliseconds
 *
 * The time spent in a band, along the line as it is drawn: straight between two values, unknown across a gap.
 *
 * Returns: milliseconds
 */
gint64
ek_time_between (EkSeries *series, double low, double high, gint64 *observed_ms)
{
  const EkPoint *points = ek_series_points (series);
  guint length = ek_series_length (series);
  gint64 gap = ek_series_gap (series), observed = 0;
  double inside = 0;

  for (guint i = 1; i < length; i++)
    {
      gint64 step = points[i].at_ms - points[i - 1].at_ms;

      if (step > gap)
        continue;
      observed += step;
      inside += (double) step * share_between (points[i - 1].value, points[i].value, low, high);
    }
  if (observed_ms != NULL)
    *observed_ms = observed;
  return llround (inside);
}

/**
 * ek_time_in_bands:
 * @series: the values
 * @from_ms: the time that counts begins here; %EK_INSTANT_NONE: with the first value
 * @to_ms: and ends here, at the latest with the last value
 * @lows: (array length=n_bands): where each band begins, rising; a band ends where the next begins, the last never, and
 *   what lies below the first belongs to it too
 * @n_bands: how many
 * @inside_ms: (out) (array length=n_bands): milliseconds spent in each, along the line as it is drawn
 * @whole_ms: (out) (optional): milliseconds from the beginning to the end of what counts, gaps included
 *
 * Returns: milliseconds that were observed at all; the sum of @inside_ms but for rounding
 */
gint64
ek_time_in_bands (EkSeries *series, gint64 from_ms, gint64 to_ms, const double *lows, guint n_bands, double *inside_ms,
                  gint64 *whole_ms)
{
  const EkPoint *points = ek_series_points (series);
  guint length = ek_series_length (series);
  gint64 gap = ek_series_gap (series), observed = 0, begin, end;

  for (guint i = 0; i < n_bands; i++)
    inside_ms[i] = 0;
  begin = length > 0 ? MAX (from_ms, points[0].at_ms) : 0;
  end = length > 0 ? MIN (to_ms, points[length - 1].at_ms) : 0;
  if (whole_ms != NULL)
    *whole_ms = MAX (0, end - begin);
  for (guint i = 1; i < length; i++)
    {
      const EkPoint *a = points + i - 1, *b = points + i;
      gint64 step = b->at_ms - a->at_ms, from = MAX (a->at_ms, begin), to = MIN (b->at_ms, end);
      double low, high;

      if (step > gap || from >= to)
        continue;
      observed += to - from;
      low = a->value + (b->value - a->value) * (double) (from - a->at_ms) / (double) step;
      high = a->value + (b->value - a->value) * (double) (to - a->at_ms) / (double) step;
      for (guint k = 0; k < n_bands; k++)
        inside_ms[k] += (double) (to - from) *
          share_between (low, high, k > 0 ? lows[k] : -INFINITY, k + 1 < n_bands ? lows[k + 1] : INFINITY);
    }
  return observed;
}
