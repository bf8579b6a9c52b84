/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

static const EkRecordType *const all_types[] = {
  &ek_patient_type,
  &ek_problem_type,
  &ek_allergy_type,
  &ek_medicine_type,
  &ek_encounter_type,
  &ek_assessment_type,
  &ek_measurement_type,
  &ek_event_type,
  &ek_consent_type,
  &ek_risk_type,
  &ek_plan_type,
  &ek_review_type,
  &ek_opinion_type,
  &ek_task_type,
  &ek_document_type,
  &ek_battery_type,
  &ek_schedule_type,
  &ek_baseline_type,
  &ek_notice_type,
  NULL,
};

/**
 * ek_record_types:
 *
 * Returns: (transfer none) (array zero-terminated=1): every type of record that is declared
 */
const EkRecordType *const *
ek_record_types (void)
{
  return all_types;
}
