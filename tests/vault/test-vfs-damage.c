/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever is changed in the files behind the program's back is noticed: by SQLite when it reads the place, and by
 * ek_sealed_vfs_check_file() wherever it is. */

#include "sealed-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  GArray *findings; /* of Found */
} Report;

typedef struct {
  EkSealedFinding kind;
  gint64 number;
} Found;

static void
note (void *user_data, EkSealedFinding kind, sqlite3_int64 number)
{
  Found found = { kind, number };

  g_array_append_val (user_data, found);
}

/* What the check says of the files as they are: "kind number, kind number", or "whole". */
static char *
check (const char *path)
{
  g_autoptr (GArray) findings = g_array_new (FALSE, FALSE, sizeof (Found));
  GString *text = g_string_new (NULL);
  int result = ek_sealed_vfs_check_file (path, note, findings);

  g_assert_cmpint (result, ==, findings->len > 0 ? SQLITE_CORRUPT : SQLITE_OK);
  for (guint i = 0; i < findings->len; i++)
    {
      Found found = g_array_index (findings, Found, i);

      g_string_append_printf (text, "%s%s %d", i > 0 ? ", " : "", ek_sealed_finding_name (found.kind),
                              (int) found.number);
    }
  return g_string_free (g_string_append (text, findings->len > 0 ? "" : "whole"), FALSE);
}

#define assert_check(path, expected)       \
  G_STMT_START                             \
  {                                        \
    g_autofree char *said_ = check (path); \
    g_assert_cmpstr (said_, ==, expected); \
  }                                        \
  G_STMT_END

/* A database of about `n_rows` / 4 pages, closed, its log gone. */
static void
make_database (const char *path, int n_rows)
{
  g_autofree char *sql =
    g_strdup_printf ("CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB) STRICT;"
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                     "  INSERT INTO note (body) SELECT randomblob (900) FROM n;",
                     n_rows);
  sqlite3 *db = sealed_create (path, EK_SEALED_VFS_NAME);

  sealed_exec (db, sql);
  sealed_exec (db, "PRAGMA wal_checkpoint(TRUNCATE)");
  sealed_close (db);
}

/* TRUE when SQLite itself refuses the file, reading all of it. */
static gboolean
sqlite_refuses (const char *path)
{
  sqlite3 *db = NULL;
  gboolean refused;
  int result;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, EK_SEALED_VFS_NAME), ==, SQLITE_OK);
  result = sealed_try (db, "SELECT count (*), sum (length (body)), min (body > x'00') FROM note");
  refused = result == SQLITE_NOTADB || result == SQLITE_IOERR || result == SQLITE_CORRUPT;
  g_assert_true (refused || result == SQLITE_OK);
  sealed_close (db);
  return refused;
}

static void
test_every_byte (gconstpointer cipher)
{
  g_autoptr (Sealed) sealed = sealed_new ((EkSealedCipher) GPOINTER_TO_INT (cipher));
  g_autofree guint8 *bytes = NULL;
  gsize length;

  make_database (sealed->path, 1);
  assert_check (sealed->path, "whole");
  sealed_load (sealed->path, &bytes, &length);
  g_assert_cmpuint (length, <=, 4 * 4096);
  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *expected = g_strdup_printf ("page-damaged %d", (int) (i / 4096) + 1);

      bytes[i] ^= (guint8) (1 << (i % 8));
      sealed_store (sealed->path, bytes, length);
      assert_check (sealed->path, expected);
      bytes[i] ^= (guint8) (1 << (i % 8));
    }
  sealed_store (sealed->path, bytes, length);
  assert_check (sealed->path, "whole");
}

static void
test_larger_file (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240229);
  g_autofree guint8 *bytes = NULL;
  gsize length;

  make_database (sealed->path, 1500);
  g_assert_false (sqlite_refuses (sealed->path));
  sealed_load (sealed->path, &bytes, &length);
  for (int i = 0; i < 120; i++)
    {
      gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) length);
      guint8 bits = (guint8) g_rand_int_range (rand, 1, 256);
      g_autofree char *expected = g_strdup_printf ("page-damaged %d", (int) (at / 4096) + 1);

      bytes[at] ^= bits;
      sealed_store (sealed->path, bytes, length);
      assert_check (sealed->path, expected);
      /* The pointer map, page 2, and pages on the free list are not read by this query. */
      if (at / 4096 != 1)
        g_assert_true (sqlite_refuses (sealed->path));
      bytes[at] ^= bits;
    }
}

