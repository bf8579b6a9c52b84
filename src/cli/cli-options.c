/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Options may stand before, between and after the words of the command, as --name VALUE or --name=VALUE; "--" ends
 * them. A passphrase is no option: only where it is read from. */

const CliOption cli_common_options[] = {
  { "vault", N_ ("DIR"), N_ ("the vault; without it EVENKEEL_VAULT, else the one of the application") },
  { "user", N_ ("USER"), N_ ("name or id of the user who unlocks it") },
  { "passphrase-fd", N_ ("N"), N_ ("read the passphrase from this open file descriptor") },
  { "passphrase-file", N_ ("FILE"), N_ ("read the passphrase from this file") },
  { "json", NULL, N_ ("print one JSON document; errors are JSON on standard error") },
  { "help", NULL, N_ ("show help") },
  { "version", NULL, N_ ("show the version") },
  { NULL, NULL, NULL },
};

static gboolean usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
usage (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, message);
  return FALSE;
}

static const CliOption *
find_in (const CliOption *options, const char *name)
{
  for (; options != NULL && options->name != NULL; options++)
    if (strcmp (options->name, name) == 0)
      return options;
  return NULL;
}

/* Before the command is known any command's option may come: its shape is settled by whoever has one of that name. */
static const CliOption *
find_option (const CliCommand *command, const char *name)
{
  const CliOption *option = find_in (cli_common_options, name);

  if (option != NULL || command != NULL)
    return option != NULL ? option : find_in (command->options, name);
  for (guint group = 0; cli_commands[group] != NULL; group++)
    for (const CliCommand *any = cli_commands[group]; any->path != NULL; any++)
      if ((option = find_in (any->options, name)) != NULL)
        return option;
  return NULL;
}

/* The command whose path the words begin with; the longest wins. */
static const CliCommand *
find_command (GPtrArray *words, guint *n_used)
{
  const CliCommand *found = NULL;

  *n_used = 0;
  for (guint group = 0; cli_commands[group] != NULL; group++)
    for (const CliCommand *command = cli_commands[group]; command->path != NULL; command++)
      {
        g_auto (GStrv) path = g_strsplit (command->path, " ", -1);
        guint n = g_strv_length (path);
        guint same = 0;

        while (same < n && same < words->len && strcmp (path[same], words->pdata[same]) == 0)
          same++;
        if (same == n && n > *n_used)
          {
            found = command;
            *n_used = n;
          }
      }
  return found;
}

static void
keep (Cli *cli, const char *name, const char *value)
{
  GPtrArray *values = g_hash_table_lookup (cli->options, name);

  if (values == NULL)
    {
      values = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (cli->options, g_strdup (name), values);
    }
  g_ptr_array_add (values, g_strdup (value));
}

static gboolean
take_option (Cli *cli, int argc, char **argv, int *at, GError **error)
{
  const char *text = argv[*at] + 2;
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, equals - text) : g_strdup (text);
  const CliOption *option;
  guint n_used;

  option = find_option (find_command (cli->words, &n_used), name);
  if (option == NULL)
    option = find_option (NULL, name);
  if (option == NULL)
    return usage (error, _ ("There is no option --%s. See “evenkeelctl --help”."), name);
  if (option->argument == NULL && equals != NULL)
    return usage (error, _ ("The option --%s takes no value."), name);
  if (option->argument == NULL)
    keep (cli, name, "");
  else if (equals != NULL)
    keep (cli, name, equals + 1);
  else if (*at + 1 < argc)
    keep (cli, name, argv[++*at]);
  else
    return usage (error, _ ("The option --%s needs a value."), name);
  return TRUE;
}

/* Whether it is the first of the two words of a command. */
static gboolean
is_in_group (const CliCommand *command, const char *word)
{
  gsize length = strlen (word);

  return strncmp (command->path, word, length) == 0 && command->path[length] == ' ';
}

/* "add, edit, list": what may follow @word; NULL where it begins no command. */
static char *
list_group (const char *word)
{
  GString *known = g_string_new (NULL);

  for (guint group = 0; cli_commands[group] != NULL; group++)
    for (const CliCommand *any = cli_commands[group]; any->path != NULL; any++)
      if (is_in_group (any, word))
        g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", any->path + strlen (word) + 1);
  return g_string_free (known, known->len == 0);
}

