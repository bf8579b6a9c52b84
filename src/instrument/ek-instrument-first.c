/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-instrument.h"

#include "ek-file.h"
#include "ek-json.h"

/**
 * ek_instrument_list_first:
 *
 * Which instruments come before all others, in that order: as buttons on the page of assessments, and among the courses
 * of a patient. The clinic's choice: "first" in data/knowledge/instrument-groups.json. Any thread may ask.
 *
 * Returns: (transfer none) (array zero-terminated=1): ids; none where the file cannot be read
 */
const char *const *
ek_instrument_list_first (void)
{
  static gsize once;
  static char **ids;

  if (g_once_init_enter (&once))
    {
      g_autofree char *path = ek_data_path ("knowledge/instrument-groups.json");
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = ek_json_load (path, &EK_JSON_DEFAULT, &error);
      JsonArray *first = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
        ? ek_json_peek_array (json_node_get_object (node), "first")
        : NULL;
      g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

      if (error != NULL)
        g_warning ("The groups of instruments cannot be read: %s", error->message);
      for (guint i = 0; first != NULL && i < json_array_get_length (first); i++)
        {
          if (ek_json_element_string (first, i) != NULL)
            g_strv_builder_add (list, ek_json_element_string (first, i));
        }
      ids = g_strv_builder_end (list);
      g_once_init_leave (&once, 1);
    }
  return (const char *const *) ids;
}
