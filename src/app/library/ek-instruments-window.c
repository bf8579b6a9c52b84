/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library of instruments: what there is, what is known of each and how, and the way words come in. */

#include "ek-instruments-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-accessible.h"
#include "ek-definitions.h"
#include "ek-file-chooser.h"
#include "ek-file.h"
#include "ek-focus-bin.h"
#include "ek-format.h"
#include "ek-instrument-detail.h"
#include "ek-instrument-item.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-text.h"
#include "ek-wording-dialog.h"

struct _EkInstrumentsWindow {
  AdwWindow parent_instance;

  EkSession *session;
  GCancellable *cancellable;
  GPtrArray *definitions; /* of EkDefinition; NULL until they were read */
  GListStore *items;      /* of EkInstrumentItem */
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  char *folded; /* what is searched for */
  char *wanted; /* id of the instrument to show once the list is there */
  char *shown;  /* id of the instrument on the page */
  guint show_source;

  AdwToastOverlay *overlay;
  GtkStack *stack;
  GtkStack *right;
  GtkListView *view;
  GtkSearchEntry *search;
  GtkDropDown *kind;
  GtkLabel *count;
  GtkBox *detail;
  GtkScrolledWindow *scrolled;
  GtkWidget *problems;
  GtkLabel *problems_text;
  AdwStatusPage *failed;
};

G_DEFINE_FINAL_TYPE (EkInstrumentsWindow, ek_instruments_window, ADW_TYPE_WINDOW)

static void read_definitions (EkInstrumentsWindow *self);

static EkInstrument *
chosen (EkInstrumentsWindow *self)
{
  EkInstrumentItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? ek_instrument_item_get_instrument (item) : NULL;
}

/* The page of one instrument is made when nothing else is to be done: walking through the list stays fluid. */
static gboolean
show_detail (gpointer user_data)
{
  EkInstrumentsWindow *self = user_data;
  EkInstrument *instrument = chosen (self);
  gboolean can_export = instrument != NULL && ek_instrument_get_n_items (instrument) > 0;

  self->show_source = 0;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "instruments.export", can_export);
  gtk_stack_set_visible_child_name (self->right, instrument != NULL ? "detail" : "none");
  if (instrument == NULL)
    return G_SOURCE_REMOVE;
  ek_instrument_detail_fill (self->detail, instrument, ek_session_get_catalogue (self->session), self->definitions);
  if (g_strcmp0 (self->shown, ek_instrument_get_id (instrument)) != 0)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  g_free (self->shown);
  self->shown = g_strdup (ek_instrument_get_id (instrument));
  return G_SOURCE_REMOVE;
}

static void
on_selected (EkInstrumentsWindow *self)
{
  if (self->show_source == 0)
    self->show_source = g_idle_add_full (G_PRIORITY_LOW, show_detail, self, NULL);
}

static gboolean
matches (gpointer object, gpointer user_data)
{
  EkInstrumentsWindow *self = user_data;

  return ek_instrument_item_matches (object, self->folded, gtk_drop_down_get_selected (self->kind));
}

static void
tell_count (EkInstrumentsWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  g_autofree char *text = n == 0 ? g_strdup (_ ("No instrument fits. Search for something else."))
                                 : g_strdup_printf (ngettext ("%u instrument", "%u instruments", n), n);

  gtk_label_set_text (self->count, text);
}

static void
on_search (EkInstrumentsWindow *self)
{
  if (self->filtered == NULL)
    return;
  g_free (self->folded);
  self->folded = ek_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered), GTK_FILTER_CHANGE_DIFFERENT);
  tell_count (self);
}

/* The entry takes Escape for itself: the first one ends the search, the next one is meant for the window. */
static void
on_stop_search (EkInstrumentsWindow *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "instruments.close", NULL);
}

static void
select_instrument (EkInstrumentsWindow *self, const char *id)
{
  GListModel *model = G_LIST_MODEL (self->selection);

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (EkInstrumentItem) item = g_list_model_get_item (model, i);

      if (g_str_equal (ek_instrument_get_id (ek_instrument_item_get_instrument (item)), id))
        {
          gtk_single_selection_set_selected (self->selection, i);
          gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", i);
          return;
        }
    }
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  EkInstrument *first = ek_instrument_item_get_instrument (*(EkInstrumentItem *const *) a);
  EkInstrument *second = ek_instrument_item_get_instrument (*(EkInstrumentItem *const *) b);

  return ek_text_collate (ek_instrument_get_abbreviation (first), ek_instrument_get_abbreviation (second));
}

