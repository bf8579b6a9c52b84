/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-demo.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

static void
tell_progress (guint done, guint total, gpointer user_data)
{
  if (isatty (STDERR_FILENO))
    fprintf (stderr, "\r%u / %u%s", done, total, done == total ? "\n" : "");
}

static gboolean
run_demo (Cli *cli, JsonBuilder *result, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  gint64 patients = EK_DEMO_PATIENTS;
  gint64 seed = 1;

  if (catalogue == NULL || !cli_option_int (cli, "patients", 1, 100000, &patients, error) ||
      !cli_option_int (cli, "seed", 0, G_MAXINT64, &seed, error) ||
      !ek_demo_generate (cli->store, catalogue, patients, seed, NULL, tell_progress, NULL, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_int (result, "patients", patients);
  cli_add_int (result, "seed", seed);
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption demo_options[] = {
  { "patients", N_ ("N"), N_ ("how many (30)") },
  { "seed", N_ ("S"), N_ ("the same seed makes the same people (1)") },
  { NULL, NULL, NULL },
};

const CliCommand cli_demo_commands[] = {
  { "demo", "", 0, 0, CLI_NEEDS_STORE, demo_options, N_ ("add invented patients to try the program with"), run_demo },
  { NULL },
};
