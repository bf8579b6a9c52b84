/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two machines that work with one server: one form is one risk with one chain, and nothing that one of them did about
 * it is lost to the other. */

#include "ek-assess.h"
#include "ek-error.h"
#include "ek-notice.h"
#include "ek-risk.h"
#include "sync-fixture.h"

#include <string.h>

typedef struct {
  Sync a;
  Sync b;
} Two;

static void
set_up (Two *two, gconstpointer data)
{
  sync_set_up (&two->a, NULL);
  fixture_set_up (&two->b.base, NULL);
  ek_clock_set (two->b.base.clock, ek_clock_now (two->a.base.clock));
  two->b.server = fhir_server_settings (hospital);
  sync_set_patience (&two->b, FHIR_SERVER_PATIENCE);
  two->b.random = ek_random_new (8);
}

static void
tear_down (Two *two, gconstpointer data)
{
  sync_tear_down (&two->b, NULL);
  sync_tear_down (&two->a, NULL);
}

/* Minutes pass on both. */
static void
pass (Two *two, int minutes)
{
  gint64 now = MAX (ek_clock_now (two->a.base.clock), ek_clock_now (two->b.base.clock)) + minutes * EK_MINUTE_MS;

  ek_clock_set (two->a.base.clock, now);
  ek_clock_set (two->b.base.clock, now);
}

static void
exchange (Sync *sync)
{
  g_autoptr (GError) error = NULL;
  EkSyncOptions options = { .push = TRUE,
                            .pull = TRUE,
                            .patience_ms = 60000,
                            .clock = sync->base.clock,
                            .random = sync->random,
                            .send = ek_http_send,
                            .transport = sync->http,
                            .received = ek_assess_received };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (EkSyncResult) result = ek_sync_run (sync->base.store, sync->base.catalogue, sync->server, &options,
                                                     &error);

      g_assert_no_error (error);
      g_assert_no_error (result->stopped);
      g_assert_cmpuint (result->conflicts, ==, 0);
      g_assert_cmpuint (result->refused, ==, 0);
    }
}

/* Until both know all. */
static void
exchange_both (Two *two)
{
  for (guint i = 0; i < 2; i++)
    {
      exchange (&two->a);
      exchange (&two->b);
    }
}

#define PATIENT                                                                                                \
  "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"沈微\"}],\"birthDate\":\"1990-01-01\"," \
  "\"identifier\":[{"                                                                                          \
  "\"system\":\"http://hospital.example/mrn\",\"value\":\"M-7\"}]}\n"
#define ABOUT "\"subject\":{\"reference\":\"Patient/p1\"}"
#define PHQ9(id, day, nine)                                                                                   \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"" id "\",\"status\":\"completed\",\"questionnaire\":" \
  "\"http://loinc.org/q/44249-1\"," ABOUT ",\"authored\":\"" day                                              \
  "T09:00:00+08:00\",\"item\":[{\"linkId\":\"44260-8\","                                                      \
  "\"answer\":[{\"valueInteger\":" nine "}]}]}\n"

static void
import (Sync *sync, const char *text)
{
  const EkFhirImportOptions options = { .received = ek_assess_received };
  g_autofree char *path = fixture_write (&sync->base, "in.json", text);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFhirReport) report = ek_fhir_import_file (sync->base.store, sync->base.catalogue, path, &options,
                                                         &error);

  g_assert_no_error (error);
}

static EkRecord *
only_risk (Sync *sync, const char *status)
{
  g_autoptr (GPtrArray) all = ek_store_list_by (sync->base.store, &ek_risk_type, EK_RISK_STATUS, status, NULL);

  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM risk"), ==, 1);
  g_assert_cmpuint (all->len, ==, 1);
  return g_object_ref (all->pdata[0]);
}

static void
assess (Sync *sync, const char *level, const char *note)
{
  g_autoptr (EkRecord) risk = only_risk (sync, "open");
  const EkRiskStatement statement = { sync->base.catalogue, "in the file", NULL };
  g_autoptr (GError) error = NULL;

  ek_risk_assess (sync->base.store, NULL, risk, level, note, &statement, &error);
  g_assert_no_error (error);
}

