/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HTTPS over libcurl (ek-late.h). What must stay true here: only https is spoken, TLS is at least 1.2, peer and name
 * are always verified (there is no way to say otherwise, in any build), redirects are not followed (they would carry
 * credentials elsewhere), an answer is bounded, and nothing of a request is logged. */

#include "ek-http.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-late.h"
#include "ek-time.h"

#define MAX_ANSWER (64 * 1024 * 1024)
#define MAX_HEADERS 200
#define RETRY_AFTER_MAX (60 * EK_MINUTE_MS)

struct _EkHttp {
  const EkCurl *curl; /* the library */
  CURL *handle;
  char *ca_pem;
  char *client_pem;
  EkSecret *client_key;
  char *proxy;
  guint connect_seconds;
  guint total_seconds;
  gsize max_answer;
};

typedef struct {
  EkHttpResponse *response;
  GString *body;
  GCancellable *cancellable;
  gsize max_answer;
  gboolean too_large;
} Exchange;

/**
 * ek_http_new:
 * @options: (nullable): see #EkHttpOptions; copied
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a client; %NULL with EK_ERROR_FAILED when libcurl is not there or cannot be
 *   started
 */
EkHttp *
ek_http_new (const EkHttpOptions *options, GError **error)
{
  static gsize once = 0;
  const EkCurl *curl = ek_late_curl (error);
  EkHttp *self;

  if (curl == NULL)
    return NULL;
  if (g_once_init_enter (&once))
    g_once_init_leave (&once, curl->global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK ? 1 : 2);
  if (once == 2)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_FAILED, _ ("The network library could not be started."));
      return NULL;
    }
  self = g_new0 (EkHttp, 1);
  self->curl = curl;
  self->handle = curl->easy_init ();
  self->connect_seconds = options != NULL && options->connect_seconds > 0 ? options->connect_seconds : 10;
  self->total_seconds = options != NULL && options->total_seconds > 0 ? options->total_seconds : 60;
  self->max_answer = options != NULL && options->max_answer > 0 ? options->max_answer : MAX_ANSWER;
  if (options == NULL)
    return self;
  self->ca_pem = g_strdup (options->ca_pem);
  self->client_pem = g_strdup (options->client_pem);
  self->client_key = options->client_key != NULL ? ek_secret_ref (options->client_key) : NULL;
  self->proxy = g_strdup (options->proxy);
  return self;
}

/**
 * ek_http_free:
 * @self: (nullable) (transfer full): a client; its private key is wiped with the last reference to it
 */
void
ek_http_free (EkHttp *self)
{
  if (self == NULL)
    return;
  self->curl->easy_cleanup (self->handle);
  g_free (self->ca_pem);
  g_free (self->client_pem);
  g_clear_pointer (&self->client_key, ek_secret_unref);
  g_free (self->proxy);
  g_free (self);
}

/**
 * ek_http_response_free:
 * @response: (nullable) (transfer full): what ek_http_send() returned
 */
void
ek_http_response_free (EkHttpResponse *response)
{
  if (response == NULL)
    return;
  g_clear_pointer (&response->headers, g_hash_table_unref);
  g_free (response->body);
  g_free (response);
}

/**
 * ek_http_url_is_allowed:
 * @url: (nullable): an address
 *
 * Returns: %TRUE for an absolute https address without a user name or password in it
 */
gboolean
ek_http_url_is_allowed (const char *url)
{
  g_autoptr (GUri) uri = url != NULL && strlen (url) <= 4000 ? g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, NULL) : NULL;

  return uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 && g_uri_get_host (uri) != NULL &&
    g_uri_get_host (uri)[0] != '\0' && g_uri_get_user (uri) == NULL && g_uri_get_password (uri) == NULL;
}

static size_t
on_body (char *data, size_t size, size_t n, void *user_data)
{
  Exchange *exchange = user_data;

  if (exchange->body->len + size * n > exchange->max_answer)
    {
      exchange->too_large = TRUE;
      return 0;
    }
  g_string_append_len (exchange->body, data, (gssize) (size * n));
  return size * n;
}

