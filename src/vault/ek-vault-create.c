/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-id.h"
#include "ek-passphrase.h"
#include "ek-recovery-code.h"
#include "ek-text.h"
#include "ek-vault-private.h"

/* A creation in order: marker, databases, key ring, marker removed. With the marker and no key ring the folder holds
 * nothing that could ever be opened, and a new creation sweeps it; without the marker a folder that is not empty is
 * somebody's. */

/* The names that a creation writes, and no others: a ring that was kept by hand, or the second copy of one, belongs to
 * a vault whose key ring was lost, and may yet be of use. */
static gboolean
is_ours (const char *name)
{
  static const char *const names[] = {
    EK_VAULT_MARKER_FILE, EK_VAULT_CLINICAL_FILE,      EK_VAULT_CLINICAL_FILE "-wal", EK_VAULT_CLINICAL_FILE "-shm",
    EK_VAULT_SYSTEM_FILE, EK_VAULT_SYSTEM_FILE "-wal", EK_VAULT_SYSTEM_FILE "-shm",   NULL,
  };

  return g_strv_contains (names, name) || ek_vault_is_ring_draft (name);
}

/* Whether the folder may become a vault. With @sweep what an interrupted creation left is removed. */
static gboolean
look_through (EkVault *self, gboolean sweep, GError **error)
{
  g_autofree char *marker = g_build_filename (self->path, EK_VAULT_MARKER_FILE, NULL);
  gboolean begun = g_file_test (marker, G_FILE_TEST_EXISTS);
  g_autoptr (GDir) directory = NULL;
  const char *name;

  if (g_file_test (self->keys_path, G_FILE_TEST_EXISTS) || g_file_test (self->keys_path, G_FILE_TEST_IS_SYMLINK))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_EXISTS,
                   _ ("There already is a vault in this folder. It is unchanged; open "
                      "it, or choose another folder."));
      return FALSE;
    }
  directory = g_dir_open (self->path, 0, NULL);
  if (directory == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   _ ("The folder for the vault cannot be read. Choose another "
                      "folder."));
      return FALSE;
    }
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      if (!begun || !is_ours (name))
        {
          g_set_error (error, EK_ERROR, EK_ERROR_EXISTS,
                       _ ("The folder for the vault is not empty. Nothing in it was touched; choose an empty folder or "
                          "a new one."));
          return FALSE;
        }
      if (sweep && strcmp (name, EK_VAULT_MARKER_FILE) != 0)
        {
          g_autofree char *file = g_build_filename (self->path, name, NULL);

          g_unlink (file);
        }
    }
  return TRUE;
}

/* An empty file: there as a whole or not at all. */
static gboolean
write_marker (EkVault *self, GError **error)
{
  g_autofree char *marker = g_build_filename (self->path, EK_VAULT_MARKER_FILE, NULL);
  int fd = open (marker, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      ek_error_set_errno (error, errno, _ ("The folder for the vault could not be written to"));
      return FALSE;
    }
  close (fd);
  return ek_file_sync_directory (self->path, error);
}

/* A marker that a crash left in a vault that is complete must not give leave to sweep it later. */
void
ek_vault_remove_marker (EkVault *self)
{
  g_autofree char *marker = g_build_filename (self->path, EK_VAULT_MARKER_FILE, NULL);

  g_unlink (marker);
}

static gboolean
prepare_folder (EkVault *self, GError **error)
{

  if (g_mkdir_with_parents (self->path, 0700) != 0)
    {
      ek_error_set_errno (error, errno, _ ("The folder for the vault could not be made"));
      return FALSE;
    }
  if (!look_through (self, FALSE, error) || !look_through (self, TRUE, error))
    return FALSE;
  if (g_chmod (self->path, 0700) != 0)
    {
      ek_error_set_errno (error, errno, _ ("The folder for the vault could not be closed to other people"));
      return FALSE;
    }
  return write_marker (self, error);
}

static void
sweep_folder (EkVault *self)
{
  if (look_through (self, TRUE, NULL))
    ek_vault_remove_marker (self);
}

