/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assessment-page.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-assessment-form.h"
#include "ek-assessment-item.h"
#include "ek-assessment-work.h"
#include "ek-battery-section.h"
#include "ek-facsimile.h"
#include "ek-focus-bin.h"
#include "ek-format.h"
#include "ek-instrument-menu.h"
#include "ek-message.h"
#include "ek-paper-entry.h"
#include "ek-table-columns.h"
#include "ek-types.h"

/* Questionnaires with a button of their own; the others are in a menu. */

static const char *const languages[] = { "zh", "en" };

/* The rows of the drop-down, in its order. */
typedef enum { READ_ALOUD, TO_PATIENT, FROM_PAPER } Manner;

struct _EkAssessmentPage {
  EkPatientView view;

  GListStore *items; /* of EkAssessmentItem, newest first */

  GtkStack *stack;
  GtkStack *history;
  EkAssessmentForm *form;
  EkPaperEntry *paper;
  EkBatterySection *sets;
  GtkBox *starters;
  GtkMenuButton *others;
  EkInstrumentMenu *menu; /* belongs to others */
  GtkDropDown *wording;
  GtkDropDown *manner;
  GtkColumnView *table;
  AdwStatusPage *failure;
  GPtrArray *incoming; /* of EkAssessmentItem, on their way into items, or NULL */
  guint n_taken;
  guint idle_source;
};

/* Rows that are made or dropped at a time. */
#define ROWS_AT_ONCE 3

G_DEFINE_FINAL_TYPE (EkAssessmentPage, ek_assessment_page, EK_TYPE_PATIENT_VIEW)

/* ---- Reading ---- */

static void
load (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkPatientRequest *request = data;
  GError *error = NULL;
  GPtrArray *assessments = ek_store_list (store, &ek_assessment_type, request->patient_id, &error);

  if (assessments != NULL)
    g_task_return_pointer (task, assessments, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  gint64 first = ek_record_get_instant (*(EkRecord *const *) a, EK_ASSESSMENT_TAKEN, NULL);
  gint64 second = ek_record_get_instant (*(EkRecord *const *) b, EK_ASSESSMENT_TAKEN, NULL);

  return (first < second) - (first > second);
}

static void
stop_taking (EkAssessmentPage *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_pointer (&self->incoming, g_ptr_array_unref);
}

/* A few rows give way to a few others. The list is shown when all of them are there. */
static gboolean
take_some (gpointer user_data)
{
  EkAssessmentPage *self = user_data;
  guint add = MIN (ROWS_AT_ONCE, self->incoming->len - self->n_taken);
  guint drop = MIN (ROWS_AT_ONCE, g_list_model_get_n_items (G_LIST_MODEL (self->items)) - self->n_taken);

  g_list_store_splice (self->items, self->n_taken, drop, self->incoming->pdata + self->n_taken, add);
  self->n_taken += add;
  if (self->n_taken < self->incoming->len || self->n_taken < g_list_model_get_n_items (G_LIST_MODEL (self->items)))
    return G_SOURCE_CONTINUE;
  gtk_stack_set_visible_child_name (self->history, self->n_taken > 0 ? "table" : "empty");
  self->idle_source = 0;
  stop_taking (self);
  return G_SOURCE_REMOVE;
}

static void
show_assessments (EkPatientView *view, gpointer result)
{
  EkAssessmentPage *self = EK_ASSESSMENT_PAGE (view);
  g_autoptr (GPtrArray) assessments = result;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  stop_taking (self);
  g_ptr_array_sort (assessments, compare_newest_first);
  for (guint i = 0; i < assessments->len; i++)
    g_ptr_array_add (items, ek_assessment_item_new (g_ptr_array_index (assessments, i), self->view.session));
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->history), "loading") == 0)
    {
      self->incoming = g_steal_pointer (&items);
      self->n_taken = 0;
      self->idle_source = g_idle_add (take_some, self);
      return;
    }
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
  gtk_stack_set_visible_child_name (self->history, items->len > 0 ? "table" : "empty");
}

/* While a form is open its answers change the record all the time, and nobody sees the list. */
static gboolean
concerns_list (EkPatientView *view, const char *type)
{
  return g_strcmp0 (type, ek_assessment_type.name) == 0 &&
    g_strcmp0 (gtk_stack_get_visible_child_name (EK_ASSESSMENT_PAGE (view)->stack), "list") == 0;
}

