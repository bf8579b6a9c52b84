/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signatures. What is signed is the canonical JSON of
 *   {"at": instant, "id": …, "meaning": …, "patient": …, "revision": …, "type": …, "user": …, "values": {…}}
 * where values is the stored revision, so that a signature can be checked again whenever it is shown. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-json.h"
#include "ek-time.h"

/**
 * ek_signature_free:
 * @signature: (nullable): a signature of ek_store_list_signatures()
 */
void
ek_signature_free (EkSignature *signature)
{
  if (signature == NULL)
    return;
  g_free (signature->record_id);
  g_free (signature->patient_id);
  g_free (signature->user_id);
  g_free (signature->user_name);
  g_free (signature->meaning);
  g_free (signature);
}

static char *
signed_message (EkRecord *stored, const EkSignature *signature)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *at = ek_instant_format (signature->at_ms, signature->offset_minutes);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "at", at);
  json_object_set_string_member (object, "id", ek_record_get_id (stored));
  json_object_set_string_member (object, "meaning", signature->meaning);
  json_object_set_string_member (object, "patient", signature->patient_id);
  json_object_set_int_member (object, "revision", ek_record_get_revision (stored));
  json_object_set_string_member (object, "type", ek_record_get_record_type (stored)->name);
  json_object_set_string_member (object, "user", signature->user_id);
  json_object_set_object_member (object, "values", ek_record_values_to_json (stored));
  json_node_take_object (node, object);

  return ek_json_canonical (node);
}

static gboolean
write_signature (EkStore *self, EkRecord *record, const EkSignature *signature, const guint8 bytes[EK_SIGNATURE_BYTES],
                 GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (self->database,
                                   "INSERT INTO signature (record_id, revision, record_type, patient_id, user_id, "
                                   "user_name, meaning, at_ms, offset_minutes, signature) "
                                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, signature->record_id);
  ek_statement_bind_int (statement, 2, signature->revision);
  ek_statement_bind_text (statement, 3, ek_record_get_record_type (record)->name);
  ek_statement_bind_text (statement, 4, signature->patient_id);
  ek_statement_bind_text (statement, 5, signature->user_id);
  ek_statement_bind_text (statement, 6, signature->user_name);
  ek_statement_bind_text (statement, 7, signature->meaning);
  ek_statement_bind_int (statement, 8, signature->at_ms);
  ek_statement_bind_int (statement, 9, signature->offset_minutes);
  ek_statement_bind_blob (statement, 10, bytes, EK_SIGNATURE_BYTES);
  if (!ek_statement_run (statement, error))
    return FALSE;
  if (sqlite3_changes (ek_database_get_handle (self->database)) == 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_EXISTS, _ ("You have signed this already."));
      return FALSE;
    }

  return TRUE;
}

static gboolean
sign_inside (EkStore *self, EkRecord *record, const char *meaning, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  g_autoptr (EkRecord) stored = ek_store_load (self, type, ek_record_get_id (record), error);
  g_autofree char *message = NULL;
  g_autofree char *detail = NULL;
  guint8 bytes[EK_SIGNATURE_BYTES];
  EkSignature signature = { .meaning = (char *) meaning };

  if (stored == NULL || !ek_permission_check_sign (self, stored, error))
    return FALSE;
  if (ek_record_get_revision (stored) != ek_record_get_revision (record) || !ek_record_equal_values (stored, record))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_CONFLICT,
                           _ ("What you see is not what is stored. Nothing was signed: save or load it again, "
                              "then sign."));
      return FALSE;
    }

  signature.record_id = (char *) ek_record_get_id (stored);
  signature.revision = ek_record_get_revision (stored);
  signature.patient_id = (char *) ek_record_get_filed_id (stored);
  signature.user_id = (char *) ek_user_get_id (self->user);
  signature.user_name = (char *) ek_user_get_name (self->user);
  signature.at_ms = ek_store_now (self, &signature.offset_minutes);
  message = signed_message (stored, &signature);
  detail = g_strdup_printf ("revision %" G_GINT64_FORMAT ": %s", signature.revision, meaning);

  if (!ek_vault_sign (self->vault, message, strlen (message), bytes, error) ||
      !write_signature (self, stored, &signature, bytes, error) ||
      !ek_store_write_audit (self, EK_AUDIT_SIGN, stored, detail, error))
    return FALSE;
  if (type->flags & EK_RECORD_SYNCED && !ek_store_queue (self, stored, signature.revision, "save", error))
    return FALSE;
  ek_store_add_change (self, stored);

  return TRUE;
}

