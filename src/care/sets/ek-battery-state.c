/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How far a set of instruments is: nothing of it is kept beside the saved forms and the decisions of a person, so that
 * a program that was killed finds the set where it was. Once a set has ended its states are written down and stay. */

#include "ek-battery-private.h"
#include "ek-care-private.h"
#include "ek-facts-gather.h"
#include "ek-knowledge-private.h"

#include "ek-language.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct {
  const char *id;
  const char *label;
} states[] = {
  /* Translators: states of an instrument in a set of instruments */
  [EK_BATTERY_STATE_DUE] = { "due", N_ ("To be given") },
  [EK_BATTERY_STATE_OPEN] = { "open", N_ ("In progress") },
  [EK_BATTERY_STATE_DONE] = { "done", N_ ("Completed") },
  [EK_BATTERY_STATE_PARTIAL] = { "partial", N_ ("Done, items missing") },
  [EK_BATTERY_STATE_DECLINED] = { "declined", N_ ("Declined") },
  [EK_BATTERY_STATE_SKIPPED] = { "skipped", N_ ("Left out") },
  [EK_BATTERY_STATE_NOT_NEEDED] = { "not-needed", N_ ("Not needed") },
  [EK_BATTERY_STATE_WAITING] = { "waiting", N_ ("Depends on answers") },
  [EK_BATTERY_STATE_NOT_AVAILABLE] = { "not-available", N_ ("Not available") },
  [EK_BATTERY_STATE_STOPPED] = { "stopped", N_ ("Not reached") },
};

/**
 * ek_battery_state_id:
 * @state: a state
 *
 * Returns: (transfer none): the id that is stored: "due", "open", "done" …
 */
const char *
ek_battery_state_id (EkBatteryState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), "");
  return states[state].id;
}

/**
 * ek_battery_state_label:
 * @state: a state
 *
 * Returns: (transfer none): the translated word
 */
const char *
ek_battery_state_label (EkBatteryState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), "");
  return _ (states[state].label);
}

EkBatteryState
ek_battery_state_from_id (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].id, id) == 0)
      return i;
  return EK_BATTERY_STATE_WAITING;
}

/**
 * ek_battery_state_is_asked:
 * @state: a state
 *
 * Returns: whether there is a finished form
 */
gboolean
ek_battery_state_is_asked (EkBatteryState state)
{
  return state == EK_BATTERY_STATE_DONE || state == EK_BATTERY_STATE_PARTIAL;
}

/**
 * ek_battery_step_free:
 * @step: (nullable) (transfer full): a step
 *
 * Frees it.
 */
void
ek_battery_step_free (EkBatteryStep *step)
{
  if (step == NULL)
    return;
  g_free (step->instrument);
  g_free (step->abbreviation);
  g_free (step->why_en);
  g_free (step->why_zh);
  g_free (step->reason);
  g_strfreev (step->because_en);
  g_strfreev (step->because_zh);
  g_free (step->assessment_id);
  g_free (step);
}

JsonArray *
ek_battery_peek_steps (EkRecord *battery)
{
  JsonNode *node = ek_record_get_json (battery, EK_BATTERY_STEPS);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  return ek_json_peek_array (json_node_get_object (node), "steps");
}

JsonObject *
ek_battery_find_step (JsonArray *steps, const char *instrument_id)
{
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    {
      JsonObject *step = ek_json_element_object (steps, i);

      if (step != NULL && g_strcmp0 (ek_json_peek_string (step, "instrument"), instrument_id) == 0)
        return step;
    }
  return NULL;
}

gboolean
ek_battery_has_form (EkRecord *assessment, gpointer battery_id)
{
  return ek_care_text_is (assessment, EK_ASSESSMENT_BATTERY, battery_id);
}

/* --- one step --------------------------------------------------------------------------------------------------- */

/* The form of an instrument in this set that counts: the newest that was not withdrawn. */
static EkRecord *
find_form (GPtrArray *assessments, const char *battery_id, const char *instrument_id)
{
  EkRecord *found = NULL;

  for (guint i = 0; i < assessments->len; i++)
    {
      EkRecord *assessment = g_ptr_array_index (assessments, i);

      if (ek_battery_has_form (assessment, (gpointer) battery_id) &&
          ek_care_text_is (assessment, EK_ASSESSMENT_INSTRUMENT, instrument_id) &&
          !ek_care_text_is (assessment, EK_ASSESSMENT_STATUS, "entered-in-error"))
        found = assessment;
    }
  return found;
}

static gboolean
can_be_given (EkInstrument *instrument, gboolean by_number)
{
  /* Without items there is nothing to score: only a title of an instrument whose key is licensed too. */
  return instrument != NULL && ek_instrument_get_n_items (instrument) > 0 &&
    (ek_instrument_has_words (instrument) || by_number);
}

