/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

#include "ek-choices.h"

static const EkChoice plan_status[] = {
  { "draft", N_ ("Draft") },
  { "signed", N_ ("Signed") },
  { "replaced", N_ ("Replaced") },
  { "ended", N_ ("Ended") },
  { NULL },
};

static const EkField plan_fields[] = {
  [EK_PLAN_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), plan_status },
  [EK_PLAN_STEP] = { "step", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Step of care"), ek_step_choices },
  [EK_PLAN_LEVEL] = { "level", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Severity"), ek_level_choices },
  [EK_PLAN_LINES] = { "lines", EK_FIELD_JSON, EK_FIELD_PLAIN, N_ ("Interventions") },
  [EK_PLAN_BASIS] = { "basis", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Drafted from") },
  [EK_PLAN_KNOWLEDGE] = { "knowledge", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Rules") },
  [EK_PLAN_STARTS] = { "starts", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Starts") },
  [EK_PLAN_REVIEW] = { "review", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Review on") },
  [EK_PLAN_NUMBER] = { "number", EK_FIELD_INTEGER, EK_FIELD_HIDDEN, N_ ("Number") },
  [EK_PLAN_PREVIOUS] = { "previous", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Replaces") },
  [EK_PLAN_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Note") },
  { NULL },
};

const EkRecordType ek_plan_type = { "plan", N_ ("Intervention plan"), EK_RECORD_SYNCED | EK_RECORD_SIGNED,
                                    plan_fields };
