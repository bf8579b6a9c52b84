/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who carries a number and who is called alike: two narrow tables beside the patients, written in the transaction that
 * writes a patient, so that one question costs the same among ten patients and among a hundred thousand. A number
 * belongs to one patient; whoever is saved with it marked as shared carries it beside that one. */

#include "ek-person.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-join.h"
#include "ek-json.h"
#include "ek-person-private.h"
#include "ek-store-private.h"

/* More than a person can look through; who has so many namesakes born on one day is looked for by number. */
#define ALIKE_MAX 20

static gboolean
run_for (EkStore *self, const char *sql, const char *patient_id, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, patient_id);
  return ek_statement_run (statement, error);
}

gboolean
ek_store_unindex_person (EkStore *self, const char *patient_id, GError **error)
{
  return run_for (self, "DELETE FROM patient_identifier WHERE patient_id = ?1", patient_id, error) &&
    run_for (self, "DELETE FROM patient_name WHERE patient_id = ?1", patient_id, error);
}

/* The first text of every row. */
static gboolean
collect (EkStatement *statement, GPtrArray *texts, GError **error)
{
  gboolean has_row;

  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      g_ptr_array_add (texts, g_strdup (ek_statement_text (statement, 0)));
    }
}

/* Numbers this patient had before are his, whatever an older program let happen beside them. */
static GHashTable *
numbers_before (EkStore *self, const char *patient_id, GError **error)
{
  g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (self->database,
                                   "SELECT value || char (10) || system FROM patient_identifier "
                                   "WHERE patient_id = ?1 AND shared = 0",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, patient_id);
  if (!collect (statement, texts, error))
    return NULL;
  for (guint i = 0; i < texts->len; i++)
    g_hash_table_add (before, texts->pdata[i]);
  return g_steal_pointer (&before);
}

static gboolean
is_taken (EkStore *self, const char *system, const char *number, const char *patient_id, gboolean *taken,
          GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (self->database,
                                   "SELECT 1 FROM patient_identifier WHERE value = ?1 AND system = ?2 "
                                   "AND patient_id <> ?3 AND shared = 0 AND NOT EXISTS (SELECT 1 FROM patient_joined "
                                   "AS a JOIN patient_joined AS b USING (file) WHERE a.member = patient_id AND "
                                   "b.member = ?3) LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, number);
  ek_statement_bind_text (statement, 2, system);
  ek_statement_bind_text (statement, 3, patient_id);
  return ek_statement_step (statement, taken, error);
}

static gboolean
write_number (EkStore *self, const char *system, const char *number, const char *patient_id, gboolean shared,
              GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (self->database,
                                   "INSERT INTO patient_identifier (system, value, patient_id, shared) "
                                   "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET shared = min (shared, ?4)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, system);
  ek_statement_bind_text (statement, 2, number);
  ek_statement_bind_text (statement, 3, patient_id);
  ek_statement_bind_int (statement, 4, shared);
  return ek_statement_run (statement, error);
}

static gboolean
is_shared (JsonArray *array, guint index)
{
  JsonObject *object = ek_json_element_object (array, index);

  return object != NULL && ek_json_peek_boolean (object, "shared", FALSE);
}

static gboolean
index_number (EkStore *self, JsonArray *array, guint index, const char *patient_id,
              GHashTable *before, /* NULL: nothing is refused */
              GError **error)
{
  g_autofree char *number = NULL;
  g_autofree char *key = NULL;
  gboolean shared = is_shared (array, index), taken = FALSE;
  const char *system;

  if (!ek_person_identifier_at (array, index, &system, &number))
    return TRUE;
  key = g_strconcat (number, "\n", system, NULL);
  if (before != NULL && !shared && !g_hash_table_contains (before, key) &&
      !is_taken (self, system, number, patient_id, &taken, error))
    return FALSE;
  if (taken)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_EXISTS,
                           _ ("Another patient already has one of these identifiers. Nothing was saved: look for that "
                              "patient first, or correct the number."));
      return FALSE;
    }
  return write_number (self, system, number, patient_id, shared, error);
}

