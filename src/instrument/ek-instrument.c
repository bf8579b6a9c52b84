/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

#include <math.h>
#include <string.h>

EkScoreRule *
ek_instrument_score_rule (EkInstrument *self, guint index)
{
  return g_ptr_array_index (self->scores, index);
}

EkTable *
ek_instrument_table (EkInstrument *self, guint index)
{
  return g_ptr_array_index (self->tables, index);
}

EkItem *
ek_instrument_item (EkInstrument *self, guint index)
{
  return g_ptr_array_index (self->items, index);
}

const EkAnswerCheck *
ek_instrument_answer_check (EkInstrument *self, guint index)
{
  return g_ptr_array_index (self->checks, index);
}

/**
 * ek_instrument_ref:
 * @self: an instrument; from any thread
 *
 * Returns: (transfer full): @self
 */
EkInstrument *
ek_instrument_ref (EkInstrument *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * ek_instrument_unref:
 * @self: (nullable): an instrument; from any thread
 */
void
ek_instrument_unref (EkInstrument *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_hash_table_unref (self->item_index);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->scores);
  g_array_unref (self->subscales);
  g_ptr_array_unref (self->criticals);
  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->other_scales);
  g_ptr_array_unref (self->other_names);
  g_array_unref (self->verifications);
  g_free (self->rights);
  g_free (self->rights_zh);
  json_node_unref (self->definition);
  g_free (self);
}

/**
 * ek_instrument_get_id:
 * @self: an instrument
 *
 * Returns: (transfer none): the id of the instrument, the same in every version, e.g. "phq9"
 */
const char *
ek_instrument_get_id (EkInstrument *self)
{
  return self->id;
}

/**
 * ek_instrument_get_version:
 * @self: an instrument
 *
 * Returns: (transfer none): the version of this definition, numbers with points; behind a “+” that of an imported
 *   wording
 */
const char *
ek_instrument_get_version (EkInstrument *self)
{
  return self->version;
}

/**
 * ek_instrument_get_definition:
 * @self: an instrument
 *
 * Returns: (transfer none): the JSON it was read from, sealed
 */
JsonNode *
ek_instrument_get_definition (EkInstrument *self)
{
  return self->definition;
}

/**
 * ek_instrument_get_base_version:
 * @self: an instrument
 *
 * Returns: (transfer full): the version of the structure it is scored by: that before the “+” where a wording was
 *   imported, else its own
 */
char *
ek_instrument_get_base_version (EkInstrument *self)
{
  return g_strndup (self->version, strcspn (self->version, "+"));
}

/**
 * ek_instrument_get_abbreviation:
 * @self: an instrument
 *
 * Returns: (transfer none): what the field calls it in every language, e.g. "PHQ-9"
 */
const char *
ek_instrument_get_abbreviation (EkInstrument *self)
{
  return self->abbreviation;
}

/**
 * ek_instrument_get_title:
 * @self: an instrument
 * @language: "en" or "zh"
 *
 * Returns: (transfer none): the full name in @language, or in the other where it is missing
 */
const char *
ek_instrument_get_title (EkInstrument *self, const char *language)
{
  return ek_words_pick (&self->title, language);
}

/**
 * ek_instrument_get_instructions:
 * @self: an instrument
 * @language: "en" or "zh"
 *
 * Returns: (transfer none) (nullable): what is read out before the items, in @language or the other; %NULL where the
 *   definition has none
 */
const char *
ek_instrument_get_instructions (EkInstrument *self, const char *language)
{
  return ek_words_pick (&self->instructions, language);
}

/**
 * ek_instrument_get_recall:
 * @self: an instrument
 * @language: "en" or "zh"
 *
 * Returns: (transfer none) (nullable): the time the answers are about, e.g. "2 weeks", in @language or the other
 */
const char *
ek_instrument_get_recall (EkInstrument *self, const char *language)
{
  return ek_words_pick (&self->recall, language);
}