static void
agree (Sync *sync)
{
  g_autoptr (EkRecord) risk = only_risk (sync, "open");
  g_autoptr (GError) error = NULL;

  ek_risk_agree (sync->base.store, risk, "low", "seen by me too", &error);
  g_assert_no_error (error);
}

static gboolean
close_risk (Sync *sync, GError **error)
{
  g_autoptr (EkRecord) risk = only_risk (sync, "open");
  const EkRiskStatement statement = { sync->base.catalogue, "in the file", NULL };

  return ek_risk_close (sync->base.store, NULL, risk, "followed up", &statement, error);
}

static void
log_action (Sync *sync, const char *words)
{
  g_autoptr (EkRecord) risk = only_risk (sync, "open");
  g_autoptr (GError) error = NULL;

  ek_risk_log_action (sync->base.store, risk, words, &error);
  g_assert_no_error (error);
}

/* The same on both: every value. */
static void
assert_alike (Two *two, const char *status)
{
  g_autoptr (EkRecord) here = only_risk (&two->a, status), there = only_risk (&two->b, status);

  g_assert_cmpstr (ek_record_get_id (here), ==, ek_record_get_id (there));
  g_assert_cmpstr (ek_record_get_patient_id (here), ==, ek_record_get_patient_id (there));
  g_assert_cmpstr (ek_record_get_text (here, EK_RISK_ACTION), ==, ek_record_get_text (there, EK_RISK_ACTION));
  g_assert_cmpstr (ek_record_get_text (here, EK_RISK_LEVEL), ==, ek_record_get_text (there, EK_RISK_LEVEL));
  g_assert_cmpstr (ek_record_get_text (here, EK_RISK_REASON), ==, ek_record_get_text (there, EK_RISK_REASON));
  g_assert_cmpstr (ek_record_get_text (here, EK_RISK_SAFETY), ==, ek_record_get_text (there, EK_RISK_SAFETY));
}

static guint
n_causes (Sync *sync, const char *status)
{
  g_autoptr (EkRecord) risk = only_risk (sync, status);
  g_auto (GStrv) causes = ek_risk_causes (sync->base.catalogue, risk);

  return g_strv_length (causes);
}

static gboolean
has_step (Sync *sync, const char *status, const char *words)
{
  g_autoptr (EkRecord) risk = only_risk (sync, status);

  return strstr (ek_record_get_text (risk, EK_RISK_ACTION), words) != NULL;
}

static void
assert_one_form (Sync *sync)
{
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM patient"), ==, 1);
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM assessment"), ==, 1);
}

/* The same file on both, before either has heard of the other. */
static void
test_same_file (Two *two, gconstpointer data)
{
  static const char file[] = PATIENT PHQ9 ("q1", "2026-11-01", "3");

  import (&two->a, file);
  pass (two, 7);
  import (&two->b, file);
  import (&two->b, file);
  exchange_both (two);
  assert_one_form (&two->a);
  assert_one_form (&two->b);
  assert_alike (two, "open");
  g_assert_cmpuint (n_causes (&two->a, "open"), ==, 1);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 1);
  g_assert_cmpint (fhir_server_count (hospital, "RiskAssessment"), ==, 1);
  g_assert_cmpint (fhir_server_count (hospital, "Flag"), ==, 1);
}

/* The form comes in two files, in which it has two ids. */
static void
test_two_files (Two *two, gconstpointer data)
{
  import (&two->a, PATIENT);
  exchange (&two->a);
  {
    g_autoptr (GPtrArray) rows = ek_store_list_by (two->a.base.store, &ek_patient_type, EK_PATIENT_NAME, "沈微", NULL);

    g_assert_cmpuint (rows->len, ==, 1);
    ek_record_set_text (rows->pdata[0], EK_PATIENT_PHONE, "1");
    sync_save (&two->a, rows->pdata[0]);
  }
  exchange_both (two);
  g_assert_cmpint (fixture_count (&two->b.base, "SELECT count(*) FROM patient"), ==, 1);
  import (&two->a, PATIENT PHQ9 ("q1", "2026-11-01", "3"));
  import (&two->a, PATIENT PHQ9 ("other", "2026-11-01", "3"));
  import (&two->b, PATIENT PHQ9 ("other", "2026-11-01", "3"));
  import (&two->b, PATIENT PHQ9 ("q1", "2026-11-01", "3"));
  g_assert_cmpint (fixture_count (&two->a.base, "SELECT count(*) FROM assessment"), ==, 1);
  g_assert_cmpint (fixture_count (&two->b.base, "SELECT count(*) FROM assessment"), ==, 1);
}

