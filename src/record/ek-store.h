/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-audit.h"
#include "ek-record.h"
#include "ek-vault.h"

G_BEGIN_DECLS

/* For a query of one's own: the patients whose records stand in the file of ?1, which may be any of them: ?1 alone
 * unless files were joined. */
#define EK_FILE_MEMBERS                                                  \
  "(SELECT ?1 UNION ALL SELECT member FROM patient_joined WHERE file = " \
  "(SELECT file FROM patient_joined WHERE member = ?1))"

/**
 * EkStore:
 *
 * The one place that reads and writes the clinical record: a connection to clinical.db. Used by one thread at a time;
 * open one for each thread. All calls block (a save waits for the disk) and belong in a worker thread of the window.
 */
#define EK_TYPE_STORE (ek_store_get_type ())
G_DECLARE_FINAL_TYPE (EkStore, ek_store, EK, STORE, GObject)

/** EkChange: what a commit changed. @type belongs to the program, the strings to the change. */
typedef struct {
  const EkRecordType *type;
  char *id;
  char *patient_id;
} EkChange;

/** EkStoreListener: told after each commit, on the thread that committed; @changes is an array of EkChange, valid
 * during the call. */
typedef void (*EkStoreListener) (EkStore *store, GPtrArray *changes, gpointer user_data);

EkStore *ek_store_open (EkVault *vault, GError **error);
EkVault *ek_store_get_vault (EkStore *self);
gboolean ek_store_is_outdated (EkStore *self);
EkClock *ek_store_get_clock (EkStore *self);
/* for rooms above that keep tables of their own (exchange) */
EkDatabase *ek_store_get_database (EkStore *self);
void ek_store_set_listener (EkStore *self, EkStoreListener listener, gpointer user_data, GDestroyNotify destroy);

/** EkStoreParticularsFunc: told in the transaction that saves a patient whose sex or date of birth is another than
 * before. Returns: %FALSE with @error, and the patient is not saved */
typedef gboolean (*EkStoreParticularsFunc) (EkStore *store, EkRecord *former, EkRecord *patient, gpointer user_data,
                                            GError **error);

/* whoever opens a store to write to it sets this: what was computed for the person is computed again */
void ek_store_set_particulars_func (EkStore *self, EkStoreParticularsFunc func, gpointer user_data);

/** EkStorePartedFunc: told in the transaction that parts two files, at its end. @revisions: (nullable): id of each risk
 * that was there when they were joined → its revision then; NULL: not known, @joined_ms is. Returns: %FALSE with
 * @error, and they are not parted */
typedef gboolean (*EkStorePartedFunc) (EkStore *store, const char *kept_id, const char *former_id,
                                       JsonObject *revisions, gint64 joined_ms, gpointer user_data, GError **error);

/* as the former: what was concluded while the two were one is looked at again */
void ek_store_set_parted_func (EkStore *self, EkStorePartedFunc func, gpointer user_data);

void ek_store_tell (EkStore *self, const char *type, const char *id, const char *patient_id);

/* Transactions nest. Listeners are told after the outermost commit. */
gboolean ek_store_begin (EkStore *self, GError **error);
gboolean ek_store_commit (EkStore *self, GError **error);
void ek_store_rollback (EkStore *self);

/* Saves in one transaction: the row, the former state into history, the audit row and (synced types) the outbox row.
 * Fails with EK_ERROR_CONFLICT when the record was saved by somebody else since it was read (revision differs), and
 * with EK_ERROR_PERMISSION for a role that may not write this type. On success the record's envelope is brought up to
 * date. A record whose values did not change is not written again. */
gboolean ek_store_save (EkStore *self, EkRecord *record, GError **error);
/* As ek_store_save() for a record that came from a server or an import: no outbox row. @source is a short word for
 * the audit. */
gboolean ek_store_save_received (EkStore *self, EkRecord *record, const char *source, GError **error);
/* whether it may be deleted, so that why not can be said before anybody is asked */
gboolean ek_store_check_delete (EkStore *self, EkRecord *record, GError **error);
/* kept in history */
gboolean ek_store_delete (EkStore *self, EkRecord *record, const char *reason, GError **error);

EkRecord *ek_store_load (EkStore *self, const EkRecordType *type, const char *id, GError **error);
/* EK_ERROR_CONFLICT when it is no longer what was read */
EkRecord *ek_store_load_as_read (EkStore *self, const EkRecordType *type, const char *id, gint64 revision,
                                 GError **error);
