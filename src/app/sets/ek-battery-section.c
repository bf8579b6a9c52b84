/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-battery-section.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-baseline-window.h"
#include "ek-battery-order.h"
#include "ek-battery-reading.h"
#include "ek-format.h"
#include "ek-message.h"
#include "ek-schedule-dialog.h"
#include "ek-types.h"

#define RELOAD_DELAY_MS 60

struct _EkBatterySection {
  EkPatientView view;

  char *language;   /* of forms that are started */
  gboolean paper;   /* they are entered from paper */
  char *finished;   /* the form that was finished last, until the next one was offered */
  gboolean opening; /* the baseline assessment is shown when it is there */
  EkBatteryReading *data;

  GtkBox *lines;
};

G_DEFINE_FINAL_TYPE (EkBatterySection, ek_battery_section, EK_TYPE_PATIENT_VIEW)

enum { GIVE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- Orders ---- */

static EkOrder *
new_order (EkBatterySection *self, EkOrderFunc deed, const char *id)
{
  EkOrder *order = ek_order_new (deed, self->view.session, self->view.patient_id, id);

  ek_order_set (order, "language", self->language);
  return order;
}

static void
run (EkBatterySection *self, EkOrder *order, const char *heading, const char *toast)
{
  ek_patient_view_order (&self->view, order, heading, toast);
}

static const char *
battery_id (EkBatterySection *self)
{
  return self->data != NULL && self->data->battery != NULL ? ek_record_get_id (self->data->battery) : NULL;
}

typedef struct {
  EkBatterySection *section;
  gboolean paper;
} Giving;

static void
on_given (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Giving *giving = user_data;
  g_autoptr (EkBatterySection) self = giving->section;
  g_autoptr (GError) error = NULL;
  g_autofree char *assessment_id = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->view.session == NULL || self->view.patient_id == NULL)
    return;
  if (assessment_id != NULL)
    g_signal_emit (self, signals[GIVE], 0, assessment_id, giving->paper);
  else
    ek_message_error (GTK_WIDGET (self), _ ("The form could not be opened"), error);
}

static gboolean
is_by_number (EkBatterySection *self, const char *instrument)
{
  for (guint i = 0; self->data->steps != NULL && i < self->data->steps->len; i++)
    {
      const EkBatteryStep *step = g_ptr_array_index (self->data->steps, i);

      if (g_strcmp0 (step->instrument, instrument) == 0)
        return step->by_number;
    }
  return FALSE;
}

static void
give (EkBatterySection *self, const char *instrument)
{
  EkOrder *order = NULL;
  Giving *giving = NULL;
  gboolean paper;

  if (battery_id (self) == NULL)
    return;
  order = new_order (self, NULL, battery_id (self));
  ek_order_set (order, "instrument", instrument);
  paper = self->paper || is_by_number (self, instrument);
  ek_order_set (order, "mode", paper ? "paper" : "clinician");
  giving = g_new (Giving, 1);
  *giving = (Giving){ g_object_ref (self), paper };
  ek_session_write_async (self->view.session, ek_battery_order_give, order, (GDestroyNotify) ek_order_free, NULL,
                          on_given, giving);
}

/* ---- Undo ---- */

typedef struct {
  EkBatterySection *section;
  EkOrder *order;
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->section);
  ek_order_free (undo->order);
  g_free (undo);
}

static void
on_undo (gboolean yes, gpointer user_data)
{
  Undo *undo = user_data;

  if (yes && undo->section->view.session != NULL)
    run (undo->section, g_steal_pointer (&undo->order), _ ("It could not be undone"), NULL);
}

typedef struct {
  Undo *undo;
  char *patient_id;
  char *heading; /* when it fails */
  char *text;    /* when it is done */
} Undoable;

static void
on_undoable_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Undoable *waiting = user_data;
  EkBatterySection *self = waiting->undo->section;
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (!done && self->view.session != NULL)
    ek_message_error (GTK_WIDGET (self), waiting->heading, error);
  else if (self->view.session != NULL && g_strcmp0 (self->view.patient_id, waiting->patient_id) == 0)
    ek_message_undo (GTK_WIDGET (self), waiting->text, on_undo, g_steal_pointer (&waiting->undo), undo_free);
  g_clear_pointer (&waiting->undo, undo_free);
  g_free (waiting->patient_id);
  g_free (waiting->heading);
  g_free (waiting->text);
  g_free (waiting);
}

