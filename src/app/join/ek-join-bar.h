/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/** EkJoinBar: above the file of somebody who may be the same person as somebody else: asks a person to decide. */
#define EK_TYPE_JOIN_BAR (ek_join_bar_get_type ())
G_DECLARE_FINAL_TYPE (EkJoinBar, ek_join_bar, EK, JOIN_BAR, EkPatientView)

GtkWidget *ek_join_bar_new (void);

G_END_DECLS
