/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the file is read to say: what is too old to be said of today, what a broken-off form does not take back, which
 * illness a change is told from, and what a plan must know before it speaks of a medicine. */

#include "care-fixture.h"

#include <string.h>
#include "ek-facts-gather.h"

#define UNKNOWN (-1000.0)

static EkFacts *
gather (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkFacts *facts = ek_facts_gather (care->store, care->catalogue, care->knowledge, care->patient, &error);

  g_assert_no_error (error);
  return facts;
}

/* UNKNOWN: the file does not say. */
static double
number (EkFacts *facts, const char *name)
{
  const EkFact *fact = ek_facts_find (facts, name);

  return fact != NULL ? fact->number : UNKNOWN;
}

static void
save (Care *care, EkRecord *record)
{
  g_autoptr (GError) error = NULL;

  ek_store_save (care->store, record, &error);
  g_assert_no_error (error);
}

static void
add_problem (Care *care, const char *code, const char *text)
{
  g_autoptr (EkRecord) problem = ek_record_new (&ek_problem_type, care->patient);

  ek_record_set_text (problem, EK_PROBLEM_CODE, code);
  ek_record_set_text (problem, EK_PROBLEM_TEXT, text);
  ek_record_set_text (problem, EK_PROBLEM_STATUS, "active");
  ek_record_set_text (problem, EK_PROBLEM_VERIFICATION, "confirmed");
  save (care, problem);
}

static void
add_medicine (Care *care, const char *name)
{
  g_autoptr (EkRecord) medicine = ek_record_new (&ek_medicine_type, care->patient);

  ek_record_set_text (medicine, EK_MEDICINE_NAME, name);
  ek_record_set_text (medicine, EK_MEDICINE_STATUS, "active");
  save (care, medicine);
}

static void
add_session (Care *care, int days_ago)
{
  g_autoptr (EkRecord) session = ek_record_new (&ek_encounter_type, care->patient);

  ek_record_set_text (session, EK_ENCOUNTER_KIND, "session");
  ek_record_set_text (session, EK_ENCOUNTER_STATUS, "finished");
  ek_record_set_instant (session, EK_ENCOUNTER_STARTED, CARE_NOW - days_ago * EK_DAY_MS, CARE_OFFSET);
  save (care, session);
}

static const EkPlanLine *
line_of (GPtrArray *lines, const char *intervention)
{
  for (guint i = 0; i < lines->len; i++)
    if (g_strcmp0 (((EkPlanLine *) g_ptr_array_index (lines, i))->intervention, intervention) == 0)
      return g_ptr_array_index (lines, i);
  return NULL;
}

static const char *
words_of (GPtrArray *lines, const char *intervention, const char *language)
{
  const EkPlanLine *line = line_of (lines, intervention);

  if (line == NULL)
    g_error ("the plan has no line %s", intervention);
  return ek_plan_line_text (line, language);
}

/* --- scores ----------------------------------------------------------------------------------------------------- */

static void
test_old_scores_say_nothing_of_now (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) anxious = care_give (care, "gad7", "[3,3,3,3,3,3,2]", 91);
  g_autoptr (EkRecord) impaired = care_give (care, "wsas", "[8,8,8,8,8]", 181);
  g_autoptr (EkRecord) drinking = care_give (care, "auditc", "[2,2,0]", 180);
  g_autoptr (EkRecord) today = care_give_phq9 (care, 6, 0, 0);
  g_autoptr (EkFacts) facts = gather (care);
  g_autoptr (GPtrArray) lines = ek_plan_propose (care->knowledge, facts, NULL);

  g_assert_cmpfloat (number (facts, "gad7.days_since"), ==, 91);
  g_assert_cmpfloat (number (facts, "wsas.days_since"), ==, 181);
  g_assert_null (ek_facts_find (facts, "gad7.level"));
  g_assert_cmpfloat (number (facts, "gad7.total"), ==, UNKNOWN);
  g_assert_cmpfloat (number (facts, "gad7.caseness"), ==, UNKNOWN);
  g_assert_cmpfloat (number (facts, "gad7.item.1"), ==, UNKNOWN);
  g_assert_cmpfloat (number (facts, "wsas.total"), ==, UNKNOWN);
  g_assert_cmpfloat (number (facts, "auditc.total"), ==, 4);
  g_assert_cmpfloat (number (facts, "phq9.total"), ==, 6);
  g_assert_cmpstr (ek_facts_find (facts, "overall.level")->text, ==, "mild");
  g_assert_null (line_of (lines, "cbt-anxiety"));
}