/* Two forms of one file that say the same are two, and the same two on both machines. */
static void
test_twins (Two *two, gconstpointer data)
{
  static const char file[] = PATIENT PHQ9 ("q1", "2026-11-01", "3") PHQ9 ("q2", "2026-11-01", "3");
  g_autoptr (GPtrArray) here = NULL, there = NULL;

  import (&two->a, file);
  import (&two->a, file);
  import (&two->b, file);
  here = ek_store_list_by (two->a.base.store, &ek_assessment_type, EK_ASSESSMENT_INSTRUMENT, "phq9", NULL);
  there = ek_store_list_by (two->b.base.store, &ek_assessment_type, EK_ASSESSMENT_INSTRUMENT, "phq9", NULL);
  g_assert_cmpuint (here->len, ==, 2);
  g_assert_cmpuint (there->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (ek_record_get_id (here->pdata[i]), ==, ek_record_get_id (there->pdata[i]));
}

/* A diagnosis of a file is one risk on both, too. */
static void
test_same_diagnosis (Two *two, gconstpointer data)
{
  static const char file[] = PATIENT "{\"resourceType\":\"Condition\",\"id\":\"c1\"," ABOUT
                                     ",\"code\":{\"text\":\"有自杀想法\"}}\n";

  import (&two->a, file);
  pass (two, 3);
  import (&two->b, file);
  exchange_both (two);
  assert_alike (two, "open");
  g_assert_cmpuint (n_causes (&two->a, "open"), ==, 1);
}

/* Opened here, assessed there, agreed to there, closed here. */
static void
test_hand_in_hand (Two *two, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  import (&two->a, PATIENT PHQ9 ("q1", "2026-11-01", "3"));
  exchange_both (two);
  g_assert_cmpuint (n_causes (&two->b, "open"), ==, 1);
  assess (&two->a, "high", "plan and means");
  exchange_both (two);
  pass (two, 5);
  g_assert_false (close_risk (&two->a, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  agree (&two->b);
  exchange_both (two);
  pass (two, 5);
  g_clear_error (&error);
  g_assert_true (close_risk (&two->a, &error));
  g_assert_no_error (error);
  exchange_both (two);
  assert_alike (two, "closed");
  g_assert_true (has_step (&two->b, "closed", "followed up"));
  g_assert_true (has_step (&two->a, "closed", "seen by me too"));
}

/* Closed on one machine, while the other hears of something new. */
static void
test_closed_and_new (Two *two, gconstpointer data)
{
  gboolean first = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;

  import (&two->a, PATIENT PHQ9 ("q1", "2026-11-01", "1"));
  exchange_both (two);
  assess (&two->a, "low", "talked");
  exchange_both (two);
  pass (two, 5);
  g_assert_true (close_risk (&two->a, &error));
  import (&two->b, PATIENT PHQ9 ("q2", "2026-11-20", "3"));
  if (first)
    exchange (&two->b);
  exchange_both (two);
  assert_alike (two, "open");
  g_assert_cmpuint (n_causes (&two->a, "open"), ==, 2);
  g_assert_true (has_step (&two->b, "open", "followed up"));
  g_assert_false (close_risk (&two->a, &error));
}

/* Both worked on it without the network: every step stands on both, once. */
static void
test_offline (Two *two, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autoptr (EkRecord) risk = NULL, again = NULL;

  import (&two->a, PATIENT PHQ9 ("q1", "2026-11-01", "3"));
  exchange_both (two);
  assess (&two->a, "high", "plan and means");
  exchange_both (two);
  pass (two, 5);
  agree (&two->b);
  log_action (&two->a, "called the family\nthey stay tonight");
  exchange_both (two);
  assert_alike (two, "open");
  g_assert_true (has_step (&two->b, "open", "called the family\nthey stay tonight"));
  g_assert_true (has_step (&two->a, "open", "seen by me too"));
  risk = only_risk (&two->a, "open");
  /* nothing dangerous is new, and what was agreed to holds */
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_LEVEL), ==, "high");
  g_assert_null (strstr (ek_record_get_text (risk, EK_RISK_REASON), "again"));
  before = g_strdup (ek_record_get_text (risk, EK_RISK_ACTION));
  exchange_both (two);
  again = only_risk (&two->a, "open");
  g_assert_cmpstr (ek_record_get_text (again, EK_RISK_ACTION), ==, before);
  g_assert_cmpint (ek_record_get_revision (again), ==, ek_record_get_revision (risk));
}

/* Two levels that were found at the same time: the worse one stands, to be assessed again. */
static void
test_two_levels (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) risk = NULL;

  import (&two->a, PATIENT PHQ9 ("q1", "2026-11-01", "1"));
  exchange_both (two);
  assess (&two->a, "low", "calm");
  assess (&two->b, "high", "plan and means");
  exchange_both (two);
  assert_alike (two, "open");
  risk = only_risk (&two->a, "open");
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_LEVEL), ==, "high");
  g_assert_nonnull (strstr (ek_record_get_text (risk, EK_RISK_REASON), "again"));
}

