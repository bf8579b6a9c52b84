/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What the parts of a definition must say together, so that a form can always be scored:
 *
 * - conditions of items do not go round in circles;
 * - every scored item counts somewhere or decides whether another is asked;
 * - no formula counts an item that is not scored;
 * - the bands of a score cover its whole range, without gap or overlap, for each condition they are given under;
 * - a critical rule can be met, an assumed score and the thresholds lie within their range. */

static gboolean
wrong (const char *what, const char *why, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("The definition contradicts itself (%s): %s"), what, why);
  return FALSE;
}

/* Conditions are followed while they are computed, one inside the other: a long chain of them would exhaust the
 * stack, and no form has one. */
enum { MAX_CHAIN = 12 };

typedef struct {
  EkInstrument *self;
  guint8 *state; /* by item: 0 not seen, 1 being looked at, 2 done */
  guint8 *chain; /* by item: how many conditions hang on one another behind it */
  guint depth;
  guint behind; /* longest chain of what was visited last */
  gboolean circle, too_long;
} Walk;

static void
visit_condition (guint index, gpointer data)
{
  Walk *walk = data;
  EkItem *item = ek_instrument_item (walk->self, index);
  guint behind = walk->behind;

  walk->circle |= walk->state[index] == 1;
  walk->too_long |= walk->depth > MAX_CHAIN;
  if (walk->state[index] == 0 && !walk->too_long)
    {
      walk->state[index] = 1;
      walk->behind = 0;
      walk->depth++;
      if (item->applies != NULL)
        ek_expression_foreach_item (item->applies, visit_condition, walk);
      if (item->assume_when != NULL)
        ek_expression_foreach_item (item->assume_when, visit_condition, walk);
      walk->depth--;
      walk->chain[index] = MIN (walk->behind, MAX_CHAIN + 1);
      walk->state[index] = 2;
    }
  walk->too_long |= walk->chain[index] > MAX_CHAIN;
  walk->behind = MAX (behind, walk->chain[index] + 1u);
}

static gboolean
check_conditions (EkInstrument *self, GError **error)
{
  g_autofree guint8 *state = g_new0 (guint8, self->items->len + 1);
  g_autofree guint8 *chain = g_new0 (guint8, self->items->len + 1);
  Walk walk = { self, state, chain, 0, 0, FALSE, FALSE };

  for (guint i = 0; i < self->items->len; i++)
    visit_condition (i, &walk);
  if (walk.circle)
    return wrong ("items", _ ("whether an item is asked depends on itself"), error);
  return !walk.too_long ||
    wrong ("items", _ ("the conditions of its items hang on one another in too long a chain"), error);
}

static void
mark_item (guint index, gpointer data)
{
  ((guint8 *) data)[index] = 1;
}

static gboolean
check_items (EkInstrument *self, GError **error)
{
  g_autofree guint8 *in_formula = g_new0 (guint8, self->items->len + 1);
  g_autofree guint8 *named = g_new0 (guint8, self->items->len + 1);

  for (guint i = 0; i < self->scores->len; i++)
    {
      EkScoreRule *score = ek_instrument_score_rule (self, i);

      if (score->formula != NULL)
        ek_expression_foreach_item (score->formula, mark_item, in_formula);
      for (guint j = 0; j < score->bands->len; j++)
        if (g_array_index (score->bands, EkBandRule, j).when != NULL)
          ek_expression_foreach_item (g_array_index (score->bands, EkBandRule, j).when, mark_item, named);
    }
  for (guint i = 0; i < self->items->len; i++)
    {
      EkItem *item = ek_instrument_item (self, i);

      if (item->applies != NULL)
        ek_expression_foreach_item (item->applies, mark_item, named);
      if (item->assume_when != NULL)
        ek_expression_foreach_item (item->assume_when, mark_item, named);
    }
  for (guint i = 0; i < self->items->len; i++)
    {
      EkItem *item = ek_instrument_item (self, i);

      if (!item->scored && in_formula[i])
        return wrong (item->id, _ ("the item is not scored, yet a formula counts it"), error);
      if (item->scored && !in_formula[i] && !named[i])
        return wrong (item->id, _ ("the item is scored, yet no score and no condition asks for it"), error);
      if (item->reverse && (item->kind == EK_ITEM_MULTIPLE || item->kind == EK_ITEM_TEXT))
        return wrong (item->id, _ ("this kind of item cannot be reversed"), error);
      if (item->assume_when != NULL && item->kind == EK_ITEM_CHOICE &&
          (item->assume_value < item->low || item->assume_value > item->high))
        return wrong (item->id, _ ("the assumed score is none of its scores"), error);
    }
  return TRUE;
}

