/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

#include "ek-sealed-vfs.h"

/* A directory of its own with a sealed database in it, and the few calls that every test of the VFS needs. */
typedef struct {
  char *directory;
  char *path; /* sealed.db */
  char *wal;
} Sealed;

extern const unsigned char sealed_key[EK_SEALED_KEY_BYTES];
extern const unsigned char sealed_id[EK_SEALED_ID_BYTES];

EkSealedCipher sealed_best_cipher (void);
Sealed *sealed_new (EkSealedCipher cipher);
void sealed_free (Sealed *sealed);
char *sealed_file (Sealed *sealed, const char *name);
void sealed_set_key (const char *path);
sqlite3 *sealed_open (const char *path, const char *vfs);
sqlite3 *sealed_create (const char *path, const char *vfs);
void sealed_close (sqlite3 *db);
void sealed_exec (sqlite3 *db, const char *sql);
int sealed_try (sqlite3 *db, const char *sql);
char *sealed_text (sqlite3 *db, const char *sql);
gint64 sealed_int (sqlite3 *db, const char *sql);
void sealed_load (const char *path, guint8 **bytes, gsize *length);
void sealed_store (const char *path, const guint8 *bytes, gsize length);
gboolean sealed_contains (const guint8 *bytes, gsize length, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sealed, sealed_free)
