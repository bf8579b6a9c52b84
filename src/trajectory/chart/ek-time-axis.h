/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { EK_AXIS_HOUR, EK_AXIS_DAY, EK_AXIS_WEEK, EK_AXIS_MONTH, EK_AXIS_QUARTER, EK_AXIS_YEAR } EkAxisUnit;

/** EkTick: a mark on the time axis. @label names it; @outer, where not NULL, the longer period that begins there. */
typedef struct {
  gint64 at_ms;
  char *label;
  char *outer;
} EkTick;

/** EkTimeAxis: the ticks of a range of time, in calendar units of the viewer's clock. */
typedef struct {
  EkAxisUnit unit;
  int step;         /* units from tick to tick */
  GPtrArray *ticks; /* of EkTick, by time */
} EkTimeAxis;

EkTimeAxis *ek_time_axis_new (gint64 from_ms, gint64 to_ms, int offset_minutes, guint at_most, const char *language);
void ek_time_axis_free (EkTimeAxis *self);
char *ek_axis_date (gint64 at_ms, int offset_minutes, const char *language) G_GNUC_WARN_UNUSED_RESULT;
char *ek_axis_date_time (gint64 at_ms, int offset_minutes, const char *language) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkTimeAxis, ek_time_axis_free)

G_END_DECLS
