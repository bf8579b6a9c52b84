/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the courses of the service's earlier patients were like, for each instrument and band of the baseline. */

#include "ek-trajectory-private.h"

#include <math.h>
#include <string.h>

#include "ek-time.h"

/* A year, and a long therapy. */
#define WEEKS 53
#define SESSIONS 41

#define WEEK_MS (7 * EK_DAY_MS)

/* As for the patient at hand: the forms of the first visit come before the first session. */
#define BEFORE_COURSE_MS (28 * EK_DAY_MS)

typedef struct {
  EkExpected *weeks, *sessions;
} Pair;

/* The finished sessions of the others, one patient after the other. */
typedef struct {
  GPtrArray *ids; /* patient ids, in their order */
  GArray *first;  /* of guint: where the sessions of each begin in @at; one more at the end */
  GArray *at;     /* of gint64 */
} Sessions;

typedef struct {
  Sessions sessions;
  guint next; /* in @sessions */
  const EkTrajectorySeries *series;
  Pair *pairs;      /* by band */
  char *patient_id; /* whose points are being collected */
  GArray *points;   /* of EkPoint */
} Scan;

/**
 * ek_trajectory_others_free:
 * @data: (transfer full): an #EkTrajectoryOthers
 */
void
ek_trajectory_others_free (gpointer data)
{
  EkTrajectoryOthers *others = data;

  g_free (others->instrument);
  g_free (others->band);
  g_array_unref (others->weeks);
  g_array_unref (others->sessions);
  g_free (others);
}

/* ---- Collecting ---- */

static void
add_session (const EkOther *other, gpointer user_data)
{
  Sessions *self = user_data;

  if (self->ids->len == 0 || strcmp (g_ptr_array_index (self->ids, self->ids->len - 1), other->patient_id) != 0)
    {
      g_ptr_array_add (self->ids, g_strdup (other->patient_id));
      g_array_append_val (self->first, self->at->len);
    }
  g_array_append_val (self->at, other->at_ms);
}

/* The sessions of the patient whose points were collected; both lists are in the order of patients. */
static const gint64 *
sessions_of (Scan *self, guint *n)
{
  const Sessions *all = &self->sessions;

  *n = 0;
  while (self->next < all->ids->len && strcmp (g_ptr_array_index (all->ids, self->next), self->patient_id) < 0)
    self->next++;
  if (self->next >= all->ids->len || strcmp (g_ptr_array_index (all->ids, self->next), self->patient_id) != 0)
    return NULL;
  *n = g_array_index (all->first, guint, self->next + 1) - g_array_index (all->first, guint, self->next);
  return &g_array_index (all->at, gint64, g_array_index (all->first, guint, self->next));
}

static guint
baseline_index (GArray *points, const gint64 *sessions, guint n_sessions)
{
  guint index = 0;

  for (guint i = 0; n_sessions > 0 && i < points->len; i++)
    {
      gint64 at = g_array_index (points, EkPoint, i).at_ms;

      if (at < sessions[0] - BEFORE_COURSE_MS)
        index = i + 1 < points->len ? i + 1 : i;
      else if (at < sessions[0] + EK_DAY_MS)
        index = i;
    }
  return index;
}

static int
band_of (const EkTrajectorySeries *series, double value)
{
  int found = -1;

  for (guint i = 0; i < series->bands->len; i++)
    {
      const EkChartBand *band = &g_array_index (series->bands, EkChartBand, i);

      if (value >= band->low && (found < 0 || band->low > g_array_index (series->bands, EkChartBand, found).low))
        found = (int) i;
    }
  return found;
}

static void
end_patient (Scan *self)
{
  guint n_sessions = 0, from, n_points, n_steps = 1;
  const gint64 *sessions = self->patient_id != NULL ? sessions_of (self, &n_sessions) : NULL;
  gint64 steps[MAX (WEEKS, SESSIONS)];
  const EkPoint *points;
  int band;

  if (self->points->len == 0)
    return;
  from = baseline_index (self->points, sessions, n_sessions);
  points = &g_array_index (self->points, EkPoint, from);
  n_points = self->points->len - from;
  band = band_of (self->series, points[0].value);
  if (band < 0)
    return;
  for (guint i = 0; i < WEEKS; i++)
    steps[i] = points[0].at_ms + i * WEEK_MS;
  ek_expected_add_course (self->pairs[band].weeks, points, n_points, ek_series_gap (self->series->series), steps,
                          WEEKS);
  steps[0] = points[0].at_ms;
  for (guint i = 0; i < n_sessions && n_steps < SESSIONS; i++)
    {
      if (sessions[i] >= points[0].at_ms - EK_DAY_MS)
        steps[n_steps++] = MAX (sessions[i], points[0].at_ms);
    }
  if (n_steps > 1)
    ek_expected_add_course (self->pairs[band].sessions, points, n_points, ek_series_gap (self->series->series), steps,
                            n_steps);
}

static void
add_score (const EkOther *other, gpointer user_data)
{
  Scan *self = user_data;
  EkPoint point = { other->at_ms, other->value, EK_POINT_PLAIN, 0 };

  if (self->patient_id == NULL || strcmp (self->patient_id, other->patient_id) != 0)
    {
      end_patient (self);
      g_free (self->patient_id);
      self->patient_id = g_strdup (other->patient_id);
      g_array_set_size (self->points, 0);
    }
  g_array_append_val (self->points, point);
}

