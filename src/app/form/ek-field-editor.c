/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-field-editor.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-accessible.h"
#include "ek-error.h"
#include "ek-json.h"

struct _EkFieldEditor {
  GObject parent_instance;

  const EkField *field;
  int index;
  EkClock *clock;
  GtkWidget *row;     /* a list box row */
  GtkEditable *entry; /* text, number, date, instant, words */
  GtkTextBuffer *note;
  GtkWidget *view;    /* shows it */
  GtkWidget *problem; /* a label below, where the row has no subtitle */
  AdwComboRow *combo;
  GtkSwitch *toggle;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (EkFieldEditor, ek_field_editor, G_TYPE_OBJECT)

enum { EDITED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_required (EkFieldEditor *self)
{
  return (self->field->flags & EK_FIELD_REQUIRED) != 0;
}

static void
on_edited (EkFieldEditor *self)
{
  if (self->loading)
    return;
  ek_field_editor_set_problem (self, NULL);
  g_signal_emit (self, signals[EDITED], 0);
}

/* Making rows */

static char *
title_of (EkFieldEditor *self)
{
  const char *label = _ (self->field->label);

  if (self->field->kind == EK_FIELD_DATE)
    /* Translators: the title of an entry for a date; the part in parentheses shows the form */
    return g_strdup_printf (_ ("%s (year-month-day)"), label);
  if (self->field->kind == EK_FIELD_INSTANT)
    /* Translators: the title of an entry for a date and a time */
    return g_strdup_printf (_ ("%s (year-month-day, hours:minutes)"), label);
  if (self->field->kind == EK_FIELD_JSON)
    /* Translators: the title of an entry that takes several words */
    return g_strdup_printf (_ ("%s (separated by semicolons)"), label);
  return g_strdup (label);
}

static void
make_entry (EkFieldEditor *self)
{
  g_autofree char *title = title_of (self);

  self->row = adw_entry_row_new ();
  self->entry = GTK_EDITABLE (self->row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  ek_accessible_set_name (GTK_WIDGET (gtk_editable_get_delegate (self->entry)), title);
  g_signal_connect_swapped (self->row, "changed", G_CALLBACK (on_edited), self);
}

static void
on_day_selected (EkFieldEditor *self, GtkCalendar *calendar)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (calendar), GTK_TYPE_POPOVER);

  gtk_editable_set_text (self->entry, text);
  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
on_calendar_shown (EkFieldEditor *self, GtkPopover *popover)
{
  GtkCalendar *calendar = GTK_CALENDAR (gtk_popover_get_child (popover));
  g_autofree char *date = ek_field_parse_date (gtk_editable_get_text (self->entry));
  int year, month = 1, day = 1;
  g_autoptr (GDateTime) when = NULL;

  if (date == NULL || sscanf (date, "%d-%d-%d", &year, &month, &day) < 1)
    return;
  when = g_date_time_new_local (year, month, day, 0, 0, 0);
  g_signal_handlers_block_by_func (calendar, on_day_selected, self);
  if (when != NULL)
    gtk_calendar_select_day (calendar, when);
  g_signal_handlers_unblock_by_func (calendar, on_day_selected, self);
}

static void
on_word_chosen (EkFieldEditor *self, GtkListBoxRow *row, GtkListBox *list)
{
  const EkChoice *choice = &self->field->choices[gtk_list_box_row_get_index (row)];
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_POPOVER);

  gtk_editable_set_text (self->entry, _ (choice->label));
  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static GtkWidget *
list_of_words (EkFieldEditor *self)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *window = gtk_scrolled_window_new ();

  for (const EkChoice *choice = self->field->choices; choice->id != NULL; choice++)
    {
      GtkWidget *label = gtk_label_new (_ (choice->label));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_append (GTK_LIST_BOX (list), label);
    }
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  ek_accessible_set_name (GTK_WIDGET (list), _ (self->field->label));
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (on_word_chosen), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (window), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (window), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), list);
  return window;
}

