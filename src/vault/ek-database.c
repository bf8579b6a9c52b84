/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "ek-database-private.h"
#include "ek-error.h"

#define PAGE_BYTES 4096 /* EK_SEALED_PAGE_SIZE, as text goes into a pragma */
#define BUSY_TIMEOUT_MS 5000
#define CACHE_KIBIBYTES 16384

EkDataKey *
ek_data_key_new (EkSecret *secret, const guint8 id[EK_SEALED_ID_BYTES], EkSealedCipher cipher)
{
  EkDataKey *self = g_new0 (EkDataKey, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->secret = ek_secret_ref (secret);
  memcpy (self->id, id, EK_SEALED_ID_BYTES);
  self->cipher = cipher;
  return self;
}

EkDataKey *
ek_data_key_ref (EkDataKey *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ek_data_key_unref (EkDataKey *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  ek_secret_unref (self->secret);
  g_free (self);
}

/* Everything that holds for every connection, whoever opens it. */
static int
configure (sqlite3 *handle)
{
  G_STATIC_ASSERT (PAGE_BYTES == EK_SEALED_PAGE_SIZE);

  sqlite3_busy_timeout (handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  /* clang-format off */
  return sqlite3_exec (handle,
                       "PRAGMA page_size = " G_STRINGIFY (PAGE_BYTES) ";"
                       "PRAGMA temp_store = MEMORY;"
                       "PRAGMA secure_delete = ON;"
                       "PRAGMA foreign_keys = ON;"
                       "PRAGMA cell_size_check = ON;"
                       "PRAGMA mmap_size = 0;"
                       "PRAGMA cache_size = -" G_STRINGIFY (CACHE_KIBIBYTES) ";"
                       "PRAGMA synchronous = FULL;",
                       NULL, NULL, NULL);
  /* clang-format on */
}

static int
read_journal_mode (void *data, int n_columns, char **values, char **names)
{
  gboolean *is_wal = data;

  *is_wal = n_columns == 1 && g_strcmp0 (values[0], "wal") == 0;
  return 0;
}

/* A new database is turned to write-ahead logging with its rollback journal in memory: there is nothing to lose yet,
 * and no journal file may ever be written. */
static int
enter_wal (sqlite3 *handle)
{
  gboolean is_wal = FALSE;
  int result;

  result = sqlite3_exec (handle, "PRAGMA journal_mode", read_journal_mode, &is_wal, NULL);
  if (result != SQLITE_OK || is_wal)
    return result;
  result = sqlite3_exec (handle, "PRAGMA journal_mode = MEMORY", NULL, NULL, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_exec (handle, "PRAGMA journal_mode = WAL", read_journal_mode, &is_wal, NULL);
  if (result == SQLITE_OK && !is_wal)
    result = SQLITE_CANTOPEN;
  return result;
}

static int
open_with_vfs (const char *path, int flags, const char *vfs, sqlite3 **handle)
{
  gboolean create = (flags & SQLITE_OPEN_CREATE) != 0;
  int result = sqlite3_open_v2 (path, handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);

  if (result == SQLITE_OK)
    result = configure (*handle);
  if (result == SQLITE_OK && create)
    result = ek_sealed_vfs_prepare (*handle, "main");
  if (result == SQLITE_OK)
    result = enter_wal (*handle);
  return result;
}

static EkDatabase *
open_configured (const char *path, gboolean create, gboolean reading, EkDataKey *key, GError **error)
{
  int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
  sqlite3 *handle = NULL;
  EkDatabase *self;
  int result;

  result = ek_sealed_vfs_register (0);
  if (result == SQLITE_OK && key != NULL)
    result = ek_sealed_vfs_set_key (path, ek_secret_bytes (key->secret), key->id, key->cipher);
  if (result == SQLITE_OK)
    result = open_with_vfs (path, flags, reading ? EK_SEALED_READING_VFS_NAME : EK_SEALED_VFS_NAME, &handle);
  if (result != SQLITE_OK)
    {
      g_propagate_error (error,
                         ek_database_error_for_code (handle != NULL ? sqlite3_extended_errcode (handle) : result,
                                                     handle != NULL ? sqlite3_system_errno (handle) : 0, path,
                                                     _ ("The vault's database could not be opened")));
      sqlite3_close_v2 (handle);
      return NULL;
    }

  self = g_new0 (EkDatabase, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->handle = handle;
  self->path = g_strdup (path);
  self->reading = reading;
  self->key = key != NULL ? ek_data_key_ref (key) : NULL;
  self->idle = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

/**
 * ek_database_open:
 * @path: a file whose key the sealed VFS has been told (ek_sealed_vfs_set_key())
 * @create: whether to make it when it is not there
 * @error: return location for an error
 *
 * Opens a connection through the sealed VFS, in write-ahead logging, synchronous FULL, with nothing temporary on disk.
 *
 * Returns: (transfer full): the connection, or %NULL with %EK_ERROR_DAMAGED when the file is not what was written under
 *   this key, %EK_ERROR_IO when it cannot be opened, or another error of ek_database_error()
 */
EkDatabase *
ek_database_open (const char *path, gboolean create, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return open_configured (path, create, FALSE, NULL, error);
}

EkDatabase *
ek_database_open_sealed (const char *path, gboolean create, EkDataKey *key, GError **error)
{
  g_return_val_if_fail (path != NULL && key != NULL, NULL);

  return open_configured (path, create, FALSE, key, error);
}

/* Where nothing can be written, and nobody writes: what is changed through it is changed in memory, and gone when it is
 * closed. For tables that must be brought up to date before they can be read; then ek_database_forbid_writing(). */
EkDatabase *
ek_database_open_reading (const char *path, EkDataKey *key, GError **error)
{
  g_return_val_if_fail (path != NULL && key != NULL, NULL);

  return open_configured (path, FALSE, TRUE, key, error);
}

/**
 * ek_database_is_reading:
 * @self: a connection
 *
 * Returns: whether nothing that is changed through it reaches the disk; see ek_vault_get_reading_only()
 */
gboolean
ek_database_is_reading (EkDatabase *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->reading;
}

/**
 * ek_database_forbid_writing:
 * @self: a connection outside any transaction
 * @why: why, in a sentence, and what to do
 *
 * From now on ek_database_begin() and every statement that would change something fail with %EK_ERROR_PERMISSION.
 */
void
ek_database_forbid_writing (EkDatabase *self, const char *why)
{
  g_return_if_fail (self != NULL && self->depth == 0 && why != NULL);

  g_free (self->forbidden);
  self->forbidden = g_strdup (why);
  if (self->handle != NULL)
    sqlite3_exec (self->handle, "PRAGMA query_only = ON", NULL, NULL, NULL);
}

/**
 * ek_database_ref:
 * @self: a connection
 *
 * Returns: (transfer full): @self
 */
EkDatabase *
ek_database_ref (EkDatabase *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ek_database_unref:
 * @self: (nullable): a connection; closed with the last reference, an open transaction is rolled back
 */
void
ek_database_unref (EkDatabase *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  ek_database_close (self, NULL);
  g_hash_table_unref (self->idle);
  g_free (self->forbidden);
  ek_data_key_unref (self->key);
  g_free (self->path);
  g_free (self);
}

static gboolean
free_idle (gpointer key, gpointer value, gpointer data)
{
  ek_statement_free (value);
  return TRUE;
}

/**
 * ek_database_close:
 * @self: a connection
 * @error: return location for an error
 *
 * Closes the connection before its last reference goes; every later call on it fails. The last connection to close
 * moves the write-ahead log into the database.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_BUSY while a statement of it is in use
 */
gboolean
ek_database_close (EkDatabase *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->handle == NULL)
    return TRUE;
  if (self->in_use > 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_BUSY, _ ("The database is still in use and was not closed."));
      return FALSE;
    }
  while (self->depth > 0)
    ek_database_rollback (self);
  g_hash_table_foreach_remove (self->idle, free_idle, NULL);
  if (sqlite3_close (self->handle) != SQLITE_OK)
    {
      g_propagate_error (error, ek_database_error (self, _ ("The database could not be closed")));
      return FALSE;
    }
  self->handle = NULL;
  return TRUE;
}

/**
 * ek_database_get_handle:
 * @self: a connection
 *
 * Returns: (transfer none): SQLite's own handle, or %NULL when closed
 */
sqlite3 *
ek_database_get_handle (EkDatabase *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->handle;
}

/**
 * ek_database_exec:
 * @self: a connection
 * @sql: one or more statements, the program's own text: values are bound, never pasted in
 * @error: return location for an error
 *
 * Returns: whether all of them ran; see ek_database_error()
 */
gboolean
ek_database_exec (EkDatabase *self, const char *sql, GError **error)
{
  g_return_val_if_fail (self != NULL && sql != NULL, FALSE);

  if (!ek_database_may_step (self, error))
    return FALSE;
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  g_propagate_error (error, ek_database_error (self, _ ("The database could not be changed")));
  return FALSE;
}

static gboolean
run_named (EkDatabase *self, const char *verb, guint level)
{
  g_autofree char *sql = g_strdup_printf ("%s ek_%u", verb, level);

  return sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/**
 * ek_database_begin:
 * @self: a connection
 * @error: return location for an error
 *
 * Begins a transaction, or a savepoint in the one that is open.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_BUSY when another connection went on writing for five seconds; then nothing
 *   has begun and nothing is to be rolled back
 */
gboolean
ek_database_begin (EkDatabase *self, GError **error)
{
  gboolean begun;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!ek_database_may_step (self, error))
    return FALSE;
  if (self->forbidden != NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_PERMISSION, self->forbidden);
      return FALSE;
    }
  if (self->depth == 0)
    begun = sqlite3_exec (self->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
  else
    begun = run_named (self, "SAVEPOINT", self->depth);
  if (!begun)
    {
      g_propagate_error (error, ek_database_error (self, _ ("The change could not be begun")));
      return FALSE;
    }
  self->depth++;
  return TRUE;
}

/**
 * ek_database_commit:
 * @self: a connection in a transaction
 * @error: return location for an error
 *
 * Ends the innermost transaction. At the outermost level %TRUE means that the data is on the disk. When it fails the
 * transaction has been rolled back.
 *
 * Returns: whether it was kept; see ek_database_error()
 */
gboolean
ek_database_commit (EkDatabase *self, GError **error)
{
  gboolean kept;

  g_return_val_if_fail (self != NULL && self->depth > 0, FALSE);

  if (!ek_database_may_step (self, error))
    {
      self->depth--;
      return FALSE;
    }
  if (self->depth == 1)
    kept = sqlite3_exec (self->handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
  else
    kept = run_named (self, "RELEASE", self->depth - 1);
  if (!kept)
    {
      g_propagate_error (error, ek_database_error (self, _ ("The change could not be saved")));
      ek_database_rollback (self);
      return FALSE;
    }
  self->depth--;
  return TRUE;
}

/**
 * ek_database_rollback:
 * @self: a connection in a transaction
 *
 * Undoes the innermost transaction.
 */
void
ek_database_rollback (EkDatabase *self)
{
  g_return_if_fail (self != NULL && self->depth > 0);

  self->depth--;
  /* After a full disk or a failed write SQLite has rolled back by itself. */
  if (self->handle == NULL || sqlite3_get_autocommit (self->handle))
    return;
  if (self->depth == 0)
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
  else if (run_named (self, "ROLLBACK TO", self->depth))
    run_named (self, "RELEASE", self->depth);
}

/**
 * ek_database_in_transaction:
 * @self: a connection
 *
 * Returns: whether a transaction of ek_database_begin() is open
 */
gboolean
ek_database_in_transaction (EkDatabase *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->depth > 0;
}
