/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-chart.h"
#include "ek-common-scale.h"
#include "ek-statistics.h"
#include "ek-store.h"

G_BEGIN_DECLS

typedef enum {
  EK_TRAJECTORY_KIND_TOTAL,
  EK_TRAJECTORY_KIND_SUBSCALE, /* or an index, see EkTrajectorySeries.derived */
  EK_TRAJECTORY_KIND_ITEM,     /* one question, its answers as they are scored */
  EK_TRAJECTORY_KIND_MEASUREMENT,
} EkTrajectoryKind;

/** EkTrajectorySeries: one thing that was measured again and again, and what is known of it. Belongs to its trajectory
 * and does not change. */
typedef struct {
  char *key;   /* "phq9" "scl90/SOM" "phq9#9" "m:93832-4|h" */
  char *label; /* as a panel is called: "PHQ-9", "SCL-90 · Somatization" */
  char *name;  /* in its group: "Total", "Somatization", the words of an item */
  char *group; /* "PHQ-9"; "Measurements" */
  char *plain; /* what it is about in a patient's words, or NULL */
  EkTrajectoryKind kind;
  gboolean derived; /* an index the clinician may read, not a scale of the instrument */
  gboolean primary; /* shown when nothing is chosen */
  gboolean is_measurement;
  char *instrument; /* id, or NULL */
  char *part;       /* id of the subscale or item, or NULL */
  EkSeries *series;
  double low, high;      /* range it can have; NAN when not known */
  GArray *bands;         /* of EkChartBand, in words; may be empty */
  EkCommonScale *scale;  /* NULL: it cannot be laid over others */
  EkCriteria criteria;   /* of the newest definition here; EK_CRITERIA_NONE for a measurement */
  EkCourse course;       /* n = 0: no value */
  char *reliable_source; /* where the reliable amount comes from, in the trajectory's language; or NULL */
  gboolean reliable_verified;
  guint n_critical, n_prorated, n_imported; /* of its values */
} EkTrajectorySeries;

typedef EkTrajectorySeries EkTrajectoryScore;

/** EkTrajectoryRow: one value as a line of a table. */
typedef struct {
  guint index;              /* in its series, by time */
  const char *key;          /* of its series; belongs to the trajectory */
  const EkRecordType *type; /* of the record it comes from */
  char *record_id;          /* NULL for a measurement: see ek_trajectory_find_record() */
  gint64 row;               /* where a measurement lies in its table */
  gint64 at_ms;
  int offset_minutes; /* of the clock it was taken by */
  char *score;        /* "PHQ-9" */
  char *unit;         /* or NULL */
  double value;
  double low, high; /* of a prorated score: the least and the most it could have been; else NAN */
  char *severity;   /* word of the band it was scored into; of an item, the answer; or NULL */
  char *entered_by; /* name of a user, a device or a system; NULL when not known */
  char *mode;       /* how it came in, in words, or NULL */
  char *device;     /* where it was answered, or NULL */
  char *version;    /* of the definition that scored it, or NULL */
  EkPointFlags flags;
} EkTrajectoryRow;

/** EkTrajectoryPoint: value @index of series number @series. */
typedef struct {
  guint series, index;
} EkTrajectoryPoint;

/** EkTrajectoryView: what is to be drawn. Begin with %EK_TRAJECTORY_VIEW_DEFAULT. */
typedef struct {
  const char *const *keys; /* of series in the order of the panels; NULL: the primary ones */
  gboolean overlay;        /* all in one panel on the common scale of severity */
  EkChartArrangement arrangement;
  EkChartAxis axis;
  gboolean reliable, outcome, unusual, goals, expected, lanes;
  gint64 from_ms, to_ms; /* what is shown; from ≥ to: all */
  gint64 baseline_ms;    /* the first value from it on is the baseline; EK_INSTANT_NONE: the course's */
} EkTrajectoryView;

extern const EkTrajectoryView EK_TRAJECTORY_VIEW_DEFAULT;

/** EkTrajectoryStatistic: one line of what the numbers say, in the language of the trajectory. */
typedef struct {
  const char *id;    /* "change" "change-last" "reliable" "response" … */
  char *label;       /* "Change since baseline" */
  char *value;       /* "−9 (18 → 9), better" */
  char *known;       /* how it is known: parameters and source; or NULL */
  gboolean verified; /* FALSE: its parameters were not checked, and this must be shown */
  int tone;          /* 1 better, −1 worse, 0 neither */
} EkTrajectoryStatistic;

typedef struct _EkTrajectoryData EkTrajectoryData;

/**
 * EkTrajectory:
 *
 * Everything of a patient that has a course, read once. Charts, rows and statistics are made from it without the store.
 * Does not hold on to the store; may cross threads once made.
 */
typedef struct {
  EkChart *chart;    /* of what is shown when nothing is chosen */
  GPtrArray *scores; /* of EkTrajectorySeries, by panel of @chart; belong to @series */
  GPtrArray *series; /* of EkTrajectorySeries: all of them, those of one group together */
  gint64 course_ms;  /* when the present treatment began; EK_INSTANT_NONE: none */
  guint n_sessions;  /* finished */
  EkTrajectoryData *data;
} EkTrajectory;

EkTrajectory *ek_trajectory_report_load (EkStore *store, EkCatalogue *catalogue, const char *patient_id,
                                         const char *language, GError **error);
void ek_trajectory_free (EkTrajectory *self);

const EkTrajectorySeries *ek_trajectory_find (EkTrajectory *self, const char *key);
/* of a panel or layer of a chart made from it */
const EkTrajectorySeries *ek_trajectory_find_series (EkTrajectory *self, EkSeries *series);

EkChart *ek_trajectory_make_chart (EkTrajectory *self, const EkTrajectoryView *view);
EkChart *ek_trajectory_make_patient_chart (EkTrajectory *self, const EkTrajectoryView *view);
/* of utf8: what the patient's chart says, in plain words */
GPtrArray *ek_trajectory_patient_words (EkTrajectory *self, const EkTrajectoryView *view);

/* of EkTrajectoryPoint, newest first: every value of the view */
GArray *ek_trajectory_list_points (EkTrajectory *self, const EkTrajectoryView *view);
void ek_trajectory_cut_points (EkTrajectory *self, GArray *points, const EkTrajectoryView *view);
EkTrajectoryRow *ek_trajectory_make_row (EkTrajectory *self, const EkTrajectorySeries *series, guint index);
void ek_trajectory_row_free (EkTrajectoryRow *row);
/* the record of a measurement, which is looked up when it is asked for */
char *ek_trajectory_find_record (EkStore *store, const char *patient_id, const EkTrajectoryRow *row,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* of EkTrajectoryStatistic */
GPtrArray *ek_trajectory_statistics (EkTrajectory *self, const EkTrajectorySeries *series,
                                     const EkTrajectoryView *view);
/* of utf8, for a screen reader and for whoever rather reads, in the language of the program */
GPtrArray *ek_trajectory_series_sentences (EkTrajectory *self, const EkTrajectorySeries *series);
GPtrArray *ek_trajectory_sentences (EkTrajectory *self, guint score);

EkChart *ek_trajectory_report_chart (EkStore *store, EkCatalogue *catalogue, const char *patient_id,
                                     const char *language, GError **error);
char *ek_trajectory_report_csv (EkStore *store, EkCatalogue *catalogue, const char *patient_id, const char *language,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* of the series of the view, one line for each value */
char *ek_trajectory_make_csv (EkTrajectory *self, const EkTrajectoryView *view) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkTrajectory, ek_trajectory_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkTrajectoryRow, ek_trajectory_row_free)

G_END_DECLS
