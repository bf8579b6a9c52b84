/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "ek-database-private.h"
#include "ek-error.h"
#include "ek-file.h"

#define COPY_PAGES_AT_ONCE 4096
#define COPY_PATIENCE 500 /* times ten milliseconds */

/* Removes a database with its log and index; what is not there is not an error. */
void
ek_database_remove_files (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      unlink (name);
    }
}

/* SQLite's own check of the whole database. @problem is NULL when all is well; the first complaint otherwise, which
 * names tables and pages, never content. */
gboolean
ek_database_check (EkDatabase *self, char **problem, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  *problem = NULL;
  statement = ek_database_prepare (self, "PRAGMA integrity_check(1)", error);
  if (statement == NULL || !ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row || g_strcmp0 (ek_statement_text (statement, 0), "ok") != 0)
    *problem = g_strdup (has_row ? ek_statement_text (statement, 0) : "");
  return TRUE;
}

static gboolean
copy_pages (EkDatabase *from, EkDatabase *to, GCancellable *cancellable, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->handle, "main", from->handle, "main");
  int result = SQLITE_ERROR;
  int waited = 0;

  if (backup == NULL)
    {
      g_propagate_error (error, ek_database_error (to, _ ("The copy could not be made")));
      return FALSE;
    }
  do
    {
      if (g_cancellable_is_cancelled (cancellable))
        {
          sqlite3_backup_finish (backup);
          g_set_error (error, EK_ERROR, EK_ERROR_CANCELLED, _ ("The copy was stopped. The vault is unchanged."));
          return FALSE;
        }
      result = sqlite3_backup_step (backup, COPY_PAGES_AT_ONCE);
      if ((result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED)
        {
          sqlite3_sleep (10);
          waited++;
        }
    }
  while (result == SQLITE_OK ||
         (((result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED) && waited < COPY_PATIENCE));

  if (sqlite3_backup_finish (backup) != SQLITE_OK || result != SQLITE_DONE)
    {
      g_propagate_error (error, ek_database_error (to, _ ("The copy could not be made")));
      return FALSE;
    }
  return TRUE;
}

/* Reads the copy as a stranger would: opened anew, checked as a whole, of the same version. */
static gboolean
check_copy (const char *path, EkDataKey *key, int version, GError **error)
{
  g_autoptr (EkDatabase) copy = NULL;
  g_autofree char *problem = NULL;

  copy = ek_database_open_sealed (path, FALSE, key, error);
  if (copy == NULL || !ek_database_check (copy, &problem, error))
    return FALSE;
  if (problem != NULL || ek_database_get_version (copy) != version)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
                   _ ("The copy of the database is not whole. The vault is unchanged; check the disk and try again."));
      return FALSE;
    }
  return ek_database_close (copy, error);
}

/* All that is read of it until the end is of one moment, whatever others write. */
static gboolean
begin_moment (EkDatabase *self, gboolean *begun, GError **error)
{
  *begun = sqlite3_get_autocommit (self->handle) != 0;
  if (!*begun || sqlite3_exec (self->handle, "BEGIN", NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  *begun = FALSE;
  g_propagate_error (error, ek_database_error (self, _ ("The copy could not be made")));
  return FALSE;
}

gboolean
ek_database_copy (EkDatabase *self, const char *path, EkDataKey *key, GCancellable *cancellable, GError **error)
{
  g_autoptr (EkDatabase) to = NULL;
  g_autofree char *directory = g_path_get_dirname (path);
  gboolean copied, begun = FALSE;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_EXISTS, _ ("There already is a file where the copy should go."));
      return FALSE;
    }
  to = ek_database_open_sealed (path, TRUE, key, error);
  copied = to != NULL && begin_moment (self, &begun, error) && copy_pages (self, to, cancellable, error) &&
    ek_database_close (to, error) && check_copy (path, key, ek_database_get_version (self), error) &&
    ek_file_sync_directory (directory, error);
  if (begun)
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
  if (to != NULL)
    ek_database_close (to, NULL);
  if (!copied)
    ek_database_remove_files (path);
  ek_sealed_vfs_clear_key (path);
  return copied;
}

