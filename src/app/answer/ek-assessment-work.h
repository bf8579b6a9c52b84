/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-session.h"

G_BEGIN_DECLS

/* What the form of an assessment asks of the record, in the worker thread. Each is answered in the main thread. */

/** EkAssessmentOpened: a form ready to be filled in. */
typedef struct {
  EkRecord *assessment; /* with the answers there are */
  gboolean resumed;
  char *sex;     /* of the patient, or NULL */
  int age_years; /* −1: not known */
} EkAssessmentOpened;

void ek_assessment_open_async (EkSession *session, const char *patient_id, const char *instrument_id,
                               const char *language, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
/** EkPaper: what stands on the paper besides the answers. */
typedef struct {
  const char *rater;    /* user id; NULL: the patient rated */
  const char *language; /* "en" "zh": of the paper */
  gint64 taken;
  int offset_minutes;
} EkPaper;

/* Begins a form that is entered from paper; answered as ek_assessment_open_async(). */
void ek_assessment_paper_async (EkSession *session, const char *patient_id, const char *instrument_id,
                                const EkPaper *paper, GAsyncReadyCallback callback, gpointer user_data);
/* Any form by its id, also a finished one; answered as ek_assessment_open_async(). */
void ek_assessment_load_async (EkSession *session, const char *assessment_id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
EkAssessmentOpened *ek_assessment_open_finish (GAsyncResult *result, GError **error);
void ek_assessment_opened_free (EkAssessmentOpened *opened);

/* Answered with g_task_propagate_boolean(). */
void ek_assessment_answer_async (EkSession *session, const char *assessment_id, const char *item_id, JsonNode *answer,
                                 GAsyncReadyCallback callback, gpointer user_data);
void ek_assessment_decline_item_async (EkSession *session, const char *assessment_id, const char *item_id,
                                       const char *reason, GAsyncReadyCallback callback, gpointer user_data);
void ek_assessment_hand_over_async (EkSession *session, const char *assessment_id, GAsyncReadyCallback callback,
                                    gpointer user_data);
/* When a form of a set is finished in the patient's hands: the next one that a patient can answer alone, marked as
 * handed over; answered as ek_assessment_open_async(), with NULL and no error when there is none. */
void ek_assessment_hand_on_async (EkSession *session, const char *assessment_id, const char *language,
                                  GAsyncReadyCallback callback, gpointer user_data);
void ek_assessment_take_back_async (EkSession *session, const char *assessment_id, GAsyncReadyCallback callback,
                                    gpointer user_data);
void ek_assessment_entered_twice_async (EkSession *session, const char *assessment_id, guint n_differences,
                                        GAsyncReadyCallback callback, gpointer user_data);
void ek_assessment_language_async (EkSession *session, const char *assessment_id, const char *language,
                                   GAsyncReadyCallback callback, gpointer user_data);
void ek_assessment_complete_async (EkSession *session, const char *assessment_id, gboolean as_it_is,
                                   GAsyncReadyCallback callback, gpointer user_data);
void ek_assessment_decline_async (EkSession *session, const char *assessment_id, const char *reason,
                                  GAsyncReadyCallback callback, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkAssessmentOpened, ek_assessment_opened_free)

G_END_DECLS