/* "en", "zh", or as a locale writes them: "zh_CN.UTF-8" */
static gboolean
check_language (Cli *cli, GError **error)
{
  const char *language = cli_option (cli, "lang");

  return language == NULL ||
    ((g_str_has_prefix (language, "en") || g_str_has_prefix (language, "zh")) && !g_ascii_isalpha (language[2])) ||
    usage (error, _ ("--lang is en or zh."));
}

static gboolean
check_words (Cli *cli, GError **error)
{
  GHashTableIter iter;
  gpointer name;
  guint n_used;

  cli->command = find_command (cli->words, &n_used);
  if (cli->command == NULL)
    {
      g_autofree char *known = list_group (cli_word (cli, 0));
      g_autofree char *said = cli->words->len > 1 ? g_strdup_printf ("%s %s", cli_word (cli, 0), cli_word (cli, 1))
                                                  : g_strdup (cli_word (cli, 0));

      if (known != NULL && cli->words->len == 1)
        return cli->help || usage (error, _ ("“evenkeelctl %s” is followed by one of: %s."), said, known);
      return usage (error, _ ("There is no command “%.60s”. See “evenkeelctl --help”."), said);
    }
  g_ptr_array_remove_range (cli->words, 0, n_used);
  if (cli->help)
    return TRUE;
  if (cli->words->len < cli->command->least || cli->words->len > cli->command->most)
    return usage (error, _ ("Usage: evenkeelctl %s %s"), cli->command->path, cli->command->words);
  g_hash_table_iter_init (&iter, cli->options);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (find_in (cli_common_options, name) == NULL && find_in (cli->command->options, name) == NULL)
      return usage (error, _ ("“%s” has no option --%s."), cli->command->path, (char *) name);
  return check_language (cli, error);
}

/**
 * cli_parse:
 * @cli: the command line to be filled in
 * @argc: as main() has it
 * @argv: (array length=argc): as main() has it
 * @error: %EK_ERROR_USAGE
 *
 * Sets command, words, options and flags. Whether errors are told as JSON is known even when it fails.
 *
 * Returns: whether the line makes sense; with help or version asked for there may be no command
 */
gboolean
cli_parse (Cli *cli, int argc, char **argv, GError **error)
{
  gboolean only_words = FALSE;

  cli->words = g_ptr_array_new_with_free_func (g_free);
  cli->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  /* Wrong usage too is told as JSON where JSON was asked for. */
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
    cli->json |= strcmp (argv[i], "--json") == 0;
  for (int i = 1; i < argc; i++)
    {
      if (!g_utf8_validate (argv[i], -1, NULL))
        return usage (error, _ ("The command line is not UTF-8."));
      if (!only_words && strcmp (argv[i], "--") == 0)
        only_words = TRUE;
      else if (!only_words && strcmp (argv[i], "-h") == 0)
        keep (cli, "help", "");
      else if (only_words || strncmp (argv[i], "--", 2) != 0)
        g_ptr_array_add (cli->words, g_strdup (argv[i]));
      else if (!take_option (cli, argc, argv, &i, error))
        return FALSE;
    }
  cli->help = cli_flag (cli, "help");
  cli->version = cli_flag (cli, "version");
  if (cli->words->len == 0)
    return cli->help || cli->version || usage (error, _ ("No command was given. See “evenkeelctl --help”."));
  return check_words (cli, error);
}

/**
 * cli_option_all:
 * @cli: the command line
 * @name: of an option, without dashes
 *
 * Returns: (transfer none) (nullable) (element-type utf8): every value it was given, in order; %NULL when it was not
 *   given
 */
GPtrArray *
cli_option_all (Cli *cli, const char *name)
{
  return g_hash_table_lookup (cli->options, name);
}

/**
 * cli_option:
 * @cli: the command line
 * @name: of an option, without dashes
 *
 * Returns: (transfer none) (nullable): its value, the last one where it was given more than once; "" for a flag
 */
const char *
cli_option (Cli *cli, const char *name)
{
  GPtrArray *values = cli_option_all (cli, name);

  return values != NULL ? values->pdata[values->len - 1] : NULL;
}

