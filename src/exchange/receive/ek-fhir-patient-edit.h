/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-map.h"

G_BEGIN_DECLS

JsonObject *ek_fhir_patient_lay_over (const EkFhirContext *context, JsonObject *base, JsonObject *ours,
                                      JsonObject *theirs, gboolean ours_wins);

G_END_DECLS
