/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/**
 * EkAssessmentForm:
 *
 * A form while a clinician reads it aloud: number keys answer and go on, arrow keys move, every answer is saved at
 * once. All questions are on one page, or one a screen with a review at the end, as the person likes it.
 *
 * Signals:
 *  - "finished" (assessment id): the form was finished or declined; a handler may open the next one of a set in this
 *    form, and "closed" is then not emitted
 *  - "closed": the form was finished, declined, or left to be gone on with later
 */
#define EK_TYPE_ASSESSMENT_FORM (ek_assessment_form_get_type ())
G_DECLARE_FINAL_TYPE (EkAssessmentForm, ek_assessment_form, EK, ASSESSMENT_FORM, AdwBin)

GtkWidget *ek_assessment_form_new (void);
void ek_assessment_form_open (EkAssessmentForm *self, EkSession *session, const char *patient_id,
                              const char *instrument_id, const char *language);
void ek_assessment_form_open_by_id (EkAssessmentForm *self, EkSession *session, const char *assessment_id);
void ek_assessment_form_wipe (EkAssessmentForm *self);

void ek_assessment_form_reopen_words (EkAssessmentForm *self, EkSession *session, const char *target);

G_END_DECLS
