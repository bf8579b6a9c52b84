/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-error.h"
#include "ek-score.h"

#include <math.h>
#include <string.h>

/* Definitions made to hurt: without end, going in circles, contradicting themselves; formulas made at random; and the
 * shipped definitions with random damage. Each is refused with a sentence, or read and then scored without harm. */

#define HEAD                                                                                                     \
  "\"format\":1,\"id\":\"t\",\"version\":\"1.0\",\"abbreviation\":\"T\",\"title\":{\"en\":\"Test\"},"            \
  "\"direction\":\"higher-is-worse\",\"rights\":{\"status\":\"free\",\"holder\":\"nobody\",\"terms\":\"free\"}," \
  "\"verification\":[]"
#define FOUR "\"option_sets\":{\"o\":[{\"value\":0},{\"value\":1},{\"value\":2},{\"value\":3}]}"
#define ITEMS "\"items\":[{\"id\":\"1..3\",\"options\":\"o\"}]"
#define TOTAL(more) "\"scores\":[{\"id\":\"total\",\"formula\":\"sum(@1..@3)\",\"range\":[0,9]" more "}]"
#define WITH(more) "{" HEAD "," FOUR "," ITEMS "," TOTAL ("") more "}"
#define WITH_TOTAL(more) "{" HEAD "," FOUR "," ITEMS "," TOTAL (more) "}"
#define CHANGE(more) WITH (",\"change\":{" more "}")

static EkInstrument *
parse (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, NULL, error);

  return node != NULL ? ek_instrument_parse (node, error) : NULL;
}

static void
assert_refused (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkInstrument) instrument = parse (text, &error);

  if (instrument != NULL)
    g_test_message ("taken: %.300s", text);
  g_assert_null (instrument);
  g_assert_cmpint (error->domain, ==, EK_ERROR);
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_cmpuint (strlen (error->message), <, 5000);
}

static void
assert_taken (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkInstrument) instrument = parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (instrument);
}

