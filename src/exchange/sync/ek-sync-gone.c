/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the hospital deleted or closed to us. Servers that keep the history of a type list their deletions; on others
 * each record we have from there is asked for, when the caller wants that. A tombstone never takes away work of ours: a
 * record that was changed here, signed, or is ours to begin with, stays and is only marked. */

#include "ek-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-fhir.h"

typedef struct {
  char *remote_id;
  char *record_id;
  gint64 revision;
} Received;

static void
received_free (gpointer data)
{
  Received *one = data;

  g_free (one->remote_id);
  g_free (one->record_id);
  g_free (one);
}

static GPtrArray *
list_received (EkSync *sync, const char *type, const char *remote_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (received_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (sync->database,
                                   "SELECT remote_id, record_id, CASE WHEN theirs IS NULL THEN revision ELSE -1 END "
                                   "FROM exchange_identity WHERE source = ?1 "
                                   "AND type = ?2 "
                                   "AND withdrawn = 0 AND (?3 IS NULL OR remote_id = ?3) ORDER BY remote_id, part",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, sync->server->base_url);
  ek_statement_bind_text (statement, 2, type);
  ek_statement_bind_text (statement, 3, remote_id);
  while (TRUE)
    {
      Received *one;

      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&list);
      one = g_new0 (Received, 1);
      one->remote_id = g_strdup (ek_statement_text (statement, 0));
      one->record_id = g_strdup (ek_statement_text (statement, 1));
      one->revision = ek_statement_int (statement, 2);
      g_ptr_array_add (list, one);
    }
}

static gboolean
mark_withdrawn (EkSync *sync, const char *type, const char *remote_id, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (sync->database,
                                   "UPDATE exchange_identity SET withdrawn = 1, hash = NULL WHERE "
                                   "source = ? AND "
                                   "type = ? AND remote_id = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, sync->server->base_url);
  ek_statement_bind_text (statement, 2, type);
  ek_statement_bind_text (statement, 3, remote_id);
  return ek_statement_run (statement, error);
}

static gboolean
take_away (EkSync *sync, const EkFhirMap *map, Received *one, GError **error)
{
  g_autoptr (EkRecord) record = ek_store_load (sync->store, map->record_type, one->record_id, NULL);
  g_autoptr (GError) failure = NULL;

  if (record == NULL || map->record_type == &ek_patient_type || ek_record_get_revision (record) != one->revision)
    return TRUE;
  if (ek_store_delete (sync->store, record, "deleted at the hospital", &failure) ||
      g_error_matches (failure, EK_ERROR, EK_ERROR_PERMISSION))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
bury_inside (EkSync *sync, const EkFhirMap *map, const char *remote_id, gboolean withdrawn, GError **error)
{
  g_autoptr (GPtrArray) list = list_received (sync, map->type, remote_id, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    if (!withdrawn && !take_away (sync, map, list->pdata[i], error))
      return FALSE;
  sync->result->withdrawn += list->len > 0;
  return list->len == 0 || mark_withdrawn (sync, map->type, remote_id, error);
}

static gboolean
bury (EkSync *sync, const EkFhirMap *map, const char *remote_id, gboolean withdrawn, GError **error)
{
  if (!ek_store_begin (sync->store, error))
    return FALSE;
  if (bury_inside (sync, map, remote_id, withdrawn, error))
    return ek_store_commit (sync->store, error);
  ek_store_rollback (sync->store);
  return FALSE;
}

/* A deletion in the history may have been undone since: the resource itself is asked. */
static gboolean
check_one (EkSync *sync, const EkFhirMap *map, const char *remote_id, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s", map->type, remote_id);
  EkFhirCall call = { .method = "GET", .path = path, .type = map->type, .id = remote_id };
  g_autoptr (EkFhirAnswer) answer = ek_fhir_client_call (sync->client, &call, sync->options->cancellable);

  if (answer->kind == EK_ANSWER_NOT_FOUND || answer->kind == EK_ANSWER_GONE)
    return bury (sync, map, remote_id, FALSE, error);
  if (answer->kind == EK_ANSWER_FORBIDDEN)
    return bury (sync, map, remote_id, TRUE, error);
  if (answer->kind == EK_ANSWER_UNREACHABLE)
    ek_sync_stop (sync, answer->error);
  return TRUE;
}

static gboolean
read_history (EkSync *sync, const EkFhirMap *map, JsonObject *bundle, GError **error)
{
  JsonArray *entries = ek_json_peek_array (bundle, "entry");

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries) && !sync->stop; i++)
    {
      JsonObject *entry = ek_json_element_object (entries, i);
      JsonObject *request = entry != NULL ? ek_json_peek_object (entry, "request") : NULL;
      const char *url = request != NULL ? ek_json_peek_string (request, "url") : NULL;
      g_auto (EkFhirReference) parts = { NULL };
      g_autoptr (GPtrArray) known = NULL;

      if (request == NULL || g_strcmp0 (ek_json_peek_string (request, "method"), "DELETE") != 0)
        continue;
      if (!ek_fhir_reference_parse (url, &parts) &&
          !ek_fhir_reference_parse (ek_json_peek_string (entry, "fullUrl"), &parts))
        continue;
      if (g_strcmp0 (parts.type, map->type) != 0)
        continue;
      known = list_received (sync, map->type, parts.id, error);
      if (known == NULL || (known->len > 0 && !check_one (sync, map, parts.id, error)))
        return FALSE;
    }
  return TRUE;
}

static char *
cursor_of (EkSync *sync, const char *type)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (sync->database,
                                                           "SELECT cursor FROM exchange_cursor WHERE server = ? "
                                                           "AND type = ?",
                                                           NULL);
  gboolean has_row = FALSE;

  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, sync->server->base_url);
  ek_statement_bind_text (statement, 2, type);
  return ek_statement_step (statement, &has_row, NULL) && has_row ? g_strdup (ek_statement_text (statement, 0)) : NULL;
}