/* @any: but for an empty one, as in a vault that was made for trials. */
gboolean
ek_vault_check_passphrase_text (EkSecret *passphrase, gboolean any, GError **error)
{
  g_autoptr (EkSecret) text = NULL;
  EkPassphraseStrength strength;

  if (ek_secret_length (passphrase) == 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("The passphrase is empty. Choose one of several words."));
      return FALSE;
    }
  if (any)
    return TRUE;
  text = ek_secret_new (ek_secret_length (passphrase) + 1);
  memcpy (ek_secret_bytes (text), ek_secret_bytes (passphrase), ek_secret_length (passphrase));
  /* What is no text is counted by its bytes. */
  if (!g_utf8_validate ((const char *) ek_secret_bytes (text), -1, NULL))
    strength = ek_secret_length (passphrase) < EK_PASSPHRASE_MIN ? EK_PASSPHRASE_TOO_SHORT : EK_PASSPHRASE_FAIR;
  else
    strength = ek_passphrase_strength ((const char *) ek_secret_bytes (text));
  if (!ek_passphrase_is_refused (strength))
    return TRUE;
  g_set_error (
    error, EK_ERROR, EK_ERROR_INVALID,
    _ ("The passphrase is too easy to guess: whoever gets hold of the files could find it by trying. Nothing was "
       "changed; use at least four words that have nothing to do with each other, or ten characters."));
  return FALSE;
}

static gboolean
is_proper_text (const char *text)
{
  g_autofree char *clean = ek_text_clean_line (text);

  return g_utf8_validate (text, -1, NULL) && strlen (text) <= EK_RING_NAME_BYTES && strcmp (clean, text) == 0;
}

/* A holder without keys, after the name was looked at. */
EkRingHolder *
ek_vault_new_holder (EkVault *self, const EkNewUser *user, GError **error)
{
  g_autoptr (EkRingHolder) holder = ek_ring_holder_new ();
  const char *licence = user->licence != NULL ? user->licence : "";

  if (user->name == NULL || !is_proper_text (user->name) || !is_proper_text (licence) ||
      (guint) user->role > EK_ROLE_LAST)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID,
                   _ (
                     "The name or the licence number holds characters that cannot be kept, or is too long. Nothing was "
                     "changed."));
      return NULL;
    }
  holder->id = ek_id_new ();
  holder->name = g_strstrip (g_strdup (user->name));
  holder->licence = g_strstrip (g_strdup (licence));
  holder->role = user->role;
  holder->created_ms = ek_clock_now (self->clock);
  if (holder->name[0] == '\0')
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID,
                   _ ("The name is empty. Nothing was changed; enter the name under "
                      "which this person signs."));
      return NULL;
    }
  return g_steal_pointer (&holder);
}

/* The cipher is chosen once and recorded: hardware AES where the processor has it. */
static void
add_data_key (EkKeyring *ring, EkDataKind kind, gint64 now_ms, EkIdentity *identity)
{
  g_autoptr (EkSecret) secret = ek_secret_new_random (EK_SEALED_KEY_BYTES);
  EkRingKey key = { 0 };

  key.kind = kind;
  key.number = 1;
  key.state = EK_KEY_CURRENT;
  key.cipher = ek_sealed_cipher_available (EK_SEALED_AES_256_GCM) ? EK_SEALED_AES_256_GCM
                                                                  : EK_SEALED_XCHACHA20_POLY1305;
  key.created_ms = now_ms;
  randombytes_buf (key.database_id, sizeof key.database_id);
  g_array_append_val (ring->keys, key);
  ek_identity_add_key (identity, kind, key.number, secret);
}

static EkRingHolder *
add_recovery (EkVault *self, EkKeyring *ring, EkSecret **code, GError **error)
{
  g_autoptr (EkRingHolder) holder = ek_ring_holder_new ();
  g_autoptr (EkSecret) made = ek_recovery_code_new ();

  holder->recovery = TRUE;
  holder->id = ek_id_new ();
  holder->name = g_strdup ("");
  holder->licence = g_strdup ("");
  holder->role = EK_ROLE_ADMINISTRATOR;
  holder->created_ms = ek_clock_now (self->clock);
  if (!ek_keyring_new_pair (ring, holder, made, NULL, error))
    return NULL;
  *code = g_steal_pointer (&made);
  g_ptr_array_add (ring->holders, holder);
  return g_steal_pointer (&holder);
}

static gboolean
give_first_slots (EkKeyring *ring, EkIdentity *identity, EkRingHolder *first, EkRingHolder *recovery, GError **error)
{
  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    {
      EkSecret *secret = ek_identity_get_key (identity, (EkDataKind) kind, 1);

      if (!ek_keyring_add_slot (ring, recovery, (EkDataKind) kind, 1, secret, error))
        return FALSE;
      if ((kind == EK_DATA_SYSTEM || ek_role_is_clinical (first->role)) &&
          !ek_keyring_add_slot (ring, first, (EkDataKind) kind, 1, secret, error))
        return FALSE;
    }
  return TRUE;
}

