/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record.h"

G_BEGIN_DECLS

void ek_risk_merge (EkRecord *ours, EkRecord *theirs);
gboolean ek_risk_rests_within (EkRecord *risk, EkRecord *other);
gboolean ek_risk_rests_on (EkRecord *risk, const char *source);

G_END_DECLS
