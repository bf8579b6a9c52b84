/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record-type.h"

G_BEGIN_DECLS

/* Every record type of the patient file. A field's place in its enum is its index in the declaration (ek-types.c). Many
 * types carry server_* fields filled by exchange/ when the record came from the hospital. */

extern const EkRecordType ek_patient_type;
typedef enum {
  EK_PATIENT_NAME, /* as written: 张伟, Maria Jensen */
  EK_PATIENT_FAMILY_NAME,
  EK_PATIENT_GIVEN_NAME,
  EK_PATIENT_PINYIN, /* given by hand when the reading is unusual; else derived */
  EK_PATIENT_SEX,    /* FHIR administrative gender: male female other unknown */
  EK_PATIENT_BIRTH_DATE,
  EK_PATIENT_IDENTIFIERS, /* JSON [{system, value, type}] */
  EK_PATIENT_PHONE,
  EK_PATIENT_ADDRESS,
  EK_PATIENT_EMERGENCY_NAME,
  EK_PATIENT_EMERGENCY_RELATION,
  EK_PATIENT_EMERGENCY_PHONE,
  EK_PATIENT_EMPLOYER,
  EK_PATIENT_JOB,
  EK_PATIENT_INDUSTRY,
  EK_PATIENT_SHIFT,     /* day rotating night irregular */
  EK_PATIENT_EXPOSURES, /* JSON [text]: noise, dust, chemicals, accident … */
  EK_PATIENT_CLINICIAN, /* user id who is responsible */
  EK_PATIENT_REMARKS,
  EK_PATIENT_DEMONSTRATION, /* invented, from the generator */
  EK_PATIENT_DECEASED,
  EK_PATIENT_DECEASED_DATE,
  EK_PATIENT_EMAIL,
  EK_PATIENT_LANGUAGE,    /* what the person wants to be spoken to in, in words */
  EK_PATIENT_OTHER_NAMES, /* former names and names used elsewhere, with "; " between them */
  EK_PATIENT_ACTIVE,
} EkPatientField;

extern const EkRecordType ek_problem_type; /* diagnosis or problem */
typedef enum {
  EK_PROBLEM_CODE,
  EK_PROBLEM_SYSTEM,
  EK_PROBLEM_TEXT,
  EK_PROBLEM_STATUS /* active remission inactive resolved */,
  EK_PROBLEM_VERIFICATION /* provisional unconfirmed differential confirmed refuted */,
  EK_PROBLEM_ONSET,
  EK_PROBLEM_ENDED,
  EK_PROBLEM_NOTE,
  EK_PROBLEM_SEVERITY /* words of others */,
  EK_PROBLEM_ONSET_TEXT /* where it is not a date: "at 34 years" */,
  EK_PROBLEM_RECEIVED_FROM /* see ek_received_from() */,
} EkProblemField;

extern const EkRecordType ek_allergy_type;
typedef enum {
  EK_ALLERGY_SUBSTANCE,
  EK_ALLERGY_CODE,
  EK_ALLERGY_SYSTEM,
  EK_ALLERGY_REACTION,
  EK_ALLERGY_CRITICALITY /* low high unable-to-assess */,
  EK_ALLERGY_STATUS,
  EK_ALLERGY_NOTED,
  EK_ALLERGY_SEVERITY /* mild moderate severe: of the worst reaction */,
  EK_ALLERGY_CERTAINTY /* unconfirmed presumed confirmed */,
  EK_ALLERGY_NOTE,
  EK_ALLERGY_NONE /* boolean: somebody said that there is no such allergy; never an allergy */,
} EkAllergyField;

