/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assess.h"

#include "ek-danger.h"
#include "ek-risk-private.h"
#include "ek-types.h"

/* A form that was kept without its definition cannot be scored until that comes; its answers can be looked at. */
static gboolean
look_at_form (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, JsonObject *resource, GError **error)
{
  JsonNode *kept = ek_record_get_json (assessment, EK_ASSESSMENT_RECEIVED);
  g_autoptr (EkScore) score = NULL;

  if (g_strcmp0 (ek_record_get_text (assessment, EK_ASSESSMENT_STATUS), "entered-in-error") == 0)
    return ek_risk_take_back (store, ek_record_get_patient_id (assessment), ek_record_get_id (assessment), "error",
                              error);
  if (resource != NULL && !ek_danger_look_beside (store, catalogue, assessment, resource, error))
    return FALSE;
  if (kept != NULL)
    return !JSON_NODE_HOLDS_OBJECT (kept) ||
      ek_danger_look_at (store, catalogue, ek_record_get_patient_id (assessment), assessment,
                         json_node_get_object (kept), error);
  /* Answers that no question takes may be dangerous too. */
  if (resource != NULL && ek_record_has (assessment, EK_ASSESSMENT_UNREAD) &&
      !ek_danger_look_at (store, catalogue, ek_record_get_patient_id (assessment), assessment, resource, error))
    return FALSE;
  score = ek_assess_score (store, catalogue, assessment, error);
  return score != NULL && ek_risk_raise_answers (store, assessment, score, NULL, error);
}

/**
 * ek_assess_received:
 * @store: the record, in the transaction that took it over
 * @catalogue: the definitions
 * @patient_id: whose it is
 * @record: (nullable): what was taken over; %NULL: it could not be
 * @resource: (nullable): the resource it came as
 * @unused: so that this can be handed to the import and to the sync as it is
 * @error: return location
 *
 * What came from elsewhere is looked at like what is entered here: the answers of a form by themselves, whatever was
 * answered before or later and whatever their date; diagnoses, findings and warnings by code and words; what could not
 * be read by what stands in it. Two open risks that meet become one; one that comes in as closed was not closed here.
 *
 * Returns: %FALSE with what the store says; what was taken over is then not to be kept either
 */
gboolean
ek_assess_received (EkStore *store, EkCatalogue *catalogue, const char *patient_id, EkRecord *record,
                    JsonObject *resource, gpointer unused, GError **error)
{
  const EkRecordType *type = record != NULL ? ek_record_get_record_type (record) : NULL;

  if (type == &ek_risk_type)
    return ek_risk_received (store, catalogue, record, error) && ek_risk_fold (store, patient_id, error);
  if (type == &ek_assessment_type)
    return look_at_form (store, catalogue, record, resource, error) &&
      ek_risk_form_received (store, catalogue, record, error);
  return ek_danger_look_at (store, catalogue, patient_id, record, resource, error);
}
