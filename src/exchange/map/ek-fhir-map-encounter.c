/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include "ek-fhir-dropped.h"
#include "ek-fhir-words.h"
#include "ek-time.h"

#define ACT_CODE "http://terminology.hl7.org/CodeSystem/v3-ActCode"
#define KIND_CODES EK_FHIR_BASE "/CodeSystem/encounter-kind"
#define MISSED EK_FHIR_BASE "/StructureDefinition/encounter-missed"

static const struct {
  const char *fhir;
  const char *own;
} statuses[] = {
  { "planned", "planned" },
  { "arrived", "in-progress" },
  { "triaged", "in-progress" },
  { "in-progress", "in-progress" },
  { "onleave", "in-progress" },
  { "finished", "finished" },
  { "cancelled", "cancelled" },
  /* not in R4, and sent all the same; R5 has the others */
  { "noshow", "missed" },
  { "no-show", "missed" },
  { "completed", "finished" },
  { "discharged", "finished" },
};

/* HL7 v3 ActEncounterCode, the class of an R4 Encounter. */
static const struct {
  const char *code;
  const char *display;
  const char *kind;
} classes[] = {
  { "AMB", "ambulatory", "visit" },
  { "VR", "virtual", "video" },
  { "IMP", "inpatient encounter", "admission" },
  { "ACUTE", "inpatient acute", "admission" },
  { "NONAC", "inpatient non-acute", "admission" },
  { "OBSENC", "observation encounter", "admission" },
  { "SS", "short stay", "admission" },
  { "EMER", "emergency", "visit" },
  { "HH", "home health", "visit" },
  { "FLD", "field", "visit" },
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

/* R4 has no word for an appointment that the patient did not come to; our own export marks it. */
static gboolean
is_marked_missed (JsonObject *resource)
{
  JsonArray *extensions = ek_json_peek_array (resource, "extension");

  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *extension = ek_json_element_object (extensions, i);

      if (extension != NULL && g_strcmp0 (ek_json_peek_string (extension, "url"), MISSED) == 0)
        return ek_json_peek_boolean (extension, "valueBoolean", FALSE);
    }
  return FALSE;
}

static void
read_status (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  const char *status = ek_json_peek_string (resource, "status");

  ek_record_clear (record, EK_ENCOUNTER_STATUS);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (status, statuses[i].fhir) == 0)
      ek_record_set_text (record, EK_ENCOUNTER_STATUS, statuses[i].own);
  if (is_marked_missed (resource))
    ek_record_set_text (record, EK_ENCOUNTER_STATUS, "missed");
  if (status != NULL && g_strcmp0 (status, "unknown") != 0 && !ek_record_has (record, EK_ENCOUNTER_STATUS))
    ek_fhir_drop_text (context, "status", status, EK_FHIR_DROP_UNREADABLE, FALSE);
}

static char *
read_place (JsonObject *resource)
{
  JsonObject *first = ek_fhir_first_object (resource, "location");
  JsonObject *location = first != NULL ? ek_json_peek_object (first, "location") : NULL;

  return location != NULL ? ek_fhir_clean_text (ek_json_peek_string (location, "display")) : NULL;
}

static char *
read_reason (JsonObject *resource)
{
  JsonObject *reference = ek_fhir_first_object (resource, "reasonReference");
  char *words = ek_fhir_concepts_words (resource, "reasonCode");

  if (words == NULL && reference != NULL)
    words = ek_fhir_clean_text (ek_json_peek_string (reference, "display"));
  return words;
}

static void
read_end (const EkFhirContext *context, JsonObject *period, EkRecord *record)
{
  const char *end = ek_json_peek_string (period, "end");
  EkFhirSkip problem;
  gint64 ms;
  int offset;

  ek_record_clear (record, EK_ENCOUNTER_ENDED);
  if (end == NULL)
    return;
  if (ek_fhir_instant (end, context->local_offset, &ms, &offset))
    {
      ek_record_set_instant (record, EK_ENCOUNTER_ENDED, ms, offset);
      return;
    }
  problem = ek_fhir_time_problem (end);
  ek_fhir_drop_text (context, "period.end", end,
                     problem == EK_FHIR_SKIP_NO_ZONE       ? EK_FHIR_DROP_NO_ZONE
                       : problem == EK_FHIR_SKIP_PART_DATE ? EK_FHIR_DROP_PART_DATE
                                                           : EK_FHIR_DROP_UNREADABLE,
                     FALSE);
}

