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

#include "ek-error.h"
#include "ek-place.h"
#include "ek-still.h"
#include "ek-text.h"
#include "ek-vault-private.h"
#include "ek-work-folder.h"

/* A back-up is a vault folder of its own: the key ring and both databases, sealed as they are, and a list of the hashes
 * of these files, so that its wholeness can be seen without a passphrase. It is put together in a working folder
 * (ek-work-folder.c) and gets its own name when it is complete and checked.
 *
 * Somebody with both keys copies the databases as SQLite sees them and checks the copies with it. The IT administrator
 * has no key to the patients' database and copies its bytes, with the log, while nobody may write; that copy is checked
 * against the original byte for byte, and its content when a clinician opens it. */

#define LIST_FILE "backup.list"
#define LIST_BYTES 4096
#define HASH_HEX (crypto_generichash_BYTES * 2 + 1)
#define COPY_BUFFER (1024 * 1024)
#define BACKUP_PREFIX "evenkeel-"
#define MOST_COPIES 1000 /* of one second */

#define CLINICAL_LOG EK_VAULT_CLINICAL_FILE "-wal"

/* The log is there only in an administrator's back-up. */
static const char *const kept_files[] = {
  EK_VAULT_RING_FILE,
  EK_VAULT_CLINICAL_FILE,
  EK_VAULT_SYSTEM_FILE,
  CLINICAL_LOG,
};

/* Everything that is ever in a folder that a copy is put together in. */
static const char *const made_files[] = {
  EK_VAULT_RING_FILE,
  EK_VAULT_SECOND_FILE,
  LIST_FILE,
  EK_VAULT_RESTORED_FILE,
  EK_VAULT_CLINICAL_FILE,
  CLINICAL_LOG,
  EK_VAULT_CLINICAL_FILE "-shm",
  EK_VAULT_SYSTEM_FILE,
  EK_VAULT_SYSTEM_FILE "-wal",
  EK_VAULT_SYSTEM_FILE "-shm",
  NULL,
};

static gboolean
write_all (int fd, const guint8 *bytes, gsize length)
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
read_through (int from, int to, char hash_hex[HASH_HEX])
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

/* A plain file in @folder, or -1 with errno. */
static int
open_plain (int folder, const char *name)
{
  int fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;

  if (fd < 0 || (fstat (fd, &status) == 0 && S_ISREG (status.st_mode)))
    return fd;
  close (fd);
  errno = EINVAL;
  return -1;
}

/* Copies a file into the other folder, where there is none of its name (or only reads it, when that is -1), and gives
 * the hash of what was read. */