static size_t
on_header (char *data, size_t size, size_t n, void *user_data)
{
  Exchange *exchange = user_data;
  g_autofree char *line = g_strndup (data, size * n);
  char *colon = strchr (line, ':');

  /* a new status line: headers of a former (interim or proxy) answer do not count */
  if (g_str_has_prefix (line, "HTTP/"))
    g_hash_table_remove_all (exchange->response->headers);
  else if (colon != NULL && g_utf8_validate (line, -1, NULL) &&
           g_hash_table_size (exchange->response->headers) < MAX_HEADERS)
    g_hash_table_replace (exchange->response->headers, g_ascii_strdown (line, colon - line),
                          g_strdup (g_strstrip (colon + 1)));
  return size * n;
}

static int
on_progress (void *user_data, curl_off_t total_down, curl_off_t down, curl_off_t total_up, curl_off_t up)
{
  Exchange *exchange = user_data;

  return g_cancellable_is_cancelled (exchange->cancellable);
}

static void
set_blob (EkHttp *self, CURLoption option, gconstpointer bytes, gsize length)
{
  struct curl_blob blob = { (void *) bytes, length, CURL_BLOB_COPY };

  self->curl->easy_setopt (self->handle, option, &blob);
}

static void
set_tls (EkHttp *self)
{
  const EkCurl *curl = self->curl;
  CURL *handle = self->handle;

  curl->easy_setopt (handle, CURLOPT_PROTOCOLS_STR, "https");
  curl->easy_setopt (handle, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl->easy_setopt (handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl->easy_setopt (handle, CURLOPT_SSL_VERIFYHOST, 2L);
  curl->easy_setopt (handle, CURLOPT_FOLLOWLOCATION, 0L);
  if (self->ca_pem != NULL)
    {
      set_blob (self, CURLOPT_CAINFO_BLOB, self->ca_pem, strlen (self->ca_pem));
      curl->easy_setopt (handle, CURLOPT_CAPATH, NULL);
    }
  if (self->client_pem != NULL && self->client_key != NULL)
    {
      set_blob (self, CURLOPT_SSLCERT_BLOB, self->client_pem, strlen (self->client_pem));
      curl->easy_setopt (handle, CURLOPT_SSLCERTTYPE, "PEM");
      set_blob (self, CURLOPT_SSLKEY_BLOB, ek_secret_bytes (self->client_key), ek_secret_length (self->client_key));
      curl->easy_setopt (handle, CURLOPT_SSLKEYTYPE, "PEM");
    }
}

static void
set_request (EkHttp *self, const EkHttpRequest *request)
{
  const EkCurl *curl = self->curl;
  CURL *handle = self->handle;

  curl->easy_setopt (handle, CURLOPT_URL, request->url);
  curl->easy_setopt (handle, CURLOPT_CUSTOMREQUEST, request->method);
  curl->easy_setopt (handle, CURLOPT_NOSIGNAL, 1L);
  curl->easy_setopt (handle, CURLOPT_CONNECTTIMEOUT, (long) self->connect_seconds);
  curl->easy_setopt (handle, CURLOPT_TIMEOUT, (long) self->total_seconds);
  curl->easy_setopt (handle, CURLOPT_ACCEPT_ENCODING, NULL);
  /* on a connection used before, libcurl sends again by itself when the answer does not come: a POST would be
   * doubled */
  if (g_str_equal (request->method, "POST"))
    curl->easy_setopt (handle, CURLOPT_FRESH_CONNECT, 1L);
  /* only the proxy that was set for this connection: none from the environment, nor exceptions from there */
  curl->easy_setopt (handle, CURLOPT_PROXY, self->proxy != NULL ? self->proxy : "");
  curl->easy_setopt (handle, CURLOPT_NOPROXY, "");
  if (request->body != NULL)
    {
      curl->easy_setopt (handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) request->length);
      curl->easy_setopt (handle, CURLOPT_POSTFIELDS, request->body);
    }
  else if (g_str_equal (request->method, "POST") || g_str_equal (request->method, "PUT"))
    {
      curl->easy_setopt (handle, CURLOPT_POSTFIELDSIZE, 0L);
      curl->easy_setopt (handle, CURLOPT_POSTFIELDS, "");
    }
}

/* A header left out could be the guard of a write, one with a line end could be two. */
static gboolean
headers_are_whole (const EkHttpRequest *request)
{
  const char *const others[] = { request->authorization, request->request_id, request->content_type };
  gboolean whole = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    whole = whole && (others[i] == NULL || strpbrk (others[i], "\r\n") == NULL);
  for (guint i = 0; whole && request->headers != NULL && request->headers[i] != NULL; i++)
    whole = strpbrk (request->headers[i], "\r\n") == NULL;
  return whole;
}

static struct curl_slist *
append_header (const EkCurl *curl, struct curl_slist *list, const char *name, const char *value)
{
  g_autofree char *line = value != NULL ? g_strdup_printf ("%s: %s", name, value) : NULL;

  if (line == NULL)
    return list;
  list = curl->slist_append (list, line);
  explicit_bzero (line, strlen (line));
  return list;
}

static struct curl_slist *
make_headers (const EkCurl *curl, const EkHttpRequest *request)
{
  struct curl_slist *list = curl->slist_append (NULL, "Expect:");

  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
    list = curl->slist_append (list, request->headers[i]);
  list = append_header (curl, list, "Authorization", request->authorization);
  list = append_header (curl, list, "X-Request-Id", request->request_id);
  list = append_header (curl, list, "Content-Type", request->body != NULL ? request->content_type : NULL);
  return list;
}

static void
free_headers (const EkCurl *curl, struct curl_slist *list)
{
  for (struct curl_slist *one = list; one != NULL; one = one->next)
    explicit_bzero (one->data, strlen (one->data));
  curl->slist_free_all (list);
}

static EkHttpFailure
classify (CURLcode code, int *error_code)
{
  *error_code = EK_ERROR_NETWORK;
  switch ((int) code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return EK_HTTP_FAILED_NAME;
    case CURLE_COULDNT_CONNECT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return EK_HTTP_FAILED_CONNECT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ENGINE_INITFAILED:
      *error_code = EK_ERROR_TLS;
      return EK_HTTP_FAILED_TLS;
    default:
      return EK_HTTP_FAILED_ANSWER;
    }
}

static const char *
failure_words (EkHttpFailure failure, CURLcode code, gboolean too_large)
{
  if (too_large)
    return _ ("The server's answer is larger than this program accepts.");
  switch (failure)
    {
    case EK_HTTP_FAILED_NAME:
      return _ ("The server's name is not known to the network. Check the address and the connection.");
    case EK_HTTP_FAILED_CONNECT:
      return _ ("The server could not be reached. What was written here is kept and sent later.");
    case EK_HTTP_FAILED_TLS:
      return _ ("The server's certificate or the secure channel was refused. Nothing was sent. Ask hospital IT for the "
                "right "
                "certificate authority.");
    case EK_HTTP_FAILED_ANSWER:
    case EK_HTTP_FAILED_NONE:
    default:
      return code == CURLE_OPERATION_TIMEDOUT ? _ ("The server did not answer in time.")
                                              : _ ("The connection broke before the answer was complete.");
    }
}

static void
tell_failure (Exchange *exchange, CURLcode code, GError **error)
{
  int error_code;

  exchange->response->failure = classify (code, &error_code);
  if (g_cancellable_is_cancelled (exchange->cancellable))
    g_set_error_literal (error, EK_ERROR, EK_ERROR_CANCELLED,
                         _ ("Stopped. What was not confirmed is asked about next "
                            "time."));
  else
    g_set_error_literal (error, EK_ERROR, exchange->too_large ? EK_ERROR_TOO_LARGE : error_code,
                         failure_words (exchange->response->failure, code, exchange->too_large));
}

/**
 * ek_http_send:
 * @self: an #EkHttp
 * @request: what to send
 * @cancellable: (nullable): stops it within a second
 * @error: return location: EK_ERROR_NETWORK, EK_ERROR_TLS, EK_ERROR_TOO_LARGE, EK_ERROR_CANCELLED, EK_ERROR_INVALID
 *   (the address)
 *
 * Sends one request and waits for the whole answer. Any status is an answer; an error is only set when there was no
 * whole answer, and then the response says whether the request may have been carried out.
 *
 * Returns: (transfer full): the answer or the failure, never %NULL
 */
EkHttpResponse *
ek_http_send (gpointer self, const EkHttpRequest *request, GCancellable *cancellable, GError **error)
{
  EkHttp *http = self;
  EkHttpResponse *response = g_new0 (EkHttpResponse, 1);
  Exchange exchange = { response, NULL, cancellable, http->max_answer, FALSE };
  struct curl_slist *headers;
  CURLcode code;
  long status = 0;

  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!ek_http_url_is_allowed (request->url))
    {
      response->failure = EK_HTTP_FAILED_CONNECT;
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("The server's address must begin with https://."));
      return response;
    }
  if (!headers_are_whole (request))
    {
      response->failure = EK_HTTP_FAILED_CONNECT;
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           _ ("What was to be sent holds a line end where none may be. Nothing was sent."));
      return response;
    }
  exchange.body = g_string_new (NULL);
  http->curl->easy_reset (http->handle);
  set_tls (http);
  set_request (http, request);
  headers = make_headers (http->curl, request);
  http->curl->easy_setopt (http->handle, CURLOPT_HTTPHEADER, headers);
  http->curl->easy_setopt (http->handle, CURLOPT_WRITEFUNCTION, on_body);
  http->curl->easy_setopt (http->handle, CURLOPT_WRITEDATA, &exchange);
  http->curl->easy_setopt (http->handle, CURLOPT_HEADERFUNCTION, on_header);
  http->curl->easy_setopt (http->handle, CURLOPT_HEADERDATA, &exchange);
  http->curl->easy_setopt (http->handle, CURLOPT_XFERINFOFUNCTION, on_progress);
  http->curl->easy_setopt (http->handle, CURLOPT_XFERINFODATA, &exchange);
  http->curl->easy_setopt (http->handle, CURLOPT_NOPROGRESS, 0L);
  code = http->curl->easy_perform (http->handle);
  http->curl->easy_getinfo (http->handle, CURLINFO_RESPONSE_CODE, &status);
  free_headers (http->curl, headers);
  if (code == CURLE_OK)
    response->status = (int) status;
  else
    tell_failure (&exchange, code, error);
  response->length = exchange.body->len;
  response->body = g_string_free (exchange.body, FALSE);
  return response;
}

