/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"
#include "ek-trajectory-report.h"

G_BEGIN_DECLS

GtkWidget *ek_point_popover_show (GtkWidget *parent, const GdkRectangle *at, EkSession *session,
                                  const EkTrajectoryRow *row);

G_END_DECLS