static gboolean
is_imported (EkInstrumentsWindow *self, EkInstrument *instrument)
{
  for (guint i = 0; i < self->definitions->len; i++)
    {
      const EkDefinition *definition = g_ptr_array_index (self->definitions, i);

      if (g_str_equal (definition->instrument, ek_instrument_get_id (instrument)) &&
          g_str_equal (definition->version, ek_instrument_get_version (instrument)))
        return TRUE;
    }
  return FALSE;
}

static void
tell_problems (EkInstrumentsWindow *self, EkCatalogue *catalogue)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ek_catalogue_get_n_problems (catalogue); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : _ ("A definition cannot be used: "),
                            ek_catalogue_get_problem (catalogue, i));
  gtk_label_set_text (self->problems_text, text->str);
  gtk_widget_set_visible (self->problems, text->len > 0);
}

static void
fill (EkInstrumentsWindow *self)
{
  EkCatalogue *catalogue = ek_session_get_catalogue (self->session);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *id = self->wanted != NULL ? g_steal_pointer (&self->wanted)
    : chosen (self) != NULL                  ? g_strdup (ek_instrument_get_id (chosen (self)))
                                             : NULL;

  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    g_ptr_array_add (items,
                     ek_instrument_item_new (ek_catalogue_get (catalogue, i),
                                             is_imported (self, ek_catalogue_get (catalogue, i))));
  g_ptr_array_sort (items, compare_items);
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
  tell_count (self);
  tell_problems (self, catalogue);
  select_instrument (self, id);
  on_selected (self);
  gtk_stack_set_visible_child_name (self->stack, "list");
}

/* Reading what was imported */

