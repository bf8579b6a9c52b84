/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The risk chain.
 *
 *   raised ──▶ open, unassessed ──assess──▶ open, low / moderate / high ──close (action, name)──▶ closed
 *                 ▲        │ hand over                │ hand over, log an action, assess again
 *                 └────────┴───── a new critical answer: due again the same day, to be assessed again
 *
 * What must stay true: a risk is never deleted; it is closed only by a person, with an action in words, after it has
 * been assessed; a new critical answer is never swallowed by an older risk.
 *
 * EK_RISK_REASON: {rule, instrument, item, value, source, at (found), taken (answered), also: [the same, for later causes], again: true while a
 * cause is newer than the last assessment}. EK_RISK_ACTION grows by one line a step: "date time · name · what".
 */

#include "ek-care-private.h"
#include "ek-knowledge-private.h"
#include "ek-risk.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const levels[] = { "low", "unassessed", "moderate", "high" };   /* from mild to urgent */

static int
rank_of (EkRecord *risk)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (levels); i++)
    if (ek_care_text_is (risk, EK_RISK_LEVEL, levels[i]))
      return i;
  return -1;
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
 * @error: return location
 *
 * Returns: (transfer full) (element-type EkRecord): the open risks, the worst first, then the oldest; %NULL with error
 */
GPtrArray *
ek_risk_list_open (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr(GPtrArray) all = ek_store_list (store, &ek_risk_type, patient_id, error);
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
 * @error: return location
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

/**
 * ek_risk_worst_level:
 * @risks: (element-type EkRecord): open risks
 *
 * "unassessed" stands above "low": nobody knows yet how high it is.
 *
 * Returns: (nullable) (transfer none): the worst level, %NULL when there are none
 */
const char *
ek_risk_worst_level (GPtrArray *risks)
{
  int worst = -1;

  for (guint i = 0; i < risks->len; i++)
    worst = MAX (worst, rank_of (g_ptr_array_index (risks, i)));
  return worst >= 0 ? levels[worst] : NULL;
}

/* --- causes ----------------------------------------------------------------------------------------------------- */

static JsonObject *
reason_of (EkRecord *risk)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_REASON);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
fill_cause (JsonObject *object, EkStore *store, const EkRiskCause *cause)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  g_autofree char *at = ek_instant_format (now, ek_clock_offset (clock, now));

  json_object_set_string_member (object, "rule", cause->rule);
  if (cause->instrument != NULL)
    json_object_set_string_member (object, "instrument", cause->instrument);
  if (cause->item != NULL)
    {
      json_object_set_string_member (object, "item", cause->item);
      json_object_set_double_member (object, "value", cause->value);
    }
  if (cause->source != NULL)
    json_object_set_string_member (object, "source", cause->source);
  json_object_set_string_member (object, "at", at);
  if (cause->taken_ms != 0 && cause->taken_ms != EK_INSTANT_NONE)
    {
      g_autofree char *taken = ek_instant_format (cause->taken_ms, cause->taken_offset);

      json_object_set_string_member (object, "taken", taken);
    }
}

static gboolean
same_cause (JsonObject *object, const EkRiskCause *cause)
{
  return g_strcmp0 (ek_json_peek_string (object, "rule"), cause->rule) == 0 &&
         g_strcmp0 (ek_json_peek_string (object, "source"), cause->source) == 0 &&
         g_strcmp0 (ek_json_peek_string (object, "item"), cause->item) == 0 &&
         (cause->item == NULL || ek_json_peek_double (object, "value", -1) == cause->value);
}

static gboolean
has_cause (EkRecord *risk, const EkRiskCause *cause)
{
  JsonObject *reason = reason_of (risk);
  JsonArray *also = reason != NULL ? ek_json_peek_array (reason, "also") : NULL;

  if (reason == NULL || cause->source == NULL)
    return FALSE;
  if (same_cause (reason, cause))
    return TRUE;
  for (guint i = 0; also != NULL && i < json_array_get_length (also); i++)
    if (ek_json_element_object (also, i) != NULL && same_cause (ek_json_element_object (also, i), cause))
      return TRUE;
  return FALSE;
}

/* A copy, because JSON that belongs to a record is not to be changed. */
static JsonNode *
copy_reason (EkRecord *risk)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_REASON);
  g_autofree char *text = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_to_string (node, FALSE) : NULL;

  return json_from_string (text != NULL ? text : "{}", NULL);
}

