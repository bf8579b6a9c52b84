/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assessment.h"

/**
 * ek_assessment_subject_of:
 * @patient: a patient
 * @at_ms: when the form was answered
 * @offset_minutes: what the clock showed ahead of UTC then
 * @subject: (out caller-allocates): what scoring may ask about the person; the strings are not owned by it
 */
void
ek_assessment_subject_of (EkRecord *patient, gint64 at_ms, int offset_minutes, EkSubject *subject)
{
  const char *sex = ek_record_get_text (patient, EK_PATIENT_SEX);
  const char *birth = ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE);

  subject->sex = NULL;
  if (g_strcmp0 (sex, "male") == 0)
    subject->sex = "male";
  else if (g_strcmp0 (sex, "female") == 0)
    subject->sex = "female";
  subject->age_years = birth != NULL ? ek_date_age_years (birth, at_ms, offset_minutes) : -1;
}

/**
 * ek_assessment_get_subject:
 * @store: the record
 * @assessment: an assessment, stored or not
 * @subject: (out caller-allocates): sex and age of its patient when it was answered
 * @error: return location
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_assessment_get_subject (EkStore *store, EkRecord *assessment, EkSubject *subject, GError **error)
{
  g_autoptr (EkRecord) patient = ek_store_load (store, &ek_patient_type, ek_record_get_patient_id (assessment), error);
  int offset = 0;
  gint64 taken;

  if (patient == NULL)
    return FALSE;
  taken = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, &offset);
  ek_assessment_subject_of (patient, taken, offset, subject);
  return TRUE;
}

/**
 * ek_assessment_score:
 * @instrument: the definition that scores it
 * @assessment: an assessment
 * @subject: (nullable): the person
 * @error: as for ek_score_answers_received()
 *
 * Scores the answers as they are: what contradicts itself is told in the score.
 *
 * Returns: (transfer full): the score, or %NULL
 */
EkScore *
ek_assessment_score (EkInstrument *instrument, EkRecord *assessment, const EkSubject *subject, GError **error)
{
  JsonNode *answers = ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS);
  g_autoptr (JsonNode) none = NULL;

  if (answers == NULL)
    {
      none = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (none, json_object_new ());
    }
  return ek_score_answers_received (instrument, answers != NULL ? answers : none, subject, error);
}

/**
 * ek_assessment_keep_score:
 * @assessment: an assessment
 * @score: what its answers come to
 *
 * Writes total, level, completeness and result, all of them.
 */
void
ek_assessment_keep_score (EkRecord *assessment, EkScore *score)
{
  g_autoptr (JsonNode) result = ek_score_to_json (score);

  ek_record_set_int (assessment, EK_ASSESSMENT_COMPLETE, score->complete);
  ek_record_set_json (assessment, EK_ASSESSMENT_RESULT, result);
  ek_record_set_text (assessment, EK_ASSESSMENT_SEVERITY, score->band != NULL ? score->band->id : NULL);
  if (score->has_total)
    ek_record_set_real (assessment, EK_ASSESSMENT_TOTAL, score->total);
  else
    ek_record_clear (assessment, EK_ASSESSMENT_TOTAL);
}

/**
 * ek_assessment_field_is_of_form:
 * @field: a field of #ek_assessment_type
 *
 * Returns: whether it is what was answered, which the score comes from
 */
gboolean
ek_assessment_field_is_of_form (int field)
{
  return field == EK_ASSESSMENT_INSTRUMENT || field == EK_ASSESSMENT_VERSION || field == EK_ASSESSMENT_ANSWERS ||
    field == EK_ASSESSMENT_DECLINED || field == EK_ASSESSMENT_RECEIVED || field == EK_ASSESSMENT_UNREAD;
}

/**
 * ek_assessment_field_is_derived:
 * @field: a field of #ek_assessment_type
 *
 * Returns: whether it is what the answers come to, and never stands by itself
 */
gboolean
ek_assessment_field_is_derived (int field)
{
  return field == EK_ASSESSMENT_TOTAL || field == EK_ASSESSMENT_SEVERITY || field == EK_ASSESSMENT_COMPLETE ||
    field == EK_ASSESSMENT_RESULT;
}
