/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "ek-chart.h"
#include "ek-thinning.h"
#include "ek-time.h"

/* The extremes of runs and of columns against brute force, from no value to a million. */

#define DAY(n) ((gint64) (n) *EK_DAY_MS)

typedef enum { NOISE, FLAT, NEGATIVE, SAW, SPIKES, RISING, N_SHAPES } Shape;

static double
shape_value (Shape shape, GRand *rand, guint i)
{
  switch (shape)
    {
    case FLAT:
      return -3;
    case NEGATIVE:
      return -g_rand_double_range (rand, 5, 50);
    case SAW:
      return i % 7;
    case SPIKES:
      return g_rand_int_range (rand, 0, 5000) == 0 ? g_rand_double_range (rand, -1e9, 1e9) : 0;
    case RISING:
      return i;
    case NOISE:
    case N_SHAPES:
    default:
      return g_rand_double_range (rand, -10, 10);
    }
}

/* Steps of any length and of none, now and then a long gap; every fiftieth or so critical. */
static EkSeries *
make (Shape shape, guint seed, guint n)
{
  EkSeries *series = ek_series_new ("x", "x", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gint64 at = -DAY (20000);

  for (guint i = 0; i < n; i++)
    {
      at += g_rand_int_range (rand, 0, 4) == 0 ? 0 : g_rand_int_range (rand, 0, 2 * 86400000);
      if (g_rand_int_range (rand, 0, 700) == 0)
        at += DAY (g_rand_int_range (rand, 20, 60));
      g_assert_true (ek_series_add (series, at, shape_value (shape, rand, i),
                                    g_rand_int_range (rand, 0, 50) == 0 ? EK_POINT_CRITICAL : 0, i));
    }
  return series;
}

static void
check_span (const EkPyramid *pyramid, guint begin, guint end)
{
  const EkPoint *points = ek_pyramid_points (pyramid);
  EkSpan span = ek_pyramid_span (pyramid, begin, end);
  guint least = begin, greatest = begin;

  for (guint i = begin; i < end; i++)
    {
      if (points[i].value < points[least].value)
        least = i;
      if (points[i].value > points[greatest].value)
        greatest = i;
    }
  g_assert_cmpuint (span.least, ==, least);
  g_assert_cmpuint (span.greatest, ==, greatest);
  g_assert_cmpfloat (span.low, ==, points[least].value);
  g_assert_cmpfloat (span.high, ==, points[greatest].value);
}

static void
test_spans (void)
{
  static const guint lengths[] = { 1, 2, 15, 16, 17, 255, 256, 257, 4095, 4096, 4097, 9000 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (Shape shape = NOISE; shape < N_SHAPES; shape++)
    for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
      {
        g_autoptr (EkSeries) series = make (shape, l + 1, lengths[l]);
        const EkPyramid *pyramid = ek_series_get_pyramid (series);

        check_span (pyramid, 0, lengths[l]);
        for (guint i = 0; i < 60; i++)
          {
            guint begin = (guint) g_rand_int_range (rand, 0, (int) lengths[l]);

            check_span (pyramid, begin, (guint) g_rand_int_range (rand, (int) begin, (int) lengths[l]) + 1);
          }
      }
}

/* What stands in the pyramid beside the extremes: gaps, critical values, all flags. */
static void
test_particulars (void)
{
  g_autoptr (EkSeries) series = make (NOISE, 9, 20000);
  const EkPyramid *pyramid = ek_series_get_pyramid (series);
  const EkPoint *points = ek_series_points (series);
  guint n_gaps, n_critical, gap = 0, critical = 0;
  const guint *gaps = ek_pyramid_gaps (pyramid, &n_gaps), *found = ek_pyramid_critical (pyramid, &n_critical);

  g_assert_cmpint (ek_pyramid_gap (pyramid), ==, ek_series_gap (series));
  g_assert_cmpint (ek_pyramid_flags (pyramid), ==, EK_POINT_CRITICAL);
  for (guint i = 0; i < 20000; i++)
    {
      if (i > 0 && points[i].at_ms - points[i - 1].at_ms > ek_series_gap (series))
        g_assert_cmpuint (gaps[gap++], ==, i);
      if (points[i].flags & EK_POINT_CRITICAL)
        g_assert_cmpuint (found[critical++], ==, i);
    }
  g_assert_cmpuint (gap, ==, n_gaps);
  g_assert_cmpuint (critical, ==, n_critical);
  g_assert_cmpuint (n_gaps, >, 10);
  g_assert_cmpuint (ek_first_index (gaps, n_gaps, gaps[3]), ==, 3);
  g_assert_cmpuint (ek_first_index (gaps, n_gaps, gaps[3] + 1), ==, 4);
  g_assert_cmpuint (ek_first_index (gaps, n_gaps, G_MAXUINT), ==, n_gaps);
}

/* ---- Columns ---- */

/* Every column's first, least, greatest and last value, found the slow way, are among those kept; so are both ends of
 * every gap that is wider than a column. */
static void
check_columns (EkSeries *series, guint begin, guint end, const EkColumnMap *map, double width)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  const EkPoint *points = ek_series_points (series);
  gint64 gap = ek_series_gap (series);
  g_autofree gboolean *kept = g_new0 (gboolean, MAX (end, 1));
  guint columns = 0, i = begin, n = ek_thin (ek_series_get_pyramid (series), begin, end, map, width, indices);

  for (guint k = 0; k < n; k++)
    {
      guint index = g_array_index (indices, guint, k);

      g_assert_cmpuint (index, >=, begin);
      g_assert_cmpuint (index, <, end);
      g_assert_true (k == 0 || index > g_array_index (indices, guint, k - 1));
      kept[index] = TRUE;
    }
  while (i < end)
    {
      double column = floor ((ek_column_map_x (map, points[i].at_ms) - map->x) / width);
      double low = INFINITY, high = -INFINITY, kept_low = INFINITY, kept_high = -INFINITY;
      guint first = i, last = i;

      for (; i < end && floor ((ek_column_map_x (map, points[i].at_ms) - map->x) / width) == column; i++)
        {
          low = MIN (low, points[i].value);
          high = MAX (high, points[i].value);
          kept_low = kept[i] ? MIN (kept_low, points[i].value) : kept_low;
          kept_high = kept[i] ? MAX (kept_high, points[i].value) : kept_high;
          last = i;
        }
      columns++;
      g_assert_true (kept[first] && kept[last]);
      g_assert_cmpfloat (kept_low, ==, low);
      g_assert_cmpfloat (kept_high, ==, high);
      if (i < end && points[i].at_ms - points[last].at_ms > gap)
        g_assert_true (kept[i]);
    }
  /* A value on the border may begin a column of its own. */
  g_assert_cmpuint (n, <=, 4 * (EK_THIN_BREAKS + 1) * 2 * columns);
}

/* Any part, at any width, along time and along sessions. */
static void
test_columns (void)
{
  for (Shape shape = NOISE; shape < N_SHAPES; shape++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (shape + 100);
      g_autoptr (EkSeries) series = make (shape, shape + 1, 12000);
      const EkPoint *points = ek_series_points (series);
      gint64 all = points[11999].at_ms - points[0].at_ms, sessions[40];
      g_autoptr (EkSessionAxis) axis = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (sessions); i++)
        sessions[i] = points[0].at_ms + (gint64) (g_rand_double (rand) * (double) all);
      axis = ek_session_axis_new (sessions, G_N_ELEMENTS (sessions), points[0].at_ms, points[11999].at_ms);
      for (guint i = 0; i < 60; i++)
        {
          gint64 from = points[0].at_ms + (gint64) (g_rand_double_range (rand, -0.2, 1) * (double) all);
          gint64 to = from + 1 + (gint64) (pow (10, -g_rand_double_range (rand, 0, 5)) * (double) all);
          EkColumnMap map = { from, to, 13.7, g_rand_double_range (rand, 1, 1500), i % 3 == 0 ? axis : NULL };
          guint begin = ek_first_at_or_after (points, 12000, from), end = ek_first_at_or_after (points, 12000, to);

          check_columns (series, begin, end, &map, i % 2 == 0 ? 1 : 0.5);
          check_columns (series, begin > 0 ? begin - 1 : 0, MIN (end + 1, 12000), &map, 1);
        }
    }
}

