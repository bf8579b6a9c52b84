/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands in a letter that somebody attached. Its bytes decide, not what it is said to be: hospitals write
 * "text/plain" beside RTF, and "gb2312" beside UTF-8. Where the letters cannot be told for certain it is read in each
 * way that makes sense, because whoever looks for words of danger would rather read nonsense than miss one. */

#include "ek-letter.h"

#include <string.h>

#include "ek-rtf.h"

#define WAYS_MAX 6
#define LOOK_AT 4096 /* bytes from which it is told what it is */

/* How files begin that are no text, whatever they are called. */
static const struct {
  const char *bytes;
  gsize length;
} magic[] = {
  { "%PDF-", 5 },        { "PK\003\004", 4 }, { "\x89PNG", 4 },
  { "\xff\xd8\xff", 3 }, { "GIF8", 4 },       { "\xd0\xcf\x11\xe0", 4 },
  { "II*\0", 4 },        { "MM\0*", 4 },      { "RIFF", 4 },
  { "ID3", 3 },          { "OggS", 4 },       { "\x1f\x8b", 2 },
  { "BM", 2 },           { "7z\xbc\xaf", 4 }, { "Rar!", 4 },
  { "\0\0\0\x0cjP", 6 }, { "fLaC", 4 },
};

static gboolean
has_magic (const guint8 *bytes, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (magic); i++)
    if (length >= magic[i].length && memcmp (bytes, magic[i].bytes, magic[i].length) == 0 &&
        /* a letter may begin with these two; a picture goes on with zeros */
        (magic[i].length > 2 || magic[i].bytes[0] != 'B' || memchr (bytes, '\0', MIN (length, 16)) != NULL))
      return TRUE;
  return FALSE;
}

/* Few letters hold other control characters than the ends of lines and pages. */
static gboolean
looks_like_text (const guint8 *bytes, gsize length)
{
  gsize n = MIN (length, LOOK_AT), odd = 0;

  for (gsize i = 0; i < n; i++)
    odd += bytes[i] < 0x20 && strchr ("\t\n\v\f\r\x1b", bytes[i]) == NULL;
  return odd * 50 <= n;
}

static char *
convert (const guint8 *bytes, gsize length, const char *charset)
{
  gsize written = 0;
  char *text = g_convert ((const char *) bytes, (gssize) length, "UTF-8", charset, NULL, &written, NULL);

  if (text != NULL && memchr (text, '\0', written) == NULL)
    return text;
  g_free (text);
  return NULL;
}

/* Whether what came out of two bytes a letter is letters that people write. */
static gboolean
is_written (const char *text)
{
  gsize all = 0, usual = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      all++;
      usual += (c >= 0x20 && c < 0x250) || c == '\n' || c == '\r' || c == '\t' || (c >= 0x2010 && c < 0x2030) ||
        (c >= 0x3000 && c < 0x3040) || (c >= 0x4e00 && c < 0xa000) || (c >= 0xff00 && c < 0xfff0) || c == 0xfeff;
    }
  return all > 0 && usual * 10 >= all * 8;
}

static void
add (GPtrArray *ways, char *text)
{
  gboolean known = text == NULL || ways->len >= WAYS_MAX;

  for (guint i = 0; !known && i < ways->len; i++)
    known = g_str_equal (ways->pdata[i], text);
  if (known)
    g_free (text);
  else
    g_ptr_array_add (ways, text);
}

static void
add_wide (GPtrArray *ways, const guint8 *bytes, gsize length, const char *charset)
{
  g_autofree char *text = convert (bytes, length & ~(gsize) 1, charset);

  if (text != NULL && is_written (text))
    add (ways, g_steal_pointer (&text));
}

/* What stands behind @name in @text, a name of letters: "gb2312" of "text/html; charset=gb2312". */
static char *
name_after (const char *text, gsize length, const char *name)
{
  g_autofree char *head = g_ascii_strdown (text, (gssize) length);
  const char *at = strstr (head, name);
  gsize n = 0;

  if (at == NULL)
    return NULL;
  at += strlen (name);
  at += strspn (at, " =\"'");
  while (g_ascii_isalnum (at[n]) || (at[n] != '\0' && strchr ("-_:.", at[n]) != NULL))
    n++;
  return n > 0 ? g_strndup (at, n) : NULL;
}

/* What the letter says itself, or what is said of it. */
static void
add_declared (GPtrArray *ways, const char *media_type, const guint8 *bytes, gsize length)
{
  static const char *const names[] = { "charset", "encoding", NULL };
  g_autofree char *head = g_strndup ((const char *) bytes, MIN (length, 1024));

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *said = media_type != NULL && i == 0 ? name_after (media_type, strlen (media_type), names[i])
                                                           : NULL;
      g_autofree char *own = name_after (head, strlen (head), names[i]);

      if (said != NULL)
        add (ways, convert (bytes, length, said));
      /* what calls itself so in letters of one byte has no letters of two */
      if (own != NULL && !g_str_has_prefix (own, "utf-16") && !g_str_has_prefix (own, "ucs-2"))
        add (ways, convert (bytes, length, own));
    }
}

