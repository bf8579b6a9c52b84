/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"

#include <string.h>
#include "ek-assess-declined.h"

static JsonNode *
number (int value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_int (node, value);
  return node;
}

static EkRecord *
start (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkRecord *assessment = ek_assess_start (care->store, ek_catalogue_find (care->catalogue, "phq9", NULL), care->patient,
                                          "clinician", "zh", &error);

  g_assert_no_error (error);
  return assessment;
}

static gboolean
answer (Care *care, EkRecord *assessment, const char *item, int value, EkRecord **risk, GError **error)
{
  g_autoptr (JsonNode) node = number (value);

  return ek_assess_answer (care->store, care->catalogue, assessment, item, node, risk, error);
}

static void
test_answer_by_answer (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) assessment = start (care);
  g_autoptr (EkRecord) stored = NULL;

  g_assert_cmpint (ek_record_get_revision (assessment), ==, 1);
  for (int item = 1; item <= 9; item++)
    {
      g_autofree char *id = g_strdup_printf ("%d", item);

      /* No severity before the last item is answered. */
      g_assert_false (ek_record_has (assessment, EK_ASSESSMENT_SEVERITY));
      g_assert_true (answer (care, assessment, id, item == 9 ? 0 : 2, NULL, &error));
      g_assert_no_error (error);
      g_clear_object (&stored);
      stored = ek_store_load (care->store, &ek_assessment_type, ek_record_get_id (assessment), &error);
      g_assert_no_error (error);
      g_assert_true (ek_record_equal_values (stored, assessment));
    }
  g_assert_true (ek_assess_complete (care->store, care->catalogue, assessment, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (assessment, EK_ASSESSMENT_STATUS), ==, "completed");
  g_assert_cmpfloat (ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, -1), ==, 16);
  g_assert_true (ek_record_get_int (assessment, EK_ASSESSMENT_COMPLETE, 0));
  g_assert_cmpstr (ek_record_get_text (assessment, EK_ASSESSMENT_RATER), ==, care->ids[EK_ROLE_PSYCHIATRIST]);
}

static void
test_refusals_leave_everything_as_it_was (Care *care, gconstpointer data)
{
  static const struct {
    const char *item;
    const char *json;
    EkError code;
  } cases[] = {
    { "1", "4", EK_ERROR_INVALID },
    { "1", "-1", EK_ERROR_INVALID },
    { "1", "1.5", EK_ERROR_INVALID },
    { "1", "\"2\"", EK_ERROR_INVALID },
    { "1", "[1]", EK_ERROR_INVALID },
    { "1", "{}", EK_ERROR_INVALID },
    { "11", "1", EK_ERROR_NOT_FOUND },
    { "", "1", EK_ERROR_NOT_FOUND },
    { "'; DROP TABLE patient; --", "1", EK_ERROR_NOT_FOUND },
  };
  g_autoptr (EkRecord) assessment = start (care);
  g_autoptr (EkRecord) before = NULL;

  g_assert_true (answer (care, assessment, "1", 2, NULL, NULL));
  before = ek_record_copy (assessment);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = care_json (cases[i].json);

      g_assert_false (ek_assess_answer (care->store, care->catalogue, assessment, cases[i].item, node, NULL, &error));
      g_assert_error (error, EK_ERROR, (int) cases[i].code);
      g_assert_true (ek_record_equal_values (assessment, before));
      g_assert_cmpint (ek_record_get_revision (assessment), ==, ek_record_get_revision (before));
    }
}

static void
test_critical_answer_opens_risk_at_once (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) assessment = start (care);
  g_autoptr (EkRecord) risk = NULL;
  g_autoptr (GPtrArray) open = NULL;
  JsonObject *reason = NULL;

  g_assert_true (answer (care, assessment, "9", 1, &risk, &error));
  g_assert_no_error (error);
  g_assert_nonnull (risk);
  open = ek_risk_list_open (care->store, care->patient, &error);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpstr (ek_risk_worst_level (open), ==, "unassessed");
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_SOURCE), ==, ek_record_get_id (assessment));
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_OWNER), ==, care->ids[EK_ROLE_PSYCHOTHERAPIST]);
  /* Due the same day, by its end in the clinician's time: 2026-11-21T23:59:59.999+08:00 */
  g_assert_cmpint (ek_record_get_instant (risk, EK_RISK_DUE, NULL), ==, CARE_NOW + 15 * EK_HOUR_MS - 1);
  reason = json_node_get_object (ek_record_get_json (risk, EK_RISK_REASON));
  g_assert_cmpstr (ek_json_peek_string (reason, "instrument"), ==, "phq9");
  g_assert_cmpstr (ek_json_peek_string (reason, "item"), ==, "9");
  g_assert_cmpfloat (ek_json_peek_double (reason, "value", -1), ==, 1);
}

