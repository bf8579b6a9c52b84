/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-expression-private.h"

#include "ek-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Reading an expression: or < and < not < comparison < + − < × ÷ < − < primary. Types are settled here, so that
 * computing cannot fail. Bounds on length and depth keep a hostile definition from exhausting the stack. */

enum { MAX_LENGTH = 4000, MAX_DEPTH = 80, MAX_LIST = 500, MAX_NAME = 64, MAX_LISTED = 5000 };

typedef struct {
  const char *text;
  const char *at;
  const EkScope *scope;
  guint depth;
  guint n_listed; /* items that ranges stand for, together */
} Reader;

typedef struct {
  const char *name;
  EkCall call;
  guint least, most; /* arguments; most 0: any number */
  EkType argument;
  EkType result;
  gboolean lists; /* takes lists as well as single values */
} Function;

static const Function functions[] = {
  { "sum", EK_CALL_SUM, 1, 0, EK_TYPE_NUMBER, EK_TYPE_NUMBER, TRUE },
  { "mean", EK_CALL_MEAN, 1, 0, EK_TYPE_NUMBER, EK_TYPE_NUMBER, TRUE },
  { "min", EK_CALL_MIN, 1, 0, EK_TYPE_NUMBER, EK_TYPE_NUMBER, TRUE },
  { "max", EK_CALL_MAX, 1, 0, EK_TYPE_NUMBER, EK_TYPE_NUMBER, TRUE },
  { "count", EK_CALL_COUNT, 1, 0, EK_TYPE_BOOLEAN, EK_TYPE_NUMBER, TRUE },
  { "any", EK_CALL_ANY, 1, 0, EK_TYPE_BOOLEAN, EK_TYPE_BOOLEAN, TRUE },
  { "all", EK_CALL_ALL, 1, 0, EK_TYPE_BOOLEAN, EK_TYPE_BOOLEAN, TRUE },
  { "answered", EK_CALL_ANSWERED, 1, 0, EK_TYPE_NUMBER, EK_TYPE_NUMBER, TRUE },
  { "if", EK_CALL_IF, 3, 3, EK_TYPE_NUMBER, EK_TYPE_NUMBER, FALSE },
  { "first", EK_CALL_FIRST, 1, 8, EK_TYPE_NUMBER, EK_TYPE_NUMBER, FALSE },
  { "round", EK_CALL_ROUND, 1, 2, EK_TYPE_NUMBER, EK_TYPE_NUMBER, FALSE },
  { "floor", EK_CALL_FLOOR, 1, 1, EK_TYPE_NUMBER, EK_TYPE_NUMBER, FALSE },
  { "ceil", EK_CALL_CEIL, 1, 1, EK_TYPE_NUMBER, EK_TYPE_NUMBER, FALSE },
  { "abs", EK_CALL_ABS, 1, 1, EK_TYPE_NUMBER, EK_TYPE_NUMBER, FALSE },
  { "table", EK_CALL_TABLE, 1, 1, EK_TYPE_NUMBER, EK_TYPE_NUMBER, FALSE },
  { "minutes", EK_CALL_MINUTES, 2, 2, EK_TYPE_NUMBER, EK_TYPE_NUMBER, FALSE },
  { "chosen", EK_CALL_CHOSEN, 2, 2, EK_TYPE_NUMBER, EK_TYPE_BOOLEAN, FALSE },
};

static const struct {
  const char *sign;
  EkOperator operator;
} comparisons[] = {
  { "==", EK_OP_EQUAL },    { "!=", EK_OP_UNEQUAL }, { "<=", EK_OP_AT_MOST },
  { ">=", EK_OP_AT_LEAST }, { "<", EK_OP_LESS },     { ">", EK_OP_MORE },
};

static EkNode *read_or (Reader *reader, GError **error);

static void *
wrong (Reader *reader, GError **error, const char *why)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("The formula “%s” cannot be read at character %ld: %s"),
               reader->text, g_utf8_pointer_to_offset (reader->text, reader->at) + 1, why);
  return NULL;
}

