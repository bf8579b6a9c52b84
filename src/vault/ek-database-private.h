/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-database.h"
#include "ek-secret.h"

G_BEGIN_DECLS

/**
 * EkDataKey:
 *
 * What a sealed database needs to be opened: its key, the id that is authenticated with every page, and the cipher.
 * Immutable, reference counted.
 */
typedef struct {
  gatomicrefcount ref_count;
  EkSecret *secret;
  guint8 id[EK_SEALED_ID_BYTES];
  EkSealedCipher cipher;
} EkDataKey;

EkDataKey *ek_data_key_new (EkSecret *secret, const guint8 id[EK_SEALED_ID_BYTES], EkSealedCipher cipher);
EkDataKey *ek_data_key_ref (EkDataKey *self);
void ek_data_key_unref (EkDataKey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkDataKey, ek_data_key_unref)

/* As ek_database_open(), telling the sealed VFS the key first. */
EkDatabase *ek_database_open_sealed (const char *path, gboolean create, EkDataKey *key, GError **error);

EkDatabase *ek_database_open_reading (const char *path, EkDataKey *key, GError **error);

/* A whole copy of what @self shows at this moment, sealed under @key, synced and checked. @path must not exist. */
gboolean ek_database_copy (EkDatabase *self, const char *path, EkDataKey *key, GCancellable *cancellable,
                           GError **error);
gboolean ek_database_check (EkDatabase *self, char **problem, GError **error);
void ek_database_remove_files (const char *path);

/* What a code of SQLite means (ek-database-error.c) */
GError *ek_database_error_for_code (int code, int system_errno, const char *path, const char *doing);
gboolean ek_database_may_step (EkDatabase *self, GError **error);

/* Without a reference to the connection: that is for as long as it is in use, see ek_database_prepare(). */
EkStatement *ek_statement_new (EkDatabase *database, const char *sql, GError **error);
void ek_statement_free (EkStatement *self);

struct _EkDatabase {
  gatomicrefcount ref_count;
  sqlite3 *handle;
  char *path;
  gboolean reading; /* nothing reaches the disk */
  char *forbidden;  /* why nothing may be changed, or NULL */
  EkDataKey *key;   /* NULL when the VFS was told by somebody else */
  GHashTable *idle; /* SQL text, owned by the statement, to EkStatement */
  guint in_use;     /* statements handed out, each with a reference */
  guint depth;      /* transaction and savepoints inside it */
};

struct _EkStatement {
  EkDatabase *database; /* a reference only while in use, see ek_database_prepare() */
  sqlite3_stmt *handle;
  char *sql;
};

G_END_DECLS