EkRecord *ek_store_load_revision (EkStore *self, const EkRecordType *type, const char *id, gint64 revision,
                                  GError **error);
GPtrArray *ek_store_list (EkStore *self, const EkRecordType *type, const char *patient_id, GError **error);
GPtrArray *ek_store_list_by (EkStore *self, const EkRecordType *type, int field, const char *value, GError **error);
/* measurements with one of these codes */
GPtrArray *ek_store_list_coded (EkStore *self, const char *patient_id, GPtrArray *codes, GError **error);
/* oldest first */
GPtrArray *ek_store_list_revisions (EkStore *self, const EkRecordType *type, const char *id, GError **error);

/** EkMeasurement: a measurement as it is read in bulk; the strings may be NULL but for @code. */
typedef struct {
  gint64 row; /* where it lies, see ek_store_find_measurement() */
  const char *code, *system, *text, *unit;
  const char *source; /* device or system */
  const char *author; /* user id */
  const char *status; /* as FHIR names it */
  gint64 at_ms;
  int offset_minutes;
  double value;
} EkMeasurement;

typedef void (*EkMeasurementFunc) (const EkMeasurement *row, gpointer user_data);

gboolean ek_store_read_measurements (EkStore *self, const char *patient_id, EkMeasurementFunc func, gpointer user_data,
                                     GError **error);
/* the id of the record; NULL without error: no longer there */
char *ek_store_find_measurement (EkStore *self, const char *patient_id, gint64 row, gint64 at_ms, double value,
                                 GError **error);

/** EkOther: a score or a session of another patient, valid during the call. */
typedef struct {
  const char *patient_id;
  gint64 at_ms;
  double value;
} EkOther;

typedef void (*EkOtherFunc) (const EkOther *other, gpointer user_data);

/* by patient, then by time: for limits over all of them, never to show one */
gboolean ek_store_read_scores_of_others (EkStore *self, const char *patient_id, const char *instrument,
                                         EkOtherFunc func, gpointer user_data, GError **error);
gboolean ek_store_read_sessions_of_others (EkStore *self, const char *patient_id, EkOtherFunc func, gpointer user_data,
                                           GError **error);

/* Opening a patient's file is audited; repeated opening by the same user within the hour is not written again. */
gboolean ek_store_audit_open (EkStore *self, const char *patient_id, GError **error);
gboolean ek_store_audit (EkStore *self, EkAuditAction action, const EkRecordType *type, const char *id,
                         const char *patient_id, const char *detail, GError **error);
/* of EkAuditEntry, newest first: what concerns this patient, and those whose files were joined with his or hers */
GPtrArray *ek_store_list_audit (EkStore *self, const char *patient_id, gint64 from_sequence, guint limit,
                                GError **error);
/* A file that leaves, and its audit row: both or neither, and never an earlier file of that name lost. */
gboolean ek_store_export (EkStore *self, const char *path, GBytes *bytes, const EkRecordType *type, const char *id,
                          const char *patient_id, const char *detail, GError **error);

/* Signatures: Ed25519 over the canonical JSON of {at, id, meaning, revision, type, user, values}, by the user who is
 * in. */
typedef struct {
  char *record_id;
  gint64 revision;
  char *patient_id; /* whom the record was filed under when it was signed */
  char *user_id;
  char *user_name; /* as the ring has it */
  char *meaning;   /* "author", "agrees", "dissents", "witness" */
  gint64 at_ms;
  int offset_minutes;
  gboolean valid; /* checked against the stored revision when listed */
} EkSignature;

gboolean ek_store_sign (EkStore *self, EkRecord *record, const char *meaning, GError **error);
/* of EkSignature; of any revision */
GPtrArray *ek_store_list_signatures (EkStore *self, EkRecord *record, GError **error);
void ek_signature_free (EkSignature *signature);

/* Patients */
/* the patient whose file is to be opened for this one: the same, unless files were joined (see ek-join.h) */
char *ek_store_file_of (EkStore *self, const char *patient_id, GError **error);
/** EkPatientRow: what the list of patients needs, read in one query. Owned by the array that holds it. */
typedef struct {
  char *id;
  char *name;   /* as shown */
  char *pinyin; /* sort key for Chinese names */
  char *sex;    /* choice id or NULL */
  char *birth_date;
  char *identifier; /* the first one shown */
  /* of the open risks, the gravest: "high" "moderate" "unassessed" "low"; NULL when none is open */
  char *tier;
  gint64 last_assessed; /* EK_INSTANT_NONE */
  double last_score;    /* of @last_instrument, NAN */
  char *last_instrument;
  char *sync_state; /* "local" "sending" "confirmed" "received" "conflict" "refused": the worst of its records */
  gboolean demonstration;
  guint n_notices;   /* open ones, see ek-notice.h */
  guint n_danger;    /* of these, those that something dangerous may hide behind */
  gboolean replaced; /* the hospital has replaced this file by another one */
  gboolean joined;   /* another file was joined to it */
  gboolean namesake; /* somebody else of the rows read with it has the same name */
} EkPatientRow;

