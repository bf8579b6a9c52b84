/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-layout.h"

#include <math.h>

/* A point answers to the pointer from this far, in pixels at text scale 1; sideways it always answers to its column. */
#define REACH 28.0

/* More values than this within reach lie on top of one another: those that are seen answer, not every one. */
#define MOST_CANDIDATES 200

static void
hit_fill (const EkChartLayout *layout, EkChart *chart, guint panel, guint layer, guint index, EkChartHit *hit)
{
  const EkLayer *of = ek_chart_find_layer (chart, panel, layer);
  const EkPoint *point = &ek_series_points (of->series)[index];
  const EkPanelLayout *place = &g_array_index (layout->panels, EkPanelLayout, panel);

  hit->panel = panel;
  hit->layer = layer;
  hit->index = index;
  hit->x = ek_column_map_x (&place->map, point->at_ms);
  hit->y = ek_panel_layout_y (place, ek_chart_get_panel (chart, panel), of, point->value);
}

static gboolean
inside_with_reach (const EkRect *rect, double x, double y, double reach)
{
  return x >= rect->x - reach && x <= rect->x + rect->width + reach && y >= rect->y - reach &&
    y <= rect->y + rect->height + reach;
}

/* The values within reach of a position sideways: all of them, or where they are many the first, least, greatest and
 * last of each column, so that the time it takes does not grow with the data. */
static GArray *
candidates (const EkChartLayout *layout, const EkPanelLayout *place, const EkLayer *layer, double x)
{
  const EkPyramid *pyramid = ek_series_get_pyramid (layer->series);
  const EkPoint *points = ek_pyramid_points (pyramid);
  guint length = ek_pyramid_length (pyramid);
  double reach = REACH * layout->unit;
  gint64 from = MAX (place->map.from_ms, ek_column_map_at (&place->map, x - reach));
  gint64 to = MIN (place->map.to_ms, ek_column_map_at (&place->map, x + reach));
  guint begin = ek_first_at_or_after (points, length, from), end = ek_first_at_or_after (points, length, to + 1);
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint));

  if (end > begin && end - begin > MOST_CANDIDATES)
    ek_thin (pyramid, begin, end, &place->map, 1, indices);
  else
    for (guint i = begin; i < end; i++)
      g_array_append_val (indices, i);
  return indices;
}

/* The nearest of the shown values: among those within reach sideways the nearest in the plane, so that of two values on
 * one day, or of two series laid over one another, the one pointed at is found. */
static gboolean
nearest_point (const EkChartLayout *layout, EkChart *chart, guint panel, double x, double y, EkChartHit *hit)
{
  const EkPanelLayout *place = &g_array_index (layout->panels, EkPanelLayout, panel);
  const EkPanel *of = ek_chart_get_panel (chart, panel);
  double best = INFINITY;

  for (guint layer = 0; layer < of->layers->len; layer++)
    {
      g_autoptr (GArray) indices = candidates (layout, place, ek_panel_layer (of, layer), x);

      for (guint i = 0; i < indices->len; i++)
        {
          EkChartHit candidate;
          double distance;

          hit_fill (layout, chart, panel, layer, g_array_index (indices, guint, i), &candidate);
          /* Sideways counts more: a pointer runs along time. */
          distance = hypot (2 * (candidate.x - x), candidate.y - y);
          if (distance < best)
            {
              best = distance;
              *hit = candidate;
            }
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
ek_chart_hit (EkChart *self, double width, double height, double x, double y, EkChartHit *hit)
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
ek_chart_locate (EkChart *self, double width, double height, guint panel, guint index, EkChartHit *hit)
{
  return ek_chart_locate_layer (self, width, height, panel, 0, index, hit);
}

/**
 * ek_chart_locate_layer:
 * @self: a chart
 * @width: as it was painted
 * @height: as it was painted
 * @panel: number of the panel
 * @layer: number of the layer
 * @index: of the value, in the order of time
 * @hit: (out): where it lies
 *
 * Returns: %FALSE when there is no such value
 */
gboolean
ek_chart_locate_layer (EkChart *self, double width, double height, guint panel, guint layer, guint index,
                       EkChartHit *hit)
{
  g_autoptr (EkChartLayout) layout = NULL;
  const EkLayer *of = ek_chart_find_layer (self, panel, layer);

  if (of == NULL || index >= ek_series_length (of->series))
    return FALSE;
  layout = ek_chart_layout_new (self, width, height);
  hit_fill (layout, self, panel, layer, index, hit);
  return TRUE;
}

/**
 * ek_chart_get_plot:
 * @self: a chart
 * @width: as it was painted
 * @height: as it was painted
 * @x: (out): where the shown time begins
 * @plot_width: (out): the room it takes
 *
 * What panning and zooming reckon by; in a grid of the first column, and the others are as wide.
 *
 * Returns: %FALSE when there is no room for time at all
 */
gboolean
ek_chart_get_plot (EkChart *self, double width, double height, double *x, double *plot_width)
{
  g_autoptr (EkChartLayout) layout = ek_chart_layout_new (self, width, height);
  const EkRect *plot = &g_array_index (layout->panels, EkPanelLayout, 0).plot;

  *x = plot->x;
  *plot_width = plot->width;
  return plot->width > 1;
}

/* The mapping of the column of a grid that @x lies in, or else is nearest to. */
static const EkColumnMap *
map_at (const EkChartLayout *layout, double x)
{
  const EkColumnMap *nearest = NULL;
  double best = INFINITY;

  for (guint i = 0; i < layout->panels->len; i++)
    {
      const EkPanelLayout *place = &g_array_index (layout->panels, EkPanelLayout, i);
      double distance = MAX (MAX (place->plot.x - x, x - place->plot.x - place->plot.width), 0);

      if (distance < best)
        {
          best = distance;
          nearest = &place->map;
        }
    }
  return nearest != NULL ? nearest : &layout->map;
}

/**
 * ek_chart_time_at:
 * @self: a chart
 * @width: as it was painted
 * @height: as it was painted
 * @x: a position, also outside the plot
 *
 * Returns: the instant that lies there
 */
gint64
ek_chart_time_at (EkChart *self, double width, double height, double x)
{
  g_autoptr (EkChartLayout) layout = ek_chart_layout_new (self, width, height);

  return ek_column_map_at (map_at (layout, x), x);
}
