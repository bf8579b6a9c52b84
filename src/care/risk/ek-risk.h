/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-danger-kind.h"
#include "ek-facts.h"
#include "ek-score.h"

G_BEGIN_DECLS

/* The risk chain. A risk is an EkRecord of ek_risk_type, of one of three kinds: suicide or self-harm, harm to others,
 * medical danger. It is opened by a critical answer, a refused safety question, a finding, a confirmed risk phrase or
 * the safety button; assessed; owned by a named person with a due time; handed over; and closed only with an action and
 * a name. Nothing here deletes or dismisses one. All calls block on the disk. */

/** EkRiskCause: what raised it. @rule as the definition names it; @instrument, @item may be NULL; @value: NAN when
 * there is none; @source: record id; @taken_ms and @taken_offset: when it was answered, 0: now; @kind: NULL for
 * suicide; @words: as they stand in the record, or NULL; @from: type of the record they stand in; @past: they speak of
 * what was. */
typedef struct {
  const char *rule;
  const char *instrument;
  const char *item;
  double value;
  const char *source;
  gint64 taken_ms;
  int taken_offset;
  const char *kind;
  const char *words;
  const char *from;
  gboolean past;
} EkRiskCause;

/* @knowledge NULL: the program's own; when that cannot be read the risk is opened all the same, due the same day.
 * Opens a risk, or adds @cause to the open one of its kind; a cause that a closed risk has answered, and that did not
 * become worse, opens nothing. The owner is the responsible clinician, or who is in. */
EkRecord *ek_risk_raise (EkStore *store, EkKnowledge *knowledge, const char *patient_id, const EkRiskCause *cause,
                         GError **error);
/* Every critical answer of a form, and every safety question that was refused, opens a risk of its kind or joins the
 * open one. */
gboolean ek_risk_raise_answers (EkStore *store, EkRecord *assessment, EkScore *score, EkRecord **risk, GError **error);
/* What a record raised is not so: it was entered in error, has ended or was refuted. The cause stays, marked. */
gboolean ek_risk_take_back (EkStore *store, const char *patient_id, const char *source, const char *how,
                            GError **error);
/* "suicide" "others" "medical" */
const char *ek_risk_kind (EkRecord *risk);
/* Two open risks of one kind that met (a file joined, another machine): the later one goes into the earlier. */
gboolean ek_risk_fold (EkStore *store, const char *patient_id, GError **error);
/* of EkRecord, worst first */
GPtrArray *ek_risk_list_open (EkStore *store, const char *patient_id, GError **error);
/* All open risks of all patients, by due time: the risk inbox. */
GPtrArray *ek_risk_list_inbox (EkStore *store, GError **error);
/* The worst level of open risks: "high" "moderate" "low" "unassessed", NULL when there are none. */
const char *ek_risk_worst_level (GPtrArray *risks);
/* How high it is, in the words of its kind, translated. */
const char *ek_risk_level_text (EkRecord *risk);
/* For the banner, a line for each kind, translated: what was answered, level, owner, due or overdue. */
char *ek_risk_banner_text (EkStore *store, EkCatalogue *catalogue, GPtrArray *risks);
/* Every cause in words, translated; NULL-terminated. */
char **ek_risk_causes (EkCatalogue *catalogue, EkRecord *risk);
/* Every step taken so far: {at, offset, user, what, text} oldest first, from the stored revisions. */
typedef struct {
  gint64 at_ms;
  int offset_minutes;
  char *user_id;
  char *what;
} EkRiskStep;
GPtrArray *ek_risk_list_steps (EkStore *store, EkRecord *risk, GError **error);
void ek_risk_step_free (EkRiskStep *step);

gboolean ek_risk_owner_is_gone (EkStore *store, EkRecord *risk);

/* to be handed to ek_store_set_parted_func(): what was concluded of two persons is looked at again for each */
gboolean ek_risk_parted (EkStore *store, const char *kept_id, const char *former_id, JsonObject *revisions,
                         gint64 joined_ms, gpointer unused, GError **error);

/* The level by the structured screener's rule, from answers of an instrument ("cssrs_screen"); NULL with error. */
const char *ek_risk_triage (EkKnowledge *knowledge, EkInstrument *screener, JsonNode *answers, EkReason **reason,
                            GError **error);
/** EkRiskStatement: what is said beside the words when a risk is lowered or closed. One of @plan and @no_plan. */
typedef struct {
  EkCatalogue *catalogue; /* to read the structured screener; NULL: none can be shown */
  const char *plan;       /* where the safety plan is; of a medical danger: which physician has seen the patient */
  const char *no_plan;    /* why there is none */
} EkRiskStatement;

/** EkRiskNeeds: what the rules still ask for. */
typedef struct {
  gboolean screener_or_second;
  gboolean second; /* a screener would not do */
  gboolean role;   /* another person has to do it, see @roles */
  char roles[160]; /* who may, translated */
  gboolean statement;
  const char *what; /* of the statement: "safety-plan" "physician" */
} EkRiskNeeds;

/* What is still missing to bring @risk to @level, or to close it (NULL), as it stands in the file. */
gboolean ek_risk_needs (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk,
                        const char *level, EkRiskNeeds *needs, GError **error);
/* Whether the newest closed risk of suicide was closed without what its rules asked for, by an earlier program or on
 * another machine, and nobody has asked since: the danger is not answered. */
gboolean ek_risk_is_left_open (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk);
/* The newest structured screener that was finished since the last cause, and its level; NULL without error: none. */
const char *ek_risk_find_screener (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk,
                                   EkRecord **form, EkReason **reason);
/* How this kind of risk is assessed, and what its statement is, from data/knowledge/risk.json. */
const char *ek_risk_how (EkKnowledge *knowledge, const char *kind, const char *language);
const char *ek_risk_statement (EkKnowledge *knowledge, const char *kind);
/* What has to be mended: "level", "note", "plan"; NULL: none of them. */
const char *ek_risk_refused_field (const GError *error);
/* @level "low" "moderate" "high". Sets the due time by the level's rule; @note: what was found and done (required).
 * @statement may be NULL. */
gboolean ek_risk_assess (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *level, const char *note,
                         const EkRiskStatement *statement, GError **error);
/* A second clinician agrees, under their own name, that the risk may be brought to @level ("low" "moderate"). */
gboolean ek_risk_agree (EkStore *store, EkRecord *risk, const char *level, const char *note, GError **error);
gboolean ek_risk_log_action (EkStore *store, EkRecord *risk, const char *action, GError **error);
gboolean ek_risk_hand_over (EkStore *store, EkRecord *risk, const char *owner_user_id, const char *note,
                            GError **error);
/* Fails with EK_ERROR_INCOMPLETE without an action in words, while the risk has not been assessed, or while what its
 * rules ask for is missing. */
gboolean ek_risk_close (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *action,
                        const EkRiskStatement *statement, GError **error);

G_END_DECLS
