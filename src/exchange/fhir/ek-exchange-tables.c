/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-exchange-tables.h"

static const EkJsonLimits theirs_limits = { 96u << 20, 64 };

static const char tables[] =
  "CREATE TABLE IF NOT EXISTS exchange_identity ("
  "  source TEXT NOT NULL, type TEXT NOT NULL, remote_id TEXT NOT NULL, part INTEGER NOT NULL,"
  "  record_id TEXT NOT NULL, hash TEXT, revision INTEGER NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0,"
  "  theirs TEXT, refused TEXT, PRIMARY KEY (source, type, remote_id, part)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX IF NOT EXISTS exchange_identity_record ON exchange_identity (record_id);"
  "CREATE INDEX IF NOT EXISTS exchange_identity_person ON exchange_identity (remote_id) WHERE type = 'Patient';"
  "CREATE TABLE IF NOT EXISTS exchange_cursor ("
  "  server TEXT NOT NULL, type TEXT NOT NULL, cursor TEXT, next_link TEXT, newest TEXT, swept_ms INTEGER,"
  "  PRIMARY KEY (server, type)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS exchange_lease ("
  "  name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, until_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS exchange_theirs ("
  "  record_id TEXT NOT NULL, server TEXT NOT NULL, part TEXT NOT NULL, theirs TEXT NOT NULL,"
  "  PRIMARY KEY (record_id, server, part)) STRICT, WITHOUT ROWID;"
  /* What spoke of a Patient while the server said that this was somebody else: it stays that one's. */
  "CREATE TABLE IF NOT EXISTS exchange_refused ("
  "  source TEXT NOT NULL, type TEXT NOT NULL, remote_id TEXT NOT NULL, hash TEXT NOT NULL,"
  "  PRIMARY KEY (source, type, remote_id)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS exchange_conflict ("
  "  record_id TEXT NOT NULL, part TEXT NOT NULL, type TEXT NOT NULL, server TEXT NOT NULL, version TEXT,"
  "  theirs TEXT, found_ms INTEGER NOT NULL, PRIMARY KEY (record_id, part)) STRICT, WITHOUT ROWID;";

static gboolean
has_column (EkDatabase *database, const char *name, gboolean *there, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (database,
                                                           "SELECT 1 FROM pragma_table_info ('exchange_identity') "
                                                           "WHERE name = ?",
                                                           error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, name);
  return ek_statement_step (statement, there, error);
}

/* A column of a later day. */
static gboolean
add_column (EkDatabase *database, const char *name, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("ALTER TABLE exchange_identity ADD COLUMN %s TEXT", name);
  gboolean there = FALSE;

  return has_column (database, name, &there, error) && (there || ek_database_exec (database, sql, error));
}

/* Where nothing is there all is made at once: each table by itself would be a change of its own on the disk. */
static gboolean
make_tables (EkDatabase *database, GError **error)
{
  if (!ek_database_begin (database, error))
    return FALSE;
  if (ek_database_exec (database, tables, error))
    return ek_database_commit (database, error);
  ek_database_rollback (database);
  return FALSE;
}

/**
 * ek_exchange_prepare:
 * @store: a store
 * @error: return location
 *
 * Makes the tables of this room where they are not there yet. Writes nothing where they are.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_exchange_prepare (EkStore *store, GError **error)
{
  EkDatabase *database = ek_store_get_database (store);
  gboolean there = FALSE;

  if (!has_column (database, "source", &there, error))
    return FALSE;
  if (!there)
    return make_tables (database, error);
  return ek_database_exec (database, tables, error) && add_column (database, "theirs", error) &&
    add_column (database, "refused", error);
}

/**
 * ek_identity_clear:
 * @identity: what ek_identity_find() filled in, or all zeros
 *
 * Frees what it holds and leaves it empty; the struct itself belongs to the caller. An #EkIdentity that only borrows
 * its strings is not cleared.
 */
void
ek_identity_clear (EkIdentity *identity)
{
  g_clear_pointer (&identity->record_id, g_free);
  g_clear_pointer (&identity->hash, g_free);
  g_clear_pointer (&identity->theirs, g_free);
  g_clear_pointer (&identity->refused, g_free);
}

