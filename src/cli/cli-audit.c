/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <glib/gi18n-lib.h>

enum { PAGE = 1000 };

/* Two chains: the clinical one speaks of patients, the system one of users, policy and unlocking. An administrator
 * holds the key of the second only. */

static gboolean
is_clinical (Cli *cli)
{
  g_autoptr (EkUser) user = ek_vault_get_user (cli->vault);

  return ek_role_is_clinical (ek_user_get_role (user));
}

static EkDatabase *
connect_chain (Cli *cli, gboolean system, GError **error)
{
  return system ? ek_vault_connect_system (cli->vault, error) : ek_vault_connect_clinical (cli->vault, error);
}

static void
add_entry (Cli *cli, JsonBuilder *result, const EkAuditEntry *entry)
{
  g_autoptr (EkUser) user = entry->user_id != NULL ? ek_vault_find_user (cli->vault, entry->user_id) : NULL;

  json_builder_begin_object (result);
  cli_add_int (result, "sequence", entry->sequence);
  cli_add_instant (result, "at", entry->at_ms, entry->offset_minutes);
  cli_add_text (result, "user", entry->user_id);
  cli_add_text (result, "user_name", user != NULL ? ek_user_get_name (user) : NULL);
  cli_add_text (result, "action", ek_audit_action_id (entry->action));
  cli_add_text (result, "subject_type", entry->subject_type);
  cli_add_text (result, "subject", entry->subject_id);
  cli_add_text (result, "patient", entry->patient_id);
  cli_add_text (result, "detail", entry->detail);
  json_builder_end_object (result);
}

/* Signatures under the heads of the chains are many and say nothing about what people did: only with --all. */
static gboolean
add_entries (Cli *cli, JsonBuilder *result, EkDatabase *database, const char *patient, gint64 limit, GError **error)
{
  gint64 from = 0;
  gboolean more = TRUE;

  json_builder_begin_array (result);
  while (limit > 0 && more)
    {
      g_autoptr (GPtrArray) entries = patient != NULL ? ek_store_list_audit (cli->store, patient, from, PAGE, error)
                                                      : ek_audit_list (database, NULL, from, PAGE, error);

      if (entries == NULL)
        return FALSE;
      more = entries->len == PAGE;
      for (guint i = 0; i < entries->len && limit > 0; i++)
        {
          const EkAuditEntry *entry = entries->pdata[i];

          from = entry->sequence - 1;
          if (entry->action == EK_AUDIT_ANCHOR && !cli_flag (cli, "all"))
            continue;
          add_entry (cli, result, entry);
          limit--;
        }
      more = more && from > 0;
    }
  json_builder_end_array (result);
  return TRUE;
}

static gboolean
run_list (Cli *cli, JsonBuilder *result, GError **error)
{
  gboolean system = cli_flag (cli, "system") || !is_clinical (cli);
  const char *word = cli_option (cli, "patient");
  g_autofree char *patient = NULL;
  g_autoptr (EkDatabase) database = NULL;
  gint64 limit = 100;

  if (!cli_option_int (cli, "limit", 1, 1000000, &limit, error))
    return FALSE;
  if (word != NULL && !system)
    {
      cli->store = ek_store_open (cli->vault, error);
      patient = cli->store != NULL ? cli_find_patient (cli, word, error) : NULL;
      if (patient == NULL)
        return FALSE;
    }
  database = connect_chain (cli, system, error);
  return database != NULL && add_entries (cli, result, database, patient, limit, error);
}

static gboolean
verify_chain (Cli *cli, JsonBuilder *result, gboolean system, gint64 *broken_at, GError **error)
{
  g_autoptr (EkDatabase) database = connect_chain (cli, system, error);
  gint64 n_entries = 0;
  g_autoptr (GError) local = NULL;

  *broken_at = 0;
  if (database == NULL)
    return FALSE;
  if (!ek_audit_verify (database, &n_entries, broken_at, &local) && *broken_at == 0)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  json_builder_begin_object (result);
  cli_add_text (result, "chain", system ? "system" : "clinical");
  cli_add_int (result, "entries", n_entries);
  cli_add_boolean (result, "ok", *broken_at == 0);
  json_builder_set_member_name (result, "broken_at");
  if (*broken_at > 0)
    json_builder_add_int_value (result, *broken_at);
  else
    json_builder_add_null_value (result);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_verify (Cli *cli, JsonBuilder *result, GError **error)
{
  gint64 clinical = 0, system = 0;

  json_builder_begin_array (result);
  if (is_clinical (cli) && !verify_chain (cli, result, FALSE, &clinical, error))
    return FALSE;
  if (!verify_chain (cli, result, TRUE, &system, error))
    return FALSE;
  json_builder_end_array (result);
  if (clinical == 0 && system == 0)
    return TRUE;
  cli->found = TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
               _ ("The audit is not as it was written: the %s chain is broken at entry %ld."),
               clinical > 0 ? "clinical" : "system", (long) (clinical > 0 ? clinical : system));
  return FALSE;
}

static const CliOption list_options[] = {
  { "patient", N_ ("PATIENT"), N_ ("only what is about this patient") },
  { "system", NULL, N_ ("the chain about users, policy and unlocking") },
  { "all", NULL, N_ ("also the signatures that anchor the chains in each other") },
  { "limit", N_ ("N"), N_ ("at most so many, newest first (100)") },
  { NULL, NULL, NULL },
};

const CliCommand cli_audit_commands[] = {
  { "audit list", "", 0, 0, CLI_NEEDS_UNLOCKED, list_options, N_ ("who did what, newest first"), run_list },
  { "audit verify", "", 0, 0, CLI_NEEDS_UNLOCKED, NULL, N_ ("check the chains of the audit"), run_verify },
  { NULL },
};
