/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The numbered invariants at the head of ek-sealed-vfs.c, each attacked from where SQLite stands (through the VFS's
 * own methods) and from below (in the file). A test is named after the invariant it would break. */

#include "recording-vfs.h"
#include "sealed-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define PAGE 4096
#define FRAME 4120
#define OVER "ek-sealed-over-recording"

typedef struct {
  Sealed *sealed;
  sqlite3_vfs *vfs;
  const char *name;
  sqlite3_file *file;
  guint8 plain[FRAME];
  guint8 back[2 * FRAME];
} Raw;

static int
raw_try (Raw *raw, const char *vfs, int kind)
{
  g_autofree char *wal = g_strdup_printf ("%s-wal", raw->sealed->path);

  raw->vfs = sqlite3_vfs_find (vfs);
  raw->name = sqlite3_create_filename (raw->sealed->path, "", wal, 0, NULL);
  raw->file = g_malloc0 ((gsize) raw->vfs->szOsFile);
  return raw->vfs->xOpen (raw->vfs, kind == SQLITE_OPEN_WAL ? sqlite3_filename_wal (raw->name) : raw->name, raw->file,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | kind, NULL);
}

static void
raw_close (Raw *raw)
{
  if (raw->file->pMethods != NULL)
    raw->file->pMethods->xClose (raw->file);
  g_clear_pointer (&raw->file, g_free);
  sqlite3_free_filename ((char *) raw->name);
}

static void
raw_open (Raw *raw, Sealed *sealed, int kind)
{
  memset (raw, 0, sizeof *raw);
  raw->sealed = sealed;
  recording_vfs_register ();
  g_assert_cmpint (ek_sealed_vfs_register_over (OVER, RECORDING_VFS_NAME, 0), ==, SQLITE_OK);
  if (kind == SQLITE_OPEN_WAL)
    sealed_store (sealed->path, raw->plain, 0); /* a log takes its permissions from the database */
  g_assert_cmpint (raw_try (raw, OVER, kind), ==, SQLITE_OK);
  for (int i = 0; i < FRAME - 40; i++)
    raw->plain[i] = (guint8) (i * 7 + 1);
}

static int
put (Raw *raw, const guint8 *bytes, int amount, gint64 offset)
{
  return raw->file->pMethods->xWrite (raw->file, bytes, amount, offset);
}

static int
get (Raw *raw, int amount, gint64 offset)
{
  memset (raw->back, 0xee, sizeof raw->back);
  return raw->file->pMethods->xRead (raw->file, raw->back, amount, offset);
}

static gint64
base_size (Raw *raw)
{
  sqlite3_int64 size = -1;

  g_assert_cmpint (raw->file->pMethods->xFileSize (raw->file, &size), ==, SQLITE_OK);
  return size;
}

static void
put_page (Raw *raw, gint64 number)
{
  memset (raw->plain + PAGE - 40, 0, 40);
  g_assert_cmpint (put (raw, raw->plain, PAGE, (number - 1) * PAGE), ==, SQLITE_OK);
}

static void
flip (const char *path, gsize at)
{
  g_autofree guint8 *bytes = NULL;
  gsize length;

  sealed_load (path, &bytes, &length);
  g_assert_cmpuint (at, <, length);
  bytes[at] ^= 1;
  sealed_store (path, bytes, length);
}

/* A1, A2: the writes that arrive below are, to the byte, the ranges handed over above. */
static void
test_a1_a2_in_place (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autoptr (GPtrArray) records = NULL;
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_MAIN_DB);
  recording_start ();
  put_page (&raw, 3);
  put_page (&raw, 1);
  records = recording_stop ();
  g_assert_cmpuint (records->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const Record *record = g_ptr_array_index (records, i);

      g_assert_cmpint (record->offset, ==, i == 0 ? 2 * PAGE : 0);
      g_assert_cmpuint (g_bytes_get_size (record->bytes), ==, PAGE);
      g_assert_cmpint (memcmp (g_bytes_get_data (record->bytes, NULL), raw.plain, 64), !=, 0);
    }
  g_assert_cmpint (base_size (&raw), ==, 3 * PAGE);
  raw_close (&raw);
}

