/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where one is in a form: what is shown of it, and the way from question to question. */

#include "ek-assessment-form-private.h"

#include <glib/gi18n-lib.h>

#include "ek-answer-words.h"
#include "ek-message.h"

/* Around the question that is asked, so that one sees there is a next one. */
#define SCROLL_MARGIN 48.0
#define SCROLL_DELAY_MS 40

/* The alarm does not wait for the disk: who is asking must know before the next question. */
static void
show_alarm (EkAssessmentForm *self)
{
  g_autofree char *text = ek_answer_alarm (self->sheet);

  gtk_label_set_text (self->alarm_text, text != NULL ? text : "");
  gtk_widget_set_visible (self->alarm, text != NULL);
}

static void
show_progress (EkAssessmentForm *self)
{
  guint done, n = ek_answer_sheet_count (self->sheet, &done);
  EkSheetState state = ek_answer_sheet_get_state (self->sheet);
  g_autofree char *text = g_strdup_printf (_ ("%u of %u answered"), done, n);
  const char *word = state == EK_SHEET_FAILED ? _ ("not saved")
    : state == EK_SHEET_SAVING                ? _ ("saving…")
    : done > 0                                ? _ ("saved")
                                              : NULL;
  g_autofree char *line = word != NULL ? g_strdup_printf ("%s · %s", text, word) : g_strdup (text);

  gtk_label_set_text (self->progress, line);
  gtk_progress_bar_set_fraction (self->bar, n > 0 ? (double) done / n : 0);
}

/* As long as answers do not reach the disk it stands there; the first time it is also told. */
static void
show_trouble (EkAssessmentForm *self)
{
  const char *problem = ek_answer_sheet_get_problem (self->sheet);
  g_autofree char *text = problem != NULL
    ? g_strdup_printf (_ ("The last answers are not saved yet: %s They stay here and are tried again by themselves. Do "
                          "not close the program."),
                       problem)
    : NULL;

  gtk_label_set_text (self->trouble_text, text != NULL ? text : "");
  gtk_widget_set_visible (self->trouble, text != NULL);
  if (text != NULL && !self->told)
    ek_message_tell (GTK_WIDGET (self), _ ("The last answer was not saved"), text);
  self->told = text != NULL;
}

static void
show_questions (EkAssessmentForm *self)
{
  for (guint i = 0; i < self->questions->len; i++)
    {
      EkQuestion *question = g_ptr_array_index (self->questions, i);

      gtk_widget_set_visible (GTK_WIDGET (question),
                              ek_answer_sheet_is_asked (self->sheet, i) && (!self->one || i == self->current));
      ek_question_set_declined (question, ek_answer_sheet_get_declined (self->sheet, i));
      if (ek_answer_sheet_get_refusal (self->sheet, i) != NULL)
        ek_question_set_problem (question, ek_answer_sheet_get_refusal (self->sheet, i));
    }
}

gboolean
ek_assessment_form_is_reviewing (EkAssessmentForm *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "review") == 0;
}

/* Everything that follows from the answers. */
void
ek_assessment_form_refresh (EkAssessmentForm *self)
{
  g_autofree char *result = ek_answer_result (self->sheet);
  gboolean ready = ek_answer_sheet_count_missing (self->sheet) == 0;

  show_alarm (self);
  gtk_label_set_text (self->result, result != NULL ? result : "");
  show_progress (self);
  show_trouble (self);
  show_questions (self);
  if (ek_assessment_form_is_reviewing (self))
    ek_assessment_review_show (self->review, self->sheet);
  if (ready)
    gtk_widget_add_css_class (GTK_WIDGET (self->finish), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->finish), "suggested-action");
  gtk_widget_set_visible (GTK_WIDGET (self->finish), !self->one || ek_assessment_form_is_reviewing (self));
  gtk_widget_set_visible (self->next, self->one && !ek_assessment_form_is_reviewing (self));
}

/* The whole question, not only the option that has the focus, once the new layout is known: an alarm that has just come
 * up takes room away. */
