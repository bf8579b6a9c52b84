/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-notice.h"
#include "ek-risk.h"
#include "ek-seen.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- showing ---------------------------------------------------------------------------------------------------- */

static void
add_causes (Cli *cli, JsonBuilder *result, EkCatalogue *catalogue, EkRecord *risk)
{
  g_auto (GStrv) causes = ek_risk_causes (catalogue, risk);

  json_builder_set_member_name (result, "causes");
  json_builder_begin_array (result);
  for (guint i = 0; causes[i] != NULL; i++)
    json_builder_add_string_value (result, causes[i]);
  json_builder_end_array (result);
}

static void
add_needs (Cli *cli, JsonBuilder *result, EkCatalogue *catalogue, EkRecord *risk)
{
  EkRiskNeeds needs;

  if (!ek_risk_needs (cli->store, NULL, catalogue, risk, NULL, &needs, NULL))
    return;
  json_builder_set_member_name (result, "before_closing");
  json_builder_begin_array (result);
  if (needs.screener_or_second)
    json_builder_add_string_value (result, needs.second ? "second" : "screener-or-second");
  if (needs.role)
    json_builder_add_string_value (result, "role");
  if (needs.statement)
    json_builder_add_string_value (result, needs.what);
  json_builder_end_array (result);
}

static gboolean
add_risk (Cli *cli, JsonBuilder *result, EkRecord *risk, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  g_autoptr (EkRecord) patient = NULL;
  const char *owner = ek_record_get_text (risk, EK_RISK_OWNER);
  g_autoptr (EkUser) user = owner != NULL ? ek_vault_find_user (cli->vault, owner) : NULL;
  int offset = 0;
  gint64 at;

  if (catalogue == NULL)
    return FALSE;
  patient = ek_store_load (cli->store, &ek_patient_type, ek_record_get_patient_id (risk), error);
  if (patient == NULL)
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "id", ek_record_get_id (risk));
  cli_add_text (result, "patient", ek_record_get_patient_id (risk));
  cli_add_text (result, "name", ek_record_get_text (patient, EK_PATIENT_NAME));
  cli_add_text (result, "kind", ek_risk_kind (risk));
  cli_add_text (result, "level", ek_record_get_text (risk, EK_RISK_LEVEL));
  cli_add_text (result, "status", ek_record_get_text (risk, EK_RISK_STATUS));
  cli_add_text (result, "words", ek_risk_level_text (risk));
  add_causes (cli, result, catalogue, risk);
  at = ek_record_get_instant (risk, EK_RISK_RAISED, &offset);
  cli_add_instant (result, "raised", at, offset);
  at = ek_record_get_instant (risk, EK_RISK_DUE, &offset);
  cli_add_instant (result, "due", at, offset);
  cli_add_text (result, "owner", user != NULL ? ek_user_get_name (user) : owner);
  cli_add_boolean (result, "owner_can_come_in", !ek_risk_owner_is_gone (cli->store, risk));
  cli_add_text (result, "action", ek_record_get_text (risk, EK_RISK_ACTION));
  cli_add_text (result, "how", ek_risk_how (NULL, ek_risk_kind (risk), cli_language (cli)));
  if (g_strcmp0 (ek_record_get_text (risk, EK_RISK_STATUS), "open") == 0)
    add_needs (cli, result, catalogue, risk);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_list (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_word (cli, 0) != NULL ? cli_open_patient (cli, error) : NULL;
  g_autoptr (GPtrArray) risks = NULL;

  if (cli_word (cli, 0) != NULL && patient == NULL)
    return FALSE;
  if (patient == NULL)
    risks = ek_risk_list_inbox (cli->store, error);
  else
    risks = cli_flag (cli, "closed") ? ek_store_list (cli->store, &ek_risk_type, patient, error)
                                     : ek_risk_list_open (cli->store, patient, error);
  if (risks == NULL)
    return FALSE;
  json_builder_begin_array (result);
  for (guint i = 0; i < risks->len; i++)
    if (!add_risk (cli, result, risks->pdata[i], error))
      return FALSE;
  json_builder_end_array (result);
  return TRUE;
}

/* --- doing ------------------------------------------------------------------------------------------------------ */

/* The risk that the first word means: by its id, or the worst open one of a patient, of the kind where one is said. */
static EkRecord *
find_risk (Cli *cli, GError **error)
{
  const char *word = cli_word (cli, 0), *kind = cli_option (cli, "kind");
  g_autoptr (EkRecord) risk = ek_store_load (cli->store, &ek_risk_type, word, NULL);
  g_autofree char *patient = NULL;
  g_autoptr (GPtrArray) open = NULL;

  if (risk != NULL)
    return g_steal_pointer (&risk);
  if (kind != NULL && !ek_danger_is_kind (kind))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("A kind of risk is suicide, others or medical."));
      return NULL;
    }
  patient = cli_find_patient (cli, word, error);
  open = patient != NULL ? ek_risk_list_open (cli->store, patient, error) : NULL;
  if (open == NULL)
    return NULL;
  for (guint i = 0; i < open->len; i++)
    if (kind == NULL || strcmp (ek_risk_kind (open->pdata[i]), kind) == 0)
      return g_object_ref (open->pdata[i]);
  cli_not_found (NULL, _ ("This patient has no open risk of that kind."), error);
  return NULL;
}

