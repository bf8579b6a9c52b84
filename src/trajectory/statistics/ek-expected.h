/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-series.h"

G_BEGIN_DECLS

/** EkExpectedPoint: between which limits eight of ten comparable patients were at this moment of their course. */
typedef struct {
  gint64 at_ms;
  double low, middle, high; /* 10th, 50th and 90th percentile */
} EkExpectedPoint;

/* Limits of fewer patients than this are not shown. */
#define EK_EXPECTED_FEWEST 100

/**
 * EkExpected:
 *
 * What the courses of earlier patients were like, step by step since their baseline. A step is whatever the caller
 * counts by: weeks, or finished sessions. Step 0 is the baseline. It describes others and predicts nobody.
 */
typedef struct _EkExpected EkExpected;

EkExpected *ek_expected_new (guint n_steps);
void ek_expected_free (EkExpected *self);
void ek_expected_add_course (EkExpected *self, const EkPoint *points, /* by time; the first is the baseline */
                             guint n_points, gint64 gap_ms,
                             const gint64 *step_at_ms, /* when this patient's steps were, by time */
                             guint n_steps);
guint ek_expected_get_n (EkExpected *self);
/* the number of courses that reach this step; limits may be NULL */
guint ek_expected_get_step (EkExpected *self, guint step, EkExpectedPoint *limits);
/* of EkExpectedPoint; the steps of this patient as far as at least EK_EXPECTED_FEWEST others reach */
GArray *ek_expected_points (EkExpected *self, const gint64 *step_at_ms, guint n_steps, guint *least_n);
double ek_percentile (double *sorted, guint n, double share);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkExpected, ek_expected_free)

G_END_DECLS
