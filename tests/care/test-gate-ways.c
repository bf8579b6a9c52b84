/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ways round the gate of a high risk: a screener of before, a statement of before, a form that is changed, the same
 * person twice, a notice called by another danger, an instrument that nobody here knows, words that say nothing. */

#include "care-fixture.h"

#include "ek-notice.h"
#include "ek-risk.h"
#include "ek-seen.h"

#include <math.h>
#include <string.h>

#define NO_TO_ALL "{\"1\":0,\"2\":0,\"6\":0}"
#define PLAN_AND_INTENT "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":0}"

static EkRecord *
only_open (Care *care)
{
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, NULL);

  g_assert_cmpuint (open->len, ==, 1);
  return g_object_ref (open->pdata[0]);
}

/* Now, by the clock. */
static EkRecord *
give (Care *care, const char *instrument, const char *answers)
{
  g_autoptr (JsonNode) node = care_json (answers);
  g_autoptr (GError) error = NULL;
  EkRecord *form = ek_assess_record (care->store, care->catalogue, care->patient, instrument, node, EK_INSTANT_NONE, 0,
                                     "clinician", "en", NULL, &error);

  g_assert_no_error (error);
  return form;
}

static gboolean
may_close (Care *care)
{
  EkRiskStatement said = { care->catalogue, "page 3 of the folder", NULL };
  g_autoptr (EkRecord) risk = only_open (care);

  return (ek_risk_assess (care->store, NULL, risk, "low", "talked", &said, NULL) ||
          ek_risk_assess (care->store, NULL, risk, "moderate", "talked", &said, NULL)) &&
    ek_risk_close (care->store, NULL, risk, "talked", &said, NULL);
}

static void
assess (Care *care, const char *level, const char *plan, gboolean may)
{
  EkRiskStatement said = { care->catalogue, plan, NULL };
  g_autoptr (EkRecord) risk = only_open (care);

  g_assert_cmpint (ek_risk_assess (care->store, NULL, risk, level, "talked with her", &said, NULL), ==, may);
}

static void
tick (Care *care)
{
  ek_clock_set (care->clock, ek_clock_now (care->clock) + EK_MINUTE_MS);
}

/* "No" to all; then she says goodbye to her family, and it is assessed as high. @data: the clock goes back between. */
static void
test_screener_before_high (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = give (care, "phq9", "[0,0,0,0,0,0,0,0,1]"), screener = NULL, again = NULL;

  tick (care);
  screener = give (care, "cssrs_screen", NO_TO_ALL);
  if (data != NULL)
    ek_clock_set (care->clock, CARE_NOW - EK_HOUR_MS);
  else
    tick (care);
  assess (care, "high", NULL, TRUE);
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  g_assert_false (may_close (care));
  again = give (care, "cssrs_screen", NO_TO_ALL);
  g_assert_true (may_close (care));
}

/* The plan was made before it became high. */
static void
test_plan_before_high (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = give (care, "phq9", "[0,0,0,0,0,0,0,0,2]"), screener = NULL, risk = NULL;
  EkRiskStatement nothing = { care->catalogue, NULL, NULL }, plan = { care->catalogue, "page 4", NULL };

  assess (care, "moderate", "page 3", TRUE);
  tick (care);
  assess (care, "high", data, TRUE);
  tick (care);
  screener = give (care, "cssrs_screen", NO_TO_ALL);
  risk = only_open (care);
  g_assert_cmpint (ek_risk_close (care->store, NULL, risk, "talked", &nothing, NULL), ==, data != NULL);
  g_assert_true (data != NULL || ek_risk_close (care->store, NULL, risk, "talked", &plan, NULL));
}

/* Who can change the form cannot thereby lower the risk alone. */
static void
test_form_changed (Care *care, gconstpointer data)
{
  const char *how = data;
  g_autoptr (EkRecord) form = give (care, "phq9", "[0,0,0,0,0,0,0,0,3]"), screener = NULL;
  g_autoptr (JsonNode) answers = care_json ("[0,0,0,0,0,0,0,0,0]");
  g_autoptr (GError) error = NULL;

  if (g_str_equal (how, "corrected"))
    ek_assess_correct (care->store, care->catalogue, form, answers, "typed wrongly", &error);
  else
    ek_assess_withdraw (care->store, form, "another patient's", &error);
  g_assert_no_error (error);
  tick (care);
  g_assert_false (may_close (care));
  screener = give (care, "cssrs_screen", NO_TO_ALL);
  g_assert_true (may_close (care));
}

