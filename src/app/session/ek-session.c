/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-session-private.h"

#include <glib/gi18n-lib.h>

#include "ek-assess.h"
#include "ek-error.h"
#include "ek-job.h"
#include "ek-memory.h"
#include "ek-risk.h"

G_DEFINE_FINAL_TYPE (EkSession, ek_session, G_TYPE_OBJECT)

enum { CHANGED, UNLOCKED, LOCKING, LOCKED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Telling the main thread what a commit changed */

typedef struct {
  EkSession *session;
  GPtrArray *changes; /* of EkChange, copied */
} Told;

static void
change_free (gpointer data)
{
  EkChange *change = data;

  g_free (change->id);
  g_free (change->patient_id);
  g_free (change);
}

static void
told_free (gpointer data)
{
  Told *told = data;

  g_object_unref (told->session);
  g_ptr_array_unref (told->changes);
  g_free (told);
}

static gboolean
tell (gpointer user_data)
{
  Told *told = user_data;

  for (guint i = 0; i < told->changes->len && told->session->unlocked; i++)
    {
      EkChange *change = g_ptr_array_index (told->changes, i);

      g_signal_emit (told->session, signals[CHANGED], 0, change->type->name, change->id, change->patient_id);
    }
  return G_SOURCE_REMOVE;
}

static void
store_changed (EkStore *store, GPtrArray *changes, gpointer user_data)
{
  Told *told = g_new (Told, 1);

  told->session = g_object_ref (user_data);
  told->changes = g_ptr_array_new_with_free_func (change_free);
  for (guint i = 0; i < changes->len; i++)
    {
      EkChange *change = g_ptr_array_index (changes, i);
      EkChange *copy = g_new (EkChange, 1);

      *copy = (EkChange){ change->type, g_strdup (change->id), g_strdup (change->patient_id) };
      g_ptr_array_add (told->changes, copy);
    }
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, tell, told, told_free);
}

/* Work on a store, in its thread */

typedef struct {
  GTask *task;
  EkSessionFunc func;
  Which which;
} Job;

/* In the worker's thread; what one finds in a catalogue stays valid when there is another. */
static gboolean
rescore (EkStore *store, EkRecord *former, EkRecord *patient, gpointer user_data, GError **error)
{
  EkSession *self = user_data;
  EkCatalogue *catalogue;

  g_mutex_lock (&self->lock);
  catalogue = self->catalogue;
  g_mutex_unlock (&self->lock);
  return catalogue == NULL || ek_assess_rescore (store, former, patient, catalogue, error);
}

/* The program may hold the vault without the clinical key (an IT administrator): then there is no store. */
static EkStore *
own_store (EkSession *self, Which which, GError **error)
{
  g_autoptr (EkVault) vault = NULL;

  /* What could only be read when it was opened is opened anew as soon as it can be written. */
  if (self->stores[which] != NULL && which == WRITE)
    ek_vault_try_writing (ek_store_get_vault (self->stores[which]));
  if (self->stores[which] != NULL && ek_store_is_outdated (self->stores[which]))
    g_clear_object (&self->stores[which]);
  if (self->stores[which] != NULL)
    return self->stores[which];

  g_mutex_lock (&self->lock);
  vault = self->vault != NULL && ek_vault_is_unlocked (self->vault) ? g_object_ref (self->vault) : NULL;
  g_mutex_unlock (&self->lock);
  if (vault == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_LOCKED,
                           _ ("The patient files are locked. Nothing was changed; unlock and try again."));
      return NULL;
    }

  self->stores[which] = ek_store_open (vault, error);
  if (self->stores[which] != NULL)
    {
      ek_store_set_listener (self->stores[which], store_changed, self, NULL);
      ek_store_set_particulars_func (self->stores[which], rescore, self);
      ek_store_set_parted_func (self->stores[which], ek_risk_parted, NULL);
    }
  return self->stores[which];
}

static gboolean
release (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* The last reference to a session must go in the main thread: its dispose waits for the workers. */
static void
unref_in_main (gpointer object)
{
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, release, object, g_object_unref);
}

static void
run_job (gpointer data)
{
  g_autofree Job *job = data;
  GError *error = NULL;
  EkSession *self = g_task_get_source_object (job->task);
  GCancellable *cancellable = g_task_get_cancellable (job->task);
  EkStore *store = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    store = own_store (self, job->which, &error);
  if (store != NULL)
    job->func (job->task, store, g_task_get_task_data (job->task), cancellable);
  else
    g_task_return_error (job->task, error);
  unref_in_main (job->task);
}

