/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

/**
 * ek_ink_new:
 * @x: where the first column begins
 * @width: of all columns, in units of the drawing
 * @column: width of one column; the last may stand out
 *
 * Returns: (transfer full): a map of 1 to 100000 columns without ink; free with ek_ink_free()
 */
EkInk *
ek_ink_new (double x, double width, double column)
{
  EkInk *self = g_new0 (EkInk, 1);

  self->x = x;
  self->column = column;
  self->n = (guint) CLAMP (ceil (width / column), 1, 100000);
  self->top = g_new (double, self->n);
  self->bottom = g_new (double, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      self->top[i] = G_MAXDOUBLE;
      self->bottom[i] = -G_MAXDOUBLE;
    }
  return self;
}

/**
 * ek_ink_free:
 * @self: (transfer full): an ink map
 */
void
ek_ink_free (EkInk *self)
{
  g_free (self->top);
  g_free (self->bottom);
  g_free (self);
}

/* The columns that @from to @to touch; FALSE when they lie outside. */
static gboolean
columns_of (const EkInk *self, double from, double to, guint *first, guint *last)
{
  double a = floor ((from - self->x) / self->column), b = floor ((to - self->x) / self->column);

  if (b < 0 || a >= self->n)
    return FALSE;
  *first = (guint) MAX (a, 0);
  *last = (guint) MIN (b, self->n - 1);
  return TRUE;
}

static void
stamp (EkInk *self, guint column, double top, double bottom)
{
  self->top[column] = MIN (self->top[column], top);
  self->bottom[column] = MAX (self->bottom[column], bottom);
}

/**
 * ek_ink_line:
 * @self: an ink map
 * @x0: of one end
 * @y0: of one end
 * @x1: of the other end, on either side of the first
 * @y1: of the other end
 * @half_width: how far the ink reaches to either side
 *
 * Stamps a line generously, each column from the highest to the lowest it has there: what a label must not cover. For
 * ink that is to be seen there is ek_ink_stroke().
 */
void
ek_ink_line (EkInk *self, double x0, double y0, double x1, double y1, double half_width)
{
  guint first = 0, last = 0;

  if (x1 < x0)
    {
      ek_ink_line (self, x1, y1, x0, y0, half_width);
      return;
    }
  if (!columns_of (self, x0 - half_width, x1 + half_width, &first, &last))
    return;
  for (guint i = first; i <= last; i++)
    {
      double left = CLAMP (self->x + i * self->column, x0, x1);
      double right = CLAMP (self->x + (i + 1) * self->column, x0, x1);
      double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
      double a = x1 > x0 ? y0 + slope * (left - x0) : MIN (y0, y1);
      double b = x1 > x0 ? y0 + slope * (right - x0) : MAX (y0, y1);

      stamp (self, i, MIN (a, b) - half_width, MAX (a, b) + half_width);
    }
}

/* The upper edge at @x of a stroke from @x0, @y0 to @x1, @y1 with round ends, y growing downwards: the line moved by
 * half of the width, or the round end where that does not reach. Its lower edge is the same with all heights turned
 * over. */
static double
stroke_edge (double x, double x0, double y0, double x1, double y1, double half, double length)
{
  double shift = length > 0 ? half * (y1 - y0) / length : 0, end_x = x0, end_y = y0, reach;

  if (x1 - x0 > 1e-6 && x >= x0 + shift && x <= x1 + shift)
    return y0 + ((y1 - y0) * (x - x0) - half * length) / (x1 - x0);
  if (x1 - x0 > 1e-6 ? x > x1 + shift : y1 < y0)
    {
      end_x = x1;
      end_y = y1;
    }
  reach = half * half - (x - end_x) * (x - end_x);
  return reach > 0 ? end_y - sqrt (reach) : G_MAXDOUBLE;
}

/**
 * ek_ink_stroke:
 * @self: an ink map
 * @x0: of the earlier end
 * @y0: of the earlier end
 * @x1: of the later end, not before @x0
 * @y1: of the later end
 * @half: half the width of the line
 *
 * The stroke of a line of this width with round ends, column by column at the middle of each. As time only runs on, the
 * ink of a whole course is one span in every column, and no drawing of it can be more exact.
 */
void
ek_ink_stroke (EkInk *self, double x0, double y0, double x1, double y1, double half)
{
  guint first = 0, last = 0;
  double length = hypot (x1 - x0, y1 - y0);

  if (!columns_of (self, x0 - half, x1 + half, &first, &last))
    return;
  for (guint i = first; i <= last; i++)
    {
      double x = self->x + (i + 0.5) * self->column;
      double top = stroke_edge (x, x0, y0, x1, y1, half, length);
      double bottom = -stroke_edge (x, x0, -y0, x1, -y1, half, length);

      if (top <= bottom)
        stamp (self, i, top, bottom);
    }
}

/**
 * ek_ink_extent:
 * @self: an ink map
 * @top: (out): of the highest ink
 * @bottom: (out): of the lowest ink
 *
 * Returns: %FALSE when there is none, and nothing of use in @top and @bottom
 */
