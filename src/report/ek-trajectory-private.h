/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-trajectory-report.h"

G_BEGIN_DECLS

/* Shared by the files that make a trajectory out of the record. */

typedef struct {
  EkStore     *store;
  EkCatalogue *catalogue;
  const char  *patient_id;
  const char  *language;
  gint64       now_ms;
  int          offset_minutes;
} EkTrajectorySource;

/* What is on the chart is in the language of the paper, which may not be the window's, and so not in the catalogue of
 * messages of the process. A macro, so that the compiler sees both formats. */
#define EK_PICK(language, en, zh) (ek_trajectory_is_chinese (language) ? (zh) : (en))

gboolean    ek_trajectory_is_chinese (const char               *language);
gboolean    ek_trajectory_add_lanes  (const EkTrajectorySource *source,
                                      EkChart                  *chart,
                                      GError                  **error);

G_END_DECLS
