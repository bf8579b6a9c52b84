/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"

#include "ek-risk.h"

#include <math.h>
#include <string.h>

static EkRecord *
draft (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkRecord *plan = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);

  g_assert_no_error (error);
  return plan;
}

static EkPlanLine *
find (GPtrArray *lines, const char *intervention)
{
  for (guint i = 0; i < lines->len; i++)
    {
      EkPlanLine *line = g_ptr_array_index (lines, i);

      if (g_strcmp0 (line->intervention, intervention) == 0)
        return line;
    }
  return NULL;
}

/* As find(); the line must be there. */
static EkPlanLine *
get (GPtrArray *lines, const char *intervention)
{
  EkPlanLine *line = find (lines, intervention);

  if (line == NULL)
    g_error ("the plan has no line %s", intervention);
  return line;
}

static void
test_draft_says_why (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) score = care_give_phq9 (care, 14, 0, 3);
  g_autoptr (EkRecord) plan = draft (care);
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);
  const EkPlanLine *cbt = get (lines, "cbt-depression");
  const EkReason *reason = NULL;

  g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_STATUS), ==, "draft");
  g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_LEVEL), ==, "moderate");
  g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_STEP), ==, "counselling");
  g_assert_cmpint (ek_record_get_int (plan, EK_PLAN_NUMBER, 0), ==, 1);
  g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_STARTS), ==, "2026-11-21");
  g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_REVIEW), ==, "2027-01-16");
  g_assert_nonnull (cbt);
  g_assert_cmpstr (cbt->goal_en, ==, "PHQ-9 below 10 and at least 6 points lower at review (now 14)");
  g_assert_cmpstr (cbt->status, ==, "proposed");
  for (guint i = 0; i < lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (lines, i);

      g_assert_cmpuint (line->why->len, >=, 1);
      g_assert_nonnull (line->text_en);
      g_assert_nonnull (line->text_zh);
    }
  reason = g_ptr_array_index (cbt->why, 0);
  g_assert_cmpstr (reason->rule, ==, "depression-cbt");
  g_assert_nonnull (strstr (reason->evidence, "NG222"));
  g_assert_true (
    g_strv_contains ((const char *const *) reason->facts_en, "PHQ-9 at or beyond the cut-off (2026-11-18)"));
  g_assert_true (g_strv_contains ((const char *const *) reason->facts_zh, "PHQ-9达到或超过划界分（2026-11-18）"));
}

static void
test_nothing_known (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) plan = draft (care);
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);

  g_assert_false (ek_record_has (plan, EK_PLAN_LEVEL));
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_nonnull (find (lines, "baseline-set"));
}