static void
add_cause (EkStore *store, EkRecord *risk, const EkRiskCause *cause)
{
  g_autoptr(JsonNode) node = copy_reason (risk);
  JsonObject *reason = json_node_get_object (node);
  JsonObject *object = json_object_new ();

  if (!json_object_has_member (reason, "also"))
    json_object_set_array_member (reason, "also", json_array_new ());
  fill_cause (object, store, cause);
  json_array_add_object_element (json_object_get_array_member (reason, "also"), object);
  if (!ek_care_text_is (risk, EK_RISK_LEVEL, "unassessed"))
    json_object_set_boolean_member (reason, "again", TRUE);
  /* "Low" was found before this answer was given and reassures nobody any more; a higher level stands. */
  if (ek_care_text_is (risk, EK_RISK_LEVEL, "low"))
    ek_record_set_text (risk, EK_RISK_LEVEL, "unassessed");
  ek_record_set_json (risk, EK_RISK_REASON, node);
}

static gboolean
is_assessed (EkRecord *risk)
{
  JsonObject *reason = reason_of (risk);

  return !ek_care_text_is (risk, EK_RISK_LEVEL, "unassessed") &&
         (reason == NULL || !ek_json_peek_boolean (reason, "again", FALSE));
}

/* --- raising ---------------------------------------------------------------------------------------------------- */

static int
due_days (EkKnowledge *knowledge, const char *level)
{
  for (guint i = 0; knowledge != NULL && i < knowledge->dues->len; i++)
    {
      const EkDue *due = &g_array_index (knowledge->dues, EkDue, i);

      if (strcmp (due->level, level) == 0)
        return due->days;
    }
  return 0;
}

static void
set_due (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *level)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  int offset = ek_clock_offset (clock, now);
  gint64 due = ek_care_end_of_day (now, offset, due_days (knowledge, level));

  ek_record_set_instant (risk, EK_RISK_DUE, due, offset);
}

static char *
responsible_for (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr(EkRecord) patient = ek_store_load (store, &ek_patient_type, patient_id, error);
  const char *clinician = patient != NULL ? ek_record_get_text (patient, EK_PATIENT_CLINICIAN) : NULL;
  g_autoptr(EkUser) named = NULL;
  g_autoptr(EkUser) user = NULL;

  if (patient == NULL)
    return NULL;
  named = clinician != NULL ? ek_vault_find_user (ek_store_get_vault (store), clinician) : NULL;
  if (named != NULL && !ek_user_get_disabled (named))
    return g_strdup (ek_user_get_id (named));
  user = ek_care_user (store, error);
  return user != NULL ? g_strdup (ek_user_get_id (user)) : NULL;
}

static EkRecord *
new_risk (EkStore *store, EkKnowledge *knowledge, const char *patient_id, const EkRiskCause *cause, GError **error)
{
  g_autofree char *owner = responsible_for (store, patient_id, error);
  EkRecord *risk = NULL;
  JsonObject *object = NULL;
  g_autoptr(JsonNode) node = NULL;

  if (owner == NULL)
    return NULL;
  risk = ek_record_new (&ek_risk_type, patient_id);
  object = json_object_new ();
  fill_cause (object, store, cause);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  ek_record_set_text (risk, EK_RISK_LEVEL, "unassessed");
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_text (risk, EK_RISK_SOURCE, cause->source);
  ek_record_set_json (risk, EK_RISK_REASON, node);
  ek_care_set_now (store, risk, EK_RISK_RAISED);
  ek_record_set_text (risk, EK_RISK_OWNER, owner);
  set_due (store, knowledge, risk, "unassessed");
  return risk;
}

/**
 * ek_risk_raise:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @patient_id: the patient
 * @cause: what raised it
 * @error: return location
 *
 * Opens a risk, or adds @cause to the one that is open; a cause of the same record, item and value is not added
 * twice. It is to be assessed the same day, also when an older cause was assessed already. When the knowledge cannot
 * be read the risk is opened all the same. Saves; nests in the caller's transaction.
 *
 * Returns: (transfer full): the risk, or %NULL with an error of the store
 */
