/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo.h>
#include <math.h>
#include <string.h>

#include "charts.h"
#include "ek-chart-painter.h"
#include "ek-time.h"

/* Where the words of a chart come to lie: whatever the size, the language and the font, all inside and none on top of
 * another. */

typedef enum {
  CLINICAL,
  OVERLAY,
  MULTIPLES,
  PATIENT,
  SESSIONS,
  OVERLAY_IN_GRID,
  PATIENT_OVERLAY,
  PATIENT_GRID,
  N_CHARTS
} Which;

static const char *const names[N_CHARTS] = {
  "clinical", "overlay", "multiples", "patient", "sessions", "overlay in a grid", "patient's overlay", "patient's grid",
};

static EkChart *
make (Which which, const char *language)
{
  gint64 sessions[12];
  EkChart *chart = NULL;

  switch (which)
    {
    case OVERLAY:
      return charts_overlay (language, 4);
    case MULTIPLES:
      return charts_multiples (language);
    case PATIENT:
      return charts_patient (language);
    case SESSIONS:
      chart = charts_clinical (language);
      for (guint i = 0; i < G_N_ELEMENTS (sessions); i++)
        sessions[i] = MONDAY + DAY (2 + i * 9 + i * i / 2);
      ek_chart_set_sessions (chart, sessions, G_N_ELEMENTS (sessions));
      ek_chart_set_axis (chart, EK_CHART_AXIS_SESSIONS);
      return chart;
    case OVERLAY_IN_GRID:
      chart = charts_overlay (language, 4);
      ek_chart_set_arrangement (chart, EK_CHART_MULTIPLES);
      for (guint i = 0; i < 3; i++)
        {
          guint panel = ek_chart_add_overlay (chart, i == 1 ? NULL : "2");

          ek_chart_overlay_add (chart, panel, ek_chart_get_layer (chart, 0, i), NULL);
          ek_chart_overlay_add (chart, panel, ek_chart_get_layer (chart, 0, i + 1), NULL);
        }
      return chart;
    case PATIENT_OVERLAY:
    case PATIENT_GRID:
      chart = which == PATIENT_GRID ? charts_multiples (language) : charts_overlay (language, 3);
      ek_chart_set_simple (chart, TRUE);
      return chart;
    case CLINICAL:
    case N_CHARTS:
    default:
      return charts_clinical (language);
    }
}

static GPtrArray *
place (EkChart *chart, double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cairo_t *cr = cairo_create (surface);
  GPtrArray *placed = g_ptr_array_new ();

  ek_chart_paint_collecting (chart, cr, width, height, EK_CHART_LIGHT, NULL, placed);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return placed;
}

/* The letters themselves, without the air above and below them. */
static EkRect
letters (const EkPlacedText *text)
{
  return (EkRect){ text->x, text->baseline - 0.72 * text->size, text->width, 0.78 * text->size };
}

static gboolean
overlap (const EkRect *a, const EkRect *b)
{
  return a->x + 0.5 < b->x + b->width && b->x + 0.5 < a->x + a->width && a->y + 0.5 < b->y + b->height &&
    b->y + 0.5 < a->y + a->height;
}

static void
check (Which which, const char *language, double width, double text_scale)
{
  g_autoptr (EkChart) chart = make (which, language);
  g_autoptr (GPtrArray) placed = NULL;
  double height;

  ek_chart_set_text_scale (chart, text_scale);
  height = ceil (ek_chart_get_natural_height (chart, width));
  placed = place (chart, width, height);
  g_assert_cmpuint (placed->len, >, 10);
  for (guint i = 0; i < placed->len; i++)
    {
      const EkPlacedText *text = g_ptr_array_index (placed, i);
      EkRect a = letters (text);

      if (a.x < -0.5 || a.y < -0.5 || a.x + a.width > width + 0.5 || a.y + a.height > height + 0.5)
        g_error ("%s %s %g: \"%s\" is cut off", names[which], language, width, text->text);
      for (guint j = 0; j < i; j++)
        {
          const EkPlacedText *other = g_ptr_array_index (placed, j);
          EkRect b = letters (other);

          if (*text->text != '\0' && *other->text != '\0' && overlap (&a, &b))
            g_error ("%s %s %g: \"%s\" lies on \"%s\"", names[which], language, width, text->text, other->text);
        }
    }
}

static void
test_apart (void)
{
  static const double widths[] = { 600, 640, 777, 900, 1024, 1200, 1440, 1920, 2400 };

  for (Which which = CLINICAL; which < N_CHARTS; which++)
    for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
      {
        check (which, "en", widths[i], 1);
        check (which, "zh", widths[i], 1);
      }
  for (Which which = CLINICAL; which < N_CHARTS; which++)
    {
      check (which, "en", 420, 1);
      check (which, "zh", 420, 1);
      check (which, "en", 1440, 1.5);
      check (which, "zh", 1440, 2);
    }
}

