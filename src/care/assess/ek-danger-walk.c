/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The forms that were stored before every form was looked at by itself. Once for each vault they are gone through, in
 * slices, each of which is done or not: a critical answer that never opened a risk opens one now, or leaves a notice
 * where it is old or the patient's risk was assessed since. What was opened is found again and opens nothing twice. */

#include "ek-danger-walk.h"
#include "ek-danger.h"

#include "ek-assess.h"
#include "ek-care-private.h"
#include "ek-danger-private.h"
#include "ek-risk-private.h"

#include "ek-assessment.h"
#include "ek-notice.h"
#include "ek-types.h"

#include <string.h>

#define SLICE 200

typedef struct {
  EkStore *store;
  EkDatabase *database;
  EkCatalogue *catalogue;
  EkDangerWalk *found;
  gint64 position;
  gint64 last;
  gint64 old_ms; /* what was answered before is old */
} Walk;

/* --- where it stands --------------------------------------------------------------------------------------------- */

static gboolean
load_position (Walk *walk, gboolean *begun, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (walk->database,
                                                           "SELECT position, last, done_ms, risks, notices "
                                                           "FROM danger_walk WHERE id = 1",
                                                           error);

  if (statement == NULL || !ek_statement_step (statement, begun, error))
    return FALSE;
  if (!*begun)
    return TRUE;
  walk->position = ek_statement_int (statement, 0);
  walk->last = ek_statement_int (statement, 1);
  walk->found->done = !ek_statement_is_null (statement, 2);
  walk->found->risks = (guint) ek_statement_int (statement, 3);
  walk->found->notices = (guint) ek_statement_int (statement, 4);
  return TRUE;
}

static gboolean
find_last (Walk *walk, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (walk->database,
                                                           "SELECT coalesce (max (rowid), 0) FROM assessment", error);
  gboolean has_row;

  if (statement == NULL || !ek_statement_step (statement, &has_row, error))
    return FALSE;
  walk->last = ek_statement_int (statement, 0);
  return TRUE;
}

static gboolean
save_position (Walk *walk, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (walk->database,
                                   "INSERT OR REPLACE INTO danger_walk (id, position, last, risks, notices, "
                                   "done_ms) VALUES (1, ?, ?, ?, ?, ?)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_int (statement, 1, walk->position);
  ek_statement_bind_int (statement, 2, walk->last);
  ek_statement_bind_int (statement, 3, walk->found->risks);
  ek_statement_bind_int (statement, 4, walk->found->notices);
  if (walk->found->done)
    ek_statement_bind_int (statement, 5, ek_clock_now (ek_store_get_clock (walk->store)));
  else
    ek_statement_bind_null (statement, 5);
  return ek_statement_run (statement, error);
}

/* --- one form ---------------------------------------------------------------------------------------------------- */

static gboolean
has_opened (GPtrArray *risks, const char *form, const char *item)
{
  for (guint i = 0; i < risks->len; i++)
    for (guint k = 0; k < ek_risk_n_causes (risks->pdata[i]); k++)
      {
        JsonObject *cause = ek_risk_cause (risks->pdata[i], k);

        if (cause != NULL && g_strcmp0 (ek_json_peek_string (cause, "source"), form) == 0 &&
            (item == NULL || g_strcmp0 (ek_json_peek_string (cause, "item"), item) == 0))
          return TRUE;
      }
  return FALSE;
}

static JsonArray *
critical_of (EkRecord *form)
{
  JsonNode *result = ek_record_get_json (form, EK_ASSESSMENT_RESULT);

  return result != NULL && JSON_NODE_HOLDS_OBJECT (result)
    ? ek_json_peek_array (json_node_get_object (result), "critical")
    : NULL;
}

/* The critical answers that never opened a risk, as one text: "9, 3". NULL: there is none. */
static char *
unopened (EkRecord *form, GPtrArray *risks)
{
  JsonArray *critical = critical_of (form);
  g_autoptr (GString) items = g_string_new (NULL);

  for (guint i = 0; critical != NULL && i < json_array_get_length (critical); i++)
    {
      g_autofree char *item = ek_care_item_at (critical, i);

      if (!has_opened (risks, ek_record_get_id (form), item))
        g_string_append_printf (items, "%s%s", items->len > 0 ? ", " : "", item != NULL ? item : "?");
    }
  return items->len > 0 ? g_strdup (items->str) : NULL;
}

/* Whether a person has looked at the patient's danger of that kind since the form was answered. */
static gboolean
was_closed_since (GPtrArray *risks, const char *kind, gint64 taken)
{
  for (guint i = 0; i < risks->len; i++)
    {
      gint64 closed = ek_record_get_instant (risks->pdata[i], EK_RISK_CLOSED, NULL);

      if (ek_care_text_is (risks->pdata[i], EK_RISK_STATUS, "closed") && closed != EK_INSTANT_NONE && closed > taken &&
          strcmp (ek_risk_kind (risks->pdata[i]), kind) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
was_assessed_since (EkScore *score, GPtrArray *risks, gint64 taken)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (NULL);

  for (guint i = 0; i < score->critical->len; i++)
    {
      const EkCritical *critical = &g_array_index (score->critical, EkCritical, i);
      const EkCriticalRule *rule = ek_instrument_find_critical_rule (score->instrument, critical->rule);

      EkDangerKind kind = ek_danger_kind_of_rule (knowledge, score->instrument, rule);

      if (!was_closed_since (risks, ek_danger_kind_id (kind), taken))
        return FALSE;
    }
  return TRUE;
}

/* Members of the detail: "instrument", "items" that were critical, "taken" when it was answered. */
static gboolean
leave_notice (Walk *walk, EkRecord *form, const char *items, GError **error)
{
  g_autoptr (JsonNode) detail = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  const char *id = ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT);
  int offset = 0;
  gint64 taken = ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, &offset);

  json_object_set_string_member (object, "instrument", id != NULL ? id : "?");
  json_object_set_string_member (object, "items", items);
  if (taken != EK_INSTANT_NONE)
    {
      g_autofree char *day = ek_instant_format_date (taken, offset);

      json_object_set_string_member (object, "taken", day);
    }
  json_node_set_object (detail, object);
  walk->found->notices++;
  return ek_notice_raise (walk->store, ek_record_get_patient_id (form), "old-answer", ek_record_get_id (form), detail,
                          error);
}

static gboolean
look_at (Walk *walk, const char *id, GError **error)
{
  g_autoptr (EkRecord) form = ek_store_load (walk->store, &ek_assessment_type, id, error);
  g_autoptr (GPtrArray) risks = NULL;
  g_autoptr (EkScore) score = NULL;
  g_autofree char *items = NULL;
  gint64 taken;

  if (form == NULL)
    return FALSE;
  risks = ek_store_list (walk->store, &ek_risk_type, ek_record_get_patient_id (form), error);
  if (risks == NULL)
    return FALSE;
  items = unopened (form, risks);
  if (items == NULL)
    return TRUE;
  taken = ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, NULL);
  score = ek_assess_score (walk->store, walk->catalogue, form, NULL);
  if (score == NULL || taken == EK_INSTANT_NONE || taken < walk->old_ms || was_assessed_since (score, risks, taken))
    return leave_notice (walk, form, items, error);
  walk->found->risks++;
  return ek_risk_raise_answers (walk->store, form, score, NULL, error);
}

