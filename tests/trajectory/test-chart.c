/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "ek-chart-layout.h"
#include "ek-chart-style.h"
#include "ek-error.h"
#include "ek-time.h"

/* Cairo 1.16 leaks when it embeds a font of Chinese letters of the CFF kind into a PDF. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#define LEAKS_OF_CAIRO_BEGIN __lsan_disable ()
#define LEAKS_OF_CAIRO_END __lsan_enable ()
#else
#define LEAKS_OF_CAIRO_BEGIN
#define LEAKS_OF_CAIRO_END
#endif

#define DAY(n) ((gint64) (n) *EK_DAY_MS)
#define MONDAY G_GINT64_CONSTANT (1767571200000) /* 2026-01-05T00:00:00Z */

static const EkChartBand phq9_bands[] = {
  { 0, 4, "Minimal", 0 },  { 5, 9, "Mild", 1 }, { 10, 14, "Moderate", 2 }, { 15, 19, "Moderately severe", 3 },
  { 20, 27, "Severe", 4 },
};

/* Two scores with a gap, a critical and a prorated value, and every kind of lane. */
static EkChart *
make_chart (void)
{
  static const struct {
    int day;
    double phq9, gad7;
    EkPointFlags flags;
  } values[] = {
    { 0, 18, 15, 0 }, { 7, 17, 14, EK_POINT_CRITICAL }, { 14, 12, 12, EK_POINT_PRORATED },
    { 21, 13, 9, 0 }, { 84, 6, 7, EK_POINT_IMPORTED },  { 91, 4, 5, 0 },
  };
  EkChart *chart = ek_chart_new ();
  g_autoptr (EkSeries) phq9 = ek_series_new ("phq9", "PHQ-9", "score"), gad7 = ek_series_new ("gad7", "GAD-7", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_assert_true (ek_series_add (phq9, MONDAY + DAY (values[i].day), values[i].phq9, values[i].flags, i));
      g_assert_true (ek_series_add (gad7, MONDAY + DAY (values[i].day), values[i].gad7, 0, i));
    }
  ek_chart_set_now (chart, MONDAY + DAY (100));
  ek_chart_set_critical_label (chart, "Item 9 ≥ 1");
  g_assert_cmpuint (ek_chart_add_panel (chart, phq9, 0, 27, TRUE), ==, 0);
  g_assert_cmpuint (ek_chart_add_panel (chart, gad7, 0, 21, TRUE), ==, 1);
  ek_chart_panel_set_bands (chart, 0, phq9_bands, G_N_ELEMENTS (phq9_bands));
  ek_chart_panel_set_caseness (chart, 0, 10, "Caseness ≥ 10");
  ek_chart_panel_set_reliable_change (chart, 0, 18, 6, "Reliable change ±6");
  ek_chart_panel_set_note (chart, 0, 1, "Entered by Dr Li");
  ek_chart_add_lane_item (chart, EK_LANE_EVENT, "Events", "Accident", MONDAY, MONDAY, 0);
  ek_chart_add_lane_item (chart, EK_LANE_MEDICINE, "Sertraline", "50 mg", MONDAY + DAY (10), EK_INSTANT_NONE, 50);
  ek_chart_add_lane_item (chart, EK_LANE_MEDICINE, "Sertraline", "25 mg", MONDAY + DAY (3), MONDAY + DAY (10), 25);
  ek_chart_add_lane_item (chart, EK_LANE_SESSION, "Sessions", "CBT", MONDAY + DAY (2), MONDAY + DAY (2), 0);
  ek_chart_add_lane_item (chart, EK_LANE_LEAVE, "Sick leave", NULL, MONDAY, MONDAY + DAY (30), 0);
  return chart;
}

static gboolean
inside (const EkRect *rect, double width, double height)
{
  return rect->x >= 0 && rect->y >= 0 && rect->width >= 0 && rect->height >= 0 &&
    rect->x + rect->width <= width + 0.01 && rect->y + rect->height <= height + 0.01;
}

