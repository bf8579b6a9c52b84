/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form that is corrected: what it said before stays in the risk, marked; never gone, never as if it still stood. */

#include "care-fixture.h"

#include "ek-assess.h"
#include "ek-baseline.h"
#include "ek-danger.h"
#include "ek-risk.h"
#include "ek-types.h"

#include <string.h>

static EkRecord *
only_risk (Care *care)
{
  g_autoptr (GPtrArray) risks = ek_store_list (care->store, &ek_risk_type, care->patient, NULL);

  g_assert_cmpuint (risks->len, ==, 1);
  return g_object_ref (risks->pdata[0]);
}

static void
correct (Care *care, EkRecord *form, int total, int item9)
{
  g_autoptr (JsonNode) answers = care_phq9 (total, item9);
  g_autoptr (GError) error = NULL;

  ek_assess_correct (care->store, care->catalogue, form, answers, "typed wrongly", &error);
  g_assert_no_error (error);
}

static void
assert_causes (Care *care, guint n, const char *first_holds, const char *last_holds)
{
  g_autoptr (EkRecord) risk = only_risk (care);
  g_auto (GStrv) causes = ek_risk_causes (care->catalogue, risk);

  g_assert_cmpuint (g_strv_length (causes), ==, n);
  g_assert_nonnull (strstr (causes[0], first_holds));
  g_assert_nonnull (strstr (causes[n - 1], last_holds));
}

static void
test_to_nothing (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 10, 3, 0);
  g_autoptr (EkRecord) before = only_risk (care);
  g_autoptr (EkRecord) risk = NULL;
  g_autoptr (GPtrArray) open = NULL, steps = NULL;
  g_autofree char *banner = NULL;

  correct (care, form, 10, 0);
  risk = only_risk (care);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, "open");
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_LEVEL), ==, "unassessed");
  assert_causes (care, 1, "(3)", "corrected on 2026-11-21 to");
  assert_causes (care, 1, "(3)", "(0)");
  open = ek_risk_list_open (care->store, care->patient, NULL);
  banner = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_nonnull (strstr (banner, "corrected on 2026-11-21"));
  steps = ek_risk_list_steps (care->store, risk, NULL);
  g_assert_cmpuint (steps->len, ==, 2);
  g_assert_cmpstr (((EkRiskStep *) steps->pdata[1])->what, ==, "What raised it was corrected");
  g_assert_cmpint (ek_record_get_revision (risk), ==, ek_record_get_revision (before) + 1);
}

/* The same correction again says nothing new; the answer as it was is new. */
static void
test_and_back (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 10, 3, 0);
  g_autoptr (EkRecord) once = NULL, twice = NULL;

  correct (care, form, 10, 0);
  once = only_risk (care);
  correct (care, form, 11, 0);
  twice = only_risk (care);
  g_assert_cmpint (ek_record_get_revision (once), ==, ek_record_get_revision (twice));
  correct (care, form, 11, 3);
  assert_causes (care, 2, "corrected on", "(3)");
  {
    g_autoptr (EkRecord) risk = only_risk (care);
    g_auto (GStrv) causes = ek_risk_causes (care->catalogue, risk);

    g_assert_null (strstr (causes[1], "corrected on"));
  }
  correct (care, form, 11, 0);
  assert_causes (care, 2, "corrected on", "corrected on");
}

/* Less, and still a danger. */
static void
test_less (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 10, 3, 0);
  g_autoptr (EkRecord) risk = NULL;

  correct (care, form, 10, 1);
  assert_causes (care, 1, "(3)", "(1)");
  correct (care, form, 12, 1);
  assert_causes (care, 1, "(3)", "(1)");
  correct (care, form, 12, 2);
  assert_causes (care, 2, "(1)", "(2)");
  risk = only_risk (care);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, "open");
}

/* A closed risk that is about a form that was corrected, and answered anew, opens again. */
static void
test_closed (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 10, 1, 0);
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (EkRecord) risk = only_risk (care);

    g_assert_true (ek_risk_assess (care->store, care->knowledge, risk, "low", "talked", NULL, &error));
    g_assert_true (ek_risk_close (care->store, care->knowledge, risk, "talked", NULL, &error));
  }
  correct (care, form, 10, 0);
  {
    g_autoptr (EkRecord) risk = only_risk (care);

    g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, "closed");
    assert_causes (care, 1, "(1)", "corrected on");
  }
  correct (care, form, 10, 1);
  {
    g_autoptr (EkRecord) risk = only_risk (care);

    g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, "open");
  }
}

static void
test_withdrawn (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 10, 2, 0);
  g_autoptr (EkRecord) risk = NULL;
  g_autoptr (GError) error = NULL;

  ek_assess_withdraw (care->store, form, "another patient's", &error);
  g_assert_no_error (error);
  assert_causes (care, 1, "(2)", "taken back on 2026-11-21: entered in error");
  risk = only_risk (care);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, "open");
}

/* What one form takes back another one still says: that one is shown. */
static void
test_another_stands (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) old = care_give_phq9 (care, 10, 1, 20);
  g_autoptr (EkRecord) form = care_give_phq9 (care, 10, 3, 0);
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *banner = NULL;

  correct (care, form, 10, 0);
  open = ek_risk_list_open (care->store, care->patient, NULL);
  banner = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_null (strstr (banner, "corrected"));
  g_assert_nonnull (strstr (banner, "(1)"));
}

/* A diagnosis that is refuted, and one whose words change. */
static void
test_diagnosis (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) problem = ek_record_new (&ek_problem_type, care->patient);
  g_autoptr (EkRecord) risk = NULL;
  g_autoptr (GError) error = NULL;

  ek_record_set_text (problem, EK_PROBLEM_TEXT, "Suicidal ideation");
  ek_record_set_text (problem, EK_PROBLEM_STATUS, "active");
  g_assert_true (ek_danger_save (care->store, care->catalogue, problem, &error));
  assert_causes (care, 1, "Suicidal ideation", "Suicidal ideation");
  ek_record_set_text (problem, EK_PROBLEM_VERIFICATION, "refuted");
  g_assert_true (ek_danger_save (care->store, care->catalogue, problem, &error));
  g_assert_no_error (error);
  assert_causes (care, 1, "Suicidal ideation", "refuted on 2026-11-21");
  ek_record_set_text (problem, EK_PROBLEM_VERIFICATION, "confirmed");
  g_assert_true (ek_danger_save (care->store, care->catalogue, problem, &error));
  assert_causes (care, 2, "refuted on", "Suicidal ideation");
  ek_record_set_text (problem, EK_PROBLEM_TEXT, "Low mood");
  g_assert_true (ek_danger_save (care->store, care->catalogue, problem, &error));
  assert_causes (care, 2, "refuted on", "it is not said any more");
  risk = only_risk (care);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, "open");
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/corrected/to-nothing", test_to_nothing);
  ADD ("/corrected/and-back", test_and_back);
  ADD ("/corrected/less", test_less);
  ADD ("/corrected/closed", test_closed);
  ADD ("/corrected/withdrawn", test_withdrawn);
  ADD ("/corrected/another-stands", test_another_stands);
  ADD ("/corrected/diagnosis", test_diagnosis);
  return g_test_run ();
}
