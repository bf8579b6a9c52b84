/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-json-number.h"
#include "ek-json-scan.h"

const EkJsonLimits EK_JSON_DEFAULT = { 64u << 20, 64 };

static JsonNode *
parse (const char *text, gssize length, gboolean exact, const EkJsonLimits *limits, GError **error)
{
  JsonNode *node = NULL;
  gsize n = length < 0 ? strlen (text) : (gsize) length;

  if (n >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      n -= 3;
    }
  node = ek_json_build (text, n, exact, limits != NULL ? limits : &EK_JSON_DEFAULT, error);
  if (node != NULL)
    json_node_seal (node);
  return node;
}

/**
 * ek_json_parse:
 * @text: the bytes of one JSON value, UTF-8; a byte order mark before it is skipped
 * @length: how many bytes, or −1 when ended by a zero
 * @limits: (nullable): bounds; NULL for %EK_JSON_DEFAULT
 * @error: %EK_ERROR_SYNTAX with the line, %EK_ERROR_TOO_LARGE
 *
 * Returns: (transfer full): the value, or NULL
 */
JsonNode *
ek_json_parse (const char *text, gssize length, const EkJsonLimits *limits, GError **error)
{
  return parse (text, length, FALSE, limits, error);
}

/**
 * ek_json_parse_exact:
 * @text: as for ek_json_parse()
 * @length: as for ek_json_parse()
 * @limits: (nullable): as for ek_json_parse()
 * @error: as for ek_json_parse()
 *
 * As ek_json_parse(), and ek_json_exact() writes every number of it as it was written. The value is to be read with the
 * getters of ek-json.h only.
 *
 * Returns: (transfer full): the value, or NULL
 */
JsonNode *
ek_json_parse_exact (const char *text, gssize length, const EkJsonLimits *limits, GError **error)
{
  return parse (text, length, TRUE, limits, error);
}

/**
 * ek_json_load:
 * @path: a file
 * @limits: (nullable): as for ek_json_parse()
 * @error: as for ek_json_parse() and ek_file_read(); the name of the file is put before the message
 *
 * Returns: (transfer full): the value in the file, or NULL
 */
JsonNode *
ek_json_load (const char *path, const EkJsonLimits *limits, GError **error)
{
  g_autofree char *contents = NULL;
  g_autofree char *name = g_path_get_basename (path);
  JsonNode *node = NULL;
  gsize length;

  if (limits == NULL)
    limits = &EK_JSON_DEFAULT;
  if (ek_file_read (path, limits->max_bytes, &contents, &length, error))
    node = ek_json_parse (contents, (gssize) length, limits, error);
  if (node == NULL)
    g_prefix_error (error, "%s: ", name);
  return node;
}

/* Names sorted or in their own order, numbers in their shortest form or as they were written. */
#define CANONICAL -1
#define EXACT -2

static void append_value (GString *out, JsonNode *node, int indent);

static void
append_string (GString *out, const char *text)
{
  const char *run = text;

  g_string_append_c (out, '"');
  for (const char *p = text;; p++)
    {
      if ((guchar) *p >= 0x20 && *p != '"' && *p != '\\')
        continue;
      g_string_append_len (out, run, p - run);
      run = p + 1;
      if (*p == '\0')
        break;
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if (*p == '\n')
        g_string_append (out, "\\n");
      else
        g_string_append_printf (out, "\\u%04x", (guchar) *p);
    }
  g_string_append_c (out, '"');
}

static void
append_break (GString *out, int indent)
{
  if (indent < 0)
    return;
  g_string_append_c (out, '\n');
  for (int i = 0; i < indent; i++)
    g_string_append (out, "  ");
}

typedef struct {
  const char *name;
  JsonNode *node;
} Member;

static int
compare_members (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Member *) a)->name, ((const Member *) b)->name);
}

static GArray *
list_members (JsonObject *object, gboolean sorted)
{
  GArray *members = g_array_sized_new (FALSE, FALSE, sizeof (Member), json_object_get_size (object));
  JsonObjectIter iter;
  Member one;

  if (sorted)
    {
      /* their own order costs a look-up of each */
      json_object_iter_init (&iter, object);
      while (json_object_iter_next (&iter, &one.name, &one.node))
        g_array_append_val (members, one);
      g_array_sort (members, compare_members);
      return members;
    }
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &one.name, &one.node))
    g_array_append_val (members, one);
  return members;
}

static void
append_object (GString *out, JsonObject *object, int indent)
{
  g_autoptr (GArray) members = list_members (object, indent < 0);

  g_string_append_c (out, '{');
  for (guint i = 0; i < members->len; i++)
    {
      const Member *one = &g_array_index (members, Member, i);

      if (i > 0)
        g_string_append_c (out, ',');
      append_break (out, indent < 0 ? indent : indent + 1);
      append_string (out, one->name);
      g_string_append (out, indent < 0 ? ":" : ": ");
      append_value (out, one->node, indent < 0 ? indent : indent + 1);
    }
  if (members->len > 0)
    append_break (out, indent);
  g_string_append_c (out, '}');
}

