/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drafts and what came into the file since: a baseline assessment, a plan and a case review are not signed while they
 * name another severity or another risk than the file. */

#include "care-fixture.h"

#include "ek-baseline.h"
#include "ek-plan.h"
#include "ek-risk.h"
#include "ek-since-bring-up.h"
#include "ek-since.h"

#include <string.h>

static EkSince *
since_of (Care *care, EkRecord *paper)
{
  g_autoptr (GError) error = NULL;
  EkSince *since = ek_since_read (care->store, care->catalogue, care->knowledge, paper, &error);

  g_assert_no_error (error);
  return since;
}

static EkRecord *
again (Care *care, EkRecord *paper)
{
  g_autoptr (GError) error = NULL;
  EkRecord *loaded = ek_store_load (care->store, ek_record_get_record_type (paper), ek_record_get_id (paper), &error);

  g_assert_no_error (error);
  return loaded;
}

static void
bring_up (Care *care, EkRecord *paper)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_since_bring_up (care->store, care->catalogue, care->knowledge, paper, &error));
  g_assert_no_error (error);
}

static void
assert_refused (gboolean done, GError **error, const char *word)
{
  g_assert_false (done);
  g_assert_error (*error, EK_ERROR, EK_ERROR_CONFLICT);
  g_assert_nonnull (strstr ((*error)->message, word));
  g_clear_error (error);
}

/* A baseline set in which only the PHQ-9 was answered, without a critical item. */
static EkRecord *
make_baseline (Care *care)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = ek_battery_start (care->store, care->knowledge, care->patient, "baseline", &error);
  g_autoptr (EkRecord) form = ek_battery_give (care->store, care->catalogue, battery, "phq9", "clinician", "zh",
                                               &error);
  EkInstrument *phq9 = ek_catalogue_find (care->catalogue, "phq9", NULL);
  EkRecord *baseline = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < 9; i++)
    {
      g_autoptr (JsonNode) value = care_json (i < 5 ? "1" : "0");

      ek_assess_answer (care->store, care->catalogue, form, ek_item_get_id (ek_instrument_get_item (phq9, i)), value,
                        NULL, &error);
      g_assert_no_error (error);
    }
  ek_assess_complete (care->store, care->catalogue, form, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (ek_battery_stop (care->store, care->catalogue, care->knowledge, battery, "enough", &error));
  baseline = ek_baseline_make (care->store, care->catalogue, care->knowledge, battery, &error);
  g_assert_no_error (error);
  return baseline;
}

static EkRecord *
open_risk (Care *care)
{
  g_autoptr (GPtrArray) risks = ek_risk_list_open (care->store, care->patient, NULL);

  g_assert_cmpuint (risks->len, ==, 1);
  return g_object_ref (g_ptr_array_index (risks, 0));
}

static void
test_baseline_says_low (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) draft = make_baseline (care);
  g_autoptr (EkSince) before = since_of (care, draft);
  g_autoptr (EkRecord) later = NULL, now = NULL;
  g_autoptr (EkSince) after = NULL;

  g_assert_true (ek_since_is_empty (before));
  g_assert_cmpstr (ek_record_get_text (draft, EK_BASELINE_LEVEL), ==, "mild");
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  later = care_give_phq9 (care, 12, 3, 0);
  assert_refused (ek_baseline_sign (care->store, care->catalogue, care->knowledge, draft, &error), &error, "risk");
  g_assert_cmpstr (ek_record_get_text (draft, EK_BASELINE_STATUS), ==, "draft");
  after = since_of (care, draft);
  g_assert_cmpuint (after->differs->len, >=, 1);
  g_assert_cmpuint (after->recorded->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (after->recorded, 0), "PHQ-9"));
  bring_up (care, draft);
  now = again (care, draft);
  g_assert_true (ek_baseline_sign (care->store, care->catalogue, care->knowledge, now, &error));
  g_assert_no_error (error);
  /* What is signed stays as it was, and is not looked at any more. */
  g_assert_null (ek_since_read (care->store, care->catalogue, care->knowledge, now, &error));
  g_assert_no_error (error);
  g_assert_false (ek_since_bring_up (care->store, care->catalogue, care->knowledge, now, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
}

/* The other forms of the file are told, and do not stand against the signature: the set says what it said. */
static void
test_other_forms_are_told (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) draft = make_baseline (care);
  g_autoptr (EkSince) since = NULL;

  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  for (int i = 0; i < 10; i++)
    g_object_unref (care_give_phq9 (care, 4, 0, 0));
  since = since_of (care, draft);
  g_assert_cmpuint (since->differs->len, ==, 0);
  g_assert_cmpuint (since->recorded->len, ==, 9);
  g_assert_nonnull (strstr (g_ptr_array_index (since->recorded, 8), "2"));
  g_assert_true (ek_baseline_sign (care->store, care->catalogue, care->knowledge, draft, &error));
  g_assert_no_error (error);
}

