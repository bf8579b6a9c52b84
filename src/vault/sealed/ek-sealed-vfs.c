/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sealed VFS: what SQLite writes reaches the disk encrypted and authenticated, in units that SQLite itself treats
 * as atoms, so that its own reasoning about crashes holds unchanged.
 *
 * Both files
 *   A1  The physical offset of every byte is its logical offset; no file is longer or shorter than SQLite's own.
 *   A2  A write touches no byte that SQLite did not hand over. (One exception, L5.)
 *   A3  Every message is sealed under a fresh nonce and vouches for format, kind, database and place: it opens nowhere
 *       else.
 *   A4  No other kind of file is written: rollback and super-journals are refused, temporary files live in memory.
 *   A5  A file whose key is not known is not opened.
 *   A6  There is no xFetch. Locks, the shared memory of the log's index, sector size and device characteristics are the
 *       base VFS's own, because A1 and A2 make them true of this one.
 * Database (ek-sealed-page.c)
 *   P1  A page is 4096 bytes, written whole.
 *   P2  Its last 40 bytes belong to the VFS. SQLite sees zero bytes there; a page with anything else there is refused.
 *   P3  A page that does not authenticate, or that the end of the file cuts, is an error after a second read:
 *       SQLITE_NOTADB for page 1, SQLITE_IOERR_DATA for others. It is never returned, and nothing guesses what it was.
 *   P4  A page of zero bytes only reads as zero bytes (SQLite leaves such holes); ek_sealed_vfs_check_file() asks who
 *       explains it.
 *   P5  The 100-byte probe of an unreadable page 1 is a short read: the good copy may be in the log.
 *   P6  A page wholly beyond the end is a short read, as everywhere in SQLite.
 * Log (ek-sealed-log.c)
 *   L1  Its 32-byte header is in the clear: salts, a counter, a checksum.
 *   L2  What has been handed over before a sync is in the file before that sync.
 *   L3  A whole frame that does not authenticate reads as zero bytes, which SQLite takes for the end of the log.
 *   L4  A page asked for by itself lies in a frame known to be whole; if that does not authenticate, it is
 *       SQLITE_IOERR_DATA.
 *   L5  A frame is read in order to be written only when SQLite writes over part of it, which it does only to frames of
 *       the running transaction (a page changed again after it was spilled; checksums computed anew before the commit).
 *   L6  A frame header whose page never comes is an error, not a forgotten write.
 *   L7  The header of a frame (page number, size, salts, checksum over plain text) is sealed with its page.
 *
 * What this neither hides nor notices: the sizes of the files, and which pages change when. A database put back whole
 * from an earlier time with its log, or a log taken away: the audit and the key ring's counter are for that. A page
 * overwritten with zero bytes: where a tree should be SQLite calls that corrupt, but the last page of a long value
 * reads as zero bytes until ek_sealed_vfs_check_file() is asked.
 *
 * A frame on its way into the log:
 *
 *                    header (24)                page (4096): sealed and written in one piece
 *       [no frame] --------------> [held] ----------------------------------------------------> [no frame]
 *            |                       | |                                                            ^
 *            | part of a frame that  | | sync: the part handed over is written, sealed              |
 *            | stands in the file:   | +------------------> [held, begun] -- the rest: written -----+
 *            | opened, sealed anew   |                          |  ^                                |
 *            | and written whole     |                          +--+ sync                           |
 *            v                       | truncate, log header, failed write or sync                   |
 *       [no frame]                   +--------------------------------------------------------------+
 */

#include "ek-sealed-private.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* newer than the SQLite this is built against: a page can only be opened whole */
#define IOCAP_SUBPAGE_READ 0x00008000

static sqlite3_vfs *
base_of (sqlite3_vfs *vfs)
{
  return vfs->pAppData;
}

static int
is_for_reading (sqlite3_vfs *vfs)
{
  return strcmp (vfs->zName, EK_SEALED_READING_VFS_NAME) == 0;
}

static size_t
own_file_size (void)
{
  size_t size = sizeof (EkSealedFile) > ek_memory_file_size () ? sizeof (EkSealedFile) : ek_memory_file_size ();

  return (size + 15) & ~(size_t) 15;
}

int
ek_sealed_close (sqlite3_file *file)
{
  EkSealedFile *self = (EkSealedFile *) file;
  int result = SQLITE_OK;

  if (self->base != NULL && self->base->pMethods != NULL)
    result = self->base->pMethods->xClose (self->base);
  if (self->page != NULL)
    sodium_memzero (self->page, EK_FRAME_SIZE);
  if (self->frame != NULL)
    sodium_memzero (self->frame, EK_FRAME_SIZE);
  if (self->last != NULL)
    sodium_memzero (self->last, sizeof *self->last);
  sodium_memzero (&self->nonces, sizeof self->nonces);
  free (self->page);
  free (self->frame);
  free (self->last);
  if (self->key != NULL)
    ek_sealed_key_release (self->key);
  ek_reading_free (self->reading);
  memset (self, 0, sizeof *self);
  return result;
}

