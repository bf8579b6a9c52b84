/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose file a record is read in. Every record stays filed under the patient it was made for, so that its history, its
 * signatures and what the hospital knows it as stay true; where two files of one person were joined, both patients lead
 * to one file. patient_joined says so for each patient of such a file and follows from the joinings that hold. */

#include "ek-store-private.h"

#include "ek-join.h"

/**
 * ek_store_file_of:
 * @self: a store
 * @patient_id: the id of a patient, whether or not there is one
 * @error: what the database says
 *
 * Returns: (transfer full): the patient whose file is to be opened: @patient_id, or the one whose file stayed when it
 *   was joined; %NULL when the database could not be read
 */
char *
ek_store_file_of (EkStore *self, const char *patient_id, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (patient_id != NULL, NULL);

  statement = ek_database_prepare (self->database, "SELECT file FROM patient_joined WHERE member = ?", error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, patient_id);
  if (!ek_statement_step (statement, &has_row, error))
    return NULL;

  return g_strdup (has_row ? ek_statement_text (statement, 0) : patient_id);
}

/**
 * ek_store_other_members:
 * @self: a store
 * @patient_id: a patient
 * @error: what the database says
 *
 * Returns: (transfer full) (element-type utf8): the ids of the other patients who lead to the same file, in their
 *   order; none unless files were joined; or %NULL
 */
GPtrArray *
ek_store_other_members (EkStore *self, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (patient_id != NULL, NULL);

  statement = ek_database_prepare (self->database,
                                   "SELECT member FROM patient_joined WHERE member <> ?1 AND file = "
                                   "(SELECT file FROM patient_joined WHERE member = ?1) ORDER BY member",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, patient_id);
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&members);
      g_ptr_array_add (members, g_strdup (ek_statement_text (statement, 0)));
    }
}

/* Anew from the joinings that hold: a file that was joined to one that was itself joined leads to the last of them. No
 * patient is joined to two files (an index sees to it), so that there are no two ends. */
gboolean
ek_store_remake_files (EkStore *self, GError **error)
{
  return ek_database_exec (self->database,
                           "DELETE FROM patient_joined;"
                           "INSERT INTO patient_joined (member, file)"
                           "  WITH RECURSIVE"
                           "    held AS (SELECT former, survivor FROM patient_join WHERE parted_ms IS NULL),"
                           "    led (member, file) AS ("
                           "      SELECT survivor, survivor FROM held WHERE survivor NOT IN (SELECT former FROM held)"
                           "      UNION"
                           "      SELECT held.former, led.file FROM held JOIN led ON held.survivor = led.member)"
                           "  SELECT member, file FROM led;",
                           error);
}
