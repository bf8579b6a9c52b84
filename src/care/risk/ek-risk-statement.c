/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether what somebody wrote where a rule asks for a statement says anything: "statements" in
 * data/knowledge/risk.json. It is not understood; what is plainly no statement ("x", "none", "nobody has seen her"
 * where a physician is to be named) is not taken for one. */

#include "ek-care-private.h"
#include "ek-knowledge-rules.h"

#include "ek-risk-private.h"
#include "ek-text.h"

#include <string.h>

static gboolean
is_one_of (GPtrArray *words, const char *word)
{
  for (guint i = 0; i < words->len; i++)
    if (strcmp (words->pdata[i], word) == 0)
      return TRUE;
  return FALSE;
}

/** Count: @words: of two letters or figures and more; @telling: those that say something; @han: characters; @various:
 * whether they are not all the same one. */
typedef struct {
  EkKnowledge *rules;
  GString *word;
  guint words, telling, han;
  gunichar first;
  gboolean various;
} Count;

/* Figures alone, or one letter over and over, are none. */
static gboolean
is_word (const char *text)
{
  gunichar first = g_utf8_get_char (text);
  gboolean letters = FALSE, various = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      letters |= g_unichar_isalpha (g_utf8_get_char (p));
      various |= g_utf8_get_char (p) != first;
    }
  return letters && various;
}

static void
end_word (Count *count)
{
  if (g_utf8_strlen (count->word->str, -1) > 1)
    {
      count->words++;
      count->telling += is_word (count->word->str) &&
        (count->rules == NULL || !is_one_of (ek_risk_rules (count->rules)->says_nothing, count->word->str));
    }
  g_string_truncate (count->word, 0);
}

static void
count_han (Count *count, gunichar c)
{
  if (count->han++ == 0)
    count->first = c;
  count->various |= c != count->first;
}

/* Without the marks around it. */
static char *
bare (const char *folded)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)) || *p == '/')
      g_string_append_len (out, p, g_utf8_next_char (p) - p);
  return g_strdup (out->str);
}

/* Whether the whole text is one that says nothing, however it is spaced. */
static gboolean
is_empty_phrase (GPtrArray *phrases, const char *folded)
{
  g_autofree char *whole = bare (folded);

  for (guint i = 0; i < phrases->len; i++)
    {
      g_autofree char *phrase = bare (phrases->pdata[i]);

      if (strcmp (phrase, whole) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * ek_care_count_words:
 * @knowledge: (nullable): the rules
 * @text: (nullable): what somebody wrote
 *
 * Returns: how many words it has; 0 when none of them says anything. A single letter is no word. Chinese is written
 *   without blanks, and two characters make about a word; one letter or character over and over says nothing
 */
guint
ek_care_count_words (EkKnowledge *knowledge, const char *text)
{
  g_autofree char *folded = ek_text_fold (text);
  g_autoptr (GString) word = g_string_new (NULL);
  Count count = { .rules = knowledge, .word = word };

  if (knowledge != NULL && is_empty_phrase (ek_risk_rules (knowledge)->says_nothing, folded))
    return 0;
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean han = g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;

      if (han)
        count_han (&count, c);
      if (!han && (g_unichar_isalnum (c) || (word->len > 0 && (g_unichar_ismark (c) || c == '\'' || c == 0x2019))))
        g_string_append_unichar (word, c);
      else
        end_word (&count);
    }
  end_word (&count);
  return count.telling > 0 || count.various ? count.words + count.han / 2 : 0;
}

/**
 * ek_care_says_something:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @text: (nullable): what somebody wrote
 *
 * Returns: whether it is a statement
 */
gboolean
ek_care_says_something (EkKnowledge *knowledge, const char *text)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);

  return ek_care_count_words (rules, text) >= (rules != NULL ? ek_risk_rules (rules)->least_words : 1);
}

/**
 * ek_care_names_something:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @text: (nullable): what somebody wrote where a plan or a person is to be named
 *
 * Returns: whether it is a statement, and does not begin with a word that says that there is none
 */
gboolean
ek_care_names_something (EkKnowledge *knowledge, const char *text)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);
  g_autofree char *folded = ek_text_fold (text);
  const char *begin = folded;

  while (*begin != '\0' && !g_unichar_isalnum (g_utf8_get_char (begin)))
    begin = g_utf8_next_char (begin);
  for (guint i = 0; rules != NULL && i < ek_risk_rules (rules)->denies->len; i++)
    {
      const char *word = ek_risk_rules (rules)->denies->pdata[i], *after = begin + strlen (word);

      if (g_str_has_prefix (begin, word) && (!g_str_is_ascii (word) || !g_ascii_isalnum (*after)))
        return FALSE;
    }
  return ek_care_says_something (rules, text);
}
