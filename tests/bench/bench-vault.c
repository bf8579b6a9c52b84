/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sealed VFS against plain SQLite and against the distribution's SQLCipher, doing the same work with the same
 * pragmas in turn, round after round in one process. Printed are medians over the rounds: milliseconds for plain
 * SQLite, ratios for the others. SQLCipher gets a raw key, so that no passphrase is stretched in its time; where its
 * library is not installed its column is left out.
 *
 *   bench-vault [ROUNDS]        (7 unless told; the files lie in TMPDIR, which should be on a disk) */

#include <dlfcn.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ek-sealed-vfs.h"

#define MAX_ROUNDS 101
#define N_ROWS 20000
#define RAW_KEY "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'"

/* Two libraries with the same symbols cannot be linked into one program, so both are called through such a table. */
typedef struct {
  int (*open) (const char *, sqlite3 **, int, const char *);
  int (*close) (sqlite3 *);
  int (*exec) (sqlite3 *, const char *, int (*) (void *, int, char **, char **), void *, char **);
  int (*prepare) (sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
  int (*step) (sqlite3_stmt *);
  int (*reset) (sqlite3_stmt *);
  int (*finalize) (sqlite3_stmt *);
  int (*bind_int64) (sqlite3_stmt *, int, sqlite3_int64);
  int (*bind_blob) (sqlite3_stmt *, int, const void *, int, void (*) (void *));
  const char *(*errmsg) (sqlite3 *);
} Api;

typedef enum { PLAIN, SEALED_AES, SEALED_XCHACHA, SQLCIPHER, N_ENGINES } Engine;

typedef enum {
  BULK,
  COMMIT_FULL,
  COMMIT_NORMAL,
  CHECKPOINT,
  SCAN_COLD,
  SCAN_WARM,
  POINT_OS,
  POINT_OWN,
  OPEN_QUERY,
  N_ROWS_OF_TABLE
} Row;

static const char *const engine_names[] = { "plain", "sealed AES-GCM", "sealed XChaCha", "SQLCipher" };
static const char *const row_names[] = {
  "bulk insert, 20,000 rows",
  "single commits, FULL",
  "single commits, NORMAL",
  "checkpoint of all that",
  "scan, cold",
  "scan, OS cache",
  "point reads, OS cache",
  "point reads, SQLite's cache",
  "open and first query",
};

static Api plain_api, cipher_api;
static char *directory;
static double times[N_ROWS_OF_TABLE][N_ENGINES][MAX_ROUNDS];
static double processor_times[N_ROWS_OF_TABLE][N_ENGINES][MAX_ROUNDS];

static double
now_of (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static const Api *
api_of (Engine engine)
{
  return engine == SQLCIPHER ? &cipher_api : &plain_api;
}

static void
must (const Api *api, sqlite3 *db, int result, const char *what)
{
  if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW)
    {
      fprintf (stderr, "bench-vault: %s: %d %s\n", what, result, db != NULL ? api->errmsg (db) : "");
      exit (1);
    }
}

static void
run (const Api *api, sqlite3 *db, const char *sql)
{
  must (api, db, api->exec (db, sql, NULL, NULL, NULL), sql);
}

static char *
path_of (Engine engine)
{
  static const char *const names[] = { "plain.db", "aes.db", "xchacha.db", "sqlcipher.db" };

  return g_build_filename (directory, names[engine], NULL);
}

static void
set_key (Engine engine, const char *path)
{
  static const unsigned char key[EK_SEALED_KEY_BYTES] = { 1, 2, 3 };
  static const unsigned char id[EK_SEALED_ID_BYTES] = { 4, 5, 6 };
  EkSealedCipher cipher = engine == SEALED_AES ? EK_SEALED_AES_256_GCM : EK_SEALED_XCHACHA20_POLY1305;

  if (ek_sealed_vfs_set_key (path, key, id, cipher) != SQLITE_OK)
    exit (1);
}

static sqlite3 *
open_engine (Engine engine, int create, const char *cache)
{
  g_autofree char *path = path_of (engine);
  g_autofree char *sql = NULL;
  const Api *api = api_of (engine);
  int sealed = engine == SEALED_AES || engine == SEALED_XCHACHA;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  sqlite3 *db = NULL;

  if (sealed)
    set_key (engine, path);
  must (api, db, api->open (path, &db, flags, sealed ? EK_SEALED_VFS_NAME : "unix"), "open");
  if (engine == SQLCIPHER)
    run (api, db, "PRAGMA key=\"" RAW_KEY "\"; PRAGMA cipher_page_size=4096");
  if (create)
    {
      run (api, db, "PRAGMA page_size=4096");
      if (sealed)
        must (api, db, ek_sealed_vfs_prepare (db, "main"), "prepare");
      run (api, db, "PRAGMA journal_mode=MEMORY; PRAGMA journal_mode=WAL");
    }
  sql = g_strdup_printf ("PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
                         "PRAGMA mmap_size=0;"
                         "PRAGMA cache_size=%s",
                         cache);
  run (api, db, sql);
  return db;
}

static sqlite3_stmt *
statement (const Api *api, sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt = NULL;

  must (api, db, api->prepare (db, sql, -1, &stmt, NULL), sql);
  return stmt;
}

/* Rows of 60 to 460 bytes, the same for every engine. */
static void
insert_rows (const Api *api, sqlite3 *db, int n, int each_its_own)
{
  static unsigned char text[512];
  sqlite3_stmt *stmt = statement (api, db, "INSERT INTO entry (patient, note) VALUES (?, ?)");

  for (int i = 0; i < 512; i++)
    text[i] = (unsigned char) ('a' + i % 23);
  if (!each_its_own)
    run (api, db, "BEGIN IMMEDIATE");
  for (int i = 0; i < n; i++)
    {
      api->bind_int64 (stmt, 1, (sqlite3_int64) ((unsigned) i * 2654435761u % 10000));
      api->bind_blob (stmt, 2, text, 60 + (int) ((unsigned) i * 40503u % 400), SQLITE_STATIC);
      must (api, db, api->step (stmt), "insert");
      api->reset (stmt);
    }
  if (!each_its_own)
    run (api, db, "COMMIT");
  api->finalize (stmt);
}

static void
scan (const Api *api, sqlite3 *db)
{
  run (api, db, "SELECT sum (patient), sum (length (note)) FROM entry WHERE note > x'00'");
}

static void
read_points (const Api *api, sqlite3 *db, int n)
{
  sqlite3_stmt *stmt = statement (api, db, "SELECT note FROM entry WHERE id = ?");

  for (int i = 0; i < n; i++)
    {
      api->bind_int64 (stmt, 1, (sqlite3_int64) (1 + (unsigned) i * 2654435761u % N_ROWS));
      must (api, db, api->step (stmt), "point");
      api->reset (stmt);
    }
  api->finalize (stmt);
}

static void
drop_from_os_cache (const char *path)
{
  int fd = g_open (path, O_RDONLY, 0);

  if (fd < 0)
    return;
  fsync (fd);
  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  close (fd);
}

#define MEASURE(row, code)                                                                \
  G_STMT_START                                                                            \
  {                                                                                       \
    double processor_ = now_of (CLOCK_PROCESS_CPUTIME_ID);                                \
    double wall_ = now_of (CLOCK_MONOTONIC);                                              \
                                                                                          \
    code;                                                                                 \
    times[row][engine][round] = now_of (CLOCK_MONOTONIC) - wall_;                         \
    processor_times[row][engine][round] = now_of (CLOCK_PROCESS_CPUTIME_ID) - processor_; \
  }                                                                                       \
  G_STMT_END

static void
measure_writing (Engine engine, int round)
{
  g_autofree char *path = path_of (engine);
  const Api *api = api_of (engine);
  sqlite3 *db;

  g_unlink (path);
  db = open_engine (engine, 1, "-16000");
  run (api, db,
       "CREATE TABLE entry (id INTEGER PRIMARY KEY, patient INTEGER NOT NULL, note BLOB NOT NULL);"
       "CREATE INDEX entry_patient ON entry (patient)");
  MEASURE (BULK, insert_rows (api, db, N_ROWS, 0));
  MEASURE (CHECKPOINT, run (api, db, "PRAGMA wal_checkpoint(TRUNCATE)"));
  MEASURE (COMMIT_FULL, insert_rows (api, db, 200, 1));
  run (api, db, "PRAGMA synchronous=NORMAL; PRAGMA wal_checkpoint(TRUNCATE)");
  MEASURE (COMMIT_NORMAL, insert_rows (api, db, 1000, 1));
  run (api, db, "PRAGMA wal_checkpoint(TRUNCATE)");
  api->close (db);
}

static void
measure_reading (Engine engine, int round)
{
  g_autofree char *path = path_of (engine);
  const Api *api = api_of (engine);
  sqlite3 *db;

  drop_from_os_cache (path);
  db = open_engine (engine, 0, "-16000");
  MEASURE (SCAN_COLD, scan (api, db));
  api->close (db);
  db = open_engine (engine, 0, "-16000");
  MEASURE (SCAN_WARM, scan (api, db));
  read_points (api, db, N_ROWS);
  MEASURE (POINT_OWN, read_points (api, db, 50000));
  api->close (db);
  db = open_engine (engine, 0, "10");
  read_points (api, db, 100);
  MEASURE (POINT_OS, read_points (api, db, 20000));
  api->close (db);
  MEASURE (
    OPEN_QUERY, for (int i = 0; i < 20; i++) {
      db = open_engine (engine, 0, "-16000");
      run (api, db, "SELECT note FROM entry WHERE id = 7777");
      api->close (db);
    });
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
median (const double *values, int n)
{
  double sorted[MAX_ROUNDS];

  memcpy (sorted, values, (size_t) n * sizeof *values);
  qsort (sorted, (size_t) n, sizeof *sorted, compare);
  return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

static double
median_ratio (double values[N_ENGINES][MAX_ROUNDS], Engine over, Engine under, int n)
{
  double ratios[MAX_ROUNDS];

  for (int i = 0; i < n; i++)
    ratios[i] = values[over][i] / values[under][i];
  return median (ratios, n);
}

static void
print_table (int n_rounds, const int *present)
{
  Engine best = present[SEALED_AES] ? SEALED_AES : SEALED_XCHACHA;

  printf ("Medians of %d rounds; in brackets processor time alone.\n%-28s %10s", n_rounds, "", "plain ms");
  for (int engine = SEALED_AES; engine < N_ENGINES; engine++)
    if (present[engine])
      printf (" %16s", engine_names[engine]);
  printf (present[SQLCIPHER] ? " %18s\n" : "\n", "sealed/SQLCipher");
  for (int row = 0; row < N_ROWS_OF_TABLE; row++)
    {
      printf ("%-28s %10.2f", row_names[row], median (times[row][PLAIN], n_rounds));
      for (int engine = SEALED_AES; engine < N_ENGINES; engine++)
        if (present[engine])
          printf ("    %5.2fx (%4.2f)", median_ratio (times[row], engine, PLAIN, n_rounds),
                  median_ratio (processor_times[row], engine, PLAIN, n_rounds));
      if (present[SQLCIPHER])
        printf ("      %5.2fx (%4.2f)", median_ratio (times[row], best, SQLCIPHER, n_rounds),
                median_ratio (processor_times[row], best, SQLCIPHER, n_rounds));
      printf ("\n");
    }
}

static void
load_plain (void)
{
  plain_api = (Api){
    sqlite3_open_v2, sqlite3_close,    sqlite3_exec,       sqlite3_prepare_v2, sqlite3_step,
    sqlite3_reset,   sqlite3_finalize, sqlite3_bind_int64, sqlite3_bind_blob,  sqlite3_errmsg,
  };
}

/* RTLD_DEEPBIND: the library must find its own functions, not those of the SQLite this program is linked to. */
static int
load_sqlcipher (void)
{
  static const struct {
    const char *name;
    size_t offset;
  } symbols[] = {
    { "sqlite3_open_v2", G_STRUCT_OFFSET (Api, open) },
    { "sqlite3_close", G_STRUCT_OFFSET (Api, close) },
    { "sqlite3_exec", G_STRUCT_OFFSET (Api, exec) },
    { "sqlite3_prepare_v2", G_STRUCT_OFFSET (Api, prepare) },
    { "sqlite3_step", G_STRUCT_OFFSET (Api, step) },
    { "sqlite3_reset", G_STRUCT_OFFSET (Api, reset) },
    { "sqlite3_finalize", G_STRUCT_OFFSET (Api, finalize) },
    { "sqlite3_bind_int64", G_STRUCT_OFFSET (Api, bind_int64) },
    { "sqlite3_bind_blob", G_STRUCT_OFFSET (Api, bind_blob) },
    { "sqlite3_errmsg", G_STRUCT_OFFSET (Api, errmsg) },
  };
  void *library = dlopen ("libsqlcipher.so.1", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);

  if (library == NULL)
    library = dlopen ("libsqlcipher.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (library == NULL)
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      void *symbol = dlsym (library, symbols[i].name);

      if (symbol == NULL)
        return 0;
      memcpy ((char *) &cipher_api + symbols[i].offset, &symbol, sizeof symbol);
    }
  return 1;
}

int
main (int argc, char **argv)
{
  int n_rounds = argc > 1 ? atoi (argv[1]) : 7;
  int present[N_ENGINES] = { 1, 0, 1, 0 };

  n_rounds = CLAMP (n_rounds, 1, MAX_ROUNDS);
  if (ek_sealed_vfs_register (0) != SQLITE_OK)
    return 1;
  load_plain ();
  present[SEALED_AES] = ek_sealed_cipher_available (EK_SEALED_AES_256_GCM);
  present[SQLCIPHER] = load_sqlcipher ();
  directory = g_dir_make_tmp ("bench-vault-XXXXXX", NULL);
  if (directory == NULL)
    return 1;
  for (int round = -1; round < n_rounds; round++)
    for (int engine = 0; engine < N_ENGINES; engine++)
      if (present[engine])
        {
          measure_writing ((Engine) engine, MAX (round, 0)); /* the first round only warms up */
          measure_reading ((Engine) engine, MAX (round, 0));
        }
  print_table (n_rounds, present);
  for (int engine = 0; engine < N_ENGINES; engine++)
    {
      g_autofree char *path = path_of ((Engine) engine);

      g_unlink (path);
    }
  g_rmdir (directory);
  g_free (directory);
  return 0;
}
