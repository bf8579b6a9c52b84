/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A Patient from elsewhere beside one of ours. The rule itself is ek_person_judge(); here a resource is read for it. */

#include "ek-fhir-patient-match.h"

#include "ek-text.h"

/**
 * ek_fhir_patient_describe:
 * @resource: a Patient
 * @described: (out): what it says of the person, as a patient that is not saved; set also when it is incomplete
 *
 * Returns: %EK_FHIR_SKIP_NONE, or why it cannot be taken over
 */
EkFhirSkip
ek_fhir_patient_describe (JsonObject *resource, EkRecord **described)
{
  EkFhirContext context = { NULL };

  *described = ek_record_new (&ek_patient_type, NULL);
  return ek_fhir_map_read (ek_fhir_map_for_type ("Patient"), &context, resource, *described);
}

/* One name of the resource as a person of that name, former names too: the source itself says that he or she had it. */
static EkRecord *
name_alone (JsonObject *name)
{
  g_autoptr (JsonObject) resource = json_object_new ();
  g_autoptr (EkRecord) described = NULL;
  JsonArray *names = json_array_new ();
  JsonObject *plain = json_object_new ();
  static const char *const members[] = { "text", "family", "given", "extension" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (name, members[i]))
      json_object_set_member (plain, members[i], json_node_copy (json_object_get_member (name, members[i])));
  json_array_add_object_element (names, plain);
  json_object_set_string_member (resource, "resourceType", "Patient");
  json_object_set_array_member (resource, "name", names);
  return ek_fhir_patient_describe (resource, &described) == EK_FHIR_SKIP_NONE ? g_steal_pointer (&described) : NULL;
}

static void
compare_other_names (EkStore *store, EkRecord *known, JsonObject *resource, EkLikeness *likeness)
{
  JsonArray *names = ek_json_peek_array (resource, "name");

  for (guint i = 0; names != NULL && i < MIN (json_array_get_length (names), 20); i++)
    {
      JsonObject *name = ek_json_element_object (names, i);
      g_autoptr (EkRecord) alone = name != NULL ? name_alone (name) : NULL;
      EkLikeness one;

      if (alone == NULL)
        continue;
      ek_person_compare (store, known, alone, &one);
      likeness->name = MAX (likeness->name, one.name);
    }
}

/**
 * ek_fhir_patient_judge:
 * @store: a store
 * @claim: why they are thought to be one person
 * @known: a patient of ours
 * @resource: a Patient
 * @likeness: (out caller-allocates): what they have in common
 *
 * A name that the source lists as a former one counts as its name. A resource that says no name at all contradicts
 * none: by an id that its source gives once it is the person it was.
 *
 * Returns: what ek_person_judge() says
 */
EkPersonVerdict
ek_fhir_patient_judge (EkStore *store, EkClaim claim, EkRecord *known, JsonObject *resource, EkLikeness *likeness)
{
  g_autoptr (EkRecord) described = NULL;
  EkFhirSkip why = ek_fhir_patient_describe (resource, &described);

  ek_person_compare (store, known, described, likeness);
  compare_other_names (store, known, resource, likeness);
  if (!ek_record_has (described, EK_PATIENT_NAME))
    return claim == EK_CLAIM_ID && why == EK_FHIR_SKIP_NO_NAME && likeness->birth != EK_BIRTH_OTHER ? EK_PERSON_SAME
                                                                                                    : EK_PERSON_OTHER;
  return ek_person_judge (claim, likeness);
}

/**
 * ek_fhir_identifier_holders:
 * @store: a store
 * @identifier: a FHIR Identifier
 * @error: return location
 *
 * Returns: (transfer full) (element-type utf8) (nullable): ids of everybody here who carries it; empty for one without
 *   system or value and for one that is marked as old; %NULL with what the database says
 */
GPtrArray *
ek_fhir_identifier_holders (EkStore *store, JsonObject *identifier, GError **error)
{
  const char *system = ek_json_peek_string (identifier, "system");
  const char *value = ek_json_peek_string (identifier, "value");

  if (value == NULL || system == NULL || g_strcmp0 (ek_json_peek_string (identifier, "use"), "old") == 0)
    return g_ptr_array_new_with_free_func (g_free);
  return ek_person_find_number (store, system, value, error);
}

/* Of everybody who carries the number, the one who is the person: the one of whom nobody has to be told, before one of
 * whom somebody should. Where that is true of two files nobody can tell which of the two is meant, and it is neither.
 */
static gboolean
try_holders (EkStore *store, GPtrArray *holders, JsonObject *resource, EkRecord **record, EkLikeness *likeness,
             GError **error)
{
  EkPersonVerdict best = EK_PERSON_OTHER;
  g_autofree char *file = NULL;
  gboolean several = FALSE;

  for (guint i = 0; i < holders->len; i++)
    {
      g_autoptr (EkRecord) known = ek_store_load (store, &ek_patient_type, holders->pdata[i], error);
      g_autofree char *own = known != NULL ? ek_store_file_of (store, holders->pdata[i], error) : NULL;
      EkPersonVerdict verdict;
      EkLikeness one;

      if (own == NULL)
        return FALSE;
      verdict = ek_fhir_patient_judge (store, EK_CLAIM_NUMBER, known, resource, &one);
      if (verdict == EK_PERSON_OTHER || verdict < best)
        continue;
      if (verdict == best)
        {
          several = several || !g_str_equal (own, file);
          continue;
        }
      best = verdict;
      several = FALSE;
      g_set_object (record, known);
      *likeness = one;
      g_free (file);
      file = g_steal_pointer (&own);
    }
  if (several)
    g_clear_object (record);
  return TRUE;
}

/**
 * ek_fhir_patient_by_number:
 * @store: a store
 * @resource: a Patient
 * @record: (out) (nullable): the patient of ours it is by one of its numbers
 * @likeness: (out caller-allocates): what both have in common, when there is one
 * @contested: (out): whether one of its numbers belongs to somebody else here, or to two whom it may mean alike
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_patient_by_number (EkStore *store, JsonObject *resource, EkRecord **record, EkLikeness *likeness,
                           gboolean *contested, GError **error)
{
  JsonArray *identifiers = ek_json_peek_array (resource, "identifier");

  *record = NULL;
  *contested = FALSE;
  for (guint i = 0; identifiers != NULL && *record == NULL && i < json_array_get_length (identifiers); i++)
    {
      JsonObject *one = ek_json_element_object (identifiers, i);
      g_autoptr (GPtrArray) holders = one != NULL ? ek_fhir_identifier_holders (store, one, error) : NULL;

      if (one == NULL)
        continue;
      if (holders == NULL || !try_holders (store, holders, resource, record, likeness, error))
        return FALSE;
      *contested = *contested || (holders->len > 0 && *record == NULL);
    }
  return TRUE;
}
