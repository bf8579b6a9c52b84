/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-expected.h"

#include <math.h>

/* More steps than this are not a course of treatment. */
#define MOST_STEPS 1000

struct _EkExpected {
  guint n_steps;
  guint n_courses;
  GArray **values; /* by step: of double */
};

/**
 * ek_expected_new:
 * @n_steps: how many steps there are, with the baseline; 1 to 1000
 *
 * Returns: (transfer full): nobody's courses yet
 */
EkExpected *
ek_expected_new (guint n_steps)
{
  EkExpected *self = NULL;

  g_return_val_if_fail (n_steps > 0 && n_steps <= MOST_STEPS, NULL);

  self = g_new0 (EkExpected, 1);
  self->n_steps = n_steps;
  self->values = g_new0 (GArray *, n_steps);
  for (guint i = 0; i < n_steps; i++)
    self->values[i] = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

/**
 * ek_expected_free:
 * @self: (transfer full): courses
 */
void
ek_expected_free (EkExpected *self)
{
  g_return_if_fail (self != NULL);
  for (guint i = 0; i < self->n_steps; i++)
    g_array_unref (self->values[i]);
  g_free (self->values);
  g_free (self);
}

/* The value at @at_ms along the line as it is drawn, beginning at point *@from. NAN where there is no line. */
static double
value_at (const EkPoint *points, guint n_points, gint64 gap_ms, gint64 at_ms, guint *from)
{
  const EkPoint *a = NULL, *b = NULL;

  while (*from + 1 < n_points && points[*from + 1].at_ms <= at_ms)
    (*from)++;
  a = points + *from;
  if (a->at_ms == at_ms)
    return a->value;
  if (a->at_ms > at_ms || *from + 1 >= n_points)
    return NAN;
  b = a + 1;
  if (b->at_ms - a->at_ms > gap_ms)
    return NAN;
  return a->value + (b->value - a->value) * (double) (at_ms - a->at_ms) / (double) (b->at_ms - a->at_ms);
}

/**
 * ek_expected_add_course:
 * @self: courses
 * @points: (array length=n_points): one patient's values by time; the first is the baseline
 * @n_points: how many
 * @gap_ms: no line is drawn across more than this, and so no value is read from it
 * @step_at_ms: (array length=n_steps): the instant of each step by time; step 0 is that of the baseline
 * @n_steps: how many steps this patient reached
 *
 * Adds the course of one earlier patient: at each step the value of the line as a chart draws it, straight between two
 * values. Nothing is carried forward past the last value or across a gap, so a patient counts only for the steps at
 * which he or she was observed. A patient with the baseline alone has no course and is not counted.
 */
void
ek_expected_add_course (EkExpected *self, const EkPoint *points, guint n_points, gint64 gap_ms,
                        const gint64 *step_at_ms, guint n_steps)
{
  guint from = 0, count = MIN (n_steps, self->n_steps);

  if (n_points < 2)
    return;
  self->n_courses++;
  for (guint i = 0; i < count; i++)
    {
      double value = value_at (points, n_points, gap_ms, step_at_ms[i], &from);

      if (!isnan (value))
        g_array_append_val (self->values[i], value);
    }
}

/**
 * ek_expected_get_n:
 * @self: courses
 *
 * Returns: how many patients' courses there are
 */
guint
ek_expected_get_n (EkExpected *self)
{
  return self->n_courses;
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

/**
 * ek_percentile:
 * @sorted: (array length=n): values from the lowest to the highest
 * @n: how many, at least 1
 * @share: 0 to 1
 *
 * Straight between the two values next to (n − 1)·share: definition 7 of Hyndman RJ, Fan Y. Sample quantiles in
 * statistical packages. Am Stat 1996;50:361–365.
 *
 * Returns: the percentile; NAN of nothing
 */
double
ek_percentile (double *sorted, guint n, double share)
{
  double place = (n - 1) * share, below = floor (place);
  guint at = (guint) below;

  if (n == 0)
    return NAN;
  if (at + 1 >= n)
    return sorted[n - 1];
  return sorted[at] + (place - below) * (sorted[at + 1] - sorted[at]);
}

/**
 * ek_expected_get_step:
 * @self: courses
 * @step: 0 is the baseline
 * @limits: (out) (optional): the 10th, 50th and 90th percentile, NAN when nobody reaches the step; its instant is not
 *   touched
 *
 * Returns: how many patients were observed at this step
 */
guint
ek_expected_get_step (EkExpected *self, guint step, EkExpectedPoint *limits)
{
  GArray *values = step < self->n_steps ? self->values[step] : NULL;
  guint n = values != NULL ? values->len : 0;

  if (limits == NULL)
    return n;
  limits->low = limits->middle = limits->high = NAN;
  if (n == 0)
    return 0;
  g_array_sort (values, compare_values);
  limits->low = ek_percentile ((double *) (gpointer) values->data, n, 0.1);
  limits->middle = ek_percentile ((double *) (gpointer) values->data, n, 0.5);
  limits->high = ek_percentile ((double *) (gpointer) values->data, n, 0.9);
  return n;
}

/**
 * ek_expected_points:
 * @self: courses
 * @step_at_ms: (array length=n_steps): when the steps of the patient to be looked at are
 * @n_steps: how many
 * @least_n: (out) (optional): the fewest patients behind any of the points
 *
 * The limits that eight of ten earlier patients were between, from the baseline on, up to the last step before the
 * first that fewer than %EK_EXPECTED_FEWEST of them reached. A single point is no course: then there is none.
 *
 * Returns: (transfer full) (element-type EkExpectedPoint): by time, may be empty
 */
GArray *
ek_expected_points (EkExpected *self, const gint64 *step_at_ms, guint n_steps, guint *least_n)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (EkExpectedPoint));
  guint least = G_MAXUINT;

  for (guint i = 0; i < MIN (n_steps, self->n_steps); i++)
    {
      EkExpectedPoint point = { .at_ms = step_at_ms[i] };
      guint n = ek_expected_get_step (self, i, NULL);

      if (n < EK_EXPECTED_FEWEST)
        break;
      ek_expected_get_step (self, i, &point);
      least = MIN (least, n);
      g_array_append_val (points, point);
    }
  if (points->len < 2)
    g_array_set_size (points, 0);
  if (least_n != NULL)
    *least_n = points->len > 0 ? least : 0;
  return points;
}
