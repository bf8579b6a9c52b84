/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "Test connection": one step after the other, so that hospital IT hears which one failed and not just that something
 * did. */

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-fhir-client.h"
#include "ek-fhir.h"
#include "ek-server.h"

#define CLOCK_LIMIT_MS (2 * EK_MINUTE_MS)

typedef struct {
  EkServer *server;
  EkClock *clock;
  GCancellable *cancellable;
  GPtrArray *steps;
  GUri *uri;
  GList *addresses;
  EkHttp *http;
  gint64 offset_ms;
} Test;

/**
 * ek_server_step_free:
 * @step: (transfer full): one of those of ek_server_test()
 */
void
ek_server_step_free (EkServerStep *step)
{
  g_free (step->words);
  g_free (step);
}

static gboolean
tell (Test *test, const char *id, gboolean ok, char *words)
{
  EkServerStep *step = g_new0 (EkServerStep, 1);

  step->id = id;
  step->ok = ok;
  step->words = words;
  g_ptr_array_add (test->steps, step);
  return ok;
}

static int
port_of (Test *test)
{
  return g_uri_get_port (test->uri) > 0 ? g_uri_get_port (test->uri) : 443;
}

static gboolean
try_name (Test *test)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  test->addresses = g_resolver_lookup_by_name (resolver, g_uri_get_host (test->uri), test->cancellable, NULL);
  if (test->addresses == NULL)
    return tell (test, "dns", FALSE,
                 g_strdup_printf (_ ("The name %s is not known to the network. Check how it is written."),
                                  g_uri_get_host (test->uri)));
  return tell (test, "dns", TRUE, g_strdup_printf (_ ("The name %s was found."), g_uri_get_host (test->uri)));
}

static gboolean
try_port (Test *test)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_timeout (client, 10);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, g_uri_get_host (test->uri), (guint16) port_of (test),
                                                test->cancellable, NULL);
  if (connection == NULL)
    return tell (test, "tcp", FALSE,
                 g_strdup_printf (_ ("Nothing answers on port %d. A firewall may be in between."), port_of (test)));
  return tell (test, "tcp", TRUE, g_strdup_printf (_ ("Port %d answers."), port_of (test)));
}

/* The first HTTPS answer of any kind proves the channel; /metadata needs no sign-in on most servers. */
static gboolean
try_channel (Test *test)
{
  g_autofree char *url = g_strconcat (test->server->base_url, "/metadata", NULL);
  EkHttpRequest request = { .method = "GET", .url = url };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkHttpResponse) response = NULL;
  gint64 before = ek_clock_now (test->clock);
  gint64 date;

  test->http = ek_server_connect (test->server, &error);
  if (test->http == NULL)
    return tell (test, "tls", FALSE, g_strdup (error->message));
  response = ek_http_send (test->http, &request, test->cancellable, &error);
  if (error != NULL)
    return tell (test, "tls", FALSE, g_strdup (error->message));
  tell (test, "tls", TRUE, g_strdup (_ ("The certificate is valid and the channel is secure.")));
  date = ek_http_response_date (response);
  test->offset_ms = date != EK_INSTANT_NONE ? date - before : 0;
  return TRUE;
}

static gboolean
try_clock (Test *test)
{
  gint64 minutes = ABS (test->offset_ms) / EK_MINUTE_MS;

  if (ABS (test->offset_ms) > CLOCK_LIMIT_MS)
    return tell (test, "clock", FALSE,
                 g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                               "This computer's clock and the server's differ by %d minute. Tokens "
                                               "will be refused.",
                                               "This computer's clock and the server's differ by %d minutes. Tokens "
                                               "will be refused.",
                                               (gulong) minutes),
                                  (int) minutes));
  return tell (test, "clock", TRUE, g_strdup (_ ("The clocks agree.")));
}

