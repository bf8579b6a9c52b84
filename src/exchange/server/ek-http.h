/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-secret.h"

G_BEGIN_DECLS

/** EkHttpRequest: one request. Borrowed by the call. @url is absolute and https. */
typedef struct {
  const char *method; /* "GET" "PUT" "POST" "DELETE" */
  const char *url;
  const char *const *headers; /* "Name: value", ended by NULL; or NULL */
  const char *authorization;  /* value of the Authorization header, or NULL */
  const char *body;           /* or NULL */
  gsize length;
  const char *content_type; /* of @body */
  const char *request_id;   /* sent as X-Request-Id, or NULL */
} EkHttpRequest;

/** EkHttpFailure: how far a request that failed had come. Only the first three are certain not to have been carried
 * out. */
typedef enum {
  EK_HTTP_FAILED_NONE,
  EK_HTTP_FAILED_NAME,    /* the name could not be resolved */
  EK_HTTP_FAILED_CONNECT, /* no connection */
  EK_HTTP_FAILED_TLS,     /* no secure channel */
  EK_HTTP_FAILED_ANSWER,  /* sent, but no whole answer: time-out, reset, cut off, too large */
} EkHttpFailure;

/** EkHttpResponse: an answer. Free with ek_http_response_free(). */
typedef struct {
  int status; /* 0 when there was none */
  EkHttpFailure failure;
  GHashTable *headers; /* lower-case name → value; the last of several */
  char *body;          /* NUL added */
  gsize length;
} EkHttpResponse;

/** EkHttpSendFunc: sends one request. A failure is both @error and @response's failure, so that it can be told and
 * judged. */
typedef EkHttpResponse *(*EkHttpSendFunc) (gpointer transport, const EkHttpRequest *request, GCancellable *cancellable,
                                           GError **error);

/**
 * EkHttpOptions: all may be NULL or 0, which means the default.
 * @ca_pem: certificates to trust instead of the system's, PEM
 * @client_pem, @client_key: certificate to show, PEM, and its private key
 * @proxy: "http://host:port"; none when NULL or "", whatever the environment says
 * @connect_seconds, @total_seconds: time-outs; 10 and 60
 * @max_answer: longest answer accepted, in bytes; 64 MiB
 */
typedef struct {
  const char *ca_pem;
  const char *client_pem;
  EkSecret *client_key;
  const char *proxy;
  guint connect_seconds;
  guint total_seconds;
  gsize max_answer;
} EkHttpOptions;

/** EkHttp: a connection to HTTPS servers. Used by one thread at a time. */
typedef struct _EkHttp EkHttp;

EkHttp *ek_http_new (const EkHttpOptions *options, GError **error);
void ek_http_free (EkHttp *self);
EkHttpResponse *ek_http_send (gpointer self, const EkHttpRequest *request, GCancellable *cancellable, GError **error);
gboolean ek_http_url_is_allowed (const char *url);
const char *ek_http_response_header (EkHttpResponse *response, const char *name);
gint64 ek_http_response_date (EkHttpResponse *response);
gint64 ek_http_retry_after (EkHttpResponse *response, gint64 now_ms);
void ek_http_response_free (EkHttpResponse *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkHttp, ek_http_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkHttpResponse, ek_http_response_free)

G_END_DECLS
