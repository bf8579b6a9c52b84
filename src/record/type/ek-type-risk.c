/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

static const EkChoice risk_levels[] = {
  { "unassessed", N_ ("Not yet assessed") },
  { "low", N_ ("Low") },
  { "moderate", N_ ("Moderate") },
  { "high", N_ ("High") },
  { NULL },
};

static const EkChoice risk_status[] = {
  { "open", N_ ("Open") },
  { "closed", N_ ("Closed") },
  { NULL },
};

static const EkChoice risk_kinds[] = {
  { "suicide", N_ ("Suicide or self-harm") },
  { "others", N_ ("Harm to others") },
  { "medical", N_ ("Medical danger") },
  { NULL },
};

static const EkField risk_fields[] = {
  [EK_RISK_LEVEL] = { "level", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Risk level"), risk_levels },
  [EK_RISK_SOURCE] = { "source", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN | EK_FIELD_INDEXED, N_ ("Raised by") },
  [EK_RISK_REASON] = { "reason", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Reason") },
  [EK_RISK_RAISED] = { "raised", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Raised") },
  [EK_RISK_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED | EK_FIELD_INDEXED, N_ ("Status"), risk_status },
  [EK_RISK_OWNER] = { "owner", EK_FIELD_REFERENCE, EK_FIELD_PLAIN, N_ ("Owner") },
  [EK_RISK_DUE] = { "due", EK_FIELD_INSTANT, EK_FIELD_PLAIN, N_ ("Due") },
  [EK_RISK_ACTION] = { "action", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Action taken") },
  [EK_RISK_CLOSED] = { "closed", EK_FIELD_INSTANT, EK_FIELD_HIDDEN, N_ ("Closed") },
  [EK_RISK_CLOSED_BY] = { "closed_by", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Closed by") },
  [EK_RISK_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Kind of danger"), risk_kinds },
  [EK_RISK_SAFETY] = { "safety", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Safety plan") },
  { NULL },
};

static const EkPending risk_pending[] = {
  { EK_RISK_STATUS, "open", "open-risk", EK_RISK_LEVEL },
  { 0 },
};

const EkRecordType ek_risk_type = {
  .name = "risk",
  .plural = "risks",
  .label = N_ ("Risk"),
  .flags = EK_RECORD_SYNCED | EK_RECORD_KEPT,
  .fields = risk_fields,
  .title = EK_NO_FIELD,
  .when = EK_RISK_RAISED,
  .pending = risk_pending,
};
