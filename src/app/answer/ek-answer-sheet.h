/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-assessment-work.h"
#include "ek-score.h"

G_BEGIN_DECLS

/** EkSheetState: where the answers are. */
typedef enum {
  EK_SHEET_SAVED, /* every one is on the disk */
  EK_SHEET_SAVING,
  EK_SHEET_FAILED, /* some are not, and are tried again by themselves: the disk is full, or gone */
} EkSheetState;

/**
 * EkAnswerSheet:
 *
 * A form being filled in, without a screen: what is answered and declined, what is asked at this point, and the way of
 * every answer to the disk. Serves the clinician's form, the patient's, and any other. Lives in the main thread.
 *
 * An answer that cannot be saved stays here and is tried again until it is saved or another takes its place; nothing is
 * called saved before it is. An answer that the form refuses because it contradicts others is tried again when those
 * change.
 *
 * Signals:
 *  - "changed": an answer, what is asked, or where the answers are
 */
#define EK_TYPE_ANSWER_SHEET (ek_answer_sheet_get_type ())
G_DECLARE_FINAL_TYPE (EkAnswerSheet, ek_answer_sheet, EK, ANSWER_SHEET, GObject)

EkAnswerSheet *ek_answer_sheet_new (EkSession *session, EkAssessmentOpened *opened, GError **error);
void ek_answer_sheet_close (EkAnswerSheet *self);
EkInstrument *ek_answer_sheet_get_instrument (EkAnswerSheet *self);
const char *ek_answer_sheet_get_id (EkAnswerSheet *self);
const char *ek_answer_sheet_get_patient (EkAnswerSheet *self);
const char *ek_answer_sheet_get_language (EkAnswerSheet *self);
void ek_answer_sheet_set_language (EkAnswerSheet *self, const char *language);

/* By the place of an item in the form. */
JsonNode *ek_answer_sheet_get_answer (EkAnswerSheet *self, guint index);
const char *ek_answer_sheet_get_declined (EkAnswerSheet *self, guint index);
const char *ek_answer_sheet_get_refusal (EkAnswerSheet *self, guint index);
gboolean ek_answer_sheet_is_asked (EkAnswerSheet *self, guint index);
gboolean ek_answer_sheet_is_done (EkAnswerSheet *self, guint index);
gboolean ek_answer_sheet_is_missing (EkAnswerSheet *self, guint index);
int ek_answer_sheet_step (EkAnswerSheet *self, int from, int direction);
int ek_answer_sheet_first_open (EkAnswerSheet *self);
int ek_answer_sheet_first_missing (EkAnswerSheet *self);
guint ek_answer_sheet_count (EkAnswerSheet *self, guint *n_done);
guint ek_answer_sheet_count_missing (EkAnswerSheet *self);
void ek_answer_sheet_answer (EkAnswerSheet *self, guint index, JsonNode *answer);
void ek_answer_sheet_decline (EkAnswerSheet *self, guint index, const char *reason);

EkScore *ek_answer_sheet_score (EkAnswerSheet *self);
EkSheetState ek_answer_sheet_get_state (EkAnswerSheet *self);
const char *ek_answer_sheet_get_problem (EkAnswerSheet *self);
void ek_answer_sheet_try_again (EkAnswerSheet *self);
char *ek_answer_sheet_list_unsaved (EkAnswerSheet *self);
void ek_answer_sheet_complete_async (EkAnswerSheet *self, gboolean as_it_is, GAsyncReadyCallback callback,
                                     gpointer user_data);

G_END_DECLS
