/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-patient-list.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-focus-bin.h"
#include "ek-message.h"
#include "ek-patient-cell.h"
#include "ek-patient-model.h"

/* How many are shown for a search: more than anybody reads; typing on finds the rest. */
#define FOUND_LIMIT 300
/* Many commits close together (an import) make one reading of the list. */
#define RELOAD_DELAY_MS 250
/* Walking through the list with the arrow keys opens the chart where one stays. */
#define SETTLE_MS 250

struct _EkPatientList {
  AdwBin parent_instance;

  EkSession *session;
  EkPatientModel *model;
  GtkSingleSelection *selection;
  GCancellable *loading;
  char *chosen;    /* patient id */
  char *shown;     /* what the rows were searched for, "" for all */
  char *entered;   /* Enter was pressed for this before its rows were there */
  gboolean scroll; /* to the chosen one, as soon as it is there */
  gboolean to_top; /* another order was chosen: its first row is shown */
  guint tick;      /* waits until the rows are laid out */
  guint frames;    /* with the rows in them */
  EkPatientSort sort;
  guint reload_source;
  guint settle_source;
  gint64 last_move; /* monotonic, µs */
  gboolean filling; /* the model changes: the selection is not the person's doing */

  GtkSearchEntry *search;
  GtkStack *stack;
  GtkListView *view;
  GtkLabel *count;
  AdwStatusPage *failed;
};

G_DEFINE_FINAL_TYPE (EkPatientList, ek_patient_list, ADW_TYPE_BIN)

enum { CHOSEN, ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const sort_ids[] = { "name", "risk", "recent", "waiting" };

/* Reading */

typedef struct {
  char *query;
  EkPatientSort sort;
} Wanted;

typedef struct {
  char *query;
  EkPatientRows *rows;
  GArray *order;
} Found;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->query);
  g_free (wanted);
}

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->rows, ek_patient_rows_unref);
  g_clear_pointer (&found->order, g_array_unref);
  g_free (found->query);
  g_free (found);
}

static void
read_rows (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  GError *error = NULL;
  EkPatientRows *rows;
  Found *found;

  if (*wanted->query != '\0')
    rows = ek_store_find_patients (store, wanted->query, FOUND_LIMIT, cancellable, &error);
  else
    rows = ek_store_list_patients (store, cancellable, &error);
  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  found = g_new0 (Found, 1);
  found->rows = rows;
  found->query = g_strdup (wanted->query);
  /* What was found stands best first. */
  found->order = *wanted->query == '\0' ? ek_patient_order (rows, wanted->sort) : NULL;
  g_task_return_pointer (task, found, found_free);
}

static void
tell_count (EkPatientList *self, gboolean searching)
{
  gulong n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autofree char *text = NULL;

  if (searching && n >= FOUND_LIMIT)
    text = g_strdup_printf (ngettext ("First %lu found", "First %lu found", n), n);
  else if (searching)
    text = g_strdup_printf (ngettext ("%lu found", "%lu found", n), n);
  else
    text = g_strdup_printf (ngettext ("%lu patient", "%lu patients", n), n);
  gtk_label_set_text (self->count, text);
}

static void
show_row (EkPatientList *self)
{
  guint position = ek_patient_model_find (self->model, self->chosen);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  if (self->to_top && n > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", 0);
  self->to_top = FALSE;
  if (!self->scroll || position == GTK_INVALID_LIST_POSITION)
    return;
  self->scroll = FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

/* A list knows how high its rows are when they were laid out. Before, it would go to a place where there is none, and
 * show nothing there. */
static gboolean
on_frame (GtkWidget *view, GdkFrameClock *clock, gpointer user_data)
{
  EkPatientList *self = user_data;

  if (!gtk_widget_get_mapped (view) || gtk_widget_get_height (view) == 0 || self->frames++ == 0)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  show_row (self);
  return G_SOURCE_REMOVE;
}

static void
stop_waiting (EkPatientList *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->tick);
  self->tick = 0;
}

static void
mark_chosen (EkPatientList *self)
{
  gtk_single_selection_set_selected (self->selection, ek_patient_model_find (self->model, self->chosen));
  stop_waiting (self);
  self->frames = 0;
  if ((self->scroll || self->to_top) && g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), on_frame, self, NULL);
}

static void open_found (EkPatientList *self);

