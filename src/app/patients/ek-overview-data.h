/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-store.h"

G_BEGIN_DECLS

/** EkScoreLine: where one instrument stands. @previous and @first are NULL when @latest is the only one. */
typedef struct {
  EkInstrument *instrument; /* owned; NULL when its definition is not here */
  EkRecord *latest;
  EkRecord *previous;
  EkRecord *first;
} EkScoreLine;

/** EkOverviewData: what the overview shows about one patient. All arrays are there, perhaps empty. */
typedef struct {
  EkRecord *patient;
  GPtrArray *scores;     /* of EkScoreLine, latest first */
  GPtrArray *unfinished; /* assessments in progress */
  GPtrArray *problems;   /* of EkRecord: active first */
  GPtrArray *medicines;  /* those taken today first, then on hold, then former ones */
  GPtrArray *allergies;
  GPtrArray *risks;      /* open ones, the highest first */
  GPtrArray *tasks;      /* still to be done, by due date */
  GPtrArray *encounters; /* newest first */
  GPtrArray *events;     /* newest first */
  GPtrArray *joins;      /* of EkJoin that hold, the latest first; with @former */
  GPtrArray *former;     /* of EkRecord: whose files they are */
  EkRecord *plan;        /* the signed one in force, or NULL */
  GHashTable *sources;   /* where problems and medicines were received from → what people call it */
  GPtrArray *declared;   /* of GPtrArray of EkRecord, one for each type with a card of its own: newest first */
  GPtrArray *schedules;  /* of EkScheduleRow, soonest due first */
} EkOverviewData;

EkOverviewData *ek_overview_data_read (EkStore *store, EkCatalogue *catalogue, const char *patient_id,
                                       GCancellable *cancellable, GError **error);
GPtrArray *ek_overview_data_scores (GPtrArray *assessments, EkCatalogue *catalogue);
const EkRecordType *ek_overview_declared_type (guint nth);
gboolean ek_overview_medicine_is_given (EkRecord *medicine, const char *today);
void ek_overview_data_free (EkOverviewData *data);

G_END_DECLS