static void
test_editing (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) score = care_give_phq9 (care, 14, 0, 0);
  g_autoptr (EkRecord) plan = draft (care);
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);
  const char *cbt = get (lines, "cbt-depression")->id;
  g_autofree char *added = NULL;
  const EkPlanLine *line = NULL;
  guint n = lines->len;

  g_assert_null (ek_plan_add_line (plan, "work", " \n", NULL, "u", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  added = ek_plan_add_line (plan, "work", "与车间主任沟通夜班安排", "两周内确定", care->ids[EK_ROLE_PSYCHIATRIST],
                            &error);
  g_assert_no_error (error);
  g_assert_false (ek_plan_remove_line (plan, cbt, "", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_false (ek_plan_change_line (plan, "no-such-line", "x", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (ek_plan_remove_line (plan, cbt, "患者拒绝", &error));
  g_clear_pointer (&lines, g_ptr_array_unref);
  lines = ek_plan_get_lines (plan);
  g_assert_cmpuint (lines->len, ==, n + 1);
  line = get (lines, "cbt-depression");
  g_assert_cmpstr (line->status, ==, "removed");
  g_assert_cmpstr (line->removed_why, ==, "患者拒绝");
  g_assert_cmpuint (line->why->len, ==, 1);
  g_assert_true (ek_plan_restore_line (plan, line->id, &error));
  g_assert_true (ek_plan_change_line (plan, line->id, "行为激活为主", line->goal_zh, &error));
  g_clear_pointer (&lines, g_ptr_array_unref);
  lines = ek_plan_get_lines (plan);
  line = get (lines, "cbt-depression");
  g_assert_cmpstr (line->status, ==, "changed");
  g_assert_cmpstr (ek_plan_line_text (line, "zh"), ==, "行为激活为主");
  /* There is no English for what was written in Chinese, and the old English would say something else. */
  g_assert_cmpstr (ek_plan_line_text (line, "en"), ==, "行为激活为主");
  g_assert_nonnull (line->goal_en);
  g_assert_true (ek_plan_remove_line (plan, added, NULL, &error));
  g_assert_no_error (error);
}

static void
test_drafting_again_keeps_what_people_wrote (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) score = care_give_phq9 (care, 14, 0, 1);
  g_autoptr (EkRecord) plan = draft (care);
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);
  g_autoptr (EkRecord) worse = NULL;
  g_autoptr (EkRecord) again = NULL;
  g_autofree char *added = ek_plan_add_line (plan, "work", "my own line", NULL, NULL, &error);

  g_assert_true (ek_plan_remove_line (plan, get (lines, "cbt-depression")->id, "refused", &error));
  g_assert_true (ek_store_save (care->store, plan, &error));
  worse = care_give_phq9 (care, 22, 1, 0);
  again = draft (care);
  g_assert_cmpstr (ek_record_get_id (again), ==, ek_record_get_id (plan));
  g_assert_cmpstr (ek_record_get_text (again, EK_PLAN_STEP), ==, "treatment");
  g_clear_pointer (&lines, g_ptr_array_unref);
  lines = ek_plan_get_lines (again);
  g_assert_cmpstr (get (lines, "cbt-depression")->status, ==, "removed");
  g_assert_nonnull (find (lines, "safety-plan"));
  g_assert_nonnull (find (lines, "psychiatric-consultation"));
  g_assert_cmpstr (ek_plan_line_text (g_ptr_array_index (lines, lines->len - 1), "en"), ==, "my own line");
}

static void
test_sign_and_version (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) score = care_give_phq9 (care, 14, 0, 0);
  g_autoptr (EkRecord) plan = draft (care);
  g_autoptr (EkRecord) next = NULL;
  g_autoptr (EkRecord) former = NULL;
  g_autoptr (EkRecord) current = NULL;
  g_autoptr (GPtrArray) signatures = NULL;
  const EkSignature *signature = NULL;

  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_STATUS), ==, "signed");
  signatures = ek_store_list_signatures (care->store, plan, &error);
  g_assert_cmpuint (signatures->len, ==, 1);
  signature = g_ptr_array_index (signatures, 0);
  g_assert_true (signature->valid);
  g_assert_cmpint (signature->revision, ==, ek_record_get_revision (plan));
  g_assert_cmpstr (signature->user_name, ==, "王安澜");

  /* What is signed is not changed, neither signed twice. */
  g_assert_null (ek_plan_add_line (plan, "work", "x", NULL, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_false (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);

  next = ek_plan_new_version (care->store, plan, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ek_record_get_int (next, EK_PLAN_NUMBER, 0), ==, 2);
  g_assert_cmpstr (ek_record_get_text (next, EK_PLAN_PREVIOUS), ==, ek_record_get_id (plan));
  g_assert_null (ek_plan_new_version (care->store, plan, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);
  current = ek_plan_find_current (care->store, care->patient, &error);
  g_assert_cmpstr (ek_record_get_id (current), ==, ek_record_get_id (plan));
  g_clear_object (&current);
  ek_record_set_text (next, EK_PLAN_STARTS, "2026-11-21");
  ek_record_set_text (next, EK_PLAN_REVIEW, "2027-01-16");
  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, next, &error));
  g_assert_no_error (error);
  current = ek_plan_find_current (care->store, care->patient, &error);
  g_assert_cmpstr (ek_record_get_id (current), ==, ek_record_get_id (next));
  former = ek_store_load (care->store, &ek_plan_type, ek_record_get_id (plan), &error);
  g_assert_cmpstr (ek_record_get_text (former, EK_PLAN_STATUS), ==, "replaced");
  g_clear_pointer (&signatures, g_ptr_array_unref);
  signatures = ek_store_list_signatures (care->store, former, &error);
  g_assert_true (((EkSignature *) g_ptr_array_index (signatures, 0))->valid);
}

static void
test_who_may_sign (Care *care, gconstpointer data)
{
  /* Severe: consultation, medicines to discuss, psychotherapy. Moderate: psychotherapy. Mild: counselling. */
  static const struct {
    int total;
    EkRole role;
    gboolean may;
  } cases[] = {
    { 22, EK_ROLE_PSYCHIATRIST, TRUE },
    { 22, EK_ROLE_PSYCHOTHERAPIST, FALSE },
    { 22, EK_ROLE_CASE_MANAGER, FALSE },
    { 12, EK_ROLE_PSYCHOTHERAPIST, TRUE },
    { 7, EK_ROLE_COUNSELLOR, TRUE },
    { 12, EK_ROLE_COUNSELLOR, FALSE },
    { 2, EK_ROLE_COUNSELLOR, TRUE },
    { 2, EK_ROLE_CASE_MANAGER, TRUE },
    { 2, EK_ROLE_OCCUPATIONAL_PHYSICIAN, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) score = care_give_phq9 (care, cases[i].total, 0, 0);
      g_autoptr (EkRecord) plan = draft (care);

      g_test_message ("PHQ-9 %d, %s", cases[i].total, ek_role_id (cases[i].role));
      g_assert_cmpint (ek_plan_may_sign (care->knowledge, plan, cases[i].role, &error), ==, cases[i].may);
      if (!cases[i].may)
        g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
      g_assert_true (ek_plan_discard_draft (care->store, plan, "test", NULL));
      g_assert_true (ek_assess_withdraw (care->store, score, "test", NULL));
    }
}

static void
test_refused_signature_changes_nothing (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) score = care_give_phq9 (care, 22, 0, 0);
  g_autoptr (EkRecord) plan = draft (care);
  g_autoptr (EkRecord) mine = NULL;
  g_autoptr (EkRecord) stored = NULL;

  care_become (care, EK_ROLE_COUNSELLOR);
  mine = ek_store_load (care->store, &ek_plan_type, ek_record_get_id (plan), &error);
  g_assert_false (ek_plan_sign (care->store, care->catalogue, care->knowledge, mine, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  stored = ek_store_load (care->store, &ek_plan_type, ek_record_get_id (plan), &error);
  g_assert_cmpstr (ek_record_get_text (stored, EK_PLAN_STATUS), ==, "draft");
  g_assert_true (ek_record_equal_values (mine, stored));
}

static void
test_empty_plan_is_not_signed (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) plan = draft (care);
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);

  g_assert_true (ek_plan_remove_line (plan, ((EkPlanLine *) g_ptr_array_index (lines, 0))->id, "not now", &error));
  g_assert_false (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
}

static void
test_cycle_without_response_steps_up (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) score = care_give_phq9 (care, 14, 0, 1);
  g_autoptr (EkRecord) plan = draft (care);
  g_autoptr (EkRecord) later = NULL;
  g_autoptr (EkRecord) next = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (JsonNode) answers = care_phq9 (13, 0);

  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error));
  ek_clock_set (care->clock, CARE_NOW + 57 * EK_DAY_MS);
  later = ek_assess_record (care->store, care->catalogue, care->patient, "phq9", answers, EK_INSTANT_NONE, 0,
                            "clinician", "zh", NULL, &error);
  next = draft (care);
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (next, EK_PLAN_STEP), ==, "treatment");
  g_assert_cmpint (ek_record_get_int (next, EK_PLAN_NUMBER, 0), ==, 2);
  lines = ek_plan_get_lines (next);
  g_assert_nonnull (find (lines, "mdt-review"));
  ek_clock_set (care->clock, CARE_NOW);
}

