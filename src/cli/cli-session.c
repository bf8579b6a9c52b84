/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-assess.h"
#include "ek-danger-walk.h"
#include "ek-danger.h"
#include "ek-definitions.h"
#include "ek-file.h"
#include "ek-person.h"
#include "ek-risk.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const EkJsonLimits answer_limits = { 1u << 20, 16 };

/* So many namesakes are named. */
#define SEVERAL_MAX 5

/**
 * cli_vault_path:
 * @cli: the command line
 *
 * That of --vault, else of the variable EVENKEEL_VAULT, else the one of the application. Whether there is a vault is
 * not looked at.
 *
 * Returns: (transfer full): the folder
 */
char *
cli_vault_path (Cli *cli)
{
  const char *path = cli_option (cli, "vault");

  if (path == NULL || *path == '\0')
    path = g_getenv ("EVENKEEL_VAULT");
  if (path != NULL && *path != '\0')
    return g_strdup (path);
  return g_build_filename (g_get_user_data_dir (), "evenkeel", "vault", NULL);
}

static struct termios shown;

/* Stopped while the passphrase is typed: the terminal must not stay mute. Both calls are safe in a signal handler. */
static void
leave_terminal_as_it_was (int number)
{
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  _exit (128 + number);
}

static gboolean
hide_typing (void)
{
  struct sigaction leave = { .sa_handler = leave_terminal_as_it_was };
  struct termios hidden;

  if (tcgetattr (STDIN_FILENO, &shown) != 0)
    return FALSE;
  sigaction (SIGINT, &leave, NULL);
  sigaction (SIGTERM, &leave, NULL);
  sigaction (SIGHUP, &leave, NULL);
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  return tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
}

static void
show_typing (void)
{
  struct sigaction usual = { .sa_handler = SIG_DFL };

  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  sigaction (SIGINT, &usual, NULL);
  sigaction (SIGTERM, &usual, NULL);
  sigaction (SIGHUP, &usual, NULL);
}

/* From the terminal, without showing it. One byte at a time, so that nothing of it stays in a buffer of stdio. */
static EkSecret *
prompt_once (const char *prompt, GError **error)
{
  g_autoptr (EkSecret) buffer = ek_secret_new (4096);
  gsize length = 0;
  char byte;

  if (!hide_typing ())
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_IO, _ ("The passphrase could not be read from the terminal."));
      return NULL;
    }
  fprintf (stderr, "%s ", prompt);
  fflush (stderr);
  while (read (STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
    if (length < ek_secret_length (buffer))
      ek_secret_bytes (buffer)[length++] = byte;
  show_typing ();
  fputc ('\n', stderr);
  if (length == 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("The passphrase is empty"));
      return NULL;
    }
  return ek_secret_new_copy (ek_secret_bytes (buffer), length);
}

static EkSecret *
prompt_passphrase (const char *prompt, gboolean twice, GError **error)
{
  g_autoptr (EkSecret) first = prompt_once (prompt, error);
  g_autoptr (EkSecret) second = NULL;

  if (first == NULL || !twice)
    return g_steal_pointer (&first);
  second = prompt_once (_ ("Once more:"), error);
  if (second == NULL)
    return NULL;
  if (ek_secret_equal (first, second))
    return g_steal_pointer (&first);
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("The two passphrases differ. Nothing was changed."));
  return NULL;
}

/**
 * cli_read_passphrase:
 * @cli: the command line
 * @prefix: of the options that say where it is read from: "" or "new-"
 * @prompt: what is asked at the terminal, translated
 * @twice: whether it is asked for a second time there, because it is new
 * @error: %EK_ERROR_USAGE when two places are named, or none and standard input is no terminal; %EK_ERROR_INVALID when
 *   it is empty or the two differ; %EK_ERROR_IO; as ek_secret_read_file()
 *
 * Reads a passphrase from a descriptor, a file, or the terminal without showing it. It is never an option: those are
 * seen in the list of processes.
 *
 * Returns: (transfer full): the passphrase, or %NULL
 */