/**
 * ek_store_sign:
 * @self: a store
 * @record: a record exactly as it is stored
 * @meaning: what the signature says: "author", "agrees", "dissents", "witness"
 * @error: %EK_ERROR_CONFLICT when @record is not what is stored, %EK_ERROR_PERMISSION when the role may not sign it,
 *   %EK_ERROR_EXISTS when this user signed this revision with this meaning before, %EK_ERROR_LOCKED, and what the
 *   database says
 *
 * Signs this revision with the key of the user who is in.
 *
 * Returns: whether it is signed
 */
gboolean
ek_store_sign (EkStore *self, EkRecord *record, const char *meaning, GError **error)
{
  g_return_val_if_fail (EK_IS_STORE (self), FALSE);
  g_return_val_if_fail (EK_IS_RECORD (record), FALSE);
  g_return_val_if_fail (ek_record_get_record_type (record)->flags & EK_RECORD_SIGNED, FALSE);
  g_return_val_if_fail (meaning != NULL && *meaning != '\0', FALSE);

  if (!ek_store_check_user (self, error) || !ek_store_begin (self, error))
    return FALSE;
  if (!sign_inside (self, record, meaning, error))
    {
      ek_store_rollback (self);
      return FALSE;
    }

  return ek_store_commit (self, error);
}

/* A record that stands under another patient than it was signed under is not what was signed, unless a person filed it
 * there when two files were parted, which is kept. */
static gboolean
is_of_same_patient (EkStore *self, EkRecord *stored, const EkSignature *signature)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean moved = FALSE;

  if (g_strcmp0 (ek_record_get_filed_id (stored), signature->patient_id) == 0)
    return TRUE;
  statement = ek_database_prepare (self->database,
                                   "SELECT 1 FROM patient_moved WHERE record_id = ? AND former = ? AND revision = ?",
                                   NULL);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, signature->record_id);
  ek_statement_bind_text (statement, 2, signature->patient_id);
  ek_statement_bind_int (statement, 3, signature->revision);

  return ek_statement_step (statement, &moved, NULL) && moved;
}

static gboolean
check_signature (EkStore *self, EkRecord *record, const EkSignature *signature, gconstpointer bytes, gsize length)
{
  g_autoptr (EkUser) signer = ek_vault_find_user (self->vault, signature->user_id);
  g_autoptr (EkRecord) stored = NULL;
  g_autofree char *message = NULL;

  /* the name stands beside it and is not signed: it must be the signer's */
  if (length != EK_SIGNATURE_BYTES || signer == NULL ||
      g_strcmp0 (ek_user_get_name (signer), signature->user_name) != 0)
    return FALSE;
  stored = ek_store_load_revision (self, ek_record_get_record_type (record), signature->record_id, signature->revision,
                                   NULL);
  if (stored == NULL || !is_of_same_patient (self, stored, signature))
    return FALSE;
  message = signed_message (stored, signature);

  return ek_vault_check_signature (self->vault, signature->user_id, message, strlen (message), bytes);
}

/**
 * ek_store_list_signatures:
 * @self: a store
 * @record: a record, of any revision
 * @error: what the database says
 *
 * Every signature is checked against the revision it was given for, and the patient, with the key and the name the ring
 * has for that user.
 *
 * Returns: (transfer full) (element-type EkSignature): of all revisions, the earliest first, or %NULL
 */
GPtrArray *
ek_store_list_signatures (EkStore *self, EkRecord *record, GError **error)
{
  g_autoptr (GPtrArray) signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_signature_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (EK_IS_RECORD (record), NULL);

  statement = ek_database_prepare (self->database,
                                   "SELECT revision, user_id, user_name, meaning, at_ms, offset_minutes, signature, "
                                   "patient_id "
                                   "FROM signature WHERE record_id = ? ORDER BY revision, at_ms, rowid",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  while (TRUE)
    {
      EkSignature *signature;
      gconstpointer bytes;
      gsize length;

      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&signatures);
      signature = g_new0 (EkSignature, 1);
      g_ptr_array_add (signatures, signature);
      signature->record_id = g_strdup (ek_record_get_id (record));
      signature->revision = ek_statement_int (statement, 0);
      signature->patient_id = g_strdup (ek_statement_text (statement, 7));
      signature->user_id = g_strdup (ek_statement_text (statement, 1));
      signature->user_name = g_strdup (ek_statement_text (statement, 2));
      signature->meaning = g_strdup (ek_statement_text (statement, 3));
      signature->at_ms = ek_statement_int (statement, 4);
      signature->offset_minutes = (int) ek_statement_int (statement, 5);
      bytes = ek_statement_blob (statement, 6, &length);
      signature->valid = check_signature (self, record, signature, bytes, length);
    }
}
