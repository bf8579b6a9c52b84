/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words that say something only together: "took" beside "32 paracetamol", "climbed" beside "the roof" and "police".
 *
 *   sentence:   … with … │word│ … with … amount … unless …
 *                 ◀── REACH ──┘     └── REACH ──▶
 *
 * The sentence counts, and of a long one no more than REACH bytes on each side of the word, so that a text costs no
 * more than its length. */

#include "ek-danger-private.h"

#include <string.h>

#define REACH 240
#define WORDS_BETWEEN 4 /* "32 of her sister's tablets" */

/* Abbreviations, behind which a sentence goes on. */
static gboolean
is_shortened (const char *text, const char *point)
{
  static const char *const shortened[] = { "approx", "ca", "c", "pt", "dr", "mr", "mrs", "vs", "no", "nr", NULL };

  for (guint i = 0; shortened[i] != NULL; i++)
    if (ek_danger_ends_with (text, point, shortened[i]))
      return TRUE;
  return g_ascii_isdigit (point[1]);
}

static gboolean
ends_sentence (const char *text, const char *at)
{
  if (strchr (".;!?\n\xe3\xef", *at) == NULL)
    return FALSE;
  return ek_danger_is_sentence_end (at) && (*at != '.' || at == text || !is_shortened (text, at));
}

static const char *
reach_back (const char *text, const char *at)
{
  const char *limit = at - text > REACH ? at - REACH : text;

  while (at > limit && !ends_sentence (text, at - 1) && !(at - text >= 3 && ends_sentence (text, at - 3)))
    at--;
  return at;
}

static const char *
reach_on (const char *text, const char *at)
{
  const char *from = at;

  while (*at != '\0' && at - from < REACH && !ends_sentence (text, at))
    at++;
  return at;
}

/* Whether @phrase begins at @at; one in Latin letters is a whole word, one that ends in "*" the beginning of one. */
static gboolean
stands_at (const char *text, const char *at, const char *phrase)
{
  gsize length;
  gboolean open;

  if (*at != *phrase || (phrase[1] != '\0' && phrase[1] != '*' && at[1] != phrase[1]))
    return FALSE;
  length = strlen (phrase);
  open = phrase[length - 1] == '*';
  length -= open;
  if (strncmp (at, phrase, length) != 0)
    return FALSE;
  if (ek_danger_is_letter (*at) && at > text && ek_danger_is_letter (at[-1]))
    return FALSE;
  return open || !ek_danger_is_letter (phrase[length - 1]) || !ek_danger_is_letter (at[length]);
}

/* Not inside a word in Latin letters, nor inside a character. */
static gboolean
may_begin (const char *text, const char *at)
{
  return ((guint8) *at & 0xc0) != 0x80 && !(at > text && ek_danger_is_letter (*at) && ek_danger_is_letter (at[-1]));
}

static gboolean
holds (GPtrArray *phrases, const char *text, const char *from, const char *to)
{
  gboolean begins[256] = { FALSE };

  for (guint i = 0; i < phrases->len; i++)
    begins[*(const guint8 *) phrases->pdata[i]] = TRUE;
  for (const char *p = from; p < to; p++)
    for (guint i = 0; begins[(guint8) *p] && may_begin (text, p) && i < phrases->len; i++)
      if (stands_at (text, p, phrases->pdata[i]))
        return TRUE;
  return FALSE;
}

/* --- amounts ----------------------------------------------------------------------------------------------------- */

static guint
digit_of (const char *at)
{
  static const char *const digits[] = { "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", NULL };

  if (g_str_has_prefix (at, "两"))
    return 2;
  for (guint i = 0; digits[i] != NULL; i++)
    if (g_str_has_prefix (at, digits[i]))
      return i;
  return G_MAXUINT;
}

/* A number in Chinese, up to hundreds; "几十" and "数十" are many. *end is set behind it. */
static guint
chinese_number (const char *at, const char **end)
{
  guint number = 0, digit = 0;
  const char *p = at;

  if (g_str_has_prefix (p, "几") || g_str_has_prefix (p, "数"))
    {
      p += 3;
      digit = 3;
    }
  for (; *p != '\0'; p += 3)
    if (g_str_has_prefix (p, "十") || g_str_has_prefix (p, "百"))
      {
        number = MIN (number + MAX (digit, 1) * (g_str_has_prefix (p, "百") ? 100 : 10), 10000);
        digit = 0;
      }
    else if (digit_of (p) == G_MAXUINT)
      break;
    else
      digit = digit_of (p);
  *end = p;
  return number + digit;
}

