/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assessment-correct.h"

#include <glib/gi18n-lib.h>

#include "ek-assess.h"
#include "ek-assessment-work.h"
#include "ek-job.h"
#include "ek-json.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-question.h"
#include "ek-types.h"
#include "ek-whose.h"

struct _EkAssessmentCorrect {
  AdwWindow parent_instance;

  EkSession *session;
  EkRecord *form; /* as it was read; what is saved in its place meanwhile is not overwritten */
  EkInstrument *instrument;
  char *language;
  JsonObject *answers;  /* as they are on the screen, {"declined": why} where there is none */
  GPtrArray *questions; /* of EkQuestion, by item */

  GtkBox *list;
  GtkEditable *reason;
  GtkWidget *problem; /* says that the reason is needed */
  char *before;       /* the answers as they were, to know what would be lost */
  GtkWidget *save;
};

G_DEFINE_FINAL_TYPE (EkAssessmentCorrect, ek_assessment_correct, ADW_TYPE_WINDOW)

/* ---- Saving ---- */

typedef struct {
  EkCatalogue *catalogue;
  EkRecord *form;
  char *reason;
  JsonNode *answers;
} Correction;

static void
correction_free (gpointer data)
{
  Correction *correction = data;

  g_object_unref (correction->form);
  g_free (correction->reason);
  json_node_unref (correction->answers);
  g_free (correction);
}

static void
run (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Correction *correction = data;
  GError *error = NULL;
  gboolean done = ek_assess_correct (store, correction->catalogue, correction->form, correction->answers,
                                     correction->reason, &error);

  ek_job_answer (task, done, error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkAssessmentCorrect) self = user_data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->save, TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), TRUE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      ek_kept_end (ek_kept_of (GTK_WIDGET (self)));
      gtk_window_destroy (GTK_WINDOW (self));
    }
  else
    ek_message_error (GTK_WIDGET (self), _ ("The correction was not saved"), error);
}

static void
on_save (EkAssessmentCorrect *self)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
  Correction *correction;

  for (guint i = 0; i < self->questions->len; i++)
    {
      if (!ek_question_commit (g_ptr_array_index (self->questions, i)))
        return;
    }
  if (*reason == '\0')
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->reason), "error");
      gtk_widget_set_visible (self->problem, TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->reason));
      return;
    }
  correction = g_new0 (Correction, 1);
  correction->catalogue = ek_session_get_catalogue (self->session);
  correction->form = ek_record_copy (self->form);
  correction->reason = g_steal_pointer (&reason);
  correction->answers = json_node_init_object (json_node_alloc (), self->answers);
  gtk_widget_set_sensitive (self->save, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), FALSE); /* the answers are read by the other thread now */
  ek_kept_write_async (ek_kept_of (GTK_WIDGET (self)), self->session, run, correction, correction_free, on_saved,
                       g_object_ref (self));
}

/* ---- Answers ---- */

static void
on_answered (EkAssessmentCorrect *self, JsonNode *answer, EkQuestion *question)
{
  const char *item_id = ek_item_get_id (ek_question_get_item (question));

  if (answer != NULL)
    json_object_set_member (self->answers, item_id, json_node_copy (answer));
  else
    json_object_remove_member (self->answers, item_id);
  ek_kept_touch (ek_kept_of (GTK_WIDGET (self)));
}

static void
set_declined (EkAssessmentCorrect *self, EkQuestion *question, const char *reason)
{
  const char *item_id = ek_item_get_id (ek_question_get_item (question));
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "declined", reason);
  json_object_set_object_member (self->answers, item_id, object);
  ek_question_set_answer (question, NULL);
  ek_question_set_declined (question, reason);
  ek_kept_touch (ek_kept_of (GTK_WIDGET (self)));
}

typedef struct {
  EkAssessmentCorrect *self;
  EkQuestion *question;
} Declining;

static void
declining_free (gpointer data)
{
  Declining *declining = data;

  g_object_unref (declining->self);
  g_object_unref (declining->question);
  g_free (declining);
}

static void
on_reason (const char *reason, gpointer user_data)
{
  Declining *declining = user_data;

  if (reason != NULL)
    set_declined (declining->self, declining->question, reason);
}

