/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The connection itself: certificates, sign-in, "test connection" step by step, settings in the vault; and a program
 * that is killed between the server's commit and its own acknowledgement. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "ek-auth.h"
#include "ek-error.h"
#include "sync-fixture.h"

static char *
read_file (const char *name)
{
  g_autofree char *path = fhir_server_file (hospital, name);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
set_text (char **where, const char *text)
{
  g_free (*where);
  *where = g_strdup (text);
}

static void
use_backend (EkServer *server, const char *algorithm, const char *key)
{
  server->profile = EK_AUTH_BACKEND;
  set_text (&server->user, "evenkeel-test");
  set_text (&server->key_id, "test-key");
  set_text (&server->algorithm, algorithm);
  set_text (&server->scope, "system/*.cruds");
  g_clear_pointer (&server->secret, ek_secret_unref);
  server->secret = ek_secret_new_take_string (read_file (key));
}

/* The steps of the test as "dns+ tcp+ tls-". */
static char *
steps_of (EkServer *server, EkClock *clock)
{
  g_autoptr (GPtrArray) steps = ek_server_test (server, clock, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      EkServerStep *step = steps->pdata[i];

      g_assert_nonnull (step->words);
      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", step->id, step->ok ? "+" : "-");
    }
  return g_string_free (text, FALSE);
}

#define ALL_WELL "dns+ tcp+ tls+ clock+ token+ scope+ metadata+"

static void
test_steps (Sync *sync, gconstpointer data)
{
  static const struct {
    const char *url, *expected;
  } rows[] = {
    { NULL, ALL_WELL },
    /* a label is 63 characters at most: no name server is asked, and none can know it */
    { "https://no-such-name-no-such-name-no-such-name-no-such-name-no-such-name.invalid/fhir", "dns-" },
    { "https://localhost:1/fhir", "dns+ tcp-" },
    { "http://localhost/fhir", "dns-" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EkServer) server = fhir_server_settings (hospital);
      g_autofree char *steps = NULL;

      g_clear_pointer (&server->proxy, g_free);
      if (rows[i].url != NULL)
        set_text (&server->base_url, rows[i].url);
      steps = steps_of (server, sync->base.clock);
      g_assert_cmpstr (steps, ==, rows[i].expected);
    }
}

static void
test_steps_further (Sync *sync, gconstpointer data)
{
  g_autoptr (EkServer) server = fhir_server_settings (hospital);
  g_autofree char *other = read_file ("other-ca.pem");
  g_autofree char *right = g_strdup (server->ca_pem);
  g_autofree char *wrong_path = g_strconcat (server->base_url, "/nowhere", NULL);
  g_autofree char *tls = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *token = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *metadata = NULL;

  g_clear_pointer (&server->proxy, g_free);
  set_text (&server->ca_pem, other);
  tls = steps_of (server, sync->base.clock);
  g_assert_cmpstr (tls, ==, "dns+ tcp+ tls-");
  set_text (&server->ca_pem, right);
  fhir_server_set (hospital, "{\"clockOffset\":600000}");
  clock = steps_of (server, sync->base.clock);
  g_assert_cmpstr (clock, ==, "dns+ tcp+ tls+ clock- token+ scope+ metadata+");
  fhir_server_set (hospital, "{\"clockOffset\":0,\"auth\":\"backend\"}");
  use_backend (server, "RS384", "rs384.key");
  set_text (&server->user, "somebody-else");
  token = steps_of (server, sync->base.clock);
  g_assert_cmpstr (token, ==, "dns+ tcp+ tls+ clock+ token-");
  set_text (&server->user, "evenkeel-test");
  fhir_server_set (hospital, "{\"scope\":\"system/Patient.r\"}");
  scope = steps_of (server, sync->base.clock);
  g_assert_cmpstr (scope, ==, "dns+ tcp+ tls+ clock+ token+ scope-");
  fhir_server_set (hospital, "{\"scope\":null,\"auth\":\"none\"}");
  server->profile = EK_AUTH_NONE;
  set_text (&server->base_url, wrong_path);
  metadata = steps_of (server, sync->base.clock);
  g_assert_cmpstr (metadata, ==, "dns+ tcp+ tls+ clock+ token+ scope+ metadata-");
}

/* A certificate of another authority, or for another name, is refused before anything is sent. */
static void
test_tls (Sync *sync, gconstpointer data)
{
  g_autofree char *other = read_file ("other-ca.pem");
  g_autofree char *right = g_strdup (sync->server->ca_pem);
  g_autofree char *address = NULL;
  g_auto (GStrv) parts = g_strsplit (sync->server->base_url, "localhost", 2);
  const char *authorities[] = { other, NULL, right };

  address = g_strconcat (parts[0], "127.0.0.1", parts[1], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (authorities); i++)
    {
      EkHttpOptions options = { .ca_pem = authorities[i], .proxy = "", .connect_seconds = FHIR_SERVER_PATIENCE };
      g_autoptr (EkHttp) http = ek_http_new (&options, NULL);
      g_autofree char *url = g_strconcat (i == 2 ? address : sync->server->base_url, "/Patient", NULL);
      EkHttpRequest request = { .method = "GET", .url = url };
      g_autoptr (GError) error = NULL;
      g_autoptr (EkHttpResponse) response = ek_http_send (http, &request, NULL, &error);
      g_autoptr (JsonNode) log = fhir_server_control (hospital, "log", NULL);

      g_assert_true (g_error_matches (error, EK_ERROR, EK_ERROR_TLS) ||
                     (i == 2 && g_error_matches (error, EK_ERROR, EK_ERROR_NETWORK)));
      g_assert_cmpint (response->status, ==, 0);
      g_assert_cmpuint (json_array_get_length (ek_json_peek_array (json_node_get_object (log), "log")), ==, 0);
    }
}

static void
test_urls (void)
{
  static const struct {
    const char *url;
    gboolean allowed;
  } rows[] = {
    { "https://h/fhir", TRUE },
    { "https://h:8443/fhir", TRUE },
    { "http://h/fhir", FALSE },
    { "ftp://h", FALSE },
    { "file:///etc/passwd", FALSE },
    { "https://user:pass@h/", FALSE },
    { "https://", FALSE },
    { "", FALSE },
    { NULL, FALSE },
    { "HTTPS://h/", TRUE },
    { "//h/fhir", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (ek_http_url_is_allowed (rows[i].url), ==, rows[i].allowed);
}

static void
expect_sync (Sync *sync, guint sent, int error_code)
{
  g_autoptr (EkSyncResult) result = sync_push (sync);

  g_assert_cmpuint (result->sent, ==, sent);
  if (error_code >= 0)
    g_assert_error (result->stopped, EK_ERROR, error_code);
  else
    g_assert_no_error (result->stopped);
}

static void
test_mtls (Sync *sync, gconstpointer data)
{
  EkHttpOptions options = { .ca_pem = sync->server->ca_pem,
                            .proxy = "",
                            .connect_seconds = FHIR_SERVER_PATIENCE,
                            .total_seconds = FHIR_SERVER_PATIENCE };
  g_autofree char *client = read_file ("client.pem");
  g_autoptr (EkSecret) key = ek_secret_new_take_string (read_file ("client.key"));
  g_autoptr (EkRecord) patient = fixture_patient (&sync->base, "A");

  fhir_server_set (hospital, "{\"mtls\":true}");
  {
    g_autoptr (EkSyncResult) refused = sync_push (sync);

    g_assert_cmpuint (refused->sent, ==, 0);
    g_assert_nonnull (refused->stopped);
  }
  options.client_pem = client;
  options.client_key = key;
  ek_http_free (sync->http);
  sync->http = ek_http_new (&options, NULL);
  expect_sync (sync, 1, -1);
}

static void
test_basic_and_bearer (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) one = fixture_patient (&sync->base, "A");
  g_autoptr (EkRecord) two = NULL;

  fhir_server_set (hospital, "{\"auth\":\"basic\"}");
  expect_sync (sync, 0, EK_ERROR_AUTH);
  sync_assert_state (sync, one, "local");
  sync->server->profile = EK_AUTH_BASIC;
  sync->server->user = g_strdup ("nurse");
  sync->server->secret = ek_secret_new_take_string (g_strdup ("wrong"));
  ek_clock_set (sync->base.clock, ek_clock_now (sync->base.clock) + EK_HOUR_MS);
  expect_sync (sync, 0, EK_ERROR_AUTH);
  ek_secret_unref (sync->server->secret);
  sync->server->secret = ek_secret_new_take_string (g_strdup ("secret"));
  ek_clock_set (sync->base.clock, ek_clock_now (sync->base.clock) + EK_HOUR_MS);
  expect_sync (sync, 1, -1);
  two = fixture_patient (&sync->base, "B");
  fhir_server_set (hospital, "{\"auth\":\"bearer\"}");
  sync->server->profile = EK_AUTH_BEARER;
  ek_secret_unref (sync->server->secret);
  sync->server->secret = ek_secret_new_take_string (g_strdup ("fixed-token\n"));
  expect_sync (sync, 1, -1);
}

/* SMART Backend Services with both algorithms; a token the server forgot is replaced once. */
static void
test_backend (Sync *sync, gconstpointer data)
{
  static const struct {
    const char *algorithm, *key;
  } rows[] = { { "RS384", "rs384.key" }, { "ES384", "es384.key" } };

  fhir_server_set (hospital, "{\"auth\":\"backend\"}");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EkRecord) patient = fixture_patient (&sync->base, "A");
      g_autoptr (EkRecord) task = sync_make_task (sync, ek_record_get_id (patient), "B");

      use_backend (sync->server, rows[i].algorithm, rows[i].key);
      fhir_server_faults (hospital, "[{\"name\":\"status-401\",\"path\":\"/Task\",\"count\":1}]");
      expect_sync (sync, 2, -1);
    }
  /* the key of the other algorithm */
  use_backend (sync->server, "RS384", "es384.key");
  {
    g_autoptr (EkRecord) patient = fixture_patient (&sync->base, "C");

    expect_sync (sync, 0, EK_ERROR_AUTH);
    sync_assert_state (sync, patient, "local");
  }
}

