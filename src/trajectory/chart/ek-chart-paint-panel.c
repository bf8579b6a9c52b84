/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"
#include "ek-time-axis.h"

/* Below this height, in pixels at text scale 1, the latest value is written in one line with its word. */
#define NAME_ROOM 66.0

/* Columns of this width, in pixels at text scale 1, are fine enough to place a label, and few. */
#define LABEL_COLUMN 2.0
#define DIRECTION_COLUMN 64.0 /* between the name and the plot: an arrow and a word */

/* ---- The name ---- */

/* What the height means in an overlay. */
static const char *
scale_words (const EkPanelPaint *self)
{
  return ek_word (ek_panel_has_levels (self->panel) ? EK_WORD_COMMON_SCALE : EK_WORD_OWN_RANGE,
                  self->painter->chart->language);
}

static const EkPoint *
latest_point (const EkLayer *layer)
{
  guint length = layer != NULL ? ek_series_length (layer->series) : 0;

  return length > 0 ? &ek_series_points (layer->series)[length - 1] : NULL;
}

/* What a value is called where there is no room for more: "12 · in the range …", for the patient the words alone. */
static char *
latest_text (EkPainter *painter, const EkLayer *layer, const EkPoint *last)
{
  const EkChartBand *band = ek_layer_find_band (layer, last->value);
  g_autofree char *value = ek_value_text (last->value);

  if (band == NULL)
    return g_steal_pointer (&value);
  return painter->chart->simple ? g_strdup (ek_band_of_value_words (band))
                                : g_strdup_printf ("%s · %s", value, ek_band_of_value_words (band));
}

static void
paint_name_above (const EkPanelPaint *self)
{
  EkPainter *painter = self->painter;
  EkRect box = self->place->name;
  const char *name = ek_panel_name (self->panel);
  const EkLayer *layer = self->panel->overlay ? NULL : ek_panel_layer (self->panel, 0);
  const EkPoint *last = latest_point (layer);
  double width;

  box.height -= 4 * painter->layout->unit;
  width = MIN (ek_painter_text_width (painter, name, EK_TEXT_BOLD) + 4, box.width * 0.6);
  ek_painter_text (painter, name, EK_TEXT_BOLD, &painter->palette->text, &(EkRect){ box.x, box.y, width, box.height },
                   0, 1, 1);
  box.x += width + 8;
  box.width -= width + 8;
  if (self->panel->overlay)
    ek_painter_text (painter, scale_words (self), EK_TEXT_SMALL, &painter->palette->dim, &box, 1, 1, 1);
  else if (last != NULL)
    {
      g_autofree char *latest = latest_text (painter, layer, last);

      ek_painter_text (painter, latest, EK_TEXT_SMALL, &painter->palette->dim, &box, 1, 1, 1);
    }
}

/* The latest value large, its word, its day: as much of it as there is room for. */
static void
paint_latest (const EkPanelPaint *self, EkRect *box, double bottom)
{
  EkPainter *painter = self->painter;
  const EkPalette *palette = painter->palette;
  const EkLayer *layer = ek_panel_layer (self->panel, 0);
  const EkPoint *last = latest_point (layer);
  double unit = painter->layout->unit;

  if (last == NULL)
    return;
  if (bottom - box->y <= NAME_ROOM * unit)
    {
      g_autofree char *latest = latest_text (painter, layer, last);

      if (bottom - box->y > 14 * unit)
        box->y += ek_painter_text (painter, latest, EK_TEXT_NORMAL, &palette->text, box, 0, 0, 1);
    }
  else
    {
      const EkChartBand *band = ek_layer_find_band (layer, last->value);
      g_autofree char *value = ek_value_text (last->value);
      g_autofree char *date = ek_axis_date (last->at_ms, painter->chart->offset_minutes, painter->chart->language);

      box->y += 4 * unit;
      if (!painter->chart->simple || band == NULL)
        box->y += ek_painter_text (painter, value, EK_TEXT_LARGE, &palette->text, box, 0, 0, 1);
      if (band != NULL && bottom - box->y > 14 * unit)
        box->y += ek_painter_text (painter, ek_band_of_value_words (band), EK_TEXT_NORMAL, &palette->text, box, 0, 0,
                                   3);
      if (bottom - box->y > 14 * unit)
        box->y += ek_painter_text (painter, date, EK_TEXT_SMALL, &palette->dim, box, 0, 0, 1);
    }
}

