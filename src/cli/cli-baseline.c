/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-baseline-report.h"
#include "ek-baseline.h"

#include <glib/gi18n-lib.h>

static gboolean
add_baseline (Cli *cli, JsonBuilder *result, EkRecord *baseline, GError **error)
{
  g_autoptr (GPtrArray) signatures = ek_store_list_signatures (cli->store, baseline, error);
  g_autofree char *words = ek_baseline_words (baseline, cli_language (cli));

  if (signatures == NULL)
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "words", words);
  json_builder_set_member_name (result, "baseline");
  cli_add_record (result, baseline);
  json_builder_set_member_name (result, "signatures");
  json_builder_begin_array (result);
  for (guint i = 0; i < signatures->len; i++)
    {
      const EkSignature *signature = signatures->pdata[i];

      json_builder_begin_object (result);
      cli_add_text (result, "user_name", signature->user_name);
      cli_add_text (result, "meaning", signature->meaning);
      cli_add_int (result, "revision", signature->revision);
      cli_add_instant (result, "at", signature->at_ms, signature->offset_minutes);
      cli_add_boolean (result, "valid", signature->valid);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
  if (!cli_add_since (cli, result, baseline, error))
    return FALSE;
  json_builder_end_object (result);
  return TRUE;
}

static EkRecord *
find_baseline (Cli *cli, const char *patient, GError **error)
{
  g_autoptr (GError) local = NULL;
  EkRecord *baseline = ek_baseline_find (cli->store, patient, &local);

  if (baseline == NULL)
    cli_not_found (g_steal_pointer (&local),
                   _ ("This patient has no baseline assessment. “evenkeelctl baseline make” makes one."), error);
  return baseline;
}

static gboolean
run_make (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_find_patient (cli, cli_word (cli, 0), error);
  EkCatalogue *catalogue = patient != NULL ? cli_get_catalogue (cli, error) : NULL;
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  const char *summary = cli_option (cli, "summary");
  g_autoptr (GError) local = NULL;
  g_autoptr (EkRecord) battery = NULL;
  g_autoptr (EkRecord) baseline = NULL;

  if (knowledge == NULL)
    return FALSE;
  battery = ek_baseline_find_set (cli->store, patient, &local);
  if (battery == NULL)
    {
      cli_not_found (g_steal_pointer (&local),
                     _ ("No baseline set of this patient has ended yet. “evenkeelctl battery start” starts "
                        "one."),
                     error);
      return FALSE;
    }
  baseline = ek_baseline_make (cli->store, catalogue, knowledge, battery, error);
  if (baseline == NULL || (summary != NULL && !ek_baseline_set_summary (cli->store, baseline, summary, error)))
    return FALSE;
  return add_baseline (cli, result, baseline, error);
}

static gboolean
run_show (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_open_patient (cli, error);
  g_autoptr (EkRecord) baseline = patient != NULL ? find_baseline (cli, patient, error) : NULL;

  return baseline != NULL && add_baseline (cli, result, baseline, error);
}

static gboolean
run_sign (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_find_patient (cli, cli_word (cli, 0), error);
  EkCatalogue *catalogue = patient != NULL ? cli_get_catalogue (cli, error) : NULL;
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkRecord) baseline = knowledge != NULL ? find_baseline (cli, patient, error) : NULL;

  return baseline != NULL && ek_baseline_sign (cli->store, catalogue, knowledge, baseline, error) &&
    add_baseline (cli, result, baseline, error);
}

static gboolean
run_report (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *out = cli_required (cli, "out", error);
  g_autofree char *patient = out != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  g_autoptr (EkRecord) baseline = patient != NULL ? find_baseline (cli, patient, error) : NULL;
  g_autoptr (GBytes) paper = NULL;

  paper = baseline != NULL ? ek_baseline_report_render (cli->store, baseline, cli_language (cli), error) : NULL;
  json_builder_begin_object (result);
  if (paper == NULL || !cli_export (cli, result, out, paper, baseline, patient, "pdf", error))
    return FALSE;
  cli_add_text (result, "baseline", ek_record_get_id (baseline));
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption make_options[] = {
  { "summary", N_ ("TEXT"), N_ ("your own summary") },
  { NULL, NULL, NULL },
};

static const CliOption show_options[] = {
  { "lang", N_ ("LANGUAGE"), N_ ("en or zh") },
  { NULL, NULL, NULL },
};

static const CliOption report_options[] = {
  { "out", N_ ("FILE"), N_ ("where to write the PDF") },
  { "lang", N_ ("LANGUAGE"), N_ ("en or zh") },
  { NULL, NULL, NULL },
};

const CliCommand cli_baseline_commands[] = {
  { "baseline make", "PATIENT", 1, 1, CLI_NEEDS_STORE, make_options,
    N_ ("make the baseline assessment from the newest baseline set that has ended"), run_make },
  { "baseline show", "PATIENT", 1, 1, CLI_NEEDS_STORE, show_options, N_ ("show the draft, else the signed one"),
    run_show },
  { "baseline sign", "PATIENT", 1, 1, CLI_NEEDS_STORE, NULL, N_ ("sign the draft with your own key"), run_sign },
  { "baseline report", "PATIENT", 1, 1, CLI_NEEDS_STORE, report_options, N_ ("write it as PDF"), run_report },
  { NULL },
};
