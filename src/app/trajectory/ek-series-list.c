/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-series-list.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-series-node.h"
#include "ek-sparkline.h"

struct _EkSeriesList {
  AdwBin parent_instance;

  GPtrArray *all;     /* of EkSeriesNode: every series, in the order in which they are drawn */
  GHashTable *usual;  /* keys of those that are drawn when nothing is chosen */
  GListStore *groups; /* of EkSeriesNode: the roots of the tree */
  gboolean filling;
  gboolean stale; /* nobody looks: the rows are made when somebody does */

  GtkSearchEntry *search;
  GtkListView *view;
  GtkStack *stack;
  GtkButton *reset;
  GtkSingleSelection *selection;
};

enum { CHOSEN, FOCUSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkSeriesList, ek_series_list, ADW_TYPE_BIN)

/* ---- The tree ---- */

static GListModel *
children_of (gpointer item, gpointer user_data)
{
  GListModel *children = ek_series_node_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

/* Names of what was opened, so that a change in the record does not close it under the hand. */
static GHashTable *
opened_names (EkSeriesList *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel *tree = gtk_single_selection_get_model (self->selection);

  for (guint i = 0; tree != NULL && i < g_list_model_get_n_items (tree); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (tree, i);
      g_autoptr (EkSeriesNode) node = gtk_tree_list_row_get_item (row);

      if (node != NULL && gtk_tree_list_row_get_expanded (row))
        g_hash_table_add (names, g_strdup (ek_series_node_get_full_name (node)));
    }
  return names;
}

static void
show_tree (EkSeriesList *self, GListStore *roots)
{
  g_autoptr (GHashTable) opened = opened_names (self);
  GtkTreeListModel *tree = gtk_tree_list_model_new (g_object_ref (G_LIST_MODEL (roots)), FALSE, FALSE, children_of,
                                                    NULL, NULL);

  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (tree));
  /* What has no total of its own is not hidden behind its name. */
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (tree)); i > 0; i--)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (tree), i - 1);
      g_autoptr (EkSeriesNode) node = gtk_tree_list_row_get_item (row);

      if (ek_series_node_get_key (node) == NULL || g_hash_table_contains (opened, ek_series_node_get_full_name (node)))
        gtk_tree_list_row_set_expanded (row, TRUE);
    }
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (G_LIST_MODEL (roots)) > 0 ? "list" : "none");
  g_object_unref (tree);
}

/* A search looks into all groups, and shows what it found without them. */
static void
on_search (EkSeriesList *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_autoptr (GListStore) found = NULL;

  self->stale = gtk_widget_get_root (GTK_WIDGET (self)) != NULL && !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (self->stale)
    return;
  g_strstrip (folded);
  if (*folded == '\0')
    {
      show_tree (self, self->groups);
      return;
    }
  found = g_list_store_new (EK_TYPE_SERIES_NODE);
  for (guint i = 0; i < self->all->len; i++)
    {
      if (ek_series_node_matches (g_ptr_array_index (self->all, i), folded))
        g_list_store_append (found, g_ptr_array_index (self->all, i));
    }
  show_tree (self, found);
}

static gboolean
is_searching (EkSeriesList *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';
}

static void
on_chosen (EkSeriesList *self)
{
  if (self->filling)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->reset), !ek_series_list_is_usual (self));
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
add_node (EkSeriesList *self, const EkTrajectorySeries *series, EkSeriesNode **root, const char **group)
{
  g_autoptr (EkSeriesNode) node = ek_series_node_new (series);

  g_ptr_array_add (self->all, g_object_ref (node));
  if (series->primary)
    g_hash_table_add (self->usual, g_strdup (series->key));
  g_signal_connect_swapped (node, "notify::chosen", G_CALLBACK (on_chosen), self);
  if (*group != NULL && g_strcmp0 (series->group, *group) == 0)
    {
      ek_series_node_add (*root, node);
      return;
    }
  *group = series->group;
  g_clear_object (root);
  if (series->kind == EK_TRAJECTORY_KIND_TOTAL)
    *root = g_object_ref (node); /* a questionnaire is its total, with the rest below */
  else
    {
      *root = ek_series_node_new_heading (series->group);
      ek_series_node_add (*root, node);
    }
  g_list_store_append (self->groups, *root);
}

static void
empty (EkSeriesList *self)
{
  for (guint i = 0; i < self->all->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->all, i), self);
  g_ptr_array_set_size (self->all, 0);
  g_hash_table_remove_all (self->usual);
  /* Another list: what was opened in the old one is looked up when the new one is shown. */
  g_clear_object (&self->groups);
  self->groups = g_list_store_new (EK_TYPE_SERIES_NODE);
}

