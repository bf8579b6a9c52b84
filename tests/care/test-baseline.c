/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"

#include "ek-baseline.h"
#include "ek-facts-gather.h"
#include "ek-knowledge-rules.h"

#include <string.h>

/* --- every factor of the knowledge fires, and does not ------------------------------------------------------------ */

typedef struct {
  const char *rule, *fires, *silent;
} FactorCase;

static const FactorCase factor_cases[] = {
  { "death-thoughts", "phq9.item.9=1", "phq9.item.9=0" },
  { "risk-open", "risk.open=yes", "risk.open=no" },
  { "depressive-symptoms", "phq9.caseness=yes", "phq9.caseness=no" },
  { "anxiety-symptoms", "gad7.caseness=yes", "gad7.caseness=no" },
  { "depression-with-anxiety", "phq9.caseness=yes gad7.caseness=yes", "phq9.caseness=yes gad7.caseness=no" },
  { "bodily-symptoms", "phq15.total=10", "phq15.total=9" },
  { "somatic-illness", "problems.somatic=yes", "problems.somatic=no" },
  { "alcohol", "audit.total=8", "audit.total=7 auditc.level=normal diagnosis.substance=no" },
  { "trauma", "pcl5.total=31", "pcl5.total=30 pcptsd5.total=2 diagnosis.trauma=no" },
  { "bipolar-psychosis", "diagnosis.psychosis=yes", "diagnosis.psychosis=no diagnosis.bipolar=no" },
  { "sedatives", "medicines.sedative=yes", "medicines.sedative=no" },
  { "sleep-complaint", "phq9.item.3=2", "phq9.item.3=1" },
  { "insomnia", "isi.total=15", "isi.total=14 ais.total=5 diagnosis.insomnia=no" },
  { "sleep-quality", "psqi.total=6", "psqi.total=5" },
  { "shift-work", "work.shift=night", "work.shift=day" },
  { "burnout", "cbi.sub.work=50", "cbi.sub.work=49 cbi.sub.personal=49 mbi_gs.level=mild diagnosis.burnout=no" },
  { "effort-reward", "eri.total=1.1", "eri.total=1" },
  { "exposure", "work.dust=yes", "work.dust=no work.noise=no work.chemicals=no" },
  { "accident", "work.accident=yes", "work.accident=no" },
  { "sick-leave", "work.on_leave=yes", "work.on_leave=no" },
  { "return-to-work", "work.returned_recently=yes", "work.returned_recently=no" },
  { "work-events", "events.work=1", "events.work=0" },
  { "difficulty", "phq9.item.10=2", "phq9.item.10=1" },
  { "function", "wsas.total=10", "wsas.total=9" },
  { "low-wellbeing", "who5.total=48", "who5.total=52" },
  { "life-events", "events.life=2", "events.life=0" },
  { "stress", "pss10.total=27", "pss10.total=26" },
  { "low-resilience", "brs.total=2.9", "brs.total=3" },
  { "missed", "sessions.missed=2", "sessions.missed=1" },
  { "sleeps-well", "phq9.item.3=0", "phq9.item.3=1" },
  { "function-kept", "phq9.item.10=0", "phq9.item.10=1" },
  { "wellbeing", "who5.total=52", "who5.total=48" },
  { "resilience", "brs.total=4.4", "brs.total=4.3" },
  { "emergency-contact", "patient.emergency_contact=yes", "patient.emergency_contact=no" },
  { "keeps-appointments", "sessions.finished=2 sessions.missed=0", "sessions.finished=2 sessions.missed=1" },
  { "little-alcohol", "auditc.level=normal", "auditc.level=moderate" },
  { "engaged", "uwes9.total=4.7", "uwes9.total=4.5" },
  { "fair-reward", "eri.total=1", "eri.total=1.01" },
};

