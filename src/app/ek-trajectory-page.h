/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkTrajectoryPage: a patient's course as a chart, as a table and in words. */
#define EK_TYPE_TRAJECTORY_PAGE (ek_trajectory_page_get_type ())
G_DECLARE_FINAL_TYPE (EkTrajectoryPage, ek_trajectory_page, EK, TRAJECTORY_PAGE, AdwBin)

GtkWidget  *ek_trajectory_page_new          (void);
void        ek_trajectory_page_set_patient  (EkTrajectoryPage *self,
                                             EkSession        *session,
                                             const char       *patient_id);

G_END_DECLS
