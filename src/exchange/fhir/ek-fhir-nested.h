/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-split.h"
#include "ek-json.h"

G_BEGIN_DECLS

gboolean ek_fhir_nested_each (const EkFhirPiece *outer, const EkJsonSpan *array, EkFhirPieceFunc func,
                              gpointer user_data, GError **error);

G_END_DECLS
