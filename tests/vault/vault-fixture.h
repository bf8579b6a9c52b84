/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-audit.h"
#include "ek-error.h"
#include "ek-vault.h"

/* A scratch folder, a clock that stands still, and short ways to say what most tests need. */
typedef struct {
  char *folder;
  char *path; /* of the vault inside it */
  EkClock *clock;
  EkSecret *passphrase;
  EkSecret *recovery;
  char *first_id;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
EkSecret *secret (const char *text);
EkVault *make_vault (Fixture *fixture, EkRole role);
EkVault *open_vault (Fixture *fixture);
EkVault *unlock_vault (Fixture *fixture, const char *user, const char *passphrase);
char *add_person (EkVault *vault, const char *name, EkRole role, const char *passphrase);
char *vault_file (Fixture *fixture, const char *name);
void run_sql (EkVault *vault, gboolean clinical, const char *sql);
gint64 ask_int (EkDatabase *database, const char *sql);
char *folder_digest (const char *path);
void copy_file (const char *from, const char *to);
void copy_folder (const char *from, const char *to);
void remove_folder (const char *path);
gboolean folder_contains (const char *path, const char *needle);
void append_row (EkDatabase *database, EkAuditAction action, const char *patient, const char *detail);
