/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-error.h"
#include "ek-expression.h"

#include <math.h>
#include <string.h>

/* The formula language by itself: items a, b, c … with values set by the test, one score, one table. */

typedef struct {
  const char *id;
  EkValue value;
} Item;

#define N(x)                          \
  {                                   \
    EK_VALUE_NUMBER, (x), FALSE, NULL \
  }

static const Item items[] = {
  { "one", N (1) },
  { "two", N (2) },
  { "three", N (3) },
  { "half", N (0.5) },
  { "gone", { EK_VALUE_MISSING } },
  { "absent", { EK_VALUE_ABSENT } },
  { "evening", N (22 * 60 + 45) },
  { "morning", N (7 * 60) },
  { "words", { EK_VALUE_TEXT, 0, FALSE, "tea" } },
};

static int
find_item (gpointer data, const char *id, gboolean *is_text)
{
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (strcmp (items[i].id, id) == 0)
      {
        *is_text = items[i].value.kind == EK_VALUE_TEXT;
        return i;
      }
  return -1;
}

static int
find_score (gpointer data, const char *id)
{
  return strcmp (id, "O-C") == 0 ? 0 : -1;
}

static int
find_table (gpointer data, const char *id)
{
  return strcmp (id, "squares") == 0 ? 0 : -1;
}

static EkValue
item_value (gpointer data, guint index)
{
  return items[index].value;
}

static gboolean
item_chosen (gpointer data, guint index, double value)
{
  return items[index].value.number == value;
}

static EkValue
score_value (gpointer data, guint index)
{
  return (EkValue) N (40);
}

static EkValue
table_value (gpointer data, guint index, double x)
{
  return x > 100 ? EK_VALUE_NONE : (EkValue) N (x * x);
}

static const EkScope scope = { NULL, find_item, find_score, find_table };

static EkValue
compute (const char *text, EkType wanted, const char *sex)
{
  EkBinding binding = { NULL, item_value, item_chosen, score_value, table_value, sex, sex != NULL ? 40 : -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkExpression) expression = ek_expression_parse (text, wanted, &scope, &error);

  g_assert_no_error (error);
  return ek_expression_compute (expression, &binding);
}

static const struct {
  const char *text;
  double value;
} numbers[] = {
  { "1 + 2 * 3", 7 },
  { "(1 + 2) * 3", 9 },
  { "10 - 4 - 3", 3 },
  { "100 / 10 / 2", 5 },
  { "-2 * -3", 6 },
  { "--2", 2 },
  { "2 - -2", 4 },
  { "1/0", NAN },
  { "@one + @two", 3 },
  { "sum(@three..@gone)", NAN },
  { "sum(@one..@three)", 6 },
  { "sum([@one, @three])", 4 },
  { "sum(@one, @two, 10)", 13 },
  { "sum([@one, [@two, @three]])", 6 },
  { "sum(@one, @gone)", NAN },
  { "sum(@one, @absent)", 1 },
  { "sum(@absent)", 0 },
  { "mean(@absent)", NAN },
  { "mean(@one..@three)", 2 },
  { "mean(@one, @absent, @three)", 2 },
  { "min(@one..@three)", 1 },
  { "max(@one..@three, @half)", 3 },
  { "sum(2 * @one..@three)", 12 },
  { "sum(5 - @one..@three)", 9 },
  { "count(@one..@three >= 2)", 2 },
  { "count(2 > @one..@three)", 1 },
  { "count(@one >= 1, @two >= 3)", 1 },
  { "count([@one, @gone] >= 1)", NAN },
  { "count([@one, @absent] >= 1)", 1 },
  { "answered(@one..@three, @gone)", 3 },
  { "answered(@words)", 1 },
  { "answered(@gone)", 0 },
  { "if(@one == 1, 10, 20)", 10 },
  { "if(@gone == 1, 10, 20)", NAN },
  { "if(true, 10, @gone)", 10 },
  { "if(@one > 1 or @two == 2, 3, 4)", 3 },
  { "first(@gone, @absent, 5)", 5 },
  { "first(@gone)", NAN },
  { "round(2.5)", 3 },
  { "round(-2.5)", -3 },
  { "round(2.675, 2)", 2.68 },
  { "floor(52.5)", 52 },
  { "floor(0.1 * 30)", 3 },
  { "ceil(2.0000001)", 3 },
  { "abs(-4)", 4 },
  { "table('squares', @three)", 9 },
  { "table('squares', 101)", NAN },
  { "table('squares', @gone)", NAN },
  { "minutes(@evening, @morning)", 495 },
  { "minutes(@morning, @evening)", 945 },
  { "minutes(@morning, @morning)", 0 },
  { "score('O-C') / 4", 10 },
  { "age", 40 },
  { "1 - @gone", NAN },
  { "@absent + 1", NAN },
  { " 1\n+\t1 ", 2 },
};

