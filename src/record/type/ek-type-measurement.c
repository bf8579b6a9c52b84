/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

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

static const EkDateRule measurement_dates[] = {
  { EK_MEASUREMENT_TAKEN, EK_DATE_PAST | EK_DATE_BORN, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { 0 },
};

const EkRecordType ek_measurement_type = {
  .name = "measurement",
  .plural = "measurements",
  .label = N_ ("Measurement"),
  .flags = EK_RECORD_MOVED | EK_RECORD_COURSE,
  .fields = measurement_fields,
  .title = EK_MEASUREMENT_TEXT,
  .when = EK_MEASUREMENT_TAKEN,
  .dates = measurement_dates,
};
