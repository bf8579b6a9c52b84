/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saving, loading, history, audit, outbox, listeners and transactions of the clinical record. */

#include "record-fixture.h"

#include <string.h>

#include "ek-error.h"
#include "ek-json.h"

/* One record of each type, every field set, comes back as it went in; so does a changed one, and the former
 * revision. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (EkRandom) random = ek_random_new (2);
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");

  for (guint t = 0; types[t] != NULL; t++)
    for (guint n = 0; n < 10; n++)
      {
        g_autoptr (EkRecord) record = ek_record_new (types[t],
                                                     types[t] == &ek_patient_type ? NULL : ek_record_get_id (patient));
        g_autoptr (EkRecord) first = NULL, loaded = NULL, former = NULL;
        g_autoptr (GPtrArray) revisions = NULL;
        g_autoptr (GError) error = NULL;

        fill_record (record, random, n % 2 == 1);
        ek_store_save_received (fixture->store, record, "test", &error);
        g_assert_no_error (error);
        g_assert_cmpint (ek_record_get_revision (record), ==, 1);
        first = ek_record_copy (record);

        fixture_reopen (fixture);
        loaded = ek_store_load (fixture->store, types[t], ek_record_get_id (record), &error);
        g_assert_no_error (error);
        g_assert_true (ek_record_equal_values (record, loaded));
        g_assert_cmpstr (ek_record_get_author (loaded), ==, ek_record_get_author (record));
        g_assert_cmpint (ek_record_get_created (loaded), ==, FIXTURE_NOW);
        g_assert_cmpint (ek_record_get_changed_offset (loaded), ==, 480);

        do
          fill_record (loaded, random, TRUE);
        while (ek_record_equal_values (loaded, first));
        ek_store_save_received (fixture->store, loaded, "test", &error);
        g_assert_no_error (error);
        g_assert_cmpint (ek_record_get_revision (loaded), ==, 2);

        former = ek_store_load_revision (fixture->store, types[t], ek_record_get_id (record), 1, &error);
        g_assert_no_error (error);
        g_assert_true (ek_record_equal_values (former, first));
        g_assert_cmpint (ek_record_get_revision (former), ==, 1);
        g_assert_cmpint (ek_record_get_created (former), ==, FIXTURE_NOW);

        revisions = ek_store_list_revisions (fixture->store, types[t], ek_record_get_id (record), &error);
        g_assert_no_error (error);
        g_assert_cmpuint (revisions->len, ==, 2);
        g_assert_true (ek_record_equal_values (g_ptr_array_index (revisions, 0), first));
        g_assert_true (ek_record_equal_values (g_ptr_array_index (revisions, 1), loaded));
      }
}

static void
test_unchanged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "王芳");
  g_autoptr (GError) error = NULL;
  gint64 n_audit;

  ek_clock_set (fixture->clock, FIXTURE_NOW + EK_HOUR_MS);
  n_audit = fixture_count (fixture, "SELECT count (*) FROM audit");
  ek_record_set_text (patient, EK_PATIENT_NAME, "王芳");
  g_assert_true (ek_store_save (fixture->store, patient, &error));
  g_assert_cmpint (ek_record_get_revision (patient), ==, 1);
  g_assert_cmpint (ek_record_get_changed (patient), ==, FIXTURE_NOW);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit"), ==, n_audit);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM history"), ==, 0);
}

static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) mine = fixture_patient (fixture, "李娜");
  g_autoptr (EkRecord) theirs = NULL, stored = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  theirs = ek_store_load (fixture->store, &ek_patient_type, ek_record_get_id (mine), &error);
  ek_record_set_text (theirs, EK_PATIENT_PHONE, "13800000001");
  g_assert_true (ek_store_save (fixture->store, theirs, &error));

  stored = ek_store_load_as_read (fixture->store, &ek_patient_type, ek_record_get_id (mine), 2, &error);
  g_assert_nonnull (stored);
  g_clear_object (&stored);
  g_assert_null (ek_store_load_as_read (fixture->store, &ek_patient_type, ek_record_get_id (mine), 1, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);

  ek_record_set_text (mine, EK_PATIENT_PHONE, "13800000002");
  g_assert_false (ek_store_save (fixture->store, mine, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_assert_cmpint (ek_record_get_revision (mine), ==, 1);
  g_assert_cmpstr (ek_record_get_text (mine, EK_PATIENT_PHONE), ==, "13800000002");
  g_clear_error (&error);
  stored = ek_store_load (fixture->store, &ek_patient_type, ek_record_get_id (mine), &error);
  g_assert_cmpstr (ek_record_get_text (stored, EK_PATIENT_PHONE), ==, "13800000001");

  /* A new record under an id that is taken. */
  again = ek_record_new_with_id (&ek_patient_type, ek_record_get_id (mine), NULL);
  ek_record_set_text (again, EK_PATIENT_NAME, "x");
  g_assert_false (ek_store_save (fixture->store, again, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);

  /* One that was deleted by somebody else. */
  g_assert_true (ek_store_delete (fixture->store, stored, "duplicate", &error));
  g_assert_false (ek_store_save (fixture->store, theirs, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
}

static void
test_two_connections (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "赵敏");
  g_autoptr (GError) error = NULL;
  g_autoptr (EkStore) other = ek_store_open (fixture->vault, &error);
  g_autoptr (EkRecord) theirs = NULL;

  g_assert_no_error (error);
  theirs = ek_store_load (other, &ek_patient_type, ek_record_get_id (patient), &error);
  ek_record_set_text (theirs, EK_PATIENT_JOB, "nurse");
  g_assert_true (ek_store_save (other, theirs, &error));
  ek_record_set_text (patient, EK_PATIENT_JOB, "engineer");
  g_assert_false (ek_store_save (fixture->store, patient, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "x");
  g_autoptr (EkRecord) orphan = NULL;
  g_autofree char *id = ek_id_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (ek_store_load (fixture->store, &ek_patient_type, id, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ek_store_load_revision (fixture->store, &ek_patient_type, ek_record_get_id (patient), 2, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ek_store_list_revisions (fixture->store, &ek_plan_type, id, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);

  orphan = ek_record_new (&ek_allergy_type, id);
  ek_record_set_text (orphan, EK_ALLERGY_SUBSTANCE, "penicillin");
  g_assert_false (ek_store_save (fixture->store, orphan, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM allergy"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit WHERE subject_type = 'allergy'"), ==, 0);
}

static EkRecord *
allergy (Fixture *fixture, EkRecord *patient, const char *substance)
{
  EkRecord *record = ek_record_new (&ek_allergy_type, ek_record_get_id (patient));
  g_autoptr (GError) error = NULL;

  ek_record_set_text (record, EK_ALLERGY_SUBSTANCE, substance);
  ek_store_save (fixture->store, record, &error);
  g_assert_no_error (error);

  return record;
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) one = fixture_patient (fixture, "one");
  g_autoptr (EkRecord) two = fixture_patient (fixture, "two");
  g_autoptr (EkRecord) a = allergy (fixture, one, "a");
  g_autoptr (EkRecord) b = allergy (fixture, two, "b");
  g_autoptr (EkRecord) c = allergy (fixture, one, "c");
  g_autoptr (GPtrArray) of_one = NULL, of_all = NULL, by = NULL, by_unset = NULL;
  g_autoptr (GError) error = NULL;

  of_one = ek_store_list (fixture->store, &ek_allergy_type, ek_record_get_id (one), &error);
  g_assert_cmpuint (of_one->len, ==, 2);
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (of_one, 0), EK_ALLERGY_SUBSTANCE), ==, "a");
  g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (of_one, 1), EK_ALLERGY_SUBSTANCE), ==, "c");
  of_all = ek_store_list (fixture->store, &ek_allergy_type, NULL, &error);
  g_assert_cmpuint (of_all->len, ==, 3);
  by = ek_store_list_by (fixture->store, &ek_allergy_type, EK_ALLERGY_SUBSTANCE, "b", &error);
  g_assert_cmpuint (by->len, ==, 1);
  by_unset = ek_store_list_by (fixture->store, &ek_allergy_type, EK_ALLERGY_REACTION, NULL, &error);
  g_assert_cmpuint (by_unset->len, ==, 3);
  g_assert_no_error (error);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "孙磊");
  g_autoptr (EkRecord) record = allergy (fixture, patient, "latex");
  g_autoptr (EkRecord) risk = ek_record_new (&ek_risk_type, ek_record_get_id (patient));
  g_autoptr (EkRecord) former = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  /* A patient with records stays. */
  g_assert_false (ek_store_delete (fixture->store, patient, "test", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);

  g_assert_true (ek_store_delete (fixture->store, record, "entered twice", &error));
  g_assert_null (ek_store_load (fixture->store, &ek_allergy_type, ek_record_get_id (record), NULL));
  former = ek_store_load_revision (fixture->store, &ek_allergy_type, ek_record_get_id (record), 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (former, EK_ALLERGY_SUBSTANCE), ==, "latex");
  g_assert_null (ek_store_load_revision (fixture->store, &ek_allergy_type, ek_record_get_id (record), 2, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ek_store_delete (fixture->store, record, "again", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* It may come back, and goes on counting. */
  again = ek_record_new_with_id (&ek_allergy_type, ek_record_get_id (record), ek_record_get_id (patient));
  ek_record_set_text (again, EK_ALLERGY_SUBSTANCE, "latex, confirmed");
  g_assert_true (ek_store_save (fixture->store, again, &error));
  g_assert_cmpint (ek_record_get_revision (again), ==, 3);

  /* A risk is never deleted. */
  ek_record_set_text (risk, EK_RISK_LEVEL, "low");
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_instant (risk, EK_RISK_RAISED, FIXTURE_NOW, 480);
  g_assert_true (ek_store_save (fixture->store, risk, &error));
  g_assert_false (ek_store_delete (fixture->store, risk, "test", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
}

static void
test_history_is_fixed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "钱进");
  g_autoptr (GError) error = NULL;
  static const char *const attempts[] = {
    "UPDATE history SET state = '{}'",
    "DELETE FROM history",
    "UPDATE signature SET meaning = 'agrees'",
    "DELETE FROM signature",
  };
  g_autoptr (EkRecord) plan = ek_record_new (&ek_plan_type, ek_record_get_id (patient));

  ek_record_set_text (patient, EK_PATIENT_JOB, "driver");
  g_assert_true (ek_store_save (fixture->store, patient, &error));
  ek_record_set_text (plan, EK_PLAN_STATUS, "signed");
  g_assert_true (ek_store_save (fixture->store, plan, &error));
  g_assert_true (ek_store_sign (fixture->store, plan, "author", &error));
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      g_assert_false (ek_database_exec (ek_store_get_database (fixture->store), attempts[i], &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM history WHERE state LIKE '%driver%'"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM history"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM signature"), ==, 1);
}

typedef struct {
  guint n_calls;
  GString *seen;
} Heard;

static void
hear (EkStore *store, GPtrArray *changes, gpointer data)
{
  Heard *heard = data;

  heard->n_calls++;
  for (guint i = 0; i < changes->len; i++)
    {
      EkChange *change = g_ptr_array_index (changes, i);

      g_assert_true (ek_id_is_valid (change->id));
      g_assert_true (ek_id_is_valid (change->patient_id));
      g_string_append_printf (heard->seen, "%s ", change->type->name);
    }
  g_string_append (heard->seen, "| ");
}

static void
test_listener (Fixture *fixture, gconstpointer data)
{
  Heard heard = { 0, g_string_new (NULL) };
  g_autoptr (EkRecord) patient = NULL, first = NULL, second = NULL;
  g_autoptr (EkRecord) bad = NULL;
  g_autoptr (GError) error = NULL;

  ek_store_set_listener (fixture->store, hear, &heard, NULL);
  patient = fixture_patient (fixture, "周杰");
  g_assert_cmpstr (heard.seen->str, ==, "patient | ");

  /* After the outermost commit, once, without what an inner rollback took back. */
  g_assert_true (ek_store_begin (fixture->store, &error));
  first = allergy (fixture, patient, "a");
  g_assert_true (ek_store_begin (fixture->store, &error));
  second = allergy (fixture, patient, "b");
  ek_record_set_text (patient, EK_PATIENT_JOB, "nurse");
  g_assert_true (ek_store_save (fixture->store, patient, &error));
  ek_store_rollback (fixture->store);
  g_assert_cmpuint (heard.n_calls, ==, 1);
  g_assert_true (ek_store_commit (fixture->store, &error));
  g_assert_cmpstr (heard.seen->str, ==, "patient | allergy | ");

  /* Nothing after a rollback, a failure, or a save that changed nothing. */
  g_assert_true (ek_store_begin (fixture->store, &error));
  g_object_unref (allergy (fixture, patient, "c"));
  ek_store_rollback (fixture->store);
  bad = ek_record_new (&ek_allergy_type, ek_record_get_id (patient));
  g_assert_false (ek_store_save (fixture->store, bad, NULL));
  g_assert_true (ek_store_save (fixture->store, first, &error));
  g_assert_cmpuint (heard.n_calls, ==, 2);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM allergy"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit WHERE subject_type = 'allergy'"), ==, 1);

  ek_store_set_listener (fixture->store, NULL, NULL, NULL);
  g_string_free (heard.seen, TRUE);
}

static void
test_rollback (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "吴迪");
  g_autoptr (EkRecord) other = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) loaded = NULL;
  g_autoptr (EkPatientRows) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_audit = fixture_count (fixture, "SELECT count (*) FROM audit");

  g_assert_true (ek_store_begin (fixture->store, &error));
  ek_record_set_text (patient, EK_PATIENT_NAME, "吴迪 (renamed)");
  g_assert_true (ek_store_save (fixture->store, patient, &error));
  ek_record_set_text (other, EK_PATIENT_NAME, "郑爽");
  g_assert_true (ek_store_save (fixture->store, other, &error));
  ek_store_rollback (fixture->store);

  loaded = ek_store_load (fixture->store, &ek_patient_type, ek_record_get_id (patient), &error);
  g_assert_cmpstr (ek_record_get_text (loaded, EK_PATIENT_NAME), ==, "吴迪");
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit"), ==, n_audit);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_summary"), ==, 1);
  rows = ek_store_find_patients (fixture->store, "郑爽", 0, NULL, &error);
  g_assert_cmpuint (ek_patient_rows_length (rows), ==, 0);
}

