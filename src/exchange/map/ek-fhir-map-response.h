/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-form.h"

G_BEGIN_DECLS

/** EkFhirReading: what a response says in the terms of one instrument. */
typedef struct {
  EkInstrument *instrument; /* borrowed */
  JsonObject *answers;      /* {item id: value} */
  JsonObject *declined;     /* {item id: why} */
  JsonArray *unread;        /* [{link, text, answer, reason}] */
  double total;             /* as the sender counted it, NAN */
} EkFhirReading;

EkFhirReading *ek_fhir_read_answers (EkFhirForm *form, EkInstrument *instrument, EkCatalogue *catalogue);
void ek_fhir_reading_free (EkFhirReading *self);
JsonArray *ek_fhir_form_in_words (EkFhirForm *form);
double ek_fhir_coding_ordinal (JsonObject *coding);
gboolean ek_fhir_score_response (const EkFhirContext *context, EkInstrument *instrument, JsonObject *resource,
                                 EkRecord *record);
char *ek_fhir_questionnaire_url (const char *instrument_id) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *ek_fhir_unreadable_detail (const EkFhirContext *context, JsonObject *resource, EkFhirSkip why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFhirReading, ek_fhir_reading_free)

/* What a person must look at: ek-fhir-tell.c. */
gboolean ek_fhir_tell_unreadable (const EkFhirContext *context, JsonObject *resource, const char *patient_id,
                                  const char *address, EkFhirSkip why, GError **error);
gboolean ek_fhir_tell_waiting (const EkFhirContext *context, JsonObject *resource, EkRecord *assessment,
                               GError **error);
gboolean ek_fhir_tell_unread (const EkFhirContext *context, EkRecord *assessment, const char *origin, GError **error);

/* Forms whose definition is not here: ek-fhir-map-kept.c. */
gboolean ek_fhir_response_reference (JsonObject *resource, char **instrument, char **version);
gboolean ek_fhir_keep_response (JsonObject *resource, EkRecord *record);
void ek_fhir_write_kept_items (EkRecord *record, JsonObject *resource);

G_END_DECLS
