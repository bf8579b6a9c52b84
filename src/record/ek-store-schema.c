/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of the clinical record. One STRICT table for each declared type, its columns made from the declaration: a
 * field that was added to a declaration becomes a column the next time a store is opened. What is not declared
 * (history, signatures, outbox …) is made by numbered migrations, forward only. A database with a column or a version
 * that this program does not know was written by a newer one and is refused: reading it would lose what we do not
 * understand. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-types.h"

/* The state in the list of patients follows whoever writes these two tables. A patient whose file was joined with
 * another has no row of his or her own: the file that stayed shows it. */
#define FILE_OF(patient) "coalesce ((SELECT file FROM patient_joined WHERE member = " patient "), " patient ")"

/* clang-format off */
static const char joined_tables[] =
  /* What was done, each joining once, and whether it was taken back. */
  "CREATE TABLE patient_join ("
  "  id TEXT NOT NULL PRIMARY KEY, former TEXT NOT NULL, survivor TEXT NOT NULL, reason TEXT NOT NULL,"
  "  before_revision INTEGER NOT NULL, after_revision INTEGER NOT NULL, marks TEXT NOT NULL, differed TEXT NOT NULL,"
  "  user_id TEXT NOT NULL, user_name TEXT NOT NULL, at_ms INTEGER NOT NULL, offset_minutes INTEGER NOT NULL,"
  "  parted_reason TEXT, parted_by TEXT, parted_name TEXT, parted_ms INTEGER, parted_offset INTEGER) STRICT;"
  "CREATE UNIQUE INDEX patient_join_now ON patient_join (former) WHERE parted_ms IS NULL;"
  "CREATE TRIGGER patient_join_kept BEFORE DELETE ON patient_join BEGIN"
  "  SELECT RAISE (ABORT, 'what was done is kept'); END;"
  "CREATE TRIGGER patient_join_fixed BEFORE UPDATE ON patient_join"
  "  WHEN OLD.parted_ms IS NOT NULL OR NEW.parted_ms IS NULL OR (OLD.id, OLD.former, OLD.survivor, OLD.reason,"
  "    OLD.before_revision, OLD.after_revision, OLD.marks, OLD.differed, OLD.user_id, OLD.user_name, OLD.at_ms)"
  "    IS NOT (NEW.id, NEW.former, NEW.survivor, NEW.reason, NEW.before_revision, NEW.after_revision, NEW.marks,"
  "    NEW.differed, NEW.user_id, NEW.user_name, NEW.at_ms)"
  "  BEGIN SELECT RAISE (ABORT, 'what was done is fixed'); END;"
  /* What follows from it now: every patient of a joined file, the one whose file stayed among them. */
  "CREATE TABLE patient_joined (member TEXT NOT NULL PRIMARY KEY, file TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE INDEX patient_joined_file ON patient_joined (file);"
  /* Records that were filed under one patient and, on parting, by a person's decision under another. */
  "CREATE TABLE patient_moved ("
  "  record_id TEXT NOT NULL, record_type TEXT NOT NULL, former TEXT NOT NULL, patient_id TEXT NOT NULL,"
  "  revision INTEGER NOT NULL, join_id TEXT NOT NULL, user_id TEXT NOT NULL, at_ms INTEGER NOT NULL,"
  "  PRIMARY KEY (record_id, join_id)) STRICT;"
  "CREATE TRIGGER patient_moved_kept BEFORE DELETE ON patient_moved BEGIN"
  "  SELECT RAISE (ABORT, 'what was done is kept'); END;"
  "CREATE TRIGGER patient_moved_fixed BEFORE UPDATE ON patient_moved BEGIN"
  "  SELECT RAISE (ABORT, 'what was done is fixed'); END;"
  /* Two who were looked at and are two; one < other. */
  "CREATE TABLE patient_distinct ("
  "  one TEXT NOT NULL, other TEXT NOT NULL, reason TEXT NOT NULL, user_id TEXT NOT NULL, user_name TEXT NOT NULL,"
  "  at_ms INTEGER NOT NULL, PRIMARY KEY (one, other)) STRICT, WITHOUT ROWID;"

  "DROP TRIGGER outbox_added; DROP TRIGGER outbox_removed; DROP TRIGGER outbox_moved;"
  "DROP TRIGGER sync_map_added; DROP TRIGGER sync_map_removed;"
  "CREATE TRIGGER outbox_added AFTER INSERT ON outbox BEGIN"
  "  UPDATE patient_summary SET waiting = waiting + (NEW.state = 'waiting'),"
  "    sending = sending + (NEW.state = 'sending'),"
  "    conflict = conflict + (NEW.state = 'conflict'), refused = refused + (NEW.state = 'refused')"
  "    WHERE patient_id = " FILE_OF ("NEW.patient_id") "; END;"
  "CREATE TRIGGER outbox_removed AFTER DELETE ON outbox BEGIN"
  "  UPDATE patient_summary SET waiting = waiting - (OLD.state = 'waiting'),"
  "    sending = sending - (OLD.state = 'sending'),"
  "    conflict = conflict - (OLD.state = 'conflict'), refused = refused - (OLD.state = 'refused')"
  "    WHERE patient_id = " FILE_OF ("OLD.patient_id") "; END;"
  "CREATE TRIGGER outbox_moved AFTER UPDATE OF state ON outbox WHEN OLD.state <> NEW.state BEGIN"
  "  UPDATE patient_summary SET"
  "    waiting = waiting + (NEW.state = 'waiting') - (OLD.state = 'waiting'),"
  "    sending = sending + (NEW.state = 'sending') - (OLD.state = 'sending'),"
  "    conflict = conflict + (NEW.state = 'conflict') - (OLD.state = 'conflict'),"
  "    refused = refused + (NEW.state = 'refused') - (OLD.state = 'refused')"
  "    WHERE patient_id = " FILE_OF ("NEW.patient_id") "; END;"
  "CREATE TRIGGER sync_map_added AFTER INSERT ON sync_map BEGIN"
  "  UPDATE patient_summary SET confirmed = 1 WHERE patient_id = " FILE_OF ("NEW.patient_id") " AND confirmed = 0; END;"
  "CREATE TRIGGER sync_map_removed AFTER DELETE ON sync_map BEGIN"
  "  UPDATE patient_summary SET confirmed = EXISTS (SELECT 1 FROM sync_map WHERE patient_id = OLD.patient_id"
  "    OR patient_id IN (SELECT member FROM patient_joined WHERE file = " FILE_OF ("OLD.patient_id") "))"
  "    WHERE patient_id = " FILE_OF ("OLD.patient_id") "; END;";
