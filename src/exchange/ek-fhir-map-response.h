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
char         *ek_fhir_questionnaire_url   (EkInstrument *instrument) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
