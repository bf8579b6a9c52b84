/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a patient's file into facts. Each function reads one kind of record and sets the facts that come out of it;
 * what the file does not say is not set. */

#include "ek-knowledge-private.h"

#include "ek-statistics.h"
#include "ek-text.h"
#include "ek-types.h"

#include <math.h>
#include <string.h>

#define MISSED_WINDOW   (60 * EK_DAY_MS)     /* missed appointments older than this say nothing about now */
#define RETURN_WINDOW   (60 * EK_DAY_MS)     /* back at work for less than this is a return to work */
#define ACCIDENT_WINDOW (730 * EK_DAY_MS)
#define EVENT_WINDOW    (365 * EK_DAY_MS)    /* life and work events that may still weigh */

typedef struct {
  EkStore     *store;
  EkCatalogue *catalogue;
  EkKnowledge *knowledge;
  EkFacts     *facts;
  const char  *patient_id;
  gint64       now;
  gboolean     past;          /* earlier than the clock: where a date and today's status differ, the date tells */
  int          offset;
  EkFactsChoice choice;       /* or NULL: every assessment */
  gpointer      choice_data;
} Gather;

static gboolean
text_is (EkRecord *record, int field, const char *value)
{
  return g_strcmp0 (ek_record_get_text (record, field), value) == 0;
}

static gint64
date_of (const Gather *g, EkRecord *record, int field)
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
classify (Gather *g, GPtrArray *classes, const char *code, const char *name, const char *id)
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
clear_classes (Gather *g, GPtrArray *classes)
{
  for (guint i = 0; i < classes->len; i++)
    ek_facts_set_flag (g->facts, ((EkClassRule *) g_ptr_array_index (classes, i))->fact, FALSE, EK_INSTANT_NONE, NULL);
}

/* --- the patient and their work --------------------------------------------------------------------------------- */

static gboolean
list_mentions (JsonNode *node, const char *const *words)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *text = ek_json_element_string (array, i);
      g_autofree char *folded = text != NULL ? ek_text_fold (text) : NULL;

      for (guint k = 0; folded != NULL && words[k] != NULL; k++)
        if (strstr (folded, words[k]) != NULL)
          return TRUE;
    }
  return FALSE;
}

static gboolean
gather_patient (Gather *g, GError **error)
{
  static const char *const accident_words[] = { "accident", "injury", "事故", "工伤", NULL };
  static const char *const sexes[] = { "male", "female", NULL };
  g_autoptr(EkRecord) patient = ek_store_load (g->store, &ek_patient_type, g->patient_id, error);
  const char *birth = NULL;
  const char *sex = NULL;
  JsonNode *exposures = NULL;
  guint n_exposures = 0;

  if (patient == NULL)
    return FALSE;
  birth = ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE);
  if (birth != NULL && ek_date_age_years (birth, g->now) >= 0)
    ek_facts_set_number (g->facts, "patient.age", ek_date_age_years (birth, g->now), EK_INSTANT_NONE, g->patient_id);
  sex = ek_record_get_text (patient, EK_PATIENT_SEX);
  if (sex != NULL && g_strv_contains (sexes, sex))
    ek_facts_set_text (g->facts, "patient.sex", sex, EK_INSTANT_NONE, g->patient_id);
  ek_facts_set_text (g->facts, "work.shift", ek_record_get_text (patient, EK_PATIENT_SHIFT), EK_INSTANT_NONE,
                     g->patient_id);
  exposures = ek_record_get_json (patient, EK_PATIENT_EXPOSURES);
  if (exposures != NULL && JSON_NODE_HOLDS_ARRAY (exposures))
    n_exposures = json_array_get_length (json_node_get_array (exposures));
  clear_classes (g, g->knowledge->exposures);
  for (guint i = 0; i < n_exposures; i++)
    classify (g, g->knowledge->exposures, NULL,
              ek_json_element_string (json_node_get_array (exposures), i), g->patient_id);
  ek_facts_set_flag (g->facts, "patient.emergency_contact", ek_record_has (patient, EK_PATIENT_EMERGENCY_NAME),
                     EK_INSTANT_NONE, g->patient_id);
  ek_facts_set_number (g->facts, "work.exposures", n_exposures, EK_INSTANT_NONE, g->patient_id);
  ek_facts_set_flag (g->facts, "work.exposed", n_exposures > 0, EK_INSTANT_NONE, g->patient_id);
  ek_facts_set_flag (g->facts, "work.accident", list_mentions (exposures, accident_words), EK_INSTANT_NONE,
                     g->patient_id);
  return TRUE;
}

