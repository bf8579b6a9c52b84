/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-hand-over-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-accessible.h"
#include "ek-answer-words.h"
#include "ek-error.h"
#include "ek-hand-over-words.h"
#include "ek-message.h"
#include "ek-question.h"

/* How long a chosen option is seen before the next question comes. */
#define GO_ON_MS 320
#define N_SIZES 4

static const char *const languages[] = { "zh", "en" };

struct _EkHandOverPage {
  AdwBin parent_instance;

  EkSession *session;
  EkAnswerSheet *sheet; /* NULL while the machine is not handed over */
  const char *wanted;   /* language of the last form that had the choice; or NULL */
  int current;          /* place of the item that is asked; −1: none yet */
  int size;             /* of the text, 0 to N_SIZES − 1 */
  gboolean finished;
  gboolean busy; /* a form is being finished, or a passphrase checked */
  char *alarm;   /* of forms of the set that are finished; or NULL */
  guint go_on_source;
  GtkWidget *before_back; /* the page one was on when the machine was given back */

  GtkWidget *root;
  GtkStack *pages;
  GtkToggleButton *choices[G_N_ELEMENTS (languages)];
  GtkButton *smaller;
  GtkButton *larger;
  GtkLabel *progress;
  GtkProgressBar *bar;
  GtkButton *give_back;
  GtkLabel *welcome;
  GtkLabel *welcome_text;
  GtkLabel *instructions;
  GtkLabel *caution;
  GtkLabel *rights;
  GtkButton *start;
  GtkLabel *recall;
  AdwBin *place; /* of the question */
  EkQuestion *question;
  GtkLabel *note; /* declined, or not saved */
  GtkScrolledWindow *scroll;
  GtkButton *back;
  GtkButton *rather_not;
  GtkButton *stop;
  GtkButton *next;
  GtkLabel *open_title;
  GtkLabel *open_text;
  GtkButton *look_again;
  GtkButton *finish;
  GtkLabel *end_title;
  GtkLabel *end_text;
  GtkButton *resume;
  GtkLabel *back_text;
  GtkEditable *passphrase;
  GtkLabel *problem;
  GtkButton *take_back;
  GtkButton *cancel_back;
};

enum { RETURNED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkHandOverPage, ek_hand_over_page, ADW_TYPE_BIN)

static void show_question (EkHandOverPage *self, int index);

static const char *
language_of (EkHandOverPage *self)
{
  return self->sheet != NULL ? ek_answer_sheet_get_language (self->sheet) : "en";
}

static const char *
say (EkHandOverPage *self, EkSaying saying)
{
  return ek_hand_over_say (saying, language_of (self));
}

static void
go_to (EkHandOverPage *self, const char *page, GtkWidget *focus)
{
  gtk_stack_set_visible_child_name (self->pages, page);
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}

static gboolean
is_on (EkHandOverPage *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), page) == 0;
}

/* ---- What is shown ---- */

static guint
number_of (EkHandOverPage *self)
{
  guint n = 0;

  for (int i = 0; i <= self->current; i++)
    n += ek_answer_sheet_is_asked (self->sheet, (guint) i);
  return n;
}

static void
show_progress (EkHandOverPage *self)
{
  guint done, n = ek_answer_sheet_count (self->sheet, &done);
  g_autofree char *text = g_strdup_printf ("%u / %u", number_of (self), n);

  gtk_label_set_text (self->progress, is_on (self, "question") ? text : "");
  gtk_progress_bar_set_fraction (self->bar, n > 0 ? (double) done / n : 0);
}

static void
show_note (EkHandOverPage *self)
{
  const char *text = NULL;

  if (ek_answer_sheet_get_problem (self->sheet) != NULL)
    text = say (self, EK_SAY_TROUBLE_TEXT);
  else if (self->current >= 0 && ek_answer_sheet_get_declined (self->sheet, (guint) self->current) != NULL)
    text = say (self, EK_SAY_RATHER_NOT_SHOWN);
  gtk_label_set_text (self->note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), text != NULL);
  if (self->question != NULL)
    ek_question_set_problem (self->question, ek_answer_sheet_get_refusal (self->sheet, (guint) self->current));
}