static GtkWidget *
add_popover (EkFieldEditor *self, const char *icon, const char *name, GtkWidget *child)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), child);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), icon);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, name);
  ek_accessible_set_name (GTK_WIDGET (button), name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->row), button);
  return popover;
}

static void
add_calendar (EkFieldEditor *self)
{
  GtkWidget *calendar = gtk_calendar_new ();
  GtkWidget *popover = add_popover (self, "x-office-calendar-symbolic", _ ("Choose a day"), calendar);

  g_signal_connect_swapped (popover, "show", G_CALLBACK (on_calendar_shown), self);
  g_signal_connect_swapped (calendar, "day-selected", G_CALLBACK (on_day_selected), self);
}

static void
make_choice (EkFieldEditor *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_string_list_append (labels, _ ("Not recorded"));
  for (const EkChoice *choice = self->field->choices; choice->id != NULL; choice++)
    gtk_string_list_append (labels, _ (choice->label));
  self->row = adw_combo_row_new ();
  self->combo = ADW_COMBO_ROW (self->row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ (self->field->label));
  adw_combo_row_set_model (self->combo, G_LIST_MODEL (labels));
  g_signal_connect_swapped (self->row, "notify::selected", G_CALLBACK (on_edited), self);
}

static void
make_switch (EkFieldEditor *self)
{
  self->row = adw_action_row_new ();
  self->toggle = GTK_SWITCH (gtk_switch_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ (self->field->label));
  gtk_widget_set_valign (GTK_WIDGET (self->toggle), GTK_ALIGN_CENTER);
  ek_accessible_set_name (GTK_WIDGET (self->toggle), _ (self->field->label));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), GTK_WIDGET (self->toggle));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->row), GTK_WIDGET (self->toggle));
  g_signal_connect_swapped (self->toggle, "notify::active", G_CALLBACK (on_edited), self);
}

static void
make_note (EkFieldEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *title = gtk_label_new (_ (self->field->label));
  GtkWidget *view = gtk_text_view_new ();

  self->row = adw_preferences_row_new ();
  self->view = view;
  self->note = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  self->problem = gtk_label_new (NULL);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_widget_set_size_request (view, -1, 72);
  ek_accessible_set_name (GTK_WIDGET (view), _ (self->field->label));
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_add_css_class (self->problem, "caption");
  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "secondary");
  gtk_widget_add_css_class (view, "note");
  gtk_widget_add_css_class (box, "note-row");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), view);
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->row), FALSE);
  gtk_widget_set_focusable (self->row, FALSE);
  g_signal_connect_swapped (self->note, "changed", G_CALLBACK (on_edited), self);
}

static void
make_row (EkFieldEditor *self)
{
  switch (self->field->kind)
    {
    case EK_FIELD_CHOICE:
      make_choice (self);
      break;
    case EK_FIELD_BOOLEAN:
      make_switch (self);
      break;
    case EK_FIELD_NOTE:
      make_note (self);
      break;
    default:
      make_entry (self);
      if (self->field->kind == EK_FIELD_DATE)
        add_calendar (self);
      else if (self->field->choices != NULL)
        add_popover (self, "pan-down-symbolic", _ ("Choose; what is not among these can be typed"),
                     list_of_words (self));
      break;
    }
  g_object_ref_sink (self->row);
}

/* From the record to the row */

