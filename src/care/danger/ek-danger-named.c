/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Critical items of the definitions that come without their code: under a name of the hospital's own ("PHQ9_09", "PHQ-9
 * item 9", "PHQ-9 第9题"), or in their own words. */

#include "ek-danger-look.h"

#include <string.h>

/* The next letter or digit at *at, in lower case and of common width; 0: there is none. *at stands behind it then. */
static gunichar
next_letter (const char **at)
{
  while (**at != '\0')
    {
      gunichar c;

      if ((guchar) * *at < 0x80)
        {
          char plain = *(*at)++;

          if (g_ascii_isalnum (plain))
            return (gunichar) g_ascii_tolower (plain);
          continue;
        }
      c = g_utf8_get_char (*at);
      *at = g_utf8_next_char (*at);
      if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0;
      if (g_unichar_isalnum (c))
        return g_unichar_tolower (c);
    }
  return 0;
}

/* Whether two texts have the same letters, whatever stands between them. */
static gboolean
is_same (const char *one, const char *other)
{
  gunichar a, b;

  if (one == NULL || other == NULL)
    return FALSE;
  do
    {
      a = next_letter (&one);
      b = next_letter (&other);
    }
  while (a == b && a != 0);
  return a == b;
}

/* What stands in @text behind @name, or NULL. */
static const char *
behind (const char *text, const char *name)
{
  gunichar wanted, c;

  while ((wanted = next_letter (&name)) != 0)
    {
      c = next_letter (&text);
      if (c != wanted)
        return NULL;
    }
  return text;
}

static const char *
skip_signs (const char *at)
{
  while (*at != '\0' && !g_unichar_isalnum (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

/* Behind "item", "question", "第", or what else numbers items. */
static const char *
skip_numbering (const char *at)
{
  static const char *const words[] = { "item", "question", "q", "i", "no", "nr", "第", "条目", "题", "项", NULL };
  const char *next = skip_signs (at);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strncasecmp (next, words[i], strlen (words[i])) == 0)
      {
        const char *after = skip_signs (next + strlen (words[i]));

        if (g_ascii_isdigit (*after) || g_str_has_prefix (after, "第"))
          return g_str_has_prefix (after, "第") ? skip_signs (after + strlen ("第")) : after;
      }
  return next;
}

/* The item that @at numbers, which stands behind the name of @instrument, or under it. @bare: a number without a word
 * for "item" is enough. */
static EkItem *
find_numbered (EkInstrument *instrument, const char *at, gboolean bare)
{
  static const char *const ends[] = { "题", "項", "项", "条目", "score", "得分", "评分", NULL };
  const char *from = skip_numbering (at), *end = NULL;
  g_autofree char *id = NULL;

  if (!bare && g_ascii_isdigit (*skip_signs (at)))
    return NULL;
  for (; *from == '0'; from++)
    ;
  for (end = from; g_ascii_isdigit (*end); end++)
    ;
  if (end == from)
    return NULL;
  if (g_ascii_isalpha (*end) && !g_ascii_isalpha (end[1]))
    end++;
  id = g_ascii_strdown (from, end - from);
  while (*end == ' ' || *end == '_')
    end++;
  for (guint i = 0; ends[i] != NULL; i++)
    if (g_str_has_prefix (end, ends[i]))
      end += strlen (ends[i]);
  if (*end != '\0' && (g_unichar_isalnum (g_utf8_get_char (end))))
    return NULL;
  return ek_instrument_item_critical_rule (instrument, id, 0) != NULL ? ek_instrument_find_item (instrument, id) : NULL;
}

/* Behind the id or the short name of @instrument; of "cssrs_screen" the first part will do. */
static const char *
behind_instrument (EkInstrument *instrument, const char *text)
{
  const char *id = ek_instrument_get_id (instrument), *after = behind (text, id);
  g_autofree char *first = NULL;

  if (after == NULL)
    after = behind (text, ek_instrument_get_abbreviation (instrument));
  if (after != NULL || strchr (id, '_') == NULL)
    return after;
  first = g_strndup (id, strcspn (id, "_"));
  return behind (text, first);
}

/* Whether a number behind the name is an item's: "PHQ9_09", "PHQ-9-9"; "EPDS-10" may be the whole. */
static gboolean
is_bare_number (EkInstrument *instrument, const char *after)
{
  const char *id = ek_instrument_get_id (instrument);

  if (*after == '_' || *after == '.' || *after == '#' || *after == ':')
    return TRUE;
  return g_ascii_isdigit (id[strlen (id) - 1]) && *after != '\0' && !g_ascii_isalnum (*after);
}

static EkItem *
find_worded (EkInstrument *instrument, const char *text)
{
  const char *unnumbered = text;
  EkItem *item = NULL;

  while (g_ascii_isdigit (*unnumbered))
    unnumbered++;
  for (guint i = 0; (item = ek_instrument_get_critical_item (instrument, i)) != NULL; i++)
    {
      const char *en = ek_item_get_text (item, "en"), *zh = ek_item_get_text (item, "zh");

      if (is_same (text, en) || is_same (text, zh) ||
          (unnumbered != text && (is_same (unnumbered, en) || is_same (unnumbered, zh))))
        return item;
    }
  return NULL;
}

/**
 * ek_danger_note_name:
 * @look: what is looked at; its member "named" is set where it was %NULL
 * @text: (nullable): what a question is called
 * @whole: (nullable): what the whole is called that the question is a part of
 *
 * Finds the critical item of a definition that is called so, or asks so.
 */
void
ek_danger_note_name (EkDangerLook *look, const char *text, const char *whole)
{
  guint n = look->catalogue != NULL && text != NULL ? ek_catalogue_get_n (look->catalogue) : 0;
  gboolean numbered = n > 0 && strpbrk (text, "0123456789") != NULL;

  for (guint i = 0; look->named == NULL && i < n; i++)
    {
      EkInstrument *instrument = ek_catalogue_get (look->catalogue, i);
      const char *after = NULL;

      if (ek_instrument_get_critical_item (instrument, 0) == NULL)
        continue;
      if (numbered)
        after = behind_instrument (instrument, text);
      if (after != NULL)
        look->named = find_numbered (instrument, after, is_bare_number (instrument, after));
      if (look->named == NULL && numbered && whole != NULL && behind_instrument (instrument, whole) != NULL)
        look->named = find_numbered (instrument, text, FALSE);
      if (look->named == NULL)
        look->named = find_worded (instrument, text);
      look->named_of = look->named != NULL ? instrument : NULL;
    }
}

/**
 * ek_danger_looks_like_loinc:
 * @code: (nullable): a code of a system that is not known
 *
 * Returns: whether it has the form of LOINC's, whose last digit checks the others
 */
gboolean
ek_danger_looks_like_loinc (const char *code)
{
  gsize length = code != NULL ? strlen (code) : 0;
  guint sum = 0;

  if (length < 4 || length > 9 || code[length - 2] != '-' || !g_ascii_isdigit (code[length - 1]))
    return FALSE;
  for (gsize i = 0; i + 2 < length; i++)
    {
      guint digit = (guint) (code[length - 3 - i] - '0');

      if (!g_ascii_isdigit (code[length - 3 - i]))
        return FALSE;
      digit = i % 2 == 0 ? digit * 2 : digit;
      sum += digit > 9 ? digit - 9 : digit;
    }
  return (10 - sum % 10) % 10 == (guint) (code[length - 1] - '0');
}
