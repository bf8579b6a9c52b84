/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-question.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-format.h"

/* More options than this do not fit side by side. */
#define MOST_SIDE_BY_SIDE 5

struct _EkQuestion {
  GtkBox      parent_instance;

  EkItem     *item;          /* belongs to the instrument, which the form holds */
  GtkLabel   *text;
  GtkLabel   *problem;
  GPtrArray  *buttons;       /* of GtkToggleButton, by option */
  GPtrArray  *words;         /* of GtkLabel, by option */
  GtkEntry   *entry;         /* for what has no options */
  gboolean    setting;       /* the program, not a person, changes it */
};

enum { ANSWERED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkQuestion, ek_question, GTK_TYPE_BOX)

static void
emit_answer (EkQuestion *self,
             JsonNode   *answer)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
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
  g_autoptr(JsonArray) array = json_array_new ();

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
on_option_clicked (EkQuestion      *self,
                   GtkToggleButton *button)
{
  g_autoptr(JsonNode) answer = NULL;

  if (self->setting)
    return;
  if (ek_item_get_kind (self->item) != EK_ITEM_MULTIPLE && !gtk_toggle_button_get_active (button))
    gtk_toggle_button_set_active (button, TRUE);
  answer = chosen_options (self);
  emit_answer (self, answer);
}

static void
add_option (EkQuestion     *self,
            GtkWidget      *box,
            const EkOption *option)
{
  GtkWidget *button = gtk_toggle_button_new (), *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_label_new (NULL), *key;
  g_autofree char *value = ek_format_score (option->value);

  key = gtk_label_new (value);
  gtk_widget_add_css_class (key, "option-key");
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
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
  g_ptr_array_add (self->words, words);
  gtk_box_append (GTK_BOX (box), button);
}

/* ---- Values ---- */

static JsonNode *
typed_answer (EkQuestion *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  JsonNode *node = NULL;
  char *end = NULL;
  double value;

  if (*typed == '\0')
    return NULL;
  value = g_ascii_strtod (typed, &end);
  if (ek_item_get_kind (self->item) != EK_ITEM_TEXT && *end == '\0')
    return number_node (value);
  node = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (node, typed);
  return node;
}

static void
on_entry_done (EkQuestion *self)
{
  g_autoptr(JsonNode) answer = NULL;
  g_autoptr(GError) error = NULL;

  if (self->setting)
    return;
  answer = typed_answer (self);
  if (!ek_item_accepts (self->item, answer, &error))
    {
      gtk_label_set_text (self->problem, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
      return;
    }
  emit_answer (self, answer);
}

static void
add_entry (EkQuestion *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->entry, ek_item_get_kind (self->item) == EK_ITEM_TIME_OF_DAY ? "23:15"
                                               : ek_item_get_unit (self->item));
  gtk_widget_set_halign (GTK_WIDGET (self->entry), GTK_ALIGN_START);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_entry_done), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_entry_done), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), focus);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->entry));
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

/**
 * ek_question_set_language:
 * @self: a question
 * @language: "en" or "zh": of the wording
 */
