/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-exchange-tables.h"
#include "ek-fhir-patient-match.h"
#include "ek-fhir-report.h"

G_BEGIN_DECLS

/**
 * EkFhirPeople:
 *
 * Who is who in one file or one page of a server: what became of each Patient, and which of them a reference means.
 * What refers to a Patient who was not taken over is not taken over either.
 */
typedef struct _EkFhirPeople EkFhirPeople;

/** EkFhirOrigin: where a resource comes from (see #EkIdentity) and what it is called there. */
typedef struct {
  char *source;
  char *id;
} EkFhirOrigin;

/**
 * EkFhirPerson: a Patient of the file, or somebody the file speaks of without describing.
 * @patient_id: whom it became; %NULL before it was taken and when it was not
 * @why: why it was not taken over
 * @scope: the source by which what refers to this person is recognised again; %NULL: its own
 * @earlier: (element-type utf8): scopes of earlier files of unknown origin about this person under the same id
 * @described: as the file first describes it, before it is taken
 * @mixed: the file gives its id to somebody else as well
 * @also: a patient here who carries its own id, and may be the same person: danger is looked at there too
 * @told: (nullable): what the report says of this person; belongs to the report
 */
typedef struct {
  char *patient_id;
  EkFhirSkip why;
  char *scope;
  GPtrArray *earlier;
  EkRecord *described;
  gboolean mixed;
  char *also;
  EkFhirReportPerson *told;
} EkFhirPerson;

/** EkFhirMatch: whom a Patient was recognised as. */
typedef struct {
  EkRecord *record;    /* ours; NULL: nobody */
  const char *by;      /* "id", "own-id", "number", "file"; NULL: nobody */
  char *source;        /* what it is remembered under */
  EkIdentity identity; /* what is known of it under that source, or of an earlier file */
  gboolean known;
  gboolean told;      /* somebody should know what differs */
  gboolean own_taken; /* our own id in it belongs to another person here, by name and birth date */
  gboolean asks;      /* who may be the same person all the same */
  EkLikeness likeness;
  EkFhirSkip why; /* why it is not taken over */
} EkFhirMatch;

EkFhirPeople *ek_fhir_people_new (EkStore *store, const char *source);
void ek_fhir_people_free (EkFhirPeople *self);
void ek_fhir_people_set_by_hand (EkFhirPeople *self);
gboolean ek_fhir_source_is_file (const char *source);

gboolean ek_fhir_people_origin (EkFhirPeople *self, JsonObject *resource, const char *full_url, EkFhirOrigin *origin);
void ek_fhir_origin_clear (EkFhirOrigin *origin);
void ek_fhir_people_prepare (EkFhirPeople *self, JsonObject *resource, const char *full_url, EkFhirOrigin *origin);
EkFhirPerson *ek_fhir_people_get (EkFhirPeople *self, const EkFhirOrigin *origin);

gboolean ek_fhir_people_recognise (EkFhirPeople *self, EkFhirPerson *person, JsonObject *resource,
                                   const EkFhirOrigin *origin, EkFhirMatch *match, GError **error);
void ek_fhir_match_clear (EkFhirMatch *match);
gboolean ek_fhir_people_taken (EkFhirPeople *self, EkFhirPerson *person, const EkFhirOrigin *origin, const char *source,
                               const char *patient_id, GError **error);
void ek_fhir_people_refused (EkFhirPeople *self, EkFhirPerson *person, JsonObject *resource, EkFhirSkip why);

gboolean ek_fhir_people_resolve (EkFhirPeople *self, JsonObject *resource, const char *source, JsonObject *reference,
                                 EkFhirPerson **person, EkFhirSkip *why, GError **error);

gboolean ek_fhir_people_find_other (EkFhirPeople *self, EkFhirPerson *person, const char *display, const char **other,
                                    GError **error);

gboolean ek_fhir_people_may_prove (EkFhirPeople *self, const char *patient_id);
void ek_fhir_people_prove (EkFhirPeople *self, const char *patient_id);
gboolean ek_fhir_people_is_renamed (EkStore *store, EkRecord *known, gboolean proved, JsonObject *resource,
                                    const EkLikeness *likeness, gboolean *asks, gboolean *renamed, GError **error);
GPtrArray *ek_fhir_people_meant (EkStore *store, JsonObject *resource, JsonObject *reference, GError **error);
gboolean ek_fhir_people_queue_two (EkStore *store, EkRecord *patient, const char *other_id, GError **error);

EkPersonAlike *ek_fhir_people_alike_of (EkRecord *patient);
EkFhirReportPerson *ek_fhir_people_tell (EkFhirReport *report, EkFhirPerson *person, JsonObject *resource,
                                         const char *where, EkFhirOutcome outcome, EkFhirSkip why);
void ek_fhir_people_count (EkFhirReport *report, EkStore *store, EkFhirPerson *person, EkFhirOutcome outcome);
gboolean ek_fhir_people_queue_alike (EkStore *store, EkRecord *patient, EkFhirReportPerson *told, GError **error);
gboolean ek_fhir_people_queue_differing (EkStore *store, const char *patient_id, const char *kind, JsonObject *resource,
                                         const char *source, const char *remote_id, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkFhirOrigin, ek_fhir_origin_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkFhirMatch, ek_fhir_match_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFhirPeople, ek_fhir_people_free)

G_END_DECLS
