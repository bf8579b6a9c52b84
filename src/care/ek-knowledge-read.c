/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the knowledge files: every member is checked, and a sentence that names the rule says what is wrong. */

#include "ek-knowledge-private.h"
#include "ek-plan-private.h"

#include "ek-error.h"
#include "ek-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_RULES 500

gboolean
ek_knowledge_wrong (GError **error, const char *id, const char *what)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("The rule “%s” cannot be used: %s."), id != NULL ? id : "?", what);
  return FALSE;
}

/* A member this program does not know is an error: a slip in the name of a condition would make a rule that always
 * fires. */
gboolean
ek_knowledge_check_members (JsonObject *object, const char *id, const char *const *known, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      {
        const char *name = l->data;
        g_autofree char *what = g_strdup_printf (_ ("it has a member “%s” that is not known"), name);

        return ek_knowledge_wrong (error, id, what);
      }
  return TRUE;
}

/* Calls @read for each object of the list @member; @required: the list may not be missing. */
gboolean
ek_knowledge_each (EkKnowledge *self, JsonObject *file, const char *member, EkElementFunc read, gpointer target,
                   GError **error)
{
  JsonArray *array = ek_json_get_array (file, member, error);

  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) > MAX_RULES)
    return ek_knowledge_wrong (error, member, _ ("the list is too long"));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = ek_json_element_object (array, i);

      if (element == NULL)
        return ek_knowledge_wrong (error, member, _ ("a list of objects was expected"));
      if (!read (self, element, target, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_word (JsonObject *object, EkWord *word, GError **error)
{
  word->id = ek_json_get_string (object, "id", error);
  word->en = word->id != NULL ? ek_json_get_string (object, "en", error) : NULL;
  word->zh = word->en != NULL ? ek_json_get_string (object, "zh", error) : NULL;
  return word->zh != NULL;
}

/* --- facts.json ------------------------------------------------------------------------------------------------- */

static gboolean
read_value (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkWord *word = g_new0 (EkWord, 1);

  g_ptr_array_add (target, word);
  return read_word (object, word, error);
}

static gboolean
read_fact (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  GHashTable *table = target;
  EkFactName *name = NULL;
  const char *id = ek_json_get_string (object, "name", error);
  const char *kind = id != NULL ? ek_json_get_string (object, "kind", error) : NULL;

  if (kind == NULL)
    return FALSE;
  if (g_hash_table_contains (table, id))
    return ek_knowledge_wrong (error, id, _ ("there are two facts of this name"));
  name = g_new0 (EkFactName, 1);
  name->name = id;
  g_hash_table_insert (table, (gpointer) name->name, name);
  name->en = ek_json_get_string (object, "en", error);
  name->zh = name->en != NULL ? ek_json_get_string (object, "zh", error) : NULL;
  if (name->zh == NULL)
    return FALSE;
  name->no_en = ek_json_peek_string (object, "no_en");
  name->no_zh = ek_json_peek_string (object, "no_zh");
  if (strcmp (kind, "number") == 0)
    name->kind = EK_FACT_NUMBER;
  else if (strcmp (kind, "flag") == 0)
    name->kind = EK_FACT_FLAG;
  else if (strcmp (kind, "text") == 0)
    name->kind = EK_FACT_TEXT;
  else
    return ek_knowledge_wrong (error, id, _ ("its kind is none of number, flag, text"));
  if (name->kind != EK_FACT_TEXT)
    return TRUE;
  name->values = g_ptr_array_new_with_free_func (g_free);
  return ek_knowledge_each (self, object, "values", read_value, name->values, error);
}

gboolean
ek_knowledge_strings (JsonObject *object, const char *member, GPtrArray *target, GError **error)
{
  JsonArray *array = ek_json_get_array (object, member, error);

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = ek_json_element_string (array, i);

      if (text == NULL || text[0] == '\0')
        return ek_knowledge_wrong (error, member, _ ("a list of words was expected"));
      g_ptr_array_add (target, (gpointer) text);
    }
  return TRUE;
}

static gboolean
read_class (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkClassRule *rule = g_new0 (EkClassRule, 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const EkFactName *declared = NULL;

  rule->prefixes = g_ptr_array_new ();
  rule->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (target, rule);
  rule->fact = ek_json_get_string (object, "fact", error);
  if (rule->fact == NULL || !ek_knowledge_strings (object, "prefixes", rule->prefixes, error) ||
      (json_object_has_member (object, "names") && !ek_knowledge_strings (object, "names", names, error)))
    return FALSE;
  declared = ek_knowledge_find_fact (self, rule->fact, NULL);
  if (declared == NULL || declared->kind != EK_FACT_FLAG)
    return ek_knowledge_wrong (error, rule->fact, _ ("there is no such fact"));
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (rule->names, ek_text_fold (g_ptr_array_index (names, i)));
  return TRUE;
}

gboolean
ek_knowledge_read_facts (EkKnowledge *self, JsonObject *file, GError **error)
{
  return ek_knowledge_each (self, file, "facts", read_fact, self->facts, error) &&
    ek_knowledge_each (self, file, "instrument_facts", read_fact, self->suffixes, error) &&
    ek_knowledge_each (self, file, "diagnoses", read_class, self->diagnoses, error) &&
    ek_knowledge_each (self, file, "medicines", read_class, self->medicines, error) &&
    ek_knowledge_each (self, file, "exposures", read_class, self->exposures, error);
}

/* --- what every rule has ---------------------------------------------------------------------------------------- */

static gboolean
is_duplicate (GPtrArray *rules, const char *id)
{
  for (guint i = 0; i < rules->len; i++)
    if (strcmp (((EkFullRule *) g_ptr_array_index (rules, i))->rule.id, id) == 0)
      return TRUE;
  return FALSE;
}

/* The rule joins @rules only when its common part is right, so that the list never holds a rule without a condition. */
static EkFullRule *
read_rule (EkKnowledge *self, JsonObject *object, GPtrArray *rules, GError **error)
{
  EkFullRule *full = g_new0 (EkFullRule, 1);
  EkRule *rule = &full->rule;
  gboolean ok = FALSE;

  rule->id = ek_json_get_string (object, "id", error);
  rule->version = rule->id != NULL ? ek_json_get_string (object, "version", error) : NULL;
  rule->why_en = rule->version != NULL ? ek_json_get_string (object, "why_en", error) : NULL;
  rule->why_zh = rule->why_en != NULL ? ek_json_get_string (object, "why_zh", error) : NULL;
  rule->evidence = rule->why_zh != NULL ? ek_json_get_string (object, "evidence", error) : NULL;
  rule->evidence_zh = ek_json_peek_string (object, "evidence_zh");
  rule->verify = ek_json_peek_boolean (object, "verify", FALSE);
  if (rule->evidence != NULL && is_duplicate (rules, rule->id))
    ek_knowledge_wrong (error, rule->id, _ ("there are two rules of this name"));
  else if (rule->evidence != NULL)
    {
      rule->when = ek_condition_parse (json_object_get_member (object, "when"), self, error);
      ok = rule->when != NULL && ek_template_check (self, rule->why_en, error) &&
        ek_template_check (self, rule->why_zh, error);
    }
  if (!ok)
    {
      if (rule->id != NULL)
        g_prefix_error (error, "%s: ", rule->id);
      ek_full_rule_free (full);
      return NULL;
    }
  full->raise_to = EK_LEVEL_UNKNOWN;
  full->step = EK_STEP_UNKNOWN;
  g_ptr_array_add (rules, full);
  return full;
}

static gboolean
read_plain (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  return read_rule (self, object, target, error) != NULL;
}

/* --- severity.json ---------------------------------------------------------------------------------------------- */

static gboolean
read_primary (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkPrimary primary = { NULL, EK_LEVEL_SEVERE, 0 };
  const char *at_most = ek_json_peek_string (object, "at_most");
  gint64 days = ek_json_peek_int (object, "max_age_days", 0);

  primary.instrument = ek_json_get_string (object, "instrument", error);
  if (primary.instrument == NULL)
    return FALSE;
  if (at_most != NULL)
    primary.at_most = ek_level_from_id (at_most);
  if (primary.at_most == EK_LEVEL_UNKNOWN || days < 1 || days > 3650)
    return ek_knowledge_wrong (error, primary.instrument, _ ("its level or its days are not possible"));
  primary.max_age_days = days;
  g_array_append_val ((GArray *) target, primary);
  return TRUE;
}

static gboolean
read_raise (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkFullRule *full = read_rule (self, object, target, error);

  if (full == NULL)
    return FALSE;
  full->raise_to = ek_level_from_id (ek_json_peek_string (object, "raise_to"));
  full->raise_by = ek_json_peek_int (object, "raise_by", 0);
  if ((full->raise_to == EK_LEVEL_UNKNOWN) == (full->raise_by == 0) || full->raise_by < 0 || full->raise_by > 3)
    return ek_knowledge_wrong (error, full->rule.id, _ ("it must raise either to a level or by steps"));
  return TRUE;
}

static gboolean
read_step (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkFullRule *full = read_rule (self, object, target, error);

  if (full == NULL)
    return FALSE;
  full->step = ek_step_from_id (ek_json_peek_string (object, "step"));
  return full->step != EK_STEP_UNKNOWN ? TRUE
                                       : ek_knowledge_wrong (error, full->rule.id, _ ("there is no such step of care"));
}

gboolean
ek_knowledge_read_severity (EkKnowledge *self, JsonObject *file, GError **error)
{
  gint64 days = ek_json_peek_int (file, "max_age_days", 0);

  if (days < 1 || days > 3650)
    return ek_knowledge_wrong (error, "max_age_days", _ ("its level or its days are not possible"));
  self->score_max_age_days = (int) days;
  return ek_knowledge_each (self, file, "primary", read_primary, self->primary, error) &&
    ek_knowledge_each (self, file, "raise", read_raise, self->raises, error) &&
    ek_knowledge_each (self, file, "steps", read_step, self->steps, error) &&
    ek_knowledge_each (self, file, "cautions", read_plain, self->cautions, error);
}

/* --- interventions.json ----------------------------------------------------------------------------------------- */

static gboolean
read_kind (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkPlanKind kind = { { NULL }, 0 };
  g_autoptr (GPtrArray) roles = g_ptr_array_new ();

  if (!read_word (object, &kind.word, error) || !ek_knowledge_strings (object, "signed_by", roles, error))
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
  if (line->targets != NULL && (line->goal_en == NULL || !ek_plan_targets_check (line->targets)))
    return ek_knowledge_wrong (error, id, _ ("what its goal means in numbers cannot be read"));
  if (has_dose (line->text_en) || has_dose (line->text_zh) || has_dose (line->goal_en) || has_dose (line->goal_zh))
    return ek_knowledge_wrong (error, id,
                               _ ("it carries an amount of a medicine: only a psychiatrist orders medicines"));
  return ek_template_check (self, line->text_en, error) && ek_template_check (self, line->text_zh, error) &&
    ek_template_check (self, line->goal_en, error) && ek_template_check (self, line->goal_zh, error);
}

gboolean
ek_knowledge_read_interventions (EkKnowledge *self, JsonObject *file, GError **error)
{
  return ek_knowledge_each (self, file, "kinds", read_kind, self->kinds, error) &&
    ek_knowledge_each (self, file, "interventions", read_intervention, self->interventions, error);
}

/* --- plan-rules.json -------------------------------------------------------------------------------------------- */

static gboolean
read_plan_rule (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkFullRule *full = read_rule (self, object, target, error);

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
  self->cycle_weeks[step] = weeks;
  return TRUE;
}

gboolean
ek_knowledge_read_plan (EkKnowledge *self, JsonObject *file, GError **error)
{
  if (!ek_knowledge_each (self, file, "cycles", read_cycle, NULL, error) ||
      !ek_knowledge_each (self, file, "rules", read_plan_rule, self->plan_rules, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (self->cycle_weeks); i++)
    if (self->cycle_weeks[i] == 0)
      return ek_knowledge_wrong (error, "cycles", _ ("a step of care has no length"));
  return TRUE;
}

/* --- mdt-triggers.json, risk.json ------------------------------------------------------------------------------- */

gboolean
ek_knowledge_read_triggers (EkKnowledge *self, JsonObject *file, GError **error)
{
  return ek_knowledge_each (self, file, "triggers", read_plain, self->triggers, error);
}

static gboolean
is_risk_level (const char *level)
{
  static const char *const levels[] = { "unassessed", "low", "moderate", "high", NULL };

  return level != NULL && g_strv_contains (levels, level);
}

static gboolean
read_due (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkDue due = { ek_json_peek_string (object, "level"), ek_json_peek_string (object, "kind"),
                ek_json_peek_int (object, "days", -1) };

  if (!is_risk_level (due.level) || (due.kind != NULL && !ek_danger_is_kind (due.kind)) || due.days < 0 ||
      due.days > 366)
    return ek_knowledge_wrong (error, due.level, _ ("its level or its days are not possible"));
  /* Same-day care of a high risk is not for a rule file to relax. */
  if (due.days > 0 && (strcmp (due.level, "high") == 0 || strcmp (due.level, "unassessed") == 0))
    return ek_knowledge_wrong (error, due.level, _ ("this risk is due on the same day"));
  g_array_append_val ((GArray *) target, due);
  return TRUE;
}

static gboolean
read_triage_rule (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkFullRule *full = read_rule (self, object, target, error);

  if (full == NULL)
    return FALSE;
  full->level = ek_json_peek_string (object, "level");
  return is_risk_level (full->level) ? TRUE
                                     : ek_knowledge_wrong (error, full->rule.id, _ ("there is no such risk level"));
}

static gboolean
read_triage (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_full_rule_free);
  const char *instrument = ek_json_get_string (object, "instrument", error);

  if (instrument == NULL)
    {
      g_ptr_array_unref (rules);
      return FALSE;
    }
  g_hash_table_replace (self->triage, (gpointer) instrument, rules);
  return ek_knowledge_each (self, object, "rules", read_triage_rule, rules, error);
}

static gboolean
read_risk_kind (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "kind", "statement", "assess_en", "assess_zh", "source", "verify", NULL };
  static const char *const statements[] = { "safety-plan", "physician", NULL };
  EkRiskKind *kind = g_new0 (EkRiskKind, 1);

  g_ptr_array_add (target, kind);
  kind->id = ek_json_get_string (object, "kind", error);
  kind->statement = kind->id != NULL ? ek_json_get_string (object, "statement", error) : NULL;
  kind->assess_en = kind->statement != NULL ? ek_json_get_string (object, "assess_en", error) : NULL;
  kind->assess_zh = kind->assess_en != NULL ? ek_json_get_string (object, "assess_zh", error) : NULL;
  if (kind->assess_zh == NULL || ek_json_get_string (object, "source", error) == NULL ||
      !ek_knowledge_check_members (object, kind->id, known, error))
    return FALSE;
  if (!ek_danger_is_kind (kind->id) || !g_strv_contains (statements, kind->statement))
    return ek_knowledge_wrong (error, kind->id, _ ("there is no such kind of risk"));
  return TRUE;
}

static gboolean
read_closing (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkClosing *closing = g_new0 (EkClosing, 1);

  closing->any_of = g_ptr_array_new ();
  closing->roles = g_ptr_array_new ();
  g_ptr_array_add (target, closing);
  closing->id = ek_json_get_string (object, "id", error);
  closing->kind = closing->id != NULL ? ek_json_get_string (object, "kind", error) : NULL;
  closing->level = closing->kind != NULL ? ek_json_get_string (object, "level", error) : NULL;
  if (closing->level == NULL || ek_json_get_string (object, "evidence", error) == NULL ||
      !ek_knowledge_strings (object, "any_of", closing->any_of, error) ||
      (json_object_has_member (object, "roles") && !ek_knowledge_strings (object, "roles", closing->roles, error)))
    return FALSE;
  for (guint i = 0; i < closing->roles->len; i++)
    {
      EkRole role;

      if (!ek_role_from_id (closing->roles->pdata[i], &role))
        return ek_knowledge_wrong (error, closing->id, _ ("it asks for something that does not exist"));
    }
  closing->statement = ek_json_peek_boolean (object, "statement", FALSE);
  if (!ek_danger_is_kind (closing->kind) || !is_risk_level (closing->level))
    return ek_knowledge_wrong (error, closing->id, _ ("there is no such kind of risk"));
  for (guint i = 0; i < closing->any_of->len; i++)
    if (strcmp (closing->any_of->pdata[i], "screener") != 0 && strcmp (closing->any_of->pdata[i], "second") != 0)
      return ek_knowledge_wrong (error, closing->id, _ ("it asks for something that does not exist"));
  return TRUE;
}

static int
longest_first (gconstpointer a, gconstpointer b)
{
  gsize one = strlen (*(const char *const *) a), other = strlen (*(const char *const *) b);

  return one == other ? 0 : one > other ? -1 : 1;
}

/* They are compared with what is folded. */
static gboolean
read_folded (JsonObject *object, const char *member, GPtrArray *target, const char *id, GError **error)
{
  if (!json_object_has_member (object, member))
    return TRUE;
  if (!ek_knowledge_strings (object, member, target, error))
    return FALSE;
  for (guint i = 0; i < target->len; i++)
    {
      g_autofree char *folded = ek_text_fold (target->pdata[i]);

      if (*folded == '\0' || strcmp (folded, target->pdata[i]) != 0)
        return ek_knowledge_wrong (error, id, _ ("its words are not in lower case"));
    }
  g_ptr_array_sort (target, longest_first);
  return TRUE;
}

static gboolean
read_answered (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "id",    "version", "kind", "urgency", "rule",   "instrument", "at_least",
                                       "words", "but",     "any",  "level",   "source", "verify",     NULL };
  EkAnswered *answered = g_new0 (EkAnswered, 1);

  answered->words = g_ptr_array_new ();
  answered->but = g_ptr_array_new ();
  g_ptr_array_add (target, answered);
  answered->id = ek_json_get_string (object, "id", error);
  answered->kind = answered->id != NULL ? ek_json_get_string (object, "kind", error) : NULL;
  answered->level = answered->kind != NULL ? ek_json_get_string (object, "level", error) : NULL;
  if (answered->level == NULL || ek_json_get_string (object, "source", error) == NULL ||
      !ek_knowledge_check_members (object, answered->id, known, error) ||
      !read_folded (object, "words", answered->words, answered->id, error) ||
      !read_folded (object, "but", answered->but, answered->id, error))
    return FALSE;
  answered->urgency = ek_json_peek_string (object, "urgency");
  answered->rule = ek_json_peek_string (object, "rule");
  answered->instrument = ek_json_peek_string (object, "instrument");
  answered->at_least = ek_json_peek_double (object, "at_least", NAN);
  if (ek_danger_is_kind (answered->kind) && is_risk_level (answered->level) &&
      (answered->urgency != NULL || answered->rule != NULL || answered->words->len > 0 ||
       ek_json_peek_boolean (object, "any", FALSE)))
    return TRUE;
  return ek_knowledge_wrong (error, answered->id, _ ("there is no such kind of risk"));
}

