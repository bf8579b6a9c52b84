/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-series.h"

G_BEGIN_DECLS

/**
 * EkCriteria:
 * @higher_is_worse: the direction of the score
 * @caseness: a score at or beyond this is a case; NAN when the instrument has none
 * @remission: a score better than this is remission; NAN when the instrument has none
 * @reliable: the least change that is reliable, above 0; NAN when not known
 * @response: improvement in per cent of the baseline that is a response; 0: 50
 * @lowest: the least value there can be (K10: 10); per cent are counted from it
 *
 * What an instrument says about its own score. Start from %EK_CRITERIA_NONE.
 */
typedef struct {
  gboolean higher_is_worse;
  double caseness;
  double remission;
  double reliable;
  double response;
  double lowest;
} EkCriteria;

extern const EkCriteria EK_CRITERIA_NONE;

typedef enum {
  EK_CHANGE_UNKNOWN,      /* fewer than two values, or the reliable amount is not known */
  EK_CHANGE_IMPROVED,     /* reliably */
  EK_CHANGE_NONE,         /* less than the reliable amount either way */
  EK_CHANGE_DETERIORATED, /* reliably */
} EkReliableChange;

/**
 * EkCourse:
 *
 * What can be said of one course of one score, from its baseline to its last value. Changes are last minus baseline
 * (or previous) in the units of the score, so their sign is the score's, not "better" or "worse".
 */
typedef struct {
  guint n;                                      /* values from the baseline on */
  double baseline, last, previous, best, worst; /* NAN where there is none */
  gint64 baseline_at, last_at;                  /* EK_INSTANT_NONE where there is none */
  double change;                                /* since baseline, NAN below two values */
  double change_previous;                       /* since the value before, NAN below two values */
  double percent;                     /* improvement in % of the baseline; NAN when the baseline is the least there
                                         can be, and where lower is worse */
  EkReliableChange reliable;          /* since baseline */
  EkReliableChange reliable_previous; /* since the value before */
  gboolean case_at_baseline, case_now, ever_case;
  gboolean response;          /* at least half better than at baseline; only of a case at baseline */
  gboolean remission;         /* now */
  gboolean recovery;          /* a case at baseline, not now */
  gboolean reliable_recovery; /* recovery and reliably improved */
  gboolean relapse;           /* a case now, after a case and a remission in this course */
  guint rises;                /* consecutive changes for the worse up to the last value */
} EkCourse;

typedef enum { EK_MOMENT_RESPONSE, EK_MOMENT_REMISSION, EK_MOMENT_RELAPSE } EkMomentKind;

/** EkMoment: the value @index with which something was first met. */
typedef struct {
  EkMomentKind kind;
  guint index;
  gint64 at_ms;
} EkMoment;

double ek_reliable_change_amount (double standard_deviation, double reliability);
EkReliableChange ek_reliable_change_classify (double from, double to, const EkCriteria *criteria);
gboolean ek_criteria_is_case (const EkCriteria *criteria, double value);
gboolean ek_criteria_is_remission (const EkCriteria *criteria, double value);
gboolean ek_course_compute (EkSeries *series, gint64 baseline_at_ms, const EkCriteria *criteria, EkCourse *course);
/* of EkMoment, by time */
GArray *ek_course_moments (EkSeries *series, gint64 baseline_at_ms, const EkCriteria *criteria);
gboolean ek_trend_per_week (EkSeries *series, gint64 from_ms, gint64 to_ms, double *slope, double *standard_error);
gint64 ek_time_between (EkSeries *series, double low, double high, gint64 *observed_ms);
gint64 ek_time_in_bands (EkSeries *series, gint64 from_ms, gint64 to_ms, const double *lows, guint n_bands,
                         double *inside_ms, gint64 *whole_ms);

G_END_DECLS