static void
show_failure (EkPatientView *view, const GError *error)
{
  stop_taking (EK_ASSESSMENT_PAGE (view));
  g_list_store_remove_all (EK_ASSESSMENT_PAGE (view)->items);
  EK_PATIENT_VIEW_CLASS (ek_assessment_page_parent_class)->fail (view, error);
}

/* When another patient follows, the rows go out of sight at once and a few at a time give way to those of the other,
 * as dropping all of them takes several frames. When nobody follows nothing stays. */
static void
wipe (EkPatientView *view)
{
  EkAssessmentPage *self = EK_ASSESSMENT_PAGE (view);

  ek_patient_view_set_patient (EK_PATIENT_VIEW (self->sets), view->session, view->patient_id);
  stop_taking (self);
  if (view->patient_id == NULL)
    g_list_store_remove_all (self->items);
  ek_assessment_form_wipe (self->form);
  ek_paper_entry_wipe (self->paper);
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_stack_set_visible_child_name (self->history, "loading");
}

/* ---- What a person does ---- */

static void
open_form (EkAssessmentPage *self, const char *instrument_id)
{
  guint selected = MIN (gtk_drop_down_get_selected (self->wording), G_N_ELEMENTS (languages) - 1);

  if (self->view.patient_id == NULL)
    return;
  ek_assessment_form_open (self->form, self->view.session, self->view.patient_id, instrument_id, languages[selected]);
  gtk_stack_set_visible_child_name (self->stack, "form");
}

static void
on_opened_for_patient (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkAssessmentPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkAssessmentOpened) opened = ek_assessment_open_finish (result, &error);

  if (opened == NULL)
    ek_message_error (GTK_WIDGET (self), _ ("The form could not be opened"), error);
  else if (g_strcmp0 (ek_record_get_patient_id (opened->assessment), self->view.patient_id) == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.hand-over", "s", ek_record_get_id (opened->assessment));
}

static void
give_to_patient (EkAssessmentPage *self, const char *instrument_id)
{
  guint selected = MIN (gtk_drop_down_get_selected (self->wording), G_N_ELEMENTS (languages) - 1);

  if (self->view.patient_id != NULL)
    ek_assessment_open_async (self->view.session, self->view.patient_id, instrument_id, languages[selected], NULL,
                              on_opened_for_patient, g_object_ref (self));
}

static void
enter_paper (EkAssessmentPage *self, const char *instrument_id)
{
  guint selected = MIN (gtk_drop_down_get_selected (self->wording), G_N_ELEMENTS (languages) - 1);

  if (self->view.patient_id == NULL)
    return;
  gtk_stack_set_visible_child_name (self->stack, "paper");
  ek_paper_entry_start (self->paper, self->view.session, self->view.patient_id, instrument_id, languages[selected]);
}

static void
open_in_manner (EkAssessmentPage *self, const char *instrument_id)
{
  switch ((Manner) gtk_drop_down_get_selected (self->manner))
    {
    case TO_PATIENT:
      give_to_patient (self, instrument_id);
      break;
    case FROM_PAPER:
      enter_paper (self, instrument_id);
      break;
    default:
      open_form (self, instrument_id);
      break;
    }
}

/* ---- Forms of a set ---- */

static void
on_set_gives (EkAssessmentPage *self, const char *assessment_id, gboolean paper)
{
  if (!paper && gtk_drop_down_get_selected (self->manner) == TO_PATIENT)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.hand-over", "s", assessment_id);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, paper ? "paper" : "form");
  if (paper)
    ek_paper_entry_open_by_id (self->paper, self->view.session, assessment_id);
  else
    ek_assessment_form_open_by_id (self->form, self->view.session, assessment_id);
}

static void
on_form_finished (EkAssessmentPage *self, const char *assessment_id)
{
  ek_battery_section_form_finished (self->sets, assessment_id);
}

static void
on_wording (EkAssessmentPage *self)
{
  guint selected = MIN (gtk_drop_down_get_selected (self->wording), G_N_ELEMENTS (languages) - 1);

  ek_battery_section_set_manner (self->sets, languages[selected],
                                 gtk_drop_down_get_selected (self->manner) == FROM_PAPER);
}

static void
on_form_closed (EkAssessmentPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "list");
  ek_patient_view_reload (&self->view);
  gtk_widget_child_focus (GTK_WIDGET (self->starters), GTK_DIR_TAB_FORWARD);
}

