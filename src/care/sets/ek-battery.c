/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a set of instruments: started ──forms are given, declined, left out──▶ finished, or stopped with a
 * reason. Each step is one transaction. */

#include "ek-assess.h"
#include "ek-battery-private.h"
#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-assess-private.h"
#include "ek-risk-private.h"

#include "ek-error.h"
#include "ek-text.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
fail (GError **error, EkError code, const char *message)
{
  g_set_error_literal (error, EK_ERROR, code, message);
  return FALSE;
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  gint64 left = ek_record_get_instant (*(EkRecord *const *) a, EK_BATTERY_STARTED, NULL);
  gint64 right = ek_record_get_instant (*(EkRecord *const *) b, EK_BATTERY_STARTED, NULL);

  return left > right ? -1 : left < right;
}

/**
 * ek_battery_list:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRecord): every set that was started, the newest first; %NULL with error
 */
GPtrArray *
ek_battery_list (EkStore *store, const char *patient_id, GError **error)
{
  GPtrArray *batteries = ek_store_list (store, &ek_battery_type, patient_id, error);

  if (batteries != NULL)
    g_ptr_array_sort (batteries, newest_first);
  return batteries;
}

/**
 * ek_battery_find_open:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (nullable): the set that is in progress; %NULL without error when there is none
 */
EkRecord *
ek_battery_find_open (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) batteries = ek_battery_list (store, patient_id, error);

  for (guint i = 0; batteries != NULL && i < batteries->len; i++)
    if (ek_care_text_is (g_ptr_array_index (batteries, i), EK_BATTERY_STATUS, "in-progress"))
      return g_object_ref (g_ptr_array_index (batteries, i));
  return NULL;
}

/**
 * ek_battery_name:
 * @battery: a set that was started
 * @language: "en" or "zh"
 *
 * Returns: (transfer full): the set's name as it was then
 */
char *
ek_battery_name (EkRecord *battery, const char *language)
{
  JsonNode *node = ek_record_get_json (battery, EK_BATTERY_STEPS);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = NULL;

  if (object != NULL)
    name = ek_json_peek_string (object, g_strcmp0 (language, "zh") == 0 ? "name_zh" : "name_en");
  return g_strdup (name != NULL ? name : ek_record_get_text (battery, EK_BATTERY_SET));
}

/* --- starting --------------------------------------------------------------------------------------------------- */

static JsonObject *
step_of_item (const EkBatteryItem *item)
{
  JsonObject *step = json_object_new ();

  json_object_set_string_member (step, "instrument", item->instrument);
  json_object_set_int_member (step, "minutes", item->minutes);
  json_object_set_string_member (step, "why_en", item->why_en);
  json_object_set_string_member (step, "why_zh", item->why_zh);
  if (item->by_number)
    json_object_set_string_member (step, "without_words", "by-number");
  if (item->when != NULL)
    json_object_set_member (step, "when", json_node_copy (item->when));
  return step;
}

JsonNode *
ek_battery_steps_of (const EkBatterySet *set)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *steps = json_array_new ();

  for (guint i = 0; i < set->items->len; i++)
    json_array_add_object_element (steps, step_of_item (g_ptr_array_index (set->items, i)));
  json_object_set_string_member (object, "name_en", set->name_en);
  json_object_set_string_member (object, "name_zh", set->name_zh);
  json_object_set_boolean_member (object, "baseline", set->baseline);
  json_object_set_array_member (object, "steps", steps);
  json_node_take_object (node, object);
  return node;
}

/**
 * ek_battery_start:
 * @store: the record
 * @knowledge: where the sets are
 * @patient_id: the patient
 * @set_id: a set's id
 * @error: return location
 *
 * Starts a set and saves it as it is in the knowledge now: a later change of the file does not change it.
 *
 * Returns: (transfer full): the saved record, or %NULL with %EK_ERROR_NOT_FOUND for an unknown set, %EK_ERROR_EXISTS
 *   while another set of this patient is in progress, or an error of the store
 */
