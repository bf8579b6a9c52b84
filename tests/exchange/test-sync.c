/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sync against a real R4 repository over TLS that misbehaves when told to. Whatever happens, in the end the server
 * has exactly what was written here, once. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "ek-error.h"
#include "ek-notice.h"
#include "ek-fhir-map.h"
#include "ek-sync.h"
#include "exchange-fixture.h"
#include "fhir-server.h"
#include "sync-fixture.h"

#define ANSWERS "{\"1\":2,\"2\":3,\"3\":1,\"4\":2,\"5\":1,\"6\":0,\"7\":3,\"8\":1,\"9\":0}"

/* A patient with a scored form and an action: 4 resources. */
typedef struct {
  EkRecord *patient;
  EkRecord *assessment;
  EkRecord *task;
} Case;

static void
make_case (Sync *sync, Case *one)
{
  one->patient = fixture_patient (&sync->base, "陈静");
  one->assessment = fixture_assessment (&sync->base, ek_record_get_id (one->patient), "phq9", ANSWERS);
  one->task = sync_make_task (sync, ek_record_get_id (one->patient), "两周后复评");
}

static void
case_clear (Case *one)
{
  g_clear_object (&one->patient);
  g_clear_object (&one->assessment);
  g_clear_object (&one->task);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static JsonObject *
find_there (JsonNode *everything, const char *type, const char *own_id)
{
  JsonArray *entries = ek_json_peek_array (json_node_get_object (everything), "entry");
  JsonObject *found = NULL;

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *one = ek_json_element_object (entries, i);

      if (g_strcmp0 (ek_fhir_type (one), type) == 0 &&
          (g_strcmp0 (ek_json_peek_string (one, "id"), own_id) == 0 || g_strcmp0 (ek_fhir_own_id (one), own_id) == 0))
        {
          g_assert_null (found); /* never twice */
          found = one;
        }
    }
  return found;
}

/* count(server) = count(local), and every resource there says what the record here says. */
static void
assert_same_record (Sync *sync, JsonNode *everything, EkRecord *record, gboolean same_ids, gint64 *n)
{
  EkFhirContext context = { .catalogue = sync->base.catalogue, .vault = sync->base.vault, .store = sync->base.store };
  g_autoptr (GPtrArray) resources = ek_fhir_write_record (&context, record);

  for (guint i = 0; i < resources->len; i++)
    {
      JsonObject *ours = resources->pdata[i];
      JsonObject *theirs = find_there (everything, ek_fhir_type (ours), ek_json_peek_string (ours, "id"));

      (*n)++;
      g_assert_nonnull (theirs);
      if (same_ids && !g_str_equal (ek_fhir_type (ours), "Provenance"))
        g_assert_true (ek_fhir_same_content (ours, theirs));
    }
}

static void
assert_same (Sync *sync, gboolean same_ids)
{
  static const EkRecordType *const types[] = { &ek_assessment_type, &ek_risk_type, &ek_plan_type,
                                               &ek_review_type,     &ek_task_type, &ek_document_type };
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (sync->base.store, NULL, NULL);
  g_autoptr (JsonNode) everything = fhir_server_everything (hospital);
  gint64 n = 0;

  for (guint i = 0; i < ek_patient_rows_length (rows); i++)
    {
      const char *id = ek_patient_rows_get (rows, i)->id;
      g_autoptr (EkRecord) patient = ek_store_load (sync->base.store, &ek_patient_type, id, NULL);

      assert_same_record (sync, everything, patient, same_ids, &n);
      for (guint t = 0; t < G_N_ELEMENTS (types); t++)
        {
          g_autoptr (GPtrArray) records = ek_store_list (sync->base.store, types[t], id, NULL);

          for (guint k = 0; k < records->len; k++)
            assert_same_record (sync, everything, records->pdata[k], same_ids, &n);
        }
    }
  g_assert_cmpint (fhir_server_count (hospital, NULL), ==, n);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM outbox"), ==, 0);
}