/* Whatever the size and text scale: everything inside, nothing on top of another. */
static void
test_layout (void)
{
  static const struct {
    double width, height, text;
  } cases[] = {
    { 1440, 900, 1 },  { 1024, 768, 1 }, { 620, 700, 1 },  { 400, 600, 1 },
    { 1440, 1400, 2 }, { 1000, 420, 1 }, { 1000, 330, 1 }, { 900, 1200, 1.25 },
  };
  g_autoptr (EkChart) chart = make_chart ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double width = cases[i].width, height = cases[i].height, y = 0;
      g_autoptr (EkChartLayout) layout = NULL;

      ek_chart_set_text_scale (chart, cases[i].text);
      layout = ek_chart_layout_new (chart, width, height);
      for (guint j = 0; j < layout->panels->len; j++)
        {
          const EkPanelLayout *panel = &g_array_index (layout->panels, EkPanelLayout, j);

          g_assert_true (inside (&panel->plot, width, height));
          g_assert_true (inside (&panel->name, width, height));
          g_assert_true (inside (&panel->words, width, height));
          g_assert_cmpfloat (panel->plot.y, >=, y);
          g_assert_cmpfloat (panel->plot.height, >=, 40 * cases[i].text);
          g_assert_cmpfloat (panel->words.x, >, panel->plot.x + panel->plot.width);
          y = panel->plot.y + panel->plot.height;
        }
      for (guint j = 0; j < layout->lanes->len; j++)
        {
          const EkRect *lane = &g_array_index (layout->lanes, EkRect, j);

          g_assert_cmpfloat (lane->y, >=, y);
          y = lane->y + lane->height;
        }
      g_assert_cmpint (layout->more.height > 0, ==, layout->lanes->len < 4);
      g_assert_cmpfloat (layout->axis.y, >=, y);
      g_assert_true (inside (&layout->axis, width, height));
      g_assert_cmpfloat (layout->axis.y + layout->axis.height, <=, height + 0.01);
    }
  ek_chart_set_text_scale (chart, 1);
  for (double width = 200; width < 2000; width += 150)
    {
      g_autoptr (EkChartLayout) natural = ek_chart_layout_new (chart, width,
                                                               ek_chart_get_natural_height (chart, width));

      g_assert_cmpuint (natural->lanes->len, ==, 4);
      g_assert_cmpfloat (natural->more.height, ==, 0);
    }
}

/* Lanes come by kind whatever the order they were added in, and items by time. */
static void
test_lanes (void)
{
  static const EkLaneKind order[] = { EK_LANE_SESSION, EK_LANE_MEDICINE, EK_LANE_LEAVE, EK_LANE_EVENT };
  g_autoptr (EkChart) chart = make_chart ();
  EkLane *medicine;

  g_assert_cmpuint (chart->lanes->len, ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpint (((EkLane *) g_ptr_array_index (chart->lanes, i))->kind, ==, order[i]);
  medicine = g_ptr_array_index (chart->lanes, 1);
  g_assert_cmpfloat (g_array_index (medicine->items, EkLaneItem, 0).amount, ==, 25);
  g_assert_cmpfloat (medicine->greatest, ==, 50);

  /* Without a beginning there is nothing to draw; an end before the beginning is the beginning. */
  ek_chart_add_lane_item (chart, EK_LANE_EVENT, "Events", "?", EK_INSTANT_NONE, 0, 0);
  ek_chart_add_lane_item (chart, EK_LANE_LEAVE, "Other", "?", DAY (5), DAY (2), NAN);
  g_assert_cmpuint (chart->lanes->len, ==, 5);
  g_assert_cmpint (g_array_index (((EkLane *) g_ptr_array_index (chart->lanes, 3))->items, EkLaneItem, 0).to_ms, ==,
                   DAY (5));
}

static void
test_hit (void)
{
  static const double sizes[][2] = { { 1000, 600 }, { 500, 800 }, { 1440, 500 } };
  g_autoptr (EkChart) chart = make_chart ();
  EkChartHit found, there;

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint panel = 0; panel < 2; panel++)
      for (guint index = 0; index < 6; index++)
        {
          g_assert_true (ek_chart_locate (chart, sizes[s][0], sizes[s][1], panel, index, &there));
          g_assert_true (ek_chart_hit (chart, sizes[s][0], sizes[s][1], there.x + 2, there.y - 3, &found));
          g_assert_cmpuint (found.panel, ==, panel);
          g_assert_cmpuint (found.index, ==, index);
          g_assert_cmpfloat (found.x, ==, there.x);
          g_assert_cmpfloat (found.y, ==, there.y);
        }
  g_assert_false (ek_chart_locate (chart, 1000, 600, 0, 6, &there));
  g_assert_false (ek_chart_locate (chart, 1000, 600, 2, 0, &there));
  /* In the name column, and in the middle of the gap, there is nothing. */
  g_assert_false (ek_chart_hit (chart, 1000, 600, 20, 60, &found));
  g_assert_true (ek_chart_locate (chart, 1000, 600, 0, 3, &there));
  g_assert_false (ek_chart_hit (chart, 1000, 600, there.x + 120, there.y, &found));
  /* What is scrolled out of the range does not answer. */
  ek_chart_set_range (chart, MONDAY + DAY (80), MONDAY + DAY (120));
  g_assert_true (ek_chart_locate (chart, 1000, 600, 0, 0, &there));
  g_assert_false (ek_chart_hit (chart, 1000, 600, there.x, there.y, &found));
}

