/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The text of XHTML and HTML. Blocks are lines; the cells of a row are a question with its answers. Nothing is fetched,
 * run or expanded but characters. */

#include "ek-danger-private.h"

#include <string.h>

#define LONGEST_NAME 16

typedef struct {
  EkDanger *danger;
  GString *out;
  gsize cell; /* where the cell begins that is being read */
  gboolean in_cell;
} Reader;

static const struct {
  const char *name;
  gunichar c;
} entities[] = {
  { "amp", '&' },      { "lt", '<' },       { "gt", '>' },       { "quot", '"' },     { "apos", '\'' },
  { "nbsp", ' ' },     { "ensp", ' ' },     { "emsp", ' ' },     { "thinsp", ' ' },   { "ndash", 0x2013 },
  { "mdash", 0x2014 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "ldquo", 0x201c }, { "rdquo", 0x201d },
  { "hellip", '.' },   { "shy", 0xad },     { "auml", 0xe4 },    { "ouml", 0xf6 },    { "uuml", 0xfc },
  { "Auml", 0xc4 },    { "Ouml", 0xd6 },    { "Uuml", 0xdc },    { "szlig", 0xdf },   { "eacute", 0xe9 },
  { "egrave", 0xe8 },  { "agrave", 0xe0 },  { "ccedil", 0xe7 },  { "ntilde", 0xf1 },  { "aacute", 0xe1 },
  { "iacute", 0xed },  { "oacute", 0xf3 },  { "uacute", 0xfa },
};

/* The character that @name is called, or 0. */
static gunichar
character (const char *name)
{
  guint64 number = 0;

  if (name[0] == '#')
    {
      gboolean hex = name[1] == 'x' || name[1] == 'X';

      number = g_ascii_strtoull (name + (hex ? 2 : 1), NULL, hex ? 16 : 10);
      return number > 0 && number <= 0x10ffff && g_unichar_validate ((gunichar) number) ? (gunichar) number : 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strcmp (entities[i].name, name) == 0)
      return entities[i].c;
  return 0;
}

/* What begins with "&" at @at. Returns: how long it is */
static gsize
read_entity (Reader *reader, const char *at)
{
  gsize length = strcspn (at + 1, "; <&\n");
  char name[LONGEST_NAME];
  gunichar c = 0;

  if (at[length + 1] == ';' && length > 0 && length < sizeof name)
    {
      memcpy (name, at + 1, length);
      name[length] = '\0';
      c = character (name);
    }
  if (c == 0)
    {
      g_string_append_c (reader->out, '&');
      return 1;
    }
  g_string_append_unichar (reader->out, c);
  return length + 2;
}

static const char *
tag_end (const char *at)
{
  char quote = '\0';

  for (; *at != '\0' && (quote != '\0' || *at != '>'); at++)
    if (quote == '\0' && (*at == '"' || *at == '\''))
      quote = *at;
    else if (*at == quote)
      quote = '\0';
  return at;
}

static void
end_line (Reader *reader)
{
  g_string_append_c (reader->out, reader->in_cell ? ' ' : '\n');
}

/* "Suicidal ideation | no | anxiety | yes": a no ends its pair. */
static void
begin_cell (Reader *reader)
{
  g_autofree char *cell = g_strstrip (g_strdup (reader->out->str + reader->cell));

  if (cell[0] != '\0')
    g_string_append (reader->out, ek_danger_says_no (reader->danger, cell) ? "; " : ": ");
  reader->cell = reader->out->len;
}

static void
begin_row (Reader *reader)
{
  reader->in_cell = FALSE;
  end_line (reader);
  reader->cell = reader->out->len;
}

static void
read_tag (Reader *reader, const char *name, gboolean closing)
{
  static const char *const blocks[] = { "p",  "div", "br", "li",  "ul", "ol", "h1",    "h2",      "h3",         "h4",
                                        "h5", "h6",  "hr", "pre", "dl", "dt", "thead", "section", "blockquote", NULL };
  static const char *const rows[] = { "tr", "table", "tbody", "tfoot", "caption", NULL };
  static const char *const cells[] = { "td", "th", "dd", NULL };

  if (g_strv_contains (rows, name))
    begin_row (reader);
  else if (g_strv_contains (cells, name))
    {
      if (!closing)
        begin_cell (reader);
      reader->in_cell = !closing;
    }
  else if (strcmp (name, "dt") == 0 && closing)
    return;
  else if (g_strv_contains (blocks, name))
    {
      end_line (reader);
      if (!reader->in_cell)
        reader->cell = reader->out->len;
    }
}

/* What begins with "<" at @at. Returns: behind it */
static const char *
read_markup (Reader *reader, const char *at)
{
  gboolean closing = at[1] == '/';
  const char *begin = at + (closing ? 2 : 1), *end = NULL;
  gsize length = 0;
  char name[LONGEST_NAME] = "";

  if (g_str_has_prefix (at, "<!--"))
    {
      end = strstr (at, "-->");
      return end != NULL ? end + 3 : at + strlen (at);
    }
  if (!g_ascii_isalpha (*begin) && *begin != '!' && *begin != '?')
    {
      g_string_append_c (reader->out, '<');
      return at + 1;
    }
  while (length < sizeof name - 1 && g_ascii_isalnum (begin[length]))
    {
      name[length] = g_ascii_tolower (begin[length]);
      length++;
    }
  read_tag (reader, name, closing);
  end = tag_end (at);
  if (!closing && (strcmp (name, "script") == 0 || strcmp (name, "style") == 0))
    {
      g_autofree char *last = g_strdup_printf ("</%s", name);
      const char *over = strstr (end, last);

      return over != NULL ? over : end + strlen (end);
    }
  return *end != '\0' ? end + 1 : end;
}

/**
 * ek_danger_plain_text:
 * @self: what is read as a no
 * @markup: XHTML or HTML, also a part of it or broken
 *
 * Returns: (transfer full): its text, a line for each block and each row of a table
 */
char *
ek_danger_plain_text (EkDanger *self, const char *markup)
{
  g_autoptr (GString) out = g_string_sized_new (strlen (markup));
  Reader reader = { .danger = self, .out = out };

  for (const char *p = markup; *p != '\0';)
    if (*p == '<')
      p = read_markup (&reader, p);
    else if (*p == '&')
      p += read_entity (&reader, p);
    else
      g_string_append_c (out, *p++);
  return g_strdup (out->str);
}
