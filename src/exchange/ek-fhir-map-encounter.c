/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include "ek-time.h"

#define ACT_CODE "http://terminology.hl7.org/CodeSystem/v3-ActCode"
#define KIND_CODES EK_FHIR_BASE "/CodeSystem/encounter-kind"

static const struct {
  const char *fhir;
  const char *own;
} statuses[] = {
  { "planned", "planned" }, { "arrived", "planned" }, { "triaged", "planned" }, { "in-progress", "planned" },
  { "onleave", "planned" }, { "finished", "finished" }, { "cancelled", "cancelled" },
};

/* HL7 v3 ActEncounterCode, the class of an R4 Encounter. */
static const struct {
  const char *code;
  const char *display;
  const char *kind;
} classes[] = {
  { "AMB", "ambulatory", "visit" }, { "VR", "virtual", "video" }, { "IMP", "inpatient encounter", "admission" },
  { "ACUTE", "inpatient acute", "admission" }, { "NONAC", "inpatient non-acute", "admission" },
  { "OBSENC", "observation encounter", "admission" }, { "SS", "short stay", "admission" },
  { "EMER", "emergency", "visit" }, { "HH", "home health", "visit" }, { "FLD", "field", "visit" },
  { "PRENC", "pre-admission", "visit" },
};

static const char *
read_kind (JsonObject *resource)
{
  JsonObject *class = ek_json_peek_object (resource, "class");
  JsonArray *types = ek_json_peek_array (resource, "type");
  const char *code = class != NULL ? ek_json_peek_string (class, "code") : NULL;

  for (guint i = 0; types != NULL && i < json_array_get_length (types); i++)
    {
      JsonObject *coding = ek_fhir_concept_coding (ek_json_element_object (types, i), KIND_CODES);
      const char *kind = coding != NULL ? ek_json_peek_string (coding, "code") : NULL;
      const EkChoice *choices = ek_encounter_type.fields[EK_ENCOUNTER_KIND].choices;

      for (; kind != NULL && choices->id != NULL; choices++)
        if (g_str_equal (choices->id, kind))
          return choices->id;
    }
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (classes); i++)
    if (g_ascii_strcasecmp (classes[i].code, code) == 0)
      return classes[i].kind;
  return "visit";
}

static char *
read_clinician (JsonObject *resource)
{
  JsonArray *participants = ek_json_peek_array (resource, "participant");

  for (guint i = 0; participants != NULL && i < json_array_get_length (participants); i++)
    {
      JsonObject *participant = ek_json_element_object (participants, i);
      JsonObject *individual = participant != NULL ? ek_json_peek_object (participant, "individual") : NULL;
      char *name = individual != NULL ? ek_fhir_clean_text (ek_json_peek_string (individual, "display")) : NULL;

      if (name != NULL)
        return name;
    }
  return NULL;
}

/* The first type in words, leaving out our own code for the kind. */
static char *
read_therapy (JsonObject *resource)
{
  JsonArray *types = ek_json_peek_array (resource, "type");

  for (guint i = 0; types != NULL && i < json_array_get_length (types); i++)
    {
      JsonObject *type = ek_json_element_object (types, i);

      if (type != NULL && ek_fhir_concept_coding (type, KIND_CODES) == NULL)
        return ek_fhir_concept_text (type);
    }
  return NULL;
}

/** ek_fhir_read_encounter: an Encounter as a session or visit; without a start it cannot be placed in time and is
 * skipped. */
EkFhirSkip
ek_fhir_read_encounter (const EkFhirContext *context,
                        JsonObject          *resource,
                        EkRecord            *record)
{
  JsonObject *period = ek_json_peek_object (resource, "period");
  const char *status = ek_json_peek_string (resource, "status");
  gint64 ms;
  int offset;

  if (g_strcmp0 (status, "entered-in-error") == 0)
    return EK_FHIR_SKIP_ERROR;
  if (period == NULL || !ek_fhir_instant (ek_json_peek_string (period, "start"), context->local_offset, &ms, &offset))
    return EK_FHIR_SKIP_NO_DATE;
  ek_record_set_instant (record, EK_ENCOUNTER_STARTED, ms, offset);
  ek_record_clear (record, EK_ENCOUNTER_ENDED);
  if (ek_fhir_instant (ek_json_peek_string (period, "end"), context->local_offset, &ms, &offset))
    ek_record_set_instant (record, EK_ENCOUNTER_ENDED, ms, offset);
  ek_record_set_text (record, EK_ENCOUNTER_KIND, read_kind (resource));
  ek_fhir_take_text (record, EK_ENCOUNTER_THERAPY, read_therapy (resource));
  ek_fhir_take_text (record, EK_ENCOUNTER_CLINICIAN, read_clinician (resource));
  ek_record_clear (record, EK_ENCOUNTER_STATUS);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (status, statuses[i].fhir) == 0)
      ek_record_set_text (record, EK_ENCOUNTER_STATUS, statuses[i].own);
  return EK_FHIR_SKIP_NONE;
}

static void
write_class (JsonObject *resource,
             const char *kind)
{
  gboolean remote = g_strcmp0 (kind, "video") == 0 || g_strcmp0 (kind, "phone") == 0;
  const char *code = remote ? "VR" : g_strcmp0 (kind, "admission") == 0 ? "IMP" : "AMB";
  JsonObject *class = json_object_new ();

  json_object_set_string_member (class, "system", ACT_CODE);
  json_object_set_string_member (class, "code", code);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i].code, code))
      json_object_set_string_member (class, "display", classes[i].display);
  json_object_set_object_member (resource, "class", class);
}

/** ek_fhir_write_encounter: a session or visit as an Encounter, without the clinician's summary. */
void
ek_fhir_write_encounter (const EkFhirContext *context,
                         EkRecord            *record,
                         GPtrArray           *resources)
{
  JsonObject *resource = ek_fhir_new ("Encounter", ek_record_get_id (record));
  const char *status = ek_record_get_text (record, EK_ENCOUNTER_STATUS);
  const char *kind = ek_record_get_text (record, EK_ENCOUNTER_KIND);
  const char *therapy = ek_record_get_text (record, EK_ENCOUNTER_THERAPY);
  const char *clinician = ek_record_get_text (record, EK_ENCOUNTER_CLINICIAN);
  JsonObject *period = json_object_new ();
  int offset = 0;
  gint64 ms;

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status",
                                 status == NULL ? "unknown" : g_str_equal (status, "missed") ? "cancelled" : status);
  write_class (resource, kind);
  ek_fhir_add_concepts (resource, "type", ek_fhir_concept_new (KIND_CODES, kind, NULL, NULL));
  if (therapy != NULL)
    json_array_add_object_element (json_object_get_array_member (resource, "type"),
                                   ek_fhir_concept_new (NULL, NULL, NULL, therapy));
  ek_fhir_add_subject (resource, "subject", record);
  if (clinician != NULL)
    {
      JsonObject *participant = json_object_new ();

      ek_fhir_add_reference (participant, "individual", "Practitioner", NULL, clinician);
      ek_fhir_add_concepts (resource, "participant", participant);
    }
  ms = ek_record_get_instant (record, EK_ENCOUNTER_STARTED, &offset);
  ek_fhir_add_instant (period, "start", ms, offset);
  ms = ek_record_get_instant (record, EK_ENCOUNTER_ENDED, &offset);
  ek_fhir_add_instant (period, "end", ms, offset);
  json_object_set_object_member (resource, "period", period);
  g_ptr_array_add (resources, resource);
}
