/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-baseline.h"

G_BEGIN_DECLS

/* What the files about baseline assessments share. */

EkBaseline *ek_baseline_new (void);
void ek_baseline_add (GPtrArray *lines, const char *id, char *en, char *zh); /* texts taken */
JsonNode *ek_baseline_to_json (EkBaseline *self);
/* Fills @self from the forms of the set and the open risks; level, factors and cautions are not touched. */
gboolean ek_baseline_collect (EkBaseline *self, EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge,
                              EkRecord *battery, GError **error);

G_END_DECLS