static void
list_definitions (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *definitions = ek_definitions_list (store, &error);

  if (definitions != NULL)
    g_task_return_pointer (task, definitions, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkInstrumentsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *definitions = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->session == NULL)
    {
      g_clear_pointer (&definitions, g_ptr_array_unref);
      return;
    }
  if (definitions == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      ek_message_describe (GTK_WIDGET (self->failed), error->message);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  g_clear_pointer (&self->definitions, g_ptr_array_unref);
  self->definitions = definitions;
  fill (self);
}

static void
read_definitions (EkInstrumentsWindow *self)
{
  ek_session_read_async (self->session, list_definitions, NULL, NULL, self->cancellable, on_listed,
                         g_object_ref (self));
}

/* Withdrawing and taking back */

typedef struct {
  EkInstrumentsWindow *window; /* owned; NULL in the worker's copy */
  EkSession *session;          /* not owned: it outlives its jobs */
  char *instrument;
  char *version;
  char *reason;
  gboolean withdraw;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_clear_object (&move->window);
  g_free (move->instrument);
  g_free (move->version);
  g_free (move->reason);
  g_free (move);
}

static Move *
move_new (EkInstrumentsWindow *window, const char *instrument, const char *version, gboolean withdraw)
{
  Move *move = g_new0 (Move, 1);

  move->window = g_object_ref (window);
  move->session = window->session;
  move->instrument = g_strdup (instrument);
  move->version = g_strdup (version);
  move->withdraw = withdraw;
  return move;
}

static void
work_move (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Move *move = data;
  GError *error = NULL;

  if (ek_definitions_set_withdrawn (store, move->instrument, move->version, move->withdraw, move->reason, &error) &&
      ek_session_read_instruments (move->session, store, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_moved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkInstrumentsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->session == NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    ek_message_error (GTK_WIDGET (self), _ ("Nothing was changed"), error);
}

static void
start_move (Move *move, const char *reason)
{
  EkInstrumentsWindow *self = move->window;
  Move *work = move_new (self, move->instrument, move->version, move->withdraw);

  work->reason = g_strdup (reason != NULL && *reason != '\0' ? reason : NULL);
  g_clear_object (&work->window);
  ek_session_write_async (self->session, work_move, work, move_free, NULL, on_moved, g_object_ref (self));
}

static void
on_undo (gboolean yes, gpointer user_data)
{
  Move *move = user_data;

  if (yes && move->window->session != NULL && ek_session_is_unlocked (move->window->session))
    {
      move->withdraw = !move->withdraw;
      start_move (move, NULL);
    }
}

static void
on_reason (const char *words, gpointer user_data)
{
  Move *move = user_data;
  g_autofree char *text = NULL;

  if (words == NULL || move->window->session == NULL || !ek_session_is_unlocked (move->window->session))
    return;
  start_move (move, words);
  text = g_strdup_printf (_ ("Version %s is not given any more"), move->version);
  ek_message_undo (GTK_WIDGET (move->window->overlay), text, on_undo,
                   move_new (move->window, move->instrument, move->version, TRUE), move_free);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkInstrumentsWindow *self = EK_INSTRUMENTS_WINDOW (widget);
  EkInstrument *instrument = chosen (self);
  const char *version;
  gboolean withdraw;
  g_autofree char *target = NULL;
  GtkWidget *dialog;
  Move *move;

  if (instrument == NULL)
    return;
  g_variant_get (parameter, "(&sb)", &version, &withdraw);
  move = move_new (self, ek_instrument_get_id (instrument), version, withdraw);
  if (!withdraw)
    {
      start_move (move, NULL);
      move_free (move);
      return;
    }
  dialog = ek_message_ask_words (widget, _ ("Withdraw this version?"),
                                 _ ("It is not given any more. Forms that were answered under it are shown and scored "
                                    "as before, and it can be taken back into use."),
                                 _ ("Reason"), _ ("misprint, licence ended …"), _ ("_Withdraw"), on_reason, move,
                                 move_free);
  target = g_strdup_printf ("%s %s", ek_instrument_get_id (instrument), version);
  ek_message_keep_words (dialog, self->session, "words/withdraw-version", NULL, target);
}

/* Import and export */

static void
on_imported (const char *instrument_id, gpointer user_data)
{
  EkInstrumentsWindow *self = user_data;

  g_free (self->wanted);
  self->wanted = g_strdup (instrument_id);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->kind, EK_INSTRUMENT_ANY);
  if (self->session != NULL)
    read_definitions (self);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkInstrumentsWindow *self = EK_INSTRUMENTS_WINDOW (widget);

  ek_wording_dialog_choose (widget, self->session, on_imported, g_object_ref (self), g_object_unref);
}

typedef struct {
  EkInstrumentsWindow *window;
  EkInstrument *instrument;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_object_unref (export->window);
  ek_instrument_unref (export->instrument);
  g_free (export);
}

static void
on_export_path (const char *path, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (path == NULL || export->window->session == NULL)
    return;
  text = g_str_has_suffix (path, ".json") ? ek_wording_export_json (export->instrument)
                                          : ek_wording_export_csv (export->instrument);
  if (ek_file_replace (path, text, strlen (text), 0600, &error))
    ek_message_toast (GTK_WIDGET (export->window->overlay),
                      ek_instrument_has_words (export->instrument)
                        ? _ ("The structure was written with the words it has. The file is not encrypted.")
                        : _ ("The structure was written. Fill in the words and import the file."));
  else
    ek_message_error (GTK_WIDGET (export->window), _ ("The file was not written"), error);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const patterns[] = { "*.csv", "*.json", NULL };
  EkInstrumentsWindow *self = EK_INSTRUMENTS_WINDOW (widget);
  EkInstrument *instrument = chosen (self);
  g_autofree char *file = NULL;
  Export *export;

  if (instrument == NULL || ek_instrument_get_n_items (instrument) == 0)
    return;
  export = g_new (Export, 1);
  *export = (Export){ g_object_ref (self), ek_instrument_ref (instrument) };
  file = g_strdup_printf ("%s.csv", ek_instrument_get_id (instrument));
  ek_file_chooser_show (widget, EK_FILE_CHOOSER_SAVE, _ ("Export the structure"), file,
                        _ ("Table for a spreadsheet (CSV), or JSON"), patterns, on_export_path, export, export_free);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (EK_INSTRUMENTS_WINDOW (widget)->search));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/* Rows */

static GtkWidget *
row_label (GtkWidget *box, const char *css_class, gboolean expand)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  ek_accessible_tell_cut (GTK_LABEL (label));
  gtk_widget_set_hexpand (label, expand);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

typedef struct {
  GtkWidget *name, *words, *title, *facts, *marks;
} Row;

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  Row *row = g_new0 (Row, 1);

  gtk_widget_add_css_class (box, "library-cell");
  gtk_box_append (GTK_BOX (box), head);
  row->name = row_label (head, "library-name", TRUE);
  row->words = row_label (head, "tag", FALSE);
  row->title = row_label (box, "secondary", TRUE);
  gtk_box_append (GTK_BOX (box), foot);
  row->facts = row_label (foot, "caption", TRUE);
  row->marks = row_label (foot, "verify", FALSE);
  gtk_list_item_set_child (item, box);
  g_object_set_data_full (G_OBJECT (item), "ek-row", row, g_free);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  EkInstrumentItem *item = gtk_list_item_get_item (list_item);
  EkInstrument *instrument = item != NULL ? ek_instrument_item_get_instrument (item) : NULL;
  Row *row = g_object_get_data (G_OBJECT (list_item), "ek-row");
  const char *title = NULL;
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  g_autofree char *all = NULL;

  if (instrument == NULL)
    return;
  title = ek_instrument_get_title (instrument, ek_format_language ());
  gtk_label_set_text (GTK_LABEL (row->name), ek_instrument_get_abbreviation (instrument));
  gtk_label_set_text (GTK_LABEL (row->words), ek_instrument_item_get_words (item));
  gtk_label_set_text (GTK_LABEL (row->title), title);
  gtk_label_set_text (GTK_LABEL (row->facts), ek_instrument_item_get_facts (item));
  gtk_label_set_text (GTK_LABEL (row->marks), ek_instrument_item_get_marks (item));
  gtk_widget_set_tooltip_text (cell, title);
  all = g_strjoin (", ", ek_instrument_get_abbreviation (instrument), title, ek_instrument_item_get_words (item),
                   ek_instrument_item_get_facts (item), ek_instrument_item_get_marks (item), NULL);
  ek_accessible_set_name (GTK_WIDGET (cell), all);
}

/* Plumbing */

static void
ek_instruments_window_dispose (GObject *object)
{
  EkInstrumentsWindow *self = EK_INSTRUMENTS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (ek_instruments_window_parent_class)->dispose (object);
}

static void
ek_instruments_window_finalize (GObject *object)
{
  EkInstrumentsWindow *self = EK_INSTRUMENTS_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->definitions, g_ptr_array_unref);
  g_free (self->folded);
  g_free (self->wanted);
  g_free (self->shown);
  G_OBJECT_CLASS (ek_instruments_window_parent_class)->finalize (object);
}

