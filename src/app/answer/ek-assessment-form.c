/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assessment-form-private.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-answer-words.h"
#include "ek-error.h"
#include "ek-format.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-settings.h"

static const char *const languages[] = { "zh", "en" };

enum { FINISHED, CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkAssessmentForm, ek_assessment_form, ADW_TYPE_BIN)

static void
on_review_chosen (EkAssessmentForm *self, guint index)
{
  ek_assessment_form_set_current (self, index, TRUE);
}

/* ---- Answering ---- */

static void
on_answered (EkAssessmentForm *self, JsonNode *answer, EkQuestion *question)
{
  if (self->sheet == NULL)
    return;
  ek_answer_sheet_answer (self->sheet, ek_assessment_form_index_of (self, question), answer);
  ek_assessment_form_set_current (self, ek_assessment_form_index_of (self, question), FALSE);
}

/* ---- Wording and layout ---- */

/* Somebody who works in a language in which the official text may not be shipped is told so, and what to do. */
static gboolean
lacks_own_wording (EkInstrument *instrument)
{
  const char *language = ek_format_language ();

  return g_strcmp0 (ek_instrument_pick_language (instrument, language), language) != 0;
}

/* What of the wording was not checked against the official form is said where it is read aloud from. */
static void
show_caution (EkAssessmentForm *self)
{
  const char *note = ek_answer_caution (self->sheet);
  g_autoptr (GString) text = g_string_new (note != NULL ? _ ("Wording not yet checked against the official form") : "");

  if (lacks_own_wording (ek_answer_sheet_get_instrument (self->sheet)))
    {
      note = note != NULL ? note : "";
      g_string_append_printf (
        text, "%s%s", text->len > 0 ? " · " : "",
        _ ("There is no official text in your language here: the questions stand in another one, and "
           "in yours only their topics are known. Your hospital can load the text under "
           "“Instruments” (Ctrl+I)."));
    }
  gtk_label_set_text (self->caution, text->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->caution), note != NULL && *note != '\0' ? note : NULL);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->caution)), note != NULL);
}

static void
apply_language (EkAssessmentForm *self)
{
  EkInstrument *instrument = ek_answer_sheet_get_instrument (self->sheet);
  const char *language = ek_answer_sheet_get_language (self->sheet);
  const char *instructions = ek_instrument_get_instructions (instrument, language);
  const char *rights = ek_instrument_get_rights (instrument, language);

  gtk_widget_set_sensitive (GTK_WIDGET (self->wording), ek_answer_has_both_languages (self->sheet));
  gtk_label_set_text (self->title, ek_instrument_get_abbreviation (instrument));
  gtk_label_set_text (self->subtitle, ek_instrument_get_title (instrument, language));
  gtk_label_set_text (self->instructions, instructions != NULL ? instructions : "");
  gtk_label_set_text (self->rights, rights != NULL ? rights : "");
  show_caution (self);
  for (guint i = 0; i < self->questions->len; i++)
    ek_question_set_language (g_ptr_array_index (self->questions, i), language);
}

static void
on_wording (EkAssessmentForm *self)
{
  guint selected = gtk_drop_down_get_selected (self->wording);

  if (self->sheet == NULL || selected >= G_N_ELEMENTS (languages) ||
      g_str_equal (languages[selected], ek_answer_sheet_get_language (self->sheet)))
    return;
  ek_answer_sheet_set_language (self->sheet, languages[selected]);
  apply_language (self);
}

static void
apply_manner (EkAssessmentForm *self)
{
  for (guint i = 0; i < self->questions->len; i++)
    ek_question_set_manner (g_ptr_array_index (self->questions, i),
                            self->one ? EK_QUESTION_ALONE : EK_QUESTION_IN_LIST);
  gtk_label_set_text (self->hint,
                      self->one ? _ ("Number keys answer and go on, Backspace goes back, − leaves out")
                                : _ ("Number keys answer and go on, arrow keys move, − leaves out"));
  gtk_stack_set_visible_child_name (self->pages, "questions");
  ek_assessment_form_refresh (self);
  ek_assessment_form_set_current (self, self->current, TRUE);
}

static void
on_one (EkAssessmentForm *self)
{
  gboolean one = gtk_toggle_button_get_active (self->one_button);

  if (one == self->one)
    return;
  self->one = one;
  g_settings_set_boolean (ek_settings_get (), "form-one-question", one);
  if (self->sheet != NULL)
    apply_manner (self);
}