static void
test_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      EkValue value;

      g_test_message ("%s", numbers[i].text);
      value = compute (numbers[i].text, EK_TYPE_NUMBER, "male");
      if (isnan (numbers[i].value))
        g_assert_cmpint (value.kind, ==, EK_VALUE_MISSING);
      else
        {
          g_assert_cmpint (value.kind, ==, EK_VALUE_NUMBER);
          g_assert_cmpfloat_with_epsilon (value.number, numbers[i].value, 1e-12);
        }
    }
}

/* T true, F false, M missing */
static const struct {
  const char *text;
  char value;
} truths[] = {
  { "1 < 2", 'T' },
  { "2 <= 2", 'T' },
  { "2 != 2", 'F' },
  { "0.1 + 0.2 == 0.3", 'T' },
  { "2 > 3", 'F' },
  { "true and false", 'F' },
  { "true or false", 'T' },
  { "not false", 'T' },
  { "not not true", 'T' },
  { "@gone == 1 and false", 'F' },
  { "@gone == 1 or true", 'T' },
  { "@gone == 1 and true", 'M' },
  { "@gone == 1 or false", 'M' },
  { "not (@gone == 1)", 'M' },
  { "any(@one..@three == 3)", 'T' },
  { "any([@one, @gone] == 1)", 'T' },
  { "any([@two, @gone] == 1)", 'M' },
  { "any([@absent] == 1)", 'F' },
  { "all([@absent] == 1)", 'T' },
  { "all(@one..@three >= 1)", 'T' },
  { "all([@gone, @one] >= 2)", 'F' },
  { "all([@gone, @two] >= 2)", 'M' },
  { "sex == 'male'", 'T' },
  { "sex != 'female'", 'T' },
  { "@words == 'tea'", 'T' },
  { "chosen(@two, 2)", 'T' },
  { "chosen(@two, 3)", 'F' },
  { "chosen(@gone, 3)", 'M' },
  { "1 == 1 and 2 == 2 or 3 == 4", 'T' },
  { "false and false or true", 'T' },
};

static void
test_truths (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (truths); i++)
    {
      EkValue value;

      g_test_message ("%s", truths[i].text);
      value = compute (truths[i].text, EK_TYPE_BOOLEAN, "male");
      g_assert_cmpint (value.kind == EK_VALUE_MISSING ? 'M' : value.boolean ? 'T' : 'F', ==, truths[i].value);
    }
  g_assert_cmpint (compute ("sex == 'male'", EK_TYPE_BOOLEAN, NULL).kind, ==, EK_VALUE_MISSING);
  g_assert_cmpint (compute ("age", EK_TYPE_NUMBER, NULL).kind, ==, EK_VALUE_MISSING);
}

static const char *const refused[] = {
  "",
  " ",
  "1 +",
  "+ 1",
  "1 2",
  "(1",
  "1)",
  "@",
  "@nobody",
  "@one..",
  "@one..@nobody",
  "@three..@one",
  "@one..@one",
  "@one..@words",
  "one",
  "sum",
  "sum(",
  "sum()",
  "sum(1,)",
  "sum(true)",
  "count(1)",
  "count(@one)",
  "mean('tea')",
  "if(1, 2, 3)",
  "if(true, 1)",
  "if(true, 1, 'tea')",
  "if(true, 1, false)",
  "round()",
  "round(1, 2, 3)",
  "round(@one..@three)",
  "table('squares')",
  "table('cubes', 1)",
  "table(squares, 1)",
  "table('squares', true)",
  "score('SOM')",
  "score(O-C)",
  "minutes(1)",
  "minutes(@one..@two, 1)",
  "chosen(1, 2)",
  "chosen(@words, 1)",
  "@one..@three",
  "@one..@three + @one..@three",
  "1 == true",
  "1 == 'tea'",
  "'tea' < 'tee'",
  "true < false",
  "true + true",
  "1 and 2",
  "not 1",
  "-true",
  "-'tea'",
  "[1, true]",
  "[]",
  "[1",
  "'tea",
  "1e5",
  "0x10",
  "1.2.3",
  "9999999999",
  "1; 2",
  "system('rm')",
  "sum(@one..@three))",
  "@one @two",
  "@one = 1",
  "notable == 1",
  "orbit",
  "android",
  "1 == 1 == 1",
  "\xe4\xb8\x80",
  "@one..@two..@three",
  "if",
  "true(1)",
  "sex",
  "NaN",
  "inf",
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_null (ek_expression_parse (refused[i], EK_TYPE_NUMBER, &scope, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_SYNTAX);
      g_clear_error (&error);
      if (strcmp (refused[i], "1 == 1 == 1") != 0)
        g_assert_null (ek_expression_parse (refused[i], EK_TYPE_BOOLEAN, &scope, &error));
    }
}

