/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-text.h"

static void
test_fold (void)
{
  static const struct { const char *in, *out; } cases[] = {
    { NULL, "" }, { "", "" }, { "  Zhāng\t Wěi ", "zhang wei" }, { "JENSEN Ærø", "jensen æro" }, { "Łukasz Żółć", "lukasz zolc" },
    { "张伟", "张伟" }, { "ＡＢＣ１２３", "abc123" }, { "İpek", "ipek" }, { "Müller", "muller" }, { "محمد", "محمد" },
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
  static const struct { const char *in, *pinyin, *initials; } cases[] = {
    { "张伟", "zhang wei", "zw" }, { "欧阳娜娜", "ou yang na na", "oynn" }, { "吕梁", "lu liang", "ll" },
    { "Maria Jensen", "maria jensen", "mj" }, { "李Anna", "li anna", "la" }, { "", "", "" }, { NULL, "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *pinyin = ek_text_pinyin (cases[i].in);
      g_autofree char *initials = ek_text_initials (cases[i].in);

      g_assert_cmpstr (pinyin, ==, cases[i].pinyin);
      g_assert_cmpstr (initials, ==, cases[i].initials);
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/fold", test_fold);
  g_test_add_func ("/text/pinyin", test_pinyin);
  g_test_add_func ("/text/order", test_order);
  g_test_add_func ("/text/isolate", test_isolate);
  return g_test_run ();
}
