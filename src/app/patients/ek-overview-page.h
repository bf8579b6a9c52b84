/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/** EkOverviewPage: one patient at a glance: scores, what is next, problems, medicines, allergies, encounters, work. */
#define EK_TYPE_OVERVIEW_PAGE (ek_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (EkOverviewPage, ek_overview_page, EK, OVERVIEW_PAGE, EkPatientView)

GtkWidget *ek_overview_page_new (void);

G_END_DECLS
