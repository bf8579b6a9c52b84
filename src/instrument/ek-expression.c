/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-expression-private.h"

#include <math.h>
#include <string.h>

/* Computing an expression. Types were settled when it was read, so nothing here can fail: a value is there or it is
 * missing. Logic has three values, as in Kleene: missing and false is false, missing or true is true.
 *
 * There are no loops and no assignment; cost is bounded by the length of the text and of its lists. */

static EkValue compute (const EkNode *node, const EkBinding *binding);

static EkValue
number (double value)
{
  if (!isfinite (value))
    return EK_VALUE_NONE;
  return (EkValue){ EK_VALUE_NUMBER, value, FALSE, NULL };
}

static EkValue
truth (gboolean value)
{
  return (EkValue){ EK_VALUE_BOOLEAN, 0, value, NULL };
}

static gboolean
is_there (EkValue value)
{
  return value.kind != EK_VALUE_MISSING && value.kind != EK_VALUE_ABSENT;
}

static EkValue
compute_logic (EkOperator operator, EkValue left, EkValue right)
{
  gboolean decisive = operator== EK_OP_OR;

  if (is_there (left) && left.boolean == decisive)
    return left;
  if (is_there (right) && right.boolean == decisive)
    return right;
  return is_there (left) && is_there (right) ? truth (!decisive) : EK_VALUE_NONE;
}

static EkValue
compute_comparison (EkOperator operator, EkValue left, EkValue right)
{
  double difference;

  if (!is_there (left) || !is_there (right))
    return EK_VALUE_NONE;
  if (left.kind == EK_VALUE_TEXT)
    difference = g_strcmp0 (left.text, right.text);
  else if (left.kind == EK_VALUE_BOOLEAN)
    difference = (left.boolean != FALSE) - (right.boolean != FALSE);
  else
    difference = left.number - right.number;

  /* Means and percentages carry rounding noise; no instrument separates scores by less than a hundredth. */
  if (fabs (difference) < 1e-9)
    difference = 0;
  switch (operator)
    {
    case EK_OP_EQUAL:
      return truth (difference == 0);
    case EK_OP_UNEQUAL:
      return truth (difference != 0);
    case EK_OP_LESS:
      return truth (difference < 0);
    case EK_OP_AT_MOST:
      return truth (difference <= 0);
    case EK_OP_MORE:
      return truth (difference > 0);
    case EK_OP_AT_LEAST:
      return truth (difference >= 0);
    default:
      g_return_val_if_reached (EK_VALUE_NONE);
    }
}

static EkValue
compute_operator (EkOperator operator, EkValue left, EkValue right)
{
  if (operator== EK_OP_OR || operator== EK_OP_AND)
    return compute_logic (operator, left, right);
  if (operator<EK_OP_ADD)
    return compute_comparison (operator, left, right);
  if (!is_there (left) || !is_there (right))
    return EK_VALUE_NONE;
  switch (operator)
    {
    case EK_OP_ADD:
      return number (left.number + right.number);
    case EK_OP_SUBTRACT:
      return number (left.number - right.number);
    case EK_OP_MULTIPLY:
      return number (left.number * right.number);
    default:
      return right.number == 0 ? EK_VALUE_NONE : number (left.number / right.number);
    }
}

/* Appends what a node stands for to a flat list; questions this person is not asked are left out. */
static void
gather (const EkNode *node, const EkBinding *binding, GArray *values)
{
  if (node->kind == EK_NODE_LIST)
    {
      for (guint i = 0; i < node->children->len; i++)
        gather (node->children->pdata[i], binding, values);
    }
  else if (node->kind == EK_NODE_BINARY && ek_node_is_list (node))
    {
      const EkNode *left = node->children->pdata[0];
      const EkNode *right = node->children->pdata[1];
      gboolean left_is_list = ek_node_is_list (left);
      guint from = values->len;
      EkValue other = compute (left_is_list ? right : left, binding);

      gather (left_is_list ? left : right, binding, values);
      for (guint i = from; i < values->len; i++)
        {
          EkValue *value = &g_array_index (values, EkValue, i);

          *value = left_is_list ? compute_operator (node->operator, * value, other)
                                : compute_operator (node->operator, other, *value);
        }
    }
  else
    {
      EkValue value = compute (node, binding);

      if (value.kind != EK_VALUE_ABSENT)
        g_array_append_val (values, value);
    }
}

