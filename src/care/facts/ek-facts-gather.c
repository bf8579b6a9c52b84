/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a patient's file into facts. Each function reads one kind of record and sets the facts that come out of it;
 * what the file does not say is not set. */

#include "ek-care-private.h"
#include "ek-danger-private.h"
#include "ek-facts-gather.h"
#include "ek-facts-private.h"
#include "ek-risk-private.h"

#include "ek-allergy.h"
#include "ek-notice.h"
#include "ek-text.h"
#include "ek-types.h"

#include <math.h>
#include <string.h>

#define MISSED_WINDOW (60 * EK_DAY_MS) /* missed appointments older than this say nothing about now */
#define RETURN_WINDOW (60 * EK_DAY_MS) /* back at work for less than this is a return to work */
#define ACCIDENT_WINDOW (730 * EK_DAY_MS)
#define EVENT_WINDOW (365 * EK_DAY_MS) /* life and work events that may still weigh */

static gboolean
text_is (EkRecord *record, int field, const char *value)
{
  return g_strcmp0 (ek_record_get_text (record, field), value) == 0;
}

static gint64
date_of (const EkGather *g, EkRecord *record, int field)
{
  const char *date = ek_record_get_text (record, field);

  return date != NULL && ek_date_is_valid (date) ? ek_date_to_instant (date, g->offset) : EK_INSTANT_NONE;
}

/* --- classes ---------------------------------------------------------------------------------------------------- */

