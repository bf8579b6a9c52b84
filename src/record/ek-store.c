/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The clinical record as it is open: whose connection it is, what time it is there, and who listens. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"

G_DEFINE_FINAL_TYPE (EkStore, ek_store, G_TYPE_OBJECT)

void
ek_store_change_free (gpointer data)
{
  EkChange *change = data;

  g_free (change->id);
  g_free (change->patient_id);
  g_free (change);
}

static void
ek_store_finalize (GObject *object)
{
  EkStore *self = EK_STORE (object);

  if (self->listener_destroy != NULL)
    self->listener_destroy (self->listener_data);
  g_clear_pointer (&self->database, ek_database_unref);
  g_clear_pointer (&self->user, ek_user_unref);
  g_clear_pointer (&self->law, ek_law_free);
  g_clear_pointer (&self->surnames, ek_surnames_free);
  g_strfreev (self->primary);
  g_hash_table_unref (self->sql);
  g_hash_table_unref (self->opened);
  g_hash_table_unref (self->stale);
  g_ptr_array_unref (self->changes);
  g_array_unref (self->marks);
  g_clear_object (&self->vault);

  G_OBJECT_CLASS (ek_store_parent_class)->finalize (object);
}

static void
ek_store_class_init (EkStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_store_finalize;
}

static void
ek_store_init (EkStore *self)
{
  self->sql = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ek_type_sql_free);
  self->opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->changes = g_ptr_array_new_with_free_func (ek_store_change_free);
  self->marks = g_array_new (FALSE, FALSE, sizeof (guint));
}

/**
 * ek_store_is_outdated:
 * @self: a store
 *
 * Returns: whether it was opened for reading only and the vault can be written by now: then another is to be opened
 */
gboolean
ek_store_is_outdated (EkStore *self)
{
  g_return_val_if_fail (EK_IS_STORE (self), FALSE);

  return ek_database_is_reading (self->database) && ek_vault_get_reading_only (self->vault) == NULL;
}

/* A connection outlives a lock: what is written must be by the person who opened it, in the role he or she has now. */
gboolean
ek_store_check_user (EkStore *self, GError **error)
{
  g_autoptr (EkUser) now = ek_vault_get_user (self->vault);

  if (now == NULL || strcmp (ek_user_get_id (now), ek_user_get_id (self->user)) != 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_LOCKED,
                           _ ("The vault was locked. Nothing was saved: unlock it and do it again."));
      return FALSE;
    }
  ek_user_unref (self->user);
  self->user = g_steal_pointer (&now);

  return TRUE;
}

/* What the clock shows, and its offset from UTC in minutes. */
gint64
ek_store_now (EkStore *self, int *offset)
{
  gint64 now = ek_clock_now (self->clock);

  if (self->offset_at != now / EK_MINUTE_MS)
    {
      self->offset = ek_clock_offset (self->clock, now);
      self->offset_at = now / EK_MINUTE_MS;
    }
  *offset = self->offset;

  return now;
}

/**
 * ek_store_get_vault:
 * @self: a store
 *
 * Returns: (transfer none): the vault it was opened from
 */
EkVault *
ek_store_get_vault (EkStore *self)
{
  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  return self->vault;
}

/**
 * ek_store_get_clock:
 * @self: a store
 *
 * Returns: (transfer none): the vault's clock
 */
EkClock *
ek_store_get_clock (EkStore *self)
{
  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  return self->clock;
}

/**
 * ek_store_get_database:
 * @self: a store
 *
 * For rooms above that keep tables of their own beside the record. Begin and commit through the store, so that
 * listeners are told and summaries kept.
 *
 * Returns: (transfer none): its connection
 */
EkDatabase *
ek_store_get_database (EkStore *self)
{
  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  return self->database;
}

/**
 * ek_store_set_listener:
 * @self: a store
 * @listener: (nullable): told after each outermost commit, on the thread that commits
 * @user_data: for @listener
 * @destroy: (nullable): frees @user_data
 *
 * Replaces the listener. It must not write through the store that calls it.
 */
void
ek_store_set_listener (EkStore *self, EkStoreListener listener, gpointer user_data, GDestroyNotify destroy)
{
  g_return_if_fail (EK_IS_STORE (self));

  if (self->listener_destroy != NULL)
    self->listener_destroy (self->listener_data);
  self->listener = listener;
  self->listener_data = user_data;
  self->listener_destroy = destroy;
}

/* FALSE, with why. */
gboolean
ek_store_conflict (GError **error)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_CONFLICT,
                       _ ("Somebody else changed this record after you opened it. Nothing was overwritten: load it "
                          "again, compare, and save what should hold."));
  return FALSE;
}
