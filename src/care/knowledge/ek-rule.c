/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What follows when a rule fires: reasons in both languages, and texts with facts put in. */

#include "ek-knowledge-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Walks "plain [segment with {fact}] plain": calls @segment for each stretch, telling whether it is optional. */
typedef gboolean (*SegmentFunc) (const char *start, gsize length, gboolean optional, gpointer user_data,
                                 GError **error);

static gboolean
each_segment (const char *text, SegmentFunc func, gpointer user_data, GError **error)
{
  const char *at = text;

  while (*at != '\0')
    {
      const char *open = strchr (at, '[');
      const char *close = open != NULL ? strchr (open, ']') : NULL;

      if (close == NULL)
        return func (at, strlen (at), FALSE, user_data, error);
      if (open > at && !func (at, open - at, FALSE, user_data, error))
        return FALSE;
      if (!func (open + 1, close - open - 1, TRUE, user_data, error))
        return FALSE;
      at = close + 1;
    }
  return TRUE;
}

static gboolean
check_segment (const char *start, gsize length, gboolean optional, gpointer user_data, GError **error)
{
  EkKnowledge *knowledge = user_data;
  g_autofree char *segment = g_strndup (start, length);
  char *at = segment;
  char *open = NULL;

  while ((open = strchr (at, '{')) != NULL)
    {
      char *close = strchr (open, '}');

      if (close != NULL)
        *close = '\0';
      if (close == NULL || !optional || ek_knowledge_find_fact (knowledge, open + 1, NULL) == NULL)
        {
          g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX,
                       _ ("A text in the knowledge files names a fact that does not exist, or outside [ ]: {%s."),
                       open + 1);
          return FALSE;
        }
      at = close + 1;
    }
  return TRUE;
}

gboolean
ek_template_check (EkKnowledge *self, const char *text, GError **error)
{
  return text == NULL || each_segment (text, check_segment, self, error);
}

typedef struct {
  EkFacts *facts;
  const char *language;
  GString *out;
} Expansion;

static gboolean
expand_segment (const char *start, gsize length, gboolean optional, gpointer user_data, GError **error)
{
  Expansion *expansion = user_data;
  g_autofree char *segment = g_strndup (start, length);
  g_autoptr (GString) out = g_string_new (NULL);
  char *at = segment;
  char *open = NULL;

  while ((open = strchr (at, '{')) != NULL)
    {
      char *close = strchr (open, '}');
      const EkFact *fact = NULL;
      g_autofree char *value = NULL;

      if (close == NULL)
        break;
      *open = *close = '\0';
      fact = ek_facts_find (expansion->facts, open + 1);
      if (fact == NULL)
        return TRUE;
      value = ek_facts_value_text (expansion->facts, fact, expansion->language);
      g_string_append (out, at);
      g_string_append (out, value);
      at = close + 1;
    }
  g_string_append (out, at);
  g_string_append (expansion->out, out->str);
  return TRUE;
}

char *
ek_template_expand (const char *text, EkFacts *facts, const char *language)
{
  Expansion expansion = { facts, language, NULL };

  if (text == NULL)
    return NULL;
  expansion.out = g_string_new (NULL);
  each_segment (text, expand_segment, &expansion, NULL);
  return g_string_free (expansion.out, FALSE);
}

static char **
describe_all (EkFacts *facts, GPtrArray *names, const char *language)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *words = ek_facts_describe (facts, ek_facts_find (facts, g_ptr_array_index (names, i)), language);

      g_strv_builder_add (builder, words);
    }
  return g_strv_builder_end (builder);
}

/**
 * ek_rule_fires:
 * @rule: a rule
 * @facts: what is known about the patient
 * @reason: (out) (optional) (transfer full): why, when it fires
 *
 * Returns: %TRUE when the rule's condition holds; not when it depends on what is not known
 */
gboolean
ek_rule_fires (const EkRule *rule, EkFacts *facts, EkReason **reason)
{
  g_autoptr (GPtrArray) used = g_ptr_array_new ();
  EkReason *why = NULL;

  if (ek_condition_evaluate (rule->when, facts, used) != EK_TRUE)
    return FALSE;
  if (reason == NULL)
    return TRUE;
  why = g_new0 (EkReason, 1);
  why->rule = g_strdup (rule->id);
  why->version = g_strdup (rule->version);
  why->en = ek_template_expand (rule->why_en, facts, "en");
  why->zh = ek_template_expand (rule->why_zh, facts, "zh");
  why->evidence = g_strdup (rule->evidence);
  why->evidence_zh = g_strdup (rule->evidence_zh);
  why->verify = rule->verify;
  why->facts_en = describe_all (facts, used, "en");
  why->facts_zh = describe_all (facts, used, "zh");
  *reason = why;
  return TRUE;
}

/**
 * ek_reason_copy:
 * @reason: a reason
 *
 * Returns: (transfer full): the same
 */