static void
say_label (EkHandOverPage *self, GtkLabel *label, EkSaying saying)
{
  gtk_label_set_text (label, say (self, saying));
}

/* Nobody is told that answers are kept while one of them is not on the disk. */
static void
say_kept (EkHandOverPage *self)
{
  gboolean failed = ek_answer_sheet_get_state (self->sheet) == EK_SHEET_FAILED;

  say_label (self, self->end_text,
             failed             ? EK_SAY_TROUBLE_TEXT
               : self->finished ? EK_SAY_THANKS_TEXT
                                : EK_SAY_STOPPED_TEXT);
  say_label (self, self->back_text, failed ? EK_SAY_TROUBLE_TEXT : EK_SAY_STOPPED_TEXT);
}

static void
refresh (EkHandOverPage *self)
{
  if (self->sheet == NULL)
    return;
  show_progress (self);
  show_note (self);
  say_kept (self);
}

static void
say_button (EkHandOverPage *self, GtkButton *button, EkSaying saying)
{
  gtk_button_set_label (button, say (self, saying));
}

static void
name_button (EkHandOverPage *self, GtkButton *button, EkSaying saying)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), say (self, saying));
  ek_accessible_set_name (GTK_WIDGET (button), say (self, saying));
}

static void
set_or_hide (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
apply_language (EkHandOverPage *self)
{
  EkInstrument *instrument = ek_answer_sheet_get_instrument (self->sheet);
  const char *language = language_of (self);
  guint done;

  ek_answer_sheet_count (self->sheet, &done);
  /* A patient is not offered a language that the form does not have. */
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->choices[0])),
                          ek_answer_has_both_languages (self->sheet));
  say_label (self, self->welcome, EK_SAY_WELCOME);
  say_label (self, self->welcome_text, EK_SAY_WELCOME_TEXT);
  say_button (self, self->start, done > 0 ? EK_SAY_GO_ON : EK_SAY_START);
  set_or_hide (self->instructions, ek_instrument_get_instructions (instrument, language));
  set_or_hide (self->recall, ek_instrument_get_instructions (instrument, language));
  set_or_hide (self->caution, ek_answer_caution (self->sheet) != NULL ? say (self, EK_SAY_NOT_CHECKED) : NULL);
  set_or_hide (self->rights, ek_instrument_get_rights (instrument, language));
  say_button (self, self->back, EK_SAY_BACK);
  say_button (self, self->rather_not, EK_SAY_RATHER_NOT);
  say_button (self, self->stop, EK_SAY_STOP);
  say_button (self, self->next, EK_SAY_NEXT);
  say_label (self, self->open_title, EK_SAY_OPEN_QUESTIONS);
  say_label (self, self->open_text, EK_SAY_OPEN_TEXT);
  say_button (self, self->look_again, EK_SAY_LOOK_AGAIN);
  say_button (self, self->finish, EK_SAY_FINISH);
  say_label (self, self->end_title, self->finished ? EK_SAY_THANKS : EK_SAY_STOPPED);
  say_kept (self);
  say_button (self, self->resume, EK_SAY_CONTINUE);
  say_button (self, self->give_back, EK_SAY_GIVE_BACK);
  say_button (self, self->cancel_back, EK_SAY_CONTINUE);
  name_button (self, self->smaller, EK_SAY_SMALLER);
  name_button (self, self->larger, EK_SAY_LARGER);
  if (self->question != NULL)
    ek_question_set_language (self->question, language);
  refresh (self);
}

static void
on_choice (EkHandOverPage *self, GtkToggleButton *button)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      if (self->sheet == NULL || self->choices[i] != button || !gtk_toggle_button_get_active (button))
        continue;
      ek_answer_sheet_set_language (self->sheet, languages[i]);
      if (ek_answer_has_both_languages (self->sheet))
        self->wanted = languages[i];
      apply_language (self);
    }
}

