/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <string.h>

#include "charts.h"
#include "ek-chart.h"
#include "ek-time.h"

/* What no chart should have and some will: no size, no data, ranges that miss or turn around, texts of any length and
 * script. Nothing may trip, and nothing impossible may be found. */

/* Everything a caller may ask of a chart. */
static void
ask_all (EkChart *chart, double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                                         isnan (width) ? 1 : (int) CLAMP (width, 1, 3000),
                                                         isnan (height) ? 1 : (int) CLAMP (height, 1, 2000));
  cairo_t *cr = cairo_create (surface);
  g_autofree char *description = ek_chart_describe (chart, "zh");
  EkChartHit hit = { 0 };
  double x, plot;
  gint64 from, to;

  for (int style = EK_CHART_LIGHT; style <= EK_CHART_PRINT; style++)
    {
      ek_chart_paint (chart, cr, width, height, (EkChartStyle) style, &hit);
      ek_chart_paint_cursor (chart, cr, width, height, (EkChartStyle) style, &hit);
      ek_chart_paint_overview (chart, cr, width, height, (EkChartStyle) style);
    }
  ek_chart_hit (chart, width, height, width / 2, height / 2, &hit);
  ek_chart_get_plot (chart, width, height, &x, &plot);
  ek_chart_time_at (chart, width, height, -1e7);
  ek_chart_overview_time_at (chart, width, height, 1e7);
  ek_chart_get_range (chart, &from, &to);
  g_assert_cmpint (from, <, to);
  g_assert_cmpfloat (ek_chart_get_natural_height (chart, width), >, 0);
  for (guint panel = 0; panel < ek_chart_get_n_panels (chart) + 1; panel++)
    for (guint layer = 0; layer < 9; layer++)
      {
        g_autofree char *text = ek_chart_layer_point_text (chart, panel, layer, 3);

        ek_chart_locate_layer (chart, width, height, panel, layer, 3, &hit);
        ek_chart_paint_cursor (chart, cr, width, height, EK_CHART_LIGHT, &(EkChartHit){ panel, layer, 3, 0, 0 });
      }
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static EkChart *
nth_chart (guint n)
{
  EkChart *chart = NULL;

  switch (n)
    {
    case 0:
      return charts_clinical ("en");
    case 1:
      return charts_overlay ("zh", 4);
    case 2:
      return charts_multiples ("en");
    case 3:
      return charts_patient ("zh");
    case 4:
      return charts_overlay ("en", 0); /* no layer at all */
    case 5:
      return ek_chart_new ();
    default:
      chart = charts_multiples ("zh");
      ek_chart_set_sessions (chart, (gint64[]){ MONDAY, MONDAY, MONDAY }, 3);
      ek_chart_set_axis (chart, EK_CHART_AXIS_SESSIONS);
      return chart;
    }
}

#define N_CHARTS 7

static void
test_sizes (void)
{
  static const double sizes[][2] = {
    { 1, 1 },      { 1, 400 },    { 400, 1 },   { 3, 3 },         { 60, 60 },
    { 250, 90 },   { 0, 0 },      { -5, 100 },  { NAN, 100 },     { 100, INFINITY },
    { 20000, 40 }, { 40, 20000 }, { 1e9, 1e9 }, { 0.001, 0.001 }, { 2400, 1500 },
  };

  for (guint n = 0; n < N_CHARTS; n++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        g_autoptr (EkChart) chart = nth_chart (n);

        ask_all (chart, sizes[i][0], sizes[i][1]);
      }
}

static void
test_ranges (void)
{
  const gint64 ranges[][2] = {
    { MONDAY - DAY (20000), MONDAY - DAY (19000) },
    { MONDAY + DAY (19000), MONDAY + DAY (20000) },
    { MONDAY + DAY (50), MONDAY },
    { MONDAY, MONDAY },
    { MONDAY, MONDAY + 1 },
    { MONDAY, MONDAY + 50 },
    { G_MININT64, G_MAXINT64 },
    { G_MAXINT64, G_MININT64 },
    { MONDAY - DAY (365 * 500), MONDAY + DAY (365 * 500) },
    { MONDAY + DAY (9) + 1, MONDAY + DAY (9) + 2 },
  };

  for (guint n = 0; n < N_CHARTS; n++)
    for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
      {
        g_autoptr (EkChart) chart = nth_chart (n);

        ek_chart_set_range (chart, ranges[i][0], ranges[i][1]);
        ask_all (chart, 700, 500);
      }
}

