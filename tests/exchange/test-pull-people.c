/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose it is, from a server: the same rule as for files, and what a server says of somebody else is not believed. */

#include "ek-notice.h"
#include "sync-fixture.h"

/* @birth_date and @number may be NULL. */
static void
seed_patient (const char *id, const char *name, const char *birth_date, const char *number)
{
  g_autofree char *born = birth_date != NULL ? g_strdup_printf (",\"birthDate\":\"%s\"", birth_date) : g_strdup ("");
  g_autofree char *carries = number != NULL
    ? g_strdup_printf (",\"identifier\":[{\"system\":\"s\",\"value\":\"%s\"}]", number)
    : g_strdup ("");

  seed ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"name\":[{\"text\":\"%s\"}]%s%s}", id, name, born, carries);
}

static gint64
problems_of (Sync *sync, const char *name)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT count(*) FROM problem JOIN patient ON patient.id = problem.patient_id "
                     "WHERE patient.name = '%s'",
                     name);

  return fixture_count (&sync->base, sql);
}

static EkRecord *
patient_here (Sync *sync, const char *name, const char *birth_date, const char *identifiers)
{
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, birth_date);
  ek_record_set_text (patient, EK_PATIENT_IDENTIFIERS, identifiers);
  sync_save (sync, patient);
  return patient;
}

/* A number that somebody here has as well. */
static void
test_shared_number (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) eva = patient_here (sync, "Eva Muster", "1980-01-02", "[{\"system\":\"s\",\"value\":\"F-1\"}]");
  g_autoptr (EkRecord) now = NULL;
  g_autoptr (EkSyncResult) result = NULL;
  g_autoptr (GPtrArray) notices = NULL;

  seed_patient ("p2", "Max Beispiel", NULL, "F-1");
  seed_condition ("c1", "p2", "X");
  result = sync_pull (sync);
  now = ek_store_load (sync->base.store, &ek_patient_type, ek_record_get_id (eva), NULL);
  g_assert_true (ek_record_equal_values (now, eva));
  g_assert_cmpint (problems_of (sync, "Eva Muster"), ==, 0);
  g_assert_cmpint (problems_of (sync, "Max Beispiel"), ==, 1);
  notices = ek_notice_list_open (sync->base.store, NULL, NULL);
  g_assert_cmpuint (notices->len, ==, 2);
  g_assert_cmpstr (ek_record_get_text (notices->pdata[0], EK_NOTICE_KIND), ==, "possible-duplicate");
}

/* The same person under the same number is no new patient. */
static void
test_same_number (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) lin = patient_here (sync, "林秀兰", "1960-02-03", "[{\"system\":\"s\",\"value\":\"7x\"}]");
  g_autoptr (EkSyncResult) result = NULL;

  seed_patient ("p1", "Lin Xiulan", "1960-02-03", "7X");
  seed_condition ("c1", "p1", "X");
  result = sync_pull (sync);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM patient"), ==, 1);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem"), ==, 1);
}

/* The server gives an id to somebody else, and later to that person again. */
static void
test_given_to_another (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;
  g_autoptr (EkSyncResult) third = NULL;
  g_autoptr (EkSyncResult) fourth = NULL;
  g_autoptr (GPtrArray) notices = NULL;

  seed_patient ("p1", "林秀兰", "1960-02-03", NULL);
  seed_condition ("c1", "p1", "抑郁");
  first = sync_pull (sync);
  seed_patient ("p1", "陈大勇", NULL, NULL);
  seed_condition ("c2", "p1", "精神分裂");
  second = sync_pull (sync);
  g_assert_cmpuint (ek_fhir_report_get_skipped (second->received, "Patient", EK_FHIR_SKIP_OTHER_PERSON), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get_skipped (second->received, "Condition", EK_FHIR_SKIP_REFUSED_PATIENT), >=, 1);
  /* and in a run that does not see the Patient */
  seed_condition ("c3", "p1", "妄想");
  third = sync_pull (sync);
  g_assert_cmpuint (ek_fhir_report_get_skipped (third->received, "Condition", EK_FHIR_SKIP_REFUSED_PATIENT), >=, 1);
  g_assert_cmpint (fixture_count (&sync->base,
                                  "SELECT count(*) FROM patient WHERE name = '林秀兰' AND birth_date = "
                                  "'1960-02-03'"),
                   ==, 1);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem"), ==, 1);
  notices = ek_notice_list_open (sync->base.store, NULL, NULL);
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpstr (ek_record_get_text (notices->pdata[0], EK_NOTICE_KIND), ==, "other-person");
  seed_patient ("p1", "林秀兰", "1960-02-03", "8");
  seed_condition ("c4", "p1", "焦虑");
  /* now, and when the last minutes are read again: what is hers and nothing else */
  for (guint i = 0; i < 3; i++)
    {
      g_clear_pointer (&fourth, ek_sync_result_free);
      fourth = sync_pull (sync);
      g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem WHERE text IN ('抑郁', '焦虑')"), ==,
                       2);
      g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem"), ==, 2);
      g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM patient"), ==, 1);
      ek_clock_set (sync->base.clock, ek_clock_now (sync->base.clock) + 60000);
    }
  g_assert_cmpuint (ek_fhir_report_get_skipped (fourth->received, "Condition", EK_FHIR_SKIP_OTHER_PERSON), ==, 2);
  /* what was hers before is corrected as ever; what was the other's is not hers because it was changed */
  seed_condition ("c1", "p1", "复发性抑郁");
  seed_condition ("c2", "p1", "精神分裂症");
  g_clear_pointer (&fourth, ek_sync_result_free);
  fourth = sync_pull (sync);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem WHERE text IN ('复发性抑郁', '焦虑')"), ==,
                   2);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem"), ==, 2);
}

