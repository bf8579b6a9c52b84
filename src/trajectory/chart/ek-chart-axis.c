/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"
#include "ek-time.h"
#include "ek-time-axis.h"

#define TICK_DISTANCE 64.0
#define SESSION_DISTANCE 34.0

/* A mark on an axis of time or of sessions. */
typedef struct {
  double x;
  char *label;
  char *outer; /* a second line, or NULL */
} Tick;

static void
tick_clear (gpointer data)
{
  Tick *tick = data;

  g_free (tick->label);
  g_free (tick->outer);
}

static void
add_time_ticks (EkPainter *self, const EkAxisLayout *axis, GArray *ticks)
{
  const EkColumnMap *map = &axis->map;
  guint at_most = (guint) MAX (1, map->width / (TICK_DISTANCE * self->layout->unit));
  g_autoptr (EkTimeAxis) times = ek_time_axis_new (map->from_ms, map->to_ms, self->chart->offset_minutes, at_most,
                                                   self->chart->language);

  for (guint i = 0; i < times->ticks->len; i++)
    {
      const EkTick *time = g_ptr_array_index (times->ticks, i);
      Tick tick = { ek_column_map_x (map, time->at_ms), g_strdup (time->label), g_strdup (time->outer) };

      g_array_append_val (ticks, tick);
    }
}

/* Every session, or every second, fifth, tenth …, its number above its day. */
static void
add_session_ticks (EkPainter *self, const EkAxisLayout *axis, GArray *ticks)
{
  const EkColumnMap *map = &axis->map;
  double from = ek_session_axis_number (map->sessions, map->from_ms);
  double to = ek_session_axis_number (map->sessions, map->to_ms);
  double at_most = MAX (1, map->width / (SESSION_DISTANCE * self->layout->unit));
  guint step = (guint) MAX (1, ek_nice_step (MAX (to - from, 1e-6), (guint) at_most));
  guint n = map->sessions->at_ms->len;

  for (guint number = 1; number <= n; number++)
    {
      Tick tick = { 0 };

      if (number < from || number > to || (number != 1 && number % step != 0))
        continue;
      tick.x = ek_column_map_number_x (map, number);
      tick.label = ek_words_session (number, ticks->len == 0, self->chart->language);
      tick.outer = ek_axis_date (g_array_index (map->sessions->at_ms, gint64, number - 1), self->chart->offset_minutes,
                                 self->chart->language);
      g_array_append_val (ticks, tick);
    }
}

static GArray *
ticks_of (EkPainter *self, const EkAxisLayout *axis)
{
  GArray *ticks = g_array_new (FALSE, TRUE, sizeof (Tick));

  g_array_set_clear_func (ticks, tick_clear);
  (axis->map.sessions != NULL ? add_session_ticks : add_time_ticks) (self, axis, ticks);
  return ticks;
}

/* Where today is; FALSE when it is not set or not shown. */
static gboolean
today_x (EkPainter *self, const EkColumnMap *map, double *x)
{
  if (self->chart->now_ms < map->from_ms || self->chart->now_ms > map->to_ms)
    return FALSE;
  *x = ek_column_map_x (map, self->chart->now_ms);
  return TRUE;
}

/**
 * ek_painter_vertical:
 * @self: a painter
 * @x: where, moved to the middle of its pixel
 * @top: its upper end
 * @bottom: its lower end
 *
 * Adds a vertical line to the path of the drawing; the caller strokes it, with others of the same colour.
 */
void
ek_painter_vertical (EkPainter *self, double x, double top, double bottom)
{
  x = ek_painter_snap (self, x);
  cairo_move_to (self->cr, x, top);
  cairo_line_to (self->cr, x, bottom);
}

/**
 * ek_painter_grid:
 * @self: a painter
 * @panel: number of the panel that is about to be painted
 *
 * The lines of the ticks, from the first plot down to the axis: the eye follows a date through all panels and lanes.
 * Painted with the first panel that an axis belongs to, behind its values; of the other panels nothing happens.
 */
void
ek_painter_grid (EkPainter *self, guint panel)
{
  for (guint i = 0; i < self->layout->axes->len; i++)
    {
      const EkAxisLayout *axis = &g_array_index (self->layout->axes, EkAxisLayout, i);
      g_autoptr (GArray) ticks = NULL;

      if (axis->first != panel || axis->end <= panel)
        continue;
      ticks = ticks_of (self, axis);
      for (guint j = 0; j < ticks->len; j++)
        ek_painter_vertical (self, g_array_index (ticks, Tick, j).x, axis->top, axis->place.y);
      ek_painter_colour (self, &self->palette->grid);
      cairo_set_line_width (self->cr, self->pixel);
      cairo_stroke (self->cr);
    }
}