static void
start_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  open_in_manner (EK_ASSESSMENT_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
on_row_activated (EkAssessmentPage *self, guint position)
{
  g_autoptr (EkAssessmentItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  if (item == NULL)
    return;
  if (ek_assessment_item_is_open (item) && ek_assessment_item_is_paper (item))
    {
      gtk_stack_set_visible_child_name (self->stack, "paper");
      ek_paper_entry_open_by_id (self->paper, self->view.session, ek_assessment_item_get_id (item));
    }
  else if (ek_assessment_item_is_open (item))
    {
      ek_assessment_form_open_by_id (self->form, self->view.session, ek_assessment_item_get_id (item));
      gtk_stack_set_visible_child_name (self->stack, "form");
    }
  else
    ek_facsimile_show (GTK_WIDGET (self), self->view.session, ek_assessment_item_get_id (item));
}

/* ---- Questionnaires that can be given ---- */

static void
add_starter (EkAssessmentPage *self, EkInstrument *instrument)
{
  GtkWidget *button = gtk_button_new_with_label (ek_instrument_get_abbreviation (instrument));
  g_autofree char *name = g_strdup_printf (_ ("Give %s now"), ek_instrument_get_abbreviation (instrument));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "assessment.start");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", ek_instrument_get_id (instrument));
  gtk_widget_set_tooltip_text (button, ek_instrument_get_title (instrument, ek_format_language ()));
  ek_accessible_set_name (GTK_WIDGET (button), name);
  gtk_box_append (self->starters, button);
}

/* On paper a structure without words can be entered by the numbers of its items; it cannot be read out. */
static gboolean
can_give (EkAssessmentPage *self, EkInstrument *instrument)
{
  if (gtk_drop_down_get_selected (self->manner) == FROM_PAPER)
    return ek_instrument_get_n_items (instrument) > 0;
  if (gtk_drop_down_get_selected (self->manner) == TO_PATIENT &&
      g_strcmp0 (ek_instrument_get_rater (instrument), "self") != 0)
    return FALSE;
  return ek_instrument_has_words (instrument);
}

static void
make_starters (EkPatientView *view)
{
  EkAssessmentPage *self = EK_ASSESSMENT_PAGE (view);
  GtkWidget *child;
  const char *const *direct = ek_instrument_list_first ();
  EkCatalogue *catalogue = ek_session_get_catalogue (self->view.session);
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->starters))) != NULL)
    gtk_box_remove (self->starters, child);
  for (guint i = 0; direct[i] != NULL; i++)
    {
      EkInstrument *instrument = ek_catalogue_find (catalogue, direct[i], NULL);

      if (instrument != NULL && ek_instrument_has_words (instrument))
        add_starter (self, instrument);
    }
  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    {
      EkInstrument *instrument = ek_catalogue_get (catalogue, i);
      const char *id = ek_instrument_get_id (instrument);

      if (!can_give (self, instrument) || g_strv_contains (direct, id))
        continue;
      g_ptr_array_add (rest, instrument);
    }
  ek_instrument_menu_fill (self->menu, rest);
  gtk_widget_set_visible (GTK_WIDGET (self->others), rest->len > 0);
}

static void
on_chosen (EkAssessmentPage *self, const char *instrument_id)
{
  open_in_manner (self, instrument_id);
}

/* An imported instrument can be given at once. */
static void
prepare (EkPatientView *view)
{
  make_starters (view);
  g_signal_connect_object (view->session, "instruments-changed", G_CALLBACK (make_starters), view, G_CONNECT_SWAPPED);
}

static void
on_manner (EkAssessmentPage *self)
{
  on_wording (self);
  if (self->view.session != NULL)
    make_starters (&self->view);
}

/* ---- The table ---- */

static const char *
cell_text (gpointer item, guint cell, const char **css_class)
{
  if (cell == EK_ASSESSMENT_CELL_STATUS && ek_assessment_item_is_critical (item))
    *css_class = "risk-high";
  else if (cell == EK_ASSESSMENT_CELL_STATUS && ek_assessment_item_is_open (item))
    *css_class = "accent";
  return ek_assessment_item_get_cell (item, cell);
}

static void
make_columns (EkAssessmentPage *self)
{
  static const EkTableColumn columns[] = {
    { EK_ASSESSMENT_CELL_DATE, N_ ("Date"), EK_TABLE_DATE },
    { EK_ASSESSMENT_CELL_INSTRUMENT, N_ ("Questionnaire"), EK_TABLE_SHORTENS },
    { EK_ASSESSMENT_CELL_TOTAL, N_ ("Total"), EK_TABLE_NUMBER | EK_TABLE_SHORTENS },
    { EK_ASSESSMENT_CELL_SEVERITY, N_ ("Severity"), EK_TABLE_EXPANDS | EK_TABLE_SHORTENS },
    { EK_ASSESSMENT_CELL_STATUS, N_ ("Status"), EK_TABLE_EXPANDS | EK_TABLE_SHORTENS },
    { EK_ASSESSMENT_CELL_WHO, N_ ("Entered by"), EK_TABLE_EXPANDS | EK_TABLE_SHORTENS | EK_TABLE_GIVES_WAY },
  };

  ek_table_columns_add (self->table, columns, G_N_ELEMENTS (columns), cell_text);
}

