/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joining two files in one transaction: the details a person chose, what was done and by whom, where both lead from
 * now on, the audit of both. The records themselves are not touched, but for scores that depend on sex and age. */

#include "ek-join-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-id.h"
#include "ek-json.h"
#include "ek-notice.h"

#define JOIN_COLUMNS                                                                                             \
  "SELECT id, former, survivor, reason, user_id, user_name, at_ms, offset_minutes, parted_reason, parted_name, " \
  "parted_ms, before_revision, after_revision FROM patient_join "

/**
 * ek_join_free:
 * @join: (nullable): an #EkJoin
 */
void
ek_join_free (EkJoin *join)
{
  if (join == NULL)
    return;
  g_free (join->id);
  g_free (join->former);
  g_free (join->survivor);
  g_free (join->reason);
  g_free (join->user_id);
  g_free (join->user_name);
  g_free (join->parted_reason);
  g_free (join->parted_name);
  g_free (join);
}

static EkJoin *
read_join (EkStatement *statement)
{
  EkJoin *join = g_new0 (EkJoin, 1);

  join->id = g_strdup (ek_statement_text (statement, 0));
  join->former = g_strdup (ek_statement_text (statement, 1));
  join->survivor = g_strdup (ek_statement_text (statement, 2));
  join->reason = g_strdup (ek_statement_text (statement, 3));
  join->user_id = g_strdup (ek_statement_text (statement, 4));
  join->user_name = g_strdup (ek_statement_text (statement, 5));
  join->at_ms = ek_statement_int (statement, 6);
  join->offset_minutes = (int) ek_statement_int (statement, 7);
  join->parted_reason = g_strdup (ek_statement_text (statement, 8));
  join->parted_name = g_strdup (ek_statement_text (statement, 9));
  join->parted_ms = ek_statement_is_null (statement, 10) ? EK_INSTANT_NONE : ek_statement_int (statement, 10);
  join->before = ek_statement_int (statement, 11);
  join->after = ek_statement_int (statement, 12);

  return join;
}

/**
 * ek_join_list:
 * @store: the record
 * @patient_id: (nullable): only those of the file of this patient; %NULL for all
 * @holding: only those that hold; else those that were parted again as well
 * @error: what the database says
 *
 * Returns: (transfer full) (element-type EkJoin): the latest first, or %NULL
 */
GPtrArray *
ek_join_list (EkStore *store, const char *patient_id, gboolean holding, GError **error)
{
  g_autoptr (GPtrArray) joins = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_join_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (EK_IS_STORE (store), NULL);

  statement = ek_database_prepare (store->database,
                                   JOIN_COLUMNS "WHERE (?1 IS NULL OR former IN " EK_FILE_MEMBERS
                                                " OR survivor IN " EK_FILE_MEMBERS
                                                ") AND (?2 = 0 OR parted_ms IS NULL) "
                                                "ORDER BY rowid DESC",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, patient_id);
  ek_statement_bind_int (statement, 2, holding);
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&joins);
      g_ptr_array_add (joins, read_join (statement));
    }
}

EkJoin *
ek_join_load (EkStore *store, const char *id, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (store->database, JOIN_COLUMNS "WHERE id = ?", error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, id);
  if (!ek_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("No files were joined under this id."));
      return NULL;
    }

  return read_join (statement);
}

char *
ek_join_words (const char *reason, GError **error)
{
  g_autofree char *words = reason != NULL ? g_strstrip (g_strdup (reason)) : NULL;

  if (words != NULL && *words != '\0')
    return g_steal_pointer (&words);
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                       _ (
                         "Write why: whoever reads these files later must be able to follow it. Nothing was changed."));
  return NULL;
}

/* Whose file a thing belongs in is decided by those who treat the patient, whatever their profession; an administrator
 * reads no files and so cannot tell. */
gboolean
ek_join_check_role (EkStore *store, GError **error)
{
  g_autoptr (EkRecord) any = NULL;

  if (!ek_store_check_user (store, error))
    return FALSE;
  any = ek_record_new (&ek_patient_type, NULL);
  return ek_permission_check_save (store, any, NULL, error);
}

