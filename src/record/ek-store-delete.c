/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking records out of a file. Their revisions stay in history. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>

#include "ek-notice.h"
#include "ek-types.h"

static gboolean
remove_row (EkStore *self, EkRecord *record, GError **error)
{
  const char *sql = ek_store_get_sql (self, ek_record_get_record_type (record))->remove;
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));

  return ek_statement_run (statement, error);
}

static gboolean
take_out (EkStore *self, EkRecord *record, EkRecord *former, const char *reason, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  gint64 revision = ek_record_get_revision (record);

  if (!ek_store_write_history (self, former, revision, FALSE, error) ||
      !ek_store_write_history (self, former, revision + 1, TRUE, error) || !remove_row (self, record, error) ||
      !ek_store_write_audit (self, EK_AUDIT_DELETE, record, reason, error))
    return FALSE;
  if (type->flags & EK_RECORD_SYNCED && !ek_store_queue (self, record, revision + 1, "delete", error))
    return FALSE;
  if (type == &ek_patient_type)
    {
      if (!ek_store_remove_summary (self, ek_record_get_id (record), error))
        return FALSE;
    }
  else
    ek_store_set_stale (self, ek_record_get_patient_id (former), ek_store_staleness (type));
  ek_store_add_change (self, record);

  return TRUE;
}

/* Notices about who somebody is have nothing to say when that file is gone, here and where the other one was thought to
 * be the same. */
static gboolean
take_out_notices (EkStore *self, const char *patient_id, const char *reason, GError **error)
{
  g_autoptr (GPtrArray) notices = ek_store_list (self, &ek_notice_type, patient_id, error);
  g_autoptr (GPtrArray) others = notices != NULL
    ? ek_store_list_by (self, &ek_notice_type, EK_NOTICE_SOURCE, patient_id, error)
    : NULL;

  for (guint i = 0; others != NULL && i < notices->len; i++)
    if (!take_out (self, notices->pdata[i], notices->pdata[i], reason, error))
      return FALSE;
  for (guint i = 0; others != NULL && i < others->len; i++)
    if (g_strcmp0 (ek_record_get_text (others->pdata[i], EK_NOTICE_STATUS), "open") == 0 &&
        g_strcmp0 (ek_record_get_patient_id (others->pdata[i]), patient_id) != 0 &&
        !ek_notice_close (self, others->pdata[i], _ ("The other file was removed."), error))
      return FALSE;
  return others != NULL;
}

static gboolean
delete_inside (EkStore *self, EkRecord *record, const char *reason, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  g_autoptr (EkRecord) former = ek_store_load (self, type, ek_record_get_id (record), error);

  if (former == NULL)
    return FALSE;
  if (ek_record_get_revision (former) != ek_record_get_revision (record))
    return ek_store_conflict (error);
  if (!ek_store_check_delete (self, record, error))
    return FALSE;
  if (type == &ek_patient_type && !take_out_notices (self, ek_record_get_id (record), reason, error))
    return FALSE;
  return take_out (self, record, former, reason, error);
}

/**
 * ek_store_delete:
 * @self: a store
 * @record: a record as it was read
 * @reason: (nullable): why, in a few words, for the audit
 * @error: %EK_ERROR_NOT_FOUND, %EK_ERROR_CONFLICT, %EK_ERROR_PERMISSION as ek_store_check_delete() says; and what the
 *   database says
 *
 * Takes a record out of the file. Its revisions stay in history.
 *
 * Returns: whether it is deleted
 */
gboolean
ek_store_delete (EkStore *self, EkRecord *record, const char *reason, GError **error)
{
  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (EK_IS_RECORD (record), FALSE);

  if (!ek_store_check_user (self, error) || !ek_store_begin (self, error))
    return FALSE;
  if (!delete_inside (self, record, reason, error))
    {
      ek_store_rollback (self);
      return FALSE;
    }

  return ek_store_commit (self, error);
}
