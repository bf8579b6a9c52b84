/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "ek-chart.h"
#include "ek-chart-style.h"
#include "ek-time.h"

/* Ten years of daily values in five lines: what the painter takes, first and later, beside two drawings of the same
 * values in the same run: every value stroked by plain Cairo, and the same pixels merely filled. */

#define WIDTH  1440
#define HEIGHT  900
#define LINES     5
#define DAYS   3652
#define RUNS     21

static EkSeries *
make_series (guint line)
{
  EkSeries *series = ek_series_new ("line", "Sleep", "h");
  g_autoptr (GRand) rand = g_rand_new_with_seed (line + 1);

  for (guint day = 0; day < DAYS; day++)
    ek_series_add (series, day * EK_DAY_MS, 7 + sin (day / 58.0 + line) + g_rand_double_range (rand, -1.5, 1.5), 0,
                   day);
  return series;
}

static EkChart *
make_chart (EkSeries **series)
{
  EkChart *chart = ek_chart_new ();

  for (guint i = 0; i < LINES; i++)
    ek_chart_add_panel (chart, series[i], 4, 10, TRUE);
  return chart;
}

static void
clear (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
}

static void
draw_chart (cairo_t  *cr,
            gpointer  data)
{
  ek_chart_paint (data, cr, WIDTH, HEIGHT, EK_CHART_LIGHT, NULL);
}

/* What a program without a thought would do. */
static void
draw_every_value (cairo_t  *cr,
                  gpointer  data)
{
  EkSeries **series = data;

  clear (cr);
  for (guint line = 0; line < LINES; line++)
    {
      const EkPoint *points = ek_series_points (series[line]);
      double top = line * HEIGHT / (double) LINES, height = HEIGHT / (double) LINES - 20;

      for (guint i = 0; i < ek_series_length (series[line]); i++)
        cairo_line_to (cr, 190.0 + i * (WIDTH - 208.0) / DAYS, top + height * (10 - points[i].value) / 6);
      cairo_set_source_rgb (cr, 0.1, 0.35, 0.6);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
}

/* No drawing of these pixels can be faster than filling them. */
static void
draw_fill (cairo_t  *cr,
           gpointer  data)
{
  clear (cr);
  cairo_rectangle (cr, 190, 0, WIDTH - 208, HEIGHT);
  cairo_set_source_rgb (cr, 0.9, 0.9, 0.9);
  cairo_fill (cr);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* Milliseconds: of the first run in @first, the median of all is returned. */
static double
measure (void (*draw) (cairo_t *, gpointer), gpointer data, double *first)
{
  gint64 times[RUNS];

  for (guint i = 0; i < RUNS; i++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
      cairo_t *cr = cairo_create (surface);
      gint64 begin;

      clear (cr);          /* the memory of the surface is there before the clock starts */
      begin = g_get_monotonic_time ();
      draw (cr, data);
      cairo_surface_flush (surface);
      times[i] = g_get_monotonic_time () - begin;
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
  *first = times[0] / 1000.0;
  qsort (times, RUNS, sizeof *times, compare);
  return times[RUNS / 2] / 1000.0;
}

int
main (void)
{
  EkSeries *series[LINES];
  g_autoptr (EkChart) chart = NULL, silent = NULL;
  double first, first_silent, first_plain, first_fill, usual, usual_silent, usual_plain, usual_fill;

  setlocale (LC_CTYPE, "");
  for (guint i = 0; i < LINES; i++)
    series[i] = make_series (i);
  chart = make_chart (series);
  silent = make_chart (series);
  ek_chart_set_without_text (silent, TRUE);

  usual_silent = measure (draw_chart, silent, &first_silent);
  usual = measure (draw_chart, chart, &first);
  usual_plain = measure (draw_every_value, series, &first_plain);
  usual_fill = measure (draw_fill, NULL, &first_fill);

  g_print ("chart: %d lines of %d daily values, %d × %d pixels, median of %d\n", LINES, DAYS, WIDTH, HEIGHT, RUNS);
  g_print ("  the chart, with its words           %7.2f ms   (first %.2f ms, fonts being loaded)\n", usual, first);
  g_print ("  the chart, without words            %7.2f ms   (first %.2f ms)\n", usual_silent, first_silent);
  g_print ("  every value stroked by plain Cairo  %7.2f ms   (first %.2f ms)\n", usual_plain, first_plain);
  g_print ("  the same pixels filled              %7.2f ms   (first %.2f ms)\n", usual_fill, first_fill);
  g_print ("  ratio to every value stroked: %.2f; to filling: %.1f\n", usual / usual_plain, usual / usual_fill);
  for (guint i = 0; i < LINES; i++)
    ek_series_unref (series[i]);
  return 0;
}
