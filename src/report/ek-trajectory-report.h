/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-chart.h"
#include "ek-statistics.h"
#include "ek-store.h"

G_BEGIN_DECLS

/** EkTrajectoryScore: what is known of one panel of the chart. */
typedef struct {
  char       *label;              /* "PHQ-9" */
  EkSeries   *series;
  EkCriteria  criteria;           /* of the newest definition here; EK_CRITERIA_NONE for a measurement */
  EkCourse    course;             /* n = 0: no value */
  char       *reliable_source;    /* where the reliable amount comes from, or NULL */
  gboolean    is_measurement;
} EkTrajectoryScore;

/** EkTrajectoryRow: one value, as a line of a table and as the point @index of panel @panel. */
typedef struct {
  guint               panel, index;
  const EkRecordType *type;           /* of the record it comes from */
  char               *record_id;
  gint64              at_ms;
  int                 offset_minutes; /* of the clock it was taken by */
  char               *score;          /* "PHQ-9" */
  char               *unit;           /* or NULL */
  double              value;
  char               *severity;       /* word of the band it was scored into, or NULL */
  char               *entered_by;     /* name of a user, a device or a system; NULL when not known */
  char               *mode;           /* how it came in, in words, or NULL */
  char               *version;        /* of the definition that scored it, or NULL */
  EkPointFlags        flags;
} EkTrajectoryRow;

/**
 * EkTrajectory:
 *
 * A patient's course as it is drawn and as it is read: the chart, what can be said of each score, and every value. Does
 * not hold on to the store; may cross threads once made.
 */
typedef struct {
  EkChart   *chart;
  GPtrArray *scores;      /* of EkTrajectoryScore, by panel */
  GPtrArray *rows;        /* of EkTrajectoryRow, newest first */
} EkTrajectory;

EkTrajectory *ek_trajectory_report_load  (EkStore      *store,
                                          EkCatalogue  *catalogue,
                                          const char   *patient_id,
                                          const char   *language,
                                          GError      **error);
void          ek_trajectory_free         (EkTrajectory *self);
EkChart      *ek_trajectory_report_chart (EkStore      *store,
                                          EkCatalogue  *catalogue,
                                          const char   *patient_id,
                                          const char   *language,
                                          GError      **error);
char         *ek_trajectory_report_csv   (EkStore      *store,
                                          EkCatalogue  *catalogue,
                                          const char   *patient_id,
                                          const char   *language,
                                          GError      **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray    *ek_trajectory_sentences    (EkTrajectory *self,
                                          guint         score);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkTrajectory, ek_trajectory_free)

G_END_DECLS