/**
 * ek_http_response_header:
 * @response: an answer
 * @name: of a header, in lower case
 *
 * Returns: (transfer none) (nullable): its value, of several the last
 */
const char *
ek_http_response_header (EkHttpResponse *response, const char *name)
{
  return response->headers != NULL ? g_hash_table_lookup (response->headers, name) : NULL;
}

static gint64
parse_http_date (const char *text)
{
  const EkCurl *curl = text != NULL ? ek_late_curl (NULL) : NULL;
  time_t seconds = curl != NULL ? curl->getdate (text, NULL) : -1;

  return seconds == (time_t) -1 ? EK_INSTANT_NONE : (gint64) seconds * 1000;
}

/**
 * ek_http_response_date:
 * @response: an answer
 *
 * Returns: the server's clock when it answered, in milliseconds since 1970; %EK_INSTANT_NONE when its Date header is
 *   missing or is none
 */
gint64
ek_http_response_date (EkHttpResponse *response)
{
  return parse_http_date (ek_http_response_header (response, "date"));
}

/**
 * ek_http_retry_after:
 * @response: an answer
 * @now_ms: our clock, used only when the server does not say what its own shows
 *
 * Retry-After in seconds or as a date; a date is measured against the server's own clock. Never more than an hour.
 *
 * Returns: how long to wait, in milliseconds; -1 when the server does not say
 */
gint64
ek_http_retry_after (EkHttpResponse *response, gint64 now_ms)
{
  const char *text = ek_http_response_header (response, "retry-after");
  gint64 date, at;
  guint64 seconds;

  if (text == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return MIN ((gint64) seconds * 1000, RETRY_AFTER_MAX);
  at = parse_http_date (text);
  if (at == EK_INSTANT_NONE)
    return -1;
  date = ek_http_response_date (response);
  if (date == EK_INSTANT_NONE)
    date = now_ms;
  return CLAMP (at - date, 0, RETRY_AFTER_MAX);
}
