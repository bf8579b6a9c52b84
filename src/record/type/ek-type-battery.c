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
const EkRecordType ek_battery_type = { "battery", N_ ("Set of instruments"), EK_RECORD_PLAIN, battery_fields };
