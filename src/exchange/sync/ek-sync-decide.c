/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person decides about a record that could not go: ours, theirs, or try again. And the state of each in
 * words. */

#include "ek-sync-private.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-fhir.h"

/**
 * ek_sync_conflict_free:
 * @conflict: (transfer full): one of those of ek_sync_list_conflicts()
 */
void
ek_sync_conflict_free (EkSyncConflict *conflict)
{
  g_free (conflict->record_id);
  g_free (conflict->record_type);
  g_free (conflict->patient_id);
  g_free (conflict->server);
  g_free (conflict->problem);
  g_clear_pointer (&conflict->ours, json_node_unref);
  g_clear_pointer (&conflict->theirs, json_node_unref);
  g_free (conflict);
}

/* The resource of that part in a frozen body. */
static JsonNode *
part_of_body (const char *body, const char *record_id, const char *part)
{
  g_autoptr (JsonNode) node = body != NULL ? ek_json_parse (body, -1, &EK_JSON_DEFAULT, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);
      const char *id = one != NULL ? ek_json_peek_string (one, "id") : NULL;
      g_autofree char *name = one != NULL ? g_strdup_printf ("%s/%s", ek_fhir_type (one), id) : NULL;

      if (one != NULL && (part[0] == '\0' ? g_strcmp0 (id, record_id) == 0 : g_strcmp0 (name, part) == 0))
        return ek_fhir_deep_copy (one);
    }
  return NULL;
}

static EkSyncConflict *
read_conflict (EkStatement *statement)
{
  EkSyncConflict *conflict = g_new0 (EkSyncConflict, 1);
  const char *theirs = ek_statement_text (statement, 6);

  conflict->record_id = g_strdup (ek_statement_text (statement, 0));
  conflict->record_type = g_strdup (ek_statement_text (statement, 1));
  conflict->patient_id = g_strdup (ek_statement_text (statement, 2));
  conflict->problem = g_strdup (ek_statement_text (statement, 3));
  conflict->ours = part_of_body (ek_statement_text (statement, 4), conflict->record_id,
                                 ek_statement_text (statement, 5));
  conflict->theirs = theirs != NULL ? ek_json_parse (theirs, -1, &EK_JSON_DEFAULT, NULL) : NULL;
  conflict->found_ms = ek_statement_int (statement, 7);
  conflict->server = g_strdup (ek_statement_text (statement, 8));
  return conflict;
}

/**
 * ek_sync_list_conflicts:
 * @store: a store
 * @error: return location
 *
 * Returns: (transfer full) (element-type EkSyncConflict) (nullable): what a person has to decide, both sides beside
 *   each other; %NULL with what the database says
 */
GPtrArray *
ek_sync_list_conflicts (EkStore *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_sync_conflict_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  if (!ek_exchange_prepare (store, error))
    return NULL;
  statement = ek_database_prepare (ek_store_get_database (store),
                                   "SELECT outbox.record_id, record_type, coalesce ((SELECT file FROM patient_joined "
                                   "WHERE member = patient_id), patient_id), problem, body, part, theirs, "
                                   "found_ms, exchange_conflict.server "
                                   "FROM outbox JOIN exchange_conflict USING (record_id) WHERE state = 'conflict' "
                                   "ORDER BY sequence",
                                   error);
  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_conflict (statement));
    }
}

static gboolean
run_for (EkStore *store, const char *sql, const char *record_id, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (ek_store_get_database (store), sql, error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, record_id);
  return ek_statement_run (statement, error);
}

static gboolean
end (EkStore *store, gboolean ok, GError **error)
{
  if (ok)
    return ek_store_commit (store, error);
  ek_store_rollback (store);
  return FALSE;
}

static gboolean
audit_decision (EkStore *store, const char *record_id, const char *what, GError **error)
{
  return ek_store_audit (store, EK_AUDIT_CHANGE, NULL, record_id, NULL, what, error);
}

