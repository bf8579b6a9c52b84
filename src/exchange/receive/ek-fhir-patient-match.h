/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-map.h"
#include "ek-person.h"

G_BEGIN_DECLS

EkFhirSkip ek_fhir_patient_describe (JsonObject *resource, EkRecord **described);
EkPersonVerdict ek_fhir_patient_judge (EkStore *store, EkClaim claim, EkRecord *known, JsonObject *resource,
                                       EkLikeness *likeness);
gboolean ek_fhir_patient_by_number (EkStore *store, JsonObject *resource, EkRecord **record, EkLikeness *likeness,
                                    gboolean *contested, GError **error);
GPtrArray *ek_fhir_identifier_holders (EkStore *store, JsonObject *identifier, GError **error);

G_END_DECLS