/* What is known about change. */
static const char *const wrong_changes[] = {
  CHANGE ("\"colour\":1"),
  CHANGE ("\"reliable_change\":7"),
  CHANGE ("\"reliable_change\":[7]"),
  CHANGE ("\"reliable_change\":[{\"amount\":3}]"),
  CHANGE ("\"reliable_change\":{\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"amount\":-3,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"amount\":\"3\",\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"amount\":10,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"sd\":2,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"reliability\":0.9,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"sd\":0,\"reliability\":0.9,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"sd\":2,\"reliability\":1,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"sd\":2,\"reliability\":-0.1,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"amount\":3,\"sd\":2,\"reliability\":0.9,\"source\":\"x\"}"), /* it is 1.75 */
  CHANGE ("\"reliable_change\":{\"amount\":3,\"coefficient\":\"guess\",\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"amount\":3,\"confidence\":99,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":[{\"amount\":3,\"source\":\"x\"},{\"amount\":4,\"source\":\"y\"}]"),
  CHANGE ("\"reliable_change\":[{\"amount\":3,\"source\":\"x\",\"default\":true},"
          "{\"amount\":4,\"source\":\"y\",\"default\":true}]"),
  CHANGE ("\"reliable_change\":{\"amount\":3,\"source\":\"x\",\"default\":false}"),
  CHANGE ("\"caseness\":[{\"score\":3,\"source\":\"x\"},{\"score\":4,\"source\":\"x\"}]"),
  CHANGE ("\"caseness\":{\"score\":3,\"source\":\"x\",\"when\":\"@1 == 1\"}"),
  CHANGE ("\"caseness\":{\"score\":3,\"source\":\"x\",\"when\":\"score('total') > 1\"}"),
  CHANGE ("\"caseness\":{\"score\":3,\"source\":\"x\",\"when\":\"sex\"}"),
  CHANGE ("\"caseness\":{\"below\":3,\"source\":\"x\"}"),
  CHANGE ("\"caseness\":{\"score\":10,\"source\":\"x\"}"),
  CHANGE ("\"response\":{\"percent\":0,\"source\":\"x\"}"),
  CHANGE ("\"response\":{\"percent\":101,\"source\":\"x\"}"),
  CHANGE ("\"smallest_difference\":{\"amount\":0,\"source\":\"x\"}"),
  CHANGE ("\"smallest_difference\":{\"amount\":10,\"source\":\"x\"}"),
  CHANGE ("\"cut_offs\":[{\"source\":\"x\"}]"),
  CHANGE ("\"cut_offs\":[{\"what\":{\"en\":\"x\"}}]"),
  CHANGE ("\"cut_offs\":[{\"what\":{\"en\":\"x\"},\"source\":\"x\",\"above\":1,\"below\":2}]"),
  CHANGE ("\"cut_offs\":[{\"what\":{\"en\":\"x\"},\"source\":\"x\",\"above\":\"1\"}]"),
  WITH_TOTAL (",\"change\":{},\"direction\":\"up\""),
  WITH_TOTAL (",\"direction\":\"up\""),
  WITH_TOTAL (",\"verified\":1"),
  WITH_TOTAL (",\"norms\":7"),
  WITH_TOTAL (",\"norms\":[{\"mean\":1}]"),
  WITH_TOTAL (",\"norms\":[{\"mean\":1,\"sd\":0,\"who\":{\"en\":\"x\"},\"source\":\"x\"}]"),
  WITH_TOTAL (",\"norms\":[{\"mean\":1,\"sd\":1,\"n\":-1,\"who\":{\"en\":\"x\"},\"source\":\"x\"}]"),
  WITH (",\"no_total\":{\"en\":\"it has one\"}"),
  WITH (",\"variant_of\":7"),
  "{" HEAD "," FOUR "," ITEMS ",\"scores\":[{\"id\":\"part\",\"formula\":\"sum(@1..@3)\"}]}",
  "{" HEAD "," FOUR "," ITEMS
  ",\"no_total\":{\"en\":\"none\"},\"scores\":[{\"id\":\"part\",\"formula\":\"sum(@1..@3)\"}],"
  "\"change\":{\"caseness\":{\"score\":1,\"source\":\"x\"}}}",
  "{" HEAD ",\"items\":[],\"scores\":[{\"id\":\"total\",\"formula\":\"1\",\"range\":[0,1]}]}",
  "{" HEAD ",\"items\":[],\"scores\":[]}",
  "{" HEAD "," FOUR "," ITEMS
  ",\"no_total\":{\"en\":\"none\"},\"scores\":[{\"id\":\"part\",\"formula\":\"sum(@1..@3)\","
  "\"change\":{\"caseness\":{\"score\":1,\"source\":\"x\"}}}]}", /* without a range */
};

static const char *const right_changes[] = {
  CHANGE (""),
  CHANGE ("\"reliable_change\":[]"),
  CHANGE ("\"reliable_change\":{\"amount\":9,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"sd\":2,\"reliability\":0.9,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"amount\":1.75,\"sd\":2,\"reliability\":0.9,\"source\":\"x\"}"),
  CHANGE ("\"reliable_change\":{\"amount\":1.5,\"sd\":2,\"reliability\":0.9,\"confidence\":90,\"source\":\"x\"}"),
  CHANGE ("\"caseness\":[{\"score\":3,\"source\":\"x\"},{\"score\":4,\"source\":\"x\",\"when\":\"age >= 65\"}]"),
  "{" HEAD ",\"items\":[],\"no_total\":{\"zh\":\"\\u65e0\"},\"scores\":[]}",
};

static void
test_change (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong_changes); i++)
    assert_refused (wrong_changes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (right_changes); i++)
    assert_taken (right_changes[i]);
}