/**
 * ek_fhir_read_encounter:
 * @context: what a reader needs
 * @resource: an Encounter
 * @record: of #ek_encounter_type, to be filled
 *
 * Without a start it cannot be placed in time, and is skipped.
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_ERROR for what was entered in error, or what is wrong with its start, see
 *   ek_fhir_time_problem()
 */
EkFhirSkip
ek_fhir_read_encounter (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const read[] = {
    "status",
    "class",
    "type",
    "period.start",
    "period.end",
    "participant",
    "reasonCode",
    "reasonReference.display",
    "reasonReference.reference",
    "location.location",
    "length",
    NULL,
  };
  JsonObject *period = ek_json_peek_object (resource, "period");
  const char *start = period != NULL ? ek_json_peek_string (period, "start") : NULL;
  gint64 ms;
  int offset;

  if (g_strcmp0 (ek_json_peek_string (resource, "status"), "entered-in-error") == 0)
    return EK_FHIR_SKIP_ERROR;
  if (!ek_fhir_instant (start, context->local_offset, &ms, &offset))
    return ek_fhir_time_problem (start);
  ek_record_set_instant (record, EK_ENCOUNTER_STARTED, ms, offset);
  read_end (context, period, record);
  ek_record_set_text (record, EK_ENCOUNTER_KIND, read_kind (resource));
  ek_fhir_take_text (record, EK_ENCOUNTER_THERAPY, read_therapy (resource));
  ek_fhir_take_text (record, EK_ENCOUNTER_CLINICIAN, read_clinician (resource));
  ek_fhir_take_text (record, EK_ENCOUNTER_REASON, read_reason (resource));
  ek_fhir_take_text (record, EK_ENCOUNTER_PLACE, read_place (resource));
  read_status (context, resource, record);
  ek_fhir_drop_rest (context, resource, "", read);
  return EK_FHIR_SKIP_NONE;
}

static void
write_class (JsonObject *resource, const char *kind)
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

static void
write_about (JsonObject *resource, EkRecord *record)
{
  const char *reason = ek_record_get_text (record, EK_ENCOUNTER_REASON);
  const char *place = ek_record_get_text (record, EK_ENCOUNTER_PLACE);

  if (reason != NULL)
    ek_fhir_add_concepts (resource, "reasonCode", ek_fhir_concept_new (NULL, NULL, NULL, reason));
  if (place != NULL)
    {
      JsonObject *location = json_object_new ();

      ek_fhir_add_reference (location, "location", "Location", NULL, place);
      ek_fhir_add_concepts (resource, "location", location);
    }
  if (g_strcmp0 (ek_record_get_text (record, EK_ENCOUNTER_STATUS), "missed") == 0)
    {
      JsonObject *extension = json_object_new ();

      json_object_set_string_member (extension, "url", MISSED);
      json_object_set_boolean_member (extension, "valueBoolean", TRUE);
      ek_fhir_add_concepts (resource, "extension", extension);
    }
}

/**
 * ek_fhir_write_encounter:
 * @context: what a writer needs
 * @record: of #ek_encounter_type, a session or visit
 * @resources: (element-type JsonObject): the Encounter is added, without the clinician's summary, which stays here; a
 *   missed one is written as cancelled
 */
void
ek_fhir_write_encounter (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
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
                                 status == NULL                     ? "unknown"
                                   : g_str_equal (status, "missed") ? "cancelled"
                                                                    : status);
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
  write_about (resource, record);
  ms = ek_record_get_instant (record, EK_ENCOUNTER_STARTED, &offset);
  ek_fhir_add_instant (period, "start", ms, offset);
  ms = ek_record_get_instant (record, EK_ENCOUNTER_ENDED, &offset);
  ek_fhir_add_instant (period, "end", ms, offset);
  json_object_set_object_member (resource, "period", period);
  g_ptr_array_add (resources, resource);
}
