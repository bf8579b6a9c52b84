/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Reading single members of a definition. A member that nobody knows is an error: a misspelt "optional" must not be
 * read as "not optional". */

enum { MAX_LIST = 500 };

static gboolean
wrong_type (const char *member, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("The member “%s” of the definition is of the wrong type."), member);
  return FALSE;
}

static JsonNode *
find (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

gboolean
ek_read_refuse_others (JsonObject *object, const char *where, const char *const *allowed, GError **error)
{
  JsonObjectIter iter;
  const char *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, NULL))
    {
      if (g_strv_contains (allowed, member))
        continue;
      g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX,
                   _ ("The definition has a member “%s” in “%s” that this program "
                      "does not know."),
                   member, where);
      return FALSE;
    }
  return TRUE;
}

gboolean
ek_read_optional_string (JsonObject *object, const char *member, const char **value, GError **error)
{
  JsonNode *node = find (object, member);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return wrong_type (member, error);
  *value = json_node_get_string (node);
  return TRUE;
}

gboolean
ek_read_optional_double (JsonObject *object, const char *member, double *value, gboolean *found, GError **error)
{
  if (found != NULL)
    *found = FALSE;
  if (find (object, member) == NULL)
    return TRUE;
  if (!ek_json_get_double (object, member, value, error))
    return FALSE;
  if (!isfinite (*value))
    return wrong_type (member, error);
  if (found != NULL)
    *found = TRUE;
  return TRUE;
}

gboolean
ek_read_optional_boolean (JsonObject *object, const char *member, gboolean *value, GError **error)
{
  return find (object, member) == NULL || ek_json_get_boolean (object, member, value, error);
}

/* What is not said to be verified is not. */
gboolean
ek_read_verified (JsonObject *object, gboolean *verified, GError **error)
{
  *verified = FALSE;
  return ek_read_optional_boolean (object, "verified", verified, error);
}

gboolean
ek_read_optional_array (JsonObject *object, const char *member, JsonArray **value, GError **error)
{
  *value = NULL;
  return find (object, member) == NULL || (*value = ek_json_get_array (object, member, error)) != NULL;
}

gboolean
ek_read_optional_object (JsonObject *object, const char *member, JsonObject **value, GError **error)
{
  *value = NULL;
  return find (object, member) == NULL || (*value = ek_json_get_object (object, member, error)) != NULL;
}

gboolean
ek_read_words (JsonObject *object, const char *member, gboolean required, EkWords *words, GError **error)
{
  static const char *const allowed[] = { "en", "zh", NULL };
  JsonObject *both;

  if (!ek_read_optional_object (object, member, &both, error))
    return FALSE;
  if (both == NULL)
    {
      if (required)
        g_set_error (error, EK_ERROR, EK_ERROR_INCOMPLETE, _ ("The definition has no “%s”."), member);
      return !required;
    }
  if (!ek_read_refuse_others (both, member, allowed, error) ||
      !ek_read_optional_string (both, "en", &words->en, error) ||
      !ek_read_optional_string (both, "zh", &words->zh, error))
    return FALSE;
  if (words->en == NULL && words->zh == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INCOMPLETE, _ ("“%s” of the definition has no words in any language."),
                   member);
      return FALSE;
    }
  return TRUE;
}

/* Where a fact comes from, or a note: a string that is read in every language (a citation), or the text in both. What
 * is there in Chinese alone stands for the other too. */
gboolean
ek_read_text (JsonObject *object, const char *member, gboolean required, EkWords *text, GError **error)
{
  JsonNode *node = find (object, member);

  *text = (EkWords){ NULL, NULL };
  if (node == NULL || JSON_NODE_HOLDS_VALUE (node))
    return required ? (text->en = ek_json_get_string (object, member, error)) != NULL
                    : ek_read_optional_string (object, member, &text->en, error);
  if (!ek_read_words (object, member, required, text, error))
    return FALSE;
  if (text->en == NULL)
    text->en = text->zh;
  return TRUE;
}

