/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A question that is left without an answer, with the reason. */

#include "ek-assessment-form-private.h"

#include <glib/gi18n-lib.h>

#include "ek-message.h"

typedef struct {
  EkAssessmentForm *self;
  EkAnswerSheet *sheet;
  guint index;
} Declining;

static void
declining_free (gpointer data)
{
  Declining *declining = data;

  g_object_unref (declining->self);
  g_object_unref (declining->sheet);
  g_free (declining);
}

static void
on_item_reason (const char *reason, gpointer user_data)
{
  Declining *declining = user_data;
  EkAssessmentForm *self = declining->self;

  if (reason == NULL || self->sheet != declining->sheet)
    return;
  ek_question_set_answer (g_ptr_array_index (self->questions, declining->index), NULL);
  ek_answer_sheet_decline (self->sheet, declining->index, reason);
  ek_assessment_form_set_current (self, declining->index, FALSE);
  ek_assessment_form_go_on (self);
}

/**
 * ek_assessment_form_decline_item:
 * @self: the form
 * @question: a question of it
 *
 * Asks for a reason and leaves the question without an answer; of one that was declined takes that back without asking.
 */
void
ek_assessment_form_decline_item (EkAssessmentForm *self, EkQuestion *question)
{
  guint index = ek_assessment_form_index_of (self, question);
  g_autofree char *target = NULL;
  GtkWidget *dialog;
  Declining *declining;

  if (self->sheet == NULL)
    return;
  if (ek_answer_sheet_get_declined (self->sheet, index) != NULL)
    {
      ek_answer_sheet_decline (self->sheet, index, NULL);
      ek_assessment_form_set_current (self, index, TRUE);
      return;
    }
  declining = g_new (Declining, 1);
  *declining = (Declining){ g_object_ref (self), g_object_ref (self->sheet), index };
  dialog = ek_message_ask_words (GTK_WIDGET (self), _ ("Leave this question without an answer?"),
                                 _ ("It counts as missing, and the form says why."), _ ("Reason"),
                                 _ ("Reason, for example: does not want to say"), _ ("_Leave it"), on_item_reason,
                                 declining, declining_free);
  target = g_strdup_printf ("%s %u", ek_answer_sheet_get_id (self->sheet), index);
  ek_message_keep_words (dialog, self->session, "words/decline-item", ek_answer_sheet_get_patient (self->sheet),
                         target);
}