static EkRecord *
draft_plan (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkRecord *plan = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);

  g_assert_no_error (error);
  return plan;
}

/* A form that is dated before the draft counts as much: it is what the file says, not when. */
static void
test_plan_after_a_backdated_form (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = care_give_phq9 (care, 7, 0, 0);
  g_autoptr (EkRecord) plan = draft_plan (care);
  g_autofree char *line = ek_plan_add_line (plan, "work", "夜班暂停", NULL, NULL, &error);
  g_autoptr (EkRecord) late = NULL, now = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  gboolean kept = FALSE;

  g_assert_true (ek_store_save (care->store, plan, &error));
  late = care_give_phq9 (care, 9, 3, 3);
  assert_refused (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error), &error, "risk");
  bring_up (care, plan);
  now = again (care, plan);
  lines = ek_plan_get_lines (now);
  for (guint i = 0; i < lines->len; i++)
    kept = kept || g_strcmp0 (((EkPlanLine *) g_ptr_array_index (lines, i))->id, line) == 0;
  g_assert_true (kept);
  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, now, &error));
  g_assert_no_error (error);
}

/* Worse without a risk: severity alone. */
static void
test_plan_after_a_worse_score (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = care_give_phq9 (care, 7, 0, 1);
  g_autoptr (EkRecord) plan = draft_plan (care);
  g_autoptr (EkRecord) worse = care_give_phq9 (care, 22, 0, 0);

  assert_refused (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error), &error, "Severe");
  g_assert_cmpstr (ek_record_get_text (plan, EK_PLAN_STATUS), ==, "draft");
}

/* A risk that was assessed, and one that was closed, are others than the draft speaks of. */
static void
test_risk_changes_its_level (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = care_give_phq9 (care, 14, 1, 0);
  g_autoptr (EkRecord) plan = draft_plan (care);
  g_autoptr (EkRecord) risk = open_risk (care);
  g_autoptr (EkRecord) now = NULL;
  g_autoptr (EkSince) since = NULL;

  g_assert_true (ek_risk_assess (care->store, care->knowledge, risk, "low", "谈过，无计划", NULL, &error));
  g_assert_no_error (error);
  assert_refused (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error), &error, "Low");
  bring_up (care, plan);
  g_assert_true (ek_risk_close (care->store, care->knowledge, risk, "复评后关闭", NULL, &error));
  g_assert_no_error (error);
  now = again (care, plan);
  since = since_of (care, now);
  g_assert_nonnull (strstr (g_ptr_array_index (since->differs, 0), "closed"));
  assert_refused (ek_plan_sign (care->store, care->catalogue, care->knowledge, now, &error), &error, "closed");
}

/* A draft of before risks were kept with it: an open risk stands against it. */
static void
test_old_draft (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = care_give_phq9 (care, 14, 2, 0);
  g_autoptr (EkRecord) plan = draft_plan (care);
  g_autofree char *text = json_to_string (ek_record_get_json (plan, EK_PLAN_BASIS), FALSE);
  g_autoptr (JsonNode) basis = json_from_string (text, NULL);

  json_object_remove_member (json_node_get_object (basis), "risks");
  json_object_remove_member (json_node_get_object (basis), "drafted");
  ek_record_set_json (plan, EK_PLAN_BASIS, basis);
  g_assert_true (ek_store_save (care->store, plan, &error));
  assert_refused (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error), &error, "risk");
}

static EkRecord *
decided_review (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkRecord *review = ek_mdt_open (care->store, care->catalogue, care->knowledge, care->patient, "门诊是否够？", &error);
  g_autoptr (EkRecord) opinion = ek_mdt_give_opinion (care->store, review, NULL, "够", "agrees", &error);
  g_autoptr (EkRecord) action = ek_mdt_add_action (care->store, review, "复诊", care->ids[EK_ROLE_PSYCHIATRIST], NULL,
                                                   "2026-11-28", &error);

  g_assert_true (ek_mdt_decide (care->store, review, "门诊治疗", "无急性风险", &error));
  g_assert_no_error (error);
  return review;
}

