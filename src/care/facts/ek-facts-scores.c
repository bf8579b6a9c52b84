/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a patient's forms into facts: totals, levels, answers, and what the course says. */

#include "ek-facts-private.h"
#include "ek-knowledge-rules.h"

#include "ek-alike.h"
#include "ek-assessment.h"
#include "ek-statistics.h"
#include "ek-types.h"

#include <math.h>
#include <string.h>

static gboolean
text_is (EkRecord *record, int field, const char *value)
{
  return g_strcmp0 (ek_record_get_text (record, field), value) == 0;
}

static double
limit_of (const EkGather *g, EkInstrument *instrument, EkThresholdKind kind)
{
  const EkFact *sex = ek_facts_find (g->facts, "patient.sex");
  const EkFact *age = ek_facts_find (g->facts, "patient.age");
  EkSubject subject = { sex != NULL ? sex->text : NULL, age != NULL ? (int) age->number : -1 };
  EkThreshold threshold;

  return ek_instrument_get_threshold (instrument, NULL, kind, &subject, &threshold) ? threshold.value : NAN;
}

/* Limits may depend on the person; where the sex or the age is not known those that do are not known either. */
static EkCriteria
criteria_of (const EkGather *g, EkInstrument *instrument)
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

/* What was so half a year ago is not said to be so now. */
static gboolean
is_stale (const EkGather *g, const char *instrument, gint64 at)
{
  const EkSeverityRules *rules = ek_severity_rules (g->knowledge);
  int days = rules->score_max_age_days;

  for (guint i = 0; i < rules->primary->len; i++)
    if (g_strcmp0 (g_array_index (rules->primary, EkPrimary, i).instrument, instrument) == 0)
      days = g_array_index (rules->primary, EkPrimary, i).max_age_days;
  return at < g->now - days * EK_DAY_MS;
}

