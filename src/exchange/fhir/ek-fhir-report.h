/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-person.h"

G_BEGIN_DECLS

typedef enum {
  EK_FHIR_CREATED,
  EK_FHIR_UPDATED,
  EK_FHIR_UNCHANGED,
  EK_FHIR_SKIPPED,
} EkFhirOutcome;

/**
 * EkFhirSkip:
 *
 * Why a resource was not taken over. The ids are stable, the words translated. None says anything about a patient.
 */
typedef enum {
  EK_FHIR_SKIP_NONE,
  EK_FHIR_SKIP_TYPE,         /* a type this program does not keep: counted */
  EK_FHIR_SKIP_PATIENT,      /* its patient is neither in the file nor here */
  EK_FHIR_SKIP_OTHER_PERSON, /* what it is known by belongs here to somebody of another name or date of birth */
  EK_FHIR_SKIP_MODIFIER,     /* carries a modifierExtension or implicitRules we do not understand */
  EK_FHIR_SKIP_ERROR,        /* marked as entered in error */
  EK_FHIR_SKIP_NO_NAME,
  EK_FHIR_SKIP_NO_DATE,
  EK_FHIR_SKIP_NO_CODE,
  EK_FHIR_SKIP_NO_VALUE,
  EK_FHIR_SKIP_NO_ID,
  EK_FHIR_SKIP_NOT_TAKEN,    /* an order not to give, a draft, a cancelled thing */
  EK_FHIR_SKIP_INSTRUMENT,   /* a questionnaire that is not known here */
  EK_FHIR_SKIP_ANSWERS,      /* answers that do not fit the instrument */
  EK_FHIR_SKIP_ATTACHED,     /* the total of a response that was taken over */
  EK_FHIR_SKIP_CHANGED_HERE, /* changed at the hospital and here: left as it is here */
  EK_FHIR_SKIP_INVALID,      /* a value outside what is allowed */
  EK_FHIR_SKIP_DELETE,       /* the file asks for a deletion */
  EK_FHIR_SKIP_EMPTY,        /* an element of a Bundle without a resource */
  EK_FHIR_SKIP_REPEATED,     /* the file has a newer state of it */
  EK_FHIR_SKIP_NO_ZONE,      /* its time has no zone */
  EK_FHIR_SKIP_PART_DATE,    /* only a month or a year where a day is needed */
  EK_FHIR_SKIP_BAD_DATE,     /* what stands for its date is none */
  EK_FHIR_SKIP_BEFORE_BIRTH,
  EK_FHIR_SKIP_FUTURE,          /* it is said to have happened, at a time to come */
  EK_FHIR_SKIP_REFUSED_PATIENT, /* its patient was not taken over */
  EK_FHIR_SKIP_MIXED,           /* the file gives one id to two persons */
  EK_FHIR_SKIP_NUMBER_ALONE,    /* names its patient by a number and nothing else */
  EK_FHIR_SKIP_REMOVED_HERE,    /* its patient was removed here */
  EK_FHIR_SKIP_REFUTED,         /* found not to be so */
  EK_FHIR_SKIP_NOT_USED,        /* a medicine that is not taken, or was not given */
  EK_FHIR_SKIP_LAST = EK_FHIR_SKIP_NOT_USED,
} EkFhirSkip;

/**
 * EkFhirDropReason:
 *
 * Why a value inside a resource that was taken over is not in the record. The ids are stable, the words translated.
 */
typedef enum {
  EK_FHIR_DROP_NOT_KEPT,   /* there is no place for it here */
  EK_FHIR_DROP_NOT_SHOWN,  /* one of several: another one is shown */
  EK_FHIR_DROP_OVER,       /* marked as old, ended or not yet valid */
  EK_FHIR_DROP_UNREADABLE, /* not a value of its kind */
  EK_FHIR_DROP_NO_ZONE,
  EK_FHIR_DROP_PART_DATE, /* only a month or a year where a day is needed */
  EK_FHIR_DROP_FUTURE,
  EK_FHIR_DROP_BEFORE_BIRTH,
  EK_FHIR_DROP_END_BEFORE_START,
  EK_FHIR_DROP_COARSER,       /* agrees with what is here, and says less */
  EK_FHIR_DROP_CONTRADICTS,   /* says less than what is here, and something else */
  EK_FHIR_DROP_IMPLAUSIBLE,   /* kept, and hardly possible */
  EK_FHIR_DROP_CONTRADICTORY, /* kept, beside something else that says the opposite */
  EK_FHIR_DROP_NOT_FINAL,     /* kept without a level: its source has not confirmed it */
  EK_FHIR_DROP_LAST = EK_FHIR_DROP_NOT_FINAL,
} EkFhirDropReason;

