/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-report.h"
#include "ek-fhir.h"
#include "ek-instrument.h"
#include "ek-types.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* The resource map: for each family of resources one file (ek-fhir-map-*.c) that reads it into a record and writes a
 * record as resources. Reading replaces every field the hospital owns and leaves the others alone. */

/**
 * EkFhirContext:
 *
 * What the mappings need to know beside the resource. Borrowed; any member but @catalogue may be NULL.
 */
typedef struct {
  EkCatalogue *catalogue;
  EkVault *vault;             /* who the authors are */
  EkStore *store;             /* what a record refers to, and its signatures */
  int local_offset;           /* minutes from UTC, for dates without a time */
  GHashTable *medications;    /* "Medication/id" or urn → words; see ek_fhir_note_medication() */
  struct _EkFhirForms *forms; /* the Questionnaires of the same file */
  GHashTable *totals;         /* "QuestionnaireResponse/id" → id of its patient, so that totals are not kept twice */
  gboolean attached;          /* the resource only repeats a record that is here: the total of a form, a risk's Flag */
  gboolean everything;        /* also what is not finished: for an export, not for a server */
  guint part;                 /* of an Observation: 0 the whole, 1 … its components */
  guint n_parts;              /* of a response, where it was counted; 0: it was not */
  gint64 now;                 /* when it is read; 0: by the clock of the machine */
  gboolean first;             /* nothing is known of what this source said of the resource before */
  GHashTable *births;         /* patient id → date of birth or "", looked up once */
  GPtrArray *dropped;         /* of EkFhirDropped: what a reader could not keep is added; see ek-fhir-dropped.h */
} EkFhirContext;

/** EkFhirReader: fills @record from @resource, or says why not; then @record is to be thrown away. */
typedef EkFhirSkip (*EkFhirReader) (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
/** EkFhirWriter: appends the resources (JsonObject) that make up @record; the first is the record itself. */
typedef void (*EkFhirWriter) (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);

typedef struct {
  const char *type; /* resource type of the record itself */
  const EkRecordType *record_type;
  EkFhirReader read;   /* NULL: never read */
  EkFhirWriter write;  /* NULL: never written */
  gboolean working;    /* disjoint changes on both sides merge by themselves */
  const char *subject; /* member that refers to the patient */
} EkFhirMap;

const EkFhirMap *ek_fhir_map_for_type (const char *type);
const EkFhirMap *ek_fhir_map_for_resource (JsonObject *resource);
const EkFhirMap *ek_fhir_map_for_record (const EkRecordType *record_type);
const EkFhirMap *ek_fhir_maps (guint *n);
EkFhirSkip ek_fhir_map_read (const EkFhirMap *map, const EkFhirContext *context, JsonObject *resource,
                             EkRecord *record);
EkFhirSkip ek_fhir_check_dates (const EkFhirContext *context, EkRecord *record);
gboolean ek_fhir_is_modified (JsonObject *resource);
GPtrArray *ek_fhir_write_record (const EkFhirContext *context, EkRecord *record);
void ek_fhir_add_subject (JsonObject *resource, const char *member, EkRecord *record);
void ek_fhir_add_author (const EkFhirContext *context, JsonObject *resource, const char *member, const char *user_id);
char *ek_fhir_user_name (const EkFhirContext *context, const char *user_id) G_GNUC_WARN_UNUSED_RESULT;
void ek_fhir_add_confidential (JsonObject *resource);

EkFhirSkip ek_fhir_read_patient (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_condition (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_allergy (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_medication (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_statement (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_administration (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_consent (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_encounter (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_observation (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_response (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_risk (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_assessed (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
EkFhirSkip ek_fhir_read_flag (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
gboolean ek_fhir_is_own_risk (JsonObject *resource);

/* ek-fhir-state.c */
gsize ek_fhir_piece (const char *text, gsize longest);
void ek_fhir_add_state (JsonObject *resource, const char *url, EkRecord *record, const int *fields, guint n_fields,
                        gsize longest);
JsonArray *ek_fhir_find_state (JsonObject *resource, const char *url);
char *ek_fhir_state_text (JsonArray *parts, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void ek_fhir_take_state (EkRecord *record, int field, const char *text);

EkFhirSkip ek_fhir_read_notice (const EkFhirContext *context, JsonObject *resource, EkRecord *record);
gboolean ek_fhir_is_own_notice (JsonObject *resource);
EkFhirSkip ek_fhir_read_task (const EkFhirContext *context, JsonObject *resource, EkRecord *record);

void ek_fhir_write_signatures (const EkFhirContext *context, EkRecord *record, const char *type, GPtrArray *resources);
JsonObject *ek_fhir_write_text_task (const char *id, const char *text, const char *status, const char *intent);

char *ek_fhir_medication_words (JsonObject *medication) G_GNUC_WARN_UNUSED_RESULT;
void ek_fhir_note_medication (GHashTable *medications, const char *key, JsonObject *medication);
guint ek_fhir_observation_n_parts (JsonObject *resource);
JsonObject *ek_fhir_observation_part (JsonObject *resource, guint part);

void ek_fhir_write_patient (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_condition (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_allergy (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_medication (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_consent (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_encounter (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_observation (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_response (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_risk (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_notice (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_plan (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_review (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_task (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);
void ek_fhir_write_document (const EkFhirContext *context, EkRecord *record, GPtrArray *resources);

G_END_DECLS
