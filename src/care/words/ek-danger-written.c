/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Results that stand in a text: of what is assessed ("risk to self: high", "SAD PERSONS 9", "GAF 15"), and of one item
 * of a form:
 *
 *   name ── fillers ──▶ item ── fillers ──▶ answer        "PHQ-9 18, item 9: 2"
 *   item ── fillers ──▶ name ── fillers ──▶ answer        "item 9 of the PHQ-9 was 2" */

#include "ek-danger-private.h"

#include <math.h>
#include <string.h>

#define ITEM_REACH 60  /* bytes between the name of a form and its item */
#define FAR_NUMBER 100 /* greater is a date or a number of something else */

static const char *
skip_blanks (const char *at)
{
  while (*at == ' ')
    at++;
  return at;
}

/* Over what stands between a name and its result: "score", "was", ":", and if @more what else they are called. */
static const char *
skip_to_result (EkDanger *self, const char *at)
{
  const char *next = NULL;

  do
    {
      at = skip_blanks (at);
      next = ek_danger_phrase_at (self->phrases[EK_PHRASE_TAILS], at);
      if (next == NULL)
        next = ek_danger_phrase_at (self->phrases[EK_PHRASE_RESULT_TAILS], at);
      at += next != NULL ? strlen (next) : 0;
    }
  while (next != NULL);
  return at;
}

/* --- items ------------------------------------------------------------------------------------------------------- */