static void
bind_key (EkStatement *statement, const char *source, const char *type, const char *remote_id, guint part)
{
  ek_statement_bind_text (statement, 1, source);
  ek_statement_bind_text (statement, 2, type);
  ek_statement_bind_text (statement, 3, remote_id);
  ek_statement_bind_int (statement, 4, part);
}

/**
 * ek_identity_find:
 * @store: a store
 * @source: address of the server, or what ek_fhir_people_origin() says of a file of unknown origin
 * @type: resource type
 * @remote_id: the source's id
 * @part: 0, or the number of a component
 * @identity: (out caller-allocates): what is known; clear with ek_identity_clear()
 * @found: (out): whether it is known
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_identity_find (EkStore *store, const char *source, const char *type, const char *remote_id, guint part,
                  EkIdentity *identity, gboolean *found, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  *identity = (EkIdentity){ NULL };
  /* Compared with the value itself, the type might be one that the index of patients is about: SQLite would make the
   * statement anew for each value, to see. */
  statement = ek_database_prepare (ek_store_get_database (store),
                                   "SELECT record_id, hash, revision, withdrawn, theirs, refused FROM "
                                   "exchange_identity "
                                   "WHERE source = ? AND type = +? AND remote_id = ? AND part = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  bind_key (statement, source, type, remote_id, part);
  if (!ek_statement_step (statement, found, error))
    return FALSE;
  if (!*found)
    return TRUE;
  identity->record_id = g_strdup (ek_statement_text (statement, 0));
  identity->hash = g_strdup (ek_statement_text (statement, 1));
  identity->revision = ek_statement_int (statement, 2);
  identity->withdrawn = ek_statement_int (statement, 3) != 0;
  identity->theirs = g_strdup (ek_statement_text (statement, 4));
  identity->refused = g_strdup (ek_statement_text (statement, 5));
  return TRUE;
}

/**
 * ek_identity_set:
 * @store: a store, in the transaction that also saves what the resource became
 * @source: address of the server, or what ek_fhir_people_origin() says of a file of unknown origin
 * @type: resource type
 * @remote_id: the source's id
 * @part: 0, or the number of a component
 * @identity: what to remember; takes the place of what was known. Nothing of it is kept
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_identity_set (EkStore *store, const char *source, const char *type, const char *remote_id, guint part,
                 const EkIdentity *identity, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (ek_store_get_database (store),
                                   "INSERT OR REPLACE INTO exchange_identity "
                                   "(source, type, remote_id, part, record_id, hash, revision, withdrawn, theirs, "
                                   "refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                   error);
  if (statement == NULL)
    return FALSE;
  bind_key (statement, source, type, remote_id, part);
  ek_statement_bind_text (statement, 5, identity->record_id);
  ek_statement_bind_text (statement, 6, identity->hash);
  ek_statement_bind_int (statement, 7, identity->revision);
  ek_statement_bind_int (statement, 8, identity->withdrawn);
  ek_statement_bind_text (statement, 9, identity->theirs);
  ek_statement_bind_text (statement, 10, identity->refused);
  return ek_statement_run (statement, error);
}

/**
 * ek_identity_refuse:
 * @store: a store
 * @source: address of the server
 * @remote_id: the id of a Patient there
 * @record_id: (nullable): the patient of ours it was known as, where no identity says so
 * @refused: (nullable): the id of an #EkFhirSkip, or %NULL when it is believed again
 * @error: return location
 *
 * Remembers that the state of a Patient is not believed: what refers to it is not taken over until it is.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_identity_refuse (EkStore *store, const char *source, const char *remote_id, const char *record_id,
                    const char *refused, GError **error)
{
  g_auto (EkIdentity) identity = { NULL };
  gboolean known = FALSE;

  if (!ek_identity_find (store, source, "Patient", remote_id, 0, &identity, &known, error))
    return FALSE;
  if (!known && refused == NULL)
    return TRUE;
  if (!known)
    identity.record_id = g_strdup (record_id != NULL ? record_id : "");
  g_free (identity.refused);
  identity.refused = g_strdup (refused);
  return ek_identity_set (store, source, "Patient", remote_id, 0, &identity, error);
}

/**
 * ek_identity_base:
 * @store: a store
 * @type: the type of the record
 * @identity: what is known of a resource
 *
 * What the source said last, in our terms: what both sides started from, for a three-way merge. Not what lies here
 * since, or the next change at the hospital would undo what was changed here.
 *
 * Returns: (transfer full) (nullable): the record as it was there; %NULL when it cannot be read
 */
