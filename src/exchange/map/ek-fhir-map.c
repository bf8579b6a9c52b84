/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <string.h>

/* In the order in which a file is read: what others refer to comes first. */
static const EkFhirMap maps[] = {
  { "Patient", &ek_patient_type, ek_fhir_read_patient, ek_fhir_write_patient, TRUE, NULL },
  /* before the answers that opened it: a risk that was closed is not opened by them again */
  { "RiskAssessment", &ek_risk_type, ek_fhir_read_risk, ek_fhir_write_risk, FALSE, "subject" },
  { "Encounter", &ek_encounter_type, ek_fhir_read_encounter, ek_fhir_write_encounter, FALSE, "subject" },
  { "Condition", &ek_problem_type, ek_fhir_read_condition, ek_fhir_write_condition, FALSE, "subject" },
  { "AllergyIntolerance", &ek_allergy_type, ek_fhir_read_allergy, ek_fhir_write_allergy, FALSE, "patient" },
  { "MedicationRequest", &ek_medicine_type, ek_fhir_read_medication, ek_fhir_write_medication, FALSE, "subject" },
  /* written by the first family of the type, as what they are known from */
  { "MedicationStatement", &ek_medicine_type, ek_fhir_read_statement, NULL, FALSE, "subject" },
  { "MedicationAdministration", &ek_medicine_type, ek_fhir_read_administration, NULL, FALSE, "subject" },
  { "QuestionnaireResponse", &ek_assessment_type, ek_fhir_read_response, ek_fhir_write_response, FALSE, "subject" },
  { "Observation", &ek_measurement_type, ek_fhir_read_observation, ek_fhir_write_observation, FALSE, "subject" },
  { "RiskAssessment", &ek_measurement_type, ek_fhir_read_assessed, NULL, FALSE, "subject" },
  { "Flag", &ek_measurement_type, ek_fhir_read_flag, NULL, FALSE, "subject" },
  /* after what they are about: what is looked at here again is the same notice */
  { "DetectedIssue", &ek_notice_type, ek_fhir_read_notice, ek_fhir_write_notice, FALSE, "patient" },
  { "Consent", &ek_consent_type, ek_fhir_read_consent, ek_fhir_write_consent, FALSE, "patient" },
  { "CarePlan", &ek_plan_type, NULL, ek_fhir_write_plan, FALSE, "subject" },
  { "ClinicalImpression", &ek_review_type, NULL, ek_fhir_write_review, FALSE, "subject" },
  { "Task", &ek_task_type, ek_fhir_read_task, ek_fhir_write_task, TRUE, "for" },
  { "DocumentReference", &ek_document_type, NULL, ek_fhir_write_document, FALSE, "subject" },
};

/**
 * ek_fhir_maps:
 * @n: (out): how many there are
 *
 * Returns: (transfer none) (array length=n): all families, in the order in which they must be read and written:
 *   patients first, a risk before the answers that opened it
 */
const EkFhirMap *
ek_fhir_maps (guint *n)
{
  *n = G_N_ELEMENTS (maps);
  return maps;
}

/**
 * ek_fhir_map_for_type:
 * @type: (nullable): a resource type
 *
 * Returns: (transfer none) (nullable): its family; %NULL of a type that is only counted
 */
const EkFhirMap *
ek_fhir_map_for_type (const char *type)
{
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (maps); i++)
    if (g_str_equal (maps[i].type, type))
      return &maps[i];
  return NULL;
}

/**
 * ek_fhir_map_for_resource:
 * @resource: a resource
 *
 * As ek_fhir_map_for_type(), where a type has two families by what stands in it: a risk of this program, and the
 * assessment of a risk by others; or that is ours alone: a notice.
 *
 * Returns: (transfer none) (nullable): the family; %NULL of a type that is only counted
 */
const EkFhirMap *
ek_fhir_map_for_resource (JsonObject *resource)
{
  const EkFhirMap *map = ek_fhir_map_for_type (ek_fhir_type (resource));

  if (map != NULL && map->record_type == &ek_notice_type)
    return ek_fhir_is_own_notice (resource) ? map : NULL;
  if (map == NULL || map->record_type != &ek_risk_type || ek_fhir_is_own_risk (resource))
    return map;
  for (guint i = 0; i < G_N_ELEMENTS (maps); i++)
    if (g_str_equal (maps[i].type, map->type) && maps[i].record_type != &ek_risk_type)
      return &maps[i];
  return NULL;
}

