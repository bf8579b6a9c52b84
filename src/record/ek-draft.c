/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-draft.h"

#include "ek-json.h"
#include "ek-store-private.h"

/**
 * ek_draft_new:
 * @place: where in the program it was typed
 * @patient_id: (nullable): in whose file; %NULL: in nobody's
 * @target: (nullable): what it is about there; %NULL: something new
 * @body: an object
 *
 * Returns: (transfer full): a draft, at no time yet
 */
EkDraft *
ek_draft_new (const char *place, const char *patient_id, const char *target, JsonNode *body)
{
  EkDraft *self = g_new0 (EkDraft, 1);

  self->place = g_strdup (place);
  self->patient_id = g_strdup (patient_id != NULL ? patient_id : "");
  self->target = g_strdup (target != NULL ? target : "");
  self->body = json_node_ref (body);
  return self;
}

/**
 * ek_draft_free:
 * @self: (nullable) (transfer full): a draft
 */
void
ek_draft_free (EkDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->place);
  g_free (self->patient_id);
  g_free (self->target);
  g_clear_pointer (&self->body, json_node_unref);
  g_free (self);
}

static EkStatement *
prepare (EkStore *store, const char *sql, const char *place, const char *patient_id, const char *target, GError **error)
{
  EkStatement *row = ek_store_check_user (store, error) ? ek_database_prepare (store->database, sql, error) : NULL;

  if (row == NULL)
    return NULL;
  ek_statement_bind_text (row, 1, ek_user_get_id (store->user));
  ek_statement_bind_text (row, 2, place);
  ek_statement_bind_text (row, 3, patient_id);
  ek_statement_bind_text (row, 4, target);
  return row;
}

static gboolean
run_alone (EkStore *store, EkStatement *row, GError **error)
{
  if (!ek_database_begin (store->database, error))
    return FALSE;
  if (!ek_statement_run (row, error))
    {
      ek_database_rollback (store->database);
      return FALSE;
    }
  return ek_database_commit (store->database, error);
}

/**
 * ek_draft_put:
 * @store: a store
 * @draft: what is kept; takes the place of what was kept there before. Its time is not looked at: it is now
 * @error: %EK_ERROR_LOCKED, and what the database says; what was kept before is still there then
 *
 * Keeps a draft for who is in. When it returns %TRUE it is on the disk.
 *
 * Returns: whether it is kept
 */
gboolean
ek_draft_put (EkStore *store, const EkDraft *draft, GError **error)
{
  g_autoptr (EkStatement) row = NULL;
  g_autofree char *body = NULL;
  gint64 now;
  int offset;

  g_return_val_if_fail (EK_IS_STORE (store) && JSON_NODE_HOLDS_OBJECT (draft->body), FALSE);

  row = prepare (store,
                 "INSERT OR REPLACE INTO draft (user_id, place, patient_id, target, at_ms, at_offset, body) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?)",
                 draft->place, draft->patient_id, draft->target, error);
  if (row == NULL)
    return FALSE;
  body = ek_json_canonical (draft->body);
  now = ek_store_now (store, &offset);
  ek_statement_bind_int (row, 5, now);
  ek_statement_bind_int (row, 6, offset);
  ek_statement_bind_text (row, 7, body);
  return run_alone (store, row, error);
}

/**
 * ek_draft_remove:
 * @store: a store
 * @place: where
 * @patient_id: (nullable): in whose file
 * @target: (nullable): what it is about there
 * @error: %EK_ERROR_LOCKED, and what the database says
 *
 * Forgets what who is in has typed there; the database overwrites it. That there is nothing is no error.
 *
 * Returns: whether nothing is kept there now
 */
gboolean
ek_draft_remove (EkStore *store, const char *place, const char *patient_id, const char *target, GError **error)
{
  g_autoptr (EkStatement) row = NULL;

  g_return_val_if_fail (EK_IS_STORE (store) && place != NULL, FALSE);

  row = prepare (store, "DELETE FROM draft WHERE user_id = ? AND place = ? AND patient_id = ? AND target = ?", place,
                 patient_id != NULL ? patient_id : "", target != NULL ? target : "", error);
  return row != NULL && run_alone (store, row, error);
}

static EkDraft *
read_row (EkStatement *row, GError **error)
{
  g_autoptr (JsonNode) body = ek_json_parse (ek_statement_text (row, 5), -1, &EK_JSON_DEFAULT, error);
  EkDraft *draft;

  if (body == NULL)
    return NULL;
  draft = ek_draft_new (ek_statement_text (row, 0), ek_statement_text (row, 1), ek_statement_text (row, 2), body);
  draft->at_ms = ek_statement_int (row, 3);
  draft->offset_minutes = (int) ek_statement_int (row, 4);
  return draft;
}

/**
 * ek_draft_list:
 * @store: a store
 * @error: %EK_ERROR_LOCKED, and what the database says
 *
 * Returns: (transfer full) (element-type EkDraft): what who is in has typed and not saved, the newest first; nobody
 *   else's. %NULL on error
 */
GPtrArray *
ek_draft_list (EkStore *store, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_draft_free);
  g_autoptr (EkStatement) row = NULL;

  g_return_val_if_fail (EK_IS_STORE (store), NULL);

  row = ek_store_check_user (store, error)
    ? ek_database_prepare (store->database,
                           "SELECT place, patient_id, target, at_ms, at_offset, body FROM draft "
                           "WHERE user_id = ? ORDER BY at_ms DESC, rowid DESC",
                           error)
    : NULL;
  if (row == NULL)
    return NULL;
  ek_statement_bind_text (row, 1, ek_user_get_id (store->user));
  while (TRUE)
    {
      gboolean has_row;
      EkDraft *draft;

      if (!ek_statement_step (row, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&drafts);
      draft = read_row (row, error);
      if (draft == NULL)
        return NULL;
      g_ptr_array_add (drafts, draft);
    }
}
