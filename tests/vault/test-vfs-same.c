/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same random work on a sealed and on a plain database, statement by statement: same result codes, same rows,
 * same number of pages. Two connections to each file and one attached file; savepoints, rows longer than a page and
 * than a cache, VACUUM and incremental vacuum, checkpoints of every kind, full-text search with both tokenizers,
 * online back-up.
 *
 * EK_SAME_STEPS: statements for each seed (1000 unless told). EK_SAME_SEED: the first seed. */

#include "sealed-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

enum { SEALED, PLAIN, N_SIDES };
enum { N_CONNECTIONS = 2 };

typedef struct {
  Sealed *files;
  GRand *rand;
  char *path[N_SIDES];
  char *other[N_SIDES];
  sqlite3 *db[N_SIDES][N_CONNECTIONS];
  guint n_failed; /* statements that failed alike on both sides: busy, no such savepoint, … */
  guint n_done;
} World;

static const char *const vfs_of[] = { EK_SEALED_VFS_NAME, "unix" };

static int
collect (void *user_data, int n, char **values, char **names)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (user_data, "%s|", values[i] != NULL ? values[i] : "NULL");
  g_string_append_c (user_data, '\n');
  return 0;
}

static void
run (World *world, int connection, const char *sql)
{
  g_autoptr (GString) sealed = g_string_new (NULL);
  g_autoptr (GString) plain = g_string_new (NULL);
  int result[N_SIDES];

  for (int side = 0; side < N_SIDES; side++)
    result[side] = sqlite3_exec (world->db[side][connection], sql, collect, side == SEALED ? sealed : plain, NULL);
  if (result[SEALED] != result[PLAIN] || !g_string_equal (sealed, plain))
    g_error ("%.300s\nsealed: %d %s %.300s\nplain: %d %s %.300s", sql, result[SEALED],
             sqlite3_errmsg (world->db[SEALED][connection]), sealed->str, result[PLAIN],
             sqlite3_errmsg (world->db[PLAIN][connection]), plain->str);
  world->n_done++;
  world->n_failed += result[SEALED] != SQLITE_OK;
}

static int
pick (World *world, int below)
{
  return g_rand_int_range (world->rand, 0, below);
}

/* Words of both scripts, long enough now and then to need many pages. */
static char *
words (World *world)
{
  static const char *const some[] = { "sleep", "worry",     "appetite", "睡眠", "焦虑不安",
                                      "mood",  "anhedonia", "情绪低落", "café", "work" };
  GString *text = g_string_new (NULL);
  int n = pick (world, 20) == 0 ? 3000 : 1 + pick (world, 30);

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s ", some[pick (world, G_N_ELEMENTS (some))]);
  return g_string_free (text, FALSE);
}

static void
run_write (World *world, int connection)
{
  g_autofree char *text = words (world);
  g_autofree char *sql = NULL;
  int id = pick (world, 400);

  switch (pick (world, 9))
    {
    case 0:
    case 1:
      sql = g_strdup_printf ("INSERT OR REPLACE INTO note (id, body, size) VALUES (%d, '%s', %d)", id, text,
                             (int) strlen (text));
      break;
    case 2:
      sql = g_strdup_printf ("UPDATE note SET body = body || '%s', size = size + 1 WHERE id BETWEEN %d AND %d", text,
                             id, id + 5);
      break;
    case 3:
      sql = g_strdup_printf ("DELETE FROM note WHERE id BETWEEN %d AND %d", id, id + pick (world, 60));
      break;
    case 4:
      sql = g_strdup_printf ("INSERT OR REPLACE INTO blob (id, bytes) VALUES (%d, zeroblob (%d))", id % 20,
                             pick (world, 200000));
      break;
    case 5:
      sql = g_strdup_printf ("INSERT INTO latin (rowid, body) VALUES (%d, '%s')", id, text);
      break;
    case 6:
      sql = g_strdup_printf ("INSERT INTO three (rowid, body) VALUES (%d, '%s')", id, text);
      break;
    case 7:
      sql = g_strdup_printf ("DELETE FROM %s WHERE rowid %% 7 = %d", pick (world, 2) ? "latin" : "three", id % 7);
      break;
    default:
      sql = g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                             "  INSERT OR IGNORE INTO note SELECT i, printf ('%%.*c', 700, 'y'), i FROM "
                             "n",
                             id, id + 80);
      break;
    }
  run (world, connection, sql);
}

