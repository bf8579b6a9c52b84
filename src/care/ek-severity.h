/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-facts.h"

G_BEGIN_DECLS

typedef enum {
  EK_LEVEL_UNKNOWN = -1, /* nothing complete to judge by */
  EK_LEVEL_NORMAL,
  EK_LEVEL_MILD,
  EK_LEVEL_MODERATE,
  EK_LEVEL_SEVERE,
} EkLevel;

typedef enum {
  EK_STEP_UNKNOWN = -1,
  EK_STEP_PREVENTIVE,
  EK_STEP_COUNSELLING,
  EK_STEP_TREATMENT,
} EkStep;

/**
 * EkSeverity: the overall level and the step of care that is proposed, with the reasons for each. A proposal: a
 * clinician decides.
 */
typedef struct {
  EkLevel level;
  EkStep step;
  GPtrArray *reasons;  /* of EkReason: what set or raised the level, then what set the step */
  GPtrArray *cautions; /* of EkReason: what is not known or is old */
} EkSeverity;

const char *ek_level_id (EkLevel level);
const char *ek_level_label (EkLevel level);
EkLevel ek_level_from_id (const char *id);
const char *ek_step_id (EkStep step);
const char *ek_step_label (EkStep step);
EkStep ek_step_from_id (const char *id);

/* Also writes the facts "overall.level", "overall.level_rank" and "overall.step" for the rules that come after. */
EkSeverity *ek_severity_assess (EkKnowledge *knowledge, EkFacts *facts);
void ek_severity_free (EkSeverity *severity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSeverity, ek_severity_free)

G_END_DECLS
