/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-question.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-accessible.h"
#include "ek-form-words.h"
#include "ek-format.h"

/* More options than this, or longer ones, do not fit side by side. */
#define MOST_SIDE_BY_SIDE 5
#define WIDEST_SIDE_BY_SIDE 26 /* of a typewriter's columns */
/* All of them are as wide as the widest, which is not narrower than its longest word and its number. */
#define WIDEST_ROW 64
#define COLUMNS_OF_KEY 4
#define PAUSE_MS 1000

struct _EkQuestion {
  GtkBox parent_instance;

  EkItem *item; /* belongs to the instrument, which the form holds */
  char *language;
  EkQuestionManner manner;
  GtkLabel *text;
  GtkButton *decline;
  GtkLabel *declined;
  GtkBox *options;  /* or NULL */
  GtkLabel *anchor; /* what the chosen step says, where not every step has words; or NULL */
  GtkLabel *problem;
  GtkWidget *described; /* (nullable): weak: had the focus when the problem was told */
  GPtrArray *buttons;   /* of GtkToggleButton, by option */
  GPtrArray *keys;      /* of GtkLabel, by option: its number */
  GPtrArray *words;     /* of GtkLabel, by option */
  GtkEntry *entry;      /* for what has no options; or NULL */
  GtkTextView *note;    /* for a text; or NULL */
  GtkLabel *unit;       /* beside the entry: in what, and what was understood */
  JsonNode *answer;     /* as it was last set or emitted */
  guint pause_source;   /* takes a text for the answer when nobody types on */
  gboolean setting;     /* the program, not a person, changes it */
};

enum { ANSWERED, GO_ON, DECLINE, TYPED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkQuestion, ek_question, GTK_TYPE_BOX)

static void
keep_answer (EkQuestion *self, JsonNode *answer)
{
  g_clear_pointer (&self->answer, json_node_unref);
  self->answer = answer != NULL ? json_node_copy (answer) : NULL;
}

/* The step that is chosen, in words, where the scale has words at some steps only. */
static void
show_anchor (EkQuestion *self)
{
  g_autofree char *words = NULL;

  for (guint i = 0; self->anchor != NULL && i < ek_item_get_n_options (self->item) && words == NULL; i++)
    {
      if (ek_form_is_chosen (ek_item_get_option (self->item, i), self->answer))
        words = ek_form_option_words (self->item, i, self->language);
    }
  if (self->anchor == NULL)
    return;
  gtk_label_set_text (self->anchor, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->anchor), words != NULL && *words != '\0');
}

/* What was typed may be read in more than one way: say how it was read. */
static void
show_unit (EkQuestion *self)
{
  EkItemKind kind = ek_item_get_kind (self->item);
  g_autofree char *read = NULL;

  if (self->unit == NULL)
    return;
  if (self->answer != NULL && (kind == EK_ITEM_TIME_OF_DAY || kind == EK_ITEM_DURATION))
    read = ek_form_answer_words (self->item, self->answer, self->language);
  if (read == NULL)
    read = g_strdup (ek_form_unit_words (self->item, self->language));
  gtk_label_set_text (self->unit, read != NULL ? read : "");
}

static void
emit_answer (EkQuestion *self, JsonNode *answer)
{
  keep_answer (self, answer);
  ek_question_set_problem (self, NULL);
  ek_question_set_declined (self, NULL);
  show_anchor (self);
  show_unit (self);
  g_signal_emit (self, signals[ANSWERED], 0, answer);
}

/* ---- Options ---- */

static JsonNode *
number_node (double value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (value == floor (value) && fabs (value) < 1e15)
    json_node_set_int (node, (gint64) value);
  else
    json_node_set_double (node, value);
  return node;
}

