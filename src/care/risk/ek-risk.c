/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The risk chain.
 *
 *   raised ──▶ open, unassessed ──assess──▶ open, low / moderate / high ──close (action, name)──▶ closed
 *                 ▲        │ hand over                │ hand over, log an action, assess again      │
 *                 ├────────┴───── a new critical answer: due again the same day, to be assessed again
 *                 └──────────────── the form that opened it was changed to something worse ─────────┘
 *
 * What must stay true: a risk is never deleted; it is closed only by a person, with an action in words, after it has
 * been assessed; a new critical answer is never swallowed by an older risk; one form opens one risk of a kind, on
 * however many machines it arrives: the id of a risk follows from its kind and from what opened it.
 *
 * EK_RISK_REASON: {rule, instrument, item, value, words, from, past, source, at (found), taken (answered), anew (said
 * again after it was taken back), known (see ek-risk-known.c), corrected (see ek-risk-correct.c), also: [the same, for
 * later causes], again: true while a cause is newer than the last assessment}. EK_RISK_ACTION grows by one line a step:
 * "date time · name · what".
 */

#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-risk-private.h"

#include "ek-error.h"
#include "ek-id.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static int
rank_of (EkRecord *risk)
{
  return ek_risk_rank (ek_record_get_text (risk, EK_RISK_LEVEL));
}

static int
worst_first (gconstpointer a, gconstpointer b)
{
  EkRecord *left = *(EkRecord *const *) a;
  EkRecord *right = *(EkRecord *const *) b;
  gint64 left_raised = ek_record_get_instant (left, EK_RISK_RAISED, NULL);
  gint64 right_raised = ek_record_get_instant (right, EK_RISK_RAISED, NULL);

  if (rank_of (left) != rank_of (right))
    return rank_of (right) - rank_of (left);
  return left_raised < right_raised ? -1 : left_raised > right_raised;
}

static int
due_first (gconstpointer a, gconstpointer b)
{
  gint64 left = ek_record_get_instant (*(EkRecord *const *) a, EK_RISK_DUE, NULL);
  gint64 right = ek_record_get_instant (*(EkRecord *const *) b, EK_RISK_DUE, NULL);

  return left < right ? -1 : left > right;
}

/**
 * ek_risk_list_open:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRecord): the open risks, the worst first, then the oldest; %NULL with error
 */
GPtrArray *
ek_risk_list_open (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) all = ek_store_list (store, &ek_risk_type, patient_id, error);
  GPtrArray *open = NULL;

  if (all == NULL)
    return NULL;
  open = ek_care_new_records ();
  for (guint i = 0; i < all->len; i++)
    if (!ek_care_text_is (g_ptr_array_index (all, i), EK_RISK_STATUS, "closed"))
      g_ptr_array_add (open, g_object_ref (g_ptr_array_index (all, i)));
  g_ptr_array_sort (open, worst_first);
  return open;
}

/**
 * ek_risk_list_inbox:
 * @store: the record
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRecord): the open risks of all patients by due time; %NULL with error
 */
GPtrArray *
ek_risk_list_inbox (EkStore *store, GError **error)
{
  GPtrArray *open = ek_store_list_by (store, &ek_risk_type, EK_RISK_STATUS, "open", error);

  if (open != NULL)
    g_ptr_array_sort (open, due_first);
  return open;
}

/* --- causes ----------------------------------------------------------------------------------------------------- */

static void
fill_words (JsonObject *object, const EkRiskCause *cause)
{
  if (cause->words != NULL)
    json_object_set_string_member (object, "words", cause->words);
  if (cause->from != NULL)
    json_object_set_string_member (object, "from", cause->from);
  if (cause->past)
    json_object_set_boolean_member (object, "past", TRUE);
}

static void
fill_cause (JsonObject *object, EkStore *store, const char *patient_id, const EkRiskCause *cause)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  g_autofree char *at = ek_instant_format (now, ek_clock_offset (clock, now));

  json_object_set_string_member (object, "rule", cause->rule);
  if (cause->instrument != NULL)
    json_object_set_string_member (object, "instrument", cause->instrument);
  if (cause->item != NULL)
    json_object_set_string_member (object, "item", cause->item);
  if (cause->item != NULL && isfinite (cause->value))
    json_object_set_double_member (object, "value", cause->value);
  if (cause->source != NULL)
    json_object_set_string_member (object, "source", cause->source);
  fill_words (object, cause);
  json_object_set_string_member (object, "at", at);
  if (cause->taken_ms != 0 && cause->taken_ms != EK_INSTANT_NONE)
    {
      g_autofree char *taken = ek_instant_format (cause->taken_ms, cause->taken_offset);

      json_object_set_string_member (object, "taken", taken);
    }
  ek_risk_note_known (store, NULL, patient_id, object);
}

