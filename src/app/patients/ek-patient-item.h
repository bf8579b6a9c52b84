/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-store.h"

G_BEGIN_DECLS

/**
 * EkPatientItem: one patient in a list; what a row shows. Emits "changed" when the row behind it was read anew.
 */
#define EK_TYPE_PATIENT_ITEM (ek_patient_item_get_type ())
G_DECLARE_FINAL_TYPE (EkPatientItem, ek_patient_item, EK, PATIENT_ITEM, GObject)

EkPatientItem *ek_patient_item_new (EkPatientRows *rows, guint index);
void ek_patient_item_set_row (EkPatientItem *self, EkPatientRows *rows, guint index);
const EkPatientRow *ek_patient_item_get_row (EkPatientItem *self);

G_END_DECLS
