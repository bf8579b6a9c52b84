/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The database file: every page is one message at its own offset. The invariants P1 to P6 stand in ek-sealed-vfs.c. */

#include "ek-sealed-private.h"

#include <string.h>

#define HEADER_PROBE 100 /* bytes of page 1 that SQLite asks for before it has a lock */

void
ek_sealed_pause (EkSealedFile *self)
{
  self->base_vfs->xSleep (self->base_vfs, 2000);
}

static int
base_read (EkSealedFile *self, void *buffer, int amount, sqlite3_int64 offset)
{
  return self->base->pMethods->xRead (self->base, buffer, amount, offset);
}

static int
open_page (EkSealedFile *self, unsigned char *page, sqlite3_int64 number)
{
  if (ek_sealed_all_zero (page + EK_SEALED_CONTENT, EK_SEALED_RESERVED) && ek_sealed_all_zero (page, EK_SEALED_CONTENT))
    return 1; /* P4: a hole */
  return ek_sealed_open (self->key, self->last, EK_MESSAGE_PAGE, (uint64_t) number, page, EK_SEALED_CONTENT);
}

/* Reads and opens one page into `page`. SQLITE_IOERR_SHORT_READ: the page lies beyond the end, and is zero bytes. */
static int
read_page (EkSealedFile *self, unsigned char *page, sqlite3_int64 number)
{
  sqlite3_int64 offset = (number - 1) * EK_SEALED_PAGE_SIZE;

  for (int attempt = 0; attempt < 2; attempt++)
    {
      int result = base_read (self, page, EK_SEALED_PAGE_SIZE, offset);
      sqlite3_int64 size = 0;

      if (result == SQLITE_IOERR_SHORT_READ)
        {
          int size_result = self->base->pMethods->xFileSize (self->base, &size);

          if (size_result != SQLITE_OK)
            return size_result;
          if (size <= offset)
            {
              memset (page, 0, EK_SEALED_PAGE_SIZE);
              return result;
            }
        }
      else if (result != SQLITE_OK)
        return result;
      else if (open_page (self, page, number))
        return SQLITE_OK;
      /* P3: damaged, cut off, or being written at this moment by a process whose locks this read does not see. */
      if (attempt == 0)
        ek_sealed_pause (self);
    }
  memset (page, 0, EK_SEALED_PAGE_SIZE);
  sqlite3_log (SQLITE_NOTADB, "page %lld of the sealed database does not authenticate", (long long) number);
  return number == 1 ? SQLITE_NOTADB : SQLITE_IOERR_DATA;
}

/* A read of less than a page, or of several. */
static int
read_part (EkSealedFile *self, unsigned char *buffer, int amount, sqlite3_int64 offset)
{
  int short_read = 0;

  while (amount > 0)
    {
      sqlite3_int64 number = offset / EK_SEALED_PAGE_SIZE + 1;
      int within = (int) (offset % EK_SEALED_PAGE_SIZE);
      int take = EK_SEALED_PAGE_SIZE - within < amount ? EK_SEALED_PAGE_SIZE - within : amount;
      int result = read_page (self, self->page, number);

      if (result == SQLITE_NOTADB && offset == 0 && amount == HEADER_PROBE)
        {
          /* P5: after a torn checkpoint the good page 1 is in the log. Whoever reads page 1 itself gets the error. */
          memset (buffer, 0, HEADER_PROBE);
          return SQLITE_IOERR_SHORT_READ;
        }
      if (result == SQLITE_IOERR_SHORT_READ)
        short_read = 1;
      else if (result != SQLITE_OK)
        return result;
      memcpy (buffer, self->page + within, (size_t) take);
      buffer += take;
      offset += take;
      amount -= take;
    }
  return short_read ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

int
ek_page_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  EkSealedFile *self = (EkSealedFile *) file;

  if (amount < 0 || offset < 0)
    return SQLITE_IOERR_READ;
  if (amount == EK_SEALED_PAGE_SIZE && offset % EK_SEALED_PAGE_SIZE == 0)
    return read_page (self, buffer, offset / EK_SEALED_PAGE_SIZE + 1);
  return read_part (self, buffer, amount, offset);
}

int
ek_page_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  EkSealedFile *self = (EkSealedFile *) file;
  const unsigned char *plain = buffer;

  /* P1 and P2: whole pages only, and nothing of SQLite's in the reserved bytes. */
  if (amount != EK_SEALED_PAGE_SIZE || offset < 0 || offset % EK_SEALED_PAGE_SIZE != 0 ||
      !ek_sealed_all_zero (plain + EK_SEALED_CONTENT, EK_SEALED_RESERVED))
    {
      sqlite3_log (SQLITE_IOERR_WRITE, "a page of the sealed database needs %d bytes of which the last %d are free",
                   EK_SEALED_PAGE_SIZE, EK_SEALED_RESERVED);
      return SQLITE_IOERR_WRITE;
    }
  ek_sealed_nonce (&self->nonces, self->page + EK_SEALED_CONTENT);
  ek_sealed_seal (self->key, self->last, EK_MESSAGE_PAGE, (uint64_t) (offset / EK_SEALED_PAGE_SIZE + 1), plain,
                  EK_SEALED_CONTENT, self->page);
  return self->base->pMethods->xWrite (self->base, self->page, EK_SEALED_PAGE_SIZE, offset);
}

int
ek_page_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  EkSealedFile *self = (EkSealedFile *) file;

  if (size < 0 || size % EK_SEALED_PAGE_SIZE != 0)
    return SQLITE_IOERR_TRUNCATE;
  return self->base->pMethods->xTruncate (self->base, size);
}
