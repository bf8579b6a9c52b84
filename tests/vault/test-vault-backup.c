/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "vault-fixture.h"

#define PATIENT "欧阳静怡"
#define NOTE "wakes at four every night"

static EkVault *
vault_with_patient (Fixture *fixture)
{
  EkVault *vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);

  run_sql (vault, TRUE,
           "CREATE TABLE patient (name TEXT, note TEXT) STRICT; INSERT INTO patient VALUES ('" PATIENT "', '" NOTE "');"
           "CREATE VIRTUAL TABLE found USING fts5 (name, note, tokenize = 'trigram');"
           "INSERT INTO found SELECT name, note FROM patient;"
           "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
           " INSERT INTO patient SELECT printf ('" PATIENT " %d', i), '" NOTE "' FROM n;");
  return vault;
}

static void
start_again (Fixture *fixture)
{
  remove_folder (fixture->path);
  g_clear_pointer (&fixture->recovery, ek_secret_unref);
  g_clear_pointer (&fixture->first_id, g_free);
}

static gint64
count_patients (EkVault *vault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, &error);

  g_assert_no_error (error);
  return ask_int (clinical, "SELECT count (*) FROM patient");
}

/* Names, notes, search words, the passphrase, the code and the colleagues' passphrases: in no file, while the vault is
 * open, after it was locked, in back-ups, in what a rotation or a migration leaves. */
static void
test_nothing_in_the_clear (Fixture *fixture, gconstpointer data)
{
  static const EkMigration migrations[] = { { 5, "ALTER TABLE patient ADD COLUMN phone TEXT" } };
  g_autoptr (EkVault) vault = vault_with_patient (fixture);
  g_autofree char *code = g_strndup ((const char *) ek_secret_bytes (fixture->recovery), 35);
  g_autofree char *colleague = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  const char *needles[] = {
    PATIENT,
    NOTE,
    "静怡",
    "wakes at",
    "correct horse",
    "one two three",
    code,
    "SQLite format 3",
    "CREATE TABLE",
    "somebody's secret",
  };
  g_autofree char *written = NULL;
  g_autoptr (EkDatabase) open = NULL;
  g_autoptr (GError) error = NULL;

  open = ek_vault_connect_clinical (vault, NULL);
  append_row (open, EK_AUDIT_OPEN, "p-1", "somebody's secret");
  g_assert_true (ek_database_exec (open, "PRAGMA user_version = 4", NULL));
  g_assert_true (ek_database_migrate (open, migrations, 1, NULL));
  g_assert_true (ek_vault_back_up (vault, NULL, NULL, &written, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (needles); i++)
    g_assert_false (folder_contains (fixture->folder, needles[i]));
  g_clear_pointer (&open, ek_database_unref);
  g_assert_true (ek_vault_rotate_key (vault, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (needles); i++)
    g_assert_false (folder_contains (fixture->folder, needles[i]));
  ek_vault_lock (vault);
  for (gsize i = 0; i < G_N_ELEMENTS (needles); i++)
    g_assert_false (folder_contains (fixture->folder, needles[i]));
  /* The search itself can find: names of people who work here are in the ring, and are meant to be. */
  g_assert_true (folder_contains (fixture->folder, "李雷"));
}

static GPtrArray *
verify (Fixture *fixture)
{
  g_autoptr (EkVault) vault = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *problems = NULL;

  vault = ek_vault_open (fixture->path, fixture->clock, &error);
  if (vault == NULL)
    {
      g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
      return NULL;
    }
  g_assert_true (ek_vault_verify_closed (vault, NULL, fixture->passphrase, NULL, &problems, &error));
  g_assert_no_error (error);
  g_assert_false (ek_vault_is_unlocked (vault));
  return problems;
}

/* In every page of both databases one byte, each time another place in the page. */
static void
test_flipped_bytes (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "clinical.db", "system.db" };
  g_autoptr (EkVault) vault = vault_with_patient (fixture);
  g_autoptr (GPtrArray) sound = NULL;

  ek_vault_lock (vault);
  sound = verify (fixture);
  g_assert_cmpuint (sound->len, ==, 0);
  for (gsize f = 0; f < G_N_ELEMENTS (files); f++)
    {
      g_autofree char *path = vault_file (fixture, files[f]);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      for (gsize page = 0; page < length / 4096; page++)
        {
          gsize at = page * 4096 + (page * 1237) % 4096;
          g_autoptr (GPtrArray) problems = NULL;
          EkVaultProblem *problem;

          contents[at] ^= 16;
          g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
          problems = verify (fixture);
          g_assert_cmpuint (problems->len, >=, 1);
          problem = g_ptr_array_index (problems, 0);
          g_assert_cmpstr (problem->file, ==, files[f]);
          contents[at] ^= 16;
        }
      g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
    }
  g_ptr_array_unref (g_steal_pointer (&sound));
  sound = verify (fixture);
  g_assert_cmpuint (sound->len, ==, 0);
}

static void
test_other_damage (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *file;
    gssize keep; /* bytes; negative: so many fewer */
  } cases[] = {
    { "clinical.db", 0 },    { "clinical.db", -1 }, { "clinical.db", -4096 }, { "clinical.db", 4096 },
    { "clinical.db", 5000 }, { "system.db", 0 },    { "system.db", -4096 },   { "system.db", 4096 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkVault) vault = vault_with_patient (fixture);
      g_autofree char *path = vault_file (fixture, cases[i].file);
      g_autofree char *contents = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      gsize length;

      ek_vault_lock (vault);
      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      g_assert_true (g_file_set_contents (path, contents,
                                          cases[i].keep < 0 ? (gssize) length + cases[i].keep : cases[i].keep, NULL));
      problems = verify (fixture);
      g_assert_cmpuint (problems->len, >=, 1);
      g_assert_cmpstr (((EkVaultProblem *) g_ptr_array_index (problems, 0))->file, ==, cases[i].file);
      start_again (fixture);
    }
}