/* The same answer, and no worse than it was. A higher value of a critical item is always the worse one. What was taken
 * back and is said again is new. */
static gboolean
same_cause (JsonObject *object, const EkRiskCause *cause)
{
  double before = ek_risk_cause_value (object);

  return ek_risk_cause_stands (object) && g_strcmp0 (ek_json_peek_string (object, "rule"), cause->rule) == 0 &&
    g_strcmp0 (ek_json_peek_string (object, "source"), cause->source) == 0 &&
    g_strcmp0 (ek_json_peek_string (object, "item"), cause->item) == 0 &&
    !(ek_json_peek_boolean (object, "past", FALSE) && !cause->past) &&
    (cause->item == NULL || !isfinite (cause->value) || (isfinite (before) && before >= cause->value));
}

static gboolean
has_cause (EkRecord *risk, const EkRiskCause *cause)
{
  for (guint i = 0; cause->source != NULL && i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *object = ek_risk_cause (risk, i);

      if (object != NULL && same_cause (object, cause))
        return TRUE;
    }
  return FALSE;
}

static void
add_cause_object (EkRecord *risk, JsonObject *object)
{
  g_autoptr (JsonNode) node = ek_risk_copy_json (risk, EK_RISK_REASON);
  JsonObject *reason = json_node_get_object (node);

  if (!json_object_has_member (reason, "also"))
    json_object_set_array_member (reason, "also", json_array_new ());
  json_array_add_object_element (json_object_get_array_member (reason, "also"), object);
  if (!ek_care_text_is (risk, EK_RISK_LEVEL, "unassessed"))
    json_object_set_boolean_member (reason, "again", TRUE);
  /* "Low" was found before this answer was given and reassures nobody any more; a higher level stands. */
  if (ek_care_text_is (risk, EK_RISK_LEVEL, "low"))
    ek_record_set_text (risk, EK_RISK_LEVEL, "unassessed");
  ek_record_set_json (risk, EK_RISK_REASON, node);
}

