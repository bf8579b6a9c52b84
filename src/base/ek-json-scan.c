/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-json-scan.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"

/* A strict reader of RFC 8259 that builds nothing. It does not recurse, so that nesting costs memory of ours and not of
 * the stack, and it refuses what json-glib lets pass: comments, single quotes, duplicate names, numbers that overflow,
 * unpaired surrogates, \u0000 (which would cut a C string short), text behind the end. */

typedef enum { WANT_VALUE, WANT_VALUE_OR_END, WANT_NAME, WANT_NAME_OR_END, AFTER_VALUE } Want;

typedef struct {
  gboolean    is_object;
  GHashTable *names;
} Frame;

typedef struct {
  const char *start, *p, *end;
  GArray     *frames;
  GString    *name;
  guint       max_depth;
  GError    **error;
} Scan;

static void
frame_clear (gpointer data)
{
  Frame *frame = data;

  g_clear_pointer (&frame->names, g_hash_table_unref);
}

static gboolean
wrong (Scan *scan, const char *what)
{
  guint line = 1;

  for (const char *q = scan->start; q < scan->p && q < scan->end; q++)
    line += *q == '\n';
  /* Translators: the first %u is a line number, %s says what is wrong there */
  g_set_error (scan->error, EK_ERROR, EK_ERROR_SYNTAX, _("Not valid JSON at line %u: %s"), line, what);
  return FALSE;
}

static gboolean
scan_hex4 (Scan *scan, gunichar *value)
{
  *value = 0;
  if (scan->end - scan->p < 4)
    return FALSE;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*scan->p++);

      if (digit < 0)
        return FALSE;
      *value = *value * 16 + (gunichar) digit;
    }
  return TRUE;
}

