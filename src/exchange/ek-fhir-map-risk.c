/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <glib/gi18n-lib.h>

#include "ek-time.h"

#define RISK_PROBABILITY "http://terminology.hl7.org/CodeSystem/risk-probability"
#define FLAG_CATEGORY "http://terminology.hl7.org/CodeSystem/flag-category"
#define RISK_WORDS "Risk of suicide or self-harm"

/* The response that raised the risk, when that is what raised it. */
static void
add_basis (const EkFhirContext *context,
           EkRecord            *record,
           JsonObject          *resource)
{
  const char *source = ek_record_get_text (record, EK_RISK_SOURCE);
  g_autoptr (EkRecord) assessment = NULL;
  JsonArray *basis;

  if (source == NULL || context->store == NULL)
    return;
  assessment = ek_store_load (context->store, &ek_assessment_type, source, NULL);
  if (assessment == NULL)
    return;
  basis = json_array_new ();
  ek_fhir_append_reference (basis, "QuestionnaireResponse", source, NULL);
  json_object_set_array_member (resource, "basis", basis);
}

static JsonObject *
risk_new (const EkFhirContext *context,
          EkRecord            *record)
{
  JsonObject *resource = ek_fhir_new ("RiskAssessment", ek_record_get_id (record));
  const char *level = ek_record_get_text (record, EK_RISK_LEVEL);
  gboolean assessed = g_strcmp0 (level, "unassessed") != 0;
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_RISK_RAISED, &offset);

  ek_fhir_add_confidential (resource);
  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status", assessed ? "final" : "preliminary");
  json_object_set_object_member (resource, "code", ek_fhir_concept_new (EK_FHIR_CODES, "suicide-risk", NULL,
                                                                        RISK_WORDS));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_instant (resource, "occurrenceDateTime", ms, offset);
  ek_fhir_add_author (context, resource, "performer", ek_record_get_author (record));
  add_basis (context, record, resource);
  if (assessed)
    {
      JsonObject *prediction = json_object_new ();

      json_object_set_object_member (prediction, "qualitativeRisk",
                                     ek_fhir_concept_new (RISK_PROBABILITY, level, NULL, NULL));
      ek_fhir_add_concepts (resource, "prediction", prediction);
    }
  ek_fhir_add_text (resource, "mitigation", ek_record_get_text (record, EK_RISK_ACTION));
  return resource;
}

static JsonObject *
flag_new (const EkFhirContext *context,
          EkRecord            *record)
{
  g_autofree char *id = ek_fhir_derived_id (ek_record_get_id (record), "flag");
  JsonObject *resource = ek_fhir_new ("Flag", id), *period = json_object_new ();
  gboolean open = g_strcmp0 (ek_record_get_text (record, EK_RISK_STATUS), "open") == 0;
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_RISK_RAISED, &offset);

  ek_fhir_add_confidential (resource);
  ek_fhir_add_identifier (resource, id, TRUE);
  json_object_set_string_member (resource, "status", open ? "active" : "inactive");
  ek_fhir_add_concepts (resource, "category", ek_fhir_concept_new (FLAG_CATEGORY, "safety", "Safety", NULL));
  json_object_set_object_member (resource, "code", ek_fhir_concept_new (EK_FHIR_CODES, "suicide-risk", NULL,
                                                                        RISK_WORDS));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_instant (period, "start", ms, offset);
  ms = ek_record_get_instant (record, EK_RISK_CLOSED, &offset);
  if (!open)
    ek_fhir_add_instant (period, "end", ms, offset);
  json_object_set_object_member (resource, "period", period);
  ek_fhir_add_author (context, resource, "author", ek_record_get_author (record));
  return resource;
}

/** ek_fhir_write_risk: a link of the risk chain as a RiskAssessment, and as a Flag for the hospital's banner. */
void
ek_fhir_write_risk (const EkFhirContext *context,
                    EkRecord            *record,
                    GPtrArray           *resources)
{
  g_ptr_array_add (resources, risk_new (context, record));
  g_ptr_array_add (resources, flag_new (context, record));
}
