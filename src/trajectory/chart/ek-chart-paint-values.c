/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"

/* One series: its line, its marks, and what is said beside its values. */

/* Closer than this, marks would run into a caterpillar: the line alone is drawn, and what is special. */
#define MARK_DISTANCE 7.0

/* More marks than this are painted as pictures of themselves. */
#define DRAWN_MARKS 24

/* A line too dense for marks still has its shape every so often in an overlay, where colour alone would tell it. */
#define SHAPE_DISTANCE 90.0

/* A line of more pieces, or longer than so many widths of its plot, is not stroked by Cairo, but on paper, which has no
 * pixels. */
#define STROKED_PIECES 96
#define STROKED_LENGTH 3.0
#define COLUMNS_PER_PIXEL 4

/* Opacity of a dense course over others, which must be seen through it. */
#define OVER_ANOTHER 0.7

/* Badges closer than this say the same thing twice. */
#define BADGE_DISTANCE 11.0
#define BADGE_OFFSET 14.0

/* Cairo joins all pieces of one stroke, at a cost that grows faster than their number; opaque strokes may overlap. */
#define STROKE_PIECES 48

/**
 * ek_layer_paint_x:
 * @self: a series that is painted
 * @index: of a value of it
 *
 * Returns: where its instant lies, also outside the plot
 */
double
ek_layer_paint_x (const EkLayerPaint *self, guint index)
{
  return ek_column_map_x (&self->of->place->map, self->points[index].at_ms);
}

/**
 * ek_layer_paint_y:
 * @self: a series that is painted
 * @index: of a value of it
 *
 * Returns: where the value lies, also outside the plot
 */
double
ek_layer_paint_y (const EkLayerPaint *self, guint index)
{
  return ek_panel_layout_y (self->of->place, self->of->panel, self->layer, self->points[index].value);
}

static gboolean
is_shown (const EkLayerPaint *self, guint index)
{
  const EkColumnMap *map = &self->of->place->map;

  return self->points[index].at_ms >= map->from_ms && self->points[index].at_ms <= map->to_ms;
}

/* The shown values themselves, without the neighbours outside. */
static void
shown_range (const EkLayerPaint *self, guint *begin, guint *end)
{
  *begin = self->begin;
  *end = self->end;
  if (*begin < *end && !is_shown (self, *begin))
    (*begin)++;
  if (*begin < *end && !is_shown (self, *end - 1))
    (*end)--;
}

/**
 * ek_layer_paint_any_shown:
 * @self: a series that is painted
 *
 * Returns: whether any value of it lies in the time that is shown
 */
gboolean
ek_layer_paint_any_shown (const EkLayerPaint *self)
{
  guint begin, end;

  shown_range (self, &begin, &end);
  return begin < end;
}

/**
 * ek_layer_paint_begin:
 * @self: (out caller-allocates): the series as it is painted
 * @of: its panel
 * @layer: number of the layer
 *
 * Finds what is shown of a series and thins it. End with ek_layer_paint_end().
 */
void
ek_layer_paint_begin (EkLayerPaint *self, const EkPanelPaint *of, guint layer)
{
  const EkColumnMap *map = &of->place->map;
  const EkPalette *palette = of->painter->palette;
  guint number = of->panel->overlay ? layer : of->number;

  *self = (EkLayerPaint){ .of = of, .layer = ek_panel_layer (of->panel, layer) };
  self->pyramid = ek_series_get_pyramid (self->layer->series);
  self->points = ek_pyramid_points (self->pyramid);
  self->length = ek_pyramid_length (self->pyramid);
  self->gap = ek_pyramid_gap (self->pyramid);
  self->colour = &palette->series[number % EK_N_SERIES_COLOURS];
  self->shape = of->panel->overlay ? (EkMark) (layer % EK_N_LAYER_MARKS) : EK_MARK_DISC;
  self->dash = of->panel->overlay ? layer : 0;
  self->indices = g_array_new (FALSE, FALSE, sizeof (guint));
  self->begin = ek_first_at_or_after (self->points, self->length, map->from_ms);
  self->end = ek_first_at_or_after (self->points, self->length, map->to_ms + 1);
  if (self->begin > 0)
    self->begin--;
  if (self->end < self->length)
    self->end++;
  ek_thin (self->pyramid, self->begin, self->end, map, of->painter->pixel, self->indices);
}

