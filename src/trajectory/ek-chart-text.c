/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

#include "ek-chart-words.h"

static const struct { double pixels; PangoWeight weight; } sizes[] = {
  [EK_TEXT_SMALL]  = { 11.0, PANGO_WEIGHT_NORMAL },
  [EK_TEXT_NORMAL] = { 12.5, PANGO_WEIGHT_NORMAL },
  [EK_TEXT_BOLD]   = { 13.0, PANGO_WEIGHT_BOLD },
  [EK_TEXT_LARGE]  = { 24.0, PANGO_WEIGHT_NORMAL },
};

static void
placed_free (gpointer data)
{
  EkPlacedText *placed = data;

  g_free (placed->text);
  g_free (placed);
}

static PangoLayout *
create_layout (EkPainter *self)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cr);
  gboolean chinese = ek_words_chinese (self->chart->language);

  /* Without the language, Han characters may come in another country's shapes. */
  pango_context_set_language (pango_layout_get_context (layout), pango_language_from_string (chinese ? "zh-cn" : "en"));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  return layout;
}

void
ek_painter_begin (EkPainter    *self,
                  EkChart      *chart,
                  cairo_t      *cr,
                  double        width,
                  double        height,
                  EkChartStyle  style)
{
  double dx = 1, dy = 0;

  *self = (EkPainter) { .chart = chart, .cr = cr, .palette = ek_palette_get (style) };
  self->layout = ek_chart_layout_new (chart, width, height);
  self->indices = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!chart->without_text)
    self->text = create_layout (self);
  cairo_user_to_device_distance (cr, &dx, &dy);
  self->pixel = 1 / MAX (hypot (dx, dy), 0.01);
}

void
ek_painter_end (EkPainter *self)
{
  g_clear_pointer (&self->layout, ek_chart_layout_free);
  g_clear_pointer (&self->indices, g_array_unref);
  g_clear_object (&self->text);
}

static void
prepare (EkPainter  *self,
         const char *text,
         EkTextSize  size,
         double      width,
         guint       max_lines)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, sizes[size].pixels * self->layout->unit * PANGO_SCALE);
  pango_font_description_set_weight (font, sizes[size].weight);
  pango_layout_set_font_description (self->text, font);
  pango_layout_set_width (self->text, width < 0 ? -1 : (int) (width * PANGO_SCALE));
  pango_layout_set_height (self->text, -(int) MAX (max_lines, 1));
  pango_layout_set_text (self->text, text, -1);
}

/* The height of a line, by the size and not by the font: layout must not depend on what is installed. */
double
ek_painter_text_height (EkPainter  *self,
                        EkTextSize  size)
{
  return ceil (sizes[size].pixels * 1.35 * self->layout->unit);
}

double
ek_painter_text_width (EkPainter  *self,
                       const char *text,
                       EkTextSize  size)
{
  int width = 0;

  if (self->text == NULL || text == NULL)
    return 0;
  prepare (self, text, size, -1, 1);
  pango_layout_get_pixel_size (self->text, &width, NULL);
  return width;
}

/* Remembers each line of what was just laid out at @x, @y. */
static void
remember (EkPainter  *self,
          EkTextSize  size,
          double      x,
          double      y)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (self->text);
  const char *text = pango_layout_get_text (self->text);

  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      PangoRectangle logical;
      EkPlacedText *placed = g_new0 (EkPlacedText, 1);

      pango_layout_iter_get_line_extents (iter, NULL, &logical);
      placed->text = g_strndup (text + line->start_index, (gsize) line->length);
      placed->x = x + (double) logical.x / PANGO_SCALE;
      placed->baseline = y + (double) pango_layout_iter_get_baseline (iter) / PANGO_SCALE;
      placed->width = (double) logical.width / PANGO_SCALE;
      placed->size = sizes[size].pixels * self->layout->unit;
      g_ptr_array_set_free_func (self->placed, placed_free);
      g_ptr_array_add (self->placed, placed);
    }
  while (pango_layout_iter_next_line (iter));
}

/* Draws @text into @box: @align_x and @align_y are 0 for left and top, ½ for the middle, 1 for right and bottom. What
 * does not fit the width ends in an ellipsis. Returns the height that was used. */
double
ek_painter_text (EkPainter      *self,
                 const char     *text,
                 EkTextSize      size,
                 const EkColour *colour,
                 const EkRect   *box,
                 double          align_x,
                 double          align_y,
                 guint           max_lines)
{
  int width = 0, height = 0;
  double x, y;

  if (self->text == NULL || text == NULL || *text == '\0' || box->width < 4)
    return 0;
  prepare (self, text, size, box->width, max_lines);
  pango_layout_set_alignment (self->text, align_x < 0.25 ? PANGO_ALIGN_LEFT
                                          : align_x > 0.75 ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_CENTER);
  /* In a right-to-left line "left" means the beginning, on the right: names stay where the eye expects the column. */
  pango_layout_set_auto_dir (self->text, FALSE);
  pango_layout_get_pixel_size (self->text, &width, &height);
  x = box->x;
  y = box->y + (box->height - height) * align_y;
  ek_painter_colour (self, colour);
  cairo_move_to (self->cr, x, round (y / self->pixel) * self->pixel);
  pango_cairo_show_layout (self->cr, self->text);
  if (self->placed != NULL)
    remember (self, size, x, y);
  return height;
}
