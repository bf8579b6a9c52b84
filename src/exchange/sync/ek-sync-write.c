/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One resource on its way to the server. The states of a round:
 *
 *   SEND --2xx that speaks of our record--> CONFIRMED
 *    | ^ \--time-out, reset, 500, an answer that cannot be read--> DOUBT
 *    | |                                                            |
 *    | \------ not there, or there as it was before us ------- READ BACK --there as we sent it--> CONFIRMED
 *    |                                                              |
 *    +--409, 412----------------------------------------------> RESOLVE --merged--> SEND, or CONFLICT (a person
 *    decides) +--429, 503, no connection--> LATER
 *    +--400, 422 …--> REFUSED (this record alone)
 *
 * 1. Nothing is sent before the outbox row says, on disk, that it may have been sent.
 * 2. After a doubt nothing is sent before the server was asked.
 * 3. CONFIRMED comes from the server's own word about this very resource and nothing else. */

#include "ek-sync-private.h"

#include <glib/gi18n-lib.h>

#include "ek-fhir.h"

#define ROUNDS_MAX 6

/* The write ladder: how a new resource is made on this server. */
typedef enum { BY_PUT, BY_CONDITIONAL, BY_SEARCH } Ladder;

static Ladder
ladder_of (EkSync *sync, EkSyncItem *item)
{
  const EkCapability *capability = ek_sync_capability (sync, item->type);

  if (capability->update_create && capability->can_update)
    return BY_PUT;
  return capability->conditional_create ? BY_CONDITIONAL : BY_SEARCH;
}

/* R4 has no identifier on these: without PUT they cannot be recognised again. */
static gboolean
has_identifier (EkSyncItem *item)
{
  return ek_fhir_own_id (item->resource) != NULL;
}

static char *
identifier_query (EkSyncItem *item)
{
  return g_strdup_printf ("identifier=urn%%3Aietf%%3Arfc%%3A3986%%7Curn%%3Auuid%%3A%s", item->id);
}

static EkFhirAnswer *
fetch_by_id (EkSync *sync, EkSyncItem *item, const char *id)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s", item->type, id);
  EkFhirCall call = { .method = "GET", .path = path, .type = item->type, .id = id };

  return ek_fhir_client_call (sync->client, &call, sync->options->cancellable);
}

/* Of several that carry our identifier (a raced conditional create) the oldest is ours. */
static JsonObject *
oldest_match (JsonObject *bundle, EkSyncItem *item)
{
  JsonArray *entries = ek_json_peek_array (bundle, "entry");
  JsonObject *oldest = NULL;
  const char *oldest_time = NULL;

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = ek_json_element_object (entries, i);
      JsonObject *resource = entry != NULL ? ek_json_peek_object (entry, "resource") : NULL;
      JsonObject *meta = resource != NULL ? ek_json_peek_object (resource, "meta") : NULL;
      const char *time = meta != NULL ? ek_json_peek_string (meta, "lastUpdated") : NULL;

      if (resource == NULL || g_strcmp0 (ek_fhir_type (resource), item->type) != 0 ||
          g_strcmp0 (ek_fhir_own_id (resource), item->id) != 0 ||
          !ek_fhir_id_is_valid (ek_json_peek_string (resource, "id")))
        continue;
      if (oldest == NULL || g_strcmp0 (time, oldest_time) < 0)
        {
          oldest = resource;
          oldest_time = time;
        }
    }
  return oldest;
}

static EkFhirAnswer *
fetch_by_identifier (EkSync *sync, EkSyncItem *item)
{
  g_autofree char *query = identifier_query (item);
  g_autofree char *path = g_strdup_printf ("/%s?%s", item->type, query);
  EkFhirCall call = { .method = "GET", .path = path, .type = "Bundle" };
  EkFhirAnswer *answer = ek_fhir_client_call (sync->client, &call, sync->options->cancellable);
  JsonObject *found = answer->kind == EK_ANSWER_OK && answer->resource != NULL ? oldest_match (answer->resource, item)
                                                                               : NULL;

  if (answer->kind != EK_ANSWER_OK)
    return answer;
  g_clear_pointer (&answer->version, g_free);
  g_clear_pointer (&answer->id, g_free);
  if (found == NULL)
    {
      answer->kind = EK_ANSWER_NOT_FOUND;
      return answer;
    }
  answer->resource = found;
  answer->id = g_strdup (ek_json_peek_string (found, "id"));
  answer->version = g_strdup (ek_fhir_version (found));
  return answer;
}

