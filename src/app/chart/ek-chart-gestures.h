/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-chart-view.h"

G_BEGIN_DECLS

void ek_chart_gestures_attach (EkChartView *view);

G_END_DECLS
