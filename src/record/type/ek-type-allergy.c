/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

#include "ek-record.h"

static const EkChoice criticality_choices[] = {
  { "low", N_ ("Low risk") },
  { "high", N_ ("High risk") },
  { "unable-to-assess", N_ ("Cannot be assessed") },
  { NULL },
};

static const EkChoice allergy_status[] = {
  { "active", N_ ("Active") },
  { "inactive", N_ ("Inactive") },
  { "resolved", N_ ("Resolved") },
  { NULL },
};

static const EkChoice reaction_severity[] = {
  { "mild", N_ ("Mild") },
  { "moderate", N_ ("Moderate") },
  { "severe", N_ ("Severe") },
  { NULL },
};

static const EkChoice allergy_certainty[] = {
  { "unconfirmed", N_ ("Unconfirmed") },
  { "presumed", N_ ("Presumed") },
  { "confirmed", N_ ("Confirmed") },
  { NULL },
};

static const EkField allergy_fields[] = {
  [EK_ALLERGY_SUBSTANCE] = { "substance", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Substance") },
  [EK_ALLERGY_CODE] = { "code", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Code") },
  [EK_ALLERGY_SYSTEM] = { "system", EK_FIELD_TEXT, EK_FIELD_HIDDEN, N_ ("Code system") },
  [EK_ALLERGY_REACTION] = { "reaction", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Reaction") },
  [EK_ALLERGY_CRITICALITY] = { "criticality", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Criticality"),
                               criticality_choices },
  [EK_ALLERGY_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Status"), allergy_status },
  [EK_ALLERGY_NOTED] = { "noted", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Noted") },
  [EK_ALLERGY_SEVERITY] = { "severity", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Worst reaction"), reaction_severity },
  [EK_ALLERGY_CERTAINTY] = { "certainty", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Certainty"), allergy_certainty },
  [EK_ALLERGY_NOTE] = { "note", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Note") },
  [EK_ALLERGY_NONE] = { "none", EK_FIELD_BOOLEAN, EK_FIELD_HIDDEN, N_ ("No such allergy is known") },
  { NULL },
};

static const EkDateRule allergy_dates[] = {
  { EK_ALLERGY_NOTED, EK_DATE_PAST | EK_DATE_BORN, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { 0 },
};

static void
begin_allergy (EkRecord *allergy, const EkBeginning *beginning G_GNUC_UNUSED)
{
  ek_record_set_text (allergy, EK_ALLERGY_STATUS, "active");
}

const EkRecordType ek_allergy_type = {
  .name = "allergy",
  .plural = "allergies",
  .label = N_ ("Allergy"),
  .flags = EK_RECORD_BY_HAND | EK_RECORD_MOVED | EK_RECORD_BASIS,
  .fields = allergy_fields,
  .title = EK_ALLERGY_SUBSTANCE,
  .when = EK_ALLERGY_NOTED,
  .dates = allergy_dates,
  .begin = begin_allergy,
};