static void
count_told (EkStore *store, GPtrArray *changes, gpointer told)
{
  *(guint *) told += changes->len;
}

static void
test_happy (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;
  g_autoptr (EkSyncResult) third = NULL;
  g_autofree char *words = NULL;
  g_autoptr (JsonNode) log = NULL;
  g_autoptr (JsonNode) journal = NULL;
  guint told = 0;

  make_case (sync, &one);
  sync_assert_state (sync, one.patient, "local");
  ek_store_set_listener (sync->base.store, count_told, &told, NULL);
  first = sync_push (sync);
  ek_store_set_listener (sync->base.store, NULL, NULL, NULL);
  g_assert_cmpuint (told, >=, 3); /* what shows a state is told that it moved */
  g_assert_cmpuint (first->sent, ==, 3);
  g_assert_cmpuint (first->waiting, ==, 0);
  g_assert_no_error (first->stopped);
  g_assert_cmpint (fhir_server_count (hospital, NULL), ==, 4);
  assert_same (sync, TRUE);
  sync_assert_state (sync, one.assessment, "confirmed");
  words = ek_sync_state_words (sync->base.store, ek_record_get_id (one.assessment), NULL);
  g_assert_nonnull (strstr (words, "Confirmed"));
  second = sync_push (sync);
  g_assert_cmpuint (second->sent, ==, 0);
  ek_record_set_text (one.task, EK_TASK_STATUS, "accepted");
  sync_save (sync, one.task);
  sync_assert_state (sync, one.task, "local");
  third = sync_push (sync);
  g_assert_cmpuint (third->sent, ==, 1);
  assert_same (sync, TRUE);
  journal = ek_sync_journal (sync->base.vault, 100, NULL);
  /* three times /metadata, four first writes, one update */
  g_assert_cmpuint (json_array_get_length (json_node_get_array (journal)), ==, 8);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM audit WHERE action = 'send'"), ==, 4);
}

static EkRecord *
make_signed (Sync *sync, const EkRecordType *type, const char *patient_id, int status, const char *value)
{
  EkRecord *record = ek_record_new (type, patient_id);
  g_autoptr (JsonNode) lines =
    ek_json_parse ("[{\"id\":\"l1\",\"text\":{\"zh\":\"每周治疗\"},\"goal\":{\"zh\":\"低于 5\"}}]", -1,
                   &EK_JSON_DEFAULT, NULL);
  g_autoptr (GError) error = NULL;

  ek_record_set_text (record, status, value);
  if (type == &ek_plan_type)
    ek_record_set_json (record, EK_PLAN_LINES, lines);
  if (type == &ek_review_type)
    {
      ek_record_set_instant (record, EK_REVIEW_HELD, ek_clock_now (sync->base.clock), 480);
      ek_record_set_text (record, EK_REVIEW_DECISION, "继续");
    }
  sync_save (sync, record);
  ek_store_sign (sync->base.store, record, "author", &error);
  g_assert_no_error (error);
  return record;
}

/* Every kind of record through a server that validates, with answers lost on the way: plan with goals and steps, case
 * review with actions and minutes, risk with its flag, signatures that point at the version the server gave. */