static gboolean
accept (Reader *reader, const char *sign)
{
  gsize length = strlen (sign);

  while (g_ascii_isspace (*reader->at))
    reader->at++;
  if (strncmp (reader->at, sign, length) != 0)
    return FALSE;
  if (g_ascii_isalpha (*sign) && (g_ascii_isalnum (reader->at[length]) || reader->at[length] == '_'))
    return FALSE;
  reader->at += length;
  return TRUE;
}

static gboolean
expect (Reader *reader, const char *sign, GError **error)
{
  g_autofree char *why = NULL;

  if (accept (reader, sign))
    return TRUE;
  why = g_strdup_printf (_ ("“%s” is expected"), sign);
  wrong (reader, error, why);
  return FALSE;
}

static char *
read_name (Reader *reader)
{
  const char *start = reader->at;

  while (g_ascii_isalnum (*reader->at) || *reader->at == '_')
    reader->at++;
  if (reader->at == start || reader->at - start > MAX_NAME)
    return NULL;
  return g_strndup (start, reader->at - start);
}

static char *
read_quoted (Reader *reader, GError **error)
{
  const char *end;
  char *text;

  if (!expect (reader, "'", error))
    return NULL;
  end = strchr (reader->at, '\'');
  if (end == NULL || end - reader->at > MAX_NAME)
    return wrong (reader, error, _ ("the text in quotes does not end"));
  text = g_strndup (reader->at, end - reader->at);
  reader->at = end + 1;
  return text;
}

static gboolean
same_kind (EkType single, EkType type)
{
  return type == single || (single == EK_TYPE_NUMBER && type == EK_TYPE_NUMBERS) ||
    (single == EK_TYPE_BOOLEAN && type == EK_TYPE_BOOLEANS);
}

static EkNode *
parent (EkNodeKind kind, EkType type, EkNode *first, EkNode *second)
{
  EkNode *node = ek_node_new (kind, type);

  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_node_free);
  g_ptr_array_add (node->children, first);
  if (second != NULL)
    g_ptr_array_add (node->children, second);
  return node;
}

static EkNode *
read_item (Reader *reader, GError **error)
{
  g_autofree char *name = read_name (reader);
  gboolean is_text = FALSE;
  int index = name != NULL ? reader->scope->find_item (reader->scope->data, name, &is_text) : -1;
  EkNode *node;

  if (index < 0)
    return wrong (reader, error, _ ("there is no such item"));
  node = ek_node_new (EK_NODE_ITEM, is_text ? EK_TYPE_TEXT : EK_TYPE_NUMBER);
  node->index = index;
  return node;
}

/* @3, or @1..@9: every item from the one to the other, in the order of the definition. */
static EkNode *
read_items (Reader *reader, GError **error)
{
  g_autoptr (EkNode) first = read_item (reader, error);
  g_autoptr (EkNode) last = NULL;
  g_autoptr (EkNode) list = NULL;

  if (first == NULL || !accept (reader, ".."))
    return g_steal_pointer (&first);
  if (!expect (reader, "@", error) || (last = read_item (reader, error)) == NULL)
    return NULL;
  if (first->type != EK_TYPE_NUMBER || last->type != EK_TYPE_NUMBER)
    return wrong (reader, error, _ ("a text item has no score"));
  if (last->index <= first->index || last->index - first->index >= MAX_LIST)
    return wrong (reader, error, _ ("the items are not in order"));
  reader->n_listed += last->index - first->index + 1;
  if (reader->n_listed > MAX_LISTED)
    return wrong (reader, error, _ ("it names too many items"));
  list = ek_node_new (EK_NODE_LIST, EK_TYPE_NUMBERS);
  list->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_node_free);
  for (guint index = first->index; index <= last->index; index++)
    {
      EkNode *item = ek_node_new (EK_NODE_ITEM, EK_TYPE_NUMBER);

      item->index = index;
      g_ptr_array_add (list->children, item);
    }
  return g_steal_pointer (&list);
}

static EkNode *
read_list (Reader *reader, GError **error)
{
  g_autoptr (EkNode) list = ek_node_new (EK_NODE_LIST, EK_TYPE_NUMBERS);

  list->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_node_free);
  do
    {
      EkNode *element = read_or (reader, error);

      if (element == NULL)
        return NULL;
      g_ptr_array_add (list->children, element);
      if (list->children->len == 1 && same_kind (EK_TYPE_BOOLEAN, element->type))
        list->type = EK_TYPE_BOOLEANS;
      if (!same_kind (list->type == EK_TYPE_BOOLEANS ? EK_TYPE_BOOLEAN : EK_TYPE_NUMBER, element->type))
        return wrong (reader, error, _ ("the list mixes kinds of value"));
      if (list->children->len > MAX_LIST)
        return wrong (reader, error, _ ("the list is too long"));
    }
  while (accept (reader, ","));
  return expect (reader, "]", error) ? g_steal_pointer (&list) : NULL;
}