/* ---- Rows ---- */

typedef struct {
  GtkWidget *expander, *check, *label, *sparkline, *value;
  GBinding *binding;
} Row;

static void
end_binding (Row *row)
{
  if (row->binding != NULL)
    g_binding_unbind (row->binding);
  g_clear_object (&row->binding);
}

static void
row_free (gpointer data)
{
  end_binding (data);
  g_free (data);
}

static GtkWidget *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  Row *row = g_new0 (Row, 1);

  row->expander = gtk_tree_expander_new ();
  row->check = gtk_check_button_new ();
  gtk_box_append (GTK_BOX (box), row->check);
  row->label = add_label (box, NULL);
  gtk_label_set_ellipsize (GTK_LABEL (row->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (row->label, TRUE);
  row->sparkline = g_object_new (EK_TYPE_SPARKLINE, NULL);
  gtk_box_append (GTK_BOX (box), row->sparkline);
  row->value = add_label (box, "numeric");
  gtk_label_set_xalign (GTK_LABEL (row->value), 1);
  gtk_label_set_width_chars (GTK_LABEL (row->value), 4);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (row->expander), box);
  gtk_list_item_set_child (list_item, row->expander);
  g_object_set_data_full (G_OBJECT (list_item), "ek-row", row, row_free);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, EkSeriesList *self)
{
  Row *row = g_object_get_data (G_OBJECT (list_item), "ek-row");
  GtkTreeListRow *tree_row = gtk_list_item_get_item (list_item);
  g_autoptr (EkSeriesNode) node = tree_row != NULL ? gtk_tree_list_row_get_item (tree_row) : NULL;
  gboolean is_series, root;
  const char *label;

  /* The row of a tree that has given way to another one has nothing in it. */
  if (node == NULL)
    return;
  is_series = ek_series_node_get_key (node) != NULL;
  root = gtk_tree_list_row_get_depth (tree_row) == 0;
  label = is_searching (self) || (root && is_series) ? ek_series_node_get_full_name (node)
                                                     : ek_series_node_get_label (node);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (row->expander), tree_row);
  gtk_widget_set_visible (row->check, is_series);
  gtk_label_set_text (GTK_LABEL (row->label), label);
  gtk_widget_set_tooltip_text (row->label, ek_series_node_get_full_name (node));
  gtk_label_set_text (GTK_LABEL (row->value), ek_series_node_get_value (node));
  ek_sparkline_set_series (EK_SPARKLINE (row->sparkline), ek_series_node_get_series (node));
  gtk_widget_set_visible (row->sparkline, is_series);
  if (root && !is_searching (self))
    gtk_widget_add_css_class (row->label, "heading");
  if (!is_series)
    return;
  ek_accessible_set_name (GTK_WIDGET (row->check), ek_series_node_get_full_name (node));
  /* Held on to: it ends by itself when the node goes before the row. */
  row->binding = g_object_ref (
    g_object_bind_property (node, "chosen", row->check, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, EkSeriesList *self)
{
  Row *row = g_object_get_data (G_OBJECT (list_item), "ek-row");

  end_binding (row);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (row->expander), NULL);
  gtk_widget_remove_css_class (row->label, "heading");
  gtk_label_set_text (GTK_LABEL (row->label), "");
  gtk_label_set_text (GTK_LABEL (row->value), "");
  gtk_widget_set_tooltip_text (row->label, NULL);
  ek_sparkline_set_series (EK_SPARKLINE (row->sparkline), NULL);
}

static EkSeriesNode *
selected_node (EkSeriesList *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);

  return row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
}

static void
on_selected (EkSeriesList *self)
{
  g_autoptr (EkSeriesNode) node = selected_node (self);

  if (!self->filling && node != NULL && ek_series_node_get_key (node) != NULL)
    g_signal_emit (self, signals[FOCUSED], 0, ek_series_node_get_key (node));
}

