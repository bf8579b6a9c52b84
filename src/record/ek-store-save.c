/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saving records: one transaction for the record and for what follows from it. */

#include "ek-join-private.h"

#include <string.h>

#include "ek-notice.h"
#include "ek-plausible.h"
#include "ek-types.h"

/**
 * ek_store_set_particulars_func:
 * @self: a store
 * @func: (nullable): told when sex or date of birth of a patient change
 * @user_data: for @func
 */
void
ek_store_set_particulars_func (EkStore *self, EkStoreParticularsFunc func, gpointer user_data)
{
  g_return_if_fail (EK_IS_STORE (self));

  self->particulars = func;
  self->particulars_data = user_data;
}

/**
 * ek_store_set_parted_func:
 * @self: a store
 * @func: (nullable): told when two files that were joined are parted
 * @user_data: for @func
 */
void
ek_store_set_parted_func (EkStore *self, EkStorePartedFunc func, gpointer user_data)
{
  g_return_if_fail (EK_IS_STORE (self));

  self->parted = func;
  self->parted_data = user_data;
}

static gboolean
tell_particulars (EkStore *self, EkRecord *record, EkRecord *former, GError **error)
{
  if (self->particulars == NULL ||
      (ek_record_equal_field (record, former, EK_PATIENT_SEX) &&
       ek_record_equal_field (record, former, EK_PATIENT_BIRTH_DATE)))
    return TRUE;
  return self->particulars (self, former, record, self->particulars_data, error);
}

/* What follows when who somebody is has changed. */
static gboolean
follow (EkStore *self, EkRecord *record, EkRecord *former, GError **error)
{
  g_autofree char *file = NULL;

  if (ek_record_get_record_type (record) != &ek_patient_type)
    return TRUE;
  file = ek_store_file_of (self, ek_record_get_id (record), error);
  if (file == NULL ||
      (strcmp (file, ek_record_get_id (record)) != 0 && !ek_join_tell_change (self, file, record, former, error)))
    return FALSE;
  return tell_particulars (self, record, former, error);
}

/**
 * ek_store_save:
 * @self: a store
 * @record: a record, new or as it was read and then changed
 * @error: %EK_ERROR_INCOMPLETE or %EK_ERROR_INVALID from validation and for a date that cannot be, %EK_ERROR_PERMISSION
 *   when the user's role may not write it, %EK_ERROR_CONFLICT when it was saved or deleted by somebody else since it
 *   was read, %EK_ERROR_EXISTS when another patient carries one of the identifiers, %EK_ERROR_NOT_FOUND when its
 *   patient is not here, %EK_ERROR_LOCKED when who opened the store is no longer in, and what the database says. In
 *   every case nothing was written and @record is as before.
 *
 * Writes the row, its former state, the audit row and (synced types) the outbox row in one transaction, and brings the
 * envelope of @record up to date. Values that did not change are not written again.
 *
 * Returns: whether it is saved; outside ek_store_begin(), then it is on the disk
 */
gboolean
ek_store_save (EkStore *self, EkRecord *record, GError **error)
{
  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (EK_IS_RECORD (record), FALSE);

  return ek_store_write (self, record, NULL, follow, error);
}

/**
 * ek_store_save_received:
 * @self: a store
 * @record: a record that came from a server or a file
 * @source: a short word for the audit, such as "server" or the name of the format; never about a patient
 * @error: as for ek_store_save(), but no role is asked: others decided what it says
 *
 * As ek_store_save(), without an outbox row.
 *
 * Returns: whether it is saved
 */
gboolean
ek_store_save_received (EkStore *self, EkRecord *record, const char *source, GError **error)
{
  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (EK_IS_RECORD (record), FALSE);
  g_return_val_if_fail (source != NULL, FALSE);

  return ek_store_write (self, record, source, follow, error);
}
