/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parting two files that were joined. What was there before goes back to where it always was filed. A person says
 * where each record belongs that was written since, and, of the details that the joining changed and somebody changed
 * again, what holds. */

#include "ek-join-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-json.h"
#include "ek-refile.h"

/* The patients whose files came with @former: it, and what had been joined to it. ?1 is the former patient. */
#define PARTED_MEMBERS                                                                                 \
  "(WITH RECURSIVE gone (id) AS (SELECT ?1 UNION SELECT j.former FROM patient_join AS j JOIN gone ON " \
  "j.survivor = gone.id WHERE j.parted_ms IS NULL) SELECT id FROM gone)"

static void
part_record_free (gpointer data)
{
  EkPartRecord *one = data;

  g_object_unref (one->record);
  g_free (one);
}

/**
 * ek_part_look_free:
 * @look: (nullable): what ek_part_look() made
 */
void
ek_part_look_free (EkPartLook *look)
{
  if (look == NULL)
    return;
  ek_join_free (look->join);
  g_clear_object (&look->kept);
  g_clear_object (&look->before);
  g_clear_object (&look->former);
  g_ptr_array_unref (look->records);
  g_array_unref (look->fields);
  g_free (look);
}

/* Runs @sql for each row: (id, 1 when it is of the part that goes). */
static gboolean
note_sides (EkStore *store, const EkRecordType *type, EkPartLook *look, GHashTable *sides, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id, patient_id IN " PARTED_MEMBERS " FROM \"%s\" "
                                          "WHERE patient_id IN " EK_FILE_MEMBERS,
                                          type->name);
  g_autoptr (EkStatement) statement = ek_database_prepare (store->database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, look->join->former);
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      g_hash_table_insert (sides, g_strdup (ek_statement_text (statement, 0)),
                           GINT_TO_POINTER (ek_statement_int (statement, 1)));
    }
}

/* Which side every record of the joined file is filed on: record id → whether it is of the part that goes. */
static GHashTable *
sides_of_file (EkStore *store, EkPartLook *look, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (GHashTable) sides = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint t = 0; types[t] != NULL; t++)
    if (types[t] != &ek_patient_type && !note_sides (store, types[t], look, sides, error))
      return NULL;

  return g_steal_pointer (&sides);
}

static char *
load_marks (EkStore *store, const char *join_id, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (store->database,
                                                           "SELECT marks FROM patient_join WHERE id = ?", error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, join_id);

  return ek_statement_step (statement, &has_row, error) ? g_strdup (ek_statement_text (statement, 0)) : NULL;
}

/* Written since: beyond the mark of its table, or, where a row's place was used again, made later by the clock. Or
 * filed since under the other of the two, as its source said. */
static gboolean
list_since (EkStore *store, const EkRecordType *type, EkPartLook *look, gint64 mark, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("%s WHERE patient_id IN " EK_FILE_MEMBERS
                                          " AND (rowid > ?2 OR created_ms > ?3 OR id IN"
                                          " (SELECT record_id FROM patient_moved WHERE at_ms >= ?3))"
                                          " ORDER BY created_ms, rowid",
                                          ek_store_get_sql (store, type)->select);
  g_autoptr (EkStatement) statement = ek_database_prepare (store->database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, look->join->former);
  ek_statement_bind_int (statement, 2, mark);
  ek_statement_bind_int (statement, 3, look->join->at_ms);
  while (TRUE)
    {
      EkPartRecord *one;

      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      one = g_new0 (EkPartRecord, 1);
      one->record = ek_store_read_row (type, statement);
      one->parent = -1;
      g_ptr_array_add (look->records, one);
    }
}

static int
by_creation (gconstpointer a, gconstpointer b)
{
  const EkPartRecord *one = *(const EkPartRecord *const *) a, *other = *(const EkPartRecord *const *) b;
  gint64 left = ek_record_get_created (one->record), right = ek_record_get_created (other->record);

  if (left != right)
    return left < right ? -1 : 1;

  return strcmp (ek_record_get_id (one->record), ek_record_get_id (other->record));
}

