/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

#include "ek-record.h"

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
  [EK_MEDICINE_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_SAID, N_ ("Note") },
  [EK_MEDICINE_RECEIVED_FROM] = { "received_from", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Received from") },
  { NULL },
};

static const EkDateRule medicine_dates[] = {
  { EK_MEDICINE_STARTED, EK_DATE_BORN | EK_DATE_SOON, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { EK_MEDICINE_STOPPED, EK_DATE_BORN, EK_MEDICINE_STARTED, EK_NO_FIELD, { NULL } },
  { 0 },
};

static EkDeed
deed_of_medicine (const EkDeedOf *of G_GNUC_UNUSED)
{
  return EK_DEED_PRESCRIBE;
}

static void
begin_medicine (EkRecord *medicine, const EkBeginning *beginning)
{
  ek_record_set_text (medicine, EK_MEDICINE_STATUS, "active");
  ek_record_set_text (medicine, EK_MEDICINE_INTENT, "order");
  ek_record_set_text (medicine, EK_MEDICINE_STARTED, beginning->today);
}

const EkRecordType ek_medicine_type = {
  .name = "medicine",
  .plural = "medicines",
  .label = N_ ("Medicine"),
  .flags = EK_RECORD_BY_HAND | EK_RECORD_MOVED | EK_RECORD_BASIS | EK_RECORD_COURSE,
  .fields = medicine_fields,
  .title = EK_MEDICINE_NAME,
  .when = EK_MEDICINE_STARTED,
  .dates = medicine_dates,
  .deed = deed_of_medicine,
  .begin = begin_medicine,
};
