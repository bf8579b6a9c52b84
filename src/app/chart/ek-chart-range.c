/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which part of time a chart shows: pure arithmetic. All instants lie within the years 1 to 9999, so that no difference
 * of two of them overflows. */

#include "ek-chart-range.h"

#include <math.h>

#include "ek-time.h"

/* Nothing a clinician reads in a course is shorter than a few hours; closer in there would be one value and no axis. */
#define SHORTEST_MS (EK_DAY_MS / 4)

/* A value that is walked to is not left standing at the very edge. */
#define REVEAL_SHARE 0.08

/**
 * ek_chart_range_span:
 * @range: a stretch of time
 *
 * Returns: how long it is, in milliseconds
 */
gint64
ek_chart_range_span (EkChartRange range)
{
  return range.to_ms - range.from_ms;
}

/**
 * ek_chart_range_equal:
 * @a: a stretch of time
 * @b: another
 *
 * Returns: whether they are the same
 */
gboolean
ek_chart_range_equal (EkChartRange a, EkChartRange b)
{
  return a.from_ms == b.from_ms && a.to_ms == b.to_ms;
}

static gint64
shortest (EkChartRange limits)
{
  return MIN (SHORTEST_MS, MAX (ek_chart_range_span (limits), 1));
}

/**
 * ek_chart_range_fit:
 * @range: what is wanted; turned around when its end is before its begin
 * @limits: what there is
 *
 * Moves a range into the limits. Its length stays unless it is longer than the limits or too short to be read.
 *
 * Returns: a range within @limits
 */
EkChartRange
ek_chart_range_fit (EkChartRange range, EkChartRange limits)
{
  gint64 from = MIN (range.from_ms, range.to_ms), span = ABS (ek_chart_range_span (range));
  gint64 longest = MAX (ek_chart_range_span (limits), 1);

  if (span < shortest (limits))
    {
      from -= (shortest (limits) - span) / 2;
      span = shortest (limits);
    }
  span = MIN (span, longest);
  from = CLAMP (from, limits.from_ms, limits.from_ms + longest - span);
  return (EkChartRange){ from, from + span };
}

/**
 * ek_chart_range_zoom:
 * @range: what is shown
 * @anchor_ms: the instant that stays where it is, if the limits allow
 * @factor: by how much the length grows; below 1 goes closer in, above 0
 * @limits: what there is
 *
 * Returns: what is to be shown
 */
EkChartRange
ek_chart_range_zoom (EkChartRange range, gint64 anchor_ms, double factor, EkChartRange limits)
{
  double span = (double) ek_chart_range_span (range), wanted, share;
  gint64 from;

  g_return_val_if_fail (isfinite (factor) && factor > 0, range);

  if (span <= 0)
    return ek_chart_range_fit (range, limits);
  wanted = CLAMP (span * factor, (double) shortest (limits), (double) MAX (ek_chart_range_span (limits), 1));
  share = CLAMP ((double) (anchor_ms - range.from_ms) / span, 0.0, 1.0);
  from = range.from_ms + (gint64) llround (share * (span - wanted));
  return ek_chart_range_fit ((EkChartRange){ from, from + (gint64) llround (wanted) }, limits);
}

/**
 * ek_chart_range_pan:
 * @range: what is shown
 * @share: how far to go, in lengths of the range; above 0 towards the present
 * @limits: what there is
 *
 * Returns: what is to be shown, as long as before
 */
EkChartRange
ek_chart_range_pan (EkChartRange range, double share, EkChartRange limits)
{
  double most = (double) MAX (ek_chart_range_span (limits), 1);
  double distance = (double) ek_chart_range_span (range) * share;
  gint64 by;

  g_return_val_if_fail (isfinite (share), range);

  by = (gint64) llround (CLAMP (distance, -most, most));
  return ek_chart_range_fit ((EkChartRange){ range.from_ms + by, range.to_ms + by }, limits);
}

/**
 * ek_chart_range_drag:
 * @range: as it was when the hand took it
 * @part: what was taken: the whole or one of its edges
 * @distance_ms: how far the hand has gone since
 * @limits: what there is
 *
 * An edge never goes beyond the other one, nor out of the limits, and does not move the other one.
 *
 * Returns: what is to be shown
 */
EkChartRange
ek_chart_range_drag (EkChartRange range, EkChartPart part, gint64 distance_ms, EkChartRange limits)
{
  gint64 most = MAX (ek_chart_range_span (limits), 1), least = shortest (limits);
  gint64 by = CLAMP (distance_ms, -most, most);

  switch (part)
    {
    case EK_CHART_PART_FROM:
      range.from_ms = CLAMP (range.from_ms + by, limits.from_ms, MAX (range.to_ms - least, limits.from_ms));
      break;
    case EK_CHART_PART_TO:
      range.to_ms = CLAMP (range.to_ms + by, MIN (range.from_ms + least, limits.to_ms), limits.to_ms);
      break;
    case EK_CHART_PART_WINDOW:
    default:
      range.from_ms += by;
      range.to_ms += by;
      break;
    }
  return ek_chart_range_fit (range, limits);
}

/**
 * ek_chart_range_reveal:
 * @range: what is shown
 * @at_ms: an instant that is to be seen
 * @limits: what there is
 *
 * Returns: @range when the instant is in it; else the nearest range of the same length in which it is, a little away
 *          from the edge
 */
EkChartRange
ek_chart_range_reveal (EkChartRange range, gint64 at_ms, EkChartRange limits)
{
  gint64 span = ek_chart_range_span (range), room = (gint64) ((double) span * REVEAL_SHARE);

  if (at_ms >= range.from_ms && at_ms <= range.to_ms)
    return range;
  if (at_ms < range.from_ms)
    return ek_chart_range_fit ((EkChartRange){ at_ms - room, at_ms - room + span }, limits);
  return ek_chart_range_fit ((EkChartRange){ at_ms + room - span, at_ms + room }, limits);
}