/* Whether the risk has a cause that says just this and was taken back. */
static gboolean
was_taken_back (EkRecord *risk, const EkRiskCause *cause)
{
  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *object = ek_risk_cause (risk, i);

      if (object != NULL && json_object_has_member (object, "corrected") &&
          g_strcmp0 (ek_json_peek_string (object, "rule"), cause->rule) == 0 &&
          g_strcmp0 (ek_json_peek_string (object, "source"), cause->source) == 0 &&
          g_strcmp0 (ek_json_peek_string (object, "item"), cause->item) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_cause (EkStore *store, EkRecord *risk, const EkRiskCause *cause)
{
  JsonObject *object = json_object_new ();

  fill_cause (object, store, ek_record_get_patient_id (risk), cause);
  /* so that it is told apart from the first time, on every machine */
  if (was_taken_back (risk, cause))
    json_object_set_string_member (object, "anew", ek_json_peek_string (object, "at"));
  add_cause_object (risk, object);
}

/* --- raising ---------------------------------------------------------------------------------------------------- */

static int
due_days (EkKnowledge *knowledge, const char *kind, const char *level)
{
  int days = 0;

  for (guint i = 0; knowledge != NULL && i < ek_risk_rules (knowledge)->dues->len; i++)
    {
      const EkDue *due = &g_array_index (ek_risk_rules (knowledge)->dues, EkDue, i);

      if (strcmp (due->level, level) != 0 || (due->kind != NULL && strcmp (due->kind, kind) != 0))
        continue;
      days = due->days;
      if (due->kind != NULL)
        break;
    }
  return days;
}

void
ek_risk_set_due (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *level)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  int offset = ek_clock_offset (clock, now);
  gint64 due = ek_care_end_of_day (now, offset, due_days (knowledge, ek_risk_kind (risk), level));

  ek_record_set_instant (risk, EK_RISK_DUE, due, offset);
}

static char *
responsible_for (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (EkRecord) patient = ek_store_load (store, &ek_patient_type, patient_id, error);
  const char *clinician = patient != NULL ? ek_record_get_text (patient, EK_PATIENT_CLINICIAN) : NULL;
  g_autoptr (EkUser) named = NULL;
  g_autoptr (EkUser) user = NULL;

  if (patient == NULL)
    return NULL;
  named = clinician != NULL ? ek_vault_find_user (ek_store_get_vault (store), clinician) : NULL;
  if (named != NULL && !ek_user_get_disabled (named) && ek_role_is_clinical (ek_user_get_role (named)))
    return g_strdup (ek_user_get_id (named));
  user = ek_care_user (store, error);
  return user != NULL ? g_strdup (ek_user_get_id (user)) : NULL;
}

/* Where there is nothing that an id could follow from (the safety button) it is a random one. */
static char *
id_for (const EkRiskCause *cause, const char *kind)
{
  return cause->source != NULL ? ek_id_derive ("risk", kind, cause->source, NULL) : ek_id_new ();
}

static EkRecord *
new_risk (EkStore *store, EkKnowledge *knowledge, const char *patient_id, const EkRiskCause *cause, const char *kind,
          const char *id, GError **error)
{
  g_autofree char *owner = responsible_for (store, patient_id, error);
  EkRecord *risk = NULL;
  JsonObject *object = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (owner == NULL)
    return NULL;
  risk = ek_record_new_with_id (&ek_risk_type, id, patient_id);
  object = json_object_new ();
  fill_cause (object, store, patient_id, cause);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  ek_record_set_text (risk, EK_RISK_KIND, kind);
  ek_record_set_text (risk, EK_RISK_LEVEL, "unassessed");
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_text (risk, EK_RISK_SOURCE, cause->source);
  ek_record_set_json (risk, EK_RISK_REASON, node);
  ek_care_set_now (store, risk, EK_RISK_RAISED);
  ek_record_set_text (risk, EK_RISK_OWNER, owner);
  ek_risk_set_due (store, knowledge, risk, "unassessed");
  return risk;
}

static void
join_open (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const EkRiskCause *cause)
{
  add_cause (store, risk, cause);
  ek_risk_set_due (store, knowledge, risk, "unassessed");
}

/* What closed it was about other answers. */
static gboolean
open_again (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const EkRiskCause *cause, GError **error)
{
  g_autoptr (JsonNode) reason = NULL;

  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_text (risk, EK_RISK_LEVEL, "unassessed");
  ek_record_clear (risk, EK_RISK_CLOSED);
  ek_record_clear (risk, EK_RISK_CLOSED_BY);
  join_open (store, knowledge, risk, cause);
  reason = ek_risk_copy_json (risk, EK_RISK_REASON);
  json_object_remove_member (json_node_get_object (reason), "again");
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  /* Translators: a step in the log of a risk */
  return ek_risk_append_step (store, risk, _ ("Opened again: an answer became worse"), NULL, error);
}

static EkRecord *
open_risk (EkStore *store, EkKnowledge *knowledge, const char *patient_id, GPtrArray *all, const EkRiskCause *cause,
           const char *kind, GError **error)
{
  g_autofree char *id = id_for (cause, kind);
  g_autoptr (EkRecord) elsewhere = NULL;

  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (ek_record_get_id (all->pdata[i]), id) == 0)
      {
        g_autoptr (EkRecord) risk = g_object_ref (all->pdata[i]);

        return open_again (store, knowledge, risk, cause, error) ? g_steal_pointer (&risk) : NULL;
      }
  /* An id that stands in somebody else's file, after files were joined and parted again, is theirs. */
  elsewhere = ek_store_load (store, &ek_risk_type, id, NULL);
  if (elsewhere != NULL)
    {
      g_free (id);
      id = ek_id_derive ("risk", kind, cause->source, patient_id, NULL);
    }
  return new_risk (store, knowledge, patient_id, cause, kind, id, error);
}

/* It goes on in another that has its causes; where there is none, nobody has answered it. */
static gboolean
was_closed_by_nobody (EkRecord *risk)
{
  return ek_care_text_is (risk, EK_RISK_STATUS, "closed") && !ek_record_has (risk, EK_RISK_CLOSED_BY);
}

/**
 * ek_risk_raise:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @patient_id: the patient
 * @cause: what raised it
 * @error: return location
 *
 * Opens a risk, or adds @cause to the open one of its kind; a cause of the same record, item and value is not added
 * twice. It is to be assessed the same day, also when an older cause was assessed already. What a closed risk has
 * answered opens nothing again; when the same record says something worse than then, the risk is opened again. When the
 * knowledge cannot be read the risk is opened all the same. Saves; nests in the caller's transaction.
 *
 * Returns: (transfer full): the risk, closed where it had been answered, or %NULL with an error of the store
 */
