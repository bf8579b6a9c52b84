/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asked by what joining itself rests on, saving and notices, and so apart from it. */

#include "ek-join-private.h"

/**
 * ek_join_is_settled:
 * @store: the record
 * @one: a patient
 * @other: what may be another one; need not be the id of a patient
 * @settled: (out): whether a person has decided about the two: they are one file, or two persons
 * @error: what the database says
 *
 * Returns: %FALSE when the database could not be read
 */
gboolean
ek_join_is_settled (EkStore *store, const char *one, const char *other, gboolean *settled, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  g_return_val_if_fail (EK_IS_STORE (store) && one != NULL && other != NULL && settled != NULL, FALSE);

  statement = ek_database_prepare (store->database,
                                   "SELECT 1 FROM patient_distinct WHERE one = min (?1, ?2) AND other = max (?1, ?2) "
                                   "UNION ALL SELECT 1 FROM patient_joined AS a JOIN patient_joined AS b USING (file) "
                                   "WHERE a.member = ?1 AND b.member = ?2",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, one);
  ek_statement_bind_text (statement, 2, other);

  return ek_statement_step (statement, settled, error);
}
