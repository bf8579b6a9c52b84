/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the text of a resource may hold words or codes of danger, before it is built. Most of a hospital's export is
 * of kinds that are not kept; building all of it to find nothing would double the cost of an import. What is said here
 * is never "no" where the reading of the resource would find something, and "maybe" wherever it is not sure. */

#include "ek-danger.h"
#include "ek-knowledge-private.h"

#include "ek-text.h"

#include <string.h>

#define DATA_MIN 16

static gboolean
is_blank (const char *at, gsize *length)
{
  static const char *const blanks[] = { " ", "-",  "\t", "\n", "\r", "\xc2\xa0", "\xe3\x80\x80",
                                        "−", "－", "﹣", "﹘", NULL };

  for (guint i = 0; blanks[i] != NULL; i++)
    if (g_str_has_prefix (at, blanks[i]))
      {
        *length = strlen (blanks[i]);
        return TRUE;
      }
  /* dashes and thin blanks, U+2000 to U+203F */
  *length = 3;
  return at[0] == '\xe2' && at[1] == '\x80';
}

/* Whether @word stands at @at, in any case; a blank or a hyphen of it may be any run of them, and blanks may stand
 * before any of its Chinese characters but the first. */
static const char *
match (const char *at, const char *word)
{
  for (; *word != '\0'; word++)
    {
      gsize length = 0;
      gboolean han = (guint8) *word >= 0xe3 && (guint8) *word <= 0xe9;

      while (han && *at != *word && is_blank (at, &length))
        at += length;
      if ((*word == ' ' || *word == '-') && is_blank (at, &length))
        while (is_blank (at, &length))
          at += length;
      else if (g_ascii_tolower (*at) == *word)
        at++;
      else if (*word == '\'' &&
               (g_str_has_prefix (at, "’") || g_str_has_prefix (at, "‘") || g_str_has_prefix (at, "＇")))
        at += 3;
      else
        return NULL;
    }
  return at;
}

static gboolean
stands_at (const EkDangerWord *one, const char *text, const char *at)
{
  const char *end = match (at, one->word);

  if (end == NULL)
    return FALSE;
  if (!one->rule->whole)
    return TRUE;
  return !(at > text && g_ascii_isalnum (at[-1]) && g_ascii_isalnum (*at)) &&
    !(g_ascii_isalnum (end[-1]) && g_ascii_isalnum (*end)) &&
    (!one->rule->capitals || g_ascii_isupper (*at) || strchr (one->word, ' ') != NULL);
}

/* What is written in several ways, or the end. */
static gboolean
is_varied (char c)
{
  return c == ' ' || c == '-' || c == '\'' || c == '\0';
}

/* Whether the first three bytes are not plainly others; with bit 5 set, letters are compared in either case. */
static gboolean
may_go_on (const char *word, const guint8 *at)
{
  if (is_varied (word[1]))
    return TRUE;
  if (((guint8) word[1] | 0x20) != (at[1] | 0x20))
    return FALSE;
  return is_varied (word[2]) || ((guint8) word[2] | 0x20) == (at[2] | 0x20);
}

/* Every byte of an import passes here. */
static gboolean
holds_word (EkDanger *danger, const char *text)
{
  const guint8 *p = (const guint8 *) text;

  for (guint8 first = *p, second; first != '\0'; first = second)
    {
      const guint8 *at = p++;
      const GArray *words = NULL;
      guint bit;

      second = *p;
      if ((danger->pairs[first][second >> 3] & (1 << (second & 7))) == 0)
        continue;
      bit = EK_DANGER_TRIPLE (first, second, second != '\0' ? p[1] : 0);
      if ((danger->triples[bit >> 3] & (1 << (bit & 7))) == 0)
        continue;
      words = danger->begins[(guint8) g_ascii_tolower ((char) first)];
      for (guint i = 0; words != NULL && i < words->len; i++)
        {
          const EkDangerWord *one = &g_array_index (words, EkDangerWord, i);

          if (may_go_on (one->word, at) && stands_at (one, text, (const char *) at))
            return TRUE;
        }
    }
  return FALSE;
}

/* The string that is the value of a member whose name ends at @at, or NULL. */
static char *
value_after (const char *at)
{
  const char *end = NULL;

  at += strspn (at, " \t\n\r");
  if (*at++ != ':')
    return NULL;
  at += strspn (at, " \t\n\r");
  if (*at++ != '"')
    return NULL;
  end = strchr (at, '"');
  return end != NULL ? g_strndup (at, (gsize) (end - at)) : NULL;
}

