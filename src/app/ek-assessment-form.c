/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assessment-form.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-assessment-work.h"
#include "ek-error.h"
#include "ek-format.h"
#include "ek-message.h"
#include "ek-question.h"
#include "ek-score.h"
#include "ek-types.h"

/* Around the question that is asked, so that one sees there is a next one. */
#define SCROLL_MARGIN   48.0
#define SCROLL_DELAY_MS 40

static const char *const languages[] = { "zh", "en" };

struct _EkAssessmentForm {
  AdwBin           parent_instance;

  EkSession       *session;
  char            *patient_id;
  char            *assessment_id;      /* NULL while none is open */
  EkInstrument    *instrument;
  JsonObject      *answers;            /* as they are on the screen */
  char            *sex;
  int              age_years;
  char            *language;
  GCancellable    *opening;
  GPtrArray       *questions;          /* of EkQuestion, by item */
  guint            current;
  guint            saving;             /* answers on their way to the disk */
  gboolean         failed;             /* an answer did not get there */
  guint            scroll_source;

  GtkLabel        *title;
  GtkLabel        *subtitle;
  GtkDropDown     *wording;
  GtkWidget       *alarm;
  GtkLabel        *alarm_text;
  GtkLabel        *instructions;
  GtkLabel        *caution;
  GtkBox          *list;
  GtkLabel        *rights;
  GtkProgressBar  *bar;
  GtkLabel        *progress;
  GtkLabel        *result;
  GtkButton       *finish;
  GtkScrolledWindow *scroll;
};

enum { CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkAssessmentForm, ek_assessment_form, ADW_TYPE_BIN)

/* ---- What the answers come to ---- */

static EkScore *
current_score (EkAssessmentForm *self)
{
  const EkSubject subject = { self->sex, self->age_years };
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, self->answers);
  return ek_score_answers (self->instrument, node, &subject, NULL);
}

/* The alarm does not wait for the disk: who is asking must know before the next question. */
static void
show_alarm (EkAssessmentForm *self,
            const EkScore    *score)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; score != NULL && i < score->critical->len; i++)
    {
      const EkCritical *critical = &g_array_index (score->critical, EkCritical, i);
      const EkCriticalRule *rule = ek_instrument_find_critical_rule (self->instrument, critical->rule);
      const char *action = rule != NULL ? ek_critical_rule_action (rule, ek_format_language ()) : NULL;

      if (text->len > 0)
        g_string_append_c (text, '\n');
      /* Translators: number of a question of a form */
      g_string_append_printf (text, _("Question %s was answered in a way that needs somebody to act."),
                              critical->item_id);
      if (action != NULL)
        g_string_append_printf (text, "%s%s", strcmp (ek_format_language (), "zh") == 0 ? "" : " ", action);
    }
  gtk_label_set_text (self->alarm_text, text->str);
  gtk_widget_set_visible (self->alarm, text->len > 0);
}

static void
show_result (EkAssessmentForm *self,
             const EkScore    *score)
{
  g_autofree char *total = NULL, *line = NULL;

  if (score == NULL || !score->complete || !score->has_total)
    {
      gtk_label_set_text (self->result, "");
      return;
    }
  total = ek_format_score (score->total);
  line = score->band != NULL
         ? g_strdup_printf (_("Total %s · %s"), total, ek_band_label (score->band, ek_format_language ()))
                             : g_strdup_printf (_("Total %s"), total);
  gtk_label_set_text (self->result, line);
}

static void
show_progress (EkAssessmentForm *self)
{
  guint n = self->questions->len, answered = json_object_get_size (self->answers);
  g_autofree char *text = g_strdup_printf (_("%u of %u answered"), answered, n);
  const char *state = self->failed ? _("not saved") : self->saving > 0 ? _("saving…") : answered > 0 ? _("saved")
                      : NULL;
  g_autofree char *line = state != NULL ? g_strdup_printf ("%s · %s", text, state) : g_strdup (text);

  gtk_label_set_text (self->progress, line);
  gtk_progress_bar_set_fraction (self->bar, n > 0 ? (double) answered / n : 0);
}

