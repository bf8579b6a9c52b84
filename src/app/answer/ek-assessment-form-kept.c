/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers are on the disk. What comes back after the lock beside them: where one was, and what was typed half. */

#include <string.h>

#include "ek-assessment-form-private.h"
#include "ek-kept.h"

static char *
get_place (gpointer data)
{
  return g_strdup_printf ("%u", EK_ASSESSMENT_FORM (data)->current);
}

static void
put_place (const char *text, gpointer data)
{
  ek_assessment_form_set_current (data, (guint) g_ascii_strtoull (text, NULL, 10), TRUE);
}

static char *
get_typed (gpointer data)
{
  EkQuestion *question = ek_assessment_form_get_question (data);

  return question != NULL ? ek_question_get_typed (question) : NULL;
}

static void
put_typed (const char *text, gpointer data)
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

/* The form is there: what was being asked when it went is asked again. */
void
ek_assessment_form_ask_again (EkAssessmentForm *self)
{
  g_autofree char *words = g_steal_pointer (&self->words);
  const char *blank = words != NULL ? strchr (words, ' ') : NULL;
  guint64 index;

  if (words == NULL)
    return;
  if (blank == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "form.decline", NULL);
  else if (g_ascii_string_to_unsigned (blank + 1, 10, 0, G_MAXUINT, &index, NULL) && index < self->questions->len &&
           ek_answer_sheet_get_declined (self->sheet, (guint) index) == NULL)
    ek_assessment_form_decline_item (self, g_ptr_array_index (self->questions, index));
}