/* Of two values at one instant the one pointed at is found. */
static void
test_hit_equal_dates (void)
{
  g_autoptr (EkChart) chart = ek_chart_new ();
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  EkChartHit there, found;

  ek_series_add (series, MONDAY, 2, 0, 0);
  ek_series_add (series, MONDAY, 25, 0, 1);
  ek_chart_add_panel (chart, series, 0, 27, TRUE);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (ek_chart_locate (chart, 800, 300, 0, i, &there));
      g_assert_true (ek_chart_hit (chart, 800, 300, there.x, there.y, &found));
      g_assert_cmpuint (found.index, ==, i);
    }
}

static void
test_describe (void)
{
  g_autoptr (EkChart) chart = make_chart (), empty = ek_chart_new (), without = ek_chart_new ();
  g_autoptr (EkSeries) series = ek_series_new ("x", "ISI", NULL);
  g_autofree char *en = ek_chart_describe (chart, "en");
  g_autofree char *zh = ek_chart_describe (chart, "zh_CN.UTF-8");
  g_autofree char *nothing = ek_chart_describe (empty, "en");
  g_autofree char *no_values = NULL;

  g_assert_cmpstr (en, ==,
                   "PHQ-9: 6 values, from 18 (Moderately severe) on 2026-01-05 to 4 (Minimal) on 2026-04-06; lowest 4, "
                   "highest 18."
                   " Limit: Caseness ≥ 10. Item 9 ≥ 1: 1 time. 1 period without measurement."
                   " GAD-7: 6 values, from 15 on 2026-01-05 to 5 on 2026-04-06; lowest 5, highest 15."
                   " 1 period without measurement. Sessions: 1, from 2026-01-07. Sertraline: from 2026-01-08, latest "
                   "50 mg."
                   " Sick leave: from 2026-01-05. Events: 1, from 2026-01-05.");
  g_assert_nonnull (
    strstr (zh, "PHQ-9：6次，从2026-01-05的18（Moderately severe）到2026-04-06的4（Minimal），最低4，最高18。"));
  g_assert_cmpstr (nothing, ==, "Nothing has been measured yet");
  ek_chart_add_panel (without, series, 0, 28, TRUE);
  no_values = ek_chart_describe (without, "zh");
  g_assert_cmpstr (no_values, ==, "ISI：尚无数据。");
}

static void
test_point_text (void)
{
  g_autoptr (EkChart) chart = make_chart ();
  g_autofree char *text = ek_chart_point_text (chart, 0, 1), *last = NULL, *none = ek_chart_point_text (chart, 0, 6);

  ek_chart_set_offset (chart, 480);
  last = ek_chart_point_text (chart, 1, 5);
  g_assert_cmpstr (text, ==, "PHQ-9: 17 score · Moderately severe, 2026-01-12 00:00, Item 9 ≥ 1, Entered by Dr Li");
  g_assert_cmpstr (last, ==, "GAD-7: 5, 2026-04-06 08:00");
  g_assert_null (none);
}