static void
test_lines_survive_strange_json (Care *care, gconstpointer data)
{
  static const char *const cases[] = {
    "[]",
    "{}",
    "null",
    "[1, \"x\", null, {}]",
    "[{\"text\": \"plain 文\", \"goal\": \"plain goal\", \"why\": 3}]",
    "[{\"id\": 5, \"text\": {\"en\": 4}, \"why\": [{}, {\"rule\": \"r\"}, 7]}]",
  };
  static const guint lengths[] = { 0, 0, 0, 1, 1, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = care_json (cases[i]);
      g_autoptr (EkRecord) plan = ek_record_new (&ek_plan_type, care->patient);
      g_autoptr (GPtrArray) lines = NULL;

      ek_record_set_json (plan, EK_PLAN_LINES, node);
      lines = ek_plan_get_lines (plan);
      g_assert_cmpuint (lines->len, ==, lengths[i]);
      ek_plan_set_lines (plan, lines);
    }
}

static EkRecord *
raise_risk (Care *care, const char *kind)
{
  EkRiskCause cause = { .rule = "safety-button", .kind = kind, .value = NAN };
  EkRecord *risk = ek_risk_raise (care->store, NULL, care->patient, &cause, NULL);

  g_assert_nonnull (risk);
  return risk;
}

/* Chest pain with good scores: nothing is preventive until a physician has seen the patient; then it is again. */
static void
test_medical (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) score = care_give_phq9 (care, 0, 0, 0), risk = raise_risk (care, "medical"), plan = draft (care);
  g_autoptr (EkRecord) after = NULL;
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan), later = NULL;
  EkRiskStatement said = { care->catalogue, "Dr Li at ten o'clock", NULL };

  g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_STEP), ==, "treatment");
  g_assert_cmpstr (((EkPlanLine *) lines->pdata[0])->intervention, ==, "physician-today");
  g_assert_null (find (lines, "next-check"));
  g_assert_null (find (lines, "safety-plan"));
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "low", "ECG is normal", &said, NULL));
  g_assert_true (ek_risk_close (care->store, NULL, risk, "ECG is normal", &said, NULL));
  after = draft (care);
  later = ek_plan_get_lines (after);
  g_assert_cmpstr (ek_record_get_text (after, EK_PLAN_STEP), ==, "preventive");
  g_assert_null (find (later, "physician-today"));
}

