/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-risk.h"
#include "ek-score.h"

G_BEGIN_DECLS

/* Giving an instrument to a patient. An assessment is an EkRecord of ek_assessment_type; each answer is saved at once, in
 * one transaction with the score so far and, where the answer is critical, with the opened risk: also while the form is
 * incomplete. All calls block on the disk. @mode: "clinician" "self" "paper" "imported". @language: "en" or "zh". */

EkRecord *ek_assess_start     (EkStore *store, EkInstrument *instrument, const char *patient_id, const char *mode,
                               const char *language, GError **error);      /* saved, status in-progress */
/* Saves one answer; @answer NULL or JSON null takes it back. *@risk (optional) is the open risk this answer belongs to,
 * or NULL. */
gboolean  ek_assess_answer    (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, const char *item_id,
                               JsonNode *answer, EkRecord **risk, GError **error);
/* Fails with EK_ERROR_INCOMPLETE while required items are missing, unless @as_it_is: then it is kept without a
 * severity. */
gboolean  ek_assess_complete  (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, gboolean as_it_is,
                               GError **error);
gboolean  ek_assess_decline   (EkStore *store, EkRecord *assessment, const char *reason, GError **error);
/* New answers for a finished form: a new revision, scored by the definition version that scored it first. */
gboolean  ek_assess_correct   (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, JsonNode *answers,
                               const char *reason, GError **error);
/* entered in error */
gboolean  ek_assess_withdraw  (EkStore *store, EkRecord *assessment, const char *reason, GError **error);

/* A whole form at once (command line, paper). @taken EK_INSTANT_NONE: now. Missing items are kept as missing. */
EkRecord *ek_assess_record    (EkStore *store, EkCatalogue *catalogue, const char *patient_id,
                               const char *instrument_id,
                               JsonNode *answers, gint64 taken, int offset_minutes, const char *mode,
                               const char *language,
                               EkRecord **risk, GError **error);

/* The stored answers scored again by the stored definition version. EK_ERROR_NOT_FOUND when that version is not
 * here. */
EkScore  *ek_assess_score     (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, GError **error);
/* The form being filled in for this patient and instrument, or NULL without error: to go on where one stopped. */
EkRecord *ek_assess_find_open (EkStore *store, const char *patient_id, const char *instrument_id, GError **error);

/* An assessment that came from a file or from the hospital: its critical answers open a risk too. For
 * EkFhirImportOptions and EkSyncOptions. */
gboolean  ek_assess_received  (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, gpointer unused,
                               GError **error);

G_END_DECLS