static gboolean
try_token (Test *test)
{
  g_autoptr (EkAuth) auth = ek_auth_new (test->server, test->clock, ek_http_send, test->http);
  g_autoptr (EkSecret) header = NULL;
  g_autoptr (GError) error = NULL;
  const char *granted;

  if (!ek_auth_header (auth, &header, test->cancellable, &error))
    return tell (test, "token", FALSE, g_strdup (error->message));
  tell (test, "token", TRUE,
        g_strdup (header != NULL ? _ ("The sign-in is ready.")
                                 : _ ("This server needs no "
                                      "sign-in.")));
  granted = ek_auth_get_scope (auth);
  if (granted != NULL && test->server->scope != NULL)
    {
      g_auto (GStrv) wanted = g_strsplit (test->server->scope, " ", -1);
      g_auto (GStrv) given = g_strsplit (granted, " ", -1);

      for (guint i = 0; wanted[i] != NULL; i++)
        if (!g_strv_contains ((const char *const *) given, wanted[i]))
          return tell (test, "scope", FALSE, g_strdup_printf (_ ("The server did not grant %s."), wanted[i]));
    }
  return tell (test, "scope", TRUE, g_strdup (_ ("What was asked for was granted.")));
}

static gboolean
try_metadata (Test *test)
{
  EkFhirCall call = { .method = "GET", .path = "/metadata", .type = "CapabilityStatement" };
  g_autoptr (EkFhirClient) client = ek_fhir_client_new (test->server, test->clock, ek_http_send, test->http);
  g_autoptr (EkFhirAnswer) answer = ek_fhir_client_call (client, &call, test->cancellable);
  EkFhirCall read = { .method = "GET", .path = "/Patient?_count=1", .type = "Bundle" };
  g_autoptr (EkFhirAnswer) page = NULL;
  const char *version = answer->resource != NULL ? ek_json_peek_string (answer->resource, "fhirVersion") : NULL;

  if (answer->error != NULL)
    return tell (test, g_error_matches (answer->error, EK_ERROR, EK_ERROR_AUTH) ? "token" : "metadata", FALSE,
                 g_strdup (answer->error->message));
  if (answer->kind == EK_ANSWER_FORBIDDEN)
    return tell (test, "scope", FALSE, g_strdup (_ ("The server does not let this program in.")));
  if (answer->kind == EK_ANSWER_WAIT || answer->status >= 500)
    return tell (test, "metadata", FALSE,
                 g_strdup_printf (_ ("The server is there but cannot answer now (status %u). "
                                     "Try again later."),
                                  (guint) answer->status));
  if (answer->kind != EK_ANSWER_OK || answer->resource == NULL)
    return tell (test, "metadata", FALSE, g_strdup (_ ("There is no FHIR server at this address. Check the path.")));
  if (version == NULL || !g_str_has_prefix (version, "4."))
    return tell (test, "metadata", FALSE,
                 g_strdup_printf (_ ("The server speaks FHIR %s; this program speaks R4 "
                                     "(4.0)."),
                                  version != NULL ? version : "?"));
  page = ek_fhir_client_call (client, &read, test->cancellable);
  if (page->status == 401 || page->kind == EK_ANSWER_FORBIDDEN)
    return tell (test, "scope", FALSE, g_strdup (_ ("The server does not let this program read patients.")));
  if (page->kind != EK_ANSWER_OK)
    return tell (test, "metadata", FALSE,
                 g_strdup (_ ("The server answers, but a search for patients does not work.")));
  return tell (test, "metadata", TRUE, g_strdup_printf (_ ("A FHIR %s server."), version));
}

/**
 * ek_server_test:
 * @self: a server
 * @clock: this computer's clock
 * @cancellable: (nullable): stops it
 *
 * Tries the connection step by step: DNS, TCP, TLS chain, clock, token, scope, metadata. A clock that is off is told
 * and the rest still tried; after any other failed step the rest is left out. Blocks for as long as the network does.
 *
 * Returns: (transfer full) (element-type EkServerStep): the steps
 */
GPtrArray *
ek_server_test (EkServer *self, EkClock *clock, GCancellable *cancellable)
{
  Test test = { .server = self, .clock = clock, .cancellable = cancellable };

  test.steps = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_server_step_free);
  test.uri = g_uri_parse (self->base_url, G_URI_FLAGS_NONE, NULL);
  if (test.uri == NULL || !ek_http_url_is_allowed (self->base_url))
    tell (&test, "dns", FALSE, g_strdup (_ ("The server's address must begin with https://.")));
  else if ((self->proxy != NULL || (try_name (&test) && try_port (&test))) && try_channel (&test))
    {
      try_clock (&test);
      if (try_token (&test))
        try_metadata (&test);
    }
  g_clear_pointer (&test.uri, g_uri_unref);
  g_clear_pointer (&test.http, ek_http_free);
  g_resolver_free_addresses (test.addresses);
  return test.steps;
}
