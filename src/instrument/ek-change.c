/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

#include <string.h>

/* What a definition knows about change of its scores: reliable change, thresholds, published cut-offs, norms. */

static const EkScoreRule *
find_rule (EkInstrument *self, const char *score_id)
{
  for (guint i = 0; i < self->scores->len; i++)
    if (strcmp (ek_instrument_score_rule (self, i)->id, score_id != NULL ? score_id : "total") == 0)
      return ek_instrument_score_rule (self, i);
  return NULL;
}

static const EkChange *
find_change (EkInstrument *self, const char *score_id)
{
  const EkScoreRule *rule = find_rule (self, score_id);

  return rule != NULL ? rule->change : NULL;
}

/**
 * ek_instrument_score_higher_is_worse:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 *
 * Returns: the direction of that score, which may differ from that of the total (MBI: personal accomplishment); the
 *   direction of the instrument where it has no such score
 */
gboolean
ek_instrument_score_higher_is_worse (EkInstrument *self, const char *score_id)
{
  const EkScoreRule *rule = find_rule (self, score_id);

  return rule != NULL ? !rule->lower_is_worse : ek_instrument_higher_is_worse (self);
}

/**
 * ek_instrument_score_is_verified:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 *
 * Returns: whether the key of this score (its items, reversals and formula) was seen in a source; where it was not,
 *   that must be shown beside the score
 */
gboolean
ek_instrument_score_is_verified (EkInstrument *self, const char *score_id)
{
  const EkScoreRule *rule = find_rule (self, score_id);

  return rule != NULL && rule->verified;
}

/**
 * ek_instrument_get_n_change_sets:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 *
 * Returns: number of published answers to which change of this score is reliable; 0 when none is known
 */
guint
ek_instrument_get_n_change_sets (EkInstrument *self, const char *score_id)
{
  const EkChange *change = find_change (self, score_id);

  return change != NULL ? change->sets->len : 0;
}

/**
 * ek_instrument_get_change_set:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 * @index: below ek_instrument_get_n_change_sets()
 *
 * Returns: (transfer none): one set of parameters for reliable change (Jacobson & Truax 1991, J Consult Clin Psychol
 *   59:12: amount = z · SD · √(2 (1 − r)), z = 1.96 for 95 %), or an operational figure, always with its source
 */
const EkChangeSet *
ek_instrument_get_change_set (EkInstrument *self, const char *score_id, guint index)
{
  const EkChange *change = find_change (self, score_id);

  g_return_val_if_fail (change != NULL && index < change->sets->len, NULL);
  return &g_array_index (change->sets, EkChangeSet, index);
}

/**
 * ek_instrument_get_default_change_set:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 *
 * Returns: (nullable) (transfer none): the set the program works with, or %NULL when none is known
 */
const EkChangeSet *
ek_instrument_get_default_change_set (EkInstrument *self, const char *score_id)
{
  const EkChange *change = find_change (self, score_id);

  for (guint i = 0; change != NULL && i < change->sets->len; i++)
    if (g_array_index (change->sets, EkChangeSet, i).is_default)
      return &g_array_index (change->sets, EkChangeSet, i);
  return NULL;
}

static EkValue
no_item (gpointer data, guint index)
{
  return EK_VALUE_NONE;
}

static gboolean
not_chosen (gpointer data, guint index, double value)
{
  return FALSE;
}

static EkValue
no_table (gpointer data, guint index, double x)
{
  return EK_VALUE_NONE;
}

/**
 * ek_instrument_get_threshold:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 * @kind: which threshold
 * @subject: (nullable): sex and age, where the threshold depends on them
 * @threshold: (out): the value in points (in percent for %EK_THRESHOLD_RESPONSE) and how it is known
 *
 * A threshold for this person goes before the one for everybody else. Where only thresholds for known sexes or ages are
 * published and the person's is not known, there is none.
 *
 * Returns: whether it is defined
 */
gboolean
ek_instrument_get_threshold (EkInstrument *self, const char *score_id, EkThresholdKind kind, const EkSubject *subject,
                             EkThreshold *threshold)
{
  const EkChange *change = find_change (self, score_id);
  const EkThresholdRule *found = NULL;
  EkBinding binding = { NULL,
                        no_item,
                        not_chosen,
                        no_item,
                        no_table,
                        subject != NULL ? subject->sex : NULL,
                        subject != NULL ? subject->age_years : -1 };

  for (guint i = 0; change != NULL && i < change->thresholds->len; i++)
    {
      const EkThresholdRule *rule = &g_array_index (change->thresholds, EkThresholdRule, i);

      if (rule->kind != kind || (rule->when != NULL && !ek_expression_is_true (rule->when, &binding)))
        continue;
      if (found == NULL || (found->when == NULL && rule->when != NULL))
        found = rule;
    }
  if (found != NULL)
    *threshold = found->threshold;
  return found != NULL;
}

/**
 * ek_instrument_get_n_cut_offs:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 *
 * Returns: number of cut-offs published for this score beside the caseness
 */
guint
ek_instrument_get_n_cut_offs (EkInstrument *self, const char *score_id)
{
  const EkChange *change = find_change (self, score_id);

  return change != NULL ? change->cut_offs->len : 0;
}

