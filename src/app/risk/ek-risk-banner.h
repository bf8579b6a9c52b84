/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/**
 * EkRiskBanner: stands on every page of a patient while a risk is open; it cannot be dismissed. Its button opens what
 * is to be done about it.
 */
#define EK_TYPE_RISK_BANNER (ek_risk_banner_get_type ())
G_DECLARE_FINAL_TYPE (EkRiskBanner, ek_risk_banner, EK, RISK_BANNER, EkPatientView)

GtkWidget *ek_risk_banner_new (void);

G_END_DECLS
