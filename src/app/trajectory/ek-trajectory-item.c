/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-trajectory-item.h"

#include <glib/gi18n-lib.h>

#include "ek-format.h"
#include "ek-scale.h"
#include "ek-types.h"

struct _EkTrajectoryItem {
  GObject parent_instance;

  char *cells[EK_TRAJECTORY_N_CELLS];
  char *assessment; /* record id, or NULL when it is a measurement */
  gboolean critical;
};

G_DEFINE_FINAL_TYPE (EkTrajectoryItem, ek_trajectory_item, G_TYPE_OBJECT)

static void
ek_trajectory_item_finalize (GObject *object)
{
  EkTrajectoryItem *self = EK_TRAJECTORY_ITEM (object);

  for (guint i = 0; i < EK_TRAJECTORY_N_CELLS; i++)
    g_free (self->cells[i]);
  g_free (self->assessment);
  G_OBJECT_CLASS (ek_trajectory_item_parent_class)->finalize (object);
}

static void
ek_trajectory_item_class_init (EkTrajectoryItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_trajectory_item_finalize;
}

static void
ek_trajectory_item_init (EkTrajectoryItem *self)
{
}

static char *
remark_of (const EkTrajectoryRow *row)
{
  if (row->flags & EK_POINT_CRITICAL)
    /* Translators: an answer that needs somebody to act, such as thoughts of suicide */
    return g_strdup (_ ("Critical answer"));
  if (row->flags & EK_POINT_PRORATED)
    /* Translators: a score estimated from an incomplete form */
    return g_strdup (_ ("Prorated"));
  if (row->flags & EK_POINT_TOTAL_ONLY)
    /* Translators: a total that was received without the answers it comes from */
    return g_strdup (_ ("Total only"));
  return NULL;
}

/**
 * ek_trajectory_cell_title:
 * @cell: a column
 *
 * Returns: (transfer none): its head, translated
 */
const char *
ek_trajectory_cell_title (EkTrajectoryCell cell)
{
  static const char *const titles[EK_TRAJECTORY_N_CELLS] = {
    [EK_TRAJECTORY_DATE] = N_ ("Date"),           [EK_TRAJECTORY_SCORE] = N_ ("Score"),
    [EK_TRAJECTORY_VALUE] = N_ ("Value"),         [EK_TRAJECTORY_SEVERITY] = N_ ("Severity"),
    [EK_TRAJECTORY_REMARK] = N_ ("Remark"),       [EK_TRAJECTORY_ENTERED_BY] = N_ ("Entered by"),
    [EK_TRAJECTORY_MODE] = N_ ("How it came in"), [EK_TRAJECTORY_VERSION] = N_ ("Definition"),
  };

  return _ (titles[cell]);
}

/* How it came in, and on what. */
static char *
mode_of (const EkTrajectoryRow *row)
{
  if (row->mode != NULL && row->device != NULL)
    return g_strdup_printf ("%s · %s", row->mode, row->device);
  return g_strdup (row->mode != NULL ? row->mode : row->device);
}

/**
 * ek_trajectory_item_new:
 * @row: a value
 *
 * Returns: (transfer full): its row, which does not hold on to @row
 */
EkTrajectoryItem *
ek_trajectory_item_new (const EkTrajectoryRow *row)
{
  EkTrajectoryItem *self = g_object_new (EK_TYPE_TRAJECTORY_ITEM, NULL);
  g_autofree char *value = ek_value_text (row->value);

  self->cells[EK_TRAJECTORY_DATE] = ek_format_instant (row->at_ms, row->offset_minutes);
  self->cells[EK_TRAJECTORY_SCORE] = g_strdup (row->score);
  self->cells[EK_TRAJECTORY_VALUE] = row->unit != NULL ? g_strdup_printf ("%s %s", value, row->unit) : g_strdup (value);
  self->cells[EK_TRAJECTORY_SEVERITY] = g_strdup (row->severity);
  self->cells[EK_TRAJECTORY_REMARK] = remark_of (row);
  self->cells[EK_TRAJECTORY_ENTERED_BY] = g_strdup (row->entered_by);
  self->cells[EK_TRAJECTORY_MODE] = mode_of (row);
  self->cells[EK_TRAJECTORY_VERSION] = g_strdup (row->version);
  self->critical = (row->flags & EK_POINT_CRITICAL) != 0;
  if (row->type == &ek_assessment_type && !(row->flags & EK_POINT_TOTAL_ONLY))
    self->assessment = g_strdup (row->record_id);
  return self;
}

/**
 * ek_trajectory_item_get_cell:
 * @self: a row
 * @cell: the column
 *
 * Returns: (transfer none): what stands there, "" where nothing does
 */
const char *
ek_trajectory_item_get_cell (EkTrajectoryItem *self, EkTrajectoryCell cell)
{
  return self->cells[cell] != NULL ? self->cells[cell] : "";
}

/**
 * ek_trajectory_item_is_critical:
 * @self: a row
 *
 * Returns: whether an answer behind the value was critical
 */
gboolean
ek_trajectory_item_is_critical (EkTrajectoryItem *self)
{
  return self->critical;
}

/**
 * ek_trajectory_item_get_assessment:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the assessment the value comes from
 */
const char *
ek_trajectory_item_get_assessment (EkTrajectoryItem *self)
{
  return self->assessment;
}
