/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows behind the sync: outbox and sync_map (record/ describes them in ek-store.h), conflicts and the lease. */

#include "ek-sync-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <signal.h>

#include "ek-error.h"
#include "ek-fhir.h"
#include "ek-join.h"

#define LEASE_MS (2 * EK_MINUTE_MS)

/**
 * ek_sync_row_free:
 * @row: (transfer full): a row of the outbox, as it was read
 */
void
ek_sync_row_free (EkSyncRow *row)
{
  g_free (row->record_id);
  g_free (row->record_type);
  g_free (row->patient_id);
  g_free (row->body);
  g_free (row);
}

static EkSyncRow *
read_row (EkStatement *statement)
{
  EkSyncRow *row = g_new0 (EkSyncRow, 1);

  row->sequence = ek_statement_int (statement, 0);
  row->record_id = g_strdup (ek_statement_text (statement, 1));
  row->record_type = g_strdup (ek_statement_text (statement, 2));
  row->patient_id = g_strdup (ek_statement_text (statement, 3));
  row->revision = ek_statement_int (statement, 4);
  row->is_delete = g_strcmp0 (ek_statement_text (statement, 5), "delete") == 0;
  row->in_doubt = g_strcmp0 (ek_statement_text (statement, 6), "sending") == 0;
  row->body = g_strdup (ek_statement_text (statement, 7));
  row->attempts = (int) ek_statement_int (statement, 8);
  row->next_ms = ek_statement_is_null (statement, 9) ? EK_INSTANT_NONE : ek_statement_int (statement, 9);
  return row;
}

/* What may be sent, in the order it was done. A record that is in conflict or was refused holds back its own later
 * rows, unless what was refused has been changed since: then the newer row takes its place. */
GPtrArray *
ek_sync_rows (EkSync *sync, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_sync_row_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  if (!ek_database_exec (sync->database,
                         "DELETE FROM outbox WHERE state = 'refused' AND EXISTS (SELECT 1 FROM outbox AS newer "
                         "WHERE newer.record_id = outbox.record_id AND newer.sequence > outbox.sequence)",
                         error))
    return NULL;
  statement = ek_database_prepare (sync->database,
                                   "SELECT sequence, record_id, record_type, patient_id, revision, operation, state, "
                                   "body, "
                                   "attempts, next_ms FROM outbox WHERE state IN ('waiting', 'sending') AND NOT EXISTS "
                                   "(SELECT 1 FROM outbox AS earlier WHERE earlier.record_id = outbox.record_id AND "
                                   "earlier.sequence < outbox.sequence AND earlier.state IN ('conflict', 'refused')) "
                                   "ORDER BY sequence",
                                   error);
  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&rows);
      g_ptr_array_add (rows, read_row (statement));
    }
}