/* To a patient, which way is better; levels say it themselves. */
static gboolean
says_direction (const EkPanelPaint *self)
{
  return self->painter->chart->simple && !self->panel->overlay && !self->panel->neutral;
}

static void
paint_name_beside (const EkPanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkPalette *palette = painter->palette;
  EkRect box = self->place->name;
  double bottom = box.y + box.height, unit = painter->layout->unit;
  const char *below = self->panel->overlay ? scale_words (self)
                                           : ek_series_get_unit (ek_panel_layer (self->panel, 0)->series);
  const EkColour *colour = self->panel->overlay ? &palette->text : &palette->series[self->number % EK_N_SERIES_COLOURS];

  if (says_direction (self))
    box.width = MIN (box.width, self->place->plot.x - (DIRECTION_COLUMN + 4) * unit - box.x);
  box.y += ek_painter_text (painter, ek_panel_name (self->panel), EK_TEXT_BOLD, colour, &box, 0, 0, 2);
  if (below != NULL && bottom - box.y > 16 * unit)
    box.y += ek_painter_text (painter, below, EK_TEXT_SMALL, &palette->dim, &box, 0, 0, self->panel->overlay ? 3 : 1);
  if (!self->panel->overlay)
    paint_latest (self, &box, bottom);
}

/* ---- For the patient ---- */

static void
arrow (EkPainter *painter, double x, double y, gboolean up)
{
  double unit = painter->layout->unit, tip = up ? -1 : 1;

  cairo_move_to (painter->cr, x, y - tip * 8 * unit);
  cairo_line_to (painter->cr, x, y + tip * 7 * unit);
  cairo_move_to (painter->cr, x - 4 * unit, y + tip * 3 * unit);
  cairo_line_to (painter->cr, x, y + tip * 8 * unit);
  cairo_line_to (painter->cr, x + 4 * unit, y + tip * 3 * unit);
  ek_painter_colour (painter, &painter->palette->dim);
  cairo_set_line_width (painter->cr, 1.6 * unit);
  cairo_stroke (painter->cr);
}

/* Which way is better, beside the plot where the numbers of a clinical chart stand. */
static void
paint_direction (const EkPanelPaint *self)
{
  EkPainter *painter = self->painter;
  const EkRect *plot = &self->place->plot;
  double unit = painter->layout->unit, x = plot->x - 12 * unit;
  double line = ek_painter_text_height (painter, EK_TEXT_SMALL);
  const char *language = painter->chart->language;
  gboolean up = !self->panel->higher_is_worse;
  EkRect top = { plot->x - DIRECTION_COLUMN * unit, plot->y, 44 * unit, line };
  EkRect bottom = { top.x, plot->y + plot->height - line, top.width, line };

  if (self->place->name_above)
    top.x = bottom.x = plot->x - 40 * unit, top.width = bottom.width = 38 * unit;
  ek_painter_text (painter, ek_word (up ? EK_WORD_BETTER : EK_WORD_WORSE, language), EK_TEXT_SMALL,
                   &painter->palette->dim, &top, 1, 0, 1);
  ek_painter_text (painter, ek_word (up ? EK_WORD_WORSE : EK_WORD_BETTER, language), EK_TEXT_SMALL,
                   &painter->palette->dim, &bottom, 1, 1, 1);
  if (plot->height < 4 * line)
    return;
  arrow (painter, x, plot->y + (self->place->name_above ? line + 12 * unit : line / 2 + 2 * unit), TRUE);
  arrow (painter, x, plot->y + plot->height - (self->place->name_above ? line + 12 * unit : line / 2 + 2 * unit),
         FALSE);
}

/* ---- Names of the series of an overlay ---- */

/* A name at the right, as near to the line's end as the others let it be. */
typedef struct {
  guint layer;
  double at, y, x; /* where the line ends; where the name stands */
} EndLabel;

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const EndLabel *first = a, *second = b;

  return (first->at > second->at) - (first->at < second->at);
}

/* From the top down no nearer than a line, and pushed up again where they would leave the plot. */
static void
spread_ends (GArray *ends, const EkRect *within, double line)
{
  double free_from = within->y, free_to = within->y + within->height;

  for (guint i = 0; i < ends->len; i++)
    {
      EndLabel *end = &g_array_index (ends, EndLabel, i);

      end->y = MAX (end->at - line / 2, free_from);
      free_from = end->y + line;
    }
  for (guint i = ends->len; i > 0; i--)
    {
      EndLabel *end = &g_array_index (ends, EndLabel, i - 1);

      end->y = MIN (end->y, free_to - line);
      free_to = end->y;
    }
}

