/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drafting a plan by the rules of data/knowledge. */

#include "ek-care-private.h"
#include "ek-facts-gather.h"
#include "ek-knowledge-rules.h"
#include "ek-plan-private.h"
#include "ek-since-private.h"

#include "ek-id.h"
#include "ek-types.h"

static EkPlanLine *
find_line (GPtrArray *lines, const char *intervention)
{
  for (guint i = 0; i < lines->len; i++)
    {
      EkPlanLine *line = g_ptr_array_index (lines, i);

      if (line->intervention != NULL && g_strcmp0 (line->intervention, intervention) == 0)
        return line;
    }
  return NULL;
}

static EkPlanLine *
new_line (const EkIntervention *intervention, EkFacts *facts)
{
  EkPlanLine *line = g_new0 (EkPlanLine, 1);

  line->id = ek_id_new ();
  line->kind = g_strdup (intervention->kind);
  line->intervention = g_strdup (intervention->id);
  line->text_en = ek_template_expand (intervention->text_en, facts, "en");
  line->text_zh = ek_template_expand (intervention->text_zh, facts, "zh");
  line->goal_en = ek_template_expand (intervention->goal_en, facts, "en");
  line->goal_zh = ek_template_expand (intervention->goal_zh, facts, "zh");
  line->targets = ek_plan_targets_resolve (intervention->targets, facts);
  line->status = g_strdup ("proposed");
  line->why = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_reason_free);
  return line;
}

static void
add_proposals (EkKnowledge *knowledge, EkFacts *facts, const EkFullRule *rule, const EkReason *reason, GPtrArray *lines)
{
  for (guint i = 0; i < rule->propose->len; i++)
    {
      const char *id = g_ptr_array_index (rule->propose, i);
      EkPlanLine *line = find_line (lines, id);

      if (line == NULL)
        {
          line = new_line (ek_knowledge_find_intervention (knowledge, id), facts);
          g_ptr_array_add (lines, line);
        }
      g_ptr_array_add (line->why, ek_reason_copy (reason));
    }
}

/* Within a kind the order stays that of the rules. */
static GPtrArray *
in_order_of_kinds (EkKnowledge *knowledge, GPtrArray *lines)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_plan_line_free);

  for (guint k = 0; k < ek_interventions (knowledge)->kinds->len; k++)
    for (guint i = 0; i < lines->len; i++)
      {
        EkPlanLine *line = g_ptr_array_index (lines, i);

        if (g_strcmp0 (line->kind, g_array_index (ek_interventions (knowledge)->kinds, EkPlanKind, k).word.id) == 0)
          g_ptr_array_add (sorted, ek_plan_line_copy (line));
      }
  return sorted;
}

/**
 * ek_plan_propose:
 * @knowledge: the rules
 * @facts: what is known about the patient; the overall facts are added
 * @severity: (out) (optional) (transfer full): level, step and their reasons
 *
 * What the rules say: an intervention that several rules propose stands once, with every reason.
 *
 * Returns: (transfer full) (element-type EkPlanLine): the lines in the order they are shown
 */
GPtrArray *
ek_plan_propose (EkKnowledge *knowledge, EkFacts *facts, EkSeverity **severity)
{
  g_autoptr (EkSeverity) judged = ek_severity_assess (knowledge, facts);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_plan_line_free);

  for (guint i = 0; i < ek_plan_rules (knowledge)->rules->len; i++)
    {
      const EkFullRule *full = g_ptr_array_index (ek_plan_rules (knowledge)->rules, i);
      g_autoptr (EkReason) reason = NULL;

      if (ek_rule_fires (&full->rule, facts, &reason))
        add_proposals (knowledge, facts, full, reason, lines);
    }
  if (severity != NULL)
    *severity = g_steal_pointer (&judged);
  return in_order_of_kinds (knowledge, lines);
}

static gboolean
is_edited (const EkPlanLine *line)
{
  return g_strcmp0 (line->status, "proposed") != 0;
}

GPtrArray *
ek_plan_merge_lines (GPtrArray *proposed, GPtrArray *edited)
{
  GPtrArray *merged = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_plan_line_free);

  for (guint i = 0; i < proposed->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (proposed, i);
      const EkPlanLine *former = find_line (edited, line->intervention);
      EkPlanLine *copy = ek_plan_line_copy (former != NULL && is_edited (former) ? former : line);

      /* The reasons are those of today, the words those the clinician chose. */
      if (former != NULL)
        {
          g_free (copy->id);
          copy->id = g_strdup (former->id);
          g_ptr_array_unref (copy->why);
          copy->why = g_ptr_array_copy (line->why, (GCopyFunc) (void (*) (void)) ek_reason_copy, NULL);
          g_ptr_array_set_free_func (copy->why, (GDestroyNotify) ek_reason_free);
        }
      g_ptr_array_add (merged, copy);
    }
  for (guint i = 0; i < edited->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (edited, i);

      if (is_edited (line) && (line->intervention == NULL || find_line (proposed, line->intervention) == NULL))
        g_ptr_array_add (merged, ek_plan_line_copy (line));
    }
  return merged;
}