static gboolean
run_row (EkSync *sync, const char *sql, EkSyncRow *row, const char *text, const char *other, gint64 number,
         GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (sync->database, sql, error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_int (statement, 1, row->sequence);
  ek_statement_bind_text (statement, 2, text);
  ek_statement_bind_text (statement, 3, other);
  if (number == EK_INSTANT_NONE)
    ek_statement_bind_null (statement, 4);
  else
    ek_statement_bind_int (statement, 4, number);
  if (!ek_statement_run (statement, error))
    return FALSE;
  ek_store_tell (sync->store, row->record_type, row->record_id, row->patient_id);
  return TRUE;
}

/* From here on the row counts as sent: if we are killed now, the next run asks the server before it sends again. */
gboolean
ek_sync_row_freeze (EkSync *sync, EkSyncRow *row, GError **error)
{
  row->attempts++;
  return run_row (sync,
                  "UPDATE outbox SET state = 'sending', body = ?2, attempts = attempts + 1, tried_ms = ?4, "
                  "next_ms = NULL, problem = ?3 WHERE sequence = ?1",
                  row, row->body, NULL, ek_clock_now (sync->clock), error);
}

/* What is to be sent is something else than was frozen: the record went on meanwhile. */
gboolean
ek_sync_row_renew (EkSync *sync, EkSyncRow *row, GError **error)
{
  row->renewed = TRUE;
  return run_row (sync, "UPDATE outbox SET body = ?2, revision = ?4 WHERE sequence = ?1 AND ?3 IS NULL", row, row->body,
                  NULL, row->revision, error);
}

/**
 * ek_sync_row_park:
 * @sync: the run
 * @row: a row of the outbox
 * @state: "waiting", "sending" (it may have been carried out), "conflict" or "refused"
 * @problem: (nullable): why, in words for a person
 * @next_ms: when it may be tried again; %EK_INSTANT_NONE: at the next run
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_sync_row_park (EkSync *sync, EkSyncRow *row, const char *state, const char *problem, gint64 next_ms, GError **error)
{
  return run_row (sync, "UPDATE outbox SET state = ?2, problem = ?3, next_ms = ?4 WHERE sequence = ?1", row, state,
                  problem, next_ms, error);
}

/**
 * ek_sync_row_drop:
 * @sync: the run
 * @row: a row of the outbox, of which nothing is left to do
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_sync_row_drop (EkSync *sync, EkSyncRow *row, GError **error)
{
  return run_row (sync, "DELETE FROM outbox WHERE sequence = ?1 AND ?2 IS NULL AND ?3 IS NULL AND ?4 IS NULL", row,
                  NULL, NULL, EK_INSTANT_NONE, error);
}

/* The record's own acknowledgement is in: the row goes, and the audit says that it was sent. */
gboolean
ek_sync_row_done (EkSync *sync, EkSyncRow *row, GError **error)
{
  const EkRecordType *type = ek_record_type_by_name (row->record_type);

  if (!ek_store_begin (sync->store, error))
    return FALSE;
  if (ek_sync_row_drop (sync, row, error) &&
      ek_store_audit (sync->store, EK_AUDIT_SEND, type, row->record_id, row->patient_id, sync->server->name, error))
    return ek_store_commit (sync->store, error);
  ek_store_rollback (sync->store);
  return FALSE;
}

/* A record that never had a row of its own (it came from a file) but that others refer to. */
gboolean
ek_sync_row_queue (EkSync *sync, EkRecord *record, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (sync->database,
                                   "INSERT INTO outbox (record_id, record_type, patient_id, revision, queued_ms) "
                                   "SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE record_id "
                                   "= ?1)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  ek_statement_bind_text (statement, 2, ek_record_get_record_type (record)->name);
  ek_statement_bind_text (statement, 3, ek_record_get_filed_id (record));
  ek_statement_bind_int (statement, 4, ek_record_get_revision (record));
  ek_statement_bind_int (statement, 5, ek_clock_now (sync->clock));
  return ek_statement_run (statement, error);
}

/**
 * ek_sync_map_clear:
 * @map: what ek_sync_map_load() filled in, or all zeros
 */
void
ek_sync_map_clear (EkSyncMap *map)
{
  g_clear_pointer (&map->server_id, g_free);
  g_clear_pointer (&map->version, g_free);
  g_clear_pointer (&map->hash, g_free);
  g_clear_pointer (&map->base, g_free);
  g_clear_pointer (&map->theirs, g_free);
  map->known = FALSE;
}

/**
 * ek_sync_map_load:
 * @sync: the run
 * @record_id: a record
 * @part: "" for the record itself, else "Type/id"
 * @map: (out caller-allocates): what this server confirmed of it; clear with ek_sync_map_clear(). Not @known when it
 *   confirmed nothing yet, which is no error
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_sync_map_load (EkSync *sync, const char *record_id, const char *part, EkSyncMap *map, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  *map = (EkSyncMap){ FALSE };
  statement = ek_database_prepare (sync->database,
                                   "SELECT server_id, version, hash, base, revision, theirs FROM sync_map LEFT JOIN "
                                   "exchange_theirs USING (record_id, server, part) "
                                   "WHERE record_id = ? AND server = ? AND part = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, record_id);
  ek_statement_bind_text (statement, 2, sync->server->base_url);
  ek_statement_bind_text (statement, 3, part);
  if (!ek_statement_step (statement, &map->known, error))
    return FALSE;
  if (!map->known)
    return TRUE;
  map->server_id = g_strdup (ek_statement_text (statement, 0));
  map->version = g_strdup (ek_statement_text (statement, 1));
  map->hash = g_strdup (ek_statement_text (statement, 2));
  map->base = g_strdup (ek_statement_text (statement, 3));
  map->revision = ek_statement_int (statement, 4);
  map->theirs = g_strdup (ek_statement_text (statement, 5));
  return TRUE;
}

/* As the server keeps it, without what belongs to the server alone. */
static gboolean
save_theirs (EkSync *sync, EkSyncItem *item, JsonObject *theirs, GError **error)
{
  g_autoptr (JsonObject) bare = theirs != NULL ? ek_fhir_kept_there (theirs) : NULL;
  g_autoptr (JsonNode) node = bare != NULL ? ek_fhir_node (bare) : NULL;
  g_autofree char *text = NULL;
  g_autoptr (EkStatement) statement = NULL;

  statement =
    ek_database_prepare (sync->database,
                         theirs != NULL
                           ? "INSERT OR REPLACE INTO exchange_theirs (record_id, server, part, theirs) VALUES "
                             "(?1, ?2, ?3, ?4)"
                           : "DELETE FROM exchange_theirs WHERE record_id = ?1 AND server = ?2 AND part = ?3 "
                             "AND ?4 IS NULL",
                         error);
  if (statement == NULL)
    return FALSE;
  text = node != NULL ? ek_json_exact (node) : NULL;
  ek_statement_bind_text (statement, 1, item->row->record_id);
  ek_statement_bind_text (statement, 2, sync->server->base_url);
  ek_statement_bind_text (statement, 3, item->part);
  ek_statement_bind_text (statement, 4, text);
  return ek_statement_run (statement, error);
}

static gboolean
save_map (EkSync *sync, EkSyncItem *item, const char *version, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autofree char *base = ek_json_canonical (item->plain);

  statement = ek_database_prepare (sync->database,
                                   "INSERT INTO sync_map (record_id, server, part, record_type, patient_id, "
                                   "server_id, version, "
                                   "hash, base, revision, confirmed_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                                   "?10, ?11) "
                                   "ON CONFLICT DO UPDATE SET server_id = ?6, version = ?7, hash = ?8, base = ?9, "
                                   "revision = ?10, "
                                   "confirmed_ms = ?11",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, item->row->record_id);
  ek_statement_bind_text (statement, 2, sync->server->base_url);
  ek_statement_bind_text (statement, 3, item->part);
  ek_statement_bind_text (statement, 4, item->row->record_type);
  ek_statement_bind_text (statement, 5, item->row->patient_id);
  ek_statement_bind_text (statement, 6, g_strcmp0 (item->remote_id, item->id) != 0 ? item->remote_id : NULL);
  ek_statement_bind_text (statement, 7, version);
  ek_statement_bind_text (statement, 8, item->hash);
  ek_statement_bind_text (statement, 9, base);
  ek_statement_bind_int (statement, 10, item->row->revision);
  ek_statement_bind_int (statement, 11, ek_clock_now (sync->clock));
  return ek_statement_run (statement, error);
}

/* The server's acknowledgement of one resource. @theirs: (nullable): the resource as the server shows it. */
gboolean
ek_sync_map_save (EkSync *sync, EkSyncItem *item, const char *version, JsonObject *theirs, GError **error)
{
  if (!ek_store_begin (sync->store, error))
    return FALSE;
  if (save_map (sync, item, version, error) && save_theirs (sync, item, theirs, error))
    return ek_store_commit (sync->store, error);
  ek_store_rollback (sync->store);
  return FALSE;
}

static gboolean
one_text (EkSync *sync, const char *sql, const char *first, const char *second, const char *third, gboolean *found,
          char **text, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (sync->database, sql, error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, first);
  ek_statement_bind_text (statement, 2, second);
  ek_statement_bind_text (statement, 3, third);
  if (!ek_statement_step (statement, found, error))
    return FALSE;
  if (*found)
    *text = g_strdup (ek_statement_text (statement, 0));
  return TRUE;
}

/* What the server calls a resource of ours: as it confirmed it, as it came from there, or not known there (NULL). */
gboolean
ek_sync_remote_id (EkSync *sync, const char *type, const char *id, char **remote_id, GError **error)
{
  g_autofree char *part = g_strdup_printf ("%s/%s", type, id);
  gboolean found = FALSE;

  *remote_id = NULL;
  if (!one_text (sync,
                 "SELECT coalesce (server_id, ?1) FROM sync_map WHERE record_id = ?1 AND server = ?2 AND part = "
                 "?3",
                 id, sync->server->base_url, "", &found, remote_id, error))
    return FALSE;
  if (!found &&
      !one_text (sync, "SELECT coalesce (server_id, ?1) FROM sync_map WHERE part = ?3 AND server = ?2", id,
                 sync->server->base_url, part, &found, remote_id, error))
    return FALSE;
  return found ||
    one_text (sync,
              "SELECT remote_id FROM exchange_identity WHERE record_id = ?1 AND source = ?2 AND "
              "type = ?3 "
              "AND part = 0 AND withdrawn = 0",
              id, sync->server->base_url, type, &found, remote_id, error);
}

/* What the server calls a patient; of a file that was joined it may know only the other one. */
gboolean
ek_sync_patient_remote_id (EkSync *sync, const char *id, char **remote_id, GError **error)
{
  g_autoptr (GPtrArray) others = NULL;

  if (!ek_sync_remote_id (sync, "Patient", id, remote_id, error))
    return FALSE;
  if (*remote_id != NULL)
    return TRUE;
  others = ek_store_other_members (sync->store, id, error);
  for (guint i = 0; others != NULL && *remote_id == NULL && i < others->len; i++)
    if (!ek_sync_remote_id (sync, "Patient", others->pdata[i], remote_id, error))
      return FALSE;
  return others != NULL;
}

/**
 * ek_sync_conflict_save:
 * @sync: the run
 * @item: what was to be sent
 * @version: (nullable): of what the server has
 * @theirs: (nullable): what the server has; %NULL: it was deleted there
 * @error: return location
 *
 * Keeps both sides of a conflict for a person, in place of what an earlier one of the same resource left.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_sync_conflict_save (EkSync *sync, EkSyncItem *item, const char *version, JsonObject *theirs, GError **error)
{
  g_autoptr (JsonNode) node = theirs != NULL ? ek_fhir_node (theirs) : NULL;
  g_autofree char *text = node != NULL ? ek_json_canonical (node) : NULL;
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (sync->database,
                                   "INSERT OR REPLACE INTO exchange_conflict (record_id, part, type, server, version, "
                                   "theirs, "
                                   "found_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, item->row->record_id);
  ek_statement_bind_text (statement, 2, item->part);
  ek_statement_bind_text (statement, 3, item->type);
  ek_statement_bind_text (statement, 4, sync->server->base_url);
  ek_statement_bind_text (statement, 5, version);
  ek_statement_bind_text (statement, 6, text);
  ek_statement_bind_int (statement, 7, ek_clock_now (sync->clock));
  return ek_statement_run (statement, error);
}

/* Whether the lease is held by a process of this computer that is no more. */
static gboolean
holder_is_gone (EkSync *sync)
{
  g_autofree char *holder = NULL;
  g_auto (GStrv) parts = NULL;
  gboolean found = FALSE;
  gint64 pid;

  if (!one_text (sync, "SELECT holder FROM exchange_lease WHERE name = ?1 AND ?2 IS NULL AND ?3 IS NULL", "sync", NULL,
                 NULL, &found, &holder, NULL) ||
      !found)
    return FALSE;
  parts = g_strsplit (holder, " ", 3);
  if (g_strv_length (parts) != 3 || g_strcmp0 (parts[0], g_get_host_name ()) != 0 ||
      !g_ascii_string_to_signed (parts[1], 10, 2, G_MAXINT32, &pid, NULL))
    return FALSE;
  return kill ((pid_t) pid, 0) != 0 && errno == ESRCH;
}

/* Takes or renews the lease; another holder's is only taken over when it ran out or the holder is no more. */
gboolean
ek_sync_lease_take (EkSync *sync, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gint64 now = ek_clock_now (sync->clock);

  statement = ek_database_prepare (sync->database,
                                   "INSERT INTO exchange_lease (name, holder, until_ms) VALUES ('sync', ?1, ?2) ON "
                                   "CONFLICT (name) "
                                   "DO UPDATE SET holder = ?1, until_ms = ?2 WHERE holder = ?1 OR until_ms < ?3 OR "
                                   "until_ms > ?4 OR ?5",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, sync->holder);
  ek_statement_bind_int (statement, 2, now + LEASE_MS);
  ek_statement_bind_int (statement, 3, now);
  ek_statement_bind_int (statement, 4, now + 2 * LEASE_MS); /* a clock that was set back */
  ek_statement_bind_int (statement, 5, holder_is_gone (sync));
  if (!ek_statement_run (statement, error))
    return FALSE;
  if (sqlite3_changes (ek_database_get_handle (sync->database)) > 0)
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_BUSY, _ ("Another window is exchanging with the hospital right now."));
  return FALSE;
}