static EkKeyring *
make_ring (EkVault *self, const EkNewUser *first_user, EkSecret *passphrase, EkVaultCost cost, EkSecret **recovery_code,
           GError **error)
{
  g_autoptr (EkKeyring) ring = ek_keyring_new ();
  g_autoptr (EkRingHolder) first = ek_vault_new_holder (self, first_user, error);
  g_autoptr (EkIdentity) identity = NULL;
  EkRingHolder *recovery, *holder;

  if (first == NULL || !ek_vault_check_passphrase_text (passphrase, cost == EK_VAULT_COST_FAST, error) ||
      !ek_keyring_choose_cost (cost == EK_VAULT_COST_STRONG, &ring->cost, error))
    return NULL;
  randombytes_buf (ring->id, sizeof ring->id);
  ring->created_ms = first->created_ms;
  ring->demonstration = cost == EK_VAULT_COST_FAST;
  ring->counter = 1;
  if (!ek_keyring_new_pair (ring, first, passphrase, &identity, error))
    return NULL;
  holder = g_steal_pointer (&first);
  g_ptr_array_add (ring->holders, holder);
  recovery = add_recovery (self, ring, recovery_code, error);
  if (recovery == NULL)
    return NULL;
  add_data_key (ring, EK_DATA_CLINICAL, ring->created_ms, identity);
  add_data_key (ring, EK_DATA_SYSTEM, ring->created_ms, identity);
  if (!give_first_slots (ring, identity, holder, recovery, error) || !ek_keyring_seal (ring, identity, error))
    return NULL;
  ek_vault_take_identity (self, g_steal_pointer (&identity));
  return g_steal_pointer (&ring);
}

/* The file is made first so that it is readable by its owner only from its first moment. */
static EkDatabase *
make_database (EkVault *self, EkDataKind kind, GError **error)
{
  /* An administrator may make a vault, and holds its clinical key for this moment only. */
  g_autoptr (EkDataKey) key = ek_vault_data_key (self, kind, EK_KEY_CURRENT, error);
  g_autoptr (EkDatabase) database = NULL;
  int fd;

  if (key == NULL)
    return NULL;
  fd = open (self->database_paths[kind], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      ek_error_set_errno (error, errno, _ ("The vault could not be written"));
      return NULL;
    }
  close (fd);
  database = ek_database_open_sealed (self->database_paths[kind], TRUE, key, error);
  if (database == NULL || !ek_audit_prepare (database, error))
    return NULL;
  return g_steal_pointer (&database);
}

static gboolean
write_files (EkVault *self, GError **error)
{
  g_autoptr (EkDatabase) clinical = make_database (self, EK_DATA_CLINICAL, error);
  g_autoptr (EkDatabase) system = NULL;

  if (clinical == NULL)
    return FALSE;
  system = make_database (self, EK_DATA_SYSTEM, error);
  return system != NULL && ek_vault_audit_ring (self, system, self->ring, "created", error) &&
    ek_vault_anchor (self, system, clinical, error) && ek_database_close (clinical, error) &&
    ek_database_close (system, error) && ek_file_sync_directory (self->path, error) &&
    ek_vault_save_ring_files (self, self->ring->bytes, error);
}

/* With the mutex held. On failure the folder is as it was, but for the folder itself. */
gboolean
ek_vault_create_files (EkVault *self, const EkNewUser *first_user, EkSecret *passphrase, EkVaultCost cost,
                       EkSecret **recovery_code, GError **error)
{
  g_autoptr (EkSecret) code = NULL;
  int hold;
  gboolean made = FALSE;

  self->ring = make_ring (self, first_user, passphrase, cost, &code, error);
  if (self->ring == NULL || !prepare_folder (self, error))
    return FALSE;
  hold = ek_vault_hold (self->path, TRUE, error);
  made = hold >= 0 && write_files (self, error);
  ek_vault_release (hold);
  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    ek_sealed_vfs_clear_key (self->database_paths[kind]);
  if (!made)
    {
      sweep_folder (self);
      return FALSE;
    }
  ek_vault_remove_marker (self);
  if (ek_keyring_find_slot (self->ring, EK_DATA_CLINICAL, 1, self->identity->holder) == NULL)
    ek_identity_remove_keys (self->identity, EK_DATA_CLINICAL);
  sodium_bin2hex (self->id, sizeof self->id, self->ring->id, sizeof self->ring->id);
  *recovery_code = g_steal_pointer (&code);
  return TRUE;
}
