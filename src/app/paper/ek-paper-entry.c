/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-paper-entry.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-accessible.h"
#include "ek-answer-words.h"
#include "ek-error.h"
#include "ek-field-editor.h"
#include "ek-form-words.h"
#include "ek-format.h"
#include "ek-json.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-paper-pass.h"
#include "ek-types.h"

typedef enum { FIRST, SECOND, SETTLING, READY } Stage;

struct _EkPaperEntry {
  AdwBin parent_instance;

  EkSession *session;
  char *patient_id;
  char *instrument_id;
  char *language;
  EkAnswerSheet *sheet; /* NULL before it is begun */
  GCancellable *opening;
  EkPaperPass *first, *second;
  Stage stage;
  gboolean twice;
  guint current;
  guint n_differences;
  GPtrArray *users; /* of EkUser, behind the patient in the drop-down */
  GPtrArray *rows;  /* of GtkListBoxRow, by item */

  GtkLabel *title;
  GtkStack *pages;
  GtkEditable *date;
  GtkDropDown *rater;
  GtkCheckButton *twice_button;
  GtkLabel *problem;
  GtkWidget *alarm;
  GtkLabel *alarm_text;
  GtkLabel *task;
  GtkLabel *refused;
  GtkListBox *list;
  GtkLabel *progress;
  GtkLabel *result;
  GtkButton *finish;
};

enum { FINISHED, CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkPaperEntry, ek_paper_entry, ADW_TYPE_BIN)

static guint
n_items (EkPaperEntry *self)
{
  return ek_instrument_get_n_items (ek_answer_sheet_get_instrument (self->sheet));
}

static EkItem *
item_at (EkPaperEntry *self, guint index)
{
  return ek_instrument_get_item (ek_answer_sheet_get_instrument (self->sheet), index);
}

/* What is being typed into now. */
static EkPaperPass *
pass (EkPaperEntry *self)
{
  return self->stage == FIRST || self->stage == READY ? self->first : self->second;
}

/* ---- The column ---- */

static void
show_row (EkPaperEntry *self, guint index)
{
  GtkWidget *row = g_ptr_array_index (self->rows, index);
  GtkLabel *value = g_object_get_data (G_OBJECT (row), "ek-value");
  gboolean here = index == self->current && self->stage != READY;
  const char *typed = here ? ek_paper_pass_get_typed (pass (self)) : "";
  JsonNode *answer = ek_paper_pass_get_answer (pass (self), index);
  g_autofree char *words = ek_form_answer_words (item_at (self, index), answer,
                                                 ek_answer_sheet_get_language (self->sheet));
  const char *text = words;

  if (*typed != '\0')
    text = typed;
  else if (answer == NULL && ek_paper_pass_is_done (pass (self), index))
    text = _ ("blank");
  else if (answer == NULL)
    text = here ? "…" : "";
  gtk_label_set_text (value, text);
  gtk_widget_set_visible (row, ek_answer_sheet_is_asked (self->sheet, index));
  if (here)
    gtk_widget_add_css_class (row, "current");
  else
    gtk_widget_remove_css_class (row, "current");
}

static char *
difference_text (EkPaperEntry *self)
{
  const char *language = ek_answer_sheet_get_language (self->sheet);
  EkItem *item = item_at (self, self->current);
  g_autofree char *one = ek_form_answer_words (item, ek_paper_pass_get_answer (self->first, self->current), language);
  g_autofree char *two = ek_form_answer_words (item, ek_paper_pass_get_answer (self->second, self->current), language);

  /* Translators: number of an item, then what was entered the first and the second time */
  return g_strdup_printf (_ ("Item %s differs: first “%s”, then “%s”. Type what stands on the paper."),
                          ek_item_get_id (item), *one != '\0' ? one : _ ("blank"), *two != '\0' ? two : _ ("blank"));
}