extern const EkRecordType ek_medicine_type; /* one line of the medication list: a dose step is a new record */
typedef enum {
  EK_MEDICINE_NAME,
  EK_MEDICINE_CODE,
  EK_MEDICINE_SYSTEM,
  EK_MEDICINE_DOSE_MG /* per day */,
  EK_MEDICINE_DOSE_TEXT,
  EK_MEDICINE_STARTED,
  EK_MEDICINE_STOPPED,
  EK_MEDICINE_STATUS /* active stopped on-hold completed */,
  EK_MEDICINE_INTENT /* order proposal plan */,
  EK_MEDICINE_PRESCRIBER,
  EK_MEDICINE_SOURCE /* order statement administration; unset: entered here or ordered */,
  EK_MEDICINE_NOTE,
  EK_MEDICINE_RECEIVED_FROM /* see ek_received_from() */,
} EkMedicineField;

extern const EkRecordType ek_encounter_type; /* session, visit, contact */
typedef enum {
  EK_ENCOUNTER_KIND /* session visit video phone group admission */,
  EK_ENCOUNTER_THERAPY /* cbt cbt-i … text */,
  EK_ENCOUNTER_STARTED,
  EK_ENCOUNTER_ENDED,
  EK_ENCOUNTER_STATUS /* planned in-progress finished missed cancelled */,
  EK_ENCOUNTER_CLINICIAN,
  EK_ENCOUNTER_SUMMARY,
  EK_ENCOUNTER_REASON,
  EK_ENCOUNTER_PLACE,
} EkEncounterField;

extern const EkRecordType ek_assessment_type;
typedef enum {
  EK_ASSESSMENT_INSTRUMENT,
  EK_ASSESSMENT_VERSION /* of the definition */,
  EK_ASSESSMENT_TAKEN /* instant */,
  EK_ASSESSMENT_STATUS /* in-progress completed declined entered-in-error */,
  EK_ASSESSMENT_ANSWERS /* JSON {item id: value or null} */,
  EK_ASSESSMENT_TOTAL,
  EK_ASSESSMENT_SEVERITY /* band id */,
  EK_ASSESSMENT_COMPLETE,
  EK_ASSESSMENT_RESULT /* JSON as the scoring engine printed it */,
  EK_ASSESSMENT_MODE /* clinician self paper imported */,
  EK_ASSESSMENT_LANGUAGE,
  EK_ASSESSMENT_RATER /* user id */,
  EK_ASSESSMENT_REASON /* declined, corrected */,
  EK_ASSESSMENT_DECLINED /* JSON {item id: reason}: asked, and not answered */,
  EK_ASSESSMENT_BATTERY /* record id of the battery it was given in */,
  EK_ASSESSMENT_DEVICE /* where it was answered: this machine, a patient's app … text */,
  /* the machine is in the patient's hands with this form, until the clinician takes it back */
  EK_ASSESSMENT_HANDED_OVER,
  EK_ASSESSMENT_RECEIVED /* JSON, the items as they came: the definition is not here, ANSWERS are {link: value} */,
  EK_ASSESSMENT_UNREAD /* JSON [{link, text, answer, reason}]: what came with it and no item took, in words */,
} EkAssessmentField;

extern const EkRecordType ek_measurement_type; /* sleep, working hours, HRV … and Observations of others */
typedef enum {
  EK_MEASUREMENT_CODE,
  EK_MEASUREMENT_SYSTEM,
  EK_MEASUREMENT_TEXT,
  EK_MEASUREMENT_TAKEN,
  EK_MEASUREMENT_VALUE,
  EK_MEASUREMENT_UNIT,
  EK_MEASUREMENT_VALUE_TEXT,
  EK_MEASUREMENT_SOURCE /* device or system */,
  EK_MEASUREMENT_STATUS,
  EK_MEASUREMENT_WRITTEN /* the value as it was written, with its decimals: "12.50" */,
  EK_MEASUREMENT_UNIT_CODE /* UCUM, of a unit in words */,
  EK_MEASUREMENT_INTERPRETATION,
  EK_MEASUREMENT_NOTE,
} EkMeasurementField;

extern const EkRecordType ek_event_type; /* what the treatment lane shows beside sessions and medicines */
typedef enum {
  EK_EVENT_KIND /* leave life work accident */,
  EK_EVENT_TEXT,
  EK_EVENT_STARTED,
  EK_EVENT_ENDED,
} EkEventField;

