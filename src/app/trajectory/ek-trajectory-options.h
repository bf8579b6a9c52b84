/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-trajectory-report.h"

G_BEGIN_DECLS

void ek_trajectory_options_fill (GSettings *settings, EkTrajectoryView *view);
GActionGroup *ek_trajectory_options_actions (GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
void ek_trajectory_options_follow (GSettings *settings, GCallback callback, gpointer object);

G_END_DECLS
