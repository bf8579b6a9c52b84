/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox, row by row in the order things were done. One record that cannot go does not hold up the others; what
 * depends on it (everything of a patient whom the server does not know) waits. */

#include "ek-sync-private.h"

#include <glib/gi18n-lib.h>

#include "ek-fhir-patient-match.h"
#include "ek-fhir-people.h"
#include "ek-fhir.h"

/* A patient who came from there and was changed here: what was changed is laid over what the hospital has. */
static EkSyncOutcome
prepare_received (EkSync *sync, EkSyncItem *item, GError **error)
{
  g_auto (EkIdentity) identity = { NULL };
  g_autoptr (EkFhirAnswer) found = NULL;
  g_autoptr (EkRecord) base = NULL;
  g_autoptr (GPtrArray) resources = NULL;
  g_autoptr (JsonObject) merged = NULL;
  gboolean known = FALSE;

  if (!ek_identity_find (sync->store, sync->server->base_url, item->type, item->remote_id, 0, &identity, &known, error))
    return EK_SYNC_FAILED;
  found = ek_sync_fetch (sync, item);
  if (found->kind != EK_ANSWER_OK || found->resource == NULL)
    return ek_sync_later (sync, item, found, error);
  base = known ? ek_identity_base (sync->store, &ek_patient_type, &identity) : NULL;
  resources = base != NULL ? ek_fhir_write_record (&sync->context, base) : NULL;
  if (resources == NULL || resources->len == 0)
    return ek_sync_refuse (sync, item->row, _ ("This patient came from the hospital; change these details there."),
                           error);
  merged = ek_sync_lay_over (&sync->context, resources->pdata[0], json_node_get_object (item->sent), found->resource,
                             TRUE);
  json_node_set_object (item->sent, merged);
  item->map.known = TRUE;
  item->map.version = g_strdup (found->version);
  return EK_SYNC_DONE;
}

/* A number that somebody had once says nothing of who has it now. */
static gboolean
has_now (JsonObject *found, const char *system, JsonObject *number)
{
  JsonArray *identifiers = ek_json_peek_array (found, "identifier");
  g_autofree char *wanted = ek_person_fold_number (ek_json_peek_string (number, "value"));

  for (guint i = 0; identifiers != NULL && i < json_array_get_length (identifiers); i++)
    {
      JsonObject *one = ek_json_element_object (identifiers, i);
      const char *value = one != NULL ? ek_json_peek_string (one, "value") : NULL;
      g_autofree char *folded = value != NULL ? ek_person_fold_number (value) : NULL;

      if (folded != NULL && g_strcmp0 (ek_json_peek_string (one, "system"), system) == 0 &&
          g_strcmp0 (folded, wanted) == 0)
        return g_strcmp0 (ek_json_peek_string (one, "use"), "old") != 0;
    }
  return FALSE;
}

/* Who has this number there, and is it the same person? Name and birth date are asked, as of whoever comes in: what is
 * filed under somebody else's number would be read there as that person's. */
static EkSyncOutcome
link_to (EkSync *sync, EkSyncItem *item, JsonObject *found, GError **error)
{
  const char *remote_id = ek_json_peek_string (found, "id");
  EkLikeness likeness = { 0 };
  EkPersonVerdict verdict = EK_PERSON_OTHER;
  g_autofree char *file = ek_store_file_of (sync->store, item->row->record_id, error);
  g_autoptr (EkRecord) ours = file != NULL ? ek_store_load (sync->store, &ek_patient_type, file, error) : NULL;

  if (ours == NULL)
    return EK_SYNC_FAILED;
  verdict = ek_fhir_patient_judge (sync->store, EK_CLAIM_NUMBER, ours, found, &likeness);
  if (verdict != EK_PERSON_SAME &&
      !ek_fhir_people_queue_differing (sync->store, file,
                                       verdict == EK_PERSON_TOLD ? "identity-changed" : "other-person", found,
                                       sync->server->base_url, remote_id, error))
    return EK_SYNC_FAILED;
  if (verdict == EK_PERSON_OTHER)
    return ek_sync_refuse (sync, item->row,
                           _ ("At the hospital this number belongs to somebody else. Nothing of this patient was sent: "
                              "compare name, date of birth and number, correct what is wrong here, or ask the "
                              "registration desk."),
                           error);
  item->remote_id = g_strdup (remote_id);
  json_object_set_string_member (json_node_get_object (item->sent), "id", item->remote_id);
  /* linked, not overwritten: registration data are the hospital's */
  return ek_sync_confirm (sync, item, ek_fhir_version (found), found, error);
}

