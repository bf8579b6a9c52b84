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

/* The whole characters among the first bytes of a text. */
static gsize
piece_of (const char *text)
{
  gsize length = strlen (text);

  if (length <= PART_MAX)
    return length;
  length = PART_MAX;
  while (length > 0 && ((guchar) text[length] & 0xc0) == 0x80)
    length--;
  return length;
}

/* A long text in several parts of one name. */
static void
add_text_parts (JsonArray *parts, const char *name, const char *text)
{
  while (*text != '\0')
    {
      gsize length = piece_of (text);
      g_autofree char *piece = g_strndup (text, length);
      JsonObject *part = json_object_new ();

      json_object_set_string_member (part, "url", name);
      json_object_set_string_member (part, "valueString", piece);
      json_array_add_object_element (parts, part);
      text += length;
    }
}

static void
add_part (JsonArray *parts, EkRecord *record, int field)
{
  const EkField *declared = &ek_notice_type.fields[field];
  g_autofree char *text = NULL;

  if (!ek_record_has (record, field))
    return;
  if (declared->kind == EK_FIELD_INSTANT)
    {
      JsonObject *part = json_object_new ();
      int offset = 0;
      gint64 ms = ek_record_get_instant (record, field, &offset);

      json_object_set_string_member (part, "url", declared->name);
      ek_fhir_add_instant (part, "valueDateTime", ms, offset);
      json_array_add_object_element (parts, part);
      return;
    }
  text = declared->kind == EK_FIELD_JSON ? ek_json_canonical (ek_record_get_json (record, field))
                                         : g_strdup (ek_record_get_text (record, field));
  add_text_parts (parts, declared->name, text);
}

static void
add_state (EkRecord *record, JsonObject *resource)
{
  JsonObject *extension = json_object_new ();
  JsonArray *parts = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (state_fields); i++)
    add_part (parts, record, state_fields[i]);
  json_object_set_string_member (extension, "url", NOTICE_STATE);
  json_object_set_array_member (extension, "extension", parts);
  ek_fhir_add_concepts (resource, "extension", extension);
}

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
  const EkChoice *choices = ek_notice_type.fields[EK_NOTICE_KIND].choices;
  g_autofree char *code = g_strconcat (CODE_PREFIX, kind, NULL);
  g_autofree char *words = NULL;

  while (choices->id != NULL && !g_str_equal (choices->id, kind))
    choices++;
  words = g_strdup_printf ("Perhaps dangerous, a person must look at it: %s",
                           choices->id != NULL ? choices->label : kind);
  return ek_fhir_concept_new (EK_FHIR_CODES, code, NULL, words);
}

static void
add_words (const EkFhirContext *context, EkRecord *record, JsonObject *resource)
{
  g_autofree char *text = ek_notice_text (context->store, context->catalogue, record);

  text[piece_of (text)] = '\0';
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
  add_state (record, resource);
  g_ptr_array_add (resources, resource);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static JsonArray *
state_of (JsonObject *resource)
{
  JsonArray *extensions = ek_json_peek_array (resource, "extension");

  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *one = ek_json_element_object (extensions, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "url"), NOTICE_STATE) == 0)
        return ek_json_peek_array (one, "extension");
    }
  return NULL;
}

/**
 * ek_fhir_is_own_notice:
 * @resource: a DetectedIssue
 *
 * Returns: whether it is a notice of this program: with its state, and an identifier that ek_fhir_own_id() reads
 */
gboolean
ek_fhir_is_own_notice (JsonObject *resource)
{
  return state_of (resource) != NULL && ek_fhir_own_id (resource) != NULL;
}

static void
read_field (const EkFhirContext *context, JsonArray *parts, int field, EkRecord *record)
{
  const EkField *declared = &ek_notice_type.fields[field];
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  gint64 ms;
  int offset;

  ek_record_clear (record, field);
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = ek_json_element_object (parts, i);

      if (part == NULL || g_strcmp0 (ek_json_peek_string (part, "url"), declared->name) != 0)
        continue;
      if (declared->kind == EK_FIELD_INSTANT &&
          ek_fhir_instant (ek_json_peek_string (part, "valueDateTime"), context->local_offset, &ms, &offset))
        ek_record_set_instant (record, field, ms, offset);
      else if (ek_json_peek_string (part, "valueString") != NULL)
        g_string_append (text, ek_json_peek_string (part, "valueString"));
    }
  if (text->len == 0 || declared->kind == EK_FIELD_INSTANT)
    return;
  if (declared->kind == EK_FIELD_JSON)
    {
      node = ek_json_parse (text->str, -1, &EK_FHIR_LIMITS, NULL);
      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        ek_record_set_json (record, field, node);
    }
  else
    ek_fhir_take_text (record, field, ek_fhir_clean_text (text->str));
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
  JsonArray *parts = state_of (resource);
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
