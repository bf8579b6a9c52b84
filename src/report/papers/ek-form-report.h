/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-assess.h"

G_BEGIN_DECLS

/** EkFormPair: something known of a form, and what. */
typedef struct {
  char *label, *value;
} EkFormPair;

/** EkFormOption: a possible answer as it was worded. */
typedef struct {
  char *text;
  gboolean chosen;
} EkFormOption;

/** EkFormLine: one item as it was asked and answered. */
typedef struct {
  char *title;        /* its number and wording */
  GPtrArray *options; /* of EkFormOption, in the order of the form; empty where it is not a choice */
  char *answer;       /* what was written, where it is not a choice; or NULL */
  char *remark;       /* declined and why, not answered, not asked; or NULL */
} EkFormLine;

/** EkFormVersion: the form as it was finished, corrected or withdrawn. */
typedef struct {
  gint64 revision;
  char *when, *who, *what;
  char *reason;       /* or NULL */
  GPtrArray *changes; /* of char *: against the version before */
} EkFormVersion;

/**
 * EkFormFacsimile:
 *
 * A form exactly as it was answered: wording, options and order of the definition version it was answered under, what
 * the scoring engine of then made of it, who, when, how and on what, and how it was changed since. Nothing is scored
 * again. Does not hold on to the store; may cross threads.
 */
typedef struct {
  char *assessment_id, *patient_id, *instrument_id;
  gint64 revision;
  char *patient; /* name and date of birth, for paper */
  char *title;
  char *language;      /* of the form */
  char *instructions;  /* or NULL */
  char *status;        /* "completed" … */
  char *warning;       /* entered in error, definition missing; or NULL */
  GPtrArray *pairs;    /* of EkFormPair: who, when, how */
  GPtrArray *lines;    /* of EkFormLine */
  GPtrArray *results;  /* of EkFormPair: scores with their words */
  GPtrArray *marks;    /* of char *: what of the definition is not verified */
  GPtrArray *versions; /* of EkFormVersion, oldest first; one: it was never changed */
  char *rights;        /* or NULL */
} EkFormFacsimile;

/* @revision 0: as it stands now. */
EkFormFacsimile *ek_form_facsimile_load (EkStore *store, EkCatalogue *catalogue, const char *assessment_id,
                                         gint64 revision, GError **error);
void ek_form_facsimile_free (EkFormFacsimile *self);
GBytes *ek_form_report_render (EkFormFacsimile *facsimile, GError **error);
GPtrArray *ek_form_report_record (EkFormFacsimile *facsimile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFormFacsimile, ek_form_facsimile_free)

G_END_DECLS
