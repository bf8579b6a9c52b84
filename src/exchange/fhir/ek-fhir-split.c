/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cuts a file of any size into JSON texts small enough for the bounded reader: each top-level object of an NDJSON file
 * is one piece, each element of a Bundle's "entry" array is one piece, and what remains of the Bundle is a piece of its
 * own. It only follows brackets and strings; whether a piece is JSON is for the reader to say.
 *
 *   BETWEEN --{--> DOCUMENT --"entry":[--> ENTRIES --{--> ENTRY
 *      ^--------------}          ^------------]  ^-----------}
 */

#include "ek-fhir-split.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "ek-error.h"

#define CHUNK (64 * 1024)
#define DEPTH_MAX 64

typedef enum { BETWEEN, DOCUMENT, ENTRIES, ENTRY } State;

typedef struct {
  EkFhirPieceFunc func;
  gpointer user_data;
  gsize max_piece;
  State state;
  GString *document; /* the top-level object without its entries */
  GString *entry;    /* the element being read */
  guint64 document_offset;
  guint64 entry_offset;
  guint n_documents;
  guint n_entries;
  guint depth; /* of brackets, inside the piece being read */
  gboolean in_string;
  gboolean escaped;
  gboolean comma;       /* in ENTRIES: an element ended, a comma or the end must follow */
  gboolean wants_entry; /* in ENTRIES: a comma was read, an element must follow */
  guint key;            /* how far '"entry":' has been matched at depth 1 */
  char previous;        /* last character at depth 1 that is not blank */
} Splitter;

static gboolean
fail_syntax (guint64 offset, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX,
               _ ("This is not a FHIR file in JSON: it goes wrong at byte %lu. Nothing was imported."),
               (gulong) offset);
  return FALSE;
}

static gboolean
append (Splitter *self, GString *text, const char *run, gsize length, GError **error)
{
  if (length > self->max_piece - text->len)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_TOO_LARGE,
                   _ ("One record of the file is larger than %lu MB. Nothing was imported."),
                   (gulong) self->max_piece / (1024 * 1024));
      return FALSE;
    }
  g_string_append_len (text, run, (gssize) length);
  return TRUE;
}

/* Behind the text of a string that goes on at @n. */
static gsize
string_run (Splitter *self, const char *text, gsize n, gsize length)
{
  while (n < length)
    {
      char c = text[n++];

      if (self->escaped)
        self->escaped = FALSE;
      else if (c == '\\')
        self->escaped = TRUE;
      else if (c == '"')
        {
          self->in_string = FALSE;
          return n;
        }
    }
  return n;
}

/* How many characters come, inside an element, before the bracket that ends it, or one that nests too deeply. */
static gsize
entry_run (Splitter *self, const char *text, gsize length)
{
  gsize n = self->in_string ? string_run (self, text, 0, length) : 0;

  for (; n < length; n++)
    switch (text[n])
      {
      case '"':
        self->in_string = TRUE;
        n = string_run (self, text, n + 1, length) - 1;
        break;
      case '{':
      case '[':
        if (self->depth == DEPTH_MAX)
          return n;
        self->depth++;
        break;
      case '}':
      case ']':
        if (self->depth == 1)
          return n;
        self->depth--;
        break;
      default:
        break;
      }
  return n;
}

/* Follows strings and brackets of the piece being read. */
static gboolean
follow (Splitter *self, char c, guint64 offset, GError **error)
{
  if (self->in_string)
    {
      if (self->escaped)
        self->escaped = FALSE;
      else if (c == '\\')
        self->escaped = TRUE;
      else if (c == '"')
        self->in_string = FALSE;
      return TRUE;
    }
  if (c == '"')
    self->in_string = TRUE;
  else if (c == '{' || c == '[')
    self->depth++;
  else if ((c == '}' || c == ']') && self->depth-- == 0)
    return fail_syntax (offset, error);
  if (self->depth <= DEPTH_MAX)
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_TOO_LARGE,
                       _ ("The file is nested too deeply to be a FHIR file. Nothing was imported."));
  return FALSE;
}

