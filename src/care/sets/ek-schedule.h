/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-battery.h"

G_BEGIN_DECLS

/* An instrument or a set that is given again and again: an EkRecord of ek_schedule_type. When it is due next is not
 * stored: it follows from the last finished form (or set) and the interval, in days of the calendar, so that neither a
 * change of the clock nor a correction can leave it wrong. All calls that take a store block on the disk. */

/** EkScheduleRow: one schedule that is in force, with what follows from the file today. */
typedef struct {
  char *id;
  char *patient_id;
  char *patient_name; /* as the list of patients shows it */
  char *kind;         /* "instrument" "battery" */
  char *subject;      /* its id */
  int interval_days;
  char *first;   /* dates, YYYY-MM-DD */
  char *until;   /* or NULL */
  char *purpose; /* or NULL */
  char *last;    /* when it was last finished; NULL: never */
  char *due;
  int days;         /* from today to @due; 0 today, below 0 overdue */
  gboolean shorter; /* more often than recommended, and that was said */
  gboolean over;    /* the next one would fall after @until */
} EkScheduleRow;

void ek_schedule_row_free (EkScheduleRow *row);
/* "PHQ-9" or the set's name; the id where it is not known */
char *ek_schedule_subject (EkCatalogue *catalogue, EkKnowledge *knowledge, const char *kind, const char *subject,
                           const char *language);
/* A sentence when an interval is shorter than an instrument's own; NULL: it is not. Translated. */
char *ek_schedule_check (EkCatalogue *catalogue, EkKnowledge *knowledge, const char *kind, const char *subject,
                         int interval_days);

/** EkSchedulePlan: what is asked for. Dates are YYYY-MM-DD; @first NULL: today; @until, @purpose may be NULL. */
typedef struct {
  const char *kind;
  const char *subject;
  int interval_days;
  const char *first;
  const char *until;
  const char *purpose;
  gboolean shorter; /* the caller has shown what ek_schedule_check() says, and it is wanted */
} EkSchedulePlan;

EkRecord *ek_schedule_add (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
                           const EkSchedulePlan *plan, GError **error);
gboolean ek_schedule_stop (EkStore *store, EkRecord *schedule, const char *reason, GError **error);
gboolean ek_schedule_resume (EkStore *store, EkRecord *schedule, GError **error);
/* of EkScheduleRow, soonest first: those of one patient that are in force */
GPtrArray *ek_schedule_list (EkStore *store, const char *patient_id, GError **error);
/* of EkScheduleRow, longest overdue first: of all patients, due within @days from today (0: today and overdue) */
GPtrArray *ek_schedule_list_due (EkStore *store, int days, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkScheduleRow, ek_schedule_row_free)

G_END_DECLS