EkSecret *
cli_read_passphrase (Cli *cli, const char *prefix, const char *prompt, gboolean twice, GError **error)
{
  g_autofree char *fd_option = g_strconcat (prefix, "passphrase-fd", NULL);
  g_autofree char *file_option = g_strconcat (prefix, "passphrase-file", NULL);
  const char *file = cli_option (cli, file_option);
  gint64 fd = -1;

  if (!cli_option_int (cli, fd_option, 0, G_MAXINT, &fd, error))
    return NULL;
  if (file != NULL && fd >= 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_USAGE, _ ("Give either --%s or --%s."), fd_option, file_option);
      return NULL;
    }
  if (file != NULL)
    return ek_secret_read_file (file, error);
  if (fd >= 0)
    return ek_secret_read_fd (fd, error);
  if (isatty (STDIN_FILENO))
    return prompt_passphrase (prompt, twice, error);
  g_set_error (error, EK_ERROR, EK_ERROR_USAGE, _ ("A passphrase is needed: give --%s or --%s."), fd_option,
               file_option);
  return NULL;
}

/**
 * cli_tell_remarks:
 * @cli: the command line, with a vault that was unlocked
 *
 * Tells whoever unlocked it what he or she has to know, beside the document, which is the answer to the command; see
 * cli_note().
 */
void
cli_tell_remarks (Cli *cli)
{
  g_auto (GStrv) remarks = ek_vault_list_remarks (cli->vault);
  const char *reading_only = ek_vault_get_reading_only (cli->vault);

  for (guint i = 0; remarks[i] != NULL; i++)
    cli_note (cli, remarks[i]);
  if (reading_only != NULL)
    cli_note (cli, reading_only);
}

static gboolean
unlock (Cli *cli, GError **error)
{
  g_autoptr (EkSecret) passphrase = cli_read_passphrase (cli, "", _ ("Passphrase:"), FALSE, error);

  if (passphrase == NULL || !ek_vault_unlock (cli->vault, cli_option (cli, "user"), passphrase, error))
    return FALSE;
  cli_tell_remarks (cli);
  return TRUE;
}

static gboolean
rescore (EkStore *store, EkRecord *former, EkRecord *patient, gpointer user_data, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (user_data, error);

  return catalogue != NULL && ek_assess_rescore (store, former, patient, catalogue, error);
}

/* Forms that were stored before every form was looked at: once for each vault. A command does not fail for it. */
static void
look_at_earlier_forms (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  EkCatalogue *catalogue = NULL;
  EkDangerWalk found;

  if (ek_danger_walk_is_done (cli->store))
    return;
  catalogue = cli_get_catalogue (cli, &error);
  if (catalogue == NULL || !ek_danger_walk (cli->store, catalogue, NULL, &found, &error))
    return;
  if (found.now)
    g_printerr (_ ("Earlier forms were looked at for danger: %u opened a risk, %u left a notice.\n"), found.risks,
                found.notices);
}

/**
 * cli_prepare:
 * @cli: the command line with its command
 * @error: what ek_vault_open(), cli_read_passphrase(), ek_vault_unlock() or ek_store_open() say
 *
 * Gets ready what the command needs: nothing, the vault, the vault unlocked, or the store, see #CliNeeds. With the
 * store the forms are looked at that were stored before every form was looked at for danger; no command fails for that.
 *
 * Returns: whether the command may run
 */
gboolean
cli_prepare (Cli *cli, GError **error)
{
  g_autofree char *path = NULL;
  CliNeeds needs = cli->command->needs;

  if (needs == CLI_MAY_USE_STORE)
    needs = cli_option (cli, "passphrase-fd") != NULL || cli_option (cli, "passphrase-file") != NULL
      ? CLI_NEEDS_STORE
      : CLI_NEEDS_NOTHING;
  if (needs == CLI_NEEDS_NOTHING)
    return TRUE;
  path = cli_vault_path (cli);
  cli->vault = ek_vault_open (path, cli->clock, error);
  if (cli->vault == NULL)
    return FALSE;
  if (needs == CLI_NEEDS_VAULT)
    return TRUE;
  if (!unlock (cli, error))
    return FALSE;
  if (needs == CLI_NEEDS_STORE)
    cli->store = ek_store_open (cli->vault, error);
  if (cli->store != NULL)
    {
      ek_store_set_particulars_func (cli->store, rescore, cli);
      ek_store_set_parted_func (cli->store, ek_risk_parted, NULL);
      look_at_earlier_forms (cli);
    }
  return needs != CLI_NEEDS_STORE || cli->store != NULL;
}

