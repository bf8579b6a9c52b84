/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EkCommonScale:
 *
 * How severe a score is, on a scale that scores of different instruments share: 0 to 4, where normal lies in 0–1, mild
 * in 1–2, moderate in 2–3 and severe in 3–4. It lets scores be laid over one another; it does not make them equal.
 * Immutable, reference counted, may cross threads.
 */
typedef struct _EkCommonScale EkCommonScale;

#define EK_COMMON_SCALE_TOP 4.0

EkCommonScale *ek_common_scale_new (const double *low, const double *high,
                                    const char *const *levels, /* "normal" "mild" "moderate" "severe" */
                                    guint n_bands, gboolean higher_is_worse);
/* where nobody has said what is severe: the place in a range */
EkCommonScale *ek_common_scale_new_range (double low, double high, gboolean higher_is_worse);
EkCommonScale *ek_common_scale_ref (EkCommonScale *self);
void ek_common_scale_unref (EkCommonScale *self);
double ek_common_scale_map (EkCommonScale *self, double value);
/* FALSE: only the place in a range */
gboolean ek_common_scale_has_levels (EkCommonScale *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkCommonScale, ek_common_scale_unref)

G_END_DECLS