/* A3: the same bytes twice are two different messages, and a page opens only at its own number and only as a page. */
static void
test_a3_place_and_nonce (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *first = NULL, *second = NULL;
  gsize length;
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_MAIN_DB);
  put_page (&raw, 1);
  put_page (&raw, 2);
  sealed_load (sealed->path, &first, &length);
  put_page (&raw, 2);
  sealed_load (sealed->path, &second, &length);
  g_assert_cmpmem (first, PAGE, second, PAGE);
  for (int i = 0; i < PAGE; i += 16)
    g_assert_cmpint (memcmp (first + PAGE + i, second + PAGE + i, 16), !=, 0);
  memcpy (second, first + PAGE, PAGE);
  sealed_store (sealed->path, second, length);
  g_assert_cmpint (get (&raw, PAGE, 0), ==, SQLITE_NOTADB);
  g_assert_cmpint (get (&raw, PAGE, PAGE), ==, SQLITE_OK);
  raw_close (&raw);
}

/* A4: journals are refused, temporary files never get below, a journal that lies about is not seen. */
static void
test_a4_other_files (void)
{
  static const int refused[] = { SQLITE_OPEN_MAIN_JOURNAL, SQLITE_OPEN_SUPER_JOURNAL };
  static const int in_memory[] = {
    SQLITE_OPEN_TEMP_DB,
    SQLITE_OPEN_TEMP_JOURNAL,
    SQLITE_OPEN_TRANSIENT_DB,
    SQLITE_OPEN_SUBJOURNAL,
  };
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree char *journal = sealed_file (sealed, "sealed.db-journal");
  Raw raw;
  int there = 1;

  raw_open (&raw, sealed, SQLITE_OPEN_MAIN_DB);
  raw_close (&raw);
  recording_start ();
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_assert_cmpint (raw_try (&raw, OVER, refused[i]), ==, SQLITE_CANTOPEN);
      g_assert_null (raw.file->pMethods);
      raw_close (&raw);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (in_memory); i++)
    {
      g_assert_cmpint (raw_try (&raw, OVER, in_memory[i]), ==, SQLITE_OK);
      g_assert_cmpint (put (&raw, raw.plain, 1000, 100000), ==, SQLITE_OK);
      g_assert_cmpint (get (&raw, 1000, 100000), ==, SQLITE_OK);
      g_assert_cmpmem (raw.back, 1000, raw.plain, 1000);
      g_assert_cmpint (get (&raw, 1000, 100500), ==, SQLITE_IOERR_SHORT_READ);
      g_assert_cmpint (raw.back[500], ==, 0);
      raw_close (&raw);
    }
  g_assert_cmpint (recording_opened (), ==, 0);
  g_ptr_array_unref (recording_stop ());
  sealed_store (journal, raw.plain, 1000);
  g_assert_cmpint (raw.vfs->xAccess (raw.vfs, journal, SQLITE_ACCESS_EXISTS, &there), ==, SQLITE_OK);
  g_assert_cmpint (there, ==, 0);
}

/* A4 again, in SQLite's hands: whatever it wants to spill, only the database and its log are opened below. */
static void
test_a4_spilling (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  sqlite3 *db;

  recording_vfs_register ();
  g_assert_cmpint (ek_sealed_vfs_register_over (OVER, RECORDING_VFS_NAME, 0), ==, SQLITE_OK);
  recording_start ();
  db = sealed_create (sealed->path, OVER);
  sealed_exec (db,
               "PRAGMA temp_store=FILE; PRAGMA cache_size=5; PRAGMA temp.cache_size=5; CREATE TABLE t (a, b);"
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
               "  INSERT INTO t SELECT i % 97, hex (randomblob (100)) FROM n;"
               "CREATE TEMP TABLE s AS SELECT * FROM t ORDER BY a, b; CREATE INDEX temp.s_b ON s (b);"
               "BEGIN; SAVEPOINT one; UPDATE t SET b = b || a; UPDATE s SET b = b || a; ROLLBACK TO one; COMMIT; "
               "VACUUM");
  sealed_close (db);
  g_assert_cmpint (recording_opened () & 0xfff00, ==, SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL);
  g_ptr_array_unref (recording_stop ());
}

static void
test_a5_no_key (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  Raw raw = { .sealed = sealed };

  g_assert_cmpint (ek_sealed_vfs_clear_key (sealed->path), ==, SQLITE_OK);
  g_assert_cmpint (raw_try (&raw, EK_SEALED_VFS_NAME, SQLITE_OPEN_MAIN_DB), ==, SQLITE_CANTOPEN);
  raw_close (&raw);
  g_assert_cmpint (raw_try (&raw, EK_SEALED_VFS_NAME, SQLITE_OPEN_WAL), ==, SQLITE_CANTOPEN);
  raw_close (&raw);
  g_assert_false (g_file_test (sealed->path, G_FILE_TEST_EXISTS));
}

