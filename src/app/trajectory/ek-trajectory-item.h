/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-trajectory-report.h"

G_BEGIN_DECLS

typedef enum {
  EK_TRAJECTORY_DATE,
  EK_TRAJECTORY_SCORE,
  EK_TRAJECTORY_VALUE,
  EK_TRAJECTORY_SEVERITY,
  EK_TRAJECTORY_REMARK,
  EK_TRAJECTORY_ENTERED_BY,
  EK_TRAJECTORY_MODE,
  EK_TRAJECTORY_VERSION,
  EK_TRAJECTORY_N_CELLS
} EkTrajectoryCell;

/** EkTrajectoryItem: one value of a trajectory as a row of a table. */
#define EK_TYPE_TRAJECTORY_ITEM (ek_trajectory_item_get_type ())
G_DECLARE_FINAL_TYPE (EkTrajectoryItem, ek_trajectory_item, EK, TRAJECTORY_ITEM, GObject)

const char *ek_trajectory_cell_title (EkTrajectoryCell cell);
EkTrajectoryItem *ek_trajectory_item_new (const EkTrajectoryRow *row);
const char *ek_trajectory_item_get_cell (EkTrajectoryItem *self, EkTrajectoryCell cell);
gboolean ek_trajectory_item_is_critical (EkTrajectoryItem *self);
const char *ek_trajectory_item_get_assessment (EkTrajectoryItem *self);

G_END_DECLS
