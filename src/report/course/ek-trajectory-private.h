/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-expected.h"
#include "ek-language.h"
#include "ek-score.h"
#include "ek-trajectory-report.h"
#include "ek-unusual.h"

G_BEGIN_DECLS

/* Shared by the files that make a trajectory out of the record. */

typedef struct {
  EkStore *store;
  EkCatalogue *catalogue;
  const char *patient_id;
  const char *language;
  gint64 now_ms;
  int offset_minutes;
} EkTrajectorySource;

/* A form that was filled in: what its scores and answers have in common. Strings belong to the trajectory. */
typedef struct {
  const char *record_id, *entered_by, *mode, *device, *version;
  gint64 at_ms;
  int offset_minutes;
  EkPointFlags flags;
} EkTrajectoryForm;

/* A value of a form. A point's tag is its index in the values of its series. */
typedef struct {
  guint form;
  const char *word; /* of its band, or the answer; or NULL */
  double low, high; /* what a prorated score could have been; NAN */
} EkTrajectoryValue;

/* What is kept of a measurement beside its point: 16 bytes. */
typedef struct {
  gint64 row;
  guint source; /* index into the texts of the trajectory, or G_MAXUINT */
  int offset_minutes;
} EkTrajectoryOrigin;

/* What is found along a course, from one baseline. */
typedef struct {
  gint64 baseline_ms; /* as it was asked for */
  EkCourse course;
  GArray *moments; /* of EkMoment */
  GArray *unusual; /* of EkUnusual */
  EkUsual usual;
} EkTrajectoryFindings;

typedef struct {
  EkTrajectorySeries public;
  EkInstrument *definition;      /* newest; NULL for a measurement, or when it is not here */
  GArray *values;                /* of EkTrajectoryValue */
  GArray *origins;               /* of EkTrajectoryOrigin, for a measurement */
  EkTrajectoryFindings findings; /* from the baseline of the course */
  guint order;
} EkTrajectoryOwn;

typedef struct {
  EkLaneKind kind;
  const char *lane, *label;
  const char *plain; /* the lane, where a patient sees it; of sessions only */
  gint64 from_ms, to_ms;
  double amount;
} EkTrajectoryLaneItem;

/* A number the plan aims at. */
typedef struct {
  char *key; /* of the series */
  double value;
  gboolean strict; /* beyond it, not only at it */
  gboolean above;  /* at or above it is the goal, else below */
  gint64 from_ms, until_ms;
} EkTrajectoryGoal;

/* The limits of earlier patients at one step, of weeks or of sessions. */
typedef struct {
  guint n;
  EkExpectedPoint limits;
} EkTrajectoryStep;

/* Earlier patients of one band of one instrument. */
typedef struct {
  char *instrument;
  double low, high;         /* of the band, the baseline lay in: from @low to below @high */
  char *band;               /* in words */
  guint n;                  /* patients */
  GArray *weeks, *sessions; /* of EkTrajectoryStep */
} EkTrajectoryOthers;

struct _EkTrajectoryData {
  gatomicrefcount ref_count;
  char *language;
  gint64 now_ms;
  int offset_minutes;
  GPtrArray *series;  /* of EkTrajectorySeries, the first member of an EkTrajectoryOwn */
  GHashTable *by_key; /* key → EkTrajectoryOwn */
  GArray *forms;      /* of EkTrajectoryForm */
  GArray *lanes;      /* of EkTrajectoryLaneItem */
  GArray *sessions;   /* of gint64: finished, by time */
  gint64 course_ms;
  GArray *goals;     /* of EkTrajectoryGoal */
  GPtrArray *others; /* of EkTrajectoryOthers */
  char *sex;         /* "male", "female" or NULL */
  char *birth_date;  /* or NULL */
  int age_years;
  GHashTable *critical; /* words for items whose answers were critical */
  char *critical_label;
  GHashTable *text_numbers; /* text → index into @texts */
  GPtrArray *texts;         /* each text once: names of persons, devices, versions */
};

