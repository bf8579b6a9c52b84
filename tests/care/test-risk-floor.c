/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever opened a risk says how high it is until somebody has asked: nobody brings it below that alone, nor closes it
 * by never having named a level. */

#include "care-fixture.h"

#include "ek-danger.h"

#include <math.h>

typedef enum { LOW, MODERATE, HIGH } Floor;

static const struct {
  const char *kind, *rule, *instrument, *item, *words;
  gboolean past;
  Floor floor;
} cases[] = {
  /* what the hospital assessed, or warns of */
  { "suicide", "suicide-west", NULL, NULL, "Suicide risk: High", FALSE, HIGH },
  { "suicide", "suicide-west", NULL, NULL, "Suicide risk: moderate", FALSE, MODERATE },
  { "suicide", "own-suicide-risk", NULL, NULL, "Risk of suicide or self-harm: very high", FALSE, HIGH },
  { "suicide", "suicide-chinese", NULL, NULL, "自杀风险：高", FALSE, HIGH },
  { "suicide", "suicide-chinese", NULL, NULL, "自 杀 高 风 险", FALSE, HIGH },
  { "others", "others-result", NULL, NULL, "Risk to others: High", FALSE, HIGH },
  { "others", "others-result", NULL, NULL, "Risk to others: moderate", FALSE, MODERATE },
  /* a plan, an intent, an attempt in words */
  { "suicide", "suicide-west", NULL, NULL, "Suicidal ideation with plan and intent", FALSE, HIGH },
  { "suicide", "suicide-west", NULL, NULL, "Suicide attempt yesterday", FALSE, HIGH },
  { "suicide", "suicide-west", NULL, NULL, "Suicide attempt in 2009", TRUE, LOW },
  { "suicide", "suicide-west", NULL, NULL, "Suicidal ideation without plan or intent", FALSE, MODERATE },
  { "suicide", "suicide-west", NULL, NULL, "Suicidal ideation, no plan, treatment plan made", FALSE, MODERATE },
  { "suicide", "suicide-west", NULL, NULL, "Suicidal ideation, no plan, but an attempt last night", FALSE, HIGH },
  { "suicide", "suicide-west", NULL, NULL, "Suicidal ideation", FALSE, MODERATE },
  { "suicide", "suicide-chinese", NULL, NULL, "自杀意念，有具体计划", FALSE, HIGH },
  { "suicide", "suicide-chinese", NULL, NULL, "自杀未遂", FALSE, HIGH },
  { "suicide", "suicide-chinese", NULL, NULL, "自杀意念，无具体计划", FALSE, MODERATE },
  { "others", "others-west", NULL, NULL, "Homicidal ideation with plan", FALSE, HIGH },
  { "others", "others-chinese", NULL, NULL, "扬言杀人", FALSE, HIGH },
  { "others", "others-west", NULL, NULL, "Homicidal ideation", FALSE, MODERATE },
  /* by code alone */
  { "suicide", "icd11-behaviour", NULL, NULL, "MB23.R", FALSE, HIGH },
  { "suicide", "icd9-self-harm", NULL, NULL, "E950.0", FALSE, HIGH },
  { "suicide", "snomed-suicide", NULL, NULL, "82313006", FALSE, HIGH },
  { "suicide", "snomed-suicide", NULL, NULL, "6471006", FALSE, MODERATE },
  { "suicide", "snomed-suicide-threat", NULL, NULL, "41501003", FALSE, HIGH },
  { "suicide", "snomed-self-harm-thoughts", NULL, NULL, "102911000", FALSE, MODERATE },
  { "suicide", "icd10cm-poisoning", NULL, NULL, "T58.02XA", FALSE, HIGH },
  { "suicide", "icd10cm-undetermined", NULL, NULL, "T42.4X4A", FALSE, MODERATE },
  { "suicide", "cssrs-attempt-recent", NULL, NULL, "93255-8: true", FALSE, HIGH },
  /* by hand */
  { "suicide", "safety-button", NULL, NULL, NULL, FALSE, HIGH },
  { "others", "safety-button", NULL, NULL, NULL, FALSE, HIGH },
  /* not answered: the worst answer */
  { "suicide", "refused", "cssrs_screen", "4", NULL, FALSE, HIGH },
  { "suicide", "refused", "cssrs_screen", "5", NULL, FALSE, HIGH },
  { "suicide", "refused", "cssrs_screen", "6b", NULL, FALSE, HIGH },
  { "suicide", "unanswered", "cssrs_screen", "5", NULL, FALSE, HIGH },
  { "suicide", "refused", "cssrs_screen", "3", NULL, FALSE, MODERATE },
  { "suicide", "refused", "cssrs_screen", "1", NULL, FALSE, LOW },
  { "suicide", "refused-form", "phq9", NULL, NULL, FALSE, HIGH },
  { "suicide", "refused-form", "cssrs_screen", NULL, NULL, FALSE, HIGH },
  { "suicide", "refused", "phq9", "9", NULL, FALSE, HIGH },
  { "suicide", "refused-yes", "asq", "2", NULL, FALSE, MODERATE },
  { "suicide", "refused-yes", "asq", "5", NULL, FALSE, HIGH },
  { "others", "refused", "scl90", "63", NULL, FALSE, MODERATE },
  /* what no rule names */
  { "suicide", "something-new", NULL, NULL, NULL, FALSE, MODERATE },
  { "others", "something-new", NULL, NULL, NULL, FALSE, MODERATE },
};