extern const EkRecordType ek_consent_type; /* to one purpose; given, refused or withdrawn */
typedef enum {
  /* treatment recording employer family exchange teaching research attendance other */
  EK_CONSENT_PURPOSE,
  EK_CONSENT_STATUS /* given refused withdrawn */,
  EK_CONSENT_SCOPE /* what it covers, in words */,
  EK_CONSENT_GIVEN /* date on which it was given or refused */,
  EK_CONSENT_UNTIL,
  EK_CONSENT_WITHDRAWN,
  EK_CONSENT_BY /* patient guardian proxy */,
  EK_CONSENT_BY_NAME /* who that was, when not the patient */,
  EK_CONSENT_HOW /* written oral electronic */,
  EK_CONSENT_NOTE,
  EK_CONSENT_RECEIVED_FROM /* see ek_received_from() */,
} EkConsentField;

/* a link of the risk chain: never deleted, closed only with an action and a name */
extern const EkRecordType ek_risk_type;
typedef enum {
  EK_RISK_LEVEL /* unassessed low moderate high */,
  EK_RISK_SOURCE /* record id of what raised it */,
  EK_RISK_REASON /* JSON {rule, instrument, item, value}; the whole is told in care/ek-risk.c */,
  EK_RISK_RAISED,
  EK_RISK_STATUS /* open closed */,
  EK_RISK_OWNER /* user id */,
  EK_RISK_DUE,
  EK_RISK_ACTION,
  EK_RISK_CLOSED,
  EK_RISK_CLOSED_BY,
  EK_RISK_KIND /* suicide others medical; none, as older risks have: suicide */,
  EK_RISK_SAFETY /* JSON {peak, plan, no_plan, second, high}; see care/ek-risk-close.c */,
} EkRiskField;

extern const EkRecordType ek_plan_type;
typedef enum {
  EK_PLAN_STATUS /* draft signed replaced ended */,
  EK_PLAN_STEP /* preventive counselling treatment */,
  EK_PLAN_LEVEL /* normal mild moderate severe */,
  /* JSON [{id, kind, intervention, text{en,zh}, why:[{rule, en, zh, evidence}], goal, status, added_by}] */
  EK_PLAN_LINES,
  EK_PLAN_BASIS /* JSON: the facts it was drafted from */,
  EK_PLAN_KNOWLEDGE /* id and version of the rule file */,
  EK_PLAN_STARTS,
  EK_PLAN_REVIEW /* date of the end of the cycle */,
  EK_PLAN_NUMBER /* 1, 2 … of this patient */,
  EK_PLAN_PREVIOUS,
  EK_PLAN_NOTE,
} EkPlanField;

extern const EkRecordType ek_review_type; /* one MDT case review */
typedef enum {
  EK_REVIEW_STATUS /* open decided closed */,
  EK_REVIEW_HELD,
  EK_REVIEW_TRIGGER /* rule ids, JSON */,
  EK_REVIEW_QUESTION,
  EK_REVIEW_CASE /* JSON: the page as it was shown */,
  EK_REVIEW_DECISION,
  EK_REVIEW_REASON,
  EK_REVIEW_DECIDED,
  EK_REVIEW_MEMBERS /* JSON [{user, name, role}] */,
} EkReviewField;

extern const EkRecordType ek_opinion_type; /* one member's opinion in a review */
typedef enum {
  EK_OPINION_REVIEW,
  EK_OPINION_ROLE,
  EK_OPINION_USER,
  EK_OPINION_NAME,
  EK_OPINION_TEXT,
  EK_OPINION_STANCE /* agrees dissents abstains */,
} EkOpinionField;

extern const EkRecordType ek_task_type; /* an action with an owner and a date */
typedef enum {
  EK_TASK_BASED_ON /* record id: review, plan, risk */,
  EK_TASK_TEXT,
  EK_TASK_OWNER /* user id or empty */,
  EK_TASK_OWNER_NAME,
  EK_TASK_DUE,
  EK_TASK_STATUS /* requested accepted in-progress completed cancelled */,
  EK_TASK_OUTCOME,
  EK_TASK_DONE,
} EkTaskField;

