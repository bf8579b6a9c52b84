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

/**
 * ek_assessment_form_reopen_words:
 * @self: the form
 * @session: the session
 * @target: of a draft of a reason: the assessment, and behind a blank the place of the item, if it is of one
 *
 * Goes on with giving the reason why a form or an item is declined, in that form.
 */
void
ek_assessment_form_reopen_words (EkAssessmentForm *self, EkSession *session, const char *target)
{
  g_auto (GStrv) parts = g_strsplit (target, " ", 2);

  if (self->sheet == NULL || g_strcmp0 (ek_answer_sheet_get_id (self->sheet), parts[0]) != 0)
    ek_assessment_form_open_by_id (self, session, parts[0]);
  g_free (self->words);
  self->words = g_strdup (target);
  if (self->sheet != NULL)
    ek_assessment_form_ask_again (self);
}
