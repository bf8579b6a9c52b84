/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits to go to the hospital, and what it said. The tables are described in ek-store.h; exchange/ moves rows
 * on. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-time.h"

static gboolean
run_for_record (EkStore *self, const char *sql, const char *record_id, int *n_changed, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, record_id);
  if (!ek_statement_run (statement, error))
    return FALSE;
  *n_changed = sqlite3_changes (ek_database_get_handle (self->database));

  return TRUE;
}

/* Rows that were never sent may be changed under way; a row that was ever sent is frozen and a new one is opened. */
#define NEVER_SENT "record_id = ?1 AND state = 'waiting' AND attempts = 0 AND body IS NULL"

static gboolean
squash (EkStore *self, EkRecord *record, gint64 revision, gboolean *squashed, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (self->database,
                                   "UPDATE outbox SET revision = ?2, operation = 'save' WHERE " NEVER_SENT, error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  ek_statement_bind_int (statement, 2, revision);
  if (!ek_statement_run (statement, error))
    return FALSE;
  *squashed = sqlite3_changes (ek_database_get_handle (self->database)) > 0;

  return TRUE;
}

static gboolean
add_row (EkStore *self, EkRecord *record, gint64 revision, const char *operation, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (self->database,
                                   "INSERT INTO outbox (record_id, record_type, patient_id, revision, operation, "
                                   "queued_ms) VALUES (?, ?, ?, ?, ?, ?)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  ek_statement_bind_text (statement, 2, ek_record_get_record_type (record)->name);
  ek_statement_bind_text (statement, 3, ek_record_get_filed_id (record));
  ek_statement_bind_int (statement, 4, revision);
  ek_statement_bind_text (statement, 5, operation);
  ek_statement_bind_int (statement, 6, ek_clock_now (self->clock));

  return ek_statement_run (statement, error);
}

/* What the server never heard of need not be deleted there. */
static gboolean
queue_delete (EkStore *self, EkRecord *record, gint64 revision, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean known;
  int n_removed;

  if (!run_for_record (self, "DELETE FROM outbox WHERE " NEVER_SENT, ek_record_get_id (record), &n_removed, error))
    return FALSE;
  statement = ek_database_prepare (self->database,
                                   "SELECT 1 FROM outbox WHERE record_id = ?1 "
                                   "UNION ALL SELECT 1 FROM sync_map WHERE record_id = ?1 LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  if (!ek_statement_step (statement, &known, error))
    return FALSE;

  return !known || add_row (self, record, revision, "delete", error);
}

gboolean
ek_store_queue (EkStore *self, EkRecord *record, gint64 revision, const char *operation, GError **error)
{
  gboolean squashed = FALSE;

  if (strcmp (operation, "delete") == 0)
    return queue_delete (self, record, revision, error);
  if (!squash (self, record, revision, &squashed, error))
    return FALSE;

  return squashed || add_row (self, record, revision, operation, error);
}

/**
 * ek_outbox_row_free:
 * @row: (nullable): a row of ek_store_list_outbox()
 */
void
ek_outbox_row_free (EkOutboxRow *row)
{
  if (row == NULL)
    return;
  g_free (row->record_id);
  g_free (row->record_type);
  g_free (row->patient_id);
  g_free (row->operation);
  g_free (row->state);
  g_free (row->body);
  g_free (row->problem);
  g_free (row);
}

/**
 * ek_store_list_outbox:
 * @self: a store
 * @error: what the database says
 *
 * Returns: (transfer full) (element-type EkOutboxRow): everything that has not been confirmed, in the order it was
 *   written, or %NULL
 */
GPtrArray *
ek_store_list_outbox (EkStore *self, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_outbox_row_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);

  statement =
    ek_database_prepare (self->database,
                         "SELECT sequence, record_id, record_type, coalesce ((SELECT file FROM "
                         "patient_joined WHERE member = patient_id), patient_id), revision, operation, state, "
                         "body, attempts, problem FROM outbox ORDER BY sequence",
                         error);
  while (statement != NULL)
    {
      EkOutboxRow *row;

      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&rows);
      row = g_new0 (EkOutboxRow, 1);
      row->sequence = ek_statement_int (statement, 0);
      row->record_id = g_strdup (ek_statement_text (statement, 1));
      row->record_type = g_strdup (ek_statement_text (statement, 2));
      row->patient_id = g_strdup (ek_statement_text (statement, 3));
      row->revision = ek_statement_int (statement, 4);
      row->operation = g_strdup (ek_statement_text (statement, 5));
      row->state = g_strdup (ek_statement_text (statement, 6));
      row->body = g_strdup (ek_statement_text (statement, 7));
      row->attempts = (int) ek_statement_int (statement, 8);
      row->problem = g_strdup (ek_statement_text (statement, 9));
      g_ptr_array_add (rows, row);
    }

  return NULL;
}

/* The worst of the rows that wait: a person must see a conflict before a refusal before what is merely on its way. */
static gboolean
pending_state (EkStore *self, const char *record_id, const char **state, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (self->database,
                                   "SELECT max (CASE state WHEN 'conflict' THEN 4 WHEN 'refused' THEN 3 "
                                   "WHEN 'sending' THEN 2 ELSE 1 END) FROM outbox WHERE record_id = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, record_id);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;

  switch (ek_statement_is_null (statement, 0) ? 0 : ek_statement_int (statement, 0))
    {
    case 4:
      *state = "conflict";
      break;
    case 3:
      *state = "refused";
      break;
    case 2:
      *state = "sending";
      break;
    case 1:
      *state = "local";
      break;
    default:
      *state = NULL;
      break;
    }

  return TRUE;
}

/**
 * ek_store_was_received:
 * @self: a store
 * @record_id: a record
 * @received: (out): whether it is here as it came, and nobody here wrote it or went on with it
 * @error: what the database says
 *
 * Returns: whether the record could be read
 */
gboolean
ek_store_was_received (EkStore *self, const char *record_id, gboolean *received, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database, "SELECT 1 FROM received WHERE record_id = ?",
                                                           error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, record_id);

  return ek_statement_step (statement, received, error);
}

/* That the hospital has this record as it is here, without our having sent it; with @source NULL, that this is over. */
gboolean
ek_store_note_received (EkStore *self, EkRecord *record, const char *source, GError **error)
{
  static const char added[] =
    "INSERT INTO received (record_id, source, received_ms) VALUES (?, ?, ?) ON CONFLICT (record_id) DO UPDATE SET "
    "source = excluded.source, received_ms = excluded.received_ms";
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (self->database, source != NULL ? added : "DELETE FROM received WHERE record_id = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  if (source != NULL)
    {
      ek_statement_bind_text (statement, 2, source);
      ek_statement_bind_int (statement, 3, ek_clock_now (self->clock));
    }

  return ek_statement_run (statement, error);
}

/**
 * ek_store_sync_state:
 * @self: a store
 * @record_id: the id of any record
 * @version: (out) (optional) (nullable): the server's version of what it confirmed last
 * @at_ms: (out) (optional): when it confirmed, or %EK_INSTANT_NONE
 * @error: what the database says
 *
 * "confirmed" comes from nothing but the server's acknowledgement of this very record, with nothing newer waiting.
 * "received": it came from the hospital and was never sent from here.
 *
 * Returns: (transfer full): "local", "sending", "confirmed", "received", "conflict" or "refused", or %NULL
 */
char *
ek_store_sync_state (EkStore *self, const char *record_id, char **version, gint64 *at_ms, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  const char *state;
  gboolean has_row, received;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (record_id != NULL, NULL);

  if (!pending_state (self, record_id, &state, error) || !ek_store_was_received (self, record_id, &received, error))
    return NULL;
  statement = ek_database_prepare (self->database,
                                   "SELECT version, confirmed_ms FROM sync_map WHERE record_id = ? "
                                   "ORDER BY confirmed_ms DESC, part LIMIT 1",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, record_id);
  if (!ek_statement_step (statement, &has_row, error))
    return NULL;

  if (version != NULL)
    *version = has_row ? g_strdup (ek_statement_text (statement, 0)) : NULL;
  if (at_ms != NULL)
    *at_ms = has_row ? ek_statement_int (statement, 1) : EK_INSTANT_NONE;

  return g_strdup (state != NULL ? state : has_row ? "confirmed" : received ? "received" : "local");
}
