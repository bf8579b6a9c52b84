/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files of a vault, its back-ups and what is restored, among files, links, pipes and folders of other people:
 * nothing that the program did not make is followed, filled or removed. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ek-work-folder.h"
#include "vault-fixture.h"

static guint
count_in (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (directory != NULL && g_dir_read_name (directory) != NULL)
    n++;
  return n;
}

static char *
backed_up (Fixture *fixture, EkVault *vault, char **directory)
{
  g_autoptr (GError) error = NULL;
  char *written = NULL;

  *directory = g_build_filename (fixture->folder, "store", NULL);
  g_assert_true (ek_vault_back_up (vault, *directory, NULL, &written, &error));
  g_assert_no_error (error);
  return written;
}

/* Somebody laid links and folders under every name that can be foreseen. */
static void
test_back_up_among_traps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *directory = NULL;
  g_autofree char *first = backed_up (fixture, vault, &directory);
  g_autofree char *living = g_build_filename (fixture->folder, "living", NULL);
  g_autofree char *partial = g_strconcat (first, ".partial", NULL);
  g_autofree char *second_name = g_strconcat (first, "-2", NULL);
  g_autofree char *third_name = g_strconcat (first, "-3", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *written = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (living, 0700), ==, 0);
  {
    g_autofree char *file = g_build_filename (living, "clinical.db", NULL);

    g_assert_true (g_file_set_contents (file, "mine", -1, NULL));
  }
  before = folder_digest (living);
  g_assert_cmpint (symlink (living, partial), ==, 0);
  g_assert_cmpint (symlink (living, second_name), ==, 0);
  g_assert_true (ek_vault_back_up (vault, directory, NULL, &written, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (written, ==, third_name);
  after = folder_digest (living);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (count_in (directory), ==, 4);
}

static void
test_restore_among_traps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *directory = NULL;
  g_autofree char *copy = backed_up (fixture, vault, &directory);
  g_autofree char *new = g_build_filename (fixture->folder, "new", NULL);
  g_autofree char *partial = g_strconcat (new, ".partial", NULL);
  g_autofree char *inside = g_build_filename (partial, "vault.keys", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *empty = g_build_filename (fixture->folder, "empty", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (partial, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "somebody's", -1, NULL));
  g_assert_true (ek_vault_restore (copy, new, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (inside, G_FILE_TEST_EXISTS));
  /* A link is not the folder it leads to, and an empty folder makes room. */
  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);
  g_assert_cmpint (symlink (empty, link), ==, 0);
  g_assert_false (ek_vault_restore (copy, link, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_cmpuint (count_in (empty), ==, 0);
  g_assert_true (ek_vault_restore (copy, empty, &error));
  g_assert_no_error (error);
}

/* A back-up whose file is a link out of it is not whole, even when the bytes are the right ones. */
static void
test_link_in_back_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *directory = NULL;
  g_autofree char *copy = backed_up (fixture, vault, &directory);
  g_autofree char *file = g_build_filename (copy, "system.db", NULL);
  g_autofree char *moved = g_build_filename (fixture->folder, "moved", NULL);
  g_autofree char *new = g_build_filename (fixture->folder, "new", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (rename (file, moved), ==, 0);
  g_assert_cmpint (symlink (moved, file), ==, 0);
  g_assert_false (ek_vault_restore (copy, new, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
  g_assert_false (g_file_test (new, G_FILE_TEST_EXISTS));
}

static const char *const made[] = { "clinical.db", "vault.keys", NULL };

/* What a program that was killed in the middle left. */
static char *
leave (const char *parent_path)
{
  int parent = open (parent_path, O_RDONLY | O_DIRECTORY);
  pid_t child = fork ();
  int status;
  g_autoptr (GDir) directory = NULL;
  const char *name;

  if (child == 0)
    {
      EkWorkFolder *folder = ek_work_folder_new (parent, "evenkeel-1", NULL);
      int file = openat (ek_work_folder_descriptor (folder), "clinical.db", O_WRONLY | O_CREAT, 0600);

      _exit (write (file, "x", 1) == 1 ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  close (parent);
  directory = g_dir_open (parent_path, 0, NULL);
  while ((name = g_dir_read_name (directory)) != NULL)
    if (strstr (name, ".unfinished-") != NULL)
      return g_build_filename (parent_path, name, NULL);
  g_assert_not_reached ();
}

static gboolean
is_swept (const char *parent_path, const char *left)
{
  int parent = open (parent_path, O_RDONLY | O_DIRECTORY);

  ek_work_folder_sweep (parent, "evenkeel-", FALSE, made);
  close (parent);
  return !g_file_test (left, G_FILE_TEST_EXISTS);
}

static void
test_left_by_the_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *left = leave (fixture->folder);
  g_autofree char *more = g_build_filename (left, "letter.txt", NULL);
  g_autofree char *note = g_build_filename (left, "unfinished", NULL);
  g_autofree char *file = g_build_filename (left, "clinical.db", NULL);
  g_autofree char *twin = g_build_filename (fixture->folder, "twin", NULL);
  g_autofree char *kept = NULL;

  /* Not with a file that is made in no such folder … */
  g_assert_true (g_file_set_contents (more, "mine", -1, NULL));
  g_assert_false (is_swept (fixture->folder, left));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_unlink (more);
  /* … nor with one that has another name elsewhere … */
  g_assert_cmpint (link (file, twin), ==, 0);
  g_assert_false (is_swept (fixture->folder, left));
  g_unlink (twin);
  /* … nor with a link … */
  g_assert_cmpint (rename (file, twin), ==, 0);
  g_assert_cmpint (symlink (twin, file), ==, 0);
  g_assert_false (is_swept (fixture->folder, left));
  g_unlink (file);
  g_assert_cmpint (rename (twin, file), ==, 0);
  /* … nor without its note, or with that of another … */
  g_assert_true (g_file_get_contents (note, &kept, NULL, NULL));
  g_assert_true (g_file_set_contents (note, "evenkeel unfinished 1\n", -1, NULL));
  g_assert_false (is_swept (fixture->folder, left));
  g_assert_true (g_file_set_contents (note, kept, -1, NULL));
  /* … but as it was left. */
  g_assert_true (is_swept (fixture->folder, left));
}

/* One that is being worked in is somebody's who lives; one under its own name is no working folder. */
static void
test_work_folder_in_use (Fixture *fixture, gconstpointer data)
{
  int parent = open (fixture->folder, O_RDONLY | O_DIRECTORY);
  EkWorkFolder *folder = ek_work_folder_new (parent, "evenkeel-1", NULL);
  g_autoptr (GError) error = NULL;
  gboolean taken;

  ek_work_folder_sweep (parent, "evenkeel-", FALSE, made);
  g_assert_cmpuint (count_in (fixture->folder), ==, 1);
  g_assert_cmpint (mkdirat (parent, "evenkeel-1", 0700), ==, 0);
  g_assert_false (ek_work_folder_publish (folder, "evenkeel-1", FALSE, &taken, &error));
  g_assert_true (taken);
  g_clear_error (&error);
  g_assert_true (ek_work_folder_publish (folder, "evenkeel-2", FALSE, &taken, &error));
  ek_work_folder_free (folder, made);
  ek_work_folder_sweep (parent, "evenkeel-", FALSE, made);
  g_assert_cmpuint (count_in (fixture->folder), ==, 2);
  folder = ek_work_folder_new (parent, "evenkeel-3", NULL);
  ek_work_folder_free (folder, made);
  g_assert_cmpuint (count_in (fixture->folder), ==, 2);
  close (parent);
}

typedef enum { EMPTY, PIPE, FOLDER, SOCKET, LINK, N_KINDS } Kind;

static void
put (const char *path, Kind kind)
{
  g_autofree char *aside = g_strconcat (path, ".aside", NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  rename (path, aside);
  switch (kind)
    {
    case EMPTY:
      g_assert_true (g_file_set_contents (path, "", 0, NULL));
      break;
    case PIPE:
      g_assert_cmpint (mkfifo (path, 0600), ==, 0);
      break;
    case FOLDER:
      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      break;
    case SOCKET:
      fd = socket (AF_UNIX, SOCK_STREAM, 0);
      g_strlcpy (address.sun_path, path, sizeof address.sun_path);
      g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
      close (fd);
      break;
    default:
      g_assert_cmpint (symlink (aside, path), ==, 0);
    }
}

static void
take_away (const char *path)
{
  g_autofree char *aside = g_strconcat (path, ".aside", NULL);

  if (g_rmdir (path) != 0)
    g_unlink (path);
  rename (aside, path);
}

static gboolean
tells (GPtrArray *problems, const char *file)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const EkVaultProblem *problem = g_ptr_array_index (problems, i);

      if (!problem->harmless && strcmp (problem->file, file) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
check_refused (Fixture *fixture, const char *name, Kind kind)
{
  g_autofree char *path = vault_file (fixture, name);
  g_autoptr (EkVault) vault = open_vault (fixture);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  struct stat before, after;

  put (path, kind);
  g_assert_cmpint (lstat (path, &before), ==, 0);
  g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_test_message ("%s as %d: %s", name, kind, error->message);
  g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, name));
  g_clear_error (&error);
  g_assert_true (ek_vault_verify_closed (vault, NULL, fixture->passphrase, NULL, &problems, &error));
  g_assert_true (tells (problems, name));
  g_assert_cmpint (lstat (path, &after), ==, 0);
  g_assert_cmpint (before.st_ino, ==, after.st_ino);
  g_assert_cmpint (before.st_size, ==, after.st_size);
  g_assert_cmpint (before.st_mode, ==, after.st_mode);
  take_away (path);
}

/* Each is refused in words that name it, by unlocking and by the check, and is as it was. */
static void
test_no_plain_files (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "clinical.db",   "system.db",       "clinical.db-wal",
                                       "system.db-wal", "clinical.db-shm", "system.db-shm" };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (GError) error = NULL;

  g_clear_object (&vault);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    for (int kind = i < 2 ? EMPTY : PIPE; kind < N_KINDS; kind++)
      check_refused (fixture, files[i], (Kind) kind);
  vault = open_vault (fixture);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_no_error (error);
}

/* The key ring: what is no file is refused and not waited for. */
static void
test_no_plain_ring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *path = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");

  for (int kind = PIPE; kind < N_KINDS; kind++)
    {
      g_autoptr (EkVault) other = NULL;
      g_auto (GStrv) remarks = NULL;
      g_autoptr (EkSecret) new = secret ("another passphrase");
      g_autoptr (GError) error = NULL;

      put (path, (Kind) kind);
      other = ek_vault_open (fixture->path, fixture->clock, &error);
      g_assert_null (other);
      g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "vault.keys"));
      g_clear_error (&error);
      take_away (path);
      /* The second is only not written: whoever needs the record gets in, and is told. */
      put (second, (Kind) kind);
      ek_vault_lock (vault);
      g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
      g_assert_no_error (error);
      remarks = ek_vault_list_remarks (vault);
      g_assert_cmpuint (g_strv_length (remarks), ==, 1);
      g_assert_false (ek_vault_change_passphrase (vault, fixture->passphrase, new, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
      take_away (second);
    }
}

/* Rings that somebody kept by hand are theirs, under whatever name; drafts that a crash left go. */
static void
test_kept_by_hand (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "vault.keys.bak", "vault.keys.backup", "vault.keys.abcdef", "vault.keys.2026-11",
                                       ".vault.keys.unfinished-mine" };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *draft = vault_file (fixture, ".vault.keys.unfinished-abcdefghijklmnop");
  g_autofree char *marker = vault_file (fixture, "vault.creating");
  g_autofree char *keys = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");
  const EkNewUser first = { "王安澜", EK_ROLE_PSYCHIATRIST, NULL };
  g_autoptr (EkSecret) code = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = vault_file (fixture, names[i]);

      copy_file (keys, path);
    }
  copy_file (keys, draft);
  g_free (add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three"));
  g_assert_false (g_file_test (draft, G_FILE_TEST_EXISTS));
  ek_vault_lock (vault);
  /* Nor are they swept by a creation where one was cut short. */
  g_assert_true (g_file_set_contents (marker, "", 0, NULL));
  g_unlink (keys);
  g_unlink (second);
  g_assert_null (ek_vault_create (fixture->path, &first, fixture->passphrase, EK_VAULT_COST_FAST, NULL, &code, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = vault_file (fixture, names[i]);

      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static guint
count_restored (EkVault *vault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkDatabase) system = ek_vault_connect_system (vault, &error);
  g_autoptr (GPtrArray) entries = ek_audit_list (system, NULL, 0, 0, &error);
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += ((EkAuditEntry *) g_ptr_array_index (entries, i))->action == EK_AUDIT_RESTORE;
  return n;
}

/* Restoring is in the audit from the first unlocking on, and each person is told once. */
static void
test_restored_is_told (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *user;
    guint n_remarks;
  } entries[] = {
    { "王安澜", 1 }, { "王安澜", 0 }, { "李雷", 1 }, { "李雷", 0 }, { "王安澜", 0 },
  };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *note = NULL;
  g_autofree char *directory = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *restored = g_build_filename (fixture->folder, "restored", NULL);
  g_autoptr (GError) error = NULL;

  g_free (add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "correct horse battery staple"));
  copy = backed_up (fixture, vault, &directory);
  g_assert_true (ek_vault_restore (copy, restored, &error));
  g_free (fixture->path);
  fixture->path = g_steal_pointer (&restored);
  /* Nobody can keep it out of the audit by removing the note. */
  note = vault_file (fixture, "vault.restored");
  g_assert_cmpint (g_unlink (note), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autoptr (EkVault) other = unlock_vault (fixture, entries[i].user, NULL);
      g_auto (GStrv) remarks = ek_vault_list_remarks (other);

      g_assert_cmpuint (g_strv_length (remarks), ==, entries[i].n_remarks);
      g_assert_cmpuint (count_restored (other), ==, 1);
    }
  g_assert_false (g_file_test (note, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_restored (vault), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/vault-files/back-up-among-traps", test_back_up_among_traps);
  ADD ("/vault-files/restore-among-traps", test_restore_among_traps);
  ADD ("/vault-files/link-in-back-up", test_link_in_back_up);
  ADD ("/vault-files/left-by-the-killed", test_left_by_the_killed);
  ADD ("/vault-files/work-folder-in-use", test_work_folder_in_use);
  ADD ("/vault-files/no-plain-files", test_no_plain_files);
  ADD ("/vault-files/no-plain-ring", test_no_plain_ring);
  ADD ("/vault-files/kept-by-hand", test_kept_by_hand);
  ADD ("/vault-files/restored-is-told", test_restored_is_told);
  return g_test_run ();
}