/* Nor by changing the screener itself. */
static void
test_screener_changed (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = give (care, "cssrs_screen", PLAN_AND_INTENT), again = NULL;
  g_autoptr (JsonNode) answers = care_json (NO_TO_ALL);
  g_autoptr (GError) error = NULL;

  assess (care, "high", NULL, TRUE);
  tick (care);
  ek_assess_correct (care->store, care->catalogue, form, answers, "typed wrongly", &error);
  g_assert_no_error (error);
  tick (care);
  g_assert_false (may_close (care));
  again = give (care, "cssrs_screen", NO_TO_ALL);
  g_assert_true (may_close (care));
}

/* What is blank or declined is no "no". */
static void
test_screener_incomplete (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = give (care, "phq9", "[0,0,0,0,0,0,0,0,3]"), screener = NULL;

  tick (care);
  screener = give (care, "cssrs_screen", data);
  g_assert_false (may_close (care));
}

/* One person with an account on each of two machines. */
static void
test_same_person (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = give (care, "phq9", "[0,0,0,0,0,0,0,0,3]"), risk = only_open (care);
  g_autoptr (EkUser) user = ek_vault_get_user (ek_store_get_vault (care->store));
  g_autoptr (JsonNode) safety = NULL;
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{\"second\":{\"user\":\"00000000-0000-4000-8000-00000000000a\",\"name\":\"%s\","
                          "\"licence\":\"%s\",\"role\":\"psychiatrist\",\"causes\":1,"
                          "\"at\":\"2026-11-21T09:00:00+08:00\",\"level\":\"low\"}}",
                          data != NULL ? "Somebody Else" : ek_user_get_name (user), ek_user_get_licence (user));
  safety = care_json (text);
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
  g_assert_true (ek_store_save (care->store, risk, NULL));
  g_assert_cmpint (may_close (care), ==, data != NULL);
}

