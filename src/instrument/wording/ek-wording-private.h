/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-wording.h"

G_BEGIN_DECLS

/* Both formats are read into the same list of words, each with the place it is meant for; checking and merging know
 * nothing of the formats. */

typedef enum {
  EK_PART_TITLE,
  EK_PART_INSTRUCTIONS,
  EK_PART_RECALL,
  EK_PART_ITEM,
  EK_PART_SET_OPTION,  /* of answers that many items share; named by the set */
  EK_PART_ITEM_OPTION, /* of one item; named by the item */
  EK_N_PARTS,
} EkPart;

typedef enum { EK_LANGUAGE_EN, EK_LANGUAGE_ZH, EK_N_LANGUAGES } EkLanguage;

/** EkSlot: a place for words in a structure, and the words it has. */
typedef struct {
  EkPart part;
  char *name;                        /* set or item; "" for the others */
  double value;                      /* of an option */
  gboolean required;                 /* an item: without words it cannot be given */
  gboolean own;                      /* an option the item has for itself, not from a set */
  gboolean reverse;                  /* an item that is scored in reverse */
  const char *topic[EK_N_LANGUAGES]; /* what it is about, in our words, or NULL */
  const char *words[EK_N_LANGUAGES]; /* or NULL */
} EkSlot;

/** EkEntry: words as the file has them. */
typedef struct {
  EkPart part;
  char *name;
  double value;
  guint line;
  int reverse;                 /* what the file says about it: 1 yes, 0 no, -1 nothing */
  char *words[EK_N_LANGUAGES]; /* trimmed; NULL when empty */
} EkEntry;

struct _EkWording {
  gatomicrefcount references;
  EkWordingKind kind;
  char *instrument_id;
  char *version;
  EkInstrument *structure; /* or NULL */
  JsonNode *merged;        /* the complete definition, without its final version; or NULL */
  EkInstrument *result;    /* read from it; or NULL */
  char *hash;
  EkWordingLicence licence; /* the strings are owned */
  GPtrArray *entries;       /* of EkEntry */
  GPtrArray *slots;         /* of EkSlot, of the structure; or NULL */
  GHashTable *index;        /* key → EkEntry, of the slots that the file fills */
  GPtrArray *problems;      /* of EkWordingProblem */
};

extern const char *const ek_part_names[EK_N_PARTS];
extern const char *const ek_language_names[EK_N_LANGUAGES];

/* ek-wording-slots.c */
GPtrArray *ek_wording_slots (EkInstrument *instrument);
char *ek_wording_key (EkPart part, const char *name, double value);
char *ek_wording_place (EkPart part, const char *name, double value, guint line);
void ek_wording_format_number (char *text, gsize size, double value);
void ek_wording_foreach_item (EkInstrument *instrument, void (*func) (EkItem *item, JsonObject *object, gpointer data),
                              gpointer data);

/* ek-wording-read.c */
gboolean ek_wording_read_json (EkWording *self, JsonObject *root, GError **error);
gboolean ek_wording_read_csv (EkWording *self, const char *bytes, gsize length, GError **error);

/* ek-wording-check.c */
void ek_wording_problem (EkWording *self, gboolean blocks, guint line, char *place, const char *format, ...)
  G_GNUC_PRINTF (5, 6);
void ek_wording_check_entries (EkWording *self);
void ek_wording_check_licence (EkWording *self, const char *today);
void ek_wording_check_texts (EkWording *self, JsonNode *node, const char *place);

#define EK_WORDING_FORMAT "evenkeel-wording"

G_END_DECLS
