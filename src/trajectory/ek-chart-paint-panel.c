/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"
#include "ek-time-axis.h"

/* Closer than this, marks would run into a caterpillar: the line alone is drawn, and what is special. */
#define MARK_DISTANCE 7.0

/* Below this height, in pixels at text scale 1, the latest value is written in one line with its word. */
#define NAME_ROOM 66.0

/* Columns of this width, in pixels at text scale 1, are fine enough to place a label, and few. */
#define LABEL_COLUMN 2.0

/* Cairo joins all pieces of one stroke, at a cost that grows faster than their number; opaque strokes may overlap. */
#define STROKE_PIECES 48

typedef struct {
  EkPainter            *painter;
  const EkPanel        *panel;
  const EkPanelLayout  *place;
  const EkColour       *colour;
  const EkPoint        *points;
  guint                 length;
  guint                 begin, end;     /* what is shown, with the neighbour outside on either side */
  gint64                gap;
  EkInk                *ink;
} PanelPaint;

static double
point_x (const PanelPaint *self,
         guint             index)
{
  return ek_column_map_x (&self->painter->layout->map, self->points[index].at_ms);
}

static double
point_y (const PanelPaint *self,
         guint             index)
{
  return ek_scale_y (&self->place->scale, self->points[index].value);
}

static gboolean
is_shown (const PanelPaint *self,
          guint             index)
{
  const EkColumnMap *map = &self->painter->layout->map;

  return self->points[index].at_ms >= map->from_ms && self->points[index].at_ms <= map->to_ms;
}

/* ---- What lies behind the values ---- */

static void
paint_bands (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  GArray *bands = self->panel->bands;
  int greatest = 0;

  for (guint i = 0; i < bands->len; i++)
    greatest = MAX (greatest, g_array_index (bands, EkChartBand, i).rank);
  for (guint i = 0; i < bands->len; i++)
    {
      const EkChartBand *band = &g_array_index (bands, EkChartBand, i);
      EkColour fill = ek_palette_band (painter->palette, band->rank, greatest);
      double low = MAX (band->low, self->panel->low);
      double high = MIN (ek_panel_band_end (self->panel, i), self->panel->high);
      double top = ek_scale_y (&self->place->scale, high), bottom = ek_scale_y (&self->place->scale, low);

      if (i == 0)
        bottom = plot->y + plot->height;
      if (bottom <= top)
        continue;
      /* Whole pixels: two bands that share a row of pixels would leave a seam. */
      top = round (top / painter->pixel) * painter->pixel;
      bottom = round (bottom / painter->pixel) * painter->pixel;
      cairo_rectangle (painter->cr, plot->x, top, plot->width, bottom - top);
      ek_painter_colour (painter, &fill);
      cairo_fill (painter->cr);
    }
}

static void
paint_band_words (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *words = &self->place->words;
  double line = ek_painter_text_height (painter, EK_TEXT_SMALL), free_below = words->y + words->height + line / 2;

  for (guint i = 0; i < self->panel->bands->len; i++)
    {
      const EkChartBand *band = &g_array_index (self->panel->bands, EkChartBand, i);
      double low = MAX (band->low, self->panel->low);
      double high = MIN (ek_panel_band_end (self->panel, i), self->panel->high);
      double middle = (ek_scale_y (&self->place->scale, low) + ek_scale_y (&self->place->scale, high)) / 2;
      double room = ek_scale_y (&self->place->scale, low) - ek_scale_y (&self->place->scale, high);
      guint lines = room >= 2 * line ? 2 : 1;
      EkRect box = { words->x, middle - line / 2, words->width, line };

      /* From the bottom up: a word that would touch the one below it is left out; the value box still says it. */
      if (high <= low || box.y + line > free_below + 1)
        continue;
      ek_painter_text (painter, band->label, EK_TEXT_SMALL, &painter->palette->dim, &box, 0, 0.5, lines);
      free_below = box.y;
    }
}