/* if and first give what their branches give; the rest is in the table above. */
static gboolean
check_arguments (Reader *reader, const Function *function, EkNode *node, GError **error)
{
  GPtrArray *arguments = node->children;
  gboolean is_if = function->call == EK_CALL_IF;
  EkType wanted = function->argument;

  if (arguments->len < function->least || (function->most > 0 && arguments->len > function->most))
    return wrong (reader, error, _ ("the function has the wrong number of arguments")) != NULL;
  if (is_if || function->call == EK_CALL_FIRST)
    node->type = wanted = ((EkNode *) arguments->pdata[is_if ? 1 : 0])->type;
  for (guint i = 0; i < arguments->len; i++)
    {
      EkNode *argument = arguments->pdata[i];
      EkType type = is_if && i == 0 ? EK_TYPE_BOOLEAN : wanted;
      gboolean fits = function->lists ? same_kind (type, argument->type) : type == argument->type;

      if (function->call == EK_CALL_ANSWERED && argument->type == EK_TYPE_TEXT)
        fits = argument->kind == EK_NODE_ITEM;
      if (!fits || (ek_node_is_list (argument) && !function->lists))
        return wrong (reader, error, _ ("the function does not take this kind of value")) != NULL;
    }
  if (function->call == EK_CALL_CHOSEN && ((EkNode *) arguments->pdata[0])->kind != EK_NODE_ITEM)
    return wrong (reader, error, _ ("the function is about an item")) != NULL;
  return TRUE;
}

static EkNode *
read_call (Reader *reader, const char *name, GError **error)
{
  const Function *function = NULL;
  g_autoptr (EkNode) node = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (functions) && function == NULL; i++)
    if (strcmp (functions[i].name, name) == 0)
      function = &functions[i];
  if (function == NULL)
    return wrong (reader, error, _ ("there is no such function"));
  node = ek_node_new (EK_NODE_CALL, function->result);
  node->call = function->call;
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_node_free);
  if (function->call == EK_CALL_TABLE)
    {
      g_autofree char *table = read_quoted (reader, error);
      int index = table != NULL ? reader->scope->find_table (reader->scope->data, table) : -1;

      if (table == NULL || !expect (reader, ",", error))
        return NULL;
      if (index < 0)
        return wrong (reader, error, _ ("there is no such table"));
      node->index = index;
    }
  do
    {
      EkNode *argument = read_or (reader, error);

      if (argument == NULL)
        return NULL;
      g_ptr_array_add (node->children, argument);
    }
  while (node->children->len < MAX_LIST && accept (reader, ","));
  if (!expect (reader, ")", error) || !check_arguments (reader, function, node, error))
    return NULL;
  return g_steal_pointer (&node);
}

static EkNode *
read_score (Reader *reader, GError **error)
{
  g_autofree char *name = read_quoted (reader, error);
  int index = name != NULL ? reader->scope->find_score (reader->scope->data, name) : -1;
  EkNode *node;

  if (name == NULL || !expect (reader, ")", error))
    return NULL;
  if (index < 0)
    return wrong (reader, error, _ ("there is no such score, or it comes later in the file"));
  node = ek_node_new (EK_NODE_SCORE, EK_TYPE_NUMBER);
  node->index = index;
  return node;
}

static EkNode *
read_word (Reader *reader, GError **error)
{
  g_autofree char *name = read_name (reader);
  EkNode *node;

  if (name == NULL)
    return wrong (reader, error, _ ("a value is expected"));
  if (accept (reader, "("))
    return strcmp (name, "score") == 0 ? read_score (reader, error) : read_call (reader, name, error);
  if (strcmp (name, "sex") == 0)
    return ek_node_new (EK_NODE_SEX, EK_TYPE_TEXT);
  if (strcmp (name, "age") == 0)
    return ek_node_new (EK_NODE_AGE, EK_TYPE_NUMBER);
  if (strcmp (name, "true") != 0 && strcmp (name, "false") != 0)
    return wrong (reader, error, _ ("there is no such name"));
  node = ek_node_new (EK_NODE_TRUTH, EK_TYPE_BOOLEAN);
  node->number = strcmp (name, "true") == 0;
  return node;
}

