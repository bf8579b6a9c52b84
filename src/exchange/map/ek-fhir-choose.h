/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-map.h"

G_BEGIN_DECLS

/* Which of several names, numbers, addresses and contacts is the one to use: by period, use and rank, in whatever order
 * they stand. The choice is an index into the array, −1 when there is none to choose. */

char *ek_fhir_today (const EkFhirContext *context) G_GNUC_WARN_UNUSED_RESULT;
const char *ek_fhir_name_form (JsonObject *name);
char *ek_fhir_name_text (JsonObject *name) G_GNUC_WARN_UNUSED_RESULT;
int ek_fhir_choose_name (const EkFhirContext *context, JsonArray *names);
int ek_fhir_choose_telecom (const EkFhirContext *context, JsonArray *telecoms, const char *const *systems);
int ek_fhir_choose_address (const EkFhirContext *context, JsonArray *addresses);
int ek_fhir_choose_contact (const EkFhirContext *context, JsonArray *contacts);
gboolean ek_fhir_is_in_use (const EkFhirContext *context, JsonObject *object);
char *ek_fhir_join_strings (JsonObject *object, const char *member, const char *separator) G_GNUC_WARN_UNUSED_RESULT;

/** EK_FHIR_PHONES: ContactPoint.system of what can be called. */
extern const char *const EK_FHIR_PHONES[];
extern const char *const EK_FHIR_EMAILS[];

G_END_DECLS