/* Whether the value of a member whose name ends at @at may begin as a code of danger does, or a part of it. */
static gboolean
begins_as_code (EkDanger *danger, const char *at)
{
  guint8 begin[2];
  guint n = 0;

  at += strspn (at, " \t\n\r:");
  if (*at++ != '"')
    return FALSE;
  for (; *at != '"' && *at != '\0'; at++)
    {
      if (*at == '/' || *at == '&')
        n = 0;
      else if (n < 2 && (g_ascii_isalnum (*at) || *at == '-'))
        begin[n++] = (guint8) g_ascii_toupper (*at);
      else
        continue;
      if (n == 2 && (danger->code_pairs[begin[0]][begin[1] >> 3] & (1 << (begin[1] & 7))) != 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
holds_code (EkDanger *danger, const char *text)
{
  for (const char *p = strstr (text, "\"code\""); p != NULL; p = strstr (p + 6, "\"code\""))
    {
      g_autofree char *code = begins_as_code (danger, p + 6) ? value_after (p + 6) : NULL;
      EkDangerFound found = { { EK_SIGN_NONE } };

      if (code == NULL)
        continue;
      ek_danger_read_code (danger, danger->codes, EK_DANGER_ANY_SYSTEM, code, TRUE, &found);
      for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
        if (found.sign[kind] == EK_SIGN_YES)
          return TRUE;
    }
  return FALSE;
}

static gboolean holds (EkDanger *danger, const char *text);

/* Tags and names of characters may stand inside a word. */
static gboolean
holds_markup (EkDanger *danger, const char *markup)
{
  g_autofree char *text = NULL;

  if (strpbrk (markup, "<&") == NULL)
    return FALSE;
  text = ek_danger_plain_text (danger, markup);
  return holds (danger, text);
}

static gboolean
holds_narrative (EkDanger *danger, const char *text)
{
  for (const char *p = strstr (text, "\"div\""); p != NULL; p = strstr (p + 5, "\"div\""))
    {
      g_autofree char *div = value_after (p + 5);

      if (div != NULL && holds_markup (danger, div))
        return TRUE;
    }
  return FALSE;
}

/* Letters in Base64, where any attachment is of text. */
static gboolean
holds_letter (EkDanger *danger, const char *text)
{
  if (strstr (text, "\"text/") == NULL && strstr (text, "\"TEXT/") == NULL && strstr (text, "\"Text/") == NULL)
    return FALSE;
  for (const char *p = strstr (text, "\"data\""); p != NULL; p = strstr (p + 6, "\"data\""))
    {
      g_autofree char *data = value_after (p + 6);
      g_autofree guchar *bytes = NULL;
      g_autofree char *letter = NULL;
      gsize length = 0;

      if (data == NULL || strlen (data) < DATA_MIN)
        continue;
      bytes = g_base64_decode (data, &length);
      letter = g_utf8_make_valid ((const char *) bytes, (gssize) length);
      if (holds (danger, letter) || holds_markup (danger, letter))
        return TRUE;
    }
  return FALSE;
}

/* Escapes undone, so that "\u81ea\u6740" is what it says; a quotation mark becomes a blank. */
static char *
unescape (const char *text, gsize length)
{
  GString *plain = g_string_sized_new (length);

  for (const char *p = text, *end = text + length; p < end; p++)
    {
      if (*p != '\\' || p + 1 >= end)
        {
          g_string_append_c (plain, *p != '\0' ? *p : ' ');
          continue;
        }
      p++;
      if (*p == 'u' && p + 4 < end)
        {
          char digits[5] = { p[1], p[2], p[3], p[4], '\0' };
          gunichar c = (gunichar) g_ascii_strtoull (digits, NULL, 16);

          g_string_append_unichar (plain, c == '"' || c == 0 || (c >= 0xd800 && c < 0xe000) ? ' ' : c);
          p += 4;
        }
      else
        g_string_append_c (plain, *p == '/' || *p == '\\' ? *p : ' ');
    }
  return g_string_free (plain, FALSE);
}

/* What folding takes out: a soft hyphen, marks without width. */
static gboolean
is_invisible (const guint8 *p)
{
  return (*p == 0xc2 && p[1] == 0xad) || (*p == 0xef && p[1] == 0xbb && p[2] == 0xbf) ||
    (*p == 0xe2 && ((p[1] == 0x80 && p[2] >= 0x8b && p[2] <= 0x8f) || (p[1] == 0x81 && p[2] >= 0xa0)));
}

/* Letters that folding makes others: with accents, wide, of Cyrillic, Korean syllables. Chinese characters and their
 * marks are not among them. */
static gboolean
has_folded (const char *text)
{
  for (const guint8 *p = (const guint8 *) text; *p != '\0'; p++)
    if (*p < 0x80)
      continue;
    else if ((*p >= 0xc3 && *p <= 0xcd) || (*p >= 0xd0 && *p <= 0xd3) || (*p >= 0xea && *p <= 0xed) ||
             (*p == 0xe1 && (p[1] == 0xba || p[1] == 0xbb)) ||
             (*p == 0xef && ((p[1] == 0xbc && p[2] >= 0x90) || (p[1] == 0xbd && p[2] <= 0x9a))) ||
             (*p == 0xe2 && p[1] >= 0x84 && p[1] <= 0x85) || *p == 0xf0 || is_invisible (p))
      return TRUE;
  return FALSE;
}

/* Whether a text that is unescaped may hold a word of danger. */
static gboolean
holds (EkDanger *danger, const char *text)
{
  g_autofree char *folded = NULL;

  if (holds_word (danger, text))
    return TRUE;
  if (!has_folded (text))
    return FALSE;
  folded = ek_text_fold (text);
  return holds_word (danger, folded);
}

gboolean
ek_danger_may_say (EkDanger *danger, const char *text)
{
  return holds (danger, text);
}

/**
 * ek_danger_suspects:
 * @text: the JSON of one resource, or of the entry of a Bundle that holds it; need not end with a zero byte
 * @length: its length in bytes
 *
 * A fast look for words and codes of danger, in whatever letters JSON writes them, also in letters that are attached as
 * plain text. Source of the words: data/knowledge/danger.json.
 *
 * Returns: %FALSE only when a reading of it by ek_danger_look_at() would find none; %FALSE too where the rules cannot
 *   be read
 */
gboolean
ek_danger_suspects (const char *text, gsize length)
{
  EkKnowledge *rules = ek_knowledge_get_default (NULL);
  g_autofree char *plain = NULL;

  if (rules == NULL)
    return FALSE;
  plain = memchr (text, '\\', length) != NULL ? unescape (text, length) : g_strndup (text, length);
  return holds (rules->danger, plain) || holds_code (rules->danger, plain) || holds_letter (rules->danger, plain) ||
    holds_narrative (rules->danger, plain);
}