/**
 * ek_sync_keep_ours:
 * @store: a store
 * @record_id: a record in conflict
 * @error: return location
 *
 * Ours is sent on top of what the person has seen of theirs: if it changed again meanwhile there is a new conflict.
 * What was deleted at the hospital is made there again. Audited.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_sync_keep_ours (EkStore *store, const char *record_id, GError **error)
{
  static const char seen[] =
    "UPDATE sync_map SET version = (SELECT version FROM exchange_conflict AS c WHERE c.record_id = sync_map.record_id "
    "AND "
    "c.part = sync_map.part AND c.server = sync_map.server) WHERE record_id = ?1 AND EXISTS (SELECT 1 FROM "
    "exchange_conflict AS c "
    "WHERE c.record_id = sync_map.record_id AND c.part = sync_map.part AND c.server = sync_map.server AND c.theirs IS "
    "NOT NULL)";
  static const char base[] =
    "UPDATE exchange_theirs SET theirs = (SELECT c.theirs FROM exchange_conflict AS c WHERE c.record_id = "
    "exchange_theirs.record_id "
    "AND c.part = exchange_theirs.part) WHERE record_id = ?1 AND EXISTS (SELECT 1 FROM exchange_conflict AS c WHERE "
    "c.record_id = exchange_theirs.record_id AND c.part = exchange_theirs.part AND c.theirs IS NOT NULL)";
  /* never confirmed before (the answer was lost, then it was changed there): what they have becomes what we know */
  static const char adopt[] =
    "INSERT INTO sync_map (record_id, server, part, record_type, patient_id, server_id, version, hash, base, "
    "revision, confirmed_ms) "
    "SELECT c.record_id, c.server, c.part, o.record_type, o.patient_id, NULL, c.version, '', c.theirs, 0, c.found_ms "
    "FROM exchange_conflict AS c JOIN outbox AS o ON o.record_id = c.record_id AND o.state = 'conflict' "
    "WHERE c.record_id = ?1 AND c.theirs IS NOT NULL ON CONFLICT DO NOTHING";
  static const char forget[] =
    "DELETE FROM sync_map WHERE record_id = ?1 AND EXISTS (SELECT 1 FROM exchange_conflict AS c WHERE c.record_id = "
    "sync_map.record_id AND c.part = sync_map.part AND c.theirs IS NULL)";

  if (!ek_exchange_prepare (store, error) || !ek_store_begin (store, error))
    return FALSE;
  return end (store,
              run_for (store, adopt, record_id, error) && run_for (store, seen, record_id, error) &&
                run_for (store, base, record_id, error) && run_for (store, forget, record_id, error) &&
                run_for (store, "DELETE FROM exchange_conflict WHERE record_id = ?1", record_id, error) &&
                run_for (store,
                         "UPDATE outbox SET state = 'waiting', next_ms = NULL, problem = NULL WHERE record_id = "
                         "?1 AND "
                         "state = 'conflict'",
                         record_id, error) &&
                audit_decision (store, record_id, "conflict with the server: ours kept", error),
              error);
}

static gboolean
refuse_person (GError **error)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_CONFLICT,
                       _ (
                         "What the hospital has under this number is about another person. It was not taken over. Keep "
                         "yours, and tell the hospital."));
  return FALSE;
}

