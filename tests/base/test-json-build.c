/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Our reader builds of a valid text what the parser of json-glib builds of it. */

#include "ek-json.h"

#include <string.h>

#define N_TEXTS 4000

static void
check_text (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) ours = ek_json_parse (text, -1, NULL, &error);
  g_autofree char *pretty = NULL, *expected = NULL;

  g_test_message ("%s", text);
  g_assert_no_error (error);
  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_is_immutable (ours));
  g_assert_true (json_node_equal (ours, json_parser_get_root (parser)));
  /* the order of the members */
  pretty = ek_json_pretty (ours);
  expected = ek_json_pretty (json_parser_get_root (parser));
  g_assert_cmpstr (pretty, ==, expected);
}

static void
test_values (void)
{
  static const char *const texts[] = {
    "null",
    "true",
    " false ",
    "\"\"",
    "-0",
    "-0.0",
    "9223372036854775807",
    "-9223372036854775808",
    "1e5",
    "-1.5E+3",
    "5e-324",
    "1.7976931348623157e308",
    "0.1",
    "100000000000000000000000000000.5",
    "[]",
    "{}",
    "[[],{},[[]],{\"\":{}}]",
    "{\"z\":1,\"a\":{\"z\":[1,{\"b\":null}],\"b\":\"\"},\"m\":[true,false]}",
    "\"\\u0041\\ud83d\\ude00\\b\\f\\n\\r\\t\\\\\\/\\\"\\u001f\\u7f8e\"",
    "{\"\\u0061b\":\"自杀\",\"ab\\n\":\"\x7f é 😀\"}",
    "{\"1\":1,\"2\":2,\"3\":3,\"4\":4,\"5\":5,\"6\":6,\"7\":7,\"8\":8,\"9\":9,\"10\":10,\"11\":11,\"12\":12,"
    "\"13\":{\"1\":1,\"13\":[13]},\"14\":14}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    check_text (texts[i]);
}

static const char *
one_of (GRand *rand, const char *const *from)
{
  return from[g_rand_int_range (rand, 0, (gint32) g_strv_length ((char **) from))];
}

static void
append_blanks (GRand *rand, GString *text)
{
  static const char *const blanks[] = { "", "", "", " ", "\n", "\t", "\r\n", "    ", NULL };

  g_string_append (text, one_of (rand, blanks));
}

static void
append_string (GRand *rand, GString *text)
{
  static const char *const parts[] = { "a",  "value", " ",    "\\n",  "\\u00e9",  "\\ud83d\\ude00",
                                       "自", "é",     "\\\\", "\\\"", "12345678", "{",
                                       "]",  ",",     ":",    NULL };

  g_string_append_c (text, '"');
  for (int n = g_rand_int_range (rand, 0, 6); n > 0; n--)
    g_string_append (text, one_of (rand, parts));
  g_string_append_c (text, '"');
}

static void append_value (GRand *rand, GString *text, int depth);

static void
append_members (GRand *rand, GString *text, int depth, gboolean named)
{
  int n = g_rand_int_range (rand, 0, g_rand_int_range (rand, 0, 9) == 0 ? 20 : 5);

  for (int i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_blanks (rand, text);
      if (named)
        {
          g_string_append_printf (text, "\"n%d%s\"", g_rand_int_range (rand, 0, 9) * 100 + i, i % 3 == 0 ? "名" : "");
          append_blanks (rand, text);
          g_string_append_c (text, ':');
        }
      append_value (rand, text, depth + 1);
    }
  append_blanks (rand, text);
}

static void
append_value (GRand *rand, GString *text, int depth)
{
  static const char *const plain[] = { "true", "false", "null", "0", "-1", "42", "12.50", "1e-3", "0.30000000000000004",
                                       NULL };
  int kind = g_rand_int_range (rand, 0, depth < 5 ? 4 : 2);

  append_blanks (rand, text);
  if (kind == 0)
    g_string_append (text, one_of (rand, plain));
  else if (kind == 1)
    append_string (rand, text);
  else
    {
      g_string_append_c (text, kind == 2 ? '{' : '[');
      append_members (rand, text, depth, kind == 2);
      g_string_append_c (text, kind == 2 ? '}' : ']');
    }
  append_blanks (rand, text);
}

/* What is made up is right, and with a byte of it lost or changed it is as it may be: nothing of it is leaked. */
static void
test_generated (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8259);
  guint n_wrong = 0;

  for (guint i = 0; i < N_TEXTS; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      JsonNode *node = NULL;

      append_value (rand, text, 0);
      check_text (text->str);
      if (i % 2 == 0)
        g_string_erase (text, g_rand_int_range (rand, 0, (gint32) text->len), 1);
      else
        text->str[g_rand_int_range (rand, 0, (gint32) text->len)] = "\"{}[],:x9"[g_rand_int_range (rand, 0, 9)];
      node = ek_json_parse (text->str, -1, NULL, &error);
      n_wrong += node == NULL;
      g_assert_true ((node == NULL) == (error != NULL));
      g_clear_pointer (&node, json_node_unref);
    }
  g_assert_cmpuint (n_wrong, >, N_TEXTS / 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-build/values", test_values);
  g_test_add_func ("/json-build/generated", test_generated);
  return g_test_run ();
}
