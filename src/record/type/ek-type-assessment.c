/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

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

static const EkDateRule assessment_dates[] = {
  { EK_ASSESSMENT_TAKEN, EK_DATE_PAST | EK_DATE_BORN, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { 0 },
};

static const EkPending assessment_pending[] = {
  { EK_ASSESSMENT_STATUS, "in-progress", "form", EK_ASSESSMENT_INSTRUMENT },
  { 0 },
};

const EkRecordType ek_assessment_type = {
  .name = "assessment",
  .plural = "assessments",
  .label = N_ ("Assessment"),
  .flags = EK_RECORD_SYNCED | EK_RECORD_MOVED | EK_RECORD_BASIS | EK_RECORD_COURSE,
  .fields = assessment_fields,
  .title = EK_ASSESSMENT_INSTRUMENT,
  .when = EK_ASSESSMENT_TAKEN,
  .dates = assessment_dates,
  .pending = assessment_pending,
};
