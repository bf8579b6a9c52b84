/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

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
