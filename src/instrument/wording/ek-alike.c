/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-alike.h"

#include "ek-json.h"

#include <string.h>

/* Whether two versions of a definition give numbers that may stand in one line. */

/* What decides over the number a form comes to: not words, bands or sources. */
static const char *const of_definition[] = { "direction", "reverse", "tables", NULL };
static const char *const of_score[] = { "id", "formula", "range", "direction", "prorate", NULL };
static const char *const of_item[] = { "id",       "kind",    "unit",   "range",   "scored", "not_answered",
                                       "optional", "applies", "assume", "reverse", NULL };

static JsonNode *
picked (JsonObject *object, const char *const *members)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *copy = json_object_new ();

  for (guint i = 0; object != NULL && members[i] != NULL; i++)
    if (json_object_has_member (object, members[i]))
      json_object_set_member (copy, members[i], json_node_copy (json_object_get_member (object, members[i])));
  json_node_take_object (node, copy);
  return node;
}

static void
copy_each (JsonObject *target, const char *member, JsonObject *root, const char *const *members)
{
  JsonArray *from = ek_json_peek_array (root, member);
  JsonArray *to = json_array_new ();

  for (guint i = 0; from != NULL && i < json_array_get_length (from); i++)
    json_array_add_element (to, picked (ek_json_element_object (from, i), members));
  json_object_set_array_member (target, member, to);
}

/* The name of a set of options, or the values of the item's own. */
static void
copy_items (JsonObject *target, JsonObject *root)
{
  static const char *const value[] = { "value", NULL };
  JsonArray *from = ek_json_peek_array (root, "items"), *to;

  copy_each (target, "items", root, of_item);
  to = json_object_get_array_member (target, "items");
  for (guint i = 0; from != NULL && i < json_array_get_length (from); i++)
    {
      JsonObject *item = ek_json_element_object (from, i), *copy = json_array_get_object_element (to, i);

      if (item != NULL && ek_json_peek_string (item, "options") != NULL)
        json_object_set_string_member (copy, "options", ek_json_peek_string (item, "options"));
      else if (item != NULL && ek_json_peek_array (item, "options") != NULL)
        copy_each (copy, "options", item, value);
    }
}

/* {set: [value, …]} */
static void
copy_values (JsonObject *target, JsonObject *root)
{
  static const char *const value[] = { "value", NULL };
  JsonObject *sets = ek_json_peek_object (root, "option_sets");
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *options;

  if (sets != NULL)
    {
      json_object_iter_init (&iter, sets);
      while (json_object_iter_next (&iter, &name, &options))
        copy_each (copy, name, sets, value);
    }
  json_object_set_object_member (target, "option_sets", copy);
}

static char *
key_of (EkInstrument *self)
{
  JsonNode *definition = ek_instrument_get_definition (self);
  JsonObject *root = definition != NULL && JSON_NODE_HOLDS_OBJECT (definition) ? json_node_get_object (definition)
                                                                               : NULL;
  g_autoptr (JsonNode) key = root != NULL ? picked (root, of_definition) : NULL;

  if (key == NULL)
    return NULL;
  copy_each (json_node_get_object (key), "scores", root, of_score);
  copy_items (json_node_get_object (key), root);
  copy_values (json_node_get_object (key), root);
  return ek_json_canonical (key);
}

/**
 * ek_instrument_counts_alike:
 * @self: a definition
 * @other: another version of it
 *
 * Two versions may differ in words, bands and sources and still count alike. Where they do not (the K10 from 0 or from
 * 1, another key of reversed items, the other direction) their numbers are not to be compared.
 *
 * Returns: whether the same answers come to the same scores under both, as far as their definitions say it the same way
 */
gboolean
ek_instrument_counts_alike (EkInstrument *self, EkInstrument *other)
{
  g_autofree char *first = self != other ? key_of (self) : NULL;
  g_autofree char *second = self != other ? key_of (other) : NULL;

  return self == other || (first != NULL && second != NULL && strcmp (first, second) == 0);
}
