/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a text may hold a word of danger: every byte of an import passes here, and most of them hold none.
 *
 *   six bytes ──▶ tree of the words ──▶ is it a whole word, in capitals?
 *
 * The words are dealt out to the 64 bits of a number. For each of the first six places of a word a table says of every
 * byte which words may have it there, written in any way; where nothing is left of the first four together, which is
 * nearly everywhere, no word stands. The other places go down a tree in which words share what they begin with. What is
 * said here is never "no" where ek_danger_read_words() would find a word. */

#include "ek-danger-rules.h"

#include "ek-text.h"

#include <string.h>

#define PLACES 6
#define FIRST 4 /* places that are looked at for every byte */

/* How a word ends at a node. */
enum {
  ENDS_ANYWHERE = 1 << 0,
  ENDS_WHOLE = 1 << 1,    /* only where it is a whole word, */
  ENDS_CAPITALS = 1 << 2, /* and only in a capital letter */
};

typedef struct {
  guint32 child; /* its first, 0: none */
  guint32 next;  /* of the same parent, 0: none */
  guint8 byte;
  guint8 ends;
} Node;

struct _EkDangerFinder {
  GArray *nodes;      /* Node; 0 is the root */
  guint32 roots[256]; /* by the first byte, letters in lower case; 0: none */
  guint64 tables[PLACES][256];
  guint64 any[PLACES], no_letter[PLACES]; /* bits that stand at every byte there, or at every one that is no letter */
};

/* --- the words --------------------------------------------------------------------------------------------------- */

EkDangerFinder *
ek_danger_finder_new (void)
{
  EkDangerFinder *self = g_new0 (EkDangerFinder, 1);

  self->nodes = g_array_new (FALSE, TRUE, sizeof (Node));
  g_array_set_size (self->nodes, 1);
  return self;
}

void
ek_danger_finder_free (EkDangerFinder *self)
{
  g_array_unref (self->nodes);
  g_free (self);
}

static gboolean
is_han (char c)
{
  return (guint8) c >= 0xe3 && (guint8) c <= 0xe9;
}

/* What is written in several ways: a blank, a hyphen, an apostrophe; before a Chinese character that is not the first
 * there may be blanks. */
static gboolean
is_varied (const char *word, guint n)
{
  return strchr (" -'", word[n]) != NULL || (n > 0 && is_han (word[n]));
}

static void
note_letter (guint64 *table, const char *word, guint n, gboolean capitals, guint64 bit)
{
  static const char written[] = " -'\t\n\r\xc2\xe2\xe3\xef";

  table[(guint8) g_ascii_toupper (word[n])] |= bit;
  if (!capitals)
    table[(guint8) word[n]] |= bit;
  for (guint i = 0; is_varied (word, n) && written[i] != '\0'; i++)
    table[(guint8) written[i]] |= bit;
}

/* Words with little that is fixed at their beginning, Chinese ones and the others have bits of their own: what is mixed
 * lets more pass. */
static guint64
bit_of (const char *word)
{
  guint begin = (guint8) word[0] * 7u + (guint8) word[1];

  if (strcspn (word, " -'") < FIRST - 1)
    return G_GUINT64_CONSTANT (1) << (54 + begin % 10);
  return G_GUINT64_CONSTANT (1) << ((guint8) word[0] >= 0x80 ? 53 : begin % 53);
}

static void
note_begin (EkDangerFinder *self, const char *word, guint8 ends)
{
  guint64 bit = bit_of (word);
  gboolean varied = FALSE, any;
  guint n = 0;

  for (; !varied && n < PLACES && word[n] != '\0'; n++)
    {
      note_letter (self->tables[n], word, n, n == 0 && (ends & ENDS_CAPITALS) != 0, bit);
      varied = is_varied (word, n);
    }
  /* behind the end anything may come, behind a whole word no letter; behind what may be a run of blanks anything */
  any = varied || (ends & ENDS_ANYWHERE) != 0;
  for (; n < PLACES; n++, any = TRUE)
    {
      guint64 *done = any ? &self->any[n] : &self->no_letter[n];

      for (guint byte = 0; (*done & bit) == 0 && byte < 256; byte++)
        if (any || !g_ascii_isalnum ((char) byte))
          self->tables[n][byte] |= bit;
      *done |= bit;
    }
}

static guint32
find_child (EkDangerFinder *self, guint32 parent, guint8 byte)
{
  guint32 child = g_array_index (self->nodes, Node, parent).child;

  while (child != 0 && g_array_index (self->nodes, Node, child).byte != byte)
    child = g_array_index (self->nodes, Node, child).next;
  return child;
}

/**
 * ek_danger_finder_add:
 * @word: a folded word, not empty
 * @whole: it counts only as a whole word
 * @capitals: and only in capital letters
 */
void
ek_danger_finder_add (EkDangerFinder *self, const char *word, gboolean whole, gboolean capitals)
{
  guint8 ends = !whole ? ENDS_ANYWHERE : capitals && strchr (word, ' ') == NULL ? ENDS_CAPITALS : ENDS_WHOLE;
  guint32 at = 0;

  note_begin (self, word, ends);
  for (const char *p = word; *p != '\0'; p++)
    {
      guint32 child = find_child (self, at, (guint8) *p);

      if (child == 0)
        {
          Node node = { 0, g_array_index (self->nodes, Node, at).child, (guint8) *p, 0 };

          child = self->nodes->len;
          g_array_append_val (self->nodes, node);
          g_array_index (self->nodes, Node, at).child = child;
        }
      at = child;
    }
  g_array_index (self->nodes, Node, at).ends |= ends;
  self->roots[(guint8) word[0]] = find_child (self, 0, (guint8) word[0]);
}

