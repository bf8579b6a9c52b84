/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-map.h"

G_BEGIN_DECLS

/* How instruments are named outside: questionnaire addresses, item links and answer codes. */
EkInstrument *ek_fhir_response_instrument (EkCatalogue  *catalogue,
                                           JsonObject   *resource);
JsonNode     *ek_fhir_response_answers    (EkInstrument *instrument,
                                           JsonObject   *resource);
JsonNode     *ek_fhir_response_declined   (EkInstrument *instrument,
                                           JsonObject   *resource);
double        ek_fhir_coding_ordinal      (JsonObject   *coding);      /* NAN: none */
gboolean      ek_fhir_score_response      (EkInstrument *instrument,
                                           JsonObject   *resource,
                                           EkRecord     *record);
char         *ek_fhir_questionnaire_url   (const char   *instrument_id) G_GNUC_WARN_UNUSED_RESULT;

/* Forms whose definition is not here: ek-fhir-map-kept.c. */
gboolean      ek_fhir_response_reference  (JsonObject   *resource,
                                           char        **instrument,
                                           char        **version);
gboolean      ek_fhir_keep_response       (JsonObject   *resource,
                                           EkRecord     *record);
void          ek_fhir_write_kept_items    (EkRecord     *record,
                                           JsonObject   *resource);

G_END_DECLS
