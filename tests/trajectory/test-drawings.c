/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ek-chart-layout.h"
#include "ek-time.h"
#include "reference.h"

/* What is drawn beside the plain course: goals, the expected course, whiskers, marks; scores laid over one another;
 * sessions; a grid; the patient's view. reference.h says how to look at a picture that has changed. */

#define WIDTH 400
#define HEIGHT 200
#define LEFT 42.0
#define TOP 30.0

/* 1 January, April, July, October of the range of 278 days from 5 January: a pixel wide each where the plot is 278. */
static const int quarters[] = { 86, 177, 269 };

static void
each_picture (void (*check) (EkChartStyle style, int scale))
{
  for (int style = EK_CHART_LIGHT; style <= EK_CHART_PRINT; style++)
    for (int scale = 1; scale <= 2; scale++)
      check ((EkChartStyle) style, scale);
}

static void
stroke_course (Reference *self, const double (*points)[2], guint n, double width, const EkColour *colour)
{
  for (guint i = 0; i < n; i++)
    cairo_line_to (self->cr, points[i][0], points[i][1]);
  reference_colour (self, colour);
  cairo_set_line_width (self->cr, width);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (self->cr);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_MITER);
}

/* ---- Goal, expected course, whisker, marks ---- */

static EkChart *
make_decorated (void)
{
  static const EkExpectedPoint expected[] = {
    { MONDAY + DAY (20), 10, 15, 20 },
    { MONDAY + DAY (220), 3, 5, 11 },
  };
  EkChart *chart = ek_chart_new ();
  g_autoptr (EkSeries) series = ek_series_new ("phq9", "PHQ-9", NULL);

  ek_series_add (series, MONDAY + DAY (20), 18, 0, 0);
  ek_series_add (series, MONDAY + DAY (60), 12, EK_POINT_PRORATED, 0);
  ek_series_add (series, MONDAY + DAY (100), 8, 0, 0);
  ek_chart_add_panel (chart, series, 0, 27, TRUE);
  ek_chart_panel_set_expected (chart, 0, expected, 2, "80 %");
  ek_chart_panel_add_goal (chart, 0, 5, MONDAY + DAY (40), MONDAY + DAY (200), "Goal");
  ek_chart_panel_set_uncertainty (chart, 0, 1, 10, 15);
  ek_chart_panel_add_mark (chart, 0, 0, EK_CHART_RESPONSE, 2, NULL);
  ek_chart_set_range (chart, MONDAY, MONDAY + DAY (340));
  return chart;
}

/* The plot is 340 wide, a day a pixel, and 84 high under a key of two rows: 84 / 27 a point. */
#define Y(value) (114 - (value) *84.0 / 27)

static void
draw_expected (Reference *self)
{
  const double dashes[] = { 5, 3 };

  cairo_save (self->cr);
  cairo_rectangle (self->cr, LEFT, TOP, 340, 84);
  cairo_clip (self->cr);
  cairo_move_to (self->cr, LEFT + 20, Y (20));
  cairo_line_to (self->cr, LEFT + 220, Y (11));
  cairo_line_to (self->cr, LEFT + 220, Y (3));
  cairo_line_to (self->cr, LEFT + 20, Y (10));
  cairo_close_path (self->cr);
  reference_colour (self, &self->palette->expected);
  cairo_fill (self->cr);
  reference_line (self, LEFT + 20, Y (15), LEFT + 220, Y (5));
  reference_colour (self, &self->palette->expected_middle);
  cairo_set_line_width (self->cr, 1.2);
  cairo_set_dash (self->cr, dashes, 2, 0);
  cairo_stroke (self->cr);
  cairo_restore (self->cr);
}

static void
draw_goal (Reference *self)
{
  const double dashes[] = { 8, 3, 1.5, 3 };
  double y = reference_snap (self, Y (5)), to = LEFT + 200;

  reference_line (self, LEFT + 40, y, to, y);
  reference_colour (self, &self->palette->goal);
  cairo_set_line_width (self->cr, 1.4);
  cairo_set_dash (self->cr, dashes, 4, 0);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0);
  cairo_move_to (self->cr, to, y + 3);
  cairo_line_to (self->cr, to, y - 11);
  cairo_line_to (self->cr, to - 8, y - 8);
  cairo_line_to (self->cr, to, y - 5);
  cairo_stroke_preserve (self->cr);
  cairo_fill (self->cr);
}