/**
 * cli_get_catalogue:
 * @cli: the command line
 * @error: as ek_catalogue_load() and ek_definitions_catalogue()
 *
 * What the program brings and, where the store is open, what the hospital imported; read once.
 *
 * Returns: (transfer none): the definitions, or %NULL; they belong to @cli
 */
EkCatalogue *
cli_get_catalogue (Cli *cli, GError **error)
{
  g_autoptr (EkCatalogue) program = cli->catalogue == NULL ? ek_catalogue_load (NULL, error) : NULL;

  if (program != NULL)
    cli->catalogue = cli->store != NULL ? ek_definitions_catalogue (cli->store, program, error)
                                        : g_steal_pointer (&program);
  return cli->catalogue;
}

/**
 * cli_find_instrument:
 * @cli: the command line; its option --definition names a version
 * @id: id of an instrument
 * @error: %EK_ERROR_NOT_FOUND; as cli_get_catalogue()
 *
 * Returns: (transfer none): the instrument, of the version that is given now where none was named; or %NULL
 */
EkInstrument *
cli_find_instrument (Cli *cli, const char *id, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  EkInstrument *instrument;

  if (catalogue == NULL)
    return NULL;
  instrument = ek_catalogue_find (catalogue, id, cli_option (cli, "definition"));
  if (instrument == NULL)
    g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                 _ ("There is no instrument “%s”. “evenkeelctl instrument list” "
                    "shows them."),
                 id);
  return instrument;
}

/* Namesakes, so that they are told apart. */
static void
name_one (GString *who, const EkPatientRow *row)
{
  g_autofree char *words = ek_person_describe (row->name, row->birth_date, row->identifier);

  g_string_append_printf (who, "\n  %s  %s", row->id, words);
}

static char *
several (GString *who, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("More than one patient is meant by this: give the id.%s"),
               who->str);
  return NULL;
}

static char *
several_meant (EkPatientRows *rows, GError **error)
{
  g_autoptr (GString) who = g_string_new (NULL);

  for (guint i = 0; i < ek_patient_rows_length (rows); i++)
    name_one (who, ek_patient_rows_get (rows, i));
  return several (who, error);
}

static char *
several_carry (Cli *cli, GPtrArray *holders, GError **error)
{
  g_autoptr (GString) who = g_string_new (NULL);

  for (guint i = 0; i < holders->len && i < SEVERAL_MAX; i++)
    {
      EkPatientRow *row = ek_store_load_patient_row (cli->store, holders->pdata[i], error);

      if (row == NULL)
        return NULL;
      name_one (who, row);
      ek_patient_row_free (row);
    }
  return several (who, error);
}

/* Whose file it is, when it is one. */
static char *
file_of_all (Cli *cli, GPtrArray *holders, GError **error)
{
  g_autofree char *file = ek_store_file_of (cli->store, holders->pdata[0], error);

  for (guint i = 1; file != NULL && i < holders->len; i++)
    {
      g_autofree char *other = ek_store_file_of (cli->store, holders->pdata[i], error);

      if (other == NULL)
        return NULL;
      if (strcmp (file, other) != 0)
        return several_carry (cli, holders, error);
    }
  return g_steal_pointer (&file);
}

/**
 * cli_find_patient:
 * @cli: the command line, with the store
 * @word: an id, SYSTEM|VALUE, or words that only one patient matches
 * @error: %EK_ERROR_NOT_FOUND; %EK_ERROR_INVALID when more than one is meant, naming up to five of them so that
 *   namesakes are told apart; an error of the store
 *
 * Of a file that was joined with another, that one is meant. Nothing is written into the audit, see cli_open_patient().
 *
 * Returns: (transfer full): the id of the one patient meant, or %NULL
 */