/* A key that is cleared while a file is open goes when the file does. */
static void
test_a5_key_in_use (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_MAIN_DB);
  put_page (&raw, 1);
  g_assert_cmpint (ek_sealed_vfs_clear_key (sealed->path), ==, SQLITE_BUSY);
  g_assert_cmpint (get (&raw, PAGE, 0), ==, SQLITE_OK);
  g_assert_cmpmem (raw.back, PAGE, raw.plain, PAGE);
  raw_close (&raw);
  g_assert_cmpint (ek_sealed_vfs_clear_key (sealed->path), ==, SQLITE_NOTFOUND);
}

static void
test_a6_methods (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  sqlite3 *plain = NULL, *db = sealed_create (sealed->path, EK_SEALED_VFS_NAME);
  g_autofree char *other = sealed_file (sealed, "plain");
  sqlite3_file *file = NULL, *plain_file = NULL;

  g_assert_cmpint (sqlite3_open_v2 (other, &plain, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix"), ==, SQLITE_OK);
  sqlite3_file_control (db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  sqlite3_file_control (plain, "main", SQLITE_FCNTL_FILE_POINTER, &plain_file);
  g_assert_cmpint (file->pMethods->iVersion, ==, 2);
  g_assert_null (file->pMethods->xFetch);
  g_assert_cmpint (file->pMethods->xSectorSize (file), ==, plain_file->pMethods->xSectorSize (plain_file));
  g_assert_cmpint (file->pMethods->xDeviceCharacteristics (file), ==,
                   plain_file->pMethods->xDeviceCharacteristics (plain_file));
  sealed_close (plain);
  sealed_close (db);
}

static void
test_p1_p2_whole_free_pages (void)
{
  static const struct {
    int amount;
    gint64 offset;
  } wrong[] = {
    { 512, 0 }, { 4095, 0 }, { 4096, 1 }, { 4096, 512 }, { 8192, 0 }, { 0, 0 }, { 1, 4095 }, { 4096, -4096 },
  };
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_MAIN_DB);
  memset (raw.plain + PAGE - 40, 0, 40);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpint (put (&raw, raw.plain, wrong[i].amount, wrong[i].offset), ==, SQLITE_IOERR_WRITE);
  for (int i = 0; i < 40; i++)
    {
      raw.plain[PAGE - 40 + i] = 1;
      g_assert_cmpint (put (&raw, raw.plain, PAGE, 0), ==, SQLITE_IOERR_WRITE);
      raw.plain[PAGE - 40 + i] = 0;
    }
  g_assert_cmpint (base_size (&raw), ==, 0);
  g_assert_cmpint (raw.file->pMethods->xTruncate (raw.file, 1000), ==, SQLITE_IOERR_TRUNCATE);
  put_page (&raw, 1);
  g_assert_cmpint (get (&raw, PAGE, 0), ==, SQLITE_OK);
  for (int i = 0; i < 40; i++)
    g_assert_cmpint (raw.back[PAGE - 40 + i], ==, 0);
  raw_close (&raw);
}

/* P2 in SQLite's hands: a connection that forgot to reserve the bytes cannot store a row, and nothing reaches the
 * file. */
static void
test_p2_not_prepared (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *bytes = NULL;
  gsize length;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (sealed->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, EK_SEALED_VFS_NAME),
                   ==, SQLITE_OK);
  sealed_exec (db, "PRAGMA journal_mode=MEMORY");
  g_assert_cmpint (sealed_try (db, "CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob (9000) || 'x')"), ==,
                   SQLITE_IOERR);
  g_assert_cmpint (sealed_try (db, "PRAGMA journal_mode=DELETE; CREATE TABLE u (a)"), !=, SQLITE_OK);
  sealed_close (db);
  sealed_load (sealed->path, &bytes, &length);
  g_assert_false (sealed_contains (bytes, length, "CREATE TABLE"));
}

static void
test_p3_damage (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  guint8 nothing[PAGE] = { 0 };
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_MAIN_DB);
  for (int i = 1; i <= 3; i++)
    put_page (&raw, i);
  flip (sealed->path, PAGE + 99);
  g_assert_cmpint (get (&raw, PAGE, PAGE), ==, SQLITE_IOERR_DATA);
  g_assert_cmpmem (raw.back, PAGE, nothing, PAGE);
  g_assert_cmpint (get (&raw, 16, PAGE + 24), ==, SQLITE_IOERR_DATA);
  g_assert_cmpint (get (&raw, PAGE, 2 * PAGE), ==, SQLITE_OK);
  flip (sealed->path, PAGE - 1);
  g_assert_cmpint (get (&raw, PAGE, 0), ==, SQLITE_NOTADB);
  g_assert_cmpmem (raw.back, PAGE, nothing, PAGE);
  {
    g_autofree guint8 *bytes = NULL;
    gsize length;

    sealed_load (sealed->path, &bytes, &length);
    sealed_store (sealed->path, bytes, length - 7); /* the end of the file cuts page 3 */
  }
  g_assert_cmpint (get (&raw, PAGE, 2 * PAGE), ==, SQLITE_IOERR_DATA);
  g_assert_cmpmem (raw.back, PAGE, nothing, PAGE);
  raw_close (&raw);
}

