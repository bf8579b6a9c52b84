/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetching from the hospital: nothing missed, nothing twice, nothing of ours taken away. */

#include <string.h>

#include "ek-error.h"
#include "sync-fixture.h"

static void
seed_patient (const char *id, const char *name)
{
  seed ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"identifier\":[{\"system\":\"urn:oid:9\",\"value\":\"%s\"}],"
        "\"name\":[{\"text\":\"%s\"}],\"birthDate\":\"1980-01-01\"}",
        id, id, name);
}

static void
remove_there (const char *type, const char *id)
{
  g_autofree char *body = g_strdup_printf ("{\"type\":\"%s\",\"id\":\"%s\"}", type, id);
  g_autoptr (JsonNode) node = fhir_server_control (hospital, "delete", body);

  g_assert_nonnull (node);
}

static gint64
count (Sync *sync, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM \"%s\"", table);

  return fixture_count (&sync->base, sql);
}

static void
test_first (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;
  g_autoptr (EkSyncResult) third = NULL;

  seed_patient ("p1", "张伟");
  seed_condition ("c1", "p1", "A");
  first = sync_pull (sync);
  g_assert_cmpuint (ek_fhir_report_get (first->received, NULL, EK_FHIR_CREATED), ==, 2);
  g_assert_cmpint (count (sync, "outbox"), ==, 0);
  second = sync_pull (sync);
  g_assert_cmpuint (ek_fhir_report_get (second->received, NULL, EK_FHIR_CREATED), ==, 0);
  g_assert_cmpuint (ek_fhir_report_get (second->received, NULL, EK_FHIR_UPDATED), ==, 0);
  seed_condition ("c1", "p1", "B");
  seed_condition ("c2", "p1", "C");
  third = sync_pull (sync);
  g_assert_cmpuint (ek_fhir_report_get (third->received, NULL, EK_FHIR_UPDATED), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get (third->received, NULL, EK_FHIR_CREATED), ==, 1);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem WHERE text IN ('B', 'C')"), ==, 2);
}

/* 23 resources with one and the same stamp, five a page: a cursor that went by "later than" would lose some. */
static void
test_equal_stamps (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) again = NULL;

  fhir_server_set (hospital, "{\"sameInstant\":\"2026-05-05T05:05:05.000Z\",\"pageSize\":5}");
  seed_patient ("p1", "张伟");
  for (guint i = 0; i < 23; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      seed_condition (id, "p1", "A");
    }
  first = sync_pull (sync);
  g_assert_cmpint (count (sync, "problem"), ==, 23);
  seed_condition ("late", "p1", "A");
  again = sync_pull (sync);
  g_assert_cmpint (count (sync, "problem"), ==, 24);
}

/* A resource that appears after the cursor passed its stamp. */
static void
test_late_commit (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;

  seed_patient ("p1", "张伟");
  seed ("{\"resourceType\":\"Condition\",\"id\":\"c1\",\"meta\":{\"lastUpdated\":\"2026-05-05T05:05:05.000Z\"},"
        "\"code\":{\"text\":\"A\"},"
        "\"subject\":{\"reference\":\"Patient/p1\"}}");
  first = sync_pull (sync);
  seed ("{\"resourceType\":\"Condition\",\"id\":\"c2\",\"meta\":{\"lastUpdated\":\"2026-05-05T05:02:00.000Z\"},"
        "\"code\":{\"text\":\"A\"},"
        "\"subject\":{\"reference\":\"Patient/p1\"}}");
  second = sync_pull (sync);
  g_assert_cmpint (count (sync, "problem"), ==, 2);
}

