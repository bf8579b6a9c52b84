/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a goal means in numbers: declared beside the goal in data/knowledge, worked out when a plan is drafted. */

#include "ek-plan-private.h"

#include "ek-json.h"

#include <math.h>

/**
 * ek_plan_target_free:
 * @target: (transfer full): a target
 */
void
ek_plan_target_free (EkPlanTarget *target)
{
  g_free (target->score);
  g_free (target);
}

GPtrArray *
ek_plan_targets_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ek_plan_target_free);
}

static void
add_target (GPtrArray *targets, const char *score, gboolean above, gboolean strict, double value)
{
  EkPlanTarget *target = g_new0 (EkPlanTarget, 1);

  target->score = g_strdup (score);
  target->above = above;
  target->strict = strict;
  target->value = value;
  g_ptr_array_add (targets, target);
}

void
ek_plan_targets_put (GPtrArray *targets, const char *score, gboolean above, gboolean strict, double value)
{
  for (guint i = targets->len; i > 0; i--)
    if (g_strcmp0 (((EkPlanTarget *) g_ptr_array_index (targets, i - 1))->score, score) == 0)
      g_ptr_array_remove_index (targets, i - 1);
  if (isfinite (value))
    add_target (targets, score, above, strict, value);
}

GPtrArray *
ek_plan_targets_copy (GPtrArray *targets)
{
  GPtrArray *copy = ek_plan_targets_new ();

  for (guint i = 0; targets != NULL && i < targets->len; i++)
    {
      const EkPlanTarget *target = g_ptr_array_index (targets, i);

      add_target (copy, target->score, target->above, target->strict, target->value);
    }
  return copy;
}

/* --- as a plan keeps them ---------------------------------------------------------------------------------------- */

GPtrArray *
ek_plan_targets_from_json (JsonArray *array)
{
  GPtrArray *targets = ek_plan_targets_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = ek_json_element_object (array, i);
      const char *score = object != NULL ? ek_json_peek_string (object, "score") : NULL;
      double value = object != NULL ? ek_json_peek_double (object, "value", NAN) : NAN;

      if (score != NULL && isfinite (value))
        add_target (targets, score, ek_json_peek_boolean (object, "above", FALSE),
                    ek_json_peek_boolean (object, "strict", FALSE), value);
    }
  return targets;
}

JsonArray *
ek_plan_targets_to_json (GPtrArray *targets)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < targets->len; i++)
    {
      const EkPlanTarget *target = g_ptr_array_index (targets, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "score", target->score);
      json_object_set_boolean_member (object, "above", target->above);
      json_object_set_boolean_member (object, "strict", target->strict);
      json_object_set_double_member (object, "value", target->value);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* --- as the rules declare them ----------------------------------------------------------------------------------- */

static double
present_value (EkFacts *facts, const char *score)
{
  g_autofree char *name = g_strconcat (score, ".total", NULL);
  const EkFact *fact = ek_facts_find (facts, name);

  return fact != NULL && fact->kind == EK_FACT_NUMBER ? fact->number : NAN;
}

/* A limit and a difference from today's score are both to be reached: what is drawn is the more demanding. */
GPtrArray *
ek_plan_targets_resolve (JsonArray *declared, EkFacts *facts)
{
  GPtrArray *targets = ek_plan_targets_new ();

  for (guint i = 0; declared != NULL && i < json_array_get_length (declared); i++)
    {
      JsonObject *object = ek_json_element_object (declared, i);
      const char *score = ek_json_peek_string (object, "score");
      double now = present_value (facts, score);
      double below = ek_json_peek_double (object, "below", NAN),
             at_least = ek_json_peek_double (object, "at_least", NAN);
      double lower = now - ek_json_peek_double (object, "lower_by", NAN);
      double higher = now + ek_json_peek_double (object, "higher_by", NAN);

      if (isfinite (below) && !(lower < below))
        add_target (targets, score, FALSE, TRUE, below);
      else if (isfinite (lower))
        add_target (targets, score, FALSE, FALSE, lower);
      else if (isfinite (at_least) || isfinite (higher))
        add_target (targets, score, TRUE, FALSE, fmax (at_least, higher));
    }
  return targets;
}
