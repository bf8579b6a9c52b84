/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three texts of one resource: base (what the server confirmed to us last), ours, theirs; and what comes into our
 * record. */

#include "ek-sync-private.h"

#include "ek-fhir-dropped.h"
#include "ek-fhir-link.h"
#include "ek-fhir-patient-edit.h"
#include "ek-fhir-patient-match.h"
#include "ek-fhir.h"
#include "ek-field-merge.h"
#include "ek-notice.h"
#include "ek-risk-merge.h"

static gboolean
same_member (JsonObject *a, JsonObject *b, const char *name)
{
  JsonNode *one = a != NULL ? json_object_get_member (a, name) : NULL;
  JsonNode *other = b != NULL ? json_object_get_member (b, name) : NULL;
  g_autofree char *one_text = one != NULL ? ek_json_canonical (one) : NULL;
  g_autofree char *other_text = other != NULL ? ek_json_canonical (other) : NULL;

  return g_strcmp0 (one_text, other_text) == 0;
}

static void
add_names (GHashTable *names, JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *m = members; m != NULL; m = m->next)
    g_hash_table_add (names, g_strdup (m->data));
}

/* Three-way, member by member; id, meta and text are the server's and left out. Where both changed the same member to
 * different values the result is NULL, or ours where @ours_wins. */
JsonObject *
ek_sync_merge (JsonObject *base, JsonObject *ours, JsonObject *theirs, gboolean ours_wins)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonObject) merged = json_object_new ();
  GHashTableIter iter;
  gpointer name;

  add_names (names, ours);
  add_names (names, theirs);
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      gboolean we_changed = !same_member (base, ours, name);
      gboolean they_changed = !same_member (base, theirs, name);
      JsonObject *from = we_changed ? ours : theirs;

      if (g_str_equal (name, "meta") || g_str_equal (name, "text") || g_str_equal (name, "id"))
        continue;
      if (we_changed && they_changed && !ours_wins && !same_member (ours, theirs, name))
        return NULL;
      if (json_object_has_member (from, name))
        json_object_set_member (merged, name, json_node_copy (json_object_get_member (from, name)));
    }
  return g_steal_pointer (&merged);
}

/* What is sent of a change of ours: @ours laid over @theirs, and its labels. NULL where both changed the same, unless
 * @ours_wins. A Patient is laid over element by element: much of one is not ours. */
JsonObject *
ek_sync_lay_over (const EkFhirContext *context, JsonObject *base, JsonObject *ours, JsonObject *theirs,
                  gboolean ours_wins)
{
  gboolean is_patient = g_strcmp0 (ek_fhir_type (ours), "Patient") == 0;
  g_autoptr (JsonObject) merged = NULL;
  g_autoptr (JsonNode) copy = NULL;

  if (is_patient)
    merged = ek_fhir_patient_lay_over (context, base, ours, theirs, ours_wins);
  if (merged == NULL && (!is_patient || ours_wins))
    merged = ek_sync_merge (base, ours, theirs, ours_wins);
  if (merged == NULL)
    return NULL;
  copy = ek_fhir_deep_copy (merged);
  for (guint i = 0; i < 2; i++)
    if (json_object_has_member (json_node_get_object (copy), i == 0 ? "id" : "text"))
      json_object_remove_member (json_node_get_object (copy), i == 0 ? "id" : "text");
  ek_fhir_set_meta (json_node_get_object (copy), ours, theirs);
  return json_object_ref (json_node_get_object (copy));
}

static gboolean
read_into (const EkFhirContext *context, const EkFhirMap *map, EkRecord *record, JsonObject *resource)
{
  return resource != NULL && ek_fhir_map_read (map, context, resource, record) == EK_FHIR_SKIP_NONE;
}

/* The file that the subject of a resource leads to here; NULL when that is not known. */
static char *
file_of_subject (EkStore *store, const char *server, JsonObject *resource)
{
  static const char *const members[] = { "subject", "patient", "for" };
  g_autofree char *patient_id = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members) && patient_id == NULL; i++)
    {
      JsonObject *reference = ek_json_peek_object (resource, members[i]);
      g_auto (EkFhirReference) parts = { NULL };

      if (reference != NULL && ek_fhir_reference_parse (ek_json_peek_string (reference, "reference"), &parts) &&
          parts.id != NULL && g_strcmp0 (parts.type, "Patient") == 0)
        ek_fhir_patient_here (store, parts.base != NULL ? parts.base : server, parts.id, &patient_id, NULL);
    }
  return patient_id != NULL ? ek_store_file_of (store, patient_id, NULL) : NULL;
}

