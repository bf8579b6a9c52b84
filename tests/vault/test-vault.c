/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "vault-fixture.h"

static void
test_create (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "vault.keys", "clinical.db", "system.db" };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkUser) user = ek_vault_get_user (vault);
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
test_unlock_and_read_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_COUNSELLOR);
  g_autoptr (EkVault) again = NULL;
  g_autoptr (EkDatabase) database = NULL;

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
test_wrong_passphrase_changes_nothing (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = { "Correct horse battery staple", "correct horse battery staple ", "x", "安澜" };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *before = NULL;

  ek_vault_lock (vault);
  before = folder_digest (fixture->path);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (EkSecret) typed = secret (wrong[i]);
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      g_assert_false (ek_vault_unlock (vault, i % 2 == 0 ? NULL : "王安澜", typed, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE);
      g_assert_false (ek_vault_is_unlocked (vault));
      after = folder_digest (fixture->path);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
test_unknown_user (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (GError) error = NULL;

  ek_vault_lock (vault);
  g_assert_false (ek_vault_unlock (vault, "nobody", fixture->passphrase, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
}

/* Nothing that is somebody's is touched: a folder with anything in it, a vault, a file. */
static void
test_create_refuses (Fixture *fixture, gconstpointer data)
{
  const EkNewUser first = { "王安澜", EK_ROLE_PSYCHIATRIST, NULL };
  static const char *const names[] = {
    "letter.txt", "vault.keys.abcdef", ".hidden", "clinical.db", "vault.keys", "vault.keys.previous",
  };

  g_mkdir (fixture->path, 0755);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = vault_file (fixture, names[i]);
      g_autoptr (EkSecret) code = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      g_assert_true (g_file_set_contents (file, "mine", -1, NULL));
      before = folder_digest (fixture->path);
      g_assert_null (ek_vault_create (fixture->path, &first, fixture->passphrase, EK_VAULT_COST_FAST, fixture->clock,
                                      &code, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
      g_assert_null (code);
      after = folder_digest (fixture->path);
      g_assert_cmpstr (before, ==, after);
      g_unlink (file);
    }
  g_rmdir (fixture->path);
  g_assert_true (g_file_set_contents (fixture->path, "a file", -1, NULL));
  {
    g_autoptr (EkSecret) code = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_null (
      ek_vault_create (fixture->path, &first, fixture->passphrase, EK_VAULT_COST_FAST, fixture->clock, &code, &error));
    g_assert_nonnull (error);
  }
}

static void
test_create_invalid (Fixture *fixture, gconstpointer data)
{
  const EkNewUser nameless = { " ", EK_ROLE_PSYCHIATRIST, NULL };
  const EkNewUser first = { "王安澜", EK_ROLE_PSYCHIATRIST, NULL };
  g_autoptr (EkSecret) empty = secret ("");
  g_autoptr (EkSecret) code = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (
    ek_vault_create (fixture->path, &nameless, fixture->passphrase, EK_VAULT_COST_FAST, NULL, &code, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (ek_vault_create (fixture->path, &first, empty, EK_VAULT_COST_FAST, NULL, &code, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* On a disk too small for it: nothing is left, and the reason is told. */
static int
create_on_small_disk (Fixture *fixture)
{
  const EkNewUser first = { "王安澜", EK_ROLE_PSYCHIATRIST, NULL };
  gboolean made = FALSE;

  g_mkdir (fixture->path, 0700);
  if (unshare (CLONE_NEWNS) != 0 && unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return 77;
  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    return 77;
  for (int kilobytes = 8; !made && kilobytes < 2000; kilobytes += 12)
    {
      g_autofree char *size = g_strdup_printf ("size=%dk", kilobytes);
      g_autoptr (EkVault) vault = NULL;
      g_autoptr (EkSecret) code = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GDir) left = NULL;

      if (mount ("disk", fixture->path, "tmpfs", 0, size) != 0)
        return 77;
      vault = ek_vault_create (fixture->path, &first, fixture->passphrase, EK_VAULT_COST_FAST, fixture->clock, &code,
                               &error);
      made = vault != NULL;
      if (!made)
        {
          g_assert_error (error, EK_ERROR, EK_ERROR_NO_SPACE);
          left = g_dir_open (fixture->path, 0, NULL);
          g_assert_null (g_dir_read_name (left));
        }
      g_clear_object (&vault);
      g_clear_pointer (&left, g_dir_close);
      g_assert_cmpint (umount2 (fixture->path, MNT_DETACH), ==, 0);
    }
  return made ? 0 : 1;
}

static void
test_create_on_small_disk (Fixture *fixture, gconstpointer data)
{
  pid_t child = fork ();
  int status = -1;

  if (child == 0)
    _exit (create_on_small_disk (fixture));
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == 77)
    g_test_skip ("this computer does not let a test mount a small disk");
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
count (EkVault *vault, int *n)
{
  (*n)++;
}

static void
test_lock_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkSecret) wrong = secret ("wrong");
  int n = 0;

  g_signal_connect (vault, "lock-changed", G_CALLBACK (count), &n);
  ek_vault_lock (vault);
  g_assert_cmpint (n, ==, 1);
  ek_vault_lock (vault);
  g_assert_cmpint (n, ==, 1);
  g_assert_false (ek_vault_unlock (vault, NULL, wrong, NULL));
  g_assert_cmpint (n, ==, 1);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, NULL));
  g_assert_cmpint (n, ==, 2);
  /* A wrong passphrase does not put out who is in. */
  g_assert_false (ek_vault_unlock (vault, NULL, wrong, NULL));
  g_assert_true (ek_vault_is_unlocked (vault));
}

/* After locking the logs are in the databases, and a key that was held is not found any more by the VFS. */
static void
test_lock_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *clinical = vault_file (fixture, "clinical.db");
  g_autofree char *log = vault_file (fixture, "clinical.db-wal");
  g_autofree char *system_log = vault_file (fixture, "system.db-wal");
  g_autoptr (EkDatabase) left_open = ek_vault_connect_clinical (vault, NULL);
  struct stat status;

  g_assert_true (ek_database_exec (left_open, "CREATE TABLE t (a TEXT) STRICT", NULL));
  g_assert_cmpint (stat (log, &status), ==, 0);
  g_assert_cmpint (status.st_size, >, 0);
  ek_vault_lock (vault);
  g_assert_true (stat (log, &status) != 0 || status.st_size == 0);
  g_assert_true (stat (system_log, &status) != 0 || status.st_size == 0);
  g_clear_pointer (&left_open, ek_database_unref);
  g_assert_null (ek_database_open (clinical, FALSE, NULL));
}

static void
test_sign (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *colleague = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  g_autoptr (GError) error = NULL;
  guint8 signature[EK_SIGNATURE_BYTES];

  g_assert_true (ek_vault_sign (vault, "sertraline", 10, signature, &error));
  g_assert_true (ek_vault_check_signature (vault, fixture->first_id, "sertraline", 10, signature));
  g_assert_false (ek_vault_check_signature (vault, fixture->first_id, "sertraline", 9, signature));
  g_assert_false (ek_vault_check_signature (vault, colleague, "sertraline", 10, signature));
  g_assert_false (ek_vault_check_signature (vault, "nobody", "sertraline", 10, signature));
  for (int bit = 0; bit < EK_SIGNATURE_BYTES * 8; bit += 7)
    {
      signature[bit / 8] ^= (guint8) (1u << (bit % 8));
      g_assert_false (ek_vault_check_signature (vault, fixture->first_id, "sertraline", 10, signature));
      signature[bit / 8] ^= (guint8) (1u << (bit % 8));
    }
  ek_vault_lock (vault);
  g_assert_true (ek_vault_check_signature (vault, fixture->first_id, "sertraline", 10, signature));
  g_assert_false (ek_vault_sign (vault, "x", 1, signature, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
}

typedef struct {
  EkVault *vault;
  int number;
  gint n_written; /* atomic */
} Worker;

static gpointer
work (gpointer data)
{
  Worker *worker = data;

  for (int i = 0; i < 15; i++)
    {
      g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (worker->vault, NULL);
      g_autoptr (EkUser) user = ek_vault_get_user (worker->vault);
      guint8 signature[EK_SIGNATURE_BYTES];

      g_assert_nonnull (clinical);
      g_assert_nonnull (user);
      append_row (clinical, EK_AUDIT_CHANGE, "p-1", "from a thread");
      g_assert_true (ek_vault_sign (worker->vault, "x", 1, signature, NULL));
      g_atomic_int_inc (&worker->n_written);
    }
  return NULL;
}

/* Connections, entries, people added and back-ups at the same time. */
static void
test_threads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  Worker workers[4] = { { vault, 0 }, { vault, 1 }, { vault, 2 }, { vault, 3 } };
  GThread *threads[4];
  g_autoptr (GError) error = NULL;
  gint64 n_clinical, n_system, n_anchors;

  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new ("worker", work, &workers[i]);
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("person %d", i);
      g_autofree char *written = NULL;

      g_free (add_person (vault, name, EK_ROLE_COUNSELLOR, "one two three"));
      g_assert_true (ek_vault_back_up (vault, NULL, NULL, &written, &error));
      g_assert_no_error (error);
    }
  for (int i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpint (workers[i].n_written, ==, 15);
    }
  g_assert_true (ek_vault_verify_audit (vault, &n_clinical, &n_system, &n_anchors, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_clinical, >=, 60);
}

/* Whatever way the folder is named, it is one vault. */
static void
test_other_names_of_the_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *dotted = g_strconcat (fixture->path, "/../vault/.", NULL);
  const char *names[] = { link, dotted };

  ek_vault_lock (vault);
  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EkVault) other = ek_vault_open (names[i], fixture->clock, NULL);
      g_autoptr (EkDatabase) clinical = NULL;

      g_assert_true (ek_vault_unlock (other, NULL, fixture->passphrase, NULL));
      clinical = ek_vault_connect_clinical (other, NULL);
      g_assert_nonnull (clinical);
    }
}

/* Made on a folder behind a link, opened directly: creation and opening mean the same file. */
static void
test_create_behind_a_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *real = g_build_filename (fixture->folder, "real", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autoptr (EkVault) vault = NULL;
  g_autoptr (EkVault) direct = NULL;

  g_mkdir (real, 0700);
  g_assert_cmpint (symlink (real, link), ==, 0);
  g_free (fixture->path);
  fixture->path = g_build_filename (link, "vault", NULL);
  vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  run_sql (vault, TRUE, "CREATE TABLE t (a TEXT) STRICT");
  ek_vault_lock (vault);
  g_free (fixture->path);
  fixture->path = g_build_filename (real, "vault", NULL);
  direct = unlock_vault (fixture, NULL, NULL);
  run_sql (direct, TRUE, "INSERT INTO t VALUES ('x')");
}

/* The marker of a creation gives leave to sweep what that creation made, and nothing else. */
static void
test_marker (Fixture *fixture, gconstpointer data)
{
  const EkNewUser first = { "王安澜", EK_ROLE_PSYCHIATRIST, NULL };
  g_autofree char *marker = vault_file (fixture, "vault.creating");
  g_autofree char *keys = vault_file (fixture, "vault.keys");
  g_autofree char *earlier = vault_file (fixture, "vault.keys.previous");
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkSecret) code = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (g_file_test (marker, G_FILE_TEST_EXISTS));
  g_free (add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three"));
  ek_vault_lock (vault);
  g_assert_true (g_file_set_contents (marker, "", 0, NULL));
  g_unlink (keys);
  g_assert_null (ek_vault_create (fixture->path, &first, fixture->passphrase, EK_VAULT_COST_FAST, NULL, &code, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_assert_true (g_file_test (earlier, G_FILE_TEST_EXISTS));
  /* A vault that opens needs no marker any more. */
  g_clear_error (&error);
  g_assert_true (ek_vault_unlock (vault, "王安澜", fixture->passphrase, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (marker, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (keys, G_FILE_TEST_EXISTS));
}

static void
test_marker_left (Fixture *fixture, gconstpointer data)
{
  g_autofree char *marker = vault_file (fixture, "vault.creating");
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);

  ek_vault_lock (vault);
  g_assert_true (g_file_set_contents (marker, "", 0, NULL));
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, NULL));
  g_assert_false (g_file_test (marker, G_FILE_TEST_EXISTS));
}

/* Several programs that come and go at the same time, one of them checking. */
static void
test_many_programs (Fixture *fixture, gconstpointer data)
{
  pid_t children[5];
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  gint64 n_clinical, n_system, n_anchors;
  g_autoptr (GError) error = NULL;

  ek_vault_lock (vault);
  for (int i = 0; i < 5; i++)
    {
      children[i] = fork ();
      if (children[i] != 0)
        continue;
      for (int n = 0; n < 6; n++)
        {
          g_autoptr (EkVault) own = unlock_vault (fixture, NULL, NULL);
          g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (own, NULL);
          g_autoptr (GPtrArray) problems = NULL;

          append_row (clinical, EK_AUDIT_CHANGE, "p-1", "by one of many");
          g_clear_pointer (&clinical, ek_database_unref);
          if (i == 0)
            {
              g_assert_true (ek_vault_verify (own, NULL, &problems, NULL));
              g_assert_cmpuint (problems->len, ==, 0);
            }
          ek_vault_lock (own);
        }
      _exit (0);
    }
  for (int i = 0; i < 5; i++)
    {
      int status = -1;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_cmpint (status, ==, 0);
    }
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_true (ek_vault_verify_audit (vault, &n_clinical, &n_system, &n_anchors, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_anchors, >=, 5 * 6 * 2);
}

static void
test_strong_cost (Fixture *fixture, gconstpointer data)
{
  const EkNewUser first = { "王安澜", EK_ROLE_PSYCHIATRIST, NULL };
  g_autoptr (EkVault) vault = NULL;
  g_autoptr (EkSecret) wrong = secret ("wrong");
  g_autoptr (GError) error = NULL;
  gint64 before;

  vault = ek_vault_create (fixture->path, &first, fixture->passphrase, EK_VAULT_COST_STRONG, fixture->clock,
                           &fixture->recovery, &error);
  g_assert_no_error (error);
  g_assert_false (ek_vault_is_demonstration (vault));
  ek_vault_lock (vault);
  g_assert_false (ek_vault_unlock (vault, NULL, wrong, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  before = g_get_monotonic_time ();
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_test_message ("unlocking took %d ms", (int) ((g_get_monotonic_time () - before) / 1000));
}

static int
mode_of (const char *path)
{
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  return status.st_mode & 0777;
}

/* A vault that was copied with permissions for everybody; a link in it leads out, to a file that is not the vault's. */
static void
test_permissions (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "vault.keys", "clinical.db", "system.db" };
  g_autofree char *outside = g_build_filename (fixture->folder, "outside", NULL);
  g_autofree char *link = vault_file (fixture, "vault.keys.previous");
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);

  ek_vault_lock (vault);
  g_assert_true (g_file_set_contents (outside, "x", 1, NULL));
  g_assert_cmpint (chmod (outside, 0666), ==, 0);
  unlink (link);
  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_cmpint (chmod (fixture->path, 0777), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = vault_file (fixture, names[i]);

      g_assert_cmpint (chmod (path, 0666), ==, 0);
    }
  g_clear_object (&vault);
  vault = open_vault (fixture);
  g_assert_cmpint (mode_of (fixture->path), ==, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = vault_file (fixture, names[i]);

      g_assert_cmpint (mode_of (path), ==, 0600);
    }
  g_assert_cmpint (mode_of (outside), ==, 0666);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/vault/create", test_create);
  ADD ("/vault/permissions", test_permissions);
  ADD ("/vault/unlock-and-read-again", test_unlock_and_read_again);
  ADD ("/vault/wrong-passphrase-changes-nothing", test_wrong_passphrase_changes_nothing);
  ADD ("/vault/unknown-user", test_unknown_user);
  ADD ("/vault/create-refuses", test_create_refuses);
  ADD ("/vault/create-invalid", test_create_invalid);
  ADD ("/vault/create-on-small-disk", test_create_on_small_disk);
  ADD ("/vault/lock-changed", test_lock_changed);
  ADD ("/vault/lock-leaves-nothing", test_lock_leaves_nothing);
  ADD ("/vault/sign", test_sign);
  ADD ("/vault/threads", test_threads);
  ADD ("/vault/other-names-of-the-folder", test_other_names_of_the_folder);
  ADD ("/vault/create-behind-a-link", test_create_behind_a_link);
  ADD ("/vault/marker", test_marker);
  ADD ("/vault/marker-left", test_marker_left);
  ADD ("/vault/many-programs", test_many_programs);
  ADD ("/vault/strong-cost", test_strong_cost);
  return g_test_run ();
}
