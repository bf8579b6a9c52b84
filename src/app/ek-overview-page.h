/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkOverviewPage: one patient at a glance: scores, what is next, problems, medicines, allergies, encounters, work. */
#define EK_TYPE_OVERVIEW_PAGE (ek_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (EkOverviewPage, ek_overview_page, EK, OVERVIEW_PAGE, AdwBin)

GtkWidget *ek_overview_page_new          (void);
void       ek_overview_page_set_patient  (EkOverviewPage *self,
                                          EkSession      *session,
                                          const char     *patient_id);

G_END_DECLS