static void
show_found (EkPatientList *self, Found *found)
{
  g_autofree char *entered = g_steal_pointer (&self->entered);
  gboolean searching = *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';

  self->filling = TRUE;
  ek_patient_model_set (self->model, found->rows, found->order);
  mark_chosen (self);
  self->filling = FALSE;

  if (ek_patient_rows_length (found->rows) > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else
    gtk_stack_set_visible_child_name (self->stack, searching ? "none-found" : "empty");
  tell_count (self, searching);
  g_free (self->shown);
  self->shown = g_steal_pointer (&found->query);
  if (g_strcmp0 (entered, self->shown) == 0)
    open_found (self);
}

static void
on_rows (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkPatientList) self = user_data;
  g_autoptr (GError) error = NULL;
  Found *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL ||
      !ek_session_is_unlocked (self->session))
    {
      g_clear_pointer (&found, found_free);
      return;
    }
  if (found == NULL)
    {
      ek_message_describe (GTK_WIDGET (self->failed), error->message);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  show_found (self, found);
  found_free (found);
}

static void
reload (EkPatientList *self)
{
  Wanted *wanted;

  g_clear_handle_id (&self->reload_source, g_source_remove);
  if (self->session == NULL || !ek_session_is_unlocked (self->session))
    return;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  wanted = g_new (Wanted, 1);
  wanted->query = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  wanted->sort = self->sort;
  ek_session_read_async (self->session, read_rows, wanted, wanted_free, self->loading, on_rows, g_object_ref (self));
}

static gboolean
reload_late (gpointer user_data)
{
  EkPatientList *self = user_data;

  self->reload_source = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

/* Choosing */

static const char *
selected_id (EkPatientList *self)
{
  EkPatientItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? ek_patient_item_get_row (item)->id : NULL;
}

static void
choose_selected (EkPatientList *self)
{
  const char *id = selected_id (self);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (id == NULL || g_strcmp0 (id, self->chosen) == 0)
    return;
  g_free (self->chosen);
  self->chosen = g_strdup (id);
  g_signal_emit (self, signals[CHOSEN], 0, self->chosen);
}

static gboolean
settled (gpointer user_data)
{
  EkPatientList *self = user_data;

  self->settle_source = 0;
  choose_selected (self);
  return G_SOURCE_REMOVE;
}

static void
on_selected (EkPatientList *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean quick = now - self->last_move < SETTLE_MS * 1000;

  if (self->filling || selected_id (self) == NULL)
    return;
  self->last_move = now;
  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (quick)
    self->settle_source = g_timeout_add (SETTLE_MS, settled, self);
  else
    choose_selected (self);
}

static void
activate (EkPatientList *self)
{
  choose_selected (self);
  if (self->chosen != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, self->chosen);
}

static void
on_activate (EkPatientList *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  activate (self);
}

/* Searching */

static void
on_search_changed (EkPatientList *self)
{
  self->to_top = TRUE;
  reload (self);
}

static void
open_found (EkPatientList *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    return;
  if (gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, 0);
  activate (self);
}

/* Enter is meant for what was typed, never for the rows of before that are still shown: they are other patients. */
static void
on_search_activate (EkPatientList *self)
{
  g_autofree char *query = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));

  if (g_strcmp0 (query, self->shown) == 0)
    {
      open_found (self);
      return;
    }
  g_free (self->entered);
  self->entered = g_steal_pointer (&query);
  reload (self);
}

/* Down in the search goes on into what was found. */
static gboolean
on_search_key (EkPatientList *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
}

/* What the list itself has no use for: below its last row. The focus would go on to a button far away, and the next
 * Return would press it. */
static gboolean
on_list_key (EkPatientList *self, guint keyval, guint keycode, GdkModifierType state)
{
  return keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

static void
on_stop_search (EkPatientList *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
on_retry (EkPatientList *self)
{
  reload (self);
}

/* Rows */

static void
on_setup (EkPatientList *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, ek_patient_cell_new (self->session));
}

static void
on_bind (EkPatientList *self, GtkListItem *item)
{
  ek_patient_cell_set_item (EK_PATIENT_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (EkPatientList *self, GtkListItem *item)
{
  ek_patient_cell_set_item (EK_PATIENT_CELL (gtk_list_item_get_child (item)), NULL);
}

static void
on_teardown (EkPatientList *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, NULL);
}

static gboolean
on_query_tooltip (EkPatientList *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  GtkWidget *below = keyboard ? NULL : gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = below != NULL ? gtk_widget_get_ancestor (below, EK_TYPE_PATIENT_CELL) : NULL;
  const char *text = NULL;
  double within;

  if (cell != NULL && gtk_widget_translate_coordinates (GTK_WIDGET (self->view), cell, x, y, &within, NULL))
    text = ek_patient_cell_get_tooltip (EK_PATIENT_CELL (cell), within);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

/* The session */

static void
on_changed (EkPatientList *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add (RELOAD_DELAY_MS, reload_late, self);
}

static void
on_locked (EkPatientList *self)
{
  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_cancellable_cancel (self->loading);
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  ek_patient_model_set (self->model, NULL, NULL);
  self->filling = FALSE;
  stop_waiting (self);
  g_clear_pointer (&self->chosen, g_free);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->entered, g_free);
  gtk_label_set_text (self->count, "");
  gtk_stack_set_visible_child_name (self->stack, "loading");
}

/* Plumbing */

enum { PROP_0, PROP_SORT, N_PROPS };

static void
ek_patient_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EkPatientList *self = EK_PATIENT_LIST (object);

  if (id == PROP_SORT)
    g_value_set_string (value, sort_ids[self->sort]);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ek_patient_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EkPatientList *self = EK_PATIENT_LIST (object);
  const char *sort = g_value_get_string (value);

  if (id != PROP_SORT)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sort_ids); i++)
    if (g_strcmp0 (sort, sort_ids[i]) == 0 && self->sort != i)
      {
        self->sort = i;
        self->to_top = TRUE;
        g_object_notify_by_pspec (object, pspec);
        reload (self);
      }
}