/* A threshold for this person goes before the one for everybody else. */
static void
test_thresholds_by_person (void)
{
  static const struct {
    const char *sex;
    int age;
    double value;
  } cases[] = {
    { NULL, -1, 3 }, { "male", -1, 3 }, { "female", 40, 5 }, { "male", 70, 4 }, { NULL, 64, 3 }, { "female", 70, 4 },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkInstrument) t =
    parse (CHANGE ("\"caseness\":[{\"score\":4,\"source\":\"old\",\"when\":\"age >= 65\",\"verified\":true},"
                   "{\"score\":3,\"source\":\"all\"},{\"score\":5,\"source\":\"women\",\"when\":\"sex == 'female'\"}],"
                   "\"remission\":{\"below\":2,\"source\":\"x\",\"when\":\"sex == 'female'\"}"),
           &error);
  EkThreshold threshold;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkSubject subject = { cases[i].sex, cases[i].age };

      g_assert_true (ek_instrument_get_threshold (t, NULL, EK_THRESHOLD_CASENESS, &subject, &threshold));
      g_assert_cmpfloat (threshold.value, ==, cases[i].value);
      g_assert_cmpint (threshold.verified, ==, cases[i].age == 70);
    }
  g_assert_false (ek_instrument_get_threshold (t, NULL, EK_THRESHOLD_REMISSION, NULL, &threshold));
}

/* A member repeated so often, between what stands before and after it. */
static void
assert_endless (const char *before, const char *each, const char *after, guint n)
{
  g_autoptr (GString) text = g_string_new (before);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      g_string_append (text, each);
    }
  g_string_append (text, after);
  assert_refused (text->str);
}

