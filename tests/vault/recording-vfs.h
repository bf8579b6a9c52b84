/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

/* A VFS that lies below the sealed one, does what "unix" does, and writes down everything that reaches a file, in
 * order, so that a test can say what a disk would hold had the power failed at any moment. */

#define RECORDING_VFS_NAME "recording"

typedef enum { RECORDED_DATABASE, RECORDED_LOG, N_RECORDED_FILES } RecordedFile;

typedef enum { RECORD_WRITE, RECORD_TRUNCATE, RECORD_SYNC, RECORD_DELETE, RECORD_MARK } RecordKind;

typedef struct {
  RecordKind kind;
  RecordedFile file;
  gint64 offset; /* of a write; the size for a truncate; the value of a mark */
  GBytes *bytes; /* of a write */
} Record;

void recording_vfs_register (void);
void recording_start (void);
int recording_opened (void);    /* every SQLITE_OPEN_ kind of file asked for since the start, or-ed */
void recording_fail_at (int n); /* the n-th change from now on fails, and all after it; 0: none */
void recording_mark (gint64 value);
GPtrArray *recording_stop (void); /* of Record; transfer full */
