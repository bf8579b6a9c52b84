/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

static void
placed_free (gpointer data)
{
  EkPlacedText *placed = data;

  g_free (placed->text);
  g_free (placed);
}

/**
 * ek_painter_text_height:
 * @self: a painter
 * @size: of the letters
 *
 * Returns: the height of a line, by the size and not by the font: layout must not depend on what is installed
 */
double
ek_painter_text_height (EkPainter *self, EkTextSize size)
{
  return ceil (ek_text_size_pixels (size) * 1.35 * self->layout->unit);
}

/**
 * ek_painter_text_width:
 * @self: a painter
 * @text: (nullable): words
 * @size: of the letters
 *
 * Returns: how wide they are in one line; 0 in a chart without text
 */
double
ek_painter_text_width (EkPainter *self, const char *text, EkTextSize size)
{
  if (self->texts == NULL || text == NULL)
    return 0;
  return ek_text_lay_out (self, text, size, -1, 1, PANGO_ALIGN_LEFT)->width;
}

/**
 * ek_painter_text_fits:
 * @self: a painter
 * @text: (nullable): words
 * @size: of the letters
 * @width: of a line
 * @max_lines: at most this many
 *
 * Returns: whether they would be seen whole; %FALSE in a chart without text
 */
gboolean
ek_painter_text_fits (EkPainter *self, const char *text, EkTextSize size, double width, guint max_lines)
{
  return self->texts != NULL && text != NULL && width >= 4 &&
    !pango_layout_is_ellipsized (
           ek_text_lay_out (self, text, size, MIN (width, 1e6), max_lines, PANGO_ALIGN_LEFT)->layout);
}

/* Remembers each line of what was just laid out at @x, @y. */
static void
remember (EkPainter *self, PangoLayout *layout, EkTextSize size, double x, double y)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (layout);
  const char *text = pango_layout_get_text (layout);

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
      placed->size = ek_text_size_pixels (size) * self->layout->unit;
      g_ptr_array_set_free_func (self->placed, placed_free);
      g_ptr_array_add (self->placed, placed);
    }
  while (pango_layout_iter_next_line (iter));
}

/**
 * ek_painter_text:
 * @self: a painter
 * @text: (nullable): words
 * @size: of the letters
 * @colour: of the letters
 * @box: where to; nothing is drawn in one less than 4 wide
 * @align_x: 0 for left, ½ for the middle, 1 for right
 * @align_y: 0 for the top of the box, ½ for its middle, 1 for its bottom
 * @max_lines: at most this many; what does not fit ends in an ellipsis
 *
 * Returns: the height that was used; 0 when nothing was drawn
 */
double
ek_painter_text (EkPainter *self, const char *text, EkTextSize size, const EkColour *colour, const EkRect *box,
                 double align_x, double align_y, guint max_lines)
{
  const EkTextLine *line = NULL;
  double y;

  if (self->texts == NULL || text == NULL || *text == '\0' || !(box->width >= 4))
    return 0;
  line = ek_text_lay_out (self, text, size, MIN (box->width, 1e6), max_lines,
                          align_x < 0.25     ? PANGO_ALIGN_LEFT
                            : align_x > 0.75 ? PANGO_ALIGN_RIGHT
                                             : PANGO_ALIGN_CENTER);
  y = box->y + (box->height - line->height) * align_y;
  ek_painter_colour (self, colour);
  cairo_move_to (self->cr, box->x, round (y / self->pixel) * self->pixel);
  pango_cairo_show_layout (self->cr, line->layout);
  cairo_new_path (self->cr); /* the next drawing does not begin where this text did */
  if (self->placed != NULL)
    remember (self, line->layout, size, box->x, y);
  return line->height;
}
