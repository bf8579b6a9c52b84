/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-series.h"

G_BEGIN_DECLS

/* Half a year without any treatment ends a course of it. */
#define EK_COURSE_PAUSE_MS (G_GINT64_CONSTANT (183) * 86400000)
/* The forms of the first visit come before the first session. */
#define EK_COURSE_BEFORE_MS (G_GINT64_CONSTANT (28) * 86400000)

/** EkTreatment: a session, a medicine or a plan, from beginning to end; both the same where it has no length. */
typedef struct {
  gint64 from_ms, to_ms;
} EkTreatment;

gint64 ek_course_start (GArray *treatments, gint64 now_ms);
gint64 ek_course_baseline (EkSeries *series, gint64 course_ms);

G_END_DECLS
