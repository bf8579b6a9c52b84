/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every page of a database and every frame of its log, without SQLite's help.
 *
 * What can be noticed. In the database every byte belongs to a page that must authenticate, so every changed byte is
 * noticed. In the log every byte of the header is under its checksum and every byte of a frame under its tag. But
 * only SQLite's order of work tells whether a frame that does not authenticate had been committed: under
 * synchronous=FULL a transaction starts after the one before it is on the disk. So a bad frame is certainly damage
 * when a commit stands behind it and a frame of a later transaction behind that. Nearer to the end it may as well be
 * what a power cut tore before its commit was acknowledged, and the two cannot be told apart by the log; it is reported
 * as torn. A program that was killed leaves its shared index behind, which counts the frames of finished transactions
 * (https://www.sqlite.org/walformat.html): where that speaks of this log it tells the two apart.
 * A log that was removed, cut off between two transactions, or put back whole from earlier (with its database) shows
 * nothing in itself: that is for the audit and the key ring's counter. Checkpointing with TRUNCATE at every lock
 * keeps the log empty. */

#include "ek-sealed-private.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INDEX_HEADER 48  /* twice at the beginning of the index */
#define INDEX_CHECKED 40 /* what its checksum covers */
#define INDEX_VERSION 3007000

typedef struct {
  EkMessageKey last;
  EkSealedKey *key;
  sqlite3_vfs *vfs;
  sqlite3_file *database;
  sqlite3_file *log; /* or NULL */
  sqlite3_int64 database_size;
  sqlite3_int64 log_size;
  uint32_t *frame_of;     /* page number -> its newest committed frame, or 0 */
  unsigned char *is_free; /* page number -> on the free list */
  uint32_t n_known;       /* entries of both */
  uint32_t n_pages;       /* pages of the database as its newest page 1 says; 0 when that cannot be read */
  EkSealedReport report;
  void *user_data;
  const EkSealedTestimony *testimony; /* or NULL */
  int n_findings;
  unsigned char buffer[EK_FRAME_SIZE];
} EkCheck;

static uint32_t
load32 (const unsigned char *bytes)
{
  return (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 | bytes[3];
}

static void
found (EkCheck *check, EkSealedFinding finding, sqlite3_int64 number)
{
  check->n_findings++;
  if (check->report != NULL)
    check->report (check->user_data, finding, number);
}

/* SQLite's log checksum (https://www.sqlite.org/fileformat2.html#checksum_algorithm); `big` is the header's word
 * order. */
static void
log_checksum (int big, const unsigned char *bytes, size_t length, uint32_t sum[2])
{
  for (size_t i = 0; i + 8 <= length; i += 8)
    {
      uint32_t first = load32 (bytes + i);
      uint32_t second = load32 (bytes + i + 4);

      sum[0] += (big ? first : __builtin_bswap32 (first)) + sum[1];
      sum[1] += (big ? second : __builtin_bswap32 (second)) + sum[0];
    }
}

static int
read_at (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  return file->pMethods->xRead (file, buffer, amount, offset);
}

/* The frame opened in check->buffer: 1, or 0 when it does not authenticate, or -1 on an error of reading. */
static int
load_frame (EkCheck *check, uint32_t number)
{
  sqlite3_int64 start = EK_LOG_HEADER + (sqlite3_int64) (number - 1) * EK_FRAME_SIZE;
  int result = read_at (check->log, check->buffer, EK_FRAME_SIZE, start);

  if (result == SQLITE_IOERR_SHORT_READ)
    return 0;
  if (result != SQLITE_OK)
    return -1;
  return ek_sealed_open (check->key, &check->last, EK_MESSAGE_FRAME, (uint64_t) start, check->buffer, EK_FRAME_CONTENT);
}

static int
grow_known (EkCheck *check, uint32_t page)
{
  uint32_t n = check->n_known;
  uint32_t *frame_of;

  if (page < n)
    return 1;
  n = page < UINT32_MAX / 2 ? page * 2 + 1024 : page + 1;
  if ((frame_of = realloc (check->frame_of, n * sizeof *frame_of)) == NULL)
    return 0;
  memset (frame_of + check->n_known, 0, (n - check->n_known) * sizeof *frame_of);
  check->frame_of = frame_of;
  check->n_known = n;
  return 1;
}

/* Whether the bad frame `first` had certainly been committed: see the head of this file. */
static int
was_committed (EkCheck *check, const unsigned char *salts, uint32_t first, uint32_t n_frames)
{
  int commit_seen = 0;

  for (uint32_t i = first + 1; i <= n_frames; i++)
    {
      if (load_frame (check, i) != 1 || memcmp (check->buffer + 8, salts, 8) != 0)
        continue;
      if (commit_seen)
        return 1;
      commit_seen = load32 (check->buffer + 4) != 0;
    }
  return 0;
}

/* Notes which pages the committed transactions of the log hold; returns the number of frames that SQLite would read. */
static int
follow_log (EkCheck *check, const unsigned char *header, uint32_t n_frames, uint32_t *last_valid)
{
  uint32_t sum[2] = { load32 (header + 24), load32 (header + 28) };
  int big = load32 (header) & 1;
  uint32_t committed = 0, i;

  for (i = 1; i <= n_frames; i++)
    {
      int opened = load_frame (check, i);

      if (opened < 0)
        return SQLITE_IOERR_READ;
      if (!opened || memcmp (check->buffer + 8, header + 16, 8) != 0)
        break;
      log_checksum (big, check->buffer, 8, sum);
      log_checksum (big, check->buffer + EK_FRAME_HEADER, EK_SEALED_PAGE_SIZE, sum);
      if (sum[0] != load32 (check->buffer + 16) || sum[1] != load32 (check->buffer + 20))
        break;
      if (load32 (check->buffer + 4) != 0)
        committed = i;
    }
  *last_valid = i - 1;
  for (i = 1; i <= committed; i++)
    {
      uint32_t page;

      if (load_frame (check, i) != 1)
        return SQLITE_IOERR_READ;
      page = load32 (check->buffer);
      if (!grow_known (check, page))
        return SQLITE_NOMEM;
      check->frame_of[page] = i;
    }
  return SQLITE_OK;
}

/* What a frame is that does not authenticate. */
static EkSealedFinding
judge (EkCheck *check, const unsigned char *header, uint32_t frame, uint32_t last_valid, uint32_t n_frames)
{
  const EkSealedTestimony *testimony = check->testimony;

  if (frame == last_valid + 1 && frame <= n_frames && was_committed (check, header + 16, frame, n_frames))
    return EK_SEALED_LOG_DAMAGED;
  if (testimony == NULL || !testimony->is_known || memcmp (testimony->salts, header + 16, 8) != 0)
    return EK_SEALED_LOG_TORN;
  return frame <= testimony->n_frames ? EK_SEALED_LOG_DAMAGED : EK_SEALED_LOG_UNFINISHED;
}

/* The log ends before what was committed: it was cut off. */
static int
is_cut_off (EkCheck *check, const unsigned char *header, uint32_t n_frames)
{
  const EkSealedTestimony *testimony = check->testimony;

  return testimony != NULL && testimony->is_known && memcmp (testimony->salts, header + 16, 8) == 0 &&
    n_frames < testimony->n_frames;
}

static int
check_log (EkCheck *check)
{
  unsigned char header[EK_LOG_HEADER] = { 0 };
  uint32_t sum[2] = { 0, 0 };
  uint32_t n_frames, last_valid = 0;
  int result = SQLITE_OK;

  if (check->log == NULL || check->log_size == 0)
    return SQLITE_OK;
  if (check->log_size >= EK_LOG_HEADER)
    result = read_at (check->log, header, EK_LOG_HEADER, 0);
  if (result != SQLITE_OK)
    return result;
  n_frames = check->log_size > EK_LOG_HEADER ? (uint32_t) ((check->log_size - EK_LOG_HEADER) / EK_FRAME_SIZE) : 0;
  log_checksum (load32 (header) & 1, header, 24, sum);
  if ((load32 (header) & ~1u) != 0x377f0682 || load32 (header + 8) != EK_SEALED_PAGE_SIZE ||
      sum[0] != load32 (header + 24) || sum[1] != load32 (header + 28))
    found (check, EK_SEALED_LOG_HEADER, 0);
  else if ((result = follow_log (check, header, n_frames, &last_valid)) != SQLITE_OK)
    return result;
  for (uint32_t i = last_valid + 1; i <= n_frames; i++)
    {
      int opened = load_frame (check, i);

      if (opened < 0)
        return SQLITE_IOERR_READ;
      if (!opened)
        found (check, judge (check, header, i, last_valid, n_frames), i);
    }
  if (check->log_size > EK_LOG_HEADER && (check->log_size - EK_LOG_HEADER) % EK_FRAME_SIZE != 0)
    found (check, judge (check, header, n_frames + 1, last_valid, n_frames), n_frames + 1);
  else if (is_cut_off (check, header, n_frames))
    found (check, EK_SEALED_LOG_DAMAGED, n_frames + 1);
  return SQLITE_OK;
}

/* The page as a reader would get it, from the log or from the database; its place in check->buffer, or NULL. */
static const unsigned char *
newest_page (EkCheck *check, uint32_t page)
{
  if (page == 0)
    return NULL;
  if (page < check->n_known && check->frame_of[page] != 0)
    return load_frame (check, check->frame_of[page]) == 1 ? check->buffer + EK_FRAME_HEADER : NULL;
  if (read_at (check->database, check->buffer, EK_SEALED_PAGE_SIZE, (sqlite3_int64) (page - 1) * EK_SEALED_PAGE_SIZE) !=
        SQLITE_OK ||
      !ek_sealed_open (check->key, &check->last, EK_MESSAGE_PAGE, page, check->buffer, EK_SEALED_CONTENT))
    return NULL;
  return check->buffer;
}

/* Fills in n_pages and is_free (https://www.sqlite.org/fileformat2.html#the_freelist). */
static int
walk_free_list (EkCheck *check)
{
  const unsigned char *page = newest_page (check, 1);
  uint32_t trunk, steps;

  if (page == NULL)
    return SQLITE_OK;
  check->n_pages = load32 (page + 28);
  trunk = load32 (page + 32);
  if (!grow_known (check, check->n_pages) || (check->is_free = calloc (1, check->n_known)) == NULL)
    return SQLITE_NOMEM;
  for (steps = 0; trunk != 0 && trunk <= check->n_pages && steps <= check->n_pages; steps++)
    {
      uint32_t n_leaves;

      check->is_free[trunk] = 1;
      if ((page = newest_page (check, trunk)) == NULL)
        break;
      trunk = load32 (page);
      n_leaves = load32 (page + 4);
      for (uint32_t i = 0; i < n_leaves && i < (EK_SEALED_CONTENT - 8) / 4; i++)
        {
          uint32_t leaf = load32 (page + 8 + 4 * i);

          if (leaf <= check->n_pages)
            check->is_free[leaf] = 1;
        }
    }
  return SQLITE_OK;
}

static int
is_covered (EkCheck *check, uint32_t page)
{
  return page < check->n_known && check->frame_of[page] != 0;
}

/* Behind the last page. Only a log that is not yet moved into the file explains it: a finished checkpoint cuts the file
 * off where the database ends, before the log is emptied. */
static int
is_behind (EkCheck *check, uint32_t page)
{
  return check->n_pages != 0 && page > check->n_pages;
}

static int
may_be_empty (EkCheck *check, uint32_t page)
{
  if (page == EK_LOCK_BYTE / EK_SEALED_PAGE_SIZE + 1 || is_behind (check, page))
    return 1;
  return is_covered (check, page) || (check->is_free != NULL && page < check->n_known && check->is_free[page]);
}

static int
check_pages (EkCheck *check)
{
  uint32_t n_whole = (uint32_t) (check->database_size / EK_SEALED_PAGE_SIZE);
  int ragged = check->database_size % EK_SEALED_PAGE_SIZE != 0;
  uint32_t page;

  for (page = 1; page <= n_whole; page++)
    {
      int result = read_at (check->database, check->buffer, EK_SEALED_PAGE_SIZE,
                            (sqlite3_int64) (page - 1) * EK_SEALED_PAGE_SIZE);

      if (result != SQLITE_OK)
        return result;
      if (is_behind (check, page) && check->log_size <= EK_LOG_HEADER)
        found (check, EK_SEALED_PAGE_DAMAGED, page);
      else if (ek_sealed_all_zero (check->buffer, EK_SEALED_PAGE_SIZE))
        {
          if (!may_be_empty (check, page))
            found (check, EK_SEALED_PAGE_EMPTY, page);
        }
      else if (!ek_sealed_open (check->key, &check->last, EK_MESSAGE_PAGE, page, check->buffer, EK_SEALED_CONTENT))
        found (check, is_covered (check, page) ? EK_SEALED_PAGE_COVERED : EK_SEALED_PAGE_DAMAGED, page);
    }
  if (ragged)
    found (check, is_covered (check, page) ? EK_SEALED_PAGE_COVERED : EK_SEALED_FILE_RAGGED, page);
  for (page += (uint32_t) ragged; page != 0 && page <= check->n_pages; page++)
    if (!may_be_empty (check, page))
      found (check, EK_SEALED_PAGE_MISSING, page);
  return SQLITE_OK;
}

/* Opened through SQLite's own VFS, because closing a descriptor of ours would drop the locks that this process holds
 * on the same file through others. */
static sqlite3_file *
open_for_reading (sqlite3_vfs *vfs, const char *name, int kind, sqlite3_int64 *size, int *result)
{
  sqlite3_file *file = calloc (1, (size_t) vfs->szOsFile);
  int exists = 0;

  *result = file != NULL ? vfs->xAccess (vfs, name, SQLITE_ACCESS_EXISTS, &exists) : SQLITE_NOMEM;
  if (*result == SQLITE_OK && !exists)
    *result = SQLITE_NOTFOUND;
  if (*result == SQLITE_OK)
    *result = vfs->xOpen (vfs, name, file, SQLITE_OPEN_READONLY | kind, NULL);
  if (*result == SQLITE_OK)
    *result = file->pMethods->xFileSize (file, size);
  if (*result == SQLITE_OK)
    return file;
  if (file != NULL && file->pMethods != NULL)
    file->pMethods->xClose (file);
  free (file);
  return NULL;
}

static void
close_after_reading (sqlite3_file *file)
{
  if (file != NULL)
    file->pMethods->xClose (file);
  free (file);
}

static int
check_database (EkCheck *check, const char *name)
{
  int result;

  check->key = ek_sealed_key_for (name, 0);
  if (check->key == NULL)
    return SQLITE_AUTH;
  check->database = open_for_reading (check->vfs, name, SQLITE_OPEN_MAIN_DB, &check->database_size, &result);
  if (check->database == NULL)
    return result == SQLITE_NOTFOUND ? SQLITE_CANTOPEN : result;
  check->log = open_for_reading (check->vfs, sqlite3_filename_wal (name), SQLITE_OPEN_WAL, &check->log_size, &result);
  if (check->log == NULL && result != SQLITE_NOTFOUND)
    return result;
  if (check->database_size / EK_SEALED_PAGE_SIZE >= UINT32_MAX)
    return SQLITE_TOOBIG;
  if ((result = check_log (check)) != SQLITE_OK || (result = walk_free_list (check)) != SQLITE_OK)
    return result;
  return check_pages (check);
}

static uint32_t
native32 (const unsigned char *bytes)
{
  uint32_t value;

  memcpy (&value, bytes, sizeof value);
  return value;
}

static int
is_index_header (const unsigned char *header)
{
  uint32_t sum[2] = { 0, 0 };

  log_checksum (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__, header, INDEX_CHECKED, sum);
  return native32 (header) == INDEX_VERSION && header[12] != 0 && sum[0] == native32 (header + INDEX_CHECKED) &&
    sum[1] == native32 (header + INDEX_CHECKED + 4);
}

/**
 * ek_sealed_vfs_read_index:
 * @path: a database
 * @testimony: (out caller-allocates): how far its log was committed; not known where there is no index, or it was being
 *   changed
 *
 * Reads what a program that had the database open left behind. The process that calls this must have no connection to
 * @path: closing the file would drop the locks that it holds on it. To be called before one is opened, because SQLite
 *   then makes the index anew from the log as it finds it.
 */
void
ek_sealed_vfs_read_index (const char *path, EkSealedTestimony *testimony)
{
  unsigned char header[2 * INDEX_HEADER];
  char *name = sqlite3_mprintf ("%s-shm", path);
  int file = name != NULL ? open (name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
  ssize_t n = file >= 0 ? pread (file, header, sizeof header, 0) : -1;

  memset (testimony, 0, sizeof *testimony);
  if (n == (ssize_t) sizeof header && memcmp (header, header + INDEX_HEADER, INDEX_HEADER) == 0 &&
      is_index_header (header))
    {
      testimony->is_known = 1;
      testimony->n_frames = native32 (header + 16);
      memcpy (testimony->salts, header + 32, sizeof testimony->salts);
    }
  if (file >= 0)
    close (file);
  sqlite3_free (name);
}

/**
 * ek_sealed_vfs_check_file:
 * @path: a database whose key has been set
 * @report: called for every finding, or NULL
 * @user_data: for @report
 *
 * Authenticates every page of the database and every frame of its log, and asks of every empty page whether the lock
 * byte or the free list explains it. Changes nothing. Call it while nobody writes: best after PRAGMA
 * wal_checkpoint(TRUNCATE), with BEGIN IMMEDIATE held on a connection. It does not look at what the pages mean:
 * PRAGMA integrity_check does.
 *
 * Returns: SQLITE_OK when there is nothing to report, SQLITE_CORRUPT when there was something (each finding is told to
 *   @report), SQLITE_AUTH when no key is set for @path, SQLITE_CANTOPEN, SQLITE_NOMEM, or an error of reading.
 */
int
ek_sealed_vfs_check_file (const char *path, EkSealedReport report, void *user_data)
{
  return ek_sealed_vfs_check_against (path, NULL, report, user_data);
}

/**
 * ek_sealed_vfs_check_against:
 * @path: a database whose key has been set
 * @testimony: what ek_sealed_vfs_read_index() found before it was opened, or NULL
 * @report: called for every finding, or NULL
 * @user_data: for @report
 *
 * As ek_sealed_vfs_check_file(). Where @testimony speaks of the log, its end is judged by it.
 *
 * Returns: as ek_sealed_vfs_check_file()
 */
int
ek_sealed_vfs_check_against (const char *path, const EkSealedTestimony *testimony, EkSealedReport report,
                             void *user_data)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find ("unix");
  EkCheck *check = calloc (1, sizeof *check);
  char *full = vfs != NULL ? calloc (1, (size_t) vfs->mxPathname + 1) : NULL;
  const char *name = NULL;
  char *wal = NULL;
  int result = SQLITE_NOMEM;

  if (full != NULL && (vfs->xFullPathname (vfs, path, vfs->mxPathname + 1, full) & 0xff) == SQLITE_OK)
    {
      wal = sqlite3_mprintf ("%s-wal", full);
      name = sqlite3_create_filename (full, "", wal, 0, NULL);
    }
  if (check != NULL && name != NULL && wal != NULL)
    {
      check->vfs = vfs;
      check->testimony = testimony;
      check->report = report;
      check->user_data = user_data;
      result = check_database (check, name);
      if (result == SQLITE_OK && check->n_findings > 0)
        result = SQLITE_CORRUPT;
      close_after_reading (check->log);
      close_after_reading (check->database);
      if (check->key != NULL)
        ek_sealed_key_release (check->key);
      free (check->frame_of);
      free (check->is_free);
      sodium_memzero (check, sizeof *check);
    }
  sqlite3_free_filename ((char *) name);
  sqlite3_free (wal);
  free (full);
  free (check);
  return result;
}

/**
 * ek_sealed_finding_name:
 * @finding: a finding
 *
 * Returns: a stable word for it, for reports that programs read; not translated.
 */
const char *
ek_sealed_finding_name (EkSealedFinding finding)
{
  static const char *const names[] = {
    [EK_SEALED_PAGE_DAMAGED] = "page-damaged",     [EK_SEALED_PAGE_COVERED] = "page-covered",
    [EK_SEALED_PAGE_EMPTY] = "page-empty",         [EK_SEALED_PAGE_MISSING] = "page-missing",
    [EK_SEALED_FILE_RAGGED] = "file-ragged",       [EK_SEALED_LOG_HEADER] = "log-header",
    [EK_SEALED_LOG_DAMAGED] = "log-damaged",       [EK_SEALED_LOG_TORN] = "log-torn",
    [EK_SEALED_LOG_UNFINISHED] = "log-unfinished",
  };

  return (unsigned) finding < sizeof names / sizeof names[0] ? names[finding] : "unknown";
}
