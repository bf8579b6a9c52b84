/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers are on the disk. What comes back after the lock beside them: where one was, and what was typed half. */

#include "ek-assessment-form-private.h"
#include "ek-kept.h"

static char *
get_place (gpointer data)
{
  return g_strdup_printf ("%u", EK_ASSESSMENT_FORM (data)->current);
}

static void
put_place (const char *text,
           gpointer    data)
{
  ek_assessment_form_set_current (data, (guint) g_ascii_strtoull (text, NULL, 10), TRUE);
}

EkQuestion *
ek_assessment_form_get_question (EkAssessmentForm *self)
{
  return self->current < self->questions->len ? g_ptr_array_index (self->questions, self->current) : NULL;
}

static char *
get_typed (gpointer data)
{
  EkQuestion *question = ek_assessment_form_get_question (data);

  return question != NULL ? ek_question_get_typed (question) : NULL;
}

static void
put_typed (const char *text,
           gpointer    data)
{
  EkQuestion *question = ek_assessment_form_get_question (data);

  if (question != NULL)
    ek_question_put_typed (question, text);
}

void
ek_assessment_form_keep (EkAssessmentForm *self)
{
  EkKept *kept = ek_kept_window (GTK_WIDGET (self), self->session, "form/open",
                                 ek_answer_sheet_get_patient (self->sheet), ek_answer_sheet_get_id (self->sheet));

  ek_kept_add_custom (kept, "place", NULL, get_place, put_place, self);
  ek_kept_add_custom (kept, "typed", NULL, get_typed, put_typed, self);
}
