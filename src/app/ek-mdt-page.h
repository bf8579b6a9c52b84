/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkMdtPage: the case reviews of one patient: the case on one page, opinions, decision, actions, signatures, minutes. */
#define EK_TYPE_MDT_PAGE (ek_mdt_page_get_type ())
G_DECLARE_FINAL_TYPE (EkMdtPage, ek_mdt_page, EK, MDT_PAGE, AdwBin)

GtkWidget *ek_mdt_page_new          (void);
void       ek_mdt_page_set_patient  (EkMdtPage  *self,
                                     EkSession  *session,
                                     const char *patient_id);

G_END_DECLS