static gboolean
look_at_records (EkStore *store, EkPartLook *look, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autofree char *text = load_marks (store, look->join->id, error);
  g_autoptr (JsonNode) marks = text != NULL ? ek_json_parse (text, -1, &EK_JSON_DEFAULT, error) : NULL;

  if (marks == NULL)
    return FALSE;
  for (guint t = 0; types[t] != NULL; t++)
    {
      gint64 mark = ek_json_peek_int (json_node_get_object (marks), types[t]->name, 0);

      if (types[t] != &ek_patient_type && !list_since (store, types[t], look, mark, error))
        return FALSE;
    }
  g_ptr_array_sort (look->records, by_creation);

  return TRUE;
}

/* What a record of this one hangs on, the first that is known here; NULL when it stands for itself. */
static const char *
hangs_on (EkRecord *record, GHashTable *sides)
{
  const EkField *fields = ek_record_get_record_type (record)->fields;

  for (int i = 0; fields[i].name != NULL; i++)
    {
      const char *id = fields[i].kind == EK_FIELD_REFERENCE ? ek_record_get_text (record, i) : NULL;

      if (id != NULL && g_hash_table_contains (sides, id))
        return id;
    }

  return NULL;
}

static int
index_of (EkPartLook *look, const char *id)
{
  for (guint i = 0; i < look->records->len; i++)
    if (strcmp (ek_record_get_id (((EkPartRecord *) look->records->pdata[i])->record), id) == 0)
      return (int) i;

  return -1;
}

/* Where each goes unless a person says otherwise: what was filed under the former patient goes; what hangs on a record
 * goes where that goes, so that nobody loses the risk of his own form; everything else stays. */
static void
propose (EkPartLook *look, GHashTable *sides)
{
  for (guint i = 0; i < look->records->len; i++)
    {
      EkPartRecord *one = look->records->pdata[i];
      const char *on = hangs_on (one->record, sides);

      one->to_former = GPOINTER_TO_INT (g_hash_table_lookup (sides, ek_record_get_id (one->record))) != 0;
      if (on == NULL)
        continue;
      one->parent = index_of (look, on);
      if (one->parent < 0)
        one->to_former |= GPOINTER_TO_INT (g_hash_table_lookup (sides, on)) != 0;
    }
  /* along the chains, which are short: a task hangs on a plan, which hangs on the one before */
  for (guint round = 0; round < look->records->len; round++)
    {
      gboolean changed = FALSE;

      for (guint i = 0; i < look->records->len; i++)
        {
          EkPartRecord *one = look->records->pdata[i];

          if (one->parent >= 0 && !one->to_former && ((EkPartRecord *) look->records->pdata[one->parent])->to_former)
            one->to_former = changed = TRUE;
        }
      if (!changed)
        break;
    }
}

/**
 * ek_part_look_place:
 * @look: what ek_part_look() made
 * @index: of one of its records
 * @to_former: that it goes with the file that is parted
 *
 * Says where a record goes, and with it all that hangs on it.
 */
void
ek_part_look_place (EkPartLook *look, guint index, gboolean to_former)
{
  g_return_if_fail (look != NULL && index < look->records->len);

  ((EkPartRecord *) look->records->pdata[index])->to_former = to_former;
  for (guint i = 0; i < look->records->len; i++)
    {
      EkPartRecord *one = look->records->pdata[i];

      if (one->parent == (int) index && i != index && one->to_former != to_former)
        ek_part_look_place (look, i, to_former);
    }
}

static gboolean
look_at_fields (EkStore *store, EkPartLook *look, GError **error)
{
  g_autoptr (EkRecord) after = NULL;

  look->before = ek_store_load_revision (store, &ek_patient_type, look->join->survivor, look->join->before, error);
  after = look->before != NULL
    ? ek_store_load_revision (store, &ek_patient_type, look->join->survivor, look->join->after, error)
    : NULL;
  if (after == NULL)
    return FALSE;
  for (guint i = 0; i < ek_record_type_n_fields (&ek_patient_type); i++)
    {
      EkPartField one = { .field = (int) i };

      if (ek_record_equal_field (look->before, after, (int) i) ||
          ek_record_equal_field (look->before, look->kept, (int) i))
        continue;
      one.changed_later = !ek_record_equal_field (after, look->kept, (int) i);
      one.restore = !one.changed_later;
      g_array_append_val (look->fields, one);
    }

  return TRUE;
}