static gboolean
read_statement (Cli *cli, EkRiskStatement *statement, GError **error)
{
  statement->catalogue = cli_get_catalogue (cli, error);
  statement->plan = cli_option (cli, "plan");
  statement->no_plan = cli_option (cli, "no-plan");
  if (statement->catalogue == NULL)
    return FALSE;
  if (statement->plan == NULL || statement->no_plan == NULL)
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("Give --plan or --no-plan, not both. Nothing was changed."));
  return FALSE;
}

static gboolean
run_assess (Cli *cli, JsonBuilder *result, GError **error)
{
  EkRiskStatement statement = { NULL };
  g_autoptr (EkRecord) risk = read_statement (cli, &statement, error) ? find_risk (cli, error) : NULL;

  return risk != NULL &&
    ek_risk_assess (cli->store, NULL, risk, cli_word (cli, 1), cli_option (cli, "note"), &statement, error) &&
    add_risk (cli, result, risk, error);
}

static gboolean
run_agree (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkRecord) risk = find_risk (cli, error);

  return risk != NULL && ek_risk_agree (cli->store, risk, cli_word (cli, 1), cli_option (cli, "note"), error) &&
    add_risk (cli, result, risk, error);
}

static gboolean
run_log (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkRecord) risk = find_risk (cli, error);

  return risk != NULL && ek_risk_log_action (cli->store, risk, cli_option (cli, "note"), error) &&
    add_risk (cli, result, risk, error);
}

static gboolean
run_hand_over (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkRecord) risk = find_risk (cli, error);
  g_autoptr (GPtrArray) users = risk != NULL ? ek_vault_list_users (cli->vault) : NULL;
  const char *wanted = cli_word (cli, 1), *id = wanted;

  if (risk == NULL)
    return FALSE;
  for (guint i = 0; i < users->len; i++)
    if (strcmp (ek_user_get_name (users->pdata[i]), wanted) == 0)
      id = ek_user_get_id (users->pdata[i]);
  return ek_risk_hand_over (cli->store, risk, id, cli_option (cli, "note"), error) &&
    add_risk (cli, result, risk, error);
}

static gboolean
run_close (Cli *cli, JsonBuilder *result, GError **error)
{
  EkRiskStatement statement = { NULL };
  g_autoptr (EkRecord) risk = read_statement (cli, &statement, error) ? find_risk (cli, error) : NULL;

  return risk != NULL && ek_risk_close (cli->store, NULL, risk, cli_option (cli, "note"), &statement, error) &&
    add_risk (cli, result, risk, error);
}

static gboolean
run_raise (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *kind = cli_option (cli, "kind"), *note = cli_required (cli, "note", error);
  EkRiskCause cause = { .rule = "safety-button", .kind = kind };
  g_autofree char *patient = note != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  g_autoptr (EkRecord) risk = NULL;

  if (patient == NULL)
    return FALSE;
  if (kind != NULL && !ek_danger_is_kind (kind))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("A kind of risk is suicide, others or medical."));
      return FALSE;
    }
  risk = ek_risk_raise (cli->store, NULL, patient, &cause, error);
  return risk != NULL && ek_risk_log_action (cli->store, risk, note, error) && add_risk (cli, result, risk, error);
}

/* --- notices ---------------------------------------------------------------------------------------------------- */

static void
add_notice (Cli *cli, JsonBuilder *result, EkRecord *notice)
{
  g_autofree char *words = ek_notice_text (cli->store, cli_get_catalogue (cli, NULL), notice);
  int offset = 0;
  gint64 at = ek_record_get_instant (notice, EK_NOTICE_RAISED, &offset);

  json_builder_begin_object (result);
  cli_add_text (result, "id", ek_record_get_id (notice));
  cli_add_text (result, "patient", ek_record_get_patient_id (notice));
  cli_add_text (result, "kind", ek_record_get_text (notice, EK_NOTICE_KIND));
  cli_add_text (result, "words", words);
  cli_add_text (result, "status", ek_record_get_text (notice, EK_NOTICE_STATUS));
  cli_add_instant (result, "raised", at, offset);
  json_builder_set_member_name (result, "perhaps_dangerous");
  json_builder_add_boolean_value (result, ek_notice_may_hide_danger (notice));
  cli_add_text (result, "found", ek_record_get_text (notice, EK_NOTICE_FOUND));
  cli_add_text (result, "risk", ek_record_get_text (notice, EK_NOTICE_RISK));
  cli_add_text (result, "action", ek_record_get_text (notice, EK_NOTICE_ACTION));
  json_builder_end_object (result);
}

