/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-minutes.h"
#include "ek-plan-report.h"

#include <glib/gi18n-lib.h>

static gboolean
run_minutes (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *out = cli_required (cli, "out", error);
  g_autoptr (EkRecord) review = out != NULL ? cli_find_review (cli, TRUE, error) : NULL;
  EkCatalogue *catalogue = review != NULL ? cli_get_catalogue (cli, error) : NULL;
  g_autoptr (EkRecord) document = NULL;
  GBytes *paper = NULL;

  document = catalogue != NULL ? ek_minutes_file (cli->store, catalogue, review, cli_language (cli), error) : NULL;
  if (document == NULL)
    return FALSE;
  paper = ek_record_get_blob (document, EK_DOCUMENT_CONTENT);
  json_builder_begin_object (result);
  if (!cli_export (cli, result, out, paper, document, ek_record_get_patient_id (review), "pdf", error))
    return FALSE;
  json_builder_set_member_name (result, "document");
  cli_add_record (result, document);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_plan_print (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *out = cli_required (cli, "out", error);
  g_autofree char *patient = out != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  EkKnowledge *knowledge = patient != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkRecord) plan = knowledge != NULL ? cli_find_plan (cli, patient, error) : NULL;
  g_autoptr (GBytes) paper = NULL;

  paper = plan != NULL ? ek_plan_report_render (cli->store, knowledge, plan, cli_language (cli), error) : NULL;
  json_builder_begin_object (result);
  if (paper == NULL || !cli_export (cli, result, out, paper, plan, patient, "pdf", error))
    return FALSE;
  cli_add_text (result, "plan", ek_record_get_id (plan));
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption paper_options[] = {
  { "out", N_ ("FILE"), N_ ("where to write the PDF") },
  { "lang", N_ ("LANGUAGE"), N_ ("en or zh") },
  { NULL, NULL, NULL },
};

const CliCommand cli_paper_commands[] = {
  { "mdt minutes", "PATIENT", 1, 1, CLI_NEEDS_STORE, paper_options, N_ ("file the minutes and write them as PDF"),
    run_minutes },
  { "plan print", "PATIENT", 1, 1, CLI_NEEDS_STORE, paper_options, N_ ("write the plan as PDF"), run_plan_print },
  { NULL },
};
