/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A writer that is killed without warning (SIGKILL) loses nothing that it had been told was committed, and leaves
 * nothing in the clear. The writer is this program itself, started anew with --write; it tells of each commit through
 * a pipe. */

#include "sealed-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARKER "MARKER-IN-THE-NOTE"

static const char *program;

static int
write_until_killed (const char *path)
{
  sqlite3 *db;

  g_assert_cmpint (ek_sealed_vfs_register (0), ==, SQLITE_OK);
  sealed_set_key (path);
  db = sealed_open (path, EK_SEALED_VFS_NAME);
  sealed_exec (db, "PRAGMA wal_autocheckpoint=20; PRAGMA cache_size=10");
  for (;;)
    {
      gint64 n = sealed_int (db, "SELECT coalesce (max (n), 0) + 1 FROM entry");
      g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; INSERT INTO entry (n, note) VALUES (%d, "
                                              "'" MARKER " %d' || hex (zeroblob (%d)));"
                                              "UPDATE account SET n = %d; "
                                              "COMMIT",
                                              (int) n, (int) n, n % 9 == 0 ? 20000 : 100, (int) n);

      sealed_exec (db, sql);
      if (write (STDOUT_FILENO, &n, sizeof n) != sizeof n)
        return 1;
    }
}

/* Runs the writer for a while, kills it, and returns the last commit it told of. */
static gint64
run_writer (const char *path, GRand *rand, gint64 last)
{
  const char *arguments[] = { program, "--write", path, NULL };
  g_autoptr (GError) error = NULL;
  gint64 told;
  GPid pid;
  int out, status;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **) arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                                           NULL, &out, NULL, &error));
  g_assert_no_error (error);
  for (int n = g_rand_int_range (rand, 1, 40); n > 0 && read (out, &told, sizeof told) == sizeof told; n--)
    last = told;
  g_usleep ((gulong) g_rand_int_range (rand, 0, 3000));
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  while (read (out, &told, sizeof told) == sizeof told)
    last = told;
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL); /* not by an assertion of its own */
  close (out);
  return last;
}

static void
assert_no_marker (Sealed *sealed)
{
  g_autoptr (GDir) directory = g_dir_open (sealed->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = sealed_file (sealed, name);
      g_autofree guint8 *bytes = NULL;
      gsize length;

      sealed_load (path, &bytes, &length);
      g_assert_false (sealed_contains (bytes, length, "MARKER"));
      g_assert_false (sealed_contains (bytes, length, "SQLite format"));
    }
}

/* A write that SIGKILL tears is the tail of a transaction nobody was told of. As long as the file of the log is kept,
 * the torn frame stays in it, and the check cannot but mention it. Anything else is a loss. */
static void
note_loss (void *user_data, EkSealedFinding finding, sqlite3_int64 number)
{
  g_autofree char *text = g_strdup_printf ("%s %" G_GINT64_FORMAT, ek_sealed_finding_name (finding), (gint64) number);

  if (finding != EK_SEALED_LOG_TORN)
    g_ptr_array_add (user_data, g_steal_pointer (&text));
}

static void
assert_nothing_lost (const char *path, gboolean log_kept)
{
  g_autoptr (GPtrArray) losses = g_ptr_array_new_with_free_func (g_free);
  int result = ek_sealed_vfs_check_file (path, note_loss, losses);

  if (losses->len > 0)
    g_error ("lost: %s", (char *) losses->pdata[0]);
  if (!log_kept)
    g_assert_cmpint (result, ==, SQLITE_OK);
  else
    g_assert_true (result == SQLITE_OK || result == SQLITE_CORRUPT);
}

static void
test_kill (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  sqlite3 *db = sealed_create (sealed->path, EK_SEALED_VFS_NAME);
  gint64 last = 0;

  sealed_exec (db,
               "CREATE TABLE entry (n INTEGER PRIMARY KEY, note TEXT) STRICT; CREATE TABLE account (n INTEGER) "
               "STRICT;"
               "INSERT INTO account VALUES (0)");
  sealed_close (db);
  for (int round = 0; round < 25; round++)
    {
      g_autofree char *integrity = NULL;
      gint64 n;

      last = run_writer (sealed->path, rand, last);
      assert_no_marker (sealed);
      db = sealed_open (sealed->path, EK_SEALED_VFS_NAME);
      integrity = sealed_text (db, "PRAGMA integrity_check");
      g_assert_cmpstr (integrity, ==, "ok");
      n = sealed_int (db, "SELECT n FROM account");
      g_assert_cmpint (n, >=, last);
      g_assert_cmpint (n, <=, last + 1);
      g_assert_cmpint (sealed_int (db, "SELECT count (*) FROM entry"), ==, n);
      if (round % 3 == 0)
        sealed_close (db);
      else
        {
          sqlite3_file_control (db, "main", SQLITE_FCNTL_PERSIST_WAL, &(int){ 1 });
          sealed_close (db);
        }
      assert_nothing_lost (sealed->path, round % 3 != 0);
      last = n;
    }
  g_assert_cmpint (last, >, 25);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    return write_until_killed (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/vfs/kill", test_kill);
  return g_test_run ();
}
