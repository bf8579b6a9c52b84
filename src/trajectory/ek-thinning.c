/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-thinning.h"

#include <math.h>

/**
 * ek_column_map_x:
 * @map: a mapping
 * @at_ms: an instant
 *
 * Returns: its position, also outside the mapped range; the middle when the range is empty
 */
double
ek_column_map_x (const EkColumnMap *map,
                 gint64             at_ms)
{
  if (map->to_ms <= map->from_ms)
    return map->x + map->width / 2;
  return map->x + map->width * ((double) (at_ms - map->from_ms) / (double) (map->to_ms - map->from_ms));
}

/**
 * ek_column_map_at:
 * @map: a mapping
 * @x: a position
 *
 * Returns: the instant that lies there
 */
gint64
ek_column_map_at (const EkColumnMap *map,
                  double             x)
{
  if (map->to_ms <= map->from_ms || !(map->width > 0))
    return map->from_ms;
  return map->from_ms + llround ((x - map->x) / map->width * (double) (map->to_ms - map->from_ms));
}

/**
 * ek_first_at_or_after:
 * @points: (array length=length) (nullable): values by time
 * @length: how many
 * @at_ms: an instant
 *
 * Returns: the index of the first value at or after @at_ms; @length when there is none
 */
guint
ek_first_at_or_after (const EkPoint *points,
                      guint          length,
                      gint64         at_ms)
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

/* What is kept of the values that fall into one column of pixels: the first and last join it to its neighbours, the
 * least and greatest are the ink inside it. */
typedef struct { guint first, least, greatest, last; } Column;

static void
append_once (GArray *indices,
             guint   index)
{
  if (indices->len == 0 || g_array_index (indices, guint, indices->len - 1) != index)
    g_array_append_val (indices, index);
}

static void
column_flush (const Column *column,
              GArray       *indices)
{
  append_once (indices, column->first);
  append_once (indices, MIN (column->least, column->greatest));
  append_once (indices, MAX (column->least, column->greatest));
  append_once (indices, column->last);
}

/* Rounded down: a value on the border may begin a column too many, but never end up in the column before its own. */
static gint64
column_end_of (const EkColumnMap *map,
               double             distance)
{
  if (map->to_ms <= map->from_ms || !(map->width > 0))
    return G_MAXINT64;
  return map->from_ms + (gint64) floor (distance / map->width * (double) (map->to_ms - map->from_ms));
}

/**
 * ek_thin:
 * @points: (array length=length) (nullable): values by time
 * @length: how many
 * @map: where they will be drawn
 * @column_width: width of a column in units of @map, above 0: one pixel of the target
 * @gap_ms: a line is broken across more than this; 0 never breaks it
 * @indices: (element-type guint): emptied, then filled with the indices to draw, by time
 *
 * Keeps the first, least, greatest and last value of each column. A line through them covers the same pixels as a line
 * through all values, so no peak is lost whatever the zoom. Source: Jugel U et al., M4: a visualization-oriented time
 * series data aggregation. Proc VLDB Endowment 2014;7:797–808. The ends of a gap begin and end a column of their own,
 * so that gaps stay where they are.
 *
 * Returns: how many were kept
 */
guint
ek_thin (const EkPoint     *points,
         guint              length,
         const EkColumnMap *map,
         double             column_width,
         gint64             gap_ms,
         GArray            *indices)
{
  Column column = { 0 };
  gint64 column_end = 0;

  g_return_val_if_fail (column_width > 0, 0);

  g_array_set_size (indices, 0);
  for (guint i = 0; i < length; i++)
    {
      gboolean broken = i > 0 && gap_ms > 0 && points[i].at_ms - points[i - 1].at_ms > gap_ms;

      if (i == 0 || broken || points[i].at_ms >= column_end)
        {
          double number = floor ((ek_column_map_x (map, points[i].at_ms) - map->x) / column_width);

          if (i > 0)
            column_flush (&column, indices);
          column = (Column) { i, i, i, i };
          column_end = column_end_of (map, (number + 1) * column_width);
          continue;
        }
      if (points[i].value < points[column.least].value)
        column.least = i;
      if (points[i].value > points[column.greatest].value)
        column.greatest = i;
      column.last = i;
    }
  if (length > 0)
    column_flush (&column, indices);
  return indices->len;
}
