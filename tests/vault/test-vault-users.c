/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "vault-fixture.h"

static void
assert_fails (gboolean done, GError **error, int code)
{
  g_assert_false (done);
  g_assert_error (*error, EK_ERROR, code);
  g_clear_error (error);
}

static gboolean
can_connect (EkVault *vault, GError **error)
{
  g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, error);

  return clinical != NULL;
}

static gboolean
is_waiting (EkVault *vault, const char *id)
{
  g_autoptr (EkUser) user = ek_vault_find_user (vault, id);

  return ek_user_get_waiting (user);
}

/* The administrator keeps the vault running and cannot read it, whatever way is tried. */
static void
test_administrator (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkVault) other = NULL;
  g_autoptr (EkSecret) code = NULL;
  g_autoptr (EkDatabase) system = NULL;
  g_autofree char *admin = add_person (vault, "IT", EK_ROLE_ADMINISTRATOR, "four five six");
  g_autofree char *written = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  ek_vault_lock (vault);
  other = unlock_vault (fixture, "IT", "four five six");
  system = ek_vault_connect_system (other, &error);
  g_assert_no_error (error);
  assert_fails (can_connect (other, &error), &error, EK_ERROR_PERMISSION);
  assert_fails (ek_vault_rotate_key (other, &error), &error, EK_ERROR_PERMISSION);
  assert_fails (ek_vault_let_in (other, fixture->first_id, &error), &error, EK_ERROR_PERMISSION);
  assert_fails (ek_vault_new_recovery_code (other, &code, &error), &error, EK_ERROR_PERMISSION);
  assert_fails (ek_vault_change_role (other, admin, EK_ROLE_PSYCHIATRIST, &error), &error, EK_ERROR_INVALID);
  /* A check says that it could not see everything. */
  assert_fails (ek_vault_verify (other, NULL, &problems, &error), &error, EK_ERROR_PERMISSION);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* Users: the administrator and who made the vault; while there is no administrator, every clinician. */
static void
test_who_looks_after_users (Fixture *fixture, gconstpointer data)
{
  const EkNewUser more = { "韩梅梅", EK_ROLE_CASE_MANAGER, NULL };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkSecret) typed = secret ("one two three");
  g_autofree char *colleague = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  g_autoptr (EkVault) other = unlock_vault (fixture, "李雷", "one two three");
  g_autofree char *third = add_person (other, "赵六", EK_ROLE_CASE_MANAGER, "no administrator yet");
  g_autofree char *admin = add_person (other, "IT", EK_ROLE_ADMINISTRATOR, "four five six");
  g_autoptr (EkUser) added = NULL;
  g_autoptr (GError) error = NULL;

  added = ek_vault_add_user (other, &more, typed, &error);
  assert_fails (added != NULL, &error, EK_ERROR_PERMISSION);
  assert_fails (ek_vault_disable_user (other, third, &error), &error, EK_ERROR_PERMISSION);
  assert_fails (ek_vault_change_role (other, third, EK_ROLE_COUNSELLOR, &error), &error, EK_ERROR_PERMISSION);
  assert_fails (ek_vault_reset_passphrase (other, third, typed, &error), &error, EK_ERROR_PERMISSION);
  added = ek_vault_add_user (vault, &more, typed, &error);
  g_assert_no_error (error);
  g_assert_true (ek_vault_disable_user (vault, third, &error));
  /* An administrator who was disabled looks after nobody. */
  g_assert_true (ek_vault_disable_user (vault, admin, &error));
  g_assert_true (ek_vault_change_role (other, ek_user_get_id (added), EK_ROLE_COUNSELLOR, &error));
  g_assert_no_error (error);
  ek_vault_lock (vault);
  assert_fails (ek_vault_disable_user (vault, colleague, &error), &error, EK_ERROR_LOCKED);
}

static void
choose_own_passphrase (EkVault *vault, const char *first, const char *own)
{
  g_autoptr (EkSecret) old = secret (first);
  g_autoptr (EkSecret) new = secret (own);
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_vault_change_passphrase (vault, old, new, &error));
  g_assert_no_error (error);
}

static void
test_added_by_an_administrator (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *admin = add_person (vault, "IT", EK_ROLE_ADMINISTRATOR, "four five six");
  g_autoptr (EkVault) other = unlock_vault (fixture, "IT", "four five six");
  g_autofree char *new = add_person (other, "韩梅梅", EK_ROLE_CASE_MANAGER, "seven eight");
  g_autoptr (EkVault) third = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (is_waiting (other, new));
  ek_vault_lock (other);
  third = unlock_vault (fixture, "韩梅梅", "seven eight");
  assert_fails (can_connect (third, &error), &error, EK_ERROR_PERMISSION);
  assert_fails (ek_vault_let_in (third, new, &error), &error, EK_ERROR_PERMISSION);
  assert_fails (ek_vault_let_in (vault, new, &error), &error, EK_ERROR_PERMISSION);
  choose_own_passphrase (third, "seven eight", "nine ten eleven");
  g_assert_true (ek_vault_let_in (vault, new, &error));
  g_assert_no_error (error);
  g_assert_false (is_waiting (vault, new));
  /* Who was in when it happened needs no new passphrase. */
  g_assert_true (can_connect (third, &error));
  g_assert_false (is_waiting (third, new));
  assert_fails (ek_vault_let_in (vault, admin, &error), &error, EK_ERROR_INVALID);
}

