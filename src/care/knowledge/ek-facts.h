/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-knowledge.h"
#include "ek-store.h"

G_BEGIN_DECLS

/**
 * EkFacts:
 *
 * What rules may read about one patient: a flat table of names and values, each with the day it is from and the record
 * it came out of. Names are declared in data/knowledge/facts.json ("phq9.total", "risk.open", "work.on_leave" …). A
 * fact that is not known is not in the table: no rule fires on it, and none fires on its absence by accident.
 */
struct _EkFacts;

typedef enum { EK_FACT_NUMBER, EK_FACT_TEXT, EK_FACT_FLAG } EkFactKind;

typedef struct {
  char *name;
  EkFactKind kind;
  double number; /* NUMBER; 0 or 1 for FLAG */
  char *text;    /* TEXT: an id, never free text */
  gint64 at_ms;  /* EK_INSTANT_NONE when it has no date */
  char *source;  /* record id, or NULL */
} EkFact;

EkFacts *ek_facts_new (EkKnowledge *knowledge, gint64 now_ms, int offset_minutes);
void ek_facts_unref (EkFacts *self);

gint64 ek_facts_get_now (EkFacts *self);
int ek_facts_get_offset (EkFacts *self);
void ek_facts_set_number (EkFacts *self, const char *name, double value, gint64 at_ms, const char *source);
void ek_facts_set_text (EkFacts *self, const char *name, const char *value, gint64 at_ms, const char *source);
void ek_facts_set_flag (EkFacts *self, const char *name, gboolean value, gint64 at_ms, const char *source);
const EkFact *ek_facts_find (EkFacts *self, const char *name);
GPtrArray *ek_facts_list (EkFacts *self);
/* "PHQ-9 total score: 14 (2026-11-20)" */
char *ek_facts_describe (EkFacts *self, const EkFact *fact, const char *language);
JsonNode *ek_facts_to_json (EkFacts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFacts, ek_facts_unref)

G_END_DECLS
