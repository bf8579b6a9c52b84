/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

static const EkChoice notice_kinds[] = {
  { "unreadable-form", N_ ("A form that could not be read") },
  { "unreadable-value", N_ ("A value that could not be read") },
  { "unclear-danger", N_ ("Words of danger that are not clear") },
  { "old-answer", N_ ("An answer of danger that nobody has looked at") },
  { "warning-ended", N_ ("A warning of the hospital that has ended") },
  { "possible-duplicate", N_ ("Perhaps the same person as somebody else") },
  { "other-person", N_ ("The hospital has somebody else under this patient's number") },
  { "identity-changed", N_ ("A name or date of birth that came differently") },
  { "moved", N_ ("Something that belongs to another patient where it comes from") },
  { "unread-document", N_ ("A document that nobody has read") },
  { "rescored", N_ ("Forms were scored again") },
  { "linked", N_ ("The hospital joined two files") },
  { "closed-elsewhere", N_ ("A risk that was closed elsewhere") },
  { "joined-details", N_ ("Details changed under the number of a joined file") },
  { "other", N_ ("Something to look at") },
  { NULL },
};

static const EkChoice notice_status[] = {
  { "open", N_ ("Open") },
  { "done", N_ ("Done") },
  { NULL },
};

static const EkChoice notice_found[] = {
  { "none", N_ ("No danger") },
  { "suicide", N_ ("Danger of suicide or self-harm") },
  { "others", N_ ("Danger to others") },
  { "medical", N_ ("Medical danger") },
  { NULL },
};

static const EkField notice_fields[] = {
  [EK_NOTICE_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), notice_kinds },
  [EK_NOTICE_SOURCE] = { "source", EK_FIELD_TEXT, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("About") },
  [EK_NOTICE_DETAIL] = { "detail", EK_FIELD_JSON, EK_FIELD_HIDDEN, N_ ("Detail") },
  [EK_NOTICE_RAISED] = { "raised", EK_FIELD_INSTANT, EK_FIELD_REQUIRED, N_ ("Raised") },
  [EK_NOTICE_STATUS] = { "status", EK_FIELD_CHOICE, EK_FIELD_REQUIRED | EK_FIELD_INDEXED, N_ ("Status"),
                         notice_status },
  [EK_NOTICE_ACTION] = { "action", EK_FIELD_NOTE, EK_FIELD_PLAIN, N_ ("What was done") },
  [EK_NOTICE_DONE] = { "done", EK_FIELD_INSTANT, EK_FIELD_HIDDEN, N_ ("Done") },
  [EK_NOTICE_DONE_BY] = { "done_by", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Done by") },
  [EK_NOTICE_FOUND] = { "found", EK_FIELD_CHOICE, EK_FIELD_PLAIN, N_ ("What was seen"), notice_found },
  [EK_NOTICE_RISK] = { "risk", EK_FIELD_REFERENCE, EK_FIELD_HIDDEN, N_ ("Risk") },
  { NULL },
};

/* What may hide a danger goes where the file goes, see ek_notice_may_hide_danger(); of the others nothing is sent. */
const EkRecordType ek_notice_type = {
  .name = "notice",
  .plural = "notices",
  .label = N_ ("Notice"),
  .flags = EK_RECORD_SYNCED | EK_RECORD_KEPT,
  .fields = notice_fields,
  .title = EK_NO_FIELD,
  .when = EK_NOTICE_RAISED,
};