static void
append_array (GString *out, JsonArray *array, int indent)
{
  guint n = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_break (out, indent < 0 ? indent : indent + 1);
      append_value (out, json_array_get_element (array, i), indent < 0 ? indent : indent + 1);
    }
  if (n > 0)
    append_break (out, indent);
  g_string_append_c (out, ']');
}

static void
append_value (GString *out, JsonNode *node, int indent)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    append_object (out, json_node_get_object (node), indent);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    append_array (out, json_node_get_array (node), indent);
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "null");
  else if (ek_json_exact_text (node) != NULL && indent != CANONICAL)
    g_string_append (out, ek_json_exact_text (node));
  else if (ek_json_exact_text (node) != NULL)
    ek_json_append_number (out, g_ascii_strtod (ek_json_exact_text (node), NULL));
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    append_string (out, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else
    ek_json_append_number (out, json_node_get_double (node));
}

/**
 * ek_json_canonical:
 * @node: a value
 *
 * One text for one value, to be hashed, signed and compared: no spaces, names sorted by their bytes, numbers in their
 * shortest form (1 and 1.0 are the same).
 *
 * Returns: (transfer full): UTF-8
 */
char *
ek_json_canonical (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  append_value (out, node, CANONICAL);
  return g_string_free (out, FALSE);
}

/**
 * ek_json_exact:
 * @node: a value
 *
 * As ek_json_canonical(), but a number that ek_json_parse_exact() read stands there as it was written (12.50).
 *
 * Returns: (transfer full): UTF-8
 */
char *
ek_json_exact (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  append_value (out, node, EXACT);
  return g_string_free (out, FALSE);
}

/**
 * ek_json_pretty:
 * @node: a value
 *
 * Returns: (transfer full): the value for people to read: indented, names in their own order, with a line break at the
 *   end
 */
char *
ek_json_pretty (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  append_value (out, node, 0);
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static JsonNode *
find_member (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INCOMPLETE, _ ("“%s” is missing"), member);
      return NULL;
    }
  return node;
}

static gboolean
other_type (const char *member, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("“%s” is of another kind than expected"), member);
  return FALSE;
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) &&
    (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE ||
     ek_json_exact_text (node) != NULL);
}

/* Of a node that is one. */
static double
number_of (JsonNode *node)
{
  const char *exact = ek_json_exact_text (node);

  return exact != NULL ? g_ascii_strtod (exact, NULL) : json_node_get_double (node);
}

