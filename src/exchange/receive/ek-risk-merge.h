/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record.h"

G_BEGIN_DECLS

void ek_risk_merge (EkRecord *ours, EkRecord *theirs);

G_END_DECLS