static void
refresh (EkAssessmentForm *self)
{
  g_autoptr(EkScore) score = current_score (self);

  show_alarm (self, score);
  show_result (self, score);
  show_progress (self);
  if (score != NULL && score->complete)
    gtk_widget_add_css_class (GTK_WIDGET (self->finish), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->finish), "suggested-action");
}

/* ---- Where one is ---- */

/* The whole question, not only the option that has the focus, once the new layout is known: an alarm that has just come
 * up takes room away. */
static gboolean
scroll_to_current (gpointer user_data)
{
  EkAssessmentForm *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroll);
  graphene_rect_t bounds;

  self->scroll_source = 0;
  if (self->current < self->questions->len
      && gtk_widget_compute_bounds (g_ptr_array_index (self->questions, self->current), GTK_WIDGET (self->scroll),
                                    &bounds))
    {
      double top = gtk_adjustment_get_value (adjustment) + bounds.origin.y;

      gtk_adjustment_clamp_page (adjustment, top - SCROLL_MARGIN, top + bounds.size.height + SCROLL_MARGIN);
    }
  return G_SOURCE_REMOVE;
}

static void
schedule_scroll (EkAssessmentForm *self)
{
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->questions != NULL && self->questions->len > 0)
    self->scroll_source = g_timeout_add_full (G_PRIORITY_LOW, SCROLL_DELAY_MS, scroll_to_current, self, NULL);
}

static void
set_current (EkAssessmentForm *self,
             guint             index,
             gboolean          focus)
{
  if (self->questions->len == 0)
    return;
  if (self->current < self->questions->len)
    ek_question_set_current (g_ptr_array_index (self->questions, self->current), FALSE);
  self->current = MIN (index, self->questions->len - 1);
  ek_question_set_current (g_ptr_array_index (self->questions, self->current), TRUE);
  if (!focus)
    return;
  ek_question_focus (g_ptr_array_index (self->questions, self->current));
  schedule_scroll (self);
}

static guint
index_of (EkAssessmentForm *self,
          EkQuestion       *question)
{
  guint index = 0;

  g_ptr_array_find (self->questions, question, &index);
  return index;
}

static guint
first_open_question (EkAssessmentForm *self)
{
  for (guint i = 0; i < self->questions->len; i++)
    {
      if (!json_object_has_member (self->answers,
                                   ek_item_get_id (ek_question_get_item (g_ptr_array_index (self->questions, i)))))
        return i;
    }
  return 0;
}

/* After the last question the way leads to the end of the form. */
static void
go_on (EkAssessmentForm *self)
{
  if (self->current + 1 < self->questions->len)
    set_current (self, self->current + 1, TRUE);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->finish));
}

/* ---- Answering ---- */

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(EkAssessmentForm) self = user_data;
  g_autoptr(GError) error = NULL;

  self->saving -= MIN (self->saving, 1);
  if (!g_task_propagate_boolean (G_TASK (result), &error) && self->assessment_id != NULL)
    {
      self->failed = TRUE;
      ek_message_error (GTK_WIDGET (self), _("The last answer was not saved"), error);
    }
  if (self->instrument != NULL)
    show_progress (self);
}

static void
on_answered (EkAssessmentForm *self,
             JsonNode         *answer,
             EkQuestion       *question)
{
  const char *item_id = ek_item_get_id (ek_question_get_item (question));

  if (self->assessment_id == NULL)
    return;
  if (answer != NULL)
    json_object_set_member (self->answers, item_id, json_node_copy (answer));
  else
    json_object_remove_member (self->answers, item_id);
  self->saving++;
  self->failed = FALSE;
  ek_assessment_answer_async (self->session, self->assessment_id, item_id, answer, on_saved, g_object_ref (self));
  set_current (self, index_of (self, question), FALSE);
  refresh (self);
}