static void
test_extent (void)
{
  g_autoptr (EkChart) chart = make_chart (), empty = ek_chart_new (), single = ek_chart_new ();
  g_autoptr (EkSeries) one = ek_series_new ("x", "x", NULL);
  gint64 from, to;

  ek_chart_get_extent (chart, &from, &to);
  g_assert_cmpint (from, <, MONDAY);
  g_assert_cmpint (to, >, MONDAY + DAY (100));
  /* A medicine since 1990 does not squeeze three months of scores. */
  ek_chart_add_lane_item (chart, EK_LANE_MEDICINE, "Lithium", NULL, -DAY (7000), EK_INSTANT_NONE, 0);
  ek_chart_get_extent (chart, &from, &to);
  g_assert_cmpint (from, >, MONDAY - DAY (60));

  ek_chart_get_extent (empty, &from, &to);
  g_assert_cmpint (to, >, from);
  ek_series_add (one, MONDAY, 3, 0, 0);
  ek_chart_add_panel (single, one, 0, 27, TRUE);
  ek_chart_get_extent (single, &from, &to);
  g_assert_cmpint (to - from, ==, DAY (14));
}

static void
test_contrast (void)
{
  for (int i = 0; i < 6; i++)
    {
      EkChartStyle style = (EkChartStyle) (EK_CHART_LIGHT + i % 3);
      const EkPalette *palette = i < 3 ? ek_palette_get (style) : ek_palette_get_simple (style);
      EkColour grounds[] = {
        palette->background,
        ek_colour_over (ek_palette_band (palette, 0, 4), palette->background),
        ek_colour_over (ek_palette_band (palette, 2, 4), palette->background),
        ek_colour_over (ek_palette_band (palette, 4, 4), palette->background),
      };

      for (guint k = 0; k < G_N_ELEMENTS (grounds); k++)
        {
          g_assert_cmpfloat (ek_colour_contrast (palette->text, grounds[k]), >=, 4.5);
          g_assert_cmpfloat (ek_colour_contrast (palette->dim, grounds[k]), >=, 4.5);
          g_assert_cmpfloat (ek_colour_contrast (palette->caseness, grounds[k]), >=, 4.5);
          g_assert_cmpfloat (ek_colour_contrast (palette->critical, grounds[k]), >=, 3);
          g_assert_cmpfloat (ek_colour_contrast (palette->goal, grounds[k]), >=, 4.5); /* written in it too */
          g_assert_cmpfloat (ek_colour_contrast (palette->expected_middle, grounds[k]), >=, 3);
          for (guint j = 0; j < EK_N_SERIES_COLOURS; j++)
            g_assert_cmpfloat (ek_colour_contrast (palette->series[j], grounds[k]), >=, 3);
        }
      for (guint j = 0; j < EK_N_SERIES_COLOURS; j++) /* names are written in it */
        g_assert_cmpfloat (ek_colour_contrast (palette->series[j], palette->background), >=, 4.5);
      for (guint j = 0; j < 4; j++)
        g_assert_cmpfloat (ek_colour_contrast (palette->lanes[j], palette->background), >=, 3);
      g_assert_cmpfloat (ek_colour_contrast (palette->box, palette->box_frame), >=, 4.5);
    }
  g_assert_cmpfloat_with_epsilon (ek_colour_contrast ((EkColour){ 0, 0, 0, 1 }, (EkColour){ 1, 1, 1, 1 }), 21, 1e-9);
}

static void
test_render (void)
{
  static const struct {
    EkImageKind kind;
    const char *begin;
  } kinds[] = {
    { EK_IMAGE_PNG, "\x89PNG" },
    { EK_IMAGE_SVG, "<?xml" },
    { EK_IMAGE_PDF, "%PDF-" },
  };
  static const struct {
    double width, height, scale;
    EkError code;
  } refused[] = {
    { 0, 100, 1, EK_ERROR_INVALID },       { 100, -5, 1, EK_ERROR_INVALID },    { NAN, 100, 1, EK_ERROR_INVALID },
    { 100, 100, 0, EK_ERROR_INVALID },     { 1e9, 1e9, 1, EK_ERROR_TOO_LARGE }, { 15000, 15000, 1, EK_ERROR_TOO_LARGE },
    { 3000, 3000, 8, EK_ERROR_TOO_LARGE },
  };
  g_autoptr (EkChart) chart = make_chart ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = ek_chart_render (chart, kinds[i].kind, 800, 600, 1, EK_CHART_PRINT, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (bytes), >, 2000);
      g_assert_cmpint (memcmp (g_bytes_get_data (bytes, NULL), kinds[i].begin, strlen (kinds[i].begin)), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ek_chart_render (chart, EK_IMAGE_PNG, refused[i].width, refused[i].height, refused[i].scale,
                                      EK_CHART_PRINT, &error));
      g_assert_error (error, EK_ERROR, (int) refused[i].code);
    }
}

