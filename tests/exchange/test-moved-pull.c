/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server gave to another patient than before, seen at a synchronisation. */

#include "ek-assess.h"
#include "ek-notice.h"
#include "sync-fixture.h"

static void
exchange (Sync *sync)
{
  EkSyncOptions options = { .push = TRUE,
                            .pull = TRUE,
                            .patience_ms = 60000,
                            .clock = sync->base.clock,
                            .random = sync->random,
                            .send = ek_http_send,
                            .transport = sync->http,
                            .received = ek_assess_received };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkSyncResult) result = ek_sync_run (sync->base.store, sync->base.catalogue, sync->server, &options,
                                                     &error);

      g_assert_no_error (error);
      g_assert_no_error (result->stopped);
    }
}

static void
seed_people (void)
{
  seed ("{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"林秀兰\"}],\"birthDate\":\"1960-02-03\"}");
  seed ("{\"resourceType\":\"Patient\",\"id\":\"p2\",\"name\":[{\"text\":\"陈大勇\"}],\"birthDate\":\"1999-09-09\"}");
}

static void
seed_form (const char *id, const char *patient)
{
  seed ("{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"%s\",\"status\":\"completed\",\"questionnaire\":"
        "\"http://loinc.org/q/"
        "44249-1\",\"authored\":\"2026-08-01T09:00:00+08:00\",\"subject\":{\"reference\":\"Patient/%s\"},"
        "\"item\":[{\"linkId\":\"44260-8\",\"answer\":[{\"valueInteger\":3}]}]}",
        id, patient);
}

static gint64
number_of (Sync *sync, const char *what, const char *name)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT count(*) FROM %1$s AS t JOIN patient ON patient.id = t.patient_id WHERE "
                     "patient.name = '%2$s'",
                     what, name);

  return fixture_count (&sync->base, sql);
}

#define FORMS "(SELECT * FROM assessment WHERE status = 'completed')"
#define RISKS "(SELECT * FROM risk WHERE status = 'open' AND reason NOT LIKE '%\"corrected\"%')"
#define MARKED "(SELECT * FROM risk WHERE status = 'open' AND reason LIKE '%\"how\":\"error\"%')"
#define NOTICES "(SELECT * FROM notice WHERE kind = 'moved' AND status = 'open')"

static void
assert_of (Sync *sync, const char *of, const char *not_of)
{
  g_assert_cmpint (number_of (sync, FORMS, of), ==, 1);
  g_assert_cmpint (number_of (sync, FORMS, not_of), ==, 0);
  g_assert_cmpint (number_of (sync, NOTICES, of), ==, 1);
  g_assert_cmpint (number_of (sync, NOTICES, not_of), ==, 1);
}

static void
test_form (Sync *sync, gconstpointer data)
{
  seed_people ();
  seed_form ("q", "p1");
  exchange (sync);
  g_assert_cmpint (number_of (sync, FORMS, "林秀兰"), ==, 1);
  seed_form ("q", "p2");
  exchange (sync);
  assert_of (sync, "陈大勇", "林秀兰");
  g_assert_cmpint (number_of (sync, RISKS, "陈大勇"), ==, 1);
  g_assert_cmpint (number_of (sync, MARKED, "林秀兰"), ==, 1);
  seed_form ("q", "p1");
  exchange (sync);
  assert_of (sync, "林秀兰", "陈大勇");
  g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM assessment"), ==, 2);
}

/* What was written here stays where it was written; whom the server means is told and looked at. */
static void
test_ours (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) one = fixture_patient (&sync->base, "林秀兰"), other = fixture_patient (&sync->base, "陈大勇");
  g_autoptr (EkRecord) form = fixture_assessment (&sync->base, ek_record_get_id (one), "phq9", "[0,0,0,0,0,0,0,0,3]");

  sync_push_until_done (sync);
  seed_form (ek_record_get_id (form), ek_record_get_id (other));
  exchange (sync);
  g_assert_cmpint (number_of (sync, FORMS, "林秀兰"), ==, 1);
  g_assert_cmpint (number_of (sync, FORMS, "陈大勇"), ==, 0);
  g_assert_cmpint (number_of (sync, NOTICES, "林秀兰"), ==, 1);
  g_assert_cmpint (number_of (sync, NOTICES, "陈大勇"), ==, 1);
  g_assert_cmpint (number_of (sync, RISKS, "陈大勇"), ==, 1);
}

#define ADD(path, func) g_test_add ("/moved-pull/" path, Sync, NULL, sync_set_up, func, sync_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  if (!fhir_server_available ())
    return 0;
  hospital = fhir_server_start ();
  ADD ("form", test_form);
  ADD ("ours", test_ours);
  status = g_test_run ();
  fhir_server_stop (hospital);
  return status;
}
