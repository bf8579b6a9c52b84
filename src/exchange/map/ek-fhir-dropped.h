/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-map.h"
#include "ek-fhir-report.h"

G_BEGIN_DECLS

/** EkFhirDropped: one value inside a kept resource that the record does not hold. */
typedef struct {
  char *path;  /* "name[1].prefix[0]" */
  char *value; /* short, for a person to read; may be NULL */
  EkFhirDropReason why;
  gboolean matters; /* a person should look at it: a notice is left on the patient */
} EkFhirDropped;

void ek_fhir_drop (const EkFhirContext *context, const char *path, JsonNode *value, EkFhirDropReason why,
                   gboolean matters);
void ek_fhir_drop_text (const EkFhirContext *context, const char *path, const char *value, EkFhirDropReason why,
                        gboolean matters);
void ek_fhir_drop_extensions (const EkFhirContext *context, JsonObject *object);
void ek_fhir_drop_rest (const EkFhirContext *context, JsonObject *object, const char *path, const char *const *read);
GPtrArray *ek_fhir_dropped_new (void);
gboolean ek_fhir_dropped_tell (GPtrArray *dropped, EkStore *store, EkFhirReport *report, const char *patient_id,
                               const char *type, const char *remote_id, const char *origin, const char *where,
                               GError **error);
gboolean ek_fhir_skipped_tell (EkStore *store, const char *patient_id, JsonObject *resource, EkFhirSkip why,
                               const char *origin, const char *where, GError **error);

G_END_DECLS
