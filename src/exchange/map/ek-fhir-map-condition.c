/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <glib/gi18n-lib.h>

#include "ek-fhir-dropped.h"
#include "ek-fhir-words.h"

#define CLINICAL_STATUS "http://terminology.hl7.org/CodeSystem/condition-clinical"
#define VERIFICATION_STATUS "http://terminology.hl7.org/CodeSystem/condition-ver-status"

#define ONSET_TEXT EK_FHIR_BASE "/StructureDefinition/onset-text"

typedef struct {
  const char *fhir;
  const char *own;
} Pair;

static const Pair clinical_status[] = {
  { "active", "active" },
  { "recurrence", "active" },
  { "relapse", "active" },
  { "remission", "remission" },
  { "inactive", "inactive" },
  { "resolved", "resolved" },
  { NULL },
};

static const Pair verification_status[] = {
  { "unconfirmed", "unconfirmed" },
  { "provisional", "provisional" },
  { "differential", "differential" },
  { "confirmed", "confirmed" },
  { "refuted", "refuted" },
  { "entered-in-error", "withdrawn" },
  { NULL },
};

/* A status that is not there stays missing: neither "active" nor anything else is invented. */
static void
take_status (const EkFhirContext *context, EkRecord *record, int field, JsonObject *resource, const char *member,
             const Pair *pairs)
{
  JsonObject *concept = ek_json_peek_object (resource, member);

  ek_record_clear (record, field);
  for (; concept != NULL && pairs->fhir != NULL; pairs++)
    if (ek_fhir_concept_has (concept, NULL, pairs->fhir))
      {
        ek_record_set_text (record, field, pairs->own);
        return;
      }
  if (!ek_fhir_concept_is_empty (concept))
    ek_fhir_drop (context, member, json_object_get_member (resource, member), EK_FHIR_DROP_UNREADABLE, TRUE);
}

static void
take_code (EkRecord *record, int code_field, int system_field, JsonObject *concept)
{
  JsonObject *coding = ek_fhir_concept_coding (concept, NULL);

  ek_fhir_take_text (record, code_field,
                     coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "code")) : NULL);
  ek_fhir_take_text (record, system_field,
                     coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "system")) : NULL);
}

static const char *
period_end (JsonObject *resource, const char *date_time, const char *period, const char *which)
{
  JsonObject *object = ek_json_peek_object (resource, period);

  if (ek_json_peek_string (resource, date_time) != NULL)
    return ek_json_peek_string (resource, date_time);
  return object != NULL ? ek_json_peek_string (object, which) : NULL;
}

/* A date that is none is told; an allergy or an illness is not left out for it. */
static void
take_date (const EkFhirContext *context, EkRecord *record, int field, const char *path, const char *date_time)
{
  g_autofree char *date = ek_fhir_date (date_time);

  if (date_time != NULL && date == NULL)
    ek_fhir_drop_text (context, path, date_time, EK_FHIR_DROP_UNREADABLE, TRUE);
  ek_fhir_set_date (record, field, date_time);
}

/* The codes beside the one that is kept: a dagger and its asterisk, another system. */
static char *
other_codes (JsonObject *concept, EkRecord *record, int code_field, int system_field)
{
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    {
      JsonObject *coding = ek_json_element_object (codings, i);
      const char *code = coding != NULL ? ek_json_peek_string (coding, "code") : NULL;
      const char *system = coding != NULL ? ek_json_peek_string (coding, "system") : NULL;
      const char *display = coding != NULL ? ek_json_peek_string (coding, "display") : NULL;

      if (code == NULL ||
          (g_strcmp0 (code, ek_record_get_text (record, code_field)) == 0 &&
           g_strcmp0 (system, ek_record_get_text (record, system_field)) == 0))
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", code);
      if (display != NULL)
        g_string_append_printf (text, " %s", display);
      if (system != NULL)
        g_string_append_printf (text, " (%s)", system);
    }
  return text->len > 0 ? ek_fhir_clean_text (text->str) : NULL;
}

