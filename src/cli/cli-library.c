/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-assess.h"
#include "ek-definitions.h"
#include "ek-fhir-kept.h"
#include "ek-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The library of instruments: the structure goes out to be filled in, words and definitions come in. */

/**
 * cli_list_imported:
 * @cli: the command line
 * @error: an error of the store
 *
 * Returns: (transfer full) (element-type EkDefinition): what the hospital imported; empty without a store; or %NULL
 */
GPtrArray *
cli_list_imported (Cli *cli, GError **error)
{
  return cli->store != NULL ? ek_definitions_list (cli->store, error) : g_ptr_array_new ();
}

static const EkDefinition *
find_imported (EkInstrument *instrument, GPtrArray *imported)
{
  for (guint i = 0; i < imported->len; i++)
    {
      const EkDefinition *definition = g_ptr_array_index (imported, i);

      if (g_strcmp0 (definition->instrument, ek_instrument_get_id (instrument)) == 0 &&
          g_strcmp0 (definition->version, ek_instrument_get_version (instrument)) == 0)
        return definition;
    }
  return NULL;
}

/**
 * cli_instrument_source:
 * @instrument: an instrument
 * @imported: (element-type EkDefinition): as cli_list_imported() gave it
 *
 * Returns: (transfer none): where this version comes from, "program" or "imported"
 */
const char *
cli_instrument_source (EkInstrument *instrument, GPtrArray *imported)
{
  return find_imported (instrument, imported) != NULL ? "imported" : "program";
}

static void
add_definition (JsonBuilder *result, const EkDefinition *definition)
{
  cli_add_text (result, "kind", definition->kind == EK_WORDING_WORDS ? "wording" : "definition");
  cli_add_text (result, "structure", definition->base);
  cli_add_instant (result, "imported", definition->added_ms, definition->added_offset);
  cli_add_text (result, "imported_by", definition->added_name);
  cli_add_text (result, "rights_holder", definition->holder);
  cli_add_text (result, "licence", definition->licence);
  cli_add_text (result, "licence_valid_until", definition->valid_until);
  cli_add_text (result, "entered_by", definition->entered_by);
  cli_add_text (result, "note", definition->note);
  cli_add_text (result, "hash", definition->hash);
  cli_add_boolean (result, "withdrawn", definition->withdrawn);
  cli_add_text (result, "withdrawn_reason", definition->withdrawn ? definition->moved_reason : NULL);
}

/**
 * cli_add_versions:
 * @cli: the command line; its catalogue has been read
 * @result: gets the member "versions"
 * @instrument: any version of an instrument
 * @imported: (element-type EkDefinition): as cli_list_imported() gave it
 *
 * Every version of the instrument, newest first: where it is from, whether it has words, whether it is the one that is
 * given, and of an imported one its licence and who brought it.
 */
