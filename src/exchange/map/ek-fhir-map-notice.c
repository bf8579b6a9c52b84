/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person must look at because it may hide a danger, as a DetectedIssue: its detail says in words what came, for
 * whoever reads no extensions, and its mitigation what was done about it. What this program needs to know it again
 * stands in one extension, whose parts are named as the fields are. */

#include "ek-fhir-map.h"

#include <string.h>

#include "ek-id.h"
#include "ek-notice.h"
#include "ek-time.h"

#define NOTICE_STATE EK_FHIR_BASE "/StructureDefinition/notice-state"
#define CODE_PREFIX "notice-"
/* Bytes in one part of the state, and in the words: less than any reader takes for endless. */
#define PART_MAX (64 * 1024)

static const int state_fields[] = {
  EK_NOTICE_KIND, EK_NOTICE_SOURCE,  EK_NOTICE_DETAIL, EK_NOTICE_STATUS, EK_NOTICE_ACTION,
  EK_NOTICE_DONE, EK_NOTICE_DONE_BY, EK_NOTICE_FOUND,  EK_NOTICE_RISK,
};

/* --- writing ------------------------------------------------------------------------------------------------------ */

/* The form that it is about, where it is in this file. */
static void
add_evidence (const EkFhirContext *context, EkRecord *record, JsonObject *resource)
{
  const char *source = ek_record_get_text (record, EK_NOTICE_SOURCE);
  g_autoptr (EkRecord) form = NULL;
  JsonObject *evidence = NULL;
  JsonArray *detail = NULL;

  if (context->store == NULL || source == NULL || !ek_id_is_valid (source))
    return;
  form = ek_store_load (context->store, &ek_assessment_type, source, NULL);
  if (form == NULL)
    return;
  evidence = json_object_new ();
  detail = json_array_new ();
  ek_fhir_append_reference (detail, "QuestionnaireResponse", source, NULL);
  json_object_set_array_member (evidence, "detail", detail);
  ek_fhir_add_concepts (resource, "evidence", evidence);
}

/* What was done, by whom. */
static void
add_mitigation (const EkFhirContext *context, EkRecord *record, JsonObject *resource)
{
  const char *action = ek_record_get_text (record, EK_NOTICE_ACTION);
  JsonObject *mitigation;
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_NOTICE_DONE, &offset);

  if (action == NULL || ms == EK_INSTANT_NONE)
    return;
  mitigation = json_object_new ();
  json_object_set_object_member (mitigation, "action", ek_fhir_concept_new (NULL, NULL, NULL, action));
  ek_fhir_add_instant (mitigation, "date", ms, offset);
  ek_fhir_add_author (context, mitigation, "author", ek_record_get_text (record, EK_NOTICE_DONE_BY));
  ek_fhir_add_concepts (resource, "mitigation", mitigation);
}

static JsonObject *
concept_of (EkRecord *record)
{
  const char *kind = ek_record_get_text (record, EK_NOTICE_KIND);
  const EkChoice *choice = ek_choice_find (ek_notice_type.fields[EK_NOTICE_KIND].choices, kind);
  g_autofree char *code = g_strconcat (CODE_PREFIX, kind, NULL);
  g_autofree char *words = NULL;

  words = g_strdup_printf ("Perhaps dangerous, a person must look at it: %s", choice != NULL ? choice->label : kind);
  return ek_fhir_concept_new (EK_FHIR_CODES, code, NULL, words);
}

static void
add_words (const EkFhirContext *context, EkRecord *record, JsonObject *resource)
{
  g_autofree char *text = ek_notice_text (context->store, context->catalogue, record);

  text[ek_fhir_piece (text, PART_MAX)] = '\0';
  json_object_set_string_member (resource, "detail", text);
}

/**
 * ek_fhir_write_notice:
 * @context: what a writer needs
 * @record: of #ek_notice_type
 * @resources: (element-type JsonObject): a DetectedIssue is added for one that may hide a danger, see
 *   ek_notice_may_hide_danger(): preliminary while it is open, final when it was looked at; nothing for any other
 */
