/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#define CLINICAL_STATUS     "http://terminology.hl7.org/CodeSystem/condition-clinical"
#define VERIFICATION_STATUS "http://terminology.hl7.org/CodeSystem/condition-ver-status"
#define ALLERGY_STATUS      "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"

typedef struct {
  const char *fhir;
  const char *own;
} Pair;

static const Pair clinical_status[] = {
  { "active", "active" }, { "recurrence", "active" }, { "relapse", "active" }, { "remission", "remission" },
  { "inactive", "remission" }, { "resolved", "resolved" }, { NULL },
};

static const Pair verification_status[] = {
  { "unconfirmed", "provisional" }, { "provisional", "provisional" }, { "differential", "provisional" },
  { "confirmed", "confirmed" }, { "refuted", "refuted" }, { NULL },
};

static const Pair allergy_status[] = {
  { "active", "active" }, { "inactive", "inactive" }, { "resolved", "resolved" }, { NULL },
};

static void
take_status (EkRecord   *record,
             int         field,
             JsonObject *concept,
             const Pair *pairs)
{
  ek_record_clear (record, field);
  for (; pairs->fhir != NULL; pairs++)
    if (ek_fhir_concept_has (concept, NULL, pairs->fhir))
      {
        ek_record_set_text (record, field, pairs->own);
        return;
      }
}

static void
take_code (EkRecord   *record,
           int         code_field,
           int         system_field,
           JsonObject *concept)
{
  JsonObject *coding = ek_fhir_concept_coding (concept, NULL);

  ek_fhir_take_text (record, code_field, coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding,
                                                                                                   "code")) : NULL);
  ek_fhir_take_text (record, system_field,
                     coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "system")) : NULL);
}

