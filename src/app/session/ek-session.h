/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-instrument.h"
#include "ek-store.h"

G_BEGIN_DECLS

/**
 * EkSession:
 *
 * Between the screen and the record: a vault, one store that reads and one that writes, each in a thread of its own,
 * and the catalogue of instruments. Lives in the main thread; nothing here waits for the disk.
 *
 * Signals:
 *  - "changed" (type name, record id, patient id): after a commit, in the main thread
 *  - "instruments-changed": there is another catalogue; what one finds in the one before stays valid
 *  - "unlocked", "locked": when somebody is in, and before the keys are wiped: drop everything about patients now
 *  - "locking": before "locked", while the record can still be written: what is not saved is put away now
 */
#define EK_TYPE_SESSION (ek_session_get_type ())
G_DECLARE_FINAL_TYPE (EkSession, ek_session, EK, SESSION, GObject)

/**
 * EkSessionFunc: runs in a worker thread; answers by g_task_return_pointer(), g_task_return_error() … exactly once.
 * @data is what was given with the call. Look at @cancellable in long loops.
 */
typedef void (*EkSessionFunc) (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);

EkSession *ek_session_new (const char *vault_path, EkClock *clock);
gboolean ek_session_has_vault (EkSession *self);
gboolean ek_session_is_unlocked (EkSession *self);
gboolean ek_session_is_demonstration (EkSession *self);
EkVault *ek_session_get_vault (EkSession *self);
EkUser *ek_session_get_user (EkSession *self);
EkClock *ek_session_get_clock (EkSession *self);
EkCatalogue *ek_session_get_catalogue (EkSession *self);
gboolean ek_session_read_instruments (EkSession *self, EkStore *store, GError **error);

/* The pointer (or boolean, integer) that @func returned is taken with g_task_propagate_*(G_TASK (result), …) in
 * @callback. Reads run one after the other, so do writes; a read that starts after a write was answered sees it. A
 * cancelled call is answered with G_IO_ERROR_CANCELLED; a call while locked with EK_ERROR_LOCKED. */
void ek_session_read_async (EkSession *self, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void ek_session_write_async (EkSession *self, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/* As ek_session_write_async(), and the one call that is still served while the machine is in a patient's hands: for the
 * form that was handed over, and for nothing else. */
void ek_session_form_async (EkSession *self, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                            GAsyncReadyCallback callback, gpointer user_data);

/* For what takes long: import, exchange with a server. A thread and a store of its own; delays neither reads nor
 * writes. */
void ek_session_long_async (EkSession *self, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/* Opening the door */
void ek_session_open_async (EkSession *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean ek_session_open_finish (EkSession *self, GAsyncResult *result, GError **error);
void ek_session_prepare_async (EkSession *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean ek_session_prepare_finish (EkSession *self, GAsyncResult *result, GError **error);
void ek_session_create_async (EkSession *self, const EkNewUser *user, EkSecret *passphrase, EkVaultCost cost,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
EkSecret *ek_session_create_finish (EkSession *self, GAsyncResult *result, GError **error);
void ek_session_unlock_async (EkSession *self, const char *user, EkSecret *passphrase, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
void ek_session_recover_async (EkSession *self, EkSecret *recovery_code, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean ek_session_unlock_finish (EkSession *self, GAsyncResult *result, GError **error);
void ek_session_enter (EkSession *self);
void ek_session_lock (EkSession *self);

/* The machine in a patient's hands: for everybody else as if locked, with the same signals, but the writing store stays
 * open for ek_session_form_async(). Taking back asks for the passphrase of who handed it over. */
void ek_session_hand_over (EkSession *self);
gboolean ek_session_is_handed_over (EkSession *self);
void ek_session_take_back_async (EkSession *self, EkSecret *passphrase, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean ek_session_take_back_finish (EkSession *self, GAsyncResult *result, GError **error);
void ek_session_wait (EkSession *self);

G_END_DECLS