static void
test_moved_pages (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *bytes = NULL, *old = NULL, *page = g_malloc (4096);
  gsize length, old_length;
  sqlite3 *db;

  make_database (sealed->path, 40);
  sealed_load (sealed->path, &old, &old_length);
  db = sealed_open (sealed->path, EK_SEALED_VFS_NAME);
  sealed_exec (db, "UPDATE note SET body = randomblob (900)");
  sealed_exec (db, "PRAGMA wal_checkpoint(TRUNCATE)");
  sealed_close (db);
  sealed_load (sealed->path, &bytes, &length);
  g_assert_cmpuint (length, ==, old_length);

  memcpy (page, bytes + 5 * 4096, 4096); /* pages 6 and 8 change places */
  memcpy (bytes + 5 * 4096, bytes + 7 * 4096, 4096);
  memcpy (bytes + 7 * 4096, page, 4096);
  sealed_store (sealed->path, bytes, length);
  assert_check (sealed->path, "page-damaged 6, page-damaged 8");
  g_assert_true (sqlite_refuses (sealed->path));

  memcpy (bytes + 7 * 4096, bytes + 5 * 4096, 4096); /* back to where they were, and an old page 7 where page 9 was */
  memcpy (bytes + 5 * 4096, page, 4096);
  sealed_store (sealed->path, bytes, length);
  assert_check (sealed->path, "whole");
  memcpy (bytes + 8 * 4096, old + 6 * 4096, 4096);
  sealed_store (sealed->path, bytes, length);
  assert_check (sealed->path, "page-damaged 9");
  g_assert_true (sqlite_refuses (sealed->path));
}

/* Two vaults with the same key would still not take each other's files: the database id is part of every message. */
static void
test_other_vault (void)
{
  static const unsigned char other_id[EK_SEALED_ID_BYTES] = "another vault..";
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree char *other = sealed_file (sealed, "other.db");
  g_autofree guint8 *bytes = NULL;
  g_autofree char *said = NULL;
  gsize length;

  g_assert_cmpint (ek_sealed_vfs_set_key (other, sealed_key, other_id, sealed_best_cipher ()), ==, SQLITE_OK);
  make_database (sealed->path, 20);
  make_database (other, 20);
  sealed_load (other, &bytes, &length);
  sealed_store (sealed->path, bytes, length);
  g_assert_true (sqlite_refuses (sealed->path));
  said = check (sealed->path);
  g_assert_true (g_str_has_prefix (said, "page-damaged 1, page-damaged 2, page-damaged 3"));
}

static void
test_cut_off (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *bytes = NULL;
  g_autofree char *said = NULL;
  gsize length;

  make_database (sealed->path, 40);
  sealed_load (sealed->path, &bytes, &length);
  sealed_store (sealed->path, bytes, length - 4096);
  said = check (sealed->path);
  g_assert_true (g_str_has_prefix (said, "page-missing"));
  g_assert_true (sqlite_refuses (sealed->path));
  sealed_store (sealed->path, bytes, length - 1);
  g_clear_pointer (&said, g_free);
  said = check (sealed->path);
  g_assert_true (g_str_has_prefix (said, "file-ragged"));
  g_assert_true (sqlite_refuses (sealed->path));
}

/* A page of zero bytes reads as one, but the check asks who explains it. */
/* What was put behind the last page: nothing, anything, and a page that was there before the file was made smaller. */
static void
test_lengthened (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *larger = NULL, *bytes = NULL, *longer = NULL;
  g_autofree char *expected = NULL;
  gsize larger_length, length;
  sqlite3 *db;

  make_database (sealed->path, 400);
  sealed_load (sealed->path, &larger, &larger_length);
  db = sealed_open (sealed->path, EK_SEALED_VFS_NAME);
  sealed_exec (db, "DELETE FROM note");
  sealed_exec (db, "VACUUM");
  sealed_exec (db, "PRAGMA wal_checkpoint(TRUNCATE)");
  sealed_close (db);
  sealed_load (sealed->path, &bytes, &length);
  g_assert_cmpuint (length + 4096, <=, larger_length);
  assert_check (sealed->path, "whole");
  expected = g_strdup_printf ("page-damaged %d", (int) (length / 4096) + 1);
  longer = g_malloc0 (length + 4096);
  memcpy (longer, bytes, length);
  sealed_store (sealed->path, longer, length + 4096);
  assert_check (sealed->path, expected);
  memset (longer + length, 0x5a, 4096);
  sealed_store (sealed->path, longer, length + 4096);
  assert_check (sealed->path, expected);
  memcpy (longer + length, larger + length, 4096);
  sealed_store (sealed->path, longer, length + 4096);
  assert_check (sealed->path, expected);
}

