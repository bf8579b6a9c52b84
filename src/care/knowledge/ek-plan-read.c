/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading data/knowledge/interventions.json, plan-rules.json and mdt-triggers.json. */

#include "ek-knowledge-rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>

const EkIntervention *
ek_knowledge_find_intervention (EkKnowledge *self, const char *id)
{
  GPtrArray *interventions = ek_interventions (self)->interventions;

  for (guint i = 0; i < interventions->len; i++)
    {
      const EkIntervention *intervention = g_ptr_array_index (interventions, i);

      if (g_strcmp0 (intervention->id, id) == 0)
        return intervention;
    }
  return NULL;
}

const EkPlanKind *
ek_knowledge_find_kind (EkKnowledge *self, const char *id)
{
  GArray *kinds = ek_interventions (self)->kinds;

  for (guint i = 0; i < kinds->len; i++)
    {
      const EkPlanKind *kind = &g_array_index (kinds, EkPlanKind, i);

      if (g_strcmp0 (kind->word.id, id) == 0)
        return kind;
    }
  return NULL;
}

static gboolean
read_kind (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkPlanKind kind = { { NULL }, 0 };
  g_autoptr (GPtrArray) roles = g_ptr_array_new ();

  if (!ek_knowledge_read_word (object, &kind.word, error) || !ek_knowledge_strings (object, "signed_by", roles, error))
    return FALSE;
  if (ek_knowledge_find_kind (self, kind.word.id) != NULL)
    return ek_knowledge_wrong (error, kind.word.id, _ ("there are two kinds of this name"));
  for (guint i = 0; i < roles->len; i++)
    {
      EkRole role;

      if (!ek_role_from_id (g_ptr_array_index (roles, i), &role) || !ek_role_is_clinical (role))
        return ek_knowledge_wrong (error, kind.word.id, _ ("it names a role that does not exist or is not clinical"));
      kind.roles |= 1u << role;
    }
  if (kind.roles == 0)
    return ek_knowledge_wrong (error, kind.word.id, _ ("nobody could sign it"));
  g_array_append_val ((GArray *) target, kind);
  return TRUE;
}

/* The program writes no prescription: no text that a rule can put into a plan may carry an amount of a medicine. */
static gboolean
has_dose (const char *text)
{
  return text != NULL &&
    g_regex_match_simple ("[0-9０-９]\\s*(mg|µg|mcg|ml|毫克|微克|毫升|片|粒|tablets?|capsules?)\\b|"
                          "[0-9０-９]\\s*(毫克|微克|毫升|片|粒)",
                          text, G_REGEX_CASELESS, 0);
}

