/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sealed-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

const unsigned char sealed_key[EK_SEALED_KEY_BYTES] = "a test key of thirty-two bytes..";
const unsigned char sealed_id[EK_SEALED_ID_BYTES] = "the test's vault";

EkSealedCipher
sealed_best_cipher (void)
{
  return ek_sealed_cipher_available (EK_SEALED_AES_256_GCM) ? EK_SEALED_AES_256_GCM : EK_SEALED_XCHACHA20_POLY1305;
}

Sealed *
sealed_new (EkSealedCipher cipher)
{
  Sealed *sealed = g_new0 (Sealed, 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (ek_sealed_vfs_register (0), ==, SQLITE_OK);
  sealed->directory = g_dir_make_tmp ("test-sealed-XXXXXX", &error);
  g_assert_no_error (error);
  sealed->path = sealed_file (sealed, "sealed.db");
  sealed->wal = sealed_file (sealed, "sealed.db-wal");
  g_assert_cmpint (ek_sealed_vfs_set_key (sealed->path, sealed_key, sealed_id, cipher), ==, SQLITE_OK);
  return sealed;
}

void
sealed_free (Sealed *sealed)
{
  g_autoptr (GDir) directory = g_dir_open (sealed->directory, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = sealed_file (sealed, name);

      if (g_str_has_suffix (name, ".db"))
        ek_sealed_vfs_clear_key (path);
      g_unlink (path);
    }
  ek_sealed_vfs_clear_key (sealed->path);
  g_rmdir (sealed->directory);
  g_free (sealed->directory);
  g_free (sealed->path);
  g_free (sealed->wal);
  g_free (sealed);
}

char *
sealed_file (Sealed *sealed, const char *name)
{
  return g_build_filename (sealed->directory, name, NULL);
}

void
sealed_set_key (const char *path)
{
  g_assert_cmpint (ek_sealed_vfs_set_key (path, sealed_key, sealed_id, sealed_best_cipher ()), ==, SQLITE_OK);
}

static void
set_pragmas (sqlite3 *db)
{
  sealed_exec (db, "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA mmap_size=0");
}

sqlite3 *
sealed_open (const char *path, const char *vfs)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, vfs), ==, SQLITE_OK);
  set_pragmas (db);
  return db;
}

/* `vfs` may also be "unix": then the file is plain, but laid out in the same way. */
sqlite3 *
sealed_create (const char *path, const char *vfs)
{
  sqlite3 *db = NULL;
  g_autofree char *mode = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, vfs), ==,
                   SQLITE_OK);
  sealed_exec (db, "PRAGMA page_size=4096");
  g_assert_cmpint (ek_sealed_vfs_prepare (db, "main"), ==, SQLITE_OK);
  sealed_exec (db, "PRAGMA journal_mode=MEMORY; PRAGMA auto_vacuum=INCREMENTAL");
  mode = sealed_text (db, "PRAGMA journal_mode=WAL");
  g_assert_cmpstr (mode, ==, "wal");
  set_pragmas (db);
  return db;
}

void
sealed_close (sqlite3 *db)
{
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

int
sealed_try (sqlite3 *db, const char *sql)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL);
}

void
sealed_exec (sqlite3 *db, const char *sql)
{
  int result = sealed_try (db, sql);

  if (result != SQLITE_OK)
    g_error ("%s: %d %s", sql, sqlite3_extended_errcode (db), sqlite3_errmsg (db));
}

/* The first column of the first row; "error N" when there is none. */
char *
sealed_text (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  char *text = NULL;
  int result = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  if (result == SQLITE_OK && (result = sqlite3_step (statement)) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return text != NULL ? text : g_strdup_printf ("error %d", result);
}

gint64
sealed_int (sqlite3 *db, const char *sql)
{
  g_autofree char *text = sealed_text (db, sql);

  if (g_str_has_prefix (text, "error"))
    g_error ("%s: %s %s", sql, text, sqlite3_errmsg (db));
  return g_ascii_strtoll (text, NULL, 10);
}

void
sealed_load (const char *path, guint8 **bytes, gsize *length)
{
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, (char **) bytes, length, &error);
  g_assert_no_error (error);
}

/* Written in place, so that a connection that has the file open sees it. */
void
sealed_store (const char *path, const guint8 *bytes, gsize length)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, bytes, length, 0), ==, (gssize) length);
  g_assert_cmpint (ftruncate (fd, (off_t) length), ==, 0);
  g_assert_true (g_close (fd, NULL));
}

gboolean
sealed_contains (const guint8 *bytes, gsize length, const char *text)
{
  return memmem (bytes, length, text, strlen (text)) != NULL;
}
