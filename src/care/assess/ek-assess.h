/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-assess-declined.h"
#include "ek-risk.h"
#include "ek-score.h"

G_BEGIN_DECLS

/* Giving an instrument to a patient. An assessment is an EkRecord of ek_assessment_type; each answer is saved at once,
 * in one transaction with the score so far and, where the answer is critical, with the opened risk: also while the form
 * is incomplete. All calls block on the disk. @mode: "clinician" "self" "paper" "imported". @language: "en" or "zh". */

EkRecord *ek_assess_start (EkStore *store, EkInstrument *instrument, const char *patient_id, const char *mode,
                           const char *language, GError **error);
/** EkAssessGiving: how a form is given. What is left NULL or 0 is what ek_assess_start() takes. */
typedef struct {
  const char *mode;     /* "clinician" "self" "paper" "imported" */
  const char *language; /* "en" "zh" */
  const char *rater;    /* user id; NULL: who is in, unless @by_patient */
  gboolean by_patient;  /* the patient rated, nobody of the staff */
  const char *device;   /* where it is answered, or NULL */
  const char *battery;  /* record id, or NULL */
  gint64 taken;         /* EK_INSTANT_NONE: now */
  int offset_minutes;   /* of @taken */
} EkAssessGiving;

EkRecord *ek_assess_begin (EkStore *store, EkInstrument *instrument, const char *patient_id,
                           const EkAssessGiving *giving, GError **error);
/* Saves one answer; @answer NULL or JSON null takes it back. *@risk (optional) is the open risk this answer belongs to,
 * or NULL. */
gboolean ek_assess_answer (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, const char *item_id,
                           JsonNode *answer, EkRecord **risk, GError **error);
/* Fails with EK_ERROR_INCOMPLETE while required items are missing, unless @as_it_is: then it is kept without a
 * severity. */
gboolean ek_assess_complete (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, gboolean as_it_is,
                             GError **error);
/* to be handed to ek_store_set_particulars_func() with the catalogue: sex and age decide over some scores */
gboolean ek_assess_rescore (EkStore *store, EkRecord *former, EkRecord *patient, gpointer catalogue, GError **error);
/* One item was asked and not answered, with the reason; @reason NULL takes that back. Counts as missing. */
gboolean ek_assess_decline_item (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, const char *item_id,
                                 const char *reason, GError **error);
/* The safety questions of the form that were not answered are then to be asked by a person. */
gboolean ek_assess_decline (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, const char *reason,
                            GError **error);
/* New answers for a finished form: a new revision, scored by the definition version that scored it first. */
gboolean ek_assess_correct (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, JsonNode *answers,
                            const char *reason, GError **error);
/* entered in error */
gboolean ek_assess_withdraw (EkStore *store, EkRecord *assessment, const char *reason, GError **error);

/* A whole form at once (command line, paper). @taken EK_INSTANT_NONE: now. Missing items are kept as missing. */
EkRecord *ek_assess_record (EkStore *store, EkCatalogue *catalogue, const char *patient_id, const char *instrument_id,
                            JsonNode *answers, gint64 taken, int offset_minutes, const char *mode, const char *language,
                            EkRecord **risk, GError **error);

/* As ek_assess_record() with all there is to say about how it was given; @instrument_id's newest definition. */
EkRecord *ek_assess_record_given (EkStore *store, EkCatalogue *catalogue, const char *patient_id,
                                  const char *instrument_id, JsonNode *answers, const EkAssessGiving *giving,
                                  EkRecord **risk, GError **error);

/* That a form from paper was entered twice, and how many answers differed, is kept in the audit. */
gboolean ek_assess_note_double_entry (EkStore *store, EkRecord *assessment, guint n_differences, GError **error);

/* The machine in the patient's hands with a form; see ek-assess-hand-over.c. */
gboolean ek_assess_hand_over (EkStore *store, EkRecord *assessment, const char *device, GError **error);
gboolean ek_assess_take_back (EkStore *store, EkRecord *assessment, GError **error);
GPtrArray *ek_assess_list_handed_over (EkStore *store, GError **error);

/* The stored answers scored again by the stored definition version. EK_ERROR_NOT_FOUND when that version is not
 * here. */
EkScore *ek_assess_score (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, GError **error);
/* The form being filled in for this patient and instrument, or NULL without error: to go on where one stopped. */
EkRecord *ek_assess_find_open (EkStore *store, const char *patient_id, const char *instrument_id, GError **error);

/* What came from a file or from the hospital is looked at for signs of danger. For EkFhirImportOptions and
 * EkSyncOptions. */
gboolean ek_assess_received (EkStore *store, EkCatalogue *catalogue, const char *patient_id, EkRecord *record,
                             JsonObject *resource, gpointer unused, GError **error);

G_END_DECLS