/* ---- Keeping ---- */

static GArray *
keep_steps (EkExpected *expected, guint n)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryStep));

  for (guint i = 0; i < n; i++)
    {
      EkTrajectoryStep step = { .n = ek_expected_get_step (expected, i, NULL) };

      if (step.n < EK_EXPECTED_FEWEST)
        break;
      ek_expected_get_step (expected, i, &step.limits);
      g_array_append_val (steps, step);
    }
  return steps;
}

static void
keep_band (EkTrajectoryData *data, const EkTrajectorySeries *series, guint number, const Pair *pair)
{
  const EkChartBand *band = &g_array_index (series->bands, EkChartBand, number);
  EkTrajectoryOthers *others = g_new0 (EkTrajectoryOthers, 1);

  others->instrument = g_strdup (series->instrument);
  others->low = band->low;
  others->high = INFINITY;
  for (guint i = 0; i < series->bands->len; i++)
    {
      double low = g_array_index (series->bands, EkChartBand, i).low;

      if (low > band->low)
        others->high = MIN (others->high, low);
    }
  others->band = g_strdup (band->words != NULL ? band->words : band->label);
  others->n = ek_expected_get_n (pair->weeks);
  others->weeks = keep_steps (pair->weeks, WEEKS);
  others->sessions = keep_steps (pair->sessions, SESSIONS);
  g_ptr_array_add (data->others, others);
}

static gboolean
scan_instrument (const EkTrajectorySource *source, EkTrajectoryData *data, Scan *scan, GError **error)
{
  guint n_bands = scan->series->bands->len;
  gboolean done;

  scan->next = 0;
  scan->pairs = g_new0 (Pair, n_bands);
  for (guint i = 0; i < n_bands; i++)
    scan->pairs[i] = (Pair){ ek_expected_new (WEEKS), ek_expected_new (SESSIONS) };
  done = ek_store_read_scores_of_others (source->store, source->patient_id, scan->series->instrument, add_score, scan,
                                         error);
  if (done)
    end_patient (scan);
  g_clear_pointer (&scan->patient_id, g_free);
  g_array_set_size (scan->points, 0);
  for (guint i = 0; i < n_bands; i++)
    {
      if (done)
        keep_band (data, scan->series, i, &scan->pairs[i]);
      ek_expected_free (scan->pairs[i].weeks);
      ek_expected_free (scan->pairs[i].sessions);
    }
  g_clear_pointer (&scan->pairs, g_free);
  return done;
}

/* Of the totals that have bands. One pass over the scores of each instrument and one over the sessions. */
gboolean
ek_trajectory_add_others (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) at = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (EkPoint));
  Scan scan = { .sessions = { ids, first, at }, .points = points };

  if (!ek_store_read_sessions_of_others (source->store, source->patient_id, add_session, &scan.sessions, error))
    return FALSE;
  g_array_append_val (first, at->len);
  for (guint i = 0; i < data->series->len; i++)
    {
      scan.series = g_ptr_array_index (data->series, i);
      if (scan.series->kind == EK_TRAJECTORY_KIND_TOTAL && scan.series->bands->len > 0 &&
          !scan_instrument (source, data, &scan, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- For one patient ---- */

static const EkTrajectoryOthers *
find_others (EkTrajectoryData *data, const char *instrument, double baseline)
{
  for (guint i = 0; instrument != NULL && i < data->others->len; i++)
    {
      const EkTrajectoryOthers *others = g_ptr_array_index (data->others, i);

      if (baseline >= others->low && baseline < others->high && g_str_equal (others->instrument, instrument))
        return others;
    }
  return NULL;
}

static void
add_point (GArray *points, const EkTrajectoryStep *step, gint64 at_ms, guint *least)
{
  EkExpectedPoint point = step->limits;

  point.at_ms = at_ms;
  *least = MIN (*least, step->n);
  g_array_append_val (points, point);
}

GArray *
ek_trajectory_expected (EkTrajectoryData *data, const EkTrajectorySeries *series, const EkCourse *course,
                        EkChartAxis axis, char **label)
{
  const EkTrajectoryOthers *others = series->kind == EK_TRAJECTORY_KIND_TOTAL && course->n > 0
    ? find_others (data, series->instrument, course->baseline)
    : NULL;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (EkExpectedPoint));
  guint least = G_MAXUINT, step = 1;

  if (others == NULL)
    return NULL;
  if (axis == EK_CHART_AXIS_TIME)
    {
      for (guint i = 0; i < others->weeks->len; i++)
        add_point (points, &g_array_index (others->weeks, EkTrajectoryStep, i), course->baseline_at + i * WEEK_MS,
                   &least);
    }
  else if (others->sessions->len > 0)
    {
      add_point (points, &g_array_index (others->sessions, EkTrajectoryStep, 0), course->baseline_at, &least);
      for (guint i = 0; i < data->sessions->len && step < others->sessions->len; i++)
        {
          gint64 at = g_array_index (data->sessions, gint64, i);

          if (at >= course->baseline_at - EK_DAY_MS)
            add_point (points, &g_array_index (others->sessions, EkTrajectoryStep, step++),
                       MAX (at, course->baseline_at), &least);
        }
    }
  if (points->len < 2)
    return NULL;
  *label = g_strdup_printf (ek_tr (data->language, "80 %% of at least %u earlier patients who began %s"), least,
                            others->band);
  return g_steal_pointer (&points);
}
