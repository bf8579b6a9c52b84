/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading data/knowledge/batteries.json. Strict: a member this program does not know is an error, because a condition
 * with a slip in its name would silently make an instrument one that is always given. */

#include "ek-knowledge-rules.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_SETS 50
#define MAX_ITEMS 40
#define MAX_MINUTES 240

static GPtrArray *
batteries (EkKnowledge *self)
{
  return ek_knowledge_get_part (self, &ek_battery_part);
}

static gboolean
wrong (GError **error, const char *id, const char *what)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("The set of instruments “%s” cannot be used: %s."),
               id != NULL ? id : "?", what);
  return FALSE;
}

static gboolean
is_id (const char *text)
{
  if (text[0] == '\0' || strlen (text) > 48)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_' && *p != '-')
      return FALSE;
  return TRUE;
}

static gboolean
read_words (JsonObject *object, const char *en_member, const char *zh_member, const char **en, const char **zh,
            GError **error)
{
  *en = ek_json_get_string (object, en_member, error);
  *zh = *en != NULL ? ek_json_get_string (object, zh_member, error) : NULL;
  if (*zh != NULL && ((*en)[0] == '\0' || (*zh)[0] == '\0'))
    return wrong (error, en_member, _ ("a text is empty"));
  return *zh != NULL;
}

static gboolean
read_flag (JsonObject *object, const char *member, const char *id, gboolean *value, GError **error)
{
  *value = FALSE;
  if (!json_object_has_member (object, member))
    return TRUE;
  if (!ek_json_get_boolean (object, member, value, error))
    return FALSE;
  return *value ? TRUE : wrong (error, id, _ ("a mark that is there is true"));
}

static gboolean
read_minutes (JsonObject *object, EkBatteryItem *item, GError **error)
{
  gint64 minutes = 0;

  if (!ek_json_get_int (object, "minutes", &minutes, error))
    return FALSE;
  if (minutes < 1 || minutes > MAX_MINUTES)
    return wrong (error, item->instrument, _ ("its minutes are not possible"));
  item->minutes = minutes;
  return TRUE;
}

static gboolean
read_without_words (JsonObject *object, EkBatteryItem *item, GError **error)
{
  const char *text = NULL;

  if (!json_object_has_member (object, "without_words"))
    return TRUE;
  text = ek_json_get_string (object, "without_words", error);
  if (text == NULL)
    return FALSE;
  item->by_number = strcmp (text, "by-number") == 0;
  if (!item->by_number && strcmp (text, "leave-out") != 0)
    return wrong (error, item->instrument, _ ("without words it is neither entered by number nor left out"));
  return TRUE;
}

static gboolean
read_when (EkKnowledge *self, JsonObject *object, EkBatteryItem *item, GError **error)
{
  g_autoptr (EkCondition) condition = NULL;

  item->when = json_object_get_member (object, "when");
  if (item->when == NULL)
    return TRUE;
  condition = ek_condition_parse (item->when, self, error);
  if (condition == NULL)
    g_prefix_error (error, "%s: ", item->instrument);
  return condition != NULL;
}

static gboolean
read_item (EkKnowledge *self, JsonObject *object, EkBatterySet *set, GError **error)
{
  static const char *const known[] = { "instrument", "minutes", "why_en", "why_zh", "without_words", "when", NULL };
  EkBatteryItem *item = g_new0 (EkBatteryItem, 1);

  g_ptr_array_add (set->items, item);
  item->instrument = ek_json_get_string (object, "instrument", error);
  if (item->instrument == NULL || !ek_knowledge_check_members (object, item->instrument, known, error))
    return FALSE;
  if (!is_id (item->instrument))
    return wrong (error, set->id, _ ("an instrument's name has characters it may not have"));
  for (guint i = 0; i + 1 < set->items->len; i++)
    if (strcmp (((EkBatteryItem *) g_ptr_array_index (set->items, i))->instrument, item->instrument) == 0)
      return wrong (error, item->instrument, _ ("it stands twice in one set"));
  return read_minutes (object, item, error) &&
    read_words (object, "why_en", "why_zh", &item->why_en, &item->why_zh, error) &&
    read_without_words (object, item, error) && read_when (self, object, item, error);
}