static char *
notes (JsonObject *resource)
{
  JsonArray *array = ek_json_peek_array (resource, "note");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *note = ek_json_element_object (array, i);
      g_autofree char *words = note != NULL ? ek_fhir_clean_text (ek_json_peek_string (note, "text")) : NULL;

      if (words != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", words);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static const char *
period_end (JsonObject *resource,
            const char *date_time,
            const char *period,
            const char *which)
{
  JsonObject *object = ek_json_peek_object (resource, period);

  if (ek_json_peek_string (resource, date_time) != NULL)
    return ek_json_peek_string (resource, date_time);
  return object != NULL ? ek_json_peek_string (object, which) : NULL;
}

/** ek_fhir_read_condition: a Condition as a problem. A condition without words or code is skipped. */
EkFhirSkip
ek_fhir_read_condition (const EkFhirContext *context,
                        JsonObject          *resource,
                        EkRecord            *record)
{
  JsonObject *code = ek_json_peek_object (resource, "code");
  JsonObject *verification = ek_json_peek_object (resource, "verificationStatus");
  g_autofree char *text = ek_fhir_concept_text (code);

  if (ek_fhir_concept_has (verification, NULL, "entered-in-error"))
    return EK_FHIR_SKIP_ERROR;
  if (text == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  ek_record_set_text (record, EK_PROBLEM_TEXT, text);
  take_code (record, EK_PROBLEM_CODE, EK_PROBLEM_SYSTEM, code);
  take_status (record, EK_PROBLEM_STATUS, ek_json_peek_object (resource, "clinicalStatus"), clinical_status);
  take_status (record, EK_PROBLEM_VERIFICATION, verification, verification_status);
  ek_fhir_set_date (record, EK_PROBLEM_ONSET, period_end (resource, "onsetDateTime", "onsetPeriod", "start"));
  ek_fhir_set_date (record, EK_PROBLEM_ENDED, period_end (resource, "abatementDateTime", "abatementPeriod", "end"));
  ek_fhir_take_text (record, EK_PROBLEM_NOTE, notes (resource));
  return EK_FHIR_SKIP_NONE;
}

/** ek_fhir_read_allergy: an AllergyIntolerance; one that was refuted or entered in error is skipped. */
EkFhirSkip
ek_fhir_read_allergy (const EkFhirContext *context,
                      JsonObject          *resource,
                      EkRecord            *record)
{
  JsonObject *code = ek_json_peek_object (resource, "code");
  JsonObject *reaction = ek_fhir_first_object (resource, "reaction");
  JsonObject *verification = ek_json_peek_object (resource, "verificationStatus");
  const char *criticality = ek_json_peek_string (resource, "criticality");
  const char *noted = ek_json_peek_string (resource, "recordedDate");
  g_autofree char *text = ek_fhir_concept_text (code);

  if (ek_fhir_concept_has (verification, NULL, "entered-in-error"))
    return EK_FHIR_SKIP_ERROR;
  if (ek_fhir_concept_has (verification, NULL, "refuted"))
    return EK_FHIR_SKIP_NOT_TAKEN;
  if (text == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  ek_record_set_text (record, EK_ALLERGY_SUBSTANCE, text);
  take_code (record, EK_ALLERGY_CODE, EK_ALLERGY_SYSTEM, code);
  take_status (record, EK_ALLERGY_STATUS, ek_json_peek_object (resource, "clinicalStatus"), allergy_status);
  ek_fhir_take_text (record, EK_ALLERGY_REACTION,
                     reaction != NULL ? ek_fhir_first_concept_text (reaction, "manifestation") : NULL);
  ek_record_clear (record, EK_ALLERGY_CRITICALITY);
  if (g_strcmp0 (criticality, "low") == 0 || g_strcmp0 (criticality, "high") == 0 ||
      g_strcmp0 (criticality, "unable-to-assess") == 0)
    ek_record_set_text (record, EK_ALLERGY_CRITICALITY, criticality);
  ek_fhir_set_date (record, EK_ALLERGY_NOTED, noted != NULL ? noted : ek_json_peek_string (resource, "onsetDateTime"));
  return EK_FHIR_SKIP_NONE;
}

static void
write_coded (JsonObject *resource,
             const char *member,
             const char *system,
             const char *code)
{
  if (code != NULL)
    json_object_set_object_member (resource, member, ek_fhir_concept_new (system, code, NULL, NULL));
}

/** ek_fhir_write_condition: a problem as a Condition. */
void
ek_fhir_write_condition (const EkFhirContext *context,
                         EkRecord            *record,
                         GPtrArray           *resources)
{
  JsonObject *resource = ek_fhir_new ("Condition", ek_record_get_id (record));
  const char *verification = ek_record_get_text (record, EK_PROBLEM_VERIFICATION);
  const char *status = ek_record_get_text (record, EK_PROBLEM_STATUS);
  const char *ended = ek_record_get_text (record, EK_PROBLEM_ENDED);

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  /* con-4: something that ended is not active */
  if (ended != NULL && g_strcmp0 (status, "active") == 0)
    status = "resolved";
  write_coded (resource, "clinicalStatus", CLINICAL_STATUS, status != NULL ? status : "active");
  write_coded (resource, "verificationStatus", VERIFICATION_STATUS, verification);
  ek_fhir_add_concepts (resource, "category",
                        ek_fhir_concept_new ("http://terminology.hl7.org/CodeSystem/condition-category",
                                             "problem-list-item", "Problem List Item", NULL));
  json_object_set_object_member (resource, "code",
                                 ek_fhir_concept_new (ek_record_get_text (record, EK_PROBLEM_SYSTEM),
                                                      ek_record_get_text (record, EK_PROBLEM_CODE), NULL,
                                                      ek_record_get_text (record, EK_PROBLEM_TEXT)));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_text (resource, "onsetDateTime", ek_record_get_text (record, EK_PROBLEM_ONSET));
  ek_fhir_add_text (resource, "abatementDateTime", ended);
  ek_fhir_add_note (resource, ek_record_get_text (record, EK_PROBLEM_NOTE));
  g_ptr_array_add (resources, resource);
}

/** ek_fhir_write_allergy: an allergy as an AllergyIntolerance. */
void
ek_fhir_write_allergy (const EkFhirContext *context,
                       EkRecord            *record,
                       GPtrArray           *resources)
{
  JsonObject *resource = ek_fhir_new ("AllergyIntolerance", ek_record_get_id (record));
  const char *status = ek_record_get_text (record, EK_ALLERGY_STATUS);
  const char *reaction = ek_record_get_text (record, EK_ALLERGY_REACTION);

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  write_coded (resource, "clinicalStatus", ALLERGY_STATUS, status != NULL ? status : "active");
  ek_fhir_add_text (resource, "criticality", ek_record_get_text (record, EK_ALLERGY_CRITICALITY));
  json_object_set_object_member (resource, "code",
                                 ek_fhir_concept_new (ek_record_get_text (record, EK_ALLERGY_SYSTEM),
                                                      ek_record_get_text (record, EK_ALLERGY_CODE), NULL,
                                                      ek_record_get_text (record, EK_ALLERGY_SUBSTANCE)));
  ek_fhir_add_subject (resource, "patient", record);
  ek_fhir_add_text (resource, "recordedDate", ek_record_get_text (record, EK_ALLERGY_NOTED));
  if (reaction != NULL)
    {
      JsonObject *object = json_object_new ();

      ek_fhir_add_concepts (object, "manifestation", ek_fhir_concept_new (NULL, NULL, NULL, reaction));
      ek_fhir_add_concepts (resource, "reaction", object);
    }
  g_ptr_array_add (resources, resource);
}
