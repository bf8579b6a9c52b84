/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-facts.h"
#include "ek-score.h"

G_BEGIN_DECLS

/* The risk chain. A risk is an EkRecord of ek_risk_type. It is opened by a critical answer, a confirmed risk phrase or
 * the safety button; assessed; owned by a named person with a due time; handed over; and closed only with an action and
 * a name. Nothing here deletes or dismisses one. All calls block on the disk. */

/** EkRiskCause: what raised it. @rule as the definition names it; @instrument, @item may be NULL; @source: record
 * id; @taken_ms and @taken_offset: when it was answered, 0: now. */
typedef struct {
  const char *rule;
  const char *instrument;
  const char *item;
  double      value;
  const char *source;
  gint64      taken_ms;
  int         taken_offset;
} EkRiskCause;

/* @knowledge NULL: the program's own; when that cannot be read the risk is opened all the same, due the same day.
 * Opens a risk, or adds @cause to the one that is open. The owner is the responsible clinician, or who is in. */
EkRecord   *ek_risk_raise        (EkStore *store, EkKnowledge *knowledge, const char *patient_id,
                                  const EkRiskCause *cause,
                                  GError **error);
/* Every critical answer of a form opens a risk or joins the open one, but for those that call for a physician only. */
gboolean    ek_risk_raise_answers (EkStore *store, EkRecord *assessment, EkScore *score, EkRecord **risk,
                                   GError **error);
/* of EkRecord, worst first */
GPtrArray  *ek_risk_list_open    (EkStore *store, const char *patient_id, GError **error);
/* All open risks of all patients, by due time: the risk inbox. */
GPtrArray  *ek_risk_list_inbox   (EkStore *store, GError **error);
/* The worst level of open risks: "high" "moderate" "low" "unassessed", NULL when there are none. */
const char *ek_risk_worst_level  (GPtrArray *risks);
/* One sentence for the banner, translated: what was answered, level, owner, due or overdue. */
char       *ek_risk_banner_text  (EkStore *store, EkCatalogue *catalogue, GPtrArray *risks);
/* Every cause in words, translated; NULL-terminated. */
char      **ek_risk_causes       (EkCatalogue *catalogue, EkRecord *risk);
/* Every step taken so far: {at, offset, user, what, text} oldest first, from the stored revisions. */
typedef struct { gint64 at_ms; int offset_minutes; char *user_id; char *what; } EkRiskStep;
GPtrArray  *ek_risk_list_steps   (EkStore *store, EkRecord *risk, GError **error);            /* of EkRiskStep */
void        ek_risk_step_free    (EkRiskStep *step);

/* The level by the structured screener's rule, from answers of an instrument ("cssrs_screen"); NULL with error. */
const char *ek_risk_triage       (EkKnowledge *knowledge, EkInstrument *screener, JsonNode *answers, EkReason **reason,
                                  GError **error);
/* @level "low" "moderate" "high". Sets the due time by the level's rule; @note: what was found and done (required). */
gboolean    ek_risk_assess       (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *level,
                                  const char *note,
                                  GError **error);
gboolean    ek_risk_log_action   (EkStore *store, EkRecord *risk, const char *action, GError **error);
gboolean    ek_risk_hand_over    (EkStore *store, EkRecord *risk, const char *owner_user_id, const char *note,
                                  GError **error);
/* Fails with EK_ERROR_INCOMPLETE without an action in words, or while the risk has not been assessed. */
gboolean    ek_risk_close        (EkStore *store, EkRecord *risk, const char *action, GError **error);

G_END_DECLS