static EkFacts *
facts_of (EkKnowledge *knowledge, const char *text)
{
  EkFacts *facts = ek_facts_new (knowledge, CARE_NOW, CARE_OFFSET);
  g_auto (GStrv) pairs = g_strsplit (text, " ", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
      const EkFactName *name = pairs[i][0] != '\0' ? ek_knowledge_find_fact (knowledge, pair[0], NULL) : NULL;

      if (pairs[i][0] == '\0')
        continue;
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

/* Cautious words in both languages: nothing that diagnoses or predicts. */
static void
check_words (const EkReason *reason)
{
  static const char *const forbidden[] = { "will ", "diagnosed with", "suffers from", "proves",
                                           "必然",  "确诊",           "一定会",       NULL };

  for (guint i = 0; forbidden[i] != NULL; i++)
    {
      g_assert_null (strstr (reason->zh, forbidden[i]));
      if (strcmp (reason->rule, "death-thoughts") != 0) /* "it does not say what the person will do" */
        g_assert_null (strstr (reason->en, forbidden[i]));
    }
  g_assert_null (strpbrk (reason->en, "{[]}"));
  g_assert_null (strpbrk (reason->zh, "{[]}"));
}

static void
test_every_factor (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkKnowledge) knowledge = ek_knowledge_load (NULL, &error);
  g_autoptr (EkFacts) nothing = NULL;

  g_assert_no_error (error);
  nothing = facts_of (knowledge, "");
  for (guint i = 0; i < ek_factor_rules (knowledge)->factors->len; i++)
    {
      const EkFullRule *full = g_ptr_array_index (ek_factor_rules (knowledge)->factors, i);
      const FactorCase *c = NULL;
      g_autoptr (EkFacts) yes = NULL;
      g_autoptr (EkFacts) no = NULL;
      g_autoptr (EkReason) reason = NULL;

      for (guint k = 0; k < G_N_ELEMENTS (factor_cases); k++)
        if (strcmp (factor_cases[k].rule, full->rule.id) == 0)
          c = &factor_cases[k];
      if (c == NULL)
        g_error ("the factor %s has no case", full->rule.id);
      g_test_message ("%s", c->rule);
      yes = facts_of (knowledge, c->fires);
      no = facts_of (knowledge, c->silent);
      g_assert_true (ek_rule_fires (&full->rule, yes, &reason));
      check_words (reason);
      g_assert_false (ek_rule_fires (&full->rule, no, NULL));
      g_assert_false (ek_rule_fires (&full->rule, nothing, NULL));
    }
  g_assert_cmpuint (ek_factor_rules (knowledge)->factors->len, ==, G_N_ELEMENTS (factor_cases));
}

/* --- a whole baseline -------------------------------------------------------------------------------------------- */

static void
answer (Care *care, EkRecord *battery, const char *instrument, const char *values)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = ek_battery_give (care->store, care->catalogue, battery, instrument, "clinician", "zh",
                                               &error);
  EkInstrument *definition = ek_catalogue_find (care->catalogue, instrument, NULL);
  g_auto (GStrv) parts = g_strsplit (values, " ", -1);

  g_assert_no_error (error);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (JsonNode) value = strcmp (parts[i], "-") != 0 ? care_json (parts[i]) : NULL;

      if (value != NULL)
        ek_assess_answer (care->store, care->catalogue, form, ek_item_get_id (ek_instrument_get_item (definition, i)),
                          value, NULL, &error);
      g_assert_no_error (error);
    }
  ek_assess_complete (care->store, care->catalogue, form, TRUE, &error);
  g_assert_no_error (error);
}

static void
skip (Care *care, EkRecord *battery, const char *instrument, const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_battery_skip (care->store, care->catalogue, battery, instrument, reason, &error));
  g_assert_no_error (error);
}

