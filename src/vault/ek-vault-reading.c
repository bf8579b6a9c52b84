/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-vault-private.h"

/* A vault where nothing can be written: on a medium for reading, in a folder without the right to write, on a disk that
 * is full. The record can be read all the same, because a patient cannot wait for a disk. What would be written into
 * the audit (who unlocked, whose file was opened) is kept in memory with its time, and written as soon as the disk can
 * be written again: at the next change that succeeds, at locking, at the next unlocking in this program. Only when the
 * program ends before that is it lost, and it says so.
 *
 * The connections are those of ek-sealed-reading.c, which take no locks: so the databases are held from outside while
 * they are used. On a full disk, which others could empty, nobody else may have them open; on a medium or in a folder
 * without the right to write, nobody else may be writing. As in ek-still.c the locks are those of an open file, and are
 * taken before this process has a connection: closing the file would drop a connection's locks. */

#define SHARED_FIRST (0x40000000 + 2)
#define SHARED_SIZE 510
#define INDEX_ALIVE 128   /* whoever uses the index of the log has a lock on this byte of it */
#define TRIAL_BYTES 65536 /* more than a file system keeps back for a file that is small */

static gboolean
may_write (const char *path)
{
  return faccessat (AT_FDCWD, path, W_OK, AT_EACCESS) == 0 || (errno != EACCES && errno != EROFS && errno != EPERM);
}

/* By the rights alone, which costs nothing. */
EkWriting
ek_vault_probe_rights (EkVault *self)
{
  gboolean allowed = may_write (self->path);

  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    allowed = allowed && may_write (self->database_paths[kind]);
  return allowed ? EK_WRITING_POSSIBLE : EK_WRITING_FORBIDDEN;
}

/* What the disk answers when it is asked for a little room. What cannot be told counts as possible: then the real thing
 * is tried and says what is wrong. */
