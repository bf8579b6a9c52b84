/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"

#include <string.h>

static EkRecord *
open_review (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkRecord *review = ek_mdt_open (care->store, care->catalogue, care->knowledge, care->patient,
                                  "是否需要调整工作并开始抗抑郁治疗？", &error);

  g_assert_no_error (error);
  return review;
}

static JsonObject *
page_of (EkRecord *review)
{
  return json_node_get_object (ek_record_get_json (review, EK_REVIEW_CASE));
}

static void
test_case_page (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) first = care_give_phq9 (care, 12, 0, 28);
  g_autoptr (EkRecord) second = care_give_phq9 (care, 22, 2, 0);
  g_autoptr (EkRecord) leave = care_add_event (care, "leave", "病假", "2026-11-01", NULL);
  g_autoptr (EkRecord) review = open_review (care);
  JsonObject *page = page_of (review);
  JsonObject *score = ek_json_element_object (ek_json_peek_array (page, "scores"), 0);
  JsonArray *why = ek_json_peek_array (page, "why");

  g_assert_cmpstr (ek_json_peek_string (ek_json_peek_object (page, "patient"), "name"), ==, "张伟");
  g_assert_cmpint (ek_json_peek_int (ek_json_peek_object (page, "patient"), "age", -1), ==, 40);
  g_assert_cmpstr (ek_json_peek_string (ek_json_peek_object (page, "severity"), "level"), ==, "severe");
  g_assert_cmpstr (ek_json_peek_string (score, "instrument"), ==, "phq9");
  g_assert_cmpfloat (ek_json_peek_double (score, "total", -1), ==, 22);
  g_assert_cmpfloat (ek_json_peek_double (score, "change", 0), ==, 10);
  g_assert_cmpstr (ek_json_peek_string (score, "reliable"), ==, "deteriorated");
  g_assert_cmpuint (json_array_get_length (ek_json_peek_array (score, "points")), ==, 2);
  g_assert_cmpuint (json_array_get_length (ek_json_peek_array (page, "risks")), ==, 1);
  g_assert_cmpuint (json_array_get_length (why), >=, 2);
  g_assert_cmpstr (ek_json_peek_string (ek_json_element_object (why, 0), "rule"), ==, "severe");
}

static void
test_page_is_frozen (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = care_give_phq9 (care, 12, 0, 28);
  g_autoptr (EkRecord) review = open_review (care);
  g_autoptr (EkRecord) later = care_give_phq9 (care, 3, 0, 0);
  g_autoptr (EkRecord) stored = ek_store_load (care->store, &ek_review_type, ek_record_get_id (review), &error);
  JsonObject *score = ek_json_element_object (ek_json_peek_array (page_of (stored), "scores"), 0);

  g_assert_cmpfloat (ek_json_peek_double (score, "total", -1), ==, 12);
}

static void
test_request_without_trigger (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) review = open_review (care);
  JsonArray *triggers = json_node_get_array (ek_record_get_json (review, EK_REVIEW_TRIGGER));

  g_assert_cmpstr (ek_json_element_string (triggers, 0), ==, "request");
}

