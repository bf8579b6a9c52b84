/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the courses of all the others were like: scores and sessions by the ten thousand, without a record for each. */

#include "ek-store-private.h"

/* A demonstration is compared with demonstrations, a person with persons. */
/* Two files that were joined are one person. */
#define FILE "coalesce((SELECT file FROM patient_joined WHERE member = patient_id), patient_id)"

#define OTHERS                                                                                               \
  "patient_id IN (SELECT id FROM patient WHERE id NOT IN " EK_FILE_MEMBERS " AND ifnull(demonstration, 0) =" \
  " (SELECT ifnull(max(demonstration), 0) FROM patient WHERE id = ?1))"

static gboolean
read_all (EkStatement *statement, EkOtherFunc func, gpointer user_data, GError **error)
{
  gboolean has_row;

  while (TRUE)
    {
      EkOther other;

      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      other.patient_id = ek_statement_text (statement, 0);
      other.at_ms = ek_statement_int (statement, 1);
      other.value = ek_statement_double (statement, 2);
      func (&other, user_data);
    }
}

/**
 * ek_store_read_scores_of_others:
 * @self: a store
 * @patient_id: whose course is to be compared, and who is left out
 * @instrument: id of an instrument
 * @func: (scope call): told of each total of a completed form
 * @user_data: for @func
 * @error: what the database says
 *
 * The totals of every other patient, those of one patient together and by time. Invented patients of a demonstration
 * are others of invented patients only.
 *
 * Returns: %FALSE with @error set when reading failed
 */
gboolean
ek_store_read_scores_of_others (EkStore *self, const char *patient_id, const char *instrument, EkOtherFunc func,
                                gpointer user_data, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (patient_id != NULL && instrument != NULL && func != NULL, FALSE);

  statement = ek_database_prepare (self->database,
                                   "SELECT " FILE " AS file, taken, total FROM assessment WHERE instrument = ?2"
                                   " AND status = 'completed' AND total IS NOT NULL AND taken IS NOT NULL AND " OTHERS
                                   " ORDER BY file, taken",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, patient_id);
  ek_statement_bind_text (statement, 2, instrument);
  return read_all (statement, func, user_data, error);
}

/**
 * ek_store_read_sessions_of_others:
 * @self: a store
 * @patient_id: whose course is to be compared, and who is left out
 * @func: (scope call): told of each finished session; its value is 0
 * @user_data: for @func
 * @error: what the database says
 *
 * The finished sessions (also in a group or by video) of every other patient, in the order of
 * ek_store_read_scores_of_others().
 *
 * Returns: %FALSE with @error set when reading failed
 */
gboolean
ek_store_read_sessions_of_others (EkStore *self, const char *patient_id, EkOtherFunc func, gpointer user_data,
                                  GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (patient_id != NULL && func != NULL, FALSE);

  statement = ek_database_prepare (self->database,
                                   "SELECT " FILE " AS file, started, 0 FROM encounter"
                                   " WHERE kind IN ('session', 'group', 'video') AND started IS NOT NULL"
                                   " AND ifnull(status, 'finished') = 'finished' AND " OTHERS " ORDER BY file, started",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, patient_id);
  return read_all (statement, func, user_data, error);
}
