/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-vault-private.h"

/* Rows of the audit that hold the vault together:
 *
 *   ring   (system.db)  subject_id: counter of a key ring; detail: its checksum in hex, and what changed.
 *                       An old ring put back has another counter than the last such row.
 *   chain  (both)       subject_id: number of the last row of the other database's audit; detail: its hash in hex and
 *                       the signature, by the user of the row, over vault, database, number and hash.
 *                       Cutting off the end of one audit, or putting back an old database, contradicts the other one.
 *
 * What nothing here can notice is the whole folder put back as it was at an earlier time: that takes a witness
 * elsewhere. */

#define HEX(bytes) ((bytes) *2 + 1)

static EkAuditEntry
entry_now (EkVault *self, EkAuditAction action, const char *subject_type, const char *subject_id, const char *detail)
{
  EkAuditEntry entry = { 0 };

  entry.at_ms = ek_clock_now (self->clock);
  entry.offset_minutes = ek_clock_offset (self->clock, entry.at_ms);
  entry.user_id = self->identity->holder;
  entry.action = action;
  entry.subject_type = (char *) subject_type;
  entry.subject_id = (char *) subject_id;
  entry.detail = (char *) detail;
  return entry;
}

gboolean
ek_vault_audit_held (EkVault *self, EkAuditAction action, const char *subject_type, const char *subject_id,
                     const char *detail, GError **error)
{
  EkAuditEntry entry = entry_now (self, action, subject_type, subject_id, detail);
  g_autoptr (EkDatabase) system = NULL;

  if (self->writing != EK_WRITING_POSSIBLE)
    {
      ek_vault_keep_entry (self, EK_DATA_SYSTEM, &entry);
      return TRUE;
    }
  system = ek_vault_connect_held (self, EK_DATA_SYSTEM, error);
  return system != NULL && ek_audit_append (system, &entry, error);
}

gboolean
ek_vault_audit_into (EkVault *self, EkDatabase *database, EkAuditAction action, const char *subject_type,
                     const char *subject_id, const char *detail, GError **error)
{
  EkAuditEntry entry = entry_now (self, action, subject_type, subject_id, detail);

  return ek_audit_append (database, &entry, error);
}

gboolean
ek_vault_audit_ring (EkVault *self, EkDatabase *system, EkKeyring *ring, const char *what, GError **error)
{
  return ek_vault_audit_ring_as (self, system, EK_AUDIT_USER, ring, what, error);
}

gboolean
ek_vault_audit_ring_as (EkVault *self, EkDatabase *system, EkAuditAction action, EkKeyring *ring, const char *what,
                        GError **error)
{
  g_autofree char *counter = g_strdup_printf ("%" G_GUINT64_FORMAT, ring->counter);
  char checksum[HEX (EK_RING_CHECKSUM_BYTES)];
  g_autofree char *detail = NULL;
  EkAuditEntry entry;

  sodium_bin2hex (checksum, sizeof checksum, ring->checksum, sizeof ring->checksum);
  detail = g_strdup_printf ("%s %s", checksum, what);
  entry = entry_now (self, action, EK_VAULT_SUBJECT_RING, counter, detail);
  return ek_audit_append (system, &entry, error);
}

gboolean
ek_vault_last_ring_row (EkDatabase *system, guint64 *counter, char **checksum, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  *counter = 0;
  *checksum = NULL;
  statement = ek_database_prepare (system,
                                   "SELECT subject_id, substr (detail, 1, 64) FROM audit WHERE subject_type = 'ring'"
                                   " ORDER BY sequence DESC LIMIT 1",
                                   error);
  if (statement == NULL || !ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row && ek_statement_text (statement, 0) != NULL)
    {
      *counter = g_ascii_strtoull (ek_statement_text (statement, 0), NULL, 10);
      *checksum = g_strdup (ek_statement_text (statement, 1));
    }
  return TRUE;
}

/* The ring and the audit must agree on the last change. A ring one ahead is a change that was cut short between the two
 * (only a holder of the system key can have made it); with @mend the row is added now. */
gboolean
ek_vault_check_ring_is_newest (EkVault *self, EkDatabase *system, gboolean mend, GError **error)
{
  g_autofree char *audited = NULL;
  char checksum[HEX (EK_RING_CHECKSUM_BYTES)];
  guint64 counter;

  if (!ek_vault_last_ring_row (system, &counter, &audited, error))
    return FALSE;
  sodium_bin2hex (checksum, sizeof checksum, self->ring->checksum, sizeof self->ring->checksum);
  if (self->ring->counter == counter && g_strcmp0 (audited, checksum) == 0)
    return TRUE;
  if (counter > 0 && self->ring->counter == counter + 1)
    return !mend || self->writing != EK_WRITING_POSSIBLE ||
      ek_vault_audit_ring (self, system, self->ring, "completed", error);
  if (self->ring->counter <= counter)
    g_set_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK,
                 _ ("An older key ring (vault.keys) was put back: the audit knows a newer one. Nothing was opened or "
                    "changed. Put back the newest key ring, or restore a whole back-up, and tell the IT "
                    "administrator."));
  else
    g_set_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK,
                 _ ("An older system database (system.db) was put back: the key ring is newer than its audit. Nothing "
                    "was opened or changed. Restore a whole back-up, and tell the IT administrator."));
  return FALSE;
}

