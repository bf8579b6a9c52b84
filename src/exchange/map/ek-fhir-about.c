/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every resource says beside its own: whose it is, by whom, and how confidential. */

#include "ek-fhir-map.h"

/**
 * ek_fhir_add_subject:
 * @resource: a resource
 * @member: the member that refers to the patient, "subject" or what the type calls it
 * @record: whose patient is referred to: the one it is filed under, also where two files were joined
 */
void
ek_fhir_add_subject (JsonObject *resource, const char *member, EkRecord *record)
{
  ek_fhir_add_reference (resource, member, "Patient", ek_record_get_filed_id (record), NULL);
}

/**
 * ek_fhir_user_name:
 * @context: with the vault, or without
 * @user_id: (nullable): a user id
 *
 * Returns: (nullable) (transfer full): the name the key ring has for it; %NULL when it does not know that user
 */
char *
ek_fhir_user_name (const EkFhirContext *context, const char *user_id)
{
  g_autoptr (EkUser) user = NULL;

  if (context->vault == NULL || user_id == NULL)
    return NULL;
  user = ek_vault_find_user (context->vault, user_id);
  return user != NULL ? g_strdup (ek_user_get_name (user)) : NULL;
}

/**
 * ek_fhir_add_author:
 * @context: with the vault, which knows the name
 * @resource: a resource
 * @member: the member to set; it stays away when the user is not known
 * @user_id: (nullable): who
 *
 * Sets the member to a reference that names the user in words: the hospital's Practitioner is not known here, and
 * inventing one would double it.
 */
void
ek_fhir_add_author (const EkFhirContext *context, JsonObject *resource, const char *member, const char *user_id)
{
  g_autofree char *name = ek_fhir_user_name (context, user_id);

  ek_fhir_add_reference (resource, member, "Practitioner", NULL, name);
}

/**
 * ek_fhir_add_confidential:
 * @resource: a resource; its meta is replaced
 *
 * Marks it "restricted" (code R of HL7 v3 Confidentiality), as mental health data is.
 */
void
ek_fhir_add_confidential (JsonObject *resource)
{
  JsonObject *meta = json_object_new (), *coding = json_object_new ();
  JsonArray *security = json_array_new ();

  json_object_set_string_member (coding, "system", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality");
  json_object_set_string_member (coding, "code", "R");
  json_object_set_string_member (coding, "display", "restricted");
  json_array_add_object_element (security, coding);
  json_object_set_array_member (meta, "security", security);
  json_object_set_object_member (resource, "meta", meta);
}
