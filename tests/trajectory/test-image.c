/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "ek-chart.h"
#include "ek-chart-style.h"
#include "ek-time.h"

/* Pictures without letters, so that no font matters. The reference is drawn here by plain Cairo calls at positions
 * worked out by hand: a chart 400 by 200 has its plot at 42, 30, 278 wide and 108 high; a range of 278 days makes a day
 * a pixel wide, a scale of 27 makes a point four pixels high. */

#define DAY(n) ((gint64) (n) *EK_DAY_MS)
#define MONDAY G_GINT64_CONSTANT (1767571200000) /* 2026-01-05T00:00:00Z */

#define WIDTH 400
#define HEIGHT 200
#define LEFT 42.0
#define TOP 30.0
#define RIGHT 320.0
#define BOTTOM 138.0

static cairo_surface_t *
surface_new (int scale, cairo_t **cr)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH * scale, HEIGHT * scale);

  *cr = cairo_create (surface);
  cairo_scale (*cr, scale, scale);
  return surface;
}

static cairo_surface_t *
paint (EkChart *chart, int scale, EkChartStyle style)
{
  cairo_t *cr = NULL;
  cairo_surface_t *surface = surface_new (scale, &cr);

  ek_chart_set_without_text (chart, TRUE);
  ek_chart_set_range (chart, MONDAY, MONDAY + DAY (278));
  ek_chart_paint (chart, cr, WIDTH, HEIGHT, style, NULL);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  const unsigned char *row = cairo_image_surface_get_data (surface) +
    (gsize) y * cairo_image_surface_get_stride (surface);
  guint32 pixel;

  memcpy (&pixel, row + 4 * x, sizeof pixel);
  return pixel & 0xffffff;
}

static void
assert_same (cairo_surface_t *a, cairo_surface_t *b)
{
  for (int y = 0; y < cairo_image_surface_get_height (a); y++)
    for (int x = 0; x < cairo_image_surface_get_width (a); x++)
      {
        if (pixel_at (a, x, y) != pixel_at (b, x, y))
          g_error ("pixel %d, %d is %06x, not %06x", x, y, pixel_at (a, x, y), pixel_at (b, x, y));
      }
}

/* ---- The reference ---- */

static void
colour (cairo_t *cr, const EkColour *c)
{
  cairo_set_source_rgba (cr, c->red, c->green, c->blue, c->alpha);
}

static double
snap (double position, int scale)
{
  return (floor (position * scale) + 0.5) / scale;
}

static void
line (cairo_t *cr, double x0, double y0, double x1, double y1)
{
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
}

static void
reference_ground (cairo_t *cr, const EkPalette *palette, int scale)
{
  static const double ticks[] = { BOTTOM, 98, TOP }, dates[] = { LEFT + 86, LEFT + 177, LEFT + 269 };
  const EkColour best = ek_palette_band (palette, 0, 1), worst = ek_palette_band (palette, 1, 1);

  colour (cr, &palette->background);
  cairo_paint (cr);
  cairo_rectangle (cr, LEFT, 98, RIGHT - LEFT, 40);
  colour (cr, &best);
  cairo_fill (cr);
  cairo_rectangle (cr, LEFT, TOP, RIGHT - LEFT, 68);
  colour (cr, &worst);
  cairo_fill (cr);

  cairo_set_line_width (cr, 1.0 / scale);
  colour (cr, &palette->grid);
  for (guint i = 0; i < G_N_ELEMENTS (ticks); i++)
    {
      double y = snap (MIN (ticks[i], BOTTOM - 1.0 / scale), scale);

      line (cr, LEFT, y, RIGHT, y);
      cairo_stroke (cr);
    }
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    line (cr, snap (dates[i], scale), TOP, snap (dates[i], scale), BOTTOM);
  cairo_stroke (cr);

  colour (cr, &palette->caseness);
  cairo_set_line_width (cr, 1.2);
  line (cr, LEFT, snap (98, scale), RIGHT, snap (98, scale));
  cairo_stroke (cr);
}

static void
reference_diamond (cairo_t *cr, const EkPalette *palette, double x, double y)
{
  cairo_move_to (cr, x, y - 6.12);
  cairo_line_to (cr, x + 6.12, y);
  cairo_line_to (cr, x, y + 6.12);
  cairo_line_to (cr, x - 6.12, y);
  cairo_close_path (cr);
  colour (cr, &palette->background);
  cairo_set_line_width (cr, 2.4);
  cairo_stroke_preserve (cr);
  colour (cr, &palette->critical);
  cairo_fill (cr);
}

static void
reference_disc (cairo_t *cr, const EkPalette *palette, double x, double y)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, 3.4, 0, 2 * G_PI);
  colour (cr, &palette->background);
  cairo_set_line_width (cr, 2.4);
  cairo_stroke_preserve (cr);
  colour (cr, &palette->series[0]);
  cairo_fill (cr);
}

