/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one place that knows message dialogs and toasts: AdwMessageDialog is what libadwaita 1.2 has. */

#include "ek-message.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-kept.h"
#include "ek-whose.h"

typedef struct {
  EkMessageAnswer answer;
  EkMessageWords words;
  gpointer user_data;
  GDestroyNotify destroy;
  gboolean undone;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  if (question->destroy != NULL)
    question->destroy (question->user_data);
  g_free (question);
}

static Question *
question_new (EkMessageAnswer answer, gpointer user_data, GDestroyNotify destroy)
{
  Question *question = g_new0 (Question, 1);

  question->answer = answer;
  question->user_data = user_data;
  question->destroy = destroy;
  return question;
}

static GtkWindow *
window_of (GtkWidget *widget)
{
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static AdwToastOverlay *
overlay_of (GtkWidget *widget)
{
  GtkWindow *window = window_of (widget);
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  /* A dialog has none of its own: the window it belongs to shows it. */
  while (overlay == NULL && window != NULL)
    {
      overlay = g_object_get_data (G_OBJECT (window), "ek-toast-overlay");
      window = gtk_window_get_transient_for (window);
    }
  return overlay != NULL ? ADW_TOAST_OVERLAY (overlay) : NULL;
}

/* A question about a patient's file says whose it is. */
static void
say_whose (GtkWidget *dialog, GtkWidget *parent)
{
  const char *text = ek_whose_find (parent);
  GtkWidget *label = NULL;

  if (text == NULL)
    return;
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "secondary");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), label);
}

/**
 * ek_message_tell:
 * @parent: (nullable): a widget of the window it belongs to
 * @heading: what happened, in a few words
 * @body: (nullable): the rest
 *
 * Shows a message that has to be acknowledged.
 */
void
ek_message_tell (GtkWidget *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (parent), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * ek_message_error:
 * @parent: (nullable): a widget of the window it belongs to
 * @heading: what could not be done
 * @error: (nullable): why; a cancelled call is not told
 *
 * Tells that something went wrong. The sentences come from the room where it happened.
 */
void
ek_message_error (GtkWidget *parent, const char *heading, const GError *error)
{
  if (error != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  ek_message_tell (parent, heading, error != NULL ? error->message : NULL);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;

  question->answer (g_str_equal (response, "yes"), question->user_data);
}

/**
 * ek_message_ask:
 * @parent: (nullable): a widget of the window it belongs to
 * @heading: the question
 * @body: (nullable): what the answer means
 * @yes_label: the action as a verb, with a mnemonic
 * @destructive: whether something is lost by it
 * @answer: told once, with %FALSE when it was cancelled
 * @user_data: for @answer
 * @destroy: (nullable): frees @user_data
 *
 * Asks before something is done.
 */
void
ek_message_ask (GtkWidget *parent, const char *heading, const char *body, const char *yes_label, gboolean destructive,
                EkMessageAnswer answer, gpointer user_data, GDestroyNotify destroy)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (parent), heading, body);

  say_whose (dialog, parent);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "no", _ ("_Cancel"), "yes", yes_label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes",
                                              destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), destructive ? "no" : "yes");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question_new (answer, user_data, destroy),
                         question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * ek_message_choose:
 * @parent: (nullable): a widget of the window it belongs to
 * @heading: the question
 * @body: (nullable): what the answers mean
 * @no_label: one way, also taken when the question is closed
 * @yes_label: the other, suggested
 * @answer: told once
 * @user_data: for @answer
 * @destroy: (nullable): frees @user_data
 *
 * Asks which of two ways is to be gone; both do something.
 */
void
ek_message_choose (GtkWidget *parent, const char *heading, const char *body, const char *no_label,
                   const char *yes_label, EkMessageAnswer answer, gpointer user_data, GDestroyNotify destroy)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (parent), heading, body);

  say_whose (dialog, parent);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "no", no_label, "yes", yes_label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "yes");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question_new (answer, user_data, destroy),
                         question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * ek_message_show:
 * @parent: (nullable): a widget of the window it belongs to
 * @heading: what is shown
 * @body: (nullable): about it
 * @child: (transfer floating): what is shown
 * @no_label: keeps it, also when it is closed
 * @yes_label: throws it away
 * @answer: told once
 * @user_data: for @answer
 * @destroy: (nullable): frees @user_data
 *
 * Shows something that the person may throw away then.
 */
