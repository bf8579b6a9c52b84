/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-thinning.h"

#include <math.h>

/**
 * ek_first_at_or_after:
 * @points: (array length=length) (nullable): values by time
 * @length: how many
 * @at_ms: an instant
 *
 * Returns: the index of the first value at or after @at_ms; @length when there is none
 */
guint
ek_first_at_or_after (const EkPoint *points, guint length, gint64 at_ms)
{
  guint low = 0, high = length;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (points[middle].at_ms < at_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The same from @begin on, in steps that double: the end of a column is near. */
static guint
column_end_index (const EkPoint *points, guint begin, guint end, gint64 at_ms)
{
  guint step = 1, low = begin;

  while (step < end - low && points[low + step].at_ms < at_ms)
    {
      low += step;
      step *= 2;
    }
  return low + ek_first_at_or_after (points + low, MIN (step, end - low), at_ms);
}

static void
append_once (GArray *indices, guint index)
{
  if (indices->len == 0 || g_array_index (indices, guint, indices->len - 1) != index)
    g_array_append_val (indices, index);
}

/* What is kept of the values that fall into one column of pixels: the first and last join it to its neighbours, the
 * least and greatest are the ink inside it. */
static void
keep_run (const EkPyramid *pyramid, guint begin, guint end, GArray *indices)
{
  EkSpan span = ek_pyramid_span (pyramid, begin, end);

  append_once (indices, begin);
  append_once (indices, MIN (span.least, span.greatest));
  append_once (indices, MAX (span.least, span.greatest));
  append_once (indices, end - 1);
}

/* A column is broken where there is a gap inside it. */
static void
keep_column (const EkPyramid *pyramid, guint begin, guint end, GArray *indices)
{
  guint n_gaps, first;
  const guint *gaps = ek_pyramid_gaps (pyramid, &n_gaps);

  first = n_gaps > 0 ? ek_first_index (gaps, n_gaps, begin + 1) : 0;
  for (guint i = first; i < n_gaps && gaps[i] < end && i - first < EK_THIN_BREAKS; i++)
    {
      keep_run (pyramid, begin, gaps[i], indices);
      begin = gaps[i];
    }
  keep_run (pyramid, begin, end, indices);
}

/**
 * ek_thin:
 * @pyramid: of the values
 * @begin: the first value to draw
 * @end: the value after the last
 * @map: where they will be drawn
 * @column_width: width of a column in units of @map, above 0: one pixel of the target
 * @indices: (element-type guint): emptied, then filled with the indices to draw, by time
 *
 * Keeps the first, least, greatest and last value of each column. A line through them covers the same pixels as a line
 * through all values, so no peak is lost whatever the zoom. Source: Jugel U et al., M4: a visualization-oriented time
 * series data aggregation. Proc VLDB Endowment 2014;7:797–808. The ends of a gap are kept side by side, so that gaps
 * stay where they are; of those inside one column the first %EK_THIN_BREAKS. Takes time in proportion to the number of
 * columns, and hardly to that of the values.
 *
 * Returns: how many were kept
 */
guint
ek_thin (const EkPyramid *pyramid, guint begin, guint end, const EkColumnMap *map, double column_width, GArray *indices)
{
  const EkPoint *points = ek_pyramid_points (pyramid);

  g_return_val_if_fail (column_width > 0, 0);
  g_return_val_if_fail (end <= ek_pyramid_length (pyramid), 0);

  g_array_set_size (indices, 0);
  for (guint i = begin; i < end;)
    {
      double number = floor ((ek_column_map_x (map, points[i].at_ms) - map->x) / column_width);
      gint64 column_end = ek_column_map_floor (map, map->x + (number + 1) * column_width);
      guint next = column_end_index (points, i, end, column_end);

      next = MAX (next, i + 1);
      keep_column (pyramid, i, next, indices);
      i = next;
    }
  return indices->len;
}
