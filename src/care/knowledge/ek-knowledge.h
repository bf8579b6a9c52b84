/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-user.h"

G_BEGIN_DECLS

/**
 * EkKnowledge:
 *
 * The clinical rules in data/knowledge, read and checked whole: severity and step, plan rules and interventions, MDT
 * triggers, the risk chain, who may sign what. Everything is data with an id, a version, a source, and the mark
 * "verify" where no second source was seen. Immutable, reference counted, may cross threads.
 */
typedef struct _EkKnowledge EkKnowledge;
typedef struct _EkFacts EkFacts;
typedef struct _EkCondition EkCondition;

/** EkRule: what every rule has in common. Strings belong to the knowledge. */
typedef struct {
  const char *id;
  const char *version;
  const char *why_en; /* the reason as a clinician would say it */
  const char *why_zh;
  const char *evidence;    /* the source, as it is cited, or what else it rests on in English */
  const char *evidence_zh; /* NULL: a citation, which is read in every language */
  gboolean verify;         /* no second source was seen: show it */
  EkCondition *when;
} EkRule;

/**
 * EkReason: why the program says something: the rule that fired and the facts that made it fire, in both languages.
 * Owns its strings: it can outlive the knowledge and the facts.
 */
typedef struct {
  char *rule;
  char *version;
  char *en;
  char *zh;
  char *evidence;
  char *evidence_zh; /* or NULL, as in EkRule */
  gboolean verify;
  char **facts_en; /* "PHQ-9 total score: 14 (2026-11-20)" */
  char **facts_zh;
} EkReason;

EkKnowledge *ek_knowledge_load (const char *directory, GError **error);
/* The program's own, loaded once; belongs to the program. NULL with error when a file of it is broken. */
EkKnowledge *ek_knowledge_get_default (GError **error);
EkKnowledge *ek_knowledge_ref (EkKnowledge *self);
void ek_knowledge_unref (EkKnowledge *self);
const char *ek_knowledge_get_version (EkKnowledge *self);

/* A condition is evaluated in three values: a fact that is not known makes it neither true nor false. */
typedef enum { EK_FALSE, EK_TRUE, EK_UNKNOWN } EkTruth;

EkCondition *ek_condition_parse (JsonNode *node, EkKnowledge *vocabulary, GError **error);
void ek_condition_free (EkCondition *self);
EkTruth ek_condition_evaluate (EkCondition *self, EkFacts *facts,
                               /* names of the facts that decided, const char *; or NULL */
                               GPtrArray *used);

/* TRUE when the rule fires; @reason (optional) is then set. */
gboolean ek_rule_fires (const EkRule *rule, EkFacts *facts, EkReason **reason);
EkReason *ek_reason_copy (const EkReason *reason);
void ek_reason_free (EkReason *reason);
const char *ek_reason_text (const EkReason *reason, const char *language);
const char *ek_reason_evidence (const EkReason *reason, const char *language);
char **ek_reason_facts (const EkReason *reason, const char *language);
JsonNode *ek_reason_to_json (const EkReason *reason);
EkReason *ek_reason_from_json (JsonNode *node);

/** "zh" or "en": the language the program is running in, for texts that the data has in both. */
const char *ek_care_language (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkKnowledge, ek_knowledge_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkCondition, ek_condition_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkReason, ek_reason_free)

G_END_DECLS