static void
run_query (World *world, int connection)
{
  static const char *const queries[] = {
    "SELECT count (*), sum (size), sum (length (body)), min (body), max (id) FROM note",
    "SELECT id, substr (body, -30) FROM note WHERE size > 50 ORDER BY body LIMIT 20",
    "SELECT rowid, substr (body, 1, 20), rank FROM latin WHERE latin MATCH 'sleep OR cafe' ORDER BY rank, rowid LIMIT "
    "10",
    "SELECT rowid, snippet (three, 0, '[', ']', '…', 5) FROM three WHERE three MATCH '焦虑不' ORDER BY 1 LIMIT 9",
    "SELECT count (*), sum (length (bytes)), sum (bytes = zeroblob (length (bytes))) FROM blob",
    "SELECT count (*) FROM note n JOIN latin l ON l.rowid = n.id WHERE n.body < l.body",
    "SELECT body, count (*) FROM note GROUP BY substr (body, 1, 3) ORDER BY 2 DESC, 1 LIMIT 5",
    "PRAGMA page_count",
    "PRAGMA freelist_count",
    "PRAGMA integrity_check",
  };

  run (world, connection, queries[pick (world, G_N_ELEMENTS (queries))]);
}

static void
run_control (World *world, int connection)
{
  static const char *const controls[] = {
    "BEGIN",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "COMMIT",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT a",
    "SAVEPOINT b",
    "ROLLBACK TO a",
    "ROLLBACK TO b",
    "RELEASE a",
    "VACUUM",
    "PRAGMA incremental_vacuum(7)",
    "PRAGMA wal_checkpoint(PASSIVE)",
    "PRAGMA wal_checkpoint(FULL)",
    "PRAGMA wal_checkpoint(RESTART)",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA cache_size=10",
    "PRAGMA cache_size=-2000",
    "PRAGMA wal_autocheckpoint=30",
    "INSERT INTO latin (latin) VALUES "
    "('optimize')",
    "INSERT INTO three (three) VALUES ('rebuild')",
  };

  run (world, connection, controls[pick (world, G_N_ELEMENTS (controls))]);
}

static void
set_up_connection (sqlite3 *db, const char *other)
{
  g_autofree char *sql = g_strdup_printf ("ATTACH '%s' AS other", other);

  sealed_exec (db, "PRAGMA cache_size=20");
  sealed_exec (db, sql);
  g_assert_cmpint (ek_sealed_vfs_prepare (db, "other"), ==, SQLITE_OK);
}

static void
run_attached (World *world, int connection)
{
  static const char *const statements[] = {
    "INSERT OR REPLACE INTO other.copy SELECT id, body FROM note WHERE id % 5 = 1",
    "DELETE FROM other.copy WHERE id % 3 = 0",
    "SELECT count (*), sum (length (body)) FROM other.copy",
    "SELECT count (*) FROM note n JOIN other.copy c USING (id) WHERE n.body = "
    "c.body",
    "PRAGMA other.wal_checkpoint(TRUNCATE)",
  };

  run (world, connection, statements[pick (world, G_N_ELEMENTS (statements))]);
}

/* An online back-up taken in several steps, writes between them; the copies must say the same. */
static void
run_backup (World *world)
{
  char *said[N_SIDES] = { NULL, NULL };
  int between = pick (world, 2);

  for (int side = 0; side < N_SIDES; side++)
    {
      g_autofree char *copy = sealed_file (world->files, side == SEALED ? "copy.db" : "copy-plain.db");
      g_autofree char *integrity = NULL;
      sqlite3_backup *backup;
      sqlite3 *db;
      int result;

      if (side == SEALED)
        sealed_set_key (copy);
      g_unlink (copy);
      db = sealed_create (copy, vfs_of[side]);
      backup = sqlite3_backup_init (db, "main", world->db[side][0], "main");
      g_assert_nonnull (backup);
      result = sqlite3_backup_step (backup, 5);
      if (between)
        sealed_try (world->db[side][1], "INSERT OR REPLACE INTO note VALUES (3, 'written during the back-up', 9)");
      if (result == SQLITE_OK)
        result = sqlite3_backup_step (backup, -1);
      sqlite3_backup_finish (backup);
      if (result == SQLITE_DONE)
        {
          integrity = sealed_text (db, "PRAGMA integrity_check");
          g_assert_cmpstr (integrity, ==, "ok");
        }
      said[side] = result != SQLITE_DONE ? g_strdup_printf ("not done: %d", result)
                                         : sealed_text (db, "SELECT count (*) || ' ' || sum (length (body)) FROM note");
      sealed_close (db);
      if (side == SEALED && result == SQLITE_DONE)
        g_assert_cmpint (ek_sealed_vfs_check_file (copy, NULL, NULL), ==, SQLITE_OK);
    }
  g_assert_cmpstr (said[SEALED], ==, said[PLAIN]);
  g_free (said[SEALED]);
  g_free (said[PLAIN]);
}

