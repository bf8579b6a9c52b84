/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-battery-set.h"
#include "ek-danger-rules.h"

G_BEGIN_DECLS

/* What each part of the knowledge says once it is read. Only for files of the care room. */

/* --- severity.json ---------------------------------------------------------------------------------------------- */

typedef struct {
  const char *instrument;
  EkLevel at_most; /* this scale alone does not raise the overall level above it */
  int max_age_days;
} EkPrimary;

typedef struct {
  int score_max_age_days; /* an instrument that is not primary says nothing about now when it is older */
  GArray *primary;        /* EkPrimary */
  GPtrArray *raises;      /* EkFullRule */
  GPtrArray *steps;
  GPtrArray *cautions;
} EkSeverityRules;

extern const EkKnowledgePart ek_severity_part;
EkSeverityRules *ek_severity_rules (EkKnowledge *knowledge);

/* --- interventions.json, plan-rules.json, mdt-triggers.json ------------------------------------------------------- */

typedef struct {
  const char *id;
  const char *kind;
  const char *text_en, *text_zh;
  const char *goal_en, *goal_zh; /* or NULL */
  JsonArray *targets;            /* what the goal means in numbers, checked; or NULL */
} EkIntervention;

typedef struct {
  EkWord word;
  guint roles; /* bits of EkRole that may sign a line of this kind */
} EkPlanKind;

typedef struct {
  GArray *kinds;            /* EkPlanKind, in the order shown */
  GPtrArray *interventions; /* EkIntervention */
} EkInterventions;

extern const EkKnowledgePart ek_interventions_part;
EkInterventions *ek_interventions (EkKnowledge *knowledge);
const EkIntervention *ek_knowledge_find_intervention (EkKnowledge *self, const char *id);
const EkPlanKind *ek_knowledge_find_kind (EkKnowledge *self, const char *id);

typedef struct {
  GPtrArray *rules;   /* EkFullRule */
  int cycle_weeks[3]; /* by EkStep */
} EkPlanRules;

extern const EkKnowledgePart ek_plan_part;
EkPlanRules *ek_plan_rules (EkKnowledge *knowledge);

extern const EkKnowledgePart ek_mdt_part;
GPtrArray *ek_mdt_rules (EkKnowledge *knowledge); /* EkFullRule */

/* --- risk.json -------------------------------------------------------------------------------------------------- */

/** EkDue: @kind: NULL for every kind that has none of its own. */
typedef struct {
  const char *level;
  const char *kind;
  int days; /* 0: the same day, by its end */
} EkDue;

typedef struct {
  const char *id;                    /* "suicide" "others" "medical" */
  const char *statement;             /* what is to be said before it is closed: "safety-plan" "physician" */
  const char *assess_en, *assess_zh; /* how it is assessed */
} EkRiskKind;

/** EkClosing: what a risk that is, or has been, at this level asks for before it is lowered or closed. */
typedef struct {
  const char *id;
  const char *kind;
  const char *level;
  GPtrArray *any_of; /* const char *: "screener" "second": one of them; empty: none */
  gboolean statement;
  GPtrArray *roles;   /* const char *: who may, and who may agree; empty: whoever may write */
  GPtrArray *none_by; /* const char *: who may say why there is no statement; empty: whoever may write */
} EkClosing;

/** EkAnswered: how high a risk is by one answer. The first of its kind that is meant decides. */
typedef struct {
  const char *id;
  const char *kind;
  const char *urgency;    /* of the definition's rule that raised it, or NULL: any */
  const char *rule;       /* that raised it, or NULL: any */
  const char *instrument; /* or NULL: any */
  GPtrArray *words;       /* const char *, folded: one of them stands in what was said; empty: any */
  GPtrArray *but;         /* const char *, folded: what is passed over when they are looked for, the longest first */
  double at_least;        /* NAN: any answer */
  const char *level;
} EkAnswered;

typedef struct {
  GArray *dues;            /* EkDue */
  GPtrArray *kinds;        /* EkRiskKind */
  GPtrArray *closings;     /* EkClosing */
  GPtrArray *refusals;     /* const char *, folded: words that say that the patient did not want to */
  GPtrArray *says_nothing; /* const char *, folded: words that say nothing where a sentence is asked for */
  GPtrArray *denies;       /* const char *, folded: what a text begins with that names nothing */
  guint least_words;       /* of a statement */
  GPtrArray *seen_roles;   /* const char *: who may say that a notice hides no danger */
  guint seen_least_words;  /* that such a statement has */
  GPtrArray *answered;     /* EkAnswered */
  GPtrArray *not_answered; /* const char *: rules that say that a question was not answered */
  GHashTable *triage;      /* instrument id → GPtrArray of EkFullRule, first match decides */
} EkRiskRules;

extern const EkKnowledgePart ek_risk_part;
EkRiskRules *ek_risk_rules (EkKnowledge *knowledge);

/* --- batteries.json, risk-factors.json ---------------------------------------------------------------------------- */

extern const EkKnowledgePart ek_battery_part; /* of EkBatterySet, in the order shown */

typedef struct {
  GPtrArray *groups;  /* EkWord, in the order shown */
  GPtrArray *factors; /* EkFullRule */
} EkFactorRules;

extern const EkKnowledgePart ek_factor_part;
EkFactorRules *ek_factor_rules (EkKnowledge *knowledge);

G_END_DECLS
