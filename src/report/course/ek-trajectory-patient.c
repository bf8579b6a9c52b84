/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The course as it is shown to the person it is about: plain words, no names of severity, no limits of a case, nothing
 * that alarms. */

#include "ek-trajectory-private.h"

#include <math.h>

#include "ek-scale.h"
#include "ek-time.h"

static const char *
plain_name (const EkTrajectorySeries *series)
{
  return series->plain != NULL ? series->plain : series->label;
}

/* ---- Names that are told apart ---- */

static guint
count_name (GPtrArray *names, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < names->len; i++)
    n += g_strcmp0 (g_ptr_array_index (names, i), name) == 0;
  return n;
}

static guint
count_questions (EkInstrument *instrument)
{
  guint n = 0;

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    n += ek_item_is_scored (ek_instrument_get_item (instrument, i));
  return n;
}

/* What a patient remembers of a form: who filled it in and how long it was. */
static char *
name_apart (EkTrajectoryData *data, const EkTrajectorySeries *series)
{
  const char *name = plain_name (series), *unit = ek_series_get_unit (series->series);
  EkInstrument *definition = ((const EkTrajectoryOwn *) series)->definition;

  if (series->is_measurement)
    return unit != NULL ? g_strdup_printf (ek_tr (data->language, "%s (%s)"), name, unit) : g_strdup (name);
  if (definition == NULL)
    return g_strdup (name);
  return g_strdup_printf (g_strcmp0 (ek_instrument_get_rater (definition), "self") == 0
                            ? ek_tr (data->language, "%s (your answers to %u questions)")
                            : ek_tr (data->language, "%s (our rating of %u points)"),
                          name, count_questions (definition));
}

/* Two courses of one plain name could not be told apart. What is left alike, such as two versions of a form, is
 * numbered. The names stand in the order of @chosen. */
static GPtrArray *
distinct_names (EkTrajectoryData *data, GPtrArray *chosen)
{
  g_autoptr (GPtrArray) plain = g_ptr_array_new (), apart = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < chosen->len; i++)
    {
      const EkTrajectorySeries *series = g_ptr_array_index (chosen, i);

      /* Of single questions nothing is shown. */
      g_ptr_array_add (plain, (gpointer) (series->kind != EK_TRAJECTORY_KIND_ITEM ? plain_name (series) : ""));
    }
  for (guint i = 0; i < chosen->len; i++)
    {
      const char *name = g_ptr_array_index (plain, i);

      g_ptr_array_add (apart,
                       count_name (plain, name) > 1 && *name != '\0' ? name_apart (data, g_ptr_array_index (chosen, i))
                                                                     : g_strdup (name));
    }
  for (guint i = 0; i < chosen->len; i++)
    {
      const char *name = g_ptr_array_index (apart, i);
      guint number = 1;

      for (guint j = 0; j < i; j++)
        number += g_str_equal (g_ptr_array_index (apart, j), name);
      g_ptr_array_add (names, number > 1 ? g_strdup_printf ("%s · %u", name, number) : g_strdup (name));
    }
  return names;
}

static void
add_goals (EkTrajectoryData *data, EkChart *chart, guint panel, const EkTrajectorySeries *series)
{
  for (guint i = 0; i < data->goals->len; i++)
    {
      const EkTrajectoryGoal *goal = &g_array_index (data->goals, EkTrajectoryGoal, i);

      if (g_str_equal (goal->key, series->key))
        ek_chart_panel_add_goal (chart, panel, goal->value, goal->from_ms, goal->until_ms,
                                 ek_tr (data->language, "What we agreed"));
    }
}

static void
add_panel (EkTrajectoryData *data, EkChart *chart, const EkTrajectorySeries *series, const char *name, gboolean goals)
{
  guint panel = ek_chart_add_panel (chart, series->series, series->low, series->high, series->criteria.higher_is_worse);

  /* The chart itself says which way is better; of a measurement nobody has said so. */
  ek_chart_panel_set_label (chart, panel, name);
  if (series->is_measurement)
    ek_chart_panel_set_neutral (chart, panel);
  if (goals)
    add_goals (data, chart, panel, series);
}

/* Sessions and medicines are the patient's business; missed appointments and events are not thrown at him or her. */
static void
add_lanes (EkTrajectoryData *data, EkChart *chart)
{
  for (guint i = 0; i < data->lanes->len; i++)
    {
      const EkTrajectoryLaneItem *item = &g_array_index (data->lanes, EkTrajectoryLaneItem, i);

      if (item->kind == EK_LANE_SESSION)
        ek_chart_add_lane_item (chart, item->kind, item->plain, NULL, item->from_ms, item->to_ms, 0);
      else if (item->kind == EK_LANE_MEDICINE)
        ek_chart_add_lane_item (chart, item->kind, item->lane, item->label, item->from_ms, item->to_ms, item->amount);
    }
}

