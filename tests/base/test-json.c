/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "ek-error.h"
#include "ek-json.h"

static void
test_accepts (void)
{
  static const char *const texts[] = {
    "{}",
    "[]",
    " [ ] ",
    "null",
    "true",
    "\"\"",
    "0",
    "-0",
    "-12.5e+3",
    "1e-400",
    "9223372036854775807",
    "{\"a\":[1,2,{\"b\":null}],\"c\":\"\\u4f60\\ud83d\\ude00\\n\"}",
    "\xef\xbb\xbf{\"a\":1}",
    "\"安澜\"",
    "[[[[]]]]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = ek_json_parse (texts[i], -1, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_refuses (void)
{
  static const struct {
    const char *text;
    gssize length;
    EkError code;
  } cases[] = {
    { "", -1, EK_ERROR_SYNTAX },
    { " ", -1, EK_ERROR_SYNTAX },
    { "{", -1, EK_ERROR_SYNTAX },
    { "[1,]", -1, EK_ERROR_SYNTAX },
    { "{\"a\":1,}", -1, EK_ERROR_SYNTAX },
    { "{\"a\" 1}", -1, EK_ERROR_SYNTAX },
    { "{a:1}", -1, EK_ERROR_SYNTAX },
    { "{'a':1}", -1, EK_ERROR_SYNTAX },
    { "[1 2]", -1, EK_ERROR_SYNTAX },
    { "[1]]", -1, EK_ERROR_SYNTAX },
    { "[1}", -1, EK_ERROR_SYNTAX },
    { "{]", -1, EK_ERROR_SYNTAX },
    { "[,1]", -1, EK_ERROR_SYNTAX },
    { "1 2", -1, EK_ERROR_SYNTAX },
    { "01", -1, EK_ERROR_SYNTAX },
    { "+1", -1, EK_ERROR_SYNTAX },
    { ".5", -1, EK_ERROR_SYNTAX },
    { "1.", -1, EK_ERROR_SYNTAX },
    { "1e", -1, EK_ERROR_SYNTAX },
    { "NaN", -1, EK_ERROR_SYNTAX },
    { "Infinity", -1, EK_ERROR_SYNTAX },
    { "1e999", -1, EK_ERROR_SYNTAX },
    { "9223372036854775808", -1, EK_ERROR_SYNTAX },
    { "-9223372036854775809", -1, EK_ERROR_SYNTAX },
    { "tru", -1, EK_ERROR_SYNTAX },
    { "truex", -1, EK_ERROR_SYNTAX },
    { "/* c */ 1", -1, EK_ERROR_SYNTAX },
    { "1 // c", -1, EK_ERROR_SYNTAX },
    { "\"abc", -1, EK_ERROR_SYNTAX },
    { "\"a\nb\"", -1, EK_ERROR_SYNTAX },
    { "\"\\x41\"", -1, EK_ERROR_SYNTAX },
    { "\"\\u12\"", -1, EK_ERROR_SYNTAX },
    { "\"\\u0000\"", -1, EK_ERROR_SYNTAX },
    { "\"\\ud800\"", -1, EK_ERROR_SYNTAX },
    { "\"\\udc00\"", -1, EK_ERROR_SYNTAX },
    { "\"\\ud800\\u0041\"", -1, EK_ERROR_SYNTAX },
    { "\"\xff\"", -1, EK_ERROR_SYNTAX },
    { "\"\xc0\xaf\"", -1, EK_ERROR_SYNTAX },
    { "[1\0]", 4, EK_ERROR_SYNTAX },
    { "{\"a\":1,\"a\":2}", -1, EK_ERROR_SYNTAX },
    { "{\"a\":1,\"\\u0061\":2}", -1, EK_ERROR_SYNTAX },
    { "[[[[[[[[[]]]]]]]]]", -1, EK_ERROR_TOO_LARGE },
    { "\"0123456789012345678901234567890123456789\"", -1, EK_ERROR_TOO_LARGE },
  };
  const EkJsonLimits limits = { 32, 8 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ek_json_parse (cases[i].text, cases[i].length, &limits, &error));
      g_assert_error (error, EK_ERROR, (int) cases[i].code);
    }
}

/* Every prefix of a valid document but itself is refused, and so is every document with one bracket more. */
static void
test_prefixes (void)
{
  static const char text[] =
    "{\"resourceType\":\"Bundle\",\"entry\":[{\"a\":-1.5e3,\"b\":[true,false,null,\"\\u5b89\"]}]}";

  for (gsize n = 0; n < sizeof text - 1; n++)
    {
      g_autofree char *prefix = g_strndup (text, n);
      g_autofree char *longer = g_strconcat (text, n % 2 ? "}" : "]", NULL);

      g_assert_null (ek_json_parse (prefix, -1, NULL, NULL));
      g_assert_null (ek_json_parse (longer, -1, NULL, NULL));
    }
}

static char *
skim (const char *text, const EkJsonPath *path)
{
  EkJsonSpan span;
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_json_skim (text, strlen (text), NULL, path, 1, &span, &error));
  g_assert_no_error (error);
  return span.text != NULL ? g_strndup (span.text, span.length) : NULL;
}

