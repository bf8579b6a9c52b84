/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"
#include "ek-time.h"

/* Below this length, in pixels at text scale 1, something that lasted is drawn as the moment it was. */
#define MOMENT_BELOW 6.0

typedef struct {
  EkPainter *painter;
  const EkLane *lane;
  const EkRect *plot;
  const EkColour *colour;
} LanePaint;

typedef struct {
  double from, to; /* inside the plot */
  gboolean moment;
  gboolean open; /* goes on beyond what is shown or beyond today */
  gboolean shown;
} Span;

static double
limit (const LanePaint *self, double x)
{
  return CLAMP (x, self->plot->x, self->plot->x + self->plot->width);
}

/* What goes on ends today; without a today, at the end of the chart. */
static Span
span_of (const LanePaint *self, const EkLaneItem *item)
{
  const EkColumnMap *map = &self->painter->layout->map;
  gint64 now = self->painter->chart->now_ms;
  gint64 to = item->to_ms != EK_INSTANT_NONE ? item->to_ms : now != EK_INSTANT_NONE ? now : map->to_ms;
  Span span = { 0 };

  to = MAX (to, item->from_ms);
  span.shown = item->from_ms <= map->to_ms && to >= map->from_ms;
  span.open = item->to_ms == EK_INSTANT_NONE;
  span.from = limit (self, ek_column_map_x (map, item->from_ms));
  span.to = limit (self, ek_column_map_x (map, to));
  span.moment = !span.open && span.to - span.from < MOMENT_BELOW * self->painter->layout->unit;
  return span;
}

