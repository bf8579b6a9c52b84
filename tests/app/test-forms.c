/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms in the window, without a screen: what cannot be is asked again, what was put right is counted again, and what
 * was received without its answers, or with too many, says so. */

#include <string.h>

#include "app-fixture.h"
#include "ek-answer-sheet.h"
#include "ek-assessment-item.h"
#include "ek-assessment-work.h"
#include "ek-assessment.h"
#include "ek-overview-data.h"

static EkRecord *
add_patient (AppFixture *app, const char *sex)
{
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, "李娜");
  ek_record_set_text (patient, EK_PATIENT_SEX, sex);
  app_save (app, patient);
  return patient;
}

static EkAnswerSheet *
open_form (AppFixture *app, EkRecord *patient, const char *instrument)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkAssessmentOpened) opened = NULL;
  EkAnswerSheet *sheet;

  ek_assessment_open_async (app->session, ek_record_get_id (patient), instrument, "zh", NULL, app_store_result,
                            &result);
  app_wait ((gpointer *) &result);
  opened = ek_assessment_open_finish (result, &error);
  g_assert_no_error (error);
  sheet = ek_answer_sheet_new (app->session, opened, &error);
  g_assert_no_error (error);
  return sheet;
}

static void
tell (EkAnswerSheet *sheet, guint index, const char *text)
{
  g_autoptr (JsonNode) answer = json_node_init_string (json_node_alloc (), text);

  ek_answer_sheet_answer (sheet, index, answer);
  while (ek_answer_sheet_get_state (sheet) == EK_SHEET_SAVING)
    g_main_context_iteration (NULL, TRUE);
}

/* A night of twenty hours is not taken down; the sentence says what to ask. */
static void
test_asked_again (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) patient = add_patient (app, "female");
  g_autoptr (EkAnswerSheet) sheet = open_form (app, patient, "psqi");

  tell (sheet, 0, "11:00");
  g_assert_cmpint (ek_answer_sheet_get_state (sheet), ==, EK_SHEET_SAVED);
  tell (sheet, 2, "07:00");
  g_assert_cmpint (ek_answer_sheet_get_state (sheet), ==, EK_SHEET_FAILED);
  g_assert_nonnull (ek_answer_sheet_get_refusal (sheet, 2));
  g_assert_nonnull (strstr (ek_answer_sheet_get_refusal (sheet, 2), "23:00"));
  /* the hour is put right where it was wrong, and what was held back goes through */
  tell (sheet, 0, "23:00");
  while (ek_answer_sheet_get_state (sheet) != EK_SHEET_SAVED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (ek_answer_sheet_get_refusal (sheet, 2));
  g_clear_object (&sheet);
  app_fixture_free (app);
}

typedef struct {
  EkCatalogue *catalogue;
  char *patient_id;
} Wanted;

static void
read_overview (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  GError *error = NULL;
  EkOverviewData *read = ek_overview_data_read (store, wanted->catalogue, wanted->patient_id, cancellable, &error);

  if (read != NULL)
    g_task_return_pointer (task, read, (GDestroyNotify) ek_overview_data_free);
  else
    g_task_return_error (task, error);
}

