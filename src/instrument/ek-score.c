/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-score.h"

#include "ek-error.h"
#include "ek-instrument-private.h"
#include "ek-item.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Scoring: answers are taken in, each item settles whether it is asked and what it counts, then the scores are computed
 * in the order of the definition. Nothing here knows an instrument. */

typedef enum { ITEM_OPEN, ITEM_ABSENT, ITEM_MISSING, ITEM_ANSWERED, ITEM_ASSUMED } ItemState;

typedef struct {
  JsonNode *answer; /* or NULL */
  double scored;
  double stored;
  ItemState state;
  gboolean fill; /* prorating: the mean stands in for it */
} Slot;

typedef struct {
  EkInstrument *instrument;
  Slot *slots;        /* by item */
  EkSubscore *values; /* by score rule */
  double fill;
  gboolean used_prorated;
  EkBinding binding;
} Scoring;

/* Whether the answer to an item, by itself, calls for somebody. */
static gboolean
reaches_alarm (Scoring *scoring, const EkCriticalEntry *entry, guint index)
{
  gboolean named = FALSE;

  for (guint i = 0; i < entry->items->len && !named; i++)
    named = g_array_index (entry->items, guint, i) == index;
  return named && (isnan (entry->at_least) || scoring->slots[index].stored >= entry->at_least);
}

/* A "yes" to the intention to kill oneself counts also where the question before it was answered with "no": a form that
 * contradicts itself is read by its graver half, and what was said is never taken for not asked. */
static gboolean
raises_alarm (Scoring *scoring, guint index)
{
  GPtrArray *criticals = scoring->instrument->criticals;

  for (guint i = 0; scoring->slots[index].answer != NULL && i < criticals->len; i++)
    if (reaches_alarm (scoring, criticals->pdata[i], index))
      return TRUE;
  return FALSE;
}

static void
settle (Scoring *scoring, guint index)
{
  EkItem *item = ek_instrument_item (scoring->instrument, index);
  Slot *slot = &scoring->slots[index];
  EkValue applies;

  if (slot->state != ITEM_OPEN)
    return;
  /* Conditions do not go round in circles (checked when the definition was read), so this ends. Where it is not known
   * whether an item is asked, it is: nothing unanswered is taken for "no". */
  applies = item->applies != NULL ? ek_expression_compute (item->applies, &scoring->binding) : EK_VALUE_NONE;
  if (applies.kind == EK_VALUE_BOOLEAN && !applies.boolean && !raises_alarm (scoring, index))
    {
      slot->state = ITEM_ABSENT;
    }
  else if (slot->answer != NULL && !ek_item_is_not_answered (item, slot->stored))
    {
      slot->state = ITEM_ANSWERED;
    }
  else if (item->assume_when != NULL && ek_expression_is_true (item->assume_when, &scoring->binding))
    {
      slot->state = ITEM_ASSUMED;
      slot->scored = item->assume_value;
    }
  else
    {
      slot->state = ITEM_MISSING;
    }
}

static EkValue
item_value (gpointer data, guint index)
{
  Scoring *scoring = data;
  Slot *slot = &scoring->slots[index];

  settle (scoring, index);
  switch (slot->state)
    {
    case ITEM_ABSENT:
      return (EkValue){ EK_VALUE_ABSENT, 0, FALSE, NULL };
    case ITEM_MISSING:
      return slot->fill ? (EkValue){ EK_VALUE_NUMBER, scoring->fill, FALSE, NULL } : EK_VALUE_NONE;
    default:
      if (ek_instrument_item (scoring->instrument, index)->kind == EK_ITEM_TEXT)
        return (EkValue){ EK_VALUE_TEXT, 0, FALSE, json_node_get_string (slot->answer) };
      return (EkValue){ EK_VALUE_NUMBER, slot->scored, FALSE, NULL };
    }
}

static gboolean
item_chosen (gpointer data, guint index, double value)
{
  Slot *slot = &((Scoring *) data)->slots[index];
  JsonArray *chosen;

  if (slot->answer == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_ARRAY (slot->answer))
    return slot->stored == value;
  chosen = json_node_get_array (slot->answer);
  for (guint i = 0; i < json_array_get_length (chosen); i++)
    if (json_array_get_double_element (chosen, i) == value)
      return TRUE;
  return FALSE;
}

static EkValue
score_value (gpointer data, guint index)
{
  Scoring *scoring = data;
  const EkSubscore *value = &scoring->values[index];

  if (!value->has_score)
    return EK_VALUE_NONE;
  scoring->used_prorated |= value->prorated;
  return (EkValue){ EK_VALUE_NUMBER, value->score, FALSE, NULL };
}

