/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-vault-private.h"

EkDataKey *
ek_vault_data_key (EkVault *self, EkDataKind kind, EkKeyState state, GError **error)
{
  const EkRingKey *key = ek_keyring_find_key (self->ring, kind, state);
  EkSecret *secret;

  if (!ek_vault_require_unlocked (self, error))
    return NULL;
  secret = key != NULL ? ek_identity_get_key (self->identity, kind, key->number) : NULL;
  if (secret == NULL)
    {
      EkRingHolder *holder = ek_keyring_find_holder (self->ring, self->identity->holder);

      g_set_error (
        error, EK_ERROR, EK_ERROR_PERMISSION,
        holder != NULL && ek_role_is_clinical (holder->role) && holder->given
          ? _ ("This account has not been let in to patient files yet. First change the passphrase that was chosen "
               "for you (evenkeelctl user passphrase); then ask a clinician of this vault to let you in.")
          : holder != NULL && ek_role_is_clinical (holder->role)
          ? _ ("This account has not been let in to patient files yet. Ask a clinician of this vault to let "
               "you in.")
          : _ ("This account has no key to patient files. Ask a clinician."));
      return NULL;
    }
  if (!ek_sealed_cipher_available (key->cipher))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                   _ ("This computer's processor cannot open this vault (it has no AES instructions). The vault is "
                      "unchanged; use the computer it was made on, or rotate its keys there."));
      return NULL;
    }
  return ek_data_key_new (secret, key->database_id, key->cipher);
}

static EkDatabase *
connect_with (EkVault *self, EkDataKind kind, EkKeyState state, GError **error)
{
  g_autoptr (EkDataKey) key = ek_vault_data_key (self, kind, state, error);

  if (key == NULL || !ek_vault_check_files (self, kind, error))
    return NULL;
  return ek_vault_is_held_for_reading (self, kind)
    ? ek_database_open_reading (self->database_paths[kind], key, error)
    : ek_database_open_sealed (self->database_paths[kind], FALSE, key, error);
}

/* With the folder held, shared or alone. Where nothing can be written, a change of keys that was stopped stays as it
 * is, and the database opens with one key or the other. */
EkDatabase *
ek_vault_connect_held (EkVault *self, EkDataKind kind, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  EkDatabase *database = connect_with (self, kind, EK_KEY_CURRENT, &local_error);

  if (database != NULL)
    return database;
  if (ek_vault_is_held_for_reading (self, kind) && ek_keyring_find_key (self->ring, kind, EK_KEY_INCOMING) != NULL &&
      g_error_matches (local_error, EK_ERROR, EK_ERROR_DAMAGED))
    database = connect_with (self, kind, EK_KEY_INCOMING, NULL);
  if (database == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return database;
}
