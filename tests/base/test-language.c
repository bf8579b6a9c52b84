/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts in a language of their own, whatever the process speaks. */

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "ek-file.h"
#include "ek-language.h"

static void
speak (const char *language)
{
  g_setenv ("LANGUAGE", language, TRUE);
  setlocale (LC_MESSAGES, "C"); /* gettext forgets what it found for the former LANGUAGE */
  setlocale (LC_MESSAGES, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, ek_locale_path ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

static void
test_whatever_the_process_speaks (void)
{
  static const char *const spoken[] = { "zh_CN", "en", "zh_CN" };

  for (guint i = 0; i < G_N_ELEMENTS (spoken); i++)
    {
      speak (spoken[i]);
      g_assert_cmpstr (_ ("yes"), ==, i == 1 ? "yes" : "是");
      g_assert_cmpstr (ek_tr ("zh", "yes"), ==, "是");
      g_assert_cmpstr (ek_tr ("en", "yes"), ==, "yes");
    }
}

static void
test_names (void)
{
  static const char *const chinese[] = { "zh", "zh_CN", "zh-CN", "zh_CN.UTF-8", "zh-Hans", "zh_CN@pinyin" };
  static const char *const english[] = { "en", "en_GB", "xx", "", "z", "zhuang", "../po/zh_CN", "/", "." };

  for (guint i = 0; i < G_N_ELEMENTS (chinese); i++)
    g_assert_cmpstr (ek_tr (chinese[i], "yes"), ==, "是");
  for (guint i = 0; i < G_N_ELEMENTS (english); i++)
    g_assert_cmpstr (ek_tr (english[i], "yes"), ==, "yes");
  g_assert_cmpstr (ek_tr (NULL, "yes"), ==, "yes");
}

static void
test_not_translated (void)
{
  g_assert_cmpstr (ek_tr ("zh", "no such text"), ==, "no such text");
  g_assert_cmpstr (ek_tr ("zh", ""), ==, "");
  g_assert_cmpstr (ek_tr_c ("zh", "no such context", "yes"), ==, "yes");
  g_assert_cmpstr (ek_tr_n ("zh", "one such", "many such", 1), ==, "one such");
  g_assert_cmpstr (ek_tr_n ("xx", "one such", "many such", 0), ==, "many such");
}

static void
test_context_and_plural (void)
{
  g_assert_cmpstr (ek_tr_c ("zh", "change", "worse"), ==, "加重");
  g_assert_cmpstr (ek_tr_c ("en", "change", "worse"), ==, "worse");
  g_assert_cmpstr (ek_tr_n ("zh", "%u period without measurement.", "%u periods without measurement.", 1), ==,
                   "有%u段时间未测量。");
  g_assert_cmpstr (ek_tr_n ("en", "%u period without measurement.", "%u periods without measurement.", 1), ==,
                   "%u period without measurement.");
  g_assert_cmpstr (ek_tr_n ("en", "%u period without measurement.", "%u periods without measurement.", 2), ==,
                   "%u periods without measurement.");
}

static gpointer
ask (gpointer language)
{
  const char *word = g_str_equal (language, "en") ? "yes" : "是";

  for (guint i = 0; i < 20000; i++)
    g_assert_cmpstr (ek_tr (language, "yes"), ==, word);
  return NULL;
}

/* Of which each is the first to ask for one of the languages. */
static void
test_threads (void)
{
  static char languages[][8] = { "en", "zh", "en", "zh_SG", "zh_TW", "zh" };
  GThread *threads[G_N_ELEMENTS (languages)];

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    threads[i] = g_thread_new ("ask", ask, languages[i]);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/language/threads", test_threads);
  g_test_add_func ("/language/names", test_names);
  g_test_add_func ("/language/not-translated", test_not_translated);
  g_test_add_func ("/language/context-and-plural", test_context_and_plural);
  g_test_add_func ("/language/whatever-the-process-speaks", test_whatever_the_process_speaks);
  return g_test_run ();
}
