/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ek-series.h"
#include "ek-thinning.h"
#include "ek-time.h"

#define DAY(n) ((gint64) (n) *EK_DAY_MS)

typedef enum { SHAPE_NOISE, SHAPE_FLAT, SHAPE_SPIKE, SHAPE_NEGATIVE, SHAPE_SAW, N_SHAPES } Shape;

static double
shape_value (Shape shape, GRand *rand, guint i)
{
  switch (shape)
    {
    case SHAPE_FLAT:
      return 7;
    case SHAPE_SPIKE:
      return i == 4711 ? 1000 : i == 1234 ? -1000 : 0;
    case SHAPE_NEGATIVE:
      return -g_rand_double_range (rand, 5, 50);
    case SHAPE_SAW:
      return i % 7;
    case SHAPE_NOISE:
    default:
      return g_rand_double_range (rand, -10, 10);
    }
}

static EkSeries *
make (Shape shape, GRand *rand, guint n)
{
  EkSeries *series = ek_series_new ("x", "x", NULL);
  gint64 at = 0;

  for (guint i = 0; i < n; i++)
    {
      /* Uneven steps, some of none at all, now and then a gap. */
      at += g_rand_int_range (rand, 0, 3) * EK_DAY_MS + g_rand_int_range (rand, 0, 86400000);
      if (i % 997 == 996)
        at += DAY (40);
      g_assert_true (ek_series_add (series, at, shape_value (shape, rand, i), 0, i));
    }
  return series;
}

/* Every column's first, least, greatest and last value, found the slow way, must be among those kept. */
static void
check_columns (const EkPoint *points, guint length, const EkColumnMap *map, double width, GArray *indices)
{
  g_autofree gboolean *kept = g_new0 (gboolean, length);
  guint i = 0;

  for (guint k = 0; k < indices->len; k++)
    {
      guint index = g_array_index (indices, guint, k);

      g_assert_cmpuint (index, <, length);
      g_assert_true (k == 0 || index > g_array_index (indices, guint, k - 1));
      kept[index] = TRUE;
    }
  while (i < length)
    {
      double column = floor ((ek_column_map_x (map, points[i].at_ms) - map->x) / width);
      double low, high, kept_low = INFINITY, kept_high = -INFINITY;
      guint first = i, last = i;

      low = high = points[i].value;
      while (i < length && floor ((ek_column_map_x (map, points[i].at_ms) - map->x) / width) == column)
        {
          low = MIN (low, points[i].value);
          high = MAX (high, points[i].value);
          if (kept[i])
            {
              kept_low = MIN (kept_low, points[i].value);
              kept_high = MAX (kept_high, points[i].value);
            }
          last = i++;
        }
      g_assert_true (kept[first]);
      g_assert_true (kept[last]);
      g_assert_cmpfloat (kept_low, ==, low);
      g_assert_cmpfloat (kept_high, ==, high);
    }
}

static void
test_no_peak_lost (void)
{
  static const double widths[] = { 1, 37.3, 640, 1920 };

  for (guint shape = 0; shape < N_SHAPES; shape++)
    for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
      {
        g_autoptr (GRand) rand = g_rand_new_with_seed (7 + shape);
        g_autoptr (EkSeries) series = make (shape, rand, 6000);
        g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
        const EkPoint *points = ek_series_points (series);
        guint n = ek_series_length (series);
        g_autoptr (EkPyramid) pyramid = ek_pyramid_new (points, n, DAY (30));
        EkColumnMap map = { points[0].at_ms, points[n - 1].at_ms, 13.7, widths[w] };
        guint gaps = 6000 / 997;

        g_assert_cmpuint (ek_thin (pyramid, 0, n, &map, 1, indices), ==, indices->len);
        check_columns (points, n, &map, 1, indices);
        /* One column more than the width at its right edge; each gap may open one more. */
        g_assert_cmpuint (indices->len, <=, 4 * ((guint) ceil (widths[w]) + 1 + gaps));
        check_columns (points, n, &map, 1, indices);
        ek_thin (pyramid, 0, n, &map, 0.5, indices);
        check_columns (points, n, &map, 0.5, indices);
      }
}

/* The two ends of every gap are kept, side by side, so that the painter sees the gap. */
static void
test_gaps_stay (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (EkSeries) series = make (SHAPE_NOISE, rand, 6000);
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  const EkPoint *points = ek_series_points (series);
  g_autoptr (EkPyramid) pyramid = ek_pyramid_new (points, 6000, DAY (30));
  EkColumnMap map = { points[0].at_ms, points[5999].at_ms, 0, 20 };
  guint found = 0;

  ek_thin (pyramid, 0, 6000, &map, 1, indices);
  for (guint k = 1; k < indices->len; k++)
    {
      guint from = g_array_index (indices, guint, k - 1), to = g_array_index (indices, guint, k);

      if (to == from + 1 && points[to].at_ms - points[from].at_ms > DAY (30))
        found++;
    }
  g_assert_cmpuint (found, ==, 6);
}

static void
test_edges (void)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  const EkPoint same[] = { { 5, 1, 0, 0 }, { 5, 9, 0, 1 }, { 5, -2, 0, 2 }, { 5, 3, 0, 3 } };
  g_autoptr (EkPyramid) none = ek_pyramid_new (NULL, 0, 0), four = ek_pyramid_new (same, 4, 0);
  EkColumnMap map = { 0, 10, 0, 100 }, empty = { 5, 5, 0, 100 };

  g_assert_cmpuint (ek_thin (none, 0, 0, &map, 1, indices), ==, 0);
  g_assert_cmpuint (ek_thin (four, 0, 1, &map, 1, indices), ==, 1);
  g_assert_cmpuint (ek_thin (four, 0, 4, &map, 1, indices), ==, 4);
  g_assert_cmpuint (ek_thin (four, 0, 4, &empty, 1, indices), ==, 4);
  g_assert_cmpfloat (ek_column_map_x (&empty, 5), ==, 50);
  g_assert_cmpint (ek_column_map_at (&map, 50), ==, 5);
  g_assert_cmpuint (ek_first_at_or_after (same, 4, 5), ==, 0);
  g_assert_cmpuint (ek_first_at_or_after (same, 4, 6), ==, 4);
  g_assert_cmpuint (ek_first_at_or_after (NULL, 0, 6), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/thinning/no-peak-lost", test_no_peak_lost);
  g_test_add_func ("/trajectory/thinning/gaps-stay", test_gaps_stay);
  g_test_add_func ("/trajectory/thinning/edges", test_edges);
  return g_test_run ();
}
