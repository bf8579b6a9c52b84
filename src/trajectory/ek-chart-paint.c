/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"
#include "ek-time.h"
#include "ek-time-axis.h"

#define TICK_DISTANCE 64.0

void
ek_painter_colour (EkPainter      *self,
                   const EkColour *colour)
{
  cairo_set_source_rgba (self->cr, colour->red, colour->green, colour->blue, colour->alpha);
}

/* The middle of the pixel a thin line falls on, so that it is one pixel of full colour and not two of half. */
double
ek_painter_snap (EkPainter *self,
                 double     position)
{
  return (floor (position / self->pixel) + 0.5) * self->pixel;
}

/* ---- Marks ---- */

EkMark
ek_painter_mark_of (EkPointFlags flags)
{
  if (flags & EK_POINT_CRITICAL)
    return EK_MARK_DIAMOND;
  if (flags & EK_POINT_PRORATED)
    return EK_MARK_RING;
  return flags & EK_POINT_IMPORTED ? EK_MARK_SQUARE : EK_MARK_DISC;
}

static void
mark_path (cairo_t *cr,
           EkMark   mark,
           double   x,
           double   y,
           double   radius)
{
  switch (mark)
    {
    case EK_MARK_SQUARE:
      cairo_rectangle (cr, x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      break;
    case EK_MARK_DIAMOND:
      cairo_move_to (cr, x, y - radius * 1.8);
      cairo_line_to (cr, x + radius * 1.8, y);
      cairo_line_to (cr, x, y + radius * 1.8);
      cairo_line_to (cr, x - radius * 1.8, y);
      cairo_close_path (cr);
      break;
    case EK_MARK_DISC:
    case EK_MARK_RING:
    default:
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
      break;
    }
}

/* A mark stands in a thin rim of the background, so that it stays whole where the line or another mark touches it. */
void
ek_painter_mark (EkPainter      *self,
                 EkMark          mark,
                 double          x,
                 double          y,
                 const EkColour *colour)
{
  double unit = self->layout->unit, radius = 3.4 * unit;

  mark_path (self->cr, mark, x, y, radius);
  ek_painter_colour (self, &self->palette->background);
  cairo_set_line_width (self->cr, 2.4 * unit);
  cairo_stroke_preserve (self->cr);
  if (mark != EK_MARK_RING)
    ek_painter_colour (self, mark == EK_MARK_DIAMOND ? &self->palette->critical : colour);
  cairo_fill (self->cr);
  if (mark == EK_MARK_RING)
    {
      mark_path (self->cr, mark, x, y, radius);
      ek_painter_colour (self, colour);
      cairo_set_line_width (self->cr, 1.6 * unit);
      cairo_stroke (self->cr);
    }
}

/* ---- Time ---- */

/* Where today is; FALSE when it is not set or not shown. */
static gboolean
today_x (EkPainter *self,
         double    *x)
{
  const EkColumnMap *map = &self->layout->map;

  if (self->chart->now_ms < map->from_ms || self->chart->now_ms > map->to_ms)
    return FALSE;
  *x = ek_column_map_x (map, self->chart->now_ms);
  return TRUE;
}

static EkTimeAxis *
shown_axis (EkPainter *self)
{
  const EkColumnMap *map = &self->layout->map;
  guint at_most = (guint) MAX (1, map->width / (TICK_DISTANCE * self->layout->unit));

  return ek_time_axis_new (map->from_ms, map->to_ms, self->chart->offset_minutes, at_most, self->chart->language);
}

static void
vertical_line (EkPainter *self,
               double     x,
               double     top,
               double     bottom)
{
  x = ek_painter_snap (self, x);
  cairo_move_to (self->cr, x, top);
  cairo_line_to (self->cr, x, bottom);
}

/* From the first plot down to the axis: the eye follows a date through all panels and lanes. */
void
ek_painter_grid (EkPainter *self)
{
  g_autoptr (EkTimeAxis) axis = shown_axis (self);
  double top = g_array_index (self->layout->panels, EkPanelLayout, 0).plot.y;

  for (guint i = 0; i < axis->ticks->len; i++)
    {
      const EkTick *tick = g_ptr_array_index (axis->ticks, i);

      vertical_line (self, ek_column_map_x (&self->layout->map, tick->at_ms), top, self->layout->axis.y);
    }
  ek_painter_colour (self, &self->palette->grid);
  cairo_set_line_width (self->cr, self->pixel);
  cairo_stroke (self->cr);
}

/* Where the word for today goes: under its line, in the row of the longer periods, kept inside the chart. No width when
 * today is not shown. */
static EkRect
today_place (EkPainter *self)
{
  const EkChartLayout *layout = self->layout;
  double x, line = ek_painter_text_height (self, EK_TEXT_SMALL);
  double width = ek_painter_text_width (self, ek_word (EK_WORD_TODAY, self->chart->language), EK_TEXT_SMALL) + 2;

  if (!today_x (self, &x))
    return (EkRect) { 0 };
  return (EkRect) { CLAMP (x - width / 2, 0, MAX (0, layout->width - width - 2)),
                    layout->axis.y + 4 * layout->unit + line, width, line };
}

/* The longer periods are written where they begin; one that finds no room is left out, not squeezed in. */
static void
axis_labels (EkPainter  *self,
             EkTimeAxis *axis)
{
  EkRect today = today_place (self);
  const EkRect *place = &self->layout->axis;
  double unit = self->layout->unit, line = ek_painter_text_height (self, EK_TEXT_SMALL);
  double outer_free_from = -G_MAXDOUBLE;

  for (guint i = 0; i < axis->ticks->len; i++)
    {
      const EkTick *tick = g_ptr_array_index (axis->ticks, i);
      double x = ek_column_map_x (&self->layout->map, tick->at_ms), width;
      EkRect box = { x - 40 * unit, place->y + 4 * unit, 80 * unit, line };
      gboolean names_period = tick->outer != NULL && x >= outer_free_from;

      ek_painter_text (self, tick->label, EK_TEXT_SMALL, names_period ? &self->palette->text : &self->palette->dim,
                       &box, 0.5, 0.5, 1);
      if (!names_period)
        continue;
      width = ek_painter_text_width (self, tick->outer, EK_TEXT_SMALL) + 2;
      box = (EkRect) { MIN (x - width / 2, self->layout->width - width - 2), box.y + line, width, line };
      if (today.width > 0 && box.x < today.x + today.width + 6 * unit && box.x + box.width > today.x - 6 * unit)
        continue;
      ek_painter_text (self, tick->outer, EK_TEXT_SMALL, &self->palette->dim, &box, 0.5, 0.5, 1);
      outer_free_from = x + width + 8 * unit;
    }
}

static void
today_line (EkPainter *self)
{
  const EkChartLayout *layout = self->layout;
  double x, unit = layout->unit;
  const double dashes[] = { 4 * unit, 3 * unit };
  double top = g_array_index (layout->panels, EkPanelLayout, 0).plot.y;

  if (!today_x (self, &x))
    return;
  vertical_line (self, x, top, layout->axis.y);
  ek_painter_colour (self, &self->palette->today);
  cairo_set_line_width (self->cr, MAX (unit, self->pixel));
  cairo_set_dash (self->cr, dashes, 2, 0);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0);
}