static void
draw_whisker (Reference *self, double x, double top, double bottom, double width, const EkColour *colour)
{
  reference_line (self, x, top, x, bottom);
  reference_line (self, x - 3, top, x + 3, top);
  reference_line (self, x - 3, bottom, x + 3, bottom);
  reference_colour (self, colour);
  cairo_set_line_width (self->cr, width);
  cairo_stroke (self->cr);
}

static void
draw_ring (Reference *self, double x, double y, const EkColour *colour)
{
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, x, y, 3.4, 0, 2 * G_PI);
  reference_colour (self, &self->palette->background);
  cairo_set_line_width (self->cr, 2.4);
  cairo_stroke_preserve (self->cr);
  cairo_fill_preserve (self->cr);
  reference_colour (self, colour);
  cairo_set_line_width (self->cr, 1.6);
  cairo_stroke (self->cr);
}

static void
draw_response (Reference *self, double x, double y)
{
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, x, y, 5, 0, 2 * G_PI);
  reference_colour (self, &self->palette->background);
  cairo_fill_preserve (self->cr);
  reference_colour (self, &self->palette->text);
  cairo_set_line_width (self->cr, 1.2);
  cairo_stroke (self->cr);
  cairo_arc (self->cr, x, y, 5, 0, G_PI);
  cairo_close_path (self->cr);
  cairo_fill (self->cr);
}

/* Prorated, possible range, response in the first row, the expected course in the second. */
static void
draw_key (Reference *self)
{
  double x = LEFT + 6, first = 114 + 38 + 12, second = first + 24;

  draw_ring (self, x, first, &self->palette->text);
  x += 36 + ek_estimate_width ("prorated", 11);
  draw_whisker (self, x, first - 7, first + 7, 1, &self->palette->text);
  x = LEFT + 6;
  draw_response (self, x, second);
  x += 36 + ek_estimate_width ("Response", 11);
  cairo_rectangle (self->cr, x - 6, second - 5, 14, 10);
  reference_colour (self, &self->palette->expected);
  cairo_fill (self->cr);
  reference_line (self, x - 6, second, x + 8, second);
  reference_colour (self, &self->palette->expected_middle);
  cairo_set_line_width (self->cr, 1.2);
  cairo_stroke (self->cr);
}

static void
check_decorated (EkChartStyle style, int scale)
{
  g_autoptr (EkChart) chart = make_decorated ();
  Reference self = reference_begin (WIDTH, HEIGHT, scale, ek_palette_get (style));
  const EkColour *colour = &self.palette->series[0];
  const double dates[] = { LEFT + 86, LEFT + 177, LEFT + 269 };
  const double ticks[] = { 114 - 1.0 / scale, Y (10), Y (20) };
  const double course[][2] = { { LEFT + 20, Y (18) }, { LEFT + 60, Y (12) }, { LEFT + 100, Y (8) } };

  reference_ticks (&self, LEFT, LEFT + 340, ticks, 3);
  reference_grid (&self, TOP, 114, dates, 3);
  draw_expected (&self);
  draw_goal (&self);
  draw_whisker (&self, reference_snap (&self, LEFT + 60), Y (15), Y (10), 1, colour);
  cairo_save (self.cr);
  cairo_rectangle (self.cr, LEFT, TOP - 4, 340, 92);
  cairo_clip (self.cr);
  stroke_course (&self, course, 3, 1.8, colour);
  cairo_restore (self.cr);
  reference_disc (&self, LEFT + 20, Y (18), 3.4, colour);
  draw_ring (&self, LEFT + 60, Y (12), colour);
  reference_disc (&self, LEFT + 100, Y (8), 3.4, colour);
  draw_response (&self, LEFT + 100, Y (8) - 14);
  reference_frame (&self, LEFT, TOP, LEFT + 340, 114);
  reference_axis (&self, LEFT, LEFT + 340, 114, dates, 3);
  draw_key (&self);
  reference_compare (&self, chart, style, "decorated");
}

