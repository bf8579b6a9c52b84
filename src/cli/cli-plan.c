/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-plan.h"

#include <glib/gi18n-lib.h>

static void
add_signatures (JsonBuilder *result, GPtrArray *signatures)
{
  json_builder_set_member_name (result, "signatures");
  json_builder_begin_array (result);
  for (guint i = 0; i < signatures->len; i++)
    {
      const EkSignature *signature = signatures->pdata[i];

      json_builder_begin_object (result);
      cli_add_text (result, "user", signature->user_id);
      cli_add_text (result, "user_name", signature->user_name);
      cli_add_text (result, "meaning", signature->meaning);
      cli_add_int (result, "revision", signature->revision);
      cli_add_instant (result, "at", signature->at_ms, signature->offset_minutes);
      cli_add_boolean (result, "valid", signature->valid);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static gboolean
add_plan (Cli *cli, JsonBuilder *result, EkRecord *plan, GError **error)
{
  g_autoptr (GPtrArray) signatures = ek_store_list_signatures (cli->store, plan, error);

  if (signatures == NULL)
    return FALSE;
  json_builder_begin_object (result);
  json_builder_set_member_name (result, "plan");
  cli_add_record (result, plan);
  add_signatures (result, signatures);
  if (!cli_add_since (cli, result, plan, error))
    return FALSE;
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_draft (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_find_patient (cli, cli_word (cli, 0), error);
  EkCatalogue *catalogue = patient != NULL ? cli_get_catalogue (cli, error) : NULL;
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkRecord) plan = NULL;

  plan = knowledge != NULL ? ek_plan_draft (cli->store, catalogue, knowledge, patient, error) : NULL;
  return plan != NULL && add_plan (cli, result, plan, error);
}

/**
 * cli_find_plan:
 * @cli: the command line, with the store
 * @patient: id of a patient
 * @error: %EK_ERROR_NOT_FOUND when the patient has no plan, or an error of the store
 *
 * Returns: (transfer full): the draft where there is one, else the plan in force; or %NULL
 */
EkRecord *
cli_find_plan (Cli *cli, const char *patient, GError **error)
{
  g_autoptr (GError) local = NULL;
  EkRecord *plan = ek_plan_find_draft (cli->store, patient, &local);

  if (plan == NULL && local == NULL)
    plan = ek_plan_find_current (cli->store, patient, &local);
  if (plan == NULL)
    cli_not_found (g_steal_pointer (&local), _ ("This patient has no plan. “evenkeelctl plan draft” makes one."),
                   error);
  return plan;
}

static gboolean
run_show (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_open_patient (cli, error);
  g_autoptr (EkRecord) plan = patient != NULL ? cli_find_plan (cli, patient, error) : NULL;

  return plan != NULL && add_plan (cli, result, plan, error);
}

static gboolean
run_sign (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_find_patient (cli, cli_word (cli, 0), error);
  EkCatalogue *catalogue = patient != NULL ? cli_get_catalogue (cli, error) : NULL;
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkRecord) plan = NULL;
  g_autoptr (GError) local = NULL;

  if (knowledge == NULL)
    return FALSE;
  plan = ek_plan_find_draft (cli->store, patient, &local);
  if (plan == NULL)
    {
      cli_not_found (g_steal_pointer (&local), _ ("This patient has no draft to sign."), error);
      return FALSE;
    }
  return ek_plan_sign (cli->store, catalogue, knowledge, plan, error) && add_plan (cli, result, plan, error);
}

const CliCommand cli_plan_commands[] = {
  { "plan draft", "PATIENT", 1, 1, CLI_NEEDS_STORE, NULL, N_ ("draft a plan by the rules; every line says why"),
    run_draft },
  { "plan show", "PATIENT", 1, 1, CLI_NEEDS_STORE, NULL, N_ ("show the draft, or the plan in force"), run_show },
  { "plan sign", "PATIENT", 1, 1, CLI_NEEDS_STORE, NULL, N_ ("sign the draft with your own key"), run_sign },
  { NULL },
};