/* A damaged vault is not called a wrong passphrase, and the file is named. */
static void
test_damage_at_unlock (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "clinical.db", "system.db" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (EkVault) vault = vault_with_patient (fixture);
      g_autofree char *path = vault_file (fixture, files[i]);
      g_autofree char *contents = NULL;
      g_autoptr (GError) error = NULL;
      gsize length;

      ek_vault_lock (vault);
      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      contents[50] ^= 1;
      g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
      g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
      g_assert_nonnull (strstr (error->message, files[i]));
      start_again (fixture);
    }
}

static void
test_missing_files (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *file;
    int code;
  } cases[] = { { "clinical.db", EK_ERROR_DAMAGED },
                { "system.db", EK_ERROR_DAMAGED },
                { "vault.keys", EK_ERROR_NOT_FOUND } };
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkVault) vault = vault_with_patient (fixture);
      g_autofree char *path = vault_file (fixture, cases[i].file);
      g_autoptr (GError) error = NULL;

      ek_vault_lock (vault);
      g_unlink (path);
      if (cases[i].code == EK_ERROR_NOT_FOUND)
        g_unlink (second);
      g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
      g_assert_error (error, EK_ERROR, cases[i].code);
      /* Nothing is made in its place. */
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      start_again (fixture);
    }
}

static void
test_back_up_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = vault_with_patient (fixture);
  g_autofree char *directory = g_build_filename (fixture->folder, "elsewhere", "deep", NULL);
  g_autofree char *restored = g_build_filename (fixture->folder, "restored", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (EkDatabase) busy = ek_vault_connect_clinical (vault, NULL);
  g_autoptr (EkVault) again = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  /* While the vault is in use, twice in a second. */
  g_assert_true (ek_vault_back_up (vault, directory, NULL, &first, &error));
  g_assert_no_error (error);
  g_assert_true (ek_database_exec (busy, "DELETE FROM patient", NULL));
  g_assert_true (ek_vault_back_up (vault, directory, NULL, &second, &error));
  g_assert_cmpstr (first, !=, second);
  g_clear_pointer (&busy, ek_database_unref);
  g_assert_cmpint (count_patients (vault), ==, 0);
  ek_vault_lock (vault);

  g_assert_true (ek_vault_restore (first, restored, &error));
  g_assert_no_error (error);
  g_free (fixture->path);
  fixture->path = g_strdup (restored);
  again = unlock_vault (fixture, NULL, NULL);
  g_assert_cmpint (count_patients (again), ==, 301);
  g_assert_true (ek_vault_verify (again, NULL, &problems, &error));
  g_assert_cmpuint (problems->len, ==, 0);
  ek_vault_lock (again);
  /* Nothing is overwritten, not even by the same. */
  g_assert_false (ek_vault_restore (second, restored, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
}

static guint
count_in (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory) != NULL)
    n++;
  return n;
}

