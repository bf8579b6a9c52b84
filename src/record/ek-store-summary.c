/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the list of patients and the search read: one narrow row and one line of search text for each patient, kept in
 * the transactions that change what they sum up. A save marks a patient as stale; the outermost commit makes the stale
 * parts anew, once, however many records of that patient it wrote. */

#include "ek-store-private.h"

#include "ek-join.h"
#include "ek-json.h"
#include "ek-search.h"
#include "ek-text.h"
#include "ek-types.h"

void
ek_store_set_stale (EkStore *self, const char *patient_id, EkStale what)
{
  gpointer key, value;

  if (what == 0)
    return;
  if (g_hash_table_lookup_extended (self->stale, patient_id, &key, &value))
    what |= (EkStale) GPOINTER_TO_UINT (value);
  g_hash_table_replace (self->stale, g_strdup (patient_id), GUINT_TO_POINTER ((guint) what));
}

static EkStatement *
prepare_for (EkStore *self, const char *sql, const char *patient_id, GError **error)
{
  EkStatement *statement = ek_database_prepare (self->database, sql, error);

  if (statement != NULL)
    ek_statement_bind_text (statement, 1, patient_id);

  return statement;
}

static gboolean
run_for (EkStore *self, const char *sql, const char *patient_id, GError **error)
{
  g_autoptr (EkStatement) statement = prepare_for (self, sql, patient_id, error);

  return statement != NULL && ek_statement_run (statement, error);
}

gboolean
ek_store_begin_summary (EkStore *self, const char *patient_id, GError **error)
{
  if (!run_for (self, "INSERT INTO patient_summary (patient_id) VALUES (?1) ON CONFLICT DO NOTHING", patient_id, error))
    return FALSE;
  /* Rows of the outbox may be older than the summary: the patient was deleted and came back. */
  if (sqlite3_changes (ek_database_get_handle (self->database)) > 0)
    ek_store_set_stale (self, patient_id, EK_STALE_ALL);

  return TRUE;
}

/* Out of the list and the search: another file shows this patient. The numbers stay, so that nobody else can take
 * them. */
gboolean
ek_store_hide_summary (EkStore *self, const char *patient_id, GError **error)
{
  g_hash_table_remove (self->stale, patient_id);

  return run_for (self, "DELETE FROM patient_summary WHERE patient_id = ?1", patient_id, error) &&
    run_for (self, "DELETE FROM patient_search WHERE patient_id = ?1", patient_id, error);
}

gboolean
ek_store_remove_summary (EkStore *self, const char *patient_id, GError **error)
{
  return ek_store_hide_summary (self, patient_id, error) && ek_store_unindex_person (self, patient_id, error);
}

static JsonArray *
identifiers_of (EkRecord *patient)
{
  JsonNode *node = ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* (system, value) of one identifier; a missing system is "". FALSE where there is no value to find anybody by. */
static gboolean
identifier_at (JsonArray *array, guint index, const char **system, const char **value)
{
  JsonObject *object = ek_json_element_object (array, index);

  *system = object != NULL ? ek_json_peek_string (object, "system") : NULL;
  *value = object != NULL ? ek_json_peek_string (object, "value") : NULL;
  if (*system == NULL)
    *system = "";

  return *value != NULL && **value != '\0';
}

/* All the ways the name may be read; what was given by hand comes first. */
static GPtrArray *
readings_of (EkStore *self, EkRecord *patient)
{
  const char *name = ek_record_get_text (patient, EK_PATIENT_NAME);
  const char *by_hand = ek_record_get_text (patient, EK_PATIENT_PINYIN);
  GPtrArray *readings = ek_surnames_read (self->surnames, name, ek_record_get_text (patient, EK_PATIENT_FAMILY_NAME));

  if (by_hand != NULL)
    g_ptr_array_insert (readings, 0, ek_text_fold (by_hand));

  return readings;
}

static char *
sort_key_of (EkRecord *patient, GPtrArray *readings)
{
  const char *family = ek_record_get_text (patient, EK_PATIENT_FAMILY_NAME);
  const char *given = ek_record_get_text (patient, EK_PATIENT_GIVEN_NAME);
  g_autofree char *both = NULL;

  if (readings->len > 0)
    return g_strdup (g_ptr_array_index (readings, 0));
  if (family != NULL && given != NULL)
    {
      both = g_strjoin (" ", family, given, NULL);
      return ek_text_fold (both);
    }

  return ek_text_fold (ek_record_get_text (patient, EK_PATIENT_NAME));
}

static void
add_person (EkSearchText *text, EkRecord *patient, GPtrArray *readings)
{
  JsonArray *array = identifiers_of (patient);
  const char *system, *value;

  ek_search_text_add_name (text, ek_record_get_text (patient, EK_PATIENT_NAME));
  ek_search_text_add_name_part (text, ek_record_get_text (patient, EK_PATIENT_FAMILY_NAME));
  ek_search_text_add_name_part (text, ek_record_get_text (patient, EK_PATIENT_GIVEN_NAME));
  for (guint i = 0; i < readings->len; i++)
    ek_search_text_add_reading (text, g_ptr_array_index (readings, i));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (identifier_at (array, i, &system, &value))
      ek_search_text_add_identifier (text, value);
  ek_search_text_add_phone (text, ek_record_get_text (patient, EK_PATIENT_PHONE));
}

/* The patients whose files were joined to this one: as EkRecord. */
static GPtrArray *
former_patients (EkStore *self, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) ids = ek_store_other_members (self, patient_id, error);
  g_autoptr (GPtrArray) patients = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr (GError) failure = NULL;
      EkRecord *patient = ek_store_find (self, &ek_patient_type, ids->pdata[i], &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      if (patient != NULL)
        g_ptr_array_add (patients, patient);
    }

  return ids != NULL ? g_steal_pointer (&patients) : NULL;
}

