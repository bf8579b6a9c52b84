/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-trajectory-report.h"

G_BEGIN_DECLS

/** EkStatisticsPanel: what the numbers of one series say, the most important first, and how that is known. */
#define EK_TYPE_STATISTICS_PANEL (ek_statistics_panel_get_type ())
G_DECLARE_FINAL_TYPE (EkStatisticsPanel, ek_statistics_panel, EK, STATISTICS_PANEL, AdwBin)

void ek_statistics_panel_set (EkStatisticsPanel *self, EkTrajectory *trajectory, const EkTrajectorySeries *series,
                              const EkTrajectoryView *view);

G_END_DECLS