/* Carries out @order and, once it is in the record, says @text and offers @back, which is taken over. */
static void
run_undoable (EkBatterySection *self, EkOrder *order, EkOrder *back, const char *heading, const char *text)
{
  Undoable *waiting = g_new0 (Undoable, 1);

  waiting->undo = g_new0 (Undo, 1);
  waiting->undo->section = g_object_ref (self);
  waiting->undo->order = back;
  waiting->patient_id = g_strdup (self->view.patient_id);
  waiting->heading = g_strdup (heading);
  waiting->text = g_strdup (text);
  ek_session_write_async (self->view.session, ek_order_do, order, (GDestroyNotify) ek_order_free, NULL,
                          on_undoable_done, waiting);
}

/* ---- What a person does ---- */

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBatterySection *self = EK_BATTERY_SECTION (widget);

  EkOrder *order = new_order (self, ek_battery_order_start, NULL);

  ek_order_set (order, "set", g_variant_get_string (parameter, NULL));
  run (self, order, _ ("The set could not be started"), NULL);
}

static void
give_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  give (EK_BATTERY_SECTION (widget), g_variant_get_string (parameter, NULL));
}

static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBatterySection *self = EK_BATTERY_SECTION (widget);
  const EkBatteryStep *next = self->data != NULL && self->data->steps != NULL ? ek_battery_next (self->data->steps)
                                                                              : NULL;

  if (next != NULL)
    give (self, next->instrument);
}

static void
finish_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBatterySection *self = EK_BATTERY_SECTION (widget);

  if (battery_id (self) == NULL)
    return;
  self->opening = TRUE;
  run (self, new_order (self, ek_battery_order_finish, battery_id (self)), _ ("The set could not be finished"),
       _ ("The set is finished."));
}

/* A question that is answered with words; the order is complete but for them. */
static void
on_words (const char *words, gpointer user_data)
{
  Undo *asked = user_data;
  EkBatterySection *self = asked->section;
  EkOrder *order = asked->order;

  if (words == NULL || self->view.session == NULL || order == NULL)
    return;
  asked->order = NULL;
  ek_order_set (order, "reason", words);
  if (ek_order_get_deed (order) == ek_battery_order_skip)
    {
      EkOrder *back = new_order (self, ek_battery_order_include, ek_order_get_id (order));

      ek_order_set (back, "instrument", ek_order_get (order, "instrument"));
      run_undoable (self, order, back, _ ("It could not be left out"), _ ("Left out of the set."));
    }
  else
    run (self, order, _ ("The set could not be stopped"), _ ("The set was stopped. What was answered is kept."));
}

static void
ask_words (EkBatterySection *self, EkOrder *order, const char *heading, const char *body, const char *yes)
{
  Undo *asked = g_new0 (Undo, 1);
  const char *instrument = ek_order_get (order, "instrument");
  g_autofree char *target = g_strdup_printf ("%s %s", ek_order_get_id (order), instrument != NULL ? instrument : "");
  GtkWidget *dialog;

  asked->section = g_object_ref (self);
  asked->order = order;
  dialog = ek_message_ask_words (GTK_WIDGET (self), heading, body, _ ("Reason (stays in the file)"), NULL, yes,
                                 on_words, asked, undo_free);
  ek_message_keep_words (dialog, self->view.session, "words/set", self->view.patient_id, target);
}

static void
skip_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBatterySection *self = EK_BATTERY_SECTION (widget);
  const char *instrument = g_variant_get_string (parameter, NULL);
  EkInstrument *definition = ek_catalogue_find (ek_session_get_catalogue (self->view.session), instrument, NULL);
  g_autofree char *heading = NULL;
  EkOrder *order = NULL;

  if (battery_id (self) == NULL)
    return;
  /* Translators: %s is an instrument */
  heading = g_strdup_printf (_ ("Leave %s out?"),
                             definition != NULL ? ek_instrument_get_abbreviation (definition) : instrument);
  order = new_order (self, ek_battery_order_skip, battery_id (self));
  ek_order_set (order, "instrument", instrument);
  ask_words (self, order, heading, _ ("It is listed as not asked, with your reason."), _ ("_Leave out"));
}

