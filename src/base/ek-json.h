/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * EkJsonLimits:
 * @max_bytes: longest text accepted, in bytes
 * @max_depth: deepest nesting of arrays and objects accepted
 *
 * json-glib's parser recurses and lets comments, duplicate keys and integer overflow pass. Every JSON text that comes
 * from outside goes through ek_json_parse(), which checks all of this before json-glib sees it.
 */
typedef struct {
  gsize max_bytes;
  guint max_depth;
} EkJsonLimits;

/** EK_JSON_DEFAULT: 64 MiB and 64 levels. */
extern const EkJsonLimits EK_JSON_DEFAULT;

JsonNode *ek_json_parse (const char *text, gssize length, const EkJsonLimits *limits, GError **error);
JsonNode *ek_json_load (const char *path, const EkJsonLimits *limits, GError **error);
JsonNode *ek_json_parse_exact (const char *text, gssize length, const EkJsonLimits *limits, GError **error);
char *ek_json_exact (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;
char *ek_json_canonical (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;
char *ek_json_pretty (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

/** EK_JSON_PATH_LENGTH: members of the longest path. */
#define EK_JSON_PATH_LENGTH 4

/** EkJsonPath: the names of members from the outermost object inward; a %NULL ends one that is shorter;
 * one without names leads nowhere. */
typedef struct {
  const char *names[EK_JSON_PATH_LENGTH];
} EkJsonPath;

/** EkJsonSpan: where a value stands in a text, with its quotes or brackets. Belongs to the text. */
typedef struct {
  const char *text;
  gsize length;
} EkJsonSpan;

gboolean ek_json_skim (const char *text, gsize length, const EkJsonLimits *limits, const EkJsonPath *paths,
                       guint n_paths, EkJsonSpan *spans, GError **error);
char *ek_json_span_string (const EkJsonSpan *span) G_GNUC_WARN_UNUSED_RESULT;

/* For reading one's own data: a member that is absent, null or of another type is an error that names it. Returned
 * strings, objects and arrays belong to the node. */
const char *ek_json_get_string (JsonObject *object, const char *member, GError **error);
gboolean ek_json_get_int (JsonObject *object, const char *member, gint64 *value, GError **error);
gboolean ek_json_get_double (JsonObject *object, const char *member, double *value, GError **error);
gboolean ek_json_get_boolean (JsonObject *object, const char *member, gboolean *value, GError **error);
JsonObject *ek_json_get_object (JsonObject *object, const char *member, GError **error);
JsonArray *ek_json_get_array (JsonObject *object, const char *member, GError **error);

/* For lenient reading of other people's data: absent and of another type are both "not there". */
const char *ek_json_peek_string (JsonObject *object, const char *member);
gint64 ek_json_peek_int (JsonObject *object, const char *member, gint64 fallback);
double ek_json_peek_double (JsonObject *object, const char *member, double fallback);
gboolean ek_json_peek_boolean (JsonObject *object, const char *member, gboolean fallback);
char *ek_json_peek_number_text (JsonObject *object, const char *member) G_GNUC_WARN_UNUSED_RESULT;
void ek_json_set_number_text (JsonObject *object, const char *member, const char *text);
JsonObject *ek_json_peek_object (JsonObject *object, const char *member);
JsonArray *ek_json_peek_array (JsonObject *object, const char *member);
JsonObject *ek_json_element_object (JsonArray *array, guint index);
const char *ek_json_element_string (JsonArray *array, guint index);

G_END_DECLS
