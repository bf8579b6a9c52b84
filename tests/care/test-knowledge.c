/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-error.h"
#include "ek-file.h"
#include "ek-knowledge-rules.h"
#include "ek-plan.h"

#include <glib/gstdio.h>
#include <string.h>

static EkKnowledge *knowledge;

/* "phq9.total=14 risk.open=yes risk.tier=high": the declared kind says how each value is read. */
static EkFacts *
facts_of (const char *text)
{
  EkFacts *facts = ek_facts_new (knowledge, 0, 0);
  g_auto (GStrv) pairs = g_strsplit (text, " ", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
      const EkFactName *name = NULL;

      if (pairs[i][0] == '\0')
        continue;
      name = ek_knowledge_find_fact (knowledge, pair[0], NULL);
      if (name == NULL)
        g_error ("no fact %s", pair[0]);
      if (name->kind == EK_FACT_NUMBER)
        ek_facts_set_number (facts, pair[0], g_ascii_strtod (pair[1], NULL), EK_INSTANT_NONE, NULL);
      else if (name->kind == EK_FACT_FLAG)
        ek_facts_set_flag (facts, pair[0], strcmp (pair[1], "yes") == 0, EK_INSTANT_NONE, NULL);
      else
        ek_facts_set_text (facts, pair[0], pair[1], EK_INSTANT_NONE, NULL);
    }
  return facts;
}

/* --- conditions ------------------------------------------------------------------------------------------------- */

