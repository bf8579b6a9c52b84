/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing that SQLite is given is found in the clear in any file: not while the database is open, not after, not in
 * what SQLite would put into temporary files. And what it does find its way to the disk looks like chance. */

#include "sealed-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Names, identifiers, a search term, and what SQLite itself writes about the schema. */
static const char *const secrets[] = {
  "Florence Nachtigall", "弗洛伦斯",     "MRN-4711-0815", "hopelessness",
  "anhedonia",           "CREATE TABLE", "patient_name",  "SQLite format 3",
};

static void
assert_nothing_in_file (const char *path)
{
  g_autofree guint8 *bytes = NULL;
  gsize length;

  sealed_load (path, &bytes, &length);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      glong n = 0;
      g_autofree gunichar2 *wide = g_utf8_to_utf16 (secrets[i], -1, NULL, &n, NULL);

      if (sealed_contains (bytes, length, secrets[i]) || memmem (bytes, length, wide, (gsize) n * 2) != NULL)
        g_error ("'%s' stands in %s", secrets[i], path);
    }
}

static void
assert_nothing_in_directory (Sealed *sealed, guint at_least)
{
  g_autoptr (GDir) directory = g_dir_open (sealed->directory, 0, NULL);
  const char *name;
  guint n = 0;

  for (; (name = g_dir_read_name (directory)) != NULL; n++)
    {
      g_autofree char *path = sealed_file (sealed, name);

      assert_nothing_in_file (path);
    }
  g_assert_cmpuint (n, >=, at_least);
}

/* Bits per byte over a stretch; 4096 random bytes come to about 7.95. */
static double
entropy (const guint8 *bytes, gsize length)
{
  gsize count[256] = { 0 };
  double sum = 0;

  for (gsize i = 0; i < length; i++)
    count[bytes[i]]++;
  for (int i = 0; i < 256; i++)
    if (count[i] > 0)
      sum -= (double) count[i] / (double) length * log2 ((double) count[i] / (double) length);
  return sum;
}

static void
assert_looks_random (const char *path, gsize from, gsize unit)
{
  g_autofree guint8 *bytes = NULL;
  gsize length;

  sealed_load (path, &bytes, &length);
  g_assert_cmpuint (length, >, from + unit);
  for (gsize at = from; at + unit <= length; at += unit)
    g_assert_cmpfloat (entropy (bytes + at, unit), >, 7.9);
}

static void
fill (sqlite3 *db)
{
  sealed_exec (db,
               "CREATE TABLE patient (id INTEGER PRIMARY KEY, patient_name TEXT, mrn TEXT, note TEXT) STRICT;"
               "CREATE VIRTUAL TABLE words USING fts5 (note, tokenize = 'trigram');"
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
               "  INSERT INTO patient (patient_name, mrn, note) SELECT 'Florence Nachtigall 弗洛伦斯 ' || i, "
               "'MRN-4711-0815',"
               "  'speaks of hopelessness and anhedonia, day ' || i FROM n;"
               "INSERT INTO words SELECT note FROM patient");
}

static void
test_while_open (gconstpointer cipher)
{
  g_autoptr (Sealed) sealed = sealed_new ((EkSealedCipher) GPOINTER_TO_INT (cipher));
  sqlite3 *db = sealed_create (sealed->path, EK_SEALED_VFS_NAME);

  sealed_exec (db, "PRAGMA cache_size=20; BEGIN");
  fill (db);
  assert_nothing_in_directory (sealed, 3); /* spilled, not committed */
  sealed_exec (db, "COMMIT");
  assert_nothing_in_directory (sealed, 3);
  assert_looks_random (sealed->wal, 32 + 24, 4096 + 24);
  sealed_exec (db,
               "PRAGMA wal_checkpoint(TRUNCATE); UPDATE patient SET note = note || ' hopelessness' WHERE id % 50 = "
               "0");
  assert_nothing_in_directory (sealed, 3);
  assert_looks_random (sealed->path, 0, 4096);
  sealed_exec (db, "VACUUM");
  assert_nothing_in_directory (sealed, 3);
  sealed_close (db);
  assert_nothing_in_directory (sealed, 1);
}

/* The same page written twice never looks the same, not in any 16 bytes. */
static void
test_fresh_nonces (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                                       NULL);
  sqlite3 *db = sealed_create (sealed->path, EK_SEALED_VFS_NAME);
  guint n = 0;

  sealed_exec (db, "CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob (100000))");
  for (int round = 0; round < 5; round++)
    {
      g_autofree guint8 *bytes = NULL;
      gsize length;

      sealed_exec (db, "DELETE FROM t; INSERT INTO t VALUES (zeroblob (100000)); PRAGMA wal_checkpoint(TRUNCATE)");
      sealed_load (sealed->path, &bytes, &length);
      for (gsize at = 0; at + 16 <= length; at += 16)
        {
          n++;
          g_hash_table_add (seen, g_bytes_new (bytes + at, 16));
        }
    }
  /* Two pages of 27, schema and pointer map, need not have been written again; every block of the others differs. */
  g_assert_cmpuint (g_hash_table_size (seen), >, n * 9 / 10);
  sealed_close (db);
}

/* Temporary files that SQLite would like to have never reach the disk, even when a connection forgets
 * temp_store=MEMORY. */
static void
test_temporary_files (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree char *before = g_strdup (g_getenv ("SQLITE_TMPDIR"));
  sqlite3 *db;

  g_setenv ("SQLITE_TMPDIR", sealed->directory, TRUE);
  sqlite3_temp_directory = NULL;
  db = sealed_create (sealed->path, EK_SEALED_VFS_NAME);
  fill (db);
  sealed_exec (db,
               "PRAGMA temp_store=FILE; PRAGMA cache_size=5; PRAGMA temp.cache_size=5;"
               "CREATE TEMP TABLE copy AS SELECT * FROM patient; CREATE INDEX temp.copy_note ON copy (note);"
               "SAVEPOINT a; UPDATE copy SET note = note || 'hopelessness'; UPDATE patient SET note = note || "
               "'anhedonia';"
               "ROLLBACK TO a; RELEASE a");
  g_assert_cmpint (sealed_int (db,
                               "SELECT count (*) FROM (SELECT DISTINCT note, mrn FROM copy ORDER BY note DESC, "
                               "mrn)"),
                   ==, 3000);
  assert_nothing_in_directory (sealed, 3);
  {
    g_autoptr (GDir) directory = g_dir_open (sealed->directory, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name (directory)) != NULL)
      g_assert_true (g_str_has_prefix (name, "sealed.db"));
  }
  sealed_exec (db, "VACUUM");
  sealed_close (db);
  if (before != NULL)
    g_setenv ("SQLITE_TMPDIR", before, TRUE);
  else
    g_unsetenv ("SQLITE_TMPDIR");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (ek_sealed_cipher_available (EK_SEALED_AES_256_GCM))
    g_test_add_data_func ("/vault/vfs/clear/while-open/aes-gcm", GINT_TO_POINTER (EK_SEALED_AES_256_GCM),
                          test_while_open);
  g_test_add_data_func ("/vault/vfs/clear/while-open/xchacha20", GINT_TO_POINTER (EK_SEALED_XCHACHA20_POLY1305),
                        test_while_open);
  g_test_add_func ("/vault/vfs/clear/fresh-nonces", test_fresh_nonces);
  g_test_add_func ("/vault/vfs/clear/temporary-files", test_temporary_files);
  return g_test_run ();
}
