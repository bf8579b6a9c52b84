/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-series.h"

#include <math.h>
#include <stdlib.h>

#include "ek-pyramid.h"
#include "ek-time.h"

/* The years 1 to 9999: no sum or difference of two such instants overflows, and every one has a calendar date. */
#define EARLIEST_MS (-G_GINT64_CONSTANT (62135596800000))
#define LATEST_MS G_GINT64_CONSTANT (253402300799999)

struct _EkSeries {
  gatomicrefcount ref_count;
  char *id;
  char *label;
  char *unit;
  GArray *points; /* of EkPoint */
  gboolean sorted;
  gint64 interval_ms; /* given by the caller, or 0 */
  EkPyramid *pyramid; /* made once, under the lock; read with g_atomic_pointer_get */
};

/* One for all series: it is held once in the life of a series. */
static GMutex pyramid_lock;

/**
 * ek_series_new:
 * @id: what the values are, as the program names it, e.g. "phq9"
 * @label: what a person reads, already in their language
 * @unit: (nullable): unit of the values, in the same language
 *
 * Returns: (transfer full): an empty series
 */
EkSeries *
ek_series_new (const char *id, const char *label, const char *unit)
{
  EkSeries *self = NULL;

  g_return_val_if_fail (id != NULL && label != NULL, NULL);

  self = g_new0 (EkSeries, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->label = g_strdup (label);
  self->unit = g_strdup (unit);
  self->points = g_array_new (FALSE, FALSE, sizeof (EkPoint));
  self->sorted = TRUE;
  return self;
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  const EkPoint *first = a, *second = b;

  return (first->at_ms > second->at_ms) - (first->at_ms < second->at_ms);
}

static void
sort_points (EkSeries *self)
{
  if (self->sorted)
    return;
  g_array_sort (self->points, compare_points); /* stable: equal instants keep the order they were added in */
  self->sorted = TRUE;
}

/**
 * ek_series_ref:
 * @self: a series
 *
 * A series that is held twice is no longer changed: the values are put in order here, so that later readers, on
 * whatever thread, find them so.
 *
 * Returns: (transfer full): @self
 */
EkSeries *
ek_series_ref (EkSeries *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  sort_points (self);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ek_series_unref:
 * @self: (transfer full): a series
 */
void
ek_series_unref (EkSeries *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->label);
  g_free (self->unit);
  g_clear_pointer (&self->pyramid, ek_pyramid_free);
  g_array_unref (self->points);
  g_free (self);
}

/**
 * ek_series_get_id:
 * @self: a series
 *
 * Returns: (transfer none): the id it was made with
 */
const char *
ek_series_get_id (EkSeries *self)
{
  return self->id;
}

/**
 * ek_series_get_label:
 * @self: a series
 *
 * Returns: (transfer none): what a person reads
 */
const char *
ek_series_get_label (EkSeries *self)
{
  return self->label;
}

/**
 * ek_series_get_unit:
 * @self: a series
 *
 * Returns: (transfer none) (nullable): the unit of the values
 */
const char *
ek_series_get_unit (EkSeries *self)
{
  return self->unit;
}

/**
 * ek_series_add:
 * @self: a series that nobody else holds yet
 * @at_ms: instant, years 1 to 9999
 * @value: the value, finite
 * @flags: what is special about it
 * @tag: the caller's own number
 *
 * Adds a value, in any order of time. Two values at one instant are both kept.
 *
 * Returns: %FALSE, and nothing is added, when the value is not a number or infinite, or the instant is unknown or
 * outside the calendar
 */
gboolean
ek_series_add (EkSeries *self, gint64 at_ms, double value, EkPointFlags flags, guint tag)
{
  EkPoint point = { at_ms, value, flags, tag };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (g_atomic_ref_count_compare (&self->ref_count, 1), FALSE);

  if (!isfinite (value) || at_ms < EARLIEST_MS || at_ms > LATEST_MS)
    return FALSE;
  if (self->points->len > 0 && g_array_index (self->points, EkPoint, self->points->len - 1).at_ms > at_ms)
    self->sorted = FALSE;
  g_clear_pointer (&self->pyramid, ek_pyramid_free);
  g_array_append_val (self->points, point);
  return TRUE;
}

/**
 * ek_series_length:
 * @self: a series
 *
 * Returns: the number of values
 */
guint
ek_series_length (EkSeries *self)
{
  return self->points->len;
}

/**
 * ek_series_points:
 * @self: a series
 *
 * Returns: (transfer none) (nullable): the values by time, those of one instant in the order they were added; valid
 * until the next change. %NULL when there are none.
 */
const EkPoint *
ek_series_points (EkSeries *self)
{
  sort_points (self);
  return self->points->len > 0 ? (const EkPoint *) (gpointer) self->points->data : NULL;
}

/**
 * ek_series_set_interval:
 * @self: a series that nobody else holds yet
 * @expected_ms: how far apart values are expected, in milliseconds; 0 takes the median of the gaps found
 */
void
ek_series_set_interval (EkSeries *self, gint64 expected_ms)
{
  g_return_if_fail (expected_ms >= 0);
  g_return_if_fail (g_atomic_ref_count_compare (&self->ref_count, 1));
  g_clear_pointer (&self->pyramid, ek_pyramid_free);
  self->interval_ms = MIN (expected_ms, LATEST_MS);
}

/* Puts the value that belongs at @rank there: quickselect. The values are steps of a clock, often all the same, so
 * those equal to the pivot are set apart and not walked again. */
static gint64
select_rank (gint64 *values, guint n, guint rank)
{
  guint begin = 0, end = n;

  while (end - begin > 1)
    {
      gint64 pivot = values[begin + (end - begin) / 2];
      guint less = begin, i = begin, greater = end;

      while (i < greater)
        {
          gint64 value = values[i];

          if (value < pivot)
            {
              values[i++] = values[less];
              values[less++] = value;
            }
          else if (value > pivot)
            {
              values[i] = values[--greater];
              values[greater] = value;
            }
          else
            i++;
        }
      if (rank < less)
        end = less;
      else if (rank >= greater)
        begin = greater;
      else
        return pivot;
    }
  return values[begin];
}

static gint64
median_interval (EkSeries *self)
{
  const EkPoint *points = ek_series_points (self);
  g_autofree gint64 *steps = g_new (gint64, MAX (self->points->len, 1));
  guint n = 0;

  for (guint i = 1; i < self->points->len; i++)
    {
      if (points[i].at_ms > points[i - 1].at_ms)
        steps[n++] = points[i].at_ms - points[i - 1].at_ms;
    }
  return n > 0 ? select_rank (steps, n, n / 2) : 0;
}

/**
 * ek_series_gap:
 * @self: a series
 *
 * The longest time a line may be drawn across: two intervals. What lies between two values further apart was not
 * measured, and a line would claim it was.
 *
 * Returns: milliseconds; 0 when the interval is not given and cannot be found (fewer than two instants)
 */
gint64
ek_series_gap (EkSeries *self)
{
  const EkPyramid *pyramid = g_atomic_pointer_get (&self->pyramid);

  if (pyramid != NULL)
    return ek_pyramid_gap (pyramid);
  return 2 * (self->interval_ms > 0 ? self->interval_ms : median_interval (self));
}

/**
 * ek_series_get_pyramid:
 * @series: a series
 *
 * Returns: (transfer none): the extremes of its values, made when first asked for; valid until the next change
 */
const EkPyramid *
ek_series_get_pyramid (EkSeries *series)
{
  EkPyramid *pyramid = g_atomic_pointer_get (&series->pyramid);

  if (pyramid != NULL)
    return pyramid;
  g_mutex_lock (&pyramid_lock);
  pyramid = series->pyramid;
  if (pyramid == NULL)
    {
      pyramid = ek_pyramid_new (ek_series_points (series), series->points->len, ek_series_gap (series));
      g_atomic_pointer_set (&series->pyramid, pyramid);
    }
  g_mutex_unlock (&pyramid_lock);
  return pyramid;
}

/**
 * ek_series_prepare:
 * @self: a series to which everything has been added
 *
 * Makes now what drawing a long series needs, instead of when it is first drawn: for a worker thread. May be called at
 * any time, on any thread, and more than once.
 */
void
ek_series_prepare (EkSeries *self)
{
  g_return_if_fail (self != NULL);
  ek_series_get_pyramid (self);
}
