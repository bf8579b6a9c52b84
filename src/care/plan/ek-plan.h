/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-severity.h"

G_BEGIN_DECLS

/* Intervention plans: EkRecords of ek_plan_type. Drafted by the rules of data/knowledge; every line says why; edited,
 * signed, versioned. A draft may be edited in memory and saved with ek_store_save(). */

/** EkPlanTarget: a number that a goal means, so that it can be drawn where the score is drawn. */
typedef struct {
  char *score;     /* "phq9" */
  gboolean above;  /* at least @value; else at most */
  gboolean strict; /* and not at @value itself */
  double value;
} EkPlanTarget;

/** EkPlanLine: one intervention. Text a person wrote may be in one language only. */
typedef struct {
  char *id;
  char *kind;         /* psychotherapy counselling sleep work medicine consultation safety education review … */
  char *intervention; /* id in data/knowledge/interventions.json, or NULL */
  char *text_en, *text_zh;
  char *goal_en, *goal_zh;
  char *status;       /* proposed changed added removed */
  char *added_by;     /* user id, or NULL: the rules */
  char *removed_why;  /* the reason a removed line was removed */
  GPtrArray *why;     /* of EkReason; empty for a line added by hand */
  GPtrArray *targets; /* of EkPlanTarget, of the goal as it reads; NULL or empty: it has no number */
} EkPlanLine;

void ek_plan_target_free (EkPlanTarget *target);

EkPlanLine *ek_plan_line_copy (const EkPlanLine *line);
void ek_plan_line_free (EkPlanLine *line);
const char *ek_plan_line_text (const EkPlanLine *line, const char *language);
const char *ek_plan_line_goal (const EkPlanLine *line, const char *language);
const char *ek_plan_kind_label (EkKnowledge *knowledge, const char *kind, const char *language);
char **ek_plan_kinds (EkKnowledge *knowledge);

/* Saves a draft made by the rules. A draft that is open already is drafted again: lines a person added, changed or
 * removed stay as they are. */
EkRecord *ek_plan_draft (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
                         GError **error);
/* Only the lines, without a store: what the rules say about @facts. *@severity optional. */
/* of EkPlanLine */
GPtrArray *ek_plan_propose (EkKnowledge *knowledge, EkFacts *facts, EkSeverity **severity);
/* NULL without error: none */
EkRecord *ek_plan_find_draft (EkStore *store, const char *patient_id, GError **error);
/* the signed one in force */
EkRecord *ek_plan_find_current (EkStore *store, const char *patient_id, GError **error);
GPtrArray *ek_plan_list (EkStore *store, const char *patient_id, GError **error);
/* A draft that starts from a signed plan, its number one higher, without dates; the signed one stays in force until
 * this is signed. */
EkRecord *ek_plan_new_version (EkStore *store, EkRecord *plan, GError **error);

/** EkPlanMark: what a line of a new version is beside the plan in force. */
typedef enum { EK_PLAN_MARK_SAME, EK_PLAN_MARK_NEW, EK_PLAN_MARK_OTHER } EkPlanMark;

EkPlanMark ek_plan_line_mark (const EkPlanLine *line, GPtrArray *former);
/* of EkPlanLine of @former; transfer container */
GPtrArray *ek_plan_list_dropped (GPtrArray *lines, GPtrArray *former);

/* of EkPlanLine; transfer full */
GPtrArray *ek_plan_get_lines (EkRecord *plan);
void ek_plan_set_lines (EkRecord *plan, GPtrArray *lines);
/* Editing fails with EK_ERROR_PERMISSION on a plan that is not a draft. Nothing is saved. */
char *ek_plan_add_line (EkRecord *plan, const char *kind, const char *text, const char *goal, const char *user_id,
                        GError **error);
gboolean ek_plan_change_line (EkRecord *plan, const char *line_id, const char *text, const char *goal, GError **error);
gboolean ek_plan_remove_line (EkRecord *plan, const char *line_id, const char *reason, GError **error);
/* Says which number the goal of a line means; a former one of the same score is replaced. */
gboolean ek_plan_set_target (EkRecord *plan, const char *line_id, const char *score, gboolean above, gboolean strict,
                             double value, GError **error);
gboolean ek_plan_restore_line (EkRecord *plan, const char *line_id, GError **error);

/* FALSE with EK_ERROR_PERMISSION naming the lines this role may not sign (a counsellor neither treats nor diagnoses
 * …). */
gboolean ek_plan_may_sign (EkKnowledge *knowledge, EkRecord *plan, EkRole role, GError **error);
/* Signs by the user who is in; the plan that was in force becomes "replaced" in the same transaction. Not
 * while the file says another severity or other risks (ek-since.h). */
gboolean ek_plan_sign (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *plan, GError **error);
gboolean ek_plan_discard_draft (EkStore *store, EkRecord *plan, const char *reason, GError **error);

G_END_DECLS