/* A patient the hospital already has under one of its own numbers is that patient, not a new one. */
static EkSyncOutcome
link_patient (EkSync *sync, EkSyncItem *item, GError **error)
{
  JsonArray *identifiers = ek_json_peek_array (item->resource, "identifier");

  for (guint i = 0; identifiers != NULL && i < json_array_get_length (identifiers); i++)
    {
      JsonObject *one = ek_json_element_object (identifiers, i);
      const char *system = one != NULL ? ek_json_peek_string (one, "system") : NULL;
      g_autofree char *pair = system != NULL ? g_strdup_printf ("%s|%s", system, ek_json_peek_string (one, "value"))
                                             : NULL;
      g_autofree char *escaped = pair != NULL ? g_uri_escape_string (pair, NULL, FALSE) : NULL;
      g_autofree char *path = g_strdup_printf ("/Patient?identifier=%s", escaped);
      EkFhirCall call = { .method = "GET", .path = path, .type = "Bundle" };
      g_autoptr (EkFhirAnswer) answer = NULL;
      JsonArray *entries;
      JsonObject *entry, *found;

      if (pair == NULL || g_str_equal (system, EK_FHIR_URI) ||
          ek_person_number_is_placeholder (ek_json_peek_string (one, "value")))
        continue;
      answer = ek_fhir_client_call (sync->client, &call, sync->options->cancellable);
      if (answer->kind != EK_ANSWER_OK)
        return ek_sync_later (sync, item, answer, error);
      entries = ek_json_peek_array (answer->resource, "entry");
      if (entries == NULL || json_array_get_length (entries) == 0)
        continue;
      if (json_array_get_length (entries) > 1)
        return ek_sync_refuse (sync, item->row,
                               _ ("The hospital has several patients with this number. Ask the "
                                  "registration "
                                  "desk which one it is."),
                               error);
      entry = ek_json_element_object (entries, 0);
      found = entry != NULL ? ek_json_peek_object (entry, "resource") : NULL;
      if (found != NULL && g_strcmp0 (ek_fhir_type (found), "Patient") == 0 &&
          ek_fhir_id_is_valid (ek_json_peek_string (found, "id")) && has_now (found, system, one))
        return link_to (sync, item, found, error);
    }
  return EK_SYNC_LATER;
}

static gboolean
wants_link (EkSyncItem *item)
{
  JsonArray *identifiers = ek_json_peek_array (item->resource, "identifier");

  return g_str_equal (item->type, "Patient") && !item->map.known && item->remote_id == NULL && !item->row->in_doubt &&
    identifiers != NULL && json_array_get_length (identifiers) > 1;
}

/* A patient who is known there and was changed here again: laid over what the hospital has now, and not over what it
 * showed us once, which may have been nothing. When it moved on meanwhile, its refusal leads to the merge. */
static EkSyncOutcome
prepare_known (EkSync *sync, EkSyncItem *item, GError **error)
{
  g_autoptr (JsonNode) base = item->map.base != NULL ? ek_json_parse (item->map.base, -1, &EK_FHIR_LIMITS, NULL) : NULL;
  g_autoptr (EkFhirAnswer) found = NULL;
  g_autoptr (JsonObject) merged = NULL;

  if (base == NULL || !JSON_NODE_HOLDS_OBJECT (base) || item->row->in_doubt)
    return EK_SYNC_DONE;
  found = ek_sync_fetch (sync, item);
  if (found->kind == EK_ANSWER_NOT_FOUND || found->kind == EK_ANSWER_GONE)
    return EK_SYNC_DONE;
  if (found->kind != EK_ANSWER_OK || found->resource == NULL)
    return ek_sync_later (sync, item, found, error);
  if (g_strcmp0 (found->version, item->map.version) != 0)
    return EK_SYNC_DONE;
  merged = ek_sync_lay_over (&sync->context, json_node_get_object (base), json_node_get_object (item->plain),
                             found->resource, TRUE);
  json_node_set_object (item->sent, merged);
  return EK_SYNC_DONE;
}

static EkSyncOutcome
push_item (EkSync *sync, EkSyncItem *item, GError **error)
{
  if (item->map.known && g_strcmp0 (item->map.hash, item->hash) == 0)
    return EK_SYNC_DONE;
  if (!item->map.known && item->remote_id != NULL && g_str_equal (item->type, "Patient"))
    {
      EkSyncOutcome outcome = prepare_received (sync, item, error);

      return outcome == EK_SYNC_DONE ? ek_sync_write_item (sync, item, error) : outcome;
    }
  if (item->map.known && g_str_equal (item->type, "Patient"))
    {
      EkSyncOutcome outcome = prepare_known (sync, item, error);

      return outcome == EK_SYNC_DONE ? ek_sync_write_item (sync, item, error) : outcome;
    }
  if (wants_link (item))
    {
      EkSyncOutcome outcome = link_patient (sync, item, error);

      if (outcome != EK_SYNC_LATER || sync->stop)
        return outcome;
    }
  return ek_sync_write_item (sync, item, error);
}