EkWriting
ek_vault_probe_writing (EkVault *self)
{
  g_autofree guint8 *trial = g_malloc0 (TRIAL_BYTES);
  gssize written = -1;
  int fd, code = 0;

  if (ek_vault_probe_rights (self) != EK_WRITING_POSSIBLE)
    return EK_WRITING_FORBIDDEN;
  fd = open (self->path, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
  if (fd < 0)
    code = errno;
  else if ((written = write (fd, trial, TRIAL_BYTES)) < 0 || (written == TRIAL_BYTES && fsync (fd) != 0))
    code = errno;
  else if (written < TRIAL_BYTES)
    code = ENOSPC; /* what is written in part sets no errno */
  if (fd >= 0)
    close (fd);
  if (code == ENOSPC || code == EDQUOT)
    return EK_WRITING_NO_ROOM;
  return code == EROFS || code == EACCES || code == EPERM ? EK_WRITING_FORBIDDEN : EK_WRITING_POSSIBLE;
}

void
ek_vault_end_reading (EkVault *self)
{
  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    {
      if (self->reading_holds[kind] >= 0)
        close (self->reading_holds[kind]);
      self->reading_holds[kind] = -1;
    }
  ek_vault_set_writing (self, EK_WRITING_POSSIBLE);
}

/* Whether another program has the index of the log open. Where that cannot be asked, nobody can have it. */
static gboolean
is_index_in_use (const char *path)
{
  g_autofree char *index = g_strconcat (path, "-shm", NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = INDEX_ALIVE, .l_len = 1 };
  int fd = open (index, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  gboolean used = fd >= 0 && fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;

  if (fd >= 0)
    close (fd);
  return used;
}

/* The descriptor that holds the database, or -1 with EAGAIN when another program has it open. A file system without
 * locks is used by one program at a time anyway. */
static int
hold_database (const char *path, EkWriting writing)
{
  struct flock lock = { .l_whence = SEEK_SET, .l_start = SHARED_FIRST, .l_len = SHARED_SIZE };
  gboolean alone = writing == EK_WRITING_NO_ROOM;
  int fd = open (path, (alone ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  gboolean busy;

  if (fd < 0)
    return -1;
  lock.l_type = alone ? F_WRLCK : F_RDLCK;
  busy = fcntl (fd, F_OFD_SETLK, &lock) != 0 && (errno == EAGAIN || errno == EACCES);
  if (!busy && !(writing == EK_WRITING_FORBIDDEN && is_index_in_use (path)))
    return fd;
  close (fd);
  errno = EAGAIN;
  return -1;
}

/* Before any connection of this process is open. On a full disk another program may have the database open: then there
 * is an index, and ordinary connections read by it. */
gboolean
ek_vault_hold_for_reading (EkVault *self, EkWriting writing, GError **error)
{
  ek_vault_end_reading (self);
  ek_vault_set_writing (self, writing);
  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    {
      if (!ek_vault_check_files (self, (EkDataKind) kind, error))
        return FALSE;
      self->reading_holds[kind] = hold_database (self->database_paths[kind], writing);
      if (self->reading_holds[kind] >= 0 || (writing == EK_WRITING_NO_ROOM && errno == EAGAIN))
        continue;
      if (errno == EAGAIN)
        g_set_error (
          error, EK_ERROR, EK_ERROR_BUSY,
          _ ("Another program is writing to this vault, which may only be read from here. Nothing was opened; "
             "try again when that program is closed."));
      else
        ek_error_set_errno (error, errno, "%s", ek_data_kind_file ((EkDataKind) kind));
      return FALSE;
    }
  return TRUE;
}

/**
 * ek_vault_keep_audit:
 * @self: an unlocked vault
 * @entry: what happened in a patient's file, without a change to it; copied
 * @failure: (nullable): why it could not be written; %NULL when that was not tried
 *
 * Keeps a row of the clinical audit until it can be written. To be asked where something was only looked at and the row
 * that says so failed: with the disk full or not to be written the record can be read all the same. Any other failure
 * is one, and what cannot be audited is then not shown.
 *
 * Returns: whether it is kept
 */
gboolean
ek_vault_keep_audit (EkVault *self, const EkAuditEntry *entry, const GError *failure)
{
  EkWriting writing;

  g_return_val_if_fail (EK_IS_VAULT (self) && entry != NULL, FALSE);

  if (failure != NULL && !g_error_matches (failure, EK_ERROR, EK_ERROR_NO_SPACE) &&
      !g_error_matches (failure, EK_ERROR, EK_ERROR_PERMISSION) && !g_error_matches (failure, EK_ERROR, EK_ERROR_IO))
    return FALSE;
  writing = self->writing != EK_WRITING_POSSIBLE ? self->writing : ek_vault_probe_writing (self);
  if (writing == EK_WRITING_POSSIBLE && g_error_matches (failure, EK_ERROR, EK_ERROR_NO_SPACE))
    writing = EK_WRITING_NO_ROOM;
  if (writing == EK_WRITING_POSSIBLE)
    return FALSE;
  if (self->writing != writing)
    {
      ek_vault_set_writing (self, writing);
      g_signal_emit_by_name (self, "writing-changed");
    }
  ek_vault_keep_entry (self, EK_DATA_CLINICAL, entry);
  return TRUE;
}

static gboolean
append_kept (EkVault *self, GPtrArray *kept, EkDataKind kind, GError **error)
{
  g_autoptr (EkDatabase) database = NULL;

  if (kind == EK_DATA_CLINICAL && !ek_vault_is_clinical (self))
    return TRUE;
  database = ek_vault_connect_held (self, kind, error);
  if (database == NULL || !ek_database_begin (database, error))
    return FALSE;
  for (guint i = 0; i < kept->len; i++)
    {
      const EkKeptEntry *one = g_ptr_array_index (kept, i);

      if (one->kind == kind && !ek_audit_append (database, one->entry, error))
        {
          ek_database_rollback (database);
          return FALSE;
        }
    }
  return ek_database_commit (database, error);
}

/* What is written is kept no more; a clinical row of before stays while somebody without the key is in. */
static void
forget_written (EkVault *self, GPtrArray *kept, EkDataKind kind)
{
  if (kind == EK_DATA_CLINICAL && !ek_vault_is_clinical (self))
    return;
  g_mutex_lock (&self->state);
  for (guint i = kept->len; i > 0; i--)
    {
      EkKeptEntry *one = g_ptr_array_index (kept, i - 1);

      if (one->kind == kind)
        g_ptr_array_remove (self->kept, one);
    }
  g_mutex_unlock (&self->state);
}

/* The entries still belong to the vault, until forget_written(). */
static GPtrArray *
list_kept (EkVault *self, EkDataKind kind)
{
  GPtrArray *list = g_ptr_array_new ();

  g_mutex_lock (&self->state);
  for (guint i = 0; i < self->kept->len; i++)
    if (((EkKeptEntry *) g_ptr_array_index (self->kept, i))->kind == kind)
      g_ptr_array_add (list, g_ptr_array_index (self->kept, i));
  g_mutex_unlock (&self->state);

  return list;
}

/* With the mutex held, somebody in, and the folder not held. */
gboolean
ek_vault_write_kept (EkVault *self, GError **error)
{
  gboolean written = FALSE;
  int hold;

  if (ek_vault_count_kept (self) == 0)
    return TRUE;
  hold = ek_vault_hold (self->path, FALSE, error);
  if (hold >= 0 && ek_vault_refresh (self, error))
    for (int kind = EK_DATA_SYSTEM; kind >= EK_DATA_CLINICAL; kind--)
      {
        g_autoptr (GPtrArray) kept = list_kept (self, (EkDataKind) kind);

        written = kept->len == 0 || append_kept (self, kept, (EkDataKind) kind, error);
        if (!written)
          break;
        forget_written (self, kept, (EkDataKind) kind);
      }
  ek_vault_release (hold);
  return written;
}

/**
 * ek_vault_try_writing:
 * @self: an unlocked vault
 *
 * Looks whether a vault that could only be read can be written again; if so, the rows of the audit that were kept are
 * written first. Connections that were opened before still cannot write: open new ones. Asks the disk, so it belongs in
 * a worker thread.
 *
 * Returns: whether the vault can be written
 */
gboolean
ek_vault_try_writing (EkVault *self)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  EkWriting before;
  gboolean possible, held;

  g_return_val_if_fail (EK_IS_VAULT (self), FALSE);

  if (ek_vault_get_reading_only (self) == NULL && ek_vault_count_kept (self) == 0)
    return TRUE;
  locker = g_rec_mutex_locker_new (&self->mutex);
  before = self->writing;
  if (self->identity == NULL || ek_vault_probe_writing (self) != EK_WRITING_POSSIBLE)
    return FALSE;
  held = ek_vault_is_held_for_reading (self, EK_DATA_SYSTEM);
  ek_vault_end_reading (self);
  possible = ek_vault_write_kept (self, NULL);
  /* Not where ordinary connections are open: closing the file again would drop their locks. */
  if (!possible && held)
    ek_vault_hold_for_reading (self, before, NULL);
  else if (!possible)
    ek_vault_set_writing (self, before);
  if (possible == (before != EK_WRITING_POSSIBLE))
    g_signal_emit_by_name (self, "writing-changed");
  return possible;
}