void
ek_fhir_write_notice (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  JsonObject *resource;
  gboolean open = g_strcmp0 (ek_record_get_text (record, EK_NOTICE_STATUS), "open") == 0;
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_NOTICE_RAISED, &offset);

  if (!ek_notice_may_hide_danger (record))
    return;
  resource = ek_fhir_new ("DetectedIssue", ek_record_get_id (record));
  ek_fhir_add_confidential (resource);
  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status", open ? "preliminary" : "final");
  json_object_set_object_member (resource, "code", concept_of (record));
  json_object_set_string_member (resource, "severity", "high");
  ek_fhir_add_subject (resource, "patient", record);
  ek_fhir_add_instant (resource, "identifiedDateTime", ms, offset);
  add_evidence (context, record, resource);
  add_words (context, record, resource);
  add_mitigation (context, record, resource);
  ek_fhir_add_state (resource, NOTICE_STATE, record, state_fields, G_N_ELEMENTS (state_fields), PART_MAX);
  g_ptr_array_add (resources, resource);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

/**
 * ek_fhir_is_own_notice:
 * @resource: a DetectedIssue
 *
 * Returns: whether it is a notice of this program: with its state, and an identifier that ek_fhir_own_id() reads
 */
gboolean
ek_fhir_is_own_notice (JsonObject *resource)
{
  return ek_fhir_find_state (resource, NOTICE_STATE) != NULL && ek_fhir_own_id (resource) != NULL;
}

static void
read_instant (const EkFhirContext *context, JsonArray *parts, int field, EkRecord *record)
{
  gint64 ms;
  int offset;

  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = ek_json_element_object (parts, i);

      if (part != NULL && g_strcmp0 (ek_json_peek_string (part, "url"), ek_notice_type.fields[field].name) == 0 &&
          ek_fhir_instant (ek_json_peek_string (part, "valueDateTime"), context->local_offset, &ms, &offset))
        ek_record_set_instant (record, field, ms, offset);
    }
}

static void
read_field (const EkFhirContext *context, JsonArray *parts, int field, EkRecord *record)
{
  const EkField *declared = &ek_notice_type.fields[field];
  g_autofree char *text = declared->kind != EK_FIELD_INSTANT ? ek_fhir_state_text (parts, declared->name) : NULL;

  ek_record_clear (record, field);
  if (declared->kind == EK_FIELD_INSTANT)
    read_instant (context, parts, field, record);
  else if (text != NULL)
    ek_fhir_take_state (record, field, text);
}

/**
 * ek_fhir_read_notice:
 * @context: what a reader needs
 * @resource: a DetectedIssue that ek_fhir_is_own_notice(), from an export or from another machine that works with the
 *   same server
 * @record: of #ek_notice_type, to be filled
 *
 * One that does not say what a person did about it is open.
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_CHANGED_HERE for what was entered in error, because a person looks at a
 *   notice and nobody takes it back; %EK_FHIR_SKIP_NO_DATE without a moment at which it was raised;
 *   %EK_FHIR_SKIP_INVALID without what it is about, or for one that hides no danger
 */
EkFhirSkip
ek_fhir_read_notice (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonArray *parts = ek_fhir_find_state (resource, NOTICE_STATE);
  gint64 ms;
  int offset;

  if (g_strcmp0 (ek_json_peek_string (resource, "status"), "entered-in-error") == 0)
    return EK_FHIR_SKIP_CHANGED_HERE;
  if (!ek_fhir_instant (ek_json_peek_string (resource, "identifiedDateTime"), context->local_offset, &ms, &offset))
    return EK_FHIR_SKIP_NO_DATE;
  for (guint i = 0; i < G_N_ELEMENTS (state_fields); i++)
    read_field (context, parts, state_fields[i], record);
  ek_record_set_instant (record, EK_NOTICE_RAISED, ms, offset);
  if (!ek_record_has (record, EK_NOTICE_ACTION) || !ek_record_has (record, EK_NOTICE_DONE_BY) ||
      !ek_record_has (record, EK_NOTICE_DONE))
    ek_record_set_text (record, EK_NOTICE_STATUS, "open");
  return ek_record_has (record, EK_NOTICE_SOURCE) && ek_notice_may_hide_danger (record) ? EK_FHIR_SKIP_NONE
                                                                                        : EK_FHIR_SKIP_INVALID;
}
