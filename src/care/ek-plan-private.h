/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-plan.h"

G_BEGIN_DECLS

gboolean    ek_plan_check_draft  (EkRecord *plan, GError **error);
/* What the rules say joins what people wrote: lines that a person added, changed or removed stay as they are. */
GPtrArray  *ek_plan_merge_lines  (GPtrArray *proposed, GPtrArray *edited);

G_END_DECLS
