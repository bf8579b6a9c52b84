/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-exchange-tables.h"
#include "ek-fhir-report.h"
#include "ek-id.h"
#include "ek-instrument.h"
#include "ek-server.h"
#include "ek-store.h"

G_BEGIN_DECLS

/** EkSyncSleepFunc: waits @ms milliseconds or until @cancellable; a test moves its clock instead. */
typedef void (*EkSyncSleepFunc) (gint64 ms, GCancellable *cancellable, gpointer user_data);
/** EkSyncProgressFunc: told before each step; @words are translated and say nothing about a patient. */
typedef void (*EkSyncProgressFunc) (const char *words, guint done, guint total, gpointer user_data);

/**
 * EkSyncOptions:
 *
 * How to run. A zeroed struct with @push and @pull set is the normal way. Where time, chance and the network come from
 * are parameters, so that a test can be all three.
 * @patience_ms: longest wait within the run that a server may ask for; beyond it the run ends and says when to come
 * back
 * @received: told of each record, see #EkReceivedFunc; programs pass ek_assess_received()
 * @sweep: look for deletions even where the server cannot list them
 */
typedef struct {
  gboolean push;
  gboolean pull;
  gboolean sweep;
  gint64 patience_ms;
  EkClock *clock;
  EkRandom *random;
  EkHttpSendFunc send;
  gpointer transport;
  EkSyncSleepFunc sleep;
  gpointer sleep_data;
  EkSyncProgressFunc progress;
  gpointer progress_data;
  GCancellable *cancellable;
  EkReceivedFunc received;
  gpointer received_data;
} EkSyncOptions;

/**
 * EkSyncResult: what a run did. Free with ek_sync_result_free().
 * @sent: records the server confirmed in this run; the next four are how many there are now
 * @clock_offset_ms: the server's clock minus ours
 * @no_guard: this server cannot protect against two people changing the same record at once
 * @next_ms: when it is worth trying again; %EK_INSTANT_NONE when nothing waits
 * @stopped: why the run ended early; %NULL when it did not
 */
typedef struct {
  guint sent;
  guint waiting;
  guint conflicts;
  guint refused;
  guint withdrawn;
  gint64 clock_offset_ms;
  gboolean no_guard;
  gint64 next_ms;
  GError *stopped;
  EkFhirReport *received;
} EkSyncResult;

EkSyncResult *ek_sync_run (EkStore *store, EkCatalogue *catalogue, EkServer *server, const EkSyncOptions *options,
                           GError **error);
EkSyncResult *ek_sync_status (EkStore *store, GError **error);
char *ek_sync_state_words (EkStore *store, const char *record_id, GError **error);
JsonNode *ek_sync_result_to_json (EkSyncResult *result);
void ek_sync_result_free (EkSyncResult *result);

/** EkSyncConflict: a record that was changed here and at the hospital. @theirs: the server's resource, NULL when
 * deleted. */
typedef struct {
  char *record_id;
  char *record_type;
  char *patient_id; /* whose file it stands in */
  char *problem;    /* plain words */
  char *server;     /* which one, by its address */
  JsonNode *ours;
  JsonNode *theirs;
  gint64 found_ms;
} EkSyncConflict;

GPtrArray *ek_sync_list_conflicts (EkStore *store, GError **error);
gboolean ek_sync_keep_ours (EkStore *store, const char *record_id, GError **error);
gboolean ek_sync_keep_theirs (EkStore *store, EkCatalogue *catalogue, const char *record_id, GError **error);
gboolean ek_sync_retry (EkStore *store, const char *record_id, GError **error);
void ek_sync_conflict_free (EkSyncConflict *conflict);

/* The journal: every interaction with time, request id, method, type, id and status; no content. For hospital IT. */
JsonNode *ek_sync_journal (EkVault *vault, guint limit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSyncResult, ek_sync_result_free)

G_END_DECLS
