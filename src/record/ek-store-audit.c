/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the store writes into the audit, always in the transaction of what it speaks of. */

#include "ek-store-private.h"

#include "ek-join.h"
#include "ek-types.h"

#define OPENED_AGAIN_AFTER EK_HOUR_MS
#define OPENED_LOOK_BACK 50

gboolean
ek_store_write_audit (EkStore *self, EkAuditAction action, EkRecord *record, const char *detail, GError **error)
{
  return ek_store_audit (self, action, ek_record_get_record_type (record), ek_record_get_id (record),
                         ek_record_get_filed_id (record), detail, error);
}

static EkAuditEntry
entry_now (EkStore *self, EkAuditAction action, const EkRecordType *type, const char *id, const char *patient_id,
           const char *detail)
{
  EkAuditEntry entry = { .action = action };

  entry.at_ms = ek_store_now (self, &entry.offset_minutes);
  entry.user_id = (char *) ek_user_get_id (self->user);
  entry.subject_type = (char *) (type != NULL ? type->name : NULL);
  entry.subject_id = (char *) id;
  entry.patient_id = (char *) patient_id;
  entry.detail = (char *) detail;
  return entry;
}

/**
 * ek_store_audit:
 * @self: a store
 * @action: what was done
 * @type: (nullable): to a record of this type
 * @id: (nullable): of this id
 * @patient_id: (nullable): of this patient
 * @detail: (nullable): a few words, no clinical content
 * @error: what the database says
 *
 * Writes an audit row by the user who is in, in the transaction that is open or in one of its own.
 *
 * Returns: whether it is written
 */
gboolean
ek_store_audit (EkStore *self, EkAuditAction action, const EkRecordType *type, const char *id, const char *patient_id,
                const char *detail, GError **error)
{
  EkAuditEntry entry;

  g_return_val_if_fail (EK_IS_STORE (self), FALSE);

  entry = entry_now (self, action, type, id, patient_id, detail);
  return ek_audit_append (self->database, &entry, error);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const EkAuditEntry *one = *(const EkAuditEntry *const *) a, *other = *(const EkAuditEntry *const *) b;

  return one->sequence > other->sequence ? -1 : one->sequence < other->sequence;
}

/**
 * ek_store_list_audit:
 * @self: a store
 * @patient_id: whose
 * @from_sequence: the newest entry to list, 0 for the newest there is
 * @limit: most entries to list, 0 for all
 * @error: what the database says
 *
 * As ek_audit_list(), of a patient and of all whose files were joined with his or hers.
 *
 * Returns: (transfer full) (element-type EkAuditEntry): newest first, or %NULL
 */
GPtrArray *
ek_store_list_audit (EkStore *self, const char *patient_id, gint64 from_sequence, guint limit, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) others = NULL;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (patient_id != NULL, NULL);

  others = ek_store_other_members (self, patient_id, error);
  entries = others != NULL ? ek_audit_list (self->database, patient_id, from_sequence, limit, error) : NULL;
  for (guint i = 0; entries != NULL && i < others->len; i++)
    {
      GPtrArray *more = ek_audit_list (self->database, others->pdata[i], from_sequence, limit, error);

      if (more == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (entries, more);
    }
  if (entries == NULL)
    return NULL;
  g_ptr_array_sort (entries, newest_first);
  if (limit > 0 && entries->len > limit)
    g_ptr_array_set_size (entries, (gint) limit);

  return g_steal_pointer (&entries);
}

/* When this user last opened the file according to the audit: another process may have written it. */
static gboolean
opened_recently (EkStore *self, const char *patient_id, gint64 now, gboolean *recently, GError **error)
{
  g_autoptr (GPtrArray) entries = ek_audit_list (self->database, patient_id, 0, OPENED_LOOK_BACK, error);

  *recently = FALSE;
  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len && !*recently; i++)
    {
      EkAuditEntry *entry = g_ptr_array_index (entries, i);

      *recently = entry->action == EK_AUDIT_OPEN && g_strcmp0 (entry->user_id, ek_user_get_id (self->user)) == 0 &&
        entry->at_ms <= now && now - entry->at_ms < OPENED_AGAIN_AFTER;
    }

  return TRUE;
}

/* Where the disk is full or may not be written, the row waits for it and the file is shown: see ek_vault_keep_audit().
 * Inside a transaction the failure is the transaction's. */
static gboolean
write_or_keep (EkStore *self, const char *patient_id, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  EkAuditEntry entry = entry_now (self, EK_AUDIT_OPEN, &ek_patient_type, patient_id, patient_id, NULL);

  if (ek_audit_append (self->database, &entry, &local_error))
    return TRUE;
  if (self->marks->len == 0 && ek_vault_keep_audit (self->vault, &entry, local_error))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * ek_store_audit_open:
 * @self: a store
 * @patient_id: whose file is opened; of a file that was joined with another, that one is
 * @error: what the database says; the file should then not be shown
 *
 * Writes into the audit that the user who is in opened this patient's file, unless that was written within the hour. On
 * a disk that is full or may not be written the row is kept and written later.
 *
 * Returns: whether the audit has it, or will
 */
gboolean
ek_store_audit_open (EkStore *self, const char *patient_id, GError **error)
{
  g_autofree char *file = NULL;
  gint64 now;
  gint64 *last;
  gboolean recently = FALSE;

  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (patient_id != NULL, FALSE);

  file = ek_store_file_of (self, patient_id, error);
  if (file == NULL)
    return FALSE;
  patient_id = file;
  now = ek_clock_now (self->clock);
  last = g_hash_table_lookup (self->opened, patient_id);
  if (last != NULL && *last <= now && now - *last < OPENED_AGAIN_AFTER)
    return TRUE;
  if (!opened_recently (self, patient_id, now, &recently, error))
    return FALSE;
  if (recently)
    return TRUE;
  if (!write_or_keep (self, patient_id, error))
    return FALSE;

  last = g_new (gint64, 1);
  *last = now;
  g_hash_table_replace (self->opened, g_strdup (patient_id), last);

  return TRUE;
}