static gboolean
holds_integer (JsonNode *node)
{
  double value;

  if (!is_number (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return TRUE;
  value = number_of (node);
  return value == floor (value) && fabs (value) < 9e15;
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
    ek_json_exact_text (node) == NULL;
}

/**
 * ek_json_get_string:
 * @object: an object
 * @member: the name of a member
 * @error: %EK_ERROR_INCOMPLETE when it is absent or null, %EK_ERROR_INVALID when it is no text; both name the member
 *
 * Returns: (transfer none): the text, or %NULL; belongs to @object
 */
const char *
ek_json_get_string (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = find_member (object, member, error);

  if (node != NULL && !is_string (node))
    {
      other_type (member, error);
      return NULL;
    }
  return node != NULL ? json_node_get_string (node) : NULL;
}

/**
 * ek_json_get_int:
 * @object: an object
 * @member: the name of a member
 * @value: (out): the whole number; untouched on failure
 * @error: %EK_ERROR_INCOMPLETE when it is absent or null, %EK_ERROR_INVALID when it is no number or has a fraction (5.0
 *   is whole); both name the member
 *
 * Returns: whether there is one
 */
gboolean
ek_json_get_int (JsonObject *object, const char *member, gint64 *value, GError **error)
{
  JsonNode *node = find_member (object, member, error);

  if (node == NULL)
    return FALSE;
  if (!holds_integer (node))
    return other_type (member, error);
  *value = json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : (gint64) number_of (node);
  return TRUE;
}

/**
 * ek_json_get_double:
 * @object: an object
 * @member: the name of a member
 * @value: (out): the number; untouched on failure
 * @error: %EK_ERROR_INCOMPLETE when it is absent or null, %EK_ERROR_INVALID when it is no number; both name the member
 *
 * Returns: whether there is one
 */
gboolean
ek_json_get_double (JsonObject *object, const char *member, double *value, GError **error)
{
  JsonNode *node = find_member (object, member, error);

  if (node == NULL)
    return FALSE;
  if (!is_number (node))
    return other_type (member, error);
  *value = number_of (node);
  return TRUE;
}

/**
 * ek_json_get_boolean:
 * @object: an object
 * @member: the name of a member
 * @value: (out): true or false; untouched on failure
 * @error: %EK_ERROR_INCOMPLETE when it is absent or null, %EK_ERROR_INVALID when it is neither true nor false; both
 *   name the member
 *
 * Returns: whether there is one
 */
gboolean
ek_json_get_boolean (JsonObject *object, const char *member, gboolean *value, GError **error)
{
  JsonNode *node = find_member (object, member, error);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return other_type (member, error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * ek_json_get_object:
 * @object: an object
 * @member: the name of a member
 * @error: %EK_ERROR_INCOMPLETE when it is absent or null, %EK_ERROR_INVALID when it is no object; both name the member
 *
 * Returns: (transfer none): the object, or %NULL; belongs to the outer one
 */
JsonObject *
ek_json_get_object (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = find_member (object, member, error);

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    {
      other_type (member, error);
      return NULL;
    }
  return node != NULL ? json_node_get_object (node) : NULL;
}

/**
 * ek_json_get_array:
 * @object: an object
 * @member: the name of a member
 * @error: %EK_ERROR_INCOMPLETE when it is absent or null, %EK_ERROR_INVALID when it is no array; both name the member
 *
 * Returns: (transfer none): the array, or %NULL; belongs to @object
 */
JsonArray *
ek_json_get_array (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = find_member (object, member, error);

  if (node != NULL && !JSON_NODE_HOLDS_ARRAY (node))
    {
      other_type (member, error);
      return NULL;
    }
  return node != NULL ? json_node_get_array (node) : NULL;
}

static JsonNode *
peek (JsonObject *object, const char *member)
{
  return object != NULL ? json_object_get_member (object, member) : NULL;
}

/**
 * ek_json_peek_string:
 * @object: (nullable): an object
 * @member: the name of a member
 *
 * Returns: (nullable) (transfer none): the text; %NULL when there is none or something else
 */
const char *
ek_json_peek_string (JsonObject *object, const char *member)
{
  JsonNode *node = peek (object, member);

  return node != NULL && is_string (node) ? json_node_get_string (node) : NULL;
}

/**
 * ek_json_peek_number_text:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (nullable) (transfer full): the number as it was written, as far as that is known; %NULL when it is none
 */
char *
ek_json_peek_number_text (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  const char *exact = node != NULL ? ek_json_exact_text (node) : NULL;

  if (exact != NULL)
    return g_strdup (exact);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return NULL;
  return ek_json_canonical (node);
}

/**
 * ek_json_set_number_text:
 * @object: an object
 * @member: a name
 * @text: a number as JSON writes it
 *
 * Sets a number that ek_json_exact() writes as @text.
 */
void
ek_json_set_number_text (JsonObject *object, const char *member, const char *text)
{
  JsonNode *node = json_node_alloc ();

  ek_json_init_written (node, text);
  json_object_set_member (object, member, node);
}

/**
 * ek_json_peek_int:
 * @object: (nullable): an object
 * @member: the name of a member
 * @fallback: what holds when it is not there, or is no whole number
 *
 * Returns: the whole number, or @fallback
 */
gint64
ek_json_peek_int (JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = peek (object, member);

  if (node == NULL || !holds_integer (node))
    return fallback;
  return json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : (gint64) number_of (node);
}

/**
 * ek_json_peek_double:
 * @object: (nullable): an object
 * @member: the name of a member
 * @fallback: what holds when it is not there, or is no number
 *
 * Returns: the number, or @fallback
 */
double
ek_json_peek_double (JsonObject *object, const char *member, double fallback)
{
  JsonNode *node = peek (object, member);

  return node != NULL && is_number (node) ? number_of (node) : fallback;
}

/**
 * ek_json_peek_boolean:
 * @object: (nullable): an object
 * @member: the name of a member
 * @fallback: what holds when it is not there, or is neither true nor false
 *
 * Returns: what is there, or @fallback
 */
gboolean
ek_json_peek_boolean (JsonObject *object, const char *member, gboolean fallback)
{
  JsonNode *node = peek (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN
    ? json_node_get_boolean (node)
    : fallback;
}

/**
 * ek_json_peek_object:
 * @object: (nullable): an object
 * @member: the name of a member
 *
 * Returns: (nullable) (transfer none): the object; %NULL when there is none or something else
 */
JsonObject *
ek_json_peek_object (JsonObject *object, const char *member)
{
  JsonNode *node = peek (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * ek_json_peek_array:
 * @object: (nullable): an object
 * @member: the name of a member
 *
 * Returns: (nullable) (transfer none): the array; %NULL when there is none or something else
 */
JsonArray *
ek_json_peek_array (JsonObject *object, const char *member)
{
  JsonNode *node = peek (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * ek_json_element_object:
 * @array: (nullable): an array
 * @index: which element, from 0; may be beyond the last
 *
 * Returns: (nullable) (transfer none): the element if it is an object
 */
JsonObject *
ek_json_element_object (JsonArray *array, guint index)
{
  JsonNode *node = array != NULL && index < json_array_get_length (array) ? json_array_get_element (array, index)
                                                                          : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * ek_json_element_string:
 * @array: (nullable): an array
 * @index: which element, from 0; may be beyond the last
 *
 * Returns: (nullable) (transfer none): the element if it is a text
 */
const char *
ek_json_element_string (JsonArray *array, guint index)
{
  JsonNode *node = array != NULL && index < json_array_get_length (array) ? json_array_get_element (array, index)
                                                                          : NULL;

  return node != NULL && is_string (node) ? json_node_get_string (node) : NULL;
}