static void
test_million (void)
{
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (77);
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = 1000000;
  EkColumnMap map = { 0, (gint64) n * 5000, 0, 1000 };

  for (guint i = 0; i < n; i++)
    ek_series_add (series, (gint64) i * 5000, i == 654321 ? 1e6 : i == 123456 ? -1e6 : g_rand_double (rand), 0, i);
  check_columns (series, 0, n, &map, 1);
  g_assert_cmpuint (ek_thin (ek_series_get_pyramid (series), 0, n, &map, 1, indices), <=, 4 * 1001);
  map = (EkColumnMap){ (gint64) 600000 * 5000, (gint64) 700000 * 5000, 0, 777 };
  check_columns (series, 600000, 700000, &map, 1);
}

/* ---- A picture of dense values ---- */

static gboolean
dark (cairo_surface_t *surface, int x, int y)
{
  const unsigned char *row = cairo_image_surface_get_data (surface) +
    (gsize) y * cairo_image_surface_get_stride (surface);
  guint32 pixel;

  memcpy (&pixel, row + 4 * x, sizeof pixel);
  return (pixel & 0xff0000) >> 16 < 150;
}

/* What the painter drew of thousands of values reaches, in every column of pixels, as far up and down as the values of
 * that column, and no further than those of its neighbours and the lines between. */
