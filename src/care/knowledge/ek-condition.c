/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Conditions over facts. A small closed form, so that a rule file can be read by a clinician and can do nothing else
 * than compare:
 *
 *   {"all": [C, …]}  {"any": [C, …]}  {"not": C}
 *   {"fact": "phq9.total", OP: value}     OP one of at_least above at_most below is one_of known
 *
 * Evaluation has three values (Kleene): comparing a fact that is not known is neither true nor false, and stays so
 * through "not", so that nothing is ever concluded from what was not asked. Only "known" speaks about absence.
 */

#include "ek-error.h"
#include "ek-knowledge-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_DEPTH 8
#define MAX_NODES 64

typedef enum {
  NODE_ALL,
  NODE_ANY,
  NODE_NOT,
  NODE_AT_LEAST,
  NODE_ABOVE,
  NODE_AT_MOST,
  NODE_BELOW,
  NODE_IS,
  NODE_ONE_OF,
  NODE_KNOWN
} NodeKind;

struct _EkCondition {
  NodeKind kind;
  GPtrArray *children; /* ALL ANY NOT */
  char *fact;
  EkFactKind value_kind; /* IS */
  double number;         /* comparisons, IS; KNOWN and flags: 0 or 1 */
  GStrv texts;           /* IS (one), ONE_OF */
};

static const struct {
  const char *name;
  NodeKind kind;
} operators[] = {
  { "at_least", NODE_AT_LEAST }, { "above", NODE_ABOVE }, { "at_most", NODE_AT_MOST },
  { "below", NODE_BELOW },       { "is", NODE_IS },       { "one_of", NODE_ONE_OF },
  { "known", NODE_KNOWN },
};

static EkCondition *parse_node (JsonNode *node, EkKnowledge *vocabulary, guint depth, guint *n_nodes, GError **error);

/**
 * ek_condition_free:
 * @self: (nullable): a condition
 *
 * Frees @self and what it is made of.
 */
void
ek_condition_free (EkCondition *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->fact, g_free);
  g_clear_pointer (&self->texts, g_strfreev);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *what, const char *name)
{
  /* Translators: %s is a technical sentence about a rule file. */
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("A condition in the knowledge files cannot be used: %s (%s)."),
               what, name);
  return FALSE;
}

static gboolean
parse_children (EkCondition *self, JsonNode *value, EkKnowledge *vocabulary, guint depth, guint *n_nodes,
                GError **error)
{
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_condition_free);
  if (self->kind == NODE_NOT)
    {
      EkCondition *child = parse_node (value, vocabulary, depth + 1, n_nodes, error);

      if (child == NULL)
        return FALSE;
      g_ptr_array_add (self->children, child);
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_ARRAY (value) || json_array_get_length (json_node_get_array (value)) == 0)
    return refuse (error, _ ("a list of conditions was expected"), "all, any");
  for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (value), i);
      EkCondition *child = parse_node (element, vocabulary, depth + 1, n_nodes, error);

      if (child == NULL)
        return FALSE;
      g_ptr_array_add (self->children, child);
    }
  return TRUE;
}

static gboolean
check_text (const EkFactName *declared, const char *text, GError **error)
{
  if (declared != NULL && ek_fact_name_find_value (declared, text) == NULL)
    return refuse (error, _ ("the fact never has this value"), text);
  return TRUE;
}

static gboolean
parse_texts (EkCondition *self, const EkFactName *declared, JsonArray *array, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = ek_json_element_string (array, i);

      if (text == NULL)
        return refuse (error, _ ("a list of words was expected"), self->fact);
      if (!check_text (declared, text, error))
        return FALSE;
      g_strv_builder_add (builder, text);
    }
  self->texts = g_strv_builder_end (builder);
  return self->texts[0] != NULL ? TRUE : refuse (error, _ ("the list is empty"), self->fact);
}

