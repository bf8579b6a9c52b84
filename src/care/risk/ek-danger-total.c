/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A total that cannot be reached without a dangerous answer says that there was one, though the answers did not come: a
 * PHQ-9 of 25 is more than the eight other items can give. */

#include "ek-care-private.h"
#include "ek-danger-conclude.h"

#include "ek-score.h"

#include <math.h>
#include <string.h>

/**
 * ek_danger_is_total_of:
 * @instrument: an instrument
 * @code: a code of LOINC, or the one this program gives to totals that have none there: the instrument's id and
 *   "-total"; some send the total under the code of the whole instrument
 *
 * Returns: whether it is that of its total
 */
gboolean
ek_danger_is_total_of (EkInstrument *instrument, const char *code)
{
  const char *id = ek_instrument_get_id (instrument);

  return g_strcmp0 (ek_instrument_get_loinc_total (instrument), code) == 0 ||
    g_strcmp0 (ek_instrument_get_loinc_panel (instrument), code) == 0 ||
    (g_str_has_prefix (code, id) && strcmp (code + strlen (id), "-total") == 0);
}

static gboolean
is_dangerous (EkKnowledge *rules, EkInstrument *instrument, const char *item, double value, EkDangerKind kind)
{
  g_autoptr (JsonNode) answers = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (EkScore) score = NULL;

  json_object_set_double_member (object, item, value);
  json_node_set_object (answers, object);
  score = ek_score_answers (instrument, answers, NULL, NULL);
  for (guint i = 0; score != NULL && i < score->critical->len; i++)
    {
      const char *rule = g_array_index (score->critical, EkCritical, i).rule;

      if (ek_danger_kind_of_rule (rules, instrument, ek_instrument_find_critical_rule (instrument, rule)) == kind)
        return TRUE;
    }
  return FALSE;
}

/* The answer that gives most of those that are not dangerous. Returns: whether a dangerous one was left out. */
static gboolean
choose (EkKnowledge *rules, EkInstrument *instrument, EkItem *item, EkDangerKind kind, JsonObject *answers)
{
  const char *id = ek_item_get_id (item);
  double best = NAN, low = NAN, high = NAN;
  gboolean left_out = FALSE, whole = FALSE;

  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      double value = ek_item_get_option (item, i)->value;

      if (is_dangerous (rules, instrument, id, value, kind))
        left_out = TRUE;
      else if (!isfinite (best) || (ek_item_is_reversed (item) ? value < best : value > best))
        best = value;
    }
  if (ek_item_get_n_options (item) == 0 && ek_item_get_limits (item, &low, &high, &whole))
    best = ek_item_is_reversed (item) ? low : high;
  if (isfinite (best))
    json_object_set_double_member (answers, id, best);
  return left_out;
}

/**
 * ek_danger_greatest_without:
 * @rules: the knowledge
 * @instrument: an instrument of which more points are worse
 * @kind: a kind of danger
 * @given: (nullable): answers by item id, which stand as they are
 *
 * Above it a total proves a dangerous answer of this kind that is not in @given.
 *
 * Returns: the greatest total, points, that the form can have without one; NAN where there is no such limit: nothing in
 *   it is dangerous, or it has no total
 */
double
ek_danger_greatest_without (EkKnowledge *rules, EkInstrument *instrument, EkDangerKind kind, JsonObject *given)
{
  g_autoptr (JsonNode) answers = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (EkScore) score = NULL;
  gboolean left_out = FALSE;

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      EkItem *item = ek_instrument_get_item (instrument, i);
      const char *id = ek_item_get_id (item);

      if (given != NULL && json_object_has_member (given, id))
        json_object_set_member (object, id, json_node_copy (json_object_get_member (given, id)));
      else
        left_out |= choose (rules, instrument, item, kind, object);
    }
  if (!left_out)
    return NAN;
  json_node_set_object (answers, object);
  score = ek_score_answers (instrument, answers, NULL, NULL);
  return score != NULL && score->has_total && score->complete ? score->total : NAN;
}

/**
 * ek_danger_look_at_proof:
 * @look: what is looked at
 * @code: of a total, see ek_danger_is_total_of()
 * @number: the total, without its answers
 * @error: return location
 *
 * Opens a risk of each kind of which the total proves a dangerous answer, by the definition of the instrument.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_danger_look_at_proof (EkDangerLook *look, const char *code, double number, GError **error)
{
  for (guint i = 0;
       look->catalogue != NULL && code != NULL && isfinite (number) && i < ek_catalogue_get_n (look->catalogue); i++)
    {
      EkInstrument *instrument = ek_catalogue_get (look->catalogue, i);
      double low, high;

      if (!ek_danger_is_total_of (instrument, code) || !ek_instrument_higher_is_worse (instrument) ||
          !ek_instrument_get_range (instrument, &low, &high) || number > high)
        continue;
      for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
        {
          double limit = ek_danger_greatest_without (look->rules, instrument, (EkDangerKind) kind, NULL);
          EkRiskCause cause = { .rule = "total-only",
                                .instrument = ek_instrument_get_id (instrument),
                                .item = "total",
                                .value = number,
                                .source = look->source,
                                .taken_ms = look->taken,
                                .taken_offset = look->offset,
                                .from = look->from };

          cause.kind = ek_danger_kind_id ((EkDangerKind) kind);
          if (isfinite (limit) && number > limit && !ek_danger_raise (look, &cause, error))
            return FALSE;
        }
      return TRUE;
    }
  return TRUE;
}
