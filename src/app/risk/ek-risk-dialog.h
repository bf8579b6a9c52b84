/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/**
 * EkRiskDialog: one open risk: what raised it, how high it is, who owns it, what was done, and the next step: assess,
 * hand over, write down an action, close.
 */
#define EK_TYPE_RISK_DIALOG (ek_risk_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EkRiskDialog, ek_risk_dialog, EK, RISK_DIALOG, AdwWindow)

EkRiskDialog *ek_risk_dialog_show (GtkWidget *parent, EkSession *session, const char *patient_id);

void ek_risk_dialog_reopen (EkRiskDialog *self, const char *place);

G_END_DECLS