/* A form that somebody was in. */
static gboolean
reopen (EkPatientView *view, const char *place, const char *target)
{
  EkAssessmentPage *self = EK_ASSESSMENT_PAGE (view);

  if (g_str_equal (place, "form/open"))
    {
      ek_assessment_form_open_by_id (self->form, view->session, target);
      gtk_stack_set_visible_child_name (self->stack, "form");
    }
  else if (g_str_equal (place, "words/decline") || g_str_equal (place, "words/decline-item"))
    {
      gtk_stack_set_visible_child_name (self->stack, "form");
      ek_assessment_form_reopen_words (self->form, view->session, target);
    }
  else if (g_str_equal (place, "paper/open"))
    {
      gtk_stack_set_visible_child_name (self->stack, "paper");
      ek_paper_entry_open_by_id (self->paper, view->session, target);
    }
  else if (g_str_equal (place, "paper/start"))
    enter_paper (self, target);
  else
    return FALSE;
  return TRUE;
}

/* ---- Plumbing ---- */

static void
ek_assessment_page_dispose (GObject *object)
{
  EkAssessmentPage *self = EK_ASSESSMENT_PAGE (object);

  stop_taking (self);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (ek_assessment_page_parent_class)->dispose (object);
}

static void
ek_assessment_page_class_init (EkAssessmentPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  g_type_ensure (EK_TYPE_ASSESSMENT_FORM);
  g_type_ensure (EK_TYPE_BATTERY_SECTION);
  g_type_ensure (EK_TYPE_FOCUS_BIN);
  g_type_ensure (EK_TYPE_PAPER_ENTRY);
  G_OBJECT_CLASS (klass)->dispose = ek_assessment_page_dispose;
  view_class->read = load;
  view_class->result_free = (GDestroyNotify) g_ptr_array_unref;
  view_class->show = show_assessments;
  view_class->clear = wipe;
  view_class->reopen = reopen;
  view_class->fail = show_failure;
  view_class->prepare = prepare;
  view_class->concerns = concerns_list;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-assessment-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, history);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, form);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, paper);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, sets);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, starters);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, others);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, wording);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, manner);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, table);
  gtk_widget_class_bind_template_child (widget_class, EkAssessmentPage, failure);
  gtk_widget_class_bind_template_callback (widget_class, on_form_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_manner);
  gtk_widget_class_bind_template_callback (widget_class, on_form_finished);
  gtk_widget_class_bind_template_callback (widget_class, on_set_gives);
  gtk_widget_class_bind_template_callback (widget_class, on_wording);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_install_action (widget_class, "assessment.start", "s", start_action);
}

static void
ek_assessment_page_init (EkAssessmentPage *self)
{
  GtkSelectionModel *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->menu = EK_INSTRUMENT_MENU (ek_instrument_menu_new ());
  gtk_menu_button_set_popover (self->others, GTK_WIDGET (self->menu));
  g_signal_connect_object (self->menu, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  self->view.failed = self->failure;
  self->items = g_list_store_new (EK_TYPE_ASSESSMENT_ITEM);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->items))));
  gtk_column_view_set_model (self->table, selection);
  g_object_unref (selection);
  gtk_drop_down_set_selected (self->wording, g_str_equal (ek_format_language (), "zh") ? 0 : 1);
  make_columns (self);
}

/**
 * ek_assessment_page_new:
 *
 * Returns: (transfer floating): the page, without a patient
 */
GtkWidget *
ek_assessment_page_new (void)
{
  return g_object_new (EK_TYPE_ASSESSMENT_PAGE, NULL);
}

/**
 * ek_assessment_page_start:
 * @self: a page that shows a patient
 * @instrument_id: an instrument
 *
 * Opens a form of it, to be read aloud.
 */
void
ek_assessment_page_start (EkAssessmentPage *self, const char *instrument_id)
{
  g_return_if_fail (EK_IS_ASSESSMENT_PAGE (self));
  open_form (self, instrument_id);
}
