/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-severity.h"

G_BEGIN_DECLS

/* MDT case reviews: an EkRecord of ek_review_type, its opinions (ek_opinion_type) and its actions (ek_task_type
 * based on
 * it). open → decided → closed. All calls block on the disk. */

GPtrArray *ek_mdt_triggers (EkKnowledge *knowledge, EkFacts *facts);
/* The agreed information on one page: {patient, why, severity, scores, series, problems, medicines, allergies,
 * sessions, risk, work, plan, unknown}. It is frozen into the review when that is opened. */
JsonNode *ek_mdt_case_page (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
                            GError **error);
/* Any clinician may open one; @question is required. Held now. Members: who is in; others join by giving an opinion. */
EkRecord *ek_mdt_open (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
                       const char *question, GError **error);
/* Makes the case page of a review that is not closed again, from the file as it is now. */
gboolean ek_mdt_refresh (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *review,
                         GError **error);
GPtrArray *ek_mdt_list (EkStore *store, const char *patient_id, GError **error);
/* not closed; NULL: none */
EkRecord *ek_mdt_find_open (EkStore *store, const char *patient_id, GError **error);

/* @user_id NULL: the one who is in, under their own role. Another member's words may be taken down by the one who is
 * in: the record's author says who wrote it. A second opinion of the same member replaces the first (which stays in
 * history). @stance "agrees" "dissents" "abstains" or NULL. Fails with EK_ERROR_PERMISSION once the review is
 * closed. */
EkRecord *ek_mdt_give_opinion (EkStore *store, EkRecord *review, const char *user_id, const char *text,
                               const char *stance, GError **error);
/* in the order of roles */
GPtrArray *ek_mdt_list_opinions (EkStore *store, EkRecord *review, GError **error);
/* The decision and its reason, both required. Changing a decision needs a new reason; the former pair is kept. */
gboolean ek_mdt_decide (EkStore *store, EkRecord *review, const char *decision, const char *reason, GError **error);
/* The decisions that were replaced, oldest first, as EkRecords of that revision. */
GPtrArray *ek_mdt_list_former (EkStore *store, EkRecord *review, GError **error);
/* An action needs words, an owner by name and a date not before today. @owner_user_id may be NULL for somebody
 * without an account. */
EkRecord *ek_mdt_add_action (EkStore *store, EkRecord *review, const char *text, const char *owner_user_id,
                             const char *owner_name, const char *due, GError **error);
GPtrArray *ek_mdt_list_actions (EkStore *store, EkRecord *review, GError **error);
/* @status "accepted" "in-progress" "completed" "cancelled"; an outcome in words is required for the last two. */
gboolean ek_mdt_update_action (EkStore *store, EkRecord *action, const char *status, const char *outcome,
                               GError **error);

/** EkMdtSignature: a signature, and whether what it was put under is the decision as it stands. */
typedef struct {
  EkSignature *signature;
  gboolean current; /* the signed revision has the same question, decision and reason */
} EkMdtSignature;

/* @meaning "agrees" "dissents" "witness". Needs a decision, and a case page that is up to date in severity and risk. */
gboolean ek_mdt_sign (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *review,
                      const char *meaning, GError **error);
/* of EkMdtSignature */
GPtrArray *ek_mdt_list_signatures (EkStore *store, EkRecord *review, GError **error);
void ek_mdt_signature_free (EkMdtSignature *signature);
/* What still stands between the review and its closing, in sentences; empty: it may be closed. */
char **ek_mdt_missing (EkStore *store, EkRecord *review, GError **error);
/* Fails with EK_ERROR_INCOMPLETE naming what is missing: decision, reason, an action, a valid signature. */
gboolean ek_mdt_close (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *review,
                       GError **error);

G_END_DECLS