static void
test_every_kind (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autoptr (EkRecord) plan = NULL;
  g_autoptr (EkRecord) review = NULL;
  g_autoptr (EkRecord) risk = NULL;
  g_autoptr (EkRecord) document = NULL;
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-1.5", 8);
  g_autoptr (JsonNode) everything = NULL;
  JsonArray *entries;
  guint n_specific = 0;
  const char *id;

  make_case (sync, &one);
  id = ek_record_get_id (one.patient);
  plan = make_signed (sync, &ek_plan_type, id, EK_PLAN_STATUS, "signed");
  review = make_signed (sync, &ek_review_type, id, EK_REVIEW_STATUS, "decided");
  ek_record_set_text (one.task, EK_TASK_BASED_ON, ek_record_get_id (review));
  sync_save (sync, one.task);
  risk = ek_record_new (&ek_risk_type, id);
  ek_record_set_text (risk, EK_RISK_LEVEL, "high");
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_text (risk, EK_RISK_SOURCE, ek_record_get_id (one.assessment));
  ek_record_set_instant (risk, EK_RISK_RAISED, ek_clock_now (sync->base.clock), 480);
  sync_save (sync, risk);
  document = ek_record_new (&ek_document_type, id);
  ek_record_set_text (document, EK_DOCUMENT_KIND, "minutes");
  ek_record_set_text (document, EK_DOCUMENT_TITLE, "会议记录");
  ek_record_set_text (document, EK_DOCUMENT_MEDIA_TYPE, "application/pdf");
  ek_record_set_blob (document, EK_DOCUMENT_CONTENT, pdf);
  ek_record_set_text (document, EK_DOCUMENT_BASED_ON, ek_record_get_id (review));
  sync_save (sync, document);
  fhir_server_faults (hospital, "[{\"name\":\"drop-after\",\"every\":3}]");
  sync_push_until_done (sync);
  fhir_server_faults (hospital, "[]");
  assert_same (sync, TRUE);
  everything = fhir_server_everything (hospital);
  entries = ek_json_peek_array (json_node_get_object (everything), "entry");
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *target = ek_fhir_first_object (ek_json_element_object (entries, i), "target");
      const char *reference = target != NULL ? ek_json_peek_string (target, "reference") : NULL;

      n_specific += reference != NULL && strstr (reference, "/_history/") != NULL;
    }
  g_assert_cmpuint (n_specific, ==, 2);
  sync_assert_state (sync, plan, "confirmed");
  sync_assert_state (sync, review, "confirmed");
}

typedef struct {
  const char *name;
  const char *faults;
  guint patience; /* seconds; 0: as long as it takes */
} FaultCase;

static const FaultCase fault_cases[] = {
  { "answer-dropped-after-commit", "[{\"name\":\"drop-after\",\"count\":1}]" },
  { "every-answer-to-a-write-dropped", "[{\"name\":\"drop-after\",\"every\":2}]" },
  { "dropped-before", "[{\"name\":\"drop-before\",\"count\":2}]" },
  { "cut-off-in-the-body", "[{\"name\":\"cut\",\"every\":2}]" },
  { "carried-out-twice", "[{\"name\":\"twice\"}]" },
  { "every-second-write-412", "[{\"name\":\"status-412\",\"method\":\"PUT\",\"every\":2}]" },
  { "409", "[{\"name\":\"status-409\",\"count\":2}]" },
  { "429-seconds", "[{\"name\":\"status-429\",\"retryAfter\":7,\"every\":2}]" },
  { "503", "[{\"name\":\"status-503\",\"count\":2}]" },
  { "500-before", "[{\"name\":\"status-500\",\"count\":2}]" },
  { "500-after-commit", "[{\"name\":\"status-after\",\"status\":500,\"every\":2}]" },
  { "504-after-commit", "[{\"name\":\"status-after\",\"status\":504,\"count\":3}]" },
  { "401-once", "[{\"name\":\"status-401\",\"count\":1}]" },
  { "invalid-json", "[{\"name\":\"garbage\",\"every\":2}]" },
  { "answer-about-somebody-else", "[{\"name\":\"other-resource\",\"every\":2}]" },
  { "nested-answer", "[{\"name\":\"nested\",\"count\":1}]" },
  { "huge-answer", "[{\"name\":\"huge\",\"bytes\":3000000,\"count\":2}]" },
  { "no-answer", "[{\"name\":\"hold\",\"count\":1}]", 2 },
};

