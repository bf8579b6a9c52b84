/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-pyramid.h"

#define SHIFT 4       /* sixteen to a block */
#define MOST_LEVELS 8 /* 16⁸ is more than a guint counts */

struct _EkPyramid {
  const EkPoint *points; /* the owner's */
  guint length;
  gint64 gap_ms;
  EkPointFlags flags;          /* that occur */
  EkSpan *levels[MOST_LEVELS]; /* [0]: of sixteen values each, whole blocks only */
  GArray *gaps;                /* of guint: a gap lies before this value */
  GArray *critical;            /* of guint */
};

static void
include (EkSpan *self, const EkSpan *later)
{
  if (later->low < self->low)
    {
      self->low = later->low;
      self->least = later->least;
    }
  if (later->high > self->high)
    {
      self->high = later->high;
      self->greatest = later->greatest;
    }
}

static EkSpan
span_of_point (const EkPyramid *self, guint index)
{
  return (EkSpan){ self->points[index].value, self->points[index].value, index, index };
}

static EkSpan
element (const EkPyramid *self, guint level, guint index)
{
  return level == 0 ? span_of_point (self, index) : self->levels[level - 1][index];
}

static void
build_levels (EkPyramid *self)
{
  guint below = self->length;

  for (guint level = 0; level < MOST_LEVELS && (below >> SHIFT) > 0; level++)
    {
      guint n = below >> SHIFT;

      self->levels[level] = g_new (EkSpan, n);
      for (guint i = 0; i < n; i++)
        {
          EkSpan span = element (self, level, i << SHIFT);

          for (guint j = 1; j < 1u << SHIFT; j++)
            {
              EkSpan next = element (self, level, (i << SHIFT) + j);

              include (&span, &next);
            }
          self->levels[level][i] = span;
        }
      below = n;
    }
}

/**
 * ek_pyramid_new:
 * @points: (array length=length) (nullable): values by time, which must outlive the pyramid unchanged
 * @length: how many
 * @gap_ms: the longest time a line is drawn across; 0 never breaks it
 *
 * Returns: (transfer full): the pyramid
 */
EkPyramid *
ek_pyramid_new (const EkPoint *points, guint length, gint64 gap_ms)
{
  EkPyramid *self = g_new0 (EkPyramid, 1);

  self->points = points;
  self->length = length;
  self->gap_ms = gap_ms;
  self->gaps = g_array_new (FALSE, FALSE, sizeof (guint));
  self->critical = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < length; i++)
    {
      self->flags |= points[i].flags;
      if (points[i].flags & EK_POINT_CRITICAL)
        g_array_append_val (self->critical, i);
      if (i > 0 && gap_ms > 0 && points[i].at_ms - points[i - 1].at_ms > gap_ms)
        g_array_append_val (self->gaps, i);
    }
  build_levels (self);
  return self;
}

/**
 * ek_pyramid_free:
 * @self: (transfer full): a pyramid
 */
void
ek_pyramid_free (EkPyramid *self)
{
  for (guint i = 0; i < MOST_LEVELS; i++)
    g_free (self->levels[i]);
  g_array_unref (self->gaps);
  g_array_unref (self->critical);
  g_free (self);
}

/**
 * ek_pyramid_points:
 * @self: a pyramid
 *
 * Returns: (transfer none) (nullable): the values it stands on
 */
const EkPoint *
ek_pyramid_points (const EkPyramid *self)
{
  return self->points;
}

/**
 * ek_pyramid_length:
 * @self: a pyramid
 *
 * Returns: how many values it stands on
 */
guint
ek_pyramid_length (const EkPyramid *self)
{
  return self->length;
}

/**
 * ek_pyramid_gap:
 * @self: a pyramid
 *
 * Returns: the longest time a line is drawn across, milliseconds; 0 never breaks it
 */
gint64
ek_pyramid_gap (const EkPyramid *self)
{
  return self->gap_ms;
}

/**
 * ek_pyramid_flags:
 * @self: a pyramid
 *
 * Returns: all that is special about any of the values
 */
EkPointFlags
ek_pyramid_flags (const EkPyramid *self)
{
  return self->flags;
}

/**
 * ek_pyramid_span:
 * @self: a pyramid
 * @begin: the first value
 * @end: the value after the last, above @begin, at most ek_pyramid_length()
 *
 * Returns: the extremes of these values, exactly
 */
EkSpan
ek_pyramid_span (const EkPyramid *self, guint begin, guint end)
{
  EkSpan span;

  g_return_val_if_fail (begin < end && end <= self->length, ((EkSpan){ 0 }));

  span = span_of_point (self, begin);
  for (guint i = begin + 1; i < end;)
    {
      guint level = 0;
      EkSpan next;

      /* The greatest block that begins here and ends in time. */
      while (level + 1 < MOST_LEVELS && (i & ((1u << SHIFT * (level + 1)) - 1)) == 0 &&
             (guint64) i + (1u << SHIFT * (level + 1)) <= end)
        level++;
      next = element (self, level, i >> SHIFT * level);
      include (&span, &next);
      i += 1u << SHIFT * level;
    }
  return span;
}

/**
 * ek_pyramid_gaps:
 * @self: a pyramid
 * @n: (out): how many
 *
 * Returns: (array length=n) (transfer none): the values before which the line is broken, in order
 */
const guint *
ek_pyramid_gaps (const EkPyramid *self, guint *n)
{
  *n = self->gaps->len;
  return (const guint *) (gpointer) self->gaps->data;
}

/**
 * ek_pyramid_critical:
 * @self: a pyramid
 * @n: (out): how many
 *
 * Returns: (array length=n) (transfer none): the values flagged %EK_POINT_CRITICAL, in order
 */
const guint *
ek_pyramid_critical (const EkPyramid *self, guint *n)
{
  *n = self->critical->len;
  return (const guint *) (gpointer) self->critical->data;
}

/**
 * ek_first_index:
 * @indices: (array length=n) (nullable): rising numbers
 * @n: how many
 * @at_least: a number
 *
 * Returns: the position of the first that is @at_least or more; @n when there is none
 */
guint
ek_first_index (const guint *indices, guint n, guint at_least)
{
  guint low = 0, high = n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (indices[middle] < at_least)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}
