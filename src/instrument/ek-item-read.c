/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

#include "ek-error.h"
#include "ek-item.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ITEMS = 500, MAX_OPTIONS = 101 };

static const char *const kind_names[] = { "choice", "multiple", "number", "time", "duration", "text" };

static gboolean
wrong (const char *item_id, const char *why, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("Item “%s” of the definition: %s"), item_id, why);
  return FALSE;
}

static gboolean
read_option (JsonObject *object, EkItem *item, GError **error)
{
  static const char *const allowed[] = { "value", "score", "label", "loinc", NULL };
  EkOption option = { 0, NULL, NULL, NULL };
  EkWords label = { NULL, NULL };
  double score;

  if (object == NULL)
    return wrong (item->id, _ ("an option is not an object"), error);
  if (!ek_read_refuse_others (object, "options", allowed, error) ||
      !ek_json_get_double (object, "value", &option.value, error) ||
      !ek_read_words (object, "label", FALSE, &label, error) ||
      !ek_read_optional_string (object, "loinc", &option.loinc, error))
    return FALSE;
  score = option.value;
  if (!ek_read_optional_double (object, "score", &score, NULL, error))
    return FALSE;
  if (!isfinite (option.value) || fabs (option.value) > 1e6 || fabs (score) > 1e6)
    return wrong (item->id, _ ("the value of an option is out of bounds"), error);
  for (guint i = 0; i < item->options->len; i++)
    if (g_array_index (item->options, EkOption, i).value == option.value)
      return wrong (item->id, _ ("two options have the same value"), error);
  option.label_en = label.en;
  option.label_zh = label.zh;
  g_array_append_val (item->options, option);
  g_array_append_val (item->option_scores, score);
  return TRUE;
}

/* What reversing needs: least and greatest score of the options. */
static void
set_option_limits (EkItem *item)
{
  item->low = INFINITY;
  item->high = -INFINITY;
  for (guint i = 0; i < item->option_scores->len; i++)
    {
      if (ek_item_is_not_answered (item, g_array_index (item->options, EkOption, i).value))
        continue;
      item->low = MIN (item->low, g_array_index (item->option_scores, double, i));
      item->high = MAX (item->high, g_array_index (item->option_scores, double, i));
    }
}

/* "options" is a list of them, or the name of a set given once for many items. */
static gboolean
read_options (JsonObject *object, JsonObject *sets, EkItem *item, GError **error)
{
  JsonNode *node = json_object_get_member (object, "options");
  JsonArray *array = NULL;
  gboolean wants_options = item->kind == EK_ITEM_CHOICE || item->kind == EK_ITEM_MULTIPLE;

  if (node == NULL)
    return !wants_options || wrong (item->id, _ ("it has no options"), error);
  if (!wants_options)
    return wrong (item->id, _ ("this kind of item has no options"), error);
  if (JSON_NODE_HOLDS_ARRAY (node))
    array = json_node_get_array (node);
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_string (node) != NULL && sets != NULL)
    array = ek_json_peek_array (sets, json_node_get_string (node));
  if (array == NULL || json_array_get_length (array) == 0 || json_array_get_length (array) > MAX_OPTIONS)
    return wrong (item->id, _ ("its options cannot be found, or are none or too many"), error);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_option (ek_json_element_object (array, i), item, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_limits (JsonObject *object, EkItem *item, GError **error)
{
  if (item->kind == EK_ITEM_TIME_OF_DAY)
    {
      item->low = 0;
      item->high = 24 * 60 - 1;
    }
  else if (item->kind == EK_ITEM_TEXT)
    {
      item->high = 2000;
    }
  if (!ek_read_range (object, "range", &item->low, &item->high, &item->limited, error) ||
      !ek_read_optional_boolean (object, "whole", &item->whole, error))
    return FALSE;
  if (!item->limited && (item->kind == EK_ITEM_NUMBER || item->kind == EK_ITEM_DURATION))
    return wrong (item->id, _ ("a number needs a range"), error);
  if (item->limited && (item->kind == EK_ITEM_CHOICE || item->kind == EK_ITEM_MULTIPLE))
    return wrong (item->id, _ ("a choice has options, not a range"), error);
  return TRUE;
}

/* Values that a form has for "not assessed": kept as answered, counted as missing. */
static gboolean
read_not_answered (JsonObject *object, EkItem *item, GError **error)
{
  JsonArray *values;

  if (!ek_read_optional_array (object, "not_answered", &values, error))
    return FALSE;
  if (values == NULL)
    return TRUE;
  item->not_answered = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < json_array_get_length (values); i++)
    {
      JsonNode *node = json_array_get_element (values, i);
      GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
      double value;

      if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
        return wrong (item->id, _ ("what stands for “not assessed” is not a number"), error);
      value = json_node_get_double (node);
      g_array_append_val (item->not_answered, value);
    }
  return TRUE;
}