gboolean
ek_ink_extent (const EkInk *self, double *top, double *bottom)
{
  *top = G_MAXDOUBLE;
  *bottom = -G_MAXDOUBLE;
  for (guint i = 0; i < self->n; i++)
    {
      *top = MIN (*top, self->top[i]);
      *bottom = MAX (*bottom, self->bottom[i]);
    }
  return *top <= *bottom;
}

/* What @per columns of ink cover of one column of pixels, row by row: @sums is empty before and after. */
static void
cover_column (const EkInk *self, guint first, guint per, double y, double pixel, int *sums, int n_rows,
              unsigned char *column, int stride)
{
  const int full = 255 * 256 / (int) per;
  int from = n_rows, to = -1, sum = 0;

  for (guint i = first; i < MIN (first + per, self->n); i++)
    {
      double top = CLAMP ((self->top[i] - y) / pixel, 0, n_rows);
      double bottom = CLAMP ((self->bottom[i] - y) / pixel, 0, n_rows);
      int top_row = (int) top, bottom_row = (int) bottom;
      int top_part = (int) (full * (top - top_row)), bottom_part = (int) (full * (bottom - bottom_row));

      if (self->top[i] > self->bottom[i])
        continue;
      sums[top_row] += full - top_part;
      sums[top_row + 1] += top_part;
      sums[bottom_row] -= full - bottom_part;
      sums[bottom_row + 1] -= bottom_part;
      from = MIN (from, top_row);
      to = MAX (to, bottom_row + 1);
    }
  for (int row = from; row <= to; row++)
    {
      sum += sums[row];
      sums[row] = 0;
      if (row < n_rows)
        column[row * stride] = (unsigned char) (sum >> 8);
    }
}

/**
 * ek_ink_mask:
 * @self: an ink map
 * @per: how many columns of the ink make one of the mask, at least 1
 * @y: where the first row begins
 * @pixel: height of a row, in units of the drawing
 * @n_rows: how many rows
 *
 * Returns: (transfer full): a surface of %CAIRO_FORMAT_A8, each pixel covered as far as there is ink in it; at most
 *   32767 columns, which is what cairo can count. In the state of an error when there is no memory for it
 */
cairo_surface_t *
ek_ink_mask (const EkInk *self, guint per, double y, double pixel, int n_rows)
{
  int n_columns = (int) MIN ((self->n + per - 1) / per, 32767);
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, n_columns, n_rows);
  unsigned char *data = cairo_image_surface_get_data (mask);
  g_autofree int *sums = g_new0 (int, (gsize) n_rows + 2);

  for (int i = 0; data != NULL && i < n_columns; i++)
    cover_column (self, (guint) i * per, per, y, pixel, sums, n_rows, data + i, cairo_image_surface_get_stride (mask));
  cairo_surface_mark_dirty (mask);
  return mask;
}

/**
 * ek_ink_rect:
 * @self: an ink map
 * @rect: what nothing else may cover
 */
void
ek_ink_rect (EkInk *self, const EkRect *rect)
{
  guint first = 0, last = 0;

  if (!columns_of (self, rect->x, rect->x + rect->width, &first, &last))
    return;
  for (guint i = first; i <= last; i++)
    stamp (self, i, rect->y, rect->y + rect->height);
}

/**
 * ek_ink_is_free:
 * @self: an ink map
 * @rect: where something is to stand
 *
 * Returns: whether no ink is there, as seen column by column; also of a place outside the map
 */
gboolean
ek_ink_is_free (const EkInk *self, const EkRect *rect)
{
  guint first = 0, last = 0;

  if (!columns_of (self, rect->x, rect->x + rect->width, &first, &last))
    return TRUE;
  for (guint i = first; i <= last; i++)
    {
      if (self->top[i] < rect->y + rect->height && self->bottom[i] > rect->y)
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_ink_place:
 * @self: an ink map
 * @within: the plot
 * @y: of the horizontal line that is to be labelled
 * @width: of the label
 * @height: of the label
 * @place: (out): where it goes
 *
 * Finds a place for a label on a line inside @within: above the line before below it, from the right end to the left,
 * where no ink is.
 *
 * Returns: %FALSE, with the place above the left end, when there is none
 */
gboolean
ek_ink_place (const EkInk *self, const EkRect *within, double y, double width, double height, EkRect *place)
{
  const double sides[] = { y - height - 1, y + 1 };

  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    {
      if (sides[side] < within->y || sides[side] + height > within->y + within->height)
        continue;
      for (double x = within->x + within->width - width - 6; x >= within->x + 4; x -= 8)
        {
          *place = (EkRect){ x, sides[side], width, height };
          if (ek_ink_is_free (self, place))
            return TRUE;
        }
    }
  *place = (EkRect){ within->x + 6, MAX (within->y, y - height - 1), width, height };
  return FALSE;
}
