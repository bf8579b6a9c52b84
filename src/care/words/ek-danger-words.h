/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-danger-kind.h"
#include "ek-knowledge.h"

G_BEGIN_DECLS

/* What words and codes say of danger. */

EkSign ek_danger_in_text (EkKnowledge *knowledge, const char *text, EkDangerKind kind, gboolean *past);
gboolean ek_danger_in_code (EkKnowledge *knowledge, const char *system, const char *code, EkDangerKind kind);

G_END_DECLS
