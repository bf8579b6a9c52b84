/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-assess.h"

#include <glib/gi18n-lib.h>

static void
add_result (Cli *cli, JsonBuilder *result, EkRecord *assessment, EkRecord *risk)
{
  json_builder_begin_object (result);
  json_builder_set_member_name (result, "assessment");
  cli_add_form (cli, result, assessment);
  json_builder_set_member_name (result, "risk");
  if (risk != NULL)
    cli_add_record (result, risk);
  else
    json_builder_add_null_value (result);
  json_builder_end_object (result);
}

static gboolean
record_form (Cli *cli, EkInstrument *instrument, const char *patient, JsonNode *answers, const EkAssessGiving *giving,
             JsonBuilder *result, GError **error)
{
  g_autoptr (EkRecord) assessment = NULL;
  g_autoptr (EkRecord) risk = NULL;

  assessment = ek_assess_record_given (cli->store, cli->catalogue, patient, ek_instrument_get_id (instrument), answers,
                                       giving, &risk, error);
  if (assessment == NULL)
    return FALSE;
  add_result (cli, result, assessment, risk);
  return TRUE;
}

/* A form that the patient did not want: it stands in the file with the reason, or not at all. */
static gboolean
decline_form (Cli *cli, EkInstrument *instrument, const char *patient, const EkAssessGiving *giving,
              JsonBuilder *result, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  g_autoptr (EkRecord) assessment = NULL;

  if (catalogue == NULL || !ek_store_begin (cli->store, error))
    return FALSE;
  assessment = ek_assess_begin (cli->store, instrument, patient, giving, error);
  if (assessment == NULL || !ek_assess_decline (cli->store, catalogue, assessment, cli_option (cli, "decline"), error))
    {
      ek_store_rollback (cli->store);
      return FALSE;
    }
  if (!ek_store_commit (cli->store, error))
    return FALSE;
  add_result (cli, result, assessment, NULL);
  return TRUE;
}

static gboolean
run_assess (Cli *cli, JsonBuilder *result, GError **error)
{
  gboolean declined = cli_option (cli, "decline") != NULL;
  EkInstrument *instrument = cli_find_instrument (cli, cli_word (cli, 1), error);
  const char *text = instrument != NULL && !declined ? cli_required (cli, "answers", error) : NULL;
  g_autoptr (JsonNode) answers = text != NULL ? cli_read_json (text, error) : NULL;
  g_autofree char *patient = instrument != NULL && (declined || answers != NULL)
    ? cli_find_patient (cli, cli_word (cli, 0), error)
    : NULL;
  const char *mode = cli_option (cli, "mode");
  EkAssessGiving giving = { .mode = mode != NULL ? mode : "clinician", .language = cli_language (cli) };

  if (patient == NULL || !cli_read_date (cli, cli_option (cli, "date"), &giving.taken, &giving.offset_minutes, error))
    return FALSE;
  if (!declined)
    return record_form (cli, instrument, patient, answers, &giving, result, error);
  if (cli_option (cli, "answers") == NULL)
    return decline_form (cli, instrument, patient, &giving, result, error);
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                       _ ("Give --answers or --decline, not both. Nothing was changed."));
  return FALSE;
}

static const CliOption assess_options[] = {
  { "answers", N_ ("JSON"),
    N_ ("a list in item order (null: not answered) or an object keyed by item; "
        "{\"declined\": \"why\"} for an item that was declined; @FILE reads a file, - standard "
        "input") },
  { "decline", N_ ("REASON"), N_ ("instead of answers: why the whole form was declined") },
  { "date", N_ ("DATE"), N_ ("when it was answered, YYYY-MM-DD or an instant; now when left out") },
  { "mode", N_ ("MODE"), N_ ("clinician, self or paper") },
  { "lang", N_ ("LANGUAGE"), N_ ("language of the form: en or zh") },
  { NULL, NULL, NULL },
};

const CliCommand cli_assess_commands[] = {
  { "assess", "PATIENT ID", 2, 2, CLI_NEEDS_STORE, assess_options,
    N_ ("record an answered form; a critical answer opens a risk"), run_assess },
  { NULL },
};
