/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-trajectory-report.h"

G_BEGIN_DECLS

/**
 * EkSeriesNode: a series one can choose, or the heading of a group of them. Holds on to nothing of a trajectory.
 *
 * Properties: "chosen".
 */
#define EK_TYPE_SERIES_NODE (ek_series_node_get_type ())
G_DECLARE_FINAL_TYPE (EkSeriesNode, ek_series_node, EK, SERIES_NODE, GObject)

EkSeriesNode *ek_series_node_new (const EkTrajectorySeries *series);
EkSeriesNode *ek_series_node_new_heading (const char *label);
const char *ek_series_node_get_key (EkSeriesNode *self);
const char *ek_series_node_get_label (EkSeriesNode *self);
const char *ek_series_node_get_full_name (EkSeriesNode *self);
const char *ek_series_node_get_value (EkSeriesNode *self);
EkSeries *ek_series_node_get_series (EkSeriesNode *self);
gboolean ek_series_node_get_chosen (EkSeriesNode *self);
void ek_series_node_set_chosen (EkSeriesNode *self, gboolean chosen);
void ek_series_node_add (EkSeriesNode *self, EkSeriesNode *child);
GListModel *ek_series_node_get_children (EkSeriesNode *self);
gboolean ek_series_node_matches (EkSeriesNode *self, const char *folded);

G_END_DECLS
