/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk that stops working. A program that contains failing-calls.c has its own, libraries' and SQLite's calls that
 * change regular files go through it: writing, truncating, syncing, renaming, permissions. */

typedef enum {
  CALL_WRITE = 1 << 0, /* write pwrite */
  CALL_TRUNCATE = 1 << 1,
  CALL_SYNC = 1 << 2, /* fsync fdatasync */
  CALL_RENAME = 1 << 3,
  CALL_MODE = 1 << 4, /* fchmod */
} FailingCall;

/* From here on the calls of @kinds but the first @n_good of them fail with @code, until failing_calls_stop(); with
 * @once only the next one does. */
void failing_calls_start (guint kinds, guint n_good, int code, gboolean once);
/* How many calls of these kinds were made since. */
guint failing_calls_stop (void);

G_END_DECLS
