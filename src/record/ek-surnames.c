/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-surnames.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-json.h"
#include "ek-text.h"

struct _EkSurnames {
  char *version;
  GHashTable *readings; /* surname → GStrv, the likeliest reading first */
};

/**
 * ek_surnames_free:
 * @self: (nullable): surnames
 */
void
ek_surnames_free (EkSurnames *self)
{
  if (self == NULL)
    return;
  g_free (self->version);
  g_hash_table_unref (self->readings);
  g_free (self);
}

static gboolean
add_reading (EkSurnames *self, const char *surname, JsonNode *node)
{
  g_autoptr (GPtrArray) readings = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *reading = ek_json_element_string (array, i);

      if (reading == NULL || *reading == '\0' || !g_str_is_ascii (reading))
        return FALSE;
      g_ptr_array_add (readings, g_strdup (reading));
    }
  if (readings->len == 0 || !ek_text_has_han (surname))
    return FALSE;
  g_ptr_array_add (readings, NULL);
  g_hash_table_insert (self->readings, g_strdup (surname), g_ptr_array_free (g_steal_pointer (&readings), FALSE));

  return TRUE;
}

/**
 * ek_surnames_load:
 * @path: (nullable): a JSON file {version, source, readings: {surname: [pinyin, …]}}; %NULL for the program's own
 * @error: what reading and parsing say; %EK_ERROR_SYNTAX when a surname has no reading in plain letters
 *
 * Returns: (transfer full): the table, or %NULL
 */
EkSurnames *
ek_surnames_load (const char *path, GError **error)
{
  g_autofree char *own = path == NULL ? ek_data_path ("names/surname-readings.json") : NULL;
  g_autoptr (JsonNode) node = ek_json_load (path != NULL ? path : own, &EK_JSON_DEFAULT, error);
  g_autoptr (EkSurnames) self = NULL;
  JsonObject *object, *readings;
  JsonObjectIter iter;
  const char *surname, *version;
  JsonNode *value;

  if (node == NULL)
    return NULL;
  object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  readings = object != NULL ? ek_json_peek_object (object, "readings") : NULL;
  version = object != NULL ? ek_json_peek_string (object, "version") : NULL;
  if (readings == NULL || version == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                           _ ("The table of surname readings cannot be read. Install Evenkeel again."));
      return NULL;
    }

  self = g_new0 (EkSurnames, 1);
  self->version = g_strdup (version);
  self->readings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  json_object_iter_init (&iter, readings);
  while (json_object_iter_next (&iter, &surname, &value))
    if (!add_reading (self, surname, value))
      {
        g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("The table of surname readings has no reading for “%s”."),
                     surname);
        return NULL;
      }

  return g_steal_pointer (&self);
}

/**
 * ek_surnames_get_version:
 * @self: surnames
 *
 * Returns: the version of the table; belongs to it
 */
const char *
ek_surnames_get_version (EkSurnames *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->version;
}

/* How many bytes of @name are the surname: the family name if the name begins with it, a surname of two characters when
 * there is a given name after it, else the first character. */
static gsize
surname_length (EkSurnames *self, const char *name, const char *family_name)
{
  const char *second = g_utf8_next_char (name);
  const char *third = *second != '\0' ? g_utf8_next_char (second) : second;
  g_autofree char *two = NULL;

  if (family_name != NULL && *family_name != '\0' && g_str_has_prefix (name, family_name))
    return strlen (family_name);
  if (*second != '\0' && *third != '\0')
    {
      two = g_strndup (name, (gsize) (third - name));
      if (g_hash_table_contains (self->readings, two))
        return (gsize) (third - name);
    }

  return (gsize) (second - name);
}

/**
 * ek_surnames_given:
 * @self: surnames
 * @name: a name as it is written, surname first when it is Chinese
 * @family_name: (nullable): the surname, if it is known apart
 *
 * Returns: what follows the surname; points into @name, "" when there is nothing
 */
const char *
ek_surnames_given (EkSurnames *self, const char *name, const char *family_name)
{
  g_return_val_if_fail (self != NULL && name != NULL, "");

  return *name != '\0' ? name + surname_length (self, name, family_name) : name;
}

static void
add_unique (GPtrArray *readings, char *reading)
{
  if (*reading == '\0' || g_ptr_array_find_with_equal_func (readings, reading, g_str_equal, NULL))
    g_free (reading);
  else
    g_ptr_array_add (readings, reading);
}

/**
 * ek_surnames_read:
 * @self: surnames
 * @name: a name as it is written, surname first when it is Chinese
 * @family_name: (nullable): the surname, if it is known apart
 *
 * Gives every way the name may be read, without tones, a syllable a word: by the surname table first, and last by the
 * general table for each character.
 *
 * Returns: (transfer full) (element-type utf8): such as "shan xiong xin", "dan xiong xin"; empty for a name without
 *   Chinese characters
 */
GPtrArray *
ek_surnames_read (EkSurnames *self, const char *name, const char *family_name)
{
  GPtrArray *readings = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *surname = NULL;
  g_autofree char *given = NULL;
  gsize length;
  char **known;

  g_return_val_if_fail (self != NULL, readings);

  if (name == NULL || !ek_text_has_han (name))
    return readings;

  length = surname_length (self, name, family_name);
  surname = g_strndup (name, length);
  known = g_hash_table_lookup (self->readings, surname);
  if (known != NULL)
    given = ek_text_pinyin (name + length);
  for (guint i = 0; known != NULL && known[i] != NULL; i++)
    add_unique (readings, *given != '\0' ? g_strjoin (" ", known[i], given, NULL) : g_strdup (known[i]));
  add_unique (readings, ek_text_pinyin (name));

  return readings;
}
