/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-item.h"

G_BEGIN_DECLS

/**
 * EkPatientModel: a list model of #EkPatientItem over packed rows. Items are made when somebody looks at them, and are
 * kept for the same patient when the rows are replaced, so that a list neither jumps nor loses its selection.
 */
#define EK_TYPE_PATIENT_MODEL (ek_patient_model_get_type ())
G_DECLARE_FINAL_TYPE (EkPatientModel, ek_patient_model, EK, PATIENT_MODEL, GObject)

EkPatientModel *ek_patient_model_new (void);
void ek_patient_model_set (EkPatientModel *self, EkPatientRows *rows, GArray *order);
guint ek_patient_model_find (EkPatientModel *self, const char *patient_id);

/** EkPatientSort: the order of the list. */
typedef enum {
  EK_PATIENT_SORT_NAME,    /* as the store lists them */
  EK_PATIENT_SORT_RISK,    /* worst first, then by name */
  EK_PATIENT_SORT_RECENT,  /* assessed last first, never assessed at the end */
  EK_PATIENT_SORT_WAITING, /* longest not assessed first, never assessed before all */
} EkPatientSort;

GArray *ek_patient_order (EkPatientRows *rows, EkPatientSort sort);

G_END_DECLS
