/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An address says nothing to who reads a file; what the server was named when it was set up, or what the file was
 * called that somebody imported, does. The names are kept in the record, because it is read where neither is at
 * hand. */

#include "ek-config.h"

#include "ek-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-database.h"
#include "ek-received.h"

static const char names_table[] = "CREATE TABLE IF NOT EXISTS source_name (source TEXT NOT NULL PRIMARY KEY, name TEXT "
                                  "NOT NULL) STRICT, WITHOUT ROWID;";

/**
 * ek_source_whole:
 * @source: where a record comes from
 *
 * Returns: (transfer full): the same, of a file without the id of the person in it whom its ids belong to
 */
char *
ek_source_whole (const char *source)
{
  return g_str_has_prefix (source, EK_RECEIVED_FILE ":") ? g_strndup (source, strcspn (source, "/"))
                                                         : g_strdup (source);
}

/* %NULL as well when nobody ever named one. */
static char *
named (EkStore *store, const char *source)
{
  g_autofree char *whole = ek_source_whole (source);
  g_autoptr (EkStatement) statement = NULL;
  gboolean found = FALSE;

  if (store == NULL)
    return NULL;
  statement = ek_database_prepare (ek_store_get_database (store),
                                   "SELECT 1 FROM sqlite_schema WHERE name = 'source_name'", NULL);
  if (statement == NULL || !ek_statement_step (statement, &found, NULL) || !found)
    return NULL;
  g_clear_pointer (&statement, ek_statement_done);
  statement = ek_database_prepare (ek_store_get_database (store), "SELECT name FROM source_name WHERE source = ?",
                                   NULL);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, whole);
  return ek_statement_step (statement, &found, NULL) && found ? g_strdup (ek_statement_text (statement, 0)) : NULL;
}

/**
 * ek_source_set_name:
 * @store: the record
 * @source: where records come from
 * @name: what people call it: the name of a server, of a file
 * @error: return location
 *
 * Remembers the name, in the caller's transaction if there is one. The newest holds.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_source_set_name (EkStore *store, const char *source, const char *name, GError **error)
{
  g_autofree char *known = named (store, source);
  g_autoptr (EkStatement) statement = NULL;

  if (g_strcmp0 (known, name) == 0)
    return TRUE;
  if (!ek_database_exec (ek_store_get_database (store), names_table, error))
    return FALSE;
  statement = ek_database_prepare (ek_store_get_database (store),
                                   "INSERT INTO source_name (source, name) VALUES (?1, ?2) "
                                   "ON CONFLICT (source) DO UPDATE SET name = ?2",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, source);
  ek_statement_bind_text (statement, 2, name);
  return ek_statement_run (statement, error);
}

/* The machine in an address: "fhir.example.org". What is no address is itself a name. */
static char *
machine_of (const char *source)
{
  g_autoptr (GUri) uri = strstr (source, "://") != NULL ? g_uri_parse (source, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return g_strdup (host != NULL && *host != '\0' ? host : source);
}

/**
 * ek_source_name:
 * @store: (nullable): the record
 * @source: where a record comes from
 *
 * Returns: (transfer full): what people call it; of a server without a name the machine, of a file without one "a
 *   file", translated
 */
char *
ek_source_name (EkStore *store, const char *source)
{
  char *name = named (store, source);

  if (name != NULL)
    return name;
  if (strcmp (source, EK_RECEIVED_FILE) == 0 || g_str_has_prefix (source, EK_RECEIVED_FILE ":"))
    return g_strdup (_ ("a file"));
  return machine_of (source);
}
