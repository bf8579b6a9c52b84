/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-chart.h"

G_BEGIN_DECLS

/* Charts that several tests look at: what a clinician meets, in both languages. */

#define DAY(n) ((gint64) (n) *EK_DAY_MS)
#define MONDAY G_GINT64_CONSTANT (1767571200000) /* 2026-01-05T00:00:00Z */

EkSeries *charts_series (const char *label, const char *unit, const double *values, guint n, guint seed);
EkCommonScale *charts_scale (double mild, double moderate, double severe, double greatest);
EkChart *charts_clinical (const char *language);
EkChart *charts_overlay (const char *language, guint n_layers);
EkChart *charts_multiples (const char *language);
EkChart *charts_patient (const char *language);
void charts_add_lanes (EkChart *chart, const char *language);

G_END_DECLS
