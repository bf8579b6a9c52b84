/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-course-start.h"

#include "ek-time.h"

/* Which illness a score is told of: what was measured in an earlier course of treatment is no baseline of this one. The
 * chart, the plan and the team all ask here, so that they never tell a patient's course from different beginnings. */

static int
compare_treatments (gconstpointer a, gconstpointer b)
{
  const EkTreatment *first = a, *second = b;

  return (first->from_ms > second->from_ms) - (first->from_ms < second->from_ms);
}

/**
 * ek_course_start:
 * @treatments: (element-type EkTreatment): sessions, visits, medicines and plans in any order; they are sorted
 * @now_ms: what begins later does not count
 *
 * Treatments that follow one another without half a year between are one course; the present one is the last.
 *
 * Returns: its first instant; %EK_INSTANT_NONE when nothing was treated yet
 */
gint64
ek_course_start (GArray *treatments, gint64 now_ms)
{
  gint64 start = EK_INSTANT_NONE, reach = EK_INSTANT_NONE;

  g_array_sort (treatments, compare_treatments);
  for (guint i = 0; i < treatments->len; i++)
    {
      const EkTreatment *treatment = &g_array_index (treatments, EkTreatment, i);

      if (treatment->from_ms == EK_INSTANT_NONE)
        continue;
      if (treatment->from_ms > now_ms)
        break;
      if (start == EK_INSTANT_NONE || treatment->from_ms - reach > EK_COURSE_PAUSE_MS)
        start = treatment->from_ms;
      reach = MAX (reach, MAX (treatment->from_ms, treatment->to_ms));
    }
  return start;
}

/**
 * ek_course_baseline:
 * @series: the scores
 * @course_ms: what ek_course_start() gave
 *
 * Returns: the instant of the last value before treatment began, up to four weeks before; else the beginning of
 *   treatment, so that the first value after it is the baseline; %EK_INSTANT_NONE, the first value of all, where
 *   nothing was treated
 */
gint64
ek_course_baseline (EkSeries *series, gint64 course_ms)
{
  const EkPoint *points = ek_series_points (series);
  gint64 baseline = course_ms;

  if (course_ms == EK_INSTANT_NONE)
    return EK_INSTANT_NONE;
  for (guint i = 0; i < ek_series_length (series) && points[i].at_ms < course_ms + EK_DAY_MS; i++)
    if (points[i].at_ms >= course_ms - EK_COURSE_BEFORE_MS)
      baseline = points[i].at_ms;
  return baseline;
}
