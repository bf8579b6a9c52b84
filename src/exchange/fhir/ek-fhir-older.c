/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Elements that DSTU2 and STU3 wrote in another form, and that turn the meaning of a resource round when they are
 * passed over: a refuted diagnosis, a medicine that was not taken. Sources: HL7 FHIR DSTU2 (1.0.2), STU3 (3.0.2) and
 * R4 (4.0.1), resources Condition, AllergyIntolerance, MedicationStatement, MedicationAdministration. */

#include "ek-fhir-older.h"

#include "ek-fhir.h"
#include "ek-json.h"

/* A code alone, where R4 has a CodeableConcept. */
static void
lift_code (JsonObject *resource, const char *member)
{
  const char *code = ek_json_peek_string (resource, member);

  if (code != NULL)
    json_object_set_object_member (resource, member, ek_fhir_concept_new (NULL, code, NULL, code));
}

/* DSTU2 has one status for both. */
static void
lift_allergy_status (JsonObject *resource)
{
  static const char *const certainty[] = { "unconfirmed", "confirmed", "refuted", "entered-in-error", NULL };
  const char *status = ek_json_peek_string (resource, "status");
  const char *member = NULL;

  if (status == NULL)
    return;
  member = g_strv_contains (certainty, status) ? "verificationStatus" : "clinicalStatus";
  if (!json_object_has_member (resource, member))
    json_object_set_object_member (resource, member, ek_fhir_concept_new (NULL, status, NULL, status));
}

/* STU3: taken = y | n | unk | na; DSTU2: wasNotTaken, wasNotGiven; STU3: notGiven. */
static void
lift_not_taken (JsonObject *resource, const char *status)
{
  const char *taken = ek_json_peek_string (resource, "taken");

  if (g_strcmp0 (taken, "n") == 0 || ek_json_peek_boolean (resource, "wasNotTaken", FALSE) ||
      ek_json_peek_boolean (resource, "wasNotGiven", FALSE) || ek_json_peek_boolean (resource, "notGiven", FALSE))
    json_object_set_string_member (resource, "status", status);
}

/**
 * ek_fhir_lift_older:
 * @resource: (inout): a resource as it came
 *
 * Brings what an older release wrote in another form into that of R4, where passing it over would turn the meaning
 * round. A resource of R4 stays as it is.
 */
void
ek_fhir_lift_older (JsonObject *resource)
{
  const char *type = ek_fhir_type (resource);

  if (g_strcmp0 (type, "Condition") == 0 || g_strcmp0 (type, "AllergyIntolerance") == 0)
    {
      lift_code (resource, "clinicalStatus");
      lift_code (resource, "verificationStatus");
    }
  if (g_strcmp0 (type, "AllergyIntolerance") == 0)
    lift_allergy_status (resource);
  else if (g_strcmp0 (type, "MedicationStatement") == 0)
    lift_not_taken (resource, "not-taken");
  else if (g_strcmp0 (type, "MedicationAdministration") == 0)
    lift_not_taken (resource, "not-done");
}