static void
rounded_bar (cairo_t *cr, const EkRect *rect, double radius)
{
  double x1 = rect->x + rect->width, y1 = rect->y + rect->height;
  double r = MIN (radius, MIN (rect->width, rect->height) / 2);

  cairo_new_sub_path (cr);
  cairo_arc (cr, x1 - r, rect->y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x1 - r, y1 - r, r, 0, G_PI / 2);
  cairo_arc (cr, rect->x + r, y1 - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, rect->x + r, rect->y + r, r, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

static void
fill_bar (const LanePaint *self, const EkRect *rect)
{
  EkColour tint = *self->colour;
  double unit = self->painter->layout->unit;

  tint.alpha = 0.22;
  rounded_bar (self->painter->cr, rect, 2 * unit);
  ek_painter_colour (self->painter, &tint);
  cairo_fill_preserve (self->painter->cr);
  ek_painter_colour (self->painter, self->colour);
  cairo_set_line_width (self->painter->cr, unit);
  cairo_stroke (self->painter->cr);
}

/* What goes on ends in an arrow head, not in an edge. */
static void
paint_open_end (const LanePaint *self, const EkRect *rect)
{
  cairo_t *cr = self->painter->cr;
  double x = rect->x + rect->width, middle = rect->y + rect->height / 2, reach = 5 * self->painter->layout->unit;

  cairo_move_to (cr, x, middle - reach);
  cairo_line_to (cr, x + reach, middle);
  cairo_line_to (cr, x, middle + reach);
  cairo_close_path (cr);
  ek_painter_colour (self->painter, self->colour);
  cairo_fill (cr);
}

/* Each kind of moment has a shape of its own: a session an upright bar, anything else a triangle on the ground line. */
static void
paint_moment (const LanePaint *self, double x)
{
  cairo_t *cr = self->painter->cr;
  const EkRect *plot = self->plot;
  double unit = self->painter->layout->unit;

  if (self->lane->kind == EK_LANE_SESSION)
    {
      rounded_bar (cr, &(EkRect){ x - 2 * unit, plot->y + 3 * unit, 4 * unit, plot->height - 6 * unit }, 2 * unit);
    }
  else
    {
      double middle = plot->y + plot->height / 2;

      cairo_move_to (cr, x, middle - 5 * unit);
      cairo_line_to (cr, x + 5 * unit, middle + 4 * unit);
      cairo_line_to (cr, x - 5 * unit, middle + 4 * unit);
      cairo_close_path (cr);
    }
  ek_painter_colour (self->painter, self->colour);
  cairo_fill (cr);
}

/* Words on an item: inside a bar that is long enough, else in the room behind it before the next item begins. */
static void
paint_item_label (const LanePaint *self, const EkLaneItem *item, const Span *span, const EkRect *bar, double next)
{
  EkPainter *painter = self->painter;
  double unit = painter->layout->unit, width = ek_painter_text_width (painter, item->label, EK_TEXT_SMALL);
  double behind = (span->moment ? span->from : span->to) + (span->open ? 9 : 7) * unit;
  double line = ek_painter_text_height (painter, EK_TEXT_SMALL);
  EkRect box = { bar->x + 5 * unit, self->plot->y, bar->width - 8 * unit, self->plot->height };

  if (!span->moment && width + 3 * unit <= bar->width)
    {
      box.x = bar->x + MIN (5 * unit, (bar->width - width) / 2);
      box.width = width + 2;
      /* In the bar, or above one that is too low, but not across its edge. */
      box.y = bar->height >= line - 4 * unit ? bar->y + (bar->height - line) / 2 : bar->y - line;
      box.height = line;
    }
  else
    {
      box.x = behind;
      box.width = next - behind - 6 * unit;
      if (box.width < MIN (width, 34 * unit))
        return;
    }
  ek_painter_text (painter, item->label, EK_TEXT_SMALL, &painter->palette->text, &box, 0, 0.5, 1);
}

static EkRect
bar_of (const LanePaint *self, const EkLaneItem *item, const Span *span)
{
  const EkRect *plot = self->plot;
  double inset = 3 * self->painter->layout->unit, height = plot->height - 2 * inset;

  /* A dose is a step in proportion to the lane's greatest, so that raising and tapering are seen. */
  if (item->amount > 0 && self->lane->greatest > 0)
    height = MAX (height * item->amount / self->lane->greatest, 4 * self->painter->layout->unit);
  return (EkRect){ span->from, plot->y + plot->height - inset - height, MAX (span->to - span->from, 1), height };
}

static double
next_begin (const LanePaint *self, guint index)
{
  for (guint i = index + 1; i < self->lane->items->len; i++)
    {
      Span span = span_of (self, &g_array_index (self->lane->items, EkLaneItem, i));

      if (span.shown)
        return span.from;
    }
  return self->plot->x + self->plot->width;
}

/* Sessions repeat one word many times: it is said where it changes. */
static gboolean
says_something_new (const LanePaint *self, guint index)
{
  const EkLaneItem *items = (const EkLaneItem *) (gpointer) self->lane->items->data;

  if (items[index].label == NULL || *items[index].label == '\0')
    return FALSE;
  return self->lane->kind != EK_LANE_SESSION || index == 0 ||
    g_strcmp0 (items[index].label, items[index - 1].label) != 0;
}

/* Moments closer than a pixel are one: of thousands no more are painted than are seen. */
static void
paint_items (const LanePaint *self)
{
  double free_from = -G_MAXDOUBLE;

  for (guint i = 0; i < self->lane->items->len; i++)
    {
      const EkLaneItem *item = &g_array_index (self->lane->items, EkLaneItem, i);
      Span span = span_of (self, item);
      EkRect bar = bar_of (self, item, &span);

      if (!span.shown)
        continue;
      if (span.moment && (span.from + span.to) / 2 < free_from)
        continue;
      if (span.moment)
        {
          paint_moment (self, (span.from + span.to) / 2);
          free_from = (span.from + span.to) / 2 + self->painter->layout->unit;
        }
      else
        fill_bar (self, &bar);
      if (span.open)
        paint_open_end (self, &bar);
      if (says_something_new (self, i))
        paint_item_label (self, item, &span, &bar, next_begin (self, i));
    }
}

static void
paint_lane (EkPainter *painter, guint index)
{
  LanePaint self = {
    .painter = painter,
    .lane = g_ptr_array_index (painter->chart->lanes, index),
    .plot = &g_array_index (painter->layout->lanes, EkRect, index),
  };
  double unit = painter->layout->unit, ground = ek_painter_snap (painter, self.plot->y + self.plot->height);
  EkRect name = { 8 * unit, self.plot->y, self.plot->x - 18 * unit, self.plot->height };

  self.colour = &painter->palette->lanes[self.lane->kind];
  if (painter->layout->narrow)
    name = (EkRect){ 8 * unit, self.plot->y - 16 * unit, self.plot->x + self.plot->width - 8 * unit, 16 * unit };
  cairo_move_to (painter->cr, self.plot->x, ground);
  cairo_line_to (painter->cr, self.plot->x + self.plot->width, ground);
  ek_painter_colour (painter, &painter->palette->grid);
  cairo_set_line_width (painter->cr, painter->pixel);
  cairo_stroke (painter->cr);
  ek_painter_text (painter, self.lane->name, EK_TEXT_SMALL, &painter->palette->text, &name, 0, 0.5, 1);

  cairo_save (painter->cr);
  cairo_rectangle (painter->cr, self.plot->x - 6 * unit, self.plot->y, self.plot->width + 12 * unit,
                   self.plot->height + 1);
  cairo_clip (painter->cr);
  paint_items (&self);
  cairo_restore (painter->cr);
}

/**
 * ek_painter_lanes:
 * @self: a painter
 *
 * Paints the lanes that fit, and says how many more there are.
 */
void
ek_painter_lanes (EkPainter *self)
{
  for (guint i = 0; i < self->layout->lanes->len; i++)
    paint_lane (self, i);
  if (self->layout->more.height > 0)
    {
      g_autofree char *words = ek_words_more (self->chart->lanes->len - self->layout->lanes->len,
                                              self->chart->language);

      ek_painter_text (self, words, EK_TEXT_SMALL, &self->palette->dim, &self->layout->more, 0, 0.5, 1);
    }
}
