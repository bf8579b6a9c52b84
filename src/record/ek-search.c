/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A search text is lines, each begun by a letter that says what it is:
 *   S sort key · N name · F part of a name · C name without anything but letters and digits · P reading, a syllable
 *   a word ·
 *   I identifier · T digits of a phone number
 * Everything is folded (ek_text_fold), so that case, accents and full-width letters do not matter. */

#include "ek-search.h"

#include <string.h>

#include "ek-text.h"

struct _EkSearchText {
  GString *lines;
};

static void
add_line (EkSearchText *self, char kind, const char *text)
{
  g_autofree char *line = NULL;

  if (*text == '\0')
    return;
  line = g_strdup_printf ("\n%c%s\n", kind, text);
  if (strstr (self->lines->str, line) == NULL)
    g_string_append (self->lines, line + 1);
}

/* Only the letters and digits of any script: 玛丽亚·延森 and "o'brien-smith" as one word. */
static char *
compact (const char *folded)
{
  GString *out = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));

  return g_string_free (out, FALSE);
}

static char *
digits_of (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (out, *p);

  return g_string_free (out, FALSE);
}

/**
 * ek_search_text_new:
 * @sort_key: what the patient is sorted by in a list, folded
 *
 * Returns: (transfer full): the beginning of a search text
 */
EkSearchText *
ek_search_text_new (const char *sort_key)
{
  EkSearchText *self = g_new0 (EkSearchText, 1);

  self->lines = g_string_new ("\n");
  add_line (self, 'S', sort_key);

  return self;
}

/**
 * ek_search_text_free:
 * @self: (nullable): a search text
 */
void
ek_search_text_free (EkSearchText *self)
{
  if (self == NULL)
    return;
  g_string_free (self->lines, TRUE);
  g_free (self);
}

static void
add_name (EkSearchText *self, char kind, const char *name)
{
  g_autofree char *folded = ek_text_fold (name);
  g_autofree char *joined = compact (folded);

  add_line (self, kind, folded);
  if (strcmp (folded, joined) != 0)
    add_line (self, 'C', joined);
  /* The words of a Latin name are matched as syllables are: "mj" and "mar jen" find Maria Jensen. */
  if (!ek_text_has_han (folded))
    add_line (self, 'P', folded);
}

/**
 * ek_search_text_add_name:
 * @self: a search text
 * @name: (nullable): the name as it is written
 */
void
ek_search_text_add_name (EkSearchText *self, const char *name)
{
  add_name (self, 'N', name);
}

/**
 * ek_search_text_add_name_part:
 * @self: a search text
 * @part: (nullable): a family or given name; found as well as the name, but never before somebody of that whole name
 */
void
ek_search_text_add_name_part (EkSearchText *self, const char *part)
{
  add_name (self, 'F', part);
}

/**
 * ek_search_text_add_reading:
 * @self: a search text
 * @pinyin: a reading of the name without tones, a syllable a word
 */
void
ek_search_text_add_reading (EkSearchText *self, const char *pinyin)
{
  g_autofree char *folded = ek_text_fold (pinyin);

  add_line (self, 'P', folded);
}

/**
 * ek_search_text_add_identifier:
 * @self: a search text
 * @value: the value of an identifier
 */
void
ek_search_text_add_identifier (EkSearchText *self, const char *value)
{
  g_autofree char *folded = ek_text_fold (value);
  g_autofree char *joined = compact (folded);

  add_line (self, 'I', folded);
  add_line (self, 'I', joined);
}

/**
 * ek_search_text_add_phone:
 * @self: a search text
 * @phone: (nullable): a phone number as it is written
 */
void
ek_search_text_add_phone (EkSearchText *self, const char *phone)
{
  g_autofree char *folded = ek_text_fold (phone);
  g_autofree char *digits = digits_of (folded);

  add_line (self, 'T', digits);
}

