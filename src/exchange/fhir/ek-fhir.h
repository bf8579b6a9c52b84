/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-report.h"
#include "ek-json.h"
#include "ek-record.h"

G_BEGIN_DECLS

/* Reading and building FHIR R4 JSON: the small things every mapping needs. Other people's data is read leniently
 * (absent and of another type are both "not there"); what we build is strict. */

#define EK_FHIR_LOINC "http://loinc.org"
#define EK_FHIR_UCUM "http://unitsofmeasure.org"
#define EK_FHIR_URI "urn:ietf:rfc:3986"
/** EK_FHIR_BASE: the root of this program's own canonical addresses and code systems; nothing is fetched from it. */
#define EK_FHIR_BASE "https://evenkeel.io/fhir"
#define EK_FHIR_CODES EK_FHIR_BASE "/CodeSystem/evenkeel"
#define EK_FHIR_ABSENT "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
#define EK_FHIR_DECLINED EK_FHIR_BASE "/StructureDefinition/declined-reason"
#define EK_FHIR_ORDINAL "http://hl7.org/fhir/StructureDefinition/ordinalValue"
#define EK_FHIR_ID_MAX 64

/** EK_FHIR_LIMITS: one resource is at most 16 MiB of text and 48 levels deep. */
extern const EkJsonLimits EK_FHIR_LIMITS;

/** EkFhirReference: a reference taken apart. Every string is owned; NULL where absent. */
typedef struct {
  char *base; /* "https://…/fhir", or NULL when relative */
  char *type;
  char *id;
  char *contained; /* "p1" of "#p1" */
  char *urn;       /* "urn:uuid:…" */
} EkFhirReference;

const char *ek_fhir_type (JsonObject *resource);
gboolean ek_fhir_version_is_valid (const char *version);
const char *ek_fhir_version (JsonObject *resource);
gboolean ek_fhir_same_subject (JsonObject *ours, JsonObject *theirs);
gboolean ek_fhir_id_is_valid (const char *id);
gboolean ek_fhir_type_is_valid (const char *type);
gboolean ek_fhir_reference_parse (const char *text, EkFhirReference *reference);
void ek_fhir_reference_clear (EkFhirReference *reference);
JsonObject *ek_fhir_contained (JsonObject *resource, const char *id);
const char *ek_fhir_own_id (JsonObject *resource);

char *ek_fhir_concept_text (JsonObject *concept) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *ek_fhir_concept_coding (JsonObject *concept, const char *system);
gboolean ek_fhir_concept_has (JsonObject *concept, const char *system, const char *code);
JsonObject *ek_fhir_first_object (JsonObject *object, const char *member);

char *ek_fhir_date (const char *date_time) G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_fhir_instant (const char *date_time, int local_offset, gint64 *ms, int *offset_minutes);
EkFhirSkip ek_fhir_time_problem (const char *date_time);
char *ek_fhir_clean_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void ek_fhir_take_text (EkRecord *record, int field, char *text);
void ek_fhir_set_date (EkRecord *record, int field, const char *date_time);

char *ek_fhir_derived_id (const char *record_id, const char *role) G_GNUC_WARN_UNUSED_RESULT;
char *ek_fhir_hash (JsonObject *resource) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *ek_fhir_without_server_members (JsonObject *resource);
JsonObject *ek_fhir_kept_there (JsonObject *resource);
void ek_fhir_set_meta (JsonObject *resource, JsonObject *ours, JsonObject *theirs);
gboolean ek_fhir_same_content (JsonObject *sent, JsonObject *found);
JsonNode *ek_fhir_node (JsonObject *object);
JsonNode *ek_fhir_deep_copy (JsonObject *object);

JsonObject *ek_fhir_new (const char *type, const char *id);
void ek_fhir_add_identifier (JsonObject *resource, const char *id, gboolean as_array);
void ek_fhir_add_reference (JsonObject *object, const char *member, const char *type, const char *id,
                            const char *display);
void ek_fhir_append_reference (JsonArray *array, const char *type, const char *id, const char *display);
JsonObject *ek_fhir_concept_new (const char *system, const char *code, const char *display, const char *text);
void ek_fhir_add_coded (JsonObject *object, const char *member, const char *system, const char *code);
JsonObject *ek_fhir_concept_absent (void);
gboolean ek_fhir_concept_is_empty (JsonObject *concept);
void ek_fhir_add_concepts (JsonObject *object, const char *member, JsonObject *concept);
void ek_fhir_add_text (JsonObject *object, const char *member, const char *text);
void ek_fhir_add_instant (JsonObject *object, const char *member, gint64 ms, int offset_minutes);
void ek_fhir_add_note (JsonObject *object, const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkFhirReference, ek_fhir_reference_clear)

G_END_DECLS