static void
test_fault (Sync *sync, gconstpointer data)
{
  const FaultCase *fault = data;
  g_auto (Case) one = { NULL };

  if (fault->patience > 0)
    sync_set_patience (sync, fault->patience);
  make_case (sync, &one);
  fhir_server_faults (hospital, fault->faults);
  sync_push_until_done (sync);
  assert_same (sync, TRUE);
  /* and the same for an update */
  ek_record_set_text (one.task, EK_TASK_STATUS, "in-progress");
  sync_save (sync, one.task);
  ek_record_set_text (one.patient, EK_PATIENT_PHONE, "13900000000");
  sync_save (sync, one.patient);
  fhir_server_faults (hospital, fault->faults);
  sync_push_until_done (sync);
  assert_same (sync, TRUE);
  sync_assert_state (sync, one.patient, "confirmed");
  sync_assert_state (sync, one.task, "confirmed");
}

typedef struct {
  const char *name;
  const char *settings;
} LadderCase;

static const LadderCase ladder_cases[] = {
  { "conditional-create", "{\"updateCreate\":false}" },
  { "search-then-post", "{\"updateCreate\":false,\"conditionalCreate\":false}" },
  { "answers-409", "{\"conflictStatus\":409}" },
  { "no-etag", "{\"etag\":false}" },
  { "no-guard", "{\"versioned\":false}" },
  { "clock-ten-minutes-off", "{\"clockOffset\":600000}" },
};

static void
test_ladder (Sync *sync, gconstpointer data)
{
  const LadderCase *ladder = data;

  for (guint f = 0; f < 4; f++)
    {
      static const char *const faults[] = { "[]", "[{\"name\":\"drop-after\",\"every\":2}]",
                                            "[{\"name\":\"status-after\",\"status\":502,\"count\":2}]",
                                            "[{\"name\":\"garbage\",\"count\":2}]" };
      g_auto (Case) one = { NULL };

      fhir_server_set (hospital, ladder->settings);
      fhir_server_faults (hospital, faults[f]);
      make_case (sync, &one);
      sync_push_until_done (sync);
      ek_record_set_text (one.task, EK_TASK_STATUS, "completed");
      ek_record_set_text (one.task, EK_TASK_OUTCOME, "完成");
      sync_save (sync, one.task);
      sync_push_until_done (sync);
      fhir_server_faults (hospital, "[]");
      assert_same (sync, strstr (ladder->settings, "updateCreate") == NULL);
      sync_assert_state (sync, one.task, "confirmed");
    }
}

/* Retry-After as a date is measured against the server's own clock, ten minutes ahead of ours. */
static void
test_retry_date (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (&sync->base, "A");
  g_autoptr (EkSyncResult) result = NULL;

  fhir_server_set (hospital, "{\"clockOffset\":600000}");
  fhir_server_faults (hospital, "[{\"name\":\"status-429\",\"count\":1,\"retryIn\":20}]");
  result = sync_push (sync);
  g_assert_cmpuint (result->sent, ==, 1);
  g_assert_cmpuint (sync->n_sleeps, ==, 1);
  g_assert_cmpint (sync->slept_ms, ==, 20000);
  /* the last answer came after our clock had moved by what was slept; dates have no parts of a second */
  g_assert_cmpint (result->clock_offset_ms, >, 600000 - 20000 - 1000);
  g_assert_cmpint (result->clock_offset_ms, <=, 600000 - 20000);
}

/* Longer than patience: the run ends, says when to come back, and does not ask before. */
static void
test_long_wait (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autoptr (EkSyncResult) first = NULL;
  g_autoptr (EkSyncResult) second = NULL;

  make_case (sync, &one);
  fhir_server_faults (hospital, "[{\"name\":\"status-503\",\"retryAfter\":900,\"count\":1}]");
  first = sync_push (sync);
  g_assert_cmpuint (first->sent, ==, 0);
  g_assert_cmpuint (first->waiting, ==, 3);
  g_assert_cmpuint (sync->n_sleeps, ==, 0);
  second = sync_push (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 0);
  sync_push_until_done (sync);
  assert_same (sync, TRUE);
}

