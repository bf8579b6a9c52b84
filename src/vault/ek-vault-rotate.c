/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-vault-private.h"

/* A rotation in order, with the folder held alone and no other connection to the database anywhere:
 *
 *   1. the ring lists a second, incoming key of the kind, with slots for everybody who was given the current one by
 *      somebody who had it (whose slot is genuine); whoever only appears in the ring has to be let in again
 *   2. the database is copied into NAME.new, sealed under the incoming key, and the copy is checked
 *   3. the database has no log any more; NAME.new takes its name
 *   4. the ring makes the incoming key the current one and forgets the old one
 *
 * Stopped before 3, the database still opens with the current key: the copy and the incoming key are dropped, and the
 * rotation stays due. Stopped after 3, it opens with the incoming key only: step 4 is done. Whoever unlocks next and
 * holds the keys sees to it (ek_vault_settle_rotation()). */

static char *
copy_path (EkVault *self, EkDataKind kind)
{
  return g_strconcat (self->database_paths[kind], ".new", NULL);
}

static guint32
next_number (EkKeyring *ring, EkDataKind kind)
{
  guint32 number = 0;

  for (guint i = 0; i < ring->keys->len; i++)
    {
      const EkRingKey *key = &g_array_index (ring->keys, EkRingKey, i);

      if (key->kind == kind)
        number = MAX (number, key->number);
    }
  return number + 1;
}

static void
remove_key (EkKeyring *ring, EkDataKind kind, EkKeyState state)
{
  for (guint i = 0; i < ring->keys->len; i++)
    {
      const EkRingKey *key = &g_array_index (ring->keys, EkRingKey, i);

      if (key->kind == kind && key->state == state)
        {
          ek_keyring_remove_slots (ring, kind, key->number, NULL);
          g_array_remove_index (ring->keys, i);
          return;
        }
    }
}

/* Step 1. */
static gboolean
announce (EkVault *self, EkDataKind kind, GError **error)
{
  g_autoptr (EkKeyring) ring = ek_keyring_copy (self->ring);
  g_autoptr (EkSecret) secret = ek_secret_new_random (EK_SEALED_KEY_BYTES);
  EkRingKey incoming = *ek_keyring_find_key (ring, kind, EK_KEY_CURRENT);
  guint32 current = incoming.number;
  EkSecret *former = ek_identity_get_key (self->identity, kind, current);

  incoming.number = next_number (ring, kind);
  incoming.state = EK_KEY_INCOMING;
  incoming.created_ms = ek_clock_now (self->clock);
  incoming.cipher = ek_sealed_cipher_available (EK_SEALED_AES_256_GCM) ? EK_SEALED_AES_256_GCM
                                                                       : EK_SEALED_XCHACHA20_POLY1305;
  g_array_append_val (ring->keys, incoming);
  for (guint i = 0; i < ring->holders->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (ring->holders, i);

      const EkRingSlot *slot = ek_keyring_find_slot (ring, kind, current, holder->id);

      if (!holder->disabled && slot != NULL && ek_keyring_is_genuine (ring, slot, former) &&
          !ek_keyring_add_slot (ring, holder, kind, incoming.number, secret, error))
        return FALSE;
    }
  ek_identity_add_key (self->identity, kind, incoming.number, secret);
  return ek_vault_write_ring (self, ring, kind == EK_DATA_CLINICAL ? "rotating clinical" : "rotating system", error);
}

/* A connection that nobody else shares: SQLite's own exclusive lock, which every open connection anywhere refuses, and
 * which in this mode stays when the transaction that took it has ended (a copy is not made from within a writing
 * one). */
static EkDatabase *
open_alone (EkVault *self, EkDataKind kind, GError **error)
{
  g_autoptr (EkDatabase) database = ek_vault_connect_held (self, kind, error);

  if (database == NULL)
    return NULL;
  sqlite3_busy_timeout (ek_database_get_handle (database), 0);
  if (!ek_database_exec (database, "PRAGMA locking_mode = EXCLUSIVE", error) || !ek_database_begin (database, error))
    return NULL;
  ek_database_rollback (database);
  return g_steal_pointer (&database);
}

static gboolean
check_alone (EkVault *self, EkDataKind kind, GError **error)
{
  g_autoptr (EkDatabase) database = open_alone (self, kind, error);

  return database != NULL;
}