/**
 * ek_fhir_map_for_record:
 * @record_type: a record type
 *
 * Returns: (transfer none) (nullable): its family, the first where it comes from several; %NULL of a type that is not
 *   exchanged
 */
const EkFhirMap *
ek_fhir_map_for_record (const EkRecordType *record_type)
{
  for (guint i = 0; i < G_N_ELEMENTS (maps); i++)
    if (maps[i].record_type == record_type)
      return &maps[i];
  return NULL;
}

/* Text longer than any that a person writes by hand in one field, in bytes; a page could not show it either. Names and
 * numbers, which stand in one line, are shorter. */
#define NOTE_MAX (256 * 1024)
#define NAME_MAX_BYTES 4096

static gboolean
has_endless_text (JsonNode *node, gsize most)
{
  gboolean endless = FALSE;

  if (JSON_NODE_HOLDS_VALUE (node))
    {
      const char *text = json_node_get_string (node);

      return text != NULL && strlen (text) > most;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; !endless && i < json_array_get_length (array); i++)
        endless = has_endless_text (json_array_get_element (array, i), most);
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (node));
      /* the narrative and attachments are not read, and may be long */
      while (!endless && json_object_iter_next (&iter, &name, &member))
        endless = !g_str_equal (name, "div") && !g_str_equal (name, "data") && has_endless_text (member, most);
    }
  return endless;
}

/**
 * ek_fhir_map_read:
 * @map: the family of @resource, one that is read
 * @context: what the reader needs
 * @resource: a resource
 * @record: the record to fill; to be thrown away when something else than %EK_FHIR_SKIP_NONE is returned
 *
 * Reads the resource, each text whole or the resource not at all: cut short, a note would say something else, and
 * would go back to the server so.
 *
 * Returns: %EK_FHIR_SKIP_NONE, or why it was not read
 */
EkFhirSkip
ek_fhir_map_read (const EkFhirMap *map, const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  EkFhirSkip why;

  g_return_val_if_fail (map->read != NULL, EK_FHIR_SKIP_TYPE);

  json_node_set_object (node, resource);
  if (has_endless_text (node, map->record_type == &ek_patient_type ? NAME_MAX_BYTES : NOTE_MAX))
    return EK_FHIR_SKIP_INVALID;
  why = map->read (context, resource, record);
  return why == EK_FHIR_SKIP_NONE ? ek_fhir_check_dates (context, record) : why;
}

/* A modifierExtension somewhere inside, as deep as JSON is read at all. */
static gboolean
has_modifier (JsonNode *node)
{
  JsonObjectIter iter;
  JsonNode *member;
  gboolean modified = FALSE;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; !modified && i < json_array_get_length (array); i++)
        modified = has_modifier (json_array_get_element (array, i));
      return modified;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  if (json_object_has_member (json_node_get_object (node), "modifierExtension"))
    return TRUE;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (!modified && json_object_iter_next (&iter, NULL, &member))
    modified = has_modifier (member);
  return modified;
}

/**
 * ek_fhir_is_modified:
 * @resource: a resource
 *
 * FHIR R4 (extensibility, "modifier extensions"; resource, "implicitRules"): whoever does not understand a
 * modifierExtension must not process the element that carries it as if it were not there: "struck out", "not". What
 * a form, a dosage or a component says without that part nobody knows, so all of it is left to a person. Of a Patient
 * only the whole counts: see ek_fhir_read_patient() for a contact.
 *
 * Returns: whether it carries a modifierExtension or implicitRules, or, unless it is a Patient, anything in it does
 */
gboolean
ek_fhir_is_modified (JsonObject *resource)
{
  g_autoptr (JsonNode) node = NULL;

  if (json_object_has_member (resource, "modifierExtension") || json_object_has_member (resource, "implicitRules"))
    return TRUE;
  if (g_strcmp0 (ek_fhir_type (resource), "Patient") == 0)
    return FALSE;
  node = ek_fhir_node (resource);
  return has_modifier (node);
}

/**
 * ek_fhir_write_record:
 * @context: names and instruments
 * @record: a saved record
 *
 * Returns: (transfer full) (element-type JsonObject): the resources that make it up, the record itself first; empty
 * when this record is not one that leaves the machine
 */
GPtrArray *
ek_fhir_write_record (const EkFhirContext *context, EkRecord *record)
{
  GPtrArray *resources = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  const EkFhirMap *map = ek_fhir_map_for_record (ek_record_get_record_type (record));

  if (map != NULL && map->write != NULL)
    map->write (context, record, resources);
  return resources;
}