static void
test_settings (Sync *sync, gconstpointer data)
{
  g_autoptr (EkServer) server = fhir_server_settings (hospital);
  g_autoptr (EkServer) twin = ek_server_new ("test", "https://other/fhir");
  g_autoptr (EkServer) found = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *text = NULL;

  use_backend (server, "ES384", "es384.key");
  ek_server_save (sync->base.vault, server, &error);
  g_assert_no_error (error);
  g_assert_false (ek_server_save (sync->base.vault, twin, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);
  set_text (&server->scope, "system/*.rs");
  g_assert_true (ek_server_save (sync->base.vault, server, NULL));
  list = ek_server_list (sync->base.vault, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  found = ek_server_find (sync->base.vault, NULL, NULL);
  g_assert_cmpstr (found->scope, ==, "system/*.rs");
  g_assert_true (ek_secret_equal (found->secret, server->secret));
  json = ek_server_to_json (found);
  text = ek_json_canonical (json);
  g_assert_null (strstr (text, "PRIVATE"));
  g_assert_true (ek_server_remove (sync->base.vault, "test", NULL));
  g_assert_null (ek_server_find (sync->base.vault, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  set_text (&server->base_url, "http://plain/fhir");
  g_clear_error (&error);
  g_assert_false (ek_server_save (sync->base.vault, server, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
}

/* The child: opens the vault at argv[2] and syncs with the server at argv[3]. */
static int
run_child (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) passphrase = ek_secret_new_take_string (g_strdup ("seven quiet herons"));
  g_autoptr (EkVault) vault = ek_vault_open (argv[2], ek_clock_system (), &error);
  g_autoptr (EkServer) server = ek_server_new ("test", argv[3]);
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, NULL);
  g_autoptr (EkStore) store = NULL;
  g_autoptr (EkSyncResult) result = NULL;
  EkSyncOptions options = { .push = TRUE };

  if (vault == NULL || !ek_vault_unlock (vault, NULL, passphrase, &error))
    return 2;
  server->proxy = g_strdup ("");
  g_assert_true (g_file_get_contents (argv[4], &server->ca_pem, NULL, NULL));
  store = ek_store_open (vault, &error);
  result = store != NULL ? ek_sync_run (store, catalogue, server, &options, &error) : NULL;
  return result != NULL ? 0 : 3;
}

/* kill -9 when the server has committed and the answer is on its way: the next run asks, and makes nothing twice. */
static void
test_killed (Sync *sync, gconstpointer data)
{
  g_autofree char *ca = fhir_server_file (hospital, "ca.pem");
  g_autofree char *vault = g_build_filename (sync->base.directory, "vault", NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  char *argv[] = { self, (char *) "--child", vault, hospital->base, ca, NULL };

  fhir_server_set (hospital, data);
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (EkRecord) patient = fixture_patient (&sync->base, "A");
      g_autoptr (EkRecord) task = sync_make_task (sync, ek_record_get_id (patient), "B");
      g_autoptr (GError) error = NULL;
      gint64 expected = round == 0 ? 1 : 2 * round + 2;
      GPid pid;

      fhir_server_faults (hospital,
                          round == 0
                            ? "[{\"name\":\"hold\",\"method\":\"PUT\"},{\"name\":\"hold\",\"method\":\"POST\"}]"
                            : "[{\"name\":\"hold\",\"path\":\"/Task\",\"method\":\"PUT\"},"
                              "{\"name\":\"hold\",\"path\":\"/Task\",\"method\":\"POST\"}]");
      g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
      g_assert_no_error (error);
      while (fhir_server_count (hospital, NULL) < expected)
        {
          g_assert_cmpint (waitpid (pid, NULL, WNOHANG), ==, 0); /* it lives, and waits for an answer */
          g_usleep (10000);
        }
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
      g_assert_cmpint (fhir_server_count (hospital, NULL), ==, expected);
      g_assert_cmpint (fixture_count (&sync->base, "SELECT count(*) FROM outbox WHERE state = 'sending'"), ==, 1);
      fhir_server_faults (hospital, "[]");
      ek_clock_set (sync->base.clock, g_get_real_time () / 1000);
      sync_push_until_done (sync);
      g_assert_cmpint (fhir_server_count (hospital, NULL), ==, 2 * (round + 1));
      sync_assert_state (sync, task, "confirmed");
    }
}

#define ADD(path, data, func) g_test_add ("/exchange/server/" path, Sync, data, sync_set_up, func, sync_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_assert_true (ek_secret_init (NULL));
  if (argc == 5 && strcmp (argv[1], "--child") == 0)
    return run_child (argv);
  g_test_init (&argc, &argv, NULL);
  if (!fhir_server_available ())
    return 0;
  hospital = fhir_server_start ();
  g_test_add_func ("/exchange/server/urls", test_urls);
  ADD ("steps", NULL, test_steps);
  ADD ("steps-further", NULL, test_steps_further);
  ADD ("tls", NULL, test_tls);
  ADD ("mtls", NULL, test_mtls);
  ADD ("basic-and-bearer", NULL, test_basic_and_bearer);
  ADD ("backend", NULL, test_backend);
  ADD ("settings", NULL, test_settings);
  ADD ("killed", "{}", test_killed);
  ADD ("killed-posting", "{\"updateCreate\":false,\"conditionalCreate\":false}", test_killed);
  status = g_test_run ();
  fhir_server_stop (hospital);
  return status;
}