/* A record the server will never take is parked alone, in the server's words; fixed, it goes. */
static void
test_poison (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autoptr (EkRecord) later = NULL;
  g_autoptr (EkSyncResult) result = NULL;
  g_autoptr (EkSyncResult) fixed = NULL;
  g_autofree char *words = NULL;

  make_case (sync, &one);
  later = sync_make_task (sync, ek_record_get_id (one.patient), "B");
  fhir_server_faults (hospital,
                      "[{\"name\":\"status-422\",\"path\":\"/QuestionnaireResponse\",\"words\":\"authored "
                      "is in the future\"}]");
  result = sync_push (sync);
  g_assert_cmpuint (result->refused, ==, 1);
  g_assert_cmpuint (result->sent, ==, 3);
  sync_assert_state (sync, one.assessment, "refused");
  sync_assert_state (sync, later, "confirmed");
  words = ek_sync_state_words (sync->base.store, ek_record_get_id (one.assessment), NULL);
  g_assert_nonnull (strstr (words, "authored is in the future"));
  fhir_server_faults (hospital, "[]");
  g_clear_pointer (&result, ek_sync_result_free);
  result = sync_push (sync);
  g_assert_cmpuint (result->sent, ==, 0);
  ek_record_set_text (one.assessment, EK_ASSESSMENT_REASON, "date corrected");
  sync_save (sync, one.assessment);
  fixed = sync_push (sync);
  g_assert_cmpuint (fixed->sent, ==, 1);
  assert_same (sync, TRUE);
}

/* Servers that know no DetectedIssue: what may hide a danger waits here and is named; everything else is sent. */
static void
test_refused_notice (Sync *sync, gconstpointer data)
{
  g_autofree char *faults = g_strdup_printf ("[{\"name\":\"status-%s\",\"path\":\"/DetectedIssue\"}]",
                                             (const char *) data);
  g_auto (Case) one = { NULL };
  g_autoptr (EkRecord) later = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (EkSyncResult) result = NULL;

  make_case (sync, &one);
  g_assert_true (ek_notice_raise (sync->base.store, ek_record_get_id (one.patient), "unclear-danger", "x", NULL, NULL));
  later = sync_make_task (sync, ek_record_get_id (one.patient), "B");
  open = ek_notice_list_open (sync->base.store, ek_record_get_id (one.patient), NULL);
  g_assert_cmpuint (open->len, ==, 1);
  fhir_server_faults (hospital, faults);
  result = sync_push (sync);
  fhir_server_faults (hospital, "[]");
  g_assert_no_error (result->stopped);
  g_assert_cmpuint (result->refused, ==, 1);
  sync_assert_state (sync, open->pdata[0], "refused");
  sync_assert_state (sync, one.assessment, "confirmed");
  sync_assert_state (sync, later, "confirmed");
}

static void
test_forbidden (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autoptr (EkSyncResult) result = NULL;

  make_case (sync, &one);
  fhir_server_faults (hospital, "[{\"name\":\"status-403\",\"path\":\"/Task\"}]");
  result = sync_push (sync);
  sync_assert_state (sync, one.task, "refused");
  sync_assert_state (sync, one.assessment, "confirmed");
  fhir_server_faults (hospital, "[]");
  g_assert_true (ek_sync_retry (sync->base.store, ek_record_get_id (one.task), NULL));
  sync_push_until_done (sync);
  assert_same (sync, TRUE);
}

