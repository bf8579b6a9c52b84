/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "ek-error.h"
#include "ek-vault-private.h"

/* What must outlive the lock in memory, because the disk does not take it: sealed under a key that follows from the
 * secret half of the person's own signing key, which is there only while that person is in. Nobody else opens it, not
 * even another user of the same vault. */

static const char seal_label[] = "evenkeel sealed for its author 1";

static EkSecret *
author_key (EkVault *self)
{
  EkSecret *own = self->identity->sign_secret, *key = ek_secret_new (crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  crypto_generichash_state state;

  G_STATIC_ASSERT (crypto_aead_xchacha20poly1305_ietf_KEYBYTES >= crypto_generichash_BYTES_MIN);
  crypto_generichash_init (&state, NULL, 0, ek_secret_length (key));
  crypto_generichash_update (&state, (const guint8 *) seal_label, sizeof seal_label);
  crypto_generichash_update (&state, ek_secret_bytes (own), ek_secret_length (own));
  crypto_generichash_final (&state, ek_secret_bytes (key), ek_secret_length (key));
  sodium_memzero (&state, sizeof state);
  return key;
}

/**
 * ek_vault_seal:
 * @self: an unlocked vault
 * @bytes: (array length=length): what only the person who is in may read again
 * @length: how many
 * @error: %EK_ERROR_LOCKED
 *
 * Seals bytes that stay in memory while the vault is locked. They are not for the disk: a person whose passphrase is
 * reset gets a new key and cannot open them.
 *
 * Returns: (transfer full): the sealed bytes, or %NULL
 */
GBytes *
ek_vault_seal (EkVault *self, gconstpointer bytes, gsize length, GError **error)
{
  const gsize head = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (EkSecret) key = NULL;
  guint8 *sealed;

  g_return_val_if_fail (EK_IS_VAULT (self) && length <= G_MAXUINT32 / 2, NULL);

  locker = g_mutex_locker_new (&self->state);
  if (!ek_vault_require_unlocked (self, error))
    return NULL;
  key = author_key (self);
  sealed = g_malloc (head + length + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  randombytes_buf (sealed, head);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed + head, NULL, bytes, length, NULL, 0, NULL, sealed,
                                              ek_secret_bytes (key));
  return g_bytes_new_take (sealed, head + length + crypto_aead_xchacha20poly1305_ietf_ABYTES);
}

/**
 * ek_vault_unseal:
 * @self: an unlocked vault
 * @sealed: what ek_vault_seal() made
 * @error: %EK_ERROR_LOCKED; %EK_ERROR_PERMISSION when somebody else sealed it
 *
 * Returns: (transfer full): what was sealed, or %NULL
 */
EkSecret *
ek_vault_unseal (EkVault *self, GBytes *sealed, GError **error)
{
  const gsize head = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  const gsize around = head + crypto_aead_xchacha20poly1305_ietf_ABYTES;
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (EkSecret) key = NULL, opened = NULL;
  const guint8 *bytes;
  gsize length;

  g_return_val_if_fail (EK_IS_VAULT (self) && sealed != NULL, NULL);

  locker = g_mutex_locker_new (&self->state);
  if (!ek_vault_require_unlocked (self, error))
    return NULL;
  bytes = g_bytes_get_data (sealed, &length);
  key = author_key (self);
  opened = ek_secret_new (length > around ? length - around : 1);
  if (length <= around ||
      crypto_aead_xchacha20poly1305_ietf_decrypt (ek_secret_bytes (opened), NULL, NULL, bytes + head, length - head,
                                                  NULL, 0, bytes, ek_secret_bytes (key)) != 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_PERMISSION, _ ("This was sealed by somebody else."));
      return NULL;
    }
  return g_steal_pointer (&opened);
}
