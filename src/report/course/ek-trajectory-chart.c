/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Charts out of what was read, without the store: fast enough to make one anew for every change of the view. */

#include "ek-trajectory-private.h"

#include <math.h>

#include "ek-scale.h"
#include "ek-time.h"

const EkTrajectoryView EK_TRAJECTORY_VIEW_DEFAULT = {
  .reliable = TRUE,
  .outcome = TRUE,
  .unusual = TRUE,
  .goals = TRUE,
  .expected = FALSE,
  .lanes = TRUE,
  .baseline_ms = EK_INSTANT_NONE,
};

typedef struct {
  EkTrajectoryData *data;
  EkChart *chart;
  const EkTrajectoryView *view;
  const EkTrajectorySeries *series;
  guint panel, layer;
  const EkTrajectoryFindings *findings;
} Drawing;

/* ---- One panel ---- */

static void
set_limits (const Drawing *self)
{
  const EkCriteria *criteria = &self->series->criteria;
  const char *language = self->data->language;

  if (!isnan (criteria->caseness))
    {
      g_autofree char *value = ek_value_text (criteria->caseness);
      g_autofree char *label = g_strdup_printf ("%s %s %s", ek_tr (language, "Caseness"),
                                                criteria->higher_is_worse ? "≥" : "≤", value);

      ek_chart_panel_set_caseness (self->chart, self->panel, criteria->caseness, label);
    }
  if (self->view->reliable && criteria->reliable > 0 && self->findings->course.n > 0)
    {
      g_autofree char *value = ek_value_text (criteria->reliable);
      g_autofree char *label = g_strdup_printf ("%s ±%s", ek_tr (language, "Reliable change"), value);

      ek_chart_panel_set_reliable_change (self->chart, self->panel, self->findings->course.baseline, criteria->reliable,
                                          label);
    }
}

static void
add_goals (const Drawing *self)
{
  for (guint i = 0; self->view->goals && i < self->data->goals->len; i++)
    {
      const EkTrajectoryGoal *goal = &g_array_index (self->data->goals, EkTrajectoryGoal, i);
      g_autofree char *words = NULL, *label = NULL;

      if (g_strcmp0 (goal->key, self->series->key) != 0)
        continue;
      words = ek_trajectory_goal_text (self->data, goal);
      label = g_strdup_printf (ek_tr (self->data->language, "Goal: %s"), words);
      ek_chart_panel_add_goal (self->chart, self->panel, goal->value, goal->from_ms, goal->until_ms, label);
    }
}

static void
add_expected (const Drawing *self)
{
  g_autofree char *label = NULL;
  g_autoptr (GArray) points = NULL;

  if (!self->view->expected)
    return;
  points = ek_trajectory_expected (self->data, self->series, &self->findings->course, self->view->axis, &label);
  if (points != NULL)
    ek_chart_panel_set_expected (self->chart, self->panel, (const EkExpectedPoint *) (gpointer) points->data,
                                 points->len, label);
}

static void
add_uncertainty (const Drawing *self)
{
  const EkPoint *points = ek_series_points (self->series->series);
  double low, high;

  for (guint i = 0; self->series->n_prorated > 0 && i < ek_series_length (self->series->series); i++)
    {
      if (points[i].flags & EK_POINT_PRORATED && ek_trajectory_data_limits (self->series, i, &low, &high))
        ek_chart_panel_set_uncertainty (self->chart, self->panel, i, low, high);
    }
}

static void
add_marks (const Drawing *self)
{
  static const EkChartMarkKind kinds[] = {
    [EK_MOMENT_RESPONSE] = EK_CHART_RESPONSE,
    [EK_MOMENT_REMISSION] = EK_CHART_REMISSION,
    [EK_MOMENT_RELAPSE] = EK_CHART_RELAPSE,
  };
  const EkTrajectoryFindings *findings = self->findings;
  const char *language = self->data->language;

  for (guint i = 0; self->view->outcome && !self->series->is_measurement && i < findings->moments->len; i++)
    {
      const EkMoment *moment = &g_array_index (findings->moments, EkMoment, i);

      if (self->series->kind == EK_TRAJECTORY_KIND_ITEM)
        break; /* half of one answer is no response */
      ek_chart_panel_add_mark (self->chart, self->panel, self->layer, kinds[moment->kind], moment->index, NULL);
    }
  for (guint i = 0; self->view->unusual && i < findings->unusual->len; i++)
    {
      const EkUnusual *unusual = &g_array_index (findings->unusual, EkUnusual, i);

      ek_chart_panel_add_mark (self->chart, self->panel, self->layer, EK_CHART_UNUSUAL, unusual->index,
                               unusual->high ? ek_tr (language, "Unusually high for this person")
                                             : ek_tr (language, "Unusually low for this person"));
    }
}

