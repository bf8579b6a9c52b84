/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the text of a resource may hold words or codes of danger, before it is built. Most of a hospital's export is
 * of kinds that are not kept; building all of it to find nothing would double the cost of an import. What is said here
 * is never "no" where the reading of the resource would find something, and "maybe" wherever it is not sure. */

#include "ek-danger.h"
#include "ek-danger-private.h"

#include <string.h>

#include "ek-letter.h"

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

/* Tags and names of characters may stand inside a word. */
static gboolean
holds_markup (EkDanger *danger, const char *markup)
{
  g_autofree char *text = NULL;

  if (strpbrk (markup, "<&") == NULL)
    return FALSE;
  text = ek_danger_plain_text (danger, markup);
  return ek_danger_may_say (danger, text);
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

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *p = strstr (text, what); p != NULL; p = strstr (p + strlen (what), what))
    n++;
  return n;
}

/* Letters in Base64. One that is not here, or that no program reads, is for a person. */
static gboolean
holds_letter (EkDanger *danger, const char *text)
{
  guint attached = MAX (count (text, "\"contentType\""),
                        count (text, "ttachment\"") + count (text, "\"presentedForm\""));
  guint n_read = 0;

  for (const char *p = attached > 0 ? strstr (text, "\"data\"") : NULL; p != NULL; p = strstr (p + 6, "\"data\""))
    {
      g_autofree char *data = value_after (p + 6);
      g_auto (GStrv) letters = data != NULL ? ek_letter_read_base64 (NULL, data) : NULL;

      /* what may be read in several ways is read with what is said of it */
      if (letters != NULL &&
          (letters[1] != NULL || ek_danger_may_say (danger, letters[0]) || holds_markup (danger, letters[0])))
        return TRUE;
      n_read += letters != NULL;
    }
  return n_read < attached;
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

/**
 * ek_danger_suspects:
 * @text: the JSON of one resource, or of the entry of a Bundle that holds it; need not end with a zero byte
 * @length: its length in bytes
 *
 * A fast look for words and codes of danger, in whatever letters JSON writes them, also in letters that are attached.
 * An attachment that no program reads is suspected of everything. Source of the words: data/knowledge/danger.json.
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
  return ek_danger_may_say (ek_danger_rules (rules), plain) || holds_code (ek_danger_rules (rules), plain) ||
    holds_letter (ek_danger_rules (rules), plain) || holds_narrative (ek_danger_rules (rules), plain);
}