static void
on_decline (EkAssessmentCorrect *self, EkQuestion *question)
{
  const char *item_id = ek_item_get_id (ek_question_get_item (question));
  JsonNode *now = json_object_get_member (self->answers, item_id);
  g_autofree char *target = NULL;
  GtkWidget *dialog;
  Declining *declining;

  if (now != NULL && JSON_NODE_HOLDS_OBJECT (now))
    {
      json_object_remove_member (self->answers, item_id);
      ek_question_set_declined (question, NULL);
      ek_kept_touch (ek_kept_of (GTK_WIDGET (self)));
      return;
    }
  declining = g_new (Declining, 1);
  *declining = (Declining){ g_object_ref (self), g_object_ref (question) };
  dialog = ek_message_ask_words (GTK_WIDGET (self), _ ("Leave this question without an answer?"),
                                 _ ("It counts as missing, and the form says why."), _ ("Reason"),
                                 _ ("Reason, for example: does not want to say"), _ ("_Leave it"), on_reason, declining,
                                 declining_free);
  target = g_strdup_printf ("%s %s", ek_record_get_id (self->form), item_id);
  ek_message_keep_words (dialog, self->session, "words/correct-item", ek_record_get_patient_id (self->form), target);
}

/* ---- Showing ---- */

static void
add_question (EkAssessmentCorrect *self, EkRecord *form, EkItem *item)
{
  GtkWidget *question = ek_question_new (item, self->language);
  JsonNode *answers = ek_record_get_json (form, EK_ASSESSMENT_ANSWERS);
  JsonNode *answer = answers != NULL && JSON_NODE_HOLDS_OBJECT (answers)
    ? json_object_get_member (json_node_get_object (answers), ek_item_get_id (item))
    : NULL;
  const char *reason = ek_assess_item_declined (form, ek_item_get_id (item));

  gtk_box_append (self->list, question);
  g_ptr_array_add (self->questions, question);
  if (reason != NULL)
    set_declined (self, EK_QUESTION (question), reason);
  else if (answer != NULL && !JSON_NODE_HOLDS_NULL (answer))
    {
      json_object_set_member (self->answers, ek_item_get_id (item), json_node_copy (answer));
      ek_question_set_answer (EK_QUESTION (question), answer);
    }
  g_signal_connect_swapped (question, "answered", G_CALLBACK (on_answered), self);
  g_signal_connect_swapped (question, "decline", G_CALLBACK (on_decline), self);
}

static char *
answers_text (EkAssessmentCorrect *self)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), self->answers);

  return json_to_string (node, FALSE);
}

static void
on_discard (gboolean yes, gpointer user_data)
{
  if (!yes)
    return;
  ek_kept_end (ek_kept_of (user_data));
  gtk_window_destroy (user_data);
}

/* What was corrected and not saved is not thrown away by a key. */
static gboolean
on_close_request (EkAssessmentCorrect *self)
{
  g_autofree char *now = answers_text (self);

  if (self->before == NULL || (g_str_equal (now, self->before) && *gtk_editable_get_text (self->reason) == '\0'))
    {
      ek_kept_end (ek_kept_of (GTK_WIDGET (self)));
      return FALSE;
    }
  ek_message_ask (GTK_WIDGET (self), _ ("Discard the correction?"), _ ("The form stays as it was."), _ ("_Discard"),
                  TRUE, on_discard, g_object_ref (self), g_object_unref);
  return TRUE;
}

static gboolean
on_escape (GtkWidget *window, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

static void
ek_assessment_correct_dispose (GObject *object)
{
  EkAssessmentCorrect *self = EK_ASSESSMENT_CORRECT (object);

  g_clear_pointer (&self->questions, g_ptr_array_unref);
  G_OBJECT_CLASS (ek_assessment_correct_parent_class)->dispose (object);
}

static void
ek_assessment_correct_finalize (GObject *object)
{
  EkAssessmentCorrect *self = EK_ASSESSMENT_CORRECT (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->instrument, ek_instrument_unref);
  g_clear_object (&self->form);
  g_free (self->language);
  g_free (self->before);
  json_object_unref (self->answers);
  G_OBJECT_CLASS (ek_assessment_correct_parent_class)->finalize (object);
}

static void
ek_assessment_correct_class_init (EkAssessmentCorrectClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_assessment_correct_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_assessment_correct_finalize;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static GtkWidget *
make_header (EkAssessmentCorrect *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->save = gtk_button_new_with_mnemonic (_ ("_Save the correction"));
  gtk_widget_add_css_class (self->save, "suggested-action");
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (on_save), self);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->save);
  return header;
}

static void
on_reason_edited (EkAssessmentCorrect *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->reason), "error");
  gtk_widget_set_visible (self->problem, FALSE);
}

