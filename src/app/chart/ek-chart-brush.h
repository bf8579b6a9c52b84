/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-chart.h"
#include "ek-chart-navigation.h"

G_BEGIN_DECLS

/**
 * EkChartBrush:
 *
 * The strip below a chart: all of its time, with the shown part marked. The mark is dragged as a whole or by its edges;
 * a press beside it brings it there. The arrow keys move it, plus and minus change its length.
 */
#define EK_TYPE_CHART_BRUSH (ek_chart_brush_get_type ())
G_DECLARE_FINAL_TYPE (EkChartBrush, ek_chart_brush, EK, CHART_BRUSH, GtkWidget)

void ek_chart_brush_set_chart (EkChartBrush *self, EkChart *chart, EkChartNavigation *navigation);

G_END_DECLS
