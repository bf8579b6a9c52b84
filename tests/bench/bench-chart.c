/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "ek-chart.h"
#include "ek-chart-style.h"
#include "ek-time.h"

/* What the painter takes for a frame while one pans and zooms, beside two drawings of the same values in the same run:
 * every shown value stroked by plain Cairo, and the same pixels merely filled. Ten years of daily values in eight
 * panels, the same laid over one another, and one course of a million values. */

#define WIDTH 1200
#define HEIGHT 900
#define LINES 8
#define DAYS 3652
#define MILLION 1000000
#define FRAMES 60 /* of a sequence: one second on a screen */
#define LEFT 190.0
#define RIGHT 18.0

/* Cairo joins all pieces of one stroke at a cost that grows faster than their number: also the plain drawing is not
 * made slower than it need be. */
#define PIECES 64

typedef struct {
  const char *name;
  EkSeries *series[LINES];
  guint n;
  gboolean overlay;
  gint64 from_ms, to_ms;
} Case;

/* Time this thread has had: painting waits for nothing, so that is what it takes when the machine has nothing else to
 * do. */
static gint64
now_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static EkSeries *
make_series (guint line, guint n, gint64 step_ms)
{
  EkSeries *series = ek_series_new ("line", "Sleep", "h");
  g_autoptr (GRand) rand = g_rand_new_with_seed (line + 1);

  for (guint i = 0; i < n; i++)
    ek_series_add (series, i * step_ms, 7 + sin (i * 60.0 / n + line) + g_rand_double_range (rand, -1.5, 1.5), 0, i);
  return series;
}

static EkChart *
make_chart (const Case *of)
{
  EkChart *chart = ek_chart_new ();
  guint overlay = of->overlay ? ek_chart_add_overlay (chart, "All") : 0;

  for (guint i = 0; i < of->n; i++)
    {
      g_autoptr (EkCommonScale) scale = ek_common_scale_new_range (4, 10, FALSE);

      if (of->overlay)
        ek_chart_overlay_add (chart, overlay, of->series[i], scale);
      else
        ek_chart_add_panel (chart, of->series[i], 4, 10, TRUE);
    }
  return chart;
}

/* ---- The three drawings of one frame ---- */

typedef void (*Draw) (cairo_t *cr, const Case *of, EkChart *chart, gint64 from_ms, gint64 to_ms);

static void
clear (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
}

static void
draw_chart (cairo_t *cr, const Case *of, EkChart *chart, gint64 from_ms, gint64 to_ms)
{
  ek_chart_set_range (chart, from_ms, to_ms);
  ek_chart_paint (chart, cr, WIDTH, HEIGHT, EK_CHART_LIGHT, NULL);
}

/* What a program without a thought would do. */
static void
draw_every_value (cairo_t *cr, const Case *of, EkChart *chart, gint64 from_ms, gint64 to_ms)
{
  clear (cr);
  cairo_set_source_rgb (cr, 0.1, 0.35, 0.6);
  cairo_set_line_width (cr, 1);
  for (guint line = 0; line < of->n; line++)
    {
      const EkPoint *points = ek_series_points (of->series[line]);
      guint rows = of->overlay ? 1 : of->n;
      double top = of->overlay ? 0 : line * HEIGHT / (double) rows, height = HEIGHT / (double) rows - 20;

      for (guint i = 0; i < ek_series_length (of->series[line]); i++)
        {
          double x = LEFT + (WIDTH - LEFT - RIGHT) * (double) (points[i].at_ms - from_ms) / (double) (to_ms - from_ms);
          double y = top + height * (10 - points[i].value) / 6;

          if (points[i].at_ms < from_ms || points[i].at_ms > to_ms)
            continue;
          cairo_line_to (cr, x, y);
          if (i % PIECES != 0)
            continue;
          cairo_stroke (cr);
          cairo_move_to (cr, x, y);
        }
      cairo_stroke (cr);
    }
}

/* No drawing of these pixels can be faster than filling them. */
static void
draw_fill (cairo_t *cr, const Case *of, EkChart *chart, gint64 from_ms, gint64 to_ms)
{
  clear (cr);
  cairo_rectangle (cr, LEFT, 0, WIDTH - LEFT - RIGHT, HEIGHT);
  cairo_set_source_rgb (cr, 0.9, 0.9, 0.9);
  cairo_fill (cr);
}

/* ---- Sequences ---- */

/* Zoom from all to a fortieth around a place, then pan over it. */
static void
range_of (const Case *of, guint frame, gint64 *from_ms, gint64 *to_ms)
{
  double all = (double) (of->to_ms - of->from_ms), half = FRAMES / 2.0;
  double zoom = pow (40, -MIN (frame / half, 1)), pan = frame > half ? (frame - half) / half : 0;
  double width = all * zoom, begin = (all - width) * (0.3 + 0.4 * pan);

  *from_ms = of->from_ms + (gint64) begin;
  *to_ms = *from_ms + (gint64) width;
}

static double
milliseconds (Draw draw, const Case *of, EkChart *chart, gint64 from_ms, gint64 to_ms)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  gint64 begin;

  clear (cr); /* the memory of the surface is there before the clock starts */
  begin = now_us ();
  draw (cr, of, chart, from_ms, to_ms);
  cairo_surface_flush (surface);
  begin = now_us () - begin;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return (double) begin / 1000.0;
}

