/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "ek-sealed-vfs.h"

G_BEGIN_DECLS

/**
 * EkDatabase:
 *
 * One connection to one sealed database. Used by one thread at a time (the owner sees to that); several connections to
 * the same file may live in several threads. Reference counted.
 */
typedef struct _EkDatabase EkDatabase;
typedef struct _EkStatement EkStatement;

typedef struct {
  int version;     /* user_version after it */
  const char *sql; /* run in one transaction */
} EkMigration;

EkDatabase *ek_database_open (const char *path, gboolean create, GError **error);
EkDatabase *ek_database_ref (EkDatabase *self);
void ek_database_unref (EkDatabase *self);
gboolean ek_database_close (EkDatabase *self, GError **error);
sqlite3 *ek_database_get_handle (EkDatabase *self);
gboolean ek_database_is_reading (EkDatabase *self);
void ek_database_forbid_writing (EkDatabase *self, const char *why);

gboolean ek_database_exec (EkDatabase *self, const char *sql, GError **error);
int ek_database_get_version (EkDatabase *self);
gboolean ek_database_migrate (EkDatabase *self, const EkMigration *migrations, gsize n_migrations, GError **error);

/* Transactions nest: the outermost is BEGIN IMMEDIATE, inner ones are savepoints. Every begin is followed by exactly
 * one commit or rollback. When commit returns TRUE at the outermost level the data is on the disk
 * (synchronous=FULL). */
gboolean ek_database_begin (EkDatabase *self, GError **error);
gboolean ek_database_commit (EkDatabase *self, GError **error);
void ek_database_rollback (EkDatabase *self);
gboolean ek_database_in_transaction (EkDatabase *self);

/* Statements are cached by their text. ek_statement_done() gives one back to the cache, reset and unbound. Parameters
 * count from 1, columns from 0. Binding never fails on a valid index; text and blobs are copied. */
EkStatement *ek_database_prepare (EkDatabase *self, const char *sql, GError **error);
void ek_statement_done (EkStatement *self);
void ek_statement_bind_int (EkStatement *self, int index, gint64 value);
void ek_statement_bind_double (EkStatement *self, int index, double value);
void ek_statement_bind_text (EkStatement *self, int index, const char *value);
void ek_statement_bind_blob (EkStatement *self, int index, gconstpointer bytes, gsize length);
void ek_statement_bind_null (EkStatement *self, int index);
gboolean ek_statement_step (EkStatement *self, gboolean *has_row, GError **error);
gboolean ek_statement_run (EkStatement *self, GError **error);
gint64 ek_statement_int (EkStatement *self, int column);
double ek_statement_double (EkStatement *self, int column);
const char *ek_statement_text (EkStatement *self, int column);
gconstpointer ek_statement_blob (EkStatement *self, int column, gsize *length);
gboolean ek_statement_is_null (EkStatement *self, int column);

GError *ek_database_error (EkDatabase *self, const char *doing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkDatabase, ek_database_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkStatement, ek_statement_done)

G_END_DECLS