EkRecord *
ek_battery_start (EkStore *store, EkKnowledge *knowledge, const char *patient_id, const char *set_id, GError **error)
{
  const EkBatterySet *set = ek_knowledge_find_battery (knowledge, set_id);
  g_autoptr (GError) local = NULL;
  g_autoptr (EkRecord) open = NULL;
  g_autoptr (EkRecord) battery = NULL;
  g_autoptr (JsonNode) steps = NULL;

  if (set == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("There is no set of instruments “%s”."), set_id);
      return NULL;
    }
  open = ek_battery_find_open (store, patient_id, &local);
  if (open != NULL)
    g_set_error_literal (&local, EK_ERROR, EK_ERROR_EXISTS,
                         _ (
                           "Another set of instruments is in progress. Finish it, or stop it with a reason; then start "
                           "this one."));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  battery = ek_record_new (&ek_battery_type, patient_id);
  steps = ek_battery_steps_of (set);
  ek_record_set_text (battery, EK_BATTERY_SET, set->id);
  ek_record_set_text (battery, EK_BATTERY_VERSION, set->version);
  ek_record_set_text (battery, EK_BATTERY_STATUS, "in-progress");
  ek_record_set_json (battery, EK_BATTERY_STEPS, steps);
  ek_care_set_now (store, battery, EK_BATTERY_STARTED);
  if (!ek_store_save (store, battery, error))
    return NULL;
  return g_steal_pointer (&battery);
}

/* --- while it is in progress ------------------------------------------------------------------------------------ */

static gboolean
check_open (EkRecord *battery, GError **error)
{
  if (ek_care_text_is (battery, EK_BATTERY_STATUS, "in-progress"))
    return TRUE;
  return fail (error, EK_ERROR_CONFLICT, _ ("This set of instruments has ended. Nothing was changed. Start it again."));
}

static gboolean
check_step (EkRecord *battery, const char *instrument_id, GError **error)
{
  if (!check_open (battery, error))
    return FALSE;
  if (ek_battery_find_step (ek_battery_peek_steps (battery), instrument_id) != NULL)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("The instrument “%s” is not in this set."), instrument_id);
  return FALSE;
}

/* The newest form of this instrument in this set that was not withdrawn; NULL without error: none. */
static EkRecord *
find_form (EkStore *store, EkRecord *battery, const char *instrument_id, GError **error)
{
  g_autoptr (GPtrArray) all = ek_store_list (store, &ek_assessment_type, ek_record_get_patient_id (battery), error);

  for (guint i = all != NULL ? all->len : 0; i > 0; i--)
    {
      EkRecord *form = g_ptr_array_index (all, i - 1);

      if (ek_battery_has_form (form, (gpointer) ek_record_get_id (battery)) &&
          ek_care_text_is (form, EK_ASSESSMENT_INSTRUMENT, instrument_id) &&
          !ek_care_text_is (form, EK_ASSESSMENT_STATUS, "entered-in-error"))
        return g_object_ref (form);
    }
  return NULL;
}

static EkRecord *
new_form (EkStore *store, EkInstrument *instrument, EkRecord *battery, const char *mode, const char *language,
          GError **error)
{
  const EkAssessGiving giving = {
    .mode = mode, .language = language, .taken = EK_INSTANT_NONE, .battery = ek_record_get_id (battery)
  };

  return ek_assess_begin (store, instrument, ek_record_get_patient_id (battery), &giving, error);
}

/**
 * ek_battery_give:
 * @store: the record
 * @catalogue: the instruments
 * @battery: a set in progress
 * @instrument_id: one of its instruments; also one that was skipped or is not due
 * @mode: "clinician", "self" or "paper"
 * @language: "en" or "zh"
 * @error: return location
 *
 * The form to be filled in: the one that is open, else a new one that belongs to this set.
 *
 * Returns: (transfer full): the form, in progress; %NULL with %EK_ERROR_CONFLICT when the set has ended or the form is
 *   finished, %EK_ERROR_NOT_FOUND when the instrument is not in the set or not on this machine, %EK_ERROR_UNSUPPORTED
 *   when it has no items, or an error of the store
 */
