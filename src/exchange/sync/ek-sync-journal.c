/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal lives in system.db, where hospital IT may read it: times, request ids, methods, types, ids and statuses.
 * Ids are random numbers; nothing in it says who a patient is or what was written. */

#include "ek-sync-private.h"

#define KEPT 20000

static const char table[] =
  "CREATE TABLE IF NOT EXISTS sync_journal ("
  "  sequence INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, server TEXT NOT NULL, request_id TEXT NOT "
  "NULL,"
  "  method TEXT NOT NULL, type TEXT, id TEXT, status INTEGER NOT NULL) STRICT;";

static gboolean
write_entry (EkDatabase *database, EkSync *sync, EkJournalEntry *entry, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (database,
                                   "INSERT INTO sync_journal (at_ms, server, request_id, method, type, id, "
                                   "status) "
                                   "VALUES (?, ?, ?, ?, ?, ?, ?)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_int (statement, 1, entry->at_ms);
  ek_statement_bind_text (statement, 2, sync->server->name);
  ek_statement_bind_text (statement, 3, entry->request_id);
  ek_statement_bind_text (statement, 4, entry->method);
  ek_statement_bind_text (statement, 5, entry->type);
  ek_statement_bind_text (statement, 6, entry->id);
  ek_statement_bind_int (statement, 7, entry->status);
  return ek_statement_run (statement, error);
}

static gboolean
write_all (EkDatabase *database, EkSync *sync, GError **error)
{
  GPtrArray *entries = ek_fhir_client_get_journal (sync->client);
  g_autofree char *trim = g_strdup_printf ("DELETE FROM sync_journal WHERE sequence <= (SELECT max (sequence) FROM "
                                           "sync_journal) - %d",
                                           KEPT);

  for (guint i = 0; i < entries->len; i++)
    if (!write_entry (database, sync, entries->pdata[i], error))
      return FALSE;
  return ek_database_exec (database, trim, error);
}

/* Writes what happened in this run; the newest 20,000 are kept. */
gboolean
ek_sync_journal_flush (EkSync *sync, GError **error)
{
  g_autoptr (EkDatabase) database = NULL;
  GPtrArray *entries = ek_fhir_client_get_journal (sync->client);

  if (entries->len == 0)
    return TRUE;
  database = ek_vault_connect_system (ek_store_get_vault (sync->store), error);
  if (database == NULL || !ek_database_exec (database, table, error) || !ek_database_begin (database, error))
    return FALSE;
  if (!write_all (database, sync, error))
    {
      ek_database_rollback (database);
      return FALSE;
    }
  g_ptr_array_set_size (entries, 0);
  return ek_database_commit (database, error);
}

static JsonObject *
read_entry (EkStatement *statement)
{
  static const char *const names[] = { "server", "request_id", "method", "type", "id" };
  JsonObject *object = json_object_new ();
  g_autofree char *at = ek_instant_format (ek_statement_int (statement, 0), 0);

  json_object_set_string_member (object, "at", at);
  for (int i = 0; i < (int) G_N_ELEMENTS (names); i++)
    if (!ek_statement_is_null (statement, i + 1))
      json_object_set_string_member (object, names[i], ek_statement_text (statement, i + 1));
  json_object_set_int_member (object, "status", ek_statement_int (statement, 6));
  return object;
}

/**
 * ek_sync_journal:
 * @vault: an unlocked vault
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the newest interactions, newest first, as a JSON array; status 0: no answer.
 *   %NULL with %EK_ERROR_LOCKED or what the database says
 */
JsonNode *
ek_sync_journal (EkVault *vault, guint limit, GError **error)
{
  g_autoptr (EkDatabase) database = ek_vault_connect_system (vault, error);
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  gboolean has_row;

  if (database == NULL || !ek_database_exec (database, table, error))
    return NULL;
  json_node_take_array (node, json_array_new ());
  statement = ek_database_prepare (database,
                                   "SELECT at_ms, server, request_id, method, type, id, status FROM "
                                   "sync_journal "
                                   "ORDER BY sequence DESC LIMIT ?",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_int (statement, 1, limit);
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&node);
      json_array_add_object_element (json_node_get_array (node), read_entry (statement));
    }
}
