/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-plan.h"

G_BEGIN_DECLS

/* Fills @plan, a draft not saved or open, from what was known at @at (ms; EK_INSTANT_NONE: now), and saves it. */
gboolean ek_plan_draft_as_of (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *plan, gint64 at,
                              GError **error);
gboolean ek_plan_check_draft (EkRecord *plan, GError **error);
/* What the rules say joins what people wrote: lines that a person added, changed or removed stay as they are. */
GPtrArray *ek_plan_merge_lines (GPtrArray *proposed, GPtrArray *edited);

/* What goals mean in numbers (ek-plan-target.c). */
GPtrArray *ek_plan_targets_new (void);
GPtrArray *ek_plan_targets_copy (GPtrArray *targets);
/* NAN: taken away */
void ek_plan_targets_put (GPtrArray *targets, const char *score, gboolean above, gboolean strict, double value);
GPtrArray *ek_plan_targets_from_json (JsonArray *array);
JsonArray *ek_plan_targets_to_json (GPtrArray *targets);
GPtrArray *ek_plan_targets_resolve (JsonArray *declared, EkFacts *facts);

/* Without a look at what has changed since: for the past of invented patients. */
gboolean ek_plan_sign_as_drafted (EkStore *store, EkKnowledge *knowledge, EkRecord *plan, GError **error);

G_END_DECLS
