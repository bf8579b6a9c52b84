/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-auth.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-id.h"
#include "ek-json.h"
#include "ek-late.h"

#define ASSERTION_SECONDS 240
#define TOKEN_MARGIN_MS (30 * 1000)
#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

static const EkJsonLimits answer_limits = { 1024 * 1024, 16 };

struct _EkAuth {
  EkServer *server;
  EkClock *clock;
  EkHttpSendFunc send;
  gpointer transport;
  EkSecret *token; /* "Bearer …" */
  gint64 expires_ms;
  char *token_url; /* once it was discovered */
  char *scope;     /* as granted */
};

/**
 * ek_auth_new:
 * @server: the server; copied
 * @clock: for the life of tokens
 * @send: how to reach the token address
 * @transport: for @send
 *
 * Returns: (transfer full): without a token yet
 */
EkAuth *
ek_auth_new (EkServer *server, EkClock *clock, EkHttpSendFunc send, gpointer transport)
{
  EkAuth *self = g_new0 (EkAuth, 1);

  self->server = ek_server_copy (server);
  self->clock = clock;
  self->send = send;
  self->transport = transport;
  return self;
}

/**
 * ek_auth_free:
 * @self: (nullable) (transfer full): what ek_auth_new() made; its token is wiped
 */
void
ek_auth_free (EkAuth *self)
{
  if (self == NULL)
    return;
  ek_auth_forget (self);
  ek_server_free (self->server);
  g_free (self->token_url);
  g_free (self->scope);
  g_free (self);
}

/**
 * ek_auth_forget:
 * @self: what ek_auth_new() made
 *
 * Drops and wipes the token, because the server said 401. The next ek_auth_header() asks for a new one.
 */
void
ek_auth_forget (EkAuth *self)
{
  g_clear_pointer (&self->token, ek_secret_unref);
}

/**
 * ek_auth_get_scope:
 * @self: what ek_auth_new() made
 *
 * Returns: (transfer none) (nullable): the scope that was granted with the last token, until the next one; %NULL
 *   before, and where the server did not say
 */
const char *
ek_auth_get_scope (EkAuth *self)
{
  return self->scope;
}

static gboolean
refuse (const char *words, GError **error)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_AUTH, words);
  return FALSE;
}

static gboolean
fill_assertion (const EkJwt *library, jwt_t *jwt, EkServer *server, const char *audience, gint64 now_ms)
{
  g_autofree char *unique = ek_id_new ();
  jwt_alg_t algorithm = g_strcmp0 (server->algorithm, "ES384") == 0 ? JWT_ALG_ES384 : JWT_ALG_RS384;
  /* libjwt wants a key that ends in NUL within its length for some back ends; a copy in guarded memory has it */
  g_autoptr (EkSecret) key = ek_secret_new (ek_secret_length (server->secret) + 1);

  memcpy (ek_secret_bytes (key), ek_secret_bytes (server->secret), ek_secret_length (server->secret));
  ek_secret_bytes (key)[ek_secret_length (server->secret)] = '\0';
  return (server->key_id == NULL || library->add_header (jwt, "kid", server->key_id) == 0) &&
    library->add_grant (jwt, "iss", server->user) == 0 && library->add_grant (jwt, "sub", server->user) == 0 &&
    library->add_grant (jwt, "aud", audience) == 0 && library->add_grant (jwt, "jti", unique) == 0 &&
    library->add_grant_int (jwt, "iat", (long) (now_ms / 1000)) == 0 &&
    library->add_grant_int (jwt, "exp", (long) (now_ms / 1000) + ASSERTION_SECONDS) == 0 &&
    library->set_alg (jwt, algorithm, ek_secret_bytes (key), (int) ek_secret_length (server->secret)) == 0;
}

/* SMART Backend Services: a JWT with iss = sub = client id, aud (the token address), exp in four minutes and a fresh
 * jti. Returns: (transfer full) (nullable); fails with EK_ERROR_AUTH when the key does not fit, and with what
 * ek_late_jwt() says. */
static char *
make_assertion (EkServer *server, const char *audience, gint64 now_ms, GError **error)
{
  const EkJwt *library = ek_late_jwt (error);
  jwt_t *jwt = NULL;
  char *text = NULL;
  char *copy = NULL;

  if (library == NULL)
    return NULL;
  if (server->secret != NULL && server->user != NULL && library->make (&jwt) == 0 &&
      fill_assertion (library, jwt, server, audience, now_ms))
    text = library->encode_str (jwt);
  if (text != NULL)
    copy = g_strdup (text);
  else
    refuse (_ ("The private key of the connection cannot be used with its algorithm. Ask hospital IT for the right "
               "key."),
            error);
  if (text != NULL)
    free (text);
  if (jwt != NULL)
    library->free (jwt);
  return copy;
}