static gboolean
read_items (EkKnowledge *self, JsonObject *object, EkBatterySet *set, GError **error)
{
  JsonArray *array = ek_json_get_array (object, "instruments", error);

  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) == 0 || json_array_get_length (array) > MAX_ITEMS)
    return wrong (error, set->id, _ ("it has no instrument, or too many"));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = ek_json_element_object (array, i);

      if (element == NULL)
        return wrong (error, set->id, _ ("a list of objects was expected"));
      if (!read_item (self, element, set, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_set (EkKnowledge *self, JsonObject *object, GError **error)
{
  static const char *const known[] = { "id",       "version",     "name_en", "name_zh",  "why_en",      "why_zh",
                                       "evidence", "evidence_zh", "verify",  "baseline", "instruments", NULL };
  EkBatterySet *set = NULL;
  const char *id = ek_json_get_string (object, "id", error);

  if (id == NULL || !ek_knowledge_check_members (object, id, known, error))
    return FALSE;
  if (!is_id (id))
    return wrong (error, id, _ ("its name has characters it may not have"));
  if (ek_knowledge_find_battery (self, id) != NULL)
    return wrong (error, id, _ ("there are two sets of this name"));
  set = g_new0 (EkBatterySet, 1);
  set->items = g_ptr_array_new_with_free_func (g_free);
  set->id = id;
  g_ptr_array_add (batteries (self), set);
  set->version = ek_json_get_string (object, "version", error);
  set->evidence = set->version != NULL ? ek_json_get_string (object, "evidence", error) : NULL;
  set->evidence_zh = ek_json_peek_string (object, "evidence_zh");
  if (set->evidence == NULL)
    return FALSE;
  if (set->version[0] == '\0' || set->evidence[0] == '\0')
    return wrong (error, id, _ ("it has no version or no source"));
  return read_words (object, "name_en", "name_zh", &set->name_en, &set->name_zh, error) &&
    read_words (object, "why_en", "why_zh", &set->why_en, &set->why_zh, error) &&
    read_flag (object, "verify", id, &set->verify, error) &&
    read_flag (object, "baseline", id, &set->baseline, error) && read_items (self, object, set, error);
}

static gboolean
read_batteries (EkKnowledge *self, JsonObject *file, GError **error)
{
  static const char *const known[] = { "id", "version", "about", "batteries", NULL };
  JsonArray *array = ek_json_get_array (file, "batteries", error);

  if (array == NULL || !ek_knowledge_check_members (file, "batteries", known, error))
    return FALSE;
  if (json_array_get_length (array) > MAX_SETS)
    return wrong (error, "batteries", _ ("the list is too long"));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = ek_json_element_object (array, i);

      if (element == NULL)
        return wrong (error, "batteries", _ ("a list of objects was expected"));
      if (!read_set (self, element, error))
        return FALSE;
    }
  return TRUE;
}

static void
set_free (gpointer data)
{
  EkBatterySet *set = data;

  g_ptr_array_unref (set->items);
  g_free (set);
}

static gpointer
batteries_new (void)
{
  return g_ptr_array_new_with_free_func (set_free);
}

const EkKnowledgePart ek_battery_part = { "batteries.json", "batteries", batteries_new, read_batteries,
                                          (GDestroyNotify) g_ptr_array_unref };

/**
 * ek_knowledge_get_n_batteries:
 * @self: the knowledge
 *
 * Returns: how many sets of instruments there are
 */
guint
ek_knowledge_get_n_batteries (EkKnowledge *self)
{
  return batteries (self)->len;
}

/**
 * ek_knowledge_get_battery:
 * @self: the knowledge
 * @index: below ek_knowledge_get_n_batteries()
 *
 * Returns: (transfer none): the set, in the order of the file
 */
const EkBatterySet *
ek_knowledge_get_battery (EkKnowledge *self, guint index)
{
  g_return_val_if_fail (index < batteries (self)->len, NULL);
  return g_ptr_array_index (batteries (self), index);
}

/**
 * ek_knowledge_find_battery:
 * @self: the knowledge
 * @id: (nullable): a set's id
 *
 * Returns: (nullable) (transfer none): the set
 */
const EkBatterySet *
ek_knowledge_find_battery (EkKnowledge *self, const char *id)
{
  for (guint i = 0; i < batteries (self)->len; i++)
    {
      const EkBatterySet *set = g_ptr_array_index (batteries (self), i);

      if (g_strcmp0 (set->id, id) == 0)
        return set;
    }
  return NULL;
}
