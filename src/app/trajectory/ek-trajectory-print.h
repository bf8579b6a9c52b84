/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-trajectory-order.h"

G_BEGIN_DECLS

void ek_trajectory_print (GtkWidget *parent, EkSession *session, EkTrajectoryOrder *order);
void ek_trajectory_print_patient (GtkWidget *parent, EkSession *session, const char *patient_id, EkChart *chart,
                                  GPtrArray *words);

G_END_DECLS