static char *
words_text (JsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *word = ek_json_element_string (array, i);

      if (word != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", word);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* In the offset that the record has; where that is not the clinician's own it is said. */
static char *
instant_text (EkFieldEditor *self, EkRecord *record)
{
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, self->index, &offset);
  g_autofree char *text = ms != EK_INSTANT_NONE ? ek_instant_format (ms, offset) : g_strdup ("");
  g_autofree char *zone = NULL;

  /* 2026-11-20T09:30:00+08:00 → 2026-11-20 09:30 */
  if (strlen (text) < 16)
    return g_steal_pointer (&text);
  text[10] = ' ';
  text[16] = '\0';
  if (offset == ek_clock_offset (self->clock, ms))
    return g_steal_pointer (&text);
  zone = ek_field_format_zone (offset);
  return g_strconcat (text, " ", zone, NULL);
}

static char *
entry_text (EkFieldEditor *self, EkRecord *record)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!ek_record_has (record, self->index))
    return g_strdup ("");
  switch (self->field->kind)
    {
    case EK_FIELD_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, ek_record_get_int (record, self->index, 0));
    case EK_FIELD_REAL:
      return g_strdup (g_ascii_formatd (number, sizeof number, "%.10g", ek_record_get_real (record, self->index, 0)));
    case EK_FIELD_INSTANT:
      return instant_text (self, record);
    case EK_FIELD_JSON:
      return words_text (ek_record_get_json (record, self->index));
    default:
      return g_strdup (ek_choice_label (self->field->choices, ek_record_get_text (record, self->index)));
    }
}

static guint
choice_position (EkFieldEditor *self, const char *id)
{
  for (guint i = 0; id != NULL && self->field->choices[i].id != NULL; i++)
    if (g_str_equal (self->field->choices[i].id, id))
      return i + 1;
  return 0;
}

/* From the row to the record */

static gboolean
store_number (EkFieldEditor *self, EkRecord *record, const char *text)
{
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !isfinite (value))
    return FALSE;
  if (self->field->kind == EK_FIELD_REAL)
    ek_record_set_real (record, self->index, value);
  else if (value == floor (value) && fabs (value) < 9e15)
    ek_record_set_int (record, self->index, (gint64) value);
  else
    return FALSE;
  return TRUE;
}

static gint64
minute_of_day (gint64 ms, int offset_minutes)
{
  gint64 local = ms + offset_minutes * EK_MINUTE_MS;

  return (local % EK_DAY_MS + EK_DAY_MS) % EK_DAY_MS / EK_MINUTE_MS;
}

static gboolean
store_instant (EkFieldEditor *self, EkRecord *record, const char *text)
{
  int offset, former_offset = 0;
  gint64 former = ek_record_get_instant (record, self->index, &former_offset);
  gint64 ms;

  if (!ek_field_parse_instant (text, self->clock, &ms, &offset))
    return FALSE;
  /* The day was changed and the time was not: the seconds, which no row shows, belong to the time. */
  if (former != EK_INSTANT_NONE && offset == former_offset &&
      minute_of_day (ms, offset) == minute_of_day (former, offset))
    ms += (former % EK_MINUTE_MS + EK_MINUTE_MS) % EK_MINUTE_MS;
  ek_record_set_instant (record, self->index, ms, offset);
  return TRUE;
}

static gboolean
store_date (EkFieldEditor *self, EkRecord *record, const char *text)
{
  g_autofree char *date = ek_field_parse_date (text);

  if (date == NULL)
    return FALSE;
  ek_record_set_text (record, self->index, date);
  return TRUE;
}

/* What the row does not show is not the row's to remove. */
static void
keep_what_is_no_word (JsonNode *node, JsonNode *former)
{
  JsonArray *array = former != NULL && JSON_NODE_HOLDS_ARRAY (former) ? json_node_get_array (former) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (ek_json_element_string (array, i) == NULL)
      json_array_add_element (json_node_get_array (node), json_node_copy (json_array_get_element (array, i)));
}

static void
store_words (EkFieldEditor *self, EkRecord *record, const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), json_array_new ());
  g_autoptr (GRegex) separator = g_regex_new ("[;；]", 0, 0, NULL);
  g_auto (GStrv) words = g_regex_split (separator, text, 0);

  json_array_unref (json_node_get_array (node));
  for (guint i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      json_array_add_string_element (json_node_get_array (node), words[i]);
  keep_what_is_no_word (node, ek_record_get_json (record, self->index));
  ek_record_set_json (record, self->index, node);
}

