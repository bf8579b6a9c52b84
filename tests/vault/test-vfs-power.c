/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Power cuts. A workload runs over a VFS that writes down every physical write, truncate and sync. Then the power is
 * cut at many places of that record: what had been synced stands; of what had not, each write is there, is missing,
 * is torn at sectors of 512 bytes or at any byte, and the file's length may have arrived without its content. After
 * every cut the database opens, integrity_check is clean, transactions are whole, and every transaction that had been
 * acknowledged is there.
 *
 * On a device without power-safe overwrite (psow=0) a torn write also ruins the rest of the 4096-byte sectors it
 * touches.
 *
 * Two workloads are gone through from beginning to end, so that every computer looks at the same places, however long
 * it takes. EK_POWER_WORKLOADS: more of them. EK_POWER_SEED: which is the first. */

#include "recording-vfs.h"
#include "sealed-fixture.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define SECTOR 512
#define DEVICE_SECTOR 4096
#define OVER "ek-sealed-over-recording"

typedef struct {
  GByteArray *bytes;
  gboolean exists;
} Image;

typedef struct {
  GPtrArray *records;
  GRand *rand;
  gboolean power_safe;
  Image synced[N_RECORDED_FILES]; /* what certainly stands on the disk after `n_done` records */
  guint since[N_RECORDED_FILES];  /* the first record after the file's last sync */
  guint n_done;
  gint64 acknowledged;
} Disk;

static void
image_set_size (Image *image, gint64 size)
{
  guint before = image->bytes->len;

  g_byte_array_set_size (image->bytes, (guint) size);
  if ((guint) size > before)
    memset (image->bytes->data + before, 0, (guint) size - before);
}

static void
image_write (Image *image, gint64 offset, const guint8 *bytes, gsize length)
{
  image->exists = TRUE;
  if (offset + (gint64) length > image->bytes->len)
    image_set_size (image, offset + (gint64) length);
  memcpy (image->bytes->data + offset, bytes, length);
}

static void
image_apply (Image *image, const Record *record)
{
  gsize length = 0;
  const guint8 *bytes = record->bytes != NULL ? g_bytes_get_data (record->bytes, &length) : NULL;

  if (record->kind == RECORD_WRITE)
    image_write (image, record->offset, bytes, length);
  else if (record->kind == RECORD_TRUNCATE)
    image_set_size (image, record->offset);
  else if (record->kind == RECORD_DELETE)
    {
      image_set_size (image, 0);
      image->exists = FALSE;
    }
}

static void
ruin (GRand *rand, Image *image, gint64 from, gint64 to)
{
  for (gint64 i = from; i < to && i < image->bytes->len; i++)
    image->bytes->data[i] = (guint8) g_rand_int (rand);
}

/* Part of a write: some of its sectors, or its beginning up to any byte. */
static void
image_tear (Disk *disk, Image *image, const Record *record)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (record->bytes, &length);
  gint64 end = record->offset + (gint64) length;

  if (!disk->power_safe)
    {
      image_write (image, record->offset, bytes, (gsize) g_rand_int_range (disk->rand, 0, (gint32) length + 1));
      ruin (disk->rand, image, record->offset / DEVICE_SECTOR * DEVICE_SECTOR,
            (end + DEVICE_SECTOR - 1) / DEVICE_SECTOR * DEVICE_SECTOR);
    }
  else if (g_rand_boolean (disk->rand))
    image_write (image, record->offset, bytes, (gsize) g_rand_int_range (disk->rand, 0, (gint32) length + 1));
  else
    for (gint64 at = record->offset; at < end;)
      {
        gint64 next = MIN (end, (at / SECTOR + 1) * SECTOR);

        if (g_rand_boolean (disk->rand))
          image_write (image, at, bytes + (at - record->offset), (gsize) (next - at));
        at = next;
      }
}