void
ek_question_set_language (EkQuestion *self,
                          const char *language)
{
  const char *text = ek_item_get_text (self->item, language);
  g_autofree char *shown = g_strdup_printf ("%s. %s", ek_item_get_id (self->item), text != NULL ? text : "");

  gtk_label_set_text (self->text, shown);
  for (guint i = 0; i < self->words->len; i++)
    {
      const EkOption *option = ek_item_get_option (self->item, i);
      const char *words = ek_option_label (option, language);
      g_autofree char *value = ek_format_score (option->value);
      g_autofree char *name = g_strdup_printf ("%s %s", value, words != NULL ? words : "");

      gtk_label_set_text (g_ptr_array_index (self->words, i), words != NULL ? words : "");
      gtk_accessible_update_property (GTK_ACCESSIBLE (g_ptr_array_index (self->buttons, i)),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
  if (self->entry != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, shown, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, shown, -1);
}

static gboolean
holds_value (JsonNode *answer,
             double    value)
{
  JsonArray *array = answer != NULL && JSON_NODE_HOLDS_ARRAY (answer) ? json_node_get_array (answer) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      if (holds_value (json_array_get_element (array, i), value))
        return TRUE;
    }
  if (answer == NULL || !JSON_NODE_HOLDS_VALUE (answer) || json_node_get_value_type (answer) == G_TYPE_STRING)
    return FALSE;
  return (json_node_get_value_type (answer) == G_TYPE_INT64 ? (double) json_node_get_int (answer)
                                                            : json_node_get_double (answer)) == value;
}

/**
 * ek_question_set_answer:
 * @self: a question
 * @answer: (nullable): what is answered; %NULL for nothing
 */
void
ek_question_set_answer (EkQuestion *self,
                        JsonNode   *answer)
{
  self->setting = TRUE;
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_toggle_button_set_active (g_ptr_array_index (self->buttons, i),
                                  holds_value (answer, ek_item_get_option (self->item, i)->value));
  if (self->entry != NULL)
    {
      g_autofree char *text = NULL;

      if (answer != NULL && JSON_NODE_HOLDS_VALUE (answer))
        text = json_node_get_value_type (answer) == G_TYPE_STRING ? json_node_dup_string (answer)
               : json_to_string (answer, FALSE);
      gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
    }
  self->setting = FALSE;
}

/**
 * ek_question_set_current:
 * @self: a question
 * @is_current: whether number keys answer it
 */
void
ek_question_set_current (EkQuestion *self,
                         gboolean    is_current)
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
 * ek_question_choose_digit:
 * @self: a question
 * @digit: 0 to 9
 *
 * Chooses the option with that value, as if it was clicked; where values are not single digits, the option at that
 * place, counted from one.
 *
 * Returns: whether there is such an option
 */
gboolean
ek_question_choose_digit (EkQuestion *self,
                          int         digit)
{
  gboolean by_value = keys_are_values (self);

  for (guint i = 0; i < self->buttons->len; i++)
    {
      GtkToggleButton *button = g_ptr_array_index (self->buttons, i);

      if ((by_value ? (int) ek_item_get_option (self->item, i)->value : (int) i + 1) != digit)
        continue;
      gtk_toggle_button_set_active (button, ek_item_get_kind (self->item) != EK_ITEM_MULTIPLE
                                            || !gtk_toggle_button_get_active (button));
      on_option_clicked (self, button);
      return TRUE;
    }
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
  if (self->entry != NULL)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->entry));
      return;
    }
  for (guint i = 0; i < self->buttons->len; i++)
    {
      if (gtk_toggle_button_get_active (g_ptr_array_index (self->buttons, i)))
        {
          gtk_widget_grab_focus (g_ptr_array_index (self->buttons, i));
          return;
        }
    }
  if (self->buttons->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->buttons, 0));
}

/* ---- Plumbing ---- */

static void
ek_question_finalize (GObject *object)
{
  EkQuestion *self = EK_QUESTION (object);

  g_ptr_array_unref (self->buttons);
  g_ptr_array_unref (self->words);
  G_OBJECT_CLASS (ek_question_parent_class)->finalize (object);
}

static void
ek_question_class_init (EkQuestionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_question_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, JSON_TYPE_NODE);
}

static void
ek_question_init (EkQuestion *self)
{
  self->buttons = g_ptr_array_new ();
  self->words = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 10);
  gtk_widget_add_css_class (GTK_WIDGET (self), "question");
  self->text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "question-text");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->text));
}

/**
 * ek_question_new:
 * @item: what is asked; its instrument must outlive the question
 * @language: "en" or "zh": of the wording
 *
 * Returns: (transfer floating): a question without an answer
 */
GtkWidget *
ek_question_new (EkItem     *item,
                 const char *language)
{
  EkQuestion *self = g_object_new (EK_TYPE_QUESTION, NULL);
  guint n = ek_item_get_n_options (item);

  self->item = item;
  if (n > 0)
    {
      GtkWidget *box = gtk_box_new (n > MOST_SIDE_BY_SIDE ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, 6);

      gtk_box_set_homogeneous (GTK_BOX (box), n <= MOST_SIDE_BY_SIDE);
      for (guint i = 0; i < n; i++)
        add_option (self, box, ek_item_get_option (item, i));
      gtk_box_append (GTK_BOX (self), box);
    }
  else
    add_entry (self);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->problem, 0);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->problem));
  ek_question_set_language (self, language);
  return GTK_WIDGET (self);
}