gboolean
ek_join_audit (EkStore *store, const char *patient_id, const char *what, const char *other_id, const char *reason,
               GError **error)
{
  g_autofree char *detail = g_strdup_printf ("%s %s: %s", what, other_id, reason);

  return ek_store_audit (store, EK_AUDIT_CHANGE, &ek_patient_type, patient_id, patient_id, detail, error);
}

/* Whether a notice asks about @other, by whichever patient of that file it names. */
static gboolean
asks_about (EkStore *store, EkRecord *notice, const char *other)
{
  const char *kind = ek_record_get_text (notice, EK_NOTICE_KIND);
  const char *source = ek_record_get_text (notice, EK_NOTICE_SOURCE);
  g_autofree char *file = NULL;

  if (source == NULL || (g_strcmp0 (kind, "possible-duplicate") != 0 && g_strcmp0 (kind, "linked") != 0))
    return FALSE;
  file = ek_store_file_of (store, source, NULL);
  return g_strcmp0 (file, other) == 0;
}

static gboolean
close_on (EkStore *store, const char *patient_id, const char *other, const char *action, GError **error)
{
  g_autoptr (GPtrArray) open = ek_notice_list_open (store, patient_id, error);

  for (guint i = 0; open != NULL && i < open->len; i++)
    if (asks_about (store, open->pdata[i], other) && !ek_notice_close (store, open->pdata[i], action, error))
      return FALSE;

  return open != NULL;
}

/* What asked whether the two are one person is answered, on whichever of the two it was asked. */
gboolean
ek_join_close_notices (EkStore *store, const char *one, const char *other, const char *action, GError **error)
{
  return close_on (store, one, other, action, error) && close_on (store, other, one, action, error);
}

static gboolean
still_as_read (EkStore *store, EkRecord *patient, GError **error)
{
  g_autofree char *file = ek_store_file_of (store, ek_record_get_id (patient), error);
  g_autoptr (EkRecord) now = NULL;

  if (file == NULL)
    return FALSE;
  if (strcmp (file, ek_record_get_id (patient)) != 0)
    return ek_store_conflict (error);
  now = ek_store_load_as_read (store, &ek_patient_type, file, ek_record_get_revision (patient), error);

  return now != NULL;
}

/* The details that were chosen from the other file, as an ordinary new revision of the patient. */
static gboolean
take_fields (EkStore *store, EkJoinLook *look, EkRecord **after, GError **error)
{
  g_autoptr (EkRecord) patient = ek_record_copy (look->kept);

  for (guint i = 0; i < look->fields->len; i++)
    {
      const EkJoinField *one = &g_array_index (look->fields, EkJoinField, i);

      if (one->take_other)
        ek_record_copy_field (patient, look->other, one->field);
    }
  if (!ek_store_save (store, patient, error))
    return FALSE;
  *after = g_steal_pointer (&patient);

  return TRUE;
}

/* Which revision every risk of the two was at: what was concluded later was concluded of both. */
static gboolean
mark_risks (EkStore *store, EkRecord *patient, JsonObject *revisions, GError **error)
{
  g_autoptr (GPtrArray) risks = ek_store_list (store, &ek_risk_type, ek_record_get_id (patient), error);

  for (guint i = 0; risks != NULL && i < risks->len; i++)
    json_object_set_int_member (revisions, ek_record_get_id (risks->pdata[i]),
                                ek_record_get_revision (risks->pdata[i]));

  return risks != NULL;
}

/* How far the table of each type had been written: what lies beyond was written since. */
static char *
marks_now (EkStore *store, EkJoinLook *look, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *marks = json_object_new ();

  json_node_take_object (node, marks);
  json_object_set_object_member (marks, EK_JOIN_REVISIONS, json_object_new ());
  if (!mark_risks (store, look->kept, json_object_get_object_member (marks, EK_JOIN_REVISIONS), error) ||
      !mark_risks (store, look->other, json_object_get_object_member (marks, EK_JOIN_REVISIONS), error))
    return NULL;
  for (guint t = 0; types[t] != NULL; t++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT ifnull (max (rowid), 0) FROM \"%s\"", types[t]->name);
      g_autoptr (EkStatement) statement = ek_database_prepare (store->database, sql, error);
      gboolean has_row;

      if (statement == NULL || !ek_statement_step (statement, &has_row, error))
        return NULL;
      json_object_set_int_member (marks, types[t]->name, ek_statement_int (statement, 0));
    }

  return ek_json_canonical (node);
}

