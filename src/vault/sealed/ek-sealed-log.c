/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The write-ahead log: a 32-byte header in the clear, then frames, each one message at its own offset. The invariants
 * L1 to L7 and the states of a frame on its way in stand in ek-sealed-vfs.c. */

#include "ek-sealed-private.h"

#include <string.h>

static int
base_read (EkSealedFile *self, void *buffer, int amount, sqlite3_int64 offset)
{
  return self->base->pMethods->xRead (self->base, buffer, amount, offset);
}

static int
base_write (EkSealedFile *self, const void *buffer, int amount, sqlite3_int64 offset)
{
  return self->base->pMethods->xWrite (self->base, buffer, amount, offset);
}

static int
open_frame (EkSealedFile *self, unsigned char *frame, sqlite3_int64 start)
{
  return ek_sealed_open (self->key, self->last, EK_MESSAGE_FRAME, (uint64_t) start, frame, EK_FRAME_CONTENT);
}

/* Reads the frame at `start` into self->page and opens it. SQLITE_OK, SQLITE_IOERR_SHORT_READ when the file ends
 * before the frame does, SQLITE_NOTADB when it does not authenticate, or an error of the base VFS. */
static int
read_frame (EkSealedFile *self, sqlite3_int64 start)
{
  int result = base_read (self, self->page, EK_FRAME_SIZE, start);

  self->opened_at = self->broken_at = -1;
  if (result != SQLITE_OK)
    {
      memset (self->page, 0, EK_FRAME_SIZE);
      return result;
    }
  if (open_frame (self, self->page, start))
    {
      self->opened_at = start;
      return SQLITE_OK;
    }
  memset (self->page, 0, EK_FRAME_SIZE);
  self->broken_at = start;
  return SQLITE_NOTADB;
}

/* One stretch within one frame. */
static int
read_within_frame (EkSealedFile *self, unsigned char *buffer, int take, sqlite3_int64 start, int within)
{
  int result = read_frame (self, start);

  if (result == SQLITE_NOTADB && within != 0)
    {
      /* L4: SQLite asks for a page by itself only when it knows that the frame is in the log. Then this is not a torn
       * tail but damage, or another process writing at this moment. */
      ek_sealed_pause (self);
      result = read_frame (self, start);
      if (result == SQLITE_NOTADB)
        {
          sqlite3_log (SQLITE_IOERR_DATA, "the frame at %lld of the sealed log does not authenticate",
                       (long long) start);
          return SQLITE_IOERR_DATA;
        }
    }
  if (result == SQLITE_NOTADB)
    result = SQLITE_OK; /* L3: zero bytes carry no valid salt, so SQLite sees the end of the log */
  if (result == SQLITE_OK || result == SQLITE_IOERR_SHORT_READ)
    memcpy (buffer, self->page + within, (size_t) take);
  return result;
}

int
ek_log_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  EkSealedFile *self = (EkSealedFile *) file;
  unsigned char *bytes = buffer;
  int short_read = 0;

  if (amount < 0 || offset < 0)
    return SQLITE_IOERR_READ;
  while (amount > 0)
    {
      int take, within, result;

      if (offset < EK_LOG_HEADER)
        {
          take = EK_LOG_HEADER - (int) offset < amount ? EK_LOG_HEADER - (int) offset : amount;
          result = base_read (self, bytes, take, offset);
        }
      else
        {
          within = (int) ((offset - EK_LOG_HEADER) % EK_FRAME_SIZE);
          take = EK_FRAME_SIZE - within < amount ? EK_FRAME_SIZE - within : amount;
          result = read_within_frame (self, bytes, take, offset - within, within);
        }
      if (result == SQLITE_IOERR_SHORT_READ)
        short_read = 1;
      else if (result != SQLITE_OK)
        return result;
      bytes += take;
      offset += take;
      amount -= take;
    }
  return short_read ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

static void
forget_frame (EkSealedFile *self)
{
  self->frame_start = -1;
  self->held = self->flushed = 0;
}

/* Seals what is held of the frame into self->page and writes what does not stand in the file yet. While the frame is
 * not whole, only the sealed form of the bytes handed over leaves this function: never the tag, and never key stream
 * that the rest of the frame will need. That is why the rest may be sealed under the same nonce later, and comes out
 * as the continuation. */
static int
write_held (EkSealedFile *self)
{
  int result;

  memset (self->frame + self->held, 0, (size_t) (EK_FRAME_SIZE - self->held));
  if (self->flushed == 0)
    ek_sealed_nonce (&self->nonces, self->nonce);
  memcpy (self->page + EK_FRAME_CONTENT, self->nonce, EK_SEALED_NONCE);
  ek_sealed_seal (self->key, self->last, EK_MESSAGE_FRAME, (uint64_t) self->frame_start, self->frame, EK_FRAME_CONTENT,
                  self->page);
  self->opened_at = self->broken_at = -1;
  result = base_write (self, self->page + self->flushed, self->held - self->flushed, self->frame_start + self->flushed);
  if (result != SQLITE_OK || self->held == EK_FRAME_SIZE)
    forget_frame (self);
  else
    self->flushed = self->held;
  return result;
}