/* Behind @number at @at, in digits or Chinese, or NULL. */
static const char *
behind_number (const char *at, guint number)
{
  static const char *const digits[] = { "", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
  static const char *const words[] = {
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"
  };
  g_autofree char *chinese = g_strconcat (number > 19 ? digits[number / 10] : "", number > 9 ? "十" : "",
                                          digits[number % 10], NULL);
  g_autofree char *plain = g_strdup_printf ("%u", number);

  if (*at == '0')
    at++;
  if (g_str_has_prefix (at, plain) && !g_ascii_isalnum (at[strlen (plain)]))
    return at + strlen (plain);
  if (number < G_N_ELEMENTS (words) && g_str_has_prefix (at, words[number]) &&
      !g_ascii_isalnum (at[strlen (words[number])]))
    return at + strlen (words[number]);
  return chinese[0] != '\0' && g_str_has_prefix (at, chinese) ? at + strlen (chinese) : NULL;
}

/* Behind "item 9", "第9题", "q9", "#9" at @at, or NULL. */
static const char *
behind_item (const char *at, guint number)
{
  static const char *const before[] = { "question", "item", "no.", "q", "#", "条目", "题", "第", "_", NULL };
  static const char *const after[] = { "条目", "题", "項", "项", "条", NULL };

  for (guint i = 0; before[i] != NULL; i++)
    if (g_str_has_prefix (at, before[i]))
      {
        const char *end = behind_number (skip_blanks (at + strlen (before[i])), number);

        for (guint k = 0; end != NULL && after[k] != NULL; k++)
          if (g_str_has_prefix (end, after[k]))
            return end + strlen (after[k]);
        if (end != NULL && strcmp (before[i], "第") != 0)
          return end;
      }
  return NULL;
}

/* Behind the item that stands in [@from, @to), before the next sentence, or NULL. */
static const char *
find_item (const char *text, const char *from, const char *to, guint number)
{
  for (const char *p = from; *p != '\0' && p < to && !(ek_danger_is_sentence_end (p) && *p != '.'); p++)
    {
      const char *end = NULL;

      if (p > text && ek_danger_is_letter (*p) && ek_danger_is_letter (p[-1]))
        continue;
      end = behind_item (p, number);
      if (end != NULL)
        return end;
    }
  return NULL;
}

/**
 * ek_danger_item_says:
 * @self: the rules
 * @rule: a rule with the number of an item, of whose form the name stands in [@begin, @end) of @text, which is folded
 *
 * Returns: %EK_SIGN_NONE: the item is not spoken of; %EK_SIGN_HARMLESS: its answer does not follow; %EK_SIGN_NEGATED:
 * it is too low; %EK_SIGN_YES: it is as high as @rule asks for, or a yes in words
 */
EkSign
ek_danger_item_says (EkDanger *self, const EkDangerWords *rule, const char *text, const char *begin, const char *end)
{
  const char *near = begin - text > ITEM_REACH ? begin - ITEM_REACH : text;
  const char *at = find_item (text, end, end + ITEM_REACH, rule->item);
  double number;

  if (at == NULL && find_item (text, near, begin, rule->item) != NULL)
    at = end;
  if (at == NULL)
    return EK_SIGN_NONE;
  at = skip_to_result (self, at);
  number = g_ascii_isdigit (*at) ? g_ascii_strtod (at, NULL) : NAN;
  if (isfinite (number) && number < FAR_NUMBER)
    return number >= rule->at_least ? EK_SIGN_YES : EK_SIGN_NEGATED;
  return ek_danger_phrase_at (self->phrases[EK_PHRASE_ANSWERS_YES], at) != NULL ||
      ek_danger_phrase_at (self->phrases[EK_PHRASE_OFTEN], at) != NULL
    ? EK_SIGN_YES
    : EK_SIGN_HARMLESS;
}

/* --- results ----------------------------------------------------------------------------------------------------- */

/* Whether a number that ends at @at counts something else than points: items, parts of a date. */
static gboolean
counts_else (EkDanger *self, const char *at)
{
  static const char *const others[] = { "-",     "月",  "年",   "日",  "题", "item", "question", "week",
                                        "month", "day", "year", "min", "周", "次",   NULL };

  at = skip_blanks (at);
  for (guint i = 0; others[i] != NULL; i++)
    if (g_str_has_prefix (at, others[i]))
      return TRUE;
  return ek_danger_phrase_at (self->phrases[EK_PHRASE_NO_AFTER], at) != NULL;
}

/* Behind the numbers of questions that are answered together: "items 1, 2 and 4", "q4". */
static const char *
skip_questions (const char *at)
{
  static const char *const names[] = { "questions", "question", "items", "item", "q", "第", "条目", NULL };
  const char *end = NULL;

  for (guint i = 0; end == NULL && names[i] != NULL; i++)
    if (g_str_has_prefix (at, names[i]))
      end = skip_blanks (at + strlen (names[i]));
  if (end == NULL || !g_ascii_isdigit (*end))
    return at;
  while (g_ascii_isdigit (*end) || *end == ',' || *end == ' ' || *end == '-' || *end == ':' || *end == '=' ||
         (g_str_has_prefix (end, "and ")))
    end += g_str_has_prefix (end, "and ") ? 4 : 1;
  return g_str_has_prefix (end, "题") ? end + strlen ("题") : end;
}

/**
 * ek_danger_result_follows:
 * @self: the rules
 * @rule: the rule of something that is assessed
 * @at: behind its name in a folded text
 *
 * Returns: whether a result that counts stands there: "risk to self: high", "SAD PERSONS 9", "C-SSRS 1 yes"
 */
gboolean
ek_danger_result_follows (EkDanger *self, const EkDangerWords *rule, const char *at)
{
  char *end = NULL;
  const char *yes = NULL;
  double number;

  at = skip_to_result (self, ek_danger_word_end (at));
  if (isnan (rule->at_most))
    at = skip_to_result (self, skip_questions (at));
  number = g_ascii_isdigit (*at) ? g_ascii_strtod (at, &end) : NAN;
  if (isfinite (number) && isfinite (rule->at_least) &&
      ek_danger_phrase_at (self->phrases[EK_PHRASE_ANSWERS_YES], skip_blanks (end)) == NULL)
    return number >= rule->at_least && !(number > rule->at_most) && number < FAR_NUMBER && !counts_else (self, end);
  if (isfinite (number))
    at = skip_blanks (end);
  yes = isnan (rule->at_most) ? ek_danger_phrase_at (self->phrases[EK_PHRASE_ANSWERS_YES], at) : NULL;
  if (yes == NULL)
    return FALSE;
  return (strcmp (yes, "有") != 0 && strcmp (yes, "是") != 0) || ek_danger_is_end (self, at + strlen (yes));
}
