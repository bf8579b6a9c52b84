/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-kept.h"
#include "ek-record.h"
#include "ek-time.h"

G_BEGIN_DECLS

/** EkFormSection: a heading and the fields below it, by their index in the declaration, ended by -1. */
typedef struct {
  const char *title; /* N_(), or NULL */
  const int *fields;
} EkFormSection;

/**
 * EkRecordForm: a form for a record of any type, made from the type's declaration. Emits "edited".
 */
#define EK_TYPE_RECORD_FORM (ek_record_form_get_type ())
G_DECLARE_FINAL_TYPE (EkRecordForm, ek_record_form, EK, RECORD_FORM, AdwBin)

GtkWidget *ek_record_form_new (const EkRecordType *type, const EkFormSection *sections, EkClock *clock);
void ek_record_form_load (EkRecordForm *self, EkRecord *record);
gboolean ek_record_form_store (EkRecordForm *self, EkRecord *record);
void ek_record_form_focus (EkRecordForm *self);

void ek_record_form_keep (EkRecordForm *self, EkKept *kept);

/* The sections in which a form shows this type: for patients several, else NULL for all fields in one. */
const EkFormSection *ek_record_form_sections (const EkRecordType *type);

void ek_record_form_set_hint (EkRecordForm *self, const char *text);

G_END_DECLS