static EkItem *
read_item (JsonObject *object, JsonObject *sets, const char *id, GError **error)
{
  static const char *const allowed[] = { "id",      "kind",   "text",  "topic",  "options",  "not_answered",
                                         "range",   "whole",  "unit",  "scored", "optional", "reverse",
                                         "applies", "assume", "loinc", NULL };
  g_autoptr (EkItem) item = g_new0 (EkItem, 1);
  const char *kind = "choice";

  item->id = g_strdup (id);
  item->scored = TRUE;
  item->options = g_array_new (FALSE, FALSE, sizeof (EkOption));
  item->option_scores = g_array_new (FALSE, FALSE, sizeof (double));
  if (!ek_identifier_is_valid (id))
    {
      wrong (id, _ ("its id has other characters than letters, digits and _"), error);
      return NULL;
    }
  if (!ek_read_refuse_others (object, "items", allowed, error) ||
      !ek_read_optional_string (object, "kind", &kind, error))
    return NULL;
  while (item->kind < G_N_ELEMENTS (kind_names) && strcmp (kind_names[item->kind], kind) != 0)
    item->kind++;
  if (item->kind == G_N_ELEMENTS (kind_names))
    {
      wrong (id, _ ("its kind is unknown"), error);
      return NULL;
    }
  item->scored = item->kind != EK_ITEM_TEXT;
  if (!read_options (object, sets, item, error) || !read_limits (object, item, error) ||
      !read_not_answered (object, item, error) || !ek_read_words (object, "text", FALSE, &item->text, error) ||
      !ek_read_words (object, "topic", FALSE, &item->topic, error) ||
      !ek_read_optional_string (object, "loinc", &item->loinc, error) ||
      !ek_read_optional_string (object, "unit", &item->unit, error) ||
      !ek_read_optional_boolean (object, "scored", &item->scored, error) ||
      !ek_read_optional_boolean (object, "optional", &item->optional, error) ||
      !ek_read_optional_boolean (object, "reverse", &item->reverse, error))
    return NULL;
  if (item->kind == EK_ITEM_CHOICE)
    set_option_limits (item);
  return g_steal_pointer (&item);
}

static gboolean
add_item (EkInstrument *self, JsonObject *object, JsonObject *sets, const char *id, GError **error)
{
  EkItem *item;

  if (self->items->len >= MAX_ITEMS)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_TOO_LARGE, _ ("The definition has more than %d items."), MAX_ITEMS);
      return FALSE;
    }
  item = read_item (object, sets, id, error);
  if (item == NULL)
    return FALSE;
  g_ptr_array_add (self->items, item);
  if (g_hash_table_contains (self->item_index, item->id))
    return wrong (item->id, _ ("its id is there twice"), error);
  g_hash_table_insert (self->item_index, item->id, GINT_TO_POINTER (self->items->len));
  return TRUE;
}