#define BASE(file) (((EkSealedFile *) (file))->base)

static int
pass_sync (sqlite3_file *file, int flags)
{
  return BASE (file)->pMethods->xSync (BASE (file), flags);
}

static int
pass_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return BASE (file)->pMethods->xFileSize (BASE (file), size);
}

static int
pass_lock (sqlite3_file *file, int level)
{
  return BASE (file)->pMethods->xLock (BASE (file), level);
}

static int
pass_unlock (sqlite3_file *file, int level)
{
  return BASE (file)->pMethods->xUnlock (BASE (file), level);
}

static int
pass_check_reserved_lock (sqlite3_file *file, int *reserved)
{
  return BASE (file)->pMethods->xCheckReservedLock (BASE (file), reserved);
}

/* A file grown in chunks would end in pages that nobody wrote, so that request is not passed on. */
static int
file_control (sqlite3_file *file, int operation, void *argument)
{
  int result;

  if (operation == SQLITE_FCNTL_CHUNK_SIZE || operation == SQLITE_FCNTL_MMAP_SIZE)
    return SQLITE_NOTFOUND;
  result = BASE (file)->pMethods->xFileControl (BASE (file), operation, argument);
  if (operation == SQLITE_FCNTL_VFSNAME && result == SQLITE_OK)
    {
      char **name = argument;
      char *whole = sqlite3_mprintf (EK_SEALED_VFS_NAME "/%z", *name);

      *name = whole;
      return whole != NULL ? SQLITE_OK : SQLITE_NOMEM;
    }
  return result;
}

static int
pass_sector_size (sqlite3_file *file)
{
  return BASE (file)->pMethods->xSectorSize (BASE (file));
}

static int
device_characteristics (sqlite3_file *file)
{
  return BASE (file)->pMethods->xDeviceCharacteristics (BASE (file)) & ~IOCAP_SUBPAGE_READ;
}

static int
pass_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
  return BASE (file)->pMethods->xShmMap (BASE (file), region, size, extend, memory);
}

static int
pass_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return BASE (file)->pMethods->xShmLock (BASE (file), offset, n, flags);
}

static void
pass_shm_barrier (sqlite3_file *file)
{
  BASE (file)->pMethods->xShmBarrier (BASE (file));
}

static int
pass_shm_unmap (sqlite3_file *file, int delete_it)
{
  return BASE (file)->pMethods->xShmUnmap (BASE (file), delete_it);
}

#define METHODS(read, write, truncate, sync)                                                                        \
  {                                                                                                                 \
    .iVersion = 2, .xClose = ek_sealed_close, .xRead = read, .xWrite = write, .xTruncate = truncate, .xSync = sync, \
    .xFileSize = pass_file_size, .xLock = pass_lock, .xUnlock = pass_unlock,                                        \
    .xCheckReservedLock = pass_check_reserved_lock, .xFileControl = file_control, .xSectorSize = pass_sector_size,  \
    .xDeviceCharacteristics = device_characteristics, .xShmMap = pass_shm_map, .xShmLock = pass_shm_lock,           \
    .xShmBarrier = pass_shm_barrier, .xShmUnmap = pass_shm_unmap,                                                   \
  }

static const sqlite3_io_methods page_methods = METHODS (ek_page_read, ek_page_write, ek_page_truncate, pass_sync);
static const sqlite3_io_methods log_methods = METHODS (ek_log_read, ek_log_write, ek_log_truncate, ek_log_sync);

static const sqlite3_io_methods reading_methods = {
  .iVersion = 2,
  .xClose = ek_sealed_close,
  .xRead = ek_page_read,
  .xWrite = ek_reading_write,
  .xTruncate = ek_reading_truncate,
  .xSync = ek_reading_sync,
  .xFileSize = pass_file_size,
  .xLock = ek_reading_lock,
  .xUnlock = ek_reading_unlock,
  .xCheckReservedLock = ek_reading_check_reserved_lock,
  .xFileControl = file_control,
  .xSectorSize = pass_sector_size,
  .xDeviceCharacteristics = device_characteristics,
  .xShmMap = ek_reading_shm_map,
  .xShmLock = ek_reading_shm_lock,
  .xShmBarrier = ek_reading_shm_barrier,
  .xShmUnmap = ek_reading_shm_unmap,
};