static EkBatteryState
state_of_form (EkRecord *form)
{
  if (ek_care_text_is (form, EK_ASSESSMENT_STATUS, "completed"))
    return ek_record_get_int (form, EK_ASSESSMENT_COMPLETE, 0) ? EK_BATTERY_STATE_DONE : EK_BATTERY_STATE_PARTIAL;
  return ek_care_text_is (form, EK_ASSESSMENT_STATUS, "declined") ? EK_BATTERY_STATE_DECLINED : EK_BATTERY_STATE_OPEN;
}

/* The facts that made a condition true or false, in words. */
static void
describe_used (EkBatteryStep *step, EkFacts *facts, GPtrArray *used)
{
  g_autoptr (GStrvBuilder) en = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) zh = g_strv_builder_new ();

  for (guint i = 0; i < used->len; i++)
    {
      const EkFact *fact = ek_facts_find (facts, g_ptr_array_index (used, i));
      g_autofree char *text_en = fact != NULL ? ek_facts_describe (facts, fact, "en") : NULL;
      g_autofree char *text_zh = fact != NULL ? ek_facts_describe (facts, fact, "zh") : NULL;

      if (fact == NULL)
        continue;
      g_strv_builder_add (en, text_en);
      g_strv_builder_add (zh, text_zh);
    }
  g_strfreev (step->because_en);
  g_strfreev (step->because_zh);
  step->because_en = g_strv_builder_end (en);
  step->because_zh = g_strv_builder_end (zh);
}

static EkBatteryState
state_of_condition (EkBatteryStep *step, JsonNode *when, EkFacts *facts)
{
  g_autoptr (EkCondition) condition = ek_condition_parse (when, NULL, NULL);
  g_autoptr (GPtrArray) used = g_ptr_array_new ();
  EkTruth truth = condition != NULL ? ek_condition_evaluate (condition, facts, used) : EK_UNKNOWN;

  if (truth != EK_UNKNOWN)
    describe_used (step, facts, used);
  if (truth == EK_TRUE)
    return EK_BATTERY_STATE_DUE;
  return truth == EK_FALSE ? EK_BATTERY_STATE_NOT_NEEDED : EK_BATTERY_STATE_WAITING;
}

static EkBatteryState
state_of (EkBatteryStep *step, JsonObject *object, EkRecord *form, EkInstrument *instrument, EkFacts *facts)
{
  const char *decision = ek_json_peek_string (object, "decision");
  JsonNode *when = json_object_get_member (object, "when");
  EkBatteryState state = EK_BATTERY_STATE_DUE;

  if (when != NULL)
    state = state_of_condition (step, when, facts);
  if (form != NULL)
    return state_of_form (form);
  if (g_strcmp0 (decision, "skip") == 0)
    return EK_BATTERY_STATE_SKIPPED;
  if (!can_be_given (instrument, step->by_number))
    return EK_BATTERY_STATE_NOT_AVAILABLE;
  return g_strcmp0 (decision, "include") == 0 ? EK_BATTERY_STATE_DUE : state;
}

static char **
copy_texts (JsonObject *object, const char *member)
{
  JsonArray *array = ek_json_peek_array (object, member);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (ek_json_element_string (array, i) != NULL)
      g_strv_builder_add (builder, ek_json_element_string (array, i));
  return g_strv_builder_end (builder);
}

static EkBatteryStep *
new_step (JsonObject *object, EkInstrument *instrument)
{
  EkBatteryStep *step = g_new0 (EkBatteryStep, 1);
  const char *id = ek_json_peek_string (object, "instrument");

  step->instrument = g_strdup (id != NULL ? id : "");
  step->abbreviation = g_strdup (instrument != NULL ? ek_instrument_get_abbreviation (instrument) : step->instrument);
  step->minutes = ek_json_peek_int (object, "minutes", 0);
  step->why_en = g_strdup (ek_json_peek_string (object, "why_en"));
  step->why_zh = g_strdup (ek_json_peek_string (object, "why_zh"));
  step->conditional = json_object_has_member (object, "when");
  step->by_number = g_strcmp0 (ek_json_peek_string (object, "without_words"), "by-number") == 0;
  step->reason = g_strdup (ek_json_peek_string (object, "reason"));
  step->because_en = copy_texts (object, "because_en");
  step->because_zh = copy_texts (object, "because_zh");
  return step;
}

static void
set_form (EkBatteryStep *step, EkRecord *form)
{
  if (form == NULL)
    return;
  step->assessment_id = g_strdup (ek_record_get_id (form));
  if (ek_care_text_is (form, EK_ASSESSMENT_STATUS, "declined"))
    {
      g_free (step->reason);
      step->reason = g_strdup (ek_record_get_text (form, EK_ASSESSMENT_REASON));
    }
}

