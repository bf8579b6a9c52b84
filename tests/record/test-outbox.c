/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits for the hospital, and what the list of patients says about it. */

#include "record-fixture.h"

#include <string.h>

#include "ek-error.h"

static GPtrArray *
outbox (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = ek_store_list_outbox (fixture->store, &error);

  g_assert_no_error (error);
  return rows;
}

static void
assert_row (GPtrArray *rows, guint index, EkRecord *record, gint64 revision, const char *operation, const char *state)
{
  EkOutboxRow *row = g_ptr_array_index (rows, index);

  g_assert_cmpstr (row->record_id, ==, ek_record_get_id (record));
  g_assert_cmpstr (row->record_type, ==, ek_record_get_record_type (record)->name);
  g_assert_cmpstr (row->patient_id, ==, ek_record_get_patient_id (record));
  g_assert_cmpint (row->revision, ==, revision);
  g_assert_cmpstr (row->operation, ==, operation);
  g_assert_cmpstr (row->state, ==, state);
}

static void
save (Fixture *fixture, EkRecord *record, int field, const char *value)
{
  g_autoptr (GError) error = NULL;

  ek_record_set_text (record, field, value);
  ek_store_save (fixture->store, record, &error);
  g_assert_no_error (error);
}

static void
assert_states (Fixture *fixture, EkRecord *patient, const char *of_record, const char *of_patient)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *state = ek_store_sync_state (fixture->store, ek_record_get_id (patient), NULL, NULL, &error);
  EkPatientRow *row = ek_store_load_patient_row (fixture->store, ek_record_get_patient_id (patient), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (state, ==, of_record);
  g_assert_cmpstr (row->sync_state, ==, of_patient);
  ek_patient_row_free (row);
}

static void
test_squash (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (EkRecord) allergy = ek_record_new (&ek_allergy_type, ek_record_get_id (patient));
  g_autoptr (EkRecord) plan = ek_record_new (&ek_plan_type, ek_record_get_id (patient));
  g_autoptr (GPtrArray) first = NULL, second = NULL, third = NULL, fourth = NULL;

  save (fixture, allergy, EK_ALLERGY_SUBSTANCE, "latex"); /* not a type that is sent */
  save (fixture, patient, EK_PATIENT_PHONE, "1");
  save (fixture, plan, EK_PLAN_STATUS, "draft");
  save (fixture, patient, EK_PATIENT_PHONE, "2");
  first = outbox (fixture);
  g_assert_cmpuint (first->len, ==, 2);
  assert_row (first, 0, patient, 3, "save", "waiting"); /* in its first place: before what needs it */
  assert_row (first, 1, plan, 1, "save", "waiting");

  /* In flight: frozen, a new row is opened; that one is squashed again. */
  fixture_exec (fixture,
                "UPDATE outbox SET state = 'sending', attempts = 1, body = '{}' WHERE record_type = 'patient'");
  save (fixture, patient, EK_PATIENT_PHONE, "3");
  save (fixture, patient, EK_PATIENT_PHONE, "4");
  second = outbox (fixture);
  g_assert_cmpuint (second->len, ==, 3);
  assert_row (second, 0, patient, 3, "save", "sending");
  g_assert_cmpstr (((EkOutboxRow *) g_ptr_array_index (second, 0))->body, ==, "{}");
  assert_row (second, 2, patient, 5, "save", "waiting");

  /* Back to waiting after a failure it is still frozen. */
  fixture_exec (fixture, "UPDATE outbox SET state = 'waiting' WHERE state = 'sending'");
  fixture_exec (fixture, "DELETE FROM outbox WHERE revision = 5");
  save (fixture, patient, EK_PATIENT_PHONE, "5");
  third = outbox (fixture);
  g_assert_cmpuint (third->len, ==, 3);
  assert_row (third, 0, patient, 3, "save", "waiting");
  assert_row (third, 2, patient, 6, "save", "waiting");
  g_assert_cmpint (((EkOutboxRow *) g_ptr_array_index (third, 2))->sequence, >,
                   ((EkOutboxRow *) g_ptr_array_index (second, 2))->sequence);

  /* What was received is not sent back. */
  ek_record_set_text (patient, EK_PATIENT_PHONE, "6");
  g_assert_true (ek_store_save_received (fixture->store, patient, "server", NULL));
  fourth = outbox (fixture);
  g_assert_cmpuint (fourth->len, ==, 3);
}

