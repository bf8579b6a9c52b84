/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-vault.h"

G_BEGIN_DECLS

/* The audit: rows that each carry the hash of the row before. One chain in clinical.db (written in the same transaction
 * as what it speaks of) and one in system.db (unlocking, users, policy, connection, back-up; no patient content). When
 * the vault is locked or unlocked, the head of the clinical chain is signed into the system chain, so that cutting off
 * the end is noticed too. */

typedef enum {
  EK_AUDIT_CREATE,
  EK_AUDIT_OPEN,
  EK_AUDIT_CHANGE,
  EK_AUDIT_DELETE,
  EK_AUDIT_SIGN,
  EK_AUDIT_EXPORT,
  EK_AUDIT_IMPORT,
  EK_AUDIT_PRINT,
  EK_AUDIT_SEND,
  EK_AUDIT_RECEIVE,
  EK_AUDIT_UNLOCK,
  EK_AUDIT_LOCK,
  EK_AUDIT_REFUSED,
  EK_AUDIT_USER,
  EK_AUDIT_POLICY,
  EK_AUDIT_BACKUP,
  EK_AUDIT_BREAK_GLASS,
  EK_AUDIT_ANCHOR,
  EK_AUDIT_RESTORE
} EkAuditAction;

/** EkAuditEntry: one row. Strings belong to the entry when it was read, to the caller when it is appended. */
typedef struct {
  gint64 sequence;
  gint64 at_ms;
  int offset_minutes;
  char *user_id;
  EkAuditAction action;
  char *subject_type; /* record type, or NULL */
  char *subject_id;   /* record id, or NULL */
  char *patient_id;   /* or NULL */
  char *detail;       /* short, or NULL; in system.db never about a patient */
} EkAuditEntry;

const char *ek_audit_action_id (EkAuditAction action);
const char *ek_audit_action_label (EkAuditAction action);

gboolean ek_audit_prepare (EkDatabase *database, GError **error);
gboolean ek_audit_append (EkDatabase *database, const EkAuditEntry *entry, GError **error);
GPtrArray *ek_audit_list (EkDatabase *database, const char *patient_id, gint64 from_sequence, guint limit,
                          GError **error);
gboolean ek_audit_verify (EkDatabase *database, gint64 *n_entries, gint64 *broken_at, GError **error);
void ek_audit_entry_free (EkAuditEntry *entry);

/* Where the row cannot be written just now (ek-vault-reading.c). */
gboolean ek_vault_keep_audit (EkVault *vault, const EkAuditEntry *entry, const GError *failure);

G_END_DECLS