/**
 * ek_search_text_finish:
 * @self: a search text
 *
 * Returns: (transfer full): the text to be kept, and to be given to ek_query_match()
 */
char *
ek_search_text_finish (EkSearchText *self)
{
  return g_strdup (self->lines->str + 1);
}

/* A word of the query, in every form it may be looked for. */
typedef struct {
  char *plain;     /* folded */
  char *compact;   /* without what people write between the parts of a name or number, or NULL when the same */
  char *syllables; /* without tone digits, ü as u: for readings, or NULL when it cannot be one */
  char *digits;    /* for phone numbers, or NULL when it cannot be one */
} EkWord;

struct _EkQuery {
  GPtrArray *words;
};

static void
word_free (gpointer data)
{
  EkWord *word = data;

  g_free (word->plain);
  g_free (word->compact);
  g_free (word->syllables);
  g_free (word->digits);
  g_free (word);
}

/* "zhang1wei3" and "lv" as the readings are kept: "zhangwei", "lu". In pinyin "v" stands for ü and nothing else. */
static char *
as_syllables (const char *plain)
{
  GString *out = g_string_new (NULL);

  for (const char *p = plain; *p != '\0'; p++)
    {
      if (*p >= '1' && *p <= '5' && out->len > 0 && g_ascii_isalpha (p[-1]))
        continue;
      if (*p == '\'' || *p == '-')
        continue;
      if (g_ascii_isdigit (*p))
        {
          g_string_free (out, TRUE);
          return NULL;
        }
      g_string_append_c (out, *p == 'v' && p > plain && (p[-1] == 'l' || p[-1] == 'n') ? 'u' : *p);
    }
  if (out->len == 0)
    {
      g_string_free (out, TRUE);
      return NULL;
    }

  return g_string_free (out, FALSE);
}

/* Digits, and what people write between them. Shorter than three digits finds everybody. */
static char *
as_phone (const char *plain)
{
  char *digits = digits_of (plain);

  if (strlen (digits) < 3 || strspn (plain, "0123456789+-()./") != strlen (plain))
    g_clear_pointer (&digits, g_free);

  return digits;
}

/* Only marks that stand between parts are passed over; any other character must be found as it is. */
static char *
without_marks (const char *plain)
{
  GString *out = g_string_new (NULL);

  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    if (g_utf8_strchr ("-'’·./", -1, g_utf8_get_char (p)) == NULL)
      g_string_append_unichar (out, g_utf8_get_char (p));

  return g_string_free (out, FALSE);
}

static EkWord *
word_new (const char *plain)
{
  EkWord *word = g_new0 (EkWord, 1);
  g_autofree char *joined = without_marks (plain);

  word->plain = g_strdup (plain);
  if (*joined != '\0' && strcmp (joined, plain) != 0)
    word->compact = g_steal_pointer (&joined);
  word->syllables = as_syllables (plain);
  word->digits = as_phone (plain);

  return word;
}

/**
 * ek_query_new:
 * @text: (nullable): what was typed
 *
 * Returns: (transfer full): the query, taken apart into words
 */
EkQuery *
ek_query_new (const char *text)
{
  EkQuery *self = g_new0 (EkQuery, 1);
  g_autofree char *folded = ek_text_fold (text);
  g_auto (GStrv) words = g_strsplit_set (folded, " ,;\n\t", -1);

  self->words = g_ptr_array_new_with_free_func (word_free);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (self->words, word_new (words[i]));

  return self;
}

/**
 * ek_query_free:
 * @self: (nullable): a query
 */
void
ek_query_free (EkQuery *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->words);
  g_free (self);
}

/**
 * ek_query_is_empty:
 * @self: a query
 *
 * Returns: whether nothing was asked, so that everybody matches
 */
gboolean
ek_query_is_empty (EkQuery *self)
{
  return self->words->len == 0;
}

static gboolean
equals (const char *line, gsize length, const char *word)
{
  return strncmp (line, word, length) == 0 && word[length] == '\0';
}