/* The file as it may be found when the power fails after `n_done` records. */
static Image
image_after_cut (Disk *disk, RecordedFile file)
{
  Image image = { g_byte_array_new (), disk->synced[file].exists };
  /* 0: nothing arrived; 4: everything did; between: each by chance */
  int chance = g_rand_int_range (disk->rand, 0, 5);

  g_byte_array_append (image.bytes, disk->synced[file].bytes->data, disk->synced[file].bytes->len);
  for (guint i = disk->since[file]; i < disk->n_done; i++)
    {
      const Record *record = g_ptr_array_index (disk->records, i);
      int fate = g_rand_int_range (disk->rand, 0, 8);

      if (record->file != file || record->kind == RECORD_MARK || record->kind == RECORD_SYNC)
        continue;
      if (chance == 4 || (chance != 0 && fate < chance * 2))
        image_apply (&image, record);
      else if (chance != 0 && fate == 7 && record->kind == RECORD_WRITE)
        image_tear (disk, &image, record);
      else if (chance != 0 && fate == 6 && record->kind == RECORD_WRITE)
        {
          gint64 end = record->offset + (gint64) g_bytes_get_size (record->bytes);
          gint64 before = image.bytes->len;

          if (end > before) /* the length arrived, the content is whatever lay there */
            {
              image_set_size (&image, end);
              image.exists = TRUE;
              if (g_rand_boolean (disk->rand))
                ruin (disk->rand, &image, MAX (before, record->offset), end);
            }
        }
    }
  return image;
}

/* One record further. */
static void
disk_step (Disk *disk)
{
  const Record *record = g_ptr_array_index (disk->records, disk->n_done);

  disk->n_done++;
  if (record->kind == RECORD_MARK)
    disk->acknowledged = record->offset;
  else if (record->kind == RECORD_SYNC || record->kind == RECORD_DELETE)
    {
      for (guint i = disk->since[record->file]; i < disk->n_done; i++)
        {
          const Record *earlier = g_ptr_array_index (disk->records, i);

          if (earlier->file == record->file && earlier->kind != RECORD_MARK)
            image_apply (&disk->synced[record->file], earlier);
        }
      disk->since[record->file] = disk->n_done;
    }
}

static void
store_image (const char *path, Image *image)
{
  if (image->exists)
    sealed_store (path, image->bytes->data, image->bytes->len);
  else
    g_unlink (path);
}

