/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "charts.h"

#include <math.h>

#include "ek-time.h"

#define CHINESE(language) ((language)[0] == 'z')
#define PICK(language, en, zh) (CHINESE (language) ? (zh) : (en))

static const double phq9[] = { 18, 19, 20, 16, 14, 13, 9, 8, 12, 7, 4, 3 };
static const double gad7[] = { 15, 14, 16, 12, 11, 9, 8, 7, 9, 5, 4, 4 };
static const double isi[] = { 21, 22, 19, 18, 15, 14, 12, 9, 13, 8, 7, 6 };
static const double sleep_hours[] = { 5.1, 5.5, 4.8, 6, 6.2, 6.5, 6.8, 7, 6.1, 7.1, 7.4, 7.3 };

/* Every nine days or so, a gap after the eighth, and each kind of special value. */
EkSeries *
charts_series (const char *label, const char *unit, const double *values, guint n, guint seed)
{
  EkSeries *series = ek_series_new ("x", label, unit);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (guint i = 0; i < n; i++)
    {
      EkPointFlags flags = i == 2 ? EK_POINT_CRITICAL : i == 5 ? EK_POINT_PRORATED : i == 6 ? EK_POINT_IMPORTED : 0;

      g_assert_true (ek_series_add (series, MONDAY + DAY (9 * i + (i > 7 ? 35 : 0) + g_rand_int_range (rand, 0, 3)),
                                    values[i], flags, i));
    }
  return series;
}

EkCommonScale *
charts_scale (double mild, double moderate, double severe, double greatest)
{
  const double low[] = { 0, mild, moderate, severe }, high[] = { mild - 1, moderate - 1, severe - 1, greatest };
  static const char *const levels[] = { "normal", "mild", "moderate", "severe" };

  return ek_common_scale_new (low, high, levels, 4, TRUE);
}

static void
set_bands (EkChart *chart, guint panel, guint layer, const char *language, double greatest)
{
  const EkChartBand bands[] = {
    { 0, 4, PICK (language, "Minimal", "极轻"), 0 },
    { 5, 9, PICK (language, "Mild", "轻度"), 1 },
    { 10, 14, PICK (language, "Moderate", "中度"), 2 },
    { 15, 19, PICK (language, "Moderately severe", "中重度"), 3 },
    { 20, greatest, PICK (language, "Severe", "重度"), 4 },
  };

  ek_chart_layer_set_bands (chart, panel, layer, bands, G_N_ELEMENTS (bands));
}

void
charts_add_lanes (EkChart *chart, const char *language)
{
  static const struct {
    int from, to;
    const char *label;
    double amount;
  } doses[] = {
    { 3, 20, "50 mg", 50 },
    { 20, 80, "100 mg", 100 },
    { 80, -1, "75 mg", 75 },
  };

  for (guint i = 0; i < 12; i++)
    ek_chart_add_lane_item (chart, EK_LANE_SESSION, PICK (language, "Sessions", "治疗会谈"), i < 8 ? "CBT" : "IPT",
                            MONDAY + DAY (2 + i * 9), MONDAY + DAY (2 + i * 9), 0);
  for (guint i = 0; i < G_N_ELEMENTS (doses); i++)
    ek_chart_add_lane_item (chart, EK_LANE_MEDICINE, PICK (language, "Sertraline", "舍曲林"), doses[i].label,
                            MONDAY + DAY (doses[i].from),
                            doses[i].to < 0 ? EK_INSTANT_NONE : MONDAY + DAY (doses[i].to), doses[i].amount);
  ek_chart_add_lane_item (chart, EK_LANE_LEAVE, PICK (language, "Sick leave", "病假"), NULL, MONDAY - DAY (10),
                          MONDAY + DAY (50), 0);
  ek_chart_add_lane_item (chart, EK_LANE_EVENT, PICK (language, "Events", "生活事件"),
                          PICK (language, "Bereavement", "丧亲"), MONDAY - DAY (5), MONDAY - DAY (5), 0);
  ek_chart_add_lane_item (chart, EK_LANE_EVENT, PICK (language, "Events", "生活事件"),
                          PICK (language, "Return to work, half days", "恢复半日工作"), MONDAY + DAY (51),
                          MONDAY + DAY (51), 0);
}