/* --- the walk ---------------------------------------------------------------------------------------------------- */

/* Ids of the next forms that hold a critical answer. */
static GPtrArray *
next_forms (Walk *walk, gint64 *position, GError **error)
{
  static const char sql[] =
    "SELECT rowid, id FROM assessment WHERE rowid > ?1 AND rowid <= ?2 AND ifnull (status, '') <> 'entered-in-error' "
    "AND answers IS NOT NULL AND json_array_length (result, '$.critical') > 0 ORDER BY rowid LIMIT ?3";
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EkStatement) statement = ek_database_prepare (walk->database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  ek_statement_bind_int (statement, 1, walk->position);
  ek_statement_bind_int (statement, 2, walk->last);
  ek_statement_bind_int (statement, 3, SLICE);
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      *position = ek_statement_int (statement, 0);
      g_ptr_array_add (ids, g_strdup (ek_statement_text (statement, 1)));
    }
  if (ids->len < SLICE)
    *position = walk->last;
  return g_steal_pointer (&ids);
}

static gboolean
tell (Walk *walk, GError **error)
{
  g_autofree char *detail = NULL;

  if (walk->found->risks + walk->found->notices == 0)
    return TRUE;
  detail = g_strdup_printf ("earlier forms looked at for danger: %u opened a risk, %u left a notice",
                            walk->found->risks, walk->found->notices);
  return ek_store_audit (walk->store, EK_AUDIT_CHANGE, NULL, NULL, NULL, detail, error);
}

static gboolean
slice (Walk *walk, GError **error)
{
  gint64 position = walk->last;
  g_autoptr (GPtrArray) ids = next_forms (walk, &position, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (!look_at (walk, ids->pdata[i], error))
      return FALSE;
  walk->position = position;
  walk->found->done = position >= walk->last;
  return ids != NULL && save_position (walk, error) && (!walk->found->done || tell (walk, error));
}

/**
 * ek_danger_walk_is_done:
 * @store: the record
 *
 * Returns: whether nothing is left of it in this vault; also when that cannot be read
 */
gboolean
ek_danger_walk_is_done (EkStore *store)
{
  EkDangerWalk found = { 0 };
  Walk walk = { .store = store, .database = ek_store_get_database (store), .found = &found };
  gboolean begun = FALSE;

  return !load_position (&walk, &begun, NULL) || found.done;
}

/**
 * ek_danger_walk:
 * @store: a store of the calling thread's own
 * @catalogue: the instruments
 * @cancellable: (nullable): looked at between two slices; what was done until then is kept and gone on with next time
 * @found: (out caller-allocates): what was found, this time and before
 * @error: return location
 *
 * Goes through the forms that were stored before every form was looked at by itself, once for each vault; after that it
 * costs one query. "walk_old_days" in data/knowledge/danger.json says what is old. Audited. Blocks: for a worker.
 *
 * Returns: %FALSE with what the store says; the slice that failed is as it was
 */
gboolean
ek_danger_walk (EkStore *store, EkCatalogue *catalogue, GCancellable *cancellable, EkDangerWalk *found, GError **error)
{
  EkKnowledge *rules = ek_knowledge_get_default (error);
  Walk walk = { .store = store, .database = ek_store_get_database (store), .catalogue = catalogue, .found = found };
  gboolean begun = FALSE;

  memset (found, 0, sizeof *found);
  if (rules == NULL || !load_position (&walk, &begun, error) || (!begun && !find_last (&walk, error)))
    return FALSE;
  walk.old_ms = ek_clock_now (ek_store_get_clock (store)) - ek_danger_rules (rules)->walk_old_days * EK_DAY_MS;
  while (!found->done && !g_cancellable_is_cancelled (cancellable))
    {
      EkDangerWalk before = *found;

      if (!ek_store_begin (store, error))
        return FALSE;
      if (!slice (&walk, error))
        {
          ek_store_rollback (store);
          *found = before;
          return FALSE;
        }
      if (!ek_store_commit (store, error))
        return FALSE;
      found->now |= found->risks + found->notices > before.risks + before.notices;
    }
  return TRUE;
}