static EkOverviewData *
overview (AppFixture *app, EkRecord *patient)
{
  Wanted wanted = { ek_session_get_catalogue (app->session), (char *) ek_record_get_id (patient) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EkOverviewData *data;

  ek_session_read_async (app->session, read_overview, &wanted, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  data = g_task_propagate_pointer (G_TASK (result), &error);
  g_assert_no_error (error);
  return data;
}

static void
test_total_only (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) patient = add_patient (app, "female");
  g_autoptr (EkRecord) total = ek_record_new (&ek_measurement_type, ek_record_get_id (patient));
  EkOverviewData *data;
  EkScoreLine *line;

  ek_record_set_text (total, EK_MEASUREMENT_CODE, "75626-2");
  ek_record_set_text (total, EK_MEASUREMENT_SYSTEM, "http://loinc.org");
  ek_record_set_text (total, EK_MEASUREMENT_TEXT, "AUDIT-C");
  ek_record_set_real (total, EK_MEASUREMENT_VALUE, 3);
  ek_record_set_instant (total, EK_MEASUREMENT_TAKEN, 0, 480);
  app_save (app, total);
  data = overview (app, patient);
  g_assert_cmpuint (data->scores->len, ==, 1);
  line = g_ptr_array_index (data->scores, 0);
  g_assert_true (ek_assessment_is_total_only (line->latest));
  g_assert_cmpstr (ek_record_get_text (line->latest, EK_ASSESSMENT_SEVERITY), ==, "positive");
  ek_overview_data_free (data);
  app_fixture_free (app);
}

/* The window saves a patient like any other record: the forms follow. */
static void
test_counted_again (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) patient = add_patient (app, "male");
  g_autoptr (EkRecord) form = ek_record_new (&ek_assessment_type, ek_record_get_id (patient));
  EkInstrument *auditc = ek_catalogue_find (ek_session_get_catalogue (app->session), "auditc", NULL);
  g_autoptr (JsonNode) answers = ek_json_parse ("{\"1\":1,\"2\":1,\"3\":1}", -1, NULL, NULL);
  const EkSubject man = { "male", -1 };
  g_autoptr (EkScore) score = NULL;
  EkOverviewData *data;

  ek_record_set_text (form, EK_ASSESSMENT_INSTRUMENT, "auditc");
  ek_record_set_text (form, EK_ASSESSMENT_VERSION, ek_instrument_get_version (auditc));
  ek_record_set_text (form, EK_ASSESSMENT_STATUS, "completed");
  ek_record_set_instant (form, EK_ASSESSMENT_TAKEN, 0, 480);
  ek_record_set_json (form, EK_ASSESSMENT_ANSWERS, answers);
  score = ek_assessment_score (auditc, form, &man, NULL);
  ek_assessment_keep_score (form, score);
  app_save (app, form);
  ek_record_set_text (patient, EK_PATIENT_SEX, "female");
  app_save (app, patient);
  data = overview (app, patient);
  g_assert_cmpstr (ek_record_get_text (((EkScoreLine *) data->scores->pdata[0])->latest, EK_ASSESSMENT_SEVERITY), ==,
                   "positive");
  ek_overview_data_free (data);
  app_fixture_free (app);
}

static void
test_marked (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) form = ek_record_new (&ek_assessment_type, "00000000-0000-4000-8000-000000000001");
  g_autoptr (JsonNode) unread = ek_json_parse ("[{\"link\":\"x\",\"answer\":\"1\",\"reason\":\"no-item\"}]", -1, NULL,
                                               NULL);
  g_autoptr (EkAssessmentItem) plain = NULL, marked = NULL;

  ek_record_set_text (form, EK_ASSESSMENT_INSTRUMENT, "phq9");
  ek_record_set_text (form, EK_ASSESSMENT_STATUS, "completed");
  ek_record_set_instant (form, EK_ASSESSMENT_TAKEN, 0, 480);
  plain = ek_assessment_item_new (form, app->session);
  ek_record_set_json (form, EK_ASSESSMENT_UNREAD, unread);
  marked = ek_assessment_item_new (form, app->session);
  g_assert_cmpstr (ek_assessment_item_get_cell (plain, EK_ASSESSMENT_CELL_STATUS), ==, "Completed");
  g_assert_cmpstr (ek_assessment_item_get_cell (marked, EK_ASSESSMENT_CELL_STATUS), ==,
                   "Completed · Some answers were not taken over");
  app_fixture_free (app);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_test_add_func ("/app/forms/asked-again", test_asked_again);
  g_test_add_func ("/app/forms/total-only", test_total_only);
  g_test_add_func ("/app/forms/counted-again", test_counted_again);
  g_test_add_func ("/app/forms/marked", test_marked);
  return g_test_run ();
}