static gboolean
class_has_code (const EkClassRule *rule, const char *code)
{
  for (guint i = 0; code != NULL && i < rule->prefixes->len; i++)
    if (g_ascii_strncasecmp (code, g_ptr_array_index (rule->prefixes, i),
                             strlen (g_ptr_array_index (rule->prefixes, i))) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
class_has_name (const EkClassRule *rule, const char *folded)
{
  for (guint i = 0; folded != NULL && i < rule->names->len; i++)
    if (strstr (folded, g_ptr_array_index (rule->names, i)) != NULL)
      return TRUE;
  return FALSE;
}

/* Every class that the code or the name belongs to becomes a true flag; classes nothing belongs to become false. */
static void
classify (EkGather *g, GPtrArray *classes, const char *code, const char *name, const char *id)
{
  g_autofree char *folded = name != NULL ? ek_text_fold (name) : NULL;

  for (guint i = 0; i < classes->len; i++)
    {
      const EkClassRule *rule = g_ptr_array_index (classes, i);

      if (class_has_code (rule, code) || class_has_name (rule, folded))
        ek_facts_set_flag (g->facts, rule->fact, TRUE, EK_INSTANT_NONE, id);
    }
}

static void
clear_classes (EkGather *g, GPtrArray *classes)
{
  for (guint i = 0; i < classes->len; i++)
    ek_facts_set_flag (g->facts, ((EkClassRule *) g_ptr_array_index (classes, i))->fact, FALSE, EK_INSTANT_NONE, NULL);
}

/* --- the patient and their work --------------------------------------------------------------------------------- */

static gboolean
gather_patient (EkGather *g, GError **error)
{
  static const char *const sexes[] = { "male", "female", NULL };
  g_autoptr (EkRecord) patient = ek_store_load (g->store, &ek_patient_type, g->patient_id, error);
  const char *birth = NULL;
  const char *sex = NULL;
  JsonNode *exposures = NULL;
  guint n_exposures = 0;
  int age;

  if (patient == NULL)
    return FALSE;
  birth = ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE);
  age = ek_date_age_years (birth, g->now, g->offset);
  if (age >= 0)
    ek_facts_set_number (g->facts, "patient.age", age, EK_INSTANT_NONE, g->patient_id);
  sex = ek_record_get_text (patient, EK_PATIENT_SEX);
  if (sex != NULL && g_strv_contains (sexes, sex))
    ek_facts_set_text (g->facts, "patient.sex", sex, EK_INSTANT_NONE, g->patient_id);
  ek_facts_set_text (g->facts, "work.shift", ek_record_get_text (patient, EK_PATIENT_SHIFT), EK_INSTANT_NONE,
                     g->patient_id);
  exposures = ek_record_get_json (patient, EK_PATIENT_EXPOSURES);
  if (exposures != NULL && JSON_NODE_HOLDS_ARRAY (exposures))
    n_exposures = json_array_get_length (json_node_get_array (exposures));
  clear_classes (g, ek_vocabulary (g->knowledge)->exposures);
  for (guint i = 0; i < n_exposures; i++)
    classify (g, ek_vocabulary (g->knowledge)->exposures, NULL,
              ek_json_element_string (json_node_get_array (exposures), i), g->patient_id);
  ek_facts_set_flag (g->facts, "patient.emergency_contact", ek_record_has (patient, EK_PATIENT_EMERGENCY_NAME),
                     EK_INSTANT_NONE, g->patient_id);
  ek_facts_set_number (g->facts, "work.exposures", n_exposures, EK_INSTANT_NONE, g->patient_id);
  ek_facts_set_flag (g->facts, "work.exposed", n_exposures > 0, EK_INSTANT_NONE, g->patient_id);
  return TRUE;
}

static void
gather_leave (EkGather *g, EkRecord *event)
{
  const char *id = ek_record_get_id (event);
  gint64 from = date_of (g, event, EK_EVENT_STARTED);
  gint64 to = date_of (g, event, EK_EVENT_ENDED);

  if (from == EK_INSTANT_NONE || from > g->now)
    return;
  if (to == EK_INSTANT_NONE || to + EK_DAY_MS > g->now)
    {
      ek_facts_set_flag (g->facts, "work.on_leave", TRUE, from, id);
      ek_facts_set_number (g->facts, "work.leave_days", (g->now - from) / EK_DAY_MS, from, id);
      ek_facts_set_flag (g->facts, "work.return_planned", to != EK_INSTANT_NONE, to, id);
    }
  else if (to > g->now - RETURN_WINDOW)
    ek_facts_set_flag (g->facts, "work.returned_recently", TRUE, to, id);
}

static gboolean
gather_events (EkGather *g, GError **error)
{
  g_autoptr (GPtrArray) events = ek_store_list (g->store, &ek_event_type, g->patient_id, error);
  guint n_life = 0, n_work = 0;

  if (events == NULL)
    return FALSE;
  ek_facts_set_flag (g->facts, "work.on_leave", FALSE, EK_INSTANT_NONE, NULL);
  ek_facts_set_flag (g->facts, "work.returned_recently", FALSE, EK_INSTANT_NONE, NULL);
  for (guint i = 0; i < events->len; i++)
    {
      EkRecord *event = g_ptr_array_index (events, i);
      gint64 from = date_of (g, event, EK_EVENT_STARTED);
      gboolean recent = from != EK_INSTANT_NONE && from <= g->now && from > g->now - EVENT_WINDOW;

      n_life += recent && text_is (event, EK_EVENT_KIND, "life");
      n_work += recent && text_is (event, EK_EVENT_KIND, "work");
      if (text_is (event, EK_EVENT_KIND, "leave"))
        gather_leave (g, event);
      else if (text_is (event, EK_EVENT_KIND, "accident") && from != EK_INSTANT_NONE && from <= g->now &&
               from > g->now - ACCIDENT_WINDOW)
        ek_facts_set_flag (g->facts, "work.accident", TRUE, from, ek_record_get_id (event));
    }
  ek_facts_set_number (g->facts, "events.life", n_life, EK_INSTANT_NONE, NULL);
  ek_facts_set_number (g->facts, "events.work", n_work, EK_INSTANT_NONE, NULL);
  return TRUE;
}

/* --- problems and medicines ------------------------------------------------------------------------------------- */

static gboolean
is_a_problem_now (const EkGather *g, EkRecord *problem)
{
  gint64 onset = date_of (g, problem, EK_PROBLEM_ONSET);
  gint64 ended = date_of (g, problem, EK_PROBLEM_ENDED);

  if (g->past && onset != EK_INSTANT_NONE && onset > g->now)
    return FALSE;
  if (g->past && ended != EK_INSTANT_NONE)
    return ended + EK_DAY_MS > g->now;
  return !text_is (problem, EK_PROBLEM_STATUS, "resolved") && !ek_record_has (problem, EK_PROBLEM_ENDED);
}

static gboolean
gather_problems (EkGather *g, GError **error)
{
  g_autoptr (GPtrArray) problems = ek_store_list (g->store, &ek_problem_type, g->patient_id, error);
  guint n_active = 0, n_provisional = 0, n_confirmed = 0;

  if (problems == NULL)
    return FALSE;
  clear_classes (g, ek_vocabulary (g->knowledge)->diagnoses);
  for (guint i = 0; i < problems->len; i++)
    {
      EkRecord *problem = g_ptr_array_index (problems, i);
      const char *code = NULL;

      if (text_is (problem, EK_PROBLEM_VERIFICATION, "refuted") ||
          text_is (problem, EK_PROBLEM_VERIFICATION, "withdrawn") || !is_a_problem_now (g, problem))
        continue;
      n_active++;
      n_provisional += text_is (problem, EK_PROBLEM_VERIFICATION, "provisional");
      n_confirmed += text_is (problem, EK_PROBLEM_VERIFICATION, "confirmed");
      code = ek_record_get_text (problem, EK_PROBLEM_CODE);
      /* A code says it exactly; where there is none, the words must do: a bipolar disorder without a code is one. */
      classify (g, ek_vocabulary (g->knowledge)->diagnoses, code,
                code == NULL ? ek_record_get_text (problem, EK_PROBLEM_TEXT) : NULL, ek_record_get_id (problem));
    }
  ek_facts_set_number (g->facts, "problems.active", n_active, EK_INSTANT_NONE, NULL);
  ek_facts_set_flag (g->facts, "problems.provisional", n_provisional > 0, EK_INSTANT_NONE, NULL);
  ek_facts_set_flag (g->facts, "problems.confirmed", n_confirmed > 0, EK_INSTANT_NONE, NULL);
  return TRUE;
}

/* None recorded is not the same as none: then nothing is said. The word that there is none is no allergy. */
static gboolean
gather_allergies (EkGather *g, GError **error)
{
  g_autoptr (GPtrArray) allergies = ek_store_list (g->store, &ek_allergy_type, g->patient_id, error);
  guint n = 0;

  for (guint i = 0; allergies != NULL && i < allergies->len; i++)
    n += ek_allergy_is_active (g_ptr_array_index (allergies, i));
  if (n > 0)
    ek_facts_set_number (g->facts, "allergies.active", n, EK_INSTANT_NONE, NULL);
  return allergies != NULL;
}

static void
add_treatment (EkGather *g, gint64 from, gint64 to)
{
  if (from != EK_INSTANT_NONE && from <= g->now)
    g_array_append_val (g->treatments, ((EkTreatment){ from, MAX (from, to) }));
}

static void
add_medicine_as_treatment (EkGather *g, EkRecord *medicine)
{
  gint64 started = date_of (g, medicine, EK_MEDICINE_STARTED);
  gint64 stopped = date_of (g, medicine, EK_MEDICINE_STOPPED);

  if (text_is (medicine, EK_MEDICINE_INTENT, "proposal") || text_is (medicine, EK_MEDICINE_INTENT, "plan"))
    return;
  if (stopped == EK_INSTANT_NONE && !text_is (medicine, EK_MEDICINE_STATUS, "stopped") &&
      !text_is (medicine, EK_MEDICINE_STATUS, "completed"))
    stopped = g->now;
  add_treatment (g, started, stopped);
}

/* What was given once is in the body for a while: a depot for about a month. */
#define GIVEN_WINDOW (35 * EK_DAY_MS)

static gboolean
was_given_lately (const EkGather *g, EkRecord *medicine)
{
  gint64 last = date_of (g, medicine, EK_MEDICINE_STOPPED);

  if (last == EK_INSTANT_NONE)
    last = date_of (g, medicine, EK_MEDICINE_STARTED);
  return text_is (medicine, EK_MEDICINE_SOURCE, "administration") &&
    !text_is (medicine, EK_MEDICINE_STATUS, "stopped") && !text_is (medicine, EK_MEDICINE_STATUS, "on-hold") &&
    last != EK_INSTANT_NONE && last <= g->now && last > g->now - GIVEN_WINDOW;
}

static gboolean
is_taken_now (const EkGather *g, EkRecord *medicine)
{
  gint64 started = date_of (g, medicine, EK_MEDICINE_STARTED);
  gint64 stopped = date_of (g, medicine, EK_MEDICINE_STOPPED);

  if (was_given_lately (g, medicine))
    return TRUE;
  if (ek_record_has (medicine, EK_MEDICINE_STATUS) && !text_is (medicine, EK_MEDICINE_STATUS, "active") &&
      !(g->past && stopped != EK_INSTANT_NONE))
    return FALSE;
  if (ek_record_has (medicine, EK_MEDICINE_INTENT) && !text_is (medicine, EK_MEDICINE_INTENT, "order"))
    return FALSE;
  return (started == EK_INSTANT_NONE || started <= g->now) &&
    (stopped == EK_INSTANT_NONE || stopped + EK_DAY_MS > g->now);
}

/* On hold, planned or proposed, or to begin later: on the list and not taken, which is not "none on the list". */
static gboolean
is_waiting (const EkGather *g, EkRecord *medicine)
{
  gint64 stopped = date_of (g, medicine, EK_MEDICINE_STOPPED);

  return !g->past && !text_is (medicine, EK_MEDICINE_STATUS, "stopped") &&
    !text_is (medicine, EK_MEDICINE_STATUS, "completed") &&
    (stopped == EK_INSTANT_NONE || stopped + EK_DAY_MS > g->now);
}

/* Where a class has a fact of its own for it. @medicine: NULL sets them all to no */
static void
classify_waiting (EkGather *g, EkRecord *medicine)
{
  const char *code = medicine != NULL ? ek_record_get_text (medicine, EK_MEDICINE_CODE) : NULL;
  const char *name = medicine != NULL ? ek_record_get_text (medicine, EK_MEDICINE_NAME) : NULL;
  g_autofree char *folded = name != NULL ? ek_text_fold (name) : NULL;

  for (guint i = 0; i < ek_vocabulary (g->knowledge)->medicines->len; i++)
    {
      const EkClassRule *rule = g_ptr_array_index (ek_vocabulary (g->knowledge)->medicines, i);
      g_autofree char *waiting = g_strconcat (rule->fact, "_waiting", NULL);

      if (ek_knowledge_find_fact (g->knowledge, waiting, NULL) != NULL &&
          (medicine == NULL || class_has_code (rule, code) || class_has_name (rule, folded)))
        ek_facts_set_flag (g->facts, waiting, medicine != NULL, EK_INSTANT_NONE,
                           medicine != NULL ? ek_record_get_id (medicine) : NULL);
    }
}

static gboolean
gather_medicines (EkGather *g, GError **error)
{
  g_autoptr (GPtrArray) medicines = ek_store_list (g->store, &ek_medicine_type, g->patient_id, error);
  guint n_active = 0;

  if (medicines == NULL)
    return FALSE;
  clear_classes (g, ek_vocabulary (g->knowledge)->medicines);
  classify_waiting (g, NULL);
  for (guint i = 0; i < medicines->len; i++)
    {
      EkRecord *medicine = g_ptr_array_index (medicines, i);

      add_medicine_as_treatment (g, medicine);
      if (!is_taken_now (g, medicine))
        {
          if (is_waiting (g, medicine))
            classify_waiting (g, medicine);
          continue;
        }
      n_active++;
      classify (g, ek_vocabulary (g->knowledge)->medicines, ek_record_get_text (medicine, EK_MEDICINE_CODE),
                ek_record_get_text (medicine, EK_MEDICINE_NAME), ek_record_get_id (medicine));
    }
  ek_facts_set_number (g->facts, "medicines.active", n_active, EK_INSTANT_NONE, NULL);
  return TRUE;
}

/* --- plan and sessions ------------------------------------------------------------------------------------------ */

/* Days are those of the calendar: tomorrow is in one day, at nine in the evening too. */
static gint64
local_day (const EkGather *g, gint64 at)
{
  return (gint64) floor ((double) (at + g->offset * EK_MINUTE_MS) / EK_DAY_MS);
}

/* The plan in force is read before the sessions: those count from its start. */
static gboolean
gather_plan (EkGather *g, gint64 *starts, GError **error)
{
  g_autoptr (GPtrArray) plans = ek_store_list (g->store, &ek_plan_type, g->patient_id, error);

  if (plans == NULL)
    return FALSE;
  *starts = EK_INSTANT_NONE;
  ek_facts_set_flag (g->facts, "plan.in_force", FALSE, EK_INSTANT_NONE, NULL);
  ek_facts_set_flag (g->facts, "plan.cycle_ended", FALSE, EK_INSTANT_NONE, NULL);
  for (guint i = 0; i < plans->len; i++)
    {
      EkRecord *plan = g_ptr_array_index (plans, i);
      const char *id = ek_record_get_id (plan);
      gint64 review = date_of (g, plan, EK_PLAN_REVIEW);

      if (!text_is (plan, EK_PLAN_STATUS, "draft"))
        add_treatment (g, date_of (g, plan, EK_PLAN_STARTS), review);
      if (!text_is (plan, EK_PLAN_STATUS, "signed"))
        continue;
      *starts = date_of (g, plan, EK_PLAN_STARTS);
      ek_facts_set_flag (g->facts, "plan.in_force", TRUE, *starts, id);
      ek_facts_set_text (g->facts, "plan.step", ek_record_get_text (plan, EK_PLAN_STEP), *starts, id);
      if (review == EK_INSTANT_NONE)
        continue;
      ek_facts_set_number (g->facts, "plan.days_to_review", local_day (g, review) - local_day (g, g->now), review, id);
      ek_facts_set_flag (g->facts, "plan.cycle_ended", review <= g->now, review, id);
    }
  return TRUE;
}

static gboolean
is_session (EkRecord *encounter)
{
  return text_is (encounter, EK_ENCOUNTER_KIND, "session") || text_is (encounter, EK_ENCOUNTER_KIND, "video") ||
    text_is (encounter, EK_ENCOUNTER_KIND, "group");
}

static gboolean
gather_sessions (EkGather *g, gint64 since, GError **error)
{
  g_autoptr (GPtrArray) encounters = ek_store_list (g->store, &ek_encounter_type, g->patient_id, error);
  guint n_finished = 0, n_missed = 0;
  gint64 last = EK_INSTANT_NONE;

  if (encounters == NULL)
    return FALSE;
  for (guint i = 0; i < encounters->len; i++)
    {
      EkRecord *encounter = g_ptr_array_index (encounters, i);
      gint64 at = ek_record_get_instant (encounter, EK_ENCOUNTER_STARTED, NULL);

      if (at == EK_INSTANT_NONE || at > g->now)
        continue;
      if (text_is (encounter, EK_ENCOUNTER_STATUS, "missed") && at > g->now - MISSED_WINDOW)
        n_missed++;
      if (!text_is (encounter, EK_ENCOUNTER_STATUS, "finished"))
        continue;
      if (!text_is (encounter, EK_ENCOUNTER_KIND, "admission"))
        add_treatment (g, at, at);
      if (is_session (encounter) && (since == EK_INSTANT_NONE || at >= since))
        n_finished++;
      last = last == EK_INSTANT_NONE ? at : MAX (last, at);
    }
  ek_facts_set_number (g->facts, "sessions.finished", n_finished, EK_INSTANT_NONE, NULL);
  ek_facts_set_number (g->facts, "sessions.missed", n_missed, EK_INSTANT_NONE, NULL);
  if (last != EK_INSTANT_NONE)
    ek_facts_set_number (g->facts, "sessions.days_since_last", (g->now - last) / EK_DAY_MS, last, NULL);
  return TRUE;
}

/* --- risk ------------------------------------------------------------------------------------------------------- */

/* The risk as it was written down at the instant everything is judged from; the first that was written when there was
 * nothing yet. A risk that nobody had assessed by then is what its first assessment found it to be: that is said of
 * the same answers, and "not assessed" would deny what is known. */
static EkRecord *
risk_as_it_was (EkGather *g, EkRecord *risk, GError **error)
{
  g_autoptr (GPtrArray) revisions = NULL;
  EkRecord *then = NULL;
  guint at = 0;

  if (ek_record_get_changed (risk) <= g->now)
    return g_object_ref (risk);
  revisions = ek_store_list_revisions (g->store, &ek_risk_type, ek_record_get_id (risk), error);
  if (revisions == NULL)
    return NULL;
  while (at + 1 < revisions->len && ek_record_get_changed (g_ptr_array_index (revisions, at + 1)) <= g->now)
    at++;
  then = g_object_ref (g_ptr_array_index (revisions, at));
  for (guint i = at + 1; i < revisions->len && text_is (then, EK_RISK_LEVEL, "unassessed"); i++)
    ek_record_set_text (then, EK_RISK_LEVEL, ek_record_get_text (g_ptr_array_index (revisions, i), EK_RISK_LEVEL));
  return then;
}

static gboolean
form_was_given (EkGather *g, JsonObject *cause)
{
  const char *source = cause != NULL ? ek_json_peek_string (cause, "source") : NULL;
  g_autoptr (EkRecord) form = source != NULL ? ek_store_load (g->store, &ek_assessment_type, source, NULL) : NULL;
  gint64 taken = form != NULL ? ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, NULL) : EK_INSTANT_NONE;

  return taken != EK_INSTANT_NONE && taken <= g->now;
}