/**
 * ek_instrument_get_rights:
 * @self: an instrument
 * @language: "en" or "zh"
 *
 * Returns: holder, as the holder writes it, and terms of the wording, to be shown with it
 */
const char *
ek_instrument_get_rights (EkInstrument *self, const char *language)
{
  return ek_fact_text (self->rights, self->rights_zh, language);
}

/**
 * ek_instrument_get_rights_status:
 * @self: an instrument
 *
 * Returns: (transfer none): under what terms its wording may be used, a code, e.g. "free_no_permission"
 */
const char *
ek_instrument_get_rights_status (EkInstrument *self)
{
  return self->rights_status;
}

/**
 * ek_instrument_has_words:
 * @self: an instrument
 *
 * Returns: whether every item has its wording in one language at least; %FALSE for structure without words
 */
gboolean
ek_instrument_has_words (EkInstrument *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (ek_item_get_text (ek_instrument_item (self, i), "en") == NULL)
      return FALSE;
  return self->items->len > 0;
}

/**
 * ek_instrument_speaks:
 * @self: an instrument
 * @language: "en" or "zh"
 *
 * Returns: whether every item has its wording in this language, not only in the other
 */
gboolean
ek_instrument_speaks (EkInstrument *self, const char *language)
{
  gboolean chinese = g_str_has_prefix (language, "zh");

  for (guint i = 0; i < self->items->len; i++)
    {
      EkItem *item = ek_instrument_item (self, i);

      if ((chinese ? item->text.zh : item->text.en) == NULL)
        return FALSE;
    }
  return self->items->len > 0;
}

/**
 * ek_instrument_pick_language:
 * @self: an instrument
 * @language: "en" or "zh": what is wanted
 *
 * Returns: @language where any item has its wording in it, or none has any wording; else the other one, in which it is
 *   then read and shown
 */
const char *
ek_instrument_pick_language (EkInstrument *self, const char *language)
{
  gboolean chinese = g_str_has_prefix (language, "zh"), other = FALSE;

  for (guint i = 0; i < self->items->len; i++)
    {
      EkItem *item = ek_instrument_item (self, i);

      if ((chinese ? item->text.zh : item->text.en) != NULL)
        return language;
      other |= (chinese ? item->text.en : item->text.zh) != NULL;
    }
  return !other ? language : chinese ? "en" : "zh";
}

/**
 * ek_instrument_get_loinc_panel:
 * @self: an instrument
 *
 * Returns: (transfer none) (nullable): the LOINC code of the form
 */
const char *
ek_instrument_get_loinc_panel (EkInstrument *self)
{
  return self->loinc_panel;
}

/**
 * ek_instrument_get_loinc_total:
 * @self: an instrument
 *
 * Returns: (transfer none) (nullable): the LOINC code of the total score
 */
const char *
ek_instrument_get_loinc_total (EkInstrument *self)
{
  return self->loinc_total;
}

/**
 * ek_instrument_has_other_weights:
 * @self: an instrument
 *
 * Returns: whether the weights that LOINC gives its answers are not the values of its options
 */
gboolean
ek_instrument_has_other_weights (EkInstrument *self)
{
  return self->other_weights;
}

/**
 * ek_instrument_is_other_scale:
 * @self: an instrument
 * @name: (nullable): a LOINC code of a form or a total, or what a form calls itself
 *
 * Returns: whether it belongs to a scale that goes by nearly the same name, shares items with this one, and is not it
 *   (the teenagers' PHQ-9): what carries it never stands in the course of this one
 */