static void
paint_end_label (const EkPanelPaint *self, const EndLabel *end, double line)
{
  EkPainter *painter = self->painter;
  const EkLayer *layer = ek_panel_layer (self->panel, end->layer);
  const EkColour *colour = &painter->palette->series[end->layer % EK_N_SERIES_COLOURS];
  double unit = painter->layout->unit, edge = self->place->plot.x + self->place->plot.width;
  EkRect box = { self->place->words.x + 16 * unit, end->y, self->place->words.width - 16 * unit, line };

  /* From the line's end to the name, so that the eye does not have to guess. */
  cairo_move_to (painter->cr, MIN (end->x + 5 * unit, edge), end->at);
  cairo_line_to (painter->cr, edge + 2 * unit, end->at);
  cairo_line_to (painter->cr, self->place->words.x + 4 * unit, end->y + line / 2);
  ek_painter_colour (painter, colour);
  cairo_set_line_width (painter->cr, painter->pixel);
  cairo_stroke (painter->cr);
  ek_painter_mark (painter, (EkMark) (end->layer % EK_N_LAYER_MARKS), FALSE, self->place->words.x + 8 * unit,
                   end->y + line / 2, colour);
  ek_painter_text (painter, ek_series_get_label (layer->series), EK_TEXT_SMALL, colour, &box, 0, 0.5, 1);
}

static void
paint_end_labels (const EkPanelPaint *self, const EkLayerPaint *layers)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (EndLabel));
  double line = ek_painter_text_height (self->painter, EK_TEXT_SMALL) - 1;
  const EkColumnMap *map = &self->place->map;

  for (guint i = 0; i < self->panel->layers->len; i++)
    {
      const EkLayerPaint *layer = &layers[i];
      EndLabel end = { .layer = i };
      guint last = layer->end;

      if (!ek_layer_paint_any_shown (layer))
        continue;
      while (last > layer->begin + 1 && layer->points[last - 1].at_ms > map->to_ms)
        last--;
      end.at = ek_layer_paint_y (layer, last - 1);
      end.x = ek_layer_paint_x (layer, last - 1);
      g_array_append_val (ends, end);
    }
  g_array_sort (ends, compare_ends);
  spread_ends (ends, &self->place->words, line);
  for (guint i = 0; i < ends->len; i++)
    paint_end_label (self, &g_array_index (ends, EndLabel, i), line);
}

/* ---- The panel ---- */

static void
paint_frame (const EkPanelPaint *self)
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

/* A whisker from the least to the greatest the value could be; in a dense course they grow together to a shade. */
static void
paint_uncertainty (const EkPanelPaint *self, const EkLayerPaint *layer)
{
  EkPainter *painter = self->painter;
  double unit = painter->layout->unit, free_from = -G_MAXDOUBLE;
  GArray *uncertainty = self->panel->uncertainty;
  gboolean dense = (layer->end - layer->begin) * 7.0 * unit > self->place->plot.width;
  double cap = dense ? 0 : 3 * unit;

  for (guint i = 0; i < uncertainty->len && !painter->chart->simple; i++)
    {
      const EkChartUncertainty *one = &g_array_index (uncertainty, EkChartUncertainty, i);
      double x, top, bottom;

      if (one->index < layer->begin || one->index >= layer->end)
        continue;
      x = ek_layer_paint_x (layer, one->index);
      if (x < self->place->plot.x || x > self->place->plot.x + self->place->plot.width || x < free_from)
        continue;
      free_from = x + painter->pixel;
      x = ek_painter_snap (painter, x);
      top = ek_scale_y (&self->place->scale, MIN (one->high, self->panel->high));
      bottom = ek_scale_y (&self->place->scale, MAX (one->low, self->panel->low));
      cairo_move_to (painter->cr, x, top);
      cairo_line_to (painter->cr, x, bottom);
      cairo_move_to (painter->cr, x - cap, top);
      cairo_line_to (painter->cr, x + cap, top);
      cairo_move_to (painter->cr, x - cap, bottom);
      cairo_line_to (painter->cr, x + cap, bottom);
      ek_painter_colour (painter, dense ? &painter->palette->expected : layer->colour);
      cairo_set_line_width (painter->cr, MAX (unit, painter->pixel));
      cairo_stroke (painter->cr);
      ek_ink_rect (self->ink, &(EkRect){ x - cap, top, 2 * cap, bottom - top });
    }
}

