/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <sys/file.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-vault-private.h"

#define HOLD_PATIENCE_MS 10000
#define HOLD_PAUSE_MS    20

const char *
ek_data_kind_file (EkDataKind kind)
{
  return kind == EK_DATA_CLINICAL ? EK_VAULT_CLINICAL_FILE : EK_VAULT_SYSTEM_FILE;
}

int
ek_vault_hold (const char  *path,
               gboolean     alone,
               GError     **error)
{
  int hold = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (hold < 0)
    {
      ek_error_set_errno (error, errno, _("The vault's folder could not be opened"));
      return -1;
    }
  for (int waited = 0; waited <= HOLD_PATIENCE_MS; waited += HOLD_PAUSE_MS)
    {
      if (flock (hold, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
        return hold;
      if (errno != EWOULDBLOCK && errno != EINTR)
        break;
      g_usleep (HOLD_PAUSE_MS * 1000);
    }
  if (errno == EWOULDBLOCK)
    g_set_error (error, EK_ERROR, EK_ERROR_BUSY,
                 _("Another window or program is changing the keys of this vault. Nothing was changed; try again in a "
                   "moment."));
  else
    ek_error_set_errno (error, errno, _("The vault's folder could not be held"));
  close (hold);
  return -1;
}

void
ek_vault_release (int hold)
{
  if (hold >= 0)
    close (hold);
}

gboolean
ek_vault_require_unlocked (EkVault  *self,
                           GError  **error)
{
  if (self->identity != NULL)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_LOCKED, _("The vault is locked. Unlock it and try again."));
  return FALSE;
}

void
ek_vault_take_ring (EkVault   *self,
                    EkKeyring *ring)
{
  g_autoptr(EkKeyring) former = NULL;

  g_mutex_lock (&self->state);
  former = g_steal_pointer (&self->ring);
  self->ring = ring;
  g_mutex_unlock (&self->state);
}

void
ek_vault_take_identity (EkVault    *self,
                        EkIdentity *identity)
{
  g_autoptr(EkIdentity) former = NULL;

  g_mutex_lock (&self->state);
  former = g_steal_pointer (&self->identity);
  self->identity = identity;
  self->entered = FALSE;
  g_mutex_unlock (&self->state);
}

/* Wipes every secret. Connections that are open stay so until their owners close them. */
void
ek_vault_forget (EkVault *self)
{
  ek_vault_take_identity (self, NULL);
  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    ek_sealed_vfs_clear_key (self->database_paths[kind]);
}

/* Another program may have changed the ring since it was read: take it in, unless it is older than ours. */
gboolean
ek_vault_refresh (EkVault  *self,
                  GError  **error)
{
  g_autoptr(EkKeyring) ring = ek_keyring_load (self->keys_path, error);
  EkRingHolder *holder;

  if (ring == NULL)
    return FALSE;
  if (g_bytes_equal (ring->bytes, self->ring->bytes))
    return TRUE;
  if (memcmp (ring->id, self->ring->id, sizeof ring->id) != 0 || ring->counter <= self->ring->counter)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK,
                   _("The key ring (vault.keys) was replaced by an older one while the vault was open. Nothing was "
                     "changed; put back the newest key ring or restore a back-up."));
      return FALSE;
    }
  if (self->identity != NULL)
    {
      holder = ek_keyring_find_holder (ring, self->identity->holder);
      if (holder == NULL || holder->disabled)
        {
          ek_vault_forget (self);
          g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                       _("This account was disabled while the vault was open. Everything saved before is kept; ask the "
                         "IT administrator."));
          return FALSE;
        }
      if (!ek_keyring_open_slots (ring, self->identity, error) || !ek_keyring_check_seal (ring, self->identity, error))
        return FALSE;
    }
  ek_vault_take_ring (self, g_steal_pointer (&ring));
  return TRUE;
}

/* The earlier ring is kept beside the new one; each is replaced as a whole and reaches the disk before the next
 * step. */
gboolean
ek_vault_save_ring_file (const char  *keys_path,
                         GBytes      *earlier,
                         GBytes      *bytes,
                         GError     **error)
{
  g_autofree char *earlier_path = g_strconcat (keys_path, ".previous", NULL);
  gconstpointer data;
  gsize length;

  if (earlier != NULL)
    {
      data = g_bytes_get_data (earlier, &length);
      if (!ek_file_replace (earlier_path, data, length, 0600, error))
        return FALSE;
    }
  data = g_bytes_get_data (bytes, &length);
  return ek_file_replace (keys_path, data, length, 0600, error);
}

/* Unfinished copies that a crash left behind: they would still open with a passphrase that was changed since. */
static void
sweep_unfinished (EkVault *self)
{
  g_autoptr(GDir) directory = g_dir_open (self->path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      if (g_str_has_prefix (name, EK_VAULT_RING_FILE ".") && !g_str_equal (name, EK_VAULT_EARLIER_FILE))
        {
          g_autofree char *path = g_build_filename (self->path, name, NULL);

          unlink (path);
        }
    }
}

