/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said when a risk is not assessed, agreed to, logged or closed, and which question each is about. */

#include "ek-risk-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>

typedef struct {
  int code;          /* of EK_ERROR */
  const char *field; /* NULL: none of them */
  const char *sentence;
} Refusal;

static const Refusal refusals[] = {
  [EK_RISK_NO_LEVEL] = { EK_ERROR_INVALID, "level", N_ ("Choose a risk level: low, moderate or high.") },
  [EK_RISK_NO_AGREED_LEVEL] = { EK_ERROR_INVALID, "level",
                                N_ ("Choose the level that the risk may be brought to: low or moderate.") },
  [EK_RISK_NO_FINDING] = { EK_ERROR_INCOMPLETE, "note",
                           N_ ("Write what was found and what is done about it; then the risk level can be set.") },
  [EK_RISK_NO_REASON] = { EK_ERROR_INCOMPLETE, "note",
                          N_ ("Write why you agree that the risk is lower. Nothing was changed.") },
  [EK_RISK_NO_DEED] = { EK_ERROR_INCOMPLETE, "note", N_ ("Write what was done.") },
  [EK_RISK_NO_ACTION] = { EK_ERROR_INCOMPLETE, "note",
                          N_ ("A risk is closed with an action: write what was done. It stays open.") },
  [EK_RISK_NO_SCREENER] = { EK_ERROR_INCOMPLETE, "level",
                            N_ (
                              "A risk that was high, or that is high by what was answered, is lowered or closed only "
                              "after a C-SSRS that was done since the last of these answers, and since it was last "
                              "assessed as high, and gives a lower level, or when a second clinician has agreed under "
                              "their own name. It stays as it is.") },
  [EK_RISK_NO_SECOND] = { EK_ERROR_INCOMPLETE, "level",
                          N_ ("A risk of this kind that was high, or that is high by what was answered, is lowered or "
                              "closed only when a second clinician has agreed under their own name. It stays as it "
                              "is.") },
  [EK_RISK_NO_PLAN] = { EK_ERROR_INCOMPLETE, "plan",
                        N_ ("Write where the safety plan is that was made with the patient, or why there is none. The "
                            "risk stays as it is.") },
  [EK_RISK_NO_PHYSICIAN] = { EK_ERROR_INCOMPLETE, "plan",
                             N_ ("Write which physician has seen the patient and when; a physician may write why none "
                                 "has to. The risk stays as it is.") },
};

gboolean
ek_risk_refuse (GError **error, EkRiskRefusal what)
{
  g_set_error_literal (error, EK_ERROR, refusals[what].code, _ (refusals[what].sentence));
  return FALSE;
}

/**
 * ek_risk_refused_field:
 * @error: why something was not done about a risk
 *
 * Returns: (nullable) (transfer none): what has to be mended: "level", "note" or "plan"; %NULL: none of them
 */
const char *
ek_risk_refused_field (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (error->domain == EK_ERROR && error->code == refusals[i].code &&
        g_strcmp0 (error->message, _ (refusals[i].sentence)) == 0)
      return refusals[i].field;
  return NULL;
}
