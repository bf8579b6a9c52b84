/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-instrument-menu.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-accessible.h"
#include "ek-file.h"
#include "ek-format.h"
#include "ek-json.h"
#include "ek-text.h"

#define LEAST_WIDTH 340
#define MOST_HEIGHT 460

struct _EkInstrumentMenu {
  GtkPopover parent_instance;

  JsonNode *groups; /* NULL: the file could not be read, and there is one list */
  GtkSearchEntry *search;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (EkInstrumentMenu, ek_instrument_menu, GTK_TYPE_POPOVER)

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

/* ---- Groups ---- */

static const EkJsonLimits limits = { 64 * 1024, 8 };

static JsonArray *
list_groups (EkInstrumentMenu *self)
{
  return self->groups != NULL && JSON_NODE_HOLDS_OBJECT (self->groups)
    ? ek_json_peek_array (json_node_get_object (self->groups), "groups")
    : NULL;
}

static gboolean
group_has (JsonObject *group, const char *id)
{
  JsonArray *instruments = ek_json_peek_array (group, "instruments");

  for (guint i = 0; instruments != NULL && i < json_array_get_length (instruments); i++)
    if (g_strcmp0 (ek_json_element_string (instruments, i), id) == 0)
      return TRUE;
  return FALSE;
}

/* *heading: belongs to the file, or is translated. *also: the same in both languages, for who looks for the other. */
static guint
group_of (EkInstrumentMenu *self, const char *id, const char **heading, char **also)
{
  JsonArray *groups = list_groups (self);
  guint n = groups != NULL ? json_array_get_length (groups) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *group = ek_json_element_object (groups, i);

      if (group == NULL || !group_has (group, id))
        continue;
      *heading = ek_json_peek_string (group, ek_format_language ());
      *also = g_strdup_printf ("%s %s", ek_json_peek_string (group, "en"), ek_json_peek_string (group, "zh"));
      return i;
    }
  *heading = _ ("Others");
  *also = g_strdup (*heading);
  return n;
}

/* ---- Rows ---- */

static GtkWidget *
row_new (EkInstrumentMenu *self, EkInstrument *instrument)
{
  const char *title = ek_instrument_get_title (instrument, ek_format_language ());
  const char *id = ek_instrument_get_id (instrument), *heading = NULL;
  g_autofree char *also = NULL;
  guint group = group_of (self, id, &heading, &also);
  g_autofree char *text = g_strdup_printf ("%s  %s", ek_instrument_get_abbreviation (instrument), title);
  g_autofree char *found_by = g_strdup_printf ("%s %s %s %s %s", text, ek_instrument_get_title (instrument, "en"),
                                               ek_instrument_get_title (instrument, "zh"), id, also);
  GtkWidget *row = gtk_list_box_row_new (), *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_start (label, 8);
  gtk_widget_set_margin_end (label, 8);
  gtk_widget_set_margin_top (label, 4);
  gtk_widget_set_margin_bottom (label, 4);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  ek_accessible_set_name (GTK_WIDGET (row), text);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (id), g_free);
  g_object_set_data_full (G_OBJECT (row), "heading", g_strdup (heading), g_free);
  g_object_set_data_full (G_OBJECT (row), "found-by", ek_text_fold (found_by), g_free);
  g_object_set_data (G_OBJECT (row), "group", GUINT_TO_POINTER (group));
  return row;
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer unused)
{
  guint first = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (a), "group"));
  guint second = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (b), "group"));

  return (first > second) - (first < second);
}

static gboolean
is_found (GtkListBoxRow *row, gpointer user_data)
{
  EkInstrumentMenu *self = user_data;
  g_autofree char *wanted = ek_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));

  return strstr (g_object_get_data (G_OBJECT (row), "found-by"), wanted) != NULL;
}

static void
set_heading (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  GtkWidget *label;

  if (before != NULL && g_object_get_data (G_OBJECT (row), "group") == g_object_get_data (G_OBJECT (before), "group"))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (g_object_get_data (G_OBJECT (row), "heading"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 8);
  gtk_widget_set_margin_top (label, 8);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_box_row_set_header (row, label);
}

/* ---- Choosing ---- */

static void
choose (EkInstrumentMenu *self, GtkListBoxRow *row)
{
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (row), "id"));

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, id);
}

/* Enter in the field takes the first that is found. */
static void
on_enter (EkInstrumentMenu *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        choose (self, row);
        return;
      }
}

static void
on_search (EkInstrumentMenu *self)
{
  gtk_list_box_invalidate_filter (self->list);
}

static void
on_shown (EkInstrumentMenu *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* ---- Plumbing ---- */

static void
ek_instrument_menu_finalize (GObject *object)
{
  g_clear_pointer (&EK_INSTRUMENT_MENU (object)->groups, json_node_unref);
  G_OBJECT_CLASS (ek_instrument_menu_parent_class)->finalize (object);
}

static void
ek_instrument_menu_class_init (EkInstrumentMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_instrument_menu_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ek_instrument_menu_init (EkInstrumentMenu *self)
{
  g_autofree char *folder = ek_data_path ("knowledge");
  g_autofree char *path = g_build_filename (folder, "instrument-groups.json", NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scrolled = gtk_scrolled_window_new ();

  self->groups = ek_json_load (path, &limits, NULL);
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_sort_func (self->list, compare_rows, NULL, NULL);
  gtk_list_box_set_filter_func (self->list, is_found, self, NULL);
  gtk_list_box_set_header_func (self->list, set_heading, NULL, NULL);
  ek_accessible_set_name (GTK_WIDGET (self->search), _ ("Find a questionnaire"));
  ek_accessible_set_name (GTK_WIDGET (self->list), _ ("Questionnaires"));
  gtk_list_box_set_placeholder (self->list, gtk_label_new (_ ("No questionnaire is called so.")));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MOST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (box, LEAST_WIDTH, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (on_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (gtk_popover_popdown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (on_enter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "show", G_CALLBACK (on_shown), NULL);
}

/**
 * ek_instrument_menu_new:
 *
 * Returns: (transfer floating): a menu without questionnaires
 */
GtkWidget *
ek_instrument_menu_new (void)
{
  return g_object_new (EK_TYPE_INSTRUMENT_MENU, NULL);
}

/**
 * ek_instrument_menu_fill:
 * @self: a menu
 * @instruments: (element-type EkInstrument): what can be chosen, in the order within each group
 *
 * Shows these and no others.
 */
void
ek_instrument_menu_fill (EkInstrumentMenu *self, GPtrArray *instruments)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < instruments->len; i++)
    gtk_list_box_append (self->list, row_new (self, instruments->pdata[i]));
}
