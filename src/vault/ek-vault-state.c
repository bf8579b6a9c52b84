/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-vault-private.h"

/* What a vault holds in memory: its ring, who is in, whether it can be written, and the rows of the audit that wait
 * until it can. */

gboolean
ek_vault_require_unlocked (EkVault *self, GError **error)
{
  if (self->identity != NULL)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_LOCKED, _ ("The vault is locked. Unlock it and try again."));
  return FALSE;
}

void
ek_vault_take_ring (EkVault *self, EkKeyring *ring)
{
  g_autoptr (EkKeyring) former = NULL;

  g_mutex_lock (&self->state);
  former = g_steal_pointer (&self->ring);
  self->ring = ring;
  g_mutex_unlock (&self->state);
}

void
ek_vault_take_identity (EkVault *self, EkIdentity *identity)
{
  g_autoptr (EkIdentity) former = NULL;

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

gboolean
ek_vault_is_clinical (EkVault *self)
{
  const EkRingKey *key = ek_keyring_find_key (self->ring, EK_DATA_CLINICAL, EK_KEY_CURRENT);

  return self->identity != NULL && ek_identity_get_key (self->identity, EK_DATA_CLINICAL, key->number) != NULL;
}

void
ek_kept_entry_free (gpointer data)
{
  EkKeptEntry *kept = data;

  ek_audit_entry_free (kept->entry);
  g_free (kept);
}

/**
 * ek_vault_get_reading_only:
 * @self: a vault
 *
 * Returns: (transfer none) (nullable): why nothing can be written into the vault that is unlocked, and what to do, in a
 *   sentence for the person who is in; %NULL when it can be written
 */
const char *
ek_vault_get_reading_only (EkVault *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  locker = g_mutex_locker_new (&self->state);
  switch (self->writing)
    {
    case EK_WRITING_FORBIDDEN:
      return _ (
        "This vault can only be read: its folder, or the disk it is on, may not be written. Nothing can be "
        "changed; to go on working, copy the vault to a place that may be written, or ask for the right to write.");
    case EK_WRITING_NO_ROOM:
      return _ ("This vault can only be read: the disk is full. Nothing can be changed; make room on the disk and try "
                "again.");
    default:
      return NULL;
    }
}

gboolean
ek_vault_require_writing (EkVault *self, GError **error)
{
  const char *why = ek_vault_get_reading_only (self);

  if (why == NULL)
    return TRUE;
  g_set_error_literal (error, EK_ERROR, self->writing == EK_WRITING_NO_ROOM ? EK_ERROR_NO_SPACE : EK_ERROR_PERMISSION,
                       why);
  return FALSE;
}

gboolean
ek_vault_is_held_for_reading (EkVault *self, EkDataKind kind)
{
  return self->reading_holds[kind] >= 0;
}

void
ek_vault_set_writing (EkVault *self, EkWriting writing)
{
  g_mutex_lock (&self->state);
  self->writing = writing;
  g_mutex_unlock (&self->state);
}

static EkAuditEntry *
copy_entry (const EkAuditEntry *entry)
{
  EkAuditEntry *copy = g_memdup2 (entry, sizeof *entry);

  copy->user_id = g_strdup (entry->user_id);
  copy->subject_type = g_strdup (entry->subject_type);
  copy->subject_id = g_strdup (entry->subject_id);
  copy->patient_id = g_strdup (entry->patient_id);
  copy->detail = g_strdup (entry->detail);
  return copy;
}

void
ek_vault_keep_entry (EkVault *self, EkDataKind kind, const EkAuditEntry *entry)
{
  EkKeptEntry *kept = g_new0 (EkKeptEntry, 1);

  kept->kind = kind;
  kept->entry = copy_entry (entry);
  g_mutex_lock (&self->state);
  g_ptr_array_add (self->kept, kept);
  g_mutex_unlock (&self->state);
}

/**
 * ek_vault_count_kept:
 * @self: a vault, locked or not
 *
 * Returns: how many rows of the audit wait for a disk that can be written; they are lost with @self
 */
guint
ek_vault_count_kept (EkVault *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (EK_IS_VAULT (self), 0);

  locker = g_mutex_locker_new (&self->state);
  return self->kept->len;
}
