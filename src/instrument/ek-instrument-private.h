/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-expression.h"
#include "ek-instrument.h"

G_BEGIN_DECLS

/* Every string below belongs to the sealed JSON node the definition was read from, unless it is said to be owned. */

/** EkWords: one text in both languages; either may be NULL. */
typedef struct {
  const char *en;
  const char *zh;
} EkWords;

struct _EkItem {
  char *id; /* owned */
  EkItemKind kind;
  EkWords text;
  EkWords topic;
  GArray *not_answered; /* of double: values that stand for "not assessed", or NULL */
  const char *loinc;
  const char *unit;
  gboolean scored;
  gboolean optional;
  gboolean reverse;
  gboolean limited; /* low and high are set */
  gboolean whole;
  double low, high;          /* of a number; of a text, high is its longest length in characters */
  GArray *options;           /* of EkOption */
  GArray *option_scores;     /* of double, beside options */
  EkExpression *applies;     /* or NULL: asked of everybody */
  EkExpression *assume_when; /* or NULL */
  double assume_value;       /* as scored */
};

/** EkThresholdRule: a threshold and for whom it holds. */
typedef struct {
  EkThresholdKind kind;
  EkThreshold threshold;
  EkExpression *when; /* or NULL: for everybody no other one is for */
} EkThresholdRule;

/** EkChange: what is known about change of one score. */
typedef struct {
  GArray *sets;       /* of EkChangeSet */
  GArray *thresholds; /* of EkThresholdRule */
  GArray *cut_offs;   /* of EkCutOff */
} EkChange;

/** EkBandRule: a band and when it holds. Ranges with the same condition cover the score together. */
typedef struct {
  EkBand band;
  EkExpression *when;    /* or NULL */
  const char *when_text; /* or NULL */
} EkBandRule;

typedef struct {
  const char *id;
  EkWords title;
  EkExpression *formula; /* NULL: no number, only outcomes */
  gboolean derived;
  gboolean hidden; /* a step on the way to other scores */
  gboolean has_range;
  double low, high;
  double step;   /* smallest difference between two scores, for checking bands */
  GArray *bands; /* of EkBandRule; by range, or outcomes by condition in order */
  gboolean outcomes;
  gboolean lower_is_worse;
  gboolean verified;      /* its key was seen in a source */
  EkChange *change;       /* or NULL */
  GArray *norms;          /* of EkNorm, or NULL */
  GArray *items;          /* of guint: what its own formula names, each once */
  guint prorate;          /* so many of its items may be missing */
  EkWords prorate_source; /* or empty */
  gboolean prorate_verified;
  gboolean prorate_up; /* and a prorated score is rounded up to a whole number */
} EkScoreRule;

typedef struct {
  EkCriticalRule rule;
  GArray *items;      /* of guint */
  double at_least;    /* of the answer as stored; NAN: any */
  EkExpression *when; /* or NULL */
} EkCriticalEntry;

typedef struct {
  const char *id;
  EkExpression *refuse;
  EkWords message;
} EkAnswerCheck;

/** EkTable: a conversion. Exact entries, or steps: the entry with the greatest @from not above the value. */
typedef struct {
  const char *id;
  gboolean steps;
  GArray *from; /* of double, rising */
  GArray *to;   /* of double */
} EkTable;

