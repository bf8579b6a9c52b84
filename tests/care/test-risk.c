/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"

#include <string.h>
#include "ek-facts-gather.h"

static const EkRiskStatement planned = { NULL, "in the file, page 3", NULL };

static EkRecord *
raise_low (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkRiskCause cause = { "suicidal-thoughts", "phq9", "9", 1, NULL };
  EkRecord *risk = ek_risk_raise (care->store, care->knowledge, care->patient, &cause, &error);

  g_assert_no_error (error);
  return risk;
}

static void
test_levels_set_the_due_time (Care *care, gconstpointer data)
{
  /* End of the day, Beijing: 2026-11-21T23:59:59.999+08:00 and days after it. */
  static const struct {
    const char *level;
    int days;
  } cases[] = { { "low", 14 }, { "moderate", 3 }, { "high", 0 } };
  g_autoptr (EkRecord) risk = raise_low (care);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (ek_risk_assess (care->store, care->knowledge, risk, cases[i].level, "已面谈", NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (ek_record_get_instant (risk, EK_RISK_DUE, NULL), ==,
                       CARE_NOW + 15 * EK_HOUR_MS - 1 + cases[i].days * EK_DAY_MS);
    }
}

static void
test_never_dismissed (Care *care, gconstpointer data)
{
  static const char *const empty[] = { NULL, "", "  \n\t", "　" };
  g_autoptr (EkRecord) risk = raise_low (care);
  g_autoptr (GError) error = NULL;

  g_assert_false (ek_risk_close (care->store, care->knowledge, risk, "已安全", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_false (ek_risk_assess (care->store, care->knowledge, risk, "none", "talked", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (ek_risk_assess (care->store, care->knowledge, risk, "unassessed", "talked", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (ek_risk_assess (care->store, care->knowledge, risk, "low", " ", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (ek_risk_assess (care->store, care->knowledge, risk, "low", "无计划无手段", NULL, &error));
  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_assert_false (ek_risk_close (care->store, care->knowledge, risk, empty[i], NULL, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
      g_clear_error (&error);
    }
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, "open");
  g_assert_true (ek_risk_close (care->store, care->knowledge, risk, "安全计划已完成，家属知情", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_CLOSED_BY), ==, care->ids[EK_ROLE_PSYCHIATRIST]);
  g_assert_nonnull (strstr (ek_record_get_text (risk, EK_RISK_ACTION), "2026-11-21 09:00 · 王安澜 · "));
  g_assert_false (ek_risk_close (care->store, care->knowledge, risk, "again", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
}

static void
test_new_answer_asks_for_a_new_assessment (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = care_give_phq9 (care, 10, 1, 0);
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, &error);
  g_autoptr (EkRecord) risk = g_object_ref (g_ptr_array_index (open, 0));
  g_autoptr (EkRecord) second = NULL;
  g_autoptr (EkRecord) again = NULL;
  g_autofree char *banner = NULL;

  g_assert_true (ek_risk_assess (care->store, care->knowledge, risk, "low", "talked", NULL, &error));
  second = care_give_phq9 (care, 14, 2, 0);
  again = ek_store_load (care->store, &ek_risk_type, ek_record_get_id (risk), &error);
  g_assert_cmpint (ek_record_get_instant (again, EK_RISK_DUE, NULL), ==, CARE_NOW + 15 * EK_HOUR_MS - 1);
  g_assert_false (ek_risk_close (care->store, care->knowledge, again, "talked", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_clear_pointer (&open, g_ptr_array_unref);
  open = ek_risk_list_open (care->store, care->patient, &error);
  banner = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_nonnull (strstr (banner, "Risk to be assessed again"));
  g_assert_cmpstr (ek_risk_worst_level (open), ==, "unassessed");
  g_assert_true (ek_risk_assess (care->store, care->knowledge, again, "moderate", "talked", NULL, &error));
  g_assert_true (ek_risk_close (care->store, care->knowledge, again, "住院", &planned, &error));
  g_assert_no_error (error);
}

static void
test_closed_risk_does_not_swallow_the_next (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = raise_low (care);
  g_autoptr (EkRecord) second = NULL;

  g_assert_true (ek_risk_assess (care->store, care->knowledge, first, "low", "talked", NULL, &error));
  g_assert_true (ek_risk_close (care->store, care->knowledge, first, "talked", NULL, &error));
  second = raise_low (care);
  g_assert_cmpstr (ek_record_get_id (second), !=, ek_record_get_id (first));
}

static void
test_hand_over (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) risk = raise_low (care);
  g_autoptr (GPtrArray) steps = NULL;

  g_assert_false (ek_risk_hand_over (care->store, risk, NULL, "x", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ek_risk_hand_over (care->store, risk, "nobody", "x", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (ek_risk_hand_over (care->store, risk, care->ids[EK_ROLE_CASE_MANAGER], "今晚值班", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_OWNER), ==, care->ids[EK_ROLE_CASE_MANAGER]);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, "open");
  g_assert_true (ek_risk_log_action (care->store, risk, "已电话联系家属", &error));
  steps = ek_risk_list_steps (care->store, risk, &error);
  g_assert_cmpuint (steps->len, ==, 3);
  g_assert_cmpstr (((EkRiskStep *) g_ptr_array_index (steps, 0))->what, ==, "The risk was raised");
  g_assert_nonnull (strstr (((EkRiskStep *) g_ptr_array_index (steps, 1))->what, "陈静"));
  g_assert_nonnull (strstr (((EkRiskStep *) g_ptr_array_index (steps, 2))->what, "已电话联系家属"));
  g_assert_null (strstr (((EkRiskStep *) g_ptr_array_index (steps, 2))->what, "陈静"));
}

static void
test_banner (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = ek_risk_list_open (care->store, care->patient, &error);
  g_autoptr (EkRecord) score = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *banner = NULL;
  g_autofree char *overdue = NULL;

  g_assert_null (ek_risk_banner_text (care->store, care->catalogue, none));
  g_assert_null (ek_risk_worst_level (none));
  score = care_give_phq9 (care, 10, 2, 0);
  open = ek_risk_list_open (care->store, care->patient, &error);
  banner = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_nonnull (strstr (banner, "Risk not yet assessed"));
  g_assert_nonnull (strstr (banner, "PHQ-9 item 9"));
  g_assert_nonnull (strstr (banner, "李心怡"));
  g_assert_nonnull (strstr (banner, "due today"));
  ek_clock_set (care->clock, CARE_NOW + 2 * EK_DAY_MS);
  overdue = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_nonnull (strstr (overdue, "overdue since 2026-11-21"));
  ek_clock_set (care->clock, CARE_NOW);
}

/* Who cannot come in any more does not answer for it: the banner says so in words, and to hand it over. */
static void
test_banner_of_an_owner_who_is_gone (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) risk = raise_low (care);
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *here = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *stranger = NULL;

  g_assert_true (ek_risk_hand_over (care->store, risk, care->ids[EK_ROLE_CASE_MANAGER], "今晚值班", &error));
  open = ek_risk_list_open (care->store, care->patient, &error);
  here = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_nonnull (strstr (here, "owner: 陈静 · "));
  g_assert_null (strstr (here, "cannot come in"));
  g_assert_true (ek_vault_disable_user (care->vault, care->ids[EK_ROLE_CASE_MANAGER], &error));
  g_assert_no_error (error);
  gone = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_nonnull (strstr (gone, "owner: 陈静, who cannot come in any more: hand it over · "));
  ek_record_set_text (open->pdata[0], EK_RISK_OWNER, "another-vault's-user");
  stranger = ek_risk_banner_text (care->store, care->catalogue, open);
  g_assert_nonnull (strstr (stranger, "owner: somebody who cannot come in here: hand it over · "));
}

/* A form of last month that is entered today was not answered today. */
static void
test_banner_says_when_it_was_answered (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) score = care_give_phq9 (care, 10, 2, 30);
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, &error);
  g_autofree char *banner = ek_risk_banner_text (care->store, care->catalogue, open);

  g_assert_nonnull (strstr (banner, "answered on 2026-10-22, 30 days ago; entered 2026-11-21"));
  g_assert_nonnull (strstr (banner, "due today"));
}

/* Chest pain calls for a physician, by a chain of its own, and is no suicide risk. */
static void
test_medical_answers_open_their_own_chain (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = care_give (care, "phq15", "[0,0,0,0,0,2,0,2,0,0,0,0,0,0,0]", 0);
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, &error);
  JsonObject *result = json_node_get_object (ek_record_get_json (form, EK_ASSESSMENT_RESULT));

  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpstr (ek_risk_kind (open->pdata[0]), ==, "medical");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (result, "critical")), ==, 2);
}

static void
test_inbox (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) risk = raise_low (care);
  g_autoptr (GPtrArray) inbox = ek_risk_list_inbox (care->store, &error);
  EkPatientRow *row = ek_store_load_patient_row (care->store, care->patient, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (inbox->len, ==, 1);
  g_assert_true (ek_risk_assess (care->store, care->knowledge, risk, "high", "talked", NULL, &error));
  ek_patient_row_free (row);
  row = ek_store_load_patient_row (care->store, care->patient, &error);
  g_assert_cmpstr (row->tier, ==, "high");
  ek_patient_row_free (row);
}

/* The screener's items: 1, 2 asked of everybody; 3, 4, 5 after a yes to 2; 6 of everybody; 6b after a yes to 6. */
static void
test_triage (Care *care, gconstpointer data)
{
  static const struct {
    const char *answers;
    const char *level;
  } cases[] = {
    { "{\"1\":0,\"2\":0,\"6\":0}", "low" },
    { "{\"1\":1,\"2\":0,\"6\":0}", "low" },
    { "{\"1\":1,\"2\":1,\"3\":0,\"4\":0,\"5\":0,\"6\":0}", "low" },
    { "{\"1\":1,\"2\":1,\"3\":1,\"4\":0,\"5\":0,\"6\":0}", "moderate" },
    { "{\"1\":0,\"2\":0,\"6\":1,\"6b\":0}", "moderate" },
    { "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":0,\"6\":0}", "high" },
    { "{\"1\":1,\"2\":1,\"3\":0,\"4\":0,\"5\":1,\"6\":0}", "high" },
    { "{\"1\":0,\"2\":0,\"6\":1,\"6b\":1}", "high" },
    /* A form that contradicts itself: a yes counts, whatever the question before it was answered with. */
    { "{\"1\":0,\"2\":0,\"4\":1,\"6\":0}", "high" },
    { "{\"1\":1,\"2\":0,\"5\":1,\"6\":0}", "high" },
    { "{\"4\":1}", "high" },
    { "{\"1\":0,\"2\":0,\"6\":0,\"6b\":1}", "high" },
    { "{\"1\":0,\"2\":0,\"3\":1,\"6\":0}", "moderate" },
    /* Not asked is not no. */
    { "{\"1\":1}", NULL },
    { "{\"1\":1,\"2\":1,\"3\":1,\"6\":0}", NULL },
    { "{\"1\":0,\"2\":0,\"6\":1}", NULL },
    { "{}", NULL },
  };
  EkInstrument *screener = ek_catalogue_find (care->catalogue, "cssrs_screen", NULL);

  g_assert_nonnull (screener);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) answers = care_json (cases[i].answers);
      g_autoptr (EkReason) reason = NULL;

      g_test_message ("%s", cases[i].answers);
      g_assert_cmpstr (ek_risk_triage (care->knowledge, screener, answers, &reason, &error), ==, cases[i].level);
      if (cases[i].level == NULL)
        g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
    }
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) answers = care_phq9 (5, 0);

    g_assert_null (
      ek_risk_triage (care->knowledge, ek_catalogue_find (care->catalogue, "phq9", NULL), answers, NULL, &error));
    g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  }
}

/* --- as it stood then ------------------------------------------------------------------------------------------- */

static void
assert_risk_at (Care *care, gint64 at, const char *tier, gboolean overdue)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFacts) facts = ek_facts_gather_some (care->store, care->catalogue, care->knowledge, care->patient, at,
                                                    NULL, NULL, &error);
  const EkFact *level = NULL;

  g_assert_no_error (error);
  level = ek_facts_find (facts, "risk.tier");
  g_assert_cmpfloat (ek_facts_find (facts, "risk.open")->number, ==, tier != NULL);
  g_assert_cmpstr (level != NULL ? level->text : NULL, ==, tier);
  g_assert_true ((ek_facts_find (facts, "risk.overdue") != NULL) == overdue);
}

static void
test_as_it_stood_then (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) risk = NULL;

  assert_risk_at (care, EK_INSTANT_NONE, NULL, FALSE);
  risk = raise_low (care);
  assert_risk_at (care, EK_INSTANT_NONE, "unassessed", FALSE);
  ek_clock_set (care->clock, CARE_NOW + 2 * EK_DAY_MS);
  assert_risk_at (care, EK_INSTANT_NONE, "unassessed", TRUE);
  g_assert_true (ek_risk_assess (care->store, care->knowledge, risk, "high", "有计划", NULL, &error));
  ek_clock_set (care->clock, CARE_NOW + 4 * EK_DAY_MS);
  care_become (care, EK_ROLE_PSYCHOTHERAPIST);
  g_assert_true (ek_risk_agree (care->store, risk, "low", "同意", &error));
  care_become (care, EK_ROLE_PSYCHIATRIST);
  g_assert_true (ek_risk_assess (care->store, care->knowledge, risk, "low", "缓解", &planned, &error));
  ek_clock_set (care->clock, CARE_NOW + 6 * EK_DAY_MS);
  g_assert_true (ek_risk_close (care->store, care->knowledge, risk, "安全计划已完成", NULL, &error));
  g_assert_no_error (error);
  ek_clock_set (care->clock, CARE_NOW + 9 * EK_DAY_MS);
  assert_risk_at (care, EK_INSTANT_NONE, NULL, FALSE);
  assert_risk_at (care, CARE_NOW - EK_HOUR_MS, NULL, FALSE);
  assert_risk_at (care, CARE_NOW + EK_DAY_MS, "high", TRUE); /* what its first assessment found; not yet done */
  assert_risk_at (care, CARE_NOW + 3 * EK_DAY_MS, "high", TRUE);
  assert_risk_at (care, CARE_NOW + 5 * EK_DAY_MS, "low", FALSE);
  assert_risk_at (care, CARE_NOW + 7 * EK_DAY_MS, NULL, FALSE);
}

