/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A risk that another machine went on with while this one did too, or a notice that was left on both. Nobody is asked:
 * both are brought together as ek-risk-merge.c says, and what both become is sent on top of what the server has. The
 * Flag beside it says what the risk says. */

#include "ek-sync-private.h"

#include "ek-fhir.h"
#include "ek-fhir-link.h"

/**
 * ek_sync_merges_by_itself:
 * @record_type: (nullable): the name of a type of record
 *
 * Returns: whether two states of it are one by rule, and nobody is asked: a risk or what stands beside one, or a notice
 */
gboolean
ek_sync_merges_by_itself (const char *record_type)
{
  return g_strcmp0 (record_type, ek_risk_type.name) == 0 || g_strcmp0 (record_type, ek_notice_type.name) == 0;
}

/* The server must speak of the patient in whose file the risk stands. */
static gboolean
is_about (EkSync *sync, EkSyncItem *item, JsonObject *found)
{
  const EkFhirMap *map = ek_fhir_map_for_resource (found);
  JsonObject *reference = map != NULL ? ek_json_peek_object (found, map->subject) : NULL;
  g_auto (EkFhirReference) parts = { NULL };
  g_autofree char *patient_id = NULL, *file = NULL, *own = NULL;

  if (reference == NULL || !ek_fhir_reference_parse (ek_json_peek_string (reference, "reference"), &parts) ||
      parts.id == NULL || g_strcmp0 (parts.type, "Patient") != 0)
    return FALSE;
  ek_fhir_patient_here (sync->store, parts.base != NULL ? parts.base : sync->server->base_url, parts.id, &patient_id,
                        NULL);
  file = patient_id != NULL ? ek_store_file_of (sync->store, patient_id, NULL) : NULL;
  own = ek_store_file_of (sync->store, item->row->patient_id, NULL);
  return file != NULL && g_strcmp0 (file, own) == 0;
}

static gboolean
is_own (JsonObject *found)
{
  return g_strcmp0 (ek_fhir_type (found), "DetectedIssue") == 0 ? ek_fhir_is_own_notice (found)
                                                                : ek_fhir_is_own_risk (found);
}

/* What the hospital itself added to the resource stays in it. */
static void
keep_added (EkSyncItem *item, JsonObject *found)
{
  JsonObject *sent = json_node_get_object (item->sent);
  g_autoptr (JsonNode) base = item->map.base != NULL ? ek_json_parse (item->map.base, -1, &EK_FHIR_LIMITS, NULL) : NULL;
  JsonObject *ours = base != NULL && JSON_NODE_HOLDS_OBJECT (base) ? json_node_get_object (base) : NULL;
  g_autoptr (GList) members = json_object_get_members (found);

  for (GList *m = members; m != NULL; m = m->next)
    if (!json_object_has_member (sent, m->data) && (ours == NULL || !json_object_has_member (ours, m->data)) &&
        !g_str_equal (m->data, "text") && !g_str_equal (m->data, "prediction") && !g_str_equal (m->data, "mitigation"))
      json_object_set_member (sent, m->data, json_node_copy (json_object_get_member (found, m->data)));
}

/* What was not known here before may have come in as closed. */
static gboolean
tell (EkSync *sync, EkSyncItem *item, JsonObject *found, GError **error)
{
  g_autoptr (EkRecord) risk = NULL;

  if (sync->options->received == NULL || g_strcmp0 (item->row->record_type, ek_risk_type.name) != 0)
    return TRUE;
  risk = ek_store_load (sync->store, &ek_risk_type, item->row->record_id, error);
  return risk != NULL &&
    sync->options->received (sync->store, sync->catalogue, ek_record_get_patient_id (risk), risk, found,
                             sync->options->received_data, error);
}

static gboolean
take_over (EkSync *sync, EkSyncItem *item, JsonObject *found, GError **error)
{
  if (item->part[0] == '\0' &&
      (!ek_sync_take_theirs (sync->store, &sync->context, sync->result->received, item->row->record_type,
                             item->row->record_id, NULL, found, error) ||
       !tell (sync, item, found, error)))
    return FALSE;
  return ek_sync_item_renew (sync, item, error);
}

/**
 * ek_sync_resolve_risk:
 * @sync: a run
 * @item: a risk, or the Flag beside it
 * @found: what the server has of it
 * @again: (out): whether it is to be sent, on top of that
 * @error: return location
 *
 * Returns: %EK_SYNC_CONFLICT where what the server has is not this risk of this patient; the caller then asks a person
 */
EkSyncOutcome
ek_sync_resolve_risk (EkSync *sync, EkSyncItem *item, EkFhirAnswer *found, gboolean *again, GError **error)
{
  *again = FALSE;
  if (!is_about (sync, item, found->resource) || (item->part[0] == '\0' && !is_own (found->resource)))
    return EK_SYNC_CONFLICT;
  if (!ek_store_begin (sync->store, error))
    return EK_SYNC_FAILED;
  if (!take_over (sync, item, found->resource, error))
    {
      ek_store_rollback (sync->store);
      return EK_SYNC_FAILED;
    }
  if (!ek_store_commit (sync->store, error))
    return EK_SYNC_FAILED;
  keep_added (item, found->resource);
  item->map.known = TRUE;
  g_free (item->map.version);
  item->map.version = g_strdup (found->version);
  if (item->remote_id == NULL)
    item->remote_id = g_strdup (found->id != NULL ? found->id : item->id);
  *again = TRUE;
  return EK_SYNC_DONE;
}
