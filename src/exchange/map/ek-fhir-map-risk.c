/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <glib/gi18n-lib.h>

#include "ek-time.h"

#define RISK_PROBABILITY "http://terminology.hl7.org/CodeSystem/risk-probability"
#define FLAG_CATEGORY "http://terminology.hl7.org/CodeSystem/flag-category"
#define RISK_STATE EK_FHIR_BASE "/StructureDefinition/risk-state"

static const struct {
  const char *kind, *code, *words;
} kinds[] = {
  { "suicide", "suicide-risk", "Risk of suicide or self-harm" },
  { "others", "others-risk", "Risk of harm to others" },
  { "medical", "medical-risk", "Medical danger" },
};

/* Older risks have no kind and are of the first. */
static guint
kind_of (EkRecord *record)
{
  const char *kind = ek_record_get_text (record, EK_RISK_KIND);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].kind, kind) == 0)
      return i;
  return 0;
}

static JsonObject *
concept_of (EkRecord *record)
{
  guint i = kind_of (record);

  return ek_fhir_concept_new (EK_FHIR_CODES, kinds[i].code, NULL, kinds[i].words);
}

/* What FHIR has no member for. */
static const int state_fields[] = {
  EK_RISK_STATUS, EK_RISK_SOURCE, EK_RISK_REASON,    EK_RISK_OWNER,
  EK_RISK_DUE,    EK_RISK_CLOSED, EK_RISK_CLOSED_BY, EK_RISK_SAFETY,
};

/* The response that raised the risk, when that is what raised it. */
static void
add_basis (const EkFhirContext *context, EkRecord *record, JsonObject *resource)
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
risk_new (const EkFhirContext *context, EkRecord *record)
{
  JsonObject *resource = ek_fhir_new ("RiskAssessment", ek_record_get_id (record));
  const char *level = ek_record_get_text (record, EK_RISK_LEVEL);
  gboolean assessed = g_strcmp0 (level, "unassessed") != 0;
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_RISK_RAISED, &offset);

  ek_fhir_add_confidential (resource);
  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status", assessed ? "final" : "preliminary");
  json_object_set_object_member (resource, "code", concept_of (record));
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
  ek_fhir_add_state (resource, RISK_STATE, record, state_fields, G_N_ELEMENTS (state_fields), G_MAXSIZE);
  ek_fhir_add_text (resource, "mitigation", ek_record_get_text (record, EK_RISK_ACTION));
  return resource;
}

static JsonObject *
flag_new (const EkFhirContext *context, EkRecord *record)
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
  json_object_set_object_member (resource, "code", concept_of (record));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_instant (period, "start", ms, offset);
  ms = ek_record_get_instant (record, EK_RISK_CLOSED, &offset);
  if (!open)
    ek_fhir_add_instant (period, "end", ms, offset);
  json_object_set_object_member (resource, "period", period);
  ek_fhir_add_author (context, resource, "author", ek_record_get_author (record));
  return resource;
}

/**
 * ek_fhir_write_risk:
 * @context: what a writer needs
 * @record: of #ek_risk_type, a link of the risk chain
 * @resources: (element-type JsonObject): a RiskAssessment is added, and then a Flag for the hospital's banner
 */
void
ek_fhir_write_risk (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  g_ptr_array_add (resources, risk_new (context, record));
  g_ptr_array_add (resources, flag_new (context, record));
}

/**
 * ek_fhir_is_own_risk:
 * @resource: a RiskAssessment
 *
 * Returns: whether it is a risk of this program: a kind of ours, and an identifier that ek_fhir_own_id() reads
 */
gboolean
ek_fhir_is_own_risk (JsonObject *resource)
{
  JsonObject *code = ek_json_peek_object (resource, "code");

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (ek_fhir_concept_has (code, EK_FHIR_CODES, kinds[i].code))
      return ek_fhir_own_id (resource) != NULL;
  return FALSE;
}

static void
read_part (const EkFhirContext *context, JsonObject *part, int field, EkRecord *record)
{
  gint64 ms;
  int offset;

  if (ek_risk_type.fields[field].kind != EK_FIELD_INSTANT)
    ek_fhir_take_state (record, field, ek_json_peek_string (part, "valueString"));
  else if (ek_fhir_instant (ek_json_peek_string (part, "valueDateTime"), context->local_offset, &ms, &offset))
    ek_record_set_instant (record, field, ms, offset);
}

static void
read_state (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonArray *parts = ek_fhir_find_state (resource, RISK_STATE);

  for (guint i = 0; i < G_N_ELEMENTS (state_fields); i++)
    ek_record_clear (record, state_fields[i]);
  ek_record_set_text (record, EK_RISK_STATUS, "open");
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = ek_json_element_object (parts, i);

      for (guint k = 0; part != NULL && k < G_N_ELEMENTS (state_fields); k++)
        if (g_strcmp0 (ek_json_peek_string (part, "url"), ek_risk_type.fields[state_fields[k]].name) == 0)
          read_part (context, part, state_fields[k], record);
    }
}

static const char *
level_of (JsonObject *resource)
{
  static const char *const levels[] = { "low", "moderate", "high" };
  JsonObject *prediction = ek_fhir_first_object (resource, "prediction");
  JsonObject *risk = prediction != NULL ? ek_json_peek_object (prediction, "qualitativeRisk") : NULL;

  for (guint i = 0; risk != NULL && i < G_N_ELEMENTS (levels); i++)
    if (ek_fhir_concept_has (risk, RISK_PROBABILITY, levels[i]))
      return levels[i];
  return "unassessed";
}

/**
 * ek_fhir_read_risk:
 * @context: what a reader needs
 * @resource: a RiskAssessment that ek_fhir_is_own_risk(), from an export or from another machine that works with the
 *   same server
 * @record: of #ek_risk_type, to be filled with its kind, causes, steps and owner
 *
 * One that says nothing of being closed is open.
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_CHANGED_HERE for what was entered in error, because a risk is closed by a
 *   person and never taken back; %EK_FHIR_SKIP_NO_DATE without a moment at which it was raised
 */
EkFhirSkip
ek_fhir_read_risk (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonObject *code = ek_json_peek_object (resource, "code");
  gint64 ms;
  int offset;

  if (g_strcmp0 (ek_json_peek_string (resource, "status"), "entered-in-error") == 0)
    return EK_FHIR_SKIP_CHANGED_HERE; /* a risk is closed by a person, never taken back */
  if (!ek_fhir_instant (ek_json_peek_string (resource, "occurrenceDateTime"), context->local_offset, &ms, &offset))
    return EK_FHIR_SKIP_NO_DATE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (ek_fhir_concept_has (code, EK_FHIR_CODES, kinds[i].code))
      ek_record_set_text (record, EK_RISK_KIND, kinds[i].kind);
  ek_record_set_instant (record, EK_RISK_RAISED, ms, offset);
  ek_record_set_text (record, EK_RISK_LEVEL, level_of (resource));
  ek_fhir_take_text (record, EK_RISK_ACTION, ek_fhir_clean_text (ek_json_peek_string (resource, "mitigation")));
  read_state (context, resource, record);
  return EK_FHIR_SKIP_NONE;
}
