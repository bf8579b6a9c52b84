/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-danger-rules.h"
#include "ek-danger-words.h"

G_BEGIN_DECLS

/** EkDangerFound: what the codes or the words say, by kind. */
typedef struct {
  EkSign sign[EK_N_DANGER_KINDS];
  gboolean past[EK_N_DANGER_KINDS];
  gboolean current[EK_N_DANGER_KINDS]; /* a sign only while it lasts, */
  guint days[EK_N_DANGER_KINDS];       /* and of a diagnosis only so long after its date, 0: however long */
  gboolean asked[EK_N_DANGER_KINDS];   /* nothing takes it back, a person is asked because of the word itself */
  const char *rule[EK_N_DANGER_KINDS];
  const EkDangerWords *graded[EK_N_DANGER_KINDS]; /* one of the words is of this, or NULL */
} EkDangerFound;

/* In place of an address: any of the classifications, whatever it is called. */
#define EK_DANGER_ANY_SYSTEM "*"

void ek_danger_read_words (EkDanger *self, const char *text, EkDangerFound *found);

/* ek-danger-phrase.c */
/* of a word in Latin letters */
static inline gboolean
ek_danger_is_letter (char c)
{
  return g_ascii_isalnum (c);
}
gboolean ek_danger_ends_with (const char *text, const char *end, const char *phrase);
const char *ek_danger_phrase_before (GPtrArray *phrases, const char *text, const char *end);
const char *ek_danger_phrase_at (GPtrArray *phrases, const char *at);
const char *ek_danger_word_end (const char *at);
gboolean ek_danger_is_end (EkDanger *self, const char *at);
gboolean ek_danger_is_sentence_end (const char *at);
gboolean ek_danger_is_doubtful (EkDanger *self, const char *text, const char *at);

/* ek-danger-degree.c */
gboolean ek_danger_is_of_risk (EkDanger *self, const char *text, const char *begin, const char *end);
gboolean ek_danger_is_completed (EkDanger *self, const char *at);
EkSign ek_danger_sign_of_kind (EkDanger *self, const char *text, const char *begin, const char *end);
EkSign ek_danger_sign_of_mark (const char *text, const char *begin);

/* ek-danger-written.c */
gboolean ek_danger_result_follows (EkDanger *self, const EkDangerWords *rule, const char *at);
EkSign ek_danger_item_says (EkDanger *self, const EkDangerWords *rule, const char *text, const char *begin,
                            const char *end);

/* ek-danger-together.c */
gboolean ek_danger_is_together (EkDanger *self, const EkDangerWords *rule, const char *text, const char *at,
                                const char *end);

/* ek-danger-ticks.c */
char *ek_danger_resolve_ticks (const char *text);

/* ek-danger-markup.c */
char *ek_danger_plain_text (EkDanger *self, const char *markup);
void ek_danger_read_code (EkDanger *self, GPtrArray *rules, const char *system, const char *code, gboolean lenient,
                          EkDangerFound *found);
const char *ek_danger_system (EkDanger *self, const char *uri); /* NULL: not known */
gboolean ek_danger_says_no (EkDanger *self, const char *text);
gboolean ek_danger_says_low (EkDanger *self, const char *text);
gboolean ek_danger_says_yes (EkDanger *self, const char *text);
gboolean ek_danger_code_is_no (EkDanger *self, const char *code);
const EkDangerAnswer *ek_danger_find_answer (EkDanger *self, const char *instrument, const char *rule);
EkDangerKind ek_danger_kind_of_rule (EkKnowledge *rules, EkInstrument *instrument, const EkCriticalRule *rule);

G_END_DECLS