/* L5: bytes of a frame that stands in the file already. SQLite writes over a frame only in the transaction that
 * appended it, so tearing it can lose nothing that was committed. */
static int
rewrite_frame (EkSealedFile *self, const unsigned char *bytes, int take, sqlite3_int64 start, int within)
{
  int result = SQLITE_OK;

  if (self->opened_at != start)
    result = read_frame (self, start);
  if (result != SQLITE_OK)
    return result == SQLITE_NOTADB || result == SQLITE_IOERR_SHORT_READ ? SQLITE_IOERR_WRITE : result;
  memcpy (self->frame, self->page, EK_FRAME_SIZE);
  memcpy (self->frame + within, bytes, (size_t) take);
  if (!ek_sealed_all_zero (self->frame + EK_FRAME_CONTENT, EK_SEALED_RESERVED))
    return SQLITE_IOERR_WRITE;
  self->frame_start = start;
  self->held = EK_FRAME_SIZE;
  self->flushed = 0;
  return write_held (self);
}

static int
write_within_frame (EkSealedFile *self, const unsigned char *bytes, int take, sqlite3_int64 start, int within)
{
  int continues = self->frame_start == start && self->held == within;

  if (!continues && self->frame_start >= 0 && self->frame_start != start)
    {
      /* L6: a header was handed over and its page never came, so the log is not what SQLite takes it for. */
      forget_frame (self);
      return SQLITE_IOERR_WRITE;
    }
  if (!continues && (within != 0 || (take == EK_FRAME_HEADER && self->opened_at == start)))
    {
      forget_frame (self);
      return rewrite_frame (self, bytes, take, start, within);
    }
  if (!continues)
    {
      forget_frame (self);
      self->frame_start = start;
    }
  memcpy (self->frame + within, bytes, (size_t) take);
  self->held = within + take;
  if (self->held < EK_FRAME_SIZE)
    return SQLITE_OK;
  if (!ek_sealed_all_zero (self->frame + EK_FRAME_CONTENT, EK_SEALED_RESERVED))
    {
      forget_frame (self);
      sqlite3_log (SQLITE_IOERR_WRITE, "a page of the sealed log needs its last %d bytes free", EK_SEALED_RESERVED);
      return SQLITE_IOERR_WRITE;
    }
  return write_held (self);
}

/* L1: the header is SQLite's own 32 bytes, and must promise the one page size there is. */
static int
write_header (EkSealedFile *self, const unsigned char *bytes, int amount, sqlite3_int64 offset)
{
  static const unsigned char page_size[4] = { 0, 0, EK_SEALED_PAGE_SIZE >> 8, 0 };

  forget_frame (self);
  self->opened_at = self->broken_at = -1;
  if (offset != 0 || amount != EK_LOG_HEADER || memcmp (bytes + 8, page_size, sizeof page_size) != 0)
    return SQLITE_IOERR_WRITE;
  return base_write (self, bytes, amount, offset);
}

int
ek_log_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  EkSealedFile *self = (EkSealedFile *) file;
  const unsigned char *bytes = buffer;

  if (amount < 0 || offset < 0)
    return SQLITE_IOERR_WRITE;
  if (offset < EK_LOG_HEADER)
    return write_header (self, bytes, amount, offset);
  while (amount > 0)
    {
      int within = (int) ((offset - EK_LOG_HEADER) % EK_FRAME_SIZE);
      int take = EK_FRAME_SIZE - within < amount ? EK_FRAME_SIZE - within : amount;
      int result = write_within_frame (self, bytes, take, offset - within, within);

      if (result != SQLITE_OK)
        return result;
      bytes += take;
      offset += take;
      amount -= take;
    }
  return SQLITE_OK;
}

int
ek_log_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  EkSealedFile *self = (EkSealedFile *) file;

  forget_frame (self);
  self->opened_at = self->broken_at = -1;
  return self->base->pMethods->xTruncate (self->base, size);
}

/* L2: what SQLite has handed over before it asks for a sync is in the file before the sync, to the byte. */
int
ek_log_sync (sqlite3_file *file, int flags)
{
  EkSealedFile *self = (EkSealedFile *) file;
  int result = SQLITE_OK;

  if (self->frame_start >= 0 && self->held == EK_FRAME_HEADER && self->broken_at == self->frame_start)
    {
      forget_frame (self); /* L6, at the last frame of a transaction */
      return SQLITE_IOERR_WRITE;
    }
  if (self->frame_start >= 0 && self->held > self->flushed)
    result = write_held (self);
  if (result == SQLITE_OK)
    result = self->base->pMethods->xSync (self->base, flags);
  if (result != SQLITE_OK)
    forget_frame (self);
  return result;
}
