/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-map.h"

G_BEGIN_DECLS

gboolean ek_fhir_patient_by_identifier  (EkStore      *store,
                                         JsonObject   *identifier,
                                         char        **patient_id,
                                         GError      **error);
gboolean ek_fhir_patient_by_identifiers (EkStore      *store,
                                         JsonObject   *resource,
                                         char        **patient_id,
                                         GError      **error);
gboolean ek_fhir_patient_differs        (EkRecord     *known,
                                         JsonObject   *resource);
gboolean ek_fhir_patient_find           (EkStore      *store,
                                         JsonObject   *resource,
                                         EkRecord    **record,
                                         EkFhirSkip   *why,
                                         GError      **error);

G_END_DECLS
