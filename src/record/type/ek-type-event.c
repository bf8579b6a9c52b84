/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

#include "ek-record.h"

static const EkChoice event_kinds[] = {
  { "leave", N_ ("Sick leave") },
  { "life", N_ ("Life event") },
  { "work", N_ ("Work event") },
  { "accident", N_ ("Accident at work") },
  { NULL },
};

static const EkField event_fields[] = {
  [EK_EVENT_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), event_kinds },
  [EK_EVENT_TEXT] = { "text", EK_FIELD_TEXT, EK_FIELD_REQUIRED | EK_FIELD_SAID, N_ ("Event") },
  [EK_EVENT_STARTED] = { "started", EK_FIELD_DATE, EK_FIELD_REQUIRED, N_ ("From") },
  [EK_EVENT_ENDED] = { "ended", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Until") },
  { NULL },
};

static const EkDateRule event_dates[] = {
  { EK_EVENT_STARTED,
    EK_DATE_PAST | EK_DATE_BORN | EK_DATE_SOON,
    EK_NO_FIELD,
    EK_EVENT_KIND,
    { "leave", "work", NULL } },
  { EK_EVENT_ENDED, EK_DATE_BORN | EK_DATE_SOON, EK_EVENT_STARTED, EK_NO_FIELD, { NULL } },
  { 0 },
};

static void
begin_event (EkRecord *event, const EkBeginning *beginning)
{
  ek_record_set_text (event, EK_EVENT_STARTED, beginning->today);
}

const EkRecordType ek_event_type = {
  .name = "event",
  .plural = "events",
  .label = N_ ("Event"),
  .flags = EK_RECORD_BY_HAND | EK_RECORD_BASIS | EK_RECORD_COURSE,
  .fields = event_fields,
  .title = EK_EVENT_TEXT,
  .when = EK_EVENT_STARTED,
  .dates = event_dates,
  .begin = begin_event,
};