EkRecord *
ek_battery_give (EkStore *store, EkCatalogue *catalogue, EkRecord *battery, const char *instrument_id, const char *mode,
                 const char *language, GError **error)
{
  EkInstrument *instrument = ek_catalogue_find (catalogue, instrument_id, NULL);
  g_autoptr (GError) local = NULL;
  g_autoptr (EkRecord) form = NULL;

  if (!check_step (battery, instrument_id, error))
    return NULL;
  form = find_form (store, battery, instrument_id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (form != NULL && ek_care_text_is (form, EK_ASSESSMENT_STATUS, "in-progress"))
    return g_steal_pointer (&form);
  if (form != NULL && ek_care_text_is (form, EK_ASSESSMENT_STATUS, "completed"))
    {
      fail (error, EK_ERROR_CONFLICT, _ ("This instrument is done in this set. Correct it instead, with a reason."));
      return NULL;
    }
  if (instrument == NULL || ek_instrument_get_n_items (instrument) == 0)
    {
      g_set_error (error, EK_ERROR, instrument == NULL ? EK_ERROR_NOT_FOUND : EK_ERROR_UNSUPPORTED,
                   _ (
                     "The instrument “%s” cannot be given on this machine: its licensed text is not here. Leave it out "
                     "with a reason."),
                   instrument_id);
      return NULL;
    }
  return new_form (store, instrument, battery, mode, language, error);
}

/* @declined: (nullable): {item id: why} */
static gboolean
answer_all (EkStore *store, EkCatalogue *catalogue, EkRecord *form, JsonNode *answers, JsonNode *declined,
            GError **error)
{
  JsonObjectIter iter;
  const char *item = NULL;
  JsonNode *value = NULL;

  if (declined != NULL)
    json_object_iter_init (&iter, json_node_get_object (declined));
  while (declined != NULL && json_object_iter_next (&iter, &item, &value))
    if (!ek_assess_decline_item (store, catalogue, form, item, json_node_get_string (value), error))
      return FALSE;
  json_object_iter_init (&iter, json_node_get_object (answers));
  while (json_object_iter_next (&iter, &item, &value))
    if (!ek_assess_answer (store, catalogue, form, item, value, NULL, error))
      return FALSE;
  return ek_assess_complete (store, catalogue, form, TRUE, error);
}

/**
 * ek_battery_record:
 * @store: the record
 * @catalogue: the instruments
 * @battery: a set in progress
 * @instrument_id: one of its instruments
 * @answers: in item order or keyed by item; {"declined": "why"} for an item that was asked and not answered
 * @mode: "clinician", "self" or "paper"
 * @language: "en" or "zh"
 * @error: return location
 *
 * Takes a whole form of this set down at once: all of it or nothing. Missing items stay missing.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INVALID for answers that it does not accept, or the errors of
 *   ek_battery_give() and ek_assess_answer()
 */
gboolean
ek_battery_record (EkStore *store, EkCatalogue *catalogue, EkRecord *battery, const char *instrument_id,
                   JsonNode *answers, const char *mode, const char *language, GError **error)
{
  EkInstrument *instrument = ek_catalogue_find (catalogue, instrument_id, NULL);
  g_autoptr (EkRecord) form = NULL;
  g_autoptr (JsonNode) plain = NULL, declined = NULL, normal = NULL;

  if (instrument != NULL)
    plain = ek_assess_split_declined (instrument, answers, &declined, error);
  normal = plain != NULL ? ek_answers_normalise (instrument, plain, error) : NULL;
  if ((instrument != NULL && normal == NULL) || !ek_store_begin (store, error))
    return FALSE;
  form = ek_battery_give (store, catalogue, battery, instrument_id, mode, language, error);
  if (form == NULL || !answer_all (store, catalogue, form, normal, declined, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  return ek_store_commit (store, error);
}

/* Writes what a person decided about one instrument; @reason NULL: none. */
static gboolean
save_decision (EkStore *store, EkRecord *battery, const char *instrument_id, const char *decision, const char *reason,
               GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (battery);
  g_autoptr (EkUser) user = ek_care_user (store, error);
  g_autofree char *text = ek_json_canonical (ek_record_get_json (battery, EK_BATTERY_STEPS));
  g_autoptr (JsonNode) copy = ek_json_parse (text, -1, NULL, error);
  JsonObject *step = NULL;

  if (user == NULL || copy == NULL)
    return FALSE;
  step = ek_battery_find_step (ek_json_peek_array (json_node_get_object (copy), "steps"), instrument_id);
  g_return_val_if_fail (step != NULL, FALSE);
  json_object_set_string_member (step, "decision", decision);
  json_object_set_string_member (step, "by", ek_user_get_id (user));
  json_object_remove_member (step, "reason");
  if (reason != NULL)
    json_object_set_string_member (step, "reason", reason);
  ek_record_set_json (battery, EK_BATTERY_STEPS, copy);
  if (ek_store_save (store, battery, error))
    return TRUE;
  ek_care_copy_values (battery, before);
  return FALSE;
}

/* Whether the reason says that the patient did not want to, in the words of "refusals" in data/knowledge/risk.json. */
static gboolean
says_refused (const char *reason)
{
  EkKnowledge *rules = ek_knowledge_get_default (NULL);
  g_autofree char *folded = ek_text_fold (reason);

  for (guint i = 0; rules != NULL && i < ek_risk_rules (rules)->refusals->len; i++)
    if (strstr (folded, ek_risk_rules (rules)->refusals->pdata[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* What was refused before it was begun is a form that was declined: its safety questions were refused with it. What
 * cannot be given on this machine was not offered. */
static EkRecord *
form_to_decline (EkStore *store, EkCatalogue *catalogue, EkRecord *battery, const char *instrument_id, GError **error)
{
  EkInstrument *instrument = ek_catalogue_find (catalogue, instrument_id, NULL);

  return instrument != NULL && ek_instrument_get_n_items (instrument) > 0
    ? new_form (store, instrument, battery, "clinician", ek_care_language (), error)
    : NULL;
}

/* @form: (nullable) (inout): the newest of this instrument; what is open, or refused, is declined. */
static gboolean
decline_skipped (EkStore *store, EkCatalogue *catalogue, EkRecord *battery, const char *instrument_id,
                 const char *reason, EkRecord **form, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (*form == NULL && says_refused (reason))
    *form = form_to_decline (store, catalogue, battery, instrument_id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return *form == NULL || !ek_care_text_is (*form, EK_ASSESSMENT_STATUS, "in-progress") ||
    ek_assess_decline (store, catalogue, *form, reason, error);
}

/**
 * ek_battery_skip:
 * @store: the record
 * @catalogue: the definitions
 * @battery: a set in progress
 * @instrument_id: one of its instruments, not finished
 * @reason: why it is left out, in words
 * @error: return location
 *
 * Leaves an instrument out. A form of it that is open is declined with the same reason in the same transaction: its
 * answers are kept. Where the reason says that the patient refused, the form is declined although none was begun, and
 * opens what a refusal opens.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE without a reason, %EK_ERROR_CONFLICT when the set
 *   has ended or the instrument is done, %EK_ERROR_NOT_FOUND, or an error of the store
 */
gboolean
ek_battery_skip (EkStore *store, EkCatalogue *catalogue, EkRecord *battery, const char *instrument_id,
                 const char *reason, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (EkRecord) form = NULL;

  if (!check_step (battery, instrument_id, error))
    return FALSE;
  if (!ek_care_has_words (reason))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write why the instrument is left out."));
  form = find_form (store, battery, instrument_id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (form != NULL && ek_care_text_is (form, EK_ASSESSMENT_STATUS, "completed"))
    return fail (error, EK_ERROR_CONFLICT, _ ("This instrument is done in this set. Nothing was changed."));
  if (!ek_store_begin (store, error))
    return FALSE;
  if (!decline_skipped (store, catalogue, battery, instrument_id, reason, &form, error) ||
      !save_decision (store, battery, instrument_id, "skip", reason, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  return ek_store_commit (store, error);
}

/**
 * ek_battery_include:
 * @store: the record
 * @battery: a set in progress
 * @instrument_id: one of its instruments
 * @error: return location
 *
 * Gives an instrument all the same: one that was left out, or whose condition does not hold or cannot be judged.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_CONFLICT, %EK_ERROR_NOT_FOUND or an error of the store
 */
gboolean
ek_battery_include (EkStore *store, EkRecord *battery, const char *instrument_id, GError **error)
{
  return check_step (battery, instrument_id, error) &&
    save_decision (store, battery, instrument_id, "include", NULL, error);
}

/* Whoever refuses to go on has refused the safety questions that were still to come. Of the forms that were not begun
 * only those that have one are declined. */
static gboolean
decline_rest (EkStore *store, EkCatalogue *catalogue, EkRecord *battery, GPtrArray *steps, const char *reason,
              GError **error)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const EkBatteryStep *step = g_ptr_array_index (steps, i);
      EkInstrument *instrument = ek_catalogue_find (catalogue, step->instrument, NULL);
      g_autoptr (GError) local = NULL;
      g_autoptr (EkRecord) form = NULL;

      if ((step->state != EK_BATTERY_STATE_DUE && step->state != EK_BATTERY_STATE_OPEN) || instrument == NULL ||
          !ek_risk_has_safety_question (NULL, instrument))
        continue;
      form = find_form (store, battery, step->instrument, &local);
      if (local != NULL || !decline_skipped (store, catalogue, battery, step->instrument, reason, &form, &local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

/* --- the end ---------------------------------------------------------------------------------------------------- */

static void
add_texts (JsonObject *object, const char *member, char **texts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  json_object_set_array_member (object, member, array);
}

/* What is written down when a set ends: state, form and reason of each instrument. */
static JsonNode *
freeze (EkRecord *battery, GPtrArray *steps, const char *stopped)
{
  g_autofree char *text = ek_json_canonical (ek_record_get_json (battery, EK_BATTERY_STEPS));
  JsonNode *node = ek_json_parse (text, -1, NULL, NULL);
  JsonArray *array = ek_json_peek_array (json_node_get_object (node), "steps");

  for (guint i = 0; i < steps->len; i++)
    {
      const EkBatteryStep *step = g_ptr_array_index (steps, i);
      JsonObject *object = ek_battery_find_step (array, step->instrument);
      EkBatteryState state = step->state;

      if (stopped != NULL &&
          (state == EK_BATTERY_STATE_DUE || state == EK_BATTERY_STATE_OPEN || state == EK_BATTERY_STATE_WAITING))
        {
          state = EK_BATTERY_STATE_STOPPED;
          json_object_set_string_member (object, "reason", stopped);
        }
      else if (step->reason != NULL)
        json_object_set_string_member (object, "reason", step->reason);
      json_object_set_string_member (object, "state", ek_battery_state_id (state));
      if (step->assessment_id != NULL)
        json_object_set_string_member (object, "assessment", step->assessment_id);
      add_texts (object, "because_en", step->because_en);
      add_texts (object, "because_zh", step->because_zh);
    }
  return node;
}

static gboolean
save_end (EkStore *store, EkRecord *battery, GPtrArray *steps, const char *stopped, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (battery);
  g_autoptr (JsonNode) frozen = freeze (battery, steps, stopped);

  ek_record_set_json (battery, EK_BATTERY_STEPS, frozen);
  ek_record_set_text (battery, EK_BATTERY_STATUS, stopped != NULL ? "stopped" : "completed");
  ek_record_set_text (battery, EK_BATTERY_REASON, stopped);
  ek_care_set_now (store, battery, EK_BATTERY_ENDED);
  if (ek_store_save (store, battery, error))
    return TRUE;
  ek_care_copy_values (battery, before);
  return FALSE;
}

/**
 * ek_battery_finish:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: where facts are declared
 * @battery: a set in progress
 * @error: return location
 *
 * Ends the set when nothing is left to be given. The state of each instrument, with its reason, is written down.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE naming what is left, %EK_ERROR_CONFLICT when it has
 *   ended, or an error of the store
 */
gboolean
ek_battery_finish (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *battery, GError **error)
{
  g_autoptr (GPtrArray) steps = NULL;
  const EkBatteryStep *next = NULL;

  if (!check_open (battery, error))
    return FALSE;
  steps = ek_battery_list_steps (store, catalogue, knowledge, battery, error);
  if (steps == NULL)
    return FALSE;
  next = ek_battery_next (steps);
  if (next != NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                   _ ("The set is not finished: %s is still to be given. Give it, or leave it out with a reason."),
                   next->abbreviation);
      return FALSE;
    }
  return save_end (store, battery, steps, NULL, error);
}

static gboolean
stop_inside (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *battery, const char *reason,
             GError **error)
{
  g_autoptr (GPtrArray) steps = ek_battery_list_steps (store, catalogue, knowledge, battery, error);

  if (steps != NULL && says_refused (reason))
    {
      if (!decline_rest (store, catalogue, battery, steps, reason, error))
        return FALSE;
      g_ptr_array_unref (steps);
      steps = ek_battery_list_steps (store, catalogue, knowledge, battery, error);
    }
  return steps != NULL && save_end (store, battery, steps, reason, error);
}

/**
 * ek_battery_stop:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: where facts are declared
 * @battery: a set in progress
 * @reason: why, in words
 * @error: return location
 *
 * Ends the set before everything was given. A form that is open stays open and can be finished by itself. Where the
 * reason says that the patient refused, the forms that were open or still to be given and ask a safety question are
 * declined with it, and open what a refusal opens.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE without a reason, %EK_ERROR_CONFLICT when it has
 *   ended, or an error of the store
 */
gboolean
ek_battery_stop (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *battery, const char *reason,
                 GError **error)
{
  if (!check_open (battery, error))
    return FALSE;
  if (!ek_care_has_words (reason))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write why the set is stopped."));
  if (!ek_store_begin (store, error))
    return FALSE;
  if (!stop_inside (store, catalogue, knowledge, battery, reason, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  return ek_store_commit (store, error);
}