static char *
repeat (const char *before, const char *core, const char *after, guint times)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append (out, before);
  g_string_append (out, core);
  for (guint i = 0; i < times; i++)
    g_string_append (out, after);
  return g_string_free (out, FALSE);
}

/* Neither depth nor length can exhaust the stack: refused, or computed. */
static void
test_bounds (void)
{
  static const struct {
    const char *before, *core, *after;
    guint times;
    gboolean taken;
  } cases[] = {
    { "(", "1", ")", 30, TRUE },   { "(", "1", ")", 1900, FALSE },   { "-", "1", "", 30, TRUE },
    { "-", "1", "", 3900, FALSE }, { "abs(", "1", ")", 700, FALSE }, { "[", "1", "]", 1900, FALSE },
    { "", "1", "+1", 1900, TRUE }, { "", "1", "+1", 100000, FALSE }, { "if(true,", "1", ",1)", 400, FALSE },
    { "(", "", "", 3000, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = repeat (cases[i].before, cases[i].core, cases[i].after, cases[i].times);
      g_autoptr (GError) error = NULL;
      g_autoptr (EkExpression) expression = ek_expression_parse (text, EK_TYPE_NUMBER, &scope, &error);

      g_assert_cmpint (expression != NULL, ==, cases[i].taken);
      if (expression == NULL)
        g_assert_nonnull (error);
      else
        g_assert_cmpint (compute (text, EK_TYPE_NUMBER, NULL).kind, ==, EK_VALUE_NUMBER);
    }
}

/* Any bytes at all: refused or taken, never a crash. */
static void
test_noise (void)
{
  static const char *const pieces[] = {
    "@one",         "@gone", "sum(", "if(",  "(",      ")",   "[", "]", ",", "..",    "1",   "2.5",
    "and",          "or",    "not ", "==",   ">=",     "+",   "-", "*", "/", "'tea'", "sex", "table('squares',",
    "score('O-C')", " ",     "\x01", "\xff", "count(", "true"
  };

  for (guint run = 0; run < 20000; run++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (EkExpression) expression = NULL;

      for (int n = g_test_rand_int_range (1, 12); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      expression = ek_expression_parse (text->str, EK_TYPE_NUMBER, &scope, NULL);
      if (expression != NULL)
        compute (text->str, EK_TYPE_NUMBER, NULL);
    }
}

static void
count_item (guint index, gpointer data)
{
  ((guint *) data)[index]++;
}

static void
test_items (void)
{
  g_autoptr (EkExpression) expression = ek_expression_parse ("sum(@one..@three) + if(@gone == 1, @one, 0)",
                                                             EK_TYPE_NUMBER, &scope, NULL);
  guint seen[G_N_ELEMENTS (items)] = { 0 };

  ek_expression_foreach_item (expression, count_item, seen);
  g_assert_cmpuint (seen[0], ==, 2);
  g_assert_cmpuint (seen[1], ==, 1);
  g_assert_cmpuint (seen[4], ==, 1);
  g_assert_cmpuint (seen[5], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expression/numbers", test_numbers);
  g_test_add_func ("/expression/truths", test_truths);
  g_test_add_func ("/expression/refused", test_refused);
  g_test_add_func ("/expression/bounds", test_bounds);
  g_test_add_func ("/expression/noise", test_noise);
  g_test_add_func ("/expression/items", test_items);
  return g_test_run ();
}
