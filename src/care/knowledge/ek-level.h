/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  EK_LEVEL_UNKNOWN = -1, /* nothing complete to judge by */
  EK_LEVEL_NORMAL,
  EK_LEVEL_MILD,
  EK_LEVEL_MODERATE,
  EK_LEVEL_SEVERE,
} EkLevel;

typedef enum {
  EK_STEP_UNKNOWN = -1,
  EK_STEP_PREVENTIVE,
  EK_STEP_COUNSELLING,
  EK_STEP_TREATMENT,
} EkStep;

const char *ek_level_id (EkLevel level);
const char *ek_level_label (EkLevel level);
EkLevel ek_level_from_id (const char *id);
const char *ek_step_id (EkStep step);
const char *ek_step_label (EkStep step);
EkStep ek_step_from_id (const char *id);

G_END_DECLS