/* ---- Ending ---- */

static void
close_form (EkAssessmentForm *self)
{
  ek_assessment_form_wipe (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
end_form (EkAssessmentForm *self)
{
  g_autofree char *id = g_strdup (ek_answer_sheet_get_id (self->sheet));

  ek_assessment_form_wipe (self);
  g_signal_emit (self, signals[FINISHED], 0, id);
  /* Whoever was told may have opened the next form of a set in this one. */
  if (self->sheet == NULL && self->opening == NULL)
    g_signal_emit (self, signals[CLOSED], 0);
}

static void finish (EkAssessmentForm *self, gboolean as_it_is);

static void
on_keep_incomplete (gboolean yes, gpointer user_data)
{
  EkAssessmentForm *self = user_data;

  if (self->sheet == NULL)
    return;
  if (yes)
    finish (self, TRUE);
  else if (ek_answer_sheet_first_missing (self->sheet) >= 0)
    ek_assessment_form_set_current (self, (guint) ek_answer_sheet_first_missing (self->sheet), TRUE);
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkAssessmentForm) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->sheet == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->finish), TRUE);
  if (done)
    end_form (self);
  else if (g_error_matches (error, EK_ERROR, EK_ERROR_INCOMPLETE))
    ek_message_ask (GTK_WIDGET (self), _ ("Some questions are not answered"),
                    _ ("Without them there is no total and no severity. You can go back and ask them, or keep the form "
                       "as it is."),
                    _ ("_Keep as it is"), TRUE, on_keep_incomplete, g_object_ref (self), g_object_unref);
  else
    ek_message_error (GTK_WIDGET (self), _ ("The form was not finished"), error);
}

static void
finish (EkAssessmentForm *self, gboolean as_it_is)
{
  if (self->sheet == NULL || !ek_assessment_form_may_leave (self))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->finish), FALSE);
  ek_answer_sheet_complete_async (self->sheet, as_it_is, on_finished, g_object_ref (self));
}

static void
finish_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  finish (EK_ASSESSMENT_FORM (widget), FALSE);
}

static void
on_leave_unsaved (gboolean yes, gpointer user_data)
{
  if (yes)
    close_form (user_data);
}

static void
leave_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkAssessmentForm *self = EK_ASSESSMENT_FORM (widget);

  g_autofree char *unsaved = NULL;

  if (self->sheet != NULL && self->questions->len > 0)
    ek_question_commit (g_ptr_array_index (self->questions, self->current));
  if (self->sheet != NULL && ek_answer_sheet_get_state (self->sheet) == EK_SHEET_FAILED)
    unsaved = ek_answer_sheet_list_unsaved (self->sheet);
  if (unsaved != NULL)
    ek_answer_unsaved_ask (GTK_WIDGET (self), unsaved, on_leave_unsaved, g_object_ref (self), g_object_unref);
  else
    close_form (self);
}

static void
step_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkAssessmentForm *self = EK_ASSESSMENT_FORM (widget);

  if (self->sheet == NULL)
    return;
  if (g_str_equal (action_name, "form.back"))
    ek_assessment_form_go_back (self);
  else
    ek_assessment_form_go_on (self);
}

static void
hand_over_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkAssessmentForm *self = EK_ASSESSMENT_FORM (widget);

  if (self->sheet != NULL && ek_assessment_form_may_leave (self) &&
      !ek_answer_refuse_unsaved (widget, self->sheet, _ ("The form was not handed over")))
    gtk_widget_activate_action (widget, "win.hand-over", "s", ek_answer_sheet_get_id (self->sheet));
}

static void
on_declined (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkAssessmentForm) self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (self->sheet != NULL)
        end_form (self);
    }
  else if (self->sheet != NULL)
    ek_message_error (GTK_WIDGET (self), _ ("The form was not declined"), error);
}

static void
on_reason (const char *reason, gpointer user_data)
{
  EkAssessmentForm *self = user_data;

  if (reason != NULL && self->sheet != NULL &&
      !ek_answer_refuse_unsaved (GTK_WIDGET (self), self->sheet, _ ("The form was not declined")))
    ek_assessment_decline_async (self->session, ek_answer_sheet_get_id (self->sheet), reason, on_declined,
                                 g_object_ref (self));
}

