/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Measurements by the hundred thousand: row by row, without a record for each. */

#include "ek-store-private.h"

#include <string.h>

#define SELECT \
  "SELECT rowid, code, system, text, taken, taken_offset, value, unit, source, author, status FROM measurement "

/**
 * ek_store_read_measurements:
 * @self: a store
 * @patient_id: whose
 * @func: (scope call): told of each value that counts
 * @user_data: for @func
 * @error: what the database says
 *
 * Every measurement of a patient with a number and an instant that was neither cancelled nor entered in error, in the
 * order they were stored, those of files that were joined one file after the other. What @func is given is valid during
 * its call only; the strings of one row are often the same as those of the row before.
 *
 * Returns: %FALSE with @error set when reading failed, after some rows perhaps
 */
gboolean
ek_store_read_measurements (EkStore *self, const char *patient_id, EkMeasurementFunc func, gpointer user_data,
                            GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (patient_id != NULL && func != NULL, FALSE);

  statement = ek_database_prepare (self->database,
                                   SELECT "WHERE patient_id IN " EK_FILE_MEMBERS
                                          " AND value IS NOT NULL AND code IS NOT NULL"
                                          " AND taken IS NOT NULL"
                                          " AND ifnull(status, '') NOT IN ('entered-in-error', 'cancelled')",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, patient_id);
  while (TRUE)
    {
      EkMeasurement row;

      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      row.row = ek_statement_int (statement, 0);
      row.code = ek_statement_text (statement, 1);
      row.system = ek_statement_text (statement, 2);
      row.text = ek_statement_text (statement, 3);
      row.at_ms = ek_statement_int (statement, 4);
      row.offset_minutes = (int) ek_statement_int (statement, 5);
      row.value = ek_statement_double (statement, 6);
      row.unit = ek_statement_text (statement, 7);
      row.source = ek_statement_text (statement, 8);
      row.author = ek_statement_text (statement, 9);
      row.status = ek_statement_text (statement, 10);
      func (&row, user_data);
    }
}

/**
 * ek_store_find_measurement:
 * @self: a store
 * @patient_id: whose
 * @row: where ek_store_read_measurements() found it
 * @at_ms: when it was taken
 * @value: its value
 * @error: what the database says
 *
 * Finds the record of a measurement that was read before. Rows may have been moved since, so instant and value are
 * compared, and where they differ the record is looked for by them.
 *
 * Returns: (transfer full) (nullable): its id; %NULL without error when it is no longer there
 */
char *
ek_store_find_measurement (EkStore *self, const char *patient_id, gint64 row, gint64 at_ms, double value,
                           GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (patient_id != NULL, NULL);

  statement = ek_database_prepare (self->database,
                                   "SELECT id FROM measurement"
                                   " WHERE rowid = ?4 AND patient_id IN " EK_FILE_MEMBERS
                                   " AND taken = ?2 AND value = ?3 "
                                   "UNION ALL SELECT id FROM measurement"
                                   " WHERE patient_id IN " EK_FILE_MEMBERS " AND taken = ?2 AND value = ?3 LIMIT 1",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, patient_id);
  ek_statement_bind_int (statement, 2, at_ms);
  ek_statement_bind_double (statement, 3, value);
  ek_statement_bind_int (statement, 4, row);
  if (!ek_statement_step (statement, &has_row, error) || !has_row)
    return NULL;
  return g_strdup (ek_statement_text (statement, 0));
}