static gboolean
foreign_keys_hold (EkDatabase *self, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (self, "PRAGMA foreign_key_check", error);
  if (statement == NULL || !ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
                   _ ("The vault could not be brought up to date: its tables do not fit together. It is unchanged."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
migrate_once (EkDatabase *self, const EkMigration *migration, GError **error)
{
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %d", migration->version);

  if (!ek_database_begin (self, error))
    return FALSE;
  if (ek_database_get_version (self) >= migration->version)
    return ek_database_commit (self, error);
  if (!ek_database_exec (self, migration->sql, error) || !ek_database_exec (self, set_version, error) ||
      !foreign_keys_hold (self, error))
    {
      ek_database_rollback (self);
      return FALSE;
    }
  return ek_database_commit (self, error);
}

static gboolean
migrate_all (EkDatabase *self, const EkMigration *migrations, gsize n_migrations, GError **error)
{
  for (gsize i = 0; i < n_migrations; i++)
    {
      if (migrations[i].version > ek_database_get_version (self) && !migrate_once (self, &migrations[i], error))
        return FALSE;
    }
  return TRUE;
}

/* Beside itself, sealed and checked. @self holds the writing lock and has not written yet, so that another connection
 * reads what was there before, and nobody changes it meanwhile. */
static gboolean
copy_before (EkDatabase *self, const char *copy, GError **error)
{
  g_autoptr (EkDatabase) before = ek_database_open_sealed (self->path, FALSE, self->key, error);

  if (before == NULL)
    return FALSE;
  ek_database_remove_files (copy);
  return ek_database_copy (before, copy, self->key, NULL, error) && ek_database_close (before, error);
}

static gboolean
is_known_version (EkDatabase *self, int version, int newest, GError **error)
{
  if (version >= 0 && version <= newest)
    return TRUE;
  if (version < 0)
    g_propagate_error (error, ek_database_error (self, _ ("The database could not be read")));
  else
    g_set_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                 _ ("This vault was last used by a newer version of Evenkeel. It is unchanged; use that version to "
                    "open it."));
  return FALSE;
}

/* In one transaction from the first look to the last step: whoever else wants to do the same, another thread or another
 * program, waits, and then finds it done. What was complete before a step failed is kept. */
static gboolean
migrate_alone (EkDatabase *self, const EkMigration *migrations, gsize n_migrations, GError **error)
{
  int newest = migrations[n_migrations - 1].version;
  g_autofree char *copy = NULL;
  int version;

  if (!ek_database_begin (self, error))
    return FALSE;
  version = ek_database_get_version (self);
  /* What is changed in memory only needs no copy on the disk. */
  if (version > 0 && version < newest && self->key != NULL && !self->reading)
    copy = g_strdup_printf ("%s.before-%d", self->path, newest);
  if (!is_known_version (self, version, newest, error) || (copy != NULL && !copy_before (self, copy, error)))
    {
      ek_database_rollback (self);
      return FALSE;
    }
  if (!migrate_all (self, migrations, n_migrations, error))
    {
      ek_database_commit (self, NULL);
      return FALSE;
    }
  if (!ek_database_commit (self, error))
    return FALSE;
  if (copy != NULL)
    ek_database_remove_files (copy);
  return TRUE;
}

/**
 * ek_database_migrate:
 * @self: a connection outside any transaction
 * @migrations: (array length=n_migrations): all there are, by ascending version from 1
 * @n_migrations: how many
 * @error: return location for an error
 *
 * Brings the tables up to the newest version, each step whole or not at all. A database that already has tables is
 * first copied beside itself (sealed, checked); the copy is removed when all steps are done and stays when one fails.
 * Foreign keys are checked at the end of each step rather than within it, so that a step may rebuild a table. Several
 * connections may be told to do it at the same time: one does, the others wait.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_UNSUPPORTED when a newer program made the database, or another error
 *   (%EK_ERROR_BUSY when another connection is at it for more than five seconds); then the database is at the last
 *   version that was complete
 */
gboolean
ek_database_migrate (EkDatabase *self, const EkMigration *migrations, gsize n_migrations, GError **error)
{
  int version, newest;
  gboolean migrated;

  g_return_val_if_fail (self != NULL && self->depth == 0, FALSE);
  g_return_val_if_fail (n_migrations > 0, FALSE);

  for (gsize i = 1; i < n_migrations; i++)
    g_return_val_if_fail (migrations[i].version > migrations[i - 1].version, FALSE);

  version = ek_database_get_version (self);
  newest = migrations[n_migrations - 1].version;
  if (!is_known_version (self, version, newest, error))
    return FALSE;
  if (version == newest)
    return TRUE;

  if (!ek_database_exec (self, "PRAGMA foreign_keys = OFF", error))
    return FALSE;
  migrated = migrate_alone (self, migrations, n_migrations, error);
  ek_database_exec (self, "PRAGMA foreign_keys = ON", NULL);
  return migrated;
}

/**
 * ek_database_get_version:
 * @self: a connection
 *
 * Returns: the version of its tables (`user_version`), 0 for a new database, -1 when it cannot be read
 */
int
ek_database_get_version (EkDatabase *self)
{
  EkStatement *statement;
  gboolean has_row = FALSE;
  int version = -1;

  g_return_val_if_fail (self != NULL, -1);

  statement = ek_database_prepare (self, "PRAGMA user_version", NULL);
  if (statement == NULL)
    return -1;
  if (ek_statement_step (statement, &has_row, NULL) && has_row)
    version = (int) ek_statement_int (statement, 0);
  ek_statement_done (statement);
  return version;
}
