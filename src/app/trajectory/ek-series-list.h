/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-trajectory-report.h"

G_BEGIN_DECLS

/**
 * EkSeriesList:
 *
 * Everything of a patient that has a course, by questionnaire, to choose from: with a search, the last value of each
 * and what its course is like.
 *
 * Signals:
 *  - "chosen": other series are to be drawn
 *  - "focused" (key): this one is asked about
 */
#define EK_TYPE_SERIES_LIST (ek_series_list_get_type ())
G_DECLARE_FINAL_TYPE (EkSeriesList, ek_series_list, EK, SERIES_LIST, AdwBin)

void ek_series_list_set_trajectory (EkSeriesList *self, EkTrajectory *trajectory, const char *const *keys);
char **ek_series_list_get_keys (EkSeriesList *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_series_list_is_usual (EkSeriesList *self);
void ek_series_list_choose (EkSeriesList *self, const char *const *keys);

G_END_DECLS
