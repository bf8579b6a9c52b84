/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assess.h"

#include "ek-types.h"

/* Whether the patient answered this instrument again later: then the newer form speaks for today. */
static gboolean
is_newest (EkStore   *store,
           EkRecord  *assessment,
           gboolean  *newest,
           GError   **error)
{
  g_autoptr (GPtrArray) all = ek_store_list (store, &ek_assessment_type, ek_record_get_patient_id (assessment), error);
  gint64 taken = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, NULL);

  *newest = all != NULL;
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      EkRecord *other = g_ptr_array_index (all, i);

      if (g_strcmp0 (ek_record_get_text (other, EK_ASSESSMENT_INSTRUMENT),
                     ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT)) == 0 &&
          g_strcmp0 (ek_record_get_text (other, EK_ASSESSMENT_STATUS), "completed") == 0 &&
          ek_record_get_instant (other, EK_ASSESSMENT_TAKEN, NULL) > taken)
        *newest = FALSE;
    }
  return all != NULL;
}

/**
 * ek_assess_received:
 * @store: the record, in the transaction that took the assessment over
 * @catalogue: the definitions
 * @assessment: an assessment that came from a file or from the hospital
 * @unused: so that this can be handed to the import and to the sync as it is
 * @error: return location
 *
 * Critical answers that came from elsewhere open a risk like those given here, when the form is the patient's newest of
 * its instrument. A form entered in error raises none. A form that was kept without its definition cannot be judged and
 * is, when the definition comes.
 *
 * Returns: %FALSE with what the store says; the assessment is then not to be kept either
 */
gboolean
ek_assess_received (EkStore      *store,
                    EkCatalogue  *catalogue,
                    EkRecord     *assessment,
                    gpointer      unused,
                    GError      **error)
{
  g_autoptr (EkScore) score = NULL;
  gboolean newest = FALSE;

  if (g_strcmp0 (ek_record_get_text (assessment, EK_ASSESSMENT_STATUS), "entered-in-error") == 0
      || ek_record_has (assessment, EK_ASSESSMENT_RECEIVED))
    return TRUE;
  if (!is_newest (store, assessment, &newest, error))
    return FALSE;
  score = newest ? ek_assess_score (store, catalogue, assessment, error) : NULL;
  if (score != NULL && !ek_risk_raise_answers (store, assessment, score, NULL, error))
    return FALSE;
  return !newest || score != NULL;
}
