/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What kind of statement a word of danger stands in: the degree of a risk ("suicide risk: low"), a condition in an
 * instruction ("if you have thoughts of suicide, call …"), a death, or the title of a work. */

#include "ek-danger-private.h"

#include <string.h>

static const char *
skip_blanks (const char *at)
{
  while (*at == ' ')
    at++;
  return at;
}

static gboolean
word_names_risk (EkDanger *self, const char *word, gsize length)
{
  GPtrArray *risk = self->phrases[EK_PHRASE_RISK];

  for (guint i = 0; i < risk->len; i++)
    if (g_strstr_len (word, (gssize) length, risk->pdata[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
names_risk (EkDanger *self, const char *phrase)
{
  return word_names_risk (self, phrase, strlen (phrase));
}

/* What may stand between a word and its degree, at @at, or NULL. */
static const char *
tail_at (EkDanger *self, const char *at)
{
  const char *tail = ek_danger_phrase_at (self->phrases[EK_PHRASE_TAILS], at);

  if (tail == NULL)
    tail = ek_danger_phrase_at (self->phrases[EK_PHRASE_FILLERS], at);
  return tail != NULL && tail[0] != ',' ? tail : NULL;
}

static gboolean
risk_follows (EkDanger *self, const char *at)
{
  const char *tail = NULL;

  for (at = skip_blanks (ek_danger_word_end (at)); (tail = tail_at (self, at)) != NULL; at = skip_blanks (at))
    {
      if (names_risk (self, tail))
        return TRUE;
      at += strlen (tail);
    }
  return FALSE;
}

static gboolean
risk_precedes (EkDanger *self, const char *text, const char *end)
{
  for (;;)
    {
      const char *filler = NULL;

      while (end > text && end[-1] == ' ')
        end--;
      filler = ek_danger_phrase_before (self->phrases[EK_PHRASE_FILLERS], text, end);
      if (filler == NULL || names_risk (self, filler))
        return filler != NULL;
      end -= strlen (filler);
    }
}

/* Whether the word of danger that stands in [@begin, @end) names a risk: "suicide risk", "risk of suicide",
 * "自杀的风险".
 */
gboolean
ek_danger_is_of_risk (EkDanger *self, const char *text, const char *begin, const char *end)
{
  return word_names_risk (self, begin, (gsize) (end - begin)) || risk_precedes (self, text, begin) ||
    risk_follows (self, end);
}

/* "suicide risk: low", "自杀风险评估为低风险". */
static gboolean
low_follows (EkDanger *self, const char *at, gboolean of_risk)
{
  for (at = skip_blanks (ek_danger_word_end (at));; at = skip_blanks (at))
    {
      const char *low = ek_danger_phrase_at (self->phrases[EK_PHRASE_ANSWERS_LOW], at);
      const char *tail = low == NULL ? tail_at (self, at) : NULL;

      if (low != NULL)
        {
          of_risk |= names_risk (self, low);
          at = skip_blanks (at + strlen (low));
          for (tail = tail_at (self, at); tail != NULL && *at != '('; tail = tail_at (self, at))
            {
              of_risk |= names_risk (self, tail);
              at = skip_blanks (at + strlen (tail));
            }
          return of_risk && ek_danger_is_end (self, at);
        }
      if (tail == NULL)
        return FALSE;
      of_risk |= names_risk (self, tail);
      at += strlen (tail);
    }
}

/* "low risk of suicide", "低自杀风险", but not "not at low risk of suicide". */
static gboolean
low_precedes (EkDanger *self, const char *text, const char *end, gboolean of_risk)
{
  for (;;)
    {
      const char *low = NULL, *filler = NULL;

      while (end > text && end[-1] == ' ')
        end--;
      low = ek_danger_phrase_before (self->phrases[EK_PHRASE_ANSWERS_LOW], text, end);
      if (low != NULL)
        {
          end -= strlen (low);
          while (end > text && end[-1] == ' ')
            end--;
          return (of_risk || names_risk (self, low)) &&
            ek_danger_phrase_before (self->phrases[EK_PHRASE_UNDO], text, end) == NULL;
        }
      filler = ek_danger_phrase_before (self->phrases[EK_PHRASE_FILLERS], text, end);
      if (filler == NULL)
        return FALSE;
      of_risk |= names_risk (self, filler);
      end -= strlen (filler);
    }
}

/* --- conditions -------------------------------------------------------------------------------------------------- */

static gboolean
holds_any (GPtrArray *phrases, const char *from, const char *to)
{
  for (const char *p = from; p < to; p++)
    if ((p == from || !g_ascii_isalnum (p[-1]) || !g_ascii_isalnum (*p)) && ek_danger_phrase_at (phrases, p) != NULL)
      return TRUE;
  return FALSE;
}

/* "If you have thoughts of suicide, call …" says nothing of the patient; "if suicidal thoughts return" says that there
 * were some. */
static EkSign
sign_of_condition (EkDanger *self, const char *text, const char *begin, const char *end)
{
  const char *from = begin, *to = end, *condition = NULL;

  for (;;)
    {
      const char *filler = NULL;

      while (from > text && from[-1] == ' ')
        from--;
      condition = ek_danger_phrase_before (self->phrases[EK_PHRASE_CONDITIONS], text, from);
      if (condition != NULL)
        break;
      filler = ek_danger_phrase_before (self->phrases[EK_PHRASE_CONDITION_FILLERS], text, from);
      if (filler == NULL)
        filler = ek_danger_phrase_before (self->phrases[EK_PHRASE_FILLERS], text, from);
      if (filler == NULL)
        return EK_SIGN_YES;
      from -= strlen (filler);
    }
  while (*to != '\0' && !ek_danger_is_sentence_end (to))
    to++;
  if (holds_any (self->phrases[EK_PHRASE_AGAIN], from, begin) || holds_any (self->phrases[EK_PHRASE_AGAIN], end, to))
    return EK_SIGN_EXCLUDED;
  while (from > text && !ek_danger_is_sentence_end (from - 1))
    from--;
  return holds_any (self->phrases[EK_PHRASE_INSTRUCTIONS], from, to) ? EK_SIGN_HARMLESS : EK_SIGN_EXCLUDED;
}

/* Who died of it is not the patient who is treated. */
gboolean
ek_danger_is_completed (EkDanger *self, const char *at)
{
  const char *phrase = ek_danger_phrase_at (self->phrases[EK_PHRASE_COMPLETED], skip_blanks (at));

  return phrase != NULL && ek_danger_is_end (self, skip_blanks (at) + strlen (phrase));
}

/* --- works ------------------------------------------------------------------------------------------------------- */

#define TITLE_MAX 120 /* bytes */

/* Whether [@begin, @end) stands between the marks of a title. */
static gboolean
is_in_title (const char *text, const char *begin, const char *end)
{
  const char *from = begin - text > TITLE_MAX ? begin - TITLE_MAX : text;
  const char *open = g_strrstr_len (from, begin - from, "《"), *close = NULL;

  close = open != NULL ? strstr (open, "》") : NULL;
  return close != NULL && close >= end;
}

/* "Saw the film 《…》" says nothing of who saw it; of "a book about suicide" it is asked why it was read. */
static EkSign
sign_of_work (EkDanger *self, const char *text, const char *begin, const char *end)
{
  const char *from = begin, *to = end;

  while (from > text && !ek_danger_is_sentence_end (from))
    from--;
  while (*to != '\0' && !ek_danger_is_sentence_end (to))
    to++;
  if (is_in_title (text, begin, end) && holds_any (self->phrases[EK_PHRASE_WORKS], from, to))
    return EK_SIGN_HARMLESS;
  return holds_any (self->phrases[EK_PHRASE_WORKS_ABOUT], from, begin) ? EK_SIGN_EXCLUDED : EK_SIGN_YES;
}

/* What kind of statement the word of danger that stands in [@begin, @end) is in: a low risk is a no, unless words
 * beside it make one wonder. */
EkSign
ek_danger_sign_of_kind (EkDanger *self, const char *text, const char *begin, const char *end)
{
  gboolean of_risk = ek_danger_is_of_risk (self, text, begin, end);

  if (low_follows (self, end, of_risk) || low_precedes (self, text, begin, of_risk))
    return ek_danger_is_doubtful (self, text, end) ? EK_SIGN_EXCLUDED : EK_SIGN_NEGATED;
  return MIN (MIN (sign_of_condition (self, text, begin, end), sign_of_work (self, text, begin, end)),
              ek_danger_is_completed (self, end) ? EK_SIGN_EXCLUDED : EK_SIGN_YES);
}

/* "-SI, -HI" is how a no is written where others are marked as well; alone it may be the dash of a list. */
EkSign
ek_danger_sign_of_mark (const char *text, const char *begin)
{
  guint n_marks = 0;

  if (begin == text || begin[-1] != '-' || (begin - 1 > text && strchr (" ,/;", begin[-2]) == NULL))
    return EK_SIGN_YES;
  for (const char *p = text; *p != '\0'; p++)
    n_marks += (*p == '-' || *p == '+') && (p == text || strchr (" ,/;", p[-1]) != NULL) && g_ascii_isalpha (p[1]);
  return n_marks > 1 ? EK_SIGN_NEGATED : EK_SIGN_EXCLUDED;
}
