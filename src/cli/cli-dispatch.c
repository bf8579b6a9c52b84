/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-config.h"
#include "ek-file.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>
#include <sys/resource.h>

/** Exit statuses, promised by the manual page. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static int
run_command (Cli *cli)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (GError) error = NULL;

  if (cli_prepare (cli, &error))
    {
      gboolean done = cli->command->run (cli, builder, &error);

      /* What a command had begun to say before it failed is not a document. */
      if (done || cli->found)
        result = cli->document != NULL ? json_node_ref (cli->document) : json_builder_get_root (builder);
      if (result != NULL)
        cli_print_result (cli, result);
      if (done)
        return EXIT_DONE;
    }
  if (error == NULL)
    g_set_error_literal (&error, EK_ERROR, EK_ERROR_FAILED, _ ("The command did not succeed."));
  cli_print_error (cli->json, error);
  return g_error_matches (error, EK_ERROR, EK_ERROR_USAGE) ? EXIT_USAGE : EXIT_FAILED;
}

/* A dump of memory could hold a passphrase or a patient's file. */
static void
forbid_core_dumps (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
}

/* The JSON contract is one document on standard output: nothing may be half written, and not in silence. */
static int
tell_unwritten (Cli *cli, int status)
{
  g_autoptr (GError) error = NULL;

  if (cli->unwritten == 0 || status != EXIT_DONE)
    return status;
  ek_error_set_errno (&error, cli->unwritten,
                      _ ("The command was carried out, but its answer could not be written to standard output"));
  cli_print_error (cli->json, error);
  return EXIT_FAILED;
}

/**
 * cli_clear:
 * @cli: the command line
 *
 * Lets go of everything but the notes, and locks the vault. What could not be written into the audit of a vault that
 * was only read is told.
 */
void
cli_clear (Cli *cli)
{
  g_clear_object (&cli->store);
  if (cli->vault != NULL)
    {
      ek_vault_lock (cli->vault);
      if (ek_vault_count_kept (cli->vault) > 0)
        cli_note (cli, _ ("That the vault was opened for reading could not be written into its audit."));
    }
  g_clear_object (&cli->vault);
  g_clear_pointer (&cli->catalogue, ek_catalogue_free);
  g_clear_pointer (&cli->document, json_node_unref);
  g_clear_pointer (&cli->words, g_ptr_array_unref);
  g_clear_pointer (&cli->options, g_hash_table_unref);
}

/* A paper or a picture is in one language throughout, also where its words come from the translations. LANGUAGE is not
 * looked at in the C locale. */
static void
speak_language_of_option (Cli *cli)
{
  if (cli_option (cli, "lang") == NULL)
    return;
  g_setenv ("LANGUAGE", g_str_equal (cli_language (cli), "zh") ? "zh_CN" : "en", TRUE);
  setlocale (LC_MESSAGES, "C.UTF-8");
}

/**
 * cli_main:
 * @argc: as main() has it
 * @argv: (array length=argc): as main() has it
 *
 * Returns: the exit status that the manual page promises: 0 done, 1 failed, also when the answer could not be written,
 *   2 wrong usage
 */
int
cli_main (int argc, char **argv)
{
  Cli cli = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *help = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ek_locale_path ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  forbid_core_dumps ();
  cli.clock = ek_clock_system ();
  if (!ek_secret_init (&error) || !cli_parse (&cli, argc, argv, &error))
    {
      cli_print_error (cli.json, error);
      status = EXIT_USAGE;
    }
  else if (cli.version)
    {
      cli_put (&cli, "evenkeelctl " EK_VERSION "\n", strlen ("evenkeelctl " EK_VERSION "\n"));
      status = EXIT_DONE;
    }
  else if (cli.help || cli.command == NULL)
    {
      help = cli_help (&cli);
      cli_put (&cli, help, strlen (help));
      status = EXIT_DONE;
    }
  else
    {
      speak_language_of_option (&cli);
      status = run_command (&cli);
    }
  status = tell_unwritten (&cli, status);
  cli_clear (&cli);
  if (status == EXIT_DONE)
    cli_print_notes (&cli);
  g_clear_pointer (&cli.notes, g_ptr_array_unref);
  return status;
}