/**
 * ek_battery_list_steps:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: where facts are declared
 * @battery: a set that is being given or was given
 * @error: return location
 *
 * The state of every instrument of the set. While the set is in progress it follows from the saved forms, from what a
 * person decided, and from the conditions: those look at the forms of this set and at the patient's file. What has
 * ended keeps the states it ended with.
 *
 * Returns: (transfer full) (element-type EkBatteryStep): in the order they are given; %NULL with an error of the store
 */
GPtrArray *
ek_battery_list_steps (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *battery,
                       GError **error)
{
  const char *id = ek_record_get_id (battery);
  const char *patient_id = ek_record_get_patient_id (battery);
  gboolean open = ek_care_text_is (battery, EK_BATTERY_STATUS, "in-progress");
  JsonArray *array = ek_battery_peek_steps (battery);
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_battery_step_free);
  g_autoptr (GPtrArray) assessments = ek_store_list (store, &ek_assessment_type, patient_id, error);
  g_autoptr (EkFacts) facts = NULL;

  if (assessments == NULL)
    return NULL;
  if (open)
    {
      facts = ek_facts_gather_some (store, catalogue, knowledge, patient_id, EK_INSTANT_NONE, ek_battery_has_form,
                                    (gpointer) id, error);
      if (facts == NULL)
        return NULL;
    }
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = ek_json_element_object (array, i);
      const char *name = object != NULL ? ek_json_peek_string (object, "instrument") : NULL;
      EkInstrument *instrument = name != NULL ? ek_catalogue_find (catalogue, name, NULL) : NULL;
      EkRecord *form = name != NULL ? find_form (assessments, id, name) : NULL;
      EkBatteryStep *step = NULL;

      if (name == NULL)
        continue;
      step = new_step (object, instrument);
      step->state = open ? state_of (step, object, form, instrument, facts)
                         : ek_battery_state_from_id (ek_json_peek_string (object, "state"));
      step->by_number = step->by_number && instrument != NULL && !ek_instrument_has_words (instrument);
      set_form (step, form);
      g_ptr_array_add (steps, step);
    }
  return g_steal_pointer (&steps);
}

/**
 * ek_battery_next:
 * @steps: (element-type EkBatteryStep): what ek_battery_list_steps() gave
 *
 * Returns: (nullable) (transfer none): the form that is open, else the first one that is due; %NULL when nothing is
 *   left to be given
 */
const EkBatteryStep *
ek_battery_next (GPtrArray *steps)
{
  static const EkBatteryState wanted[] = { EK_BATTERY_STATE_OPEN, EK_BATTERY_STATE_DUE };

  for (guint pass = 0; pass < G_N_ELEMENTS (wanted); pass++)
    for (guint i = 0; i < steps->len; i++)
      {
        const EkBatteryStep *step = g_ptr_array_index (steps, i);

        if (step->state == wanted[pass])
          return step;
      }
  return NULL;
}

/**
 * ek_battery_step_why_not:
 * @step: a step
 * @language: "en" or "zh"
 *
 * Why an instrument was not asked, for the list of what is not known.
 *
 * Returns: (transfer full) (nullable): a sentence without the instrument's name; %NULL where it was asked
 */
char *
ek_battery_step_why_not (const EkBatteryStep *step, const char *language)
{
  gboolean zh = g_strcmp0 (language, "zh") == 0;
  char **because = zh ? step->because_zh : step->because_en;
  g_autofree char *joined = because != NULL ? g_strjoinv (ek_tr (language, "; "), because) : g_strdup ("");
  const char *reason = step->reason != NULL ? step->reason : "";

  switch (step->state)
    {
    case EK_BATTERY_STATE_DECLINED:
      return g_strdup_printf (ek_tr (language, "The patient declined: %s"), reason);
    case EK_BATTERY_STATE_SKIPPED:
      return g_strdup_printf (ek_tr (language, "Left out by the clinician: %s"), reason);
    case EK_BATTERY_STATE_NOT_NEEDED:
      if (joined[0] == '\0')
        return g_strdup (ek_tr (language, "Its condition does not hold"));
      return g_strdup_printf (ek_tr (language, "Its condition does not hold (%s)"), joined);
    case EK_BATTERY_STATE_WAITING:
      return g_strdup (
        ek_tr (language, "Whether it is needed could not be judged: what it depends on was not answered"));
    case EK_BATTERY_STATE_NOT_AVAILABLE:
      return g_strdup (ek_tr (language, "Its licensed text or key is not on this machine"));
    case EK_BATTERY_STATE_STOPPED:
      return g_strdup_printf (ek_tr (language, "The set was stopped before it: %s"), reason);
    case EK_BATTERY_STATE_DUE:
    case EK_BATTERY_STATE_OPEN:
      return g_strdup (ek_tr (language, "Not given yet"));
    case EK_BATTERY_STATE_DONE:
    case EK_BATTERY_STATE_PARTIAL:
      return step->assessment_id != NULL ? NULL
                                         : g_strdup (ek_tr (language, "Its form was withdrawn as entered in error"));
    default:
      return NULL;
    }
}
