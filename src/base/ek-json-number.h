/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Inside base/ only. */
const char *ek_json_exact_text (JsonNode *node);
void ek_json_append_number (GString *out, double value);
void ek_json_init_written (JsonNode *node, const char *written);
void ek_json_init_exact (JsonNode *node, double number, const char *written);

G_END_DECLS
