/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-facts.h"
#include "ek-level.h"

G_BEGIN_DECLS

/* The shelf: what each file of data/knowledge says lies on it as the part that reads the file made it. The shelf knows
 * no part. Only for files of the care room. Strings point into the JSON trees that EkKnowledge keeps alive. */

/** EkKnowledgePart: one file, and who reads it. What @make gives lies on the shelf while @read fills it, so that the
 * parts after it can ask for it; @read fails with a sentence that names the rule. */
typedef struct {
  const char *file;
  const char *id;
  gpointer (*make) (void);
  gboolean (*read) (EkKnowledge *self, JsonObject *file, GError **error);
  GDestroyNotify free;
} EkKnowledgePart;

EkKnowledge *ek_knowledge_new (void);
gboolean ek_knowledge_add (EkKnowledge *self, const EkKnowledgePart *part, const char *directory, GError **error);
gpointer ek_knowledge_get_part (EkKnowledge *self, const EkKnowledgePart *part);
const char *ek_knowledge_get_part_version (EkKnowledge *self, const EkKnowledgePart *part);

typedef struct {
  const char *id;
  const char *en;
  const char *zh;
} EkWord;

/* What the readers share. */
typedef gboolean (*EkElementFunc) (EkKnowledge *self, JsonObject *element, gpointer target, GError **error);
gboolean ek_knowledge_each (EkKnowledge *self, JsonObject *file, const char *member, EkElementFunc read,
                            gpointer target, GError **error);
gboolean ek_knowledge_strings (JsonObject *object, const char *member, GPtrArray *target, GError **error);
gboolean ek_knowledge_wrong (GError **error, const char *id, const char *what);
gboolean ek_knowledge_read_word (JsonObject *object, EkWord *word, GError **error);
gboolean ek_knowledge_check_members (JsonObject *object, const char *id, const char *const *known, GError **error);
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

/** EkVocabulary: what facts there are (facts.json). */
typedef struct {
  GHashTable *facts;    /* name → EkFactName */
  GHashTable *suffixes; /* after an instrument id → EkFactName */
  GPtrArray *diagnoses; /* EkClassRule */
  GPtrArray *medicines; /* EkClassRule */
  GPtrArray *exposures; /* EkClassRule */
} EkVocabulary;

extern const EkKnowledgePart ek_vocabulary_part;
EkVocabulary *ek_vocabulary (EkKnowledge *knowledge);
const EkFactName *ek_knowledge_find_fact (EkKnowledge *self, const char *name, const char **instrument_end);
const EkWord *ek_fact_name_find_value (const EkFactName *name, const char *id);

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

GPtrArray *ek_full_rules_new (void);
EkFullRule *ek_full_rule_read (EkKnowledge *self, JsonObject *object, GPtrArray *rules, GError **error);
gboolean ek_full_rule_read_plain (EkKnowledge *self, JsonObject *object, gpointer rules, GError **error);

/* A text may hold {fact} inside [optional segments]; a segment whose fact is not known is left out. */
gboolean ek_template_check (EkKnowledge *self, const char *text, GError **error);
char *ek_template_expand (const char *text, EkFacts *facts, const char *language);

/* The value alone, in words: "14", "moderate", "yes". */
char *ek_facts_value_text (EkFacts *self, const EkFact *fact, const char *language);
void ek_facts_name_instrument (EkFacts *self, const char *id, const char *abbreviation);
/* @name: the whole fact, "cbi.sub.work" */
void ek_facts_name_subscale (EkFacts *self, const char *name, const char *language, const char *title);

G_END_DECLS
