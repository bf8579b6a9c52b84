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

static const EkDateRule patient_dates[] = {
  { EK_PATIENT_BIRTH_DATE, EK_DATE_PAST | EK_DATE_LIFE, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { EK_PATIENT_DECEASED_DATE, EK_DATE_PAST, EK_PATIENT_BIRTH_DATE, EK_NO_FIELD, { NULL } },
  { 0 },
};

static const int who[] = { EK_PATIENT_NAME, EK_PATIENT_PINYIN,     EK_PATIENT_OTHER_NAMES,
                           EK_PATIENT_SEX,  EK_PATIENT_BIRTH_DATE, EK_NO_FIELD };
static const int numbers[] = { EK_PATIENT_IDENTIFIERS, EK_NO_FIELD };
static const int contact[] = { EK_PATIENT_PHONE, EK_PATIENT_EMAIL, EK_PATIENT_ADDRESS, EK_PATIENT_LANGUAGE,
                               EK_NO_FIELD };
static const int emergency[] = {
  EK_PATIENT_EMERGENCY_NAME,
  EK_PATIENT_EMERGENCY_RELATION,
  EK_PATIENT_EMERGENCY_PHONE,
  EK_NO_FIELD,
};
static const int work[] = {
  EK_PATIENT_EMPLOYER, EK_PATIENT_JOB, EK_PATIENT_INDUSTRY, EK_PATIENT_SHIFT, EK_PATIENT_EXPOSURES, EK_NO_FIELD,
};
static const int rest[] = { EK_PATIENT_REMARKS, EK_PATIENT_DECEASED, EK_PATIENT_DECEASED_DATE, EK_NO_FIELD };

static const EkSection patient_sections[] = {
  { N_ ("Person"), who },
  { NULL, numbers },
  { N_ ("Contact"), contact },
  { N_ ("Emergency contact"), emergency },
  { N_ ("Work"), work },
  { N_ ("Other"), rest },
  { NULL, NULL },
};

const EkRecordType ek_patient_type = {
  .name = "patient",
  .label = N_ ("Patient"),
  .flags = EK_RECORD_SYNCED,
  .fields = patient_fields,
  .sections = patient_sections,
  .title = EK_PATIENT_NAME,
  .when = EK_NO_FIELD,
  .dates = patient_dates,
};