static void
test_audit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "冯绍峰");
  g_autoptr (EkRecord) received = ek_record_new (&ek_problem_type, ek_record_get_id (patient));
  g_autoptr (EkUser) user = ek_vault_get_user (fixture->vault);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  static const EkAuditAction expected[] = { EK_AUDIT_RECEIVE, EK_AUDIT_CHANGE, EK_AUDIT_CREATE };

  ek_record_set_text (patient, EK_PATIENT_PHONE, "13912345678");
  ek_record_set_text (patient, EK_PATIENT_JOB, "welder");
  g_assert_true (ek_store_save (fixture->store, patient, &error));
  ek_record_set_text (received, EK_PROBLEM_TEXT, "复发性抑郁障碍");
  g_assert_true (ek_store_save_received (fixture->store, received, "FHIR bundle", &error));

  entries = ek_audit_list (ek_store_get_database (fixture->store), ek_record_get_id (patient), 0, 100, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < entries->len; i++)
    {
      EkAuditEntry *entry = g_ptr_array_index (entries, i);

      g_assert_cmpint (entry->action, ==, expected[i]);
      g_assert_cmpstr (entry->user_id, ==, ek_user_get_id (user));
      g_assert_cmpint (entry->at_ms, ==, FIXTURE_NOW);
      g_assert_cmpint (entry->offset_minutes, ==, 480);
      /* Which fields, never what is in them. */
      g_assert_true (entry->detail == NULL || strstr (entry->detail, "1391") == NULL);
    }
  g_assert_cmpstr (((EkAuditEntry *) g_ptr_array_index (entries, 1))->detail, ==, "revision 2: phone, job");
  g_assert_cmpstr (((EkAuditEntry *) g_ptr_array_index (entries, 0))->detail, ==, "FHIR bundle");
}