/**
 * ek_sync_lease_give:
 * @sync: a run that took the lease; another window may sync from now on. A lease that could not be given back runs out
 */
void
ek_sync_lease_give (EkSync *sync)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (sync->database,
                                                           "DELETE FROM exchange_lease WHERE holder = ?", NULL);

  if (statement == NULL)
    return;
  ek_statement_bind_text (statement, 1, sync->holder);
  ek_statement_run (statement, NULL);
}

/* How many records are in which state now, and when the first of the waiting is due. */
gboolean
ek_sync_count (EkStore *store, EkSyncResult *result, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (ek_store_get_database (store),
                                   "SELECT count (DISTINCT CASE WHEN state IN ('waiting', 'sending') THEN record_id "
                                   "END), "
                                   "count (DISTINCT CASE WHEN state = 'conflict' THEN record_id END), "
                                   "count (DISTINCT CASE WHEN state = 'refused' THEN record_id END), "
                                   "min (CASE WHEN state IN ('waiting', 'sending') THEN coalesce (next_ms, "
                                   "(SELECT p.next_ms FROM outbox AS p WHERE p.record_id = outbox.patient_id LIMIT "
                                   "1), 0) END) FROM outbox",
                                   error);
  if (statement == NULL || !ek_statement_step (statement, &has_row, error))
    return FALSE;
  result->waiting = (guint) ek_statement_int (statement, 0);
  result->conflicts = (guint) ek_statement_int (statement, 1);
  result->refused = (guint) ek_statement_int (statement, 2);
  result->next_ms = ek_statement_is_null (statement, 3) ? EK_INSTANT_NONE : ek_statement_int (statement, 3);
  return TRUE;
}
