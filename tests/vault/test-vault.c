/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/stat.h>
#include <glib/gstdio.h>

#include "vault-fixture.h"

static void
test_create (Fixture       *fixture,
             gconstpointer  data)
{
  static const char *const files[] = { "vault.keys", "clinical.db", "system.db" };
  g_autoptr(EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr(EkUser) user = ek_vault_get_user (vault);
  struct stat status;

  g_assert_true (ek_vault_is_unlocked (vault));
  g_assert_true (ek_vault_is_demonstration (vault));
  g_assert_cmpstr (ek_user_get_name (user), ==, "王安澜");
  g_assert_cmpstr (ek_user_get_licence (user), ==, "110-2024-77");
  g_assert_cmpint (ek_user_get_role (user), ==, EK_ROLE_PSYCHIATRIST);
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = vault_file (fixture, files[i]);

      g_assert_cmpint (stat (file, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    }
  g_assert_cmpuint (ek_secret_length (fixture->recovery), ==, 35);
}

static void
test_unlock_and_read_again (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EkVault) vault = make_vault (fixture, EK_ROLE_COUNSELLOR);
  g_autoptr(EkVault) again = NULL;
  g_autoptr(EkDatabase) database = NULL;

  run_sql (vault, TRUE, "CREATE TABLE note (text TEXT) STRICT; INSERT INTO note VALUES ('睡眠'), ('work');");
  ek_vault_lock (vault);
  g_assert_false (ek_vault_is_unlocked (vault));
  g_assert_null (ek_vault_get_user (vault));
  g_assert_null (ek_vault_connect_clinical (vault, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
  g_clear_error (&error);

  again = unlock_vault (fixture, NULL, NULL);
  database = ek_vault_connect_clinical (again, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask_int (database, "SELECT count (*) FROM note"), ==, 2);
}

static void
test_wrong_passphrase_changes_nothing (Fixture       *fixture,
                                       gconstpointer  data)
{
  static const char *const wrong[] = { "Correct horse battery staple", "correct horse battery staple ", "x", "安澜" };
  g_autoptr(EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *before = NULL;

  ek_vault_lock (vault);
  before = folder_digest (fixture->path);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(EkSecret) typed = secret (wrong[i]);
      g_autoptr(GError) error = NULL;
      g_autofree char *after = NULL;

      g_assert_false (ek_vault_unlock (vault, i % 2 == 0 ? NULL : "王安澜", typed, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE);
      g_assert_false (ek_vault_is_unlocked (vault));
      after = folder_digest (fixture->path);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
test_unknown_user (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr(GError) error = NULL;

  ek_vault_lock (vault);
  g_assert_false (ek_vault_unlock (vault, "nobody", fixture->passphrase, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/vault/create", test_create);
  ADD ("/vault/unlock-and-read-again", test_unlock_and_read_again);
  ADD ("/vault/wrong-passphrase-changes-nothing", test_wrong_passphrase_changes_nothing);
  ADD ("/vault/unknown-user", test_unknown_user);
  return g_test_run ();
}