static void
test_audit_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "卫国");
  g_autoptr (EkRecord) other = fixture_patient (fixture, "蒋欣");
  g_autoptr (GError) error = NULL;
  static const char count[] = "SELECT count (*) FROM audit WHERE action = 'open'";
  gint64 before;

  g_assert_true (ek_store_audit_open (fixture->store, ek_record_get_id (patient), &error));
  before = fixture_count (fixture, count);
  g_assert_true (ek_store_audit_open (fixture->store, ek_record_get_id (patient), &error));
  g_assert_cmpint (fixture_count (fixture, count), ==, before);

  /* Another process within the hour; another patient; after the hour. */
  ek_clock_set (fixture->clock, FIXTURE_NOW + EK_HOUR_MS - 1);
  fixture_reopen (fixture);
  g_assert_true (ek_store_audit_open (fixture->store, ek_record_get_id (patient), &error));
  g_assert_cmpint (fixture_count (fixture, count), ==, before);
  g_assert_true (ek_store_audit_open (fixture->store, ek_record_get_id (other), &error));
  g_assert_cmpint (fixture_count (fixture, count), ==, before + 1);
  ek_clock_set (fixture->clock, FIXTURE_NOW + EK_HOUR_MS);
  g_assert_true (ek_store_audit_open (fixture->store, ek_record_get_id (patient), &error));
  g_assert_cmpint (fixture_count (fixture, count), ==, before + 2);
  g_assert_no_error (error);
}

