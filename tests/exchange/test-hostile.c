/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that lies, without a server: every answer is made up here. */

#include <string.h>

#include "ek-error.h"
#include "ek-fhir-client.h"
#include "ek-http.h"
#include "ek-secret.h"

typedef struct {
  const char *body;
  const char *etag;
  const char *location;
  int status;
  guint n_sent;
  char *url;
  char *authorization;
} Liar;

static EkHttpResponse *
lie (gpointer transport, const EkHttpRequest *request, GCancellable *cancellable, GError **error)
{
  Liar *liar = transport;
  EkHttpResponse *response = g_new0 (EkHttpResponse, 1);

  liar->n_sent++;
  g_free (liar->url);
  liar->url = g_strdup (request->url);
  response->status = liar->status;
  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  response->body = g_strdup (liar->body != NULL ? liar->body : "");
  response->length = strlen (response->body);
  if (liar->etag != NULL)
    g_hash_table_insert (response->headers, g_strdup ("etag"), g_strdup (liar->etag));
  if (liar->location != NULL)
    g_hash_table_insert (response->headers, g_strdup ("location"), g_strdup (liar->location));
  return response;
}

static EkFhirAnswer *
ask (Liar *liar, const EkFhirCall *call)
{
  g_autoptr (EkServer) server = ek_server_new ("liar", "https://hospital.example/fhir");
  g_autoptr (EkFhirClient) client = ek_fhir_client_new (server, ek_clock_system (), lie, liar);

  return ek_fhir_client_call (client, call, NULL);
}

typedef struct {
  const char *name;
  Liar liar;
  EkAnswerKind kind;
  const char *version;
} AnswerCase;

#define TASK(id, version) "{\"resourceType\":\"Task\",\"id\":\"" id "\",\"meta\":{\"versionId\":\"" version "\"}}"

static const AnswerCase answer_cases[] = {
  { "good", { TASK ("t1", "3"), NULL, NULL, 200 }, EK_ANSWER_OK, "3" },
  { "etag", { "", "W/\"7\"", NULL, 200 }, EK_ANSWER_OK, "7" },
  { "another-id", { TASK ("t2", "3"), NULL, NULL, 200 }, EK_ANSWER_DOUBT, "3" },
  { "another-type", { "{\"resourceType\":\"Patient\",\"id\":\"t1\"}", NULL, NULL, 200 }, EK_ANSWER_DOUBT, NULL },
  { "redirect", { "", NULL, "https://elsewhere.example/fhir/Task/t1", 302 }, EK_ANSWER_DOUBT, NULL },
  { "redirect-to-http", { "", NULL, "http://hospital.example/fhir/Task/t1", 307 }, EK_ANSWER_DOUBT, NULL },
  { "not-json", { "<html>sign in</html>", NULL, NULL, 200 }, EK_ANSWER_DOUBT, NULL },
  { "version-line-end", { TASK ("t1", "3\\r\\nX-Evil: 1"), NULL, NULL, 200 }, EK_ANSWER_OK, NULL },
  { "version-quotation-mark", { TASK ("t1", "3\\\", W/\\\"4"), NULL, NULL, 200 }, EK_ANSWER_OK, NULL },
  { "version-blank", { TASK ("t1", "3 4"), NULL, NULL, 200 }, EK_ANSWER_OK, NULL },
  { "version-empty", { TASK ("t1", ""), NULL, NULL, 200 }, EK_ANSWER_OK, NULL },
  { "version-not-ascii", { TASK ("t1", "\u00e9"), NULL, NULL, 200 }, EK_ANSWER_OK, NULL },
  { "etag-tabulator", { "", "\"3\t\"", NULL, 200 }, EK_ANSWER_DOUBT, NULL },
};

static void
test_answer (gconstpointer data)
{
  const AnswerCase *row = data;
  Liar liar = row->liar;
  EkFhirCall call = { .method = "GET", .path = "/Task/t1", .type = "Task", .id = "t1" };
  g_autoptr (EkFhirAnswer) answer = ask (&liar, &call);

  g_assert_cmpint (answer->kind, ==, row->kind);
  if (row->kind == EK_ANSWER_OK)
    g_assert_cmpstr (answer->version, ==, row->version);
  g_assert_cmpuint (liar.n_sent, ==, 1);
  g_free (liar.url);
}