void
ek_painter_axis (EkPainter *self)
{
  g_autoptr (EkTimeAxis) axis = shown_axis (self);
  const EkRect *place = &self->layout->axis;
  double y = ek_painter_snap (self, place->y);
  EkRect today;

  cairo_move_to (self->cr, place->x, y);
  cairo_line_to (self->cr, place->x + place->width, y);
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      const EkTick *tick = g_ptr_array_index (axis->ticks, i);

      vertical_line (self, ek_column_map_x (&self->layout->map, tick->at_ms), y, y + 4 * self->layout->unit);
    }
  ek_painter_colour (self, &self->palette->frame);
  cairo_set_line_width (self->cr, self->pixel);
  cairo_stroke (self->cr);
  today_line (self);
  axis_labels (self, axis);
  today = today_place (self);
  if (today.width > 0)
    ek_painter_text (self, ek_word (EK_WORD_TODAY, self->chart->language), EK_TEXT_SMALL, &self->palette->text, &today,
                     0.5, 0.5, 1);
}

/* ---- The whole ---- */

/* What the shapes mean, in words: only those that occur. */
void
ek_painter_key (EkPainter *self)
{
  static const struct { EkPointFlags flag; EkMark mark; EkWord word; } entries[] = {
    { EK_POINT_CRITICAL, EK_MARK_DIAMOND, EK_WORD_CRITICAL },
    { EK_POINT_PRORATED, EK_MARK_RING, EK_WORD_PRORATED },
    { EK_POINT_IMPORTED, EK_MARK_SQUARE, EK_WORD_IMPORTED },
  };
  EkPointFlags flags = ek_chart_all_flags (self->chart);
  const EkRect *key = &self->layout->key;
  double unit = self->layout->unit, x = key->x + 6 * unit, middle = key->y + key->height / 2;

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      const char *words = ek_word (entries[i].word, self->chart->language);
      EkRect box = { x + 12 * unit, key->y, MAX (0, key->x + key->width - x - 12 * unit), key->height };

      if (!(flags & entries[i].flag))
        continue;
      if (entries[i].flag == EK_POINT_CRITICAL && self->chart->critical_label != NULL)
        words = self->chart->critical_label;
      ek_painter_mark (self, entries[i].mark, x, middle, &self->palette->text);
      ek_painter_text (self, words, EK_TEXT_SMALL, &self->palette->text, &box, 0, 0.5, 1);
      x += ek_painter_text_width (self, words, EK_TEXT_SMALL) + 36 * unit;
    }
}

static void
paint_nothing (EkPainter *self)
{
  const EkPanelLayout *place = &g_array_index (self->layout->panels, EkPanelLayout, 0);
  EkRect box = { 0, place->plot.y, self->layout->width, place->plot.height };

  ek_painter_text (self, ek_word (EK_WORD_NOTHING, self->chart->language), EK_TEXT_NORMAL, &self->palette->dim, &box,
                   0.5, 0.5, 2);
}

void
ek_chart_paint_collecting (EkChart          *chart,
                           cairo_t          *cr,
                           double            width,
                           double            height,
                           EkChartStyle      style,
                           const EkChartHit *cursor,
                           GPtrArray        *placed)
{
  EkPainter painter;

  if (!(width > 0) || !(height > 0))
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
      ek_painter_axis (&painter);
      ek_painter_key (&painter);
    }
  if (cursor != NULL && cursor->panel < chart->panels->len)
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
 */
void
ek_chart_paint (EkChart          *self,
                cairo_t          *cr,
                double            width,
                double            height,
                EkChartStyle      style,
                const EkChartHit *cursor)
{
  ek_chart_paint_collecting (self, cr, width, height, style, cursor, NULL);
}