/**
 * ek_layer_paint_end:
 * @self: what ek_layer_paint_begin() filled in; the struct itself belongs to the caller
 */
void
ek_layer_paint_end (EkLayerPaint *self)
{
  g_clear_pointer (&self->indices, g_array_unref);
}

/* ---- The line ---- */

static gboolean
joined (const EkLayerPaint *self, guint from, guint to)
{
  /* Values left out by thinning lie inside one column and have no gap between them. */
  return to > from + 1 || self->gap == 0 || self->points[to].at_ms - self->points[from].at_ms <= self->gap;
}

static guint
thinned (const EkLayerPaint *self, guint i)
{
  return g_array_index (self->indices, guint, i);
}

/**
 * ek_layer_paint_ink:
 * @self: a series that is painted
 * @ink: the map to stamp into
 * @half: how far the ink reaches to either side of the line, in units of the drawing
 *
 * Stamps the line, as it is drawn: broken where there is a gap.
 */
void
ek_layer_paint_ink (const EkLayerPaint *self, EkInk *ink, double half)
{
  double x_before = 0, y_before = 0;

  for (guint i = 0; i < self->indices->len; i++)
    {
      guint to = thinned (self, i);
      double x = ek_layer_paint_x (self, to), y = ek_layer_paint_y (self, to);

      if (i == 0 || !joined (self, thinned (self, i - 1), to))
        ek_ink_line (ink, x, y, x, y, half);
      else
        ek_ink_line (ink, x_before, y_before, x, y, half);
      x_before = x;
      y_before = y;
    }
}

/* A line of many values is thinner, so that single days stay apart. Steady, for one zooms through all of it. */
static double
line_width (const EkLayerPaint *self)
{
  const EkPainter *painter = self->of->painter;
  double density = (self->end - self->begin) * painter->layout->unit / self->of->place->plot.width;
  double usual = painter->chart->simple ? 3.5 : 1.8;

  return MAX (usual - (usual - 1) * CLAMP ((density - 0.2) / 0.8, 0, 1), painter->pixel / painter->layout->unit) *
    painter->layout->unit;
}

/* The line as columns of pixels: into a mask of the target's pixels that is then coloured at once. Cairo takes a
 * tenth of a second for thousands of steep pieces, this as long as there are pixels. */
static void
paint_columns (const EkLayerPaint *self)
{
  EkPainter *painter = self->of->painter;
  const EkRect *plot = &self->of->place->plot;
  double unit = painter->layout->unit, pixel = painter->pixel, half = line_width (self) / 2;
  double left = floor (plot->x / pixel) * pixel, high, low, top, n_rows;
  g_autoptr (EkInk) ink = ek_ink_new (left, plot->x + plot->width - left, pixel / COLUMNS_PER_PIXEL);
  cairo_surface_t *mask = NULL;
  double x_before = 0, y_before = 0;

  for (guint i = 0; i < self->indices->len; i++)
    {
      guint to = g_array_index (self->indices, guint, i);
      double x = ek_layer_paint_x (self, to), y = ek_layer_paint_y (self, to);

      if (i > 0 && joined (self, g_array_index (self->indices, guint, i - 1), to))
        ek_ink_stroke (ink, x_before, y_before, x, y, half);
      x_before = x;
      y_before = y;
    }
  if (!ek_ink_extent (ink, &high, &low))
    return;
  top = floor (MAX (high, plot->y - 4 * unit) / pixel) * pixel;
  n_rows = ceil ((MIN (low, plot->y + plot->height + 4 * unit) - top) / pixel) + 1;
  mask = ek_ink_mask (ink, COLUMNS_PER_PIXEL, top, pixel, (int) CLAMP (n_rows, 1, 32767));
  cairo_set_source_rgba (painter->cr, self->colour->red, self->colour->green, self->colour->blue,
                         self->of->panel->overlay ? OVER_ANOTHER : 1);
  cairo_save (painter->cr);
  cairo_translate (painter->cr, left, top);
  cairo_scale (painter->cr, pixel, pixel);
  cairo_mask_surface (painter->cr, mask, 0, 0);
  cairo_restore (painter->cr);
  cairo_surface_destroy (mask);
}