static gboolean
write_join (EkStore *store, EkJoinLook *look, EkRecord *after, const char *id, const char *reason, GError **error)
{
  g_autofree char *marks = marks_now (store, look, error);
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (GString) differed = g_string_new (NULL);
  int offset;
  gint64 now = ek_store_now (store, &offset);

  if (marks == NULL)
    return FALSE;
  for (guint i = 0; i < look->contradictions->len; i++)
    g_string_append_printf (differed, "%s%s", i > 0 ? " " : "", (const char *) look->contradictions->pdata[i]);
  statement = ek_database_prepare (store->database,
                                   "INSERT INTO patient_join (id, former, survivor, reason, before_revision, "
                                   "after_revision, marks, differed, user_id, user_name, at_ms, offset_minutes) "
                                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, id);
  ek_statement_bind_text (statement, 2, ek_record_get_id (look->other));
  ek_statement_bind_text (statement, 3, ek_record_get_id (look->kept));
  ek_statement_bind_text (statement, 4, reason);
  ek_statement_bind_int (statement, 5, ek_record_get_revision (look->kept));
  ek_statement_bind_int (statement, 6, ek_record_get_revision (after));
  ek_statement_bind_text (statement, 7, marks);
  ek_statement_bind_text (statement, 8, differed->str);
  ek_statement_bind_text (statement, 9, ek_user_get_id (store->user));
  ek_statement_bind_text (statement, 10, ek_user_get_name (store->user));
  ek_statement_bind_int (statement, 11, now);
  ek_statement_bind_int (statement, 12, offset);

  return ek_statement_run (statement, error);
}

static gboolean
forget_distinct (EkStore *store, const char *one, const char *other, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (store->database,
                                   "DELETE FROM patient_distinct WHERE one = min (?1, ?2) AND other = max (?1, ?2)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, one);
  ek_statement_bind_text (statement, 2, other);

  return ek_statement_run (statement, error);
}

/* The forms filed under @whose are counted for the sex and age of another patient than before: from joining on for
 * those of the joined file, from parting on for their own again. */
gboolean
ek_join_rescore (EkStore *store, EkRecord *whose, EkRecord *was, EkRecord *is, GError **error)
{
  static const int particulars[] = { EK_PATIENT_SEX, EK_PATIENT_BIRTH_DATE };
  g_autoptr (EkRecord) former = ek_record_copy (whose);
  g_autoptr (EkRecord) now = ek_record_copy (whose);
  gboolean same = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (particulars); i++)
    {
      ek_record_copy_field (former, was, particulars[i]);
      ek_record_copy_field (now, is, particulars[i]);
      same = same && ek_record_equal_field (former, now, particulars[i]);
    }
  return same || store->particulars == NULL || store->particulars (store, former, now, store->particulars_data, error);
}

static gboolean
join_inside (EkStore *store, EkJoinLook *look, const char *id, const char *reason, GError **error)
{
  const char *kept = ek_record_get_id (look->kept);
  const char *other = ek_record_get_id (look->other);
  g_autofree char *action = g_strdup_printf (_ ("Joined: %s"), reason);
  g_autoptr (EkRecord) after = NULL;

  if (!still_as_read (store, look->kept, error) || !still_as_read (store, look->other, error))
    return FALSE;
  if (!ek_join_close_notices (store, kept, other, action, error) || !take_fields (store, look, &after, error) ||
      !ek_join_rescore (store, look->other, look->other, after, error) ||
      !write_join (store, look, after, id, reason, error) || !forget_distinct (store, kept, other, error) ||
      !ek_store_remake_files (store, error) || !ek_store_hide_summary (store, other, error) ||
      !ek_join_audit (store, kept, "joined with the file", other, reason, error) ||
      !ek_join_audit (store, other, "joined to the file", kept, reason, error))
    return FALSE;
  ek_store_set_stale (store, kept, EK_STALE_ALL);
  ek_store_add_change (store, look->kept);
  ek_store_add_change (store, look->other);

  return TRUE;
}