void
ek_message_show (GtkWidget *parent, const char *heading, const char *body, GtkWidget *child, const char *no_label,
                 const char *yes_label, EkMessageAnswer answer, gpointer user_data, GDestroyNotify destroy)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (parent), heading, body);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), child);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "yes", yes_label, "no", no_label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "no");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question_new (answer, user_data, destroy),
                         question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_words_edited (AdwMessageDialog *dialog, GtkEditable *entry)
{
  g_autofree char *words = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "yes", *words != '\0');
}

static void
on_words_response (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  g_autofree char *words = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  question->words (g_str_equal (response, "yes") && *words != '\0' ? words : NULL, question->user_data);
}

/**
 * ek_message_ask_words:
 * @parent: (nullable): a widget of the window it belongs to
 * @heading: the question
 * @body: (nullable): what the answer means
 * @label: what is to be entered, for a screen reader
 * @hint: (nullable): shown in the empty entry
 * @yes_label: the action as a verb, with a mnemonic
 * @answer: told once: the words, without blanks around them, or %NULL when it was cancelled
 * @user_data: for @answer
 * @destroy: (nullable): frees @user_data
 *
 * Asks for a few words, such as a reason. Without any the action cannot be chosen.
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
ek_message_ask_words (GtkWidget *parent, const char *heading, const char *body, const char *label, const char *hint,
                      const char *yes_label, EkMessageWords answer, gpointer user_data, GDestroyNotify destroy)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (parent), heading, body);
  GtkWidget *entry = gtk_entry_new ();
  Question *question = question_new (NULL, user_data, destroy);

  question->words = answer;
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  ek_accessible_set_name (GTK_WIDGET (entry), label);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "no", _ ("_Cancel"), "yes", yes_label, NULL);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "yes", FALSE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "yes");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_words_edited), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_words_response), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static void
on_words_done (GtkWidget *dialog)
{
  ek_kept_end (ek_kept_of (dialog));
}

/**
 * ek_message_keep_words:
 * @dialog: of ek_message_ask_words()
 * @session: the session
 * @place: where in the program
 * @patient_id: (nullable): in whose file
 * @target: (nullable): what the words are about
 *
 * Keeps the words through lock and crash until the question is answered or closed.
 */
void
ek_message_keep_words (GtkWidget *dialog, EkSession *session, const char *place, const char *patient_id,
                       const char *target)
{
  EkKept *kept = ek_kept_new (dialog, session, place, patient_id, target);
  const char *heading = adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog));

  ek_kept_set_title (kept, heading);
  ek_kept_add (kept, "words", heading, adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog)));
  g_signal_connect (dialog, "response", G_CALLBACK (on_words_done), NULL);
}

/**
 * ek_message_describe:
 * @status_page: an #AdwStatusPage
 * @text: what it says below its title, as it is
 *
 * The description of such a page is markup. What is told there may quote a file or a server: it must neither look like
 * something else nor, where it is not well-formed, end up in a warning of GTK and with it in the system's log.
 */
void
ek_message_describe (GtkWidget *status_page, const char *text)
{
  g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  adw_status_page_set_description (ADW_STATUS_PAGE (status_page), escaped);
}

/**
 * ek_message_toast:
 * @widget: where it happened
 * @text: one short sentence, without patient data
 *
 * Tells in passing that something was done.
 */
void
ek_message_toast (GtkWidget *widget, const char *text)
{
  AdwToastOverlay *overlay = overlay_of (widget);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (overlay, adw_toast_new (escaped));
}

static void
on_undo (AdwToast *toast, gpointer user_data)
{
  Question *question = user_data;

  question->undone = TRUE;
  question->answer (TRUE, question->user_data);
}

static void
on_dismissed (AdwToast *toast, gpointer user_data)
{
  Question *question = user_data;

  if (!question->undone)
    question->answer (FALSE, question->user_data);
}

/**
 * ek_message_undo:
 * @widget: where it happened
 * @text: what was done, without patient data
 * @answer: told once: %TRUE to undo, %FALSE when the chance has passed
 * @user_data: for @answer
 * @destroy: (nullable): frees @user_data
 *
 * Tells that something was done and offers to undo it.
 */
void
ek_message_undo (GtkWidget *widget, const char *text, EkMessageAnswer answer, gpointer user_data,
                 GDestroyNotify destroy)
{
  AdwToastOverlay *overlay = overlay_of (widget);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  Question *question = question_new (answer, user_data, destroy);
  AdwToast *toast;

  if (overlay == NULL)
    {
      answer (FALSE, user_data);
      question_free (question, NULL);
      return;
    }
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, 8);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (on_undo), question);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (on_dismissed), question, question_free, 0);
  adw_toast_overlay_add_toast (overlay, toast);
}
