/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-answer-sheet.h"
#include "ek-message.h"

G_BEGIN_DECLS

/* What the answers of a form come to, in the words of the screen: for a clinician, never for the patient. */
char *ek_answer_alarm (EkAnswerSheet *sheet) G_GNUC_WARN_UNUSED_RESULT;
char *ek_answer_result (EkAnswerSheet *sheet) G_GNUC_WARN_UNUSED_RESULT;
const char *ek_answer_caution (EkAnswerSheet *sheet);
gboolean ek_answer_has_both_languages (EkAnswerSheet *sheet);
gboolean ek_answer_refuse_unsaved (GtkWidget *parent, EkAnswerSheet *sheet, const char *heading);
void ek_answer_unsaved_ask (GtkWidget *parent, const char *items, EkMessageAnswer answer, gpointer user_data,
                            GDestroyNotify destroy);

G_END_DECLS
