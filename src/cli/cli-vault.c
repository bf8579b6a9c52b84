/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-risk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
read_new_user (Cli *cli, EkNewUser *user, GError **error)
{
  const char *role = cli_required (cli, "role", error);
  g_autoptr (GString) known = NULL;

  if (role == NULL || (user->name = cli_required (cli, "name", error)) == NULL)
    return FALSE;
  user->licence = cli_option (cli, "licence");
  if (ek_role_from_id (role, &user->role))
    return TRUE;
  known = g_string_new (NULL);
  for (int i = 0; i <= EK_ROLE_LAST; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", ek_role_id (i));
  g_set_error (error, EK_ERROR, EK_ERROR_USAGE, _ ("There is no such role. Roles: %s."), known->str);
  return FALSE;
}

static void
add_user (JsonBuilder *result, EkUser *user)
{
  g_autofree char *mark = ek_user_get_mark (user);

  json_builder_begin_object (result);
  cli_add_text (result, "id", ek_user_get_id (user));
  cli_add_text (result, "name", ek_user_get_name (user));
  cli_add_text (result, "role", ek_role_id (ek_user_get_role (user)));
  cli_add_text (result, "licence", ek_user_get_licence (user));
  cli_add_boolean (result, "disabled", ek_user_get_disabled (user));
  cli_add_boolean (result, "waiting", ek_user_get_waiting (user));
  cli_add_boolean (result, "first_passphrase", ek_user_get_first_passphrase (user));
  cli_add_text (result, "key_mark", mark);
  json_builder_end_object (result);
}

static gboolean
run_init (Cli *cli, JsonBuilder *result, GError **error)
{
  EkNewUser user = { NULL, EK_ROLE_PSYCHIATRIST, NULL };
  EkVaultCost cost = cli_flag (cli, "fast") ? EK_VAULT_COST_FAST : EK_VAULT_COST_STRONG;
  g_autofree char *path = cli_vault_path (cli);
  g_autoptr (EkSecret) passphrase = NULL;
  g_autoptr (EkSecret) recovery = NULL;
  g_autoptr (EkUser) created = NULL;
  g_autofree char *code = NULL;

  if (!read_new_user (cli, &user, error))
    return FALSE;
  passphrase = cli_read_passphrase (cli, "", _ ("New passphrase:"), TRUE, error);
  if (passphrase == NULL)
    return FALSE;
  cli->vault = ek_vault_create (path, &user, passphrase, cost, cli->clock, &recovery, error);
  if (cli->vault == NULL)
    return FALSE;
  created = ek_vault_get_user (cli->vault);
  code = g_strndup ((const char *) ek_secret_bytes (recovery), ek_secret_length (recovery));
  json_builder_begin_object (result);
  cli_add_text (result, "vault", ek_vault_get_path (cli->vault));
  cli_add_text (result, "id", ek_vault_get_id (cli->vault));
  json_builder_set_member_name (result, "user");
  add_user (result, created);
  cli_add_text (result, "recovery_code", code);
  json_builder_end_object (result);
  memset (code, 0, strlen (code));
  return TRUE;
}

static gboolean
run_user_add (Cli *cli, JsonBuilder *result, GError **error)
{
  EkNewUser user = { NULL, EK_ROLE_PSYCHIATRIST, NULL };
  g_autoptr (EkSecret) passphrase = NULL;
  g_autoptr (EkUser) added = NULL;

  if (!read_new_user (cli, &user, error))
    return FALSE;
  passphrase = cli_read_passphrase (cli, "new-", _ ("Passphrase of the new user:"), TRUE, error);
  if (passphrase == NULL)
    return FALSE;
  added = ek_vault_add_user (cli->vault, &user, passphrase, error);
  if (added == NULL)
    return FALSE;
  add_user (result, added);
  return TRUE;
}

static gboolean
run_user_list (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (GPtrArray) users = ek_vault_list_users (cli->vault);

  json_builder_begin_array (result);
  for (guint i = 0; i < users->len; i++)
    add_user (result, users->pdata[i]);
  json_builder_end_array (result);
  return TRUE;
}

static EkUser *
find_user (Cli *cli, GError **error)
{
  EkUser *user = ek_vault_find_user (cli->vault, g_ptr_array_index (cli->words, 0));

  if (user == NULL)
    g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("This vault has no such user. Nothing was changed."));
  return user;
}

