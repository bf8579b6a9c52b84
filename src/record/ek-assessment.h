/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-score.h"
#include "ek-store.h"
#include "ek-types.h"

G_BEGIN_DECLS

/* What an assessment holds together: its answers, and the total, the level and the result that come from them. They are
 * written, merged and replaced as one. */

gboolean ek_assessment_get_subject (EkStore *store, EkRecord *assessment, EkSubject *subject, GError **error);
void ek_assessment_subject_of (EkRecord *patient, gint64 at_ms, int offset_minutes, EkSubject *subject);
EkScore *ek_assessment_score (EkInstrument *instrument, EkRecord *assessment, const EkSubject *subject, GError **error);
void ek_assessment_keep_score (EkRecord *assessment, EkScore *score);

gboolean ek_assessment_field_is_of_form (int field);
gboolean ek_assessment_field_is_derived (int field);

/* Totals that came without their answers. */
gboolean ek_assessment_is_total_only (EkRecord *assessment);
gboolean ek_total_is_final (const char *status);
gboolean ek_total_is_impossible (EkCatalogue *catalogue, const char *system, const char *code, double value);
EkInstrument *ek_total_instrument (EkCatalogue *catalogue, const char *system, const char *code, double value);
GPtrArray *ek_total_codes (EkCatalogue *catalogue);
GPtrArray *ek_assessment_list_with_totals (EkStore *store, EkCatalogue *catalogue, const char *patient_id,
                                           GError **error);

G_END_DECLS
