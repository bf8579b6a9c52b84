/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several threads, each with a connection of its own: one moves amounts between accounts and lets the log grow and be
 * checkpointed, others read meanwhile. No reader ever sees a sum that was never committed, or any error but "busy". */

#include "sealed-fixture.h"

#include <string.h>

enum { N_ACCOUNTS = 400, N_TRANSFERS = 6000, N_READS = 500, N_READERS = 3, TOTAL = N_ACCOUNTS * 100 };

typedef struct {
  const char *path;
  gint done;    /* atomic */
  gint n_reads; /* atomic */
} Bank;

static gpointer
read_all_the_time (gpointer data)
{
  Bank *bank = data;
  sqlite3 *db = sealed_open (bank->path, EK_SEALED_VFS_NAME);

  sqlite3_busy_timeout (db, G_MAXINT);
  sealed_exec (db, "PRAGMA cache_size=10");
  while (!g_atomic_int_get (&bank->done))
    {
      g_assert_cmpint (sealed_int (db, "SELECT sum (amount) FROM account"), ==, TOTAL);
      g_atomic_int_inc (&bank->n_reads);
    }
  sealed_close (db);
  return NULL;
}

static gpointer
checkpoint_all_the_time (gpointer data)
{
  static const char *const kinds[] = { "PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(TRUNCATE)" };
  Bank *bank = data;
  sqlite3 *db = sealed_open (bank->path, EK_SEALED_VFS_NAME);

  for (int i = 0; !g_atomic_int_get (&bank->done); i++)
    {
      int result = sealed_try (db, kinds[i % 2]);

      g_assert_true (result == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED);
      g_usleep (500);
    }
  sealed_close (db);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autofree char *integrity = NULL;
  Bank bank = { sealed->path, 0, 0 };
  GThread *readers[N_READERS], *checkpointer;
  sqlite3 *db = sealed_create (sealed->path, EK_SEALED_VFS_NAME);

  sealed_exec (db,
               "CREATE TABLE account (id INTEGER PRIMARY KEY, amount INTEGER, note TEXT) STRICT;"
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
               "  INSERT INTO account SELECT i, 100, hex (randomblob (150)) FROM n");
  sqlite3_busy_timeout (db, G_MAXINT);
  for (int i = 0; i < N_READERS; i++)
    readers[i] = g_thread_new ("reader", read_all_the_time, &bank);
  checkpointer = g_thread_new ("checkpointer", checkpoint_all_the_time, &bank);
  for (int i = 0; i < N_TRANSFERS || g_atomic_int_get (&bank.n_reads) < N_READS; i++)
    {
      int from = g_rand_int_range (rand, 1, N_ACCOUNTS + 1);
      int to = g_rand_int_range (rand, 1, N_ACCOUNTS + 1);
      g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; UPDATE account SET amount = amount - 7 WHERE id = %d;"
                                              "UPDATE account SET amount = amount + 7, note = hex (randomblob (150))"
                                              "  WHERE id = %d; %s",
                                              from, to, i % 5 ? "COMMIT" : "ROLLBACK");

      sealed_exec (db, sql);
    }
  g_atomic_int_set (&bank.done, 1);
  for (int i = 0; i < N_READERS; i++)
    g_thread_join (readers[i]);
  g_thread_join (checkpointer);
  integrity = sealed_text (db, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  g_assert_cmpint (sealed_int (db, "SELECT sum (amount) FROM account"), ==, TOTAL);
  sealed_close (db);
  g_assert_cmpint (ek_sealed_vfs_check_file (sealed->path, NULL, NULL), ==, SQLITE_OK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/vfs/threads", test_threads);
  return g_test_run ();
}