static void
test_texts (void)
{
  static const EkExpectedPoint expected[] = { { MONDAY, 1, 2, 3 }, { MONDAY + DAY (9), 1, 2, 3 } };
  g_autofree char *endless = g_strnfill (50000, 'W'), *chinese = NULL, *lines = NULL;
  g_autoptr (GString) han = g_string_new (NULL), broken = g_string_new (NULL);
  const char *texts[] = {
    "",
    " ",
    "\n",
    "שלום עולם — مرحبا بالعالم",
    "👩🏽‍⚕️👨‍👩‍👧‍👦🇨🇳",
    "e\u0301\u0301\u0301\u0301\u0301\u0301",
    "\u202e\u2066\u200f\u200b",
    "%s%n%d",
    "<b>&amp;</b>",
    NULL,
    NULL,
    NULL,
  };

  for (guint i = 0; i < 3000; i++)
    {
      g_string_append (han, "龘");
      g_string_append (broken, "x\n\t");
    }
  chinese = g_strdup (han->str);
  lines = g_strdup (broken->str);
  texts[9] = endless;
  texts[10] = chinese;
  texts[11] = lines;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint n = 0; n < N_CHARTS; n += 3)
      {
        g_autoptr (EkChart) chart = nth_chart (n);
        g_autoptr (EkSeries) series = charts_series (texts[i], texts[i], (double[]){ 1, 2, 3, 4 }, 4, 1);
        guint panel = ek_chart_add_panel (chart, series, 0, 10, TRUE), overlay = ek_chart_add_overlay (chart, texts[i]);
        g_autoptr (GBytes) svg = NULL;

        ek_chart_set_title (chart, texts[i]);
        ek_chart_set_critical_label (chart, texts[i]);
        ek_chart_panel_set_bands (chart, panel, (EkChartBand[]){ { 0, 5, texts[i], 0 }, { 5, 9, NULL, 1 } }, 2);
        ek_chart_panel_set_caseness (chart, panel, 3, texts[i]);
        ek_chart_panel_set_reliable_change (chart, panel, 3, 2, texts[i]);
        ek_chart_panel_add_goal (chart, panel, 4, EK_INSTANT_NONE, EK_INSTANT_NONE, texts[i]);
        ek_chart_panel_set_expected (chart, panel, expected, G_N_ELEMENTS (expected), texts[i]);
        ek_chart_panel_add_mark (chart, panel, 0, EK_CHART_UNUSUAL, 2, texts[i]);
        ek_chart_panel_set_note (chart, panel, 3, texts[i]);
        ek_chart_overlay_add (chart, overlay, series, NULL);
        ek_chart_add_lane_item (chart, EK_LANE_EVENT, texts[i], texts[i], MONDAY, MONDAY, 0);
        ek_chart_add_lane_item (chart, EK_LANE_MEDICINE, texts[i], texts[i], MONDAY, EK_INSTANT_NONE, 1e300);
        ask_all (chart, 640, 900);
        svg = ek_chart_render (chart, EK_IMAGE_SVG, 640, 900, 1, EK_CHART_PRINT, NULL);
        g_assert_nonnull (svg);
      }
}

