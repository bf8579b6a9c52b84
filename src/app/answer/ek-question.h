/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-instrument.h"

G_BEGIN_DECLS

/** EkQuestionManner: for whom a question is laid out. */
typedef enum {
  EK_QUESTION_IN_LIST,     /* one among many, read aloud by a clinician */
  EK_QUESTION_ALONE,       /* the only one on the screen, read aloud: large, options below each other */
  EK_QUESTION_FOR_PATIENT, /* the same without numbers of any kind, and without what only a clinician does */
} EkQuestionManner;

/**
 * EkQuestion:
 *
 * One item of a form being filled in: its wording and what can be answered.
 *
 * Signals:
 *  - "answered" (JsonNode or NULL): a person answered; not emitted by ek_question_set_answer()
 *  - "go-on": what was typed is an answer, and the person pressed Enter
 *  - "typed": something was typed that may not be an answer yet
 *  - "decline": the person wants to say why it is not answered, or (when it is declined) to take that back
 */
#define EK_TYPE_QUESTION (ek_question_get_type ())
G_DECLARE_FINAL_TYPE (EkQuestion, ek_question, EK, QUESTION, GtkBox)

GtkWidget *ek_question_new (EkItem *item, const char *language);
EkItem *ek_question_get_item (EkQuestion *self);
void ek_question_set_language (EkQuestion *self, const char *language);
void ek_question_set_manner (EkQuestion *self, EkQuestionManner manner);
void ek_question_set_answer (EkQuestion *self, JsonNode *answer);
void ek_question_set_declined (EkQuestion *self, const char *reason);
void ek_question_set_problem (EkQuestion *self, const char *problem);
void ek_question_set_current (EkQuestion *self, gboolean is_current);
void ek_question_tell_keys (EkQuestion *self);
gboolean ek_question_choose_digit (EkQuestion *self, int digit);
gboolean ek_question_commit (EkQuestion *self);
char *ek_question_get_typed (EkQuestion *self) G_GNUC_WARN_UNUSED_RESULT;
void ek_question_put_typed (EkQuestion *self, const char *text);
void ek_question_focus (EkQuestion *self);

G_END_DECLS
