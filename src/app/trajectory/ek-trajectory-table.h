/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-trajectory-item.h"

G_BEGIN_DECLS

/**
 * EkTrajectoryTable:
 *
 * The values of a view as a list of EkTrajectoryItem, which are only made for the lines that are looked at: a million
 * values cost eight million bytes.
 */
#define EK_TYPE_TRAJECTORY_TABLE (ek_trajectory_table_get_type ())
G_DECLARE_FINAL_TYPE (EkTrajectoryTable, ek_trajectory_table, EK, TRAJECTORY_TABLE, GObject)

EkTrajectoryTable *ek_trajectory_table_new (void);
void ek_trajectory_table_set (EkTrajectoryTable *self, EkTrajectory *trajectory, const EkTrajectoryView *view);
void ek_trajectory_table_sort (EkTrajectoryTable *self, EkTrajectoryCell cell, gboolean descending);

G_END_DECLS