/* Whether the risk stood at that instant. Answers that were entered from paper or received later opened it when they
 * were given, not when the program heard of them. */
static gboolean
risk_was_open (EkGather *g, EkRecord *risk, EkRecord *then)
{
  gint64 raised = ek_record_get_instant (risk, EK_RISK_RAISED, NULL);
  gint64 closed = ek_record_get_instant (risk, EK_RISK_CLOSED, NULL);
  JsonNode *node = ek_record_get_json (risk, EK_RISK_REASON);
  JsonObject *reason = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *also = reason != NULL ? ek_json_peek_array (reason, "also") : NULL;
  /* Of today it counts whatever its time says: the clock of the machine it came from may be ahead. */
  gboolean begun = !g->past || raised == EK_INSTANT_NONE || raised <= g->now || form_was_given (g, reason);

  for (guint i = 0; !begun && also != NULL && i < json_array_get_length (also); i++)
    begun = form_was_given (g, ek_json_element_object (also, i));
  if (text_is (risk, EK_RISK_STATUS, "open"))
    return begun;
  return begun && (closed != EK_INSTANT_NONE ? closed > g->now : text_is (then, EK_RISK_STATUS, "open"));
}

/** RiskFacts: names of the facts of one kind of risk. Those of suicide have no kind in their names: rules of hospitals
 * that were written before there were others go on meaning what they meant. */
