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

const EkRecordType ek_schedule_type = { "schedule", N_ ("Schedule"), EK_RECORD_PLAIN, schedule_fields };