/* Where members stand, and that nothing of the same name elsewhere is taken for them. */
static void
test_skim (void)
{
  static const char text[] = " {\"a\":{\"x\":1,\"b\":{\"c\":\"in\"}},\"l\":[{\"b\":{\"c\":2}},\"b\"],\"b\":{\"c\" "
                             ": \"o\\u0075t\", \"d\":[1,{}]},"
                             "\"c\":-1.5e3 ,\"n\":null,\"\\u0065\":true} ";
  static const struct {
    EkJsonPath path;
    const char *found;
  } cases[] = {
    { { { "b", "c" } }, "\"o\\u0075t\"" },
    { { { "a", "b", "c" } }, "\"in\"" },
    { { { "c" } }, "-1.5e3" },
    { { { "b", "d" } }, "[1,{}]" },
    { { { "b" } }, "{\"c\" : \"o\\u0075t\", \"d\":[1,{}]}" },
    { { { "n" } }, "null" },
    { { { "e" } }, "true" },
    { { { "l", "b" } }, NULL },
    { { { "x" } }, NULL },
    { { { "b", "c", "x" } }, NULL },
    { { { "a", "x", "b", "c" } }, NULL },
    { { { NULL } }, NULL },
  };
  EkJsonSpan spans[G_N_ELEMENTS (cases)];
  EkJsonPath paths[G_N_ELEMENTS (cases)];
  g_autofree char *decoded = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = skim (text, &cases[i].path);

      g_assert_cmpstr (found, ==, cases[i].found);
      paths[i] = cases[i].path;
    }
  g_assert_true (ek_json_skim (text, sizeof text - 1, NULL, paths, G_N_ELEMENTS (paths), spans, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = spans[i].text != NULL ? g_strndup (spans[i].text, spans[i].length) : NULL;

      g_assert_cmpstr (found, ==, cases[i].found);
    }
  decoded = ek_json_span_string (&spans[0]);
  g_assert_cmpstr (decoded, ==, "out");
  g_assert_null (ek_json_span_string (&spans[2]));
  g_assert_null (ek_json_span_string (&spans[8]));
}

/* Skimmed or read, the same texts are refused; and a name twice is found among few and among many. */
static void
test_skim_is_strict (void)
{
  static const char *const wrong[] = {
    "", "{", "[1,]", "{\"a\":1,}", "{\"a\":tru}", "{\"a\":1,\"\\u0061\":2}", "{} x", "\"\xff\"",
  };
  EkJsonPath path = { { "a" } };
  EkJsonSpan span;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (ek_json_skim (wrong[i], strlen (wrong[i]), NULL, &path, 1, &span, NULL));
  for (int n = 1; n < 40; n++)
    {
      g_autoptr (GString) text = g_string_new ("{");

      for (int i = 0; i < n; i++)
        g_string_append_printf (text, "\"m%d\":{\"m%d\":[{\"m0\":0}]},", i, i);
      g_string_append (text, "\"a\":1");
      {
        g_autofree char *good = g_strconcat (text->str, "}", NULL);
        g_autofree char *twice = g_strdup_printf ("%s,\"m%d\":0}", text->str, n / 2);
        g_autofree char *found = skim (good, &path);

        g_assert_cmpstr (found, ==, "1");
        g_assert_null (ek_json_parse (twice, -1, NULL, NULL));
      }
    }
}

static void
test_deep (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < 1000000; i++)
    g_string_append_c (text, '[');
  g_assert_null (ek_json_parse (text->str, -1, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_TOO_LARGE);
}

static void
test_line (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ek_json_parse ("{\n\"a\": 1,\n\"b\": x\n}", -1, NULL, &error));
  g_assert_nonnull (strstr (error->message, "line 3"));
}

