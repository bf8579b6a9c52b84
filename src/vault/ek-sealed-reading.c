/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sealed database where nothing can be written: on a medium for reading, in a folder without the right to write, on a
 * disk without room for the index of the log. SQLite cannot read a database with a log there by its own means, because
 * it wants to make the index. Here the index is kept in memory, and so is the log: what stands in it on the disk is
 * read in when the file is opened, and what is added (a table brought up to date, to be read by this program) is added
 * in memory, sealed as everywhere, and is gone with the connection. The database itself is opened for reading and
 * refuses every write.
 *
 * No lock is taken, since there is no file to take one on: whoever opens such a connection must know that nobody writes
 * meanwhile, or hold the database (ek-vault-reading.c). As a last guard every transaction first looks whether database
 * and log are still those that were read, and fails when not: a page of a newer state never comes into an older one. */

#include "ek-sealed-private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CHUNK 65536

typedef struct {
  int there;
  dev_t device;
  ino_t inode;
  off_t size;
  struct timespec changed;
} Seen;

struct EkReading {
  char *name;
  char *log_name;
  Seen database;
  Seen log;
  int n_regions;
  void **regions;
};

static void
see (const char *name, Seen *seen)
{
  struct stat status;

  memset (seen, 0, sizeof *seen);
  if (stat (name, &status) != 0)
    return;
  seen->there = 1;
  seen->device = status.st_dev;
  seen->inode = status.st_ino;
  seen->size = status.st_size;
  seen->changed = status.st_mtim;
}

/* A log that is not there and one without an entry are the same. */
static int
is_as_seen (const char *name, const Seen *seen)
{
  Seen now;

  see (name, &now);
  return (now.size == 0 && seen->size == 0) ||
    (now.there == seen->there && now.device == seen->device && now.inode == seen->inode && now.size == seen->size &&
     now.changed.tv_sec == seen->changed.tv_sec && now.changed.tv_nsec == seen->changed.tv_nsec);
}

EkReading *
ek_reading_new (const char *name)
{
  EkReading *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->name = strdup (name);
  self->log_name = sqlite3_mprintf ("%s-wal", name);
  if (self->name == NULL || self->log_name == NULL)
    {
      ek_reading_free (self);
      return NULL;
    }
  see (self->name, &self->database);
  see (self->log_name, &self->log);
  return self;
}

void
ek_reading_free (EkReading *self)
{
  if (self == NULL)
    return;
  for (int i = 0; i < self->n_regions; i++)
    free (self->regions[i]);
  free (self->regions);
  free (self->name);
  sqlite3_free (self->log_name);
  free (self);
}

/* The log as it stands on the disk, into a file in memory; none is an empty one. */
int
ek_reading_open_log (sqlite3_vfs *base, const char *name, sqlite3_file *into)
{
  sqlite3_file *file = calloc (1, (size_t) base->szOsFile);
  unsigned char *chunk = malloc (CHUNK);
  sqlite3_int64 size = 0;
  int exists = 0, result;

  ek_memory_file_open (into);
  result = file != NULL && chunk != NULL ? base->xAccess (base, name, SQLITE_ACCESS_EXISTS, &exists) : SQLITE_NOMEM;
  if (result == SQLITE_OK && exists)
    result = base->xOpen (base, name, file, SQLITE_OPEN_READONLY | SQLITE_OPEN_WAL, NULL);
  if (result == SQLITE_OK && exists)
    result = file->pMethods->xFileSize (file, &size);
  for (sqlite3_int64 at = 0; result == SQLITE_OK && at < size; at += CHUNK)
    {
      int amount = size - at < CHUNK ? (int) (size - at) : CHUNK;

      result = file->pMethods->xRead (file, chunk, amount, at);
      if (result == SQLITE_OK)
        result = into->pMethods->xWrite (into, chunk, amount, at);
    }
  if (file != NULL && file->pMethods != NULL)
    file->pMethods->xClose (file);
  free (file);
  free (chunk);
  return result;
}

int
ek_reading_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  return SQLITE_READONLY;
}

int
ek_reading_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return SQLITE_READONLY;
}

int
ek_reading_sync (sqlite3_file *file, int flags)
{
  return SQLITE_OK;
}

/* To be alone is asked for only to move the log into the database, which is not done here. */
int
ek_reading_lock (sqlite3_file *file, int level)
{
  return level <= SQLITE_LOCK_SHARED ? SQLITE_OK : SQLITE_BUSY;
}

int
ek_reading_unlock (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

int
ek_reading_check_reserved_lock (sqlite3_file *file, int *reserved)
{
  *reserved = 0;
  return SQLITE_OK;
}

int
ek_reading_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
  EkReading *self = ((EkSealedFile *) file)->reading;
  void **regions;

  *memory = NULL;
  if (region >= self->n_regions && !extend)
    return SQLITE_OK;
  if (region >= self->n_regions)
    {
      if ((regions = realloc (self->regions, (size_t) (region + 1) * sizeof *regions)) == NULL)
        return SQLITE_NOMEM;
      self->regions = regions;
      while (self->n_regions <= region)
        {
          if ((regions[self->n_regions] = calloc (1, (size_t) size)) == NULL)
            return SQLITE_NOMEM;
          self->n_regions++;
        }
    }
  *memory = self->regions[region];
  return SQLITE_OK;
}

int
ek_reading_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  EkReading *self = ((EkSealedFile *) file)->reading;

  if ((flags & SQLITE_SHM_LOCK) != 0 && (flags & SQLITE_SHM_SHARED) != 0 &&
      (!is_as_seen (self->name, &self->database) || !is_as_seen (self->log_name, &self->log)))
    return SQLITE_IOERR_SHMLOCK;
  return SQLITE_OK;
}

void
ek_reading_shm_barrier (sqlite3_file *file)
{
}

int
ek_reading_shm_unmap (sqlite3_file *file, int delete_it)
{
  return SQLITE_OK;
}
