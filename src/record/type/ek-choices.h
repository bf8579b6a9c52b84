/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record-type.h"

G_BEGIN_DECLS

/* What fields of several types choose from; ended by { NULL }. */
extern const EkChoice ek_step_choices[];  /* steps of care */
extern const EkChoice ek_level_choices[]; /* severity */

G_END_DECLS