static void
test_p4_p5_p6 (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  guint8 nothing[PAGE] = { 0 };
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_MAIN_DB);
  put_page (&raw, 1);
  put_page (&raw, 3);
  g_assert_cmpint (get (&raw, PAGE, PAGE), ==, SQLITE_OK); /* P4: the hole between them */
  g_assert_cmpmem (raw.back, PAGE, nothing, PAGE);
  flip (sealed->path, PAGE + PAGE - 1); /* not quite a hole */
  g_assert_cmpint (get (&raw, PAGE, PAGE), ==, SQLITE_IOERR_DATA);
  g_assert_cmpint (get (&raw, 100, 0), ==, SQLITE_OK); /* P5 */
  g_assert_cmpmem (raw.back, 100, raw.plain, 100);
  g_assert_cmpint (get (&raw, 16, 24), ==, SQLITE_OK);
  g_assert_cmpmem (raw.back, 16, raw.plain + 24, 16);
  flip (sealed->path, 2000);
  g_assert_cmpint (get (&raw, 100, 0), ==, SQLITE_IOERR_SHORT_READ);
  g_assert_cmpmem (raw.back, 100, nothing, 100);
  g_assert_cmpint (get (&raw, 16, 24), ==, SQLITE_NOTADB);
  g_assert_cmpint (get (&raw, PAGE, 3 * PAGE), ==, SQLITE_IOERR_SHORT_READ); /* P6 */
  g_assert_cmpmem (raw.back, PAGE, nothing, PAGE);
  raw_close (&raw);
}

/* A log with a header and `n` frames of different content. */
static void
put_log (Raw *raw, int n)
{
  guint8 header[32] = { 0x37, 0x7f, 0x06, 0x82, 0, 0x2d, 0xe2, 0x18, 0, 0, 0x10, 0 };

  g_assert_cmpint (put (raw, header, 32, 0), ==, SQLITE_OK);
  memset (raw->plain + FRAME - 40, 0, 40);
  for (int i = 0; i < n; i++)
    {
      raw->plain[0] = (guint8) i;
      g_assert_cmpint (put (raw, raw->plain, 24, 32 + i * FRAME), ==, SQLITE_OK);
      g_assert_cmpint (put (raw, raw->plain + 24, PAGE, 32 + i * FRAME + 24), ==, SQLITE_OK);
    }
}

static void
test_l1_header (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  guint8 other_size[32] = { 0x37, 0x7f, 0x06, 0x82, 0, 0x2d, 0xe2, 0x18, 0, 0, 0x20, 0 };
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_WAL);
  g_assert_cmpint (put (&raw, other_size, 32, 0), ==, SQLITE_IOERR_WRITE);
  g_assert_cmpint (put (&raw, raw.plain, 16, 0), ==, SQLITE_IOERR_WRITE);
  g_assert_cmpint (put (&raw, raw.plain, 100, 0), ==, SQLITE_IOERR_WRITE);
  g_assert_cmpint (put (&raw, raw.plain, 8, 24), ==, SQLITE_IOERR_WRITE);
  g_assert_cmpint (base_size (&raw), ==, 0);
  put_log (&raw, 1);
  g_assert_cmpint (get (&raw, 32, 0), ==, SQLITE_OK);
  g_assert_cmpint (raw.back[0], ==, 0x37);
  raw_close (&raw);
}