static JsonNode *
chosen_options (EkQuestion *self)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < self->buttons->len; i++)
    {
      if (gtk_toggle_button_get_active (g_ptr_array_index (self->buttons, i)))
        json_array_add_element (array, number_node (ek_item_get_option (self->item, i)->value));
    }
  if (ek_item_get_kind (self->item) == EK_ITEM_MULTIPLE)
    {
      JsonNode *node = json_node_new (JSON_NODE_ARRAY);

      json_node_set_array (node, array);
      return node;
    }
  return json_array_get_length (array) > 0 ? json_array_dup_element (array, 0) : NULL;
}

/* Of a single choice one option is always down: pressing it again keeps it. */
static void
on_option_clicked (EkQuestion *self, GtkToggleButton *button)
{
  g_autoptr (JsonNode) answer = NULL;

  if (self->setting)
    return;
  if (ek_item_get_kind (self->item) != EK_ITEM_MULTIPLE && !gtk_toggle_button_get_active (button))
    gtk_toggle_button_set_active (button, TRUE);
  answer = chosen_options (self);
  emit_answer (self, answer);
}

static void
add_option (EkQuestion *self, GtkWidget *box, const EkOption *option)
{
  GtkWidget *button = gtk_toggle_button_new (), *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_label_new (NULL), *key;
  g_autofree char *value = ek_format_score (option->value);

  key = gtk_label_new (value);
  gtk_widget_add_css_class (key, "option-key");
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (words), PANGO_WRAP_WORD_CHAR); /* with very large text */
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (content), key);
  gtk_box_append (GTK_BOX (content), words);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_add_css_class (button, "option");
  if (ek_item_get_kind (self->item) == EK_ITEM_CHOICE && self->buttons->len > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), g_ptr_array_index (self->buttons, 0));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_option_clicked), self);
  g_ptr_array_add (self->buttons, button);
  g_ptr_array_add (self->keys, key);
  g_ptr_array_add (self->words, words);
  gtk_box_append (GTK_BOX (box), button);
}

/* ---- Values ---- */

static char *
typed_text (EkQuestion *self)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer;

  if (self->entry != NULL)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  buffer = gtk_text_view_get_buffer (self->note);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/**
 * ek_question_commit:
 * @self: a question
 *
 * Takes what was typed for an answer, when it is one and was not taken before; says what is wrong with it when it is
 * not.
 *
 * Returns: %FALSE when what is typed is not an answer
 */
gboolean
ek_question_commit (EkQuestion *self)
{
  g_autofree char *typed = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (self->setting || (self->entry == NULL && self->note == NULL))
    return TRUE;
  typed = typed_text (self);
  if (!ek_form_read_typed (self->item, typed, &answer, &error))
    {
      ek_question_set_problem (self, error->message);
      return FALSE;
    }
  ek_question_set_problem (self, NULL);
  if (!ek_form_same_answer (answer, self->answer))
    emit_answer (self, answer);
  return TRUE;
}

static void
on_leave (EkQuestion *self)
{
  ek_question_commit (self);
}

static void
on_activate (EkQuestion *self)
{
  if (ek_question_commit (self) && self->answer != NULL)
    g_signal_emit (self, signals[GO_ON], 0);
}

/* A sentence is an answer at every moment, and is not lost with the program that shows it. */
static gboolean
on_pause (gpointer user_data)
{
  EkQuestion *self = user_data;

  self->pause_source = 0;
  ek_question_commit (self);
  return G_SOURCE_REMOVE;
}

static void
on_typed (EkQuestion *self)
{
  if (self->setting)
    return;
  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->note != NULL)
    self->pause_source = g_timeout_add (PAUSE_MS, on_pause, self);
  g_signal_emit (self, signals[TYPED], 0);
}

/**
 * ek_question_get_typed:
 * @self: a question
 *
 * Returns: (transfer full) (nullable): what was typed and is not the answer, or not yet; %NULL when there is nothing
 */
