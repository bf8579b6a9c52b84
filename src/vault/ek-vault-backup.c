/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-still.h"
#include "ek-vault-private.h"

/* A back-up is a vault folder of its own: the key ring and both databases, sealed as they are, and a list of the hashes
 * of these files, so that its wholeness can be seen without a passphrase. It is made under another name and gets its
 * own when it is complete and checked.
 *
 * Somebody with both keys copies the databases as SQLite sees them and checks the copies with it. The IT administrator
 * has no key to the patients' database and copies its bytes, with the log, while nobody may write; that copy is checked
 * against the original byte for byte, and its content when a clinician opens it. */

#define LIST_FILE      "backup.list"
#define LIST_BYTES     4096
#define HASH_HEX       (crypto_generichash_BYTES * 2 + 1)
#define COPY_BUFFER    (1024 * 1024)

#define CLINICAL_LOG   EK_VAULT_CLINICAL_FILE "-wal"

/* The log is there only in an administrator's back-up. */
static const char *const kept_files[] = {
  EK_VAULT_RING_FILE, EK_VAULT_CLINICAL_FILE, EK_VAULT_SYSTEM_FILE, CLINICAL_LOG,
};

static void
remove_copy (const char *folder)
{
  static const char *const files[] = { EK_VAULT_RING_FILE, EK_VAULT_EARLIER_FILE, LIST_FILE };

  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    {
      g_autofree char *path = g_build_filename (folder, ek_data_kind_file ((EkDataKind) kind), NULL);

      ek_database_remove_files (path);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static gboolean
write_all (int           fd,
           const guint8 *bytes,
           gsize         length)
{
  while (length > 0)
    {
      gssize written = write (fd, bytes, length);

      if (written < 0 && errno != EINTR)
        return FALSE;
      if (written > 0)
        {
          bytes += written;
          length -= (gsize) written;
        }
    }
  return TRUE;
}

/* Reads @from to its end, into @to unless that is -1, and hashes it. errno tells why it failed. */
static gboolean
read_through (int   from,
              int   to,
              char  hash_hex[HASH_HEX])
{
  g_autofree guint8 *buffer = g_malloc (COPY_BUFFER);
  guint8 hash[crypto_generichash_BYTES];
  crypto_generichash_state state;
  gssize n;

  crypto_generichash_init (&state, NULL, 0, sizeof hash);
  do
    {
      n = read (from, buffer, COPY_BUFFER);
      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        crypto_generichash_update (&state, buffer, (gsize) n);
      if (n > 0 && to >= 0 && !write_all (to, buffer, (gsize) n))
        return FALSE;
    }
  while (n != 0);
  crypto_generichash_final (&state, hash, sizeof hash);
  sodium_bin2hex (hash_hex, HASH_HEX, hash, sizeof hash);
  return TRUE;
}

/* Copies @from to the new file @to (or only reads it, when that is NULL) and gives the hash of what was read. */
static gboolean
copy_file (const char  *from,
           const char  *to,
           char         hash_hex[HASH_HEX],
           GError     **error)
{
  int source = open (from, O_RDONLY | O_CLOEXEC);
  int target = -1, saved;
  gboolean copied = source >= 0;

  if (copied && to != NULL)
    {
      target = open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      copied = target >= 0;
    }
  copied = copied && read_through (source, target, hash_hex) && (target < 0 || fsync (target) == 0);
  saved = errno;
  if (target >= 0 && close (target) != 0 && copied)
    {
      saved = errno;
      copied = FALSE;
    }
  if (source >= 0)
    close (source);
  if (!copied)
    ek_error_set_errno (error, saved, _("The copy could not be made; the original is unchanged"));
  return copied;
}

/* The list: "evenkeel backup 1", then one line per file: hash and name. */
static gboolean
write_list (const char  *folder,
            GError     **error)
{
  g_autoptr(GString) list = g_string_new ("evenkeel backup 1\n");
  g_autofree char *path = g_build_filename (folder, LIST_FILE, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kept_files); i++)
    {
      g_autofree char *file = g_build_filename (folder, kept_files[i], NULL);
      char hash_hex[HASH_HEX];

      if (strcmp (kept_files[i], CLINICAL_LOG) == 0 && !g_file_test (file, G_FILE_TEST_EXISTS))
        continue;
      if (!copy_file (file, NULL, hash_hex, error))
        return FALSE;
      g_string_append_printf (list, "%s  %s\n", hash_hex, kept_files[i]);
    }
  return ek_file_replace (path, list->str, list->len, 0600, error);
}

static char *
listed_hash (const char *list,
             const char *file)
{
  g_auto(GStrv) lines = g_strsplit (list, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      if (strlen (lines[i]) > HASH_HEX && strcmp (lines[i] + HASH_HEX + 1, file) == 0)
        return g_strndup (lines[i], HASH_HEX - 1);
    }
  return NULL;
}

/* Starts a read that sees one moment of the database until the connection is closed. */
static EkDatabase *
open_moment (EkVault     *self,
             EkDataKind   kind,
             GError     **error)
{
  g_autoptr(EkDatabase) database = ek_vault_connect_held (self, kind, error);

  if (database == NULL || !ek_database_exec (database, "BEGIN; SELECT count(*) FROM sqlite_schema;", error))
    return NULL;
  return g_steal_pointer (&database);
}

/* The same moment of both databases, because each audit signs for the other: writers of both are kept waiting while the
 * reads are started, and not while the copies are made. */
static gboolean
open_moments (EkVault      *self,
              EkDatabase  **clinical,
              EkDatabase  **system,
              GError      **error)
{
  g_autoptr(EkDatabase) clinical_stop = ek_vault_connect_held (self, EK_DATA_CLINICAL, error);
  g_autoptr(EkDatabase) system_stop = NULL;

  if (clinical_stop == NULL || !ek_database_begin (clinical_stop, error))
    return FALSE;
  system_stop = ek_vault_connect_held (self, EK_DATA_SYSTEM, error);
  if (system_stop == NULL || !ek_database_begin (system_stop, error))
    return FALSE;
  *clinical = open_moment (self, EK_DATA_CLINICAL, error);
  *system = *clinical != NULL ? open_moment (self, EK_DATA_SYSTEM, error) : NULL;
  return *system != NULL;
}

static gboolean
copy_database (EkVault       *self,
               EkDatabase    *database,
               EkDataKind     kind,
               const char    *folder,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree char *path = g_build_filename (folder, ek_data_kind_file (kind), NULL);
  g_autoptr(EkDataKey) key = ek_vault_data_key (self, kind, EK_KEY_CURRENT, error);

  return key != NULL && ek_database_copy (database, path, key, cancellable, error) && g_chmod (path, 0600) == 0;
}

/* Copies one file of the vault as bytes, and makes sure that they arrived. */
static gboolean
copy_bytes (EkVault     *self,
            const char  *name,
            const char  *folder,
            GError     **error)
{
  g_autofree char *from = g_build_filename (self->path, name, NULL);
  g_autofree char *to = g_build_filename (folder, name, NULL);
  char read_hex[HASH_HEX], written_hex[HASH_HEX];

  if (!copy_file (from, to, read_hex, error) || !copy_file (to, NULL, written_hex, error))
    return FALSE;
  if (strcmp (read_hex, written_hex) == 0)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
               _("The copy of the database is not whole. The vault is unchanged; check the disk and try again."));
  return FALSE;
}

