/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

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
static const EkDateRule battery_dates[] = {
  { EK_BATTERY_STARTED, EK_DATE_PAST | EK_DATE_BORN, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { EK_BATTERY_ENDED, EK_DATE_PAST, EK_BATTERY_STARTED, EK_NO_FIELD, { NULL } },
  { 0 },
};

static const EkPending battery_pending[] = {
  { EK_BATTERY_STATUS, "in-progress", "set", EK_BATTERY_SET },
  { 0 },
};

const EkRecordType ek_battery_type = {
  .name = "battery",
  .label = N_ ("Set of instruments"),
  .flags = EK_RECORD_PLAIN,
  .fields = battery_fields,
  .title = EK_BATTERY_SET,
  .when = EK_BATTERY_STARTED,
  .dates = battery_dates,
  .pending = battery_pending,
};
