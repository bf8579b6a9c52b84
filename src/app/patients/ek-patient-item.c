/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-patient-item.h"

struct _EkPatientItem {
  GObject parent_instance;

  EkPatientRows *rows;
  guint index;
};

G_DEFINE_FINAL_TYPE (EkPatientItem, ek_patient_item, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
ek_patient_item_finalize (GObject *object)
{
  EkPatientItem *self = EK_PATIENT_ITEM (object);

  g_clear_pointer (&self->rows, ek_patient_rows_unref);
  G_OBJECT_CLASS (ek_patient_item_parent_class)->finalize (object);
}

static void
ek_patient_item_class_init (EkPatientItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_patient_item_finalize;

  signals[CHANGED] = g_signal_new ("changed", EK_TYPE_PATIENT_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   0);
}

static void
ek_patient_item_init (EkPatientItem *self)
{
}

/**
 * ek_patient_item_new:
 * @rows: rows as read
 * @index: which of them
 *
 * Returns: (transfer full): an item for that row
 */
EkPatientItem *
ek_patient_item_new (EkPatientRows *rows, guint index)
{
  EkPatientItem *self = g_object_new (EK_TYPE_PATIENT_ITEM, NULL);

  self->rows = ek_patient_rows_ref (rows);
  self->index = index;
  return self;
}

/**
 * ek_patient_item_set_row:
 * @self: an item
 * @rows: rows as read again
 * @index: where the same patient is in them
 *
 * Brings the item up to date; emits "changed".
 */
void
ek_patient_item_set_row (EkPatientItem *self, EkPatientRows *rows, guint index)
{
  EkPatientRows *former = self->rows;

  self->rows = ek_patient_rows_ref (rows);
  self->index = index;
  ek_patient_rows_unref (former);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * ek_patient_item_get_row:
 * @self: an item
 *
 * Returns: (transfer none): the row, valid until the item changes
 */
const EkPatientRow *
ek_patient_item_get_row (EkPatientItem *self)
{
  return ek_patient_rows_get (self->rows, self->index);
}