static gboolean
index_names (EkStore *self, EkRecord *patient, GError **error)
{
  g_autoptr (GPtrArray) keys = ek_person_keys (self->surnames, patient);

  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (EkStatement) statement = NULL;

      statement = ek_database_prepare (self->database,
                                       "INSERT INTO patient_name (key, patient_id) VALUES (?1, ?2) "
                                       "ON CONFLICT DO NOTHING",
                                       error);
      if (statement == NULL)
        return FALSE;
      ek_statement_bind_text (statement, 1, keys->pdata[i]);
      ek_statement_bind_text (statement, 2, ek_record_get_id (patient));
      if (!ek_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ek_store_index_person (EkStore *self, EkRecord *patient, gboolean enforced, GError **error)
{
  const char *patient_id = ek_record_get_id (patient);
  JsonArray *array = ek_person_identifiers (patient);
  g_autoptr (GHashTable) before = NULL;

  if (enforced && (before = numbers_before (self, patient_id, error)) == NULL)
    return FALSE;
  if (!ek_store_unindex_person (self, patient_id, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!index_number (self, array, i, patient_id, before, error))
      return FALSE;
  return index_names (self, patient, error);
}

gboolean
ek_store_index_everybody (EkStore *self, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database, "SELECT id FROM patient", error);

  if (statement == NULL || !collect (statement, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (EkRecord) patient = ek_store_load (self, &ek_patient_type, ids->pdata[i], error);

      if (patient == NULL || !ek_store_index_person (self, patient, FALSE, error))
        return FALSE;
    }
  return TRUE;
}

/* Asking */

/**
 * ek_person_find_number:
 * @store: a store
 * @system: (nullable): who gives the number, as a URI
 * @value: the number as it is written
 * @error: what the database says
 *
 * Returns: (transfer full) (element-type utf8): the ids of everybody who carries it, who it belongs to first; %NULL
 *   with @error
 */
GPtrArray *
ek_person_find_number (EkStore *store, const char *system, const char *value, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *number = ek_person_fold_number (value);
  g_autoptr (EkStatement) statement = NULL;

  g_return_val_if_fail (EK_IS_STORE (store), NULL);

  if (ek_person_number_is_placeholder (number))
    return g_steal_pointer (&ids);
  statement = ek_database_prepare (store->database,
                                   "SELECT patient_id FROM patient_identifier WHERE value = ?1 AND system = ?2 "
                                   "ORDER BY shared, patient_id",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, number);
  ek_statement_bind_text (statement, 2, system != NULL ? system : "");
  return collect (statement, ids, error) ? g_steal_pointer (&ids) : NULL;
}

/**
 * ek_store_find_identifier:
 * @self: a store
 * @system: (nullable): who gives the number, as a URI
 * @value: the number, as ek_person_fold_number() compares it
 * @error: what the database says
 *
 * Returns: (transfer full) (nullable): the id of the patient it belongs to; %NULL without error when it is nobody's
 */
char *
ek_store_find_identifier (EkStore *self, const char *system, const char *value, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (value != NULL, NULL);

  ids = ek_person_find_number (self, system, value, error);
  return ids != NULL && ids->len > 0 ? g_strdup (ids->pdata[0]) : NULL;
}

/* Everybody with one of the numbers, and everybody called alike whose birth date is not another one. */
static gboolean
add_by_number (EkStore *self, JsonArray *array, guint index, GPtrArray *ids, GError **error)
{
  g_autofree char *number = NULL;
  g_autoptr (EkStatement) statement = NULL;
  const char *system;

  if (!ek_person_identifier_at (array, index, &system, &number))
    return TRUE;
  statement = ek_database_prepare (self->database,
                                   "SELECT DISTINCT patient_id FROM patient_identifier WHERE value = ?1 LIMIT ?2",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, number);
  ek_statement_bind_int (statement, 2, ALIKE_MAX);
  return collect (statement, ids, error);
}

static gboolean
add_by_name (EkStore *self, const char *key, const char *birth_date, GPtrArray *ids, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (self->database,
                                   "SELECT id FROM patient_name JOIN patient ON id = patient_name.patient_id "
                                   "WHERE key = ?1 AND (?2 IS NULL OR birth_date IS NULL OR "
                                   "substr (birth_date, 1, length (?2)) = ?2 OR "
                                   "substr (?2, 1, length (birth_date)) = birth_date) LIMIT ?3",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, key);
  ek_statement_bind_text (statement, 2, birth_date);
  ek_statement_bind_int (statement, 3, ALIKE_MAX);
  return collect (statement, ids, error);
}

static gboolean
gather (EkStore *self, EkRecord *patient, GPtrArray *ids, GError **error)
{
  g_autoptr (GPtrArray) keys = ek_person_keys (self->surnames, patient);
  JsonArray *array = ek_person_identifiers (patient);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!add_by_number (self, array, i, ids, error))
      return FALSE;
  for (guint i = 0; i < keys->len; i++)
    if (!add_by_name (self, keys->pdata[i], ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE), ids, error))
      return FALSE;
  return TRUE;
}

/* Whoever was joined with somebody has that one's file. */
static gboolean
as_files (EkStore *self, GPtrArray *ids, GError **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      char *file = ek_store_file_of (self, ids->pdata[i], error);

      if (file == NULL)
        return FALSE;
      g_free (ids->pdata[i]);
      ids->pdata[i] = file;
    }
  return TRUE;
}

/**
 * ek_person_alike_free:
 * @alike: (nullable): one of those of ek_person_find_alike()
 */
void
ek_person_alike_free (EkPersonAlike *alike)
{
  if (alike == NULL)
    return;
  g_free (alike->patient_id);
  g_free (alike->name);
  g_free (alike->sex);
  g_free (alike->birth_date);
  g_free (alike->number);
  g_free (alike);
}