static void
show_task (EkPaperEntry *self)
{
  g_autofree char *difference = NULL;
  const char *text = NULL;

  switch (self->stage)
    {
    case FIRST:
      text = _ ("Type the answer of each item; the space bar leaves it blank, Backspace goes back.");
      break;
    case SECOND:
      text = _ ("Second entry: type all answers again, without looking at the first ones.");
      break;
    case SETTLING:
      text = difference = difference_text (self);
      break;
    default:
      text = _ ("All items are entered.");
    }
  gtk_label_set_text (self->task, text);
}

static void
refresh (EkPaperEntry *self)
{
  g_autofree char *alarm = ek_answer_alarm (self->sheet), *result = ek_answer_result (self->sheet);
  guint done, n = ek_answer_sheet_count (self->sheet, &done);
  const char *problem = ek_answer_sheet_get_problem (self->sheet);
  g_autofree char *progress = g_strdup_printf (_ ("%u of %u answered"), done, n);

  ek_kept_touch (ek_kept_of (GTK_WIDGET (self)));
  for (guint i = 0; i < self->rows->len; i++)
    show_row (self, i);
  show_task (self);
  gtk_label_set_text (self->alarm_text, alarm != NULL ? alarm : "");
  gtk_widget_set_visible (self->alarm, alarm != NULL);
  gtk_label_set_text (self->result, self->stage == READY && result != NULL ? result : "");
  gtk_label_set_text (self->progress, problem != NULL ? problem : progress);
  gtk_widget_set_sensitive (GTK_WIDGET (self->finish), self->stage == READY);
}

static void
make_rows (EkPaperEntry *self)
{
  const char *language = ek_answer_sheet_get_language (self->sheet);

  for (guint i = 0; i < n_items (self); i++)
    {
      EkItem *item = item_at (self, i);
      const char *words = ek_item_get_text (item, language);
      GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
      GtkWidget *number = gtk_label_new (ek_item_get_id (item)), *value = gtk_label_new (NULL);
      GtkWidget *text = gtk_label_new (words != NULL ? words : ek_item_get_topic (item, language));

      gtk_label_set_xalign (GTK_LABEL (number), 1);
      gtk_label_set_width_chars (GTK_LABEL (number), 4);
      gtk_widget_add_css_class (number, "option-key");
      gtk_label_set_xalign (GTK_LABEL (text), 0);
      gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
      ek_accessible_tell_cut (GTK_LABEL (text));
      gtk_widget_add_css_class (text, "secondary");
      gtk_widget_set_hexpand (text, TRUE);
      gtk_label_set_xalign (GTK_LABEL (value), 0);
      gtk_label_set_width_chars (GTK_LABEL (value), 26);
      gtk_label_set_max_width_chars (GTK_LABEL (value), 40);
      gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
      ek_accessible_tell_cut (GTK_LABEL (value));
      gtk_box_append (GTK_BOX (box), number);
      gtk_box_append (GTK_BOX (box), text);
      gtk_box_append (GTK_BOX (box), value);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_widget_add_css_class (row, "paper-row");
      g_object_set_data (G_OBJECT (row), "ek-value", value);
      g_object_set_data (G_OBJECT (row), "ek-index", GUINT_TO_POINTER (i));
      g_ptr_array_add (self->rows, row);
      gtk_list_box_append (self->list, row);
    }
}

/* @text: why a key is no answer; NULL: it was one. A screen reader tells what is new of the row that has the focus. */
static void
tell_refused (EkPaperEntry *self, const char *text)
{
  GtkAccessible *row = GTK_ACCESSIBLE (g_ptr_array_index (self->rows, self->current));

  gtk_label_set_text (self->refused, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->refused), text != NULL);
  if (text != NULL)
    gtk_accessible_update_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  else
    gtk_accessible_reset_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
go_to (EkPaperEntry *self, guint index)
{
  if (self->current < self->rows->len)
    tell_refused (self, NULL);
  self->current = MIN (index, self->rows->len - 1);
  ek_paper_pass_drop_typed (pass (self));
  refresh (self);
  /* The row has the focus, so that the list scrolls to it and a screen reader says where one is. */
  gtk_widget_grab_focus (g_ptr_array_index (self->rows, self->current));
}

