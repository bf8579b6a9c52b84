/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-form-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-accessible.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-time.h"
#include "ek-whose.h"

struct _EkFormDialog {
  AdwWindow parent_instance;

  GPtrArray *inputs; /* of Input */
  gboolean edited;
  gboolean asking;
  gboolean busy;
  int height;           /* that everything added so far needs */
  GtkWidget *worked_in; /* weak: where the person goes on when it failed */
  EkFormBlameFunc blame;
  gpointer blame_data; /* outlives the dialog */

  AdwWindowTitle *title;
  GtkButton *save;
  GtkLabel *hint;
  GtkBox *fields;
  GtkLabel *problem;
  GtkWidget *scrolled;
};

G_DEFINE_FINAL_TYPE (EkFormDialog, ek_form_dialog, ADW_TYPE_WINDOW)

enum { SAVE, DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  char *id, *label;
  GtkWidget *widget;  /* entry, text view, drop-down or password entry */
  GtkWidget *problem; /* what is wrong with it, below it */
  GStrv ids;          /* of a drop-down */
} Input;

static void
input_free (gpointer data)
{
  Input *input = data;

  g_free (input->id);
  g_free (input->label);
  g_strfreev (input->ids);
  g_free (input);
}

static void
on_edited (EkFormDialog *self)
{
  self->edited = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  for (guint i = 0; self->inputs != NULL && i < self->inputs->len; i++)
    gtk_widget_set_visible (((Input *) self->inputs->pdata[i])->problem, FALSE);
}

static GtkWidget *
new_problem (void)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "visible", FALSE,
                                   "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  gtk_widget_add_css_class (label, "form-problem");
  return label;
}

/* The label above it names the widget, for the eye and for a screen reader. */
static Input *
add_input (EkFormDialog *self, const char *id, const char *label, GtkWidget *widget, GtkWidget *shown)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *caption = gtk_label_new (label);
  Input *input = g_new0 (Input, 1);

  input->id = g_strdup (id);
  input->label = g_strdup (label);
  input->widget = widget;
  g_ptr_array_add (self->inputs, input);
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_wrap (GTK_LABEL (caption), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (caption), widget);
  gtk_widget_add_css_class (caption, "heading");
  ek_accessible_set_name (GTK_WIDGET (widget), label);
  gtk_box_append (GTK_BOX (box), caption);
  input->problem = new_problem ();
  gtk_box_append (GTK_BOX (box), shown);
  gtk_box_append (GTK_BOX (box), input->problem);
  gtk_box_append (self->fields, box);
  if (self->inputs->len == 1)
    gtk_window_set_focus (GTK_WINDOW (self), widget);
  return input;
}

/* A scrolled window does not ask wrapped labels how high they are: the window is made high enough by adding up. Large
 * letters take more. */
static void
make_room (EkFormDialog *self, int points)
{
  int dpi = 0;
  double scale;

  /* of the desktop and of this program together */
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  scale = MAX (1, dpi / (96.0 * PANGO_SCALE));
  self->height += points;
  gtk_window_set_default_size (GTK_WINDOW (self), (int) MIN (520 * scale, 720), (int) MIN (self->height * scale, 680));
}

/* Of a text in points, about. Chinese characters are twice as wide as Latin ones and three bytes long. */
static int
height_of (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  int height = 14;

  for (guint i = 0; lines[i] != NULL; i++)
    height += 20 * (1 + (int) strlen (lines[i]) / 62);
  return height;
}

static Input *
find_input (EkFormDialog *self, const char *id)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      Input *input = g_ptr_array_index (self->inputs, i);

      if (strcmp (input->id, id) == 0)
        return input;
    }
  g_return_val_if_reached (NULL);
}

/* Doing it */

static void
set_busy (EkFormDialog *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->fields), !busy);
}

/* Below the question that it is about, where the person goes on; else below all of them. */
static void
show_problem (EkFormDialog *self, const GError *error)
{
  const char *id = self->blame != NULL ? self->blame (self, error, self->blame_data) : NULL;
  Input *input = id != NULL ? find_input (self, id) : NULL;
  GtkWidget *label = input != NULL ? input->problem : GTK_WIDGET (self->problem);

  gtk_label_set_text (GTK_LABEL (label), error->message);
  if (!gtk_widget_get_visible (label))
    make_room (self, height_of (error->message) + 24);
  gtk_widget_set_visible (label, TRUE);
  if (input != NULL)
    gtk_widget_grab_focus (input->widget);
  else if (self->worked_in != NULL)
    gtk_widget_grab_focus (self->worked_in);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkFormDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->inputs == NULL)
    return;
  set_busy (self, FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      show_problem (self, error);
      return;
    }
  self->edited = FALSE;
  g_signal_emit (self, signals[DONE], 0);
  gtk_window_close (GTK_WINDOW (self));
}