static EkSyncOutcome
push_resources (EkSync *sync, EkSyncRow *row, GError **error)
{
  g_autoptr (JsonNode) node = ek_json_parse_exact (row->body, -1, &EK_JSON_DEFAULT, error);
  JsonArray *resources = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  EkSyncOutcome outcome = EK_SYNC_DONE;

  if (resources == NULL)
    return EK_SYNC_FAILED;
  for (guint i = 0; outcome == EK_SYNC_DONE && i < json_array_get_length (resources); i++)
    {
      EkSyncItem item = { .row = row, .resource = ek_json_element_object (resources, i) };

      outcome = item.resource != NULL && ek_sync_item_prepare (sync, &item, error) &&
          (!row->renewed || ek_sync_item_renew (sync, &item, error))
        ? push_item (sync, &item, error)
        : EK_SYNC_FAILED;
      ek_sync_item_clear (&item);
    }
  return outcome;
}

/* Everything but the patient refers to the patient: without one there the server would refuse it, or worse, take it. */
static gboolean
patient_is_there (EkSync *sync, EkSyncRow *row, gboolean *there, GError **error)
{
  g_autofree char *remote_id = NULL;
  g_autofree char *file = NULL;
  g_autoptr (EkRecord) patient = NULL;

  *there = g_strcmp0 (row->record_id, row->patient_id) == 0;
  if (*there)
    return TRUE;
  if (!ek_sync_patient_remote_id (sync, row->patient_id, &remote_id, error))
    return FALSE;
  *there = remote_id != NULL;
  if (*there)
    return TRUE;
  file = ek_store_file_of (sync->store, row->patient_id, error);
  if (file == NULL)
    return FALSE;
  patient = ek_store_load (sync->store, &ek_patient_type, file, NULL);
  return patient == NULL || ek_sync_row_queue (sync, patient, error);
}

/* Two files that were joined are one person: the server is not given a second patient for the one that it does not
 * know. What is known there under two stays under two. */
static gboolean
is_known_otherwise (EkSync *sync, EkSyncRow *row, gboolean *otherwise, GError **error)
{
  g_autofree char *own = NULL, *any = NULL, *file = NULL;
  g_autoptr (EkRecord) patient = NULL;

  *otherwise = FALSE;
  if (g_strcmp0 (row->record_id, row->patient_id) != 0)
    return TRUE;
  file = ek_store_file_of (sync->store, row->record_id, error);
  if (file == NULL || !ek_sync_remote_id (sync, "Patient", row->record_id, &own, error) ||
      !ek_sync_patient_remote_id (sync, row->record_id, &any, error))
    return FALSE;
  *otherwise = own == NULL && (any != NULL || !g_str_equal (file, row->record_id));
  if (!*otherwise || any != NULL)
    return TRUE;
  patient = ek_store_load (sync->store, &ek_patient_type, file, NULL);
  return patient == NULL || ek_sync_row_queue (sync, patient, error);
}

static gboolean
push_row (EkSync *sync, EkSyncRow *row, gboolean *waited, GError **error)
{
  const EkRecordType *type = ek_record_type_by_name (row->record_type);
  const EkFhirMap *map = type != NULL ? ek_fhir_map_for_record (type) : NULL;
  EkSyncOutcome outcome;
  gboolean there = FALSE, otherwise = FALSE;

  if (!is_known_otherwise (sync, row, &otherwise, error) || !patient_is_there (sync, row, &there, error))
    return FALSE;
  if (otherwise)
    return ek_sync_row_drop (sync, row, error);
  *waited |= !there;
  if (!there)
    return TRUE;
  if (map == NULL || map->write == NULL)
    return ek_sync_row_drop (sync, row, error);
  if (!row->is_delete && !ek_sync_row_fill (sync, row, error))
    return FALSE;
  /* a form not finished, a plan not signed: nothing of it leaves yet */
  if (!row->is_delete && g_strcmp0 (row->body, "[]") == 0)
    return ek_sync_row_drop (sync, row, error);
  if (!ek_sync_row_freeze (sync, row, error))
    return FALSE;
  outcome = row->is_delete ? ek_sync_delete_record (sync, row, map->type, error) : push_resources (sync, row, error);
  if (outcome == EK_SYNC_FAILED)
    return FALSE;
  if (outcome != EK_SYNC_DONE)
    return TRUE;
  sync->result->sent++;
  return ek_sync_row_done (sync, row, error);
}

static gboolean
push_once (EkSync *sync, gboolean *waited, GError **error)
{
  g_autoptr (GPtrArray) rows = ek_sync_rows (sync, error);

  *waited = FALSE;
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len && !sync->stop && !ek_sync_cancelled (sync); i++)
    {
      EkSyncRow *row = rows->pdata[i];

      ek_sync_tell (sync, _ ("Sending to the hospital"), i, rows->len);
      if (row->next_ms != EK_INSTANT_NONE && row->next_ms > ek_clock_now (sync->clock))
        continue;
      if (!ek_sync_lease_take (sync, error) || !push_row (sync, row, waited, error))
        return FALSE;
    }
  return TRUE;
}

/* Sends what waits. A second pass sends what waited for its patient in the first. */
gboolean
ek_sync_push (EkSync *sync, GError **error)
{
  gboolean waited = FALSE;

  return push_once (sync, &waited, error) && (!waited || push_once (sync, &waited, error));
}
