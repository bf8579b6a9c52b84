/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-overview-data.h"

#include <math.h>
#include <string.h>

#include "ek-assessment.h"
#include "ek-risk.h"
#include "ek-schedule.h"
#include "ek-types.h"
#include "ek-join.h"
#include "ek-received.h"
#include "ek-source.h"

static void
score_line_free (gpointer data)
{
  EkScoreLine *line = data;

  g_clear_pointer (&line->instrument, ek_instrument_unref);
  g_clear_object (&line->latest);
  g_clear_object (&line->previous);
  g_clear_object (&line->first);
  g_free (line);
}

static gint64
taken (EkRecord *assessment)
{
  return ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, NULL);
}

static int
by_taken (gconstpointer a, gconstpointer b)
{
  gint64 x = taken (*(EkRecord **) a), y = taken (*(EkRecord **) b);

  return (x > y) - (x < y);
}

static int
lines_latest_first (gconstpointer a, gconstpointer b)
{
  const EkScoreLine *x = *(EkScoreLine **) a, *y = *(EkScoreLine **) b;
  gint64 s = taken (x->latest), t = taken (y->latest);

  return (s < t) - (s > t);
}

static EkScoreLine *
line_of (GPtrArray *lines, const char *instrument)
{
  for (guint i = 0; i < lines->len; i++)
    {
      EkScoreLine *line = g_ptr_array_index (lines, i);

      if (g_str_equal (ek_record_get_text (line->latest, EK_ASSESSMENT_INSTRUMENT), instrument))
        return line;
    }
  return NULL;
}

static gboolean
counts (EkRecord *assessment)
{
  const char *status = ek_record_get_text (assessment, EK_ASSESSMENT_STATUS);

  return g_strcmp0 (status, "completed") == 0 && ek_record_has (assessment, EK_ASSESSMENT_TOTAL) &&
    ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT) != NULL;
}

/**
 * ek_overview_data_scores:
 * @assessments: (element-type EkRecord): in any order
 * @catalogue: the instruments
 *
 * Finished forms with a total, one line for each instrument: the last, the one before and the first. What was entered
 * in error or declined does not count.
 *
 * Returns: (transfer full) (element-type EkScoreLine): the instrument that was used last comes first
 */
GPtrArray *
ek_overview_data_scores (GPtrArray *assessments, EkCatalogue *catalogue)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (score_line_free);
  g_autoptr (GPtrArray) sorted = g_ptr_array_sized_new (assessments->len);

  for (guint i = 0; i < assessments->len; i++)
    g_ptr_array_add (sorted, g_ptr_array_index (assessments, i));
  g_ptr_array_sort (sorted, by_taken);
  for (guint i = 0; i < sorted->len; i++)
    {
      EkRecord *assessment = g_ptr_array_index (sorted, i);
      const char *id = ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT);
      EkScoreLine *line;

      if (!counts (assessment))
        continue;
      line = line_of (lines, id);
      if (line == NULL)
        {
          EkInstrument *instrument = catalogue != NULL ? ek_catalogue_find (catalogue, id, NULL) : NULL;

          line = g_new0 (EkScoreLine, 1);
          line->instrument = instrument != NULL ? ek_instrument_ref (instrument) : NULL;
          line->latest = g_object_ref (assessment);
          g_ptr_array_add (lines, line);
          continue;
        }
      g_set_object (&line->previous, line->latest);
      if (line->first == NULL)
        line->first = g_object_ref (line->latest);
      g_set_object (&line->latest, assessment);
    }
  g_ptr_array_sort (lines, lines_latest_first);
  return lines;
}

typedef gboolean (*Wanted) (EkRecord *record);

static gboolean
is_unfinished (EkRecord *assessment)
{
  return g_strcmp0 (ek_record_get_text (assessment, EK_ASSESSMENT_STATUS), "in-progress") == 0;
}

static gboolean
is_open_task (EkRecord *task)
{
  const char *status = ek_record_get_text (task, EK_TASK_STATUS);

  return g_strcmp0 (status, "completed") != 0 && g_strcmp0 (status, "cancelled") != 0;
}

static GPtrArray *
only (GPtrArray *records, Wanted wanted)
{
  GPtrArray *some = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < records->len; i++)
    if (wanted (g_ptr_array_index (records, i)))
      g_ptr_array_add (some, g_object_ref (g_ptr_array_index (records, i)));
  return some;
}

static int
text_order (EkRecord *a, EkRecord *b, int field)
{
  return g_strcmp0 (ek_record_get_text (a, field), ek_record_get_text (b, field));
}

static int
by_due (gconstpointer a, gconstpointer b)
{
  return text_order (*(EkRecord **) a, *(EkRecord **) b, EK_TASK_DUE);
}