/* ---- From item to item ---- */

static void
be_ready (EkPaperEntry *self)
{
  self->stage = READY;
  refresh (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->finish));
}

static void
next_difference (EkPaperEntry *self, guint from)
{
  int index = ek_paper_pass_differs (self->first, self->second, from);

  if (index >= 0)
    go_to (self, (guint) index);
  else
    be_ready (self);
}

static guint
count_differences (EkPaperEntry *self)
{
  guint n = 0;

  for (int i = ek_paper_pass_differs (self->first, self->second, 0); i >= 0;
       i = ek_paper_pass_differs (self->first, self->second, (guint) i + 1))
    n++;
  return n;
}

static void
end_of_pass (EkPaperEntry *self)
{
  if (self->stage == FIRST && self->twice)
    {
      self->stage = SECOND;
      go_to (self, (guint) MAX (ek_answer_sheet_step (self->sheet, -1, 1), 0));
      return;
    }
  if (self->stage == SECOND)
    {
      self->n_differences = count_differences (self);
      self->stage = SETTLING;
      next_difference (self, 0);
      return;
    }
  be_ready (self);
}

static void
go_on (EkPaperEntry *self)
{
  int next = ek_answer_sheet_step (self->sheet, (int) self->current, 1);

  if (self->stage == SETTLING)
    next_difference (self, self->current + 1);
  else if (next < (int) self->rows->len)
    go_to (self, (guint) next);
  else
    end_of_pass (self);
}

static void
go_back (EkPaperEntry *self)
{
  int previous = ek_answer_sheet_step (self->sheet, (int) self->current, -1);

  if (self->stage == READY)
    self->stage = self->twice ? SETTLING : FIRST;
  else if (previous >= 0 && self->stage != SETTLING)
    self->current = (guint) previous;
  go_to (self, self->current);
}

/* The first run, and what a difference is settled with, go to the disk at once. */
static void
take (EkPaperEntry *self)
{
  JsonNode *answer = ek_paper_pass_get_answer (pass (self), self->current);

  if (self->stage == SETTLING)
    ek_paper_pass_set_answer (self->first, self->current, answer);
  if (self->stage != SECOND && !ek_form_same_answer (answer, ek_answer_sheet_get_answer (self->sheet, self->current)))
    ek_answer_sheet_answer (self->sheet, self->current, answer);
  go_on (self);
}

static void
act_on (EkPaperEntry *self, EkPaperKey key, const GError *error)
{
  gboolean no_answer = key == EK_PAPER_REFUSED || key == EK_PAPER_IGNORED;
  g_autofree char *allowed = no_answer && error == NULL ? ek_form_allowed_words (item_at (self, self->current), FALSE)
                                                        : NULL;

  tell_refused (self, allowed != NULL ? allowed : no_answer ? error->message : NULL);
  if (no_answer)
    gtk_widget_error_bell (GTK_WIDGET (self));
  if (key == EK_PAPER_ANSWERED)
    take (self);
  else
    refresh (self);
}

static void
on_enter (EkPaperEntry *self)
{
  g_autoptr (GError) error = NULL;
  gboolean empty = *ek_paper_pass_get_typed (pass (self)) == '\0';

  /* Enter on an item that nobody has typed into goes on only where one has been before. */
  if (empty && !ek_paper_pass_is_done (pass (self), self->current))
    act_on (self, EK_PAPER_REFUSED, NULL);
  else if (empty && self->stage != SETTLING)
    go_on (self);
  else if (!empty)
    act_on (self, ek_paper_pass_enter (pass (self), self->current, &error), error);
}