typedef struct _EkPatientRows EkPatientRows; /* packed; immutable; reference counted; may cross threads */

EkPatientRows *ek_store_list_patients (EkStore *self, GCancellable *cancellable, GError **error);
/* Finds by name, pinyin, initials, Latin name, identifier or phone; every word of @query must match. Best first. */
EkPatientRows *ek_store_find_patients (EkStore *self, const char *query, guint limit, GCancellable *cancellable,
                                       GError **error);
EkPatientRow *ek_store_load_patient_row (EkStore *self, const char *patient_id, GError **error);
void ek_patient_row_free (EkPatientRow *row);
guint ek_patient_rows_length (EkPatientRows *rows);
const EkPatientRow *ek_patient_rows_get (EkPatientRows *rows, guint index);
EkPatientRows *ek_patient_rows_ref (EkPatientRows *rows);
void ek_patient_rows_unref (EkPatientRows *rows);
/* The patient who carries this identifier, or NULL without error. His or her file may have been joined with another:
 * ek_store_file_of() says which one to open. */
char *ek_store_find_identifier (EkStore *self, const char *system, const char *value, GError **error);

/* Outbox: written by ek_store_save() and ek_store_sign(), read and moved on by exchange/ through
 * ek_store_get_database():
 *
 *   outbox (
 *     sequence INTEGER PRIMARY KEY AUTOINCREMENT,      -- the order things were done in; never used twice
 *     record_id TEXT, record_type TEXT, patient_id TEXT,
 *     revision INTEGER,                                -- what is to be sent
 *     operation TEXT DEFAULT 'save',                   -- 'save' | 'delete'
 *     state TEXT DEFAULT 'waiting',                    -- 'waiting' | 'sending' | 'conflict' | 'refused'
 *     body TEXT,                                       -- frozen when it was first sent
 *     attempts INTEGER DEFAULT 0,
 *     problem TEXT,                                    -- plain words
 *     queued_ms INTEGER, tried_ms INTEGER, next_ms INTEGER)
 *   sync_map (
 *     record_id TEXT, server TEXT DEFAULT '', part TEXT DEFAULT '',   -- PRIMARY KEY; part: the resource type where
 *     record_type TEXT, patient_id TEXT,                              -- one record becomes several resources
 *     server_id TEXT,                                  -- where it is not the record's own id
 *     version TEXT,                                    -- as the server counts (ETag without W/"")
 *     hash TEXT, base TEXT,                            -- of and what was confirmed, for a three-way merge
 *     revision INTEGER,                                -- which revision of ours that was
 *     confirmed_ms INTEGER)
 *
 * A save changes the revision of a row of its record that was never sent (state 'waiting', attempts 0, body NULL), else
 * it adds one. A row is done when exchange/ deletes it and writes sync_map in the same transaction. Triggers keep the
 * state in the list of patients in step, whoever writes. More columns and tables may be added by exchange/ in tables of
 * its own. */
typedef struct {
  gint64 sequence;
  char *record_id;
  char *record_type;
  char *patient_id;
  gint64 revision;
  char *operation; /* "save" "delete" */
  char *state;     /* "waiting" "sending" "conflict" "refused" */
  char *body;      /* frozen when it was first sent, else NULL */
  int attempts;
  char *problem; /* plain words, or NULL */
} EkOutboxRow;

GPtrArray *ek_store_list_outbox (EkStore *self, GError **error);
/* The state of one record: "local" "sending" "confirmed" "received" "conflict" "refused", with version and time where
 * confirmed. */
char *ek_store_sync_state (EkStore *self, const char *record_id, char **version, gint64 *at_ms, GError **error);
gboolean ek_store_was_received (EkStore *self, const char *record_id, gboolean *received, GError **error);
void ek_outbox_row_free (EkOutboxRow *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkPatientRows, ek_patient_rows_unref)

G_END_DECLS
