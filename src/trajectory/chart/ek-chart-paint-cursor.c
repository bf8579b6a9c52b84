/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"
#include "ek-language.h"
#include "ek-time-axis.h"

#define BOX_PADDING 8.0
#define BOX_WIDEST 280.0

static const char *
value_words (EkChart *chart, const EkPanel *panel, const EkLayer *layer, double value)
{
  const EkChartBand *band = ek_layer_find_band (layer, value);
  guint level = ek_panel_level (panel, layer, value);

  if (band != NULL)
    return *ek_band_of_value_words (band) != '\0' ? ek_band_of_value_words (band) : NULL;
  return level < EK_COMMON_LEVELS ? ek_word (EK_WORD_LEVEL_NORMAL + level, chart->language) : NULL;
}

static void
add_line (GString *lines, const char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (lines, "\n%s", text);
}

/* Between which a prorated value lies, where the caller said so. */
static void
add_uncertainty (GString *lines, EkChart *chart, const EkPanel *panel, guint index)
{
  for (guint i = 0; i < panel->uncertainty->len && !panel->overlay; i++)
    {
      const EkChartUncertainty *one = &g_array_index (panel->uncertainty, EkChartUncertainty, i);
      g_autofree char *low = NULL, *high = NULL;

      if (one->index != index)
        continue;
      low = ek_value_text (one->low);
      high = ek_value_text (one->high);
      g_string_append_c (lines, '\n');
      g_string_append_printf (lines, ek_tr (chart->language, "%s: %s–%s"), ek_word (EK_WORD_UNCERTAIN, chart->language),
                              low, high);
    }
}

static void
add_marks (GString *lines, EkChart *chart, const EkLayer *layer, guint index)
{
  for (guint i = 0; i < layer->marks->len; i++)
    {
      const EkChartMark *mark = &g_array_index (layer->marks, EkChartMark, i);

      if (mark->index == index)
        add_line (lines, mark->label != NULL ? mark->label : ek_word (EK_WORD_RESPONSE + mark->kind, chart->language));
    }
}

static void
add_note (GString *lines, EkChart *chart, const EkLayer *layer, guint index)
{
  const char *own = g_hash_table_lookup (layer->notes, GUINT_TO_POINTER (index));
  g_autofree char *note = own == NULL && chart->note_func != NULL
    ? chart->note_func (layer->series, index, chart->note_data)
    : NULL;

  add_line (lines, own != NULL ? own : note);
}

/* The value with its unit and its word; the date; what is special; who entered it: one a line. For the patient the
 * value's word and the date. */
static char *
point_lines (EkChart *chart, const EkPanel *panel, const EkLayer *layer, guint index)
{
  const EkPoint *point = &ek_series_points (layer->series)[index];
  const char *words = value_words (chart, panel, layer, point->value);
  const char *unit = ek_series_get_unit (layer->series);
  g_autofree char *value = ek_value_text (point->value);
  g_autofree char *date = ek_axis_date_time (point->at_ms, chart->offset_minutes, chart->language);
  GString *lines = g_string_new (NULL);

  if (chart->simple && words != NULL)
    g_string_append (lines, words);
  else
    {
      g_string_append (lines, value);
      if (unit != NULL && *unit != '\0')
        g_string_append_printf (lines, " %s", unit);
      if (words != NULL)
        g_string_append_printf (lines, " · %s", words);
    }
  add_line (lines, date);
  if (!chart->simple)
    {
      if (point->flags & EK_POINT_CRITICAL)
        add_line (lines,
                  chart->critical_label != NULL ? chart->critical_label : ek_word (EK_WORD_CRITICAL, chart->language));
      if (point->flags & EK_POINT_PRORATED)
        add_line (lines, ek_word (EK_WORD_PRORATED, chart->language));
      if (point->flags & EK_POINT_TOTAL_ONLY)
        add_line (lines, ek_word (EK_WORD_TOTAL_ONLY, chart->language));
      add_uncertainty (lines, chart, panel, index);
      if (panel->overlay && ek_panel_level (panel, layer, point->value) == EK_COMMON_LEVELS)
        add_line (lines, ek_word (EK_WORD_OWN_RANGE, chart->language));
      add_marks (lines, chart, layer, index);
      add_note (lines, chart, layer, index);
    }
  return g_string_free (lines, FALSE);
}