static gboolean
may_be_parted (EkStore *store, EkJoin *join, GError **error)
{
  g_autofree char *file = ek_store_file_of (store, join->survivor, error);

  if (file == NULL)
    return FALSE;
  if (join->parted_ms != EK_INSTANT_NONE)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_EXISTS,
                           _ ("These files were parted already. Nothing was changed."));
      return FALSE;
    }
  if (strcmp (file, join->survivor) != 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           _ ("This file was itself joined to another one later. Nothing was changed: part those two "
                              "first."));
      return FALSE;
    }

  return TRUE;
}

/**
 * ek_part_look:
 * @store: the record
 * @join_id: which joining is to be taken back
 * @error: %EK_ERROR_NOT_FOUND, %EK_ERROR_EXISTS when it was taken back, %EK_ERROR_INVALID when the joined file was
 *   itself joined to another one since, or what the database says
 *
 * Shows what parting two files means: each record that was written since, with the side it would go to, and each detail
 * of the patient that the joining changed. Whoever decides changes the sides with ek_part_look_place() and the fields
 * in place, then calls ek_part_files().
 *
 * Returns: (transfer full): what there is to decide, or %NULL
 */
EkPartLook *
ek_part_look (EkStore *store, const char *join_id, GError **error)
{
  g_autoptr (EkPartLook) look = g_new0 (EkPartLook, 1);
  g_autoptr (GHashTable) sides = NULL;

  g_return_val_if_fail (EK_IS_STORE (store) && join_id != NULL, NULL);

  look->records = g_ptr_array_new_with_free_func (part_record_free);
  look->fields = g_array_new (FALSE, FALSE, sizeof (EkPartField));
  look->join = ek_join_load (store, join_id, error);
  if (look->join == NULL || !may_be_parted (store, look->join, error))
    return NULL;
  look->kept = ek_store_load (store, &ek_patient_type, look->join->survivor, error);
  look->former = look->kept != NULL ? ek_store_load (store, &ek_patient_type, look->join->former, error) : NULL;
  if (look->former == NULL || !look_at_fields (store, look, error) || !look_at_records (store, look, error))
    return NULL;
  sides = sides_of_file (store, look, error);
  if (sides == NULL)
    return NULL;
  propose (look, sides);

  return g_steal_pointer (&look);
}

/* Nothing was written to the file, and no detail changed, since the person was shown what there is to decide. */
static gboolean
still_as_shown (EkStore *store, EkPartLook *look, GError **error)
{
  g_autoptr (EkPartLook) now = ek_part_look (store, look->join->id, error);

  if (now == NULL)
    return FALSE;
  if (ek_record_get_revision (now->kept) != ek_record_get_revision (look->kept) ||
      now->records->len != look->records->len)
    return ek_store_conflict (error);
  for (guint i = 0; i < now->records->len; i++)
    {
      EkRecord *one = ((EkPartRecord *) now->records->pdata[i])->record;
      EkRecord *shown = ((EkPartRecord *) look->records->pdata[i])->record;

      if (strcmp (ek_record_get_id (one), ek_record_get_id (shown)) != 0 ||
          ek_record_get_revision (one) != ek_record_get_revision (shown))
        return ek_store_conflict (error);
    }

  return TRUE;
}

