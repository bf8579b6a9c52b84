/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-fixture.h"
#include "ek-assessment-work.h"
#include "ek-error.h"
#include "ek-join.h"

static void
name_of (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (EkRecord) record = ek_store_load (store, &ek_patient_type, data, &error);

  if (record != NULL)
    g_task_return_pointer (task, g_strdup (ek_record_get_text (record, EK_PATIENT_NAME)), g_free);
  else
    g_task_return_error (task, error);
}

static void
save (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (ek_store_save (store, data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
count (EkSession *session, const char *type, const char *id, const char *patient_id, gpointer user_data)
{
  g_assert_cmpstr (type, ==, "patient");
  g_assert_cmpstr (id, ==, patient_id);
  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  ++*(guint *) user_data;
}

/* A read that starts after a write was answered sees it, and "changed" was emitted before. */
static void
test_read_after_write (void)
{
  AppFixture *app = app_fixture_new ();
  guint changes = 0;

  g_signal_connect (app->session, "changed", G_CALLBACK (count), &changes);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("患者 %u", i);
      g_autoptr (EkRecord) patient = app_add_patient (app, name, NULL);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *read = NULL;

      g_assert_cmpuint (changes, ==, i + 1);
      ek_session_read_async (app->session, name_of, g_strdup (ek_record_get_id (patient)), g_free, NULL,
                             app_store_result, &result);
      app_wait ((gpointer *) &result);
      read = g_task_propagate_pointer (G_TASK (result), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (read, ==, name);
    }
  app_fixture_free (app);
}

/* What was read before the lock never arrives after it. */
static void
test_lock_drops_reads (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (app, "李娜", "1991-03-12");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ek_session_read_async (app->session, name_of, g_strdup (ek_record_get_id (patient)), g_free, NULL, app_store_result,
                         &result);
  ek_session_lock (app->session);
  app_wait ((gpointer *) &result);
  g_assert_null (g_task_propagate_pointer (G_TASK (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  app_fixture_free (app);
}

static void
unlock (AppFixture *app)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) passphrase = app_passphrase ();

  ek_session_unlock_async (app->session, NULL, passphrase, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_assert_true (ek_session_unlock_finish (app->session, result, &error));
  g_assert_no_error (error);
  ek_session_enter (app->session);
}

/* What a person entered before the lock is saved, though the lock did not wait for it. */
static void
test_lock_keeps_writes (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (GPtrArray) patients = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 10; i++)
    {
      EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

      ek_record_set_text (patient, EK_PATIENT_NAME, "张伟");
      g_ptr_array_add (patients, patient);
      ek_session_write_async (app->session, save, g_object_ref (patient), g_object_unref, NULL, NULL, NULL);
    }
  ek_session_lock (app->session);
  unlock (app);
  for (guint i = 0; i < patients->len; i++)
    {
      const char *id = ek_record_get_id (g_ptr_array_index (patients, i));
      g_autoptr (GAsyncResult) result = NULL;
      g_autofree char *name = NULL;

      ek_session_read_async (app->session, name_of, g_strdup (id), g_free, NULL, app_store_result, &result);
      app_wait ((gpointer *) &result);
      name = g_task_propagate_pointer (G_TASK (result), NULL);
      g_assert_cmpstr (name, ==, "张伟");
    }
  app_fixture_free (app);
}

static void
test_refuses_while_locked (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkSecret) wrong = ek_secret_new_copy ("not it at all", 13);
  g_autoptr (GAsyncResult) read = NULL, written = NULL, opened = NULL;
  g_autoptr (GError) error = NULL;

  ek_session_lock (app->session);
  g_assert_false (ek_session_is_unlocked (app->session));
  g_assert_null (ek_session_get_user (app->session));
  ek_session_read_async (app->session, name_of, NULL, NULL, NULL, app_store_result, &read);
  ek_session_write_async (app->session, save, NULL, NULL, NULL, app_store_result, &written);
  app_wait ((gpointer *) &read);
  app_wait ((gpointer *) &written);
  g_task_propagate_pointer (G_TASK (read), &error);
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
  g_clear_error (&error);
  g_task_propagate_boolean (G_TASK (written), &error);
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
  g_clear_error (&error);
  ek_session_unlock_async (app->session, NULL, wrong, NULL, app_store_result, &opened);
  app_wait ((gpointer *) &opened);
  g_assert_false (ek_session_unlock_finish (app->session, opened, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE);
  unlock (app);
  g_assert_true (ek_session_is_unlocked (app->session));
  g_clear_object (&read);
  g_clear_object (&written);
  g_clear_object (&opened);
  app_fixture_free (app);
}

static void
mark (EkSession *session, gboolean *flag)
{
  *flag = TRUE;
}

/* "locked" comes at once, before any thread has been waited for. */
static void
test_locked_at_once (void)
{
  AppFixture *app = app_fixture_new ();
  gboolean locked = FALSE;

  g_signal_connect (app->session, "locked", G_CALLBACK (mark), &locked);
  ek_session_lock (app->session);
  g_assert_true (locked);
  app_fixture_free (app);
}

/* An answer that could not be saved comes back with its reason: without one the form would take it as saved. */
static void
test_refused_answer_says_why (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (app, "张伟", "1986-04-02");
  g_autoptr (GAsyncResult) opening = NULL, answering = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkAssessmentOpened) opened = NULL;
  g_autoptr (JsonNode) answer = json_node_init_int (json_node_alloc (), 2);

  ek_assessment_open_async (app->session, ek_record_get_id (patient), "phq9", "zh", NULL, app_store_result, &opening);
  app_wait ((gpointer *) &opening);
  opened = ek_assessment_open_finish (opening, &error);
  g_assert_no_error (error);
  ek_assessment_answer_async (app->session, ek_record_get_id (opened->assessment), "no-such-question", answer,
                              app_store_result, &answering);
  app_wait ((gpointer *) &answering);
  g_assert_false (g_task_propagate_boolean (G_TASK (answering), &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, EK_ERROR);
  g_clear_object (&opening);
  g_clear_object (&answering);
  app_fixture_free (app);
}

/* A store of the session looks again at what was concluded while two files were one. */
static void
join_and_part (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  char **ids = data;
  g_autoptr (EkRecord) risk = ek_record_new (&ek_risk_type, ids[1]);
  g_autoptr (EkJoinLook) look = NULL;
  g_autoptr (EkPartLook) parted = NULL;
  g_autoptr (EkRecord) now = NULL;
  g_autofree char *join = NULL;
  g_autoptr (GError) error = NULL;

  ek_record_set_text (risk, EK_RISK_LEVEL, "high");
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_instant (risk, EK_RISK_RAISED, 1000, 0);
  g_assert_true (ek_store_save (store, risk, &error));
  look = ek_join_look (store, ids[0], ids[1], &error);
  join = ek_join_files (store, look, "one person", TRUE, &error);
  ek_record_set_text (risk, EK_RISK_LEVEL, "low");
  g_assert_true (ek_store_save (store, risk, &error));
  parted = ek_part_look (store, join, &error);
  g_assert_true (ek_part_files (store, parted, "two persons", &error));
  g_assert_no_error (error);
  now = ek_store_load (store, &ek_risk_type, ek_record_get_id (risk), &error);
  g_task_return_pointer (task, g_strdup (ek_record_get_text (now, EK_RISK_LEVEL)), g_free);
}

static void
test_parted (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) one = app_add_patient (app, "王一", NULL), other = app_add_patient (app, "李二", NULL);
  char **ids = g_new0 (char *, 3);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *level = NULL;

  ids[0] = g_strdup (ek_record_get_id (one));
  ids[1] = g_strdup (ek_record_get_id (other));
  ek_session_write_async (app->session, join_and_part, ids, (GDestroyNotify) g_strfreev, NULL, app_store_result,
                          &result);
  app_wait ((gpointer *) &result);
  level = g_task_propagate_pointer (G_TASK (result), NULL);
  g_assert_cmpstr (level, ==, "high");
  g_clear_object (&result);
  app_fixture_free (app);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_test_add_func ("/app/session/read-after-write", test_read_after_write);
  g_test_add_func ("/app/session/lock-drops-reads", test_lock_drops_reads);
  g_test_add_func ("/app/session/lock-keeps-writes", test_lock_keeps_writes);
  g_test_add_func ("/app/session/refuses-while-locked", test_refuses_while_locked);
  g_test_add_func ("/app/session/locked-at-once", test_locked_at_once);
  g_test_add_func ("/app/session/refused-answer-says-why", test_refused_answer_says_why);
  g_test_add_func ("/app/session/parted", test_parted);
  return g_test_run ();
}