/* Values and what is said of them, beyond all sense. */
static void
test_values (void)
{
  g_autoptr (EkChart) chart = ek_chart_new ();
  g_autoptr (EkSeries) huge = ek_series_new ("x", "x", NULL), same = ek_series_new ("y", "y", NULL);
  guint overlay, first, second;

  g_assert_false (ek_series_add (huge, MONDAY, NAN, 0, 0));
  g_assert_false (ek_series_add (huge, MONDAY, INFINITY, 0, 0));
  g_assert_false (ek_series_add (huge, EK_INSTANT_NONE, 1, 0, 0));
  g_assert_true (ek_series_add (huge, MONDAY, 1e300, 0, 0));
  g_assert_true (ek_series_add (huge, MONDAY + DAY (1), -1e300, EK_POINT_CRITICAL, 0));
  g_assert_true (ek_series_add (huge, MONDAY + DAY (2), DBL_MIN, EK_POINT_PRORATED, 0));
  for (guint i = 0; i < 500; i++)
    ek_series_add (same, MONDAY, (double) i, EK_POINT_CRITICAL, 0);
  first = ek_chart_add_panel (chart, huge, NAN, NAN, TRUE);
  second = ek_chart_add_panel (chart, same, 5, 5, FALSE);
  overlay = ek_chart_add_overlay (chart, NULL);
  ek_chart_overlay_add (chart, overlay, huge, NULL);
  ek_chart_overlay_add (chart, overlay, same, NULL);
  ek_chart_panel_set_expected (chart, first,
                               (EkExpectedPoint[]){ { MONDAY, NAN, 1, 2 },
                                                    { MONDAY, 1, 2, INFINITY },
                                                    { MONDAY + DAY (1), -1e300, 0, 1e300 },
                                                    { EK_INSTANT_NONE, 1, 2, 3 },
                                                    { MONDAY, 1e300, -1e300, 0 } },
                               5, NULL);
  ek_chart_panel_add_goal (chart, second, 1e9, MONDAY, MONDAY - DAY (5), NULL);
  ek_chart_panel_add_goal (chart, second, 100, G_MAXINT64, G_MININT64 + 1, "?");
  for (guint i = 0; i < 500; i++)
    {
      ek_chart_panel_add_mark (chart, second, 0, (EkChartMarkKind) (i % EK_N_CHART_MARKS), 499 - i, NULL);
      ek_chart_panel_set_uncertainty (chart, second, 499 - i % 250, -1e300, 1e300);
    }
  ek_chart_panel_add_mark (chart, second, 0, EK_CHART_RELAPSE, 5000, "no such value");
  ask_all (chart, 900, 700);
  ek_chart_set_arrangement (chart, EK_CHART_MULTIPLES);
  ask_all (chart, 900, 700);
  ek_chart_set_simple (chart, TRUE);
  ask_all (chart, 900, 700);
}

/* Painted in turn on two threads, each with words of its own. */
static gpointer
paint_there (gpointer data)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 900, 600);
  cairo_t *cr = cairo_create (surface);

  ek_chart_paint (data, cr, 900, 600, EK_CHART_LIGHT, NULL);
  cairo_destroy (cr);
  return surface;
}

static void
test_threads (void)
{
  g_autoptr (EkChart) chart = charts_clinical ("zh");
  cairo_surface_t *surfaces[4];

  for (guint i = 0; i < G_N_ELEMENTS (surfaces); i++)
    {
      surfaces[i] = i % 2 == 0 ? paint_there (chart) : g_thread_join (g_thread_new ("paint", paint_there, chart));
      g_assert_cmpint (memcmp (cairo_image_surface_get_data (surfaces[0]), cairo_image_surface_get_data (surfaces[i]),
                               (gsize) 600 * cairo_image_surface_get_stride (surfaces[0])),
                       ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (surfaces); i++)
    cairo_surface_destroy (surfaces[i]);
}

/* A picture painted again, from the words kept, is the same; and so after the chart changed and changed back. */
static void
test_cache (void)
{
  g_autoptr (EkChart) chart = charts_overlay ("en", 4);
  cairo_surface_t *first = paint_there (chart), *second = NULL;
  gsize size = (gsize) 600 * cairo_image_surface_get_stride (first);

  ek_chart_set_text_scale (chart, 2);
  cairo_surface_destroy (paint_there (chart));
  ek_chart_set_text_scale (chart, 1);
  ek_chart_set_language (chart, "zh");
  second = paint_there (chart);
  g_assert_cmpint (memcmp (cairo_image_surface_get_data (first), cairo_image_surface_get_data (second), size), !=, 0);
  cairo_surface_destroy (second);
  ek_chart_set_language (chart, "en");
  for (guint i = 0; i < 300; i++) /* more words than are kept */
    {
      g_autofree char *title = g_strdup_printf ("%u", i);

      ek_chart_set_title (chart, title);
      ek_chart_set_range (chart, MONDAY + DAY (i), MONDAY + DAY (i + 100));
      cairo_surface_destroy (paint_there (chart));
    }
  ek_chart_set_title (chart, NULL);
  ek_chart_set_range (chart, 0, 0);
  second = paint_there (chart);
  g_assert_cmpint (memcmp (cairo_image_surface_get_data (first), cairo_image_surface_get_data (second), size), ==, 0);
  cairo_surface_destroy (first);
  cairo_surface_destroy (second);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/hostile/sizes", test_sizes);
  g_test_add_func ("/trajectory/hostile/ranges", test_ranges);
  g_test_add_func ("/trajectory/hostile/texts", test_texts);
  g_test_add_func ("/trajectory/hostile/values", test_values);
  g_test_add_func ("/trajectory/hostile/threads", test_threads);
  g_test_add_func ("/trajectory/hostile/cache", test_cache);
  return g_test_run ();
}