/* "1..90": ninety items that differ only in their number, for instruments whose words are licensed. */
static gboolean
add_items (EkInstrument *self, JsonObject *object, JsonObject *sets, GError **error)
{
  const char *id = ek_json_get_string (object, "id", error);
  const char *dots = id != NULL ? strstr (id, "..") : NULL;
  gint64 first, last;

  if (id == NULL)
    return FALSE;
  if (dots == NULL)
    return add_item (self, object, sets, id, error);
  first = g_ascii_strtoll (id, NULL, 10);
  last = g_ascii_strtoll (dots + 2, NULL, 10);
  if (first < 1 || last <= first || last - first >= MAX_ITEMS)
    return wrong (id, _ ("this is not a range of numbers"), error);
  for (gint64 number = first; number <= last; number++)
    {
      g_autofree char *one = g_strdup_printf ("%" G_GINT64_FORMAT, number);

      if (!add_item (self, object, sets, one, error))
        return FALSE;
    }
  return TRUE;
}

/* Reads "items" with "option_sets" and "reverse"; conditions come later, because they may name any item. */
gboolean
ek_read_items (EkInstrument *self, JsonObject *root, GError **error)
{
  JsonArray *items = ek_json_get_array (root, "items", error);
  g_autoptr (GArray) reversed = g_array_new (FALSE, FALSE, sizeof (guint));
  JsonObject *sets;
  JsonArray *reverse;

  if (items == NULL || !ek_read_optional_object (root, "option_sets", &sets, error) ||
      !ek_read_optional_array (root, "reverse", &reverse, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *object = ek_json_element_object (items, i);

      if (object == NULL)
        return wrong ("?", _ ("it is not an object"), error);
      if (!add_items (self, object, sets, error))
        return FALSE;
    }
  if (reverse != NULL && !ek_read_item_list (self, reverse, reversed, error))
    return FALSE;
  for (guint i = 0; i < reversed->len; i++)
    {
      EkItem *item = ek_instrument_item (self, g_array_index (reversed, guint, i));

      if (item->reverse)
        return wrong (item->id, _ ("it is reversed twice"), error);
      item->reverse = TRUE;
    }
  return TRUE;
}

static gboolean
read_assumption (EkInstrument *self, EkItem *item, JsonObject *object, GError **error)
{
  static const char *const allowed[] = { "when", "score", NULL };
  JsonObject *assume;

  if (!ek_read_optional_object (object, "assume", &assume, error))
    return FALSE;
  if (assume == NULL)
    return TRUE;
  return ek_read_refuse_others (assume, "assume", allowed, error) &&
    ek_json_get_string (assume, "when", error) != NULL &&
    ek_read_expression (self, assume, "when", EK_TYPE_BOOLEAN, &item->assume_when, error) &&
    ek_json_get_double (assume, "score", &item->assume_value, error);
}

/* "applies" and "assume" of every item, once all items are known. */
gboolean
ek_read_item_conditions (EkInstrument *self, JsonObject *root, GError **error)
{
  JsonArray *items = ek_json_get_array (root, "items", error);
  guint index = 0;

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *object = ek_json_element_object (items, i);
      const char *id = ek_json_peek_string (object, "id");
      const char *dots = strstr (id, "..");
      guint n = dots == NULL ? 1 : strtoul (dots + 2, NULL, 10) - strtoul (id, NULL, 10) + 1;

      for (; n > 0; n--, index++)
        {
          EkItem *item = ek_instrument_item (self, index);

          if (!ek_read_expression (self, object, "applies", EK_TYPE_BOOLEAN, &item->applies, error) ||
              !read_assumption (self, item, object, error))
            {
              g_prefix_error (error, _ ("Item “%s”: "), item->id);
              return FALSE;
            }
        }
    }
  return items != NULL;
}

void
ek_item_free (EkItem *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_clear_pointer (&self->not_answered, g_array_unref);
  g_clear_pointer (&self->options, g_array_unref);
  g_clear_pointer (&self->option_scores, g_array_unref);
  ek_expression_free (self->applies);
  ek_expression_free (self->assume_when);
  g_free (self);
}