static gboolean
on_key (EkPaperEntry *self, guint key, guint code, GdkModifierType state)
{
  gunichar character = gdk_keyval_to_unicode (key);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (self->sheet == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || focus == NULL ||
      (focus != GTK_WIDGET (self->finish) && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list))))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up ||
      (key == GDK_KEY_BackSpace && ek_paper_pass_rub_out (pass (self)) == EK_PAPER_IGNORED))
    go_back (self);
  else if (key == GDK_KEY_BackSpace)
    refresh (self);
  else if (self->stage == READY)
    return GDK_EVENT_PROPAGATE;
  else if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    on_enter (self);
  else if (character != 0 && key != GDK_KEY_Tab && key != GDK_KEY_Escape)
    act_on (self, ek_paper_pass_character (pass (self), self->current, character), NULL);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
on_row (EkPaperEntry *self, GtkListBoxRow *row)
{
  if (self->stage == FIRST || self->stage == SECOND)
    go_to (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "ek-index")));
}

/* ---- Ending ---- */

static void
close_entry (EkPaperEntry *self)
{
  ek_paper_entry_wipe (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkPaperEntry) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = self->sheet != NULL ? g_strdup (ek_answer_sheet_get_id (self->sheet)) : NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (id != NULL)
        ek_message_error (GTK_WIDGET (self), _ ("The form was not finished"), error);
      return;
    }
  if (id == NULL)
    return;
  g_signal_emit (self, signals[FINISHED], 0, id);
  close_entry (self);
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkPaperEntry) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    ek_message_error (GTK_WIDGET (self), _ ("The form was not finished"), error);
  else if (self->sheet != NULL)
    ek_answer_sheet_complete_async (self->sheet, TRUE, on_finished, g_object_ref (self));
}

static void
finish_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkPaperEntry *self = EK_PAPER_ENTRY (widget);

  if (self->sheet == NULL || self->stage != READY)
    return;
  if (ek_answer_sheet_get_state (self->sheet) == EK_SHEET_FAILED)
    {
      ek_answer_sheet_try_again (self->sheet);
      ek_message_tell (widget, _ ("The form was not finished"),
                       _ ("Some answers are not saved yet. They are on the screen; finish the form when they are."));
    }
  else if (self->twice)
    ek_assessment_entered_twice_async (self->session, ek_answer_sheet_get_id (self->sheet), self->n_differences,
                                       on_noted, g_object_ref (self));
  else
    ek_answer_sheet_complete_async (self->sheet, TRUE, on_finished, g_object_ref (self));
}

static void
on_leave_unsaved (gboolean yes, gpointer user_data)
{
  if (yes)
    close_entry (user_data);
}

static void
leave_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkPaperEntry *self = EK_PAPER_ENTRY (widget);
  g_autofree char *unsaved = NULL;

  if (self->sheet != NULL && ek_answer_sheet_get_state (self->sheet) == EK_SHEET_FAILED)
    unsaved = ek_answer_sheet_list_unsaved (self->sheet);
  if (unsaved != NULL)
    ek_answer_unsaved_ask (widget, unsaved, on_leave_unsaved, g_object_ref (self), g_object_unref);
  else
    close_entry (self);
}

/* ---- What is not on the disk ---- */

/* The first run is; the second one, and how far one is, are not. */
static char *
get_state (gpointer data)
{
  EkPaperEntry *self = data;
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), json_object_new ());
  JsonObject *object = json_node_get_object (node), *second = json_object_new ();

  json_object_unref (object);
  json_object_set_int_member (object, "stage", self->stage);
  json_object_set_boolean_member (object, "twice", self->twice);
  json_object_set_int_member (object, "current", self->current);
  json_object_set_int_member (object, "differences", self->n_differences);
  json_object_set_string_member (object, "typed", ek_paper_pass_get_typed (pass (self)));
  for (guint i = 0; i < n_items (self); i++)
    {
      JsonNode *answer = ek_paper_pass_get_answer (self->second, i);

      if (ek_paper_pass_is_done (self->second, i))
        json_object_set_member (second, ek_item_get_id (item_at (self, i)),
                                answer != NULL ? json_node_copy (answer) : json_node_init_null (json_node_alloc ()));
    }
  json_object_set_object_member (object, "second", second);
  return json_to_string (node, FALSE);
}