/* What stands on the server under the id of a risk and is about somebody else is asked about, and changes nothing. */
static void
test_somebody_else (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) risk = NULL, now = NULL;
  g_autoptr (EkSyncResult) result = NULL;
  g_autoptr (JsonNode) patient = NULL, seeded = NULL;
  g_autoptr (EkSyncResult) first = NULL;
  g_autofree char *text = NULL;

  import (&two->a, PATIENT PHQ9 ("q1", "2026-11-01", "3"));
  risk = only_risk (&two->a, "open");
  patient = fhir_server_control (hospital, "seed",
                                 "{\"resourceType\":\"Patient\",\"id\":\"px\",\"name\":[{\"text\":\"x\"}]}");
  text = g_strdup_printf (
    "{\"resourceType\":\"RiskAssessment\",\"id\":\"%s\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":"
    "\"" EK_FHIR_CODES "\",\"code\":\"suicide-risk\"}]},\"identifier\":[{\"system\":\"urn:ietf:rfc:3986\","
    "\"value\":\"urn:uuid:%s\"}],\"occurrenceDateTime\":\"2026-01-01\",\"mitigation\":\"of another\","
    "\"subject\":{\"reference\":\"Patient/px\"}}",
    ek_record_get_id (risk), ek_record_get_id (risk));
  seeded = fhir_server_control (hospital, "seed", text);
  first = sync_push (&two->a);
  result = sync_push (&two->a);
  g_assert_cmpuint (result->conflicts, ==, 1);
  now = only_risk (&two->a, "open");
  g_assert_true (ek_record_equal_values (now, risk));
}

/* --- what nobody has looked at --------------------------------------------------------------------------------- */

#define PLAN                                                                                      \
  "{\"resourceType\":\"CarePlan\",\"id\":\"c1\",\"status\":\"active\",\"intent\":\"plan\"," ABOUT \
  ",\"description\":\"will kill himself tonight\"}\n"
#define OWN_FORM                                                                                            \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"u1\",\"status\":\"completed\"," ABOUT               \
  ",\"authored\":\"2026-01-01\",\"questionnaire\":\"http://hospital.example/Questionnaire/own\",\"item\":[" \
  "{\"linkId\":\"a\",\"answer\":[{\"valueInteger\":3}]}]}\n"

static void
assert_notices (Two *two, gint64 n, const char *status)
{
  Sync *const both[] = { &two->a, &two->b };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM notice WHERE status = '%s'", status);

      g_assert_cmpint (fixture_count (&both[i]->base, sql), ==, n);
      g_assert_cmpint (fixture_count (&both[i]->base, "SELECT count(*) FROM notice"), ==, n);
    }
}

static void
look_at_all (Sync *sync)
{
  g_autoptr (GPtrArray) open = ek_notice_list_open (sync->base.store, NULL, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < open->len; i++)
    {
      ek_notice_close (sync->base.store, open->pdata[i], "talked with him: no danger", &error);
      g_assert_no_error (error);
    }
}