static void
add_panel (Drawing *self)
{
  const EkTrajectorySeries *series = self->series;

  self->panel = ek_chart_add_panel (self->chart, series->series, series->low, series->high,
                                    series->criteria.higher_is_worse);
  ek_chart_panel_set_bands (self->chart, self->panel, (const EkChartBand *) (gpointer) series->bands->data,
                            series->bands->len);
  set_limits (self);
  add_expected (self);
  add_goals (self);
  add_uncertainty (self);
}

static void
add_layer (Drawing *self)
{
  const EkTrajectorySeries *series = self->series;

  self->layer = ek_chart_overlay_add (self->chart, self->panel, series->series, series->scale);
  ek_chart_layer_set_bands (self->chart, self->panel, self->layer, (const EkChartBand *) (gpointer) series->bands->data,
                            series->bands->len);
}

/* ---- The whole ---- */

static char *
note_of (EkSeries *series, guint index, gpointer user_data)
{
  EkTrajectoryData *data = user_data;
  EkTrajectoryOwn *own = ek_trajectory_own (data, ek_series_get_id (series));

  return own != NULL ? ek_trajectory_data_note (data, &own->public, index) : NULL;
}

static void
add_lanes (EkTrajectoryData *data, EkChart *chart)
{
  for (guint i = 0; i < data->lanes->len; i++)
    {
      const EkTrajectoryLaneItem *item = &g_array_index (data->lanes, EkTrajectoryLaneItem, i);

      ek_chart_add_lane_item (chart, item->kind, item->lane, item->label, item->from_ms, item->to_ms, item->amount);
    }
}

static EkChart *
chart_new (EkTrajectoryData *data, const EkTrajectoryView *view)
{
  EkChart *chart = ek_chart_new ();

  ek_chart_set_language (chart, data->language);
  ek_chart_set_now (chart, data->now_ms);
  ek_chart_set_offset (chart, data->offset_minutes);
  ek_chart_set_critical_label (chart, data->critical_label);
  ek_chart_set_sessions (chart, (const gint64 *) (gpointer) data->sessions->data, data->sessions->len);
  ek_chart_set_axis (chart, view->axis);
  ek_chart_set_arrangement (chart, view->overlay ? EK_CHART_STACKED : view->arrangement);
  ek_chart_set_note_func (chart, note_of, ek_trajectory_data_ref (data), (GDestroyNotify) ek_trajectory_data_unref);
  return chart;
}

/**
 * ek_trajectory_data_chart:
 * @data: what is known of a person
 * @view: what is to be drawn
 *
 * Returns: (transfer full): the chart, with a panel for each series of @view or one for all, lanes where they are asked
 *   for, and without a title
 */
EkChart *
ek_trajectory_data_chart (EkTrajectoryData *data, const EkTrajectoryView *view)
{
  EkChart *chart = chart_new (data, view);
  g_autoptr (GPtrArray) chosen = ek_trajectory_chosen (data, view);
  gboolean overlay = view->overlay && chosen->len > 0;
  guint panel = overlay ? ek_chart_add_overlay (chart, ek_tr (data->language, "Severity")) : 0;

  for (guint i = 0; i < chosen->len; i++)
    {
      EkTrajectoryFindings own = { 0 };
      Drawing drawing = { data, chart, view, g_ptr_array_index (chosen, i), panel, 0, NULL };

      drawing.findings = ek_trajectory_findings (data, drawing.series, view, &own);
      if (overlay)
        add_layer (&drawing);
      else
        add_panel (&drawing);
      add_marks (&drawing);
      ek_trajectory_findings_clear (&own);
    }
  if (view->lanes)
    add_lanes (data, chart);
  ek_chart_set_range (chart, view->from_ms, view->to_ms);
  return chart;
}

/**
 * ek_trajectory_make_chart:
 * @self: a trajectory
 * @view: (nullable): what is to be drawn; %NULL: the default
 *
 * Series that are laid over one another lie on the common scale of severity where their instrument has bands, and fill
 * the panel by their own range where it has none. Limits, goals, expected course and uncertainty belong to one score
 * and are drawn only where it has a panel of its own.
 *
 * Returns: (transfer full): a chart that shares the values of @self and may outlive it
 */
EkChart *
ek_trajectory_make_chart (EkTrajectory *self, const EkTrajectoryView *view)
{
  return ek_trajectory_data_chart (self->data, view != NULL ? view : &EK_TRAJECTORY_VIEW_DEFAULT);
}