/* ---- Keys ---- */

static int
digit_of (guint key)
{
  if (key >= GDK_KEY_0 && key <= GDK_KEY_9)
    return (int) (key - GDK_KEY_0);
  if (key >= GDK_KEY_KP_0 && key <= GDK_KEY_KP_9)
    return (int) (key - GDK_KEY_KP_0);
  return -1;
}

static gboolean
on_key (EkAssessmentForm *self,
        guint             key,
        guint             code,
        GdkModifierType   state)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (self->assessment_id == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (GTK_IS_EDITABLE (focus) && digit_of (key) >= 0)
    return GDK_EVENT_PROPAGATE;
  if (digit_of (key) >= 0 && self->current < self->questions->len)
    {
      EkQuestion *question = g_ptr_array_index (self->questions, self->current);

      if (!ek_question_choose_digit (question, digit_of (key)))
        gtk_widget_error_bell (GTK_WIDGET (self));
      else if (ek_item_get_kind (ek_question_get_item (question)) == EK_ITEM_CHOICE)
        go_on (self);
      return GDK_EVENT_STOP;
    }
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      set_current (self, self->current > 0 ? self->current - 1 : 0, TRUE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      go_on (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* ---- Wording ---- */

/* What of the wording was not checked against the official form is said where it is read aloud from. */
static void
show_caution (EkAssessmentForm *self)
{
  g_autofree char *what = g_strdup_printf ("wording-%s", self->language);
  const char *note = NULL;

  for (guint i = 0; i < ek_instrument_get_n_verifications (self->instrument); i++)
    {
      const EkVerification *verification = ek_instrument_get_verification (self->instrument, i);

      if (g_str_equal (verification->what, what) && !verification->verified)
        note = verification->note != NULL ? verification->note : "";
    }
  if (note != NULL)
    {
      gtk_label_set_text (self->caution, _("Wording not yet checked against the official form"));
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->caution), *note != '\0' ? note : NULL);
    }
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->caution)), note != NULL);
}

static void
apply_language (EkAssessmentForm *self)
{
  const char *instructions = ek_instrument_get_instructions (self->instrument, self->language);
  const char *rights = ek_instrument_get_rights (self->instrument);

  gtk_label_set_text (self->title, ek_instrument_get_abbreviation (self->instrument));
  gtk_label_set_text (self->subtitle, ek_instrument_get_title (self->instrument, self->language));
  gtk_label_set_text (self->instructions, instructions != NULL ? instructions : "");
  gtk_label_set_text (self->rights, rights != NULL ? rights : "");
  show_caution (self);
  for (guint i = 0; i < self->questions->len; i++)
    ek_question_set_language (g_ptr_array_index (self->questions, i), self->language);
}

static void
on_wording (EkAssessmentForm *self)
{
  guint selected = gtk_drop_down_get_selected (self->wording);

  if (self->assessment_id == NULL || selected >= G_N_ELEMENTS (languages)
      || g_str_equal (languages[selected], self->language))
    return;
  g_free (self->language);
  self->language = g_strdup (languages[selected]);
  apply_language (self);
  self->saving++;
  ek_assessment_language_async (self->session, self->assessment_id, self->language, on_saved, g_object_ref (self));
}

/* ---- Ending ---- */

static void
close_form (EkAssessmentForm *self)
{
  ek_assessment_form_wipe (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void finish (EkAssessmentForm *self, gboolean as_it_is);

static void
on_keep_incomplete (gboolean yes,
                    gpointer user_data)
{
  if (yes)
    finish (user_data, TRUE);
}

static void
on_finished (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(EkAssessmentForm) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->assessment_id == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->finish), TRUE);
  if (done)
    close_form (self);
  else if (g_error_matches (error, EK_ERROR, EK_ERROR_INCOMPLETE))
    ek_message_ask (GTK_WIDGET (self), _("Some questions are not answered"),
                    _("Without them there is no total and no severity. You can go back and ask them, or keep the form "
                      "as it is."),
                    _("_Keep as it is"), FALSE, on_keep_incomplete, g_object_ref (self), g_object_unref);
  else
    ek_message_error (GTK_WIDGET (self), _("The form was not finished"), error);
}