static void
test_picture (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  g_autoptr (EkChart) chart = ek_chart_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 300);
  cairo_t *cr = cairo_create (surface);
  const EkPoint *points;
  guint seen = 0;

  for (guint i = 0; i < 20000; i++)
    ek_series_add (series, DAY (i), 50 + 30 * sin (i / 900.0) + g_rand_double_range (rand, -10, 10), 0, i);
  ek_chart_add_panel (chart, series, 0, 100, TRUE);
  ek_chart_set_without_text (chart, TRUE);
  points = ek_series_points (series);
  for (guint round = 0; round < 12; round++)
    {
      guint shown = (guint) g_rand_int_range (rand, 2000, 20000);
      guint first = (guint) g_rand_int_range (rand, 0, 20000 - (int) shown);
      EkColumnMap map = { DAY (first), DAY (first + shown), 42, 340, NULL };

      ek_chart_set_range (chart, map.from_ms, map.to_ms);
      ek_chart_paint (chart, cr, 400, 300, EK_CHART_LIGHT, NULL);
      cairo_surface_flush (surface);
      /* The plot is 232 high from 30. */
      for (int x = 44; x < 378; x++)
        {
          double low[3] = { INFINITY, INFINITY, INFINITY }, high[3] = { -INFINITY, -INFINITY, -INFINITY };
          int top = 0, bottom = 0;

          for (guint i = first; i < first + shown; i++)
            {
              int column = (int) floor (ek_column_map_x (&map, points[i].at_ms)) - x + 1;

              if (column < 0 || column > 2)
                continue;
              low[column] = MIN (low[column], points[i].value);
              high[column] = MAX (high[column], points[i].value);
            }
          if (!isfinite (low[0]) || !isfinite (low[1]) || !isfinite (low[2]))
            continue;
          for (top = 30; top < 262 && !dark (surface, x, top); top++)
            ;
          for (bottom = 261; bottom > 30 && !dark (surface, x, bottom); bottom--)
            ;
          g_assert_cmpfloat (top, <=, 262 - high[1] * 2.32 + 1.5);
          g_assert_cmpfloat (bottom, >=, 262 - low[1] * 2.32 - 2.5);
          g_assert_cmpfloat (top, >=, 262 - MAX (MAX (high[0], high[1]), high[2]) * 2.32 - 2.5);
          g_assert_cmpfloat (bottom, <=, 262 - MIN (MIN (low[0], low[1]), low[2]) * 2.32 + 2.5);
          seen++;
        }
    }
  g_assert_cmpuint (seen, >, 3000);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* ---- Threads ---- */

static gpointer
prepare (gpointer data)
{
  ek_series_prepare (data);
  return (gpointer) ek_series_get_pyramid (data);
}

/* Whoever asks first makes it, and all get the same. */
static void
test_threads (void)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (EkSeries) series = make (NOISE, round, 3000);
      GThread *threads[4];
      const EkPyramid *pyramid;

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("prepare", prepare, series);
      pyramid = ek_series_get_pyramid (series);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_assert_true (g_thread_join (threads[i]) == pyramid);
      check_span (pyramid, 0, 3000);
    }
}

/* A value that is added, and an interval that is set, before the series is shared, are seen by what is made after. */
static void
test_change (void)
{
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  guint n;

  ek_series_add (series, DAY (1), 5, 0, 0);
  ek_series_prepare (series);
  ek_series_add (series, DAY (2), 7, 0, 0);
  ek_series_add (series, DAY (5), 6, EK_POINT_CRITICAL, 0);
  ek_series_add (series, DAY (6), 6, 0, 0);
  g_assert_cmpfloat (ek_pyramid_span (ek_series_get_pyramid (series), 0, 4).high, ==, 7);
  ek_pyramid_gaps (ek_series_get_pyramid (series), &n);
  g_assert_cmpuint (n, ==, 1);
  ek_series_set_interval (series, DAY (4));
  g_assert_cmpint (ek_series_gap (series), ==, DAY (8));
  ek_pyramid_gaps (ek_series_get_pyramid (series), &n);
  g_assert_cmpuint (n, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/pyramid/spans", test_spans);
  g_test_add_func ("/trajectory/pyramid/particulars", test_particulars);
  g_test_add_func ("/trajectory/pyramid/columns", test_columns);
  g_test_add_func ("/trajectory/pyramid/million", test_million);
  g_test_add_func ("/trajectory/pyramid/picture", test_picture);
  g_test_add_func ("/trajectory/pyramid/threads", test_threads);
  g_test_add_func ("/trajectory/pyramid/change", test_change);
  return g_test_run ();
}