/* --- the text ---------------------------------------------------------------------------------------------------- */

/* How many bytes a blank or a dash at @at has; 0: it is none. */
static gsize
blank_length (const char *at)
{
  switch ((guint8) at[0])
    {
    case ' ':
    case '-':
    case '\t':
    case '\n':
    case '\r':
      return 1;
    case 0xc2:
      return at[1] == '\xa0' ? 2 : 0;
    case 0xe2: /* dashes and thin blanks, U+2000 to U+203F, and the minus */
      return at[1] == '\x80' || g_str_has_prefix (at, "−") ? 3 : 0;
    case 0xe3:
      return g_str_has_prefix (at, "\xe3\x80\x80") ? 3 : 0;
    case 0xef:
      return g_str_has_prefix (at, "－") || g_str_has_prefix (at, "﹣") || g_str_has_prefix (at, "﹘") ? 3 : 0;
    default:
      return 0;
    }
}

static const char *
skip_blanks (const char *at)
{
  for (gsize length = blank_length (at); length > 0; length = blank_length (at))
    at += length;
  return at;
}

static inline char
lower (char c)
{
  return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
}

/* Behind what stands at @at for @byte of a word, in any case; NULL: something else stands there. A blank or a hyphen
 * may be any run of them, and blanks may stand before any Chinese character but the first. */
static const char *
step (const char *at, guint8 byte)
{
  if (byte == ' ' || byte == '-')
    return blank_length (at) > 0 ? skip_blanks (at) : NULL;
  if ((guint8) lower (*at) == byte)
    return at + 1;
  if (is_han ((char) byte))
    {
      at = skip_blanks (at);
      return (guint8) *at == byte ? at + 1 : NULL;
    }
  if (byte == '\'' && (g_str_has_prefix (at, "’") || g_str_has_prefix (at, "‘") || g_str_has_prefix (at, "＇")))
    return at + 3;
  return NULL;
}

static gboolean
is_whole (const char *text, const char *begin, const char *end)
{
  return !(begin > text && g_ascii_isalnum (begin[-1]) && g_ascii_isalnum (*begin)) &&
    !(g_ascii_isalnum (end[-1]) && g_ascii_isalnum (*end));
}

/* Whether a word that goes through @node, whose byte stands before @at, stands at @begin of @text. */
static gboolean
goes_on (const EkDangerFinder *self, const Node *node, const char *text, const char *begin, const char *at)
{
  const guint8 here = (guint8) lower (*at);

  if (node->ends & ENDS_ANYWHERE)
    return TRUE;
  if (node->ends != 0 && ((node->ends & ENDS_WHOLE) || g_ascii_isupper (*begin)) && is_whole (text, begin, at))
    return TRUE;
  for (guint32 i = node->child; i != 0;)
    {
      const Node *child = &g_array_index (self->nodes, Node, i);
      const char *after = NULL;

      if (!g_ascii_isalnum ((char) child->byte))
        after = step (at, child->byte);
      else if (child->byte == here)
        after = at + 1;

      if (after != NULL && goes_on (self, child, text, begin, after))
        return TRUE;
      i = child->next;
    }
  return FALSE;
}

static gboolean
stands_at (const EkDangerFinder *self, const char *text, const char *at)
{
  guint32 root = self->roots[(guint8) lower (*at)];
  const Node *node = &g_array_index (self->nodes, Node, root);
  const char *after = root != 0 ? step (at, node->byte) : NULL;

  return after != NULL && goes_on (self, node, text, at, after);
}

/**
 * ek_danger_finder_finds:
 * @text: UTF-8
 *
 * Returns: whether a word stands in @text as it is written there, in any case, with any blanks, dashes and apostrophes
 */
gboolean
ek_danger_finder_finds (const EkDangerFinder *self, const char *text)
{
  const guint8 *p = (const guint8 *) text, *end = p + strlen (text);

  for (; end - p >= PLACES; p++)
    {
      guint64 left = self->tables[0][p[0]] & self->tables[1][p[1]] & self->tables[2][p[2]] & self->tables[3][p[3]];

      for (guint n = FIRST; left != 0 && n < PLACES; n++)
        left &= self->tables[n][p[n]];
      if (left != 0 && stands_at (self, text, (const char *) p))
        return TRUE;
    }
  for (; p < end; p++)
    if (stands_at (self, text, (const char *) p))
      return TRUE;
  return FALSE;
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
  for (const guint8 *p = (const guint8 *) text + ek_text_ascii_length (text, strlen (text)); *p != '\0'; p++)
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
gboolean
ek_danger_may_say (EkDanger *danger, const char *text)
{
  g_autofree char *folded = NULL;

  if (ek_danger_finder_finds (danger->finder, text))
    return TRUE;
  if (!has_folded (text))
    return FALSE;
  folded = ek_text_fold (text);
  return ek_danger_finder_finds (danger->finder, folded);
}
