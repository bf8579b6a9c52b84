/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-map.h"

G_BEGIN_DECLS

/** EkFhirEntry: one question of a response, with or without an answer. Strings and JSON are borrowed from it. */
typedef struct {
  const char *link;     /* as it came, or "" */
  char *bare;           /* its letters and digits, owned */
  const char *text;     /* of the response, else of its Questionnaire, or NULL */
  JsonObject *question; /* of its Questionnaire, or NULL */
  JsonObject *item;     /* of the response */
  JsonArray *answers;   /* those with a value, owned; NULL: a blank */
  const char *declined; /* why it was not answered, where it says so */
} EkFhirEntry;

/**
 * EkFhirForm:
 *
 * A QuestionnaireResponse laid out flat, with what it and its Questionnaire call themselves. Borrows from both.
 */
typedef struct {
  GPtrArray *entries;        /* of EkFhirEntry */
  GPtrArray *names;          /* of char *: addresses, ids, titles and codes of the form and its groups */
  JsonObject *questionnaire; /* or NULL */
  const char *canonical;     /* or NULL */
  guint n_answered;
} EkFhirForm;

const char *ek_fhir_declined_reason (JsonObject *item);
EkFhirForm *ek_fhir_form_new (const EkFhirContext *context, JsonObject *response);
void ek_fhir_form_free (EkFhirForm *self);
const char *ek_fhir_entry_code (const EkFhirEntry *entry, guint index);
char *ek_fhir_bare_name (const char *text, gsize length) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_bare_words (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Which instrument it is: ek-fhir-which-form.c. */
gboolean ek_fhir_form_is_named (EkFhirForm *self, EkInstrument *instrument);
gboolean ek_fhir_form_names_any (EkFhirForm *self, EkCatalogue *catalogue);
EkInstrument *ek_fhir_form_instrument (EkFhirForm *self, EkCatalogue *catalogue);
gboolean ek_fhir_entry_is_total (const EkFhirEntry *entry, EkInstrument *instrument);

int *ek_fhir_form_match (EkFhirForm *self, EkInstrument *instrument, gboolean words);

/* A response that holds several instruments: ek-fhir-parts.c. */
guint ek_fhir_response_n_parts (const EkFhirContext *context, JsonObject *response);
JsonObject *ek_fhir_response_part (const EkFhirContext *context, JsonObject *response,
                                   guint part) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFhirForm, ek_fhir_form_free)

G_END_DECLS
