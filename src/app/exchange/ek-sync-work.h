/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-session.h"
#include "ek-sync.h"

G_BEGIN_DECLS

/** EkSyncLine: a record that has not reached the hospital, or differs from what is there. Owns its strings. */
typedef struct {
  char *record_id;
  char *patient_id;
  char *patient; /* name */
  char *type;    /* label of the record type, translated */
  char *state;   /* "waiting" "sending" "conflict" "refused" */
  char *words;   /* what is the matter */
} EkSyncLine;

#define EK_SYNC_MOST_LINES 200

/** EkSyncView: how things stand with the hospital. */
typedef struct {
  EkServer *server; /* the first one, or NULL */
  EkSyncResult *status;
  GPtrArray *lines; /* of EkSyncLine: conflicts and refusals first, at most EK_SYNC_MOST_LINES */
  guint more;       /* how many were left out of @lines */
} EkSyncView;

void ek_sync_work_view_async (EkSession *session, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
EkSyncView *ek_sync_work_view_finish (GAsyncResult *result, GError **error);
void ek_sync_view_free (EkSyncView *view);

typedef void (*EkSyncWorkProgress) (const char *words, guint done, guint total, gpointer user_data);

void ek_sync_work_run_async (EkSession *session, EkSyncWorkProgress progress, /* in the main thread */
                             GObject *object,                                 /* for @progress; held */
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
EkSyncResult *ek_sync_work_run_finish (GAsyncResult *result, GError **error);

typedef enum { EK_SYNC_KEEP_OURS, EK_SYNC_KEEP_THEIRS, EK_SYNC_SEND_AGAIN } EkSyncAnswer;

void ek_sync_work_resolve_async (EkSession *session, const char *record_id, EkSyncAnswer answer,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean ek_sync_work_resolve_finish (GAsyncResult *result, GError **error);

G_END_DECLS