/* The whole, the beginning, the beginning of a word, or anywhere. */
static int
match_plain (const char *line, gsize length, const char *word)
{
  gsize word_length = strlen (word);
  const char *found;

  if (word_length > length || (found = memmem (line, length, word, word_length)) == NULL)
    return -1;
  if (found == line)
    return word_length == length ? 0 : 1;

  return found[-1] == ' ' ? 3 : 5;
}

/* Whether the rest of @word is made of beginnings of the following syllables, one after the other: zw, zhangw,
 * zhwei. */
static gboolean
match_syllables (const char *syllable, const char *end, const char *word, gboolean *whole)
{
  const char *p = syllable;
  const char *next;

  if (*word == '\0')
    {
      *whole = syllable >= end;
      return TRUE;
    }
  if (syllable >= end)
    return FALSE;
  next = memchr (syllable, ' ', (gsize) (end - syllable));
  next = next != NULL ? next : end;
  /* The longest beginning first: "wei" is one syllable before it is w-e-i. */
  while (p < next && *word != '\0' && *p == *word)
    {
      p++;
      word++;
    }
  for (; p > syllable; p--, word--)
    if (match_syllables (next < end ? next + 1 : end, end, word, whole))
      return TRUE;

  return FALSE;
}

static int
match_reading (const char *line, gsize length, const char *word)
{
  const char *end = line + length;
  gboolean whole;

  for (const char *start = line; start != NULL && start < end;)
    {
      const char *space = memchr (start, ' ', (gsize) (end - start));

      if (*start == *word && match_syllables (start, end, word, &whole))
        return start != line ? 3 : whole ? 1 : 2;
      start = space != NULL ? space + 1 : NULL;
    }

  return -1;
}

static int
match_phone (const char *line, gsize length, const char *digits)
{
  gsize n = strlen (digits);
  const char *found = n <= length ? memmem (line, length, digits, n) : NULL;

  if (found == NULL)
    return -1;

  return n == length ? 0 : found + n == line + length ? 3 : 5;
}

static int
match_line (const EkWord *word, char kind, const char *line, gsize length)
{
  int rank;

  switch (kind)
    {
    case 'N':
      return match_plain (line, length, word->plain);
    case 'F':
      rank = match_plain (line, length, word->plain);
      return rank >= 0 ? rank + 1 : -1;
    case 'C':
      return match_plain (line, length, word->compact != NULL ? word->compact : word->plain);
    case 'P':
      return word->syllables != NULL ? match_reading (line, length, word->syllables) : -1;
    case 'I':
      if (equals (line, length, word->plain) || (word->compact != NULL && equals (line, length, word->compact)))
        return 0;
      return match_plain (line, length, word->plain);
    case 'T':
      return word->digits != NULL ? match_phone (line, length, word->digits) : -1;
    default:
      return -1;
    }
}

static int
match_word (const EkWord *word, const char *text)
{
  int best = -1;

  while (*text != '\0' && best != 0)
    {
      const char *end = strchrnul (text, '\n');
      int rank = match_line (word, text[0], text + 1, (gsize) (end - text - 1));

      if (rank >= 0 && (best < 0 || rank < best))
        best = rank;
      text = *end == '\n' ? end + 1 : end;
    }

  return best;
}

/**
 * ek_query_match:
 * @self: a query
 * @search_text: what ek_search_text_finish() made
 *
 * Every word must be found: in a name, in a reading (whole, by initials or by beginnings of syllables), in an
 * identifier, or in a phone number.
 *
 * Returns: how well it matches, 0 best, or -1 when a word is not found
 */
int
ek_query_match (EkQuery *self, const char *search_text)
{
  int sum = 0;

  for (guint i = 0; i < self->words->len; i++)
    {
      int rank = match_word (g_ptr_array_index (self->words, i), search_text);

      if (rank < 0)
        return -1;
      sum += rank;
    }

  return sum;
}
