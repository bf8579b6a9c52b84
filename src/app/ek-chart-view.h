/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-chart.h"

G_BEGIN_DECLS

/**
 * EkChartView:
 *
 * A chart in a window. The pointer and the arrow keys move a cursor from value to value, which says what it is, when
 * and by whom; Enter or a click opens the value.
 *
 * Signals:
 *  - "value-activated" (panel, index): the value under the cursor is to be opened
 */
#define EK_TYPE_CHART_VIEW (ek_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (EkChartView, ek_chart_view, EK, CHART_VIEW, GtkWidget)

void      ek_chart_view_set_chart   (EkChartView *self,
                                     EkChart     *chart);
EkChart  *ek_chart_view_get_chart   (EkChartView *self);
void      ek_chart_view_redraw      (EkChartView *self);
gboolean  ek_chart_view_get_cursor  (EkChartView *self,
                                     guint       *panel,
                                     guint       *index);
void      ek_chart_view_set_cursor  (EkChartView *self,
                                     guint        panel,
                                     guint        index);

G_END_DECLS
