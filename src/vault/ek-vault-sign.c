/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <sodium.h>

#include "ek-vault-private.h"

/* Put before what a user signs, so that no signature on a record can pass for one on a key ring. */
static const char signature_label[] = "evenkeel signed 1";

gboolean
ek_vault_sign_held (EkVault *self, gconstpointer message, gsize length, guint8 signature[EK_SIGNATURE_BYTES])
{
  g_autoptr (GByteArray) labelled = g_byte_array_new ();

  g_byte_array_append (labelled, (const guint8 *) signature_label, sizeof signature_label);
  g_byte_array_append (labelled, message, (guint) length);
  return crypto_sign_detached (signature, NULL, labelled->data, labelled->len,
                               ek_secret_bytes (self->identity->sign_secret)) == 0;
}

/**
 * ek_vault_sign:
 * @self: an unlocked vault
 * @message: (array length=length): what is signed
 * @length: how many bytes
 * @signature: (out caller-allocates): the signature, Ed25519 over a fixed label and @message
 * @error: return location for an error
 *
 * Signs with the own key of the person who is in.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_LOCKED
 */
gboolean
ek_vault_sign (EkVault *self, gconstpointer message, gsize length, guint8 signature[EK_SIGNATURE_BYTES], GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (EK_IS_VAULT (self) && length <= G_MAXUINT32 / 2, FALSE);

  locker = g_mutex_locker_new (&self->state);
  return ek_vault_require_unlocked (self, error) && ek_vault_sign_held (self, message, length, signature);
}

static gboolean
signed_by (const EkRingHolder *holder, const GByteArray *labelled, const guint8 *signature)
{
  if (crypto_sign_verify_detached (signature, labelled->data, labelled->len, holder->sign_key) == 0)
    return TRUE;
  for (guint i = 0; i + EK_PUBLIC_KEY_BYTES <= holder->former_sign_keys->len; i += EK_PUBLIC_KEY_BYTES)
    {
      const guint8 *former = holder->former_sign_keys->data + i;

      if (crypto_sign_verify_detached (signature, labelled->data, labelled->len, former) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * ek_vault_check_signature:
 * @self: a vault, locked or not
 * @user_id: who is said to have signed; disabled people count, their earlier signatures stay valid
 * @message: (array length=length): what is said to be signed
 * @length: how many bytes
 * @signature: the signature
 *
 * Returns: whether that person signed exactly this
 */
gboolean
ek_vault_check_signature (EkVault *self, const char *user_id, gconstpointer message, gsize length,
                          const guint8 signature[EK_SIGNATURE_BYTES])
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GByteArray) labelled = NULL;
  EkRingHolder *holder;

  g_return_val_if_fail (EK_IS_VAULT (self) && length <= G_MAXUINT32 / 2, FALSE);

  labelled = g_byte_array_new ();
  g_byte_array_append (labelled, (const guint8 *) signature_label, sizeof signature_label);
  g_byte_array_append (labelled, message, (guint) length);
  locker = g_mutex_locker_new (&self->state);
  holder = ek_keyring_find_holder (self->ring, user_id);
  return holder != NULL && signed_by (holder, labelled, signature);
}
