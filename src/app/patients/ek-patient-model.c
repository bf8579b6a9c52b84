/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-patient-model.h"

#include <gio/gio.h>

struct _EkPatientModel {
  GObject parent_instance;

  EkPatientRows *rows; /* or NULL: empty */
  GArray *order;       /* of guint, indices into rows; NULL: as they are */
  guint length;
  EkPatientItem **items; /* as long as the rows; NULL where nobody has looked yet */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EkPatientModel, ek_patient_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static guint
row_index (GArray *order, guint position)
{
  return order != NULL ? g_array_index (order, guint, position) : position;
}

static const char *
id_at (EkPatientRows *rows, GArray *order, guint position)
{
  return ek_patient_rows_get (rows, row_index (order, position))->id;
}

static GType
get_item_type (GListModel *model)
{
  return EK_TYPE_PATIENT_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return EK_PATIENT_MODEL (model)->length;
}

static gpointer
get_item (GListModel *model, guint position)
{
  EkPatientModel *self = EK_PATIENT_MODEL (model);

  if (position >= self->length)
    return NULL;
  if (self->items[position] == NULL)
    self->items[position] = ek_patient_item_new (self->rows, row_index (self->order, position));
  return g_object_ref (self->items[position]);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
drop_items (EkPatientItem **items, guint length)
{
  for (guint i = 0; i < length; i++)
    g_clear_object (&items[i]);
  g_free (items);
}

static void
ek_patient_model_finalize (GObject *object)
{
  EkPatientModel *self = EK_PATIENT_MODEL (object);

  drop_items (self->items, self->length);
  g_clear_pointer (&self->order, g_array_unref);
  g_clear_pointer (&self->rows, ek_patient_rows_unref);
  G_OBJECT_CLASS (ek_patient_model_parent_class)->finalize (object);
}

static void
ek_patient_model_class_init (EkPatientModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_patient_model_finalize;
}

static void
ek_patient_model_init (EkPatientModel *self)
{
}

/**
 * ek_patient_model_new:
 *
 * Returns: (transfer full): an empty model
 */
EkPatientModel *
ek_patient_model_new (void)
{
  return g_object_new (EK_TYPE_PATIENT_MODEL, NULL);
}

/* Takes over the items that somebody holds already, for the same patients at their new places. */
static EkPatientItem **
carry_items (EkPatientModel *self, EkPatientRows *rows, GArray *order, guint length)
{
  g_autoptr (GHashTable) held = g_hash_table_new (g_str_hash, g_str_equal);
  EkPatientItem **items = g_new0 (EkPatientItem *, length);

  for (guint i = 0; i < self->length; i++)
    if (self->items[i] != NULL)
      g_hash_table_insert (held, (gpointer) id_at (self->rows, self->order, i), &self->items[i]);
  for (guint i = 0; i < length && g_hash_table_size (held) > 0; i++)
    {
      EkPatientItem **former = g_hash_table_lookup (held, id_at (rows, order, i));

      if (former != NULL)
        items[i] = g_steal_pointer (former);
    }
  return items;
}

/**
 * ek_patient_model_set:
 * @self: a model
 * @rows: (nullable): the rows; %NULL empties the model
 * @order: (nullable) (element-type guint): the order in which they are shown, each index once
 *
 * Replaces the contents. What did not move is not reported as changed; its items emit "changed" instead.
 */
void
ek_patient_model_set (EkPatientModel *self, EkPatientRows *rows, GArray *order)
{
  guint length = rows != NULL ? ek_patient_rows_length (rows) : 0;
  guint head = 0, tail = 0, former_length = self->length;
  EkPatientItem **items;
  g_autoptr (EkPatientRows) former = self->rows;
  g_autoptr (GArray) former_order = self->order;

  g_return_if_fail (order == NULL || order->len == length);

  while (head < MIN (length, former_length) &&
         g_str_equal (id_at (rows, order, head), id_at (former, former_order, head)))
    head++;
  while (tail < MIN (length, former_length) - head &&
         g_str_equal (id_at (rows, order, length - 1 - tail), id_at (former, former_order, former_length - 1 - tail)))
    tail++;

  items = carry_items (self, rows, order, length);
  drop_items (self->items, self->length);
  self->items = items;
  self->length = length;
  self->rows = rows != NULL ? ek_patient_rows_ref (rows) : NULL;
  self->order = order != NULL ? g_array_ref (order) : NULL;

  for (guint i = 0; i < length; i++)
    if (items[i] != NULL)
      ek_patient_item_set_row (items[i], rows, row_index (order, i));
  if (head + tail < MAX (length, former_length))
    g_list_model_items_changed (G_LIST_MODEL (self), head, former_length - head - tail, length - head - tail);
}

/**
 * ek_patient_model_find:
 * @self: a model
 * @patient_id: (nullable): a patient
 *
 * Returns: the position, or G_MAXUINT when the patient is not in the list
 */
guint
ek_patient_model_find (EkPatientModel *self, const char *patient_id)
{
  for (guint i = 0; patient_id != NULL && i < self->length; i++)
    if (g_str_equal (id_at (self->rows, self->order, i), patient_id))
      return i;
  return G_MAXUINT;
}

/* What may be dangerous and was not looked at stands where a risk stands that nobody has assessed. */
static guint
rank_of (const EkPatientRow *row)
{
  static const char *const tiers[] = { "high", "unassessed", "moderate", "low" };
  guint rank = G_N_ELEMENTS (tiers) + (row->n_notices > 0 ? 0 : 1);

  for (guint i = 0; i < G_N_ELEMENTS (tiers); i++)
    if (g_strcmp0 (row->tier, tiers[i]) == 0)
      rank = i;
  return row->n_danger > 0 ? MIN (rank, 1) : rank;
}

typedef struct {
  EkPatientRows *rows;
  EkPatientSort sort;
} Order;

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Order *order = user_data;
  guint i = *(const guint *) a, j = *(const guint *) b;
  const EkPatientRow *x = ek_patient_rows_get (order->rows, i), *y = ek_patient_rows_get (order->rows, j);
  int by = 0;

  if (order->sort == EK_PATIENT_SORT_RISK)
    by = (int) rank_of (x) - (int) rank_of (y);
  else if (order->sort == EK_PATIENT_SORT_RECENT)
    by = (x->last_assessed < y->last_assessed) - (x->last_assessed > y->last_assessed);
  else if (order->sort == EK_PATIENT_SORT_WAITING)
    by = (x->last_assessed > y->last_assessed) - (x->last_assessed < y->last_assessed);
  return by != 0 ? by : (i > j) - (i < j);
}

/**
 * ek_patient_order:
 * @rows: rows as the store lists them
 * @sort: the order wanted
 *
 * Pure; may run in any thread. "Never assessed" is the smallest instant there is, so it sorts by itself.
 *
 * Returns: (transfer full) (nullable) (element-type guint): indices into @rows; %NULL for the order they are in
 */
GArray *
ek_patient_order (EkPatientRows *rows, EkPatientSort sort)
{
  guint length = ek_patient_rows_length (rows);
  Order order = { rows, sort };
  GArray *indices;

  if (sort == EK_PATIENT_SORT_NAME)
    return NULL;
  indices = g_array_sized_new (FALSE, FALSE, sizeof (guint), length);
  for (guint i = 0; i < length; i++)
    g_array_append_val (indices, i);
  g_array_sort_with_data (indices, compare, &order);
  return indices;
}