/**
 * ek_form_dialog_run:
 * @self: the dialog
 * @session: the session
 * @func: does it in the writing thread; answers with g_task_return_boolean() or g_task_return_error()
 * @data: (transfer full): for @func
 * @destroy: frees @data
 *
 * Does what the dialog is for. Called from a handler of "save".
 */
void
ek_form_dialog_run (EkFormDialog *self, EkSession *session, EkSessionFunc func, gpointer data, GDestroyNotify destroy)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  /* The button is not where a refused form is mended. */
  if (self->inputs->len > 0 && (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->fields))))
    focus = ((Input *) g_ptr_array_index (self->inputs, 0))->widget;
  g_set_weak_pointer (&self->worked_in, focus);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  set_busy (self, TRUE);
  ek_kept_write_async (ek_kept_of (GTK_WIDGET (self)), session, func, data, destroy, on_run, g_object_ref (self));
}

/**
 * ek_form_dialog_set_blame:
 * @self: the dialog
 * @func: says which question an error is about
 * @user_data: for @func; outlives the dialog
 *
 * What was refused is then said below that question; without it below all of them.
 */
void
ek_form_dialog_set_blame (EkFormDialog *self, EkFormBlameFunc func, gpointer user_data)
{
  self->blame = func;
  self->blame_data = user_data;
}

static void
done_at_once (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

static void
run_nothing (EkFormDialog *self, EkSession *session)
{
  ek_form_dialog_run (self, session, done_at_once, NULL, NULL);
}

/**
 * ek_form_dialog_ask:
 * @self: the dialog
 * @session: the session
 *
 * Makes it a dialog that only asks: its button is followed by "done", and nothing is written.
 */
void
ek_form_dialog_ask (EkFormDialog *self, EkSession *session)
{
  g_signal_connect_object (self, "save", G_CALLBACK (run_nothing), session, 0);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkFormDialog *self = EK_FORM_DIALOG (widget);

  if (!self->busy)
    g_signal_emit (self, signals[SAVE], 0);
}

static gboolean
on_key (EkFormDialog *self, guint key, guint code, GdkModifierType state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "form.save", NULL);
  return GDK_EVENT_STOP;
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
on_discard (gboolean yes, gpointer user_data)
{
  EkFormDialog *self = user_data;

  self->asking = FALSE;
  if (!yes)
    return;
  self->edited = FALSE;
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
ek_form_dialog_close_request (GtkWindow *window)
{
  EkFormDialog *self = EK_FORM_DIALOG (window);

  if (self->busy)
    return GDK_EVENT_STOP;
  if (!self->edited)
    {
      ek_kept_end (ek_kept_of (GTK_WIDGET (self)));
      return GTK_WINDOW_CLASS (ek_form_dialog_parent_class)->close_request (window);
    }
  if (!self->asking)
    {
      self->asking = TRUE;
      ek_message_ask (GTK_WIDGET (self), _ ("Discard what you entered?"), _ ("It has not been saved."), _ ("_Discard"),
                      TRUE, on_discard, g_object_ref (self), g_object_unref);
    }
  return GDK_EVENT_STOP;
}

/* Plumbing */

/* A dialog that nothing opens again: its words are not lost either, and are shown to be copied. Never put into another
 * dialog of the same kind, which may be about somebody else. */
static void
keep_words (EkFormDialog *self)
{
  EkSession *session = ek_drafts_get_session ();
  g_autofree char *once = g_uuid_string_random ();
  gboolean any = FALSE;

  for (guint i = 0; i < self->inputs->len; i++)
    {
      GtkWidget *widget = ((Input *) g_ptr_array_index (self->inputs, i))->widget;

      any = any || GTK_IS_TEXT_VIEW (widget) || GTK_IS_ENTRY (widget);
    }
  if (session != NULL && any && ek_session_is_unlocked (session))
    ek_form_dialog_keep (self, session, "other", NULL, once);
}

static void
ek_form_dialog_map (GtkWidget *widget)
{
  if (ek_kept_of (widget) == NULL)
    keep_words (EK_FORM_DIALOG (widget));
  GTK_WIDGET_CLASS (ek_form_dialog_parent_class)->map (widget);
}

static void
ek_form_dialog_dispose (GObject *object)
{
  EkFormDialog *self = EK_FORM_DIALOG (object);

  g_clear_weak_pointer (&self->worked_in);
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  G_OBJECT_CLASS (ek_form_dialog_parent_class)->dispose (object);
}

static void
ek_form_dialog_class_init (EkFormDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_form_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ek_form_dialog_close_request;
  GTK_WIDGET_CLASS (klass)->map = ek_form_dialog_map;

  signals[SAVE] = g_signal_new ("save", EK_TYPE_FORM_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", EK_TYPE_FORM_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-form-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EkFormDialog, title);
  gtk_widget_class_bind_template_child (widget_class, EkFormDialog, save);
  gtk_widget_class_bind_template_child (widget_class, EkFormDialog, hint);
  gtk_widget_class_bind_template_child (widget_class, EkFormDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, EkFormDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, EkFormDialog, scrolled);
  gtk_widget_class_install_action (widget_class, "form.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "form.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "form.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "form.save", NULL);
}

static void
ek_form_dialog_init (EkFormDialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->inputs = g_ptr_array_new_with_free_func (input_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before a text view makes a new line of it. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  make_room (self, 102);
}

/**
 * ek_form_dialog_new:
 * @parent: a widget of the window it belongs to
 * @title: what is to be done, translated
 * @save_label: the verb on the button, translated, with a mnemonic
 *
 * Returns: (transfer none): a dialog, not shown yet
 */
EkFormDialog *
ek_form_dialog_new (GtkWidget *parent, const char *title, const char *save_label)
{
  EkFormDialog *self = g_object_new (EK_TYPE_FORM_DIALOG, "transient-for", gtk_widget_get_root (parent), "title", title,
                                     NULL);

  adw_window_title_set_title (self->title, title);
  gtk_button_set_label (self->save, save_label);
  ek_whose_name_window (GTK_WINDOW (self), parent);
  return self;
}

/**
 * ek_form_dialog_set_hint:
 * @self: the dialog
 * @text: sentences above the questions, translated
 */
void
ek_form_dialog_set_hint (EkFormDialog *self, const char *text)
{
  gtk_label_set_text (self->hint, text);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), TRUE);
  make_room (self, height_of (text));
}

/**
 * ek_form_dialog_add_warning:
 * @self: the dialog
 * @text: sentences, translated
 *
 * Says something among the questions that must not be passed over.
 */
void
ek_form_dialog_add_warning (EkFormDialog *self, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (box, "form-problem");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->fields, box);
  make_room (self, height_of (text));
}

static GtkWidget *
add_entry (EkFormDialog *self, const char *id, const char *label, const char *value, GtkWidget *beside)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_editable_set_text (GTK_EDITABLE (entry), value != NULL ? value : "");
  gtk_widget_set_hexpand (entry, TRUE);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_edited), self);
  gtk_box_append (GTK_BOX (box), entry);
  if (beside != NULL)
    gtk_box_append (GTK_BOX (box), beside);
  add_input (self, id, label, entry, box);
  make_room (self, 74);
  return entry;
}