static void
test_decorated (void)
{
  each_picture (check_decorated);
}

/* ---- Two scores over one another ---- */

static EkChart *
make_overlay (void)
{
  static const double low[] = { 0, 10, 20, 30 }, high[] = { 10, 20, 30, 40 };
  static const char *const levels[] = { "normal", "mild", "moderate", "severe" };
  EkChart *chart = ek_chart_new ();
  g_autoptr (EkCommonScale) scale = ek_common_scale_new (low, high, levels, 4, TRUE);
  g_autoptr (EkSeries) first = ek_series_new ("a", "A", NULL), second = ek_series_new ("b", "B", NULL);
  guint panel = ek_chart_add_overlay (chart, "Both");

  ek_series_add (first, MONDAY + DAY (20), 35, 0, 0);
  ek_series_add (first, MONDAY + DAY (150), 5, 0, 0);
  ek_series_add (second, MONDAY + DAY (20), 25, 0, 0);
  ek_series_add (second, MONDAY + DAY (150), 15, 0, 0);
  g_assert_cmpuint (ek_chart_overlay_add (chart, panel, first, scale), ==, 0);
  g_assert_cmpuint (ek_chart_overlay_add (chart, panel, second, scale), ==, 1);
  ek_chart_set_range (chart, MONDAY, MONDAY + DAY (278));
  return chart;
}

static void
draw_triangle (Reference *self, double x, double y, const EkColour *colour)
{
  cairo_new_sub_path (self->cr);
  for (guint i = 0; i < 3; i++)
    cairo_line_to (self->cr, x + 3.4 * 1.35 * cos (-G_PI / 2 + i * 2 * G_PI / 3),
                   y + 3.4 * 1.35 * sin (-G_PI / 2 + i * 2 * G_PI / 3));
  cairo_close_path (self->cr);
  reference_colour (self, &self->palette->background);
  cairo_set_line_width (self->cr, 2.4);
  cairo_stroke_preserve (self->cr);
  reference_colour (self, colour);
  cairo_fill (self->cr);
}

/* From the end of a line to where its name stands. */
static void
draw_leader (Reference *self, double x, double y, const EkColour *colour)
{
  cairo_move_to (self->cr, x + 5, y);
  cairo_line_to (self->cr, LEFT + 278 + 2, y);
  cairo_line_to (self->cr, LEFT + 278 + 8 + 4, y);
  reference_colour (self, colour);
  cairo_set_line_width (self->cr, 1.0 / self->scale);
  cairo_stroke (self->cr);
}

/* The plot is 278 wide and 132 high: a level 33. The greatest score, 40, is the scale's end: ten points a level. */
static void
check_overlay (EkChartStyle style, int scale)
{
  g_autoptr (EkChart) chart = make_overlay ();
  Reference self = reference_begin (WIDTH, HEIGHT, scale, ek_palette_get (style));
  const EkColour *blue = &self.palette->series[0], *purple = &self.palette->series[1];
  const double dates[] = { LEFT + 86, LEFT + 177, LEFT + 269 }, dashes[] = { 7, 3 };
  const double ticks[] = { 162 - 1.0 / scale, 129, 96, 63, TOP };
  const double first[][2] = { { LEFT + 20, TOP + 16.5 }, { LEFT + 150, 162 - 16.5 } };
  const double second[][2] = { { LEFT + 20, 96 - 16.5 }, { LEFT + 150, 129 - 16.5 } };

  for (int level = 0; level < 4; level++)
    reference_band (&self, level, 3, LEFT, 162 - 33 * (level + 1), 278, 33);
  reference_ticks (&self, LEFT, LEFT + 278, ticks, 5);
  reference_grid (&self, TOP, 162, dates, 3);
  cairo_save (self.cr);
  cairo_rectangle (self.cr, LEFT, TOP - 4, 278, 140);
  cairo_clip (self.cr);
  stroke_course (&self, first, 2, 1.8, blue);
  cairo_set_dash (self.cr, dashes, 2, 0);
  stroke_course (&self, second, 2, 1.8, purple);
  cairo_restore (self.cr);
  for (guint i = 0; i < 2; i++)
    reference_disc (&self, first[i][0], first[i][1], 3.4, blue);
  for (guint i = 0; i < 2; i++)
    draw_triangle (&self, second[i][0], second[i][1], purple);
  reference_frame (&self, LEFT, TOP, LEFT + 278, 162);
  draw_leader (&self, second[1][0], second[1][1], purple);
  draw_triangle (&self, LEFT + 278 + 16, second[1][1], purple);
  draw_leader (&self, first[1][0], first[1][1], blue);
  reference_disc (&self, LEFT + 278 + 16, first[1][1], 3.4, blue);
  reference_axis (&self, LEFT, LEFT + 278, 162, dates, 3);
  reference_compare (&self, chart, style, "overlay");
}