/* The patients' database by somebody without its key, and the moment of the system database that goes with it: while
 * the one stands still, no entry of the other can sign for more than is in it. */
static gboolean
copy_unopened (EkVault      *self,
               const char   *folder,
               EkDatabase  **system,
               GError      **error)
{
  g_autofree char *log = g_build_filename (self->path, CLINICAL_LOG, NULL);
  EkStill still;
  gboolean copied;

  if (!ek_still_begin (&still, self->database_paths[EK_DATA_CLINICAL], error))
    return FALSE;
  *system = open_moment (self, EK_DATA_SYSTEM, error);
  copied = *system != NULL
           && copy_bytes (self, EK_VAULT_CLINICAL_FILE, folder, error)
           && (!g_file_test (log, G_FILE_TEST_EXISTS) || copy_bytes (self, CLINICAL_LOG, folder, error));
  ek_still_end (&still);
  return copied;
}

static gboolean
write_copy (EkVault       *self,
            const char    *folder,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autofree char *keys_path = g_build_filename (folder, EK_VAULT_RING_FILE, NULL);
  g_autoptr(EkDatabase) clinical = NULL;
  g_autoptr(EkDatabase) system = NULL;

  if (ek_vault_is_clinical (self))
    {
      if (!open_moments (self, &clinical, &system, error)
          || !copy_database (self, clinical, EK_DATA_CLINICAL, folder, cancellable, error))
        return FALSE;
    }
  else if (!copy_unopened (self, folder, &system, error))
    return FALSE;
  return ek_vault_check_ring_is_newest (self, system, FALSE, error)
         && copy_database (self, system, EK_DATA_SYSTEM, folder, cancellable, error)
         && ek_vault_save_ring_file (keys_path, NULL, self->ring->bytes, error)
         && write_list (folder, error);
}