EkRecord *
ek_identity_base (EkStore *store, const EkRecordType *type, const EkIdentity *identity)
{
  g_autoptr (JsonNode) node = NULL;

  if (identity->theirs == NULL)
    return ek_store_load_revision (store, type, identity->record_id, identity->revision, NULL);
  node = ek_json_parse (identity->theirs, -1, &theirs_limits, NULL);
  return node != NULL ? ek_record_from_json (node, NULL) : NULL;
}

/**
 * ek_identity_earlier_files:
 * @store: a store
 * @remote_id: the id of a Patient
 * @patient_id: (nullable): only where it became this patient
 * @error: return location
 *
 * Returns: (transfer full) (element-type EkIdentityFile) (nullable): every file of unknown origin that had a Patient of
 *   this id, and whom it became; %NULL with what the database says
 */
GPtrArray *
ek_identity_earlier_files (EkStore *store, const char *remote_id, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_identity_file_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (ek_store_get_database (store),
                                   "SELECT source, record_id FROM exchange_identity WHERE type = 'Patient' AND "
                                   "remote_id = ?1 AND (source = 'file' OR source LIKE 'file:%') AND record_id <> '' "
                                   "AND (?2 IS NULL OR record_id = ?2) ORDER BY revision DESC, source",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, remote_id);
  ek_statement_bind_text (statement, 2, patient_id);
  while (TRUE)
    {
      EkIdentityFile *file;

      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&files);
      file = g_new0 (EkIdentityFile, 1);
      file->source = g_strdup (ek_statement_text (statement, 0));
      file->record_id = g_strdup (ek_statement_text (statement, 1));
      g_ptr_array_add (files, file);
    }
}

/**
 * ek_identity_file_free:
 * @file: (transfer full): one of those of ek_identity_earlier_files()
 */
void
ek_identity_file_free (EkIdentityFile *file)
{
  g_free (file->source);
  g_free (file->record_id);
  g_free (file);
}

/**
 * ek_refused_set:
 * @store: a store
 * @source: address of the server
 * @type: resource type
 * @remote_id: the server's id
 * @hash: of the resource as it came
 * @error: return location
 *
 * Remembers a resource that spoke of a Patient while the server said that this was somebody else than before. When the
 * server takes that back the resource is still that other person's.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_refused_set (EkStore *store, const char *source, const char *type, const char *remote_id, const char *hash,
                GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement =
    ek_database_prepare (ek_store_get_database (store),
                         "INSERT OR REPLACE INTO exchange_refused (source, type, remote_id, hash) VALUES (?, ?, "
                         "?, ?)",
                         error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, source);
  ek_statement_bind_text (statement, 2, type);
  ek_statement_bind_text (statement, 3, remote_id);
  ek_statement_bind_text (statement, 4, hash);
  return ek_statement_run (statement, error);
}

/**
 * ek_refused_find:
 * @store: a store
 * @source: address of the server
 * @type: resource type
 * @remote_id: the server's id
 * @hash: (out) (nullable) (transfer full): of the resource as it was refused; %NULL: it was not
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_refused_find (EkStore *store, const char *source, const char *type, const char *remote_id, char **hash,
                 GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean found = FALSE;

  *hash = NULL;
  statement = ek_database_prepare (ek_store_get_database (store),
                                   "SELECT hash FROM exchange_refused WHERE source = ? AND type = ? AND remote_id = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, source);
  ek_statement_bind_text (statement, 2, type);
  ek_statement_bind_text (statement, 3, remote_id);
  if (!ek_statement_step (statement, &found, error))
    return FALSE;
  if (found)
    *hash = g_strdup (ek_statement_text (statement, 0));
  return TRUE;
}
