/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  EK_POINT_PLAIN = 0,
  EK_POINT_CRITICAL = 1 << 0, /* item 9 or its like was answered ≥ 1 */
  EK_POINT_PRORATED = 1 << 1,
  EK_POINT_IMPORTED = 1 << 2,
  EK_POINT_TOTAL_ONLY = 1 << 3, /* the total came without its answers */
} EkPointFlags;

/** EkPoint: one value in time. @tag is the caller's, e.g. an index into an array of record ids. */
typedef struct {
  gint64 at_ms;
  double value;
  EkPointFlags flags;
  guint tag;
} EkPoint;

/**
 * EkSeries:
 *
 * Values in time order, packed. NaN and infinities are refused. Reference counted; not changed once shared.
 */
typedef struct _EkSeries EkSeries;

EkSeries *ek_series_new (const char *id, const char *label, const char *unit);
EkSeries *ek_series_ref (EkSeries *self);
void ek_series_unref (EkSeries *self);
const char *ek_series_get_id (EkSeries *self);
const char *ek_series_get_label (EkSeries *self);
const char *ek_series_get_unit (EkSeries *self);
/* any order; FALSE when refused */
gboolean ek_series_add (EkSeries *self, gint64 at_ms, double value, EkPointFlags flags, guint tag);
guint ek_series_length (EkSeries *self);
const EkPoint *ek_series_points (EkSeries *self);
void ek_series_set_interval (EkSeries *self, gint64 expected_ms);
/* a line is not drawn across more than this: two intervals */
gint64 ek_series_gap (EkSeries *self);
/* makes, on any thread, what drawing a long series needs; else the first drawing does */
void ek_series_prepare (EkSeries *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSeries, ek_series_unref)

G_END_DECLS