/* clang-format on */

/* clang-format off */
static const EkMigration migrations[] = {
  { 1,
    "CREATE TABLE history ("
    "  record_id TEXT NOT NULL, revision INTEGER NOT NULL, record_type TEXT NOT NULL, patient_id TEXT NOT NULL,"
    "  deleted INTEGER NOT NULL DEFAULT 0, state TEXT,"
    "  PRIMARY KEY (record_id, revision)) STRICT;"
    "CREATE INDEX history_patient ON history (patient_id);"
    "CREATE TRIGGER history_kept BEFORE DELETE ON history BEGIN SELECT RAISE (ABORT, 'history is kept'); END;"
    "CREATE TRIGGER history_fixed BEFORE UPDATE ON history BEGIN SELECT RAISE (ABORT, 'history is fixed'); END;"

    "CREATE TABLE signature ("
    "  record_id TEXT NOT NULL, revision INTEGER NOT NULL, record_type TEXT NOT NULL, patient_id TEXT NOT NULL,"
    "  user_id TEXT NOT NULL, user_name TEXT NOT NULL, meaning TEXT NOT NULL, at_ms INTEGER NOT NULL,"
    "  offset_minutes INTEGER NOT NULL, signature BLOB NOT NULL,"
    "  PRIMARY KEY (record_id, revision, user_id, meaning)) STRICT;"
    "CREATE INDEX signature_patient ON signature (patient_id);"
    "CREATE TRIGGER signature_kept BEFORE DELETE ON signature BEGIN SELECT RAISE (ABORT, 'signatures are kept'); END;"
    "CREATE TRIGGER signature_fixed BEFORE UPDATE ON signature BEGIN SELECT RAISE (ABORT, 'signatures are fixed'); END;"

    "CREATE TABLE patient_identifier ("
    "  system TEXT NOT NULL, value TEXT NOT NULL, patient_id TEXT NOT NULL,"
    "  PRIMARY KEY (system, value)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX patient_identifier_patient ON patient_identifier (patient_id);"

    "CREATE TABLE patient_summary ("
    "  patient_id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL DEFAULT '', sort_key TEXT NOT NULL DEFAULT '',"
    "  pinyin TEXT, sex TEXT, birth_date TEXT, identifier TEXT,"
    "  demonstration INTEGER NOT NULL DEFAULT 0, tier TEXT, last_assessed INTEGER, last_score REAL,"
    "  last_instrument TEXT,"
    "  waiting INTEGER NOT NULL DEFAULT 0, sending INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0,"
    "  refused INTEGER NOT NULL DEFAULT 0, confirmed INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE patient_search (patient_id TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL) STRICT;"
    "CREATE TABLE store_setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;"

    "CREATE TABLE outbox ("
    "  sequence INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  record_id TEXT NOT NULL, record_type TEXT NOT NULL, patient_id TEXT NOT NULL, revision INTEGER NOT NULL,"
    "  operation TEXT NOT NULL DEFAULT 'save' CHECK (operation IN ('save', 'delete')),"
    "  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'conflict', 'refused')),"
    "  body TEXT, attempts INTEGER NOT NULL DEFAULT 0, problem TEXT,"
    "  queued_ms INTEGER NOT NULL, tried_ms INTEGER, next_ms INTEGER) STRICT;"
    "CREATE INDEX outbox_record ON outbox (record_id);"
    "CREATE INDEX outbox_patient ON outbox (patient_id);"

    "CREATE TABLE sync_map ("
    "  record_id TEXT NOT NULL, server TEXT NOT NULL DEFAULT '', part TEXT NOT NULL DEFAULT '',"
    "  record_type TEXT NOT NULL, patient_id TEXT NOT NULL, server_id TEXT, version TEXT, hash TEXT, base TEXT,"
    "  revision INTEGER NOT NULL, confirmed_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (record_id, server, part)) STRICT;"
    "CREATE INDEX sync_map_server ON sync_map (server, part, server_id);"
    "CREATE INDEX sync_map_patient ON sync_map (patient_id);"

    /* The state in the list of patients follows whoever writes these two tables. */
    "CREATE TRIGGER outbox_added AFTER INSERT ON outbox BEGIN"
    "  UPDATE patient_summary SET waiting = waiting + (NEW.state = 'waiting'),"
    "    sending = sending + (NEW.state = 'sending'),"
    "    conflict = conflict + (NEW.state = 'conflict'), refused = refused + (NEW.state = 'refused')"
    "    WHERE patient_id = NEW.patient_id; END;"
    "CREATE TRIGGER outbox_removed AFTER DELETE ON outbox BEGIN"
    "  UPDATE patient_summary SET waiting = waiting - (OLD.state = 'waiting'),"
    "    sending = sending - (OLD.state = 'sending'),"
    "    conflict = conflict - (OLD.state = 'conflict'), refused = refused - (OLD.state = 'refused')"
    "    WHERE patient_id = OLD.patient_id; END;"
    "CREATE TRIGGER outbox_moved AFTER UPDATE OF state ON outbox WHEN OLD.state <> NEW.state BEGIN"
    "  UPDATE patient_summary SET"
    "    waiting = waiting + (NEW.state = 'waiting') - (OLD.state = 'waiting'),"
    "    sending = sending + (NEW.state = 'sending') - (OLD.state = 'sending'),"
    "    conflict = conflict + (NEW.state = 'conflict') - (OLD.state = 'conflict'),"
    "    refused = refused + (NEW.state = 'refused') - (OLD.state = 'refused')"
    "    WHERE patient_id = NEW.patient_id; END;"
    "CREATE TRIGGER sync_map_added AFTER INSERT ON sync_map BEGIN"
    "  UPDATE patient_summary SET confirmed = 1 WHERE patient_id = NEW.patient_id AND confirmed = 0; END;"
    "CREATE TRIGGER sync_map_removed AFTER DELETE ON sync_map BEGIN"
    "  UPDATE patient_summary SET confirmed = EXISTS (SELECT 1 FROM sync_map WHERE patient_id = OLD.patient_id)"
    "    WHERE patient_id = OLD.patient_id; END;" },
  { 2,
    "CREATE TABLE received ("
    "  record_id TEXT NOT NULL PRIMARY KEY, source TEXT NOT NULL, received_ms INTEGER NOT NULL) STRICT;"
    "ALTER TABLE patient_summary ADD COLUMN received INTEGER NOT NULL DEFAULT 0;"
    "CREATE TRIGGER received_added AFTER INSERT ON received BEGIN"
    "  UPDATE patient_summary SET received = 1 WHERE patient_id = NEW.record_id AND received = 0; END;"
    "CREATE TRIGGER received_removed AFTER DELETE ON received BEGIN"
    "  UPDATE patient_summary SET received = 0 WHERE patient_id = OLD.record_id; END;" },
  { 3,
    "CREATE TABLE definition ("
    "  instrument TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('wording', 'definition')),"
    "  base TEXT, json TEXT NOT NULL, holder TEXT, licence TEXT, valid_until TEXT, entered_by TEXT, note TEXT,"
    "  hash TEXT NOT NULL, added_ms INTEGER NOT NULL, added_offset INTEGER NOT NULL, added_by TEXT NOT NULL,"
    "  added_name TEXT NOT NULL,"
    "  PRIMARY KEY (instrument, version)) STRICT;"
    "CREATE TRIGGER definition_kept BEFORE DELETE ON definition BEGIN"
    "  SELECT RAISE (ABORT, 'definitions are kept'); END;"
    "CREATE TRIGGER definition_fixed BEFORE UPDATE ON definition BEGIN"
    "  SELECT RAISE (ABORT, 'definitions are fixed'); END;"
    "CREATE TABLE definition_use ("
    "  sequence INTEGER PRIMARY KEY AUTOINCREMENT, instrument TEXT NOT NULL, version TEXT NOT NULL,"
    "  withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)), reason TEXT, user_id TEXT NOT NULL,"
    "  user_name TEXT NOT NULL, at_ms INTEGER NOT NULL, offset_minutes INTEGER NOT NULL) STRICT;"
    "CREATE INDEX definition_use_by_version ON definition_use (instrument, version);"
    "CREATE TRIGGER definition_use_kept BEFORE DELETE ON definition_use BEGIN"
    "  SELECT RAISE (ABORT, 'what was done is kept'); END;"
    "CREATE TRIGGER definition_use_fixed BEFORE UPDATE ON definition_use BEGIN"
    "  SELECT RAISE (ABORT, 'what was done is fixed'); END;" },
  { 4, joined_tables },
  /* What was typed and not saved: no record, so never in history, search, export or outbox. */
  { 5,
    "CREATE TABLE draft ("
    "  user_id TEXT NOT NULL, place TEXT NOT NULL, patient_id TEXT NOT NULL, target TEXT NOT NULL,"
    "  at_ms INTEGER NOT NULL, at_offset INTEGER NOT NULL, body TEXT NOT NULL,"
    "  PRIMARY KEY (user_id, place, patient_id, target)) STRICT;" },
  /* Numbers as they are compared, also those that a second patient carries knowingly; names in every form in which they
   * may be alike. Both are made from the patients when the summaries are. */
  { 8,
    "DROP TABLE patient_identifier;"
    "CREATE TABLE patient_identifier ("
    "  system TEXT NOT NULL, value TEXT NOT NULL, patient_id TEXT NOT NULL, shared INTEGER NOT NULL DEFAULT 0,"
    "  PRIMARY KEY (value, system, patient_id)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX patient_identifier_patient ON patient_identifier (patient_id);"
    "CREATE TABLE patient_name ("
    "  key TEXT NOT NULL, patient_id TEXT NOT NULL, PRIMARY KEY (key, patient_id)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX patient_name_patient ON patient_name (patient_id);" },
};
/* clang-format on */

