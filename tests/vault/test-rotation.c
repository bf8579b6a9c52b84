/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "ek-vault-private.h"
#include "vault-fixture.h"

/* Calls that change what is on the disk are counted, here and in SQLite; a child ends itself before the one it was
 * told, as a program does that is killed there. */
static int calls_until_end = -1;

enum { KILLED = 9 };

static void
count_call (void)
{
  if (calls_until_end == 0)
    _exit (KILLED);
  if (calls_until_end > 0)
    calls_until_end--;
}

#define COUNTED(result, name, parameters, arguments)           \
  result name parameters;                                      \
  result name parameters                                       \
  {                                                            \
    static result (*real) parameters;                          \
    if (real == NULL)                                          \
      real = (result (*) parameters) dlsym (RTLD_NEXT, #name); \
    count_call ();                                             \
    return real arguments;                                     \
  }

COUNTED (int, rename, (const char *from, const char *to), (from, to))
COUNTED (int, unlink, (const char *path), (path))
COUNTED (int, fsync, (int fd), (fd))
COUNTED (int, fdatasync, (int fd), (fd))
COUNTED (int, ftruncate64, (int fd, off64_t size), (fd, size))
COUNTED (ssize_t, pwrite64, (int fd, const void *bytes, size_t n, off64_t at), (fd, bytes, n, at))

static void
fill (EkVault *vault)
{
  run_sql (vault, TRUE,
           "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT;"
           "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
           " INSERT INTO note SELECT i, printf ('note %d of the clinician', i) FROM n;");
}

static void
assert_whole (EkVault *vault)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (EkDatabase) clinical = NULL;
  g_autoptr (GError) error = NULL;
  gint64 a, b, c;

  clinical = ek_vault_connect_clinical (vault, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask_int (clinical, "SELECT count (*) FROM note"), ==, 200);
  g_clear_pointer (&clinical, ek_database_unref);
  ek_vault_verify (vault, NULL, &problems, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    {
      EkVaultProblem *problem = g_ptr_array_index (problems, i);

      g_printerr ("# %s: %s\n", problem->file, problem->what);
    }
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_true (ek_vault_verify_audit (vault, &a, &b, &c, &error));
}

static guint32
key_number (EkVault *vault, EkDataKind kind)
{
  return ek_keyring_find_key (vault->ring, kind, EK_KEY_CURRENT)->number;
}

static void
test_rotate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkVault) other = NULL;
  g_autofree char *colleague = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  g_autofree char *clinical = vault_file (fixture, "clinical.db");
  g_autofree char *old = g_build_filename (fixture->folder, "old.db", NULL);
  g_autofree char *left = vault_file (fixture, "clinical.db.new");
  g_autoptr (GError) error = NULL;

  fill (vault);
  copy_file (clinical, old);
  for (guint32 round = 2; round < 5; round++)
    {
      g_assert_true (ek_vault_rotate_key (vault, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (key_number (vault, EK_DATA_CLINICAL), ==, round);
      g_assert_cmpuint (vault->ring->keys->len, ==, 2);
      assert_whole (vault);
    }
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  ek_vault_lock (vault);
  /* Everybody who had the old key has the new one … */
  other = unlock_vault (fixture, "李雷", "one two three");
  assert_whole (other);
  ek_vault_lock (other);
  g_assert_true (ek_vault_unlock_with_recovery (other, fixture->recovery, NULL, &error));
  assert_whole (other);
  ek_vault_lock (other);
  /* … and a file under the old one is no longer taken. */
  copy_file (old, clinical);
  g_assert_false (ek_vault_unlock (other, "李雷", fixture->passphrase, NULL));
  g_assert_false (ek_vault_unlock (other, "王安澜", fixture->passphrase, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
}

static void
test_disable_rotates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *colleague = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  g_autoptr (EkVault) other = unlock_vault (fixture, "李雷", "one two three");
  g_autoptr (EkSecret) typed = secret ("one two three");
  g_autoptr (GError) error = NULL;
  g_autoptr (EkUser) user = NULL;
  guint8 signature[EK_SIGNATURE_BYTES];

  fill (vault);
  g_assert_true (ek_vault_sign (other, "plan", 4, signature, NULL));
  g_assert_true (ek_vault_disable_user (vault, colleague, &error));
  g_assert_no_error (error);
  g_assert_false (ek_vault_is_rotation_due (vault));
  g_assert_cmpuint (key_number (vault, EK_DATA_CLINICAL), ==, 2);
  g_assert_cmpuint (key_number (vault, EK_DATA_SYSTEM), ==, 2);
  assert_whole (vault);

  /* The one who was in is out, and stays out. */
  g_assert_null (ek_vault_connect_clinical (other, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_false (ek_vault_is_unlocked (other));
  g_assert_false (ek_vault_unlock (other, "李雷", typed, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_false (ek_vault_unlock (other, NULL, typed, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  /* What was signed before is still signed. */
  g_assert_true (ek_vault_check_signature (vault, colleague, "plan", 4, signature));
  g_assert_false (ek_vault_check_signature (vault, colleague, "plas", 4, signature));
  g_assert_false (ek_vault_check_signature (vault, fixture->first_id, "plan", 4, signature));
  user = ek_vault_find_user (vault, "李雷");
  g_assert_true (ek_user_get_disabled (user));
}

/* While anybody has the database open the rotation waits; the next one who is alone does it. */
static void
test_rotation_due (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *colleague = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  g_autoptr (EkDatabase) open = NULL;
  g_autoptr (GError) error = NULL;

  fill (vault);
  open = ek_vault_connect_clinical (vault, NULL);
  g_assert_false (ek_vault_rotate_key (vault, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_true (ek_vault_disable_user (vault, colleague, &error));
  g_assert_true (ek_vault_is_rotation_due (vault));
  g_assert_cmpuint (key_number (vault, EK_DATA_CLINICAL), ==, 1);
  g_assert_cmpint (ask_int (open, "SELECT count (*) FROM note"), ==, 200);
  g_clear_pointer (&open, ek_database_unref);
  ek_vault_lock (vault);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_false (ek_vault_is_rotation_due (vault));
  g_assert_cmpuint (key_number (vault, EK_DATA_CLINICAL), ==, 2);
  assert_whole (vault);
}

/* An IT administrator has the system key and may change the ring: with a program of their own they could enter
 * themselves among those who have the clinical key, or their public key for a colleague's, and ask for a rotation.
 * Whoever rotates gives the new key to nobody who was not let in by somebody who had the old one. */
static void
test_forged_slot (Fixture *fixture, gconstpointer data)
{
  gboolean colleague = GPOINTER_TO_INT (data) != 0;
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *other = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  g_autofree char *admin = add_person (vault, "Admin", EK_ROLE_ADMINISTRATOR, "four five six");
  g_autoptr (EkKeyring) ring = NULL;
  g_autoptr (EkDatabase) opened = NULL;
  g_autoptr (EkSecret) passphrase = secret ("four five six");
  g_autoptr (GError) error = NULL;
  int hold;

  fill (vault);
  ek_vault_lock (vault);
  g_assert_true (ek_vault_unlock (vault, admin, passphrase, &error));
  ring = ek_vault_begin_change (vault, &hold, &error);
  g_assert_no_error (error);
  if (colleague)
    memcpy (ek_keyring_find_holder (ring, other)->box_key, ek_keyring_find_holder (ring, admin)->box_key, 32);
  else
    {
      EkRingSlot *slot = g_memdup2 (ek_keyring_find_slot (ring, EK_DATA_CLINICAL, 1, other), sizeof *slot);

      slot->holder = g_strdup (admin);
      g_ptr_array_add (ring->slots, slot);
      ek_keyring_find_holder (ring, admin)->role = EK_ROLE_COUNSELLOR;
    }
  ring->rotation_due = 1 << EK_DATA_CLINICAL;
  g_assert_true (ek_vault_finish_change (vault, ring, "forged", &error));
  ek_vault_release (hold);
  ek_vault_lock (vault);

  g_assert_true (ek_vault_unlock (vault, fixture->first_id, fixture->passphrase, &error));
  g_assert_cmpuint (key_number (vault, EK_DATA_CLINICAL), ==, 2);
  assert_whole (vault);
  g_assert_null (ek_keyring_find_slot (vault->ring, EK_DATA_CLINICAL, 2, colleague ? other : admin));
  g_assert_nonnull (ek_keyring_find_slot (vault->ring, EK_DATA_CLINICAL, 2, fixture->first_id));
  g_assert_true (colleague || ek_keyring_find_slot (vault->ring, EK_DATA_CLINICAL, 2, other) != NULL);
  ek_vault_lock (vault);

  g_assert_true (ek_vault_unlock (vault, admin, passphrase, &error));
  opened = ek_vault_connect_clinical (vault, &error);
  g_assert_null (opened);
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  ek_vault_lock (vault);
}

/* Runs @work in a child that ends before its @n-th change of the disk. Returns whether it got to the end. */
static gboolean
run_until (int n, void (*work) (Fixture *fixture), Fixture *fixture)
{
  pid_t child = fork ();
  int status = -1;

  if (child == 0)
    {
      calls_until_end = n;
      work (fixture);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_true (WEXITSTATUS (status) == 0 || WEXITSTATUS (status) == KILLED);
  return WEXITSTATUS (status) == 0;
}

static void
rotate_once (Fixture *fixture)
{
  g_autoptr (EkVault) vault = unlock_vault (fixture, NULL, NULL);

  g_assert_true (ek_vault_rotate_key (vault, NULL));
}

static void
disable_once (Fixture *fixture)
{
  g_autoptr (EkVault) vault = unlock_vault (fixture, "王安澜", NULL);
  g_autoptr (EkUser) user = ek_vault_find_user (vault, "李雷");

  g_assert_true (ek_vault_disable_user (vault, ek_user_get_id (user), NULL));
}

static void
change_passphrase_once (Fixture *fixture)
{
  g_autoptr (EkVault) vault = unlock_vault (fixture, "王安澜", NULL);
  g_autoptr (EkSecret) new = secret ("another passphrase");

  g_assert_true (ek_vault_change_passphrase (vault, fixture->passphrase, new, NULL));
}

static void
create_once (Fixture *fixture)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);

  fill (vault);
}

static void
assert_recovers (Fixture *fixture)
{
  g_autoptr (EkVault) vault = unlock_vault (fixture, "王安澜", NULL);

  assert_whole (vault);
  g_assert_null (ek_keyring_find_key (vault->ring, EK_DATA_CLINICAL, EK_KEY_INCOMING));
  g_assert_null (ek_keyring_find_key (vault->ring, EK_DATA_SYSTEM, EK_KEY_INCOMING));
  g_assert_false (ek_vault_is_rotation_due (vault));
  ek_vault_lock (vault);
}

/* From the same vault each time, ended later each time, until it gets through. With -m thorough before every single
 * change. */
static void
crash_everywhere (Fixture *fixture, void (*work) (Fixture *fixture))
{
  g_autofree char *saved = g_build_filename (fixture->folder, "saved", NULL);
  EkVault *vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  const int step = g_test_thorough () ? 1 : 7;
  int n;

  g_free (add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three"));
  fill (vault);
  g_object_unref (vault);
  copy_folder (fixture->path, saved);
  for (n = 0; !run_until (n, work, fixture); n += step)
    {
      assert_recovers (fixture);
      remove_folder (fixture->path);
      copy_folder (saved, fixture->path);
    }
  assert_recovers (fixture);
  g_test_message ("ended %d times on the way", n / step);
  g_assert_cmpint (n, >, 20);
}

static void
test_crash_in_rotation (Fixture *fixture, gconstpointer data)
{
  crash_everywhere (fixture, rotate_once);
}

static void
test_crash_in_disabling (Fixture *fixture, gconstpointer data)
{
  crash_everywhere (fixture, disable_once);
}

/* One of the two passphrases opens it, whole; never neither. */
static void
test_crash_in_change_of_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autofree char *saved = g_build_filename (fixture->folder, "saved", NULL);
  g_autoptr (EkSecret) new = secret ("another passphrase");
  EkVault *made = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  gboolean done = FALSE;
  int n_new = 0, n_old = 0;

  fill (made);
  g_object_unref (made);
  copy_folder (fixture->path, saved);
  for (int n = 0; !done; n++)
    {
      g_autoptr (EkVault) vault = NULL;
      gboolean by_old, by_new;

      done = run_until (n, change_passphrase_once, fixture);
      vault = open_vault (fixture);
      by_old = ek_vault_unlock (vault, NULL, fixture->passphrase, NULL);
      by_new = !by_old && ek_vault_unlock (vault, NULL, new, NULL);
      g_assert_true (by_old != by_new);
      n_old += by_old;
      n_new += by_new;
      assert_whole (vault);
      ek_vault_lock (vault);
      remove_folder (fixture->path);
      copy_folder (saved, fixture->path);
    }
  g_assert_cmpint (n_old, >, 0);
  g_assert_cmpint (n_new, >, 0);
}

/* A creation that is cut short leaves a vault, or a folder in which one can be made. */
static void
test_crash_in_creation (Fixture *fixture, gconstpointer data)
{
  gboolean done = FALSE;
  int n_begun_again = 0, n_made = 0;

  for (int n = 0; !done; n++)
    {
      g_autoptr (EkVault) vault = NULL;
      g_autoptr (GError) error = NULL;

      done = run_until (n, create_once, fixture);
      vault = ek_vault_open (fixture->path, fixture->clock, &error);
      if (vault == NULL)
        {
          g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
          vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
          n_begun_again++;
        }
      else
        {
          g_clear_error (&error);
          g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
          g_assert_no_error (error);
          n_made++;
        }
      ek_vault_lock (vault);
      g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
      ek_vault_lock (vault);
      remove_folder (fixture->path);
      g_clear_pointer (&fixture->recovery, ek_secret_unref);
      g_clear_pointer (&fixture->first_id, g_free);
    }
  g_assert_cmpint (n_begun_again, >, 10);
  g_assert_cmpint (n_made, >, 0);
}

/* Another program that has the database open keeps it from being exchanged. */
static void
test_two_programs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = NULL;
  g_autoptr (GError) error = NULL;
  int ready[2], go[2], status = -1;
  char byte = 0;
  pid_t child;

  {
    g_autoptr (EkVault) made = make_vault (fixture, EK_ROLE_PSYCHIATRIST);

    fill (made);
  }
  g_assert_cmpint (pipe (ready), ==, 0);
  g_assert_cmpint (pipe (go), ==, 0);
  child = fork ();
  if (child == 0)
    {
      g_autoptr (EkVault) other = unlock_vault (fixture, NULL, NULL);
      EkDatabase *clinical = ek_vault_connect_clinical (other, NULL);

      g_assert_cmpint (write (ready[1], "r", 1), ==, 1);
      for (int i = 0; i < 50; i++)
        append_row (clinical, EK_AUDIT_CHANGE, "p-1", "by the other program");
      g_assert_cmpint (read (go[0], &byte, 1), ==, 1);
      append_row (clinical, EK_AUDIT_CHANGE, "p-1", "last");
      ek_database_unref (clinical);
      ek_vault_lock (other);
      _exit (0);
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  vault = unlock_vault (fixture, NULL, NULL);
  g_assert_false (ek_vault_rotate_key (vault, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_BUSY);
  g_clear_error (&error);
  {
    g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, &error);

    for (int i = 0; i < 50; i++)
      append_row (clinical, EK_AUDIT_OPEN, "p-1", "by this program");
  }
  g_assert_cmpint (write (go[1], "g", 1), ==, 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  assert_whole (vault);
  {
    g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, &error);

    g_assert_cmpint (ask_int (clinical, "SELECT count (*) FROM audit WHERE patient_id = 'p-1'"), ==, 101);
  }
  g_assert_true (ek_vault_rotate_key (vault, &error));
  assert_whole (vault);
  close (ready[0]);
  close (ready[1]);
  close (go[0]);
  close (go[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/rotation/rotate", test_rotate);
  ADD ("/rotation/disable-rotates", test_disable_rotates);
  ADD ("/rotation/due", test_rotation_due);
  g_test_add ("/rotation/forged-slot", Fixture, GINT_TO_POINTER (0), fixture_set_up, test_forged_slot,
              fixture_tear_down);
  g_test_add ("/rotation/forged-key", Fixture, GINT_TO_POINTER (1), fixture_set_up, test_forged_slot,
              fixture_tear_down);
  ADD ("/rotation/crash-in-rotation", test_crash_in_rotation);
  ADD ("/rotation/crash-in-disabling", test_crash_in_disabling);
  ADD ("/rotation/crash-in-change-of-passphrase", test_crash_in_change_of_passphrase);
  ADD ("/rotation/crash-in-creation", test_crash_in_creation);
  ADD ("/rotation/two-programs", test_two_programs);
  return g_test_run ();
}
