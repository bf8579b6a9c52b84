/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-trajectory-private.h"

#include <math.h>

#include "ek-types.h"

/**
 * ek_trajectory_row_free:
 * @row: (transfer full): a row
 */
void
ek_trajectory_row_free (EkTrajectoryRow *row)
{
  g_free (row->record_id);
  g_free (row->score);
  g_free (row->unit);
  g_free (row->severity);
  g_free (row->entered_by);
  g_free (row->mode);
  g_free (row->device);
  g_free (row->version);
  g_free (row);
}

static const EkTrajectoryForm *
form_of (EkTrajectoryData *data, const EkTrajectorySeries *series, guint index, EkTrajectoryValue *value)
{
  const EkTrajectoryOwn *own = (const EkTrajectoryOwn *) series;
  const EkPoint *point = ek_series_points (series->series) + index;

  *value = g_array_index (own->values, EkTrajectoryValue, point->tag);
  return &g_array_index (data->forms, EkTrajectoryForm, value->form);
}

static const EkTrajectoryOrigin *
origin_of (const EkTrajectorySeries *series, guint index)
{
  const EkTrajectoryOwn *own = (const EkTrajectoryOwn *) series;

  return &g_array_index (own->origins, EkTrajectoryOrigin, ek_series_points (series->series)[index].tag);
}

gboolean
ek_trajectory_data_limits (const EkTrajectorySeries *series, guint index, double *low, double *high)
{
  const EkTrajectoryOwn *own = (const EkTrajectoryOwn *) series;
  const EkTrajectoryValue *value;

  if (own->values == NULL)
    return FALSE;
  value = &g_array_index (own->values, EkTrajectoryValue, ek_series_points (series->series)[index].tag);
  *low = value->low;
  *high = value->high;
  return !isnan (value->low) && !isnan (value->high);
}

static const char *
text_of (EkTrajectoryData *data, guint number)
{
  return number == G_MAXUINT ? NULL : g_ptr_array_index (data->texts, number);
}

/**
 * ek_trajectory_data_row:
 * @data: whose
 * @series: a series
 * @index: of a value of it
 *
 * Returns: (transfer full): the value with what is known of how it came about; its key is lent by @series, and a
 *   measurement has the number of its row and not the id of a record
 */
EkTrajectoryRow *
ek_trajectory_data_row (EkTrajectoryData *data, const EkTrajectorySeries *series, guint index)
{
  EkTrajectoryRow *row = g_new0 (EkTrajectoryRow, 1);
  const EkPoint *point = ek_series_points (series->series) + index;

  row->index = index;
  row->key = series->key;
  row->at_ms = point->at_ms;
  row->value = point->value;
  row->flags = point->flags;
  row->score = g_strdup (series->label);
  row->low = row->high = NAN;
  if (series->is_measurement)
    {
      const EkTrajectoryOrigin *origin = origin_of (series, index);

      row->type = &ek_measurement_type;
      row->row = origin->row;
      row->offset_minutes = origin->offset_minutes;
      row->unit = g_strdup (ek_series_get_unit (series->series));
      row->entered_by = g_strdup (text_of (data, origin->source));
    }
  else
    {
      EkTrajectoryValue value;
      const EkTrajectoryForm *form = form_of (data, series, index, &value);

      row->type = &ek_assessment_type;
      row->record_id = g_strdup (form->record_id);
      row->offset_minutes = form->offset_minutes;
      row->low = value.low;
      row->high = value.high;
      row->severity = g_strdup (value.word);
      row->entered_by = g_strdup (form->entered_by);
      row->mode = g_strdup (form->mode);
      row->device = g_strdup (form->device);
      row->version = g_strdup (form->version);
    }
  return row;
}

/**
 * ek_trajectory_make_row:
 * @self: a trajectory
 * @series: one of its series
 * @index: number of a value, by time
 *
 * Returns: (transfer full): everything that is known of it
 */
EkTrajectoryRow *
ek_trajectory_make_row (EkTrajectory *self, const EkTrajectorySeries *series, guint index)
{
  g_return_val_if_fail (index < ek_series_length (series->series), NULL);

  return ek_trajectory_data_row (self->data, series, index);
}