/* L2: a frame handed over in two parts with a sync between; what arrives below is the ranges, in that order, and
 * opens. */
static void
test_l2_split (void)
{
  static const int splits[] = { 1, 23, 24, 25, 512, 4079, 4080, 4081, 4104, 4105, 4119 };

  for (gsize i = 0; i < G_N_ELEMENTS (splits); i++)
    {
      g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
      g_autoptr (GPtrArray) records = NULL;
      int split = splits[i];
      Raw raw;

      raw_open (&raw, sealed, SQLITE_OPEN_WAL);
      put_log (&raw, 1);
      recording_start ();
      if (split > 24)
        g_assert_cmpint (put (&raw, raw.plain, 24, 32), ==, SQLITE_OK);
      g_assert_cmpint (put (&raw, raw.plain + (split > 24 ? 24 : 0), split > 24 ? split - 24 : split,
                            32 + (split > 24 ? 24 : 0)),
                       ==, SQLITE_OK);
      g_assert_cmpint (raw.file->pMethods->xSync (raw.file, SQLITE_SYNC_NORMAL), ==, SQLITE_OK);
      if (split < 24)
        g_assert_cmpint (put (&raw, raw.plain + split, 24 - split, 32 + split), ==, SQLITE_OK);
      g_assert_cmpint (put (&raw, raw.plain + MAX (split, 24), FRAME - MAX (split, 24), 32 + MAX (split, 24)), ==,
                       SQLITE_OK);
      records = recording_stop ();
      g_assert_cmpuint (records->len, ==, 3);
      for (guint j = 0; j < 3; j += 2)
        {
          const Record *record = g_ptr_array_index (records, j);

          g_assert_cmpint (record->kind, ==, RECORD_WRITE);
          g_assert_cmpint (record->offset, ==, j == 0 ? 32 : 32 + split);
          g_assert_cmpuint (g_bytes_get_size (record->bytes), ==, j == 0 ? split : FRAME - split);
        }
      g_assert_cmpint (get (&raw, FRAME, 32), ==, SQLITE_OK);
      g_assert_cmpmem (raw.back, FRAME, raw.plain, FRAME);
      raw_close (&raw);
    }
}

static void
test_l3_l4_broken_frames (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  guint8 nothing[FRAME] = { 0 };
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_WAL);
  put_log (&raw, 3);
  flip (sealed->wal, 32 + FRAME + 3000);
  g_assert_cmpint (get (&raw, FRAME, 32 + FRAME), ==, SQLITE_OK); /* L3 */
  g_assert_cmpmem (raw.back, FRAME, nothing, FRAME);
  g_assert_cmpint (get (&raw, PAGE, 32 + FRAME + 24), ==, SQLITE_IOERR_DATA); /* L4 */
  g_assert_cmpint (get (&raw, 8, 32 + FRAME + 16), ==, SQLITE_IOERR_DATA);
  g_assert_cmpint (get (&raw, PAGE, 32 + 2 * FRAME + 24), ==, SQLITE_OK);
  g_assert_cmpmem (raw.back, PAGE, raw.plain + 24, PAGE);
  g_assert_cmpint (get (&raw, FRAME, 32 + 3 * FRAME), ==, SQLITE_IOERR_SHORT_READ);
  raw_close (&raw);
}

/* L5: parts of a frame that stands are written over; the rest of it stays, and what is read back is the sum. */
static void
test_l5_rewriting (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  guint8 expected[FRAME];
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_WAL);
  put_log (&raw, 2);
  raw.plain[0] = 0;
  memcpy (expected, raw.plain, FRAME);
  memset (raw.plain + 24, 0x55, PAGE - 40); /* the page changed again after it was spilled */
  memset (expected + 24, 0x55, PAGE - 40);
  g_assert_cmpint (put (&raw, raw.plain + 24, PAGE, 32 + 24), ==, SQLITE_OK);
  g_assert_cmpint (get (&raw, FRAME, 32), ==, SQLITE_OK);
  g_assert_cmpmem (raw.back, FRAME, expected, FRAME);
  memset (expected, 0x77, 24); /* and its header afterwards, right behind a read of the whole */
  g_assert_cmpint (put (&raw, expected, 24, 32), ==, SQLITE_OK);
  g_assert_cmpint (get (&raw, FRAME, 32), ==, SQLITE_OK);
  g_assert_cmpmem (raw.back, FRAME, expected, FRAME);
  flip (sealed->wal, 32 + FRAME + 77); /* a frame that does not open cannot be written over in part */
  g_assert_cmpint (put (&raw, raw.plain + 24, PAGE, 32 + FRAME + 24), ==, SQLITE_IOERR_WRITE);
  g_assert_cmpint (put (&raw, raw.plain + 24, PAGE, 32 + 9 * FRAME + 24), ==, SQLITE_IOERR_WRITE);
  raw_close (&raw);
}