/* How far the forms that were stored before every form was looked at have been gone through. */
static const char walk_table[] =
  "CREATE TABLE danger_walk ("
  "  id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, last INTEGER NOT NULL, risks INTEGER NOT NULL,"
  "  notices INTEGER NOT NULL, done_ms INTEGER) STRICT;";

static const char envelope_ddl[] =
  "id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, revision INTEGER NOT NULL, author TEXT NOT NULL, "
  "created_ms INTEGER NOT NULL, created_offset INTEGER NOT NULL, changed_ms INTEGER NOT NULL, "
  "changed_offset INTEGER NOT NULL";

static const char envelope_columns[] =
  "id, patient_id, revision, author, created_ms, created_offset, changed_ms, changed_offset";

static const char *
column_type (EkFieldKind kind)
{
  switch (kind)
    {
    case EK_FIELD_INTEGER:
    case EK_FIELD_BOOLEAN:
    case EK_FIELD_INSTANT:
      return "INTEGER";
    case EK_FIELD_REAL:
      return "REAL";
    case EK_FIELD_BLOB:
      return "BLOB";
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
    case EK_FIELD_DATE:
    case EK_FIELD_CHOICE:
    case EK_FIELD_REFERENCE:
    case EK_FIELD_JSON:
    default:
      return "TEXT";
    }
}

