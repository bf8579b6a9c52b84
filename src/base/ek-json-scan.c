/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-json-scan.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"
#include "ek-json-number.h"
#include "ek-text.h"

/* A strict reader of RFC 8259, which builds values of json-glib or nothing. It does not recurse, so that nesting costs
 * memory of ours and not of the stack, and it refuses what the parser of json-glib lets pass: comments, single quotes,
 * duplicate names, numbers that overflow, unpaired surrogates, \u0000 (which would cut a C string short), text behind
 * the end. One reading instead of two: checking a text and parsing it again took twice as long. */

typedef enum { WANT_VALUE, WANT_VALUE_OR_END, WANT_NAME, WANT_NAME_OR_END, AFTER_VALUE } Want;

/* Most objects have few members: their names stand behind one another in Scan.names, each with its length before it,
 * and only an object of many gets a table. The name that was read last is the last there in any case. */
#define FEW_NAMES 12

/* @way: the paths that lead through this object, a bit for each. @value: those that end at the value being read.
 * @object, @array: what is built, one of them, owned by what it stands in. */
typedef struct {
  gboolean is_object;
  JsonObject *object;
  JsonArray *array;
  guint32 way;
  guint32 value;
  gsize first_name; /* where its names begin in Scan.names */
  guint n_names;
  GHashTable *many;
} Frame;

typedef struct {
  const char *start, *p, *end;
  GArray *frames;
  GString *names;
  gsize name; /* where the one that was read last begins in them */
  guint max_depth;
  const EkJsonPath *paths; /* n_paths of them, what each ends at goes to spans */
  guint n_paths;
  EkJsonSpan *spans;
  guint32 way;  /* of the value that is read next: the paths that lead into it … */
  guint32 ends; /* … and those that end at it */
  gboolean builds;
  gboolean exact; /* see ek_json_parse_exact() */
  GString *text;  /* the string that is read, */
  JsonNode *root; /* and what was built so far */
  GError **error;
} Scan;

static void
frame_clear (gpointer data)
{
  Frame *frame = data;

  g_clear_pointer (&frame->many, g_hash_table_unref);
}

static Frame *
top (Scan *scan)
{
  return &g_array_index (scan->frames, Frame, scan->frames->len - 1);
}

