/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Charts out of what was read, without the store: fast enough to make one anew for every change of the view. */

#include "ek-trajectory-private.h"

#include <math.h>

#include "ek-scale.h"
#include "ek-time.h"

const EkTrajectoryView EK_TRAJECTORY_VIEW_DEFAULT = {
  .reliable = TRUE, .outcome = TRUE, .unusual = TRUE, .goals = TRUE, .expected = FALSE, .lanes = TRUE,
  .baseline_ms = EK_INSTANT_NONE,
};

GPtrArray *
ek_trajectory_chosen (EkTrajectoryData       *data,
                      const EkTrajectoryView *view)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; view != NULL && view->keys != NULL && view->keys[i] != NULL; i++)
    {
      EkTrajectoryOwn *own = ek_trajectory_own (data, view->keys[i]);

      if (own != NULL && !g_ptr_array_find (chosen, own, NULL))
        g_ptr_array_add (chosen, own);
    }
  for (guint i = 0; (view == NULL || view->keys == NULL) && i < data->series->len; i++)
    {
      EkTrajectorySeries *series = g_ptr_array_index (data->series, i);

      if (series->primary)
        g_ptr_array_add (chosen, series);
    }
  return chosen;
}

static void
set_limits (EkTrajectoryData         *data,
            EkChart                  *chart,
            guint                     panel,
            const EkTrajectorySeries *series,
            const EkTrajectoryView   *view)
{
  const EkCriteria *criteria = &series->criteria;

  if (!isnan (criteria->caseness))
    {
      g_autofree char *value = ek_value_text (criteria->caseness);
      g_autofree char *label = g_strdup_printf ("%s %s %s", EK_PICK (data->language, "Caseness", "病例临界值"),
                                                criteria->higher_is_worse ? "≥" : "≤", value);

      ek_chart_panel_set_caseness (chart, panel, criteria->caseness, label);
    }
  if (view->reliable && criteria->reliable > 0 && series->course.n > 0)
    {
      g_autofree char *value = ek_value_text (criteria->reliable);
      g_autofree char *label = g_strdup_printf ("%s ±%s", EK_PICK (data->language, "Reliable change", "可靠变化"),
                                                value);

      ek_chart_panel_set_reliable_change (chart, panel, series->course.baseline, criteria->reliable, label);
    }
}

static void
add_panel (EkTrajectoryData         *data,
           EkChart                  *chart,
           const EkTrajectorySeries *series,
           const EkTrajectoryView   *view)
{
  guint panel = ek_chart_add_panel (chart, series->series, series->low, series->high, series->criteria.higher_is_worse);

  ek_chart_panel_set_bands (chart, panel, (const EkChartBand *) (gpointer) series->bands->data, series->bands->len);
  set_limits (data, chart, panel, series, view);
  for (guint i = 0; !series->is_measurement && i < ek_series_length (series->series); i++)
    {
      g_autofree char *note = ek_trajectory_data_note (data, series, i);

      ek_chart_panel_set_note (chart, panel, i, note);
    }
}

EkChart *
ek_trajectory_data_chart (EkTrajectoryData       *data,
                          const EkTrajectoryView *view)
{
  EkChart *chart = ek_chart_new ();
  g_autoptr (GPtrArray) chosen = ek_trajectory_chosen (data, view);

  ek_chart_set_language (chart, data->language);
  ek_chart_set_now (chart, data->now_ms);
  ek_chart_set_offset (chart, data->offset_minutes);
  ek_chart_set_critical_label (chart, data->critical_label);
  for (guint i = 0; i < chosen->len; i++)
    add_panel (data, chart, g_ptr_array_index (chosen, i), view);
  for (guint i = 0; view->lanes && i < data->lanes->len; i++)
    {
      const EkTrajectoryLaneItem *item = &g_array_index (data->lanes, EkTrajectoryLaneItem, i);

      ek_chart_add_lane_item (chart, item->kind, item->lane, item->label, item->from_ms, item->to_ms, item->amount);
    }
  ek_chart_set_range (chart, view->from_ms, view->to_ms);
  return chart;
}

/**
 * ek_trajectory_make_chart:
 * @self: a trajectory
 * @view: (nullable): what is to be drawn; %NULL: the default
 *
 * Returns: (transfer full): a chart that shares the values of @self and may outlive it
 */
EkChart *
ek_trajectory_make_chart (EkTrajectory           *self,
                          const EkTrajectoryView *view)
{
  return ek_trajectory_data_chart (self->data, view != NULL ? view : &EK_TRAJECTORY_VIEW_DEFAULT);
}