static void
test_review (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = care_give_phq9 (care, 18, 0, 0);
  g_autoptr (EkRecord) review = decided_review (care);
  g_autoptr (EkRecord) later = NULL;
  g_autoptr (GPtrArray) signatures = NULL;

  g_assert_true (ek_mdt_sign (care->store, care->catalogue, care->knowledge, review, "agrees", &error));
  g_assert_no_error (error);
  later = care_give_phq9 (care, 18, 3, 0);
  assert_refused (ek_mdt_sign (care->store, care->catalogue, care->knowledge, review, "agrees", &error), &error,
                  "risk");
  assert_refused (ek_mdt_close (care->store, care->catalogue, care->knowledge, review, &error), &error, "risk");
  g_assert_cmpstr (ek_record_get_text (review, EK_REVIEW_STATUS), ==, "decided");
  bring_up (care, review);
  g_assert_cmpstr (ek_record_get_text (review, EK_REVIEW_DECISION), ==, "门诊治疗");
  /* Who signed did so under another page: that does not close the review. */
  signatures = ek_mdt_list_signatures (care->store, review, &error);
  g_assert_cmpuint (signatures->len, ==, 1);
  g_assert_false (((EkMdtSignature *) g_ptr_array_index (signatures, 0))->current);
  g_assert_false (ek_mdt_close (care->store, care->catalogue, care->knowledge, review, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (ek_mdt_sign (care->store, care->catalogue, care->knowledge, review, "agrees", &error));
  g_assert_true (ek_mdt_close (care->store, care->catalogue, care->knowledge, review, &error));
  g_assert_no_error (error);
}

static void
set_dates (EkRecord *plan)
{
  ek_record_set_text (plan, EK_PLAN_STARTS, "2026-11-21");
  ek_record_set_text (plan, EK_PLAN_REVIEW, "2027-01-16");
}

/* A new version asks for dates of its own, and says what it changes. */
static void
test_new_version (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) score = care_give_phq9 (care, 14, 0, 0);
  g_autoptr (EkRecord) plan = draft_plan (care);
  g_autoptr (EkRecord) next = NULL;
  g_autoptr (GPtrArray) former = NULL, lines = NULL, dropped = NULL;
  g_autofree char *added = NULL;
  const char *first = NULL, *second = NULL;

  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error));
  former = ek_plan_get_lines (plan);
  g_assert_cmpuint (former->len, >=, 3);
  first = ((EkPlanLine *) g_ptr_array_index (former, 0))->id;
  second = ((EkPlanLine *) g_ptr_array_index (former, 1))->id;
  next = ek_plan_new_version (care->store, plan, &error);
  g_assert_false (ek_record_has (next, EK_PLAN_STARTS));
  g_assert_false (ek_record_has (next, EK_PLAN_REVIEW));
  g_assert_false (ek_plan_sign (care->store, care->catalogue, care->knowledge, next, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  added = ek_plan_add_line (next, "work", "夜班暂停", NULL, NULL, &error);
  g_assert_true (ek_plan_change_line (next, first, "other words", NULL, &error));
  lines = ek_plan_get_lines (next);
  g_ptr_array_remove_index (lines, 1);
  for (guint i = 0; i < lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (lines, i);

      g_assert_cmpint (ek_plan_line_mark (line, former), ==,
                       g_strcmp0 (line->id, added) == 0     ? EK_PLAN_MARK_NEW
                         : g_strcmp0 (line->id, first) == 0 ? EK_PLAN_MARK_OTHER
                                                            : EK_PLAN_MARK_SAME);
    }
  dropped = ek_plan_list_dropped (lines, former);
  g_assert_cmpuint (dropped->len, ==, 1);
  g_assert_cmpstr (((EkPlanLine *) g_ptr_array_index (dropped, 0))->id, ==, second);
  set_dates (next);
  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, next, &error));
  g_assert_no_error (error);
}

/* Nobody has assessed the risk yet: another answer changes no level, and still nobody had seen it. */
static void
test_another_cause (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = care_give_phq9 (care, 12, 1, 0), again = NULL;
  g_autoptr (EkRecord) draft = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);
  g_autoptr (EkSince) before = since_of (care, draft);

  g_assert_true (ek_since_is_empty (before));
  again = care_give_phq9 (care, 12, 1, 0);
  assert_refused (ek_plan_sign (care->store, care->catalogue, care->knowledge, draft, &error), &error, "another cause");
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/since/baseline-says-low", test_baseline_says_low);
  ADD ("/since/other-forms", test_other_forms_are_told);
  ADD ("/since/plan-backdated", test_plan_after_a_backdated_form);
  ADD ("/since/plan-worse", test_plan_after_a_worse_score);
  ADD ("/since/risk-level", test_risk_changes_its_level);
  ADD ("/since/another-cause", test_another_cause);
  ADD ("/since/old-draft", test_old_draft);
  ADD ("/since/review", test_review);
  ADD ("/since/new-version", test_new_version);
  return g_test_run ();
}