static void
test_a_form_broken_off_takes_nothing_back (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) whole = care_give_phq9 (care, 12, 2, 2);
  g_autoptr (EkRecord) begun = ek_assess_start (care->store, ek_catalogue_find (care->catalogue, "phq9", NULL),
                                                care->patient, "clinician", "zh", &error);
  g_autoptr (JsonNode) none = care_json ("0");
  g_autoptr (EkFacts) facts = NULL;

  g_assert_true (ek_assess_answer (care->store, care->catalogue, begun, "1", none, NULL, &error));
  g_assert_no_error (error);
  facts = gather (care);
  g_assert_cmpfloat (number (facts, "phq9.item.1"), ==, 0);
  g_assert_cmpfloat (number (facts, "phq9.item.9"), ==, 2);
  g_assert_cmpint (ek_facts_find (facts, "phq9.item.9")->at_ms, ==, CARE_NOW - 2 * EK_DAY_MS);
  g_assert_cmpfloat (number (facts, "phq9.incomplete"), ==, 1);
}

static void
test_the_baseline_is_of_this_course (Care *care, gconstpointer data)
{
  static const struct {
    int total, days_ago;
  } forms[] = { { 22, 500 }, { 3, 430 }, { 18, 30 }, { 12, 10 }, { 11, 0 } };
  g_autoptr (EkFacts) facts = NULL;

  add_session (care, 495);
  add_session (care, 440);
  add_session (care, 28);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    g_object_unref (care_give_phq9 (care, forms[i].total, 0, forms[i].days_ago));
  facts = gather (care);
  g_assert_cmpfloat (number (facts, "phq9.baseline"), ==, 18);
  g_assert_cmpfloat (number (facts, "phq9.n"), ==, 3);
  g_assert_cmpfloat (number (facts, "phq9.change"), ==, -7);
  g_assert_cmpfloat (number (facts, "phq9.response"), ==, 0); /* of the 22 of two years ago it would be one */
  g_assert_cmpfloat (number (facts, "phq9.relapse"), ==, 0);
}

static void
test_a_limit_for_the_sex (Care *care, gconstpointer data)
{
  static const struct {
    const char *sex;
    double caseness;
  } cases[] = {
    { "male", 0 },
    { "female", 1 },
    { "unknown", UNKNOWN },
    { NULL, UNKNOWN },
  };
  g_autoptr (EkRecord) form = care_give (care, "auditc", "[2,1,0]", 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) patient = ek_store_load (care->store, &ek_patient_type, care->patient, &error);
      g_autoptr (EkFacts) facts = NULL;

      ek_record_set_text (patient, EK_PATIENT_SEX, cases[i].sex);
      save (care, patient);
      facts = gather (care);
      g_assert_cmpfloat (number (facts, "auditc.caseness"), ==, cases[i].caseness);
    }
}

/* Twelve points of the PCL-5 are worth having and within what its error explains. */
static void
test_no_improvement_within_error (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) first = care_give (care, "pcl5", "[2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,1,2,2,2,2]", 28);
  g_autoptr (EkRecord) second = care_give (care, "pcl5", "[1,1,1,1,1,1,1,1,1,1,1,1,2,2,2,1,2,2,2,2]", 14);
  g_autoptr (EkFacts) before = gather (care);
  g_autoptr (EkRecord) third = NULL;
  g_autoptr (EkFacts) after = NULL;

  g_assert_cmpfloat (number (before, "pcl5.change"), ==, -12);
  g_assert_cmpstr (ek_facts_find (before, "pcl5.reliable")->text, ==, "none");
  third = care_give (care, "pcl5", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", 0);
  after = gather (care);
  g_assert_cmpstr (ek_facts_find (after, "pcl5.reliable")->text, ==, "improved");
}

/* A newer definition that counts otherwise: what was counted by the old one is no earlier point of its course. */
static void
test_numbers_that_were_counted_otherwise (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) before = care_give_phq9 (care, 20, 0, 14);
  g_autoptr (EkRecord) after = NULL;
  EkInstrument *phq9 = ek_catalogue_find (care->catalogue, "phq9", NULL);
  g_autofree char *text = ek_json_canonical (ek_instrument_get_definition (phq9));
  g_autoptr (GString) changed = g_string_new (text);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (EkInstrument) other = NULL;
  g_autoptr (EkFacts) facts = NULL;

  g_assert_cmpuint (g_string_replace (changed, "\"sum(@1..@9)\"", "\"27 - sum(@1..@9)\"", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (changed, "\"version\":\"1.0\"", "\"version\":\"99.0\"", 0), ==, 1);
  node = ek_json_parse (changed->str, -1, NULL, &error);
  other = ek_instrument_parse (node, &error);
  g_assert_no_error (error);
  g_assert_true (ek_catalogue_add (care->catalogue, other, FALSE));
  {
    g_autoptr (EkFacts) old = gather (care);

    g_assert_cmpfloat (number (old, "phq9.total"), ==, 20);
    g_assert_cmpfloat (number (old, "phq9.n"), ==, 1);
  }
  after = care_give_phq9 (care, 20, 0, 0);
  facts = gather (care);
  g_assert_cmpfloat (number (facts, "phq9.total"), ==, 7);
  g_assert_cmpfloat (number (facts, "phq9.n"), ==, 1);
  g_assert_cmpfloat (number (facts, "phq9.baseline"), ==, 7);
  g_assert_null (ek_facts_find (facts, "phq9.reliable"));
}