static void
decline_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkAssessmentForm *self = EK_ASSESSMENT_FORM (widget);
  GtkWidget *dialog;

  if (self->sheet == NULL)
    return;
  dialog = ek_message_ask_words (widget, _ ("Decline this form?"),
                                 _ ("The answers given so far are kept, without a score. Say why it was not finished."),
                                 _ ("Reason"), _ ("Reason, for example: patient too tired"), _ ("_Decline"), on_reason,
                                 g_object_ref (widget), g_object_unref);
  ek_message_keep_words (dialog, self->session, "words/decline", ek_answer_sheet_get_patient (self->sheet),
                         ek_answer_sheet_get_id (self->sheet));
}

/* ---- Opening ---- */

static void
clear_questions (EkAssessmentForm *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->questions, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_box_remove (self->list, child);
  self->current = 0;
}

/* Number keys answer where the focus is, however it got there. */
static void
on_question_focus (EkAssessmentForm *self, GtkEventController *focus)
{
  ek_assessment_form_set_current (self,
                                  ek_assessment_form_index_of (self,
                                                               EK_QUESTION (gtk_event_controller_get_widget (focus))),
                                  FALSE);
  ek_assessment_form_scroll (self);
}

static void
on_typed (EkAssessmentForm *self)
{
  ek_kept_touch (ek_kept_of (GTK_WIDGET (self)));
}

static void
make_questions (EkAssessmentForm *self)
{
  EkInstrument *instrument = ek_answer_sheet_get_instrument (self->sheet);

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      GtkWidget *question = ek_question_new (ek_instrument_get_item (instrument, i),
                                             ek_answer_sheet_get_language (self->sheet));
      GtkEventController *focus = gtk_event_controller_focus_new ();

      ek_question_set_answer (EK_QUESTION (question), ek_answer_sheet_get_answer (self->sheet, i));
      g_signal_connect_swapped (question, "answered", G_CALLBACK (on_answered), self);
      g_signal_connect_swapped (question, "go-on", G_CALLBACK (ek_assessment_form_go_on), self);
      g_signal_connect_swapped (question, "decline", G_CALLBACK (ek_assessment_form_decline_item), self);
      g_signal_connect_swapped (question, "typed", G_CALLBACK (on_typed), self);
      g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_question_focus), self);
      gtk_widget_add_controller (question, focus);
      g_ptr_array_add (self->questions, question);
      gtk_box_append (self->list, question);
    }
}

static void
show_form (EkAssessmentForm *self, EkAnswerSheet *sheet, gboolean resumed)
{
  guint done;

  self->sheet = g_object_ref (sheet);
  g_signal_connect_object (sheet, "changed", G_CALLBACK (ek_assessment_form_refresh), self, G_CONNECT_SWAPPED);
  make_questions (self);
  gtk_drop_down_set_selected (self->wording, g_str_has_prefix (ek_answer_sheet_get_language (sheet), "zh") ? 0 : 1);
  apply_language (self);
  self->current = (guint) MAX (ek_answer_sheet_first_open (sheet), 0);
  apply_manner (self);
  ek_assessment_form_keep (self);
  ek_answer_sheet_count (sheet, &done);
  if (resumed && done > 0)
    ek_message_toast (GTK_WIDGET (self), _ ("Going on where this form was left"));
  ek_assessment_form_ask_again (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkAssessmentForm) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkAssessmentOpened) opened = ek_assessment_open_finish (result, &error);
  g_autoptr (EkAnswerSheet) sheet = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      self->opening != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->opening);
  if (opened != NULL)
    sheet = ek_answer_sheet_new (self->session, opened, &error);
  if (sheet != NULL)
    {
      show_form (self, sheet, opened->resumed);
      return;
    }
  ek_message_error (GTK_WIDGET (self), _ ("The form could not be opened"), error);
  close_form (self);
}

/**
 * ek_assessment_form_open:
 * @self: the form
 * @session: the session
 * @patient_id: whose form
 * @instrument_id: which questionnaire
 * @language: "en" or "zh": of a form that is begun now
 *
 * Goes on with the form being filled in for this patient and questionnaire, or begins one.
 */
void
ek_assessment_form_open (EkAssessmentForm *self, EkSession *session, const char *patient_id, const char *instrument_id,
                         const char *language)
{
  ek_assessment_form_wipe (self);
  g_set_object (&self->session, session);
  self->opening = g_cancellable_new ();
  ek_assessment_open_async (session, patient_id, instrument_id, language, self->opening, on_opened,
                            g_object_ref (self));
}