/* Words about suicide are not made a medical danger by who may not say that they are harmless. */
static void
test_other_danger (Care *care, gconstpointer data)
{
  g_autoptr (JsonNode) detail = care_json ("{\"kind\":\"suicide\",\"words\":\"has bought charcoal\"}");
  g_autoptr (GPtrArray) unread = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_notice_raise (care->store, care->patient, "unclear-danger", "form", detail, &error));
  care_become (care, EK_ROLE_COUNSELLOR);
  unread = ek_seen_list_unread (care->store, care->patient, &error);
  g_assert_false (
    ek_seen_close (care->store, NULL, unread->pdata[0], "medical", "has pain in the chest", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_true (
    ek_seen_close (care->store, NULL, unread->pdata[0], "suicide", "spoke with him, so it is", NULL, &error));
  g_assert_no_error (error);
}

/* What no version of the instrument that is known here explains may be urgent. */
static void
test_unknown_rule (Care *care, gconstpointer data)
{
  EkRiskCause cause = { .kind = "suicide",
                        .rule = "wants-to-die-today",
                        .instrument = data,
                        .item = "3",
                        .value = 1,
                        .source = "00000000-0000-4000-8000-000000000001" };
  g_autoptr (EkRecord) risk = ek_risk_raise (care->store, NULL, care->patient, &cause, NULL);
  EkRiskNeeds needs;

  g_assert_true (ek_risk_needs (care->store, NULL, care->catalogue, risk, "low", &needs, NULL));
  g_assert_true (needs.screener_or_second);
}

static void
test_says_nothing (Care *care, gconstpointer data)
{
  static const char *const nothing[] = {
    "....",   "同上",         "见上",        "同前",     "不适用",  "as above",  "see above", "asdf",
    "aaaa",   "哈哈",         "暂无",        "没做",     "无无",    "no plan",   "test",      "测试",
    "待补",   "后补",         "不清楚",      "N / A",    "ｎ／ａ",  "123",       "1 2 3",     "好的",
    "可以",   "later",        "same",        "unknown",  "不知道",  "no reason", "没有原因",  "qwerty",
    "无计划", "没有安全计划", "safety plan", "安全计划", "xxx xxx", "-- --",
  };
  static const char *const fine[] = { "page 3", "第3页",    "not wanted by him", "患者拒绝制定", "in Dr. Li's folder",
                                      "住院",   "admitted", "已送急诊",          "with his wife" };
  g_autoptr (EkRecord) form = give (care, "phq9", "[0,0,0,0,0,0,0,0,2]"), risk = only_open (care), again = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    {
      EkRiskStatement none = { care->catalogue, NULL, nothing[i] }, plan = { care->catalogue, nothing[i], NULL };

      g_test_message ("%s", nothing[i]);
      g_assert_false (ek_risk_assess (care->store, NULL, risk, "low", "talked", &none, NULL));
      g_assert_false (ek_risk_assess (care->store, NULL, risk, "low", "talked", &plan, NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      EkRiskStatement said = { care->catalogue, NULL, fine[i] };
      g_autoptr (EkRecord) one = only_open (care);

      g_test_message ("%s", fine[i]);
      g_assert_true (ek_risk_assess (care->store, NULL, one, "moderate", fine[i], &said, NULL));
      g_assert_true (ek_risk_close (care->store, NULL, one, fine[i], &said, NULL));
      again = give (care, "phq9", "[0,0,0,0,0,0,0,0,2]");
      g_clear_object (&again);
    }
}

static void
assert_field (GError **error, const char *field)
{
  g_assert_nonnull (*error);
  g_assert_cmpstr (ek_risk_refused_field (*error), ==, field);
  g_clear_error (error);
}

/* Each refusal says which question it is about. */
static void
test_field (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = give (care, "phq9", "[0,0,0,0,0,0,0,0,3]"), risk = only_open (care), screener = NULL;
  g_autoptr (EkRecord) medical = NULL;
  EkRiskCause cause = { .rule = "safety-button", .kind = "medical", .value = NAN };
  EkRiskStatement nothing = { care->catalogue, NULL, NULL };
  g_autoptr (GError) error = NULL;

  ek_risk_assess (care->store, NULL, risk, "", "talked with her", &nothing, &error);
  assert_field (&error, "level");
  ek_risk_assess (care->store, NULL, risk, "low", "无", &nothing, &error);
  assert_field (&error, "note");
  ek_risk_assess (care->store, NULL, risk, "low", "talked with her", &nothing, &error);
  assert_field (&error, "level");
  ek_risk_agree (care->store, risk, "", "talked with her", &error);
  assert_field (&error, "level");
  ek_risk_agree (care->store, risk, "low", ".", &error);
  assert_field (&error, "note");
  ek_risk_log_action (care->store, risk, " ", &error);
  assert_field (&error, "note");
  tick (care);
  screener = give (care, "cssrs_screen", NO_TO_ALL);
  ek_risk_assess (care->store, NULL, risk, "low", "talked with her", &nothing, &error);
  assert_field (&error, "plan");
  ek_risk_close (care->store, NULL, risk, "n/a", &nothing, &error);
  assert_field (&error, "note");
  medical = ek_risk_raise (care->store, NULL, care->patient, &cause, NULL);
  ek_risk_assess (care->store, NULL, medical, "low", "went away", &nothing, &error);
  assert_field (&error, "plan");
}

#define ADD(path, data, function) g_test_add (path, Care, data, care_set_up, function, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/gate-ways/screener-before-high", NULL, test_screener_before_high);
  ADD ("/gate-ways/screener-before-high/clock-back", "", test_screener_before_high);
  ADD ("/gate-ways/plan-before-high", NULL, test_plan_before_high);
  ADD ("/gate-ways/plan-with-high", "page 9", test_plan_before_high);
  ADD ("/gate-ways/form/corrected", "corrected", test_form_changed);
  ADD ("/gate-ways/form/in-error", "in error", test_form_changed);
  ADD ("/gate-ways/screener/corrected", NULL, test_screener_changed);
  ADD ("/gate-ways/screener/blank", "{\"1\":0,\"2\":0}", test_screener_incomplete);
  ADD ("/gate-ways/screener/declined", "{\"1\":0,\"2\":0,\"6\":{\"declined\":\"x\"}}", test_screener_incomplete);
  ADD ("/gate-ways/screener/declined-later", "{\"1\":1,\"2\":0,\"6\":{\"declined\":\"x\"}}", test_screener_incomplete);
  ADD ("/gate-ways/same-person", NULL, test_same_person);
  ADD ("/gate-ways/other-person", "", test_same_person);
  ADD ("/gate-ways/other-danger", NULL, test_other_danger);
  ADD ("/gate-ways/unknown-rule/instrument", "scale_of_another_hospital", test_unknown_rule);
  ADD ("/gate-ways/unknown-rule/version", "phq9", test_unknown_rule);
  ADD ("/gate-ways/field", NULL, test_field);
  ADD ("/gate-ways/says-nothing", NULL, test_says_nothing);
  return g_test_run ();
}