/* PHQ-9 of 14 with item 9, GAD-7 with one item missing, the rest left out. */
static EkRecord *
give_set (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkRecord *battery = ek_battery_start (care->store, care->knowledge, care->patient, "baseline", &error);

  g_assert_no_error (error);
  answer (care, battery, "phq9", "2 2 2 2 2 2 1 0 1 2");
  answer (care, battery, "gad7", "2 2 - 2 2 2 2");
  for (;;)
    {
      g_autoptr (GPtrArray) steps = ek_battery_list_steps (care->store, care->catalogue, care->knowledge, battery,
                                                           &error);
      const EkBatteryStep *next = ek_battery_next (steps);

      if (next == NULL)
        break;
      skip (care, battery, next->instrument, "患者疲惫 <b>&\"");
    }
  g_assert_true (ek_battery_finish (care->store, care->catalogue, care->knowledge, battery, &error));
  g_assert_no_error (error);
  return battery;
}

static EkRecord *
make (Care *care, EkRecord *battery)
{
  g_autoptr (GError) error = NULL;
  EkRecord *baseline = ek_baseline_make (care->store, care->catalogue, care->knowledge, battery, &error);

  g_assert_no_error (error);
  return baseline;
}

static const EkBaselineLine *
line_of (GPtrArray *lines, const char *id)
{
  for (guint i = 0; i < lines->len; i++)
    if (g_strcmp0 (((EkBaselineLine *) g_ptr_array_index (lines, i))->id, id) == 0)
      return g_ptr_array_index (lines, i);
  g_error ("no line about %s", id);
  return NULL;
}

static gboolean
has_factor (EkBaseline *result, const char *rule)
{
  for (guint i = 0; i < result->factors->len; i++)
    if (strcmp (((EkBaselineFactor *) g_ptr_array_index (result->factors, i))->reason->rule, rule) == 0)
      return TRUE;
  return FALSE;
}

static void
test_result (Care *care, gconstpointer data)
{
  /* Older, graver forms outside the set say nothing here. */
  g_autoptr (EkRecord) old = care_give (care, "gad7", "[3,3,3,3,3,3,3]", 5);
  g_autoptr (EkRecord) battery = give_set (care);
  g_autoptr (EkRecord) baseline = make (care, battery);
  g_autoptr (EkBaseline) result = ek_baseline_read (baseline);
  g_autofree char *en = ek_baseline_words (baseline, "en");
  g_autofree char *zh = ek_baseline_words (baseline, "zh");

  /* moderate by the PHQ-9, one step up because daily life is very difficult */
  g_assert_cmpstr (ek_record_get_text (baseline, EK_BASELINE_LEVEL), ==, "severe");
  g_assert_cmpuint (result->reasons->len, >, 1);
  g_assert_true (has_factor (result, "death-thoughts"));
  g_assert_true (has_factor (result, "depressive-symptoms"));
  g_assert_false (has_factor (result, "anxiety-symptoms"));
  g_assert_true (has_factor (result, "sleep-complaint"));
  g_assert_cmpuint (result->risks->len, ==, 1);
  g_assert_nonnull (strstr (((EkBaselineLine *) g_ptr_array_index (result->risks, 0))->zh, "PHQ-9第9题"));
  g_assert_nonnull (strstr (line_of (result->not_asked, "gad7")->en, "item 3"));
  g_assert_nonnull (strstr (line_of (result->not_asked, "gad7")->zh, "第3题"));
  g_assert_nonnull (strstr (line_of (result->not_asked, "who5")->zh, "患者疲惫 <b>&\""));
  g_assert_nonnull (strstr (line_of (result->not_asked, "audit")->zh, "无法判断"));
  g_assert_nonnull (strstr (line_of (result->not_known, "gad7")->en, "reliable change"));
  g_assert_nonnull (strstr (en, "severe"));
  g_assert_nonnull (strstr (en, "not a diagnosis"));
  g_assert_nonnull (strstr (zh, "重度"));
  g_assert_nonnull (strstr (zh, "不等同于诊断"));
  g_assert_nonnull (ek_record_get_json (baseline, EK_BASELINE_BASIS));
  g_assert_nonnull (strstr (ek_record_get_text (baseline, EK_BASELINE_KNOWLEDGE), "risk-factors"));
}