/**
 * ek_layer_paint_dashes:
 * @painter: a painter
 * @dash: number of the style; 0 is unbroken, after the last the first comes again
 *
 * Sets the line style of a layer, so that the lines of an overlay differ not by colour alone.
 */
void
ek_layer_paint_dashes (EkPainter *painter, guint dash)
{
  static const struct {
    double lengths[6];
    int n;
  } styles[] = {
    { { 0 }, 0 },          { { 7, 3 }, 2 },  { { 2, 3 }, 2 },
    { { 9, 3, 2, 3 }, 4 }, { { 12, 4 }, 2 }, { { 7, 2, 2, 2, 2, 2 }, 6 },
    { { 4, 5 }, 2 },
  };
  double unit = painter->layout->unit, lengths[6];
  guint style = dash % G_N_ELEMENTS (styles);

  for (int i = 0; i < styles[style].n; i++)
    lengths[i] = styles[style].lengths[i] * unit;
  cairo_set_dash (painter->cr, lengths, styles[style].n, 0);
}

/* Whether Cairo is to stroke it. Dashes on a line that runs up and down through the whole plot again and again are not
 * seen as such, and there would be thousands: such a line is told apart by its shapes. */
static gboolean
is_short (const EkLayerPaint *self)
{
  double length = 0, x_before = 0, y_before = 0;

  if (self->indices->len > STROKED_PIECES)
    return FALSE;
  for (guint i = 0; i < self->indices->len; i++)
    {
      double x = ek_layer_paint_x (self, thinned (self, i)), y = ek_layer_paint_y (self, thinned (self, i));

      if (i > 0)
        length += hypot (x - x_before, y - y_before);
      x_before = x;
      y_before = y;
    }
  return length < STROKED_LENGTH * self->of->place->plot.width;
}

