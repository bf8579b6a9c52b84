/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One resource of a row as it is sent: frozen, with the ids of the server, over what others added there. */

#include "ek-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-fhir.h"

/* The resources of a record, as one JSON array: what is frozen when it is first sent. */
static char *
make_body (EkSync *sync, EkRecord *record)
{
  g_autoptr (GPtrArray) resources = ek_fhir_write_record (&sync->context, record);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < resources->len; i++)
    json_array_add_object_element (array, json_object_ref (resources->pdata[i]));
  json_node_set_array (node, array);
  return ek_json_exact (node);
}

/* What is frozen when the row is first sent. */
gboolean
ek_sync_row_fill (EkSync *sync, EkSyncRow *row, GError **error)
{
  const EkRecordType *type = ek_record_type_by_name (row->record_type);
  g_autoptr (EkRecord) record = NULL;
  g_autoptr (GError) failure = NULL;

  if (row->body != NULL)
    return TRUE;
  record = type != NULL ? ek_store_load (sync->store, type, row->record_id, &failure) : NULL;
  if (record == NULL && failure != NULL && !g_error_matches (failure, EK_ERROR, EK_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  row->body = record != NULL ? make_body (sync, record) : g_strdup ("[]");
  if (record != NULL)
    row->revision = ek_record_get_revision (record);
  return TRUE;
}

/* "Type/id" of ours becomes what the server calls it. */
static gboolean
rewrite (EkSync *sync, JsonNode *node, GError **error)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!rewrite (sync, json_array_get_element (array, i), error))
          return FALSE;
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      const char *text = ek_json_peek_string (object, "reference");
      g_autoptr (GList) members = NULL;
      g_auto (EkFhirReference) parts = { NULL };
      g_autofree char *remote_id = NULL;

      if (ek_fhir_reference_parse (text, &parts) && parts.type != NULL && parts.base == NULL)
        {
          if (!(g_str_equal (parts.type, "Patient")
                  ? ek_sync_patient_remote_id (sync, parts.id, &remote_id, error)
                  : ek_sync_remote_id (sync, parts.type, parts.id, &remote_id, error)))
            return FALSE;
          if (remote_id != NULL && g_strcmp0 (remote_id, parts.id) != 0)
            {
              g_autofree char *there = g_strdup_printf ("%s/%s", parts.type, remote_id);

              json_object_set_string_member (object, "reference", there);
            }
        }
      /* only now: setting a member gives its name a new place in memory */
      members = json_object_get_members (object);
      for (GList *m = members; m != NULL; m = m->next)
        if (!rewrite (sync, json_object_get_member (object, m->data), error))
          return FALSE;
    }
  return TRUE;
}

/* A Provenance speaks of one version of its target: the one the server just gave. */
static gboolean
make_specific (EkSync *sync, EkSyncItem *item, GError **error)
{
  JsonObject *sent = json_node_get_object (item->sent);
  JsonObject *target = ek_fhir_first_object (sent, "target");
  const char *text = target != NULL ? ek_json_peek_string (target, "reference") : NULL;
  g_auto (EkSyncMap) map = { FALSE };
  g_autofree char *versioned = NULL;

  if (!g_str_equal (item->type, "Provenance") || text == NULL || strstr (text, "/_history/") != NULL)
    return TRUE;
  if (!ek_sync_map_load (sync, item->row->record_id, "", &map, error))
    return FALSE;
  if (!ek_fhir_id_is_valid (map.version))
    return TRUE;
  versioned = g_strdup_printf ("%s/_history/%s", text, map.version);
  json_object_set_string_member (target, "reference", versioned);
  return TRUE;
}