static void
test_floor (Care *care, gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  EkRiskCause cause = { .kind = cases[i].kind,
                        .rule = cases[i].rule,
                        .instrument = cases[i].instrument,
                        .item = cases[i].item,
                        .value = NAN,
                        .source = "00000000-0000-4000-8000-000000000001",
                        .words = cases[i].words,
                        .from = cases[i].words != NULL ? "measurement" : NULL,
                        .past = cases[i].past };
  EkRiskStatement fine = { care->catalogue, NULL, "none needed" }, nothing = { care->catalogue, NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) risk = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  EkRiskNeeds needs;

  g_assert_no_error (error);
  g_assert_true (ek_risk_needs (care->store, NULL, care->catalogue, risk, "low", &needs, &error));
  g_test_message ("%s %s %s", cases[i].rule, cases[i].item, cases[i].words);
  g_assert_cmpint (needs.screener_or_second, ==, cases[i].floor == HIGH);
  g_assert_cmpint (needs.statement, ==, cases[i].floor != LOW);
  g_assert_cmpint (ek_risk_assess (care->store, NULL, risk, "low", "fine", &nothing, &error), ==,
                   cases[i].floor == LOW);
  g_clear_error (&error);
  care_become (care, EK_ROLE_CASE_MANAGER);
  g_assert_cmpint (ek_risk_assess (care->store, NULL, risk, "low", "fine", &fine, &error), ==, cases[i].floor != HIGH);
  if (cases[i].floor == HIGH)
    g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "high", "fine", &nothing, &error));
  g_assert_false (ek_risk_close (care->store, NULL, risk, "fine", &fine, &error));
}

/* Threats on the ward are asked about; who threatens the interviewer is held for high. */
static void
test_threats (Care *care, gconstpointer data)
{
  const int value = GPOINTER_TO_INT (data);
  EkRiskCause cause = {
    .kind = "others", .rule = "ymrs-aggression", .instrument = "ymrs", .item = "9", .value = value
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) risk = NULL;
  EkRiskNeeds needs;

  cause.source = "00000000-0000-4000-8000-000000000001";
  risk = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  g_assert_no_error (error);
  g_assert_true (ek_risk_needs (care->store, NULL, care->catalogue, risk, "low", &needs, &error));
  g_assert_cmpint (needs.screener_or_second, ==, value >= 6);
  g_assert_true (needs.statement);
}

/* What came from the hospital, or was refused, end to end: from the record or the form to the refusal. */
static EkRecord *
only_open (Care *care)
{
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, NULL);

  g_assert_cmpuint (open->len, ==, 1);
  return g_object_ref (open->pdata[0]);
}