static char *
choose_name (EkVault    *self,
             const char *directory)
{
  gint64 now_ms = ek_clock_now (self->clock);
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autofree char *stamp = g_date_time_format (now, "evenkeel-%Y%m%d-%H%M%SZ");
  char *path = g_build_filename (directory, stamp, NULL);

  for (int i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s-%d", stamp, i);

      g_free (path);
      path = g_build_filename (directory, numbered, NULL);
    }
  return path;
}

/* With the mutex held and the folder shared. */
static gboolean
back_up_held (EkVault       *self,
              const char    *directory,
              GCancellable  *cancellable,
              char         **written,
              GError       **error)
{
  g_autofree char *path = NULL;
  g_autofree char *partial = NULL;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      ek_error_set_errno (error, errno, _("The folder for back-ups could not be made"));
      return FALSE;
    }
  path = choose_name (self, directory);
  partial = g_strconcat (path, ".partial", NULL);
  remove_copy (partial);
  if (g_mkdir (partial, 0700) != 0)
    {
      ek_error_set_errno (error, errno, _("The back-up could not be written"));
      return FALSE;
    }
  if (!write_copy (self, partial, cancellable, error))
    {
      remove_copy (partial);
      return FALSE;
    }
  if (!ek_file_sync_directory (partial, error) || rename (partial, path) != 0
      || !ek_file_sync_directory (directory, error))
    {
      if (error != NULL && *error == NULL)
        ek_error_set_errno (error, errno, _("The back-up could not be completed"));
      remove_copy (partial);
      return FALSE;
    }
  if (!ek_vault_audit_held (self, EK_AUDIT_BACKUP, NULL, NULL, NULL, error))
    return FALSE;
  *written = g_steal_pointer (&path);
  return TRUE;
}

/**
 * ek_vault_back_up:
 * @self: an unlocked vault
 * @directory: (nullable): where to; %NULL for `backups` in the vault's own folder
 * @cancellable: (nullable): stops it; what was written is removed
 * @written: (out) (transfer full): the folder that was made, named for the time in UTC
 * @error: return location for an error
 *
 * Copies the vault as it is at one moment while others go on working, sealed under the same keys, and checks the copy.
 * By an IT administrator the patients' database is copied without being opened, and others wait meanwhile. Passphrases
 * of that moment open the copy, also after they were changed in the vault.
 *
 * Returns: %TRUE when the back-up is whole and on the disk, or %FALSE with %EK_ERROR_PERMISSION, %EK_ERROR_NO_SPACE,
 *   %EK_ERROR_BUSY, %EK_ERROR_CANCELLED, %EK_ERROR_LOCKED or an error of writing
 */
gboolean
ek_vault_back_up (EkVault       *self,
                  const char    *directory,
                  GCancellable  *cancellable,
                  char         **written,
                  GError       **error)
{
  g_autoptr(GRecMutexLocker) locker = NULL;
  g_autofree char *own = NULL;
  gboolean done;
  int hold;

  g_return_val_if_fail (EK_IS_VAULT (self) && written != NULL, FALSE);

  *written = NULL;
  locker = g_rec_mutex_locker_new (&self->mutex);
  if (!ek_vault_require_unlocked (self, error) || !ek_vault_settle_rotation (self, error))
    return FALSE;
  if (directory == NULL)
    directory = own = g_build_filename (self->path, "backups", NULL);
  hold = ek_vault_hold (self->path, !ek_vault_is_clinical (self), error);
  done = hold >= 0 && ek_vault_refresh (self, error) && back_up_held (self, directory, cancellable, written, error);
  ek_vault_release (hold);
  return done;
}

