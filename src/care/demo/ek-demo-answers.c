/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms answered item by item so that their totals follow the story's course, and the risks their answers raise. The
 * totals are the scoring engine's own: nothing here knows an instrument. */

#include "ek-demo-private.h"

#include <math.h>
#include <string.h>

#include "ek-score.h"

typedef struct {
  EkItem *item;
  int value, low, high;
  double weight;
  gboolean free; /* takes its part of the total; others follow a course of their own */
} EkDemoAnswer;

/* Options go from low to high in steps of one in every instrument a story may use. */
static void
item_range (EkItem *item, int *low, int *high)
{
  guint n = ek_item_get_n_options (item);

  *low = n > 0 ? (int) ek_item_get_option (item, 0)->value : 0;
  *high = n > 0 ? (int) ek_item_get_option (item, n - 1)->value : 0;
}

static void
begin_answers (EkDemoLife *life, EkInstrument *instrument, JsonObject *series, double week, GArray *answers)
{
  JsonObject *profile = ek_json_peek_object (series, "profile");
  JsonObject *fixed = ek_json_peek_object (series, "fixed");

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      EkItem *item = ek_instrument_get_item (instrument, i);
      EkDemoAnswer answer = { .item = item };
      JsonArray *course = fixed != NULL ? ek_json_peek_array (fixed, ek_item_get_id (item)) : NULL;

      if (ek_item_get_kind (item) != EK_ITEM_CHOICE)
        continue;
      item_range (item, &answer.low, &answer.high);
      answer.value = answer.low;
      if (course != NULL)
        answer.value = CLAMP ((int) floor (ek_demo_course (course, week) + 0.5), answer.low, answer.high);
      answer.free = course == NULL && ek_item_is_scored (item);
      answer.weight = (profile != NULL ? ek_json_peek_double (profile, ek_item_get_id (item), 1) : 1) *
        life->tilt[i % EK_DEMO_MAX_ITEMS];
      g_array_append_val (answers, answer);
    }
}

static int
total_of (GArray *answers)
{
  int total = 0;

  for (guint i = 0; i < answers->len; i++)
    if (ek_item_is_scored (g_array_index (answers, EkDemoAnswer, i).item))
      total += g_array_index (answers, EkDemoAnswer, i).value;

  return total;
}

/* One point to one of the items that have room, by their weights. */
static gboolean
add_point (EkDemoLife *life, GArray *answers)
{
  double sum = 0, at;

  for (guint i = 0; i < answers->len; i++)
    {
      EkDemoAnswer *answer = &g_array_index (answers, EkDemoAnswer, i);

      if (answer->free)
        sum += answer->weight * (answer->high - answer->value);
    }
  if (sum <= 0)
    return FALSE;
  at = ek_random_uniform (life->random) * sum;
  for (guint i = 0; i < answers->len; i++)
    {
      EkDemoAnswer *answer = &g_array_index (answers, EkDemoAnswer, i);

      if (!answer->free || answer->value >= answer->high)
        continue;
      at -= answer->weight * (answer->high - answer->value);
      if (at < 0)
        {
          answer->value++;
          return TRUE;
        }
    }

  return FALSE;
}

/* What is not scored (how difficult it makes life) follows how high the total is. */
static void
answer_the_rest (GArray *answers, int total, int highest)
{
  for (guint i = 0; i < answers->len; i++)
    {
      EkDemoAnswer *answer = &g_array_index (answers, EkDemoAnswer, i);

      if (!ek_item_is_scored (answer->item) && highest > 0)
        answer->value = answer->low + (int) floor ((double) total / highest * 1.4 * (answer->high - answer->low) + 0.5);
      answer->value = CLAMP (answer->value, answer->low, answer->high);
    }
}

JsonNode *
ek_demo_answers (EkDemoLife *life, EkInstrument *instrument, JsonObject *series, double week)
{
  g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (EkDemoAnswer));
  double target = ek_demo_course (ek_json_peek_array (series, "course"), week) * life->scale +
    ek_random_normal (life->random, 0, ek_json_peek_double (series, "noise", 1));
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  int highest = 0;

  begin_answers (life, instrument, series, week, answers);
  while (total_of (answers) < (int) floor (target + 0.5) && add_point (life, answers))
    ;
  for (guint i = 0; i < answers->len; i++)
    if (ek_item_is_scored (g_array_index (answers, EkDemoAnswer, i).item))
      highest += g_array_index (answers, EkDemoAnswer, i).high;
  answer_the_rest (answers, total_of (answers), highest);

  for (guint i = 0; i < answers->len; i++)
    {
      EkDemoAnswer *answer = &g_array_index (answers, EkDemoAnswer, i);
      json_object_set_int_member (object, ek_item_get_id (answer->item), answer->value);
    }
  json_node_take_object (node, object);

  return node;
}