EkRecord *
ek_risk_raise (EkStore *store, EkKnowledge *knowledge, const char *patient_id, const EkRiskCause *cause, GError **error)
{
  const char *kind = ek_danger_kind_id (ek_danger_kind_of (cause->kind));
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (EkRecord) risk = NULL;
  EkRecord *open = NULL;

  g_return_val_if_fail (cause->rule != NULL, NULL);
  all = ek_store_list (store, &ek_risk_type, patient_id, error);
  if (all == NULL)
    return NULL;
  g_ptr_array_sort (all, worst_first);
  if (knowledge == NULL)
    knowledge = ek_knowledge_get_default (NULL);
  for (guint i = 0; i < all->len; i++)
    {
      EkRecord *one = g_ptr_array_index (all, i);

      if (strcmp (ek_risk_kind (one), kind) != 0)
        continue;
      if (has_cause (one, cause) && !was_closed_by_nobody (one))
        return g_object_ref (one);
      if (open == NULL && !ek_care_text_is (one, EK_RISK_STATUS, "closed"))
        open = one;
    }
  if (open != NULL)
    {
      risk = g_object_ref (open);
      join_open (store, knowledge, risk, cause);
    }
  else
    risk = open_risk (store, knowledge, patient_id, all, cause, kind, error);
  if (risk == NULL || !ek_store_save (store, risk, error))
    return NULL;
  return g_steal_pointer (&risk);
}

/* --- two that met ----------------------------------------------------------------------------------------------- */

static int
first_raised (gconstpointer a, gconstpointer b)
{
  EkRecord *left = *(EkRecord *const *) a, *right = *(EkRecord *const *) b;
  gint64 left_raised = ek_record_get_instant (left, EK_RISK_RAISED, NULL);
  gint64 right_raised = ek_record_get_instant (right, EK_RISK_RAISED, NULL);

  if (left_raised != right_raised)
    return left_raised < right_raised ? -1 : 1;
  return strcmp (ek_record_get_id (left), ek_record_get_id (right));
}

gboolean
ek_risk_has_object (EkRecord *risk, JsonObject *cause)
{
  EkRiskCause same = {
    ek_json_peek_string (cause, "rule"),   NULL,
    ek_json_peek_string (cause, "item"),   ek_json_peek_double (cause, "value", NAN),
    ek_json_peek_string (cause, "source"),
  };

  same.past = ek_json_peek_boolean (cause, "past", FALSE);
  return has_cause (risk, &same) || (!ek_risk_cause_stands (cause) && was_taken_back (risk, &same));
}

gboolean
ek_risk_covers (EkRecord *other, EkRecord *risk)
{
  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    if (ek_risk_cause (risk, i) != NULL && !ek_risk_has_object (other, ek_risk_cause (risk, i)))
      return FALSE;
  return strcmp (ek_risk_kind (other), ek_risk_kind (risk)) == 0;
}

/* The worse level of both stands, to be assessed again where one of them was. */
static gboolean
fold_into (EkStore *store, EkRecord *kept, EkRecord *other, GError **error)
{
  const char *level = rank_of (other) > rank_of (kept) ? ek_record_get_text (other, EK_RISK_LEVEL)
                                                       : ek_record_get_text (kept, EK_RISK_LEVEL);
  gboolean again = !ek_risk_is_assessed (kept) || !ek_risk_is_assessed (other);
  int offset = 0;
  gint64 due = ek_record_get_instant (other, EK_RISK_DUE, &offset);
  g_autoptr (JsonNode) reason = NULL;

  ek_record_set_text (kept, EK_RISK_LEVEL, level);
  for (guint i = 0; i < ek_risk_n_causes (other); i++)
    {
      JsonObject *cause = ek_risk_cause (other, i);

      if (cause != NULL && !ek_risk_has_object (kept, cause))
        {
          g_autoptr (JsonNode) copy = json_node_new (JSON_NODE_OBJECT);
          g_autofree char *text = NULL;
          g_autoptr (JsonNode) own = NULL;

          json_node_set_object (copy, cause);
          text = json_to_string (copy, FALSE);
          own = json_from_string (text, NULL);
          json_object_remove_member (json_node_get_object (own), "also");
          json_object_remove_member (json_node_get_object (own), "again");
          add_cause_object (kept, json_object_ref (json_node_get_object (own)));
        }
    }
  ek_record_set_text (kept, EK_RISK_LEVEL, level);
  reason = ek_risk_copy_json (kept, EK_RISK_REASON);
  if (again && strcmp (level, "unassessed") != 0)
    json_object_set_boolean_member (json_node_get_object (reason), "again", TRUE);
  else
    json_object_remove_member (json_node_get_object (reason), "again");
  ek_record_set_json (kept, EK_RISK_REASON, reason);
  if (due != EK_INSTANT_NONE && due < ek_record_get_instant (kept, EK_RISK_DUE, NULL))
    ek_record_set_instant (kept, EK_RISK_DUE, due, offset);
  ek_record_set_text (other, EK_RISK_STATUS, "closed");
  ek_care_set_now (store, other, EK_RISK_CLOSED);
  /* Translators: a step in the log of a risk that is one with another */
  return ek_risk_append_step (store, other, _ ("Goes on in the open risk of the same kind"), NULL, error) &&
    ek_risk_append_step (store, kept, _ ("Took in an open risk of the same kind"),
                         ek_record_get_text (other, EK_RISK_ACTION), error) &&
    ek_store_save (store, kept, error) && ek_store_save (store, other, error);
}

