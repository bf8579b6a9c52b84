/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-trajectory-order.h"

G_BEGIN_DECLS

void ek_trajectory_copy (GtkWidget *parent, EkSession *session, EkTrajectoryOrder *order, gboolean with_picture);

G_END_DECLS