static void
set_size (EkHandOverPage *self, int size)
{
  for (int i = 0; i < N_SIZES; i++)
    {
      g_autofree char *css_class = g_strdup_printf ("size-%d", i);

      if (i == CLAMP (size, 0, N_SIZES - 1))
        gtk_widget_add_css_class (self->root, css_class);
      else
        gtk_widget_remove_css_class (self->root, css_class);
    }
  self->size = CLAMP (size, 0, N_SIZES - 1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->smaller), self->size > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->larger), self->size < N_SIZES - 1);
}

static void
on_smaller (EkHandOverPage *self)
{
  set_size (self, self->size - 1);
}

static void
on_larger (EkHandOverPage *self)
{
  set_size (self, self->size + 1);
}

/* ---- Through the form ---- */

static void
show_end (EkHandOverPage *self, gboolean finished)
{
  self->busy = FALSE;
  self->finished = finished;
  apply_language (self);
  /* Not finished does not mean lost: what was saved is, and the clinician can finish the form. */
  if (!finished)
    say_label (self, self->end_title, EK_SAY_TROUBLE);
  gtk_widget_set_visible (GTK_WIDGET (self->resume), !finished);
  go_to (self, "end", GTK_WIDGET (self->give_back));
  refresh (self);
}

/* The alarms of every form of a set are for the clinician, when the machine comes back. */
static void
keep_alarm (EkHandOverPage *self)
{
  g_autofree char *alarm = ek_answer_alarm (self->sheet);
  g_autofree char *before = g_steal_pointer (&self->alarm);

  self->alarm = before != NULL && alarm != NULL ? g_strdup_printf ("%s\n%s", before, alarm)
    : before != NULL                            ? g_steal_pointer (&before)
                                                : g_steal_pointer (&alarm);
}

static void
on_handed_on (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkHandOverPage) self = user_data;
  g_autoptr (EkAssessmentOpened) opened = ek_assessment_open_finish (result, NULL);
  g_autoptr (EkAnswerSheet) sheet = NULL;
  g_autofree char *alarm = NULL;
  const char *wanted = self->wanted;

  if (self->sheet == NULL)
    return;
  if (opened != NULL)
    sheet = ek_answer_sheet_new (self->session, opened, NULL);
  if (sheet == NULL)
    {
      show_end (self, TRUE);
      return;
    }
  keep_alarm (self);
  alarm = g_steal_pointer (&self->alarm);
  ek_hand_over_page_start (self, self->session, sheet);
  self->alarm = g_steal_pointer (&alarm);
  if (!ek_answer_has_both_languages (sheet))
    self->wanted = wanted;
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkHandOverPage) self = user_data;
  gboolean done = g_task_propagate_boolean (G_TASK (result), NULL);

  if (self->sheet == NULL)
    return;
  if (done)
    ek_assessment_hand_on_async (self->session, ek_answer_sheet_get_id (self->sheet),
                                 self->wanted != NULL ? self->wanted : language_of (self), on_handed_on,
                                 g_object_ref (self));
  else
    show_end (self, FALSE);
}

/* Nothing is called finished of which a part is not on the disk. */
static void
finish (EkHandOverPage *self)
{
  if (self->busy || self->sheet == NULL)
    return;
  if (ek_answer_sheet_get_state (self->sheet) == EK_SHEET_FAILED)
    {
      ek_answer_sheet_try_again (self->sheet);
      say_label (self, self->open_title, EK_SAY_TROUBLE);
      say_label (self, self->open_text, EK_SAY_TROUBLE_TEXT);
      go_to (self, "open", GTK_WIDGET (self->finish));
      return;
    }
  self->busy = TRUE;
  ek_answer_sheet_complete_async (self->sheet, TRUE, on_finished, g_object_ref (self));
}