static gboolean
store_entry (EkFieldEditor *self, EkRecord *record, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  const EkChoice *named;
  gboolean good = TRUE;

  if (*text == '\0')
    {
      ek_record_clear (record, self->index);
      return TRUE;
    }
  switch (self->field->kind)
    {
    case EK_FIELD_INTEGER:
    case EK_FIELD_REAL:
      good = store_number (self, record, text);
      break;
    case EK_FIELD_DATE:
      good = store_date (self, record, text);
      break;
    case EK_FIELD_INSTANT:
      good = store_instant (self, record, text);
      break;
    case EK_FIELD_JSON:
      store_words (self, record, text);
      break;
    default:
      named = ek_choice_named (self->field->choices, text);
      ek_record_set_text (record, self->index, named != NULL ? named->id : text);
      break;
    }
  if (!good && self->field->kind == EK_FIELD_DATE)
    g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                         _ ("This is not a date. Write the year first: 1991-03-12, or as much as is known: 1991-03, "
                            "1991."));
  else if (!good && self->field->kind == EK_FIELD_INSTANT)
    g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("This is not a date and time. Write 2026-03-12 14:30."));
  else if (!good)
    g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("This is not a number."));
  return good;
}

static char *
note_text (EkFieldEditor *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->note, &start, &end);
  return gtk_text_buffer_get_text (self->note, &start, &end, FALSE);
}

static void
store_note (EkFieldEditor *self, EkRecord *record)
{
  g_autofree char *text = g_strstrip (note_text (self));

  ek_record_set_text (record, self->index, text);
}

/* Whether the row stands as it would for what the record has: then nobody changed it, and the record keeps its value to
 * the last digit, also of what no row shows: seconds, an offset from UTC, blanks, a choice of a newer program. */
static gboolean
is_as_in_record (EkFieldEditor *self, EkRecord *record)
{
  g_autofree char *shown = NULL;
  g_autofree char *there = NULL;
  const char *text;

  if (self->combo != NULL)
    return adw_combo_row_get_selected (self->combo) == choice_position (self, ek_record_get_text (record, self->index));
  if (self->toggle != NULL)
    return gtk_switch_get_active (self->toggle) == (ek_record_get_int (record, self->index, 0) != 0);
  if (self->note != NULL)
    {
      text = ek_record_get_text (record, self->index);
      shown = note_text (self);
      return strcmp (shown, text != NULL ? text : "") == 0;
    }
  there = entry_text (self, record);
  return strcmp (gtk_editable_get_text (self->entry), there) == 0;
}

/* Plumbing */

static void
ek_field_editor_dispose (GObject *object)
{
  EkFieldEditor *self = EK_FIELD_EDITOR (object);

  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  if (self->note != NULL)
    g_signal_handlers_disconnect_by_data (self->note, self);
  g_clear_object (&self->row);
  G_OBJECT_CLASS (ek_field_editor_parent_class)->dispose (object);
}

static void
ek_field_editor_class_init (EkFieldEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ek_field_editor_dispose;

  signals[EDITED] = g_signal_new ("edited", EK_TYPE_FIELD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  0);
}

static void
ek_field_editor_init (EkFieldEditor *self)
{
}

/**
 * ek_field_editor_can_edit:
 * @field: the declaration of a field
 *
 * Returns: whether a form has a row for it: neither hidden nor bytes nor a reference, which need a dialog of their own
 */
gboolean
ek_field_editor_can_edit (const EkField *field)
{
  return (field->flags & EK_FIELD_HIDDEN) == 0 && field->kind != EK_FIELD_BLOB && field->kind != EK_FIELD_REFERENCE;
}

/**
 * ek_field_editor_new:
 * @field: the declaration of a field that can be edited
 * @index: its place in the type's declaration
 * @clock: for the clinician's offset from UTC; must outlive the editor
 *
 * Returns: (transfer full): the editor with an empty row
 */