EkRecord *
ek_risk_raise (EkStore *store, EkKnowledge *knowledge, const char *patient_id, const EkRiskCause *cause, GError **error)
{
  g_autoptr(GPtrArray) open = ek_risk_list_open (store, patient_id, error);
  g_autoptr(EkRecord) risk = NULL;

  g_return_val_if_fail (cause != NULL && cause->rule != NULL, NULL);
  if (open == NULL)
    return NULL;
  if (knowledge == NULL)
    knowledge = ek_knowledge_get_default (NULL);
  for (guint i = 0; i < open->len; i++)
    if (has_cause (g_ptr_array_index (open, i), cause))
      return g_object_ref (g_ptr_array_index (open, i));
  if (open->len > 0)
    {
      risk = g_object_ref (g_ptr_array_index (open, 0));
      add_cause (store, risk, cause);
      set_due (store, knowledge, risk, "unassessed");
    }
  else
    {
      risk = new_risk (store, knowledge, patient_id, cause, error);
    }
  if (risk == NULL || !ek_store_save (store, risk, error))
    return NULL;
  return g_steal_pointer (&risk);
}

/**
 * ek_risk_raise_answers:
 * @store: the record
 * @assessment: a form
 * @score: its score, with its critical answers
 * @risk: (inout) (optional) (nullable): the risk that they opened or joined; untouched when there is none
 * @error: return location
 *
 * Opens the chain for what may be a danger to life by one's own hand or to others. An answer that calls for a physician
 * (chest pain, fainting: "concern": "medical" in the definition) is shown with its action, and opens no suicide risk.
 *
 * Returns: %TRUE when all is saved; %FALSE with an error of the store
 */
gboolean
ek_risk_raise_answers (EkStore *store, EkRecord *assessment, EkScore *score, EkRecord **risk, GError **error)
{
  for (guint i = 0; i < score->critical->len; i++)
    {
      const EkCritical *critical = &g_array_index (score->critical, EkCritical, i);
      const EkCriticalRule *rule = ek_instrument_find_critical_rule (score->instrument, critical->rule);
      EkRiskCause cause = { critical->rule, ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT),
                            critical->item_id, critical->value, ek_record_get_id (assessment), 0, 0 };
      g_autoptr(EkRecord) raised = NULL;

      if (rule != NULL && rule->is_medical)
        continue;
      cause.taken_ms = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, &cause.taken_offset);
      raised = ek_risk_raise (store, NULL, ek_record_get_patient_id (assessment), &cause, error);
      if (raised == NULL)
        return FALSE;
      if (risk != NULL)
        g_set_object (risk, raised);
    }
  return TRUE;
}

/* --- assessing, owning, closing --------------------------------------------------------------------------------- */

static gboolean
incomplete (GError **error, const char *message)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE, message);
  return FALSE;
}

static gboolean
check_open (EkRecord *risk, GError **error)
{
  if (!ek_care_text_is (risk, EK_RISK_STATUS, "closed"))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_CONFLICT,
                       _("This risk has been closed. Nothing was changed. Raise a new one if there is danger again."));
  return FALSE;
}

/* One more line under the action: when, who, what. */
static gboolean
append_step (EkStore *store, EkRecord *risk, const char *what, const char *text, GError **error)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  int offset = ek_clock_offset (clock, now);
  g_autoptr(EkUser) user = ek_care_user (store, error);
  g_autofree char *date = ek_instant_format_date (now, offset);
  gint64 minute = (now + offset * EK_MINUTE_MS) % EK_DAY_MS / EK_MINUTE_MS;
  const char *former = ek_record_get_text (risk, EK_RISK_ACTION);
  g_autofree char *line = NULL;
  g_autofree char *all = NULL;

  if (user == NULL)
    return FALSE;
  line = g_strdup_printf ("%s %02d:%02d · %s · %s%s%s", date, (int) (minute / 60), (int) (minute % 60),
                          ek_user_get_name (user), what, text != NULL ? ": " : "", text != NULL ? text : "");
  all = former != NULL ? g_strconcat (former, "\n", line, NULL) : g_strdup (line);
  ek_record_set_text (risk, EK_RISK_ACTION, all);
  return TRUE;
}

/* Saves @risk; when that fails its values are again what they were in @before. */
static gboolean
save_or_restore (EkStore *store, EkRecord *risk, EkRecord *before, GError **error)
{
  if (ek_store_save (store, risk, error))
    return TRUE;
  ek_care_copy_values (risk, before);
  return FALSE;
}

/**
 * ek_risk_assess:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @risk: an open risk
 * @level: "low", "moderate" or "high"
 * @note: what was found and what is done about it
 * @error: return location
 *
 * Sets the level and with it the due time (high: the same day). Source of the levels: structured screening by the
 * C-SSRS with the clinician's judgement.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INVALID, %EK_ERROR_INCOMPLETE without words,
 * %EK_ERROR_CONFLICT when it is closed, or an error of the store; @risk is then as it was
 */
