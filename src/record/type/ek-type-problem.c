/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

static const EkChoice problem_status[] = {
  { "active", N_ ("Active") },
  { "remission", N_ ("In remission") },
  { "inactive", N_ ("Inactive") },
  { "resolved", N_ ("Resolved") },
  { NULL },
};

static const EkChoice verification_choices[] = {
  { "provisional", N_ ("Provisional") },
  { "unconfirmed", N_ ("Unconfirmed") },
  { "differential", N_ ("Differential diagnosis") },
  { "confirmed", N_ ("Confirmed") },
  { "refuted", N_ ("Refuted") },
  { "withdrawn", N_ ("Withdrawn by the hospital") },
  { NULL },
};

static const EkField problem_fields[] = {
  [EK_PROBLEM_CODE] = { "code", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Code") },
  [EK_PROBLEM_SYSTEM] = { "system", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Code system") },
  [EK_PROBLEM_TEXT] = { "text", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Problem") },
  [EK_PROBLEM_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Status"), problem_status },
  [EK_PROBLEM_VERIFICATION] = { "verification", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Certainty"),
                                verification_choices },
  [EK_PROBLEM_ONSET] = { "onset", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Onset") },
  [EK_PROBLEM_ENDED] = { "ended", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Ended") },
  [EK_PROBLEM_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Note") },
  [EK_PROBLEM_SEVERITY] = { "severity", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Severity") },
  [EK_PROBLEM_ONSET_TEXT] = { "onset_text", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Onset in words") },
  [EK_PROBLEM_RECEIVED_FROM] = { "received_from", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Received from") },
  { NULL },
};

const EkRecordType ek_problem_type = { "problem", N_ ("Problem"), EK_RECORD_PLAIN, problem_fields };