gboolean
ek_instrument_is_other_scale (EkInstrument *self, const char *name)
{
  g_autofree char *folded = name != NULL && self->other_names->len > 0 ? g_utf8_casefold (name, -1) : NULL;

  for (guint i = 0; name != NULL && i < self->other_scales->len; i++)
    if (strcmp (self->other_scales->pdata[i], name) == 0)
      return TRUE;
  for (guint i = 0; folded != NULL && i < self->other_names->len; i++)
    if (strstr (folded, self->other_names->pdata[i]) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * ek_instrument_get_check_message:
 * @self: an instrument
 * @check_id: a check of its answers, see @contradictions of #EkScore
 * @language: "en" or "zh"
 *
 * Returns: (nullable): what to ask again; %NULL for a check it does not have
 */
const char *
ek_instrument_get_check_message (EkInstrument *self, const char *check_id, const char *language)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      const EkAnswerCheck *check = ek_instrument_answer_check (self, i);

      if (g_strcmp0 (check->id, check_id) == 0)
        return ek_words_pick (&check->message, language);
    }
  return NULL;
}

/**
 * ek_instrument_get_range:
 * @self: an instrument
 * @low: (out): least possible total, points; untouched when there is none
 * @high: (out): greatest possible total, points; untouched when there is none
 *
 * Returns: %FALSE for an instrument without a total
 */
gboolean
ek_instrument_get_range (EkInstrument *self, double *low, double *high)
{
  EkScoreRule *total = self->total >= 0 ? ek_instrument_score_rule (self, self->total) : NULL;

  if (total == NULL || !total->has_range)
    return FALSE;
  *low = total->low;
  *high = total->high;
  return TRUE;
}

/**
 * ek_instrument_total_is_possible:
 * @self: an instrument
 * @total: what is said to be its total
 *
 * Whether answers can come to it: it lies in the range, and is whole where the key only gives whole numbers. What is
 * put in for missing answers may make a fraction, where the key says so.
 *
 * Returns: %FALSE also for an instrument without a total
 */
gboolean
ek_instrument_total_is_possible (EkInstrument *self, double total)
{
  EkScoreRule *rule = self->total >= 0 ? ek_instrument_score_rule (self, self->total) : NULL;

  if (rule == NULL || !rule->has_range || !isfinite (total) || total < rule->low || total > rule->high)
    return FALSE;
  return rule->step < 1 || (rule->prorate > 0 && !rule->prorate_up) || fabs (total - round (total)) < 1e-9;
}

/**
 * ek_instrument_higher_is_worse:
 * @self: an instrument
 *
 * Returns: the direction of the total: whether more points mean more illness. A score beside it may have another, see
 *   ek_instrument_score_higher_is_worse()
 */
gboolean
ek_instrument_higher_is_worse (EkInstrument *self)
{
  return !self->lower_is_worse;
}

/**
 * ek_instrument_get_interval_days:
 * @self: an instrument
 *
 * Returns: shortest sensible number of days between two administrations; 0 when not stated
 */
int
ek_instrument_get_interval_days (EkInstrument *self)
{
  return self->interval_days;
}

/**
 * ek_instrument_get_rater:
 * @self: an instrument
 *
 * Returns: (transfer none): who answers it, "self" or "clinician"
 */
const char *
ek_instrument_get_rater (EkInstrument *self)
{
  return self->rater;
}

/**
 * ek_instrument_get_no_total:
 * @self: an instrument
 * @language: "en" or "zh"
 *
 * Returns: (transfer none) (nullable): why this instrument has no total, to be said where a total would stand; %NULL
 *   when it has one
 */
const char *
ek_instrument_get_no_total (EkInstrument *self, const char *language)
{
  return ek_words_pick (&self->no_total, language);
}

/**
 * ek_instrument_is_scored:
 * @self: an instrument
 *
 * Returns: whether anything is computed from the answers; where nothing is, ek_instrument_get_no_total() says why
 */
gboolean
ek_instrument_is_scored (EkInstrument *self)
{
  return self->is_scored;
}

/**
 * ek_instrument_get_variant_of:
 * @self: an instrument
 *
 * Returns: (transfer none) (nullable): the id of the instrument this one is another form of (other items, numbering or
 *   key). Their scores must never be put into one series.
 */
