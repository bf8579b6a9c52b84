/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-recovery-code.h"
#include "ek-text.h"
#include "ek-time.h"
#include "ek-vault-private.h"

/* Entering a vault: the passphrase opens a ring, the ring the databases, and the databases say whether the ring is the
 * newest. The key ring stands in the folder twice. Whichever of the two passes every check is the one that counts; the
 * other is written anew, and the person who enters is told. */

#define NOTE_BYTES 512
#define REASON_BYTES 300

void
ek_vault_add_remark (EkVault *self, const char *remark)
{
  g_mutex_lock (&self->state);
  g_ptr_array_add (self->remarks, g_strdup (remark));
  g_mutex_unlock (&self->state);
}

/**
 * ek_vault_list_remarks:
 * @self: a vault
 *
 * Returns: (transfer full): what the person who unlocked it has to be told, in sentences: that the key ring was damaged
 *   and its second copy taken, that the vault was restored from a back-up. That it can only be read is told by
 *   ek_vault_get_reading_only()
 */
char **
ek_vault_list_remarks (EkVault *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GStrvBuilder) remarks = NULL;

  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  remarks = g_strv_builder_new ();
  locker = g_mutex_locker_new (&self->state);
  for (guint i = 0; i < self->remarks->len; i++)
    g_strv_builder_add (remarks, g_ptr_array_index (self->remarks, i));
  return g_strv_builder_end (remarks);
}

/* With the recovery code and a reason a ring that is older than the audit knows is made the newest again. */
static gboolean
accept_older (EkVault *self, EkDatabase *system, const char *reason, GError **error)
{
  g_autoptr (EkKeyring) ring = ek_keyring_copy (self->ring);
  g_autofree char *clean = ek_text_clean_line (reason);
  g_autofree char *checksum = NULL;
  g_autofree char *what = NULL;
  guint64 counter;

  if (!ek_vault_last_ring_row (system, &counter, &checksum, error))
    return FALSE;
  g_strstrip (clean);
  if (*clean == '\0' || strlen (clean) > REASON_BYTES)
    {
      g_set_error (
        error, EK_ERROR, EK_ERROR_INVALID,
        _ ("An older key ring is taken only with a reason, of one short line, that is written into the audit. "
           "Nothing was changed."));
      return FALSE;
    }
  what = g_strdup_printf ("accepted-older %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT ": %s", ring->counter, counter,
                          clean);
  ring->counter = counter;
  if (!ek_vault_write_ring (self, ring, what, error))
    return FALSE;
  ek_vault_add_remark (self,
                       _ ("An older key ring was taken. Passphrases and accounts are those of its time: look through "
                          "the users, and give a new passphrase to whoever needs one."));
  return TRUE;
}