void
ek_session_push (EkSession *self, Which which, gboolean allowed, EkSessionFunc func, gpointer data,
                 GDestroyNotify destroy, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = NULL;
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, data, destroy);
  /* What was saved is saved, also when the person has gone on meanwhile. */
  g_task_set_check_cancellable (task, which == READ && self->unlocked);
  if (!allowed)
    {
      g_task_return_new_error (task, EK_ERROR, EK_ERROR_LOCKED,
                               _ ("The patient files are locked. Nothing was changed; unlock and try again."));
      g_object_unref (task);
      return;
    }
  job = g_new (Job, 1);
  *job = (Job){ task, func, which };
  ek_worker_push (self->workers[which], run_job, job);
}

/* The door */

typedef struct {
  char *user;
  char *name;
  char *licence;
  EkRole role;
  EkVaultCost cost;
  EkSecret *secret;
} Door;

static void
door_free (gpointer data)
{
  Door *door = data;

  g_free (door->user);
  g_free (door->name);
  g_free (door->licence);
  g_clear_pointer (&door->secret, ek_secret_unref);
  g_free (door);
}

typedef struct {
  GTask *task;
  void (*func) (EkSession *self, GTask *task, Door *door);
} DoorJob;

static void
run_door (gpointer data)
{
  g_autofree DoorJob *job = data;

  job->func (g_task_get_source_object (job->task), job->task, g_task_get_task_data (job->task));
  unref_in_main (job->task);
}

static void
push_door (EkSession *self, GTask *task, Door *door, void (*func) (EkSession *, GTask *, Door *))
{
  DoorJob *job = g_new (DoorJob, 1);

  g_task_set_task_data (task, door, door_free);
  g_task_set_check_cancellable (task, FALSE);
  *job = (DoorJob){ task, func };
  ek_worker_push (self->workers[WRITE], run_door, job);
}

static EkVault *
opened (EkSession *self, GError **error)
{
  if (self->vault == NULL)
    {
      g_autoptr (EkVault) vault = ek_vault_open (self->path, self->clock, error);

      g_mutex_lock (&self->lock);
      self->vault = g_steal_pointer (&vault);
      g_mutex_unlock (&self->lock);
    }
  return self->vault;
}

static void
open_door (EkSession *self, GTask *task, Door *door)
{
  GError *error = NULL;
  gboolean done = opened (self, &error) != NULL;

  ek_job_answer (task, done, error);
}

