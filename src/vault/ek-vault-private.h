/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-audit-private.h"
#include "ek-keep.h"
#include "ek-keyring.h"
#include "ek-vault.h"

G_BEGIN_DECLS

#define EK_VAULT_RING_FILE EK_KEEP_RING_FILE
/* the newest ring once more; of programs until 2026 the one before */
#define EK_VAULT_SECOND_FILE EK_KEEP_SECOND_FILE
#define EK_VAULT_CLINICAL_FILE EK_KEEP_CLINICAL_FILE
#define EK_VAULT_SYSTEM_FILE EK_KEEP_SYSTEM_FILE
#define EK_VAULT_MARKER_FILE EK_KEEP_MARKER_FILE
#define EK_VAULT_RESTORED_FILE "vault.restored"

/* The audit's subject types that speak of the vault itself; in system.db but for the chain, which is in both. */
#define EK_VAULT_SUBJECT_RING "ring"
#define EK_VAULT_SUBJECT_CHAIN "chain"
#define EK_VAULT_SUBJECT_COPY "copy" /* of a back-up: the last row of the copy says that it is one */

/* Whether anything can be written into the vault's folder. */
typedef enum {
  EK_WRITING_POSSIBLE,
  EK_WRITING_FORBIDDEN, /* a medium for reading, or no right to write */
  EK_WRITING_NO_ROOM,   /* a full disk, or a quota that is used up */
} EkWriting;

struct _EkVault {
  GObject parent_instance;

  GRecMutex mutex; /* one thing at a time; held for as long as it takes */
  char *path;
  char *keys_path;
  char *second_path;
  char *database_paths[EK_DATA_N_KINDS + 1]; /* by EkDataKind */
  char id[EK_RING_ID_BYTES * 2 + 1];
  EkClock *clock;

  /* Written with both held, so that asking who is in waits for @state only, never for a back-up. */
  GMutex state;
  EkKeyring *ring;      /* never changed in place */
  EkIdentity *identity; /* NULL while locked */
  gboolean entered;     /* the identity has passed every check */
  GPtrArray *remarks;   /* of char *: what whoever is in has to be told */
  GPtrArray *kept;      /* of EkKeptEntry: rows of the audit for when they can be written */
  EkWriting writing;
  int reading_holds[EK_DATA_N_KINDS + 1]; /* by EkDataKind; -1: not held */
};

/** EkKeptEntry: a row of the audit that could not be written when what it speaks of happened. */
typedef struct {
  EkDataKind kind;
  EkAuditEntry *entry;
} EkKeptEntry;

/** EkRings: the key ring and its second copy, or why they could not be read. */
typedef struct {
  EkKeyring *first;
  EkKeyring *second;
  GError *first_error;
  GError *second_error;
} EkRings;

/* In memory (ek-vault-state.c). The first two take what they are given; whoever is replaced is out. */
void ek_vault_take_ring (EkVault *self, EkKeyring *ring);
void ek_vault_take_identity (EkVault *self, EkIdentity *identity);
void ek_vault_forget (EkVault *self);
gboolean ek_vault_require_unlocked (EkVault *self, GError **error);
gboolean ek_vault_is_clinical (EkVault *self);
void ek_vault_set_writing (EkVault *self, EkWriting writing);
gboolean ek_vault_require_writing (EkVault *self, GError **error);
gboolean ek_vault_is_held_for_reading (EkVault *self, EkDataKind kind);
void ek_vault_keep_entry (EkVault *self, EkDataKind kind, const EkAuditEntry *entry);
void ek_kept_entry_free (gpointer data);

void ek_vault_read_rings (EkVault *self, EkRings *rings);
void ek_rings_clear (EkRings *rings);
EkKeyring *ek_rings_take (EkRings *rings, GError **error);
gboolean ek_rings_may_take_second (const EkRings *rings);

/* What the files of the vault are (ek-vault-look.c) */
const char *ek_data_kind_file (EkDataKind kind);
typedef void (*EkVaultFileFound) (const char *file, const char *what, gpointer user_data);
guint ek_vault_look_at_database (EkVault *self, EkDataKind kind, EkVaultFileFound found, gpointer user_data);
char *ek_vault_look_at_ring (EkVault *self, const char *file);
gboolean ek_vault_check_files (EkVault *self, EkDataKind kind, GError **error);

