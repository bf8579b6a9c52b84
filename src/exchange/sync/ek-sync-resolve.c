/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server has something else than we thought. Three texts decide: base (what it confirmed to us last), ours,
 * theirs. */

#include "ek-sync-private.h"

#include <glib/gi18n-lib.h>

#include "ek-fhir.h"

static JsonNode *
parse_base (EkSyncItem *item)
{
  g_autoptr (JsonNode) node = NULL;
  const char *text = item->map.theirs != NULL ? item->map.theirs : item->map.base;

  if (text != NULL)
    node = ek_json_parse_exact (text, -1, &EK_FHIR_LIMITS, NULL);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

static EkSyncOutcome
raise_conflict (EkSync *sync, EkSyncItem *item, EkFhirAnswer *found, GError **error)
{
  if (!ek_sync_conflict_save (sync, item, found->version, found->resource, error) ||
      !ek_sync_row_park (sync, item->row, "conflict",
                         _ ("This record was changed here and at the hospital. Nothing was overwritten: look at both "
                            "and decide."),
                         EK_INSTANT_NONE, error))
    return EK_SYNC_FAILED;
  return EK_SYNC_CONFLICT;
}

static char *
bare_text (JsonObject *resource)
{
  g_autoptr (JsonObject) bare = ek_fhir_kept_there (resource);
  g_autoptr (JsonNode) node = ek_fhir_node (bare);

  return ek_json_exact (node);
}

/* Both changes go together: ours is sent on top of theirs, theirs comes into our record. */
static EkSyncOutcome
merge_working (EkSync *sync, EkSyncItem *item, EkFhirAnswer *found, JsonObject *base, gboolean *again, GError **error)
{
  g_autoptr (JsonObject) merged = ek_sync_lay_over (&sync->context, base, json_node_get_object (item->sent),
                                                    found->resource, FALSE);

  if (merged == NULL)
    return raise_conflict (sync, item, found, error);
  if (!ek_sync_take_theirs (sync->store, &sync->context, sync->result->received, item->row->record_type,
                            item->row->record_id, base, found->resource, error))
    return EK_SYNC_FAILED;
  if (item->map.known)
    {
      g_free (item->map.theirs);
      item->map.theirs = bare_text (found->resource);
    }
  json_node_set_object (item->sent, merged);
  *again = TRUE;
  return EK_SYNC_DONE;
}

/* Nothing added, nothing taken away, nothing changed. */
static gboolean
is_same (JsonObject *base, JsonObject *found)
{
  return ek_fhir_same_content (base, found) && ek_fhir_same_content (found, base);
}

/**
 * ek_sync_resolve:
 * @sync: the run
 * @item: what was to be sent
 * @found: what the server has in its place
 * @again: (out): whether to send @item once more, on top of that
 * @error: return location
 *
 * Ours already: confirmed. What it had before us (an update that never arrived, a version that moved without a change):
 * sent again on top of it. A risk: joined with theirs. Something else: disjoint changes of a working record are merged,
 * everything else waits for a person.
 *
 * Returns: what became of it; %EK_SYNC_CONFLICT when a person must decide, %EK_SYNC_FAILED with what the database says
 */
EkSyncOutcome
ek_sync_resolve (EkSync *sync, EkSyncItem *item, EkFhirAnswer *found, gboolean *again, GError **error)
{
  JsonObject *sent = json_node_get_object (item->sent);
  g_autoptr (JsonNode) base_node = parse_base (item);
  JsonObject *base = base_node != NULL ? json_node_get_object (base_node) : NULL;

  *again = FALSE;
  if (ek_fhir_same_content (sent, found->resource))
    {
      if (found->id != NULL)
        json_object_set_string_member (sent, "id", found->id);
      return ek_sync_confirm (sync, item, found->version, found->resource, error);
    }
  if (item->map.known && base != NULL &&
      (g_strcmp0 (found->version, item->map.version) == 0 || is_same (base, found->resource)))
    {
      g_free (item->map.version);
      item->map.version = g_strdup (found->version);
      *again = TRUE;
      return EK_SYNC_DONE;
    }
  if (ek_sync_merges_by_itself (item->row->record_type))
    {
      EkSyncOutcome outcome = ek_sync_resolve_risk (sync, item, found, again, error);

      return outcome == EK_SYNC_CONFLICT ? raise_conflict (sync, item, found, error) : outcome;
    }
  if (!item->working || base == NULL ||
      !ek_sync_same_person (sync->store, sync->server->base_url, item->row->record_type, item->row->record_id, base,
                            found->resource))
    return raise_conflict (sync, item, found, error);
  g_free (item->map.version);
  item->map.version = g_strdup (found->version);
  return merge_working (sync, item, found, base, again, error);
}