const char *ek_fhir_skip_id (EkFhirSkip skip);
gboolean ek_fhir_skip_is_unread (EkFhirSkip skip);
const char *ek_fhir_skip_label (EkFhirSkip skip);
const char *ek_fhir_drop_id (EkFhirDropReason why);
const char *ek_fhir_drop_label (EkFhirDropReason why);

/**
 * EkFhirReportPerson: somebody of whom a file or a server speaks.
 * @patient_id: whose file it is here; %NULL when not taken over
 * @name: as it is said there; with @birth_date and @number, which may be %NULL
 * @where: (nullable): where it stands in the file
 * @mentioned: not described, only spoken of
 * @outcome: what became of the Patient; with @why when it was left out
 * @by: by what it was recognised: "id", "own-id", "number", "file"; %NULL: new, or only mentioned
 * @told: recognised although something differs, see @likeness
 * @known: (nullable): who it was recognised as, as that file was before
 * @alike: (element-type EkPersonAlike): others here who may be the same person
 * @counts: by outcome, what speaks of this person
 */
typedef struct {
  char *patient_id;
  char *name;
  char *birth_date;
  char *number;
  char *where;
  gboolean mentioned;
  EkFhirOutcome outcome;
  EkFhirSkip why;
  const char *by;
  gboolean told;
  EkLikeness likeness;
  EkPersonAlike *known;
  GPtrArray *alike;
  guint counts[EK_FHIR_SKIPPED + 1];
} EkFhirReportPerson;

/** EkFhirReportLook: what a person must look at because of what came: a notice in words. */
typedef struct {
  char *patient_id;
  char *who;   /* the patient, see ek_person_describe() */
  char *words; /* see ek_notice_text() */
} EkFhirReportLook;

/** EkFhirReport: what became of every resource of a file or of a pull. */
typedef struct _EkFhirReport EkFhirReport;

EkFhirReport *ek_fhir_report_new (void);
void ek_fhir_report_free (EkFhirReport *self);
void ek_fhir_report_count (EkFhirReport *self, const char *type, EkFhirOutcome outcome, EkFhirSkip why,
                           const char *where);
void ek_fhir_report_drop (EkFhirReport *self, const char *type, const char *where, const char *path, const char *value,
                          EkFhirDropReason why);
guint ek_fhir_report_get_dropped (EkFhirReport *self);
void ek_fhir_report_leave_out (EkFhirReport *self, const char *type, EkFhirSkip why, EkFhirSkip because,
                               const char *where, EkFhirReportPerson *whose);
EkFhirReportPerson *ek_fhir_report_add_person (EkFhirReport *self);
EkFhirReportPerson *ek_fhir_report_find_person (EkFhirReport *self, const char *patient_id);
void ek_fhir_report_name_person (EkFhirReport *self, EkFhirReportPerson *person, const char *patient_id);
void ek_fhir_report_set_preview (EkFhirReport *self);
gboolean ek_fhir_report_is_preview (EkFhirReport *self);
GPtrArray *ek_fhir_report_get_people (EkFhirReport *self);
guint ek_fhir_report_get_people_left_out (EkFhirReport *self);
GPtrArray *ek_fhir_report_get_notes (EkFhirReport *self);
void ek_fhir_report_note (EkFhirReport *self, const char *sentence);
gboolean ek_fhir_report_look (EkFhirReport *self, EkStore *store, EkCatalogue *catalogue, gint64 since_ms,
                              GError **error);
GPtrArray *ek_fhir_report_get_look (EkFhirReport *self);
guint ek_fhir_report_get_look_left_out (EkFhirReport *self);
guint ek_fhir_report_get (EkFhirReport *self, const char *type, EkFhirOutcome outcome);
guint ek_fhir_report_get_skipped (EkFhirReport *self, const char *type, EkFhirSkip why);
guint ek_fhir_report_get_total (EkFhirReport *self);
GPtrArray *ek_fhir_report_list_types (EkFhirReport *self);
JsonNode *ek_fhir_report_to_json (EkFhirReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFhirReport, ek_fhir_report_free)

G_END_DECLS
