/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-trajectory-private.h"

#include <math.h>
#include <string.h>

#include "ek-course-start.h"
#include "ek-scale.h"
#include "ek-time.h"
#include "ek-types.h"

/* A measurement is a course from here on, and so many charts can be read at once. */
#define FEWEST_MEASUREMENTS 3
#define MOST_MEASURED_PANELS 4

/* ---- Ownership ---- */

static void
band_clear (gpointer data)
{
  EkChartBand *band = data;

  g_free ((char *) band->label);
  g_free ((char *) band->named);
  g_free ((char *) band->words);
}

static void
own_free (gpointer data)
{
  EkTrajectoryOwn *own = data;
  EkTrajectorySeries *series = &own->public;

  g_free (series->key);
  g_free (series->label);
  g_free (series->name);
  g_free (series->group);
  g_free (series->plain);
  g_free (series->instrument);
  g_free (series->part);
  g_free (series->reliable_source);
  ek_series_unref (series->series);
  g_array_unref (series->bands);
  g_clear_pointer (&series->scale, ek_common_scale_unref);
  g_clear_pointer (&own->definition, ek_instrument_unref);
  g_clear_pointer (&own->values, g_array_unref);
  g_clear_pointer (&own->origins, g_array_unref);
  ek_trajectory_findings_clear (&own->findings);
  g_free (own);
}

static void
goal_clear (gpointer data)
{
  g_free (((EkTrajectoryGoal *) data)->key);
}

static EkTrajectoryData *
data_new (const EkTrajectorySource *source)
{
  EkTrajectoryData *self = g_new0 (EkTrajectoryData, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->language = g_strdup (source->language);
  self->now_ms = source->now_ms;
  self->offset_minutes = source->offset_minutes;
  self->series = g_ptr_array_new_with_free_func (own_free);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self->forms = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryForm));
  self->lanes = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryLaneItem));
  self->sessions = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->goals = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryGoal));
  g_array_set_clear_func (self->goals, goal_clear);
  self->others = g_ptr_array_new_with_free_func (ek_trajectory_others_free);
  self->course_ms = EK_INSTANT_NONE;
  self->age_years = -1;
  self->critical = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->text_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

EkTrajectoryData *
ek_trajectory_data_ref (EkTrajectoryData *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ek_trajectory_data_unref:
 * @self: (transfer full): what is known of a person; from any thread
 */
void
ek_trajectory_data_unref (EkTrajectoryData *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->language);
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->series);
  g_array_unref (self->forms);
  g_array_unref (self->lanes);
  g_array_unref (self->sessions);
  g_array_unref (self->goals);
  g_ptr_array_unref (self->others);
  g_free (self->sex);
  g_free (self->birth_date);
  g_hash_table_unref (self->critical);
  g_free (self->critical_label);
  g_hash_table_unref (self->text_numbers);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

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

/* ---- While it is made ---- */

/**
 * ek_trajectory_keep_number:
 * @self: what is known of a person
 * @text: (nullable): a text that many values share
 *
 * Returns: its index in the texts, the same for the same text; G_MAXUINT of %NULL and ""
 */
guint
ek_trajectory_keep_number (EkTrajectoryData *self, const char *text)
{
  gpointer number;
  char *copy = NULL;

  if (text == NULL || *text == '\0')
    return G_MAXUINT;
  if (g_hash_table_lookup_extended (self->text_numbers, text, NULL, &number))
    return GPOINTER_TO_UINT (number);
  copy = g_strdup (text);
  g_ptr_array_add (self->texts, copy);
  g_hash_table_insert (self->text_numbers, copy, GUINT_TO_POINTER (self->texts->len - 1));
  return self->texts->len - 1;
}

/**
 * ek_trajectory_keep:
 * @self: what is known of a person
 * @text: (nullable): a text that many values share
 *
 * Returns: (transfer none) (nullable): the text as @self keeps it, once; %NULL of %NULL and ""
 */
const char *
ek_trajectory_keep (EkTrajectoryData *self, const char *text)
{
  guint number = ek_trajectory_keep_number (self, text);

  return number == G_MAXUINT ? NULL : g_ptr_array_index (self->texts, number);
}

/**
 * ek_trajectory_user_name:
 * @store: the store, with its vault
 * @user_id: (nullable): a user id
 *
 * Returns: (transfer full) (nullable): the name the key ring has for it; %NULL when it does not know that user
 */
char *
ek_trajectory_user_name (EkStore *store, const char *user_id)
{
  g_autoptr (EkUser) user = NULL;

  if (user_id == NULL || *user_id == '\0')
    return NULL;
  user = ek_vault_find_user (ek_store_get_vault (store), user_id);
  return user != NULL ? g_strdup (ek_user_get_name (user)) : NULL;
}

/**
 * ek_trajectory_own:
 * @self: what is known of a person
 * @key: of a series
 *
 * Returns: (transfer none) (nullable): the series
 */
EkTrajectoryOwn *
ek_trajectory_own (EkTrajectoryData *self, const char *key)
{
  return g_hash_table_lookup (self->by_key, key);
}

/**
 * ek_trajectory_add_own:
 * @self: what is known of a person
 * @kind: what the series is made of
 * @key: a key that no other series has
 * @label: what a person reads
 * @unit: (nullable): of its values
 *
 * Returns: (transfer none): a series without values, bands and limits; belongs to @self
 */
EkTrajectoryOwn *
ek_trajectory_add_own (EkTrajectoryData *self, EkTrajectoryKind kind, const char *key, const char *label,
                       const char *unit)
{
  EkTrajectoryOwn *own = g_new0 (EkTrajectoryOwn, 1);
  EkTrajectorySeries *series = &own->public;

  series->key = g_strdup (key);
  series->label = g_strdup (label);
  series->kind = kind;
  series->is_measurement = kind == EK_TRAJECTORY_KIND_MEASUREMENT;
  series->series = ek_series_new (key, label, unit);
  series->low = series->high = NAN;
  series->bands = g_array_new (FALSE, FALSE, sizeof (EkChartBand));
  g_array_set_clear_func (series->bands, band_clear);
  series->criteria = EK_CRITERIA_NONE;
  own->order = self->series->len;
  if (series->is_measurement)
    own->origins = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryOrigin));
  else
    own->values = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryValue));
  g_ptr_array_add (self->series, own);
  g_hash_table_insert (self->by_key, series->key, own);
  return own;
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

  data = data_new (&source);
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
