/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which plural form a number takes: the formula a catalogue has in its head, an expression of C over one number, such
 * as "n != 1" or "n%10==1 && n%100!=11 ? 0 : 1". It is read and worked out in one go; both sides of ?:, && and || are,
 * which does no harm in an expression without effects. */

#include "ek-messages.h"

#include <string.h>

/* Deeper than any language's, and far from the end of the stack. */
#define DEEPEST 50

typedef struct {
  const char *at;
  gulong n;
  guint depth;
  gboolean wrong;
} Formula;

static gulong choice (Formula *self);

static gboolean
skip (Formula *self, const char *sign)
{
  while (*self->at == ' ' || *self->at == '\t')
    self->at++;
  if (!g_str_has_prefix (self->at, sign))
    return FALSE;
  self->at += strlen (sign);
  return TRUE;
}

static gulong
fail (Formula *self)
{
  self->wrong = TRUE;
  return 0;
}

static gulong
primary (Formula *self)
{
  gulong value;

  if (self->wrong || self->depth >= DEEPEST)
    return fail (self);
  self->depth++;
  if (skip (self, "!"))
    value = primary (self) == 0;
  else if (skip (self, "("))
    {
      value = choice (self);
      if (!skip (self, ")"))
        fail (self);
    }
  else if (skip (self, "n"))
    value = self->n;
  else if (g_ascii_isdigit (*self->at))
    value = strtoul (self->at, (char **) &self->at, 10);
  else
    value = fail (self);
  self->depth--;
  return value;
}

#define CLOSEST 6

/* Of two signs that begin alike the longer stands first. */
static const struct {
  const char *sign;
  guint rank;
} operators[] = {
  { "*", CLOSEST }, { "/", CLOSEST }, { "%", CLOSEST }, { "+", 5 },  { "-", 5 },  { "<=", 4 }, { ">=", 4 },
  { "<", 4 },       { ">", 4 },       { "==", 3 },      { "!=", 3 }, { "&&", 2 }, { "||", 1 },
};

static gulong
apply (Formula *self, const char *sign, gulong a, gulong b)
{
  switch (sign[0])
    {
    case '*':
      return a * b;
    case '/':
      return b != 0 ? a / b : fail (self);
    case '%':
      return b != 0 ? a % b : fail (self);
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '<':
      return sign[1] == '=' ? a <= b : a < b;
    case '>':
      return sign[1] == '=' ? a >= b : a > b;
    case '=':
      return a == b;
    case '!':
      return a != b;
    case '&':
      return a != 0 && b != 0;
    default:
      return a != 0 || b != 0;
    }
}

/* NULL: none of this rank is next. */
static const char *
skip_operator (Formula *self, guint rank)
{
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      if (operators[i].rank == rank && skip (self, operators[i].sign))
        return operators[i].sign;
    }
  return NULL;
}

/* An operation of @rank or closer, from the left. */
static gulong
operation (Formula *self, guint rank)
{
  gulong value = rank < CLOSEST ? operation (self, rank + 1) : primary (self);
  const char *sign;

  while (!self->wrong && (sign = skip_operator (self, rank)) != NULL)
    value = apply (self, sign, value, rank < CLOSEST ? operation (self, rank + 1) : primary (self));
  return value;
}

static gulong
choice (Formula *self)
{
  gulong condition = operation (self, 1), yes, no;

  if (!skip (self, "?"))
    return condition;
  if (self->depth >= DEEPEST)
    return fail (self);
  self->depth++;
  yes = choice (self);
  no = skip (self, ":") ? choice (self) : fail (self);
  self->depth--;
  return condition != 0 ? yes : no;
}

/**
 * ek_plural_index:
 * @formula: as behind "plural=" in the head of a catalogue, up to ";" or the end
 * @n: a number
 * @index: (out): which plural form it takes, from 0; untouched on failure
 *
 * Returns: whether the formula could be worked out: %FALSE when it is not one, is nested too deeply or divides by
 * nought
 */
gboolean
ek_plural_index (const char *formula, gulong n, gulong *index)
{
  Formula self = { formula, n, 0, FALSE };
  gulong value = choice (&self);

  if (self.wrong || !(skip (&self, ";") || skip (&self, "\n") || *self.at == '\0'))
    return FALSE;
  *index = value;
  return TRUE;
}