/* What the present course says. */
static void
set_course (EkGather *g, EkInstrument *instrument, EkSeries *series, const char *source)
{
  static const char *const words[] = {
    [EK_CHANGE_UNKNOWN] = NULL,
    [EK_CHANGE_IMPROVED] = "improved",
    [EK_CHANGE_NONE] = "none",
    [EK_CHANGE_DETERIORATED] = "deteriorated",
  };
  const char *id = ek_instrument_get_id (instrument);
  g_autoptr (GString) name = g_string_new (NULL);
  EkCriteria criteria = criteria_of (g, instrument);
  gint64 at, begin = ek_course_baseline (series, ek_course_start (g->treatments, g->now));
  EkCourse course;

  /* Nothing was answered since this course began: the last one is all there is. */
  if (!ek_course_compute (series, begin, &criteria, &course) &&
      !ek_course_compute (series, EK_INSTANT_NONE, &criteria, &course))
    return;
  at = course.last_at;
  ek_facts_set_number (g->facts, fact_name (name, id, "days_since"), (g->now - at) / EK_DAY_MS, at, source);
  if (is_stale (g, id, at))
    return;
  ek_facts_set_number (g->facts, fact_name (name, id, "n"), course.n, EK_INSTANT_NONE, NULL);
  ek_facts_set_number (g->facts, fact_name (name, id, "baseline"), course.baseline, course.baseline_at, NULL);
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
set_last (EkGather *g, EkInstrument *instrument, EkRecord *last)
{
  const char *id = ek_instrument_get_id (instrument);
  g_autoptr (GString) name = g_string_new (NULL);
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

static void
set_items (EkGather *g, const char *id, EkRecord *newest)
{
  g_autoptr (GString) name = g_string_new (NULL);
  JsonNode *answers = ek_record_get_json (newest, EK_ASSESSMENT_ANSWERS);
  JsonObjectIter iter;
  const char *item = NULL;
  JsonNode *value = NULL;

  if (answers == NULL || !JSON_NODE_HOLDS_OBJECT (answers) ||
      is_stale (g, id, ek_record_get_instant (newest, EK_ASSESSMENT_TAKEN, NULL)))
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

static EkInstrument *
definition_of (const EkGather *g, EkRecord *assessment, EkInstrument *fallback)
{
  EkInstrument *own = ek_catalogue_find (g->catalogue, ek_instrument_get_id (fallback),
                                         ek_record_get_text (assessment, EK_ASSESSMENT_VERSION));

  return own != NULL ? own : fallback;
}

static EkLevel
level_of_subscale (EkInstrument *instrument, guint index, const char *band)
{
  for (guint i = 0; band != NULL && i < ek_instrument_get_n_subscale_bands (instrument, index); i++)
    if (strcmp (ek_instrument_get_subscale_band (instrument, index, i)->id, band) == 0)
      return ek_level_from_id (ek_instrument_get_subscale_band (instrument, index, i)->level);
  return EK_LEVEL_UNKNOWN;
}

/* Where there is no total (the DASS-21), the gravest of the subscales is the level of the form. */
static void
set_level_of_subscales (EkGather *g, EkInstrument *instrument, EkRecord *complete, JsonObject *subscales)
{
  g_autoptr (GString) name = g_string_new (NULL);
  EkInstrument *own = definition_of (g, complete, instrument);
  EkLevel worst = EK_LEVEL_UNKNOWN;

  if (ek_instrument_get_no_total (own, "en") == NULL)
    return;
  for (guint i = 0; i < ek_instrument_get_n_subscales (own); i++)
    {
      JsonObject *subscale = ek_json_peek_object (subscales, ek_instrument_get_subscale_id (own, i));

      if (subscale != NULL)
        worst = MAX (worst, level_of_subscale (own, i, ek_json_peek_string (subscale, "severity")));
    }
  if (worst != EK_LEVEL_UNKNOWN)
    ek_facts_set_text (g->facts, fact_name (name, ek_instrument_get_id (instrument), "level"), ek_level_id (worst),
                       ek_record_get_instant (complete, EK_ASSESSMENT_TAKEN, NULL), ek_record_get_id (complete));
}

/* Some instruments have subscales and no total. */
static void
set_subscales (EkGather *g, EkInstrument *instrument, EkRecord *complete)
{
  JsonNode *result = ek_record_get_json (complete, EK_ASSESSMENT_RESULT);
  JsonObject *subscales = NULL;
  g_autoptr (GString) name = g_string_new (NULL);

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
  if (subscales != NULL)
    set_level_of_subscales (g, instrument, complete, subscales);
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
  return b == NULL ||
    ek_record_get_instant (a, EK_ASSESSMENT_TAKEN, NULL) >= ek_record_get_instant (b, EK_ASSESSMENT_TAKEN, NULL);
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

/* A number that was counted otherwise is no earlier point of the same course. */
static void
add_score (const EkGather *g, EkRecord *assessment, EkInstrument *last, EkSeries *series)
{
  if (ek_instrument_counts_alike (definition_of (g, assessment, last), last))
    ek_series_add (series, ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, NULL),
                   ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, NAN), EK_POINT_PLAIN, 0);
}

static void
gather_instrument (EkGather *g, GPtrArray *assessments, EkInstrument *instrument)
{
  const char *id = ek_instrument_get_id (instrument);
  g_autoptr (EkSeries) series = ek_series_new (id, ek_instrument_get_abbreviation (instrument), "");
  g_autoptr (GPtrArray) scored = g_ptr_array_new ();
  g_autoptr (GString) name = g_string_new (NULL);
  EkInstrument *own = NULL;
  EkRecord *newest = NULL;
  EkRecord *complete = NULL;
  EkRecord *last = NULL;

  for (guint i = 0; i < assessments->len; i++)
    {
      EkRecord *assessment = g_ptr_array_index (assessments, i);
      gint64 at = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, NULL);

      if (!text_is (assessment, EK_ASSESSMENT_INSTRUMENT, id) || at == EK_INSTANT_NONE || at > g->now ||
          text_is (assessment, EK_ASSESSMENT_STATUS, "entered-in-error") || is_blank (assessment) ||
          (g->choice != NULL && !g->choice (assessment, g->choice_data)))
        continue;
      /* a total alone says nothing of the questions: it takes back no answer, and misses none */
      if (!ek_assessment_is_total_only (assessment))
        {
          if (is_later (assessment, newest))
            newest = assessment;
          if (is_complete (assessment) && is_later (assessment, complete))
            complete = assessment;
        }
      if (!is_scored (assessment))
        continue;
      g_ptr_array_add (scored, assessment);
      if (is_later (assessment, last))
        last = assessment;
    }
  if (newest == NULL && last == NULL)
    return;
  ek_facts_name_instrument (g->facts, id, ek_instrument_get_abbreviation (instrument));
  /* Single items come from the newest form, also when it is not finished: a critical answer does not wait. What that
   * one did not get to was last said in the newest complete one: a form that was broken off takes nothing back. */
  if (complete != NULL && complete != newest)
    set_items (g, id, complete);
  if (newest != NULL)
    {
      set_items (g, id, newest);
      ek_facts_set_flag (g->facts, fact_name (name, id, "incomplete"), !is_complete (newest),
                         ek_record_get_instant (newest, EK_ASSESSMENT_TAKEN, NULL), ek_record_get_id (newest));
    }
  if (complete != NULL && !is_stale (g, id, ek_record_get_instant (complete, EK_ASSESSMENT_TAKEN, NULL)))
    set_subscales (g, instrument, complete);
  if (last == NULL)
    return;
  own = definition_of (g, last, instrument);
  for (guint i = 0; i < scored->len; i++)
    add_score (g, g_ptr_array_index (scored, i), own, series);
  if (!is_stale (g, id, ek_record_get_instant (last, EK_ASSESSMENT_TAKEN, NULL)))
    set_last (g, instrument, last);
  set_course (g, own, series, ek_record_get_id (last));
}

gboolean
ek_facts_gather_scores (EkGather *g, GError **error)
{
  g_autoptr (GPtrArray) assessments = ek_assessment_list_with_totals (g->store, g->catalogue, g->patient_id, error);

  if (assessments == NULL)
    return FALSE;
  for (guint i = 0; i < ek_catalogue_get_n (g->catalogue); i++)
    gather_instrument (g, assessments, ek_catalogue_get (g->catalogue, i));
  return TRUE;
}