struct _EkInstrument {
  gatomicrefcount references;
  JsonNode *definition; /* sealed; owns the strings */
  const char *id, *version, *abbreviation, *rater;
  EkWords title, instructions, recall;
  char *rights;    /* owned */
  char *rights_zh; /* owned; NULL: the terms are known in one language */
  const char *rights_status;
  const char *loinc_panel, *loinc_total;
  gboolean other_weights;  /* LOINC's weights of its answers are not its values */
  GPtrArray *other_names;  /* of const char *: words in the names of such scales */
  GPtrArray *other_scales; /* of const char *: LOINC codes of scales that are taken for this one and are not */
  gboolean lower_is_worse;
  EkWords no_total;
  gboolean is_scored;     /* there is a score to show */
  const char *variant_of; /* or NULL */
  int interval_days;
  GPtrArray *items;       /* of EkItem */
  GHashTable *item_index; /* id → index + 1 */
  GPtrArray *tables;      /* of EkTable */
  GPtrArray *scores;      /* of EkScoreRule, in order of computing */
  int total;              /* index of the score "total", -1 none */
  GArray *subscales;      /* of guint: indices into scores, not the total, not hidden */
  GPtrArray *criticals;   /* of EkCriticalEntry */
  GPtrArray *checks;      /* of EkAnswerCheck */
  GArray *verifications;  /* of EkVerification */
};

const char *ek_words_pick (const EkWords *words, const char *language);
void ek_item_free (EkItem *self);
void ek_score_rule_free (EkScoreRule *rule);
void ek_critical_entry_free (EkCriticalEntry *entry);
void ek_answer_check_free (EkAnswerCheck *check);
void ek_table_free (EkTable *table);
EkScoreRule *ek_instrument_score_rule (EkInstrument *self, guint index);
EkTable *ek_instrument_table (EkInstrument *self, guint index);
EkItem *ek_instrument_item (EkInstrument *self, guint index);
const EkAnswerCheck *ek_instrument_answer_check (EkInstrument *self, guint index);

/* Reading (ek-instrument-read.c, ek-item-read.c) and what the parts must say together (ek-instrument-check.c). */
gboolean ek_read_refuse_others (JsonObject *object, const char *where, const char *const *allowed, GError **error);
gboolean ek_read_words (JsonObject *object, const char *member, gboolean required, EkWords *words, GError **error);
gboolean ek_read_text (JsonObject *object, const char *member, gboolean required, EkWords *text, GError **error);
gboolean ek_read_optional_string (JsonObject *object, const char *member, const char **value, GError **error);
gboolean ek_read_optional_double (JsonObject *object, const char *member, double *value, gboolean *found,
                                  GError **error);
gboolean ek_read_optional_boolean (JsonObject *object, const char *member, gboolean *value, GError **error);
gboolean ek_read_verified (JsonObject *object, gboolean *verified, GError **error);
gboolean ek_read_optional_array (JsonObject *object, const char *member, JsonArray **value, GError **error);
gboolean ek_read_optional_object (JsonObject *object, const char *member, JsonObject **value, GError **error);
gboolean ek_read_range (JsonObject *object, const char *member, double *low, double *high, gboolean *found,
                        GError **error);
gboolean ek_read_expression (EkInstrument *self, JsonObject *object, const char *member, EkType type,
                             EkExpression **expression, GError **error);
gboolean ek_read_person_expression (JsonObject *object, const char *member, EkExpression **expression, GError **error);
gboolean ek_read_items (EkInstrument *self, JsonObject *root, GError **error);
gboolean ek_read_item_conditions (EkInstrument *self, JsonObject *root, GError **error);
gboolean ek_read_item_list (EkInstrument *self, JsonArray *array, GArray *indices, GError **error);
gboolean ek_read_scores (EkInstrument *self, JsonObject *root, GError **error);
gboolean ek_read_criticals (EkInstrument *self, JsonObject *root, GError **error);
gboolean ek_read_change (EkScoreRule *score, JsonObject *object, GError **error);
gboolean ek_read_norms (EkScoreRule *score, JsonObject *object, GError **error);
void ek_change_free (EkChange *change);
gboolean ek_score_rule_check_change (EkScoreRule *score, GError **error);
gboolean ek_instrument_check (EkInstrument *self, GError **error);
gboolean ek_identifier_is_valid (const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkItem, ek_item_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkScoreRule, ek_score_rule_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkCriticalEntry, ek_critical_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkAnswerCheck, ek_answer_check_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkTable, ek_table_free)

G_END_DECLS
