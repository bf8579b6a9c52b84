/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include "ek-time.h"

static char *
member_names (EkRecord *record)
{
  JsonNode *node = ek_record_get_json (record, EK_REVIEW_MEMBERS);
  JsonArray *members = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    {
      JsonObject *member = ek_json_element_object (members, i);
      const char *name = member != NULL ? ek_json_peek_string (member, "name") : NULL;

      if (name != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "Present: ", name);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
append_note (JsonArray *notes, const char *text)
{
  JsonObject *note;

  if (text == NULL)
    return;
  note = json_object_new ();
  json_object_set_string_member (note, "text", text);
  json_array_add_object_element (notes, note);
}

/**
 * ek_fhir_write_review:
 * @context: what a writer needs: who signed
 * @record: of #ek_review_type, an MDT case review
 * @resources: (element-type JsonObject): a ClinicalImpression is added, and a Provenance for each signature
 *
 * The question is its description, the decision its summary, the reason and who was there its notes. Opinions stay
 * here; the actions are Tasks of their own records.
 */
void
ek_fhir_write_review (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  JsonObject *resource = ek_fhir_new ("ClinicalImpression", ek_record_get_id (record));
  gboolean open = g_strcmp0 (ek_record_get_text (record, EK_REVIEW_STATUS), "open") == 0;
  JsonArray *notes = json_array_new ();
  g_autofree char *present = member_names (record);
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_REVIEW_HELD, &offset);

  ek_fhir_add_confidential (resource);
  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status", open ? "in-progress" : "completed");
  json_object_set_object_member (resource, "code",
                                 ek_fhir_concept_new (EK_FHIR_CODES, "mdt-review", NULL,
                                                      "Multidisciplinary case review"));
  ek_fhir_add_text (resource, "description", ek_record_get_text (record, EK_REVIEW_QUESTION));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_instant (resource, "effectiveDateTime", ms, offset);
  ms = ek_record_get_instant (record, EK_REVIEW_DECIDED, &offset);
  ek_fhir_add_instant (resource, "date", ms, offset);
  ek_fhir_add_author (context, resource, "assessor", ek_record_get_author (record));
  ek_fhir_add_text (resource, "summary", ek_record_get_text (record, EK_REVIEW_DECISION));
  append_note (notes, ek_record_get_text (record, EK_REVIEW_REASON));
  append_note (notes, present);
  if (json_array_get_length (notes) > 0)
    json_object_set_array_member (resource, "note", json_array_ref (notes));
  json_array_unref (notes);
  g_ptr_array_add (resources, resource);
  ek_fhir_write_signatures (context, record, "ClinicalImpression", resources);
}

/**
 * ek_fhir_write_signatures:
 * @context: with a store, else nothing is written
 * @record: a record
 * @type: its resource type
 * @resources: where to
 *
 * A Provenance for each valid signature of the record's present revision: who signed, when, and with which meaning. Its
 * target is made specific to the version the server gave when it is sent. The signature itself (Ed25519 over the record
 * as it is kept here) stays in the vault: nobody elsewhere could check it against what the mapping made of the record.
 */
void
ek_fhir_write_signatures (const EkFhirContext *context, EkRecord *record, const char *type, GPtrArray *resources)
{
  g_autoptr (GPtrArray) signatures = context->store != NULL ? ek_store_list_signatures (context->store, record, NULL)
                                                            : NULL;

  for (guint i = 0; signatures != NULL && i < signatures->len; i++)
    {
      EkSignature *signature = signatures->pdata[i];
      g_autofree char *role = g_strdup_printf ("signature/%s/%s/%" G_GINT64_FORMAT, signature->user_id,
                                               signature->meaning, signature->revision);
      g_autofree char *id = ek_fhir_derived_id (ek_record_get_id (record), role);
      g_autofree char *recorded = ek_instant_format (signature->at_ms, signature->offset_minutes);
      JsonObject *resource, *agent;
      JsonArray *targets;

      if (!signature->valid || signature->revision != ek_record_get_revision (record))
        continue;
      resource = ek_fhir_new ("Provenance", id);
      targets = json_array_new ();
      agent = json_object_new ();
      ek_fhir_add_confidential (resource);
      ek_fhir_append_reference (targets, type, ek_record_get_id (record), NULL);
      json_object_set_array_member (resource, "target", targets);
      json_object_set_string_member (resource, "recorded", recorded);
      json_object_set_object_member (resource, "activity",
                                     ek_fhir_concept_new (EK_FHIR_BASE "/CodeSystem/signature-meaning",
                                                          signature->meaning, NULL, NULL));
      ek_fhir_add_concepts (agent, "role", ek_fhir_concept_new (NULL, NULL, NULL, signature->meaning));
      ek_fhir_add_reference (agent, "who", "Practitioner", NULL, signature->user_name);
      ek_fhir_add_concepts (resource, "agent", agent);
      g_ptr_array_add (resources, resource);
    }
}