/* A joined file is found by every name and number of both. */
static char *
search_text_of (EkStore *self, EkRecord *patient, GPtrArray *former, GPtrArray *readings, const char *sort_key)
{
  g_autoptr (EkSearchText) text = ek_search_text_new (sort_key);

  add_person (text, patient, readings);
  for (guint i = 0; i < former->len; i++)
    {
      g_autoptr (GPtrArray) also_read = readings_of (self, former->pdata[i]);

      add_person (text, former->pdata[i], also_read);
    }

  return ek_search_text_finish (text);
}

static const char *
first_number (EkRecord *patient)
{
  JsonArray *array = identifiers_of (patient);
  const char *system, *value;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (identifier_at (array, i, &system, &value))
      return value;

  return NULL;
}

/* Its own, else that of a file that was joined to it. */
static const char *
number_of_file (EkRecord *patient, GPtrArray *former)
{
  const char *number = first_number (patient);

  for (guint i = 0; number == NULL && i < former->len; i++)
    number = first_number (former->pdata[i]);

  return number;
}

static gboolean
write_search_text (EkStore *self, const char *patient_id, const char *text, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = prepare_for (self,
                           "INSERT INTO patient_search (patient_id, text) VALUES (?1, ?2) "
                           "ON CONFLICT (patient_id) DO UPDATE SET text = ?2",
                           patient_id, error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 2, text);

  return ek_statement_run (statement, error);
}

static gboolean
refresh_person (EkStore *self, const char *patient_id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (EkRecord) patient = ek_store_find (self, &ek_patient_type, patient_id, &failure);
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (GPtrArray) readings = NULL;
  g_autoptr (GPtrArray) former = NULL;
  g_autofree char *sort_key = NULL;
  g_autofree char *text = NULL;

  if (patient == NULL)
    {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      return failure == NULL;
    }

  former = former_patients (self, patient_id, error);
  if (former == NULL)
    return FALSE;
  readings = readings_of (self, patient);
  sort_key = sort_key_of (patient, readings);
  text = search_text_of (self, patient, former, readings, sort_key);

  statement = prepare_for (self,
                           "UPDATE patient_summary SET name = ?2, sort_key = ?3, pinyin = ?4, sex = ?5, "
                           "birth_date = ?6, "
                           "identifier = ?7, demonstration = ?8 WHERE patient_id = ?1",
                           patient_id, error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 2, ek_record_get_text (patient, EK_PATIENT_NAME));
  ek_statement_bind_text (statement, 3, sort_key);
  ek_statement_bind_text (statement, 4, readings->len > 0 ? g_ptr_array_index (readings, 0) : NULL);
  ek_statement_bind_text (statement, 5, ek_record_get_text (patient, EK_PATIENT_SEX));
  ek_statement_bind_text (statement, 6, ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE));
  ek_statement_bind_text (statement, 7, number_of_file (patient, former));
  ek_statement_bind_int (statement, 8, ek_record_get_int (patient, EK_PATIENT_DEMONSTRATION, 0));

  return ek_statement_run (statement, error) && write_search_text (self, patient_id, text, error);
}