/* "is" takes what its fact holds: a number, a word or true/false. */
static gboolean
parse_is (EkCondition *self, const EkFactName *declared, JsonNode *value, GError **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    self->value_kind = EK_FACT_TEXT;
  else if (type == G_TYPE_BOOLEAN)
    self->value_kind = EK_FACT_FLAG;
  else if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    self->value_kind = EK_FACT_NUMBER;
  else
    return refuse (error, _ ("the value is of no kind that can be compared"), self->fact);
  if (declared != NULL && declared->kind != self->value_kind)
    return refuse (error, _ ("the value is not of the fact's kind"), self->fact);
  if (self->value_kind == EK_FACT_TEXT)
    {
      const char *text = json_node_get_string (value);

      self->texts = g_strsplit (text, "\n", -1);
      return check_text (declared, text, error);
    }
  self->number = self->value_kind == EK_FACT_FLAG ? json_node_get_boolean (value) : json_node_get_double (value);
  return TRUE;
}

static gboolean
parse_operand (EkCondition *self, const EkFactName *declared, JsonNode *value, GError **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  switch (self->kind)
    {
    case NODE_IS:
      return parse_is (self, declared, value, error);
    case NODE_KNOWN:
      if (type != G_TYPE_BOOLEAN)
        return refuse (error, _ ("true or false was expected"), self->fact);
      self->number = json_node_get_boolean (value);
      return TRUE;
    case NODE_ONE_OF:
      if (!JSON_NODE_HOLDS_ARRAY (value) || (declared != NULL && declared->kind != EK_FACT_TEXT))
        return refuse (error, _ ("a list of words was expected"), self->fact);
      return parse_texts (self, declared, json_node_get_array (value), error);
    default:
      if ((type != G_TYPE_INT64 && type != G_TYPE_DOUBLE) || (declared != NULL && declared->kind != EK_FACT_NUMBER))
        return refuse (error, _ ("only numbers can be compared by size"), self->fact);
      self->number = json_node_get_double (value);
      return isfinite (self->number) ? TRUE : refuse (error, _ ("the number is not finite"), self->fact);
    }
}

static gboolean
parse_leaf (EkCondition *self, JsonObject *object, EkKnowledge *vocabulary, GError **error)
{
  const EkFactName *declared = NULL;
  const char *name = ek_json_peek_string (object, "fact");

  if (name == NULL || json_object_get_size (object) != 2)
    return refuse (error, _ ("a fact and one comparison were expected"), name != NULL ? name : "fact");
  if (vocabulary != NULL)
    {
      declared = ek_knowledge_find_fact (vocabulary, name, NULL);
      if (declared == NULL)
        return refuse (error, _ ("there is no such fact"), name);
    }
  self->fact = g_strdup (name);
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (json_object_has_member (object, operators[i].name))
      {
        self->kind = operators[i].kind;
        return parse_operand (self, declared, json_object_get_member (object, operators[i].name), error);
      }
  return refuse (error, _ ("there is no such comparison"), name);
}