/* The link to the next page expires, the server fails in between: the pull goes on where it was, or starts again. */
static void
test_expired_link (Sync *sync, gconstpointer data)
{
  static const char *const troubles[] = {
    "[{\"name\":\"status-410\",\"path\":\"/Condition\",\"every\":3,\"count\":1}]",
    "[{\"name\":\"cut\",\"every\":2,\"count\":2}]",
    "[{\"name\":\"garbage\",\"path\":\"/Condition\",\"count\":1}]",
    "[{\"name\":\"status-429\",\"retryAfter\":3,\"every\":2}]",
    "[{\"name\":\"status-500\",\"path\":\"/Condition\",\"count\":2}]",
    "[{\"name\":\"drop-before\",\"path\":\"/Patient\",\"count\":1}]",
  };

  fhir_server_set (hospital, "{\"pageSize\":2}");
  seed_patient ("p1", "张伟");
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      for (guint k = 0; k < 7; k++)
        {
          g_autofree char *id = g_strdup_printf ("c%u-%u", i, k);

          seed_condition (id, "p1", "A");
        }
      fhir_server_faults (hospital, troubles[i]);
      for (guint k = 0; k < 4; k++)
        {
          g_autoptr (EkSyncResult) result = sync_pull (sync);

          g_assert_no_error (NULL);
        }
      g_assert_cmpint (count (sync, "problem"), ==, 7 * (i + 1));
    }
}

/* A kind of record that the server announces and then refuses: the rest comes, and it is told. */
static void
test_refused_kind (Sync *sync, gconstpointer data)
{
  g_autofree char *faults = g_strdup_printf ("[{\"name\":\"status-%s\",\"path\":\"/%s\"}]", (const char *) data,
                                             "AllergyIntolerance");
  g_autoptr (EkSyncResult) result = NULL;
  GPtrArray *notes = NULL;

  seed_patient ("p1", "张伟");
  seed_condition ("c1", "p1", "A");
  fhir_server_faults (hospital, faults);
  result = sync_pull (sync);
  fhir_server_faults (hospital, "[]");
  g_assert_no_error (result->stopped);
  g_assert_cmpint (count (sync, "problem"), ==, 1);
  notes = ek_fhir_report_get_notes (result->received);
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_nonnull (strstr (notes->pdata[0], "AllergyIntolerance"));
  g_assert_nonnull (strstr (notes->pdata[0], data));
}

/* Kept by the server for one use only, and asked for again after a failure: 410. */
static void
test_used_link (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) result = NULL;

  fhir_server_set (hospital, "{\"pageSize\":2,\"pageLife\":0}");
  seed_patient ("p1", "张伟");
  for (guint k = 0; k < 5; k++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", k);

      seed_condition (id, "p1", "A");
    }
  result = sync_pull (sync);
  /* the first page at least, no endless loop, and the rest when links work again */
  g_assert_cmpint (count (sync, "problem"), >=, 2);
  fhir_server_set (hospital, "{\"pageLife\":1000}");
  g_clear_pointer (&result, ek_sync_result_free);
  result = sync_pull (sync);
  g_assert_cmpint (count (sync, "problem"), ==, 5);
}

static void
test_deleted (Sync *sync, gconstpointer data)
{
  gboolean sweep = data != NULL;
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (EkPatientRows) rows = NULL;

  fhir_server_set (hospital, sweep ? "{\"typeHistory\":false}" : "{}");
  seed_patient ("p1", "张伟");
  seed_condition ("c1", "p1", "A");
  seed_condition ("c2", "p1", "B");
  seed_condition ("c3", "p1", "C");
  first = sync_run (sync, FALSE, TRUE, sweep, 60000);
  g_assert_cmpint (count (sync, "problem"), ==, 3);
  /* one of them was worked on here meanwhile */
  rows = ek_store_list_patients (sync->base.store, NULL, NULL);
  problems = ek_store_list (sync->base.store, &ek_problem_type, ek_patient_rows_get (rows, 0)->id, NULL);
  ek_record_set_text (problems->pdata[2], EK_PROBLEM_NOTE, "ours");
  sync_save (sync, problems->pdata[2]);
  remove_there ("Condition", "c1");
  remove_there ("Condition", "c3");
  remove_there ("Patient", "p1");
  second = sync_run (sync, FALSE, TRUE, sweep, 60000);
  g_assert_cmpuint (second->withdrawn, ==, 3);
  g_assert_cmpint (count (sync, "problem"), ==, 2);
  g_assert_cmpint (count (sync, "patient"), ==, 1);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem WHERE note = 'ours'"), ==, 1);
}