static const struct {
  const char *open, *tier, *overdue;
} risk_facts[EK_N_DANGER_KINDS] = {
  { "risk.open", "risk.tier", "risk.overdue" },
  { "risk.others.open", "risk.others.tier", "risk.others.overdue" },
  { "risk.medical.open", "risk.medical.tier", "risk.medical.overdue" },
};

static gboolean
was_refused (EkRecord *risk)
{
  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);
      const char *rule = cause != NULL ? ek_json_peek_string (cause, "rule") : NULL;

      if (rule != NULL && ek_risk_cause_stands (cause) &&
          (g_str_has_prefix (rule, "refused") || strcmp (rule, "unanswered") == 0))
        return TRUE;
    }
  return FALSE;
}

static void
set_risk (EkGather *g, EkRecord *today, EkRecord *risk, int *worst)
{
  static const char *const levels[] = { "low", "unassessed", "moderate", "high" };
  int kind = ek_danger_kind_of (ek_record_get_text (today, EK_RISK_KIND));
  gint64 raised = ek_record_get_instant (today, EK_RISK_RAISED, NULL);
  gint64 due = ek_record_get_instant (risk, EK_RISK_DUE, NULL);
  const char *id = ek_record_get_id (risk);

  ek_facts_set_flag (g->facts, risk_facts[kind].open, TRUE, raised, id);
  if (due != EK_INSTANT_NONE && due < g->now)
    ek_facts_set_flag (g->facts, risk_facts[kind].overdue, TRUE, due, id);
  if (kind == EK_DANGER_SUICIDE && was_refused (risk) && !ek_risk_is_assessed (risk))
    ek_facts_set_flag (g->facts, "risk.refused", TRUE, raised, id);
  for (int k = worst[kind] + 1; k < (int) G_N_ELEMENTS (levels); k++)
    if (text_is (risk, EK_RISK_LEVEL, levels[k]))
      {
        worst[kind] = k;
        ek_facts_set_text (g->facts, risk_facts[kind].tier, levels[k], raised, id);
      }
}