static void
test_identifiers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) one = fixture_patient (fixture, "甲");
  g_autoptr (EkRecord) two = fixture_patient (fixture, "乙");
  g_autofree char *found = NULL, *none = NULL, *freed = NULL;
  g_autoptr (GError) error = NULL;

  ek_record_set_text (one, EK_PATIENT_IDENTIFIERS,
                      "[{\"system\":\"urn:hospital\",\"value\":\"MRN-7\"},{\"value\":\"local\"},{\"system\":\"x\"},5]");
  g_assert_true (ek_store_save (fixture->store, one, &error));
  g_assert_no_error (error);
  found = ek_store_find_identifier (fixture->store, "urn:hospital", "MRN-7", &error);
  g_assert_cmpstr (found, ==, ek_record_get_id (one));
  none = ek_store_find_identifier (fixture->store, "urn:other", "MRN-7", &error);
  g_assert_no_error (error);
  g_assert_null (none);

  ek_record_set_text (two, EK_PATIENT_IDENTIFIERS, "[{\"system\":\"urn:hospital\",\"value\":\"MRN-7\"}]");
  g_assert_false (ek_store_save (fixture->store, two, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_assert_null (strstr (error->message, "MRN-7"));
  g_clear_error (&error);
  g_assert_cmpint (ek_record_get_revision (two), ==, 1);

  /* Once given up it may be taken. */
  ek_record_clear (one, EK_PATIENT_IDENTIFIERS);
  g_assert_true (ek_store_save (fixture->store, one, &error));
  g_assert_true (ek_store_save (fixture->store, two, &error));
  freed = ek_store_find_identifier (fixture->store, "urn:hospital", "MRN-7", &error);
  g_assert_cmpstr (freed, ==, ek_record_get_id (two));
  g_assert_true (ek_store_delete (fixture->store, two, "test", &error));
  g_assert_null (ek_store_find_identifier (fixture->store, "urn:hospital", "MRN-7", &error));
  g_assert_no_error (error);
}

/* 1000 random saves, changes and deletes against a table in memory. */
static void
test_model (Fixture *fixture, gconstpointer data)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (EkRandom) random = ek_random_new (3);
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "model");
  g_autoptr (GPtrArray) model = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  guint n_types = 0;

  while (types[n_types] != NULL)
    n_types++;
  g_assert_true (ek_store_begin (fixture->store, &error));
  for (guint i = 0; i < 1000; i++)
    {
      int what = ek_random_range (random, 0, 9);

      if (what < 6 || model->len == 0)
        {
          EkRecord *record = ek_record_new (types[ek_random_range (random, 1, (int) n_types - 1)],
                                            ek_record_get_id (patient));

          fill_record (record, random, TRUE);
          ek_store_save_received (fixture->store, record, "model", &error);
          g_ptr_array_add (model, record);
        }
      else
        {
          guint at = (guint) ek_random_range (random, 0, (int) model->len - 1);
          EkRecord *record = g_ptr_array_index (model, at);

          if (what < 9 || ek_record_get_record_type (record)->flags & EK_RECORD_KEPT)
            {
              fill_record (record, random, TRUE);
              ek_store_save_received (fixture->store, record, "model", &error);
            }
          else
            {
              ek_store_delete (fixture->store, record, NULL, &error);
              g_ptr_array_remove_index (model, at);
            }
        }
      g_assert_no_error (error);
    }
  g_assert_true (ek_store_commit (fixture->store, &error));

  fixture_reopen (fixture);
  for (guint t = 1; t < n_types; t++)
    {
      g_autoptr (GPtrArray) listed = ek_store_list (fixture->store, types[t], ek_record_get_id (patient), &error);
      guint n = 0;

      for (guint i = 0; i < model->len; i++)
        n += ek_record_get_record_type (g_ptr_array_index (model, i)) == types[t];
      g_assert_cmpuint (listed->len, ==, n);
    }
  for (guint i = 0; i < model->len; i++)
    {
      EkRecord *record = g_ptr_array_index (model, i);
      g_autoptr (EkRecord) loaded = ek_store_load (fixture->store, ek_record_get_record_type (record),
                                                   ek_record_get_id (record), &error);

      g_assert_no_error (error);
      g_assert_true (ek_record_equal_values (record, loaded));
      g_assert_cmpint (ek_record_get_revision (record), ==, ek_record_get_revision (loaded));
    }
}

