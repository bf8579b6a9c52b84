/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-answer-sheet.h"
#include "ek-assessment-form.h"
#include "ek-assessment-review.h"
#include "ek-question.h"

G_BEGIN_DECLS

/* What the files of the form share; nobody else includes this. */

struct _EkAssessmentForm {
  AdwBin parent_instance;

  EkSession *session;
  EkAnswerSheet *sheet; /* NULL while none is open */
  GCancellable *opening;
  GPtrArray *questions; /* of EkQuestion, by item */
  guint current;
  gboolean one;  /* one question a screen */
  gboolean told; /* that answers do not reach the disk */
  guint scroll_source;
  char *words; /* the question that somebody gave a reason for, to be asked again; or NULL */

  GtkLabel *title;
  GtkLabel *subtitle;
  GtkToggleButton *one_button;
  GtkDropDown *wording;
  GtkWidget *alarm;
  GtkLabel *alarm_text;
  GtkWidget *trouble;
  GtkLabel *trouble_text;
  GtkLabel *instructions;
  GtkLabel *caution;
  GtkStack *pages;
  GtkBox *list;
  EkAssessmentReview *review;
  GtkLabel *rights;
  GtkProgressBar *bar;
  GtkLabel *progress;
  GtkLabel *hint;
  GtkLabel *result;
  GtkWidget *back;
  GtkWidget *next;
  GtkButton *finish;
  GtkScrolledWindow *scroll;
};

/* ek-assessment-form-walk.c */
EkQuestion *ek_assessment_form_get_question (EkAssessmentForm *self); /* the current one, or NULL */
guint ek_assessment_form_index_of (EkAssessmentForm *self, EkQuestion *question);
gboolean ek_assessment_form_is_reviewing (EkAssessmentForm *self);
gboolean ek_assessment_form_may_leave (EkAssessmentForm *self);
void ek_assessment_form_refresh (EkAssessmentForm *self);
void ek_assessment_form_scroll (EkAssessmentForm *self); /* to the current one, once the layout is known */
void ek_assessment_form_set_current (EkAssessmentForm *self, guint index, gboolean focus);
void ek_assessment_form_go_on (EkAssessmentForm *self);
void ek_assessment_form_go_back (EkAssessmentForm *self);

/* ek-assessment-form-decline.c */
void ek_assessment_form_decline_item (EkAssessmentForm *self, EkQuestion *question);

/* ek-assessment-form-keys.c */
void ek_assessment_form_listen (EkAssessmentForm *self);

/* ek-assessment-form-kept.c */
void ek_assessment_form_keep (EkAssessmentForm *self);
void ek_assessment_form_ask_again (EkAssessmentForm *self);

G_END_DECLS