/* --- before a plan speaks of medicines -------------------------------------------------------------------------- */

static void
test_diagnoses_in_words (Care *care, gconstpointer data)
{
  static const struct {
    const char *code, *text, *fact;
    gboolean expected;
  } cases[] = {
    { NULL, "双相情感障碍，目前为抑郁发作", "diagnosis.bipolar", TRUE },
    { NULL, "Bipolar II disorder", "diagnosis.bipolar", TRUE },
    { "F34.0", "环性心境", "diagnosis.bipolar", TRUE },
    { "F32.1", "中度抑郁发作（已排除双相障碍）", "diagnosis.bipolar", FALSE }, /* the code says what it is */
    { "F32.3", "重度抑郁发作，伴有精神病性症状", "diagnosis.psychosis", TRUE },
    { NULL, "精神分裂症", "diagnosis.psychosis", TRUE },
    { "F32.2", "重度抑郁发作，不伴有精神病性症状", "diagnosis.psychosis", FALSE },
    { "O26.9", "妊娠相关情况", "diagnosis.pregnancy", TRUE },
    { NULL, "孕期20周", "diagnosis.pregnancy", TRUE },
    { "I10", "高血压", "diagnosis.pregnancy", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkFacts) facts = NULL;
      g_autoptr (GPtrArray) problems = NULL;

      add_problem (care, cases[i].code, cases[i].text);
      facts = gather (care);
      g_test_message ("%s", cases[i].text);
      g_assert_cmpfloat (number (facts, cases[i].fact), ==, cases[i].expected);
      problems = ek_store_list (care->store, &ek_problem_type, care->patient, &error);
      g_assert_cmpuint (problems->len, ==, 1);
      g_assert_true (ek_store_delete (care->store, g_ptr_array_index (problems, 0), "test", &error));
      g_assert_no_error (error);
    }
}

/* On the list and not taken is not "none on the list". */
static void
test_waiting_medicine (Care *care, gconstpointer data)
{
  static const struct {
    const char *name, *status, *intent;
    gboolean taken, waiting;
  } cases[] = {
    { "sertraline 50 mg", "active", "order", TRUE, FALSE },
    { "sertraline 50 mg", "on-hold", "order", FALSE, TRUE },
    { "舍曲林", "active", "plan", FALSE, TRUE },
    { "sertraline", "active", "proposal", FALSE, TRUE },
    { "sertraline", "stopped", "order", FALSE, FALSE },
    { "sertraline", "completed", "order", FALSE, FALSE },
    { "lithium", "on-hold", "order", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) medicine = ek_record_new (&ek_medicine_type, care->patient);
      g_autoptr (EkFacts) facts = NULL;

      ek_record_set_text (medicine, EK_MEDICINE_NAME, cases[i].name);
      ek_record_set_text (medicine, EK_MEDICINE_STATUS, cases[i].status);
      ek_record_set_text (medicine, EK_MEDICINE_INTENT, cases[i].intent);
      ek_store_save (care->store, medicine, &error);
      g_assert_no_error (error);
      facts = gather (care);
      g_test_message ("%u", i);
      g_assert_cmpfloat (number (facts, "medicines.antidepressant"), ==, cases[i].taken);
      g_assert_cmpfloat (number (facts, "medicines.antidepressant_waiting"), ==, cases[i].waiting);
      g_assert_true (ek_store_delete (care->store, medicine, "test", &error));
    }
}

static void
test_no_antidepressant_for_bipolar_disorder (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 22, 0, 0);
  g_autoptr (EkFacts) before = gather (care);
  g_autoptr (GPtrArray) usual = ek_plan_propose (care->knowledge, before, NULL);
  g_autoptr (EkFacts) after = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  g_assert_nonnull (line_of (usual, "medicine-discussion"));
  g_assert_null (line_of (usual, "bipolar-medicine-review"));
  add_problem (care, NULL, "双相障碍");
  after = gather (care);
  lines = ek_plan_propose (care->knowledge, after, NULL);
  g_assert_null (line_of (lines, "medicine-discussion"));
  g_assert_nonnull (line_of (lines, "bipolar-medicine-review"));
  g_assert_nonnull (line_of (lines, "psychiatric-consultation"));
}