/* What others added to the resource at the hospital stays in it: our changes are laid over what the server has. */
static void
keep_additions (EkSync *sync, EkSyncItem *item)
{
  g_autoptr (JsonNode) base = item->map.base != NULL ? ek_json_parse (item->map.base, -1, &EK_FHIR_LIMITS, NULL) : NULL;
  g_autoptr (JsonNode) theirs = item->map.theirs != NULL
    ? ek_json_parse_exact (item->map.theirs, -1, &EK_FHIR_LIMITS, NULL)
    : NULL;
  JsonObject *sent = json_node_get_object (item->sent);
  g_autoptr (JsonObject) merged = NULL;

  if (base == NULL || theirs == NULL || !JSON_NODE_HOLDS_OBJECT (base) || !JSON_NODE_HOLDS_OBJECT (theirs))
    return;
  merged = ek_sync_lay_over (&sync->context, json_node_get_object (base), sent, json_node_get_object (theirs), TRUE);
  json_node_set_object (item->sent, merged);
}

gboolean
ek_sync_item_prepare (EkSync *sync, EkSyncItem *item, GError **error)
{
  item->type = ek_fhir_type (item->resource);
  item->id = ek_json_peek_string (item->resource, "id");
  if (item->type == NULL || item->id == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_DAMAGED, _ ("What was kept to be sent cannot be read any more."));
      return FALSE;
    }
  item->part = g_str_equal (item->id, item->row->record_id) ? g_strdup ("")
                                                            : g_strdup_printf ("%s/%s", item->type, item->id);
  item->hash = ek_fhir_hash (item->resource);
  item->working = ek_fhir_map_for_type (item->type) != NULL && ek_fhir_map_for_type (item->type)->working &&
    item->part[0] == '\0';
  item->sent = ek_fhir_deep_copy (item->resource);
  if (!ek_sync_map_load (sync, item->row->record_id, item->part, &item->map, error) ||
      !ek_sync_remote_id (sync, item->type, item->id, &item->remote_id, error) || !rewrite (sync, item->sent, error) ||
      !make_specific (sync, item, error))
    return FALSE;
  item->plain = ek_fhir_deep_copy (json_node_get_object (item->sent));
  keep_additions (sync, item);
  return TRUE;
}

/* The resource of the row that is of that type and id. */
static JsonObject *
find_in_body (EkSyncRow *row, const char *type, const char *id, JsonNode **node)
{
  JsonArray *array;

  *node = ek_json_parse_exact (row->body, -1, &EK_JSON_DEFAULT, NULL);
  array = *node != NULL && JSON_NODE_HOLDS_ARRAY (*node) ? json_node_get_array (*node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);

      if (one != NULL && g_strcmp0 (ek_fhir_type (one), type) == 0 &&
          g_strcmp0 (ek_json_peek_string (one, "id"), id) == 0)
        return one;
    }
  return NULL;
}

/* The record went on while it was being sent: what goes is what it is now. */
gboolean
ek_sync_item_renew (EkSync *sync, EkSyncItem *item, GError **error)
{
  EkSyncRow *row = item->row;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *resource;

  g_clear_pointer (&row->body, g_free);
  if (!ek_sync_row_fill (sync, row, error) || !ek_sync_row_renew (sync, row, error))
    return FALSE;
  resource = find_in_body (row, item->type, item->id, &node);
  if (resource == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_DAMAGED, _ ("What was kept to be sent cannot be read any more."));
      return FALSE;
    }
  g_free (item->hash);
  json_node_unref (item->plain);
  json_node_unref (item->sent);
  item->hash = ek_fhir_hash (resource);
  item->sent = ek_fhir_deep_copy (resource);
  if (!rewrite (sync, item->sent, error))
    return FALSE;
  item->plain = ek_fhir_deep_copy (json_node_get_object (item->sent));
  return TRUE;
}

void
ek_sync_item_clear (EkSyncItem *item)
{
  g_clear_pointer (&item->part, g_free);
  g_clear_pointer (&item->plain, json_node_unref);
  g_clear_pointer (&item->sent, json_node_unref);
  g_clear_pointer (&item->remote_id, g_free);
  g_clear_pointer (&item->hash, g_free);
  ek_sync_map_clear (&item->map);
}