char *
ek_question_get_typed (EkQuestion *self)
{
  g_autofree char *typed = self->entry != NULL || self->note != NULL ? typed_text (self) : NULL;
  g_autoptr (JsonNode) answer = NULL;

  if (typed == NULL || *typed == '\0' ||
      (ek_form_read_typed (self->item, typed, &answer, NULL) && ek_form_same_answer (answer, self->answer)))
    return NULL;
  return g_steal_pointer (&typed);
}

/**
 * ek_question_put_typed:
 * @self: a question
 * @text: of ek_question_get_typed()
 *
 * Goes on typing where somebody stopped. It is no answer before the question is left.
 */
void
ek_question_put_typed (EkQuestion *self, const char *text)
{
  if (self->entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  if (self->note != NULL)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->note), text, -1);
}

static void
watch_leaving (EkQuestion *self, GtkWidget *widget)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (widget, focus);
}

static const char *
placeholder (EkItem *item)
{
  switch (ek_item_get_kind (item))
    {
    case EK_ITEM_TIME_OF_DAY:
      return "23:15";
    case EK_ITEM_DURATION:
      return "6:30";
    default:
      return NULL;
    }
}

static void
add_entry (EkQuestion *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->entry, placeholder (self->item));
  gtk_entry_set_input_purpose (self->entry,
                               ek_item_get_kind (self->item) == EK_ITEM_NUMBER ? GTK_INPUT_PURPOSE_NUMBER
                                                                               : GTK_INPUT_PURPOSE_FREE_FORM);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  gtk_widget_set_halign (row, GTK_ALIGN_START);
  self->unit = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->unit), "question-unit");
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_activate), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_typed), self);
  watch_leaving (self, GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->unit));
  gtk_box_append (GTK_BOX (self), row);
}

static void
add_note (EkQuestion *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  self->note = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->note, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->note, FALSE);
  gtk_text_view_set_left_margin (self->note, 8);
  gtk_text_view_set_right_margin (self->note, 8);
  gtk_text_view_set_top_margin (self->note, 8);
  gtk_text_view_set_bottom_margin (self->note, 8);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (self->note));
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroll), 96);
  gtk_widget_add_css_class (scroll, "form-note");
  g_signal_connect_object (gtk_text_view_get_buffer (self->note), "changed", G_CALLBACK (on_typed), self,
                           G_CONNECT_SWAPPED);
  watch_leaving (self, GTK_WIDGET (self->note));
  gtk_box_append (GTK_BOX (self), scroll);
}

/* ---- Layout ---- */

/* Han characters are as wide as two letters. */
static glong
columns_of (const char *text)
{
  glong n = 0;

  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    n += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return n;
}

/* A line may be broken after each Han character. */
static glong
longest_word (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);
  glong longest = 0;

  for (guint i = 0; words[i] != NULL; i++)
    longest = MAX (longest, g_utf8_strlen (words[i], -1) < columns_of (words[i]) ? 2 : columns_of (words[i]));
  return longest;
}

static gboolean
is_side_by_side (EkQuestion *self)
{
  guint n = ek_item_get_n_options (self->item);
  glong longest = 0;

  if (self->manner != EK_QUESTION_IN_LIST || n > MOST_SIDE_BY_SIDE)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (columns_of (ek_option_label (ek_item_get_option (self->item, i), self->language)) > WIDEST_SIDE_BY_SIDE)
        return FALSE;
      longest = MAX (longest, longest_word (ek_option_label (ek_item_get_option (self->item, i), self->language)));
    }
  return n * (longest + COLUMNS_OF_KEY) <= WIDEST_ROW;
}

static void
lay_out (EkQuestion *self)
{
  gboolean side_by_side;

  if (self->options == NULL)
    return;
  side_by_side = is_side_by_side (self);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->options),
                                  side_by_side ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_homogeneous (self->options, side_by_side);
  gtk_box_set_spacing (self->options, self->manner == EK_QUESTION_IN_LIST ? 6 : 10);
}

