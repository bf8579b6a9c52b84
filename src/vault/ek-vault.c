/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ek-recovery-code.h"
#include "ek-vault-private.h"

G_DEFINE_FINAL_TYPE (EkVault, ek_vault, G_TYPE_OBJECT)

enum { LOCK_CHANGED, WRITING_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
ek_vault_dispose (GObject *object)
{
  ek_vault_lock (EK_VAULT (object));
  G_OBJECT_CLASS (ek_vault_parent_class)->dispose (object);
}

static void
ek_vault_finalize (GObject *object)
{
  EkVault *self = EK_VAULT (object);

  ek_keyring_unref (self->ring);
  g_free (self->path);
  g_free (self->keys_path);
  g_free (self->second_path);
  g_ptr_array_unref (self->remarks);
  g_ptr_array_unref (self->kept);
  for (int kind = 0; kind <= EK_DATA_N_KINDS; kind++)
    g_free (self->database_paths[kind]);
  g_rec_mutex_clear (&self->mutex);
  g_mutex_clear (&self->state);
  G_OBJECT_CLASS (ek_vault_parent_class)->finalize (object);
}

static void
ek_vault_class_init (EkVaultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ek_vault_dispose;
  object_class->finalize = ek_vault_finalize;

  /**
   * EkVault::lock-changed:
   * @self: the vault
   *
   * The vault was locked or unlocked. Emitted on the thread that did it, with nothing held.
   */
  signals[LOCK_CHANGED] = g_signal_new ("lock-changed", EK_TYPE_VAULT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);

  /**
   * EkVault::writing-changed:
   * @self: the vault
   *
   * The vault can no longer be written, or can be again; see ek_vault_get_reading_only(). Emitted on the thread that
   * noticed.
   */
  signals[WRITING_CHANGED] = g_signal_new ("writing-changed", EK_TYPE_VAULT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
ek_vault_init (EkVault *self)
{
  g_rec_mutex_init (&self->mutex);
  g_mutex_init (&self->state);
  self->remarks = g_ptr_array_new_with_free_func (g_free);
  self->kept = g_ptr_array_new_with_free_func (ek_kept_entry_free);
  for (int kind = 0; kind <= EK_DATA_N_KINDS; kind++)
    self->reading_holds[kind] = -1;
}

/* @path need not be a vault yet. */
EkVault *
ek_vault_new (const char *path, EkClock *clock)
{
  EkVault *self = g_object_new (EK_TYPE_VAULT, NULL);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  char *real = realpath (absolute, NULL);

  self->path = g_strdup (real != NULL ? real : absolute);
  free (real);
  self->keys_path = g_build_filename (self->path, EK_VAULT_RING_FILE, NULL);
  self->second_path = g_build_filename (self->path, EK_VAULT_SECOND_FILE, NULL);
  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    self->database_paths[kind] = g_build_filename (self->path, ek_data_kind_file ((EkDataKind) kind), NULL);
  self->clock = clock != NULL ? clock : ek_clock_system ();
  return self;
}

/* Started with standard input, output or error closed, the next file opened would get that number, and what is printed
 * would end up in a database. So the number is taken, by something that can neither be read from nor written to. */
static void
keep_standard_descriptors (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF && open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
      _exit (1);
}

/**
 * ek_vault_harden_process:
 *
 * Keeps secrets out of core dumps and away from other processes of the same person, files that are written from other
 * people, and what is printed out of the files; and lets no variable of the environment have the keys of a connection
 * written down, with which what was recorded of it could be read. To be called first in main().
 */
void
ek_vault_harden_process (void)
{
  const struct rlimit none = { 0, 0 };

  keep_standard_descriptors ();
  setrlimit (RLIMIT_CORE, &none);
  umask (077);
  unsetenv ("SSLKEYLOGFILE");
  /* The leak checker looks at the process from a process of its own. */
#ifndef __SANITIZE_ADDRESS__
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/**
 * ek_vault_create:
 * @path: a folder that is empty or not there yet
 * @first_user: who makes the vault; until there is an IT administrator this person also looks after users
 * @passphrase: not empty
 * @cost: %EK_VAULT_COST_STRONG for patients
 * @clock: (nullable): where the time comes from; must outlive the vault
 * @recovery_code: (out): the code to print and keep in a safe; it is not stored and not shown again
 * @error: return location for an error
 *
 * Makes a vault. Its key ring is written last: a creation that is cut short leaves no vault, and may be begun again in
 * the same folder.
 *
 * Returns: (transfer full): the vault, unlocked as @first_user, or %NULL with %EK_ERROR_EXISTS when the folder is not
 *   empty, %EK_ERROR_INVALID for a name or passphrase that cannot be, %EK_ERROR_PERMISSION, %EK_ERROR_NO_SPACE or
 *   %EK_ERROR_IO when it cannot be written
 */
EkVault *
ek_vault_create (const char *path, const EkNewUser *first_user, EkSecret *passphrase, EkVaultCost cost, EkClock *clock,
                 EkSecret **recovery_code, GError **error)
{
  g_autoptr (EkVault) self = NULL;

  g_return_val_if_fail (path != NULL && first_user != NULL && passphrase != NULL && recovery_code != NULL, NULL);

  if (!ek_secret_init (error))
    return NULL;
  self = ek_vault_new (path, clock);
  g_rec_mutex_lock (&self->mutex);
  if (!ek_vault_create_files (self, first_user, passphrase, cost, recovery_code, error))
    {
      /* Nothing to lock: no key of it opens anything. */
      ek_vault_forget (self);
      g_rec_mutex_unlock (&self->mutex);
      return NULL;
    }
  self->entered = TRUE;
  g_rec_mutex_unlock (&self->mutex);
  ek_keep_folder (self->path);
  return g_steal_pointer (&self);
}

/* Takes from others what they may do with one of ours. Never follows a link, nor touches what belongs to somebody
 * else. */
static void
keep_to_owner (const char *path)
{
  struct stat status;

  if (lstat (path, &status) == 0 && status.st_uid == geteuid () && (status.st_mode & 077) != 0 &&
      (S_ISREG (status.st_mode) || S_ISDIR (status.st_mode)))
    chmod (path, status.st_mode & 0700);
}

/* A vault that was copied or unpacked may have come with any permissions. The folder first: then nobody exchanges a
 * file in it meanwhile. */
static void
keep_folder_to_owner (EkVault *self)
{
  static const char *const ends[] = { "", "-wal", "-shm" };
  struct stat status;

  /* What the owner took the right to write away from himself or herself is kept just as it is. */
  if (stat (self->path, &status) != 0 || (status.st_mode & S_IWUSR) == 0)
    return;
  keep_to_owner (self->path);
  keep_to_owner (self->keys_path);
  keep_to_owner (self->second_path);
  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
      {
        g_autofree char *path = g_strconcat (self->database_paths[kind], ends[i], NULL);

        keep_to_owner (path);
      }
}

/**
 * ek_vault_open:
 * @path: the folder of a vault
 * @clock: (nullable): where the time comes from; must outlive the vault
 * @error: return location for an error
 *
 * Reads the key ring, or where that is damaged or gone its second copy, and checks that every byte of it is what was
 * written. Files and folder that others may read or change are kept to their owner from then on.
 *
 * Returns: (transfer full): the vault, locked, or %NULL with %EK_ERROR_NOT_FOUND when there is none, %EK_ERROR_DAMAGED
 *   when its key ring is damaged, %EK_ERROR_UNSUPPORTED when a newer program made it, %EK_ERROR_PERMISSION or
 *   %EK_ERROR_IO when it cannot be read
 */
EkVault *
ek_vault_open (const char *path, EkClock *clock, GError **error)
{
  g_autoptr (EkVault) self = NULL;
  EkRings rings;

  g_return_val_if_fail (path != NULL, NULL);

  if (!ek_secret_init (error))
    return NULL;
  self = ek_vault_new (path, clock);
  ek_vault_read_rings (self, &rings);
  self->ring = ek_rings_take (&rings, error);
  ek_rings_clear (&rings);
  if (self->ring == NULL)
    return NULL;
  sodium_bin2hex (self->id, sizeof self->id, self->ring->id, sizeof self->ring->id);
  keep_folder_to_owner (self);
  ek_keep_folder (self->path);
  return g_steal_pointer (&self);
}

/**
 * ek_vault_get_path:
 * @self: a vault
 *
 * Returns: (transfer none): its folder, absolute
 */
const char *
ek_vault_get_path (EkVault *self)
{
  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  return self->path;
}

/**
 * ek_vault_get_id:
 * @self: a vault
 *
 * Returns: (transfer none): its random id in hex, which never changes; a back-up has the same
 */
const char *
ek_vault_get_id (EkVault *self)
{
  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  return self->id;
}

/**
 * ek_vault_get_clock:
 * @self: a vault
 *
 * Returns: (transfer none): the clock it was created or opened with
 */
EkClock *
ek_vault_get_clock (EkVault *self)
{
  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  return self->clock;
}

/**
 * ek_vault_is_demonstration:
 * @self: a vault
 *
 * Returns: whether it was made with %EK_VAULT_COST_FAST and must not hold real patients
 */
gboolean
ek_vault_is_demonstration (EkVault *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (EK_IS_VAULT (self), FALSE);

  locker = g_mutex_locker_new (&self->state);
  return self->ring->demonstration;
}

/**
 * ek_vault_check_passphrase:
 * @self: an unlocked vault
 * @passphrase: what the person who is in typed again, before something that asks for it
 * @error: return location for an error
 *
 * Takes as long as unlocking: call it in a worker thread.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_WRONG_PASSPHRASE or %EK_ERROR_LOCKED
 */
gboolean
ek_vault_check_passphrase (EkVault *self, EkSecret *passphrase, GError **error)
{
  g_autoptr (EkKeyring) ring = NULL;
  g_autoptr (EkIdentity) identity = NULL;
  EkRingHolder *holder = NULL;

  g_return_val_if_fail (EK_IS_VAULT (self) && passphrase != NULL, FALSE);

  g_mutex_lock (&self->state);
  ring = ek_keyring_ref (self->ring);
  if (ek_vault_require_unlocked (self, error))
    holder = ek_keyring_find_holder (ring, self->identity->holder);
  g_mutex_unlock (&self->state);
  if (holder == NULL)
    return FALSE;
  identity = ek_keyring_open_holder (ring, holder, passphrase, error);
  return identity != NULL;
}

/* What locking leaves behind: anchors, the entry, and nothing in the logs. A full disk does not keep anybody from
 * locking: the next unlocking anchors again. */
static void
record_leaving (EkVault *self)
{
  g_autoptr (EkDatabase) system = NULL;
  g_autoptr (EkDatabase) clinical = NULL;
  int hold;

  if (self->writing != EK_WRITING_POSSIBLE)
    {
      ek_vault_audit_held (self, EK_AUDIT_LOCK, NULL, NULL, NULL, NULL);
      ek_vault_try_writing (self);
      return;
    }
  hold = ek_vault_hold (self->path, FALSE, NULL);

  if (hold >= 0 && ek_vault_refresh (self, NULL) && self->identity != NULL)
    {
      system = ek_vault_connect_held (self, EK_DATA_SYSTEM, NULL);
      if (ek_vault_is_clinical (self))
        clinical = ek_vault_connect_held (self, EK_DATA_CLINICAL, NULL);
      if (system != NULL)
        ek_vault_audit_held (self, EK_AUDIT_LOCK, NULL, NULL, NULL, NULL);
      if (system != NULL && clinical != NULL)
        ek_vault_anchor (self, system, clinical, NULL);
      if (clinical != NULL)
        ek_database_exec (clinical, "PRAGMA wal_checkpoint (TRUNCATE)", NULL);
      if (system != NULL)
        ek_database_exec (system, "PRAGMA wal_checkpoint (TRUNCATE)", NULL);
    }
  ek_vault_release (hold);
}

/**
 * ek_vault_lock:
 * @self: a vault
 *
 * Records the leaving, moves the logs into the databases and wipes every key. Does nothing to a locked vault.
 * Connections should be closed before; one that is still open keeps working on what it has opened until its owner
 * closes it.
 */
void
ek_vault_lock (EkVault *self)
{
  gboolean was_in;

  g_return_if_fail (EK_IS_VAULT (self));

  g_rec_mutex_lock (&self->mutex);
  was_in = self->identity != NULL;
  if (was_in)
    {
      record_leaving (self);
      ek_vault_forget (self);
      ek_vault_end_reading (self);
      g_ptr_array_set_size (self->remarks, 0);
    }
  g_rec_mutex_unlock (&self->mutex);
  if (was_in)
    g_signal_emit (self, signals[LOCK_CHANGED], 0);
}

/**
 * ek_vault_is_unlocked:
 * @self: a vault
 *
 * Returns: whether somebody is in
 */
gboolean
ek_vault_is_unlocked (EkVault *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (EK_IS_VAULT (self), FALSE);

  locker = g_mutex_locker_new (&self->state);
  return self->entered;
}
