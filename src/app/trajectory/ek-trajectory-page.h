/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/** EkTrajectoryPage: a patient's course as a chart, as a table and in words. */
#define EK_TYPE_TRAJECTORY_PAGE (ek_trajectory_page_get_type ())
G_DECLARE_FINAL_TYPE (EkTrajectoryPage, ek_trajectory_page, EK, TRAJECTORY_PAGE, EkPatientView)

GtkWidget *ek_trajectory_page_new (void);

G_END_DECLS
