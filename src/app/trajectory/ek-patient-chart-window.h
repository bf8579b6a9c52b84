/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"
#include "ek-trajectory-report.h"

G_BEGIN_DECLS

/**
 * EkPatientChartWindow:
 *
 * What a patient is shown of the course, on this screen or a shared one: a calm chart and plain sentences, in large
 * letters. Nothing of any other patient, and the name only if somebody asks for it.
 */
#define EK_TYPE_PATIENT_CHART_WINDOW (ek_patient_chart_window_get_type ())
G_DECLARE_FINAL_TYPE (EkPatientChartWindow, ek_patient_chart_window, EK, PATIENT_CHART_WINDOW, AdwWindow)

void ek_patient_chart_window_show (GtkWidget *parent, EkSession *session, const char *patient_id,
                                   EkTrajectory *trajectory, const EkTrajectoryView *view);

G_END_DECLS