/* The words are in the SVG as text, escaped, and the description for a screen reader is too. */
static void
test_svg_text (void)
{
  g_autoptr (EkChart) chart = make_chart ();
  g_autoptr (EkSeries) hostile = ek_series_new ("x", "<script>&\"", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *svg = NULL;

  ek_chart_set_title (chart, "张伟 <b>");
  ek_series_add (hostile, MONDAY, 1, 0, 0);
  ek_chart_add_panel (chart, hostile, 0, 3, TRUE);
  bytes = ek_chart_render (chart, EK_IMAGE_SVG, 1000, 900, 1, EK_CHART_LIGHT, NULL);
  svg = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (svg, "<title>张伟 &lt;b&gt;</title>"));
  g_assert_nonnull (strstr (svg, "<desc>PHQ-9: 6 values, from 18"));
  g_assert_nonnull (strstr (svg, ">Caseness ≥ 10</text>"));
  g_assert_nonnull (strstr (svg, ">Moderately severe</text>"));
  g_assert_nonnull (strstr (svg, ">&lt;script&gt;&amp;&quot;</text>"));
  g_assert_null (strstr (svg, "<script>"));
  g_assert_true (g_str_has_suffix (svg, "</svg>\n") || g_str_has_suffix (svg, "</svg>"));
}

/* ---- What was laid over, marked and expected, in words ---- */

static EkChart *
make_overlay (void)
{
  static const double low[] = { 0, 5, 10, 15 }, high[] = { 4, 9, 14, 27 };
  static const char *const levels[] = { "normal", "mild", "moderate", "severe" };
  EkChart *chart = make_chart (), *overlay = ek_chart_new ();
  g_autoptr (EkCommonScale) scale = ek_common_scale_new (low, high, levels, 4, TRUE);
  guint panel = ek_chart_add_overlay (overlay, "Both");

  ek_chart_set_critical_label (overlay, "Item 9 ≥ 1");
  g_assert_cmpuint (ek_chart_overlay_add (overlay, panel, ek_chart_get_series (chart, 0), scale), ==, 0);
  g_assert_cmpuint (ek_chart_overlay_add (overlay, panel, ek_chart_get_series (chart, 1), NULL), ==, 1);
  ek_chart_layer_set_bands (overlay, panel, 0, phq9_bands, G_N_ELEMENTS (phq9_bands));
  ek_chart_layer_set_note (overlay, panel, 1, 1, "Entered by Dr Li");
  ek_chart_panel_add_mark (overlay, panel, 0, EK_CHART_RESPONSE, 4, "Response: 67 % better");
  ek_chart_panel_add_goal (overlay, panel, 1, EK_INSTANT_NONE, EK_INSTANT_NONE, "Goal: at most mild");
  ek_chart_unref (chart);
  return overlay;
}