char *
cli_find_patient (Cli *cli, const char *word, GError **error)
{
  g_autoptr (EkPatientRows) rows = NULL;
  g_autoptr (EkRecord) patient = NULL;
  const char *bar = strrchr (word, '|');

  if (ek_id_is_valid (word))
    {
      patient = ek_store_load (cli->store, &ek_patient_type, word, error);
      return patient != NULL ? ek_store_file_of (cli->store, word, error) : NULL;
    }
  if (bar != NULL)
    {
      g_autofree char *system = g_strndup (word, bar - word);
      g_autoptr (GPtrArray) holders = ek_person_find_number (cli->store, system, bar + 1, error);

      if (holders == NULL)
        return NULL;
      if (holders->len > 0)
        return file_of_all (cli, holders, error);
    }
  else
    {
      rows = ek_store_find_patients (cli->store, word, SEVERAL_MAX, NULL, error);
      if (rows == NULL)
        return NULL;
      if (ek_patient_rows_length (rows) == 1)
        return g_strdup (ek_patient_rows_get (rows, 0)->id);
      if (ek_patient_rows_length (rows) > 1)
        return several_meant (rows, error);
    }
  g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("There is no such patient."));
  return NULL;
}

/**
 * cli_open_patient:
 * @cli: the command line, with the store
 * @error: as cli_find_patient(), or the audit could not be written
 *
 * The patient that the first word means; that this file was opened is written into the audit before anything of it is
 * shown.
 *
 * Returns: (transfer full): the id, or %NULL
 */
char *
cli_open_patient (Cli *cli, GError **error)
{
  g_autofree char *patient = cli_find_patient (cli, cli_word (cli, 0), error);

  return patient != NULL && ek_store_audit_open (cli->store, patient, error) ? g_steal_pointer (&patient) : NULL;
}

static JsonNode *
read_json_input (GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 part[4096];
  ssize_t n;

  while (bytes->len <= answer_limits.max_bytes && (n = read (STDIN_FILENO, part, sizeof part)) != 0)
    {
      if (n < 0)
        {
          ek_error_set_errno (error, errno, _ ("Standard input could not be read"));
          return NULL;
        }
      g_byte_array_append (bytes, part, n);
    }
  return ek_json_parse ((const char *) bytes->data, bytes->len, &answer_limits, error);
}

/**
 * cli_not_found:
 * @failure: (transfer full) (nullable): why a search brought nothing; %NULL: there is none
 * @missing: what is said then, translated
 * @error: @failure, or %EK_ERROR_NOT_FOUND with @missing
 */
void
cli_not_found (GError *failure, const char *missing, GError **error)
{
  if (failure == NULL)
    failure = g_error_new_literal (EK_ERROR, EK_ERROR_NOT_FOUND, missing);
  g_propagate_error (error, failure);
}

/**
 * cli_read_json:
 * @text: JSON, or @FILE, or - for standard input; at most 1 MiB and 16 levels
 * @error: as ek_json_parse() and ek_json_load(); %EK_ERROR_IO when standard input could not be read
 *
 * Returns: (transfer full): the value, or %NULL
 */
JsonNode *
cli_read_json (const char *text, GError **error)
{
  if (text[0] == '@')
    return ek_json_load (text + 1, &answer_limits, error);
  if (strcmp (text, "-") == 0)
    return read_json_input (error);
  return ek_json_parse (text, -1, &answer_limits, error);
}

static gint64
day_number (gint64 at_ms, int offset_minutes)
{
  gint64 local = at_ms + offset_minutes * EK_MINUTE_MS;

  return local >= 0 ? local / EK_DAY_MS : (local - EK_DAY_MS + 1) / EK_DAY_MS;
}

/**
 * cli_read_date:
 * @cli: the command line
 * @text: (nullable): YYYY-MM-DD, or an instant with its zone; %NULL: now
 * @at_ms: (out): the instant; noon of that day here for a date
 * @offset_minutes: (out): its offset from UTC, −840 to 840
 * @error: %EK_ERROR_INVALID when it is only a month or a year, has no zone, or lies on a day to come; %EK_ERROR_SYNTAX
 *   when it is none of these
 *
 * A month is not its first day, and a time without a zone is not one of here: what is not said is not guessed.
 *
 * Returns: whether @text was understood
 */
