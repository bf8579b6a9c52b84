/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-server.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-audit.h"
#include "ek-error.h"
#include "ek-id.h"

static const char *const profile_ids[] = { "none", "basic", "bearer", "backend" };

static const char table[] =
  "CREATE TABLE IF NOT EXISTS server ("
  "  id TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, base_url TEXT NOT NULL,"
  "  profile TEXT NOT NULL, user TEXT, key_id TEXT, algorithm TEXT, scope TEXT, token_url TEXT, ca_pem TEXT,"
  "  client_pem TEXT, proxy TEXT, patient_query TEXT, secret BLOB, client_key BLOB) STRICT;";

#define COLUMNS                                                                                         \
  "id, name, base_url, profile, user, key_id, algorithm, scope, token_url, ca_pem, client_pem, proxy, " \
  "patient_query, secret, client_key"

/**
 * ek_auth_profile_id:
 * @profile: a way of signing in
 *
 * Returns: (transfer none): "none", "basic", "bearer" or "backend", as it is stored and as evenkeelctl takes it
 */
const char *
ek_auth_profile_id (EkAuthProfile profile)
{
  return profile_ids[profile];
}

/**
 * ek_auth_profile_from_id:
 * @id: (nullable): what ek_auth_profile_id() says
 * @profile: (out): which one; untouched when there is none
 *
 * Returns: %FALSE when there is no such profile
 */
gboolean
ek_auth_profile_from_id (const char *id, EkAuthProfile *profile)
{
  for (guint i = 0; i < G_N_ELEMENTS (profile_ids); i++)
    if (g_strcmp0 (profile_ids[i], id) == 0)
      {
        *profile = (EkAuthProfile) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * ek_server_new:
 * @name: what people call it
 * @base_url: address of its FHIR interface
 *
 * Returns: (transfer full): a server with a fresh id, not saved
 */
EkServer *
ek_server_new (const char *name, const char *base_url)
{
  EkServer *self = g_new0 (EkServer, 1);

  self->id = ek_id_new ();
  self->name = g_strdup (name);
  self->base_url = g_strdup (base_url);
  while (self->base_url != NULL && g_str_has_suffix (self->base_url, "/"))
    self->base_url[strlen (self->base_url) - 1] = '\0';
  return self;
}

/**
 * ek_server_copy:
 * @self: the settings of a server
 *
 * Returns: (transfer full): a copy to be changed or given to another thread; the secrets are shared, not copied
 */
EkServer *
ek_server_copy (EkServer *self)
{
  EkServer *copy = g_new0 (EkServer, 1);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->base_url = g_strdup (self->base_url);
  copy->profile = self->profile;
  copy->user = g_strdup (self->user);
  copy->key_id = g_strdup (self->key_id);
  copy->algorithm = g_strdup (self->algorithm);
  copy->scope = g_strdup (self->scope);
  copy->token_url = g_strdup (self->token_url);
  copy->ca_pem = g_strdup (self->ca_pem);
  copy->client_pem = g_strdup (self->client_pem);
  copy->proxy = g_strdup (self->proxy);
  copy->patient_query = g_strdup (self->patient_query);
  copy->secret = self->secret != NULL ? ek_secret_ref (self->secret) : NULL;
  copy->client_key = self->client_key != NULL ? ek_secret_ref (self->client_key) : NULL;
  return copy;
}

/**
 * ek_server_free:
 * @self: (nullable) (transfer full): the settings; secrets are wiped with the last reference to them
 */
void
ek_server_free (EkServer *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->base_url);
  g_free (self->user);
  g_free (self->key_id);
  g_free (self->algorithm);
  g_free (self->scope);
  g_free (self->token_url);
  g_free (self->ca_pem);
  g_free (self->client_pem);
  g_free (self->proxy);
  g_free (self->patient_query);
  g_clear_pointer (&self->secret, ek_secret_unref);
  g_clear_pointer (&self->client_key, ek_secret_unref);
  g_free (self);
}

static gboolean
invalid (const char *words, GError **error)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, words);
  return FALSE;
}

/**
 * ek_server_validate:
 * @self: a server
 * @error: EK_ERROR_INVALID in words
 *
 * Returns: whether the settings can work at all: an https address, what the profile needs, a known algorithm
 */
gboolean
ek_server_validate (EkServer *self, GError **error)
{
  gboolean needs_user = self->profile == EK_AUTH_BASIC || self->profile == EK_AUTH_BACKEND;

  if (self->name == NULL || self->name[0] == '\0')
    return invalid (_ ("The connection needs a name."), error);
  if (!ek_http_url_is_allowed (self->base_url) || strpbrk (self->base_url, "?#") != NULL)
    return invalid (_ ("The server's address must begin with https://."), error);
  if (self->token_url != NULL && !ek_http_url_is_allowed (self->token_url))
    return invalid (_ ("The address for tokens must begin with https://."), error);
  if (needs_user && (self->user == NULL || self->user[0] == '\0'))
    return invalid (_ ("This way of signing in needs a user name or client id."), error);
  if (self->profile != EK_AUTH_NONE && self->secret == NULL)
    return invalid (_ ("This way of signing in needs a password, token or private key."), error);
  if (self->profile == EK_AUTH_BACKEND && g_strcmp0 (self->algorithm, "RS384") != 0 &&
      g_strcmp0 (self->algorithm, "ES384") != 0)
    return invalid (_ ("The signing algorithm must be RS384 or ES384."), error);
  if ((self->client_pem == NULL) != (self->client_key == NULL))
    return invalid (_ ("A client certificate and its private key belong together."), error);
  return TRUE;
}