static void
test_conditions (void)
{
  static const struct {
    const char *condition;
    const char *facts;
    EkTruth result;
  } cases[] = {
    { "{\"fact\":\"phq9.total\",\"at_least\":10}", "phq9.total=10", EK_TRUE },
    { "{\"fact\":\"phq9.total\",\"at_least\":10}", "phq9.total=9.9", EK_FALSE },
    { "{\"fact\":\"phq9.total\",\"above\":10}", "phq9.total=10", EK_FALSE },
    { "{\"fact\":\"phq9.total\",\"at_most\":10}", "phq9.total=10", EK_TRUE },
    { "{\"fact\":\"phq9.total\",\"below\":10}", "phq9.total=10", EK_FALSE },
    { "{\"fact\":\"phq9.total\",\"is\":3}", "phq9.total=3", EK_TRUE },
    { "{\"fact\":\"phq9.total\",\"at_least\":10}", "", EK_UNKNOWN },
    { "{\"not\":{\"fact\":\"phq9.total\",\"at_least\":10}}", "", EK_UNKNOWN },
    { "{\"not\":{\"fact\":\"phq9.total\",\"at_least\":10}}", "phq9.total=3", EK_TRUE },
    { "{\"fact\":\"phq9.total\",\"known\":false}", "", EK_TRUE },
    { "{\"fact\":\"phq9.total\",\"known\":true}", "", EK_FALSE },
    { "{\"fact\":\"risk.open\",\"is\":false}", "risk.open=no", EK_TRUE },
    { "{\"fact\":\"risk.open\",\"is\":false}", "", EK_UNKNOWN },
    { "{\"fact\":\"risk.tier\",\"one_of\":[\"high\",\"low\"]}", "risk.tier=low", EK_TRUE },
    { "{\"fact\":\"risk.tier\",\"is\":\"high\"}", "risk.tier=low", EK_FALSE },
    { "{\"all\":[{\"fact\":\"risk.open\",\"is\":true},{\"fact\":\"gad7.total\",\"above\":3}]}", "risk.open=no",
      EK_FALSE },
    { "{\"all\":[{\"fact\":\"risk.open\",\"is\":true},{\"fact\":\"gad7.total\",\"above\":3}]}", "risk.open=yes",
      EK_UNKNOWN },
    { "{\"any\":[{\"fact\":\"risk.open\",\"is\":true},{\"fact\":\"gad7.total\",\"above\":3}]}", "risk.open=yes",
      EK_TRUE },
    { "{\"any\":[{\"fact\":\"risk.open\",\"is\":true},{\"fact\":\"gad7.total\",\"above\":3}]}", "risk.open=no",
      EK_UNKNOWN },
    { "{\"any\":[{\"fact\":\"risk.open\",\"is\":true},{\"fact\":\"gad7.total\",\"above\":3}]}",
      "risk.open=no gad7.total=1", EK_FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = ek_json_parse (cases[i].condition, -1, NULL, &error);
      g_autoptr (EkCondition) condition = ek_condition_parse (node, knowledge, &error);
      g_autoptr (EkFacts) facts = facts_of (cases[i].facts);

      g_test_message ("%s with %s", cases[i].condition, cases[i].facts);
      g_assert_no_error (error);
      g_assert_cmpint (ek_condition_evaluate (condition, facts, NULL), ==, cases[i].result);
    }
}

static void
test_reasons_are_what_decided (void)
{
  g_autoptr (JsonNode) node = ek_json_parse ("{\"any\":[{\"fact\":\"risk.open\",\"is\":true},"
                                             "{\"fact\":\"gad7.total\",\"above\":3}]}",
                                             -1, NULL, NULL);
  g_autoptr (EkCondition) condition = ek_condition_parse (node, knowledge, NULL);
  g_autoptr (EkFacts) facts = facts_of ("risk.open=no gad7.total=9 phq9.total=3");
  g_autoptr (GPtrArray) used = g_ptr_array_new ();

  g_assert_cmpint (ek_condition_evaluate (condition, facts, used), ==, EK_TRUE);
  g_assert_cmpuint (used->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (used, 0), ==, "gad7.total");
  /* When none holds, all of them are why it does not. */
  g_ptr_array_set_size (used, 0);
  {
    g_autoptr (EkFacts) none = facts_of ("risk.open=no gad7.total=3");

    g_assert_cmpint (ek_condition_evaluate (condition, none, used), ==, EK_FALSE);
    g_assert_cmpuint (used->len, ==, 2);
  }
}

static void
test_hostile_conditions (void)
{
  static const char *const cases[] = {
    "null",
    "[]",
    "{}",
    "\"x\"",
    "7",
    "{\"all\":[]}",
    "{\"all\":{}}",
    "{\"any\":null}",
    "{\"not\":[]}",
    "{\"not\":7}",
    "{\"all\":[{\"fact\":\"risk.open\",\"is\":true}],\"any\":[]}",
    "{\"fact\":\"phq9.total\"}",
    "{\"fact\":\"phq9.total\",\"at_least\":10,\"below\":12}",
    "{\"fact\":\"phq9.total\",\"eval\":\"system('rm')\"}",
    "{\"fact\":\"phq9.totl\",\"at_least\":1}",
    "{\"fact\":\"\",\"at_least\":1}",
    "{\"fact\":\"PHQ9.total\",\"at_least\":1}",
    "{\"fact\":\".total\",\"at_least\":1}",
    "{\"fact\":\"phq9.item.\",\"at_least\":1}",
    "{\"fact\":\"phq9.total\",\"at_least\":\"10\"}",
    "{\"fact\":\"phq9.total\",\"is\":true}",
    "{\"fact\":\"risk.open\",\"is\":\"yes\"}",
    "{\"fact\":\"risk.tier\",\"is\":\"enormous\"}",
    "{\"fact\":\"risk.tier\",\"one_of\":[]}",
    "{\"fact\":\"risk.tier\",\"one_of\":[1]}",
    "{\"fact\":\"risk.tier\",\"at_least\":1}",
    "{\"fact\":\"risk.open\",\"known\":\"maybe\"}",
    "{\"fact\":7,\"is\":1}",
  };
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("{\"all\":[");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = ek_json_parse (cases[i], -1, NULL, NULL);

      g_test_message ("%s", cases[i]);
      g_assert_null (ek_condition_parse (node, knowledge, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_SYNTAX);
    }
  for (int i = 0; i < 40; i++)
    g_string_append (deep, "{\"not\":");
  g_string_append (deep, "{\"fact\":\"risk.open\",\"is\":true}");
  for (int i = 0; i < 40; i++)
    g_string_append (deep, "}");
  for (int i = 0; i < 100; i++)
    g_string_append_printf (wide, "%s{\"fact\":\"risk.open\",\"is\":true}", i > 0 ? "," : "");
  g_string_append (wide, "]}");
  {
    g_autoptr (JsonNode) first = ek_json_parse (deep->str, -1, NULL, NULL);
    g_autoptr (JsonNode) second = ek_json_parse (wide->str, -1, NULL, NULL);

    g_assert_nonnull (first);
    g_assert_nonnull (second);
    g_assert_null (ek_condition_parse (first, knowledge, NULL));
    g_assert_null (ek_condition_parse (second, knowledge, NULL));
  }
}

/* --- every rule fires, and does not ----------------------------------------------------------------------------- */

typedef struct {
  const char *rule;
  const char *fires;
  const char *silent;
} RuleCase;

static const RuleCase plan_cases[] = {
  { "unread", "notice.unread=yes", "notice.unread=no" },
  { "baseline-missing", "", "overall.level=mild" },
  { "risk-open", "risk.open=yes", "risk.open=no" },
  { "risk-unanswered", "risk.unanswered=yes", "risk.unanswered=no" },
  { "risk-refused", "risk.refused=yes", "risk.refused=no" },
  { "risk-others", "risk.others.open=yes", "risk.others.open=no" },
  { "risk-others-high", "risk.others.tier=unassessed", "risk.others.tier=moderate" },
  { "risk-others-follow", "risk.others.tier=high", "risk.others.tier=low" },
  { "risk-medical", "risk.medical.open=yes", "risk.medical.open=no" },
  { "risk-high", "risk.tier=high", "risk.tier=moderate" },
  { "risk-moderate", "risk.tier=unassessed", "risk.tier=low" },
  { "treatment-consultation", "overall.step=treatment", "overall.step=counselling" },
  { "treatment-medicine",
    "overall.level=severe medicines.antidepressant=no medicines.antidepressant_waiting=no "
    "phq9.caseness=yes diagnosis.bipolar=no",
    "overall.level=severe medicines.antidepressant=no "
    "medicines.antidepressant_waiting=yes phq9.caseness=yes diagnosis.bipolar=no" },
  { "treatment-medicine-waiting",
    "overall.level=severe medicines.antidepressant=no medicines.antidepressant_waiting=yes "
    "phq9.caseness=yes diagnosis.bipolar=no",
    "overall.level=severe medicines.antidepressant=no "
    "medicines.antidepressant_waiting=no phq9.caseness=yes diagnosis.bipolar=no" },
  { "treatment-medicine-review",
    "medicines.antidepressant=yes diagnosis.bipolar=no phq9.caseness=yes phq9.n=3 "
    "phq9.response=no",
    "medicines.antidepressant=yes diagnosis.bipolar=no phq9.caseness=yes phq9.n=3 phq9.response=yes "
    "phq9.reliable=improved" },
  { "bipolar-medicine", "diagnosis.bipolar=yes medicines.antidepressant=yes",
    "diagnosis.bipolar=no "
    "medicines.antidepressant=yes phq9.caseness=yes" },
  { "possible-mania", "diagnosis.bipolar=no ymrs.total=13", "diagnosis.bipolar=no ymrs.total=12 mdq.level=normal" },
  { "pregnancy-medicine", "diagnosis.pregnancy=yes medicines.active=1", "diagnosis.pregnancy=no medicines.active=1" },
  { "sedative-with-insomnia", "medicines.sedative=yes phq9.item.3=2", "medicines.sedative=no phq9.item.3=3" },
  { "somatic", "overall.level=mild problems.somatic=yes", "overall.level=normal problems.somatic=yes" },
  { "psychosis-bipolar", "diagnosis.bipolar=yes", "diagnosis.bipolar=no diagnosis.psychosis=no" },
  { "alcohol", "audit.total=8", "audit.total=7 diagnosis.substance=no" },
  { "depression-cbt", "overall.step=counselling phq9.caseness=yes", "overall.step=preventive phq9.caseness=yes" },
  { "depression-mild", "overall.step=counselling phq9.level=mild", "overall.step=counselling phq9.level=moderate" },
  { "depression-activity", "overall.step=treatment phq9.caseness=yes", "overall.step=treatment phq9.caseness=no" },
  { "anxiety-cbt", "overall.step=treatment gad7.caseness=yes", "overall.step=treatment gad7.caseness=no" },
  { "anxiety-mild", "overall.step=counselling gad7.level=mild", "overall.step=treatment gad7.level=mild" },
  { "counselling-other", "overall.step=counselling", "overall.step=counselling phq9.level=mild" },
  { "insomnia-cbti", "overall.step=counselling isi.total=15",
    "overall.step=counselling isi.total=14 phq9.item.3=1 "
    "diagnosis.insomnia=no" },
  { "insomnia-skills", "isi.total=8", "isi.total=15 phq9.item.3=0" },
  { "trauma", "pcl5.total=31", "pcl5.total=30 diagnosis.trauma=no" },
  { "accident", "work.accident=yes", "work.accident=yes pcl5.total=40" },
  { "burnout", "cbi.total=50", "cbi.total=49 diagnosis.burnout=no mbi_gs.level=mild" },
  { "work-exposure", "overall.level=mild work.exposed=yes", "overall.level=normal work.exposed=yes" },
  { "work-shift", "work.shift=night overall.level=mild", "work.shift=day overall.level=mild" },
  { "work-moderate", "overall.level=moderate work.on_leave=no", "overall.level=moderate work.on_leave=yes" },
  { "work-leave", "work.on_leave=yes", "work.on_leave=no" },
  { "work-return", "work.on_leave=yes work.leave_days=28",
    "work.on_leave=yes work.leave_days=27 work.return_planned=no "
    "work.returned_recently=no" },
  { "group", "overall.step=counselling work.exposed=yes", "overall.step=treatment work.exposed=yes" },
  { "tcm", "overall.step=counselling overall.level=mild risk.open=no risk.medical.open=no diagnosis.pregnancy=no",
    "overall.step=counselling overall.level=mild risk.open=no risk.medical.open=no diagnosis.pregnancy=yes" },
  { "relapse", "phq9.relapse=yes", "phq9.relapse=no" },
  { "remission", "phq9.remission=yes phq9.baseline=10", "phq9.remission=yes phq9.baseline=9" },
  { "no-response", "plan.cycle_ended=yes phq9.caseness=yes phq9.n=2 phq9.response=no",
    "plan.cycle_ended=no phq9.caseness=yes phq9.n=2 phq9.response=no" },
  { "deteriorated", "gad7.reliable=deteriorated", "gad7.reliable=none phq9.reliable=improved" },
  { "severe-team", "overall.level=severe", "overall.level=moderate" },
  { "missed", "sessions.missed=2", "sessions.missed=1" },
  { "follow-moderate", "overall.step=counselling risk.tier=low", "overall.step=counselling risk.tier=high" },
  { "follow-no-risk", "overall.step=treatment", "overall.step=treatment risk.others.tier=high" },
  { "preventive", "overall.step=preventive", "overall.step=counselling" },
  { "preventive-factors", "overall.step=preventive work.exposed=yes", "overall.step=counselling work.exposed=yes" },
  { "information-all", "overall.level=mild", "overall.level=normal" },
};

static const RuleCase trigger_cases[] = {
  { "severe", "overall.level=severe", "overall.level=moderate" },
  { "high-risk", "risk.tier=moderate", "risk.tier=low" },
  { "high-risk-others", "risk.others.tier=high", "risk.others.tier=low" },
  /* A score that was never a case cannot respond; that the other one responded is not to be overruled by it. */
  { "no-response", "plan.cycle_ended=yes gad7.caseness=yes gad7.n=2 phq9.response=yes phq9.n=4 phq9.caseness=no",
    "plan.cycle_ended=yes gad7.caseness=no gad7.n=4 gad7.response=no phq9.caseness=no phq9.n=4 phq9.response=yes" },
  { "relapse", "phq9.relapse=yes", "phq9.relapse=no" },
  { "deteriorated", "phq9.reliable=deteriorated", "phq9.reliable=improved" },
  { "diagnosis-unclear", "problems.provisional=yes problems.confirmed=no",
    "problems.provisional=yes "
    "problems.confirmed=yes" },
  { "mind-and-work", "overall.level=mild work.exposed=yes", "overall.level=mild work.exposed=no work.accident=no" },
  { "return-to-work", "work.returned_recently=yes", "work.returned_recently=no work.on_leave=no" },
};

static void
check_cases (GPtrArray *rules, const RuleCase *cases, guint n)
{
  g_autoptr (EkFacts) nothing = facts_of ("");

  for (guint i = 0; i < rules->len; i++)
    {
      const EkFullRule *full = g_ptr_array_index (rules, i);
      const RuleCase *found = NULL;

      for (guint k = 0; k < n; k++)
        if (strcmp (cases[k].rule, full->rule.id) == 0)
          found = &cases[k];
      /* A new rule needs its case here. */
      if (found == NULL)
        g_error ("the rule %s has no case", full->rule.id);
      g_test_message ("%s", found->rule);
      {
        g_autoptr (EkFacts) yes = facts_of (found->fires);
        g_autoptr (EkFacts) no = facts_of (found->silent);
        g_autoptr (EkReason) reason = NULL;

        g_assert_true (ek_rule_fires (&full->rule, yes, &reason));
        g_assert_cmpstr (reason->rule, ==, found->rule);
        g_assert_null (strchr (reason->en, '{'));
        g_assert_null (strchr (reason->zh, '['));
        g_assert_false (ek_rule_fires (&full->rule, no, NULL));
        g_assert_cmpint (ek_rule_fires (&full->rule, nothing, NULL), ==, found->fires[0] == '\0');
      }
    }
  g_assert_cmpuint (rules->len, ==, n);
}

static void
test_every_plan_rule (void)
{
  check_cases (ek_plan_rules (knowledge)->rules, plan_cases, G_N_ELEMENTS (plan_cases));
}

static void
test_every_trigger (void)
{
  check_cases (ek_mdt_rules (knowledge), trigger_cases, G_N_ELEMENTS (trigger_cases));
}

static void
test_every_intervention_is_proposed (void)
{
  for (guint i = 0; i < ek_interventions (knowledge)->interventions->len; i++)
    {
      const EkIntervention *intervention = g_ptr_array_index (ek_interventions (knowledge)->interventions, i);
      gboolean used = FALSE;

      for (guint k = 0; k < ek_plan_rules (knowledge)->rules->len && !used; k++)
        {
          const EkFullRule *full = g_ptr_array_index (ek_plan_rules (knowledge)->rules, k);

          for (guint m = 0; m < full->propose->len; m++)
            used = used || strcmp (g_ptr_array_index (full->propose, m), intervention->id) == 0;
        }
      if (!used)
        g_error ("no rule proposes %s", intervention->id);
    }
}

/* --- severity and step ------------------------------------------------------------------------------------------ */

static void
test_severity (void)
{
  static const struct {
    const char *facts;
    const char *level;
    const char *step;
  } cases[] = {
    { "", NULL, NULL },
    { "phq9.level=normal", "normal", "preventive" },
    { "phq9.level=normal work.exposed=yes", "normal", "preventive" },
    { "phq9.level=mild", "mild", "counselling" },
    { "phq9.level=mild gad7.level=moderate", "moderate", "counselling" },
    { "phq9.level=normal gad7.level=severe", "severe", "treatment" },
    /* Sleep alone never makes a case severe. */
    { "isi.level=severe", "moderate", "counselling" },
    { "isi.level=severe phq9.level=mild", "moderate", "counselling" },
    /* Critical item and risk. */
    { "phq9.level=normal phq9.item.9=1", "moderate", "counselling" },
    { "phq9.level=normal phq9.item.9=2", "severe", "treatment" },
    { "phq9.level=mild risk.tier=low", "mild", "counselling" },
    { "phq9.level=mild risk.tier=unassessed", "moderate", "treatment" },
    { "phq9.level=mild risk.tier=high", "severe", "treatment" },
    { "risk.tier=high", "severe", "treatment" },
    { "risk.tier=low", NULL, NULL },
    /* Function raises by one, never beyond severe, and never out of nothing. */
    { "phq9.level=mild phq9.item.10=1", "mild", "counselling" },
    { "phq9.level=mild phq9.item.10=2", "moderate", "counselling" },
    { "phq9.level=moderate wsas.total=21", "severe", "treatment" },
    { "phq9.level=moderate wsas.total=20", "moderate", "counselling" },
    { "phq9.level=severe phq9.item.10=3 wsas.total=40", "severe", "treatment" },
    { "wsas.total=40", NULL, NULL },
    { "phq9.level=mild problems.somatic=yes", "mild", "treatment" },
    { "phq9.level=normal problems.somatic=yes", "normal", "preventive" },
    { "phq9.level=normal diagnosis.bipolar=yes", "moderate", "treatment" },
    { "phq9.level=moderate plan.cycle_ended=yes plan.step=counselling phq9.caseness=yes phq9.n=2 phq9.response=no",
      "moderate", "treatment" },
    { "phq9.level=moderate plan.cycle_ended=yes plan.step=counselling phq9.caseness=yes phq9.n=2 phq9.response=yes",
      "moderate", "counselling" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkFacts) facts = facts_of (cases[i].facts);
      g_autoptr (EkSeverity) severity = ek_severity_assess (knowledge, facts);

      g_test_message ("%s", cases[i].facts);
      g_assert_cmpstr (ek_level_id (severity->level), ==, cases[i].level);
      g_assert_cmpstr (ek_step_id (severity->step), ==, cases[i].step);
      g_assert_cmpint (severity->reasons->len > 0, ==, cases[i].level != NULL);
      if (cases[i].level == NULL)
        g_assert_cmpuint (severity->cautions->len, >=, 1);
    }
}

static void
test_old_scores_are_not_used (void)
{
  static const struct {
    int days;
    const char *level;
  } cases[] = { { 1, "mild" }, { 90, "mild" }, { 91, NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkFacts) facts = ek_facts_new (knowledge, 1000 * EK_DAY_MS, 0);
      g_autoptr (EkSeverity) severity = NULL;

      ek_facts_set_text (facts, "phq9.level", "mild", (1000 - cases[i].days) * EK_DAY_MS, NULL);
      severity = ek_severity_assess (knowledge, facts);
      g_assert_cmpstr (ek_level_id (severity->level), ==, cases[i].level);
    }
}

/* --- files that were tampered with ------------------------------------------------------------------------------ */

static const char *const files[] = {
  "facts.json", "severity.json", "interventions.json", "plan-rules.json",   "mdt-triggers.json",
  "risk.json",  "danger.json",   "batteries.json",     "risk-factors.json",
};

static void
write_set (const char *folder, const char *file, const char *find, const char *replace)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *relative = g_build_filename ("knowledge", files[i], NULL);
      g_autofree char *from = ek_data_path (relative);
      g_autofree char *to = g_build_filename (folder, files[i], NULL);
      g_autofree char *text = NULL;

      g_file_get_contents (from, &text, NULL, &error);
      g_assert_no_error (error);
      if (strcmp (files[i], file) == 0)
        {
          g_autoptr (GString) changed = g_string_new (text);

          if (find == NULL)
            g_string_assign (changed, replace);
          else if (g_string_replace (changed, find, replace, 1) == 0)
            g_error ("%s is not in %s", find, file);
          g_free (text);
          text = g_string_free (g_steal_pointer (&changed), FALSE);
        }
      g_file_set_contents (to, text, -1, &error);
      g_assert_no_error (error);
    }
}

