/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-chart-navigation.h"
#include "ek-chart.h"

G_BEGIN_DECLS

void ek_chart_gestures_attach (GtkWidget *widget, EkChart *const *chart, EkChartNavigation *const *navigation);

G_END_DECLS
