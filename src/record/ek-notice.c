/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-notice.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-id.h"
#include "ek-join.h"
#include "ek-json.h"
#include "ek-store-private.h"

static void
set_now (EkStore *store, EkRecord *notice, int field)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);

  ek_record_set_instant (notice, field, now, ek_clock_offset (clock, now));
}

/* Without where it came from: the same thing in another file, or at another place of it, is the same thing. */
static char *
what_it_says (JsonNode *detail)
{
  g_autoptr (JsonObject) rest = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GList) members = NULL;

  if (detail == NULL || !JSON_NODE_HOLDS_OBJECT (detail))
    return detail != NULL ? ek_json_canonical (detail) : NULL;
  rest = json_object_new ();
  members = json_object_get_members (json_node_get_object (detail));
  for (GList *m = members; m != NULL; m = m->next)
    if (!g_str_equal (m->data, "origin") && !g_str_equal (m->data, "where"))
      json_object_set_member (rest, m->data,
                              json_node_copy (json_object_get_member (json_node_get_object (detail), m->data)));
  node = json_node_init_object (json_node_alloc (), rest);
  return ek_json_canonical (node);
}

/* Done once, an unchanged cause does not raise it again; a detail that changed does. */
static gboolean
says_the_same (EkRecord *notice, JsonNode *detail)
{
  g_autofree char *before = what_it_says (ek_record_get_json (notice, EK_NOTICE_DETAIL));
  g_autofree char *now = what_it_says (detail);

  return g_strcmp0 (before, now) == 0;
}

/**
 * ek_notice_may_hide_danger:
 * @notice: a notice
 *
 * Returns: whether somebody may be in danger as long as nobody has looked at it: what could not be read at all, words
 * of danger that are not clear, a warning that ended elsewhere, answers of a form that were not taken over
 */
gboolean
ek_notice_may_hide_danger (EkRecord *notice)
{
  static const char *const kinds[] = { "unreadable-form", "unclear-danger", "warning-ended", NULL };
  const char *kind = ek_record_get_text (notice, EK_NOTICE_KIND);
  JsonNode *detail = ek_record_get_json (notice, EK_NOTICE_DETAIL);

  if (kind == NULL || g_strv_contains (kinds, kind))
    return kind != NULL;
  return g_str_equal (kind, "unreadable-value") && detail != NULL && JSON_NODE_HOLDS_OBJECT (detail) &&
    json_object_has_member (json_node_get_object (detail), "instrument");
}

/* Whoever imports may leave one, so no role is asked; what may hide a danger is sent all the same. */
static gboolean
save_by_itself (EkStore *store, EkRecord *notice, GError **error)
{
  if (!ek_store_begin (store, error))
    return FALSE;
  if (!ek_store_write (store, notice, "notice", NULL, error) ||
      (ek_notice_may_hide_danger (notice) &&
       !ek_store_queue (store, notice, ek_record_get_revision (notice), "save", error)))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  return ek_store_commit (store, error);
}

static EkRecord *
find_among (GPtrArray *all, const char *patient_id, const char *kind, const char *source)
{
  for (guint i = 0; i < all->len; i++)
    if (ek_notice_may_hide_danger (all->pdata[i]) &&
        g_strcmp0 (ek_record_get_filed_id (all->pdata[i]), patient_id) == 0 &&
        g_strcmp0 (ek_record_get_text (all->pdata[i], EK_NOTICE_KIND), kind) == 0 &&
        g_strcmp0 (ek_record_get_text (all->pdata[i], EK_NOTICE_SOURCE), source) == 0)
      return g_object_ref (all->pdata[i]);
  return NULL;
}

/**
 * ek_notice_find:
 * @store: the record
 * @patient_id: whom it is about
 * @kind: as it was raised
 * @source: as it was raised
 * @error: return location
 *
 * The id of a notice follows from these three. One that came from another machine, where the patient has another id,
 * has another and is the same.
 *
 * Returns: (transfer full) (nullable): the notice, open or done; %NULL without error when there is none
 */