static void
test_hostile_files (void)
{
  static const struct {
    const char *file, *find, *replace;
  } cases[] = {
    { "plan-rules.json", NULL, "" },
    { "plan-rules.json", NULL, "[]" },
    { "plan-rules.json", NULL, "{" },
    { "plan-rules.json", NULL, "{\"id\":\"severity\",\"version\":\"1\"}" },
    { "plan-rules.json", "\"version\": \"2026.5\"", "\"version\": \"\"" },
    { "plan-rules.json", "\"propose\": [\"baseline-set\"]", "\"propose\": []" },
    { "plan-rules.json", "\"propose\": [\"baseline-set\"]", "\"propose\": [\"sertraline\"]" },
    { "plan-rules.json", "\"propose\": [\"baseline-set\"]", "\"propose\": [7]" },
    { "plan-rules.json", "\"propose\": [\"baseline-set\"]", "\"propose\": \"baseline-set\"" },
    { "plan-rules.json", "\"id\": \"risk-open\"", "\"id\": \"baseline-missing\"" },
    { "plan-rules.json", "\"id\": \"risk-open\"", "\"id\": 9" },
    { "plan-rules.json", "overall.level", "overall.levl" },
    { "plan-rules.json", "\"weeks\": 8", "\"weeks\": 0" },
    { "plan-rules.json", "\"weeks\": 8", "\"weeks\": 99999" },
    { "plan-rules.json", "\"step\": \"counselling\"", "\"step\": \"treatment\"" },
    { "risk-factors.json", "[ (PHQ-9 item 9: {phq9.item.9})]", " (PHQ-9 item 9: {phq9.item.9})" },
    { "risk-factors.json", "[ (PHQ-9 item 9: {phq9.item.9})]", "[ (PHQ-9 item 9: {no.such.fact})]" },
    { "risk-factors.json", "[ (PHQ-9 item 9: {phq9.item.9})]", "[ (PHQ-9 item 9: {phq9.item.9)]" },
    /* No prescription comes out of a file. */
    { "interventions.json", "Ordered by a psychiatrist only.", "Sertraline 50 mg in the morning." },
    { "interventions.json", "仅由精神科医师开具。", "舍曲林50毫克每日一次。" },
    { "interventions.json", "仅由精神科医师开具。", "每晚２片。" },
    { "interventions.json", "\"signed_by\": [\"psychiatrist\"]", "\"signed_by\": [\"administrator\"]" },
    { "interventions.json", "\"signed_by\": [\"psychiatrist\"]", "\"signed_by\": []" },
    { "interventions.json", "\"kind\": \"medicine\"", "\"kind\": \"prescription\"" },
    { "interventions.json", "\"goal_en\": \"Risk level recorded today\",", "" },
    { "severity.json", "\"raise_to\": \"severe\"", "\"raise_to\": \"terrible\"" },
    { "severity.json", "\"raise_by\": 1", "\"raise_by\": -1" },
    { "severity.json", "\"max_age_days\": 180", "\"max_age_days\": 0" },
    { "severity.json", "\"max_age_days\": 90", "\"max_age_days\": 0" },
    { "severity.json", "\"step\": \"treatment\"", "\"step\": \"wait\"" },
    { "facts.json", "\"kind\": \"flag\"", "\"kind\": \"script\"" },
    { "facts.json", "\"name\": \"patient.sex\"", "\"name\": \"patient.age\"" },
    { "facts.json", "\"fact\": \"diagnosis.depression\"", "\"fact\": \"diagnosis.melancholy\"" },
    /* A high risk is due the same day whatever a file says. */
    { "risk.json", "\"level\": \"high\", \"days\": 0", "\"level\": \"high\", \"days\": 7" },
    { "risk.json", "\"level\": \"unassessed\", \"days\": 0", "\"level\": \"unassessed\", \"days\": 1" },
    { "risk.json", "\"days\": 14", "\"days\": -1" },
    { "risk.json", "\"any_of\": [\"screener\", \"second\"]", "\"any_of\": []" },
    { "risk.json", "\"any_of\": [\"screener\", \"second\"]", "\"any_of\": [\"anybody\"]" },
    { "risk.json", "\"statement\": \"physician\"", "\"statement\": \"none\"" },
    { "risk.json", "\"kind\": \"others\"", "\"kind\": \"other\"" },
    { "danger.json", "\"kind\": \"suicide\"", "\"kind\": \"suicides\"" },
    { "danger.json", "\"exact\": true", "\"exactly\": true" },
    { "danger.json", "\"breaks\": [", "\"brakes\": [" },
    { "mdt-triggers.json", "\"why_zh\"", "\"why_fr\"" },
  };
  g_autofree char *folder = g_dir_make_tmp ("evenkeel-knowledge-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s: %s → %s", cases[i].file, cases[i].find, cases[i].replace);
      write_set (folder, cases[i].file, cases[i].find, cases[i].replace);
      g_assert_null (ek_knowledge_load (folder, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == EK_ERROR);
      g_assert_nonnull (strstr (error->message, cases[i].file));
    }
  write_set (folder, "none", NULL, NULL);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (EkKnowledge) whole = ek_knowledge_load (folder, &error);

    g_assert_no_error (error);
    g_assert_nonnull (strstr (ek_knowledge_get_version (whole), "plan-rules 2026.5"));
  }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_unlink (path);
    }
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (ek_knowledge_load (folder, &error));
    g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  }
  g_rmdir (folder);
}