/* A number that was written into the joined file and is the former patient's goes back with him or her. */
static void
give_numbers_back (EkPartLook *look, EkRecord *patient)
{
  JsonNode *node = ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS);
  JsonNode *theirs = ek_record_get_json (look->former, EK_PATIENT_IDENTIFIERS);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonArray *others = theirs != NULL && JSON_NODE_HOLDS_ARRAY (theirs) ? json_node_get_array (theirs) : NULL;
  g_autoptr (JsonNode) own = json_node_new (JSON_NODE_ARRAY);
  JsonArray *kept = json_array_new ();

  json_node_take_array (own, kept);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);
      gboolean is_theirs = FALSE;

      for (guint o = 0; one != NULL && others != NULL && o < json_array_get_length (others); o++)
        {
          JsonObject *other = ek_json_element_object (others, o);

          is_theirs |= other != NULL &&
            g_strcmp0 (ek_json_peek_string (one, "system"), ek_json_peek_string (other, "system")) == 0 &&
            g_strcmp0 (ek_json_peek_string (one, "value"), ek_json_peek_string (other, "value")) == 0;
        }
      if (!is_theirs)
        json_array_add_element (kept, json_node_copy (json_array_get_element (array, i)));
    }
  if (array != NULL && json_array_get_length (kept) < json_array_get_length (array))
    ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, json_array_get_length (kept) > 0 ? own : NULL);
}

static gboolean
restore_fields (EkStore *store, EkPartLook *look, GError **error)
{
  g_autoptr (EkRecord) patient = ek_record_copy (look->kept);

  for (guint i = 0; i < look->fields->len; i++)
    {
      const EkPartField *one = &g_array_index (look->fields, EkPartField, i);

      if (one->restore)
        ek_record_copy_field (patient, look->before, one->field);
    }
  give_numbers_back (look, patient);

  return ek_store_save (store, patient, error);
}

static gboolean
move_records (EkStore *store, EkPartLook *look, GError **error)
{
  g_autoptr (GHashTable) sides = sides_of_file (store, look, error);

  if (sides == NULL)
    return FALSE;
  for (guint i = 0; i < look->records->len; i++)
    {
      const EkPartRecord *one = look->records->pdata[i];
      gboolean there = GPOINTER_TO_INT (g_hash_table_lookup (sides, ek_record_get_id (one->record))) != 0;

      if (there != one->to_former &&
          !ek_refile (store, one->record, one->to_former ? look->join->former : look->join->survivor, look->join->id,
                      error))
        return FALSE;
    }

  return TRUE;
}