static EkDatabase *
open_table (EkVault *vault, GError **error)
{
  g_autoptr (EkDatabase) database = ek_vault_connect_system (vault, error);

  if (database == NULL || !ek_database_exec (database, table, error))
    return NULL;
  return g_steal_pointer (&database);
}

static void
bind_secret (EkStatement *statement, int index, EkSecret *secret)
{
  if (secret != NULL)
    ek_statement_bind_blob (statement, index, ek_secret_bytes (secret), ek_secret_length (secret));
  else
    ek_statement_bind_null (statement, index);
}

static gboolean
write_row (EkDatabase *database, EkServer *self, GError **error)
{
  const char *const texts[] = { self->id,           self->name,   self->base_url,   ek_auth_profile_id (self->profile),
                                self->user,         self->key_id, self->algorithm,  self->scope,
                                self->token_url,    self->ca_pem, self->client_pem, self->proxy,
                                self->patient_query };
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (database,
                                   "INSERT INTO server (" COLUMNS ", number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                                   "?, ?, "
                                   "?, ?, (SELECT coalesce (max (number), 0) + 1 FROM server)) ON CONFLICT (id) DO "
                                   "UPDATE SET "
                                   "name = ?2, base_url = ?3, profile = ?4, user = ?5, key_id = ?6, algorithm = ?7, "
                                   "scope = ?8, token_url = ?9, ca_pem = ?10, client_pem = ?11, proxy = ?12, "
                                   "patient_query = ?13, secret = ?14, client_key = ?15",
                                   error);
  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    ek_statement_bind_text (statement, (int) i + 1, texts[i]);
  bind_secret (statement, 14, self->secret);
  bind_secret (statement, 15, self->client_key);
  return ek_statement_run (statement, error);
}

static gboolean
append_audit (EkDatabase *database, EkVault *vault, const char *what, const char *name, GError **error)
{
  g_autoptr (EkUser) user = ek_vault_get_user (vault);
  g_autofree char *detail = g_strdup_printf ("%s: %s", what, name);
  EkAuditEntry entry = { .action = EK_AUDIT_POLICY, .detail = detail };

  entry.at_ms = ek_clock_now (ek_clock_system ());
  entry.offset_minutes = ek_clock_offset (ek_clock_system (), entry.at_ms);
  entry.user_id = (char *) (user != NULL ? ek_user_get_id (user) : "");
  return ek_audit_append (database, &entry, error);
}

static gboolean
end_transaction (EkDatabase *database, gboolean ok, GError **error)
{
  if (ok)
    return ek_database_commit (database, error);
  ek_database_rollback (database);
  return FALSE;
}

/**
 * ek_server_save:
 * @vault: an unlocked vault
 * @self: the settings
 * @error: return location
 *
 * Adds the server, or changes the one with the same id; audited.
 *
 * Returns: %FALSE with EK_ERROR_INVALID, EK_ERROR_EXISTS (the name), EK_ERROR_LOCKED or what the database says
 */
gboolean
ek_server_save (EkVault *vault, EkServer *self, GError **error)
{
  g_autoptr (EkDatabase) database = NULL;
  g_autoptr (EkServer) other = NULL;

  if (!ek_server_validate (self, error))
    return FALSE;
  other = ek_server_find (vault, self->name, NULL);
  if (other != NULL && !g_str_equal (other->id, self->id))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_EXISTS, _ ("There already is a connection of this name."));
      return FALSE;
    }
  database = open_table (vault, error);
  if (database == NULL || !ek_database_begin (database, error))
    return FALSE;
  return end_transaction (database,
                          write_row (database, self, error) &&
                            append_audit (database, vault, "connection saved", self->name, error),
                          error);
}

/**
 * ek_server_remove:
 * @vault: an unlocked vault
 * @id: which server, by id or name
 * @error: return location
 *
 * Forgets a server and its secrets; audited. What was confirmed stays confirmed.
 *
 * Returns: %FALSE with %EK_ERROR_NOT_FOUND, %EK_ERROR_LOCKED or what the database says; nothing is forgotten then
 */
gboolean
ek_server_remove (EkVault *vault, const char *id, GError **error)
{
  g_autoptr (EkServer) server = ek_server_find (vault, id, error);
  g_autoptr (EkDatabase) database = server != NULL ? open_table (vault, error) : NULL;
  g_autoptr (EkStatement) statement = NULL;

  if (database == NULL || !ek_database_begin (database, error))
    return FALSE;
  statement = ek_database_prepare (database, "DELETE FROM server WHERE id = ?", error);
  if (statement == NULL)
    return end_transaction (database, FALSE, error);
  ek_statement_bind_text (statement, 1, server->id);
  return end_transaction (database,
                          ek_statement_run (statement, error) &&
                            append_audit (database, vault, "connection removed", server->name, error),
                          error);
}