static gboolean
has_opened (GPtrArray *risks, const char *form_id, const char *item)
{
  for (guint i = 0; i < risks->len; i++)
    for (guint k = 0; k < ek_risk_n_causes (risks->pdata[i]); k++)
      {
        JsonObject *cause = ek_risk_cause (risks->pdata[i], k);

        if (cause != NULL && g_strcmp0 (ek_json_peek_string (cause, "source"), form_id) == 0 &&
            g_strcmp0 (ek_json_peek_string (cause, "item"), item) == 0)
          return TRUE;
      }
  return FALSE;
}

/* What calls for a physician only is asked for by rules of its own. */
static gboolean
is_only_medical (EkGather *g, EkInstrument *instrument, const char *item)
{
  const EkCriticalRule *rule = NULL;
  guint n = 0;

  for (; instrument != NULL && (rule = ek_instrument_item_critical_rule (instrument, item, n)) != NULL; n++)
    if (ek_danger_kind_of_rule (g->knowledge, instrument, rule) != EK_DANGER_MEDICAL)
      return FALSE;
  return n > 0;
}

/* Whether every critical answer of a form has opened a risk, closed by now or not. */
static gboolean
is_answered (EkGather *g, EkRecord *form, GPtrArray *risks)
{
  JsonNode *result = ek_record_get_json (form, EK_ASSESSMENT_RESULT);
  JsonArray *critical = result != NULL && JSON_NODE_HOLDS_OBJECT (result)
    ? ek_json_peek_array (json_node_get_object (result), "critical")
    : NULL;
  EkInstrument *instrument = critical == NULL
    ? NULL
    : ek_catalogue_find (g->catalogue, ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT), NULL);

  for (guint i = 0; critical != NULL && i < json_array_get_length (critical); i++)
    {
      g_autofree char *item = ek_care_item_at (critical, i);

      if (item != NULL && !is_only_medical (g, instrument, item) && !has_opened (risks, ek_record_get_id (form), item))
        return FALSE;
    }
  return TRUE;
}

