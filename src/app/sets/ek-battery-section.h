/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/**
 * EkBatterySection:
 *
 * Sets of instruments, schedules and the baseline assessment of a patient, in two lines above the questionnaires: which
 * set is in progress, how far it is and what is next; what is due; the baseline assessment.
 *
 * Signal "give" (assessment id, from paper): a form of the set is to be filled in now.
 */
#define EK_TYPE_BATTERY_SECTION (ek_battery_section_get_type ())
G_DECLARE_FINAL_TYPE (EkBatterySection, ek_battery_section, EK, BATTERY_SECTION, EkPatientView)

/* How forms are started: the wording, "en" or "zh", and whether they are entered from paper. Instruments without words
 * always are. */
void ek_battery_section_set_manner (EkBatterySection *self, const char *language, gboolean paper);
/* A form was finished or declined: where it belongs to the set in progress, the next one is offered. */
void ek_battery_section_form_finished (EkBatterySection *self, const char *assessment_id);

G_END_DECLS
