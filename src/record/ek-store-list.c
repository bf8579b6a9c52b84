/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading records: one, those of a patient, those that refer to something, and former revisions. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-json.h"
#include "ek-types.h"

static void
read_envelope (EkRecord *record, EkStatement *statement)
{
  EkEnvelope envelope = {
    .revision = ek_statement_int (statement, 2),
    .author = ek_statement_text (statement, 3),
    .created_ms = ek_statement_int (statement, 4),
    .created_offset = (int) ek_statement_int (statement, 5),
    .changed_ms = ek_statement_int (statement, 6),
    .changed_offset = (int) ek_statement_int (statement, 7),
  };

  ek_record_set_envelope (record, &envelope);
}

static void
read_blob (EkRecord *record, int field, EkStatement *statement, int column)
{
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;
  gsize length;

  data = ek_statement_blob (statement, column, &length);
  bytes = g_bytes_new (data, length);
  ek_record_set_blob (record, field, bytes);
}

/* Columns are in the order that ek-store-schema.c gives them: the envelope, then the fields, then the file. */
EkRecord *
ek_store_read_row (const EkRecordType *type, EkStatement *statement)
{
  EkRecord *record = ek_record_new_with_id (type, ek_statement_text (statement, 0), ek_statement_text (statement, 1));
  int column = EK_ENVELOPE_COLUMNS;

  read_envelope (record, statement);
  for (int i = 0; type->fields[i].name != NULL; i++, column++)
    {
      EkFieldKind kind = type->fields[i].kind;
      gboolean is_null = ek_statement_is_null (statement, column);

      if (kind == EK_FIELD_INSTANT)
        {
          if (!is_null)
            ek_record_set_instant (record, i, ek_statement_int (statement, column),
                                   (int) ek_statement_int (statement, column + 1));
          column++;
        }
      else if (is_null)
        continue;
      else if (kind == EK_FIELD_INTEGER || kind == EK_FIELD_BOOLEAN)
        ek_record_set_int (record, i, ek_statement_int (statement, column));
      else if (kind == EK_FIELD_REAL)
        ek_record_set_real (record, i, ek_statement_double (statement, column));
      else if (kind == EK_FIELD_BLOB)
        read_blob (record, i, statement, column);
      else
        ek_record_take_stored (record, i, ek_statement_text (statement, column));
    }
  ek_record_set_file (record, ek_statement_text (statement, column));

  return record;
}

static GPtrArray *
read_rows (const EkRecordType *type, EkStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean has_row;

  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&records);
      g_ptr_array_add (records, ek_store_read_row (type, statement));
    }
}

EkRecord *
ek_store_find (EkStore *self, const EkRecordType *type, const char *id, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database, ek_store_get_sql (self, type)->by_id, error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, id);
  if (!ek_statement_step (statement, &has_row, error) || !has_row)
    return NULL;

  return ek_store_read_row (type, statement);
}

static void
not_found (GError **error)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                       _ ("There is no such record here. It may have been deleted meanwhile."));
}

/**
 * ek_store_load:
 * @self: a store
 * @type: a declaration
 * @id: the id of a record of that type
 * @error: %EK_ERROR_NOT_FOUND, or what the database says
 *
 * Returns: (transfer full): the record as it is now, or %NULL
 */
EkRecord *
ek_store_load (EkStore *self, const EkRecordType *type, const char *id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  EkRecord *record;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (type != NULL && id != NULL, NULL);

  record = ek_store_find (self, type, id, &failure);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (record == NULL)
    not_found (error);

  return record;
}

/**
 * ek_store_load_as_read:
 * @self: a store
 * @type: a declaration
 * @id: the id of a record of that type
 * @revision: the revision that was on the screen
 * @error: %EK_ERROR_CONFLICT when the record has another revision by now, %EK_ERROR_NOT_FOUND, or what the database
 *   says
 *
 * For what a person does to a record that he or she has read: signs it, corrects it, judges it. Loading whatever is
 * there now and saving that would pass off somebody else's change, by sync or in another window, as read.
 *
 * Returns: (transfer full): the record as it was read, or %NULL
 */
EkRecord *
ek_store_load_as_read (EkStore *self, const EkRecordType *type, const char *id, gint64 revision, GError **error)
{
  g_autoptr (EkRecord) record = ek_store_load (self, type, id, error);

  if (record == NULL || ek_record_get_revision (record) == revision)
    return g_steal_pointer (&record);
  ek_store_conflict (error);
  return NULL;
}

static EkRecord *
read_former (const EkRecordType *type, EkStatement *statement, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (EkRecord) record = NULL;
  const char *state = ek_statement_text (statement, 0);

  if (state == NULL)
    {
      not_found (error);
      return NULL;
    }
  node = ek_json_parse (state, -1, &EK_JSON_DEFAULT, error);
  if (node == NULL || (record = ek_record_from_json (node, error)) == NULL)
    return NULL;
  if (ek_record_get_record_type (record) != type)
    {
      not_found (error);
      return NULL;
    }
  ek_record_set_file (record, ek_statement_text (statement, 1));

  return g_steal_pointer (&record);
}

