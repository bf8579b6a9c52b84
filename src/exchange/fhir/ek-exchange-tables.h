/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* What exchange/ keeps beside the record, in clinical.db: which resource of which source is which record, how far a
 * pull has come, who may sync. The outbox and the map of what was sent belong to record/. */

/** EkReceivedFunc: told of each record that was taken over or changed, in the transaction that did so; FALSE undoes it.
 * @record: %NULL for a resource of a patient that could not be read, of which nothing was kept; @resource: as it came,
 * of an Observation the part that @record is, or %NULL where it is not at hand. What is dangerous in what comes from
 * elsewhere must open a risk like what is entered here; what that is, is for care/ to know. */
typedef gboolean (*EkReceivedFunc) (EkStore *store, EkCatalogue *catalogue, const char *patient_id, EkRecord *record,
                                    JsonObject *resource, gpointer user_data, GError **error);

gboolean ek_exchange_prepare (EkStore *store, GError **error);

/**
 * EkIdentity: which record a resource from elsewhere became. @source: the address of the server, which gives each id
 * once; or, for a file of unknown origin, "file:" and a hash of the file, because its ids say nothing about those of
 * another file ("file" alone: written by an earlier version, which did not tell files apart). @part: of an Observation
 * with components. @hash: of the resource as it was taken over; @revision: of the record then; @theirs: what the source
 * said, where the record is not that because something was changed here. @refused: of a Patient whose last state was
 * not believed, why (see ek_fhir_skip_id()): what refers to it is not taken over; its record_id is "" when none ever
 * was.
 */
typedef struct {
  char *record_id;
  char *hash;
  gint64 revision;
  gboolean withdrawn; /* the source said that it was an error, deleted it or closed it to us */
  char *theirs;       /* ek_record_to_json(), or NULL: what the record was in @revision */
  char *refused;      /* the id of an #EkFhirSkip, or NULL */
} EkIdentity;

/** EkIdentityFile: a file of unknown origin, and whom a Patient of a certain id became in it. */
typedef struct {
  char *source;
  char *record_id;
} EkIdentityFile;

gboolean ek_identity_find (EkStore *store, const char *source, const char *type, const char *remote_id, guint part,
                           EkIdentity *identity, gboolean *found, GError **error);
gboolean ek_identity_set (EkStore *store, const char *source, const char *type, const char *remote_id, guint part,
                          const EkIdentity *identity, GError **error);
EkRecord *ek_identity_base (EkStore *store, const EkRecordType *type, const EkIdentity *identity);
gboolean ek_identity_refuse (EkStore *store, const char *source, const char *remote_id, const char *record_id,
                             const char *refused, GError **error);
GPtrArray *ek_identity_earlier_files (EkStore *store, const char *remote_id, const char *patient_id, GError **error);
void ek_identity_file_free (EkIdentityFile *file);
void ek_identity_clear (EkIdentity *identity);
gboolean ek_refused_set (EkStore *store, const char *source, const char *type, const char *remote_id, const char *hash,
                         GError **error);
gboolean ek_refused_find (EkStore *store, const char *source, const char *type, const char *remote_id, char **hash,
                          GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkIdentity, ek_identity_clear)

G_END_DECLS
