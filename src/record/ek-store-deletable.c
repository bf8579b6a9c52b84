/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What may be taken out of the record. A patient may while nothing was written about him or her: a file that was begun
 * by mistake. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-types.h"

static gboolean
count (EkStore *self, const char *sql, const char *id, gint64 *n, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, id);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  *n = has_row ? ek_statement_int (statement, 0) : 0;
  return TRUE;
}

static gboolean
refuse (GError **error, const char *words)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_PERMISSION, words);
  return FALSE;
}

/* The first of these that has a row is why a patient stays. */
static const struct {
  const char *sql;
  const char *words;
} reasons[] = {
  { "SELECT count (*) FROM signature WHERE patient_id = ?1",
    N_ ("This patient's file holds signed documents. They are kept, and so is the file.") },
  { "SELECT count (*) FROM risk WHERE patient_id = ?1",
    N_ ("A risk was recorded for this patient. Risks are never deleted, and so the file stays.") },
  { "SELECT count (*) FROM notice WHERE patient_id = ?1 AND kind IN ('unreadable-form', 'unreadable-value')",
    N_ ("Something came for this patient that could not be read. The notice of it is kept, and so is the file.") },
  { "SELECT count (*) FROM outbox WHERE patient_id = ?1 AND (record_id <> ?1 OR state <> 'waiting' OR attempts > 0)",
    N_ ("Work on this patient has not yet reached the hospital. Synchronise first.") },
};

/* One whose file went into another stays as he or she was then. */
static gboolean
check_not_joined (EkStore *self, const char *id, GError **error)
{
  g_autofree char *file = ek_store_file_of (self, id, error);

  if (file == NULL || strcmp (file, id) == 0)
    return file != NULL;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_CONFLICT,
                       _ ("This patient's file was joined with another file of the same person. Nothing was changed "
                          "here: open the joined file and change the details there."));
  return FALSE;
}

static gboolean
check_patient (EkStore *self, const char *id, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();
  gint64 n = 0;

  if (!check_not_joined (self, id, error) ||
      !count (self, "SELECT count (*) FROM patient_joined WHERE member = ?1", id, &n, error))
    return FALSE;
  if (n > 0)
    return refuse (error, _ ("This patient's file was joined with another one. Part them first."));
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      if (!count (self, reasons[i].sql, id, &n, error))
        return FALSE;
      if (n > 0)
        return refuse (error, _ (reasons[i].words));
    }
  for (guint i = 0; types[i] != NULL; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM \"%s\" WHERE patient_id = ?1", types[i]->name);

      if (types[i] == &ek_patient_type || types[i] == &ek_notice_type)
        continue;
      if (!count (self, sql, id, &n, error))
        return FALSE;
      if (n > 0)
        return refuse (error, _ ("This patient's file holds records and cannot be deleted."));
    }
  return TRUE;
}

/**
 * ek_store_check_delete:
 * @self: a store
 * @record: a record as it was read
 * @error: %EK_ERROR_NOT_FOUND, %EK_ERROR_CONFLICT for a patient whose file went into another, %EK_ERROR_PERMISSION when
 *   the user's role may not write it, it is signed, it is of a type that is never deleted, or it is a patient about
 *   whom something was written or is still to be sent; and what the database says
 *
 * Returns: whether ek_store_delete() would take it out now
 */
gboolean
ek_store_check_delete (EkStore *self, EkRecord *record, GError **error)
{
  g_autoptr (EkRecord) former = NULL;
  gint64 n = 0;

  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (EK_IS_RECORD (record), FALSE);

  former = ek_store_load (self, ek_record_get_record_type (record), ek_record_get_id (record), error);
  if (former == NULL || !ek_permission_check_save (self, record, former, error))
    return FALSE;
  if (ek_record_get_record_type (record)->flags & EK_RECORD_KEPT)
    return refuse (error, _ ("This record is never deleted. Close it with an action instead."));
  if (!count (self, "SELECT count (*) FROM signature WHERE record_id = ?1", ek_record_get_id (record), &n, error))
    return FALSE;
  if (n > 0)
    return refuse (error, _ ("This record is signed and stays in the file. Write a new version instead."));
  return ek_record_get_record_type (record) != &ek_patient_type ||
    check_patient (self, ek_record_get_id (record), error);
}
