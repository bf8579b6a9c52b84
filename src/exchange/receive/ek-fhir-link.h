/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-exchange-tables.h"
#include "ek-fhir-report.h"

G_BEGIN_DECLS

/**
 * EkFhirLinks:
 *
 * What a source says with Patient.link: that another file is of the same person. Kept until every patient of the file
 * or page has been taken, then left on the patients as notices. Nothing is joined by it.
 */
typedef struct _EkFhirLinks EkFhirLinks;

EkFhirLinks *ek_fhir_links_new (EkStore *store, GHashTable *urls);
void ek_fhir_links_free (EkFhirLinks *self);
void ek_fhir_links_note (EkFhirLinks *self, const char *source, const char *remote_id, JsonObject *resource,
                         const char *patient_id);
gboolean ek_fhir_links_same (EkFhirLinks *self, const char *one, const char *other, gboolean *same, GError **error);
gboolean ek_fhir_links_tell (EkFhirLinks *self, EkFhirReport *report, GError **error);

gboolean ek_fhir_patient_here (EkStore *store, const char *source, const char *id, char **patient_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFhirLinks, ek_fhir_links_free)

G_END_DECLS