/* What must hold after every cut. Transaction n wrote row n, and the account that every transaction changes says n. */
static void
check_after_cut (Sealed *sealed, Disk *disk, gint64 attempted)
{
  g_autofree char *shm = sealed_file (sealed, "sealed.db-shm");
  g_autofree char *integrity = NULL;
  Image database = image_after_cut (disk, RECORDED_DATABASE);
  Image log = image_after_cut (disk, RECORDED_LOG);
  sqlite3 *db = NULL;
  gint64 n;

  store_image (sealed->path, &database);
  store_image (sealed->wal, &log);
  g_unlink (shm);
  g_assert_cmpint (sqlite3_open_v2 (sealed->path, &db, SQLITE_OPEN_READWRITE, EK_SEALED_VFS_NAME), ==, SQLITE_OK);
  sealed_exec (db, "PRAGMA synchronous=OFF");
  integrity = sealed_text (db, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  n = sealed_int (db, "SELECT n FROM account");
  g_assert_cmpint (n, >=, disk->acknowledged);
  g_assert_cmpint (n, <=, attempted);
  g_assert_cmpint (sealed_int (db, "SELECT count (*) FROM entry"), ==, n);
  g_assert_cmpint (sealed_int (db, "SELECT coalesce (max (n), 0) FROM entry"), ==, n);
  g_assert_cmpint (sealed_int (db, "SELECT count (*) FROM entry WHERE digest <> length (body) + substr (body, 1, 4)"),
                   ==, 0);
  sealed_close (db);
  g_byte_array_unref (database.bytes);
  g_byte_array_unref (log.bytes);
}

/* Transaction n: a row, sometimes a long one, sometimes large enough to spill from a small cache and be written
 * twice. */
static void
write_transaction (sqlite3 *db, GRand *rand, gint64 n)
{
  int kind = g_rand_int_range (rand, 0, 10);
  g_autofree char *sql =
    g_strdup_printf ("INSERT INTO entry (n, body, digest) VALUES (%d, printf ('%%04d%%.*c', %d, %d, 'x'), %d + %d);"
                     "UPDATE account SET n = %d",
                     (int) n, (int) (n % 10000), kind == 0 ? 30000 : 200, (kind == 0 ? 30000 : 200) + 4,
                     (int) (n % 10000), (int) n);

  sealed_exec (db, "BEGIN IMMEDIATE");
  if (kind == 1)
    sealed_exec (db,
                 "UPDATE filler SET a = randomblob (700); SAVEPOINT s; DELETE FROM entry; UPDATE filler SET a = "
                 "randomblob (800);"
                 "ROLLBACK TO s; UPDATE filler SET a = randomblob (600) WHERE id % 2 = 0");
  if (kind == 2)
    sealed_exec (db,
                 "DELETE FROM filler WHERE id % 7 = 3; INSERT INTO filler (a) SELECT randomblob (900) FROM filler "
                 "LIMIT 9;"
                 "PRAGMA incremental_vacuum (3)");
  sealed_exec (db, sql);
  if (kind == 3)
    sealed_exec (db, "ROLLBACK; BEGIN IMMEDIATE");
  if (kind == 3)
    sealed_exec (db, sql);
  sealed_exec (db, "COMMIT");
  recording_mark (n);
}

static GPtrArray *
record_workload (const char *path, gboolean power_safe, guint32 seed, int n_transactions)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *uri = g_strdup_printf ("file:%s?psow=%d", path, power_safe);
  sqlite3 *db;

  recording_start ();
  db = sealed_create (uri, OVER);
  sealed_exec (db,
               "PRAGMA cache_size=10; PRAGMA wal_autocheckpoint=60;"
               "CREATE TABLE entry (n INTEGER PRIMARY KEY, body TEXT, digest INTEGER) STRICT;"
               "CREATE TABLE account (n INTEGER) STRICT; CREATE TABLE filler (id INTEGER PRIMARY KEY, a BLOB) "
               "STRICT;"
               "INSERT INTO account VALUES (0);"
               "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 60)"
               "  INSERT INTO filler (a) SELECT randomblob (700) FROM c; PRAGMA wal_checkpoint(TRUNCATE)");
  recording_mark (0);
  for (int n = 1; n <= n_transactions; n++)
    {
      write_transaction (db, rand, n);
      if (n % 25 == 0)
        sealed_exec (db, n % 50 == 0 ? "PRAGMA wal_checkpoint(TRUNCATE)" : "PRAGMA wal_checkpoint(RESTART)");
    }
  {
    GPtrArray *records = recording_stop ();

    sealed_close (db);
    return records;
  }
}

static guint
first_mark (GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    if (((Record *) g_ptr_array_index (records, i))->kind == RECORD_MARK)
      return i;
  g_assert_not_reached ();
}

static gint64
setting (const char *name, gint64 otherwise)
{
  const char *value = g_getenv (name);

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : otherwise;
}

/* Cuts the power a few records further each time, several ways, to the end of one workload after the other. */
static void
test_cuts (gconstpointer data)
{
  gboolean power_safe = GPOINTER_TO_INT (data);
  guint32 seed = (guint32) setting ("EK_POWER_SEED", 1);
  guint32 end = seed + (guint32) setting ("EK_POWER_WORKLOADS", 2);
  int n_cuts = 0;

  recording_vfs_register ();
  for (; seed < end; seed++)
    {
      g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
      g_autoptr (Sealed) replay = sealed_new (sealed_best_cipher ());
      g_autoptr (GPtrArray) records = NULL;
      Disk disk = { .rand = g_rand_new_with_seed (seed), .power_safe = power_safe };

      g_assert_cmpint (ek_sealed_vfs_register_over (OVER, RECORDING_VFS_NAME, 0), ==, SQLITE_OK);
      disk.records = records = record_workload (sealed->path, power_safe, seed, 100);
      for (int file = 0; file < N_RECORDED_FILES; file++)
        disk.synced[file].bytes = g_byte_array_new ();
      g_test_message ("seed %u: %u records", seed, records->len);
      while (disk.n_done <= first_mark (records))
        disk_step (&disk);
      while (disk.n_done < records->len)
        {
          int stride = g_rand_int_range (disk.rand, 1, 12);

          for (int i = 0; i < stride && disk.n_done < records->len; i++)
            disk_step (&disk);
          for (int i = 0; i < 2; i++, n_cuts++)
            check_after_cut (replay, &disk, disk.acknowledged + 1);
        }
      for (int file = 0; file < N_RECORDED_FILES; file++)
        g_byte_array_unref (disk.synced[file].bytes);
      g_rand_free (disk.rand);
    }
  g_test_message ("%d cuts", n_cuts);
  g_assert_cmpint (n_cuts, >, 1000);
}

