/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of a table whose cells are texts, and which of them it is to be sorted by. */

#include "ek-table-columns.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"

/* Cells of a table, at most. */
#define MOST_CELLS 16

/* ---- Asking for the order ----
 *
 * GTK 4.8 does not say which head was pressed last; it only compares rows. So it is given rows that differ in what we
 * want to know. */

#define EK_TYPE_TABLE_PROBE (ek_table_probe_get_type ())
G_DECLARE_FINAL_TYPE (EkTableProbe, ek_table_probe, EK, TABLE_PROBE, GObject)

struct _EkTableProbe {
  GObject parent_instance;
  int cells[MOST_CELLS];
};

G_DEFINE_FINAL_TYPE (EkTableProbe, ek_table_probe, G_TYPE_OBJECT)

static void
ek_table_probe_class_init (EkTableProbeClass *klass)
{
}

static void
ek_table_probe_init (EkTableProbe *self)
{
}

static int
compare_probes (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint cell = GPOINTER_TO_UINT (user_data);
  const EkTableProbe *first = a, *second = b;

  if (G_OBJECT_TYPE (a) != EK_TYPE_TABLE_PROBE || G_OBJECT_TYPE (b) != EK_TYPE_TABLE_PROBE)
    return GTK_ORDERING_EQUAL;
  return (first->cells[cell] > second->cells[cell]) - (first->cells[cell] < second->cells[cell]);
}

/* 1 or −1: the table is also sorted by this cell, upwards or downwards; 0: it is not. */
static int
direction_of (GtkSorter *sorter, guint cell)
{
  g_autoptr (EkTableProbe) probe = g_object_new (EK_TYPE_TABLE_PROBE, NULL);
  g_autoptr (EkTableProbe) zero = g_object_new (EK_TYPE_TABLE_PROBE, NULL);

  probe->cells[cell] = 1;
  return gtk_sorter_compare (sorter, probe, zero);
}

/**
 * ek_table_columns_get_order:
 * @view: a table whose columns were added here
 * @cell: (out): what it is to be sorted by
 * @descending: (out): whether downwards
 *
 * Returns: whether the person chose an order
 */
gboolean
ek_table_columns_get_order (GtkColumnView *view, guint *cell, gboolean *descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (view);
  int directions[MOST_CELLS];

  for (guint i = 0; i < MOST_CELLS; i++)
    directions[i] = direction_of (sorter, i);
  for (guint i = 0; i < MOST_CELLS; i++)
    {
      g_autoptr (EkTableProbe) probe = g_object_new (EK_TYPE_TABLE_PROBE, NULL);
      g_autoptr (EkTableProbe) zero = g_object_new (EK_TYPE_TABLE_PROBE, NULL);

      if (directions[i] == 0)
        continue;
      /* This cell pulls upwards and all others downwards: upwards wins only if this is the first. */
      for (guint j = 0; j < MOST_CELLS; j++)
        probe->cells[j] = i == j ? directions[j] : -directions[j];
      if (gtk_sorter_compare (sorter, probe, zero) > 0)
        {
          *cell = i;
          *descending = directions[i] < 0;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * ek_table_columns_show_top:
 * @view: a table
 *
 * Scrolls to the first row. The list inside would keep the row that was seen where it was.
 */
void
ek_table_columns_show_top (GtkColumnView *view)
{
  GtkSelectionModel *model = gtk_column_view_get_model (view);

  if (model == NULL || g_list_model_get_n_items (G_LIST_MODEL (model)) == 0)
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_SCROLLABLE (child))
      gtk_widget_activate_action (child, "list.scroll-to-item", "u", 0);
}

/* ---- Cells ---- */

typedef struct {
  const EkTableColumn *column; /* in static memory */
  EkTableText text;
} Cell;

static GQuark
class_quark (void)
{
  return g_quark_from_static_string ("ek-table-class");
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, Cell *cell)
{
  EkTableColumnFlags flags = cell->column->flags;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), flags & EK_TABLE_NUMBER ? 1 : 0);
  if (flags & EK_TABLE_SHORTENS)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (flags & (EK_TABLE_NUMBER | EK_TABLE_DATE))
    gtk_widget_add_css_class (label, "numeric");
  ek_accessible_tell_cut (GTK_LABEL (label));
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, Cell *cell)
{
  GtkWidget *label = gtk_list_item_get_child (list_item);
  const char *css_class = NULL;
  gpointer item = gtk_list_item_get_item (list_item);
  const char *text = item != NULL ? cell->text (item, cell->column->cell, &css_class) : NULL;

  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  g_object_set_qdata (G_OBJECT (label), class_quark (), (gpointer) css_class);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, Cell *cell)
{
  GtkWidget *label = gtk_list_item_get_child (list_item);
  const char *css_class = g_object_get_qdata (G_OBJECT (label), class_quark ());

  if (css_class != NULL)
    gtk_widget_remove_css_class (label, css_class);
  gtk_label_set_text (GTK_LABEL (label), "");
}

static void
add_column (GtkColumnView *view, const EkTableColumn *column, EkTableText text)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) added = NULL;
  Cell *cell = g_new (Cell, 1);

  *cell = (Cell){ column, text };
  g_object_set_data_full (G_OBJECT (factory), "ek-table-cell", cell, g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), cell);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), cell);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), cell);
  added = gtk_column_view_column_new (_ (column->title), factory);
  gtk_column_view_column_set_expand (added, (column->flags & EK_TABLE_EXPANDS) != 0);
  gtk_column_view_column_set_resizable (added, TRUE);
  if (column->flags & EK_TABLE_SORTS)
    {
      g_autoptr (GtkSorter) sorter = GTK_SORTER (
        gtk_custom_sorter_new (compare_probes, GUINT_TO_POINTER (column->cell), NULL));

      gtk_column_view_column_set_sorter (added, sorter);
    }
  gtk_column_view_append_column (view, added);
}

static GtkWidget *
find_label (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LABEL (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child);
  return found;
}

/* A head says what its column holds also where it was made narrower than its word. */
static void
name_heads (GtkColumnView *view)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (view));

  for (GtkWidget *head = row != NULL ? gtk_widget_get_first_child (row) : NULL; head != NULL;
       head = gtk_widget_get_next_sibling (head))
    {
      GtkWidget *label = find_label (head);

      if (label == NULL || gtk_widget_get_has_tooltip (label))
        continue;
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
      ek_accessible_tell_cut (GTK_LABEL (label));
      gtk_accessible_update_property (GTK_ACCESSIBLE (head), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      gtk_label_get_text (GTK_LABEL (label)), -1);
    }
}

/**
 * ek_table_columns_add:
 * @view: a table
 * @columns: (array length=n_columns): in static memory
 * @n_columns: how many
 * @text: says what stands in a cell; its texts and classes live as long as the item
 *
 * A column that sorts does not move rows by itself: connect to the "changed" of gtk_column_view_get_sorter() and ask
 * ek_table_columns_get_order().
 */
void
ek_table_columns_add (GtkColumnView *view, const EkTableColumn *columns, guint n_columns, EkTableText text)
{
  for (guint i = 0; i < n_columns; i++)
    {
      g_return_if_fail (columns[i].cell < MOST_CELLS);
      add_column (view, &columns[i], text);
    }
  name_heads (view);
}