/**
 * ek_question_set_manner:
 * @self: a question
 * @manner: for whom it is laid out
 */
void
ek_question_set_manner (EkQuestion *self, EkQuestionManner manner)
{
  self->manner = manner;
  if (manner != EK_QUESTION_IN_LIST)
    gtk_widget_add_css_class (GTK_WIDGET (self), "alone");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "alone");
  gtk_widget_set_visible (GTK_WIDGET (self->decline), manner != EK_QUESTION_FOR_PATIENT);
  for (guint i = 0; i < self->keys->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->keys, i), manner != EK_QUESTION_FOR_PATIENT);
  lay_out (self);
  ek_question_set_language (self, self->language);
}

/* ---- Public ---- */

/**
 * ek_question_get_item:
 * @self: a question
 *
 * Returns: (transfer none): what it asks
 */
EkItem *
ek_question_get_item (EkQuestion *self)
{
  return self->item;
}

static char *
shown_text (EkQuestion *self)
{
  const char *text = ek_item_get_text (self->item, self->language);

  if (self->manner == EK_QUESTION_FOR_PATIENT && text != NULL)
    return g_strdup (text);
  return ek_form_item_title (self->item, self->language);
}

static void
name_option (EkQuestion *self, guint index)
{
  const EkOption *option = ek_item_get_option (self->item, index);
  const char *words = ek_option_label (option, self->language);
  g_autofree char *value = ek_format_score (option->value);
  g_autofree char *name = NULL;

  if (words == NULL)
    words = "";
  name = self->manner == EK_QUESTION_FOR_PATIENT && *words != '\0' ? g_strdup (words)
                                                                   : g_strdup_printf ("%s %s", value, words);
  gtk_label_set_text (g_ptr_array_index (self->words, index), words);
  /* An option without words of its own is known by its number, for everybody. */
  gtk_widget_set_visible (g_ptr_array_index (self->keys, index),
                          self->manner != EK_QUESTION_FOR_PATIENT || *words == '\0');
  ek_accessible_set_name (GTK_WIDGET (g_ptr_array_index (self->buttons, index)), name);
}

/**
 * ek_question_set_language:
 * @self: a question
 * @language: "en" or "zh": of the wording
 */
void
ek_question_set_language (EkQuestion *self, const char *language)
{
  g_autofree char *shown = NULL;

  if (language != self->language)
    {
      g_free (self->language);
      self->language = g_strdup (language);
    }
  shown = shown_text (self);
  gtk_label_set_text (self->text, shown);
  for (guint i = 0; i < self->words->len; i++)
    name_option (self, i);
  if (self->entry != NULL)
    ek_accessible_set_name (GTK_WIDGET (self->entry), shown);
  if (self->note != NULL)
    ek_accessible_set_name (GTK_WIDGET (self->note), shown);
  ek_accessible_set_name (GTK_WIDGET (self), shown);
  lay_out (self);
  show_anchor (self);
  show_unit (self);
}

static void
set_typed (EkQuestion *self, JsonNode *answer)
{
  g_autofree char *text = NULL;

  if (answer != NULL && JSON_NODE_HOLDS_VALUE (answer))
    text = json_node_get_value_type (answer) == G_TYPE_STRING ? json_node_dup_string (answer)
                                                              : json_to_string (answer, FALSE);
  if (self->entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  if (self->note != NULL)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->note), text != NULL ? text : "", -1);
}

/**
 * ek_question_set_answer:
 * @self: a question
 * @answer: (nullable): what is answered; %NULL for nothing
 */
void
ek_question_set_answer (EkQuestion *self, JsonNode *answer)
{
  self->setting = TRUE;
  keep_answer (self, answer);
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_toggle_button_set_active (g_ptr_array_index (self->buttons, i),
                                  ek_form_is_chosen (ek_item_get_option (self->item, i), answer));
  set_typed (self, answer);
  self->setting = FALSE;
  show_anchor (self);
  show_unit (self);
}

