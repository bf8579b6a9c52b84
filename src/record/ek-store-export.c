/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that leaves the vault and the audit row that says so. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-file.h"

static gboolean
audit_in_transaction (EkStore *self, const EkRecordType *type, const char *id, const char *patient_id,
                      const char *detail, GError **error)
{
  if (!ek_store_begin (self, error))
    return FALSE;
  if (!ek_store_audit (self, EK_AUDIT_EXPORT, type, id, patient_id, detail, error))
    {
      ek_store_rollback (self);
      return FALSE;
    }
  return ek_store_commit (self, error);
}

/**
 * ek_store_export:
 * @self: a store, outside a transaction
 * @path: the file that is to be
 * @bytes: what it holds
 * @type: (nullable): what leaves: a record of this type
 * @id: (nullable): of this id
 * @patient_id: (nullable): of this patient
 * @detail: a few words for the audit, such as the format; no clinical content
 * @error: %EK_ERROR_NO_SPACE, %EK_ERROR_PERMISSION, %EK_ERROR_IO for the file, or what the database says
 *
 * Writes a file for whoever asked for it, readable by him or her alone. It is written beside its place first; the audit
 * comes next; only when the audit is on the disk is the file put in its place. So nothing leaves without being written
 * down, and a file that stood there before is replaced by the whole new one or stays as it was. Should the last step
 * fail, the audit says that too.
 *
 * Returns: whether the file is there and the audit has it
 */
gboolean
ek_store_export (EkStore *self, const char *path, GBytes *bytes, const EkRecordType *type, const char *id,
                 const char *patient_id, const char *detail, GError **error)
{
  g_autoptr (EkFileDraft) draft = NULL;
  g_autofree char *not_written = NULL;
  gsize length;
  gconstpointer data;

  g_return_val_if_fail (EK_IS_STORE (self) && self->marks->len == 0, FALSE);
  g_return_val_if_fail (path != NULL && bytes != NULL, FALSE);

  data = g_bytes_get_data (bytes, &length);
  draft = ek_file_draft_new (path, data, length, 0600, error);
  if (draft == NULL || !ek_store_check_user (self, error) ||
      !audit_in_transaction (self, type, id, patient_id, detail, error))
    return FALSE;
  if (ek_file_draft_commit (draft, error))
    return TRUE;
  not_written = g_strdup_printf ("%s: the file was not written", detail);
  audit_in_transaction (self, type, id, patient_id, not_written, NULL);
  return FALSE;
}
