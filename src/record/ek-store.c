/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening the clinical record, its transactions, and who is told after a commit. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-json.h"
#include "ek-file.h"

G_DEFINE_FINAL_TYPE (EkStore, ek_store, G_TYPE_OBJECT)

static void
change_free (gpointer data)
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
  self->changes = g_ptr_array_new_with_free_func (change_free);
  self->marks = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* Which instrument's last score the list of patients shows is the clinic's choice, not the program's. */
static char **
load_primary (GError **error)
{
  g_autofree char *path = ek_data_path ("names/patient-list.json");
  g_autoptr (JsonNode) node = ek_json_load (path, &EK_JSON_DEFAULT, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node) ||
      (array = ek_json_peek_array (json_node_get_object (node), "primary_instruments")) == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                           _ ("The settings of the patient list cannot be read. Install Evenkeel again."));
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (ek_json_element_string (array, i) != NULL)
      g_ptr_array_add (ids, g_strdup (ek_json_element_string (array, i)));
  g_ptr_array_add (ids, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&ids), FALSE);
}

/**
 * ek_store_open:
 * @vault: an unlocked vault
 * @error: %EK_ERROR_LOCKED, %EK_ERROR_PERMISSION for a user without the clinical key, %EK_ERROR_UNSUPPORTED when the
 *   tables were made by a newer program, and whatever the vault says about its files
 *
 * Opens a connection to the clinical record, and makes or migrates its tables. Where the vault can only be read
 * (ek_vault_get_reading_only()) that is done in memory, and every change is refused with %EK_ERROR_PERMISSION; when the
 * vault can be written again the store is out of date (ek_store_is_outdated()).
 *
 * Returns: (transfer full): the store, for use by one thread at a time, or %NULL
 */
EkStore *
ek_store_open (EkVault *vault, GError **error)
{
  g_autoptr (EkStore) self = NULL;

  g_return_val_if_fail (EK_IS_VAULT (vault), NULL);

  self = g_object_new (EK_TYPE_STORE, NULL);
  self->vault = g_object_ref (vault);
  self->clock = ek_vault_get_clock (vault);
  self->offset_at = G_MININT64;
  self->user = ek_vault_get_user (vault);
  if (self->user == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_LOCKED, _ ("The vault is locked. Unlock it and try again."));
      return NULL;
    }
  if ((self->law = ek_law_load (NULL, error)) == NULL || (self->surnames = ek_surnames_load (NULL, error)) == NULL ||
      (self->primary = load_primary (error)) == NULL)
    return NULL;

  self->database = ek_vault_connect_clinical (vault, error);
  if (self->database == NULL || !ek_audit_prepare (self->database, error) || !ek_store_prepare_schema (self, error) ||
      !ek_store_prepare_summaries (self, error))
    return NULL;
  /* Where nothing reaches the disk, nothing is taken as if it did: the tables were brought up to date to be read. */
  if (ek_database_is_reading (self->database))
    ek_database_forbid_writing (self->database, ek_vault_get_reading_only (vault));

  return g_steal_pointer (&self);
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

  self->changes = g_ptr_array_new_with_free_func (change_free);
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
