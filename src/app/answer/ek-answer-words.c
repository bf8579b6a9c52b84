/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-answer-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-band-words.h"
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
  g_autoptr (EkScore) score = ek_answer_sheet_score (sheet);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; score != NULL && i < score->critical->len; i++)
    {
      const EkCritical *critical = &g_array_index (score->critical, EkCritical, i);
      const EkCriticalRule *rule = ek_instrument_find_critical_rule (score->instrument, critical->rule);
      const char *action = rule != NULL ? ek_critical_rule_action (rule, ek_format_language ()) : NULL;

      if (text->len > 0)
        g_string_append_c (text, '\n');
      /* Translators: number of a question of a form */
      g_string_append_printf (text, _ ("Question %s was answered in a way that needs somebody to act."),
                              critical->item_id);
      if (action != NULL)
        g_string_append_printf (text, "%s%s", strcmp (ek_format_language (), "zh") == 0 ? "" : " ", action);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
append_part (GString *text, const char *part)
{
  /* Translators: between two results of one form */
  g_string_append_printf (text, "%s%s", text->len > 0 ? _ ("; ") : "", part);
}

/* Of a form without a total: its subscales, or where it has none the ratings themselves. */
static void
append_subscores (GString *text, EkScore *score, gboolean derived)
{
  for (guint i = 0; i < score->subscores->len; i++)
    {
      const EkSubscore *part = g_ptr_array_index (score->subscores, i);
      g_autofree char *value = part->has_score ? ek_format_score (part->score) : NULL;
      const char *title = ek_instrument_get_subscale_title (score->instrument, i, ek_format_language ());
      g_autofree char *word = part->band != NULL
        ? ek_band_part_words (score->instrument, part->id, part->band, ek_format_language ())
        : NULL;
      g_autofree char *line = NULL;

      if (value == NULL || part->derived != derived)
        continue;
      line = g_strdup_printf ("%s %s", title, value);
      if (word != NULL)
        {
          g_autofree char *named = g_strdup_printf ("%s · %s", line, word);

          append_part (text, named);
        }
      else
        append_part (text, line);
    }
}

/* Why there is no total, or what there is instead of one. */
static char *
result_without_total (EkScore *score)
{
  g_autofree char *outcome = score->band != NULL
    ? ek_band_words (score->instrument, score->band, NAN, ek_format_language ())
    : NULL;
  g_autoptr (GString) text = g_string_new (outcome);

  append_subscores (text, score, FALSE);
  if (text->len == 0)
    append_subscores (text, score, TRUE);
  if (text->len == 0 && !ek_instrument_is_scored (score->instrument))
    g_string_append (text, ek_instrument_get_no_total (score->instrument, ek_format_language ()));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * ek_answer_result:
 * @sheet: a form
 *
 * Returns: (transfer full) (nullable): its total and severity; where the instrument has no total its outcome, its
 *   subscales, or why nothing is computed; %NULL while the form is not complete
 */
char *
ek_answer_result (EkAnswerSheet *sheet)
{
  g_autoptr (EkScore) score = ek_answer_sheet_score (sheet);
  g_autofree char *total = NULL, *word = NULL;

  if (score == NULL || !score->complete)
    return NULL;
  if (!score->has_total)
    return result_without_total (score);
  total = ek_format_score (score->total);
  word = score->band != NULL ? ek_band_words (score->instrument, score->band, score->total, ek_format_language ())
                             : NULL;
  return word != NULL ? g_strdup_printf (_ ("Total %s · %s"), total, word) : g_strdup_printf (_ ("Total %s"), total);
}

/**
 * ek_answer_caution:
 * @sheet: a form
 *
 * Returns: (transfer none) (nullable): a note, perhaps "", where the wording in its language was not checked against
 *   the official form; %NULL where it was
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
        {
          note = ek_fact_text (verification->note, verification->note_zh, ek_format_language ());
          note = note != NULL ? note : "";
        }
    }
  return note;
}

/**
 * ek_answer_has_both_languages:
 * @sheet: a form
 *
 * Returns: whether there is a choice of wording at all
 */
gboolean
ek_answer_has_both_languages (EkAnswerSheet *sheet)
{
  EkInstrument *instrument = ek_answer_sheet_get_instrument (sheet);

  return g_str_equal (ek_instrument_pick_language (instrument, "zh"), "zh") &&
    g_str_equal (ek_instrument_pick_language (instrument, "en"), "en");
}

/**
 * ek_answer_unsaved_ask:
 * @parent: the form
 * @items: what ek_answer_sheet_list_unsaved() gave
 * @answer: told whether the person leaves all the same
 * @user_data: for @answer
 * @destroy: frees @user_data
 *
 * Asks before a form is left of which answers did not reach the disk: they would be gone.
 */
void
ek_answer_unsaved_ask (GtkWidget *parent, const char *items, EkMessageAnswer answer, gpointer user_data,
                       GDestroyNotify destroy)
{
  /* Translators: %s is a list of the numbers of items */
  g_autofree char *body = g_strdup_printf (_ ("These items did not reach the disk: %s. They are on the screen and are "
                                              "tried again every few seconds. If you leave now, they are lost."),
                                           items);

  ek_message_ask (parent, _ ("Leave answers that are not saved?"), body, _ ("_Leave them"), TRUE, answer, user_data,
                  destroy);
}

/**
 * ek_answer_refuse_unsaved:
 * @parent: the form
 * @sheet: its answers
 * @heading: what is not done then
 *
 * What is not on the disk would be lost with the screen: it is tried again, and the person is told.
 *
 * Returns: whether there is such an answer
 */
gboolean
ek_answer_refuse_unsaved (GtkWidget *parent, EkAnswerSheet *sheet, const char *heading)
{
  if (ek_answer_sheet_get_state (sheet) != EK_SHEET_FAILED)
    return FALSE;
  ek_answer_sheet_try_again (sheet);
  ek_message_tell (parent, heading,
                   _ ("Some answers are not saved yet. They are on the screen; finish the form when they are."));
  return TRUE;
}