static void
test_change_role (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *id = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  g_autoptr (EkVault) other = unlock_vault (fixture, "李雷", "one two three");
  g_autoptr (EkUser) user = NULL;
  g_autoptr (GError) error = NULL;

  choose_own_passphrase (other, "one two three", "four five six");
  g_assert_true (can_connect (other, &error));
  g_assert_true (ek_vault_change_role (vault, id, EK_ROLE_OCCUPATIONAL_PHYSICIAN, &error));
  g_assert_true (can_connect (other, &error));
  user = ek_vault_get_user (other);
  g_assert_cmpint (ek_user_get_role (user), ==, EK_ROLE_OCCUPATIONAL_PHYSICIAN);
  /* To administrator: the key is taken, and the one that may have been copied is made worthless. */
  g_assert_true (ek_vault_change_role (vault, id, EK_ROLE_ADMINISTRATOR, &error));
  g_assert_no_error (error);
  g_assert_false (ek_vault_is_rotation_due (vault));
  assert_fails (can_connect (other, &error), &error, EK_ERROR_PERMISSION);
  g_assert_true (can_connect (vault, &error));
  assert_fails (ek_vault_change_role (other, id, EK_ROLE_COUNSELLOR, &error), &error, EK_ERROR_INVALID);
  /* And back: by somebody who can give the key. */
  g_assert_true (ek_vault_change_role (vault, id, EK_ROLE_COUNSELLOR, &error));
  g_assert_true (can_connect (other, &error));
}

static void
test_change_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *keys = vault_file (fixture, "vault.keys");
  g_autofree char *earlier = vault_file (fixture, "vault.keys.previous");
  g_autoptr (EkSecret) new = secret ("安澜 平静 海");
  g_autoptr (EkSecret) empty = secret ("");
  g_autoptr (GError) error = NULL;

  assert_fails (ek_vault_change_passphrase (vault, new, new, &error), &error, EK_ERROR_WRONG_PASSPHRASE);
  assert_fails (ek_vault_change_passphrase (vault, fixture->passphrase, empty, &error), &error, EK_ERROR_INVALID);
  g_assert_true (ek_vault_change_passphrase (vault, fixture->passphrase, new, &error));
  g_assert_no_error (error);
  g_assert_true (ek_vault_check_passphrase (vault, new, &error));
  assert_fails (ek_vault_check_passphrase (vault, fixture->passphrase, &error), &error, EK_ERROR_WRONG_PASSPHRASE);
  ek_vault_lock (vault);
  assert_fails (ek_vault_unlock (vault, NULL, fixture->passphrase, &error), &error, EK_ERROR_WRONG_PASSPHRASE);
  /* The earlier ring does not open with the old one either. */
  copy_file (earlier, keys);
  assert_fails (ek_vault_unlock (vault, NULL, fixture->passphrase, &error), &error, EK_ERROR_WRONG_PASSPHRASE);
  g_assert_true (ek_vault_unlock (vault, NULL, new, &error));
}