/**
 * ek_question_set_declined:
 * @self: a question
 * @reason: (nullable): why it is not answered; %NULL: it was not declined
 *
 * A declined question has no answer: set that too.
 */
void
ek_question_set_declined (EkQuestion *self, const char *reason)
{
  g_autofree char *text = reason != NULL ? g_strdup_printf (_ ("Not answered: %s"), reason) : NULL;

  gtk_label_set_text (self->declined, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->declined), reason != NULL && self->manner != EK_QUESTION_FOR_PATIENT);
  gtk_button_set_label (self->decline, reason != NULL ? _ ("Ask again") : _ ("Will not answer…"));
}

/**
 * ek_question_set_problem:
 * @self: a question
 * @problem: (nullable): why what was answered is not taken, in words
 */
void
ek_question_set_problem (EkQuestion *self, const char *problem)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  /* Where the focus stays, a screen reader tells nothing but what is new of the widget that has it. */
  if (self->described != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->described), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  g_clear_weak_pointer (&self->described);
  if (problem == NULL || focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return;
  g_set_weak_pointer (&self->described, focus);
  gtk_accessible_update_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, problem, -1);
}

/**
 * ek_question_set_current:
 * @self: a question
 * @is_current: whether number keys answer it
 */
void
ek_question_set_current (EkQuestion *self, gboolean is_current)
{
  if (is_current)
    gtk_widget_add_css_class (GTK_WIDGET (self), "current");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "current");
}

/* Whether every option is worth what its key says; else keys count the options from one. */
static gboolean
keys_are_values (EkQuestion *self)
{
  for (guint i = 0; i < self->buttons->len; i++)
    {
      double value = ek_item_get_option (self->item, i)->value;

      if (value < 0 || value > 9 || value != floor (value))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_question_tell_keys:
 * @self: a question
 *
 * Says which keys answer it: discreetly, where the eye is, and to a screen reader as what describes the widget with the
 * focus.
 */
void
ek_question_tell_keys (EkQuestion *self)
{
  g_autofree char *text = ek_form_allowed_words (self->item, !keys_are_values (self));

  ek_question_set_problem (self, text);
}

/**
 * ek_question_choose_digit:
 * @self: a question
 * @digit: 0 to 9
 *
 * Chooses the option with that value, as if it was clicked; where values are not single digits, the option at that
 * place, counted from one. Where there is none, the question says which keys answer it.
 *
 * Returns: whether there is such an option
 */
gboolean
ek_question_choose_digit (EkQuestion *self, int digit)
{
  gboolean by_value = keys_are_values (self);

  for (guint i = 0; i < self->buttons->len; i++)
    {
      GtkToggleButton *button = g_ptr_array_index (self->buttons, i);

      if ((by_value ? (int) ek_item_get_option (self->item, i)->value : (int) i + 1) != digit)
        continue;
      gtk_toggle_button_set_active (button,
                                    ek_item_get_kind (self->item) != EK_ITEM_MULTIPLE ||
                                      !gtk_toggle_button_get_active (button));
      ek_question_set_problem (self, NULL);
      on_option_clicked (self, button);
      return TRUE;
    }
  ek_question_tell_keys (self);
  return FALSE;
}

/**
 * ek_question_focus:
 * @self: a question
 *
 * Moves the keyboard focus to what is answered, or to the first thing that can be.
 */
void
ek_question_focus (EkQuestion *self)
{
  GtkWidget *target = self->buttons->len > 0 ? g_ptr_array_index (self->buttons, 0) : NULL;

  if (self->entry != NULL)
    target = GTK_WIDGET (self->entry);
  else if (self->note != NULL)
    target = GTK_WIDGET (self->note);
  for (guint i = 0; i < self->buttons->len; i++)
    {
      if (gtk_toggle_button_get_active (g_ptr_array_index (self->buttons, i)))
        {
          target = g_ptr_array_index (self->buttons, i);
          break;
        }
    }
  if (target != NULL)
    gtk_widget_grab_focus (target);
}

/* ---- Plumbing ---- */

static void
on_decline (EkQuestion *self)
{
  g_signal_emit (self, signals[DECLINE], 0);
}

static void
ek_question_dispose (GObject *object)
{
  g_clear_handle_id (&EK_QUESTION (object)->pause_source, g_source_remove);
  G_OBJECT_CLASS (ek_question_parent_class)->dispose (object);
}

static void
ek_question_finalize (GObject *object)
{
  EkQuestion *self = EK_QUESTION (object);

  g_clear_pointer (&self->answer, json_node_unref);
  g_ptr_array_unref (self->buttons);
  g_ptr_array_unref (self->keys);
  g_clear_weak_pointer (&self->described);
  g_ptr_array_unref (self->words);
  g_free (self->language);
  G_OBJECT_CLASS (ek_question_parent_class)->finalize (object);
}

static void
ek_question_class_init (EkQuestionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ek_question_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_question_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, JSON_TYPE_NODE);
  signals[TYPED] = g_signal_new ("typed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[GO_ON] = g_signal_new ("go-on", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[DECLINE] = g_signal_new ("decline", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static GtkLabel *
add_label (EkQuestion *self, GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
ek_question_init (EkQuestion *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->buttons = g_ptr_array_new ();
  self->keys = g_ptr_array_new ();
  self->words = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 10);
  gtk_widget_add_css_class (GTK_WIDGET (self), "question");
  self->text = add_label (self, head, "question-text");
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), TRUE);
  self->decline = GTK_BUTTON (gtk_button_new_with_label (_ ("Will not answer…")));
  gtk_widget_add_css_class (GTK_WIDGET (self->decline), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->decline), "question-decline");
  gtk_widget_set_valign (GTK_WIDGET (self->decline), GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->decline), _ ("Say why this question is not answered"));
  g_signal_connect_swapped (self->decline, "clicked", G_CALLBACK (on_decline), self);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->decline));
  gtk_box_append (GTK_BOX (self), head);
}

