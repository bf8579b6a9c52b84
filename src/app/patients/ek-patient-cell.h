/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-patient-item.h"
#include "ek-session.h"

G_BEGIN_DECLS

/** EkPatientCell: a row of the list of patients. */
#define EK_TYPE_PATIENT_CELL (ek_patient_cell_get_type ())
G_DECLARE_FINAL_TYPE (EkPatientCell, ek_patient_cell, EK, PATIENT_CELL, GtkWidget)

GtkWidget *ek_patient_cell_new (EkSession *session);
void ek_patient_cell_set_item (EkPatientCell *self, EkPatientItem *item);
const char *ek_patient_cell_get_tooltip (EkPatientCell *self, double x);
const char *ek_patient_cell_get_description (EkPatientCell *self);

G_END_DECLS