static void
test_taking_it_back_does_not_close_the_risk (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) assessment = start (care);
  g_autoptr (GPtrArray) open = NULL;

  g_assert_true (answer (care, assessment, "9", 3, NULL, &error));
  g_assert_true (answer (care, assessment, "9", 0, NULL, &error));
  g_assert_true (ek_assess_answer (care->store, care->catalogue, assessment, "9", NULL, NULL, &error));
  g_assert_true (ek_assess_decline (care->store, care->catalogue, assessment, "不愿继续", &error));
  g_assert_no_error (error);
  open = ek_risk_list_open (care->store, care->patient, &error);
  g_assert_cmpuint (open->len, ==, 1);
}

static void
test_second_form_joins_the_open_risk (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = care_give_phq9 (care, 10, 1, 7);
  g_autoptr (EkRecord) second = care_give_phq9 (care, 12, 2, 0);
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, &error);
  g_auto (GStrv) causes = NULL;

  g_assert_cmpuint (open->len, ==, 1);
  causes = ek_risk_causes (care->catalogue, g_ptr_array_index (open, 0));
  g_assert_cmpuint (g_strv_length (causes), ==, 2);
  g_assert_nonnull (strstr (causes[0], "PHQ-9"));
  g_assert_nonnull (strstr (causes[1], "(2)"));
}

