/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include "ek-time.h"

/* LOINC 34785-6 (consult) and 34904-3 (progress) are mental health note types that large systems accept. */
static const struct {
  const char *kind;
  const char *loinc;
  const char *words;
} kinds[] = {
  { "minutes", "34785-6", "MDT minutes" },
  { "report", "34904-3", "Report" },
  { "letter", NULL, "Letter" },
};

static JsonObject *
attachment_new (EkRecord *record)
{
  JsonObject *attachment = json_object_new ();
  GBytes *content = ek_record_get_blob (record, EK_DOCUMENT_CONTENT);
  gsize length = 0;
  const guchar *bytes = content != NULL ? g_bytes_get_data (content, &length) : NULL;
  g_autofree char *data = bytes != NULL ? g_base64_encode (bytes, length) : NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize digest_length = sizeof digest;
  g_autofree char *hash = NULL;

  g_checksum_update (sum, bytes != NULL ? bytes : (const guchar *) "", (gssize) length);
  g_checksum_get_digest (sum, digest, &digest_length);
  hash = g_base64_encode (digest, digest_length);
  ek_fhir_add_text (attachment, "contentType", ek_record_get_text (record, EK_DOCUMENT_MEDIA_TYPE));
  ek_fhir_add_text (attachment, "data", data);
  json_object_set_int_member (attachment, "size", (gint64) length);
  json_object_set_string_member (attachment, "hash", hash);
  ek_fhir_add_text (attachment, "title", ek_record_get_text (record, EK_DOCUMENT_TITLE));
  return attachment;
}

static void
add_related (const EkFhirContext *context, EkRecord *record, JsonObject *resource)
{
  const char *id = ek_record_get_text (record, EK_DOCUMENT_BASED_ON);
  g_autoptr (EkRecord) review = NULL;
  JsonObject *about;
  JsonArray *related;

  if (id == NULL || context->store == NULL)
    return;
  review = ek_store_load (context->store, &ek_review_type, id, NULL);
  if (review == NULL)
    return;
  about = json_object_new ();
  related = json_array_new ();
  ek_fhir_append_reference (related, "ClinicalImpression", id, NULL);
  json_object_set_array_member (about, "related", related);
  json_object_set_object_member (resource, "context", about);
}

/**
 * ek_fhir_write_document:
 * @context: what a writer needs: who the author is
 * @record: of #ek_document_type: minutes, a report or a letter
 * @resources: (element-type JsonObject): a DocumentReference that carries the bytes is added, marked as restricted
 */
void
ek_fhir_write_document (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  JsonObject *resource = ek_fhir_new ("DocumentReference", ek_record_get_id (record)), *content = json_object_new ();
  const char *kind = ek_record_get_text (record, EK_DOCUMENT_KIND);
  JsonObject *author = json_object_new ();
  int offset = ek_record_get_changed_offset (record);
  gint64 ms = ek_record_get_instant (record, EK_DOCUMENT_WRITTEN, &offset);

  ek_fhir_add_confidential (resource);
  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status", "current");
  json_object_set_string_member (resource, "docStatus", "final");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kind, kinds[i].kind) == 0)
      json_object_set_object_member (resource, "type",
                                     ek_fhir_concept_new (EK_FHIR_LOINC, kinds[i].loinc, NULL, kinds[i].words));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_instant (resource, "date", ms != EK_INSTANT_NONE ? ms : ek_record_get_changed (record), offset);
  ek_fhir_add_author (context, author, "who", ek_record_get_author (record));
  if (ek_json_peek_object (author, "who") != NULL)
    ek_fhir_add_concepts (resource, "author", json_object_ref (ek_json_peek_object (author, "who")));
  json_object_unref (author);
  ek_fhir_add_text (resource, "description", ek_record_get_text (record, EK_DOCUMENT_TITLE));
  json_object_set_object_member (content, "attachment", attachment_new (record));
  ek_fhir_add_concepts (resource, "content", content);
  add_related (context, record, resource);
  g_ptr_array_add (resources, resource);
}