static void
test_overlay (void)
{
  each_picture (check_overlay);
}

/* ---- Along sessions ---- */

/* Sessions on days 0, 10 and 110 lie equally far apart; a value on day 60 lies between the second and the third. */
static void
check_sessions (EkChartStyle style, int scale)
{
  const gint64 sessions[] = { MONDAY + DAY (110), MONDAY, MONDAY + DAY (10) };
  g_autoptr (EkChart) chart = ek_chart_new ();
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  /* Bands make room for words: a width 62 greater makes the plot 340 wide. */
  Reference self = reference_begin (WIDTH + 62, HEIGHT, scale, ek_palette_get (style));
  const EkColour *colour = &self.palette->series[0];
  const double at[] = { LEFT, LEFT + 170, LEFT + 340 };
  const double ticks[] = { 162 - 1.0 / scale, 96, TOP };
  const double course[][2] = { { LEFT, 162 - 66 }, { LEFT + 255, 162 - 33 }, { LEFT + 340, 162 - 99 } };

  ek_series_add (series, MONDAY, 2, 0, 0);
  ek_series_add (series, MONDAY + DAY (60), 1, 0, 0);
  ek_series_add (series, MONDAY + DAY (110), 3, 0, 0);
  ek_chart_add_panel (chart, series, 0, 4, TRUE);
  ek_chart_panel_set_bands (chart, 0, (EkChartBand[]){ { 0, 2, "", 0 }, { 2, 4, "", 0 } }, 2);
  ek_chart_set_sessions (chart, sessions, 3);
  ek_chart_set_axis (chart, EK_CHART_AXIS_SESSIONS);
  ek_chart_set_range (chart, MONDAY, MONDAY + DAY (110));
  reference_band (&self, 0, 0, LEFT, 96, 340, 66);
  reference_band (&self, 0, 0, LEFT, TOP, 340, 66);
  reference_ticks (&self, LEFT, LEFT + 340, ticks, 3);
  reference_grid (&self, TOP, 162, at, 3);
  cairo_save (self.cr);
  cairo_rectangle (self.cr, LEFT, TOP - 4, 340, 140);
  cairo_clip (self.cr);
  stroke_course (&self, course, 3, 1.8, colour);
  cairo_restore (self.cr);
  for (guint i = 0; i < 3; i++)
    reference_disc (&self, course[i][0], course[i][1], 3.4, colour);
  reference_frame (&self, LEFT, TOP, LEFT + 340, 162);
  reference_axis (&self, LEFT, LEFT + 340, 162, at, 3);
  reference_compare (&self, chart, style, "sessions");
}

static void
test_sessions (void)
{
  each_picture (check_sessions);
}

/* ---- A grid ---- */

