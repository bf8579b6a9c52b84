/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-chart.h"

G_BEGIN_DECLS

typedef enum {
  EK_CHART_WALK_PREVIOUS,
  EK_CHART_WALK_NEXT,
  EK_CHART_WALK_FIRST,
  EK_CHART_WALK_LAST,
  EK_CHART_WALK_SCORE_ABOVE,
  EK_CHART_WALK_SCORE_BELOW
} EkChartWalk;

gboolean ek_chart_walk_begin (EkChart *chart, EkChartHit *place);
void ek_chart_walk (EkChart *chart, EkChartWalk step, EkChartHit *place);
const EkPoint *ek_chart_walk_point (EkChart *chart, const EkChartHit *place);
guint ek_chart_walk_nearest (EkSeries *series, gint64 at_ms);

G_END_DECLS
