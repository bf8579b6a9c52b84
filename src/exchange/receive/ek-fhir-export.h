/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-store.h"

G_BEGIN_DECLS

JsonNode *ek_fhir_export_patient (EkStore *store, EkCatalogue *catalogue, const char *patient_id, GError **error);

JsonNode *ek_fhir_export_patient_file (EkStore *store, EkCatalogue *catalogue, const char *patient_id, const char *path,
                                       gsize *n_bytes, GError **error);

JsonObject *ek_fhir_export_left_out (EkStore *store, EkCatalogue *catalogue, const char *patient_id, GError **error);

G_END_DECLS
