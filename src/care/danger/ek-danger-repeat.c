/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a line of a narrative only repeats what the parts of its resource say, which are read by their meaning: a
 * question that was answered with no is no danger because the narrative prints it. */

#include "ek-danger-look.h"

#include "ek-text.h"

#include <string.h>

#define DEPTH_MAX 32

/* Without the marks between its words, which narratives change. */
static char *
bare (const char *text)
{
  g_autofree char *folded = ek_text_fold (text);
  GString *words = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (words, g_utf8_get_char (p));
    else if (words->len > 0 && words->str[words->len - 1] != ' ')
      g_string_append_c (words, ' ');
  return g_strchomp (g_string_free (words, FALSE));
}

static void
note_text (GHashTable *said, const char *text)
{
  g_autofree char *folded = text != NULL ? bare (text) : NULL;

  if (folded != NULL && folded[0] != '\0')
    g_hash_table_add (said, g_steal_pointer (&folded));
}

static void
note_node (GHashTable *said, const char *name, JsonNode *node, int depth)
{
  if (depth > DEPTH_MAX || strcmp (name, "div") == 0 || strcmp (name, "data") == 0)
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *member = NULL;
      JsonNode *child = NULL;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &member, &child))
        note_node (said, member, child, depth + 1);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        note_node (said, name, json_array_get_element (array, i), depth + 1);
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      note_text (said, json_node_get_string (node));
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    {
      note_text (said, json_node_get_boolean (node) ? "true" : "false");
    }
}

static int
longest_first (gconstpointer a, gconstpointer b)
{
  gsize one = strlen (*(char *const *) a), other = strlen (*(char *const *) b);

  return one == other ? strcmp (*(char *const *) a, *(char *const *) b) : one < other ? 1 : -1;
}

/**
 * ek_danger_list_said:
 * @look: what is looked at, with its resource
 *
 * Returns: (transfer container) (element-type utf8): the texts of the resource without its narratives, and the
 * questions of the definitions that are critical, whose answers are read by their codes; folded, the longest first
 */
GPtrArray *
ek_danger_list_said (EkDangerLook *look)
{
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), look->resource);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer text = NULL;

  note_node (said, "", node, 0);
  for (guint i = 0; look->catalogue != NULL && i < ek_catalogue_get_n (look->catalogue); i++)
    {
      EkInstrument *instrument = ek_catalogue_get (look->catalogue, i);
      EkItem *item = NULL;

      for (guint k = 0; (item = ek_instrument_get_critical_item (instrument, k)) != NULL; k++)
        {
          note_text (said, ek_item_get_text (item, "en"));
          note_text (said, ek_item_get_text (item, "zh"));
        }
    }
  g_hash_table_iter_init (&iter, said);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (list, text);
    }
  g_ptr_array_sort (list, longest_first);
  return list;
}

static gboolean
is_word (const char *line, const char *at, gsize length)
{
  return !(at > line && g_ascii_isalnum (at[-1]) && g_ascii_isalnum (*at)) &&
    !(g_ascii_isalnum (at[length - 1]) && g_ascii_isalnum (at[length]));
}

/* Every place of @text in @line becomes blank. */
static void
blank_out (char *line, const char *text)
{
  gsize length = strlen (text);

  for (char *at = strstr (line, text); at != NULL; at = strstr (at + 1, text))
    if (is_word (line, at, length))
      memset (at, ' ', length);
}

/* Whether nothing but labels, numbers and marks is left. */
static gboolean
is_blank (EkDanger *danger, const char *line)
{
  GPtrArray *labels = danger->phrases[EK_PHRASE_LABELS];

  while (*line != '\0')
    {
      const char *label = ek_danger_phrase_at (labels, line);

      if (label == NULL && g_unichar_isalpha (g_utf8_get_char (line)))
        return FALSE;
      line = label != NULL ? line + strlen (label) : g_utf8_next_char (line);
    }
  return TRUE;
}

/**
 * ek_danger_is_repeated:
 * @danger: the rules, which hold the labels that narratives print
 * @said: see ek_danger_list_said()
 * @text: a line of a narrative
 *
 * Returns: whether @text holds nothing but what was said
 */
gboolean
ek_danger_is_repeated (EkDanger *danger, GPtrArray *said, const char *text)
{
  g_autofree char *line = bare (text);

  for (guint i = 0; i < said->len; i++)
    blank_out (line, said->pdata[i]);
  return is_blank (danger, line);
}