/* Two small charts side by side in 640: plots of 256 at 42 and 358. */
static void
check_grid (EkChartStyle style, int scale)
{
  g_autoptr (EkChart) chart = ek_chart_new ();
  Reference self = reference_begin (640, HEIGHT, scale, ek_palette_get (style));
  static const double lefts[] = { 42, 358 };
  const double ticks[] = { 162 - 1.0 / scale, 129, 96, 63, TOP };
  double dates[2][3];

  ek_chart_set_arrangement (chart, EK_CHART_MULTIPLES);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);

      ek_series_add (series, MONDAY + DAY (64), 10 * i, 0, 0);
      ek_chart_add_panel (chart, series, 0, 20, TRUE);
      for (guint j = 0; j < 3; j++)
        dates[i][j] = lefts[i] + quarters[j];
    }
  ek_chart_set_range (chart, MONDAY, MONDAY + DAY (256));
  for (guint i = 0; i < 2; i++)
    {
      reference_ticks (&self, lefts[i], lefts[i] + 256, ticks, 5);
      reference_grid (&self, TOP, 162, dates[i], 2);
      reference_disc (&self, lefts[i] + 64, i == 0 ? 162 : 96, 3.4, &self.palette->series[i]);
      reference_frame (&self, lefts[i], TOP, lefts[i] + 256, 162);
    }
  for (guint i = 0; i < 2; i++)
    reference_axis (&self, lefts[i], lefts[i] + 256, 162, dates[i], 2);
  reference_compare (&self, chart, style, "grid");
}

static void
test_grid (void)
{
  each_picture (check_grid);
}

/* ---- For the patient ---- */

static void
draw_arrow (Reference *self, double x, double y, int tip)
{
  reference_line (self, x, y - tip * 8, x, y + tip * 7);
  cairo_move_to (self->cr, x - 4, y + tip * 3);
  cairo_line_to (self->cr, x, y + tip * 8);
  cairo_line_to (self->cr, x + 4, y + tip * 3);
  reference_colour (self, &self->palette->dim);
  cairo_set_line_width (self->cr, 1.6);
  cairo_stroke (self->cr);
}

/* A thick line, large discs, two arrows; a limit, an error band, a critical answer and a relapse leave no trace. */
static void
check_patient (EkChartStyle style, int scale)
{
  g_autoptr (EkChart) chart = ek_chart_new ();
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  Reference self = reference_begin (WIDTH, HEIGHT, scale, ek_palette_get_simple (style));
  const EkColour *colour = &self.palette->series[0];
  const double dates[] = { LEFT + 86, LEFT + 177, LEFT + 269 }, ticks[] = { 162 - 1.0 / scale, 129, 96, 63, TOP };
  const double course[][2] = { { LEFT + 20, 63 }, { LEFT + 60, 96 } };

  ek_series_add (series, MONDAY + DAY (20), 15, EK_POINT_CRITICAL, 0);
  ek_series_add (series, MONDAY + DAY (60), 10, EK_POINT_PRORATED, 0);
  ek_chart_add_panel (chart, series, 0, 20, TRUE);
  ek_chart_panel_set_caseness (chart, 0, 7, "Case");
  ek_chart_panel_set_reliable_change (chart, 0, 15, 3, "±3");
  ek_chart_panel_set_uncertainty (chart, 0, 1, 8, 12);
  ek_chart_panel_add_mark (chart, 0, 0, EK_CHART_RELAPSE, 1, NULL);
  ek_chart_set_simple (chart, TRUE);
  ek_chart_set_range (chart, MONDAY, MONDAY + DAY (340));

  reference_ticks (&self, LEFT, LEFT + 340, ticks, 5);
  reference_grid (&self, TOP, 162, dates, 3);
  cairo_save (self.cr);
  cairo_rectangle (self.cr, LEFT, TOP - 4, 340, 140);
  cairo_clip (self.cr);
  stroke_course (&self, course, 2, 3.5, colour);
  cairo_restore (self.cr);
  for (guint i = 0; i < 2; i++)
    reference_disc (&self, course[i][0], course[i][1], 5.5, colour);
  reference_frame (&self, LEFT, TOP, LEFT + 340, 162);
  draw_arrow (&self, LEFT - 12, TOP + 27, -1);
  draw_arrow (&self, LEFT - 12, 162 - 27, 1);
  reference_axis (&self, LEFT, LEFT + 340, 162, dates, 3);
  reference_compare (&self, chart, style, "patient");
}

static void
test_patient (void)
{
  each_picture (check_patient);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/drawings/decorated", test_decorated);
  g_test_add_func ("/trajectory/drawings/overlay", test_overlay);
  g_test_add_func ("/trajectory/drawings/sessions", test_sessions);
  g_test_add_func ("/trajectory/drawings/grid", test_grid);
  g_test_add_func ("/trajectory/drawings/patient", test_patient);
  return g_test_run ();
}