/* Where a link of the server may lead: nowhere but to itself, below its own address. */
static void
test_links (void)
{
  static const struct {
    const char *path;
    gboolean followed;
  } rows[] = {
    { "/Task", TRUE },
    { "https://hospital.example/fhir?page=2", TRUE },
    { "https://hospital.example/fhir/Task?page=2", TRUE },
    { "https://elsewhere.example/fhir/Task", FALSE },
    { "http://hospital.example/fhir/Task", FALSE },
    { "https://hospital.example/fhirelse/Task", FALSE },
    { "https://hospital.example/fhir@elsewhere.example/", FALSE },
    { "https://hospital.example.elsewhere.example/fhir/Task", FALSE },
    { "https://hospital.example/fhir/../admin", FALSE },
    { "https://hospital.example/fhir/%2e%2E/admin", FALSE },
    { "https://hospital.example/fhir/Task/./../../admin", FALSE },
    { "/../admin", FALSE },
    { "/Task/..", FALSE },
    { "/Task?name=a/../b", TRUE },
    { "/Task\r\nX-Evil: 1", FALSE },
    { "/Task?name=Li Na", TRUE },
    { "file:///etc/passwd", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Liar liar = { .body = "{\"resourceType\":\"Bundle\"}", .status = 200 };
      EkFhirCall call = { .method = "GET", .path = rows[i].path, .type = "Bundle" };
      g_autoptr (EkFhirAnswer) answer = ask (&liar, &call);

      g_test_message ("%s", rows[i].path);
      g_assert_cmpuint (liar.n_sent, ==, rows[i].followed);
      g_assert_cmpint (answer->kind, ==, rows[i].followed ? EK_ANSWER_OK : EK_ANSWER_GONE);
      g_assert_true (liar.url == NULL || strchr (liar.url, ' ') == NULL);
      g_assert_true (!rows[i].followed || g_str_has_prefix (liar.url, "https://hospital.example/fhir"));
      g_free (liar.url);
    }
}

/* A header that cannot be sent whole is not left out: it may be the guard of a write. */
static void
test_header_line_end (void)
{
  static const char *const evil[] = { "If-Match: W/\"3\r\nX-Evil: 1\"", NULL };
  static const EkHttpRequest requests[] = {
    { .method = "PUT", .url = "https://localhost:1/fhir/Task/t1", .headers = evil },
    { .method = "PUT", .url = "https://localhost:1/fhir/Task/t1", .authorization = "Bearer a\nX-Evil: 1" },
    { .method = "PUT", .url = "https://localhost:1/fhir/Task/t1", .body = "{}", .content_type = "a\r\nb" },
  };
  g_autoptr (EkHttp) http = ek_http_new (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkHttpResponse) response = ek_http_send (http, &requests[i], NULL, &error);

      g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
      g_assert_cmpint (response->failure, ==, EK_HTTP_FAILED_CONNECT);
    }
}

/* What the environment says of proxies is not what was set for the hospital's connection. */
static void
test_proxy_of_environment (void)
{
  static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy" };
  EkHttpRequest request = { .method = "GET", .url = "https://localhost:1/fhir" };
  g_autoptr (EkHttp) http = ek_http_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkHttpResponse) response = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_setenv (names[i], "http://no-such-proxy.invalid:3128", TRUE);
  response = ek_http_send (http, &request, NULL, &error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_unsetenv (names[i]);
  /* with the proxy its name would not be found */
  g_assert_cmpint (response->failure, ==, EK_HTTP_FAILED_CONNECT);
  g_assert_error (error, EK_ERROR, EK_ERROR_NETWORK);
}

static void
test_proxy_password (void)
{
  static const struct {
    const char *proxy, *told;
  } rows[] = {
    { "http://proxy:3128", "http://proxy:3128" },
    { "http://me:s3cret@proxy:3128", "http://proxy:3128" },
    { "me:s3cr@et@proxy", "proxy" },
    { "http://me@proxy", "http://proxy" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EkServer) server = ek_server_new ("a", "https://hospital.example/fhir");
      g_autoptr (JsonNode) json = NULL;

      server->proxy = g_strdup (rows[i].proxy);
      json = ek_server_to_json (server);
      g_assert_cmpstr (json_object_get_string_member (json_node_get_object (json), "proxy"), ==, rows[i].told);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (answer_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/hostile/answer/", answer_cases[i].name, NULL);

      g_test_add_data_func (path, &answer_cases[i], test_answer);
    }
  g_test_add_func ("/exchange/hostile/links", test_links);
  g_test_add_func ("/exchange/hostile/header-line-end", test_header_line_end);
  g_test_add_func ("/exchange/hostile/proxy-of-environment", test_proxy_of_environment);
  g_test_add_func ("/exchange/hostile/proxy-password", test_proxy_password);
  return g_test_run ();
}
