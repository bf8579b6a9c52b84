/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where phrases begin and end in a text, and what stands about them in its sentence. */

#include "ek-danger-private.h"

#include <string.h>

/* Whether @phrase ends at @end of @text; one in Latin letters is a whole word there. */
gboolean
ek_danger_ends_with (const char *text, const char *end, const char *phrase)
{
  gsize length = strlen (phrase);
  const char *from = end - length;

  if ((gsize) (end - text) < length || memcmp (from, phrase, length) != 0)
    return FALSE;
  return !ek_danger_is_letter (phrase[0]) || from == text || !ek_danger_is_letter (from[-1]);
}

static gboolean
begins_with (const char *at, const char *phrase)
{
  gsize length = strlen (phrase);

  return strncmp (at, phrase, length) == 0 &&
    (!ek_danger_is_letter (phrase[length - 1]) || !ek_danger_is_letter (at[length]));
}

/* The longest of @phrases that ends at @end of @text, or NULL. */
const char *
ek_danger_phrase_before (GPtrArray *phrases, const char *text, const char *end)
{
  for (guint i = 0; i < phrases->len; i++)
    if (ek_danger_ends_with (text, end, phrases->pdata[i]))
      return phrases->pdata[i];
  return NULL;
}

/* The longest of @phrases that begins at @at, or NULL. */
const char *
ek_danger_phrase_at (GPtrArray *phrases, const char *at)
{
  for (guint i = 0; i < phrases->len; i++)
    if (begins_with (at, phrases->pdata[i]))
      return phrases->pdata[i];
  return NULL;
}

/* Behind the letters of a word that begins before @at, also those of Cyrillic; a number behind Chinese is none of it.
 */
const char *
ek_danger_word_end (const char *at)
{
  if (ek_danger_is_letter (*at) && !ek_danger_is_letter (at[-1]))
    return at;
  while (ek_danger_is_letter (*at) || ((guint8) *at >= 0xd0 && (guint8) *at <= 0xd3 && at[1] != '\0'))
    at += ek_danger_is_letter (*at) ? 1 : 2;
  return at;
}

/* Whether the clause ends at @at. */
gboolean
ek_danger_is_end (EkDanger *self, const char *at)
{
  while (*at == ' ' || *at == ')')
    at++;
  return *at == '\0' || ek_danger_phrase_at (self->phrases[EK_PHRASE_BREAKS], at) != NULL;
}

static gboolean
holds (GPtrArray *phrases, const char *from, const char *to)
{
  for (guint i = 0; i < phrases->len; i++)
    if (g_strstr_len (from, to - from, phrases->pdata[i]) != NULL)
      return TRUE;
  return FALSE;
}

static const char *
sentence_begin (const char *text, const char *at)
{
  while (at > text && !ek_danger_is_sentence_end (at))
    at--;
  return at;
}

static const char *
sentence_end (const char *at)
{
  while (*at != '\0' && !ek_danger_is_sentence_end (at))
    at++;
  return at;
}

/* A negation beside words that make one wonder ("denies it, but …", "initially denied", "plan: yes") is not plain. They
 * count in the sentence, most of them also in those before and after it. */
gboolean
ek_danger_is_doubtful (EkDanger *self, const char *text, const char *at)
{
  const char *from = sentence_begin (text, at), *to = sentence_end (at);

  if (holds (self->phrases[EK_PHRASE_DOUBTS_NEAR], from, to))
    return TRUE;
  from = from > text ? sentence_begin (text, from - 1) : from;
  to = *to != '\0' ? sentence_end (to + 1) : to;
  return holds (self->phrases[EK_PHRASE_DOUBTS], from, to);
}

gboolean
ek_danger_is_sentence_end (const char *at)
{
  static const char *const ends[] = { ".", ";", "!", "?", "\n", "。", "；", "！", "？", NULL };

  for (guint i = 0; ends[i] != NULL; i++)
    if (g_str_has_prefix (at, ends[i]))
      return TRUE;
  return FALSE;
}