/* Without a query nobody's file is fetched; with one, what is older than the cursor of a new patient comes too. */
static void
test_whose (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) none = NULL;
  g_autoptr (EkSyncResult) some = NULL;
  g_autoptr (EkSyncResult) more = NULL;

  seed_patient ("p1", "张伟");
  seed_patient ("p2", "李娜");
  seed_condition ("c1", "p1", "A");
  seed_condition ("c2", "p2", "B");
  g_clear_pointer (&sync->server->patient_query, g_free);
  none = sync_pull (sync);
  g_assert_cmpint (count (sync, "patient"), ==, 0);
  g_assert_cmpint (count (sync, "problem"), ==, 0);
  sync->server->patient_query = g_strdup ("identifier=urn:oid:9|p1");
  fixture_count (&sync->base, "SELECT count(*) FROM exchange_cursor");
  g_assert_true (ek_database_exec (ek_store_get_database (sync->base.store),
                                   "DELETE FROM exchange_cursor WHERE type = 'Patient'", NULL));
  some = sync_pull (sync);
  g_assert_cmpint (count (sync, "patient"), ==, 1);
  g_assert_cmpint (count (sync, "problem"), ==, 1);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem WHERE text = 'A'"), ==, 1);
}

/* An action of ours that the hospital works on comes back; unsent work of ours is not touched by a pull. */
static void
test_ours_changed (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (&sync->base, "陈静");
  g_autoptr (EkRecord) task = sync_make_task (sync, ek_record_get_id (patient), "A");
  g_autoptr (EkRecord) now = NULL;
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;
  const char *id = ek_record_get_id (task);

  sync_push_until_done (sync);
  seed (
    "{\"resourceType\":\"Task\",\"id\":\"%s\",\"status\":\"completed\",\"intent\":\"order\",\"description\":\"A\","
    "\"for\":{\"reference\":\"Patient/%s\"},\"output\":[{\"type\":{\"text\":\"Outcome\"},\"valueString\":\"已完成\"}]}",
    id, ek_record_get_id (patient));
  first = sync_pull (sync);
  now = ek_store_load (sync->base.store, &ek_task_type, id, NULL);
  g_assert_cmpstr (ek_record_get_text (now, EK_TASK_STATUS), ==, "completed");
  g_assert_cmpstr (ek_record_get_text (now, EK_TASK_OUTCOME), ==, "已完成");
  g_assert_cmpint (count (sync, "outbox"), ==, 0);
  ek_record_set_text (now, EK_TASK_TEXT, "ours, not sent");
  sync_save (sync, now);
  seed (
    "{\"resourceType\":\"Task\",\"id\":\"%s\",\"status\":\"completed\",\"intent\":\"order\",\"description\":\"theirs\","
    "\"for\":{\"reference\":\"Patient/%s\"}}",
    id, ek_record_get_id (patient));
  second = sync_pull (sync);
  g_clear_object (&now);
  now = ek_store_load (sync->base.store, &ek_task_type, id, NULL);
  g_assert_cmpstr (ek_record_get_text (now, EK_TASK_TEXT), ==, "ours, not sent");
  g_assert_cmpint (count (sync, "outbox"), ==, 1);
  g_assert_cmpint (count (sync, "patient"), ==, 1);
}

/* A patient who came from the hospital and was changed here: the change goes there, theirs stays. */
static void
test_received_patient (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkPatientRows) rows = NULL;
  g_autoptr (EkRecord) patient = NULL;
  g_autoptr (JsonNode) everything = NULL;
  JsonObject *there;

  seed (
    "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"张伟\"}],\"maritalStatus\":{\"text\":\"已婚\"}}");
  first = sync_pull (sync);
  rows = ek_store_list_patients (sync->base.store, NULL, NULL);
  patient = ek_store_load (sync->base.store, &ek_patient_type, ek_patient_rows_get (rows, 0)->id, NULL);
  ek_record_set_text (patient, EK_PATIENT_PHONE, "13700000000");
  sync_save (sync, patient);
  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 1);
  everything = fhir_server_everything (hospital);
  there = ek_json_element_object (ek_json_peek_array (json_node_get_object (everything), "entry"), 0);
  g_assert_cmpstr (ek_json_peek_string (ek_fhir_first_object (there, "telecom"), "value"), ==, "13700000000");
  g_assert_nonnull (ek_json_peek_object (there, "maritalStatus"));
}

