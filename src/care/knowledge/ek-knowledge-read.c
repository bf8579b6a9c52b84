/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the knowledge files: every member is checked, and a sentence that names the rule says what is wrong. */

#include "ek-knowledge-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>

#define MAX_RULES 500

gboolean
ek_knowledge_wrong (GError **error, const char *id, const char *what)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("The rule “%s” cannot be used: %s."), id != NULL ? id : "?", what);
  return FALSE;
}

/* A member this program does not know is an error: a slip in the name of a condition would make a rule that always
 * fires. */
gboolean
ek_knowledge_check_members (JsonObject *object, const char *id, const char *const *known, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      {
        const char *name = l->data;
        g_autofree char *what = g_strdup_printf (_ ("it has a member “%s” that is not known"), name);

        return ek_knowledge_wrong (error, id, what);
      }
  return TRUE;
}

/* Calls @read for each object of the list @member; @required: the list may not be missing. */
gboolean
ek_knowledge_each (EkKnowledge *self, JsonObject *file, const char *member, EkElementFunc read, gpointer target,
                   GError **error)
{
  JsonArray *array = ek_json_get_array (file, member, error);

  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) > MAX_RULES)
    return ek_knowledge_wrong (error, member, _ ("the list is too long"));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = ek_json_element_object (array, i);

      if (element == NULL)
        return ek_knowledge_wrong (error, member, _ ("a list of objects was expected"));
      if (!read (self, element, target, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ek_knowledge_read_word (JsonObject *object, EkWord *word, GError **error)
{
  word->id = ek_json_get_string (object, "id", error);
  word->en = word->id != NULL ? ek_json_get_string (object, "en", error) : NULL;
  word->zh = word->en != NULL ? ek_json_get_string (object, "zh", error) : NULL;
  return word->zh != NULL;
}

gboolean
ek_knowledge_strings (JsonObject *object, const char *member, GPtrArray *target, GError **error)
{
  JsonArray *array = ek_json_get_array (object, member, error);

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = ek_json_element_string (array, i);

      if (text == NULL || text[0] == '\0')
        return ek_knowledge_wrong (error, member, _ ("a list of words was expected"));
      g_ptr_array_add (target, (gpointer) text);
    }
  return TRUE;
}