static gboolean
wrong (Scan *scan, const char *what)
{
  guint line = 1;

  for (const char *q = scan->start; q < scan->p && q < scan->end; q++)
    line += *q == '\n';
  /* Translators: the first %u is a line number, %s says what is wrong there */
  g_set_error (scan->error, EK_ERROR, EK_ERROR_SYNTAX, _ ("Not valid JSON at line %u: %s"), line, what);
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

/* Short runs, for which a call would cost more than they do. */
static void
append_run (GString *into, const char *run, gsize length)
{
  if (into->len + length >= into->allocated_len)
    {
      g_string_append_len (into, run, (gssize) length);
      return;
    }
  memcpy (into->str + into->len, run, length);
  into->len += length;
  into->str[into->len] = '\0';
}

/* At the character after the opening quote. The decoded text goes to @into unless it is NULL. */
static gboolean
scan_string (Scan *scan, GString *into)
{
  while (scan->p < scan->end)
    {
      const char *run = scan->p, *p = run, *end = scan->end;

      while (p < end && *p != '"' && *p != '\\' && (guchar) *p >= 0x20)
        p++;
      scan->p = p;
      if (into != NULL)
        append_run (into, run, (gsize) (p - run));
      if (p >= end)
        break;
      if (*p == '"')
        {
          scan->p++;
          return TRUE;
        }
      if (*p != '\\')
        return wrong (scan, _ ("a control character in a text"));
      scan->p++;
      if (!scan_escape (scan, into))
        return wrong (scan, _ ("an escape in a text is not valid"));
    }
  return wrong (scan, _ ("it ends inside a text"));
}

/* What was read goes where it belongs: into the object or array that is open, or it is all there is. */
static void
put (Scan *scan, JsonNode *node)
{
  Frame *frame = scan->frames->len > 0 ? top (scan) : NULL;

  if (frame == NULL)
    scan->root = node;
  else if (frame->is_object)
    json_object_set_member (frame->object, scan->names->str + scan->name, node);
  else
    json_array_add_element (frame->array, node);
}

static gboolean
scan_text_value (Scan *scan)
{
  if (!scan->builds)
    return scan_string (scan, NULL);
  g_string_truncate (scan->text, 0);
  if (!scan_string (scan, scan->text))
    return FALSE;
  put (scan, json_node_init_string (json_node_alloc (), scan->text->str));
  return TRUE;
}

static gboolean
take_number (Scan *scan, const char *written, gboolean is_integer)
{
  JsonNode *node = NULL;
  gint64 integer = 0;
  double number = 0;

  errno = 0;
  if (is_integer)
    integer = g_ascii_strtoll (written, NULL, 10);
  if (is_integer && errno == ERANGE)
    return wrong (scan, _ ("a number is too large"));
  if (!is_integer)
    number = g_ascii_strtod (written, NULL);
  if (!isfinite (number))
    return wrong (scan, _ ("a number is too large"));
  if (!scan->builds)
    return TRUE;
  node = json_node_alloc ();
  if (is_integer)
    json_node_init_int (node, integer);
  else if (scan->exact)
    ek_json_init_exact (node, number, written);
  else
    json_node_init_double (node, number);
  put (scan, node);
  return TRUE;
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
    return wrong (scan, _ ("this is not a value"));
  if (scan->p < scan->end && *scan->p == '.')
    {
      is_integer = FALSE;
      scan->p++;
      if (!scan_digits (scan))
        return wrong (scan, _ ("a number is not valid"));
    }
  if (scan->p < scan->end && (*scan->p == 'e' || *scan->p == 'E'))
    {
      is_integer = FALSE;
      scan->p++;
      if (scan->p < scan->end && (*scan->p == '+' || *scan->p == '-'))
        scan->p++;
      if (!scan_digits (scan))
        return wrong (scan, _ ("a number is not valid"));
    }
  if ((gsize) (scan->p - from) >= sizeof copy)
    return wrong (scan, _ ("a number is too long"));
  memcpy (copy, from, (gsize) (scan->p - from));
  copy[scan->p - from] = '\0';
  return take_number (scan, copy, is_integer);
}

static gboolean
scan_literal (Scan *scan, const char *literal)
{
  gsize length = strlen (literal);

  if ((gsize) (scan->end - scan->p) < length || memcmp (scan->p, literal, length) != 0)
    return wrong (scan, _ ("this is not a value"));
  scan->p += length;
  if (scan->builds)
    put (scan,
         *literal == 'n' ? json_node_init_null (json_node_alloc ())
                         : json_node_init_boolean (json_node_alloc (), *literal == 't'));
  return TRUE;
}

static void
build_frame (Scan *scan, Frame *frame)
{
  JsonNode *node = json_node_alloc ();

  if (frame->is_object)
    {
      frame->object = json_object_new ();
      put (scan, json_node_init_object (node, frame->object));
      json_object_unref (frame->object);
    }
  else
    {
      frame->array = json_array_new ();
      put (scan, json_node_init_array (node, frame->array));
      json_array_unref (frame->array);
    }
}

static gboolean
open_frame (Scan *scan, gboolean is_object, Want *want)
{
  Frame frame = {
    .is_object = is_object, .way = is_object ? scan->way : 0, .value = scan->ends, .first_name = scan->names->len
  };

  if (scan->frames->len >= scan->max_depth)
    {
      g_set_error (scan->error, EK_ERROR, EK_ERROR_TOO_LARGE, _ ("It is nested more than %u levels deep"),
                   scan->max_depth);
      return FALSE;
    }
  if (scan->builds)
    build_frame (scan, &frame);
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
      return scan_text_value (scan);
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
  const char *p = scan->p, *end = scan->end;

  while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
    p++;
  scan->p = p;
}

/* All names of the object but the last. */
static void
move_to_table (Scan *scan, Frame *frame)
{
  const char *p = scan->names->str + frame->first_name, *end = scan->names->str + scan->name - sizeof (gsize);
  gsize length;

  frame->many = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (; p < end; p += sizeof length + length)
    {
      memcpy (&length, p, sizeof length);
      g_hash_table_add (frame->many, g_strndup (p + sizeof length, length));
    }
}

/* Whether the name just read is new in its object. Our reader lets no zero byte into a name. */
static gboolean
add_name (Scan *scan, Frame *frame)
{
  gsize length = scan->names->len - scan->name, other;

  if (frame->many == NULL && frame->n_names == FEW_NAMES)
    move_to_table (scan, frame);
  if (frame->many != NULL)
    return g_hash_table_add (frame->many, g_strndup (scan->names->str + scan->name, length));
  for (gsize at = frame->first_name; at < scan->name - sizeof other; at += sizeof other + other)
    {
      memcpy (&other, scan->names->str + at, sizeof other);
      if (other == length && memcmp (scan->names->str + at + sizeof other, scan->names->str + scan->name, length) == 0)
        return FALSE;
    }
  memcpy (scan->names->str + scan->name - sizeof length, &length, sizeof length);
  frame->n_names++;
  return TRUE;
}

/* Which of the paths that lead through the object go on by this name, and which end there. */
static void
follow_paths (Scan *scan, const Frame *frame)
{
  guint step = scan->frames->len - 1;

  scan->way = scan->ends = 0;
  for (guint i = 0; frame->way != 0 && i < scan->n_paths; i++)
    {
      const char *const *names = scan->paths[i].names;

      if (!(frame->way & 1u << i) || names[step] == NULL || strcmp (names[step], scan->names->str + scan->name) != 0)
        continue;
      if (step + 1 == EK_JSON_PATH_LENGTH || names[step + 1] == NULL)
        scan->ends |= 1u << i;
      else
        scan->way |= 1u << i;
    }
}

static void
begin_value (Scan *scan)
{
  for (guint i = 0; scan->ends != 0 && i < scan->n_paths; i++)
    if (scan->ends & 1u << i)
      scan->spans[i].text = scan->p;
}

static void
end_value (Scan *scan, guint32 ends)
{
  for (guint i = 0; ends != 0 && i < scan->n_paths; i++)
    if (ends & 1u << i)
      scan->spans[i].length = (gsize) (scan->p - scan->spans[i].text);
}

static gboolean
scan_name (Scan *scan, Want *want)
{
  static const gsize length = 0;
  Frame *frame = top (scan);

  if (*scan->p != '"')
    return wrong (scan, _ ("a name in quotes is missing"));
  scan->p++;
  if (frame->many != NULL)
    g_string_truncate (scan->names, frame->first_name);
  append_run (scan->names, (const char *) &length, sizeof length);
  scan->name = scan->names->len;
  if (!scan_string (scan, scan->names))
    return FALSE;
  if (!add_name (scan, frame))
    return wrong (scan, _ ("the same name is there twice"));
  skip_space (scan);
  if (scan->p >= scan->end || *scan->p != ':')
    return wrong (scan, _ ("a colon is missing"));
  scan->p++;
  follow_paths (scan, frame);
  *want = WANT_VALUE;
  return TRUE;
}

static gboolean
close_or_go_on (Scan *scan, Want *want)
{
  gboolean is_object = top (scan)->is_object;

  if (*scan->p == (is_object ? '}' : ']'))
    {
      guint32 ends = top (scan)->value;

      g_string_truncate (scan->names, top (scan)->first_name);
      g_array_set_size (scan->frames, scan->frames->len - 1);
      scan->p++;
      end_value (scan, ends);
      *want = AFTER_VALUE;
      return TRUE;
    }
  if (*scan->p == ',' && *want == AFTER_VALUE)
    *want = is_object ? WANT_NAME : WANT_VALUE;
  else
    return wrong (scan, _ ("a comma or a closing bracket is missing"));
  scan->p++;
  scan->way = scan->ends = 0;
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
  begin_value (scan);
  if (!scan_value (scan, want))
    return FALSE;
  if (*want == AFTER_VALUE)
    end_value (scan, scan->ends);
  scan->way = scan->ends = 0;
  return TRUE;
}

static gboolean
scan_document (Scan *scan)
{
  Want want = WANT_VALUE;

  for (;;)
    {
      skip_space (scan);
      if (want == AFTER_VALUE && scan->frames->len == 0)
        return scan->p == scan->end || wrong (scan, _ ("something follows the end"));
      if (scan->p >= scan->end)
        return wrong (scan, _ ("it ends too early; the file may be cut off"));
      if (!scan_step (scan, &want))
        return FALSE;
    }
}

static gboolean
scan_text (Scan *scan, const EkJsonLimits *limits)
{
  gsize length = (gsize) (scan->end - scan->start), plain = 0;
  gboolean ok;

  if (length > limits->max_bytes)
    {
      g_set_error (scan->error, EK_ERROR, EK_ERROR_TOO_LARGE, _ ("It is larger than %u MiB"),
                   (guint) (limits->max_bytes >> 20));
      return FALSE;
    }
  plain = ek_text_ascii_length (scan->start, length);
  if (!g_utf8_validate_len (scan->start + plain, length - plain, NULL))
    {
      g_set_error_literal (scan->error, EK_ERROR, EK_ERROR_SYNTAX, _ ("Not valid JSON: the text is not UTF-8"));
      return FALSE;
    }
  scan->frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_array_set_clear_func (scan->frames, frame_clear);
  scan->names = g_string_new (NULL);
  scan->text = scan->builds ? g_string_new (NULL) : NULL;
  ok = scan_document (scan);
  if (scan->text != NULL)
    g_string_free (scan->text, TRUE);
  g_array_unref (scan->frames);
  g_string_free (scan->names, TRUE);
  return ok;
}

/**
 * ek_json_build:
 * @text: bytes
 * @length: how many
 * @exact: numbers are kept as ek_json_parse_exact() keeps them
 * @limits: the bounds
 * @error: %EK_ERROR_SYNTAX, %EK_ERROR_TOO_LARGE
 *
 * For base/ only.
 *
 * Returns: (transfer full): the one JSON value that @text is, within @limits, not sealed; or %NULL
 */
JsonNode *
ek_json_build (const char *text, gsize length, gboolean exact, const EkJsonLimits *limits, GError **error)
{
  Scan scan = { .start = text,
                .p = text,
                .end = text + length,
                .max_depth = limits->max_depth,
                .builds = TRUE,
                .exact = exact,
                .error = error };

  if (scan_text (&scan, limits))
    return scan.root;
  g_clear_pointer (&scan.root, json_node_unref);
  return NULL;
}

/**
 * ek_json_skim:
 * @text: the bytes of one JSON value, UTF-8
 * @length: how many
 * @limits: (nullable): bounds; NULL for %EK_JSON_DEFAULT
 * @paths: (array length=n_paths): members to look for, from the outermost object inward; none leads through an array
 * @n_paths: how many, at most 32
 * @spans: (out) (array length=n_paths): where the value of each stands in @text; %NULL text where there is none
 * @error: as for ek_json_parse()
 *
 * Checks a text exactly as ek_json_parse() does, and says where a few members stand, without building anything: for
 * texts of which most is not wanted.
 *
 * Returns: whether @text is one valid JSON value within @limits
 */
gboolean
ek_json_skim (const char *text, gsize length, const EkJsonLimits *limits, const EkJsonPath *paths, guint n_paths,
              EkJsonSpan *spans, GError **error)
{
  Scan scan = {
    .start = text, .p = text, .end = text + length, .paths = paths, .n_paths = n_paths, .spans = spans, .error = error
  };

  g_return_val_if_fail (n_paths <= 32, FALSE);
  if (limits == NULL)
    limits = &EK_JSON_DEFAULT;
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    scan.start = scan.p = text + 3;
  scan.max_depth = limits->max_depth;
  scan.way = n_paths == 32 ? G_MAXUINT32 : (1u << n_paths) - 1;
  memset (spans, 0, n_paths * sizeof *spans);
  return scan_text (&scan, limits);
}

/**
 * ek_json_span_string:
 * @span: what ek_json_skim() found
 *
 * Returns: (transfer full) (nullable): the text of a string; %NULL for anything else
 */
char *
ek_json_span_string (const EkJsonSpan *span)
{
  Scan scan = { .start = span->text, .end = span->text + span->length };
  GString *text;

  if (span->text == NULL || *span->text != '"')
    return NULL;
  scan.p = span->text + 1;
  text = g_string_sized_new (span->length);
  if (!scan_string (&scan, text))
    g_string_truncate (text, 0);
  return g_string_free (text, FALSE);
}