static void
test_opening_is_refused (Care *care, gconstpointer data)
{
  static const char *const empty[] = { NULL, "", " \t\n", "　" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_assert_null (ek_mdt_open (care->store, care->catalogue, care->knowledge, care->patient, empty[i], &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
      g_clear_error (&error);
    }
  review = open_review (care);
  g_assert_null (ek_mdt_open (care->store, care->catalogue, care->knowledge, care->patient, "again", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
}

static void
test_opinions (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = open_review (care);
  g_autoptr (EkRecord) manager = NULL;
  g_autoptr (EkRecord) first = NULL;
  g_autoptr (EkRecord) second = NULL;
  g_autoptr (GPtrArray) opinions = NULL;

  manager = ek_mdt_give_opinion (care->store, review, care->ids[EK_ROLE_CASE_MANAGER], "随访困难", NULL, &error);
  g_assert_no_error (error);
  first = ek_mdt_give_opinion (care->store, review, NULL, "建议会诊", "agrees", &error);
  second = ek_mdt_give_opinion (care->store, review, NULL, "建议住院", "dissents", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_id (first), ==, ek_record_get_id (second));
  opinions = ek_mdt_list_opinions (care->store, review, &error);
  g_assert_cmpuint (opinions->len, ==, 2);
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (opinions, 0), EK_OPINION_ROLE), ==, "psychiatrist");
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (opinions, 0), EK_OPINION_TEXT), ==, "建议住院");
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (opinions, 1), EK_OPINION_NAME), ==, "陈静");
  /* Who wrote it down is the author, whoever's opinion it is. */
  g_assert_cmpstr (ek_record_get_author (manager), ==, care->ids[EK_ROLE_PSYCHIATRIST]);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (ek_record_get_json (review, EK_REVIEW_MEMBERS))), ==,
                    2);
  g_assert_null (ek_mdt_give_opinion (care->store, review, NULL, "  ", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_null (ek_mdt_give_opinion (care->store, review, "nobody", "x", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
}

static void
test_decision_keeps_its_reasons (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = open_review (care);
  g_autoptr (GPtrArray) former = NULL;

  g_assert_false (ek_mdt_decide (care->store, review, "住院", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_false (ek_mdt_decide (care->store, review, " ", "风险高", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (ek_mdt_decide (care->store, review, "住院", "风险高", &error));
  g_assert_false (ek_mdt_decide (care->store, review, "门诊", "风险高", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_cmpstr (ek_record_get_text (review, EK_REVIEW_DECISION), ==, "住院");
  g_assert_true (ek_mdt_decide (care->store, review, "门诊", "家属可陪护，风险已降", &error));
  g_assert_no_error (error);
  former = ek_mdt_list_former (care->store, review, &error);
  g_assert_cmpuint (former->len, ==, 1);
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (former, 0), EK_REVIEW_DECISION), ==, "住院");
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (former, 0), EK_REVIEW_REASON), ==, "风险高");
}

static void
test_actions_need_owner_and_date (Care *care, gconstpointer data)
{
  static const struct {
    const char *text, *user, *name, *due;
    int code;
  } cases[] = {
    { NULL, NULL, "陈静", "2026-12-01", EK_ERROR_INCOMPLETE },
    { "  ", NULL, "陈静", "2026-12-01", EK_ERROR_INCOMPLETE },
    { "电话随访", NULL, NULL, "2026-12-01", EK_ERROR_INCOMPLETE },
    { "电话随访", NULL, " ", "2026-12-01", EK_ERROR_INCOMPLETE },
    { "电话随访", NULL, "陈静", NULL, EK_ERROR_INCOMPLETE },
    { "电话随访", NULL, "陈静", "2026-12", EK_ERROR_INCOMPLETE },
    { "电话随访", NULL, "陈静", "2026-02-30", EK_ERROR_INCOMPLETE },
    { "电话随访", NULL, "陈静", "soon", EK_ERROR_INCOMPLETE },
    { "电话随访", NULL, "陈静", "2026-11-20", EK_ERROR_INVALID },
    { "电话随访", "no-such-user", "陈静", "2026-12-01", EK_ERROR_NOT_FOUND },
    { "电话随访", NULL, "陈静", "2026-11-21", -1 },
    { "Letter to the employer", NULL, "Trude (social services)", "2027-01-01", -1 },
  };
  g_autoptr (EkRecord) review = open_review (care);
  g_autoptr (GPtrArray) actions = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) action = ek_mdt_add_action (care->store, review, cases[i].text, cases[i].user, cases[i].name,
                                                       cases[i].due, &error);

      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, EK_ERROR, cases[i].code);
    }
  actions = ek_mdt_list_actions (care->store, review, NULL);
  g_assert_cmpuint (actions->len, ==, 2);
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (actions, 0), EK_TASK_DUE), ==, "2026-11-21");
}

