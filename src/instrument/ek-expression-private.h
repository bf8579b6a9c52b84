/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-expression.h"

G_BEGIN_DECLS

typedef enum {
  EK_NODE_NUMBER,
  EK_NODE_TEXT,
  EK_NODE_TRUTH,
  EK_NODE_ITEM,
  EK_NODE_SCORE,
  EK_NODE_SEX,
  EK_NODE_AGE,
  EK_NODE_LIST,
  EK_NODE_NEGATE,
  EK_NODE_NOT,
  EK_NODE_BINARY,
  EK_NODE_CALL
} EkNodeKind;

typedef enum {
  EK_OP_OR,
  EK_OP_AND,
  EK_OP_EQUAL,
  EK_OP_UNEQUAL,
  EK_OP_LESS,
  EK_OP_AT_MOST,
  EK_OP_MORE,
  EK_OP_AT_LEAST,
  EK_OP_ADD,
  EK_OP_SUBTRACT,
  EK_OP_MULTIPLY,
  EK_OP_DIVIDE
} EkOperator;

typedef enum {
  EK_CALL_SUM,
  EK_CALL_MEAN,
  EK_CALL_MIN,
  EK_CALL_MAX,
  EK_CALL_COUNT,
  EK_CALL_ANSWERED,
  EK_CALL_ANY,
  EK_CALL_ALL,
  EK_CALL_IF,
  EK_CALL_FIRST,
  EK_CALL_ROUND,
  EK_CALL_FLOOR,
  EK_CALL_CEIL,
  EK_CALL_ABS,
  EK_CALL_TABLE,
  EK_CALL_MINUTES,
  EK_CALL_CHOSEN
} EkCall;

typedef struct _EkNode EkNode;
struct _EkNode {
  EkNodeKind kind;
  EkType type;
  double number; /* EK_NODE_NUMBER, EK_NODE_TRUTH */
  char *text;    /* EK_NODE_TEXT */
  guint index;   /* of the item, score or table */
  EkOperator operator;
  EkCall call;
  GPtrArray *children; /* of EkNode, or NULL */
};

struct _EkExpression {
  EkNode *root;
};

EkNode *ek_node_new (EkNodeKind kind, EkType type);
void ek_node_free (EkNode *node);
gboolean ek_node_is_list (const EkNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkNode, ek_node_free)

G_END_DECLS
