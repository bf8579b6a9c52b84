/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From value to value through a chart, without seeing it. */

#include "ek-chart-walk.h"

static guint
length_of (EkChart *chart, guint panel, guint layer)
{
  return ek_series_length (ek_chart_get_layer (chart, panel, layer));
}

/**
 * ek_chart_walk_begin:
 * @chart: a chart
 * @place: (out): the newest value of the first series that has one
 *
 * Returns: whether there is a value at all
 */
gboolean
ek_chart_walk_begin (EkChart *chart, EkChartHit *place)
{
  for (guint panel = 0; panel < ek_chart_get_n_panels (chart); panel++)
    {
      for (guint layer = 0; layer < ek_chart_get_n_layers (chart, panel); layer++)
        {
          guint length = length_of (chart, panel, layer);

          if (length == 0)
            continue;
          *place = (EkChartHit){ .panel = panel, .layer = layer, .index = length - 1 };
          return TRUE;
        }
    }
  return FALSE;
}

/* The series after or before, through the layers of a panel and then to the next panel. */
static gboolean
step_series (EkChart *chart, int step, guint *panel, guint *layer)
{
  if (step > 0 && *layer + 1 < ek_chart_get_n_layers (chart, *panel))
    (*layer)++;
  else if (step < 0 && *layer > 0)
    (*layer)--;
  else if (step > 0 && *panel + 1 < ek_chart_get_n_panels (chart))
    {
      (*panel)++;
      *layer = 0;
    }
  else if (step < 0 && *panel > 0)
    {
      (*panel)--;
      *layer = MAX (ek_chart_get_n_layers (chart, *panel), 1) - 1;
    }
  else
    return FALSE;
  return TRUE;
}

/**
 * ek_chart_walk_nearest:
 * @series: a series with at least one value
 * @at_ms: an instant
 *
 * Returns: the value nearest to the instant; of two the later one
 */
guint
ek_chart_walk_nearest (EkSeries *series, gint64 at_ms)
{
  const EkPoint *points = ek_series_points (series);
  guint low = 0, high = ek_series_length (series);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (points[middle].at_ms <= at_ms)
        low = middle + 1;
      else
        high = middle;
    }
  /* low is the first value after the instant. */
  if (low == 0)
    return 0;
  if (low == ek_series_length (series))
    return low - 1;
  return points[low].at_ms - at_ms <= at_ms - points[low - 1].at_ms ? low : low - 1;
}

static void
walk_series (EkChart *chart, int step, EkChartHit *place)
{
  gint64 at_ms = ek_chart_walk_point (chart, place)->at_ms;
  guint panel = place->panel, layer = place->layer;

  while (step_series (chart, step, &panel, &layer))
    {
      if (layer >= ek_chart_get_n_layers (chart, panel) || length_of (chart, panel, layer) == 0)
        continue;
      place->panel = panel;
      place->layer = layer;
      place->index = ek_chart_walk_nearest (ek_chart_get_layer (chart, panel, layer), at_ms);
      return;
    }
}

/**
 * ek_chart_walk:
 * @chart: a chart
 * @step: where to
 * @place: (inout): a value that is there, by panel, layer and index; goes to another one, or stays where there is none
 *
 * To another series one goes at the same time as near as there is a value; series without one are passed over.
 */
void
ek_chart_walk (EkChart *chart, EkChartWalk step, EkChartHit *place)
{
  guint last = length_of (chart, place->panel, place->layer) - 1;

  switch (step)
    {
    case EK_CHART_WALK_PREVIOUS:
      place->index = place->index > 0 ? place->index - 1 : 0;
      break;
    case EK_CHART_WALK_NEXT:
      place->index = MIN (place->index + 1, last);
      break;
    case EK_CHART_WALK_FIRST:
      place->index = 0;
      break;
    case EK_CHART_WALK_LAST:
      place->index = last;
      break;
    case EK_CHART_WALK_SCORE_ABOVE:
      walk_series (chart, -1, place);
      break;
    case EK_CHART_WALK_SCORE_BELOW:
    default:
      walk_series (chart, 1, place);
      break;
    }
}

/**
 * ek_chart_walk_point:
 * @chart: a chart
 * @place: a place
 *
 * Returns: (transfer none) (nullable): the value there
 */
const EkPoint *
ek_chart_walk_point (EkChart *chart, const EkChartHit *place)
{
  EkSeries *series;

  if (place->panel >= ek_chart_get_n_panels (chart) || place->layer >= ek_chart_get_n_layers (chart, place->panel))
    return NULL;
  series = ek_chart_get_layer (chart, place->panel, place->layer);
  return place->index < ek_series_length (series) ? &ek_series_points (series)[place->index] : NULL;
}
