/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signatures hold for what was signed and for nothing else. */

#include "record-fixture.h"

#include <string.h>

#include "ek-error.h"

static EkRecord *
plan_of (Fixture *fixture, const char *note)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "林黛玉");
  EkRecord *plan = ek_record_new (&ek_plan_type, ek_record_get_id (patient));
  g_autoptr (GError) error = NULL;

  ek_record_set_text (plan, EK_PLAN_STATUS, "draft");
  ek_record_set_text (plan, EK_PLAN_NOTE, note);
  ek_record_set_text (plan, EK_PLAN_LINES, "[{\"kind\":\"sleep\",\"text\":{\"zh\":\"睡眠限制\"}}]");
  ek_record_set_int (plan, EK_PLAN_NUMBER, 1);
  ek_record_set_text (plan, EK_PLAN_STARTS, "2026-09-21");
  ek_store_save (fixture->store, plan, &error);
  g_assert_no_error (error);

  return plan;
}

static void
sign (Fixture *fixture, EkRecord *record, const char *meaning)
{
  g_autoptr (GError) error = NULL;

  ek_store_sign (fixture->store, record, meaning, &error);
  g_assert_no_error (error);
}

static GPtrArray *
signatures (Fixture *fixture, EkRecord *record)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = ek_store_list_signatures (fixture->store, record, &error);

  g_assert_no_error (error);
  return list;
}

static void
test_sign (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) plan = plan_of (fixture, "first");
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  EkSignature *signature;

  sign (fixture, plan, "author");
  before = signatures (fixture, plan);
  g_assert_cmpuint (before->len, ==, 1);
  signature = g_ptr_array_index (before, 0);
  g_assert_true (signature->valid);
  g_assert_cmpstr (signature->meaning, ==, "author");
  g_assert_cmpstr (signature->user_name, ==, "Dr 林静");
  g_assert_cmpint (signature->revision, ==, 1);
  g_assert_cmpint (signature->at_ms, ==, FIXTURE_NOW);

  g_assert_false (ek_store_sign (fixture->store, plan, "author", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);

  /* A new revision is not signed; the old one stays so, after closing and opening too. */
  ek_record_set_text (plan, EK_PLAN_NOTE, "second");
  g_assert_true (ek_store_save (fixture->store, plan, &error));
  fixture_reopen (fixture);
  after = signatures (fixture, plan);
  g_assert_cmpuint (after->len, ==, 1);
  signature = g_ptr_array_index (after, 0);
  g_assert_true (signature->valid);
  g_assert_cmpint (signature->revision, ==, 1);

  g_assert_false (ek_store_delete (fixture->store, plan, "test", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
}

static void
test_only_what_is_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) plan = plan_of (fixture, "as stored");
  g_autoptr (EkRecord) old = ek_record_copy (plan);
  g_autoptr (EkRecord) unsaved = ek_record_new (&ek_plan_type, ek_record_get_patient_id (plan));
  g_autoptr (GError) error = NULL;

  ek_record_set_text (plan, EK_PLAN_NOTE, "changed on the screen only");
  g_assert_false (ek_store_sign (fixture->store, plan, "author", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (ek_store_save (fixture->store, plan, &error));
  g_assert_false (ek_store_sign (fixture->store, old, "author", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (ek_store_sign (fixture->store, unsaved, "author", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM signature"), ==, 0);
}

/* Somebody with the key to the file, but not to the signature, changes what was signed. */
static const char *const tamperings[] = {
  "UPDATE plan SET note = 'something else'",
  "UPDATE plan SET note = NULL",
  "UPDATE plan SET note = note || ' '",
  "UPDATE plan SET lines = '[]'",
  "UPDATE plan SET status = 'signed'",
  "UPDATE plan SET number = 2",
  "UPDATE plan SET starts = '2026-09-22'",
  "UPDATE plan SET review = '2026-12-01'",
  "UPDATE plan SET revision = 2",
  "DROP TRIGGER signature_fixed; UPDATE signature SET meaning = 'agrees'",
  "DROP TRIGGER signature_fixed; UPDATE signature SET at_ms = at_ms + 1",
  "DROP TRIGGER signature_fixed; UPDATE signature SET offset_minutes = 0",
  "DROP TRIGGER signature_fixed; UPDATE signature SET user_id = '00000000-0000-4000-8000-000000000000'",
  "DROP TRIGGER signature_fixed; UPDATE signature SET signature = zeroblob (64)",
  "DROP TRIGGER signature_fixed; UPDATE signature SET signature = x'00'",
  "DROP TRIGGER signature_fixed; UPDATE signature SET revision = 9",
  "DROP TRIGGER signature_fixed; UPDATE signature SET user_name = 'somebody else'",
  /* into the file of another patient */
  "PRAGMA foreign_keys = OFF; UPDATE plan SET patient_id = '00000000-0000-4000-8000-000000000000'",
};

static void
test_tampering (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) plan = plan_of (fixture, "as signed");
  g_autoptr (GPtrArray) before = NULL, after = NULL;

  sign (fixture, plan, "author");
  before = signatures (fixture, plan);
  g_assert_true (((EkSignature *) g_ptr_array_index (before, 0))->valid);
  fixture_exec (fixture, data);
  after = signatures (fixture, plan);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_false (((EkSignature *) g_ptr_array_index (after, 0))->valid);
}

/* The signature of another record does not fit this one. */
static void
test_transplant (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) one = plan_of (fixture, "same");
  g_autoptr (EkRecord) two = plan_of (fixture, "same");
  g_autofree char *sql = NULL;
  g_autoptr (GPtrArray) list = NULL;

  sign (fixture, one, "author");
  sql = g_strdup_printf ("DROP TRIGGER signature_fixed; UPDATE signature SET record_id = '%s'", ek_record_get_id (two));
  fixture_exec (fixture, sql);
  list = signatures (fixture, two);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_false (((EkSignature *) g_ptr_array_index (list, 0))->valid);
}

static void
test_several_users (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) plan = plan_of (fixture, "together");
  g_autoptr (GPtrArray) list = NULL;

  sign (fixture, plan, "author");
  fixture_become (fixture, EK_ROLE_CASE_MANAGER);
  ek_clock_set (fixture->clock, FIXTURE_NOW + EK_MINUTE_MS);
  sign (fixture, plan, "agrees");
  list = signatures (fixture, plan);
  g_assert_cmpuint (list->len, ==, 2);
  for (guint i = 0; i < list->len; i++)
    g_assert_true (((EkSignature *) g_ptr_array_index (list, i))->valid);
  g_assert_cmpstr (((EkSignature *) g_ptr_array_index (list, 1))->user_name, ==, "case-manager 测试");
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

#define ADD(path, function, data) g_test_add ("/signature/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("sign", test_sign, NULL);
  ADD ("only-what-is-stored", test_only_what_is_stored, NULL);
  ADD ("transplant", test_transplant, NULL);
  ADD ("several-users", test_several_users, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tamperings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/signature/tampering/%u", i);
      g_test_add (path, Fixture, tamperings[i], set_up, test_tampering, tear_down);
    }

  return g_test_run ();
}