/* A rule file may ask for more than this, never for less: a high risk of suicide is not closed by one person alone. */
static gboolean
check_closing (EkKnowledge *self, GError **error)
{
  for (guint i = 0; i < self->closings->len; i++)
    {
      const EkClosing *closing = g_ptr_array_index (self->closings, i);

      if (strcmp (closing->kind, "suicide") == 0 && strcmp (closing->level, "high") == 0 && closing->any_of->len > 0 &&
          closing->statement)
        return TRUE;
    }
  return ek_knowledge_wrong (error, "closing", _ ("nothing is asked for before a high risk is closed"));
}

gboolean
ek_knowledge_read_risk (EkKnowledge *self, JsonObject *file, GError **error)
{
  return ek_knowledge_each (self, file, "kinds", read_risk_kind, self->risk_kinds, error) &&
    ek_knowledge_each (self, file, "closing", read_closing, self->closings, error) && check_closing (self, error) &&
    ek_knowledge_read_seen (self, file, error) && read_folded (file, "refusals", self->refusals, "refusals", error) &&
    ek_knowledge_each (self, file, "answered", read_answered, self->answered, error) &&
    (!json_object_has_member (file, "not_answered") ||
     ek_knowledge_strings (file, "not_answered", self->not_answered, error)) &&
    ek_knowledge_each (self, file, "due", read_due, self->dues, error) &&
    ek_knowledge_each (self, file, "triage", read_triage, NULL, error);
}

