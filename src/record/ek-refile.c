/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-refile.h"

#include "ek-id.h"
#include "ek-store-private.h"

/* What stands in the place of a joining where no person decided: the source of the record did. Each time is one row. */
#define SAID "said:"

static gboolean
run_move (EkStore *store, const char *sql, EkRecord *record, const char *target, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (store->database, sql, error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  ek_statement_bind_text (statement, 2, target);

  return ek_statement_run (statement, error);
}

static gboolean
note_move (EkStore *store, EkRecord *record, const char *target, const char *join_id, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autofree char *once = ek_id_new ();
  g_autofree char *said = g_strconcat (SAID, once, NULL);

  statement = ek_database_prepare (store->database,
                                   "INSERT INTO patient_moved (record_id, record_type, former, patient_id, revision, "
                                   "join_id, user_id, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  ek_statement_bind_text (statement, 2, ek_record_get_record_type (record)->name);
  ek_statement_bind_text (statement, 3, ek_record_get_filed_id (record));
  ek_statement_bind_text (statement, 4, target);
  ek_statement_bind_int (statement, 5, ek_record_get_revision (record));
  ek_statement_bind_text (statement, 6, join_id != NULL ? join_id : said);
  ek_statement_bind_text (statement, 7, ek_user_get_id (store->user));
  ek_statement_bind_int (statement, 8, ek_clock_now (store->clock));

  return ek_statement_run (statement, error);
}

/* What the hospital has of it goes to the other patient there as well. */
static gboolean
queue_move (EkStore *store, EkRecord *record, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean known = FALSE;

  if (!(ek_record_get_record_type (record)->flags & EK_RECORD_SYNCED))
    return TRUE;
  statement = ek_database_prepare (store->database,
                                   "SELECT 1 FROM sync_map WHERE record_id = ?1 "
                                   "UNION ALL SELECT 1 FROM outbox WHERE record_id = ?1 LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  if (!ek_statement_step (statement, &known, error))
    return FALSE;

  return !known || ek_store_queue (store, record, ek_record_get_revision (record), "save", error);
}

static gboolean
set_stale (EkStore *store, const char *patient_id, GError **error)
{
  g_autofree char *file = ek_store_file_of (store, patient_id, error);

  if (file != NULL)
    ek_store_set_stale (store, file, EK_STALE_ALL);
  return file != NULL;
}

/**
 * ek_refile:
 * @store: the record, in a transaction
 * @record: (transfer none): any record but a patient; afterwards it is to be loaded again
 * @patient_id: whose it is from now on
 * @join_id: (nullable): the joining that is taken back, where a person decides; %NULL where the source of the record
 *   says so
 * @error: return location
 *
 * Its revisions stay what they were: this is said of the record, not in it.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_refile (EkStore *store, EkRecord *record, const char *patient_id, const char *join_id, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  g_autofree char *sql = g_strdup_printf ("UPDATE \"%s\" SET patient_id = ?2 WHERE id = ?1", type->name);
  g_autofree char *detail = g_strdup_printf ("from the file %s %s", ek_record_get_filed_id (record),
                                             join_id != NULL ? "on parting" : "as its source says");
  g_autoptr (EkRecord) moved = NULL;

  if (!note_move (store, record, patient_id, join_id, error) || !run_move (store, sql, record, patient_id, error) ||
      !run_move (store, "UPDATE outbox SET patient_id = ?2 WHERE record_id = ?1", record, patient_id, error) ||
      !run_move (store, "UPDATE sync_map SET patient_id = ?2 WHERE record_id = ?1", record, patient_id, error))
    return FALSE;
  moved = ek_store_load (store, type, ek_record_get_id (record), error);
  if (moved == NULL || !queue_move (store, moved, error) ||
      !ek_store_write_audit (store, EK_AUDIT_CHANGE, moved, detail, error) ||
      !set_stale (store, ek_record_get_filed_id (record), error) || !set_stale (store, patient_id, error))
    return FALSE;
  ek_store_add_change (store, moved);

  return TRUE;
}

/**
 * ek_refile_was_decided:
 * @store: the record
 * @record_id: a record
 * @decided: (out): whether a person said whose it is, in parting two files
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_refile_was_decided (EkStore *store, const char *record_id, gboolean *decided, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (store->database,
                                   "SELECT 1 FROM patient_moved WHERE record_id = ? AND join_id NOT LIKE '" SAID "%'",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, record_id);
  return ek_statement_step (statement, decided, error);
}
