/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-letter.h"

#include <string.h>

#include "ek-rtf.h"

#define SAYS "病人说他想自杀"

static gboolean
any_says (GStrv texts, const char *what)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (strstr (texts[i], what) != NULL)
      return TRUE;
  return FALSE;
}

static void
check_letters (const char *text, const char *charset, const char *media_type, const char *what)
{
  gsize length = 0;
  g_autofree char *bytes = g_convert (text, -1, charset, "UTF-8", NULL, &length, NULL);
  g_auto (GStrv) texts = ek_letter_read (media_type, (const guint8 *) bytes, length);

  g_assert_nonnull (bytes);
  if (!any_says (texts, what))
    g_error ("“%s” is not read in %s, said to be %s", text, charset, media_type);
  for (guint i = 0; texts[i] != NULL; i++)
    g_assert_true (g_utf8_validate (texts[i], -1, NULL));
}

static void
test_charsets (void)
{
  static const struct {
    const char *text, *charset, *media_type, *what;
  } cases[] = {
    { SAYS, "UTF-8", "text/plain", SAYS },
    { SAYS, "UTF-8", "text/plain; charset=gb2312", SAYS },
    { SAYS, "GB18030", "text/plain", SAYS },
    { SAYS, "GB18030", NULL, SAYS },
    { SAYS, "GB18030", "text/plain; charset=gbk", SAYS },
    { SAYS "。", "GB18030", "text/plain; charset=utf-8", SAYS },
    { SAYS "。\n", "UTF-16LE", "text/plain", SAYS },
    { SAYS, "UTF-16LE", "text/plain", SAYS },
    { SAYS, "UTF-16BE", "text/plain;charset=UTF-16BE", SAYS },
    { SAYS, "UTF-16", "text/plain", SAYS },
    { "He wants to die", "UTF-16LE", "text/plain", "wants to die" },
    { "He wants to die", "UTF-16BE", "text/plain", "wants to die" },
    { "病人說他想自殺", "BIG5", "text/plain", "自殺" },
    { "病人說他想自殺", "BIG5", "text/plain; charset=big5", "自殺" },
    { "Er möchte sich töten", "ISO-8859-1", "text/plain", "töten" },
    { "自殺したい", "SHIFT_JIS", "text/plain; charset=shift_jis", "自殺" },
    { "<?xml version='1.0' encoding='gb2312'?><a>" SAYS "</a>", "GB18030", "text/xml", SAYS },
    { "<?xml version='1.0' encoding='gb2312'?><a>" SAYS "</a>", "UTF-8", "text/xml", SAYS },
    { "<html><meta charset='shift_jis'><p>自殺したい</p></html>", "SHIFT_JIS", "text/html", "自殺" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_letters (cases[i].text, cases[i].charset, cases[i].media_type, cases[i].what);
}

/* Of a hospital's document the words are in attributes; they stand behind the text. */
static void
test_attributes (void)
{
  const char *document = "<ClinicalDocument><value code=\"X\" displayName=\"" SAYS "\"/><text><![CDATA[<b>" SAYS
                         "!</b>]]></text></ClinicalDocument>";
  g_auto (GStrv) texts = ek_letter_read ("text/xml", (const guint8 *) document, strlen (document));

  g_assert_cmpuint (g_strv_length (texts), ==, 1);
  g_assert_nonnull (strstr (texts[0], "<p>" SAYS "</p>"));
  g_assert_null (strstr (texts[0], "CDATA"));
  g_assert_null (strstr (texts[0], "]]>"));
}

static void
test_rtf (void)
{
  static const struct {
    const char *rtf, *text;
  } cases[] = {
    { "{\\rtf1\\ansi He wants to \\b die\\b0  tonight.\\par Call him.}", "He wants to die tonight.\nCall him." },
    { "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}\\f0 \\'d7\\'d4\\'c9\\'b1\\par}", "自杀\n" },
    { "{\\rtf1\\ansi\\uc1\\u-32767?\\u26432?}", "老杀" },
    { "{\\rtf1\\ansi\\uc2\\u33258\\'d7\\'d4\\u26432\\'c9\\'b1}", "自杀" },
    { "{\\rtf1\\ansi\\uc0\\u55357\\u56832}", "😀" },
    { "{\\rtf1{\\*\\generator suicide;}{\\pict\\bin3 {{{}{\\colortbl;\\red0;}a\\{b\\}}", "a{b}" },
    { "{\\rtf1\\ansi caf\\'e9}", "café" },
    { "{\\rtf1 {{{", "" },
    { "{\\rtf1 a\\", "a" },
    { "{\\rtf1 a\\'", "a" },
    { "{\\rtf1 a\\bin99 b", "a" },
    { "{\\rtf1 }}}}}x", "x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ek_rtf_read (cases[i].rtf, strlen (cases[i].rtf), NULL);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* The page that it says it is written with may be wrong. */
static void
test_rtf_letter (void)
{
  const char *rtf = "{\\rtf1\\ansi\\ansicpg1252 \\'d7\\'d4\\'c9\\'b1}";
  g_auto (GStrv) texts = ek_letter_read ("text/plain", (const guint8 *) rtf, strlen (rtf));

  g_assert_true (any_says (texts, "自杀"));
}

static void
test_no_text (void)
{
  static const struct {
    const char *bytes;
    gsize length;
  } cases[] = {
    { "%PDF-1.4\n%suicide", 17 },
    { "PK\003\004suicide", 11 },
    { "\x89PNG\r\n\032\nsuicide", 15 },
    { "\xff\xd8\xff\xe0 suicide", 12 },
    { "", 0 },
    { "\x01\x02\x03\x04\x05\x06\x07\x08", 8 },
    { "II*\0suicide", 11 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) texts = ek_letter_read ("text/plain", (const guint8 *) cases[i].bytes, cases[i].length);

      g_assert_null (texts);
    }
  g_assert_false (ek_letter_is_text ("text/plain", "JVBERi0xLjQK"));
  g_assert_true (ek_letter_is_text ("application/pdf", "R29vZA=="));
  g_assert_true (ek_letter_is_text (NULL, "R29\nvZA\n=="));
}

static void
test_too_long (void)
{
  g_autofree char *bytes = g_malloc (EK_LETTER_MAX + 1);
  GStrv texts;

  memset (bytes, 'a', EK_LETTER_MAX + 1);
  g_assert_null (ek_letter_read (NULL, (const guint8 *) bytes, EK_LETTER_MAX + 1));
  texts = ek_letter_read (NULL, (const guint8 *) bytes, EK_LETTER_MAX);
  g_assert_cmpuint (strlen (texts[0]), ==, EK_LETTER_MAX);
  g_strfreev (texts);
}

/* Whatever bytes come: nothing is read beyond them, and what is returned is text. */
static void
test_any_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261201);

  for (guint round = 0; round < 3000; round++)
    {
      gsize length = (gsize) g_rand_int_range (rand, 1, 60);
      g_autofree guint8 *bytes = g_malloc (length);
      g_auto (GStrv) texts = NULL;

      for (gsize i = 0; i < length; i++)
        bytes[i] = round % 2 == 0 ? (guint8) g_rand_int_range (rand, 0, 256)
                                  : (guint8) "{}\\'u12bin*<>&\"= displayName=[CDATA]"[g_rand_int_range (rand, 0, 37)];
      if (round % 4 == 1 && length > 5)
        memcpy (bytes, "{\\rtf", 5);
      texts = ek_letter_read ("text/plain", bytes, length);
      for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
        g_assert_true (g_utf8_validate (texts[i], -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/letter/charsets", test_charsets);
  g_test_add_func ("/letter/attributes", test_attributes);
  g_test_add_func ("/letter/rtf", test_rtf);
  g_test_add_func ("/letter/rtf-letter", test_rtf_letter);
  g_test_add_func ("/letter/no-text", test_no_text);
  g_test_add_func ("/letter/too-long", test_too_long);
  g_test_add_func ("/letter/any-bytes", test_any_bytes);
  return g_test_run ();
}
