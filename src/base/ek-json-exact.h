/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-json.h"

G_BEGIN_DECLS

/* Inside base/ only. */
const char *ek_json_exact_text (JsonNode *node);
void ek_json_append_number (GString *out, double value);

G_END_DECLS
