/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** EkChartRange: a stretch of time; @from_ms is before @to_ms. */
typedef struct {
  gint64 from_ms, to_ms;
} EkChartRange;

typedef enum { EK_CHART_PART_WINDOW, EK_CHART_PART_FROM, EK_CHART_PART_TO } EkChartPart;

gint64 ek_chart_range_span (EkChartRange range);
gboolean ek_chart_range_equal (EkChartRange a, EkChartRange b);
EkChartRange ek_chart_range_fit (EkChartRange range, EkChartRange limits);
EkChartRange ek_chart_range_zoom (EkChartRange range, gint64 anchor_ms, double factor, EkChartRange limits);
EkChartRange ek_chart_range_pan (EkChartRange range, double share, EkChartRange limits);
EkChartRange ek_chart_range_drag (EkChartRange range, EkChartPart part, gint64 distance_ms, EkChartRange limits);
EkChartRange ek_chart_range_reveal (EkChartRange range, gint64 at_ms, EkChartRange limits);

G_END_DECLS
