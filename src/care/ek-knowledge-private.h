/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-battery.h"
#include "ek-danger-private.h"
#include "ek-severity.h"

G_BEGIN_DECLS

/* How the knowledge is kept once it is read. Only for files of the care room. Strings point into the JSON trees that
 * EkKnowledge keeps alive. */

typedef struct {
  const char *id;
  const char *en;
  const char *zh;
} EkWord;

/** EkFactName: a declared fact. @values: EkWord, for a text fact, the ids it may have; NULL for other kinds. */
typedef struct {
  const char *name; /* or the suffix after the instrument's id */
  EkFactKind kind;
  const char *en, *zh;       /* a label; for a flag a statement */
  const char *no_en, *no_zh; /* a flag's statement when it is false */
  GPtrArray *values;
} EkFactName;

/** EkClassRule: codes and names that belong to a class: diagnoses by code prefix, medicines by code prefix or name. */
typedef struct {
  const char *fact;    /* the flag that is set */
  GPtrArray *prefixes; /* const char * */
  GPtrArray *names;    /* const char *, folded */
} EkClassRule;

typedef struct {
  const char *instrument;
  EkLevel at_most; /* this scale alone does not raise the overall level above it */
  int max_age_days;
} EkPrimary;

/** EkFullRule: a rule with what follows from it; which members are used depends on the list it is in. */
typedef struct {
  EkRule rule;
  EkLevel raise_to;
  int raise_by;
  EkStep step;
  const char *level;  /* risk level */
  GPtrArray *propose; /* intervention ids, const char * */
  const char *group;  /* of a risk factor */
  const char *name_en, *name_zh;
  gboolean protective;
} EkFullRule;

typedef struct {
  const char *id;
  const char *kind;
  const char *text_en, *text_zh;
  const char *goal_en, *goal_zh; /* or NULL */
  JsonArray *targets;            /* what the goal means in numbers, checked; or NULL */
} EkIntervention;

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
  GPtrArray *roles; /* const char *: who may, and who may agree; empty: whoever may write */
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
  EkWord word;
  guint roles; /* bits of EkRole that may sign a line of this kind */
} EkPlanKind;

struct _EkKnowledge {
  gatomicrefcount refs;
  GPtrArray *roots; /* JsonNode */
  char *version;
  char *plan_version;     /* id and version of the plan rules */
  int score_max_age_days; /* an instrument that is not primary says nothing about now when it is older */
  GHashTable *facts;      /* name → EkFactName */
  GHashTable *suffixes;   /* after an instrument id → EkFactName */
  GPtrArray *diagnoses;   /* EkClassRule */
  GPtrArray *medicines;   /* EkClassRule */
  GPtrArray *exposures;   /* EkClassRule */
  GArray *primary;        /* EkPrimary */
  GPtrArray *raises;      /* EkFullRule */
  GPtrArray *steps;
  GPtrArray *cautions;
  GArray *kinds;            /* EkPlanKind, in the order shown */
  GPtrArray *interventions; /* EkIntervention */
  GPtrArray *plan_rules;    /* EkFullRule */
  int cycle_weeks[3];       /* by EkStep */
  GPtrArray *triggers;      /* EkFullRule */
  GArray *dues;             /* EkDue */
  GPtrArray *risk_kinds;    /* EkRiskKind */
  GPtrArray *closings;      /* EkClosing */
  GPtrArray *refusals;      /* const char *, folded: words that say that the patient did not want to */
  GPtrArray *seen_roles;    /* const char *: who may say that a notice hides no danger */
  guint seen_least_words;   /* that such a statement has */
  GPtrArray *answered;      /* EkAnswered */
  GPtrArray *not_answered;  /* const char *: rules that say that a question was not answered */
  EkDanger *danger;         /* what counts as a sign of danger */
  GHashTable *triage;       /* instrument id → GPtrArray of EkFullRule, first match decides */
  GPtrArray *batteries;     /* EkBatterySet, in the order shown */
  GPtrArray *factor_groups; /* EkWord, in the order shown */
  GPtrArray *factors;       /* EkFullRule */
};

/* Readers of one file each; they fill @self or fail with a sentence that names the rule. */
gboolean ek_knowledge_read_facts (EkKnowledge *self, JsonObject *file, GError **error);
gboolean ek_knowledge_read_severity (EkKnowledge *self, JsonObject *file, GError **error);
gboolean ek_knowledge_read_interventions (EkKnowledge *self, JsonObject *file, GError **error);
gboolean ek_knowledge_read_plan (EkKnowledge *self, JsonObject *file, GError **error);
gboolean ek_knowledge_read_triggers (EkKnowledge *self, JsonObject *file, GError **error);
gboolean ek_knowledge_read_seen (EkKnowledge *self, JsonObject *file, GError **error);
gboolean ek_knowledge_read_risk (EkKnowledge *self, JsonObject *file, GError **error);
gboolean ek_knowledge_read_batteries (EkKnowledge *self, JsonObject *file, GError **error);
gboolean ek_knowledge_read_factors (EkKnowledge *self, JsonObject *file, GError **error);
gboolean ek_knowledge_read_danger (EkKnowledge *self, JsonObject *file, GError **error);

/* What the readers share. */
typedef gboolean (*EkElementFunc) (EkKnowledge *self, JsonObject *element, gpointer target, GError **error);
gboolean ek_knowledge_each (EkKnowledge *self, JsonObject *file, const char *member, EkElementFunc read,
                            gpointer target, GError **error);
gboolean ek_knowledge_strings (JsonObject *object, const char *member, GPtrArray *target, GError **error);
gboolean ek_knowledge_wrong (GError **error, const char *id, const char *what);
gboolean ek_knowledge_check_members (JsonObject *object, const char *id, const char *const *known, GError **error);
void ek_battery_set_free (EkBatterySet *set);

const EkFactName *ek_knowledge_find_fact (EkKnowledge *self, const char *name, const char **instrument_end);
const EkWord *ek_fact_name_find_value (const EkFactName *name, const char *id);
const EkIntervention *ek_knowledge_find_intervention (EkKnowledge *self, const char *id);
const EkPlanKind *ek_knowledge_find_kind (EkKnowledge *self, const char *id);
void ek_full_rule_free (EkFullRule *rule);

/* A text may hold {fact} inside [optional segments]; a segment whose fact is not known is left out. */
gboolean ek_template_check (EkKnowledge *self, const char *text, GError **error);
char *ek_template_expand (const char *text, EkFacts *facts, const char *language);

/* The value alone, in words: "14", "moderate", "yes". */
char *ek_facts_value_text (EkFacts *self, const EkFact *fact, const char *language);
void ek_facts_name_instrument (EkFacts *self, const char *id, const char *abbreviation);
/* @name: the whole fact, "cbi.sub.work" */
void ek_facts_name_subscale (EkFacts *self, const char *name, const char *language, const char *title);

G_END_DECLS