static gboolean
take_conflicts (EkStore *store, EkCatalogue *catalogue, const char *record_id, GError **error)
{
  EkClock *clock = ek_store_get_clock (store);
  EkFhirContext context = { .catalogue = catalogue,
                            .store = store,
                            .vault = ek_store_get_vault (store),
                            .local_offset = ek_clock_offset (clock, ek_clock_now (clock)) };
  g_autoptr (GPtrArray) conflicts = ek_sync_list_conflicts (store, error);

  if (conflicts == NULL)
    return FALSE;
  for (guint i = 0; i < conflicts->len; i++)
    {
      EkSyncConflict *one = conflicts->pdata[i];

      if (g_strcmp0 (one->record_id, record_id) != 0 || one->theirs == NULL || !JSON_NODE_HOLDS_OBJECT (one->theirs))
        continue;
      if (!ek_sync_same_person (store, one->server, one->record_type, record_id,
                                one->ours != NULL && JSON_NODE_HOLDS_OBJECT (one->ours)
                                  ? json_node_get_object (one->ours)
                                  : NULL,
                                json_node_get_object (one->theirs)))
        return refuse_person (error);
      if (!ek_sync_take_theirs (store, &context, NULL, one->record_type, record_id, NULL,
                                json_node_get_object (one->theirs), error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_sync_keep_theirs:
 * @store: a store
 * @catalogue: the instruments
 * @record_id: a record in conflict
 * @error: return location
 *
 * What the hospital has stands there. A record that can be read back (a patient, a task, an assessment) takes it over;
 * of the others ours stays in this file as it was signed, and is not sent. Audited.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_sync_keep_theirs (EkStore *store, EkCatalogue *catalogue, const char *record_id, GError **error)
{
  static const char seen[] =
    "UPDATE sync_map SET hash = '', version = (SELECT version FROM exchange_conflict AS c WHERE c.record_id = "
    "sync_map.record_id AND "
    "c.part = sync_map.part) WHERE record_id = ?1 AND EXISTS (SELECT 1 FROM exchange_conflict AS c WHERE "
    "c.record_id = sync_map.record_id AND c.part = sync_map.part)";

  if (!ek_exchange_prepare (store, error) || !ek_store_begin (store, error))
    return FALSE;
  return end (store,
              take_conflicts (store, catalogue, record_id, error) && run_for (store, seen, record_id, error) &&
                run_for (store, "DELETE FROM exchange_conflict WHERE record_id = ?1", record_id, error) &&
                run_for (store, "DELETE FROM outbox WHERE record_id = ?1 AND state = 'conflict'", record_id, error) &&
                audit_decision (store, record_id, "conflict with the server: theirs kept", error),
              error);
}

/**
 * ek_sync_retry:
 * @store: a store
 * @record_id: a record that was refused; nothing happens to one that was not
 * @error: return location
 *
 * Has it sent again as it is now, by the next run; after "open and fix".
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_sync_retry (EkStore *store, const char *record_id, GError **error)
{
  return run_for (store,
                  "UPDATE outbox SET state = 'waiting', body = NULL, attempts = 0, next_ms = NULL, problem = "
                  "NULL "
                  "WHERE record_id = ?1 AND state = 'refused'",
                  record_id, error);
}

static char *
problem_of (EkStore *store, const char *record_id)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = ek_database_prepare (ek_store_get_database (store),
                                   "SELECT problem FROM outbox WHERE record_id = ? AND "
                                   "problem IS NOT "
                                   "NULL ORDER BY sequence LIMIT 1",
                                   NULL);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, record_id);
  return ek_statement_step (statement, &has_row, NULL) && has_row ? g_strdup (ek_statement_text (statement, 0)) : NULL;
}

/**
 * ek_sync_state_words:
 * @store: a store
 * @record_id: a record
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the record's state as a sentence: on this computer, sending, confirmed with
 *   version and time, received, conflict, or refused and why; %NULL with what the database says
 */
char *
ek_sync_state_words (EkStore *store, const char *record_id, GError **error)
{
  g_autofree char *version = NULL;
  gint64 at_ms = EK_INSTANT_NONE;
  g_autofree char *state = ek_store_sync_state (store, record_id, &version, &at_ms, error);
  g_autofree char *problem = NULL;
  g_autofree char *at = NULL;

  if (state == NULL)
    return NULL;
  problem = problem_of (store, record_id);
  if (g_str_equal (state, "confirmed"))
    {
      at = ek_instant_format (at_ms, ek_clock_offset (ek_store_get_clock (store), at_ms));
      return version == NULL ? g_strdup_printf (_ ("Confirmed by the server on %s"), at)
                             : g_strdup_printf (_ ("Confirmed by the server as version %s on %s"), version, at);
    }
  if (g_str_equal (state, "sending"))
    return g_strdup (_ ("Sending: the server has not confirmed it yet"));
  if (g_str_equal (state, "conflict"))
    return g_strdup_printf (_ ("Conflict: %s"), problem != NULL ? problem : _ ("changed here and at the hospital"));
  if (g_str_equal (state, "refused"))
    return g_strdup_printf (_ ("Refused: %s"), problem != NULL ? problem : _ ("the server did not say why"));
  if (g_str_equal (state, "received"))
    return g_strdup (_ ("Received from the hospital"));
  return g_strdup (_ ("On this computer"));
}
