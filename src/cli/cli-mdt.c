/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-mdt.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
add_all (JsonBuilder *result, const char *member, GPtrArray *records)
{
  json_builder_set_member_name (result, member);
  json_builder_begin_array (result);
  for (guint i = 0; i < records->len; i++)
    cli_add_record (result, records->pdata[i]);
  json_builder_end_array (result);
}

static void
add_signatures (JsonBuilder *result, GPtrArray *signatures)
{
  json_builder_set_member_name (result, "signatures");
  json_builder_begin_array (result);
  for (guint i = 0; i < signatures->len; i++)
    {
      const EkMdtSignature *mdt = signatures->pdata[i];

      json_builder_begin_object (result);
      cli_add_text (result, "user_name", mdt->signature->user_name);
      cli_add_text (result, "meaning", mdt->signature->meaning);
      cli_add_instant (result, "at", mdt->signature->at_ms, mdt->signature->offset_minutes);
      cli_add_boolean (result, "valid", mdt->signature->valid);
      cli_add_boolean (result, "current", mdt->current);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static gboolean
add_review (Cli *cli, JsonBuilder *result, EkRecord *review, GError **error)
{
  g_autoptr (GPtrArray) opinions = ek_mdt_list_opinions (cli->store, review, error);
  g_autoptr (GPtrArray) actions = opinions != NULL ? ek_mdt_list_actions (cli->store, review, error) : NULL;
  g_autoptr (GPtrArray) signatures = actions != NULL ? ek_mdt_list_signatures (cli->store, review, error) : NULL;

  if (signatures == NULL)
    return FALSE;
  json_builder_begin_object (result);
  json_builder_set_member_name (result, "review");
  cli_add_record (result, review);
  add_all (result, "opinions", opinions);
  add_all (result, "actions", actions);
  add_signatures (result, signatures);
  if (!cli_add_since (cli, result, review, error))
    return FALSE;
  json_builder_end_object (result);
  return TRUE;
}

/**
 * cli_find_review:
 * @cli: the command line, with the store; its first word is meant
 * @closed_too: whether the newest closed review will do where none is open, for minutes
 * @error: as cli_find_patient(); %EK_ERROR_NOT_FOUND when there is no such review
 *
 * Returns: (transfer full): the review with that id, whatever its state, else the open one of the patient meant; or
 *   %NULL
 */
EkRecord *
cli_find_review (Cli *cli, gboolean closed_too, GError **error)
{
  const char *word = cli_word (cli, 0);
  g_autofree char *patient = NULL;
  g_autoptr (GPtrArray) reviews = NULL;
  g_autoptr (GError) local = NULL;
  EkRecord *review;

  if (ek_id_is_valid (word) && (review = ek_store_load (cli->store, &ek_review_type, word, NULL)) != NULL)
    return review;
  patient = cli_find_patient (cli, word, error);
  if (patient == NULL)
    return NULL;
  review = ek_mdt_find_open (cli->store, patient, &local);
  if (review == NULL && local == NULL && closed_too)
    {
      reviews = ek_mdt_list (cli->store, patient, &local);
      if (reviews != NULL && reviews->len > 0)
        review = g_object_ref (reviews->pdata[0]);
    }
  if (review == NULL)
    cli_not_found (g_steal_pointer (&local), _ ("There is no open case review. “evenkeelctl mdt open” opens one."),
                   error);
  return review;
}

static gboolean
run_open (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *question = cli_required (cli, "question", error);
  g_autofree char *patient = question != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  EkCatalogue *catalogue = patient != NULL ? cli_get_catalogue (cli, error) : NULL;
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkRecord) review = NULL;

  review = knowledge != NULL ? ek_mdt_open (cli->store, catalogue, knowledge, patient, question, error) : NULL;
  return review != NULL && add_review (cli, result, review, error);
}

static gboolean
run_opinion (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *text = cli_required (cli, "text", error);
  const char *member = cli_option (cli, "member");
  g_autoptr (EkRecord) review = text != NULL ? cli_find_review (cli, FALSE, error) : NULL;
  g_autoptr (EkRecord) opinion = NULL;
  g_autoptr (EkUser) user = NULL;

  if (review == NULL)
    return FALSE;
  if (member != NULL && (user = ek_vault_find_user (cli->vault, member)) == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("There is no such user."));
      return FALSE;
    }
  opinion = ek_mdt_give_opinion (cli->store, review, user != NULL ? ek_user_get_id (user) : NULL, text,
                                 cli_option (cli, "stance"), error);
  return opinion != NULL && add_review (cli, result, review, error);
}