static void
include_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBatterySection *self = EK_BATTERY_SECTION (widget);
  EkOrder *order = NULL;

  if (battery_id (self) == NULL)
    return;
  order = new_order (self, ek_battery_order_include, battery_id (self));
  ek_order_set (order, "instrument", g_variant_get_string (parameter, NULL));
  run (self, order, _ ("It could not be taken in"), NULL);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBatterySection *self = EK_BATTERY_SECTION (widget);

  if (battery_id (self) != NULL)
    ask_words (self, new_order (self, ek_battery_order_stop, battery_id (self)), _ ("Stop the set?"),
               _ ("What was answered is kept. What was not reached is listed as not asked, with your reason."),
               _ ("_Stop"));
}

static void
schedule_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBatterySection *self = EK_BATTERY_SECTION (widget);

  if (self->view.patient_id != NULL)
    ek_schedule_dialog_show (widget, self->view.session, self->view.patient_id);
}

static void
unschedule_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBatterySection *self = EK_BATTERY_SECTION (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  run_undoable (self, new_order (self, ek_schedule_order_stop, id), new_order (self, ek_schedule_order_resume, id),
                _ ("The schedule could not be stopped"), _ ("The schedule was stopped."));
}

static void
show_baseline (EkBatterySection *self)
{
  if (self->data != NULL && self->data->baseline != NULL)
    ek_baseline_window_show (GTK_WIDGET (self), self->view.session, ek_record_get_id (self->data->baseline));
}

static void
baseline_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBatterySection *self = EK_BATTERY_SECTION (widget);

  if (self->data == NULL)
    return;
  if (!ek_battery_reading_wants_baseline (self->data))
    {
      show_baseline (self);
      return;
    }
  self->opening = TRUE;
  run (self, new_order (self, ek_baseline_order_make, ek_record_get_id (self->data->ended)),
       _ ("The baseline assessment could not be made"), NULL);
}

/* ---- Widgets ---- */

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean wraps)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (wraps)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 46);
    }
  else
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      ek_accessible_tell_cut (GTK_LABEL (label));
    }
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* What is pressed in a popover closes it: its rows are made anew when the record has changed. */
static void
on_pressed (GtkWidget *button)
{
  GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static GtkWidget *
make_button (const char *label, const char *action, const char *target, const char *css_class)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  if (target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  g_signal_connect (button, "clicked", G_CALLBACK (on_pressed), NULL);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  return button;
}

static GtkWidget *
make_popover (GtkWidget *box)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroll = gtk_scrolled_window_new ();

  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_widget_set_margin_start (box, 10);
  gtk_widget_set_margin_end (box, 10);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scroll);
  return popover;
}

static GtkWidget *
make_menu (const char *label, GtkWidget *popover, const char *about)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, about);
  return button;
}

static const char *
class_of_state (EkBatteryState state)
{
  switch (state)
    {
    case EK_BATTERY_STATE_DONE:
      return "better";
    case EK_BATTERY_STATE_DUE:
    case EK_BATTERY_STATE_OPEN:
      return "accent";
    default:
      return "secondary";
    }
}

static GtkWidget *
step_row (const EkBatteryStep *step)
{
  gboolean chinese = g_str_equal (ek_format_language (), "zh");
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gboolean due = step->state == EK_BATTERY_STATE_DUE || step->state == EK_BATTERY_STATE_OPEN;
  g_autofree char *why_not = due ? NULL : ek_battery_step_why_not (step, ek_format_language ());
  g_autofree char *head = g_strdup_printf ("%s  ·  %s", step->abbreviation, ek_battery_state_label (step->state));

  gtk_box_append (GTK_BOX (words), make_label (head, class_of_state (step->state), FALSE));
  gtk_box_append (GTK_BOX (words),
                  make_label (why_not != NULL ? why_not
                                : chinese     ? step->why_zh
                                              : step->why_en,
                              "secondary", TRUE));
  if (due && step->by_number)
    gtk_box_append (GTK_BOX (words),
                    make_label (_ ("Its text is licensed: the answers are entered by number from the paper form."),
                                "secondary", TRUE));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), words);
  if (due)
    {
      gtk_box_append (GTK_BOX (row), make_button (_ ("Leave out…"), "set.skip", step->instrument, "flat"));
      gtk_box_append (GTK_BOX (row), make_button (_ ("Give"), "set.give", step->instrument, NULL));
    }
  else if (step->state == EK_BATTERY_STATE_DECLINED)
    gtk_box_append (GTK_BOX (row), make_button (_ ("Give again"), "set.give", step->instrument, NULL));
  else if (step->state == EK_BATTERY_STATE_SKIPPED || step->state == EK_BATTERY_STATE_NOT_NEEDED ||
           step->state == EK_BATTERY_STATE_WAITING)
    gtk_box_append (GTK_BOX (row), make_button (_ ("Give all the same"), "set.include", step->instrument, NULL));
  return row;
}