/* "III (TNM)" of every stage, and what was found, of every evidence. */
static char *
stages (JsonObject *resource)
{
  JsonArray *array = ek_json_peek_array (resource, "stage");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *stage = ek_json_element_object (array, i);
      g_autofree char *summary = stage != NULL ? ek_fhir_concept_text (ek_json_peek_object (stage, "summary")) : NULL;
      g_autofree char *type = stage != NULL ? ek_fhir_concept_text (ek_json_peek_object (stage, "type")) : NULL;

      if (summary == NULL && type == NULL)
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", summary != NULL ? summary : type);
      if (summary != NULL && type != NULL)
        g_string_append_printf (text, " (%s)", type);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static char *
evidence (JsonObject *resource)
{
  JsonArray *array = ek_json_peek_array (resource, "evidence");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);
      g_autofree char *words = one != NULL ? ek_fhir_concepts_words (one, "code") : NULL;

      if (words != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* Which list it stands in says nothing; whether it is a diagnosis of one visit does. */
static char *
categories (JsonObject *resource)
{
  JsonArray *array = ek_json_peek_array (resource, "category");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *category = ek_json_element_object (array, i);
      g_autofree char *words = NULL;

      if (category == NULL || ek_fhir_concept_has (category, NULL, "problem-list-item"))
        continue;
      words = ek_fhir_concept_has (category, NULL, "encounter-diagnosis") ? g_strdup (_ ("Diagnosis of one visit"))
                                                                          : ek_fhir_concept_text (category);
      if (words != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
read_condition_note (JsonObject *resource, EkRecord *record)
{
  JsonObject *code = ek_json_peek_object (resource, "code");
  JsonObject *clinical = ek_json_peek_object (resource, "clinicalStatus");
  g_autoptr (GString) note = g_string_new (NULL);

  ek_fhir_take_notes (note, ek_fhir_notes (resource));
  if (clinical != NULL &&
      (ek_fhir_concept_has (clinical, NULL, "recurrence") || ek_fhir_concept_has (clinical, NULL, "relapse")))
    ek_fhir_note_line (note, _ ("Course"),
                       ek_fhir_concept_has (clinical, NULL, "relapse") ? _ ("relapse") : _ ("recurrence"));
  ek_fhir_take_line (note, _ ("Ended"), ek_fhir_choice_words (resource, "abatement"));
  ek_fhir_take_line (note, _ ("Stage"), stages (resource));
  ek_fhir_take_line (note, _ ("Part of the body"), ek_fhir_concepts_words (resource, "bodySite"));
  ek_fhir_take_line (note, _ ("Category"), categories (resource));
  ek_fhir_take_line (note, _ ("Found"), evidence (resource));
  ek_fhir_take_line (note, _ ("Other codes"), other_codes (code, record, EK_PROBLEM_CODE, EK_PROBLEM_SYSTEM));
  ek_record_set_text (record, EK_PROBLEM_NOTE, note->str);
}

/* What was said of the onset beside, or instead of, a date. */
static char *
onset_words (JsonObject *resource)
{
  JsonArray *extensions = ek_json_peek_array (resource, "extension");

  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *extension = ek_json_element_object (extensions, i);

      if (extension != NULL && g_strcmp0 (ek_json_peek_string (extension, "url"), ONSET_TEXT) == 0)
        return ek_fhir_clean_text (ek_json_peek_string (extension, "valueString"));
    }
  return ek_fhir_choice_words (resource, "onset");
}

/**
 * ek_fhir_read_condition:
 * @context: what a reader needs
 * @resource: a Condition
 * @record: of #ek_problem_type, to be filled
 *
 * Onset and end that are not dates are kept in words; a status that this program does not have, and what has no field,
 * is told as dropped.
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_ERROR for what was entered in error, %EK_FHIR_SKIP_NO_CODE without words
 *   and code
 */
EkFhirSkip
ek_fhir_read_condition (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const read[] = {
    "code",
    "clinicalStatus",
    "verificationStatus",
    "onsetDateTime",
    "onsetAge",
    "onsetPeriod",
    "onsetRange",
    "onsetString",
    "abatementDateTime",
    "abatementAge",
    "abatementPeriod",
    "abatementRange",
    "abatementString",
    "abatementBoolean",
    "severity",
    "stage.summary",
    "stage.type",
    "bodySite",
    "category",
    "evidence.code",
    "note",
    NULL,
  };
  JsonObject *code = ek_json_peek_object (resource, "code");
  g_autofree char *text = ek_fhir_concept_text (code);

  if (ek_fhir_concept_has (ek_json_peek_object (resource, "verificationStatus"), NULL, "entered-in-error"))
    return EK_FHIR_SKIP_ERROR;
  if (text == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  ek_record_set_text (record, EK_PROBLEM_TEXT, text);
  take_code (record, EK_PROBLEM_CODE, EK_PROBLEM_SYSTEM, code);
  take_status (context, record, EK_PROBLEM_STATUS, resource, "clinicalStatus", clinical_status);
  take_status (context, record, EK_PROBLEM_VERIFICATION, resource, "verificationStatus", verification_status);
  /* DSTU2 and some exports of today */
  if (!ek_record_has (record, EK_PROBLEM_STATUS) && ek_json_peek_boolean (resource, "abatementBoolean", FALSE))
    ek_record_set_text (record, EK_PROBLEM_STATUS, "resolved");
  take_date (context, record, EK_PROBLEM_ONSET, "onsetDateTime",
             period_end (resource, "onsetDateTime", "onsetPeriod", "start"));
  take_date (context, record, EK_PROBLEM_ENDED, "abatementDateTime",
             period_end (resource, "abatementDateTime", "abatementPeriod", "end"));
  ek_fhir_take_text (record, EK_PROBLEM_ONSET_TEXT, onset_words (resource));
  ek_fhir_take_text (record, EK_PROBLEM_SEVERITY, ek_fhir_concepts_words (resource, "severity"));
  read_condition_note (resource, record);
  ek_fhir_drop_rest (context, resource, "", read);
  return EK_FHIR_SKIP_NONE;
}

/**
 * ek_fhir_write_condition:
 * @context: what a writer needs
 * @record: of #ek_problem_type
 * @resources: (element-type JsonObject): the Condition is added
 *
 * A problem with an end that still is called active is written as resolved (invariant con-4 of R4). Where a date of
 * onset is known the words about it go into an extension of ours, because R4 takes one of both.
 */
void
ek_fhir_write_condition (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  JsonObject *resource = ek_fhir_new ("Condition", ek_record_get_id (record));
  const char *verification = ek_record_get_text (record, EK_PROBLEM_VERIFICATION);
  const char *status = ek_record_get_text (record, EK_PROBLEM_STATUS);
  const char *ended = ek_record_get_text (record, EK_PROBLEM_ENDED);

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  /* con-4: something that ended is not active */
  if (ended != NULL && g_strcmp0 (status, "active") == 0)
    status = "resolved";
  ek_fhir_add_coded (resource, "clinicalStatus", CLINICAL_STATUS, status);
  if (status == NULL)
    json_object_set_object_member (resource, "clinicalStatus", ek_fhir_concept_absent ());
  ek_fhir_add_coded (resource, "verificationStatus", VERIFICATION_STATUS, verification);
  ek_fhir_add_concepts (resource, "category",
                        ek_fhir_concept_new ("http://terminology.hl7.org/CodeSystem/condition-category",
                                             "problem-list-item", "Problem List Item", NULL));
  json_object_set_object_member (resource, "code",
                                 ek_fhir_concept_new (ek_record_get_text (record, EK_PROBLEM_SYSTEM),
                                                      ek_record_get_text (record, EK_PROBLEM_CODE), NULL,
                                                      ek_record_get_text (record, EK_PROBLEM_TEXT)));
  ek_fhir_add_subject (resource, "subject", record);
  if (ek_record_has (record, EK_PROBLEM_SEVERITY))
    json_object_set_object_member (resource, "severity",
                                   ek_fhir_concept_new (NULL, NULL, NULL,
                                                        ek_record_get_text (record, EK_PROBLEM_SEVERITY)));
  /* one of them may be there: the date, unless only words are known; the words beside a date are ours */
  if (ek_record_has (record, EK_PROBLEM_ONSET))
    ek_fhir_add_text (resource, "onsetDateTime", ek_record_get_text (record, EK_PROBLEM_ONSET));
  else
    ek_fhir_add_text (resource, "onsetString", ek_record_get_text (record, EK_PROBLEM_ONSET_TEXT));
  if (ek_record_has (record, EK_PROBLEM_ONSET) && ek_record_has (record, EK_PROBLEM_ONSET_TEXT))
    {
      JsonObject *extension = json_object_new ();

      json_object_set_string_member (extension, "url", ONSET_TEXT);
      json_object_set_string_member (extension, "valueString", ek_record_get_text (record, EK_PROBLEM_ONSET_TEXT));
      ek_fhir_add_concepts (resource, "extension", extension);
    }
  ek_fhir_add_text (resource, "abatementDateTime", ended);
  ek_fhir_add_note (resource, ek_record_get_text (record, EK_PROBLEM_NOTE));
  g_ptr_array_add (resources, resource);
}