/* Whether some steps of the scale have words and others have not. */
static gboolean
has_gaps (EkItem *item)
{
  guint n_words = 0, n = ek_item_get_n_options (item);

  for (guint i = 0; i < n; i++)
    {
      const char *label = ek_option_label (ek_item_get_option (item, i), "en");

      n_words += label != NULL && *label != '\0';
    }
  return n_words > 0 && n_words < n;
}

static void
add_answers (EkQuestion *self)
{
  guint n = ek_item_get_n_options (self->item);

  if (n > 0)
    {
      self->options = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
      for (guint i = 0; i < n; i++)
        add_option (self, GTK_WIDGET (self->options), ek_item_get_option (self->item, i));
      gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->options));
      if (has_gaps (self->item))
        self->anchor = add_label (self, GTK_WIDGET (self), "question-anchor");
    }
  else if (ek_item_get_kind (self->item) == EK_ITEM_TEXT)
    add_note (self);
  else
    add_entry (self);
}

/**
 * ek_question_new:
 * @item: what is asked; its instrument must outlive the question
 * @language: "en" or "zh": of the wording
 *
 * Returns: (transfer floating): a question without an answer
 */
GtkWidget *
ek_question_new (EkItem *item, const char *language)
{
  EkQuestion *self = g_object_new (EK_TYPE_QUESTION, NULL);

  self->item = item;
  self->language = g_strdup (language);
  add_answers (self);
  self->declined = add_label (self, GTK_WIDGET (self), "question-declined");
  self->problem = add_label (self, GTK_WIDGET (self), "error");
  ek_question_set_declined (self, NULL);
  ek_question_set_problem (self, NULL);
  ek_question_set_language (self, language);
  show_anchor (self);
  return GTK_WIDGET (self);
}
