/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>

#include "ek-audit-private.h"
#include "ek-error.h"

/* Each row carries BLAKE2b-256 over a fixed label, the hash of the row before (zeros for the first) and every column,
 * lengths included. Rows are numbered from 1 without gaps. Whoever edits, removes, inserts or exchanges a row must
 * write every later hash anew, and then the signed anchors (ek-anchor.c) no longer fit. */

static const char chain_label[] = "evenkeel audit 1";

static const struct {
  const char *id;
  const char *label;
} actions[] = {
  [EK_AUDIT_CREATE] = { "create", N_ ("Created") },
  [EK_AUDIT_OPEN] = { "open", N_ ("Opened") },
  [EK_AUDIT_CHANGE] = { "change", N_ ("Changed") },
  [EK_AUDIT_DELETE] = { "delete", N_ ("Deleted") },
  [EK_AUDIT_SIGN] = { "sign", N_ ("Signed") },
  [EK_AUDIT_EXPORT] = { "export", N_ ("Exported") },
  [EK_AUDIT_IMPORT] = { "import", N_ ("Imported") },
  [EK_AUDIT_PRINT] = { "print", N_ ("Printed") },
  [EK_AUDIT_SEND] = { "send", N_ ("Sent") },
  [EK_AUDIT_RECEIVE] = { "receive", N_ ("Received") },
  [EK_AUDIT_UNLOCK] = { "unlock", N_ ("Unlocked the vault") },
  [EK_AUDIT_LOCK] = { "lock", N_ ("Locked the vault") },
  [EK_AUDIT_REFUSED] = { "refused", N_ ("Was refused") },
  [EK_AUDIT_USER] = { "user", N_ ("Changed who may use the vault") },
  [EK_AUDIT_POLICY] = { "policy", N_ ("Changed a policy") },
  [EK_AUDIT_BACKUP] = { "backup", N_ ("Made a back-up") },
  [EK_AUDIT_BREAK_GLASS] = { "break-glass", N_ ("Opened in an emergency, with a reason") },
  [EK_AUDIT_ANCHOR] = { "anchor", N_ ("Sealed the audit") },
  [EK_AUDIT_RESTORE] = { "restore", N_ ("Restored from a back-up") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (actions) == EK_AUDIT_RESTORE + 1);

/**
 * ek_audit_action_id:
 * @action: an action
 *
 * Returns: (transfer none): its stable name, as stored
 */
const char *
ek_audit_action_id (EkAuditAction action)
{
  g_return_val_if_fail ((guint) action < G_N_ELEMENTS (actions), NULL);

  return actions[action].id;
}

/**
 * ek_audit_action_label:
 * @action: an action
 *
 * Returns: (transfer none): its name in the person's language
 */
const char *
ek_audit_action_label (EkAuditAction action)
{
  g_return_val_if_fail ((guint) action < G_N_ELEMENTS (actions), NULL);

  return _ (actions[action].label);
}

static gboolean
action_from_id (const char *id, EkAuditAction *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      if (g_strcmp0 (id, actions[i].id) == 0)
        {
          *action = (EkAuditAction) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * ek_audit_prepare:
 * @database: a connection
 * @error: return location for an error
 *
 * Makes the table of the audit when it is not there: when a vault is made, and by a migration. Triggers refuse changes
 * through the program's own connections; against everybody else stands the chain.
 *
 * Returns: whether the table is there; see ek_database_error()
 */
gboolean
ek_audit_prepare (EkDatabase *database, GError **error)
{
  return ek_database_exec (database,
                           "CREATE TABLE IF NOT EXISTS audit ("
                           " sequence INTEGER PRIMARY KEY CHECK (sequence > 0),"
                           " at_ms INTEGER NOT NULL,"
                           " offset_minutes INTEGER NOT NULL,"
                           " user_id TEXT NOT NULL,"
                           " action TEXT NOT NULL,"
                           " subject_type TEXT,"
                           " subject_id TEXT,"
                           " patient_id TEXT,"
                           " detail TEXT,"
                           " hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;"
                           "CREATE INDEX IF NOT EXISTS audit_patient ON audit (patient_id, sequence)"
                           " WHERE patient_id IS NOT NULL;"
                           "CREATE INDEX IF NOT EXISTS audit_subject ON audit (subject_type, sequence)"
                           " WHERE subject_type IN ('ring', 'chain');"
                           "CREATE TRIGGER IF NOT EXISTS audit_keeps_rows BEFORE DELETE ON audit"
                           " BEGIN SELECT RAISE (ABORT, 'audit'); END;"
                           "CREATE TRIGGER IF NOT EXISTS audit_keeps_values BEFORE UPDATE ON audit"
                           " BEGIN SELECT RAISE (ABORT, 'audit'); END;",
                           error);
}

static void
hash_number (crypto_generichash_state *state, gint64 value)
{
  guint64 bytes = GUINT64_TO_LE ((guint64) value);

  crypto_generichash_update (state, (const guint8 *) &bytes, sizeof bytes);
}

static void
hash_text (crypto_generichash_state *state, const char *text)
{
  hash_number (state, text != NULL ? (gint64) strlen (text) : -1);
  if (text != NULL)
    crypto_generichash_update (state, (const guint8 *) text, strlen (text));
}

static void
hash_row (const EkAuditEntry *entry, const char *action, const guint8 before[EK_AUDIT_HASH_BYTES],
          guint8 hash[EK_AUDIT_HASH_BYTES])
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, EK_AUDIT_HASH_BYTES);
  crypto_generichash_update (&state, (const guint8 *) chain_label, sizeof chain_label);
  crypto_generichash_update (&state, before, EK_AUDIT_HASH_BYTES);
  hash_number (&state, entry->sequence);
  hash_number (&state, entry->at_ms);
  hash_number (&state, entry->offset_minutes);
  hash_text (&state, entry->user_id);
  hash_text (&state, action);
  hash_text (&state, entry->subject_type);
  hash_text (&state, entry->subject_id);
  hash_text (&state, entry->patient_id);
  hash_text (&state, entry->detail);
  crypto_generichash_final (&state, hash, EK_AUDIT_HASH_BYTES);
}

/* The last row: its number (0 when there is none) and hash (zeros). With @sequence > 0, that row; *@at is 0 when it is
 * not there. */
gboolean
ek_audit_get_hash (EkDatabase *database, gint64 sequence, gint64 *at, guint8 hash[EK_AUDIT_HASH_BYTES], GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gconstpointer stored;
  gboolean has_row;
  gsize length;

  *at = 0;
  memset (hash, 0, EK_AUDIT_HASH_BYTES);
  if (sequence > 0)
    statement = ek_database_prepare (database, "SELECT sequence, hash FROM audit WHERE sequence = ?1", error);
  else
    statement = ek_database_prepare (database,
                                     "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT "
                                     "1",
                                     error);
  if (statement == NULL)
    return FALSE;
  if (sequence > 0)
    ek_statement_bind_int (statement, 1, sequence);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  *at = ek_statement_int (statement, 0);
  stored = ek_statement_blob (statement, 1, &length);
  if (length == EK_AUDIT_HASH_BYTES)
    memcpy (hash, stored, length);
  return TRUE;
}

static gboolean
insert_row (EkDatabase *database, const EkAuditEntry *entry, const guint8 *hash, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (database,
                                   "INSERT INTO audit (sequence, at_ms, offset_minutes, user_id, action, subject_type,"
                                   " subject_id, patient_id, detail, hash)"
                                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_int (statement, 1, entry->sequence);
  ek_statement_bind_int (statement, 2, entry->at_ms);
  ek_statement_bind_int (statement, 3, entry->offset_minutes);
  ek_statement_bind_text (statement, 4, entry->user_id);
  ek_statement_bind_text (statement, 5, ek_audit_action_id (entry->action));
  ek_statement_bind_text (statement, 6, entry->subject_type);
  ek_statement_bind_text (statement, 7, entry->subject_id);
  ek_statement_bind_text (statement, 8, entry->patient_id);
  ek_statement_bind_text (statement, 9, entry->detail);
  ek_statement_bind_blob (statement, 10, hash, EK_AUDIT_HASH_BYTES);
  return ek_statement_run (statement, error);
}

/**
 * ek_audit_append:
 * @database: a connection
 * @entry: what happened; its sequence is given by the chain
 * @error: return location for an error
 *
 * Adds a row to the chain: in the caller's transaction when there is one, so that it is kept exactly when the change it
 * speaks of is kept; else in one of its own.
 *
 * Returns: whether it was added; see ek_database_error(). In the caller's transaction a failure must be answered by
 *   rolling it back: what cannot be audited is not done
 */
gboolean
ek_audit_append (EkDatabase *database, const EkAuditEntry *entry, GError **error)
{
  gboolean own = !ek_database_in_transaction (database);
  guint8 before[EK_AUDIT_HASH_BYTES], hash[EK_AUDIT_HASH_BYTES];
  EkAuditEntry row = *entry;
  gint64 last = 0;
  gboolean added;

  g_return_val_if_fail (entry->user_id != NULL, FALSE);

  if (own && !ek_database_begin (database, error))
    return FALSE;
  added = ek_audit_get_hash (database, 0, &last, before, error);
  if (added)
    {
      row.sequence = last + 1;
      hash_row (&row, ek_audit_action_id (row.action), before, hash);
      added = insert_row (database, &row, hash, error);
    }
  if (!own)
    return added;
  if (added)
    return ek_database_commit (database, error);
  ek_database_rollback (database);
  return FALSE;
}

/**
 * ek_audit_entry_free:
 * @entry: (nullable): an entry that was read
 */
void
ek_audit_entry_free (EkAuditEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->user_id);
  g_free (entry->subject_type);
  g_free (entry->subject_id);
  g_free (entry->patient_id);
  g_free (entry->detail);
  g_free (entry);
}

/* The strings belong to the statement. @action is what is stored; an action of a newer program reads as "changed". */
static void
read_row (EkStatement *statement, EkAuditEntry *entry, const char **action)
{
  memset (entry, 0, sizeof *entry);
  entry->sequence = ek_statement_int (statement, 0);
  entry->at_ms = ek_statement_int (statement, 1);
  entry->offset_minutes = (int) ek_statement_int (statement, 2);
  entry->user_id = (char *) ek_statement_text (statement, 3);
  *action = ek_statement_text (statement, 4);
  if (!action_from_id (*action, &entry->action))
    entry->action = EK_AUDIT_CHANGE;
  entry->subject_type = (char *) ek_statement_text (statement, 5);
  entry->subject_id = (char *) ek_statement_text (statement, 6);
  entry->patient_id = (char *) ek_statement_text (statement, 7);
  entry->detail = (char *) ek_statement_text (statement, 8);
}

#define COLUMNS "sequence, at_ms, offset_minutes, user_id, action, subject_type, subject_id, patient_id, detail"

/**
 * ek_audit_list:
 * @database: a connection
 * @patient_id: (nullable): only what concerns this patient
 * @from_sequence: the newest entry to list, 0 for the newest there is; to go on, one less than the last one seen
 * @limit: most entries to list, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type EkAuditEntry): newest first, or %NULL; see ek_database_error()
 */
GPtrArray *
ek_audit_list (EkDatabase *database, const char *patient_id, gint64 from_sequence, guint limit, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_audit_entry_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (database,
                                   patient_id != NULL ? "SELECT " COLUMNS
                                                        " FROM audit WHERE patient_id = ?3 AND sequence <= ?1"
                                                        " ORDER BY sequence DESC LIMIT ?2"
                                                      : "SELECT " COLUMNS
                                                        " FROM audit WHERE sequence <= ?1 ORDER BY sequence DESC LIMIT "
                                                        "?2",
                                   error);
  if (statement == NULL)
    return NULL;
  ek_statement_bind_int (statement, 1, from_sequence > 0 ? from_sequence : G_MAXINT64);
  ek_statement_bind_int (statement, 2, limit > 0 ? (gint64) limit : -1);
  if (patient_id != NULL)
    ek_statement_bind_text (statement, 3, patient_id);
  while (TRUE)
    {
      EkAuditEntry row, *entry;
      const char *action;

      if (!ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&entries);
      read_row (statement, &row, &action);
      entry = g_memdup2 (&row, sizeof row);
      entry->user_id = g_strdup (row.user_id);
      entry->subject_type = g_strdup (row.subject_type);
      entry->subject_id = g_strdup (row.subject_id);
      entry->patient_id = g_strdup (row.patient_id);
      entry->detail = g_strdup (row.detail);
      g_ptr_array_add (entries, entry);
    }
}

/**
 * ek_audit_verify:
 * @database: a connection
 * @n_entries: (out): how many entries were found whole, from the first
 * @broken_at: (out): the number of the first entry that is missing, added, moved or changed; 0 when none is
 * @error: return location for an error
 *
 * Walks the whole chain. That the end was cut off is seen by ek_vault_verify_audit(), which knows the signed anchors.
 *
 * Returns: %TRUE when every entry is as it was written; %FALSE with %EK_ERROR_DAMAGED and @broken_at set when not, or
 *   with an error of ek_database_error() when the chain could not be read
 */
gboolean
ek_audit_verify (EkDatabase *database, gint64 *n_entries, gint64 *broken_at, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autofree char *number = NULL;
  guint8 before[EK_AUDIT_HASH_BYTES] = { 0 };
  gboolean has_row;

  *n_entries = 0;
  *broken_at = 0;
  statement = ek_database_prepare (database, "SELECT " COLUMNS ", hash FROM audit ORDER BY sequence", error);
  if (statement == NULL)
    return FALSE;
  while (TRUE)
    {
      guint8 hash[EK_AUDIT_HASH_BYTES];
      gconstpointer stored;
      const char *action;
      EkAuditEntry row;
      gsize length;

      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      read_row (statement, &row, &action);
      stored = ek_statement_blob (statement, 9, &length);
      hash_row (&row, action, before, hash);
      if (row.sequence != *n_entries + 1 || length != sizeof hash || memcmp (hash, stored, sizeof hash) != 0)
        break;
      memcpy (before, hash, sizeof before);
      (*n_entries)++;
    }
  *broken_at = *n_entries + 1;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, *broken_at);
  g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
               /* Translators: %s is the number of an entry */
               _ (
                 "The audit is not whole: entry %s is missing or is not what was written. Keep this vault as it is and "
                 "tell whoever is responsible for data protection."),
               number);
  return FALSE;
}
