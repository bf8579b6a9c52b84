/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where nothing can be written the record can be read: in a folder without the right to write, with and without a log
 * that was not moved into the database, and on a disk that is full. What belongs into the audit is written later. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "failing-calls.h"
#include "vault-fixture.h"

#define NOBODY 65534
#define EVERY_CHANGE (CALL_WRITE | CALL_TRUNCATE | CALL_RENAME)

static void
for_each_file (Fixture *fixture, gboolean closed)
{
  g_autoptr (GDir) directory = g_dir_open (fixture->path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = vault_file (fixture, name);

      g_assert_cmpint (chmod (path, closed ? 0444 : 0600), ==, 0);
      if (geteuid () == 0)
        g_assert_cmpint (chown (path, closed ? NOBODY : 0, (gid_t) -1), ==, 0);
    }
  g_assert_cmpint (chmod (fixture->path, closed ? 0555 : 0700), ==, 0);
  g_assert_cmpint (chmod (fixture->folder, 0755), ==, 0);
}

/* As somebody without the right to write; the super-user has every right. */
static void
become_reader (void)
{
  if (geteuid () == 0)
    g_assert_cmpint (setresuid (NOBODY, NOBODY, NOBODY), ==, 0);
}

static gint64
count_rows (EkDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkStatement) statement = ek_database_prepare (database, sql, &error);
  gboolean has_row;

  g_assert_no_error (error);
  g_assert_true (ek_statement_step (statement, &has_row, &error));
  return ek_statement_int (statement, 0);
}

