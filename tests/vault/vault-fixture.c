/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <glib/gstdio.h>

#include "vault-fixture.h"

#define NOW_MS G_GINT64_CONSTANT (1790000000000)

EkSecret *
secret (const char *text)
{
  return ek_secret_new_copy (text, strlen (text));
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_secret_init (&error));
  /* Thousands of waits for the disk say nothing here; what a power cut does is tested below, with the VFS. */
  fixture->folder = g_strdup ("/dev/shm/ek-vault-XXXXXX");
  if (g_mkdtemp (fixture->folder) == NULL)
    {
      g_free (fixture->folder);
      fixture->folder = g_dir_make_tmp ("ek-vault-XXXXXX", &error);
    }
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "vault", NULL);
  fixture->clock = ek_clock_new_fixed (NOW_MS, 480);
  fixture->passphrase = secret ("correct horse battery staple");
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->first_id);
  ek_clock_free (fixture->clock);
  ek_secret_unref (fixture->passphrase);
  g_clear_pointer (&fixture->recovery, ek_secret_unref);
}

EkVault *
make_vault (Fixture *fixture, EkRole role)
{
  const EkNewUser first = { "王安澜", role, "110-2024-77" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkUser) user = NULL;
  EkVault *vault;

  vault = ek_vault_create (fixture->path, &first, fixture->passphrase, EK_VAULT_COST_FAST, fixture->clock,
                           &fixture->recovery, &error);
  g_assert_no_error (error);
  user = ek_vault_get_user (vault);
  fixture->first_id = g_strdup (ek_user_get_id (user));
  return vault;
}

EkVault *
open_vault (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  EkVault *vault = ek_vault_open (fixture->path, fixture->clock, &error);

  g_assert_no_error (error);
  return vault;
}

EkVault *
unlock_vault (Fixture *fixture, const char *user, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) typed = passphrase != NULL ? secret (passphrase) : ek_secret_ref (fixture->passphrase);
  EkVault *vault = open_vault (fixture);

  ek_vault_unlock (vault, user, typed, &error);
  g_assert_no_error (error);
  return vault;
}

char *
add_person (EkVault *vault, const char *name, EkRole role, const char *passphrase)
{
  const EkNewUser person = { name, role, NULL };
  g_autoptr (EkSecret) typed = secret (passphrase);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkUser) user = ek_vault_add_user (vault, &person, typed, &error);

  g_assert_no_error (error);
  return g_strdup (ek_user_get_id (user));
}

char *
vault_file (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->path, name, NULL);
}

void
run_sql (EkVault *vault, gboolean clinical, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkDatabase) database = clinical ? ek_vault_connect_clinical (vault, &error)
                                             : ek_vault_connect_system (vault, &error);

  g_assert_no_error (error);
  ek_database_exec (database, sql, &error);
  g_assert_no_error (error);
}

gint64
ask_int (EkDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkStatement) statement = ek_database_prepare (database, sql, &error);
  gboolean has_row;

  g_assert_no_error (error);
  ek_statement_step (statement, &has_row, &error);
  g_assert_no_error (error);
  g_assert_true (has_row);
  return ek_statement_int (statement, 0);
}

void
append_row (EkDatabase *database, EkAuditAction action, const char *patient, const char *detail)
{
  EkAuditEntry entry = {
    0, NOW_MS, 480, (char *) "somebody", action, (char *) "patient", (char *) patient, (char *) patient, (char *) detail
  };
  g_autoptr (GError) error = NULL;

  ek_audit_append (database, &entry, &error);
  g_assert_no_error (error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list_names (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Names and bytes of every file, so that "nothing changed" can be said of a whole folder. */
char *
folder_digest (const char *path)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GPtrArray) names = list_names (path);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *file = g_build_filename (path, g_ptr_array_index (names, i), NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      g_checksum_update (sum, g_ptr_array_index (names, i), -1);
      if (g_file_get_contents (file, &contents, &length, NULL))
        g_checksum_update (sum, (const guchar *) contents, (gssize) length);
    }
  return g_strdup (g_checksum_get_string (sum));
}

void
copy_file (const char *from, const char *to)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (from, &contents, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (to, contents, (gssize) length, &error);
  g_assert_no_error (error);
}

void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GPtrArray) names = list_names (from);

  g_mkdir_with_parents (to, 0700);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *source = g_build_filename (from, g_ptr_array_index (names, i), NULL);
      g_autofree char *target = g_build_filename (to, g_ptr_array_index (names, i), NULL);

      if (g_file_test (source, G_FILE_TEST_IS_REGULAR))
        copy_file (source, target);
    }
}

void
remove_folder (const char *path)
{
  g_autoptr (GPtrArray) names = list_names (path);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *child = g_build_filename (path, g_ptr_array_index (names, i), NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

gboolean
folder_contains (const char *path, const char *needle)
{
  g_autoptr (GPtrArray) names = list_names (path);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *file = g_build_filename (path, g_ptr_array_index (names, i), NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        {
          if (folder_contains (file, needle))
            return TRUE;
        }
      else if (g_file_get_contents (file, &contents, &length, NULL) &&
               memmem (contents, length, needle, strlen (needle)) != NULL)
        return TRUE;
    }
  return FALSE;
}
