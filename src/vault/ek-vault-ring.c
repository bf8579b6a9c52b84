/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-place.h"
#include "ek-vault-private.h"

/* The ring and its second copy as they stand in the folder. */
void
ek_vault_read_rings (EkVault *self, EkRings *rings)
{
  memset (rings, 0, sizeof *rings);
  rings->first = ek_keyring_load (self->keys_path, &rings->first_error);
  rings->second = ek_keyring_load (self->second_path, &rings->second_error);
}

void
ek_rings_clear (EkRings *rings)
{
  g_clear_pointer (&rings->first, ek_keyring_unref);
  g_clear_pointer (&rings->second, ek_keyring_unref);
  g_clear_error (&rings->first_error);
  g_clear_error (&rings->second_error);
}

/* Whether the second copy can stand in for the first: when that is missing, or is not what was written. One of a newer
 * program is not damaged, and a pipe or a link in its place is somebody's doing and not a damaged file. */
gboolean
ek_rings_may_take_second (const EkRings *rings)
{
  return rings->second != NULL &&
    (rings->first_error == NULL || g_error_matches (rings->first_error, EK_ERROR, EK_ERROR_DAMAGED) ||
     g_error_matches (rings->first_error, EK_ERROR, EK_ERROR_NOT_FOUND));
}

/* The first, or where that cannot be read the second. NULL with the error of the first, or of the second where that is
 * all there is. */
EkKeyring *
ek_rings_take (EkRings *rings, GError **error)
{
  gboolean first_missing = g_error_matches (rings->first_error, EK_ERROR, EK_ERROR_NOT_FOUND);
  gboolean second_missing = g_error_matches (rings->second_error, EK_ERROR, EK_ERROR_NOT_FOUND);

  if (rings->first != NULL)
    return ek_keyring_ref (rings->first);
  if (ek_rings_may_take_second (rings))
    return ek_keyring_ref (rings->second);
  if (error != NULL)
    *error = g_error_copy (first_missing && !second_missing && rings->second_error != NULL ? rings->second_error
                                                                                           : rings->first_error);
  return NULL;
}

static gboolean
is_newer (EkVault *self, EkKeyring *ring)
{
  return memcmp (ring->id, self->ring->id, sizeof ring->id) == 0 && ring->counter > self->ring->counter;
}

/* The ring as it stands in the folder, as far as it goes on from ours: the first copy, or the second. */
static EkKeyring *
load_newest (EkVault *self, GError **error)
{
  EkRings rings;
  EkKeyring *newest = NULL;

  ek_vault_read_rings (self, &rings);
  if (rings.first != NULL && (g_bytes_equal (rings.first->bytes, self->ring->bytes) || is_newer (self, rings.first)))
    newest = ek_keyring_ref (rings.first);
  else if (ek_rings_may_take_second (&rings) &&
           (g_bytes_equal (rings.second->bytes, self->ring->bytes) || is_newer (self, rings.second)))
    newest = ek_keyring_ref (rings.second);
  else if (rings.first == NULL)
    g_propagate_error (error, g_steal_pointer (&rings.first_error));
  else
    g_set_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK,
                 _ ("The key ring (vault.keys) was replaced by an older one while the vault was open. Nothing was "
                    "changed; put back the newest key ring or restore a back-up."));
  ek_rings_clear (&rings);
  return newest;
}

/* Whether the person who is in may still be, by a ring that somebody else changed meanwhile. */
static gboolean
check_still_welcome (EkVault *self, EkKeyring *ring, GError **error)
{
  const EkRingHolder *holder = ek_keyring_find_holder (ring, self->identity->holder);
  guint8 sign_key[EK_PUBLIC_KEY_BYTES];
  gboolean disabled = holder == NULL || holder->disabled;

  crypto_sign_ed25519_sk_to_pk (sign_key, ek_secret_bytes (self->identity->sign_secret));
  if (!disabled && memcmp (sign_key, holder->sign_key, sizeof sign_key) == 0)
    return TRUE;
  ek_vault_forget (self);
  g_set_error (
    error, EK_ERROR, disabled ? EK_ERROR_PERMISSION : EK_ERROR_LOCKED,
    disabled
      ? _ ("This account was disabled while the vault was open. Everything saved before is kept; ask the IT "
           "administrator.")
      : _ ("The passphrase of this account was changed elsewhere while the vault was open. Everything saved before "
           "is kept; lock the vault and unlock it with the new passphrase."));
  return FALSE;
}

/* Another program may have changed the ring since it was read: take it in, unless it is older than ours. */
gboolean
ek_vault_refresh (EkVault *self, GError **error)
{
  g_autoptr (EkKeyring) ring = load_newest (self, error);

  if (ring == NULL)
    return FALSE;
  if (g_bytes_equal (ring->bytes, self->ring->bytes))
    return TRUE;
  if (self->identity != NULL &&
      (!check_still_welcome (self, ring, error) || !ek_keyring_open_slots (ring, self->identity, error) ||
       !ek_keyring_check_seal (ring, self->identity, error)))
    return FALSE;
  ek_vault_take_ring (self, g_steal_pointer (&ring));
  return TRUE;
}