/* What an anchor's signature speaks of; @kind is the database whose head it is. */
static GByteArray *
anchor_message (EkVault *self, EkDataKind kind, gint64 sequence, const guint8 hash[EK_AUDIT_HASH_BYTES])
{
  GByteArray *message = g_byte_array_new ();
  guint64 number = GUINT64_TO_LE ((guint64) sequence);
  guint8 byte = (guint8) kind;

  g_byte_array_append (message, (const guint8 *) "evenkeel anchor 1", 17);
  g_byte_array_append (message, self->ring->id, sizeof self->ring->id);
  g_byte_array_append (message, &byte, 1);
  g_byte_array_append (message, (const guint8 *) &number, sizeof number);
  g_byte_array_append (message, hash, EK_AUDIT_HASH_BYTES);
  return message;
}

/* Signs the head of @of into @into. */
static gboolean
write_anchor (EkVault *self, EkDatabase *of, EkDataKind kind, EkDatabase *into, GError **error)
{
  g_autoptr (GByteArray) message = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *detail = NULL;
  guint8 hash[EK_AUDIT_HASH_BYTES], signature[EK_SIGNATURE_BYTES];
  char hash_hex[HEX (EK_AUDIT_HASH_BYTES)], signature_hex[HEX (EK_SIGNATURE_BYTES)];
  EkAuditEntry entry;
  gint64 sequence;

  if (!ek_audit_get_hash (of, 0, &sequence, hash, error))
    return FALSE;
  message = anchor_message (self, kind, sequence, hash);
  ek_vault_sign_held (self, message->data, message->len, signature);
  sodium_bin2hex (hash_hex, sizeof hash_hex, hash, sizeof hash);
  sodium_bin2hex (signature_hex, sizeof signature_hex, signature, sizeof signature);
  subject = g_strdup_printf ("%" G_GINT64_FORMAT, sequence);
  detail = g_strdup_printf ("%s %s", hash_hex, signature_hex);
  entry = entry_now (self, EK_AUDIT_ANCHOR, EK_VAULT_SUBJECT_CHAIN, subject, detail);
  return ek_audit_append (into, &entry, error);
}

/* Signs the system head into the clinical chain first, and then the clinical head, with that row, into the system
 * chain. */
gboolean
ek_vault_anchor (EkVault *self, EkDatabase *system, EkDatabase *clinical, GError **error)
{
  return write_anchor (self, system, EK_DATA_SYSTEM, clinical, error) &&
    write_anchor (self, clinical, EK_DATA_CLINICAL, system, error);
}

static gboolean
rolled_back (EkDataKind kind, GError **error)
{
  g_set_error (
    error, EK_ERROR, EK_ERROR_ROLLED_BACK,
    /* Translators: %s is the name of a file */
    _ ("The audit in %s ends earlier than was signed for, or is another one: an older copy of the file was "
       "put back, or entries were cut off. Keep the folder as it is, restore a whole back-up beside it, and tell "
       "whoever is responsible for data protection."),
    ek_data_kind_file (kind));
  return FALSE;
}

/* One anchor row of the other chain, against the chain it speaks of. */
static gboolean
check_anchor (EkVault *self, EkDatabase *of, EkDataKind kind, EkStatement *row, GError **error)
{
  g_autoptr (GByteArray) message = NULL;
  const char *user_id = ek_statement_text (row, 0);
  const char *subject = ek_statement_text (row, 1);
  const char *detail = ek_statement_text (row, 2);
  guint8 hash[EK_AUDIT_HASH_BYTES], stored[EK_AUDIT_HASH_BYTES], signature[EK_SIGNATURE_BYTES];
  gint64 sequence, at;

  if (subject == NULL || detail == NULL || strlen (detail) != 2 * (sizeof hash + sizeof signature) + 1 ||
      sodium_hex2bin (hash, sizeof hash, detail, 2 * sizeof hash, NULL, NULL, NULL) != 0 ||
      sodium_hex2bin (signature, sizeof signature, detail + 2 * sizeof hash + 1, 2 * sizeof signature, NULL, NULL,
                      NULL) != 0)
    return rolled_back (kind, error);
  sequence = g_ascii_strtoll (subject, NULL, 10);
  message = anchor_message (self, kind, sequence, hash);
  if (!ek_vault_check_signature (self, user_id, message->data, message->len, signature))
    return rolled_back (kind, error);
  if (sequence == 0)
    return TRUE;
  if (!ek_audit_get_hash (of, sequence, &at, stored, error))
    return FALSE;
  return at == sequence && memcmp (hash, stored, sizeof hash) == 0 ? TRUE : rolled_back (kind, error);
}

static gboolean
check_anchors_in (EkVault *self, EkDatabase *in, EkDatabase *of, EkDataKind kind, gboolean all, gint64 *n_anchors,
                  GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (in,
                                   "SELECT user_id, subject_id, detail FROM audit WHERE subject_type = 'chain'"
                                   " AND action = 'anchor' ORDER BY sequence DESC",
                                   error);
  if (statement == NULL)
    return FALSE;
  do
    {
      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row && !check_anchor (self, of, kind, statement, error))
        return FALSE;
      if (has_row)
        (*n_anchors)++;
    }
  while (has_row && all);
  return TRUE;
}

/* Every anchor (@all), or the last one of each chain, which is enough to notice an older file put back. */
gboolean
ek_vault_check_anchors (EkVault *self, EkDatabase *system, EkDatabase *clinical, gboolean all, gint64 *n_anchors,
                        GError **error)
{
  *n_anchors = 0;
  return check_anchors_in (self, system, clinical, EK_DATA_CLINICAL, all, n_anchors, error) &&
    check_anchors_in (self, clinical, system, EK_DATA_SYSTEM, all, n_anchors, error);
}