/* Values 18 on day 10, 20 (critical) on day 40 and 5 on day 70; a gap; 8 on day 200. */
static void
reference_values (cairo_t *cr, const EkPalette *palette)
{
  cairo_save (cr);
  cairo_rectangle (cr, LEFT, TOP - 4, RIGHT - LEFT, BOTTOM - TOP + 8);
  cairo_clip (cr);
  cairo_move_to (cr, LEFT + 10, BOTTOM - 72);
  cairo_line_to (cr, LEFT + 40, BOTTOM - 80);
  cairo_line_to (cr, LEFT + 70, BOTTOM - 20);
  cairo_move_to (cr, LEFT + 200, BOTTOM - 32);
  colour (cr, &palette->series[0]);
  cairo_set_line_width (cr, 1.8);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  cairo_restore (cr);
  reference_disc (cr, palette, LEFT + 10, BOTTOM - 72);
  reference_disc (cr, palette, LEFT + 70, BOTTOM - 20);
  reference_disc (cr, palette, LEFT + 200, BOTTOM - 32);
  reference_diamond (cr, palette, LEFT + 40, BOTTOM - 80);
}

static void
reference_frame (cairo_t *cr, const EkPalette *palette, int scale)
{
  static const double dates[] = { LEFT + 86, LEFT + 177, LEFT + 269 };
  double ground = snap (BOTTOM - 1.0 / scale, scale), axis = snap (BOTTOM, scale);

  colour (cr, &palette->frame);
  cairo_set_line_width (cr, 1.0 / scale);
  cairo_move_to (cr, snap (LEFT, scale), TOP);
  cairo_line_to (cr, snap (LEFT, scale), ground);
  cairo_line_to (cr, RIGHT, ground);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_stroke (cr);
  line (cr, LEFT, axis, RIGHT, axis);
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    line (cr, snap (dates[i], scale), axis, snap (dates[i], scale), axis + 4);
  cairo_stroke (cr);
  reference_diamond (cr, palette, LEFT + 6, 188); /* in the key */
}

static EkChart *
make_reference_chart (void)
{
  static const EkChartBand bands[] = { { 0, 9, "", 0 }, { 10, 27, "", 1 } };
  EkChart *chart = ek_chart_new ();
  g_autoptr (EkSeries) series = ek_series_new ("phq9", "PHQ-9", NULL);

  ek_series_add (series, MONDAY + DAY (10), 18, 0, 0);
  ek_series_add (series, MONDAY + DAY (40), 20, EK_POINT_CRITICAL, 0);
  ek_series_add (series, MONDAY + DAY (70), 5, 0, 0);
  ek_series_add (series, MONDAY + DAY (200), 8, 0, 0);
  ek_series_set_interval (series, DAY (30));
  ek_chart_add_panel (chart, series, 0, 27, TRUE);
  ek_chart_panel_set_bands (chart, 0, bands, G_N_ELEMENTS (bands));
  ek_chart_panel_set_caseness (chart, 0, 10, "Caseness ≥ 10");
  return chart;
}

static void
test_reference (void)
{
  g_autoptr (EkChart) chart = make_reference_chart ();

  for (int style = EK_CHART_LIGHT; style <= EK_CHART_PRINT; style++)
    for (int scale = 1; scale <= 2; scale++)
      {
        const EkPalette *palette = ek_palette_get (style);
        cairo_t *cr = NULL;
        cairo_surface_t *expected = surface_new (scale, &cr), *painted = paint (chart, scale, style);

        reference_ground (cr, palette, scale);
        reference_values (cr, palette);
        reference_frame (cr, palette, scale);
        cairo_surface_flush (expected);
        assert_same (painted, expected);
        cairo_destroy (cr);
        cairo_surface_destroy (expected);
        cairo_surface_destroy (painted);
      }
}

/* ---- Properties: what values add to the empty chart ---- */

typedef struct {
  int top[WIDTH], bottom[WIDTH];
} Ink; /* of the plot's columns; top > bottom: none */

static Ink
ink_of (EkSeries *series, double low, double high)
{
  g_autoptr (EkChart) chart = ek_chart_new (), empty = ek_chart_new ();
  g_autoptr (EkSeries) none = ek_series_new ("x", "x", NULL);
  cairo_surface_t *with, *without;
  Ink ink;

  ek_chart_add_panel (chart, series, low, high, TRUE);
  ek_chart_add_panel (empty, none, low, high, TRUE);
  with = paint (chart, 1, EK_CHART_LIGHT);
  without = paint (empty, 1, EK_CHART_LIGHT);
  for (int x = 0; x < WIDTH; x++)
    {
      ink.top[x] = HEIGHT;
      ink.bottom[x] = -1;
      for (int y = 0; y < HEIGHT; y++)
        {
          if (pixel_at (with, x, y) == pixel_at (without, x, y))
            continue;
          ink.top[x] = MIN (ink.top[x], y);
          ink.bottom[x] = y;
        }
    }
  cairo_surface_destroy (with);
  cairo_surface_destroy (without);
  return ink;
}

/* Without bands and key the plot is 340 wide and 132 high, from 42, 30. */
#define PLAIN_X(day) ((int) (LEFT + (day) *340.0 / 278))

