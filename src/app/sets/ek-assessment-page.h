/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/** EkAssessmentPage: a patient's questionnaires: what was answered, and giving one. */
#define EK_TYPE_ASSESSMENT_PAGE (ek_assessment_page_get_type ())
G_DECLARE_FINAL_TYPE (EkAssessmentPage, ek_assessment_page, EK, ASSESSMENT_PAGE, EkPatientView)

GtkWidget *ek_assessment_page_new (void);
void ek_assessment_page_start (EkAssessmentPage *self, const char *instrument_id);

G_END_DECLS
