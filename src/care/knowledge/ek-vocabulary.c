/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading data/knowledge/facts.json: which facts there are, and which codes and names set one of them. */

#include "ek-knowledge-private.h"

#include "ek-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
fact_name_free (EkFactName *name)
{
  g_clear_pointer (&name->values, g_ptr_array_unref);
  g_free (name);
}

static void
class_rule_free (EkClassRule *rule)
{
  g_ptr_array_unref (rule->prefixes);
  g_ptr_array_unref (rule->names);
  g_free (rule);
}

const EkWord *
ek_fact_name_find_value (const EkFactName *name, const char *id)
{
  for (guint i = 0; name->values != NULL && id != NULL && i < name->values->len; i++)
    {
      const EkWord *word = g_ptr_array_index (name->values, i);

      if (strcmp (word->id, id) == 0)
        return word;
    }
  return NULL;
}

static gboolean
is_instrument_id (const char *name, const char *end)
{
  if (end == name || end - name > 32)
    return FALSE;
  for (const char *p = name; p < end; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_')
      return FALSE;
  return TRUE;
}

/* A name is either declared whole, or an instrument's id, a dot and a declared suffix. @instrument_end (optional) is
 * where the id ends, NULL for a name that is declared whole. */
const EkFactName *
ek_knowledge_find_fact (EkKnowledge *self, const char *name, const char **instrument_end)
{
  const EkVocabulary *words = ek_vocabulary (self);
  const EkFactName *found = g_hash_table_lookup (words->facts, name);
  const char *dot = strchr (name, '.');

  if (instrument_end != NULL)
    *instrument_end = NULL;
  if (found != NULL || dot == NULL || !is_instrument_id (name, dot))
    return found;
  if (g_str_has_prefix (dot, ".item.") && dot[6] != '\0')
    found = g_hash_table_lookup (words->suffixes, "item.*");
  else if (g_str_has_prefix (dot, ".sub.") && dot[5] != '\0')
    found = g_hash_table_lookup (words->suffixes, "sub.*");
  else
    found = g_hash_table_lookup (words->suffixes, dot + 1);
  if (instrument_end != NULL && found != NULL)
    *instrument_end = dot;
  return found;
}

static gboolean
read_value (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkWord *word = g_new0 (EkWord, 1);

  g_ptr_array_add (target, word);
  return ek_knowledge_read_word (object, word, error);
}

static gboolean
read_fact (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  GHashTable *table = target;
  EkFactName *name = NULL;
  const char *id = ek_json_get_string (object, "name", error);
  const char *kind = id != NULL ? ek_json_get_string (object, "kind", error) : NULL;

  if (kind == NULL)
    return FALSE;
  if (g_hash_table_contains (table, id))
    return ek_knowledge_wrong (error, id, _ ("there are two facts of this name"));
  name = g_new0 (EkFactName, 1);
  name->name = id;
  g_hash_table_insert (table, (gpointer) name->name, name);
  name->en = ek_json_get_string (object, "en", error);
  name->zh = name->en != NULL ? ek_json_get_string (object, "zh", error) : NULL;
  if (name->zh == NULL)
    return FALSE;
  name->no_en = ek_json_peek_string (object, "no_en");
  name->no_zh = ek_json_peek_string (object, "no_zh");
  if (strcmp (kind, "number") == 0)
    name->kind = EK_FACT_NUMBER;
  else if (strcmp (kind, "flag") == 0)
    name->kind = EK_FACT_FLAG;
  else if (strcmp (kind, "text") == 0)
    name->kind = EK_FACT_TEXT;
  else
    return ek_knowledge_wrong (error, id, _ ("its kind is none of number, flag, text"));
  if (name->kind != EK_FACT_TEXT)
    return TRUE;
  name->values = g_ptr_array_new_with_free_func (g_free);
  return ek_knowledge_each (self, object, "values", read_value, name->values, error);
}

static gboolean
read_class (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkClassRule *rule = g_new0 (EkClassRule, 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const EkFactName *declared = NULL;

  rule->prefixes = g_ptr_array_new ();
  rule->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (target, rule);
  rule->fact = ek_json_get_string (object, "fact", error);
  if (rule->fact == NULL || !ek_knowledge_strings (object, "prefixes", rule->prefixes, error) ||
      (json_object_has_member (object, "names") && !ek_knowledge_strings (object, "names", names, error)))
    return FALSE;
  declared = ek_knowledge_find_fact (self, rule->fact, NULL);
  if (declared == NULL || declared->kind != EK_FACT_FLAG)
    return ek_knowledge_wrong (error, rule->fact, _ ("there is no such fact"));
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (rule->names, ek_text_fold (g_ptr_array_index (names, i)));
  return TRUE;
}

static gboolean
read_vocabulary (EkKnowledge *knowledge, JsonObject *file, GError **error)
{
  EkVocabulary *self = ek_vocabulary (knowledge);

  return ek_knowledge_each (knowledge, file, "facts", read_fact, self->facts, error) &&
    ek_knowledge_each (knowledge, file, "instrument_facts", read_fact, self->suffixes, error) &&
    ek_knowledge_each (knowledge, file, "diagnoses", read_class, self->diagnoses, error) &&
    ek_knowledge_each (knowledge, file, "medicines", read_class, self->medicines, error) &&
    ek_knowledge_each (knowledge, file, "exposures", read_class, self->exposures, error);
}

static gpointer
vocabulary_new (void)
{
  EkVocabulary *self = g_new0 (EkVocabulary, 1);

  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) fact_name_free);
  self->suffixes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) fact_name_free);
  self->diagnoses = g_ptr_array_new_with_free_func ((GDestroyNotify) class_rule_free);
  self->medicines = g_ptr_array_new_with_free_func ((GDestroyNotify) class_rule_free);
  self->exposures = g_ptr_array_new_with_free_func ((GDestroyNotify) class_rule_free);
  return self;
}

static void
vocabulary_free (gpointer data)
{
  EkVocabulary *self = data;

  g_hash_table_unref (self->facts);
  g_hash_table_unref (self->suffixes);
  g_ptr_array_unref (self->diagnoses);
  g_ptr_array_unref (self->medicines);
  g_ptr_array_unref (self->exposures);
  g_free (self);
}

const EkKnowledgePart ek_vocabulary_part = { "facts.json", "facts", vocabulary_new, read_vocabulary, vocabulary_free };

/**
 * ek_vocabulary:
 * @knowledge: the knowledge
 *
 * Returns: (transfer none): the facts that there are
 */
EkVocabulary *
ek_vocabulary (EkKnowledge *knowledge)
{
  return ek_knowledge_get_part (knowledge, &ek_vocabulary_part);
}
