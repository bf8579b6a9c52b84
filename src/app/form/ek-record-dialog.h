/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/**
 * EkRecordDialog: adds or changes one record. Emits "saved" (record id).
 */
#define EK_TYPE_RECORD_DIALOG (ek_record_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EkRecordDialog, ek_record_dialog, EK, RECORD_DIALOG, AdwWindow)

EkRecordDialog *ek_record_dialog_show (GtkWidget *parent, EkSession *session, EkRecord *record);

void ek_record_dialog_set_hint (EkRecordDialog *self, const char *text);

G_END_DECLS