/* Nothing answered: no severity is made up. */
static void
test_nothing_answered (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = ek_battery_start (care->store, care->knowledge, care->patient, "baseline", &error);
  g_autoptr (EkRecord) baseline = NULL;
  g_autoptr (EkBaseline) result = NULL;
  g_autofree char *en = NULL;

  g_assert_null (ek_baseline_make (care->store, care->catalogue, care->knowledge, battery, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (ek_battery_stop (care->store, care->catalogue, care->knowledge, battery, "no time left", &error));
  baseline = make (care, battery);
  result = ek_baseline_read (baseline);
  en = ek_baseline_words (baseline, "en");
  g_assert_null (ek_record_get_text (baseline, EK_BASELINE_LEVEL));
  g_assert_cmpint (result->level, ==, EK_LEVEL_UNKNOWN);
  g_assert_cmpuint (result->scores->len, ==, 0);
  g_assert_cmpuint (result->not_asked->len, ==, ek_knowledge_find_battery (care->knowledge, "baseline")->items->len);
  g_assert_nonnull (strstr (en, "cannot be judged"));
}

static void
test_draft_sign_replace (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = give_set (care);
  g_autoptr (EkRecord) first = make (care, battery);
  g_autoptr (EkRecord) again = NULL;
  g_autoptr (EkRecord) second = NULL;
  g_autoptr (EkRecord) stored = NULL;
  g_autoptr (GPtrArray) signatures = NULL;

  g_assert_true (ek_baseline_set_summary (care->store, first, "中度抑郁，需当日评估。", &error));
  again = make (care, battery);
  g_assert_cmpstr (ek_record_get_id (again), ==, ek_record_get_id (first));
  g_assert_cmpstr (ek_record_get_text (again, EK_BASELINE_SUMMARY), ==, "中度抑郁，需当日评估。");
  g_assert_true (ek_baseline_sign (care->store, care->catalogue, care->knowledge, again, &error));
  g_assert_no_error (error);
  g_assert_false (ek_baseline_set_summary (care->store, again, "changed", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_cmpstr (ek_record_get_text (again, EK_BASELINE_SUMMARY), ==, "中度抑郁，需当日评估。");
  g_assert_false (ek_baseline_discard (care->store, again, "x", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  second = make (care, battery);
  g_assert_cmpint (ek_record_get_int (second, EK_BASELINE_NUMBER, 0), ==, 2);
  g_assert_cmpstr (ek_record_get_text (second, EK_BASELINE_PREVIOUS), ==, ek_record_get_id (again));
  g_assert_true (ek_baseline_sign (care->store, care->catalogue, care->knowledge, second, &error));
  stored = ek_store_load (care->store, &ek_baseline_type, ek_record_get_id (again), &error);
  g_assert_cmpstr (ek_record_get_text (stored, EK_BASELINE_STATUS), ==, "replaced");
  /* The signature stays valid over the revision that was signed. */
  signatures = ek_store_list_signatures (care->store, stored, &error);
  g_assert_cmpuint (signatures->len, ==, 1);
  g_assert_true (((EkSignature *) g_ptr_array_index (signatures, 0))->valid);
}

/* A form that is corrected after the draft was made: the old result is not signed, the one made again is. */
static void
test_not_signed_stale (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = give_set (care);
  g_autoptr (EkRecord) draft = make (care, battery);
  g_autoptr (EkRecord) again = NULL, stored = NULL;
  g_autoptr (GPtrArray) forms = ek_store_list (care->store, &ek_assessment_type, care->patient, &error);
  g_autoptr (JsonNode) answers = care_json ("[0,0,0,0,0,0,0,0,0,0]");
  gboolean current = FALSE;

  g_assert_true (ek_baseline_is_current (care->store, draft, &current, &error));
  g_assert_true (current);
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  for (guint i = 0; i < forms->len; i++)
    if (g_strcmp0 (ek_record_get_text (forms->pdata[i], EK_ASSESSMENT_INSTRUMENT), "phq9") == 0)
      g_assert_true (
        ek_assess_correct (care->store, care->catalogue, forms->pdata[i], answers, "Wrong column", &error));
  g_assert_no_error (error);
  g_assert_true (ek_baseline_is_current (care->store, draft, &current, &error));
  g_assert_false (current);
  g_assert_false (ek_baseline_sign (care->store, care->catalogue, care->knowledge, draft, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  stored = ek_store_load (care->store, &ek_baseline_type, ek_record_get_id (draft), &error);
  g_assert_cmpstr (ek_record_get_text (stored, EK_BASELINE_STATUS), ==, "draft");
  again = make (care, battery);
  g_assert_cmpstr (ek_record_get_id (again), ==, ek_record_get_id (draft));
  g_assert_true (ek_baseline_sign (care->store, care->catalogue, care->knowledge, again, &error));
  g_assert_no_error (error);
}

/* What was read stays what was signed, whatever changes later. */
static void
test_explained_later (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = give_set (care);
  g_autoptr (EkRecord) baseline = make (care, battery);
  g_autoptr (EkRecord) loaded = NULL;
  g_autoptr (EkBaseline) before = ek_baseline_read (baseline);
  g_autoptr (EkBaseline) after = NULL;
  g_autoptr (EkRecord) later = care_give_phq9 (care, 0, 0, 0);

  loaded = ek_store_load (care->store, &ek_baseline_type, ek_record_get_id (baseline), &error);
  after = ek_baseline_read (loaded);
  g_assert_cmpint (after->level, ==, before->level);
  g_assert_cmpuint (after->factors->len, ==, before->factors->len);
  for (guint i = 0; i < after->factors->len; i++)
    g_assert_cmpstr (((EkBaselineFactor *) g_ptr_array_index (after->factors, i))->reason->zh, ==,
                     ((EkBaselineFactor *) g_ptr_array_index (before->factors, i))->reason->zh);
  g_assert_cmpuint (g_strv_length (((EkBaselineFactor *) g_ptr_array_index (after->factors, 0))->reason->facts_zh), >,
                    0);
}

static void
test_file_facts (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) patient = ek_store_load (care->store, &ek_patient_type, care->patient, &error);
  g_autoptr (JsonNode) exposures = care_json ("[\"车间噪声\",\"粉尘\"]");
  g_autoptr (EkRecord) event = care_add_event (care, "life", "离异", "2026-06-01", NULL);
  g_autoptr (EkRecord) old = care_add_event (care, "life", "搬家", "2024-06-01", NULL);
  g_autoptr (EkRecord) cbi = care_give (care, "cbi",
                                        "[100,100,100,100,100,100,50,50,50,50,50,50,50,null,null,null,null,"
                                        "null,null]",
                                        1);
  g_autoptr (EkFacts) facts = NULL;

  ek_record_set_json (patient, EK_PATIENT_EXPOSURES, exposures);
  ek_record_set_text (patient, EK_PATIENT_EMERGENCY_NAME, "妻子");
  g_assert_true (ek_store_save (care->store, patient, &error));
  facts = ek_facts_gather (care->store, care->catalogue, care->knowledge, care->patient, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (ek_facts_find (facts, "work.noise")->number, ==, 1);
  g_assert_cmpfloat (ek_facts_find (facts, "work.dust")->number, ==, 1);
  g_assert_cmpfloat (ek_facts_find (facts, "work.chemicals")->number, ==, 0);
  g_assert_cmpfloat (ek_facts_find (facts, "events.life")->number, ==, 1);
  g_assert_cmpfloat (ek_facts_find (facts, "patient.emergency_contact")->number, ==, 1);
}

#define TEST(path, func) g_test_add ("/care/baseline/" path, Care, NULL, care_set_up, func, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/care/baseline/every-factor", test_every_factor);
  TEST ("result", test_result);
  TEST ("nothing-answered", test_nothing_answered);
  TEST ("draft-sign-replace", test_draft_sign_replace);
  TEST ("not-signed-stale", test_not_signed_stale);
  TEST ("explained-later", test_explained_later);
  TEST ("file-facts", test_file_facts);
  return g_test_run ();
}
