/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-baseline.h"
#include "ek-schedule.h"
#include "ek-session.h"

G_BEGIN_DECLS

/** EkBatteryReading: what the section about sets shows of a patient. */
typedef struct {
  EkKnowledge *knowledge; /* belongs to the program */
  EkRecord *battery;      /* the set in progress, or NULL */
  GPtrArray *steps;       /* of EkBatteryStep, of that set; NULL without */
  GPtrArray *schedules;   /* of EkScheduleRow, soonest due first */
  EkRecord *ended;        /* the newest baseline set that has ended, or NULL */
  gboolean current;       /* no form was changed since the baseline was made */
  EkRecord *baseline;     /* the draft, else the signed one, or NULL */
} EkBatteryReading;

void ek_battery_reading_free (EkBatteryReading *reading);
/* An EkSessionFunc; @data is an EkPatientRequest. */
void ek_battery_read (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);
/* Whether a baseline assessment of @ended has not been made yet. */
gboolean ek_battery_reading_wants_baseline (const EkBatteryReading *reading);
/* "Baseline set · 3 of 8 done · next: GAD-7 · about 9 min" */
char *ek_battery_reading_progress (const EkBatteryReading *reading, const char *language) G_GNUC_WARN_UNUSED_RESULT;
/* The schedule that is due first, in words; @overdue: whether it is late. NULL: nothing is scheduled. */
char *ek_battery_reading_due (const EkBatteryReading *reading, EkCatalogue *catalogue, const char *language,
                              gboolean *overdue) G_GNUC_WARN_UNUSED_RESULT;
char *ek_schedule_row_words (const EkScheduleRow *row) G_GNUC_WARN_UNUSED_RESULT; /* "overdue by 3 days" */

G_END_DECLS
