/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-csv.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* CSV as spreadsheets write it: cells between commas, semicolons or tabs (the first row decides which), quoted where
 * they hold one of these, a quote (doubled) or a line break. Anything else is refused with its line: a cell that was
 * read wrongly would be shown to a patient. */

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct {
  const char *at, *end;
  char separator;
  guint line;
  const EkCsvLimits *limits;
} Reader;

static void
row_free (gpointer data)
{
  EkCsvRow *row = data;

  g_ptr_array_unref (row->cells);
  g_free (row);
}

static gboolean
wrong (guint line, const char *why, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("Line %u of the table: %s"), line, why);
  return FALSE;
}

static gboolean
at_line_end (Reader *reader)
{
  return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

static void
skip_line_end (Reader *reader)
{
  if (reader->at < reader->end && *reader->at == '\r')
    reader->at++;
  if (reader->at < reader->end && *reader->at == '\n')
    reader->at++;
  reader->line++;
}

static gboolean
read_quoted (Reader *reader, GString *cell, GError **error)
{
  guint began = reader->line;

  for (reader->at++; reader->at < reader->end; reader->at++)
    {
      if (*reader->at == '"')
        {
          if (reader->at + 1 == reader->end || reader->at[1] != '"')
            {
              reader->at++;
              return at_line_end (reader) || *reader->at == reader->separator ||
                wrong (reader->line, _ ("there is text after the closing quotation mark of a cell"), error);
            }
          reader->at++;
        }
      else if (*reader->at == '\n')
        {
          reader->line++;
        }
      g_string_append_c (cell, *reader->at);
    }
  return wrong (began, _ ("a quotation mark is opened and never closed"), error);
}

static gboolean
read_cell (Reader *reader, GPtrArray *cells, GError **error)
{
  GString *cell = g_string_new (NULL);
  gboolean good = TRUE;

  if (reader->at < reader->end && *reader->at == '"')
    good = read_quoted (reader, cell, error);
  else
    for (; good && !at_line_end (reader) && *reader->at != reader->separator; reader->at++)
      {
        if (*reader->at == '"')
          good = wrong (reader->line, _ ("there is a quotation mark inside a cell that does not begin with one"),
                        error);
        g_string_append_c (cell, *reader->at);
      }
  g_ptr_array_add (cells, g_string_free (cell, FALSE));
  return good;
}

static gboolean
read_row (Reader *reader, GPtrArray *rows, GError **error)
{
  EkCsvRow *row = g_new (EkCsvRow, 1);

  *row = (EkCsvRow){ reader->line, g_ptr_array_new_with_free_func (g_free) };
  g_ptr_array_add (rows, row);
  while (TRUE)
    {
      if (row->cells->len == reader->limits->max_columns)
        return wrong (row->line, _ ("the row has too many cells"), error);
      if (!read_cell (reader, row->cells, error))
        return FALSE;
      if (at_line_end (reader))
        break;
      reader->at++;
    }
  skip_line_end (reader);
  return TRUE;
}

static char
find_separator (const char *text, const char *end)
{
  for (; text < end && *text != '\n' && *text != '\r'; text++)
    if (*text == ',' || *text == ';' || *text == '\t')
      return *text;
  return ',';
}

/* Which line holds the byte at @offset, from 1. */
static guint
line_of (const char *text, gsize offset)
{
  guint line = 1;

  for (gsize i = 0; i < offset; i++)
    line += text[i] == '\n';
  return line;
}

static gboolean
check_text (const char *text, gsize length, const EkCsvLimits *limits, GError **error)
{
  const char *bad;

  if (length > limits->max_bytes)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_TOO_LARGE, _ ("The table is too large to be what it should be."));
      return FALSE;
    }
  if (memchr (text, '\0', length) != NULL)
    return wrong (line_of (text, (const char *) memchr (text, '\0', length) - text),
                  _ ("there is a byte that is no text; this is not a table of text"), error);
  return g_utf8_validate (text, length, &bad) ||
    wrong (line_of (text, bad - text),
           _ ("the characters are not UTF-8. Save it in the spreadsheet as “CSV UTF-8” and try again."), error);
}

/**
 * ek_csv_parse:
 * @text: the bytes of a file; a byte order mark is skipped
 * @length: how many
 * @limits: its bounds
 * @error: %EK_ERROR_TOO_LARGE, or %EK_ERROR_SYNTAX with the line
 *
 * Reads a table. Empty rows are kept, so that a caller can tell lines; they have one empty cell.
 *
 * Returns: (transfer full) (element-type EkCsvRow): the rows, or %NULL
 */
GPtrArray *
ek_csv_parse (const char *text, gsize length, const EkCsvLimits *limits, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  Reader reader = { text, text + length, ',', 1, limits };

  if (!check_text (text, length, limits, error))
    return NULL;
  if (length >= 3 && memcmp (text, BYTE_ORDER_MARK, 3) == 0)
    reader.at += 3;
  reader.separator = find_separator (reader.at, reader.end);
  while (reader.at < reader.end)
    {
      if (rows->len == limits->max_rows)
        {
          g_set_error_literal (error, EK_ERROR, EK_ERROR_TOO_LARGE,
                               _ ("The table has too many rows to be what it "
                                  "should be."));
          return NULL;
        }
      if (!read_row (&reader, rows, error))
        return NULL;
    }
  return g_steal_pointer (&rows);
}

/**
 * ek_csv_row_cell:
 * @row: a row of ek_csv_parse()
 * @index: which cell, from 0
 *
 * Returns: (transfer none): the text of the cell; "" beyond the last, so that a row that is short need not be told
 *   apart
 */
const char *
ek_csv_row_cell (const EkCsvRow *row, guint index)
{
  return index < row->cells->len ? g_ptr_array_index (row->cells, index) : "";
}

/**
 * ek_csv_append_row:
 * @csv: what has been written; begin a file with the byte order mark, or spreadsheets take it for another encoding
 * @cells: (array length=n_cells): texts, %NULL for an empty one
 * @n_cells: how many
 *
 * Writes one row with its line end, quoting where needed.
 */
void
ek_csv_append_row (GString *csv, const char *const *cells, guint n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    {
      const char *cell = cells[i] != NULL ? cells[i] : "";

      if (i > 0)
        g_string_append_c (csv, ',');
      if (strpbrk (cell, ",;\t\"\r\n") == NULL)
        {
          g_string_append (csv, cell);
          continue;
        }
      g_string_append_c (csv, '"');
      for (; *cell != '\0'; cell++)
        {
          if (*cell == '"')
            g_string_append_c (csv, '"');
          g_string_append_c (csv, *cell);
        }
      g_string_append_c (csv, '"');
    }
  g_string_append (csv, "\r\n");
}

/**
 * ek_csv_is_formula:
 * @text: a cell
 *
 * What a spreadsheet works out, and may send elsewhere, instead of showing it. An apostrophe in front keeps it text.
 *
 * Returns: whether @text begins as a formula does and is not just a number
 */
gboolean
ek_csv_is_formula (const char *text)
{
  char *end = NULL;

  if (*text == '\0' || strchr ("=+-@\t\r", *text) == NULL)
    return FALSE;
  g_ascii_strtod (text, &end);
  return end == text || *end != '\0';
}