/* Bands given under one condition (or under none), in the order of the file. */
static gboolean
check_cover (EkScoreRule *score, const char *when_text, GError **error)
{
  const EkBand *before = NULL;

  for (guint i = 0; i < score->bands->len; i++)
    {
      const EkBandRule *rule = &g_array_index (score->bands, EkBandRule, i);

      if (g_strcmp0 (rule->when_text, when_text) != 0)
        continue;
      if (before == NULL && rule->band.low != score->low)
        return wrong (score->id, _ ("the bands do not begin where the score begins"), error);
      if (before != NULL && rule->band.low <= before->high)
        return wrong (score->id, _ ("two bands overlap or are out of order"), error);
      if (before != NULL && rule->band.low - before->high > score->step + 1e-9)
        return wrong (score->id, _ ("there is a gap between two bands"), error);
      if (before != NULL && strcmp (before->id, rule->band.id) == 0)
        return wrong (score->id, _ ("two bands have the same id"), error);
      before = &rule->band;
    }
  return before == NULL || before->high == score->high ||
    wrong (score->id, _ ("the bands do not end where the score ends"), error);
}

static gboolean
check_score (EkScoreRule *score, GError **error)
{
  if (score->formula == NULL && !score->outcomes)
    return wrong (score->id, _ ("the score has neither a formula nor outcomes"), error);
  if (!(score->step > 0))
    return wrong (score->id, _ ("the step of the score is not above zero"), error);
  if (score->outcomes || score->bands->len == 0)
    return TRUE;
  if (!score->has_range)
    return wrong (score->id, _ ("bands need the range of the score"), error);
  for (guint i = 0; i < score->bands->len; i++)
    if (!check_cover (score, g_array_index (score->bands, EkBandRule, i).when_text, error))
      return FALSE;
  return TRUE;
}

static gboolean
has_numbers (EkInstrument *self)
{
  for (guint i = 0; i < self->scores->len; i++)
    if (!ek_instrument_score_rule (self, i)->hidden)
      return TRUE;
  return FALSE;
}

/* Where a total would stand, the program says why there is none. */
static gboolean
check_total (EkInstrument *self, GError **error)
{
  gboolean explained = self->no_total.en != NULL || self->no_total.zh != NULL;

  if (self->total < 0 && !explained)
    return wrong ("no_total", _ ("there is no total, and nothing says why"), error);
  if (self->total >= 0 && explained)
    return wrong ("no_total", _ ("it says why there is no total, but there is one"), error);
  self->is_scored = has_numbers (self);
  return !self->is_scored || self->items->len > 0 || wrong ("items", _ ("there are scores, but no items"), error);
}

static gboolean
check_criticals (EkInstrument *self, GError **error)
{
  for (guint i = 0; i < self->criticals->len; i++)
    {
      EkCriticalEntry *entry = self->criticals->pdata[i];

      for (guint j = 0; !isnan (entry->at_least) && j < entry->items->len; j++)
        {
          EkItem *item = ek_instrument_item (self, g_array_index (entry->items, guint, j));
          double most = item->high;

          if (item->kind == EK_ITEM_TEXT)
            return wrong (entry->rule.id, _ ("a text has no amount"), error);
          for (guint k = 0; k < item->options->len; k++)
            most = k == 0 ? ek_item_get_option (item, k)->value : MAX (most, ek_item_get_option (item, k)->value);
          if (entry->at_least > most)
            return wrong (entry->rule.id, _ ("no answer can meet the rule"), error);
        }
    }
  return TRUE;
}

/* Called once, at the end of reading. */
gboolean
ek_instrument_check (EkInstrument *self, GError **error)
{
  if (!check_conditions (self, error) || !check_items (self, error))
    return FALSE;
  for (guint i = 0; i < self->scores->len; i++)
    if (!check_score (ek_instrument_score_rule (self, i), error) ||
        !ek_score_rule_check_change (ek_instrument_score_rule (self, i), error))
      return FALSE;
  return check_total (self, error) && check_criticals (self, error);
}
