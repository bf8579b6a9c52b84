/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-server.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static EkError
code_of_step (const char *id)
{
  if (strcmp (id, "tls") == 0)
    return EK_ERROR_TLS;
  return strcmp (id, "token") == 0 || strcmp (id, "scope") == 0 ? EK_ERROR_AUTH : EK_ERROR_NETWORK;
}

static gboolean
run_test (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkServer) server = ek_server_find (cli->vault, cli_word (cli, 0), error);
  g_autoptr (GPtrArray) steps = server != NULL ? ek_server_test (server, cli->clock, NULL) : NULL;
  const EkServerStep *failed = NULL;

  if (steps == NULL)
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "server", server->name);
  json_builder_set_member_name (result, "steps");
  json_builder_begin_array (result);
  for (guint i = 0; i < steps->len; i++)
    {
      const EkServerStep *step = steps->pdata[i];

      json_builder_begin_object (result);
      cli_add_text (result, "step", step->id);
      cli_add_boolean (result, "ok", step->ok);
      cli_add_text (result, "words", step->words);
      json_builder_end_object (result);
      if (!step->ok && failed == NULL)
        failed = step;
    }
  json_builder_end_array (result);
  cli_add_boolean (result, "ok", failed == NULL);
  json_builder_end_object (result);
  if (failed == NULL)
    return TRUE;
  cli->found = TRUE;
  g_set_error_literal (error, EK_ERROR, code_of_step (failed->id), failed->words != NULL ? failed->words : failed->id);
  return FALSE;
}

const CliCommand cli_server_test_commands[] = {
  { "server test", "[SERVER]", 0, 1, CLI_NEEDS_UNLOCKED, NULL, N_ ("test the connection step by step"), run_test },
  { NULL },
};