static gboolean
copy_file (int from, int to, const char *name, char hash_hex[HASH_HEX], GError **error)
{
  int source = open_plain (from, name);
  int target = -1, saved;
  gboolean copied = source >= 0;

  if (copied && to >= 0)
    {
      target = openat (to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
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
    ek_error_set_errno (error, saved, _ ("The copy could not be made; the original is unchanged"));
  return copied;
}

static gboolean
is_in (int folder, const char *name)
{
  struct stat status;

  return fstatat (folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* A new file of the folder, on the disk. */
static gboolean
put_file (int folder, const char *name, gconstpointer bytes, gsize length, GError **error)
{
  int fd = openat (folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean put = fd >= 0 && write_all (fd, bytes, length) && fsync (fd) == 0;
  int saved = errno;

  if (fd >= 0 && close (fd) != 0 && put)
    {
      saved = errno;
      put = FALSE;
    }
  if (!put)
    ek_error_set_errno (error, saved, _ ("The copy could not be made; the original is unchanged"));
  return put;
}

/* The list: "evenkeel backup 1", then one line per file: hash and name. */
static gboolean
write_list (int folder, GError **error)
{
  g_autoptr (GString) list = g_string_new ("evenkeel backup 1\n");

  for (gsize i = 0; i < G_N_ELEMENTS (kept_files); i++)
    {
      char hash_hex[HASH_HEX];

      if (strcmp (kept_files[i], CLINICAL_LOG) == 0 && !is_in (folder, CLINICAL_LOG))
        continue;
      if (!copy_file (folder, -1, kept_files[i], hash_hex, error))
        return FALSE;
      g_string_append_printf (list, "%s  %s\n", hash_hex, kept_files[i]);
    }
  return put_file (folder, LIST_FILE, list->str, list->len, error);
}

static char *
listed_hash (const char *list, const char *file)
{
  g_auto (GStrv) lines = g_strsplit (list, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      if (strlen (lines[i]) > HASH_HEX && strcmp (lines[i] + HASH_HEX + 1, file) == 0)
        return g_strndup (lines[i], HASH_HEX - 1);
    }
  return NULL;
}

/* Starts a read that sees one moment of the database until the connection is closed. */
static EkDatabase *
open_moment (EkVault *self, EkDataKind kind, GError **error)
{
  g_autoptr (EkDatabase) database = ek_vault_connect_held (self, kind, error);

  if (database == NULL || !ek_database_exec (database, "BEGIN; SELECT count(*) FROM sqlite_schema;", error))
    return NULL;
  return g_steal_pointer (&database);
}

/* The same moment of both databases, because each audit signs for the other: writers of both are kept waiting while the
 * reads are started, and not while the copies are made. */
static gboolean
open_moments (EkVault *self, EkDatabase **clinical, EkDatabase **system, GError **error)
{
  g_autoptr (EkDatabase) clinical_stop = ek_vault_connect_held (self, EK_DATA_CLINICAL, error);
  g_autoptr (EkDatabase) system_stop = NULL;

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
copy_database (EkVault *self, EkDatabase *database, EkDataKind kind, EkWorkFolder *folder, GCancellable *cancellable,
               GError **error)
{
  g_autofree char *path = ek_work_folder_file (folder, ek_data_kind_file (kind));
  g_autoptr (EkDataKey) key = ek_vault_data_key (self, kind, EK_KEY_CURRENT, error);

  return key != NULL && ek_database_copy (database, path, key, cancellable, error) &&
    fchmodat (ek_work_folder_descriptor (folder), ek_data_kind_file (kind), 0600, 0) == 0;
}

/* The last thing in the audit of a copy is that it is one: whoever unlocks it, where it lies or restored, is told, and
 * nobody can take that away without the key. */
static gboolean
mark_copy (EkVault *self, EkWorkFolder *folder, GError **error)
{
  g_autofree char *path = ek_work_folder_file (folder, EK_VAULT_SYSTEM_FILE);
  g_autoptr (EkDataKey) key = ek_vault_data_key (self, EK_DATA_SYSTEM, EK_KEY_CURRENT, error);
  g_autoptr (EkDatabase) copy = key != NULL ? ek_database_open_sealed (path, FALSE, key, error) : NULL;
  gboolean marked = copy != NULL &&
    ek_vault_audit_into (self, copy, EK_AUDIT_BACKUP, EK_VAULT_SUBJECT_COPY, NULL, NULL, error) &&
    ek_database_close (copy, error);

  ek_sealed_vfs_clear_key (path);
  return marked;
}

/* Copies one file of the vault as bytes, and makes sure that they arrived. */
static gboolean
copy_bytes (int from, const char *name, int to, GError **error)
{
  char read_hex[HASH_HEX], written_hex[HASH_HEX];

  if (!copy_file (from, to, name, read_hex, error) || !copy_file (to, -1, name, written_hex, error))
    return FALSE;
  if (strcmp (read_hex, written_hex) == 0)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
               _ ("The copy of the database is not whole. The vault is unchanged; check the disk and try again."));
  return FALSE;
}

/* The patients' database by somebody without its key, and the moment of the system database that goes with it: while
 * the one stands still, no entry of the other can sign for more than is in it. */
static gboolean
copy_unopened (EkVault *self, int folder, EkDatabase **system, GError **error)
{
  int from = ek_place_open_folder (self->path, error);
  EkStill still;
  gboolean copied;

  if (from < 0)
    return FALSE;
  if (!ek_still_begin (&still, self->database_paths[EK_DATA_CLINICAL], error))
    {
      close (from);
      return FALSE;
    }
  *system = open_moment (self, EK_DATA_SYSTEM, error);
  copied = *system != NULL && copy_bytes (from, EK_VAULT_CLINICAL_FILE, folder, error) &&
    (!is_in (from, CLINICAL_LOG) || copy_bytes (from, CLINICAL_LOG, folder, error));
  ek_still_end (&still);
  close (from);
  return copied;
}

static gboolean
write_copy (EkVault *self, EkWorkFolder *folder, GCancellable *cancellable, GError **error)
{
  int descriptor = ek_work_folder_descriptor (folder);
  g_autoptr (EkDatabase) clinical = NULL;
  g_autoptr (EkDatabase) system = NULL;
  gconstpointer ring;
  gsize length;

  if (ek_vault_is_clinical (self))
    {
      if (!open_moments (self, &clinical, &system, error) ||
          !copy_database (self, clinical, EK_DATA_CLINICAL, folder, cancellable, error))
        return FALSE;
    }
  else if (!copy_unopened (self, descriptor, &system, error))
    return FALSE;
  ring = g_bytes_get_data (self->ring->bytes, &length);
  return ek_vault_check_ring_is_newest (self, system, FALSE, error) &&
    copy_database (self, system, EK_DATA_SYSTEM, folder, cancellable, error) && mark_copy (self, folder, error) &&
    put_file (descriptor, EK_VAULT_RING_FILE, ring, length, error) && write_list (descriptor, error);
}

static char *
name_of_moment (EkVault *self)
{
  gint64 now_ms = ek_clock_now (self->clock);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_ms / 1000);

  return g_date_time_format (now, BACKUP_PREFIX "%Y%m%d-%H%M%SZ");
}

/* Under the first name that nothing has. */
static char *
publish_under_free_name (EkWorkFolder *folder, const char *stamp, GError **error)
{
  char *name = g_strdup (stamp);

  for (int i = 2; i < MOST_COPIES; i++)
    {
      g_autoptr (GError) local_error = NULL;
      gboolean taken;

      if (ek_work_folder_publish (folder, name, FALSE, &taken, &local_error))
        return name;
      g_free (name);
      if (!taken || i + 1 == MOST_COPIES)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      name = g_strdup_printf ("%s-%d", stamp, i);
    }
  g_return_val_if_reached (NULL);
}

/* With the mutex held and the folder shared. */
static gboolean
back_up_into (EkVault *self, int parent, const char *directory, GCancellable *cancellable, char **written,
              GError **error)
{
  g_autofree char *stamp = name_of_moment (self);
  g_autofree char *name = NULL;
  EkWorkFolder *folder;

  ek_work_folder_sweep (parent, BACKUP_PREFIX, FALSE, made_files);
  folder = ek_work_folder_new (parent, stamp, error);
  if (folder == NULL)
    return FALSE;
  if (write_copy (self, folder, cancellable, error))
    name = publish_under_free_name (folder, stamp, error);
  ek_work_folder_free (folder, made_files);
  if (name == NULL || !ek_vault_audit_held (self, EK_AUDIT_BACKUP, NULL, NULL, NULL, error))
    return FALSE;
  *written = g_build_filename (directory, name, NULL);
  return TRUE;
}

static gboolean
back_up_held (EkVault *self, const char *directory, GCancellable *cancellable, char **written, GError **error)
{
  gboolean done;
  int parent;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      ek_error_set_errno (error, errno, _ ("The folder for back-ups could not be made"));
      return FALSE;
    }
  parent = ek_place_open_folder (directory, error);
  if (parent < 0)
    return FALSE;
  done = back_up_into (self, parent, directory, cancellable, written, error);
  close (parent);
  return done;
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
ek_vault_back_up (EkVault *self, const char *directory, GCancellable *cancellable, char **written, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
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
not_whole (const char *file, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
               /* Translators: %s is the name of a file */
               _ ("This back-up is not whole: %s is missing or is not what was written. Nothing was restored; use "
                  "another back-up."),
               file);
  return FALSE;
}

static char *
read_list (int folder)
{
  char list[LIST_BYTES + 1] = { 0 };
  int fd = open_plain (folder, LIST_FILE);
  ssize_t length = fd >= 0 ? read (fd, list, LIST_BYTES) : -1;

  if (fd >= 0)
    close (fd);
  return length > 0 ? g_strdup (list) : NULL;
}

static gboolean
is_plain (int folder, const char *name)
{
  struct stat status;

  return fstatat (folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (status.st_mode);
}

/* Copies the files of the back-up into the new folder, each against its hash in the list. */
static gboolean
copy_back (int from, int to, GError **error)
{
  g_autofree char *list = read_list (from);

  if (list == NULL)
    return not_whole (LIST_FILE, error);
  for (gsize i = 0; i < G_N_ELEMENTS (kept_files); i++)
    {
      g_autofree char *hash = listed_hash (list, kept_files[i]);
      char copied_hex[HASH_HEX], written_hex[HASH_HEX];

      if (hash == NULL && strcmp (kept_files[i], CLINICAL_LOG) == 0 && !is_in (from, CLINICAL_LOG))
        continue;
      if (hash == NULL || !is_plain (from, kept_files[i]))
        return not_whole (kept_files[i], error);
      if (!copy_file (from, to, kept_files[i], copied_hex, error) ||
          !copy_file (to, -1, kept_files[i], written_hex, error))
        return FALSE;
      if (strcmp (hash, copied_hex) != 0 || strcmp (hash, written_hex) != 0)
        return not_whole (kept_files[i], error);
    }
  return TRUE;
}

/* Who restores has no key, so the audit hears of it from whoever unlocks first: when and what, for that time. */
static gboolean
write_restored_note (const char *backup, int to, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (backup, NULL);
  g_autofree char *name = g_path_get_basename (absolute);
  g_autofree char *now = ek_instant_format (ek_clock_now (ek_clock_system ()), 0);
  g_autofree char *clean = ek_text_clean_line (name);
  g_autofree char *note = g_strdup_printf ("evenkeel restored 1\n%s\n%s\n", now, clean);

  return put_file (to, EK_VAULT_RESTORED_FILE, note, strlen (note), error);
}

static gboolean
fill_restored (const char *backup, EkWorkFolder *folder, EkKeyring *ring, GError **error)
{
  int to = ek_work_folder_descriptor (folder);
  int from = ek_place_open_folder (backup, error);
  gsize length;
  gconstpointer bytes = g_bytes_get_data (ring->bytes, &length);
  gboolean filled = from >= 0 && copy_back (from, to, error) &&
    put_file (to, EK_VAULT_SECOND_FILE, bytes, length, error) && write_restored_note (backup, to, error);

  if (from >= 0)
    close (from);
  return filled;
}

static gboolean
not_empty (GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_EXISTS,
               _ ("The folder to restore to is not empty. Nothing was restored; choose an empty folder or a new one."));
  return FALSE;
}

/* Nothing, or an empty folder; a link is neither, wherever it leads. */
static gboolean
has_room_for_vault (int parent, const char *name, GError **error)
{
  struct stat status;
  gboolean empty = FALSE;
  int folder;

  if (fstatat (parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT ? TRUE : not_empty (error);
  folder = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder >= 0)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", folder);
      g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);

      empty = directory != NULL && g_dir_read_name (directory) == NULL;
      close (folder);
    }
  return empty || not_empty (error);
}

static gboolean
restore_into (const char *backup, EkKeyring *ring, int parent, const char *name, GError **error)
{
  EkWorkFolder *folder;
  gboolean taken, restored;

  if (!has_room_for_vault (parent, name, error))
    return FALSE;
  ek_work_folder_sweep (parent, name, TRUE, made_files);
  folder = ek_work_folder_new (parent, name, error);
  if (folder == NULL)
    return FALSE;
  restored = fill_restored (backup, folder, ring, error) && ek_work_folder_publish (folder, name, TRUE, &taken, error);
  ek_work_folder_free (folder, made_files);
  return restored;
}

/**
 * ek_vault_restore:
 * @backup: a folder that ek_vault_back_up() made
 * @destination: a folder that is empty or not there yet; nothing is ever overwritten
 * @error: return location for an error
 *
 * Copies a back-up, checking every byte against the list it carries, and gives the copy its name when it is complete.
 * No passphrase is needed; the pages are authenticated when the vault is unlocked and by ek_vault_verify(). That it was
 * restored is written into its audit by the first who unlocks it, and told to each who does (ek_vault_list_remarks()).
 *
 * Returns: %TRUE when the vault is there, or %FALSE with %EK_ERROR_DAMAGED when the back-up is not whole,
 *   %EK_ERROR_EXISTS when @destination holds anything, %EK_ERROR_NO_SPACE, %EK_ERROR_PERMISSION or %EK_ERROR_IO
 */
gboolean
ek_vault_restore (const char *backup, const char *destination, GError **error)
{
  g_autofree char *absolute = NULL;
  g_autofree char *above = NULL;
  g_autofree char *name = NULL;
  g_autofree char *keys_path = NULL;
  g_autoptr (EkKeyring) ring = NULL;
  gboolean restored;
  int parent;

  g_return_val_if_fail (backup != NULL && destination != NULL, FALSE);

  keys_path = g_build_filename (backup, EK_VAULT_RING_FILE, NULL);
  ring = ek_secret_init (error) ? ek_keyring_load (keys_path, error) : NULL;
  if (ring == NULL)
    return FALSE;
  absolute = g_canonicalize_filename (destination, NULL);
  above = g_path_get_dirname (absolute);
  name = g_path_get_basename (absolute);
  if (g_mkdir_with_parents (above, 0700) != 0)
    {
      ek_error_set_errno (error, errno, _ ("The folder to restore to could not be made"));
      return FALSE;
    }
  parent = ek_place_open_folder (above, error);
  if (parent < 0)
    return FALSE;
  restored = restore_into (backup, ring, parent, name, error);
  close (parent);
  return restored;
}