static void
test_endless (void)
{
  static const struct {
    const char *before, *each, *after;
    guint n;
  } cases[] = {
    { "{" HEAD "," FOUR ",\"scores\":[],\"no_total\":{\"en\":\"x\"},\"items\":[", "7", "]}", 1000000 },
    { "{" HEAD "," FOUR ",\"scores\":[],\"no_total\":{\"en\":\"x\"},\"items\":[", "{\"id\":\"1\",\"options\":\"o\"}",
      "]}", 100000 },
    { "{" HEAD ",\"scores\":[],\"no_total\":{\"en\":\"x\"},\"items\":[{\"id\":\"1\",\"options\":[", "{\"value\":1}",
      "]}]}", 100000 },
    { "{" HEAD "," FOUR "," ITEMS "," TOTAL ("") ",\"reverse\":[", "\"1..3\"", "]}", 100000 },
    { "{" HEAD "," FOUR "," ITEMS "," TOTAL ("") ",\"tables\":{\"t\":{\"entries\":[", "[1,1]", "]}}}", 50000 },
    { "{" HEAD "," FOUR "," ITEMS "," TOTAL ("") ",\"critical\":[", "{}", "]}", 50000 },
    { "{" HEAD "," FOUR "," ITEMS
      "," TOTAL ("") ",\"critical\":[{\"id\":\"a\",\"action\":{\"en\":\"x\"},\"at_least\":1,\"items\":[",
      "\"1..3\"", "]}]}", 50000 },
    { "{" HEAD "," FOUR "," ITEMS "," TOTAL ("") ",\"checks\":[", "{}", "]}", 50000 },
    { "{" HEAD "," FOUR "," ITEMS ",\"scores\":[", "{}", "]}", 50000 },
    { "{" HEAD "," FOUR "," ITEMS
      ",\"scores\":[{\"id\":\"total\",\"formula\":\"sum(@1..@3)\",\"range\":[0,9],\"bands\":[",
      "{\"id\":\"a\",\"range\":[0,9],\"label\":{\"en\":\"x\"},\"level\":\"mild\"}", "]}]}", 100000 },
    { "{" HEAD "," FOUR "," ITEMS "," TOTAL ("") ",\"change\":{\"cut_offs\":[",
      "{\"what\":{\"en\":\"x\"},\"source\":\"x\"}", "]}}", 100000 },
    { "{" HEAD "," FOUR "," ITEMS "," TOTAL ("") ",\"change\":{\"caseness\":[",
      "{\"score\":1,\"source\":\"x\",\"when\":\"age > 1\"}", "]}}", 100000 },
    { "{" HEAD "," FOUR "," ITEMS ",\"scores\":[{\"id\":\"total\",\"range\":[0,9],\"formula\":\"sum(", "@1..@3",
      ")\"}]}", 600 },
    { "{" HEAD "," FOUR "," ITEMS ",\"scores\":[{\"id\":\"total\",\"range\":[0,9],\"formula\":\"sum(", "@1..@3",
      ")\"}]}", 50000 },
    { "{" HEAD "," FOUR
      ",\"items\":[{\"id\":\"1..500\",\"options\":\"o\"}],\"scores\":[{\"id\":\"total\",\"formula\":\"sum(",
      "@1..@500", ")\"}]}", 300 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u times %s", cases[i].n, cases[i].each);
      assert_endless (cases[i].before, cases[i].each, cases[i].after, cases[i].n);
    }
  assert_endless (
    "{\"format\":1,\"id\":\"t\",\"version\":\"1\",\"abbreviation\":\"T\",\"title\":{\"en\":\"T\"},\"items\":[],"
    "\"scores\":[],\"direction\":\"higher-is-worse\",\"rights\":{\"status\":\"a\",\"holder\":\"b\",\"terms\":\"c\"},"
    "\"verification\":[",
    "{\"what\":\"a\",\"verified\":true}", "]}", 50000);
}

/* Many tables, deep brackets, long chains of conditions, circles. */
static void
test_deep (void)
{
  g_autoptr (GString) tables = g_string_new (WITH (""));
  g_autoptr (GString) brackets = g_string_new ("{" HEAD "," FOUR "," ITEMS
                                               ",\"scores\":[{\"id\":\"total\",\"formula\":\"");
  g_autoptr (GString) nots = g_string_new ("{" HEAD "," FOUR "," ITEMS
                                           "," TOTAL ("") ",\"checks\":[{\"id\":\"a\",\"message\":{\"en\":\"x\"},"
                                                          "\"refuse\":\"");

  g_string_truncate (tables, tables->len - 1);
  g_string_append (tables, ",\"tables\":{\"a\":{\"entries\":[[1,1]]}");
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (tables, ",\"t%u\":{\"entries\":[[1,1]]}", i);
  g_string_append (tables, "}}");
  assert_refused (tables->str);
  for (guint i = 0; i < 1900; i++)
    g_string_append_c (brackets, '(');
  g_string_append_c (brackets, '1');
  for (guint i = 0; i < 1900; i++)
    g_string_append_c (brackets, ')');
  g_string_append (brackets, "\"}]}");
  assert_refused (brackets->str);
  for (guint i = 0; i < 900; i++)
    g_string_append (nots, "not ");
  g_string_append (nots, "true\"}]}");
  assert_refused (nots->str);
}

/* Item n is asked when item n − 1 is 1, for so many items; @nesting brackets around each condition. */
static char *
chain (guint n, guint nesting, gboolean circle, gboolean assume)
{
  GString *text = g_string_new ("{" HEAD "," FOUR ",\"items\":[");
  g_autofree char *open = g_strnfill (nesting, '(');
  g_autofree char *close = g_strnfill (nesting, ')');

  for (guint i = 1; i <= n; i++)
    {
      guint before = i > 1 ? i - 1 : circle ? n : 0;
      g_autofree char *condition = g_strdup_printf ("%s@%u == 1%s", open, before, close);

      g_string_append_printf (text, "%s{\"id\":\"%u\",\"options\":\"o\"", i > 1 ? "," : "", i);
      if (before > 0 && assume)
        g_string_append_printf (text, ",\"assume\":{\"score\":1,\"when\":\"%s\"}", condition);
      else if (before > 0)
        g_string_append_printf (text, ",\"applies\":\"%s\"", condition);
      g_string_append_c (text, '}');
    }
  g_string_append_printf (text, "],\"scores\":[{\"id\":\"total\",\"formula\":\"sum(@1..@%u)\"}]}", n);
  return g_string_free (text, FALSE);
}

static void
test_chains (void)
{
  static const struct {
    guint n, nesting;
    gboolean circle, assume, taken;
  } cases[] = {
    { 5, 1, FALSE, FALSE, TRUE },     { 12, 30, FALSE, TRUE, TRUE },  { 5, 1, TRUE, FALSE, FALSE },
    { 2, 1, TRUE, TRUE, FALSE },      { 30, 1, FALSE, FALSE, FALSE }, { 500, 1, FALSE, TRUE, FALSE },
    { 500, 35, FALSE, FALSE, FALSE }, { 500, 35, TRUE, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = chain (cases[i].n, cases[i].nesting, cases[i].circle, cases[i].assume);

      g_test_message ("%u items, nested %u", cases[i].n, cases[i].nesting);
      if (cases[i].taken)
        assert_taken (text);
      else
        assert_refused (text);
    }
}

/* What is not a number is missing: it has no band, and nothing is said of it. */
static void
test_not_a_number (void)
{
  static const char *const formulas[] = {
    "1 / 0",           "0 / 0",           "@1 / (@2 - @2)",  "mean([@1, 1 / 0])",   "999999999 * 999999999 / 0",
    "table('t', 5)",   "round(1 / 0, 2)", "min([1 / 0, 2])", "if(1 / 0 > 1, 1, 2)", "minutes(1 / 0, @1)",
    "score('nothing')"
  };

  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{" HEAD "," FOUR
        ",\"tables\":{\"t\":{\"entries\":[[1,1]]}},\"items\":[{\"id\":\"1..3\",\"options\":\"o\"}],\"scores\":["
        "{\"id\":\"nothing\",\"role\":\"step\",\"formula\":\"0 / 0\"},{\"id\":\"all\",\"formula\":\"sum(@1..@3)\"},"
        "{\"id\":\"total\",\"range\":[0,9],\"formula\":\"%s\",\"bands\":[{\"id\":\"a\",\"range\":[0,9],\"label\":{"
        "\"en\":\"x\"},"
        "\"level\":\"mild\"}]}]}",
        formulas[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (EkInstrument) t = parse (text, &error);
      g_autoptr (JsonNode) answers = ek_json_parse ("[1,2,3]", -1, NULL, &error);
      g_autoptr (EkScore) score = NULL;

      g_assert_no_error (error);
      score = ek_score_answers (t, answers, NULL, &error);
      g_assert_no_error (error);
      g_test_message ("%s", formulas[i]);
      g_assert_true (score->complete);
      g_assert_false (score->has_total);
      g_assert_null (score->band);
    }
}

static const char *const words[] = {
  "@1",         "@2",
  "@3",         "@4",
  "@1..@3",     "@3..@1",
  "@",          "1",
  "2.5",        "0",
  "1e9",        "1..2",
  "'male'",     "'",
  "sex",        "age",
  "true",       "false",
  "score('a')", "score('total')",
  "score(",     "table('t', ",
  "sum(",       "mean(",
  "min(",       "max(",
  "count(",     "any(",
  "all(",       "answered(",
  "if(",        "first(",
  "round(",     "floor(",
  "ceil(",      "abs(",
  "minutes(",   "chosen(",
  "(",          ")",
  ")",          ")",
  "[",          "]",
  ",",          ",",
  "+",          "-",
  "*",          "/",
  "==",         "!=",
  "<",          "<=",
  ">",          ">=",
  "and",        "or",
  "not",        " ",
  "\t",         "\xe5\xad\x97",
  "@words",     "..",
  "=",
};

static char *
random_formula (GRand *rand)
{
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (rand, 1, 25);

  for (int i = 0; i < n; i++)
    {
      g_string_append (text, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
      if (g_rand_boolean (rand))
        g_string_append_c (text, ' ');
    }
  return g_string_free (text, FALSE);
}

/* Formulas that are right by their making: a number or a truth, so deep at most. */
static void
append_value (GRand *rand, GString *text, gboolean truth, int depth)
{
  static const char *const comparisons[] = { " == ", " != ", " < ", " <= ", " > ", " >= " };
  static const char *const folds[] = { "sum", "mean", "min", "max" };
  static const char *const signs[] = { " + ", " - ", " * ", " / " };
  int choice = depth <= 0 ? 0 : g_rand_int_range (rand, 0, 4);

  g_string_append_c (text, '(');
  if (truth && choice == 0)
    g_string_append (text, g_rand_boolean (rand) ? "sex == 'male'" : "age > 40");
  else if (choice == 0)
    g_string_append_printf (text, g_rand_boolean (rand) ? "@%d" : "%d", g_rand_int_range (rand, 1, 5));
  else if (truth && choice == 1)
    {
      append_value (rand, text, TRUE, depth - 1);
      g_string_append (text, g_rand_boolean (rand) ? " and not " : " or ");
      append_value (rand, text, TRUE, depth - 1);
    }
  else if (truth)
    {
      append_value (rand, text, FALSE, depth - 1);
      g_string_append (text, comparisons[g_rand_int_range (rand, 0, 6)]);
      append_value (rand, text, FALSE, depth - 1);
    }
  else if (choice == 1)
    {
      append_value (rand, text, FALSE, depth - 1);
      g_string_append (text, signs[g_rand_int_range (rand, 0, 4)]);
      append_value (rand, text, FALSE, depth - 1);
    }
  else if (choice == 2)
    {
      g_string_append_printf (text, "%s([@1..@3, ", folds[g_rand_int_range (rand, 0, 4)]);
      append_value (rand, text, FALSE, depth - 1);
      g_string_append (text, "] * ");
      append_value (rand, text, FALSE, depth - 1);
      g_string_append_c (text, ')');
    }
  else
    {
      g_string_append (text, "if(");
      append_value (rand, text, TRUE, depth - 1);
      g_string_append (text, ", ");
      append_value (rand, text, FALSE, depth - 1);
      g_string_append (text, ", ");
      append_value (rand, text, FALSE, depth - 1);
      g_string_append_c (text, ')');
    }
  g_string_append_c (text, ')');
}

static void
score_anything (EkInstrument *instrument, GRand *rand)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) answers = NULL;
  g_autoptr (EkScore) score = NULL;
  EkSubject subject = { g_rand_boolean (rand) ? "male" : NULL, g_rand_int_range (rand, -1, 90) };

  json_builder_begin_array (builder);
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      EkItem *item = ek_instrument_get_item (instrument, i);
      guint n = ek_item_get_n_options (item);

      if (n == 0 || ek_item_get_kind (item) != EK_ITEM_CHOICE || g_rand_int_range (rand, 0, 10) == 0)
        json_builder_add_null_value (builder);
      else
        json_builder_add_double_value (builder, ek_item_get_option (item, g_rand_int_range (rand, 0, n))->value);
    }
  json_builder_end_array (builder);
  answers = json_builder_get_root (builder);
  score = ek_score_answers (instrument, answers, &subject, NULL);
  if (score == NULL)
    return;
  g_assert_true (!score->has_total || isfinite (score->total));
  for (guint i = 0; i < score->subscores->len; i++)
    g_assert_true (isfinite (((EkSubscore *) score->subscores->pdata[i])->score));
}

static gboolean
try_formula (const char *formula, GRand *rand)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkInstrument) instrument = NULL;
  JsonArray *scores;
  JsonObject *score;

  node = ek_json_parse ("{" HEAD "," FOUR ",\"tables\":{\"t\":{\"entries\":[[1,1]]}},"
                        "\"items\":[{\"id\":\"1..4\",\"options\":\"o\"},{\"id\":\"words\",\"kind\":\"text\"}],"
                        "\"scores\":[{\"id\":\"a\",\"formula\":\"sum(@1..@4)\"},{\"id\":\"total\"}]}",
                        -1, NULL, &error);
  g_assert_no_error (error);
  scores = json_object_get_array_member (json_node_get_object (node), "scores");
  score = json_array_get_object_element (scores, 1);
  json_object_set_string_member (score, "formula", formula);
  instrument = ek_instrument_parse (node, &error);
  g_assert_true ((instrument != NULL) != (error != NULL));
  if (instrument != NULL)
    score_anything (instrument, rand);
  return instrument != NULL;
}

