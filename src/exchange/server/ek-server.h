/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include <json-glib/json-glib.h>

#include "ek-http.h"
#include "ek-vault.h"

G_BEGIN_DECLS

typedef enum {
  EK_AUTH_NONE, /* for tests */
  EK_AUTH_BASIC,
  EK_AUTH_BEARER,
  EK_AUTH_BACKEND, /* SMART Backend Services: private_key_jwt */
} EkAuthProfile;

/**
 * EkServer:
 *
 * How to reach one FHIR server. Kept in system.db, secrets included. Strings are owned; NULL where not given.
 * @user: of basic; the client id of SMART
 * @key_id, @algorithm: of the signing key: "RS384" or "ES384"
 * @token_url: when the server does not publish it
 * @secret: password, token, or the private key in PEM
 * @ca_pem, @client_pem, @client_key: see #EkHttpOptions
 * @patient_query: which patients are fetched, as search parameters ("general-practitioner=…"); NULL fetches none but
 *   those known here, "*" all
 */
typedef struct {
  char *id;
  char *name;
  char *base_url;
  EkAuthProfile profile;
  char *user;
  char *key_id;
  char *algorithm;
  char *scope;
  char *token_url;
  char *ca_pem;
  char *client_pem;
  char *proxy;
  char *patient_query;
  EkSecret *secret;
  EkSecret *client_key;
} EkServer;

/** EkServerStep: one step of the test of a connection, in the order of the steps; after a failed one the rest is not
 * tried. */
typedef struct {
  const char *id; /* "dns" "tcp" "tls" "clock" "token" "scope" "metadata" */
  gboolean ok;
  char *words;
} EkServerStep;

const char *ek_auth_profile_id (EkAuthProfile profile);
gboolean ek_auth_profile_from_id (const char *id, EkAuthProfile *profile);

EkServer *ek_server_new (const char *name, const char *base_url);
EkServer *ek_server_copy (EkServer *self);
void ek_server_free (EkServer *self);
gboolean ek_server_validate (EkServer *self, GError **error);
gboolean ek_server_save (EkVault *vault, EkServer *self, GError **error);
gboolean ek_server_remove (EkVault *vault, const char *id, GError **error);
GPtrArray *ek_server_list (EkVault *vault, GError **error);
EkServer *ek_server_find (EkVault *vault, const char *id_or_name, GError **error);
EkHttp *ek_server_connect (EkServer *self, GError **error);
GPtrArray *ek_server_test (EkServer *self, EkClock *clock, GCancellable *cancellable);
JsonNode *ek_server_to_json (EkServer *self);
void ek_server_step_free (EkServerStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkServer, ek_server_free)

G_END_DECLS
