/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-trajectory-private.h"

#include <string.h>

#include "ek-course-start.h"
#include "ek-time.h"
#include "ek-types.h"

/* A measurement is a course from here on, and so many charts can be read at once. */
#define FEWEST_MEASUREMENTS 3
#define MOST_MEASURED_PANELS 4

/**
 * ek_trajectory_free:
 * @self: (transfer full): a trajectory
 */
void
ek_trajectory_free (EkTrajectory *self)
{
  g_clear_pointer (&self->chart, ek_chart_unref);
  g_clear_pointer (&self->scores, g_ptr_array_unref);
  g_clear_pointer (&self->data, ek_trajectory_data_unref);
  g_free (self);
}

/* ---- Order ---- */

static int
group_rank (const EkTrajectorySeries *series)
{
  const char *const *first = ek_instrument_list_first ();

  for (guint i = 0; series->instrument != NULL && first[i] != NULL; i++)
    {
      if (g_str_equal (series->instrument, first[i]))
        return (int) i;
    }
  return series->is_measurement ? 1000 : 100;
}

/* The primary scales first, then the others by name, then measurements, the longest first; within an instrument the
 * total, its scales, its questions as they came. */
static int
compare_own (gconstpointer a, gconstpointer b)
{
  const EkTrajectoryOwn *first = *(EkTrajectoryOwn *const *) a, *second = *(EkTrajectoryOwn *const *) b;
  int difference = group_rank (&first->public) - group_rank (&second->public);
  guint n_first = ek_series_length (first->public.series), n_second = ek_series_length (second->public.series);

  if (difference != 0)
    return difference;
  if (first->public.is_measurement && n_first != n_second)
    return n_first > n_second ? -1 : 1;
  if (!first->public.is_measurement)
    {
      difference = strcmp (first->public.instrument, second->public.instrument);
      if (difference == 0)
        difference = (int) first->public.kind - (int) second->public.kind;
      if (difference != 0)
        return difference;
    }
  return (first->order > second->order) - (first->order < second->order);
}

/* ---- What is known once all values are there ---- */

static void
finish_series (EkTrajectoryData *self, EkTrajectorySeries *series)
{
  EkTrajectoryOwn *own = (EkTrajectoryOwn *) series;
  const EkPoint *points = ek_series_points (series->series);

  for (guint i = 0; i < ek_series_length (series->series); i++)
    {
      series->n_critical += (points[i].flags & EK_POINT_CRITICAL) != 0;
      series->n_prorated += (points[i].flags & EK_POINT_PRORATED) != 0;
      series->n_imported += (points[i].flags & EK_POINT_IMPORTED) != 0;
    }
  ek_series_prepare (series->series);
  ek_trajectory_find_all (self, series, ek_course_baseline (series->series, self->course_ms), &own->findings);
  series->course = own->findings.course;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
make_critical_label (EkTrajectoryData *self)
{
  g_autofree const char **items = (const char **) g_hash_table_get_keys_as_array (self->critical, NULL);
  g_autofree char *joined = NULL;

  if (items[0] == NULL)
    return;
  qsort (items, g_hash_table_size (self->critical), sizeof *items, compare_texts);
  joined = g_strjoinv (ek_tr (self->language, ", "), (char **) items);
  self->critical_label = g_strdup_printf (ek_tr (self->language, "critical answer: %s"), joined);
}

static void
finish (EkTrajectoryData *self)
{
  guint n_measured = 0;

  for (guint i = self->series->len; i > 0; i--)
    {
      EkTrajectorySeries *series = g_ptr_array_index (self->series, i - 1);

      if (ek_series_length (series->series) > 0)
        continue;
      g_hash_table_remove (self->by_key, series->key);
      g_ptr_array_remove_index (self->series, i - 1);
    }
  g_ptr_array_sort (self->series, compare_own);
  for (guint i = 0; i < self->series->len; i++)
    {
      EkTrajectorySeries *series = g_ptr_array_index (self->series, i);

      series->primary = series->kind == EK_TRAJECTORY_KIND_TOTAL ||
        (series->is_measurement && ek_series_length (series->series) >= FEWEST_MEASUREMENTS &&
         n_measured++ < MOST_MEASURED_PANELS);
      finish_series (self, series);
    }
  make_critical_label (self);
}

/* ---- The whole ---- */

static EkTrajectory *
trajectory_new (EkTrajectoryData *data)
{
  EkTrajectory *self = g_new0 (EkTrajectory, 1);

  self->data = ek_trajectory_data_ref (data);
  self->series = data->series;
  self->course_ms = data->course_ms;
  self->n_sessions = data->sessions->len;
  self->scores = ek_trajectory_chosen (data, &EK_TRAJECTORY_VIEW_DEFAULT);
  self->chart = ek_trajectory_data_chart (data, &EK_TRAJECTORY_VIEW_DEFAULT);
  return self;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkTrajectoryData, ek_trajectory_data_unref)

static gboolean
read_person (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error)
{
  g_autoptr (EkRecord) patient = ek_store_load (source->store, &ek_patient_type, source->patient_id, error);
  const char *sex = patient != NULL ? ek_record_get_text (patient, EK_PATIENT_SEX) : NULL;

  if (patient == NULL)
    return FALSE;
  if (g_strcmp0 (sex, "male") == 0 || g_strcmp0 (sex, "female") == 0)
    data->sex = g_strdup (sex);
  data->birth_date = g_strdup (ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE));
  data->age_years = ek_date_age_years (data->birth_date, source->now_ms, source->offset_minutes);
  return TRUE;
}

