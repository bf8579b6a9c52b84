/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

static const EkChoice event_kinds[] = {
  { "leave", N_ ("Sick leave") },
  { "life", N_ ("Life event") },
  { "work", N_ ("Work event") },
  { "accident", N_ ("Accident at work") },
  { NULL },
};

static const EkField event_fields[] = {
  [EK_EVENT_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), event_kinds },
  [EK_EVENT_TEXT] = { "text", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Event") },
  [EK_EVENT_STARTED] = { "started", EK_FIELD_DATE, EK_FIELD_REQUIRED, N_ ("From") },
  [EK_EVENT_ENDED] = { "ended", EK_FIELD_DATE, EK_FIELD_PLAIN, N_ ("Until") },
  { NULL },
};

const EkRecordType ek_event_type = { "event", N_ ("Event"), EK_RECORD_PLAIN, event_fields };