static gboolean
has_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  struct stat status;

  return stat (log, &status) == 0 && status.st_size > 0;
}

/* Steps 2 and 3. */
static gboolean
reseal (EkVault *self, EkDataKind kind, GError **error)
{
  g_autofree char *copy = copy_path (self, kind);
  g_autoptr (EkDataKey) incoming = ek_vault_data_key (self, kind, EK_KEY_INCOMING, error);
  g_autoptr (EkDatabase) database = NULL;

  if (incoming == NULL)
    return FALSE;
  ek_database_remove_files (copy);
  database = open_alone (self, kind, error);
  if (database == NULL || !ek_database_copy (database, copy, incoming, NULL, error))
    return FALSE;
  if (!ek_database_close (database, error))
    return FALSE;
  if (has_log (self->database_paths[kind]))
    {
      ek_database_remove_files (copy);
      g_set_error (error, EK_ERROR, EK_ERROR_BUSY,
                   _ ("The database could not be taken out of use to change its key. It is unchanged; try again "
                      "later."));
      return FALSE;
    }
  if (rename (copy, self->database_paths[kind]) != 0)
    {
      ek_error_set_errno (error, errno, _ ("The database could not be given its new key; it is unchanged"));
      ek_database_remove_files (copy);
      return FALSE;
    }
  return ek_file_sync_directory (self->path, error);
}

/* Step 4. */
static gboolean
complete (EkVault *self, EkDataKind kind, GError **error)
{
  g_autoptr (EkKeyring) ring = ek_keyring_copy (self->ring);

  remove_key (ring, kind, EK_KEY_CURRENT);
  ek_keyring_find_key (ring, kind, EK_KEY_INCOMING)->state = EK_KEY_CURRENT;
  ring->rotation_due &= ~(1u << kind);
  return ek_vault_finish_change (self, ring, kind == EK_DATA_CLINICAL ? "rotated clinical" : "rotated system", error);
}

static gboolean
give_up (EkVault *self, EkDataKind kind, GError **error)
{
  g_autoptr (EkKeyring) ring = ek_keyring_copy (self->ring);
  g_autofree char *copy = copy_path (self, kind);

  ek_database_remove_files (copy);
  remove_key (ring, kind, EK_KEY_INCOMING);
  ring->rotation_due |= 1u << kind;
  return ek_vault_write_ring (self, ring, kind == EK_DATA_CLINICAL ? "not rotated clinical" : "not rotated system",
                              error);
}

/* With the folder held alone and no rotation of @kind under way. */
gboolean
ek_vault_rotate_held (EkVault *self, EkDataKind kind, GError **error)
{
  if (!check_alone (self, kind, error) || !announce (self, kind, error))
    return FALSE;
  if (!reseal (self, kind, error))
    {
      give_up (self, kind, NULL);
      return FALSE;
    }
  return complete (self, kind, error);
}

static EkDatabase *
open_with (EkVault *self, EkDataKind kind, EkKeyState state, GError **error)
{
  g_autoptr (EkDataKey) key = ek_vault_data_key (self, kind, state, error);

  return key != NULL ? ek_database_open_sealed (self->database_paths[kind], FALSE, key, error) : NULL;
}

/* An old ring that was put back may list a rotation that was completed long ago: nothing is settled on its word. */
static gboolean
is_newest (EkVault *self, EkDataKind kind, EkDatabase *database, GError **error)
{
  g_autoptr (EkDatabase) system = NULL;

  if (kind == EK_DATA_SYSTEM)
    return ek_vault_check_ring_is_newest (self, database, TRUE, error);
  system = ek_vault_connect_held (self, EK_DATA_SYSTEM, error);
  return system != NULL && ek_vault_check_ring_is_newest (self, system, TRUE, error);
}

