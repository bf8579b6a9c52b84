/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-instrument.h"

G_BEGIN_DECLS

/**
 * EkQuestion:
 *
 * One item of a form being filled in: its wording and what can be answered.
 *
 * Signals:
 *  - "answered" (JsonNode or NULL): a person answered; not emitted by ek_question_set_answer()
 */
#define EK_TYPE_QUESTION (ek_question_get_type ())
G_DECLARE_FINAL_TYPE (EkQuestion, ek_question, EK, QUESTION, GtkBox)

GtkWidget  *ek_question_new           (EkItem     *item,
                                       const char *language);
EkItem     *ek_question_get_item      (EkQuestion *self);
void        ek_question_set_language  (EkQuestion *self,
                                       const char *language);
void        ek_question_set_answer    (EkQuestion *self,
                                       JsonNode   *answer);
void        ek_question_set_current   (EkQuestion *self,
                                       gboolean    is_current);
gboolean    ek_question_choose_digit  (EkQuestion *self,
                                       int         digit);
void        ek_question_focus         (EkQuestion *self);

G_END_DECLS
