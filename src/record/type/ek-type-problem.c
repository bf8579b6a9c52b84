/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

#include "ek-record.h"

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

static const EkDateRule problem_dates[] = {
  { EK_PROBLEM_ONSET, EK_DATE_PAST | EK_DATE_BORN, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { EK_PROBLEM_ENDED, EK_DATE_BORN, EK_PROBLEM_ONSET, EK_NO_FIELD, { NULL } },
  { 0 },
};

static gboolean
is_work_related (EkLaw *law, EkRecord *problem)
{
  return ek_law_is_work_related (law, ek_record_get_text (problem, EK_PROBLEM_CODE));
}

static EkDeed
deed_of_problem (const EkDeedOf *of)
{
  return is_work_related (of->law, of->record) && (of->former == NULL || is_work_related (of->law, of->former))
    ? EK_DEED_DIAGNOSE_WORK
    : EK_DEED_DIAGNOSE;
}

static void
begin_problem (EkRecord *problem, const EkBeginning *beginning G_GNUC_UNUSED)
{
  ek_record_set_text (problem, EK_PROBLEM_STATUS, "active");
}

const EkRecordType ek_problem_type = {
  .name = "problem",
  .plural = "problems",
  .label = N_ ("Problem"),
  .flags = EK_RECORD_BY_HAND | EK_RECORD_MOVED | EK_RECORD_BASIS,
  .fields = problem_fields,
  .title = EK_PROBLEM_TEXT,
  .when = EK_PROBLEM_ONSET,
  .dates = problem_dates,
  .deed = deed_of_problem,
  .begin = begin_problem,
};
