/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

static const EkChoice review_status[] = {
  { "open", N_ ("Open") },
  { "decided", N_ ("Decided") },
  { "closed", N_ ("Closed") },
  { NULL },
};

static const EkField review_fields[] = {
  [EK_REVIEW_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Status"), review_status },
  [EK_REVIEW_HELD] = { "held", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Held") },
  [EK_REVIEW_TRIGGER] = { "triggers", EK_FIELD_JSON, EK_FIELD_PLAIN, N_ ("Why this case") },
  [EK_REVIEW_QUESTION] = { "question", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Question for the team") },
  [EK_REVIEW_CASE] = { "page", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Case page") },
  [EK_REVIEW_DECISION] = { "decision", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Decision") },
  [EK_REVIEW_REASON] = { "reason", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("Reason for the decision") },
  [EK_REVIEW_DECIDED] = { "decided", EK_FIELD_INSTANT, EK_FIELD_HIDDEN, N_ ("Decided") },
  [EK_REVIEW_MEMBERS] = { "members", EK_FIELD_JSON, EK_FIELD_PLAIN, N_ ("Members") },
  { NULL },
};

static const EkPending review_pending[] = {
  { EK_REVIEW_STATUS, "open", "review", EK_NO_FIELD },
  { 0 },
};

const EkRecordType ek_review_type = {
  .name = "review",
  .plural = "reviews",
  .label = N_ ("MDT case review"),
  .flags = EK_RECORD_SYNCED | EK_RECORD_SIGNED,
  .fields = review_fields,
  .title = EK_NO_FIELD,
  .when = EK_REVIEW_HELD,
  .pending = review_pending,
};

static const EkChoice stance_choices[] = {
  { "agrees", N_ ("Agrees") },
  { "dissents", N_ ("Dissents") },
  { "abstains", N_ ("Abstains") },
  { NULL },
};

static const EkField opinion_fields[] = {
  [EK_OPINION_REVIEW] = { "review", EK_FIELD_REFERENCE, EK_FIELD_REQUIRED | EK_FIELD_INDEXED | EK_FIELD_HIDDEN,
                          N_ ("Case review") },
  [EK_OPINION_ROLE] = { "role", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Role") },
  [EK_OPINION_USER] = { "user", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Member") },
  [EK_OPINION_NAME] = { "name", EK_FIELD_TEXT, EK_FIELD_PLAIN, N_ ("Name") },
  [EK_OPINION_TEXT] = { "text", EK_FIELD_NOTE, EK_FIELD_REQUIRED, N_ ("Opinion") },
  [EK_OPINION_STANCE] = { "stance", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("Position"), stance_choices },
  { NULL },
};

const EkRecordType ek_opinion_type = {
  .name = "opinion",
  .label = N_ ("Opinion"),
  .flags = EK_RECORD_PLAIN,
  .fields = opinion_fields,
  .title = EK_OPINION_TEXT,
  .when = EK_NO_FIELD,
};