/**
 * ek_trajectory_report_load:
 * @store: where the record is; its clock says what today is
 * @catalogue: definitions, for bands, limits and words
 * @patient_id: whose
 * @language: "en" or "zh": of everything that is on the chart
 * @error: what reading the record failed with
 *
 * Everything that has a course: of every completed form the total, the subscales, indices and the scored answers; every
 * measurement; with the patient's sessions, medicines, leave and events. Bands and limits are those of the newest
 * definition; the word beside a value is the one of the definition that scored it. The baseline of a series is the last
 * value in the four weeks before the present treatment began, else the first after; where there was no treatment, the
 * first value there is. Reads for as long as it takes: for a worker thread.
 *
 * Returns: (transfer full) (nullable): the trajectory, without a series when nothing was measured; %NULL with what the
 *   store says
 */
EkTrajectory *
ek_trajectory_report_load (EkStore *store, EkCatalogue *catalogue, const char *patient_id, const char *language,
                           GError **error)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  EkTrajectorySource source = { store, catalogue, patient_id, language, now, ek_clock_offset (clock, now) };
  g_autoptr (EkTrajectoryData) data = NULL;

  g_return_val_if_fail (patient_id != NULL && language != NULL, NULL);

  data = ek_trajectory_data_new (&source);
  if (!read_person (&source, data, error) || !ek_trajectory_add_forms (&source, data, error) ||
      !ek_trajectory_add_measurements (&source, data, error) || !ek_trajectory_add_lanes (&source, data, error) ||
      !ek_trajectory_add_goals (&source, data, error))
    return NULL;
  finish (data);
  if (!ek_trajectory_add_others (&source, data, error))
    return NULL;
  return trajectory_new (data);
}

/**
 * ek_trajectory_report_chart:
 * @store: where the record is
 * @catalogue: definitions
 * @patient_id: whose
 * @language: "en" or "zh"
 * @error: what reading the record failed with
 *
 * Returns: (transfer full): the chart alone; see ek_trajectory_report_load()
 */
EkChart *
ek_trajectory_report_chart (EkStore *store, EkCatalogue *catalogue, const char *patient_id, const char *language,
                            GError **error)
{
  g_autoptr (EkTrajectory) trajectory = ek_trajectory_report_load (store, catalogue, patient_id, language, error);

  return trajectory != NULL ? ek_chart_ref (trajectory->chart) : NULL;
}

/**
 * ek_trajectory_find:
 * @self: a trajectory
 * @key: the key of a series
 *
 * Returns: (transfer none) (nullable): the series, or %NULL when there is none of that key
 */
const EkTrajectorySeries *
ek_trajectory_find (EkTrajectory *self, const char *key)
{
  EkTrajectoryOwn *own = key != NULL ? ek_trajectory_own (self->data, key) : NULL;

  return own != NULL ? &own->public : NULL;
}

/**
 * ek_trajectory_find_series:
 * @self: a trajectory
 * @series: the series of a panel or a layer of a chart that was made from @self
 *
 * Returns: (transfer none) (nullable): what is known of it
 */
const EkTrajectorySeries *
ek_trajectory_find_series (EkTrajectory *self, EkSeries *series)
{
  for (guint i = 0; i < self->series->len; i++)
    {
      const EkTrajectorySeries *one = g_ptr_array_index (self->series, i);

      if (one->series == series)
        return one;
    }
  return NULL;
}