static void
reopen (World *world, int connection)
{
  for (int side = 0; side < N_SIDES; side++)
    {
      g_clear_pointer (&world->db[side][connection], sealed_close);
      world->db[side][connection] = sealed_open (world->path[side], vfs_of[side]);
      set_up_connection (world->db[side][connection], world->other[side]);
      if (side == PLAIN)
        sealed_exec (world->db[side][connection], "PRAGMA synchronous=OFF; PRAGMA other.synchronous=OFF");
    }
}

static void
world_begin (World *world)
{
  world->files = sealed_new (sealed_best_cipher ());
  for (int side = 0; side < N_SIDES; side++)
    {
      sqlite3 *db;

      world->path[side] = side == SEALED ? g_strdup (world->files->path) : sealed_file (world->files, "plain.db");
      world->other[side] = sealed_file (world->files, side == SEALED ? "other.db" : "other-plain.db");
      if (side == SEALED)
        sealed_set_key (world->other[side]);
      db = sealed_create (world->other[side], vfs_of[side]);
      sealed_exec (db, "CREATE TABLE copy (id INTEGER PRIMARY KEY, body TEXT) STRICT");
      sealed_close (db);
      db = sealed_create (world->path[side], vfs_of[side]);
      sealed_exec (db,
                   "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, size INTEGER) STRICT;"
                   "CREATE INDEX note_body ON note (body); CREATE TABLE blob (id INTEGER PRIMARY KEY, bytes BLOB) "
                   "STRICT;"
                   "CREATE VIRTUAL TABLE latin USING fts5 (body, tokenize = 'unicode61 remove_diacritics 2');"
                   "CREATE VIRTUAL TABLE three USING fts5 (body, tokenize = 'trigram')");
      sealed_close (db);
    }
  for (int connection = 0; connection < N_CONNECTIONS; connection++)
    reopen (world, connection);
}

static void
world_end (World *world)
{
  for (int connection = 0; connection < N_CONNECTIONS; connection++)
    for (int side = 0; side < N_SIDES; side++)
      sealed_close (world->db[side][connection]);
  g_assert_cmpint (ek_sealed_vfs_check_file (world->path[SEALED], NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (ek_sealed_vfs_check_file (world->other[SEALED], NULL, NULL), ==, SQLITE_OK);
  for (int side = 0; side < N_SIDES; side++)
    {
      g_free (world->path[side]);
      g_free (world->other[side]);
    }
  sealed_free (world->files);
}

static gint64
setting (const char *name, gint64 otherwise)
{
  const char *value = g_getenv (name);

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : otherwise;
}

static void
test_same (gconstpointer data)
{
  guint32 seed = (guint32) (setting ("EK_SAME_SEED", 1) + GPOINTER_TO_INT (data));
  gint64 n_steps = setting ("EK_SAME_STEPS", 1000);
  World world = { .rand = g_rand_new_with_seed (seed) };

  world_begin (&world);
  for (gint64 step = 0; step < n_steps; step++)
    {
      int connection = pick (&world, 4) == 0;
      int kind = pick (&world, 100);

      if (kind < 45)
        run_write (&world, connection);
      else if (kind < 65)
        run_query (&world, connection);
      else if (kind < 90)
        run_control (&world, connection);
      else if (kind < 97)
        run_attached (&world, connection);
      else if (kind < 98)
        run_backup (&world);
      else
        reopen (&world, connection);
    }
  g_test_message ("seed %u: %u statements, %u of them failed alike", seed, world.n_done, world.n_failed);
  g_assert_cmpuint (world.n_failed, <, world.n_done / 2);
  world_end (&world);
  g_rand_free (world.rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("/vault/vfs/same/%d", i);

      g_test_add_data_func (name, GINT_TO_POINTER (i), test_same);
    }
  return g_test_run ();
}
