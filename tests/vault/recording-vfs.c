/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "recording-vfs.h"

#include <string.h>

typedef struct {
  sqlite3_file parent;
  RecordedFile file;
  sqlite3_file *base;
} RecordingFile;

static sqlite3_vfs recording_vfs;
static sqlite3_vfs *unix_vfs;
static GPtrArray *records;
static int opened;
static int fail_at;

static void
record_free (gpointer data)
{
  Record *record = data;

  g_clear_pointer (&record->bytes, g_bytes_unref);
  g_free (record);
}

static void
record (RecordKind kind, RecordedFile file, gint64 offset, const void *bytes, int amount)
{
  Record *entry;

  if (records == NULL)
    return;
  entry = g_new0 (Record, 1);
  entry->kind = kind;
  entry->file = file;
  entry->offset = offset;
  entry->bytes = bytes != NULL ? g_bytes_new (bytes, (gsize) amount) : NULL;
  g_ptr_array_add (records, entry);
}

/* Whether the disk is out of order by now. */
static int
fails (void)
{
  if (fail_at > 1)
    fail_at--;
  return fail_at == 1;
}

#define BASE(f) (((RecordingFile *) (f))->base)
#define WHICH(f) (((RecordingFile *) (f))->file)

static int
file_close (sqlite3_file *file)
{
  return BASE (file)->pMethods->xClose (BASE (file));
}

static int
file_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  return BASE (file)->pMethods->xRead (BASE (file), buffer, amount, offset);
}

static int
file_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  if (fails ())
    return SQLITE_FULL;
  record (RECORD_WRITE, WHICH (file), offset, buffer, amount);
  return BASE (file)->pMethods->xWrite (BASE (file), buffer, amount, offset);
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  if (fails ())
    return SQLITE_IOERR_TRUNCATE;
  record (RECORD_TRUNCATE, WHICH (file), size, NULL, 0);
  return BASE (file)->pMethods->xTruncate (BASE (file), size);
}

/* The disk of the test is what the record says; the real one need not be waited for. */
static int
file_sync (sqlite3_file *file, int flags)
{
  if (fails ())
    return SQLITE_IOERR_FSYNC;
  record (RECORD_SYNC, WHICH (file), 0, NULL, 0);
  return SQLITE_OK;
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return BASE (file)->pMethods->xFileSize (BASE (file), size);
}

static int
file_lock (sqlite3_file *file, int level)
{
  return BASE (file)->pMethods->xLock (BASE (file), level);
}

static int
file_unlock (sqlite3_file *file, int level)
{
  return BASE (file)->pMethods->xUnlock (BASE (file), level);
}

static int
file_check_lock (sqlite3_file *file, int *reserved)
{
  return BASE (file)->pMethods->xCheckReservedLock (BASE (file), reserved);
}

static int
file_control (sqlite3_file *file, int operation, void *argument)
{
  return BASE (file)->pMethods->xFileControl (BASE (file), operation, argument);
}

static int
file_sector_size (sqlite3_file *file)
{
  return BASE (file)->pMethods->xSectorSize (BASE (file));
}

static int
file_characteristics (sqlite3_file *file)
{
  return BASE (file)->pMethods->xDeviceCharacteristics (BASE (file));
}

static int
file_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
  return BASE (file)->pMethods->xShmMap (BASE (file), region, size, extend, memory);
}

static int
file_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return BASE (file)->pMethods->xShmLock (BASE (file), offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  BASE (file)->pMethods->xShmBarrier (BASE (file));
}

static int
file_shm_unmap (sqlite3_file *file, int delete_it)
{
  return BASE (file)->pMethods->xShmUnmap (BASE (file), delete_it);
}

static const sqlite3_io_methods methods = {
  2,
  file_close,
  file_read,
  file_write,
  file_truncate,
  file_sync,
  file_size,
  file_lock,
  file_unlock,
  file_check_lock,
  file_control,
  file_sector_size,
  file_characteristics,
  file_shm_map,
  file_shm_lock,
  file_shm_barrier,
  file_shm_unmap,
  NULL,
  NULL,
};

static int
vfs_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  RecordingFile *self = (RecordingFile *) file;
  int result;

  opened |= flags;
  memset (self, 0, (size_t) vfs->szOsFile);
  self->base = (sqlite3_file *) (self + 1);
  self->file = flags & SQLITE_OPEN_WAL ? RECORDED_LOG : RECORDED_DATABASE;
  result = unix_vfs->xOpen (unix_vfs, name, self->base, flags, out_flags);
  if (result == SQLITE_OK)
    self->parent.pMethods = &methods;
  return result;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync_directory)
{
  record (RECORD_DELETE, g_str_has_suffix (name, "-wal") ? RECORDED_LOG : RECORDED_DATABASE, 0, NULL, 0);
  return unix_vfs->xDelete (unix_vfs, name, sync_directory);
}

void
recording_vfs_register (void)
{
  if (sqlite3_vfs_find (RECORDING_VFS_NAME) != NULL)
    return;
  unix_vfs = sqlite3_vfs_find ("unix");
  recording_vfs = *unix_vfs;
  recording_vfs.zName = RECORDING_VFS_NAME;
  recording_vfs.pNext = NULL;
  recording_vfs.szOsFile = (int) sizeof (RecordingFile) + unix_vfs->szOsFile;
  recording_vfs.xOpen = vfs_open;
  recording_vfs.xDelete = vfs_delete;
  g_assert_cmpint (sqlite3_vfs_register (&recording_vfs, 0), ==, SQLITE_OK);
}

void
recording_start (void)
{
  records = g_ptr_array_new_with_free_func (record_free);
  opened = 0;
}

void
recording_fail_at (int n)
{
  fail_at = n > 0 ? n + 1 : 0;
}

int
recording_opened (void)
{
  return opened;
}

void
recording_mark (gint64 value)
{
  record (RECORD_MARK, RECORDED_DATABASE, value, NULL, 0);
}

GPtrArray *
recording_stop (void)
{
  return g_steal_pointer (&records);
}
