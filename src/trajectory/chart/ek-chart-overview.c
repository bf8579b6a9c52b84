/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

/* The strip of the whole extent from which a part is chosen: every course of the first panels small and without words,
 * the shown part marked. The courses are painted once and kept as a picture; the mark is laid over it. */

#define MARGIN 6.0

static EkColumnMap
overview_map (EkChart *chart, double width)
{
  double margin = MARGIN * chart->text_scale;
  EkColumnMap map = { .x = margin, .width = MAX (1, width - 2 * margin) };

  ek_chart_get_extent (chart, &map.from_ms, &map.to_ms);
  map.sessions = ek_chart_session_axis (chart);
  return map;
}

/* One course in the height of the strip, each by its own panel's scale. */
static void
paint_course (EkPainter *painter, const EkPanel *panel, guint number, guint layer, const EkColumnMap *map,
              double height)
{
  double margin = MARGIN * painter->chart->text_scale;
  EkPanelLayout place = { .plot = { map->x, margin, map->width, MAX (1, height - 2 * margin) }, .map = *map };
  EkPanelPaint of = { .painter = painter, .number = number, .panel = panel, .place = &place };
  EkLayerPaint course;

  place.scale = (EkScale){ panel->low, panel->high, place.plot.y, place.plot.y + place.plot.height };
  ek_layer_paint_begin (&course, &of, layer);
  ek_layer_paint_line (&course);
  ek_layer_paint_end (&course);
}

static cairo_surface_t *
paint_picture (EkChart *chart, double width, double height, double pixel, EkChartStyle style)
{
  int columns = (int) CLAMP (ceil (width / pixel), 1, 32767), rows = (int) CLAMP (ceil (height / pixel), 1, 32767);
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, columns, rows);
  cairo_t *cr = cairo_create (picture);
  EkChartLayout small = { .unit = 0.6 * chart->text_scale, .width = width, .height = height };
  EkPainter painter = {
    .chart = chart,
    .cr = cr,
    .layout = &small,
    .pixel = pixel,
    .palette = chart->simple ? ek_palette_get_simple (style) : ek_palette_get (style),
  };
  EkColumnMap map = overview_map (chart, width);

  cairo_scale (cr, 1 / pixel, 1 / pixel);
  ek_painter_colour (&painter, &painter.palette->background);
  cairo_paint (cr);
  for (guint i = 0; i < chart->panels->len; i++)
    for (guint j = 0; j < ek_chart_get_n_layers (chart, i); j++)
      paint_course (&painter, ek_chart_get_panel (chart, i), i, j, &map, height);
  cairo_destroy (cr);
  return picture;
}

static cairo_surface_t *
picture_for (EkChart *chart, double width, double height, double pixel, EkChartStyle style)
{
  EkOverviewCache *old = chart->overview;
  int columns = (int) ceil (width / pixel), rows = (int) ceil (height / pixel);

  if (old != NULL && old->revision == chart->revision && old->width == columns && old->height == rows &&
      old->style == style)
    return old->picture;
  g_clear_pointer (&chart->overview, ek_overview_cache_free);
  chart->overview = g_new0 (EkOverviewCache, 1);
  *chart->overview = (EkOverviewCache){ paint_picture (chart, width, height, pixel, style), chart->revision, columns,
                                        rows, style };
  return chart->overview->picture;
}

/* What is not shown lies under a veil; what is shown has an edge with a handle on either side. */
static void
paint_window (EkChart *chart, const EkPalette *palette, cairo_t *cr, double width, double height)
{
  EkColumnMap map = overview_map (chart, width);
  double unit = chart->text_scale, from, to;
  gint64 from_ms, to_ms;
  EkColour veil = palette->background, edge = palette->text;

  ek_chart_get_shown (chart, &from_ms, &to_ms);
  from = CLAMP (ek_column_map_x (&map, from_ms), 0, width);
  to = CLAMP (ek_column_map_x (&map, to_ms), 0, width);
  to = MIN (MAX (to, from + 3 * unit), width);
  from = MIN (from, MAX (0, to - 3 * unit));
  veil.alpha = 0.66;
  cairo_rectangle (cr, 0, 0, from, height);
  cairo_rectangle (cr, to, 0, width - to, height);
  cairo_set_source_rgba (cr, veil.red, veil.green, veil.blue, veil.alpha);
  cairo_fill (cr);
  cairo_rectangle (cr, from + unit / 2, unit / 2, MAX (0, to - from - unit), MAX (0, height - unit));
  cairo_set_source_rgba (cr, edge.red, edge.green, edge.blue, 0.7);
  cairo_set_line_width (cr, unit);
  cairo_stroke (cr);
  cairo_rectangle (cr, from - unit, height / 2 - 8 * unit, 4 * unit, 16 * unit);
  cairo_rectangle (cr, to - 3 * unit, height / 2 - 8 * unit, 4 * unit, 16 * unit);
  cairo_fill (cr);
}

/**
 * ek_chart_paint_overview:
 * @self: a chart
 * @cr: where to draw; from 0, 0 to @width, @height
 * @width: in units of @cr
 * @height: in units of @cr; 40 is enough
 * @style: of a light or dark screen, or of paper
 *
 * Paints the whole extent with the shown part marked. The courses are kept as a picture until the chart, the size or
 * the style changes, so that moving the shown part costs nearly nothing.
 */
void
ek_chart_paint_overview (EkChart *self, cairo_t *cr, double width, double height, EkChartStyle style)
{
  double dx = 1, dy = 0, pixel;

  if (!ek_painter_can_paint (width, height))
    return;
  cairo_user_to_device_distance (cr, &dx, &dy);
  pixel = 1 / MAX (hypot (dx, dy), 0.01);
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  cairo_scale (cr, pixel, pixel);
  cairo_set_source_surface (cr, picture_for (self, width, height, pixel, style), 0, 0);
  cairo_paint (cr);
  cairo_scale (cr, 1 / pixel, 1 / pixel);
  paint_window (self, self->simple ? ek_palette_get_simple (style) : ek_palette_get (style), cr, width, height);
  cairo_restore (cr);
}

/**
 * ek_chart_overview_time_at:
 * @self: a chart
 * @width: as the overview was painted
 * @height: as the overview was painted
 * @x: a position, also outside
 *
 * Returns: the instant that lies there
 */
gint64
ek_chart_overview_time_at (EkChart *self, double width, double height, double x)
{
  EkColumnMap map = overview_map (self, width);

  return ek_column_map_at (&map, x);
}