static EkValue
table_value (gpointer data, guint index, double x)
{
  const EkTable *table = ek_instrument_table (((Scoring *) data)->instrument, index);
  int found = -1;

  for (guint i = 0; i < table->from->len; i++)
    {
      double from = g_array_index (table->from, double, i);

      if (table->steps ? from <= x + 1e-9 : fabs (from - x) < 1e-9)
        found = i;
    }
  if (found < 0)
    return EK_VALUE_NONE;
  return (EkValue){ EK_VALUE_NUMBER, g_array_index (table->to, double, found), FALSE, NULL };
}

static gboolean
take_answer (Scoring *scoring, guint index, JsonNode *answer, GError **error)
{
  Slot *slot = &scoring->slots[index];

  if (answer == NULL || JSON_NODE_HOLDS_NULL (answer))
    return TRUE;
  slot->answer = answer;
  return ek_item_read_answer (ek_instrument_item (scoring->instrument, index), answer, &slot->scored, &slot->stored,
                              error);
}

static gboolean
take_array (Scoring *scoring, JsonArray *answers, GError **error)
{
  guint n = json_array_get_length (answers);

  if (n > scoring->instrument->items->len)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("There are %u answers, but %s has %u items."), n,
                   scoring->instrument->abbreviation, scoring->instrument->items->len);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (!take_answer (scoring, i, json_array_get_element (answers, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
take_object (Scoring *scoring, JsonObject *answers, GError **error)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *answer;

  json_object_iter_init (&iter, answers);
  while (json_object_iter_next (&iter, &id, &answer))
    {
      guint position = GPOINTER_TO_UINT (g_hash_table_lookup (scoring->instrument->item_index, id));

      if (position == 0)
        {
          g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("%s has no item “%.32s”."),
                       scoring->instrument->abbreviation, id);
          return FALSE;
        }
      if (!take_answer (scoring, position - 1, answer, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_answers (Scoring *scoring, JsonNode *answers, GError **error)
{
  if (JSON_NODE_HOLDS_ARRAY (answers))
    return take_array (scoring, json_node_get_array (answers), error);
  if (JSON_NODE_HOLDS_OBJECT (answers))
    return take_object (scoring, json_node_get_object (answers), error);
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                       _ ("Answers are a list in the order of the items, or an object keyed by item."));
  return FALSE;
}

static void
scoring_init (Scoring *scoring, EkInstrument *instrument, const EkSubject *subject)
{
  scoring->instrument = instrument;
  scoring->slots = g_new0 (Slot, instrument->items->len);
  scoring->values = g_new0 (EkSubscore, instrument->scores->len + 1);
  scoring->binding = (EkBinding){ scoring,
                                  item_value,
                                  item_chosen,
                                  score_value,
                                  table_value,
                                  subject != NULL ? subject->sex : NULL,
                                  subject != NULL ? subject->age_years : -1 };
}

static void
scoring_clear (Scoring *scoring)
{
  g_clear_pointer (&scoring->slots, g_free);
  g_clear_pointer (&scoring->values, g_free);
}

/* So many of a score's items may be missing as its rule says; the mean of the others stands in for them. */
static gboolean
prepare_prorating (Scoring *scoring, const EkScoreRule *rule)
{
  guint n_missing = 0, n_there = 0;
  double sum = 0;

  for (guint i = 0; i < rule->items->len; i++)
    {
      Slot *slot = &scoring->slots[g_array_index (rule->items, guint, i)];

      if (slot->state == ITEM_MISSING)
        n_missing++;
      else if (slot->state != ITEM_ABSENT)
        {
          n_there++;
          sum += slot->scored;
        }
    }
  if (n_missing == 0 || n_missing > rule->prorate || n_there == 0)
    return FALSE;
  scoring->fill = sum / n_there;
  for (guint i = 0; i < rule->items->len; i++)
    scoring->slots[g_array_index (rule->items, guint, i)].fill = TRUE;
  return TRUE;
}

static const EkBand *
find_outcome (Scoring *scoring, const EkScoreRule *rule)
{
  for (guint i = 0; i < rule->bands->len; i++)
    {
      const EkBandRule *outcome = &g_array_index (rule->bands, EkBandRule, i);
      EkValue holds = ek_expression_compute (outcome->when, &scoring->binding);

      /* A graver outcome that cannot be ruled out forbids naming a milder one. */
      if (holds.kind != EK_VALUE_BOOLEAN)
        return NULL;
      if (holds.boolean)
        return &outcome->band;
    }
  return NULL;
}

/* Bands join without gap at the resolution of the score. A mean that falls between two printed limits belongs to the
 * nearer one, as it would if it were rounded as the limits are: 1.778 is 1.78, not 1.77. */
static double
band_begins (const EkBandRule *band, const EkBandRule *before)
{
  return before != NULL ? (before->band.high + band->band.low) / 2 : band->band.low;
}

static const EkBand *
find_band (Scoring *scoring, const EkScoreRule *rule, double score, gboolean conditional)
{
  const EkBandRule *before = NULL;
  const EkBand *found = NULL;

  if (score < rule->low - 1e-9 || score > rule->high + 1e-9)
    return NULL;
  for (guint i = 0; i < rule->bands->len; i++)
    {
      const EkBandRule *band = &g_array_index (rule->bands, EkBandRule, i);

      if ((band->when != NULL) != conditional ||
          (band->when != NULL && !ek_expression_is_true (band->when, &scoring->binding)))
        continue;
      if (band_begins (band, before) <= score + 1e-9)
        found = &band->band;
      before = band;
    }
  return found;
}

static void
compute_score (Scoring *scoring, guint index)
{
  const EkScoreRule *rule = ek_instrument_score_rule (scoring->instrument, index);
  EkSubscore *value = &scoring->values[index];
  EkValue result = EK_VALUE_NONE;

  value->id = rule->id;
  value->derived = rule->derived;
  if (rule->formula != NULL)
    {
      value->prorated = prepare_prorating (scoring, rule);
      scoring->used_prorated = FALSE;
      result = ek_expression_compute (rule->formula, &scoring->binding);
      for (guint i = 0; value->prorated && i < rule->items->len; i++)
        scoring->slots[g_array_index (rule->items, guint, i)].fill = FALSE;
      value->prorated |= scoring->used_prorated;
    }
  if (result.kind == EK_VALUE_NUMBER)
    {
      value->has_score = TRUE;
      value->score = value->prorated && rule->prorate_up ? ceil (result.number - 1e-9) : result.number;
    }
  if (rule->outcomes)
    value->band = find_outcome (scoring, rule);
  else if (value->has_score)
    {
      value->band = find_band (scoring, rule, value->score, TRUE);
      if (value->band == NULL)
        value->band = find_band (scoring, rule, value->score, FALSE);
    }
  value->prorated &= value->has_score;
}

static gboolean
is_critical (Scoring *scoring, const EkCriticalEntry *entry, guint index)
{
  return reaches_alarm (scoring, entry, index) &&
    (entry->when == NULL || ek_expression_is_true (entry->when, &scoring->binding));
}

/* In the order of the form. */
static void
find_critical (Scoring *scoring, GArray *critical)
{
  EkInstrument *instrument = scoring->instrument;

  for (guint index = 0; index < instrument->items->len; index++)
    for (guint i = 0; i < instrument->criticals->len && scoring->slots[index].state == ITEM_ANSWERED; i++)
      {
        const EkCriticalEntry *entry = instrument->criticals->pdata[i];
        EkCritical found = { ek_instrument_item (instrument, index)->id, scoring->slots[index].stored, entry->rule.id };

        if (is_critical (scoring, entry, index))
          g_array_append_val (critical, found);
      }
}

static gboolean
refuse_contradictions (Scoring *scoring, GError **error)
{
  for (guint i = 0; i < scoring->instrument->checks->len; i++)
    {
      const EkAnswerCheck *check = ek_instrument_answer_check (scoring->instrument, i);

      if (!ek_expression_is_true (check->refuse, &scoring->binding))
        continue;
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           ek_words_pick (&check->message, g_get_language_names ()[0]));
      return FALSE;
    }
  return TRUE;
}

static void
note_contradictions (Scoring *scoring, GPtrArray *contradictions)
{
  for (guint i = 0; i < scoring->instrument->checks->len; i++)
    {
      const EkAnswerCheck *check = ek_instrument_answer_check (scoring->instrument, i);

      if (ek_expression_is_true (check->refuse, &scoring->binding))
        g_ptr_array_add (contradictions, (gpointer) check->id);
    }
}

/* Of answers that contradict each other nothing can be computed, and they are not a whole form. What alarms in them
 * stays. */
static void
withhold (EkScore *score)
{
  score->complete = score->has_total = score->prorated = FALSE;
  score->total = 0;
  score->band = NULL;
  for (guint i = 0; i < score->subscores->len; i++)
    {
      EkSubscore *subscore = score->subscores->pdata[i];

      subscore->has_score = subscore->prorated = FALSE;
      subscore->score = 0;
      subscore->band = NULL;
    }
}

static EkScore *
conclude (Scoring *scoring)
{
  EkInstrument *instrument = scoring->instrument;
  EkScore *score = g_new0 (EkScore, 1);

  score->instrument = ek_instrument_ref (instrument);
  score->missing = g_ptr_array_new ();
  score->subscores = g_ptr_array_new_with_free_func (g_free);
  score->critical = g_array_new (FALSE, FALSE, sizeof (EkCritical));
  score->contradictions = g_ptr_array_new ();
  for (guint i = 0; i < instrument->items->len; i++)
    if (scoring->slots[i].state == ITEM_MISSING && !ek_instrument_item (instrument, i)->optional)
      g_ptr_array_add (score->missing, ek_instrument_item (instrument, i)->id);
  score->complete = score->missing->len == 0;
  if (instrument->total >= 0)
    {
      const EkSubscore *total = &scoring->values[instrument->total];

      /* Some scores do not need every item of the form (MDQ): on an incomplete form they say nothing yet. */
      score->has_total = total->has_score && (score->complete || total->prorated);
      score->total = score->has_total ? total->score : 0;
      score->prorated = total->prorated;
      score->band = score->complete || total->prorated ? total->band : NULL;
    }
  for (guint i = 0; i < instrument->subscales->len; i++)
    g_ptr_array_add (score->subscores,
                     g_memdup2 (&scoring->values[g_array_index (instrument->subscales, guint, i)],
                                sizeof (EkSubscore)));
  find_critical (scoring, score->critical);
  note_contradictions (scoring, score->contradictions);
  if (score->contradictions->len > 0)
    withhold (score);
  return score;
}

static EkScore *
score_answers (EkInstrument *instrument, JsonNode *answers, const EkSubject *subject, gboolean strict, GError **error)
{
  Scoring scoring = { 0 };
  EkScore *score = NULL;

  if (instrument->items->len == 0)
    {
      /* Translators: the name of an instrument, and why it cannot be scored. */
      g_set_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED, _ ("%s has no items here. %s"), instrument->abbreviation,
                   ek_words_pick (&instrument->no_total, g_get_language_names ()[0]));
      return NULL;
    }
  scoring_init (&scoring, instrument, subject);
  if (take_answers (&scoring, answers, error))
    {
      for (guint i = 0; i < instrument->items->len; i++)
        settle (&scoring, i);
      for (guint i = 0; i < instrument->scores->len; i++)
        compute_score (&scoring, i);
      if (!strict || refuse_contradictions (&scoring, error))
        score = conclude (&scoring);
    }
  scoring_clear (&scoring);
  return score;
}

/**
 * ek_score_answers:
 * @instrument: the instrument, in the version the form was answered in
 * @answers: an array in item order, or an object keyed by item id; null or left out is not answered. A choice is
 *   answered by the value of its option, a multiple choice by a list of them, a time of day by "HH:MM" (24:00 is
 *   midnight), a duration by a number in its unit or "H:MM", a number by a number, a text by a text.
 * @subject: (nullable): sex and age, for instruments that ask for them
 * @error: %EK_ERROR_INVALID for an answer that the form does not have, naming the item, never the answer, or for
 *   answers that contradict each other, with the sentence of the check; %EK_ERROR_UNSUPPORTED for an instrument whose
 *   items are not here
 *
 * Scores one form by the rules of its definition. An incomplete form has no severity; a total only where the definition
 * allows prorating, and is then marked so. Critical items are found on incomplete forms too.
 *
 * Returns: (transfer full): the score, or %NULL
 */
EkScore *
ek_score_answers (EkInstrument *instrument, JsonNode *answers, const EkSubject *subject, GError **error)
{
  g_return_val_if_fail (instrument != NULL && answers != NULL, NULL);

  return score_answers (instrument, answers, subject, TRUE, error);
}

/**
 * ek_score_answers_received:
 * @instrument: as for ek_score_answers()
 * @answers: as for ek_score_answers()
 * @subject: (nullable): as for ek_score_answers()
 * @error: as for ek_score_answers(), but for contradictions
 *
 * For a form that was filled in elsewhere or is stored already: nobody is there to be asked again. Where its answers
 * contradict each other it is not complete and has no score at all; @contradictions of the score says which checks it
 * fails. Critical answers are found all the same.
 *
 * Returns: (transfer full): the score, or %NULL
 */
EkScore *
ek_score_answers_received (EkInstrument *instrument, JsonNode *answers, const EkSubject *subject, GError **error)
{
  g_return_val_if_fail (instrument != NULL && answers != NULL, NULL);

  return score_answers (instrument, answers, subject, FALSE, error);
}

/**
 * ek_score_band_of_total:
 * @instrument: an instrument
 * @total: a total that came without its answers
 * @subject: (nullable): sex and age
 *
 * Returns: (nullable): its band; %NULL where the range has none for it, where it takes more than the total to say, or
 *   where it depends on a person who is not known
 */
const EkBand *
ek_score_band_of_total (EkInstrument *instrument, double total, const EkSubject *subject)
{
  Scoring scoring = { 0 };
  const EkScoreRule *rule;
  const EkBand *band;

  g_return_val_if_fail (instrument != NULL, NULL);

  if (instrument->total < 0)
    return NULL;
  rule = ek_instrument_score_rule (instrument, (guint) instrument->total);
  scoring_init (&scoring, instrument, subject);
  scoring.values[instrument->total] = (EkSubscore){ .id = rule->id, .has_score = TRUE, .score = total };
  band = rule->outcomes ? find_outcome (&scoring, rule) : find_band (&scoring, rule, total, TRUE);
  if (band == NULL && !rule->outcomes)
    band = find_band (&scoring, rule, total, FALSE);
  scoring_clear (&scoring);
  return band;
}

/**
 * ek_answers_asked:
 * @instrument: the instrument
 * @answers: as for ek_score_answers(); also answers that contradict each other
 * @subject: (nullable): sex and age
 * @error: as for ek_score_answers()
 *
 * Which items the form shows at this point of filling it in: all but those whose condition is false, and those it
 * passes over because other answers say what they would have been (who never drinks is not asked how much). One of
 * these that was answered all the same is shown. Where a condition is not known yet, the item is asked.
 *
 * Returns: (transfer full) (array): one for each item, or %NULL
 */
gboolean *
ek_answers_asked (EkInstrument *instrument, JsonNode *answers, const EkSubject *subject, GError **error)
{
  Scoring scoring = { 0 };
  gboolean *asked = NULL;

  g_return_val_if_fail (instrument != NULL && answers != NULL, NULL);
  scoring_init (&scoring, instrument, subject);
  if (take_answers (&scoring, answers, error))
    {
      asked = g_new0 (gboolean, instrument->items->len + 1);
      for (guint i = 0; i < instrument->items->len; i++)
        {
          settle (&scoring, i);
          asked[i] = scoring.slots[i].state != ITEM_ABSENT &&
            (scoring.slots[i].state != ITEM_ASSUMED ||
             !ek_item_may_be_passed_over (ek_instrument_item (instrument, i)));
        }
    }
  scoring_clear (&scoring);
  return asked;
}

/**
 * ek_answers_normalise:
 * @instrument: the instrument
 * @answers: as for ek_score_answers()
 * @error: as for ek_score_answers()
 *
 * Returns: (transfer full): an object keyed by item id, in item order, without what was not answered; or %NULL
 */
JsonNode *
ek_answers_normalise (EkInstrument *instrument, JsonNode *answers, GError **error)
{
  Scoring scoring = { 0 };
  JsonNode *node = NULL;

  g_return_val_if_fail (instrument != NULL && answers != NULL, NULL);
  scoring_init (&scoring, instrument, NULL);
  if (take_answers (&scoring, answers, error))
    {
      JsonObject *object = json_object_new ();

      for (guint i = 0; i < instrument->items->len; i++)
        if (scoring.slots[i].answer != NULL)
          json_object_set_member (object, ek_instrument_item (instrument, i)->id,
                                  json_node_copy (scoring.slots[i].answer));
      node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (node, object);
    }
  scoring_clear (&scoring);
  return node;
}

/**
 * ek_score_free:
 * @score: (nullable): a score; frees it and lets go of its instrument, to which the ids in it belong
 */
void
ek_score_free (EkScore *score)
{
  if (score == NULL)
    return;
  ek_instrument_unref (score->instrument);
  g_ptr_array_unref (score->subscores);
  g_ptr_array_unref (score->missing);
  g_array_unref (score->critical);
  g_ptr_array_unref (score->contradictions);
  g_free (score);
}
