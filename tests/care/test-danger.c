/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"
#include "ek-danger.h"
#include "ek-facts-gather.h"
#include "ek-notice.h"

#include <math.h>
#include <string.h>

/* --- what a text and a code say --------------------------------------------------------------------------------- */

static void
test_words (void)
{
  static const struct {
    const char *text;
    EkDangerKind kind;
    EkSign sign;
  } cases[] = {
    { "Suicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "SUICIDAL thoughts", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "Suizidgedanken", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "Selbsttötungsabsicht", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "自杀意念", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "自殺念頭", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "割腕后送医", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "says she wants to die", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "drug overdose", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "Depressive episode", EK_DANGER_SUICIDE, EK_SIGN_NONE },
    { "抑郁发作", EK_DANGER_SUICIDE, EK_SIGN_NONE },
    /* negated */
    { "no suicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "Denies any current suicidal or homicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "Denies any current suicidal or homicidal ideation", EK_DANGER_OTHERS, EK_SIGN_NEGATED },
    { "suicidal ideation: denied", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "否认自伤、自杀观念", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "未见明显自杀行为", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "自杀意念：无", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "keine akuten Suizidgedanken", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    /* what only looks negated */
    { "no fever, suicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no sleep and wants to die", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "无法控制的自杀念头", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "不能否认自杀观念", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "不排除自杀", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "自杀意念无计划", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "denied at first, then suicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "nocturnal suicidal thoughts", EK_DANGER_SUICIDE, EK_SIGN_YES },
    /* of both, the danger counts */
    { "no suicidal plan. Suicidal thoughts every evening", EK_DANGER_SUICIDE, EK_SIGN_YES },
    /* a list that is negated as a whole */
    { "no suicidal ideation, plan or intent", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "No suicidal ideation, suicidal plan, or suicidal intent.", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "Denies suicidal ideation, intent, plan, or history of self-harm", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "denies suicidal ideation, self-harm or homicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "denies suicidal ideation, self-harm or homicidal ideation", EK_DANGER_OTHERS, EK_SIGN_NEGATED },
    { "denies self-harm, suicidal thoughts or hallucinations", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "denies homicidal ideation, suicidal ideation, nor any plan; sleeps well", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "without suicidal thoughts, self-harm or plan. Eats well.", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "否认自杀意念，自伤行为或计划", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "否认自杀观念、自伤行为、伤人冲动", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "未见自杀行为，自伤或伤人冲动。", EK_DANGER_OTHERS, EK_SIGN_NEGATED },
    { "无自杀意念，自残或幻觉", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "keine Suizidgedanken, Suizidpläne oder Selbstverletzung", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    { "no hallucinations or suicidal thoughts", EK_DANGER_SUICIDE, EK_SIGN_NEGATED },
    /* and one that only looks so */
    { "no violence and suicidal thoughts", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "denies cough, suicidal thoughts at night", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "denies cough, suicidal thoughts or self-harm", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no fever, cough or pain, suicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no suicidal plan or intent, suicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no suicidal plan, suicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no plan or intent, suicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no plan, suicidal ideation or self-harm", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no suicidal intent, suicidal thoughts or urges every night", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no suicidal intent, had a suicide attempt or two", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no suicidal plan, has suicidal ideation or urges", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "denies suicidal plan, and self-harm yesterday", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "denies suicidal plan, self-harm or cutting last week", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no, suicidal thoughts at night", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "denies homicidal ideation, suicidal ideation present", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no longer denies suicidal ideation", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no suicidal ideation, plan or intent. Took an overdose", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no suicidal ideation, plan or intent until today; suicidal now", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "never without suicidal thoughts, self-harm or despair", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no reason to live, suicidal", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no pain, no fever, suicidal", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no hallucinations, suicidal ideation or plan", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "no doubt suicidal", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "否认发热，夜间有自杀念头", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "否认咳嗽，自杀意念或计划", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "否认自杀计划，有自杀意念或自伤", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "否认自杀计划，昨日自伤或割腕", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "无自杀计划，自杀意念", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "无自杀计划，自伤及伤人行为", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "否认伤人，自杀未遂后入院", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "无计划，想死", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "未见自杀行为，近日反复自伤或割腕", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "不再否认自杀念头", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "keine Pläne, Suizidgedanken", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "kein Fieber, Suizidgedanken oder Selbstverletzung", EK_DANGER_SUICIDE, EK_SIGN_YES },
    /* a negation that goes on with a "but": a person decides */
    { "no active suicidal ideation but passive", EK_DANGER_SUICIDE, EK_SIGN_EXCLUDED },
    { "denies suicidal ideation, but wishes not to wake up", EK_DANGER_SUICIDE, EK_SIGN_EXCLUDED },
    { "no suicidal ideation or plan, however hopeless", EK_DANGER_SUICIDE, EK_SIGN_EXCLUDED },
    { "无自杀计划，但常想一走了之", EK_DANGER_SUICIDE, EK_SIGN_EXCLUDED },
    { "否认自杀意念，只是觉得活着没意思", EK_DANGER_SUICIDE, EK_SIGN_YES },
    /* excluded: a person decides */
    { "已排除自杀", EK_DANGER_SUICIDE, EK_SIGN_EXCLUDED },
    { "suicidality ruled out", EK_DANGER_SUICIDE, EK_SIGN_EXCLUDED },
    /* a relative's */
    { "Family history of suicide", EK_DANGER_SUICIDE, EK_SIGN_FAMILY },
    { "mother died by suicide", EK_DANGER_SUICIDE, EK_SIGN_FAMILY },
    { "家族史：父亲自杀", EK_DANGER_SUICIDE, EK_SIGN_FAMILY },
    { "因母亲去世而想自杀", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "wants to commit suicide like his father", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "与丈夫自杀未遂", EK_DANGER_SUICIDE, EK_SIGN_YES },
    /* about it, not it */
    { "Suicide prevention education", EK_DANGER_SUICIDE, EK_SIGN_HARMLESS },
    { "自杀风险评估", EK_DANGER_SUICIDE, EK_SIGN_HARMLESS },
    { "自杀风险评估后：自杀未遂", EK_DANGER_SUICIDE, EK_SIGN_YES },
    { "homicidal ideation", EK_DANGER_OTHERS, EK_SIGN_YES },
    { "有伤人冲动", EK_DANGER_OTHERS, EK_SIGN_YES },
    { "酒精戒断", EK_DANGER_MEDICAL, EK_SIGN_YES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u %s", i, cases[i].text);
      g_assert_cmpint (ek_danger_in_text (NULL, cases[i].text, cases[i].kind, NULL), ==, cases[i].sign);
    }
}

static void
test_past (void)
{
  gboolean past = FALSE;

  g_assert_cmpint (ek_danger_in_text (NULL, "history of suicide attempt", EK_DANGER_SUICIDE, &past), ==, EK_SIGN_YES);
  g_assert_true (past);
  g_assert_cmpint (ek_danger_in_text (NULL, "既往自杀未遂", EK_DANGER_SUICIDE, &past), ==, EK_SIGN_YES);
  g_assert_true (past);
  g_assert_cmpint (ek_danger_in_text (NULL, "suicide attempt", EK_DANGER_SUICIDE, &past), ==, EK_SIGN_YES);
  g_assert_false (past);
}

/* --- what is entered here --------------------------------------------------------------------------------------- */

static GPtrArray *
open_risks (Care *care)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *open = ek_risk_list_open (care->store, care->patient, &error);

  g_assert_no_error (error);
  return open;
}

static guint
n_notices (Care *care)
{
  g_autoptr (GPtrArray) notices = ek_notice_list_open (care->store, care->patient, NULL);

  return notices->len;
}

static EkRecord *
add_problem (Care *care, const char *text, const char *code, const char *status, const char *verification)
{
  g_autoptr (GError) error = NULL;
  EkRecord *problem = ek_record_new (&ek_problem_type, care->patient);

  ek_record_set_text (problem, EK_PROBLEM_TEXT, text);
  ek_record_set_text (problem, EK_PROBLEM_CODE, code);
  ek_record_set_text (problem, EK_PROBLEM_STATUS, status);
  ek_record_set_text (problem, EK_PROBLEM_VERIFICATION, verification);
  g_assert_true (ek_danger_save (care->store, care->catalogue, problem, &error));
  g_assert_no_error (error);
  return problem;
}

static void
test_diagnosis (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) refuted = add_problem (care, "Suicidal ideation", "R45.8", "active", "refuted");
  g_autoptr (EkRecord) family = add_problem (care, "家族史：母亲自杀", NULL, "active", NULL);
  g_autoptr (EkRecord) none = add_problem (care, "no suicidal ideation", NULL, "active", NULL);
  g_autoptr (GPtrArray) before = open_risks (care), between = NULL, after = NULL;
  g_autoptr (EkRecord) unclear = NULL, first = NULL, second = NULL;
  g_auto (GStrv) causes = NULL;

  g_assert_cmpuint (before->len, ==, 0);
  /* denied, or a relative's: a diagnosis that names a danger is not passed over; a refuted one is none */
  g_assert_cmpuint (n_notices (care), ==, 2);
  unclear = add_problem (care, "Suicidal ideation, ruled out", "R45.8", "active", NULL);
  between = open_risks (care);
  g_assert_cmpuint (between->len, ==, 0);
  g_assert_cmpuint (n_notices (care), ==, 3);
  first = add_problem (care, "自杀意念", NULL, "active", "provisional");
  second = add_problem (care, "Suicide attempt", "T14.91", "resolved", NULL);
  after = open_risks (care);
  g_assert_cmpuint (after->len, ==, 1);
  causes = ek_risk_causes (care->catalogue, after->pdata[0]);
  g_assert_cmpuint (g_strv_length (causes), ==, 2);
  g_assert_nonnull (strstr (causes[0], "Diagnosis: 自杀意念"));
  g_assert_nonnull (strstr (causes[1], "in the past"));
}

static guint
count_causes (EkRecord *risk)
{
  g_auto (GStrv) causes = ek_risk_causes (NULL, risk);

  return g_strv_length (causes);
}

static void
test_event_and_finding (Care *care, gconstpointer data)
{
  static const struct {
    const char *text, *system, *code, *value;
    double number;
    gboolean danger;
  } cases[] = {
    { "Suicidal ideation", NULL, "si", "no", NAN, FALSE },
    { "Suicidal ideation", NULL, "si", "否", NAN, FALSE },
    { "Suicidal ideation", NULL, "si", NULL, 0, FALSE },
    { "Suicidal ideation", NULL, "si", "present", NAN, TRUE },
    { "Blood pressure", "http://loinc.org", "8480-6", NULL, 128, FALSE },
    { "PHQ-9 item 9", "http://loinc.org", "44260-8", NULL, 1, TRUE },
    { "PHQ-9 item 9", "http://loinc.org", "44260-8", NULL, 0, FALSE },
    { "PHQ-9 item 9", "http://loinc.org", "44260-8", "Several days", NAN, TRUE },
    { "PHQ-9 item 9", "http://loinc.org", "44260-8", "Not at all", NAN, FALSE },
    { "PHQ-9 item 9", "http://loinc.org", "44260-8", "see letter", NAN, TRUE },
    { "C-SSRS 2", "http://loinc.org", "93247-5", NULL, 1, TRUE },
    { "Mental state", NULL, "ms", "patient says he wants to die", NAN, TRUE },
    { "Mental state", NULL, "ms", "denies suicidal ideation", NAN, FALSE },
    { "AUDIT total", "http://loinc.org", "75624-7", NULL, 20, TRUE },
    { "AUDIT total", "http://loinc.org", "75624-7", NULL, 19, FALSE },
    { "PHQ-9 total", "http://loinc.org", "44261-6", NULL, 25, TRUE },
    { "PHQ-9 total", "http://loinc.org", "44261-6", NULL, 24, FALSE },
    { "PHQ-9 total", "https://evenkeel.io/fhir/CodeSystem/evenkeel", "phq9-total", NULL, 25, TRUE },
    { "PHQ-9 total", "https://evenkeel.io/fhir/CodeSystem/evenkeel", "phq9-total", NULL, 24, FALSE },
    { "PSQI total", "https://evenkeel.io/fhir/CodeSystem/evenkeel", "psqi-total", NULL, 12, FALSE },
    { "PHQ-9 total", "http://loinc.org", "44261-6", "27", NAN, TRUE },
    { "PHQ-9 total", "http://loinc.org", "44261-6", " 25 / 27 ", NAN, TRUE },
    { "PHQ-9 total", "http://loinc.org", "44261-6", "24", NAN, FALSE },
    { "PHQ-9 total", "http://loinc.org", "44261-6", "27 points are the most", NAN, FALSE },
    { "PHQ-9", "http://loinc.org", "44249-1", NULL, 27, TRUE },
    { "PHQ-9", "http://loinc.org", "44249-1", NULL, 24, FALSE },
    { "EPDS total", "https://evenkeel.io/fhir/CodeSystem/evenkeel", "epds-total", NULL, 28, TRUE },
    { "EPDS total", "https://evenkeel.io/fhir/CodeSystem/evenkeel", "epds-total", NULL, 27, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) finding = ek_record_new (&ek_measurement_type, care->patient);
      g_autoptr (GPtrArray) before = ek_store_list (care->store, &ek_risk_type, care->patient, NULL);
      g_autoptr (GPtrArray) after = NULL;
      guint n_before = 0, n_after = 0;

      for (guint k = 0; k < before->len; k++)
        n_before += count_causes (before->pdata[k]);
      ek_record_set_text (finding, EK_MEASUREMENT_TEXT, cases[i].text);
      ek_record_set_text (finding, EK_MEASUREMENT_CODE, cases[i].code);
      ek_record_set_text (finding, EK_MEASUREMENT_SYSTEM, cases[i].system);
      ek_record_set_text (finding, EK_MEASUREMENT_VALUE_TEXT, cases[i].value);
      if (!isnan (cases[i].number))
        ek_record_set_real (finding, EK_MEASUREMENT_VALUE, cases[i].number);
      ek_record_set_instant (finding, EK_MEASUREMENT_TAKEN, CARE_NOW, CARE_OFFSET);
      g_assert_true (ek_danger_save (care->store, care->catalogue, finding, &error));
      g_assert_no_error (error);
      after = ek_store_list (care->store, &ek_risk_type, care->patient, NULL);
      for (guint k = 0; k < after->len; k++)
        n_after += count_causes (after->pdata[k]);
      g_test_message ("%u %s %s", i, cases[i].text, cases[i].value);
      g_assert_cmpuint (n_after - n_before, ==, cases[i].danger);
    }
}

/* Words of danger in whatever is written down here, each in its own field. */
static void
test_said (Care *care, gconstpointer data)
{
  const EkRecordType *const *types = ek_record_types ();
  guint n = 0;

  for (guint t = 0; types[t] != NULL; t++)
    for (int field = 0; types[t]->fields[field].name != NULL; field++)
      {
        g_autoptr (EkRecord) record = ek_record_new (types[t], care->patient);
        g_autoptr (GPtrArray) open = NULL;
        g_autoptr (GError) error = NULL;

        if (!(types[t]->fields[field].flags & EK_FIELD_SAID))
          continue;
        ek_record_begin (record, ek_store_get_clock (care->store), NULL);
        for (int i = 0; types[t]->fields[i].name != NULL; i++)
          if (types[t]->fields[i].flags & EK_FIELD_REQUIRED && !ek_record_has (record, i))
            ek_record_set_text (record, i,
                                types[t]->fields[i].choices != NULL ? types[t]->fields[i].choices[0].id : "as told");
        ek_record_set_text (record, field, "今晚要自杀，已写好遗书");
        g_test_message ("%s %s", types[t]->name, types[t]->fields[field].name);
        g_assert_true (ek_danger_save (care->store, care->catalogue, record, &error));
        g_assert_no_error (error);
        open = open_risks (care);
        g_assert_cmpuint (open->len, ==, 1);
        n++;
        g_assert_cmpuint (count_causes (open->pdata[0]), ==, n);
      }
  g_assert_cmpuint (n, >=, 4);
}

/* --- answers ---------------------------------------------------------------------------------------------------- */

/* Each critical answer that the definitions know, just beyond its limit and just below it. */
static void
test_answers (Care *care, gconstpointer data)
{
  static const struct {
    const char *instrument, *answers, *kind;
  } cases[] = {
    { "phq9", "{\"9\":1}", "suicide" },
    { "phq9", "{\"9\":0}", NULL },
    { "epds", "{\"10\":1}", "suicide" },
    { "dass21", "{\"21\":1}", "suicide" },
    { "core10", "{\"6\":1}", "suicide" },
    { "sds", "{\"19\":2}", "suicide" },
    { "sds", "{\"19\":1}", NULL },
    { "madrs", "{\"10\":2}", "suicide" },
    { "madrs", "{\"10\":1}", NULL },
    { "hamd17", "{\"3\":1}", "suicide" },
    { "pcl5", "{\"16\":2}", "suicide" },
    { "pcl5", "{\"16\":1}", NULL },
    { "scl90", "{\"15\":2}", "suicide" },
    { "scl90", "{\"63\":3}", "others" },
    { "scl90", "{\"63\":2}", NULL },
    { "asq", "{\"4\":1}", "suicide" },
    { "cssrs_screen", "{\"1\":1}", "suicide" },
    { "cssrs_screen", "{\"6\":1}", "suicide" },
    { "ymrs", "{\"9\":6}", "others" },
    { "ymrs", "{\"9\":4}", "others" },
    { "ymrs", "{\"9\":2}", NULL },
    { "phq15", "{\"6\":2}", "medical" },
    { "phq15", "{\"8\":2}", "medical" },
    { "phq15", "{\"6\":1}", NULL },
    { "audit", "{\"6\":2}", "medical" },
    { "audit", "{\"6\":1}", NULL },
    { "audit", "[4,4,4,4,4,0,0,0,0,0]", "medical" },
    { "audit", "[4,4,4,4,3,0,0,0,0,0]", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) answers = care_json (cases[i].answers);
      EkInstrument *instrument = ek_catalogue_find (care->catalogue, cases[i].instrument, NULL);
      g_autoptr (EkRecord) form = ek_record_new (&ek_assessment_type, care->patient);
      g_autoptr (EkScore) score = ek_score_answers (instrument, answers, NULL, &error);
      g_autoptr (JsonNode) normal = ek_answers_normalise (instrument, answers, &error);
      g_autoptr (EkRecord) risk = NULL;

      g_test_message ("%s %s", cases[i].instrument, cases[i].answers);
      g_assert_no_error (error);
      ek_record_set_text (form, EK_ASSESSMENT_INSTRUMENT, cases[i].instrument);
      ek_record_set_text (form, EK_ASSESSMENT_STATUS, "in-progress");
      ek_record_set_json (form, EK_ASSESSMENT_ANSWERS, normal);
      ek_record_set_instant (form, EK_ASSESSMENT_TAKEN, CARE_NOW, CARE_OFFSET);
      g_assert_true (ek_risk_raise_answers (care->store, form, score, &risk, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (risk != NULL ? ek_risk_kind (risk) : NULL, ==, cases[i].kind);
    }
}

static EkFacts *
facts_of (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkFacts *facts = ek_facts_gather (care->store, care->catalogue, care->knowledge, care->patient, &error);

  g_assert_no_error (error);
  return facts;
}

static gboolean
is_set (EkFacts *facts, const char *name)
{
  const EkFact *fact = ek_facts_find (facts, name);

  return fact != NULL && fact->number != 0;
}

/* Refused is not no: the item, the whole form, and left blank on a form that was finished. */
static void
test_refused (Care *care, gconstpointer data)
{
  static const struct {
    const char *instrument, *answers, *rule;
  } cases[] = {
    { "phq9", "{\"1\":3,\"2\":3,\"3\":3,\"4\":3,\"5\":3,\"6\":3,\"7\":3,\"8\":3,\"9\":{\"declined\":\"no\"}}",
      "not answered" },
    { "asq", "{\"1\":{\"declined\":\"refuses\"},\"2\":0,\"3\":0,\"4\":0}", "counts as yes" },
    { "phq9", "[1,1,1,1,1,1,1,1,null]", "left blank" },
    { "phq15", "[0,0,0,0,0,null,0,0,0,0,0,0,0,0,0]", "left blank" },
    { "phq15", "[0,0,0,0,0,{\"declined\":\"x\"},0,0,0,0,0,0,0,0,0]", "not answered" },
    { "phq9", "[{\"declined\":\"x\"},1,1,1,1,1,1,1,0]", NULL },
    { "pcl5", "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,null,0,0,0,0]", "left blank" },
    { "pcl5", "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,{\"declined\":\"x\"},0,0,0,0]", "PCL-5" },
    { "dass21", "[0,0,0,0,0,0,0,0,0,{\"declined\":\"x\"},0,0,0,0,0,0,{\"declined\":\"x\"},0,0,0,0]", "DASS-21" },
    { "dass21", "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,{\"declined\":\"x\"}]", "DASS-21" },
  };

  for (guint i = 0, before = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n = 0;
      g_autoptr (EkRecord) form = care_give (care, cases[i].instrument, cases[i].answers, 0);
      g_autoptr (GPtrArray) all = ek_store_list (care->store, &ek_risk_type, care->patient, NULL);
      gboolean found = FALSE;

      for (guint k = 0; k < all->len; k++)
        {
          g_auto (GStrv) causes = ek_risk_causes (care->catalogue, all->pdata[k]);

          for (guint c = 0; causes[c] != NULL; c++, n++)
            found |= cases[i].rule != NULL && strstr (causes[c], cases[i].rule) != NULL;
        }
      g_test_message ("%s %s", cases[i].instrument, cases[i].answers);
      g_assert_cmpint (found, ==, cases[i].rule != NULL);
      g_assert_cmpint (n > before, ==, cases[i].rule != NULL);
      before = n;
      if (i == 0)
        {
          g_autoptr (EkFacts) facts = facts_of (care);

          g_assert_true (is_set (facts, "risk.refused"));
        }
    }
}

/* A question that is not shown after a no can be refused all the same. */
static void
test_refused_unshown (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give (care, "asq",
                                         "{\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":{\"declined\":\"refuses\"}}", 0);
  g_autoptr (GPtrArray) open = open_risks (care);

  g_assert_nonnull (form);
  g_assert_cmpuint (open->len, ==, 1);
}

static void
test_refused_form (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EkInstrument *phq9 = ek_catalogue_find (care->catalogue, "phq9", NULL);
  g_autoptr (EkRecord) form = ek_assess_start (care->store, phq9, care->patient, "self", "zh", &error);
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *banner = NULL;

  g_assert_true (ek_assess_decline (care->store, care->catalogue, form, "不愿继续", &error));
  g_assert_no_error (error);
  open = open_risks (care);
  g_assert_cmpuint (open->len, ==, 1);
  banner = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_nonnull (strstr (banner, "declined before its safety question"));
}

/* A later form hides nothing: not with zero, not with fewer items, not with a date to come. */
static void
test_later_hides_nothing (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = care_give_phq9 (care, 20, 3, 2);
  g_autoptr (EkRecord) later = care_give_phq9 (care, 5, 0, 1);
  g_autoptr (EkRecord) shorter = care_give (care, "phq2", "[0,0]", 0);
  g_autoptr (GPtrArray) open = open_risks (care);
  g_autoptr (EkFacts) facts = facts_of (care);
  g_autoptr (EkRecord) draft = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);
  gboolean safety = FALSE;

  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_true (is_set (facts, "risk.open"));
  safety = strstr (ek_record_get_text (draft, EK_PLAN_LINES), "risk-assessment") != NULL;
  g_assert_true (safety);
}

/* --- one form, one risk ----------------------------------------------------------------------------------------- */

static const EkRiskStatement planned = { NULL, "in the chart", NULL };

static EkRecord *
only_open (Care *care)
{
  g_autoptr (GPtrArray) open = open_risks (care);

  g_assert_cmpuint (open->len, ==, 1);
  return g_object_ref (open->pdata[0]);
}

static void
test_identity (Care *care, gconstpointer data)
{
  EkRiskCause cause = {
    .rule = "r", .instrument = "phq9", .item = "9", .value = 2, .source = "00000000-0000-4000-8000-000000000001"
  };
  EkRiskCause button = { .rule = "safety-button" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  g_autoptr (EkRecord) same = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  g_autoptr (EkRecord) others = NULL, again = NULL, worse = NULL, pressed = NULL;
  g_autofree char *id = g_strdup (ek_record_get_id (first));

  g_assert_cmpstr (ek_record_get_id (same), ==, id);
  g_assert_cmpint (ek_record_get_revision (same), ==, 1);
  cause.kind = "others";
  others = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  g_assert_cmpstr (ek_record_get_id (others), !=, id);
  cause.kind = NULL;
  g_assert_true (ek_risk_assess (care->store, NULL, same, "low", "talked", &planned, &error));
  g_assert_true (ek_risk_close (care->store, NULL, same, "talked", NULL, &error));
  g_assert_no_error (error);
  /* the same form again opens nothing; a better one neither; a worse one opens the same risk */
  again = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  g_assert_cmpstr (ek_record_get_text (again, EK_RISK_STATUS), ==, "closed");
  cause.value = 1;
  g_clear_object (&again);
  again = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  g_assert_cmpstr (ek_record_get_text (again, EK_RISK_STATUS), ==, "closed");
  cause.value = 3;
  worse = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  g_assert_cmpstr (ek_record_get_id (worse), ==, id);
  g_assert_cmpstr (ek_record_get_text (worse, EK_RISK_STATUS), ==, "open");
  g_assert_cmpstr (ek_record_get_text (worse, EK_RISK_LEVEL), ==, "unassessed");
  pressed = ek_risk_raise (care->store, NULL, care->patient, &button, &error);
  g_assert_cmpstr (ek_record_get_id (pressed), ==, id);
}

static void
test_fold (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = NULL, second = NULL, kept = NULL;
  g_auto (GStrv) causes = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EkRecord) risk = ek_record_new (&ek_risk_type, care->patient);
      g_autofree char *text =
        g_strdup_printf ("{\"rule\":\"r%u\",\"source\":\"s%u\",\"at\":\"2026-11-2%uT08:00:00+08:00\"}", i, i, i);
      g_autoptr (JsonNode) reason = care_json (text);

      ek_record_set_text (risk, EK_RISK_LEVEL, i == 0 ? "low" : "high");
      ek_record_set_text (risk, EK_RISK_STATUS, "open");
      ek_record_set_json (risk, EK_RISK_REASON, reason);
      ek_record_set_instant (risk, EK_RISK_RAISED, CARE_NOW - (2 - i) * EK_DAY_MS, CARE_OFFSET);
      ek_record_set_instant (risk, EK_RISK_DUE, CARE_NOW + i * EK_DAY_MS, CARE_OFFSET);
      g_assert_true (ek_store_save (care->store, risk, &error));
      g_set_object (i == 0 ? &first : &second, risk);
    }
  g_assert_true (ek_risk_fold (care->store, care->patient, &error));
  g_assert_no_error (error);
  kept = only_open (care);
  g_assert_cmpstr (ek_record_get_id (kept), ==, ek_record_get_id (first));
  g_assert_cmpstr (ek_record_get_text (kept, EK_RISK_LEVEL), ==, "high");
  causes = ek_risk_causes (NULL, kept);
  g_assert_cmpuint (g_strv_length (causes), ==, 2);
}

/* --- lowering and closing --------------------------------------------------------------------------------------- */

static EkRecord *
high_risk (Care *care)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = care_give_phq9 (care, 20, 3, 0);
  EkRecord *risk = only_open (care);

  g_assert_true (ek_risk_assess (care->store, NULL, risk, "high", "有计划", NULL, &error));
  g_assert_no_error (error);
  return risk;
}

static void
assert_refused (Care *care, EkRecord *risk, const char *level, const EkRiskStatement *statement)
{
  g_autoptr (GError) error = NULL;

  if (level != NULL)
    g_assert_false (ek_risk_assess (care->store, NULL, risk, level, "talked", statement, &error));
  else
    g_assert_false (ek_risk_close (care->store, NULL, risk, "talked", statement, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, "open");
}

static void
test_screener_lowers (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EkRiskStatement all = { care->catalogue, "page 3", NULL }, no_plan = { care->catalogue, NULL, NULL };
  g_autoptr (EkRecord) before = care_give (care, "cssrs_screen", "{\"1\":0,\"2\":0,\"6\":0}", 1);
  g_autoptr (EkRecord) risk = high_risk (care), screener = NULL;

  assert_refused (care, risk, "low", &all); /* the screener of yesterday was before it */
  assert_refused (care, risk, NULL, &all);
  screener = care_give (care, "cssrs_screen", "{\"1\":0,\"2\":0,\"6\":0}", 0);
  assert_refused (care, risk, "low", &no_plan);
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "low", "talked", &all, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (ek_record_get_text (risk, EK_RISK_ACTION), "page 3"));
  g_assert_true (ek_risk_close (care->store, NULL, risk, "talked", &all, &error));
  g_assert_no_error (error);
}

static void
test_second_lowers (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EkRiskStatement why_not = { care->catalogue, NULL, "admitted" };
  g_autoptr (EkRecord) risk = high_risk (care);

  assert_refused (care, risk, "moderate", &why_not);
  g_assert_true (ek_risk_agree (care->store, risk, "moderate", "calm", &error));
  assert_refused (care, risk, "moderate", &why_not); /* oneself is no second */
  care_become (care, EK_ROLE_PSYCHOTHERAPIST);
  g_assert_false (ek_risk_agree (care->store, risk, "moderate", " ", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (ek_risk_agree (care->store, risk, "moderate", "calm", &error));
  care_become (care, EK_ROLE_PSYCHIATRIST);
  assert_refused (care, risk, "low", &why_not); /* agreed to moderate only */
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "moderate", "talked", &why_not, &error));
  g_assert_no_error (error);
  g_assert_true (ek_risk_close (care->store, NULL, risk, "talked", NULL, &error));
  g_assert_no_error (error);
}

static void
test_screener_that_is_high (Care *care, gconstpointer data)
{
  EkRiskStatement all = { care->catalogue, "page 3", NULL };
  g_autoptr (EkRecord) risk = high_risk (care);
  g_autoptr (EkRecord) screener = care_give (care, "cssrs_screen", "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":0,\"6\":0}",
                                             0);
  g_autoptr (EkRecord) now = only_open (care);
  g_autoptr (GError) error = NULL;

  assert_refused (care, now, "low", &all);
  g_assert_true (ek_risk_assess (care->store, NULL, now, "high", "talked", NULL, &error));
  assert_refused (care, now, NULL, &all);
}

/* A medical danger asks for a physician, not for a safety plan; harm to others for a second clinician. */
static void
test_kinds_close (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EkRiskStatement seen = { care->catalogue, "Dr. Zhao, 14:00, ECG normal", NULL };
  g_autoptr (EkRecord) form = care_give (care, "phq15", "[0,0,0,0,0,2,0,2,0,0,0,0,0,0,0]", 0);
  g_autoptr (EkRecord) medical = only_open (care), others = NULL;
  EkRiskCause cause = { .rule = "safety-button", .kind = "others" };
  g_autofree char *banner = NULL;
  g_autoptr (GPtrArray) open = NULL;

  g_assert_cmpstr (ek_risk_statement (NULL, "medical"), ==, "physician");
  others = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  open = open_risks (care);
  banner = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_nonnull (strstr (banner, "Medical danger: a physician today"));
  g_assert_nonnull (strstr (banner, "Risk to others"));
  g_assert_nonnull (strchr (banner, '\n'));
  assert_refused (care, medical, "low", NULL);
  g_assert_true (ek_risk_assess (care->store, NULL, medical, "high", "talked", NULL, &error));
  assert_refused (care, medical, NULL, NULL);
  g_assert_true (ek_risk_assess (care->store, NULL, medical, "low", "talked", &seen, &error));
  g_assert_true (ek_risk_close (care->store, NULL, medical, "talked", NULL, &error));
  g_assert_true (ek_risk_assess (care->store, NULL, others, "high", "talked", NULL, &error));
  g_clear_pointer (&form, g_object_unref);
  form = care_give (care, "cssrs_screen", "{\"1\":0,\"2\":0,\"6\":0}", 0);
  assert_refused (care, others, "low", &planned); /* a screener for suicide says nothing about others */
  care_become (care, EK_ROLE_PSYCHOTHERAPIST);
  g_assert_true (ek_risk_agree (care->store, others, "low", "calm", &error));
  care_become (care, EK_ROLE_PSYCHIATRIST);
  g_assert_true (ek_risk_assess (care->store, NULL, others, "low", "talked", &planned, &error));
  g_assert_no_error (error);
}

/* What was closed is over: the plan does not go on asking for an assessment today. */
static void
test_after_closing (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = care_give_phq9 (care, 14, 1, 0);
  g_autoptr (EkRecord) risk = only_open (care);
  g_autoptr (EkRecord) draft = NULL;

  g_assert_true (ek_risk_assess (care->store, NULL, risk, "low", "talked", NULL, &error));
  g_assert_true (ek_risk_close (care->store, NULL, risk, "talked", NULL, &error));
  draft = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (ek_record_get_text (draft, EK_PLAN_LINES), "risk-assessment"));
}

/* What was answered counts, whatever somebody called it: typing "low" is no way round the rules. */
static void
test_answered_is_high (Care *care, gconstpointer data)
{
  static const struct {
    const char *instrument, *answers;
  } cases[] = {
    { "cssrs_screen", "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"6b\":1}" },
    { "phq9", "[0,0,0,0,0,0,0,0,3]" },
    { "epds", "[0,0,0,0,0,0,0,0,0,3]" },
    { "asq", "{\"1\":1,\"2\":0,\"3\":0,\"4\":0,\"5\":1}" },
  };
  const guint which = GPOINTER_TO_UINT (data);
  EkRiskStatement none = { care->catalogue, NULL, NULL }, all = { care->catalogue, "page 3", NULL };
  g_autoptr (EkRecord) form = care_give (care, cases[which].instrument, cases[which].answers, 1), screener = NULL,
                       again = NULL;
  g_autoptr (EkRecord) risk = only_open (care);
  g_autoptr (GError) error = NULL;
  EkRiskNeeds needs;

  assert_refused (care, risk, "low", &all);
  assert_refused (care, risk, "moderate", &all);
  g_assert_true (ek_risk_needs (care->store, NULL, care->catalogue, risk, NULL, &needs, &error));
  g_assert_true (needs.screener_or_second && needs.statement && !needs.role);
  screener = care_give (care, "cssrs_screen", "{\"1\":0,\"2\":0,\"6\":0}", 0);
  assert_refused (care, risk, "low", &none);
  care_become (care, EK_ROLE_COUNSELLOR);
  g_assert_true (ek_risk_needs (care->store, NULL, care->catalogue, risk, NULL, &needs, &error));
  g_assert_true (needs.role && needs.roles[0] != '\0');
  g_assert_false (ek_risk_assess (care->store, NULL, risk, "low", "fine", &all, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "high", "as answered", &none, &error));
  g_assert_no_error (error);
  care_become (care, EK_ROLE_PSYCHIATRIST);
  assert_refused (care, risk, "low", &all); /* the screener was before that */
  again = care_give (care, "cssrs_screen", "{\"1\":0,\"2\":0,\"6\":0}", 0);
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "low", "calm", &all, &error));
  g_assert_no_error (error);
  care_become (care, EK_ROLE_CASE_MANAGER);
  g_assert_false (ek_risk_close (care->store, NULL, risk, "fine", &all, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_false (ek_risk_agree (care->store, risk, "low", "fine", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  care_become (care, EK_ROLE_PSYCHIATRIST);
  g_assert_true (ek_risk_close (care->store, NULL, risk, "calm", &all, &error));
  g_assert_no_error (error);
}

/* A screener with intent stands against whoever agreed before it. */
static void
test_intent_undoes_agreement (Care *care, gconstpointer data)
{
  EkRiskStatement all = { care->catalogue, "page 3", NULL };
  g_autoptr (EkRecord) risk = high_risk (care), screener = NULL, now = NULL;
  g_autoptr (GError) error = NULL;

  care_become (care, EK_ROLE_PSYCHOTHERAPIST);
  g_assert_true (ek_risk_agree (care->store, risk, "low", "calm", &error));
  care_become (care, EK_ROLE_PSYCHIATRIST);
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  screener = care_give (care, "cssrs_screen", "{\"1\":1,\"2\":1,\"3\":0,\"4\":1,\"5\":0,\"6\":0}", 0);
  now = only_open (care);
  assert_refused (care, now, "low", &all);
}

/* Words are what is said, not a point. */
static void
test_words_say_something (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 10, 1, 0), risk = only_open (care);
  g_autoptr (GError) error = NULL;

  g_assert_false (ek_risk_assess (care->store, NULL, risk, "low", " . ", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
}

/* Closed by a program that did not ask: the plan goes on asking until a screener answers it. */
static void
test_closed_unasked (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give (care, "phq9", "[0,0,0,0,0,0,0,0,3]", 1), risk = only_open (care);
  g_autoptr (EkRecord) draft = NULL, after = NULL, screener = NULL;
  g_autoptr (GError) error = NULL;

  ek_record_set_text (risk, EK_RISK_LEVEL, "low");
  ek_record_set_text (risk, EK_RISK_STATUS, "closed");
  ek_record_set_text (risk, EK_RISK_CLOSED_BY, care->ids[EK_ROLE_PSYCHIATRIST]);
  ek_record_set_instant (risk, EK_RISK_CLOSED, CARE_NOW, CARE_OFFSET);
  g_assert_true (ek_store_save (care->store, risk, &error));
  draft = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (ek_record_get_text (draft, EK_PLAN_LINES), "risk-assessment"));
  g_assert_nonnull (strstr (ek_record_get_text (draft, EK_PLAN_LINES), "safety-plan"));
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  screener = care_give (care, "cssrs_screen", "{\"1\":0,\"2\":0,\"6\":0}", 0);
  after = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (ek_record_get_text (after, EK_PLAN_LINES), "risk-assessment"));
}

static void
test_old_and_future (Care *care, gconstpointer data)
{
  EkRiskCause old = { .rule = "r",
                      .instrument = "phq9",
                      .item = "9",
                      .value = 1,
                      .source = "a",
                      .taken_ms = CARE_NOW - 3 * 366 * EK_DAY_MS,
                      .taken_offset = CARE_OFFSET };
  EkRiskCause future = { .rule = "r",
                         .instrument = "phq9",
                         .item = "9",
                         .value = 1,
                         .source = "b",
                         .taken_ms = CARE_NOW + 40 * EK_DAY_MS,
                         .taken_offset = CARE_OFFSET };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = ek_risk_raise (care->store, NULL, care->patient, &old, &error);
  g_autoptr (EkRecord) second = ek_risk_raise (care->store, NULL, care->patient, &future, &error);
  g_auto (GStrv) causes = ek_risk_causes (care->catalogue, second);

  g_assert_nonnull (strstr (causes[0], "3 years ago"));
  g_assert_nonnull (strstr (causes[1], "later than it was entered"));
}

#define ADD(path, function) g_test_add (path, Care, NULL, care_set_up, function, care_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/danger/words", test_words);
  g_test_add_func ("/danger/past", test_past);
  ADD ("/danger/diagnosis", test_diagnosis);
  ADD ("/danger/finding", test_event_and_finding);
  ADD ("/danger/said", test_said);
  ADD ("/danger/answers", test_answers);
  ADD ("/danger/refused", test_refused);
  ADD ("/danger/refused-unshown", test_refused_unshown);
  ADD ("/danger/refused-form", test_refused_form);
  ADD ("/danger/later", test_later_hides_nothing);
  ADD ("/danger/identity", test_identity);
  ADD ("/danger/fold", test_fold);
  ADD ("/danger/close/screener", test_screener_lowers);
  ADD ("/danger/close/second", test_second_lowers);
  ADD ("/danger/close/screener-high", test_screener_that_is_high);
  ADD ("/danger/close/kinds", test_kinds_close);
  ADD ("/danger/close/after", test_after_closing);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("/danger/close/answered/%u", i);

      g_test_add (path, Care, GUINT_TO_POINTER (i), care_set_up, test_answered_is_high, care_tear_down);
    }
  ADD ("/danger/close/intent", test_intent_undoes_agreement);
  ADD ("/danger/close/words", test_words_say_something);
  ADD ("/danger/close/unasked", test_closed_unasked);
  ADD ("/danger/dates", test_old_and_future);
  return g_test_run ();
}
