/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-sync.h"
#include "exchange-fixture.h"
#include "fhir-server.h"

G_BEGIN_DECLS

/** hospital: the server of this program's tests; set before the first test runs. */
extern FhirServer *hospital;

/** Sync: a vault of its own, and the hospital's server emptied. Both clocks show the same and stand still, and sleeping
 * moves ours: nothing here depends on how long it takes. */
typedef struct {
  Fixture base;
  EkServer *server;
  EkHttp *http;
  EkRandom *random;
  guint n_sleeps;
  gint64 slept_ms;
} Sync;

void sync_set_up (Sync *sync, gconstpointer data);
void sync_tear_down (Sync *sync, gconstpointer data);
void sync_set_patience (Sync *sync, guint seconds);
EkSyncResult *sync_run (Sync *sync, gboolean push, gboolean pull, gboolean sweep, gint64 patience_ms);
EkSyncResult *sync_push (Sync *sync);
EkSyncResult *sync_pull (Sync *sync);
void seed (const char *format, ...) G_GNUC_PRINTF (1, 2);
void seed_condition (const char *id, const char *patient, const char *text);
void sync_push_until_done (Sync *sync);
void sync_assert_state (Sync *sync, EkRecord *record, const char *expected);
void sync_save (Sync *sync, EkRecord *record);
EkRecord *sync_make_task (Sync *sync, const char *patient_id, const char *text);

G_END_DECLS
