/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** EkScale: values to vertical positions; @low lies at @bottom, @high at @top (smaller y). */
typedef struct {
  double low, high;
  double top, bottom;
} EkScale;

double ek_scale_y (const EkScale *scale, double value);
double ek_scale_value (const EkScale *scale, double y);
double ek_nice_step (double span, guint at_most);
GArray *ek_scale_ticks (const EkScale *scale, const double *wanted, guint n_wanted,
                        double min_distance) G_GNUC_WARN_UNUSED_RESULT;
char *ek_value_format (double value, double step) G_GNUC_WARN_UNUSED_RESULT;
char *ek_value_text (double value) G_GNUC_WARN_UNUSED_RESULT;
char *ek_value_change_text (double change) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