static void
test_l6_lost_page (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_WAL);
  put_log (&raw, 2);
  g_assert_cmpint (put (&raw, raw.plain, 24, 32 + 2 * FRAME), ==, SQLITE_OK);
  g_assert_cmpint (put (&raw, raw.plain, 24, 32 + 3 * FRAME), ==, SQLITE_IOERR_WRITE);
  flip (sealed->wal, 32 + FRAME + 77); /* checksums computed anew over a frame that was damaged meanwhile */
  g_assert_cmpint (get (&raw, FRAME, 32 + FRAME), ==, SQLITE_OK);
  g_assert_cmpint (put (&raw, raw.plain, 24, 32 + FRAME), ==, SQLITE_OK);
  g_assert_cmpint (raw.file->pMethods->xSync (raw.file, SQLITE_SYNC_NORMAL), ==, SQLITE_IOERR_WRITE);
  raw_close (&raw);
}

/* L7: the same page with the same header, and still no eight bytes of the header stand in the file; reserved bytes
 * as in P2. */
static void
test_l7_sealed_header (void)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree guint8 *bytes = NULL;
  gsize length;
  Raw raw;

  raw_open (&raw, sealed, SQLITE_OPEN_WAL);
  put_log (&raw, 2);
  sealed_load (sealed->wal, &bytes, &length);
  g_assert_cmpuint (length, ==, 32 + 2 * FRAME);
  for (int i = 0; i + 8 <= 24; i++)
    g_assert_null (memmem (bytes + 32, length - 32, raw.plain + i, 8));
  raw.plain[FRAME - 40] = 1;
  g_assert_cmpint (put (&raw, raw.plain, 24, 32 + 2 * FRAME), ==, SQLITE_OK);
  g_assert_cmpint (put (&raw, raw.plain + 24, PAGE, 32 + 2 * FRAME + 24), ==, SQLITE_IOERR_WRITE);
  g_assert_cmpint (base_size (&raw), ==, 32 + 2 * FRAME);
  raw_close (&raw);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/vfs/invariants/a1-a2-in-place", test_a1_a2_in_place);
  g_test_add_func ("/vault/vfs/invariants/a3-place-and-nonce", test_a3_place_and_nonce);
  g_test_add_func ("/vault/vfs/invariants/a4-other-files", test_a4_other_files);
  g_test_add_func ("/vault/vfs/invariants/a4-spilling", test_a4_spilling);
  g_test_add_func ("/vault/vfs/invariants/a5-no-key", test_a5_no_key);
  g_test_add_func ("/vault/vfs/invariants/a5-key-in-use", test_a5_key_in_use);
  g_test_add_func ("/vault/vfs/invariants/a6-methods", test_a6_methods);
  g_test_add_func ("/vault/vfs/invariants/p1-p2-whole-free-pages", test_p1_p2_whole_free_pages);
  g_test_add_func ("/vault/vfs/invariants/p2-not-prepared", test_p2_not_prepared);
  g_test_add_func ("/vault/vfs/invariants/p3-damage", test_p3_damage);
  g_test_add_func ("/vault/vfs/invariants/p4-p5-p6-holes-and-probes", test_p4_p5_p6);
  g_test_add_func ("/vault/vfs/invariants/l1-header", test_l1_header);
  g_test_add_func ("/vault/vfs/invariants/l2-split", test_l2_split);
  g_test_add_func ("/vault/vfs/invariants/l3-l4-broken-frames", test_l3_l4_broken_frames);
  g_test_add_func ("/vault/vfs/invariants/l5-rewriting", test_l5_rewriting);
  g_test_add_func ("/vault/vfs/invariants/l6-lost-page", test_l6_lost_page);
  g_test_add_func ("/vault/vfs/invariants/l7-sealed-header", test_l7_sealed_header);
  return g_test_run ();
}