static gboolean
run_notices (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_word (cli, 0) != NULL ? cli_open_patient (cli, error) : NULL;
  g_autoptr (GPtrArray) open = NULL;

  if (cli_word (cli, 0) != NULL && patient == NULL)
    return FALSE;
  open = ek_notice_list_open (cli->store, patient, error);
  if (open == NULL)
    return FALSE;
  json_builder_begin_array (result);
  for (guint i = 0; i < open->len; i++)
    add_notice (cli, result, open->pdata[i]);
  json_builder_end_array (result);
  return TRUE;
}

static gboolean
run_close_notice (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (GError) failure = NULL;
  const char *found = cli_option (cli, "found");
  g_autoptr (EkRecord) notice = ek_store_load (cli->store, &ek_notice_type, cli_word (cli, 0), &failure);

  if (notice == NULL)
    {
      cli_not_found (g_steal_pointer (&failure), _ ("There is no such notice."), error);
      return FALSE;
    }
  if (found != NULL && strcmp (found, "none") != 0 && !ek_danger_is_kind (found))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE,
                           _ ("What was found is none, suicide, others or medical. Nothing was changed."));
      return FALSE;
    }
  if (!ek_seen_close (cli->store, NULL, notice, found, cli_option (cli, "note"), NULL, error))
    return FALSE;
  g_clear_object (&notice);
  notice = ek_store_load (cli->store, &ek_notice_type, cli_word (cli, 0), error);
  if (notice == NULL)
    return FALSE;
  add_notice (cli, result, notice);
  return TRUE;
}

static const CliOption list_options[] = {
  { "closed", NULL, N_ ("also those that were closed") },
  { NULL, NULL, NULL },
};

static const CliOption note_options[] = {
  { "note", N_ ("TEXT"), N_ ("what was found or done, in words") },
  { "kind", N_ ("KIND"), N_ ("suicide, others or medical, where a patient has risks of several kinds") },
  { NULL, NULL, NULL },
};

static const CliOption close_options[] = {
  { "note", N_ ("TEXT"), N_ ("what was found or done, in words") },
  { "kind", N_ ("KIND"), N_ ("suicide, others or medical, where a patient has risks of several kinds") },
  { "plan", N_ ("TEXT"), N_ ("where the safety plan is; of a medical danger: which physician has seen the patient") },
  { "no-plan", N_ ("TEXT"), N_ ("why there is none") },
  { NULL, NULL, NULL },
};

static const CliOption notice_options[] = {
  { "note", N_ ("TEXT"), N_ ("what was done about it, or seen in it") },
  { "found", N_ ("KIND"),
    N_ ("of what is perhaps dangerous: none, or the danger that was seen, which opens a risk: suicide, others or "
        "medical") },
  { NULL, NULL, NULL },
};

const CliCommand cli_risk_commands[] = {
  { "risk list", "[PATIENT]", 0, 1, CLI_NEEDS_STORE, list_options,
    N_ ("list the open risks of a patient, or of all by due time"), run_list },
  { "risk raise", "PATIENT", 1, 1, CLI_NEEDS_STORE, note_options, N_ ("open a risk, as the safety button does"),
    run_raise },
  { "risk assess", "PATIENT|RISK LEVEL", 2, 2, CLI_NEEDS_STORE, close_options,
    N_ ("set the level: low, moderate or high"), run_assess },
  { "risk agree", "PATIENT|RISK LEVEL", 2, 2, CLI_NEEDS_STORE, note_options,
    N_ ("agree as a second clinician that the risk may be brought to low or moderate"), run_agree },
  { "risk log", "PATIENT|RISK", 1, 1, CLI_NEEDS_STORE, note_options, N_ ("write down an action"), run_log },
  { "risk hand-over", "PATIENT|RISK USER", 2, 2, CLI_NEEDS_STORE, note_options, N_ ("give a risk to another person"),
    run_hand_over },
  { "risk close", "PATIENT|RISK", 1, 1, CLI_NEEDS_STORE, close_options, N_ ("close a risk, with an action"),
    run_close },
  { "notice list", "[PATIENT]", 0, 1, CLI_NEEDS_STORE, NULL,
    N_ ("list what a person must look at, of a patient or of all"), run_notices },
  { "notice close", "NOTICE", 1, 1, CLI_NEEDS_STORE, notice_options, N_ ("say what was done about a notice"),
    run_close_notice },
  { NULL },
};
