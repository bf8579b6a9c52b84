/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* What exchange/ keeps beside the record, in clinical.db: which resource of which source is which record, how far a
 * pull has come, who may sync. The outbox and the map of what was sent belong to record/. */

/** EkReceivedFunc: told of each record that was taken over or changed, in the transaction that did so; FALSE undoes it.
 * @record: %NULL for a resource of a patient that could not be read, of which nothing was kept; @resource: as it came, of
 * an Observation the part that @record is, or %NULL where it is not at hand. What is dangerous in what comes from
 * elsewhere must open a risk like what is entered here; what that is, is for care/ to know. */
typedef gboolean (*EkReceivedFunc) (EkStore      *store,
                                    EkCatalogue  *catalogue,
                                    const char   *patient_id,
                                    EkRecord     *record,
                                    JsonObject   *resource,
                                    gpointer      user_data,
                                    GError      **error);

gboolean ek_exchange_prepare  (EkStore  *store,
                               GError  **error);

/**
 * EkIdentity: which record a resource from elsewhere became. @source: the address of the server, or "file". @part: of
 * an Observation with components. @hash: of the resource as it was taken over; @revision: of the record then; @theirs:
 * what the source said, where the record is not that because something was changed here.
 */
typedef struct {
  char    *record_id;
  char    *hash;
  gint64   revision;
  gboolean withdrawn;      /* the source said that it was an error, deleted it or closed it to us */
  char    *theirs;         /* ek_record_to_json(), or NULL: what the record was in @revision */
} EkIdentity;

gboolean ek_identity_find     (EkStore     *store,
                               const char  *source,
                               const char  *type,
                               const char  *remote_id,
                               guint        part,
                               EkIdentity  *identity,
                               gboolean    *found,
                               GError     **error);
gboolean ek_identity_set      (EkStore           *store,
                               const char        *source,
                               const char        *type,
                               const char        *remote_id,
                               guint              part,
                               const EkIdentity  *identity,
                               GError           **error);
EkRecord *ek_identity_base    (EkStore             *store,
                               const EkRecordType  *type,
                               const EkIdentity    *identity);
void     ek_identity_clear    (EkIdentity  *identity);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkIdentity, ek_identity_clear)

G_END_DECLS
