/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"
#include "ek-time-axis.h"

#define BOX_PADDING 8.0
#define BOX_WIDEST  280.0

typedef struct {
  char *lines[5];
  guint n;
} BoxText;

static void
box_text_add (BoxText *self,
              char    *line)
{
  if (line != NULL && *line != '\0' && self->n < G_N_ELEMENTS (self->lines))
    self->lines[self->n++] = line;
  else
    g_free (line);
}

static void
box_text_clear (BoxText *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->lines[i]);
  self->n = 0;
}

/* The value and its word; the date; what is special; who entered it. */
static BoxText
box_text (EkPainter     *self,
          const EkPanel *panel,
          const EkPoint *point,
          guint          index)
{
  const char *language = self->chart->language;
  const EkChartBand *band = ek_panel_find_band (panel, point->value);
  g_autofree char *value = ek_value_text (point->value);
  BoxText text = { 0 };

  box_text_add (&text, band != NULL ? g_strdup_printf ("%s · %s", value, band->label) : g_strdup (value));
  box_text_add (&text, ek_axis_date_time (point->at_ms, self->chart->offset_minutes, language));
  if (point->flags & EK_POINT_CRITICAL)
    box_text_add (&text, g_strdup (self->chart->critical_label != NULL ? self->chart->critical_label
                                   : ek_word (EK_WORD_CRITICAL, language)));
  if (point->flags & EK_POINT_PRORATED)
    box_text_add (&text, g_strdup (ek_word (EK_WORD_PRORATED, language)));
  box_text_add (&text, g_strdup (g_hash_table_lookup (panel->notes, GUINT_TO_POINTER (index))));
  return text;
}

/* Beside the point, on the side where there is room, and never over the edge of the chart. */
static EkRect
box_place (EkPainter     *self,
           const BoxText *text,
           double         x,
           double         y)
{
  const EkRect *plot = &g_array_index (self->layout->panels, EkPanelLayout, 0).plot;
  double unit = self->layout->unit, padding = BOX_PADDING * unit, width = 0, height = 2 * padding;
  double right = plot->x + plot->width, bottom = self->layout->axis.y;
  EkRect box;

  for (guint i = 0; i < text->n; i++)
    {
      EkTextSize size = i == 0 ? EK_TEXT_BOLD : EK_TEXT_SMALL;

      width = MAX (width, ek_painter_text_width (self, text->lines[i], size));
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
box_paint (EkPainter     *self,
           const BoxText *text,
           const EkRect  *box)
{
  double unit = self->layout->unit, padding = BOX_PADDING * unit, y = box->y + padding;

  cairo_rectangle (self->cr, round (box->x), round (box->y), round (box->width), round (box->height));
  ek_painter_colour (self, &self->palette->box);
  cairo_fill_preserve (self->cr);
  ek_painter_colour (self, &self->palette->box_frame);
  cairo_set_line_width (self->cr, unit);
  cairo_stroke (self->cr);
  for (guint i = 0; i < text->n; i++)
    {
      EkTextSize size = i == 0 ? EK_TEXT_BOLD : EK_TEXT_SMALL;
      EkRect line = { box->x + padding, y, box->width - 2 * padding, ek_painter_text_height (self, size) };

      ek_painter_text (self, text->lines[i], size, &self->palette->box_frame, &line, 0, 0.5, 1);
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
  BoxText text;
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
  text = box_text (self, panel, point, cursor->index);
  box = box_place (self, &text, x, y);
  box_paint (self, &text, &box);
  box_text_clear (&text);
}