/* What the server has of this resource now. Never sends anything. */
EkFhirAnswer *
ek_sync_fetch (EkSync *sync, EkSyncItem *item)
{
  if (item->map.known || item->remote_id != NULL)
    return fetch_by_id (sync, item, item->remote_id != NULL ? item->remote_id : item->id);
  if (ladder_of (sync, item) == BY_PUT)
    return fetch_by_id (sync, item, item->id);
  return fetch_by_identifier (sync, item);
}

/* Sets the id that the server uses into what is sent. */
static void
address (EkSyncItem *item, const char *remote_id)
{
  if (remote_id != item->remote_id)
    {
      g_free (item->remote_id);
      item->remote_id = g_strdup (remote_id);
    }
  json_object_set_string_member (json_node_get_object (item->sent), "id", remote_id);
}

static EkFhirAnswer *
send_new (EkSync *sync, EkSyncItem *item)
{
  Ladder ladder = ladder_of (sync, item);
  g_autofree char *put_path = g_strdup_printf ("/%s/%s", item->type, item->id);
  g_autofree char *post_path = g_strdup_printf ("/%s", item->type);
  g_autofree char *query = identifier_query (item);
  g_autofree char *body = NULL;
  EkFhirCall call = { .type = item->type };

  if (ladder == BY_PUT)
    {
      address (item, item->id);
      call.method = "PUT";
      call.path = put_path;
      call.id = item->id;
      call.if_none_match = TRUE;
    }
  else
    {
      json_object_remove_member (json_node_get_object (item->sent), "id");
      call.method = "POST";
      call.path = post_path;
      call.if_none_exist = ladder == BY_CONDITIONAL ? query : NULL;
    }
  body = ek_json_exact (item->sent);
  call.body = body;
  return ek_fhir_client_call (sync->client, &call, sync->options->cancellable);
}

static EkFhirAnswer *
send_update (EkSync *sync, EkSyncItem *item)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s", item->type, item->remote_id);
  g_autofree char *body = NULL;
  EkFhirCall call = {
    .method = "PUT", .path = path, .type = item->type, .id = item->remote_id, .if_match = item->map.version
  };

  address (item, item->remote_id);
  body = ek_json_exact (item->sent);
  call.body = body;
  return ek_fhir_client_call (sync->client, &call, sync->options->cancellable);
}

/* A server that does not heed If-Match: whether what we are about to replace is what we know. */
static EkFhirAnswer *
look_before (EkSync *sync, EkSyncItem *item)
{
  EkFhirAnswer *found = ek_sync_fetch (sync, item);

  sync->result->no_guard = TRUE;
  if (found->kind == EK_ANSWER_OK && g_strcmp0 (found->version, item->map.version) != 0)
    found->kind = EK_ANSWER_CONFLICT;
  return found;
}

/* After a write without a guard: the version before ours must be the one we knew, else somebody's change was lost. */
static gboolean
overwrote (EkSync *sync, EkSyncItem *item, EkFhirAnswer **lost)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s/_history?_count=3", item->type, item->remote_id);
  EkFhirCall call = { .method = "GET", .path = path, .type = "Bundle" };
  g_autoptr (EkFhirAnswer) history = ek_fhir_client_call (sync->client, &call, sync->options->cancellable);
  JsonArray *entries = history->resource != NULL ? ek_json_peek_array (history->resource, "entry") : NULL;
  JsonObject *entry, *before;
  const char *version;

  if (history->kind != EK_ANSWER_OK || entries == NULL || json_array_get_length (entries) < 2)
    return FALSE;
  entry = ek_json_element_object (entries, 1);
  before = entry != NULL ? ek_json_peek_object (entry, "resource") : NULL;
  version = before != NULL ? ek_fhir_version (before) : NULL;
  if (version == NULL || g_strcmp0 (version, item->map.version) == 0 ||
      ek_fhir_same_content (json_node_get_object (item->sent), before))
    return FALSE;
  *lost = g_new0 (EkFhirAnswer, 1);
  (*lost)->node = ek_fhir_node (before);
  (*lost)->resource = before;
  (*lost)->kind = EK_ANSWER_OK;
  (*lost)->version = g_strdup (version);
  return TRUE;
}