static void
test_reason_survives_json (void)
{
  g_autoptr (EkFacts) facts = facts_of ("risk.tier=high");
  const EkFullRule *full = g_ptr_array_index (ek_severity_rules (knowledge)->raises, 0);
  g_autoptr (EkReason) reason = NULL;
  g_autoptr (EkReason) again = NULL, copy = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_true (ek_rule_fires (&full->rule, facts, &reason));
  node = ek_reason_to_json (reason);
  again = ek_reason_from_json (node);
  g_assert_cmpstr (again->en, ==, reason->en);
  g_assert_cmpstr (again->zh, ==, reason->zh);
  g_assert_cmpstr (again->facts_zh[0], ==, "风险等级：高");
  g_assert_cmpstr (again->facts_en[0], ==, "Risk level: high");
  g_assert_true (g_str_has_prefix (ek_reason_evidence (again, "en"), "Service's stepped-care table"));
  g_assert_true (g_str_has_prefix (ek_reason_evidence (again, "zh"), "本机构的干预分级表"));
  copy = ek_reason_copy (again);
  g_clear_pointer (&copy->evidence_zh, g_free);
  g_assert_cmpstr (ek_reason_evidence (copy, "zh"), ==, again->evidence);
  g_assert_true (g_str_has_prefix (ek_reason_evidence (again, "zh"), "本机构"));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  knowledge = ek_knowledge_load (NULL, &error);
  g_assert_no_error (error);
  g_test_add_func ("/knowledge/conditions", test_conditions);
  g_test_add_func ("/knowledge/used", test_reasons_are_what_decided);
  g_test_add_func ("/knowledge/hostile-conditions", test_hostile_conditions);
  g_test_add_func ("/knowledge/plan-rules", test_every_plan_rule);
  g_test_add_func ("/knowledge/triggers", test_every_trigger);
  g_test_add_func ("/knowledge/interventions", test_every_intervention_is_proposed);
  g_test_add_func ("/knowledge/severity", test_severity);
  g_test_add_func ("/knowledge/old-scores", test_old_scores_are_not_used);
  g_test_add_func ("/knowledge/hostile-files", test_hostile_files);
  g_test_add_func ("/knowledge/reason", test_reason_survives_json);
  status = g_test_run ();
  ek_knowledge_unref (knowledge);
  return status;
}
