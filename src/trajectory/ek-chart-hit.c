/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-layout.h"

#include <math.h>

/* A point answers to the pointer from this far, in pixels at text scale 1; sideways it always answers to its column. */
#define REACH 28.0

static void
hit_fill (const EkChartLayout *layout,
          EkChart             *chart,
          guint                panel,
          guint                index,
          EkChartHit          *hit)
{
  const EkPoint *point = &ek_series_points (ek_chart_get_series (chart, panel))[index];
  const EkPanelLayout *place = &g_array_index (layout->panels, EkPanelLayout, panel);

  hit->panel = panel;
  hit->index = index;
  hit->x = ek_column_map_x (&layout->map, point->at_ms);
  hit->y = ek_scale_y (&place->scale, point->value);
}

static gboolean
inside_with_reach (const EkRect *rect,
                   double        x,
                   double        y,
                   double        reach)
{
  return x >= rect->x - reach && x <= rect->x + rect->width + reach
         && y >= rect->y - reach && y <= rect->y + rect->height + reach;
}

/* The nearest of the shown values: among those within reach sideways the nearest in the plane, so that of two values on
 * one day the one pointed at is found. */
static gboolean
nearest_point (const EkChartLayout *layout,
               EkChart             *chart,
               guint                panel,
               double               x,
               double               y,
               EkChartHit          *hit)
{
  EkSeries *series = ek_chart_get_series (chart, panel);
  const EkPoint *points = ek_series_points (series);
  guint length = ek_series_length (series);
  double reach = REACH * layout->unit, best = INFINITY;
  gint64 from = MAX (layout->map.from_ms, ek_column_map_at (&layout->map, x - reach));
  gint64 to = MIN (layout->map.to_ms, ek_column_map_at (&layout->map, x + reach));

  for (guint i = ek_first_at_or_after (points, length, from); i < length && points[i].at_ms <= to; i++)
    {
      EkChartHit candidate;
      double distance;

      hit_fill (layout, chart, panel, i, &candidate);
      /* Sideways counts more: a pointer runs along time. */
      distance = hypot (2 * (candidate.x - x), candidate.y - y);
      if (distance < best)
        {
          best = distance;
          *hit = candidate;
        }
    }
  return isfinite (best);
}

/**
 * ek_chart_hit:
 * @self: a chart
 * @width: as it was painted
 * @height: as it was painted
 * @x: of the pointer
 * @y: of the pointer
 * @hit: (out): the value found and where it lies
 *
 * Returns: whether there is a value near the pointer, in the panel the pointer is in
 */
gboolean
ek_chart_hit (EkChart    *self,
              double      width,
              double      height,
              double      x,
              double      y,
              EkChartHit *hit)
{
  g_autoptr (EkChartLayout) layout = ek_chart_layout_new (self, width, height);

  for (guint i = 0; i < self->panels->len; i++)
    {
      const EkPanelLayout *place = &g_array_index (layout->panels, EkPanelLayout, i);

      if (inside_with_reach (&place->plot, x, y, 8 * layout->unit) && nearest_point (layout, self, i, x, y, hit))
        return TRUE;
    }
  return FALSE;
}

/**
 * ek_chart_locate:
 * @self: a chart
 * @width: as it was painted
 * @height: as it was painted
 * @panel: number of the panel
 * @index: of the value, in the order of time
 * @hit: (out): where it lies
 *
 * Returns: %FALSE when there is no such value
 */
gboolean
ek_chart_locate (EkChart    *self,
                 double      width,
                 double      height,
                 guint       panel,
                 guint       index,
                 EkChartHit *hit)
{
  g_autoptr (EkChartLayout) layout = NULL;

  if (panel >= self->panels->len || index >= ek_series_length (ek_chart_get_series (self, panel)))
    return FALSE;
  layout = ek_chart_layout_new (self, width, height);
  hit_fill (layout, self, panel, index, hit);
  return TRUE;
}
