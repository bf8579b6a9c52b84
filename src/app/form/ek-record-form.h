/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-kept.h"
#include "ek-record.h"
#include "ek-time.h"

G_BEGIN_DECLS

/**
 * EkRecordForm: a form for a record of any type, made from the type's declaration. Emits "edited".
 */
#define EK_TYPE_RECORD_FORM (ek_record_form_get_type ())
G_DECLARE_FINAL_TYPE (EkRecordForm, ek_record_form, EK, RECORD_FORM, AdwBin)

GtkWidget *ek_record_form_new (const EkRecordType *type, EkClock *clock);
void ek_record_form_load (EkRecordForm *self, EkRecord *record);
gboolean ek_record_form_store (EkRecordForm *self, EkRecord *record);
void ek_record_form_focus (EkRecordForm *self);

void ek_record_form_keep (EkRecordForm *self, EkKept *kept);

void ek_record_form_set_hint (EkRecordForm *self, const char *text);

G_END_DECLS