static gint64
next_number (GPtrArray *plans)
{
  gint64 highest = 0;

  for (guint i = 0; i < plans->len; i++)
    highest = MAX (highest, ek_record_get_int (g_ptr_array_index (plans, i), EK_PLAN_NUMBER, 0));
  return highest + 1;
}

/* An open draft is used again; a new one follows the plan that is in force. */
static EkRecord *
draft_record (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) plans = ek_plan_list (store, patient_id, error);
  EkRecord *plan = NULL;

  if (plans == NULL)
    return NULL;
  for (guint i = 0; i < plans->len; i++)
    if (ek_care_text_is (g_ptr_array_index (plans, i), EK_PLAN_STATUS, "draft"))
      return g_object_ref (g_ptr_array_index (plans, i));
  plan = ek_record_new (&ek_plan_type, patient_id);
  ek_record_set_text (plan, EK_PLAN_STATUS, "draft");
  ek_record_set_int (plan, EK_PLAN_NUMBER, next_number (plans));
  for (guint i = 0; i < plans->len; i++)
    if (ek_care_text_is (g_ptr_array_index (plans, i), EK_PLAN_STATUS, "signed"))
      {
        ek_record_set_text (plan, EK_PLAN_PREVIOUS, ek_record_get_id (g_ptr_array_index (plans, i)));
        break;
      }
  return plan;
}

static void
set_cycle (EkStore *store, EkKnowledge *knowledge, EkRecord *plan, EkStep step, gint64 at)
{
  int weeks = ek_plan_rules (knowledge)->cycle_weeks[step != EK_STEP_UNKNOWN ? step : EK_STEP_COUNSELLING];
  gint64 from = at != EK_INSTANT_NONE ? at : ek_clock_now (ek_store_get_clock (store));
  g_autofree char *starts = ek_instant_format_date (from, ek_clock_offset (ek_store_get_clock (store), from));
  /* Weeks of the calendar: where clocks are set back meanwhile, so many hours would end a day early. */
  g_autofree char *review = ek_instant_format_date (ek_date_to_instant (starts, 0) + weeks * 7 * EK_DAY_MS, 0);

  ek_record_set_text (plan, EK_PLAN_STARTS, starts);
  ek_record_set_text (plan, EK_PLAN_REVIEW, review);
}

/* The facts, and beside them what the level and the step were judged from. */
static JsonNode *
basis_of (EkFacts *facts, EkSeverity *severity)
{
  JsonNode *node = ek_facts_to_json (facts);
  JsonArray *reasons = json_array_new ();
  JsonArray *cautions = json_array_new ();

  for (guint i = 0; i < severity->reasons->len; i++)
    json_array_add_element (reasons, ek_reason_to_json (g_ptr_array_index (severity->reasons, i)));
  for (guint i = 0; i < severity->cautions->len; i++)
    json_array_add_element (cautions, ek_reason_to_json (g_ptr_array_index (severity->cautions, i)));
  json_object_set_array_member (json_node_get_object (node), "reasons", reasons);
  json_object_set_array_member (json_node_get_object (node), "cautions", cautions);
  return node;
}

/* Judged from what was known at @at; the cycle begins then. */
gboolean
ek_plan_draft_as_of (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *plan, gint64 at,
                     GError **error)
{
  g_autoptr (EkFacts) facts = ek_facts_gather_some (store, catalogue, knowledge, ek_record_get_patient_id (plan), at,
                                                    NULL, NULL, error);
  g_autoptr (EkSeverity) severity = NULL;
  g_autoptr (GPtrArray) proposed = NULL;
  g_autoptr (GPtrArray) former = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (JsonNode) basis = NULL;

  if (facts == NULL)
    return FALSE;
  proposed = ek_plan_propose (knowledge, facts, &severity);
  former = ek_plan_get_lines (plan);
  lines = ek_plan_merge_lines (proposed, former);
  ek_plan_set_lines (plan, lines);
  basis = basis_of (facts, severity);
  if (!ek_since_keep (store, ek_record_get_patient_id (plan), basis, error))
    return FALSE;
  ek_record_set_json (plan, EK_PLAN_BASIS, basis);
  ek_record_set_text (plan, EK_PLAN_KNOWLEDGE, ek_knowledge_get_part_version (knowledge, &ek_plan_part));
  ek_record_set_text (plan, EK_PLAN_LEVEL, ek_level_id (severity->level));
  ek_record_set_text (plan, EK_PLAN_STEP, ek_step_id (severity->step));
  set_cycle (store, knowledge, plan, severity->step, at);
  return ek_store_save (store, plan, error);
}

/**
 * ek_plan_draft:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @patient_id: the patient
 * @error: return location
 *
 * Drafts a plan by the rules and saves it. A draft that is open already is drafted again: lines that a person added,
 * changed or removed stay as they are. Level, step, cycle and the facts it was drafted from are kept with it. No line
 * is a prescription.
 *
 * Returns: (transfer full): the saved draft, or %NULL with an error of the store
 */
EkRecord *
ek_plan_draft (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id, GError **error)
{
  g_autoptr (EkRecord) plan = draft_record (store, patient_id, error);

  if (plan == NULL || !ek_plan_draft_as_of (store, catalogue, knowledge, plan, EK_INSTANT_NONE, error))
    return NULL;
  return g_steal_pointer (&plan);
}