/* A record of hers that was changed while the id was another's: that change is not hers either. */
static void
test_changed_meanwhile (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;
  g_autoptr (EkSyncResult) third = NULL;

  seed_patient ("p1", "林秀兰", "1960-02-03", NULL);
  seed_condition ("c1", "p1", "抑郁");
  first = sync_pull (sync);
  seed_patient ("p1", "陈大勇", NULL, NULL);
  seed_condition ("c1", "p1", "精神分裂");
  second = sync_pull (sync);
  seed_patient ("p1", "林秀兰", "1960-02-03", NULL);
  third = sync_pull (sync);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem WHERE text = '抑郁'"), ==, 1);
  seed_condition ("c1", "p1", "焦虑");
  g_clear_pointer (&third, ek_sync_result_free);
  third = sync_pull (sync);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem WHERE text = '焦虑'"), ==, 1);
}

/* A patient of ours whom the server turns into somebody else: what speaks of that one stays away. */
static void
test_ours_turned (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) patient = patient_here (sync, "林秀兰", "1960-02-03", NULL);
  const char *id = ek_record_get_id (patient);
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;
  g_autoptr (EkSyncResult) third = NULL;
  g_autoptr (EkSyncResult) fourth = NULL;

  sync_push_until_done (sync);
  seed_condition ("c1", id, "抑郁");
  first = sync_pull (sync);
  g_assert_cmpint (problems_of (sync, "林秀兰"), ==, 1);
  seed_patient (id, "陈大勇", "1999-09-09", NULL);
  second = sync_pull (sync);
  seed_condition ("c2", id, "精神分裂");
  third = sync_pull (sync);
  g_assert_cmpuint (ek_fhir_report_get_skipped (third->received, "Condition", EK_FHIR_SKIP_REFUSED_PATIENT), >=, 1);
  g_assert_cmpint (problems_of (sync, "林秀兰"), ==, 1);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM notice WHERE kind = 'other-person'"), ==, 1);
  seed_patient (id, "林秀兰", "1960-02-03", NULL);
  seed_condition ("c3", id, "失眠");
  fourth = sync_pull (sync);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem WHERE text IN ('抑郁', '失眠')"), ==, 2);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem"), ==, 2);
}

/* A Patient who never was taken: what speaks of it is told, in later runs too. */
static void
test_never_taken (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;

  seed_patient ("p1", "\xe3\x80\x80", "1960-02-03", NULL);
  seed_condition ("c1", "p1", "X");
  first = sync_pull (sync);
  g_assert_cmpuint (ek_fhir_report_get_skipped (first->received, "Patient", EK_FHIR_SKIP_NO_NAME), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get_skipped (first->received, "Condition", EK_FHIR_SKIP_REFUSED_PATIENT), >=, 1);
  seed_condition ("c2", "p1", "Y");
  second = sync_pull (sync);
  g_assert_cmpuint (ek_fhir_report_get_skipped (second->received, "Condition", EK_FHIR_SKIP_REFUSED_PATIENT), >=, 1);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM patient"), ==, 0);
}

/* Who was removed here does not come back by itself. */
static void
test_removed_here (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;
  g_autoptr (EkPatientRows) rows = NULL;
  g_autoptr (EkRecord) patient = NULL;
  g_autoptr (GError) error = NULL;

  seed_patient ("p1", "林秀兰", "1960-02-03", NULL);
  first = sync_pull (sync);
  rows = ek_store_list_patients (sync->base.store, NULL, NULL);
  patient = ek_store_load (sync->base.store, &ek_patient_type, ek_patient_rows_get (rows, 0)->id, NULL);
  g_assert_true (ek_store_delete (sync->base.store, patient, NULL, &error));
  seed_patient ("p1", "林秀兰", "1960-02-03", "7");
  seed_condition ("c1", "p1", "X");
  second = sync_pull (sync);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM patient"), ==, 0);
  g_assert_cmpuint (ek_fhir_report_get_skipped (second->received, "Patient", EK_FHIR_SKIP_REMOVED_HERE), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get_skipped (second->received, "Condition", EK_FHIR_SKIP_REFUSED_PATIENT), >=, 1);
}

#define ADD(path, func) g_test_add ("/exchange/pull-people/" path, Sync, NULL, sync_set_up, func, sync_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  if (!fhir_server_available ())
    return 0;
  hospital = fhir_server_start ();
  ADD ("shared-number", test_shared_number);
  ADD ("same-number", test_same_number);
  ADD ("given-to-another", test_given_to_another);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("ours-turned", test_ours_turned);
  ADD ("never-taken", test_never_taken);
  ADD ("removed-here", test_removed_here);
  status = g_test_run ();
  fhir_server_stop (hospital);
  return status;
}