static void
paint_strokes (const EkLayerPaint *self)
{
  EkPainter *painter = self->of->painter;
  cairo_t *cr = painter->cr;

  ek_painter_colour (painter, self->colour);
  cairo_set_line_width (cr, line_width (self));
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (self->dash > 0 && is_short (self))
    ek_layer_paint_dashes (painter, self->dash);
  for (guint i = 0; i < self->indices->len; i++)
    {
      guint index = thinned (self, i);
      double x = ek_layer_paint_x (self, index), y = ek_layer_paint_y (self, index);

      if (i == 0 || !joined (self, thinned (self, i - 1), index))
        cairo_move_to (cr, x, y);
      else
        cairo_line_to (cr, x, y);
      if (i % STROKE_PIECES != STROKE_PIECES - 1)
        continue;
      cairo_stroke (cr);
      cairo_move_to (cr, x, y);
    }
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/**
 * ek_layer_paint_line:
 * @self: a series that is painted
 *
 * Paints the line: as strokes on paper and where it is short, else as the ink of each column of pixels.
 */
void
ek_layer_paint_line (const EkLayerPaint *self)
{
  EkPainter *painter = self->of->painter;
  const EkRect *plot = &self->of->place->plot;
  double unit = painter->layout->unit;

  cairo_save (painter->cr);
  cairo_rectangle (painter->cr, plot->x, plot->y - 4 * unit, plot->width, plot->height + 8 * unit);
  cairo_clip (painter->cr);
  if (painter->on_paper || is_short (self))
    paint_strokes (self);
  else
    paint_columns (self);
  cairo_restore (painter->cr);
}

/* ---- Marks ---- */

static void
paint_mark (const EkLayerPaint *self, guint index)
{
  ek_painter_point_mark (self->of->painter, self->points[index].flags, self->shape, ek_layer_paint_x (self, index),
                         ek_layer_paint_y (self, index), self->colour);
}

static gboolean
is_critical (const EkLayerPaint *self, guint index)
{
  return (self->points[index].flags & EK_POINT_CRITICAL) != 0;
}

/* A value without a line on either side would vanish without its mark. */
static gboolean
stands_alone (const EkLayerPaint *self, guint index)
{
  gboolean before = index > 0 && self->points[index].at_ms - self->points[index - 1].at_ms <= self->gap;
  gboolean after = index + 1 < self->length && self->points[index + 1].at_ms - self->points[index].at_ms <= self->gap;

  return !before && !after;
}

/* In a dense line: values that stand alone, the newest, and in an overlay its shape now and then. */
static void
paint_few_marks (const EkLayerPaint *self)
{
  double unit = self->of->painter->layout->unit, free_from = -G_MAXDOUBLE;
  double shape_from = self->of->place->plot.x + (1 + self->dash % 4) * SHAPE_DISTANCE / 4 * unit;

  for (guint i = 0; i < self->indices->len; i++)
    {
      guint index = thinned (self, i);
      double x = ek_layer_paint_x (self, index);
      gboolean shape = self->of->panel->overlay && x >= shape_from;

      if (!is_shown (self, index) || is_critical (self, index))
        continue;
      if (index + 1 != self->length && !shape && (x < free_from || !stands_alone (self, index)))
        continue;
      paint_mark (self, index);
      free_from = x + unit;
      if (shape)
        shape_from = x + SHAPE_DISTANCE * unit;
    }
}

/* On top, and never left out; of several at one place the first. */
static void
paint_critical_marks (const EkLayerPaint *self)
{
  const EkColumnMap *map = &self->of->place->map;
  double distance = 1.5 * self->of->painter->layout->unit;
  guint n, begin, end;
  const guint *critical = ek_pyramid_critical (self->pyramid, &n);

  shown_range (self, &begin, &end);
  for (guint i = n > 0 ? ek_first_index (critical, n, begin) : 0; i < n && critical[i] < end;)
    {
      double x = ek_layer_paint_x (self, critical[i]);
      guint next = ek_first_at_or_after (self->points, self->length, ek_column_map_at (map, x + distance));

      paint_mark (self, critical[i]);
      i++;
      if (end - begin > self->of->place->plot.width)
        i += ek_first_index (critical + i, n - i, next);
    }
}

/**
 * ek_layer_paint_marks:
 * @self: a series that is painted
 *
 * Paints the marks of its values: where they would touch, only of values that no line joins and of the last, and in an
 * overlay now and then, to tell the series apart; critical ones always, over the others.
 */
void
ek_layer_paint_marks (const EkLayerPaint *self)
{
  double unit = self->of->painter->layout->unit;
  guint begin, end;

  shown_range (self, &begin, &end);
  if (end - begin > DRAWN_MARKS)
    ek_painter_marks_begin (self->of->painter);
  if ((self->end - self->begin) * MARK_DISTANCE * unit > self->of->place->plot.width)
    paint_few_marks (self);
  else
    for (guint i = begin; i < end; i++)
      {
        if (!is_critical (self, i) || self->of->painter->chart->simple)
          paint_mark (self, i);
      }
  if (!self->of->painter->chart->simple)
    paint_critical_marks (self);
  ek_painter_marks_end (self->of->painter);
}

/* ---- Beside the values ---- */

static gboolean
badge_place (const EkLayerPaint *self, guint index, guint stacked, double *x, double *y)
{
  const EkRect *plot = &self->of->place->plot;
  double unit = self->of->painter->layout->unit, offset = (BADGE_OFFSET + 12 * stacked) * unit;

  if (!is_shown (self, index))
    return FALSE;
  *x = ek_layer_paint_x (self, index);
  *y = ek_layer_paint_y (self, index) - offset;
  if (*y < plot->y + 6 * unit)
    *y = ek_layer_paint_y (self, index) + offset;
  return *y < plot->y + plot->height - 4 * unit || stacked == 0;
}

static void
badge_word (const EkLayerPaint *self, EkChartMarkKind kind, double x, double y)
{
  EkPainter *painter = self->of->painter;
  const EkRect *plot = &self->of->place->plot;
  const char *word = ek_word (EK_WORD_RESPONSE + kind, painter->chart->language);
  double unit = painter->layout->unit, width = ek_painter_text_width (painter, word, EK_TEXT_SMALL) + 2;
  double line = ek_painter_text_height (painter, EK_TEXT_SMALL);
  EkRect box = { x + 8 * unit, y - line / 2, width, line };

  if (kind == EK_CHART_UNUSUAL) /* there may be many: the key says it */
    return;
  if (box.x + width > plot->x + plot->width || !ek_ink_is_free (self->of->ink, &box))
    box.x = x - 8 * unit - width;
  if (box.x < plot->x || box.y < plot->y || box.y + line > plot->y + plot->height ||
      !ek_ink_is_free (self->of->ink, &box))
    return;
  ek_painter_text (painter, word, EK_TEXT_SMALL, &painter->palette->text, &box, 0, 0.5, 1);
  ek_ink_rect (self->of->ink, &box);
}

/**
 * ek_layer_paint_badge_ink:
 * @self: a series that is painted
 *
 * Stamps where the badges will stand, for the labels of lines, which are placed before them. A little less than their
 * height, so that one above another leaves room for the word of each.
 */
void
ek_layer_paint_badge_ink (const EkLayerPaint *self)
{
  GArray *marks = self->layer->marks;
  double unit = self->of->painter->layout->unit, x, y;
  guint stacked = 0, before = G_MAXUINT;

  for (guint i = 0; i < marks->len && !self->of->painter->chart->simple; i++)
    {
      guint index = g_array_index (marks, EkChartMark, i).index;

      stacked = index == before ? stacked + 1 : 0;
      before = index;
      if (badge_place (self, index, stacked, &x, &y))
        ek_ink_rect (self->of->ink, &(EkRect){ x - 5 * unit, y - 4 * unit, 10 * unit, 8 * unit });
    }
}

/**
 * ek_layer_paint_badges:
 * @self: a series that is painted
 *
 * Response, remission, relapse, unusual: each with its shape above the value, and its word where there is room. A badge
 * that would touch an earlier one of its kind is left out, and in a simple chart all are.
 */
void
ek_layer_paint_badges (const EkLayerPaint *self)
{
  EkPainter *painter = self->of->painter;
  GArray *marks = self->layer->marks;
  double unit = painter->layout->unit, free_from[EK_N_CHART_MARKS];
  guint stacked = 0, before = G_MAXUINT;

  for (guint i = 0; i < EK_N_CHART_MARKS; i++)
    free_from[i] = -G_MAXDOUBLE;
  for (guint i = 0; i < marks->len && !painter->chart->simple; i++)
    {
      const EkChartMark *mark = &g_array_index (marks, EkChartMark, i);
      double x, y;

      stacked = mark->index == before ? stacked + 1 : 0;
      before = mark->index;
      if (!badge_place (self, mark->index, stacked, &x, &y) || x < free_from[mark->kind])
        continue;
      free_from[mark->kind] = x + BADGE_DISTANCE * unit;
      ek_painter_badge (painter, mark->kind, x, y);
      ek_ink_rect (self->of->ink, &(EkRect){ x - 5 * unit, y - 6 * unit, 10 * unit, 12 * unit });
      badge_word (self, mark->kind, x, y);
    }
}