/* Where the word for today goes: under its line, in the row of the longer periods, kept inside the chart. No width when
 * today is not shown. */
static EkRect
today_place (EkPainter *self, const EkAxisLayout *axis)
{
  const EkChartLayout *layout = self->layout;
  double x, line = ek_painter_text_height (self, EK_TEXT_SMALL);
  double width = ek_painter_text_width (self, ek_word (EK_WORD_TODAY, self->chart->language), EK_TEXT_SMALL) + 2;

  if (!today_x (self, &axis->map, &x))
    return (EkRect){ 0 };
  return (EkRect){ CLAMP (x - width / 2, 0, MAX (0, layout->width - width - 2)),
                   axis->place.y + 4 * layout->unit + line, width, line };
}

/* The longer periods are written where they begin; one that finds no room is left out, not squeezed in. */
static void
axis_labels (EkPainter *self, const EkAxisLayout *axis, GArray *ticks)
{
  EkRect today = today_place (self, axis);
  double unit = self->layout->unit, line = ek_painter_text_height (self, EK_TEXT_SMALL);
  double right = MIN (self->layout->width, axis->place.x + axis->place.width + 40 * unit);
  double free_from = -G_MAXDOUBLE, outer_free_from = -G_MAXDOUBLE;

  for (guint i = 0; i < ticks->len; i++)
    {
      const Tick *tick = &g_array_index (ticks, Tick, i);
      double x = tick->x, width = ek_painter_text_width (self, tick->label, EK_TEXT_SMALL) + 2;
      EkRect box = { CLAMP (x - width / 2, 0, MAX (0, right - width - 2)), axis->place.y + 4 * unit, width, line };
      gboolean names_period = tick->outer != NULL && x >= outer_free_from;

      if (box.x >= free_from)
        {
          ek_painter_text (self, tick->label, EK_TEXT_SMALL, names_period ? &self->palette->text : &self->palette->dim,
                           &box, 0.5, 0.5, 1);
          free_from = box.x + width + 4 * unit;
        }
      if (!names_period)
        continue;
      width = ek_painter_text_width (self, tick->outer, EK_TEXT_SMALL) + 2;
      box = (EkRect){ CLAMP (x - width / 2, 0, MAX (0, right - width - 2)), box.y + line, width, line };
      if (box.x < outer_free_from ||
          (today.width > 0 && box.x < today.x + today.width + 6 * unit && box.x + box.width > today.x - 6 * unit))
        continue;
      ek_painter_text (self, tick->outer, EK_TEXT_SMALL, &self->palette->dim, &box, 0.5, 0.5, 1);
      outer_free_from = box.x + width + 8 * unit;
    }
}

static void
today_line (EkPainter *self, const EkAxisLayout *axis)
{
  double x, unit = self->layout->unit;
  const double dashes[] = { 4 * unit, 3 * unit };

  if (!today_x (self, &axis->map, &x))
    return;
  ek_painter_vertical (self, x, axis->top, axis->place.y);
  ek_painter_colour (self, &self->palette->today);
  cairo_set_line_width (self->cr, MAX (unit, self->pixel));
  cairo_set_dash (self->cr, dashes, 2, 0);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0);
}

static void
paint_axis (EkPainter *self, const EkAxisLayout *axis)
{
  g_autoptr (GArray) ticks = ticks_of (self, axis);
  const EkRect *place = &axis->place;
  double y = ek_painter_snap (self, place->y);
  EkRect today;

  cairo_move_to (self->cr, place->x, y);
  cairo_line_to (self->cr, place->x + place->width, y);
  for (guint i = 0; i < ticks->len; i++)
    ek_painter_vertical (self, g_array_index (ticks, Tick, i).x, y, y + 4 * self->layout->unit);
  ek_painter_colour (self, &self->palette->frame);
  cairo_set_line_width (self->cr, self->pixel);
  cairo_stroke (self->cr);
  today_line (self, axis);
  if (!(place->height > 0))
    return;
  axis_labels (self, axis, ticks);
  today = today_place (self, axis);
  if (today.width > 0)
    ek_painter_text (self, ek_word (EK_WORD_TODAY, self->chart->language), EK_TEXT_SMALL, &self->palette->text, &today,
                     0.5, 0.5, 1);
}

/**
 * ek_painter_axes:
 * @self: a painter
 *
 * Paints every axis with its ticks and words.
 */
void
ek_painter_axes (EkPainter *self)
{
  for (guint i = 0; i < self->layout->axes->len; i++)
    paint_axis (self, &g_array_index (self->layout->axes, EkAxisLayout, i));
}