static void
read_as_reader (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkVault) vault = ek_vault_open (fixture->path, fixture->clock, &error);
  g_autoptr (EkDatabase) clinical = NULL;
  g_autoptr (EkDatabase) second = NULL;
  g_autoptr (EkDatabase) system = NULL;
  g_autoptr (EkSecret) new = secret ("another passphrase");
  g_autoptr (GPtrArray) problems = NULL;

  g_assert_no_error (error);
  g_assert_true (ek_vault_verify_closed (vault, NULL, fixture->passphrase, NULL, &problems, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ek_vault_count_problems (problems), ==, 0);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_no_error (error);
  g_assert_nonnull (ek_vault_get_reading_only (vault));
  clinical = ek_vault_connect_clinical (vault, &error);
  second = ek_vault_connect_clinical (vault, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_rows (clinical, "SELECT count(*) FROM t"), ==, 3);
  g_assert_cmpint (count_rows (second, "SELECT count(*) FROM t"), ==, 3);
  /* What is brought up to date is so in memory. */
  g_assert_true (
    ek_database_exec (clinical, "CREATE TABLE more (x TEXT) STRICT; INSERT INTO more VALUES ('a')", &error));
  g_assert_cmpint (count_rows (clinical, "SELECT count(*) FROM more"), ==, 1);
  ek_database_forbid_writing (clinical, "may not be written");
  g_assert_false (ek_database_begin (clinical, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_assert_cmpstr (error->message, ==, "may not be written");
  g_clear_error (&error);
  g_assert_false (ek_database_exec (clinical, "DELETE FROM t", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  system = ek_vault_connect_system (vault, &error);
  g_assert_false (ek_database_begin (system, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_false (ek_vault_change_passphrase (vault, fixture->passphrase, new, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_pointer (&clinical, ek_database_unref);
  g_clear_pointer (&second, ek_database_unref);
  g_clear_pointer (&system, ek_database_unref);
  ek_vault_lock (vault);
  g_assert_cmpuint (ek_vault_count_kept (vault), ==, 2); /* unlocked, locked */
}

static void
check_reader (Fixture *fixture)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  int status = -1;
  pid_t child;

  for_each_file (fixture, TRUE);
  before = folder_digest (fixture->path);
  child = fork ();
  if (child == 0)
    {
      become_reader ();
      read_as_reader (fixture);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  after = folder_digest (fixture->path);
  g_assert_cmpstr (before, ==, after);
  for_each_file (fixture, FALSE);
}

static void
fill (EkVault *vault)
{
  run_sql (vault, TRUE, "CREATE TABLE IF NOT EXISTS t (x TEXT) STRICT");
  for (int i = 0; i < 3; i++)
    run_sql (vault, TRUE, "INSERT INTO t VALUES ('x')");
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);

  fill (vault);
  g_clear_object (&vault);
  check_reader (fixture);
}

/* Copied from a vault that was in use, onto a disc: with logs, with and without their indexes. */
static void
test_with_log (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = {
    "vault.keys",      "vault.keys.previous", "clinical.db",   "clinical.db-wal",
    "clinical.db-shm", "system.db",           "system.db-wal", "system.db-shm",
  };
  g_autofree char *living = g_strdup (fixture->path);
  g_autofree char *disc = g_build_filename (fixture->folder, "disc", NULL);

  for (int with_index = 0; with_index < 2; with_index++)
    {
      g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
      g_autoptr (EkDatabase) clinical = NULL;
      g_autoptr (EkDatabase) system = NULL;

      clinical = ek_vault_connect_clinical (vault, NULL);
      system = ek_vault_connect_system (vault, NULL);
      fill (vault);
      g_assert_cmpint (g_mkdir (disc, 0700), ==, 0);
      for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
        {
          g_autofree char *from = g_build_filename (living, files[i], NULL);
          g_autofree char *to = g_build_filename (disc, files[i], NULL);

          if ((with_index || !g_str_has_suffix (files[i], "-shm")) && g_file_test (from, G_FILE_TEST_EXISTS))
            copy_file (from, to);
        }
      g_clear_pointer (&clinical, ek_database_unref);
      g_clear_pointer (&system, ek_database_unref);
      g_clear_object (&vault);
      g_free (fixture->path);
      fixture->path = g_strdup (disc);
      check_reader (fixture);
      remove_folder (disc);
      remove_folder (living);
      g_free (fixture->path);
      fixture->path = g_strdup (living);
      g_clear_pointer (&fixture->recovery, ek_secret_unref);
      g_clear_pointer (&fixture->first_id, g_free);
    }
}

static EkAuditEntry
opened_entry (Fixture *fixture)
{
  EkAuditEntry entry = { .action = EK_AUDIT_OPEN, .at_ms = 1790000000000, .offset_minutes = 480 };

  entry.user_id = fixture->first_id;
  entry.patient_id = (char *) "p-1";
  return entry;
}

static guint
count_actions (EkVault *vault, gboolean clinical, EkAuditAction action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkDatabase) database = clinical ? ek_vault_connect_clinical (vault, &error)
                                             : ek_vault_connect_system (vault, &error);
  g_autoptr (GPtrArray) entries = ek_audit_list (database, NULL, 0, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    n += ((EkAuditEntry *) g_ptr_array_index (entries, i))->action == action;
  return n;
}

/* Full when it is unlocked: read, and the audit is written as soon as there is room. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkDatabase) clinical = NULL;
  EkAuditEntry entry = opened_entry (fixture);
  g_autoptr (GError) error = NULL;
  gint64 n_clinical, n_system, n_anchors;
  guint n_before;

  fill (vault);
  n_before = count_actions (vault, FALSE, EK_AUDIT_UNLOCK);
  ek_vault_lock (vault);
  failing_calls_start (EVERY_CHANGE, 0, ENOSPC, FALSE);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_no_error (error);
  g_assert_nonnull (ek_vault_get_reading_only (vault));
  clinical = ek_vault_connect_clinical (vault, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_rows (clinical, "SELECT count(*) FROM t"), ==, 3);
  g_assert_true (ek_vault_keep_audit (vault, &entry, NULL));
  g_assert_false (ek_vault_try_writing (vault));
  g_assert_cmpuint (ek_vault_count_kept (vault), ==, 2);
  failing_calls_stop ();
  g_assert_true (ek_vault_try_writing (vault));
  g_assert_null (ek_vault_get_reading_only (vault));
  g_assert_cmpuint (ek_vault_count_kept (vault), ==, 0);
  /* The connection of before does not mix what was with what is. */
  g_assert_true (ek_database_is_reading (clinical));
  g_clear_pointer (&clinical, ek_database_unref);
  g_assert_cmpuint (count_actions (vault, FALSE, EK_AUDIT_UNLOCK), ==, n_before + 1);
  g_assert_cmpuint (count_actions (vault, TRUE, EK_AUDIT_OPEN), ==, 1);
  fill (vault);
  g_assert_true (ek_vault_verify_audit (vault, &n_clinical, &n_system, &n_anchors, &error));
  g_assert_no_error (error);
}

/* A check says that the disk is full, which is no damage, and looks at everything. */
static void
test_check_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  EkVaultProblem *told = NULL;
  gboolean looked;

  fill (vault);
  ek_vault_lock (vault);
  failing_calls_start (EVERY_CHANGE, 0, ENOSPC, FALSE);
  looked = ek_vault_verify_closed (vault, NULL, fixture->passphrase, NULL, &problems, &error);
  failing_calls_stop ();
  g_assert_no_error (error);
  g_assert_true (looked);
  g_assert_cmpuint (ek_vault_count_problems (problems), ==, 0);
  g_assert_cmpuint (problems->len, ==, 1);
  told = problems->pdata[0];
  g_assert_nonnull (strstr (told->what, "disk is full"));
}

/* Kept over a locking too, for whoever comes next in this program. */
static void
test_kept_over_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  EkAuditEntry entry = opened_entry (fixture);
  g_autoptr (GError) error = NULL;

  ek_vault_lock (vault);
  failing_calls_start (EVERY_CHANGE, 0, ENOSPC, FALSE);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_true (ek_vault_keep_audit (vault, &entry, NULL));
  ek_vault_lock (vault);
  g_assert_cmpuint (ek_vault_count_kept (vault), ==, 3);
  failing_calls_stop ();
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ek_vault_count_kept (vault), ==, 0);
  g_assert_cmpuint (count_actions (vault, TRUE, EK_AUDIT_OPEN), ==, 1);
}

/* A failure that is not the disk's is none to wait out. */
static void
test_other_failures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  EkAuditEntry entry = opened_entry (fixture);
  g_autoptr (GError) damaged = g_error_new (EK_ERROR, EK_ERROR_DAMAGED, "damaged");
  g_autoptr (GError) busy = g_error_new (EK_ERROR, EK_ERROR_BUSY, "busy");

  g_assert_false (ek_vault_keep_audit (vault, &entry, damaged));
  g_assert_false (ek_vault_keep_audit (vault, &entry, busy));
  g_assert_false (ek_vault_keep_audit (vault, &entry, NULL));
  g_assert_cmpuint (ek_vault_count_kept (vault), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/reading-only/closed", test_closed);
  ADD ("/reading-only/with-log", test_with_log);
  ADD ("/reading-only/full-disk", test_full_disk);
  ADD ("/reading-only/check-full-disk", test_check_full_disk);
  ADD ("/reading-only/kept-over-lock", test_kept_over_lock);
  ADD ("/reading-only/other-failures", test_other_failures);
  return g_test_run ();
}
