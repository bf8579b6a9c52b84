/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-session-axis.h"

#include <math.h>
#include <stdlib.h>

#include "ek-time.h"

static int
compare_instants (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static gint64
instant_at (const EkSessionAxis *self, guint index)
{
  return g_array_index (self->at_ms, gint64, index);
}

/* A number outside the sessions lasts as long as one between them, or longer where a long time would otherwise push
 * the sessions aside: the time before takes no more room than half of all sessions, and the time after too. */
static double
outside_ms (const EkSessionAxis *self, gint64 span_ms)
{
  guint n = self->at_ms->len;
  double usual = n > 1 ? (double) (instant_at (self, n - 1) - instant_at (self, 0)) / (n - 1) : 7.0 * EK_DAY_MS;
  double room = MAX (1.0, n / 2.0);

  return MAX (MAX (usual, (double) EK_DAY_MS), (double) span_ms / room);
}

/**
 * ek_session_axis_new:
 * @at_ms: (array length=n): when sessions were held, in any order
 * @n: how many, at least 1
 * @from_ms: begin of all that is on the chart
 * @to_ms: end of all that is on the chart
 *
 * Two sessions at one instant keep a number each: the instant has the number of the second.
 *
 * Returns: (transfer full): the axis
 */
EkSessionAxis *
ek_session_axis_new (const gint64 *at_ms, guint n, gint64 from_ms, gint64 to_ms)
{
  EkSessionAxis *self = NULL;

  g_return_val_if_fail (n > 0, NULL);

  self = g_new0 (EkSessionAxis, 1);
  self->at_ms = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);
  g_array_append_vals (self->at_ms, at_ms, n);
  g_array_sort (self->at_ms, compare_instants);
  self->before_ms = outside_ms (self, MAX (0, instant_at (self, 0) - from_ms));
  self->after_ms = outside_ms (self, MAX (0, to_ms - instant_at (self, n - 1)));
  return self;
}

/**
 * ek_session_axis_free:
 * @self: (transfer full): an axis
 */
void
ek_session_axis_free (EkSessionAxis *self)
{
  g_array_unref (self->at_ms);
  g_free (self);
}

/**
 * ek_session_axis_number:
 * @self: an axis
 * @at_ms: an instant
 *
 * Never falls while @at_ms rises. Takes time in proportion to the logarithm of the number of sessions.
 *
 * Returns: its number; below 1 before the first session
 */
double
ek_session_axis_number (const EkSessionAxis *self, gint64 at_ms)
{
  guint low = 0, high = self->at_ms->len;

  while (low < high) /* the first session after @at_ms */
    {
      guint middle = low + (high - low) / 2;

      if (instant_at (self, middle) <= at_ms)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == 0)
    return 1 - (double) (instant_at (self, 0) - at_ms) / self->before_ms;
  if (low == self->at_ms->len)
    return low + (double) (at_ms - instant_at (self, low - 1)) / self->after_ms;
  return low +
    (double) (at_ms - instant_at (self, low - 1)) / (double) (instant_at (self, low) - instant_at (self, low - 1));
}

/**
 * ek_session_axis_instant:
 * @self: an axis
 * @number: of a session, or between two, or outside
 *
 * Returns: the instant that has it, rounded down
 */
gint64
ek_session_axis_instant (const EkSessionAxis *self, double number)
{
  guint n = self->at_ms->len, index;
  double part;

  if (number < 1)
    return instant_at (self, 0) - (gint64) ceil (MIN ((1 - number) * self->before_ms, 1e15));
  if (number >= n)
    return instant_at (self, n - 1) + (gint64) floor (MIN ((number - n) * self->after_ms, 1e15));
  index = (guint) floor (number) - 1;
  part = number - floor (number);
  return instant_at (self, index) +
    (gint64) floor (part * (double) (instant_at (self, index + 1) - instant_at (self, index)));
}