static void
test_formulas (void)
{
  /* "-m thorough" looks longer, each time at other formulas. */
  guint times = g_test_thorough () ? 25 : 1;
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_thorough () ? (guint32) g_test_rand_int () : 20260101);
  guint n_taken = 0, n_built = 0;

  for (guint i = 0; i < 8000 * times; i++)
    {
      g_autofree char *formula = random_formula (rand);

      n_taken += try_formula (formula, rand) ? 1 : 0;
    }
  for (guint i = 0; i < 1500 * times; i++)
    {
      g_autoptr (GString) formula = g_string_new (NULL);

      append_value (rand, formula, FALSE, g_rand_int_range (rand, 0, 5));
      if (formula->len <= 4000)
        {
          g_assert_true (try_formula (formula->str, rand));
          n_built++;
        }
    }
  g_test_message ("%u of %u random and all of %u built formulas were taken", n_taken, 8000 * times, n_built);
  g_assert_cmpuint (n_taken, >, 20 * times);
  g_assert_cmpuint (n_taken, <, 4000 * times);
  g_assert_cmpuint (n_built, >, 1000 * times);
}

/* Damage to the text of the shipped definitions: a piece taken out, doubled, or swapped with another. */
static char *
damaged (const char *text, GRand *rand)
{
  static const char *const pieces[] = { "null", "-1",   "1e308",  "\"\"",     "[]",
                                        "{}",   "true", "\"@1\"", "\"1..3\"", "[[0,1]]" };
  gsize length = strlen (text);
  const char *at = strpbrk (text + g_rand_int_range (rand, 1, length), ":,[");
  gsize end = at != NULL ? strcspn (at + 1, ",}]") : 0;

  if (at == NULL)
    return g_strdup (text);
  switch (g_rand_int_range (rand, 0, 3))
    {
    case 0:
      return g_strdup_printf ("%.*s%s%s", (int) (at + 1 - text), text, pieces[g_rand_int_range (rand, 0, 10)],
                              at + 1 + end);
    case 1:
      return g_strdup_printf ("%.*s%s", (int) (at - text), text, at + 1 + end);
    default:
      return g_strdup_printf ("%.*s%.*s,%s", (int) (at + 1 - text), text, (int) end, at + 1, at + 1);
    }
}