static void
gather_leave (Gather *g, EkRecord *event)
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
gather_events (Gather *g, GError **error)
{
  g_autoptr(GPtrArray) events = ek_store_list (g->store, &ek_event_type, g->patient_id, error);
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
is_a_problem_now (const Gather *g, EkRecord *problem)
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
gather_problems (Gather *g, GError **error)
{
  g_autoptr(GPtrArray) problems = ek_store_list (g->store, &ek_problem_type, g->patient_id, error);
  guint n_active = 0, n_provisional = 0, n_confirmed = 0;

  if (problems == NULL)
    return FALSE;
  clear_classes (g, g->knowledge->diagnoses);
  for (guint i = 0; i < problems->len; i++)
    {
      EkRecord *problem = g_ptr_array_index (problems, i);

      if (text_is (problem, EK_PROBLEM_VERIFICATION, "refuted") || !is_a_problem_now (g, problem))
        continue;
      n_active++;
      n_provisional += text_is (problem, EK_PROBLEM_VERIFICATION, "provisional");
      n_confirmed += text_is (problem, EK_PROBLEM_VERIFICATION, "confirmed");
      classify (g, g->knowledge->diagnoses, ek_record_get_text (problem, EK_PROBLEM_CODE),
                ek_record_get_text (problem, EK_PROBLEM_TEXT), ek_record_get_id (problem));
    }
  ek_facts_set_number (g->facts, "problems.active", n_active, EK_INSTANT_NONE, NULL);
  ek_facts_set_flag (g->facts, "problems.provisional", n_provisional > 0, EK_INSTANT_NONE, NULL);
  ek_facts_set_flag (g->facts, "problems.confirmed", n_confirmed > 0, EK_INSTANT_NONE, NULL);
  return TRUE;
}

static gboolean
is_taken_now (const Gather *g, EkRecord *medicine)
{
  gint64 started = date_of (g, medicine, EK_MEDICINE_STARTED);
  gint64 stopped = date_of (g, medicine, EK_MEDICINE_STOPPED);

  if (ek_record_has (medicine, EK_MEDICINE_STATUS) && !text_is (medicine, EK_MEDICINE_STATUS, "active") &&
      !(g->past && stopped != EK_INSTANT_NONE))
    return FALSE;
  if (ek_record_has (medicine, EK_MEDICINE_INTENT) && !text_is (medicine, EK_MEDICINE_INTENT, "order"))
    return FALSE;
  return (started == EK_INSTANT_NONE || started <= g->now) &&
         (stopped == EK_INSTANT_NONE || stopped + EK_DAY_MS > g->now);
}

static gboolean
gather_medicines (Gather *g, GError **error)
{
  g_autoptr(GPtrArray) medicines = ek_store_list (g->store, &ek_medicine_type, g->patient_id, error);
  guint n_active = 0;

  if (medicines == NULL)
    return FALSE;
  clear_classes (g, g->knowledge->medicines);
  for (guint i = 0; i < medicines->len; i++)
    {
      EkRecord *medicine = g_ptr_array_index (medicines, i);

      if (!is_taken_now (g, medicine))
        continue;
      n_active++;
      classify (g, g->knowledge->medicines, ek_record_get_text (medicine, EK_MEDICINE_CODE),
                ek_record_get_text (medicine, EK_MEDICINE_NAME), ek_record_get_id (medicine));
    }
  ek_facts_set_number (g->facts, "medicines.active", n_active, EK_INSTANT_NONE, NULL);
  return TRUE;
}

/* --- plan and sessions ------------------------------------------------------------------------------------------ */

/* The plan in force is read before the sessions: those count from its start. */
static gboolean
gather_plan (Gather *g, gint64 *starts, GError **error)
{
  g_autoptr(GPtrArray) plans = ek_store_list (g->store, &ek_plan_type, g->patient_id, error);

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

      if (!text_is (plan, EK_PLAN_STATUS, "signed"))
        continue;
      *starts = date_of (g, plan, EK_PLAN_STARTS);
      ek_facts_set_flag (g->facts, "plan.in_force", TRUE, *starts, id);
      ek_facts_set_text (g->facts, "plan.step", ek_record_get_text (plan, EK_PLAN_STEP), *starts, id);
      if (review == EK_INSTANT_NONE)
        continue;
      ek_facts_set_number (g->facts, "plan.days_to_review", floor ((double) (review - g->now) / EK_DAY_MS), review, id);
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
gather_sessions (Gather *g, gint64 since, GError **error)
{
  g_autoptr(GPtrArray) encounters = ek_store_list (g->store, &ek_encounter_type, g->patient_id, error);
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
risk_as_it_was (Gather *g, EkRecord *risk, GError **error)
{
  g_autoptr(GPtrArray) revisions = NULL;
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
    ek_record_set_text (then, EK_RISK_LEVEL,
                        ek_record_get_text (g_ptr_array_index (revisions, i), EK_RISK_LEVEL));
  return then;
}

static gboolean
form_was_given (Gather *g, JsonObject *cause)
{
  const char *source = cause != NULL ? ek_json_peek_string (cause, "source") : NULL;
  g_autoptr(EkRecord) form = source != NULL ? ek_store_load (g->store, &ek_assessment_type, source, NULL) : NULL;
  gint64 taken = form != NULL ? ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, NULL) : EK_INSTANT_NONE;

  return taken != EK_INSTANT_NONE && taken <= g->now;
}

/* Whether the risk stood at that instant. Answers that were entered from paper or received later opened it when they
 * were given, not when the program heard of them. */
static gboolean
risk_was_open (Gather *g, EkRecord *risk, EkRecord *then)
{
  gint64 raised = ek_record_get_instant (risk, EK_RISK_RAISED, NULL);
  gint64 closed = ek_record_get_instant (risk, EK_RISK_CLOSED, NULL);
  JsonNode *node = ek_record_get_json (risk, EK_RISK_REASON);
  JsonObject *reason = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *also = reason != NULL ? ek_json_peek_array (reason, "also") : NULL;
  gboolean begun = raised == EK_INSTANT_NONE || raised <= g->now || form_was_given (g, reason);

  for (guint i = 0; !begun && also != NULL && i < json_array_get_length (also); i++)
    begun = form_was_given (g, ek_json_element_object (also, i));
  if (text_is (risk, EK_RISK_STATUS, "open"))
    return begun;
  return begun && (closed != EK_INSTANT_NONE ? closed > g->now : text_is (then, EK_RISK_STATUS, "open"));
}

static gboolean
gather_risk (Gather *g, GError **error)
{
  static const char *const levels[] = { "low", "unassessed", "moderate", "high" };
  g_autoptr(GPtrArray) risks = ek_store_list (g->store, &ek_risk_type, g->patient_id, error);
  int worst = -1;

  if (risks == NULL)
    return FALSE;
  ek_facts_set_flag (g->facts, "risk.open", FALSE, EK_INSTANT_NONE, NULL);
  for (guint i = 0; i < risks->len; i++)
    {
      EkRecord *today = g_ptr_array_index (risks, i);
      g_autoptr(EkRecord) risk = risk_as_it_was (g, today, error);
      gint64 raised = ek_record_get_instant (today, EK_RISK_RAISED, NULL);
      gint64 due = risk != NULL ? ek_record_get_instant (risk, EK_RISK_DUE, NULL) : EK_INSTANT_NONE;

      if (risk == NULL)
        return FALSE;
      if (!risk_was_open (g, today, risk))
        continue;
      ek_facts_set_flag (g->facts, "risk.open", TRUE, raised, ek_record_get_id (risk));
      if (due != EK_INSTANT_NONE && due < g->now)
        ek_facts_set_flag (g->facts, "risk.overdue", TRUE, due, ek_record_get_id (risk));
      for (int k = worst + 1; k < (int) G_N_ELEMENTS (levels); k++)
        if (text_is (risk, EK_RISK_LEVEL, levels[k]))
          {
            worst = k;
            ek_facts_set_text (g->facts, "risk.tier", levels[k], raised, ek_record_get_id (risk));
          }
    }
  return TRUE;
}

/* --- scores ----------------------------------------------------------------------------------------------------- */

static double
limit_of (const Gather *g, EkInstrument *instrument, EkThresholdKind kind)
{
  const EkFact *sex = ek_facts_find (g->facts, "patient.sex");
  const EkFact *age = ek_facts_find (g->facts, "patient.age");
  EkSubject subject = { sex != NULL ? sex->text : NULL, age != NULL ? (int) age->number : -1 };
  EkThreshold threshold;

  return ek_instrument_get_threshold (instrument, NULL, kind, &subject, &threshold) ? threshold.value : NAN;
}

/* Limits may depend on the person; where the sex or the age is not known those that do are not known either. */
static EkCriteria
criteria_of (const Gather *g, EkInstrument *instrument)
{
  EkCriteria criteria = EK_CRITERIA_NONE;
  double value = 0, high = 0;

  criteria.higher_is_worse = ek_instrument_higher_is_worse (instrument);
  criteria.caseness = limit_of (g, instrument, EK_THRESHOLD_CASENESS);
  criteria.remission = limit_of (g, instrument, EK_THRESHOLD_REMISSION);
  value = limit_of (g, instrument, EK_THRESHOLD_RESPONSE);
  criteria.response = isnan (value) ? 0 : value;
  if (ek_instrument_get_reliable_change (instrument, &value, NULL))
    criteria.reliable = value;
  if (ek_instrument_get_range (instrument, &value, &high))
    criteria.lowest = value;
  return criteria;
}

static const char *
fact_name (GString *buffer, const char *instrument, const char *suffix)
{
  g_string_printf (buffer, "%s.%s", instrument, suffix);
  return buffer->str;
}

/* What the course from the first complete form on says. */
static void
set_course (Gather *g, EkInstrument *instrument, EkSeries *series, const char *source)
{
  static const char *const words[] = {
    [EK_CHANGE_UNKNOWN] = NULL, [EK_CHANGE_IMPROVED] = "improved", [EK_CHANGE_NONE] = "none",
    [EK_CHANGE_DETERIORATED] = "deteriorated",
  };
  const char *id = ek_instrument_get_id (instrument);
  g_autoptr(GString) name = g_string_new (NULL);
  EkCriteria criteria = criteria_of (g, instrument);
  EkCourse course;
  gint64 at;

  if (!ek_course_compute (series, EK_INSTANT_NONE, &criteria, &course))
    return;
  at = course.last_at;
  ek_facts_set_number (g->facts, fact_name (name, id, "n"), course.n, EK_INSTANT_NONE, NULL);
  ek_facts_set_number (g->facts, fact_name (name, id, "baseline"), course.baseline, course.baseline_at, NULL);
  ek_facts_set_number (g->facts, fact_name (name, id, "days_since"), (g->now - at) / EK_DAY_MS, at, source);
  if (!isnan (criteria.caseness))
    ek_facts_set_flag (g->facts, fact_name (name, id, "caseness"), course.case_now, at, source);
  if (!isnan (criteria.remission))
    ek_facts_set_flag (g->facts, fact_name (name, id, "remission"), course.remission, at, source);
  if (course.n < 2)
    return;
  ek_facts_set_number (g->facts, fact_name (name, id, "change"), course.change, at, source);
  ek_facts_set_number (g->facts, fact_name (name, id, "rises"), course.rises, at, source);
  ek_facts_set_text (g->facts, fact_name (name, id, "reliable"), words[course.reliable], at, source);
  ek_facts_set_text (g->facts, fact_name (name, id, "reliable_last"), words[course.reliable_previous], at, source);
  /* Of somebody who was no case nothing can be said to have responded, or not. */
  if (!isnan (course.percent) && (course.case_at_baseline || isnan (criteria.caseness)))
    ek_facts_set_flag (g->facts, fact_name (name, id, "response"), course.response, at, source);
  ek_facts_set_flag (g->facts, fact_name (name, id, "relapse"), course.relapse, at, source);
}

static void
set_last (Gather *g, EkInstrument *instrument, EkRecord *last)
{
  const char *id = ek_instrument_get_id (instrument);
  g_autoptr(GString) name = g_string_new (NULL);
  gint64 at = ek_record_get_instant (last, EK_ASSESSMENT_TAKEN, NULL);
  const char *severity = ek_record_get_text (last, EK_ASSESSMENT_SEVERITY);
  /* What a band means is said by the definition it was scored by: a newer one may mean something else by its name. */
  EkInstrument *own = ek_catalogue_find (g->catalogue, id, ek_record_get_text (last, EK_ASSESSMENT_VERSION));
  const EkBand *band = severity != NULL ? ek_instrument_find_band (own != NULL ? own : instrument, severity) : NULL;

  ek_facts_set_number (g->facts, fact_name (name, id, "total"), ek_record_get_real (last, EK_ASSESSMENT_TOTAL, NAN), at,
                       ek_record_get_id (last));
  if (band != NULL && ek_level_from_id (band->level) != EK_LEVEL_UNKNOWN)
    ek_facts_set_text (g->facts, fact_name (name, id, "level"), band->level, at, ek_record_get_id (last));
}

/* Single items come from the newest form, also when it is not finished: a critical answer does not wait. */
static void
set_items (Gather *g, const char *id, EkRecord *newest)
{
  g_autoptr(GString) name = g_string_new (NULL);
  JsonNode *answers = ek_record_get_json (newest, EK_ASSESSMENT_ANSWERS);
  JsonObjectIter iter;
  const char *item = NULL;
  JsonNode *value = NULL;

  if (answers == NULL || !JSON_NODE_HOLDS_OBJECT (answers))
    return;
  json_object_iter_init (&iter, json_node_get_object (answers));
  while (json_object_iter_next (&iter, &item, &value))
    {
      GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

      if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
        continue;
      g_string_printf (name, "%s.item.%s", id, item);
      ek_facts_set_number (g->facts, name->str, json_node_get_double (value),
                           ek_record_get_instant (newest, EK_ASSESSMENT_TAKEN, NULL), ek_record_get_id (newest));
    }
}

/* Some instruments have subscales and no total. */
static void
set_subscales (Gather *g, EkInstrument *instrument, EkRecord *complete)
{
  JsonNode *result = ek_record_get_json (complete, EK_ASSESSMENT_RESULT);
  JsonObject *subscales = NULL;
  g_autoptr(GString) name = g_string_new (NULL);

  if (result != NULL && JSON_NODE_HOLDS_OBJECT (result))
    subscales = ek_json_peek_object (json_node_get_object (result), "subscales");
  for (guint i = 0; subscales != NULL && i < ek_instrument_get_n_subscales (instrument); i++)
    {
      const char *id = ek_instrument_get_subscale_id (instrument, i);
      JsonObject *subscale = ek_json_peek_object (subscales, id);
      const char *en = ek_instrument_get_subscale_title (instrument, i, "en");
      const char *zh = ek_instrument_get_subscale_title (instrument, i, "zh");

      if (subscale == NULL)
        continue;
      g_string_printf (name, "%s.sub.%s", ek_instrument_get_id (instrument), id);
      ek_facts_name_subscale (g->facts, name->str, "en", en != NULL ? en : id);
      ek_facts_name_subscale (g->facts, name->str, "zh", zh != NULL ? zh : id);
      ek_facts_set_number (g->facts, name->str, ek_json_peek_double (subscale, "score", NAN),
                           ek_record_get_instant (complete, EK_ASSESSMENT_TAKEN, NULL), ek_record_get_id (complete));
    }
}

static gboolean
is_complete (EkRecord *assessment)
{
  return text_is (assessment, EK_ASSESSMENT_STATUS, "completed") &&
         ek_record_get_int (assessment, EK_ASSESSMENT_COMPLETE, 0);
}

static gboolean
is_scored (EkRecord *assessment)
{
  return is_complete (assessment) && ek_record_has (assessment, EK_ASSESSMENT_TOTAL);
}

static gboolean
is_later (EkRecord *a, EkRecord *b)
{
  return b == NULL || ek_record_get_instant (a, EK_ASSESSMENT_TAKEN, NULL) >=
                      ek_record_get_instant (b, EK_ASSESSMENT_TAKEN, NULL);
}

/* A form that was opened and left again says nothing. One that was broken off says what was answered until then. */
static gboolean
is_blank (EkRecord *assessment)
{
  JsonNode *answers = ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS);

  return (text_is (assessment, EK_ASSESSMENT_STATUS, "in-progress") ||
          text_is (assessment, EK_ASSESSMENT_STATUS, "declined")) &&
         (answers == NULL || !JSON_NODE_HOLDS_OBJECT (answers) ||
          json_object_get_size (json_node_get_object (answers)) == 0);
}

static void
gather_instrument (Gather *g, GPtrArray *assessments, EkInstrument *instrument)
{
  const char *id = ek_instrument_get_id (instrument);
  g_autoptr(EkSeries) series = ek_series_new (id, ek_instrument_get_abbreviation (instrument), "");
  g_autoptr(GString) name = g_string_new (NULL);
  EkRecord *newest = NULL;
  EkRecord *complete = NULL;
  EkRecord *last = NULL;

  for (guint i = 0; i < assessments->len; i++)
    {
      EkRecord *assessment = g_ptr_array_index (assessments, i);
      gint64 at = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, NULL);

      if (!text_is (assessment, EK_ASSESSMENT_INSTRUMENT, id) || at == EK_INSTANT_NONE || at > g->now ||
          text_is (assessment, EK_ASSESSMENT_STATUS, "entered-in-error") ||
          is_blank (assessment) ||
          (g->choice != NULL && !g->choice (assessment, g->choice_data)))
        continue;
      if (is_later (assessment, newest))
        newest = assessment;
      if (is_complete (assessment) && is_later (assessment, complete))
        complete = assessment;
      if (!is_scored (assessment))
        continue;
      ek_series_add (series, at, ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, NAN), EK_POINT_PLAIN, i);
      if (is_later (assessment, last))
        last = assessment;
    }
  if (newest == NULL)
    return;
  ek_facts_name_instrument (g->facts, id, ek_instrument_get_abbreviation (instrument));
  set_items (g, id, newest);
  ek_facts_set_flag (g->facts, fact_name (name, id, "incomplete"), !is_complete (newest),
                     ek_record_get_instant (newest, EK_ASSESSMENT_TAKEN, NULL), ek_record_get_id (newest));
  if (complete != NULL)
    set_subscales (g, instrument, complete);
  if (last == NULL)
    return;
  set_last (g, instrument, last);
  set_course (g, instrument, series, ek_record_get_id (last));
}

