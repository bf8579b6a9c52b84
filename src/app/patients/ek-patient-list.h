/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/**
 * EkPatientList: the list of patients with its search.
 *
 * Signals: "chosen" (patient id), "activated" (patient id): Enter or double click, to go on to the chart.
 */
#define EK_TYPE_PATIENT_LIST (ek_patient_list_get_type ())
G_DECLARE_FINAL_TYPE (EkPatientList, ek_patient_list, EK, PATIENT_LIST, AdwBin)

void ek_patient_list_set_session (EkPatientList *self, EkSession *session);
GtkEditable *ek_patient_list_get_search (EkPatientList *self);
void ek_patient_list_focus_search (EkPatientList *self);
void ek_patient_list_choose (EkPatientList *self, const char *patient_id);

G_END_DECLS
