/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-fixture.h"
#include "ek-overview-data.h"

static EkRecord *
form (const char *instrument, const char *status, gint64 day, double total)
{
  EkRecord *record = ek_record_new (&ek_assessment_type, "00000000-0000-4000-8000-000000000001");

  ek_record_set_text (record, EK_ASSESSMENT_INSTRUMENT, instrument);
  ek_record_set_text (record, EK_ASSESSMENT_STATUS, status);
  ek_record_set_instant (record, EK_ASSESSMENT_TAKEN, day * EK_DAY_MS, 0);
  if (total >= 0)
    ek_record_set_real (record, EK_ASSESSMENT_TOTAL, total);
  return record;
}

/* Entered out of order, with forms that must not count. */
static void
test_scores (void)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) lines = NULL;
  EkScoreLine *line;

  g_ptr_array_add (forms, form ("phq9", "completed", 30, 12));
  g_ptr_array_add (forms, form ("phq9", "completed", 10, 19));
  g_ptr_array_add (forms, form ("phq9", "entered-in-error", 50, 27));
  g_ptr_array_add (forms, form ("phq9", "in-progress", 60, 3));
  g_ptr_array_add (forms, form ("phq9", "completed", 55, -1));
  g_ptr_array_add (forms, form ("phq9", "completed", 20, 15));
  g_ptr_array_add (forms, form ("gad7", "completed", 40, 7));
  lines = ek_overview_data_scores (forms, NULL);

  g_assert_cmpuint (lines->len, ==, 2);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpstr (ek_record_get_text (line->latest, EK_ASSESSMENT_INSTRUMENT), ==, "gad7");
  g_assert_null (line->previous);
  g_assert_null (line->first);
  line = g_ptr_array_index (lines, 1);
  g_assert_cmpfloat (ek_record_get_real (line->latest, EK_ASSESSMENT_TOTAL, 0), ==, 12);
  g_assert_cmpfloat (ek_record_get_real (line->previous, EK_ASSESSMENT_TOTAL, 0), ==, 15);
  g_assert_cmpfloat (ek_record_get_real (line->first, EK_ASSESSMENT_TOTAL, 0), ==, 19);
}

static void
read_data (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  EkOverviewData *read = ek_overview_data_read (store, NULL, data, cancellable, &error);

  if (read != NULL)
    g_task_return_pointer (task, read, (GDestroyNotify) ek_overview_data_free);
  else
    g_task_return_error (task, error);
}

static void
add_task (AppFixture *app, const char *patient_id, const char *text, const char *due, const char *status)
{
  g_autoptr (EkRecord) task = ek_record_new (&ek_task_type, patient_id);

  ek_record_set_text (task, EK_TASK_TEXT, text);
  ek_record_set_text (task, EK_TASK_OWNER_NAME, "陈静");
  ek_record_set_text (task, EK_TASK_DUE, due);
  ek_record_set_text (task, EK_TASK_STATUS, status);
  app_save (app, task);
}

static void
add_problem (AppFixture *app, const char *patient_id, const char *text, const char *status)
{
  g_autoptr (EkRecord) problem = ek_record_new (&ek_problem_type, patient_id);

  ek_record_set_text (problem, EK_PROBLEM_TEXT, text);
  ek_record_set_text (problem, EK_PROBLEM_STATUS, status);
  app_save (app, problem);
}

static void
add_risk (AppFixture *app, const char *patient_id)
{
  g_autoptr (EkRecord) risk = ek_record_new (&ek_risk_type, patient_id);

  ek_record_set_text (risk, EK_RISK_LEVEL, "high");
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_instant (risk, EK_RISK_RAISED, 0, 0);
  app_save (app, risk);
}

static void
test_reads (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (app, "李娜", "1991-03-12");
  const char *id = ek_record_get_id (patient);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EkOverviewData *data;

  add_task (app, id, "later", "2026-12-01", "requested");
  add_task (app, id, "done", "2026-11-01", "completed");
  add_task (app, id, "sooner", "2026-11-24", "accepted");
  add_risk (app, id);
  add_problem (app, id, "over", "resolved");
  add_problem (app, id, "now", "active");
  ek_session_read_async (app->session, read_data, g_strdup (id), g_free, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  data = g_task_propagate_pointer (G_TASK (result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (data->risks->len, ==, 1);
  g_assert_cmpuint (data->tasks->len, ==, 2);
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (data->tasks, 0), EK_TASK_TEXT), ==, "sooner");
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (data->problems, 0), EK_PROBLEM_TEXT), ==, "now");
  g_assert_cmpuint (data->scores->len, ==, 0);
  g_assert_null (data->plan);
  ek_overview_data_free (data);
  g_clear_object (&result);
  app_fixture_free (app);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_test_add_func ("/app/overview/scores", test_scores);
  g_test_add_func ("/app/overview/reads", test_reads);
  return g_test_run ();
}