/* --action "TEXT|OWNER|DATE", where the owner is a user or only a name. */
static gboolean
add_actions (Cli *cli, EkRecord *review, GError **error)
{
  GPtrArray *actions = cli_option_all (cli, "action");

  for (guint i = 0; actions != NULL && i < actions->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (actions->pdata[i], "|", -1);
      g_autoptr (EkUser) owner = NULL;
      g_autoptr (EkRecord) action = NULL;

      if (g_strv_length (parts) != 3)
        {
          g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("An action is written “TEXT|OWNER|YYYY-MM-DD”."));
          return FALSE;
        }
      owner = ek_vault_find_user (cli->vault, parts[1]);
      action = ek_mdt_add_action (cli->store, review, parts[0], owner != NULL ? ek_user_get_id (owner) : NULL,
                                  owner != NULL ? ek_user_get_name (owner) : parts[1], parts[2], error);
      if (action == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_decide (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *decision = cli_required (cli, "decision", error);
  const char *reason = decision != NULL ? cli_required (cli, "reason", error) : NULL;
  g_autoptr (EkRecord) review = reason != NULL ? cli_find_review (cli, FALSE, error) : NULL;

  if (review == NULL || !ek_store_begin (cli->store, error))
    return FALSE;
  if (!ek_mdt_decide (cli->store, review, decision, reason, error) || !add_actions (cli, review, error))
    {
      ek_store_rollback (cli->store);
      return FALSE;
    }
  return ek_store_commit (cli->store, error) && add_review (cli, result, review, error);
}

static gboolean
run_sign (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *meaning = cli_option (cli, "meaning");
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkRecord) review = knowledge != NULL ? cli_find_review (cli, FALSE, error) : NULL;

  return review != NULL &&
    ek_mdt_sign (cli->store, catalogue, knowledge, review, meaning != NULL ? meaning : "agrees", error) &&
    add_review (cli, result, review, error);
}

static gboolean
run_close (Cli *cli, JsonBuilder *result, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkRecord) review = knowledge != NULL ? cli_find_review (cli, FALSE, error) : NULL;

  return review != NULL && ek_mdt_close (cli->store, catalogue, knowledge, review, error) &&
    add_review (cli, result, review, error);
}

static gboolean
run_refresh (Cli *cli, JsonBuilder *result, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkRecord) review = knowledge != NULL ? cli_find_review (cli, FALSE, error) : NULL;

  return review != NULL && ek_mdt_refresh (cli->store, catalogue, knowledge, review, error) &&
    add_review (cli, result, review, error);
}

static gboolean
run_show (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkRecord) review = cli_find_review (cli, TRUE, error);

  return review != NULL && ek_store_audit_open (cli->store, ek_record_get_patient_id (review), error) &&
    add_review (cli, result, review, error);
}

static const CliOption open_options[] = {
  { "question", N_ ("TEXT"), N_ ("what the team is asked") },
  { NULL, NULL, NULL },
};

static const CliOption opinion_options[] = {
  { "text", N_ ("TEXT"), N_ ("the opinion") },
  { "stance", N_ ("STANCE"), N_ ("agrees, dissents or abstains") },
  { "member", N_ ("USER"), N_ ("whose opinion it is, when taken down for another member") },
  { NULL, NULL, NULL },
};

static const CliOption decide_options[] = {
  { "decision", N_ ("TEXT"), N_ ("what was decided") },
  { "reason", N_ ("TEXT"), N_ ("why") },
  { "action", N_ ("TEXT|OWNER|DATE"), N_ ("an action with its owner and date; may be given again") },
  { NULL, NULL, NULL },
};

static const CliOption sign_options[] = {
  { "meaning", N_ ("MEANING"), N_ ("agrees, dissents or witness (agrees)") },
  { NULL, NULL, NULL },
};

const CliCommand cli_mdt_commands[] = {
  { "mdt open", "PATIENT", 1, 1, CLI_NEEDS_STORE, open_options, N_ ("open a case review with a question for the team"),
    run_open },
  { "mdt opinion", "PATIENT", 1, 1, CLI_NEEDS_STORE, opinion_options, N_ ("give an opinion in the open review"),
    run_opinion },
  { "mdt decide", "PATIENT", 1, 1, CLI_NEEDS_STORE, decide_options,
    N_ ("record the decision, its reason and its actions"), run_decide },
  { "mdt refresh", "PATIENT", 1, 1, CLI_NEEDS_STORE, NULL,
    N_ ("make the case page of the open review again from the file as it is now"), run_refresh },
  { "mdt sign", "PATIENT", 1, 1, CLI_NEEDS_STORE, sign_options, N_ ("sign the decision with your own key"), run_sign },
  { "mdt close", "PATIENT", 1, 1, CLI_NEEDS_STORE, NULL, N_ ("close the review"), run_close },
  { "mdt show", "PATIENT", 1, 1, CLI_NEEDS_STORE, NULL, N_ ("show the open review, else the newest"), run_show },
  { NULL },
};