/* SQLite is told that the file may be written, so that it also adds to the log, which is in memory. */
static int
open_for_reading (EkSealedFile *self, const char *name, int flags, int *out_flags)
{
  int kind = flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  int result;

  if (flags & SQLITE_OPEN_WAL)
    result = ek_reading_open_log (self->base_vfs, name, self->base);
  else if ((self->reading = ek_reading_new (name)) == NULL)
    result = SQLITE_NOMEM;
  else
    result = self->base_vfs->xOpen (self->base_vfs, name, self->base, kind | SQLITE_OPEN_READONLY, NULL);
  if (result == SQLITE_OK && out_flags != NULL)
    *out_flags = flags;
  return result;
}

static int
open_sealed (sqlite3_vfs *vfs, const char *name, EkSealedFile *self, int flags, int *out_flags)
{
  int is_log = (flags & SQLITE_OPEN_WAL) != 0;
  int result;

  self->base_vfs = base_of (vfs);
  self->base = (sqlite3_file *) ((unsigned char *) self + own_file_size ());
  self->frame_start = self->opened_at = self->broken_at = -1;
  self->key = ek_sealed_key_for (name, is_log);
  if (self->key == NULL)
    {
      sqlite3_log (SQLITE_CANTOPEN, "no key is known for this sealed database");
      ek_sealed_close (&self->parent);
      return SQLITE_CANTOPEN;
    }
  if (posix_memalign ((void **) &self->page, 64, 2 * EK_SEALED_PAGE_SIZE) != 0)
    self->page = NULL;
  if (is_log && posix_memalign ((void **) &self->frame, 64, 2 * EK_SEALED_PAGE_SIZE) != 0)
    self->frame = NULL;
  if (posix_memalign ((void **) &self->last, 64, sizeof *self->last) != 0)
    self->last = NULL;
  if (self->last != NULL)
    memset (self->last, 0, sizeof *self->last);
  if (self->page == NULL || self->last == NULL || (is_log && self->frame == NULL))
    {
      ek_sealed_close (&self->parent);
      return SQLITE_NOMEM;
    }
  if (is_for_reading (vfs))
    result = open_for_reading (self, name, flags, out_flags);
  else
    result = self->base_vfs->xOpen (self->base_vfs, name, self->base, flags, out_flags);
  if (result != SQLITE_OK)
    {
      ek_sealed_close (&self->parent);
      return result;
    }
  self->parent.pMethods = is_log ? &log_methods : is_for_reading (vfs) ? &reading_methods : &page_methods;
  return SQLITE_OK;
}

static int
vfs_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  memset (file, 0, (size_t) vfs->szOsFile);
  if (flags & (SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_SUBJOURNAL))
    {
      ek_memory_file_open (file);
      if (out_flags != NULL)
        *out_flags = flags;
      return SQLITE_OK;
    }
  if (name != NULL && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
    return open_sealed (vfs, name, (EkSealedFile *) file, flags, out_flags);
  return SQLITE_CANTOPEN;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync_directory)
{
  return base_of (vfs)->xDelete (base_of (vfs), name, sync_directory);
}

/* A rollback journal is never ours (A4), so one that lies beside a database must never be rolled back. */
static int
vfs_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  size_t length = strlen (name);

  if (flags == SQLITE_ACCESS_EXISTS && length > 8 && strcmp (name + length - 8, "-journal") == 0)
    {
      *result = 0;
      return SQLITE_OK;
    }
  return base_of (vfs)->xAccess (base_of (vfs), name, flags, result);
}

static int
vfs_full_pathname (sqlite3_vfs *vfs, const char *name, int room, char *full)
{
  if (ek_sealed_is_through_descriptor (name))
    {
      sqlite3_snprintf (room, full, "%s", name);
      return (int) strlen (name) < room ? SQLITE_OK : SQLITE_CANTOPEN;
    }
  return base_of (vfs)->xFullPathname (base_of (vfs), name, room, full);
}

static void *
vfs_dl_open (sqlite3_vfs *vfs, const char *name)
{
  return base_of (vfs)->xDlOpen (base_of (vfs), name);
}

static void
vfs_dl_error (sqlite3_vfs *vfs, int room, char *message)
{
  base_of (vfs)->xDlError (base_of (vfs), room, message);
}

static void (*vfs_dl_sym (sqlite3_vfs *vfs, void *handle, const char *symbol)) (void)
{
  return base_of (vfs)->xDlSym (base_of (vfs), handle, symbol);
}

static void
vfs_dl_close (sqlite3_vfs *vfs, void *handle)
{
  base_of (vfs)->xDlClose (base_of (vfs), handle);
}