static void
test_zeroed_page (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *bytes = NULL;
  gsize length;
  sqlite3 *db;

  make_database (sealed->path, 40);
  sealed_load (sealed->path, &bytes, &length);
  memset (bytes + 4 * 4096, 0, 4096);
  sealed_store (sealed->path, bytes, length);
  assert_check (sealed->path, "page-empty 5");

  g_unlink (sealed->path);
  make_database (sealed->path, 40);
  db = sealed_open (sealed->path, EK_SEALED_VFS_NAME);
  sealed_exec (db, "DELETE FROM note; PRAGMA wal_checkpoint(TRUNCATE)");
  g_assert_cmpint (sealed_int (db, "PRAGMA freelist_count"), >, 5);
  sealed_close (db);
  g_clear_pointer (&bytes, g_free);
  sealed_load (sealed->path, &bytes, &length);
  memset (bytes + 4 * 4096, 0, 4096);
  sealed_store (sealed->path, bytes, length);
  assert_check (sealed->path, "whole"); /* page 5 is a leaf of the free list now */
}

static void
test_wrong_key (void)
{
  unsigned char wrong[EK_SEALED_KEY_BYTES];
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *before = NULL, *after = NULL;
  gsize before_length, after_length;
  sqlite3 *db = NULL;

  make_database (sealed->path, 20);
  sealed_load (sealed->path, &before, &before_length);
  memcpy (wrong, sealed_key, sizeof wrong);
  wrong[31] ^= 1;
  g_assert_cmpint (ek_sealed_vfs_set_key (sealed->path, wrong, sealed_id, sealed_best_cipher ()), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_open_v2 (sealed->path, &db, SQLITE_OPEN_READWRITE, EK_SEALED_VFS_NAME), ==, SQLITE_OK);
  g_assert_cmpint (sealed_try (db, "SELECT * FROM note"), ==, SQLITE_NOTADB);
  g_assert_cmpint (sealed_try (db, "CREATE TABLE evil (a)"), ==, SQLITE_NOTADB);
  g_assert_cmpint (sealed_try (db, "PRAGMA journal_mode=MEMORY; VACUUM"), ==, SQLITE_NOTADB);
  sealed_close (db);
  sealed_load (sealed->path, &after, &after_length);
  g_assert_cmpmem (before, before_length, after, after_length);

  g_assert_cmpint (ek_sealed_vfs_clear_key (sealed->path), ==, SQLITE_OK);
  g_assert_cmpint (ek_sealed_vfs_clear_key (sealed->path), ==, SQLITE_NOTFOUND);
  g_assert_cmpint (ek_sealed_vfs_check_file (sealed->path, NULL, NULL), ==, SQLITE_AUTH);
  g_assert_cmpint (sqlite3_open_v2 (sealed->path, &db, SQLITE_OPEN_READWRITE, EK_SEALED_VFS_NAME), ==, SQLITE_CANTOPEN);
  sqlite3_close (db);
}

/* A log of three transactions, 1 + 1 + 1 rows, copied while the connection is open. */
static void
make_log (Sealed *sealed, guint8 **log, gsize *length)
{
  g_autofree guint8 *database = NULL;
  gsize database_length;
  sqlite3 *db;

  make_database (sealed->path, 20);
  db = sealed_open (sealed->path, EK_SEALED_VFS_NAME);
  sealed_exec (db, "PRAGMA wal_autocheckpoint=0");
  for (int i = 0; i < 3; i++)
    sealed_exec (db, "INSERT INTO note (body) VALUES (x'4142')");
  sealed_load (sealed->wal, log, length);
  sealed_load (sealed->path, &database, &database_length);
  sealed_close (db);
  sealed_store (sealed->path, database, database_length);
  sealed_store (sealed->wal, *log, *length);
}