static gboolean
holds (JsonObject *object, const char *part)
{
  g_autoptr (JsonNode) node = ek_fhir_node (object);
  g_autofree char *text = ek_json_canonical (node);

  return strstr (text, part) != NULL;
}

/* Twice a new telephone for a patient of whom the hospital knows much more than we do: nothing of it goes. */
static void
test_rich_patient (Sync *sync, gconstpointer data)
{
  static const char *const kept[] = {
    "eva@example.org",
    "+49 30 1",
    "Gasse 2",
    "Weg 1",
    "Früher",
    "\"Dr.\"",
    "\"Maria\"",
    "\"vip\"",
    "\"code\":\"R\"",
    "StructureDefinition/p",
    "religion",
    "\"Ben\"",
    "patient-birthTime",
    "married",
    "Dr. Haus",
    "\"value\":\"88\"",
    "multipleBirthInteger",
    "\"222\"",
  };
  static const char *const phones[] = { "13700000000", "13700000001" };
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkPatientRows) rows = NULL;

  seed (
    "{\"resourceType\":\"Patient\",\"id\":\"ext-2\",\"meta\":{\"tag\":[{\"system\":\"http://example.org/"
    "t\",\"code\":\"vip\"}],"
    "\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}],"
    "\"profile\":[\"http://example.org/StructureDefinition/p\"]},\"extension\":[{\"url\":\"http://example.org/"
    "religion\","
    "\"valueString\":\"none\"}],\"identifier\":[{\"system\":\"http://example.org/mrn\",\"value\":\"88\",\"period\":{"
    "\"start\":\"2010\"}}],\"name\":[{\"use\":\"official\",\"family\":\"Muster\",\"given\":[\"Eva\",\"Maria\"],"
    "\"prefix\":[\"Dr.\"]},{\"use\":\"maiden\",\"family\":\"Früher\"}],\"telecom\":[{\"system\":\"phone\",\"value\":"
    "\"+49 30 1\",\"use\":\"home\",\"rank\":2},{\"system\":\"phone\",\"value\":\"+49 170 "
    "2\",\"use\":\"mobile\",\"rank\":1},"
    "{\"system\":\"email\",\"value\":\"eva@example.org\"}],\"gender\":\"female\",\"birthDate\":\"1974-05\","
    "\"_birthDate\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/patient-birthTime\","
    "\"valueDateTime\":\"1974-05-01T10:00:00+01:00\"}]},\"address\":[{\"use\":\"home\",\"line\":[\"Weg 1\"],\"city\":"
    "\"Berlin\"},{\"use\":\"old\",\"line\":[\"Gasse 2\"]}],\"maritalStatus\":{\"text\":\"married\"},"
    "\"multipleBirthInteger\":2,\"contact\":[{\"name\":{\"family\":\"Muster\",\"given\":[\"Ben\"]},\"telecom\":[{"
    "\"system\":\"phone\",\"value\":\"222\"}]}],\"generalPractitioner\":[{\"display\":\"Dr. Haus\"}],\"active\":true}");
  first = sync_pull (sync);
  rows = ek_store_list_patients (sync->base.store, NULL, NULL);
  for (guint round = 0; round < G_N_ELEMENTS (phones); round++)
    {
      g_autoptr (EkRecord) patient = ek_store_load (sync->base.store, &ek_patient_type,
                                                    ek_patient_rows_get (rows, 0)->id, NULL);
      g_autoptr (JsonNode) everything = NULL;
      JsonObject *there;

      if (round == 0)
        g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_PHONE), ==, "+49 170 2");
      ek_record_set_text (patient, EK_PATIENT_PHONE, phones[round]);
      sync_save (sync, patient);
      sync_push_until_done (sync);
      g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 1);
      everything = fhir_server_everything (hospital);
      there = ek_json_element_object (ek_json_peek_array (json_node_get_object (everything), "entry"), 0);
      for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
        if (!holds (there, kept[i]))
          g_error ("%s is gone after edit %u", kept[i], round + 1);
      g_assert_true (holds (there, phones[round]));
      g_assert_false (holds (there, "+49 170 2"));
      g_assert_cmpuint (json_array_get_length (ek_json_peek_array (there, "telecom")), ==, 3);
    }
}