static gboolean
gather_scores (Gather *g, GError **error)
{
  g_autoptr(GPtrArray) assessments = ek_store_list (g->store, &ek_assessment_type, g->patient_id, error);

  if (assessments == NULL)
    return FALSE;
  for (guint i = 0; i < ek_catalogue_get_n (g->catalogue); i++)
    gather_instrument (g, assessments, ek_catalogue_get (g->catalogue, i));
  return TRUE;
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
  g_autoptr(EkFacts) facts = ek_facts_new (knowledge, now, ek_clock_offset (clock, now));
  Gather g = { store, catalogue, knowledge, facts, patient_id, now, now < ek_clock_now (clock),
               ek_facts_get_offset (facts), choice, user_data };
  gint64 starts = EK_INSTANT_NONE;

  if (!gather_patient (&g, error) || !gather_events (&g, error) || !gather_problems (&g, error) ||
      !gather_medicines (&g, error) || !gather_plan (&g, &starts, error) || !gather_sessions (&g, starts, error) ||
      !gather_risk (&g, error) || !gather_scores (&g, error))
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
 * items from the newest form. Blocks on the disk.
 *
 * Returns: (transfer full): the facts, or %NULL with %EK_ERROR_NOT_FOUND or an error of the store
 */
EkFacts *
ek_facts_gather (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id, GError **error)
{
  return ek_facts_gather_some (store, catalogue, knowledge, patient_id, EK_INSTANT_NONE, NULL, NULL, error);
}