/* What the hospital does to one of our resources. */
static void
change_there (const char *type, const char *id, const char *member, const char *value)
{
  g_autoptr (JsonNode) everything = fhir_server_everything (hospital);
  JsonObject *resource = find_there (everything, type, id);
  g_autoptr (JsonNode) node = ek_json_parse (value, -1, &EK_JSON_DEFAULT, NULL);
  g_autoptr (JsonNode) whole = resource != NULL ? ek_fhir_deep_copy (resource) : NULL;
  g_autoptr (JsonNode) done = NULL;
  g_autofree char *text = NULL;

  g_assert_nonnull (whole);
  json_object_set_member (json_node_get_object (whole), member, g_steal_pointer (&node));
  json_object_remove_member (json_node_get_object (whole), "meta");
  text = ek_json_canonical (whole);
  done = fhir_server_control (hospital, "seed", text);
}

/* Disjoint changes of an action go together: theirs comes here, ours goes there. */
static void
test_merge (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autoptr (EkRecord) task = NULL;
  g_autoptr (JsonNode) everything = NULL;
  JsonObject *there;
  const char *id;

  make_case (sync, &one);
  sync_push_until_done (sync);
  id = ek_record_get_id (one.task);
  change_there ("Task", id, "status", "\"accepted\"");
  change_there ("Task", id, "priority", "\"urgent\"");
  ek_record_set_text (one.task, EK_TASK_DUE, "2027-02-01");
  sync_save (sync, one.task);
  sync_push_until_done (sync);
  sync_assert_state (sync, one.task, "confirmed");
  task = ek_store_load (sync->base.store, &ek_task_type, id, NULL);
  g_assert_cmpstr (ek_record_get_text (task, EK_TASK_STATUS), ==, "accepted");
  g_assert_cmpstr (ek_record_get_text (task, EK_TASK_DUE), ==, "2027-02-01");
  assert_same (sync, TRUE);
  everything = fhir_server_everything (hospital);
  there = find_there (everything, "Task", id);
  /* what we do not keep is not taken away */
  g_assert_cmpstr (ek_json_peek_string (there, "priority"), ==, "urgent");
  /* nor by the next change */
  ek_record_set_text (task, EK_TASK_DUE, "2027-03-01");
  sync_save (sync, task);
  sync_push_until_done (sync);
  g_clear_pointer (&everything, json_node_unref);
  everything = fhir_server_everything (hospital);
  there = find_there (everything, "Task", id);
  g_assert_cmpstr (ek_json_peek_string (there, "priority"), ==, "urgent");
}

/* The same field on both sides is for a person; so is everything scored. */
static void
test_conflict (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autoptr (EkSyncResult) result = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (EkRecord) task = NULL;
  g_autoptr (JsonNode) everything = NULL;

  make_case (sync, &one);
  sync_push_until_done (sync);
  change_there ("Task", ek_record_get_id (one.task), "status", "\"cancelled\"");
  change_there ("QuestionnaireResponse", ek_record_get_id (one.assessment), "authored", "\"2020-01-01\"");
  ek_record_set_text (one.task, EK_TASK_STATUS, "completed");
  ek_record_set_text (one.task, EK_TASK_OUTCOME, "x");
  sync_save (sync, one.task);
  ek_record_set_instant (one.assessment, EK_ASSESSMENT_TAKEN, ek_clock_now (sync->base.clock) - EK_DAY_MS, 480);
  sync_save (sync, one.assessment);
  result = sync_push (sync);
  g_assert_cmpuint (result->conflicts, ==, 2);
  sync_assert_state (sync, one.task, "conflict");
  sync_assert_state (sync, one.assessment, "conflict");
  conflicts = ek_sync_list_conflicts (sync->base.store, NULL);
  g_assert_cmpuint (conflicts->len, ==, 2);
  g_assert_nonnull (((EkSyncConflict *) conflicts->pdata[0])->ours);
  g_assert_nonnull (((EkSyncConflict *) conflicts->pdata[0])->theirs);
  g_assert_true (ek_sync_keep_ours (sync->base.store, ek_record_get_id (one.assessment), NULL));
  g_assert_true (ek_sync_keep_theirs (sync->base.store, sync->base.catalogue, ek_record_get_id (one.task), NULL));
  sync_push_until_done (sync);
  sync_assert_state (sync, one.assessment, "confirmed");
  task = ek_store_load (sync->base.store, &ek_task_type, ek_record_get_id (one.task), NULL);
  g_assert_cmpstr (ek_record_get_text (task, EK_TASK_STATUS), ==, "cancelled");
  everything = fhir_server_everything (hospital);
  g_assert_cmpstr (ek_json_peek_string (find_there (everything, "Task", ek_record_get_id (one.task)), "status"), ==,
                   "cancelled");
  g_assert_cmpstr (ek_json_peek_string (find_there (everything, "QuestionnaireResponse",
                                                    ek_record_get_id (one.assessment)),
                                        "authored"),
                   !=, "2020-01-01");
}