static void
test_sign_queues (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (EkRecord) plan = ek_record_new (&ek_plan_type, ek_record_get_id (patient));
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  save (fixture, plan, EK_PLAN_STATUS, "draft");
  g_assert_true (ek_store_sign (fixture->store, plan, "author", &error));
  rows = outbox (fixture);
  g_assert_cmpuint (rows->len, ==, 2);
  fixture_exec (fixture, "UPDATE outbox SET state = 'sending', attempts = 1, body = '{}'");
  g_assert_true (ek_store_sign (fixture->store, plan, "witness", &error));
  g_ptr_array_unref (g_steal_pointer (&rows));
  rows = outbox (fixture);
  g_assert_cmpuint (rows->len, ==, 3);
  assert_row (rows, 2, plan, 1, "save", "waiting");
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (EkRecord) unsent = ek_record_new (&ek_task_type, ek_record_get_id (patient));
  g_autoptr (EkRecord) known = ek_record_new (&ek_task_type, ek_record_get_id (patient));
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  EkRecord *tasks[] = { unsent, known };

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      ek_record_set_text (tasks[i], EK_TASK_OWNER_NAME, "Dr 林静");
      ek_record_set_text (tasks[i], EK_TASK_DUE, "2026-10-01");
      ek_record_set_text (tasks[i], EK_TASK_STATUS, "requested");
      save (fixture, tasks[i], EK_TASK_TEXT, "call");
    }
  /* What the server never heard of leaves no trace in the outbox; what it may have must be deleted there. */
  g_assert_true (ek_store_delete (fixture->store, unsent, "test", &error));
  fixture_exec (fixture, "UPDATE outbox SET state = 'sending', attempts = 1, body = '{}' WHERE record_type = 'task'");
  g_assert_true (ek_store_delete (fixture->store, known, "test", &error));
  rows = outbox (fixture);
  g_assert_cmpuint (rows->len, ==, 3);
  assert_row (rows, 1, known, 1, "save", "sending");
  assert_row (rows, 2, known, 2, "delete", "waiting");
}

/* What the hospital sent is not "only on this computer", until somebody changes it here. */
static void
test_received (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) problem = ek_record_new (&ek_problem_type, ek_record_get_id (patient));
  g_autoptr (GError) error = NULL;

  ek_record_set_text (patient, EK_PATIENT_NAME, "沈若安");
  g_assert_true (ek_store_save_received (fixture->store, patient, "server", &error));
  ek_record_set_text (problem, EK_PROBLEM_TEXT, "中度抑郁发作");
  g_assert_true (ek_store_save_received (fixture->store, problem, "server", &error));
  g_assert_no_error (error);
  assert_states (fixture, patient, "received", "received");
  assert_states (fixture, problem, "received", "received");

  save (fixture, problem, EK_PROBLEM_NOTE, "seen here");
  assert_states (fixture, problem, "local", "received");
  save (fixture, patient, EK_PATIENT_PHONE, "1");
  assert_states (fixture, patient, "local", "local");
  fixture_exec (fixture, "DELETE FROM outbox");
  assert_states (fixture, patient, "local", "local");
  ek_record_set_text (patient, EK_PATIENT_PHONE, "2");
  g_assert_true (ek_store_save_received (fixture->store, patient, "server", &error));
  assert_states (fixture, patient, "received", "received");
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (EkRecord) plan = ek_record_new (&ek_plan_type, ek_record_get_id (patient));
  g_autofree char *confirm = NULL;
  g_autofree char *version = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GError) error = NULL;
  gint64 at_ms;

  assert_states (fixture, patient, "local", "local");
  fixture_exec (fixture, "UPDATE outbox SET state = 'sending', attempts = 1, body = '{}'");
  assert_states (fixture, patient, "sending", "sending");

  confirm = g_strdup_printf ("DELETE FROM outbox;"
                             "INSERT INTO sync_map (record_id, record_type, patient_id, version, revision, "
                             "confirmed_ms) "
                             "VALUES ('%s', 'patient', '%s', '7', 1, 1234)",
                             ek_record_get_id (patient), ek_record_get_id (patient));
  fixture_exec (fixture, confirm);
  assert_states (fixture, patient, "confirmed", "confirmed");
  state = ek_store_sync_state (fixture->store, ek_record_get_id (patient), &version, &at_ms, &error);
  g_assert_cmpstr (version, ==, "7");
  g_assert_cmpint (at_ms, ==, 1234);

  /* The patient's row shows the worst of all records; each record its own. */
  save (fixture, plan, EK_PLAN_STATUS, "draft");
  assert_states (fixture, patient, "confirmed", "local");
  fixture_exec (fixture, "UPDATE outbox SET state = 'refused'");
  assert_states (fixture, patient, "confirmed", "refused");
  save (fixture, patient, EK_PATIENT_PHONE, "1");
  fixture_exec (fixture, "UPDATE outbox SET state = 'conflict' WHERE record_type = 'patient'");
  assert_states (fixture, patient, "conflict", "conflict");
  fixture_exec (fixture, "DELETE FROM outbox WHERE record_type = 'patient'");
  assert_states (fixture, patient, "confirmed", "refused");
  fixture_exec (fixture, "DELETE FROM outbox");
  assert_states (fixture, patient, "confirmed", "confirmed");
  fixture_exec (fixture, "DELETE FROM sync_map");
  assert_states (fixture, patient, "local", "local");
}

static void
test_checks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (GError) error = NULL;

  g_assert_false (
    ek_database_exec (ek_store_get_database (fixture->store), "UPDATE outbox SET state = 'done'", &error));
  g_assert_nonnull (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture);
}

#define ADD(path, function) g_test_add ("/outbox/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("squash", test_squash);
  ADD ("sign-queues", test_sign_queues);
  ADD ("delete", test_delete);
  ADD ("states", test_states);
  ADD ("received", test_received);
  ADD ("checks", test_checks);

  return g_test_run ();
}
