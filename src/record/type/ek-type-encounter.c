/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-record.h"

static const EkChoice encounter_kinds[] = {
  { "session", N_ ("Therapy session") },
  { "visit", N_ ("Visit") },
  { "video", N_ ("Video session") },
  { "phone", N_ ("Phone contact") },
  { "group", N_ ("Group session") },
  { "admission", N_ ("Admission") },
  { NULL },
};

static const EkChoice encounter_status[] = {
  { "planned", N_ ("Planned") }, { "in-progress", N_ ("In progress") }, { "finished", N_ ("Finished") },
  { "missed", N_ ("Missed") },   { "cancelled", N_ ("Cancelled") },     { NULL },
};

/* What a session may be called without being typed; what is not here is written as it is called. */
static const EkChoice therapy_words[] = {
  { "cbt", N_ ("CBT") },
  { "cbt group", N_ ("CBT group") },
  { "cbt-i", N_ ("CBT for insomnia") },
  { "trauma-focused cbt", N_ ("Trauma-focused CBT") },
  { "emdr", N_ ("EMDR") },
  { "act", N_ ("Acceptance and commitment therapy") },
  { "dbt", N_ ("Dialectical behaviour therapy") },
  { "ipt", N_ ("Interpersonal psychotherapy") },
  { "mbct", N_ ("Mindfulness-based cognitive therapy") },
  { "behavioural activation", N_ ("Behavioural activation") },
  { "problem-solving therapy", N_ ("Problem-solving therapy") },
  { "motivational interviewing", N_ ("Motivational interviewing") },
  { "psychodynamic psychotherapy", N_ ("Psychodynamic psychotherapy") },
  { "family therapy", N_ ("Family therapy") },
  { "couple therapy", N_ ("Couple therapy") },
  { "morita therapy", N_ ("Morita therapy") },
  { "supportive psychotherapy", N_ ("Supportive psychotherapy") },
  { "counselling", N_ ("Counselling") },
  { "psychoeducation", N_ ("Psychoeducation") },
  { "follow-up", N_ ("Follow-up") },
  { NULL },
};

static const EkField encounter_fields[] = {
  [EK_ENCOUNTER_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), encounter_kinds },
  [EK_ENCOUNTER_THERAPY] = { "therapy", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Therapy"), therapy_words },
  [EK_ENCOUNTER_STARTED] = { "started", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Started") },
  [EK_ENCOUNTER_ENDED] = { "ended", EK_FIELD_INSTANT, EK_FIELD_PLAIN, N_ ("Ended") },
  [EK_ENCOUNTER_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Status"), encounter_status },
  [EK_ENCOUNTER_CLINICIAN] = { "clinician", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Clinician") },
  [EK_ENCOUNTER_SUMMARY] = { "summary", EK_FIELD_NOTE, EK_FIELD_SAID, N_ ("Summary") },
  [EK_ENCOUNTER_REASON] = { "reason", EK_FIELD_TEXT, EK_FIELD_SAID, N_ ("Reason") },
  [EK_ENCOUNTER_PLACE] = { "place", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Place") },
  { NULL },
};

static const EkDateRule encounter_dates[] = {
  { EK_ENCOUNTER_STARTED,
    EK_DATE_PAST | EK_DATE_BORN | EK_DATE_SOON,
    EK_NO_FIELD,
    EK_ENCOUNTER_STATUS,
    { "planned", "cancelled", NULL } },
  { EK_ENCOUNTER_ENDED, EK_DATE_BORN | EK_DATE_SOON, EK_ENCOUNTER_STARTED, EK_NO_FIELD, { NULL } },
  { 0 },
};

/* Writing down that somebody else held a session is not treating: only one's own sessions count. */
static EkDeed
deed_of_encounter (const EkDeedOf *of)
{
  const char *clinician = ek_record_get_text (of->record, EK_ENCOUNTER_CLINICIAN);
  const char *therapy = ek_record_get_text (of->record, EK_ENCOUNTER_THERAPY);
  gboolean own = clinician == NULL || strcmp (clinician, ek_user_get_name (of->user)) == 0 ||
    strcmp (clinician, ek_user_get_id (of->user)) == 0;

  if (of->former != NULL && g_strcmp0 (therapy, ek_record_get_text (of->former, EK_ENCOUNTER_THERAPY)) == 0)
    return EK_DEED_WRITE;

  return own && ek_law_is_psychotherapy (of->law, therapy) ? EK_DEED_TREAT : EK_DEED_WRITE;
}

static void
begin_encounter (EkRecord *encounter, const EkBeginning *beginning)
{
  ek_record_set_instant (encounter, EK_ENCOUNTER_STARTED, beginning->now, beginning->offset);
  ek_record_set_text (encounter, EK_ENCOUNTER_STATUS, "finished");
  ek_record_set_text (encounter, EK_ENCOUNTER_CLINICIAN, beginning->user_name);
}

const EkRecordType ek_encounter_type = {
  .name = "encounter",
  .plural = "encounters",
  .label = N_ ("Encounter"),
  .flags = EK_RECORD_BY_HAND | EK_RECORD_MOVED | EK_RECORD_COURSE,
  .fields = encounter_fields,
  .title = EK_ENCOUNTER_KIND,
  .when = EK_ENCOUNTER_STARTED,
  .dates = encounter_dates,
  .deed = deed_of_encounter,
  .begin = begin_encounter,
};