static void
assert_is_high (Care *care)
{
  EkRiskStatement fine = { care->catalogue, NULL, "none needed" };
  g_autoptr (EkRecord) risk = only_open (care);
  g_autoptr (GError) error = NULL;

  g_assert_false (ek_risk_assess (care->store, NULL, risk, "low", "fine", &fine, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
}

static void
test_hospital_assessed (Care *care, gconstpointer data)
{
  g_autoptr (JsonNode) resource = care_json (data);
  g_autoptr (GError) error = NULL;

  g_assert_true (
    ek_danger_look_at (care->store, care->catalogue, care->patient, NULL, json_node_get_object (resource), &error));
  g_assert_no_error (error);
  assert_is_high (care);
}

static void
test_form_refused (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = ek_assess_start (care->store, ek_catalogue_find (care->catalogue, data, NULL),
                                               care->patient, "clinician", "en", &error);

  g_assert_true (ek_assess_decline (care->store, care->catalogue, form, "will not", &error));
  g_assert_no_error (error);
  assert_is_high (care);
}

static void
test_questions_refused (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give (care, "cssrs_screen",
                                         "{\"1\":1,\"2\":1,\"3\":1,\"4\":{\"declined\":\"x\"},"
                                         "\"5\":{\"declined\":\"x\"},\"6\":0}",
                                         0);

  assert_is_high (care);
}

/* A safety question that is answered after all is what counts. */
static void
test_answered_after_all (Care *care, gconstpointer data)
{
  EkRiskStatement none = { care->catalogue, NULL, NULL };
  g_autoptr (EkRecord) form = care_give (care, "phq9", "[0,0,0,0,0,0,0,0,{\"declined\":\"x\"}]", 0), now = NULL;
  g_autoptr (JsonNode) answers = care_json ("[0,0,0,0,0,0,0,0,0]");
  g_autoptr (GError) error = NULL;

  assert_is_high (care);
  g_assert_true (ek_assess_correct (care->store, care->catalogue, form, answers, "asked", &error));
  g_assert_no_error (error);
  now = only_open (care);
  g_assert_true (ek_risk_assess (care->store, NULL, now, "low", "asked, no thoughts", &none, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/risk-floor/case/%u", i);

      g_test_add (path, Care, GUINT_TO_POINTER (i), care_set_up, test_floor, care_tear_down);
    }
  g_test_add (
    "/risk-floor/assessment", Care,
    "{\"resourceType\":\"RiskAssessment\",\"id\":\"a\",\"status\":\"final\",\"code\":{\"text\":\"Suicide "
    "risk\"},\"prediction\":[{\"outcome\":{\"text\":\"suicide\"},\"qualitativeRisk\":{\"coding\":[{\"system\":"
    "\"http://terminology.hl7.org/CodeSystem/risk-probability\",\"code\":\"high\"}]}}]}",
    care_set_up, test_hospital_assessed, care_tear_down);
  g_test_add ("/risk-floor/warning", Care,
              "{\"resourceType\":\"Flag\",\"id\":\"f\",\"status\":\"active\",\"code\":{\"text\":\"High risk of "
              "suicide\"}}",
              care_set_up, test_hospital_assessed, care_tear_down);
  g_test_add ("/risk-floor/whole-form", Care, "phq9", care_set_up, test_form_refused, care_tear_down);
  g_test_add ("/risk-floor/whole-screener", Care, "cssrs_screen", care_set_up, test_form_refused, care_tear_down);
  g_test_add ("/risk-floor/threats/ward", Care, GINT_TO_POINTER (4), care_set_up, test_threats, care_tear_down);
  g_test_add ("/risk-floor/threats/interviewer", Care, GINT_TO_POINTER (6), care_set_up, test_threats, care_tear_down);
  g_test_add ("/risk-floor/questions", Care, NULL, care_set_up, test_questions_refused, care_tear_down);
  g_test_add ("/risk-floor/answered-after-all", Care, NULL, care_set_up, test_answered_after_all, care_tear_down);
  return g_test_run ();
}