extern const EkRecordType ek_document_type; /* minutes and other papers, as bytes */
typedef enum {
  EK_DOCUMENT_KIND /* minutes report letter */,
  EK_DOCUMENT_TITLE,
  EK_DOCUMENT_MEDIA_TYPE,
  EK_DOCUMENT_CONTENT /* blob */,
  EK_DOCUMENT_BASED_ON,
  EK_DOCUMENT_WRITTEN,
} EkDocumentField;

extern const EkRecordType ek_battery_type; /* a set of instruments given to a patient */
typedef enum {
  EK_BATTERY_SET /* id in data/knowledge/batteries.json */,
  EK_BATTERY_VERSION /* of that set */,
  EK_BATTERY_STARTED,
  EK_BATTERY_STATUS /* in-progress completed stopped */,
  EK_BATTERY_ENDED,
  /* JSON {name_en, name_zh, baseline, steps: [{instrument, minutes, why_en, why_zh, without_words, when, decision,
   * reason, by and, once it has ended, state, assessment}]}: the set as it was when it was started */
  EK_BATTERY_STEPS,
  EK_BATTERY_REASON /* why it was stopped */,
} EkBatteryField;

extern const EkRecordType ek_schedule_type; /* an instrument or a set that is given again and again */
typedef enum {
  EK_SCHEDULE_KIND /* instrument battery */,
  EK_SCHEDULE_SUBJECT /* its id */,
  EK_SCHEDULE_FIRST /* date it is first due */,
  EK_SCHEDULE_INTERVAL /* days */,
  EK_SCHEDULE_UNTIL /* date, the last day it may fall due */,
  EK_SCHEDULE_PURPOSE,
  EK_SCHEDULE_STATUS /* active stopped */,
  EK_SCHEDULE_REASON /* why it was stopped */,
  EK_SCHEDULE_SHORTER /* boolean: more often than the instrument's own interval, and that was said */,
} EkScheduleField;

extern const EkRecordType ek_baseline_type; /* what one set of instruments says, for the clinician to sign */
typedef enum {
  EK_BASELINE_STATUS /* draft signed replaced */,
  EK_BASELINE_NUMBER /* 1, 2 … of this patient */,
  EK_BASELINE_BATTERY /* record id of the set */,
  EK_BASELINE_MADE,
  EK_BASELINE_LEVEL /* normal mild moderate severe */,
  EK_BASELINE_STEP /* preventive counselling treatment */,
  EK_BASELINE_RESULT /* JSON {reasons, cautions, factors, risks, scores, not_asked, not_known} */,
  EK_BASELINE_BASIS /* JSON: the facts it was made from */,
  EK_BASELINE_KNOWLEDGE /* ids and versions of the rule files */,
  EK_BASELINE_SUMMARY /* the clinician's own words */,
  EK_BASELINE_PREVIOUS,
} EkBaselineField;

extern const EkRecordType ek_notice_type; /* something that a person must look at; see ek-notice.h */
typedef enum {
  /* unreadable-form unreadable-value unclear-danger old-answer warning-ended possible-duplicate linked other */
  EK_NOTICE_KIND,
  EK_NOTICE_SOURCE /* what it is about: with the kind, that makes it one and the same */,
  EK_NOTICE_DETAIL /* JSON; what is in it depends on the kind */,
  EK_NOTICE_RAISED,
  EK_NOTICE_STATUS /* open done */,
  EK_NOTICE_ACTION /* what was done */,
  EK_NOTICE_DONE,
  EK_NOTICE_DONE_BY /* user id */,
  EK_NOTICE_FOUND /* what was seen in one that may hide a danger: none suicide others medical */,
  EK_NOTICE_RISK /* the risk that was opened because of it */,
} EkNoticeField;

G_END_DECLS
