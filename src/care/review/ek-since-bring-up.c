/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making a paper again from the file as it is now. */

#include "ek-since-bring-up.h"

#include "ek-since-private.h"

#include "ek-baseline.h"
#include "ek-battery-private.h"
#include "ek-care-private.h"
#include "ek-error.h"
#include "ek-mdt.h"
#include "ek-plan.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

static gboolean
bring_up_baseline (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *baseline, GError **error)
{
  g_autoptr (EkRecord) battery = ek_store_load (store, &ek_battery_type,
                                                ek_record_get_text (baseline, EK_BASELINE_BATTERY), error);
  g_autoptr (EkRecord) again = battery != NULL ? ek_baseline_make (store, catalogue, knowledge, battery, error) : NULL;

  return again != NULL;
}

/**
 * ek_since_bring_up:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @paper: a baseline assessment, a plan or a case review
 * @error: return location
 *
 * Makes the paper again from the file as it is now. A summary, lines that a person added, changed or left out,
 * opinions, decision and actions stay.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_PERMISSION when it is no draft any more, or an error of the
 *   store
 */
gboolean
ek_since_bring_up (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *paper, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (paper);
  g_autoptr (EkRecord) plan = NULL;

  if (!ek_since_is_unfinished (paper))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_PERMISSION, _ ("This is signed or closed. Nothing was changed."));
      return FALSE;
    }
  if (type == &ek_baseline_type)
    return bring_up_baseline (store, catalogue, knowledge, paper, error);
  if (type == &ek_review_type)
    return ek_mdt_refresh (store, catalogue, knowledge, paper, error);
  plan = ek_plan_draft (store, catalogue, knowledge, ek_record_get_patient_id (paper), error);
  return plan != NULL;
}
