/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An old form as it was answered: under the definition version that was used, in the language it was asked in, with who
 * and when and what the scoring engine made of it then. Nothing is scored again here. */

#include "ek-facsimile.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-focus-bin.h"
#include "ek-format.h"
#include "ek-message.h"
#include "ek-types.h"

typedef struct {
  EkSession    *session;
  EkRecord     *record;
  EkInstrument *instrument;     /* its own version; NULL when that is not here */
  const char   *language;
  GtkWidget    *box;
} Facsimile;

static GtkWidget *
add_label (Facsimile  *self,
           const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->box), label);
  return label;
}

static const char *
choice_words (EkRecord *record,
              int       field)
{
  const char *value = ek_record_get_text (record, field);

  return value != NULL ? ek_choice_label (ek_assessment_type.fields[field].choices, value) : NULL;
}

static char *
rater_name (Facsimile *self)
{
  const char *id = ek_record_has (self->record, EK_ASSESSMENT_RATER)
                   ? ek_record_get_text (self->record, EK_ASSESSMENT_RATER) : ek_record_get_author (self->record);
  g_autoptr(EkUser) user = id != NULL ? ek_vault_find_user (ek_session_get_vault (self->session), id) : NULL;

  return user != NULL ? g_strdup (ek_user_get_name (user)) : NULL;
}

static void
add_head (Facsimile *self)
{
  int offset = 0;
  gint64 at = ek_record_get_instant (self->record, EK_ASSESSMENT_TAKEN, &offset);
  g_autofree char *when = ek_format_instant (at, offset), *who = rater_name (self);
  const char *mode = choice_words (self->record, EK_ASSESSMENT_MODE);
  const char *status = choice_words (self->record, EK_ASSESSMENT_STATUS);
  g_autoptr(GString) text = g_string_new (when);

  if (mode != NULL)
    g_string_append_printf (text, " · %s", mode);
  if (who != NULL)
    g_string_append_printf (text, " · %s", who);
  if (status != NULL)
    g_string_append_printf (text, " · %s", status);
  add_label (self, text->str, "secondary");
  if (self->instrument != NULL && ek_instrument_get_instructions (self->instrument, self->language) != NULL)
    add_label (self, ek_instrument_get_instructions (self->instrument, self->language), NULL);
}

static gboolean
number_of (JsonNode *node,
           double   *value)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
    return FALSE;
  *value = json_node_get_double (node);
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    *value = (double) json_node_get_int (node);
  return TRUE;
}

static gboolean
is_chosen (JsonNode       *answer,
           const EkOption *option)
{
  double value;

  if (answer != NULL && JSON_NODE_HOLDS_ARRAY (answer))
    {
      JsonArray *array = json_node_get_array (answer);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          if (number_of (json_array_get_element (array, i), &value) && value == option->value)
            return TRUE;
        }
      return FALSE;
    }
  return number_of (answer, &value) && value == option->value;
}

/* All options of a question, the chosen one by a filled mark and bold: the form, not only its outcome. */
static char *
options_markup (Facsimile *self,
                EkItem    *item,
                JsonNode  *answer)
{
  GString *markup = g_string_new (NULL);

  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      const EkOption *option = ek_item_get_option (item, i);
      g_autofree char *value = ek_format_score (option->value);
      const char *words = ek_option_label (option, self->language);
      g_autofree char *label = g_markup_printf_escaped ("%s %s", value, words != NULL ? words : "");

      if (i > 0)
        g_string_append (markup, "      ");
      g_string_append_printf (markup, is_chosen (answer, option) ? "<b>◉ %s</b>" : "○ %s", label);
    }
  return g_string_free (markup, FALSE);
}

static void
add_question (Facsimile  *self,
              EkItem     *item,
              JsonObject *answers)
{
  const char *id = ek_item_get_id (item), *text = ek_item_get_text (item, self->language);
  JsonNode *answer = answers != NULL && json_object_has_member (answers, id)
                     ? json_object_get_member (answers, id) : NULL;
  g_autofree char *heading = g_strdup_printf ("%s. %s", id, text != NULL ? text : _("(wording not loaded)"));
  g_autofree char *markup = NULL;

  add_label (self, heading, "question-text");
  if (ek_item_get_n_options (item) > 0)
    {
      GtkWidget *label = add_label (self, NULL, NULL);

      markup = options_markup (self, item, answer);
      gtk_label_set_markup (GTK_LABEL (label), markup);
    }
  else if (answer != NULL && JSON_NODE_HOLDS_VALUE (answer))
    {
      g_autofree char *plain = json_node_get_value_type (answer) == G_TYPE_STRING
                               ? json_node_dup_string (answer) : json_to_string (answer, FALSE);

      add_label (self, plain, NULL);
    }
  if (answer == NULL || JSON_NODE_HOLDS_NULL (answer))
    add_label (self, _("Not answered"), "secondary");
}

