/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-exchange-tables.h"
#include "ek-fhir-map.h"

G_BEGIN_DECLS

/**
 * EkFhirReceiver:
 *
 * Takes resources from elsewhere into the record: recognises what was taken over before, finds the patient, maps,
 * saves. Used by the import of files and by the pull from a server, inside a transaction of the caller.
 */
typedef struct _EkFhirReceiver EkFhirReceiver;

EkFhirReceiver *ek_fhir_receiver_new (EkStore *store, EkCatalogue *catalogue, const char *source,
                                      const char *audit_source, EkFhirReport *report);
void ek_fhir_receiver_free (EkFhirReceiver *self);
/** EkFhirInterest: what the receiver wants of a type of resource. */
typedef enum {
  EK_FHIR_INTEREST_NONE,  /* counted by its type */
  EK_FHIR_INTEREST_LATER, /* taken in its turn */
  EK_FHIR_INTEREST_FIRST, /* to be given to ek_fhir_receiver_prepare() whole */
} EkFhirInterest;

EkFhirInterest ek_fhir_receiver_interest (const char *type);
void ek_fhir_receiver_set_by_hand (EkFhirReceiver *self);
guint64 ek_fhir_receiver_prepare (EkFhirReceiver *self, JsonObject *resource, const char *full_url);
gboolean ek_fhir_receiver_take (EkFhirReceiver *self, JsonObject *resource, const char *full_url, const char *where,
                                GError **error);
gboolean ek_fhir_receiver_repeat (EkFhirReceiver *self, JsonObject *resource, const char *full_url, const char *where,
                                  GError **error);
gboolean ek_fhir_receiver_tell_moved (EkFhirReceiver *self, JsonObject *resource, EkRecord *ours, GError **error);
gboolean ek_fhir_receiver_finish (EkFhirReceiver *self, GError **error);
void ek_fhir_receiver_set_received (EkFhirReceiver *self, EkReceivedFunc received, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFhirReceiver, ek_fhir_receiver_free)

G_END_DECLS