static GtkWidget *
steps_button (EkBatterySection *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  for (guint i = 0; i < self->data->steps->len; i++)
    gtk_box_append (GTK_BOX (box), step_row (g_ptr_array_index (self->data->steps, i)));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), make_button (_ ("Stop the set…"), "set.stop", NULL, "flat"));
  return make_menu (_ ("All of it"), make_popover (box), _ ("Every instrument of the set, with its state"));
}

static GtkWidget *
start_button (EkBatterySection *self)
{
  gboolean chinese = g_str_equal (ek_format_language (), "zh");
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < ek_knowledge_get_n_batteries (self->data->knowledge); i++)
    {
      const EkBatterySet *set = ek_knowledge_get_battery (self->data->knowledge, i);
      g_autofree char *action = g_strdup_printf ("set.start('%s')", set->id);

      g_menu_append (menu, chinese ? set->name_zh : set->name_en, action);
    }
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Start a set"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  return button;
}

static GtkWidget *
schedule_row (EkBatterySection *self, const EkScheduleRow *row)
{
  EkCatalogue *catalogue = ek_session_get_catalogue (self->view.session);
  g_autofree char *name = ek_schedule_subject (catalogue, self->data->knowledge, row->kind, row->subject,
                                               ek_format_language ());
  g_autofree char *every = g_strdup_printf (ngettext ("every %d day", "every %d days", row->interval_days),
                                            row->interval_days);
  g_autofree char *when = ek_schedule_row_words (row);
  g_autofree char *head = g_strdup_printf ("%s  ·  %s", name, every);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  gtk_box_append (GTK_BOX (words), make_label (head, NULL, FALSE));
  gtk_box_append (GTK_BOX (words), make_label (when, row->days < 0 && !row->over ? "overdue" : "secondary", FALSE));
  if (row->purpose != NULL)
    gtk_box_append (GTK_BOX (words), make_label (row->purpose, "secondary", TRUE));
  if (row->shorter)
    gtk_box_append (GTK_BOX (words),
                    make_label (_ ("More often than recommended, as was confirmed."), "secondary", TRUE));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), make_button (_ ("Stop"), "set.unschedule", row->id, "flat"));
  return box;
}

static GtkWidget *
schedules_button (EkBatterySection *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  for (guint i = 0; i < self->data->schedules->len; i++)
    gtk_box_append (GTK_BOX (box), schedule_row (self, g_ptr_array_index (self->data->schedules, i)));
  if (self->data->schedules->len == 0)
    gtk_box_append (GTK_BOX (box), make_label (_ ("Nothing is scheduled for this patient."), "secondary", TRUE));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), make_button (_ ("_Schedule…"), "set.schedule", NULL, "flat"));
  return make_menu (_ ("Schedule"), make_popover (box), _ ("What is given again and again, and when it is due"));
}

/* ---- Showing ---- */

static void
clear_lines (EkBatterySection *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
}

static GtkBox *
add_line (EkBatterySection *self, const char *heading)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_append (GTK_BOX (line), make_label (heading, "heading", FALSE));
  gtk_box_append (self->lines, line);
  return GTK_BOX (line);
}

static void
append_text (GtkBox *line, const char *text, const char *css_class)
{
  GtkWidget *label = make_label (text, css_class, TRUE);

  /* Beside its buttons a long line takes two, so that what is at its end is seen. */
  gtk_label_set_max_width_chars (GTK_LABEL (label), -1);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, text);
  gtk_box_append (line, label);
}