static EkPersonAlike *
alike_new (EkRecord *patient, const EkLikeness *likeness)
{
  EkPersonAlike *alike = g_new0 (EkPersonAlike, 1);

  alike->patient_id = g_strdup (ek_record_get_id (patient));
  alike->name = g_strdup (ek_record_get_text (patient, EK_PATIENT_NAME));
  alike->sex = g_strdup (ek_record_get_text (patient, EK_PATIENT_SEX));
  alike->birth_date = g_strdup (ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE));
  alike->number = g_strdup (ek_person_number (patient));
  alike->likeness = *likeness;
  return alike;
}

/**
 * ek_person_find_alike:
 * @store: a store
 * @patient: a patient who is about to be added or changed
 * @error: what the database says
 *
 * Returns: (transfer full) (element-type EkPersonAlike): everybody else here who is likely the same person (see
 *   ek_person_is_likely()), at most 20; empty when there is nobody; %NULL with @error
 */
GPtrArray *
ek_person_find_alike (EkStore *store, EkRecord *patient, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_person_alike_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *file = NULL;

  g_return_val_if_fail (EK_IS_STORE (store), NULL);

  file = ek_store_file_of (store, ek_record_get_id (patient), error);
  if (file == NULL || !gather (store, patient, ids, error) || !as_files (store, ids, error))
    return NULL;
  g_hash_table_add (seen, (gpointer) ek_record_get_id (patient));
  g_hash_table_add (seen, file);
  for (guint i = 0; i < ids->len && found->len < ALIKE_MAX; i++)
    {
      g_autoptr (EkRecord) known = NULL;
      EkLikeness likeness;
      gboolean settled = FALSE;

      if (!g_hash_table_add (seen, ids->pdata[i]))
        continue;
      /* a person has said that they are two */
      if (!ek_join_is_settled (store, file, ids->pdata[i], &settled, error))
        return NULL;
      if (settled)
        continue;
      known = ek_store_load (store, &ek_patient_type, ids->pdata[i], error);
      if (known == NULL)
        return NULL;
      ek_person_compare (store, known, patient, &likeness);
      if (ek_person_is_likely (&likeness))
        g_ptr_array_add (found, alike_new (known, &likeness));
    }
  return g_steal_pointer (&found);
}

static JsonObject *
copy_identifier (JsonObject *one, gboolean shared)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init (&iter, one);
  while (json_object_iter_next (&iter, &name, &member))
    if (strcmp (name, "shared") != 0)
      json_object_set_member (copy, name, json_node_copy (member));
  if (shared)
    json_object_set_boolean_member (copy, "shared", TRUE);
  return copy;
}

/**
 * ek_person_share_numbers:
 * @store: a store
 * @patient: a patient who is about to be saved
 * @error: what the database says
 *
 * Marks the numbers that belong to another patient as shared, so that this one can be saved beside that one, and takes
 * the mark from those that do not. For when it was decided that they are two.
 *
 * Returns: %FALSE with @error
 */
gboolean
ek_person_share_numbers (EkStore *store, EkRecord *patient, GError **error)
{
  JsonArray *array = ek_person_identifiers (patient);
  g_autoptr (JsonArray) marked = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  gboolean changed = FALSE;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);
      g_autofree char *number = NULL;
      gboolean taken = FALSE;
      const char *system;

      if (one == NULL)
        continue;
      if (ek_person_identifier_at (array, i, &system, &number) &&
          !is_taken (store, system, number, ek_record_get_id (patient), &taken, error))
        return FALSE;
      changed = changed || taken != is_shared (array, i);
      json_array_add_object_element (marked, copy_identifier (one, taken));
    }
  json_node_set_array (node, marked);
  if (changed)
    ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, node);
  return TRUE;
}

/**
 * ek_person_alike_detail:
 * @patient: the other patient
 * @likeness: what both have in common
 *
 * The detail of a notice of the kind "possible-duplicate"; its source is the id of the other patient. Members: "name",
 * "birth_date" and "number" of the other patient, the last two only where known; "because", an array of "number",
 * "name" (written the same), "reading" (sounds the same), "birth-date".
 *
 * Returns: (transfer full): an object
 */
JsonNode *
ek_person_alike_detail (EkRecord *patient, const EkLikeness *likeness)
{
  JsonObject *detail = json_object_new ();
  JsonArray *because = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  const char *birth_date = ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE);
  const char *number = ek_person_number (patient);

  json_object_set_string_member (detail, "name", ek_record_get_text (patient, EK_PATIENT_NAME));
  if (birth_date != NULL)
    json_object_set_string_member (detail, "birth_date", birth_date);
  if (number != NULL)
    json_object_set_string_member (detail, "number", number);
  if (likeness->number_likely)
    json_array_add_string_element (because, "number");
  if (likeness->name == EK_NAME_SAME)
    json_array_add_string_element (because, "name");
  else if (likeness->name >= EK_NAME_SOUND)
    json_array_add_string_element (because, "reading");
  if (likeness->birth >= EK_BIRTH_COMPATIBLE)
    json_array_add_string_element (because, "birth-date");
  json_object_set_array_member (detail, "because", because);
  json_node_take_object (node, detail);
  return node;
}
