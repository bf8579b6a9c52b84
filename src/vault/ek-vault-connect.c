/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-vault-private.h"

static EkDatabase *
connect_kind (EkVault *self, EkDataKind kind, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->mutex);
  EkDatabase *database = NULL;
  int hold;

  if (!ek_vault_require_unlocked (self, error))
    return NULL;
  hold = ek_vault_hold (self->path, FALSE, error);
  if (hold < 0)
    return NULL;
  if (ek_vault_refresh (self, error))
    {
      if (ek_keyring_find_key (self->ring, kind, EK_KEY_INCOMING) != NULL && self->writing == EK_WRITING_POSSIBLE)
        {
          /* Held shared and yet under way: another program was stopped in the middle of it. */
          ek_vault_release (hold);
          if (!ek_vault_settle_rotation (self, error))
            return NULL;
          hold = ek_vault_hold (self->path, FALSE, error);
        }
      if (hold >= 0)
        database = ek_vault_connect_held (self, kind, error);
    }
  ek_vault_release (hold);
  return database;
}

/**
 * ek_vault_connect_clinical:
 * @self: an unlocked vault
 * @error: return location for an error
 *
 * Opens a new connection to the patients' database, for one thread at a time. It must be closed before the vault is
 * locked; while any connection is open the clinical key cannot be rotated.
 *
 * Returns: (transfer full): the connection, or %NULL with %EK_ERROR_LOCKED, %EK_ERROR_PERMISSION for a person without
 *   the clinical key or disabled meanwhile, %EK_ERROR_BUSY while keys change, or an error of ek_database_open()
 */
EkDatabase *
ek_vault_connect_clinical (EkVault *self, GError **error)
{
  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  return connect_kind (self, EK_DATA_CLINICAL, error);
}

/**
 * ek_vault_connect_system:
 * @self: an unlocked vault
 * @error: return location for an error
 *
 * Opens a new connection to the database of users, policy and connection, which holds nothing about a patient.
 *
 * Returns: (transfer full): the connection, or %NULL; see ek_vault_connect_clinical()
 */
EkDatabase *
ek_vault_connect_system (EkVault *self, GError **error)
{
  EkDatabase *database;

  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  database = connect_kind (self, EK_DATA_SYSTEM, error);
  if (database != NULL && ek_database_is_reading (database))
    ek_database_forbid_writing (database, ek_vault_get_reading_only (self));
  return database;
}