static EkCondition *
parse_node (JsonNode *node, EkKnowledge *vocabulary, guint depth, guint *n_nodes, GError **error)
{
  static const struct {
    const char *name;
    NodeKind kind;
  } groups[] = {
    { "all", NODE_ALL },
    { "any", NODE_ANY },
    { "not", NODE_NOT },
  };
  g_autoptr (EkCondition) self = g_new0 (EkCondition, 1);
  JsonObject *object = NULL;

  if (depth > MAX_DEPTH || ++*n_nodes > MAX_NODES)
    return refuse (error, _ ("it is too deep or too long"), "all, any, not"), NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, _ ("a condition was expected"), "when"), NULL;
  object = json_node_get_object (node);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (json_object_has_member (object, groups[i].name))
      {
        self->kind = groups[i].kind;
        if (json_object_get_size (object) != 1)
          return refuse (error, _ ("there is more than one thing in it"), groups[i].name), NULL;
        if (!parse_children (self, json_object_get_member (object, groups[i].name), vocabulary, depth, n_nodes, error))
          return NULL;
        return g_steal_pointer (&self);
      }
  if (!parse_leaf (self, object, vocabulary, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ek_condition_parse:
 * @node: the JSON of a condition
 * @vocabulary: (nullable): where facts are declared; %NULL: names and kinds are not checked
 * @error: return location
 *
 * Reads a condition. At most 8 levels deep and 64 parts long.
 *
 * Returns: (transfer full): the condition, or %NULL with %EK_ERROR_SYNTAX
 */
EkCondition *
ek_condition_parse (JsonNode *node, EkKnowledge *vocabulary, GError **error)
{
  guint n_nodes = 0;

  return parse_node (node, vocabulary, 1, &n_nodes, error);
}

static EkTruth
truth (gboolean value)
{
  return value ? EK_TRUE : EK_FALSE;
}

static EkTruth
compare (EkCondition *self, const EkFact *fact)
{
  switch (self->kind)
    {
    case NODE_AT_LEAST:
      return truth (fact->kind == EK_FACT_NUMBER && fact->number >= self->number);
    case NODE_ABOVE:
      return truth (fact->kind == EK_FACT_NUMBER && fact->number > self->number);
    case NODE_AT_MOST:
      return truth (fact->kind == EK_FACT_NUMBER && fact->number <= self->number);
    case NODE_BELOW:
      return truth (fact->kind == EK_FACT_NUMBER && fact->number < self->number);
    case NODE_IS:
      if (self->value_kind == EK_FACT_TEXT)
        return truth (g_strcmp0 (fact->text, self->texts[0]) == 0);
      return truth (fact->kind == self->value_kind && fact->number == self->number);
    case NODE_ONE_OF:
      return truth (fact->text != NULL && g_strv_contains ((const char *const *) self->texts, fact->text));
    default:
      g_assert_not_reached ();
    }
}

static EkTruth
evaluate_leaf (EkCondition *self, EkFacts *facts, GPtrArray *used)
{
  const EkFact *fact = ek_facts_find (facts, self->fact);
  EkTruth result = EK_UNKNOWN;

  if (self->kind == NODE_KNOWN)
    result = truth ((fact != NULL) == (self->number != 0));
  else if (fact != NULL)
    result = compare (self, fact);
  if (used != NULL && fact != NULL && !g_ptr_array_find (used, fact->name, NULL))
    g_ptr_array_add (used, fact->name);
  return result;
}

static void
add_names (GPtrArray *names, GPtrArray *more)
{
  for (guint i = 0; names != NULL && more != NULL && i < more->len; i++)
    if (!g_ptr_array_find (names, g_ptr_array_index (more, i), NULL))
      g_ptr_array_add (names, g_ptr_array_index (more, i));
}

/* The parts of an "any" that did not hold are no reason, unless none held: then all of them are why it does not. Those
 * of an "all" or "not" that hold all are. */
static EkTruth
evaluate_group (EkCondition *self, EkFacts *facts, GPtrArray *used)
{
  gboolean any = self->kind == NODE_ANY;
  EkTruth result = any ? EK_FALSE : EK_TRUE;
  g_autoptr (GPtrArray) failed = used != NULL ? g_ptr_array_new () : NULL;

  for (guint i = 0; i < self->children->len; i++)
    {
      g_autoptr (GPtrArray) seen = used != NULL ? g_ptr_array_new () : NULL;
      EkTruth child = ek_condition_evaluate (g_ptr_array_index (self->children, i), facts, seen);

      if (child == EK_UNKNOWN && result != (any ? EK_TRUE : EK_FALSE))
        result = EK_UNKNOWN;
      else if (child == (any ? EK_TRUE : EK_FALSE))
        result = child;
      add_names (!any || child == EK_TRUE ? used : failed, seen);
    }
  if (any && result == EK_FALSE)
    add_names (used, failed);
  return result;
}

/**
 * ek_condition_evaluate:
 * @self: a condition
 * @facts: what is known about the patient
 * @used: (nullable) (element-type utf8): filled with the names of the facts that decided; the names belong to @facts
 *
 * Returns: whether it holds; %EK_UNKNOWN when that depends on a fact that is not known
 */
EkTruth
ek_condition_evaluate (EkCondition *self, EkFacts *facts, GPtrArray *used)
{
  EkTruth child;

  g_return_val_if_fail (self != NULL && facts != NULL, EK_UNKNOWN);
  switch (self->kind)
    {
    case NODE_ALL:
    case NODE_ANY:
      return evaluate_group (self, facts, used);
    case NODE_NOT:
      child = ek_condition_evaluate (g_ptr_array_index (self->children, 0), facts, used);
      return child == EK_UNKNOWN ? EK_UNKNOWN : truth (child == EK_FALSE);
    default:
      return evaluate_leaf (self, facts, used);
    }
}
