/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of a text in RTF. Source: Rich Text Format Specification 1.9.1 (Microsoft 2008): groups in braces, control
 * words with a number, \'hh for a byte of the code page, \uN for a character of Unicode behind which \ucN says how many
 * bytes stand for those who do not know it. */

#include "ek-rtf.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 200
#define WORD_MAX 32

typedef struct {
  gboolean silent; /* fonts, styles, pictures */
  int replaced;    /* characters that stand for one of Unicode */
} Group;

typedef struct {
  const char *at;
  const char *end;
  const char *charset; /* NULL: as the text says */
  char page[24];
  GString *out;
  GString *bytes; /* of the code page, not yet read */
  gunichar high;  /* the first half of a pair */
  int skip;       /* characters that only stand for the last one */
  guint depth;
  Group groups[DEPTH_MAX];
} Reader;

static void
flush (Reader *self)
{
  g_autofree char *text = NULL;
  gsize written = 0;

  if (self->bytes->len == 0)
    return;
  text = g_convert_with_fallback (self->bytes->str, (gssize) self->bytes->len, "UTF-8",
                                  self->charset != NULL ? self->charset : self->page, "?", NULL, &written, NULL);
  if (text == NULL)
    text = g_utf8_make_valid (self->bytes->str, (gssize) self->bytes->len);
  g_string_append (self->out, text);
  g_string_truncate (self->bytes, 0);
}

static gboolean
is_silent (Reader *self)
{
  return self->groups[self->depth].silent;
}

static void
put_byte (Reader *self, char byte)
{
  if (self->skip > 0)
    self->skip--;
  else if (!is_silent (self))
    g_string_append_c (self->bytes, byte != '\0' ? byte : ' ');
}

static void
put_text (Reader *self, const char *text)
{
  if (is_silent (self))
    return;
  flush (self);
  g_string_append (self->out, text);
}

static void
put_unicode (Reader *self, int number)
{
  gunichar c = number < 0 ? (gunichar) (number + 65536) : (gunichar) number;

  self->skip = self->groups[self->depth].replaced;
  if (is_silent (self))
    return;
  flush (self);
  if (c >= 0xd800 && c < 0xdc00)
    {
      self->high = c;
      return;
    }
  if (c >= 0xdc00 && c < 0xe000)
    c = self->high != 0 ? 0x10000 + ((self->high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
  self->high = 0;
  g_string_append_unichar (self->out, c > 0 && c < 0x110000 ? c : 0xfffd);
}

static void
take_word (Reader *self, const char *word, int number, gboolean has_number)
{
  static const char *const silent[] = { "fonttbl",      "colortbl",          "stylesheet", "pict",      "object",
                                        "listtable",    "listoverridetable", "themedata",  "datastore", "xmlnstbl",
                                        "latentstyles", "rsidtbl",           "generator",  NULL };
  static const char *const lines[] = { "par", "line", "row", "sect", "page", NULL };
  static const char *const blanks[] = { "tab", "cell", "emspace", "enspace", NULL };

  if (g_str_equal (word, "ansicpg") && has_number)
    g_snprintf (self->page, sizeof self->page, number == 936 ? "GB18030" : "CP%d", number);
  else if (g_str_equal (word, "uc"))
    self->groups[self->depth].replaced = CLAMP (number, 0, 16);
  else if (g_str_equal (word, "u") && has_number)
    put_unicode (self, number);
  else if (g_str_equal (word, "bin") && number > 0)
    self->at += MIN (number, self->end - self->at);
  else if (g_strv_contains (silent, word))
    self->groups[self->depth].silent = TRUE;
  else if (g_strv_contains (lines, word))
    put_text (self, "\n");
  else if (g_strv_contains (blanks, word))
    put_text (self, " ");
}

/* Behind a backslash and a letter. */
static void
read_word (Reader *self)
{
  char word[WORD_MAX] = "";
  gsize n = 0;
  gboolean has_number;
  int number = 0, sign = 1;

  for (; self->at < self->end && g_ascii_isalpha (*self->at); self->at++)
    if (n < sizeof word - 1)
      word[n++] = *self->at;
  if (self->at + 1 < self->end && *self->at == '-' && g_ascii_isdigit (self->at[1]))
    {
      sign = -1;
      self->at++;
    }
  has_number = self->at < self->end && g_ascii_isdigit (*self->at);
  for (; self->at < self->end && g_ascii_isdigit (*self->at); self->at++)
    number = number < 100000000 ? number * 10 + (*self->at - '0') : number;
  if (self->at < self->end && *self->at == ' ')
    self->at++;
  take_word (self, word, sign * number, has_number);
}

/* Behind a backslash and a sign. */
static void
read_sign (Reader *self)
{
  char sign = *self->at++;

  if (sign == '\'' && self->end - self->at >= 2)
    {
      int high = g_ascii_xdigit_value (self->at[0]), low = g_ascii_xdigit_value (self->at[1]);

      self->at += 2;
      if (high >= 0 && low >= 0)
        put_byte (self, (char) (high * 16 + low));
    }
  else if (sign == '*')
    self->groups[self->depth].silent = TRUE;
  else if (sign == '~')
    put_text (self, " ");
  else if (sign == '\n' || sign == '\r')
    put_text (self, "\n");
  else if (strchr ("\\{}", sign) != NULL)
    put_byte (self, sign);
}

static void
open_group (Reader *self)
{
  if (self->depth + 1 >= DEPTH_MAX)
    return;
  self->groups[self->depth + 1] = self->groups[self->depth];
  self->depth++;
}

static void
close_group (Reader *self)
{
  if (self->depth > 0)
    self->depth--;
  self->skip = 0;
}

/**
 * ek_rtf_read:
 * @rtf: a text in RTF, also a broken one
 * @length: its bytes
 * @charset: (nullable): the letters of its bytes; %NULL: as it says itself, else those of Western Europe
 *
 * Returns: (transfer full): its words in UTF-8, without fonts, styles and pictures
 */
char *
ek_rtf_read (const char *rtf, gsize length, const char *charset)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) bytes = g_string_new (NULL);
  Reader self = { .at = rtf, .end = rtf + length, .charset = charset, .page = "CP1252", .out = out, .bytes = bytes };

  self.groups[0].replaced = 1;
  while (self.at < self.end)
    {
      char c = *self.at++;

      if (c == '{')
        open_group (&self);
      else if (c == '}')
        close_group (&self);
      else if (c == '\\' && self.at < self.end && g_ascii_isalpha (*self.at))
        read_word (&self);
      else if (c == '\\' && self.at < self.end)
        read_sign (&self);
      else if (c != '\\' && c != '\r' && c != '\n')
        put_byte (&self, c);
    }
  flush (&self);
  return g_utf8_make_valid (out->str, (gssize) out->len);
}
