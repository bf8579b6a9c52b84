/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-text.h"

static void
test_fold (void)
{
  static const struct {
    const char *in, *out;
  } cases[] = {
    { NULL, "" },
    { "", "" },
    { "  Zhāng\t Wěi ", "zhang wei" },
    { "JENSEN Ærø", "jensen æro" },
    { "Łukasz Żółć", "lukasz zolc" },
    { "张伟", "张伟" },
    { "ＡＢＣ１２３", "abc123" },
    { "İpek", "ipek" },
    { "Müller", "muller" },
    { "MR\u200b-1\u2060\u00ad0", "mr-10" },
    { "محمد", "محمد" },
    { "Đặng", "dang" },
    { "ﬁn", "fin" },
    { "한글", "한글" },
    { "ΟΔΟΣ", "οδος" },
    { "ÉCOLE", "ecole" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = ek_text_fold (cases[i].in);

      g_assert_cmpstr (folded, ==, cases[i].out);
    }
}

static void
test_pinyin (void)
{
  static const struct {
    const char *in, *pinyin, *initials;
  } cases[] = {
    { "张伟", "zhang wei", "zw" },
    { "欧阳娜娜", "ou yang na na", "oynn" },
    { "吕梁", "lu liang", "ll" },
    { "Maria Jensen", "maria jensen", "mj" },
    { "李Anna", "li anna", "la" },
    { "", "", "" },
    { NULL, "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *pinyin = ek_text_pinyin (cases[i].in);
      g_autofree char *initials = ek_text_initials (cases[i].in);

      g_assert_cmpstr (pinyin, ==, cases[i].pinyin);
      g_assert_cmpstr (initials, ==, cases[i].initials);
    }
}

/* Plain letters take a way of their own: they must come out as they do beside a character that takes the long one. */
static void
test_ascii (void)
{
  for (char c = 1; c != 127; c++)
    {
      const char alone[] = { 'A', c, 'z', '\0' };
      g_autofree char *beside = g_strconcat (alone, "\xe5\xae\x89", NULL);
      g_autofree char *folded = ek_text_fold (alone);
      g_autofree char *other = ek_text_fold (beside);
      g_autofree char *pinyin = ek_text_pinyin (alone);
      g_autofree char *latin = ek_text_pinyin (beside);
      g_autofree char *with_character = g_strconcat (folded, "\xe5\xae\x89", NULL);
      g_autofree char *with_reading = g_strconcat (pinyin, " an", NULL);

      g_assert_cmpstr (other, ==, with_character);
      if (g_ascii_isalnum (c) || c == ' ')
        g_assert_cmpstr (latin, ==, with_reading);
    }
}

static void
test_order (void)
{
  g_assert_cmpint (ek_text_collate ("安", "李"), <, 0);
  g_assert_cmpint (ek_text_collate ("张", "李"), >, 0);
  g_assert_cmpint (ek_text_collate ("anna", "Bert"), <, 0);
  g_assert_cmpint (ek_text_collate ("王芳", "王芳"), ==, 0);
  g_assert_true (ek_text_has_han ("Anna 李"));
  g_assert_false (ek_text_has_han ("Anna"));
  g_assert_false (ek_text_has_han (NULL));
}

static void
test_isolate (void)
{
  g_autofree char *text = ek_text_isolate ("דוד");

  g_assert_cmpstr (text, ==, "\xe2\x81\xa8דוד\xe2\x81\xa9");
}

static void
test_clean (void)
{
  static const struct {
    const char *in, *line, *note;
  } cases[] = {
    { NULL, NULL, NULL },
    { "", "", "" },
    { "Li Na", "Li Na", "Li Na" },
    { "a\nb\tc", "a b c", "a\nb\tc" },
    /* overrides and embeddings of direction */
    { "\u202eaN iL\u202c", "aN iL", "aN iL" },
    { "\u202dx\u202a\u202by", "xy", "xy" },
    { "\u2067Li\u2069", "Li", "\u2067Li\u2069" },
    { "MR\u200f-1\u200e", "MR-1", "MR\u200f-1\u200e" },
    /* without width */
    { "MR\u200b-10\u2060\ufeff09\u00ad", "MR-1009", "MR\u200b-10\u2060\ufeff09\u00ad" },
    { "a\u200db\u200cc", "abc", "a\u200db\u200cc" },
    { "1\u3164\u115f\uffa0", "1", "1\u3164\u115f\uffa0" },
    { "1\U000e0041\U000e007f", "1", "1" },
    /* what terminals obey */
    { "a\033[2Jb", "a[2Jb", "a[2Jb" },
    { "a\xc2\x9b"
      "2Jb",
      "a2Jb", "a2Jb" },
    { "a\177\rb\bc", "abc", "abc" },
    { "a\u2028b", "ab", "ab" },
    /* what is seen stays */
    { "می\u200cخواهم", "می\u200cخواهم", "می\u200cخواهم" },
    { "葛\U000e0100", "葛\U000e0100", "葛\U000e0100" },
    { "محمد דוד 张伟 é", "محمد דוד 张伟 é", "محمد דוד 张伟 é" },
    { "क्\u200dष", "क्\u200dष", "क्\u200dष" },
    { "a\xff", "a\ufffd", "a\ufffd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = ek_text_clean_line (cases[i].in);
      g_autofree char *note = ek_text_clean_note (cases[i].in);
      g_autofree char *again = ek_text_clean_line (line);

      g_assert_cmpstr (line, ==, cases[i].line);
      g_assert_cmpstr (note, ==, cases[i].note);
      g_assert_cmpstr (again, ==, line);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/fold", test_fold);
  g_test_add_func ("/text/pinyin", test_pinyin);
  g_test_add_func ("/text/ascii", test_ascii);
  g_test_add_func ("/text/order", test_order);
  g_test_add_func ("/text/isolate", test_isolate);
  g_test_add_func ("/text/clean", test_clean);
  return g_test_run ();
}