static void
add_questions (Facsimile *self)
{
  JsonNode *node = ek_record_get_json (self->record, EK_ASSESSMENT_ANSWERS);
  JsonObject *answers = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (self->instrument == NULL)
    {
      g_autofree char *json = node != NULL ? json_to_string (node, TRUE) : NULL;

      add_label (self,
                 _("The definition this form was filled in with is not on this computer. These are the stored "
                   "answers:"), NULL);
      add_label (self, json, "monospace");
      return;
    }
  for (guint i = 0; i < ek_instrument_get_n_items (self->instrument); i++)
    add_question (self, ek_instrument_get_item (self->instrument, i), answers);
}

static void
add_result (Facsimile *self)
{
  const char *severity = ek_format_severity (self->instrument,
                                             ek_record_get_text (self->record, EK_ASSESSMENT_SEVERITY));
  const char *reason = ek_record_get_text (self->record, EK_ASSESSMENT_REASON);
  g_autofree char *total = NULL, *line = NULL, *version = NULL;

  gtk_box_append (GTK_BOX (self->box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  if (ek_record_has (self->record, EK_ASSESSMENT_TOTAL)
      && g_strcmp0 (ek_record_get_text (self->record, EK_ASSESSMENT_STATUS), "completed") == 0)
    {
      total = ek_format_score (ek_record_get_real (self->record, EK_ASSESSMENT_TOTAL, NAN));
      /* Translators: a total score, then its severity in words */
      line = severity != NULL ? g_strdup_printf (_("Total %s · %s"), total, severity)
                              : g_strdup_printf (_("Total %s"), total);
    }
  add_label (self, line != NULL ? line : _("No total: the form was not completed."), "title-3");
  if (reason != NULL)
    {
      g_autofree char *words = g_strdup_printf (_("Reason: %s"), reason);

      add_label (self, words, NULL);
    }
  version = g_strdup_printf (_("Definition version %s"), ek_record_get_text (self->record, EK_ASSESSMENT_VERSION));
  add_label (self, version, "secondary");
  if (self->instrument != NULL && ek_instrument_get_rights (self->instrument) != NULL)
    add_label (self, ek_instrument_get_rights (self->instrument), "secondary");
}

static GtkWidget *
make_content (Facsimile *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_add_css_class (self->box, "facsimile");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 820);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroll, TRUE);
  add_head (self);
  add_questions (self);
  add_result (self);
  return scroll;
}

static gboolean
on_escape (GtkWidget *window,
           GVariant  *arguments,
           gpointer   user_data)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

static void
present (GtkWidget *parent,
         EkSession *session,
         EkRecord  *record)
{
  Facsimile self = { .session = session, .record = record };
  const char *id = ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT);
  const char *language = ek_record_get_text (record, EK_ASSESSMENT_LANGUAGE);
  GtkWidget *window = adw_window_new (), *header = adw_header_bar_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  const char *title;

  self.instrument = ek_catalogue_find (ek_session_get_catalogue (session), id,
                                       ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  self.language = language != NULL ? language : ek_format_language ();
  title = self.instrument != NULL ? ek_instrument_get_title (self.instrument, self.language) : id;
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), make_content (&self));
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), title);      /* the form, never the patient */
  gtk_window_set_default_size (GTK_WINDOW (window), 860, 720);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (parent)));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (on_escape, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  g_signal_connect_object (session, "locked", G_CALLBACK (gtk_window_destroy), window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

/* ---- Reading ---- */

typedef struct { GtkWidget *parent; EkSession *session; } Waiting;

static void
load (GTask        *task,
      EkStore      *store,
      gpointer      data,
      GCancellable *cancellable)
{
  GError *error = NULL;
  EkRecord *record = ek_store_load (store, &ek_assessment_type, data, &error);

  if (record != NULL)
    g_task_return_pointer (task, record, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Waiting *waiting = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(EkRecord) record = g_task_propagate_pointer (G_TASK (result), &error);

  if (record == NULL)
    ek_message_error (waiting->parent, _("The form could not be read"), error);
  else if (gtk_widget_get_root (waiting->parent) != NULL && ek_session_is_unlocked (waiting->session))
    present (waiting->parent, waiting->session, record);
  g_object_unref (waiting->parent);
  g_object_unref (waiting->session);
  g_free (waiting);
}

/**
 * ek_facsimile_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @assessment_id: which form
 *
 * Shows a form as it was answered, in a window of its own that closes when the vault is locked.
 */
void
ek_facsimile_show (GtkWidget  *parent,
                   EkSession  *session,
                   const char *assessment_id)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting) { g_object_ref (parent), g_object_ref (session) };
  ek_session_read_async (session, load, g_strdup (assessment_id), g_free, NULL, on_loaded, waiting);
}