/* The server moves what it has from one patient to another: nothing of the other comes into the first one's file. What
 * is the server's goes where it says; what is ours stays. */
static void
test_moved (Sync *sync, gconstpointer data)
{
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;
  g_autoptr (EkRecord) patient = NULL;
  g_autoptr (EkRecord) task = NULL;
  g_autoptr (EkRecord) now = NULL;
  g_autoptr (EkRecord) person = NULL;
  const char *id;

  seed_patient ("p1", "张伟");
  seed_patient ("p2", "李娜");
  seed_condition ("c1", "p1", "A");
  patient = fixture_patient (&sync->base, "陈静");
  task = sync_make_task (sync, ek_record_get_id (patient), "A");
  id = ek_record_get_id (task);
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, "1990-02-03");
  sync_save (sync, patient);
  sync_push_until_done (sync);
  first = sync_pull (sync);
  seed_condition ("c1", "p2", "of another");
  seed ("{\"resourceType\":\"Task\",\"id\":\"%s\",\"status\":\"completed\",\"intent\":\"order\",\"description\":\"of "
        "another\","
        "\"for\":{\"reference\":\"Patient/p2\"}}",
        id);
  seed ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"name\":[{\"text\":\"李娜\"}],\"birthDate\":\"1980-01-01\"}",
        ek_record_get_id (patient));
  second = sync_pull (sync);
  g_assert_cmpint (fixture_count (&sync->base,
                                  "SELECT count(*) FROM problem JOIN patient ON patient.id = problem.patient_id "
                                  "WHERE problem.text = 'of another' AND patient.name = '李娜'"),
                   ==, 1);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM problem WHERE text = 'of another'"), ==, 1);
  g_assert_cmpint (fixture_count (&sync->base,
                                  "SELECT count(*) FROM problem JOIN patient ON patient.id = problem.patient_id "
                                  "WHERE problem.text = 'A' AND patient.name = '张伟' AND verification = 'withdrawn'"),
                   ==, 1);
  g_assert_cmpint (fixture_count (&sync->base,
                                  "SELECT count(DISTINCT patient_id) FROM notice WHERE kind = 'moved' AND source LIKE "
                                  "'%/Condition/c1'"),
                   ==, 2);
  now = ek_store_load (sync->base.store, &ek_task_type, id, NULL);
  g_assert_cmpstr (ek_record_get_text (now, EK_TASK_TEXT), ==, "A");
  g_assert_cmpstr (ek_record_get_text (now, EK_TASK_STATUS), !=, "completed");
  person = ek_store_load (sync->base.store, &ek_patient_type, ek_record_get_id (patient), NULL);
  g_assert_cmpstr (ek_record_get_text (person, EK_PATIENT_NAME), ==, "陈静");
  g_assert_cmpuint (ek_fhir_report_get (second->received, "Condition", EK_FHIR_CREATED), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get (second->received, "Task", EK_FHIR_SKIPPED), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get (second->received, "Patient", EK_FHIR_SKIPPED), ==, 1);
  /* nor does our next change carry it out again */
  ek_record_set_text (now, EK_TASK_DUE, "2027-02-01");
  sync_save (sync, now);
  {
    g_autoptr (EkSyncResult) third = sync_push (sync);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (third->conflicts, ==, 1);
    g_assert_false (ek_sync_keep_theirs (sync->base.store, sync->base.catalogue, id, &error));
    g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  }
}