static void
end_of_questions (EkHandOverPage *self)
{
  say_label (self, self->open_title, EK_SAY_OPEN_QUESTIONS);
  say_label (self, self->open_text, EK_SAY_OPEN_TEXT);
  if (ek_answer_sheet_count_missing (self->sheet) == 0)
    finish (self);
  else
    go_to (self, "open", GTK_WIDGET (self->look_again));
  refresh (self);
}

static void
go_on (EkHandOverPage *self)
{
  int next = ek_answer_sheet_step (self->sheet, self->current, 1);

  g_clear_handle_id (&self->go_on_source, g_source_remove);
  if (self->question != NULL && !ek_question_commit (self->question))
    return;
  if (next < (int) ek_instrument_get_n_items (ek_answer_sheet_get_instrument (self->sheet)))
    show_question (self, next);
  else
    end_of_questions (self);
}

static gboolean
on_go_on (gpointer user_data)
{
  EkHandOverPage *self = user_data;

  self->go_on_source = 0;
  if (self->sheet != NULL && is_on (self, "question"))
    go_on (self);
  return G_SOURCE_REMOVE;
}

static void
on_answered (EkHandOverPage *self, JsonNode *answer)
{
  EkItem *item = ek_question_get_item (self->question);

  ek_answer_sheet_answer (self->sheet, (guint) self->current, answer);
  g_clear_handle_id (&self->go_on_source, g_source_remove);
  if (answer != NULL && ek_item_get_kind (item) == EK_ITEM_CHOICE)
    self->go_on_source = g_timeout_add (GO_ON_MS, on_go_on, self);
}

static void
show_question (EkHandOverPage *self, int index)
{
  EkItem *item = ek_instrument_get_item (ek_answer_sheet_get_instrument (self->sheet), (guint) index);
  GtkWidget *question = ek_question_new (item, language_of (self));

  g_clear_handle_id (&self->go_on_source, g_source_remove);
  self->current = index;
  self->question = EK_QUESTION (question);
  ek_question_set_manner (self->question, EK_QUESTION_FOR_PATIENT);
  ek_question_set_answer (self->question, ek_answer_sheet_get_answer (self->sheet, (guint) index));
  g_signal_connect_swapped (question, "answered", G_CALLBACK (on_answered), self);
  g_signal_connect_swapped (question, "go-on", G_CALLBACK (go_on), self);
  adw_bin_set_child (self->place, question);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroll), 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->back), ek_answer_sheet_step (self->sheet, index, -1) >= 0);
  go_to (self, "question", NULL);
  ek_question_focus (self->question);
  refresh (self);
}

static void
on_start (EkHandOverPage *self)
{
  int index = self->sheet != NULL ? ek_answer_sheet_first_open (self->sheet) : -1;

  if (index >= 0)
    show_question (self, index);
}

static void
on_back (EkHandOverPage *self)
{
  int previous = self->sheet != NULL ? ek_answer_sheet_step (self->sheet, self->current, -1) : -1;

  if (previous >= 0)
    show_question (self, previous);
}

static void
on_next (EkHandOverPage *self)
{
  if (self->sheet != NULL)
    go_on (self);
}

static void
on_rather_not (EkHandOverPage *self)
{
  if (self->sheet == NULL || self->current < 0)
    return;
  ek_question_set_answer (self->question, NULL);
  ek_answer_sheet_decline (self->sheet, (guint) self->current, say (self, EK_SAY_RATHER_NOT_REASON));
  g_clear_handle_id (&self->go_on_source, g_source_remove);
  self->go_on_source = g_timeout_add (GO_ON_MS, on_go_on, self);
}

static void
on_stop (EkHandOverPage *self)
{
  if (self->sheet == NULL || self->busy)
    return;
  g_clear_handle_id (&self->go_on_source, g_source_remove);
  if (self->question != NULL)
    ek_question_commit (self->question);
  apply_language (self);
  gtk_widget_set_visible (GTK_WIDGET (self->resume), TRUE);
  go_to (self, "end", GTK_WIDGET (self->resume));
  refresh (self);
}