static void
test_damaged_back_up (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "clinical.db", "system.db", "vault.keys", "backup.list" };
  g_autoptr (EkVault) vault = vault_with_patient (fixture);
  g_autofree char *directory = g_build_filename (fixture->folder, "elsewhere", NULL);
  g_autofree char *restored = g_build_filename (fixture->folder, "restored", NULL);
  g_autofree char *copy = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_vault_back_up (vault, directory, NULL, &copy, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (copy, files[i], NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      contents[length / 2] ^= 1;
      g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
      g_assert_false (ek_vault_restore (copy, restored, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
      g_clear_error (&error);
      contents[length / 2] ^= 1;
      g_unlink (path);
      g_assert_false (ek_vault_restore (copy, restored, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
      g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
      g_assert_false (g_file_test (restored, G_FILE_TEST_EXISTS));
      g_assert_cmpuint (count_in (fixture->folder), ==, 2); /* the vault and the back-ups: nothing half-restored */
    }
  g_assert_true (ek_vault_restore (copy, restored, &error));
}

static void
test_back_up_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = vault_with_patient (fixture);
  g_autofree char *directory = g_build_filename (fixture->folder, "elsewhere", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *written = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) left = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (ek_vault_back_up (vault, directory, cancellable, &written, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CANCELLED);
  g_assert_null (written);
  left = g_dir_open (directory, 0, NULL);
  g_assert_null (g_dir_read_name (left));
}

/* The administrator's back-up, made without the key while another program writes to the database. */
static void
test_by_an_administrator (Fixture *fixture, gconstpointer data)
{
  g_autofree char *directory = g_build_filename (fixture->folder, "elsewhere", NULL);
  g_autoptr (EkVault) administrator = NULL;
  g_autoptr (GError) error = NULL;
  int ready[2], status = -1;
  char byte = 0;
  pid_t child;

  {
    g_autoptr (EkVault) vault = vault_with_patient (fixture);

    g_free (add_person (vault, "IT", EK_ROLE_ADMINISTRATOR, "four five six"));
  }
  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    {
      g_autoptr (EkVault) writer = unlock_vault (fixture, "王安澜", NULL);
      EkDatabase *clinical = ek_vault_connect_clinical (writer, NULL);

      /* Waits as long as it must, and lets go for a moment after each change, as who asks from outside has no turn. */
      sqlite3_busy_timeout (ek_database_get_handle (clinical), G_MAXINT);
      for (int i = 0; i < 400; i++, g_usleep (2000))
        {
          if (i == 5)
            g_assert_cmpint (write (ready[1], "r", 1), ==, 1);
          append_row (clinical, EK_AUDIT_CHANGE, "p-1", "by the other program");
          if (i % 50 == 0)
            g_assert_true (ek_database_exec (clinical, "PRAGMA wal_checkpoint (TRUNCATE)", NULL));
        }
      ek_database_unref (clinical);
      ek_vault_lock (writer);
      _exit (0);
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  administrator = unlock_vault (fixture, "IT", "four five six");
  for (int i = 0; i < 6; i++)
    {
      g_autofree char *restored = g_strdup_printf ("%s/restored-%d", fixture->folder, i);
      g_autofree char *written = NULL;
      g_autoptr (EkVault) again = NULL;
      g_autoptr (EkSecret) typed = ek_secret_ref (fixture->passphrase);
      g_autoptr (GPtrArray) problems = NULL;

      ek_vault_back_up (administrator, directory, NULL, &written, &error);
      g_assert_no_error (error);
      g_assert_true (ek_vault_restore (written, restored, &error));
      g_assert_no_error (error);
      again = ek_vault_open (restored, fixture->clock, &error);
      g_assert_true (ek_vault_unlock (again, "王安澜", typed, &error));
      g_assert_no_error (error);
      g_assert_cmpint (count_patients (again), ==, 301);
      g_assert_true (ek_vault_verify (again, NULL, &problems, &error));
      g_assert_cmpuint (problems->len, ==, 0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_false (folder_contains (directory, PATIENT));
  close (ready[0]);
  close (ready[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/backup/nothing-in-the-clear", test_nothing_in_the_clear);
  ADD ("/backup/flipped-bytes", test_flipped_bytes);
  ADD ("/backup/other-damage", test_other_damage);
  ADD ("/backup/damage-at-unlock", test_damage_at_unlock);
  ADD ("/backup/missing-files", test_missing_files);
  ADD ("/backup/back-up-and-restore", test_back_up_and_restore);
  ADD ("/backup/damaged", test_damaged_back_up);
  ADD ("/backup/stopped", test_back_up_stopped);
  ADD ("/backup/by-an-administrator", test_by_an_administrator);
  return g_test_run ();
}