gboolean
ek_read_range (JsonObject *object, const char *member, double *low, double *high, gboolean *found, GError **error)
{
  JsonArray *range;

  *found = FALSE;
  if (!ek_read_optional_array (object, member, &range, error))
    return FALSE;
  if (range == NULL)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (range); i++)
    {
      JsonNode *node = json_array_get_element (range, i);
      GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

      if (i > 1 || (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE))
        return wrong_type (member, error);
      *(i == 0 ? low : high) = json_node_get_double (node);
    }
  if (json_array_get_length (range) != 2 || !isfinite (*low) || !isfinite (*high) || *low > *high)
    return wrong_type (member, error);
  *found = TRUE;
  return TRUE;
}

/* Names that expressions use. */
gboolean
ek_identifier_is_valid (const char *id)
{
  gsize length = strlen (id);

  if (length == 0 || length > 32)
    return FALSE;
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '_')
      return FALSE;
  return TRUE;
}

static int
find_item (gpointer data, const char *id, gboolean *is_text)
{
  EkInstrument *self = data;
  int index = GPOINTER_TO_INT (g_hash_table_lookup (self->item_index, id)) - 1;

  if (index >= 0)
    *is_text = ek_instrument_item (self, index)->kind == EK_ITEM_TEXT;
  return index;
}

static int
find_score (gpointer data, const char *id)
{
  EkInstrument *self = data;

  for (guint i = 0; i < self->scores->len; i++)
    if (strcmp (ek_instrument_score_rule (self, i)->id, id) == 0)
      return ek_instrument_score_rule (self, i)->formula != NULL ? (int) i : -1;
  return -1;
}

static int
find_table (gpointer data, const char *id)
{
  EkInstrument *self = data;

  for (guint i = 0; i < self->tables->len; i++)
    if (strcmp (ek_instrument_table (self, i)->id, id) == 0)
      return i;
  return -1;
}

gboolean
ek_read_expression (EkInstrument *self, JsonObject *object, const char *member, EkType type, EkExpression **expression,
                    GError **error)
{
  EkScope scope = { self, find_item, find_score, find_table };
  const char *text = NULL;

  if (!ek_read_optional_string (object, member, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *expression = ek_expression_parse (text, type, &scope, error);
  return *expression != NULL;
}

static int
no_item (gpointer data, const char *id, gboolean *is_text)
{
  return -1;
}

static int
nothing (gpointer data, const char *id)
{
  return -1;
}

/* A condition on sex and age alone. */
gboolean
ek_read_person_expression (JsonObject *object, const char *member, EkExpression **expression, GError **error)
{
  const EkScope scope = { NULL, no_item, nothing, nothing };
  const char *text = NULL;

  if (!ek_read_optional_string (object, member, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *expression = ek_expression_parse (text, EK_TYPE_BOOLEAN, &scope, error);
  return *expression != NULL;
}

/* Items named one by one, or as "3..9". */
gboolean
ek_read_item_list (EkInstrument *self, JsonArray *array, GArray *indices, GError **error)
{
  if (json_array_get_length (array) > MAX_LIST)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_TOO_LARGE,
                   _ ("A list of items of the definition has more than "
                      "%d entries."),
                   MAX_LIST);
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = ek_json_element_string (array, i);
      g_auto (GStrv) ends = g_strsplit (text != NULL ? text : "", "..", 2);
      gboolean is_text;
      int first = text != NULL && ends[0] != NULL ? find_item (self, ends[0], &is_text) : -1;
      int last = first >= 0 && ends[1] != NULL ? find_item (self, ends[1], &is_text) : first;

      if (first < 0 || last < first)
        {
          g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX,
                       _ ("The definition speaks of items “%s”, which it does not "
                          "have."),
                       text != NULL ? text : "?");
          return FALSE;
        }
      for (guint index = first; index <= (guint) last; index++)
        g_array_append_val (indices, index);
    }
  return TRUE;
}
