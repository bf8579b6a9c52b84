/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ek-scale.h"
#include "ek-time.h"
#include "ek-time-axis.h"

static char *
spell (EkTimeAxis *axis)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < axis->ticks->len; i++)
    {
      const EkTick *tick = g_ptr_array_index (axis->ticks, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " | " : "", tick->label);
      if (tick->outer != NULL)
        g_string_append_printf (text, " (%s)", tick->outer);
    }
  return g_string_free (text, FALSE);
}

static void
test_time (void)
{
  static const struct {
    const char *from, *to, *language;
    int offset;
    guint at_most;
    const char *expected;
  } cases[] = {
    { "2026-01-05T00:00:00Z", "2026-01-05T23:00:00Z", "en", 0, 5, "00:00 (2026-01-05) | 06:00 | 12:00 | 18:00" },
    { "2026-01-30T01:00:00Z", "2026-02-03T01:00:00Z", "en", 0, 6, "31 (Jan 2026) | 1 (Feb 2026) | 2 | 3" },
    /* In China the day begins eight hours before it does in Greenwich. */
    { "2026-01-30T01:00:00Z", "2026-02-02T15:00:00Z", "zh", 480, 6, "31日 (2026年1月) | 1日 (2026年2月) | 2日" },
    { "2026-01-30T01:00:00Z", "2026-02-02T16:00:00Z", "zh", 480, 6, "31日 (2026年1月) | 1日 (2026年2月) | 2日 | 3日" },
    /* Weeks begin on Monday; the year is said where it changes. */
    { "2025-12-20T00:00:00Z", "2026-01-20T00:00:00Z", "en", 0, 6,
      "22 Dec (2025) | 29 Dec | 5 Jan (2026) | 12 Jan | 19 Jan" },
    { "2025-11-15T00:00:00Z", "2026-03-01T00:00:00Z", "zh", 0, 5, "12月 (2025年) | 1月 (2026年) | 2月 | 3月" },
    { "2024-12-31T20:00:00Z", "2026-01-02T00:00:00Z", "en", 480, 5, "Q2 (2025) | Q3 | Q4 | Q1 (2026)" },
    { "2024-06-30T20:00:00Z", "2026-01-02T00:00:00Z", "zh", 480, 7,
      "四季度 (2024年) | 一季度 (2025年) | 二季度 | 三季度 | 四季度 | 一季度 (2026年)" },
    { "2016-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "en", 0, 6, "2016 | 2018 | 2020 | 2022 | 2024 | 2026" },
    { "1926-03-01T00:00:00Z", "2026-03-01T00:00:00Z", "en", 0, 6, "1940 | 1960 | 1980 | 2000 | 2020" },
    { "2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z", "en", 0, 5, "00:00 (2026-01-05)" },
    { "2026-01-05T00:00:00Z", "2026-01-04T00:00:00Z", "en", 0, 5, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkTimeAxis) axis = NULL;
      g_autofree char *spelt = NULL;
      gint64 from, to;

      g_assert_true (ek_instant_parse (cases[i].from, &from, NULL, NULL));
      g_assert_true (ek_instant_parse (cases[i].to, &to, NULL, NULL));
      axis = ek_time_axis_new (from, to, cases[i].offset, cases[i].at_most, cases[i].language);
      spelt = spell (axis);
      g_assert_cmpstr (spelt, ==, cases[i].expected);
    }
}

/* Whatever the range, the ticks lie inside it, ascend, and are not more than there is room for. */
static void
test_time_properties (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 2000; i++)
    {
      gint64 from = (gint64) (g_rand_double_range (rand, -6e13, 2.4e14));
      gint64 span = (gint64) pow (10, g_rand_double_range (rand, 6, 13));
      guint at_most = (guint) g_rand_int_range (rand, 1, 20);
      int offset = g_rand_int_range (rand, -14, 15) * 60;
      g_autoptr (EkTimeAxis) axis = ek_time_axis_new (from, from + span, offset, at_most, "zh");

      g_assert_cmpuint (axis->ticks->len, <=, at_most + 1);
      for (guint j = 0; j < axis->ticks->len; j++)
        {
          const EkTick *tick = g_ptr_array_index (axis->ticks, j);

          g_assert_cmpint (tick->at_ms, >=, from);
          g_assert_cmpint (tick->at_ms, <=, from + span);
          g_assert_true (j == 0 || tick->at_ms > ((EkTick *) g_ptr_array_index (axis->ticks, j - 1))->at_ms);
        }
    }
}

static void
test_scale (void)
{
  EkScale scale = { 0, 27, 10, 280 }, flat = { 5, 5, 10, 20 };

  g_assert_cmpfloat (ek_scale_y (&scale, 0), ==, 280);
  g_assert_cmpfloat (ek_scale_y (&scale, 27), ==, 10);
  g_assert_cmpfloat (ek_scale_y (&scale, 13.5), ==, 145);
  g_assert_cmpfloat (ek_scale_value (&scale, 145), ==, 13.5);
  g_assert_cmpfloat (ek_scale_y (&flat, 5), ==, 15);
}

static void
test_ticks (void)
{
  static const double phq9[] = { 0, 27, 10, 5, 15, 20 };
  static const struct {
    double low, high, height;
    const double *wanted;
    guint n;
    double distance;
    const char *expected;
  } cases[] = {
    { 0, 27, 270, phq9, 6, 15, "0 5 10 15 20 27" },
    { 0, 27, 60, phq9, 6, 15, "0 10 20 27" }, /* what is dropped is what matters least */
    { 0, 27, 20, phq9, 6, 15, "0 27" },
    { -10, 10, 100, NULL, 0, 20, "\u221210 \u22125 0 5 10" },
    { 0, 0.3, 100, NULL, 0, 20, "0 0.1 0.2 0.3" },
    { 3, 3, 100, NULL, 0, 20, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkScale scale = { cases[i].low, cases[i].high, 0, cases[i].height };
      g_autoptr (GArray) ticks = ek_scale_ticks (&scale, cases[i].wanted, cases[i].n, cases[i].distance);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint j = 0; j < ticks->len; j++)
        {
          g_autofree char *value = ek_value_text (g_array_index (ticks, double, j));

          g_string_append_printf (text, "%s%s", j > 0 ? " " : "", value);
        }
      g_assert_cmpstr (text->str, ==, cases[i].expected);
    }
}

static void
test_value_text (void)
{
  static const struct {
    double value;
    const char *text;
  } cases[] = {
    { 0, "0" },       { -0.0, "0" },        { 12, "12" },    { -3, "\u22123" }, { 7.5, "7.5" },
    { 6.72, "6.72" }, { 6.725001, "6.73" }, { -0.001, "0" }, { 99.999, "100" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ek_value_text (cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_change_text (void)
{
  static const struct {
    double change;
    const char *text;
  } cases[] = {
    { 0, "0" }, { 3, "+3" }, { -217, "−217" }, { -0.5, "−0.5" }, { 0.001, "0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ek_value_change_text (cases[i].change);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trajectory/axis/time", test_time);
  g_test_add_func ("/trajectory/axis/time-properties", test_time_properties);
  g_test_add_func ("/trajectory/axis/scale", test_scale);
  g_test_add_func ("/trajectory/axis/ticks", test_ticks);
  g_test_add_func ("/trajectory/axis/value-text", test_value_text);
  g_test_add_func ("/trajectory/axis/change-text", test_change_text);
  return g_test_run ();
}
