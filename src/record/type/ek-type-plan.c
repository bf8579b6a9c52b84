/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

#include "ek-choices.h"
#include "ek-json.h"
#include "ek-record.h"

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

static const EkDateRule plan_dates[] = {
  { EK_PLAN_STARTS, EK_DATE_BORN | EK_DATE_SOON, EK_NO_FIELD, EK_NO_FIELD, { NULL } },
  { EK_PLAN_REVIEW, EK_DATE_BORN | EK_DATE_SOON, EK_PLAN_STARTS, EK_NO_FIELD, { NULL } },
  { 0 },
};

static const EkPending plan_pending[] = {
  { EK_PLAN_STATUS, "signed", "active-plan", EK_NO_FIELD },
  { EK_PLAN_STATUS, "draft", "draft", EK_NO_FIELD },
  { 0 },
};

static gboolean
orders_medicines (EkRecord *plan)
{
  JsonNode *lines = ek_record_get_json (plan, EK_PLAN_LINES);
  JsonArray *array = lines != NULL && JSON_NODE_HOLDS_ARRAY (lines) ? json_node_get_array (lines) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *line = ek_json_element_object (array, i);

      if (line != NULL && g_strcmp0 (ek_json_peek_string (line, "kind"), "medicine") == 0 &&
          g_strcmp0 (ek_json_peek_string (line, "status"), "removed") != 0)
        return TRUE;
    }

  return FALSE;
}

/* A plan that has medicines in it is a psychiatrist's to sign. */
static EkDeed
deed_of_signing (EkRecord *plan)
{
  return orders_medicines (plan) ? EK_DEED_PRESCRIBE : EK_DEED_SIGN;
}

const EkRecordType ek_plan_type = {
  .name = "plan",
  .plural = "plans",
  .label = N_ ("Intervention plan"),
  .flags = EK_RECORD_SYNCED | EK_RECORD_SIGNED | EK_RECORD_COURSE,
  .fields = plan_fields,
  .title = EK_NO_FIELD,
  .when = EK_PLAN_STARTS,
  .dates = plan_dates,
  .pending = plan_pending,
  .deed_signed = deed_of_signing,
};