/* What the chart says beside a value: who, and how. */
char *
ek_trajectory_data_note (EkTrajectoryData *data, const EkTrajectorySeries *series, guint index)
{
  EkTrajectoryValue value = { .form = 0 };
  const EkTrajectoryForm *form = series->is_measurement ? NULL : form_of (data, series, index, &value);
  const char *entered_by = form != NULL ? form->entered_by : text_of (data, origin_of (series, index)->source);
  const char *mode = form != NULL ? form->mode : NULL;
  g_autofree char *who = NULL;

  if (entered_by != NULL)
    who = g_strdup_printf (ek_tr (data->language, "Entered by %s"), entered_by);
  if (who != NULL && mode != NULL)
    return g_strdup_printf ("%s · %s", who, mode);
  return who != NULL ? g_steal_pointer (&who) : g_strdup (mode);
}

/**
 * ek_trajectory_find_record:
 * @store: where the record is
 * @patient_id: whose
 * @row: a row of a trajectory of this patient
 * @error: what reading failed with
 *
 * Returns: (transfer full) (nullable): the id of the record the value comes from; %NULL without error when it is no
 *   longer there, and with what the store says
 */
char *
ek_trajectory_find_record (EkStore *store, const char *patient_id, const EkTrajectoryRow *row, GError **error)
{
  if (row->record_id != NULL)
    return g_strdup (row->record_id);
  return ek_store_find_measurement (store, patient_id, row->row, row->at_ms, row->value, error);
}

/**
 * ek_trajectory_cut_points:
 * @self: a trajectory
 * @points: (element-type EkTrajectoryPoint): its points
 * @view: (nullable): what is shown
 *
 * Leaves out the points before or after the time that is shown.
 */
void
ek_trajectory_cut_points (EkTrajectory *self, GArray *points, const EkTrajectoryView *view)
{
  guint n = 0;

  if (view == NULL || view->from_ms >= view->to_ms)
    return;
  for (guint i = 0; i < points->len; i++)
    {
      EkTrajectoryPoint point = g_array_index (points, EkTrajectoryPoint, i);
      const EkTrajectorySeries *series = g_ptr_array_index (self->series, point.series);
      gint64 at = ek_series_points (series->series)[point.index].at_ms;

      if (at >= view->from_ms && at <= view->to_ms)
        g_array_index (points, EkTrajectoryPoint, n++) = point;
    }
  g_array_set_size (points, n);
}

/**
 * ek_trajectory_list_points:
 * @self: a trajectory
 * @view: (nullable): whose series are listed; %NULL: the default
 *
 * Every value of the series of a view, by time across the series: what a table shows line by line with
 * ek_trajectory_make_row(). Costs one step for each value and none for its texts.
 *
 * Returns: (transfer full) (element-type EkTrajectoryPoint): newest first; of one instant, in the order of the series
 */
GArray *
ek_trajectory_list_points (EkTrajectory *self, const EkTrajectoryView *view)
{
  g_autoptr (GPtrArray) chosen = ek_trajectory_chosen (self->data, view);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryPoint));
  g_autofree guint *left = g_new0 (guint, chosen->len + 1), *numbers = g_new0 (guint, chosen->len + 1);

  for (guint i = 0; i < chosen->len; i++)
    {
      const EkTrajectorySeries *series = g_ptr_array_index (chosen, i);

      left[i] = ek_series_length (series->series);
      g_ptr_array_find (self->series, series, &numbers[i]);
    }
  while (TRUE)
    {
      gint64 newest = EK_INSTANT_NONE;
      guint from = chosen->len;

      for (guint i = 0; i < chosen->len; i++)
        {
          const EkTrajectorySeries *series = g_ptr_array_index (chosen, i);
          gint64 at = left[i] > 0 ? ek_series_points (series->series)[left[i] - 1].at_ms : EK_INSTANT_NONE;

          if (left[i] > 0 && (from == chosen->len || at > newest))
            {
              newest = at;
              from = i;
            }
        }
      if (from == chosen->len)
        return points;
      left[from]--;
      g_array_append_val (points, ((EkTrajectoryPoint){ numbers[from], left[from] }));
    }
}
