/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The machine in the patient's hands with a form. That it is, is written into the form before it is handed over and
 * taken out when the clinician has it back, so that after a power cut it is known where one stopped and with whom. */

#include "ek-assess-private.h"
#include "ek-care-private.h"

#include "ek-types.h"

static gboolean
save (EkStore *store, EkRecord *assessment, EkRecord *before, GError **error)
{
  if (ek_store_save (store, assessment, error))
    return TRUE;
  ek_care_copy_values (assessment, before);
  return FALSE;
}

/**
 * ek_assess_hand_over:
 * @store: the record
 * @assessment: a questionnaire in progress
 * @device: (nullable): what it is answered on
 * @error: return location
 *
 * From now on the patient answers, alone: the form says so, and nobody of the staff is its rater.
 *
 * Returns: %TRUE when it is on the disk; %FALSE with %EK_ERROR_CONFLICT for a form that is finished, or an error of the
 *   store; the values of @assessment are then as they were
 */
gboolean
ek_assess_hand_over (EkStore *store, EkRecord *assessment, const char *device, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (assessment);

  if (!ek_assess_check_open (assessment, error))
    return FALSE;
  ek_record_set_text (assessment, EK_ASSESSMENT_MODE, "self");
  ek_record_clear (assessment, EK_ASSESSMENT_RATER);
  ek_record_set_text (assessment, EK_ASSESSMENT_DEVICE, device);
  ek_record_set_int (assessment, EK_ASSESSMENT_HANDED_OVER, TRUE);
  return save (store, assessment, before, error);
}

/**
 * ek_assess_take_back:
 * @store: the record
 * @assessment: a questionnaire that was handed over, finished or not
 * @error: what the store says
 *
 * The clinician has the machine back. The answers stay as they are; a form in progress can be gone on with.
 *
 * Returns: %TRUE when it is on the disk, or was before
 */
gboolean
ek_assess_take_back (EkStore *store, EkRecord *assessment, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (assessment);

  if (!ek_record_get_int (assessment, EK_ASSESSMENT_HANDED_OVER, FALSE))
    return TRUE;
  ek_record_clear (assessment, EK_ASSESSMENT_HANDED_OVER);
  return save (store, assessment, before, error);
}

/**
 * ek_assess_list_handed_over:
 * @store: the record
 * @error: return location
 *
 * Returns: (transfer full) (element-type EkRecord): the forms that were handed over and never taken back, of all
 *   patients, or %NULL with what the database says
 */
GPtrArray *
ek_assess_list_handed_over (EkStore *store, GError **error)
{
  return ek_store_list_by (store, &ek_assessment_type, EK_ASSESSMENT_HANDED_OVER, "1", error);
}