/* Says no to the condition of that text. */
static gboolean
refuse_one (EkStore *store, EkCatalogue *catalogue, const char *patient_id, EkRecord *record, JsonObject *resource,
            gpointer user_data, GError **error)
{
  if (record == NULL || ek_record_get_record_type (record) != &ek_problem_type ||
      g_strcmp0 (ek_record_get_text (record, EK_PROBLEM_TEXT), user_data) != 0)
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_IO, "full");
  return FALSE;
}

/* A page that could not be stored is asked for again, whole: the cursor stays before it, whatever the newest stamp on
 * it. The stamps are hours apart, so that the minutes that are read again do not hide a cursor that went ahead. */
static void
test_page_not_stored (Sync *sync, gconstpointer data)
{
  static const char *const stamps[] = { "08", "10", "12", "14" };
  EkSyncOptions options = { .pull = TRUE,
                            .patience_ms = 60000,
                            .clock = sync->base.clock,
                            .random = sync->random,
                            .send = ek_http_send,
                            .transport = sync->http,
                            .received = refuse_one };
  const char *refused = data;
  g_autoptr (EkSyncResult) failed = NULL;
  g_autoptr (EkSyncResult) again = NULL;
  g_autoptr (GError) error = NULL;

  fhir_server_set (hospital, "{\"pageSize\":2}");
  seed_patient ("p1", "张伟");
  for (guint i = 0; i < G_N_ELEMENTS (stamps); i++)
    seed ("{\"resourceType\":\"Condition\",\"id\":\"c%u\",\"meta\":{\"lastUpdated\":\"2026-05-05T%s:00:00.000Z\"},"
          "\"code\":{"
          "\"text\":\"C%u\"},\"subject\":{\"reference\":\"Patient/p1\"}}",
          i, stamps[i], i);
  options.received_data = (gpointer) refused;
  failed = ek_sync_run (sync->base.store, sync->base.catalogue, sync->server, &options, &error);
  g_assert_null (failed);
  g_assert_error (error, EK_ERROR, EK_ERROR_IO);
  /* of the page that failed nothing is kept, not even what was before it */
  g_assert_cmpint (count (sync, "problem"), ==, g_str_equal (refused, "C1") ? 0 : 2);
  g_assert_cmpint (fixture_count (&sync->base,
                                  "SELECT count(*) FROM exchange_cursor WHERE type = 'Condition' AND cursor IS "
                                  "NOT NULL"),
                   ==, 0);
  again = sync_pull (sync);
  g_assert_cmpint (count (sync, "problem"), ==, 4);
}

#define ADD(path, data, func) g_test_add ("/exchange/pull/" path, Sync, data, sync_set_up, func, sync_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  if (!fhir_server_available ())
    return 0;
  hospital = fhir_server_start ();
  ADD ("first", NULL, test_first);
  ADD ("equal-stamps", NULL, test_equal_stamps);
  ADD ("late-commit", NULL, test_late_commit);
  ADD ("expired-link", NULL, test_expired_link);
  ADD ("refused-kind/405", "405", test_refused_kind);
  ADD ("refused-kind/422", "422", test_refused_kind);
  ADD ("refused-kind/501", "501", test_refused_kind);
  ADD ("used-link", NULL, test_used_link);
  ADD ("first-page-not-stored", "C1", test_page_not_stored);
  ADD ("last-page-not-stored", "C3", test_page_not_stored);
  ADD ("deleted-by-history", NULL, test_deleted);
  ADD ("moved", NULL, test_moved);
  ADD ("deleted-by-sweep", "sweep", test_deleted);
  ADD ("whose", NULL, test_whose);
  ADD ("ours-changed", NULL, test_ours_changed);
  ADD ("received-patient", NULL, test_received_patient);
  ADD ("rich-patient", NULL, test_rich_patient);
  status = g_test_run ();
  fhir_server_stop (hospital);
  return status;
}