static int
vfs_randomness (sqlite3_vfs *vfs, int n, char *bytes)
{
  return base_of (vfs)->xRandomness (base_of (vfs), n, bytes);
}

static int
vfs_sleep (sqlite3_vfs *vfs, int microseconds)
{
  return base_of (vfs)->xSleep (base_of (vfs), microseconds);
}

static int
vfs_current_time (sqlite3_vfs *vfs, double *now)
{
  return base_of (vfs)->xCurrentTime (base_of (vfs), now);
}

static int
vfs_get_last_error (sqlite3_vfs *vfs, int room, char *message)
{
  return base_of (vfs)->xGetLastError (base_of (vfs), room, message);
}

static int
vfs_current_time_int64 (sqlite3_vfs *vfs, sqlite3_int64 *now)
{
  return base_of (vfs)->xCurrentTimeInt64 (base_of (vfs), now);
}

/**
 * ek_sealed_vfs_register_over:
 * @name: the name to register under; copied
 * @base: the VFS that does the input and output; NULL for "unix"
 * @make_default: non-zero: connections that name no VFS use it
 *
 * Registers the sealed VFS over another one, for tests that watch or fail what reaches the disk. A name that is
 * registered already stays as it is, but for @make_default. It is never unregistered.
 *
 * Returns: SQLITE_OK; SQLITE_ERROR when libsodium cannot start or @base is missing or older than version 2;
 *   SQLITE_NOMEM.
 */
int
ek_sealed_vfs_register_over (const char *name, const char *base, int make_default)
{
  sqlite3_vfs *base_vfs = sqlite3_vfs_find (base != NULL ? base : "unix");
  sqlite3_vfs *vfs = sqlite3_vfs_find (name);

  if (vfs != NULL)
    return sqlite3_vfs_register (vfs, make_default);
  if (!ek_sealed_sodium_ready () || base_vfs == NULL || base_vfs->iVersion < 2)
    return SQLITE_ERROR;
  if ((vfs = calloc (1, sizeof *vfs)) == NULL || (vfs->zName = strdup (name)) == NULL)
    {
      free (vfs);
      return SQLITE_NOMEM;
    }
  vfs->iVersion = 2;
  vfs->szOsFile = (int) own_file_size () +
    (base_vfs->szOsFile > (int) ek_memory_file_size () ? base_vfs->szOsFile : (int) ek_memory_file_size ());
  vfs->mxPathname = base_vfs->mxPathname;
  vfs->pAppData = base_vfs;
  vfs->xOpen = vfs_open;
  vfs->xDelete = vfs_delete;
  vfs->xAccess = vfs_access;
  vfs->xFullPathname = vfs_full_pathname;
  vfs->xDlOpen = vfs_dl_open;
  vfs->xDlError = vfs_dl_error;
  vfs->xDlSym = vfs_dl_sym;
  vfs->xDlClose = vfs_dl_close;
  vfs->xRandomness = vfs_randomness;
  vfs->xSleep = vfs_sleep;
  vfs->xCurrentTime = vfs_current_time;
  vfs->xGetLastError = vfs_get_last_error;
  vfs->xCurrentTimeInt64 = vfs_current_time_int64;
  return sqlite3_vfs_register (vfs, make_default);
}

/**
 * ek_sealed_vfs_register:
 * @make_default: non-zero: connections that name no VFS use it
 *
 * Registers the sealed VFS as EK_SEALED_VFS_NAME over SQLite's own "unix", and as EK_SEALED_READING_VFS_NAME the one
 * for where nothing can be written. May be called again.
 *
 * Returns: as ek_sealed_vfs_register_over().
 */
int
ek_sealed_vfs_register (int make_default)
{
  int result = ek_sealed_vfs_register_over (EK_SEALED_READING_VFS_NAME, "unix", 0);

  if (result != SQLITE_OK)
    return result;
  return ek_sealed_vfs_register_over (EK_SEALED_VFS_NAME, "unix", make_default);
}

/**
 * ek_sealed_vfs_prepare:
 * @db: a connection opened with a sealed VFS
 * @schema: "main", or the name of an attached database
 *
 * Asks SQLite to leave the last 40 bytes of every page free. Needed before the first write to a new file; on a file
 * that exists it changes nothing, and makes VACUUM keep the bytes.
 *
 * Returns: SQLITE_OK, or the result of sqlite3_file_control().
 */
int
ek_sealed_vfs_prepare (sqlite3 *db, const char *schema)
{
  int reserved = EK_SEALED_RESERVED;

  return sqlite3_file_control (db, schema, SQLITE_FCNTL_RESERVE_BYTES, &reserved);
}