/* ek-trajectory-data.c */
EkTrajectoryData *ek_trajectory_data_new (const EkTrajectorySource *source);
EkTrajectoryData *ek_trajectory_data_ref (EkTrajectoryData *self);
void ek_trajectory_data_unref (EkTrajectoryData *self);
guint ek_trajectory_keep_number (EkTrajectoryData *self, const char *text);
const char *ek_trajectory_keep (EkTrajectoryData *self, const char *text);
EkTrajectoryOwn *ek_trajectory_own (EkTrajectoryData *self, const char *key);
EkTrajectoryOwn *ek_trajectory_add_own (EkTrajectoryData *self, EkTrajectoryKind kind, const char *key,
                                        const char *label, const char *unit);
char *ek_trajectory_user_name (EkStore *store, const char *user_id);
GPtrArray *ek_trajectory_chosen (EkTrajectoryData *data, /* of EkTrajectorySeries, borrowed */
                                 const EkTrajectoryView *view);

/* ek-trajectory-definition.c */
void ek_trajectory_set_total_bands (EkTrajectorySeries *series, EkInstrument *instrument, const char *language);
void ek_trajectory_set_subscale_bands (EkTrajectorySeries *series, EkInstrument *instrument, guint subscale,
                                       const char *language);
void ek_trajectory_set_criteria (EkTrajectoryData *data, EkTrajectorySeries *series, EkInstrument *instrument,
                                 const char *language);
EkScore *ek_trajectory_score_again (EkTrajectoryData *data, EkInstrument *instrument, EkRecord *record);
void ek_trajectory_prorated_limits (EkTrajectoryData *data, EkInstrument *instrument, EkRecord *record,
                                    const char *part, double *low, double *high);

/* ek-trajectory-collect.c */
gboolean ek_trajectory_add_forms (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error);

/* ek-trajectory-measurements.c */
gboolean ek_trajectory_add_measurements (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error);

/* ek-trajectory-lanes.c */
gboolean ek_trajectory_add_lanes (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error);

/* ek-trajectory-chart.c */
EkChart *ek_trajectory_data_chart (EkTrajectoryData *data, const EkTrajectoryView *view);

/* ek-trajectory-findings.c */
gboolean ek_trajectory_has_outcome (const EkTrajectorySeries *series);
void ek_trajectory_find_all (EkTrajectoryData *data, const EkTrajectorySeries *series, gint64 baseline_ms,
                             EkTrajectoryFindings *findings);
void ek_trajectory_findings_clear (EkTrajectoryFindings *findings);
/* those of the course, or others in @own, which is cleared by the caller */
const EkTrajectoryFindings *ek_trajectory_findings (EkTrajectoryData *data, const EkTrajectorySeries *series,
                                                    const EkTrajectoryView *view, EkTrajectoryFindings *own);

/* ek-trajectory-goals.c */
gboolean ek_trajectory_add_goals (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error);
char *ek_trajectory_goal_text (EkTrajectoryData *data, const EkTrajectoryGoal *goal);

/* ek-trajectory-others.c */
gboolean ek_trajectory_add_others (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error);
void ek_trajectory_others_free (gpointer others);
/* of EkExpectedPoint, for this patient; NULL when it may not be shown */
GArray *ek_trajectory_expected (EkTrajectoryData *data, const EkTrajectorySeries *series, const EkCourse *course,
                                EkChartAxis axis, char **label);

/* ek-trajectory-names.c; NULL: not listed */
const char *ek_trajectory_measurement_name (const char *system, const char *code, const char *language, gboolean plain);
const char *ek_trajectory_plain_name (const char *instrument, const char *language);
/* @unit itself when it is not listed */
const char *ek_trajectory_unit_name (const char *unit, const char *language);

/* ek-trajectory-rows.c */
/* between which a prorated value lies; FALSE: not known */
gboolean ek_trajectory_data_limits (const EkTrajectorySeries *series, guint index, double *low, double *high);
EkTrajectoryRow *ek_trajectory_data_row (EkTrajectoryData *data, const EkTrajectorySeries *series, guint index);
char *ek_trajectory_data_note (EkTrajectoryData *data, const EkTrajectorySeries *series, guint index);

G_END_DECLS