typedef struct {
  double mean, worst;
} Times;

static Times
sequence (Draw draw, const Case *of, EkChart *chart, guint step)
{
  Times times = { 0 };
  guint n = 0;

  for (guint frame = 0; frame <= FRAMES; frame += step, n++)
    {
      gint64 from_ms, to_ms;
      double took;

      range_of (of, frame, &from_ms, &to_ms);
      took = milliseconds (draw, of, chart, from_ms, to_ms);
      times.mean += took;
      times.worst = MAX (times.worst, took);
    }
  times.mean /= n;
  return times;
}

static void
overview_and_pointer (EkChart *chart, const Case *of)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, 60);
  cairo_t *cr = cairo_create (surface);
  double first, later, hits;
  gint64 begin = now_us ();
  EkChartHit hit;

  ek_chart_paint_overview (chart, cr, WIDTH, 60, EK_CHART_LIGHT);
  first = (double) (now_us () - begin) / 1000.0;
  begin = now_us ();
  for (guint i = 0; i < FRAMES; i++)
    ek_chart_paint_overview (chart, cr, WIDTH, 60, EK_CHART_LIGHT);
  later = (double) (now_us () - begin) / 1000.0 / FRAMES;
  ek_chart_set_range (chart, of->from_ms, of->to_ms);
  begin = now_us ();
  for (guint i = 0; i < FRAMES; i++)
    ek_chart_hit (chart, WIDTH, HEIGHT, LEFT + 10 + i * 15, 60, &hit);
  hits = (double) (now_us () - begin) / 1000.0 / FRAMES;
  g_print ("  overview %.2f ms first, %.2f ms later; value under the pointer %.3f ms\n", first, later, hits);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
bench (Case *of)
{
  g_autoptr (EkChart) chart = NULL, silent = NULL;
  gint64 begin = now_us ();
  double prepared, first;
  Times painted, plain, fill, wordless;

  for (guint i = 0; i < of->n; i++)
    ek_series_prepare (of->series[i]);
  prepared = (double) (now_us () - begin) / 1000.0;
  of->from_ms = ek_series_points (of->series[0])[0].at_ms;
  of->to_ms = ek_series_points (of->series[0])[ek_series_length (of->series[0]) - 1].at_ms;

  begin = now_us ();
  chart = make_chart (of);
  first = (double) (now_us () - begin) / 1000.0 + milliseconds (draw_chart, of, chart, 0, 0);
  silent = make_chart (of);
  ek_chart_set_without_text (silent, TRUE);
  painted = sequence (draw_chart, of, chart, 1);
  wordless = sequence (draw_chart, of, silent, 1);
  fill = sequence (draw_fill, of, NULL, 1);
  plain = sequence (draw_every_value, of, NULL, of->n == 1 ? FRAMES / 4 : FRAMES / 10);

  g_print ("%s, %d × %d pixels\n", of->name, WIDTH, HEIGHT);
  g_print ("  extremes made once %.1f ms; first paint, chart made and painted %.2f ms\n", prepared, first);
  g_print ("  zoom and pan, %d frames: mean %.2f ms (%.0f frames a second), worst %.2f ms; without words %.2f, %.2f "
           "ms\n",
           FRAMES, painted.mean, 1000 / painted.mean, painted.worst, wordless.mean, wordless.worst);
  g_print ("  every shown value stroked by plain Cairo: mean %.2f ms, worst %.2f ms; the pixels filled: %.2f ms\n",
           plain.mean, plain.worst, fill.mean);
  g_print ("  ratio to stroking: mean %.3f, worst %.4f; ratio to filling: mean %.1f, worst %.1f\n",
           painted.mean / plain.mean, painted.worst / plain.worst, painted.mean / fill.mean, painted.worst / fill.mean);
  overview_and_pointer (chart, of);
  for (guint i = 0; i < of->n; i++)
    ek_series_unref (of->series[i]);
}

/* Letters once drawn stay with the process: what the first chart of a day waits for is not what a chart costs. */
static void
load_fonts (void)
{
  g_autoptr (EkChart) chart = ek_chart_new ();
  g_autoptr (EkSeries) series = make_series (0, 20, EK_DAY_MS);
  Case of = { "", { series }, 1, FALSE, 0, DAYS * EK_DAY_MS };

  ek_chart_add_panel (chart, series, 4, 10, TRUE);
  g_print ("the first chart of a process, fonts being loaded: %.2f ms\n",
           milliseconds (draw_chart, &of, chart, of.from_ms, of.to_ms));
}

int
main (void)
{
  Case daily = { "eight panels of ten years of daily values", { NULL }, LINES, FALSE, 0, 0 };
  Case overlay = { "the same laid over one another", { NULL }, LINES, TRUE, 0, 0 };
  Case million = { "one course of a million values", { NULL }, 1, FALSE, 0, 0 };

  setlocale (LC_CTYPE, "");
  load_fonts ();
  for (guint i = 0; i < LINES; i++)
    {
      daily.series[i] = make_series (i, DAYS, EK_DAY_MS);
      overlay.series[i] = make_series (i, DAYS, EK_DAY_MS);
    }
  million.series[0] = make_series (0, MILLION, 5 * 1000);
  bench (&daily);
  bench (&overlay);
  bench (&million);
  return 0;
}
