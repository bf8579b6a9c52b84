/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person is told about the people of a file or a server: in the report whom each became, and on the patients
 * themselves what nobody could decide. */

#include "ek-fhir-people.h"

#include <string.h>

#include "ek-notice.h"

/**
 * ek_fhir_people_alike_of:
 * @patient: a patient
 *
 * Returns: (transfer full): what tells this patient apart, as it is now
 */
EkPersonAlike *
ek_fhir_people_alike_of (EkRecord *patient)
{
  EkPersonAlike *alike = g_new0 (EkPersonAlike, 1);

  alike->patient_id = g_strdup (ek_record_get_id (patient));
  alike->name = g_strdup (ek_record_get_text (patient, EK_PATIENT_NAME));
  alike->sex = g_strdup (ek_record_get_text (patient, EK_PATIENT_SEX));
  alike->birth_date = g_strdup (ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE));
  alike->number = g_strdup (ek_person_number (patient));
  return alike;
}

static void
describe (EkFhirReportPerson *told, EkRecord *described)
{
  told->name = g_strdup (ek_record_get_text (described, EK_PATIENT_NAME));
  told->birth_date = g_strdup (ek_record_get_text (described, EK_PATIENT_BIRTH_DATE));
  told->number = g_strdup (ek_person_number (described));
}

/**
 * ek_fhir_people_tell:
 * @report: where to
 * @person: a Patient
 * @resource: the same
 * @where: (nullable): where it stands
 * @outcome: what became of it
 * @why: the reason when it was left out
 *
 * Names the Patient in the report, by what the resource says.
 *
 * Returns: (transfer none) (nullable): the person in the report; %NULL when it names as many as it can
 */
EkFhirReportPerson *
ek_fhir_people_tell (EkFhirReport *report, EkFhirPerson *person, JsonObject *resource, const char *where,
                     EkFhirOutcome outcome, EkFhirSkip why)
{
  g_autoptr (EkRecord) described = NULL;
  EkFhirReportPerson *told = person->patient_id != NULL ? ek_fhir_report_find_person (report, person->patient_id)
                                                        : NULL;

  if (told == NULL || told->mentioned)
    told = ek_fhir_report_add_person (report);
  if (told == NULL)
    return NULL;
  person->told = told;
  told->outcome = outcome;
  told->why = why;
  if (told->name == NULL)
    {
      ek_fhir_patient_describe (resource, &described);
      describe (told, described);
      told->where = g_strdup (where);
    }
  if (person->patient_id != NULL)
    ek_fhir_report_name_person (report, told, person->patient_id);
  return told;
}

/**
 * ek_fhir_people_count:
 * @report: where to
 * @store: for the name of somebody who is only spoken of
 * @person: whom a resource speaks of
 * @outcome: what became of the resource
 */
void
ek_fhir_people_count (EkFhirReport *report, EkStore *store, EkFhirPerson *person, EkFhirOutcome outcome)
{
  if (person->told == NULL && person->patient_id != NULL)
    person->told = ek_fhir_report_find_person (report, person->patient_id);
  if (person->told == NULL && person->patient_id != NULL && outcome != EK_FHIR_UNCHANGED)
    {
      g_autoptr (EkRecord) patient = ek_store_load (store, &ek_patient_type, person->patient_id, NULL);

      person->told = patient != NULL ? ek_fhir_report_add_person (report) : NULL;
      if (person->told == NULL)
        return;
      describe (person->told, patient);
      person->told->mentioned = TRUE;
      ek_fhir_report_name_person (report, person->told, person->patient_id);
    }
  if (person->told != NULL)
    person->told->counts[outcome]++;
}