/* The columns a declaration asks for: name → SQL type. An instant has a second one for its offset. Every column may be
 * NULL: "required" is for ek_record_validate() to say, which knows how to say it. */
static void
foreach_column (const EkRecordType *type, void (*func) (const char *name, const char *sql_type, gpointer data),
                gpointer data)
{
  for (guint i = 0; type->fields[i].name != NULL; i++)
    {
      const EkField *field = &type->fields[i];

      func (field->name, column_type (field->kind), data);
      if (field->kind == EK_FIELD_INSTANT)
        {
          g_autofree char *offset = g_strconcat (field->name, "_offset", NULL);
          func (offset, "INTEGER", data);
        }
    }
}

static void
append_definition (const char *name, const char *sql_type, gpointer data)
{
  g_string_append_printf (data, ", \"%s\" %s", name, sql_type);
}

static void
append_name (const char *name, const char *sql_type, gpointer data)
{
  g_string_append_printf (data, ", \"%s\"", name);
}

static void
append_parameter (const char *name, const char *sql_type, gpointer data)
{
  g_string_append (data, ", ?");
}

static void
append_assignment (const char *name, const char *sql_type, gpointer data)
{
  g_string_append_printf (data, ", \"%s\" = ?", name);
}

static EkTypeSql *
type_sql_new (const EkRecordType *type)
{
  EkTypeSql *sql = g_new0 (EkTypeSql, 1);
  GString *names = g_string_new (envelope_columns);
  GString *insert = g_string_new ("?, ?, ?, ?, ?, ?, ?, ?");
  GString *update = g_string_new ("revision = ?3, author = ?, created_ms = ?, created_offset = ?, changed_ms = ?, "
                                  "changed_offset = ?");

  foreach_column (type, append_name, names);
  foreach_column (type, append_parameter, insert);
  foreach_column (type, append_assignment, update);

  sql->select = g_strdup_printf ("SELECT %s, (SELECT file FROM patient_joined WHERE member = patient_id) FROM \"%s\"",
                                 names->str, type->name);
  sql->by_id = g_strdup_printf ("%s WHERE id = ?", sql->select);
  sql->by_patient = g_strdup_printf ("%s WHERE patient_id %s ORDER BY created_ms, rowid", sql->select,
                                     type == &ek_patient_type ? "= ?1" : "IN " EK_FILE_MEMBERS);
  sql->all = g_strdup_printf ("%s%s ORDER BY created_ms, rowid", sql->select,
                              type == &ek_patient_type ? " WHERE " EK_NOT_JOINED : "");
  sql->insert = g_strdup_printf ("INSERT INTO \"%s\" (%s) VALUES (%s) ON CONFLICT (id) DO NOTHING", type->name,
                                 names->str, insert->str);
  sql->update = g_strdup_printf ("UPDATE \"%s\" SET %s WHERE id = ?1 AND patient_id = ?2", type->name, update->str);
  sql->remove = g_strdup_printf ("DELETE FROM \"%s\" WHERE id = ?", type->name);

  g_string_free (names, TRUE);
  g_string_free (insert, TRUE);
  g_string_free (update, TRUE);
  return sql;
}