static gboolean
is_wide (const char *media_type, const guint8 *bytes, gsize length)
{
  g_autofree char *said = media_type != NULL ? name_after (media_type, strlen (media_type), "charset") : NULL;

  return (said != NULL && (g_str_has_prefix (said, "utf-16") || g_str_has_prefix (said, "ucs-2"))) ||
    memchr (bytes, '\0', MIN (length, LOOK_AT)) != NULL || !looks_like_text (bytes, length);
}

static void
add_all (GPtrArray *ways, const char *media_type, const guint8 *bytes, gsize length)
{
  static const char *const narrow[] = { "GB18030", "BIG5", "WINDOWS-1252", NULL };

  if (length >= 2 && (memcmp (bytes, "\xff\xfe", 2) == 0 || memcmp (bytes, "\xfe\xff", 2) == 0))
    {
      add (ways, convert (bytes, length & ~(gsize) 1, "UTF-16"));
      return;
    }
  if (is_wide (media_type, bytes, length))
    {
      add_wide (ways, bytes, length, "UTF-16LE");
      add_wide (ways, bytes, length, "UTF-16BE");
      if (memchr (bytes, '\0', length) != NULL || !looks_like_text (bytes, length))
        return;
    }
  if (g_utf8_validate ((const char *) bytes, (gssize) length, NULL))
    {
      add (ways, g_strndup ((const char *) bytes, length));
      return;
    }
  add_declared (ways, media_type, bytes, length);
  /* letters of two bytes in which none is a sign of the control of a machine */
  if (length % 2 == 0)
    {
      add_wide (ways, bytes, length, "UTF-16LE");
      add_wide (ways, bytes, length, "UTF-16BE");
    }
  for (guint i = 0; narrow[i] != NULL; i++)
    add (ways, convert (bytes, length, narrow[i]));
  add (ways, g_utf8_make_valid ((const char *) bytes, (gssize) length));
}

/* In a document of a hospital the words often stand in attributes and the text is empty. They are put behind it, each
 * a paragraph; what marks text as text is taken out. */
static char *
unfold (const char *text)
{
  static const char *const names[] = { " displayName=", " value=", " title=", " alt=", " content=", NULL };
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;
  g_autoptr (GString) all = NULL;

  if (strchr (text, '<') == NULL)
    return g_strdup (text);
  parts = g_strsplit (text, "<![CDATA[", -1);
  joined = g_strjoinv (" ", parts);
  all = g_string_new (joined);
  g_string_replace (all, "]]>", " ", 0);
  for (guint i = 0; names[i] != NULL; i++)
    for (const char *p = strstr (text, names[i]); p != NULL; p = strstr (p, names[i]))
      {
        const char *end = NULL;

        p += strlen (names[i]);
        end = *p == '"' || *p == '\'' ? strchr (p + 1, *p) : NULL;
        if (end != NULL)
          g_string_append_printf (all, "<p>%.*s</p>", (int) (end - p - 1), p + 1);
      }
  return g_strdup (all->str);
}

/**
 * ek_letter_read:
 * @media_type: (nullable): what it is said to be
 * @bytes: (array length=length): a letter
 * @length: how many bytes
 *
 * Reads plain text, HTML, XML and RTF in UTF-8, UTF-16, GB18030, Big5 and what the letter declares. Tags stay in what
 * is returned, and the words of their attributes stand behind them. A byte order mark decides; then what is valid
 * UTF-8 is that, whatever is declared; else it is read in each way in which it can be.
 *
 * Returns: (transfer full) (nullable): the likeliest reading first; %NULL for what is no text, empty, or longer than
 *   %EK_LETTER_MAX
 */
GStrv
ek_letter_read (const char *media_type, const guint8 *bytes, gsize length)
{
  g_autoptr (GPtrArray) ways = NULL;
  GPtrArray *texts;

  if (length == 0 || length > EK_LETTER_MAX || has_magic (bytes, length))
    return NULL;
  ways = g_ptr_array_new_with_free_func (g_free);
  if (length > 5 && memcmp (bytes, "{\\rtf", 5) == 0)
    {
      add (ways, ek_rtf_read ((const char *) bytes, length, NULL));
      add (ways, ek_rtf_read ((const char *) bytes, length, "GB18030"));
    }
  else
    add_all (ways, media_type, bytes, length);
  if (ways->len == 0)
    return NULL;
  texts = g_ptr_array_new ();
  for (guint i = 0; i < ways->len; i++)
    g_ptr_array_add (texts, unfold (ways->pdata[i]));
  g_ptr_array_add (texts, NULL);
  return (GStrv) g_ptr_array_free (texts, FALSE);
}

/**
 * ek_letter_read_base64:
 * @media_type: (nullable): as for ek_letter_read()
 * @data: the letter in Base64, also over several lines
 *
 * Returns: (transfer full) (nullable): as ek_letter_read()
 */
GStrv
ek_letter_read_base64 (const char *media_type, const char *data)
{
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (strlen (data) / 4 > EK_LETTER_MAX / 2)
    return NULL;
  bytes = g_base64_decode (data, &length);
  return ek_letter_read (media_type, bytes, length);
}

/**
 * ek_letter_is_text:
 * @media_type: (nullable): as for ek_letter_read()
 * @data: a letter in Base64
 *
 * Returns: whether ek_letter_read_base64() reads it
 */
gboolean
ek_letter_is_text (const char *media_type, const char *data)
{
  g_auto (GStrv) texts = ek_letter_read_base64 (media_type, data);

  return texts != NULL;
}
