/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record-private.h"
#include "ek-store.h"
#include "ek-law.h"
#include "ek-surnames.h"

G_BEGIN_DECLS

/* What the files of the store share; nobody else includes this. */

/** EkTypeSql: the statements of one type, made once from its declaration. */
typedef struct {
  char *select;     /* every column, then the file it is read in where files were joined; without WHERE */
  char *by_id;      /* ?1 id */
  char *by_patient; /* ?1 patient id */
  char *all;
  char *insert; /* the envelope, then the fields' columns, in the order of the declaration */
  char *update; /* the same parameters */
  char *remove; /* ?1 id */
} EkTypeSql;

/* Which part of a patient's summary a transaction has made stale. */
typedef enum {
  EK_STALE_PERSON = 1 << 0,
  EK_STALE_TIER = 1 << 1,
  EK_STALE_ASSESSMENT = 1 << 2,
  EK_STALE_SYNC = 1 << 3,
  EK_STALE_ALL = EK_STALE_PERSON | EK_STALE_TIER | EK_STALE_ASSESSMENT | EK_STALE_SYNC,
} EkStale;

struct _EkStore {
  GObject parent_instance;
  EkVault *vault;
  EkClock *clock;
  gint64 offset_at; /* the minute for which @offset holds: asking for the time zone is dear */
  int offset;
  EkDatabase *database;
  EkUser *user; /* who opened it; only while he or she is in may anything be written */
  EkLaw *law;
  EkSurnames *surnames;
  char **primary;     /* instruments whose last score the list shows, the most wanted first */
  GHashTable *sql;    /* const EkRecordType * → EkTypeSql * */
  GHashTable *opened; /* patient id → gint64 *: when this user last opened that file */

  EkStoreListener listener;
  gpointer listener_data;
  GDestroyNotify listener_destroy;
  EkStoreParticularsFunc particulars;
  gpointer particulars_data;
  EkStorePartedFunc parted;
  gpointer parted_data;

  GPtrArray *changes; /* of EkChange, since the outermost begin */
  GArray *marks;      /* of guint: how many changes there were at each begin that is still open */
  GHashTable *stale;  /* patient id → EkStale */
};

/* Of a row of the table of patients: that his or her file was not joined to another. */
#define EK_NOT_JOINED "NOT EXISTS (SELECT 1 FROM patient_joined WHERE member = id AND file <> id)"

/* id patient_id revision author created_ms created_offset changed_ms changed_offset */
#define EK_ENVELOPE_COLUMNS 8

/* ek-store.c */
void ek_store_change_free (gpointer change);
gint64 ek_store_now (EkStore *self, int *offset);
gboolean ek_store_conflict (GError **error); /* FALSE */
gboolean ek_store_check_user (EkStore *self, GError **error);

/* ek-store-schema.c */
gboolean ek_store_prepare_schema (EkStore *self, GError **error);
const EkTypeSql *ek_store_get_sql (EkStore *self, const EkRecordType *type);
void ek_type_sql_free (EkTypeSql *sql);

/* ek-store-list.c */
EkRecord *ek_store_read_row (const EkRecordType *type, EkStatement *statement);
EkRecord *ek_store_find (EkStore *self, const EkRecordType *type, const char *id,
                         GError **error); /* NULL without error: none */

/* ek-store-file.c */
gboolean ek_store_remake_files (EkStore *self, GError **error);

/* ek-store-summary.c */
void ek_store_set_stale (EkStore *self, const char *patient_id, EkStale what);
gboolean ek_store_refresh_stale (EkStore *self, GError **error);
gboolean ek_store_begin_summary (EkStore *self, const char *patient_id, GError **error);
gboolean ek_store_hide_summary (EkStore *self, const char *patient_id, GError **error);
gboolean ek_store_remove_summary (EkStore *self, const char *patient_id, GError **error);

/* ek-store-person.c */
gboolean ek_store_index_person (EkStore *self, EkRecord *patient,
                                gboolean enforced, /* a number of somebody else is refused */
                                GError **error);
gboolean ek_store_unindex_person (EkStore *self, const char *patient_id, GError **error);
gboolean ek_store_index_everybody (EkStore *self, GError **error);

/* ek-store-outbox.c */
gboolean ek_store_note_received (EkStore *self, EkRecord *record, const char *source, GError **error);
gboolean ek_store_queue (EkStore *self, EkRecord *record, gint64 revision, const char *operation, GError **error);

/* ek-store-transaction.c */
void ek_store_add_change (EkStore *self, EkRecord *record);

/* ek-store-write.c; @former is what was there before, never NULL */
typedef gboolean (*EkStoreFollowFunc) (EkStore *self, EkRecord *record, EkRecord *former, GError **error);
gboolean ek_store_write (EkStore *self, EkRecord *record, const char *source, EkStoreFollowFunc follow, GError **error);
gboolean ek_store_write_history (EkStore *self, EkRecord *former, gint64 revision, gboolean deleted, GError **error);
EkStale ek_store_staleness (const EkRecordType *type);

/* ek-store-audit.c */
gboolean ek_store_write_audit (EkStore *self, EkAuditAction action, EkRecord *record, const char *detail,
                               GError **error);

/* ek-permission.c */
gboolean ek_permission_check_save (EkStore *store, EkRecord *record, EkRecord *former, /* NULL: new */
                                   GError **error);
gboolean ek_permission_check_sign (EkStore *store, EkRecord *record, GError **error);

G_END_DECLS