/**
 * ek_form_dialog_add_text:
 * @self: the dialog
 * @id: for ek_form_dialog_get()
 * @label: the question, translated
 * @value: (nullable): what stands there at first
 *
 * Asks for one line.
 */
void
ek_form_dialog_add_text (EkFormDialog *self, const char *id, const char *label, const char *value)
{
  add_entry (self, id, label, value, NULL);
}

/**
 * ek_form_dialog_add_note:
 * @self: the dialog
 * @id: for ek_form_dialog_get()
 * @label: the question, translated
 * @value: (nullable): what stands there at first
 *
 * Asks for a text of several lines. Tab goes on to the next question.
 */
void
ek_form_dialog_add_note (EkFormDialog *self, const char *id, const char *label, const char *value)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_buffer_set_text (buffer, value != NULL ? value : "", -1);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 8);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 8);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 84);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 220);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_add_css_class (scrolled, "form-note");
  g_signal_connect_swapped (buffer, "changed", G_CALLBACK (on_edited), self);
  gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN);
  add_input (self, id, label, view, scrolled);
  make_room (self, 124);
}

static void
on_day_selected (GtkCalendar *calendar, gpointer user_data)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");

  gtk_editable_set_text (GTK_EDITABLE (user_data), text);
}

static void
on_calendar_shown (GtkCalendar *calendar, gpointer user_data)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (user_data));
  g_autoptr (GDateTime) day = NULL;
  int year = 0, month = 0, date = 0;

  if (!ek_date_is_valid (text) || sscanf (text, "%4d-%2d-%2d", &year, &month, &date) != 3)
    return;
  day = g_date_time_new_local (year, month, date, 12, 0, 0);
  g_signal_handlers_block_by_func (calendar, on_day_selected, user_data);
  gtk_calendar_select_day (calendar, day);
  g_signal_handlers_unblock_by_func (calendar, on_day_selected, user_data);
}

/**
 * ek_form_dialog_add_date:
 * @self: the dialog
 * @id: for ek_form_dialog_get()
 * @label: the question, translated
 * @value: (nullable): YYYY-MM-DD
 *
 * Asks for a day, typed or taken from a calendar.
 */