/**
 * ek_chart_point_text:
 * @self: a chart
 * @panel: number of the panel
 * @index: of the value, in the order of time
 *
 * Returns: (transfer full) (nullable): as ek_chart_layer_point_text() of the first layer
 */
char *
ek_chart_point_text (EkChart *self, guint panel, guint index)
{
  return ek_chart_layer_point_text (self, panel, 0, index);
}

/**
 * ek_chart_layer_point_text:
 * @self: a chart
 * @panel: number of the panel
 * @layer: number of the layer
 * @index: of the value, in the order of time
 *
 * Returns: (transfer full) (nullable): what the cursor's box says, in one line that begins with the score's name; %NULL
 * when there is no such value
 */
char *
ek_chart_layer_point_text (EkChart *self, guint panel, guint layer, guint index)
{
  const EkLayer *of = ek_chart_find_layer (self, panel, layer);
  g_autofree char *lines = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;

  if (of == NULL || index >= ek_series_length (of->series))
    return NULL;
  lines = point_lines (self, ek_chart_get_panel (self, panel), of, index);
  parts = g_strsplit (lines, "\n", -1);
  joined = g_strjoinv (ek_tr_c (self->language, "value", ", "), parts);
  return g_strdup_printf (ek_tr (self->language, "%s: %s"), ek_layer_name (ek_chart_get_panel (self, panel), of),
                          joined);
}

/* Beside the point, on the side where there is room, and never over the edge of the chart. */
static EkRect
box_place (EkPainter *self, const EkRect *plot, GStrv lines, double x, double y)
{
  double unit = self->layout->unit, padding = BOX_PADDING * unit, width = 0, height = 2 * padding;
  double right = MIN (plot->x + plot->width + 40 * unit, self->layout->width), bottom = self->layout->axis.y;
  EkRect box;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      EkTextSize size = i == 0 ? EK_TEXT_BOLD : EK_TEXT_SMALL;

      width = MAX (width, ek_painter_text_width (self, lines[i], size));
      height += ek_painter_text_height (self, size) + 1;
    }
  box.width = MIN (width + 2, BOX_WIDEST * unit) + 2 * padding;
  box.height = height;
  box.x = x + 14 * unit;
  if (box.x + box.width > right)
    box.x = x - 14 * unit - box.width;
  box.x = MAX (box.x, 2);
  box.y = CLAMP (y - height / 2, 2, MAX (2, bottom - height));
  return box;
}

static void
box_paint (EkPainter *self, GStrv lines, const EkRect *box)
{
  double unit = self->layout->unit, padding = BOX_PADDING * unit, y = box->y + padding;

  cairo_rectangle (self->cr, round (box->x), round (box->y), round (box->width), round (box->height));
  ek_painter_colour (self, &self->palette->box);
  cairo_fill_preserve (self->cr);
  ek_painter_colour (self, &self->palette->box_frame);
  cairo_set_line_width (self->cr, unit);
  cairo_stroke (self->cr);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      EkTextSize size = i == 0 ? EK_TEXT_BOLD : EK_TEXT_SMALL;
      EkRect line = { box->x + padding, y, box->width - 2 * padding, ek_painter_text_height (self, size) };

      ek_painter_text (self, lines[i], size, &self->palette->box_frame, &line, 0, 0.5, 1);
      y += line.height + 1;
    }
}