/* A deletion has no stamp of its own in the cursor, so a day is looked back each time; burying twice is burying
 * once. */
static gboolean
ask_history (EkSync *sync, const EkFhirMap *map, GError **error)
{
  g_autofree char *cursor = cursor_of (sync, map->type);
  g_autofree char *since = NULL;
  g_autofree char *path = NULL;
  EkFhirCall call = { .method = "GET", .type = "Bundle" };
  g_autoptr (EkFhirAnswer) answer = NULL;
  gint64 ms;
  int offset;

  if (cursor == NULL || !ek_instant_parse (cursor, &ms, &offset, NULL))
    return TRUE;
  since = ek_instant_format (ms - EK_DAY_MS, 0);
  path = g_strdup_printf ("/%s/_history?_since=%s&_count=1000", map->type, since);
  call.path = path;
  answer = ek_fhir_client_call (sync->client, &call, sync->options->cancellable);
  if (answer->kind == EK_ANSWER_OK && answer->resource != NULL)
    return read_history (sync, map, answer->resource, error);
  return TRUE;
}

static gboolean
sweep (EkSync *sync, const EkFhirMap *map, GError **error)
{
  g_autoptr (GPtrArray) list = list_received (sync, map->type, NULL, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len && !sync->stop && !ek_sync_cancelled (sync); i++)
    {
      Received *one = list->pdata[i];

      if (i > 0 && g_str_equal (one->remote_id, ((Received *) list->pdata[i - 1])->remote_id))
        continue;
      if (!check_one (sync, map, one->remote_id, error))
        return FALSE;
    }
  return TRUE;
}

/* Deletions of everything we have from this server. */
gboolean
ek_sync_find_gone (EkSync *sync, GError **error)
{
  guint n;
  const EkFhirMap *maps = ek_fhir_maps (&n);

  for (guint i = 0; i < n && !sync->stop; i++)
    {
      const EkCapability *capability = ek_sync_capability (sync, maps[i].type);

      /* a risk is closed by a person, a notice is looked at by one: never by a deletion elsewhere */
      if (maps[i].read == NULL || ek_sync_merges_by_itself (maps[i].record_type->name) || !capability->known)
        continue;
      if (capability->type_history ? !ask_history (sync, &maps[i], error)
                                   : sync->options->sweep && !sweep (sync, &maps[i], error))
        return FALSE;
    }
  return TRUE;
}