gboolean
ek_risk_assess (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *level, const char *note,
                GError **error)
{
  g_autoptr(EkRecord) before = ek_record_copy (risk);
  g_autoptr(JsonNode) reason = copy_reason (risk);
  g_autofree char *what = NULL;

  if (g_strcmp0 (level, "low") != 0 && g_strcmp0 (level, "moderate") != 0 && g_strcmp0 (level, "high") != 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _("Choose a risk level: low, moderate or high."));
      return FALSE;
    }
  if (!ek_care_has_words (note))
    return incomplete (error, _("Write what was found and what is done about it; then the risk level can be set."));
  if (!check_open (risk, error))
    return FALSE;
  if (knowledge == NULL)
    knowledge = ek_knowledge_get_default (NULL);
  ek_record_set_text (risk, EK_RISK_LEVEL, level);
  json_object_remove_member (json_node_get_object (reason), "again");
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  set_due (store, knowledge, risk, level);
  /* Translators: a step in the log of a risk; %s is the level */
  what = g_strdup_printf (_("Assessed as %s"), ek_choice_label (ek_risk_type.fields[EK_RISK_LEVEL].choices, level));
  return append_step (store, risk, what, note, error) && save_or_restore (store, risk, before, error);
}

/**
 * ek_risk_log_action:
 * @store: the record
 * @risk: an open risk
 * @action: what was done
 * @error: return location
 *
 * Writes a step under the risk, which stays open.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE, %EK_ERROR_CONFLICT or an error of the store
 */
gboolean
ek_risk_log_action (EkStore *store, EkRecord *risk, const char *action, GError **error)
{
  g_autoptr(EkRecord) before = ek_record_copy (risk);

  if (!ek_care_has_words (action))
    return incomplete (error, _("Write what was done."));
  /* Translators: a step in the log of a risk */
  return check_open (risk, error) && append_step (store, risk, _("Action"), action, error) &&
         save_or_restore (store, risk, before, error);
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
  g_autoptr(EkRecord) before = ek_record_copy (risk);
  g_autoptr(EkUser) owner = owner_user_id != NULL ? ek_vault_find_user (ek_store_get_vault (store), owner_user_id)
                                                  : NULL;
  g_autofree char *what = NULL;

  if (owner == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                           _("There is no such person in this vault. The risk stays with its owner."));
      return FALSE;
    }
  if (ek_user_get_disabled (owner) || !ek_role_is_clinical (ek_user_get_role (owner)))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_PERMISSION,
                           _("This person cannot open patient files. The risk stays with its owner."));
      return FALSE;
    }
  if (!check_open (risk, error))
    return FALSE;
  ek_record_set_text (risk, EK_RISK_OWNER, ek_user_get_id (owner));
  /* Translators: a step in the log of a risk; %s is a person */
  what = g_strdup_printf (_("Handed over to %s"), ek_user_get_name (owner));
  return append_step (store, risk, what, ek_care_has_words (note) ? note : NULL, error) &&
         save_or_restore (store, risk, before, error);
}

/**
 * ek_risk_close:
 * @store: the record
 * @risk: an open risk
 * @action: what was done
 * @error: return location
 *
 * Closes the risk under the name of who is in.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE without an action in words or while it has not been
 *   assessed, %EK_ERROR_CONFLICT when it is closed already, or an error of the store; @risk is then as it was
 */
gboolean
ek_risk_close (EkStore *store, EkRecord *risk, const char *action, GError **error)
{
  g_autoptr(EkRecord) before = ek_record_copy (risk);
  g_autoptr(EkUser) user = ek_care_user (store, error);

  if (user == NULL || !check_open (risk, error))
    return FALSE;
  if (!ek_care_has_words (action))
    return incomplete (error, _("A risk is closed with an action: write what was done. It stays open."));
  if (!is_assessed (risk))
    return incomplete (error,
                       _("This risk has not been assessed since the last answer that raised it. Assess it first; "
                                "it stays open."));
  if (!append_step (store, risk, _("Closed"), action, error))
    return FALSE;
  ek_record_set_text (risk, EK_RISK_STATUS, "closed");
  ek_record_set_text (risk, EK_RISK_CLOSED_BY, ek_user_get_id (user));
  ek_care_set_now (store, risk, EK_RISK_CLOSED);
  return save_or_restore (store, risk, before, error);
}
