/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The sealed VFS stands alone: SQLite and libsodium, nothing else of this program.
 *
 * What a connection must do, in this order (ek-database.c does):
 *   1. ek_sealed_vfs_set_key() for the path, once per process;
 *   2. sqlite3_open_v2() with EK_SEALED_VFS_NAME;
 *   3. on a file that is to be created: PRAGMA page_size=4096, then ek_sealed_vfs_prepare() (the 40 reserved bytes must
 *      be asked for before the first page is written; again for each schema that ATTACH creates), then
 *      PRAGMA journal_mode=MEMORY until PRAGMA journal_mode=WAL has been set and has answered "wal";
 *   4. on every connection: synchronous=FULL, temp_store=MEMORY, secure_delete=ON, mmap_size=0,
 *      cell_size_check=ON, trusted_schema=OFF. A cache of some MiB (cache_size=-16000) saves opening pages again.
 * At lock: PRAGMA wal_checkpoint(TRUNCATE), close every connection, ek_sealed_vfs_clear_key().
 *
 * What it says: SQLITE_NOTADB when page 1 does not authenticate (wrong key, another vault's file, or damage),
 * SQLITE_IOERR_DATA when another page or a frame of the log does not (damage), SQLITE_CANTOPEN when no key is set;
 * every other SQLITE_IOERR_ code is the disk's own.
 *
 * Without step 3 nothing is written in the clear: a page whose reserved bytes are not free, or of another size, is
 * refused with SQLITE_IOERR_WRITE, and a rollback journal with SQLITE_CANTOPEN.
 */
#include <stddef.h>
#include <sqlite3.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EK_SEALED_VFS_NAME "ek-sealed"
#define EK_SEALED_READING_VFS_NAME "ek-sealed-reading" /* for where nothing can be written; see ek-sealed-reading.c */
#define EK_SEALED_KEY_BYTES 32
#define EK_SEALED_ID_BYTES 16
#define EK_SEALED_PAGE_SIZE 4096
#define EK_SEALED_RESERVED 40

typedef enum {
  EK_SEALED_XCHACHA20_POLY1305 = 1,
  EK_SEALED_AES_256_GCM = 2,
} EkSealedCipher;

/* What ek_sealed_vfs_check_file() can find; the number is a page (from 1) or a frame (from 1). */
typedef enum {
  EK_SEALED_PAGE_DAMAGED,   /* the page does not authenticate, and the log has no newer copy of it */
  EK_SEALED_PAGE_COVERED,   /* the same, but a committed frame holds it: what a power cut during a checkpoint leaves */
  EK_SEALED_PAGE_EMPTY,     /* nothing but zero bytes, and neither the free list nor the lock byte explains it */
  EK_SEALED_PAGE_MISSING,   /* the file ends before this page, and the log has no copy */
  EK_SEALED_FILE_RAGGED,    /* the file does not end on a whole page; the number is that of the cut page */
  EK_SEALED_LOG_HEADER,     /* the log's header does not match its checksum: SQLite would ignore the log */
  EK_SEALED_LOG_DAMAGED,    /* this frame was committed, and does not authenticate */
  EK_SEALED_LOG_TORN,       /* this frame does not authenticate; a power cut may have torn it before its commit, or it
                               was committed and has been changed since: nothing in the file tells which */
  EK_SEALED_LOG_UNFINISHED, /* the same, and the index of the log says that it was never committed: what a program that
                               is killed in the middle of a write leaves; nothing is lost */
} EkSealedFinding;

/* How far the log was committed, as its index (the file -shm) says. */
typedef struct {
  int is_known;
  unsigned char salts[8]; /* of the log it speaks of */
  unsigned n_frames;
} EkSealedTestimony;

typedef void (*EkSealedReport) (void *user_data, EkSealedFinding finding, sqlite3_int64 number);

int ek_sealed_vfs_register (int make_default);
int ek_sealed_vfs_register_over (const char *name, const char *base, int make_default);
int ek_sealed_vfs_set_key (const char *path, const unsigned char key[EK_SEALED_KEY_BYTES],
                           const unsigned char database_id[EK_SEALED_ID_BYTES], EkSealedCipher cipher);
int ek_sealed_vfs_clear_key (const char *path);
int ek_sealed_cipher_available (EkSealedCipher cipher);
int ek_sealed_vfs_prepare (sqlite3 *db, const char *schema);

/* For `verify`: call with the key set and nobody writing; afterwards open the database and run integrity_check. */
int ek_sealed_vfs_check_file (const char *path, EkSealedReport report, void *user_data);
/* Before any connection is opened, by a process that has none: opening makes the index anew from what can be read. */
void ek_sealed_vfs_read_index (const char *path, EkSealedTestimony *testimony);
int ek_sealed_vfs_check_against (const char *path, const EkSealedTestimony *testimony, EkSealedReport report,
                                 void *user_data);
const char *ek_sealed_finding_name (EkSealedFinding finding);

#ifdef __cplusplus
}
#endif