static void
finish (EkAssessmentForm *self,
        gboolean          as_it_is)
{
  if (self->assessment_id == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->finish), FALSE);
  ek_assessment_complete_async (self->session, self->assessment_id, as_it_is, on_finished, g_object_ref (self));
}

static void
finish_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  finish (EK_ASSESSMENT_FORM (widget), FALSE);
}

static void
leave_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  close_form (EK_ASSESSMENT_FORM (widget));
}

static void
on_declined (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(EkAssessmentForm) self = user_data;
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (self->assessment_id != NULL)
        close_form (self);
    }
  else if (self->assessment_id != NULL)
    ek_message_error (GTK_WIDGET (self), _("The form was not declined"), error);
}

static void
on_reason (const char *reason,
           gpointer    user_data)
{
  EkAssessmentForm *self = user_data;

  if (reason != NULL && self->assessment_id != NULL)
    ek_assessment_decline_async (self->session, self->assessment_id, reason, on_declined, g_object_ref (self));
}

static void
decline_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  if (EK_ASSESSMENT_FORM (widget)->assessment_id != NULL)
    ek_message_ask_words (widget, _("Decline this form?"),
                          _("The answers given so far are kept, without a score. Say why it was not finished."),
                          _("Reason"),
                          _("Reason, for example: patient too tired"), _("_Decline"), on_reason, g_object_ref (widget),
                          g_object_unref);
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
on_question_focus (EkAssessmentForm   *self,
                   GtkEventController *focus)
{
  set_current (self, index_of (self, EK_QUESTION (gtk_event_controller_get_widget (focus))), FALSE);
  schedule_scroll (self);
}

static void
make_questions (EkAssessmentForm *self)
{
  for (guint i = 0; i < ek_instrument_get_n_items (self->instrument); i++)
    {
      EkItem *item = ek_instrument_get_item (self->instrument, i);
      GtkWidget *question = ek_question_new (item, self->language);
      GtkEventController *focus = gtk_event_controller_focus_new ();
      const char *id = ek_item_get_id (item);

      if (json_object_has_member (self->answers, id))
        ek_question_set_answer (EK_QUESTION (question), json_object_get_member (self->answers, id));
      g_signal_connect_swapped (question, "answered", G_CALLBACK (on_answered), self);
      g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_question_focus), self);
      gtk_widget_add_controller (question, focus);
      g_ptr_array_add (self->questions, question);
      gtk_box_append (self->list, question);
    }
}

/* Answers of null are answers not given. */
static JsonObject *
answers_of (EkRecord *assessment)
{
  JsonNode *node = ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS);
  JsonObject *answers = json_object_new ();
  g_autoptr(GList) members = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return answers;
  members = json_object_get_members (json_node_get_object (node));
  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *answer = json_object_get_member (json_node_get_object (node), l->data);

      if (!JSON_NODE_HOLDS_NULL (answer))
        json_object_set_member (answers, l->data, json_node_copy (answer));
    }
  return answers;
}