static gboolean
give (Splitter *self, gboolean is_entry, guint64 end, GError **error)
{
  GString *text = is_entry ? self->entry : self->document;
  EkFhirPiece piece = { is_entry,        self->n_documents,
                        self->n_entries, is_entry ? self->entry_offset : self->document_offset,
                        text->str,       text->len,
                        end + 1 };
  gboolean ok = self->func (&piece, self->user_data, error);

  if (is_entry)
    self->n_entries++;
  else
    self->n_documents++;
  g_string_truncate (text, 0);
  return ok;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static gboolean
feed_between (Splitter *self, char c, guint64 offset, GError **error)
{
  if (is_blank (c))
    return TRUE;
  if (c != '{')
    return fail_syntax (offset, error);
  self->state = DOCUMENT;
  self->document_offset = offset;
  self->n_entries = 0;
  self->key = 0;
  self->depth = 1;
  self->previous = c;
  return append (self, self->document, &c, 1, error);
}

/* '"entry"' as a key of the top object, then ':' and '[' with blanks between. */
static gboolean
matches_entry_key (Splitter *self, char c, gboolean was_in_string)
{
  static const char name[] = "\"entry\"";

  if (self->depth != 1 && !(c == '[' && self->depth == 2))
    return FALSE;
  if (self->key < 7 && c == name[self->key] &&
      (self->key > 0 ? was_in_string : self->previous == '{' || self->previous == ','))
    self->key++;
  else if (self->key == 7 && c == ':')
    self->key++;
  else if (self->key == 8 && c == '[')
    return TRUE;
  else if (!(is_blank (c) && self->key >= 7))
    self->key = 0;
  return FALSE;
}

static gboolean
feed_document (Splitter *self, char c, guint64 offset, GError **error)
{
  gboolean was_in_string = self->in_string;

  if (!append (self, self->document, &c, 1, error) || !follow (self, c, offset, error))
    return FALSE;
  if (matches_entry_key (self, c, was_in_string))
    {
      self->state = ENTRIES;
      self->key = 0;
      self->comma = self->wants_entry = FALSE;
      return TRUE;
    }
  if (!is_blank (c) && !was_in_string && self->depth == 1)
    self->previous = c;
  if (self->depth > 0)
    return TRUE;
  self->state = BETWEEN;
  return give (self, FALSE, offset, error);
}

static gboolean
feed_entries (Splitter *self, char c, guint64 offset, GError **error)
{
  if (is_blank (c))
    return TRUE;
  if (c == ']' && !self->wants_entry)
    {
      self->state = DOCUMENT;
      self->depth = 1;
      self->previous = c;
      return append (self, self->document, &c, 1, error);
    }
  if (c == ',' && self->comma)
    {
      self->comma = FALSE;
      self->wants_entry = TRUE;
      return TRUE;
    }
  if (c != '{' || self->comma)
    return fail_syntax (offset, error);
  self->state = ENTRY;
  self->entry_offset = offset;
  self->wants_entry = FALSE;
  self->depth = 1;
  return append (self, self->entry, &c, 1, error);
}

static gboolean
feed_entry (Splitter *self, char c, guint64 offset, GError **error)
{
  if (!append (self, self->entry, &c, 1, error) || !follow (self, c, offset, error))
    return FALSE;
  if (self->depth > 0)
    return TRUE;
  self->state = ENTRIES;
  self->comma = TRUE;
  return give (self, TRUE, offset, error);
}

static gboolean
feed (Splitter *self, char c, guint64 offset, GError **error)
{
  switch (self->state)
    {
    case BETWEEN:
      return feed_between (self, c, offset, error);
    case DOCUMENT:
      return feed_document (self, c, offset, error);
    case ENTRIES:
      return feed_entries (self, c, offset, error);
    case ENTRY:
    default:
      return feed_entry (self, c, offset, error);
    }
}

static gboolean
feed_file (Splitter *self, int fd, GCancellable *cancellable, GError **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  guint64 offset = 0;
  gssize n;

  while ((n = read (fd, chunk, CHUNK)) != 0)
    {
      gssize i = 0;

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          ek_error_set_errno (error, errno, _ ("The file could not be read"));
          return FALSE;
        }
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, EK_ERROR, EK_ERROR_CANCELLED, _ ("Stopped. Nothing was imported."));
          return FALSE;
        }
      if (offset == 0 && n >= 3 && memcmp (chunk, "\xef\xbb\xbf", 3) == 0)
        i = 3;
      while (i < n)
        {
          gsize run = self->state == ENTRY ? entry_run (self, chunk + i, (gsize) (n - i)) : 0;

          if (!(run > 0 ? append (self, self->entry, chunk + i, run, error)
                        : feed (self, chunk[i], offset + (guint64) i, error)))
            return FALSE;
          i += run > 0 ? (gssize) run : 1;
        }
      offset += (guint64) n;
    }
  if (self->state == BETWEEN && self->n_documents > 0)
    return TRUE;
  if (self->state == BETWEEN)
    g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE, _ ("The file is empty. Nothing was imported."));
  else
    g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                         _ ("The file ends in the middle of a record: it was cut off. Nothing was imported; get it "
                            "again."));
  return FALSE;
}

/**
 * ek_fhir_split:
 * @fd: a file opened for reading, at its start
 * @max_piece: longest piece accepted, in bytes
 * @func: called for each piece, in the order of the file; the elements of a document come before the document
 * @user_data: for @func
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Memory stays within two pieces whatever the size of the file.
 *
 * Returns: %FALSE with EK_ERROR_SYNTAX, EK_ERROR_INCOMPLETE (empty or cut off), EK_ERROR_TOO_LARGE (a piece or the
 * nesting), EK_ERROR_IO, EK_ERROR_CANCELLED or the error of @func
 */
gboolean
ek_fhir_split (int fd, gsize max_piece, EkFhirPieceFunc func, gpointer user_data, GCancellable *cancellable,
               GError **error)
{
  Splitter self = { .func = func, .user_data = user_data, .max_piece = max_piece, .state = BETWEEN };
  gboolean ok;

  self.document = g_string_new (NULL);
  self.entry = g_string_new (NULL);
  ok = feed_file (&self, fd, cancellable, error);
  g_string_free (self.document, TRUE);
  g_string_free (self.entry, TRUE);
  return ok;
}