EkRecord *
ek_notice_find (EkStore *store, const char *patient_id, const char *kind, const char *source, GError **error)
{
  g_autofree char *id = ek_id_derive ("notice", patient_id, kind, source, NULL);
  g_autoptr (GError) failure = NULL;
  g_autoptr (EkRecord) notice = ek_store_load (store, &ek_notice_type, id, &failure);
  g_autoptr (GPtrArray) all = NULL;

  if (notice != NULL)
    return g_steal_pointer (&notice);
  if (!g_error_matches (failure, EK_ERROR, EK_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  all = ek_store_list (store, &ek_notice_type, patient_id, error);
  return all != NULL ? find_among (all, patient_id, kind, source) : NULL;
}

/**
 * ek_notice_raise:
 * @store: the record
 * @patient_id: whom it is about
 * @kind: one of the kinds of #ek_notice_type
 * @source: what it is about, within @kind: the id or address of a resource, the id of another patient. The same @kind
 *   and @source again is the same notice
 * @detail: (nullable): what ek_notice_text() needs to say it in words; no text that was translated already. Its members
 *   "origin" and "where", which say where it came from, do not make it another notice
 * @error: return location
 *
 * Leaves a notice on a patient. One that was done comes back only when @detail says something else than before. Whether
 * two patients are one ("possible-duplicate", "linked") is not asked again once a person has said so. Saves
 * as something received, so that whoever imports can leave one; nests in the caller's transaction.
 *
 * Returns: %TRUE when it is there; %FALSE with what the store says
 */
gboolean
ek_notice_raise (EkStore *store, const char *patient_id, const char *kind, const char *source, JsonNode *detail,
                 GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (EkRecord) notice = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean settled = FALSE;

  g_return_val_if_fail (patient_id != NULL && kind != NULL && source != NULL, FALSE);

  if ((g_str_equal (kind, "possible-duplicate") || g_str_equal (kind, "linked")) &&
      !ek_join_is_settled (store, patient_id, source, &settled, error))
    return FALSE;
  if (settled)
    return TRUE;
  notice = ek_notice_find (store, patient_id, kind, source, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (notice != NULL && says_the_same (notice, detail))
    return TRUE;
  if (notice == NULL)
    {
      id = ek_id_derive ("notice", patient_id, kind, source, NULL);
      notice = ek_record_new_with_id (&ek_notice_type, id, patient_id);
    }
  ek_record_set_text (notice, EK_NOTICE_KIND, kind);
  ek_record_set_text (notice, EK_NOTICE_SOURCE, source);
  ek_record_set_json (notice, EK_NOTICE_DETAIL, detail);
  ek_record_set_text (notice, EK_NOTICE_STATUS, "open");
  set_now (store, notice, EK_NOTICE_RAISED);
  ek_record_clear (notice, EK_NOTICE_DONE);
  ek_record_clear (notice, EK_NOTICE_DONE_BY);
  ek_record_clear (notice, EK_NOTICE_FOUND);
  ek_record_clear (notice, EK_NOTICE_RISK);
  return save_by_itself (store, notice, error);
}

/**
 * ek_notice_open_again:
 * @store: the record
 * @notice: a notice that is done
 * @error: return location
 *
 * What was done about it is not about it any more: somebody must look at it again. Who did what then stays in its
 * history. Nests in the caller's transaction.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_notice_open_again (EkStore *store, EkRecord *notice, GError **error)
{
  ek_record_set_text (notice, EK_NOTICE_STATUS, "open");
  ek_record_clear (notice, EK_NOTICE_DONE);
  ek_record_clear (notice, EK_NOTICE_DONE_BY);
  ek_record_clear (notice, EK_NOTICE_ACTION);
  ek_record_clear (notice, EK_NOTICE_FOUND);
  ek_record_clear (notice, EK_NOTICE_RISK);
  return save_by_itself (store, notice, error);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  gint64 one = ek_record_get_instant (*(EkRecord *const *) a, EK_NOTICE_RAISED, NULL);
  gint64 other = ek_record_get_instant (*(EkRecord *const *) b, EK_NOTICE_RAISED, NULL);

  return one > other ? -1 : one < other;
}

/**
 * ek_notice_list_open:
 * @store: the record
 * @patient_id: (nullable): whose; %NULL: everybody's
 * @error: return location
 *
 * Returns: (transfer full) (element-type EkRecord): the notices that nobody has dealt with, the newest first; %NULL
 *   with what the store says
 */
GPtrArray *
ek_notice_list_open (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  GPtrArray *open;

  all = patient_id != NULL ? ek_store_list (store, &ek_notice_type, patient_id, error)
                           : ek_store_list_by (store, &ek_notice_type, EK_NOTICE_STATUS, "open", error);
  if (all == NULL)
    return NULL;
  open = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (ek_record_get_text (all->pdata[i], EK_NOTICE_STATUS), "open") == 0)
      g_ptr_array_add (open, g_object_ref (all->pdata[i]));
  g_ptr_array_sort (open, newest_first);
  return open;
}

/**
 * ek_notice_close:
 * @store: the record
 * @notice: an open notice
 * @action: what was done about it
 * @error: return location
 *
 * Returns: %TRUE when it is saved under the name of who is in; %FALSE with %EK_ERROR_INCOMPLETE without words,
 *   %EK_ERROR_LOCKED when nobody is in, %EK_ERROR_CONFLICT when it was changed meanwhile, or what the store says; the
 *   notice then stays open
 */
gboolean
ek_notice_close (EkStore *store, EkRecord *notice, const char *action, GError **error)
{
  g_autoptr (EkUser) user = ek_vault_get_user (ek_store_get_vault (store));
  g_autoptr (EkRecord) done = ek_record_copy (notice);
  g_autofree char *words = action != NULL ? g_strstrip (g_strdup (action)) : NULL;

  if (user == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_LOCKED,
                           _ ("The vault is locked. Nothing was changed. Unlock it and try again."));
      return FALSE;
    }
  if (words == NULL || *words == '\0')
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE, _ ("Write what was done about it. It stays open."));
      return FALSE;
    }
  ek_record_set_text (done, EK_NOTICE_STATUS, "done");
  ek_record_set_text (done, EK_NOTICE_ACTION, words);
  ek_record_set_text (done, EK_NOTICE_DONE_BY, ek_user_get_id (user));
  set_now (store, done, EK_NOTICE_DONE);
  return ek_store_write (store, done, NULL, NULL, error);
}