/**
 * ek_assessment_form_open_by_id:
 * @self: the form
 * @session: the session
 * @assessment_id: an assessment in progress, begun anywhere
 *
 * Goes on with this form, such as the next one of a set.
 */
void
ek_assessment_form_open_by_id (EkAssessmentForm *self, EkSession *session, const char *assessment_id)
{
  ek_assessment_form_wipe (self);
  g_set_object (&self->session, session);
  self->opening = g_cancellable_new ();
  ek_assessment_load_async (session, assessment_id, self->opening, on_opened, g_object_ref (self));
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

/**
 * ek_assessment_form_wipe:
 * @self: the form
 *
 * Forgets what was shown. Everything answered is on the disk already, or on its way there. After a lock it comes back;
 * whoever leaves it otherwise is done with it, and what is typed half is taken if it is an answer.
 */
void
ek_assessment_form_wipe (EkAssessmentForm *self)
{
  if (self->sheet != NULL && ek_session_is_unlocked (self->session))
    {
      if (ek_assessment_form_get_question (self) != NULL)
        ek_question_commit (ek_assessment_form_get_question (self));
      ek_kept_end (ek_kept_of (GTK_WIDGET (self)));
    }
  ek_kept_drop (GTK_WIDGET (self));
  g_clear_pointer (&self->words, g_free);
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->sheet != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->sheet, self);
      ek_answer_sheet_close (self->sheet);
    }
  g_clear_object (&self->sheet);
  clear_questions (self);
  ek_assessment_review_wipe (self->review);
  self->told = FALSE;
  gtk_stack_set_visible_child_name (self->pages, "questions");
  gtk_widget_set_visible (self->alarm, FALSE);
  gtk_label_set_text (self->alarm_text, "");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_label_set_text (self->result, "");
  gtk_label_set_text (self->progress, "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->finish), TRUE);
}

/* ---- Plumbing ---- */

static void
ek_assessment_form_dispose (GObject *object)
{
  EkAssessmentForm *self = EK_ASSESSMENT_FORM (object);

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->sheet != NULL)
    ek_answer_sheet_close (self->sheet);
  g_clear_object (&self->sheet);
  g_clear_object (&self->session);
  g_clear_pointer (&self->words, g_free);
  g_clear_pointer (&self->questions, g_ptr_array_unref);
  G_OBJECT_CLASS (ek_assessment_form_parent_class)->dispose (object);
}

static void
ek_assessment_form_class_init (EkAssessmentFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (EK_TYPE_ASSESSMENT_REVIEW);
  G_OBJECT_CLASS (klass)->dispose = ek_assessment_form_dispose;
  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-assessment-form.ui");
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, title);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, subtitle);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, one_button);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, wording);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, alarm);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, alarm_text);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, trouble);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, instructions);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, caution);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, pages);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, list);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, review);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, rights);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, bar);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, progress);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, hint);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, result);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, back);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, next);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, finish);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, scroll);
  gtk_widget_class_bind_template_callback (widget_class, on_wording);
  gtk_widget_class_bind_template_callback (widget_class, on_one);
  gtk_widget_class_bind_template_callback (widget_class, on_review_chosen);
  gtk_widget_class_install_action (widget_class, "form.finish", NULL, finish_action);
  gtk_widget_class_install_action (widget_class, "form.leave", NULL, leave_action);
  gtk_widget_class_install_action (widget_class, "form.decline", NULL, decline_action);
  gtk_widget_class_install_action (widget_class, "form.hand-over", NULL, hand_over_action);
  gtk_widget_class_install_action (widget_class, "form.back", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "form.next", NULL, step_action);
}

static void
ek_assessment_form_init (EkAssessmentForm *self)
{
  self->questions = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ek_accessible_tell_cuts (GTK_WIDGET (self));
  /* The viewport would bring the focused option into view, slowly, and undo what shows the whole question. */
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (gtk_scrolled_window_get_child (self->scroll)), FALSE);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroll), "notify::page-size",
                           G_CALLBACK (ek_assessment_form_scroll), self, G_CONNECT_SWAPPED);
  self->one = g_settings_get_boolean (ek_settings_get (), "form-one-question");
  gtk_toggle_button_set_active (self->one_button, self->one);
  ek_assessment_form_listen (self);
}

/**
 * ek_assessment_form_new:
 *
 * Returns: (transfer floating): an empty form
 */
GtkWidget *
ek_assessment_form_new (void)
{
  return g_object_new (EK_TYPE_ASSESSMENT_FORM, NULL);
}
