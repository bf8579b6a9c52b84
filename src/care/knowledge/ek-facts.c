/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-knowledge-private.h"

#include "ek-language.h"
#include "ek-time.h"

#include <math.h>
#include <string.h>

struct _EkFacts {
  gatomicrefcount refs;
  EkKnowledge *knowledge;
  gint64 now_ms;
  int offset_minutes;
  GHashTable *table;         /* name → EkFact */
  GHashTable *abbreviations; /* instrument id → "PHQ-9" */
};

static void
fact_free (EkFact *fact)
{
  g_free (fact->name);
  g_free (fact->text);
  g_free (fact->source);
  g_free (fact);
}

/**
 * ek_facts_new:
 * @knowledge: where facts are declared
 * @now_ms: the instant everything is judged from, ms since the epoch
 * @offset_minutes: the clinician's offset from UTC then, in minutes
 *
 * Returns: (transfer full): an empty table
 */
EkFacts *
ek_facts_new (EkKnowledge *knowledge, gint64 now_ms, int offset_minutes)
{
  EkFacts *self = g_new0 (EkFacts, 1);

  g_return_val_if_fail (knowledge != NULL, NULL);
  g_atomic_ref_count_init (&self->refs);
  self->knowledge = ek_knowledge_ref (knowledge);
  self->now_ms = now_ms;
  self->offset_minutes = offset_minutes;
  self->table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) fact_free);
  self->abbreviations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * ek_facts_unref:
 * @self: (transfer full): facts
 *
 * Gives a reference back; the last one frees the table.
 */
void
ek_facts_unref (EkFacts *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  ek_knowledge_unref (self->knowledge);
  g_hash_table_unref (self->table);
  g_hash_table_unref (self->abbreviations);
  g_free (self);
}

/**
 * ek_facts_get_now:
 * @self: facts
 *
 * Returns: the instant the facts are judged from, ms since the epoch
 */
gint64
ek_facts_get_now (EkFacts *self)
{
  return self->now_ms;
}

/**
 * ek_facts_get_offset:
 * @self: facts
 *
 * Returns: the clinician's offset from UTC, in minutes
 */
int
ek_facts_get_offset (EkFacts *self)
{
  return self->offset_minutes;
}

void
ek_facts_name_instrument (EkFacts *self, const char *id, const char *abbreviation)
{
  g_hash_table_replace (self->abbreviations, g_strdup (id), g_strdup (abbreviation));
}

void
ek_facts_name_subscale (EkFacts *self, const char *name, const char *language, const char *title)
{
  g_hash_table_replace (self->abbreviations, g_strconcat (language, ":", name, NULL), g_strdup (title));
}

/* An undeclared name, or a value of another kind than declared, is a mistake of the program, not of a rule file. */
static EkFact *
put (EkFacts *self, const char *name, EkFactKind kind, gint64 at_ms, const char *source)
{
  const EkFactName *declared = ek_knowledge_find_fact (self->knowledge, name, NULL);
  EkFact *fact = NULL;

  g_return_val_if_fail (declared != NULL && declared->kind == kind, NULL);
  fact = g_new0 (EkFact, 1);
  fact->name = g_strdup (name);
  fact->kind = kind;
  fact->at_ms = at_ms;
  fact->source = g_strdup (source);
  g_hash_table_replace (self->table, fact->name, fact);
  return fact;
}

/**
 * ek_facts_set_number:
 * @self: facts
 * @name: a declared number
 * @value: finite
 * @at_ms: when it was measured, or %EK_INSTANT_NONE
 * @source: (nullable): id of the record it came out of
 *
 * Sets a fact. A value that is not finite is left out: it is not known.
 */
void
ek_facts_set_number (EkFacts *self, const char *name, double value, gint64 at_ms, const char *source)
{
  EkFact *fact = isfinite (value) ? put (self, name, EK_FACT_NUMBER, at_ms, source) : NULL;

  if (fact != NULL)
    fact->number = value;
}

/**
 * ek_facts_set_text:
 * @self: facts
 * @name: a declared text
 * @value: (nullable): one of the ids its declaration allows; %NULL is left out
 * @at_ms: when it was found, or %EK_INSTANT_NONE
 * @source: (nullable): id of the record it came out of
 *
 * Sets a fact.
 */
void
ek_facts_set_text (EkFacts *self, const char *name, const char *value, gint64 at_ms, const char *source)
{
  EkFact *fact = value != NULL ? put (self, name, EK_FACT_TEXT, at_ms, source) : NULL;

  if (fact != NULL)
    fact->text = g_strdup (value);
}

/**
 * ek_facts_set_flag:
 * @self: facts
 * @name: a declared flag
 * @value: whether it is so
 * @at_ms: when it was found, or %EK_INSTANT_NONE
 * @source: (nullable): id of the record it came out of
 *
 * Sets a fact.
 */
void
ek_facts_set_flag (EkFacts *self, const char *name, gboolean value, gint64 at_ms, const char *source)
{
  EkFact *fact = put (self, name, EK_FACT_FLAG, at_ms, source);

  if (fact != NULL)
    fact->number = value ? 1 : 0;
}

/**
 * ek_facts_find:
 * @self: facts
 * @name: a name
 *
 * Returns: (nullable) (transfer none): the fact, or %NULL when it is not known
 */
const EkFact *
ek_facts_find (EkFacts *self, const char *name)
{
  return g_hash_table_lookup (self->table, name);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(EkFact *const *) a)->name, (*(EkFact *const *) b)->name);
}

/**
 * ek_facts_list:
 * @self: facts
 *
 * Returns: (transfer container) (element-type EkFact): every known fact, by name
 */
