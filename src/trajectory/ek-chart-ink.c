/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

EkInk *
ek_ink_new (double x,
            double width,
            double column)
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

void
ek_ink_free (EkInk *self)
{
  g_free (self->top);
  g_free (self->bottom);
  g_free (self);
}

/* The columns that @from to @to touch; FALSE when they lie outside. */
static gboolean
columns_of (const EkInk *self,
            double       from,
            double       to,
            guint       *first,
            guint       *last)
{
  double a = floor ((from - self->x) / self->column), b = floor ((to - self->x) / self->column);

  if (b < 0 || a >= self->n)
    return FALSE;
  *first = (guint) MAX (a, 0);
  *last = (guint) MIN (b, self->n - 1);
  return TRUE;
}

static void
stamp (EkInk  *self,
       guint   column,
       double  top,
       double  bottom)
{
  self->top[column] = MIN (self->top[column], top);
  self->bottom[column] = MAX (self->bottom[column], bottom);
}

void
ek_ink_line (EkInk  *self,
             double  x0,
             double  y0,
             double  x1,
             double  y1,
             double  half_width)
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

void
ek_ink_rect (EkInk        *self,
             const EkRect *rect)
{
  guint first = 0, last = 0;

  if (!columns_of (self, rect->x, rect->x + rect->width, &first, &last))
    return;
  for (guint i = first; i <= last; i++)
    stamp (self, i, rect->y, rect->y + rect->height);
}

gboolean
ek_ink_is_free (const EkInk  *self,
                const EkRect *rect)
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

/* Finds a place for a label on a horizontal line at @y inside @within: above the line before below it, from the right
 * end to the left, where no ink is. FALSE, with the place above the left end, when there is none. */
gboolean
ek_ink_place (const EkInk  *self,
              const EkRect *within,
              double        y,
              double        width,
              double        height,
              EkRect       *place)
{
  const double sides[] = { y - height - 1, y + 1 };

  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    {
      if (sides[side] < within->y || sides[side] + height > within->y + within->height)
        continue;
      for (double x = within->x + within->width - width - 6; x >= within->x + 4; x -= 8)
        {
          *place = (EkRect) { x, sides[side], width, height };
          if (ek_ink_is_free (self, place))
            return TRUE;
        }
    }
  *place = (EkRect) { within->x + 6, MAX (within->y, y - height - 1), width, height };
  return FALSE;
}