/**
 * ek_join_files:
 * @store: the record
 * @look: what ek_join_look() put side by side, with the choices of whoever decides
 * @reason: why they are one person's
 * @confirmed: that he or she was shown the contradictions of @look and said that it is one person all the same
 * @error: %EK_ERROR_INCOMPLETE without a reason, %EK_ERROR_INVALID when something contradicts and was not confirmed,
 *   %EK_ERROR_CONFLICT when the details of one of the two were changed, or one was joined, since they were read,
 *   %EK_ERROR_PERMISSION, %EK_ERROR_LOCKED, and what the database says; nothing was changed then
 *
 * Joins the two under the name of who is in, which every clinical role may. From then on both lead to one file; every
 * record of both is in it, with its history, its signatures and what it is known as elsewhere. ek_part_files() takes it
 * back.
 *
 * Returns: (transfer full): the id of the joining, or %NULL
 */
char *
ek_join_files (EkStore *store, EkJoinLook *look, const char *reason, gboolean confirmed, GError **error)
{
  g_autofree char *words = NULL;
  g_autofree char *id = ek_id_new ();

  g_return_val_if_fail (EK_IS_STORE (store) && look != NULL, NULL);

  if (!ek_join_check_role (store, error) || (words = ek_join_words (reason, error)) == NULL)
    return NULL;
  if (look->contradictions->len > 0 && !confirmed)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           _ ("What is known of these two contradicts that they are one person. Nothing was joined: "
                              "compare name, date of birth, sex and numbers, and confirm that it is one person."));
      return NULL;
    }
  if (!ek_store_begin (store, error))
    return NULL;
  if (!join_inside (store, look, id, words, error))
    {
      ek_store_rollback (store);
      return NULL;
    }

  return ek_store_commit (store, error) ? g_steal_pointer (&id) : NULL;
}

gboolean
ek_join_write_distinct (EkStore *store, const char *one, const char *other, const char *reason, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (store->database,
                                   "INSERT INTO patient_distinct (one, other, reason, user_id, user_name, at_ms) "
                                   "VALUES (min (?1, ?2), max (?1, ?2), ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, one);
  ek_statement_bind_text (statement, 2, other);
  ek_statement_bind_text (statement, 3, reason);
  ek_statement_bind_text (statement, 4, ek_user_get_id (store->user));
  ek_statement_bind_text (statement, 5, ek_user_get_name (store->user));
  ek_statement_bind_int (statement, 6, ek_clock_now (store->clock));

  return ek_statement_run (statement, error);
}

static gboolean
set_distinct_inside (EkStore *store, const char *one, const char *other, const char *reason, GError **error)
{
  g_autofree char *action = g_strdup_printf (_ ("Not the same person: %s"), reason);
  g_autofree char *file = ek_store_file_of (store, one, error);
  g_autofree char *other_file = file != NULL ? ek_store_file_of (store, other, error) : NULL;

  if (other_file == NULL)
    return FALSE;
  if (strcmp (file, other_file) == 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_EXISTS,
                           _ ("These are one file already. Part them if they are two persons."));
      return FALSE;
    }

  return ek_join_write_distinct (store, one, other, reason, error) &&
    ek_join_close_notices (store, file, other_file, action, error) &&
    ek_join_audit (store, one, "not the same person as", other, reason, error) &&
    ek_join_audit (store, other, "not the same person as", one, reason, error);
}

/**
 * ek_join_set_distinct:
 * @store: the record
 * @one: a patient
 * @other: another one
 * @reason: why they are two
 * @error: %EK_ERROR_INCOMPLETE without a reason, %EK_ERROR_EXISTS when their files are joined, %EK_ERROR_PERMISSION,
 *   %EK_ERROR_LOCKED, and what the database says
 *
 * Says that two who look alike are two persons: what asked is closed, and nobody is asked again.
 *
 * Returns: whether it is kept
 */
gboolean
ek_join_set_distinct (EkStore *store, const char *one, const char *other, const char *reason, GError **error)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (EK_IS_STORE (store) && one != NULL && other != NULL, FALSE);

  if (!ek_join_check_role (store, error) || (words = ek_join_words (reason, error)) == NULL ||
      !ek_store_begin (store, error))
    return FALSE;
  if (!set_distinct_inside (store, one, other, words, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }

  return ek_store_commit (store, error);
}