static void
test_layers (void)
{
  g_autoptr (EkChart) overlay = make_overlay ();
  g_autofree char *first = ek_chart_layer_point_text (overlay, 0, 0, 4);
  g_autofree char *second = ek_chart_layer_point_text (overlay, 0, 1, 1);
  g_autofree char *en = ek_chart_describe (overlay, "en"), *zh = ek_chart_describe (overlay, "zh");

  g_assert_cmpuint (ek_chart_get_n_panels (overlay), ==, 1);
  g_assert_cmpuint (ek_chart_get_n_layers (overlay, 0), ==, 2);
  g_assert_cmpstr (ek_series_get_label (ek_chart_get_layer (overlay, 0, 1)), ==, "GAD-7");
  g_assert_null (ek_chart_get_layer (overlay, 0, 2));
  g_assert_null (ek_chart_layer_point_text (overlay, 0, 2, 0));
  /* The value is the score's own, not that of the common scale. */
  g_assert_cmpstr (first, ==, "PHQ-9: 6 score · Mild, 2026-03-30 00:00, Response: 67 % better");
  g_assert_cmpstr (second, ==, "GAD-7: 14, 2026-01-12 00:00, by own range, Entered by Dr Li");
  g_assert_cmpstr (en, ==,
                   "Both, by level of severity, 2 courses. Goal: at most mild. PHQ-9: 6 values, from 18 (Moderately "
                   "severe) on 2026-01-05 to 4 (Minimal) on 2026-04-06; lowest 4, highest 18. Item 9 ≥ 1: 1 time."
                   " 1 period without measurement. Response: 2026-03-30. GAD-7: 6 values, from 15 on 2026-01-05 to 5"
                   " on 2026-04-06; lowest 5, highest 15. 1 period without measurement.");
  g_assert_nonnull (strstr (zh, "Both，按严重程度分级，2条曲线。"));
  g_assert_nonnull (strstr (zh, "有效：2026-03-30。"));
}

/* Each value of each layer is found where it lies; of two on one spot one of them. */
static void
test_hit_layers (void)
{
  g_autoptr (EkChart) overlay = make_overlay ();

  for (guint layer = 0; layer < 2; layer++)
    for (guint index = 0; index < 6; index++)
      {
        EkChartHit there, found;

        g_assert_true (ek_chart_locate_layer (overlay, 1000, 500, 0, layer, index, &there));
        g_assert_cmpuint (there.layer, ==, layer);
        g_assert_true (ek_chart_hit (overlay, 1000, 500, there.x, there.y, &found));
        g_assert_cmpuint (found.index, ==, index);
        g_assert_cmpfloat (found.x, ==, there.x);
        g_assert_cmpfloat (found.y, ==, there.y);
      }
}

static void
test_describe_lines (void)
{
  static const EkExpectedPoint expected[] = { { MONDAY, 10, 15, 20 }, { MONDAY + DAY (90), 3, 5, 11 } };
  g_autoptr (EkChart) chart = make_chart ();
  g_autofree char *en = NULL, *zh = NULL, *point = NULL;

  ek_chart_panel_set_expected (chart, 0, expected, 2, "80 % of 1,204 patients");
  ek_chart_panel_add_goal (chart, 0, 9, MONDAY, MONDAY + DAY (120), "Goal: below 10 by May");
  ek_chart_panel_set_uncertainty (chart, 0, 2, 11, 14);
  ek_chart_panel_add_mark (chart, 0, 0, EK_CHART_UNUSUAL, 2, NULL);
  ek_chart_panel_add_mark (chart, 0, 0, EK_CHART_UNUSUAL, 1, NULL);
  ek_chart_panel_add_mark (chart, 0, 0, EK_CHART_REMISSION, 5, NULL);
  en = ek_chart_describe (chart, "en");
  zh = ek_chart_describe (chart, "zh");
  point = ek_chart_point_text (chart, 0, 2);
  g_assert_nonnull (strstr (en,
                            " Limit: Caseness ≥ 10. Goal: below 10 by May. Course of earlier patients: 80 % of 1,204"
                            " patients. Item 9 ≥ 1: 1 time. 1 period without measurement. Remission: 2026-04-06."
                            " Unusual for this person: 2, latest on 2026-01-19. GAD-7"));
  g_assert_nonnull (strstr (zh, "对本人而言异常：2次，最近2026-01-19。"));
  g_assert_cmpstr (point, ==,
                   "PHQ-9: 12 score · Moderate, 2026-01-19 00:00, prorated, possible range of a prorated "
                   "value: 11–14, Unusual for this person");
}

