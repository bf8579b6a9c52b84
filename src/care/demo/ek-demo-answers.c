/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms answered item by item so that their totals follow the story's course. The totals are the scoring engine's own:
 * nothing here knows an instrument. */

#include "ek-demo-private.h"

#include <math.h>
#include <string.h>

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

  return score->critical->len == 0 ||
    ek_demo_raise_risk (life, assessment, &g_array_index (score->critical, EkCritical, 0), week, error);
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
      if (!ek_demo_close_risk (life, week, error))
        return FALSE;
      if (!skipped && !make_visit (life, instruments, due, week, error))
        return FALSE;
    }

  return TRUE;
}