static void
show_set (EkBatterySection *self)
{
  GtkBox *line = add_line (self, _ ("Sets"));
  g_autofree char *progress = NULL;

  if (self->data->battery == NULL)
    {
      append_text (line, _ ("No set is in progress."), "secondary");
      gtk_box_append (line, start_button (self));
      return;
    }
  progress = ek_battery_reading_progress (self->data, ek_format_language ());
  append_text (line, progress, NULL);
  gtk_box_append (line, steps_button (self));
  if (ek_battery_next (self->data->steps) != NULL)
    gtk_box_append (line, make_button (_ ("_Continue"), "set.continue", NULL, "suggested-action"));
  else
    gtk_box_append (line, make_button (_ ("_Finish the set"), "set.finish", NULL, "suggested-action"));
}

static char *
baseline_words (EkRecord *baseline)
{
  const char *level = ek_record_get_text (baseline, EK_BASELINE_LEVEL);
  const char *status = ek_record_get_text (baseline, EK_BASELINE_STATUS);

  /* Translators: the button of a baseline assessment: severity and status */
  return g_strdup_printf (_ ("Baseline: %1$s (%2$s)"), ek_level_label (ek_level_from_id (level)),
                          ek_choice_label (ek_baseline_type.fields[EK_BASELINE_STATUS].choices, status));
}

static void
show_due (EkBatterySection *self)
{
  GtkBox *line = add_line (self, C_ ("assessments", "Due"));
  gboolean overdue = FALSE;
  g_autofree char *due = ek_battery_reading_due (self->data, ek_session_get_catalogue (self->view.session),
                                                 ek_format_language (), &overdue);

  append_text (line, due != NULL ? due : _ ("Nothing is scheduled."), overdue ? "overdue" : "secondary");
  if (ek_battery_reading_wants_baseline (self->data))
    gtk_box_append (line, make_button (_ ("_Make the baseline assessment"), "set.baseline", NULL, "suggested-action"));
  else if (self->data->baseline != NULL)
    {
      g_autofree char *words = baseline_words (self->data->baseline);

      gtk_box_append (line, make_button (words, "set.baseline", NULL, NULL));
    }
  gtk_box_append (line, schedules_button (self));
}

static void
on_offer (gboolean yes, gpointer user_data)
{
  EkBatterySection *self = user_data;

  if (!yes || self->view.session == NULL || self->data == NULL || self->data->steps == NULL)
    return;
  if (ek_battery_next (self->data->steps) != NULL)
    continue_action (GTK_WIDGET (self), NULL, NULL);
  else
    finish_action (GTK_WIDGET (self), NULL, NULL);
}

/* After a form of the set in progress: what comes next, once the record says that it is finished. */
static void
offer_next (EkBatterySection *self)
{
  const EkBatteryStep *finished = NULL;
  const EkBatteryStep *next = self->data->steps != NULL ? ek_battery_next (self->data->steps) : NULL;
  g_autofree char *id = g_steal_pointer (&self->finished);
  g_autofree char *heading = NULL;

  for (guint i = 0; self->data->steps != NULL && i < self->data->steps->len; i++)
    if (g_strcmp0 (((EkBatteryStep *) g_ptr_array_index (self->data->steps, i))->assessment_id, id) == 0)
      finished = g_ptr_array_index (self->data->steps, i);
  if (finished == NULL || finished->state == EK_BATTERY_STATE_OPEN)
    return;
  if (next == NULL)
    {
      ek_message_ask (GTK_WIDGET (self), _ ("Everything of the set is done"),
                      _ ("Finish it now? Each instrument then keeps its state."), _ ("_Finish the set"), FALSE,
                      on_offer, g_object_ref (self), g_object_unref);
      return;
    }
  /* Translators: %1$s and %2$s are instruments */
  heading = g_strdup_printf (_ ("%1$s is done. Go on with %2$s?"), finished->abbreviation, next->abbreviation);
  ek_message_ask (GTK_WIDGET (self), heading, g_str_equal (ek_format_language (), "zh") ? next->why_zh : next->why_en,
                  _ ("_Continue"), FALSE, on_offer, g_object_ref (self), g_object_unref);
}

