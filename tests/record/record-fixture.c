/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define FIRST_USER "Dr 林静"
#define PASSPHRASE "correct horse battery staple 安澜"

static EkSecret *
passphrase (void)
{
  return ek_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
}

void
fixture_set_up (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) secret = NULL;
  g_autoptr (EkSecret) recovery = NULL;
  g_autofree char *path = NULL;
  EkNewUser user = { FIRST_USER, EK_ROLE_PSYCHIATRIST, "110000000000001" };

  ek_secret_init (&error);
  g_assert_no_error (error);
  fixture->directory = g_dir_make_tmp ("ek-record-XXXXXX", &error);
  g_assert_no_error (error);
  secret = passphrase ();
  path = g_build_filename (fixture->directory, "vault", NULL);
  fixture->clock = ek_clock_new_fixed (FIXTURE_NOW, 480);
  fixture->vault = ek_vault_create (path, &user, secret, EK_VAULT_COST_FAST, fixture->clock, &recovery, &error);
  g_assert_no_error (error);
  fixture->store = ek_store_open (fixture->vault, &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

void
fixture_tear_down (Fixture *fixture)
{
  g_clear_object (&fixture->store);
  if (fixture->vault != NULL)
    ek_vault_lock (fixture->vault);
  g_clear_object (&fixture->vault);
  ek_clock_free (fixture->clock);
  remove_tree (fixture->directory);
  g_free (fixture->directory);
}

static void
unlock (Fixture *fixture, const char *user)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) secret = passphrase ();

  ek_vault_unlock (fixture->vault, user, secret, &error);
  g_assert_no_error (error);
}

void
fixture_become (Fixture *fixture, EkRole role)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) secret = passphrase ();
  g_autofree char *name = g_strdup_printf ("%s 测试", ek_role_id (role));
  EkNewUser user = { name, role, NULL };
  g_autoptr (EkUser) found = NULL;

  if (!ek_vault_is_unlocked (fixture->vault))
    unlock (fixture, FIRST_USER);
  found = ek_vault_find_user (fixture->vault, name);
  if (found == NULL)
    {
      g_autoptr (EkUser) added = ek_vault_add_user (fixture->vault, &user, secret, &error);
      g_assert_no_error (error);
    }
  g_clear_object (&fixture->store);
  ek_vault_lock (fixture->vault);
  unlock (fixture, name);
  fixture->store = ek_store_open (fixture->vault, &error);
  g_assert_no_error (error);
}

void
fixture_reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->store);
  fixture->store = ek_store_open (fixture->vault, &error);
  g_assert_no_error (error);
}

EkRecord *
fixture_patient (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  ek_store_save (fixture->store, patient, &error);
  g_assert_no_error (error);

  return patient;
}

gint64
fixture_count (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkStatement) statement = ek_database_prepare (ek_store_get_database (fixture->store), sql, &error);
  gboolean has_row;

  g_assert_no_error (error);
  ek_statement_step (statement, &has_row, &error);
  g_assert_no_error (error);
  g_assert_true (has_row);

  return ek_statement_int (statement, 0);
}

char *
fixture_text (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkStatement) statement = ek_database_prepare (ek_store_get_database (fixture->store), sql, &error);
  gboolean has_row;

  g_assert_no_error (error);
  ek_statement_step (statement, &has_row, &error);
  g_assert_no_error (error);
  g_assert_true (has_row);

  return g_strdup (ek_statement_text (statement, 0));
}

void
fixture_exec (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;

  ek_database_exec (ek_store_get_database (fixture->store), sql, &error);
  g_assert_no_error (error);
}
