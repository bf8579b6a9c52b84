/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-session-private.h"

#include "ek-assess.h"
#include "ek-definitions.h"
#include "ek-fhir-kept.h"
#include "ek-job.h"
#include "ek-knowledge.h"

/* The catalogue of a session: what the program brings and, once somebody was in, what the hospital imported. A
 * catalogue never changes; another one takes its place. */

/* In the thread WRITE, before the vault is opened. */
gboolean
ek_session_load_instruments (EkSession *self, GError **error)
{
  g_autoptr (EkCatalogue) program = self->program == NULL ? ek_catalogue_load (NULL, error) : NULL;

  if (self->program != NULL)
    return TRUE;
  if (program == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  self->catalogue = self->program = g_steal_pointer (&program);
  g_ptr_array_add (self->former, self->program);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
release (gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
run_prepare (gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  gboolean done = ek_session_load_instruments (g_task_get_source_object (task), &error) &&
    ek_knowledge_get_default (&error) != NULL;

  ek_job_answer (task, done, error);
  /* The last reference to a session must go in the main thread. */
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, release, task, g_object_unref);
}

/**
 * ek_session_prepare_async:
 * @self: a session that has been opened
 * @callback: answered in the main thread
 * @user_data: handed to @callback
 *
 * Reads, while the passphrase is typed, what is needed as soon as somebody is in: the instruments and the rules. Who is
 * let in without this waits for them.
 */
void
ek_session_prepare_async (EkSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (EK_IS_SESSION (self));
  ek_worker_push (self->workers[WRITE], run_prepare, g_task_new (self, NULL, callback, user_data));
}

/**
 * ek_session_prepare_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location; as ek_catalogue_load() and ek_knowledge_load()
 *
 * Returns: whether all that the program brings could be read
 */
gboolean
ek_session_prepare_finish (EkSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
tell (gpointer user_data)
{
  g_signal_emit_by_name (user_data, "instruments-changed");
  return G_SOURCE_REMOVE;
}

/**
 * ek_session_read_instruments:
 * @self: a session
 * @store: the store of the job that calls this
 * @error: what the database says
 *
 * Makes the catalogue anew after a definition was imported, withdrawn or taken back. Called in a worker thread; emits
 * "instruments-changed" in the main thread. The catalogue that was used before stays whole: somebody may be answering a
 * form of it.
 *
 * Returns: whether the new one is in use
 */
gboolean
ek_session_read_instruments (EkSession *self, EkStore *store, GError **error)
{
  EkCatalogue *catalogue = ek_definitions_catalogue (store, self->program, error);
  guint n_completed;

  if (catalogue == NULL)
    return FALSE;
  /* Should this fail, they wait for the next exchange or unlocking. */
  ek_fhir_complete_kept (store, catalogue, ek_assess_received, NULL, &n_completed, NULL);
  g_mutex_lock (&self->lock);
  self->catalogue = catalogue;
  g_ptr_array_add (self->former, catalogue);
  g_mutex_unlock (&self->lock);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, tell, g_object_ref (self), g_object_unref);
  return TRUE;
}

/**
 * ek_session_get_catalogue:
 * @self: a session that has been unlocked, created or prepared
 *
 * Returns: (transfer none): the instruments that the program brings and, after the first unlocking, those that the
 *   hospital imported; immutable, may be used from any thread while the session lives
 */
EkCatalogue *
ek_session_get_catalogue (EkSession *self)
{
  EkCatalogue *catalogue;

  g_return_val_if_fail (EK_IS_SESSION (self), NULL);
  g_mutex_lock (&self->lock);
  catalogue = self->catalogue;
  g_mutex_unlock (&self->lock);
  return catalogue;
}
