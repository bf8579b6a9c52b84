/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "ek-database-private.h"
#include "vault-fixture.h"

typedef struct {
  Fixture fixture;
  char *file;
  EkDataKey *key;
  EkDatabase *database;
} Base;

static void
set_up (Base *base, gconstpointer data)
{
  g_autoptr (EkSecret) random = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 id[EK_SEALED_ID_BYTES] = "a database";

  fixture_set_up (&base->fixture, NULL);
  random = ek_secret_new_random (EK_SEALED_KEY_BYTES);
  base->file = g_build_filename (base->fixture.folder, "some.db", NULL);
  base->key = ek_data_key_new (random, id, EK_SEALED_XCHACHA20_POLY1305);
  base->database = ek_database_open_sealed (base->file, TRUE, base->key, &error);
  g_assert_no_error (error);
}

static void
tear_down (Base *base, gconstpointer data)
{
  g_clear_pointer (&base->database, ek_database_unref);
  ek_sealed_vfs_clear_key (base->file);
  ek_data_key_unref (base->key);
  g_free (base->file);
  fixture_tear_down (&base->fixture, NULL);
}

static EkDatabase *
open_again (Base *base)
{
  g_autoptr (GError) error = NULL;
  EkDatabase *database = ek_database_open_sealed (base->file, FALSE, base->key, &error);

  g_assert_no_error (error);
  return database;
}

static void
exec (EkDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;

  ek_database_exec (database, sql, &error);
  g_assert_no_error (error);
}

static char *
ask_text (EkDatabase *database, const char *sql)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (database, sql, NULL);
  gboolean has_row;

  g_assert_nonnull (statement);
  g_assert_true (ek_statement_step (statement, &has_row, NULL) && has_row);
  return g_strdup (ek_statement_text (statement, 0));
}

static void
test_pragmas (Base *base, gconstpointer data)
{
  static const struct {
    const char *pragma;
    const char *value;
  } expected[] = {
    { "PRAGMA page_size", "4096" },   { "PRAGMA journal_mode", "wal" }, { "PRAGMA synchronous", "2" },
    { "PRAGMA temp_store", "2" },     { "PRAGMA secure_delete", "1" },  { "PRAGMA foreign_keys", "1" },
    { "PRAGMA trusted_schema", "0" }, { "PRAGMA mmap_size", "0" },      { "PRAGMA cell_size_check", "1" },
  };
  int defensive = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *value = NULL;

      /* The VFS may answer that there is no mapping at all. */
      if (strcmp (expected[i].pragma, "PRAGMA mmap_size") == 0)
        continue;
      value = ask_text (base->database, expected[i].pragma);
      g_assert_cmpstr (value, ==, expected[i].value);
    }
  sqlite3_db_config (ek_database_get_handle (base->database), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
  g_assert_cmpint (defensive, ==, 1);
}

static void
test_values (Base *base, gconstpointer data)
{
  g_autoptr (EkStatement) insert = NULL;
  g_autoptr (EkStatement) select = NULL;
  g_autoptr (GError) error = NULL;
  gconstpointer blob;
  gboolean has_row;
  gsize length;

  exec (base->database, "CREATE TABLE t (a INTEGER, b REAL, c TEXT, d BLOB, e TEXT) STRICT");
  insert = ek_database_prepare (base->database, "INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)", &error);
  g_assert_no_error (error);
  ek_statement_bind_int (insert, 1, G_MININT64);
  ek_statement_bind_double (insert, 2, 0.1);
  ek_statement_bind_text (insert, 3, "安澜'; DROP TABLE t; --");
  ek_statement_bind_blob (insert, 4, "\0\1\2", 3);
  ek_statement_bind_text (insert, 5, NULL);
  g_assert_true (ek_statement_run (insert, &error));
  select = ek_database_prepare (base->database, "SELECT * FROM t", &error);
  g_assert_true (ek_statement_step (select, &has_row, &error) && has_row);
  g_assert_cmpint (ek_statement_int (select, 0), ==, G_MININT64);
  g_assert_cmpfloat (ek_statement_double (select, 1), ==, 0.1);
  g_assert_cmpstr (ek_statement_text (select, 2), ==, "安澜'; DROP TABLE t; --");
  blob = ek_statement_blob (select, 3, &length);
  g_assert_cmpmem (blob, length, "\0\1\2", 3);
  g_assert_true (ek_statement_is_null (select, 4));
  g_assert_null (ek_statement_text (select, 4));
  g_assert_true (ek_statement_step (select, &has_row, &error));
  g_assert_false (has_row);
}

