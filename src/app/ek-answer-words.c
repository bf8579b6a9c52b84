/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-answer-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-format.h"

/**
 * ek_answer_alarm:
 * @sheet: a form, complete or not
 *
 * Returns: (transfer full) (nullable): which answers need somebody to act, and what is to be done; %NULL when none does
 */
char *
ek_answer_alarm (EkAnswerSheet *sheet)
{
  g_autoptr(EkScore) score = ek_answer_sheet_score (sheet);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; score != NULL && i < score->critical->len; i++)
    {
      const EkCritical *critical = &g_array_index (score->critical, EkCritical, i);
      const EkCriticalRule *rule = ek_instrument_find_critical_rule (score->instrument, critical->rule);
      const char *action = rule != NULL ? ek_critical_rule_action (rule, ek_format_language ()) : NULL;

      if (text->len > 0)
        g_string_append_c (text, '\n');
      /* Translators: number of a question of a form */
      g_string_append_printf (text, _("Question %s was answered in a way that needs somebody to act."),
                              critical->item_id);
      if (action != NULL)
        g_string_append_printf (text, "%s%s", strcmp (ek_format_language (), "zh") == 0 ? "" : " ", action);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * ek_answer_result:
 * @sheet: a form
 *
 * Returns: (transfer full) (nullable): its total and severity; %NULL while it is not complete or has none
 */
char *
ek_answer_result (EkAnswerSheet *sheet)
{
  g_autoptr(EkScore) score = ek_answer_sheet_score (sheet);
  g_autofree char *total = NULL;

  if (score == NULL || !score->complete || !score->has_total)
    return NULL;
  total = ek_format_score (score->total);
  return score->band != NULL
         ? g_strdup_printf (_("Total %s · %s"), total, ek_band_label (score->band, ek_format_language ()))
         : g_strdup_printf (_("Total %s"), total);
}

/**
 * ek_answer_caution:
 * @sheet: a form
 *
 * Returns: (transfer none) (nullable): a note, perhaps "", where the wording in its language was not checked against the
 *   official form; %NULL where it was
 */
const char *
ek_answer_caution (EkAnswerSheet *sheet)
{
  EkInstrument *instrument = ek_answer_sheet_get_instrument (sheet);
  g_autofree char *what = g_strdup_printf ("wording-%s", ek_answer_sheet_get_language (sheet));
  const char *note = NULL;

  for (guint i = 0; i < ek_instrument_get_n_verifications (instrument); i++)
    {
      const EkVerification *verification = ek_instrument_get_verification (instrument, i);

      if (g_str_equal (verification->what, what) && !verification->verified)
        note = verification->note != NULL ? verification->note : "";
    }
  return note;
}