static EkValue
fold_numbers (EkCall call, GArray *values)
{
  double sum = 0, least = INFINITY, most = -INFINITY;
  guint n_there = 0;

  for (guint i = 0; i < values->len; i++)
    {
      EkValue value = g_array_index (values, EkValue, i);

      if (!is_there (value))
        continue;
      n_there++;
      sum += value.number;
      least = MIN (least, value.number);
      most = MAX (most, value.number);
    }
  if (call == EK_CALL_ANSWERED)
    return number (n_there);
  if (n_there < values->len)
    return EK_VALUE_NONE;
  if (call == EK_CALL_SUM)
    return number (sum);
  if (n_there == 0)
    return EK_VALUE_NONE;
  return number (call == EK_CALL_MEAN ? sum / n_there : call == EK_CALL_MIN ? least : most);
}

static EkValue
fold_booleans (EkCall call, GArray *values)
{
  guint n_true = 0, n_missing = 0;

  for (guint i = 0; i < values->len; i++)
    {
      EkValue value = g_array_index (values, EkValue, i);

      if (!is_there (value))
        n_missing++;
      else if (value.boolean)
        n_true++;
    }
  if (call == EK_CALL_ANY && n_true > 0)
    return truth (TRUE);
  if (call == EK_CALL_ALL && n_true + n_missing < values->len)
    return truth (FALSE);
  if (n_missing > 0)
    return EK_VALUE_NONE;
  return call == EK_CALL_COUNT ? number (n_true) : truth (call == EK_CALL_ALL);
}

static double
round_to (double value, double digits)
{
  double scale = pow (10, CLAMP (digits, 0, 6));

  /* The nudge undoes binary noise just below a half, as in 2.675. */
  return copysign (floor (fabs (value) * scale + 0.5 + 1e-9), value) / scale;
}

static EkValue
compute_one_argument (const EkNode *node, const EkBinding *binding)
{
  EkValue value = compute (node->children->pdata[0], binding);
  EkValue digits = node->children->len > 1 ? compute (node->children->pdata[1], binding) : number (0);

  if (!is_there (value) || !is_there (digits))
    return EK_VALUE_NONE;
  switch (node->call)
    {
    case EK_CALL_ROUND:
      return number (round_to (value.number, digits.number));
    case EK_CALL_FLOOR:
      return number (floor (value.number + 1e-9));
    case EK_CALL_CEIL:
      return number (ceil (value.number - 1e-9));
    default:
      return number (fabs (value.number));
    }
}

static EkValue
compute_minutes (const EkNode *node, const EkBinding *binding)
{
  EkValue from = compute (node->children->pdata[0], binding);
  EkValue to = compute (node->children->pdata[1], binding);
  double minutes;

  if (!is_there (from) || !is_there (to))
    return EK_VALUE_NONE;
  minutes = fmod (to.number - from.number, 24 * 60);
  return number (minutes < 0 ? minutes + 24 * 60 : minutes);
}

static EkValue
compute_choice (const EkNode *node, const EkBinding *binding)
{
  EkValue value;

  if (node->call == EK_CALL_FIRST)
    {
      for (guint i = 0; i < node->children->len; i++)
        {
          value = compute (node->children->pdata[i], binding);
          if (is_there (value))
            return value;
        }
      return EK_VALUE_NONE;
    }
  value = compute (node->children->pdata[0], binding);
  if (!is_there (value))
    return EK_VALUE_NONE;
  return compute (node->children->pdata[value.boolean ? 1 : 2], binding);
}

static EkValue
compute_chosen (const EkNode *node, const EkBinding *binding)
{
  const EkNode *item = node->children->pdata[0];
  EkValue wanted = compute (node->children->pdata[1], binding);

  if (!is_there (wanted) || !is_there (binding->item (binding->data, item->index)))
    return EK_VALUE_NONE;
  return truth (binding->chosen (binding->data, item->index, wanted.number));
}

static EkValue
compute_call (const EkNode *node, const EkBinding *binding)
{
  g_autoptr (GArray) values = NULL;
  EkValue value;

  switch (node->call)
    {
    case EK_CALL_IF:
    case EK_CALL_FIRST:
      return compute_choice (node, binding);
    case EK_CALL_ROUND:
    case EK_CALL_FLOOR:
    case EK_CALL_CEIL:
    case EK_CALL_ABS:
      return compute_one_argument (node, binding);
    case EK_CALL_MINUTES:
      return compute_minutes (node, binding);
    case EK_CALL_CHOSEN:
      return compute_chosen (node, binding);
    case EK_CALL_TABLE:
      value = compute (node->children->pdata[0], binding);
      return is_there (value) ? binding->table (binding->data, node->index, value.number) : EK_VALUE_NONE;
    default:
      break;
    }
  values = g_array_new (FALSE, FALSE, sizeof (EkValue));
  for (guint i = 0; i < node->children->len; i++)
    gather (node->children->pdata[i], binding, values);
  if (node->call == EK_CALL_COUNT || node->call == EK_CALL_ANY || node->call == EK_CALL_ALL)
    return fold_booleans (node->call, values);
  return fold_numbers (node->call, values);
}