static gboolean
check_ring (EkVault *self, EkDatabase *system, const char *reason, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *checksum = NULL;
  guint64 counter = 0;

  if (ek_vault_check_ring_is_newest (self, system, TRUE, &local_error))
    return TRUE;
  if (reason != NULL && g_error_matches (local_error, EK_ERROR, EK_ERROR_ROLLED_BACK) &&
      ek_vault_last_ring_row (system, &counter, &checksum, NULL) && self->ring->counter <= counter)
    return accept_older (self, system, reason, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* What whoever restored left for the audit: "FOLDER, TIME", or NULL. Nobody vouches for it. */
static char *
read_restored_note (EkVault *self)
{
  g_autofree char *path = g_build_filename (self->path, EK_VAULT_RESTORED_FILE, NULL);
  g_autofree char *contents = NULL;
  g_autofree char *clean = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length;

  if (!ek_file_read_plain (path, NOTE_BYTES, &contents, &length, NULL) || !g_utf8_validate_len (contents, length, NULL))
    return NULL;
  lines = g_strsplit (contents, "\n", 4);
  if (g_strv_length (lines) != 4 || strcmp (lines[0], "evenkeel restored 1") != 0)
    return NULL;
  clean = g_strdup_printf ("%s, %s", lines[2], lines[1]);
  return ek_text_clean_line (clean);
}

/* Whether the audit ends with the row that every copy ends with (ek-vault-backup.c); @at_ms is when that was made. */
static gboolean
ends_as_copy (EkDatabase *system, gboolean *copy, gint64 *at_ms, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (system, "SELECT subject_type, at_ms FROM audit ORDER BY sequence DESC LIMIT 1",
                                   error);
  if (statement == NULL || !ek_statement_step (statement, &has_row, error))
    return FALSE;
  *copy = has_row && g_strcmp0 (ek_statement_text (statement, 0), EK_VAULT_SUBJECT_COPY) == 0;
  *at_ms = *copy ? ek_statement_int (statement, 1) : 0;
  return TRUE;
}

/* The first to enter a vault that was restored writes that into its audit. */
static gboolean
record_restored (EkVault *self, EkDatabase *system, GError **error)
{
  g_autofree char *note = read_restored_note (self);
  g_autofree char *path = g_build_filename (self->path, EK_VAULT_RESTORED_FILE, NULL);
  g_autofree char *moment = NULL;
  g_autofree char *what = NULL;
  gint64 at_ms = 0;
  gboolean copy;

  if (!ends_as_copy (system, &copy, &at_ms, error))
    return FALSE;
  if (note == NULL && !copy)
    return TRUE;
  moment = at_ms > 0 ? ek_instant_format (at_ms, 0) : g_strdup ("?");
  what = g_strdup_printf ("restored, copy of %s: %s", moment, note != NULL ? note : "opened where it lies");
  if (self->writing != EK_WRITING_POSSIBLE)
    return TRUE;
  if (!ek_vault_audit_ring_as (self, system, EK_AUDIT_RESTORE, self->ring, what, error))
    return FALSE;
  unlink (path);
  return TRUE;
}

/* Each person is told once, at the first entering after it. */
static gboolean
tell_restored (EkVault *self, EkDatabase *system, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean copy, has_row;
  gint64 at_ms;

  if (!ends_as_copy (system, &copy, &at_ms, error))
    return FALSE;
  statement = ek_database_prepare (system,
                                   "SELECT 1 FROM audit WHERE subject_type = 'ring' AND action = 'restore'"
                                   " AND sequence > (SELECT coalesce (max (sequence), 0) FROM audit"
                                   "                 WHERE action = 'unlock' AND user_id = ?1) LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, self->identity->holder);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row || copy)
    ek_vault_add_remark (self,
                         _ ("This vault was restored from a back-up. What was recorded after that back-up was made is "
                            "not in it; the audit says when it was restored."));
  return TRUE;
}

/* With the mutex held and the folder too: the databases open, the ring is the newest, the audits fit each other. */
static gboolean
check_and_record_entry (EkVault *self, const char *reason, GError **error)
{
  g_autoptr (EkDatabase) system = NULL;
  g_autoptr (EkDatabase) clinical = NULL;
  gboolean writing = self->writing == EK_WRITING_POSSIBLE;
  gint64 n_anchors;

  system = ek_vault_connect_held (self, EK_DATA_SYSTEM, error);
  if (system == NULL || !check_ring (self, system, reason, error))
    return FALSE;
  if (ek_vault_is_clinical (self))
    {
      clinical = ek_vault_connect_held (self, EK_DATA_CLINICAL, error);
      if (clinical == NULL || !ek_vault_check_anchors (self, system, clinical, FALSE, &n_anchors, error))
        return FALSE;
    }
  if (!record_restored (self, system, error) || !tell_restored (self, system, error) ||
      !ek_vault_audit_held (self, EK_AUDIT_UNLOCK, NULL, NULL, NULL, error))
    return FALSE;
  if (!writing)
    return TRUE;
  ek_vault_remove_marker (self);
  return clinical == NULL || ek_vault_anchor (self, system, clinical, error);
}

static gboolean
enter_folder (EkVault *self, const char *reason, GError **error)
{
  gboolean entered;
  int hold;

  if (self->writing == EK_WRITING_POSSIBLE && !ek_vault_settle_rotation (self, error))
    return FALSE;
  hold = ek_vault_hold (self->path, reason != NULL, error);
  entered = hold >= 0 && ek_vault_refresh (self, error) && check_and_record_entry (self, reason, error);
  ek_vault_release (hold);
  return entered;
}

static gboolean
is_about_the_disk (const GError *error)
{
  return g_error_matches (error, EK_ERROR, EK_ERROR_NO_SPACE) || g_error_matches (error, EK_ERROR, EK_ERROR_IO) ||
    g_error_matches (error, EK_ERROR, EK_ERROR_PERMISSION);
}

/* As usual, or where nothing can be written for reading only. */
static gboolean
enter_as_possible (EkVault *self, const char *reason, GError **error)
{
  EkWriting writing = ek_vault_probe_rights (self);
  g_autoptr (GError) local_error = NULL;

  ek_vault_end_reading (self);
  if (writing == EK_WRITING_POSSIBLE)
    {
      if (enter_folder (self, reason, &local_error))
        return TRUE;
      if (is_about_the_disk (local_error) && self->identity != NULL)
        writing = ek_vault_probe_writing (self);
      if (writing == EK_WRITING_POSSIBLE)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_ptr_array_set_size (self->remarks, 0);
    }
  if (reason != NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   _ ("An older key ring can only be taken where the vault can be written. Nothing was changed."));
      return FALSE;
    }
  return ek_vault_hold_for_reading (self, writing, error) && enter_folder (self, NULL, error);
}

static const char *
what_befell_first (const EkRings *rings, gboolean mended)
{
  if (g_error_matches (rings->first_error, EK_ERROR, EK_ERROR_NOT_FOUND))
    return mended
      ? _ ("The key ring (vault.keys) was missing. Its second copy was taken, and the first was written anew.")
      : _ ("The key ring (vault.keys) is missing. Its second copy was taken.");
  if (rings->first == NULL)
    return mended
      ? _ ("The key ring (vault.keys) was damaged or empty. Its second copy was taken, and the first was written "
           "anew. Have the disk checked.")
      : _ ("The key ring (vault.keys) is damaged or empty. Its second copy was taken. Have the disk checked.");
  return mended
    ? _ ("The key ring (vault.keys) was an older one. Its second copy, the newest, was taken, and the first was "
         "written anew. Tell the IT administrator.")
    : _ ("The key ring (vault.keys) is an older one. Its second copy, the newest, was taken. Tell the IT "
         "administrator.");
}

/* What the second is that is not the ring that counts; NULL when it is only the one before, as earlier programs keep
 * it, or was never made. */
static const char *
what_befell_second (const EkRings *rings, gboolean mended)
{
  if (rings->second != NULL || g_error_matches (rings->second_error, EK_ERROR, EK_ERROR_NOT_FOUND))
    return NULL;
  return mended
    ? _ ("The second copy of the key ring (vault.keys.previous) was damaged or empty and was written anew. Have "
         "the disk checked.")
    : _ ("The second copy of the key ring (vault.keys.previous) is not a whole file. Move it away, so that it can "
         "be written anew.");
}

static gboolean
is_ring (EkVault *self, EkKeyring *ring)
{
  return ring != NULL && g_bytes_equal (ring->bytes, self->ring->bytes);
}

/* Writes the ring that passed every check over the copy that is not it; with nobody else changing the ring. */
static void
mend_rings (EkVault *self)
{
  EkRings rings;
  const char *first = NULL, *second = NULL;
  gboolean mended = FALSE, alike;
  int hold = -1;

  ek_vault_read_rings (self, &rings);
  alike = is_ring (self, rings.first) && is_ring (self, rings.second);
  if (!alike && self->writing == EK_WRITING_POSSIBLE)
    {
      ek_rings_clear (&rings);
      hold = ek_vault_hold (self->path, TRUE, NULL);
      mended = hold >= 0 && ek_vault_refresh (self, NULL);
      ek_vault_read_rings (self, &rings);
      mended = mended && ek_vault_save_ring_files (self, self->ring->bytes, NULL);
    }
  if (!is_ring (self, rings.first))
    first = what_befell_first (&rings, mended);
  if (!is_ring (self, rings.second))
    second = what_befell_second (&rings, mended);
  if (first != NULL)
    ek_vault_add_remark (self, first);
  if (second != NULL)
    ek_vault_add_remark (self, second);
  if (mended && (first != NULL || second != NULL))
    {
      g_autoptr (EkDatabase) system = ek_vault_connect_held (self, EK_DATA_SYSTEM, NULL);

      if (system != NULL)
        ek_vault_audit_ring (self, system, self->ring, first != NULL ? "mended first" : "mended second", NULL);
    }
  ek_vault_release (hold);
  ek_rings_clear (&rings);
}

/* Takes @identity, which a passphrase has opened from @ring. */
static gboolean
enter (EkVault *self, EkKeyring *ring, EkIdentity *identity, const char *reason, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->mutex);

  ek_vault_take_identity (self, identity);
  ek_vault_take_ring (self, ek_keyring_ref (ring));
  if (!ek_keyring_open_slots (ring, identity, error) || !ek_keyring_check_seal (ring, identity, error) ||
      !enter_as_possible (self, reason, error))
    {
      ek_vault_forget (self);
      ek_vault_end_reading (self);
      g_ptr_array_set_size (self->remarks, 0);
      return FALSE;
    }
  g_mutex_lock (&self->state);
  self->entered = TRUE;
  g_mutex_unlock (&self->state);
  mend_rings (self);
  if (self->writing == EK_WRITING_POSSIBLE)
    {
      ek_vault_write_kept (self, NULL);
      ek_vault_rotate_due (self, NULL);
    }
  return TRUE;
}

static gboolean
is_meant (EkRingHolder *holder, const char *user)
{
  return !holder->recovery && (user == NULL || strcmp (holder->id, user) == 0 || strcmp (holder->name, user) == 0);
}

/* Every person that @user can mean, those who may enter before those who were disabled. */
static GPtrArray *
list_meant (EkKeyring *ring, const char *user)
{
  GPtrArray *meant = g_ptr_array_new ();

  for (int disabled = 0; disabled <= 1; disabled++)
    {
      for (guint i = 0; i < ring->holders->len; i++)
        {
          EkRingHolder *holder = g_ptr_array_index (ring->holders, i);

          if (is_meant (holder, user) && holder->disabled == (disabled == 1))
            g_ptr_array_add (meant, holder);
        }
    }
  return meant;
}

/* Without the mutex: this takes half a second for each person tried. */
EkIdentity *
ek_vault_try_passphrase (EkKeyring *ring, const char *user, EkSecret *passphrase, GError **error)
{
  g_autoptr (GPtrArray) meant = list_meant (ring, user);

  if (meant->len == 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                   _ ("This vault has no account of that name. Nothing was changed; choose one from the list."));
      return NULL;
    }
  for (guint i = 0; i < meant->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (meant, i);
      g_autoptr (GError) local_error = NULL;
      g_autoptr (EkIdentity) identity = ek_keyring_open_holder (ring, holder, passphrase, &local_error);

      if (identity != NULL && !holder->disabled)
        return g_steal_pointer (&identity);
      if (identity != NULL)
        {
          g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                       _ ("This account was disabled. Nothing was opened; ask the IT administrator."));
          return NULL;
        }
      if (i + 1 == meant->len || !g_error_matches (local_error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }
  return NULL;
}

static gboolean
enter_and_tell (EkVault *self, EkKeyring *ring, EkIdentity *identity, const char *reason, GError **error)
{
  ek_vault_lock (self);
  if (!enter (self, ring, identity, reason, error))
    return FALSE;
  g_signal_emit_by_name (self, "lock-changed");
  return TRUE;
}

typedef EkIdentity *(*OpenRing) (EkKeyring *ring, const char *user, EkSecret *secret, GError **error);

/* Whether the second copy is worth the time: it is another ring, and the first failed by itself or may be an older
 * one. */
static gboolean
is_worth_trying (const EkRings *rings, const GError *first_failure)
{
  if (!ek_rings_may_take_second (rings) || rings->first == NULL ||
      g_bytes_equal (rings->first->bytes, rings->second->bytes) ||
      memcmp (rings->first->id, rings->second->id, sizeof rings->first->id) != 0)
    return FALSE;
  return rings->second->counter > rings->first->counter || g_error_matches (first_failure, EK_ERROR, EK_ERROR_DAMAGED);
}

static gboolean
open_and_enter (EkVault *self, EkKeyring *ring, OpenRing open_ring, const char *user, EkSecret *secret,
                const char *reason, GError **error)
{
  g_autoptr (EkIdentity) identity = open_ring (ring, user, secret, error);

  return identity != NULL && enter_and_tell (self, ring, g_steal_pointer (&identity), reason, error);
}

/* With the first ring, or where that does not pass with the second. */
static gboolean
unlock_with (EkVault *self, OpenRing open_ring, const char *user, EkSecret *secret, const char *reason, GError **error)
{
  g_autoptr (GError) first_failure = NULL;
  g_autoptr (GError) second_failure = NULL;
  g_autoptr (EkKeyring) ring = NULL;
  EkRings rings;
  gboolean entered;

  ek_vault_read_rings (self, &rings);
  ring = ek_rings_take (&rings, error);
  entered = ring != NULL && open_and_enter (self, ring, open_ring, user, secret, NULL, &first_failure);
  if (!entered && ring != NULL && is_worth_trying (&rings, first_failure))
    entered = open_and_enter (self, rings.second, open_ring, user, secret, NULL, &second_failure);
  if (!entered && reason != NULL && g_error_matches (first_failure, EK_ERROR, EK_ERROR_ROLLED_BACK))
    {
      g_clear_error (&first_failure);
      entered = open_and_enter (self, ring, open_ring, user, secret, reason, &first_failure);
    }
  /* That the passphrase is wrong for one of them says less than what is wrong with the other. */
  if (!entered && second_failure != NULL && g_error_matches (first_failure, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE))
    g_propagate_error (error, g_steal_pointer (&second_failure));
  else if (!entered && first_failure != NULL)
    g_propagate_error (error, g_steal_pointer (&first_failure));
  ek_rings_clear (&rings);
  return entered;
}

/**
 * ek_vault_unlock:
 * @self: a vault
 * @user: (nullable): id or name of the person; %NULL tries everybody, each half a second
 * @passphrase: the passphrase
 * @error: return location for an error
 *
 * Derives the key (about half a second: call it in a worker thread), opens the data keys, makes sure that neither the
 * key ring nor a database is an older one put back, and records the entry in the audit. Whoever was in before is locked
 * out. A rotation of keys that was cut short is completed first, and one that is due is done when nobody else is in. A
 * key ring that is damaged, missing or older is replaced by its second copy; what there is to tell of that is in
 * ek_vault_list_remarks(). Where nothing can be written the vault is opened for reading only, see
 * ek_vault_get_reading_only().
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_WRONG_PASSPHRASE, %EK_ERROR_NOT_FOUND when there is no such person,
 *   %EK_ERROR_PERMISSION when the account is disabled, %EK_ERROR_DAMAGED, %EK_ERROR_ROLLED_BACK, %EK_ERROR_BUSY or an
 *   error of ek_database_open(). After a wrong passphrase no byte of the vault has changed
 */
gboolean
ek_vault_unlock (EkVault *self, const char *user, EkSecret *passphrase, GError **error)
{
  g_return_val_if_fail (EK_IS_VAULT (self) && passphrase != NULL, FALSE);

  return unlock_with (self, ek_vault_try_passphrase, user, passphrase, NULL, error);
}

static EkIdentity *
try_recovery_code (EkKeyring *ring, const char *user, EkSecret *code, GError **error)
{
  for (guint i = 0; i < ring->holders->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (ring->holders, i);

      if (holder->recovery && !holder->disabled)
        return ek_keyring_open_holder (ring, holder, code, error);
    }
  g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("This vault has no recovery code."));
  return NULL;
}