/* Whether a person has dealt with the notice that was left of an old form. */
static gboolean
was_looked_at (GPtrArray *notices, EkRecord *form)
{
  for (guint i = 0; i < notices->len; i++)
    if (text_is (notices->pdata[i], EK_NOTICE_KIND, "old-answer") &&
        text_is (notices->pdata[i], EK_NOTICE_STATUS, "done") &&
        g_strcmp0 (ek_record_get_text (notices->pdata[i], EK_NOTICE_SOURCE), ek_record_get_id (form)) == 0)
      return TRUE;
  return FALSE;
}

/* Every answer opens a risk when it comes in. What came before it did is found here, whatever was answered later. */
static gboolean
gather_unanswered (EkGather *g, GPtrArray *risks, GError **error)
{
  g_autoptr (GPtrArray) forms = ek_store_list (g->store, &ek_assessment_type, g->patient_id, error);
  g_autoptr (GPtrArray) notices = forms != NULL ? ek_store_list (g->store, &ek_notice_type, g->patient_id, error)
                                                : NULL;

  if (notices == NULL)
    return FALSE;
  for (guint i = 0; i < forms->len; i++)
    {
      EkRecord *form = g_ptr_array_index (forms, i);
      gint64 taken = ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, NULL);

      if (text_is (form, EK_ASSESSMENT_STATUS, "entered-in-error") || is_answered (g, form, risks) ||
          was_looked_at (notices, form) || (g->past && (taken == EK_INSTANT_NONE || taken > g->now)))
        continue;
      ek_facts_set_flag (g->facts, "risk.unanswered", TRUE, taken, ek_record_get_id (form));
    }
  return TRUE;
}

