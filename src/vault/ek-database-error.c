/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "ek-database-private.h"
#include "ek-error.h"

/* What a result code of SQLite means for a person. Extended codes are looked up first, then the primary ones. */
static const struct {
  int code;
  int error;
  const char *meaning;
} meanings[] = {
  { SQLITE_IOERR_AUTH, EK_ERROR_DAMAGED,
    N_ ("the file is damaged or was changed outside this program. Nothing "
        "was written; run a check of the vault and restore a back-up") },
  { SQLITE_IOERR_DATA, EK_ERROR_DAMAGED,
    N_ ("the file is damaged or was changed outside this program. Nothing "
        "was written; run a check of the vault and restore a back-up") },
  { SQLITE_IOERR_CORRUPTFS, EK_ERROR_DAMAGED,
    N_ ("the disk or the network drive is damaged. Nothing was written; run "
        "a check of the vault and restore a back-up") },
  { SQLITE_IOERR_SHMLOCK, EK_ERROR_BUSY,
    N_ ("the file was changed by another program while it was open for "
        "reading only. Nothing was changed; lock and unlock the vault") },
  { SQLITE_IOERR, EK_ERROR_IO,
    N_ ("the disk or the network drive failed. What was saved before is "
        "safe; check the drive and try again") },
  { SQLITE_CORRUPT, EK_ERROR_DAMAGED,
    N_ ("the file is damaged. Nothing was written; run a check of the vault "
        "and restore a back-up") },
  { SQLITE_NOTADB, EK_ERROR_DAMAGED,
    N_ ("the file is damaged, or belongs to another vault. Nothing was "
        "written; run a check of the vault and restore a back-up") },
  { SQLITE_IOERR_NOMEM, EK_ERROR_FAILED,
    N_ ("the computer is out of memory. Nothing was changed; close other "
        "programs and try again") },
  { SQLITE_NOMEM, EK_ERROR_FAILED,
    N_ ("the computer is out of memory. Nothing was changed; close other "
        "programs and try again") },
  { SQLITE_FULL, EK_ERROR_NO_SPACE,
    N_ ("the disk is full. Nothing was changed; make room on it and try "
        "again") },
  { SQLITE_BUSY, EK_ERROR_BUSY,
    N_ ("another window or program is using the vault. Nothing was changed; "
        "try again in a moment") },
  { SQLITE_LOCKED, EK_ERROR_BUSY,
    N_ ("another window or program is using the vault. Nothing was changed; "
        "try again in a moment") },
  { SQLITE_READONLY, EK_ERROR_PERMISSION,
    N_ ("the file may not be written. Nothing was changed; ask for the right to write to the vault's folder") },
  { SQLITE_PERM, EK_ERROR_PERMISSION,
    N_ ("the file may not be read. Nothing was changed; ask for the right to use the vault's folder") },
  { SQLITE_AUTH, EK_ERROR_PERMISSION, N_ ("this is not allowed. Nothing was changed") },
  { SQLITE_CANTOPEN, EK_ERROR_IO,
    N_ ("the file could not be opened. Nothing was changed; check that the "
        "vault's folder is there and may be read") },
  { SQLITE_INTERRUPT, EK_ERROR_CANCELLED, N_ ("it was stopped. Nothing was changed") },
  { SQLITE_TOOBIG, EK_ERROR_TOO_LARGE, N_ ("the value is too large to be kept. Nothing was changed") },
  { SQLITE_CONSTRAINT_UNIQUE, EK_ERROR_EXISTS, N_ ("there already is one like it. Nothing was changed") },
  { SQLITE_CONSTRAINT_PRIMARYKEY, EK_ERROR_EXISTS, N_ ("there already is one like it. Nothing was changed") },
  { SQLITE_CONSTRAINT, EK_ERROR_INVALID, N_ ("a value is outside what is allowed. Nothing was changed") },
  { SQLITE_MISMATCH, EK_ERROR_INVALID, N_ ("a value is outside what is allowed. Nothing was changed") },
};

/* The message of SQLite itself is left out on purpose: that of a failed search or constraint can hold what was
 * typed. */
GError *
ek_database_error_for_code (int code, int system_errno, const char *path, const char *doing)
{
  g_autofree char *file = g_path_get_basename (path);

  if (system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG)
    code = SQLITE_FULL;
  for (int pass = 0; pass < 2; pass++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
        {
          if (meanings[i].code != (pass == 0 ? code : (code & 0xff)))
            continue;
          if (meanings[i].error == EK_ERROR_DAMAGED)
            /* Translators: what failed, the name of the file, and why, in one sentence */
            return g_error_new (EK_ERROR, meanings[i].error, _ ("%s (%s): %s."), doing, file, _ (meanings[i].meaning));
          /* Translators: what failed, and why, in one sentence */
          return g_error_new (EK_ERROR, meanings[i].error, _ ("%s: %s."), doing, _ (meanings[i].meaning));
        }
    }
  return g_error_new (EK_ERROR, EK_ERROR_FAILED, _ ("%1$s: the database refused (code %2$d). Nothing was changed."),
                      doing, code);
}

/**
 * ek_database_error:
 * @self: a connection on which a call of SQLite just failed
 * @doing: translated words for what failed, without a full stop ("The record could not be saved")
 *
 * Says in words what the last failure of @self means: %EK_ERROR_NO_SPACE, %EK_ERROR_DAMAGED, %EK_ERROR_BUSY,
 * %EK_ERROR_PERMISSION, %EK_ERROR_IO, %EK_ERROR_EXISTS, %EK_ERROR_INVALID, %EK_ERROR_TOO_LARGE, %EK_ERROR_CANCELLED or
 * %EK_ERROR_FAILED. Never holds a value that was stored or searched for.
 *
 * Returns: (transfer full): the error
 */
GError *
ek_database_error (EkDatabase *self, const char *doing)
{
  g_return_val_if_fail (self != NULL && doing != NULL, NULL);

  if (self->handle == NULL)
    return g_error_new (EK_ERROR, EK_ERROR_LOCKED, _ ("%s: the database is closed."), doing);
  if (self->forbidden != NULL && (sqlite3_errcode (self->handle) & 0xff) == SQLITE_READONLY)
    return g_error_new_literal (EK_ERROR, EK_ERROR_PERMISSION, self->forbidden);
  return ek_database_error_for_code (sqlite3_extended_errcode (self->handle), sqlite3_system_errno (self->handle),
                                     self->path, doing);
}

/* When SQLite has rolled back by itself inside a transaction of ours, what follows must not be kept piece by piece. */
gboolean
ek_database_may_step (EkDatabase *self, GError **error)
{
  if (self->handle == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_LOCKED, _ ("The database is closed. Unlock the vault and try again."));
      return FALSE;
    }
  if (self->depth > 0 && sqlite3_get_autocommit (self->handle))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_FAILED,
                   _ ("The change was given up because an earlier part of it failed. Nothing was changed."));
      return FALSE;
    }
  return TRUE;
}
