/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir.h"

G_BEGIN_DECLS

/**
 * EkFhirForms:
 *
 * The Questionnaires that came in the same file: what the links, words and answer codes of responses mean.
 */
typedef struct _EkFhirForms EkFhirForms;

EkFhirForms *ek_fhir_forms_new (void);
void ek_fhir_forms_free (EkFhirForms *self);
void ek_fhir_forms_add (EkFhirForms *self, JsonObject *questionnaire, const char *id);
JsonObject *ek_fhir_forms_find (EkFhirForms *self, JsonObject *response);
GHashTable *ek_fhir_forms_questions (JsonObject *questionnaire);

/* One answer that a question offers. */
typedef struct {
  const char *code, *system, *display; /* or NULL */
  double ordinal;                      /* NAN: none */
} EkFhirOffer;

/** EkFhirOfferFunc: Returns: whether to go on */
typedef gboolean (*EkFhirOfferFunc) (const EkFhirOffer *offer, gpointer user_data);

void ek_fhir_forms_offers (JsonObject *questionnaire, JsonObject *question, EkFhirOfferFunc func, gpointer user_data);
double ek_fhir_ordinal (JsonObject *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFhirForms, ek_fhir_forms_free)

G_END_DECLS
