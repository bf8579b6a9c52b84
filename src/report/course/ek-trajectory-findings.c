/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is found along a course: once when it is read, again only when another baseline is chosen. */

#include "ek-trajectory-private.h"

#include <math.h>

#include "ek-time.h"

/* Whether response, remission and relapse mean something: of a total, and of another score whose definition gives it
 * limits of its own; not of a single answer or a count of criteria. */
gboolean
ek_trajectory_has_outcome (const EkTrajectorySeries *series)
{
  const EkCriteria *criteria = &series->criteria;

  if (series->kind != EK_TRAJECTORY_KIND_SUBSCALE)
    return series->kind == EK_TRAJECTORY_KIND_TOTAL;
  return !isnan (criteria->caseness) || !isnan (criteria->remission) || !isnan (criteria->reliable);
}

/**
 * ek_trajectory_find_all:
 * @data: whose
 * @series: a series of at least one value
 * @baseline_ms: the first value at or after it is the baseline; after the last value it is the first of all
 * @findings: (out caller-allocates): what is found; clear with ek_trajectory_findings_clear()
 */
void
ek_trajectory_find_all (EkTrajectoryData *data, const EkTrajectorySeries *series, gint64 baseline_ms,
                        EkTrajectoryFindings *findings)
{
  /* A baseline after the last value would leave nothing to say. */
  if (!ek_course_compute (series->series, baseline_ms, &series->criteria, &findings->course))
    {
      baseline_ms = EK_INSTANT_NONE;
      ek_course_compute (series->series, baseline_ms, &series->criteria, &findings->course);
    }
  findings->baseline_ms = baseline_ms;
  findings->moments = ek_course_moments (series->series, baseline_ms, &series->criteria);
  findings->unusual = ek_unusual_find (series->series, baseline_ms, data->offset_minutes, &EK_UNUSUAL_RULE,
                                       &findings->usual);
  if (!ek_trajectory_has_outcome (series))
    g_array_set_size (findings->moments, 0);
  /* The three or four steps of one answer are too coarse for the rule. */
  if (series->kind == EK_TRAJECTORY_KIND_ITEM)
    g_array_set_size (findings->unusual, 0);
}

/**
 * ek_trajectory_findings_clear:
 * @findings: what ek_trajectory_find_all() filled in, or all zeros
 */
void
ek_trajectory_findings_clear (EkTrajectoryFindings *findings)
{
  g_clear_pointer (&findings->moments, g_array_unref);
  g_clear_pointer (&findings->unusual, g_array_unref);
}

/**
 * ek_trajectory_findings:
 * @data: whose
 * @series: a series
 * @view: (nullable): from which baseline; %NULL: that of the course
 * @own: (out caller-allocates): all zeros; filled where @view has a baseline of its own. The caller clears it in either
 *   case
 *
 * Returns: (transfer none): what was found, kept with the series or in @own
 */
const EkTrajectoryFindings *
ek_trajectory_findings (EkTrajectoryData *data, const EkTrajectorySeries *series, const EkTrajectoryView *view,
                        EkTrajectoryFindings *own)
{
  const EkTrajectoryFindings *kept = &((const EkTrajectoryOwn *) series)->findings;

  if (view == NULL || view->baseline_ms == EK_INSTANT_NONE || view->baseline_ms == kept->baseline_ms)
    return kept;
  ek_trajectory_find_all (data, series, view->baseline_ms, own);
  return own;
}
