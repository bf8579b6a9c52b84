/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync-fixture.h"

#include "ek-error.h"

FhirServer *hospital;

void
sync_set_up (Sync *sync, gconstpointer data)
{
  g_autofree char *clock = NULL;

  fixture_set_up (&sync->base, NULL);
  ek_clock_set (sync->base.clock, g_get_real_time () / 1000);
  g_assert_nonnull (json_node_get_object (fhir_server_control (hospital, "reset", NULL)));
  clock = g_strdup_printf ("{\"clock\":%" G_GINT64_FORMAT "}", ek_clock_now (sync->base.clock));
  fhir_server_set (hospital, clock);
  sync->server = fhir_server_settings (hospital);
  sync_set_patience (sync, FHIR_SERVER_PATIENCE);
  sync->random = ek_random_new (7);
}

void
sync_tear_down (Sync *sync, gconstpointer data)
{
  ek_http_free (sync->http);
  ek_random_free (sync->random);
  ek_server_free (sync->server);
  fixture_tear_down (&sync->base, NULL);
}

/* How long an answer is waited for. */
void
sync_set_patience (Sync *sync, guint seconds)
{
  EkHttpOptions options = { .ca_pem = sync->server->ca_pem,
                            .proxy = "",
                            .connect_seconds = FHIR_SERVER_PATIENCE,
                            .total_seconds = seconds,
                            .max_answer = 1024 * 1024 };
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&sync->http, ek_http_free);
  sync->http = ek_http_new (&options, &error);
  g_assert_no_error (error);
}

/* Sleeping moves the clock. */
static void
sleep_in_clock (gint64 ms, GCancellable *cancellable, gpointer user_data)
{
  Sync *sync = user_data;

  sync->n_sleeps++;
  sync->slept_ms += ms;
  ek_clock_set (sync->base.clock, ek_clock_now (sync->base.clock) + ms);
}

EkSyncResult *
sync_run (Sync *sync, gboolean push, gboolean pull, gboolean sweep, gint64 patience_ms)
{
  g_autoptr (GError) error = NULL;
  EkSyncOptions options = { .push = push,
                            .pull = pull,
                            .sweep = sweep,
                            .patience_ms = patience_ms,
                            .clock = sync->base.clock,
                            .random = sync->random,
                            .send = ek_http_send,
                            .transport = sync->http,
                            .sleep = sleep_in_clock,
                            .sleep_data = sync };
  EkSyncResult *result = ek_sync_run (sync->base.store, sync->base.catalogue, sync->server, &options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

EkSyncResult *
sync_push (Sync *sync)
{
  return sync_run (sync, TRUE, FALSE, FALSE, 60000);
}

EkSyncResult *
sync_pull (Sync *sync)
{
  return sync_run (sync, FALSE, TRUE, FALSE, 60000);
}

/* Puts a resource into the hospital's server, in place of one of its id. */
void
seed (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  node = fhir_server_control (hospital, "seed", text);
  g_assert_nonnull (node);
}

void
seed_condition (const char *id, const char *patient, const char *text)
{
  seed ("{\"resourceType\":\"Condition\",\"id\":\"%s\",\"code\":{\"text\":\"%s\"},"
        "\"subject\":{\"reference\":\"Patient/%s\"}}",
        id, text, patient);
}

/* Runs until nothing waits any more, as the window does, waiting as long as it is told. */
void
sync_push_until_done (Sync *sync)
{
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (EkSyncResult) result = sync_push (sync);

      if (result->waiting == 0)
        return;
      ek_clock_set (sync->base.clock, MAX (ek_clock_now (sync->base.clock), result->next_ms) + 1000);
    }
  g_assert_not_reached ();
}

static char *
state_of (Sync *sync, EkRecord *record)
{
  return ek_store_sync_state (sync->base.store, ek_record_get_id (record), NULL, NULL, NULL);
}

void
sync_assert_state (Sync *sync, EkRecord *record, const char *expected)
{
  g_autofree char *state = state_of (sync, record);

  g_assert_cmpstr (state, ==, expected);
}

EkRecord *
sync_make_task (Sync *sync, const char *patient_id, const char *text)
{
  EkRecord *task = ek_record_new (&ek_task_type, patient_id);
  g_autoptr (GError) error = NULL;

  ek_record_set_text (task, EK_TASK_TEXT, text);
  ek_record_set_text (task, EK_TASK_OWNER_NAME, "王护士");
  ek_record_set_text (task, EK_TASK_DUE, "2027-01-15");
  ek_record_set_text (task, EK_TASK_STATUS, "requested");
  ek_store_save (sync->base.store, task, &error);
  g_assert_no_error (error);
  return task;
}

void
sync_save (Sync *sync, EkRecord *record)
{
  g_autoptr (GError) error = NULL;

  ek_store_save (sync->base.store, record, &error);
  g_assert_no_error (error);
}