/**
 * cli_flag:
 * @cli: the command line
 * @name: of an option, without dashes
 *
 * Returns: whether it was given
 */
gboolean
cli_flag (Cli *cli, const char *name)
{
  return cli_option (cli, name) != NULL;
}

/**
 * cli_required:
 * @cli: the command line
 * @name: of an option the command cannot do without
 * @error: %EK_ERROR_USAGE when it is missing or empty
 *
 * Returns: (transfer none): its value, or %NULL
 */
const char *
cli_required (Cli *cli, const char *name, GError **error)
{
  const char *value = cli_option (cli, name);

  if (value != NULL && *value != '\0')
    return value;
  usage (error, _ ("“%s” needs the option --%s."), cli->command->path, name);
  return NULL;
}

/**
 * cli_option_int:
 * @cli: the command line
 * @name: of an option, without dashes
 * @least: the least number accepted
 * @most: the greatest
 * @value: (inout): the number; left alone when the option was not given
 * @error: %EK_ERROR_USAGE when it is no whole number from @least to @most
 *
 * Returns: %FALSE with an error
 */
gboolean
cli_option_int (Cli *cli, const char *name, gint64 least, gint64 most, gint64 *value, GError **error)
{
  const char *text = cli_option (cli, name);

  if (text == NULL)
    return TRUE;
  if (g_ascii_string_to_signed (text, 10, least, most, value, NULL))
    return TRUE;
  return usage (error, _ ("--%s is a whole number from %ld to %ld."), name, (long) least, (long) most);
}

/**
 * cli_word:
 * @cli: the command line
 * @index: which word, from 0, after the command's own
 *
 * Returns: (transfer none) (nullable): the word; %NULL beyond the last
 */
const char *
cli_word (Cli *cli, guint index)
{
  return index < cli->words->len ? cli->words->pdata[index] : NULL;
}

static void
describe_options (GString *out, const CliOption *options)
{
  for (; options != NULL && options->name != NULL; options++)
    {
      g_autofree char *left = g_strdup_printf ("--%s%s%s", options->name, options->argument != NULL ? " " : "",
                                               options->argument != NULL ? _ (options->argument) : "");

      /* Padded by letters, not bytes. */
      g_string_append_printf (out, "  %s%*s %s\n", left, MAX (0, 26 - (int) g_utf8_strlen (left, -1)), "",
                              _ (options->help));
    }
}

static void
describe_command (GString *out, const CliCommand *command)
{
  g_string_append_printf (out, "%s evenkeelctl %s%s%s\n\n%s\n", _ ("Usage:"), command->path,
                          *command->words != '\0' ? " " : "", command->words, _ (command->summary));
  if (command->options != NULL)
    g_string_append_printf (out, "\n%s\n", _ ("Options:"));
  describe_options (out, command->options);
}

/* @word: only the commands that begin with it, or NULL. */
static void
describe_commands (GString *out, const char *word)
{
  g_string_append_printf (out,
                          "%s evenkeelctl [--vault %s] [--passphrase-fd N | --passphrase-file %s] [--json] "
                          "%s%s%s …\n\n%s\n",
                          _ ("Usage:"), _ ("DIR"), _ ("FILE"), word != NULL ? word : "", word != NULL ? " " : "",
                          _ ("COMMAND"), _ ("Commands:"));
  for (guint group = 0; cli_commands[group] != NULL; group++)
    for (const CliCommand *any = cli_commands[group]; any->path != NULL; any++)
      if (word == NULL || is_in_group (any, word))
        g_string_append_printf (out, "  %-30s %s\n", any->path, _ (any->summary));
}

/**
 * cli_help:
 * @cli: the command line
 *
 * Returns: (transfer full): help, translated: of the command, of the group that the first word names, or of all
 */
char *
cli_help (Cli *cli)
{
  GString *out = g_string_new (NULL);

  if (cli->command != NULL)
    describe_command (out, cli->command);
  else
    describe_commands (out, cli_word (cli, 0));
  g_string_append_printf (out, "\n%s\n", _ ("Options of every command:"));
  describe_options (out, cli_common_options);
  return g_string_free (out, FALSE);
}