/* What settled by itself on one machine is not settled on another. */
static gboolean
was_looked_at (EkRecord *notice)
{
  const char *action = ek_record_get_text (notice, EK_NOTICE_ACTION);

  return g_strcmp0 (ek_record_get_text (notice, EK_NOTICE_STATUS), "done") == 0 &&
    ek_record_has (notice, EK_NOTICE_DONE_BY) && action != NULL && *action != '\0';
}

static gboolean
is_open (EkRecord *notice)
{
  return g_strcmp0 (ek_record_get_text (notice, EK_NOTICE_STATUS), "open") == 0;
}

/**
 * ek_notice_stands:
 * @ours: a notice as it is here
 * @theirs: the same notice as it is on another machine
 *
 * What a person looked at on one machine is looked at on both, as long as it said the same; where it said something
 * else the one that is open counts. What was settled by itself there is not settled here.
 *
 * Returns: whether @ours is what both are; else @theirs is
 */
gboolean
ek_notice_stands (EkRecord *ours, EkRecord *theirs)
{
  gboolean same = says_the_same (ours, ek_record_get_json (theirs, EK_NOTICE_DETAIL));
  gboolean seen_here = was_looked_at (ours), seen_there = was_looked_at (theirs);

  if (same && seen_here && seen_there)
    return ek_record_get_instant (ours, EK_NOTICE_DONE, NULL) <= ek_record_get_instant (theirs, EK_NOTICE_DONE, NULL);
  if (same && (seen_here || seen_there))
    return seen_here;
  if (is_open (ours) != is_open (theirs))
    return same || is_open (ours);
  if (same)
    return ek_record_get_instant (ours, EK_NOTICE_RAISED, NULL) <=
      ek_record_get_instant (theirs, EK_NOTICE_RAISED, NULL);
  return ek_record_get_instant (ours, EK_NOTICE_RAISED, NULL) >= ek_record_get_instant (theirs, EK_NOTICE_RAISED, NULL);
}

/**
 * ek_notice_settle:
 * @store: the record, inside a transaction
 * @patient_id: whom it is about
 * @kind: as it was raised
 * @source: as it was raised
 * @error: return location
 *
 * What the notice tells of has come right by itself, so that nobody needs to look at it any more; nothing happens where
 * there is none that is open.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_notice_settle (EkStore *store, const char *patient_id, const char *kind, const char *source, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (EkRecord) notice = ek_notice_find (store, patient_id, kind, source, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (notice == NULL || g_strcmp0 (ek_record_get_text (notice, EK_NOTICE_STATUS), "open") != 0)
    return TRUE;
  ek_record_set_text (notice, EK_NOTICE_STATUS, "done");
  set_now (store, notice, EK_NOTICE_DONE);
  return save_by_itself (store, notice, error);
}