const char *
ek_instrument_get_variant_of (EkInstrument *self)
{
  return self->variant_of;
}

/**
 * ek_instrument_get_n_verifications:
 * @self: an instrument
 *
 * Returns: number of verification marks of the definition
 */
guint
ek_instrument_get_n_verifications (EkInstrument *self)
{
  return self->verifications->len;
}

/**
 * ek_instrument_get_verification:
 * @self: an instrument
 * @index: below ek_instrument_get_n_verifications()
 *
 * Returns: (transfer none): one mark; what is not verified must be shown so
 */
const EkVerification *
ek_instrument_get_verification (EkInstrument *self, guint index)
{
  g_return_val_if_fail (index < self->verifications->len, NULL);
  return &g_array_index (self->verifications, EkVerification, index);
}

/**
 * ek_instrument_find_critical_rule:
 * @self: an instrument
 * @rule_id: (nullable): the @rule of an #EkCritical
 *
 * Returns: (nullable) (transfer none): that rule; %NULL for one that this version of the definition does not have
 */
const EkCriticalRule *
ek_instrument_find_critical_rule (EkInstrument *self, const char *rule_id)
{
  for (guint i = 0; i < self->criticals->len; i++)
    {
      EkCriticalEntry *entry = self->criticals->pdata[i];

      if (g_strcmp0 (entry->rule.id, rule_id) == 0)
        return &entry->rule;
    }
  return NULL;
}

/**
 * ek_critical_rule_action:
 * @rule: a rule of a definition
 * @language: "en" or "zh"
 *
 * Returns: (transfer none): what is to be done, in @language or in the other where it is missing
 */
const char *
ek_critical_rule_action (const EkCriticalRule *rule, const char *language)
{
  EkWords words = { rule->action_en, rule->action_zh };

  return ek_words_pick (&words, language);
}

static EkScoreRule *
subscale (EkInstrument *self, guint index)
{
  g_assert (index < self->subscales->len);
  return ek_instrument_score_rule (self, g_array_index (self->subscales, guint, index));
}

/**
 * ek_instrument_get_n_subscales:
 * @self: an instrument
 *
 * Returns: number of scores beside the total: subscales, and indices that the definition derives from them
 */
guint
ek_instrument_get_n_subscales (EkInstrument *self)
{
  return self->subscales->len;
}

/**
 * ek_instrument_get_subscale_id:
 * @self: an instrument
 * @index: below ek_instrument_get_n_subscales()
 *
 * Returns: (transfer none): its id, e.g. "SOM"
 */
const char *
ek_instrument_get_subscale_id (EkInstrument *self, guint index)
{
  return subscale (self, index)->id;
}

/**
 * ek_instrument_get_subscale_title:
 * @self: an instrument
 * @index: below ek_instrument_get_n_subscales()
 * @language: "en" or "zh"
 *
 * Returns: (transfer none): its name in @language or the other, or its id where it has none
 */
const char *
ek_instrument_get_subscale_title (EkInstrument *self, guint index, const char *language)
{
  const char *title = ek_words_pick (&subscale (self, index)->title, language);

  return title != NULL ? title : subscale (self, index)->id;
}

/**
 * ek_instrument_get_subscale_range:
 * @self: an instrument
 * @index: below ek_instrument_get_n_subscales()
 * @low: (out): least possible score, points; untouched when it is not stated
 * @high: (out): greatest possible score, points; untouched when it is not stated
 *
 * Returns: whether both are stated
 */
gboolean
ek_instrument_get_subscale_range (EkInstrument *self, guint index, double *low, double *high)
{
  EkScoreRule *rule = subscale (self, index);

  if (rule->has_range)
    {
      *low = rule->low;
      *high = rule->high;
    }
  return rule->has_range;
}