static gboolean
raise_both (EkStore *store, EkRecord *patient, const EkPersonAlike *alike, GError **error)
{
  g_autoptr (EkRecord) other = ek_store_load (store, &ek_patient_type, alike->patient_id, error);
  g_autoptr (JsonNode) about_other = other != NULL ? ek_person_alike_detail (other, &alike->likeness) : NULL;
  g_autoptr (JsonNode) about_this = ek_person_alike_detail (patient, &alike->likeness);

  return other != NULL &&
    ek_notice_raise (store, ek_record_get_id (patient), "possible-duplicate", alike->patient_id, about_other, error) &&
    ek_notice_raise (store, alike->patient_id, "possible-duplicate", ek_record_get_id (patient), about_this, error);
}

/**
 * ek_fhir_people_queue_two:
 * @store: where to
 * @patient: a patient who was saved just now
 * @other_id: another one here, whose own id the same Patient carried
 * @error: return location
 *
 * Leaves a notice "possible-duplicate" on both, whatever they have in common.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_people_queue_two (EkStore *store, EkRecord *patient, const char *other_id, GError **error)
{
  EkPersonAlike alike = { .patient_id = (char *) other_id };
  g_autoptr (EkRecord) other = ek_store_load (store, &ek_patient_type, other_id, error);

  if (other == NULL)
    return FALSE;
  ek_person_compare (store, other, patient, &alike.likeness);
  return raise_both (store, patient, &alike, error);
}

/**
 * ek_fhir_people_queue_alike:
 * @store: where to
 * @patient: a patient who was saved just now
 * @told: (nullable): what the report says of it
 * @error: return location
 *
 * Leaves a notice "possible-duplicate" on both, for everybody here who may be the same person; see
 * ek_person_alike_detail().
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_people_queue_alike (EkStore *store, EkRecord *patient, EkFhirReportPerson *told, GError **error)
{
  g_autoptr (GPtrArray) found = ek_person_find_alike (store, patient, error);

  if (found == NULL)
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    if (!raise_both (store, patient, found->pdata[i], error))
      return FALSE;
  if (told != NULL && found->len > 0)
    {
      g_clear_pointer (&told->alike, g_ptr_array_unref);
      told->alike = g_steal_pointer (&found);
    }
  return TRUE;
}

static JsonNode *
differing_detail (JsonObject *resource, const char *source, const char *remote_id)
{
  g_autoptr (EkRecord) described = NULL;
  JsonObject *detail = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  const char *name, *birth_date, *number;

  ek_fhir_patient_describe (resource, &described);
  name = ek_record_get_text (described, EK_PATIENT_NAME);
  birth_date = ek_record_get_text (described, EK_PATIENT_BIRTH_DATE);
  number = ek_person_number (described);
  if (name != NULL)
    json_object_set_string_member (detail, "name", name);
  if (birth_date != NULL)
    json_object_set_string_member (detail, "birth_date", birth_date);
  if (number != NULL)
    json_object_set_string_member (detail, "number", number);
  if (!ek_fhir_source_is_file (source))
    json_object_set_string_member (detail, "server", source);
  json_object_set_string_member (detail, "origin", source);
  json_object_set_string_member (detail, "remote_id", remote_id);
  json_node_take_object (node, detail);
  return node;
}

/**
 * ek_fhir_people_queue_differing:
 * @store: where to
 * @patient_id: a patient of ours
 * @kind: "other-person": what a server has under the id of this patient is somebody else, and nothing of it is taken
 *   over; "identity-changed": it was taken over although the name or the birth date is no longer the same
 * @resource: the Patient as it came
 * @source: where from
 * @remote_id: its id there
 * @error: return location
 *
 * Leaves a notice on the patient. Its source is "Patient/" and @remote_id; members of its detail: "name", "birth_date",
 * "number" as they came, each only where it did; "server", "remote_id"; "origin", see ek_source_name().
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_people_queue_differing (EkStore *store, const char *patient_id, const char *kind, JsonObject *resource,
                                const char *source, const char *remote_id, GError **error)
{
  g_autoptr (JsonNode) detail = differing_detail (resource, source, remote_id);
  g_autofree char *about = g_strconcat ("Patient/", remote_id, NULL);

  return ek_notice_raise (store, patient_id, kind, about, detail, error);
}
