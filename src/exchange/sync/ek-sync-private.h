/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-exchange-tables.h"
#include "ek-fhir-client.h"
#include "ek-fhir-map.h"
#include "ek-sync.h"

G_BEGIN_DECLS

/* What the files of the sync share; nobody else includes this. */

/** EkCapability: what /metadata says of one type. */
typedef struct {
  gboolean known;
  gboolean can_update;
  gboolean update_create;
  gboolean conditional_create;
  gboolean guarded; /* heeds If-Match */
  gboolean type_history;
} EkCapability;

typedef struct {
  EkStore *store;
  EkDatabase *database;
  EkCatalogue *catalogue;
  EkServer *server;
  EkFhirClient *client;
  EkClock *clock;
  EkRandom *random;
  const EkSyncOptions *options;
  EkSyncResult *result;
  EkFhirContext context;
  GHashTable *capabilities; /* type → EkCapability */
  char *holder;             /* of the lease */
  gint64 patience_ms;       /* what is left of it */
  guint streak;             /* waits in a row, for the exponent */
  GPtrArray *new_patients;  /* the server's ids of patients taken over in this run */
  gboolean stop;            /* the server is out of reach: nothing more in this run */
} EkSync;

/** EkSyncRow: a row of the outbox. */
typedef struct {
  gint64 sequence;
  char *record_id;
  char *record_type;
  char *patient_id;
  gint64 revision;
  gboolean is_delete;
  char *body; /* JSON array of resources, frozen */
  int attempts;
  gint64 next_ms;
  gboolean in_doubt; /* an earlier attempt may have been carried out */
  gboolean renewed;  /* @body was written anew while it was being sent */
} EkSyncRow;

/** EkSyncMap: what the server confirmed of one resource. */
typedef struct {
  gboolean known;
  char *server_id; /* NULL: our own id */
  char *version;
  char *hash;
  char *base;   /* what was confirmed, as we say it */
  char *theirs; /* and as the server keeps it, with what others added; NULL when it did not show it */
  gint64 revision;
} EkSyncMap;

/** EkSyncOutcome: what became of one resource, and so of its row. */
typedef enum {
  EK_SYNC_DONE,
  EK_SYNC_LATER, /* comes again: the server or the network */
  EK_SYNC_CONFLICT,
  EK_SYNC_REFUSED,
  EK_SYNC_FAILED, /* our own database; error is set */
} EkSyncOutcome;

/** EkSyncItem: one resource of a row on its way out. */
typedef struct {
  EkSyncRow *row;
  char *part; /* "" the record itself, else "Type/id" */
  const char *type;
  const char *id;       /* ours */
  JsonObject *resource; /* ours */
  JsonNode *plain;      /* with the server's ids in it */
  JsonNode *sent;       /* the same, laid over what others added there */
  char *remote_id;
  char *hash;
  EkSyncMap map;
  gboolean working;
  guint rounds;
} EkSyncItem;

/* ek-sync-state.c */
GPtrArray *ek_sync_rows (EkSync *sync, GError **error);
void ek_sync_row_free (EkSyncRow *row);
gboolean ek_sync_row_freeze (EkSync *sync, EkSyncRow *row, GError **error);
gboolean ek_sync_row_renew (EkSync *sync, EkSyncRow *row, GError **error);
gboolean ek_sync_row_park (EkSync *sync, EkSyncRow *row, const char *state, const char *problem, gint64 next_ms,
                           GError **error);
gboolean ek_sync_row_done (EkSync *sync, EkSyncRow *row, GError **error);
gboolean ek_sync_row_drop (EkSync *sync, EkSyncRow *row, GError **error);
gboolean ek_sync_row_queue (EkSync *sync, EkRecord *record, GError **error);
gboolean ek_sync_map_load (EkSync *sync, const char *record_id, const char *part, EkSyncMap *map, GError **error);
gboolean ek_sync_map_save (EkSync *sync, EkSyncItem *item, const char *version, JsonObject *theirs, GError **error);
void ek_sync_map_clear (EkSyncMap *map);
gboolean ek_sync_remote_id (EkSync *sync, const char *type, const char *id, char **remote_id, GError **error);
gboolean ek_sync_patient_remote_id (EkSync *sync, const char *id, char **remote_id, GError **error);
gboolean ek_sync_conflict_save (EkSync *sync, EkSyncItem *item, const char *version, JsonObject *theirs,
                                GError **error);
