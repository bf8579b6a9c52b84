/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Items that were asked and not answered, each with its reason. For the score they are missing; in the file it shows
 * that they were not forgotten. An item has an answer or a reason, never both. */

#include "ek-assess-declined.h"
#include "ek-care-private.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static JsonObject *
declined_of (EkRecord *assessment)
{
  JsonNode *node = ek_record_get_json (assessment, EK_ASSESSMENT_DECLINED);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * ek_assess_item_declined:
 * @assessment: an assessment
 * @item_id: an item
 *
 * Returns: (transfer none) (nullable): why it was declined, until the record changes; %NULL when it was not
 */
const char *
ek_assess_item_declined (EkRecord *assessment, const char *item_id)
{
  JsonObject *declined = declined_of (assessment);

  return declined != NULL ? ek_json_peek_string (declined, item_id) : NULL;
}

/** ek_assess_set_declined: in @assessment only; @reason NULL takes it back. */
void
ek_assess_set_declined (EkRecord *assessment, const char *item_id, const char *reason)
{
  JsonObject *former = declined_of (assessment);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_node_take_object (node, object);
  if (former != NULL)
    {
      json_object_iter_init (&iter, former);
      while (json_object_iter_next (&iter, &name, &value))
        if (strcmp (name, item_id) != 0)
          json_object_set_member (object, name, json_node_copy (value));
    }
  if (reason != NULL)
    json_object_set_string_member (object, item_id, reason);
  if (json_object_get_size (object) > 0)
    ek_record_set_json (assessment, EK_ASSESSMENT_DECLINED, node);
  else
    ek_record_clear (assessment, EK_ASSESSMENT_DECLINED);
}

/** ek_assess_not_asked: Returns: (transfer container): ids of the missing items that nobody declined */
GPtrArray *
ek_assess_not_asked (EkRecord *assessment, EkScore *score)
{
  GPtrArray *items = g_ptr_array_new ();

  for (guint i = 0; i < score->missing->len; i++)
    if (ek_assess_item_declined (assessment, g_ptr_array_index (score->missing, i)) == NULL)
      g_ptr_array_add (items, g_ptr_array_index (score->missing, i));
  return items;
}

/* An array names its items by their place. */
static JsonObject *
keyed (EkInstrument *instrument, JsonNode *answers)
{
  JsonObject *object = NULL;
  JsonArray *array = NULL;

  if (JSON_NODE_HOLDS_OBJECT (answers))
    return json_object_ref (json_node_get_object (answers));
  if (!JSON_NODE_HOLDS_ARRAY (answers))
    return NULL;
  array = json_node_get_array (answers);
  if (json_array_get_length (array) > ek_instrument_get_n_items (instrument))
    return NULL;
  object = json_object_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    json_object_set_member (object, ek_item_get_id (ek_instrument_get_item (instrument, i)),
                            json_node_copy (json_array_get_element (array, i)));
  return object;
}

/* Takes "declined" out of one answer; NULL where it is an answer. */
static const char *
reason_in (JsonNode *value, const char *item_id, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  const char *reason = object != NULL ? ek_json_peek_string (object, "declined") : NULL;

  if (object == NULL)
    return NULL;
  if (json_object_get_size (object) == 1 && ek_care_has_words (reason))
    return reason;
  g_set_error (error, EK_ERROR, EK_ERROR_INVALID,
               _ ("Item %.32s: an answer that was declined is written {\"declined\": \"the reason\"}."), item_id);
  return NULL;
}

/**
 * ek_assess_split_declined:
 * @instrument: the instrument
 * @answers: a whole form, in which an item may be {"declined": "why"}
 * @declined: (out) (nullable) (transfer full): {item id: why}, %NULL without any
 * @error: return location
 *
 * Returns: (transfer full): the answers alone, not checked yet; %NULL with %EK_ERROR_INVALID
 */
JsonNode *
ek_assess_split_declined (EkInstrument *instrument, JsonNode *answers, JsonNode **declined, GError **error)
{
  g_autoptr (JsonObject) all = keyed (instrument, answers);
  g_autoptr (JsonObject) plain = json_object_new (), reasons = json_object_new ();
  JsonNode *node = NULL;
  JsonObjectIter iter;
  const char *id = NULL;
  JsonNode *value = NULL;

  *declined = NULL;
  if (all == NULL)
    return json_node_copy (answers); /* what is wrong with it is said by who reads answers */
  json_object_iter_init (&iter, all);
  while (json_object_iter_next (&iter, &id, &value))
    {
      GError *local = NULL;
      const char *reason = reason_in (value, id, &local);

      if (local != NULL || (reason != NULL && ek_instrument_find_item (instrument, id) == NULL))
        {
          if (local == NULL)
            local = g_error_new (EK_ERROR, EK_ERROR_INVALID, _ ("%s has no item “%.32s”."),
                                 ek_instrument_get_abbreviation (instrument), id);
          g_propagate_error (error, local);
          return NULL;
        }
      if (reason != NULL)
        json_object_set_string_member (reasons, id, reason);
      else
        json_object_set_member (plain, id, json_node_copy (value));
    }
  if (json_object_get_size (reasons) > 0)
    *declined = json_node_init_object (json_node_alloc (), reasons);
  node = json_node_alloc ();
  return json_node_init_object (node, plain);
}