EkFieldEditor *
ek_field_editor_new (const EkField *field, int index, EkClock *clock)
{
  EkFieldEditor *self = g_object_new (EK_TYPE_FIELD_EDITOR, NULL);

  g_return_val_if_fail (ek_field_editor_can_edit (field), NULL);

  self->field = field;
  self->index = index;
  self->clock = clock;
  make_row (self);
  return self;
}

/**
 * ek_field_editor_get_row:
 * @self: an editor
 *
 * Returns: (transfer none): its row, for a preferences group
 */
GtkWidget *
ek_field_editor_get_row (EkFieldEditor *self)
{
  return self->row;
}

/**
 * ek_field_editor_load:
 * @self: an editor
 * @record: a record of the type the field is of
 *
 * Shows the record's value. Does not emit "edited".
 */
void
ek_field_editor_load (EkFieldEditor *self, EkRecord *record)
{
  self->loading = TRUE;
  if (self->combo != NULL)
    adw_combo_row_set_selected (self->combo, choice_position (self, ek_record_get_text (record, self->index)));
  else if (self->toggle != NULL)
    gtk_switch_set_active (self->toggle, ek_record_get_int (record, self->index, 0) != 0);
  else if (self->note != NULL)
    {
      const char *text = ek_record_get_text (record, self->index);

      gtk_text_buffer_set_text (self->note, text != NULL ? text : "", -1);
    }
  else
    {
      g_autofree char *text = entry_text (self, record);

      gtk_editable_set_text (self->entry, text);
    }
  self->loading = FALSE;
  ek_field_editor_set_problem (self, NULL);
}

/**
 * ek_field_editor_keep:
 * @self: an editor that shows its record
 * @kept: what is kept
 *
 * Keeps what is entered, and puts back what was kept.
 */
void
ek_field_editor_keep (EkFieldEditor *self, EkKept *kept)
{
  GtkWidget *widget = self->combo != NULL ? GTK_WIDGET (self->combo)
    : self->toggle != NULL                ? GTK_WIDGET (self->toggle)
    : self->note != NULL                  ? self->view
                                          : GTK_WIDGET (self->entry);

  ek_kept_add (kept, self->field->name, _ (self->field->label), widget);
}

/**
 * ek_field_editor_store:
 * @self: an editor
 * @record: where to
 * @error: %EK_ERROR_INVALID when what was typed is not of the field's kind, %EK_ERROR_INCOMPLETE when it is required
 *
 * Puts what the person entered into the record. Where the row shows what the record has, the record keeps that as it
 * is.
 *
 * Returns: whether that was possible; the record's value is as before when not
 */
gboolean
ek_field_editor_store (EkFieldEditor *self, EkRecord *record, GError **error)
{
  if (is_as_in_record (self, record))
    ;
  else if (self->combo != NULL)
    {
      guint selected = adw_combo_row_get_selected (self->combo);

      ek_record_set_text (record, self->index, selected > 0 ? self->field->choices[selected - 1].id : NULL);
    }
  else if (self->toggle != NULL)
    ek_record_set_int (record, self->index, gtk_switch_get_active (self->toggle));
  else if (self->note != NULL)
    store_note (self, record);
  else if (!store_entry (self, record, error))
    return FALSE;

  if (is_required (self) && !ek_record_has (record, self->index))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INCOMPLETE, _ ("“%s” is needed."), _ (self->field->label));
      return FALSE;
    }
  return TRUE;
}

/**
 * ek_field_editor_set_problem:
 * @self: an editor
 * @problem: (nullable): what is wrong with what was entered; %NULL when nothing is
 */
void
ek_field_editor_set_problem (EkFieldEditor *self, const char *problem)
{
  g_autofree char *title = title_of (self);

  if (problem != NULL)
    gtk_widget_add_css_class (self->row, "error");
  else
    gtk_widget_remove_css_class (self->row, "error");

  if (self->problem != NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
      gtk_widget_set_visible (self->problem, problem != NULL);
    }
  else if (ADW_IS_ACTION_ROW (self->row))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), problem);
  else
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
      gtk_widget_set_tooltip_text (self->row, problem);
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}
