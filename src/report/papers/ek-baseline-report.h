/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-baseline.h"

G_BEGIN_DECLS

/* A baseline assessment as a printable PDF: severity first, then why, open risks, risk factors, protective factors,
 * scores, what was not asked and what is not confirmed, the clinician's summary, signatures. */
GBytes *ek_baseline_report_render (EkStore *store, EkRecord *baseline, const char *language, GError **error);

G_END_DECLS