static EkSecret *
read_secret (EkStatement *statement, int column)
{
  gsize length = 0;
  gconstpointer bytes;

  if (ek_statement_is_null (statement, column))
    return NULL;
  bytes = ek_statement_blob (statement, column, &length);
  return length > 0 ? ek_secret_new_copy (bytes, length) : NULL;
}

static EkServer *
read_row (EkStatement *statement)
{
  EkServer *self = g_new0 (EkServer, 1);
  char **texts[] = { &self->id,           &self->name,   &self->base_url,   NULL,
                     &self->user,         &self->key_id, &self->algorithm,  &self->scope,
                     &self->token_url,    &self->ca_pem, &self->client_pem, &self->proxy,
                     &self->patient_query };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL)
      *texts[i] = g_strdup (ek_statement_text (statement, (int) i));
  ek_auth_profile_from_id (ek_statement_text (statement, 3), &self->profile);
  self->secret = read_secret (statement, 13);
  self->client_key = read_secret (statement, 14);
  return self;
}

/**
 * ek_server_list:
 * @vault: an unlocked vault
 * @error: return location
 *
 * Returns: (transfer full) (element-type EkServer) (nullable): every server, oldest first; %NULL with %EK_ERROR_LOCKED
 *   or what the database says
 */
GPtrArray *
ek_server_list (EkVault *vault, GError **error)
{
  g_autoptr (EkDatabase) database = open_table (vault, error);
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_server_free);
  gboolean has_row;

  if (database == NULL)
    return NULL;
  statement = ek_database_prepare (database, "SELECT " COLUMNS " FROM server ORDER BY number", error);
  if (statement == NULL)
    return NULL;
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&servers);
      g_ptr_array_add (servers, read_row (statement));
    }
}

/**
 * ek_server_find:
 * @vault: an unlocked vault
 * @id_or_name: (nullable): which; %NULL for the first
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the server; %NULL with %EK_ERROR_NOT_FOUND, %EK_ERROR_LOCKED or what the
 *   database says
 */
EkServer *
ek_server_find (EkVault *vault, const char *id_or_name, GError **error)
{
  g_autoptr (GPtrArray) servers = ek_server_list (vault, error);

  if (servers == NULL)
    return NULL;
  for (guint i = 0; i < servers->len; i++)
    {
      EkServer *server = servers->pdata[i];

      if (id_or_name == NULL || g_str_equal (server->id, id_or_name) || g_str_equal (server->name, id_or_name))
        return ek_server_copy (server);
    }
  g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                       id_or_name != NULL ? _ ("There is no connection of this name.")
                                          : _ ("No connection to a hospital server has been set up."));
  return NULL;
}

/**
 * ek_server_connect:
 * @self: the settings of a server
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a client with this server's certificates and proxy, for one thread at a time;
 *   nothing is sent yet. %NULL with %EK_ERROR_FAILED, see ek_http_new()
 */
EkHttp *
ek_server_connect (EkServer *self, GError **error)
{
  EkHttpOptions options = {
    .ca_pem = self->ca_pem, .client_pem = self->client_pem, .client_key = self->client_key, .proxy = self->proxy
  };

  return ek_http_new (&options, error);
}

static void
add_member (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/* A proxy may be given with a name and a password in front of it. */
static char *
without_login (const char *proxy)
{
  const char *start = proxy != NULL ? strstr (proxy, "://") : NULL;
  const char *at = proxy != NULL ? strrchr (proxy, '@') : NULL;

  if (at == NULL)
    return g_strdup (proxy);
  return g_strdup_printf ("%.*s%s", start != NULL ? (int) (start + 3 - proxy) : 0, proxy, at + 1);
}

/**
 * ek_server_to_json:
 * @self: the settings of a server
 *
 * Returns: (transfer full): the settings for a person to look at, without any secret: of certificates only whether
 *   there are any, of the proxy no login
 */
JsonNode *
ek_server_to_json (EkServer *self)
{
  g_autofree char *proxy = without_login (self->proxy);
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  add_member (object, "id", self->id);
  add_member (object, "name", self->name);
  add_member (object, "url", self->base_url);
  add_member (object, "profile", ek_auth_profile_id (self->profile));
  add_member (object, "user", self->user);
  add_member (object, "key_id", self->key_id);
  add_member (object, "algorithm", self->algorithm);
  add_member (object, "scope", self->scope);
  add_member (object, "token_url", self->token_url);
  add_member (object, "proxy", proxy);
  add_member (object, "patients", self->patient_query);
  json_object_set_boolean_member (object, "own_authority", self->ca_pem != NULL);
  json_object_set_boolean_member (object, "client_certificate", self->client_pem != NULL);
  json_node_take_object (node, object);
  return node;
}
