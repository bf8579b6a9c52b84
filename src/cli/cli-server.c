/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-file.h"
#include "ek-server.h"

#include <glib/gi18n-lib.h>

enum { MAX_PEM_BYTES = 1 << 20 };

/* Options that are taken over as they are, by the place of their string in the server. */
static const struct {
  const char *option;
  gsize offset;
} strings[] = {
  { "login", G_STRUCT_OFFSET (EkServer, user) },
  { "key-id", G_STRUCT_OFFSET (EkServer, key_id) },
  { "algorithm", G_STRUCT_OFFSET (EkServer, algorithm) },
  { "scope", G_STRUCT_OFFSET (EkServer, scope) },
  { "token-url", G_STRUCT_OFFSET (EkServer, token_url) },
  { "proxy", G_STRUCT_OFFSET (EkServer, proxy) },
  { "patients", G_STRUCT_OFFSET (EkServer, patient_query) },
};

static gboolean
read_pem (Cli *cli, const char *option, char **pem, GError **error)
{
  const char *path = cli_option (cli, option);
  gsize length;

  return path == NULL || ek_file_read (path, MAX_PEM_BYTES, pem, &length, error);
}

static gboolean
read_secrets (Cli *cli, EkServer *server, GError **error)
{
  const char *key = cli_option (cli, "client-key-file");

  if ((cli_option (cli, "secret-passphrase-file") != NULL || cli_option (cli, "secret-passphrase-fd") != NULL) &&
      (server->secret = cli_read_passphrase (cli, "secret-", "", FALSE, error)) == NULL)
    return FALSE;
  return key == NULL || (server->client_key = ek_secret_read_file (key, error)) != NULL;
}

static gboolean
read_profile (Cli *cli, EkServer *server, GError **error)
{
  const char *profile = cli_option (cli, "profile");

  if (profile == NULL || ek_auth_profile_from_id (profile, &server->profile))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("--profile is none, basic, bearer or backend."));
  return FALSE;
}

static gboolean
run_add (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *name = cli_required (cli, "name", error);
  const char *url = name != NULL ? cli_required (cli, "url", error) : NULL;
  g_autoptr (EkServer) server = url != NULL ? ek_server_new (name, url) : NULL;

  if (server == NULL || !read_profile (cli, server, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    if (cli_option (cli, strings[i].option) != NULL)
      {
        char **place = G_STRUCT_MEMBER_P (server, strings[i].offset);

        g_free (*place);
        *place = g_strdup (cli_option (cli, strings[i].option));
      }
  if (!read_pem (cli, "ca", &server->ca_pem, error) ||
      !read_pem (cli, "client-certificate", &server->client_pem, error) || !read_secrets (cli, server, error) ||
      !ek_server_validate (server, error) || !ek_server_save (cli->vault, server, error))
    return FALSE;
  cli->document = ek_server_to_json (server);
  return TRUE;
}

static gboolean
run_list (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (GPtrArray) servers = ek_server_list (cli->vault, error);

  if (servers == NULL)
    return FALSE;
  json_builder_begin_array (result);
  for (guint i = 0; i < servers->len; i++)
    json_builder_add_value (result, ek_server_to_json (servers->pdata[i]));
  json_builder_end_array (result);
  return TRUE;
}

static gboolean
run_remove (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkServer) server = ek_server_find (cli->vault, cli_word (cli, 0), error);

  if (server == NULL || !ek_server_remove (cli->vault, server->id, error))
    return FALSE;
  cli->document = ek_server_to_json (server);
  return TRUE;
}

static const CliOption add_options[] = {
  { "name", N_ ("NAME"), N_ ("what the server is called here") },
  { "url", N_ ("URL"), N_ ("base address of the FHIR R4 service, https://…") },
  { "profile", N_ ("PROFILE"), N_ ("how to sign in: none, basic, bearer or backend (SMART Backend Services)") },
  { "login", N_ ("NAME"), N_ ("user name of basic, client id of backend") },
  { "secret-passphrase-fd", N_ ("N"), N_ ("read the password, token or private key from this open file descriptor") },
  { "secret-passphrase-file", N_ ("FILE"), N_ ("read the password, token or private key from this file") },
  { "key-id", N_ ("ID"), N_ ("id of the signing key") },
  { "algorithm", N_ ("NAME"), N_ ("RS384 or ES384") },
  { "scope", N_ ("TEXT"), N_ ("scope that is asked for") },
  { "token-url", N_ ("URL"), N_ ("token address, when the server does not publish it") },
  { "ca", N_ ("FILE"), N_ ("certificate authority in PEM, when it is the hospital's own") },
  { "client-certificate", N_ ("FILE"), N_ ("certificate to show the server, in PEM") },
  { "client-key-file", N_ ("FILE"), N_ ("private key of that certificate, in PEM") },
  { "proxy", N_ ("URL"), N_ ("proxy") },
  { "patients", N_ ("QUERY"), N_ ("which patients to fetch, as FHIR search parameters; * for all") },
  { NULL, NULL, NULL },
};

const CliCommand cli_server_commands[] = {
  { "server add", "", 0, 0, CLI_NEEDS_UNLOCKED, add_options, N_ ("add the hospital's FHIR server"), run_add },
  { "server list", "", 0, 0, CLI_NEEDS_UNLOCKED, NULL, N_ ("list the servers, without their secrets"), run_list },
  { "server remove", "SERVER", 1, 1, CLI_NEEDS_UNLOCKED, NULL, N_ ("remove a server"), run_remove },
  { NULL },
};
