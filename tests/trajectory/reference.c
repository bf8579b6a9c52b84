/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference.h"

#include <math.h>
#include <string.h>

cairo_surface_t *
reference_paint (EkChart *chart, int width, int height, int scale, EkChartStyle style)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  ek_chart_set_without_text (chart, TRUE);
  ek_chart_paint (chart, cr, width, height, style, NULL);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

guint32
reference_pixel (cairo_surface_t *surface, int x, int y)
{
  const unsigned char *row = cairo_image_surface_get_data (surface) +
    (gsize) y * cairo_image_surface_get_stride (surface);
  guint32 pixel;

  memcpy (&pixel, row + 4 * x, sizeof pixel);
  return pixel & 0xffffff;
}

/* ---- Comparing ---- */

static void
write_picture (cairo_surface_t *surface, const char *name, const char *what)
{
  const char *directory = g_getenv ("EK_TEST_IMAGES");
  g_autofree char *file = g_strdup_printf ("%s-%s.png", name, what);
  g_autofree char *path = directory != NULL ? g_build_filename (directory, file, NULL) : NULL;

  if (path != NULL)
    g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
}

static cairo_surface_t *
difference (cairo_surface_t *a, cairo_surface_t *b, guint *n)
{
  int width = cairo_image_surface_get_width (a), height = cairo_image_surface_get_height (a);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  guint32 *data = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface) / 4;

  *n = 0;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        gboolean differs = reference_pixel (a, x, y) != reference_pixel (b, x, y);

        data[y * stride + x] = differs ? 0xff0000 : 0xe0e0e0 | reference_pixel (a, x, y);
        *n += differs;
      }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* Ends the reference and compares it with the chart, without letters, at the same size and scale. */
void
reference_compare (Reference *self, EkChart *chart, EkChartStyle style, const char *name)
{
  cairo_surface_t *painted = reference_paint (chart, self->width, self->height, self->scale, style), *where = NULL;
  g_autofree char *full = g_strdup_printf ("%s-%d-%dx", name, style, self->scale);
  guint n;

  g_assert_cmpint (cairo_status (self->cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_flush (self->surface);
  where = difference (painted, self->surface, &n);
  write_picture (painted, full, "painted");
  write_picture (self->surface, full, "expected");
  write_picture (where, full, "difference");
  for (int y = 0; n > 0 && y < self->height * self->scale; y++)
    for (int x = 0; x < self->width * self->scale; x++)
      {
        if (reference_pixel (painted, x, y) != reference_pixel (self->surface, x, y))
          g_error ("%s: %u pixels differ, first %d, %d: painted %06x, expected %06x (EK_TEST_IMAGES=directory shows "
                   "it)",
                   full, n, x, y, reference_pixel (painted, x, y), reference_pixel (self->surface, x, y));
      }
  cairo_surface_destroy (where);
  cairo_surface_destroy (painted);
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
}

/* ---- Drawing ---- */

Reference
reference_begin (int width, int height, int scale, const EkPalette *palette)
{
  Reference self = { .palette = palette, .width = width, .height = height, .scale = scale };

  self.surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  self.cr = cairo_create (self.surface);
  cairo_scale (self.cr, scale, scale);
  reference_colour (&self, &palette->background);
  cairo_paint (self.cr);
  return self;
}

void
reference_colour (Reference *self, const EkColour *colour)
{
  cairo_set_source_rgba (self->cr, colour->red, colour->green, colour->blue, colour->alpha);
}

double
reference_snap (Reference *self, double position)
{
  return (floor (position * self->scale) + 0.5) / self->scale;
}

void
reference_line (Reference *self, double x0, double y0, double x1, double y1)
{
  cairo_move_to (self->cr, x0, y0);
  cairo_line_to (self->cr, x1, y1);
}

void
reference_band (Reference *self, int rank, int greatest, double x, double top, double width, double height)
{
  EkColour fill = ek_palette_band (self->palette, rank, greatest);

  cairo_rectangle (self->cr, x, top, width, height);
  reference_colour (self, &fill);
  cairo_fill (self->cr);
}

/* Each by itself, for where two touch the colours add up. */
void
reference_ticks (Reference *self, double left, double right, const double *heights, guint n)
{
  cairo_set_line_width (self->cr, 1.0 / self->scale);
  reference_colour (self, &self->palette->grid);
  for (guint i = 0; i < n; i++)
    {
      double y = reference_snap (self, heights[i]);

      reference_line (self, left, y, right, y);
      cairo_stroke (self->cr);
    }
}

void
reference_grid (Reference *self, double top, double bottom, const double *dates, guint n)
{
  for (guint i = 0; i < n; i++)
    reference_line (self, reference_snap (self, dates[i]), top, reference_snap (self, dates[i]), bottom);
  reference_colour (self, &self->palette->grid);
  cairo_set_line_width (self->cr, 1.0 / self->scale);
  cairo_stroke (self->cr);
}

void
reference_axis (Reference *self, double left, double right, double y, const double *dates, guint n)
{
  y = reference_snap (self, y);
  reference_line (self, left, y, right, y);
  for (guint i = 0; i < n; i++)
    reference_line (self, reference_snap (self, dates[i]), y, reference_snap (self, dates[i]), y + 4);
  reference_colour (self, &self->palette->frame);
  cairo_set_line_width (self->cr, 1.0 / self->scale);
  cairo_stroke (self->cr);
}

void
reference_frame (Reference *self, double left, double top, double right, double bottom)
{
  double x = reference_snap (self, left), y = reference_snap (self, bottom - 1.0 / self->scale);

  cairo_move_to (self->cr, x, top);
  cairo_line_to (self->cr, x, y);
  cairo_line_to (self->cr, right, y);
  reference_colour (self, &self->palette->frame);
  cairo_set_line_width (self->cr, 1.0 / self->scale);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_MITER);
  cairo_stroke (self->cr);
}

void
reference_disc (Reference *self, double x, double y, double radius, const EkColour *colour)
{
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, x, y, radius, 0, 2 * G_PI);
  reference_colour (self, &self->palette->background);
  cairo_set_line_width (self->cr, 2.4);
  cairo_stroke_preserve (self->cr);
  reference_colour (self, colour);
  cairo_fill (self->cr);
}
