/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-patient-view.h"

G_BEGIN_DECLS

/** EkNoticeBar: what a person must look at in a patient's file: forms that could not be read, words that are not clear.
 * Those about another file are shown by EkJoinBar. Not to be seen while there is nothing. */
#define EK_TYPE_NOTICE_BAR (ek_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (EkNoticeBar, ek_notice_bar, EK, NOTICE_BAR, EkPatientView)

GtkWidget *ek_notice_bar_new (void);

G_END_DECLS
