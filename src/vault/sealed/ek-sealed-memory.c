/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A temporary file that never reaches the disk. SQLite is told to keep its temporary tables in memory, but a
 * statement journal, a sorter or a VACUUM that wants a file all the same gets this one: growing memory, wiped when it
 * is given back. */

#include "ek-sealed-private.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  sqlite3_file parent;
  unsigned char *bytes;
  size_t size;
  size_t room;
} EkMemoryFile;

static int
memory_set_room (EkMemoryFile *self, size_t wanted)
{
  size_t room = self->room > 0 ? self->room : 16384;
  unsigned char *bytes;

  if (wanted <= self->room)
    return SQLITE_OK;
  while (room < wanted)
    room *= 2;
  if ((bytes = malloc (room)) == NULL)
    return SQLITE_FULL;
  if (self->bytes != NULL)
    {
      memcpy (bytes, self->bytes, self->size);
      sodium_memzero (self->bytes, self->room);
      free (self->bytes);
    }
  self->bytes = bytes;
  self->room = room;
  return SQLITE_OK;
}

static int
memory_close (sqlite3_file *file)
{
  EkMemoryFile *self = (EkMemoryFile *) file;

  if (self->bytes != NULL)
    {
      sodium_memzero (self->bytes, self->room);
      free (self->bytes);
    }
  self->bytes = NULL;
  return SQLITE_OK;
}

static int
memory_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  EkMemoryFile *self = (EkMemoryFile *) file;
  size_t wanted = (size_t) amount;
  size_t there = 0;

  if (amount < 0 || offset < 0)
    return SQLITE_IOERR_READ;
  if ((uint64_t) offset < self->size)
    there = self->size - (size_t) offset < wanted ? self->size - (size_t) offset : wanted;
  if (there > 0)
    memcpy (buffer, self->bytes + offset, there);
  memset ((unsigned char *) buffer + there, 0, wanted - there);
  return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
memory_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  EkMemoryFile *self = (EkMemoryFile *) file;
  size_t end;
  int result;

  if (amount < 0 || offset < 0 || offset > INT64_MAX / 4)
    return SQLITE_IOERR_WRITE;
  end = (size_t) offset + (size_t) amount;
  if ((result = memory_set_room (self, end)) != SQLITE_OK)
    return result;
  if ((size_t) offset > self->size)
    memset (self->bytes + self->size, 0, (size_t) offset - self->size);
  memcpy (self->bytes + offset, buffer, (size_t) amount);
  if (end > self->size)
    self->size = end;
  return SQLITE_OK;
}

static int
memory_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  EkMemoryFile *self = (EkMemoryFile *) file;

  if (size < 0)
    return SQLITE_IOERR_TRUNCATE;
  if ((uint64_t) size < self->size)
    {
      sodium_memzero (self->bytes + size, self->size - (size_t) size);
      self->size = (size_t) size;
    }
  return SQLITE_OK;
}

static int
memory_sync (sqlite3_file *file, int flags)
{
  return SQLITE_OK;
}

static int
memory_size (sqlite3_file *file, sqlite3_int64 *size)
{
  *size = (sqlite3_int64) ((EkMemoryFile *) file)->size;
  return SQLITE_OK;
}

static int
memory_lock (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

static int
memory_check_lock (sqlite3_file *file, int *reserved)
{
  *reserved = 0;
  return SQLITE_OK;
}

static int
memory_control (sqlite3_file *file, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
memory_sector_size (sqlite3_file *file)
{
  return EK_SEALED_PAGE_SIZE;
}

static int
memory_characteristics (sqlite3_file *file)
{
  return SQLITE_IOCAP_ATOMIC | SQLITE_IOCAP_SAFE_APPEND | SQLITE_IOCAP_SEQUENTIAL | SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods memory_methods = {
  .iVersion = 1,
  .xClose = memory_close,
  .xRead = memory_read,
  .xWrite = memory_write,
  .xTruncate = memory_truncate,
  .xSync = memory_sync,
  .xFileSize = memory_size,
  .xLock = memory_lock,
  .xUnlock = memory_lock,
  .xCheckReservedLock = memory_check_lock,
  .xFileControl = memory_control,
  .xSectorSize = memory_sector_size,
  .xDeviceCharacteristics = memory_characteristics,
};

size_t
ek_memory_file_size (void)
{
  return sizeof (EkMemoryFile);
}

void
ek_memory_file_open (sqlite3_file *file)
{
  memset (file, 0, sizeof (EkMemoryFile));
  file->pMethods = &memory_methods;
}