static int
problems_active_first (gconstpointer a, gconstpointer b)
{
  EkRecord *x = *(EkRecord **) a, *y = *(EkRecord **) b;
  gboolean p = g_strcmp0 (ek_record_get_text (x, EK_PROBLEM_STATUS), "resolved") == 0;
  gboolean q = g_strcmp0 (ek_record_get_text (y, EK_PROBLEM_STATUS), "resolved") == 0;

  return p != q ? p - q : -text_order (x, y, EK_PROBLEM_ONSET);
}

/**
 * ek_overview_medicine_is_given:
 * @medicine: a medicine
 * @today: YYYY-MM-DD
 *
 * Returns: whether it is taken today, as far as the file says: ordered or told, not ended, begun by today
 */
gboolean
ek_overview_medicine_is_given (EkRecord *medicine, const char *today)
{
  const char *status = ek_record_get_text (medicine, EK_MEDICINE_STATUS);
  const char *intent = ek_record_get_text (medicine, EK_MEDICINE_INTENT);
  const char *started = ek_record_get_text (medicine, EK_MEDICINE_STARTED);
  const char *stopped = ek_record_get_text (medicine, EK_MEDICINE_STOPPED);

  return (status == NULL || g_str_equal (status, "active")) &&
    (intent == NULL || (!g_str_equal (intent, "proposal") && !g_str_equal (intent, "plan"))) &&
    (started == NULL || strncmp (started, today, strlen (started)) <= 0) &&
    (stopped == NULL || strncmp (stopped, today, strlen (stopped)) >= 0);
}

static int
rank_of_medicine (EkRecord *medicine, const char *today)
{
  const char *status = ek_record_get_text (medicine, EK_MEDICINE_STATUS);

  return ek_overview_medicine_is_given (medicine, today) ? 0 : g_strcmp0 (status, "on-hold") == 0 ? 1 : 2;
}

/* What is taken today, then what is held, then what was taken; the newest of each first. */
static int
medicines_of_today_first (gconstpointer a, gconstpointer b, gpointer today)
{
  EkRecord *x = *(EkRecord **) a, *y = *(EkRecord **) b;
  int p = rank_of_medicine (x, today), q = rank_of_medicine (y, today);

  return p != q ? p - q : -text_order (x, y, EK_MEDICINE_STARTED);
}

static int
encounters_newest_first (gconstpointer a, gconstpointer b)
{
  gint64 x = ek_record_get_instant (*(EkRecord **) a, EK_ENCOUNTER_STARTED, NULL);
  gint64 y = ek_record_get_instant (*(EkRecord **) b, EK_ENCOUNTER_STARTED, NULL);

  return (x < y) - (x > y);
}

static int
events_newest_first (gconstpointer a, gconstpointer b)
{
  return -text_order (*(EkRecord **) a, *(EkRecord **) b, EK_EVENT_STARTED);
}

static EkRecord *
plan_in_force (GPtrArray *plans)
{
  for (guint i = plans->len; i > 0; i--)
    if (g_strcmp0 (ek_record_get_text (g_ptr_array_index (plans, i - 1), EK_PLAN_STATUS), "signed") == 0)
      return g_object_ref (g_ptr_array_index (plans, i - 1));
  return NULL;
}

static GPtrArray *
list (EkStore *store, const EkRecordType *type, const char *patient_id, GCompareFunc order, GCancellable *cancellable,
      GError **error)
{
  GPtrArray *records;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  records = ek_store_list (store, type, patient_id, error);
  if (records != NULL && order != NULL)
    g_ptr_array_sort (records, order);
  return records;
}

/**
 * ek_overview_declared_type:
 * @nth: counted from 0
 *
 * Returns: (transfer none) (nullable): the nth type whose declaration says how the overview lists it; %NULL beyond the
 *   last
 */
const EkRecordType *
ek_overview_declared_type (guint nth)
{
  const EkRecordType *const *types = ek_record_types ();

  for (guint t = 0; types[t] != NULL; t++)
    if (types[t]->card.title != NULL && nth-- == 0)
      return types[t];
  return NULL;
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  g_autofree char *x = ek_record_get_day (*(EkRecord **) a), *y = ek_record_get_day (*(EkRecord **) b);

  return -g_strcmp0 (x, y);
}

static gboolean
read_declared (EkOverviewData *data, EkStore *store, const char *patient_id, GCancellable *cancellable, GError **error)
{
  data->declared = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; ek_overview_declared_type (i) != NULL; i++)
    {
      GPtrArray *records = list (store, ek_overview_declared_type (i), patient_id, newest_first, cancellable, error);

      if (records == NULL)
        return FALSE;
      g_ptr_array_add (data->declared, records);
    }
  return TRUE;
}

