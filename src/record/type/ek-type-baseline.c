/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

#include "ek-choices.h"

static const EkChoice baseline_status[] = {
  { "draft", N_ ("Draft") },
  { "signed", N_ ("Signed") },
  { "replaced", N_ ("Replaced") },
  { NULL },
};

static const EkField baseline_fields[] = {
  [EK_BASELINE_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), baseline_status },
  [EK_BASELINE_NUMBER] = { "number", EK_FIELD_INTEGER, EK_FIELD_HIDDEN, N_ ("Number") },
  [EK_BASELINE_BATTERY] = { "battery", EK_FIELD_REFERENCE, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN,
                            N_ ("Set of instruments") },
  [EK_BASELINE_MADE] = { "made", EK_FIELD_INSTANT, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("Made") },
  [EK_BASELINE_LEVEL] = { "level", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Severity"), ek_level_choices },
  [EK_BASELINE_STEP] = { "step", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Step of care"), ek_step_choices },
  [EK_BASELINE_RESULT] = { "result", EK_FIELD_JSON, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("Result") },
  [EK_BASELINE_BASIS] = { "basis", EK_FIELD_JSON, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("Made from") },
  [EK_BASELINE_KNOWLEDGE] = { "knowledge", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Rules") },
  [EK_BASELINE_SUMMARY] = { "summary", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Summary by the clinician") },
  [EK_BASELINE_PREVIOUS] = { "previous", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Replaces") },
  { NULL },
};

static const EkPending baseline_pending[] = {
  { EK_BASELINE_STATUS, "draft", "draft", EK_NO_FIELD },
  { 0 },
};

const EkRecordType ek_baseline_type = {
  .name = "baseline",
  .label = N_ ("Baseline assessment"),
  .flags = EK_RECORD_SIGNED,
  .fields = baseline_fields,
  .title = EK_NO_FIELD,
  .when = EK_BASELINE_MADE,
  .pending = baseline_pending,
};