static void
put_second (EkPaperEntry *self, JsonObject *second)
{
  for (guint i = 0; i < n_items (self); i++)
    {
      const char *id = ek_item_get_id (item_at (self, i));
      JsonNode *answer = json_object_has_member (second, id) ? json_object_get_member (second, id) : NULL;

      if (answer != NULL)
        ek_paper_pass_set_answer (self->second, i, JSON_NODE_HOLDS_NULL (answer) ? NULL : answer);
    }
}

static void
put_state (const char *text, gpointer data)
{
  EkPaperEntry *self = data;
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, &EK_JSON_DEFAULT, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *second = object != NULL ? ek_json_peek_object (object, "second") : NULL;
  const char *typed = object != NULL ? ek_json_peek_string (object, "typed") : NULL;

  if (object == NULL)
    return;
  self->twice = json_object_get_boolean_member_with_default (object, "twice", FALSE);
  self->stage = (Stage) CLAMP (json_object_get_int_member_with_default (object, "stage", FIRST), FIRST, READY);
  self->n_differences = (guint) MAX (json_object_get_int_member_with_default (object, "differences", 0), 0);
  if (second != NULL)
    put_second (self, second);
  go_to (self, (guint) MAX (json_object_get_int_member_with_default (object, "current", 0), 0));
  if (typed != NULL)
    ek_paper_pass_put_typed (pass (self), typed);
  refresh (self);
}

static void
keep_entry (EkPaperEntry *self)
{
  EkKept *kept = ek_kept_window (GTK_WIDGET (self), self->session, "paper/open",
                                 ek_answer_sheet_get_patient (self->sheet), ek_answer_sheet_get_id (self->sheet));

  ek_kept_add_custom (kept, "state", NULL, get_state, put_state, self);
}

static void
keep_start (EkPaperEntry *self)
{
  EkKept *kept = ek_kept_window (GTK_WIDGET (self), self->session, "paper/start", self->patient_id,
                                 self->instrument_id);

  ek_kept_add (kept, "date", NULL, GTK_WIDGET (self->date));
  ek_kept_add (kept, "rater", NULL, GTK_WIDGET (self->rater));
  ek_kept_add (kept, "twice", NULL, GTK_WIDGET (self->twice_button));
}

/* ---- Beginning ---- */

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkPaperEntry) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkAssessmentOpened) opened = ek_assessment_open_finish (result, &error);

  if (self->session == NULL || self->sheet != NULL || !ek_session_is_unlocked (self->session))
    return;
  /* Another patient was chosen while it was read. */
  if (opened != NULL && self->patient_id != NULL &&
      g_strcmp0 (ek_record_get_patient_id (opened->assessment), self->patient_id) != 0)
    return;
  if (opened != NULL)
    self->sheet = ek_answer_sheet_new (self->session, opened, &error);
  if (self->sheet == NULL)
    {
      ek_message_error (GTK_WIDGET (self), _ ("The form could not be opened"), error);
      return;
    }
  self->first = ek_paper_pass_new (ek_answer_sheet_get_instrument (self->sheet));
  self->second = ek_paper_pass_new (ek_answer_sheet_get_instrument (self->sheet));
  gtk_label_set_text (self->title, ek_instrument_get_abbreviation (ek_answer_sheet_get_instrument (self->sheet)));
  make_rows (self);
  for (guint i = 0; i < n_items (self); i++)
    {
      if (ek_answer_sheet_get_answer (self->sheet, i) != NULL)
        ek_paper_pass_set_answer (self->first, i, ek_answer_sheet_get_answer (self->sheet, i));
    }
  g_signal_connect_object (self->sheet, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->pages, "keypad");
  for (guint i = 0; i < n_items (self) && self->current == i; i++)
    self->current += ek_paper_pass_is_done (self->first, i);
  go_to (self, self->current);
  ek_kept_end (ek_kept_of (GTK_WIDGET (self)));
  ek_kept_drop (GTK_WIDGET (self));
  keep_entry (self);
}

