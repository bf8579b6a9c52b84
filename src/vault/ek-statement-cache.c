/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-database-private.h"

#define IDLE_STATEMENTS 128

static EkStatement *
take_idle (EkDatabase *self, const char *sql)
{
  gpointer statement = NULL;

  g_hash_table_steal_extended (self->idle, sql, NULL, &statement);
  return statement;
}

static void
keep_idle (EkDatabase *self, EkStatement *statement)
{
  const char *sql = statement->sql;

  self->in_use--;
  if (g_hash_table_size (self->idle) >= IDLE_STATEMENTS || g_hash_table_contains (self->idle, sql))
    ek_statement_free (statement);
  else
    g_hash_table_insert (self->idle, (gpointer) sql, statement);
}

/**
 * ek_database_prepare:
 * @self: a connection
 * @sql: one statement, the program's own text with `?1`, `?2` … for values
 * @error: return location for an error
 *
 * Takes a statement from the cache or makes one. While it is in use it keeps the connection.
 *
 * Returns: (transfer full): the statement, to be given back with ek_statement_done(), or %NULL; see ek_database_error()
 */
EkStatement *
ek_database_prepare (EkDatabase *self, const char *sql, GError **error)
{
  EkStatement *statement;

  g_return_val_if_fail (self != NULL && sql != NULL, NULL);

  if (!ek_database_may_step (self, error))
    return NULL;
  statement = take_idle (self, sql);
  if (statement == NULL)
    statement = ek_statement_new (self, sql, error);
  if (statement != NULL)
    {
      ek_database_ref (self);
      self->in_use++;
    }
  return statement;
}

/**
 * ek_statement_done:
 * @self: (nullable): a statement
 *
 * Gives it back: it is reset, its values are forgotten, and it must not be used any more.
 */
void
ek_statement_done (EkStatement *self)
{
  EkDatabase *database;

  if (self == NULL)
    return;
  database = self->database;
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  keep_idle (database, self);
  ek_database_unref (database);
}