static void
paint_value_ticks (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) ticks = NULL;
  double unit = painter->layout->unit, step;

  if (self->panel->fixed)
    {
      g_array_append_val (wanted, self->panel->low);
      g_array_append_val (wanted, self->panel->high);
      if (self->panel->has_caseness)
        g_array_append_val (wanted, self->panel->caseness.value);
      for (guint i = 0; i < self->panel->bands->len; i++)
        g_array_append_val (wanted, g_array_index (self->panel->bands, EkChartBand, i).low);
      if (self->panel->bands->len == 0)
        g_array_set_size (wanted, 0);
    }
  ticks = ek_scale_ticks (&self->place->scale, wanted->len > 0 ? (const double *) (gpointer) wanted->data : NULL,
                          wanted->len, 15 * unit);
  step = ticks->len > 1 && wanted->len == 0 ? g_array_index (ticks, double, 1) - g_array_index (ticks, double, 0) : 0;
  for (guint i = 0; i < ticks->len; i++)
    {
      double value = g_array_index (ticks, double, i), y = ek_scale_y (&self->place->scale, value);
      g_autofree char *label = step > 0 ? ek_value_format (value, step) : ek_value_text (value);
      EkRect box = { plot->x - 40 * unit, y - 8 * unit, 34 * unit, 16 * unit };

      y = ek_painter_snap (painter, MIN (y, plot->y + plot->height - painter->pixel));
      cairo_move_to (painter->cr, plot->x, y);
      cairo_line_to (painter->cr, plot->x + plot->width, y);
      ek_painter_text (painter, label, EK_TEXT_SMALL, &painter->palette->dim, &box, 1, 0.5, 1);
      ek_painter_colour (painter, &painter->palette->grid);
      cairo_set_line_width (painter->cr, painter->pixel);
      cairo_stroke (painter->cr);
    }
}

/* A label on one of the lines, where it covers no value. Where there is no such place it stands on a veil behind the
 * values, or, when it is @dispensable, nowhere. */
static void
paint_line_label (const PanelPaint *self,
                  const char       *label,
                  const EkColour   *colour,
                  double            y,
                  gboolean          dispensable)
{
  EkPainter *painter = self->painter;
  double width = ek_painter_text_width (painter, label, EK_TEXT_SMALL) + 2;
  double height = ek_painter_text_height (painter, EK_TEXT_SMALL);
  EkRect place;

  if (painter->text == NULL || label == NULL || width > self->place->plot.width - 12)
    return;
  if (!ek_ink_place (self->ink, &self->place->plot, y, width, height, &place))
    {
      EkColour veil = painter->palette->background;

      if (dispensable)
        return;
      veil.alpha = 0.7;
      cairo_rectangle (painter->cr, place.x - 2, place.y, place.width + 4, place.height);
      ek_painter_colour (painter, &veil);
      cairo_fill (painter->cr);
    }
  ek_painter_text (painter, label, EK_TEXT_SMALL, colour, &place, 0, 0.5, 1);
  ek_ink_rect (self->ink, &place);
}

/* Within these two lines a change since baseline may be measurement error alone. */
static void
paint_reliable_band (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  double unit = painter->layout->unit;
  const double dashes[] = { 2 * unit, 3 * unit };
  const double edges[] = { self->panel->baseline + self->panel->reliable.value,
                           self->panel->baseline - self->panel->reliable.value };

  if (!self->panel->has_reliable)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      double y = ek_painter_snap (painter, ek_scale_y (&self->place->scale, edges[i]));

      if (edges[i] <= self->panel->low || edges[i] >= self->panel->high)
        continue;
      cairo_move_to (painter->cr, plot->x, y);
      cairo_line_to (painter->cr, plot->x + plot->width, y);
    }
  ek_painter_colour (painter, &painter->palette->reliable);
  cairo_set_line_width (painter->cr, unit);
  cairo_set_dash (painter->cr, dashes, 2, 0);
  cairo_stroke (painter->cr);
  cairo_set_dash (painter->cr, NULL, 0, 0);
}

