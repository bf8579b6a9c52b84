/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"

G_BEGIN_DECLS

/** EkCritical: an item whose answer needs somebody to act. */
typedef struct {
  const char *item_id; /* belongs to the instrument */
  double value;
  const char *rule; /* id of the rule in the definition */
} EkCritical;

typedef struct {
  const char *id; /* first word: "D", "SOM", "O-C" */
  gboolean has_score;
  double score;
  const EkBand *band; /* or NULL */
  gboolean prorated;
  gboolean derived; /* an index the clinician may read, not a subscale of the instrument */
} EkSubscore;

/**
 * EkScore:
 *
 * What the engine makes of one set of answers. Severity is there only when the form is complete, or prorated where the
 * definition says so. Free with ek_score_free().
 */
typedef struct {
  EkInstrument *instrument; /* owned */
  gboolean complete;
  gboolean has_total;
  gboolean prorated;
  double total;
  const EkBand *band;        /* severity of the total, or NULL */
  GPtrArray *subscores;      /* of EkSubscore */
  GPtrArray *missing;        /* item ids, const char *, belong to the instrument */
  GArray *critical;          /* of EkCritical: found also on an incomplete form */
  GPtrArray *contradictions; /* ids of the checks that the answers fail, const char *; see the received ones */
} EkScore;

EkScore *ek_score_answers (EkInstrument *instrument, JsonNode *answers, const EkSubject *subject, GError **error);
EkScore *ek_score_answers_received (EkInstrument *instrument, JsonNode *answers, const EkSubject *subject,
                                    GError **error);
const EkBand *ek_score_band_of_total (EkInstrument *instrument, double total, const EkSubject *subject);
gboolean *ek_answers_asked (EkInstrument *instrument, JsonNode *answers, const EkSubject *subject, GError **error);
JsonNode *ek_score_to_json (EkScore *score);
void ek_score_free (EkScore *score);
JsonNode *ek_answers_normalise (EkInstrument *instrument, JsonNode *answers, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkScore, ek_score_free)

G_END_DECLS