static EkNode *
read_number (Reader *reader, GError **error)
{
  char *end = NULL;
  double value = g_ascii_strtod (reader->at, &end);
  EkNode *node;

  /* "1..9" is not a number with two points; hexadecimal and "1e9" have no place in a scoring rule. */
  if (strspn (reader->at, "0123456789.") != (gsize) (end - reader->at) || !isfinite (value) || fabs (value) > 1e9)
    return wrong (reader, error, _ ("this is not a number"));
  reader->at = end;
  node = ek_node_new (EK_NODE_NUMBER, EK_TYPE_NUMBER);
  node->number = value;
  return node;
}

static EkNode *
read_primary (Reader *reader, GError **error)
{
  g_autoptr (EkNode) node = NULL;

  if (accept (reader, "("))
    {
      node = read_or (reader, error);
      return node != NULL && expect (reader, ")", error) ? g_steal_pointer (&node) : NULL;
    }
  if (accept (reader, "["))
    return read_list (reader, error);
  if (accept (reader, "@"))
    return read_items (reader, error);
  if (*reader->at == '\'')
    {
      node = ek_node_new (EK_NODE_TEXT, EK_TYPE_TEXT);
      node->text = read_quoted (reader, error);
      return node->text != NULL ? g_steal_pointer (&node) : NULL;
    }
  if (g_ascii_isdigit (*reader->at))
    return read_number (reader, error);
  return read_word (reader, error);
}

static EkNode *
read_unary (Reader *reader, GError **error)
{
  g_autoptr (EkNode) operand = NULL;
  EkNode *node = NULL;

  if (++reader->depth > MAX_DEPTH)
    return wrong (reader, error, _ ("it is nested too deeply"));
  if (accept (reader, "-"))
    {
      operand = read_unary (reader, error);
      if (operand != NULL && operand->type != EK_TYPE_NUMBER)
        return wrong (reader, error, _ ("only a number can be negated"));
      if (operand != NULL)
        node = parent (EK_NODE_NEGATE, EK_TYPE_NUMBER, g_steal_pointer (&operand), NULL);
    }
  else
    {
      node = read_primary (reader, error);
    }
  reader->depth--;
  return node;
}

/* A list with a single value: every element is taken with it. Two lists have no meaning. */
static EkNode *
join (Reader *reader, EkOperator operator, EkNode * left, EkNode *right, GError **error)
{
  g_autoptr (EkNode) first = left;
  g_autoptr (EkNode) second = right;
  gboolean list = ek_node_is_list (first) || ek_node_is_list (second);
  gboolean numbers = same_kind (EK_TYPE_NUMBER, first->type) && same_kind (EK_TYPE_NUMBER, second->type);
  gboolean fits;
  EkNode *node;

  if (operator<= EK_OP_AND)
    fits = first->type == EK_TYPE_BOOLEAN && second->type == EK_TYPE_BOOLEAN;
  else if (operator<= EK_OP_UNEQUAL)
    fits = numbers || (!list && first->type == second->type);
  else
    fits = numbers;
  if (!fits || (ek_node_is_list (first) && ek_node_is_list (second)))
    return wrong (reader, error, _ ("the two sides do not go together"));
  node = parent (EK_NODE_BINARY, EK_TYPE_NUMBER, g_steal_pointer (&first), g_steal_pointer (&second));
  node->operator= operator;
  if (operator<EK_OP_ADD)
    node->type = list ? EK_TYPE_BOOLEANS : EK_TYPE_BOOLEAN;
  else if (list)
    node->type = EK_TYPE_NUMBERS;
  return node;
}

typedef struct {
  const char *sign;
  EkOperator operator;
} Sign;