static gboolean
not_whole (const char  *file,
           GError     **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
               /* Translators: %s is the name of a file */
               _("This back-up is not whole: %s is missing or is not what was written. Nothing was restored; use "
                 "another back-up."),
               file);
  return FALSE;
}

/* Copies the files of @backup into @folder, each against its hash in the list. */
static gboolean
copy_back (const char  *backup,
           const char  *folder,
           GError     **error)
{
  g_autofree char *list_path = g_build_filename (backup, LIST_FILE, NULL);
  g_autofree char *list = NULL;
  gsize length;

  if (!ek_file_read (list_path, LIST_BYTES, &list, &length, NULL))
    return not_whole (LIST_FILE, error);
  for (gsize i = 0; i < G_N_ELEMENTS (kept_files); i++)
    {
      g_autofree char *from = g_build_filename (backup, kept_files[i], NULL);
      g_autofree char *to = g_build_filename (folder, kept_files[i], NULL);
      g_autofree char *hash = listed_hash (list, kept_files[i]);
      char copied_hex[HASH_HEX], written_hex[HASH_HEX];

      if (hash == NULL && strcmp (kept_files[i], CLINICAL_LOG) == 0 && !g_file_test (from, G_FILE_TEST_EXISTS))
        continue;
      if (hash == NULL || !g_file_test (from, G_FILE_TEST_IS_REGULAR))
        return not_whole (kept_files[i], error);
      if (!copy_file (from, to, copied_hex, error) || !copy_file (to, NULL, written_hex, error))
        return FALSE;
      if (strcmp (hash, copied_hex) != 0 || strcmp (hash, written_hex) != 0)
        return not_whole (kept_files[i], error);
    }
  return TRUE;
}

static gboolean
has_room_for_vault (const char  *destination,
                    GError     **error)
{
  g_autoptr(GDir) directory = g_dir_open (destination, 0, NULL);

  if (directory == NULL && !g_file_test (destination, G_FILE_TEST_EXISTS))
    return TRUE;
  if (directory != NULL && g_dir_read_name (directory) == NULL)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_EXISTS,
               _("The folder to restore to is not empty. Nothing was restored; choose an empty folder or a new one."));
  return FALSE;
}

/**
 * ek_vault_restore:
 * @backup: a folder that ek_vault_back_up() made
 * @destination: a folder that is empty or not there yet; nothing is ever overwritten
 * @error: return location for an error
 *
 * Copies a back-up, checking every byte against the list it carries, and gives the copy its name when it is complete.
 * No passphrase is needed; the pages are authenticated when the vault is unlocked and by ek_vault_verify().
 *
 * Returns: %TRUE when the vault is there, or %FALSE with %EK_ERROR_DAMAGED when the back-up is not whole,
 *   %EK_ERROR_EXISTS when @destination holds anything, %EK_ERROR_NO_SPACE, %EK_ERROR_PERMISSION or %EK_ERROR_IO
 */
gboolean
ek_vault_restore (const char  *backup,
                  const char  *destination,
                  GError     **error)
{
  g_autofree char *partial = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *absolute = NULL;
  g_autofree char *keys_path = NULL;
  g_autoptr(EkKeyring) ring = NULL;

  g_return_val_if_fail (backup != NULL && destination != NULL, FALSE);

  keys_path = g_build_filename (backup, EK_VAULT_RING_FILE, NULL);
  if (!ek_secret_init (error) || !has_room_for_vault (destination, error))
    return FALSE;
  ring = ek_keyring_load (keys_path, error);
  if (ring == NULL)
    return FALSE;
  absolute = g_canonicalize_filename (destination, NULL);
  parent = g_path_get_dirname (absolute);
  partial = g_strconcat (absolute, ".partial", NULL);
  remove_copy (partial);
  if (g_mkdir_with_parents (parent, 0700) != 0 || g_mkdir (partial, 0700) != 0)
    {
      ek_error_set_errno (error, errno, _("The folder to restore to could not be made"));
      return FALSE;
    }
  if (!copy_back (backup, partial, error) || !ek_file_sync_directory (partial, error))
    {
      remove_copy (partial);
      return FALSE;
    }
  /* rename() replaces an empty folder and nothing else. */
  if (rename (partial, absolute) != 0)
    {
      ek_error_set_errno (error, errno, _("The vault could not be restored; the back-up is unchanged"));
      remove_copy (partial);
      return FALSE;
    }
  return ek_file_sync_directory (parent, error);
}