/* The steps are those of this danger, and the follow-up that of a high risk. */
static void
test_others (Care *care, gconstpointer data)
{
  static const struct {
    const char *level, *overall;
  } cases[] = { { NULL, "moderate" }, { "high", "severe" } };
  g_autoptr (EkRecord) score = care_give_phq9 (care, 0, 0, 0), risk = raise_risk (care, "others");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkRecord) plan = NULL;
      g_autoptr (GPtrArray) lines = NULL;

      g_assert_true (cases[i].level == NULL ||
                     ek_risk_assess (care->store, NULL, risk, cases[i].level, "has a knife", NULL, NULL));
      plan = draft (care);
      lines = ek_plan_get_lines (plan);
      g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_LEVEL), ==, cases[i].overall);
      g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_STEP), ==, "treatment");
      g_assert_nonnull (find (lines, "others-crisis"));
      g_assert_nonnull (find (lines, "monitor-weekly"));
      g_assert_null (find (lines, "monitor-fortnightly"));
      g_assert_null (find (lines, "safety-plan"));
    }
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/plan/why", test_draft_says_why);
  ADD ("/plan/nothing-known", test_nothing_known);
  ADD ("/plan/editing", test_editing);
  ADD ("/plan/again", test_drafting_again_keeps_what_people_wrote);
  ADD ("/plan/sign", test_sign_and_version);
  ADD ("/plan/who", test_who_may_sign);
  ADD ("/plan/refused", test_refused_signature_changes_nothing);
  ADD ("/plan/empty", test_empty_plan_is_not_signed);
  ADD ("/plan/step-up", test_cycle_without_response_steps_up);
  ADD ("/plan/medical", test_medical);
  ADD ("/plan/others", test_others);
  ADD ("/plan/strange", test_lines_survive_strange_json);
  return g_test_run ();
}