/* Where nothing can be written (ek-vault-reading.c) */
EkWriting ek_vault_probe_rights (EkVault *self);
EkWriting ek_vault_probe_writing (EkVault *self);
gboolean ek_vault_hold_for_reading (EkVault *self, EkWriting writing, GError **error);
void ek_vault_end_reading (EkVault *self);
gboolean ek_vault_write_kept (EkVault *self, GError **error);

/* Entering (ek-vault-entry.c) */
void ek_vault_add_remark (EkVault *self, const char *remark);

/* The folder is held shared while a connection is opened and alone while keys change, so that no connection can be
 * opened on a database that is being exchanged. Released by closing the descriptor. */
int ek_vault_hold (const char *path, gboolean alone, GError **error);
void ek_vault_release (int hold);

/* All of these with the mutex held; those that change the ring with the folder held alone. */
gboolean ek_vault_refresh (EkVault *self, GError **error);
gboolean ek_vault_write_ring (EkVault *self, EkKeyring *ring, const char *what, GError **error);
gboolean ek_vault_save_ring_files (EkVault *self, GBytes *bytes, GError **error);
gboolean ek_vault_is_ring_draft (const char *name);
EkDataKey *ek_vault_data_key (EkVault *self, EkDataKind kind, EkKeyState state, GError **error);
EkDatabase *ek_vault_connect_held (EkVault *self, EkDataKind kind, GError **error);
gboolean ek_vault_settle_rotation (EkVault *self, GError **error);
gboolean ek_vault_rotate_held (EkVault *self, EkDataKind kind, GError **error);
gboolean ek_vault_rotate_due (EkVault *self, GError **error);
gboolean ek_vault_audit_held (EkVault *self, EkAuditAction action, const char *subject_type, const char *subject_id,
                              const char *detail, GError **error);
gboolean ek_vault_audit_into (EkVault *self, EkDatabase *database, EkAuditAction action, const char *subject_type,
                              const char *subject_id, const char *detail, GError **error);
gboolean ek_vault_audit_ring (EkVault *self, EkDatabase *system, EkKeyring *ring, const char *what, GError **error);
gboolean ek_vault_audit_ring_as (EkVault *self, EkDatabase *system, EkAuditAction action, EkKeyring *ring,
                                 const char *what, GError **error);
gboolean ek_vault_check_ring_is_newest (EkVault *self, EkDatabase *system, gboolean mend, GError **error);
gboolean ek_vault_last_ring_row (EkDatabase *system, guint64 *counter, char **checksum, GError **error);
gboolean ek_vault_check_anchors (EkVault *self, EkDatabase *system, EkDatabase *clinical, gboolean all,
                                 gint64 *n_anchors, GError **error);
gboolean ek_vault_anchor (EkVault *self, EkDatabase *system, EkDatabase *clinical, GError **error);
gboolean ek_vault_require_manager (EkVault *self, GError **error);
EkKeyring *ek_vault_begin_change (EkVault *self, int *hold, GError **error);
gboolean ek_vault_finish_change (EkVault *self, EkKeyring *ring, const char *what, GError **error);
gboolean ek_vault_finish_change_as (EkVault *self, EkKeyring *ring, EkIdentity *identity, const char *what,
                                    GError **error);
gboolean ek_vault_create_files (EkVault *self, const EkNewUser *first_user, EkSecret *passphrase, EkVaultCost cost,
                                EkSecret **recovery_code, GError **error);
void ek_vault_remove_marker (EkVault *self);
EkRingHolder *ek_vault_new_holder (EkVault *self, const EkNewUser *user, GError **error);
gboolean ek_vault_check_passphrase_text (EkSecret *passphrase, gboolean any, GError **error);
EkIdentity *ek_vault_try_passphrase (EkKeyring *ring, const char *user, EkSecret *passphrase, GError **error);
gboolean ek_vault_sign_held (EkVault *self, gconstpointer message, gsize length, guint8 signature[EK_SIGNATURE_BYTES]);
EkVault *ek_vault_new (const char *path, EkClock *clock);

G_END_DECLS
