/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-trajectory-table.h"

struct _EkTrajectoryTable {
  GObject parent_instance;

  EkTrajectory *trajectory; /* of the page, which empties the table first; NULL: nothing */
  GArray *points;           /* of EkTrajectoryPoint, in the order of the lines */
  EkTrajectoryCell cell;
  gboolean descending;
};

static const EkTrajectorySeries *
series_of (EkTrajectoryTable *self, guint number)
{
  return g_ptr_array_index (self->trajectory->series, number);
}

static const EkPoint *
point_of (EkTrajectoryTable *self, const EkTrajectoryPoint *place)
{
  return &ek_series_points (series_of (self, place->series)->series)[place->index];
}

/* ---- The list ---- */

static GType
get_item_type (GListModel *model)
{
  return EK_TYPE_TRAJECTORY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return EK_TRAJECTORY_TABLE (model)->points->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  EkTrajectoryTable *self = EK_TRAJECTORY_TABLE (model);
  const EkTrajectoryPoint *place;
  g_autoptr (EkTrajectoryRow) row = NULL;

  if (position >= self->points->len)
    return NULL;
  place = &g_array_index (self->points, EkTrajectoryPoint, position);
  row = ek_trajectory_make_row (self->trajectory, series_of (self, place->series), place->index);
  return row != NULL ? ek_trajectory_item_new (row) : g_object_new (EK_TYPE_TRAJECTORY_ITEM, NULL);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (EkTrajectoryTable, ek_trajectory_table, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* ---- The order ---- */

/* How severe a value is where scores are compared: by their common scale, if they have one. */
static double
severity_of (EkTrajectoryTable *self, const EkTrajectoryPoint *place)
{
  const EkTrajectorySeries *series = series_of (self, place->series);

  return series->scale != NULL && series->bands->len > 0
    ? ek_common_scale_map (series->scale, point_of (self, place)->value)
    : -1;
}

static int
compare_doubles (double a, double b)
{
  return (a > b) - (a < b);
}

static int
compare_cells (EkTrajectoryTable *self, const EkTrajectoryPoint *a, const EkTrajectoryPoint *b)
{
  const EkPoint *first = point_of (self, a), *second = point_of (self, b);

  switch (self->cell)
    {
    case EK_TRAJECTORY_SCORE:
      return (a->series > b->series) - (a->series < b->series);
    case EK_TRAJECTORY_VALUE:
      return compare_doubles (first->value, second->value);
    case EK_TRAJECTORY_SEVERITY:
      return compare_doubles (severity_of (self, a), severity_of (self, b));
    case EK_TRAJECTORY_REMARK:
      return (int) (first->flags & (EK_POINT_CRITICAL | EK_POINT_PRORATED)) -
        (int) (second->flags & (EK_POINT_CRITICAL | EK_POINT_PRORATED));
    default:
      return (first->at_ms > second->at_ms) - (first->at_ms < second->at_ms);
    }
}

/* Equal cells stand newest first, and what was taken together in the order of the charts. */
static int
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  EkTrajectoryTable *self = user_data;
  int difference = compare_cells (self, a, b);
  gint64 first = point_of (self, a)->at_ms, second = point_of (self, b)->at_ms;

  if (difference != 0)
    return self->descending ? -difference : difference;
  if (first != second)
    return first < second ? 1 : -1;
  return ((const EkTrajectoryPoint *) a)->series < ((const EkTrajectoryPoint *) b)->series ? -1 : 1;
}

static void
sort (EkTrajectoryTable *self)
{
  /* That is how the report lists them. */
  if (self->cell == EK_TRAJECTORY_DATE && self->descending)
    return;
  g_array_sort_with_data (self->points, compare_places, self);
}

/* ---- Plumbing ---- */

static void
ek_trajectory_table_finalize (GObject *object)
{
  g_array_unref (EK_TRAJECTORY_TABLE (object)->points);
  G_OBJECT_CLASS (ek_trajectory_table_parent_class)->finalize (object);
}

static void
ek_trajectory_table_class_init (EkTrajectoryTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_trajectory_table_finalize;
}

static void
ek_trajectory_table_init (EkTrajectoryTable *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryPoint));
  self->cell = EK_TRAJECTORY_DATE;
  self->descending = TRUE;
}

/**
 * ek_trajectory_table_new:
 *
 * Returns: (transfer full): an empty table, newest first
 */
EkTrajectoryTable *
ek_trajectory_table_new (void)
{
  return g_object_new (EK_TYPE_TRAJECTORY_TABLE, NULL);
}

static void
replace_points (EkTrajectoryTable *self, GArray *points)
{
  guint before = self->points->len;

  g_array_unref (self->points);
  self->points = points;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, points->len);
}

/**
 * ek_trajectory_table_set:
 * @self: a table
 * @trajectory: (nullable): where the values are; %NULL empties the table, which must be done before it goes
 * @view: (nullable): which of them; not needed afterwards
 */
void
ek_trajectory_table_set (EkTrajectoryTable *self, EkTrajectory *trajectory, const EkTrajectoryView *view)
{
  g_return_if_fail (EK_IS_TRAJECTORY_TABLE (self));

  /* First nothing: the lines of the one before must not be asked for from the other one. */
  replace_points (self, g_array_new (FALSE, FALSE, sizeof (EkTrajectoryPoint)));
  self->trajectory = trajectory;
  if (trajectory == NULL || view == NULL)
    return;
  g_array_unref (self->points);
  self->points = ek_trajectory_list_points (trajectory, view);
  sort (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->points->len);
}

/**
 * ek_trajectory_table_sort:
 * @self: a table
 * @cell: date, score, value, severity or remark
 * @descending: from the greatest to the least
 *
 * Severity is compared on the scale that scores share. Other cells count as the date.
 */
void
ek_trajectory_table_sort (EkTrajectoryTable *self, EkTrajectoryCell cell, gboolean descending)
{
  g_return_if_fail (EK_IS_TRAJECTORY_TABLE (self));

  if (self->cell == cell && self->descending == descending)
    return;
  self->cell = cell;
  self->descending = descending;
  if (self->points->len < 2)
    return;
  g_array_sort_with_data (self->points, compare_places, self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, self->points->len, self->points->len);
}