static gboolean
run_user_let_in (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkUser) user = find_user (cli, error);
  g_autoptr (EkUser) now = NULL;

  if (user == NULL || !ek_vault_let_in (cli->vault, ek_user_get_id (user), error))
    return FALSE;
  now = ek_vault_find_user (cli->vault, ek_user_get_id (user));
  add_user (result, now);
  return TRUE;
}

static gboolean
may_see_risks (Cli *cli)
{
  g_autoptr (EkUser) me = ek_vault_get_user (cli->vault);

  return me != NULL && ek_role_is_clinical (ek_user_get_role (me));
}

/* Whoever may not open patient files cannot see in whose name risks are, and disables the account all the same, as it
 * may have to be closed at once. That nobody looked is said, with who can. */
static void
tell_not_looked (Cli *cli, EkUser *user)
{
  g_autofree char *note = NULL;

  if (!ek_role_is_clinical (ek_user_get_role (user)))
    return;
  note = g_strdup_printf (_ ("Whether open risks are in the name of %s cannot be seen by this account. Ask a clinician "
                             "of this vault to look today (risk list) and to hand them over (risk hand-over)."),
                          ek_user_get_name (user));
  cli_note (cli, note);
}

static gboolean
check_risks (Cli *cli, EkUser *user, GError **error)
{
  g_autoptr (EkStore) store = NULL;
  g_autoptr (GPtrArray) open = NULL;
  guint n = 0;

  if (cli_flag (cli, "leave-risks") || !may_see_risks (cli))
    return TRUE;
  store = ek_store_open (cli->vault, error);
  open = store != NULL ? ek_risk_list_inbox (store, error) : NULL;
  if (open == NULL)
    return FALSE;
  for (guint i = 0; i < open->len; i++)
    n += g_strcmp0 (ek_record_get_text (open->pdata[i], EK_RISK_OWNER), ek_user_get_id (user)) == 0;
  if (n == 0)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_CONFLICT,
               ngettext ("%u open risk is in the name of %s, who could not come in any more. Nothing was changed: hand "
                         "it over first (risk list, risk hand-over), or give --leave-risks.",
                         "%u open risks are in the name of %s, who could not come in any more. Nothing was changed: "
                         "hand them over first (risk list, risk hand-over), or give --leave-risks.",
                         n),
               n, ek_user_get_name (user));
  return FALSE;
}

static gboolean
run_user_disable (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkUser) user = find_user (cli, error);
  g_autoptr (EkUser) now = NULL;

  if (user == NULL || !check_risks (cli, user, error) ||
      !ek_vault_disable_user (cli->vault, ek_user_get_id (user), error))
    return FALSE;
  if (!may_see_risks (cli))
    tell_not_looked (cli, user);
  now = ek_vault_find_user (cli->vault, ek_user_get_id (user));
  add_user (result, now);
  return TRUE;
}

static gboolean
run_user_passphrase (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkUser) user = ek_vault_get_user (cli->vault);
  g_autoptr (EkUser) now = NULL;
  g_autoptr (EkSecret) old = cli_read_passphrase (cli, "", _ ("The old passphrase once more:"), FALSE, error);
  g_autoptr (EkSecret) new = old != NULL ? cli_read_passphrase (cli, "new-", _ ("New passphrase:"), TRUE, error) : NULL;

  if (new == NULL || !ek_vault_change_passphrase (cli->vault, old, new, error))
    return FALSE;
  now = ek_vault_find_user (cli->vault, ek_user_get_id (user));
  add_user (result, now);
  return TRUE;
}

static EkSecret *
read_recovery_code (Cli *cli, GError **error)
{
  const char *file = cli_required (cli, "recovery-code-file", error);

  return file != NULL ? ek_secret_read_file (file, error) : NULL;
}

/* With the code from the safe somebody who forgot the passphrase gets a new one, and a ring that was kept elsewhere is
 * taken when both copies of the newest are lost. */