/* Operands with signs of one rank between them, from left to right. */
static EkNode *
read_chain (Reader *reader, EkNode *(*read_operand) (Reader *reader, GError **error), const Sign *signs, guint n_signs,
            GError **error)
{
  EkNode *left = read_operand (reader, error);

  while (left != NULL)
    {
      EkNode *right;
      guint i = 0;

      while (i < n_signs && !accept (reader, signs[i].sign))
        i++;
      if (i == n_signs)
        break;
      right = read_operand (reader, error);
      if (right == NULL)
        g_clear_pointer (&left, ek_node_free);
      else
        left = join (reader, signs[i].operator, left, right, error);
    }
  return left;
}

static EkNode *
read_product (Reader *reader, GError **error)
{
  static const Sign signs[] = { { "*", EK_OP_MULTIPLY }, { "/", EK_OP_DIVIDE } };

  return read_chain (reader, read_unary, signs, G_N_ELEMENTS (signs), error);
}

static EkNode *
read_sum (Reader *reader, GError **error)
{
  static const Sign signs[] = { { "+", EK_OP_ADD }, { "-", EK_OP_SUBTRACT } };

  return read_chain (reader, read_product, signs, G_N_ELEMENTS (signs), error);
}

static EkNode *
read_comparison (Reader *reader, GError **error)
{
  EkNode *left = read_sum (reader, error);

  if (left == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (comparisons); i++)
    {
      EkNode *right;

      if (!accept (reader, comparisons[i].sign))
        continue;
      right = read_sum (reader, error);
      if (right != NULL)
        return join (reader, comparisons[i].operator, left, right, error);
      ek_node_free (left);
      return NULL;
    }
  return left;
}

static EkNode *
read_not (Reader *reader, GError **error)
{
  g_autoptr (EkNode) operand = NULL;
  EkNode *node;

  if (!accept (reader, "not"))
    return read_comparison (reader, error);
  if (++reader->depth > MAX_DEPTH)
    return wrong (reader, error, _ ("it is nested too deeply"));
  operand = read_not (reader, error);
  reader->depth--;
  if (operand == NULL)
    return NULL;
  if (operand->type != EK_TYPE_BOOLEAN)
    return wrong (reader, error, _ ("“not” is about something true or false"));
  node = parent (EK_NODE_NOT, EK_TYPE_BOOLEAN, g_steal_pointer (&operand), NULL);
  return node;
}

static EkNode *
read_and (Reader *reader, GError **error)
{
  static const Sign sign = { "and", EK_OP_AND };

  return read_chain (reader, read_not, &sign, 1, error);
}

static EkNode *
read_or (Reader *reader, GError **error)
{
  static const Sign sign = { "or", EK_OP_OR };
  EkNode *node;

  if (++reader->depth > MAX_DEPTH)
    return wrong (reader, error, _ ("it is nested too deeply"));
  node = read_chain (reader, read_and, &sign, 1, error);
  reader->depth--;
  return node;
}

/**
 * ek_expression_parse:
 * @text: an expression of the language described in data/instruments/README.md
 * @wanted: what it must give: %EK_TYPE_NUMBER or %EK_TYPE_BOOLEAN
 * @scope: the names it may use
 * @error: %EK_ERROR_SYNTAX with the place and the reason, %EK_ERROR_TOO_LARGE beyond 4000 bytes
 *
 * Returns: (transfer full): the expression, or %NULL
 */
EkExpression *
ek_expression_parse (const char *text, EkType wanted, const EkScope *scope, GError **error)
{
  Reader reader = { text, text, scope, 0, 0 };
  g_autoptr (EkNode) root = NULL;
  EkExpression *self;

  g_return_val_if_fail (text != NULL && scope != NULL, NULL);
  if (strlen (text) > MAX_LENGTH)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_TOO_LARGE, _ ("A formula of the definition is too long."));
      return NULL;
    }
  root = read_or (&reader, error);
  if (root == NULL)
    return NULL;
  while (g_ascii_isspace (*reader.at))
    reader.at++;
  if (*reader.at != '\0')
    return wrong (&reader, error, _ ("something is left over"));
  if (root->type != wanted)
    return wrong (&reader, error,
                  wanted == EK_TYPE_NUMBER ? _ ("it does not give a number") : _ ("it does not give true or false"));
  self = g_new0 (EkExpression, 1);
  self->root = g_steal_pointer (&root);
  return self;
}