EkReason *
ek_reason_copy (const EkReason *reason)
{
  EkReason *copy = g_memdup2 (reason, sizeof *reason);

  copy->rule = g_strdup (reason->rule);
  copy->version = g_strdup (reason->version);
  copy->en = g_strdup (reason->en);
  copy->zh = g_strdup (reason->zh);
  copy->evidence = g_strdup (reason->evidence);
  copy->evidence_zh = g_strdup (reason->evidence_zh);
  copy->facts_en = g_strdupv (reason->facts_en);
  copy->facts_zh = g_strdupv (reason->facts_zh);
  return copy;
}

/**
 * ek_reason_free:
 * @reason: (nullable) (transfer full): a reason
 *
 * Frees it.
 */
void
ek_reason_free (EkReason *reason)
{
  if (reason == NULL)
    return;
  g_free (reason->rule);
  g_free (reason->version);
  g_free (reason->en);
  g_free (reason->zh);
  g_free (reason->evidence);
  g_free (reason->evidence_zh);
  g_strfreev (reason->facts_en);
  g_strfreev (reason->facts_zh);
  g_free (reason);
}

/**
 * ek_reason_text:
 * @reason: a reason
 * @language: "en" or "zh"
 *
 * Returns: (transfer none): the sentence in that language, or in the other when there is no such
 */
const char *
ek_reason_text (const EkReason *reason, const char *language)
{
  gboolean chinese = g_strcmp0 (language, "zh") == 0;
  const char *first = chinese ? reason->zh : reason->en;

  return first != NULL ? first : (chinese ? reason->en : reason->zh);
}

/**
 * ek_reason_facts:
 * @reason: a reason
 * @language: "en" or "zh"
 *
 * Returns: (transfer none) (array zero-terminated=1): the facts that made the rule fire, in words; belongs to @reason
 */
char **
ek_reason_facts (const EkReason *reason, const char *language)
{
  return g_strcmp0 (language, "zh") == 0 ? reason->facts_zh : reason->facts_en;
}

/**
 * ek_reason_evidence:
 * @reason: a reason
 * @language: "en" or "zh"
 *
 * Returns: (transfer none) (nullable): what the rule rests on: the citation, or the sentence in that language
 */
const char *
ek_reason_evidence (const EkReason *reason, const char *language)
{
  return g_strcmp0 (language, "zh") == 0 && reason->evidence_zh != NULL ? reason->evidence_zh : reason->evidence;
}

static void
set_list (JsonObject *object, const char *member, char **list)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    json_array_add_string_element (array, list[i]);
  json_object_set_array_member (object, member, array);
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

/**
 * ek_reason_to_json:
 * @reason: a reason
 *
 * Returns: (transfer full): {rule, version, en, zh, evidence, evidence_zh, verify, facts_en, facts_zh}
 */
JsonNode *
ek_reason_to_json (const EkReason *reason)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  set_text (object, "rule", reason->rule);
  set_text (object, "version", reason->version);
  set_text (object, "en", reason->en);
  set_text (object, "zh", reason->zh);
  set_text (object, "evidence", reason->evidence);
  set_text (object, "evidence_zh", reason->evidence_zh);
  json_object_set_boolean_member (object, "verify", reason->verify);
  set_list (object, "facts_en", reason->facts_en);
  set_list (object, "facts_zh", reason->facts_zh);
  json_node_take_object (node, object);
  return node;
}

static char **
get_list (JsonObject *object, const char *member)
{
  JsonArray *array = ek_json_peek_array (object, member);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (ek_json_element_string (array, i) != NULL)
      g_strv_builder_add (builder, ek_json_element_string (array, i));
  return g_strv_builder_end (builder);
}

/**
 * ek_reason_from_json:
 * @node: what ek_reason_to_json() made
 *
 * Returns: (transfer full) (nullable): the reason, or %NULL when @node is not one
 */
EkReason *
ek_reason_from_json (JsonNode *node)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  EkReason *reason = NULL;

  if (object == NULL || ek_json_peek_string (object, "rule") == NULL)
    return NULL;
  reason = g_new0 (EkReason, 1);
  reason->rule = g_strdup (ek_json_peek_string (object, "rule"));
  reason->version = g_strdup (ek_json_peek_string (object, "version"));
  reason->en = g_strdup (ek_json_peek_string (object, "en"));
  reason->zh = g_strdup (ek_json_peek_string (object, "zh"));
  reason->evidence = g_strdup (ek_json_peek_string (object, "evidence"));
  reason->evidence_zh = g_strdup (ek_json_peek_string (object, "evidence_zh"));
  reason->verify = ek_json_peek_boolean (object, "verify", FALSE);
  reason->facts_en = get_list (object, "facts_en");
  reason->facts_zh = get_list (object, "facts_zh");
  return reason;
}
