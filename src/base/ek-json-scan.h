/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-json.h"

G_BEGIN_DECLS

/* Inside base/ only: ek_json_parse() is what other rooms call. */
gboolean ek_json_scan (const char *text, gsize length, const EkJsonLimits *limits, GError **error);

/* As ek_json_parse(), not sealed. */
JsonNode *ek_json_parse_open (const char *text, gssize length, const EkJsonLimits *limits, GError **error);

G_END_DECLS