/* A danger that was closed without what its rules ask for is not answered: the plan goes on asking. What was closed
 * last speaks for what was closed before. */
static void
set_left_open (EkGather *g, GPtrArray *risks)
{
  EkRecord *newest = NULL;
  gint64 at = EK_INSTANT_NONE;

  for (guint i = 0; i < risks->len && !g->past; i++)
    {
      EkRecord *risk = g_ptr_array_index (risks, i);
      gint64 closed = ek_record_get_instant (risk, EK_RISK_CLOSED, NULL);

      if (strcmp (ek_risk_kind (risk), "suicide") != 0 || closed == EK_INSTANT_NONE || (newest != NULL && closed < at))
        continue;
      newest = risk;
      at = closed;
    }
  if (newest != NULL && ek_risk_is_left_open (g->store, g->knowledge, g->catalogue, newest))
    ek_facts_set_flag (g->facts, "risk.unanswered", TRUE, at, ek_record_get_id (newest));
}

/* What may hide a danger and nobody had looked at by then. */
static gboolean
gather_unread (EkGather *g, GError **error)
{
  g_autoptr (GPtrArray) notices = ek_store_list (g->store, &ek_notice_type, g->patient_id, error);

  for (guint i = 0; notices != NULL && i < notices->len; i++)
    {
      EkRecord *notice = g_ptr_array_index (notices, i);
      gint64 raised = ek_record_get_instant (notice, EK_NOTICE_RAISED, NULL);
      gint64 done = ek_record_get_instant (notice, EK_NOTICE_DONE, NULL);
      gboolean open = g->past ? raised <= g->now && (done == EK_INSTANT_NONE || done > g->now)
                              : text_is (notice, EK_NOTICE_STATUS, "open");

      if (open && ek_notice_may_hide_danger (notice))
        ek_facts_set_flag (g->facts, "notice.unread", TRUE, raised, ek_record_get_id (notice));
    }
  return notices != NULL;
}