/**
 * ek_risk_fold:
 * @store: the record
 * @patient_id: the patient
 * @error: return location
 *
 * Of several open risks of one kind the first raised goes on, with the causes, the worse level and the earlier due time
 * of all; the others are closed into it. Every machine comes to the same end. To be called inside a transaction.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_risk_fold (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) open = ek_risk_list_open (store, patient_id, error);

  if (open == NULL)
    return FALSE;
  g_ptr_array_sort (open, first_raised);
  for (guint i = 0; i < open->len; i++)
    for (guint k = i + 1; k < open->len; k++)
      if (strcmp (ek_risk_kind (open->pdata[i]), ek_risk_kind (open->pdata[k])) == 0 &&
          !ek_care_text_is (open->pdata[k], EK_RISK_STATUS, "closed") &&
          !ek_care_text_is (open->pdata[i], EK_RISK_STATUS, "closed") &&
          !fold_into (store, open->pdata[i], open->pdata[k], error))
        return FALSE;
  return TRUE;
}

/* --- assessing, owning, closing --------------------------------------------------------------------------------- */

static gboolean
incomplete (GError **error, const char *message)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE, message);
  return FALSE;
}

/**
 * ek_risk_assess:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @risk: an open risk
 * @level: "low", "moderate" or "high"
 * @note: what was found and what is done about it
 * @statement: (nullable): the safety plan, and the instruments
 * @error: return location
 *
 * Sets the level and with it the due time (high: the same day). Source of the levels: structured screening by the
 * C-SSRS with the clinician's judgement. A high risk is lowered only as "closing" in data/knowledge/risk.json allows.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INVALID, %EK_ERROR_INCOMPLETE without words or while something
 *   is missing, %EK_ERROR_CONFLICT when it is closed, or an error of the store; @risk is then as it was
 */
gboolean
ek_risk_assess (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *level, const char *note,
                const EkRiskStatement *statement, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (risk);
  g_autoptr (JsonNode) reason = ek_risk_copy_json (risk, EK_RISK_REASON);
  g_autofree char *what = NULL;

  if (g_strcmp0 (level, "low") != 0 && g_strcmp0 (level, "moderate") != 0 && g_strcmp0 (level, "high") != 0)
    return ek_risk_refuse (error, EK_RISK_NO_LEVEL);
  /* Calling it high is never held up by how it is said. */
  if (strcmp (level, "high") == 0 ? !ek_care_has_words (note) : !ek_care_says_something (knowledge, note))
    return ek_risk_refuse (error, EK_RISK_NO_FINDING);
  if (!ek_risk_check_open (risk, error))
    return FALSE;
  if (knowledge == NULL)
    knowledge = ek_knowledge_get_default (NULL);
  if (strcmp (level, "high") == 0)
    ek_risk_forget_statement (risk);
  if (!ek_risk_allow (store, knowledge, risk, level, statement, error))
    {
      ek_care_copy_values (risk, before);
      return FALSE;
    }
  ek_risk_note_level (store, risk, level);
  ek_record_set_text (risk, EK_RISK_LEVEL, level);
  json_object_remove_member (json_node_get_object (reason), "again");
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  ek_risk_set_due (store, knowledge, risk, level);
  /* Translators: a step in the log of a risk; %s is the level */
  what = g_strdup_printf (_ ("Assessed as %s"), ek_choice_label (ek_risk_type.fields[EK_RISK_LEVEL].choices, level));
  return ek_risk_append_step (store, risk, what, note, error) && ek_risk_save (store, risk, before, error);
}

