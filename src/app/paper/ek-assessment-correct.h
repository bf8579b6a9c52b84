/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/**
 * EkAssessmentCorrect:
 *
 * A finished form once more, to put right what was entered wrongly. A reason is needed; the former version stays in the
 * history, and the definition version that scored the form scores it again.
 */
#define EK_TYPE_ASSESSMENT_CORRECT (ek_assessment_correct_get_type ())
G_DECLARE_FINAL_TYPE (EkAssessmentCorrect, ek_assessment_correct, EK, ASSESSMENT_CORRECT, AdwWindow)

void ek_assessment_correct_show (GtkWidget *parent, EkSession *session, const char *assessment_id);

G_END_DECLS
