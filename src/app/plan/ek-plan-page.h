/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/** EkPlanPage: the intervention plans of one patient: drafted by the rules, each line with its why; edited; signed. */
#define EK_TYPE_PLAN_PAGE (ek_plan_page_get_type ())
G_DECLARE_FINAL_TYPE (EkPlanPage, ek_plan_page, EK, PLAN_PAGE, EkPatientView)

GtkWidget *ek_plan_page_new (void);

G_END_DECLS
