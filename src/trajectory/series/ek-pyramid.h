/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-series.h"

G_BEGIN_DECLS

/** EkSpan: the least and greatest of some values, and which values they are (the first of equals). */
typedef struct {
  double low, high;
  guint least, greatest;
} EkSpan;

/**
 * EkPyramid:
 *
 * Of each sixteen values, each sixteen such blocks and so on, the least and the greatest; the first and the last are
 * the ends of a block. So the extremes of any run of values are known in a time that grows with the logarithm of its
 * length, and a picture of a million values costs what its columns cost. Not changed once made; any thread may read it.
 */
typedef struct _EkPyramid EkPyramid;

EkPyramid *ek_pyramid_new (const EkPoint *points, guint length, gint64 gap_ms);
void ek_pyramid_free (EkPyramid *self);
const EkPoint *ek_pyramid_points (const EkPyramid *self);
guint ek_pyramid_length (const EkPyramid *self);
gint64 ek_pyramid_gap (const EkPyramid *self);
EkPointFlags ek_pyramid_flags (const EkPyramid *self);
EkSpan ek_pyramid_span (const EkPyramid *self, guint begin, guint end);
const guint *ek_pyramid_gaps (const EkPyramid *self, guint *n);
const guint *ek_pyramid_critical (const EkPyramid *self, guint *n);
guint ek_first_index (const guint *indices, guint n, guint at_least);

/* Of the values of a series; made when it is first asked for, by whichever thread does. */
const EkPyramid *ek_series_get_pyramid (EkSeries *series);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkPyramid, ek_pyramid_free)

G_END_DECLS
