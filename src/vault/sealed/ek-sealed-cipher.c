/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys of the sealed VFS, and the one message format both of its files are made of.
 *
 * A message is [content][nonce, 24 bytes][tag, 16 bytes]. The nonce is random, of the kernel's making.
 *
 * XChaCha20-Poly1305 takes the 24 bytes as they are. AES-256-GCM takes 12, and random 96-bit nonces under one key
 * would have to stop long before 2^32 messages. So AES is used the way XChaCha20 uses ChaCha20: the first 16 bytes
 * and the key give a message key (HChaCha20), the last 8, after four zero bytes, are its nonce. The
 * sixteen messages of one supply share the first 16 bytes and never the last 8; so a pair (message key, nonce) can be
 * repeated only when two supplies draw the same 128 bits. After 2^40 messages, 2^36 supplies, that has happened with
 * probability 2^-57, so neither cipher needs the data key to be rotated for its number of writes. HChaCha20 as a key
 * derivation is a PRF under the same assumption XChaCha20 makes; its price, 0.19 us (derivation 0.12, AES key
 * schedule and GHASH table 0.07) where sealing a page takes 2.3 us, is paid once for messages that follow each other.
 *
 * The associated data say where the message belongs: format version, kind, database id, and page number or frame
 * offset. */

#include "ek-sealed-private.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FORMAT_VERSION 1
#define PLACE_BYTES 32

