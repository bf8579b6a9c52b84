/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-danger-kind.h"
#include "ek-knowledge-private.h"

G_BEGIN_DECLS

/* data/knowledge/danger.json once it is read. Words are folded (ek_text_fold()), codes are without points and in upper
 * case. */

typedef struct {
  const char *id;
  EkDangerKind kind;
  const char *system;  /* "icd-10" … as "systems" names it; NULL: of this program, and where it is not known */
  GPtrArray *codes;    /* char * */
  char *from, *to;     /* of a range, or NULL */
  char sixth;          /* of a range: what the sixth character must be, 0: anything */
  const char *seventh; /* of a range: which the seventh may be, NULL: anything */
  GPtrArray *not_in;   /* char *: addresses of which it is not, as part of them, lower case */
  gboolean exact;      /* the whole code, not its beginning */
  gboolean past;       /* says that it was */
  gboolean current;    /* a sign only while it lasts, */
  guint days;          /* and of a diagnosis only so long after its date, 0: however long */
} EkDangerCode;

typedef struct {
  const char *id;
  EkDangerKind kind;
  GPtrArray *words; /* char * */
  gboolean current;
  guint days;        /* as of a code */
  gboolean whole;    /* whole words only, */
  gboolean capitals; /* and only in capital letters */
  gboolean ask;      /* may be something else: a person is asked */
  gboolean graded;   /* a low degree of it is a no */
  gboolean result;   /* what is assessed: by itself it says nothing, its result does */
  double at_least;   /* of a result that is a number, NAN: any but 0 */
  double at_most;    /* and what is more is none, NAN: it has no end; with it only a number is a result */
  guint item;        /* the number of an item: its answer is the result, 0: of the whole */
  gboolean said;     /* says something only where its result stands in the text */
  GPtrArray *with;   /* GPtrArray of char * of the rules: one of each must stand in the sentence too */
  GPtrArray *unless; /* char * of the rules: none of them may */
  gboolean after;    /* "with" and "amount" are looked for behind the word only */
  guint within;      /* so many bytes from the word, 0: the sentence */
  guint amount;      /* so many tablets or more must be spoken of, 0: none need be */
} EkDangerWords;

/** EkDangerSet: phrases that "with" and "unless" name together, as "@id". */
typedef struct {
  const char *id;
  GPtrArray *words; /* char * */
} EkDangerSet;

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
  guint whole_form; /* bits of 1 << EkDangerKind: for which a whole form that is declined counts */
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
  EK_PHRASE_PAST_AFTER,
  EK_PHRASE_STILL,
  EK_PHRASE_RESULT_TAILS,
  EK_PHRASE_OFTEN,
  EK_PHRASE_WORKS,
  EK_PHRASE_WORKS_ABOUT,
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
  EK_PHRASE_DOSES,
  EK_PHRASE_NO_DOSES,
  EK_PHRASE_NOT_THE_PATIENT,
  EK_PHRASE_NOT_MEANT_AFTER,
  EK_N_PHRASES
} EkPhrase;

/** EkDangerFinder: all the words, to be looked for at once; see ek-danger-find.c. */
typedef struct _EkDangerFinder EkDangerFinder;

typedef struct {
  GPtrArray *systems;               /* EkDangerSystem */
  GPtrArray *codes;                 /* EkDangerCode */
  GPtrArray *questions;             /* EkDangerCode: what the code asks for; the answer decides */
  GPtrArray *sets;                  /* EkDangerSet */
  GStringChunk *company;            /* phrases of "with" and "unless" that are in no set */
  GPtrArray *words;                 /* EkDangerWords */
  GPtrArray *answers;               /* EkDangerAnswer */
  GPtrArray *refused;               /* EkDangerRefused */
  GPtrArray *phrases[EK_N_PHRASES]; /* char *, the longest first */
  GArray *begins[256][256];         /* EkDangerWord: the words that begin with these two bytes, in order; NULL: none */
  EkDangerFinder *finder;           /* the same words */
  guint8 code_pairs[256][32];       /* for each first byte a bit for each second byte of a code, in upper case */
  int broken_off_hours;
  int walk_old_days;
} EkDanger;

extern const EkKnowledgePart ek_danger_part;
EkDanger *ek_danger_rules (EkKnowledge *knowledge);

/* ek-danger-find.c */
EkDangerFinder *ek_danger_finder_new (void);
void ek_danger_finder_free (EkDangerFinder *self);
void ek_danger_finder_add (EkDangerFinder *self, const char *word, gboolean whole, gboolean capitals);
gboolean ek_danger_finder_finds (const EkDangerFinder *self, const char *text);
/* Fast, and FALSE only where nothing would be read. */
gboolean ek_danger_may_say (EkDanger *self, const char *text);

G_END_DECLS