static void
test_damage (void)
{
  guint times = g_test_thorough () ? 10 : 1;
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_thorough () ? (guint32) g_test_rand_int () : 20260102);
  g_autofree char *folder = g_build_filename (g_getenv ("EK_DATA_DIR"), "instruments", NULL);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  guint n_taken = 0, n_refused = 0;
  const char *name;

  g_assert_nonnull (directory);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (JsonNode) node = NULL;
      g_autofree char *text = NULL;

      if (!g_str_has_suffix (name, ".json") || strcmp (name, "schema.json") == 0)
        continue;
      node = ek_json_load (path, NULL, NULL);
      text = ek_json_canonical (node);
      for (guint i = 0; i < 60 * times; i++)
        {
          g_autofree char *mutant = damaged (text, rand);
          g_autoptr (GError) error = NULL;
          g_autoptr (EkInstrument) instrument = parse (mutant, &error);

          g_assert_true ((instrument != NULL) != (error != NULL));
          if (instrument != NULL)
            score_anything (instrument, rand);
          *(instrument != NULL ? &n_taken : &n_refused) += 1;
        }
    }
  g_test_message ("%u refused, %u taken and scored", n_refused, n_taken);
  g_assert_cmpuint (n_refused, >, 1000);
  g_assert_cmpuint (n_taken, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hostile/change", test_change);
  g_test_add_func ("/hostile/thresholds-by-person", test_thresholds_by_person);
  g_test_add_func ("/hostile/endless", test_endless);
  g_test_add_func ("/hostile/deep", test_deep);
  g_test_add_func ("/hostile/chains", test_chains);
  g_test_add_func ("/hostile/not-a-number", test_not_a_number);
  g_test_add_func ("/hostile/formulas", test_formulas);
  g_test_add_func ("/hostile/damage", test_damage);
  return g_test_run ();
}