static void
test_canonical (void)
{
  static const struct {
    const char *in, *out;
  } cases[] = {
    { " { \"b\" : 1.0 , \"a\" : [ 1 , 2.50 , -0.1 , 1e21 ] } ", "{\"a\":[1,2.5,-0.1,1e+21],\"b\":1}" },
    { "\"a\\/b\\u0001\\\"\"", "\"a/b\\u0001\\\"\"" },
    { "{\"安\":\"澜\",\"Z\":true,\"a\":null}", "{\"Z\":true,\"a\":null,\"安\":\"澜\"}" },
    { "0.1", "0.1" },
    { "100", "100" },
    { "1e2", "100" },
    { "[]", "[]" },
    { "{}", "{}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = ek_json_parse (cases[i].in, -1, NULL, NULL);
      g_autofree char *text = ek_json_canonical (node);
      g_autofree char *pretty = ek_json_pretty (node);
      g_autoptr (JsonNode) again = ek_json_parse (pretty, -1, NULL, NULL);
      g_autofree char *same = ek_json_canonical (again);

      g_assert_cmpstr (text, ==, cases[i].out);
      g_assert_cmpstr (same, ==, cases[i].out);
    }
}

static void
test_getters (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node =
    ek_json_parse ("{\"s\":\"x\",\"i\":3,\"d\":2.5,\"w\":4.0,\"b\":true,\"o\":{},\"a\":[\"y\",{}],\"n\":null}", -1,
                   NULL, NULL);
  JsonObject *object = json_node_get_object (node);
  gint64 whole = 0;
  double real = 0;
  gboolean flag = FALSE;

  g_assert_cmpstr (ek_json_get_string (object, "s", NULL), ==, "x");
  g_assert_true (ek_json_get_int (object, "w", &whole, NULL));
  g_assert_cmpint (whole, ==, 4);
  g_assert_true (ek_json_get_double (object, "i", &real, NULL));
  g_assert_cmpfloat (real, ==, 3);
  g_assert_true (ek_json_get_boolean (object, "b", &flag, NULL));
  g_assert_true (flag);
  g_assert_nonnull (ek_json_get_object (object, "o", NULL));
  g_assert_nonnull (ek_json_get_array (object, "a", NULL));
  g_assert_false (ek_json_get_int (object, "d", &whole, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (ek_json_get_string (object, "n", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_null (ek_json_get_array (object, "o", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_assert_null (ek_json_peek_string (object, "i"));
  g_assert_null (ek_json_peek_string (NULL, "i"));
  g_assert_cmpint (ek_json_peek_int (object, "s", -1), ==, -1);
  g_assert_null (ek_json_peek_object (object, "a"));
  g_assert_cmpstr (ek_json_element_string (ek_json_peek_array (object, "a"), 0), ==, "y");
  g_assert_null (ek_json_element_string (ek_json_peek_array (object, "a"), 9));
  g_assert_nonnull (ek_json_element_object (ek_json_peek_array (object, "a"), 1));
}

/* A number keeps its digits where that was asked for, and is the same number everywhere else. */
static void
test_exact (void)
{
  static const char text[] =
    "{\"a\":[12.50,{\"b\":1.0,\"s\":\"7.70 \\\" 8.80\"}],\"c\":-0.10,\"d\":1e2,\"e\":5,\"f\":2.5}";
  g_autoptr (JsonNode) exact = ek_json_parse_exact (text, -1, NULL, NULL);
  g_autoptr (JsonNode) plain = ek_json_parse (text, -1, NULL, NULL);
  g_autofree char *as_written = ek_json_exact (exact);
  g_autofree char *canonical = ek_json_canonical (exact);
  g_autofree char *same = ek_json_canonical (plain);
  g_autofree char *digits = NULL;
  g_autofree char *of_text = NULL;
  JsonObject *object = json_node_get_object (exact);
  gint64 whole = 0;

  g_assert_cmpstr (as_written, ==, text);
  g_assert_cmpstr (canonical, ==, same);
  g_assert_cmpfloat (ek_json_peek_double (object, "c", 0), ==, -0.1);
  g_assert_true (ek_json_get_int (object, "d", &whole, NULL));
  g_assert_cmpint (whole, ==, 100);
  g_assert_null (ek_json_peek_string (object, "c"));
  digits = ek_json_peek_number_text (object, "c");
  g_assert_cmpstr (digits, ==, "-0.10");
  of_text = ek_json_peek_number_text (ek_json_element_object (ek_json_peek_array (object, "a"), 1), "s");
  g_assert_null (of_text);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/accepts", test_accepts);
  g_test_add_func ("/json/refuses", test_refuses);
  g_test_add_func ("/json/prefixes", test_prefixes);
  g_test_add_func ("/json/skim", test_skim);
  g_test_add_func ("/json/skim-is-strict", test_skim_is_strict);
  g_test_add_func ("/json/deep", test_deep);
  g_test_add_func ("/json/line", test_line);
  g_test_add_func ("/json/canonical", test_canonical);
  g_test_add_func ("/json/getters", test_getters);
  g_test_add_func ("/json/exact", test_exact);
  return g_test_run ();
}