void
ek_form_dialog_add_date (EkFormDialog *self, const char *id, const char *label, const char *value)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *calendar = gtk_calendar_new ();
  GtkWidget *entry = add_entry (self, id, label, value, button);

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "2026-01-31");
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Choose a day"));
  ek_accessible_set_name (GTK_WIDGET (button), _ ("Choose a day"));
  g_signal_connect (calendar, "day-selected", G_CALLBACK (on_day_selected), entry);
  g_signal_connect (calendar, "map", G_CALLBACK (on_calendar_shown), entry);
}

/**
 * ek_form_dialog_add_choice:
 * @self: the dialog
 * @id: for ek_form_dialog_get()
 * @label: the question, translated
 * @ids: (array zero-terminated=1): what may be chosen
 * @labels: (array zero-terminated=1): the same in words
 * @selected: (nullable): what is chosen at first; the first one otherwise
 *
 * Asks for one of several.
 */
void
ek_form_dialog_add_choice (EkFormDialog *self, const char *id, const char *label, const char *const *ids,
                           const char *const *labels, const char *selected)
{
  GtkWidget *drop_down = gtk_drop_down_new_from_strings (labels);
  Input *input = NULL;

  for (guint i = 0; selected != NULL && ids[i] != NULL; i++)
    if (strcmp (ids[i], selected) == 0)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), i);
  g_signal_connect_swapped (drop_down, "notify::selected", G_CALLBACK (on_edited), self);
  input = add_input (self, id, label, drop_down, drop_down);
  input->ids = g_strdupv ((char **) ids);
  make_room (self, 74);
}

/**
 * ek_form_dialog_add_passphrase:
 * @self: the dialog
 * @id: of the question; the answer goes with an order, see ek_form_dialog_order()
 * @label: the question, translated
 *
 * Asks for a passphrase.
 */
void
ek_form_dialog_add_passphrase (EkFormDialog *self, const char *id, const char *label)
{
  GtkWidget *entry = gtk_password_entry_new ();

  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (entry), TRUE);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (gtk_widget_activate), self->save);
  add_input (self, id, label, entry, entry);
  make_room (self, 74);
}

/**
 * ek_form_dialog_keep:
 * @self: the dialog, with all its questions
 * @session: the session
 * @place: where in the program: what opens it again finds it by this
 * @patient_id: (nullable): in whose file
 * @target: (nullable): what it is about, such as the id of a record
 *
 * What is entered is kept until it is saved or discarded, through lock and crash, and stands here again the next time.
 * Passphrases are not.
 */
void
ek_form_dialog_keep (EkFormDialog *self, EkSession *session, const char *place, const char *patient_id,
                     const char *target)
{
  EkKept *kept = ek_kept_new (GTK_WIDGET (self), session, place, patient_id, target);
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (self->hint));

  ek_kept_set_title (kept, gtk_window_get_title (GTK_WINDOW (self)));
  for (guint i = 0; i < self->inputs->len; i++)
    {
      Input *input = g_ptr_array_index (self->inputs, i);

      if (!GTK_IS_PASSWORD_ENTRY (input->widget))
        ek_kept_add (kept, input->id, input->label, input->widget);
    }
  gtk_box_insert_child_after (GTK_BOX (box), ek_kept_get_note (kept), GTK_WIDGET (self->hint));
  if (ek_kept_was_resumed (kept))
    make_room (self, 44);
}

/**
 * ek_form_dialog_get:
 * @self: the dialog
 * @id: a question
 *
 * Returns: (transfer full): the answer without space around it; "" when there is none
 */
char *
ek_form_dialog_get (EkFormDialog *self, const char *id)
{
  Input *input = find_input (self, id);

  if (GTK_IS_DROP_DOWN (input->widget))
    {
      guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (input->widget));

      return g_strdup (selected != GTK_INVALID_LIST_POSITION ? input->ids[selected] : "");
    }
  if (GTK_IS_TEXT_VIEW (input->widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (input->widget));
      GtkTextIter start, end;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
    }
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (input->widget))));
}

/* The answers, each under its id; a passphrase as what an order is signed with. */
static void
fill (EkFormDialog *self, EkOrder *order)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      const Input *input = g_ptr_array_index (self->inputs, i);
      const char *text;

      if (!GTK_IS_PASSWORD_ENTRY (input->widget))
        {
          ek_order_take (order, input->id, ek_form_dialog_get (self, input->id));
          continue;
        }
      text = gtk_editable_get_text (GTK_EDITABLE (input->widget));
      ek_order_take_secret (order, ek_secret_new_copy (text, strlen (text)));
    }
}

/**
 * ek_form_dialog_order:
 * @self: the dialog
 * @session: the session
 * @order: (transfer full): what is to be done; the answers are added under their ids
 *
 * As ek_form_dialog_run().
 */
void
ek_form_dialog_order (EkFormDialog *self, EkSession *session, EkOrder *order)
{
  fill (self, order);
  ek_form_dialog_run (self, session, ek_order_do, order, (GDestroyNotify) ek_order_free);
}