gboolean
cli_read_date (Cli *cli, const char *text, gint64 *at_ms, int *offset_minutes, GError **error)
{
  gint64 today;

  *at_ms = ek_clock_now (cli->clock);
  *offset_minutes = ek_clock_offset (cli->clock, *at_ms);
  if (text == NULL)
    return TRUE;
  if (strlen (text) == 10 && ek_date_is_valid (text))
    {
      *at_ms = ek_date_to_instant (text, *offset_minutes) + 12 * EK_HOUR_MS;
      *offset_minutes = ek_clock_offset (cli->clock, *at_ms);
    }
  else if (ek_date_is_valid (text))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           _ ("A day is needed, not only a month or a year. Write YYYY-MM-DD."));
      return FALSE;
    }
  else if (!ek_instant_parse (text, at_ms, offset_minutes, error))
    {
      g_autofree char *zoned = g_strconcat (text, "Z", NULL);

      if (strchr (text, 'T') == NULL || !ek_instant_parse (zoned, at_ms, NULL, NULL))
        return FALSE;
      g_clear_error (error);
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           _ ("The time has no zone, so it is not known when that was. Write +08:00 or Z behind it."));
      return FALSE;
    }
  today = ek_clock_now (cli->clock);
  if (*at_ms <= today ||
      day_number (*at_ms, *offset_minutes) <= day_number (today, ek_clock_offset (cli->clock, today)))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("The date lies in the future."));
  return FALSE;
}

/**
 * cli_put_file:
 * @cli: the command line
 * @bytes: a file that goes to standard output, where "-" was said
 * @error: %EK_ERROR_USAGE with --json, whose document has standard output for itself
 *
 * Nothing else goes to standard output afterwards. That it could not be written is told at the end, see cli_put().
 *
 * Returns: success
 */
gboolean
cli_put_file (Cli *cli, GBytes *bytes, GError **error)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  if (cli->json)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE,
                           _ ("With --json standard output is for the JSON document: give the name of a file."));
      return FALSE;
    }
  cli->put_out = TRUE;
  cli_put (cli, data, length);
  return TRUE;
}

/**
 * cli_export:
 * @cli: the command line, with the store
 * @result: gets "file" and "bytes"
 * @out: name of a file, or "-" for standard output
 * @bytes: what leaves
 * @record: (nullable): the record it is of; %NULL: of the patient as a whole
 * @patient: id of the patient
 * @detail: (nullable): for the audit; no patient's data
 * @error: as cli_put_file() and ek_store_export(), or the audit could not be written
 *
 * Writes a file that leaves the program, and that it did into the audit.
 *
 * Returns: success
 */
gboolean
cli_export (Cli *cli, JsonBuilder *result, const char *out, GBytes *bytes, EkRecord *record, const char *patient,
            const char *detail, GError **error)
{
  const EkRecordType *type = record != NULL ? ek_record_get_record_type (record) : &ek_patient_type;
  const char *id = record != NULL ? ek_record_get_id (record) : patient;
  gboolean ok;

  if (strcmp (out, "-") == 0)
    ok = (cli->json || ek_store_audit (cli->store, EK_AUDIT_EXPORT, type, id, patient, detail, error)) &&
      cli_put_file (cli, bytes, error);
  else
    ok = ek_store_export (cli->store, out, bytes, type, id, patient, detail, error);
  if (!ok)
    return FALSE;
  cli_add_text (result, "file", out);
  cli_add_int (result, "bytes", g_bytes_get_size (bytes));
  return TRUE;
}

/**
 * cli_language:
 * @cli: the command line
 *
 * Returns: (transfer none): "zh" or "en": of --lang, else of the locale
 */
const char *
cli_language (Cli *cli)
{
  const char *language = cli_option (cli, "lang");

  if (language == NULL)
    language = g_get_language_names ()[0];
  return g_str_has_prefix (language, "zh") ? "zh" : "en";
}