/* Enter and a double click choose, as the check mark does. */
static void
on_activated (EkSeriesList *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autoptr (EkSeriesNode) node = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (node == NULL)
    return;
  if (ek_series_node_get_key (node) != NULL)
    ek_series_node_set_chosen (node, !ek_series_node_get_chosen (node));
  else
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

static void
on_reset (EkSeriesList *self)
{
  ek_series_list_choose (self, NULL);
}

/* ---- Plumbing ---- */

static void
ek_series_list_map (GtkWidget *widget)
{
  EkSeriesList *self = EK_SERIES_LIST (widget);

  GTK_WIDGET_CLASS (ek_series_list_parent_class)->map (widget);
  if (!self->stale)
    return;
  self->filling = TRUE;
  on_search (self);
  self->filling = FALSE;
}

static void
ek_series_list_dispose (GObject *object)
{
  EkSeriesList *self = EK_SERIES_LIST (object);

  if (self->groups != NULL)
    empty (self);
  g_clear_object (&self->groups);
  G_OBJECT_CLASS (ek_series_list_parent_class)->dispose (object);
}

static void
ek_series_list_finalize (GObject *object)
{
  EkSeriesList *self = EK_SERIES_LIST (object);

  g_ptr_array_unref (self->all);
  g_hash_table_unref (self->usual);
  G_OBJECT_CLASS (ek_series_list_parent_class)->finalize (object);
}

static void
ek_series_list_class_init (EkSeriesListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_series_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_series_list_finalize;
  widget_class->map = ek_series_list_map;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[FOCUSED] = g_signal_new ("focused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-series-list.ui");
  gtk_widget_class_bind_template_child (widget_class, EkSeriesList, search);
  gtk_widget_class_bind_template_child (widget_class, EkSeriesList, view);
  gtk_widget_class_bind_template_child (widget_class, EkSeriesList, stack);
  gtk_widget_class_bind_template_child (widget_class, EkSeriesList, reset);
  gtk_widget_class_bind_template_child (widget_class, EkSeriesList, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_search);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
}

static void
ek_series_list_init (EkSeriesList *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->usual = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->groups = g_list_store_new (EK_TYPE_SERIES_NODE);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ek_series_list_set_trajectory:
 * @self: the list
 * @trajectory: (nullable): what there is to choose from; not held on to
 * @keys: (nullable): what is chosen; %NULL: what is drawn when nothing is chosen
 *
 * Emits nothing.
 */
void
ek_series_list_set_trajectory (EkSeriesList *self, EkTrajectory *trajectory, const char *const *keys)
{
  g_autoptr (EkSeriesNode) root = NULL;
  const char *group = NULL;

  g_return_if_fail (EK_IS_SERIES_LIST (self));

  self->filling = TRUE;
  empty (self);
  for (guint i = 0; trajectory != NULL && i < trajectory->series->len; i++)
    add_node (self, g_ptr_array_index (trajectory->series, i), &root, &group);
  ek_series_list_choose (self, keys);
  self->filling = TRUE;
  if (trajectory == NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->search), "");
      gtk_single_selection_set_model (self->selection, NULL);
    }
  on_search (self);
  self->filling = FALSE;
}

/**
 * ek_series_list_get_keys:
 * @self: the list
 *
 * Returns: (transfer full) (array zero-terminated=1): the chosen ones, in the order in which they are drawn; may be
 *          empty
 */
char **
ek_series_list_get_keys (EkSeriesList *self)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  for (guint i = 0; i < self->all->len; i++)
    {
      EkSeriesNode *node = g_ptr_array_index (self->all, i);

      if (ek_series_node_get_chosen (node))
        g_strv_builder_add (keys, ek_series_node_get_key (node));
    }
  return g_strv_builder_end (keys);
}

/**
 * ek_series_list_is_usual:
 * @self: the list
 *
 * Returns: whether just those are chosen that are drawn when nothing is chosen
 */
gboolean
ek_series_list_is_usual (EkSeriesList *self)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      EkSeriesNode *node = g_ptr_array_index (self->all, i);

      if (ek_series_node_get_chosen (node) != g_hash_table_contains (self->usual, ek_series_node_get_key (node)))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_series_list_choose:
 * @self: the list
 * @keys: (nullable): what to choose, and nothing else; %NULL: what is drawn when nothing is chosen
 *
 * Emits "chosen" once, if that is another choice.
 */
void
ek_series_list_choose (EkSeriesList *self, const char *const *keys)
{
  gboolean was_filling = self->filling, another = FALSE;

  g_return_if_fail (EK_IS_SERIES_LIST (self));

  self->filling = TRUE;
  for (guint i = 0; i < self->all->len; i++)
    {
      EkSeriesNode *node = g_ptr_array_index (self->all, i);
      const char *key = ek_series_node_get_key (node);
      gboolean chosen = keys != NULL ? g_strv_contains (keys, key) : g_hash_table_contains (self->usual, key);

      another = another || chosen != ek_series_node_get_chosen (node);
      ek_series_node_set_chosen (node, chosen);
    }
  self->filling = was_filling;
  gtk_widget_set_sensitive (GTK_WIDGET (self->reset), !ek_series_list_is_usual (self));
  if (another && !self->filling)
    g_signal_emit (self, signals[CHOSEN], 0);
}