static GtkWidget *
make_problem (EkAssessmentCorrect *self)
{
  self->problem = gtk_label_new (_ ("Say why the answers are corrected: the reason stays in the file."));
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "form-problem");
  gtk_widget_set_visible (self->problem, FALSE);
  return self->problem;
}

static GtkWidget *
make_reason (EkAssessmentCorrect *self)
{
  GtkWidget *list = gtk_list_box_new (), *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Why the answers are corrected"));
  self->reason = GTK_EDITABLE (row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_reason_edited), self);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return list;
}

static void
ek_assessment_correct_init (EkAssessmentCorrect *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scroll = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new (), *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  self->answers = json_object_new ();
  self->questions = g_ptr_array_new ();
  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
  gtk_widget_add_css_class (content, "page-content");
  gtk_box_append (GTK_BOX (content), make_reason (self));
  gtk_box_append (GTK_BOX (content), make_problem (self));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->list));
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), clamp);
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), scroll);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 880, 720);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
}

/* ---- What is not saved ---- */

static char *
get_answers (gpointer data)
{
  return answers_text (data);
}

static void
show_answer (EkAssessmentCorrect *self, EkQuestion *question)
{
  JsonNode *answer = json_object_get_member (self->answers, ek_item_get_id (ek_question_get_item (question)));
  JsonObject *declined = answer != NULL && JSON_NODE_HOLDS_OBJECT (answer) ? json_node_get_object (answer) : NULL;

  ek_question_set_answer (question, declined == NULL ? answer : NULL);
  ek_question_set_declined (question, declined != NULL ? ek_json_peek_string (declined, "declined") : NULL);
}

static void
put_answers (const char *text, gpointer data)
{
  EkAssessmentCorrect *self = data;
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  json_object_unref (self->answers);
  self->answers = json_object_ref (json_node_get_object (node));
  for (guint i = 0; i < self->questions->len; i++)
    show_answer (self, g_ptr_array_index (self->questions, i));
}

static void
keep (EkAssessmentCorrect *self)
{
  EkKept *kept = ek_kept_new (GTK_WIDGET (self), self->session, "correct", ek_record_get_patient_id (self->form),
                              ek_record_get_id (self->form));

  ek_kept_set_title (kept, _ ("Correct the form"));
  ek_kept_add (kept, "reason", _ ("Why the answers are corrected"), GTK_WIDGET (self->reason));
  ek_kept_add_custom (kept, "answers", NULL, get_answers, put_answers, self);
  gtk_box_prepend (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->list))), ek_kept_get_note (kept));
}

typedef struct {
  GtkWidget *parent;
  EkSession *session;
} Waiting;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  g_autoptr (GtkWidget) parent = waiting->parent;
  g_autoptr (EkSession) session = waiting->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkAssessmentOpened) opened = ek_assessment_open_finish (result, &error);
  EkRecord *form = opened != NULL ? opened->assessment : NULL;
  EkInstrument *instrument = form != NULL
    ? ek_catalogue_find (ek_session_get_catalogue (session), ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT),
                         ek_record_get_text (form, EK_ASSESSMENT_VERSION))
    : NULL;
  EkAssessmentCorrect *self;

  if (instrument == NULL || gtk_widget_get_root (parent) == NULL || !ek_session_is_unlocked (session))
    {
      ek_message_error (parent, _ ("The form cannot be corrected"), error);
      return;
    }
  self = g_object_new (EK_TYPE_ASSESSMENT_CORRECT, NULL);
  self->session = g_object_ref (session);
  self->form = ek_record_copy (form);
  self->instrument = ek_instrument_ref (instrument);
  self->language = g_strdup (ek_record_get_text (form, EK_ASSESSMENT_LANGUAGE));
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    add_question (self, form, ek_instrument_get_item (instrument, i));
  self->before = answers_text (self);
  keep (self);
  g_signal_connect (self, "close-request", G_CALLBACK (on_close_request), NULL);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Correct the form"));
  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (gtk_widget_get_root (parent)));
  ek_whose_name_window (GTK_WINDOW (self), parent);
  g_signal_connect_object (session, "locked", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

/**
 * ek_assessment_correct_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @assessment_id: a finished form
 *
 * Opens the form to be corrected, in a window that closes when the vault is locked.
 */
void
ek_assessment_correct_show (GtkWidget *parent, EkSession *session, const char *assessment_id)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){ g_object_ref (parent), g_object_ref (session) };
  ek_assessment_load_async (session, assessment_id, NULL, on_loaded, waiting);
}