static void
on_look_again (EkHandOverPage *self)
{
  on_start (self);
}

/* ---- Giving back ---- */

static void
clear_passphrase (EkHandOverPage *self)
{
  gtk_editable_set_text (self->passphrase, "");
  set_or_hide (self->problem, NULL);
}

/**
 * ek_hand_over_page_ask_back:
 * @self: the page
 *
 * Asks for the clinician's passphrase; the patient can go back to the form from there.
 */
void
ek_hand_over_page_ask_back (EkHandOverPage *self)
{
  if (self->sheet == NULL || is_on (self, "back"))
    return;
  g_clear_handle_id (&self->go_on_source, g_source_remove);
  if (self->question != NULL)
    ek_question_commit (self->question);
  clear_passphrase (self);
  self->before_back = gtk_stack_get_visible_child (self->pages);
  go_to (self, "back", GTK_WIDGET (self->passphrase));
  refresh (self);
}

static void
on_cancel_back (EkHandOverPage *self)
{
  clear_passphrase (self);
  if (self->before_back != NULL)
    gtk_stack_set_visible_child (self->pages, self->before_back);
  if (is_on (self, "question") && self->question != NULL)
    ek_question_focus (self->question);
  refresh (self);
}

static void
set_checking (EkHandOverPage *self, gboolean checking)
{
  /* A text that loses the focus by becoming insensitive is not told of it. */
  if (checking && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  self->busy = checking;
  gtk_widget_set_sensitive (GTK_WIDGET (self->passphrase), !checking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->take_back), !checking);
}

