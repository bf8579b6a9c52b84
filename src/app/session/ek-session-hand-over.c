/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The machine in a patient's hands. The session refuses to read or write the record as it does when locked; one call is
 * left open, for the form that was handed over. */

#include "ek-session-private.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-job.h"

/**
 * ek_session_form_async:
 * @self: an unlocked session, or one that was handed over
 * @func: (scope async): runs in the writing thread; touches the form in the patient's hands only
 * @data: handed to @func
 * @destroy: (nullable): frees @data
 * @callback: answered in the main thread
 * @user_data: handed to @callback
 *
 * As ek_session_write_async(), also while the machine is in a patient's hands.
 */
void
ek_session_form_async (EkSession *self, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (EK_IS_SESSION (self));
  ek_session_push (self, WRITE, self->unlocked || self->handed_over, func, data, destroy, NULL, callback, user_data);
}

/**
 * ek_session_hand_over:
 * @self: an unlocked session
 *
 * The machine is given to a patient. Emits "locking" and "locked": whoever shows something of a record forgets it,
 * reading is refused and nobody is in, until ek_session_take_back_async(). Only the form that was handed over is still
 * served.
 */
void
ek_session_hand_over (EkSession *self)
{
  g_return_if_fail (EK_IS_SESSION (self));

  if (self->locking || !self->unlocked)
    return;
  self->locking = TRUE;
  g_signal_emit_by_name (self, "locking");
  self->locking = FALSE;
  self->unlocked = FALSE;
  self->handed_over = TRUE;
  g_cancellable_cancel (self->era);
  g_signal_emit_by_name (self, "locked");
}

/**
 * ek_session_is_handed_over:
 * @self: a session
 *
 * Returns: whether the machine is in a patient's hands
 */
gboolean
ek_session_is_handed_over (EkSession *self)
{
  g_return_val_if_fail (EK_IS_SESSION (self), FALSE);
  return self->handed_over;
}

static void
check_passphrase (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = ek_vault_check_passphrase (ek_store_get_vault (store), data, &error);

  ek_job_answer (task, done, error);
}

/**
 * ek_session_take_back_async:
 * @self: a session that was handed over
 * @passphrase: of the user who handed it over
 * @callback: answered in the main thread with ek_session_take_back_finish()
 * @user_data: handed to @callback
 *
 * Checks the passphrase against the key ring, which costs a guess as much as unlocking does.
 */
void
ek_session_take_back_async (EkSession *self, EkSecret *passphrase, GAsyncReadyCallback callback, gpointer user_data)
{
  ek_session_form_async (self, check_passphrase, ek_secret_ref (passphrase), (GDestroyNotify) ek_secret_unref, callback,
                         user_data);
}

/**
 * ek_session_take_back_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: %EK_ERROR_WRONG_PASSPHRASE: it stays handed over; %EK_ERROR_LOCKED: it was locked meanwhile
 *
 * On success everything is as it was before, and "unlocked" has been emitted.
 *
 * Returns: whether the clinician has the machine back
 */
gboolean
ek_session_take_back_finish (EkSession *self, GAsyncResult *result, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (!self->handed_over)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_LOCKED,
                           _ ("The patient files are locked. Nothing was changed; unlock and try again."));
      return FALSE;
    }
  self->handed_over = FALSE;
  ek_session_enter (self);
  return TRUE;
}
