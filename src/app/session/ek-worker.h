/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** EkWorker: a thread that does one thing after the other. */
typedef struct _EkWorker EkWorker;
typedef void (*EkWorkerFunc) (gpointer data);

EkWorker *ek_worker_new (const char *name);
void ek_worker_push (EkWorker *self, EkWorkerFunc func, gpointer data);
void ek_worker_free (EkWorker *self);

G_END_DECLS
