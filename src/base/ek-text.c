/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-text.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

/* Bytes. What is longer stays as it is. */
#define LONGEST 100000

/* ICU's objects are dear to open and not safe to share between threads while in use: one each, behind a lock. */
static GMutex icu_lock;

static UTransliterator *
transliterator (const char *id)
{
  UChar id16[128];
  UErrorCode status = U_ZERO_ERROR;
  UTransliterator *result;

  u_uastrcpy (id16, id);
  result = utrans_openU (id16, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  return U_SUCCESS (status) ? result : NULL;
}

static char *
transliterate (UTransliterator *rules, const char *text)
{
  g_autofree UChar *buffer = NULL;
  UErrorCode status = U_ZERO_ERROR;
  gsize bytes = strlen (text);
  int32_t capacity, length = 0, limit;

  if (rules == NULL || bytes > LONGEST)
    return g_strdup (text);
  capacity = (int32_t) bytes * 8 + 16;
  buffer = g_new (UChar, (gsize) capacity);
  u_strFromUTF8WithSub (buffer, capacity, &length, text, (int32_t) bytes, 0xfffd, NULL, &status);
  limit = length;
  g_mutex_lock (&icu_lock);
  utrans_transUChars (rules, buffer, &length, capacity, 0, &limit, &status);
  g_mutex_unlock (&icu_lock);
  if (U_FAILURE (status))
    return g_strdup (text);
  return g_utf16_to_utf8 ((const gunichar2 *) buffer, length, NULL, NULL, NULL);
}

/* Without combining marks and what only formats, which would tell apart what a person reads as one. */
static int32_t
strip (UChar *text, int32_t length)
{
  int32_t done = 0;

  for (int32_t i = 0; i < length;)
    {
      int32_t from = i;
      UChar32 c;

      U16_NEXT (text, i, length, c);
      if ((U_GET_GC_MASK (c) & (U_GC_MN_MASK | U_GC_CF_MASK)) == 0)
        while (from < i)
          text[done++] = text[from++];
    }
  return done;
}

/* Letters whose stroke is no mark of its own. */
static void
take_strokes (UChar *text, int32_t length)
{
  for (int32_t i = 0; i < length; i++)
    text[i] = text[i] == 0x142 ? 'l' : text[i] == 0xf8 ? 'o' : text[i] == 0x111 ? 'd' : text[i];
}

/* What ICU's rules "NFKD; [[:Mn:][:Cf:]] Remove; Lower; [\u0142\u00f8\u0111] Latin-ASCII; NFC" do, step by step:
 * setting them up takes as long as the import of fifty records. */
static char *
fold_unicode (const char *text)
{
  gsize bytes = strlen (text);
  int32_t capacity, length = 0;
  g_autofree UChar *one = NULL, *other = NULL;
  UErrorCode status = U_ZERO_ERROR;

  if (bytes > LONGEST)
    return g_strdup (text);
  capacity = (int32_t) bytes * 8 + 16;
  one = g_new (UChar, (gsize) capacity);
  other = g_new (UChar, (gsize) capacity);
  u_strFromUTF8WithSub (other, capacity, &length, text, (int32_t) bytes, 0xfffd, NULL, &status);
  length = unorm2_normalize (unorm2_getNFKDInstance (&status), other, length, one, capacity, &status);
  if (U_FAILURE (status))
    return g_strdup (text);
  length = strip (one, length);
  length = u_strToLower (other, capacity, one, length, "", &status);
  if (U_FAILURE (status))
    return g_strdup (text);
  take_strokes (other, length);
  length = unorm2_normalize (unorm2_getNFCInstance (&status), other, length, one, capacity, &status);
  return U_SUCCESS (status) ? g_utf16_to_utf8 ((const gunichar2 *) one, length, NULL, NULL, NULL) : g_strdup (text);
}

/* How many bytes a common Chinese character (U+4E00 to U+9FFF) at @p has, which has neither cases nor other forms; 0:
 * it is none. */
static gsize
han_length (const guint8 *p)
{
  if (*p < 0xe4 || *p > 0xe9 || (*p == 0xe4 && p[1] < 0xb8))
    return 0;
  return (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 ? 3 : 0;
}

/* Whether folding changes nothing of @text but ASCII letters and blanks. */
static gboolean
is_simple (const char *text)
{
  gsize length = 1;

  for (const guint8 *p = (const guint8 *) text; *p != '\0' && length > 0; p += length)
    length = *p < 0x80 ? 1 : han_length (p);
  return length > 0;
}

/* Whether folding changes nothing of @text at all, as of most words that are folded. */
static gboolean
is_folded (const char *text)
{
  const guint8 *p = (const guint8 *) text;
  gsize length = 1;

  if (*p == ' ')
    return FALSE;
  for (; *p != '\0' && length > 0; p += length)
    if (*p >= 0x80)
      length = han_length (p);
    else if (*p < ' ' || *p == 0x7f || g_ascii_isupper ((char) *p) || (*p == ' ' && (p[1] == ' ' || p[1] == '\0')))
      return FALSE;
    else
      length = 1;
  return length > 0;
}

static UTransliterator *
pinyin_rules (void)
{
  static UTransliterator *rules;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      rules = transliterator ("Han-Latin/Names; NFD; [:Mn:] Remove; NFC; Lower");
      if (rules == NULL)
        rules = transliterator ("Han-Latin; NFD; [:Mn:] Remove; NFC; Lower");
      g_once_init_leave (&once, 1);
    }
  return rules;
}

/**
 * ek_text_ascii_length:
 * @text: bytes
 * @length: how many
 *
 * Most of what is received is plain ASCII, of which some things need not be asked byte by byte.
 *
 * Returns: how many bytes at the beginning of @text are ASCII, a few less where others follow
 */
gsize
ek_text_ascii_length (const char *text, gsize length)
{
  gsize n = 0;
  guint64 eight;

  for (; length - n >= sizeof eight; n += sizeof eight)
    {
      memcpy (&eight, text + n, sizeof eight);
      if ((eight & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        return n;
    }
  while (n < length && (guchar) text[n] < 0x80)
    n++;
  return n;
}

/* Of ASCII without a look into the tables of Unicode, which say the same of it. */
static gboolean
is_space (const char *at)
{
  if ((guchar) *at < 0x80)
    return *at == ' ' || *at == '\t' || *at == '\n' || *at == '\r' || *at == '\f';
  return g_unichar_isspace (g_utf8_get_char (at));
}

/**
 * ek_text_fold:
 * @text: UTF-8
 *
 * The form in which texts are compared in a search: without case, accents, width variants and with single spaces.
 * Chinese characters stay as they are.
 *
 * Returns: (transfer full): the folded text; "" for NULL
 */
char *
ek_text_fold (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *folded = NULL;
  GString *out;

  if (text == NULL || is_folded (text))
    return g_strdup (text != NULL ? text : "");
  valid = g_utf8_make_valid (text, -1);
  /* ASCII has neither accents nor widths: lower case is all that is done to it. */
  folded = is_simple (valid) ? g_ascii_strdown (valid, -1) : fold_unicode (valid);
  if (folded == NULL)
    return g_strdup ("");
  out = g_string_sized_new (strlen (folded));
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      if ((guchar) *p < 0x80 && !is_space (p))
        g_string_append_c (out, *p);
      else if (!is_space (p))
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
      else if (out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  if (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}

/* Letters, digits and blanks have no reading. Between signs, also those of ASCII, the rules for Chinese put blanks. */
static gboolean
is_plain (const char *text)
{
  while (g_ascii_isalnum (*text) || *text == ' ')
    text++;
  return *text == '\0';
}

/**
 * ek_text_pinyin:
 * @text: UTF-8; may mix Chinese and other scripts
 *
 * Chinese as Hanyu Pinyin without tones, a syllable a word, by ICU's table: the commonest reading of each character.
 * What is not Chinese is folded only. Surnames with a reading of their own are the caller's affair.
 *
 * Returns: (transfer full): such as "zhang wei"
 */
char *
ek_text_pinyin (const char *text)
{
  GString *out;

  if (text == NULL)
    return g_strdup ("");
  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char_validated (p, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        break;
      if (g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN)
        {
          if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c (out, ' ');
          g_string_append_unichar (out, c);
          g_string_append_c (out, ' ');
        }
      else
        g_string_append_unichar (out, c);
    }
  {
    g_autofree char *spaced = g_string_free (out, FALSE);
    g_autofree char *latin = is_plain (spaced) ? g_strdup (spaced) : transliterate (pinyin_rules (), spaced);

    return ek_text_fold (latin);
  }
}

/**
 * ek_text_initials:
 * @text: UTF-8; as for ek_text_pinyin()
 *
 * Returns: (transfer full): the first letter of each word of the pinyin, such as "zw"
 */
char *
ek_text_initials (const char *text)
{
  g_autofree char *pinyin = ek_text_pinyin (text);
  GString *out = g_string_new (NULL);
  gboolean start = TRUE;

  for (const char *p = pinyin; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (start && g_unichar_isalnum (c))
        g_string_append_unichar (out, c);
      start = !g_unichar_isalnum (c) && c != '\'';
    }
  return g_string_free (out, FALSE);
}

/**
 * ek_text_isolate:
 * @text: UTF-8
 *
 * Wraps a name in FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE (Unicode UAX 9), so that a right-to-left name does not
 * turn the sentence around it.
 *
 * Returns: (transfer full): the wrapped text; "" for NULL
 */
char *
ek_text_isolate (const char *text)
{
  return text == NULL ? g_strdup ("") : g_strconcat ("\xe2\x81\xa8", text, "\xe2\x81\xa9", NULL);
}

/* Joiners shape the letters of some scripts; beside others they are seen by nobody. */
static gboolean
is_joined (gunichar before)
{
  GUnicodeScript script = g_unichar_get_script (before);

  return before > 0x7f && script != G_UNICODE_SCRIPT_LATIN && script != G_UNICODE_SCRIPT_GREEK &&
    script != G_UNICODE_SCRIPT_CYRILLIC && script != G_UNICODE_SCRIPT_HAN && !g_unichar_isspace (before);
}

/**
 * ek_text_is_dangerous:
 * @c: a character
 *
 * Returns: whether it turns the text around it, moves a cursor, or ends what it stands in (Unicode UAX 9): in no text
 *   is it needed. Line ends and tabulators are not dangerous, nor are the isolates of ek_text_isolate()
 */
gboolean
ek_text_is_dangerous (gunichar c)
{
  return (g_unichar_iscntrl (c) && c != '\n' && c != '\t') || (c >= 0x202a && c <= 0x202e) || c == 0x2028 ||
    c == 0x2029 || (c >= 0x206a && c <= 0x206f) || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

/* What is not seen at all, so that two lines can look the same without being it: marks of direction (isolates too),
 * blanks without width, fillers. Chosen forms of Chinese characters (U+E0100 and on) are seen, and stay. */
static gboolean
is_invisible (gunichar c)
{
  static const gunichar fillers[] = { 0xad,   0x34f,  0x61c,  0x115f, 0x1160, 0x17b4, 0x17b5,
                                      0x180e, 0x200b, 0x200e, 0x200f, 0x3164, 0xfeff, 0xffa0 };

  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    if (c == fillers[i])
      return TRUE;
  return c >= 0x2060 && c <= 0x2069;
}

static char *
clean (const char *text, gboolean line)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));
  gunichar before = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (ek_text_is_dangerous (c) ||
          (line && (is_invisible (c) || ((c == 0x200c || c == 0x200d) && !is_joined (before)))))
        continue;
      g_string_append_unichar (out, line && (c == '\n' || c == '\t') ? ' ' : c);
      before = c;
    }
  return g_string_free (out, FALSE);
}

/**
 * ek_text_clean_line:
 * @text: (nullable): text of one line by which somebody is told apart: a name, a number
 *
 * Without what cannot be seen: two names that look the same are the same afterwards, and none turns the text around it
 * (Unicode UAX 9, UTR 36).
 *
 * Returns: (transfer full) (nullable): the text without control characters, overrides and marks of direction, and
 *   characters without width; line ends and tabulators are blanks. %NULL for %NULL
 */
char *
ek_text_clean_line (const char *text)
{
  return text != NULL ? clean (text, TRUE) : NULL;
}

/**
 * ek_text_clean_note:
 * @text: (nullable): text of any length
 *
 * Returns: (transfer full) (nullable): the text without control characters other than line ends and tabulators, and
 *   without overrides of direction, which can make a sentence read as another; %NULL for %NULL
 */
char *
ek_text_clean_note (const char *text)
{
  return text != NULL ? clean (text, FALSE) : NULL;
}

/**
 * ek_text_is_blank:
 * @text: (nullable): UTF-8
 *
 * Returns: whether nothing of it is seen: it is empty, or blanks of any width (U+3000 too) and invisible characters
 *   only
 */
gboolean
ek_text_is_blank (const char *text)
{
  g_autofree char *clean = NULL;

  if (text != NULL && g_ascii_isgraph (*text))
    return FALSE;
  clean = ek_text_clean_line (text);
  for (const char *p = clean; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* U+2800 is a pattern of Braille without dots */
      if (g_unichar_isgraph (c) && !g_unichar_isspace (c) && c != 0x2800)
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_text_has_han:
 * @text: (nullable): any text; one that is not UTF-8 has none
 *
 * Returns: whether a Chinese character is in @text
 */
gboolean
ek_text_has_han (const char *text)
{
  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

/**
 * ek_text_collate:
 * @a: UTF-8
 * @b: UTF-8
 *
 * Orders names as a Chinese reader expects: Chinese by pinyin, Latin by letter without regard to case.
 *
 * Returns: < 0, 0 or > 0
 */
int
ek_text_collate (const char *a, const char *b)
{
  static UCollator *collator;
  static gsize once;
  UErrorCode status = U_ZERO_ERROR;
  UCollationResult result;

  if (g_once_init_enter (&once))
    {
      UErrorCode opening = U_ZERO_ERROR;

      collator = ucol_open ("zh@collation=pinyin", &opening);
      g_once_init_leave (&once, 1);
    }
  if (collator == NULL)
    return g_utf8_collate (a, b);
  result = ucol_strcollUTF8 (collator, a, -1, b, -1, &status);
  return result == UCOL_LESS ? -1 : result == UCOL_GREATER;
}