static void
cursor_line (EkPainter *self, gint64 at_ms)
{
  for (guint i = 0; i < self->layout->axes->len; i++)
    {
      const EkAxisLayout *axis = &g_array_index (self->layout->axes, EkAxisLayout, i);

      ek_painter_vertical (self, ek_column_map_x (&axis->map, at_ms), axis->top, axis->place.y);
    }
  ek_painter_colour (self, &self->palette->dim);
  cairo_set_line_width (self->cr, self->pixel);
  cairo_stroke (self->cr);
}

static void
cursor_box (EkPainter *self, const EkChartHit *cursor, const EkPanel *panel, const EkPanelLayout *place, double x,
            double y)
{
  const EkLayer *layer = ek_panel_layer (panel, cursor->layer);
  g_autofree char *text = point_lines (self->chart, panel, layer, cursor->index);
  g_autofree char *whole = NULL;
  g_auto (GStrv) lines = NULL;
  EkRect box;

  /* In an overlay the box says whose value it is. */
  if (panel->overlay)
    whole = g_strdup_printf ("%s\n%s", ek_series_get_label (layer->series), text);
  lines = g_strsplit (whole != NULL ? whole : text, "\n", -1);
  box = box_place (self, &place->plot, lines, x, y);
  box_paint (self, lines, &box);
}

/**
 * ek_painter_cursor:
 * @self: a painter
 * @cursor: the value that is pointed at; one that the chart does not have, or that is not in sight, is not painted
 *
 * A line through all panels and lanes at the value's instant, a ring around it, and a box that says what it is.
 */
void
ek_painter_cursor (EkPainter *self, const EkChartHit *cursor)
{
  const EkLayer *layer = ek_chart_find_layer (self->chart, cursor->panel, cursor->layer);
  const EkPanelLayout *place = NULL;
  const EkPanel *panel = NULL;
  const EkPoint *point = NULL;
  double unit = self->layout->unit, x, y;
  guint number;

  if (layer == NULL || cursor->index >= ek_series_length (layer->series))
    return;
  panel = ek_chart_get_panel (self->chart, cursor->panel);
  place = &g_array_index (self->layout->panels, EkPanelLayout, cursor->panel);
  number = panel->overlay ? cursor->layer : cursor->panel;
  point = &ek_series_points (layer->series)[cursor->index];
  x = ek_column_map_x (&place->map, point->at_ms);
  y = ek_panel_layout_y (place, panel, layer, point->value);
  if (x < place->plot.x - 1 || x > place->plot.x + place->plot.width + 1)
    return;

  cursor_line (self, point->at_ms);
  ek_painter_point_mark (self, point->flags, panel->overlay ? (EkMark) (number % EK_N_LAYER_MARKS) : EK_MARK_DISC, x, y,
                         &self->palette->series[number % EK_N_SERIES_COLOURS]);
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, x, y, 8 * unit, 0, 2 * G_PI);
  ek_painter_colour (self, &self->palette->text);
  cairo_set_line_width (self->cr, 1.5 * unit);
  cairo_stroke (self->cr);
  if (self->texts != NULL)
    cursor_box (self, cursor, panel, place, x, y);
}

/**
 * ek_chart_paint_cursor:
 * @self: a chart
 * @cr: where to draw
 * @width: as the chart was painted
 * @height: as the chart was painted
 * @style: as the chart was painted
 * @cursor: (nullable): the value to point out
 *
 * Paints the cursor alone: a view keeps the picture of the chart and lays this over it, so that moving the pointer
 * costs nearly nothing.
 */
void
ek_chart_paint_cursor (EkChart *self, cairo_t *cr, double width, double height, EkChartStyle style,
                       const EkChartHit *cursor)
{
  EkPainter painter;

  if (!ek_painter_can_paint (width, height) || cursor == NULL)
    return;
  cairo_save (cr);
  ek_painter_begin (&painter, self, cr, width, height, style);
  ek_painter_cursor (&painter, cursor);
  ek_painter_end (&painter);
  cairo_restore (cr);
}
