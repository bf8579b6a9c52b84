/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-database.h"
#include "ek-secret.h"
#include "ek-time.h"
#include "ek-user.h"

G_BEGIN_DECLS

/**
 * EkVault:
 *
 * A vault directory: its key ring, who is in, and the two sealed databases. Opened locked. Methods may be called from
 * any thread (a lock inside); the ones that derive a key take about half a second and belong in a worker thread.
 */
#define EK_TYPE_VAULT (ek_vault_get_type ())
G_DECLARE_FINAL_TYPE (EkVault, ek_vault, EK, VAULT, GObject)

/** EkVaultCost: how dear a guess of the passphrase is. FAST is for tests and demonstration vaults, and is marked so in
 * the ring. */
typedef enum {
  EK_VAULT_COST_STRONG,
  EK_VAULT_COST_FAST,
} EkVaultCost;

/** EkNewUser: a person to be added. All strings UTF-8; @licence may be NULL. */
typedef struct {
  const char *name;
  EkRole role;
  const char *licence;
} EkNewUser;

void ek_vault_harden_process (void);

EkVault *ek_vault_create (const char *path, const EkNewUser *first_user, EkSecret *passphrase, EkVaultCost cost,
                          EkClock *clock, EkSecret **recovery_code, GError **error);
EkVault *ek_vault_open (const char *path, EkClock *clock, GError **error);
const char *ek_vault_get_path (EkVault *self);
const char *ek_vault_get_id (EkVault *self);
EkClock *ek_vault_get_clock (EkVault *self);
gboolean ek_vault_is_demonstration (EkVault *self);

gboolean ek_vault_unlock (EkVault *self, const char *user, EkSecret *passphrase, GError **error);
gboolean ek_vault_unlock_with_recovery (EkVault *self, EkSecret *recovery_code, const char *reason, GError **error);
char **ek_vault_list_remarks (EkVault *self) G_GNUC_WARN_UNUSED_RESULT;
const char *ek_vault_get_reading_only (EkVault *self);
gboolean ek_vault_try_writing (EkVault *self);
guint ek_vault_count_kept (EkVault *self);
gboolean ek_vault_check_passphrase (EkVault *self, EkSecret *passphrase, GError **error);
void ek_vault_lock (EkVault *self);
gboolean ek_vault_is_unlocked (EkVault *self);
EkUser *ek_vault_get_user (EkVault *self);

GPtrArray *ek_vault_list_users (EkVault *self);
EkUser *ek_vault_find_user (EkVault *self, const char *id_or_name);
EkUser *ek_vault_add_user (EkVault *self, const EkNewUser *user, EkSecret *passphrase, GError **error);
gboolean ek_vault_disable_user (EkVault *self, const char *id, GError **error);
gboolean ek_vault_change_role (EkVault *self, const char *id, EkRole role, GError **error);
gboolean ek_vault_change_passphrase (EkVault *self, EkSecret *old_passphrase, EkSecret *new_passphrase, GError **error);
gboolean ek_vault_let_in (EkVault *self, const char *id, GError **error);
gboolean ek_vault_reset_passphrase (EkVault *self, const char *id, EkSecret *new_passphrase, GError **error);
gboolean ek_vault_new_recovery_code (EkVault *self, EkSecret **recovery_code, GError **error);
gboolean ek_vault_rotate_key (EkVault *self, GError **error);
gboolean ek_vault_is_rotation_due (EkVault *self);

/* A new connection each call. clinical fails with EK_ERROR_PERMISSION for a user without the clinical key. */
EkDatabase *ek_vault_connect_clinical (EkVault *self, GError **error);
EkDatabase *ek_vault_connect_system (EkVault *self, GError **error);

gboolean ek_vault_sign (EkVault *self, gconstpointer message, gsize length, guint8 signature[EK_SIGNATURE_BYTES],
                        GError **error);
GBytes *ek_vault_seal (EkVault *self, gconstpointer bytes, gsize length, GError **error);
EkSecret *ek_vault_unseal (EkVault *self, GBytes *sealed, GError **error);
gboolean ek_vault_check_signature (EkVault *self, const char *user_id, gconstpointer message, gsize length,
                                   const guint8 signature[EK_SIGNATURE_BYTES]);

/**
 * EkVaultProblem: what ek_vault_verify() found: the file inside the vault directory, and a sentence.
 */
typedef struct {
  char *file;
  char *what;
  gboolean harmless; /* worth saying, and nothing is lost: what a program that was killed leaves behind */
} EkVaultProblem;

guint ek_vault_count_problems (GPtrArray *problems);

gboolean ek_vault_verify (EkVault *self, GCancellable *cancellable, GPtrArray **problems, GError **error);
gboolean ek_vault_verify_closed (EkVault *self, const char *user, EkSecret *passphrase, GCancellable *cancellable,
                                 GPtrArray **problems, GError **error);
gboolean ek_vault_verify_audit (EkVault *self, gint64 *n_clinical, gint64 *n_system, gint64 *n_anchors, GError **error);
gboolean ek_vault_back_up (EkVault *self, const char *directory, GCancellable *cancellable, char **written,
                           GError **error);
gboolean ek_vault_restore (const char *backup, const char *destination, GError **error);
void ek_vault_problem_free (EkVaultProblem *problem);

G_END_DECLS
