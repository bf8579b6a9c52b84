/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-session-private.h"

#include "ek-assess.h"
#include "ek-definitions.h"
#include "ek-fhir-kept.h"

/* The catalogue of a session: what the program brings and, once somebody was in, what the hospital imported. A
 * catalogue never changes; another one takes its place. */

/* In the thread WRITE, before the vault is opened. */
gboolean
ek_session_load_instruments (EkSession  *self,
                             GError    **error)
{
  g_autoptr(EkCatalogue) program = self->program == NULL ? ek_catalogue_load (NULL, error) : NULL;

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
ek_session_read_instruments (EkSession  *self,
                             EkStore    *store,
                             GError    **error)
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
 * @self: a session that has been opened or created
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