static JsonNode *
cause_of (EkDemoLife *life, EkRecord *assessment, const EkCritical *critical)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  int offset = 0;
  gint64 taken = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, &offset);
  g_autofree char *at = ek_instant_format (taken, offset);

  json_object_set_string_member (object, "rule", critical->rule);
  json_object_set_string_member (object, "instrument", ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT));
  json_object_set_string_member (object, "item", critical->item_id);
  json_object_set_double_member (object, "value", critical->value);
  json_object_set_string_member (object, "source", ek_record_get_id (assessment));
  json_object_set_string_member (object, "at", at);
  json_node_take_object (node, object);

  return node;
}

/* By the follow-up interval of the level; the same day while nobody has assessed it. */
static gint64
due_after (EkDemoLife *life, const char *level, double week)
{
  static const struct {
    const char *level;
    double weeks;
  } intervals[] = {
    { "high", 1 },
    { "moderate", 2 },
    { "low", 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    if (strcmp (level, intervals[i].level) == 0)
      return ek_demo_instant (life, week + intervals[i].weeks, 24 * 60 - 1);

  return ek_demo_instant (life, week, 24 * 60 - 1);
}

static gboolean
raise_risk (EkDemoLife *life, EkRecord *assessment, const EkCritical *critical, double week, GError **error)
{
  JsonObject *rule = ek_json_peek_object (life->story, "risk");
  const char *level = rule != NULL ? ek_json_peek_string (rule, "level") : NULL;
  g_autoptr (JsonNode) cause = cause_of (life, assessment, critical);
  int offset = 0;
  gint64 taken = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, &offset);

  life->risk = ek_demo_record (life, &ek_risk_type);
  life->risk_week = week;
  level = level != NULL ? level : "unassessed";
  ek_record_set_text (life->risk, EK_RISK_LEVEL, level);
  ek_record_set_text (life->risk, EK_RISK_SOURCE, ek_record_get_id (assessment));
  ek_record_set_json (life->risk, EK_RISK_REASON, cause);
  ek_record_set_instant (life->risk, EK_RISK_RAISED, taken, offset);
  ek_record_set_text (life->risk, EK_RISK_STATUS, "open");
  ek_record_set_text (life->risk, EK_RISK_OWNER, life->demo->user_id);
  ek_record_set_instant (life->risk, EK_RISK_DUE, due_after (life, level, week), offset);
  if (strcmp (level, "unassessed") != 0)
    ek_record_set_text (life->risk, EK_RISK_ACTION, ek_demo_text (life, rule, "action"));

  return ek_store_save (life->demo->store, life->risk, error);
}

static gboolean
close_risk (EkDemoLife *life, double week, GError **error)
{
  JsonObject *rule = ek_json_peek_object (life->story, "risk");
  double after = rule != NULL ? ek_json_peek_double (rule, "close_after", G_MAXDOUBLE) : G_MAXDOUBLE;
  g_autoptr (EkRecord) risk = NULL;

  if (life->risk == NULL || week - life->risk_week < after)
    return TRUE;
  risk = g_steal_pointer (&life->risk);
  ek_record_set_text (risk, EK_RISK_STATUS, "closed");
  ek_record_set_instant (risk, EK_RISK_CLOSED, ek_demo_instant (life, week, 17 * 60), life->demo->offset);
  ek_record_set_text (risk, EK_RISK_CLOSED_BY, life->demo->user_id);

  return ek_store_save (life->demo->store, risk, error);
}

static void
set_score (EkRecord *assessment, EkScore *score)
{
  g_autoptr (JsonNode) result = ek_score_to_json (score);

  ek_record_set_int (assessment, EK_ASSESSMENT_COMPLETE, score->complete);
  ek_record_set_json (assessment, EK_ASSESSMENT_RESULT, result);
  if (score->has_total)
    ek_record_set_real (assessment, EK_ASSESSMENT_TOTAL, score->total);
  if (score->band != NULL)
    ek_record_set_text (assessment, EK_ASSESSMENT_SEVERITY, score->band->id);
}

static gboolean
make_assessment (EkDemoLife *life, EkInstrument *instrument, JsonObject *series, double week, int minute,
                 GError **error)
{
  gint64 at = ek_demo_instant (life, week, minute);
  EkSubject subject = { life->sex, ek_date_age_years (life->birth_date, at, life->demo->offset) };
  g_autoptr (JsonNode) answers = ek_demo_answers (life, instrument, series, week);
  g_autoptr (JsonNode) kept = ek_answers_normalise (instrument, answers, error);
  g_autoptr (EkScore) score = kept != NULL ? ek_score_answers (instrument, kept, &subject, error) : NULL;
  g_autoptr (EkRecord) assessment = NULL;
  double by = ek_random_uniform (life->random);

  if (score == NULL)
    return FALSE;
  assessment = ek_demo_record (life, &ek_assessment_type);
  ek_record_set_text (assessment, EK_ASSESSMENT_INSTRUMENT, ek_instrument_get_id (instrument));
  ek_record_set_text (assessment, EK_ASSESSMENT_VERSION, ek_instrument_get_version (instrument));
  ek_record_set_instant (assessment, EK_ASSESSMENT_TAKEN, ek_demo_instant (life, week, minute), life->demo->offset);
  ek_record_set_text (assessment, EK_ASSESSMENT_STATUS, "completed");
  ek_record_set_json (assessment, EK_ASSESSMENT_ANSWERS, kept);
  ek_record_set_text (assessment, EK_ASSESSMENT_MODE, by < 0.6 ? "self" : by < 0.9 ? "clinician" : "paper");
  ek_record_set_text (assessment, EK_ASSESSMENT_LANGUAGE, life->language);
  ek_record_set_text (assessment, EK_ASSESSMENT_RATER, life->demo->user_id);
  set_score (assessment, score);
  if (!ek_store_save (life->demo->store, assessment, error))
    return FALSE;

  return score->critical->len == 0 || life->risk != NULL ||
    raise_risk (life, assessment, &g_array_index (score->critical, EkCritical, 0), week, error);
}

/* The forms of one visit, a few minutes apart: those whose turn it is. */
static gboolean
make_visit (EkDemoLife *life, JsonObject *instruments, double due, double week, GError **error)
{
  g_autoptr (GList) ids = json_object_get_members (instruments);
  int minute = ek_random_range (life->random, 108, 198) * 5; /* 9:00 to 16:30 */

  for (GList *l = ids; l != NULL; l = l->next)
    {
      JsonObject *series = ek_json_peek_object (instruments, l->data);
      double every = ek_json_peek_double (series, "every_weeks", 1);

      if (fabs (due - round (due / every) * every) > 0.01)
        continue;
      if (!make_assessment (life, ek_catalogue_find (life->demo->catalogue, l->data, NULL), series, week, minute,
                            error))
        return FALSE;
      minute += 5;
    }

  return TRUE;
}

static void
shortest_interval (JsonObject *instruments, double *every, double *skip)
{
  g_autoptr (GList) ids = json_object_get_members (instruments);

  *every = G_MAXDOUBLE;
  for (GList *l = ids; l != NULL; l = l->next)
    {
      JsonObject *series = ek_json_peek_object (instruments, l->data);

      if (ek_json_peek_double (series, "every_weeks", 1) < *every)
        {
          *every = ek_json_peek_double (series, "every_weeks", 1);
          *skip = ek_json_peek_double (series, "skip", 0);
        }
    }
}

gboolean
ek_demo_make_assessments (EkDemoLife *life, GError **error)
{
  JsonObject *instruments = ek_json_peek_object (life->story, "instruments");
  double last = ek_json_peek_double (life->story, "assess_until", ek_json_peek_double (life->story, "weeks", 1));
  double every = 1, skip = 0;

  shortest_interval (instruments, &every, &skip);
  for (double due = 0; due <= last; due += every)
    {
      double week = due == 0 ? 0 : due + ek_random_range (life->random, -2, 2) / 7.0;
      gboolean skipped = due > 0 && ek_random_uniform (life->random) < skip;

      if (!ek_demo_is_past (life, week))
        break;
      if (!close_risk (life, week, error))
        return FALSE;
      if (!skipped && !make_visit (life, instruments, due, week, error))
        return FALSE;
    }

  return TRUE;
}
