/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

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

static const EkDateRule schedule_dates[] = {
  { EK_SCHEDULE_FIRST, EK_DATE_BORN | EK_DATE_SOON, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { EK_SCHEDULE_UNTIL, EK_DATE_BORN, EK_SCHEDULE_FIRST, EK_NO_FIELD, { NULL } },
  { 0 },
};

static const EkPending schedule_pending[] = {
  { EK_SCHEDULE_STATUS, "active", "schedule", EK_SCHEDULE_SUBJECT },
  { 0 },
};

const EkRecordType ek_schedule_type = {
  .name = "schedule",
  .label = N_ ("Schedule"),
  .flags = EK_RECORD_PLAIN,
  .fields = schedule_fields,
  .title = EK_SCHEDULE_SUBJECT,
  .when = EK_SCHEDULE_FIRST,
  .dates = schedule_dates,
  .pending = schedule_pending,
};
