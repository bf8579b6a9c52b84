/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-answer-sheet.h"

G_BEGIN_DECLS

/**
 * EkAssessmentReview:
 *
 * All answers of a form once more before it is finished, what is missing first of all.
 *
 * Signals:
 *  - "chosen" (place of an item): the person wants to go back to it
 */
#define EK_TYPE_ASSESSMENT_REVIEW (ek_assessment_review_get_type ())
G_DECLARE_FINAL_TYPE (EkAssessmentReview, ek_assessment_review, EK, ASSESSMENT_REVIEW, AdwBin)

void ek_assessment_review_show (EkAssessmentReview *self, EkAnswerSheet *sheet);
gboolean ek_assessment_review_focus_missing (EkAssessmentReview *self);
void ek_assessment_review_wipe (EkAssessmentReview *self);

G_END_DECLS
