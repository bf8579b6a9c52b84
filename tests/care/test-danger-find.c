/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fast finder of words of danger says of every text what comparing it with every word at every place says. */

#include "ek-knowledge-rules.h"
#include "ek-text.h"

#include <string.h>

#define N_TEXTS 20000

/* --- the plain finder -------------------------------------------------------------------------------------------- */

static gboolean
takes (const char **at, const char *sign)
{
  if (!g_str_has_prefix (*at, sign))
    return FALSE;
  *at += strlen (sign);
  return TRUE;
}

static gboolean
takes_blank (const char **at)
{
  static const char *const blanks[] = { " ", "-", "\t", "\n", "\r", "\xc2\xa0", "\u3000", "−", "－", "﹣", "﹘" };
  gunichar c = **at != '\0' ? g_utf8_get_char_validated (*at, -1) : 0;

  for (guint i = 0; i < G_N_ELEMENTS (blanks); i++)
    if (takes (at, blanks[i]))
      return TRUE;
  if (c < 0x2000 || c > 0x203f)
    return FALSE;
  *at += 3;
  return TRUE;
}

static gboolean
takes_letter (const char **at, const char *word, const char *begin)
{
  gboolean han = (guint8) *word >= 0xe3 && (guint8) *word <= 0xe9;

  if (*word == ' ' || *word == '-')
    {
      if (!takes_blank (at))
        return FALSE;
      while (takes_blank (at))
        ;
      return TRUE;
    }
  if (han && word > begin && **at != *word)
    while (takes_blank (at))
      ;
  if (*word == '\'' && (takes (at, "’") || takes (at, "‘") || takes (at, "＇")))
    return TRUE;
  if (g_ascii_tolower (**at) != *word)
    return FALSE;
  (*at)++;
  return TRUE;
}

static gboolean
stands_at (const EkDangerWords *rule, const char *word, const char *text, const char *begin)
{
  const char *at = begin;

  for (const char *p = word; *p != '\0'; p++)
    if (!takes_letter (&at, p, word))
      return FALSE;
  if (!rule->whole)
    return TRUE;
  if ((begin > text && g_ascii_isalnum (begin[-1]) && g_ascii_isalnum (*begin)) ||
      (g_ascii_isalnum (at[-1]) && g_ascii_isalnum (*at)))
    return FALSE;
  return !rule->capitals || strchr (word, ' ') != NULL || g_ascii_isupper (*begin);
}

static gboolean
plainly_finds (EkDanger *danger, const char *text)
{
  for (guint i = 0; i < danger->words->len; i++)
    {
      const EkDangerWords *rule = danger->words->pdata[i];

      for (guint k = 0; k < rule->words->len; k++)
        for (const char *p = text; *p != '\0'; p++)
          if (stands_at (rule, rule->words->pdata[k], text, p))
            return TRUE;
    }
  return FALSE;
}

/* --- the texts --------------------------------------------------------------------------------------------------- */

static const char *
one_of (GRand *rand, const char *const *from)
{
  return from[g_rand_int_range (rand, 0, (gint32) g_strv_length ((char **) from))];
}

static const char *
any_word (GRand *rand, EkDanger *danger)
{
  const EkDangerWords *rule = danger->words->pdata[g_rand_int_range (rand, 0, (gint32) danger->words->len)];

  return rule->words->pdata[g_rand_int_range (rand, 0, (gint32) rule->words->len)];
}

static gunichar
widened (gunichar c)
{
  return c > ' ' && c < 0x7f ? c + 0xfee0 : c;
}

/* A word as somebody might write it, or nearly. */
static void
append_written (GRand *rand, GString *text, const char *word)
{
  static const char *const blanks[] = { " ",      "-", "  ", " - ", "\t", "\n", "\xc2\xa0", "\u3000", "–",
                                        "\u2009", "−", "",   ".",   "﹘", "﹣", "－",       NULL };
  static const char *const ticks[] = { "'", "’", "‘", "＇", "`", "", NULL };
  static const char *const strays[] = { "x", "的", "7", "­", ",", "é", "'", " ", "－", NULL };
  int capitals = g_rand_int_range (rand, 0, 4), wide = g_rand_int_range (rand, 0, 8) == 0;

  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      int fate = g_rand_int_range (rand, 0, 60);

      if (fate == 0)
        continue;
      if (fate == 1)
        g_string_append (text, one_of (rand, strays));
      if (c >= 0x3000 && fate < 12)
        g_string_append (text, one_of (rand, blanks));
      if ((c == ' ' || c == '-') && fate < 40)
        g_string_append (text, one_of (rand, blanks));
      else if (c == '\'' && fate < 40)
        g_string_append (text, one_of (rand, ticks));
      else if (capitals == 0 || (capitals == 1 && p == word))
        g_string_append_unichar (text, wide ? widened (g_unichar_toupper (c)) : g_unichar_toupper (c));
      else
        g_string_append_unichar (text, wide ? widened (c) : c);
    }
}

