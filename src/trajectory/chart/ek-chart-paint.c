/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include "ek-chart-words.h"

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