/**
 * ek_instrument_get_cut_off:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 * @index: below ek_instrument_get_n_cut_offs()
 *
 * Returns: (transfer none): one of them, with what it is for and its source; it is shown and decides nothing
 */
const EkCutOff *
ek_instrument_get_cut_off (EkInstrument *self, const char *score_id, guint index)
{
  const EkChange *change = find_change (self, score_id);

  g_return_val_if_fail (change != NULL && index < change->cut_offs->len, NULL);
  return &g_array_index (change->cut_offs, EkCutOff, index);
}

/**
 * ek_instrument_get_n_norms:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 *
 * Returns: number of populations this score's mean and spread are known in
 */
guint
ek_instrument_get_n_norms (EkInstrument *self, const char *score_id)
{
  const EkScoreRule *rule = find_rule (self, score_id);

  return rule != NULL && rule->norms != NULL ? rule->norms->len : 0;
}

/**
 * ek_instrument_get_norm:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 * @index: below ek_instrument_get_n_norms()
 *
 * Returns: (transfer none): mean and spread in one population, with its source
 */
const EkNorm *
ek_instrument_get_norm (EkInstrument *self, const char *score_id, guint index)
{
  const EkScoreRule *rule = find_rule (self, score_id);

  g_return_val_if_fail (rule != NULL && rule->norms != NULL && index < rule->norms->len, NULL);
  return &g_array_index (rule->norms, EkNorm, index);
}

/**
 * ek_instrument_get_prorating:
 * @self: an instrument
 * @score_id: (nullable): id of one of its scores; %NULL for the total
 * @language: "en" or "zh": of @source
 * @source: (out) (optional) (nullable): where the rule comes from
 * @verified: (out) (optional): whether the rule was seen there
 *
 * Returns: how many items of this score may be missing, the mean of the others standing in; 0: none may
 */
guint
ek_instrument_get_prorating (EkInstrument *self, const char *score_id, const char *language, const char **source,
                             gboolean *verified)
{
  const EkScoreRule *rule = find_rule (self, score_id);

  if (rule == NULL || rule->prorate == 0)
    return 0;
  if (source != NULL)
    *source = ek_words_pick (&rule->prorate_source, language);
  if (verified != NULL)
    *verified = rule->prorate_verified;
  return rule->prorate;
}

static gboolean
threshold_of_total (EkInstrument *self, EkThresholdKind kind, double *value)
{
  EkThreshold threshold;

  if (!ek_instrument_get_threshold (self, NULL, kind, NULL, &threshold))
    return FALSE;
  *value = threshold.value;
  return TRUE;
}

/**
 * ek_instrument_get_caseness:
 * @self: an instrument
 * @score: (out): caseness is at this total and beyond it (≥, or ≤ where lower is worse), whoever the person is; points
 *
 * Returns: whether it is defined. Where it depends on sex or age ask ek_instrument_get_threshold(), which also has its
 *   source
 */
gboolean
ek_instrument_get_caseness (EkInstrument *self, double *score)
{
  return threshold_of_total (self, EK_THRESHOLD_CASENESS, score);
}

/**
 * ek_instrument_get_remission:
 * @self: an instrument
 * @below: (out): remission is on the better side of this total, whoever the person is; points
 *
 * Returns: whether it is defined; its source comes with ek_instrument_get_threshold()
 */
gboolean
ek_instrument_get_remission (EkInstrument *self, double *below)
{
  return threshold_of_total (self, EK_THRESHOLD_REMISSION, below);
}

/**
 * ek_instrument_get_reliable_change:
 * @self: an instrument
 * @amount: (out): smallest difference of two totals beyond measurement error by the default set of parameters, points
 * @source: (out) (optional) (transfer none): where the amount comes from, as it is cited or in English; the default set
 *   has it in both
 *
 * Returns: whether it is defined
 */
gboolean
ek_instrument_get_reliable_change (EkInstrument *self, double *amount, const char **source)
{
  const EkChangeSet *set = ek_instrument_get_default_change_set (self, NULL);

  if (set == NULL)
    return FALSE;
  *amount = set->amount;
  if (source != NULL)
    *source = set->source;
  return TRUE;
}

/**
 * ek_instrument_get_reliable_parameters:
 * @self: an instrument
 * @sd: (out): standard deviation of the total before treatment, points
 * @reliability: (out): retest correlation or alpha, between 0 and 1
 *
 * Returns: whether the default set states what it was computed from
 */
gboolean
ek_instrument_get_reliable_parameters (EkInstrument *self, double *sd, double *reliability)
{
  const EkChangeSet *set = ek_instrument_get_default_change_set (self, NULL);

  if (set == NULL || set->sd <= 0 || set->reliability <= 0)
    return FALSE;
  *sd = set->sd;
  *reliability = set->reliability;
  return TRUE;
}

void
ek_change_free (EkChange *change)
{
  if (change == NULL)
    return;
  g_array_unref (change->sets);
  g_array_unref (change->thresholds);
  g_array_unref (change->cut_offs);
  g_free (change);
}