static gboolean
same_file (EkStore *store, const char *server, JsonObject *base, JsonObject *theirs)
{
  g_autofree char *before = file_of_subject (store, server, base);
  g_autofree char *now = file_of_subject (store, server, theirs);

  return before != NULL && g_strcmp0 (before, now) == 0;
}

/**
 * ek_sync_same_person:
 * @store: a store
 * @server: whose ids the two speak in
 * @record_type: type of the record
 * @record_id: which
 * @base: (nullable): what both started from
 * @theirs: what the server has now under its id
 *
 * A server that answers with another patient's resource, or moves one from patient to patient, must not bring it into
 * this file by itself. Two patients whose files were joined here are one person.
 *
 * Returns: whether @theirs is, or speaks of, the person it always was
 */
gboolean
ek_sync_same_person (EkStore *store, const char *server, const char *record_type, const char *record_id,
                     JsonObject *base, JsonObject *theirs)
{
  g_autoptr (EkRecord) known = NULL;
  EkLikeness likeness;

  if (g_strcmp0 (record_type, ek_patient_type.name) != 0)
    return base == NULL || ek_fhir_same_subject (base, theirs) || same_file (store, server, base, theirs);
  known = ek_store_load (store, &ek_patient_type, record_id, NULL);
  return known == NULL || ek_fhir_patient_judge (store, EK_CLAIM_ID, known, theirs, &likeness) != EK_PERSON_OTHER;
}

static void
keep_what_stands (EkRecord *ours, EkRecord *theirs)
{
  if (!ek_notice_stands (ours, theirs))
    return;
  for (int i = 0; ek_notice_type.fields[i].name != NULL; i++)
    ek_field_copy (theirs, ours, i);
}

/**
 * ek_sync_take_theirs:
 * @store: a store
 * @context: for the mapping
 * @report: (nullable): told of each value that was dropped
 * @record_type: type of the record
 * @record_id: which
 * @base: (nullable): what both started from; without it all that they say is taken
 * @theirs: the server's resource
 * @error: return location
 *
 * Brings what the hospital changed into our record and keeps what only we changed. A type that cannot be read back (a
 * plan, a review) is left alone.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_sync_take_theirs (EkStore *store, const EkFhirContext *context, EkFhirReport *report, const char *record_type,
                     const char *record_id, JsonObject *base, JsonObject *theirs, GError **error)
{
  const EkRecordType *type = ek_record_type_by_name (record_type);
  const EkFhirMap *map = type != NULL ? ek_fhir_map_for_record (type) : NULL;
  g_autoptr (EkRecord) ours = NULL;
  g_autoptr (EkRecord) before = NULL;
  g_autoptr (EkRecord) after = NULL;
  g_autoptr (GPtrArray) dropped = ek_fhir_dropped_new ();
  const char *remote_id = theirs != NULL ? ek_json_peek_string (theirs, "id") : NULL;
  EkFhirContext telling = *context;

  if (map == NULL || map->read == NULL)
    return TRUE;
  ours = ek_store_load (store, type, record_id, NULL);
  if (ours == NULL)
    return TRUE;
  before = ek_record_copy (ours);
  after = ek_record_copy (ours);
  telling.dropped = dropped;
  if (!read_into (&telling, map, after, theirs))
    return TRUE;
  if (type == &ek_risk_type)
    ek_risk_merge (ours, after);
  else if (type == &ek_notice_type)
    keep_what_stands (ours, after);
  else if (read_into (context, map, before, base))
    ek_fields_merge (before, ours, after);
  return ek_store_save_received (store, after, "server", error) &&
    ek_fhir_dropped_tell (dropped, store, report, ek_record_get_patient_id (after), ek_fhir_type (theirs),
                          remote_id != NULL ? remote_id : record_id, NULL, NULL, error);
}
