/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-chart.h"
#include "ek-chart-navigation.h"

G_BEGIN_DECLS

/**
 * EkChartView:
 *
 * A chart in a window. The pointer and the arrow keys move a cursor from value to value, which says what it is, when
 * and by whom; Enter or a click opens the value. With a navigation, wheel, hand and keys move through time.
 *
 * Signals:
 *  - "value-activated" (panel, layer, index): the value under the cursor is to be opened
 *  - "cursor-moved": the keys moved the cursor to another value
 */
#define EK_TYPE_CHART_VIEW (ek_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (EkChartView, ek_chart_view, EK, CHART_VIEW, GtkWidget)

EkChartStyle ek_chart_style_now (void);

void ek_chart_view_set_chart (EkChartView *self, EkChart *chart);
EkChart *ek_chart_view_get_chart (EkChartView *self);
void ek_chart_view_set_navigation (EkChartView *self, EkChartNavigation *navigation);
EkChartNavigation *ek_chart_view_get_navigation (EkChartView *self);
void ek_chart_view_set_text_factor (EkChartView *self, double factor);
gboolean ek_chart_view_get_cursor (EkChartView *self, EkChartHit *hit);
void ek_chart_view_set_cursor (EkChartView *self, guint panel, guint layer, guint index);

G_END_DECLS
