/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing one record: the row, its former state into history, the audit row, and for types that go to the hospital the
 * outbox row. Either all of it is there or none. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-plausible.h"
#include "ek-types.h"

static void
bind_field (EkStatement *statement, int *parameter, EkRecord *record, int field, EkFieldKind kind)
{
  int offset = 0;
  int at = (*parameter)++;

  if (kind == EK_FIELD_INSTANT)
    (*parameter)++;
  if (!ek_record_has (record, field))
    {
      ek_statement_bind_null (statement, at);
      if (kind == EK_FIELD_INSTANT)
        ek_statement_bind_null (statement, at + 1);
    }
  else if (kind == EK_FIELD_INSTANT)
    {
      ek_statement_bind_int (statement, at, ek_record_get_instant (record, field, &offset));
      ek_statement_bind_int (statement, at + 1, offset);
    }
  else if (kind == EK_FIELD_INTEGER || kind == EK_FIELD_BOOLEAN)
    ek_statement_bind_int (statement, at, ek_record_get_int (record, field, 0));
  else if (kind == EK_FIELD_REAL)
    ek_statement_bind_double (statement, at, ek_record_get_real (record, field, 0));
  else if (kind == EK_FIELD_BLOB)
    {
      gsize length;
      gconstpointer bytes = g_bytes_get_data (ek_record_get_blob (record, field), &length);

      ek_statement_bind_blob (statement, at, bytes, length);
    }
  else
    ek_statement_bind_text (statement, at, ek_record_get_text (record, field));
}

/* For the insert and the update statement of ek-store-schema.c, whose parameters are in the same order. */
static gboolean
write_row (EkStore *self, EkRecord *record, const EkEnvelope *envelope, gboolean is_new, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  const EkTypeSql *sql = ek_store_get_sql (self, type);
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database, is_new ? sql->insert : sql->update, error);
  int parameter = EK_ENVELOPE_COLUMNS + 1;

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  ek_statement_bind_text (statement, 2, ek_record_get_filed_id (record));
  ek_statement_bind_int (statement, 3, envelope->revision);
  ek_statement_bind_text (statement, 4, envelope->author);
  ek_statement_bind_int (statement, 5, envelope->created_ms);
  ek_statement_bind_int (statement, 6, envelope->created_offset);
  ek_statement_bind_int (statement, 7, envelope->changed_ms);
  ek_statement_bind_int (statement, 8, envelope->changed_offset);
  for (int i = 0; type->fields[i].name != NULL; i++)
    bind_field (statement, &parameter, record, i, type->fields[i].kind);

  if (!ek_statement_run (statement, error))
    return FALSE;

  return sqlite3_changes (ek_database_get_handle (self->database)) == 1 || ek_store_conflict (error);
}