/* A locked vault, and an administrator, get no store. */
static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkStore) store = NULL;

  g_clear_object (&fixture->store);
  ek_vault_lock (fixture->vault);
  store = ek_store_open (fixture->vault, &error);
  g_assert_null (store);
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
}

/* A store that was opened before a lock writes nothing any more, nor for the next user. */
static void
test_after_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (EkStore) old = g_object_ref (fixture->store);
  g_autoptr (EkRecord) loaded = NULL;
  g_autoptr (GError) error = NULL;

  ek_record_set_text (patient, EK_PATIENT_JOB, "nurse");
  ek_vault_lock (fixture->vault);
  g_assert_false (ek_store_save (old, patient, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
  g_clear_error (&error);

  fixture_become (fixture, EK_ROLE_CASE_MANAGER);
  g_assert_false (ek_store_save (old, patient, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
  g_clear_error (&error);
  loaded = ek_store_load (fixture->store, &ek_patient_type, ek_record_get_id (patient), &error);
  g_assert_no_error (error);
  g_assert_false (ek_record_has (loaded, EK_PATIENT_JOB));
  g_assert_true (ek_store_save (fixture->store, patient, &error));
}

/* Whichever of the writes of a save fails, none of them is there. */
static const char *const failing[] = { "history",         "patient",       "audit", "outbox", "patient_identifier",
                                       "patient_summary", "patient_search" };

static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  static const char state[] =
    "SELECT (SELECT count (*) FROM patient) || '/' || (SELECT count (*) FROM history) || '/' || "
    "(SELECT count (*) FROM audit) || '/' || (SELECT group_concat (sequence || ':' || revision) FROM outbox) || '/' || "
    "(SELECT count (*) FROM patient_identifier) || '/' || (SELECT group_concat (name || phone) FROM patient) || '/' || "
    "(SELECT group_concat (text) FROM patient_search)";
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (GError) error = NULL;

  ek_record_set_text (patient, EK_PATIENT_PHONE, "1");
  ek_record_set_text (patient, EK_PATIENT_IDENTIFIERS, "[{\"value\":\"1\"}]");
  g_assert_true (ek_store_save (fixture->store, patient, &error));
  /* So that the next save opens a new row. */
  fixture_exec (fixture, "UPDATE outbox SET attempts = 1, body = '{}'");

  for (guint i = 0; i < G_N_ELEMENTS (failing); i++)
    {
      g_autofree char *trigger =
        g_strdup_printf ("CREATE TRIGGER fail_i BEFORE INSERT ON %s BEGIN SELECT RAISE (ABORT, 'no'); END;"
                         "CREATE TRIGGER fail_u BEFORE UPDATE ON %s BEGIN SELECT RAISE (ABORT, 'no'); END;",
                         failing[i], failing[i]);
      g_autofree char *before = fixture_text (fixture, state), *after = NULL;

      fixture_exec (fixture, trigger);
      ek_record_set_text (patient, EK_PATIENT_NAME, "张伟新");
      ek_record_set_text (patient, EK_PATIENT_PHONE, "2");
      ek_record_set_text (patient, EK_PATIENT_IDENTIFIERS, "[{\"value\":\"1\"},{\"value\":\"2\"}]");
      g_assert_false (ek_store_save (fixture->store, patient, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
      g_assert_cmpint (ek_record_get_revision (patient), ==, 2);
      fixture_exec (fixture, "DROP TRIGGER fail_i; DROP TRIGGER fail_u");
      after = fixture_text (fixture, state);
      g_assert_cmpstr (before, ==, after);
    }
  g_assert_true (ek_store_save (fixture->store, patient, &error));
  g_assert_cmpint (ek_record_get_revision (patient), ==, 3);
}

#define ADD(path, function) g_test_add ("/store/" path, Fixture, NULL, set_up, function, tear_down)

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("round-trip", test_round_trip);
  ADD ("unchanged", test_unchanged);
  ADD ("conflict", test_conflict);
  ADD ("two-connections", test_two_connections);
  ADD ("missing", test_missing);
  ADD ("list", test_list);
  ADD ("delete", test_delete);
  ADD ("history-is-fixed", test_history_is_fixed);
  ADD ("listener", test_listener);
  ADD ("rollback", test_rollback);
  ADD ("audit", test_audit);
  ADD ("audit-open", test_audit_open);
  ADD ("identifiers", test_identifiers);
  ADD ("model", test_model);
  ADD ("no-key", test_no_key);
  ADD ("after-lock", test_after_lock);
  ADD ("all-or-nothing", test_all_or_nothing);

  return g_test_run ();
}