gboolean ek_sync_lease_take (EkSync *sync, GError **error);
void ek_sync_lease_give (EkSync *sync);
gboolean ek_sync_count (EkStore *store, EkSyncResult *result, GError **error);

/* ek-sync-pace.c */
const EkCapability *ek_sync_capability (EkSync *sync, const char *type);
gboolean ek_sync_wait (EkSync *sync, gint64 ms);
gint64 ek_sync_back_off (EkSync *sync, EkFhirAnswer *answer, int attempts);
void ek_sync_stop (EkSync *sync, const GError *error);
gboolean ek_sync_cancelled (EkSync *sync);
void ek_sync_tell (EkSync *sync, const char *words, guint done, guint total);

/* ek-sync-outcome.c */
EkSyncOutcome ek_sync_confirm (EkSync *sync, EkSyncItem *item, const char *version, JsonObject *theirs, GError **error);
EkSyncOutcome ek_sync_later (EkSync *sync, EkSyncItem *item, EkFhirAnswer *answer, GError **error);
EkSyncOutcome ek_sync_refuse (EkSync *sync, EkSyncRow *row, const char *words, GError **error);

/* ek-sync-merge.c */
JsonObject *ek_sync_merge (JsonObject *base, JsonObject *ours, JsonObject *theirs, gboolean ours_wins);
JsonObject *ek_sync_lay_over (const EkFhirContext *context, JsonObject *base, JsonObject *ours, JsonObject *theirs,
                              gboolean ours_wins);
gboolean ek_sync_same_person (EkStore *store, const char *server, const char *record_type, const char *record_id,
                              JsonObject *base, JsonObject *theirs);
gboolean ek_sync_take_theirs (EkStore *store, const EkFhirContext *context, EkFhirReport *report,
                              const char *record_type, const char *record_id, JsonObject *base, JsonObject *theirs,
                              GError **error);

/* ek-sync-item.c */
gboolean ek_sync_row_fill (EkSync *sync, EkSyncRow *row, GError **error);
gboolean ek_sync_item_prepare (EkSync *sync, EkSyncItem *item, GError **error);
gboolean ek_sync_item_renew (EkSync *sync, EkSyncItem *item, GError **error);
void ek_sync_item_clear (EkSyncItem *item);

/* ek-sync-push.c */
gboolean ek_sync_push (EkSync *sync, GError **error);

/* ek-sync-risk.c */
gboolean ek_sync_merges_by_itself (const char *record_type);
EkSyncOutcome ek_sync_resolve_risk (EkSync *sync, EkSyncItem *item, EkFhirAnswer *found, gboolean *again,
                                    GError **error);

/* ek-sync-write.c */
EkSyncOutcome ek_sync_write_item (EkSync *sync, EkSyncItem *item, GError **error);
EkSyncOutcome ek_sync_delete_record (EkSync *sync, EkSyncRow *row, const char *type, GError **error);
EkFhirAnswer *ek_sync_fetch (EkSync *sync, EkSyncItem *item);

/* ek-sync-resolve.c */
EkSyncOutcome ek_sync_resolve (EkSync *sync, EkSyncItem *item, EkFhirAnswer *found, gboolean *again, GError **error);

/* ek-sync-pull.c, ek-sync-gone.c */
gboolean ek_sync_pull (EkSync *sync, GError **error);
gboolean ek_sync_find_gone (EkSync *sync, GError **error);

/* ek-sync-journal.c */
gboolean ek_sync_journal_flush (EkSync *sync, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkSyncMap, ek_sync_map_clear)

G_END_DECLS
