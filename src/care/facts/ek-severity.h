/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-facts.h"
#include "ek-level.h"

G_BEGIN_DECLS

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

/* Also writes the facts "overall.level", "overall.level_rank" and "overall.step" for the rules that come after. */
EkSeverity *ek_severity_assess (EkKnowledge *knowledge, EkFacts *facts);
void ek_severity_free (EkSeverity *severity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSeverity, ek_severity_free)

G_END_DECLS
