/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a case review, and what the team makes of the case: question, opinions, decision, actions, signatures. */

#include "ek-mdt-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-facts-gather.h"
#include "ek-format.h"
#include "ek-json.h"
#include "ek-report-text.h"
#include "ek-types.h"

/**
 * ek_mdt_reading_new:
 * @patient_id: the patient
 * @wanted_id: (nullable): the review; %NULL: the open one, else the newest
 * @catalogue: the instruments
 *
 * Returns: (transfer full): what is to be read
 */
EkMdtReading *
ek_mdt_reading_new (const char *patient_id, const char *wanted_id, EkCatalogue *catalogue)
{
  EkMdtReading *reading = g_new0 (EkMdtReading, 1);

  reading->patient_id = g_strdup (patient_id);
  reading->wanted_id = g_strdup (wanted_id);
  reading->catalogue = catalogue;
  return reading;
}

/**
 * ek_mdt_reading_free:
 * @reading: (nullable) (transfer full): a reading
 *
 * Frees it.
 */
void
ek_mdt_reading_free (EkMdtReading *reading)
{
  if (reading == NULL)
    return;
  g_free (reading->patient_id);
  g_free (reading->wanted_id);
  g_clear_pointer (&reading->reviews, g_ptr_array_unref);
  g_clear_object (&reading->review);
  g_clear_pointer (&reading->opinions, g_ptr_array_unref);
  g_clear_pointer (&reading->actions, g_ptr_array_unref);
  g_clear_pointer (&reading->former, g_ptr_array_unref);
  g_clear_pointer (&reading->signatures, g_ptr_array_unref);
  g_strfreev (reading->missing);
  g_clear_pointer (&reading->since, ek_since_free);
  g_clear_pointer (&reading->triggers, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
is_closed (EkRecord *review)
{
  return g_strcmp0 (ek_record_get_text (review, EK_REVIEW_STATUS), "closed") == 0;
}

/**
 * ek_mdt_reading_is_closed:
 * @reading: a reading with a review
 *
 * Returns: whether the review that is shown is closed
 */
gboolean
ek_mdt_reading_is_closed (const EkMdtReading *reading)
{
  return is_closed (reading->review);
}

/* Reading */

static EkRecord *
choose_review (GPtrArray *reviews, const char *wanted_id)
{
  for (guint i = 0; wanted_id != NULL && i < reviews->len; i++)
    if (g_strcmp0 (ek_record_get_id (g_ptr_array_index (reviews, i)), wanted_id) == 0)
      return g_ptr_array_index (reviews, i);
  for (guint i = 0; i < reviews->len; i++)
    if (!is_closed (g_ptr_array_index (reviews, i)))
      return g_ptr_array_index (reviews, i);
  return reviews->len > 0 ? g_ptr_array_index (reviews, 0) : NULL;
}

static gboolean
read_triggers (EkStore *store, const EkMdtReading *wanted, EkMdtReading *found, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkFacts) facts = knowledge != NULL
    ? ek_facts_gather (store, wanted->catalogue, knowledge, wanted->patient_id, error)
    : NULL;
  g_autoptr (EkSeverity) severity = NULL;

  if (facts == NULL)
    return FALSE;
  severity = ek_severity_assess (knowledge, facts);
  found->triggers = ek_mdt_triggers (knowledge, facts);
  return TRUE;
}

static gboolean
read_since (EkStore *store, const EkMdtReading *wanted, EkMdtReading *found, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (GError) local = NULL;

  if (knowledge == NULL)
    return FALSE;
  found->since = ek_since_read (store, wanted->catalogue, knowledge, found->review, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_into (EkStore *store, const EkMdtReading *wanted, EkMdtReading *found, GError **error)
{
  found->reviews = ek_mdt_list (store, wanted->patient_id, error);
  if (found->reviews == NULL)
    return FALSE;
  found->review = choose_review (found->reviews, wanted->wanted_id);
  if (found->review == NULL)
    return read_triggers (store, wanted, found, error);
  g_object_ref (found->review);
  found->opinions = ek_mdt_list_opinions (store, found->review, error);
  found->actions = found->opinions != NULL ? ek_mdt_list_actions (store, found->review, error) : NULL;
  found->former = found->actions != NULL ? ek_mdt_list_former (store, found->review, error) : NULL;
  found->signatures = found->former != NULL ? ek_mdt_list_signatures (store, found->review, error) : NULL;
  found->missing = found->signatures != NULL ? ek_mdt_missing (store, found->review, error) : NULL;
  return found->missing != NULL && read_since (store, wanted, found, error);
}

/**
 * ek_mdt_read:
 * @task: answered with an #EkMdtReading
 * @store: the reading store
 * @data: an #EkMdtReading that says what is wanted
 * @cancellable: (nullable): not looked at
 *
 * Reads the case reviews of a patient and the one to be shown.
 */
void
ek_mdt_read (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkMdtReading *wanted = data;
  GError *error = NULL;
  EkMdtReading *found = ek_mdt_reading_new (wanted->patient_id, NULL, wanted->catalogue);

  if (read_into (store, wanted, found, &error))
    {
      g_task_return_pointer (task, found, (GDestroyNotify) ek_mdt_reading_free);
      return;
    }
  ek_mdt_reading_free (found);
  g_task_return_error (task, error);
}

/**
 * ek_mdt_review_label:
 * @review: a review
 *
 * Returns: (transfer full): the day it was held and its status
 */
char *
ek_mdt_review_label (EkRecord *review)
{
  int offset = 0;
  gint64 at = ek_record_get_instant (review, EK_REVIEW_HELD, &offset);
  g_autofree char *date = ek_format_date (at, offset);

  return g_strdup_printf ("%s · %s", date, ek_report_choice (review, EK_REVIEW_STATUS));
}

/* Showing */

/**
 * ek_mdt_view_make:
 * @column: an empty vertical box
 * @cards: (out caller-allocates): the cards, which belong to @column
 *
 * Puts the cards of the team into a column.
 */
void
ek_mdt_view_make (GtkBox *column, EkMdtCards *cards)
{
  cards->question = EK_CARD (ek_card_new (_ ("Question for the team")));
  cards->opinions = EK_CARD (ek_card_new (_ ("Opinions")));
  cards->decision = EK_CARD (ek_card_new (_ ("Decision")));
  cards->actions = EK_CARD (ek_card_new (_ ("Actions")));
  cards->signatures = EK_CARD (ek_card_new (_ ("Signatures")));
  cards->missing = EK_CARD (ek_card_new (_ ("Before it can be closed")));
  gtk_box_append (column, GTK_WIDGET (cards->question));
  gtk_box_append (column, GTK_WIDGET (cards->opinions));
  gtk_box_append (column, GTK_WIDGET (cards->decision));
  gtk_box_append (column, GTK_WIDGET (cards->actions));
  gtk_box_append (column, GTK_WIDGET (cards->signatures));
  gtk_box_append (column, GTK_WIDGET (cards->missing));
}

static void
fill_opinions (EkCard *card, const EkMdtReading *reading)
{
  ek_card_clear (card, _ ("No opinion is written down yet. Each member speaks from their role."));
  for (guint i = 0; i < reading->opinions->len; i++)
    {
      EkRecord *opinion = g_ptr_array_index (reading->opinions, i);
      const char *name = ek_record_get_text (opinion, EK_OPINION_NAME);
      g_autofree char *who = g_strdup_printf ("%s · %s", name != NULL ? name : "",
                                              ek_report_role (ek_record_get_text (opinion, EK_OPINION_ROLE)));

      ek_card_append (card, ek_mdt_reading_is_closed (reading) ? NULL : G_OBJECT (opinion),
                      ek_record_get_text (opinion, EK_OPINION_TEXT), who, ek_report_choice (opinion, EK_OPINION_STANCE),
                      NULL);
    }
}

static void
fill_decision (EkCard *card, const EkMdtReading *reading)
{
  EkRecord *review = reading->review;
  g_autofree char *reason = NULL;

  ek_card_clear (card, _ ("No decision yet. A decision needs its reason; when it changes, both are kept."));
  if (!ek_record_has (review, EK_REVIEW_DECISION))
    return;
  /* Translators: why the team decided so */
  reason = g_strdup_printf (_ ("Reason: %s"), ek_record_get_text (review, EK_REVIEW_REASON));
  gtk_widget_add_css_class (ek_card_append (card, NULL, ek_record_get_text (review, EK_REVIEW_DECISION), reason, NULL,
                                            NULL),
                            "decided");
  for (guint i = reading->former->len; i > 0; i--)
    {
      EkRecord *former = g_ptr_array_index (reading->former, i - 1);
      int offset = 0;
      gint64 at = ek_record_get_instant (former, EK_REVIEW_DECIDED, &offset);
      g_autofree char *when = ek_format_instant (at, offset);
      /* Translators: a decision that was replaced */
      g_autofree char *text = g_strdup_printf (_ ("Earlier: %s"), ek_record_get_text (former, EK_REVIEW_DECISION));
      g_autofree char *why = g_strdup_printf (_ ("Reason: %s"), ek_record_get_text (former, EK_REVIEW_REASON));

      ek_card_append (card, NULL, text, why, when, NULL);
    }
}

static void
fill_actions (EkCard *card, const EkMdtReading *reading, const char *today)
{
  ek_card_clear (card, _ ("No action yet. Every action has an owner and a date."));
  for (guint i = 0; i < reading->actions->len; i++)
    {
      EkRecord *action = g_ptr_array_index (reading->actions, i);
      const char *status = ek_record_get_text (action, EK_TASK_STATUS);
      const char *due = ek_record_get_text (action, EK_TASK_DUE);
      const char *outcome = ek_record_get_text (action, EK_TASK_OUTCOME);
      gboolean ended = g_strcmp0 (status, "completed") == 0 || g_strcmp0 (status, "cancelled") == 0;
      gboolean overdue = !ended && due != NULL && strcmp (due, today) < 0;
      g_autofree char *day = ek_format_day (due);
      g_autofree char *about = g_strdup_printf ("%s · %s%s%s", ek_record_get_text (action, EK_TASK_OWNER_NAME),
                                                ek_report_choice (action, EK_TASK_STATUS), outcome != NULL ? " · " : "",
                                                outcome != NULL ? outcome : "");
      /* Translators: the date by which something should have been done */
      g_autofree char *late = g_strdup_printf (_ ("overdue: %s"), day);

      ek_card_append (card, G_OBJECT (action), ek_record_get_text (action, EK_TASK_TEXT), about, overdue ? late : day,
                      overdue ? "overdue" : NULL);
    }
}

static void
fill_signatures (EkCard *card, const EkMdtReading *reading)
{
  static const EkChoice meanings[] = {
    { "agrees", N_ ("Agrees") },
    { "dissents", N_ ("Dissents") },
    { "witness", N_ ("Witness") },
    { NULL },
  };

  ek_card_clear (card, _ ("Nobody has signed yet."));
  for (guint i = 0; i < reading->signatures->len; i++)
    {
      const EkMdtSignature *signature = g_ptr_array_index (reading->signatures, i);
      const EkSignature *inner = signature->signature;
      g_autofree char *when = ek_format_instant (inner->at_ms, inner->offset_minutes);
      g_autofree char *about = g_strdup_printf ("%s · %s", ek_choice_label (meanings, inner->meaning), when);
      const char *state = !inner->valid ? _ ("Not valid: what is stored is not what was signed")
        : signature->current            ? _ ("Valid")
                                        : _ ("Valid, under an earlier version");

      ek_card_append (card, NULL, inner->user_name, about, state,
                      !inner->valid          ? "overdue"
                        : signature->current ? "better"
                                             : NULL);
    }
}

static void
fill_missing (EkCard *card, const EkMdtReading *reading)
{
  gboolean closed = ek_mdt_reading_is_closed (reading);

  ek_card_clear (card,
                 closed ? _ ("This review is closed. Only the outcome of its actions can still be written down.")
                        : _ ("Nothing is missing: the review can be closed."));
  for (guint i = 0; !closed && reading->missing[i] != NULL; i++)
    ek_card_append (card, NULL, reading->missing[i], NULL, NULL, NULL);
}

static void
fill_question (EkCard *card, const EkMdtReading *reading)
{
  ek_card_clear (card, "");
  ek_card_append (card, NULL, ek_record_get_text (reading->review, EK_REVIEW_QUESTION), NULL, NULL, NULL);
}

/* Nothing is offered in a closed review that it does not take. */
static void
set_adds (const EkMdtCards *cards, gboolean open)
{
  ek_card_set_add (cards->opinions, open ? _ ("Write down an opinion") : NULL);
  ek_card_set_add (cards->decision, open ? _ ("Write down the decision") : NULL);
  ek_card_set_add (cards->actions, open ? _ ("Add an action") : NULL);
  ek_card_set_add (cards->signatures, open ? _ ("Sign the decision") : NULL);
}

/**
 * ek_mdt_view_fill:
 * @cards: the cards
 * @reading: what was read, with a review
 * @today: YYYY-MM-DD
 * @part: which card, from 0 to %EK_MDT_TEAM_PARTS - 1
 *
 * Shows a part of what the team has made of the case so far: a card, which is complete then and can be seen.
 */
void
ek_mdt_view_fill (const EkMdtCards *cards, const EkMdtReading *reading, const char *today, guint part)
{
  EkCard *const all[EK_MDT_TEAM_PARTS] = { cards->question, cards->opinions,   cards->decision,
                                           cards->actions,  cards->signatures, cards->missing };
  static void (*const fill[EK_MDT_TEAM_PARTS]) (EkCard * card, const EkMdtReading *reading) = {
    fill_question, fill_opinions, fill_decision, NULL, fill_signatures, fill_missing,
  };

  g_return_if_fail (part < EK_MDT_TEAM_PARTS);

  set_adds (cards, !ek_mdt_reading_is_closed (reading));
  if (fill[part] != NULL)
    fill[part](all[part], reading);
  else
    fill_actions (all[part], reading, today);
  gtk_widget_set_visible (GTK_WIDGET (all[part]), TRUE);
}