static EkValue
compute (const EkNode *node, const EkBinding *binding)
{
  EkValue value;

  switch (node->kind)
    {
    case EK_NODE_NUMBER:
      return number (node->number);
    case EK_NODE_TEXT:
      return (EkValue){ EK_VALUE_TEXT, 0, FALSE, node->text };
    case EK_NODE_TRUTH:
      return truth (node->number != 0);
    case EK_NODE_ITEM:
      return binding->item (binding->data, node->index);
    case EK_NODE_SCORE:
      return binding->score (binding->data, node->index);
    case EK_NODE_SEX:
      return binding->sex != NULL ? (EkValue){ EK_VALUE_TEXT, 0, FALSE, binding->sex } : EK_VALUE_NONE;
    case EK_NODE_AGE:
      return binding->age_years >= 0 ? number (binding->age_years) : EK_VALUE_NONE;
    case EK_NODE_NEGATE:
      value = compute (node->children->pdata[0], binding);
      return is_there (value) ? number (-value.number) : EK_VALUE_NONE;
    case EK_NODE_NOT:
      value = compute (node->children->pdata[0], binding);
      return is_there (value) ? truth (!value.boolean) : EK_VALUE_NONE;
    case EK_NODE_BINARY:
      return compute_operator (node->operator, compute (node->children->pdata[0], binding),
                               compute (node->children->pdata[1], binding));
    case EK_NODE_CALL:
      return compute_call (node, binding);
    case EK_NODE_LIST:
    default:
      g_return_val_if_reached (EK_VALUE_NONE);
    }
}

/**
 * ek_expression_compute:
 * @self: an expression
 * @binding: where its names get their values
 *
 * Returns: the value; missing when something it needs was not answered, or when it is not a finite number (division by
 *   zero). Never absent.
 */
EkValue
ek_expression_compute (const EkExpression *self, const EkBinding *binding)
{
  EkValue value;

  g_return_val_if_fail (self != NULL && binding != NULL, EK_VALUE_NONE);
  value = compute (self->root, binding);
  return is_there (value) ? value : EK_VALUE_NONE;
}

/**
 * ek_expression_is_true:
 * @self: an expression read as %EK_TYPE_BOOLEAN
 * @binding: where its names get their values
 *
 * Returns: %TRUE only when it is known to be true; missing is not true
 */
gboolean
ek_expression_is_true (const EkExpression *self, const EkBinding *binding)
{
  EkValue value = ek_expression_compute (self, binding);

  return value.kind == EK_VALUE_BOOLEAN && value.boolean;
}

static void
visit_items (const EkNode *node, void (*visit) (guint index, gpointer data), gpointer data)
{
  if (node->kind == EK_NODE_ITEM)
    visit (node->index, data);
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    visit_items (node->children->pdata[i], visit, data);
}

/**
 * ek_expression_foreach_item:
 * @self: an expression
 * @visit: called with the index of every item the expression names, once for each time it is named
 * @data: handed to @visit
 */
void
ek_expression_foreach_item (const EkExpression *self, void (*visit) (guint index, gpointer data), gpointer data)
{
  g_return_if_fail (self != NULL && visit != NULL);
  visit_items (self->root, visit, data);
}

EkNode *
ek_node_new (EkNodeKind kind, EkType type)
{
  EkNode *node = g_new0 (EkNode, 1);

  node->kind = kind;
  node->type = type;
  return node;
}

void
ek_node_free (EkNode *node)
{
  if (node == NULL)
    return;
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node->text);
  g_free (node);
}

gboolean
ek_node_is_list (const EkNode *node)
{
  return node->type == EK_TYPE_NUMBERS || node->type == EK_TYPE_BOOLEANS;
}

/**
 * ek_expression_free:
 * @self: (nullable): an expression
 */
void
ek_expression_free (EkExpression *self)
{
  if (self == NULL)
    return;
  ek_node_free (self->root);
  g_free (self);
}