/* What lies ahead belongs to the extent, but no further than half as long as the values last. */
static void
test_extent_ahead (void)
{
  g_autoptr (EkChart) chart = make_chart ();
  gint64 from, to;

  ek_chart_panel_add_goal (chart, 0, 9, MONDAY, MONDAY + DAY (120), NULL);
  ek_chart_get_extent (chart, &from, &to);
  g_assert_cmpint (to, >, MONDAY + DAY (120));
  g_assert_cmpint (to, <, MONDAY + DAY (130));
  ek_chart_panel_add_goal (chart, 0, 9, MONDAY, MONDAY + DAY (4000), NULL);
  ek_chart_get_extent (chart, &from, &to);
  g_assert_cmpint (to, <, MONDAY + DAY (91 + 46 + 10));
  ek_chart_panel_add_goal (chart, 0, 9, MONDAY, EK_INSTANT_NONE, NULL);
  ek_chart_get_extent (chart, &from, &to);
  g_assert_cmpint (to, <, MONDAY + DAY (91 + 46 + 10));
}

/* Pan, zoom and brush: a position and back. */
static void
test_positions (void)
{
  g_autoptr (EkChart) chart = make_chart ();
  double x, width;
  gint64 from, to;

  ek_chart_set_range (chart, MONDAY, MONDAY + DAY (100));
  g_assert_true (ek_chart_get_plot (chart, 1000, 600, &x, &width));
  g_assert_cmpint (ek_chart_time_at (chart, 1000, 600, x), ==, MONDAY);
  g_assert_cmpint (ek_chart_time_at (chart, 1000, 600, x + width / 4), ==, MONDAY + DAY (25));
  g_assert_cmpint (ek_chart_time_at (chart, 1000, 600, x - width), ==, MONDAY - DAY (100));
  ek_chart_set_arrangement (chart, EK_CHART_MULTIPLES);
  g_assert_true (ek_chart_get_plot (chart, 1000, 600, &x, &width));
  g_assert_cmpint (ek_chart_time_at (chart, 1000, 600, x + width / 2), ==, MONDAY + DAY (50));
  g_assert_cmpint (ek_chart_time_at (chart, 1000, 600, x + (1000 - 8) / 2.0 + width / 2), ==, MONDAY + DAY (50));

  ek_chart_get_extent (chart, &from, &to);
  g_assert_cmpint (ek_chart_overview_time_at (chart, 812, 40, 6), ==, from);
  g_assert_cmpint (ek_chart_overview_time_at (chart, 812, 40, 806), ==, to);
  g_assert_cmpint (ABS (ek_chart_overview_time_at (chart, 812, 40, 406) - (from + to) / 2), <=, 1);
}

/* The brush's picture is kept while the shown part moves, and made anew when the chart changes. */
static void
test_overview (void)
{
  g_autoptr (EkChart) chart = make_chart ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 40);
  cairo_t *cr = cairo_create (surface);
  g_autofree guint8 *before = NULL;
  gsize size = 40 * (gsize) cairo_image_surface_get_stride (surface);
  EkOverviewCache *kept;

  ek_chart_paint_overview (chart, cr, 400, 40, EK_CHART_LIGHT);
  kept = chart->overview;
  g_assert_nonnull (kept);
  cairo_surface_flush (surface);
  before = g_memdup2 (cairo_image_surface_get_data (surface), size);
  ek_chart_set_range (chart, MONDAY + DAY (20), MONDAY + DAY (40));
  ek_chart_paint_overview (chart, cr, 400, 40, EK_CHART_LIGHT);
  g_assert_true (chart->overview == kept);
  cairo_surface_flush (surface);
  g_assert_cmpint (memcmp (before, cairo_image_surface_get_data (surface), size), !=, 0);
  ek_chart_set_range (chart, 0, 0);
  ek_chart_paint_overview (chart, cr, 400, 40, EK_CHART_LIGHT);
  cairo_surface_flush (surface);
  g_assert_cmpint (memcmp (before, cairo_image_surface_get_data (surface), size), ==, 0);
  ek_chart_set_now (chart, MONDAY + DAY (400));
  ek_chart_paint_overview (chart, cr, 400, 40, EK_CHART_LIGHT);
  cairo_surface_flush (surface);
  g_assert_cmpint (memcmp (before, cairo_image_surface_get_data (surface), size), !=, 0);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* A million values under the pointer: found as among few. */