static void
test_nothing (void)
{
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  Ink ink = ink_of (series, 0, 27);

  for (int x = 0; x < WIDTH; x++)
    g_assert_cmpint (ink.bottom[x], ==, -1);
}

static void
test_one_point (void)
{
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  Ink ink;

  ek_series_add (series, MONDAY + DAY (139), 13.5, 0, 0);
  ink = ink_of (series, 0, 27);
  /* A disc of radius 3.4; its rim has the colour of the ground. */
  for (int x = 0; x < WIDTH; x++)
    g_assert_cmpint (ink.bottom[x] >= 0, ==, abs (2 * x + 1 - 2 * PLAIN_X (139)) < 8);
  g_assert_cmpint (ink.top[PLAIN_X (139)], ==, 96 - 4);
  g_assert_cmpint (ink.bottom[PLAIN_X (139)], ==, 96 + 3);
}

static void
test_flat_and_gap (void)
{
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  Ink ink;

  for (int day = 0; day <= 278; day++)
    {
      if (day < 100 || day > 150)
        ek_series_add (series, MONDAY + DAY (day), -4, 0, 0);
    }
  ink = ink_of (series, -8, 0);
  for (int x = (int) LEFT; x < PLAIN_X (99) - 1; x++)
    {
      g_assert_cmpint (ink.top[x], >=, 94);
      g_assert_cmpint (ink.bottom[x], <=, 97);
      g_assert_cmpint (ink.bottom[x], >=, ink.top[x]);
    }
  for (int x = PLAIN_X (99) + 2; x < PLAIN_X (151) - 1; x++)
    g_assert_cmpint (ink.bottom[x], ==, -1);
  for (int x = PLAIN_X (151) + 1; x < PLAIN_X (278); x++)
    g_assert_cmpint (ink.bottom[x], >=, 0);
}

/* One day in a century stands out: it must be seen, at its place and in its full height. */
static void
test_century (void)
{
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  g_autoptr (EkChart) chart = ek_chart_new ();
  cairo_t *cr = NULL;
  cairo_surface_t *surface = surface_new (1, &cr);
  const EkPalette *palette = ek_palette_get (EK_CHART_LIGHT);
  int peak_x;
  gboolean found = FALSE;

  for (int day = 0; day < 36525; day++)
    ek_series_add (series, MONDAY - DAY (36525 - day), day == 20000 ? 100 : 1, 0, 0);
  ek_chart_add_panel (chart, series, 0, 100, TRUE);
  ek_chart_set_without_text (chart, TRUE);
  ek_chart_set_range (chart, MONDAY - DAY (36525), MONDAY);
  ek_chart_paint (chart, cr, WIDTH, HEIGHT, EK_CHART_LIGHT, NULL);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  peak_x = (int) (LEFT + 20000 * 340.0 / 36525);
  for (int x = peak_x - 1; x <= peak_x + 1; x++)
    found = found || (pixel_at (surface, x, 60) & 0xff0000) >> 16 < (palette->series[0].red + 0.75) / 1.75 * 255;
  g_assert_true (found);
  cairo_surface_destroy (surface);
}

static void
test_equal_dates (void)
{
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  Ink ink;

  ek_series_add (series, MONDAY + DAY (139), 3, 0, 0);
  ek_series_add (series, MONDAY + DAY (139), 24, 0, 0);
  ink = ink_of (series, 0, 27);
  g_assert_cmpint (ink.top[PLAIN_X (139)], <, 30 + 132 * 3 / 27);
  g_assert_cmpint (ink.bottom[PLAIN_X (139)], >, 30 + 132 * 24 / 27);
}

/* Sizes that a window has while it opens and closes must not trip anything. */
static void
test_tiny (void)
{
  static const double sizes[][2] = { { 0, 0 }, { 1, 1 }, { 10, 400 }, { 400, 10 }, { NAN, 10 }, { 60, 60 } };
  g_autoptr (EkChart) chart = make_reference_chart ();
  cairo_t *cr = NULL;
  cairo_surface_t *surface = surface_new (1, &cr);
  EkChartHit cursor = { .panel = 0, .index = 1 };

  ek_chart_add_lane_item (chart, EK_LANE_MEDICINE, "Sertraline", "50 mg", MONDAY, EK_INSTANT_NONE, 50);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int text = 0; text <= 1; text++)
      {
        ek_chart_set_without_text (chart, text == 0);
        ek_chart_paint (chart, cr, sizes[i][0], sizes[i][1], EK_CHART_DARK, &cursor);
        g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/image/reference", test_reference);
  g_test_add_func ("/trajectory/image/nothing", test_nothing);
  g_test_add_func ("/trajectory/image/one-point", test_one_point);
  g_test_add_func ("/trajectory/image/flat-and-gap", test_flat_and_gap);
  g_test_add_func ("/trajectory/image/century", test_century);
  g_test_add_func ("/trajectory/image/equal-dates", test_equal_dates);
  g_test_add_func ("/trajectory/image/tiny", test_tiny);
  return g_test_run ();
}