/**
 * ek_trajectory_make_patient_chart:
 * @self: a trajectory
 * @view: (nullable): which series, and which time; the rest of it is not for a patient and left out, but for goals and
 *   lanes
 *
 * What an instrument is called in plain words is in data/knowledge/course-names.json; two of one name are told apart by
 * who answered and how much. Single questions are left out: a line of one's own answers is no picture of how one is.
 *
 * Returns: (transfer full): a chart in plain words
 */
EkChart *
ek_trajectory_make_patient_chart (EkTrajectory *self, const EkTrajectoryView *view)
{
  const EkTrajectoryView *asked = view != NULL ? view : &EK_TRAJECTORY_VIEW_DEFAULT;
  EkTrajectoryData *data = self->data;
  g_autoptr (GPtrArray) chosen = ek_trajectory_chosen (data, view);
  g_autoptr (GPtrArray) names = distinct_names (data, chosen);
  EkChart *chart = ek_chart_new ();

  ek_chart_set_simple (chart, TRUE);
  ek_chart_set_language (chart, data->language);
  ek_chart_set_now (chart, data->now_ms);
  ek_chart_set_offset (chart, data->offset_minutes);
  for (guint i = 0; i < chosen->len; i++)
    {
      const EkTrajectorySeries *series = g_ptr_array_index (chosen, i);

      if (series->kind != EK_TRAJECTORY_KIND_ITEM)
        add_panel (data, chart, series, g_ptr_array_index (names, i), asked->goals);
    }
  if (asked->lanes)
    add_lanes (data, chart);
  ek_chart_set_range (chart, asked->from_ms, asked->to_ms);
  return chart;
}

/* "Your mood is better than when we began." */
static char *
words_of (EkTrajectoryData *data, const EkTrajectorySeries *series, const char *name, const EkCourse *course)
{
  const char *language = data->language;
  double worse = series->criteria.higher_is_worse ? course->change : -course->change;
  gboolean noticeable = course->reliable == EK_CHANGE_IMPROVED || course->reliable == EK_CHANGE_DETERIORATED;
  g_autofree char *from = ek_value_text (course->baseline), *to = ek_value_text (course->last);

  if (course->n < 2)
    return g_strdup_printf (ek_tr (language, "%s: one value so far. This is where we begin."), name);
  if (series->is_measurement)
    return g_strdup_printf (ek_tr (language, "%s: %s at first, %s last."), name, from, to);
  if (worse < 0 && noticeable)
    return g_strdup_printf (ek_tr (language, "%s: clearly better than when we began."), name);
  if (worse > 0 && noticeable)
    return g_strdup_printf (ek_tr (language, "%s: harder than when we began. Let us talk about it."), name);
  if (worse != 0)
    return g_strdup_printf (ek_tr (language, "%s: about as when we began."), name);
  return g_strdup_printf (ek_tr (language, "%s: as when we began."), name);
}

/* NULL: no goal of this score. */
static char *
goal_words (EkTrajectoryData *data, const EkTrajectorySeries *series, const char *name, const EkCourse *course)
{
  for (guint i = 0; i < data->goals->len; i++)
    {
      const EkTrajectoryGoal *goal = &g_array_index (data->goals, EkTrajectoryGoal, i);
      double beyond = goal->above ? course->last - goal->value : goal->value - course->last;

      if (g_str_equal (goal->key, series->key))
        return g_strdup_printf (beyond > 0 || (beyond == 0 && !goal->strict)
                                  ? ek_tr (data->language, "%s: what we agreed on is reached.")
                                  : ek_tr (data->language, "%s: we are on the way to what we agreed on."),
                                name);
    }
  return NULL;
}

/**
 * ek_trajectory_patient_words:
 * @self: a trajectory
 * @view: (nullable): which series, and from which baseline
 *
 * Better or harder is said of a reliable change only; what is less, either way, is "about as when we began".
 *
 * Returns: (transfer full) (element-type utf8): a sentence or two for each series, in plain words
 */
GPtrArray *
ek_trajectory_patient_words (EkTrajectory *self, const EkTrajectoryView *view)
{
  g_autoptr (GPtrArray) chosen = ek_trajectory_chosen (self->data, view);
  g_autoptr (GPtrArray) names = distinct_names (self->data, chosen);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < chosen->len; i++)
    {
      const EkTrajectorySeries *series = g_ptr_array_index (chosen, i);
      EkTrajectoryFindings own = { 0 };
      const EkTrajectoryFindings *findings;
      const char *name = g_ptr_array_index (names, i);
      char *goal;

      if (series->kind == EK_TRAJECTORY_KIND_ITEM)
        continue;
      findings = ek_trajectory_findings (self->data, series, view, &own);
      g_ptr_array_add (words, words_of (self->data, series, name, &findings->course));
      goal = view == NULL || view->goals ? goal_words (self->data, series, name, &findings->course) : NULL;
      if (goal != NULL)
        g_ptr_array_add (words, goal);
      ek_trajectory_findings_clear (&own);
    }
  return words;
}
