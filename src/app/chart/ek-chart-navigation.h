/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "ek-chart-range.h"

G_BEGIN_DECLS

/**
 * EkChartNavigation:
 *
 * What a chart and the strip below it show of time, and the way back to what was shown before.
 *
 * Properties: "can-go-back".
 * Signals: "changed": another range, or other limits.
 */
#define EK_TYPE_CHART_NAVIGATION (ek_chart_navigation_get_type ())
G_DECLARE_FINAL_TYPE (EkChartNavigation, ek_chart_navigation, EK, CHART_NAVIGATION, GObject)

/** EkChartStep: %EK_CHART_GOES_ON is one more of the same movement, which is one step on the way back. */
typedef enum { EK_CHART_BEGINS, EK_CHART_GOES_ON } EkChartStep;

EkChartNavigation *ek_chart_navigation_new (void);
void ek_chart_navigation_forget (EkChartNavigation *self);
void ek_chart_navigation_set_limits (EkChartNavigation *self, EkChartRange limits);
EkChartRange ek_chart_navigation_get_limits (EkChartNavigation *self);
EkChartRange ek_chart_navigation_get_range (EkChartNavigation *self);
gboolean ek_chart_navigation_shows_all (EkChartNavigation *self);
void ek_chart_navigation_set_range (EkChartNavigation *self, EkChartRange range, EkChartStep step);
void ek_chart_navigation_show_all (EkChartNavigation *self);
void ek_chart_navigation_zoom (EkChartNavigation *self, gint64 anchor_ms, double factor, EkChartStep step);
void ek_chart_navigation_pan (EkChartNavigation *self, double share, EkChartStep step);
void ek_chart_navigation_reveal (EkChartNavigation *self, gint64 at_ms);
gboolean ek_chart_navigation_can_go_back (EkChartNavigation *self);
gboolean ek_chart_navigation_go_back (EkChartNavigation *self);

G_END_DECLS
