/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-plan.h"

G_BEGIN_DECLS

/* A plan as a printable PDF: step and level, each line with its goal and its reasons, signatures. */
GBytes *ek_plan_report_render (EkStore *store, EkKnowledge *knowledge, EkRecord *plan, const char *language,
                               GError **error);

G_END_DECLS
