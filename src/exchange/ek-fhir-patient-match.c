/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is who. Two files are never joined on a name; only an identifier of the same system, or our own UUID, makes two
 * patients one, and even then not when both name and date of birth say otherwise: a wrong number is a commoner mistake
 * than a person who changed both. */

#include "ek-fhir-patient-match.h"

#include "ek-text.h"

/** ek_fhir_patient_by_identifier: who carries one FHIR Identifier; *@patient_id stays as it is when nobody does. */
gboolean
ek_fhir_patient_by_identifier (EkStore     *store,
                               JsonObject  *identifier,
                               char       **patient_id,
                               GError     **error)
{
  const char *system = ek_json_peek_string (identifier, "system");
  const char *value = ek_json_peek_string (identifier, "value");
  GError *failure = NULL;

  if (value == NULL || system == NULL || *patient_id != NULL ||
      g_strcmp0 (ek_json_peek_string (identifier, "use"), "old") == 0)
    return TRUE;
  *patient_id = ek_store_find_identifier (store, system, value, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/** ek_fhir_patient_by_identifiers: who carries one of a Patient's identifiers; *@patient_id stays as it is when nobody
 * does. */
gboolean
ek_fhir_patient_by_identifiers (EkStore     *store,
                                JsonObject  *resource,
                                char       **patient_id,
                                GError     **error)
{
  JsonArray *identifiers = ek_json_peek_array (resource, "identifier");

  for (guint i = 0; identifiers != NULL && i < json_array_get_length (identifiers); i++)
    {
      JsonObject *one = ek_json_element_object (identifiers, i);

      if (one != NULL && !ek_fhir_patient_by_identifier (store, one, patient_id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_text (const char *a,
           const char *b)
{
  g_autofree char *folded_a = a != NULL ? ek_text_fold (a) : NULL;
  g_autofree char *folded_b = b != NULL ? ek_text_fold (b) : NULL;

  return g_strcmp0 (folded_a, folded_b) == 0;
}

/**
 * ek_fhir_patient_differs:
 * @known: a patient of ours
 * @resource: a Patient that claims to be the same
 *
 * Returns: %TRUE when both have a name and a date of birth, and neither agrees
 */
gboolean
ek_fhir_patient_differs (EkRecord   *known,
                         JsonObject *resource)
{
  g_autoptr (EkRecord) theirs = ek_record_new (&ek_patient_type, NULL);
  EkFhirContext context = { NULL };
  const char *our_birth = ek_record_get_text (known, EK_PATIENT_BIRTH_DATE);
  const char *their_birth;

  if (ek_fhir_read_patient (&context, resource, theirs) != EK_FHIR_SKIP_NONE)
    return FALSE;
  their_birth = ek_record_get_text (theirs, EK_PATIENT_BIRTH_DATE);
  if (our_birth == NULL || their_birth == NULL ||
      g_str_has_prefix (our_birth, their_birth) || g_str_has_prefix (their_birth, our_birth))
    return FALSE;
  return !same_text (ek_record_get_text (known, EK_PATIENT_NAME), ek_record_get_text (theirs, EK_PATIENT_NAME));
}

/**
 * ek_fhir_patient_find:
 * @store: a store
 * @resource: a Patient
 * @record: (out) (nullable): the patient of ours it is, when it is one
 * @why: (out): %EK_FHIR_SKIP_OTHER_PERSON when its number belongs to somebody else
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_patient_find (EkStore     *store,
                      JsonObject  *resource,
                      EkRecord   **record,
                      EkFhirSkip  *why,
                      GError     **error)
{
  g_autofree char *id = NULL;

  *record = NULL;
  if (!ek_fhir_patient_by_identifiers (store, resource, &id, error))
    return FALSE;
  if (id == NULL)
    return TRUE;
  *record = ek_store_load (store, &ek_patient_type, id, error);
  if (*record == NULL)
    return FALSE;
  if (ek_fhir_patient_differs (*record, resource))
    {
      g_clear_object (record);
      *why = EK_FHIR_SKIP_OTHER_PERSON;
    }
  return TRUE;
}