static void
create_door (EkSession *self, GTask *task, Door *door)
{
  GError *error = NULL;
  EkSecret *code = NULL;
  EkNewUser user = { door->name, door->role, door->licence };
  EkVault *vault;

  if (!ek_session_load_instruments (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  vault = ek_vault_create (self->path, &user, door->secret, door->cost, self->clock, &code, &error);
  if (vault == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_mutex_lock (&self->lock);
  g_set_object (&self->vault, vault);
  g_mutex_unlock (&self->lock);
  g_object_unref (vault);
  g_task_return_pointer (task, code, (GDestroyNotify) ek_secret_unref);
}

/* The stores are opened here already, so that what is wrong with the database is told at the door. */
static void
let_in (EkSession *self, GTask *task, gboolean good, GError *error)
{
  g_autoptr (EkUser) user = good ? ek_vault_get_user (self->vault) : NULL;

  if (good && user != NULL && ek_role_is_clinical (ek_user_get_role (user)))
    good = own_store (self, WRITE, &error) != NULL && ek_session_read_instruments (self, self->stores[WRITE], &error);
  if (good)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->vault != NULL)
    ek_vault_lock (self->vault);
  g_task_return_error (task, error);
}

static void
unlock_door (EkSession *self, GTask *task, Door *door)
{
  GError *error = NULL;
  gboolean good = ek_session_load_instruments (self, &error) && opened (self, &error) != NULL &&
    ek_vault_unlock (self->vault, door->user, door->secret, &error);

  let_in (self, task, good, error);
}

static void
recover_door (EkSession *self, GTask *task, Door *door)
{
  GError *error = NULL;
  gboolean good = ek_session_load_instruments (self, &error) && opened (self, &error) != NULL &&
    ek_vault_unlock_with_recovery (self->vault, door->secret, NULL, &error);

  let_in (self, task, good, error);
}

/* The writer's job holds the session until both tokens are there. */
static void
close_reader (gpointer data)
{
  EkSession *self = data;
  g_autoptr (GAsyncQueue) closed = g_async_queue_ref (self->closed);

  g_clear_object (&self->stores[READ]);
  ek_memory_sweep ();
  g_async_queue_push (closed, self);
}

static void
close_long (gpointer data)
{
  EkSession *self = data;
  g_autoptr (GAsyncQueue) closed = g_async_queue_ref (self->closed);

  g_clear_object (&self->stores[LONG]);
  ek_memory_sweep ();
  g_async_queue_push (closed, self);
}

/* Keys are wiped when nobody uses them any more. */
static void
close_writer (gpointer data)
{
  EkSession *self = data;

  g_clear_object (&self->stores[WRITE]);
  for (int i = 0; i < N_WORKERS - 1; i++)
    g_async_queue_pop (self->closed);
  if (self->vault != NULL)
    ek_vault_lock (self->vault);
  ek_memory_sweep ();
  unref_in_main (self);
}

/* Plumbing */

static void
ek_session_dispose (GObject *object)
{
  EkSession *self = EK_SESSION (object);

  for (int i = 0; i < N_WORKERS; i++)
    g_clear_pointer (&self->workers[i], ek_worker_free);
  for (int i = 0; i < N_WORKERS; i++)
    g_clear_object (&self->stores[i]);
  G_OBJECT_CLASS (ek_session_parent_class)->dispose (object);
}

static void
ek_session_finalize (GObject *object)
{
  EkSession *self = EK_SESSION (object);

  if (self->vault != NULL)
    ek_vault_lock (self->vault);
  g_clear_object (&self->vault);
  g_clear_object (&self->era);
  g_clear_pointer (&self->closed, g_async_queue_unref);
  g_clear_pointer (&self->former, g_ptr_array_unref);
  g_clear_pointer (&self->path, g_free);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (ek_session_parent_class)->finalize (object);
}

static void
ek_session_class_init (EkSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ek_session_dispose;
  object_class->finalize = ek_session_finalize;

  signals[CHANGED] = g_signal_new ("changed", EK_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                   G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  g_signal_new ("instruments-changed", EK_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[UNLOCKED] = g_signal_new ("unlocked", EK_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                    0);
  signals[LOCKING] = g_signal_new ("locking", EK_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LOCKED] = g_signal_new ("locked", EK_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ek_session_init (EkSession *self)
{
  static const char *const names[N_WORKERS] = { "ek-read", "ek-write", "ek-long" };

  g_mutex_init (&self->lock);
  self->former = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_catalogue_free);
  self->closed = g_async_queue_new ();
  self->era = g_cancellable_new ();
  for (int i = 0; i < N_WORKERS; i++)
    self->workers[i] = ek_worker_new (names[i]);
}

/**
 * ek_session_new:
 * @vault_path: directory of the vault, whether or not it exists yet
 * @clock: (transfer none): where "now" comes from; must outlive the session
 *
 * Makes a session that is not yet open.
 *
 * Returns: (transfer full): the session
 */
EkSession *
ek_session_new (const char *vault_path, EkClock *clock)
{
  EkSession *self = g_object_new (EK_TYPE_SESSION, NULL);

  self->path = g_strdup (vault_path);
  self->clock = clock;
  return self;
}

/**
 * ek_session_has_vault:
 * @self: a session
 *
 * Returns: whether there is a key ring in the directory, so that unlocking (not creating) is what comes next
 */
gboolean
ek_session_has_vault (EkSession *self)
{
  g_autofree char *ring = NULL;

  g_return_val_if_fail (EK_IS_SESSION (self), FALSE);
  ring = g_build_filename (self->path, "vault.keys", NULL);
  return g_file_test (ring, G_FILE_TEST_EXISTS);
}

/**
 * ek_session_is_unlocked:
 * @self: a session
 *
 * Returns: whether somebody is in
 */
gboolean
ek_session_is_unlocked (EkSession *self)
{
  g_return_val_if_fail (EK_IS_SESSION (self), FALSE);
  return self->unlocked;
}

/**
 * ek_session_is_demonstration:
 * @self: a session
 *
 * Returns: whether the vault was made cheap to guess, for tests and demonstration: it must not hold real patients
 */
gboolean
ek_session_is_demonstration (EkSession *self)
{
  EkVault *vault = ek_session_get_vault (self);

  return vault != NULL && ek_vault_is_demonstration (vault);
}

/**
 * ek_session_get_vault:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the vault, once it has been opened
 */
EkVault *
ek_session_get_vault (EkSession *self)
{
  EkVault *vault;

  g_return_val_if_fail (EK_IS_SESSION (self), NULL);
  g_mutex_lock (&self->lock);
  vault = self->vault;
  g_mutex_unlock (&self->lock);
  return vault;
}

/**
 * ek_session_get_user:
 * @self: a session
 *
 * Returns: (transfer full) (nullable): who is in
 */
EkUser *
ek_session_get_user (EkSession *self)
{
  EkVault *vault = ek_session_get_vault (self);

  return vault != NULL && self->unlocked ? ek_vault_get_user (vault) : NULL;
}

/**
 * ek_session_get_clock:
 * @self: a session
 *
 * Returns: (transfer none): where "now" comes from
 */
EkClock *
ek_session_get_clock (EkSession *self)
{
  g_return_val_if_fail (EK_IS_SESSION (self), NULL);
  return self->clock;
}

/**
 * ek_session_read_async:
 * @self: an unlocked session
 * @func: (scope async): runs in the reading thread
 * @data: handed to @func
 * @destroy: (nullable): frees @data
 * @cancellable: (nullable): stops it; without one, locking does
 * @callback: answered in the main thread; take the result with g_task_propagate_pointer() or its like
 * @user_data: handed to @callback
 *
 * Reads from the record without holding up the window. Fails with %EK_ERROR_LOCKED, %G_IO_ERROR_CANCELLED and what
 * @func returns.
 */
void
ek_session_read_async (EkSession *self, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (EK_IS_SESSION (self));
  ek_session_push (self, READ, self->unlocked, func, data, destroy, cancellable != NULL ? cancellable : self->era,
                   callback, user_data);
}

/**
 * ek_session_write_async:
 * @self: an unlocked session
 * @func: (scope async): runs in the writing thread
 * @data: handed to @func
 * @destroy: (nullable): frees @data
 * @cancellable: (nullable): keeps a write that has not begun from beginning; one that was done is reported as done
 * @callback: answered in the main thread, after "changed" has been emitted for what was saved
 * @user_data: handed to @callback
 *
 * Saves to the record. Writes are done in the order they were asked for; those asked for before a lock are still done.
 */
void
ek_session_write_async (EkSession *self, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (EK_IS_SESSION (self));
  ek_session_push (self, WRITE, self->unlocked, func, data, destroy, cancellable, callback, user_data);
}

/**
 * ek_session_long_async:
 * @self: an unlocked session
 * @func: (scope async): runs in a thread for work that takes long
 * @data: handed to @func
 * @destroy: (nullable): frees @data
 * @cancellable: (nullable): stops it; without one, locking does
 * @callback: answered in the main thread
 * @user_data: handed to @callback
 *
 * As ek_session_write_async() for what takes seconds or minutes (import, exchange with a server), which then delays
 * neither reading nor saving.
 */
void
ek_session_long_async (EkSession *self, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (EK_IS_SESSION (self));
  ek_session_push (self, LONG, self->unlocked, func, data, destroy, cancellable != NULL ? cancellable : self->era,
                   callback, user_data);
}

/**
 * ek_session_open_async:
 * @self: a session whose directory holds a vault
 * @cancellable: (nullable): not looked at yet: opening takes a moment only
 * @callback: answered in the main thread
 * @user_data: handed to @callback
 *
 * Reads the key ring, so that its users can be listed.
 */
void
ek_session_open_async (EkSession *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (EK_IS_SESSION (self));
  push_door (self, g_task_new (self, cancellable, callback, user_data), g_new0 (Door, 1), open_door);
}

/**
 * ek_session_open_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location; as ek_vault_open()
 *
 * Returns: whether the vault is open (and locked)
 */
gboolean
ek_session_open_finish (EkSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ek_session_create_async:
 * @self: a session whose directory holds no vault
 * @user: the first user; copied
 * @passphrase: what opens the vault from now on
 * @cost: how dear a guess is
 * @cancellable: (nullable): not looked at: a vault half made is of no use
 * @callback: answered in the main thread
 * @user_data: handed to @callback
 *
 * Makes a vault. It is open afterwards, but nobody is in before ek_session_enter(): the recovery code must be shown.
 */
void
ek_session_create_async (EkSession *self, const EkNewUser *user, EkSecret *passphrase, EkVaultCost cost,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Door *door = g_new0 (Door, 1);

  g_return_if_fail (EK_IS_SESSION (self));
  door->name = g_strdup (user->name);
  door->licence = g_strdup (user->licence);
  door->role = user->role;
  door->cost = cost;
  door->secret = ek_secret_ref (passphrase);
  push_door (self, g_task_new (self, cancellable, callback, user_data), door, create_door);
}

/**
 * ek_session_create_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location; as ek_vault_create()
 *
 * Returns: (transfer full) (nullable): the recovery code as text, to be shown once
 */
EkSecret *
ek_session_create_finish (EkSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ek_session_unlock_async:
 * @self: a session
 * @user: (nullable): id or name; %NULL tries every user
 * @passphrase: the passphrase
 * @cancellable: (nullable): not looked at: deriving a key cannot be stopped
 * @callback: answered in the main thread; on success call ek_session_enter()
 * @user_data: handed to @callback
 *
 * Derives the key (about half a second of a processor) and opens the databases.
 */
void
ek_session_unlock_async (EkSession *self, const char *user, EkSecret *passphrase, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  Door *door = g_new0 (Door, 1);

  g_return_if_fail (EK_IS_SESSION (self));
  door->user = g_strdup (user);
  door->secret = ek_secret_ref (passphrase);
  push_door (self, g_task_new (self, cancellable, callback, user_data), door, unlock_door);
}

/**
 * ek_session_recover_async:
 * @self: a session
 * @recovery_code: the printed code as typed; blanks, hyphens and case do not matter
 * @cancellable: (nullable): not looked at
 * @callback: answered in the main thread; on success call ek_session_enter()
 * @user_data: handed to @callback
 *
 * Opens the vault with the recovery code.
 */
void
ek_session_recover_async (EkSession *self, EkSecret *recovery_code, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  Door *door = g_new0 (Door, 1);

  g_return_if_fail (EK_IS_SESSION (self));
  door->secret = ek_secret_ref (recovery_code);
  push_door (self, g_task_new (self, cancellable, callback, user_data), door, recover_door);
}

/**
 * ek_session_unlock_finish:
 * @self: a session
 * @result: what the callback of unlocking or recovering was given
 * @error: return location; %EK_ERROR_WRONG_PASSPHRASE, and as ek_vault_unlock() and ek_store_open()
 *
 * Returns: whether the vault is unlocked
 */
gboolean
ek_session_unlock_finish (EkSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ek_session_enter:
 * @self: a session whose vault has been created or unlocked
 *
 * From here on the record can be read and written; emits "unlocked".
 */
void
ek_session_enter (EkSession *self)
{
  g_return_if_fail (EK_IS_SESSION (self));
  g_return_if_fail (self->vault != NULL);

  if (self->unlocked)
    return;
  g_clear_object (&self->era);
  self->era = g_cancellable_new ();
  self->unlocked = TRUE;
  g_signal_emit (self, signals[UNLOCKED], 0);
}

/**
 * ek_session_lock:
 * @self: a session
 *
 * Emits "locking", while what is not saved can still be written, and "locked"; drops what was being read, lets queued
 * writes finish, closes the stores and wipes the keys, the last two in the background.
 */
void
ek_session_lock (EkSession *self)
{
  g_return_if_fail (EK_IS_SESSION (self));

  if (self->locking || (!self->unlocked && !self->handed_over))
    return;
  self->locking = TRUE;
  g_signal_emit (self, signals[LOCKING], 0);
  self->locking = FALSE;
  self->unlocked = FALSE;
  self->handed_over = FALSE;
  g_cancellable_cancel (self->era);
  g_signal_emit (self, signals[LOCKED], 0);
  ek_worker_push (self->workers[WRITE], close_writer, g_object_ref (self));
  ek_worker_push (self->workers[READ], close_reader, self);
  ek_worker_push (self->workers[LONG], close_long, self);
}

static void
wake (gpointer data)
{
  g_async_queue_push (data, data);
}

/**
 * ek_session_wait:
 * @self: (nullable): a session
 *
 * Waits until everything that was asked for has been done. Only for the end of the program: it holds up the thread.
 */
void
ek_session_wait (EkSession *self)
{
  g_autoptr (GAsyncQueue) done = g_async_queue_new ();

  if (self == NULL)
    return;
  for (int i = 0; i < N_WORKERS; i++)
    ek_worker_push (self->workers[i], wake, done);
  for (int i = 0; i < N_WORKERS; i++)
    g_async_queue_pop (done);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
