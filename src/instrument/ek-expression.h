/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EkValue:
 *
 * What an expression is about. A missing value is a question nobody answered: it makes what depends on it missing too.
 * An absent value belongs to a question this person is not asked: lists leave it out.
 */
typedef enum { EK_VALUE_MISSING, EK_VALUE_ABSENT, EK_VALUE_NUMBER, EK_VALUE_BOOLEAN, EK_VALUE_TEXT } EkValueKind;

typedef struct {
  EkValueKind kind;
  double number;
  gboolean boolean;
  const char *text;
} EkValue;

#define EK_VALUE_NONE ((EkValue){ EK_VALUE_MISSING, 0, FALSE, NULL })

/** EkScope: the names an expression may use, asked while it is read. Each returns an index, or -1 for no such name. */
typedef struct {
  gpointer data;
  int (*find_item) (gpointer data, const char *id, gboolean *is_text);
  int (*find_score) (gpointer data, const char *id);
  int (*find_table) (gpointer data, const char *id);
} EkScope;

/** EkBinding: where the values come from when an expression is computed. */
typedef struct {
  gpointer data;
  EkValue (*item) (gpointer data, guint index);
  gboolean (*chosen) (gpointer data, guint index, double value);
  EkValue (*score) (gpointer data, guint index);
  EkValue (*table) (gpointer data, guint index, double x);
  const char *sex; /* "male" "female" or NULL */
  int age_years;   /* -1 unknown */
} EkBinding;

typedef enum { EK_TYPE_NUMBER, EK_TYPE_BOOLEAN, EK_TYPE_TEXT, EK_TYPE_NUMBERS, EK_TYPE_BOOLEANS } EkType;

typedef struct _EkExpression EkExpression;

EkExpression *ek_expression_parse (const char *text, EkType wanted, const EkScope *scope, GError **error);
void ek_expression_free (EkExpression *self);
EkValue ek_expression_compute (const EkExpression *self, const EkBinding *binding);
gboolean ek_expression_is_true (const EkExpression *self, const EkBinding *binding);
void ek_expression_foreach_item (const EkExpression *self, void (*visit) (guint index, gpointer data), gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkExpression, ek_expression_free)

G_END_DECLS