struct EkSealedKey {
  EkSealedKey *next;
  char *path; /* as xFullPathname gives it; NULL: for every path without a key of its own */
  EkSealedCipher cipher;
  unsigned n_users; /* open files, and the list itself */
  unsigned char id[EK_SEALED_ID_BYTES];
  unsigned char *secret; /* guarded memory; one key per data key and cipher */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static EkSealedKey *keys;

static void
store32 (unsigned char *bytes, uint32_t value)
{
  for (int i = 0; i < 4; i++)
    bytes[i] = (unsigned char) (value >> (8 * i));
}

/* Where a message belongs, as bytes: version, kind, database id, position. */
static void
write_place (const EkSealedKey *key, EkMessageKind kind, uint64_t position, unsigned char place[PLACE_BYTES])
{
  store32 (place, FORMAT_VERSION);
  store32 (place + 4, (uint32_t) kind);
  memcpy (place + 8, key->id, EK_SEALED_ID_BYTES);
  store32 (place + 24, (uint32_t) position);
  store32 (place + 28, (uint32_t) (position >> 32));
}

/* The AES state of the message key that the first 16 bytes of a nonce stand for. Neighbouring messages share it, so
 * the one used last is kept in `last`. */
static const crypto_aead_aes256gcm_state *
aes_for_nonce (const EkSealedKey *key, EkMessageKey *last, const unsigned char *nonce)
{
  unsigned char message_key[crypto_core_hchacha20_OUTPUTBYTES];

  if (last->is_set && memcmp (last->prefix, nonce, sizeof last->prefix) == 0)
    return &last->state;
  crypto_core_hchacha20 (message_key, nonce, key->secret, NULL);
  crypto_aead_aes256gcm_beforenm (&last->state, message_key);
  sodium_memzero (message_key, sizeof message_key);
  memcpy (last->prefix, nonce, sizeof last->prefix);
  last->is_set = 1;
  return &last->state;
}

static void
short_nonce_of (const unsigned char *nonce, unsigned char short_nonce[crypto_aead_aes256gcm_NPUBBYTES])
{
  memset (short_nonce, 0, 4);
  memcpy (short_nonce + 4, nonce + EK_NONCE_PREFIX, 8);
}

int
ek_sealed_sodium_ready (void)
{
  return sodium_init () >= 0;
}

/* A fresh nonce from the file's supply, which the kernel fills for sixteen messages at a time: asking it for each
 * would be a tenth of the cost of sealing. The sixteen share their first 16 bytes, and their last byte counts them,
 * so they differ for certain. The clock is mixed in so that a process that was copied together with its supply (a
 * virtual machine restored twice) does not seal two messages under one nonce. */
void
ek_sealed_nonce (EkNonces *nonces, unsigned char nonce[EK_SEALED_NONCE])
{
  struct timespec now;
  uint64_t count;

  if (nonces->n_left == 0)
    {
      randombytes_buf (nonces->prefix, sizeof nonces->prefix);
      randombytes_buf (nonces->rest, sizeof nonces->rest);
      nonces->n_left = EK_NONCE_SUPPLY;
    }
  nonces->n_left--;
  memcpy (nonce, nonces->prefix, EK_NONCE_PREFIX);
  memcpy (nonce + EK_NONCE_PREFIX, nonces->rest[nonces->n_left], 7);
  sodium_memzero (nonces->rest[nonces->n_left], 7);
  nonce[EK_SEALED_NONCE - 1] = (unsigned char) nonces->n_left;
  clock_gettime (CLOCK_REALTIME, &now);
  count = (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
  for (int i = 0; i < 7; i++)
    nonce[EK_NONCE_PREFIX + i] ^= (unsigned char) (count >> (8 * i));
}

/* Seals `length` bytes of `plain` into `sealed` (they may be the same), under the nonce that the caller has put at
 * sealed + length, and puts the tag behind it. */
void
ek_sealed_seal (const EkSealedKey *key, EkMessageKey *last, EkMessageKind kind, uint64_t position,
                const unsigned char *plain, size_t length, unsigned char *sealed)
{
  const unsigned char *nonce = sealed + length;
  unsigned char *tag = sealed + length + EK_SEALED_NONCE;
  unsigned char place[PLACE_BYTES];

  write_place (key, kind, position, place);
  if (key->cipher == EK_SEALED_AES_256_GCM)
    {
      unsigned char short_nonce[crypto_aead_aes256gcm_NPUBBYTES];

      short_nonce_of (nonce, short_nonce);
      crypto_aead_aes256gcm_encrypt_detached_afternm (sealed, tag, NULL, plain, length, place, sizeof place, NULL,
                                                      short_nonce, aes_for_nonce (key, last, nonce));
    }
  else
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached (sealed, tag, NULL, plain, length, place, sizeof place, NULL,
                                                         nonce, key->secret);
}

/* Opens a message in place. Returns 1, and the 40 bytes of nonce and tag have become zero bytes; or 0, and the
 * content is wiped. */
int
ek_sealed_open (const EkSealedKey *key, EkMessageKey *last, EkMessageKind kind, uint64_t position,
                unsigned char *message, size_t length)
{
  const unsigned char *nonce = message + length;
  const unsigned char *tag = message + length + EK_SEALED_NONCE;
  unsigned char place[PLACE_BYTES];
  int failed;

  write_place (key, kind, position, place);
  if (key->cipher == EK_SEALED_AES_256_GCM)
    {
      unsigned char short_nonce[crypto_aead_aes256gcm_NPUBBYTES];

      short_nonce_of (nonce, short_nonce);
      failed = crypto_aead_aes256gcm_decrypt_detached_afternm (message, NULL, message, length, tag, place, sizeof place,
                                                               short_nonce, aes_for_nonce (key, last, nonce));
    }
  else
    failed = crypto_aead_xchacha20poly1305_ietf_decrypt_detached (message, NULL, message, length, tag, place,
                                                                  sizeof place, nonce, key->secret);
  memset (failed ? message : message + length, 0, failed ? length : EK_SEALED_RESERVED);
  return !failed;
}

int
ek_sealed_all_zero (const unsigned char *bytes, size_t length)
{
  return length == 0 || (bytes[0] == 0 && memcmp (bytes, bytes + 1, length - 1) == 0);
}

static void
key_free (EkSealedKey *key)
{
  sodium_free (key->secret);
  sodium_memzero (key->id, sizeof key->id);
  free (key->path);
  free (key);
}

/* The caller holds the lock. */
static EkSealedKey **
find_key (const char *path, size_t length)
{
  EkSealedKey **link;

  for (link = &keys; *link != NULL; link = &(*link)->next)
    {
      const char *own = (*link)->path;

      if (path == NULL ? own == NULL : own != NULL && strlen (own) == length && memcmp (own, path, length) == 0)
        break;
    }
  return link;
}

/* The key of a database, or of the database a log belongs to; a reference, or NULL. */
EkSealedKey *
ek_sealed_key_for (const char *path, int is_log)
{
  size_t length = path != NULL ? strlen (path) : 0;
  EkSealedKey *key;

  if (is_log)
    {
      if (length < 5 || strcmp (path + length - 4, "-wal") != 0)
        return NULL;
      length -= 4;
    }
  pthread_mutex_lock (&lock);
  key = path != NULL ? *find_key (path, length) : NULL;
  if (key == NULL)
    key = *find_key (NULL, 0);
  if (key != NULL)
    key->n_users++;
  pthread_mutex_unlock (&lock);
  return key;
}

void
ek_sealed_key_release (EkSealedKey *key)
{
  int last;

  pthread_mutex_lock (&lock);
  last = --key->n_users == 0;
  pthread_mutex_unlock (&lock);
  if (last)
    key_free (key);
}

/* A way through a descriptor is a full path already, and must not be made one: resolved, it would be the names outside
 * again, which somebody may have changed meanwhile. */
int
ek_sealed_is_through_descriptor (const char *path)
{
  return strncmp (path, "/proc/self/fd/", strlen ("/proc/self/fd/")) == 0;
}

static char *
full_path (const char *path)
{
  sqlite3_vfs *unix_vfs = sqlite3_vfs_find ("unix");
  char *full;
  int result;

  if (ek_sealed_is_through_descriptor (path))
    return strdup (path);
  if (unix_vfs == NULL || (full = calloc (1, (size_t) unix_vfs->mxPathname + 1)) == NULL)
    return NULL;
  result = unix_vfs->xFullPathname (unix_vfs, path, unix_vfs->mxPathname + 1, full);
  if (result != SQLITE_OK && (result & 0xff) != SQLITE_OK)
    {
      free (full);
      return NULL;
    }
  return full;
}

/* One key per data key and cipher, so that the same data key never serves two algorithms. */
static unsigned char *
derive_secret (const unsigned char *data_key, EkSealedCipher cipher)
{
  static const char label[] = "sealed vfs, format 1, cipher ";
  unsigned char text[sizeof label];
  unsigned char *secret = sodium_malloc (EK_SEALED_KEY_BYTES);

  if (secret == NULL)
    return NULL;
  memcpy (text, label, sizeof label - 1);
  text[sizeof label - 1] = (unsigned char) cipher;
  crypto_generichash (secret, EK_SEALED_KEY_BYTES, text, sizeof text, data_key, EK_SEALED_KEY_BYTES);
  sodium_mprotect_readonly (secret);
  return secret;
}

/**
 * ek_sealed_cipher_available:
 * @cipher: a cipher
 *
 * Returns: 1 when this processor can use @cipher. XChaCha20-Poly1305 always can be; AES-256-GCM wants AES and
 *   carry-less multiplication in hardware, so a vault made with it opens only on such machines.
 */
int
ek_sealed_cipher_available (EkSealedCipher cipher)
{
  if (!ek_sealed_sodium_ready ())
    return 0;
  if (cipher == EK_SEALED_AES_256_GCM)
    return crypto_aead_aes256gcm_is_available ();
  return cipher == EK_SEALED_XCHACHA20_POLY1305;
}

/**
 * ek_sealed_vfs_set_key:
 * @path: the database's path; it need not exist yet, but its directory must. NULL: for every path without a key of its
 *   own, for tools such as SQLite's own tests
 * @key: the data key
 * @database_id: the database's own random id, part of what every page vouches for
 * @cipher: chosen when the database was created
 *
 * Gives the VFS the key of a database and of its log. @key is copied into guarded memory. A key already set for @path
 * is replaced for files opened from now on; open files keep theirs.
 *
 * Returns: SQLITE_OK, SQLITE_MISUSE when the cipher cannot be used here, SQLITE_CANTOPEN when the path cannot be made
 *   absolute, SQLITE_NOMEM.
 */
int
ek_sealed_vfs_set_key (const char *path, const unsigned char key[EK_SEALED_KEY_BYTES],
                       const unsigned char database_id[EK_SEALED_ID_BYTES], EkSealedCipher cipher)
{
  EkSealedKey *entry;

  if (!ek_sealed_cipher_available (cipher))
    return SQLITE_MISUSE;
  if ((entry = calloc (1, sizeof *entry)) == NULL)
    return SQLITE_NOMEM;
  entry->cipher = cipher;
  entry->n_users = 1;
  memcpy (entry->id, database_id, EK_SEALED_ID_BYTES);
  entry->path = path != NULL ? full_path (path) : NULL;
  entry->secret = derive_secret (key, cipher);
  if (entry->secret == NULL || (path != NULL && entry->path == NULL))
    {
      int result = entry->secret == NULL ? SQLITE_NOMEM : SQLITE_CANTOPEN;

      key_free (entry);
      return result;
    }
  ek_sealed_vfs_clear_key (path);
  pthread_mutex_lock (&lock);
  entry->next = keys;
  keys = entry;
  pthread_mutex_unlock (&lock);
  return SQLITE_OK;
}

/**
 * ek_sealed_vfs_clear_key:
 * @path: as given to ek_sealed_vfs_set_key()
 *
 * Forgets a key. No file can be opened with it any more; its memory is wiped at once, or, while files are still open,
 * when the last of them is closed.
 *
 * Returns: SQLITE_OK when it is wiped, SQLITE_BUSY when open files still hold it, SQLITE_NOTFOUND when there was none,
 *   SQLITE_CANTOPEN when the path cannot be made absolute.
 */
int
ek_sealed_vfs_clear_key (const char *path)
{
  char *full = path != NULL ? full_path (path) : NULL;
  EkSealedKey **link, *key;
  int in_use = 0;

  if (path != NULL && full == NULL)
    return SQLITE_CANTOPEN;
  pthread_mutex_lock (&lock);
  link = find_key (full, full != NULL ? strlen (full) : 0);
  if ((key = *link) != NULL)
    {
      *link = key->next;
      in_use = --key->n_users > 0;
    }
  pthread_mutex_unlock (&lock);
  free (full);
  if (key == NULL)
    return SQLITE_NOTFOUND;
  if (in_use)
    return SQLITE_BUSY;
  key_free (key);
  return SQLITE_OK;
}