/* Deleted at the hospital while we had more to say: nothing here is lost, a person decides. */
static void
test_deleted_there (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) gone = NULL;
  g_autoptr (EkSyncResult) result = NULL;

  make_case (sync, &one);
  sync_push_until_done (sync);
  body = g_strdup_printf ("{\"type\":\"Task\",\"id\":\"%s\"}", ek_record_get_id (one.task));
  gone = fhir_server_control (hospital, "delete", body);
  ek_record_set_text (one.task, EK_TASK_STATUS, "accepted");
  sync_save (sync, one.task);
  result = sync_push (sync);
  sync_assert_state (sync, one.task, "conflict");
  g_assert_true (ek_sync_keep_ours (sync->base.store, ek_record_get_id (one.task), NULL));
  sync_push_until_done (sync);
  assert_same (sync, TRUE);
}

/* Deleted here: taken back there, once, also when the answer is lost. */
static void
test_deleted_here (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };

  make_case (sync, &one);
  sync_push_until_done (sync);
  g_assert_true (ek_store_delete (sync->base.store, one.task, "wrong patient", NULL));
  fhir_server_faults (hospital, "[{\"name\":\"drop-after\",\"count\":1}]");
  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Task"), ==, 0);
  assert_same (sync, TRUE);
}

/* A server that does not heed If-Match: a change of the hospital is seen before it would be overwritten. */
static void
test_no_guard (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autoptr (EkSyncResult) result = NULL;
  g_autoptr (JsonNode) everything = NULL;

  fhir_server_set (hospital, "{\"versioned\":false}");
  make_case (sync, &one);
  sync_push_until_done (sync);
  change_there ("QuestionnaireResponse", ek_record_get_id (one.assessment), "authored", "\"2020-01-01\"");
  ek_record_set_instant (one.assessment, EK_ASSESSMENT_TAKEN, ek_clock_now (sync->base.clock) - EK_DAY_MS, 480);
  sync_save (sync, one.assessment);
  result = sync_push (sync);
  g_assert_true (result->no_guard);
  g_assert_cmpuint (result->conflicts, ==, 1);
  everything = fhir_server_everything (hospital);
  g_assert_cmpstr (ek_json_peek_string (find_there (everything, "QuestionnaireResponse",
                                                    ek_record_get_id (one.assessment)),
                                        "authored"),
                   ==, "2020-01-01");
}

/* A patient the hospital has under its own number is found by it, not made a second time. */
static void
test_link (Sync *sync, gconstpointer data)
{
  g_autoptr (JsonNode) there = fhir_server_control (
    hospital, "seed",
    "{\"resourceType\":\"Patient\",\"id\":\"hospital-7\",\"identifier\":[{\"system\":\"urn:oid:1.2\",\"value\":\"MRN "
    "7\"}],"
    "\"name\":[{\"text\":\"陈静\"}]}");
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) task = NULL;
  g_autoptr (JsonNode) identifiers = ek_json_parse ("[{\"system\":\"urn:oid:1.2\",\"value\":\"MRN 7\"}]", -1,
                                                    &EK_JSON_DEFAULT, NULL);
  g_autoptr (JsonNode) everything = NULL;
  JsonObject *sent;

  ek_record_set_text (patient, EK_PATIENT_NAME, "陈静");
  ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, identifiers);
  sync_save (sync, patient);
  task = sync_make_task (sync, ek_record_get_id (patient), "A");
  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 1);
  everything = fhir_server_everything (hospital);
  sent = find_there (everything, "Task", ek_record_get_id (task));
  g_assert_cmpstr (ek_json_peek_string (ek_json_peek_object (sent, "for"), "reference"), ==, "Patient/hospital-7");
}