void
ek_type_sql_free (EkTypeSql *sql)
{
  g_free (sql->select);
  g_free (sql->by_id);
  g_free (sql->by_patient);
  g_free (sql->all);
  g_free (sql->insert);
  g_free (sql->update);
  g_free (sql->remove);
  g_free (sql);
}

const EkTypeSql *
ek_store_get_sql (EkStore *self, const EkRecordType *type)
{
  EkTypeSql *sql = g_hash_table_lookup (self->sql, type);

  if (sql == NULL)
    {
      sql = type_sql_new (type);
      g_hash_table_insert (self->sql, (gpointer) type, sql);
    }

  return sql;
}

static gboolean
newer_schema (GError **error)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                       _ ("These patient files were written by a newer version of Evenkeel. Nothing was changed. "
                          "Open them with that version."));
  return FALSE;
}

/* The columns a table has now: name → SQL type; empty when there is no such table. */
static GHashTable *
read_columns (EkStore *self, const char *table, GError **error)
{
  g_autoptr (GHashTable) columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (self->database, "SELECT name, type FROM pragma_table_info (?)", error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, table);
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      g_hash_table_insert (columns, g_strdup (ek_statement_text (statement, 0)),
                           g_strdup (ek_statement_text (statement, 1)));
    }

  return g_steal_pointer (&columns);
}