/* {score, below | above, lower_by | higher_by}: at least one, one direction, positive differences. */
static gboolean
check_targets (JsonArray *declared)
{
  for (guint i = 0; i < json_array_get_length (declared); i++)
    {
      JsonObject *object = ek_json_element_object (declared, i);
      gboolean down, up;

      if (object == NULL || ek_json_peek_string (object, "score") == NULL)
        return FALSE;
      down = isfinite (ek_json_peek_double (object, "below", NAN)) || ek_json_peek_double (object, "lower_by", 0) > 0;
      up = isfinite (ek_json_peek_double (object, "at_least", NAN)) || ek_json_peek_double (object, "higher_by", 0) > 0;
      if (down == up)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_intervention (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkIntervention *line = g_new0 (EkIntervention, 1);
  const char *id = ek_json_get_string (object, "id", error);

  if (id == NULL || ek_knowledge_find_intervention (self, id) != NULL)
    {
      g_free (line);
      return id == NULL ? FALSE : ek_knowledge_wrong (error, id, _ ("there are two interventions of this name"));
    }
  line->id = id;
  g_ptr_array_add (target, line);
  line->kind = ek_json_get_string (object, "kind", error);
  line->text_en = line->kind != NULL ? ek_json_get_string (object, "en", error) : NULL;
  line->text_zh = line->text_en != NULL ? ek_json_get_string (object, "zh", error) : NULL;
  line->goal_en = ek_json_peek_string (object, "goal_en");
  line->goal_zh = ek_json_peek_string (object, "goal_zh");
  if (line->text_zh == NULL)
    return FALSE;
  if (ek_knowledge_find_kind (self, line->kind) == NULL)
    return ek_knowledge_wrong (error, id, _ ("there is no such kind of intervention"));
  if ((line->goal_en == NULL) != (line->goal_zh == NULL))
    return ek_knowledge_wrong (error, id, _ ("its goal is there in one language only"));
  line->targets = ek_json_peek_array (object, "targets");
  if (line->targets != NULL && (line->goal_en == NULL || !check_targets (line->targets)))
    return ek_knowledge_wrong (error, id, _ ("what its goal means in numbers cannot be read"));
  if (has_dose (line->text_en) || has_dose (line->text_zh) || has_dose (line->goal_en) || has_dose (line->goal_zh))
    return ek_knowledge_wrong (error, id,
                               _ ("it carries an amount of a medicine: only a psychiatrist orders medicines"));
  return ek_template_check (self, line->text_en, error) && ek_template_check (self, line->text_zh, error) &&
    ek_template_check (self, line->goal_en, error) && ek_template_check (self, line->goal_zh, error);
}

static gboolean
read_interventions (EkKnowledge *knowledge, JsonObject *file, GError **error)
{
  EkInterventions *self = ek_interventions (knowledge);

  return ek_knowledge_each (knowledge, file, "kinds", read_kind, self->kinds, error) &&
    ek_knowledge_each (knowledge, file, "interventions", read_intervention, self->interventions, error);
}

static gpointer
interventions_new (void)
{
  EkInterventions *self = g_new0 (EkInterventions, 1);

  self->kinds = g_array_new (FALSE, FALSE, sizeof (EkPlanKind));
  self->interventions = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
interventions_free (gpointer data)
{
  EkInterventions *self = data;

  g_array_unref (self->kinds);
  g_ptr_array_unref (self->interventions);
  g_free (self);
}

const EkKnowledgePart ek_interventions_part = { "interventions.json", "interventions", interventions_new,
                                                read_interventions, interventions_free };

/**
 * ek_interventions:
 * @knowledge: the knowledge
 *
 * Returns: (transfer none): what a plan may propose
 */
EkInterventions *
ek_interventions (EkKnowledge *knowledge)
{
  return ek_knowledge_get_part (knowledge, &ek_interventions_part);
}

/* --- plan-rules.json -------------------------------------------------------------------------------------------- */

static gboolean
read_plan_rule (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkFullRule *full = ek_full_rule_read (self, object, target, error);

  if (full == NULL)
    return FALSE;
  full->propose = g_ptr_array_new ();
  if (!ek_knowledge_strings (object, "propose", full->propose, error))
    return FALSE;
  if (full->propose->len == 0)
    return ek_knowledge_wrong (error, full->rule.id, _ ("it proposes nothing"));
  for (guint i = 0; i < full->propose->len; i++)
    if (ek_knowledge_find_intervention (self, g_ptr_array_index (full->propose, i)) == NULL)
      return ek_knowledge_wrong (error, full->rule.id, _ ("it proposes an intervention that does not exist"));
  return TRUE;
}

static gboolean
read_cycle (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkStep step = ek_step_from_id (ek_json_peek_string (object, "step"));
  gint64 weeks = ek_json_peek_int (object, "weeks", 0);

  if (step == EK_STEP_UNKNOWN || weeks < 1 || weeks > 104)
    return ek_knowledge_wrong (error, "cycles", _ ("its step or its weeks are not possible"));
  ek_plan_rules (self)->cycle_weeks[step] = weeks;
  return TRUE;
}

static gboolean
read_plan (EkKnowledge *knowledge, JsonObject *file, GError **error)
{
  EkPlanRules *self = ek_plan_rules (knowledge);

  if (!ek_knowledge_each (knowledge, file, "cycles", read_cycle, NULL, error) ||
      !ek_knowledge_each (knowledge, file, "rules", read_plan_rule, self->rules, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (self->cycle_weeks); i++)
    if (self->cycle_weeks[i] == 0)
      return ek_knowledge_wrong (error, "cycles", _ ("a step of care has no length"));
  return TRUE;
}

static gpointer
plan_new (void)
{
  EkPlanRules *self = g_new0 (EkPlanRules, 1);

  self->rules = ek_full_rules_new ();
  return self;
}

static void
plan_free (gpointer data)
{
  EkPlanRules *self = data;

  g_ptr_array_unref (self->rules);
  g_free (self);
}

const EkKnowledgePart ek_plan_part = { "plan-rules.json", "plan-rules", plan_new, read_plan, plan_free };

/**
 * ek_plan_rules:
 * @knowledge: the knowledge
 *
 * Returns: (transfer none): what is proposed, and for how long
 */
EkPlanRules *
ek_plan_rules (EkKnowledge *knowledge)
{
  return ek_knowledge_get_part (knowledge, &ek_plan_part);
}

/* --- mdt-triggers.json ------------------------------------------------------------------------------------------ */

static gboolean
read_triggers (EkKnowledge *knowledge, JsonObject *file, GError **error)
{
  return ek_knowledge_each (knowledge, file, "triggers", ek_full_rule_read_plain, ek_mdt_rules (knowledge), error);
}

static gpointer
triggers_new (void)
{
  return ek_full_rules_new ();
}

const EkKnowledgePart ek_mdt_part = { "mdt-triggers.json", "mdt-triggers", triggers_new, read_triggers,
                                      (GDestroyNotify) g_ptr_array_unref };

/**
 * ek_mdt_rules:
 * @knowledge: the knowledge
 *
 * Returns: (transfer none): why a team is called together; of EkFullRule
 */
GPtrArray *
ek_mdt_rules (EkKnowledge *knowledge)
{
  return ek_knowledge_get_part (knowledge, &ek_mdt_part);
}
