/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-session.h"
#include "ek-worker.h"

G_BEGIN_DECLS

/* Three threads, each with a store of its own that no other thread touches: READ answers lists and pages, WRITE saves
 * what a person enters (in the order entered), LONG does what takes minutes (import, exchange with the hospital) so
 * that it delays neither. What opens and closes the vault runs in WRITE, behind every save asked for before. */
typedef enum { READ, WRITE, LONG, N_WORKERS } Which;

struct _EkSession {
  GObject parent_instance;

  char *path;
  EkClock *clock;
  EkCatalogue *program;   /* the definitions that the program brings; set once, in WRITE */
  EkCatalogue *catalogue; /* those, and what lies in the vault: the one to use */
  GPtrArray *former;      /* of EkCatalogue: what was found in one of these may still be shown */
  GMutex lock;            /* guards vault, catalogue and former */
  EkVault *vault;
  EkWorker *workers[N_WORKERS];
  EkStore *stores[N_WORKERS]; /* each touched only by its own worker */
  GAsyncQueue *closed;        /* one token for each store that another worker closed */
  GCancellable *era;          /* cancelled at lock: nothing read before reaches the screen after */
  gboolean unlocked;
  gboolean locking;     /* "locking" is being emitted */
  gboolean handed_over; /* not unlocked for anybody but the form in the patient's hands */
};

/* @allowed: whether this call is served now; else it is answered with %EK_ERROR_LOCKED. */
void ek_session_push (EkSession *self, Which which, gboolean allowed, EkSessionFunc func, gpointer data,
                      GDestroyNotify destroy, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);

/* ek-session-instruments.c */
gboolean ek_session_load_instruments (EkSession *self, GError **error);

G_END_DECLS
