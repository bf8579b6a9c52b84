/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"

G_BEGIN_DECLS

/**
 * EkWording:
 *
 * A file that a hospital brings: the words of an instrument whose structure is there already (filled in where the
 * export of the structure left room), or a whole definition. Reading it changes nothing: it says what the file is, what
 * is wrong with it in words, and, when nothing is, gives the complete definition. data/instruments/README.md describes
 * the formats. Immutable, may cross threads.
 */
typedef struct _EkWording EkWording;

typedef enum {
  EK_WORDING_WORDS,      /* words for a structure */
  EK_WORDING_DEFINITION, /* a whole definition */
} EkWordingKind;

/** EkWordingLicence: under what right the hospital has the words. Each NULL when it was left empty. */
typedef struct {
  const char *holder;
  const char *number;
  const char *valid_until; /* YYYY-MM-DD */
  const char *entered_by;
  const char *note;
} EkWordingLicence;

/** EkWordingProblem: something in the file. @blocks: nothing can be imported before it is mended. */
typedef struct {
  gboolean blocks;
  guint line;  /* of a table; 0 not known */
  char *place; /* "Line 12, item “5”", or NULL: the file */
  char *message;
} EkWordingProblem;

EkWording *ek_wording_read (EkCatalogue *catalogue, const char *bytes, gsize length, const char *today, GError **error);
EkWording *ek_wording_load (EkCatalogue *catalogue, const char *path, const char *today, GError **error);
EkWording *ek_wording_ref (EkWording *self);
void ek_wording_unref (EkWording *self);
EkWordingKind ek_wording_get_kind (EkWording *self);
EkInstrument *ek_wording_get_structure (EkWording *self);
EkInstrument *ek_wording_get_result (EkWording *self);
const EkWordingLicence *ek_wording_get_licence (EkWording *self);
guint ek_wording_get_n_problems (EkWording *self);
const EkWordingProblem *ek_wording_get_problem (EkWording *self, guint index);
gboolean ek_wording_is_good (EkWording *self);
const char *ek_wording_get_hash (EkWording *self);
JsonNode *ek_wording_make_definition (EkWording *self, guint number, GError **error);

/* Export of the structure for a hospital to fill in; what words the definition has are there already. */
char *ek_wording_export_json (EkInstrument *instrument) G_GNUC_WARN_UNUSED_RESULT;
char *ek_wording_export_csv (EkInstrument *instrument) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkWording, ek_wording_unref)

G_END_DECLS