/* Whether one machine took the file in or both did: it is one notice, open on both, and looked at on both. */
static void
test_unread (Two *two, gconstpointer on_both)
{
  import (&two->a, PATIENT PLAN OWN_FORM);
  pass (two, 7);
  if (GPOINTER_TO_INT (on_both))
    import (&two->b, PATIENT PLAN OWN_FORM);
  exchange_both (two);
  assert_notices (two, 2, "open");
  look_at_all (&two->b);
  pass (two, 7);
  exchange_both (two);
  assert_notices (two, 2, "done");
  import (&two->a, PATIENT PLAN OWN_FORM);
  exchange_both (two);
  assert_notices (two, 2, "done");
}

/* A form that was declined is known to be on the other machine, asks there as it does here, and counts nothing. */
static void
test_declined (Two *two, gconstpointer data)
{
  const EkAssessGiving giving = { .language = "en", .mode = "clinician", .taken = EK_INSTANT_NONE };
  EkInstrument *phq9 = ek_catalogue_find (two->a.base.catalogue, "phq9", NULL);
  g_autoptr (EkRecord) patient = fixture_patient (&two->a.base, "陈志远");
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = ek_assess_begin (two->a.base.store, phq9, ek_record_get_id (patient), &giving, &error);
  g_autoptr (EkRecord) there = NULL;

  g_assert_no_error (error);
  ek_assess_decline (two->a.base.store, two->a.base.catalogue, form, "不愿谈论", &error);
  g_assert_no_error (error);
  exchange_both (two);
  there = ek_store_load (two->b.base.store, &ek_assessment_type, ek_record_get_id (form), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (there, EK_ASSESSMENT_STATUS), ==, "declined");
  g_assert_cmpstr (ek_record_get_text (there, EK_ASSESSMENT_REASON), ==, "不愿谈论");
  g_assert_false (ek_record_has (there, EK_ASSESSMENT_TOTAL));
  assert_alike (two, "open");
  g_assert_cmpint (fixture_count (&two->b.base, "SELECT count(*) FROM notice"), ==, 0);
}

/* The total that stands beside a form at the hospital is in the form on the other machine, and nowhere else. */
static void
test_total (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (&two->a.base, "沈微");
  g_autoptr (EkRecord) form = fixture_assessment (&two->a.base, ek_record_get_id (patient), "phq9",
                                                  "[3,3,3,3,3,2,2,2,3]");

  exchange_both (two);
  g_assert_cmpint (fhir_server_count (hospital, "Observation"), ==, 1);
  assert_one_form (&two->b);
  g_assert_cmpint (fixture_count (&two->b.base, "SELECT count(*) FROM measurement"), ==, 0);
  g_assert_cmpint (fixture_count (&two->b.base, "SELECT count(*) FROM risk WHERE status = 'open'"), ==, 1);
  g_assert_cmpint (fixture_count (&two->b.base, "SELECT count(*) FROM exchange_identity WHERE type = 'Observation'"),
                   ==, 0);
}

#define ADD(path, data, func) g_test_add ("/exchange/two-machines/" path, Two, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  if (!fhir_server_available ())
    return 0;
  hospital = fhir_server_start ();
  ADD ("same-file", NULL, test_same_file);
  ADD ("two-files", NULL, test_two_files);
  ADD ("twins", NULL, test_twins);
  ADD ("same-diagnosis", NULL, test_same_diagnosis);
  ADD ("hand-in-hand", NULL, test_hand_in_hand);
  ADD ("closed-and-new", GINT_TO_POINTER (FALSE), test_closed_and_new);
  ADD ("new-and-closed", GINT_TO_POINTER (TRUE), test_closed_and_new);
  ADD ("offline", NULL, test_offline);
  ADD ("two-levels", NULL, test_two_levels);
  ADD ("somebody-else", NULL, test_somebody_else);
  ADD ("unread-on-one", GINT_TO_POINTER (FALSE), test_unread);
  ADD ("unread-on-both", GINT_TO_POINTER (TRUE), test_unread);
  ADD ("declined", NULL, test_declined);
  ADD ("total", NULL, test_total);
  status = g_test_run ();
  fhir_server_stop (hospital);
  return status;
}