static EkSyncOutcome
after_success (EkSync *sync, EkSyncItem *item, EkFhirAnswer *answer, gboolean was_update, GError **error)
{
  g_autoptr (EkFhirAnswer) lost = NULL;
  JsonObject *theirs = NULL;

  if (item->remote_id == NULL && answer->id != NULL)
    item->remote_id = g_strdup (answer->id);
  if (item->remote_id != NULL)
    address (item, item->remote_id);
  if (was_update && !ek_sync_capability (sync, item->type)->guarded && overwrote (sync, item, &lost))
    {
      if (!ek_sync_conflict_save (sync, item, answer->version, lost->resource, error) ||
          !ek_sync_row_park (sync, item->row, "conflict",
                             _ ("This server has no protection against two people changing a record at once: a change "
                                "made at the "
                                "hospital was overwritten. Compare both."),
                             EK_INSTANT_NONE, error))
        return EK_SYNC_FAILED;
      return EK_SYNC_CONFLICT;
    }
  if (answer->resource != NULL && g_strcmp0 (ek_fhir_type (answer->resource), item->type) == 0)
    theirs = answer->resource;
  return ek_sync_confirm (sync, item, answer->version, theirs, error);
}

/* The server was asked about a record in doubt, or said that somebody else changed it. *again: send in the next
 * round. */
static EkSyncOutcome
read_back (EkSync *sync, EkSyncItem *item, gboolean *again, GError **error)
{
  g_autoptr (EkFhirAnswer) found = ek_sync_fetch (sync, item);

  *again = FALSE;
  switch (found->kind)
    {
    case EK_ANSWER_OK:
      if (found->resource == NULL)
        break;
      if (item->remote_id == NULL && found->id != NULL)
        item->remote_id = g_strdup (found->id);
      return ek_sync_resolve (sync, item, found, again, error);
    case EK_ANSWER_NOT_FOUND:
    case EK_ANSWER_GONE:
      if (!item->map.known && found->kind == EK_ANSWER_NOT_FOUND)
        {
          *again = TRUE;
          return EK_SYNC_DONE;
        }
      if (!ek_sync_conflict_save (sync, item, NULL, NULL, error) ||
          !ek_sync_row_park (sync, item->row, "conflict",
                             _ ("This record was deleted at the hospital. Decide whether "
                                "it is sent "
                                "again."),
                             EK_INSTANT_NONE, error))
        return EK_SYNC_FAILED;
      return EK_SYNC_CONFLICT;
    case EK_ANSWER_FORBIDDEN:
      return ek_sync_refuse (sync, item->row, _ ("The hospital has withdrawn access to this record."), error);
    case EK_ANSWER_CONFLICT:
    case EK_ANSWER_REFUSED:
    case EK_ANSWER_WAIT:
    case EK_ANSWER_DOUBT:
    case EK_ANSWER_UNREACHABLE:
    default:
      break;
    }
  item->row->in_doubt = TRUE;
  return ek_sync_later (sync, item, found, error);
}

