/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What holds resources inside a piece of a file: a Bundle that is an entry of another, and Parameters. Each of them is
 * found where it stands in the file, so that it is read like any other. */

#include "ek-fhir-nested.h"

#include "ek-fhir.h"

/* The elements of a text that was found to be a JSON array. */
typedef struct {
  const char *p;
  const char *end;
} Elements;

/* Behind a value whose brackets and strings are known to be closed. */
static const char *
skip_value (const char *p, const char *end)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (; p < end; p++)
    {
      if (in_string)
        {
          if (*p == '\\')
            p++;
          else if (*p == '"')
            in_string = FALSE;
        }
      else if (*p == '"')
        in_string = TRUE;
      else if (*p == '{' || *p == '[')
        depth++;
      else if (depth == 0 && (*p == ',' || *p == ']'))
        break;
      else if (*p == '}' || *p == ']')
        depth--;
    }
  return MIN (p, end);
}

static gboolean
next_element (Elements *elements, EkJsonSpan *element)
{
  const char *behind;

  while (elements->p < elements->end && (g_ascii_isspace (*elements->p) || *elements->p == ','))
    elements->p++;
  if (elements->p >= elements->end || *elements->p == ']')
    return FALSE;
  behind = skip_value (elements->p, elements->end);
  *element = (EkJsonSpan){ elements->p, (gsize) (behind - elements->p) };
  while (element->length > 0 && g_ascii_isspace (element->text[element->length - 1]))
    element->length--;
  elements->p = behind;
  return TRUE;
}

static gboolean
give (const EkFhirPiece *outer, const EkJsonSpan *element, EkFhirPieceFunc func, gpointer user_data, GError **error)
{
  EkFhirPiece piece = { .is_entry = TRUE,
                        .document = outer->document,
                        .offset = outer->offset + (guint64) (element->text - outer->text),
                        .text = element->text,
                        .length = element->length };

  piece.end = piece.offset + piece.length;
  return func (&piece, user_data, error);
}

static gboolean
walk (const EkFhirPiece *outer, const EkJsonSpan *array, EkFhirPieceFunc func, gpointer user_data, GError **error)
{
  static const EkJsonPath inside[] = { { { "part" } }, { { "resource" } } };
  Elements elements = { array->text + 1, array->text + array->length };
  EkJsonSpan element, spans[G_N_ELEMENTS (inside)];

  while (next_element (&elements, &element))
    {
      if (*element.text != '{' ||
          !ek_json_skim (element.text, element.length, &EK_FHIR_LIMITS, inside, G_N_ELEMENTS (inside), spans, NULL))
        continue;
      if (spans[1].text != NULL && !give (outer, &element, func, user_data, error))
        return FALSE;
      if (spans[0].text != NULL && *spans[0].text == '[' && !walk (outer, &spans[0], func, user_data, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_fhir_nested_each:
 * @outer: a piece of a file that was found to be JSON, in one run of it
 * @array: where in it an array of entries, or of parameters, stands
 * @func: called for each element with a resource, as for the entries of a file; parts of parameters have elements of
 *   their own
 * @user_data: for @func
 * @error: return location
 *
 * What is as deep as ek_fhir_split() allows ends by itself.
 *
 * Returns: %FALSE when @func did
 */
gboolean
ek_fhir_nested_each (const EkFhirPiece *outer, const EkJsonSpan *array, EkFhirPieceFunc func, gpointer user_data,
                     GError **error)
{
  return walk (outer, array, func, user_data, error);
}