/* While they were one, the former patient was not sent as a second one. */
static gboolean
queue_former (EkStore *store, EkPartLook *look, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean known = FALSE;

  statement = ek_database_prepare (store->database,
                                   "SELECT 1 FROM sync_map WHERE record_id = ?1 UNION ALL SELECT 1 FROM received WHERE "
                                   "record_id = ?1 UNION ALL SELECT 1 FROM outbox WHERE record_id = ?1 LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, look->join->former);
  if (!ek_statement_step (statement, &known, error))
    return FALSE;

  return known || ek_store_queue (store, look->former, ek_record_get_revision (look->former), "save", error);
}

/* Of a patient whom the hospital does not know, records went there under the other one while the two were one. They are
 * taken away from that one: sent again, with whom they are of now. */
#define STRAYS                                                                                   \
  "FROM sync_map AS s WHERE s.patient_id IN " EK_FILE_MEMBERS " AND s.record_id <> s.patient_id" \
  " AND NOT EXISTS (SELECT 1 FROM sync_map AS p WHERE p.record_id = s.patient_id)"               \
  " AND NOT EXISTS (SELECT 1 FROM received AS r WHERE r.record_id = s.patient_id)"

static gboolean
resend_strays (EkStore *store, EkPartLook *look, GError **error)
{
  g_autoptr (EkStatement) queue = NULL;
  g_autoptr (EkStatement) forget = NULL;

  queue = ek_database_prepare (store->database,
                               "INSERT INTO outbox (record_id, record_type, patient_id, revision, queued_ms) "
                               "SELECT s.record_id, s.record_type, s.patient_id, max (s.revision), ?2 " STRAYS
                               " AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.record_id = s.record_id AND "
                               "o.state = 'waiting' AND o.attempts = 0) GROUP BY s.record_id",
                               error);
  /* or the push would take it for sent: as we say it, it has not changed */
  forget = queue == NULL
    ? NULL
    : ek_database_prepare (store->database, "UPDATE sync_map SET hash = '' WHERE rowid IN (SELECT s.rowid " STRAYS ")",
                           error);
  if (forget == NULL)
    return FALSE;
  ek_statement_bind_text (queue, 1, look->join->survivor);
  ek_statement_bind_int (queue, 2, ek_clock_now (store->clock));
  ek_statement_bind_text (forget, 1, look->join->survivor);

  return ek_statement_run (queue, error) && ek_statement_run (forget, error);
}

static gboolean
write_parting (EkStore *store, EkPartLook *look, const char *reason, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  int offset;
  gint64 now = ek_store_now (store, &offset);

  statement = ek_database_prepare (store->database,
                                   "UPDATE patient_join SET parted_reason = ?2, parted_by = ?3, parted_name = ?4, "
                                   "parted_ms = ?5, parted_offset = ?6 WHERE id = ?1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, look->join->id);
  ek_statement_bind_text (statement, 2, reason);
  ek_statement_bind_text (statement, 3, ek_user_get_id (store->user));
  ek_statement_bind_text (statement, 4, ek_user_get_name (store->user));
  ek_statement_bind_int (statement, 5, now);
  ek_statement_bind_int (statement, 6, offset);

  return ek_statement_run (statement, error);
}

/* While they were one, forms were counted for the sex and age that the joined file shows. */
static gboolean
rescore_former (EkStore *store, EkPartLook *look, GError **error)
{
  g_autoptr (EkRecord) kept = ek_store_load (store, &ek_patient_type, look->join->survivor, error);

  return kept != NULL && ek_join_rescore (store, look->former, kept, look->former, error);
}

/* What was concluded while they were one was concluded of both. */
static gboolean
tell_parted (EkStore *store, EkPartLook *look, GError **error)
{
  g_autofree char *text = load_marks (store, look->join->id, error);
  g_autoptr (JsonNode) marks = text != NULL ? ek_json_parse (text, -1, &EK_JSON_DEFAULT, error) : NULL;

  if (marks == NULL)
    return FALSE;

  return store->parted == NULL ||
    store->parted (store, look->join->survivor, look->join->former,
                   ek_json_peek_object (json_node_get_object (marks), EK_JOIN_REVISIONS), look->join->at_ms,
                   store->parted_data, error);
}

static gboolean
part_inside (EkStore *store, EkPartLook *look, const char *reason, GError **error)
{
  const char *kept = look->join->survivor, *former = look->join->former;

  if (!still_as_shown (store, look, error) || !restore_fields (store, look, error) ||
      !move_records (store, look, error) || !resend_strays (store, look, error) ||
      !write_parting (store, look, reason, error) || !ek_store_remake_files (store, error) ||
      !ek_store_begin_summary (store, former, error) || !rescore_former (store, look, error) ||
      !queue_former (store, look, error) || !ek_join_write_distinct (store, kept, former, reason, error) ||
      !ek_join_audit (store, kept, "parted from the file", former, reason, error) ||
      !ek_join_audit (store, former, "parted from the file", kept, reason, error) || !tell_parted (store, look, error))
    return FALSE;
  ek_store_set_stale (store, kept, EK_STALE_ALL);
  ek_store_set_stale (store, former, EK_STALE_ALL);
  ek_store_add_change (store, look->kept);
  ek_store_add_change (store, look->former);

  return TRUE;
}

/**
 * ek_part_files:
 * @store: the record
 * @look: what ek_part_look() showed, with the choices of whoever decides
 * @reason: why they are two persons' after all
 * @error: %EK_ERROR_INCOMPLETE without a reason, %EK_ERROR_CONFLICT when something was written to the joined file since
 *   it was shown, %EK_ERROR_PERMISSION, %EK_ERROR_LOCKED, and what the database says; nothing was changed then
 *
 * Makes two files of one again, under the name of who is in. Each has what it had, with what was changed in it since;
 * what was written since is where the person said. The two count as two persons from then on.
 *
 * Returns: whether they are parted
 */
gboolean
ek_part_files (EkStore *store, EkPartLook *look, const char *reason, GError **error)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (EK_IS_STORE (store) && look != NULL, FALSE);

  if (!ek_join_check_role (store, error) || (words = ek_join_words (reason, error)) == NULL ||
      !ek_store_begin (store, error))
    return FALSE;
  if (!part_inside (store, look, words, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }

  return ek_store_commit (store, error);
}