static EkSyncOutcome
one_round (EkSync *sync, EkSyncItem *item, gboolean *again, GError **error)
{
  gboolean update = item->map.known;
  /* without a version there is no If-Match: as on a server that does not heed it */
  gboolean guarded = ek_sync_capability (sync, item->type)->guarded && (!update || item->map.version != NULL);
  g_autoptr (EkFhirAnswer) answer = NULL;

  *again = FALSE;
  if (!update && ladder_of (sync, item) == BY_SEARCH)
    {
      answer = ek_sync_fetch (sync, item);
      if (answer->kind == EK_ANSWER_OK)
        return read_back (sync, item, again, error);
      if (answer->kind != EK_ANSWER_NOT_FOUND)
        return ek_sync_later (sync, item, answer, error);
      g_clear_pointer (&answer, ek_fhir_answer_free);
    }
  if (update && !guarded)
    {
      answer = look_before (sync, item);
      if (answer->kind == EK_ANSWER_OK)
        g_clear_pointer (&answer, ek_fhir_answer_free);
    }
  if (answer == NULL)
    answer = update ? send_update (sync, item) : send_new (sync, item);
  switch (answer->kind)
    {
    case EK_ANSWER_OK:
      if (answer->version == NULL && guarded)
        return read_back (sync, item, again, error);
      return after_success (sync, item, answer, update, error);
    case EK_ANSWER_DOUBT:
      item->row->in_doubt = TRUE;
      return ek_sync_cancelled (sync) ? ek_sync_later (sync, item, answer, error)
                                      : read_back (sync, item, again, error);
    case EK_ANSWER_CONFLICT:
    case EK_ANSWER_GONE:
      return read_back (sync, item, again, error);
    case EK_ANSWER_NOT_FOUND:
      if (update)
        return read_back (sync, item, again, error);
      return ek_sync_refuse (sync, item->row, answer->words, error);
    case EK_ANSWER_FORBIDDEN:
      return ek_sync_refuse (sync, item->row, _ ("The hospital does not let this program write this kind of record."),
                             error);
    case EK_ANSWER_REFUSED:
      return ek_sync_refuse (sync, item->row, answer->words, error);
    case EK_ANSWER_WAIT:
      *again = ek_sync_wait (sync, ek_sync_back_off (sync, answer, item->row->attempts));
      return *again ? EK_SYNC_DONE : ek_sync_later (sync, item, answer, error);
    case EK_ANSWER_UNREACHABLE:
    default:
      return ek_sync_later (sync, item, answer, error);
    }
}

/* Rounds until the resource is confirmed, parked or put off. */
EkSyncOutcome
ek_sync_write_item (EkSync *sync, EkSyncItem *item, GError **error)
{
  EkSyncOutcome outcome = EK_SYNC_DONE;
  gboolean again = TRUE;

  if (!has_identifier (item) && !item->map.known && ladder_of (sync, item) != BY_PUT)
    return EK_SYNC_DONE;
  if (item->row->in_doubt)
    outcome = read_back (sync, item, &again, error);
  while (again && outcome == EK_SYNC_DONE)
    {
      if (item->rounds++ >= ROUNDS_MAX || ek_sync_cancelled (sync))
        {
          EkFhirAnswer tired = { .kind = EK_ANSWER_DOUBT, .retry_ms = -1 };

          return ek_sync_later (sync, item, &tired, error);
        }
      outcome = one_round (sync, item, &again, error);
    }
  return outcome;
}

/* A record that was deleted here. One that never arrived has nothing to take back. */
EkSyncOutcome
ek_sync_delete_record (EkSync *sync, EkSyncRow *row, const char *type, GError **error)
{
  g_autofree char *remote_id = NULL;
  g_autofree char *path = NULL;
  g_auto (EkSyncMap) map = { FALSE };
  EkFhirCall call = { .method = "DELETE", .type = type };
  EkSyncItem item = { .row = row };
  g_autoptr (EkFhirAnswer) answer = NULL;

  if (!ek_sync_remote_id (sync, type, row->record_id, &remote_id, error) ||
      !ek_sync_map_load (sync, row->record_id, "", &map, error))
    return EK_SYNC_FAILED;
  if (remote_id == NULL)
    return EK_SYNC_DONE;
  path = g_strdup_printf ("/%s/%s", type, remote_id);
  call.path = path;
  call.if_match = map.version;
  answer = ek_fhir_client_call (sync->client, &call, sync->options->cancellable);
  switch (answer->kind)
    {
    case EK_ANSWER_OK:
    case EK_ANSWER_NOT_FOUND:
    case EK_ANSWER_GONE:
      return EK_SYNC_DONE;
    case EK_ANSWER_CONFLICT:
      return ek_sync_refuse (sync, row,
                             _ ("The hospital changed this record after it was sent; it is not deleted "
                                "there."),
                             error);
    case EK_ANSWER_REFUSED:
    case EK_ANSWER_FORBIDDEN:
      return ek_sync_refuse (sync, row, answer->words, error);
    case EK_ANSWER_WAIT:
    case EK_ANSWER_DOUBT: /* deleting twice is deleting once */
    case EK_ANSWER_UNREACHABLE:
    default:
      return ek_sync_later (sync, &item, answer, error);
    }
}
