/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/**
 * EkPatientPage: one patient: who it is, what is dangerous, and the tabs.
 */
#define EK_TYPE_PATIENT_PAGE (ek_patient_page_get_type ())
G_DECLARE_FINAL_TYPE (EkPatientPage, ek_patient_page, EK, PATIENT_PAGE, EkPatientView)

void ek_patient_page_set_patient (EkPatientPage *self, EkSession *session, const char *patient_id);
void ek_patient_page_prepare (EkPatientPage *self);
const char *ek_patient_page_get_patient (EkPatientPage *self);
EkRecord *ek_patient_page_get_record (EkPatientPage *self);
void ek_patient_page_start (EkPatientPage *self, const char *instrument_id);
void ek_patient_page_show_tab (EkPatientPage *self, const char *name);
GtkWidget *ek_patient_page_get_back (EkPatientPage *self);
const char *ek_patient_page_get_tab (EkPatientPage *self);
gboolean ek_patient_page_is_joined (EkPatientPage *self);
EkPatientView *ek_patient_page_get_notices (EkPatientPage *self);
EkPatientView *ek_patient_page_get_view (EkPatientPage *self, const char *tab);

G_END_DECLS