static gboolean
run_recover (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkSecret) code = read_recovery_code (cli, error);
  g_autoptr (EkSecret) passphrase = NULL;
  g_autoptr (EkUser) user = NULL;
  g_autoptr (EkUser) now = NULL;

  if (code == NULL)
    return FALSE;
  passphrase = cli_read_passphrase (cli, "new-", _ ("New passphrase:"), TRUE, error);
  if (passphrase == NULL || (user = find_user (cli, error)) == NULL ||
      !ek_vault_unlock_with_recovery (cli->vault, code, cli_option (cli, "reason"), error))
    return FALSE;
  cli_tell_remarks (cli);
  if (!ek_vault_reset_passphrase (cli->vault, ek_user_get_id (user), passphrase, error))
    return FALSE;
  now = ek_vault_find_user (cli->vault, ek_user_get_id (user));
  add_user (result, now);
  return TRUE;
}

static gboolean
run_back_up (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *directory = cli->words->len > 0 ? g_ptr_array_index (cli->words, 0) : NULL;
  g_autofree char *written = NULL;

  if (!ek_vault_back_up (cli->vault, directory, NULL, &written, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "backup", written);
  json_builder_end_object (result);
  return TRUE;
}

/* Who says so is put down in the audit of the restored vault at once; otherwise whoever unlocks it first is. */
static gboolean
audit_restored (Cli *cli, const char *path)
{
  g_autoptr (EkSecret) passphrase = NULL;

  if (cli_option (cli, "passphrase-fd") == NULL && cli_option (cli, "passphrase-file") == NULL)
    return FALSE;
  passphrase = cli_read_passphrase (cli, "", _ ("Passphrase:"), FALSE, NULL);
  cli->vault = passphrase != NULL ? ek_vault_open (path, cli->clock, NULL) : NULL;
  if (cli->vault == NULL || !ek_vault_unlock (cli->vault, cli_option (cli, "user"), passphrase, NULL))
    return FALSE;
  cli_tell_remarks (cli);
  return TRUE;
}

static gboolean
run_restore (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *path = cli_vault_path (cli);

  if (!ek_vault_restore (g_ptr_array_index (cli->words, 0), path, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "vault", path);
  cli_add_boolean (result, "audited", audit_restored (cli, path));
  json_builder_end_object (result);
  return TRUE;
}

/* Problems in one file can keep the others from being looked at: whatever is found is told, and the file is named. */
static gboolean
report_problems (Cli *cli, JsonBuilder *result, GPtrArray *problems, GError **error)
{
  g_autoptr (GString) sentence = g_string_new (NULL);

  json_builder_begin_object (result);
  cli_add_boolean (result, "ok", ek_vault_count_problems (problems) == 0);
  json_builder_set_member_name (result, "problems");
  json_builder_begin_array (result);
  for (guint i = 0; i < problems->len; i++)
    {
      EkVaultProblem *problem = problems->pdata[i];

      json_builder_begin_object (result);
      cli_add_text (result, "file", problem->file);
      cli_add_text (result, "what", problem->what);
      cli_add_boolean (result, "harmless", problem->harmless);
      json_builder_end_object (result);
      if (i < 5 && !problem->harmless)
        g_string_append_printf (sentence, "%s%s: %s", sentence->len > 0 ? " " : "", problem->file, problem->what);
    }
  json_builder_end_array (result);
  json_builder_end_object (result);
  if (ek_vault_count_problems (problems) == 0)
    return TRUE;
  cli->found = TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_DAMAGED, sentence->str);
  return FALSE;
}

/* A vault that cannot be opened: say which of its files is to blame where that is known. */
static void
name_file (const char *path, GError **error)
{
  static const char *const files[] = { "vault.keys", "system.db", "clinical.db" };

  if (error == NULL || g_error_matches (*error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = g_build_filename (path, files[i], NULL);

      if (strstr ((*error)->message, files[i]) != NULL)
        return;
      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (file, G_FILE_TEST_IS_REGULAR))
        {
          g_prefix_error (error, "%s: ", files[i]);
          return;
        }
    }
  if (g_error_matches (*error, EK_ERROR, EK_ERROR_DAMAGED))
    g_prefix_error (error, "vault.keys: ");
}

static gboolean
run_verify (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *path = cli_vault_path (cli);
  g_autoptr (EkSecret) passphrase = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  cli->vault = ek_vault_open (path, cli->clock, error);
  if (cli->vault == NULL)
    {
      name_file (path, error);
      return FALSE;
    }
  passphrase = cli_read_passphrase (cli, "", _ ("Passphrase:"), FALSE, error);
  if (passphrase == NULL)
    return FALSE;
  /* Without unlocking: a check looks at what is there, and works on a vault that is too damaged to be unlocked. */
  if (!ek_vault_verify_closed (cli->vault, cli_option (cli, "user"), passphrase, NULL, &problems, error))
    {
      name_file (path, error);
      return FALSE;
    }
  return report_problems (cli, result, problems, error);
}

static const CliOption init_options[] = {
  { "name", N_ ("NAME"), N_ ("name of the first user") },
  { "role", N_ ("ROLE"), N_ ("role of the first user, e.g. psychiatrist") },
  { "licence", N_ ("NUMBER"), N_ ("licence number of the first user") },
  { "fast", NULL, N_ ("a cheap key derivation, for tests and demonstration only; the vault is marked so") },
  { NULL, NULL, NULL },
};

static const CliOption user_options[] = {
  { "name", N_ ("NAME"), N_ ("name of the new user") },
  { "role", N_ ("ROLE"), N_ ("role of the new user, e.g. counsellor") },
  { "licence", N_ ("NUMBER"), N_ ("licence number") },
  { "new-passphrase-fd", N_ ("N"), N_ ("read the new user's passphrase from this open file descriptor") },
  { "new-passphrase-file", N_ ("FILE"), N_ ("read the new user's passphrase from this file") },
  { NULL, NULL, NULL },
};

static const CliOption passphrase_options[] = {
  { "new-passphrase-fd", N_ ("N"), N_ ("read the new passphrase from this open file descriptor") },
  { "new-passphrase-file", N_ ("FILE"), N_ ("read the new passphrase from this file") },
  { NULL, NULL, NULL },
};

static const CliOption recover_options[] = {
  { "recovery-code-file", N_ ("FILE"), N_ ("read the recovery code from this file") },
  { "reason", N_ ("TEXT"),
    N_ ("take an older key ring, put back as vault.keys, for this reason; it is written into the "
        "audit") },
  { "new-passphrase-fd", N_ ("N"), N_ ("read the new passphrase from this open file descriptor") },
  { "new-passphrase-file", N_ ("FILE"), N_ ("read the new passphrase from this file") },
  { NULL, NULL, NULL },
};

static const CliOption disable_options[] = {
  { "leave-risks", NULL, N_ ("although open risks are in that name and nobody has taken them over") },
  { NULL, NULL, NULL },
};

const CliCommand cli_vault_commands[] = {
  { "init", "", 0, 0, CLI_NEEDS_NOTHING, init_options,
    N_ ("create a vault with its first user; prints the recovery "
        "code once"),
    run_init },
  { "user add", "", 0, 0, CLI_NEEDS_UNLOCKED, user_options, N_ ("add a user"), run_user_add },
  { "user list", "", 0, 0, CLI_NEEDS_UNLOCKED, NULL, N_ ("list the users"), run_user_list },
  { "user let-in", "USER", 1, 1, CLI_NEEDS_UNLOCKED, NULL,
    N_ ("let a clinician whom the administrator added read patient files"), run_user_let_in },
  { "user passphrase", "", 0, 0, CLI_NEEDS_UNLOCKED, passphrase_options,
    N_ ("change your own passphrase, and your keys "
        "with it"),
    run_user_passphrase },
  { "user disable", "USER", 1, 1, CLI_NEEDS_UNLOCKED, disable_options,
    N_ ("disable an account; the keys it held are replaced"), run_user_disable },
  { "recover", "USER", 1, 1, CLI_NEEDS_VAULT, recover_options,
    N_ ("give a user a new passphrase with the recovery code"), run_recover },
  { "backup", "[FOLDER]", 0, 1, CLI_NEEDS_UNLOCKED, NULL, N_ ("make a sealed back-up"), run_back_up },
  { "restore", "BACKUP", 1, 1, CLI_NEEDS_NOTHING, NULL, N_ ("make the vault from a back-up; overwrites nothing"),
    run_restore },
  { "verify", "", 0, 0, CLI_NEEDS_NOTHING, NULL, N_ ("check every byte of the databases and the key ring"),
    run_verify },
  { NULL },
};
