/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"
#include "ek-time-axis.h"

#define BOX_PADDING 8.0
#define BOX_WIDEST  280.0

/* The value and its word; the date; what is special; who entered it: one a line. */
static char *
point_lines (EkChart       *chart,
             const EkPanel *panel,
             guint          index)
{
  const EkPoint *point = &ek_series_points (panel->series)[index];
  const EkChartBand *band = ek_panel_find_band (panel, point->value);
  const char *note = g_hash_table_lookup (panel->notes, GUINT_TO_POINTER (index));
  g_autofree char *value = ek_value_text (point->value);
  g_autofree char *date = ek_axis_date_time (point->at_ms, chart->offset_minutes, chart->language);
  GString *lines = g_string_new (value);

  if (band != NULL)
    g_string_append_printf (lines, " · %s", band->label);
  g_string_append_printf (lines, "\n%s", date);
  if (point->flags & EK_POINT_CRITICAL)
    g_string_append_printf (lines, "\n%s", chart->critical_label != NULL ? chart->critical_label
                                            : ek_word (EK_WORD_CRITICAL, chart->language));
  if (point->flags & EK_POINT_PRORATED)
    g_string_append_printf (lines, "\n%s", ek_word (EK_WORD_PRORATED, chart->language));
  if (note != NULL && *note != '\0')
    g_string_append_printf (lines, "\n%s", note);
  return g_string_free (lines, FALSE);
}

/**
 * ek_chart_point_text:
 * @self: a chart
 * @panel: number of the panel
 * @index: of the value, in the order of time
 *
 * Returns: (transfer full) (nullable): what the cursor's box says, in one line that begins with the score's name; %NULL
 * when there is no such value
 */
char *
ek_chart_point_text (EkChart *self,
                     guint    panel,
                     guint    index)
{
  const EkPanel *of;
  g_autofree char *lines = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;
  gboolean chinese = ek_words_chinese (self->language);

  if (panel >= self->panels->len || index >= ek_series_length (ek_chart_get_series (self, panel)))
    return NULL;
  of = ek_chart_get_panel (self, panel);
  lines = point_lines (self, of, index);
  parts = g_strsplit (lines, "\n", -1);
  joined = g_strjoinv (chinese ? "，" : ", ", parts);
  return g_strconcat (ek_series_get_label (of->series), chinese ? "：" : ": ", joined, NULL);
}

/* Beside the point, on the side where there is room, and never over the edge of the chart. */
static EkRect
box_place (EkPainter *self,
           GStrv      lines,
           double     x,
           double     y)
{
  const EkRect *plot = &g_array_index (self->layout->panels, EkPanelLayout, 0).plot;
  double unit = self->layout->unit, padding = BOX_PADDING * unit, width = 0, height = 2 * padding;
  double right = plot->x + plot->width, bottom = self->layout->axis.y;
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
box_paint (EkPainter    *self,
           GStrv         lines,
           const EkRect *box)
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

/* A line through all panels and lanes at the value's instant, a ring around it, and a box that says what it is. */
void
ek_painter_cursor (EkPainter        *self,
                   const EkChartHit *cursor)
{
  const EkPanel *panel = ek_chart_get_panel (self->chart, cursor->panel);
  const EkPanelLayout *place = &g_array_index (self->layout->panels, EkPanelLayout, cursor->panel);
  const EkPoint *point = NULL;
  double unit = self->layout->unit, x, y, top = g_array_index (self->layout->panels, EkPanelLayout, 0).plot.y;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  EkRect box;

  if (cursor->index >= ek_series_length (panel->series))
    return;
  point = &ek_series_points (panel->series)[cursor->index];
  x = ek_column_map_x (&self->layout->map, point->at_ms);
  y = ek_scale_y (&place->scale, point->value);
  if (x < place->plot.x - 1 || x > place->plot.x + place->plot.width + 1)
    return;

  cairo_move_to (self->cr, ek_painter_snap (self, x), top);
  cairo_line_to (self->cr, ek_painter_snap (self, x), self->layout->axis.y);
  ek_painter_colour (self, &self->palette->dim);
  cairo_set_line_width (self->cr, self->pixel);
  cairo_stroke (self->cr);
  ek_painter_mark (self, ek_painter_mark_of (point->flags), x, y,
                   &self->palette->series[cursor->panel % EK_N_SERIES_COLOURS]);
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, x, y, 8 * unit, 0, 2 * G_PI);
  ek_painter_colour (self, &self->palette->text);
  cairo_set_line_width (self->cr, 1.5 * unit);
  cairo_stroke (self->cr);

  if (self->text == NULL)
    return;
  text = point_lines (self->chart, panel, cursor->index);
  lines = g_strsplit (text, "\n", -1);
  box = box_place (self, lines, x, y);
  box_paint (self, lines, &box);
}

/**
 * ek_chart_paint_cursor:
 * @self: a chart
 * @cr: where to draw
 * @width: as the chart was painted
 * @height: as the chart was painted
 * @style: as the chart was painted
 * @cursor: the value to point out
 *
 * Paints the cursor alone: a view keeps the picture of the chart and lays this over it, so that moving the pointer
 * costs nearly nothing.
 */
void
ek_chart_paint_cursor (EkChart          *self,
                       cairo_t          *cr,
                       double            width,
                       double            height,
                       EkChartStyle      style,
                       const EkChartHit *cursor)
{
  EkPainter painter;

  if (!(width > 0) || !(height > 0) || cursor->panel >= self->panels->len)
    return;
  cairo_save (cr);
  ek_painter_begin (&painter, self, cr, width, height, style);
  ek_painter_cursor (&painter, cursor);
  ek_painter_end (&painter);
  cairo_restore (cr);
}
