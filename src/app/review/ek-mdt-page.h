/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/** EkMdtPage: the case reviews of a patient: the case on one page, opinions, decision, actions, signatures, minutes. */
#define EK_TYPE_MDT_PAGE (ek_mdt_page_get_type ())
G_DECLARE_FINAL_TYPE (EkMdtPage, ek_mdt_page, EK, MDT_PAGE, EkPatientView)

GtkWidget *ek_mdt_page_new (void);

G_END_DECLS
