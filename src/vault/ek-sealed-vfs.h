/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The sealed VFS stands alone: SQLite and libsodium, nothing else of this program. */
#include <stddef.h>
#include <sqlite3.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EK_SEALED_VFS_NAME "ek-sealed"
#define EK_SEALED_KEY_BYTES 32
#define EK_SEALED_ID_BYTES  16

typedef enum {
  EK_SEALED_XCHACHA20_POLY1305 = 1,
  EK_SEALED_AES_256_GCM        = 2,
} EkSealedCipher;

int ek_sealed_vfs_register     (int                  make_default);
int ek_sealed_vfs_set_key      (const char          *path,
                                const unsigned char  key[EK_SEALED_KEY_BYTES],
                                const unsigned char  database_id[EK_SEALED_ID_BYTES],
                                EkSealedCipher       cipher);
int ek_sealed_vfs_clear_key    (const char          *path);
int ek_sealed_cipher_available (EkSealedCipher       cipher);

#ifdef __cplusplus
}
#endif