static void
test_action_outcome (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = open_review (care);
  g_autoptr (EkRecord) action = ek_mdt_add_action (care->store, review, "电话随访", care->ids[EK_ROLE_CASE_MANAGER],
                                                   NULL, "2026-12-01", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (action, EK_TASK_OWNER_NAME), ==, "陈静");
  g_assert_false (ek_mdt_update_action (care->store, action, "completed", "", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_false (ek_mdt_update_action (care->store, action, "forgotten", "x", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (ek_mdt_update_action (care->store, action, "completed", "已联系，情绪平稳", &error));
  g_assert_no_error (error);
  g_assert_true (ek_record_has (action, EK_TASK_DONE));
}

static void
test_whole_review (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) score = care_give_phq9 (care, 18, 0, 0);
  g_autoptr (EkRecord) review = open_review (care);
  g_autoptr (EkRecord) opinion = NULL;
  g_autoptr (EkRecord) action = NULL;
  g_autoptr (EkRecord) same = NULL;
  g_autoptr (GPtrArray) signatures = NULL;
  g_auto (GStrv) missing = ek_mdt_missing (care->store, review, &error);

  g_assert_cmpuint (g_strv_length (missing), ==, 4);
  g_assert_false (ek_mdt_close (care->store, care->catalogue, care->knowledge, review, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_false (ek_mdt_sign (care->store, care->catalogue, care->knowledge, review, "agrees", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  opinion = ek_mdt_give_opinion (care->store, review, NULL, "建议门诊治疗", "agrees", &error);
  action = ek_mdt_add_action (care->store, review, "一周内复诊", care->ids[EK_ROLE_PSYCHIATRIST], NULL, "2026-11-28",
                              &error);
  g_assert_true (ek_mdt_decide (care->store, review, "门诊治疗", "无急性风险", &error));
  g_assert_true (ek_mdt_sign (care->store, care->catalogue, care->knowledge, review, "agrees", &error));
  g_assert_no_error (error);

  /* Another member, with another key. */
  care_become (care, EK_ROLE_OCCUPATIONAL_PHYSICIAN);
  same = ek_store_load (care->store, &ek_review_type, ek_record_get_id (review), &error);
  g_assert_true (ek_mdt_sign (care->store, care->catalogue, care->knowledge, same, "dissents", &error));
  g_assert_false (ek_mdt_sign (care->store, care->catalogue, care->knowledge, same, "sort of", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  signatures = ek_mdt_list_signatures (care->store, same, &error);
  g_assert_cmpuint (signatures->len, ==, 2);
  for (guint i = 0; i < signatures->len; i++)
    {
      const EkMdtSignature *signature = g_ptr_array_index (signatures, i);

      g_assert_true (signature->current);
      g_assert_true (signature->signature->valid);
    }
  g_assert_true (ek_mdt_close (care->store, care->catalogue, care->knowledge, same, &error));
  g_assert_no_error (error);

  /* Closed: nothing is added any more, and the signatures still stand under the decision. */
  g_assert_false (ek_mdt_decide (care->store, same, "x", "y", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_null (ek_mdt_give_opinion (care->store, same, NULL, "x", NULL, &error));
  g_clear_error (&error);
  g_assert_null (ek_mdt_add_action (care->store, same, "x", NULL, "y", "2026-12-01", &error));
  g_clear_error (&error);
  g_clear_pointer (&signatures, g_ptr_array_unref);
  signatures = ek_mdt_list_signatures (care->store, same, &error);
  g_assert_true (((EkMdtSignature *) g_ptr_array_index (signatures, 0))->current);
}

static void
test_changed_decision_needs_new_signatures (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = open_review (care);
  g_autoptr (EkRecord) opinion = ek_mdt_give_opinion (care->store, review, NULL, "x", NULL, &error);
  g_autoptr (EkRecord) action = ek_mdt_add_action (care->store, review, "x", NULL, "y", "2026-12-01", &error);
  g_autoptr (GPtrArray) signatures = NULL;

  g_assert_true (ek_mdt_decide (care->store, review, "住院", "风险高", &error));
  g_assert_true (ek_mdt_sign (care->store, care->catalogue, care->knowledge, review, "agrees", &error));
  g_assert_true (ek_mdt_decide (care->store, review, "门诊", "风险已降", &error));
  signatures = ek_mdt_list_signatures (care->store, review, &error);
  g_assert_no_error (error);
  g_assert_false (((EkMdtSignature *) g_ptr_array_index (signatures, 0))->current);
  g_assert_true (((EkMdtSignature *) g_ptr_array_index (signatures, 0))->signature->valid);
  g_assert_false (ek_mdt_close (care->store, care->catalogue, care->knowledge, review, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/mdt/case-page", test_case_page);
  ADD ("/mdt/frozen", test_page_is_frozen);
  ADD ("/mdt/request", test_request_without_trigger);
  ADD ("/mdt/opening", test_opening_is_refused);
  ADD ("/mdt/opinions", test_opinions);
  ADD ("/mdt/decision", test_decision_keeps_its_reasons);
  ADD ("/mdt/actions", test_actions_need_owner_and_date);
  ADD ("/mdt/outcome", test_action_outcome);
  ADD ("/mdt/whole", test_whole_review);
  ADD ("/mdt/changed", test_changed_decision_needs_new_signatures);
  return g_test_run ();
}