/* Makes @ring the ring of the vault: one more on the counter, sealed, on the disk, and told to the audit. When the
 * audit cannot be written after the ring was, the next unlocking adds the row (see ek_vault_check_ring_is_newest()). */
gboolean
ek_vault_write_ring (EkVault     *self,
                     EkKeyring   *ring,
                     const char  *what,
                     GError     **error)
{
  g_autoptr(EkDatabase) system = NULL;

  sweep_unfinished (self);
  ring->counter = self->ring->counter + 1;
  if (!ek_keyring_seal (ring, self->identity, error)
      || !ek_vault_save_ring_file (self->keys_path, self->ring->bytes, ring->bytes, error))
    return FALSE;
  ek_vault_take_ring (self, ek_keyring_ref (ring));
  system = ek_vault_connect_held (self, EK_DATA_SYSTEM, error);
  return system != NULL && ek_vault_audit_ring (self, system, ring, what, error);
}

EkDataKey *
ek_vault_data_key (EkVault     *self,
                   EkDataKind   kind,
                   EkKeyState   state,
                   GError     **error)
{
  const EkRingKey *key = ek_keyring_find_key (self->ring, kind, state);
  EkSecret *secret;

  if (!ek_vault_require_unlocked (self, error))
    return NULL;
  secret = key != NULL ? ek_identity_get_key (self->identity, kind, key->number) : NULL;
  if (secret == NULL)
    {
      EkRingHolder *holder = ek_keyring_find_holder (self->ring, self->identity->holder);

      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   holder != NULL && ek_role_is_clinical (holder->role)
                   ? _("This account has not been let in to patient files yet. Ask a clinician of this vault to let "
                       "you in.")
                   : _("This account has no key to patient files. Ask a clinician."));
      return NULL;
    }
  if (!ek_sealed_cipher_available (key->cipher))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                   _("This computer's processor cannot open this vault (it has no AES instructions). The vault is "
                     "unchanged; use the computer it was made on, or rotate its keys there."));
      return NULL;
    }
  return ek_data_key_new (secret, key->database_id, key->cipher);
}

gboolean
ek_vault_is_clinical (EkVault *self)
{
  const EkRingKey *key = ek_keyring_find_key (self->ring, EK_DATA_CLINICAL, EK_KEY_CURRENT);

  return self->identity != NULL && ek_identity_get_key (self->identity, EK_DATA_CLINICAL, key->number) != NULL;
}

/* With the folder held, shared or alone. */
EkDatabase *
ek_vault_connect_held (EkVault     *self,
                       EkDataKind   kind,
                       GError     **error)
{
  g_autoptr(EkDataKey) key = ek_vault_data_key (self, kind, EK_KEY_CURRENT, error);

  return key != NULL ? ek_database_open_sealed (self->database_paths[kind], FALSE, key, error) : NULL;
}

static EkDatabase *
connect_kind (EkVault     *self,
              EkDataKind   kind,
              GError     **error)
{
  g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->mutex);
  EkDatabase *database = NULL;
  int hold;

  if (!ek_vault_require_unlocked (self, error))
    return NULL;
  hold = ek_vault_hold (self->path, FALSE, error);
  if (hold < 0)
    return NULL;
  if (ek_vault_refresh (self, error))
    {
      if (ek_keyring_find_key (self->ring, kind, EK_KEY_INCOMING) != NULL)
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
ek_vault_connect_clinical (EkVault  *self,
                           GError  **error)
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
ek_vault_connect_system (EkVault  *self,
                         GError  **error)
{
  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  return connect_kind (self, EK_DATA_SYSTEM, error);
}

/* For every change of the ring: the folder held alone, the newest ring, the audit in step with it. Returns a copy to be
 * changed, and the hold in @hold, to be released whatever comes. */
EkKeyring *
ek_vault_begin_change (EkVault  *self,
                       int      *hold,
                       GError  **error)
{
  g_autoptr(EkDatabase) system = NULL;

  *hold = -1;
  if (!ek_vault_require_unlocked (self, error))
    return NULL;
  *hold = ek_vault_hold (self->path, TRUE, error);
  if (*hold < 0 || !ek_vault_refresh (self, error))
    return NULL;
  system = ek_vault_connect_held (self, EK_DATA_SYSTEM, error);
  if (system == NULL || !ek_vault_check_ring_is_newest (self, system, TRUE, error))
    return NULL;
  return ek_keyring_copy (self->ring);
}

/* @forget_earlier when the change takes something away from somebody: the earlier ring would still give it back to
 * whoever knows the old passphrase, so the copy that is kept is then one of the new ring. */
gboolean
ek_vault_finish_change (EkVault     *self,
                        EkKeyring   *ring,
                        const char  *what,
                        gboolean     forget_earlier,
                        GError     **error)
{
  if (!ek_vault_write_ring (self, ring, what, error))
    return FALSE;
  return !forget_earlier || ek_vault_save_ring_file (self->keys_path, self->ring->bytes, self->ring->bytes, error);
}
