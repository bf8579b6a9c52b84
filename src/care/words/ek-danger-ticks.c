/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Templates with boxes: "自杀风险：□无 ☑有" means what is ticked. What is not ticked is taken out before the text is
 * read, unless nothing is: then nobody answered, and all of it is read. */

#include "ek-danger-private.h"

#include <string.h>

typedef struct {
  const char *at;
  const char *end;
  gboolean ticked;
} Box;

static const struct {
  const char *sign;
  gboolean ticked;
} signs[] = {
  { "□", FALSE },   { "☐", FALSE },  { "▢", FALSE },     { "◻", FALSE },      { "[ ]", FALSE },  { "[]", FALSE },
  { "( )", FALSE }, { "()", FALSE }, { "（ ）", FALSE }, { "（　）", FALSE }, { "（）", FALSE }, { "■", TRUE },
  { "☑", TRUE },    { "☒", TRUE },   { "✓", TRUE },      { "✔", TRUE },       { "√", TRUE },     { "[x]", TRUE },
  { "[X]", TRUE },  { "(x)", TRUE }, { "(X)", TRUE },    { "[√]", TRUE },     { "(√)", TRUE },   { "（√）", TRUE },
  { "[✓]", TRUE },  { "(✓)", TRUE }, { "（✓）", TRUE },  { "□√", TRUE },      { "√□", TRUE },
};

/* The longest sign at @at, or -1. */
static int
sign_at (const char *at)
{
  int found = -1;

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (at, signs[i].sign) && (found < 0 || strlen (signs[i].sign) > strlen (signs[found].sign)))
      found = (int) i;
  return found;
}

static gboolean
is_mark (const char *at)
{
  static const char *const marks[] = { ",", ";", ".", "，", "；", "。", "、", ":", "：", NULL };

  for (guint i = 0; marks[i] != NULL; i++)
    if (g_str_has_prefix (at, marks[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_colon (const char *at)
{
  return *at == ':' || g_str_has_prefix (at, "：");
}

static GArray *
find_boxes (const char *line, const char *end)
{
  GArray *boxes = g_array_new (FALSE, FALSE, sizeof (Box));

  for (const char *p = line; p < end;)
    {
      int sign = sign_at (p);
      Box box = { p, p, FALSE };

      if (sign < 0)
        {
          p++;
          continue;
        }
      box.end = p += strlen (signs[sign].sign);
      box.ticked = signs[sign].ticked;
      g_array_append_val (boxes, box);
    }
  return boxes;
}

/* Whether the boxes stand behind what they are of, "无□ 有☑": nothing follows the last. */
static gboolean
stand_behind (const Box *last, const char *end)
{
  const char *p = last->end;

  while (p < end && (*p == ' ' || *p == '\r' || is_mark (p)))
    p = is_mark (p) ? g_utf8_next_char (p) : p + 1;
  return p >= end;
}

/* An option that a heading follows ("□无 自伤行为：") ends at the first blank. */
static const char *
option_end (const char *from, const char *to)
{
  const char *end = from, *blank = NULL;

  while (end < to && *end == ' ')
    end++;
  for (; end < to; end = g_utf8_next_char (end))
    {
      if (*end == ' ' && blank == NULL)
        blank = end;
      if (is_colon (end))
        return blank != NULL ? blank : from;
      if (is_mark (end))
        return end;
    }
  return to;
}

static const char *
option_begin (const char *from, const char *to)
{
  const char *begin = from;

  for (const char *p = from; p < to; p = g_utf8_next_char (p))
    if (is_mark (p))
      begin = g_utf8_next_char (p);
  if (begin == from && from < to)
    {
      const char *word = to;

      while (word > from && word[-1] == ' ')
        word--;
      while (word > from && word[-1] != ' ')
        word--;
      return word;
    }
  return begin;
}

static void
append_before (GString *out, const char *line, const char *end, GArray *boxes)
{
  const char *from = line;

  for (guint i = 0; i < boxes->len; i++)
    {
      const Box *box = &g_array_index (boxes, Box, i);
      const char *next = i + 1 < boxes->len ? g_array_index (boxes, Box, i + 1).at : end;

      g_string_append_len (out, from, box->at - from);
      g_string_append_c (out, ' ');
      from = box->ticked ? box->end : option_end (box->end, next);
    }
  g_string_append_len (out, from, end - from);
}

static void
append_behind (GString *out, const char *line, const char *end, GArray *boxes)
{
  const char *from = line;

  for (guint i = 0; i < boxes->len; i++)
    {
      const Box *box = &g_array_index (boxes, Box, i);
      const char *to = box->ticked ? box->at : option_begin (from, box->at);

      g_string_append_len (out, from, to - from);
      g_string_append_c (out, ' ');
      from = box->end;
    }
  g_string_append_len (out, from, end - from);
}

static gboolean
any_ticked (GArray *boxes)
{
  for (guint i = 0; i < boxes->len; i++)
    if (g_array_index (boxes, Box, i).ticked)
      return TRUE;
  return FALSE;
}

/* @elsewhere: whether something is ticked in another line of the text. */
static void
append_line (GString *out, const char *line, const char *end, gboolean elsewhere)
{
  g_autoptr (GArray) boxes = find_boxes (line, end);
  gboolean ticked = any_ticked (boxes);

  if (boxes->len == 0 || (!ticked && !(elsewhere && boxes->len == 1)))
    g_string_append_len (out, line, end - line);
  else if (stand_behind (&g_array_index (boxes, Box, boxes->len - 1), end))
    append_behind (out, line, end, boxes);
  else
    append_before (out, line, end, boxes);
}

/* Every text that is read passes here: all signs of boxes begin with the same byte, but those of brackets. */
static gboolean
has_boxes (const char *text)
{
  static const char *const brackets[] = { "[x]", "[X]", "(x)", "(X)", NULL };

  if (strchr (text, '\xe2') != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
      if (signs[i].sign[0] == '\xe2' && strstr (text, signs[i].sign) != NULL)
        return TRUE;
  for (guint i = 0; strpbrk (text, "[(") != NULL && brackets[i] != NULL; i++)
    if (strstr (text, brackets[i]) != NULL)
      return TRUE;
  return FALSE;
}

static const char *
line_end (const char *line)
{
  while (*line != '\0' && *line != '\n' && !g_str_has_prefix (line, "。") && !g_str_has_prefix (line, "；"))
    line++;
  return line;
}

/* Returns: (transfer full) (nullable): @text without what is not ticked; %NULL: there is nothing to tick in it */
char *
ek_danger_resolve_ticks (const char *text)
{
  g_autoptr (GArray) all = NULL;
  g_autoptr (GString) out = NULL;
  gboolean ticked;

  if (!has_boxes (text) || !g_utf8_validate (text, -1, NULL))
    return NULL;
  all = find_boxes (text, text + strlen (text));
  ticked = any_ticked (all);
  out = g_string_sized_new (strlen (text));
  for (const char *line = text; *line != '\0';)
    {
      const char *end = line_end (line), *next = *end != '\0' ? g_utf8_next_char (end) : end;

      append_line (out, line, end, ticked);
      g_string_append_len (out, end, next - end);
      line = next;
    }
  return g_strdup (out->str);
}
