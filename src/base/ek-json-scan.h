/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-json.h"

G_BEGIN_DECLS

/* Inside base/ only: ek_json_parse() and ek_json_parse_exact() are what other rooms call. */
JsonNode *ek_json_build (const char *text, gsize length, gboolean exact, const EkJsonLimits *limits,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