static char *
make_text (GRand *rand, EkDanger *danger)
{
  static const char *const around[] = { "",    " ", "x",   "no ", "\"", "患者", "－", "S", "Si", "not",
                                        "sel", "d", "if ", "'",   "7",  "自",   "é",  "-", "ha", NULL };
  GString *text = g_string_new (one_of (rand, around));

  for (int n = g_rand_int_range (rand, 0, 3); n > 0; n--)
    {
      g_autoptr (GString) word = g_string_new (NULL);
      gsize length;

      append_written (rand, word, any_word (rand, danger));
      length = (gsize) g_rand_int_range (rand, 0, 3) == 0 ? (gsize) g_rand_int_range (rand, 0, (gint32) word->len + 1)
                                                          : word->len;
      g_string_append_len (text, word->str, (gssize) length);
      g_string_append (text, one_of (rand, around));
    }
  {
    g_autofree char *made = g_string_free (text, FALSE);

    return g_utf8_make_valid (made, -1);
  }
}

static void
test_same (void)
{
  EkDanger *danger = ek_danger_rules (ek_knowledge_get_default (NULL));
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);
  guint n_found = 0, n_folded = 0;

  for (guint i = 0; i < N_TEXTS; i++)
    {
      g_autofree char *text = make_text (rand, danger);
      g_autofree char *folded = ek_text_fold (text);
      gboolean plain = plainly_finds (danger, text), after = plain || plainly_finds (danger, folded);

      if (ek_danger_finder_finds (danger->finder, text) != plain || (after && !ek_danger_may_say (danger, text)))
        g_error ("“%s” is found by one and not by the other", text);
      n_found += plain;
      n_folded += after && !plain;
    }
  g_test_message ("%u of %u texts say it, %u more once they are folded", n_found, N_TEXTS, n_folded);
  g_assert_cmpuint (n_found, >, N_TEXTS / 4);
  g_assert_cmpuint (n_found, <, N_TEXTS * 3 / 4);
  g_assert_cmpuint (n_folded, >, N_TEXTS / 100);
}

/* Every word by itself, in either case, at the very end of a text. */
static void
test_each (void)
{
  EkDanger *danger = ek_danger_rules (ek_knowledge_get_default (NULL));

  for (guint i = 0; i < danger->words->len; i++)
    {
      const EkDangerWords *rule = danger->words->pdata[i];

      for (guint k = 0; k < rule->words->len; k++)
        {
          const char *word = rule->words->pdata[k];
          g_autofree char *upper = g_ascii_strup (word, -1);
          g_autofree char *within = g_strconcat ("Note: ", upper, NULL);

          g_test_message ("%s", word);
          g_assert_true (ek_danger_finder_finds (danger->finder, upper));
          g_assert_true (ek_danger_finder_finds (danger->finder, within));
          g_assert_cmpint (ek_danger_finder_finds (danger->finder, word), ==, plainly_finds (danger, word));
        }
    }
}

/* Rules of their own, so that what the shipped words do not try is tried. */
static void
test_few (void)
{
  static const struct {
    const char *word, *text;
    gboolean whole, capitals, found;
  } rows[] = {
    { "q", "aqa", FALSE, FALSE, TRUE },
    { "q", "aqa", TRUE, FALSE, FALSE },
    { "q", "a q", TRUE, FALSE, TRUE },
    { "q", "a q", TRUE, TRUE, FALSE },
    { "q", "a Q", TRUE, TRUE, TRUE },
    { "qi", "QI", TRUE, TRUE, TRUE },
    { "qi", "Qi7", TRUE, TRUE, FALSE },
    { "qi by", "qi by", TRUE, TRUE, TRUE },
    { "q-i", "q \t–i", FALSE, FALSE, TRUE },
    { "q-i", "qi", FALSE, FALSE, FALSE },
    { "q'i", "Q＇I", FALSE, FALSE, TRUE },
    { "q死", "q\u3000死", FALSE, FALSE, TRUE },
    { "死の", "死 \u3000の", FALSE, FALSE, TRUE },
    { "死の", "死x の", FALSE, FALSE, FALSE },
    { "qis", "", FALSE, FALSE, FALSE },
    { "qis", "qi", FALSE, FALSE, FALSE },
    { "qis", "Qis", FALSE, FALSE, TRUE },
    { "qisi", "qis", FALSE, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      EkDangerFinder *finder = ek_danger_finder_new ();

      ek_danger_finder_add (finder, "another word", FALSE, FALSE);
      ek_danger_finder_add (finder, rows[i].word, rows[i].whole, rows[i].capitals);
      g_test_message ("%s in “%s”", rows[i].word, rows[i].text);
      g_assert_cmpint (ek_danger_finder_finds (finder, rows[i].text), ==, rows[i].found);
      ek_danger_finder_free (finder);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/danger-find/same", test_same);
  g_test_add_func ("/danger-find/each", test_each);
  g_test_add_func ("/danger-find/few", test_few);
  return g_test_run ();
}