static void
decorate (EkChart *chart, const char *language)
{
  EkExpectedPoint expected[20];

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    expected[i] = (EkExpectedPoint){ MONDAY + DAY (i * 9), MAX (1, 13 - i * 0.9), MAX (3, 18 - i * 0.9), 23 - i * 0.5 };
  ek_chart_panel_set_expected (chart, 0, expected, G_N_ELEMENTS (expected),
                               PICK (language, "80 % of 1,204 patients", "1204名患者中的80%"));
  ek_chart_panel_set_caseness (chart, 0, 10, PICK (language, "Caseness ≥ 10", "划界分≥10分"));
  ek_chart_panel_set_reliable_change (chart, 0, 18, 6,
                                      PICK (language, "Within ±6 of baseline: no reliable change",
                                            "与基线相差±6以内：无可靠变化"));
  ek_chart_panel_add_goal (chart, 0, 5, MONDAY + DAY (20), MONDAY + DAY (150),
                           PICK (language, "Goal: below 5 by June", "目标：6月前低于5分"));
  ek_chart_panel_set_uncertainty (chart, 0, 5, 11, 16);
  ek_chart_panel_add_mark (chart, 0, 0, EK_CHART_UNUSUAL, 8, NULL);
  ek_chart_panel_add_mark (chart, 0, 0, EK_CHART_RELAPSE, 8, NULL);
  ek_chart_panel_add_mark (chart, 0, 0, EK_CHART_RESPONSE, 6,
                           PICK (language, "Response: 50 % better", "有效：改善50%"));
  ek_chart_panel_add_mark (chart, 0, 0, EK_CHART_REMISSION, 10, NULL);
}

static EkChart *
chart_new (const char *language)
{
  EkChart *chart = ek_chart_new ();

  ek_chart_set_language (chart, language);
  ek_chart_set_now (chart, MONDAY + DAY (140));
  ek_chart_set_critical_label (chart, PICK (language, "Item 9 ≥ 1", "第9题≥1分"));
  return chart;
}

/* Three panels with everything on the first, and every kind of lane. */
EkChart *
charts_clinical (const char *language)
{
  EkChart *chart = chart_new (language);
  const char *points = PICK (language, "points", "分");
  g_autoptr (EkSeries) first = charts_series ("PHQ-9", points, phq9, 12, 1);
  g_autoptr (EkSeries) second = charts_series ("GAD-7", points, gad7, 12, 2);
  g_autoptr (EkSeries) third = charts_series (PICK (language, "Sleep", "睡眠"), PICK (language, "h", "小时"),
                                              sleep_hours, 12, 3);

  ek_chart_set_title (chart, PICK (language, "Course of treatment", "治疗过程"));
  ek_chart_add_panel (chart, first, 0, 27, TRUE);
  ek_chart_add_panel (chart, second, 0, 21, TRUE);
  ek_chart_add_panel (chart, third, NAN, NAN, FALSE);
  set_bands (chart, 0, 0, language, 27);
  set_bands (chart, 1, 0, language, 21);
  decorate (chart, language);
  charts_add_lanes (chart, language);
  return chart;
}

/* Up to four scores on the common scale; the fourth has no levels of severity. */
EkChart *
charts_overlay (const char *language, guint n_layers)
{
  EkChart *chart = chart_new (language);
  const char *points = PICK (language, "points", "分");
  const struct {
    const char *label, *unit;
    const double *values;
    EkCommonScale *scale;
  } layers[] = {
    { "PHQ-9", points, phq9, charts_scale (5, 10, 15, 27) },
    { "GAD-7", points, gad7, charts_scale (5, 10, 15, 21) },
    { "ISI", points, isi, charts_scale (8, 15, 22, 28) },
    { PICK (language, "Sleep", "睡眠"), PICK (language, "h", "小时"), sleep_hours,
      ek_common_scale_new_range (3, 9, FALSE) },
  };
  guint panel = ek_chart_add_overlay (chart, PICK (language, "All scores", "全部评分"));

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_autoptr (EkSeries) series = charts_series (layers[i].label, layers[i].unit, layers[i].values, 12, i + 1);

      if (i < n_layers)
        ek_chart_overlay_add (chart, panel, series, layers[i].scale);
      ek_common_scale_unref (layers[i].scale);
    }
  if (n_layers > 0)
    {
      set_bands (chart, panel, 0, language, 27);
      ek_chart_panel_add_mark (chart, panel, 0, EK_CHART_RESPONSE, 6, NULL);
    }
  charts_add_lanes (chart, language);
  return chart;
}

/* Eight small charts. */
EkChart *
charts_multiples (const char *language)
{
  EkChart *chart = chart_new (language);
  const double *values[] = { phq9, gad7, isi, sleep_hours };
  const char *labels[] = { "PHQ-9", "GAD-7", "ISI", PICK (language, "Sleep", "睡眠") };

  ek_chart_set_arrangement (chart, EK_CHART_MULTIPLES);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (EkSeries) series = charts_series (labels[i % 4], NULL, values[i % 4], 12, i + 1);
      guint panel = ek_chart_add_panel (chart, series, i % 4 == 3 ? NAN : 0, 28, i % 4 != 3);

      if (i % 4 < 2)
        {
          set_bands (chart, panel, 0, language, 28);
          ek_chart_panel_set_caseness (chart, panel, 10, PICK (language, "Caseness ≥ 10", "划界分≥10分"));
        }
    }
  charts_add_lanes (chart, language);
  return chart;
}

/* What is shown to the patient, with all that must not be seen there set too. */
EkChart *
charts_patient (const char *language)
{
  EkChart *chart = charts_clinical (language);

  ek_chart_set_simple (chart, TRUE);
  return chart;
}