static void
paint_caseness (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  double value = self->panel->caseness.value, unit = painter->layout->unit;
  double y = ek_painter_snap (painter, ek_scale_y (&self->place->scale, value));

  if (!self->panel->has_caseness || value < self->panel->low || value > self->panel->high)
    return;
  cairo_move_to (painter->cr, plot->x, y);
  cairo_line_to (painter->cr, plot->x + plot->width, y);
  ek_painter_colour (painter, &painter->palette->caseness);
  cairo_set_line_width (painter->cr, 1.2 * unit);
  cairo_stroke (painter->cr);
}

static void
paint_labels (const PanelPaint *self)
{
  const EkPalette *palette = self->painter->palette;

  if (self->panel->has_caseness)
    {
      const EkRect *plot = &self->place->plot;
      double y = ek_scale_y (&self->place->scale, self->panel->caseness.value);

      paint_line_label (self, self->panel->caseness.label, &palette->caseness, y, FALSE);
      ek_ink_rect (self->ink, &(EkRect) { plot->x, y - 2, plot->width, 4 });   /* the next label keeps off this line */
    }
  if (self->panel->has_reliable)
    {
      double better = self->panel->higher_is_worse ? -1 : 1;
      double edge = self->panel->baseline + better * self->panel->reliable.value;

      if (edge <= self->panel->low || edge >= self->panel->high)
        edge = self->panel->baseline - better * self->panel->reliable.value;
      if (edge > self->panel->low && edge < self->panel->high)
        paint_line_label (self, self->panel->reliable.label, &palette->dim, ek_scale_y (&self->place->scale, edge),
                          TRUE);
    }
}

/* ---- The values ---- */

static gboolean
joined (const PanelPaint *self,
        guint             from,
        guint             to)
{
  /* Values left out by thinning lie inside one column and have no gap between them. */
  return to > from + 1 || self->points[to].at_ms - self->points[from].at_ms <= self->gap;
}

static guint
thinned (const PanelPaint *self,
         guint             i)
{
  return self->begin + g_array_index (self->painter->indices, guint, i);
}

static void
mark_line (const PanelPaint *self,
           EkInk            *ink,
           double            half)
{
  GArray *indices = self->painter->indices;

  for (guint i = 0; i < indices->len; i++)
    {
      guint from = thinned (self, i > 0 ? i - 1 : 0), to = thinned (self, i);

      if (i == 0 || !joined (self, from, to))
        from = to;
      ek_ink_line (ink, point_x (self, from), point_y (self, from), point_x (self, to), point_y (self, to), half);
    }
}

/* What a label must keep off: the line with its marks, and today. */
static void
mark_ink (const PanelPaint *self)
{
  const EkColumnMap *map = &self->painter->layout->map;
  const EkRect *plot = &self->place->plot;
  gint64 now = self->painter->chart->now_ms;

  if (now >= map->from_ms && now <= map->to_ms)
    ek_ink_rect (self->ink, &(EkRect) { ek_column_map_x (map, now) - 3, plot->y, 6, plot->height });
  mark_line (self, self->ink, 5 * self->painter->layout->unit);
}

/* More values than every second pixel: the line fills whole columns, and is drawn as columns. Stroked, its thousands of
 * steep pieces would take Cairo a tenth of a second. */