static gboolean
read_joins (EkOverviewData *data, EkStore *store, const char *patient_id, GError **error)
{
  data->joins = ek_join_list (store, patient_id, TRUE, error);
  data->former = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; data->joins != NULL && i < data->joins->len; i++)
    {
      EkRecord *former = ek_store_load (store, &ek_patient_type, ((EkJoin *) data->joins->pdata[i])->former, error);

      if (former == NULL)
        return FALSE;
      g_ptr_array_add (data->former, former);
    }
  return data->joins != NULL;
}

static void
name_sources (EkStore *store, GPtrArray *records, GHashTable *sources)
{
  for (guint i = 0; i < records->len; i++)
    {
      const char *source = ek_received_from (records->pdata[i]);

      if (source != NULL && !g_hash_table_contains (sources, source))
        g_hash_table_insert (sources, g_strdup (source), ek_source_name (store, source));
    }
}

/**
 * ek_overview_data_read:
 * @store: the store of this thread
 * @catalogue: the instruments
 * @patient_id: whose file
 * @cancellable: (nullable): stops between two queries
 * @error: return location; as ek_store_load() and ek_store_list()
 *
 * Reads everything the overview shows.
 *
 * Returns: (transfer full) (nullable): it; free with ek_overview_data_free()
 */
EkOverviewData *
ek_overview_data_read (EkStore *store, EkCatalogue *catalogue, const char *patient_id, GCancellable *cancellable,
                       GError **error)
{
  EkOverviewData *data = g_new0 (EkOverviewData, 1);
  g_autoptr (GPtrArray) assessments = NULL;
  g_autoptr (GPtrArray) risks = NULL;
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GPtrArray) plans = NULL;
  g_autofree char *today = NULL;
  gint64 now = 0;

  data->patient = ek_store_load (store, &ek_patient_type, patient_id, error);
  if (data->patient == NULL || !(assessments = ek_assessment_list_with_totals (store, catalogue, patient_id, error)) ||
      !(data->problems = list (store, &ek_problem_type, patient_id, problems_active_first, cancellable, error)) ||
      !(data->medicines = list (store, &ek_medicine_type, patient_id, NULL, cancellable, error)) ||
      !(data->allergies = list (store, &ek_allergy_type, patient_id, NULL, cancellable, error)) ||
      !(risks = ek_risk_list_open (store, patient_id, error)) ||
      !(tasks = list (store, &ek_task_type, patient_id, by_due, cancellable, error)) ||
      !(data->encounters = list (store, &ek_encounter_type, patient_id, encounters_newest_first, cancellable, error)) ||
      !(data->events = list (store, &ek_event_type, patient_id, events_newest_first, cancellable, error)) ||
      !read_joins (data, store, patient_id, error) || !read_declared (data, store, patient_id, cancellable, error) ||
      !(data->schedules = ek_schedule_list (store, patient_id, error)) ||
      !(plans = list (store, &ek_plan_type, patient_id, NULL, cancellable, error)))
    {
      ek_overview_data_free (data);
      return NULL;
    }
  now = ek_clock_now (ek_store_get_clock (store));
  today = ek_instant_format_date (now, ek_clock_offset (ek_store_get_clock (store), now));
  data->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  name_sources (store, data->problems, data->sources);
  name_sources (store, data->medicines, data->sources);
  for (guint i = 0; i < data->declared->len; i++)
    name_sources (store, data->declared->pdata[i], data->sources);
  g_ptr_array_sort_with_data (data->medicines, medicines_of_today_first, today);
  data->scores = ek_overview_data_scores (assessments, catalogue);
  data->unfinished = only (assessments, is_unfinished);
  data->risks = g_steal_pointer (&risks);
  data->tasks = only (tasks, is_open_task);
  data->plan = plan_in_force (plans);
  return data;
}

/**
 * ek_overview_data_free:
 * @data: (nullable): data
 */
void
ek_overview_data_free (EkOverviewData *data)
{
  if (data == NULL)
    return;
  g_clear_object (&data->patient);
  g_clear_object (&data->plan);
  g_clear_pointer (&data->declared, g_ptr_array_unref);
  g_clear_pointer (&data->joins, g_ptr_array_unref);
  g_clear_pointer (&data->former, g_ptr_array_unref);
  g_clear_pointer (&data->sources, g_hash_table_unref);
  g_clear_pointer (&data->schedules, g_ptr_array_unref);
  g_clear_pointer (&data->scores, g_ptr_array_unref);
  g_clear_pointer (&data->unfinished, g_ptr_array_unref);
  g_clear_pointer (&data->problems, g_ptr_array_unref);
  g_clear_pointer (&data->medicines, g_ptr_array_unref);
  g_clear_pointer (&data->allergies, g_ptr_array_unref);
  g_clear_pointer (&data->risks, g_ptr_array_unref);
  g_clear_pointer (&data->tasks, g_ptr_array_unref);
  g_clear_pointer (&data->encounters, g_ptr_array_unref);
  g_clear_pointer (&data->events, g_ptr_array_unref);
  g_free (data);
}