/**
 * ek_risk_log_action:
 * @store: the record
 * @risk: an open risk
 * @action: what was done
 * @error: return location
 *
 * Writes a step under the risk, which stays open. A second clinician who had agreed before that it may be lowered is
 * asked again.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE, %EK_ERROR_CONFLICT or an error of the store
 */
gboolean
ek_risk_log_action (EkStore *store, EkRecord *risk, const char *action, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (risk);
  g_autoptr (EkUser) user = ek_care_user (store, error);

  if (user == NULL)
    return FALSE;
  if (!ek_care_has_words (action))
    return ek_risk_refuse (error, EK_RISK_NO_DEED);
  if (!ek_risk_check_open (risk, error))
    return FALSE;
  ek_risk_void_second (risk, ek_user_get_id (user));
  /* Translators: a step in the log of a risk */
  return ek_risk_append_step (store, risk, _ ("Action"), action, error) && ek_risk_save (store, risk, before, error);
}

/**
 * ek_risk_hand_over:
 * @store: the record
 * @risk: an open risk
 * @owner_user_id: who takes it: a clinical user of this vault who is not disabled
 * @note: (nullable): what they need to know
 * @error: return location
 *
 * Gives the risk to another named person. It stays open and due when it was.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_NOT_FOUND, %EK_ERROR_PERMISSION for somebody who cannot open
 *   patient files, %EK_ERROR_CONFLICT or an error of the store
 */
gboolean
ek_risk_hand_over (EkStore *store, EkRecord *risk, const char *owner_user_id, const char *note, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (risk);
  g_autoptr (EkUser) owner = owner_user_id != NULL ? ek_vault_find_user (ek_store_get_vault (store), owner_user_id)
                                                   : NULL;
  g_autofree char *what = NULL;

  if (owner == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                           _ ("There is no such person in this vault. The risk stays with its owner."));
      return FALSE;
    }
  if (ek_user_get_disabled (owner) || !ek_role_is_clinical (ek_user_get_role (owner)))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_PERMISSION,
                           _ ("This person cannot open patient files. The risk stays with its owner."));
      return FALSE;
    }
  if (!ek_risk_check_open (risk, error))
    return FALSE;
  ek_record_set_text (risk, EK_RISK_OWNER, ek_user_get_id (owner));
  /* Translators: a step in the log of a risk; %s is a person */
  what = g_strdup_printf (_ ("Handed over to %s"), ek_user_get_name (owner));
  return ek_risk_append_step (store, risk, what, ek_care_has_words (note) ? note : NULL, error) &&
    ek_risk_save (store, risk, before, error);
}

/**
 * ek_risk_close:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @risk: an open risk
 * @action: what was done
 * @statement: (nullable): the safety plan, and the instruments
 * @error: return location
 *
 * Closes the risk under the name of who is in, when what "closing" in data/knowledge/risk.json asks for is there.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE without an action in words, while it has not been
 *   assessed or something is missing, %EK_ERROR_CONFLICT when it is closed already, or an error of the store; @risk is
 *   then as it was
 */
gboolean
ek_risk_close (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *action,
               const EkRiskStatement *statement, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (risk);
  g_autoptr (EkUser) user = ek_care_user (store, error);

  if (user == NULL || !ek_risk_check_open (risk, error))
    return FALSE;
  if (!ek_care_says_something (knowledge, action))
    return ek_risk_refuse (error, EK_RISK_NO_ACTION);
  if (!ek_risk_is_assessed (risk))
    return incomplete (error,
                       _ ("This risk has not been assessed since the last answer that raised it. Assess it first; "
                          "it stays open."));
  if (knowledge == NULL)
    knowledge = ek_knowledge_get_default (NULL);
  if (!ek_risk_allow (store, knowledge, risk, NULL, statement, error) ||
      !ek_risk_append_step (store, risk, _ ("Closed"), action, error))
    {
      ek_care_copy_values (risk, before);
      return FALSE;
    }
  ek_record_set_text (risk, EK_RISK_STATUS, "closed");
  ek_record_set_text (risk, EK_RISK_CLOSED_BY, ek_user_get_id (user));
  ek_care_set_now (store, risk, EK_RISK_CLOSED);
  return ek_risk_save (store, risk, before, error);
}
