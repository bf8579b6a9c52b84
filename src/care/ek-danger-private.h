/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-danger.h"

G_BEGIN_DECLS

/* data/knowledge/danger.json once it is read. Words are folded (ek_text_fold()), codes are without points and in upper
 * case. */

typedef struct {
  const char *id;
  EkDangerKind kind;
  const char *system; /* "icd-10" … as "systems" names it; NULL: of this program, and where it is not known */
  GPtrArray *codes;   /* char * */
  char *from, *to;    /* of a range, or NULL */
  char sixth;         /* what the sixth character must be, 0: anything */
  gboolean exact;     /* the whole code, not its beginning */
  gboolean past;      /* says that it was */
  gboolean current;   /* a sign only while it lasts */
} EkDangerCode;

typedef struct {
  const char *id;
  EkDangerKind kind;
  GPtrArray *words; /* char * */
  gboolean current;
  gboolean whole;    /* whole words only, */
  gboolean capitals; /* and only in capital letters */
  gboolean ask;      /* may be something else: a person is asked */
  gboolean graded;   /* a low degree of it is a no */
  gboolean result;   /* what is assessed: by itself it says nothing, its result does */
  double at_least;   /* of a result that is a number, NAN: any but 0 */
} EkDangerWords;

/** EkDangerWord: one of them, as it is looked for. */
typedef struct {
  const EkDangerWords *rule;
  const char *word;
  gsize length;
} EkDangerWord;

/** EkDangerAnswer: an answer or a total of a form that is not, or not only, what its definition calls critical. */
typedef struct {
  const char *id;
  const char *instrument;
  const char *rule; /* of the definition, whose kind this is; or NULL */
  const char *item; /* or NULL */
  double at_least;
  double total_at_least; /* NAN: not by the total */
  EkDangerKind kind;
} EkDangerAnswer;

typedef struct {
  const char *id;
  const char *instrument; /* NULL: any */
  GPtrArray *urgencies;   /* const char * */
  guint kinds;            /* bits of 1 << EkDangerKind */
  gboolean counts_as_yes;
  gboolean only_declined; /* not where it was merely left out */
} EkDangerRefused;

typedef struct {
  const char *id;
  GPtrArray *contains; /* char *, lower case */
} EkDangerSystem;

typedef enum {
  EK_PHRASE_BREAKS,
  EK_PHRASE_NO,
  EK_PHRASE_UNDO,
  EK_PHRASE_EXCLUDED,
  EK_PHRASE_NO_AFTER,
  EK_PHRASE_EXCLUDED_AFTER,
  EK_PHRASE_FILLERS,
  EK_PHRASE_TAILS,
  EK_PHRASE_FAMILY,
  EK_PHRASE_RELATIVES,
  EK_PHRASE_RELATIVE_FILLERS,
  EK_PHRASE_PAST,
  EK_PHRASE_HARMLESS,
  EK_PHRASE_ANSWERS_NO,
  EK_PHRASE_ANSWERS_NO_CODES,
  EK_PHRASE_LIST_OR,
  EK_PHRASE_LIST_ITEMS,
  EK_PHRASE_STATES,
  EK_PHRASE_TURNS,
  EK_PHRASE_ANSWERS_YES,
  EK_PHRASE_DETAILS,
  EK_PHRASE_POSITIVES,
  EK_PHRASE_JOINS,
  EK_PHRASE_DOUBTS,
  EK_PHRASE_DOUBTS_NEAR,
  EK_PHRASE_RESULTS,
  EK_PHRASE_YES_AFTER,
  EK_PHRASE_PLAINLY_THEIRS,
  EK_PHRASE_DESCRIBED,
  EK_PHRASE_ANSWERS_LOW,
  EK_PHRASE_LABELS,
  EK_PHRASE_RISK,
  EK_PHRASE_CONDITIONS,
  EK_PHRASE_CONDITION_FILLERS,
  EK_PHRASE_INSTRUCTIONS,
  EK_PHRASE_AGAIN,
  EK_PHRASE_COMPLETED,
  EK_N_PHRASES
} EkPhrase;

/** EkDangerFinder: all the words, to be looked for at once; see ek-danger-find.c. */
typedef struct _EkDangerFinder EkDangerFinder;

struct _EkDanger {
  GPtrArray *systems;               /* EkDangerSystem */
  GPtrArray *codes;                 /* EkDangerCode */
  GPtrArray *questions;             /* EkDangerCode: what the code asks for; the answer decides */
  GPtrArray *words;                 /* EkDangerWords */
  GPtrArray *answers;               /* EkDangerAnswer */
  GPtrArray *refused;               /* EkDangerRefused */
  GPtrArray *phrases[EK_N_PHRASES]; /* char *, the longest first */
  GArray *begins[256];              /* EkDangerWord: the words that begin with this byte, in order; NULL: none */
  EkDangerFinder *finder;           /* the same words */
  guint8 code_pairs[256][32];       /* for each first byte a bit for each second byte of a code, in upper case */
  int broken_off_hours;
  int walk_old_days;
};

EkDanger *ek_danger_new (void);
void ek_danger_free (EkDanger *self);

/** EkDangerFound: what the codes or the words say, by kind. */
typedef struct {
  EkSign sign[EK_N_DANGER_KINDS];
  gboolean past[EK_N_DANGER_KINDS];
  gboolean current[EK_N_DANGER_KINDS]; /* a sign only while it lasts */
  const char *rule[EK_N_DANGER_KINDS];
  const EkDangerWords *graded[EK_N_DANGER_KINDS]; /* one of the words is of this, or NULL */
} EkDangerFound;

/* In place of an address: any of the classifications, whatever it is called. */
#define EK_DANGER_ANY_SYSTEM "*"

void ek_danger_read_words (EkDanger *self, const char *text, EkDangerFound *found);
const char *ek_danger_phrase_before (GPtrArray *phrases, const char *text, const char *end);
const char *ek_danger_phrase_at (GPtrArray *phrases, const char *at);
const char *ek_danger_word_end (const char *at);
gboolean ek_danger_is_end (EkDanger *self, const char *at);
gboolean ek_danger_is_doubtful (EkDanger *self, const char *text, const char *at);

/* ek-danger-degree.c */
gboolean ek_danger_is_of_risk (EkDanger *self, const char *text, const char *begin, const char *end);
gboolean ek_danger_is_completed (EkDanger *self, const char *at);
gboolean ek_danger_is_sentence_end (const char *at);
gboolean ek_danger_result_follows (EkDanger *self, const EkDangerWords *rule, const char *at);
EkSign ek_danger_sign_of_kind (EkDanger *self, const char *text, const char *begin, const char *end);
EkSign ek_danger_sign_of_mark (const char *text, const char *begin);

/* ek-danger-find.c */
EkDangerFinder *ek_danger_finder_new (void);
void ek_danger_finder_free (EkDangerFinder *self);
void ek_danger_finder_add (EkDangerFinder *self, const char *word, gboolean whole, gboolean capitals);
gboolean ek_danger_finder_finds (const EkDangerFinder *self, const char *text);
/* Fast, and FALSE only where nothing would be read. */
gboolean ek_danger_may_say (EkDanger *self, const char *text);

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
