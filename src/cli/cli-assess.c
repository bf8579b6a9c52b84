/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-assess.h"

#include <glib/gi18n-lib.h>

static gboolean
run_assess (Cli          *cli,
            JsonBuilder  *result,
            GError      **error)
{
  EkInstrument *instrument = cli_find_instrument (cli, cli_word (cli, 1), error);
  const char *text = instrument != NULL ? cli_required (cli, "answers", error) : NULL;
  g_autoptr (JsonNode) answers = text != NULL ? cli_read_json (text, error) : NULL;
  g_autofree char *patient = answers != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  const char *mode = cli_option (cli, "mode");
  g_autoptr (EkRecord) assessment = NULL;
  g_autoptr (EkRecord) risk = NULL;
  gint64 taken;
  int offset;

  if (patient == NULL || !cli_read_date (cli, cli_option (cli, "date"), &taken, &offset, error))
    return FALSE;
  assessment = ek_assess_record (cli->store, cli->catalogue, patient, ek_instrument_get_id (instrument), answers, taken,
                                 offset, mode != NULL ? mode : "clinician", cli_language (cli), &risk, error);
  if (assessment == NULL)
    return FALSE;
  json_builder_begin_object (result);
  json_builder_set_member_name (result, "assessment");
  cli_add_record (result, assessment);
  json_builder_set_member_name (result, "risk");
  if (risk != NULL)
    cli_add_record (result, risk);
  else
    json_builder_add_null_value (result);
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption assess_options[] = {
  { "answers", N_("JSON"), N_("a list in item order (null: not answered) or an object keyed by item; @FILE reads a "
                              "file, - standard input") },
  { "date", N_("DATE"), N_("when it was answered, YYYY-MM-DD or an instant; now when left out") },
  { "mode", N_("MODE"), N_("clinician, self or paper") },
  { "lang", N_("LANGUAGE"), N_("language of the form: en or zh") },
  { NULL, NULL, NULL },
};

const CliCommand cli_assess_commands[] = {
  { "assess", "PATIENT ID", 2, 2, CLI_NEEDS_STORE, assess_options,
    N_("record an answered form; a critical answer opens a risk"), run_assess },
  { NULL },
};