static void
paint_columns (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  g_autoptr (EkInk) ink = ek_ink_new (plot->x, plot->width, painter->pixel);

  mark_line (self, ink, 0);
  ek_painter_colour (painter, self->colour);
  for (guint i = 0; i < ink->n; i++)
    {
      double half = MAX (0.5 * painter->layout->unit, painter->pixel / 2);

      if (ink->top[i] > ink->bottom[i])
        continue;
      /* One by one: together they are one shape to Cairo, and ten times as slow. */
      cairo_rectangle (painter->cr, ink->x + i * ink->column, ink->top[i] - half, ink->column,
                       ink->bottom[i] - ink->top[i] + 2 * half);
      cairo_fill (painter->cr);
    }
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

static void
paint_strokes (const PanelPaint *self)
{
  EkPainter *painter = self->painter;

  ek_painter_colour (painter, self->colour);
  cairo_set_line_width (painter->cr, 1.8 * painter->layout->unit);
  cairo_set_line_join (painter->cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < painter->indices->len; i++)
    {
      guint index = thinned (self, i);

      if (i == 0 || !joined (self, thinned (self, i - 1), index))
        cairo_move_to (painter->cr, point_x (self, index), point_y (self, index));
      else
        cairo_line_to (painter->cr, point_x (self, index), point_y (self, index));
      if (i % STROKE_PIECES != STROKE_PIECES - 1)
        continue;
      cairo_stroke (painter->cr);
      cairo_move_to (painter->cr, point_x (self, index), point_y (self, index));
    }
  cairo_stroke (painter->cr);
}

static void
paint_line (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  double unit = painter->layout->unit;

  cairo_save (painter->cr);
  cairo_rectangle (painter->cr, plot->x, plot->y - 4 * unit, plot->width, plot->height + 8 * unit);
  cairo_clip (painter->cr);
  if (self->end - self->begin > plot->width / 2 && !is_on_paper (painter->cr))
    paint_columns (self);
  else
    paint_strokes (self);
  cairo_restore (painter->cr);
}

/* A value without a line on either side would vanish without its mark. */
static gboolean
stands_alone (const PanelPaint *self,
              guint             index)
{
  gboolean before = index > 0 && self->points[index].at_ms - self->points[index - 1].at_ms <= self->gap;
  gboolean after = index + 1 < self->length && self->points[index + 1].at_ms - self->points[index].at_ms <= self->gap;

  return !before && !after;
}

static void
paint_marks (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  guint shown = self->end - self->begin;
  gboolean sparse = shown * MARK_DISTANCE * painter->layout->unit <= self->place->plot.width;

  /* What is special comes last, on top. */
  for (int special = 0; special <= 1; special++)
    {
      for (guint i = self->begin; i < self->end; i++)
        {
          EkPointFlags flags = self->points[i].flags;

          if (!is_shown (self, i) || ((flags & EK_POINT_CRITICAL) != 0) != special)
            continue;
          if (sparse || special || i + 1 == self->length || stands_alone (self, i))
            ek_painter_mark (painter, ek_painter_mark_of (flags), point_x (self, i), point_y (self, i), self->colour);
        }
    }
}

/* ---- The name ---- */

static char *
latest_text (const PanelPaint *self)
{
  const EkPoint *last = &self->points[self->length - 1];
  const EkChartBand *band = ek_panel_find_band (self->panel, last->value);
  g_autofree char *value = ek_value_text (last->value);

  return band != NULL ? g_strdup_printf ("%s · %s", value, band->label) : g_strdup (value);
}

static void
paint_name_above (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  EkRect box = self->place->name;
  const char *name = ek_series_get_label (self->panel->series);
  double width;

  box.height -= 4 * painter->layout->unit;
  width = MIN (ek_painter_text_width (painter, name, EK_TEXT_BOLD) + 4, box.width * 0.6);
  ek_painter_text (painter, name, EK_TEXT_BOLD, &painter->palette->text, &(EkRect) { box.x, box.y, width, box.height },
                   0, 1, 1);
  if (self->length > 0)
    {
      g_autofree char *latest = latest_text (self);

      box.x += width + 8;
      box.width -= width + 8;
      ek_painter_text (painter, latest, EK_TEXT_SMALL, &painter->palette->dim, &box, 1, 1, 1);
    }
}

static void
paint_name_beside (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkPalette *palette = painter->palette;
  EkRect box = self->place->name;
  double bottom = box.y + box.height, unit = painter->layout->unit;
  const char *unit_name = ek_series_get_unit (self->panel->series);

  box.height = bottom - box.y;
  box.y += ek_painter_text (painter, ek_series_get_label (self->panel->series), EK_TEXT_BOLD, self->colour, &box,
                            0, 0, 2);
  if (unit_name != NULL && bottom - box.y > 16 * unit)
    box.y += ek_painter_text (painter, unit_name, EK_TEXT_SMALL, &palette->dim, &box, 0, 0, 1);
  if (self->length > 0 && bottom - box.y <= NAME_ROOM * unit)
    {
      g_autofree char *latest = latest_text (self);

      if (bottom - box.y > 14 * unit)
        ek_painter_text (painter, latest, EK_TEXT_NORMAL, &palette->text, &box, 0, 0, 1);
    }
  else if (self->length > 0)
    {
      const EkPoint *last = &self->points[self->length - 1];
      const EkChartBand *band = ek_panel_find_band (self->panel, last->value);
      g_autofree char *value = ek_value_text (last->value);
      g_autofree char *date = ek_axis_date (last->at_ms, painter->chart->offset_minutes, painter->chart->language);

      box.y += 4 * unit;
      box.y += ek_painter_text (painter, value, EK_TEXT_LARGE, &palette->text, &box, 0, 0, 1);
      if (band != NULL && bottom - box.y > 14 * unit)
        box.y += ek_painter_text (painter, band->label, EK_TEXT_NORMAL, &palette->text, &box, 0, 0, 1);
      if (bottom - box.y > 14 * unit)
        ek_painter_text (painter, date, EK_TEXT_SMALL, &palette->dim, &box, 0, 0, 1);
    }
}

/* ---- The panel ---- */

static void
paint_frame (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  double x = ek_painter_snap (painter, plot->x), y = ek_painter_snap (painter, plot->y + plot->height - painter->pixel);

  cairo_move_to (painter->cr, x, plot->y);
  cairo_line_to (painter->cr, x, y);
  cairo_line_to (painter->cr, plot->x + plot->width, y);
  ek_painter_colour (painter, &painter->palette->frame);
  cairo_set_line_width (painter->cr, painter->pixel);
  cairo_stroke (painter->cr);
}

static void
find_shown (PanelPaint *self)
{
  const EkColumnMap *map = &self->painter->layout->map;

  self->begin = ek_first_at_or_after (self->points, self->length, map->from_ms);
  self->end = ek_first_at_or_after (self->points, self->length, map->to_ms + 1);
  if (self->begin > 0)
    self->begin--;
  if (self->end < self->length)
    self->end++;
  ek_thin (self->points + self->begin, self->end - self->begin, map, self->painter->pixel, self->gap,
           self->painter->indices);
}

static void
paint_values (const PanelPaint *self)
{
  EkPainter *painter = self->painter;
  gboolean any = FALSE;

  for (guint i = self->begin; i < self->end && !any; i++)
    any = is_shown (self, i);
  paint_line (self);
  paint_marks (self);
  if (!any && self->end - self->begin < 2)
    ek_painter_text (painter, ek_word (self->length > 0 ? EK_WORD_NOTHING_IN_RANGE : EK_WORD_NO_VALUES,
                                       painter->chart->language),
                     EK_TEXT_NORMAL, &painter->palette->dim, &self->place->plot, 0.5, 0.5, 1);
}

void
ek_painter_panel (EkPainter *self,
                  guint      panel)
{
  PanelPaint paint = {
    .painter = self,
    .panel = ek_chart_get_panel (self->chart, panel),
    .place = &g_array_index (self->layout->panels, EkPanelLayout, panel),
    .colour = &self->palette->series[panel % EK_N_SERIES_COLOURS],
  };
  g_autoptr (EkInk) ink = ek_ink_new (paint.place->plot.x, paint.place->plot.width, LABEL_COLUMN * self->layout->unit);

  paint.points = ek_series_points (paint.panel->series);
  paint.length = ek_series_length (paint.panel->series);
  paint.gap = ek_series_gap (paint.panel->series);
  paint.ink = ink;
  find_shown (&paint);
  mark_ink (&paint);

  paint_bands (&paint);
  paint_value_ticks (&paint);
  if (panel == 0)
    ek_painter_grid (self);
  paint_reliable_band (&paint);
  paint_caseness (&paint);
  paint_labels (&paint);
  paint_values (&paint);
  paint_frame (&paint);
  paint_band_words (&paint);
  if (self->layout->narrow)
    paint_name_above (&paint);
  else
    paint_name_beside (&paint);
}
