/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"

/* A word in less room than this would be an ellipsis. */
#define LEAST_WORDS 40.0

/* What lies behind and around the values of a panel: bands, ticks, the expected course, limits and goals, and their
 * words. */

static double
scale_y (const EkPanelPaint *self, double position)
{
  return ek_scale_y (&self->place->scale, position);
}

/* ---- Bands ---- */

/* One band of a panel as it is painted: in an overlay one level of the common scale. */
typedef struct {
  double low, high;
  int rank, greatest;
  const char *label, *named; /* @named: with what it is about; or NULL */
} Band;

static guint
n_bands (const EkPanelPaint *self)
{
  return self->panel->overlay ? EK_COMMON_LEVELS : ek_panel_layer (self->panel, 0)->bands->len;
}

static Band
band_at (const EkPanelPaint *self, guint index)
{
  GArray *bands = NULL;
  Band band = { 0 };

  if (self->panel->overlay)
    return (Band){ index,
                   index + 1,
                   (int) index,
                   EK_COMMON_LEVELS - 1,
                   ek_word (EK_WORD_LEVEL_NORMAL + index, self->painter->chart->language),
                   NULL };
  bands = ek_panel_layer (self->panel, 0)->bands;
  band.low = MAX (g_array_index (bands, EkChartBand, index).low, self->panel->low);
  band.high = MIN (ek_panel_band_end (self->panel, index), self->panel->high);
  band.rank = g_array_index (bands, EkChartBand, index).rank;
  band.label = g_array_index (bands, EkChartBand, index).label;
  band.named = g_array_index (bands, EkChartBand, index).named;
  for (guint i = 0; i < bands->len; i++)
    band.greatest = MAX (band.greatest, g_array_index (bands, EkChartBand, i).rank);
  return band;
}

/* Without a word for any level a common scale would claim what nobody has said: a layer with levels must be there. */
static gboolean
has_levels (const EkPanelPaint *self)
{
  return !self->panel->overlay || ek_panel_has_levels (self->panel);
}