static void
show_form (EkAssessmentForm   *self,
           EkAssessmentOpened *opened)
{
  EkRecord *assessment = opened->assessment;
  const char *language = ek_record_get_text (assessment, EK_ASSESSMENT_LANGUAGE);

  self->assessment_id = g_strdup (ek_record_get_id (assessment));
  self->sex = g_strdup (opened->sex);
  self->age_years = opened->age_years;
  g_free (self->language);
  self->language = g_strdup (language != NULL ? language : ek_format_language ());
  json_object_unref (self->answers);
  self->answers = answers_of (assessment);
  make_questions (self);
  gtk_drop_down_set_selected (self->wording, g_str_has_prefix (self->language, "zh") ? 0 : 1);
  apply_language (self);
  refresh (self);
  set_current (self, first_open_question (self), TRUE);
  if (opened->resumed && json_object_get_size (self->answers) > 0)
    ek_message_toast (GTK_WIDGET (self), _("Going on where this form was left"));
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(EkAssessmentForm) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(EkAssessmentOpened) opened = ek_assessment_open_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->patient_id == NULL)
    return;
  if (opened != NULL)
    {
      EkInstrument *instrument = ek_catalogue_find (ek_session_get_catalogue (self->session),
                                                    ek_record_get_text (opened->assessment, EK_ASSESSMENT_INSTRUMENT),
                                                    ek_record_get_text (opened->assessment, EK_ASSESSMENT_VERSION));

      if (instrument != NULL)
        {
          self->instrument = ek_instrument_ref (instrument);
          show_form (self, opened);
          return;
        }
      g_set_error_literal (&error, EK_ERROR, EK_ERROR_NOT_FOUND,
                           _("The definition this form was begun with is not on this computer. Its answers are kept."));
    }
  ek_message_error (GTK_WIDGET (self), _("The form could not be opened"), error);
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
ek_assessment_form_open (EkAssessmentForm *self,
                         EkSession        *session,
                         const char       *patient_id,
                         const char       *instrument_id,
                         const char       *language)
{
  ek_assessment_form_wipe (self);
  g_set_object (&self->session, session);
  self->patient_id = g_strdup (patient_id);
  self->opening = g_cancellable_new ();
  ek_assessment_open_async (session, patient_id, instrument_id, language, self->opening, on_opened,
                            g_object_ref (self));
}

/**
 * ek_assessment_form_wipe:
 * @self: the form
 *
 * Forgets what was shown. Everything answered is on the disk already.
 */
void
ek_assessment_form_wipe (EkAssessmentForm *self)
{
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  clear_questions (self);
  g_clear_pointer (&self->assessment_id, g_free);
  g_clear_pointer (&self->patient_id, g_free);
  g_clear_pointer (&self->sex, g_free);
  g_clear_pointer (&self->instrument, ek_instrument_unref);
  json_object_unref (self->answers);
  self->answers = json_object_new ();
  self->saving = 0;
  self->failed = FALSE;
  gtk_widget_set_visible (self->alarm, FALSE);
  gtk_label_set_text (self->alarm_text, "");
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
  g_clear_object (&self->session);
  g_clear_pointer (&self->assessment_id, g_free);
  g_clear_pointer (&self->patient_id, g_free);
  g_clear_pointer (&self->sex, g_free);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->instrument, ek_instrument_unref);
  g_clear_pointer (&self->answers, json_object_unref);
  g_clear_pointer (&self->questions, g_ptr_array_unref);
  G_OBJECT_CLASS (ek_assessment_form_parent_class)->dispose (object);
}

static void
ek_assessment_form_class_init (EkAssessmentFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_assessment_form_dispose;
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-assessment-form.ui");
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, title);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, subtitle);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, wording);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, alarm);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, alarm_text);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, instructions);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, caution);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, list);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, rights);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, bar);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, progress);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, result);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, finish);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentForm, scroll);
  gtk_widget_class_bind_template_callback (widget_class, on_wording);
  gtk_widget_class_install_action (widget_class, "form.finish", NULL, finish_action);
  gtk_widget_class_install_action (widget_class, "form.leave", NULL, leave_action);
  gtk_widget_class_install_action (widget_class, "form.decline", NULL, decline_action);
}

static void
ek_assessment_form_init (EkAssessmentForm *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->answers = json_object_new ();
  self->questions = g_ptr_array_new ();
  self->age_years = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The viewport would bring the focused option into view, slowly, and undo what shows the whole question. */
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (gtk_scrolled_window_get_child (self->scroll)), FALSE);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroll), "notify::page-size",
                           G_CALLBACK (schedule_scroll), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
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
