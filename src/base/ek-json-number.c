/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as they were written. json-glib keeps 12.50 as a double, and a double does not know that it had two decimals;
 * FHIR says that the precision of a decimal is part of it. A number whose shortest form is not what was written is
 * therefore kept as a text that no JSON text can hold (a byte that is not UTF-8, then the number), which every getter
 * of ek-json.h takes for the number that it is. */

#include "ek-json-number.h"

#include <math.h>
#include <string.h>

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

/**
 * ek_json_append_number:
 * @out: where it is appended
 * @value: a number; one that is not finite becomes null, as JSON has no word for it
 *
 * Writes the shortest decimal that reads back as the same double; whole numbers below 10^15 without a point. For base/
 * only.
 */
void
ek_json_append_number (GString *out, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      g_string_append (out, "null");
      return;
    }
  if (value == floor (value) && fabs (value) < 1e15)
    {
      g_string_append_printf (out, "%" G_GINT64_FORMAT, (gint64) value);
      return;
    }
  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  g_string_append (out, buffer);
}

/**
 * ek_json_init_written:
 * @node: a node that is not yet anything
 * @written: a number
 *
 * Makes @node what ek_json_exact_text() reads. For base/ only.
 */
void
ek_json_init_written (JsonNode *node, const char *written)
{
  g_autofree char *marked = g_strdup_printf ("%c%s", MARK, written);

  json_node_init_string (node, marked);
}

/**
 * ek_json_init_exact:
 * @node: a node that is not yet anything
 * @number: a number
 * @written: as it is written
 *
 * Makes @node the number, or what ek_json_exact_text() reads where its shortest form is not what was written. For base/
 * only.
 */
void
ek_json_init_exact (JsonNode *node, double number, const char *written)
{
  g_autoptr (GString) shortest = g_string_new (NULL);

  ek_json_append_number (shortest, number);
  if (strcmp (shortest->str, written) == 0)
    json_node_init_double (node, number);
  else
    ek_json_init_written (node, written);
}