/* The disk refuses to change from the n-th request on, for many n, until the program is opened anew. What was
 * acknowledged is there; what was not is there whole or not at all. */
static void
test_disk_errors (gconstpointer data)
{
  g_autoptr (Sealed) sealed = sealed_new (sealed_best_cipher ());
  g_autofree char *uri = g_strdup_printf ("file:%s?psow=%d", sealed->path, GPOINTER_TO_INT (data));
  gboolean failed = TRUE;
  sqlite3 *db;

  recording_vfs_register ();
  g_assert_cmpint (ek_sealed_vfs_register_over (OVER, RECORDING_VFS_NAME, 0), ==, SQLITE_OK);
  db = sealed_create (uri, OVER);
  sealed_exec (db, "CREATE TABLE entry (n INTEGER PRIMARY KEY, body BLOB); INSERT INTO entry VALUES (0, x'')");
  sealed_close (db);
  for (int n = 1; failed; n += 1 + n / 12)
    {
      g_autofree char *integrity = NULL;
      gint64 acknowledged = 0;

      db = sealed_open (uri, OVER);
      sealed_exec (db, "PRAGMA cache_size=10; PRAGMA wal_autocheckpoint=15");
      recording_fail_at (n);
      for (int i = 0; i < 6; i++)
        {
          int result = sealed_try (db,
                                   "BEGIN IMMEDIATE; INSERT INTO entry SELECT max (n) + 1, randomblob (90000) FROM "
                                   "entry;"
                                   "UPDATE entry SET body = randomblob (60000) WHERE n % 3 = 1; COMMIT");

          if (result == SQLITE_OK)
            acknowledged++;
          else
            {
              g_assert_true (result == SQLITE_FULL || result == SQLITE_IOERR);
              sealed_try (db, "ROLLBACK");
            }
        }
      failed = acknowledged < 6;
      sqlite3_close (db);
      recording_fail_at (0);
      db = sealed_open (uri, OVER);
      integrity = sealed_text (db, "PRAGMA integrity_check");
      g_assert_cmpstr (integrity, ==, "ok");
      /* A commit whose sync failed may have been kept all the same: at most one, the last one tried before the disk
       * failed. */
      g_assert_cmpint (sealed_int (db, "SELECT max (n) FROM entry"), >=, acknowledged);
      g_assert_cmpint (sealed_int (db, "SELECT max (n) FROM entry"), <=, acknowledged + 1);
      g_assert_cmpint (sealed_int (db, "SELECT count (*) FROM entry"), ==,
                       sealed_int (db, "SELECT max (n) + 1 FROM entry"));
      sealed_exec (db, "DELETE FROM entry WHERE n > 0; PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)");
      sealed_close (db);
      g_assert_cmpint (ek_sealed_vfs_check_file (sealed->path, NULL, NULL), ==, SQLITE_OK);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/vault/vfs/power/overwrite-safe", GINT_TO_POINTER (TRUE), test_cuts);
  g_test_add_data_func ("/vault/vfs/power/overwrite-unsafe", GINT_TO_POINTER (FALSE), test_cuts);
  g_test_add_data_func ("/vault/vfs/power/disk-errors/overwrite-safe", GINT_TO_POINTER (TRUE), test_disk_errors);
  g_test_add_data_func ("/vault/vfs/power/disk-errors/overwrite-unsafe", GINT_TO_POINTER (FALSE), test_disk_errors);
  return g_test_run ();
}
