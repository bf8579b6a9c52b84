/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-column-map.h"

#include <math.h>

/**
 * ek_column_map_x:
 * @map: a mapping
 * @at_ms: an instant
 *
 * Returns: its position, also outside the mapped range; the middle when the range is empty
 */
double
ek_column_map_x (const EkColumnMap *map, gint64 at_ms)
{
  if (map->to_ms <= map->from_ms)
    return map->x + map->width / 2;
  if (map->sessions != NULL)
    return ek_column_map_number_x (map, ek_session_axis_number (map->sessions, at_ms));
  return map->x + map->width * ((double) (at_ms - map->from_ms) / (double) (map->to_ms - map->from_ms));
}

/**
 * ek_column_map_number_x:
 * @map: a mapping along sessions
 * @number: of a session, or between two
 *
 * Returns: its position, also outside the mapped range; the middle when the range is empty
 */
double
ek_column_map_number_x (const EkColumnMap *map, double number)
{
  double from = ek_session_axis_number (map->sessions, map->from_ms);
  double to = ek_session_axis_number (map->sessions, map->to_ms);

  if (!(to > from))
    return map->x + map->width / 2;
  return map->x + map->width * ((number - from) / (to - from));
}

static double
part_of (const EkColumnMap *map, double x)
{
  double part = (x - map->x) / map->width;

  return isnan (part) ? 0 : CLAMP (part, -1e6, 1e6);
}

/* Far outside the calendar, but still an instant. */
static double
offset_of (const EkColumnMap *map, double x)
{
  return CLAMP (part_of (map, x) * (double) (map->to_ms - map->from_ms), -1e18, 1e18);
}

static gint64
instant_along_sessions (const EkColumnMap *map, double part)
{
  double from = ek_session_axis_number (map->sessions, map->from_ms);
  double to = ek_session_axis_number (map->sessions, map->to_ms);

  return ek_session_axis_instant (map->sessions, from + part * (to - from));
}

/**
 * ek_column_map_at:
 * @map: a mapping
 * @x: a position
 *
 * Returns: the instant that lies there, the nearest millisecond
 */
gint64
ek_column_map_at (const EkColumnMap *map, double x)
{
  if (map->to_ms <= map->from_ms || !(map->width > 0))
    return map->from_ms;
  if (map->sessions != NULL)
    return instant_along_sessions (map, part_of (map, x));
  return map->from_ms + llround (offset_of (map, x));
}

/**
 * ek_column_map_floor:
 * @map: a mapping
 * @x: a position
 *
 * Returns: the instant that lies there, rounded down: no instant before it lies at or beyond @x
 */
gint64
ek_column_map_floor (const EkColumnMap *map, double x)
{
  if (map->to_ms <= map->from_ms || !(map->width > 0))
    return G_MAXINT64;
  if (map->sessions != NULL)
    return instant_along_sessions (map, part_of (map, x));
  return map->from_ms + (gint64) floor (offset_of (map, x));
}