/* Nothing but a file, or nothing at all, may stand where a ring is written. */
static gboolean
is_place_for_ring (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  struct stat status;

  if (lstat (path, &status) != 0 || S_ISREG (status.st_mode))
    return TRUE;
  g_set_error (
    error, EK_ERROR, EK_ERROR_INVALID,
    /* Translators: %s is the name of a file */
    _ ("%s is not a file but a link, a pipe, a device or a folder, so that the key ring cannot be written twice. "
       "Nothing was changed; move it away and try again."),
    name);
  return FALSE;
}

/* The newest ring stands in the folder twice, so that a damaged file is no loss. Both are written before the first gets
 * its name: what can fail for want of room has then failed, with both as they were. Stopped between the two names, the
 * second is the ring of before, and the next unlocking writes it anew. No earlier ring is kept: it would give back what
 * was taken away from somebody, to whoever knows the old passphrase. */
gboolean
ek_vault_save_ring_files (EkVault *self, GBytes *bytes, GError **error)
{
  g_autoptr (EkFileDraft) first = NULL;
  g_autoptr (EkFileDraft) second = NULL;
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  if (!is_place_for_ring (self->keys_path, error) || !is_place_for_ring (self->second_path, error))
    return FALSE;
  first = ek_file_draft_new_kept (self->keys_path, data, length, 0600, error);
  second = first != NULL ? ek_file_draft_new_kept (self->second_path, data, length, 0600, error) : NULL;
  if (second == NULL || !ek_file_draft_commit (first, error))
    return FALSE;
  /* The change is made. A second copy that could not get its name is written at the next unlocking. */
  ek_file_draft_commit (second, NULL);
  return TRUE;
}

/* Drafts of a ring that a crash left behind: they would still open with a passphrase that was changed since. By the
 * names that ek_file_new_draft_name() gives, and no others: what somebody kept by hand is theirs. */
gboolean
ek_vault_is_ring_draft (const char *name)
{
  return ek_place_is_new_name (name, "." EK_VAULT_RING_FILE ".unfinished-") ||
    ek_place_is_new_name (name, "." EK_VAULT_SECOND_FILE ".unfinished-");
}

static void
sweep_unfinished (EkVault *self)
{
  g_autoptr (GDir) directory = g_dir_open (self->path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->path, name, NULL);

      if (ek_vault_is_ring_draft (name) && !g_file_test (path, G_FILE_TEST_IS_DIR))
        unlink (path);
    }
}

/* Makes @ring the ring of the vault: one more on the counter, sealed, on the disk, and told to the audit. When the
 * audit cannot be written after the ring was, the next unlocking adds the row (see ek_vault_check_ring_is_newest()). */
gboolean
ek_vault_write_ring (EkVault *self, EkKeyring *ring, const char *what, GError **error)
{
  g_autoptr (EkDatabase) system = NULL;

  sweep_unfinished (self);
  ring->counter = MAX (ring->counter, self->ring->counter) + 1;
  if (!ek_keyring_seal (ring, self->identity, error) || !ek_vault_save_ring_files (self, ring->bytes, error))
    return FALSE;
  ek_vault_take_ring (self, ek_keyring_ref (ring));
  system = ek_vault_connect_held (self, EK_DATA_SYSTEM, error);
  return system != NULL && ek_vault_audit_ring (self, system, ring, what, error);
}

/* For every change of the ring: the folder held alone, the newest ring, the audit in step with it. Returns a copy to be
 * changed, and the hold in @hold, to be released whatever comes. */
EkKeyring *
ek_vault_begin_change (EkVault *self, int *hold, GError **error)
{
  g_autoptr (EkDatabase) system = NULL;

  *hold = -1;
  if (!ek_vault_require_unlocked (self, error) || !ek_vault_require_writing (self, error))
    return NULL;
  *hold = ek_vault_hold (self->path, TRUE, error);
  if (*hold < 0 || !ek_vault_refresh (self, error))
    return NULL;
  system = ek_vault_connect_held (self, EK_DATA_SYSTEM, error);
  if (system == NULL || !ek_vault_check_ring_is_newest (self, system, TRUE, error))
    return NULL;
  return ek_keyring_copy (self->ring);
}

gboolean
ek_vault_finish_change (EkVault *self, EkKeyring *ring, const char *what, GError **error)
{
  return ek_vault_write_ring (self, ring, what, error);
}

/* The same for a change that gives the person who is in new pairs: takes @identity, which has their secret halves, and
 * gives back the one of before when the ring could not be written. */
gboolean
ek_vault_finish_change_as (EkVault *self, EkKeyring *ring, EkIdentity *identity, const char *what, GError **error)
{
  g_autoptr (EkKeyring) before = ek_keyring_ref (self->ring);
  EkIdentity *former;
  gboolean done;

  g_mutex_lock (&self->state);
  former = self->identity;
  self->identity = identity;
  g_mutex_unlock (&self->state);
  done = ek_vault_write_ring (self, ring, what, error);
  /* The ring may be written and only the audit not: then the new pair is the one that counts. */
  if (!done && self->ring == before)
    {
      g_mutex_lock (&self->state);
      self->identity = former;
      g_mutex_unlock (&self->state);
      ek_identity_free (identity);
      return FALSE;
    }
  ek_identity_free (former);
  return done;
}
