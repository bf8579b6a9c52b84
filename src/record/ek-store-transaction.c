/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transactions of the clinical record, and who is told after a commit. */

#include "ek-store-private.h"

static void
add_change (EkStore *self, const EkRecordType *type, const char *id, const char *patient_id)
{
  EkChange *change = g_new0 (EkChange, 1);

  change->type = type;
  change->id = g_strdup (id);
  change->patient_id = g_strdup (patient_id);
  g_ptr_array_add (self->changes, change);
}

void
ek_store_add_change (EkStore *self, EkRecord *record)
{
  add_change (self, ek_record_get_record_type (record), ek_record_get_id (record), ek_record_get_patient_id (record));
}

/**
 * ek_store_begin:
 * @self: a store
 * @error: what the database says, such as %EK_ERROR_BUSY
 *
 * Begins a transaction; inside another one, a part that can be rolled back by itself.
 *
 * Returns: whether it has begun; if so, exactly one ek_store_commit() or ek_store_rollback() must follow
 */
gboolean
ek_store_begin (EkStore *self, GError **error)
{
  guint mark;

  g_return_val_if_fail (EK_IS_STORE (self), FALSE);

  if (!ek_database_begin (self->database, error))
    return FALSE;
  mark = self->changes->len;
  g_array_append_val (self->marks, mark);

  return TRUE;
}

static void
forget_changes (EkStore *self)
{
  guint mark = g_array_index (self->marks, guint, self->marks->len - 1);

  g_ptr_array_set_size (self->changes, (gint) mark);
  g_array_set_size (self->marks, self->marks->len - 1);
  /* What an inner rollback took back may leave a summary marked as stale: it is then made again, to the same. */
  if (self->marks->len == 0)
    g_hash_table_remove_all (self->stale);
}

static void
tell_listener (EkStore *self)
{
  g_autoptr (GPtrArray) changes = g_steal_pointer (&self->changes);

  self->changes = g_ptr_array_new_with_free_func (ek_store_change_free);
  if (self->listener != NULL && changes->len > 0)
    self->listener (self, changes, self->listener_data);
}

/**
 * ek_store_tell:
 * @self: a store
 * @type: the name of a record type; others are not told of
 * @id: a record's id
 * @patient_id: whose it is
 *
 * Has the listener told of a record whose state of exchange has moved: at once, or after the outermost commit when a
 * transaction is open.
 */
void
ek_store_tell (EkStore *self, const char *type, const char *id, const char *patient_id)
{
  const EkRecordType *known = ek_record_type_by_name (type);
  g_autofree char *file = NULL;

  g_return_if_fail (EK_IS_STORE (self));

  if (known == NULL)
    return;
  file = ek_store_file_of (self, patient_id, NULL);
  add_change (self, known, id, file != NULL ? file : patient_id);
  if (self->marks->len == 0)
    tell_listener (self);
}

/**
 * ek_store_commit:
 * @self: a store with a transaction open
 * @error: what the database says; the transaction is then rolled back
 *
 * Ends the innermost transaction. The outermost one brings the summaries of the patients it touched up to date, is on
 * the disk when this returns %TRUE, and only then is the listener told.
 *
 * Returns: whether it was committed
 */
gboolean
ek_store_commit (EkStore *self, GError **error)
{
  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (self->marks->len > 0, FALSE);

  if (self->marks->len == 1 && !ek_store_refresh_stale (self, error))
    {
      ek_store_rollback (self);
      return FALSE;
    }
  if (!ek_database_commit (self->database, error))
    {
      forget_changes (self);
      return FALSE;
    }

  g_array_set_size (self->marks, self->marks->len - 1);
  if (self->marks->len == 0)
    {
      /* A change that reached the disk: so can what was kept for the audit while it was full. */
      if (ek_vault_count_kept (self->vault) > 0)
        ek_vault_try_writing (self->vault);
      tell_listener (self);
    }

  return TRUE;
}

/**
 * ek_store_rollback:
 * @self: a store with a transaction open
 *
 * Takes back everything since the matching ek_store_begin(). Records saved in it carry envelopes that no longer hold:
 * load them again.
 */
void
ek_store_rollback (EkStore *self)
{
  g_return_if_fail (EK_IS_STORE (self));
  g_return_if_fail (self->marks->len > 0);

  ek_database_rollback (self->database);
  forget_changes (self);
}