static void
test_log (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *log = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  gsize length;
  int n_frames, n_certain = 0;

  make_log (sealed, &log, &length);
  assert_check (sealed->path, "whole");
  n_frames = (int) ((length - 32) / 4120);
  g_assert_cmpint (n_frames, >=, 3);
  for (int i = 0; i < 200; i++)
    {
      gsize at = i < 32 ? (gsize) i : (gsize) g_rand_int_range (rand, 32, (gint32) length);
      int frame = at < 32 ? 0 : (int) ((at - 32) / 4120) + 1;
      g_autofree char *said = NULL, *damaged = g_strdup_printf ("log-damaged %d", frame);
      g_autofree char *torn = g_strdup_printf ("log-torn %d", frame);

      log[at] ^= 0x10;
      sealed_store (sealed->wal, log, length);
      said = check (sealed->path);
      if (frame == 0)
        g_assert_cmpstr (said, ==, "log-header 0");
      else
        g_assert_true (g_str_equal (said, damaged) || g_str_equal (said, torn));
      n_certain += frame != 0 && g_str_equal (said, damaged);
      log[at] ^= 0x10;
    }
  g_assert_cmpint (n_certain, >, 0);
  sealed_store (sealed->wal, log, length - 100);
  {
    g_autofree char *torn = g_strdup_printf ("log-torn %d", n_frames);

    assert_check (sealed->path, torn);
  }
}

/* What a power cut in the middle of a checkpoint leaves: bad pages whose good copies are in the log. SQLite mends
 * it. */
static void
test_torn_checkpoint (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *log = NULL, *database = NULL;
  g_autofree char *said = NULL;
  gsize log_length, length;
  sqlite3 *db;

  make_database (sealed->path, 20);
  db = sealed_open (sealed->path, EK_SEALED_VFS_NAME);
  sealed_exec (db, "PRAGMA wal_autocheckpoint=0; UPDATE note SET body = x'4142'; CREATE TABLE more (a)");
  sealed_load (sealed->wal, &log, &log_length);
  sealed_load (sealed->path, &database, &length);
  sealed_close (db);
  memset (database + 300, 0x5a, 700); /* page 1, in the log because of the new table */
  memset (database + 3 * 4096, 0xa5, 512);
  sealed_store (sealed->path, database, length);
  sealed_store (sealed->wal, log, log_length);
  assert_check (sealed->path, "page-covered 1, page-covered 4");
  g_assert_false (sqlite_refuses (sealed->path));
  db = sealed_open (sealed->path, EK_SEALED_VFS_NAME);
  g_assert_cmpint (sealed_int (db, "SELECT count (*) FROM note WHERE body = x'4142'"), ==, 20);
  sealed_exec (db, "PRAGMA wal_checkpoint(TRUNCATE)");
  sealed_close (db);
  assert_check (sealed->path, "whole");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (ek_sealed_cipher_available (EK_SEALED_AES_256_GCM))
    g_test_add_data_func ("/vault/vfs/damage/every-byte/aes-gcm", GINT_TO_POINTER (EK_SEALED_AES_256_GCM),
                          test_every_byte);
  g_test_add_data_func ("/vault/vfs/damage/every-byte/xchacha20", GINT_TO_POINTER (EK_SEALED_XCHACHA20_POLY1305),
                        test_every_byte);
  g_test_add_func ("/vault/vfs/damage/larger-file", test_larger_file);
  g_test_add_func ("/vault/vfs/damage/moved-pages", test_moved_pages);
  g_test_add_func ("/vault/vfs/damage/other-vault", test_other_vault);
  g_test_add_func ("/vault/vfs/damage/cut-off", test_cut_off);
  g_test_add_func ("/vault/vfs/damage/lengthened", test_lengthened);
  g_test_add_func ("/vault/vfs/damage/zeroed-page", test_zeroed_page);
  g_test_add_func ("/vault/vfs/damage/wrong-key", test_wrong_key);
  g_test_add_func ("/vault/vfs/damage/log", test_log);
  g_test_add_func ("/vault/vfs/damage/torn-checkpoint", test_torn_checkpoint);
  return g_test_run ();
}
