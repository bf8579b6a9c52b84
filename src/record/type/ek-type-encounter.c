/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

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

/* Words for the therapies this program writes itself; a hospital may name others. */
static const EkChoice therapy_words[] = {
  { "cbt", N_ ("CBT") },
  { "cbt group", N_ ("CBT group") },
  { "cbt-i", N_ ("CBT for insomnia") },
  { "trauma-focused cbt", N_ ("Trauma-focused CBT") },
  { "supportive psychotherapy", N_ ("Supportive psychotherapy") },
  { "counselling", N_ ("Counselling") },
  { NULL },
};

static const EkField encounter_fields[] = {
  [EK_ENCOUNTER_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), encounter_kinds },
  [EK_ENCOUNTER_THERAPY] = { "therapy", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Therapy"), therapy_words },
  [EK_ENCOUNTER_STARTED] = { "started", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Started") },
  [EK_ENCOUNTER_ENDED] = { "ended", EK_FIELD_INSTANT, EK_FIELD_PLAIN, N_ ("Ended") },
  [EK_ENCOUNTER_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Status"), encounter_status },
  [EK_ENCOUNTER_CLINICIAN] = { "clinician", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Clinician") },
  [EK_ENCOUNTER_SUMMARY] = { "summary", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Summary") },
  [EK_ENCOUNTER_REASON] = { "reason", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Reason") },
  [EK_ENCOUNTER_PLACE] = { "place", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Place") },
  { NULL },
};

const EkRecordType ek_encounter_type = { "encounter", N_ ("Encounter"), EK_RECORD_PLAIN, encounter_fields };