static void
show_read (EkPatientView *view, gpointer result)
{
  EkBatterySection *self = EK_BATTERY_SECTION (view);

  g_clear_pointer (&self->data, ek_battery_reading_free);
  self->data = result;
  clear_lines (self);
  show_set (self);
  show_due (self);
  gtk_widget_set_visible (GTK_WIDGET (self->lines), TRUE);
  if (self->finished != NULL)
    offer_next (self);
  if (self->opening && self->data->baseline != NULL && !ek_battery_reading_wants_baseline (self->data))
    {
      self->opening = FALSE;
      show_baseline (self);
    }
}

static void
show_failure (EkPatientView *view, const GError *error)
{
  EkBatterySection *self = EK_BATTERY_SECTION (view);

  g_clear_pointer (&self->data, ek_battery_reading_free);
  clear_lines (self);
  gtk_box_append (self->lines, make_label (_ ("The sets could not be read"), "overdue", FALSE));
  gtk_box_append (self->lines, make_label (error->message, "secondary", TRUE));
  gtk_widget_set_visible (GTK_WIDGET (self->lines), TRUE);
}

static void
wipe (EkPatientView *view)
{
  EkBatterySection *self = EK_BATTERY_SECTION (view);

  g_clear_pointer (&self->data, ek_battery_reading_free);
  g_clear_pointer (&self->finished, g_free);
  self->opening = FALSE;
  clear_lines (self);
  gtk_widget_set_visible (GTK_WIDGET (self->lines), FALSE);
}

static gboolean
concerns (EkPatientView *view, const char *type)
{
  return g_strcmp0 (type, ek_assessment_type.name) == 0 || g_strcmp0 (type, ek_battery_type.name) == 0 ||
    g_strcmp0 (type, ek_schedule_type.name) == 0 || g_strcmp0 (type, ek_baseline_type.name) == 0;
}

/**
 * ek_battery_section_set_manner:
 * @self: the section
 * @language: "en" or "zh": the wording of forms that are started
 * @paper: whether they are entered from paper
 */
void
ek_battery_section_set_manner (EkBatterySection *self, const char *language, gboolean paper)
{
  g_free (self->language);
  self->language = g_strdup (language);
  self->paper = paper;
}

/**
 * ek_battery_section_form_finished:
 * @self: the section
 * @assessment_id: a form that was finished or declined
 *
 * Offers the next form when this one belongs to the set in progress.
 */
void
ek_battery_section_form_finished (EkBatterySection *self, const char *assessment_id)
{
  g_free (self->finished);
  self->finished = g_strdup (assessment_id);
  ek_patient_view_reload (&self->view);
}

/* ---- Plumbing ---- */

static void
ek_battery_section_dispose (GObject *object)
{
  EkBatterySection *self = EK_BATTERY_SECTION (object);

  g_clear_pointer (&self->data, ek_battery_reading_free);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->finished, g_free);
  G_OBJECT_CLASS (ek_battery_section_parent_class)->dispose (object);
}

static void
ek_battery_section_class_init (EkBatterySectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_battery_section_dispose;
  view_class->read = ek_battery_read;
  view_class->result_free = (GDestroyNotify) ek_battery_reading_free;
  view_class->show = show_read;
  view_class->fail = show_failure;
  view_class->clear = wipe;
  view_class->concerns = concerns;
  view_class->delay_ms = RELOAD_DELAY_MS;
  view_class->when_mapped = TRUE;
  signals[GIVE] = g_signal_new ("give", EK_TYPE_BATTERY_SECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_STRING, G_TYPE_BOOLEAN);
  gtk_widget_class_install_action (widget_class, "set.start", "s", start_action);
  gtk_widget_class_install_action (widget_class, "set.give", "s", give_action);
  gtk_widget_class_install_action (widget_class, "set.skip", "s", skip_action);
  gtk_widget_class_install_action (widget_class, "set.include", "s", include_action);
  gtk_widget_class_install_action (widget_class, "set.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "set.finish", NULL, finish_action);
  gtk_widget_class_install_action (widget_class, "set.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "set.schedule", NULL, schedule_action);
  gtk_widget_class_install_action (widget_class, "set.unschedule", "s", unschedule_action);
  gtk_widget_class_install_action (widget_class, "set.baseline", NULL, baseline_action);
}

static void
ek_battery_section_init (EkBatterySection *self)
{
  self->lines = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->lines), "page-tools");
  gtk_widget_set_visible (GTK_WIDGET (self->lines), FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->lines));
  self->language = g_strdup (ek_format_language ());
}