/**
 * ek_store_load_revision:
 * @self: a store
 * @type: a declaration
 * @id: the id of a record, which may have been deleted since
 * @revision: 1 or higher
 * @error: %EK_ERROR_NOT_FOUND, or what the database says
 *
 * Returns: (transfer full): the record as it was in that revision, or %NULL
 */
EkRecord *
ek_store_load_revision (EkStore *self, const EkRecordType *type, const char *id, gint64 revision, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (EkRecord) current = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean has_row;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (type != NULL && id != NULL, NULL);

  current = ek_store_find (self, type, id, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (current != NULL && ek_record_get_revision (current) == revision)
    return g_steal_pointer (&current);

  statement = ek_database_prepare (self->database,
                                   "SELECT state, (SELECT file FROM patient_joined WHERE member = patient_id) "
                                   "FROM history WHERE record_id = ? AND revision = ?",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, id);
  ek_statement_bind_int (statement, 2, revision);
  if (!ek_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      not_found (error);
      return NULL;
    }

  return read_former (type, statement, error);
}

/**
 * ek_store_list:
 * @self: a store
 * @type: a declaration
 * @patient_id: (nullable): whose; %NULL for everybody's
 * @error: what the database says
 *
 * Of files that were joined everything is listed, by whichever of the patients it is asked for. Among the patients
 * themselves only the one whose file stayed is.
 *
 * Returns: (transfer full) (element-type EkRecord): the records in the order they were made, or %NULL
 */
GPtrArray *
ek_store_list (EkStore *self, const EkRecordType *type, const char *patient_id, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  const EkTypeSql *sql;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (type != NULL, NULL);

  sql = ek_store_get_sql (self, type);
  statement = ek_database_prepare (self->database, patient_id != NULL ? sql->by_patient : sql->all, error);
  if (statement == NULL)
    return NULL;
  if (patient_id != NULL)
    ek_statement_bind_text (statement, 1, patient_id);

  return read_rows (type, statement, error);
}

/**
 * ek_store_list_by:
 * @self: a store
 * @type: a declaration
 * @field: the index of a field; should be one with an index
 * @value: (nullable): the value as text; %NULL for records where it is unset
 * @error: what the database says
 *
 * Returns: (transfer full) (element-type EkRecord): the records of all patients whose @field is @value, in the order
 *   they were made, or %NULL
 */
GPtrArray *
ek_store_list_by (EkStore *self, const EkRecordType *type, int field, const char *value, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autofree char *sql = NULL;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (type != NULL, NULL);
  g_return_val_if_fail (field >= 0 && (guint) field < ek_record_type_n_fields (type), NULL);

  sql = g_strdup_printf ("%s WHERE \"%s\" IS ?%s ORDER BY created_ms, rowid", ek_store_get_sql (self, type)->select,
                         type->fields[field].name, type == &ek_patient_type ? " AND " EK_NOT_JOINED : "");
  statement = ek_database_prepare (self->database, sql, error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, value);

  return read_rows (type, statement, error);
}

/**
 * ek_store_list_coded:
 * @self: a store
 * @patient_id: whose
 * @codes: (element-type utf8): codes of measurements
 * @error: what the database says
 *
 * For a patient with measurements by the hundred thousand, of which a few are wanted.
 *
 * Returns: (transfer full) (element-type EkRecord): the patient's measurements with one of @codes and a number, in the
 *   order they were made, or %NULL
 */
GPtrArray *
ek_store_list_coded (EkStore *self, const char *patient_id, GPtrArray *codes, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (GString) sql = g_string_new (NULL);

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (patient_id != NULL && codes != NULL, NULL);

  g_string_printf (sql, "%s WHERE patient_id = ?1 AND value IS NOT NULL AND code IN (NULL",
                   ek_store_get_sql (self, &ek_measurement_type)->select);
  for (guint i = 0; i < codes->len; i++)
    g_string_append_printf (sql, ", ?%u", i + 2);
  g_string_append (sql, ") ORDER BY created_ms, rowid");
  statement = ek_database_prepare (self->database, sql->str, error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, patient_id);
  for (guint i = 0; i < codes->len; i++)
    ek_statement_bind_text (statement, (int) i + 2, codes->pdata[i]);

  return read_rows (&ek_measurement_type, statement, error);
}

/**
 * ek_store_list_revisions:
 * @self: a store
 * @type: a declaration
 * @id: the id of a record, which may have been deleted since
 * @error: %EK_ERROR_NOT_FOUND when there never was one, or what the database says
 *
 * Returns: (transfer full) (element-type EkRecord): every revision, the oldest first, or %NULL
 */
GPtrArray *
ek_store_list_revisions (EkStore *self, const EkRecordType *type, const char *id, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (GError) failure = NULL;
  EkRecord *record;
  gboolean has_row;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (type != NULL && id != NULL, NULL);

  statement = ek_database_prepare (self->database,
                                   "SELECT state, (SELECT file FROM patient_joined WHERE member = patient_id) "
                                   "FROM history WHERE record_id = ? AND deleted = 0 ORDER BY revision",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, id);
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      if ((record = read_former (type, statement, error)) == NULL)
        return NULL;
      g_ptr_array_add (records, record);
    }

  record = ek_store_find (self, type, id, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (record != NULL)
    g_ptr_array_add (records, record);
  if (records->len == 0)
    {
      not_found (error);
      return NULL;
    }

  return g_steal_pointer (&records);
}
