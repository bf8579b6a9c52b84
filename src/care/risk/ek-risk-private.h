/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-risk.h"

G_BEGIN_DECLS

/* Shared by the files of the risk chain. */

int ek_risk_rank (const char *level);                    /* low, unassessed, moderate, high: 0 … 3; -1 */
JsonObject *ek_risk_reason (EkRecord *risk);             /* belongs to @risk; or NULL */
JsonNode *ek_risk_copy_json (EkRecord *risk, int field); /* an object, perhaps empty */
guint ek_risk_n_causes (EkRecord *risk);
JsonObject *ek_risk_cause (EkRecord *risk, guint index);        /* the first one first; or NULL */
gint64 ek_risk_last_cause (EkRecord *risk, const char *but_of); /* when it was found; not those of this record */
gboolean ek_risk_is_assessed (EkRecord *risk);
gboolean ek_risk_append_step (EkStore *store, EkRecord *risk, const char *what, const char *text, GError **error);
gboolean ek_risk_check_open (EkRecord *risk, GError **error);
gboolean ek_risk_save (EkStore *store, EkRecord *risk, EkRecord *before, GError **error);
void ek_risk_set_due (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *level);

/** EkRiskSaid: what a record says of danger now. @source: its id; @standing: (element-type EkRiskCause) (nullable):
 * what it raises; @value: (nullable): the present answer to an item, NAN: none; @how: "corrected" "error" "ended"
 * "refuted" "parted"; @scored: what was found by scoring the form; @looked: what was found by words and codes. */
typedef struct {
  const char *source;
  GArray *standing;
  double (*value) (const char *item, gpointer data);
  gpointer data;
  const char *how;
  gboolean scored;
  gboolean looked;
} EkRiskSaid;

/* ek-risk-refusal.c */
typedef enum {
  EK_RISK_NO_LEVEL,
  EK_RISK_NO_AGREED_LEVEL,
  EK_RISK_NO_FINDING,
  EK_RISK_NO_REASON,
  EK_RISK_NO_DEED,
  EK_RISK_NO_ACTION,
  EK_RISK_NO_SCREENER,
  EK_RISK_NO_SECOND,
  EK_RISK_NO_PLAN,
  EK_RISK_NO_PHYSICIAN,
} EkRiskRefusal;
gboolean ek_risk_refuse (GError **error, EkRiskRefusal what); /* FALSE */

/* ek-risk-correct.c */
gboolean ek_risk_settle (EkStore *store, const char *patient_id, const EkRiskSaid *said, GError **error);
gboolean ek_risk_cause_stands (JsonObject *cause);
double ek_risk_cause_value (JsonObject *cause);
char *ek_risk_mark_text (JsonObject *cause, const char *text, const char *now);

/* Before a risk is brought to @level, or closed (NULL): says in words what is missing, and keeps what was said. */
gboolean ek_risk_allow (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *level,
                        const EkRiskStatement *statement, GError **error);
/* Whether @risk has that cause, or @other has all causes of @risk. */
gboolean ek_risk_has_object (EkRecord *risk, JsonObject *cause);
gboolean ek_risk_covers (EkRecord *other, EkRecord *risk);
/* Whether there is a screener, or a second clinician, where what opened the closed @risk asks for one. */
gboolean ek_risk_is_confirmed_closing (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk);
/* The same of one that was high and was brought to @level. */
gboolean ek_risk_is_confirmed_lowering (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk,
                                        const char *level);

/* ek-risk-elsewhere.c */
gboolean ek_risk_received (EkStore *store, EkCatalogue *catalogue, EkRecord *risk, GError **error);
gboolean ek_risk_form_received (EkStore *store, EkCatalogue *catalogue, EkRecord *form, GError **error);

/* ek-risk-statement.c; knowledge NULL: the program's own */
guint ek_care_count_words (EkKnowledge *knowledge, const char *text);
gboolean ek_care_says_something (EkKnowledge *knowledge, const char *text);
gboolean ek_care_names_something (EkKnowledge *knowledge, const char *text);

/* ek-risk-answers.c */
gboolean ek_risk_has_safety_question (EkKnowledge *knowledge, EkInstrument *instrument);

/* ek-risk-known.c */
void ek_risk_note_known (EkStore *store, EkKnowledge *knowledge, const char *patient_id, JsonObject *cause);
gboolean ek_risk_knew (EkRecord *risk, const char *form_id);

/* ek-risk-answered.c */
const char *ek_risk_answered_level (EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk);

const char *ek_risk_taken_back_level (EkKnowledge *rules, EkCatalogue *catalogue, EkRecord *risk);
/* Whether that form said what raised the risk, and says less now. */
gboolean ek_risk_took_back (EkKnowledge *rules, EkRecord *risk, const char *form_id);

void ek_risk_forget_statement (EkRecord *risk);
void ek_risk_void_second (EkRecord *risk, const char *user_id);
void ek_risk_note_level (EkStore *store, EkRecord *risk, const char *level);

G_END_DECLS
