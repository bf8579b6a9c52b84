/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

#include "ek-record.h"

static const EkChoice purposes[] = {
  { "treatment", N_ ("Treatment") },
  { "recording", N_ ("Recording of sessions") },
  { "employer", N_ ("Information for the employer") },
  { "family", N_ ("Information for the family") },
  { "exchange", N_ ("Exchange with other institutions") },
  { "teaching", N_ ("Teaching and supervision") },
  { "research", N_ ("Research") },
  { "attendance", N_ ("Use of attendance data") },
  { "other", N_ ("Another purpose") },
  { NULL },
};

static const EkChoice consent_status[] = {
  { "given", N_ ("Given") },
  { "refused", N_ ("Refused") },
  { "withdrawn", N_ ("Withdrawn") },
  { NULL },
};

static const EkChoice consent_by[] = {
  { "patient", N_ ("The patient") },
  { "guardian", N_ ("Guardian") },
  { "proxy", N_ ("Authorised representative") },
  { NULL },
};

static const EkChoice consent_how[] = {
  { "written", N_ ("In writing") },
  { "oral", N_ ("Orally") },
  { "electronic", N_ ("Electronically") },
  { NULL },
};

static const EkField consent_fields[] = {
  [EK_CONSENT_PURPOSE] = { "purpose", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Purpose"), purposes },
  [EK_CONSENT_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), consent_status },
  [EK_CONSENT_SCOPE] = { "scope", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("What it covers") },
  [EK_CONSENT_GIVEN] = { "given", EK_FIELD_DATE, EK_FIELD_REQUIRED, N_ ("Date of consent or refusal") },
  [EK_CONSENT_UNTIL] = { "until", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Valid until") },
  [EK_CONSENT_WITHDRAWN] = { "withdrawn", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Withdrawn on") },
  [EK_CONSENT_BY] = { "by", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Who decided"), consent_by },
  [EK_CONSENT_BY_NAME] = { "by_name", EK_FIELD_TEXT, EK_FIELD_IDENTIFYING, N_ ("Name of who decided") },
  [EK_CONSENT_HOW] = { "how", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("How it was given"), consent_how },
  [EK_CONSENT_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_SAID, N_ ("Note") },
  [EK_CONSENT_RECEIVED_FROM] = { "received_from", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Received from") },
  { NULL },
};

static const EkDateRule consent_dates[] = {
  { EK_CONSENT_GIVEN, EK_DATE_PAST | EK_DATE_BORN, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { EK_CONSENT_UNTIL, EK_DATE_BORN, EK_CONSENT_GIVEN, EK_NO_FIELD, { NULL } },
  { EK_CONSENT_WITHDRAWN, EK_DATE_PAST | EK_DATE_BORN, EK_CONSENT_GIVEN, EK_NO_FIELD, { NULL } },
  { 0 },
};

static void
begin_consent (EkRecord *consent, const EkBeginning *beginning)
{
  ek_record_set_text (consent, EK_CONSENT_STATUS, "given");
  ek_record_set_text (consent, EK_CONSENT_GIVEN, beginning->today);
  ek_record_set_text (consent, EK_CONSENT_BY, "patient");
}

const EkRecordType ek_consent_type = {
  .name = "consent",
  .plural = "consents",
  .label = N_ ("Consent"),
  .flags = EK_RECORD_BY_HAND | EK_RECORD_MOVED,
  .fields = consent_fields,
  .title = EK_CONSENT_PURPOSE,
  .when = EK_CONSENT_GIVEN,
  .dates = consent_dates,
  .begin = begin_consent,
  .card = { N_ ("Consents"), N_ ("Add a consent"), N_ ("No consent is recorded."), EK_CONSENT_STATUS },
};