static void
test_recovery (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkSecret) new = secret ("a new passphrase");
  g_autoptr (EkSecret) code = NULL;
  g_autoptr (EkSecret) mistyped = ek_secret_new_copy (ek_secret_bytes (fixture->recovery), 35);
  g_autoptr (EkUser) user = NULL;
  g_autoptr (GError) error = NULL;
  guint8 before[EK_SIGNATURE_BYTES], after[EK_SIGNATURE_BYTES];

  g_assert_true (ek_vault_sign (vault, "plan", 4, before, &error));
  ek_vault_lock (vault);
  ek_secret_bytes (mistyped)[7] = ek_secret_bytes (mistyped)[7] == 'A' ? 'B' : 'A';
  assert_fails (ek_vault_unlock_with_recovery (vault, mistyped, NULL, &error), &error, EK_ERROR_INVALID);
  g_assert_true (ek_vault_unlock_with_recovery (vault, fixture->recovery, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (can_connect (vault, &error));
  user = ek_vault_get_user (vault);
  g_assert_nonnull (user);
  {
    g_autoptr (GPtrArray) users = ek_vault_list_users (vault);

    g_assert_cmpuint (users->len, ==, 1);
  }
  g_assert_true (ek_vault_reset_passphrase (vault, fixture->first_id, new, &error));
  g_assert_no_error (error);
  ek_vault_lock (vault);
  assert_fails (ek_vault_unlock (vault, NULL, fixture->passphrase, &error), &error, EK_ERROR_WRONG_PASSPHRASE);
  g_assert_true (ek_vault_unlock (vault, NULL, new, &error));
  g_assert_true (can_connect (vault, &error));
  /* New keys; what was signed with the old ones still counts. */
  g_assert_true (ek_vault_sign (vault, "plan", 4, after, &error));
  g_assert_true (memcmp (before, after, sizeof before) != 0);
  g_assert_true (ek_vault_check_signature (vault, fixture->first_id, "plan", 4, before));
  g_assert_true (ek_vault_check_signature (vault, fixture->first_id, "plan", 4, after));
  /* A new code, and the old one is of no use. */
  g_assert_true (ek_vault_new_recovery_code (vault, &code, &error));
  ek_vault_lock (vault);
  assert_fails (ek_vault_unlock_with_recovery (vault, fixture->recovery, NULL, &error), &error,
                EK_ERROR_WRONG_PASSPHRASE);
  g_assert_true (ek_vault_unlock_with_recovery (vault, code, NULL, &error));
  g_assert_true (can_connect (vault, &error));
}

/* A vault that an administrator makes: the first clinician is let in with the recovery code. */
static void
test_made_by_an_administrator (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_ADMINISTRATOR);
  g_autofree char *doctor = NULL;
  g_autoptr (EkVault) other = NULL;
  g_autoptr (GError) error = NULL;

  assert_fails (can_connect (vault, &error), &error, EK_ERROR_PERMISSION);
  doctor = add_person (vault, "李雷", EK_ROLE_PSYCHIATRIST, "one two three");
  g_assert_true (is_waiting (vault, doctor));
  ek_vault_lock (vault);
  other = unlock_vault (fixture, "李雷", "one two three");
  choose_own_passphrase (other, "one two three", "four five six seven");
  ek_vault_lock (other);
  g_clear_object (&other);
  g_assert_true (ek_vault_unlock_with_recovery (vault, fixture->recovery, NULL, &error));
  g_assert_true (ek_vault_let_in (vault, doctor, &error));
  g_assert_no_error (error);
  ek_vault_lock (vault);
  other = unlock_vault (fixture, "李雷", "four five six seven");
  g_assert_true (can_connect (other, &error));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (401, 'x');
  const struct {
    const char *name;
    const char *licence;
    int code;
  } cases[] = {
    { "", NULL, EK_ERROR_INVALID },         { "   ", NULL, EK_ERROR_INVALID },
    { NULL, NULL, EK_ERROR_INVALID },       { "a\nb", NULL, EK_ERROR_INVALID },
    { "\xff\xfe", NULL, EK_ERROR_INVALID }, { "x", "\x01", EK_ERROR_INVALID },
    { long_name, NULL, EK_ERROR_INVALID },  { "王安澜", "110-2024-77", EK_ERROR_EXISTS },
  };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkSecret) typed = secret ("one two three");
  g_autofree char *same_name = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EkNewUser person = { cases[i].name, EK_ROLE_COUNSELLOR, cases[i].licence };
      g_autoptr (GError) error = NULL;
      g_autoptr (EkUser) user = ek_vault_add_user (vault, &person, typed, &error);

      g_assert_null (user);
      g_assert_error (error, EK_ERROR, cases[i].code);
    }
  /* Two people of one name are two people; each enters with their own passphrase. */
  same_name = add_person (vault, "王安澜", EK_ROLE_COUNSELLOR, "another person");
  g_assert_cmpstr (same_name, !=, fixture->first_id);
  {
    g_autoptr (EkVault) other = unlock_vault (fixture, "王安澜", "another person");
    g_autoptr (EkUser) user = ek_vault_get_user (other);

    g_assert_cmpstr (ek_user_get_id (user), ==, same_name);
  }
}

static void
test_roles (void)
{
  EkRole role = EK_ROLE_PSYCHIATRIST;

  for (int i = 0; i <= EK_ROLE_LAST; i++)
    {
      g_assert_true (ek_role_from_id (ek_role_id ((EkRole) i), &role));
      g_assert_cmpint (role, ==, i);
      g_assert_nonnull (ek_role_label ((EkRole) i));
      g_assert_cmpint (ek_role_is_clinical ((EkRole) i), ==, i != EK_ROLE_ADMINISTRATOR);
    }
  g_assert_false (ek_role_from_id ("doctor", &role));
  g_assert_false (ek_role_from_id (NULL, &role));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/users/administrator", test_administrator);
  ADD ("/users/who-looks-after-users", test_who_looks_after_users);
  ADD ("/users/added-by-an-administrator", test_added_by_an_administrator);
  ADD ("/users/change-role", test_change_role);
  ADD ("/users/change-passphrase", test_change_passphrase);
  ADD ("/users/recovery", test_recovery);
  ADD ("/users/made-by-an-administrator", test_made_by_an_administrator);
  ADD ("/users/names", test_names);
  g_test_add_func ("/users/roles", test_roles);
  return g_test_run ();
}