static void
test_pregnancy_and_allergies_are_said (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 22, 0, 0);
  g_autoptr (EkRecord) allergy = ek_record_new (&ek_allergy_type, care->patient);
  g_autoptr (EkRecord) former = ek_record_new (&ek_allergy_type, care->patient);
  g_autoptr (EkFacts) before = gather (care);
  g_autoptr (GPtrArray) plain = ek_plan_propose (care->knowledge, before, NULL);
  g_autoptr (EkFacts) after = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  g_assert_null (strstr (words_of (plain, "medicine-discussion", "en"), "llergies"));
  g_assert_null (line_of (plain, "pregnancy-review"));
  add_problem (care, "Z34.9", "妊娠监督");
  add_medicine (care, "叶酸");
  ek_record_set_text (allergy, EK_ALLERGY_SUBSTANCE, "舍曲林");
  save (care, allergy);
  ek_record_set_text (former, EK_ALLERGY_SUBSTANCE, "青霉素");
  ek_record_set_text (former, EK_ALLERGY_STATUS, "resolved");
  save (care, former);
  after = gather (care);
  lines = ek_plan_propose (care->knowledge, after, NULL);
  g_assert_nonnull (strstr (words_of (lines, "medicine-discussion", "en"), "allergies on record: 1."));
  g_assert_nonnull (strstr (words_of (lines, "medicine-discussion", "zh"), "已记录过敏1项"));
  g_assert_nonnull (line_of (lines, "pregnancy-review"));
  g_assert_null (line_of (lines, "tcm-adjunct"));
}

/* --- days ------------------------------------------------------------------------------------------------------- */

static void
test_days_to_the_review (Care *care, gconstpointer data)
{
  static const struct {
    gint64 at;
    double days, ended;
  } cases[] = {
    { 0, 56, 0 },
    { 55 * EK_DAY_MS, 1, 0 },
    { 55 * EK_DAY_MS + 14 * EK_HOUR_MS, 1, 0 }, /* 23:00 of the day before */
    { 55 * EK_DAY_MS + 16 * EK_HOUR_MS, 0, 1 },
    { 56 * EK_DAY_MS, 0, 1 },
    { 57 * EK_DAY_MS, -1, 1 },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = care_give_phq9 (care, 14, 0, 0);
  g_autoptr (EkRecord) plan = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);

  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkFacts) facts = NULL;

      ek_clock_set (care->clock, CARE_NOW + cases[i].at);
      facts = gather (care);
      g_assert_cmpfloat (number (facts, "plan.days_to_review"), ==, cases[i].days);
      g_assert_cmpfloat (number (facts, "plan.cycle_ended"), ==, cases[i].ended);
    }
  ek_clock_set (care->clock, CARE_NOW);
}

/* The clock of the machine that raised it was ahead: an open risk is one today all the same. */
static void
test_a_risk_of_a_clock_ahead (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (EkFacts) facts = NULL;

  ek_clock_set (care->clock, CARE_NOW + 2 * EK_MINUTE_MS);
  form = care_give_phq9 (care, 21, 3, 0);
  open = ek_risk_list_open (care->store, care->patient, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  ek_clock_set (care->clock, CARE_NOW);
  facts = gather (care);
  g_assert_cmpfloat (number (facts, "risk.open"), ==, 1);
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/facts/old", test_old_scores_say_nothing_of_now);
  ADD ("/facts/broken-off", test_a_form_broken_off_takes_nothing_back);
  ADD ("/facts/baseline", test_the_baseline_is_of_this_course);
  ADD ("/facts/sex", test_a_limit_for_the_sex);
  ADD ("/facts/error", test_no_improvement_within_error);
  ADD ("/facts/versions", test_numbers_that_were_counted_otherwise);
  ADD ("/facts/words", test_diagnoses_in_words);
  ADD ("/facts/waiting-medicine", test_waiting_medicine);
  ADD ("/facts/bipolar", test_no_antidepressant_for_bipolar_disorder);
  ADD ("/facts/pregnancy", test_pregnancy_and_allergies_are_said);
  ADD ("/facts/clock-ahead", test_a_risk_of_a_clock_ahead);
  ADD ("/facts/review", test_days_to_the_review);
  return g_test_run ();
}
