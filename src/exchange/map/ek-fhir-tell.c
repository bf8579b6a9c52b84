/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What came and could not be read, left on the patient for a person to look at. */

#include "ek-fhir-map-response.h"

#include "ek-notice.h"

/**
 * ek_fhir_tell_unreadable:
 * @context: with the store
 * @resource: a QuestionnaireResponse that was not taken over
 * @patient_id: whose it is
 * @address: where it comes from and what it is called there
 * @why: why not
 * @error: return location
 *
 * Leaves a notice of the kind "unreadable-form" on the patient, with @address as its source and what
 * ek_fhir_unreadable_detail() says: a form that cannot be read may hold a dangerous answer. What the hospital took
 * back, or what belongs to somebody else, is not for anybody to read here.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_tell_unreadable (const EkFhirContext *context, JsonObject *resource, const char *patient_id,
                         const char *address, EkFhirSkip why, GError **error)
{
  g_autoptr (JsonNode) detail = NULL;

  if (!ek_fhir_skip_is_unread (why))
    return TRUE;
  detail = ek_fhir_unreadable_detail (context, resource, why);
  return ek_notice_raise (context->store, patient_id, "unreadable-form", address, detail, error);
}

/**
 * ek_fhir_tell_waiting:
 * @context: with the store
 * @resource: the QuestionnaireResponse that @assessment was
 * @assessment: a form that was kept without its definition
 * @error: return location
 *
 * Leaves a notice of the kind "unreadable-form" on the patient, with the id of the form as its source and what
 * ek_fhir_unreadable_detail() says, the reason being "awaits-definition": until the definition comes nobody has scored
 * its answers. ek_fhir_complete_kept() settles it.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_tell_waiting (const EkFhirContext *context, JsonObject *resource, EkRecord *assessment, GError **error)
{
  g_autoptr (JsonNode) detail = ek_fhir_unreadable_detail (context, resource, EK_FHIR_SKIP_INSTRUMENT);

  json_object_set_string_member (json_node_get_object (detail), "reason", "awaits-definition");
  return ek_notice_raise (context->store, ek_record_get_patient_id (assessment), "unreadable-form",
                          ek_record_get_id (assessment), detail, error);
}

/* Ids of the checks that the answers fail, or NULL. */
static JsonArray *
contradictions_of (EkRecord *assessment)
{
  JsonNode *result = ek_record_get_json (assessment, EK_ASSESSMENT_RESULT);

  return result != NULL && JSON_NODE_HOLDS_OBJECT (result)
    ? ek_json_peek_array (json_node_get_object (result), "contradictions")
    : NULL;
}

/**
 * ek_fhir_tell_unread:
 * @context: with the store
 * @assessment: a form that was taken over
 * @origin: (nullable): the source it comes from, where that is known
 * @error: return location
 *
 * Where answers of it were not taken, or contradict each other, leaves a notice of the kind "unreadable-value" on the
 * patient, with the id of the form as its source. Its detail:
 *   instrument       id of the instrument
 *   origin           the source, see ek_source_name(), or left out
 *   taken            when it was answered
 *   unread           [{link, text, answer, reason}] as in the form, or left out
 *   contradictions   ids of the checks of the definition that the answers fail, or left out; the form has no score then
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_tell_unread (const EkFhirContext *context, EkRecord *assessment, const char *origin, GError **error)
{
  JsonNode *unread = ek_record_get_json (assessment, EK_ASSESSMENT_UNREAD);
  JsonArray *contradictions = contradictions_of (assessment);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) detail = NULL;
  int offset = 0;
  gint64 at = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, &offset);

  if (unread == NULL && contradictions == NULL)
    return TRUE;
  json_object_set_string_member (object, "instrument", ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT));
  ek_fhir_add_text (object, "origin", origin);
  ek_fhir_add_instant (object, "taken", at, offset);
  if (unread != NULL)
    json_object_set_member (object, "unread", json_node_copy (unread));
  if (contradictions != NULL)
    json_object_set_array_member (object, "contradictions", json_array_ref (contradictions));
  detail = ek_fhir_node (object);
  return ek_notice_raise (context->store, ek_record_get_patient_id (assessment), "unreadable-value",
                          ek_record_get_id (assessment), detail, error);
}
