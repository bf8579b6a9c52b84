/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of a table whose cells are texts, and which of them it is to be sorted by. */

#include "ek-table-columns.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"

/* Below so many digits of its own text a table has no room for the columns that give way. */
#define ROOM_FOR_ALL 64

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

static GtkColumnViewColumn *
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
  return g_steal_pointer (&added);
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
      ek_accessible_set_name (GTK_WIDGET (head), gtk_label_get_text (GTK_LABEL (label)));
    }
}

/* ---- Columns that give way ---- */

typedef struct {
  GtkColumnView *view;  /* owns this */
  GPtrArray *giving;    /* of GtkColumnViewColumn */
  GtkAdjustment *width; /* whose page is as wide as the table is seen */
  guint idle_source;
} Room;

static void
room_free (gpointer data)
{
  Room *room = data;

  g_clear_handle_id (&room->idle_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (room->width, room);
  g_object_unref (room->width);
  g_ptr_array_unref (room->giving);
  g_free (room);
}

static int
digit_width (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int width = pango_font_metrics_get_approximate_digit_width (metrics);

  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (width);
}

static gboolean
give_way (gpointer user_data)
{
  Room *room = user_data;
  double width = gtk_adjustment_get_page_size (room->width);
  gboolean fits = width >= ROOM_FOR_ALL * digit_width (GTK_WIDGET (room->view));

  room->idle_source = 0;
  for (guint i = 0; width > 0 && i < room->giving->len; i++)
    gtk_column_view_column_set_visible (g_ptr_array_index (room->giving, i), fits);
  return G_SOURCE_REMOVE;
}

/* The page changes while the table is being laid out, when nothing in it may change. */
static void
on_width (Room *room)
{
  if (room->idle_source == 0)
    room->idle_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, give_way, room, NULL);
}

static void
watch_room (GtkColumnView *view, GPtrArray *giving)
{
  GtkAdjustment *width = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));
  Room *room;

  g_return_if_fail (width != NULL);
  room = g_new0 (Room, 1);
  room->view = view;
  room->giving = g_ptr_array_ref (giving);
  room->width = g_object_ref (width);
  g_signal_connect_swapped (width, "changed", G_CALLBACK (on_width), room);
  g_object_set_data_full (G_OBJECT (view), "ek-table-room", room, room_free);
}

/**
 * ek_table_columns_add:
 * @view: a table
 * @columns: (array length=n_columns): in static memory
 * @n_columns: how many
 * @text: says what stands in a cell; its texts and classes live as long as the item
 *
 * A table with columns that give way stands in a scrolled window already.
 *
 * A column that sorts does not move rows by itself: connect to the "changed" of gtk_column_view_get_sorter() and ask
 * ek_table_columns_get_order().
 */
void
ek_table_columns_add (GtkColumnView *view, const EkTableColumn *columns, guint n_columns, EkTableText text)
{
  g_autoptr (GPtrArray) giving = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr (GtkColumnViewColumn) added = NULL;

      g_return_if_fail (columns[i].cell < MOST_CELLS);
      added = add_column (view, &columns[i], text);
      if (columns[i].flags & EK_TABLE_GIVES_WAY)
        g_ptr_array_add (giving, g_steal_pointer (&added));
    }
  if (giving->len > 0)
    watch_room (view, giving);
  name_heads (view);
}
