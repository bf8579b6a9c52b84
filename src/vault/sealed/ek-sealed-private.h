/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Between the files of the sealed VFS only; everybody else includes ek-sealed-vfs.h. */
#include <sodium.h>
#include <stdint.h>

#include "ek-sealed-vfs.h"

#define EK_SEALED_NONCE 24
#define EK_SEALED_TAG 16
#define EK_SEALED_CONTENT (EK_SEALED_PAGE_SIZE - EK_SEALED_RESERVED)
#define EK_LOG_HEADER 32
#define EK_FRAME_HEADER 24
#define EK_FRAME_SIZE (EK_FRAME_HEADER + EK_SEALED_PAGE_SIZE)
#define EK_FRAME_CONTENT (EK_FRAME_HEADER + EK_SEALED_CONTENT)
#define EK_LOCK_BYTE 0x40000000

/* Part of what every message vouches for; a message of one kind never opens as the other. */
typedef enum {
  EK_MESSAGE_PAGE = 1,
  EK_MESSAGE_FRAME = 2,
} EkMessageKind;

#define EK_NONCE_SUPPLY 16
#define EK_NONCE_PREFIX 16

typedef struct EkSealedKey EkSealedKey;

/* Nonces that have been drawn and not used: a common beginning, and the rest of each but for its number. */
typedef struct {
  unsigned n_left;
  unsigned char prefix[EK_NONCE_PREFIX];
  unsigned char rest[EK_NONCE_SUPPLY][7];
} EkNonces;

/* The key of the messages opened or sealed last. 16-byte aligned; wiped by its owner. */
typedef struct {
  crypto_aead_aes256gcm_state state;
  unsigned char prefix[EK_NONCE_PREFIX];
  int is_set;
} EkMessageKey;

int ek_sealed_sodium_ready (void);
int ek_sealed_is_through_descriptor (const char *path);
EkSealedKey *ek_sealed_key_for (const char *path, int is_log);
void ek_sealed_key_release (EkSealedKey *key);
void ek_sealed_nonce (EkNonces *nonces, unsigned char nonce[EK_SEALED_NONCE]);
void ek_sealed_seal (const EkSealedKey *key, EkMessageKey *last, EkMessageKind kind, uint64_t position,
                     const unsigned char *plain, size_t length, unsigned char *sealed);
int ek_sealed_open (const EkSealedKey *key, EkMessageKey *last, EkMessageKind kind, uint64_t position,
                    unsigned char *message, size_t length);
int ek_sealed_all_zero (const unsigned char *bytes, size_t length);

/* What a database that can only be read keeps in memory instead of beside it. */
typedef struct EkReading EkReading;

/* A file of the sealed VFS; the base VFS's own file follows it in the same allocation. */
typedef struct {
  sqlite3_file parent;
  sqlite3_file *base;
  sqlite3_vfs *base_vfs;
  EkSealedKey *key;
  EkNonces nonces;
  EkMessageKey *last;
  EkReading *reading;  /* the database of a connection for reading only, or NULL */
  unsigned char *page; /* one frame of room, 16-byte aligned; holds plain text, wiped on close */

  /* The log only: the frame that is being handed over (see the diagram in ek-sealed-vfs.c). */
  unsigned char *frame;      /* its plain text, [0, held) */
  sqlite3_int64 frame_start; /* file offset, or -1 when no frame is held */
  int held;                  /* bytes handed over */
  int flushed;               /* bytes of it that already stand in the file, sealed under `nonce` */
  unsigned char nonce[EK_SEALED_NONCE];
  sqlite3_int64 opened_at; /* offset of the frame whose plain text is in `page`, from the read just before; or -1 */
  sqlite3_int64 broken_at; /* offset of the frame that the read just before found not to authenticate; or -1 */
} EkSealedFile;

void ek_sealed_pause (EkSealedFile *self);
int ek_sealed_close (sqlite3_file *file);

int ek_page_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset);
int ek_page_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset);
int ek_page_truncate (sqlite3_file *file, sqlite3_int64 size);
int ek_log_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset);
int ek_log_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset);
int ek_log_truncate (sqlite3_file *file, sqlite3_int64 size);
int ek_log_sync (sqlite3_file *file, int flags);

/* Temporary files live in memory. */
size_t ek_memory_file_size (void);
void ek_memory_file_open (sqlite3_file *file);

/* Where nothing can be written (ek-sealed-reading.c). */
EkReading *ek_reading_new (const char *name);
void ek_reading_free (EkReading *self);
int ek_reading_open_log (sqlite3_vfs *base, const char *name, sqlite3_file *into);
int ek_reading_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset);
int ek_reading_truncate (sqlite3_file *file, sqlite3_int64 size);
int ek_reading_sync (sqlite3_file *file, int flags);
int ek_reading_lock (sqlite3_file *file, int level);
int ek_reading_unlock (sqlite3_file *file, int level);
int ek_reading_check_reserved_lock (sqlite3_file *file, int *reserved);
int ek_reading_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **memory);
int ek_reading_shm_lock (sqlite3_file *file, int offset, int n, int flags);
void ek_reading_shm_barrier (sqlite3_file *file);
int ek_reading_shm_unmap (sqlite3_file *file, int delete_it);