gboolean
ek_store_write_history (EkStore *self, EkRecord *former, gint64 revision, gboolean deleted, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autofree char *state = deleted ? NULL : ek_record_state (former);

  statement = ek_database_prepare (self->database,
                                   "INSERT INTO history (record_id, revision, record_type, patient_id, deleted, state) "
                                   "VALUES (?, ?, ?, ?, ?, ?)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (former));
  ek_statement_bind_int (statement, 2, revision);
  ek_statement_bind_text (statement, 3, ek_record_get_record_type (former)->name);
  ek_statement_bind_text (statement, 4, ek_record_get_filed_id (former));
  ek_statement_bind_int (statement, 5, deleted);
  ek_statement_bind_text (statement, 6, state);

  return ek_statement_run (statement, error);
}

/* A record that was deleted and comes back (a server still has it) goes on counting where it stopped. */
static gboolean
last_revision (EkStore *self, const char *id, gint64 *revision, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (self->database,
                                   "SELECT revision FROM history WHERE record_id = ? ORDER BY revision DESC LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, id);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  *revision = has_row ? ek_statement_int (statement, 0) : 0;

  return TRUE;
}

/* "revision 3: phone, address": which fields, never what is in them. */
static char *
describe_change (EkRecord *record, EkRecord *former, gint64 revision)
{
  const EkField *fields = ek_record_get_record_type (record)->fields;
  GString *text = g_string_new (NULL);

  g_string_printf (text, "revision %" G_GINT64_FORMAT, revision);
  for (int i = 0, n = 0; fields[i].name != NULL; i++)
    if (!ek_record_equal_field (record, former, i))
      g_string_append_printf (text, "%s%s", n++ == 0 ? ": " : ", ", fields[i].name);

  return g_string_free (text, FALSE);
}

/* That a new record's patient is here, and which file it will be read in. */
static gboolean
check_patient (EkStore *self, EkRecord *record, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  if (ek_record_get_record_type (record) == &ek_patient_type)
    return TRUE;
  statement = ek_database_prepare (self->database,
                                   "SELECT (SELECT file FROM patient_joined WHERE member = id) "
                                   "FROM patient WHERE id = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_filed_id (record));
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                         _ ("The patient this belongs to is not here. Nothing was saved."));
  else
    ek_record_set_file (record, ek_statement_text (statement, 0));

  return has_row;
}

/* When the patient of a record was born, as far as that is known. */
static gboolean
find_birth (EkStore *self, EkRecord *record, char **birth_date, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  if (!ek_plausible_needs_birth (record))
    return TRUE;
  statement = ek_database_prepare (self->database, "SELECT birth_date FROM patient WHERE id = ?", error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_patient_id (record));
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  *birth_date = has_row ? g_strdup (ek_statement_text (statement, 0)) : NULL;

  return TRUE;
}

/* Only what was entered here: what others sent is told by who received it. What is hardly possible was asked about
 * before. */
static gboolean
check_dates (EkStore *self, EkRecord *record, EkRecord *former, GError **error)
{
  g_autofree char *birth_date = NULL;

  return find_birth (self, record, &birth_date, error) &&
    ek_plausible_check (record, former, birth_date, ek_store_get_clock (self), TRUE, error);
}

/* What a save of each type makes stale in the list of patients. */
EkStale
ek_store_staleness (const EkRecordType *type)
{
  if (type == &ek_patient_type)
    return EK_STALE_PERSON;
  if (type == &ek_risk_type)
    return EK_STALE_TIER;
  if (type == &ek_assessment_type)
    return EK_STALE_ASSESSMENT;

  return 0;
}

/* What goes with the row: identifiers, audit, outbox, summary. @former is NULL for a new record, @source for our
 * own. */
static gboolean
write_companions (EkStore *self, EkRecord *record, EkRecord *former, gint64 revision, const char *source,
                  GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  const char *patient_id = ek_record_get_patient_id (record);
  g_autofree char *file = ek_store_file_of (self, patient_id, error);
  g_autofree char *changed = former != NULL ? describe_change (record, former, revision) : NULL;
  EkAuditAction action = source != NULL ? EK_AUDIT_RECEIVE : former != NULL ? EK_AUDIT_CHANGE : EK_AUDIT_CREATE;

  if (file == NULL)
    return FALSE;
  if (type == &ek_patient_type &&
      (!ek_store_begin_summary (self, file, error) || !ek_store_index_person (self, record, TRUE, error)))
    return FALSE;
  if (!ek_store_write_audit (self, action, record, source != NULL ? source : changed, error))
    return FALSE;
  if ((source != NULL || former != NULL) && !ek_store_note_received (self, record, source, error))
    return FALSE;
  if (source == NULL && type->flags & EK_RECORD_SYNCED && !ek_store_queue (self, record, revision, "save", error))
    return FALSE;

  ek_store_set_stale (self, file, ek_store_staleness (type));
  ek_store_add_change (self, record);

  return TRUE;
}

static void
make_envelope (EkStore *self, EkRecord *former, gint64 revision, EkEnvelope *envelope)
{
  int offset;
  gint64 now = ek_store_now (self, &offset);

  *envelope = (EkEnvelope){ .created_ms = now, .created_offset = offset };
  if (former != NULL)
    ek_record_get_envelope (former, envelope);
  envelope->revision = revision;
  envelope->author = ek_user_get_id (self->user);
  envelope->changed_ms = now;
  envelope->changed_offset = offset;
}

/* What is stored now, when it is the revision that was read. A new record is not looked for: its insert says whether
 * the id is taken. */
static gboolean
find_former (EkStore *self, EkRecord *record, EkRecord **former, gint64 *revision, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *former = NULL;
  *revision = ek_record_get_revision (record);
  if (*revision == 0)
    return last_revision (self, ek_record_get_id (record), revision, error);

  *former = ek_store_find (self, ek_record_get_record_type (record), ek_record_get_id (record), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return (*former != NULL && ek_record_get_revision (*former) == *revision) || ek_store_conflict (error);
}

/* The particulars of a patient whose file was joined with another are kept as they were; only where they came from may
 * go on saying what they are. */
static gboolean
check_not_joined (EkStore *self, EkRecord *record, GError **error)
{
  g_autofree char *file = NULL;

  if (ek_record_get_record_type (record) != &ek_patient_type)
    return TRUE;
  file = ek_store_file_of (self, ek_record_get_id (record), error);
  if (file == NULL || strcmp (file, ek_record_get_id (record)) == 0)
    return file != NULL;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_CONFLICT,
                       _ ("This patient's file was joined with another file of the same person. Nothing was changed "
                          "here: open the joined file and change the details there."));
  return FALSE;
}

/* Inside a transaction. On success *envelope is that of the record as it is now stored. */
static gboolean
write_inside (EkStore *self, EkRecord *record, const char *source, EkRecord **former, EkEnvelope *envelope,
              GError **error)
{
  gint64 revision;

  if (!find_former (self, record, former, &revision, error))
    return FALSE;
  if (source == NULL &&
      (!ek_permission_check_save (self, record, *former, error) ||
       (*former != NULL && !check_not_joined (self, record, error)) || !check_dates (self, record, *former, error)))
    return FALSE;
  if (*former != NULL)
    ek_record_set_file (record, ek_record_get_patient_id (*former));
  if (*former != NULL && ek_record_equal_values (record, *former))
    {
      ek_record_get_envelope (*former, envelope);
      return TRUE;
    }

  make_envelope (self, *former, revision + 1, envelope);
  return (*former != NULL || check_patient (self, record, error)) &&
    (*former == NULL || ek_store_write_history (self, *former, revision, FALSE, error)) &&
    write_row (self, record, envelope, *former == NULL, error) &&
    write_companions (self, record, *former, envelope->revision, source, error);
}

/**
 * ek_store_write:
 * @self: a store
 * @record: a record, new or as it was read and then changed
 * @source: (nullable): where it came from; %NULL for our own
 * @follow: (nullable): what follows from it in the same transaction
 * @error: as ek_store_save() and ek_store_save_received() say, and what @follow says
 *
 * Returns: whether it is saved; else nothing was written and @record is as before
 */
gboolean
ek_store_write (EkStore *self, EkRecord *record, const char *source, EkStoreFollowFunc follow, GError **error)
{
  g_autoptr (EkRecord) former = NULL;
  g_autoptr (EkUser) author = NULL;
  EkEnvelope envelope;

  if (!ek_store_check_user (self, error) || !ek_record_validate (record, error))
    return FALSE;
  /* What follows from it may be saved in the same breath, which asks anew who is in. */
  author = ek_user_ref (self->user);
  if (!ek_store_begin (self, error))
    return FALSE;
  if (!write_inside (self, record, source, &former, &envelope, error) ||
      (follow != NULL && former != NULL && !follow (self, record, former, error)))
    {
      ek_store_rollback (self);
      return FALSE;
    }
  if (!ek_store_commit (self, error))
    return FALSE;
  ek_record_set_envelope (record, &envelope);

  return TRUE;
}