/**
 * ek_instrument_get_n_subscale_bands:
 * @self: an instrument
 * @index: below ek_instrument_get_n_subscales()
 *
 * Returns: number of bands of a subscale; 0 when none are published
 */
guint
ek_instrument_get_n_subscale_bands (EkInstrument *self, guint index)
{
  return subscale (self, index)->bands->len;
}

/**
 * ek_instrument_get_subscale_band:
 * @self: an instrument
 * @index: below ek_instrument_get_n_subscales()
 * @band: below ek_instrument_get_n_subscale_bands()
 *
 * Returns: (transfer none): one band of a subscale, in the order of the definition
 */
const EkBand *
ek_instrument_get_subscale_band (EkInstrument *self, guint index, guint band)
{
  EkScoreRule *rule = subscale (self, index);

  g_return_val_if_fail (band < rule->bands->len, NULL);
  return &g_array_index (rule->bands, EkBandRule, band).band;
}

/**
 * ek_instrument_get_n_bands:
 * @self: an instrument
 *
 * Returns: number of bands of the total; 0 where none are published or there is no total
 */
guint
ek_instrument_get_n_bands (EkInstrument *self)
{
  return self->total >= 0 ? ek_instrument_score_rule (self, self->total)->bands->len : 0;
}

/**
 * ek_instrument_get_band:
 * @self: an instrument
 * @index: below ek_instrument_get_n_bands()
 *
 * Returns: (transfer none): one band of the total, best first unless the file says otherwise. For the band of a score
 *   see @band of #EkScore: where bands differ by sex only that one is right
 */
const EkBand *
ek_instrument_get_band (EkInstrument *self, guint index)
{
  g_return_val_if_fail (index < ek_instrument_get_n_bands (self), NULL);
  return &g_array_index (ek_instrument_score_rule (self, self->total)->bands, EkBandRule, index).band;
}

/**
 * ek_instrument_find_band:
 * @self: an instrument
 * @band_id: (nullable): the id of a band, e.g. "moderately severe"
 *
 * Returns: (nullable) (transfer none): the first band of the total with this id
 */
const EkBand *
ek_instrument_find_band (EkInstrument *self, const char *band_id)
{
  for (guint i = 0; i < ek_instrument_get_n_bands (self); i++)
    {
      const EkBand *band = ek_instrument_get_band (self, i);

      if (g_strcmp0 (band->id, band_id) == 0)
        return band;
    }
  return NULL;
}

/**
 * ek_band_label:
 * @band: a band
 * @language: "en" or "zh"
 *
 * Returns: (transfer none): the word of the band in @language or the other. It says what the score reaches, not what
 *   the person has: what is shown to somebody goes through ek_band_words()
 */
const char *
ek_band_label (const EkBand *band, const char *language)
{
  EkWords words = { band->label_en, band->label_zh };

  return ek_words_pick (&words, language);
}

/**
 * ek_instrument_get_n_items:
 * @self: an instrument
 *
 * Returns: number of items, also of those not scored
 */
guint
ek_instrument_get_n_items (EkInstrument *self)
{
  return self->items->len;
}

/**
 * ek_instrument_get_item:
 * @self: an instrument
 * @index: below ek_instrument_get_n_items()
 *
 * Returns: (transfer none): one item, in the order of the form; belongs to @self
 */
EkItem *
ek_instrument_get_item (EkInstrument *self, guint index)
{
  g_return_val_if_fail (index < self->items->len, NULL);
  return ek_instrument_item (self, index);
}

/**
 * ek_instrument_find_item:
 * @self: an instrument
 * @item_id: the id of an item
 *
 * Returns: (nullable) (transfer none): the item with this id; belongs to @self
 */
EkItem *
ek_instrument_find_item (EkInstrument *self, const char *item_id)
{
  guint position = GPOINTER_TO_UINT (g_hash_table_lookup (self->item_index, item_id));

  return position > 0 ? ek_instrument_item (self, position - 1) : NULL;
}
