/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "ek-database-private.h"
#include "ek-error.h"

EkStatement *
ek_statement_new (EkDatabase *database, const char *sql, GError **error)
{
  sqlite3_stmt *handle = NULL;
  const char *rest = NULL;
  EkStatement *self;

  if (sqlite3_prepare_v3 (database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &rest) != SQLITE_OK)
    {
      g_propagate_error (error, ek_database_error (database, _ ("The database could not be asked")));
      return NULL;
    }
  if (handle == NULL || rest[strspn (rest, " \t\r\n;")] != '\0')
    {
      sqlite3_finalize (handle);
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("The database takes one statement at a time."));
      return NULL;
    }
  self = g_new0 (EkStatement, 1);
  self->database = database;
  self->handle = handle;
  self->sql = g_strdup (sql);
  return self;
}

void
ek_statement_free (EkStatement *self)
{
  sqlite3_finalize (self->handle);
  g_free (self->sql);
  g_free (self);
}

/* An index out of range is a mistake of the program; no memory is the end of it, as everywhere in GLib. */
static void
must_bind (EkStatement *self, int result)
{
  if (result == SQLITE_NOMEM)
    g_error ("out of memory");
  if (result != SQLITE_OK)
    g_critical ("parameter cannot be bound (%d): %s", result, self->sql);
}

/**
 * ek_statement_bind_int:
 * @self: a statement
 * @index: parameter, from 1
 * @value: its value
 */
void
ek_statement_bind_int (EkStatement *self, int index, gint64 value)
{
  g_return_if_fail (self != NULL);

  must_bind (self, sqlite3_bind_int64 (self->handle, index, value));
}

/**
 * ek_statement_bind_double:
 * @self: a statement
 * @index: parameter, from 1
 * @value: its value; NaN is kept as NULL
 */
void
ek_statement_bind_double (EkStatement *self, int index, double value)
{
  g_return_if_fail (self != NULL);

  must_bind (self, sqlite3_bind_double (self->handle, index, value));
}

/**
 * ek_statement_bind_text:
 * @self: a statement
 * @index: parameter, from 1
 * @value: (nullable): UTF-8, copied; %NULL binds NULL
 */
void
ek_statement_bind_text (EkStatement *self, int index, const char *value)
{
  g_return_if_fail (self != NULL);

  if (value == NULL)
    must_bind (self, sqlite3_bind_null (self->handle, index));
  else
    must_bind (self, sqlite3_bind_text64 (self->handle, index, value, strlen (value), SQLITE_TRANSIENT, SQLITE_UTF8));
}

/**
 * ek_statement_bind_blob:
 * @self: a statement
 * @index: parameter, from 1
 * @bytes: (nullable): what to copy; %NULL binds NULL
 * @length: how many bytes
 */
void
ek_statement_bind_blob (EkStatement *self, int index, gconstpointer bytes, gsize length)
{
  g_return_if_fail (self != NULL);

  if (bytes == NULL)
    must_bind (self, sqlite3_bind_null (self->handle, index));
  else
    must_bind (self, sqlite3_bind_blob64 (self->handle, index, bytes, length, SQLITE_TRANSIENT));
}

/**
 * ek_statement_bind_null:
 * @self: a statement
 * @index: parameter, from 1
 */
void
ek_statement_bind_null (EkStatement *self, int index)
{
  g_return_if_fail (self != NULL);

  must_bind (self, sqlite3_bind_null (self->handle, index));
}

/**
 * ek_statement_step:
 * @self: a statement
 * @has_row: (out): whether there is a row to read
 * @error: return location for an error
 *
 * Goes to the next row. After the last one, and after an error, the statement may be run again with the same values.
 *
 * Returns: %TRUE, or %FALSE with an error of ek_database_error()
 */
gboolean
ek_statement_step (EkStatement *self, gboolean *has_row, GError **error)
{
  int result;

  g_return_val_if_fail (self != NULL && has_row != NULL, FALSE);

  *has_row = FALSE;
  if (!ek_database_may_step (self->database, error))
    return FALSE;
  result = sqlite3_step (self->handle);
  if (result == SQLITE_ROW)
    {
      *has_row = TRUE;
      return TRUE;
    }
  if (result != SQLITE_DONE)
    {
      g_propagate_error (error,
                         ek_database_error (self->database,
                                            sqlite3_stmt_readonly (self->handle)
                                              ? _ ("The database could not be read")
                                              : _ ("The change could not be saved")));
      sqlite3_reset (self->handle);
      return FALSE;
    }
  sqlite3_reset (self->handle);
  return TRUE;
}

/**
 * ek_statement_run:
 * @self: a statement
 * @error: return location for an error
 *
 * Runs it to the end, passing over any rows.
 *
 * Returns: whether it ran; see ek_database_error()
 */
gboolean
ek_statement_run (EkStatement *self, GError **error)
{
  gboolean has_row;

  do
    {
      if (!ek_statement_step (self, &has_row, error))
        return FALSE;
    }
  while (has_row);
  return TRUE;
}

/**
 * ek_statement_int:
 * @self: a statement on a row
 * @column: column, from 0
 *
 * Returns: the value, 0 for NULL
 */
gint64
ek_statement_int (EkStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

/**
 * ek_statement_double:
 * @self: a statement on a row
 * @column: column, from 0
 *
 * Returns: the value, 0 for NULL
 */
double
ek_statement_double (EkStatement *self, int column)
{
  return sqlite3_column_double (self->handle, column);
}

/**
 * ek_statement_text:
 * @self: a statement on a row
 * @column: column, from 0
 *
 * Returns: (transfer none) (nullable): the text, valid until the next step; %NULL for NULL
 */
const char *
ek_statement_text (EkStatement *self, int column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

/**
 * ek_statement_blob:
 * @self: a statement on a row
 * @column: column, from 0
 * @length: (out): how many bytes
 *
 * Returns: (transfer none) (nullable): the bytes, valid until the next step; %NULL for NULL and for no bytes
 */
gconstpointer
ek_statement_blob (EkStatement *self, int column, gsize *length)
{
  gconstpointer bytes = sqlite3_column_blob (self->handle, column);

  *length = (gsize) sqlite3_column_bytes (self->handle, column);
  return bytes;
}

/**
 * ek_statement_is_null:
 * @self: a statement on a row
 * @column: column, from 0
 *
 * Returns: whether there is no value
 */
gboolean
ek_statement_is_null (EkStatement *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}