static gboolean
scroll_to_current (gpointer user_data)
{
  EkAssessmentForm *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroll);
  graphene_rect_t bounds;

  self->scroll_source = 0;
  if (self->current < self->questions->len &&
      gtk_widget_compute_bounds (g_ptr_array_index (self->questions, self->current), GTK_WIDGET (self->scroll),
                                 &bounds))
    {
      double top = gtk_adjustment_get_value (adjustment) + bounds.origin.y;

      gtk_adjustment_clamp_page (adjustment, top - SCROLL_MARGIN, top + bounds.size.height + SCROLL_MARGIN);
    }
  return G_SOURCE_REMOVE;
}

void
ek_assessment_form_scroll (EkAssessmentForm *self)
{
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->questions->len > 0)
    self->scroll_source = g_timeout_add_full (G_PRIORITY_LOW, SCROLL_DELAY_MS, scroll_to_current, self, NULL);
}

/**
 * ek_assessment_form_set_current:
 * @self: the form
 * @index: the place of an item in the form; beyond the last it is the last
 * @focus: whether somebody goes there: the question gets the focus, comes into sight, and one at a time is shown alone
 */
void
ek_assessment_form_set_current (EkAssessmentForm *self, guint index, gboolean focus)
{
  if (self->questions->len == 0)
    return;
  /* First: the page gives the focus back to the question that had it last, which then counts as the current one. */
  if (focus && self->one)
    gtk_stack_set_visible_child_name (self->pages, "questions");
  if (self->current < self->questions->len)
    ek_question_set_current (g_ptr_array_index (self->questions, self->current), FALSE);
  self->current = MIN (index, self->questions->len - 1);
  ek_question_set_current (g_ptr_array_index (self->questions, self->current), TRUE);
  gtk_widget_set_visible (self->back,
                          self->one &&
                            (ek_assessment_form_is_reviewing (self) ||
                             ek_answer_sheet_step (self->sheet, (int) self->current, -1) >= 0));
  if (!focus)
    return;
  if (self->one)
    ek_assessment_form_refresh (self);
  ek_question_focus (g_ptr_array_index (self->questions, self->current));
  ek_assessment_form_scroll (self);
}

guint
ek_assessment_form_index_of (EkAssessmentForm *self, EkQuestion *question)
{
  guint index = 0;

  g_ptr_array_find (self->questions, question, &index);
  return index;
}

static void
show_review (EkAssessmentForm *self)
{
  gtk_stack_set_visible_child_name (self->pages, "review");
  ek_assessment_form_refresh (self);
  gtk_widget_set_visible (self->back, TRUE);
  if (!ek_assessment_review_focus_missing (self->review))
    gtk_widget_grab_focus (GTK_WIDGET (self->finish));
}

/* What is typed into the question that one leaves must be an answer. */
gboolean
ek_assessment_form_may_leave (EkAssessmentForm *self)
{
  return self->current >= self->questions->len ||
    ek_question_commit (g_ptr_array_index (self->questions, self->current));
}

/* After the last question the way leads to the end of the form. */
void
ek_assessment_form_go_on (EkAssessmentForm *self)
{
  int next = ek_answer_sheet_step (self->sheet, (int) self->current, 1);

  if (!ek_assessment_form_may_leave (self))
    return;
  if (next < (int) self->questions->len)
    ek_assessment_form_set_current (self, (guint) next, TRUE);
  else if (self->one)
    show_review (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->finish));
}

/**
 * ek_assessment_form_go_back:
 * @self: the form
 *
 * Goes to the question that was asked before, or from the review to the last; stays where the question may not be left
 * yet.
 */
void
ek_assessment_form_go_back (EkAssessmentForm *self)
{
  int from = ek_assessment_form_is_reviewing (self) ? (int) self->questions->len : (int) self->current;
  int previous = ek_answer_sheet_step (self->sheet, from, -1);

  if (previous >= 0 && (ek_assessment_form_is_reviewing (self) || ek_assessment_form_may_leave (self)))
    ek_assessment_form_set_current (self, (guint) previous, TRUE);
}

EkQuestion *
ek_assessment_form_get_question (EkAssessmentForm *self)
{
  return self->current < self->questions->len ? g_ptr_array_index (self->questions, self->current) : NULL;
}
