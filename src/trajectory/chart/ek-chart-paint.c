/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"

/**
 * ek_painter_colour:
 * @self: a painter
 * @colour: what is painted with next
 */
void
ek_painter_colour (EkPainter *self, const EkColour *colour)
{
  cairo_set_source_rgba (self->cr, colour->red, colour->green, colour->blue, colour->alpha);
}

/**
 * ek_painter_snap:
 * @self: a painter
 * @position: across a thin line, in units of the drawing
 *
 * Returns: the middle of the pixel it falls on, so that the line is one pixel of full colour and not two of half
 */
double
ek_painter_snap (EkPainter *self, double position)
{
  return (floor (position / self->pixel) + 0.5) * self->pixel;
}

/* Paper has no pixels: columns side by side would show seams there. */
static gboolean
is_on_paper (cairo_t *cr)
{
  switch (cairo_surface_get_type (cairo_get_group_target (cr)))
    {
    case CAIRO_SURFACE_TYPE_PDF:
    case CAIRO_SURFACE_TYPE_PS:
    case CAIRO_SURFACE_TYPE_SVG:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * ek_painter_can_paint:
 * @width: of a drawing
 * @height: of a drawing
 *
 * Returns: whether it has a size that cairo, which counts pixels with fifteen bits, can paint
 */
gboolean
ek_painter_can_paint (double width, double height)
{
  return width > 0 && height > 0 && width <= 32767 && height <= 32767;
}

/**
 * ek_painter_begin:
 * @self: (out caller-allocates): the painter; end with ek_painter_end()
 * @chart: what is painted; must outlive the painter
 * @cr: where to, with its scale set; must outlive the painter
 * @width: of the drawing, see ek_painter_can_paint()
 * @height: of the drawing
 * @style: light, dark or paper
 *
 * Lays the chart out. Words that were laid out before are used again, see ek_text_cache_for().
 */
void
ek_painter_begin (EkPainter *self, EkChart *chart, cairo_t *cr, double width, double height, EkChartStyle style)
{
  double dx = 1, dy = 0;

  cairo_user_to_device_distance (cr, &dx, &dy);
  *self = (EkPainter){
    .chart = chart,
    .cr = cr,
    .palette = chart->simple ? ek_palette_get_simple (style) : ek_palette_get (style),
    .layout = ek_chart_layout_new (chart, width, height),
    .pixel = 1 / MAX (hypot (dx, dy), 0.01),
    .on_paper = is_on_paper (cr),
  };
  if (!chart->without_text)
    self->texts = ek_text_cache_for (self);
}

/**
 * ek_painter_end:
 * @self: what ek_painter_begin() filled in; the struct itself belongs to the caller
 */
void
ek_painter_end (EkPainter *self)
{
  g_clear_pointer (&self->layout, ek_chart_layout_free);
}

static void
paint_nothing (EkPainter *self)
{
  const EkPanelLayout *place = &g_array_index (self->layout->panels, EkPanelLayout, 0);
  EkRect box = { 0, place->plot.y, self->layout->width, place->plot.height };

  ek_painter_text (self, ek_word (EK_WORD_NOTHING, self->chart->language), EK_TEXT_NORMAL, &self->palette->dim, &box,
                   0.5, 0.5, 2);
}

/**
 * ek_chart_paint_collecting:
 * @chart: a chart
 * @cr: where to, restored in the end
 * @width: of the drawing
 * @height: of the drawing; nothing is painted unless ek_painter_can_paint()
 * @style: light, dark or paper
 * @cursor: (nullable): the value that is pointed at
 * @placed: (nullable) (element-type EkPlacedText): each text that was painted, and where, is added
 *
 * As ek_chart_paint(), for formats that want the words beside their picture.
 */
void
ek_chart_paint_collecting (EkChart *chart, cairo_t *cr, double width, double height, EkChartStyle style,
                           const EkChartHit *cursor, GPtrArray *placed)
{
  EkPainter painter;

  if (!ek_painter_can_paint (width, height))
    return;
  cairo_save (cr);
  ek_painter_begin (&painter, chart, cr, width, height, style);
  painter.placed = placed;
  cairo_rectangle (cr, 0, 0, width, height);
  ek_painter_colour (&painter, &painter.palette->background);
  cairo_fill (cr);
  ek_painter_text (&painter, chart->title, EK_TEXT_BOLD, &painter.palette->text, &painter.layout->title, 0, 0, 1);
  for (guint i = 0; i < chart->panels->len; i++)
    ek_painter_panel (&painter, i);
  if (chart->panels->len == 0)
    paint_nothing (&painter);
  if (chart->panels->len > 0 || chart->lanes->len > 0)
    {
      ek_painter_lanes (&painter);
      ek_painter_axes (&painter);
      ek_painter_key (&painter);
    }
  if (cursor != NULL)
    ek_painter_cursor (&painter, cursor);
  ek_painter_end (&painter);
  cairo_restore (cr);
}

/**
 * ek_chart_paint:
 * @self: a chart
 * @cr: where to draw; from 0, 0 to @width, @height
 * @width: in units of @cr
 * @height: in units of @cr; ek_chart_get_natural_height() is where nothing is cramped
 * @style: of a light or dark screen, or of paper
 * @cursor: (nullable): the value to point out
 *
 * Nothing is painted where there is no room, nor in more than 32767 units either way.
 */
void
ek_chart_paint (EkChart *self, cairo_t *cr, double width, double height, EkChartStyle style, const EkChartHit *cursor)
{
  ek_chart_paint_collecting (self, cr, width, height, style, cursor, NULL);
}