static guint
english_number (const char *text, const char *at, const char **end)
{
  static const struct {
    const char *word;
    guint number;
  } words[] = { { "ten", 10 },    { "twelve", 12 },   { "fifteen", 15 }, { "twenty", 20 },  { "thirty", 30 },
                { "forty", 40 },  { "fifty", 50 },    { "sixty", 60 },   { "seventy", 70 }, { "eighty", 80 },
                { "ninety", 90 }, { "hundred", 100 }, { "dozens", 24 },  { "dozen", 12 } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (stands_at (text, at, words[i].word))
      {
        *end = at + strlen (words[i].word);
        return words[i].number;
      }
  return 0;
}

/* Whether a number may begin with @c. */
static gboolean
may_count (char c)
{
  return g_ascii_isdigit (c) || ((guint8) c >= 0xe4 && (guint8) c <= 0xe9) ||
    (c != '\0' && strchr ("tfsendh", c) != NULL);
}

/* The number that begins at @at, 0: none. That of a strength ("1mg*30片", "x30") is not one that was taken. */
static guint
number_at (const char *text, const char *at, const char **end)
{
  if (g_ascii_isdigit (*at))
    {
      gboolean part = at > text && (strchr ("*/.-", at[-1]) != NULL || ek_danger_is_letter (at[-1]));

      for (*end = at; g_ascii_isdigit (**end); (*end)++)
        ;
      return part || (at - text >= 2 && memcmp (at - 2, "×", 2) == 0) || *end - at > 4
        ? 0
        : (guint) g_ascii_strtoull (at, NULL, 10);
    }
  if ((guint8) *at >= 0x80)
    return at - text >= 3 && (digit_of (at - 3) != G_MAXUINT || g_str_has_prefix (at - 3, "第"))
      ? 0
      : chinese_number (at, end);
  return english_number (text, at, end);
}

/* Behind "500 mg" or "7.5mg" at @at, which says how strong each is. */
static const char *
skip_strength (const char *at)
{
  static const char *const units[] = { "mg", "mcg", "ug", NULL };
  const char *end = at + strspn (at, "0123456789.");

  if (end == at)
    return at;
  end += strspn (end, " ");
  for (guint i = 0; units[i] != NULL; i++)
    if (g_str_has_prefix (end, units[i]) && !ek_danger_is_letter (end[strlen (units[i])]))
      return end + strlen (units[i]) + strspn (end + strlen (units[i]), " ");
  return at;
}

/* Whether what stands at @at counts tablets or is their name, with a few words before it. */
static gboolean
counts_doses (EkDanger *self, const char *text, const char *at, const char *to)
{
  static const char *const more[] = { "多", "余", "来", "几", "+", " ", "x", " ", "-", NULL };
  GPtrArray *no_doses = self->phrases[EK_PHRASE_NO_DOSES], *doses = self->phrases[EK_PHRASE_DOSES];

  for (guint i = 0; more[i] != NULL; i++)
    while (g_str_has_prefix (at, more[i]))
      at += strlen (more[i]);
  for (guint n = 0; n <= WORDS_BETWEEN && at < to; n++)
    {
      at = skip_strength (at);
      for (guint i = 0; i < no_doses->len; i++)
        if (stands_at (text, at, no_doses->pdata[i]))
          return FALSE;
      for (guint i = 0; i < doses->len; i++)
        if (stands_at (text, at, doses->pdata[i]))
          return TRUE;
      if (!ek_danger_is_letter (*at))
        return FALSE;
      at += strcspn (at, " ,;.");
      at += strspn (at, " ");
    }
  return FALSE;
}

static gboolean
holds_amount (EkDanger *self, guint at_least, const char *text, const char *from, const char *to)
{
  for (const char *p = from; p < to; p++)
    {
      const char *end = p;
      guint number = may_count (*p) && may_begin (text, p) ? number_at (text, p, &end) : 0;

      if (number >= at_least && counts_doses (self, text, end, to))
        return TRUE;
      if (end > p)
        p = end - 1;
    }
  return FALSE;
}

/**
 * ek_danger_is_together:
 * @rule: the rule of a word that stands in [@at, @end) of @text, which is folded
 *
 * Returns: whether what @rule wants beside its word stands in the sentence, and nothing that it does not want
 */
gboolean
ek_danger_is_together (EkDanger *self, const EkDangerWords *rule, const char *text, const char *at, const char *end)
{
  const char *from = NULL, *to = NULL, *near = NULL, *limit = NULL;

  if (rule->with->len == 0 && rule->unless->len == 0 && rule->amount == 0)
    return TRUE;
  to = reach_on (text, end);
  from = reach_back (text, at);
  near = rule->after ? end : from;
  limit = to;
  if (rule->within > 0)
    {
      near = at - near > (gssize) rule->within ? at - rule->within : near;
      limit = to - end > (gssize) rule->within ? end + rule->within : to;
    }
  if (rule->amount > 0 && !holds_amount (self, rule->amount, text, near, limit))
    return FALSE;
  for (guint i = 0; i < rule->with->len; i++)
    if (!holds (rule->with->pdata[i], text, near, limit))
      return FALSE;
  return !holds (rule->unless, text, from, to);
}
