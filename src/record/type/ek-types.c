/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

static const EkChoice sex_choices[] = {
  { "male", N_ ("Male") },
  { "female", N_ ("Female") },
  { "other", N_ ("Other") },
  { "unknown", N_ ("Unknown") },
  { NULL },
};

static const EkChoice shift_choices[] = {
  { "day", N_ ("Day work") },
  { "rotating", N_ ("Rotating shifts") },
  { "night", N_ ("Night work") },
  { "irregular", N_ ("Irregular hours") },
  { NULL },
};

static const EkField patient_fields[] = {
  [EK_PATIENT_NAME] = { "name", EK_FIELD_TEXT, EK_FIELD_REQUIRED | EK_FIELD_SEARCHED | EK_FIELD_IDENTIFYING,
                        N_ ("Name") },
  [EK_PATIENT_FAMILY_NAME] = { "family_name", EK_FIELD_TEXT, EK_FIELD_SEARCHED | EK_FIELD_IDENTIFYING,
                               N_ ("Family name") },
  [EK_PATIENT_GIVEN_NAME] = { "given_name", EK_FIELD_TEXT, EK_FIELD_SEARCHED | EK_FIELD_IDENTIFYING,
                              N_ ("Given name") },
  [EK_PATIENT_PINYIN] = { "pinyin", EK_FIELD_TEXT, EK_FIELD_SEARCHED | EK_FIELD_IDENTIFYING, N_ ("Pinyin") },
  [EK_PATIENT_SEX] = { "sex", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Sex"), sex_choices },
  [EK_PATIENT_BIRTH_DATE] = { "birth_date", EK_FIELD_DATE, EK_FIELD_IDENTIFYING, N_ ("Date of birth") },
  [EK_PATIENT_IDENTIFIERS] = { "identifiers", EK_FIELD_JSON, EK_FIELD_SEARCHED | EK_FIELD_IDENTIFYING,
                               N_ ("Identifiers") },
  [EK_PATIENT_PHONE] = { "phone", EK_FIELD_TEXT, EK_FIELD_SEARCHED | EK_FIELD_IDENTIFYING, N_ ("Phone") },
  [EK_PATIENT_ADDRESS] = { "address", EK_FIELD_TEXT, EK_FIELD_IDENTIFYING, N_ ("Address") },
  [EK_PATIENT_EMERGENCY_NAME] = { "emergency_name", EK_FIELD_TEXT, EK_FIELD_IDENTIFYING, N_ ("Emergency contact") },
  [EK_PATIENT_EMERGENCY_RELATION] = { "emergency_relation", EK_FIELD_TEXT, EK_FIELD_IDENTIFYING, N_ ("Relationship") },
  [EK_PATIENT_EMERGENCY_PHONE] = { "emergency_phone", EK_FIELD_TEXT, EK_FIELD_IDENTIFYING, N_ ("Emergency phone") },
  [EK_PATIENT_EMPLOYER] = { "employer", EK_FIELD_TEXT, EK_FIELD_IDENTIFYING, N_ ("Employer") },
  [EK_PATIENT_JOB] = { "job", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Occupation") },
  [EK_PATIENT_INDUSTRY] = { "industry", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Industry") },
  [EK_PATIENT_SHIFT] = { "shift", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Working hours"), shift_choices },
  [EK_PATIENT_EXPOSURES] = { "exposures", EK_FIELD_JSON, EK_FIELD_PLAIN, N_ ("Exposures at work") },
  [EK_PATIENT_CLINICIAN] = { "clinician", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN | EK_FIELD_INDEXED,
                             N_ ("Responsible clinician") },
  [EK_PATIENT_REMARKS] = { "remarks", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Remarks") },
  [EK_PATIENT_DEMONSTRATION] = { "demonstration", EK_FIELD_BOOLEAN, EK_FIELD_HIDDEN, N_ ("Invented patient") },
  [EK_PATIENT_DECEASED] = { "deceased", EK_FIELD_BOOLEAN, EK_FIELD_PLAIN, N_ ("Deceased") },
  [EK_PATIENT_DECEASED_DATE] = { "deceased_date", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Date of death") },
  [EK_PATIENT_EMAIL] = { "email", EK_FIELD_TEXT, EK_FIELD_IDENTIFYING, N_ ("E-mail") },
  [EK_PATIENT_LANGUAGE] = { "language", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Preferred language") },
  [EK_PATIENT_OTHER_NAMES] = { "other_names", EK_FIELD_TEXT, EK_FIELD_IDENTIFYING, N_ ("Other names") },
  [EK_PATIENT_ACTIVE] = { "active", EK_FIELD_BOOLEAN, EK_FIELD_HIDDEN, N_ ("In care") },
  { NULL },
};

const EkRecordType ek_patient_type = { "patient", N_ ("Patient"), EK_RECORD_SYNCED, patient_fields };

static const EkChoice problem_status[] = {
  { "active", N_ ("Active") },
  { "remission", N_ ("In remission") },
  { "inactive", N_ ("Inactive") },
  { "resolved", N_ ("Resolved") },
  { NULL },
};

static const EkChoice verification_choices[] = {
  { "provisional", N_ ("Provisional") },
  { "unconfirmed", N_ ("Unconfirmed") },
  { "differential", N_ ("Differential diagnosis") },
  { "confirmed", N_ ("Confirmed") },
  { "refuted", N_ ("Refuted") },
  { "withdrawn", N_ ("Withdrawn by the hospital") },
  { NULL },
};

static const EkField problem_fields[] = {
  [EK_PROBLEM_CODE] = { "code", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Code") },
  [EK_PROBLEM_SYSTEM] = { "system", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Code system") },
  [EK_PROBLEM_TEXT] = { "text", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Problem") },
  [EK_PROBLEM_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Status"), problem_status },
  [EK_PROBLEM_VERIFICATION] = { "verification", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Certainty"),
                                verification_choices },
  [EK_PROBLEM_ONSET] = { "onset", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Onset") },
  [EK_PROBLEM_ENDED] = { "ended", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Ended") },
  [EK_PROBLEM_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Note") },
  [EK_PROBLEM_SEVERITY] = { "severity", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Severity") },
  [EK_PROBLEM_ONSET_TEXT] = { "onset_text", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Onset in words") },
  [EK_PROBLEM_RECEIVED_FROM] = { "received_from", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Received from") },
  { NULL },
};

const EkRecordType ek_problem_type = { "problem", N_ ("Problem"), EK_RECORD_PLAIN, problem_fields };

static const EkChoice criticality_choices[] = {
  { "low", N_ ("Low risk") },
  { "high", N_ ("High risk") },
  { "unable-to-assess", N_ ("Cannot be assessed") },
  { NULL },
};

static const EkChoice allergy_status[] = {
  { "active", N_ ("Active") },
  { "inactive", N_ ("Inactive") },
  { "resolved", N_ ("Resolved") },
  { NULL },
};

static const EkChoice reaction_severity[] = {
  { "mild", N_ ("Mild") },
  { "moderate", N_ ("Moderate") },
  { "severe", N_ ("Severe") },
  { NULL },
};

static const EkChoice allergy_certainty[] = {
  { "unconfirmed", N_ ("Unconfirmed") },
  { "presumed", N_ ("Presumed") },
  { "confirmed", N_ ("Confirmed") },
  { NULL },
};

static const EkField allergy_fields[] = {
  [EK_ALLERGY_SUBSTANCE] = { "substance", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Substance") },
  [EK_ALLERGY_CODE] = { "code", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Code") },
  [EK_ALLERGY_SYSTEM] = { "system", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Code system") },
  [EK_ALLERGY_REACTION] = { "reaction", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Reaction") },
  [EK_ALLERGY_CRITICALITY] = { "criticality", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Criticality"),
                               criticality_choices },
  [EK_ALLERGY_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Status"), allergy_status },
  [EK_ALLERGY_NOTED] = { "noted", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Noted") },
  [EK_ALLERGY_SEVERITY] = { "severity", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Worst reaction"), reaction_severity },
  [EK_ALLERGY_CERTAINTY] = { "certainty", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Certainty"), allergy_certainty },
  [EK_ALLERGY_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Note") },
  [EK_ALLERGY_NONE] = { "none", EK_FIELD_BOOLEAN, EK_FIELD_HIDDEN, N_ ("No such allergy is known") },
  { NULL },
};

const EkRecordType ek_allergy_type = { "allergy", N_ ("Allergy"), EK_RECORD_PLAIN, allergy_fields };

static const EkChoice medicine_status[] = {
  { "active", N_ ("Active") },
  { "on-hold", N_ ("On hold") },
  { "stopped", N_ ("Stopped") },
  { "completed", N_ ("Completed") },
  { NULL },
};

static const EkChoice intent_choices[] = {
  { "order", N_ ("Ordered") },
  { "proposal", N_ ("Proposed") },
  { "plan", N_ ("Planned") },
  { NULL },
};

static const EkChoice medicine_sources[] = {
  { "order", N_ ("As prescribed") },
  { "statement", N_ ("As told by the patient or others") },
  { "administration", N_ ("As given") },
  { NULL },
};

static const EkField medicine_fields[] = {
  [EK_MEDICINE_NAME] = { "name", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Medicine") },
  [EK_MEDICINE_CODE] = { "code", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Code") },
  [EK_MEDICINE_SYSTEM] = { "system", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Code system") },
  [EK_MEDICINE_DOSE_MG] = { "dose_mg", EK_FIELD_REAL, EK_FIELD_PLAIN, N_ ("Daily dose (mg)") },
  [EK_MEDICINE_DOSE_TEXT] = { "dose_text", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Dosage") },
  [EK_MEDICINE_STARTED] = { "started", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Started") },
  [EK_MEDICINE_STOPPED] = { "stopped", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Stopped") },
  [EK_MEDICINE_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Status"), medicine_status },
  [EK_MEDICINE_INTENT] = { "intent", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Intent"), intent_choices },
  [EK_MEDICINE_PRESCRIBER] = { "prescriber", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Prescriber") },
  [EK_MEDICINE_SOURCE] = { "source", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Known from"), medicine_sources },
  [EK_MEDICINE_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Note") },
  [EK_MEDICINE_RECEIVED_FROM] = { "received_from", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Received from") },
  { NULL },
};

const EkRecordType ek_medicine_type = { "medicine", N_ ("Medicine"), EK_RECORD_PLAIN, medicine_fields };

static const EkChoice encounter_kinds[] = {
  { "session", N_ ("Therapy session") },
  { "visit", N_ ("Visit") },
  { "video", N_ ("Video session") },
  { "phone", N_ ("Phone contact") },
  { "group", N_ ("Group session") },
  { "admission", N_ ("Admission") },
  { NULL },
};

static const EkChoice encounter_status[] = {
  { "planned", N_ ("Planned") }, { "in-progress", N_ ("In progress") }, { "finished", N_ ("Finished") },
  { "missed", N_ ("Missed") },   { "cancelled", N_ ("Cancelled") },     { NULL },
};

/* Words for the therapies this program writes itself; a hospital may name others. */
static const EkChoice therapy_words[] = {
  { "cbt", N_ ("CBT") },
  { "cbt group", N_ ("CBT group") },
  { "cbt-i", N_ ("CBT for insomnia") },
  { "trauma-focused cbt", N_ ("Trauma-focused CBT") },
  { "supportive psychotherapy", N_ ("Supportive psychotherapy") },
  { "counselling", N_ ("Counselling") },
  { NULL },
};

static const EkField encounter_fields[] = {
  [EK_ENCOUNTER_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), encounter_kinds },
  [EK_ENCOUNTER_THERAPY] = { "therapy", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Therapy"), therapy_words },
  [EK_ENCOUNTER_STARTED] = { "started", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Started") },
  [EK_ENCOUNTER_ENDED] = { "ended", EK_FIELD_INSTANT, EK_FIELD_PLAIN, N_ ("Ended") },
  [EK_ENCOUNTER_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Status"), encounter_status },
  [EK_ENCOUNTER_CLINICIAN] = { "clinician", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Clinician") },
  [EK_ENCOUNTER_SUMMARY] = { "summary", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Summary") },
  [EK_ENCOUNTER_REASON] = { "reason", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Reason") },
  [EK_ENCOUNTER_PLACE] = { "place", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Place") },
  { NULL },
};

const EkRecordType ek_encounter_type = { "encounter", N_ ("Encounter"), EK_RECORD_PLAIN, encounter_fields };

static const EkChoice assessment_status[] = {
  { "in-progress", N_ ("In progress") },
  { "completed", N_ ("Completed") },
  { "declined", N_ ("Declined") },
  { "entered-in-error", N_ ("Entered in error") },
  { NULL },
};

static const EkChoice assessment_modes[] = {
  { "clinician", N_ ("Asked by the clinician") },
  { "self", N_ ("Answered by the patient") },
  { "paper", N_ ("Entered from paper") },
  { "imported", N_ ("Received from the hospital") },
  { NULL },
};

static const EkField assessment_fields[] = {
  [EK_ASSESSMENT_INSTRUMENT] = { "instrument", EK_FIELD_TEXT, EK_FIELD_REQUIRED | EK_FIELD_INDEXED, N_ ("Instrument") },
  [EK_ASSESSMENT_VERSION] = { "version", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Definition version") },
  [EK_ASSESSMENT_TAKEN] = { "taken", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Date") },
  [EK_ASSESSMENT_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), assessment_status },
  [EK_ASSESSMENT_ANSWERS] = { "answers", EK_FIELD_JSON, EK_FIELD_PLAIN, N_ ("Answers") },
  [EK_ASSESSMENT_TOTAL] = { "total", EK_FIELD_REAL, EK_FIELD_HIDDEN, N_ ("Total score") },
  [EK_ASSESSMENT_SEVERITY] = { "severity", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Severity") },
  [EK_ASSESSMENT_COMPLETE] = { "complete", EK_FIELD_BOOLEAN, EK_FIELD_HIDDEN, N_ ("Complete") },
  [EK_ASSESSMENT_RESULT] = { "result", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Result") },
  [EK_ASSESSMENT_MODE] = { "mode", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("How it was answered"), assessment_modes },
  [EK_ASSESSMENT_LANGUAGE] = { "language", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Language") },
  [EK_ASSESSMENT_RATER] = { "rater", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Rater") },
  [EK_ASSESSMENT_REASON] = { "reason", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Reason") },
  [EK_ASSESSMENT_DECLINED] = { "declined", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Declined items") },
  [EK_ASSESSMENT_BATTERY] = { "battery", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Battery") },
  [EK_ASSESSMENT_DEVICE] = { "device", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Device") },
  [EK_ASSESSMENT_HANDED_OVER] = { "handed_over", EK_FIELD_BOOLEAN, EK_FIELD_HIDDEN, N_ ("Handed over") },
  [EK_ASSESSMENT_RECEIVED] = { "received", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("As received") },
  [EK_ASSESSMENT_UNREAD] = { "unread", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Answers that were not taken") },
  { NULL },
};

const EkRecordType ek_assessment_type = { "assessment", N_ ("Assessment"), EK_RECORD_SYNCED, assessment_fields };

static const EkField measurement_fields[] = {
  [EK_MEASUREMENT_CODE] = { "code", EK_FIELD_TEXT, EK_FIELD_REQUIRED | EK_FIELD_INDEXED, N_ ("Code") },
  [EK_MEASUREMENT_SYSTEM] = { "system", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Code system") },
  [EK_MEASUREMENT_TEXT] = { "text", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Measurement") },
  [EK_MEASUREMENT_TAKEN] = { "taken", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Date") },
  [EK_MEASUREMENT_VALUE] = { "value", EK_FIELD_REAL, EK_FIELD_PLAIN, N_ ("Value") },
  [EK_MEASUREMENT_UNIT] = { "unit", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Unit") },
  [EK_MEASUREMENT_VALUE_TEXT] = { "value_text", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Finding") },
  [EK_MEASUREMENT_SOURCE] = { "source", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Source") },
  [EK_MEASUREMENT_STATUS] = { "status", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Status") },
  [EK_MEASUREMENT_WRITTEN] = { "written", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("As written") },
  [EK_MEASUREMENT_UNIT_CODE] = { "unit_code", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Unit code") },
  [EK_MEASUREMENT_INTERPRETATION] = { "interpretation", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Interpretation") },
  [EK_MEASUREMENT_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Note") },
  { NULL },
};

const EkRecordType ek_measurement_type = { "measurement", N_ ("Measurement"), EK_RECORD_PLAIN, measurement_fields };

static const EkChoice event_kinds[] = {
  { "leave", N_ ("Sick leave") },
  { "life", N_ ("Life event") },
  { "work", N_ ("Work event") },
  { "accident", N_ ("Accident at work") },
  { NULL },
};

static const EkField event_fields[] = {
  [EK_EVENT_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), event_kinds },
  [EK_EVENT_TEXT] = { "text", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Event") },
  [EK_EVENT_STARTED] = { "started", EK_FIELD_DATE, EK_FIELD_REQUIRED, N_ ("From") },
  [EK_EVENT_ENDED] = { "ended", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Until") },
  { NULL },
};

const EkRecordType ek_event_type = { "event", N_ ("Event"), EK_RECORD_PLAIN, event_fields };

static const EkChoice risk_levels[] = {
  { "unassessed", N_ ("Not yet assessed") },
  { "low", N_ ("Low") },
  { "moderate", N_ ("Moderate") },
  { "high", N_ ("High") },
  { NULL },
};

static const EkChoice risk_status[] = {
  { "open", N_ ("Open") },
  { "closed", N_ ("Closed") },
  { NULL },
};

static const EkChoice risk_kinds[] = {
  { "suicide", N_ ("Suicide or self-harm") },
  { "others", N_ ("Harm to others") },
  { "medical", N_ ("Medical danger") },
  { NULL },
};

static const EkField risk_fields[] = {
  [EK_RISK_LEVEL] = { "level", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Risk level"), risk_levels },
  [EK_RISK_SOURCE] = { "source", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN | EK_FIELD_INDEXED, N_ ("Raised by") },
  [EK_RISK_REASON] = { "reason", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Reason") },
  [EK_RISK_RAISED] = { "raised", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Raised") },
  [EK_RISK_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED | EK_FIELD_INDEXED, N_ ("Status"), risk_status },
  [EK_RISK_OWNER] = { "owner", EK_FIELD_REFERENCE, EK_FIELD_PLAIN, N_ ("Owner") },
  [EK_RISK_DUE] = { "due", EK_FIELD_INSTANT, EK_FIELD_PLAIN, N_ ("Due") },
  [EK_RISK_ACTION] = { "action", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Action taken") },
  [EK_RISK_CLOSED] = { "closed", EK_FIELD_INSTANT, EK_FIELD_HIDDEN, N_ ("Closed") },
  [EK_RISK_CLOSED_BY] = { "closed_by", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Closed by") },
  [EK_RISK_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Kind of danger"), risk_kinds },
  [EK_RISK_SAFETY] = { "safety", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Safety plan") },
  { NULL },
};

const EkRecordType ek_risk_type = { "risk", N_ ("Risk"), EK_RECORD_SYNCED | EK_RECORD_KEPT, risk_fields };

static const EkChoice plan_status[] = {
  { "draft", N_ ("Draft") },
  { "signed", N_ ("Signed") },
  { "replaced", N_ ("Replaced") },
  { "ended", N_ ("Ended") },
  { NULL },
};

static const EkChoice plan_steps[] = {
  { "preventive", N_ ("Preventive") },
  { "counselling", N_ ("Counselling") },
  { "treatment", N_ ("Treatment") },
  { NULL },
};

static const EkChoice severity_levels[] = {
  { "normal", N_ ("Normal") },
  { "mild", N_ ("Mild") },
  { "moderate", N_ ("Moderate") },
  { "severe", N_ ("Severe") },
  { NULL },
};

static const EkField plan_fields[] = {
  [EK_PLAN_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), plan_status },
  [EK_PLAN_STEP] = { "step", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Step of care"), plan_steps },
  [EK_PLAN_LEVEL] = { "level", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Severity"), severity_levels },
  [EK_PLAN_LINES] = { "lines", EK_FIELD_JSON, EK_FIELD_PLAIN, N_ ("Interventions") },
  [EK_PLAN_BASIS] = { "basis", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Drafted from") },
  [EK_PLAN_KNOWLEDGE] = { "knowledge", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Rules") },
  [EK_PLAN_STARTS] = { "starts", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Starts") },
  [EK_PLAN_REVIEW] = { "review", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Review on") },
  [EK_PLAN_NUMBER] = { "number", EK_FIELD_INTEGER, EK_FIELD_HIDDEN, N_ ("Number") },
  [EK_PLAN_PREVIOUS] = { "previous", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Replaces") },
  [EK_PLAN_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Note") },
  { NULL },
};

const EkRecordType ek_plan_type = { "plan", N_ ("Intervention plan"), EK_RECORD_SYNCED | EK_RECORD_SIGNED,
                                    plan_fields };

static const EkChoice review_status[] = {
  { "open", N_ ("Open") },
  { "decided", N_ ("Decided") },
  { "closed", N_ ("Closed") },
  { NULL },
};

static const EkField review_fields[] = {
  [EK_REVIEW_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), review_status },
  [EK_REVIEW_HELD] = { "held", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Held") },
  [EK_REVIEW_TRIGGER] = { "triggers", EK_FIELD_JSON, EK_FIELD_PLAIN, N_ ("Why this case") },
  [EK_REVIEW_QUESTION] = { "question", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Question for the team") },
  [EK_REVIEW_CASE] = { "page", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Case page") },
  [EK_REVIEW_DECISION] = { "decision", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Decision") },
  [EK_REVIEW_REASON] = { "reason", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Reason for the decision") },
  [EK_REVIEW_DECIDED] = { "decided", EK_FIELD_INSTANT, EK_FIELD_HIDDEN, N_ ("Decided") },
  [EK_REVIEW_MEMBERS] = { "members", EK_FIELD_JSON, EK_FIELD_PLAIN, N_ ("Members") },
  { NULL },
};

const EkRecordType ek_review_type = { "review", N_ ("MDT case review"), EK_RECORD_SYNCED | EK_RECORD_SIGNED,
                                      review_fields };

static const EkChoice stance_choices[] = {
  { "agrees", N_ ("Agrees") },
  { "dissents", N_ ("Dissents") },
  { "abstains", N_ ("Abstains") },
  { NULL },
};

static const EkField opinion_fields[] = {
  [EK_OPINION_REVIEW] = { "review", EK_FIELD_REFERENCE, EK_FIELD_REQUIRED | EK_FIELD_INDEXED | EK_FIELD_HIDDEN,
                          N_ ("Case review") },
  [EK_OPINION_ROLE] = { "role", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Role") },
  [EK_OPINION_USER] = { "user", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Member") },
  [EK_OPINION_NAME] = { "name", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Name") },
  [EK_OPINION_TEXT] = { "text", EK_FIELD_NOTE, EK_FIELD_REQUIRED, N_ ("Opinion") },
  [EK_OPINION_STANCE] = { "stance", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Position"), stance_choices },
  { NULL },
};

const EkRecordType ek_opinion_type = { "opinion", N_ ("Opinion"), EK_RECORD_PLAIN, opinion_fields };

static const EkChoice task_status[] = {
  { "requested", N_ ("Requested") }, { "accepted", N_ ("Accepted") },   { "in-progress", N_ ("In progress") },
  { "completed", N_ ("Completed") }, { "cancelled", N_ ("Cancelled") }, { NULL },
};

static const EkField task_fields[] = {
  [EK_TASK_BASED_ON] = { "based_on", EK_FIELD_REFERENCE, EK_FIELD_INDEXED | EK_FIELD_HIDDEN, N_ ("Based on") },
  [EK_TASK_TEXT] = { "text", EK_FIELD_NOTE, EK_FIELD_REQUIRED, N_ ("Action") },
  [EK_TASK_OWNER] = { "owner", EK_FIELD_REFERENCE, EK_FIELD_PLAIN, N_ ("Owner") },
  [EK_TASK_OWNER_NAME] = { "owner_name", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Owner") },
  [EK_TASK_DUE] = { "due", EK_FIELD_DATE, EK_FIELD_REQUIRED, N_ ("Due") },
  [EK_TASK_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), task_status },
  [EK_TASK_OUTCOME] = { "outcome", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Outcome") },
  [EK_TASK_DONE] = { "done", EK_FIELD_INSTANT, EK_FIELD_HIDDEN, N_ ("Done") },
  { NULL },
};

const EkRecordType ek_task_type = { "task", N_ ("Action"), EK_RECORD_SYNCED, task_fields };

static const EkChoice document_kinds[] = {
  { "minutes", N_ ("Minutes") },
  { "report", N_ ("Report") },
  { "letter", N_ ("Letter") },
  { NULL },
};

static const EkField document_fields[] = {
  [EK_DOCUMENT_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), document_kinds },
  [EK_DOCUMENT_TITLE] = { "title", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Title") },
  [EK_DOCUMENT_MEDIA_TYPE] = { "media_type", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Format") },
  [EK_DOCUMENT_CONTENT] = { "content", EK_FIELD_BLOB, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("Content") },
  [EK_DOCUMENT_BASED_ON] = { "based_on", EK_FIELD_REFERENCE, EK_FIELD_INDEXED | EK_FIELD_HIDDEN, N_ ("Based on") },
  [EK_DOCUMENT_WRITTEN] = { "written", EK_FIELD_INSTANT, EK_FIELD_PLAIN, N_ ("Written") },
  { NULL },
};

const EkRecordType ek_document_type = { "document", N_ ("Document"), EK_RECORD_SYNCED, document_fields };

static const EkChoice battery_status[] = {
  { "in-progress", N_ ("In progress") },
  { "completed", N_ ("Completed") },
  { "stopped", N_ ("Stopped") },
  { NULL },
};

static const EkField battery_fields[] = {
  [EK_BATTERY_SET] = { "battery", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Set") },
  [EK_BATTERY_VERSION] = { "version", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Version") },
  [EK_BATTERY_STARTED] = { "started", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Started") },
  [EK_BATTERY_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), battery_status },
  [EK_BATTERY_ENDED] = { "ended", EK_FIELD_INSTANT, EK_FIELD_PLAIN, N_ ("Ended") },
  [EK_BATTERY_STEPS] = { "steps", EK_FIELD_JSON, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("Instruments") },
  [EK_BATTERY_REASON] = { "reason", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Reason") },
  { NULL },
};

/* Only on this machine: the forms of a set are exchanged one by one. */
const EkRecordType ek_battery_type = { "battery", N_ ("Set of instruments"), EK_RECORD_PLAIN, battery_fields };

static const EkChoice schedule_kinds[] = {
  { "instrument", N_ ("Instrument") },
  { "battery", N_ ("Set of instruments") },
  { NULL },
};

static const EkChoice schedule_status[] = {
  { "active", N_ ("Active") },
  { "stopped", N_ ("Stopped") },
  { NULL },
};

static const EkField schedule_fields[] = {
  [EK_SCHEDULE_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), schedule_kinds },
  [EK_SCHEDULE_SUBJECT] = { "subject", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("What is given") },
  [EK_SCHEDULE_FIRST] = { "first", EK_FIELD_DATE, EK_FIELD_REQUIRED, N_ ("First due") },
  [EK_SCHEDULE_INTERVAL] = { "interval_days", EK_FIELD_INTEGER, EK_FIELD_REQUIRED, N_ ("Interval in days") },
  [EK_SCHEDULE_UNTIL] = { "until", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Until") },
  [EK_SCHEDULE_PURPOSE] = { "purpose", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Purpose") },
  [EK_SCHEDULE_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED | EK_FIELD_INDEXED, N_ ("Status"),
                           schedule_status },
  [EK_SCHEDULE_REASON] = { "reason", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Reason") },
  [EK_SCHEDULE_SHORTER] = { "shorter", EK_FIELD_BOOLEAN, EK_FIELD_HIDDEN, N_ ("Shorter than recommended") },
  { NULL },
};

const EkRecordType ek_schedule_type = { "schedule", N_ ("Schedule"), EK_RECORD_PLAIN, schedule_fields };

static const EkChoice baseline_status[] = {
  { "draft", N_ ("Draft") },
  { "signed", N_ ("Signed") },
  { "replaced", N_ ("Replaced") },
  { NULL },
};

static const EkField baseline_fields[] = {
  [EK_BASELINE_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), baseline_status },
  [EK_BASELINE_NUMBER] = { "number", EK_FIELD_INTEGER, EK_FIELD_HIDDEN, N_ ("Number") },
  [EK_BASELINE_BATTERY] = { "battery", EK_FIELD_REFERENCE, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN,
                            N_ ("Set of instruments") },
  [EK_BASELINE_MADE] = { "made", EK_FIELD_INSTANT, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("Made") },
  [EK_BASELINE_LEVEL] = { "level", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Severity"), severity_levels },
  [EK_BASELINE_STEP] = { "step", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Step of care"), plan_steps },
  [EK_BASELINE_RESULT] = { "result", EK_FIELD_JSON, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("Result") },
  [EK_BASELINE_BASIS] = { "basis", EK_FIELD_JSON, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("Made from") },
  [EK_BASELINE_KNOWLEDGE] = { "knowledge", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Rules") },
  [EK_BASELINE_SUMMARY] = { "summary", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Summary by the clinician") },
  [EK_BASELINE_PREVIOUS] = { "previous", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Replaces") },
  { NULL },
};

const EkRecordType ek_baseline_type = { "baseline", N_ ("Baseline assessment"), EK_RECORD_SIGNED, baseline_fields };

static const EkChoice notice_kinds[] = {
  { "unreadable-form", N_ ("A form that could not be read") },
  { "unreadable-value", N_ ("A value that could not be read") },
  { "unclear-danger", N_ ("Words of danger that are not clear") },
  { "old-answer", N_ ("An answer of danger that nobody has looked at") },
  { "warning-ended", N_ ("A warning of the hospital that has ended") },
  { "possible-duplicate", N_ ("Perhaps the same person as somebody else") },
  { "other-person", N_ ("The hospital has somebody else under this patient's number") },
  { "identity-changed", N_ ("A name or date of birth that came differently") },
  { "moved", N_ ("Something that belongs to another patient where it comes from") },
  { "rescored", N_ ("Forms were scored again") },
  { "linked", N_ ("The hospital joined two files") },
  { "closed-elsewhere", N_ ("A risk that was closed elsewhere") },
  { "joined-details", N_ ("Details changed under the number of a joined file") },
  { "other", N_ ("Something to look at") },
  { NULL },
};

static const EkChoice notice_status[] = {
  { "open", N_ ("Open") },
  { "done", N_ ("Done") },
  { NULL },
};

static const EkChoice notice_found[] = {
  { "none", N_ ("No danger") },
  { "suicide", N_ ("Danger of suicide or self-harm") },
  { "others", N_ ("Danger to others") },
  { "medical", N_ ("Medical danger") },
  { NULL },
};

static const EkField notice_fields[] = {
  [EK_NOTICE_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), notice_kinds },
  [EK_NOTICE_SOURCE] = { "source", EK_FIELD_TEXT, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("About") },
  [EK_NOTICE_DETAIL] = { "detail", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Detail") },
  [EK_NOTICE_RAISED] = { "raised", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Raised") },
  [EK_NOTICE_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED | EK_FIELD_INDEXED, N_ ("Status"),
                         notice_status },
  [EK_NOTICE_ACTION] = { "action", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("What was done") },
  [EK_NOTICE_DONE] = { "done", EK_FIELD_INSTANT, EK_FIELD_HIDDEN, N_ ("Done") },
  [EK_NOTICE_DONE_BY] = { "done_by", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Done by") },
  [EK_NOTICE_FOUND] = { "found", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("What was seen"), notice_found },
  [EK_NOTICE_RISK] = { "risk", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Risk") },
  { NULL },
};

/* What may hide a danger goes where the file goes, see ek_notice_may_hide_danger(); of the others nothing is sent. */
const EkRecordType ek_notice_type = { "notice", N_ ("Notice"), EK_RECORD_SYNCED | EK_RECORD_KEPT, notice_fields };

static const EkRecordType *const all_types[] = {
  &ek_patient_type,
  &ek_problem_type,
  &ek_allergy_type,
  &ek_medicine_type,
  &ek_encounter_type,
  &ek_assessment_type,
  &ek_measurement_type,
  &ek_event_type,
  &ek_risk_type,
  &ek_plan_type,
  &ek_review_type,
  &ek_opinion_type,
  &ek_task_type,
  &ek_document_type,
  &ek_battery_type,
  &ek_schedule_type,
  &ek_baseline_type,
  &ek_notice_type,
  NULL,
};

/**
 * ek_record_types:
 *
 * Returns: (transfer none) (array zero-terminated=1): every type of record that is declared
 */
const EkRecordType *const *
ek_record_types (void)
{
  return all_types;
}