static void
test_hit_million (void)
{
  g_autoptr (EkChart) chart = ek_chart_new ();
  g_autoptr (EkSeries) series = ek_series_new ("x", "x", NULL);
  EkChartHit hit;

  for (guint i = 0; i < 1000000; i++)
    ek_series_add (series, MONDAY + (gint64) i * 5000, i == 500000 ? 100 : 1, 0, i);
  ek_chart_add_panel (chart, series, 0, 100, TRUE);
  g_assert_true (ek_chart_locate (chart, 1000, 300, 0, 500000, &hit));
  g_assert_true (ek_chart_hit (chart, 1000, 300, hit.x + 0.5, hit.y + 1, &hit));
  g_assert_cmpuint (hit.index, ==, 500000); /* the peak, though thousands are nearer sideways than a pixel */
  ek_chart_set_range (chart, MONDAY + 499990 * 5000LL, MONDAY + 500010 * 5000LL);
  for (guint i = 499991; i < 500010; i++)
    {
      g_assert_true (ek_chart_locate (chart, 1000, 300, 0, i, &hit));
      g_assert_true (ek_chart_hit (chart, 1000, 300, hit.x, hit.y, &hit));
      g_assert_cmpuint (hit.index, ==, i);
    }
}

/* The words of a PDF can be taken out of it again, in both languages. */
static void
test_pdf_text (void)
{
  static const struct {
    const char *language, *words[6];
  } cases[] = {
    { "en", { "PHQ-9", "Moderately severe", "Caseness", "Sertraline", "50 mg", "Today" } },
    { "zh", { "PHQ-9", "今天", "2026", "推算", "舍曲林", "治疗过程" } },
  };
  g_autofree char *tool = g_find_program_in_path ("pdftotext");

  if (tool == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkChart) chart = make_chart ();
      g_autoptr (GBytes) pdf = NULL, text = NULL;
      GSubprocessFlags pipes = G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE;
      g_autoptr (GSubprocess) process = g_subprocess_new (pipes, NULL, tool, "-enc", "UTF-8", "-", "-", NULL);
      g_autofree char *words = NULL;

      ek_chart_set_language (chart, cases[i].language);
      if (i == 1)
        {
          ek_chart_set_title (chart, "治疗过程");
          ek_chart_add_lane_item (chart, EK_LANE_MEDICINE, "舍曲林", "50 mg", MONDAY, EK_INSTANT_NONE, 50);
        }
      LEAKS_OF_CAIRO_BEGIN;
      pdf = ek_chart_render (chart, EK_IMAGE_PDF, 800, 700, 1, EK_CHART_PRINT, NULL);
      LEAKS_OF_CAIRO_END;
      g_assert_true (g_subprocess_communicate (process, pdf, NULL, &text, NULL, NULL));
      words = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
      for (guint j = 0; j < 6; j++)
        {
          if (strstr (words, cases[i].words[j]) == NULL)
            g_error ("\"%s\" is not in the PDF: %s", cases[i].words[j], words);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/chart/layout", test_layout);
  g_test_add_func ("/trajectory/chart/lanes", test_lanes);
  g_test_add_func ("/trajectory/chart/hit", test_hit);
  g_test_add_func ("/trajectory/chart/hit-equal-dates", test_hit_equal_dates);
  g_test_add_func ("/trajectory/chart/describe", test_describe);
  g_test_add_func ("/trajectory/chart/point-text", test_point_text);
  g_test_add_func ("/trajectory/chart/extent", test_extent);
  g_test_add_func ("/trajectory/chart/contrast", test_contrast);
  g_test_add_func ("/trajectory/chart/render", test_render);
  g_test_add_func ("/trajectory/chart/svg-text", test_svg_text);
  g_test_add_func ("/trajectory/chart/layers", test_layers);
  g_test_add_func ("/trajectory/chart/hit-layers", test_hit_layers);
  g_test_add_func ("/trajectory/chart/describe-lines", test_describe_lines);
  g_test_add_func ("/trajectory/chart/extent-ahead", test_extent_ahead);
  g_test_add_func ("/trajectory/chart/positions", test_positions);
  g_test_add_func ("/trajectory/chart/overview", test_overview);
  g_test_add_func ("/trajectory/chart/hit-million", test_hit_million);
  g_test_add_func ("/trajectory/chart/pdf-text", test_pdf_text);
  return g_test_run ();
}