/* --- risk-factors.json ------------------------------------------------------------------------------------------ */

static gboolean
read_group (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "id", "en", "zh", NULL };
  EkWord *word = g_new0 (EkWord, 1);

  g_ptr_array_add (target, word);
  if (!read_word (object, word, error) || !ek_knowledge_check_members (object, word->id, known, error))
    return FALSE;
  for (guint i = 0; i + 1 < self->factor_groups->len; i++)
    if (strcmp (((EkWord *) g_ptr_array_index (self->factor_groups, i))->id, word->id) == 0)
      return ek_knowledge_wrong (error, word->id, _ ("there are two groups of this name"));
  return TRUE;
}

static gboolean
has_group (EkKnowledge *self, const char *id)
{
  for (guint i = 0; i < self->factor_groups->len; i++)
    if (g_strcmp0 (((EkWord *) g_ptr_array_index (self->factor_groups, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_factor (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "id",     "version", "group",    "protective",  "name_en", "name_zh", "why_en",
                                       "why_zh", "when",    "evidence", "evidence_zh", "verify",  NULL };
  EkFullRule *full = read_rule (self, object, target, error);

  if (full == NULL || !ek_knowledge_check_members (object, full->rule.id, known, error))
    return FALSE;
  full->group = ek_json_get_string (object, "group", error);
  full->name_en = full->group != NULL ? ek_json_get_string (object, "name_en", error) : NULL;
  full->name_zh = full->name_en != NULL ? ek_json_get_string (object, "name_zh", error) : NULL;
  if (full->name_zh == NULL)
    return FALSE;
  full->protective = ek_json_peek_boolean (object, "protective", FALSE);
  if (full->rule.evidence[0] == '\0' || full->name_en[0] == '\0' || full->name_zh[0] == '\0')
    return ek_knowledge_wrong (error, full->rule.id, _ ("it has no name or no source"));
  return has_group (self, full->group) ? TRUE : ek_knowledge_wrong (error, full->rule.id, _ ("there is no such group"));
}

gboolean
ek_knowledge_read_factors (EkKnowledge *self, JsonObject *file, GError **error)
{
  static const char *const known[] = { "id", "version", "about", "groups", "factors", NULL };

  return ek_knowledge_check_members (file, "risk-factors", known, error) &&
    ek_knowledge_each (self, file, "groups", read_group, self->factor_groups, error) &&
    ek_knowledge_each (self, file, "factors", read_factor, self->factors, error);
}