static gboolean
read_date (EkPaperEntry *self, EkPaper *paper)
{
  g_autofree char *date = ek_field_parse_date (gtk_editable_get_text (self->date));
  EkClock *clock = ek_session_get_clock (self->session);
  gint64 now = ek_clock_now (clock);
  int offset = ek_clock_offset (clock, now);
  g_autofree char *today = ek_instant_format_date (now, offset);

  if (date == NULL || strlen (date) != 10 || strcmp (date, today) > 0)
    return FALSE;
  paper->taken = strcmp (date, today) == 0 ? now : ek_date_to_instant (date, offset) + 12 * EK_HOUR_MS;
  paper->offset_minutes = ek_clock_offset (clock, paper->taken);
  return TRUE;
}

static void
begin_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkPaperEntry *self = EK_PAPER_ENTRY (widget);
  EkPaper paper = { .language = self->language };
  guint selected = gtk_drop_down_get_selected (self->rater);

  if (self->patient_id == NULL || self->sheet != NULL)
    return;
  if (!read_date (self, &paper))
    {
      gtk_label_set_text (self->problem, _ ("Write the day it was answered, as 2026-03-12, not later than today."));
      gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->date));
      return;
    }
  if (selected > 0 && selected <= self->users->len)
    paper.rater = ek_user_get_id (g_ptr_array_index (self->users, selected - 1));
  self->twice = gtk_check_button_get_active (self->twice_button);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  ek_assessment_paper_async (self->session, self->patient_id, self->instrument_id, &paper, on_opened,
                             g_object_ref (self));
}

/* The patient first; who is in is chosen where a clinician rates. */
static void
offer_raters (EkPaperEntry *self, EkInstrument *instrument)
{
  g_autoptr (GPtrArray) all = ek_vault_list_users (ek_session_get_vault (self->session));
  g_autoptr (EkUser) user = ek_session_get_user (self->session);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gboolean by_patient = g_strcmp0 (ek_instrument_get_rater (instrument), "self") == 0;
  guint chosen = 0;

  g_ptr_array_set_size (self->users, 0);
  gtk_string_list_append (names, _ ("The patient"));
  for (guint i = 0; i < all->len; i++)
    {
      EkUser *one = g_ptr_array_index (all, i);

      if (!ek_role_is_clinical (ek_user_get_role (one)))
        continue;
      gtk_string_list_append (names, ek_user_get_name (one));
      g_ptr_array_add (self->users, ek_user_ref (one));
      if (!by_patient && user != NULL && g_str_equal (ek_user_get_id (one), ek_user_get_id (user)))
        chosen = self->users->len;
    }
  gtk_drop_down_set_model (self->rater, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->rater, chosen);
}

/**
 * ek_paper_entry_start:
 * @self: the entry
 * @session: the session
 * @patient_id: whose paper it is
 * @instrument_id: which questionnaire
 * @language: "en" or "zh": of the paper
 *
 * Asks when it was answered and who rated, then for the answers.
 */
void
ek_paper_entry_start (EkPaperEntry *self, EkSession *session, const char *patient_id, const char *instrument_id,
                      const char *language)
{
  EkInstrument *instrument = ek_catalogue_find (ek_session_get_catalogue (session), instrument_id, NULL);
  EkClock *clock = ek_session_get_clock (session);
  gint64 now = ek_clock_now (clock);
  g_autofree char *today = ek_instant_format_date (now, ek_clock_offset (clock, now));

  ek_paper_entry_wipe (self);
  g_return_if_fail (instrument != NULL);
  g_set_object (&self->session, session);
  self->patient_id = g_strdup (patient_id);
  self->instrument_id = g_strdup (instrument_id);
  self->language = g_strdup (language);
  gtk_label_set_text (self->title, ek_instrument_get_abbreviation (instrument));
  gtk_editable_set_text (self->date, today);
  offer_raters (self, instrument);
  gtk_stack_set_visible_child_name (self->pages, "start");
  keep_start (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->date));
}

