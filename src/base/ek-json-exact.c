/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as they were written. json-glib keeps 12.50 as a double, and a double does not know that it had two decimals;
 * FHIR says that the precision of a decimal is part of it. A number whose shortest form is not what was written is
 * therefore kept as a text that no JSON text can hold (a byte that is not UTF-8, then the number), which every getter
 * of ek-json.h takes for the number that it is. */

#include "ek-json-exact.h"

#include <string.h>

#include "ek-json-scan.h"

#define MARK '\xff'

/**
 * ek_json_exact_text:
 * @node: a value, of ek_json_parse_exact() or another
 *
 * For base/ only.
 *
 * Returns: (nullable) (transfer none): the number as it was written; %NULL when @node is none, or one whose shortest
 *   form is what was written
 */
const char *
ek_json_exact_text (JsonNode *node)
{
  const char *text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
    ? json_node_get_string (node)
    : NULL;

  return text != NULL && text[0] == MARK ? text + 1 : NULL;
}

typedef struct {
  const char *at;
  const char *end;
} Numbers;

/* The next number of a text that was found to be valid JSON. */
static char *
next_number (Numbers *numbers)
{
  while (numbers->at < numbers->end)
    {
      const char *from = numbers->at;

      if (*from == '-' || g_ascii_isdigit (*from))
        {
          while (numbers->at < numbers->end && (g_ascii_isalnum (*numbers->at) || strchr ("+-.", *numbers->at) != NULL))
            numbers->at++;
          return g_strndup (from, (gsize) (numbers->at - from));
        }
      numbers->at++;
      if (*from != '"')
        continue;
      for (; numbers->at < numbers->end && *numbers->at != '"'; numbers->at++)
        numbers->at += *numbers->at == '\\';
      numbers->at++;
    }
  return NULL;
}

static void
keep_number (JsonNode *node, Numbers *numbers)
{
  g_autofree char *written = next_number (numbers);
  g_autoptr (GString) shortest = g_string_new (NULL);
  g_autofree char *marked = NULL;

  if (written == NULL)
    return;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return;
  ek_json_append_number (shortest, json_node_get_double (node));
  if (strcmp (shortest->str, written) == 0)
    return;
  marked = g_strdup_printf ("%c%s", MARK, written);
  json_node_set_string (node, marked);
}

/* In the order of the text. */
static void
keep_numbers (JsonNode *node, Numbers *numbers)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        keep_numbers (json_array_get_element (array, i), numbers);
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) members = json_object_get_members (object);

      for (GList *m = members; m != NULL; m = m->next)
        keep_numbers (json_object_get_member (object, m->data), numbers);
    }
  else if (JSON_NODE_HOLDS_VALUE (node) &&
           (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE))
    keep_number (node, numbers);
}

/**
 * ek_json_parse_exact:
 * @text: as for ek_json_parse()
 * @length: as for ek_json_parse()
 * @limits: (nullable): as for ek_json_parse()
 * @error: as for ek_json_parse()
 *
 * As ek_json_parse(), and ek_json_exact() writes every number of it as it was written. The value is to be read with the
 * getters of this file only.
 *
 * Returns: (transfer full): the value, or NULL
 */
JsonNode *
ek_json_parse_exact (const char *text, gssize length, const EkJsonLimits *limits, GError **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  Numbers numbers = { text, text + n };
  g_autoptr (JsonNode) node = ek_json_parse_open (text, length, limits, error);

  if (node == NULL)
    return NULL;
  keep_numbers (node, &numbers);
  json_node_seal (node);
  return g_steal_pointer (&node);
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
  g_autofree char *marked = g_strdup_printf ("%c%s", MARK, text);

  json_object_set_string_member (object, member, marked);
}