void
cli_add_versions (Cli *cli, JsonBuilder *result, EkInstrument *instrument, GPtrArray *imported)
{
  const char *id = ek_instrument_get_id (instrument);
  EkCatalogue *catalogue = cli_get_catalogue (cli, NULL);
  g_autoptr (GPtrArray) versions = ek_catalogue_list_versions (catalogue, id);

  json_builder_set_member_name (result, "versions");
  json_builder_begin_array (result);
  for (guint i = 0; i < versions->len; i++)
    {
      EkInstrument *version = g_ptr_array_index (versions, i);
      const EkDefinition *definition = find_imported (version, imported);

      json_builder_begin_object (result);
      cli_add_text (result, "version", ek_instrument_get_version (version));
      cli_add_text (result, "source", definition != NULL ? "imported" : "program");
      cli_add_boolean (result, "words", ek_instrument_has_words (version));
      cli_add_boolean (result, "given", ek_catalogue_find (catalogue, id, NULL) == version);
      if (definition != NULL)
        add_definition (result, definition);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static gboolean
run_export (Cli *cli, JsonBuilder *result, GError **error)
{
  EkInstrument *instrument = cli_find_instrument (cli, cli_word (cli, 0), error);
  const char *out = instrument != NULL ? cli_required (cli, "out", error) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (out == NULL)
    return FALSE;
  if (ek_instrument_get_n_items (instrument) == 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                   _ ("The items of %s are not part of the program, so there is nothing to put words to. Bring a "
                      "whole definition of it."),
                   ek_instrument_get_abbreviation (instrument));
      return FALSE;
    }
  text = cli_flag (cli, "csv") ? ek_wording_export_csv (instrument) : ek_wording_export_json (instrument);
  bytes = g_bytes_new_take (text, strlen (text));
  if (strcmp (out, "-") == 0 ? !cli_put_file (cli, bytes, error)
                             : !ek_file_replace (out, text, g_bytes_get_size (bytes), 0600, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "file", out);
  cli_add_int (result, "bytes", g_bytes_get_size (bytes));
  cli_add_text (result, "instrument", ek_instrument_get_id (instrument));
  cli_add_text (result, "version", ek_instrument_get_version (instrument));
  json_builder_end_object (result);
  return TRUE;
}

static EkWording *
load (Cli *cli, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  gint64 now = ek_clock_now (cli->clock);
  g_autofree char *today = ek_instant_format_date (now, ek_clock_offset (cli->clock, now));

  return catalogue != NULL ? ek_wording_load (catalogue, cli_word (cli, 0), today, error) : NULL;
}

static void
add_problems (JsonBuilder *result, EkWording *wording, gboolean blocking)
{
  json_builder_set_member_name (result, blocking ? "errors" : "warnings");
  json_builder_begin_array (result);
  for (guint i = 0; i < ek_wording_get_n_problems (wording); i++)
    {
      const EkWordingProblem *problem = ek_wording_get_problem (wording, i);

      if (problem->blocks != blocking)
        continue;
      json_builder_begin_object (result);
      cli_add_text (result, "place", problem->place);
      cli_add_text (result, "message", problem->message);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static void
add_wording (JsonBuilder *result, EkWording *wording)
{
  EkInstrument *instrument = ek_wording_get_result (wording);

  cli_add_text (result, "kind", ek_wording_get_kind (wording) == EK_WORDING_WORDS ? "wording" : "definition");
  if (instrument == NULL)
    instrument = ek_wording_get_structure (wording);
  cli_add_text (result, "instrument", instrument != NULL ? ek_instrument_get_id (instrument) : NULL);
  cli_add_text (result, "version", instrument != NULL ? ek_instrument_get_version (instrument) : NULL);
  cli_add_boolean (result, "good", ek_wording_is_good (wording));
  add_problems (result, wording, TRUE);
  add_problems (result, wording, FALSE);
}

/* The finding is told and, when something blocks, the command fails. */
static gboolean
found_bad (Cli *cli, EkWording *wording, GError **error)
{
  if (ek_wording_is_good (wording))
    return FALSE;
  cli->found = TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                       _ ("Something in the file must be mended first. Nothing was imported."));
  return TRUE;
}

static gboolean
run_check (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkWording) wording = load (cli, error);

  if (wording == NULL)
    return FALSE;
  json_builder_begin_object (result);
  add_wording (result, wording);
  json_builder_end_object (result);
  return !found_bad (cli, wording, error);
}

/* Forms may have waited for what was imported just now. */
static gboolean
complete_kept (Cli *cli, guint *n_completed, GError **error)
{
  g_autoptr (EkCatalogue) program = ek_catalogue_load (NULL, error);
  g_autoptr (EkCatalogue) catalogue = program != NULL ? ek_definitions_catalogue (cli->store, program, error) : NULL;

  return catalogue != NULL &&
    ek_fhir_complete_kept (cli->store, catalogue, ek_assess_received, NULL, n_completed, error);
}

static gboolean
run_import (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkWording) wording = load (cli, error);
  g_autoptr (EkDefinition) definition = NULL;
  guint n_completed = 0;

  if (wording == NULL)
    return FALSE;
  if (found_bad (cli, wording, error))
    {
      json_builder_begin_object (result);
      add_wording (result, wording);
      json_builder_end_object (result);
      return FALSE;
    }
  definition = ek_definitions_import (cli->store, wording, error);
  if (definition == NULL || !complete_kept (cli, &n_completed, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "instrument", definition->instrument);
  cli_add_text (result, "version", definition->version);
  add_definition (result, definition);
  cli_add_int (result, "forms_completed", n_completed);
  add_problems (result, wording, FALSE);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
move (Cli *cli, JsonBuilder *result, gboolean withdrawn, GError **error)
{
  const char *id = cli_word (cli, 0), *version = cli_word (cli, 1);

  if (!ek_definitions_set_withdrawn (cli->store, id, version, withdrawn, cli_option (cli, "reason"), error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "instrument", id);
  cli_add_text (result, "version", version);
  cli_add_boolean (result, "withdrawn", withdrawn);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_withdraw (Cli *cli, JsonBuilder *result, GError **error)
{
  return move (cli, result, TRUE, error);
}

static gboolean
run_reinstate (Cli *cli, JsonBuilder *result, GError **error)
{
  return move (cli, result, FALSE, error);
}

static const CliOption export_options[] = {
  { "out", N_ ("FILE"), N_ ("write the structure there") },
  { "csv", NULL, N_ ("as a table for a spreadsheet instead of JSON") },
  { "definition", N_ ("VERSION"), N_ ("export this version of the definition, with the words it has") },
  { NULL, NULL, NULL },
};

static const CliOption reason_options[] = {
  { "reason", N_ ("TEXT"), N_ ("why; kept with it") },
  { NULL, NULL, NULL },
};

const CliCommand cli_library_commands[] = {
  { "instrument export-structure", "ID", 1, 1, CLI_MAY_USE_STORE, export_options,
    N_ ("export a file in which the licensed words of an instrument can be filled in"), run_export },
  { "instrument check", "FILE", 1, 1, CLI_MAY_USE_STORE, NULL,
    N_ ("check words that were filled in, or a definition, without keeping them"), run_check },
  { "instrument import", "FILE", 1, 1, CLI_NEEDS_STORE, NULL,
    N_ ("import words that were filled in, or a definition, into the vault"), run_import },
  { "instrument withdraw", "ID VERSION", 2, 2, CLI_NEEDS_STORE, reason_options,
    N_ ("give an imported version no longer; forms answered under it stay as they are"), run_withdraw },
  { "instrument reinstate", "ID VERSION", 2, 2, CLI_NEEDS_STORE, reason_options, N_ ("give a withdrawn version again"),
    run_reinstate },
  { NULL },
};
