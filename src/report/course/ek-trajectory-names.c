/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names of courses out of data/knowledge/course-names.json: plain ones for a patient, and those of measurements and
 * units in the language of the reader. What is not listed keeps the name it came with. */

#include "ek-trajectory-private.h"

#include "ek-file.h"
#include "ek-json.h"

static JsonObject *
names (void)
{
  static gsize once;
  static JsonNode *node;

  if (g_once_init_enter (&once))
    {
      g_autofree char *path = ek_data_path ("knowledge/course-names.json");
      g_autoptr (GError) error = NULL;

      node = ek_json_load (path, &EK_JSON_DEFAULT, &error);
      if (node != NULL)
        json_node_seal (node);
      else
        g_warning ("The names of courses cannot be read: %s", error->message);
      g_once_init_leave (&once, 1);
    }
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
is_chinese (const char *language)
{
  return language != NULL && g_str_has_prefix (language, "zh");
}

static const char *
word_of (JsonObject *parent, const char *member, const char *language)
{
  JsonObject *words = parent != NULL && member != NULL ? ek_json_peek_object (parent, member) : NULL;

  return words != NULL ? ek_json_peek_string (words, is_chinese (language) ? "zh" : "en") : NULL;
}

static JsonObject *
find_measurement (const char *code)
{
  JsonObject *root = names ();
  JsonArray *all = root != NULL ? ek_json_peek_array (root, "measurements") : NULL;

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *one = ek_json_element_object (all, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "code"), code) == 0)
        return one;
    }
  return NULL;
}

/* NULL: the name it came with. @system NULL or LOINC; codes of other systems are not looked up. */
const char *
ek_trajectory_measurement_name (const char *system, const char *code, const char *language, gboolean plain)
{
  JsonObject *one = system == NULL || g_str_equal (system, "http://loinc.org") ? find_measurement (code) : NULL;
  const char *name = plain ? word_of (one, "plain", language) : NULL;

  return name != NULL ? name : word_of (one, "name", language);
}

const char *
ek_trajectory_unit_name (const char *unit, const char *language)
{
  JsonObject *root = names (), *units = root != NULL ? ek_json_peek_object (root, "units") : NULL;
  const char *name = word_of (units, unit, language);

  return name != NULL ? name : unit;
}

/* What an instrument is about, in a patient's words; NULL when nobody has said it plainly. */
const char *
ek_trajectory_plain_name (const char *instrument, const char *language)
{
  JsonObject *root = names ();

  return word_of (root != NULL ? ek_json_peek_object (root, "plain") : NULL, instrument, language);
}
