/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkAssessmentPage: a patient's questionnaires: what was answered, and giving one. */
#define EK_TYPE_ASSESSMENT_PAGE (ek_assessment_page_get_type ())
G_DECLARE_FINAL_TYPE (EkAssessmentPage, ek_assessment_page, EK, ASSESSMENT_PAGE, AdwBin)

GtkWidget  *ek_assessment_page_new          (void);
void        ek_assessment_page_set_patient  (EkAssessmentPage *self,
                                             EkSession        *session,
                                             const char       *patient_id);

G_END_DECLS