static void
ek_instruments_window_class_init (EkInstrumentsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_instruments_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_instruments_window_finalize;

  g_type_ensure (EK_TYPE_FOCUS_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-instruments-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, right);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, view);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, search);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, kind);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, count);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, detail);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, scrolled);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, problems);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, problems_text);
  gtk_widget_class_bind_template_child (widget_class, EkInstrumentsWindow, failed);
  gtk_widget_class_bind_template_callback (widget_class, on_search);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_install_action (widget_class, "instruments.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "instruments.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "instruments.move", "(sb)", move_action);
  gtk_widget_class_install_action (widget_class, "instruments.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "instruments.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "instruments.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "instruments.import", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "instruments.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "instruments.close", NULL);
}

static void
ek_instruments_window_init (EkInstrumentsWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->cancellable = g_cancellable_new ();
  self->folded = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (EK_TYPE_INSTRUMENT_ITEM);
  self->filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->items)),
                                              GTK_FILTER (gtk_custom_filter_new (matches, self, NULL)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (self->filtered));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_object_unref (factory);
  g_object_unref (self->selection);
  ek_accessible_set_name (GTK_WIDGET (self->view), _ ("Instruments"));
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->view));
}

/**
 * ek_instruments_window_show:
 * @parent: a widget of the window it belongs to
 * @session: the session, unlocked
 *
 * Shows the instruments. The window closes when the vault is locked.
 */
void
ek_instruments_window_show (GtkWidget *parent, EkSession *session)
{
  EkInstrumentsWindow *self = g_object_new (EK_TYPE_INSTRUMENTS_WINDOW, "transient-for", gtk_widget_get_root (parent),
                                            "modal", TRUE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "locked", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "instruments-changed", G_CALLBACK (read_definitions), self, G_CONNECT_SWAPPED);
  read_definitions (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->search));
  ek_kept_add (ek_kept_window (GTK_WIDGET (self), session, "window/instruments", NULL, NULL), "search", NULL,
               GTK_WIDGET (self->search));
  gtk_window_present (GTK_WINDOW (self));
}
