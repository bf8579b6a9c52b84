/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <sys/stat.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-still.h"

/* The IT administrator backs up a database without having its key, so SQLite cannot be asked to hold still. Its locks
 * are documented, though (https://www.sqlite.org/lockingv3.html, https://www.sqlite.org/walformat.html), and can be
 * taken from outside: whoever holds the write lock and the checkpoint lock of the index keeps the log and the database
 * from changing, and a shared lock on the database keeps the last connection, when it closes, from moving the log into
 * it.
 *
 * The locks are those of the open file, not of the process: ending them does not end the locks of a connection. But the
 * C library drops a process's own locks on a file when any descriptor of it is closed, so this must not be used in a
 * process that has the database open; an administrator's never has.
 *
 * Nobody stands in a queue for these locks. A program that writes one change after the other on a slow disk lets go of
 * them only for the moment between two changes, so they are asked for very often. */

#define SHARED_FIRST (0x40000000 + 2)
#define SHARED_SIZE 510
#define INDEX_WRITE 120  /* and the checkpoint lock behind it */
#define PATIENCE_MS 9000 /* less than others wait for the folder, see ek_vault_hold() */
#define PAUSE_US 100

static gboolean
take_lock (int fd, short type, off_t start, off_t length)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  struct flock lock = { 0 };

  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = length;
  for (;;)
    {
      if (fcntl (fd, F_OFD_SETLK, &lock) == 0)
        return TRUE;
      if (errno != EAGAIN && errno != EACCES && errno != EINTR)
        return FALSE;
      if (g_get_monotonic_time () > until)
        break;
      g_usleep (PAUSE_US);
    }
  errno = EAGAIN;
  return FALSE;
}

/* Both locks of the index with one call. Without an index there is no connection that could write. */
static gboolean
take_index (EkStill *still, const char *path)
{
  g_autofree char *index = g_strconcat (path, "-shm", NULL);

  still->index = open (index, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (still->index < 0)
    return errno == ENOENT;
  return take_lock (still->index, F_WRLCK, INDEX_WRITE, 2);
}

/**
 * ek_still_begin:
 * @still: (out caller-allocates): what holds the locks; ended with ek_still_end()
 * @path: a database; its folder is held alone by the caller, so that nobody opens the database meanwhile
 * @error: %EK_ERROR_BUSY when others went on writing for nine seconds, else as errno says
 *
 * Waits for the locks of SQLite and takes them: not in the main thread, and never in a process that has the database
 * open.
 *
 * Returns: whether database and log stay as they are until ek_still_end(); on failure nothing is held
 */
gboolean
ek_still_begin (EkStill *still, const char *path, GError **error)
{
  int saved;

  still->index = -1;
  still->database = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (still->database >= 0 && take_lock (still->database, F_RDLCK, SHARED_FIRST, SHARED_SIZE) &&
      take_index (still, path))
    return TRUE;
  saved = errno;
  ek_still_end (still);
  if (saved == EAGAIN)
    g_set_error (error, EK_ERROR, EK_ERROR_BUSY,
                 _ ("Another window or program went on writing to the vault. Nothing was copied; try again in a "
                    "moment."));
  else
    ek_error_set_errno (error, saved, _ ("The database could not be held for copying"));
  return FALSE;
}

/**
 * ek_still_end:
 * @still: what ek_still_begin() filled in; may be ended again
 */
void
ek_still_end (EkStill *still)
{
  if (still->index >= 0)
    close (still->index);
  if (still->database >= 0)
    close (still->database);
  still->index = still->database = -1;
}