static gboolean
settle_kind (EkVault *self, EkDataKind kind, GError **error)
{
  const EkRingKey *incoming = ek_keyring_find_key (self->ring, kind, EK_KEY_INCOMING);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (EkDatabase) database = NULL;
  gboolean exchanged;

  /* Somebody without the key leaves it to the next one who has it. */
  if (incoming == NULL || ek_identity_get_key (self->identity, kind, incoming->number) == NULL)
    return TRUE;
  database = open_with (self, kind, EK_KEY_CURRENT, &local_error);
  exchanged = g_error_matches (local_error, EK_ERROR, EK_ERROR_DAMAGED);
  if (exchanged)
    database = open_with (self, kind, EK_KEY_INCOMING, error);
  else if (database == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  if (database == NULL || !is_newest (self, kind, database, error) || !ek_database_close (database, error))
    return FALSE;
  return exchanged ? complete (self, kind, error) : give_up (self, kind, error);
}

/* With the mutex held and the folder not. The system database first: changes of the ring are told to its audit. */
gboolean
ek_vault_settle_rotation (EkVault *self, GError **error)
{
  gboolean settled;
  int hold;

  if (ek_keyring_find_key (self->ring, EK_DATA_SYSTEM, EK_KEY_INCOMING) == NULL &&
      ek_keyring_find_key (self->ring, EK_DATA_CLINICAL, EK_KEY_INCOMING) == NULL)
    return TRUE;
  hold = ek_vault_hold (self->path, TRUE, error);
  settled = hold >= 0 && ek_vault_refresh (self, error) && settle_kind (self, EK_DATA_SYSTEM, error) &&
    settle_kind (self, EK_DATA_CLINICAL, error);
  ek_vault_release (hold);
  return settled;
}

/* Does what disabling somebody left to do, as far as the person who is in can and nobody else is in. */
gboolean
ek_vault_rotate_due (EkVault *self, GError **error)
{
  g_autoptr (EkKeyring) ring = NULL;
  gboolean rotated = TRUE;
  int hold;

  if (self->ring->rotation_due == 0)
    return TRUE;
  ring = ek_vault_begin_change (self, &hold, error);
  rotated = ring != NULL;
  for (int kind = EK_DATA_SYSTEM; rotated && kind >= EK_DATA_CLINICAL; kind--)
    {
      const EkRingKey *key = ek_keyring_find_key (self->ring, (EkDataKind) kind, EK_KEY_CURRENT);

      if ((self->ring->rotation_due & 1u << kind) != 0 &&
          ek_keyring_find_key (self->ring, (EkDataKind) kind, EK_KEY_INCOMING) == NULL &&
          ek_identity_get_key (self->identity, (EkDataKind) kind, key->number) != NULL)
        rotated = ek_vault_rotate_held (self, (EkDataKind) kind, error);
    }
  ek_vault_release (hold);
  return rotated;
}

/**
 * ek_vault_is_rotation_due:
 * @self: a vault
 *
 * Returns: whether somebody who held a key was removed and the key has not been replaced yet; ek_vault_unlock() does it
 *   when nobody else is in
 */
gboolean
ek_vault_is_rotation_due (EkVault *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (EK_IS_VAULT (self), FALSE);

  locker = g_mutex_locker_new (&self->state);
  return self->ring->rotation_due != 0;
}

/**
 * ek_vault_rotate_key:
 * @self: a vault unlocked by somebody who holds the clinical key
 * @error: return location for an error
 *
 * Seals the patients' database anew under a new key. Every connection to it, here and in other programs, must be
 * closed. Needs room on the disk for a second copy, and takes time in proportion: call it in a worker thread. A crash
 * at any moment leaves a vault that opens.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_BUSY while a connection is open, %EK_ERROR_PERMISSION, %EK_ERROR_NO_SPACE,
 *   %EK_ERROR_LOCKED or another error; then the old key still holds
 */
gboolean
ek_vault_rotate_key (EkVault *self, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (EkKeyring) ring = NULL;
  g_autoptr (EkDataKey) key = NULL;
  gboolean rotated;
  int hold;

  g_return_val_if_fail (EK_IS_VAULT (self), FALSE);

  locker = g_rec_mutex_locker_new (&self->mutex);
  if (!ek_vault_require_unlocked (self, error) || !ek_vault_settle_rotation (self, error))
    return FALSE;
  ring = ek_vault_begin_change (self, &hold, error);
  key = ring != NULL ? ek_vault_data_key (self, EK_DATA_CLINICAL, EK_KEY_CURRENT, error) : NULL;
  rotated = key != NULL && ek_vault_rotate_held (self, EK_DATA_CLINICAL, error);
  ek_vault_release (hold);
  return rotated;
}