/* What the disk did not take is gone with the sheet: the clinician is told what to ask again. */
static void
tell_unsaved (EkHandOverPage *self, const char *items)
{
  /* Translators: %s is a list of the numbers of items */
  g_autofree char *body = g_strdup_printf (_ ("These items did not reach the disk: %s. Everything else is saved. Ask "
                                              "them again in the form."),
                                           items);

  ek_message_tell (GTK_WIDGET (self), _ ("Not every answer was saved"), body);
}

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkHandOverPage) self = user_data;
  g_autoptr (EkAnswerSheet) sheet = self->sheet != NULL ? g_object_ref (self->sheet) : NULL;
  g_autofree char *id = sheet != NULL ? g_strdup (ek_answer_sheet_get_id (sheet)) : NULL;
  g_autofree char *alarm = NULL, *unsaved = NULL;
  g_autoptr (GError) error = NULL;

  set_checking (self, FALSE);
  if (sheet == NULL || id == NULL)
    return;
  if (ek_session_take_back_finish (EK_SESSION (source), result, &error))
    {
      keep_alarm (self);
      alarm = g_steal_pointer (&self->alarm);
      unsaved = ek_answer_sheet_list_unsaved (sheet);
      ek_hand_over_page_wipe (self);
      if (unsaved != NULL)
        tell_unsaved (self, unsaved);
      g_signal_emit (self, signals[RETURNED], 0, id, ek_answer_sheet_get_patient (sheet), alarm != NULL ? alarm : "");
      return;
    }
  set_or_hide (self->problem,
               g_error_matches (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE)
                 ? _ ("The passphrase is wrong. The form stays open.")
                 : error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
on_take_back (EkHandOverPage *self)
{
  const char *text = gtk_editable_get_text (self->passphrase);
  g_autoptr (EkSecret) secret = NULL;

  if (*text == '\0' || self->busy || self->sheet == NULL)
    return;
  secret = ek_secret_new_copy (text, strlen (text));
  clear_passphrase (self);
  set_checking (self, TRUE);
  ek_answer_sheet_try_again (self->sheet); /* in front of the check, so that it is known behind it */
  ek_session_take_back_async (self->session, secret, on_taken_back, g_object_ref (self));
}

/* ---- From outside ---- */

/**
 * ek_hand_over_page_start:
 * @self: the page
 * @session: the session
 * @sheet: a form that is marked as handed over on the disk
 *
 * Shows the first screen of the form. The machine is locked for everything else by ek_session_hand_over().
 */
void
ek_hand_over_page_start (EkHandOverPage *self, EkSession *session, EkAnswerSheet *sheet)
{
  ek_hand_over_page_wipe (self);
  g_set_object (&self->session, session);
  self->sheet = g_object_ref (sheet);
  g_signal_connect_object (sheet, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    gtk_toggle_button_set_active (self->choices[i], g_str_has_prefix (language_of (self), languages[i]));
  apply_language (self);
  go_to (self, "welcome", GTK_WIDGET (self->start));
}

/**
 * ek_hand_over_page_wipe:
 * @self: the page
 *
 * Forgets the form and what was typed. Everything answered is on the disk already, or on its way there.
 */
void
ek_hand_over_page_wipe (EkHandOverPage *self)
{
  g_clear_handle_id (&self->go_on_source, g_source_remove);
  if (self->sheet != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->sheet, self);
      ek_answer_sheet_close (self->sheet);
    }
  g_clear_object (&self->sheet);
  self->question = NULL;
  self->wanted = NULL;
  adw_bin_set_child (self->place, NULL);
  self->current = -1;
  self->finished = FALSE;
  self->busy = FALSE;
  self->before_back = NULL;
  g_clear_pointer (&self->alarm, g_free);
  gtk_label_set_text (self->instructions, "");
  gtk_label_set_text (self->recall, "");
  gtk_label_set_text (self->rights, "");
  gtk_label_set_text (self->progress, "");
  clear_passphrase (self);
  gtk_stack_set_visible_child_name (self->pages, "empty");
}

/* ---- Plumbing ---- */

static void
ek_hand_over_page_dispose (GObject *object)
{
  EkHandOverPage *self = EK_HAND_OVER_PAGE (object);

  g_clear_handle_id (&self->go_on_source, g_source_remove);
  if (self->sheet != NULL)
    ek_answer_sheet_close (self->sheet);
  g_clear_object (&self->sheet);
  g_clear_object (&self->session);
  g_clear_pointer (&self->alarm, g_free);
  G_OBJECT_CLASS (ek_hand_over_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, root);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, pages);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, smaller);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, larger);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, progress);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, bar);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, give_back);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, welcome);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, welcome_text);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, instructions);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, caution);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, rights);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, start);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, recall);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, place);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, note);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, scroll);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, back);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, rather_not);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, stop);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, next);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, open_title);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, open_text);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, look_again);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, finish);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, end_title);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, end_text);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, resume);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, back_text);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, problem);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, take_back);
  gtk_widget_class_bind_template_child (widget_class, EkHandOverPage, cancel_back);
  gtk_widget_class_bind_template_child_full (widget_class, "chinese", FALSE, G_STRUCT_OFFSET (EkHandOverPage, choices));
  gtk_widget_class_bind_template_child_full (widget_class, "english", FALSE,
                                             G_STRUCT_OFFSET (EkHandOverPage, choices) + sizeof (GtkToggleButton *));
}

static void
ek_hand_over_page_class_init (EkHandOverPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_hand_over_page_dispose;
  signals[RETURNED] = g_signal_new ("returned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-hand-over-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_smaller);
  gtk_widget_class_bind_template_callback (widget_class, on_larger);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_rather_not);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_look_again);
  gtk_widget_class_bind_template_callback (widget_class, finish);
  gtk_widget_class_bind_template_callback (widget_class, ek_hand_over_page_ask_back);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_back);
  gtk_widget_class_bind_template_callback (widget_class, on_take_back);
}

static void
ek_hand_over_page_init (EkHandOverPage *self)
{
  self->current = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  ek_accessible_set_name (GTK_WIDGET (self->passphrase), _ ("Passphrase"));
  set_size (self, 1);
}