/* The order of ek_risk_worst_level(): what nobody has assessed yet stands above what is known to be low. */
static gboolean
refresh_tier (EkStore *self, const char *patient_id, GError **error)
{
  return run_for (self,
                  "UPDATE patient_summary SET tier = (SELECT level FROM risk WHERE patient_id IN " EK_FILE_MEMBERS
                  " AND status = 'open' "
                  "ORDER BY CASE level WHEN 'high' THEN 0 WHEN 'moderate' THEN 1 WHEN 'unassessed' THEN 2 ELSE 3 END "
                  "LIMIT 1) WHERE patient_id = ?1",
                  patient_id, error);
}

static int
preference (EkStore *self, const char *instrument)
{
  int i;

  for (i = 0; self->primary[i] != NULL; i++)
    if (g_strcmp0 (self->primary[i], instrument) == 0)
      break;

  return i;
}

static gboolean
refresh_assessment (EkStore *self, const char *patient_id, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (EkStatement) update = NULL;
  g_autofree char *instrument = NULL;
  gint64 taken = 0;
  double total = 0;
  int best = G_MAXINT;
  gboolean has_row;

  statement = prepare_for (self,
                           "SELECT instrument, taken, total FROM assessment WHERE patient_id IN " EK_FILE_MEMBERS
                           " AND status = 'completed' AND total IS NOT NULL AND taken IS NOT NULL "
                           "ORDER BY taken DESC, rowid DESC",
                           patient_id, error);
  while (statement != NULL)
    {
      int rank;

      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      rank = preference (self, ek_statement_text (statement, 0));
      if (rank >= best)
        continue;
      best = rank;
      g_free (instrument);
      instrument = g_strdup (ek_statement_text (statement, 0));
      taken = ek_statement_int (statement, 1);
      total = ek_statement_double (statement, 2);
      if (rank == 0)
        break;
    }
  if (statement == NULL)
    return FALSE;

  update = prepare_for (self,
                        "UPDATE patient_summary SET last_instrument = ?2, last_assessed = ?3, last_score = ?4 "
                        "WHERE patient_id = ?1",
                        patient_id, error);
  if (update == NULL)
    return FALSE;
  ek_statement_bind_text (update, 2, instrument);
  if (instrument != NULL)
    {
      ek_statement_bind_int (update, 3, taken);
      ek_statement_bind_double (update, 4, total);
    }

  return ek_statement_run (update, error);
}

static gboolean
refresh_sync (EkStore *self, const char *patient_id, GError **error)
{
  return run_for (self,
                  "UPDATE patient_summary SET "
                  "waiting = (SELECT count (*) FROM outbox WHERE patient_id IN " EK_FILE_MEMBERS
                  " AND state = 'waiting'), "
                  "sending = (SELECT count (*) FROM outbox WHERE patient_id IN " EK_FILE_MEMBERS
                  " AND state = 'sending'), "
                  "conflict = (SELECT count (*) FROM outbox WHERE patient_id IN " EK_FILE_MEMBERS
                  " AND state = 'conflict'), "
                  "refused = (SELECT count (*) FROM outbox WHERE patient_id IN " EK_FILE_MEMBERS
                  " AND state = 'refused'), "
                  "confirmed = EXISTS (SELECT 1 FROM sync_map WHERE patient_id IN " EK_FILE_MEMBERS "), "
                  "received = EXISTS (SELECT 1 FROM received WHERE record_id IN " EK_FILE_MEMBERS ") "
                  "WHERE patient_id = ?1",
                  patient_id, error);
}

gboolean
ek_store_refresh_stale (EkStore *self, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->stale);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint what = GPOINTER_TO_UINT (value);

      if ((what & EK_STALE_PERSON && !refresh_person (self, key, error)) ||
          (what & EK_STALE_TIER && !refresh_tier (self, key, error)) ||
          (what & EK_STALE_ASSESSMENT && !refresh_assessment (self, key, error)) ||
          (what & EK_STALE_SYNC && !refresh_sync (self, key, error)))
        return FALSE;
    }
  g_hash_table_remove_all (self->stale);

  return TRUE;
}