static JsonNode *
ask (EkAuth *self, const EkHttpRequest *request, int *status, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (EkHttpResponse) response = self->send (self->transport, request, cancellable, &failure);
  g_autoptr (JsonNode) node = NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  *status = response->status;
  node = ek_json_parse (response->body, (gssize) response->length, &answer_limits, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  refuse (_ ("The server's answer about signing in cannot be read. Nothing was sent."), error);
  return NULL;
}

static gboolean
discover (EkAuth *self, GCancellable *cancellable, GError **error)
{
  static const char *const headers[] = { "Accept: application/json", NULL };
  g_autofree char *url = g_strconcat (self->server->base_url, "/.well-known/smart-configuration", NULL);
  EkHttpRequest request = { .method = "GET", .url = url, .headers = headers };
  g_autoptr (JsonNode) node = NULL;
  const char *found;
  int status = 0;

  if (self->token_url == NULL)
    self->token_url = g_strdup (self->server->token_url);
  if (self->token_url != NULL)
    return TRUE;
  node = ask (self, &request, &status, cancellable, error);
  if (node == NULL)
    return FALSE;
  found = status == 200 ? ek_json_peek_string (json_node_get_object (node), "token_endpoint") : NULL;
  if (!ek_http_url_is_allowed (found))
    return refuse (_ ("The server does not say where tokens are given out. Ask hospital IT for the token address."),
                   error);
  self->token_url = g_strdup (found);
  return TRUE;
}

static char *
token_form (EkAuth *self, const char *assertion)
{
  const char *scope = self->server->scope != NULL ? self->server->scope : "system/*.cruds";
  g_autofree char *scope_escaped = g_uri_escape_string (scope, NULL, FALSE);
  g_autofree char *type_escaped = g_uri_escape_string (ASSERTION_TYPE, NULL, FALSE);

  return g_strdup_printf ("grant_type=client_credentials&scope=%s&client_assertion_type=%s&client_assertion=%s",
                          scope_escaped, type_escaped, assertion);
}

static gboolean
keep_token (EkAuth *self, JsonObject *answer, GError **error)
{
  const char *token = ek_json_peek_string (answer, "access_token");
  gint64 seconds = CLAMP (ek_json_peek_int (answer, "expires_in", 300), 1, 24 * 3600);

  if (token == NULL || token[0] == '\0' || strlen (token) > 65536 || strpbrk (token, "\r\n") != NULL)
    return refuse (_ ("The server gave no usable token."), error);
  if (g_ascii_strcasecmp (ek_json_peek_string (answer, "token_type") != NULL
                            ? ek_json_peek_string (answer, "token_type")
                            : "bearer",
                          "bearer") != 0)
    return refuse (_ ("The server gave a kind of token that is not supported."), error);
  g_free (self->scope);
  self->scope = g_strdup (ek_json_peek_string (answer, "scope"));
  self->token = ek_secret_new_take_string (g_strconcat ("Bearer ", token, NULL));
  self->expires_ms = ek_clock_now (self->clock) + seconds * 1000 - TOKEN_MARGIN_MS;
  return TRUE;
}

static gboolean
fetch_token (EkAuth *self, GCancellable *cancellable, GError **error)
{
  static const char *const headers[] = { "Accept: application/json", NULL };
  EkHttpRequest request = { .method = "POST", .headers = headers, .content_type = "application/x-www-form-urlencoded" };
  g_autofree char *assertion = NULL;
  g_autofree char *form = NULL;
  g_autoptr (JsonNode) node = NULL;
  int status = 0;

  if (!discover (self, cancellable, error))
    return FALSE;
  assertion = make_assertion (self->server, self->token_url, ek_clock_now (self->clock), error);
  if (assertion == NULL)
    return FALSE;
  form = token_form (self, assertion);
  request.url = self->token_url;
  request.body = form;
  request.length = strlen (form);
  node = ask (self, &request, &status, cancellable, error);
  if (node == NULL)
    return FALSE;
  if (status != 200)
    return refuse (_ ("The server did not accept this program's key. The clock, the client id or the key may be wrong; "
                      "nothing "
                      "was sent, everything is kept here."),
                   error);
  return keep_token (self, json_node_get_object (node), error);
}

static EkSecret *
basic_header (EkServer *server)
{
  gsize user_length = strlen (server->user), length = user_length + 1 + ek_secret_length (server->secret);
  g_autoptr (EkSecret) joined = ek_secret_new (length);
  g_autofree char *encoded = NULL;
  EkSecret *header;

  memcpy (ek_secret_bytes (joined), server->user, user_length);
  ek_secret_bytes (joined)[user_length] = ':';
  memcpy (ek_secret_bytes (joined) + user_length + 1, ek_secret_bytes (server->secret),
          ek_secret_length (server->secret));
  encoded = g_base64_encode (ek_secret_bytes (joined), length);
  header = ek_secret_new_take_string (g_strconcat ("Basic ", encoded, NULL));
  explicit_bzero (encoded, strlen (encoded));
  return header;
}

static EkSecret *
bearer_header (EkServer *server)
{
  g_autofree char *token = g_strndup ((const char *) ek_secret_bytes (server->secret),
                                      ek_secret_length (server->secret));
  EkSecret *header = ek_secret_new_take_string (g_strconcat ("Bearer ", g_strstrip (token), NULL));

  explicit_bzero (token, strlen (token));
  return header;
}

/**
 * ek_auth_header:
 * @self: an #EkAuth
 * @header: (out) (nullable) (transfer full): value of the Authorization header; not NUL-terminated; %NULL when there is
 * none
 * @cancellable: (nullable): stops asking for a token
 * @error: return location
 *
 * Returns: %FALSE with EK_ERROR_AUTH, EK_ERROR_NETWORK, EK_ERROR_TLS
 */
gboolean
ek_auth_header (EkAuth *self, EkSecret **header, GCancellable *cancellable, GError **error)
{
  *header = NULL;
  switch (self->server->profile)
    {
    case EK_AUTH_BASIC:
      *header = basic_header (self->server);
      return TRUE;
    case EK_AUTH_BEARER:
      *header = bearer_header (self->server);
      return TRUE;
    case EK_AUTH_BACKEND:
      if (self->token != NULL && ek_clock_now (self->clock) >= self->expires_ms)
        ek_auth_forget (self);
      if (self->token == NULL && !fetch_token (self, cancellable, error))
        return FALSE;
      *header = ek_secret_ref (self->token);
      return TRUE;
    case EK_AUTH_NONE:
    default:
      return TRUE;
    }
}