/**
 * ek_paper_entry_open_by_id:
 * @self: the entry
 * @session: the session
 * @assessment_id: a form from paper that was not finished
 *
 * Goes on where it was left; what was to be entered twice has to be chosen again.
 */
void
ek_paper_entry_open_by_id (EkPaperEntry *self, EkSession *session, const char *assessment_id)
{
  ek_paper_entry_wipe (self);
  g_set_object (&self->session, session);
  ek_assessment_load_async (session, assessment_id, NULL, on_opened, g_object_ref (self));
}

/**
 * ek_paper_entry_wipe:
 * @self: the entry
 *
 * Forgets what was shown.
 */
void
ek_paper_entry_wipe (EkPaperEntry *self)
{
  GtkWidget *row;

  if (self->session != NULL && ek_session_is_unlocked (self->session))
    ek_kept_end (ek_kept_of (GTK_WIDGET (self)));
  ek_kept_drop (GTK_WIDGET (self));
  if (self->sheet != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->sheet, self);
      ek_answer_sheet_close (self->sheet);
    }
  g_clear_object (&self->sheet);
  g_clear_pointer (&self->first, ek_paper_pass_free);
  g_clear_pointer (&self->second, ek_paper_pass_free);
  g_ptr_array_set_size (self->rows, 0);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  g_clear_object (&self->session); /* what is still being opened finds nobody waiting */
  g_clear_pointer (&self->patient_id, g_free);
  g_clear_pointer (&self->instrument_id, g_free);
  g_clear_pointer (&self->language, g_free);
  self->stage = FIRST;
  self->twice = FALSE;
  self->current = self->n_differences = 0;
  gtk_widget_set_visible (self->alarm, FALSE);
  gtk_label_set_text (self->alarm_text, "");
  gtk_label_set_text (self->result, "");
  gtk_label_set_text (self->progress, "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_check_button_set_active (self->twice_button, FALSE);
  gtk_stack_set_visible_child_name (self->pages, "empty");
}

/* ---- Plumbing ---- */

static void
ek_paper_entry_dispose (GObject *object)
{
  EkPaperEntry *self = EK_PAPER_ENTRY (object);

  if (self->sheet != NULL)
    ek_answer_sheet_close (self->sheet);
  g_clear_object (&self->sheet);
  g_clear_object (&self->session);
  g_clear_pointer (&self->first, ek_paper_pass_free);
  g_clear_pointer (&self->second, ek_paper_pass_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_clear_pointer (&self->patient_id, g_free);
  g_clear_pointer (&self->instrument_id, g_free);
  g_clear_pointer (&self->language, g_free);
  G_OBJECT_CLASS (ek_paper_entry_parent_class)->dispose (object);
}

static void
ek_paper_entry_class_init (EkPaperEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_paper_entry_dispose;
  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-paper-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, title);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, pages);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, date);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, rater);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, twice_button);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, problem);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, alarm);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, alarm_text);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, task);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, refused);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, list);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, progress);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, result);
  gtk_widget_class_bind_template_child (widget_class, EkPaperEntry, finish);
  gtk_widget_class_bind_template_callback (widget_class, on_row);
  gtk_widget_class_install_action (widget_class, "paper.begin", NULL, begin_action);
  gtk_widget_class_install_action (widget_class, "paper.finish", NULL, finish_action);
  gtk_widget_class_install_action (widget_class, "paper.leave", NULL, leave_action);
}

static void
on_date_activate (EkPaperEntry *self)
{
  begin_action (GTK_WIDGET (self), NULL, NULL);
}

static void
ek_paper_entry_init (EkPaperEntry *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->rows = g_ptr_array_new ();
  self->users = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_user_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  ek_accessible_tell_cuts (GTK_WIDGET (self));
  g_signal_connect_swapped (self->date, "entry-activated", G_CALLBACK (on_date_activate), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