GPtrArray *
ek_facts_list (EkFacts *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer fact = NULL;

  g_hash_table_iter_init (&iter, self->table);
  while (g_hash_table_iter_next (&iter, NULL, &fact))
    g_ptr_array_add (list, fact);
  g_ptr_array_sort (list, by_name);
  return list;
}

static gboolean
is_chinese (const char *language)
{
  return language != NULL && g_str_has_prefix (language, "zh");
}

static char *
format_number (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (buffer, sizeof buffer, "%.1f", value);
  if (g_str_has_suffix (buffer, ".0"))
    buffer[strlen (buffer) - 2] = '\0';
  return g_strdup (buffer);
}

char *
ek_facts_value_text (EkFacts *self, const EkFact *fact, const char *language)
{
  const EkFactName *declared = ek_knowledge_find_fact (self->knowledge, fact->name, NULL);
  const EkWord *word = NULL;

  if (fact->kind == EK_FACT_NUMBER)
    return format_number (fact->number);
  if (fact->kind == EK_FACT_FLAG)
    return g_strdup (fact->number != 0 ? ek_tr (language, "yes") : ek_tr (language, "no"));
  word = declared != NULL ? ek_fact_name_find_value (declared, fact->text) : NULL;
  if (word == NULL)
    return g_strdup (fact->text);
  return g_strdup (is_chinese (language) ? word->zh : word->en);
}

/* What ek_facts_name_subscale() said, else the id. */
static const char *
subscale_title (EkFacts *self, const char *name, const char *id, const char *language)
{
  g_autofree char *key = g_strconcat (is_chinese (language) ? "zh:" : "en:", name, NULL);
  const char *title = g_hash_table_lookup (self->abbreviations, key);

  return title != NULL ? title : id;
}

static char *
label (EkFacts *self, const EkFact *fact, const EkFactName *declared, const char *instrument_end, const char *language)
{
  g_autofree char *instrument = NULL;
  const char *text = is_chinese (language) ? declared->zh : declared->en;
  const char *abbreviation = NULL;
  g_autoptr (GString) out = NULL;

  if (fact->kind == EK_FACT_FLAG && fact->number == 0 && declared->no_en != NULL && declared->no_zh != NULL)
    text = is_chinese (language) ? declared->no_zh : declared->no_en;
  if (instrument_end == NULL)
    return g_strdup (text);
  instrument = g_strndup (fact->name, instrument_end - fact->name);
  abbreviation = g_hash_table_lookup (self->abbreviations, instrument);
  out = g_string_new (text);
  g_string_replace (out, "{instrument}", abbreviation != NULL ? abbreviation : instrument, 0);
  if (g_str_has_prefix (instrument_end, ".item."))
    g_string_replace (out, "{item}", instrument_end + strlen (".item."), 0);
  else if (g_str_has_prefix (instrument_end, ".sub."))
    g_string_replace (out, "{subscale}", subscale_title (self, fact->name, instrument_end + strlen (".sub."), language),
                      0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * ek_facts_describe:
 * @self: facts
 * @fact: one of them
 * @language: "en" or "zh"
 *
 * The fact as a clinician reads it, with its day where it has one: "PHQ-9 total score: 14 (2026-11-20)".
 *
 * Returns: (transfer full): the words
 */
char *
ek_facts_describe (EkFacts *self, const EkFact *fact, const char *language)
{
  const char *instrument_end = NULL;
  const EkFactName *declared = ek_knowledge_find_fact (self->knowledge, fact->name, &instrument_end);
  g_autoptr (GString) out = NULL;
  g_autofree char *words = NULL;

  g_return_val_if_fail (declared != NULL, g_strdup (fact->name));
  words = label (self, fact, declared, instrument_end, language);
  out = g_string_new (words);
  if (fact->kind != EK_FACT_FLAG || (fact->number == 0 && declared->no_en == NULL))
    {
      g_autofree char *value = ek_facts_value_text (self, fact, language);

      g_string_append_printf (out, ek_tr (language, ": %s"), value);
    }
  if (fact->at_ms != EK_INSTANT_NONE)
    {
      g_autofree char *date = ek_instant_format_date (fact->at_ms, self->offset_minutes);

      g_string_append_printf (out, ek_tr (language, " (%s)"), date);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * ek_facts_to_json:
 * @self: facts
 *
 * What a plan keeps as its basis: every known fact with its value, date and record.
 *
 * Returns: (transfer full): {"now", "facts": {NAME: {"value", "at", "source"}}}
 */
JsonNode *
ek_facts_to_json (EkFacts *self)
{
  g_autoptr (GPtrArray) list = ek_facts_list (self);
  g_autofree char *now = ek_instant_format (self->now_ms, self->offset_minutes);
  JsonObject *root = json_object_new ();
  JsonObject *facts = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < list->len; i++)
    {
      const EkFact *fact = g_ptr_array_index (list, i);
      JsonObject *object = json_object_new ();

      if (fact->kind == EK_FACT_NUMBER)
        json_object_set_double_member (object, "value", fact->number);
      else if (fact->kind == EK_FACT_FLAG)
        json_object_set_boolean_member (object, "value", fact->number != 0);
      else
        json_object_set_string_member (object, "value", fact->text);
      if (fact->at_ms != EK_INSTANT_NONE)
        {
          g_autofree char *at = ek_instant_format (fact->at_ms, self->offset_minutes);

          json_object_set_string_member (object, "at", at);
        }
      if (fact->source != NULL)
        json_object_set_string_member (object, "source", fact->source);
      json_object_set_object_member (facts, fact->name, object);
    }
  json_object_set_string_member (root, "now", now);
  json_object_set_object_member (root, "facts", facts);
  json_node_take_object (node, root);
  return node;
}
