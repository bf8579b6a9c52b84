/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Somebody else saved a record while it was being edited here: what they wrote is shown beside what was typed, and what
 * was typed can be put on top of it. */

#include "ek-record-conflict.h"

#include <glib/gi18n-lib.h>

#include "ek-format.h"
#include "ek-json.h"
#include "ek-types.h"

static char *
json_words (JsonNode *node)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = ek_json_element_object (array, i);
      const char *word = object != NULL ? ek_json_peek_string (object, "value") : ek_json_element_string (array, i);

      if (word != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", word);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
field_words (EkRecord *record, int index)
{
  const EkField *field = &ek_record_get_record_type (record)->fields[index];
  int offset = 0;
  gint64 at;

  if (!ek_record_has (record, index))
    return g_strdup ("–");
  switch (field->kind)
    {
    case EK_FIELD_CHOICE:
      return g_strdup (ek_choice_label (field->choices, ek_record_get_text (record, index)));
    case EK_FIELD_BOOLEAN:
      return g_strdup (ek_record_get_int (record, index, 0) != 0 ? _ ("Yes") : _ ("No"));
    case EK_FIELD_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, ek_record_get_int (record, index, 0));
    case EK_FIELD_REAL:
      return g_strdup_printf ("%.10g", ek_record_get_real (record, index, 0));
    case EK_FIELD_INSTANT:
      at = ek_record_get_instant (record, index, &offset);
      return ek_format_instant (at, offset);
    case EK_FIELD_JSON:
      return json_words (ek_record_get_json (record, index));
    case EK_FIELD_BLOB:
      return g_strdup ("…");
    default:
      return g_strdup (ek_record_get_text (record, index));
    }
}

/**
 * ek_record_conflict_words:
 * @before: the record as it was read here
 * @theirs: as somebody else saved it
 * @mine: as it was edited here
 *
 * Returns: (transfer full): for every field that either changed, its name, what they wrote and what stands here
 */
char *
ek_record_conflict_words (EkRecord *before, EkRecord *theirs, EkRecord *mine)
{
  const EkRecordType *type = ek_record_get_record_type (before);
  GString *text = g_string_new (NULL);

  for (int i = 0; type->fields[i].name != NULL; i++)
    {
      gboolean they = !ek_record_same_field (before, theirs, i), here = !ek_record_same_field (before, mine, i);
      g_autofree char *other = field_words (theirs, i);
      g_autofree char *own = field_words (they && !here ? theirs : mine, i);
      /* Translators: a field of a record that two people changed: what the other one saved */
      g_autofree char *now = g_strdup_printf (_ ("now in the file: %s"), other);
      /* Translators: … and what will stand there when mine is put on top */
      g_autofree char *then = g_strdup_printf (_ ("with yours on top: %s"), own);

      if ((!they && !here) || (type->fields[i].flags & EK_FIELD_HIDDEN) != 0)
        continue;
      if (text->len > 0)
        g_string_append (text, "\n\n");
      g_string_append_printf (text, "%s\n%s\n%s", _ (type->fields[i].label), now, then);
    }
  return g_string_free (text, FALSE);
}

/**
 * ek_record_conflict_ask:
 * @parent: the dialog in which the record is edited
 * @before: the record as it was read here
 * @theirs: as somebody else saved it
 * @mine: as it was edited here
 * @answer: told %TRUE when mine is to be put on top, %FALSE when the person goes on editing
 * @user_data: for @answer
 * @destroy: (nullable): frees @user_data
 *
 * Shows both versions and asks. Nothing that was typed is lost by either answer.
 */
void
ek_record_conflict_ask (GtkWidget *parent, EkRecord *before, EkRecord *theirs, EkRecord *mine, EkMessageAnswer answer,
                        gpointer user_data, GDestroyNotify destroy)
{
  g_autofree char *words = ek_record_conflict_words (before, theirs, mine);

  ek_message_choose (parent, _ ("This was changed elsewhere meanwhile"), words, _ ("_Go on editing"),
                     _ ("_Put mine on top"), answer, user_data, destroy);
}
