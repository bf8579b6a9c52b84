/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir.h"

G_BEGIN_DECLS

/* FHIR data types in the words of a clinician, for what has no field of its own. */

char *ek_fhir_quantity_words (JsonObject *quantity) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_range_words (JsonObject *range) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_period_words (JsonObject *period) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_ratio_words (JsonObject *ratio) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_unit_words (JsonObject *quantity) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_age_words (JsonObject *age) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_choice_words (JsonObject *object, const char *prefix) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_concepts_words (JsonObject *object, const char *member) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_interpretation (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_notes (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;
void ek_fhir_note_line (GString *note, const char *label, const char *words);
void ek_fhir_take_line (GString *note, const char *label, char *words);
void ek_fhir_take_notes (GString *note, char *words);

G_END_DECLS