static void
paint_bands (const EkPanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;

  for (guint i = 0; has_levels (self) && i < n_bands (self); i++)
    {
      Band band = band_at (self, i);
      EkColour fill = ek_palette_band (painter->palette, band.rank, band.greatest);
      double top = scale_y (self, band.high), bottom = scale_y (self, band.low);

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
paint_level_word (const EkPanelPaint *self, const Band *band, double middle, double line)
{
  EkPainter *painter = self->painter;
  EkRect box = self->place->levels;
  double width = ek_painter_text_width (painter, band->label, EK_TEXT_SMALL) + 2;

  box.y = middle - line / 2;
  box.height = line;
  if (self->place->levels.width > 0)
    {
      ek_painter_text (painter, band->label, EK_TEXT_SMALL, &painter->palette->dim, &box, 1, 0.5, 1);
      return;
    }
  /* No room beside the plot: inside, at its left end or wherever no line is. */
  if (!ek_ink_place (self->ink, &self->place->plot, middle + line / 2 + 1, width, line, &box))
    box.x = self->place->plot.x + 6;
  ek_painter_text (painter, band->label, EK_TEXT_SMALL, &painter->palette->dim, &box, 0, 0.5, 1);
  ek_ink_rect (self->ink, &box);
}

/**
 * ek_painter_panel_words:
 * @self: a panel that is painted
 *
 * The words of the bands, from the bottom up: a word that would touch the one below it is left out; the text of each
 * value still says it.
 */
void
ek_painter_panel_words (const EkPanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *words = &self->place->words;
  double line = ek_painter_text_height (painter, EK_TEXT_SMALL), free_below = words->y + words->height + line / 2;

  for (guint i = 0; has_levels (self) && i < n_bands (self); i++)
    {
      Band band = band_at (self, i);
      double middle = (scale_y (self, band.low) + scale_y (self, band.high)) / 2;
      double room = scale_y (self, band.low) - scale_y (self, band.high);
      guint lines = (guint) CLAMP (room / line, 1, 3);
      EkRect box = { words->x, middle - line / 2, words->width, line };

      if (band.high <= band.low || box.y + line > free_below + 1 ||
          (!self->panel->overlay && words->width < LEAST_WORDS * painter->layout->unit))
        continue;
      if (self->panel->overlay)
        paint_level_word (self, &band, middle, line);
      else
        ek_painter_text (painter,
                         ek_painter_text_fits (painter, band.named, EK_TEXT_SMALL, words->width, lines) ? band.named
                                                                                                        : band.label,
                         EK_TEXT_SMALL, &painter->palette->dim, &box, 0, 0.5, lines);
      free_below = box.y;
    }
}

/* ---- Ticks ---- */

static GArray *
wanted_ticks (const EkPanel *panel)
{
  GArray *wanted = g_array_new (FALSE, FALSE, sizeof (double));
  GArray *bands = panel->overlay ? NULL : ek_panel_layer (panel, 0)->bands;

  for (guint i = 0; panel->overlay && i <= EK_COMMON_LEVELS; i++)
    {
      double level = i;

      g_array_append_val (wanted, level);
    }
  if (bands == NULL || !panel->fixed || bands->len == 0)
    return wanted;
  g_array_append_val (wanted, panel->low);
  g_array_append_val (wanted, panel->high);
  if (panel->has_caseness)
    g_array_append_val (wanted, panel->caseness.value);
  for (guint i = 0; i < bands->len; i++)
    g_array_append_val (wanted, g_array_index (bands, EkChartBand, i).low);
  return wanted;
}

static void
paint_value_ticks (const EkPanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  g_autoptr (GArray) wanted = wanted_ticks (self->panel);
  g_autoptr (GArray) ticks = NULL;
  double unit = painter->layout->unit, step;
  gboolean numbers = !self->panel->overlay && !painter->chart->simple;

  ticks = ek_scale_ticks (&self->place->scale, wanted->len > 0 ? (const double *) (gpointer) wanted->data : NULL,
                          wanted->len, 15 * unit);
  step = ticks->len > 1 && wanted->len == 0 ? g_array_index (ticks, double, 1) - g_array_index (ticks, double, 0) : 0;
  for (guint i = 0; i < ticks->len; i++)
    {
      double value = g_array_index (ticks, double, i), y = scale_y (self, value);
      g_autofree char *label = step > 0 ? ek_value_format (value, step) : ek_value_text (value);
      EkRect box = { plot->x - 40 * unit, y - 8 * unit, 34 * unit, 16 * unit };

      if (self->place->name_above) /* the name stands above */
        box.y = MAX (box.y, plot->y - 4 * unit);
      y = ek_painter_snap (painter, MIN (y, plot->y + plot->height - painter->pixel));
      cairo_move_to (painter->cr, plot->x, y);
      cairo_line_to (painter->cr, plot->x + plot->width, y);
      if (numbers)
        ek_painter_text (painter, label, EK_TEXT_SMALL, &painter->palette->dim, &box, 1, 0.5, 1);
      ek_painter_colour (painter, &painter->palette->grid);
      cairo_set_line_width (painter->cr, painter->pixel);
      cairo_stroke (painter->cr);
    }
}

/**
 * ek_painter_panel_ground:
 * @self: a panel that is painted
 *
 * What lies behind everything: the bands of severity, the ticks of the values, and the grid of time.
 */
void
ek_painter_panel_ground (const EkPanelPaint *self)
{
  paint_bands (self);
  paint_value_ticks (self);
  ek_painter_grid (self->painter, self->number);
}

/* ---- Lines ---- */

static double
expected_x (const EkPanelPaint *self, guint index)
{
  return ek_column_map_x (&self->place->map, g_array_index (self->panel->expected, EkExpectedPoint, index).at_ms);
}

/* The band between the limits, with the median as a dashed line, straight from point to point. */
static void
paint_expected (const EkPanelPaint *self)
{
  EkPainter *painter = self->painter;
  GArray *expected = self->panel->expected;
  cairo_t *cr = painter->cr;
  double unit = painter->layout->unit;
  const double dashes[] = { 5 * unit, 3 * unit };

  if (expected->len < 2)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, self->place->plot.x, self->place->plot.y, self->place->plot.width, self->place->plot.height);
  cairo_clip (cr);
  for (guint i = 0; i < expected->len; i++)
    cairo_line_to (cr, expected_x (self, i), scale_y (self, g_array_index (expected, EkExpectedPoint, i).high));
  for (guint i = expected->len; i > 0; i--)
    cairo_line_to (cr, expected_x (self, i - 1), scale_y (self, g_array_index (expected, EkExpectedPoint, i - 1).low));
  cairo_close_path (cr);
  ek_painter_colour (painter, &painter->palette->expected);
  cairo_fill (cr);
  for (guint i = 0; i < expected->len; i++)
    cairo_line_to (cr, expected_x (self, i), scale_y (self, g_array_index (expected, EkExpectedPoint, i).middle));
  ek_painter_colour (painter, &painter->palette->expected_middle);
  cairo_set_line_width (cr, 1.2 * unit);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_restore (cr);
}

/* Within these two lines a change since baseline may be measurement error alone. */
static void
paint_reliable_band (const EkPanelPaint *self)
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
      double y = ek_painter_snap (painter, scale_y (self, edges[i]));

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

static gboolean
on_scale (const EkPanelPaint *self, double value)
{
  return value >= self->panel->low && value <= self->panel->high;
}

static void
paint_caseness (const EkPanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  double value = self->panel->caseness.value;
  double y = ek_painter_snap (painter, scale_y (self, value));

  if (!self->panel->has_caseness || !on_scale (self, value))
    return;
  cairo_move_to (painter->cr, plot->x, y);
  cairo_line_to (painter->cr, plot->x + plot->width, y);
  ek_painter_colour (painter, &painter->palette->caseness);
  cairo_set_line_width (painter->cr, 1.2 * painter->layout->unit);
  cairo_stroke (painter->cr);
}

/* The shown part of a goal; FALSE when there is none. */
static gboolean
goal_span (const EkPanelPaint *self, const EkChartGoal *goal, double *from, double *to)
{
  const EkColumnMap *map = &self->place->map;

  if (!on_scale (self, goal->value) || goal->from_ms > map->to_ms || goal->until_ms < map->from_ms)
    return FALSE;
  *from = ek_column_map_x (map, MAX (goal->from_ms, map->from_ms));
  *to = ek_column_map_x (map, MIN (goal->until_ms, map->to_ms));
  return TRUE;
}

/* From where it was set to where it is due, where a small flag stands. */
static void
paint_goal (const EkPanelPaint *self, const EkChartGoal *goal)
{
  EkPainter *painter = self->painter;
  cairo_t *cr = painter->cr;
  double unit = painter->layout->unit, from, to, y = ek_painter_snap (painter, scale_y (self, goal->value));
  const double dashes[] = { 8 * unit, 3 * unit, 1.5 * unit, 3 * unit };

  if (!goal_span (self, goal, &from, &to))
    return;
  cairo_move_to (cr, from, y);
  cairo_line_to (cr, to, y);
  ek_painter_colour (painter, &painter->palette->goal);
  cairo_set_line_width (cr, 1.4 * unit);
  cairo_set_dash (cr, dashes, 4, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  if (goal->until_ms > self->place->map.to_ms)
    return;
  cairo_move_to (cr, to, y + 3 * unit);
  cairo_line_to (cr, to, y - 11 * unit);
  cairo_line_to (cr, to - 8 * unit, y - 8 * unit);
  cairo_line_to (cr, to, y - 5 * unit);
  cairo_stroke_preserve (cr);
  cairo_fill (cr);
}

/**
 * ek_painter_panel_lines:
 * @self: a panel that is painted
 *
 * The lines that values are compared with: the expected course, the band of reliable change, the cut-off and the goals;
 * in a simple chart, which a patient sees, the goals alone.
 */
void
ek_painter_panel_lines (const EkPanelPaint *self)
{
  if (!self->painter->chart->simple)
    {
      paint_expected (self);
      paint_reliable_band (self);
      paint_caseness (self);
    }
  for (guint i = 0; i < self->panel->goals->len; i++)
    paint_goal (self, &g_array_index (self->panel->goals, EkChartGoal, i));
}

/* ---- Words on the lines ---- */

/* The free place for a label that is nearest to the height @y of its line, no farther off than @reach. */
static gboolean
place_near (const EkPanelPaint *self, const EkRect *window, double y, double reach, double width, double height,
            EkRect *place)
{
  EkRect above = *window, below = *window;

  if (ek_ink_place (self->ink, window, y, width, height, place))
    return TRUE;
  /* Farther off, and never across the line itself. */
  above.height = CLAMP (y - 1 - window->y, 0, window->height);
  below.y = CLAMP (y + 1, window->y, window->y + window->height);
  below.height = window->y + window->height - below.y;
  for (double off = height / 2; off <= reach; off += height / 2)
    if (ek_ink_place (self->ink, &above, y - off, width, height, place) ||
        ek_ink_place (self->ink, &below, y + off, width, height, place))
      return TRUE;
  return ek_ink_place (self->ink, window, y, width, height, place); /* where to stand without room */
}

/* A label on one of the lines, where it covers no value. Where there is no such place it stands on a veil behind the
 * values, or, when it is @dispensable, nowhere. */
static void
paint_line_label (const EkPanelPaint *self, const char *label, const EkColour *colour, const EkRect *within, double y,
                  gboolean dispensable)
{
  EkPainter *painter = self->painter;
  double width = ek_painter_text_width (painter, label, EK_TEXT_SMALL) + 2;
  double height = ek_painter_text_height (painter, EK_TEXT_SMALL);
  EkRect place;

  if (painter->texts == NULL || label == NULL || width > within->width - 12)
    return;
  if (!place_near (self, within, y, dispensable ? 0 : 1.5 * height, width, height, &place))
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

/* Over the span of the goal, or as near beside it as there is room, and on its own side of the line of caseness: over
 * the whole plot it could belong to anything. */
static void
label_goal (const EkPanelPaint *self, const EkChartGoal *goal)
{
  const EkRect *plot = &self->place->plot;
  double unit = self->painter->layout->unit, y = scale_y (self, goal->value), from, to, width, left, right;
  double height = ek_painter_text_height (self->painter, EK_TEXT_SMALL);
  double line = self->panel->has_caseness ? scale_y (self, self->panel->caseness.value) : plot->y;
  double edges[] = { plot->y, CLAMP (line, plot->y, plot->y + plot->height), plot->y + plot->height };
  guint side = y > edges[1] ? 1 : 0;
  EkRect near, place;

  if (self->painter->texts == NULL || goal->label == NULL || !goal_span (self, goal, &from, &to))
    return;
  width = ek_painter_text_width (self->painter, goal->label, EK_TEXT_SMALL) + 2;
  left = MAX (plot->x, from - width - 16 * unit);
  right = MIN (plot->x + plot->width, to + width + 16 * unit);
  for (guint i = 0; i < 2; i++, side = 1 - side)
    {
      near = (EkRect){ left, edges[side] + (side > 0 ? 2 : 0), right - left, edges[side + 1] - edges[side] - 2 };
      if (place_near (self, &near, y, near.height, width, height, &place))
        {
          ek_painter_text (self->painter, goal->label, EK_TEXT_SMALL, &self->painter->palette->goal, &place, 0, 0.5, 1);
          ek_ink_rect (self->ink, &place);
          return;
        }
    }
  near = (EkRect){ left, plot->y, right - left, plot->height };
  paint_line_label (self, goal->label, &self->painter->palette->goal, &near, y, FALSE);
}

static void
label_reliable (const EkPanelPaint *self)
{
  double better = self->panel->higher_is_worse ? -1 : 1;
  double edge = self->panel->baseline + better * self->panel->reliable.value;

  if (edge <= self->panel->low || edge >= self->panel->high)
    edge = self->panel->baseline - better * self->panel->reliable.value;
  if (edge > self->panel->low && edge < self->panel->high)
    paint_line_label (self, self->panel->reliable.label, &self->painter->palette->dim, &self->place->plot,
                      scale_y (self, edge), TRUE);
}

/* Labels keep off the median and off the flags of the goals. */
static void
mark_lines (const EkPanelPaint *self)
{
  GArray *expected = self->panel->expected;
  double unit = self->painter->layout->unit, from, to;

  for (guint i = 1; i < expected->len && !self->painter->chart->simple; i++)
    ek_ink_line (self->ink, expected_x (self, i - 1),
                 scale_y (self, g_array_index (expected, EkExpectedPoint, i - 1).middle), expected_x (self, i),
                 scale_y (self, g_array_index (expected, EkExpectedPoint, i).middle), 2 * unit);
  for (guint i = 0; i < self->panel->goals->len; i++)
    {
      const EkChartGoal *goal = &g_array_index (self->panel->goals, EkChartGoal, i);
      double y = scale_y (self, goal->value);

      if (goal_span (self, goal, &from, &to) && goal->until_ms <= self->place->map.to_ms)
        ek_ink_rect (self->ink, &(EkRect){ to - 8 * unit, y - 11 * unit, 9 * unit, 14 * unit });
    }
}

/* At the last of its points that is shown, where there is room: the key says it too. */
static void
label_expected (const EkPanelPaint *self)
{
  const EkColumnMap *map = &self->place->map;

  for (guint i = self->panel->expected->len; i > 0 && self->panel->expected->len > 1; i--)
    {
      const EkExpectedPoint *point = &g_array_index (self->panel->expected, EkExpectedPoint, i - 1);

      if (point->at_ms < map->from_ms || point->at_ms > map->to_ms || !on_scale (self, point->high))
        continue;
      paint_line_label (self, self->panel->expected_label, &self->painter->palette->dim, &self->place->plot,
                        scale_y (self, point->high), TRUE);
      return;
    }
}

/**
 * ek_painter_panel_labels:
 * @self: a panel that is painted; the ink of its values is in its map, and what the next label must keep off is added
 *
 * The words of the lines, where they cover no values. To be called after ek_painter_panel_lines() and before the values
 * are painted.
 */
void
ek_painter_panel_labels (const EkPanelPaint *self)
{
  const EkPalette *palette = self->painter->palette;
  const EkRect *plot = &self->place->plot;
  gboolean simple = self->painter->chart->simple;

  mark_lines (self);
  /* A goal is short: its label has the first choice of a place, that of a line across the plot may stand anywhere. */
  for (guint i = 0; i < self->panel->goals->len; i++)
    label_goal (self, &g_array_index (self->panel->goals, EkChartGoal, i));
  if (self->panel->has_caseness && !simple && on_scale (self, self->panel->caseness.value))
    {
      double y = scale_y (self, self->panel->caseness.value);

      paint_line_label (self, self->panel->caseness.label, &palette->caseness, plot, y, FALSE);
      ek_ink_rect (self->ink, &(EkRect){ plot->x, y - 2, plot->width, 4 }); /* the next label keeps off this line */
    }
  if (simple)
    return;
  label_expected (self);
  if (self->panel->has_reliable)
    label_reliable (self);
}
