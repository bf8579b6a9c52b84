/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-sync-private.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "ek-error.h"
#include "ek-fhir-kept.h"
#include "ek-source.h"

static gboolean
has_interaction (JsonObject *resource, const char *code)
{
  JsonArray *interactions = ek_json_peek_array (resource, "interaction");

  for (guint i = 0; interactions != NULL && i < json_array_get_length (interactions); i++)
    {
      JsonObject *one = ek_json_element_object (interactions, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "code"), code) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
read_capabilities (EkSync *sync, JsonObject *statement)
{
  JsonObject *rest = ek_fhir_first_object (statement, "rest");
  JsonArray *resources = rest != NULL ? ek_json_peek_array (rest, "resource") : NULL;

  for (guint i = 0; resources != NULL && i < json_array_get_length (resources); i++)
    {
      JsonObject *resource = ek_json_element_object (resources, i);
      const char *type = resource != NULL ? ek_json_peek_string (resource, "type") : NULL;
      EkCapability *capability;

      if (!ek_fhir_type_is_valid (type))
        continue;
      capability = g_new0 (EkCapability, 1);
      capability->known = TRUE;
      capability->can_update = has_interaction (resource, "update");
      capability->update_create = ek_json_peek_boolean (resource, "updateCreate", FALSE);
      capability->conditional_create = ek_json_peek_boolean (resource, "conditionalCreate", FALSE);
      capability->guarded = g_strcmp0 (ek_json_peek_string (resource, "versioning"), "versioned-update") == 0;
      capability->type_history = has_interaction (resource, "history-type");
      g_hash_table_replace (sync->capabilities, g_strdup (type), capability);
    }
}

/* Busy, at fault, shut, or no FHIR server at all: who reads it does something else each time. */
static GError *
why_no_capabilities (EkFhirAnswer *answer)
{
  if (answer->error != NULL)
    return g_error_copy (answer->error);
  if (answer->kind == EK_ANSWER_FORBIDDEN)
    return g_error_new_literal (EK_ERROR, EK_ERROR_AUTH,
                                _ ("The server does not let this program in. Everything is kept here and sent when the "
                                   "connection is right again."));
  if (answer->kind == EK_ANSWER_WAIT || answer->status >= 500)
    return g_error_new (EK_ERROR, EK_ERROR_NETWORK,
                        _ ("The server is there but cannot answer now (status %u). Everything is kept here and sent "
                           "later."),
                        (guint) answer->status);
  return g_error_new_literal (EK_ERROR, EK_ERROR_NETWORK,
                              _ ("The server does not answer as a FHIR server does. Everything is kept here and "
                                 "sent later."));
}

static gboolean
ask_capabilities (EkSync *sync)
{
  EkFhirCall call = { .method = "GET", .path = "/metadata", .type = "CapabilityStatement" };
  g_autoptr (EkFhirAnswer) answer = ek_fhir_client_call (sync->client, &call, sync->options->cancellable);
  g_autoptr (GError) error = NULL;

  if (answer->kind == EK_ANSWER_OK && answer->resource != NULL)
    {
      read_capabilities (sync, answer->resource);
      return TRUE;
    }
  error = why_no_capabilities (answer);
  ek_sync_stop (sync, error);
  return FALSE;
}

static void
set_up (EkSync *sync, EkStore *store, EkCatalogue *catalogue, EkServer *server, const EkSyncOptions *options,
        EkHttp *http)
{
  sync->store = store;
  sync->database = ek_store_get_database (store);
  sync->catalogue = catalogue;
  sync->server = server;
  sync->options = options;
  sync->clock = options->clock != NULL ? options->clock : ek_store_get_clock (store);
  sync->random = options->random != NULL ? options->random : ek_random_new ((guint64) g_get_real_time ());
  sync->client = ek_fhir_client_new (server, sync->clock, options->send != NULL ? options->send : ek_http_send,
                                     options->send != NULL ? options->transport : http);
  sync->result = g_new0 (EkSyncResult, 1);
  sync->result->received = ek_fhir_report_new ();
  sync->result->next_ms = EK_INSTANT_NONE;
  sync->capabilities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sync->new_patients = g_ptr_array_new_with_free_func (g_free);
  sync->patience_ms = options->patience_ms;
  sync->context.catalogue = catalogue;
  sync->context.vault = ek_store_get_vault (store);
  sync->context.store = store;
  sync->context.now = ek_clock_now (sync->clock);
  sync->context.local_offset = ek_clock_offset (sync->clock, ek_clock_now (sync->clock));
}

static void
tear_down (EkSync *sync)
{
  if (sync->options->random == NULL)
    ek_random_free (sync->random);
  ek_fhir_client_free (sync->client);
  g_hash_table_unref (sync->capabilities);
  g_ptr_array_unref (sync->new_patients);
  g_clear_pointer (&sync->result, ek_sync_result_free);
  g_free (sync->holder);
}

static gboolean
run (EkSync *sync, GError **error)
{
  gint64 began = ek_clock_now (ek_store_get_clock (sync->store));
  guint n_completed;

  if (!ek_source_set_name (sync->store, sync->server->base_url, sync->server->name, error) ||
      !ek_fhir_complete_kept (sync->store, sync->catalogue, sync->options->received, sync->options->received_data,
                              &n_completed, error))
    return FALSE;
  if (ask_capabilities (sync))
    {
      if (sync->options->push && !ek_sync_push (sync, error))
        return FALSE;
      if (sync->options->pull && !sync->stop && !ek_sync_cancelled (sync) && !ek_sync_pull (sync, error))
        return FALSE;
    }
  sync->result->clock_offset_ms = ek_fhir_client_get_offset (sync->client);
  return ek_sync_journal_flush (sync, error) &&
    ek_fhir_report_look (sync->result->received, sync->store, sync->catalogue, began, error) &&
    ek_sync_count (sync->store, sync->result, error);
}

/**
 * ek_sync_run:
 * @store: a store of the calling thread's own
 * @catalogue: the instruments
 * @server: which server
 * @options: see #EkSyncOptions
 * @error: return location
 *
 * Sends what waits and fetches what is new. Blocks; to be called in a worker thread. A server out of reach, a refused
 * record or a conflict is not an error of the run: they are in the result and in the state of each record. Nothing is
 * lost whenever it is stopped, cancelled or killed.
 *
 * Returns: (transfer full) (nullable): what was done; %NULL with EK_ERROR_BUSY (another window is at it) or what the
 * store or the database says
 */
EkSyncResult *
ek_sync_run (EkStore *store, EkCatalogue *catalogue, EkServer *server, const EkSyncOptions *options, GError **error)
{
  EkSync sync = { NULL };
  EkSyncResult *result = NULL;
  g_autoptr (EkHttp) http = NULL;
  g_autofree char *unique = ek_id_new ();

  if (!ek_server_validate (server, error) || !ek_exchange_prepare (store, error))
    return NULL;
  http = ek_server_connect (server, error);
  if (http == NULL)
    return NULL;
  set_up (&sync, store, catalogue, server, options, http);
  sync.holder = g_strdup_printf ("%s %d %s", g_get_host_name (), (int) getpid (), unique);
  if (ek_sync_lease_take (&sync, error))
    {
      if (run (&sync, error))
        result = g_steal_pointer (&sync.result);
      ek_sync_lease_give (&sync);
    }
  tear_down (&sync);
  return result;
}

/**
 * ek_sync_status:
 * @store: a store
 * @error: return location
 *
 * What waits, is in conflict and was refused now. Does not use the network.
 *
 * Returns: (transfer full) (nullable): the counts, and nothing of a run; %NULL with what the database says
 */
EkSyncResult *
ek_sync_status (EkStore *store, GError **error)
{
  g_autoptr (EkSyncResult) result = g_new0 (EkSyncResult, 1);

  return ek_sync_count (store, result, error) ? g_steal_pointer (&result) : NULL;
}

/**
 * ek_sync_result_free:
 * @result: (nullable) (transfer full): what ek_sync_run() or ek_sync_status() returned; its report goes with it
 */
void
ek_sync_result_free (EkSyncResult *result)
{
  if (result == NULL)
    return;
  g_clear_error (&result->stopped);
  ek_fhir_report_free (result->received);
  g_free (result);
}

/**
 * ek_sync_result_to_json:
 * @result: what ek_sync_run() or ek_sync_status() returned
 *
 * Returns: (transfer full): the result as evenkeelctl prints it; why the run stopped by the stable code of the error
 *   and in words
 */
JsonNode *
ek_sync_result_to_json (EkSyncResult *result)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) received = result->received != NULL ? ek_fhir_report_to_json (result->received) : NULL;

  json_object_set_int_member (object, "sent", result->sent);
  json_object_set_int_member (object, "waiting", result->waiting);
  json_object_set_int_member (object, "conflicts", result->conflicts);
  json_object_set_int_member (object, "refused", result->refused);
  json_object_set_int_member (object, "withdrawn", result->withdrawn);
  json_object_set_int_member (object, "clock_offset_ms", result->clock_offset_ms);
  json_object_set_boolean_member (object, "no_lost_update_guard", result->no_guard);
  if (result->next_ms != EK_INSTANT_NONE && result->next_ms > 0)
    {
      g_autofree char *text = ek_instant_format (result->next_ms, 0);

      json_object_set_string_member (object, "next", text);
    }
  if (result->stopped != NULL)
    {
      json_object_set_string_member (object, "stopped", ek_error_code (result->stopped));
      json_object_set_string_member (object, "words", result->stopped->message);
    }
  if (received != NULL)
    json_object_set_member (object, "received", g_steal_pointer (&received));
  json_node_take_object (node, object);
  return node;
}