/* What comes back from the cache is the same statement, with nothing of its former values. */
static void
test_cache (Base *base, gconstpointer data)
{
  const char *sql = "SELECT ?1";
  EkStatement *first = ek_database_prepare (base->database, sql, NULL);
  EkStatement *second, *third;
  gboolean has_row;

  ek_statement_bind_text (first, 1, "left behind");
  g_assert_true (ek_statement_step (first, &has_row, NULL));
  second = ek_database_prepare (base->database, sql, NULL);
  g_assert_true (second != first);
  ek_statement_done (first);
  third = ek_database_prepare (base->database, sql, NULL);
  g_assert_true (third == first);
  g_assert_true (ek_statement_step (third, &has_row, NULL) && has_row);
  g_assert_true (ek_statement_is_null (third, 0));
  ek_statement_done (third);
  ek_statement_done (second);
}

static void
test_statement_outlives_connection (Base *base, gconstpointer data)
{
  EkStatement *statement = ek_database_prepare (base->database, "SELECT 7", NULL);
  g_autoptr (GError) error = NULL;
  gboolean has_row;

  g_assert_false (ek_database_close (base->database, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_BUSY);
  g_clear_pointer (&base->database, ek_database_unref);
  g_assert_true (ek_statement_step (statement, &has_row, NULL) && has_row);
  g_assert_cmpint (ek_statement_int (statement, 0), ==, 7);
  ek_statement_done (statement);
}

static void
test_two_statements_refused (Base *base, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ek_database_prepare (base->database, "SELECT 1; SELECT 2", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (ek_database_prepare (base->database, "", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (ek_database_prepare (base->database, "SELEKT", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_FAILED);
}

static void
test_nested_transactions (Base *base, gconstpointer data)
{
  g_autoptr (EkDatabase) other = open_again (base);
  EkDatabase *database = base->database;

  exec (database, "CREATE TABLE t (a INTEGER) STRICT");
  g_assert_true (ek_database_begin (database, NULL));
  exec (database, "INSERT INTO t VALUES (1)");
  g_assert_true (ek_database_begin (database, NULL));
  exec (database, "INSERT INTO t VALUES (2)");
  g_assert_true (ek_database_begin (database, NULL));
  exec (database, "INSERT INTO t VALUES (3)");
  g_assert_true (ek_database_commit (database, NULL));
  ek_database_rollback (database);
  g_assert_true (ek_database_in_transaction (database));
  g_assert_true (ek_database_begin (database, NULL));
  exec (database, "INSERT INTO t VALUES (4)");
  g_assert_true (ek_database_commit (database, NULL));
  g_assert_cmpint (ask_int (other, "SELECT count (*) FROM t"), ==, 0);
  g_assert_true (ek_database_commit (database, NULL));
  g_assert_false (ek_database_in_transaction (database));
  g_assert_cmpint (ask_int (other, "SELECT sum (a) FROM t"), ==, 5);
}

/* After SQLite has given up a transaction by itself, what follows in it is refused, not kept piece by piece. */
static void
test_lost_transaction (Base *base, gconstpointer data)
{
  EkDatabase *database = base->database;
  g_autoptr (GError) error = NULL;

  exec (database, "CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT; INSERT INTO t VALUES (1)");
  g_assert_true (ek_database_begin (database, NULL));
  exec (database, "INSERT INTO t VALUES (2)");
  g_assert_true (ek_database_begin (database, NULL));
  g_assert_false (ek_database_exec (database, "INSERT OR ROLLBACK INTO t VALUES (1)", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);
  ek_database_rollback (database);
  g_assert_false (ek_database_exec (database, "INSERT INTO t VALUES (3)", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (ek_database_commit (database, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_FAILED);
  g_assert_false (ek_database_in_transaction (database));
  g_assert_cmpint (ask_int (database, "SELECT count (*) FROM t"), ==, 1);
}

static void
test_busy (Base *base, gconstpointer data)
{
  g_autoptr (EkDatabase) other = open_again (base);
  g_autoptr (GError) error = NULL;

  sqlite3_busy_timeout (ek_database_get_handle (other), 0);
  g_assert_true (ek_database_begin (base->database, NULL));
  g_assert_false (ek_database_begin (other, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_BUSY);
  g_assert_false (ek_database_in_transaction (other));
  ek_database_rollback (base->database);
  g_assert_true (ek_database_begin (other, NULL));
  g_assert_true (ek_database_commit (other, NULL));
}

static void
test_errors_hold_no_values (Base *base, gconstpointer data)
{
  static const struct {
    const char *sql;
    int code;
  } cases[] = {
    { "INSERT INTO t VALUES (1, 'Zhang Wei')", EK_ERROR_EXISTS },
    { "INSERT INTO t VALUES ('Zhang Wei', 'x')", EK_ERROR_INVALID },
    { "INSERT INTO t VALUES (3, NULL)", EK_ERROR_INVALID },
    { "SELECT * FROM f WHERE f MATCH '\"Zhang Wei'", EK_ERROR_FAILED },
    { "INSERT INTO c VALUES (99)", EK_ERROR_INVALID },
  };

  exec (base->database,
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL) STRICT; INSERT INTO t VALUES (1, 'x');"
        "CREATE TABLE c (a INTEGER REFERENCES t (a)) STRICT; CREATE VIRTUAL TABLE f USING fts5 (b);");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ek_database_exec (base->database, cases[i].sql, &error));
      g_assert_error (error, EK_ERROR, cases[i].code);
      g_assert_null (strstr (error->message, "Zhang"));
    }
}

static void
test_wrong_key (Base *base, gconstpointer data)
{
  g_autoptr (EkSecret) random = ek_secret_new_random (EK_SEALED_KEY_BYTES);
  g_autoptr (EkDataKey) other = NULL;
  g_autoptr (GError) error = NULL;

  exec (base->database, "CREATE TABLE t (a INTEGER) STRICT");
  g_assert_true (ek_database_close (base->database, NULL));
  ek_sealed_vfs_clear_key (base->file);
  other = ek_data_key_new (random, base->key->id, base->key->cipher);
  g_assert_null (ek_database_open_sealed (base->file, FALSE, other, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "some.db"));
}

static const EkMigration migrations[] = {
  { 1, "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT) STRICT; INSERT INTO person VALUES (1, 'first');" },
  { 2, "ALTER TABLE person ADD COLUMN born TEXT; UPDATE person SET born = '1980';" },
  { 3, "CREATE TABLE visit (person INTEGER REFERENCES person (id)) STRICT; INSERT INTO visit VALUES (1);" },
};

static void
test_migrate (Base *base, gconstpointer data)
{
  g_autofree char *copy = g_strconcat (base->file, ".before-3", NULL);
  g_autofree char *born = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_database_migrate (base->database, migrations, 1, &error));
  g_assert_cmpint (ek_database_get_version (base->database), ==, 1);
  g_assert_true (ek_database_migrate (base->database, migrations, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ek_database_get_version (base->database), ==, 3);
  born = ask_text (base->database, "SELECT born FROM person");
  g_assert_cmpstr (born, ==, "1980");
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_true (ek_database_migrate (base->database, migrations, 3, &error));
  g_assert_cmpint (ask_int (base->database, "SELECT count (*) FROM visit"), ==, 1);
  /* A step may switch keys off for itself; afterwards they are on again. */
  g_assert_cmpint (ask_int (base->database, "PRAGMA foreign_keys"), ==, 1);
}

static void
test_migration_that_fails (Base *base, gconstpointer data)
{
  static const struct {
    const char *sql;
    int code;
  } cases[] = {
    { "CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);", EK_ERROR_FAILED },
    { "CREATE TABLE half (a INTEGER) STRICT; INSERT INTO visit VALUES (77);", EK_ERROR_DAMAGED },
  };
  g_autofree char *copy = g_strconcat (base->file, ".before-4", NULL);

  g_assert_true (ek_database_migrate (base->database, migrations, 3, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkMigration broken[] = { migrations[0], migrations[1], migrations[2], { 4, cases[i].sql } };
      g_autoptr (EkDatabase) kept = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (ek_database_migrate (base->database, broken, 4, &error));
      g_assert_error (error, EK_ERROR, cases[i].code);
      g_assert_cmpint (ek_database_get_version (base->database), ==, 3);
      g_assert_cmpint (ask_int (base->database, "SELECT count (*) FROM sqlite_schema WHERE name = 'half'"), ==, 0);
      /* The copy of before is kept, and opens. */
      kept = ek_database_open_sealed (copy, FALSE, base->key, NULL);
      g_assert_nonnull (kept);
      g_assert_cmpint (ek_database_get_version (kept), ==, 3);
      ek_database_close (kept, NULL);
      ek_sealed_vfs_clear_key (copy);
    }
}

/* Nothing is copied or changed while somebody else is at it; and what that one did is not done again. */
static void
test_migration_waits (Base *base, gconstpointer data)
{
  g_autofree char *copy = g_strconcat (base->file, ".before-3", NULL);
  g_autoptr (EkDatabase) other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_database_migrate (base->database, migrations, 1, NULL));
  other = open_again (base);
  g_assert_true (ek_database_begin (other, NULL));
  sqlite3_busy_timeout (ek_database_get_handle (base->database), 0);
  g_assert_false (ek_database_migrate (base->database, migrations, 3, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_BUSY);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_cmpint (ask_int (base->database, "PRAGMA foreign_keys"), ==, 1);
  ek_database_rollback (other);
  g_assert_true (ek_database_migrate (other, migrations, 3, NULL));
  g_assert_true (ek_database_migrate (base->database, migrations, 3, NULL));
  g_assert_cmpint (ask_int (base->database, "SELECT count (*) FROM visit"), ==, 1);
  ek_database_close (other, NULL);
}

static gpointer
migrate_in_thread (gpointer data)
{
  Base *base = data;
  g_autoptr (EkDatabase) database = open_again (base);
  GError *error = NULL;

  ek_database_migrate (database, migrations, 3, &error);
  ek_database_close (database, NULL);
  return error;
}

/* Several threads, or programs, open one database of an earlier program at the same time. */
static void
test_migration_by_many (Base *base, gconstpointer data)
{
  GThread *threads[6];

  g_assert_true (ek_database_migrate (base->database, migrations, 1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("migrates", migrate_in_thread, base);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (GError) error = g_thread_join (threads[i]);

      g_assert_no_error (error);
    }
  g_assert_cmpint (ask_int (base->database, "SELECT count (*) FROM visit"), ==, 1);
}

static void
test_newer_database (Base *base, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  exec (base->database, "PRAGMA user_version = 9");
  g_assert_false (ek_database_migrate (base->database, migrations, 3, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED);
  g_assert_cmpint (ek_database_get_version (base->database), ==, 9);
}

enum { PASSED = 0, SKIPPED = 77 };

/* In a child that has a small disk of its own: fills it in one transaction, and then goes on with what was there. */
static int
fill_disk (Base *base)
{
  g_autofree char *disk = g_build_filename (base->fixture.folder, "disk", NULL);
  g_autofree char *file = g_build_filename (disk, "some.db", NULL);
  g_autoptr (EkDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (disk, 0700);
  if (unshare (CLONE_NEWNS) != 0 && unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return SKIPPED;
  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount ("disk", disk, "tmpfs", 0, "size=600k") != 0)
    return SKIPPED;
  database = ek_database_open_sealed (file, TRUE, base->key, &error);
  g_assert_no_error (error);
  exec (database, "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB) STRICT; INSERT INTO t VALUES (1, zeroblob (1000));");
  g_assert_true (ek_database_begin (database, NULL));
  if (ek_database_exec (database,
                        "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                        " INSERT INTO t SELECT i, randomblob (1000) FROM n",
                        &error))
    g_assert_false (ek_database_commit (database, &error));
  if (ek_database_in_transaction (database))
    ek_database_rollback (database);
  g_assert_error (error, EK_ERROR, EK_ERROR_NO_SPACE);
  g_assert_cmpint (ask_int (database, "SELECT count (*) FROM t"), ==, 1);
  g_clear_error (&error);
  g_assert_true (ek_database_close (database, &error));
  g_clear_pointer (&database, ek_database_unref);
  database = ek_database_open_sealed (file, FALSE, base->key, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask_int (database, "SELECT sum (a) FROM t"), ==, 1);
  exec (database, "INSERT INTO t VALUES (2, zeroblob (1000))");
  return PASSED;
}

static void
test_full_disk (Base *base, gconstpointer data)
{
  pid_t child = fork ();
  int status = -1;

  if (child == 0)
    _exit (fill_disk (base));
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == SKIPPED)
    g_test_skip ("this computer does not let a test mount a small disk");
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, PASSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Base, NULL, set_up, function, tear_down)
  ADD ("/database/pragmas", test_pragmas);
  ADD ("/database/values", test_values);
  ADD ("/database/cache", test_cache);
  ADD ("/database/statement-outlives-connection", test_statement_outlives_connection);
  ADD ("/database/two-statements-refused", test_two_statements_refused);
  ADD ("/database/nested-transactions", test_nested_transactions);
  ADD ("/database/lost-transaction", test_lost_transaction);
  ADD ("/database/busy", test_busy);
  ADD ("/database/errors-hold-no-values", test_errors_hold_no_values);
  ADD ("/database/wrong-key", test_wrong_key);
  ADD ("/database/migrate", test_migrate);
  ADD ("/database/migration-that-fails", test_migration_that_fails);
  ADD ("/database/migration-waits", test_migration_waits);
  ADD ("/database/migration-by-many", test_migration_by_many);
  ADD ("/database/newer", test_newer_database);
  ADD ("/database/full-disk", test_full_disk);
  return g_test_run ();
}