static gboolean
gather_risk (EkGather *g, GError **error)
{
  g_autoptr (GPtrArray) risks = ek_store_list (g->store, &ek_risk_type, g->patient_id, error);
  int worst[EK_N_DANGER_KINDS] = { -1, -1, -1 };

  if (risks == NULL)
    return FALSE;
  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    ek_facts_set_flag (g->facts, risk_facts[kind].open, FALSE, EK_INSTANT_NONE, NULL);
  for (guint i = 0; i < risks->len; i++)
    {
      EkRecord *today = g_ptr_array_index (risks, i);
      g_autoptr (EkRecord) risk = risk_as_it_was (g, today, error);

      if (risk == NULL)
        return FALSE;
      if (risk_was_open (g, today, risk))
        set_risk (g, today, risk, worst);
    }
  set_left_open (g, risks);
  return gather_unanswered (g, risks, error) && gather_unread (g, error);
}

/**
 * ek_facts_gather_some:
 * @store: the record; "now" is its clock
 * @catalogue: the instruments' definitions
 * @knowledge: where facts are declared
 * @patient_id: the patient
 * @now_ms: the instant everything is judged from, ms since the epoch; %EK_INSTANT_NONE: the store's clock
 * @choice: (nullable): which assessments may say something; %NULL: all
 * @user_data: for @choice
 * @error: return location
 *
 * As ek_facts_gather(), with scores and items of the chosen assessments only: what one set of instruments says. For an
 * instant in the past, risks, problems and medicines are taken as they stood then, whatever became of them since.
 *
 * Returns: (transfer full): the facts, or %NULL with %EK_ERROR_NOT_FOUND or an error of the store
 */
EkFacts *
ek_facts_gather_some (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
                      gint64 now_ms, EkFactsChoice choice, gpointer user_data, GError **error)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = now_ms != EK_INSTANT_NONE ? now_ms : ek_clock_now (clock);
  g_autoptr (EkFacts) facts = ek_facts_new (knowledge, now, ek_clock_offset (clock, now));
  g_autoptr (GArray) treatments = g_array_new (FALSE, FALSE, sizeof (EkTreatment));
  EkGather g = {
    store,  catalogue, knowledge, facts, patient_id, now, now < ek_clock_now (clock), ek_facts_get_offset (facts),
    choice, user_data, treatments
  };
  gint64 starts = EK_INSTANT_NONE;

  if (!gather_patient (&g, error) || !gather_events (&g, error) || !gather_problems (&g, error) ||
      !gather_allergies (&g, error) || !gather_medicines (&g, error) || !gather_plan (&g, &starts, error) ||
      !gather_sessions (&g, starts, error) || !gather_risk (&g, error) || !ek_facts_gather_scores (&g, error))
    return NULL;
  return g_steal_pointer (&facts);
}

/**
 * ek_facts_gather:
 * @store: the record; "now" is its clock
 * @catalogue: the instruments' definitions
 * @knowledge: where facts are declared
 * @patient_id: the patient
 * @error: return location
 *
 * Reads the patient's file into facts. Totals and levels come from the newest complete form of each instrument, single
 * items from the newest form, and where that one is not finished from the newest complete one. What is older than
 * data/knowledge/severity.json allows is not said to be so now: of such a form only its age is a fact. Changes are told
 * from the baseline of the present course of treatment (ek_course_baseline()). Blocks on the disk.
 *
 * Returns: (transfer full): the facts, or %NULL with %EK_ERROR_NOT_FOUND or an error of the store
 */
EkFacts *
ek_facts_gather (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id, GError **error)
{
  return ek_facts_gather_some (store, catalogue, knowledge, patient_id, EK_INSTANT_NONE, NULL, NULL, error);
}
