/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir.h"

G_BEGIN_DECLS

double ek_fhir_daily_dose (JsonArray *dosages, const char *today);
char *ek_fhir_dosage_words (JsonArray *dosages) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_dosage_bound_words (JsonArray *dosages) G_GNUC_WARN_UNUSED_RESULT;
void ek_fhir_dosage_notes (JsonArray *dosages, GString *note);
void ek_fhir_dosage_bounds (JsonArray *dosages, const char **start, const char **end);

G_END_DECLS