/* Answers of the day before yesterday, entered today: the risk stood the day before yesterday. */
static void
test_stood_when_answered (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 10, 2, 2);

  assert_risk_at (care, CARE_NOW - EK_DAY_MS, "unassessed", FALSE);
  assert_risk_at (care, CARE_NOW - 3 * EK_DAY_MS, NULL, FALSE);
}

static void
add_dated (Care *care, const EkRecordType *type, int text_field, const char *text, int status_field, const char *status,
           int from_field, const char *from, int to_field, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) record = ek_record_new (type, care->patient);

  ek_record_set_text (record, text_field, text);
  ek_record_set_text (record, status_field, status);
  ek_record_set_text (record, from_field, from);
  ek_record_set_text (record, to_field, to);
  ek_store_save (care->store, record, &error);
  g_assert_no_error (error);
}

static void
test_file_as_it_stood_then (Care *care, gconstpointer data)
{
  static const struct {
    int days_ago;
    double problems, medicines;
  } cases[] = {
    { 200, 0, 0 },
    { 60, 1, 1 },
    { 5, 0, 0 },
    { 0, 0, 0 },
  };

  add_dated (care, &ek_problem_type, EK_PROBLEM_TEXT, "抑郁发作", EK_PROBLEM_STATUS, "resolved", EK_PROBLEM_ONSET,
             "2026-08-01", EK_PROBLEM_ENDED, "2026-11-01");
  add_dated (care, &ek_medicine_type, EK_MEDICINE_NAME, "舍曲林", EK_MEDICINE_STATUS, "stopped", EK_MEDICINE_STARTED,
             "2026-08-01", EK_MEDICINE_STOPPED, "2026-11-01");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkFacts) facts = ek_facts_gather_some (care->store, care->catalogue, care->knowledge, care->patient,
                                                        CARE_NOW - cases[i].days_ago * EK_DAY_MS, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpfloat (ek_facts_find (facts, "problems.active")->number, ==, cases[i].problems);
      g_assert_cmpfloat (ek_facts_find (facts, "medicines.active")->number, ==, cases[i].medicines);
    }
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/risk/due", test_levels_set_the_due_time);
  ADD ("/risk/never-dismissed", test_never_dismissed);
  ADD ("/risk/again", test_new_answer_asks_for_a_new_assessment);
  ADD ("/risk/next", test_closed_risk_does_not_swallow_the_next);
  ADD ("/risk/hand-over", test_hand_over);
  ADD ("/risk/banner", test_banner);
  ADD ("/risk/banner/owner-is-gone", test_banner_of_an_owner_who_is_gone);
  ADD ("/risk/banner/answered", test_banner_says_when_it_was_answered);
  ADD ("/risk/medical", test_medical_answers_open_their_own_chain);
  ADD ("/risk/inbox", test_inbox);
  ADD ("/risk/triage", test_triage);
  ADD ("/risk/as-it-stood-then", test_as_it_stood_then);
  ADD ("/risk/stood-when-answered", test_stood_when_answered);
  ADD ("/risk/file-as-it-stood-then", test_file_as_it_stood_then);
  return g_test_run ();
}
