/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

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

const EkRecordType ek_task_type = {
  .name = "task",
  .plural = "tasks",
  .label = N_ ("Action"),
  .flags = EK_RECORD_SYNCED,
  .fields = task_fields,
  .title = EK_TASK_TEXT,
  .when = EK_TASK_DUE,
};
