/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Leaving one item of a form without an answer. */

#include "ek-assess-private.h"
#include "ek-care-private.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

/**
 * ek_assess_decline_item:
 * @store: the record
 * @catalogue: the definitions
 * @assessment: a questionnaire in progress
 * @item_id: the item
 * @reason: (nullable): why it is not answered, in words; %NULL takes that back
 * @error: return location
 *
 * The patient does not want to answer one question, or it could not be rated. An answer it had is taken back. The item
 * counts as missing; a risk its former answer opened stays open.
 *
 * Returns: %TRUE when it is on the disk; %FALSE with %EK_ERROR_INCOMPLETE for a reason without words,
 *   %EK_ERROR_NOT_FOUND for an item it does not have, %EK_ERROR_CONFLICT when it is finished, or an error of the store;
 *   the values of @assessment are then as they were
 */
gboolean
ek_assess_decline_item (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, const char *item_id,
                        const char *reason, GError **error)
{
  EkInstrument *instrument = ek_assess_definition (catalogue, assessment, error);
  g_autoptr (EkRecord) before = ek_record_copy (assessment);
  g_autoptr (JsonNode) answers = NULL;

  if (instrument == NULL || !ek_assess_check_open (assessment, error))
    return FALSE;
  if (ek_instrument_find_item (instrument, item_id) == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("This questionnaire has no such item."));
      return FALSE;
    }
  if (reason != NULL && !ek_care_has_words (reason))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE, _ ("Write why the question is not answered."));
      return FALSE;
    }
  if (reason != NULL)
    {
      answers = ek_assess_answers_with (instrument, assessment, item_id, NULL, error);
      if (answers == NULL)
        return FALSE;
      ek_record_set_json (assessment, EK_ASSESSMENT_ANSWERS, answers);
    }
  ek_assess_set_declined (assessment, item_id, reason);
  return ek_assess_save_scored (store, instrument, assessment, before, NULL, error);
}