static void
ek_patient_list_dispose (GObject *object)
{
  EkPatientList *self = EK_PATIENT_LIST (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  stop_waiting (self);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (ek_patient_list_parent_class)->dispose (object);
}

static void
ek_patient_list_finalize (GObject *object)
{
  g_free (EK_PATIENT_LIST (object)->chosen);
  g_free (EK_PATIENT_LIST (object)->shown);
  g_free (EK_PATIENT_LIST (object)->entered);
  G_OBJECT_CLASS (ek_patient_list_parent_class)->finalize (object);
}

static void
ek_patient_list_class_init (EkPatientListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ek_patient_list_dispose;
  object_class->finalize = ek_patient_list_finalize;
  object_class->get_property = ek_patient_list_get_property;
  object_class->set_property = ek_patient_list_set_property;

  g_object_class_install_property (object_class, PROP_SORT,
                                   g_param_spec_string ("sort", NULL, NULL, "name",
                                                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                          G_PARAM_STATIC_STRINGS));
  signals[CHOSEN] = g_signal_new ("chosen", EK_TYPE_PATIENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, G_TYPE_STRING);
  signals[ACTIVATED] = g_signal_new ("activated", EK_TYPE_PATIENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (EK_TYPE_FOCUS_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-patient-list.ui");
  gtk_widget_class_bind_template_child (widget_class, EkPatientList, search);
  gtk_widget_class_bind_template_child (widget_class, EkPatientList, stack);
  gtk_widget_class_bind_template_child (widget_class, EkPatientList, view);
  gtk_widget_class_bind_template_child (widget_class, EkPatientList, count);
  gtk_widget_class_bind_template_child (widget_class, EkPatientList, failed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_key);
  gtk_widget_class_bind_template_callback (widget_class, on_list_key);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
  gtk_widget_class_install_property_action (widget_class, "patients.sort", "sort");
}

static void
ek_patient_list_init (EkPatientList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ek_accessible_tell_cuts (GTK_WIDGET (self));

  self->model = ek_patient_model_new ();
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->model));
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (on_selected), self);
  ek_accessible_set_name (GTK_WIDGET (self->view), _ ("Patients"));
  ek_accessible_set_name (GTK_WIDGET (self->search), _ ("Find a patient"));
}

static void
make_rows (EkPatientList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "teardown", G_CALLBACK (on_teardown), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

/**
 * ek_patient_list_set_session:
 * @self: a list
 * @session: the session whose patients it shows from now on, whenever it is unlocked
 */
void
ek_patient_list_set_session (EkPatientList *self, EkSession *session)
{
  g_return_if_fail (EK_IS_PATIENT_LIST (self) && self->session == NULL);

  self->session = g_object_ref (session);
  make_rows (self);
  g_signal_connect_swapped (session, "unlocked", G_CALLBACK (reload), self);
  g_signal_connect_swapped (session, "locked", G_CALLBACK (on_locked), self);
  g_signal_connect_swapped (session, "changed", G_CALLBACK (on_changed), self);
  reload (self);
}

/**
 * ek_patient_list_get_search:
 * @self: the list
 *
 * Returns: (transfer none): where a search is typed
 */
GtkEditable *
ek_patient_list_get_search (EkPatientList *self)
{
  return GTK_EDITABLE (self->search);
}

/**
 * ek_patient_list_focus_search:
 * @self: a list
 *
 * Puts the cursor into the search, its text selected.
 */
void
ek_patient_list_focus_search (EkPatientList *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}

/**
 * ek_patient_list_choose:
 * @self: a list
 * @patient_id: (nullable): the patient whose chart is open
 *
 * Marks the patient in the list, also when it is read only later.
 */
void
ek_patient_list_choose (EkPatientList *self, const char *patient_id)
{
  if (g_strcmp0 (patient_id, self->chosen) != 0)
    {
      g_free (self->chosen);
      self->chosen = g_strdup (patient_id);
    }
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->scroll = TRUE;
  self->filling = TRUE;
  mark_chosen (self);
  self->filling = FALSE;
}