/* What to say where there is no line to see; NULL where there is. */
static const char *
nothing_words (const EkPanelPaint *self, const EkLayerPaint *layers)
{
  gboolean anywhere = FALSE;

  for (guint i = 0; i < self->panel->layers->len; i++)
    {
      if (ek_layer_paint_any_shown (&layers[i]) || layers[i].end - layers[i].begin >= 2)
        return NULL;
      anywhere = anywhere || layers[i].length > 0;
    }
  return ek_word (anywhere ? EK_WORD_NOTHING_IN_RANGE : EK_WORD_NO_VALUES, self->painter->chart->language);
}

/* In the middle of the plot; kept free for it before any label is placed. */
static EkRect
nothing_place (const EkPanelPaint *self, const char *words)
{
  const EkRect *plot = &self->place->plot;
  double width = MIN (ek_painter_text_width (self->painter, words, EK_TEXT_NORMAL) + 4, plot->width);
  double line = ek_painter_text_height (self->painter, EK_TEXT_NORMAL);

  return (EkRect){ plot->x + (plot->width - width) / 2, plot->y + (plot->height - line) / 2, width, line };
}

/* What a label must keep off: the lines with their marks, and today. */
static void
mark_ink (const EkPanelPaint *self, const EkLayerPaint *layers)
{
  const EkColumnMap *map = &self->place->map;
  const EkRect *plot = &self->place->plot;
  gint64 now = self->painter->chart->now_ms;
  const char *nothing = nothing_words (self, layers);

  if (now >= map->from_ms && now <= map->to_ms)
    ek_ink_rect (self->ink, &(EkRect){ ek_column_map_x (map, now) - 3, plot->y, 6, plot->height });
  for (guint i = 0; i < self->panel->layers->len; i++)
    {
      ek_layer_paint_ink (&layers[i], self->ink, 5 * self->painter->layout->unit);
      ek_layer_paint_badge_ink (&layers[i]);
    }
  if (nothing != NULL)
    {
      EkRect box = nothing_place (self, nothing);

      ek_ink_rect (self->ink, &box);
    }
}

static void
paint_values (const EkPanelPaint *self, const EkLayerPaint *layers)
{
  const char *nothing = nothing_words (self, layers);

  if (!self->panel->overlay)
    paint_uncertainty (self, &layers[0]);
  for (guint i = 0; i < self->panel->layers->len; i++)
    ek_layer_paint_line (&layers[i]);
  for (guint i = 0; i < self->panel->layers->len; i++)
    ek_layer_paint_marks (&layers[i]);
  for (guint i = 0; i < self->panel->layers->len; i++)
    ek_layer_paint_badges (&layers[i]);
  if (nothing != NULL)
    {
      EkRect box = nothing_place (self, nothing);

      ek_painter_text (self->painter, nothing, EK_TEXT_NORMAL, &self->painter->palette->dim, &box, 0.5, 0.5, 1);
    }
}

/**
 * ek_painter_panel:
 * @self: a painter
 * @panel: number of the panel
 *
 * Paints a panel whole, from its ground to its name.
 */
void
ek_painter_panel (EkPainter *self, guint panel)
{
  EkPanelPaint paint = {
    .painter = self,
    .number = panel,
    .panel = ek_chart_get_panel (self->chart, panel),
    .place = &g_array_index (self->layout->panels, EkPanelLayout, panel),
  };
  g_autoptr (EkInk) ink = ek_ink_new (paint.place->plot.x, paint.place->plot.width, LABEL_COLUMN * self->layout->unit);
  g_autofree EkLayerPaint *layers = g_new (EkLayerPaint, MAX (paint.panel->layers->len, 1));

  paint.ink = ink;
  for (guint i = 0; i < paint.panel->layers->len; i++)
    ek_layer_paint_begin (&layers[i], &paint, i);
  mark_ink (&paint, layers);

  ek_painter_panel_ground (&paint);
  ek_painter_panel_lines (&paint);
  ek_painter_panel_labels (&paint);
  paint_values (&paint, layers);
  paint_frame (&paint);
  ek_painter_panel_words (&paint);
  if (paint.panel->overlay && paint.place->words.width > 40 * self->layout->unit)
    paint_end_labels (&paint, layers);
  if (paint.place->name_above)
    paint_name_above (&paint);
  else
    paint_name_beside (&paint);
  if (says_direction (&paint))
    paint_direction (&paint);
  for (guint i = 0; i < paint.panel->layers->len; i++)
    ek_layer_paint_end (&layers[i]);
}