/**
 * ek_vault_unlock_with_recovery:
 * @self: a vault
 * @recovery_code: as printed; case, spaces and hyphens do not matter
 * @reason: (nullable): why a key ring is to be taken that is older than the audit knows, because both copies of the
 *   newest are lost; %NULL takes no such ring
 * @error: return location for an error
 *
 * Unlocks with both keys and no person. What follows is ek_vault_reset_passphrase() for a person who forgot theirs.
 *
 * With @reason a ring that was kept elsewhere and put back as vault.keys is made the newest again, as far as its keys
 * still open the databases: who was in it may enter as at its time. Who took it, which ring and why is in the audit.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_INVALID for a mistyped code or an empty reason, %EK_ERROR_WRONG_PASSPHRASE
 *   for a code of another vault or that was replaced, %EK_ERROR_ROLLED_BACK for an older ring without @reason, or
 *   another error of ek_vault_unlock()
 */
gboolean
ek_vault_unlock_with_recovery (EkVault *self, EkSecret *recovery_code, const char *reason, GError **error)
{
  g_autoptr (EkSecret) code = NULL;

  g_return_val_if_fail (EK_IS_VAULT (self) && recovery_code != NULL, FALSE);

  code = ek_recovery_code_normalize (recovery_code, error);
  return code != NULL && unlock_with (self, try_recovery_code, NULL, code, reason, error);
}