/* Whatever part is shown. */
static void
test_apart_while_scrolling (void)
{
  for (Which which = CLINICAL; which < N_CHARTS; which++)
    {
      g_autoptr (EkChart) chart = make (which, which % 2 == 0 ? "en" : "zh");

      for (guint days = 3; days < 400; days = days * 2 + 1)
        for (int from = -30; from < 160; from += 37)
          {
            g_autoptr (GPtrArray) placed = NULL;

            ek_chart_set_range (chart, MONDAY + DAY (from), MONDAY + DAY (from + (int) days));
            placed = place (chart, 1000, 700);
            for (guint i = 0; i < placed->len; i++)
              for (guint j = 0; j < i; j++)
                {
                  const EkPlacedText *text = g_ptr_array_index (placed, i), *other = g_ptr_array_index (placed, j);
                  EkRect a = letters (text), b = letters (other);

                  if (*text->text != '\0' && *other->text != '\0' && overlap (&a, &b))
                    g_error ("%s from %d, %u days: \"%s\" lies on \"%s\"", names[which], from, days, text->text,
                             other->text);
                }
          }
    }
}

static gboolean
says (GPtrArray *placed, const char *what)
{
  for (guint i = 0; i < placed->len; i++)
    {
      if (strstr (((const EkPlacedText *) g_ptr_array_index (placed, i))->text, what) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The patient reads which way is better and the words of the bands, and nothing of limits, error or alarm. */
static void
test_patient_words (void)
{
  static const char *const words[][2] = {
    { "Better", "好转" },
    { "Worse", "加重" },
    { "Minimal", "极轻" },
    { "Goal: below 5 by June", "目标" },
  };
  static const char *const silent[][2] = {
    { "Caseness", "划界分" }, { "reliable", "可靠" }, { "patients", "患者" }, { "Item 9", "第9题" },
    { "Relapse", "复燃" },    { "Unusual", "异常" },  { "prorated", "推算" }, { "27", "27" },
  };
  static const char *const languages[] = { "en", "zh" };

  for (guint l = 0; l < 2; l++)
    {
      g_autoptr (EkChart) patient = charts_patient (languages[l]), clinical = charts_clinical (languages[l]);
      g_autoptr (GPtrArray) shown = place (patient, 1400, 900), known = place (clinical, 1400, 900);
      g_autofree char *description = ek_chart_describe (patient, languages[l]);
      g_autofree char *point = ek_chart_point_text (patient, 0, 2);

      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        g_assert_true (says (shown, words[i][l]));
      for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
        {
          g_assert_false (says (shown, silent[i][l]));
          g_assert_true (says (known, silent[i][l]));
          if (i + 1 == G_N_ELEMENTS (silent))
            continue;
          g_assert_null (strstr (description, silent[i][l]));
          g_assert_null (strstr (point, silent[i][l]));
        }
    }
}

/* An overlay gives each series its name, and says which of them has no levels of severity. */
static void
test_overlay_words (void)
{
  g_autoptr (EkChart) en = charts_overlay ("en", 4), zh = charts_overlay ("zh", 4), narrow = charts_overlay ("en", 3);
  g_autoptr (GPtrArray) english = place (en, 1200, 600), chinese = place (zh, 1200, 600);
  g_autoptr (GPtrArray) small = place (narrow, 500, 600);
  static const char *const words[] = {
    "PHQ-9", "GAD-7", "ISI", "Normal", "Severe", "by level of severity", "Sleep: by own range"
  };
  static const char *const zh_words[] = { "PHQ-9", "正常", "重度", "按严重程度分级", "睡眠：按自身范围显示" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_true (says (english, words[i]));
  for (guint i = 0; i < G_N_ELEMENTS (zh_words); i++)
    g_assert_true (says (chinese, zh_words[i]));
  g_assert_true (says (small, "GAD-7") && says (small, "Moderate"));
  g_assert_false (says (small, "own range"));

  /* In the cells of a grid too. */
  for (double width = 600; width <= 2000; width += 200)
    {
      g_autoptr (EkChart) grid = make (OVERLAY_IN_GRID, "en");
      g_autoptr (GPtrArray) cells = place (grid, width, 900);
      guint n = 0;

      for (guint i = 0; i < cells->len; i++)
        n += g_str_equal (((const EkPlacedText *) g_ptr_array_index (cells, i))->text, "ISI");
      g_assert_cmpuint (n, ==, 3);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/labels/patient-words", test_patient_words);
  g_test_add_func ("/trajectory/labels/overlay-words", test_overlay_words);
  g_test_add_func ("/trajectory/labels/apart", test_apart);
  g_test_add_func ("/trajectory/labels/apart-while-scrolling", test_apart_while_scrolling);
  return g_test_run ();
}