typedef struct {
  GHashTable *columns; /* what the table has; what the declaration knows is taken out */
  GString *sql;
  const char *table;
  gboolean mismatch;
} EkTableChange;

static void
add_missing_column (const char *name, const char *sql_type, gpointer data)
{
  EkTableChange *change = data;
  const char *present = g_hash_table_lookup (change->columns, name);

  if (present == NULL)
    g_string_append_printf (change->sql, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s;", change->table, name, sql_type);
  else if (strcmp (present, sql_type) != 0)
    change->mismatch = TRUE;
  g_hash_table_remove (change->columns, name);
}

static gboolean
table_change (EkStore *self, const EkRecordType *type, GString *sql, GError **error)
{
  g_auto (GStrv) envelope = g_strsplit (envelope_columns, ", ", -1);
  g_autoptr (GHashTable) columns = read_columns (self, type->name, error);
  EkTableChange change = { .columns = columns, .sql = sql, .table = type->name };

  if (columns == NULL)
    return FALSE;

  if (g_hash_table_size (columns) == 0)
    {
      g_string_append_printf (sql, "CREATE TABLE \"%s\" (%s", type->name, envelope_ddl);
      foreach_column (type, append_definition, sql);
      g_string_append (sql, ") STRICT;");
    }
  else
    {
      foreach_column (type, add_missing_column, &change);
      for (guint i = 0; envelope[i] != NULL; i++)
        change.mismatch |= !g_hash_table_remove (columns, envelope[i]);
      if (change.mismatch || g_hash_table_size (columns) > 0)
        return newer_schema (error);
    }

  return TRUE;
}

/* Indexes of more than one column. The last day an instrument or a set was completed, as the clinician's clock showed
 * it, is asked of every schedule whenever the list of what is due is shown. Forms that wait for their definition are
 * asked for at every exchange. */
static const struct {
  const char *name;
  const char *on;
} further_indexes[] = {
  { "assessment_last_completed",
    "assessment (patient_id, instrument, taken + coalesce (taken_offset, 0) * 60000) WHERE status = 'completed'" },
  { "assessment_kept", "assessment (id) WHERE received IS NOT NULL" },
  { "battery_last_completed",
    "battery (patient_id, battery, ended + coalesce (ended_offset, 0) * 60000) WHERE status = 'completed'" },
};

static gboolean
append_index (EkStore *self, const char *name, const char *on, GString *sql, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (self->database, "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, name);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    g_string_append_printf (sql, "CREATE INDEX \"%s\" ON %s;", name, on);

  return TRUE;
}

static gboolean
append_column_index (EkStore *self, const char *table, const char *column, GString *sql, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s_by_%s", table, column);
  g_autofree char *on = g_strdup_printf ("\"%s\" (\"%s\")", table, column);

  return append_index (self, name, on, sql, error);
}

/* What is still to be done so that the tables are as declared; "" when they are. */
static char *
pending_changes (EkStore *self, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint t = 0; types[t] != NULL; t++)
    {
      if (!table_change (self, types[t], sql, error))
        return NULL;
      if (types[t] != &ek_patient_type && !append_column_index (self, types[t]->name, "patient_id", sql, error))
        return NULL;
      for (guint i = 0; types[t]->fields[i].name != NULL; i++)
        if (types[t]->fields[i].flags & EK_FIELD_INDEXED &&
            !append_column_index (self, types[t]->name, types[t]->fields[i].name, sql, error))
          return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (further_indexes); i++)
    if (!append_index (self, further_indexes[i].name, further_indexes[i].on, sql, error))
      return NULL;

  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* Asked again inside the transaction: another program may have done it while this one waited. */
static gboolean
apply_changes (EkStore *self, GError **error)
{
  g_autofree char *sql = NULL;

  if (!ek_database_begin (self->database, error))
    return FALSE;
  sql = pending_changes (self, error);
  if (sql == NULL || !ek_database_exec (self->database, sql, error))
    {
      ek_database_rollback (self->database);
      return FALSE;
    }

  return ek_database_commit (self->database, error);
}

/* Files that were made while a later number was in use already know nothing of this one. */
static gboolean
make_up_for (EkStore *self, const char *table, const char *sql, GError **error)
{
  g_autoptr (GHashTable) columns = read_columns (self, table, error);

  if (columns == NULL || g_hash_table_size (columns) > 0)
    return columns != NULL;
  if (!ek_database_begin (self->database, error))
    return FALSE;
  g_clear_pointer (&columns, g_hash_table_unref);
  columns = read_columns (self, table, error);
  if (columns == NULL || (g_hash_table_size (columns) == 0 && !ek_database_exec (self->database, sql, error)))
    {
      ek_database_rollback (self->database);
      return FALSE;
    }

  return ek_database_commit (self->database, error);
}

gboolean
ek_store_prepare_schema (EkStore *self, GError **error)
{
  g_autofree char *sql = NULL;
  int newest = migrations[G_N_ELEMENTS (migrations) - 1].version;

  if (ek_database_get_version (self->database) > newest)
    return newer_schema (error);
  if (!ek_database_migrate (self->database, migrations, G_N_ELEMENTS (migrations), error) ||
      !make_up_for (self, "patient_joined", joined_tables, error) ||
      !make_up_for (self, "danger_walk", walk_table, error))
    return FALSE;

  sql = pending_changes (self, error);

  return sql != NULL && (*sql == '\0' || apply_changes (self, error));
}