static void
test_complete_needs_every_item (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) assessment = start (care);

  g_assert_true (answer (care, assessment, "1", 3, NULL, &error));
  g_assert_false (ek_assess_complete (care->store, care->catalogue, assessment, FALSE, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_assert_nonnull (strstr (error->message, "2, 3"));
  g_clear_error (&error);
  g_assert_cmpstr (ek_record_get_text (assessment, EK_ASSESSMENT_STATUS), ==, "in-progress");
  g_assert_true (ek_assess_complete (care->store, care->catalogue, assessment, TRUE, &error));
  g_assert_false (ek_record_get_int (assessment, EK_ASSESSMENT_COMPLETE, 1));
  g_assert_false (ek_record_has (assessment, EK_ASSESSMENT_SEVERITY));
  g_assert_false (ek_record_has (assessment, EK_ASSESSMENT_TOTAL));
  g_assert_false (answer (care, assessment, "2", 1, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
}

static void
test_whole_forms (Care *care, gconstpointer data)
{
  static const struct {
    const char *instrument;
    const char *answers;
    gboolean ok;
    double total;
    const char *severity;
  } cases[] = {
    { "phq9", "[1,1,1,1,1,1,1,1,0]", TRUE, 8, "mild" },
    { "phq9", "{\"1\":3,\"2\":3,\"3\":3,\"4\":3,\"5\":3,\"6\":3,\"7\":3,\"8\":3,\"9\":0}", TRUE, 24, "severe" },
    { "gad7", "[3,3,3,3,3,3,3]", TRUE, 21, "severe" },
    { "phq9", "[1,1,1,null,1,1,1,1,0]", TRUE, -1, NULL },
    { "phq9", "[1,1,1,1,1,1,1,1,0,0,0]", FALSE, 0, NULL },
    { "phq9", "[9,1,1,1,1,1,1,1,0]", FALSE, 0, NULL },
    { "phq9", "\"all zero\"", FALSE, 0, NULL },
    { "no-such-scale", "[1]", FALSE, 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) answers = care_json (cases[i].answers);
      g_autoptr (EkRecord) assessment = ek_assess_record (care->store, care->catalogue, care->patient,
                                                          cases[i].instrument, answers, EK_INSTANT_NONE, 0, "paper",
                                                          "en", NULL, &error);

      g_test_message ("%s %s", cases[i].instrument, cases[i].answers);
      g_assert_cmpint (assessment != NULL, ==, cases[i].ok);
      if (!cases[i].ok)
        {
          g_assert_nonnull (error);
          continue;
        }
      g_assert_cmpfloat (ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, -1), ==, cases[i].total);
      g_assert_cmpstr (ek_record_get_text (assessment, EK_ASSESSMENT_SEVERITY), ==, cases[i].severity);
    }
}

static void
test_future_is_refused (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answers = care_phq9 (5, 0);

  g_assert_null (ek_assess_record (care->store, care->catalogue, care->patient, "phq9", answers,
                                   CARE_NOW + 2 * EK_DAY_MS, CARE_OFFSET, "paper", "zh", NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
}

static void
test_correct_makes_a_revision (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) assessment = care_give_phq9 (care, 10, 0, 1);
  g_autoptr (JsonNode) answers = care_phq9 (20, 2);
  g_autoptr (GPtrArray) revisions = NULL;
  g_autoptr (GPtrArray) open = NULL;

  g_assert_false (ek_assess_correct (care->store, care->catalogue, assessment, answers, " \n", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (ek_assess_correct (care->store, care->catalogue, assessment, answers, "录入错误", &error));
  g_assert_no_error (error);
  revisions = ek_store_list_revisions (care->store, &ek_assessment_type, ek_record_get_id (assessment), &error);
  g_assert_cmpuint (revisions->len, ==, 2);
  g_assert_cmpfloat (ek_record_get_real (g_ptr_array_index (revisions, 0), EK_ASSESSMENT_TOTAL, -1), ==, 10);
  g_assert_cmpfloat (ek_record_get_real (g_ptr_array_index (revisions, 1), EK_ASSESSMENT_TOTAL, -1), ==, 20);
  open = ek_risk_list_open (care->store, care->patient, &error);
  g_assert_cmpuint (open->len, ==, 1);
}

/* A newer revision arrived meanwhile: nothing of it is overwritten, and no risk is opened for answers that were not
 * saved. */
static void
test_correct_what_was_read (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) read = care_give_phq9 (care, 10, 0, 1);
  g_autoptr (EkRecord) newer = ek_store_load (care->store, &ek_assessment_type, ek_record_get_id (read), &error);
  g_autoptr (EkRecord) stored = NULL;
  g_autoptr (JsonNode) theirs = care_phq9 (12, 0);
  g_autoptr (JsonNode) mine = care_phq9 (20, 2);
  g_autoptr (GPtrArray) open = NULL;

  ek_record_set_json (newer, EK_ASSESSMENT_ANSWERS, theirs);
  g_assert_true (ek_store_save_received (care->store, newer, "server", &error));
  g_assert_false (ek_assess_correct (care->store, care->catalogue, read, mine, "录入错误", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  stored = ek_store_load (care->store, &ek_assessment_type, ek_record_get_id (read), &error);
  g_assert_true (ek_record_equal_values (stored, newer));
  open = ek_risk_list_open (care->store, care->patient, &error);
  g_assert_cmpuint (open->len, ==, 0);
}

static void
test_find_open (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) assessment = start (care);
  g_autoptr (EkRecord) found = ek_assess_find_open (care->store, care->patient, "phq9", &error);
  g_autoptr (EkRecord) none = ek_assess_find_open (care->store, care->patient, "gad7", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_id (found), ==, ek_record_get_id (assessment));
  g_assert_null (none);
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

/* A declined item is missing for the score, has no answer, and does not hold up finishing the form. */
static void
test_decline_item (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) assessment = start (care);
  g_autoptr (EkRecord) stored = NULL;

  for (int item = 1; item <= 9; item++)
    {
      g_autofree char *id = g_strdup_printf ("%d", item);

      g_assert_true (answer (care, assessment, id, 1, NULL, &error));
    }
  g_assert_true (ek_assess_decline_item (care->store, care->catalogue, assessment, "3", "不愿回答", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ek_assess_item_declined (assessment, "3"), ==, "不愿回答");
  g_assert_null (ek_assess_item_declined (assessment, "4"));
  g_assert_false (
    json_object_has_member (json_node_get_object (ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS)), "3"));
  g_assert_false (ek_record_has (assessment, EK_ASSESSMENT_SEVERITY));
  /* Declined again with another reason, taken back by answering, and declined once more. */
  g_assert_true (ek_assess_decline_item (care->store, care->catalogue, assessment, "3", "too tired", &error));
  g_assert_true (answer (care, assessment, "3", 2, NULL, &error));
  g_assert_null (ek_assess_item_declined (assessment, "3"));
  g_assert_true (ek_record_has (assessment, EK_ASSESSMENT_SEVERITY));
  g_assert_true (ek_assess_decline_item (care->store, care->catalogue, assessment, "3", "too tired", &error));
  g_assert_true (ek_assess_complete (care->store, care->catalogue, assessment, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (ek_record_has (assessment, EK_ASSESSMENT_SEVERITY));
  stored = ek_store_load (care->store, &ek_assessment_type, ek_record_get_id (assessment), &error);
  g_assert_cmpstr (ek_assess_item_declined (stored, "3"), ==, "too tired");
}

static void
test_decline_item_refusals (Care *care, gconstpointer data)
{
  static const struct {
    const char *item, *reason;
    EkError code;
  } cases[] = {
    { "1", "", EK_ERROR_INCOMPLETE },
    { "1", " \t\u3000", EK_ERROR_INCOMPLETE },
    { "11", "why", EK_ERROR_NOT_FOUND },
    { "", "why", EK_ERROR_NOT_FOUND },
  };
  g_autoptr (EkRecord) assessment = start (care);
  g_autoptr (EkRecord) before = NULL;

  g_assert_true (answer (care, assessment, "1", 2, NULL, NULL));
  before = ek_record_copy (assessment);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (
        ek_assess_decline_item (care->store, care->catalogue, assessment, cases[i].item, cases[i].reason, &error));
      g_assert_error (error, EK_ERROR, (int) cases[i].code);
      g_assert_true (ek_record_equal_values (assessment, before));
    }
}

static void
test_whole_form_with_declined (Care *care, gconstpointer data)
{
  static const struct {
    const char *answers;
    gboolean good;
    const char *declined;
  } cases[] = {
    { "{\"1\":1,\"2\":{\"declined\":\"no\"}}", TRUE, "2" },
    { "[1,{\"declined\":\"no\"},1,1,1,1,1,1,0]", TRUE, "2" },
    { "{\"1\":{\"declined\":\" \"}}", FALSE, NULL },
    { "{\"1\":{\"declined\":1}}", FALSE, NULL },
    { "{\"1\":{}}", FALSE, NULL },
    { "{\"1\":{\"declined\":\"x\",\"and\":1}}", FALSE, NULL },
    { "{\"99\":{\"declined\":\"x\"}}", FALSE, NULL },
    { "\"text\"", FALSE, NULL },
  };
  const EkAssessGiving giving = {
    .mode = "paper", .language = "en", .by_patient = TRUE, .taken = CARE_NOW - EK_DAY_MS, .offset_minutes = CARE_OFFSET
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) answers = care_json (cases[i].answers);
      g_autoptr (EkRecord) form = ek_assess_record_given (care->store, care->catalogue, care->patient, "phq9", answers,
                                                          &giving, NULL, &error);

      g_test_message ("%s", cases[i].answers);
      g_assert_true ((form != NULL) == cases[i].good);
      if (form == NULL)
        {
          g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
          continue;
        }
      g_assert_cmpstr (ek_assess_item_declined (form, cases[i].declined), ==, "no");
      g_assert_cmpint (ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, NULL), ==, CARE_NOW - EK_DAY_MS);
      g_assert_false (ek_record_has (form, EK_ASSESSMENT_RATER));
      g_assert_false (ek_record_has (form, EK_ASSESSMENT_SEVERITY));
    }
}

/* Handed over is on the disk until it is taken back, also when the patient has finished. */
static void
test_hand_over (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) assessment = start (care);
  g_autoptr (GPtrArray) handed = NULL, after = NULL;

  g_assert_true (ek_assess_hand_over (care->store, assessment, "machine", &error));
  g_assert_true (answer (care, assessment, "1", 2, NULL, &error));
  g_assert_true (ek_assess_complete (care->store, care->catalogue, assessment, TRUE, &error));
  g_assert_no_error (error);
  handed = ek_assess_list_handed_over (care->store, &error);
  g_assert_cmpuint (handed->len, ==, 1);
  g_assert_cmpstr (ek_record_get_text (handed->pdata[0], EK_ASSESSMENT_MODE), ==, "self");
  g_assert_cmpstr (ek_record_get_text (handed->pdata[0], EK_ASSESSMENT_DEVICE), ==, "machine");
  g_assert_false (ek_record_has (handed->pdata[0], EK_ASSESSMENT_RATER));
  g_assert_true (ek_assess_take_back (care->store, assessment, &error));
  g_assert_true (ek_assess_take_back (care->store, assessment, &error));
  after = ek_assess_list_handed_over (care->store, &error);
  g_assert_cmpuint (after->len, ==, 0);
  /* What is finished is not handed over. */
  g_assert_false (ek_assess_hand_over (care->store, assessment, "machine", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
}

/* A form that is being entered from paper is not gone on with by asking the same questions. */
static void
test_paper_in_progress (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const EkAssessGiving giving = { .mode = "paper", .language = "zh", .taken = EK_INSTANT_NONE };
  g_autoptr (EkRecord) paper = ek_assess_begin (care->store, ek_catalogue_find (care->catalogue, "phq9", NULL),
                                                care->patient, &giving, &error);
  g_autoptr (EkRecord) found = ek_assess_find_open (care->store, care->patient, "phq9", &error);
  g_autoptr (GPtrArray) entries = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (paper);
  g_assert_null (found);
  g_assert_true (ek_assess_note_double_entry (care->store, paper, 2, &error));
  entries = ek_audit_list (ek_store_get_database (care->store), care->patient, 0, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_cmpstr (((EkAuditEntry *) entries->pdata[0])->detail, ==, "entered twice, 2 differed");
  g_assert_cmpstr (((EkAuditEntry *) entries->pdata[0])->subject_id, ==, ek_record_get_id (paper));
}

/* An answer taken aside by a condition is kept, and not counted; it comes back with its question. One that raises an
 * alarm is not taken aside: the question stays, for somebody to see and to settle. */
static void
test_asked (void)
{
  static const struct {
    const char *instrument, *answers;
    int index;
    gboolean asked;
  } cases[] = {
    { "cssrs_screen", "{\"1\":0,\"2\":0}", 2, FALSE },
    { "cssrs_screen", "{\"2\":1}", 2, TRUE },
    { "cssrs_screen", "{}", 2, TRUE },
    { "cssrs_screen", "{\"1\":0,\"2\":0,\"3\":0}", 2, FALSE },
    { "cssrs_screen", "{\"1\":0,\"2\":0,\"3\":1}", 2, TRUE },
    /* Never a drink: on to the ninth. Never more than two, never six: the same from the fourth on. */
    { "audit", "{}", 1, TRUE },
    { "audit", "{\"1\":0}", 1, FALSE },
    { "audit", "{\"1\":0}", 7, FALSE },
    { "audit", "{\"1\":0}", 8, TRUE },
    { "audit", "{\"1\":1}", 1, TRUE },
    { "audit", "{\"1\":1,\"2\":0,\"3\":0}", 2, TRUE },
    { "audit", "{\"1\":1,\"2\":0,\"3\":0}", 3, FALSE },
    { "audit", "{\"1\":1,\"2\":0,\"3\":1}", 3, TRUE },
    /* What was answered all the same counts, and is shown. */
    { "audit", "{\"1\":0,\"5\":2}", 4, TRUE },
    { "k10", "{\"2\":1}", 2, FALSE },
    { "k10", "{\"2\":2}", 2, TRUE },
    /* May be left blank, and is asked. */
    { "psqi", "{}", 13, TRUE },
  };
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) answers = care_json (cases[i].answers);
      g_autofree gboolean *asked = ek_answers_asked (ek_catalogue_find (catalogue, cases[i].instrument, NULL), answers,
                                                     NULL, &error);

      g_assert_no_error (error);
      g_test_message ("%s %s", cases[i].instrument, cases[i].answers);
      g_assert_cmpint (asked[cases[i].index], ==, cases[i].asked);
    }
}

/* What is only there in one language is read in that one, and the form says so. */
static void
test_language_of_the_words (Care *care, gconstpointer data)
{
  static const struct {
    const char *instrument, *wanted, *read;
  } cases[] = {
    { "phq9", "zh", "zh" },  { "phq9", "en", "en" },         { "audit", "zh", "en" },
    { "audit", "en", "en" }, { "cssrs_screen", "zh", "en" }, { "psqi", "zh", "zh" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) form = ek_assess_start (care->store,
                                                   ek_catalogue_find (care->catalogue, cases[i].instrument, NULL),
                                                   care->patient, "clinician", cases[i].wanted, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (ek_record_get_text (form, EK_ASSESSMENT_LANGUAGE), ==, cases[i].read);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/assess/answer-by-answer", test_answer_by_answer);
  ADD ("/assess/refusals", test_refusals_leave_everything_as_it_was);
  ADD ("/assess/critical", test_critical_answer_opens_risk_at_once);
  ADD ("/assess/taken-back", test_taking_it_back_does_not_close_the_risk);
  ADD ("/assess/joins", test_second_form_joins_the_open_risk);
  ADD ("/assess/complete", test_complete_needs_every_item);
  ADD ("/assess/whole", test_whole_forms);
  ADD ("/assess/future", test_future_is_refused);
  ADD ("/assess/correct", test_correct_makes_a_revision);
  ADD ("/assess/correct-what-was-read", test_correct_what_was_read);
  ADD ("/assess/find-open", test_find_open);
  ADD ("/assess/decline-item", test_decline_item);
  ADD ("/assess/decline-item-refusals", test_decline_item_refusals);
  ADD ("/assess/whole-form-with-declined", test_whole_form_with_declined);
  ADD ("/assess/hand-over", test_hand_over);
  ADD ("/assess/paper-in-progress", test_paper_in_progress);
  ADD ("/assess/language-of-the-words", test_language_of_the_words);
  g_test_add_func ("/assess/asked", test_asked);
  return g_test_run ();
}
