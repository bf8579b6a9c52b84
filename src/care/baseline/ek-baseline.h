/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-battery.h"
#include "ek-severity.h"

G_BEGIN_DECLS

/* The baseline assessment: what one set of instruments says, in one result that a clinician reads, writes a summary to
 * and signs. An EkRecord of ek_baseline_type. The result is made by rules (data/knowledge/severity.json and
 * risk-factors.json) and kept with the facts it was made from, so that it can be explained later. It names what was
 * reported and what that suggests; it neither diagnoses nor predicts. All calls that take a store block on the disk. */

/** EkBaselineLine: a sentence in both languages. @id: what it is about: an instrument, an assessment or a risk. */
typedef struct {
  char *id;
  char *en;
  char *zh;
} EkBaselineLine;

/** EkBaselineFactor: a risk factor or a protective factor, with the rule and the facts that name it. */
typedef struct {
  char *group_en, *group_zh; /* "Clinical" "Sleep" "Work" … */
  char *name_en, *name_zh;
  gboolean protective;
  EkReason *reason;
} EkBaselineFactor;

/** EkBaseline: a result, read out of its record. */
typedef struct {
  EkLevel level;
  EkStep step;
  GPtrArray *reasons;   /* of EkReason: for the level, then for the step */
  GPtrArray *cautions;  /* of EkReason */
  GPtrArray *factors;   /* of EkBaselineFactor: risk factors by group, then protective ones */
  GPtrArray *risks;     /* of EkBaselineLine: risks that are open */
  GPtrArray *scores;    /* of EkBaselineLine */
  GPtrArray *not_asked; /* of EkBaselineLine: instruments and items without an answer, and why */
  GPtrArray *not_known; /* of EkBaselineLine: norms and wordings that no second source confirms */
} EkBaseline;

EkBaseline *ek_baseline_read (EkRecord *baseline);
void ek_baseline_free (EkBaseline *baseline);
const char *ek_baseline_line_text (const EkBaselineLine *line, const char *language);
/* One cautious paragraph, for a clinician to start from. */
char *ek_baseline_words (EkRecord *baseline, const char *language);

/* Saves a draft from a set that has ended. A draft that is open already is made again and keeps its summary. */
EkRecord *ek_baseline_make (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *battery,
                            GError **error);
GPtrArray *ek_baseline_list (EkStore *store, const char *patient_id, GError **error);
/* The draft where there is one, else the signed one; NULL without error: none. */
EkRecord *ek_baseline_find (EkStore *store, const char *patient_id, GError **error);
/* The newest set that has ended, of which a baseline is made; NULL without error: none. */
EkRecord *ek_baseline_find_set (EkStore *store, const char *patient_id, GError **error);
gboolean ek_baseline_set_summary (EkStore *store, EkRecord *baseline, const char *text, GError **error);
/* Whether no form of its set was changed since it was made. */
gboolean ek_baseline_is_current (EkStore *store, EkRecord *baseline, gboolean *current, GError **error);
/* Signs by the user who is in; the one that was signed before becomes "replaced" in the same transaction. Not while the
 * file says another severity or other risks (ek-since.h). */
gboolean ek_baseline_sign (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *baseline,
                           GError **error);
gboolean ek_baseline_discard (EkStore *store, EkRecord *baseline, const char *reason, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkBaseline, ek_baseline_free)

G_END_DECLS