static gboolean
scan_unicode_escape (Scan *scan, GString *into)
{
  gunichar c, low;

  if (!scan_hex4 (scan, &c) || c == 0 || (c >= 0xdc00 && c <= 0xdfff))
    return FALSE;
  if (c >= 0xd800 && c <= 0xdbff)
    {
      if (scan->end - scan->p < 6 || scan->p[0] != '\\' || scan->p[1] != 'u')
        return FALSE;
      scan->p += 2;
      if (!scan_hex4 (scan, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
  if (into != NULL)
    g_string_append_unichar (into, c);
  return TRUE;
}

static gboolean
scan_escape (Scan *scan, GString *into)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char *at;
  char c;

  if (scan->p >= scan->end)
    return FALSE;
  c = *scan->p++;
  if (c == 'u')
    return scan_unicode_escape (scan, into);
  at = c == '\0' ? NULL : strchr (from, c);
  if (at == NULL)
    return FALSE;
  if (into != NULL)
    g_string_append_c (into, to[at - from]);
  return TRUE;
}

/* At the character after the opening quote. The decoded text goes to @into unless it is NULL. */
static gboolean
scan_string (Scan *scan, GString *into)
{
  while (scan->p < scan->end)
    {
      const char *run = scan->p;

      while (scan->p < scan->end && *scan->p != '"' && *scan->p != '\\' && (guchar) *scan->p >= 0x20)
        scan->p++;
      if (into != NULL)
        g_string_append_len (into, run, scan->p - run);
      if (scan->p >= scan->end)
        break;
      if (*scan->p == '"')
        {
          scan->p++;
          return TRUE;
        }
      if (*scan->p != '\\')
        return wrong (scan, _("a control character in a text"));
      scan->p++;
      if (!scan_escape (scan, into))
        return wrong (scan, _("an escape in a text is not valid"));
    }
  return wrong (scan, _("it ends inside a text"));
}

static gboolean
scan_digits (Scan *scan)
{
  const char *from = scan->p;

  while (scan->p < scan->end && g_ascii_isdigit (*scan->p))
    scan->p++;
  return scan->p > from;
}

static gboolean
scan_number (Scan *scan)
{
  const char *from = scan->p;
  gboolean is_integer = TRUE;
  char copy[400];

  if (*scan->p == '-')
    scan->p++;
  if (scan->p < scan->end && *scan->p == '0')
    scan->p++;
  else if (!scan_digits (scan))
    return wrong (scan, _("this is not a value"));
  if (scan->p < scan->end && *scan->p == '.')
    {
      is_integer = FALSE;
      scan->p++;
      if (!scan_digits (scan))
        return wrong (scan, _("a number is not valid"));
    }
  if (scan->p < scan->end && (*scan->p == 'e' || *scan->p == 'E'))
    {
      is_integer = FALSE;
      scan->p++;
      if (scan->p < scan->end && (*scan->p == '+' || *scan->p == '-'))
        scan->p++;
      if (!scan_digits (scan))
        return wrong (scan, _("a number is not valid"));
    }
  if ((gsize) (scan->p - from) >= sizeof copy)
    return wrong (scan, _("a number is too long"));
  memcpy (copy, from, (gsize) (scan->p - from));
  copy[scan->p - from] = '\0';
  errno = 0;
  if (is_integer)
    (void) g_ascii_strtoll (copy, NULL, 10);
  if ((is_integer && errno == ERANGE) || !isfinite (g_ascii_strtod (copy, NULL)))
    return wrong (scan, _("a number is too large"));
  return TRUE;
}

static gboolean
scan_literal (Scan *scan, const char *literal)
{
  gsize length = strlen (literal);

  if ((gsize) (scan->end - scan->p) < length || memcmp (scan->p, literal, length) != 0)
    return wrong (scan, _("this is not a value"));
  scan->p += length;
  return TRUE;
}

static gboolean
open_frame (Scan *scan, gboolean is_object, Want *want)
{
  Frame frame = { is_object, NULL };

  if (scan->frames->len >= scan->max_depth)
    {
      g_set_error (scan->error, EK_ERROR, EK_ERROR_TOO_LARGE, _("It is nested more than %u levels deep"), scan->max_depth);
      return FALSE;
    }
  g_array_append_val (scan->frames, frame);
  scan->p++;
  *want = is_object ? WANT_NAME_OR_END : WANT_VALUE_OR_END;
  return TRUE;
}

static gboolean
scan_value (Scan *scan, Want *want)
{
  switch (*scan->p)
    {
    case '{':
      return open_frame (scan, TRUE, want);
    case '[':
      return open_frame (scan, FALSE, want);
    default:
      break;
    }
  *want = AFTER_VALUE;
  switch (*scan->p)
    {
    case '"':
      scan->p++;
      return scan_string (scan, NULL);
    case 't':
      return scan_literal (scan, "true");
    case 'f':
      return scan_literal (scan, "false");
    case 'n':
      return scan_literal (scan, "null");
    default:
      return scan_number (scan);
    }
}

static void
skip_space (Scan *scan)
{
  while (scan->p < scan->end && (*scan->p == ' ' || *scan->p == '\t' || *scan->p == '\n' || *scan->p == '\r'))
    scan->p++;
}

static gboolean
scan_name (Scan *scan, Want *want)
{
  Frame *frame = &g_array_index (scan->frames, Frame, scan->frames->len - 1);

  if (*scan->p != '"')
    return wrong (scan, _("a name in quotes is missing"));
  scan->p++;
  g_string_truncate (scan->name, 0);
  if (!scan_string (scan, scan->name))
    return FALSE;
  if (frame->names == NULL)
    frame->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_add (frame->names, g_strndup (scan->name->str, scan->name->len)))
    return wrong (scan, _("the same name is there twice"));
  skip_space (scan);
  if (scan->p >= scan->end || *scan->p != ':')
    return wrong (scan, _("a colon is missing"));
  scan->p++;
  *want = WANT_VALUE;
  return TRUE;
}

static gboolean
close_or_go_on (Scan *scan, Want *want)
{
  gboolean is_object = g_array_index (scan->frames, Frame, scan->frames->len - 1).is_object;

  if (*scan->p == (is_object ? '}' : ']'))
    g_array_set_size (scan->frames, scan->frames->len - 1);
  else if (*scan->p == ',' && *want == AFTER_VALUE)
    *want = is_object ? WANT_NAME : WANT_VALUE;
  else
    return wrong (scan, _("a comma or a closing bracket is missing"));
  scan->p++;
  if (*want != WANT_NAME && *want != WANT_VALUE)
    *want = AFTER_VALUE;
  return TRUE;
}

static gboolean
scan_step (Scan *scan, Want *want)
{
  if (*want == AFTER_VALUE)
    return close_or_go_on (scan, want);
  if ((*want == WANT_VALUE_OR_END && *scan->p == ']') || (*want == WANT_NAME_OR_END && *scan->p == '}'))
    return close_or_go_on (scan, want);
  if (*want == WANT_NAME || *want == WANT_NAME_OR_END)
    return scan_name (scan, want);
  return scan_value (scan, want);
}

static gboolean
scan_document (Scan *scan)
{
  Want want = WANT_VALUE;

  for (;;)
    {
      skip_space (scan);
      if (want == AFTER_VALUE && scan->frames->len == 0)
        return scan->p == scan->end || wrong (scan, _("something follows the end"));
      if (scan->p >= scan->end)
        return wrong (scan, _("it ends too early; the file may be cut off"));
      if (!scan_step (scan, &want))
        return FALSE;
    }
}

/**
 * ek_json_scan:
 * @text: bytes
 * @length: how many
 * @limits: the bounds
 * @error: %EK_ERROR_SYNTAX, %EK_ERROR_TOO_LARGE
 *
 * Returns: whether @text is one valid JSON value within @limits
 */
gboolean
ek_json_scan (const char          *text,
              gsize                length,
              const EkJsonLimits  *limits,
              GError             **error)
{
  Scan scan = { text, text, text + length, NULL, NULL, limits->max_depth, error };
  gboolean ok;

  if (length > limits->max_bytes)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_TOO_LARGE, _("It is larger than %u MiB"), (guint) (limits->max_bytes >> 20));
      return FALSE;
    }
  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX, _("Not valid JSON: the text is not UTF-8"));
      return FALSE;
    }
  scan.frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_array_set_clear_func (scan.frames, frame_clear);
  scan.name = g_string_new (NULL);
  ok = scan_document (&scan);
  g_array_unref (scan.frames);
  g_string_free (scan.name, TRUE);
  return ok;
}