static void
test_unreachable (Sync *sync, gconstpointer data)
{
  g_auto (Case) one = { NULL };
  g_autoptr (EkSyncResult) result = NULL;
  g_autofree char *right = g_strdup (sync->server->base_url);

  make_case (sync, &one);
  g_free (sync->server->base_url);
  sync->server->base_url = g_strdup ("https://localhost:1/fhir");
  result = sync_push (sync);
  g_assert_error (result->stopped, EK_ERROR, EK_ERROR_NETWORK);
  g_assert_cmpuint (result->waiting, ==, 3);
  sync_assert_state (sync, one.patient, "local");
  g_free (sync->server->base_url);
  sync->server->base_url = g_steal_pointer (&right);
  sync_push_until_done (sync);
  assert_same (sync, TRUE);
}

/* Two at once: the second is told, and nothing is sent twice. */
static void
test_lease (Sync *sync, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EkSyncOptions options = { .push = TRUE, .clock = sync->base.clock };
  g_autofree char *sql = g_strdup_printf ("INSERT INTO exchange_lease VALUES ('sync', '%s 1 x', %" G_GINT64_FORMAT ")",
                                          g_get_host_name (), ek_clock_now (sync->base.clock) + 60000);
  g_autoptr (EkSyncResult) first = sync_push (sync);
  g_autoptr (EkSyncResult) later = NULL;

  g_assert_true (ek_database_exec (ek_store_get_database (sync->base.store), sql, NULL));
  g_assert_null (ek_sync_run (sync->base.store, sync->base.catalogue, sync->server, &options, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_BUSY);
  ek_clock_set (sync->base.clock, ek_clock_now (sync->base.clock) + 61000);
  later = sync_push (sync);
}

static void
add_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fault_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/sync/fault/", fault_cases[i].name, NULL);

      g_test_add (path, Sync, &fault_cases[i], sync_set_up, test_fault, sync_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ladder_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/sync/ladder/", ladder_cases[i].name, NULL);

      g_test_add (path, Sync, &ladder_cases[i], sync_set_up, test_ladder, sync_tear_down);
    }
}

#define ADD(path, func) g_test_add ("/exchange/sync/" path, Sync, NULL, sync_set_up, func, sync_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  if (!fhir_server_available ())
    return 0;
  hospital = fhir_server_start ();
  ADD ("happy", test_happy);
  ADD ("every-kind", test_every_kind);
  add_table ();
  ADD ("retry-after-date", test_retry_date);
  ADD ("long-wait", test_long_wait);
  ADD ("poison", test_poison);
  ADD ("forbidden", test_forbidden);
  g_test_add ("/exchange/sync/refused-notice/405", Sync, "405", sync_set_up, test_refused_notice, sync_tear_down);
  g_test_add ("/exchange/sync/refused-notice/422", Sync, "422", sync_set_up, test_refused_notice, sync_tear_down);
  g_test_add ("/exchange/sync/refused-notice/501", Sync, "501", sync_set_up, test_refused_notice, sync_tear_down);
  ADD ("merge", test_merge);
  ADD ("conflict", test_conflict);
  ADD ("deleted-there", test_deleted_there);
  ADD ("deleted-here", test_deleted_here);
  ADD ("no-guard", test_no_guard);
  ADD ("link", test_link);
  ADD ("unreachable", test_unreachable);
  ADD ("lease", test_lease);
  status = g_test_run ();
  fhir_server_stop (hospital);
  return status;
}
